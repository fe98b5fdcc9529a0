//! Private endpoints and their zone groups.
//!
//! A first deployment must not race: an endpoint waits for its virtual network links, for the role assignments (the
//! account may still be provisioning: `AccountProvisioningStateInvalid`), and for the previous endpoint in the subnet.
//! The endpoint of the account is the last.

use std::sync::Arc;

use super::{
    builder::{PlanBuilder, tags_parameter},
    dns::ZoneSymbols,
    network::NetworkSymbols,
};
use crate::{
    catalog::network::{BLOB_SUBRESOURCES, VAULT_SUBRESOURCES},
    plan::{
        Body, DeploymentTarget, Expr, MemberAddress, Nesting, PrivateDnsZoneGroup, PrivateEndpoint, Resource,
        ResourceKind, Symbol, ZoneConfig,
    },
    topology::{Endpoint, EndpointApproval, SubnetUse},
};

/// What differs between endpoints.
struct EndpointSpec<'a> {
    symbol: &'static str,
    purpose: &'static str,
    settings: &'a Endpoint,
    name: String,
    target: &'a Symbol,
    group: &'static str,
    members: &'static [&'static str],
    zones: &'a [(&'static str, Symbol)],
    links: &'a [Symbol],
    waits_for_roles: bool,
}

/// The resources that private endpoints connect to.
pub(super) struct EndpointTargets<'a> {
    pub(super) account: &'a Symbol,
    pub(super) storage: &'a Symbol,
    pub(super) vault: Option<&'a Symbol>,
}

pub(super) fn lower_endpoints(
    b: &mut PlanBuilder<'_>,
    network: &NetworkSymbols,
    targets: &EndpointTargets<'_>,
    zones: &ZoneSymbols,
) {
    let Some(subnet) = network.find_subnet(&SubnetUse::Endpoints) else { return };
    let topology = b.topology;
    let mut endpoints: Vec<EndpointSpec<'_>> = Vec::new();
    if let Some(target) = targets.vault.filter(|_| topology.has_vault_endpoint()) {
        endpoints.push(EndpointSpec {
            symbol: "vaultPrivateEndpoint",
            purpose: "Private endpoint for the vault.",
            settings: &topology.private_endpoints.vault,
            name: b.names.vault_endpoint_name(),
            target,
            group: "vault",
            members: VAULT_SUBRESOURCES,
            zones: &zones.vault,
            links: &zones.vault_links,
            // Terraform writes a secret through this endpoint, and assigns roles on the secret.
            waits_for_roles: false,
        });
    }
    if topology.has_blob_endpoint() {
        endpoints.push(EndpointSpec {
            symbol: "blobPrivateEndpoint",
            purpose: "Private endpoint for blob storage, for clients in the network; the account does not need it.",
            settings: &topology.private_endpoints.blob,
            name: b.names.blob_endpoint_name(),
            target: targets.storage,
            group: "blob",
            members: BLOB_SUBRESOURCES,
            zones: &zones.blob,
            links: &zones.blob_links,
            waits_for_roles: true,
        });
    }
    if topology.has_account_endpoint() {
        endpoints.push(EndpointSpec {
            symbol: "accountPrivateEndpoint",
            purpose: "Private endpoint for the account.",
            settings: &topology.private_endpoints.account,
            name: b.names.account_endpoint_name(),
            target: targets.account,
            group: "account",
            members: topology.account.kind.endpoint_subresources(),
            zones: &zones.account,
            links: &zones.account_links,
            waits_for_roles: !topology.has_blob_endpoint(),
        });
    }
    let mut previous: Option<Symbol> = None;
    for endpoint in &endpoints {
        previous = Some(lower_endpoint(b, endpoint, subnet, zones.by_policy, previous.as_ref()));
    }
}

/// The message to the owner of a resource, who approves the connection.
fn request_message(b: &PlanBuilder<'_>, settings: &Endpoint) -> Option<Expr> {
    let text = || Expr::string(format!("Private endpoint of the {}", b.plan.title));
    (settings.approval == EndpointApproval::Manual).then(text)
}

fn lower_endpoint(
    b: &mut PlanBuilder<'_>,
    endpoint: &EndpointSpec<'_>,
    subnet: &Symbol,
    by_policy: bool,
    previous: Option<&Symbol>,
) -> Symbol {
    b.set_origin(format!("/privateEndpoints/{}", endpoint.group));
    let settings = endpoint.settings;
    let nic_name = b.names.endpoint_interface_name(settings, &endpoint.name);
    let addresses = endpoint.members.iter().zip(&settings.addresses);
    let body = PrivateEndpoint {
        location: b.network_location(),
        tags: tags_parameter(),
        subnet: Expr::id(subnet),
        target: Expr::id(endpoint.target),
        group: endpoint.group,
        manual: settings.approval == EndpointApproval::Manual,
        request_message: request_message(b, settings),
        nic_name: nic_name.map(Expr::string),
        connection_name: Expr::string(settings.connection_name.as_ref().map_or(endpoint.group, |name| name.as_str())),
        addresses: addresses
            .map(|(member, address)| MemberAddress { member, group: endpoint.group, address: Expr::string(address) })
            .collect(),
        zones_by_policy: by_policy,
    };
    // Role assignments and all other operations on the account, which accepts one operation at a time.
    let is_operation = |r: &&Arc<Resource>| {
        matches!(
            r.kind,
            ResourceKind::RoleAssignment | ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey
        ) || r.deployment_target == DeploymentTarget::SecondPass
    };
    let operations: Vec<Symbol> = b.plan.resources.iter().filter(is_operation).map(|r| r.symbol.clone()).collect();
    let is_policy = |r: &&Arc<Resource>| {
        r.kind == ResourceKind::KeyVaultAccessPolicies && r.parent.as_ref() == Some(endpoint.target)
    };
    let policies: Vec<Symbol> = b.plan.resources.iter().filter(is_policy).map(|r| r.symbol.clone()).collect();
    let resource = b.add_resource(
        endpoint.symbol,
        ResourceKind::PrivateEndpoint,
        endpoint.purpose,
        Expr::string(&endpoint.name),
        Body::PrivateEndpoint(body),
    );
    for link in endpoint.links {
        resource.add_dependency(link, "until the zone is linked, clients resolve the public IP address");
    }
    if let Some(previous) = previous {
        resource.add_dependency(previous, "a subnet accepts one endpoint at a time");
    }
    policies.iter().for_each(|policy| resource.add_dependency(policy, "a vault accepts one change at a time"));
    // The next endpoint waits for this one, and so for these as well.
    if endpoint.waits_for_roles {
        operations
            .iter()
            .for_each(|operation| resource.add_dependency(operation, "the account may still be provisioning"));
    }
    let symbol = resource.symbol.clone();
    if !endpoint.zones.is_empty() {
        let zones = endpoint.zones.iter().map(|(name, zone)| ZoneConfig { name, zone: Expr::id(zone) }).collect();
        let group = b.add_resource(
            format!("{}Zones", endpoint.symbol).as_str(),
            ResourceKind::PrivateDnsZoneGroup,
            "Writes the private IP address of the endpoint to its private DNS zones.",
            Expr::string("default"),
            Body::PrivateDnsZoneGroup(PrivateDnsZoneGroup { zones }),
        );
        group.parent = Some(symbol.clone());
        group.nesting = Nesting::InsideParentInTerraform;
    }
    symbol
}
