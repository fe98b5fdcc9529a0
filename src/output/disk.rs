//! Compares the files on disk with the generated files.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, HashStatus, MARKER, find_declaration, verify_hash},
};

/// The state of a file on disk, compared with the generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It does not exist yet.
    New,
    /// It exists with the same content.
    Unchanged,
    /// It exists, unedited, with other content.
    Stale,
    /// It was written by di-gen and edited since.
    Edited,
    /// It was not written by di-gen for this topology file.
    Foreign,
    /// It is an orphaned file: it exists, unedited, and the topology no longer generates it.
    Orphan,
    /// It is an orphaned file that was edited.
    EditedOrphan,
}

/// A file on disk, compared with the generated file.
#[derive(Debug, Clone)]
pub struct FileComparison {
    /// Its path.
    pub path: PathBuf,
    /// Its state.
    pub state: FileState,
    /// Its content on disk; empty if it does not exist.
    pub old: String,
    /// Its generated content; empty if it is to be removed.
    pub new: String,
}

impl FileComparison {
    /// Whether it has to be written or removed.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.state != FileState::Unchanged
    }
}

/// Compares a set of generated files with those on disk, below a directory.
///
/// # Errors
/// [`Code::OUTSIDE_FOLDER`] for a path that points outside the directory; [`Code::CANNOT_READ`] when reading fails.
pub fn compare_with_disk(folder: &Path, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut diagnostics = Vec::new();
    for file in files {
        match compare_file(folder, file) {
            Ok(entry) => entries.push(entry),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(entries) } else { Err(diagnostics) }
}

fn compare_file(folder: &Path, file: &File) -> Result<FileComparison, Box<Diagnostic>> {
    let path = folder.join(&file.path);
    check_inside_folder(folder, &file.path)?;
    let unreadable =
        |error: &io::Error| Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display())).in_file(&path);
    // What is not a regular file (a device, a pipe) is neither read nor written: opening it may block forever.
    if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Box::new(unreadable(&io::Error::other("this is not a regular file"))));
    }
    let (old, state) = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (String::new(), FileState::New),
        Err(error) => return Err(Box::new(unreadable(&error))),
        Ok(bytes) => match String::from_utf8(bytes) {
            Err(_) => (String::new(), FileState::Foreign),
            Ok(text) => {
                // Windows line endings are not a difference.
                let state = if text == file.text || (text.contains('\r') && text.replace("\r\n", "\n") == file.text) {
                    FileState::Unchanged
                } else if belongs_to_other_topology(&text, &file.text) {
                    FileState::Foreign
                } else {
                    file_state(&path, &text)
                };
                (text, state)
            }
        },
    };
    Ok(FileComparison { path, state, old, new: file.text.clone() })
}

/// Whether a file on disk is declared by another topology file.
fn belongs_to_other_topology(text: &str, new: &str) -> bool {
    matches!((find_declaration(text), find_declaration(new)), (Some(old), Some(new)) if old != new)
}

/// The state of a file whose content differs, from its header marker.
fn file_state(path: &Path, text: &str) -> FileState {
    // An empty file has no content to lose: a power failure may have left it.
    if text.is_empty() {
        return FileState::Stale;
    }
    match (has_marker(path, text), verify_hash(text)) {
        (false, _) => FileState::Foreign,
        (true, HashStatus::Unmodified) => FileState::Stale,
        (true, _) => FileState::Edited,
    }
}

/// Whether a text has the header marker of di-gen in its first line, or in the metadata of a template.
pub(super) fn has_marker(path: &Path, text: &str) -> bool {
    if path.extension().is_some_and(|extension| extension == "json") {
        let template: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let template_name = template.pointer("/metadata/_generator/name").into_iter();
        // A parameter file has only the metadata of its values.
        let values = template["parameters"].as_object().into_iter().flat_map(|parameters| parameters.values());
        return template_name
            .chain(values.filter_map(|value| value.pointer("/metadata/_generator/name")))
            .any(|name| name == "di-gen");
    }
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['/', '#', ' ']).starts_with(MARKER)
}

/// Rejects a path that points outside the directory: with `..`, absolute, or with a symbolic link.
pub(super) fn check_inside_folder(folder: &Path, path: &str) -> Result<(), Box<Diagnostic>> {
    let outside = |reason: &str| {
        let message = format!("{} {reason}", folder.join(path).display());
        Diagnostic::error(Code::OUTSIDE_FOLDER, message)
            .in_file(folder.join(path))
            .help("specify a path inside the output directory, without symbolic links")
    };
    let mut checked = folder.to_path_buf();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else { return Err(Box::new(outside("points outside the directory"))) };
        checked.push(part);
        if fs::symlink_metadata(&checked).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
            return Err(Box::new(outside("is a symbolic link or contains one")));
        }
    }
    Ok(())
}
