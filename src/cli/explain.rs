//! `explain`: the whole story of a code.

use clap::Args;
use di_gen::{
    Source,
    diagnostic::{Code, Diagnostic},
    explain as stories,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The code
    code: Option<String>,
}

pub(super) fn explain_code(arguments: &ExplainArguments) -> Result<(), Exit> {
    let Some(name) = arguments.code.as_deref() else {
        let list: String = stories::explained_names().map(|(name, about)| format!("{name:34}{about}\n")).collect();
        return console::print_output(&list);
    };
    if let Some(text) = stories::explain_name(name) {
        return console::print_output(&text);
    }
    let mut finding = Diagnostic::error(Code::NO_STORY, format!("nothing is known as `{name}`"));
    finding = match stories::nearest_name(name) {
        Some(other) => finding.help(format!("did you mean `{other}`?")),
        None => finding.help("`di-gen explain` lists all codes"),
    };
    Err(console::report_errors(&Source::new("di-gen explain", ""), &[finding]))
}
