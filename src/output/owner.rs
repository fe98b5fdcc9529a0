//! Which topology file a header names.
//!
//! A header has the identity of the topology file, which differs for different names. Earlier versions wrote a question
//! mark for every special character, so a header of theirs names a file only if no other file beside it could be meant.

use std::{ffi::OsString, fs, path::Path};

use crate::render::{earlier_identity, topology_identity};

/// Whether an identity in a header is that of the topology file with this identity in a directory.
pub(super) fn is_identity_of(declared: &str, identity: &str, folder: &Path) -> bool {
    declared == identity
        || (declared.contains('?')
            && only_file_called_earlier(folder, declared).is_some_and(|name| topology_identity(&name) == identity))
}

/// Whether a directory has the topology file that an identity in a header names.
pub(super) fn has_topology(folder: &Path, declared: &str) -> bool {
    if !declared.contains(['%', '?']) {
        return folder.join(declared).is_file();
    }
    file_names(folder).any(|name| topology_identity(&name) == declared || earlier_identity(&name) == declared)
}

fn only_file_called_earlier(folder: &Path, declared: &str) -> Option<OsString> {
    let mut names = file_names(folder).filter(|name| earlier_identity(name) == declared);
    names.next().filter(|_| names.next().is_none())
}

fn file_names(folder: &Path) -> impl Iterator<Item = OsString> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name())
}
