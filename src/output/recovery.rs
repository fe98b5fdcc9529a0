//! Completes a run that was interrupted while it moved files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    journal::{Step, has_journal, journal_path, parse_steps, read_journal},
    locks::lock_folders,
    own_texts::JournaledTexts,
    place::{self, PathError, hash_file},
    progress::{Progress, progress_of},
    transaction::{clean_up, place_one, remove_emptied_folders},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    render::File,
};

/// What was found of an interrupted run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterruptedRun {
    /// There was none.
    None,
    /// It is complete now.
    Completed,
    /// Some of its texts are gone, so what it generated has to be generated again.
    Incomplete,
    /// There was a journal that no run of di-gen can have left: with `force` it was removed, and nothing else was done.
    Discarded,
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
pub(super) fn finish_interrupted_run(
    base: &Path,
    files: &[File],
    force: bool,
) -> Result<InterruptedRun, Vec<Diagnostic>> {
    let folder = base.to_path_buf();
    if !base.is_dir() {
        // What is in the way of the directory is one error, and not one for each file.
        return if place::can_be_folder(base) {
            Ok(InterruptedRun::None)
        } else {
            Err(cannot_write((folder, io::ErrorKind::NotADirectory.into())))
        };
    }
    // The journal of a run that is not finished yet is not read.
    let lock = lock_folders(std::slice::from_ref(&folder)).map_err(cannot_write)?;
    let path = journal_path(base);
    let Some(text) = read_journal(base).map_err(|error| cannot_write((path.clone(), error)))? else {
        return Ok(InterruptedRun::None);
    };
    let Some(steps) = parse_steps(base, &text) else { return refuse_journal(&path, force) };
    // Other runs with these directories do not wait while they have one, so this one may.
    let mut folders: Vec<PathBuf> =
        steps.iter().filter_map(|step| step.target.parent()).filter(|f| f.is_dir()).map(Path::to_path_buf).collect();
    folders.sort();
    folders.dedup();
    folders.retain(|other| !same_file::is_same_file(other, base).unwrap_or(false));
    let locks = lock_folders(&folders).map_err(cannot_write)?;
    let Some(steps) = check_steps(base, files, steps, force)? else { return refuse_journal(&path, force) };
    let mut found = InterruptedRun::Completed;
    for (step, progress) in &steps {
        match progress {
            Progress::Pending => {
                if step.removes {
                    // The other name of the file, or its previous text: both are about to be removed.
                    fs::remove_file(&step.temporary).unwrap_or_default();
                }
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

/// Refuses a journal as a whole. With `force`, it alone is removed: none of its steps is followed.
fn refuse_journal(path: &Path, force: bool) -> Result<InterruptedRun, Vec<Diagnostic>> {
    if force {
        fs::remove_file(path).map_err(|error| cannot_write((path.to_path_buf(), error)))?;
        return Ok(InterruptedRun::Discarded);
    }
    let message = format!("{} is not a journal of di-gen", path.display());
    Err(vec![
        Diagnostic::error(Code::INTERRUPTED, message)
            .in_file(path)
            .help("run the interrupted command again, or check the origin of the file and remove it")
            .help("a journal only moves files of di-gen inside its directory")
            .help("with --force, the file is removed, and none of its steps is followed"),
    ])
}

/// How far each step is; `None` if what is on disk is nothing that a run could have left there. Nothing is moved before all
/// steps are checked.
fn check_steps(
    base: &Path,
    files: &[File],
    mut steps: Vec<Step>,
    force: bool,
) -> Result<Option<Vec<(Step, Progress)>>, Vec<Diagnostic>> {
    let read = |path: &Path| hash_file(path).map_err(|error| cannot_write((path.to_path_buf(), error)));
    let mut found = Vec::new();
    for step in &mut steps {
        let (temporary, target) = (read(&step.temporary)?, read(&step.target)?);
        // The journal of an earlier version does not have the hash of the new text.
        if step.new.is_none() && !step.removes {
            step.new.clone_from(&temporary);
        }
        found.push((progress_of(step, temporary.as_deref(), target.as_deref()), target));
    }
    let texts = JournaledTexts::new(base, &steps, files);
    let (mut checked, mut edited, mut displaced) = (Vec::new(), Vec::new(), Vec::new());
    for (step, (progress, target)) in steps.iter().zip(found) {
        match progress {
            Progress::Edited if !force => edited.push(reject_edit(step)),
            _ if !texts.are_own(step, progress) => return Ok(None),
            Progress::Displaced if !force => {
                edited.push(reject_edit(step));
                displaced.push(step);
            }
            Progress::Displaced => checked.push((step.clone(), Progress::Done)),
            Progress::Pending | Progress::Edited => {
                // As it is now: the step is not done if it changes until then.
                checked.push((Step { previous: target, ..step.clone() }, Progress::Pending));
            }
            progress => checked.push((step.clone(), progress)),
        }
    }
    if edited.is_empty() {
        return Ok(Some(checked));
    }
    for step in displaced {
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
