//! The topologies below a folder.

use std::path::{Path, PathBuf};

use di_gen::diagnostic::{Code, Diagnostic};

/// What a topology is called where a folder is searched.
pub(super) const FILE_NAME: &str = "di-gen.yaml";

/// Folders that hold nothing of the user's own.
const SKIPPED_FOLDERS: &[&str] = &["node_modules", "target"];

/// Every topology below a folder, in order. Hidden folders are somebody else's.
pub(super) fn find_topologies(folder: &Path, unread: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let list = match std::fs::read_dir(&folder) {
            Ok(list) => list,
            Err(error) => {
                let message = format!("{}: {error}", folder.display());
                unread.push(Diagnostic::error(Code::CANNOT_READ, message).in_file(&folder));
                continue;
            }
        };
        for entry in list.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A link to a folder is not followed: it may lead in a circle. One to a file is as good as the file.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && !name.starts_with('.') && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                open.push(entry.path());
            } else if name == FILE_NAME && entry.path().is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}
