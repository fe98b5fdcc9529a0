//! Resources that send requests from a subnet: with an identity that has a role, they are clients there.

use super::{
    builder::PlanBuilder,
    fields::{items, text},
    network::add_subnet_by_id,
    services::principal_of,
};
use crate::{
    arm_template::{Object, Value},
    catalog::{
        ResourceKind,
        callers::{CALLERS, CARRIERS, SubnetPath},
    },
    existing::{AzureId, ExistingResource, Inventory},
    plan::{CallerKind, Expr, Symbol},
};

/// A resource that sends requests from a subnet.
#[derive(Debug, Clone)]
pub struct CallerInSubnet {
    /// Its ID.
    pub id: AzureId,
    /// The name of the subnet, as the access paths have it.
    pub subnet: String,
    /// The client that it is, if its identity has a role on a service.
    pub client: Option<String>,
}

/// The resources that send requests from a subnet of the plan, or as a client, whose network is added.
pub(super) fn add_callers(builder: &mut PlanBuilder<'_>) -> Vec<CallerInSubnet> {
    let inventory = builder.inventory;
    let mut found = Vec::new();
    let callers = inventory.of_types(CALLERS.iter().map(|(arm_type, _)| *arm_type));
    let callers = callers.into_iter().filter(|found| is_caller(found));
    for (resource, subnet) in callers.filter_map(|resource| Some((resource, subnet_of(inventory, resource)?))) {
        let client = client_of(builder, resource);
        if client.is_none() && builder.symbol(&subnet).is_none() {
            continue;
        }
        let key = builder.key(resource);
        let symbol = add_subnet_by_id(builder, &subnet, &key);
        let Some(subnet) = subnet_name(builder, &symbol) else { continue };
        found.push(CallerInSubnet { id: resource.id.clone(), subnet, client });
    }
    found
}

fn paths_of(resource: &ExistingResource) -> &'static [SubnetPath] {
    let known = CALLERS.iter().find(|(arm_type, _)| resource.resource_type.eq_ignore_ascii_case(arm_type));
    known.map_or(&[], |(_, paths)| paths)
}

fn is_caller(resource: &ExistingResource) -> bool {
    !paths_of(resource).is_empty()
        && !CARRIERS.iter().any(|carrier| resource.resource_type.eq_ignore_ascii_case(carrier))
}

/// The subnet of a resource, if it is in one only.
fn subnet_of(inventory: &Inventory, resource: &ExistingResource) -> Option<AzureId> {
    let body = &resource.body;
    let through = |id: &str| subnet_of(inventory, inventory.find(&AzureId::parse(id)?)?);
    let known = |value: &Value, path: &[&str]| text(value, path).ok().flatten().map(str::to_owned);
    let mut found: Vec<AzureId> = Vec::new();
    for path in paths_of(resource) {
        match path {
            SubnetPath::Subnet(path) => found.extend(known(body, path).and_then(|id| AzureId::parse(&id))),
            SubnetPath::Through(path) => found.extend(known(body, path).and_then(|id| through(&id))),
            SubnetPath::ThroughEach(path) => {
                let ids = items(body, path).unwrap_or_default().iter().filter_map(|item| known(item, &["id"]));
                found.extend(ids.filter_map(|id| through(&id)));
            }
            SubnetPath::IpConfigurations(path) => {
                let list = items(body, path).unwrap_or_default().iter();
                let ids = list.filter_map(|item| known(item, &["properties", "subnet", "id"]));
                found.extend(ids.filter_map(|id| AzureId::parse(&id)));
            }
        }
    }
    let first = found.first()?.clone();
    found.iter().all(|other| *other == first).then_some(first)
}

/// The client that a resource is, with its own identity or with a user-assigned one.
fn client_of(builder: &PlanBuilder<'_>, resource: &ExistingResource) -> Option<String> {
    let principals = identities_of(builder.inventory, resource);
    builder.plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal, .. } => {
            principals.iter().any(|own| *principal == Expr::string(own)).then(|| name.clone())
        }
        _ => None,
    })
}

/// The object IDs of the identities of a resource.
fn identities_of(inventory: &Inventory, resource: &ExistingResource) -> Vec<String> {
    let identities =
        resource.body.as_object().and_then(|body| body.get("identity")?.as_object()?.get("userAssignedIdentities"));
    let assigned = identities.and_then(Value::as_object).into_iter().flat_map(Object::entries);
    let assigned = assigned.filter_map(|(id, value)| {
        let reported = text(value, &["principalId"]).ok().flatten().map(str::to_ascii_lowercase);
        reported.or_else(|| principal_of(inventory.find(&AzureId::parse(id)?)?))
    });
    principal_of(resource).into_iter().chain(assigned).collect()
}

/// The name of a subnet, as the access paths have it.
pub(super) fn subnet_name(builder: &PlanBuilder<'_>, symbol: &Symbol) -> Option<String> {
    builder.plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Subnet { name, subnet, .. } if subnet == symbol => Some(name.clone()),
        _ => None,
    })
}

/// The network interfaces of a machine with a network security group of their own.
pub(super) fn interfaces_with_rules<'i>(inventory: &'i Inventory, machine: &AzureId) -> Vec<&'i ExistingResource> {
    let Some(machine) = inventory.find(machine) else { return Vec::new() };
    let list = items(&machine.body, &["properties", "networkProfile", "networkInterfaces"]).unwrap_or_default();
    let found = list.iter().filter_map(|item| {
        let interface = inventory.find(&AzureId::parse(text(item, &["id"]).ok()??)?)?;
        let group = text(&interface.body, &["properties", "networkSecurityGroup", "id"]);
        let is_interface = interface.id.is_of_type(ResourceKind::NetworkInterface.arm_type());
        (is_interface && group != Ok(None)).then_some(interface)
    });
    found.collect()
}
