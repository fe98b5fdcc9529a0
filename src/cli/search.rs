//! Finds the topology files below a directory.

use std::path::{Path, PathBuf};

use di_gen::{
    catalog::file_names::is_searched,
    diagnostic::{Code, Diagnostic},
};

/// The file name of topologies below a directory.
pub(super) const FILE_NAME: &str = "di-gen.yaml";

/// Finds every topology file below a directory, sorted by path. Hidden directories are not searched.
pub(super) fn find_topologies(directory: &Path, unreadable: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_path_buf()];
    while let Some(directory) = directories.pop() {
        let entries = match std::fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("{}: {error}", directory.display());
                unreadable.push(Diagnostic::error(Code::CANNOT_READ, message).in_file(&directory));
                continue;
            }
        };
        for entry in entries {
            let (name, path, is_directory) = match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) => (entry.file_name().to_string_lossy().into_owned(), entry.path(), kind.is_dir()),
                Err(error) => {
                    let message = format!("{}: {error}", directory.display());
                    unreadable.push(Diagnostic::error(Code::CANNOT_READ, message).in_file(&directory));
                    continue;
                }
            };
            // Whatever has the name of a topology is one: if it cannot be read, that is reported.
            if name == FILE_NAME {
                files.push(path);
            // Links to directories are not followed, since they can form a cycle. Links to files are.
            } else if is_directory && is_searched(&name) {
                directories.push(path);
            }
        }
    }
    files.sort();
    files
}
