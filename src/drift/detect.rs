//! The drift of a topology, and what it means for who can reach what.

use std::collections::BTreeSet;

use super::{
    comparison::{ChangedResource, Comparison, compare_resources},
    declared::declared_inventory,
    expected::{DeploymentPlace, expected_resources},
    place::{PlaceError, find_place},
    properties::{Difference, ElementChange},
    roles::assignment_key,
};
use crate::{
    analyse::access::EvaluatedPath,
    catalog::ResourceKind,
    existing::{
        AzureId, ExistingAccess, ExistingResource, Inventory, ResolvedAccount, evaluate_access, resolve_accounts,
    },
    plan::{Body, LanguageFamily, ResolvedTopology},
    topology::values::Verdict,
};

/// How what exists differs from a topology.
#[derive(Debug)]
pub struct Drift {
    /// Where the topology is deployed.
    pub place: DeploymentPlace,
    /// The resources.
    pub comparison: Comparison,
    /// Whether a deployment of Bicep or ARM is among the outputs, so that it resets what the topology does not set.
    pub is_reset: bool,
    /// The access paths with another verdict.
    pub access: Vec<AccessDrift>,
}

/// An access path whose verdict is another one than that of the topology.
#[derive(Debug)]
pub struct AccessDrift {
    /// The account.
    pub account: AzureId,
    /// The access path: as it exists, or as the topology has it.
    pub path: EvaluatedPath,
    /// The verdict if the drift is undone; none if there is no such access path.
    pub declared: Option<Verdict>,
    /// The verdict of what exists.
    pub existing: Option<Verdict>,
}

impl Drift {
    /// Whether there is any. What is not known does not count.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let compared = &self.comparison;
        !compared.missing.is_empty() || !compared.extra.is_empty() || self.changed().next().is_some()
    }

    /// The resources that differ, with what counts as a difference.
    pub fn changed(&self) -> impl Iterator<Item = (&ChangedResource, Vec<&Difference>)> {
        let counted = |found: &'_ ChangedResource| -> usize {
            found.differences.iter().filter(|difference| self.counts(difference)).count()
        };
        self.comparison
            .found
            .iter()
            .filter(move |found| counted(found) > 0)
            .map(|found| (found, found.differences.iter().filter(|difference| self.counts(difference)).collect()))
    }

    /// What the topology does not set, whose default is not known: a deployment may keep it or not.
    pub fn not_written(&self) -> impl Iterator<Item = (&ChangedResource, &Difference)> {
        let differences = self
            .comparison
            .found
            .iter()
            .flat_map(|found| found.differences.iter().map(move |difference| (found, difference)));
        differences.filter(|(_, difference)| !self.counts(difference))
    }

    /// Role assignments that exist under another name, so that a deployment is refused.
    pub fn under_another_name(&self) -> impl Iterator<Item = &ChangedResource> {
        self.comparison.found.iter().filter(|found| found.has_other_name())
    }

    /// Whether a difference is drift.
    fn counts(&self, difference: &Difference) -> bool {
        match difference.change {
            ElementChange::NotWritten { is_reset, .. } => is_reset && self.is_reset,
            ElementChange::Changed { .. } | ElementChange::Missing { .. } | ElementChange::Extra { .. } => true,
        }
    }
}

/// Compares a topology with what exists. The access paths are those of the topology, without what is extra.
///
/// # Errors
/// The topology cannot be expressed as an ARM template, or it is not known where it is deployed.
pub fn detect_drift(
    plan: &ResolvedTopology,
    given: &DeploymentPlace,
    existing: &Inventory,
) -> Result<Drift, PlaceError> {
    let drift = detect(plan, given, existing)?;
    // Where the input is complete, what does not exist is missing, which is drift.
    let is_compared = !drift.comparison.found.is_empty() || !drift.comparison.missing.is_empty();
    if is_compared { Ok(drift) } else { Err(PlaceError::NothingThere(drift.place.resource_group)) }
}

fn detect(plan: &ResolvedTopology, given: &DeploymentPlace, existing: &Inventory) -> Result<Drift, PlaceError> {
    let place = find_place(plan, given, existing)?;
    let expected = expected_resources(plan, &place, existing).map_err(PlaceError::NotExpressible)?;
    let mut comparison = compare_resources(&expected, existing);
    comparison.extra.retain(|extra| !is_of_terraform(plan, extra));
    let languages = &plan.output_languages;
    let is_reset = languages.is_empty() || languages.iter().any(|language| language.family() == LanguageFamily::Azure);
    // What is the same has the same access paths.
    let access = if comparison.is_equal() {
        Vec::new()
    } else {
        let declared = declared_inventory(&comparison, existing, is_reset, |_| true);
        access_changes(plan, &expected, &declared, existing)
    };
    Ok(Drift { place, comparison, is_reset, access })
}

/// Whether a role assignment can be one that only Terraform creates: for the identity that runs it.
#[must_use]
pub fn is_of_terraform(plan: &ResolvedTopology, extra: &ExistingResource) -> bool {
    let Some(key) = assignment_key(extra).filter(|_| extra.id.is_of_type(ResourceKind::RoleAssignment.arm_type()))
    else {
        return false;
    };
    plan.resources.iter().any(|resource| {
        let Body::RoleAssignment(body) = &resource.body else { return false };
        let role = plan.display_text(&body.role_definition).to_ascii_lowercase();
        resource.only_for == Some(LanguageFamily::Terraform) && role.ends_with(&key.role)
    })
}

/// The access paths of the accounts of the topology with another verdict. Both sides are evaluated as if the input showed all that
/// decides: what it does not show is the same on both.
#[must_use]
pub fn access_changes(
    plan: &ResolvedTopology,
    expected: &Inventory,
    declared: &Inventory,
    existing: &Inventory,
) -> Vec<AccessDrift> {
    let named = plan.find(&"account".into()).and_then(|account| account.existing.as_ref());
    let named = named.and_then(|id| AzureId::parse(&id.to_string()));
    let is_own = |account: &ResolvedAccount| {
        expected.find(&account.account).is_some() || named.as_ref() == Some(&account.account)
    };
    let declared = as_if_complete(declared);
    let existing = &as_if_complete(existing);
    let after: Vec<ResolvedAccount> = resolve_accounts(&declared).into_iter().filter(is_own).collect();
    let mut found = Vec::new();
    for account in resolve_accounts(existing).into_iter().filter(is_own) {
        let same = after.iter().find(|other| other.account == account.account && other.storage == account.storage);
        let Some(same) = same.or_else(|| after.iter().find(|other| other.account == account.account)) else { continue };
        let evaluate = |account: &ResolvedAccount, inventory: &Inventory| {
            evaluate_access(account, inventory, None, None, None).map_or_else(|_| Vec::new(), paths)
        };
        let (old, new) = (evaluate(same, &declared), evaluate(&account, existing));
        found.extend(differing_paths(&account.account, old, &new));
    }
    found
}

/// The inventory as if it showed all that decides.
fn as_if_complete(inventory: &Inventory) -> Inventory {
    let mut complete = inventory.filter(|_| true);
    let subscriptions: BTreeSet<&str> = inventory.resources().iter().filter_map(|r| r.id.subscription()).collect();
    let scopes = subscriptions.into_iter().filter_map(|id| AzureId::parse(&format!("/subscriptions/{id}")));
    for scope in scopes {
        for kind in [ResourceKind::RoleAssignment, ResourceKind::PrivateEndpoint] {
            complete.completeness.add(kind.arm_type(), scope.clone());
        }
    }
    complete
}

fn paths(access: ExistingAccess) -> Vec<EvaluatedPath> {
    access.paths
}

fn differing_paths(account: &AzureId, old: Vec<EvaluatedPath>, new: &[EvaluatedPath]) -> Vec<AccessDrift> {
    let verdict = |paths: &[EvaluatedPath], wanted: &EvaluatedPath| {
        let same = paths.iter().find(|path| path.to_string() == wanted.to_string());
        same.map(EvaluatedPath::verdict)
    };
    let mut found = Vec::new();
    for path in new {
        let declared = verdict(&old, path);
        let existing = Some(path.verdict());
        // Who has no access path has no access.
        if declared.unwrap_or(Verdict::Denied) != path.verdict() {
            found.push(AccessDrift { account: account.clone(), path: path.clone(), declared, existing });
        }
    }
    for path in old {
        if verdict(new, &path).is_none() && path.verdict() != Verdict::Denied {
            let declared = Some(path.verdict());
            found.push(AccessDrift { account: account.clone(), path, declared, existing: None });
        }
    }
    found
}
