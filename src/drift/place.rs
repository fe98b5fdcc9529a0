//! Where a topology is deployed: as specified, or where its resources are.

use std::collections::{BTreeMap, HashMap};

use super::expected::{DeploymentPlace, expected_resources};
use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    diagnostic::Diagnostic,
    existing::{AzureId, ExistingResource, Inventory},
    plan::ResolvedTopology,
};

/// Why it is not known where a topology is deployed.
#[derive(Debug)]
pub enum PlaceError {
    /// The topology cannot be expressed as an ARM template.
    NotExpressible(Vec<Diagnostic>),
    /// None of its resources exists in the input.
    NotFound,
    /// Nothing of the topology is in the input; with the resource group, if it is known.
    NothingThere(Option<String>),
    /// As many of its resources are in several resource groups.
    Ambiguous(Vec<AzureId>),
}

/// Completes a place with the resource group in which most resources of the topology are, by their types and names.
///
/// # Errors
/// There is no such group, or several.
pub fn find_place(
    plan: &ResolvedTopology,
    given: &DeploymentPlace,
    existing: &Inventory,
) -> Result<DeploymentPlace, PlaceError> {
    let mut place = given.clone();
    let declared = plan.subscription.as_ref().map(ToString::to_string);
    place.subscription = place.subscription.or(declared);
    if place.subscription.is_none() || place.resource_group.is_none() {
        let expected = expected_resources(plan, &place, existing).map_err(PlaceError::NotExpressible)?;
        let Some(group) = most_common_group(&expected, existing, &place)? else { return Ok(place) };
        // In a template, both can be those of its deployment: then the topology has the same expressions.
        let known = |name: Option<&str>| name.filter(|name| !name.contains('{')).map(str::to_owned);
        place.subscription = known(group.subscription());
        place.resource_group = known(group.resource_group());
    }
    if place.tenant.is_none() {
        place.tenant = existing.resources().iter().filter(|resource| is_inside(resource, &place)).find_map(tenant_of);
    }
    Ok(place)
}

/// The name of a resource, whatever its group is.
type Name = (String, Vec<String>);

fn name_of(id: &AzureId) -> Option<Name> {
    let names = id.names().into_iter().map(str::to_ascii_lowercase).collect();
    Some((id.resource_type()?.to_ascii_lowercase(), names))
}

/// The part of an ID that is its resource group; none of what extends another resource.
fn group_of(id: &AzureId) -> Option<AzureId> {
    let scope = std::iter::successors(Some(id.clone()), AzureId::parent).last()?.scope()?;
    (scope.resource_type().is_none() && scope.resource_group().is_some()).then_some(scope)
}

/// The group with most of the resources; none if no resource depends on it.
fn most_common_group(
    expected: &Inventory,
    existing: &Inventory,
    place: &DeploymentPlace,
) -> Result<Option<AzureId>, PlaceError> {
    // The names of private DNS zones are those of Azure.
    let is_own =
        |id: &AzureId| !id.resource_type().is_some_and(|own| own.starts_with(ResourceKind::PrivateDnsZone.arm_type()));
    let is_open = |id: &AzureId| is_own(id) && id.names().iter().all(|name| !name.contains('{')) && !id.is_known();
    let names: Vec<Name> =
        expected.resources().iter().filter(|r| is_open(&r.id)).filter_map(|r| name_of(&r.id)).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let is_same = |given: Option<&str>, own: Option<&str>| {
        given.is_none_or(|given| own.is_some_and(|own| own.eq_ignore_ascii_case(given)))
    };
    let mut found: HashMap<Name, Vec<AzureId>> = HashMap::new();
    for resource in existing.resources() {
        let Some((group, name)) = group_of(&resource.id).zip(name_of(&resource.id)) else { continue };
        if is_same(place.subscription.as_deref(), group.subscription())
            && is_same(place.resource_group.as_deref(), group.resource_group())
        {
            found.entry(name).or_default().push(group);
        }
    }
    let mut counts: BTreeMap<AzureId, usize> = BTreeMap::new();
    for group in names.iter().filter_map(|name| found.get(name)).flatten() {
        *counts.entry(group.clone()).or_default() += 1;
    }
    let most = counts.values().copied().max().ok_or(PlaceError::NotFound)?;
    let mut groups: Vec<AzureId> = counts.into_iter().filter(|(_, n)| *n == most).map(|(group, _)| group).collect();
    match groups.pop() {
        Some(group) if groups.is_empty() => Ok(Some(group)),
        last => Err(PlaceError::Ambiguous(groups.into_iter().chain(last).collect())),
    }
}

fn is_inside(resource: &ExistingResource, place: &DeploymentPlace) -> bool {
    let own = resource.id.subscription();
    place.subscription.as_deref().zip(own).is_some_and(|(given, own)| given.eq_ignore_ascii_case(own))
}

/// The tenant that a resource is in: that of its identity, or of a vault.
fn tenant_of(resource: &ExistingResource) -> Option<String> {
    let body = resource.body.as_object()?;
    let tenant = |part: &str| {
        let value = body.get(part)?.as_object()?.get("tenantId")?;
        value.as_text().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let of_vault = || tenant("properties").filter(|_| resource.id.is_of_type("Microsoft.KeyVault/vaults"));
    let is_value = |value: &Value| value.as_object().is_some();
    body.get("identity").filter(|value| is_value(value)).and_then(|_| tenant("identity")).or_else(of_vault)
}
