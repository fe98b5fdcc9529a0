//! Answers to requests: each is what a command of the program prints.

use std::io;

use di_gen::{
    advise::Advisor,
    analyse::access::AccessAnalysis,
    compare::Changes,
    diagnostic::Diagnostic,
    graph::{Architecture, Palette, Scope, render_architecture_svg},
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    render::{self, File, Frame, Layout, join_files},
    report::{
        SourceLocator, access,
        changes::render_text_for,
        environments::{EnvironmentPair, compare_plans, deployed_languages, environment_pairs, format_by_environment},
    },
    source::{SourceError, SourceText},
    topology::{AzurermMajor, PolicySet},
};
use serde_json::{Value, json};

use crate::{
    check::{check_at_once, check_with_advice},
    masked::{diagnostics_json, masked_json, masked_text},
    older::resolve_older,
    request::{Question, Request},
};

/// The name that diagnostics show: that of the file which the program reads by default.
const FILE_NAME: &str = "di-gen.yaml";

/// Answers a request; both are JSON. The answer has one of these members: `value`; `diagnostics` if the topology is invalid or
/// cannot be written in this language; `error` if the request is invalid.
#[must_use]
pub fn answer_request(request: &str) -> String {
    let answer = match serde_json::from_str::<Request>(request) {
        Ok(request) => answer_question(&request).map_or_else(
            |error| json!({ "diagnostics": diagnostics_json(&error.source, &error.diagnostics) }),
            |value| json!({ "value": value }),
        ),
        Err(error) => json!({ "error": error.to_string() }),
    };
    answer.to_string()
}

fn answer_question(request: &Request) -> Result<Value, SourceError> {
    match request.question {
        Question::Vocabulary => return Ok(vocabulary()),
        Question::Check => return Ok(check_at_once(&read_source(request)?, request)),
        Question::Advise => return Ok(check_with_advice(&read_source(request)?, request)),
        Question::Diff => return compare(request),
        _ => {}
    }
    let source = read_source(request)?;
    let mut plan = resolve_source(&source)?;
    let generated = |result: Result<Vec<File>, Vec<Diagnostic>>| match result {
        Ok(files) => Ok(files.iter().map(|file| json!({ "path": file.path, "text": file.text })).collect()),
        Err(diagnostics) => Err(source.clone().into_error(diagnostics)),
    };
    let paths = |advisor: Option<&Advisor<'_>>| {
        let paths = AccessAnalysis::new(&plan).all_paths();
        Ok(masked_json(access::render_json_with_fact_names(&paths, &SourceLocator::new(&source), advisor), &source))
    };
    match request.question {
        // A topology that writes into several resource groups needs modules.
        Question::Bicep => {
            generated(render::bicep(&plan, Layout::OneFile).or_else(|_| render::bicep(&plan, Layout::Folder)))
        }
        Question::Arm => generated(render::arm(&plan)),
        Question::Terraform4 | Question::Terraform5 => {
            let is_old = request.question == Question::Terraform4;
            plan.azurerm = if is_old { AzurermMajor::V4 } else { AzurermMajor::V5 };
            generated(render::terraform(&plan, Frame::Root).map(|files| vec![join_files("main.tf", &files)]))
        }
        Question::Access => paths(None),
        Question::AccessAdvice => paths(Advisor::new(&source, &plan).as_ref()),
        Question::Picture => {
            let scope = Scope::outside(source.unselected_environments());
            let architecture = Architecture::with_scope(&plan, &scope);
            let picture = render_architecture_svg(&architecture, Palette::ByPreference);
            Ok(json!(masked_text(&picture, &[&source])))
        }
        Question::Vocabulary | Question::Check | Question::Advise | Question::Diff => Ok(Value::Null),
    }
}

/// Changes in the environment of the request; without one, in each environment of the texts.
fn compare(request: &Request) -> Result<Value, SourceError> {
    let (old, new) = (read_text(&request.old)?, read_text(&request.text)?);
    let pairs = match &request.environment {
        // An older text that lacks the environment is compared without overrides.
        Some(name) => vec![EnvironmentPair {
            name: None,
            old: Some(name.clone()).filter(|name| old.environment_names().contains(name)),
            new: Some(name.clone()),
        }],
        None => environment_pairs(&old, &new),
    };
    let compare = |pair: EnvironmentPair| {
        let environment = pair.old.as_deref();
        let resolve = || resolve_source(&in_environment(&old, environment));
        let old_plan = resolve_older(&request.old, environment, resolve)?;
        let plan = resolve_source(&in_environment(&new, pair.new.as_deref()))?;
        let changes = compare_plans(&new, pair.name.as_deref(), &old_plan, &plan);
        Ok((pair.name, changes))
    };
    let changes: Vec<(Option<String>, Changes)> = pairs.into_iter().map(compare).collect::<Result<_, SourceError>>()?;
    let languages = deployed_languages(&changes);
    let text = format_by_environment(&changes, "", |changes| render_text_for(changes, &languages));
    Ok(json!(masked_text(&text, &[&old, &new])))
}

fn vocabulary() -> Value {
    json!({
        "policySets": PolicySet::ALL.iter().map(|set| set.as_str()).collect::<Vec<_>>(),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// The topology of the request as a source, in its environment.
fn read_source(request: &Request) -> Result<SourceText, SourceError> {
    Ok(in_environment(&read_text(&request.text)?, request.environment.as_deref()))
}

fn in_environment(source: &SourceText, environment: Option<&str>) -> SourceText {
    environment.map_or_else(|| source.clone(), |name| source.for_environment(name))
}

/// A text as a source. In a browser, a topology extends no other file.
fn read_text(text: &str) -> Result<SourceText, SourceError> {
    if text.len() > SourceText::MAX_BYTES {
        return Err(SourceText::new(FILE_NAME, "").into_error(vec![SourceText::size_limit_diagnostic()]));
    }
    let refuse = |_: &str| Err(io::Error::other("the playground reads no other file").into());
    SourceText::new(FILE_NAME, text).resolve_extends(FILE_NAME, refuse)
}

fn resolve_source(source: &SourceText) -> Result<ResolvedTopology, SourceError> {
    let topology = read_topology(source).map_err(|diagnostics| source.clone().into_error(diagnostics))?;
    Ok(lower_topology(&topology))
}
