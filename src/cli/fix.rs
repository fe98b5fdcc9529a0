//! `validate --fix`: shows the changes that remove diagnostics, asks, and writes the topology file.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

use di_gen::{
    diagnostic::{Code, Diagnostic},
    report::{CheckOptions, FixedSource, fix_source},
    source::SourceText,
};

use super::{console, exit::Exit, files, progress::Progress};

/// Changes the file of a source, and returns the source as it is then.
pub(super) fn fix_file(
    source: SourceText,
    path: Option<&Path>,
    options: &CheckOptions,
    accepted: bool,
) -> Result<SourceText, Exit> {
    let refuse = |diagnostic: Diagnostic| Err(console::report_errors(&source, &[diagnostic]));
    let Some(path) = path else {
        let message = "--fix changes a file, and the topology was not read from one";
        return refuse(Diagnostic::error(Code::USAGE, message).help("specify the file with -f"));
    };
    if !accepted && !is_answer_possible() {
        let message = "--fix asks before it writes, and there is no terminal";
        return refuse(Diagnostic::error(Code::USAGE, message).help("use `--fix --yes` to write without a question"));
    }
    let progress = Progress::of_unknown("trying changes");
    let fixed = fix_source(&source, options);
    drop(progress);
    if fixed.removed.is_empty() {
        let others = if fixed.caused.is_empty() { ", and no other is known" } else { ", and no other is made" };
        if fixed.undecided == 0 && fixed.caused.is_empty() {
            console::print_message(&format!("di-gen: {}: no change is known", source.name));
        }
        print_what_is_left(&fixed, others);
        return Ok(source);
    }
    console::print_lines(show_difference(&source, &fixed.source).trim_end());
    if !accepted && !is_confirmed(&source.name) {
        console::print_message("di-gen: nothing was written");
        return Ok(source);
    }
    di_gen::output::replace_text(path, &source.text, &fixed.source.text)
        .map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    console::print_message(&format!("di-gen: fixed {}: {}", source.name, count_removed(&fixed)));
    print_what_is_left(&fixed, "");
    Ok(fixed.source)
}

/// Whether a person can read the question and answer it.
fn is_answer_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal() && !console::writes_json_messages()
}

fn is_confirmed(name: &str) -> bool {
    let answer = console::ask_question(&format!("Write these changes to {name}? (yes, no)"), "no");
    answer.is_some_and(|answer| ["y", "yes"].iter().any(|yes| answer.eq_ignore_ascii_case(yes)))
}

/// The difference of two texts without their secrets. All lines end as on Unix.
fn show_difference(old: &SourceText, new: &SourceText) -> String {
    let hidden = [old, new].map(SourceText::own_hidden_ranges);
    let names = [format!("{} (current)", old.name), format!("{} (fixed)", new.name)];
    files::diff_without((&names[0], &old.text), (&names[1], &new.text), hidden, 1).replace("\r\n", "\n")
}

/// Names why known changes were not made, and whether another run may make them. `others` is what is said of those that a person does
/// not decide about.
fn print_what_is_left(fixed: &FixedSource, others: &str) {
    let name = &fixed.source.name;
    if fixed.undecided > 0 {
        let known = match fixed.undecided {
            1 => "1 diagnostic has a change".to_owned(),
            count => format!("{count} diagnostics have changes"),
        };
        console::print_message(&format!("di-gen: {name}: {known} that you decide about{others}"));
    }
    if !fixed.caused.is_empty() {
        console::print_message(&format!("di-gen: {name}: not changed: {} would follow", fixed.caused.join(", ")));
    }
    if fixed.is_unfinished {
        console::print_message(&format!(
            "di-gen: {name}: not every change was tried: another run of `di-gen validate --fix` may make more"
        ));
    }
}

fn count_removed(fixed: &FixedSource) -> String {
    match fixed.removed.len() {
        1 => "1 diagnostic is gone".to_owned(),
        count => format!("{count} diagnostics are gone"),
    }
}
