//! Answers to requests: each is what a command of the program prints.

use std::io;

use di_gen::{
    advise::Advisor,
    analyse::access::AccessAnalysis,
    compare::compare_topologies,
    diagnostic::Diagnostic,
    explain::explain_text,
    graph::{Architecture, Palette, Scope, render_architecture_svg},
    plan::{ResolvedTopology, lower_topology},
    read::read_topology,
    render::{self, File, Frame, Layout, join_files},
    report::{
        SourceLocator, access,
        changes::{ReportedLanguages, render_text_for},
    },
    schema::SCHEMA_TEXT,
    source::{SourceError, SourceText},
    topology::{AzurermMajor, PolicySet, TopologyFile},
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
        Question::Explain => return Ok(json!(explain_text(&request.text).map(|explanation| explanation.text))),
        Question::Check => return Ok(check_at_once(&read_source(request)?, request)),
        Question::Advise => return Ok(check_with_advice(&read_source(request)?, request)),
        _ => {}
    }
    let source = read_source(request)?;
    let (_, mut plan) = resolve_source(&source)?;
    let generated = |result: Result<Vec<File>, Vec<Diagnostic>>| match result {
        Ok(files) => Ok(files.iter().map(|file| json!({ "path": file.path, "text": file.text })).collect()),
        Err(diagnostics) => Err(source.clone().into_error(diagnostics)),
    };
    let paths = |advisor: Option<&Advisor<'_>>| {
        let paths = AccessAnalysis::new(&plan).all_paths();
        Ok(masked_json(access::render_json(&paths, &SourceLocator::new(&source), advisor), &source))
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
            Ok(json!(masked_text(&picture, &source)))
        }
        Question::Diff => {
            let old = resolve_older(&request.old, request.environment.as_deref(), || {
                let old = select_environment(read_text(&request.old)?, request);
                resolve_source(&old).map(|(_, plan)| plan)
            })?;
            let changes = compare_topologies(&old, &plan);
            let text = render_text_for(&changes, &ReportedLanguages::new(&changes.languages));
            Ok(json!(masked_text(&text, &source)))
        }
        Question::Vocabulary | Question::Explain | Question::Check | Question::Advise => Ok(Value::Null),
    }
}

fn vocabulary() -> Value {
    json!({
        "schema": SCHEMA_TEXT,
        "policySets": PolicySet::ALL.iter().map(|set| set.as_str()).collect::<Vec<_>>(),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// The topology of the request as a source, in its environment.
fn read_source(request: &Request) -> Result<SourceText, SourceError> {
    Ok(match &request.environment {
        Some(name) => read_text(&request.text)?.for_environment(name),
        None => read_text(&request.text)?,
    })
}

/// A text as a source. In a browser, a topology extends no other file.
fn read_text(text: &str) -> Result<SourceText, SourceError> {
    if text.len() > SourceText::MAX_BYTES {
        return Err(SourceText::new(FILE_NAME, "").into_error(vec![SourceText::size_limit_diagnostic()]));
    }
    let refuse = |_: &str| Err(io::Error::other("the playground reads no other file").into());
    SourceText::new(FILE_NAME, text).resolve_extends(FILE_NAME, refuse)
}

/// An older text in the environment of the request, if it has that one.
fn select_environment(source: SourceText, request: &Request) -> SourceText {
    match &request.environment {
        Some(name) if source.environment_names().contains(name) => source.for_environment(name),
        _ => source,
    }
}

fn resolve_source(source: &SourceText) -> Result<(TopologyFile, ResolvedTopology), SourceError> {
    let topology = read_topology(source).map_err(|diagnostics| source.clone().into_error(diagnostics))?;
    let plan = lower_topology(&topology);
    Ok((topology, plan))
}
