//! Finds the topology files below a directory.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    console,
    regular_file::{find_repository, read_regular_file},
    workers::Workers,
};
use di_gen::{
    catalog::file_names::is_searched,
    diagnostic::{Code, Diagnostic},
};

/// The file name of topologies below a directory.
pub(super) const FILE_NAME: &str = "di-gen.yaml";

/// Finds every topology file below a directory, sorted by path. Hidden directories are not searched. Neither are linked
/// worktrees inside a repository: they have the same topologies at another commit.
pub(super) fn find_topologies(directory: &Path, unreadable: &mut Vec<Diagnostic>, workers: &Workers) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let is_in_repository = std::path::absolute(directory).is_ok_and(|path| find_repository(&path).is_some());
    let mut directories = vec![directory.to_path_buf()];
    // Level by level, so that the directories of one are read at the same time.
    while !directories.is_empty() {
        let lists = workers.map(&directories, |directory| list_directory(directory, is_in_repository));
        directories.clear();
        for list in lists {
            files.extend(list.topologies);
            directories.extend(list.directories);
            unreadable.extend(list.unreadable);
            for path in list.worktrees {
                console::print_message(&format!("di-gen: {}: a linked worktree, not searched", path.display()));
            }
        }
    }
    files.sort();
    files
}

/// What a directory contains.
#[derive(Default)]
struct DirectoryList {
    topologies: Vec<PathBuf>,
    directories: Vec<PathBuf>,
    worktrees: Vec<PathBuf>,
    unreadable: Vec<Diagnostic>,
}

fn list_directory(directory: &Path, is_in_repository: bool) -> DirectoryList {
    let mut list = DirectoryList::default();
    let cannot_read = |error: &io::Error| {
        let message = format!("{}: {error}", directory.display());
        Diagnostic::error(Code::CANNOT_READ, message).in_file(directory)
    };
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            list.unreadable.push(cannot_read(&error));
            return list;
        }
    };
    for entry in entries {
        let (name, entry, is_directory) = match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
            Ok((kind, entry)) => (entry.file_name(), entry, kind.is_dir()),
            Err(error) => {
                list.unreadable.push(cannot_read(&error));
                continue;
            }
        };
        // Whatever has the name of a topology is one: if it cannot be read, that is reported.
        if name == FILE_NAME {
            list.topologies.push(entry.path());
        // Links to directories are not followed, since they can form a cycle. Links to files are.
        } else if is_directory && is_searched(&name.to_string_lossy()) {
            let path = entry.path();
            let kind =
                if is_in_repository && is_linked_worktree(&path) { &mut list.worktrees } else { &mut list.directories };
            kind.push(path);
        }
    }
    list
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
