//! Writes a set of files completely, or has the next run complete it.
//!
//! First every new text is written to a temporary file beside its location, then the journal is written, then files are
//! moved and removed, then the journal is removed. After an interruption before the journal exists, nothing has changed
//! and the temporary files are removed; after a later one, the journal lists the remaining steps.
//!
//! This covers a program that is stopped, not a power failure: generated files can be generated again, and a disk sync
//! for every file would make a large tree take minutes.

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

/// Prefix and suffix of the names of temporary files.
const TEMP_PREFIX: &str = ".di-gen-";
const TEMP_SUFFIX: &str = ".new";

type PathError = (PathBuf, io::Error);

/// Whether a run was interrupted below a directory.
#[must_use]
pub fn is_interrupted(base: &Path) -> bool {
    base.join(JOURNAL_NAME).exists()
}

/// Locks a directory, so that a second run waits for the first. No lock where the system does not support it.
fn lock_folder(base: &Path) -> Option<fs::File> {
    let folder = fs::File::open(base).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Removes temporary files of a run that ended before it wrote its journal.
fn remove_temp_files(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if is_temp_file(&name.to_string_lossy()) {
            // A file that cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Finishes an interrupted run; returns whether there was one.
pub(super) fn finish_interrupted_run(base: &Path, force: bool) -> Result<bool, Vec<Diagnostic>> {
    let _lock = lock_folder(base);
    let path = base.join(JOURNAL_NAME);
    let write_error = |(path, error): PathError| {
        vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path)]
    };
    if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(write_error((path, io::Error::other("this is not a regular file"))));
    }
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(write_error((path, error))),
        Ok(text) => text,
    };
    let moves = serde_json::from_str(&text).ok().and_then(|value| parse_steps(base, &value)).ok_or_else(|| {
        let diagnostic = Diagnostic::error(Code::INTERRUPTED, format!("{} is not a journal of di-gen", path.display()));
        vec![
            diagnostic.in_file(&path).help(
                "remove the file and check its origin; a journal only moves files of di-gen inside its directory",
            ),
        ]
    })?;
    let edited: Vec<Diagnostic> = moves
        .iter()
        .filter(|step| !force && step.target_was_edited())
        .map(|step| {
            let message = format!("{} was edited after a run was interrupted", step.to.display());
            Diagnostic::error(Code::EDITED, message)
                .in_file(&step.to)
                .help("move the file, or overwrite it with --force")
        })
        .collect();
    if !edited.is_empty() {
        return Err(edited);
    }
    execute_steps(base, &moves).map_err(write_error)?;
    fs::remove_file(&path).map_err(|error| write_error((path, error)))?;
    Ok(true)
}

/// A remaining step of a run.
struct JournalStep {
    /// The temporary file; none if the target is to be removed.
    from: Option<PathBuf>,
    /// The target.
    to: PathBuf,
    /// The hash of the previous content; none if the target did not exist.
    previous_hash: Option<String>,
}

impl JournalStep {
    /// Whether the step is not done yet, and the target has neither the previous nor the new content.
    fn target_was_edited(&self) -> bool {
        let read_hash = |path: &Path| fs::read(path).ok().map(|bytes| hash_hex(&bytes));
        let current_hash = read_hash(&self.to);
        match &self.from {
            Some(from) if from.exists() => {
                current_hash.is_some() && current_hash != self.previous_hash && current_hash != read_hash(from)
            }
            Some(_) => false,
            None => current_hash.is_some() && current_hash != self.previous_hash,
        }
    }
}

/// The steps of a journal, if it is valid: temporary files to move and files to remove, all of them written by di-gen.
fn parse_steps(base: &Path, journal: &Value) -> Option<Vec<JournalStep>> {
    let string_at = |step: &Value, key: &str| step[key].as_str().map(ToOwned::to_owned);
    let step = |step: &Value| -> Option<JournalStep> {
        let previous_hash = string_at(step, "was");
        let resolve = |path: &str| {
            let in_git_directory = Path::new(path).components().any(|part| part.as_os_str() == ".git");
            (!in_git_directory && check_inside_folder(base, path).is_ok()).then(|| base.join(path))
        };
        if let Some(path) = string_at(step, "remove") {
            let to = resolve(&path)?;
            let is_generated = fs::read_to_string(&to).map_or(true, |text| has_marker(&to, &text));
            return is_generated.then_some(JournalStep { from: None, to, previous_hash });
        }
        let (from, to) = (resolve(&string_at(step, "move")?)?, resolve(&string_at(step, "to")?)?);
        let name = from.file_name()?.to_string_lossy().into_owned();
        let is_generated = fs::read_to_string(&from).map_or(true, |text| has_marker(&to, &text));
        (is_temp_file(&name) && from.parent() == to.parent() && is_generated).then_some(JournalStep {
            from: Some(from),
            to,
            previous_hash,
        })
    };
    journal.as_array()?.iter().map(step).collect()
}

fn hash_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Removes temporary files in these directories, of a run that ended before it wrote its journal.
pub(super) fn remove_stale_temp_files(base: &Path, folders: &[PathBuf]) {
    let _lock = lock_folder(base);
    if !is_interrupted(base) {
        folders.iter().for_each(|folder| remove_temp_files(folder));
    }
}

/// Whether a file is a temporary file of di-gen.
pub(super) fn is_temp_file(name: &str) -> bool {
    name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX)
}

/// Writes files that differ and removes orphaned files.
pub(super) fn apply_changes(base: &Path, entries: &[FileComparison]) -> Result<(), PathError> {
    let pending: Vec<&FileComparison> = entries.iter().filter(|entry| entry.differs()).collect();
    if pending.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(base).map_err(|error| (base.to_path_buf(), error))?;
    let _lock = lock_folder(base);
    if is_interrupted(base) {
        // Another run was killed while this one waited.
        let error = io::Error::other("another run was interrupted; run the command again to finish it");
        return Err((base.join(JOURNAL_NAME), error));
    }
    let mut directories: Vec<&Path> = pending.iter().filter_map(|entry| entry.path.parent()).collect();
    directories.dedup();
    directories.into_iter().for_each(remove_temp_files);
    let mut temporaries = Vec::new();
    let (mut moves, mut steps) = (Vec::new(), Vec::new());
    for entry in &pending {
        let target = relative_path(base, &entry.path);
        let current = fs::read(&entry.path).ok();
        let previous_hash = current.as_deref().map(hash_hex);
        // Another run wrote the same content while this one waited.
        if current.as_deref() == Some(entry.new.as_bytes()) && !entry.new.is_empty() {
            continue;
        }
        // An edit since the comparison is not overwritten.
        // The content of a file that is not UTF-8 was not read; it is overwritten only with `--force`.
        let unread = entry.state == FileState::Foreign && entry.old.is_empty();
        if !unread && current.is_some_and(|current| current != entry.old.as_bytes()) {
            let error = io::Error::other("the file was changed while di-gen ran; run the command again");
            return Err((entry.path.clone(), error));
        }
        if entry.new.is_empty() {
            moves.push(json!({ "remove": target, "was": previous_hash }));
            steps.push(JournalStep { from: None, to: entry.path.clone(), previous_hash });
            continue;
        }
        let folder = entry.path.parent().unwrap_or(base);
        fs::create_dir_all(folder).map_err(|error| (folder.to_path_buf(), error))?;
        let temporary = create_temp_file(folder, &entry.new).map_err(|error| (entry.path.clone(), error))?;
        // By its name in the directory of the target: the path of a temporary file may be absolute.
        let name = temporary.path().file_name().unwrap_or_default();
        let from = folder.join(name);
        moves.push(json!({ "move": relative_path(base, &from), "to": target, "was": previous_hash }));
        steps.push(JournalStep { from: Some(from), to: entry.path.clone(), previous_hash });
        temporaries.push(temporary);
    }
    let moves = Value::Array(moves);
    let journal = base.join(JOURNAL_NAME);
    let journal_file = create_temp_file(base, &moves.to_string()).map_err(|error| (journal.clone(), error))?;
    journal_file.persist(&journal).map_err(|error| (journal.clone(), error.error))?;
    // From here on the temporary files belong to the journal, not to this run.
    for temporary in temporaries {
        let path = temporary.path().to_path_buf();
        temporary.keep().map_err(|error| (path, error.error))?;
    }
    execute_steps(base, &steps)?;
    fs::remove_file(&journal).map_err(|error| (journal, error))
}

/// Executes the remaining steps.
fn execute_steps(base: &Path, steps: &[JournalStep]) -> Result<(), PathError> {
    for JournalStep { from, to, .. } in steps {
        // A file that is already moved or removed does not exist any more.
        if let Some(from) = from {
            ignore_not_found(fs::rename(from, to)).map_err(|error| (to.clone(), error))?;
        } else {
            ignore_not_found(fs::remove_file(to)).map_err(|error| (to.clone(), error))?;
            // Directories that become empty are removed as well.
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

pub(super) fn create_temp_file(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The permissions of a source file, minus the umask; the default would be private to the user.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    Ok(temporary)
}
