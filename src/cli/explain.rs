//! `explain`: explains a diagnostic code or a service error.

use clap::Args;
use di_gen::{
    catalog::ledger::ledger_markdown,
    diagnostic::{Code, Diagnostic},
    explain as explanations,
    source::SourceText,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Explain this code or error; without it, list all of them
    code: Option<String>,
    /// List the facts about Azure that predictions rely on, each with its sources
    #[arg(long, conflicts_with = "code")]
    sources: bool,
}

pub(super) fn explain_code(arguments: &ExplainArguments) -> Result<(), Exit> {
    if arguments.sources {
        return console::print_output(&ledger_markdown());
    }
    let Some(name) = arguments.code.as_deref() else {
        let list: String =
            explanations::explained_names().map(|(name, summary)| format!("{name:34}{summary}\n")).collect();
        return console::print_output(&list);
    };
    if let Some(text) = explanations::explain_name(name) {
        return console::print_output(&text);
    }
    let mut diagnostic =
        Diagnostic::error(Code::NO_EXPLANATION, format!("`{name}` is no known diagnostic code or service error"));
    diagnostic = match explanations::nearest_name(name) {
        Some(nearest) => diagnostic.help(format!("did you mean `{nearest}`?")),
        None => diagnostic.help("run `di-gen explain` to list all of them"),
    };
    Err(console::report_errors(&SourceText::new("di-gen explain", ""), &[diagnostic]))
}
