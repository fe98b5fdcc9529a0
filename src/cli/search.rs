//! Finds the topology files below a directory.

use std::path::{Path, PathBuf};

use super::{
    console,
    regular_file::{find_repository, read_regular_file},
};
use di_gen::{
    catalog::file_names::is_searched,
    diagnostic::{Code, Diagnostic},
};

/// The file name of topologies below a directory.
pub(super) const FILE_NAME: &str = "di-gen.yaml";

/// Finds every topology file below a directory, sorted by path. Hidden directories are not searched. Neither are linked
/// worktrees inside a repository: they have the same topologies at another commit.
pub(super) fn find_topologies(directory: &Path, unreadable: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let is_in_repository = std::path::absolute(directory).is_ok_and(|path| find_repository(&path).is_some());
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
                if is_in_repository && is_linked_worktree(&path) {
                    console::print_message(&format!("di-gen: {}: a linked worktree, not searched", path.display()));
                } else {
                    directories.push(path);
                }
            }
        }
    }
    files.sort();
    files
}

/// Whether git created a directory with `git worktree add`. Submodules and clones have no `commondir`.
///
/// Source: gitrepository-layout(5) of git, `gitdir: <path>` and `commondir`, read 2026-11-30.
fn is_linked_worktree(directory: &Path) -> bool {
    let Ok(bytes) = read_regular_file(&directory.join(".git")) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let git_directory = text.strip_prefix("gitdir: ").map(|path| directory.join(path.trim_end()));
    git_directory.is_some_and(|git_directory| git_directory.join("commondir").is_file())
}
