//! Writes generated files to disk, or compares them with the files on disk.

use std::{ops::Range, path::Path};

use di_gen::{
    diagnostic::{Code, Diagnostic},
    output::{self, FileComparison, FileState, InterruptedRun},
    render::{self, File},
    secret::{generated_secret_ranges, mask_lines},
    source::SourceText,
};
use similar::TextDiff;

use super::{console, exit::Exit};

/// How a set of files is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct WriteOptions {
    /// Write nothing and report stale files.
    pub(super) check: bool,
    /// Overwrite edited files, and files that di-gen did not write.
    pub(super) force: bool,
    /// The command that writes them, for the help of --check.
    pub(super) command: &'static str,
}

impl WriteOptions {
    /// What a file is that differs from its generated text.
    pub(super) const fn change_word(self) -> &'static str {
        if self.check { "stale" } else { "changed" }
    }

    /// Whether a file stays as it is: no longer generated, but edited.
    fn keeps(self, entry: &FileComparison) -> bool {
        entry.state == FileState::EditedOrphan && !self.check && !self.force
    }
}

/// Completes the writes of an interrupted run; with --check, reports the interrupted run.
pub(super) fn handle_interrupted_run(base: &Path, files: &[File], options: WriteOptions) -> Result<(), Exit> {
    if options.check {
        if let Some(diagnostic) = output::find_interruption(base) {
            console::print_diagnostics(&empty_source(), &[diagnostic]);
            return Err(Exit::CheckFailed);
        }
        return Ok(());
    }
    match output::finish_interrupted_run(base, files, options.force) {
        Ok(InterruptedRun::Completed) => {
            console::print_message("di-gen: completed the writes of an interrupted run");
        }
        Ok(InterruptedRun::Incomplete) => console::print_message(
            "di-gen: an earlier run was interrupted, and part of its output is lost: generate it again",
        ),
        Ok(InterruptedRun::Discarded) => console::print_message(&format!(
            "di-gen: {}: removed a journal that cannot be followed, with its temporary files; none of its steps was followed",
            base.display()
        )),
        Ok(InterruptedRun::None) => {}
        Err(diagnostics) => return Err(console::report_errors(&empty_source(), &diagnostics)),
    }
    Ok(())
}

/// Writes the files, or compares them with the files on disk.
pub(super) fn write_or_check(base: &Path, entries: &[FileComparison], options: WriteOptions) -> Result<(), Exit> {
    if options.check {
        return check_files(entries, options);
    }
    if !options.force
        && let Err(diagnostics) = output::check_overwrites(entries)
    {
        let exit = console::report_errors(&empty_source(), &diagnostics);
        let may_be_edited = |entry: &&FileComparison| matches!(entry.state, FileState::Edited | FileState::Unsealed);
        for entry in entries.iter().filter(may_be_edited) {
            console::print_lines(&unified_diff(&entry.path, "generated", &entry.new, "edited", &entry.old));
        }
        return Err(exit);
    }
    output::remove_stale_temp_files(entries);
    entries.iter().filter(|entry| options.keeps(entry) && !entry.is_seal).for_each(report_kept);
    let entries: Vec<FileComparison> = entries.iter().filter(|entry| !options.keeps(entry)).cloned().collect();
    output::apply_changes(base, &entries)
        .map_err(|diagnostics| console::report_errors(&empty_source(), &diagnostics))?;
    for entry in differing_files(&entries) {
        let action = if entry.new.is_empty() { "removed" } else { "wrote" };
        console::print_message(&format!("di-gen: {action} {}", entry.path.display()));
    }
    Ok(())
}

/// The files that differ. A seal is reported only if nothing but seals differs.
fn differing_files(entries: &[FileComparison]) -> Vec<&FileComparison> {
    let (seals, files): (Vec<_>, Vec<_>) =
        entries.iter().filter(|entry| entry.differs()).partition(|entry| entry.is_seal);
    if files.is_empty() { seals } else { files }
}

/// The number of files, without those that are kept, and how many of them differ. Seals are counted where --check reports
/// them.
pub(super) fn count_files(entries: &[FileComparison], options: WriteOptions) -> (usize, usize) {
    let files = entries.iter().filter(|entry| !entry.is_seal && !options.keeps(entry));
    if !options.check {
        return (files.clone().count(), files.filter(|entry| entry.differs()).count());
    }
    let reported = differing_files(entries);
    let seals = reported.iter().filter(|entry| entry.is_seal).count();
    (files.count() + seals, reported.len())
}

fn report_kept(entry: &FileComparison) {
    console::print_message(&format!(
        "di-gen: kept {}: no longer generated, but edited since di-gen wrote it",
        entry.path.display()
    ));
}

/// Prints a unified diff of all files that differ, and reports each of them.
fn check_files(entries: &[FileComparison], options: WriteOptions) -> Result<(), Exit> {
    let stale = differing_files(entries);
    if stale.is_empty() {
        return Ok(());
    }
    // The difference of a seal says nothing that the difference of its file does not.
    let files = stale.iter().filter(|entry| !entry.is_seal);
    let diffs: String =
        files.map(|entry| unified_diff(&entry.path, "on disk", &entry.old, "generated", &entry.new)).collect();
    console::print_text(&diffs)?;
    let diagnostics: Vec<Diagnostic> = stale
        .iter()
        .map(|entry| {
            let status = match entry.state {
                FileState::New => "is missing",
                FileState::Orphan => "is no longer generated",
                FileState::Conflicted => "has merge conflicts",
                FileState::Edited => "does not match its seal: it was edited, or restored without it",
                FileState::Unsealed => "is stale, and has no seal",
                FileState::Foreign if render::find_declaration(&entry.old).is_some() => {
                    "belongs to another topology file"
                }
                FileState::Foreign => "was not written by di-gen",
                FileState::OtherTopology => "was written for another topology file",
                FileState::EditedOrphan => "is no longer generated, and was edited since di-gen wrote it",
                FileState::Stale | FileState::Unchanged => "is stale",
            };
            let diagnostic =
                Diagnostic::error(Code::STALE, format!("{} {status}", entry.path.display())).in_file(&entry.path);
            diagnostic.help(match entry.state {
                FileState::EditedOrphan => {
                    "delete the file, or remove the header marker of di-gen to keep it".to_owned()
                }
                FileState::Conflicted => format!("resolve the conflicts of the topology, then run {}", options.command),
                _ => output::find_overwrite_help(entry)
                    .unwrap_or_else(|| format!("run {} and commit the result", options.command)),
            })
        })
        .collect();
    console::print_diagnostics(&empty_source(), &diagnostics);
    Err(Exit::CheckFailed)
}

fn unified_diff(path: &Path, old_name: &str, old: &str, new_name: &str, new: &str) -> String {
    let path = path.display().to_string().escape_debug().to_string();
    let (old_name, new_name) = (format!("{path} ({old_name})"), format!("{path} ({new_name})"));
    masked_diff((&old_name, old), (&new_name, new), 3)
}

/// The unified diff of two generated texts, each with its name, without what may be a secret in either.
pub(super) fn masked_diff(old: (&str, &str), new: (&str, &str), context: usize) -> String {
    let hidden = [old.1, new.1].map(generated_secret_ranges);
    diff_without(old, new, hidden, context)
}

/// The unified diff of two texts, each with its name, without what is hidden in them.
pub(super) fn diff_without(
    old: (&str, &str),
    new: (&str, &str),
    [old_hidden, new_hidden]: [Vec<Range<usize>>; 2],
    context: usize,
) -> String {
    // Lines differ as they are: a secret that changed is still a change.
    let lines = [old.1, new.1].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&lines[0], &lines[1]);
    let shown = [mask_lines(old.1, old_hidden), mask_lines(new.1, new_hidden)];
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(context).iter_hunks() {
        if text.is_empty() {
            text.push_str(&format!("--- {}\n+++ {}\n", old.0, new.0));
        }
        text.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let line = match (change.old_index(), change.new_index()) {
                (_, Some(at)) => shown[1].get(at),
                (Some(at), None) => shown[0].get(at),
                (None, None) => None,
            };
            let Some(line) = line else { continue };
            text.push_str(&format!("{}{line}", change.tag()));
            if !line.ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// The source of diagnostics that have no location in a file.
pub(super) fn empty_source() -> SourceText {
    SourceText::new("di-gen", "")
}

#[cfg(test)]
mod tests {
    use super::masked_diff;

    /// Lines end with `\n` alone; what else ends a line in some language moves no mask to another line.
    #[test]
    fn no_line_break_shifts_a_mask() {
        const BREAKS: [&str; 4] = ["\n", "\r\n", "\r", "\r\r\n"];
        let lines = ["// a note", "param adminPassword string = 'zqxjv'", "admin_password = \"zqxjv\"", "var y = 'z'"];
        for first in 0..lines.len() {
            for breaks in 0..BREAKS.len().pow(3) {
                let at = |index: u32| BREAKS[breaks / BREAKS.len().pow(index) % BREAKS.len()];
                let line = |index: usize| lines[(first + index) % lines.len()];
                let text = format!("{}{}{}{}{}{}{}", line(0), at(0), line(1), at(1), line(2), at(2), line(3));
                for old in ["", "var y = 'z'\n", "// a note\rvar y = 'z'"] {
                    for (old, new) in [(old, text.as_str()), (&text, old), (&text, &format!("{text}\n"))] {
                        let shown = masked_diff(("old", old), ("new", new), 3);
                        assert!(!shown.contains("zqxjv") && shown.contains("****"), "{old:?} {new:?}:\n{shown}");
                    }
                }
            }
        }
    }
}
