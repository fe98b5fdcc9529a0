//! What the outputs of a topology file are made of: files in folders, for each of its environments.
//!
//! Environments that differ in nothing but values of parameters share one template, with a file of values for each; any
//! other has a folder of its own.

use std::{borrow::Cow, path::Path};

use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{self, Language, ParameterValues, ResolvedTopology},
    read::read_topology,
    render::{self, File, Frame, Layout},
    source::{Source, SourceError},
    topology::{OutputLanguage, OutputLayout, OutputTarget, TopologyFile},
};

/// Everything that a topology file declares.
#[derive(Debug)]
pub struct Outputs {
    /// The files, with paths below the folder of the topology file.
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
    /// The values that no parameter has, as JSON pointers of the file as it is in the environment.
    pub overrides: Vec<String>,
}

/// Works out every declared output of a file, in all of its environments.
///
/// # Errors
/// What [`read`](crate::read::read()) refuses, what a language cannot say, and two outputs in one folder; with the source that it is about.
pub fn generate_outputs(source: &Source) -> Result<Outputs, SourceError> {
    let topology = read_topology(source).map_err(|findings| source.clone().into_error(findings))?;
    let refused = |findings| source.clone().into_error(findings);
    check_folders(&topology).map_err(refused)?;
    let base = plan::lower_topology(&topology);
    let name = Path::new(&source.name).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Outputs { files: Vec::new(), standalone: Vec::new(), plans: Vec::new(), languages: Vec::new() };
    for target in &topology.outputs {
        let language = target.language.into();
        if !found.languages.contains(&language) {
            found.languages.push(language);
        }
    }
    let environments = read_environments(source)?;
    if environments.is_empty() {
        for (at, target) in topology.outputs.iter().enumerate() {
            found.files.extend(standalone_files(target, at, &base, &target.folder.to_string()).map_err(refused)?);
        }
        found.plans.push(base);
    } else {
        let (shared, values) = share_plan(&topology, &base, &environments);
        for (at, target) in topology.outputs.iter().enumerate() {
            let folder = target.folder.to_string();
            let sharing: Vec<(&str, &ParameterValues)> = environments
                .iter()
                .zip(&values)
                .filter_map(|(one, values)| Some((one.name.as_str(), values.as_ref()?)))
                .collect();
            if !sharing.is_empty() {
                found.files.extend(template_files(target, at, &shared, &folder).map_err(refused)?);
                found.files.extend(
                    sharing.iter().map(|(name, values)| parameter_values_file(target, &shared, values, &folder, name)),
                );
            }
        }
        for (one, _) in environments.iter().zip(&values).filter(|(_, values)| values.is_none()) {
            let refused = |findings| one.source.clone().into_error(findings);
            for (at, target) in one.topology.outputs.iter().enumerate() {
                let folder = format!("{}/{}", target.folder, one.name);
                found.files.extend(standalone_files(target, at, &one.plan, &folder).map_err(refused)?);
            }
            found.standalone.push(StandaloneEnvironment {
                environment: one.name.clone(),
                overrides: overrides_that_prevent_sharing(one, &topology, &base),
            });
        }
        found.plans.extend(environments.into_iter().map(|one| one.plan));
    }
    found.files = found.files.into_iter().map(|file| file.declared_in(&name)).collect();
    Ok(found)
}

/// A topology in one of its environments.
struct Environment {
    name: String,
    source: Source,
    topology: TopologyFile,
    plan: ResolvedTopology,
}

fn read_environments(source: &Source) -> Result<Vec<Environment>, SourceError> {
    let one = |name: String| {
        let source = source.for_environment(&name);
        let topology = read_topology(&source).map_err(|findings| source.clone().into_error(findings))?;
        check_folders(&topology).map_err(|findings| source.clone().into_error(findings))?;
        Ok(Environment { plan: plan::lower_topology(&topology), name, source, topology })
    };
    source.environment_names().into_iter().map(one).collect()
}

/// The plan of the file as it stands, and what makes each environment of it, where something does.
fn share_plan(
    topology: &TopologyFile,
    base: &ResolvedTopology,
    environments: &[Environment],
) -> (ResolvedTopology, Vec<Option<ParameterValues>>) {
    let plans: Vec<ResolvedTopology> = environments.iter().map(|one| one.plan.clone()).collect();
    let shared = plan::share_plan(base, &plans);
    let same_outputs = environments.iter().map(|one| one.topology.outputs == topology.outputs);
    let values = shared.values.into_iter().zip(same_outputs).map(|(values, same)| values.filter(|_| same)).collect();
    (shared.plan, values)
}

/// The values that keep an environment from sharing: each is enough by itself, or only all of them together are.
fn overrides_that_prevent_sharing(one: &Environment, topology: &TopologyFile, base: &ResolvedTopology) -> Vec<String> {
    let all = one.source.override_pointers();
    let alone = |pointer: &String| {
        let Ok(changed) = read_topology(&one.source.with_single_override(pointer)) else { return false };
        let environment = Environment {
            plan: plan::lower_topology(&changed),
            topology: changed,
            name: String::new(),
            source: one.source.clone(),
        };
        share_plan(topology, base, &[environment]).1.first().is_some_and(Option::is_none)
    };
    // Its name may be enough: one that is too long is cut.
    if alone(&String::new()) {
        return vec!["/environment".to_owned()];
    }
    let enough: Vec<String> = all.iter().filter(|pointer| alone(pointer)).cloned().collect();
    if enough.is_empty() { all } else { enough }
}

/// Refuses two outputs in one folder.
fn check_folders(topology: &TopologyFile) -> Result<(), Vec<Diagnostic>> {
    let mut findings = Vec::new();
    for (at, target) in topology.outputs.iter().enumerate() {
        // Some file systems know no case.
        let folder = target.folder.to_string().to_lowercase();
        let shares = |other: &OutputTarget| {
            let other = other.folder.to_string().to_lowercase();
            Path::new(&other).starts_with(&folder) || Path::new(&folder).starts_with(&other)
        };
        if let Some(first) = topology.outputs[..at].iter().position(shares) {
            findings.push(
                Diagnostic::error(Code::SHARED_FOLDER, "two outputs share a folder")
                    .at_value(format!("/outputs/{at}/folder"))
                    .label("each belongs to one output alone")
                    .related_value(format!("/outputs/{first}/folder"), "the other one"),
            );
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// A template, and beside it the values of its parameters where a language has a file for them.
fn standalone_files(
    target: &OutputTarget,
    at: usize,
    plan: &ResolvedTopology,
    folder: &str,
) -> Result<Vec<File>, Vec<Diagnostic>> {
    let mut files = template_files(target, at, plan, folder)?;
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
    at: usize,
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
    let asked = |finding: Diagnostic| finding.related_value(format!("/outputs/{at}/language"), "asked for here");
    let files = files.map_err(|found| found.into_iter().map(asked).collect::<Vec<_>>())?;
    Ok(files.into_iter().map(|file| File { path: format!("{folder}/{}", file.path), text: file.text }).collect())
}

impl From<OutputLanguage> for Language {
    fn from(language: OutputLanguage) -> Self {
        match language {
            OutputLanguage::Bicep => Self::Bicep,
            OutputLanguage::Terraform => Self::Terraform,
            OutputLanguage::Arm => Self::Arm,
        }
    }
}
