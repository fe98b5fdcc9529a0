//! Role assignments that are not effective when the deployment ends, although they allow what was allowed before.

use std::sync::Arc;

use super::{
    deployed::remaining_resources,
    effects::{Comparison, EffectsBySymbol, managed_by},
    findings::Finding,
    resource_effect::ResourceEffect,
    resource_ids::{id_text, scope_id},
};
use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath, TargetService, Verdict},
    catalog::{
        changes::{Effect, Engine, Heading},
        encryption::{ACCOUNT_ROLE_DELAY_MINUTES, ROLE_DELAY_MINUTES, ROLE_TAKES_EFFECT_LATE},
    },
    plan::{Body, Expr, Resource, Symbol},
};

/// A role assignment that an engine creates.
struct CreatedRole<'a> {
    resource: &'a Resource,
    principal: &'a Expr,
}

/// The role assignments that interrupt an access path until they take effect.
pub(super) fn late_roles(
    comparison: &Comparison<'_>,
    engine: Engine,
    effects: &EffectsBySymbol,
) -> Vec<(Symbol, Finding)> {
    let Comparison { old, new, .. } = *comparison;
    let created: Vec<CreatedRole<'_>> = managed_by(engine, new)
        .filter(|resource| has_effect(effects, &resource.symbol, &[Effect::Created, Effect::Replaced]))
        .filter_map(|resource| match &resource.body {
            Body::RoleAssignment(body) => Some(CreatedRole { resource, principal: &body.principal }),
            _ => None,
        })
        .collect();
    if created.is_empty() {
        return Vec::new();
    }
    let (before, after) = (AccessAnalysis::new(old), AccessAnalysis::new(new));
    // What holds when the deployment ends: the roles that it did not create, and those that it leaves.
    let mut effective = new.clone();
    effective.resources.retain(|resource| !created.iter().any(|role| role.resource.symbol == resource.symbol));
    let left = remaining_resources(comparison, engine, effects);
    let left = left.into_iter().filter(|resource| is_same_grant(comparison, resource));
    effective.resources.extend(left.map(|resource| Arc::new(resource.clone())));
    let late = AccessAnalysis::new(&effective);
    let mut found = Vec::new();
    for actor in after.actors().iter().filter(|actor| **actor != Actor::Deployer) {
        let Some(principal) = after.role_principal(actor) else { continue };
        let of_actor: Vec<&CreatedRole<'_>> = created.iter().filter(|role| *role.principal == principal).collect();
        if of_actor.is_empty() || !is_same_actor(comparison, effects, actor, &before, &principal) {
            continue;
        }
        let interrupted: Vec<EvaluatedPath> = before
            .paths_of_actor(actor)
            .into_iter()
            .filter(|path| path.verdict() != Verdict::Denied && !is_new_target(effects, actor, &path.target))
            .filter(|path| is_allowed(&after, path) && !is_allowed(&late, path))
            .collect();
        for role in of_actor {
            let mut with_role = effective.clone();
            with_role.resources.push(Arc::new(role.resource.clone()));
            let with_role = AccessAnalysis::new(&with_role);
            let is_granted = |path: &&EvaluatedPath| is_allowed(&with_role, path);
            if let Some(path) = interrupted.iter().find(is_granted) {
                found.push((role.resource.symbol.clone(), late_role(actor, path)));
            }
        }
    }
    found
}

fn late_role(actor: &Actor, path: &EvaluatedPath) -> Finding {
    let is_of_account =
        *actor == Actor::AccountIdentity && TargetService::for_target(&path.target) == TargetService::Storage;
    let minutes = if is_of_account { ACCOUNT_ROLE_DELAY_MINUTES } else { ROLE_DELAY_MINUTES };
    let text =
        format!("it takes up to {minutes} minutes to take effect, and nothing else allows the access until then");
    Finding::new(Heading::Interrupts, text, &ROLE_TAKES_EFFECT_LATE)
}

fn is_allowed(analysis: &AccessAnalysis<'_>, path: &EvaluatedPath) -> bool {
    let now = analysis.evaluate_path(&path.actor, None, path.operation, &path.target);
    now.is_some_and(|now| now.verdict() != Verdict::Denied)
}

fn has_effect(effects: &EffectsBySymbol, symbol: &Symbol, wanted: &[Effect]) -> bool {
    effects.get(symbol).is_some_and(|effects| effects.iter().any(|effect| wanted.contains(&effect.effect)))
}

/// Whether a role assignment of the old topology grants its role in the new one as well: its scope and its principal are
/// still the same.
fn is_same_grant(comparison: &Comparison<'_>, assignment: &Resource) -> bool {
    let Comparison { old, new, .. } = *comparison;
    let Body::RoleAssignment(body) = &assignment.body else { return false };
    scope_id(old, assignment) == scope_id(new, assignment)
        && id_text(old, &body.principal) == id_text(new, &body.principal)
}

/// Whether an actor had its access before, and goes on with the role: a resource that is created beside an old one, or a
/// principal that had another name or object ID, had none.
fn is_same_actor(
    comparison: &Comparison<'_>,
    effects: &EffectsBySymbol,
    actor: &Actor,
    before: &AccessAnalysis<'_>,
    principal: &Expr,
) -> bool {
    let Comparison { old, new, .. } = *comparison;
    let Some(former) = before.role_principal(actor) else { return false };
    let is_certain = |symbol: &Symbol| {
        let refuses = |effect: &ResourceEffect| effect.effect == Effect::Refused && effect.condition.is_none();
        !effects.get(symbol).is_some_and(|effects| effects.iter().any(refuses))
    };
    let stays = |symbol: &Symbol| {
        let is_same = old.find(symbol).zip(new.find(symbol));
        is_same.is_some_and(|(before, after)| comparison.is_same_resource(before, after))
            && !has_effect(effects, symbol, &[Effect::Created, Effect::Replaced])
            && is_certain(symbol)
    };
    let is_same_principal = id_text(old, &former) == id_text(new, principal);
    match (actor, principal) {
        (Actor::AccountEncryption, _) => stays(&TargetService::Account.symbol()),
        (Actor::StorageEncryption, _) => stays(&TargetService::Storage.symbol()),
        (_, Expr::Attribute(owner, _)) => {
            is_same_principal && stays(owner) || has_effect(effects, owner, &[Effect::Replaced])
        }
        _ => is_same_principal,
    }
}

/// Whether what is accessed is new, so that no access to it goes on. A resource takes another key in use by itself.
fn is_new_target(effects: &EffectsBySymbol, actor: &Actor, target: &AccessTarget) -> bool {
    let is_encryption = matches!(actor, Actor::AccountEncryption | Actor::StorageEncryption);
    let service = TargetService::for_target(target).symbol();
    !is_encryption && has_effect(effects, &service, &[Effect::Created, Effect::Replaced])
}
