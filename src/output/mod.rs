//! Files: all or none, and never over what a person wrote.
//!
//! A set of files is looked at before the first is written. Each is written beside its place and moved there whole. What
//! is still to be moved stands in a journal meanwhile, so that a set that was interrupted is made whole by the next run.

mod journal;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, MARK, Seal, declaration, declared_by, verify_hash},
};

pub use journal::interrupted;

/// What is to become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is not there yet.
    New,
    /// It is there and says the same.
    Same,
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
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// What is to become of it.
    pub state: State,
    /// What it says now; empty where it is not there.
    pub old: String,
    /// What it is to say; empty where it is to go.
    pub new: String,
}

impl Entry {
    /// Whether something has to be done.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.state != State::Same
    }
}

/// Looks at a set of files below a folder, and at what it used to have besides.
///
/// # Errors
/// [`Code::OUTSIDE_FOLDER`] for a path that leads out of the folder; [`Code::CANNOT_READ`] when the system refuses.
pub fn compare_with_disk(folder: &Path, files: &[File]) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut findings = Vec::new();
    for file in files {
        match entry(folder, file) {
            Ok(entry) => entries.push(entry),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(entries) } else { Err(findings) }
}

/// The same for everything that a topology file declares, with the files that it no longer makes.
///
/// # Errors
/// As [`compare_with_disk`] and [`orphans`].
pub fn entries(base: &Path, topology: &str, files: &[File], keep_orphans: bool) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let mut entries = compare_with_disk(base, files)?;
    if !keep_orphans {
        entries.extend(orphans(base, topology, files)?);
    }
    Ok(entries)
}

fn entry(folder: &Path, file: &File) -> Result<Entry, Box<Diagnostic>> {
    let path = folder.join(&file.path);
    stays_inside(folder, &file.path)?;
    let unreadable =
        |error: &io::Error| Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", path.display())).in_file(&path);
    // What is no file (a device, a pipe) is neither read nor written: to open it may wait for ever.
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Err(Box::new(unreadable(&io::Error::other("this is no file"))));
    }
    let (old, state) = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (String::new(), State::New),
        Err(error) => return Err(Box::new(unreadable(&error))),
        Ok(bytes) => match String::from_utf8(bytes) {
            Err(_) => (String::new(), State::Foreign),
            Ok(text) => {
                // Line endings of Windows are no difference.
                let state = if text == file.text || (text.contains('\r') && text.replace("\r\n", "\n") == file.text) {
                    State::Same
                } else if is_anothers(&text, &file.text) {
                    State::Foreign
                } else {
                    state_of(&path, &text)
                };
                (text, state)
            }
        },
    };
    Ok(Entry { path, state, old, new: file.text.clone() })
}

/// Whether a text is what another topology file declares here.
fn is_anothers(text: &str, new: &str) -> bool {
    matches!((declaration(text), declaration(new)), (Some(theirs), Some(ours)) if theirs != ours)
}

/// What a text that differs says of itself.
fn state_of(path: &Path, text: &str) -> State {
    // An empty file is nobody's work: a machine that lost power may have left it.
    if text.is_empty() {
        return State::Stale;
    }
    match (is_marked(path, text), verify_hash(text)) {
        (false, _) => State::Foreign,
        (true, Seal::Whole) => State::Stale,
        (true, _) => State::Edited,
    }
}

/// Whether a text has di-gen's mark where it belongs: in its first line, or in the metadata of a template.
fn is_marked(path: &Path, text: &str) -> bool {
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
    first.trim_start_matches(['/', '#', ' ']).starts_with(MARK)
}

/// No part of a path below a folder leads out of it: not `..`, not an absolute path, not a symbolic link.
fn stays_inside(folder: &Path, path: &str) -> Result<(), Box<Diagnostic>> {
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

/// Folders of other programs, which no output lies in.
const SKIPPED: &[&str] = &[".git", ".terraform", "node_modules"];

/// Endings of files that di-gen makes.
const MADE: &[&str] = &["bicep", "bicepparam", "tf", "tfvars", "hcl", "json"];

/// What a topology file made below its folder and no longer makes: files with its mark, in the place that the mark names, that
/// are none of these. A copy elsewhere is somebody's own, and so is another repository further down.
///
/// # Errors
/// [`Code::CANNOT_READ`] when the system refuses.
pub fn orphans(base: &Path, topology: &str, files: &[File]) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let wanted: BTreeSet<PathBuf> = files.iter().map(|file| base.join(&file.path)).collect();
    let mut found = Vec::new();
    let mut open = vec![base.to_path_buf()];
    while let Some(folder) = open.pop() {
        let unreadable = |error: &io::Error| {
            vec![Diagnostic::error(Code::CANNOT_READ, format!("{}: {error}", folder.display())).in_file(&folder)]
        };
        let list = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            list => list.map_err(|error| unreadable(&error))?,
        };
        for one in list {
            let one = one.map_err(|error| unreadable(&error))?;
            let name = one.file_name().to_string_lossy().into_owned();
            let Ok(kind) = one.file_type() else { continue };
            let path = one.path();
            // A link is not followed, and some folders are the business of other programs.
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                if !path.join(".git").exists() {
                    open.push(path);
                }
            } else if kind.is_file() && !wanted.contains(&path) && !journal::waits(&name) && is_made(&path) {
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let own = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if declaration(&text) == Some(declared_by(topology, &own).as_str()) && is_marked(&path, &text) {
                    let state = if verify_hash(&text) == Seal::Whole { State::Orphan } else { State::EditedOrphan };
                    found.push(Entry { path, state, old: text, new: String::new() });
                }
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn is_made(path: &Path) -> bool {
    path.extension().is_some_and(|ending| MADE.iter().any(|made| ending == *made))
}

/// Refuses what must not be overwritten.
///
/// # Errors
/// [`Code::NOT_OURS`] for files that di-gen did not make, [`Code::EDITED`] for those that were edited since.
pub fn check_overwrites(entries: &[Entry]) -> Result<(), Vec<Diagnostic>> {
    let findings: Vec<Diagnostic> = entries
        .iter()
        .filter_map(|entry| match entry.state {
            State::Foreign => Some(
                {
                let (what, help) = match declaration(&entry.old) {
                    Some(_) => ("is what another topology file declares", "name another folder, or write over it with --force"),
                    None => (
                        "was not written by di-gen",
                        "it has no mark of di-gen in its head; move it away, name another folder, or write over it with --force",
                    ),
                };
                Diagnostic::error(Code::NOT_OURS, format!("{} {what}", entry.path.display())).in_file(&entry.path).help(help)
            },
            ),
            State::Edited => Some(
                Diagnostic::error(Code::EDITED, format!("{} was edited since di-gen wrote it", entry.path.display())).in_file(&entry.path)
                    .help("bring the edit into the topology, or write over it with --force; the edit is shown below"),
            ),
            _ => None,
        })
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Writes what differs and removes what is to go, all of it or, after an interruption, with the next run.
///
/// # Errors
/// [`Code::CANNOT_WRITE`] when the system refuses; what was there is then still there.
pub fn apply(base: &Path, entries: &[Entry]) -> Result<(), Vec<Diagnostic>> {
    journal::apply(base, entries).map_err(|(path, error)| {
        let finding = Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path);
        vec![if interrupted(base) {
            finding.help("some files were moved already; the next run finishes the rest")
        } else {
            finding
        }]
    })
}

/// Takes away what a run that was killed left beside the places of these files.
pub fn remove_stale_temp_files(base: &Path, entries: &[Entry]) {
    let mut folders: Vec<PathBuf> =
        entries.iter().filter_map(|entry| entry.path.parent().map(Path::to_path_buf)).collect();
    folders.sort();
    folders.dedup();
    journal::remove_stale_temp_files(base, &folders);
}

/// Finishes what was interrupted; says whether there was something to finish. An edit that somebody made meanwhile is not
/// written over, unless that is wished.
///
/// # Errors
/// [`Code::EDITED`] for such an edit, [`Code::INTERRUPTED`] for a journal that di-gen did not write, and
/// [`Code::CANNOT_WRITE`] when the system refuses.
pub fn recover(base: &Path, force: bool) -> Result<bool, Vec<Diagnostic>> {
    journal::recover(base, force)
}

/// Writes one file anew, whole or not at all, whoever made it.
///
/// # Errors
/// [`Code::CANNOT_WRITE`] when the system refuses; what was there is then still there.
pub fn replace(path: &Path, text: &str) -> Result<(), Vec<Diagnostic>> {
    journal::replace(path, text).map_err(|error| {
        vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(path)]
    })
}

/// Writes files below a folder, which is made where it is missing.
///
/// # Errors
/// [`Code::NOT_OURS`] and [`Code::EDITED`] for what must not be overwritten; [`Code::OUTSIDE_FOLDER`],
/// [`Code::CANNOT_WRITE`] and [`Code::CANNOT_READ`].
pub fn write(folder: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    let entries = compare_with_disk(folder, files)?;
    check_overwrites(&entries)?;
    apply(folder, &entries)
}
