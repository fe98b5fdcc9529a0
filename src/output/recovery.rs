//! Completes a run that was interrupted while it moved files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    journal::{Step, has_journal, journal_path, parse_steps, read_journal},
    locks::lock_folders,
    own_texts::{JournaledTexts, Verdict},
    place::{self, PathError, hash_file},
    progress::{Progress, progress_of},
    transaction::{clean_up, place_one, remove_emptied_folders},
};
use crate::{
    diagnostic::{Code, Diagnostic, quote},
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
    /// There was a journal that cannot be followed: with `force` it was removed, and nothing else was done.
    Discarded,
}

/// What is reported if a run was interrupted below a directory. A run that is not finished yet is waited for.
#[must_use]
pub fn find_interruption(base: &Path) -> Option<Diagnostic> {
    if !has_journal(base) {
        return None;
    }
    let _lock = lock_folders(&[base.to_path_buf()]);
    has_journal(base).then(|| {
        reject_irregular(&journal_path(base)).unwrap_or_else(|| {
            let message = format!("{}: an earlier run was interrupted", base.display());
            Diagnostic::error(Code::INTERRUPTED, message).help("run the command without --check to complete the writes")
        })
    })
}

/// Why what is in the place of a journal is none, if it is no regular file.
fn reject_irregular(path: &Path) -> Option<Diagnostic> {
    let metadata = fs::symlink_metadata(path).ok().filter(|metadata| !metadata.is_file())?;
    let (problem, help) = if metadata.is_symlink() {
        (
            "this is a symbolic link, which no run leaves here",
            "remove the link, or run with `--force`, which removes it",
        )
    } else {
        ("this is not a regular file, and no run leaves it here", "remove it, and run the command again")
    };
    let message = format!("{}: {problem}", path.display());
    Some(Diagnostic::error(Code::CANNOT_WRITE, message).in_file(path).help(help))
}

/// A step, and how far it is.
type CheckedStep = (Step, Progress);

/// Why a journal is not followed.
enum Refusal {
    /// No run can have left it.
    Foreign,
    /// Its texts name this topology file, which does not exist.
    MissingTopology(String),
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
    if let Some(diagnostic) = reject_irregular(&path) {
        // Only a link can be removed without losing what it leads to.
        let is_removed = force && path.is_symlink();
        return if is_removed { discard_journal(&path) } else { Err(vec![diagnostic]) };
    }
    let Some(text) = read_journal(base).map_err(|error| cannot_write((path.clone(), error)))? else {
        return Ok(InterruptedRun::None);
    };
    let Some(steps) = parse_steps(base, &text) else { return refuse_journal(&path, &Refusal::Foreign, force) };
    // Other runs with these directories do not wait while they have one, so this one may.
    let mut folders: Vec<PathBuf> =
        steps.iter().filter_map(|step| step.target.parent()).filter(|f| f.is_dir()).map(Path::to_path_buf).collect();
    folders.sort();
    folders.dedup();
    folders.retain(|other| !same_file::is_same_file(other, base).unwrap_or(false));
    let locks = lock_folders(&folders).map_err(cannot_write)?;
    let steps = match check_steps(base, files, steps, force)? {
        Ok(steps) => steps,
        Err(refusal) => return refuse_journal(&path, &refusal, force),
    };
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
fn refuse_journal(path: &Path, refusal: &Refusal, force: bool) -> Result<InterruptedRun, Vec<Diagnostic>> {
    if force {
        return discard_journal(path);
    }
    let diagnostic = match refusal {
        Refusal::Foreign => {
            Diagnostic::error(Code::INTERRUPTED, format!("{} is not a journal of di-gen", path.display()))
                .help("run the interrupted command again, or check the origin of the file and remove it")
                .help("a journal only moves files of di-gen inside its directory")
        }
        Refusal::MissingTopology(name) => {
            let topology = quote(name);
            let message = format!("{}: the outputs of this journal name the topology file {topology}", path.display());
            Diagnostic::error(Code::INTERRUPTED, message).help(format!(
                "{topology} does not exist: rename the topology file back, run the command once, then rename it again"
            ))
        }
    };
    Err(vec![diagnostic.in_file(path).help("with --force, the journal is removed, and none of its steps is followed")])
}

fn discard_journal(path: &Path) -> Result<InterruptedRun, Vec<Diagnostic>> {
    fs::remove_file(path).map_err(|error| cannot_write((path.to_path_buf(), error)))?;
    Ok(InterruptedRun::Discarded)
}

/// How far each step is, or why none is followed. Nothing is moved before all steps are checked.
fn check_steps(
    base: &Path,
    files: &[File],
    mut steps: Vec<Step>,
    force: bool,
) -> Result<Result<Vec<CheckedStep>, Refusal>, Vec<Diagnostic>> {
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
        let verdict = texts.judge(step, progress, force);
        match progress {
            Progress::Edited if !force => edited.push(reject_edit(step)),
            _ if verdict == Verdict::Foreign => {
                return Ok(Err(texts.missing_topology(step).map_or(Refusal::Foreign, Refusal::MissingTopology)));
            }
            _ if verdict == Verdict::Edited => edited.push(reject_loss(step)),
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
        return Ok(Ok(checked));
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

fn reject_loss(step: &Step) -> Diagnostic {
    let message = format!("{} was edited, and the interrupted run would replace or remove it", step.target.display());
    Diagnostic::error(Code::EDITED, message).in_file(&step.target).help("move the file, or overwrite it with --force")
}
