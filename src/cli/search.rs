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
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // Links to directories are not followed, since they can form a cycle. Links to files are.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && is_searched(&name) {
                directories.push(entry.path());
            } else if name == FILE_NAME && entry.path().is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    files
}
