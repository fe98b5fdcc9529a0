//! `diff --or-private`: the old file, or the built-in private topology where there is no old file that can be used.

use std::{io, path::Path};

use di_gen::{
    compare::{Changes, PrivateBaseline, compare_with_private, is_another_deployment},
    diagnostic::Code,
    plan::lower_topology,
    read::read_topology,
    report::environments::{compare_plans, is_deployed},
    source::SourceText,
    topology::{TopologyFile, preset::Preset},
};

use super::{
    base_scope::AllowedDirectories,
    compared_files::{self, EnvironmentChanges},
    console,
    exit::Exit,
    git::{self, GitFailure},
};

/// The old side of a comparison.
pub(super) enum OldFile {
    Usable(SourceText),
    Private(PrivateBaseline),
}

/// Reads the old file. Where it does not exist, cannot be read or is invalid, the built-in private topology replaces it.
///
/// A revision that does not exist, and a clone that lacks the file, are errors: a gate that compares with nothing must not
/// be silent about it.
pub(super) fn read_old_or_private(name: &str, allowed: &AllowedDirectories) -> Result<OldFile, Exit> {
    let found = match name.strip_prefix(git::PREFIX) {
        Some(rest) => match git::read_revision_file(rest).map_err(|error| error.failure) {
            Err(GitFailure::Revision | GitFailure::Path | GitFailure::Incomplete) => {
                return compared_files::read_source(name, allowed).map(OldFile::Usable);
            }
            Err(failure) => Found { is_missing: failure == GitFailure::Absent, is_in_revision: false },
            Ok(_) => Found { is_missing: false, is_in_revision: true },
        },
        None => Found { is_missing: name != "-" && is_missing_on_disk(name), is_in_revision: false },
    };
    if found.is_missing {
        console::print_message(&format!("di-gen: {name} does not exist: comparing with the built-in private topology"));
        return Ok(OldFile::Private(PrivateBaseline::NewTopology));
    }
    let read = console::capture(|| compared_files::read_source(name, allowed));
    match read.result {
        Ok(source) => return Ok(OldFile::Usable(source)),
        // The revision has the file, so the clone lacks one of its bases.
        Err(Exit::Failed) if found.is_in_revision => return read.replay()?.map(OldFile::Usable),
        Err(_) => {}
    }
    Ok(OldFile::Private(report_unusable(name, read.error_codes)))
}

/// Reports that the old file cannot be used.
fn report_unusable(name: &str, codes: Vec<Code>) -> PrivateBaseline {
    let list = codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
    console::print_message(&format!(
        "di-gen: {name} cannot be used ({list}): comparing with the built-in private topology; `--fail-on any` fails"
    ));
    PrivateBaseline::UnusableFile(codes)
}

/// What is known of the old file before it is read.
struct Found {
    is_missing: bool,
    is_in_revision: bool,
}

fn is_missing_on_disk(name: &str) -> bool {
    Path::new(name).symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The changes from the built-in private topology to a file, or to each of its environments.
pub(super) fn compare_source_with_private(
    new: &SourceText,
    environment: Option<&str>,
    reason: &PrivateBaseline,
) -> Result<EnvironmentChanges, Exit> {
    let names = new.environment_names();
    if environment.is_some() || names.is_empty() {
        return Ok(vec![(None, compare_environment_with_private(new, environment, reason)?)]);
    }
    let compare = |name: String| {
        let changes = compare_environment_with_private(new, Some(&name), reason)?;
        Ok((Some(name), changes))
    };
    names.into_iter().map(compare).collect()
}

/// The changes between two files, in each environment of either. Where there is no old topology that can be used, the
/// built-in private one replaces it. Another deployment than the old one is compared with it as well.
pub(super) fn compare_or_private(
    old: &SourceText,
    new: &SourceText,
    environment: Option<&str>,
) -> Result<EnvironmentChanges, Exit> {
    let names = if environment.is_some() {
        // An environment that is selected has to exist.
        compared_files::resolve_topology(new, environment)?;
        Vec::new()
    } else {
        compared_environments(old, new)?
    };
    if names.is_empty() {
        return Ok(vec![(None, compare_environment(old, new, environment)?)]);
    }
    names.into_iter().map(|name| Ok((Some(name.clone()), compare_environment(old, new, Some(&name))?))).collect()
}

/// The environments of two files; none if neither has any. A file without environments is that of its own.
fn compared_environments(old: &SourceText, new: &SourceText) -> Result<Vec<String>, Exit> {
    let (mut names, mut old_names) = (new.environment_names(), old.environment_names());
    if names.is_empty() && !old_names.is_empty() {
        names.push(compared_files::resolve_topology(new, None)?.environment.to_string());
    }
    if old_names.is_empty() && !names.is_empty() {
        // One that cannot be read is reported for each environment of the new file.
        let read = console::capture(|| compared_files::resolve_topology(old, None));
        old_names.extend(read.result.map(|topology| topology.environment.to_string()));
    }
    for name in old_names {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn compare_environment(old: &SourceText, new: &SourceText, environment: Option<&str>) -> Result<Changes, Exit> {
    // An environment that the new file lacks is compared with that file without overrides.
    let selected = environment.filter(|name| has_environment(new, name));
    let old_plan = match find_old_topology(old, environment) {
        Ok(topology) => lower_topology(&topology),
        Err(reason) => return compare_environment_with_private(new, selected, &reason),
    };
    let new_plan = lower_topology(&compared_files::resolve_topology(new, selected)?);
    let mut changes = compare_plans(new, environment, &old_plan, &new_plan);
    if environment.is_none_or(|name| is_deployed(new, name, &new_plan)) && is_another_deployment(&old_plan, &new_plan) {
        let deployment = compare_environment_with_private(new, selected, &PrivateBaseline::OtherDeployment)?;
        changes.new_deployment = Some(Box::new(deployment));
    }
    Ok(changes)
}

fn has_environment(source: &SourceText, name: &str) -> bool {
    source.environment_names().iter().any(|known| known == name)
}

/// The old topology in an environment, or why there is none.
fn find_old_topology(old: &SourceText, environment: Option<&str>) -> Result<TopologyFile, PrivateBaseline> {
    let selected = environment.filter(|_| !old.environment_names().is_empty());
    if selected.is_some_and(|name| !has_environment(old, name)) {
        return Err(PrivateBaseline::NewEnvironment);
    }
    let read = console::capture(|| compared_files::resolve_topology(old, selected));
    let name = selected.map_or_else(|| old.name.clone(), |selected| format!("{} in environment {selected}", old.name));
    let topology = read.result.map_err(|_| report_unusable(&name, read.error_codes))?;
    if environment.is_some_and(|name| topology.environment.as_str() != name) {
        return Err(PrivateBaseline::NewEnvironment);
    }
    Ok(topology)
}

/// The changes from the built-in private topology to a file in an environment.
fn compare_environment_with_private(
    new: &SourceText,
    environment: Option<&str>,
    reason: &PrivateBaseline,
) -> Result<Changes, Exit> {
    let topology = compared_files::resolve_topology(new, environment)?;
    let private = private_topology_for(&topology)?;
    Ok(compare_with_private(&lower_topology(&private), &lower_topology(&topology), reason.clone()))
}

/// The built-in private topology with the name, environment and location of another one, in the same cloud: what differs
/// is what the other one allows and adds.
fn private_topology_for(topology: &TopologyFile) -> Result<TopologyFile, Exit> {
    let source = SourceText::new("built-in topology", Preset::Private.file_text());
    let private = read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    Ok(TopologyFile {
        edition: topology.edition,
        name: topology.name.clone(),
        environment: topology.environment.clone(),
        location: topology.location.clone(),
        cloud: topology.cloud,
        subscription: topology.subscription.clone(),
        tags: topology.tags.clone(),
        naming: topology.naming.clone(),
        terraform: topology.terraform.clone(),
        outputs: topology.outputs.clone(),
        ..private
    })
}
