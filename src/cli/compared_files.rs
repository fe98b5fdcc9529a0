//! The files of a comparison: from the disk, from standard input or from a git revision, in each of their environments.

use di_gen::{
    compare::{Changes, LostCheck, compare_environments, compare_topologies},
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
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
    let plans = resolve_plans(old, new, old_env, new_env)?.into_iter();
    if old_env == new_env {
        let compare = |(name, old, plan): (Option<String>, _, _)| {
            let changes = compare_plans(new, name.as_deref(), &old, &plan);
            (name, changes)
        };
        return Ok(plans.map(compare).collect());
    }
    // Two environments may be two deployments.
    Ok(plans.map(|(name, old, new)| (name, compare_environments(&old, &new))).collect())
}

/// Compares the plans of a file, or of one of its environments.
pub(super) fn compare_plans(
    new: &SourceText,
    environment: Option<&str>,
    old_plan: &ResolvedTopology,
    new_plan: &ResolvedTopology,
) -> Changes {
    let mut changes = compare_topologies(old_plan, new_plan);
    let lost = environment.filter(|name| !is_deployed(new, name, new_plan));
    changes.lost_checks.extend(lost.map(|name| LostCheck::Environment(name.to_owned())));
    changes
}

/// Whether a file is deployed in an environment: one that it lacks is compared with the file without overrides.
pub(super) fn is_deployed(source: &SourceText, environment: &str, plan: &ResolvedTopology) -> bool {
    let names = source.environment_names();
    names.iter().any(|name| name == environment) || (names.is_empty() && plan.environment == environment)
}

/// The plans of the file, or of each of its environments: the name of the environment, the old plan and the new one.
pub(super) type PlanPairs = Vec<(Option<String>, ResolvedTopology, ResolvedTopology)>;

/// Reads and resolves two files, in each environment or in those that are selected.
pub(super) fn resolve_plans(
    old: &SourceText,
    new: &SourceText,
    old_env: Option<&str>,
    new_env: Option<&str>,
) -> Result<PlanPairs, Exit> {
    let mut names: Vec<String> = new.environment_names();
    names.extend(old.environment_names().into_iter().filter(|name| !new.environment_names().contains(name)));
    if old_env.is_some() || names.is_empty() {
        return Ok(vec![(None, resolve_plan(old, old_env)?, resolve_plan(new, new_env)?)]);
    }
    // An environment that one of the files lacks is compared with that file without overrides.
    let resolve = |source: &SourceText, name: &str| {
        let has_environment = source.environment_names().iter().any(|other| other == name);
        resolve_plan(source, has_environment.then_some(name))
    };
    names.into_iter().map(|name| Ok((Some(name.clone()), resolve(old, &name)?, resolve(new, &name)?))).collect()
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
