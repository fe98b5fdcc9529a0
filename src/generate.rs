//! Generates the outputs of a topology file: files in directories, for each of its environments.
//!
//! Environments that differ only in parameter values share one template, with a parameter file for each; any other
//! environment has a directory of its own.

use std::{borrow::Cow, path::Path};

use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{self, Language, ParameterValues, ResolvedTopology},
    read::{read_topology, read_without_environments},
    render::{self, File, Frame, Layout},
    source::{SourceError, SourceText},
    topology::{OutputLanguage, OutputLayout, OutputTarget, TopologyFile},
};

/// The declared outputs of a topology file.
#[derive(Debug)]
pub struct Outputs {
    /// The files, with paths relative to the directory of the topology file.
    pub files: Vec<File>,
    /// Environments with templates of their own.
    pub standalone: Vec<StandaloneEnvironment>,
    /// The plan of the file, or of each of its environments.
    pub plans: Vec<ResolvedTopology>,
    /// The languages, each once.
    pub languages: Vec<Language>,
}

/// An environment with a template of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StandaloneEnvironment {
    /// The environment.
    pub environment: String,
    /// The overrides that no parameter can express, as JSON pointers into the file as read for the environment; of a file
    /// with very many, the mappings that contain them.
    pub overrides: Vec<String>,
}

/// Generates every declared output of a file, in all of its environments.
///
/// # Errors
/// What [`read_topology`] rejects, what a language cannot express, and two outputs in one directory, each with its
/// source.
pub fn generate_outputs(source: &SourceText) -> Result<Outputs, SourceError> {
    let name = Path::new(&source.name).file_name().unwrap_or_default();
    generate_outputs_as(&render::topology_identity(name), source)
}

/// The same, for a file with this identity: its name may not be UTF-8.
///
/// # Errors
/// As [`generate_outputs`].
pub fn generate_outputs_as(identity: &str, source: &SourceText) -> Result<Outputs, SourceError> {
    let with_source = |diagnostics| source.clone().into_error(diagnostics);
    let environments = read_environments(source);
    // The error about an environment is one of the file, with those of all other environments.
    let read = if environments.is_ok() { read_without_environments } else { read_topology };
    let topology = read(source).map_err(with_source)?;
    check_folders(&topology).map_err(with_source)?;
    let base = plan::lower_topology(&topology);
    let mut outputs = Outputs { files: Vec::new(), standalone: Vec::new(), plans: Vec::new(), languages: Vec::new() };
    for target in &topology.outputs {
        let language = target.language.into();
        if !outputs.languages.contains(&language) {
            outputs.languages.push(language);
        }
    }
    let environments = environments?;
    if environments.is_empty() {
        for (index, target) in topology.outputs.iter().enumerate() {
            outputs
                .files
                .extend(standalone_files(target, index, &base, &target.folder.to_string()).map_err(with_source)?);
        }
        outputs.plans.push(base);
    } else {
        let (shared, values) = share_plan(&topology, &base, &environments);
        for (index, target) in topology.outputs.iter().enumerate() {
            let folder = target.folder.to_string();
            let sharing: Vec<(&str, &ParameterValues)> = environments
                .iter()
                .zip(&values)
                .filter_map(|(environment, values)| Some((environment.name.as_str(), values.as_ref()?)))
                .collect();
            if !sharing.is_empty() {
                outputs.files.extend(template_files(target, index, &shared, &folder).map_err(with_source)?);
                outputs.files.extend(
                    sharing.iter().map(|(name, values)| parameter_values_file(target, &shared, values, &folder, name)),
                );
            }
        }
        for (environment, _) in environments.iter().zip(&values).filter(|(_, values)| values.is_none()) {
            let with_source = |diagnostics| environment.source.clone().into_error(diagnostics);
            for (index, target) in environment.topology.outputs.iter().enumerate() {
                let folder = format!("{}/{}", target.folder, environment.name);
                outputs.files.extend(standalone_files(target, index, &environment.plan, &folder).map_err(with_source)?);
            }
            outputs.standalone.push(StandaloneEnvironment {
                environment: environment.name.clone(),
                overrides: overrides_that_prevent_sharing(environment, &topology, &base, environments.len()),
            });
        }
        outputs.plans.extend(environments.into_iter().map(|environment| environment.plan));
    }
    outputs.files = outputs.files.into_iter().map(|file| file.declared_in(identity)).collect();
    Ok(outputs)
}

/// The topology in one of its environments.
struct Environment {
    name: String,
    source: SourceText,
    topology: TopologyFile,
    plan: ResolvedTopology,
}

fn read_environments(source: &SourceText) -> Result<Vec<Environment>, SourceError> {
    let read = |name: String| {
        let source = source.for_environment(&name);
        let topology = read_topology(&source).map_err(|diagnostics| source.clone().into_error(diagnostics))?;
        check_folders(&topology).map_err(|diagnostics| source.clone().into_error(diagnostics))?;
        Ok(Environment { plan: plan::lower_topology(&topology), name, source, topology })
    };
    source.environment_names().into_iter().map(read).collect()
}

/// The plan of the base file, and for each environment the parameter values that turn the plan into its plan, if it can
/// share.
fn share_plan(
    topology: &TopologyFile,
    base: &ResolvedTopology,
    environments: &[Environment],
) -> (ResolvedTopology, Vec<Option<ParameterValues>>) {
    let plans: Vec<ResolvedTopology> = environments.iter().map(|environment| environment.plan.clone()).collect();
    let shared = plan::share_plan(base, &plans);
    let same_outputs = environments.iter().map(|environment| environment.topology.outputs == topology.outputs);
    let values = shared.values.into_iter().zip(same_outputs).map(|(values, same)| values.filter(|_| same)).collect();
    (shared.plan, values)
}

/// The overrides that prevent one of several environments from sharing the template: each prevents it alone, or all do
/// together.
fn overrides_that_prevent_sharing(
    environment: &Environment,
    topology: &TopologyFile,
    base: &ResolvedTopology,
    environments: usize,
) -> Vec<String> {
    let prevents_sharing = |pointer: &String| {
        let Ok(changed) = read_topology(&environment.source.with_single_override(pointer)) else { return false };
        let changed_environment = Environment {
            plan: plan::lower_topology(&changed),
            topology: changed,
            name: String::new(),
            source: environment.source.clone(),
        };
        share_plan(topology, base, &[changed_environment]).1.first().is_some_and(Option::is_none)
    };
    // The name of the environment may prevent it: derived names that are too long are truncated.
    if prevents_sharing(&String::new()) {
        return vec!["/environment".to_owned()];
    }
    // Each try reads the file once more.
    let limit = MAX_BYTES_READ / environments / environment.source.text.len().max(1);
    let all = shorten_pointers(environment.source.override_pointers(), limit);
    if all.len() > limit {
        return all;
    }
    let sufficient: Vec<String> = all.iter().filter(|pointer| prevents_sharing(pointer)).cloned().collect();
    if sufficient.is_empty() { all } else { sufficient }
}

/// How much is read of a file, again and again, to find the overrides that prevent sharing.
const MAX_BYTES_READ: usize = 8 * SourceText::MAX_BYTES;

/// At most so many pointers: the mappings that contain the values, as deep as possible, if there are too many values. The
/// top-level keys are never too many.
fn shorten_pointers(pointers: Vec<String>, limit: usize) -> Vec<String> {
    let depth_of = |pointer: &String| pointer.matches('/').count();
    let deepest = pointers.iter().map(depth_of).max().unwrap_or_default();
    let mut shortened = pointers;
    for depth in (1..deepest).rev() {
        if shortened.len() <= limit {
            break;
        }
        for pointer in &mut shortened {
            if let Some((end, _)) = pointer.match_indices('/').nth(depth) {
                pointer.truncate(end);
            }
        }
        // Pointers to values in one mapping follow each other.
        shortened.dedup();
    }
    shortened
}

/// Rejects two outputs in one directory.
fn check_folders(topology: &TopologyFile) -> Result<(), Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    for (index, target) in topology.outputs.iter().enumerate() {
        // Some file systems ignore case.
        let folder = target.folder.to_string().to_lowercase();
        let shares = |other: &OutputTarget| {
            let other = other.folder.to_string().to_lowercase();
            Path::new(&other).starts_with(&folder) || Path::new(&folder).starts_with(&other)
        };
        if let Some(first) = topology.outputs[..index].iter().position(shares) {
            diagnostics.push(
                Diagnostic::error(Code::SHARED_FOLDER, "two outputs have the same directory")
                    .at_value(format!("/outputs/{index}/folder"))
                    .label("a directory can belong to only one output")
                    .related_value(format!("/outputs/{first}/folder"), "the other output"),
            );
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// A template, and its parameter file where the language has one.
fn standalone_files(
    target: &OutputTarget,
    index: usize,
    plan: &ResolvedTopology,
    folder: &str,
) -> Result<Vec<File>, Vec<Diagnostic>> {
    let mut files = template_files(target, index, plan, folder)?;
    let stem = match (target.language, target.layout) {
        (OutputLanguage::Bicep, OutputLayout::Module) => Some("main"),
        (OutputLanguage::Arm, OutputLayout::Module) => Some("azuredeploy"),
        _ => None,
    };
    if let Some(stem) = stem {
        files.push(parameter_values_file(target, plan, &plan::default_parameter_values(plan), folder, stem));
    }
    Ok(files)
}

fn parameter_values_file(
    target: &OutputTarget,
    plan: &ResolvedTopology,
    values: &ParameterValues,
    folder: &str,
    stem: &str,
) -> File {
    let language = target.language.into();
    let mut values = ParameterValues { is_root_module: target.root, ..values.clone() };
    if let (true, Some(subscription)) = (target.root, &values.subscription) {
        values.given.insert(0, (render::SUBSCRIPTION_PARAMETER.to_owned(), plan::Expr::string(subscription)));
    }
    let path = format!("{folder}/{}", render::parameter_file_name(language, stem));
    render::build_parameter_file(plan, language, &values, &path)
}

fn template_files(
    target: &OutputTarget,
    index: usize,
    plan: &ResolvedTopology,
    folder: &str,
) -> Result<Vec<File>, Vec<Diagnostic>> {
    let files = match target.language {
        OutputLanguage::Bicep => render::bicep(
            plan,
            match target.layout {
                OutputLayout::Module => Layout::Folder,
                OutputLayout::SingleFile => Layout::OneFile,
            },
        ),
        OutputLanguage::Arm => render::arm(plan),
        OutputLanguage::Terraform => {
            let mut plan = Cow::Borrowed(plan);
            if let Some(azurerm) = target.azurerm.filter(|azurerm| *azurerm != plan.azurerm) {
                plan.to_mut().azurerm = azurerm;
            }
            let frame = if target.root { Frame::Root } else { Frame::Module };
            render::terraform(&plan, frame).map(|files| match target.layout {
                OutputLayout::Module => files.into_iter().chain([render::terraform_test(&plan, frame)]).collect(),
                OutputLayout::SingleFile => vec![render::join_files("main.tf", &files)],
            })
        }
    };
    let with_target = |diagnostic: Diagnostic| {
        diagnostic.related_value(format!("/outputs/{index}/language"), "required by this output")
    };
    let files = files.map_err(|diagnostics| diagnostics.into_iter().map(with_target).collect::<Vec<_>>())?;
    Ok(files.into_iter().map(|file| File { path: format!("{folder}/{}", file.path), text: file.text }).collect())
}
