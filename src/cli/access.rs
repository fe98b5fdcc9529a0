//! `access`: who can reach what, and why.

use clap::{Args, ValueEnum};
use di_gen::{
    advise::Advisor,
    analyse::access::{AccessAnalysis, AccessTarget, Actor},
    diagnostic::{Code, Diagnostic},
    report::{SourceLocator, access as report},
};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct AccessArguments {
    #[command(flatten)]
    input: Input,
    /// Only flows from here: `internet`, `subnet workloads`, `203.0.113.7`, `client app`,
    /// `client app from subnet workloads`, `account identity`, ...
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// Only flows to this: `account`, `storage`, `container training`, `vault`, `secret`, `key`
    #[arg(long, value_name = "WHAT")]
    to: Option<String>,
    /// A table; Markdown or JSON with every step
    #[arg(long, value_enum, default_value_t)]
    format: AccessFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AccessFormat {
    /// One line for each flow; with --from or --to, the chain of each below
    #[default]
    Table,
    /// A document
    Markdown,
    /// For programs
    Json,
}

pub(super) fn show_access(arguments: &AccessArguments) -> Result<(), Exit> {
    let from = arguments.from.as_deref().map(Actor::from_words_with_origin).transpose();
    let to = arguments.to.as_deref().map(AccessTarget::from_words).transpose();
    let (from, to) = match (from, to) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(refusal), _) => return Err(report_option_error("--from", &refusal.reason, refusal.help.as_deref())),
        (_, Err(refusal)) => return Err(report_option_error("--to", &refusal.reason, refusal.help.as_deref())),
    };
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|findings| console::report_errors(&source, &findings))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let (from, place) = from.map_or((None, None), |(actor, place)| (Some(actor), place));
    let flows =
        AccessAnalysis::new(&plan).paths_for_query(from.as_ref(), place.as_ref(), to.as_ref()).map_err(|missing| {
            let of_the_thing = to.as_ref().is_some_and(|to| missing.message.contains(&format!("`{to}`")));
            let option = if from.is_some() && !of_the_thing { "--from" } else { "--to" };
            report_option_error(option, &missing.message, missing.help.as_deref())
        })?;
    let places = SourceLocator::new(&source);
    let advisor = Advisor::new(&source, &plan);
    let text = match arguments.format {
        AccessFormat::Table => {
            let mut text = report::render_table(&flows, &places);
            if from.is_some() || to.is_some() {
                for flow in &flows {
                    text.push_str(&format!("\n{}", report::render_steps(flow, &places, advisor.as_ref())));
                }
            } else {
                text.push_str(&format!(
                    "\n{}; --from and --to show the chain of each\n",
                    report::summarize_verdicts(&flows)
                ));
            }
            text
        }
        AccessFormat::Markdown => report::render_markdown(&flows, &places, advisor.as_ref()),
        AccessFormat::Json => {
            let value = report::render_json(&flows, &places, advisor.as_ref());
            return console::print_json(&value);
        }
    };
    console::print_text(&text)
}

fn report_option_error(option: &str, why: &str, help: Option<&str>) -> Exit {
    let mut finding = Diagnostic::error(Code::BAD_STATEMENT, format!("{option}: {why}"));
    finding.help.extend(help.map(ToOwned::to_owned));
    console::report_errors(&di_gen::Source::new("di-gen access", ""), &[finding])
}
