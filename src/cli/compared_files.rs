//! The files of a comparison: from the disk, from standard input or from a git revision, in each of their environments.

use di_gen::{
    compare::{Changes, compare_environments},
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
    report::environments::{EnvironmentPair, compare_plans, environment_pairs},
    source::SourceText,
    topology::TopologyFile,
};

use super::{base_scope::AllowedDirectories, console, exit::Exit, git, input};

/// The changes of the file, or of each of its environments.
pub(super) type EnvironmentChanges = Vec<(Option<String>, Changes)>;

/// Compares two files, in each environment or in those that are selected.
pub(super) fn compare_sources(
    old: &SourceText,
    new: &SourceText,
    old_env: Option<&str>,
    new_env: Option<&str>,
) -> Result<EnvironmentChanges, Exit> {
    let compare = |pair: Result<PlanPair, Exit>| {
        let (name, old, plan) = pair?;
        let changes = if old_env == new_env {
            compare_plans(new, name.as_deref(), &old, &plan)
        } else {
            // Two environments may be two deployments.
            compare_environments(&old, &plan)
        };
        Ok((name, changes))
    };
    resolve_plans(old, new, old_env, new_env).map(compare).collect()
}

/// The plans of the file, or of one of its environments: the name of the environment, the old plan and the new one.
pub(super) type PlanPair = (Option<String>, ResolvedTopology, ResolvedTopology);

/// Reads and resolves two files, in each environment or in those that are selected: one after the other, since many plans
/// need much memory.
pub(super) fn resolve_plans<'s>(
    old: &'s SourceText,
    new: &'s SourceText,
    old_env: Option<&'s str>,
    new_env: Option<&'s str>,
) -> impl Iterator<Item = Result<PlanPair, Exit>> + 's {
    let pairs = match (old_env, new_env) {
        (None, None) => environment_pairs(old, new),
        _ => vec![EnvironmentPair {
            name: None,
            old: old_env.map(ToOwned::to_owned),
            new: new_env.map(ToOwned::to_owned),
        }],
    };
    pairs.into_iter().map(move |pair| {
        let old_plan = resolve_plan(old, pair.old.as_deref())?;
        let new_plan = resolve_plan(new, pair.new.as_deref())?;
        Ok((pair.name, old_plan, new_plan))
    })
}

/// Reads a file of a comparison, and what it extends.
pub(super) fn read_source(name: &str, allowed: &AllowedDirectories) -> Result<SourceText, Exit> {
    match name.strip_prefix(git::PREFIX) {
        Some(rest) => read_from_git(name, rest),
        None => input::read_named(name, allowed),
    }
}

fn resolve_plan(source: &SourceText, environment: Option<&str>) -> Result<ResolvedTopology, Exit> {
    Ok(di_gen::plan::lower_topology(&resolve_topology(source, environment)?))
}

/// Reads a topology in an environment.
pub(super) fn resolve_topology(source: &SourceText, environment: Option<&str>) -> Result<TopologyFile, Exit> {
    let source = environment.map_or_else(|| source.clone(), |name| source.for_environment(name));
    di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))
}

/// Reads a file of a git revision, and what it extended in that revision.
fn read_from_git(name: &str, rest: &str) -> Result<SourceText, Exit> {
    let file = git::read_revision_file(rest).map_err(|error| {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {}", error.reason));
        let diagnostic = error.help.into_iter().fold(diagnostic, Diagnostic::help);
        console::report_errors(&SourceText::new(name, ""), &[diagnostic])
    })?;
    let (revision, path) = rest.split_once(':').unwrap_or_default();
    let source = input::decode_source(name, Ok(file.bytes.clone()), file.reached)?;
    let read_link = |path: &str| file.read_link(path);
    let read = |base: &str| Ok((format!("{}{revision}:{base}", git::PREFIX), file.read_base(base)?));
    // What the clone lacks says nothing about the revision.
    input::load_bases(source, path, read_link, read).map_err(|exit| if file.lacks_base() { Exit::Failed } else { exit })
}
