//! Answers to requests: what `di-gen access --existing` and `di-gen validate --existing` print, and a picture of each account.

use std::rc::Rc;

use di_gen::{
    diagnostic::escape_for_people,
    existing::{
        InputError, InputReader, Inventory, ReadInputs, ResolvedAccount, SOMEWHERE, check_existing_posture,
        evaluate_access, other_accounts, resolve_accounts,
    },
    graph::{Architecture, Palette, Scope, render_architecture_svg},
    report::{
        check_existing_policies,
        existing::{AccountSection, render_document_with_fact_names},
        existing_checks::{FoundDiagnostic, render_found_json},
    },
    topology::PolicySet,
};
use serde_json::{Value, json};

use crate::request::{DroppedFile, Request};

/// Answers a request; both are JSON. The answer has `value`, or `error` with its `help`.
#[must_use]
pub fn answer_request(request: &str) -> String {
    let answer = match serde_json::from_str::<Request>(request) {
        Ok(request) => describe(request).map_or_else(|error| refuse(&error), |value| json!({ "value": value })),
        // The message of the parser could quote what was dropped.
        Err(_) => json!({ "error": "the request is invalid", "help": [] }),
    };
    answer.to_string()
}

fn refuse(error: &InputError) -> Value {
    let diagnostic = error.to_diagnostic();
    let help: Vec<String> = diagnostic.help.iter().map(|line| escape_for_people(line, &[])).collect();
    json!({ "error": escape_for_people(&diagnostic.message, &[]), "help": help })
}

fn describe(Request { files, policies }: Request) -> Result<Value, InputError> {
    let mut reader = InputReader::default();
    for DroppedFile { name, text } in files {
        reader.add(&Rc::from(name), text)?;
    }
    let read = reader.finish(&SOMEWHERE)?;
    let accounts = resolve_accounts(&read.inventory);
    // Nothing is asked for: every actor and target is evaluated, so none can be missing.
    let section = |account| {
        let access = evaluate_access(account, &read.inventory, None, None, None).ok()?;
        Some(AccountSection { account, access, with_changes: true })
    };
    let sections: Vec<AccountSection<'_>> = accounts.iter().filter_map(section).collect();
    let mut document = render_document_with_fact_names(&sections, &read.inventory);
    let pictures = sections.iter().map(draw).collect::<Vec<_>>();
    document["pictures"] = json!(pictures);
    let is_asked = |set: &PolicySet| policies.iter().any(|name| name == set.as_str());
    let sets: Vec<PolicySet> = PolicySet::ALL.iter().copied().filter(is_asked).collect();
    document["checks"] = sections.iter().map(|section| check(section.account, &read.inventory, &sets)).collect();
    document["policySets"] = PolicySet::ALL.iter().map(|set| set.as_str()).collect();
    document["notes"] = json!(notes(&read, &accounts));
    Ok(document)
}

/// Posture and policies of an account, and how many policies depend on what the files do not show.
fn check(account: &ResolvedAccount, inventory: &Inventory, sets: &[PolicySet]) -> Value {
    let (policies, undecided) = check_existing_policies(account, inventory, sets, None);
    let diagnostics = check_existing_posture(account, inventory).into_iter().chain(policies);
    let found: Vec<_> = diagnostics.map(|diagnostic| FoundDiagnostic::locate(account, diagnostic)).collect();
    json!({ "diagnostics": render_found_json(&found), "undecided": undecided })
}

fn draw(section: &AccountSection<'_>) -> String {
    let architecture = Architecture::with_paths(
        &section.account.plan,
        section.account.drawn_paths(section.access.paths.clone()),
        &Scope::default(),
    );
    escape_for_people(&render_architecture_svg(&architecture, Palette::ByPreference), &['\n', '\t'])
}

/// What the program prints on standard error.
fn notes(read: &ReadInputs, accounts: &[ResolvedAccount]) -> Vec<String> {
    let mut notes = read.notes.clone();
    notes.extend(read.inventory.completeness.unread_lists().iter().map(|list| format!("not read: {list}")));
    if accounts.is_empty() {
        notes.push("the files contain no Document Intelligence account".to_owned());
        let others = other_accounts(&read.inventory);
        notes.extend(others.map(|account| format!("{} is an account of another kind", account.id.name())));
    }
    notes.iter().map(|note| escape_for_people(note, &[])).collect()
}
