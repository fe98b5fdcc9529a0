//! Completes a run that was interrupted while it moved files.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    journal::{Step, has_journal, has_own_texts, journal_path, parse_steps, read_journal},
    locks::lock_folders,
    place::{self, PathError, hash_file},
    transaction::{clean_up, place_one, remove_emptied_folders},
};
use crate::diagnostic::{Code, Diagnostic};

/// What was found of an interrupted run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterruptedRun {
    /// There was none.
    None,
    /// It is complete now.
    Completed,
    /// Some of its texts are gone, so what it generated has to be generated again.
    Incomplete,
}

/// Whether a run was interrupted below a directory. A run that is not finished yet is waited for.
#[must_use]
pub fn is_interrupted(base: &Path) -> bool {
    if !has_journal(base) {
        return false;
    }
    let _lock = lock_folders(&[base.to_path_buf()]);
    has_journal(base)
}

/// Completes an interrupted run.
pub(super) fn finish_interrupted_run(base: &Path, force: bool) -> Result<InterruptedRun, Vec<Diagnostic>> {
    let folder = base.to_path_buf();
    if !base.is_dir() {
        // What is in the way of the directory is one error, and not one for each file.
        let is_blocked = base.ancestors().find(|folder| folder.exists()).is_some_and(|folder| !folder.is_dir());
        let error = || cannot_write((folder.clone(), io::ErrorKind::NotADirectory.into()));
        return if is_blocked { Err(error()) } else { Ok(InterruptedRun::None) };
    }
    // The journal of a run that is not finished yet is not read.
    let lock = lock_folders(std::slice::from_ref(&folder)).map_err(cannot_write)?;
    let path = journal_path(base);
    let Some(text) = read_journal(base).map_err(|error| cannot_write((path.clone(), error)))? else {
        return Ok(InterruptedRun::None);
    };
    let steps = parse_steps(base, &text).ok_or_else(|| vec![reject_journal(&path)])?;
    // Other runs with these directories do not wait while they have one, so this one may.
    let mut folders: Vec<PathBuf> =
        steps.iter().filter_map(|step| step.target.parent()).filter(|f| f.is_dir()).map(Path::to_path_buf).collect();
    folders.sort();
    folders.dedup();
    folders.retain(|other| !same_file::is_same_file(other, base).unwrap_or(false));
    let locks = lock_folders(&folders).map_err(cannot_write)?;
    let steps = check_steps(base, steps, force)?;
    let mut found = InterruptedRun::Completed;
    for (step, progress) in &steps {
        match progress {
            Progress::Pending => {
                place_one(step).map_err(|error| cannot_write((step.target.clone(), error)))?;
            }
            Progress::Lost => found = InterruptedRun::Incomplete,
            _ => {}
        }
    }
    let steps: Vec<Step> = steps.into_iter().map(|(step, _)| step).collect();
    clean_up(base, &steps).map_err(cannot_write)?;
    drop((lock, locks));
    remove_emptied_folders(base, &steps);
    Ok(found)
}

fn cannot_write((path, error): PathError) -> Vec<Diagnostic> {
    vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path)]
}

fn reject_journal(path: &Path) -> Diagnostic {
    Diagnostic::error(Code::INTERRUPTED, format!("{} is not a journal of di-gen", path.display()))
        .in_file(path)
        .help("remove the file and check its origin; a journal only moves files of di-gen inside its directory")
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Pending,
    Done,
    /// A person has changed the file since.
    Edited,
    /// The file had been edited when it was moved, and the run was stopped before it moved it back.
    Displaced,
    /// Its temporary file has a text that no run wrote there.
    Unknown,
    /// Its new text is neither at its place nor in the temporary file.
    Lost,
}

/// How far each step is. What else is on disk than a run could have left there is refused, before anything is moved.
fn check_steps(base: &Path, steps: Vec<Step>, force: bool) -> Result<Vec<(Step, Progress)>, Vec<Diagnostic>> {
    let (mut checked, mut edited, mut displaced) = (Vec::new(), Vec::new(), Vec::new());
    for mut step in steps {
        let read = |path: &Path| hash_file(path).map_err(|error| cannot_write((path.to_path_buf(), error)));
        let (temporary, target) = (read(&step.temporary)?, read(&step.target)?);
        // The journal of an earlier version does not have the hash of the new text.
        if step.new.is_none() && !step.removes {
            step.new.clone_from(&temporary);
        }
        let progress = progress_of(&step, temporary.as_deref(), target.as_deref());
        let is_own = progress != Progress::Unknown && has_own_texts(base, &step);
        match progress {
            Progress::Edited if !force => edited.push(reject_edit(&step)),
            // With --force, the run itself overwrites what is not of di-gen, if it is one of its files.
            _ if !is_own && force => {}
            _ if !is_own => return Err(vec![reject_journal(&journal_path(base))]),
            Progress::Displaced if !force => {
                edited.push(reject_edit(&step));
                displaced.push(step);
            }
            Progress::Displaced => checked.push((step, Progress::Done)),
            Progress::Pending | Progress::Edited => {
                // As it is now: the step is not done if it changes until then.
                step.previous = target;
                checked.push((step, Progress::Pending));
            }
            progress => checked.push((step, progress)),
        }
    }
    if edited.is_empty() {
        return Ok(checked);
    }
    for step in &displaced {
        put_back(step).map_err(|error| cannot_write((step.target.clone(), error)))?;
    }
    Err(edited)
}

/// Puts an edit back that was moved away together with its file.
fn put_back(step: &Step) -> io::Result<()> {
    if step.removes {
        return place::move_new(&step.temporary, &step.target);
    }
    place::swap(&step.temporary, &step.target).map(|_| ())
}

fn reject_edit(step: &Step) -> Diagnostic {
    let message = format!("{} was edited after a run was interrupted", step.target.display());
    Diagnostic::error(Code::EDITED, message).in_file(&step.target).help("move the file, or overwrite it with --force")
}

/// How far a step is, by the hashes of its two files.
fn progress_of(step: &Step, temporary: Option<&str>, target: Option<&str>) -> Progress {
    let (previous, new) = (step.previous.as_deref(), step.new.as_deref());
    if step.removes {
        return match (target, temporary) {
            (None, None) => Progress::Done,
            (None, aside) if aside == previous => Progress::Done,
            (None, Some(_)) => Progress::Displaced,
            (target, _) if target == previous => Progress::Pending,
            _ => Progress::Edited,
        };
    }
    match temporary {
        Some(text) if Some(text) == new && target == new => Progress::Done,
        Some(text) if Some(text) == new && (target.is_none() || target == previous) => Progress::Pending,
        Some(text) if Some(text) == new => Progress::Edited,
        // The previous text: the step is done, whatever became of the file since.
        Some(text) if Some(text) == previous => Progress::Done,
        Some(_) if target == new => Progress::Displaced,
        Some(_) => Progress::Unknown,
        None if new.is_none() || target == new => Progress::Done,
        None => Progress::Lost,
    }
}
