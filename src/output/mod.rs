//! Writes files: all or none, and never over manual edits. Every writer of the program goes through this room.
//!
//! A set of files is compared with the disk before the first is written. Each is written to a temporary file beside its
//! location and then moved. A journal lists the remaining moves meanwhile, so that the next run finishes an interrupted
//! set. Directories are locked, so that runs which write into the same one exclude each other (`locks.rs`). What is
//! written and reported as written is there at the end of the run; an edit that a person saves between comparison and move
//! is noticed and kept (`transaction.rs` and `place.rs` say how far).
//!
//! A seal is written with each file. It is what tells a text of di-gen from one that was edited.
//!
//! The mode bits of a file that is replaced stay, but for setuid, setgid and the sticky bit, and a file without write
//! permission is replaced as well: the permission of its directory decides. What does not stay: the owner, access lists,
//! extended attributes, and other names of the file (hard links), which keep the previous text.

mod conflict;
mod destination;
mod disk;
mod identity;
mod journal;
mod locks;
mod mark;
mod orphans;
mod own_texts;
mod owner;
mod paths;
mod place;
mod progress;
mod recovery;
mod seal;
mod single;
mod transaction;
pub mod watch;

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::{Code, Diagnostic, quote},
    render::{File, find_declaration, verify_header_hash},
};

pub use destination::compare_destination;
pub use disk::{FileComparison, FileState, compare_with_disk};
pub use mark::{PictureNotation, mark_manual_page, mark_picture, mark_report};
pub use orphans::find_orphans;
pub use recovery::{InterruptedRun, find_interruption};
pub use single::{MarkedPage, replace_text, write_pages};

/// Compares the declared outputs of a topology file, given by its identity, with the disk, and adds the orphaned files.
///
/// # Errors
/// As [`compare_with_disk`] and [`find_orphans`].
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

/// Rejects files that must not be overwritten.
///
/// # Errors
/// [`Code::NOT_GENERATED`] for files that di-gen did not write, [`Code::EDITED`] for those that were edited since.
pub fn check_overwrites(entries: &[FileComparison]) -> Result<(), Vec<Diagnostic>> {
    let refuse = |entry: &FileComparison| {
        let Refusal { code, message, help } = find_refusal(entry)?;
        // The topology may have changed as well, so not every difference is an edit.
        let comparison = "; shown below is how the file differs from the text that would be written";
        let help = if code == Code::EDITED { help + comparison } else { help };
        Some(Diagnostic::error(code, message).in_file(&entry.path).help(help))
    };
    let diagnostics: Vec<Diagnostic> = entries.iter().filter_map(refuse).collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// What can be done about a file that must not be overwritten; nothing for other files.
#[must_use]
pub fn find_overwrite_help(entry: &FileComparison) -> Option<String> {
    find_refusal(entry).map(|refusal| refusal.help)
}

/// Why a file must not be overwritten, and what can be done.
struct Refusal {
    code: Code,
    message: String,
    help: String,
}

fn find_refusal(entry: &FileComparison) -> Option<Refusal> {
    let path = entry.path.display();
    match entry.state {
        FileState::Foreign => Some(refuse_foreign(entry)),
        FileState::OtherTopology => Some(Refusal {
            code: Code::NOT_GENERATED,
            message: format!("{path} was written for another topology file"),
            help: "use another directory, or overwrite the file with --force".to_owned(),
        }),
        FileState::Edited => Some(refuse_edit(entry)),
        FileState::Unsealed => Some(Refusal {
            code: Code::EDITED,
            message: format!("{path} has no seal, so an edit cannot be ruled out"),
            help: format!(
                "restore the file below `{}/` that belongs to it, or overwrite it with --force",
                seal::SEAL_FOLDER
            ),
        }),
        _ => None,
    }
}

/// The refusal of a file of another topology file, or of a person.
fn refuse_foreign(entry: &FileComparison) -> Refusal {
    let (problem, help) = match (find_declaration(&entry.old), find_declaration(&entry.new)) {
        (Some((other, _)), Some(_)) => (
            format!("belongs to another topology file, {}", quote(other)),
            "use another directory, or overwrite the file with --force; after a rename, only unedited outputs with their \
             seals are replaced",
        ),
        (Some((other, _)), None) => (
            format!("is an output that `di-gen generate` writes for {}", quote(other)),
            "use another directory, or overwrite the file with --force",
        ),
        (None, _) => (
            "was not written by di-gen".to_owned(),
            "the file has no header marker of di-gen: move it, use another directory, or overwrite it with --force",
        ),
    };
    let message = format!("{} {problem}", entry.path.display());
    Refusal { code: Code::NOT_GENERATED, message, help: help.to_owned() }
}

/// The refusal of a file that does not match its seal. An edit and a file of another commit look alike, so both are named.
fn refuse_edit(entry: &FileComparison) -> Refusal {
    let path = entry.path.display();
    let seals = format!("`{}/`", seal::SEAL_FOLDER);
    let (message, remedy) = if conflict::has_conflict(&entry.old) {
        (
            format!(
                "{path} has a merge conflict and does not match its seal: it was edited since di-gen wrote it, or the \
                 conflict was resolved in only one of the two"
            ),
            format!("make the edit in the topology, restore the conflict in the file and in its seal below {seals}"),
        )
    } else if verify_header_hash(&entry.old) == Some(false) {
        // The hash is in the file itself, so no other commit explains the difference.
        (format!("{path} was edited since di-gen wrote it"), "make the edit in the topology".to_owned())
    } else {
        (
            format!(
                "{path} does not match its seal: it was edited since di-gen wrote it, or only one of the two was \
                 restored from another commit"
            ),
            format!("make the edit in the topology, restore the file and its seal below {seals} from the same commit"),
        )
    };
    Refusal { code: Code::EDITED, message, help: format!("{remedy}, or overwrite it with --force") }
}

/// Writes files that differ and removes orphaned files: all of them, after an interruption with the next run.
///
/// # Errors
/// [`Code::CANNOT_WRITE`] when writing fails; the previous content is then unchanged.
pub fn apply_changes(base: &Path, entries: &[FileComparison]) -> Result<(), Vec<Diagnostic>> {
    transaction::apply_changes(base, entries).map_err(|(path, error)| {
        let diagnostic = Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path);
        vec![if journal::has_journal(base) {
            diagnostic.help("run the command again to finish; some files are already moved")
        } else {
            diagnostic
        }]
    })
}

/// Removes temporary files that a killed run left beside these files.
pub fn remove_stale_temp_files(entries: &[FileComparison]) {
    let mut folders: Vec<PathBuf> =
        entries.iter().filter_map(|entry| entry.path.parent().map(Path::to_path_buf)).collect();
    folders.sort();
    folders.dedup();
    transaction::remove_stale_temp_files(&folders);
}

/// Finishes an interrupted run, before another one that writes these files. An edit that was made meanwhile is overwritten
/// only with `force`; a journal that cannot be followed is then removed.
///
/// # Errors
/// [`Code::EDITED`] for such an edit, [`Code::INTERRUPTED`] for a journal that cannot be followed, and
/// [`Code::CANNOT_WRITE`] when writing fails.
pub fn finish_interrupted_run(base: &Path, files: &[File], force: bool) -> Result<InterruptedRun, Vec<Diagnostic>> {
    recovery::finish_interrupted_run(base, files, force)
}

/// Writes files below a directory, which is created if it is missing.
///
/// # Errors
/// [`Code::NOT_GENERATED`] and [`Code::EDITED`] for what must not be overwritten; [`Code::OUTSIDE_FOLDER`],
/// [`Code::CANNOT_WRITE`] and [`Code::CANNOT_READ`].
pub fn write_files(folder: &Path, files: &[File]) -> Result<(), Vec<Diagnostic>> {
    let entries = compare_with_disk(folder, files)?;
    check_overwrites(&entries)?;
    apply_changes(folder, &entries)
}
