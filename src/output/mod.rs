//! Files: all or none, and never over what a person wrote.
//!
//! A set of files is looked at before the first is written. Each is written beside its place and moved there whole. What
//! is still to be moved stands in a journal meanwhile, so that a set that was interrupted is made whole by the next run.

mod disk;
mod journal;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    render::{File, HashStatus, declaration_text, find_declaration, verify_hash},
};

pub use disk::{FileComparison, FileState, compare_with_disk};
pub use journal::is_interrupted;

/// The same for everything that a topology file declares, with the files that it no longer makes.
///
/// # Errors
/// As [`compare_with_disk`] and [`orphans`].
pub fn compare_outputs(
    base: &Path,
    topology: &str,
    files: &[File],
    keep_orphans: bool,
) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
    let mut entries = compare_with_disk(base, files)?;
    if !keep_orphans {
        entries.extend(find_orphans(base, topology, files)?);
    }
    Ok(entries)
}

use disk::has_marker;

/// Folders of other programs, which no output lies in.
const SKIPPED_FOLDERS: &[&str] = &[".git", ".terraform", "node_modules"];

/// Endings of files that di-gen makes.
const GENERATED_EXTENSIONS: &[&str] = &["bicep", "bicepparam", "tf", "tfvars", "hcl", "json"];

/// What a topology file made below its folder and no longer makes: files with its mark, in the place that the mark names, that
/// are none of these. A copy elsewhere is somebody's own, and so is another repository further down.
///
/// # Errors
/// [`Code::CANNOT_READ`] when the system refuses.
pub fn find_orphans(base: &Path, topology: &str, files: &[File]) -> Result<Vec<FileComparison>, Vec<Diagnostic>> {
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
            if kind.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                if !path.join(".git").exists() {
                    open.push(path);
                }
            } else if kind.is_file()
                && !wanted.contains(&path)
                && !journal::is_temp_file(&name)
                && has_generated_extension(&path)
            {
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let own = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if find_declaration(&text) == Some(declaration_text(topology, &own).as_str())
                    && has_marker(&path, &text)
                {
                    let state = if verify_hash(&text) == HashStatus::Unmodified {
                        FileState::Orphan
                    } else {
                        FileState::EditedOrphan
                    };
                    found.push(FileComparison { path, state, old: text, new: String::new() });
                }
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn has_generated_extension(path: &Path) -> bool {
    path.extension().is_some_and(|ending| GENERATED_EXTENSIONS.iter().any(|made| ending == *made))
}

/// Refuses what must not be overwritten.
///
/// # Errors
/// [`Code::NOT_OURS`] for files that di-gen did not make, [`Code::EDITED`] for those that were edited since.
pub fn check_overwrites(entries: &[FileComparison]) -> Result<(), Vec<Diagnostic>> {
    let findings: Vec<Diagnostic> = entries
        .iter()
        .filter_map(|entry| match entry.state {
            FileState::Foreign => Some(
                {
                let (what, help) = match find_declaration(&entry.old) {
                    Some(_) => ("is what another topology file declares", "name another folder, or write over it with --force"),
                    None => (
                        "was not written by di-gen",
                        "it has no mark of di-gen in its head; move it away, name another folder, or write over it with --force",
                    ),
                };
                Diagnostic::error(Code::NOT_OURS, format!("{} {what}", entry.path.display())).in_file(&entry.path).help(help)
            },
            ),
            FileState::Edited => Some(
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
pub fn apply_changes(base: &Path, entries: &[FileComparison]) -> Result<(), Vec<Diagnostic>> {
    journal::apply_changes(base, entries).map_err(|(path, error)| {
        let finding = Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path);
        vec![if is_interrupted(base) {
            finding.help("some files were moved already; the next run finishes the rest")
        } else {
            finding
        }]
    })
}

/// Takes away what a run that was killed left beside the places of these files.
pub fn remove_stale_temp_files(base: &Path, entries: &[FileComparison]) {
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
pub fn finish_interrupted_run(base: &Path, force: bool) -> Result<bool, Vec<Diagnostic>> {
    journal::finish_interrupted_run(base, force)
}

/// Writes one file anew, whole or not at all, whoever made it.
///
/// # Errors
/// [`Code::CANNOT_WRITE`] when the system refuses; what was there is then still there.
pub fn replace_file(path: &Path, text: &str) -> Result<(), Vec<Diagnostic>> {
    journal::replace_file(path, text).map_err(|error| {
        vec![Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(path)]
    })
}

/// Writes files below a folder, which is made where it is missing.
///
/// # Errors
/// [`Code::NOT_OURS`] and [`Code::EDITED`] for what must not be overwritten; [`Code::OUTSIDE_FOLDER`],
/// [`Code::CANNOT_WRITE`] and [`Code::CANNOT_READ`].
pub fn write_files(folder: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    let entries = compare_with_disk(folder, files)?;
    check_overwrites(&entries)?;
    apply_changes(folder, &entries)
}
