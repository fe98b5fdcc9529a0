//! `diff`: shows what a change between two topology files means when it is deployed.

use clap::{Args, ValueEnum, error::ErrorKind};
use di_gen::{
    advise::StepSequence,
    compare::{Changes, are_side_by_side},
    diagnostic::{Code, Diagnostic},
    plan::{Language, ResolvedTopology},
    report::{
        changes::{self, MAX_MARKDOWN_CHARACTERS, ReportedLanguages},
        environments::{deployed_languages, format_by_environment},
        moves::MovedAddresses,
        steps,
    },
    source::SourceText,
    topology::PolicySet,
};
use serde_json::json;

use super::{
    base_scope::AllowedDirectories,
    compared_files::{EnvironmentChanges, compare_sources, read_source, resolve_plans},
    console::{self, ErrorDocument},
    diff_existing::show_planned,
    diff_steps::ComparedSources,
    existing::ExistingArguments,
    exit::Exit,
    fail_on::{FailOn, fails},
    formats::DiffFormat,
    old_file::{OldFile, compare_or_private, compare_source_with_private, read_old_or_private},
    policy_sets::parse_policy_set,
    usage,
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["old", "env", "or_private", "language", "steps", "moved"])))]
pub(super) struct DiffArguments {
    /// Read the topology before the change: a path, `-`, or `git:<revision>:<path>` (relative to the current directory, else
    /// to the repository root).
    /// With two environments, the file that contains both
    #[arg(default_value = DEFAULT_FILE)]
    old: String,
    /// Read the topology after the change, from a path as for OLD. Default: `di-gen.yaml`; with two environments, OLD
    new: Option<String>,
    /// Compare this environment of both files, or two environments of one file: `dev..prod`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Compare with the built-in private topology of the same name, environment and location if OLD does not exist,
    /// cannot be read, is invalid, does not have the environment or is that of another deployment. The report shows the reason,
    /// and `--fail-on any` fails
    #[arg(long, conflicts_with_all = ["steps", "moved"])]
    or_private: bool,
    /// Select the output format
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// Report the effects in these languages, separated by commas. Default: those that `outputs` declares, or all
    #[arg(long, value_enum, value_name = "LANGUAGE", value_delimiter = ',')]
    language: Vec<DiffLanguage>,
    /// Print the steps of a change that interrupts a service or is refused in one deployment, instead of the changes. In
    /// JSON, they are under `steps` beside the changes
    #[arg(long)]
    steps: bool,
    /// Exit with status 1 if a change of one of these kinds is found, separated by commas
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Print `moved` blocks for Terraform instead: addresses that change while the resource in Azure stays the same
    #[arg(long, conflicts_with_all = ["format", "fail_on"])]
    moved: bool,
    #[command(flatten)]
    allowed: AllowedDirectories,
    #[command(flatten)]
    planned: PlannedArguments,
}

/// Instead of two topology files: a plan, or a result of what-if.
#[derive(Debug, Args)]
struct PlannedArguments {
    #[command(flatten)]
    existing: ExistingArguments,
    /// With --existing, show what the policies of these sets refuse, change and report
    #[arg(
        long = "policy", value_name = "NAME", num_args = 1.., value_delimiter = ',', value_parser = parse_policy_set
    )]
    sets: Vec<PolicySet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffLanguage {
    /// Bicep
    Bicep,
    /// ARM JSON
    Arm,
    /// Terraform
    Terraform,
}

/// The file that is compared where none is specified.
const DEFAULT_FILE: &str = "di-gen.yaml";

/// The error that there is nothing to compare.
fn report_single_source(arguments: &DiffArguments) -> Exit {
    if arguments.env.is_none() {
        let text = "only one file is specified, so there is nothing to compare: specify another file or a revision, such as \
                    `di-gen diff git:HEAD:di-gen.yaml`";
        return usage::report_usage_error(clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{text}\n")));
    }
    let diagnostic = Diagnostic::error(
        Code::UNKNOWN_ENVIRONMENT,
        "only one environment of one file is specified, so there is nothing to compare",
    )
    .help("specify two environments (`--env dev..prod`), or two files");
    console::report_errors(&SourceText::new("di-gen", ""), &[diagnostic])
}

pub(super) fn show_diff(arguments: &DiffArguments) -> Result<(), Exit> {
    if arguments.format == DiffFormat::Json {
        console::set_error_document(ErrorDocument::Object);
    }
    let planned = &arguments.planned;
    if arguments.fail_on.contains(&FailOn::Posture) && !planned.existing.is_specified() {
        let error = clap::Error::raw(ErrorKind::MissingRequiredArgument, "--fail-on posture needs --existing\n");
        return Err(usage::report_usage_error(error));
    }
    if arguments.fail_on.contains(&FailOn::Expect) && !planned.existing.has_checks() {
        let error =
            clap::Error::raw(ErrorKind::MissingRequiredArgument, "--fail-on expect needs --existing and --checks\n");
        return Err(usage::report_usage_error(error));
    }
    if planned.existing.is_specified() {
        return show_planned(&planned.existing, arguments.format, &planned.sets, &arguments.fail_on);
    }
    // An option that needs another one, which conflicts with OLD, is no error of the parser.
    if !planned.sets.is_empty() {
        let error = clap::Error::raw(ErrorKind::MissingRequiredArgument, "--policy needs --existing\n");
        return Err(usage::report_usage_error(error));
    }
    let has_two_environments = arguments.env.as_deref().is_some_and(|env| env.contains(".."));
    let new_name = match &arguments.new {
        Some(new) => new,
        None if has_two_environments => &arguments.old,
        None if arguments.old != DEFAULT_FILE => DEFAULT_FILE,
        None => return Err(report_single_source(arguments)),
    };
    let (old_env, new_env) = match arguments.env.as_deref() {
        Some(env) => env.split_once("..").map_or((Some(env), Some(env)), |(old, new)| (Some(old), Some(new))),
        None => (None, None),
    };
    // Two environments of one file, which may be standard input.
    let is_one_file = has_two_environments && *new_name == arguments.old;
    let old = if arguments.or_private && !is_one_file {
        read_old_or_private(&arguments.old, &arguments.allowed)?
    } else {
        OldFile::Usable(read_source(&arguments.old, &arguments.allowed)?)
    };
    let old = match old {
        OldFile::Usable(old) => old,
        OldFile::Private(reason) => {
            let all_changes =
                compare_source_with_private(&read_source(new_name, &arguments.allowed)?, new_env, &reason)?;
            return print_report(arguments, &all_changes, None);
        }
    };
    let new = if is_one_file { old.clone() } else { read_source(new_name, &arguments.allowed)? };
    if arguments.moved {
        let mut moved = MovedAddresses::default();
        // Two deployments have a state each.
        let is_moved =
            |old: &ResolvedTopology, new: &ResolvedTopology| old_env == new_env || !are_side_by_side(old, new);
        for pair in resolve_plans(&old, &new, old_env, new_env) {
            let (_, old, new) = pair?;
            if is_moved(&old, &new) {
                moved.add_plans(&old, &new);
            }
        }
        return console::print_text(&moved.to_text());
    }
    let all_changes = if arguments.or_private && old_env == new_env {
        compare_or_private(&old, &new, new_env)?
    } else {
        compare_sources(&old, &new, old_env, new_env)?
    };
    let steps = arguments.steps.then(|| {
        let sources = ComparedSources { old: (&old, old_env), new: (&new, new_env) };
        // Two deployments are no steps from one to the other.
        let find = |name: &Option<String>, changes: &Changes| match changes.side_by_side {
            Some(_) => Vec::new(),
            None => sources.find_steps(name.as_deref()),
        };
        all_changes.iter().map(|(name, changes)| (name.clone(), find(name, changes))).collect::<Vec<_>>()
    });
    print_report(arguments, &all_changes, steps.as_ref())
}

/// Prints the changes or their steps, and fails if a change occurs on which the check is to fail.
fn print_report(
    arguments: &DiffArguments,
    all_changes: &EnvironmentChanges,
    steps: Option<&EnvironmentSteps>,
) -> Result<(), Exit> {
    let languages = reported_languages(arguments, all_changes);
    let is_side_by_side = all_changes.iter().any(|(_, changes)| changes.side_by_side.is_some());
    match (arguments.format, steps) {
        (DiffFormat::Text | DiffFormat::Markdown, Some(_)) if is_side_by_side => {
            let notes = all_changes.iter().filter_map(|(_, changes)| changes::describe_side_by_side(changes));
            console::print_text(&notes.map(|note| format!("{note}\n")).collect::<String>())?;
        }
        (DiffFormat::Text, Some(found)) => {
            console::print_text(&format_by_environment(found, "", |found| steps::render_text(found, &languages)))?;
        }
        (DiffFormat::Text, None) => console::print_text(&format_by_environment(all_changes, "", |changes| {
            changes::render_text_for(changes, &languages)
        }))?,
        (DiffFormat::Markdown, Some(found)) => {
            console::print_text(&format_by_environment(found, "## ", |found| {
                steps::render_markdown(found, &languages)
            }))?;
        }
        (DiffFormat::Markdown, None) => {
            console::print_text(&format_markdown(all_changes, &languages))?;
        }
        (DiffFormat::Json, found) => {
            let json = |index: usize, changes: &Changes| {
                let mut json = changes::render_json(changes);
                if let Some((_, found)) = found.as_ref().and_then(|found| found.get(index)) {
                    json["steps"] = steps::render_json(found);
                }
                json
            };
            match all_changes.as_slice() {
                [(None, only)] => console::print_json(&json(0, only))?,
                environments => {
                    let entries = environments
                        .iter()
                        .enumerate()
                        .map(|(index, (name, changes))| (name.clone().unwrap_or_default(), json(index, changes)));
                    console::print_json(&json!({ "environments": entries.collect::<serde_json::Map<_, _>>() }))?;
                }
            }
        }
    }
    fails(&arguments.fail_on, all_changes, &languages)
}

/// The steps of the changes of the file, or of each of its environments.
type EnvironmentSteps = Vec<(Option<String>, Vec<StepSequence>)>;

/// The Markdown report: environments share its maximum length.
fn format_markdown(environments: &EnvironmentChanges, languages: &ReportedLanguages) -> String {
    let write = |maximum: usize| {
        format_by_environment(environments, "## ", |changes| {
            changes::render_markdown_within(changes, languages, maximum)
        })
    };
    let text = write(MAX_MARKDOWN_CHARACTERS);
    if text.chars().count() <= MAX_MARKDOWN_CHARACTERS {
        return text;
    }
    let names: usize = environments.iter().filter_map(|(name, _)| Some(name.as_ref()?.chars().count() + 10)).sum();
    write(MAX_MARKDOWN_CHARACTERS.saturating_sub(names) / environments.len().max(1))
}

/// The languages of the options, or those in which some environment is deployed.
fn reported_languages(arguments: &DiffArguments, all_changes: &EnvironmentChanges) -> ReportedLanguages {
    if arguments.language.is_empty() {
        return deployed_languages(all_changes);
    }
    let languages: Vec<Language> = arguments.language.iter().map(|language| (*language).into()).collect();
    ReportedLanguages::new(&languages)
}

impl From<DiffLanguage> for Language {
    fn from(language: DiffLanguage) -> Self {
        match language {
            DiffLanguage::Bicep => Self::Bicep,
            DiffLanguage::Arm => Self::Arm,
            DiffLanguage::Terraform => Self::Terraform,
        }
    }
}
