//! Access paths of what only the old topology has, where the new one has another of the same name: a principal, a service, a
//! network.

use super::{
    deployed::{former_plan, with_old_callers},
    effects::{Comparison, EffectsBySymbol},
    evaluated_plan::{AccessPathChange, DeployedVerdicts, EvaluatedPlan, evaluate_in},
};
use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath, TargetService, Verdict, combined_verdict},
    catalog::changes::Engine,
    plan::{Body, CallerKind, Expr, ResolvedTopology, Symbol},
};

/// An access path of what only the old topology has, where the new one has another of the same name.
struct FormerPath<'a> {
    path: &'a EvaluatedPath,
    /// A principal that acts as the client no more: its access ends. Otherwise the access path as such goes on with the new
    /// service or network.
    principal: Option<String>,
    /// The service or the network that has another name.
    resource: Option<String>,
}

/// Access paths of what only the old topology has, where the new one has another of the same name.
pub(super) fn former_path_changes(
    comparison: &Comparison<'_>,
    effects: [&EffectsBySymbol; 2],
    old: &EvaluatedPlan<'_>,
    deployed_plans: [&ResolvedTopology; 2],
) -> Vec<AccessPathChange> {
    let allowed = old.paths.iter().filter(|path| path.verdict() != Verdict::Denied);
    let former: Vec<FormerPath<'_>> = allowed.flat_map(|path| former_paths(comparison, path)).collect();
    if former.is_empty() {
        return Vec::new();
    }
    let is_of_resource = former.iter().any(|former| former.resource.is_some());
    // What has another name is seen from the old plan, and another principal of the same services from the new one.
    let beside =
        Engine::ALL.map(|engine| is_of_resource.then(|| former_plan(comparison, engine, effects[engine as usize])));
    let beside = beside.each_ref().map(|plan| plan.as_ref().map(AccessAnalysis::new));
    let with_old_callers = deployed_plans.map(|plan| with_old_callers(comparison.old, plan));
    let in_place = with_old_callers.each_ref().map(AccessAnalysis::new);
    let change = |FormerPath { path, principal, resource }: FormerPath<'_>| {
        let before = Some(path.verdict());
        let deployed = Engine::ALL.map(|engine| {
            let access = match &resource {
                Some(_) => beside[engine as usize].as_ref(),
                None => Some(&in_place[engine as usize]),
            };
            let after = access.filter(|access| has_former(comparison.old, access.plan(), path, principal.as_deref()));
            let after = after.and_then(|access| combined_verdict(&evaluate_in(access, path)?));
            DeployedVerdicts { before, after: after.filter(|after| *after != Verdict::Denied), after_removal: None }
        });
        // Nothing is left open, and nothing changes for the clients.
        if principal.is_none() && deployed.iter().all(|verdicts| verdicts.after.is_none()) {
            return None;
        }
        Some(AccessPathChange {
            access_path: path.clone(),
            before: before.filter(|_| principal.is_some()),
            after: None,
            new_identity: None,
            former: principal.or(resource),
            deployed,
        })
    };
    former.into_iter().filter_map(change).collect()
}

/// Whether a plan has the caller and the service of an access path of the old plan.
fn has_former(old: &ResolvedTopology, plan: &ResolvedTopology, path: &EvaluatedPath, principal: Option<&str>) -> bool {
    let has_principal =
        principal.is_none_or(|wanted| principal_identities(plan, &path.actor).iter().any(|one| one == wanted));
    has_principal && path_symbols(old, path).iter().all(|symbol| plan.find(symbol).is_some())
}

/// What distinguishes an access path from the one of the same name in the new topology, once for each principal.
fn former_paths<'a>(comparison: &Comparison<'_>, path: &'a EvaluatedPath) -> Vec<FormerPath<'a>> {
    let (old, new) = (comparison.old, comparison.new);
    let resource = path_symbols(old, path).into_iter().find_map(|symbol| {
        let (before, after) = (old.find(&symbol)?, new.find(&symbol)?);
        let owner = before.parent.as_ref().and_then(|parent| old.find(parent)).unwrap_or(before);
        let is_other = !comparison.is_same_resource(before, after);
        is_other.then(|| (old.display_text(&owner.name), before.existing.is_some()))
    });
    let kept = principal_identities(new, &path.actor);
    let mut principals = principal_identities(old, &path.actor);
    // Of an identity that is another one, nothing else is the same.
    if principals.first().is_some_and(|identity| !kept.contains(identity)) {
        principals.truncate(1);
    }
    principals.retain(|identity| !kept.is_empty() && !kept.contains(identity));
    if principals.is_empty() {
        // What is managed outside the topology is not a part of what it leaves.
        let own = resource.filter(|(_, is_existing)| !is_existing).map(|(name, _)| name);
        return own.into_iter().map(|name| FormerPath { path, principal: None, resource: Some(name) }).collect();
    }
    let resource = resource.map(|(name, _)| name);
    let of_principal = |principal| FormerPath { path, principal: Some(principal), resource: resource.clone() };
    principals.into_iter().map(of_principal).collect()
}

/// The service of an access path, and the resource that it comes from.
fn path_symbols(plan: &ResolvedTopology, path: &EvaluatedPath) -> Vec<Symbol> {
    let origin: Option<Symbol> = match &path.actor {
        Actor::Subnet(wanted) => plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::Subnet { name, subnet, .. } if name == wanted => Some(subnet.clone()),
            _ => None,
        }),
        Actor::AccountIdentity | Actor::AccountEncryption => Some(TargetService::Account.symbol()),
        Actor::StorageEncryption => Some(TargetService::Storage.symbol()),
        Actor::TestMachine => {
            let machine = plan.resources.iter().find(|resource| matches!(resource.body, Body::VirtualMachine(_)));
            machine.map(|machine| machine.symbol.clone())
        }
        _ => None,
    };
    origin.into_iter().chain([TargetService::for_target(&path.target).symbol()]).collect()
}

/// The principals that can act as a client: its object ID, and the subjects that its identity trusts.
pub(super) fn principal_identities(plan: &ResolvedTopology, actor: &Actor) -> Vec<String> {
    if let Actor::ResourceInstance(wanted) = actor {
        let ids = plan.callers.iter().filter_map(|caller| match &caller.kind {
            CallerKind::ResourceInstance { name, id, .. } if name == wanted => Some(id.to_ascii_lowercase()),
            _ => None,
        });
        return ids.collect();
    }
    let Actor::Client(wanted) = actor else { return Vec::new() };
    let principal = plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal, .. } if name == wanted => Some(principal),
        _ => None,
    });
    let Some(principal) = principal else { return Vec::new() };
    // An object ID is a GUID, whose case means nothing.
    let Expr::Attribute(identity, _) = principal else {
        return vec![plan.display_text(principal).to_ascii_lowercase()];
    };
    let name = plan.find(identity).map(|identity| plan.display_text(&identity.name)).unwrap_or_default();
    let mut identities = vec![format!("identity {name}")];
    identities.extend(plan.resources.iter().filter(|r| r.parent.as_ref() == Some(identity)).filter_map(
        |r| match &r.body {
            Body::FederatedCredential(body) => {
                Some(format!("{} of {}", plan.display_text(&body.subject), plan.display_text(&body.issuer)))
            }
            _ => None,
        },
    ));
    identities
}
