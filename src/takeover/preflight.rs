//! What the first deployment of a topology would do to what exists.

use super::opening::{creation_opens, opens};
use crate::{
    analyse::access::EvaluatedPath,
    catalog::{ResourceKind, changes::Effect},
    compare::{PlannedSide, compare_planned, replaced_resources},
    diagnostic::Diagnostic,
    drift::{
        ChangedResource, Comparison, DeploymentPlace, Difference, ElementChange, PlaceError, compare_resources,
        declared_inventory, expected_resources, find_place,
    },
    existing::{AzureId, ExistingResource, Inventory, resolve_accounts},
    plan::{LanguageFamily, ResolvedTopology},
};

/// What a deployment would do.
#[derive(Debug)]
pub struct Preflight {
    /// Where the topology is deployed.
    pub place: DeploymentPlace,
    /// What is done to each resource that does not stay as it is.
    pub steps: Vec<Step>,
    /// Access paths that become less restricted.
    pub opened_paths: Vec<EvaluatedPath>,
    /// Posture rules that are violated afterwards, and are not now.
    pub violations: Vec<Diagnostic>,
    /// The number of resources that stay as they are.
    pub unchanged: usize,
    /// Resources of which not everything could be compared.
    pub unread: Vec<ExistingResource>,
}

/// What is done to a resource.
#[derive(Debug)]
pub struct Step {
    /// The resource.
    pub subject: Subject,
    /// What is done.
    pub effect: Effect,
    /// The properties that are changed.
    pub differences: Vec<Difference>,
    /// Why, where the properties do not show it.
    pub reason: Option<String>,
    /// Whether this gives or widens access.
    pub opens: bool,
}

/// A resource that a deployment acts on.
#[derive(Debug)]
pub enum Subject {
    /// One of Azure.
    Resource(Box<ExistingResource>),
    /// One of Terraform, by its address.
    Address(String),
}

impl Preflight {
    /// Whether something would be opened, replaced or destroyed.
    #[must_use]
    pub fn is_harmful(&self) -> bool {
        !self.opened_paths.is_empty() || !self.violations.is_empty() || self.steps.iter().any(Step::is_harmful)
    }
}

impl Step {
    /// Whether it opens, replaces or destroys something.
    #[must_use]
    pub fn is_harmful(&self) -> bool {
        self.opens || matches!(self.effect, Effect::Replaced | Effect::Destroyed)
    }

    pub(super) fn new(subject: Subject, effect: Effect) -> Self {
        Self { subject, effect, differences: Vec::new(), reason: None, opens: false }
    }

    fn of(resource: &ExistingResource, effect: Effect) -> Self {
        Self::new(Subject::Resource(Box::new(resource.clone())), effect)
    }
}

/// Compares what a deployment of a topology would leave with what exists.
///
/// # Errors
/// The topology cannot be expressed as an ARM template, or it is not known where it is deployed.
pub fn preflight(
    plan: &ResolvedTopology,
    family: LanguageFamily,
    given: &DeploymentPlace,
    existing: &Inventory,
) -> Result<Preflight, PlaceError> {
    let place = find_place(plan, given, existing)?;
    let expected = expected_resources(plan, &place, existing).map_err(PlaceError::NotExpressible)?;
    let mut comparison = compare_resources(&expected, existing);
    // What was not seen is created, as far as a deployment knows. A storage account always has its blob service.
    let not_seen = std::mem::take(&mut comparison.not_seen);
    comparison.missing.extend(not_seen);
    comparison.missing.retain(|resource| !resource.id.is_of_type(ResourceKind::BlobService.arm_type()));
    // Only subnets belong to the list of another resource; the rest stays.
    comparison.extra.retain(|extra| extra.id.is_of_type(ResourceKind::Subnet.arm_type()));
    let impact = Impact::of(&comparison, &expected, existing, family);
    let mut steps: Vec<Step> = comparison.missing.iter().map(created).collect();
    let of_found = comparison.found.iter().filter_map(|found| changed(found, family, &impact.replaced));
    steps.extend(of_found);
    steps.extend(comparison.extra.iter().map(|extra| Step {
        reason: Some("the network of the topology does not have it".to_owned()),
        ..Step::of(extra, Effect::Destroyed)
    }));
    steps.sort_by_key(|step| step.effect);
    let is_same = |found: &&ChangedResource| changed(found, family, &impact.replaced).is_none();
    let unchanged = comparison.found.iter().filter(is_same).count();
    let unread = comparison.found.iter().filter(|found| found.is_unread).map(|found| found.expected.clone()).collect();
    let Impact { opened_paths, violations, .. } = impact;
    Ok(Preflight { place, steps, opened_paths, violations, unchanged, unread })
}

fn created(resource: &ExistingResource) -> Step {
    Step { opens: creation_opens(resource), ..Step::of(resource, Effect::Created) }
}

/// What is done to a resource that exists; none if it stays as it is.
fn changed(found: &ChangedResource, family: LanguageFamily, replaced: &[(AzureId, String)]) -> Option<Step> {
    let is_change =
        |difference: &&Difference| !matches!(difference.change, ElementChange::NotWritten { is_reset: false, .. });
    let differences: Vec<Difference> = found.differences.iter().filter(is_change).cloned().collect();
    let reason = replaced.iter().find(|(id, _)| *id == found.existing).map(|(_, reason)| reason.clone());
    let reason = reason.or_else(|| moves(&differences));
    // Terraform imports a role assignment by its ID, and does not set its name.
    let is_refused = found.has_other_name() && family == LanguageFamily::Azure;
    let effect = match () {
        () if reason.is_some() => Effect::Replaced,
        () if is_refused => Effect::Refused,
        () if differences.is_empty() => return None,
        () => Effect::Changed,
    };
    let opens = differences.iter().any(opens);
    Some(Step { differences, reason, opens, ..Step::of(&found.expected, effect) })
}

/// No resource changes its region.
fn moves(differences: &[Difference]) -> Option<String> {
    let is_location = |difference: &&Difference| difference.path.eq_ignore_ascii_case("location");
    differences.iter().find(is_location).map(|_| "its region cannot change".to_owned())
}

/// What a deployment means for the accounts.
struct Impact {
    replaced: Vec<(AzureId, String)>,
    opened_paths: Vec<EvaluatedPath>,
    violations: Vec<Diagnostic>,
}

impl Impact {
    fn of(comparison: &Comparison, expected: &Inventory, existing: &Inventory, family: LanguageFamily) -> Self {
        // What Terraform does with arguments that are not set is another matter.
        let is_reset = family == LanguageFamily::Azure;
        let after = declared_inventory(comparison, existing, is_reset, |_| true);
        let is_own = |id: &AzureId| expected.find(id).is_some() || existing.find(id).is_some();
        let mut sides = [existing, &after].map(resolve_accounts);
        sides.iter_mut().for_each(|accounts| accounts.retain(|account| is_own(&account.account)));
        let [old, new] = &sides;
        let planned = compare_planned(
            PlannedSide { inventory: existing, accounts: old },
            PlannedSide { inventory: &after, accounts: new },
            &[],
            &[],
        );
        let mut impact = Self { replaced: Vec::new(), opened_paths: Vec::new(), violations: Vec::new() };
        for account in planned.accounts {
            impact.opened_paths.extend(account.changes.opened_paths().map(|change| change.access_path.clone()));
            impact.violations.extend(account.posture.added);
            if let (Some(before), Some(after)) = (account.before, account.after) {
                impact.replaced.extend(replaced_resources(before, after));
            }
        }
        impact
    }
}
