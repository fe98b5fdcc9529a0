//! A set of files that is written whole, or made whole by the next run.
//!
//! First every new text is written beside its place, then the journal, then files are moved and removed, then the journal
//! goes. Interrupted before the journal is there, nothing has changed and the texts beside are swept away; interrupted
//! after, everything that is left to do stands in it.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::Entry;

/// The name of the journal.
const JOURNAL: &str = ".di-gen-journal.json";

/// How texts that wait are called.
const WAITING: &str = ".di-gen-";
const ENDING: &str = ".new";

type Failure = (PathBuf, io::Error);

/// Whether a set below a folder was interrupted.
#[must_use]
pub fn interrupted(base: &Path) -> bool {
    base.join(JOURNAL).exists()
}

/// Keeps two runs from writing into one folder at once: the second waits. Where a folder cannot be locked, it is not.
fn lock(base: &Path) -> Option<fs::File> {
    let folder = fs::File::open(base).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Takes away texts that a run left beside their places before its journal was there.
fn sweep(folder: &Path) {
    for one in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = one.file_name();
        if waits(&name.to_string_lossy()) {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(one.path());
        }
    }
}

/// Finishes what was interrupted; says whether there was something to finish.
///
/// # Errors
/// When the system refuses, with the path.
pub fn recover(base: &Path) -> Result<bool, (PathBuf, io::Error)> {
    let _lock = lock(base);
    let path = base.join(JOURNAL);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err((path, error)),
        Ok(text) => text,
    };
    let moves: Value = serde_json::from_str(&text).unwrap_or_default();
    finish(base, &moves)?;
    fs::remove_file(&path).map_err(|error| (path, error))?;
    Ok(true)
}

/// Whether a file is a text that waits.
pub(super) fn waits(name: &str) -> bool {
    name.starts_with(WAITING) && name.ends_with(ENDING)
}

/// Writes what differs and removes what is to go.
pub(super) fn apply(base: &Path, entries: &[Entry]) -> Result<(), Failure> {
    let todo: Vec<&Entry> = entries.iter().filter(|entry| entry.differs()).collect();
    if todo.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(base).map_err(|error| (base.to_path_buf(), error))?;
    let _lock = lock(base);
    let mut swept: Vec<&Path> = todo.iter().filter_map(|entry| entry.path.parent()).collect();
    swept.dedup();
    swept.into_iter().for_each(sweep);
    let mut waiting = Vec::new();
    let mut moves = Vec::new();
    for entry in &todo {
        let to = relative(base, &entry.path);
        if entry.new.is_empty() {
            moves.push(json!({ "remove": to }));
            continue;
        }
        let folder = entry.path.parent().unwrap_or(base);
        fs::create_dir_all(folder).map_err(|error| (folder.to_path_buf(), error))?;
        let temporary = beside(folder, &entry.new).map_err(|error| (entry.path.clone(), error))?;
        // By its name beside its place: the path of a temporary file may be an absolute one.
        let name = temporary.path().file_name().unwrap_or_default();
        moves.push(json!({ "move": relative(base, &folder.join(name)), "to": to }));
        waiting.push(temporary);
    }
    let moves = Value::Array(moves);
    let journal = base.join(JOURNAL);
    let written = beside(base, &moves.to_string()).map_err(|error| (journal.clone(), error))?;
    written.persist(&journal).map_err(|error| (journal.clone(), error.error))?;
    // From here on the texts belong to the journal, not to this run.
    for temporary in waiting {
        let path = temporary.path().to_path_buf();
        temporary.keep().map_err(|error| (path, error.error))?;
    }
    finish(base, &moves)?;
    fs::remove_file(&journal).map_err(|error| (journal, error))
}

/// Moves and removes what is left.
fn finish(base: &Path, moves: &Value) -> Result<(), Failure> {
    for step in moves.as_array().into_iter().flatten() {
        if let Some(path) =
            ["remove", "move", "to"].iter().filter_map(|key| step[key].as_str()).find(|path| !is_below(path))
        {
            let why = io::Error::new(io::ErrorKind::InvalidData, format!("it leads out of its folder: {path}"));
            return Err((base.join(JOURNAL), why));
        }
        let place = |key: &str| step[key].as_str().map(|path| base.join(path));
        if let Some(path) = place("remove") {
            gone(fs::remove_file(&path)).map_err(|error| (path.clone(), error))?;
            // A folder that is left empty goes as well; one that is not stays.
            let folders = path.ancestors().skip(1).take_while(|folder| *folder != base);
            let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        }
        if let (Some(from), Some(to)) = (place("move"), place("to")) {
            // What was moved already is not there any more.
            gone(fs::rename(&from, &to)).map_err(|error| (to, error))?;
        }
    }
    Ok(())
}

/// A journal is a file like any other: it leads nowhere else.
fn is_below(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn relative(base: &Path, path: &Path) -> String {
    path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn beside(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(WAITING).suffix(ENDING);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other source file, less the umask; the default would be private to the user.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}
