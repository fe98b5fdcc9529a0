//! What is on disk, compared with what is to be there.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, HashStatus, MARKER, find_declaration, verify_hash},
};

/// What is to become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is not there yet.
    New,
    /// It is there and says the same.
    Unchanged,
    /// It is there, unedited, and says something else.
    Stale,
    /// It was made by di-gen and edited since.
    Edited,
    /// It was not made by di-gen.
    Foreign,
    /// It is there, unedited, and the topology no longer makes it.
    Orphan,
    /// The same, but somebody edited it.
    EditedOrphan,
}

/// A file and what is to become of it.
#[derive(Debug, Clone)]
pub struct FileComparison {
    /// Where it is.
    pub path: PathBuf,
    /// What is to become of it.
    pub state: FileState,
    /// What it says now; empty where it is not there.
    pub old: String,
    /// What it is to say; empty where it is to go.
    pub new: String,
}

impl FileComparison {
    /// Whether something has to be done.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.state != FileState::Unchanged
    }
}

/// Looks at a set of files below a folder, and at what it used to have besides.
///
/// # Errors
/// [`Code::OUTSIDE_FOLDER`] for a path that leads out of the folder; [`Code::CANNOT_READ`] when the system refuses.
pub fn compare_with_disk(folder: &Path, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut findings = Vec::new();
    for file in files {
        match compare_file(folder, file) {
            Ok(entry) => entries.push(entry),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(entries) } else { Err(findings) }
}

fn compare_file(folder: &Path, file: &File) -> Result<FileComparison, Box<Diagnostic>> {
    let path = folder.join(&file.path);
    check_inside_folder(folder, &file.path)?;
    let unreadable =
        |error: &io::Error| Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display())).in_file(&path);
    // What is no file (a device, a pipe) is neither read nor written: to open it may wait for ever.
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Err(Box::new(unreadable(&io::Error::other("this is no file"))));
    }
    let (old, state) = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (String::new(), FileState::New),
        Err(error) => return Err(Box::new(unreadable(&error))),
        Ok(bytes) => match String::from_utf8(bytes) {
            Err(_) => (String::new(), FileState::Foreign),
            Ok(text) => {
                // Line endings of Windows are no difference.
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

/// Whether a text is what another topology file declares here.
fn belongs_to_other_topology(text: &str, new: &str) -> bool {
    matches!((find_declaration(text), find_declaration(new)), (Some(theirs), Some(ours)) if theirs != ours)
}

/// What a text that differs says of itself.
fn file_state(path: &Path, text: &str) -> FileState {
    // An empty file is nobody's work: a machine that lost power may have left it.
    if text.is_empty() {
        return FileState::Stale;
    }
    match (has_marker(path, text), verify_hash(text)) {
        (false, _) => FileState::Foreign,
        (true, HashStatus::Unmodified) => FileState::Stale,
        (true, _) => FileState::Edited,
    }
}

/// Whether a text has di-gen's mark where it belongs: in its first line, or in the metadata of a template.
pub(super) fn has_marker(path: &Path, text: &str) -> bool {
    if path.extension().is_some_and(|extension| extension == "json") {
        let template: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let own = template.pointer("/metadata/_generator/name").into_iter();
        // A file of values has no metadata but that of its values.
        let values = template["parameters"].as_object().into_iter().flat_map(|all| all.values());
        return own
            .chain(values.filter_map(|value| value.pointer("/metadata/_generator/name")))
            .any(|name| name == "di-gen");
    }
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['/', '#', ' ']).starts_with(MARKER)
}

/// No part of a path below a folder leads out of it: not `..`, not an absolute path, not a symbolic link.
pub(super) fn check_inside_folder(folder: &Path, path: &str) -> Result<(), Box<Diagnostic>> {
    let outside = |why: &str| {
        let message = format!("{} {why}", folder.join(path).display());
        Diagnostic::error(Code::OUTSIDE_FOLDER, message)
            .in_file(folder.join(path))
            .help("di-gen writes below the folder that is named, and nowhere else")
    };
    let mut at = folder.to_path_buf();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else { return Err(Box::new(outside("leads out of the folder"))) };
        at.push(part);
        if fs::symlink_metadata(&at).is_ok_and(|found| found.file_type().is_symlink()) {
            return Err(Box::new(outside("is, or lies behind, a symbolic link")));
        }
    }
    Ok(())
}
