//! `explain`: explains a diagnostic code, a service error, or the code in a pasted text.

use std::io::{self, Read as _};

use clap::Args;
use di_gen::{
    advise::Advisor,
    analyse::access::{AccessAnalysis, EvaluatedPath},
    catalog::ledger::ledger_markdown,
    diagnostic::{Code, Diagnostic},
    existing::evaluate_access,
    explain as explanations,
    report::{SourceLocator, causes, existing_checks::render_found_of_code, policies},
    source::SourceText,
};

use super::{
    console,
    existing::ExistingArguments,
    exit::Exit,
    input::{self, Input},
    progress::Progress,
    validate_existing::{ExistingOptions, find_diagnostics},
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env", "sources"]).requires("text")))]
pub(super) struct ExplainArguments {
    /// Explain this code, message, error body or log; `-` reads it from standard input. Without it, list all codes
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// List the facts about Azure that predictions rely on, each with its sources
    #[arg(long, conflicts_with_all = ["text", "file", "env"])]
    sources: bool,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    existing: ExistingArguments,
}

/// The width of the first column of the list.
const NAME_WIDTH: usize = 34;

pub(super) fn explain_code(arguments: &ExplainArguments) -> Result<(), Exit> {
    if arguments.sources {
        return console::print_output(&ledger_markdown());
    }
    if arguments.text.is_empty() {
        let list: String =
            explanations::explained_names().map(|(name, summary)| format!("{name:NAME_WIDTH$}  {summary}\n")).collect();
        return console::print_output(&list);
    }
    let text = match arguments.text.as_slice() {
        [text] if text == "-" && arguments.input.is_standard_input() => {
            let message = "standard input cannot be both the text and the topology file";
            let diagnostic = Diagnostic::error(Code::NO_EXPLANATION, message).help("name the topology file after -f");
            return Err(console::report_errors(&SourceText::new("di-gen explain", ""), &[diagnostic]));
        }
        [text] if text == "-" => read_pasted_text()?,
        texts => texts.join(" "),
    };
    if arguments.existing.is_specified() {
        return console::print_text(&explain_existing(&text, &arguments.existing)?);
    }
    if !arguments.input.is_specified() {
        let explanation = explanations::explain_text(&text).ok_or_else(|| report_unknown(&text))?;
        return console::print_text(&explanation.text);
    }
    console::print_text(&explain_with_causes(&text, &arguments.input)?)
}

/// The explanation, and the access paths of a topology that get the explained answer.
fn explain_with_causes(text: &str, input: &Input) -> Result<String, Exit> {
    explanations::explain_text(text).ok_or_else(|| report_unknown(text))?;
    let (source, topology) = input::read_deployment(input)?;
    let deployed_by = explanations::DeployedBy::for_topology(&topology);
    let explanation = explanations::explain_deployed_text(text, deployed_by).ok_or_else(|| report_unknown(text))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let _progress = Progress::of_unknown("looking for causes");
    let paths = AccessAnalysis::new(&plan).all_paths();
    let advisor = Advisor::new(&source, &plan);
    if !explanation.policies.is_empty() {
        let names: Vec<&str> = explanation.policies.iter().map(|policy| policy.definition_name.as_str()).collect();
        let causes = policies::render_refusals(
            &names,
            &plan,
            &SourceLocator::new(&source),
            Advisor::new(&source, &plan).as_ref(),
        );
        return Ok(format!("{}\n{causes}", explanation.text));
    }
    let causes = causes::render_causes(&explanation.errors, &paths, &SourceLocator::new(&source), advisor.as_ref());
    Ok(format!("{}\n{causes}", explanation.text))
}

/// The explanation, and the access paths of existing accounts that get the explained error, or the resources that have the
/// explained diagnostic.
fn explain_existing(text: &str, existing: &ExistingArguments) -> Result<String, Exit> {
    let explanation = explanations::explain_deployed_text(text, explanations::DeployedBy::Nothing);
    let explanation = explanation.ok_or_else(|| report_unknown(text))?;
    let existing = existing.read()?;
    let mut shown = explanation.text;
    if let Some(code) = Code::all().find(|code| code.as_str() == explanation.name) {
        let options = ExistingOptions { sets: &[], day: None };
        let (found, _) = find_diagnostics(&existing.accounts, &existing.inventory, &options);
        shown.push_str(&format!("\n{}", render_found_of_code(&found, code)));
        return Ok(shown);
    }
    for account in &existing.accounts {
        let access = evaluate_access(account, &existing.inventory, None, None, None);
        let access = access.map(|access| (access.paths, access.denied_otherwise)).unwrap_or_default();
        let paths: Vec<EvaluatedPath> = access.0.into_iter().chain(access.1).collect();
        let source = SourceText::new(account.account.name(), "");
        let locator = SourceLocator::of_existing(&source, &account.places);
        shown.push_str(&format!("\n{}", causes::render_causes(&explanation.errors, &paths, &locator, None)));
    }
    Ok(shown)
}

/// Reports a text without a known code. The text itself is not shown.
fn report_unknown(text: &str) -> Exit {
    let diagnostic = Diagnostic::error(Code::NO_EXPLANATION, "the text has no known diagnostic code or service error");
    let diagnostic = match explanations::nearest_name(text) {
        Some(nearest) => diagnostic.help(format!("did you mean `{nearest}`?")),
        None => diagnostic.help("run `di-gen explain` to list all of them"),
    };
    console::report_errors(&SourceText::new("di-gen explain", ""), &[diagnostic])
}

/// The text on standard input, up to the limit. Logs can have any encoding: what is no text becomes a replacement character.
fn read_pasted_text() -> Result<String, Exit> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(explanations::MAX_TEXT_BYTES as u64).read_to_end(&mut bytes);
    read.map_err(|error| {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, format!("standard input: {error}"));
        console::report_errors(&SourceText::new("di-gen explain", ""), &[diagnostic])
    })?;
    Ok(decode_text(&bytes))
}

/// UTF-16 where a byte order mark says so, as PowerShell writes it, otherwise UTF-8.
fn decode_text(bytes: &[u8]) -> String {
    let units = |unit: fn([u8; 2]) -> u16| -> String {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
