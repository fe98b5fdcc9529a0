//! `diff`: what changes in meaning between two files.

use std::process::Command;

use clap::{Args, ValueEnum};
use di_gen::{
    Source,
    compare::{Changes, compare_topologies},
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
    report::changes,
};
use serde_json::json;

use super::{console, exit::Exit, input};

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The file as it was: a path, `-`, or `git:<revision>:<path>`, seen from this folder or from the top. With two environments, the file that has both
    #[arg(default_value = "di-gen.yaml")]
    old: String,
    /// The file as it is
    #[arg(required_unless_present = "env")]
    new: Option<String>,
    /// An environment of both files, or two of one: `dev..prod`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Text, Markdown for a pull request, or JSON
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// End with 1 when something of this kind changes
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For a terminal
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A flow opens
    Opened,
    /// A resource is replaced
    Replaced,
    /// Anything changes
    Any,
}

pub(super) fn show_diff(arguments: &DiffArguments) -> Result<(), Exit> {
    if arguments.new.is_none() && arguments.env.as_deref().is_some_and(|env| !env.contains("..")) {
        let finding =
            Diagnostic::error(Code::UNKNOWN_ENVIRONMENT, "one environment of one file, and nothing to hold it against")
                .help("name two environments (`--env dev..prod`), or two files");
        return Err(console::report_errors(&Source::new("di-gen", ""), &[finding]));
    }
    let (old_env, new_env) = match arguments.env.as_deref() {
        Some(env) => env.split_once("..").map_or((Some(env), Some(env)), |(old, new)| (Some(old), Some(new))),
        None => (None, None),
    };
    let (old, new) = (read_source(&arguments.old)?, read_source(arguments.new.as_ref().unwrap_or(&arguments.old))?);
    let found = compare_sources(&old, &new, old_env, new_env)?;
    match arguments.format {
        DiffFormat::Text => console::print_text(&format_by_environment(&found, "", changes::render_text))?,
        DiffFormat::Markdown => console::print_text(&format_by_environment(&found, "## ", changes::render_markdown))?,
        DiffFormat::Json => match found.as_slice() {
            [(None, only)] => console::print_json(&changes::render_json(only))?,
            several => {
                let all =
                    several.iter().map(|(name, found)| (name.clone().unwrap_or_default(), changes::render_json(found)));
                console::print_json(&json!({ "environments": all.collect::<serde_json::Map<_, _>>() }))?;
            }
        },
    }
    let fails = |kind: &FailOn| found.iter().any(|(_, found)| kind.occurs_in(found));
    if arguments.fail_on.iter().any(fails) { Err(Exit::CheckFailed) } else { Ok(()) }
}

/// What changes, in the file or in each of its environments.
pub(super) type EnvironmentChanges = Vec<(Option<String>, Changes)>;

pub(super) fn compare_sources(
    old: &Source,
    new: &Source,
    old_env: Option<&str>,
    new_env: Option<&str>,
) -> Result<EnvironmentChanges, Exit> {
    let mut names: Vec<String> = new.environment_names();
    names.extend(old.environment_names().into_iter().filter(|name| !new.environment_names().contains(name)));
    if old_env.is_some() || names.is_empty() {
        return Ok(vec![(None, compare_topologies(&resolve_plan(old, old_env)?, &resolve_plan(new, new_env)?))]);
    }
    // An environment that is new, or gone, is held against the file as it stands.
    let one = |source: &Source, name: &str| {
        let has = source.environment_names().iter().any(|other| other == name);
        resolve_plan(source, has.then_some(name))
    };
    names
        .into_iter()
        .map(|name| Ok((Some(name.clone()), compare_topologies(&one(old, &name)?, &one(new, &name)?))))
        .collect()
}

/// The changes of each environment under its name, those that change alike together.
pub(super) fn format_by_environment(
    found: &EnvironmentChanges,
    mark: &str,
    write: impl Fn(&Changes) -> String,
) -> String {
    let mut groups: Vec<(String, String)> = Vec::new();
    for (name, changes) in found {
        let Some(name) = name else { return write(changes) };
        let text = write(changes);
        match groups.iter_mut().find(|(_, other)| *other == text) {
            Some((names, _)) => names.push_str(&format!(", {name}")),
            None => groups.push((name.clone(), text)),
        }
    }
    groups.iter().map(|(names, text)| format!("{mark}{names}\n\n{text}")).collect::<Vec<_>>().join("\n")
}

impl FailOn {
    fn occurs_in(self, changes: &Changes) -> bool {
        match self {
            Self::Opened => changes.opened_paths().next().is_some(),
            Self::Replaced => changes.replaced_resources().next().is_some(),
            Self::Any => !changes.is_empty(),
        }
    }
}

fn read_source(name: &str) -> Result<Source, Exit> {
    match name.strip_prefix("git:") {
        Some(rest) => read_from_git(name, rest),
        None => input::read_named(name),
    }
}

fn resolve_plan(source: &Source, environment: Option<&str>) -> Result<ResolvedTopology, Exit> {
    let source = environment.map_or_else(|| source.clone(), |name| source.for_environment(name));
    let topology =
        di_gen::read::read_topology(&source).map_err(|findings| console::report_errors(&source, &findings))?;
    Ok(di_gen::plan::lower_topology(&topology))
}

/// A file of a revision. A path is taken from the folder one is in, as everywhere else, or else as git takes it.
fn read_from_git(name: &str, rest: &str) -> Result<Source, Exit> {
    let fail = |message: String| {
        let finding = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {message}"));
        console::report_errors(&Source::new(name, ""), &[finding])
    };
    let Some((revision, path)) = rest.split_once(':') else {
        return Err(fail("write `git:<revision>:<path>`".to_owned()));
    };
    // No revision can pass for an option.
    let show = |path: &str| {
        let shown = Command::new("git").args(["show", "--end-of-options", &format!("{revision}:{path}")]).output();
        shown.map_err(|error| fail(format!("git cannot be run: {error}")))
    };
    let from_here = path.starts_with('/') || path.starts_with('.');
    let mut prefix = if from_here { "" } else { "./" };
    let mut output = show(&format!("{prefix}{path}"))?;
    if !output.status.success() && !from_here {
        // As git itself takes it.
        let other = show(path)?;
        if other.status.success() {
            (prefix, output) = ("", other);
        }
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(fail(said.lines().next().unwrap_or("git failed").to_owned()));
    }
    let source = input::decode_source(name, Ok(output.stdout))?;
    // What it extended then.
    input::load_extended(source, path, |path| {
        let output =
            Command::new("git").args(["show", "--end-of-options", &format!("{revision}:{prefix}{path}")]).output()?;
        if output.status.success() {
            Ok((format!("git:{revision}:{path}"), output.stdout))
        } else {
            Err(std::io::ErrorKind::NotFound.into())
        }
    })
}
