//! Who can reach what, of resources that exist.
//!
//! A verdict that is denied because something was not seen is *conditional* unless the input is complete for it: what may
//! exist is added to the plan, and where that would change the verdict, the step names it. What the input shows decides
//! everywhere else.

use super::{
    AzureId, Inventory, Presence, ResolvedAccount,
    decided_by::locate_decision,
    obstacle::add_obstacle_steps,
    resolve::KEY,
    unseen::{Unseen, UnseenPart},
    wording::in_words_of_input,
    worlds::{with_another_network, with_endpoints_in, with_listed_storage, with_roles, with_roles_of_groups},
};
use crate::{
    analyse::access::{AccessAnalysis, AccessStep, AccessTarget, Actor, EvaluatedPath, QueryError, TargetService},
    plan::{CallerKind, ResolvedTopology, Symbol},
    topology::values::Verdict,
};

/// The access paths of an account.
#[derive(Debug)]
pub struct ExistingAccess {
    /// The access paths. What decides a step is a key of the places of the account.
    pub paths: Vec<EvaluatedPath>,
    /// Those that are denied unless something exists outside the input, as they are if it does not: with the error that a
    /// service returns then.
    pub denied_otherwise: Vec<EvaluatedPath>,
    /// What may exist without being seen, and would change verdicts: of each kind, the services that it belongs to.
    pub unseen: Vec<UnseenPart>,
}

/// Evaluates the access paths of an account.
///
/// # Errors
/// The account has no such actor or target.
pub fn evaluate_access(
    account: &ResolvedAccount,
    inventory: &Inventory,
    from: Option<&Actor>,
    location: Option<&Actor>,
    to: Option<&AccessTarget>,
) -> Result<ExistingAccess, QueryError> {
    let paths = AccessAnalysis::new(&account.plan).paths_for_query(from, location, to);
    let paths = paths.map_err(|error| QueryError { message: in_words_of_input(&error.message), ..error })?;
    let mut result = ExistingAccess { paths: Vec::new(), denied_otherwise: Vec::new(), unseen: Vec::new() };
    for path in paths.into_iter().flat_map(|path| paths_by_subnet(account, path)) {
        let Some(related) = relate_to_input(account, inventory, path) else { continue };
        for part in related.unseen {
            if !result.unseen.contains(&part) {
                result.unseen.push(part);
            }
        }
        result.denied_otherwise.extend(related.denied_otherwise);
        result.paths.push(related.path);
    }
    Ok(result)
}

/// A client is where the resources with its identity are: the access path from each of their subnets. The path as it is, if
/// it has an origin, or none is known.
fn paths_by_subnet(account: &ResolvedAccount, path: EvaluatedPath) -> Vec<EvaluatedPath> {
    let Actor::Client(client) = &path.actor else { return vec![path] };
    let mut subnets: Vec<&str> = Vec::new();
    for caller in account.callers.iter().filter(|caller| caller.client.as_ref() == Some(client)) {
        if !subnets.contains(&caller.subnet.as_str()) {
            subnets.push(&caller.subnet);
        }
    }
    if path.from.is_some() || subnets.is_empty() {
        return vec![path];
    }
    let analysis = AccessAnalysis::new(&account.plan);
    let evaluate = |subnet: &str| {
        let from = Actor::Subnet(subnet.to_owned());
        analysis.evaluate_path(&path.actor, Some(&from), path.operation, &path.target)
    };
    subnets.into_iter().filter_map(evaluate).collect()
}

/// An access path as far as the input shows it.
pub(super) struct RelatedPath {
    /// The access path.
    pub(super) path: EvaluatedPath,
    /// The same if nothing exists outside the input, where that makes it denied.
    denied_otherwise: Option<EvaluatedPath>,
    /// What may exist without being seen and would change its verdict.
    unseen: Vec<UnseenPart>,
}

/// The access path as far as the input shows it; none where there is no such service.
pub(super) fn relate_to_input(
    account: &ResolvedAccount,
    inventory: &Inventory,
    mut path: EvaluatedPath,
) -> Option<RelatedPath> {
    let service = service_of(account, &path)?;
    let (mut unseen, mut denied_otherwise) = (Vec::new(), None);
    let is_certain = account.certain.as_ref().is_none_or(|plan| has_same_verdict(plan, &path));
    if !is_certain {
        relate_to_presence(&mut path, account, inventory);
    } else if path.verdict() == Verdict::Denied {
        // What the account lists concerns its own requests, to whatever service.
        let owner = |kind| if kind == Unseen::ListedHost { &account.account } else { service };
        let concerns = |kind| kind != Unseen::ListedHost || path.actor == Actor::AccountIdentity;
        let possible = Unseen::ALL.into_iter().filter(|kind| concerns(*kind) && !kind.is_seen(inventory, owner(*kind)));
        let decisive = decisive_kinds(&account.plan, &path, &possible.collect::<Vec<_>>());
        denied_otherwise = (!decisive.is_empty()).then(|| denied_unless(account, inventory, &path, &decisive));
        unseen.extend(decisive.iter().map(|kind| UnseenPart { kind: *kind, service: owner(*kind).clone() }));
        soften(&mut path, &decisive);
    }
    for step in &mut path.steps {
        step.decided_by = locate_decision(account, inventory, step, &path.target);
        step.reason = in_words_of_input(&step.reason);
    }
    add_obstacle_steps(&mut path, &account.plan, &account.obstacles);
    Some(RelatedPath { path, denied_otherwise, unseen })
}

/// The service that the target of a path belongs to, if there is one.
fn service_of<'a>(account: &'a ResolvedAccount, path: &EvaluatedPath) -> Option<&'a AzureId> {
    let resource = account.plan.find(&TargetService::for_target(&path.target).symbol())?;
    let number: usize = resource.origin.strip_prefix(KEY)?.parse().ok()?;
    account.places.get(number).map(|place| &place.id)
}

/// Whether a path has the same verdict without resources that may not exist.
fn has_same_verdict(certain: &ResolvedTopology, path: &EvaluatedPath) -> bool {
    let analysis = AccessAnalysis::new(certain);
    let other = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
    other.is_some_and(|other| other.verdict() == path.verdict())
}

/// Makes a path conditional whose verdict depends on resources that may not exist.
fn relate_to_presence(path: &mut EvaluatedPath, account: &ResolvedAccount, inventory: &Inventory) {
    let seen = account.places.iter().filter_map(|place| inventory.find(&place.id));
    let uncertain = seen.filter_map(|seen| match &seen.presence {
        Presence::May(reason) => Some(format!("{} exists ({reason})", seen.id.name())),
        Presence::Certain => None,
    });
    let uncertain: Vec<String> = uncertain.take(MAX_NAMED).collect();
    let verdict = path.verdict();
    let (Some(last), condition) = (path.steps.last().cloned(), uncertain.join(", ")) else { return };
    let reason = format!("Whether it is {verdict} depends on whether {condition}");
    for step in path.steps.iter_mut().filter(|step| step.outcome == Verdict::Denied) {
        step.outcome = Verdict::Conditional;
        (step.error, step.unreachable) = (None, None);
    }
    let decided_by = String::new();
    path.steps.push(AccessStep {
        outcome: Verdict::Conditional,
        reason,
        decided_by,
        error: None,
        unreachable: None,
        parameter: None,
        facts: Vec::new(),
        ..last
    });
}

/// How many resources a reason names.
const MAX_NAMED: usize = 3;

/// The fewest kinds of unseen resources with which a denied path is not denied.
fn decisive_kinds(plan: &ResolvedTopology, path: &EvaluatedPath, possible: &[Unseen]) -> Vec<Unseen> {
    let is_denied_with = |kinds: &[Unseen]| {
        let other = kinds.iter().fold(plan.clone(), |plan, kind| with_unseen(&plan, path, *kind));
        let analysis = AccessAnalysis::new(&other);
        let evaluated = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
        evaluated.is_none_or(|other| other.verdict() == Verdict::Denied)
    };
    if possible.is_empty() || is_denied_with(possible) {
        return Vec::new();
    }
    let alone = possible.iter().find(|kind| !is_denied_with(&[**kind]));
    alone.map_or_else(|| possible.to_vec(), |kind| vec![*kind])
}

/// The plan with the resources of a kind that may exist and matter for a path.
fn with_unseen(plan: &ResolvedTopology, path: &EvaluatedPath, kind: Unseen) -> ResolvedTopology {
    match kind {
        Unseen::RoleAssignment => match AccessAnalysis::new(plan).role_principal(&path.actor) {
            Some(principal) => with_roles(plan, &principal),
            None => plan.clone(),
        },
        Unseen::GroupMembership => match AccessAnalysis::new(plan).role_principal(&path.actor) {
            Some(principal) => with_roles_of_groups(plan, &principal),
            None => plan.clone(),
        },
        Unseen::ListedHost => with_listed_storage(plan),
        Unseen::PrivateEndpoint => match path.from.as_ref().unwrap_or(&path.actor) {
            // Public addresses do not reach an endpoint.
            Actor::Internet | Actor::Address(_) | Actor::Studio => plan.clone(),
            Actor::Subnet(name) => match network_of(plan, name) {
                Some(network) => with_endpoints_in(plan, &network),
                None => plan.clone(),
            },
            _ => with_another_network(plan),
        },
    }
}

/// The network of the subnet that an actor is in.
fn network_of(plan: &ResolvedTopology, actor: &str) -> Option<Symbol> {
    let subnet = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Subnet { name, subnet, .. } if name == actor => Some(subnet),
        _ => None,
    })?;
    plan.find(subnet)?.parent.clone()
}

/// A denied path whose reason names what would change it.
fn denied_unless(
    account: &ResolvedAccount,
    inventory: &Inventory,
    path: &EvaluatedPath,
    decisive: &[Unseen],
) -> EvaluatedPath {
    let mut path = path.clone();
    let names: Vec<&str> = decisive.iter().map(|kind| kind.display_name()).collect();
    for step in &mut path.steps {
        if step.outcome == Verdict::Denied {
            step.reason = format!("{}, unless {} exists outside this input", step.reason, names.join(" and "));
        }
        step.decided_by = locate_decision(account, inventory, step, &path.target);
        step.reason = in_words_of_input(&step.reason);
    }
    path
}

/// Makes the denied steps conditional that unseen resources would change.
fn soften(path: &mut EvaluatedPath, decisive: &[Unseen]) {
    if decisive.is_empty() {
        return;
    }
    for step in path.steps.iter_mut().filter(|step| step.outcome == Verdict::Denied) {
        let explaining: Vec<Unseen> = decisive.iter().filter(|kind| kind.explains(step.aspect)).copied().collect();
        let causes = if explaining.is_empty() { decisive } else { explaining.as_slice() };
        let names: Vec<&str> = causes.iter().map(|kind| kind.display_name()).collect();
        *step = AccessStep {
            outcome: Verdict::Conditional,
            reason: format!("{}. Denied unless {} exists outside this input", step.reason, names.join(" and ")),
            error: None,
            unreachable: None,
            parameter: None,
            ..step.clone()
        };
    }
}
