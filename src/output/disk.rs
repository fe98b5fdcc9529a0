//! Compares the files on disk with the generated files.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Component, Path, PathBuf},
};

use super::{
    conflict::{has_conflict, split_sides},
    identity::check_distinct_names,
    locks::lock_folders,
    owner::TopologyNames,
    place, seal,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, MARKER, find_declaration, verify_header_hash},
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
    /// It has conflict markers of version control, and di-gen wrote both sides.
    Conflicted,
    /// It does not match its seal: it was edited since di-gen wrote it, or restored without its seal.
    Edited,
    /// It was written by di-gen, but without its seal an edit cannot be ruled out.
    Unsealed,
    /// It was not written by di-gen for this topology file.
    Foreign,
    /// It was written into a directory of `-o` for another topology file.
    OtherTopology,
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
    /// Its content on disk; empty if it does not exist, or is an unchanged output.
    pub old: String,
    /// Its generated content; empty if it is to be removed, or is an unchanged output.
    pub new: String,
    /// Whether it is not an output, but the seal of one.
    pub is_seal: bool,
}

impl FileComparison {
    /// Whether it has to be written or removed.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.state != FileState::Unchanged
    }
}

/// Compares a set of generated files and their seals with those on disk, below a directory.
///
/// # Errors
/// [`Code::OUTSIDE_FOLDER`] for a path that points outside the directory; [`Code::SHARED_FOLDER`] for paths that are one
/// file on some file systems; [`Code::CANNOT_READ`] when reading fails.
pub fn compare_with_disk(folder: &Path, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    check_distinct_names(folder, files)?;
    let entries = look_at_disk(folder, files)?;
    let may_be_unfinished = |entry: &FileComparison| matches!(entry.state, FileState::Edited | FileState::Unsealed);
    if !entries.iter().any(may_be_unfinished) {
        return Ok(entries);
    }
    // Another run may have moved a file, and not its seal yet. The second look waits for it.
    let Ok(_lock) = lock_folders(&[folder.to_path_buf()]) else { return Ok(entries) };
    look_at_disk(folder, files)
}

fn look_at_disk(folder: &Path, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut diagnostics = Vec::new();
    let (names, mut seen) = (TopologyNames::new(folder), SeenDirectories::new());
    for file in files {
        match compare_file(folder, file, &names, &mut seen) {
            Ok(entry) => entries.push(entry),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let attributes = (!files.is_empty()).then(|| (seal::ATTRIBUTES_PATH.to_owned(), seal::attributes_text()));
    let seals = files.iter().map(|file| (seal::seal_path(&file.path), seal::seal_text(&file.text)));
    for (path, text) in seals.chain(attributes) {
        match compare_seal(folder, &path, text, &mut seen) {
            Ok(entry) => entries.push(entry),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(entries) } else { Err(diagnostics) }
}

fn compare_seal(
    folder: &Path,
    relative: &str,
    new: String,
    seen: &mut SeenDirectories,
) -> Result<FileComparison, Box<Diagnostic>> {
    let path = folder.join(relative);
    let (old, state) = match read_from_disk(folder, relative, &path, &new, seen)? {
        DiskContent::Same => (new.clone(), FileState::Unchanged),
        DiskContent::Missing => (String::new(), FileState::New),
        DiskContent::Binary => (String::new(), FileState::Foreign),
        DiskContent::Text(text) if is_same_text(&text, &new) => (text, FileState::Unchanged),
        DiskContent::Text(text) if text.is_empty() || split_sides(&text).iter().all(|side| has_marker(&path, side)) => {
            (text, FileState::Stale)
        }
        DiskContent::Text(text) => (text, FileState::Foreign),
    };
    Ok(FileComparison { path, state, old, new, is_seal: true })
}

/// What is on disk in place of a file.
enum DiskContent {
    /// It is the new text, byte by byte.
    Same,
    Missing,
    /// It is not UTF-8.
    Binary,
    Text(String),
}

fn read_from_disk(
    folder: &Path,
    relative: &str,
    path: &Path,
    new: &str,
    seen: &mut SeenDirectories,
) -> Result<DiskContent, Box<Diagnostic>> {
    check_directories(folder, relative.as_ref(), seen)?;
    match place::read_file(path) {
        Ok(None) => Ok(DiskContent::Missing),
        Ok(Some(bytes)) if bytes == new.as_bytes() => Ok(DiskContent::Same),
        Ok(Some(bytes)) => Ok(String::from_utf8(bytes).map_or(DiskContent::Binary, DiskContent::Text)),
        Err(error) => {
            // A link is not read either, and is reported as such.
            check_inside_folder(folder, relative)?;
            let message = format!("{}: {error}", path.display());
            Err(Box::new(Diagnostic::error(Code::CANNOT_READ, message).in_file(path)))
        }
    }
}

/// Windows line endings are not a difference.
pub(super) fn is_same_text(text: &str, new: &str) -> bool {
    text == new || (text.contains('\r') && text.replace("\r\n", "\n") == new)
}

/// Most files of most runs are unchanged, and nothing is done with their texts.
const fn unchanged_file(path: PathBuf) -> FileComparison {
    FileComparison { path, state: FileState::Unchanged, old: String::new(), new: String::new(), is_seal: false }
}

fn compare_file(
    folder: &Path,
    file: &File,
    names: &TopologyNames,
    seen: &mut SeenDirectories,
) -> Result<FileComparison, Box<Diagnostic>> {
    let path = folder.join(&file.path);
    let content = read_from_disk(folder, &file.path, &path, &file.text, seen)?;
    let (old, state) = match content {
        DiskContent::Same => return Ok(unchanged_file(path)),
        DiskContent::Text(text) if is_same_text(&text, &file.text) => return Ok(unchanged_file(path)),
        DiskContent::Missing => (String::new(), FileState::New),
        DiskContent::Binary => (String::new(), FileState::Foreign),
        DiskContent::Text(text) => {
            let state = differing_state(folder, file, names, &text);
            (text, state)
        }
    };
    Ok(FileComparison { path, state, old, new: file.text.clone(), is_seal: false })
}

/// The state of a file whose content differs, from its header marker and its seal.
fn differing_state(folder: &Path, file: &File, names: &TopologyNames, text: &str) -> FileState {
    if text.is_empty() {
        // Without a seal nothing was written here that could be lost. With one, a person emptied the file.
        return if read_seal(folder, &file.path).is_some() { FileState::Edited } else { FileState::Stale };
    }
    let sides = split_sides(text);
    let owners: Vec<Owner> = sides.iter().map(|side| find_owner(folder, file, names, side)).collect();
    if owners.contains(&Owner::Other) {
        return FileState::Foreign;
    }
    let mut authorship = check_authorship(folder, &file.path, text);
    if authorship == Authorship::Unknown
        && let Some(previous) = previous_path(folder, file, names, text)
    {
        authorship = check_authorship(folder, previous, text);
    }
    match authorship {
        Authorship::Generated if has_conflict(text) => FileState::Conflicted,
        Authorship::Generated => FileState::Stale,
        // An edit, or an output of `generate` below a directory of `-o`, belongs to the file that it names.
        _ if owners.contains(&Owner::Missing) => FileState::Foreign,
        // A line above the header, or a comment in a template, is an edit of an output of this topology file.
        _ if !sides.iter().any(|side| has_marker(Path::new(&file.path), side) || find_declaration(side).is_some()) => {
            FileState::Foreign
        }
        Authorship::Edited => FileState::Edited,
        Authorship::Unknown => FileState::Unsealed,
    }
}

/// The topology file that a file on disk names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// This one, or none.
    Own,
    /// Another one, which exists.
    Other,
    /// One that does not exist any more, or that is not known, as for files of `-o`.
    Missing,
}

/// Which topology file declares a file on disk. One of the same name in another directory is another one; a file that was
/// moved together with the directory of its output still belongs to this one.
fn find_owner(folder: &Path, file: &File, names: &TopologyNames, text: &str) -> Owner {
    let Some((old_topology, old_path)) = find_declaration(text) else { return Owner::Own };
    let Some((topology, path)) = find_declaration(&file.text) else { return Owner::Missing };
    let is_own = names.is_identity_of(old_topology, topology);
    // The directory in which the declared path is that of the file on disk.
    let location = std::path::absolute(folder.join(&file.path)).unwrap_or_else(|_| folder.join(&file.path));
    let is_elsewhere = old_path != path && location.ends_with(old_path);
    let is_declared_there = is_elsewhere
        && location
            .ancestors()
            .nth(Path::new(old_path).components().count())
            .is_some_and(|owner| TopologyNames::new(owner).contains(old_topology));
    match is_own {
        _ if is_declared_there => Owner::Other,
        true => Owner::Own,
        false if names.contains(old_topology) => Owner::Other,
        false => Owner::Missing,
    }
}

/// The path at which this topology file declared a text that was moved since. A copy, beside which the original still
/// exists, was not moved.
fn previous_path<'t>(folder: &Path, file: &File, names: &TopologyNames, text: &'t str) -> Option<&'t str> {
    let ((old_topology, old_path), (topology, path)) = (find_declaration(text)?, find_declaration(&file.text)?);
    let was_moved = names.is_identity_of(old_topology, topology) && old_path != path;
    // The text may have been written by anybody, so its path is not trusted.
    let is_inside = check_inside_folder(folder, old_path).is_ok();
    (was_moved && is_inside && !folder.join(old_path).exists()).then_some(old_path)
}

/// Who wrote a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authorship {
    /// di-gen, all of it.
    Generated,
    /// It does not match its seal: it was edited, or one of the two was restored without the other.
    Edited,
    /// It has neither a seal nor the hash of an earlier version.
    Unknown,
}

/// Compares a text at a path with its seal or, without one, with the hash that earlier versions wrote into the header.
pub(super) fn check_authorship(folder: &Path, relative: &str, text: &str) -> Authorship {
    let seal = read_seal(folder, relative);
    if seal.as_ref().is_some_and(|seal| seal::matches_seal(text, seal)) {
        return Authorship::Generated;
    }
    match verify_header_hash(text) {
        Some(true) => Authorship::Generated,
        Some(false) => Authorship::Edited,
        None if seal.is_some() => Authorship::Edited,
        None => Authorship::Unknown,
    }
}

/// The seal of a file. An empty one says nothing.
fn read_seal(folder: &Path, relative: &str) -> Option<String> {
    place::read_text(&folder.join(seal::seal_path(relative))).filter(|seal| !seal.is_empty())
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

/// Directories that were looked at, and are no links. Most files of a run are in the same few ones.
type SeenDirectories = BTreeSet<OsString>;

/// Rejects a path that points outside the directory: with `..`, absolute, or with a symbolic link.
pub(super) fn check_inside_folder(folder: &Path, path: impl AsRef<Path>) -> Result<(), Box<Diagnostic>> {
    let path = path.as_ref();
    check_directories(folder, path, &mut SeenDirectories::new())?;
    if is_link(&folder.join(path)) { Err(reject_link(folder, path)) } else { Ok(()) }
}

/// The same without a look at the file itself, which [`place::read_file`] takes.
fn check_directories(folder: &Path, path: &Path, seen: &mut SeenDirectories) -> Result<(), Box<Diagnostic>> {
    let mut parts = path.components();
    if !parts.clone().all(|part| matches!(part, Component::Normal(_))) {
        return Err(reject_path(folder, path, "points outside the directory"));
    }
    parts.next_back();
    let mut checked = folder.to_path_buf();
    for part in parts {
        checked.push(part);
        if !seen.contains(checked.as_os_str()) {
            if is_link(&checked) {
                return Err(reject_link(folder, path));
            }
            seen.insert(checked.clone().into_os_string());
        }
    }
    Ok(())
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink())
}

fn reject_link(folder: &Path, path: &Path) -> Box<Diagnostic> {
    reject_path(folder, path, "is a symbolic link or contains one")
}

fn reject_path(folder: &Path, path: &Path, reason: &str) -> Box<Diagnostic> {
    let message = format!("{} {reason}", folder.join(path).display());
    let diagnostic = Diagnostic::error(Code::OUTSIDE_FOLDER, message).in_file(folder.join(path));
    Box::new(diagnostic.help("specify a path inside the output directory, without symbolic links"))
}
