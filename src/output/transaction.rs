//! Writes a set of files completely or not at all, or has the next run complete it.
//!
//! First every directory is locked and every new text written to a temporary file beside its location, then the journal is
//! written. Then each file is exchanged with its temporary one, so that the previous texts are still there if a later step
//! fails, and all of them are put back. Only when every file is in place are the previous texts and the journal removed.
//! If the run is stopped before the journal exists, nothing has changed; if it is stopped later, the next run completes it.
//!
//! What this covers: a program that is stopped, a disk that is full, directories that vanish, other runs, and edits of
//! people up to the moment of the move (`place.rs` says how far). It does not cover a power failure: generated files can
//! be generated again, and a disk sync for every file would make a large tree take minutes. Nor does it cover a program
//! that replaces a directory by a link between the check of its path and the move: who can do that can write there itself.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    disk::{FileComparison, FileState, check_inside_folder},
    journal::{Step, has_journal, journal_path, journaled_temp_files, write_journal},
    locks::{self, Locks, lock_folders},
    paths::relative_path,
    place::{self, PathError, changed, hash_file, hash_hex, is_temp_file},
    watch::{self, Moment},
};

/// Writes files that differ and removes orphaned files.
pub(super) fn apply_changes(base: &Path, entries: &[FileComparison]) -> Result<(), PathError> {
    let mut pending: Vec<&FileComparison> = entries.iter().filter(|entry| entry.differs()).collect();
    if pending.is_empty() {
        return Ok(());
    }
    // Seals last: until then, each file that was not moved yet matches its own.
    pending.sort_by_key(|entry| (entry.new.is_empty(), entry.is_seal));
    let folders_of = |entries: &mut dyn Iterator<Item = &&FileComparison>| -> BTreeSet<PathBuf> {
        entries.filter_map(|entry| entry.path.parent()).chain([base]).map(Path::to_path_buf).collect()
    };
    let folders = folders_of(&mut pending.iter());
    let needed = folders_of(&mut pending.iter().filter(|entry| !entry.new.is_empty()));
    let mut created = Vec::new();
    let applied = create_and_lock(&folders, &needed, &mut created)
        .and_then(|locks| apply_locked(base, &folders, &pending, &locks));
    match &applied {
        Ok(steps) => remove_emptied_folders(base, steps),
        // Directories that were created for files that were not written.
        Err(_) if !has_journal(base) => {
            created.iter().rev().take_while(|folder| locks::remove_empty_folder(folder)).for_each(drop);
        }
        Err(_) => {}
    }
    applied.map(|_| ())
}

/// Creates the directories of files that are written, and locks these and the others, as far as they exist.
fn create_and_lock(
    folders: &BTreeSet<PathBuf>,
    needed: &BTreeSet<PathBuf>,
    created: &mut Vec<PathBuf>,
) -> Result<Locks, PathError> {
    // Another run may remove a directory that it has emptied before it is locked here.
    let mut attempts = 0;
    loop {
        for folder in needed {
            create_folder(folder, created).map_err(|error| (folder.clone(), error))?;
        }
        let existing: Vec<PathBuf> =
            folders.iter().filter(|folder| needed.contains(*folder) || folder.is_dir()).cloned().collect();
        match lock_folders(&existing) {
            Err((_, error)) if error.kind() == io::ErrorKind::NotFound && attempts < 100 => attempts += 1,
            locks => return locks,
        }
    }
}

/// Creates a directory with the missing ones above it, and remembers which are new.
fn create_folder(folder: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Ok(()) => created.push(folder.to_path_buf()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn apply_locked(
    base: &Path,
    folders: &BTreeSet<PathBuf>,
    pending: &[&FileComparison],
    _locks: &Locks,
) -> Result<Vec<Step>, PathError> {
    if has_journal(base) {
        // Another run was killed while this one waited.
        let error = io::Error::other("another run was interrupted; run the command again to finish it");
        return Err((journal_path(base), error));
    }
    folders.iter().for_each(|folder| remove_temp_files(folder));
    let (mut steps, mut temporaries) = (Vec::new(), Vec::new());
    for entry in pending {
        let prepared = prepare_step(base, entry).map_err(|error| (entry.path.clone(), error))?;
        if let Some((step, temporary)) = prepared {
            steps.push(step);
            temporaries.extend(temporary);
        }
    }
    if steps.is_empty() {
        return Ok(steps);
    }
    write_journal(base, &steps)?;
    // From here on the temporary files belong to the journal, not to this run.
    for mut temporary in temporaries {
        temporary.disable_cleanup(true);
    }
    watch::reach(Moment::Recorded, base);
    if let Err((failure, is_undone)) = place_all(&steps) {
        if is_undone {
            clean_up(base, &steps)?;
        }
        return Err(failure);
    }
    clean_up(base, &steps)?;
    // Written means that it is there at the end as well.
    match steps.iter().find(|step| !step.removes && !step.target.is_file()) {
        Some(step) => Err((step.target.clone(), removed())),
        None => Ok(steps),
    }
}

/// Writes the new text of a file beside it. None if there is nothing to do any more: another run did the same.
fn prepare_step(base: &Path, entry: &FileComparison) -> io::Result<Option<(Step, Option<tempfile::TempPath>)>> {
    let relative = relative_path(base, &entry.path);
    // A link may have taken the place of a directory since the comparison.
    check_inside_folder(base, &relative).map_err(|diagnostic| io::Error::other(diagnostic.message))?;
    let removes = entry.new.is_empty();
    let current = place::read_file(&entry.path)?;
    if current.is_none() && removes {
        return Ok(None);
    }
    if current.as_deref() == Some(entry.new.as_bytes()) && !removes {
        return Ok(None);
    }
    // An edit since the comparison is not overwritten. The content of a file that is not UTF-8 was not read; it is
    // overwritten only with `--force`.
    let expected = (entry.state != FileState::New).then_some(entry.old.as_bytes());
    let is_unread = entry.state == FileState::Foreign && entry.old.is_empty();
    if !is_unread && current.as_deref() != expected {
        return Err(changed());
    }
    let previous = current.as_deref().map(hash_hex);
    let target = entry.path.clone();
    if removes {
        let temporary = place::unused_temp_name(&target)?;
        return Ok(Some((Step { target, temporary, previous, new: None, removes }, None)));
    }
    let written = place::create_temp_file(&target, entry.new.as_bytes())?;
    let temporary = target.with_file_name(written.file_name().unwrap_or_default());
    let new = Some(hash_hex(entry.new.as_bytes()));
    Ok(Some((Step { target, temporary, previous, new, removes }, Some(written))))
}

/// Puts every file in its place; if that fails, puts all of them back. The error says whether that was possible;
/// otherwise the next run completes what was begun.
fn place_all(steps: &[Step]) -> Result<(), (PathError, bool)> {
    // Whether the previous text of each step is still there.
    let mut is_kept = Vec::new();
    let placed = steps.iter().try_for_each(|step| {
        is_kept.push(place_one(step).map_err(|error| (step.target.clone(), error))?);
        watch::reach(Moment::Placed, &step.target);
        Ok(())
    });
    let Err(failure) = placed.and_then(|()| verify_all(steps)) else {
        return Ok(());
    };
    let mut done = steps.iter().take(is_kept.len()).rev();
    let is_undone = is_kept.iter().all(|kept| *kept) && done.all(|step| undo_one(step).is_ok());
    Err((failure, is_undone))
}

/// Puts one file in its place. Returns whether its previous text is under the temporary name now.
pub(super) fn place_one(step: &Step) -> io::Result<bool> {
    let Step { target, temporary, .. } = step;
    match &step.previous {
        Some(previous) if step.removes => place::set_aside(target, temporary, previous).map(|()| true),
        Some(previous) => place::replace(temporary, target, previous),
        None if step.removes => Ok(true),
        None => place::move_new(temporary, target).map(|()| true),
    }
}

/// Written means that it is there: a directory may have been removed or replaced since its file was moved.
fn verify_all(steps: &[Step]) -> Result<(), PathError> {
    steps.iter().filter(|step| !step.removes).try_for_each(|step| {
        let error = |error| (step.target.clone(), error);
        match hash_file(&step.target).map_err(error)? {
            None => Err(error(removed())),
            found if found != step.new => Err(error(changed())),
            _ => Ok(()),
        }
    })
}

fn removed() -> io::Error {
    io::Error::other("the file was removed while di-gen ran; run the command again")
}

/// Undoes a step, unless its file was changed since.
fn undo_one(step: &Step) -> io::Result<()> {
    let Step { target, temporary, .. } = step;
    watch::reach(Moment::Undoing, target);
    if step.removes {
        return place::move_new(temporary, target);
    }
    if hash_file(target).ok().flatten() != step.new {
        return Ok(());
    }
    match &step.previous {
        Some(_) if place::swap(temporary, target)? => Ok(()),
        Some(_) => Err(io::ErrorKind::Unsupported.into()),
        None => place::move_new(target, temporary),
    }
}

/// Removes the temporary files of all steps, and then the journal.
pub(super) fn clean_up(base: &Path, steps: &[Step]) -> Result<(), PathError> {
    for step in steps {
        // A file that cannot be removed does no harm.
        let _ = fs::remove_file(&step.temporary);
        watch::reach(Moment::Cleaned, &step.target);
    }
    let journal = journal_path(base);
    fs::remove_file(&journal).map_err(|error| (journal, error))?;
    watch::reach(Moment::Finished, base);
    Ok(())
}

/// Removes directories that are empty after a file in them was removed.
pub(super) fn remove_emptied_folders(base: &Path, steps: &[Step]) {
    for step in steps.iter().filter(|step| step.removes) {
        let folders = step.target.ancestors().skip(1).take_while(|folder| *folder != base);
        let _ = folders.map(locks::remove_empty_folder).take_while(|removed| *removed).count();
    }
}

/// Replaces one file with another text, if it still has the one that was read.
pub(super) fn replace_unchanged(path: &Path, read: &[u8], new: &[u8]) -> io::Result<()> {
    // The target of a symbolic link is replaced.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("/")).to_path_buf();
    let _locks = lock_folders(&[folder]).map_err(|(_, error)| error)?;
    if read == new {
        return Ok(());
    }
    let temporary = place::create_temp_file(&path, new)?;
    // This file is not generated, so it has to survive a power failure as well.
    fs::File::open(&temporary)?.sync_all()?;
    place::replace(&temporary, &path, &hash_hex(read))?;
    // The previous text is under the temporary name now, which is removed.
    match hash_file(&path)? {
        Some(found) if found == hash_hex(new) => Ok(()),
        _ => Err(changed()),
    }
}

/// Removes temporary files in these directories, of runs that ended before they wrote a journal.
pub(super) fn remove_stale_temp_files(folders: &[PathBuf]) {
    for folder in folders {
        locks::remove_stale_lock(folder);
        if !temp_files(folder).is_empty() {
            locks::if_unlocked(folder, || remove_temp_files(folder));
        }
    }
}

/// The directory is locked, so no run uses these files. They belong to a journal if it names them; it may be in a directory
/// above, also in one above the directory of this run.
fn remove_temp_files(folder: &Path) {
    let names = temp_files(folder);
    if names.is_empty() {
        return;
    }
    let above = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let journaled: BTreeSet<String> = above.ancestors().flat_map(journaled_temp_files).collect();
    for name in names.into_iter().filter(|name| !journaled.contains(name)) {
        // A file that cannot be removed does no harm.
        let _ = fs::remove_file(folder.join(name));
    }
}

fn temp_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_temp_file(name)).collect()
}
