//! `access`: shows who can reach what, and why.

use clap::{Args, ValueEnum};
use di_gen::{
    advise::Advisor,
    analyse::access::{AccessAnalysis, AccessTarget, Actor},
    diagnostic::{Code, Diagnostic},
    report::{SourceLocator, access as report},
};

use super::{
    console::{self, ErrorDocument},
    exit::Exit,
    input::{self, Input},
    progress::Progress,
};

#[derive(Debug, Args)]
pub(super) struct AccessArguments {
    #[command(flatten)]
    input: Input,
    /// Show only access paths of this actor: `internet`, `subnet workloads`, `203.0.113.7`, `client app`,
    /// `client app from subnet workloads`, `account identity`, ...
    #[arg(long, value_name = "ACTOR")]
    from: Option<String>,
    /// Show only access paths to this target: `account`, `storage`, `container training`, `vault`, `secret`, `key`
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,
    /// Select the output format; Markdown and JSON contain the evaluation steps
    #[arg(long, value_enum, default_value_t)]
    format: AccessFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AccessFormat {
    /// One line for each access path; with --from or --to, the evaluation steps as well
    #[default]
    Table,
    /// Markdown document
    Markdown,
    /// JSON, for programs
    Json,
}

pub(super) fn show_access(arguments: &AccessArguments) -> Result<(), Exit> {
    if arguments.format == AccessFormat::Json {
        console::set_error_document(ErrorDocument::Object);
    }
    let from = arguments.from.as_deref().map(Actor::from_words_with_origin).transpose();
    let to = arguments.to.as_deref().map(AccessTarget::from_words).transpose();
    let (from, to) = match (from, to) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(refusal), _) => return Err(report_option_error("--from", &refusal.reason, refusal.help.as_deref())),
        (_, Err(refusal)) => return Err(report_option_error("--to", &refusal.reason, refusal.help.as_deref())),
    };
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let (from, location) = from.map_or((None, None), |(actor, location)| (Some(actor), location));
    let paths = AccessAnalysis::new(&plan).paths_for_query(from.as_ref(), location.as_ref(), to.as_ref()).map_err(
        |missing| {
            let about_target = to.as_ref().is_some_and(|to| missing.message.contains(&format!("`{to}`")));
            let option = if from.is_some() && !about_target { "--from" } else { "--to" };
            report_option_error(option, &missing.message, missing.help.as_deref())
        },
    )?;
    let locator = SourceLocator::new(&source);
    let advisor = Advisor::new(&source, &plan);
    let progress = Progress::of_unknown("trying changes");
    let text = match arguments.format {
        AccessFormat::Table => {
            let mut text = report::render_table(&paths, &locator);
            if from.is_some() || to.is_some() {
                for path in &paths {
                    text.push_str(&format!("\n{}", report::render_steps(path, &locator, advisor.as_ref())));
                }
            } else {
                text.push_str(&format!(
                    "\n{}; --from and --to show the evaluation steps\n",
                    report::summarize_verdicts(&paths)
                ));
            }
            text
        }
        AccessFormat::Markdown => report::render_markdown(&paths, &locator, advisor.as_ref()),
        AccessFormat::Json => {
            let value = report::render_json(&paths, &locator, advisor.as_ref());
            drop(progress);
            return console::print_json(&value);
        }
    };
    drop(progress);
    console::print_text(&text)
}

fn report_option_error(option: &str, message: &str, help: Option<&str>) -> Exit {
    let mut diagnostic = Diagnostic::error(Code::BAD_ASSERTION, format!("{option}: {message}"));
    diagnostic.help.extend(help.map(ToOwned::to_owned));
    console::report_errors(&di_gen::source::SourceText::new("di-gen access", ""), &[diagnostic])
}
