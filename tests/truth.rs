//! What Azure answers: the inputs of `tests/truth`, whose expectations and sources `tests/truth/README.md` lists. They were
//! written before the program was asked.

mod further;
mod reviewed;

use std::{fs, path::PathBuf};

use di_gen::{
    Severity,
    analyse::{
        access::{AccessAnalysis, EvaluatedPath, combined_verdict},
        posture::check_posture,
    },
    diagnostic::Diagnostic,
    plan::{ResolvedTopology, lower_topology},
    source::SourceText,
    topology::values::Statement,
};
use serde_json::{Value, json};

use crate::{
    cli::Run,
    support::{
        read_back::{Output, ReadBack},
        topologies::Story,
    },
};

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/truth").join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn read(name: &str) -> Result<ResolvedTopology, Vec<Diagnostic>> {
    let file = format!("{name}.yaml");
    di_gen::read::read_topology(&SourceText::new(file.clone(), text(&file))).map(|topology| lower_topology(&topology))
}

fn plan(name: &str) -> ResolvedTopology {
    read(name).unwrap_or_else(|found| panic!("{name}: {found:?}"))
}

/// Every diagnostic of a file: its errors, or its notes and posture.
fn diagnostics(name: &str) -> Vec<Diagnostic> {
    match read(name) {
        Err(found) => found,
        Ok(plan) => {
            let notes = plan.notes.iter().map(|note| note.diagnostic.clone());
            notes.chain(check_posture(&plan, &[])).collect()
        }
    }
}

fn codes(name: &str) -> Vec<&'static str> {
    diagnostics(name).iter().map(|found| found.code.as_str()).collect()
}

/// The one diagnostic with this code.
fn diagnostic(name: &str, code: &str) -> Diagnostic {
    let mut found = diagnostics(name);
    found.retain(|diagnostic| diagnostic.code.as_str() == code);
    assert_eq!(found.len(), 1, "{name}: {code} among {:?}", codes(name));
    found.remove(0)
}

fn paths(plan: &ResolvedTopology, statement: &str) -> Vec<EvaluatedPath> {
    let parsed: Statement = statement.parse().unwrap_or_else(|refusal| panic!("{statement}: {refusal}"));
    AccessAnalysis::new(plan).paths_for_statement(&parsed).unwrap_or_else(|missing| panic!("{}", missing.message))
}

/// The verdict of an access path, and the error that the service returns.
fn verdict(name: &str, statement: &str) -> (String, Option<&'static str>) {
    let plan = plan(name);
    let paths = paths(&plan, statement);
    let error = paths.iter().find_map(EvaluatedPath::service_error).map(|error| error.name);
    (combined_verdict(&paths).expect("an access path").to_string(), error)
}

#[track_caller]
fn assert_verdict(name: &str, statement: &str, expected: &str, error: Option<&str>) {
    assert_eq!(verdict(name, statement), (expected.to_owned(), error), "{name}: {statement}");
}

/// What every language deploys.
fn outputs(name: &str) -> Vec<Output> {
    let read = ReadBack::new(Story { name: name.to_owned(), text: text(&format!("{name}.yaml")) });
    assert_eq!(read.outputs.len(), 4, "{name}");
    read.outputs
}

/// The resources of a type in each language; there is at least one.
fn assert_each(name: &str, kind: &str, holds: impl Fn(&Value) -> bool) {
    for output in outputs(name) {
        let resources = output.of_kind(kind);
        assert!(!resources.is_empty(), "{name}: {}: {kind}", output.language);
        for (key, body) in resources {
            assert!(holds(body), "{name}: {}: {key}: {body:#}", output.language);
        }
    }
}

/// `explain` of a pasted text, with a topology.
fn explained(name: &str, topology: &str) -> String {
    let mut run = Run::new("explain - -f").input(text(&format!("{name}.txt")));
    run.arguments.push(path(&format!("{topology}.yaml")).display().to_string());
    run.run().ends(0).out()
}

const ACCOUNTS: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";
