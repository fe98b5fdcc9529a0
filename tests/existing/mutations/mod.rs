//! One fault each, made by hand in resources that work, as an input of each kind: the verdict, the deciding resource, and the
//! smallest change. All expectations were written before the code was asked.
//!
//! Denied is what the input shows, or what an input that is complete for a type does not show. Elsewhere, what was not seen
//! makes a verdict conditional. A live read is complete for every type; a list, a state and a template are complete for none.

mod base;
mod names;
mod networks;
mod rights;
mod services;
mod vaults;

use di_gen::{
    analyse::access::{AccessTarget, Actor},
    existing::{evaluate_access, find_resource_change, resolve_accounts},
};
use serde_json::Value;

use super::inputs::Kind;
use base::working;

/// A fault, and what is expected of it.
pub(super) struct Mutation {
    pub(super) name: &'static str,
    pub(super) change: fn(&mut Vec<Value>),
    /// `ACTOR > TARGET`, with the operation before the target: `account identity > reads storage`.
    pub(super) path: &'static str,
    /// The verdicts on a list, a live read, a state and a template: a letter each; `-` where the input cannot show the fault.
    pub(super) verdicts: &'static str,
    /// What decides in a live read: the resource with the property.
    pub(super) decided_by: &'static str,
    /// The smallest change, if the path is denied there; empty if there is none.
    pub(super) smallest_change: &'static str,
}

struct Found {
    verdict: String,
    decided_by: String,
    reasons: String,
    change: String,
}

fn evaluate(kind: Kind, list: &[Value], path: &str) -> Found {
    let (actor, target) = path.split_once(" > ").expect("an actor and a target");
    let (operation, target) = target.split_once(' ').expect("an operation and a target");
    let (actor, location) = Actor::from_words_with_origin(actor).unwrap_or_else(|_| panic!("no actor {actor}"));
    let to = AccessTarget::from_words(target).unwrap_or_else(|_| panic!("no target {target}"));
    let inventory = kind.read(list);
    let accounts = resolve_accounts(&inventory);
    let [account] = accounts.as_slice() else { panic!("{kind:?}: one account, not {}", accounts.len()) };
    let access = evaluate_access(account, &inventory, Some(&actor), location.as_ref(), Some(&to));
    let access = access.unwrap_or_else(|error| panic!("{kind:?} {path}: {error:?}"));
    let mut paths = access.paths.iter();
    let found = paths.find(|found| found.operation.to_string() == operation && found.target == to);
    let found = found.unwrap_or_else(|| panic!("{kind:?}: no path {path}"));
    let key = found.deciding_step().map_or("", |step| step.decided_by.as_str());
    let decided_by = key.strip_prefix("/existing/").map_or_else(String::new, |key| {
        let (number, property) = key.split_at(key.find('/').unwrap_or(key.len()));
        let place = &account.places[number.parse::<usize>().expect("a number")];
        format!("{}{property}", place.id.name())
    });
    let change = find_resource_change(account, &inventory, found).map_or_else(String::new, |advice| {
        advice.changes.iter().map(di_gen::existing::Change::display_text).collect::<Vec<_>>().join("; ")
    });
    let reasons: Vec<String> =
        found.steps.iter().map(|step| format!("{}: {}", step.outcome.as_str(), step.reason)).collect();
    Found { verdict: found.verdict().to_string(), decided_by, reasons: reasons.join("\n  "), change }
}

/// Checks all of them, and reports all that differ at once.
fn check_all(mutations: &[Mutation]) {
    let mut differences = Vec::new();
    for mutation in mutations {
        let mut list = working();
        (mutation.change)(&mut list);
        let mut differ = |kind: Kind, what: &str, expected: &str, found: &str, reasons: &str| {
            if expected != found {
                let name = mutation.name;
                differences
                    .push(format!("{name}, {kind:?}: {what}\n expected {expected}\n found    {found}\n  {reasons}"));
            }
        };
        for (kind, letter) in Kind::ALL.into_iter().zip(mutation.verdicts.chars()) {
            let expected = match letter {
                'a' => "allowed",
                'c' => "conditional",
                'd' => "denied",
                _ => continue,
            };
            let found = evaluate(kind, &list, mutation.path);
            differ(kind, "verdict", expected, &found.verdict, &found.reasons);
            if kind == Kind::Live {
                differ(kind, "decided by", mutation.decided_by, &found.decided_by, &found.reasons);
                differ(kind, "change", mutation.smallest_change, &found.change, &found.reasons);
            } else if found.verdict != "denied" {
                differ(kind, "change", "", &found.change, &found.reasons);
            }
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn what_works_is_allowed_in_every_input() {
    for path in [
        "subnet snet-workloads > reaches account",
        "subnet snet-workloads > reaches storage",
        "account identity > reads storage",
        "client app-forms from subnet snet-workloads > calls account",
        "client app-forms from subnet snet-workloads > reads storage",
    ] {
        for kind in Kind::ALL {
            let found = evaluate(kind, &working(), path);
            assert_eq!(found.verdict, "allowed", "{kind:?} {path}:\n  {}", found.reasons);
        }
    }
}
