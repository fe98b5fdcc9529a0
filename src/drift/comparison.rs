//! What a topology deploys, compared with what exists.

use std::collections::{HashMap, HashSet};

use super::{
    properties::{Difference, UnknownProperty, compare_properties},
    roles::{AssignmentKey, assignment_key, has_known_principal},
};
use crate::{
    arm_template::Value,
    catalog::ResourceKind,
    existing::{AzureId, ExistingResource, Inventory},
};

/// What a topology deploys, compared with what exists.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Resources that do not exist: the input is complete for them.
    pub missing: Vec<ExistingResource>,
    /// Resources that the input does not show, and that may exist.
    pub not_seen: Vec<ExistingResource>,
    /// Resources on those of the topology that it does not deploy.
    pub extra: Vec<ExistingResource>,
    /// Resources that exist.
    pub found: Vec<ChangedResource>,
}

impl Comparison {
    /// Whether nothing differs that is known.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.found.iter().all(|found| found.differences.is_empty())
    }
}

/// A resource of the topology that exists.
#[derive(Debug)]
pub struct ChangedResource {
    /// What the topology deploys.
    pub expected: ExistingResource,
    /// The ID of what exists: of a role assignment, that of another name.
    pub existing: AzureId,
    /// What differs.
    pub differences: Vec<Difference>,
    /// What could not be compared.
    pub unknown: Vec<UnknownProperty>,
    /// Whether nothing but its existence was compared.
    pub is_unread: bool,
    /// Whether Terraform manages what exists.
    pub is_of_terraform: bool,
}

impl ChangedResource {
    /// Whether it exists under another name, so that a deployment that creates it is refused.
    #[must_use]
    pub fn has_other_name(&self) -> bool {
        self.existing != self.expected.id && self.expected.id.is_known() && self.existing.is_known()
    }
}

/// Compares the resources of a topology ([`expected_resources`](super::expected_resources)) with those that exist.
#[must_use]
pub fn compare_resources(expected: &Inventory, existing: &Inventory) -> Comparison {
    let mut result = Comparison::default();
    let mut matched: HashSet<AzureId> = HashSet::new();
    let assignments = by_meaning(existing);
    for resource in expected.resources() {
        let found = match assignment_of(resource) {
            Some(key) => {
                let same = assignments.get(&key).and_then(|ids| ids.first()).filter(|_| key.principal.is_some());
                let same = same.and_then(|id| existing.find(id)).or_else(|| existing.find(&resource.id));
                same.or_else(|| only_with_role(&assignments, &key, existing))
            }
            None => existing.find(&resource.id),
        };
        match found {
            Some(found) => {
                matched.insert(found.id.clone());
                let compared = compare_properties(resource, found);
                result.found.push(ChangedResource {
                    expected: resource.clone(),
                    existing: found.id.clone(),
                    differences: compared.differences,
                    unknown: compared.unknown,
                    is_unread: compared.is_unread,
                    is_of_terraform: found.origin.terraform_address.is_some(),
                });
            }
            None if is_absent(resource, existing) => result.missing.push(resource.clone()),
            None => result.not_seen.push(resource.clone()),
        }
    }
    let unresolved = unresolved_assignments(&result.not_seen);
    for resource in existing.resources().iter().filter(|resource| !matched.contains(&resource.id)) {
        let may_be_expected = || {
            assignment_of(resource).is_some_and(|key| unresolved.contains(&AssignmentKey { principal: None, ..key }))
        };
        if expected.find(&resource.id).is_none() && sits_on(resource, expected) && !may_be_expected() {
            result.extra.push(resource.clone());
        }
    }
    result
}

fn is_assignment(resource: &ExistingResource) -> bool {
    resource.id.is_of_type(ResourceKind::RoleAssignment.arm_type())
}

fn assignment_of(resource: &ExistingResource) -> Option<AssignmentKey> {
    if is_assignment(resource) { assignment_key(resource) } else { None }
}

/// The role assignments that exist, by what they mean.
fn by_meaning(existing: &Inventory) -> HashMap<AssignmentKey, Vec<AzureId>> {
    let mut found: HashMap<AssignmentKey, Vec<AzureId>> = HashMap::new();
    for resource in existing.of_type(ResourceKind::RoleAssignment.arm_type()) {
        if let Some(key) = assignment_key(resource) {
            found.entry(key).or_default().push(resource.id.clone());
        }
    }
    found
}

/// The only assignment of a role at a scope whose principal is not known.
fn only_with_role<'a>(
    assignments: &HashMap<AssignmentKey, Vec<AzureId>>,
    wanted: &AssignmentKey,
    existing: &'a Inventory,
) -> Option<&'a ExistingResource> {
    let same = |key: &&AssignmentKey| key.scope == wanted.scope && key.role == wanted.role && key.principal.is_none();
    let mut ids = assignments.keys().filter(same).filter_map(|key| assignments.get(key)).flatten();
    let only = ids.next()?;
    if ids.next().is_some() { None } else { existing.find(only) }
}

/// What the assignments mean that were not seen, and of which the principal is not known.
fn unresolved_assignments(not_seen: &[ExistingResource]) -> HashSet<AssignmentKey> {
    let unresolved = not_seen.iter().filter(|resource| !has_known_principal(resource)).filter_map(assignment_of);
    unresolved.map(|key| AssignmentKey { principal: None, ..key }).collect()
}

/// Whether a resource that was not seen does not exist: everything of its type was read, or what it is a part of shows it.
fn is_absent(resource: &ExistingResource, existing: &Inventory) -> bool {
    let id = &resource.id;
    if !id.is_known() {
        return false;
    }
    // An assignment whose principal is not known may be one of those that exist.
    if is_assignment(resource) && !has_known_principal(resource) {
        return false;
    }
    let is_listed = existing.completeness.is_complete(&resource.resource_type, id)
        || id.scope().is_some_and(|scope| existing.completeness.is_complete(&resource.resource_type, &scope));
    let is_in_network = || {
        let network = id.parent().filter(|_| id.is_of_type(ResourceKind::Subnet.arm_type()));
        let network = network.and_then(|network| existing.find(&network));
        let properties = network.and_then(|network| network.body.as_object()?.get("properties")?.as_object());
        properties.and_then(|properties| properties.get("subnets")).and_then(Value::as_items).is_some()
            && network.is_some_and(|network| network.origin.terraform_address.is_none())
    };
    is_listed || is_in_network()
}

/// Types that sit on another resource and change what it allows.
const PARTS: [ResourceKind; 6] = [
    ResourceKind::Subnet,
    ResourceKind::PrivateDnsZoneGroup,
    ResourceKind::VirtualNetworkLink,
    ResourceKind::FederatedCredential,
    ResourceKind::RoleAssignment,
    ResourceKind::ManagementLock,
];

/// Whether a resource sits on one that the topology deploys.
fn sits_on(resource: &ExistingResource, expected: &Inventory) -> bool {
    let owner = resource.id.parent().or_else(|| resource.id.scope());
    let is_part = PARTS.iter().any(|kind| resource.id.is_of_type(kind.arm_type()));
    if is_part {
        return owner.is_some_and(|owner| expected.find(&owner).is_some());
    }
    resource.id.is_of_type(ResourceKind::PrivateEndpoint.arm_type())
        && targets(resource).iter().any(|target| expected.find(target).is_some())
}

/// What a private endpoint leads to.
fn targets(endpoint: &ExistingResource) -> Vec<AzureId> {
    let properties = endpoint.body.as_object().and_then(|body| body.get("properties")).and_then(Value::as_object);
    let lists = ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"];
    let items = lists.iter().filter_map(|list| properties?.get(list)?.as_items()).flatten();
    let target = |item: &Value| {
        let properties = item.as_object()?.get("properties")?.as_object()?;
        AzureId::parse(properties.get("privateLinkServiceId")?.as_text()?)
    };
    items.filter_map(target).collect()
}
