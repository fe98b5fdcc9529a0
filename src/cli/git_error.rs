//! Why a file of a revision cannot be read.

use std::io;

/// Why a file cannot be read, and what to do about it.
pub(super) struct GitError {
    pub(super) failure: GitFailure,
    pub(super) reason: String,
    pub(super) help: Option<&'static str>,
}

/// What cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GitFailure {
    /// The revision, or any.
    Revision,
    /// The path is none of a file of a revision.
    Path,
    /// The file is not in the revision.
    Absent,
    /// The file may be in the revision, and the clone lacks it.
    Incomplete,
    /// The file.
    File,
}

impl GitError {
    pub(super) fn new(failure: GitFailure, reason: impl Into<String>) -> Self {
        Self { failure, reason: reason.into(), help: None }
    }

    pub(super) fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }
}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> Self {
        Self::new(GitFailure::Revision, format!("git failed: {error}"))
    }
}

/// The error about a partial clone.
pub(super) fn missing_object() -> GitError {
    GitError::new(GitFailure::Incomplete, "this file of the revision is not in this clone")
        .help("fetch it with `git cat-file -e REVISION:PATH`: di-gen uses no network")
}

/// The error about a file of another repository.
pub(super) fn in_submodule(directory: &str) -> GitError {
    GitError::new(GitFailure::Incomplete, format!("{directory} is a submodule in this revision"))
        .help("a revision has no files of submodules: compare in the submodule, or copy the file into this repository")
}

pub(super) fn dead_link() -> GitError {
    GitError::new(GitFailure::File, "this is a link that leads to no file of this revision")
}
