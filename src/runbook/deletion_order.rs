//! The order in which resources are deleted: each before the resources that it uses, in whichever resource group they are.

use std::collections::BTreeSet;

use crate::plan::{Body, DeploymentTarget, Expr, Nesting, ResolvedTopology, Resource, ResourceKind, Symbol};

/// Resources that can be deleted one after the other.
pub(super) enum DeletionRun<'a> {
    /// Resources in the target resource group.
    OfDeployment(Vec<&'a Resource>),
    /// Resources in other resource groups.
    Outside(Vec<&'a Resource>),
}

/// All resources to delete, in as few runs as possible.
pub(super) fn deletion_runs(plan: &ResolvedTopology) -> Vec<DeletionRun<'_>> {
    let mut remaining: Vec<&Resource> = plan.resources.iter().rev().map(AsRef::as_ref).filter(|r| is_unit(r)).collect();
    let mut uses = usage_pairs(plan);
    let mut runs = Vec::new();
    let mut outside = false;
    while !remaining.is_empty() {
        let mut run = take_ready(&mut remaining, &mut uses, outside);
        if run.is_empty() && take_ready(&mut remaining.clone(), &mut uses.clone(), !outside).is_empty() {
            // No order satisfies resources that use each other: the reverse order of creation remains.
            let first = remaining.remove(0);
            uses.retain(|(user, _)| *user != first.symbol);
            outside = is_outside(first);
            run.push(first);
        }
        if !run.is_empty() {
            add_run(&mut runs, run, outside);
        }
        outside = !outside;
    }
    runs
}

fn add_run<'a>(runs: &mut Vec<DeletionRun<'a>>, run: Vec<&'a Resource>, outside: bool) {
    match (runs.last_mut(), outside) {
        (Some(DeletionRun::OfDeployment(last)), false) | (Some(DeletionRun::Outside(last)), true) => last.extend(run),
        (_, false) => runs.push(DeletionRun::OfDeployment(run)),
        (_, true) => runs.push(DeletionRun::Outside(run)),
    }
}

/// Takes the resources on one side that no remaining resource uses.
fn take_ready<'a>(
    remaining: &mut Vec<&'a Resource>,
    uses: &mut BTreeSet<(Symbol, Symbol)>,
    outside: bool,
) -> Vec<&'a Resource> {
    let mut run = Vec::new();
    while let Some(index) = remaining
        .iter()
        .position(|resource| is_outside(resource) == outside && uses.iter().all(|(_, used)| *used != resource.symbol))
    {
        let resource = remaining.remove(index);
        uses.retain(|(user, _)| *user != resource.symbol);
        run.push(resource);
    }
    run
}

/// Whether a resource is deleted by hand: it is in another resource group, or a role assignment on a whole scope.
fn is_outside(resource: &Resource) -> bool {
    match resource.deployment_target {
        DeploymentTarget::OtherGroup(_) | DeploymentTarget::Subscription => true,
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => {
            resource.kind == ResourceKind::RoleAssignment && resource.scope.is_none()
        }
    }
}

/// Whether a resource is deleted by itself, and not with its parent or its scope.
fn is_unit(resource: &Resource) -> bool {
    if resource.existing.is_some() || resource.only_for.is_some() {
        return false;
    }
    match &resource.deployment_target {
        DeploymentTarget::OtherGroup(_) | DeploymentTarget::Subscription => true,
        DeploymentTarget::SecondPass => false,
        // A private DNS zone cannot be deleted before its links; other children are deleted with their parents.
        DeploymentTarget::TargetGroup => {
            resource.scope.is_none()
                && (resource.parent.is_none() || resource.kind == ResourceKind::VirtualNetworkLink)
                && resource.nesting == Nesting::Standalone
        }
    }
}

/// The resource that has to be deleted for another one to be deleted.
fn find_unit<'a>(plan: &'a ResolvedTopology, resource: &'a Resource) -> Option<&'a Resource> {
    if is_unit(resource) {
        return Some(resource);
    }
    if resource.existing.is_some() || resource.scope.is_some() {
        return None;
    }
    let encrypted = match &resource.body {
        Body::CognitiveAccountKey(key) => Some(&key.account),
        Body::StorageAccountKey(key) => Some(&key.account),
        _ => None,
    };
    let above = match (encrypted, &resource.parent) {
        (Some(Expr::Attribute(account, _)), _) => plan.find(account),
        (_, Some(parent)) => plan.find(parent),
        // The second deployment pass writes the same resource again.
        _ => plan
            .resources
            .iter()
            .map(AsRef::as_ref)
            .find(|other| is_unit(other) && other.kind == resource.kind && other.name == resource.name),
    };
    above.and_then(|above| find_unit(plan, above))
}

/// Pairs of a resource and a resource that it uses.
fn usage_pairs(plan: &ResolvedTopology) -> BTreeSet<(Symbol, Symbol)> {
    let mut pairs = BTreeSet::new();
    for resource in &plan.resources {
        // A permission for an identity is no use of it: it is deleted before or after the identity.
        let is_permission = matches!(resource.body, Body::RoleAssignment(_) | Body::KeyVaultAccessPolicies(_));
        let Some(user) = find_unit(plan, resource) else { continue };
        let referenced = if is_permission { Vec::new() } else { resource.referenced_symbols() };
        for symbol in &referenced {
            if let Some(used) = plan.find(symbol).and_then(|used| find_unit(plan, used)) {
                pairs.insert((user.symbol.clone(), used.symbol.clone()));
            }
        }
        // What the target resource group has is ordered by references alone.
        for dependency in &resource.depends_on {
            if let Some(used) = plan.find(&dependency.symbol).and_then(|used| find_unit(plan, used))
                && is_outside(used)
                && !is_outside(user)
            {
                pairs.insert((user.symbol.clone(), used.symbol.clone()));
            }
        }
    }
    pairs.retain(|(user, used)| user != used);
    pairs
}
