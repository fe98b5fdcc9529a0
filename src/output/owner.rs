//! Which topology file a header names.
//!
//! A header has the identity of the topology file, which differs for different names. Earlier versions wrote a question
//! mark for every special character, so a header of theirs names a file only if no other file beside it could be meant.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::render::{earlier_identity, topology_identity};

/// The files of a directory that a header may name. The directory is listed once, however many headers there are.
pub(super) struct TopologyNames {
    folder: PathBuf,
    listed: OnceCell<ListedNames>,
}

struct ListedNames {
    identities: BTreeSet<String>,
    /// The identity of the only file that a header of an earlier version can name; none if there are several.
    earlier: BTreeMap<String, Option<String>>,
}

impl TopologyNames {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), listed: OnceCell::new() }
    }

    /// Whether an identity in a header is that of the topology file with this identity.
    pub(super) fn is_identity_of(&self, declared: &str, identity: &str) -> bool {
        let is_only_one = || {
            let names = self.list();
            names.earlier.get(declared).is_some_and(|only| only.as_deref() == Some(identity))
        };
        declared == identity || (declared.contains('?') && is_only_one())
    }

    /// Whether the directory has the topology file that an identity in a header names.
    pub(super) fn contains(&self, declared: &str) -> bool {
        if !declared.contains(['%', '?']) {
            return self.folder.join(declared).is_file();
        }
        let names = self.list();
        names.identities.contains(declared) || names.earlier.contains_key(declared)
    }

    fn list(&self) -> &ListedNames {
        self.listed.get_or_init(|| {
            let mut names = ListedNames { identities: BTreeSet::new(), earlier: BTreeMap::new() };
            let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
            for name in files.filter(|file| file.path().is_file()).map(|file| file.file_name()) {
                let identity = topology_identity(&name);
                names
                    .earlier
                    .entry(earlier_identity(&name))
                    .and_modify(|only| *only = None)
                    .or_insert_with(|| Some(identity.clone()));
                names.identities.insert(identity);
            }
            names
        })
    }
}
