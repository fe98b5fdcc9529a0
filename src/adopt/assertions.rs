//! Access assertions for what holds today.

use serde_json::Value as Json;

use super::minimise::resolve;
use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, Verdict},
    existing::{Inventory, ResolvedAccount, evaluate_access},
    plan::{Attribute, CallerKind, Expr, ResolvedTopology},
    topology::values::{Operation, Statement},
};

/// The most assertions that a file can have.
const MAX_ASSERTIONS: usize = 200;

/// Adds an assertion for each access path that the input shows as allowed or denied, and that the file does not contradict.
/// What the file leaves to others is asserted as not denied.
pub(super) fn add_assertions(file: &mut Json, inventory: &Inventory, account: &ResolvedAccount) {
    let Some(plan) = resolve(file) else { return };
    let Ok(shown) = evaluate_access(account, inventory, None, None, None) else { return };
    let analysis = AccessAnalysis::new(&plan);
    let holds = |text: &String| {
        let Ok(statement) = text.parse::<Statement>() else { return false };
        let paths = analysis.paths_for_statement(&statement).unwrap_or_default();
        !paths.is_empty() && paths.iter().all(|path| statement.expected.is_met_by(path.verdict()))
    };
    let paths = analysis.all_paths();
    let today = |path: &EvaluatedPath| verdict_today((&plan, path), (&account.plan, &shown.paths));
    let is_never_denied = |path: &EvaluatedPath| {
        let is_same = |other: &&EvaluatedPath| {
            (&other.actor, &other.from, &other.target) == (&path.actor, &path.from, &path.target)
        };
        paths.iter().filter(is_same).all(|other| today(other) != Some(Verdict::Denied))
    };
    let found = paths.iter().filter_map(|path| assertion(path, today(path)?, is_never_denied(path)));
    let mut assertions: Vec<String> = Vec::new();
    for text in found.filter(holds) {
        if assertions.len() < MAX_ASSERTIONS && !assertions.contains(&text) {
            assertions.push(text);
        }
    }
    let assertions: Vec<Json> = assertions.into_iter().map(Json::String).collect();
    if assertions.is_empty() {
        return;
    }
    let mut with_assertions = file.clone();
    with_assertions["expect"] = Json::Array(assertions);
    if resolve(&with_assertions).is_some() {
        *file = with_assertions;
    }
}

/// The verdict that the input shows for an access path of the file; none if it has no such path, or several that differ.
fn verdict_today(
    (plan, path): (&ResolvedTopology, &EvaluatedPath),
    (existing, shown): (&ResolvedTopology, &[EvaluatedPath]),
) -> Option<Verdict> {
    // A client of the input has the name of its identity where that was seen.
    let is_same = |own: &Actor, other: &Actor| {
        let own = name_in_azure(plan, own);
        name_in_azure(existing, other) == own || other.to_string().eq_ignore_ascii_case(&own)
    };
    let comes_from = |other: &EvaluatedPath| match (&path.from, &other.from) {
        (None, _) => true,
        (Some(own), Some(other)) => is_same(own, other),
        (Some(_), None) => false,
    };
    let mut verdicts = shown
        .iter()
        .filter(|other| {
            (other.operation, &other.target) == (path.operation, &path.target)
                && is_same(&path.actor, &other.actor)
                && comes_from(other)
        })
        .map(EvaluatedPath::verdict);
    let first = verdicts.next()?;
    verdicts.all(|other| other == first).then_some(first)
}

/// What an actor is, whatever its name in the file is: a client is its principal, and subnets have names of their own.
fn name_in_azure(plan: &ResolvedTopology, actor: &Actor) -> String {
    let found = plan.callers.iter().find_map(|caller| match (&caller.kind, actor) {
        (CallerKind::Client { name, principal, .. }, Actor::Client(wanted)) if name == wanted => match principal {
            Expr::Attribute(identity, Attribute::PrincipalId) => {
                plan.find(identity).map(|identity| format!("client {}", plan.display_text(&identity.name)))
            }
            principal => Some(format!("client {}", plan.display_text(principal))),
        },
        (CallerKind::Subnet { name, subnet, .. }, Actor::Subnet(wanted)) if name == wanted => {
            plan.find(subnet).map(|subnet| format!("subnet {}", plan.display_text(&subnet.name)))
        }
        _ => None,
    });
    found.unwrap_or_else(|| actor.to_string()).to_ascii_lowercase()
}

/// An access path as an assertion; none if others decide today, or the file gives another verdict.
fn assertion(path: &EvaluatedPath, today: Verdict, is_never_denied: bool) -> Option<String> {
    let actor = match &path.from {
        Some(from) => format!("{} from {from}", path.actor),
        None => path.actor.to_string(),
    };
    let (operation, target) = (path.operation, &path.target);
    match (today, path.verdict()) {
        // This is about every operation.
        (Verdict::Allowed, Verdict::Conditional) => {
            is_never_denied.then(|| format!("{actor} to {target} is not {}", Verdict::Denied.as_str()))
        }
        (today, verdict) if today != verdict || verdict == Verdict::Conditional => None,
        (_, verdict) if operation == Operation::Reach => Some(format!("{actor} to {target} is {}", verdict.as_str())),
        (_, Verdict::Denied) => Some(format!("{actor} cannot {} {target}", operation.base_form())),
        _ => Some(format!("{actor} {operation} {target}")),
    }
}
