//! Files on disk: written, or held against what they should be.

use std::path::Path;

use di_gen::{
    Source,
    diagnostic::{Code, Diagnostic},
    output::{self, FileComparison, FileState},
    render,
};
use similar::TextDiff;

use super::{console, exit::Exit};

/// What to do with a set of files.
#[derive(Debug, Clone, Copy)]
pub(super) struct WriteOptions {
    /// Write nothing, and say what is stale.
    pub(super) check: bool,
    /// Write over edits, and over files of others.
    pub(super) force: bool,
}

/// Finishes a set that an earlier run left half done, or says that there is one.
pub(super) fn handle_interrupted_run(base: &Path, options: WriteOptions) -> Result<(), Exit> {
    if options.check {
        if output::is_interrupted(base) {
            let message = format!("{}: an earlier run was interrupted", base.display());
            let finding = Diagnostic::error(Code::INTERRUPTED, message)
                .help("run it again without --check, which finishes what is left");
            console::print_diagnostics(&empty_source(), &[finding]);
            return Err(Exit::CheckFailed);
        }
        return Ok(());
    }
    match output::finish_interrupted_run(base, options.force) {
        Ok(true) => console::print_message("di-gen: finished what an earlier run had left"),
        Ok(false) => {}
        Err(findings) => return Err(console::report_errors(&empty_source(), &findings)),
    }
    Ok(())
}

/// Writes a set, or checks it.
pub(super) fn write_or_check(base: &Path, entries: &[FileComparison], options: WriteOptions) -> Result<(), Exit> {
    if options.check {
        return check_files(entries);
    }
    if !options.force
        && let Err(findings) = output::check_overwrites(entries)
    {
        let exit = console::report_errors(&empty_source(), &findings);
        for entry in entries.iter().filter(|entry| entry.state == FileState::Edited) {
            console::print_lines(&unified_diff(&entry.path, "generated", &entry.new, "edited", &entry.old));
        }
        return Err(exit);
    }
    output::remove_stale_temp_files(base, entries);
    let stays = |entry: &&FileComparison| entry.state == FileState::EditedOrphan && !options.force;
    entries.iter().filter(stays).for_each(report_kept);
    let entries: Vec<FileComparison> = entries.iter().filter(|entry| !stays(entry)).cloned().collect();
    output::apply_changes(base, &entries).map_err(|findings| console::report_errors(&empty_source(), &findings))?;
    for entry in entries.iter().filter(|entry| entry.differs()) {
        let done = if entry.new.is_empty() { "removed" } else { "wrote" };
        console::print_message(&format!("di-gen: {done} {}", entry.path.display()));
    }
    Ok(())
}

fn report_kept(entry: &FileComparison) {
    console::print_message(&format!(
        "di-gen: kept {}, which is no longer made, since somebody edited it",
        entry.path.display()
    ));
}

/// A unified diff of everything that is not as it should be.
fn check_files(entries: &[FileComparison]) -> Result<(), Exit> {
    let stale: Vec<&FileComparison> = entries.iter().filter(|entry| entry.differs()).collect();
    if stale.is_empty() {
        return Ok(());
    }
    let diffs: String =
        stale.iter().map(|entry| unified_diff(&entry.path, "on disk", &entry.old, "generated", &entry.new)).collect();
    console::print_text(&diffs)?;
    let findings: Vec<Diagnostic> = stale
        .iter()
        .map(|entry| {
            let what = match entry.state {
                FileState::New => "is missing",
                FileState::Orphan => "is no longer made",
                FileState::Edited => "was edited since di-gen wrote it",
                FileState::Foreign if render::find_declaration(&entry.old).is_some() => {
                    "is what another topology file declares"
                }
                FileState::Foreign => "was not written by di-gen",
                FileState::EditedOrphan => "is no longer made, and was edited since di-gen wrote it",
                FileState::Stale | FileState::Unchanged => "is stale",
            };
            let finding =
                Diagnostic::error(Code::STALE, format!("{} {what}", entry.path.display())).in_file(&entry.path);
            match entry.state {
                FileState::EditedOrphan => {
                    finding.help("remove it, or take the mark of di-gen out of its head and it is yours")
                }
                _ => finding,
            }
        })
        .collect();
    console::print_diagnostics(&empty_source(), &findings);
    Err(Exit::CheckFailed)
}

fn unified_diff(path: &Path, old_name: &str, old: &str, new_name: &str, new: &str) -> String {
    let path = path.display().to_string().escape_debug().to_string();
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff()
        .context_radius(3)
        .header(&format!("{path} ({old_name})"), &format!("{path} ({new_name})"))
        .to_string()
}

/// What these messages are about is no text that one could point into.
pub(super) fn empty_source() -> Source {
    Source::new("di-gen", "")
}
