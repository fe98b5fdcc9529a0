//! `access`: shows who can reach what, and why.

use clap::{Args, ValueEnum};
use di_gen::{
    advise::Advisor,
    analyse::access::Verdict,
    report::{
        SourceLocator, access as report,
        existing::{self as existing_report, AccountSection},
    },
};

use super::{
    access_query::{AccessQuery, QueryArguments},
    console::{self, ErrorDocument},
    existing::ExistingArguments,
    exit::Exit,
    input::{self, Input},
    progress::Progress,
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env"])))]
pub(super) struct AccessArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    query: QueryArguments,
    #[command(flatten)]
    existing: ExistingArguments,
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
    let query = arguments.query.parse("di-gen access")?;
    if arguments.existing.is_specified() {
        return show_existing(arguments, &query);
    }
    let (source, topology) = input::read_deployment(&arguments.input)?;
    let plan = di_gen::plan::lower_topology(&topology);
    let paths = query.select_paths(&plan)?;
    let locator = SourceLocator::new(&source);
    let advisor = Advisor::new(&source, &plan);
    // The table of all access paths has no advice, and what is not denied needs none.
    let shows_advice = arguments.format != AccessFormat::Table || query.narrows();
    let tries_changes = shows_advice && paths.iter().any(|path| path.verdict() == Verdict::Denied);
    let progress = tries_changes.then(|| Progress::of_unknown("trying changes"));
    let text = match arguments.format {
        AccessFormat::Table => {
            let mut text = report::render_table(&paths, &locator);
            if query.narrows() {
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

/// The access paths of existing resources.
fn show_existing(arguments: &AccessArguments, query: &AccessQuery) -> Result<(), Exit> {
    let existing = arguments.existing.read()?;
    let mut sections = Vec::new();
    let mut missing = None;
    for account in &existing.accounts {
        match query.select_existing(account, &existing.inventory) {
            Ok(access) => sections.push(AccountSection { account, access, with_changes: query.narrows() }),
            Err(error) => missing = Some(error),
        }
    }
    // One of several accounts may have what a query names.
    if let Some(missing) = missing.filter(|_| sections.is_empty()) {
        return Err(query.report_missing(&missing));
    }
    match arguments.format {
        AccessFormat::Table => {
            console::print_text(&existing_report::render_text(&sections, &existing.inventory, query.narrows()))
        }
        AccessFormat::Markdown => {
            console::print_text(&existing_report::render_markdown(&sections, &existing.inventory))
        }
        AccessFormat::Json => console::print_json(&existing_report::render_document(&sections, &existing.inventory)),
    }
}
