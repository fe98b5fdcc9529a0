//! Which paths are the same file: on file systems that ignore case or the form of a letter, and through links.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use unicode_normalization::UnicodeNormalization as _;

use super::seal;
use crate::{
    diagnostic::{Code, Diagnostic},
    render::File,
};

/// The files that a set of outputs consists of, as far as they exist.
pub(super) struct WantedFiles<'f> {
    base: &'f Path,
    files: &'f [File],
    ids: OnceCell<BTreeSet<FileId>>,
}

impl<'f> WantedFiles<'f> {
    pub(super) const fn new(base: &'f Path, files: &'f [File]) -> Self {
        Self { base, files, ids: OnceCell::new() }
    }

    /// Whether a path leads to one of the files, under whatever name.
    pub(super) fn contains(&self, path: &Path) -> bool {
        // Most runs do not ask.
        let ids = self.ids.get_or_init(|| {
            let paths = self.files.iter().flat_map(|file| [file.path.clone(), seal::seal_path(&file.path)]);
            paths.filter_map(|path| file_id(&self.base.join(path))).collect()
        });
        file_id(path).is_some_and(|id| ids.contains(&id))
    }
}

/// What two paths of the same file have in common.
#[cfg(unix)]
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// The path as the file system has it. Another name of the file (a hard link) can be removed without harm.
#[cfg(not(unix))]
type FileId = std::path::PathBuf;

#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<FileId> {
    fs::canonicalize(path).ok()
}

/// Rejects files that are the same one on a file system that ignores case or the form of a letter. The repository may be
/// cloned there.
pub(super) fn check_distinct_names(folder: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for file in files {
        if let Some(other) = first.insert(comparable_name(&file.path), &file.path) {
            let path = folder.join(&file.path);
            let message = format!("{} and {other} are one file on some file systems", path.display());
            diagnostics.push(
                Diagnostic::error(Code::SHARED_FOLDER, message)
                    .in_file(&path)
                    .help("use names that differ in more than case and accents"),
            );
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// A name without differences of case and Unicode normalisation.
fn comparable_name(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let folded = name.nfd().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.nfd().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_file_system_may_confuse_are_compared_equal() {
        for (one, other) in [
            ("out/main.tf", "Out/MAIN.tf"),
            ("\u{e9}.tf", "e\u{301}.tf"),
            ("\u{c9}.tf", "e\u{301}.tf"),
            ("\u{212b}.tf", "\u{e5}.tf"),
            ("\u{1e9b}\u{323}.tf", "\u{1e9b}\u{323}.TF"),
            ("stra\u{df}e.tf", "STRASSE.tf"),
            ("\u{3c3}.tf", "\u{3c2}.tf"),
            ("\u{ac00}.tf", "\u{1100}\u{1161}.tf"),
        ] {
            assert_eq!(comparable_name(one), comparable_name(other), "{one} {other}");
        }
        for (one, other) in [("a.tf", "b.tf"), ("e.tf", "\u{e9}.tf"), ("a b.tf", "a+b.tf"), ("\u{430}.tf", "a.tf")] {
            assert_ne!(comparable_name(one), comparable_name(other), "{one} {other}");
        }
    }
}
