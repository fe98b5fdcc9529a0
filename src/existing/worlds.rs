//! What may exist without being seen, tried on the plan: role assignments and private endpoints.

use std::sync::Arc;

use super::bare_resource::bare_resource;
use crate::{
    catalog::{
        ResourceKind,
        roles::{Action, narrowest_role},
    },
    plan::{
        Body, Caller, CallerKind, Expr, Occupants, PrivateDnsZone, PrivateDnsZoneGroup, PrivateEndpoint,
        ResolvedTopology, Resource, RoleAssignment, Subnet, Symbol, VirtualNetwork, VirtualNetworkLink, ZoneConfig,
    },
};

/// The services with the subresources of their private endpoints.
const SERVICES: [(&str, &str); 3] = [("account", "account"), ("storageAccount", "blob"), ("keyVault", "vault")];

/// The plan with every role that a principal can need.
pub(super) fn with_roles(plan: &ResolvedTopology, principal: &Expr) -> ResolvedTopology {
    let mut plan = plan.clone();
    let roles = [
        ("account", Action::CallAccount),
        ("storageAccount", Action::WriteBlobs),
        ("accountEncryptionKey", Action::UseKey),
        ("storageEncryptionKey", Action::UseKey),
    ];
    for (service, action) in roles {
        let scope = Symbol::from(service);
        let Some(role) = narrowest_role(action).filter(|_| plan.find(&scope).is_some()) else { continue };
        let body = RoleAssignment {
            role_name: Some(role.name),
            role_definition: Expr::string(role.guid),
            unnamed_role: None,
            principal: principal.clone(),
            principal_type: None,
        };
        let name = format!("unseenRole{}", plan.resources.len());
        let resource = bare_resource(name.into(), ResourceKind::RoleAssignment, Body::RoleAssignment(body));
        plan.resources.push(Arc::new(Resource { scope: Some(scope), ..resource }));
    }
    plan
}

/// The plan with the roles of every group for a principal, too.
pub(super) fn with_roles_of_groups(plan: &ResolvedTopology, principal: &Expr) -> ResolvedTopology {
    let mut plan = plan.clone();
    let of_group = |resource: &Arc<Resource>| match &resource.body {
        Body::RoleAssignment(body) if body.principal_type == Some("Group") => {
            let body = RoleAssignment { principal: principal.clone(), principal_type: None, ..body.clone() };
            Some(Arc::new(Resource { body: Body::RoleAssignment(body), ..Resource::clone(resource) }))
        }
        _ => None,
    };
    let added: Vec<Arc<Resource>> = plan.resources.iter().filter_map(of_group).collect();
    plan.resources.extend(added);
    plan
}

/// The plan with the blob host of storage on the allowed FQDN list of the account.
pub(super) fn with_listed_storage(plan: &ResolvedTopology) -> ResolvedTopology {
    let mut plan = plan.clone();
    let account = Symbol::from("account");
    for resource in plan.resources.iter_mut().filter(|resource| resource.symbol == account) {
        if let Body::CognitiveAccount(body) = &mut Arc::make_mut(resource).body {
            let mut hosts = match body.allowed_fqdns.take() {
                Some(Expr::List(hosts)) => hosts,
                _ => Vec::new(),
            };
            hosts.push(Expr::blob_host(Expr::parameter("storageAccountName")));
            body.allowed_fqdns = Some(Expr::List(hosts));
        }
    }
    plan
}

/// The plan with private endpoints for services that have none in the network of a client.
pub(super) fn with_endpoints_in(plan: &ResolvedTopology, network: &Symbol) -> ResolvedTopology {
    let mut plan = plan.clone();
    for (service, group) in SERVICES {
        if !has_endpoint(&plan, service) {
            add_endpoint(&mut plan, service, group, network);
        }
    }
    plan
}

fn has_endpoint(plan: &ResolvedTopology, service: &str) -> bool {
    endpoints_of(plan, service).next().is_some()
}

/// Whether an endpoint connects to a service: one whose connection is pending or rejected leads nowhere.
fn has_approved_endpoint(plan: &ResolvedTopology, service: &str) -> bool {
    let is_approved = |symbol| plan.observed().is_none_or(|observed| observed.unapproved_state(symbol).is_none());
    endpoints_of(plan, service).any(|endpoint| is_approved(&endpoint.symbol))
}

fn endpoints_of<'p>(plan: &'p ResolvedTopology, service: &str) -> impl Iterator<Item = &'p Arc<Resource>> {
    let target = Expr::id(&service.into());
    plan.resources
        .iter()
        .filter(move |resource| matches!(&resource.body, Body::PrivateEndpoint(endpoint) if endpoint.target == target))
}

/// The plan with a network that was not seen, where clients are, and private endpoints of the services that have none.
pub(super) fn with_another_network(plan: &ResolvedTopology) -> ResolvedTopology {
    let mut plan = plan.clone();
    let network = Symbol::from("unseenNetwork");
    let body = VirtualNetwork {
        location: Expr::string(""),
        tags: Expr::Map(Vec::new()),
        address_prefixes: Expr::List(Vec::new()),
        dns_servers: Expr::List(Vec::new()),
        ddos_plan: None,
        ddos_plan_by_policy: false,
    };
    plan.resources.push(Arc::new(bare_resource(
        network.clone(),
        ResourceKind::VirtualNetwork,
        Body::VirtualNetwork(body),
    )));
    let mut subnet = None;
    for (service, group) in SERVICES {
        if !has_approved_endpoint(&plan, service) {
            add_endpoint(&mut plan, service, group, &network);
            subnet.get_or_insert_with(|| endpoint_subnet(group));
        }
    }
    let Some(subnet) = subnet else { return plan };
    let kind = CallerKind::Subnet { name: "not seen".to_owned(), subnet, occupants: Occupants::AnyClients };
    plan.callers.push(Caller { kind, origin: String::new() });
    plan
}

/// The symbol of the subnet of an endpoint that was not seen.
fn endpoint_subnet(group: &str) -> Symbol {
    Symbol::from(format!("unseenSubnet{group}"))
}

/// Adds a private endpoint in a subnet without rules, before those that were seen.
fn add_endpoint(plan: &mut ResolvedTopology, service: &str, group: &'static str, network: &Symbol) {
    if plan.find(&service.into()).is_none() {
        return;
    }
    let child = |resource: Resource, parent: &Symbol| Resource { parent: Some(parent.clone()), ..resource };
    let subnet = endpoint_subnet(group);
    let empty = || Expr::string("");
    let body = Subnet {
        prefix: empty(),
        network_security_group: empty(),
        route_table: None,
        nat_gateway: None,
        service_endpoints: Vec::new(),
        delegation: None,
        private_endpoint_network_policies: "Disabled",
    };
    let subnet_resource = child(bare_resource(subnet.clone(), ResourceKind::Subnet, Body::Subnet(body)), network);
    let body = PrivateEndpoint {
        location: empty(),
        tags: Expr::Map(Vec::new()),
        subnet: Expr::id(&subnet),
        target: Expr::id(&service.into()),
        group,
        manual: false,
        request_message: None,
        nic_name: None,
        connection_name: empty(),
        addresses: Vec::new(),
        zones_by_policy: false,
    };
    let endpoint = bare_resource(
        format!("unseenEndpoint{group}").into(),
        ResourceKind::PrivateEndpoint,
        Body::PrivateEndpoint(body),
    );
    let body = Body::PrivateDnsZone(PrivateDnsZone { tags: Expr::Map(Vec::new()) });
    let zone = bare_resource(format!("unseenZone{group}").into(), ResourceKind::PrivateDnsZone, body);
    let body = VirtualNetworkLink {
        tags: Expr::Map(Vec::new()),
        virtual_network: Expr::id(network),
        resolution_policy: "Default",
    };
    let kind = ResourceKind::VirtualNetworkLink;
    let link =
        child(bare_resource(format!("unseenLink{group}").into(), kind, Body::VirtualNetworkLink(body)), &zone.symbol);
    let body = PrivateDnsZoneGroup { zones: vec![ZoneConfig { name: "", zone: Expr::id(&zone.symbol) }] };
    let kind = ResourceKind::PrivateDnsZoneGroup;
    let zones = child(
        bare_resource(format!("unseenZones{group}").into(), kind, Body::PrivateDnsZoneGroup(body)),
        &endpoint.symbol,
    );
    plan.resources.splice(0..0, [subnet_resource, endpoint, zone, link, zones].map(Arc::new));
}
