//! `diff --or-private`: the old file, or the built-in private topology where there is no old file that can be used.

use std::{io, path::Path};

use di_gen::{
    compare::{Changes, PrivateBaseline, compare_with_private},
    plan::lower_topology,
    read::read_topology,
    source::SourceText,
    topology::{TopologyFile, preset::Preset},
};

use super::{
    base_scope::AllowedDirectories,
    compared_files, console,
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
/// A revision that does not exist is an error: a gate that compares with nothing must not be silent about it.
pub(super) fn read_old_or_private(name: &str, allowed: &AllowedDirectories) -> Result<OldFile, Exit> {
    let is_missing = match name.strip_prefix(git::PREFIX) {
        Some(rest) => match git::read_revision_file(rest).map_err(|error| error.failure) {
            Err(GitFailure::Revision) => return compared_files::read_source(name, allowed).map(OldFile::Usable),
            Err(GitFailure::Absent) => true,
            Ok(_) | Err(GitFailure::File) => false,
        },
        None => name != "-" && is_missing_on_disk(name),
    };
    if is_missing {
        console::print_message(&format!("di-gen: {name} does not exist: comparing with the built-in private topology"));
        return Ok(OldFile::Private(PrivateBaseline::NewTopology));
    }
    let read = console::capture(|| -> Result<SourceText, Exit> {
        let source = compared_files::read_source(name, allowed)?;
        read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
        Ok(source)
    });
    if let Ok(source) = read.result {
        return Ok(OldFile::Usable(source));
    }
    let codes: Vec<&str> = read.error_codes.iter().map(|code| code.as_str()).collect();
    let codes = codes.join(", ");
    console::print_message(&format!(
        "di-gen: {name} cannot be used ({codes}): comparing with the built-in private topology"
    ));
    Ok(OldFile::Private(PrivateBaseline::UnusableFile(read.error_codes)))
}

fn is_missing_on_disk(name: &str) -> bool {
    Path::new(name).symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The changes from the built-in private topology to a file, or to each of its environments.
pub(super) fn compare_source_with_private(
    new: &SourceText,
    environment: Option<&str>,
    reason: &PrivateBaseline,
) -> Result<compared_files::EnvironmentChanges, Exit> {
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

/// The changes between two files, where an environment that is new is compared with the built-in private topology.
pub(super) fn compare_or_private(
    old: &SourceText,
    new: &SourceText,
    environment: Option<&str>,
) -> Result<compared_files::EnvironmentChanges, Exit> {
    let is_new = |name: &str| -> Result<bool, Exit> {
        Ok(new.environment_names().iter().any(|known| known == name) && is_new_environment(old, name)?)
    };
    let compare = |name: &str| compare_environment_with_private(new, Some(name), &PrivateBaseline::NewEnvironment);
    if let Some(name) = environment
        && is_new(name)?
    {
        return Ok(vec![(None, compare(name)?)]);
    }
    let mut all_changes = compared_files::compare_sources(old, new, environment, environment)?;
    for (name, changes) in &mut all_changes {
        if let Some(name) = name
            && is_new(name)?
        {
            *changes = compare(name)?;
        }
    }
    Ok(all_changes)
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

/// Whether an environment is deployed for the first time: the old file has others, or is that of another environment.
fn is_new_environment(old: &SourceText, name: &str) -> Result<bool, Exit> {
    let names = old.environment_names();
    if names.is_empty() {
        return Ok(compared_files::resolve_topology(old, None)?.environment.as_str() != name);
    }
    Ok(!names.iter().any(|other| other == name))
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
