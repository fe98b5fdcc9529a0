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

use super::disk::{Entry, State, is_marked, stays_inside};
use crate::diagnostic::{Code, Diagnostic};

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
pub(super) fn recover(base: &Path, force: bool) -> Result<bool, Vec<Diagnostic>> {
    let _lock = lock(base);
    let path = base.join(JOURNAL);
    let refused = |(path, error): Failure| {
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
    let moves = serde_json::from_str(&text).ok().and_then(|value| steps(base, &value)).ok_or_else(|| {
        let finding = Diagnostic::error(Code::INTERRUPTED, format!("{} is no journal of di-gen", path.display()));
        vec![finding.in_file(&path).help(
            "a journal only moves what di-gen wrote, below its folder; remove the file, and look who put it there",
        )]
    })?;
    let edited: Vec<Diagnostic> = moves
        .iter()
        .filter(|step| !force && step.was_touched())
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
    finish(base, &moves).map_err(refused)?;
    fs::remove_file(&path).map_err(|error| refused((path, error)))?;
    Ok(true)
}

/// One thing that is left to do.
struct Step {
    /// The text that waits; nothing where a file is to go.
    from: Option<PathBuf>,
    /// Where it belongs.
    to: PathBuf,
    /// The hash of what was there before; nothing where nothing was.
    was: Option<String>,
}

impl Step {
    /// Whether it is still to be done, and what is there is neither what was there nor what is to come.
    fn was_touched(&self) -> bool {
        let read = |path: &Path| fs::read(path).ok().map(|bytes| hash(&bytes));
        let now = read(&self.to);
        match &self.from {
            Some(from) if from.exists() => now.is_some() && now != self.was && now != read(from),
            Some(_) => false,
            None => now.is_some() && now != self.was,
        }
    }
}

/// The steps of a journal, if that is what it is: texts of di-gen that wait beside their places, and files of di-gen that go.
fn steps(base: &Path, journal: &Value) -> Option<Vec<Step>> {
    let word = |step: &Value, key: &str| step[key].as_str().map(ToOwned::to_owned);
    let step = |step: &Value| -> Option<Step> {
        let was = word(step, "was");
        let place = |path: &str| {
            let git = Path::new(path).components().any(|part| part.as_os_str() == ".git");
            (!git && stays_inside(base, path).is_ok()).then(|| base.join(path))
        };
        if let Some(path) = word(step, "remove") {
            let to = place(&path)?;
            let ours = fs::read_to_string(&to).map_or(true, |text| is_marked(&to, &text));
            return ours.then_some(Step { from: None, to, was });
        }
        let (from, to) = (place(&word(step, "move")?)?, place(&word(step, "to")?)?);
        let name = from.file_name()?.to_string_lossy().into_owned();
        let ours = fs::read_to_string(&from).map_or(true, |text| is_marked(&to, &text));
        (waits(&name) && from.parent() == to.parent() && ours).then_some(Step { from: Some(from), to, was })
    };
    journal.as_array()?.iter().map(step).collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes away texts that a run left in these folders before its journal was there.
pub(super) fn remove_stale_temp_files(base: &Path, folders: &[PathBuf]) {
    let _lock = lock(base);
    if !interrupted(base) {
        folders.iter().for_each(|folder| sweep(folder));
    }
}

/// Writes one file, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // The file behind a link is the one that is meant, and it stays as open or closed as it is.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let temporary = beside(folder, text)?;
    // This one is somebody's own work, which has to outlast a loss of power as well.
    temporary.as_file().sync_all()?;
    temporary.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
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
    if interrupted(base) {
        // Another run was killed while this one waited.
        let why = io::Error::other("another run was interrupted; run it again, which finishes that one first");
        return Err((base.join(JOURNAL), why));
    }
    let mut swept: Vec<&Path> = todo.iter().filter_map(|entry| entry.path.parent()).collect();
    swept.dedup();
    swept.into_iter().for_each(sweep);
    let mut waiting = Vec::new();
    let (mut moves, mut steps) = (Vec::new(), Vec::new());
    for entry in &todo {
        let to = relative(base, &entry.path);
        let now = fs::read(&entry.path).ok();
        let was = now.as_deref().map(hash);
        // Another run did it while this one waited.
        if now.as_deref() == Some(entry.new.as_bytes()) && !entry.new.is_empty() {
            continue;
        }
        // What somebody wrote since it was looked at is not written over.
        // Of a file that is no text, what was there is not known; it is only written over where that was asked for.
        let unread = entry.state == State::Foreign && entry.old.is_empty();
        if !unread && now.is_some_and(|now| now != entry.old.as_bytes()) {
            let why = io::Error::other("it was changed while di-gen ran; run it again");
            return Err((entry.path.clone(), why));
        }
        if entry.new.is_empty() {
            moves.push(json!({ "remove": to, "was": was }));
            steps.push(Step { from: None, to: entry.path.clone(), was });
            continue;
        }
        let folder = entry.path.parent().unwrap_or(base);
        fs::create_dir_all(folder).map_err(|error| (folder.to_path_buf(), error))?;
        let temporary = beside(folder, &entry.new).map_err(|error| (entry.path.clone(), error))?;
        // By its name beside its place: the path of a temporary file may be an absolute one.
        let name = temporary.path().file_name().unwrap_or_default();
        let from = folder.join(name);
        moves.push(json!({ "move": relative(base, &from), "to": to, "was": was }));
        steps.push(Step { from: Some(from), to: entry.path.clone(), was });
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
    finish(base, &steps)?;
    fs::remove_file(&journal).map_err(|error| (journal, error))
}

/// Moves and removes what is left.
fn finish(base: &Path, steps: &[Step]) -> Result<(), Failure> {
    for Step { from, to, .. } in steps {
        // What was moved or removed already is not there any more.
        if let Some(from) = from {
            gone(fs::rename(from, to)).map_err(|error| (to.clone(), error))?;
        } else {
            gone(fs::remove_file(to)).map_err(|error| (to.clone(), error))?;
            // A folder that is left empty goes as well; one that is not stays.
            let folders = to.ancestors().skip(1).take_while(|folder| *folder != base);
            let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        }
    }
    Ok(())
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
    Ok(temporary)
}
