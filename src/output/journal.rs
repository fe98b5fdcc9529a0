//! A set of files that is written whole, or made whole by the next run.
//!
//! First every new text is written beside its place, then the journal, then files are moved and removed, then the journal
//! goes. Interrupted before the journal is there, nothing has changed and the texts beside are swept away; interrupted
//! after, everything that is left to do stands in it.
//!
//! This is about a program that is stopped, not about a machine that loses power: what is generated can be generated again,
//! and waiting for the disk with every file would make a large tree take minutes.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::disk::{FileComparison, FileState, check_inside_folder, has_marker};
use crate::diagnostic::{Code, Diagnostic};

/// The name of the journal.
const JOURNAL_NAME: &str = ".di-gen-journal.json";

/// How texts that wait are called.
const TEMP_PREFIX: &str = ".di-gen-";
const TEMP_SUFFIX: &str = ".new";

type PathError = (PathBuf, io::Error);

/// Whether a set below a folder was interrupted.
#[must_use]
pub fn is_interrupted(base: &Path) -> bool {
    base.join(JOURNAL_NAME).exists()
}

/// Keeps two runs from writing into one folder at once: the second waits. Where a folder cannot be locked, it is not.
fn lock_folder(base: &Path) -> Option<fs::File> {
    let folder = fs::File::open(base).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Takes away texts that a run left beside their places before its journal was there.
fn remove_temp_files(folder: &Path) {
    for one in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = one.file_name();
        if is_temp_file(&name.to_string_lossy()) {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(one.path());
        }
    }
}

/// Finishes what was interrupted; says whether there was something to finish.
pub(super) fn finish_interrupted_run(base: &Path, force: bool) -> Result<bool, Vec<Diagnostic>> {
    let _lock = lock_folder(base);
    let path = base.join(JOURNAL_NAME);
    let refused = |(path, error): PathError| {
        vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path)]
    };
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Err(refused((path, io::Error::other("this is no file"))));
    }
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(refused((path, error))),
        Ok(text) => text,
    };
    let moves = serde_json::from_str(&text).ok().and_then(|value| parse_steps(base, &value)).ok_or_else(|| {
        let finding = Diagnostic::error(Code::INTERRUPTED, format!("{} is no journal of di-gen", path.display()));
        vec![finding.in_file(&path).help(
            "a journal only moves what di-gen wrote, below its folder; remove the file, and look who put it there",
        )]
    })?;
    let edited: Vec<Diagnostic> = moves
        .iter()
        .filter(|step| !force && step.target_was_edited())
        .map(|step| {
            let message = format!("{} was edited after a run was interrupted", step.to.display());
            Diagnostic::error(Code::EDITED, message)
                .in_file(&step.to)
                .help("move it away, or write over it with --force")
        })
        .collect();
    if !edited.is_empty() {
        return Err(edited);
    }
    execute_steps(base, &moves).map_err(refused)?;
    fs::remove_file(&path).map_err(|error| refused((path, error)))?;
    Ok(true)
}

/// One thing that is left to do.
struct JournalStep {
    /// The text that waits; nothing where a file is to go.
    from: Option<PathBuf>,
    /// Where it belongs.
    to: PathBuf,
    /// The hash of what was there before; nothing where nothing was.
    previous_hash: Option<String>,
}

impl JournalStep {
    /// Whether it is still to be done, and what is there is neither what was there nor what is to come.
    fn target_was_edited(&self) -> bool {
        let read = |path: &Path| fs::read(path).ok().map(|bytes| hash_hex(&bytes));
        let now = read(&self.to);
        match &self.from {
            Some(from) if from.exists() => now.is_some() && now != self.previous_hash && now != read(from),
            Some(_) => false,
            None => now.is_some() && now != self.previous_hash,
        }
    }
}

/// The steps of a journal, if that is what it is: texts of di-gen that wait beside their places, and files of di-gen that go.
fn parse_steps(base: &Path, journal: &Value) -> Option<Vec<JournalStep>> {
    let word = |step: &Value, key: &str| step[key].as_str().map(ToOwned::to_owned);
    let step = |step: &Value| -> Option<JournalStep> {
        let was = word(step, "was");
        let place = |path: &str| {
            let git = Path::new(path).components().any(|part| part.as_os_str() == ".git");
            (!git && check_inside_folder(base, path).is_ok()).then(|| base.join(path))
        };
        if let Some(path) = word(step, "remove") {
            let to = place(&path)?;
            let ours = fs::read_to_string(&to).map_or(true, |text| has_marker(&to, &text));
            return ours.then_some(JournalStep { from: None, to, previous_hash: was });
        }
        let (from, to) = (place(&word(step, "move")?)?, place(&word(step, "to")?)?);
        let name = from.file_name()?.to_string_lossy().into_owned();
        let ours = fs::read_to_string(&from).map_or(true, |text| has_marker(&to, &text));
        (is_temp_file(&name) && from.parent() == to.parent() && ours).then_some(JournalStep {
            from: Some(from),
            to,
            previous_hash: was,
        })
    };
    journal.as_array()?.iter().map(step).collect()
}

fn hash_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes away texts that a run left in these folders before its journal was there.
pub(super) fn remove_stale_temp_files(base: &Path, folders: &[PathBuf]) {
    let _lock = lock_folder(base);
    if !is_interrupted(base) {
        folders.iter().for_each(|folder| remove_temp_files(folder));
    }
}

/// Writes one file, whole or not at all.
pub(super) fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    // The file behind a link is the one that is meant, and it stays as open or closed as it is.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let temporary = create_temp_file(folder, text)?;
    // This one is somebody's own work, which has to outlast a loss of power as well.
    temporary.as_file().sync_all()?;
    temporary.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a file is a text that waits.
pub(super) fn is_temp_file(name: &str) -> bool {
    name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX)
}

/// Writes what differs and removes what is to go.
pub(super) fn apply_changes(base: &Path, entries: &[FileComparison]) -> Result<(), PathError> {
    let todo: Vec<&FileComparison> = entries.iter().filter(|entry| entry.differs()).collect();
    if todo.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(base).map_err(|error| (base.to_path_buf(), error))?;
    let _lock = lock_folder(base);
    if is_interrupted(base) {
        // Another run was killed while this one waited.
        let why = io::Error::other("another run was interrupted; run it again, which finishes that one first");
        return Err((base.join(JOURNAL_NAME), why));
    }
    let mut swept: Vec<&Path> = todo.iter().filter_map(|entry| entry.path.parent()).collect();
    swept.dedup();
    swept.into_iter().for_each(remove_temp_files);
    let mut waiting = Vec::new();
    let (mut moves, mut steps) = (Vec::new(), Vec::new());
    for entry in &todo {
        let to = relative_path(base, &entry.path);
        let now = fs::read(&entry.path).ok();
        let was = now.as_deref().map(hash_hex);
        // Another run did it while this one waited.
        if now.as_deref() == Some(entry.new.as_bytes()) && !entry.new.is_empty() {
            continue;
        }
        // What somebody wrote since it was looked at is not written over.
        // Of a file that is no text, what was there is not known; it is only written over where that was asked for.
        let unread = entry.state == FileState::Foreign && entry.old.is_empty();
        if !unread && now.is_some_and(|now| now != entry.old.as_bytes()) {
            let why = io::Error::other("it was changed while di-gen ran; run it again");
            return Err((entry.path.clone(), why));
        }
        if entry.new.is_empty() {
            moves.push(json!({ "remove": to, "was": was }));
            steps.push(JournalStep { from: None, to: entry.path.clone(), previous_hash: was });
            continue;
        }
        let folder = entry.path.parent().unwrap_or(base);
        fs::create_dir_all(folder).map_err(|error| (folder.to_path_buf(), error))?;
        let temporary = create_temp_file(folder, &entry.new).map_err(|error| (entry.path.clone(), error))?;
        // By its name beside its place: the path of a temporary file may be an absolute one.
        let name = temporary.path().file_name().unwrap_or_default();
        let from = folder.join(name);
        moves.push(json!({ "move": relative_path(base, &from), "to": to, "was": was }));
        steps.push(JournalStep { from: Some(from), to: entry.path.clone(), previous_hash: was });
        waiting.push(temporary);
    }
    let moves = Value::Array(moves);
    let journal = base.join(JOURNAL_NAME);
    let written = create_temp_file(base, &moves.to_string()).map_err(|error| (journal.clone(), error))?;
    written.persist(&journal).map_err(|error| (journal.clone(), error.error))?;
    // From here on the texts belong to the journal, not to this run.
    for temporary in waiting {
        let path = temporary.path().to_path_buf();
        temporary.keep().map_err(|error| (path, error.error))?;
    }
    execute_steps(base, &steps)?;
    fs::remove_file(&journal).map_err(|error| (journal, error))
}

/// Moves and removes what is left.
fn execute_steps(base: &Path, steps: &[JournalStep]) -> Result<(), PathError> {
    for JournalStep { from, to, .. } in steps {
        // What was moved or removed already is not there any more.
        if let Some(from) = from {
            ignore_not_found(fs::rename(from, to)).map_err(|error| (to.clone(), error))?;
        } else {
            ignore_not_found(fs::remove_file(to)).map_err(|error| (to.clone(), error))?;
            // A folder that is left empty goes as well; one that is not stays.
            let folders = to.ancestors().skip(1).take_while(|folder| *folder != base);
            let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        }
    }
    Ok(())
}

fn ignore_not_found(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn relative_path(base: &Path, path: &Path) -> String {
    path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn create_temp_file(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other source file, less the umask; the default would be private to the user.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    Ok(temporary)
}
