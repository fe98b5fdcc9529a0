//! Private endpoints and their zone groups.
//!
//! A cold deployment must not race: an endpoint waits for its links, for the role assignments (the account may
//! still be settling: `AccountProvisioningStateInvalid`), and for the endpoint before it in the subnet. The
//! account's comes last.

use std::sync::Arc;

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    dns::ZoneSymbols,
    network::NetworkSymbols,
};
use crate::{
    catalog::network::{BLOB_SUBRESOURCES, VAULT_SUBRESOURCES},
    plan::{
        Body, DeploymentTarget, Expr, MemberAddress, Nesting, PrivateDnsZoneGroup, PrivateEndpoint, Resource,
        ResourceKind, Symbol, ZoneConfig,
    },
    topology::{Endpoint, SubnetUse},
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

/// What endpoints lead to.
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
    let mut all: Vec<EndpointSpec<'_>> = Vec::new();
    if let Some(target) = targets.vault.filter(|_| topology.has_vault_endpoint()) {
        all.push(EndpointSpec {
            symbol: "vaultPrivateEndpoint",
            purpose: "The private way to the vault.",
            settings: &topology.private_endpoints.vault,
            name: b.names.vault_endpoint_name(),
            target,
            group: "vault",
            members: VAULT_SUBRESOURCES,
            zones: &zones.vault,
            links: &zones.vault_links,
            // Terraform writes a secret through this endpoint, and gives roles on the secret.
            waits_for_roles: false,
        });
    }
    if topology.has_blob_endpoint() {
        all.push(EndpointSpec {
            symbol: "blobPrivateEndpoint",
            purpose: "The private way to blob storage for clients of the network; the account does not need it.",
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
        all.push(EndpointSpec {
            symbol: "accountPrivateEndpoint",
            purpose: "The private way to the account.",
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
    for wanted in &all {
        previous = Some(lower_endpoint(b, wanted, subnet, zones.by_policy, previous.as_ref()));
    }
}

fn lower_endpoint(
    b: &mut PlanBuilder<'_>,
    wanted: &EndpointSpec<'_>,
    subnet: &Symbol,
    by_policy: bool,
    previous: Option<&Symbol>,
) -> Symbol {
    b.set_origin(format!("/privateEndpoints/{}", wanted.group));
    let settings = wanted.settings;
    let nic_name = b.names.endpoint_interface_name(settings, &wanted.name);
    let addresses = wanted.members.iter().zip(&settings.addresses);
    let body = PrivateEndpoint {
        location: location_parameter(),
        tags: tags_parameter(),
        subnet: Expr::id(subnet),
        target: Expr::id(wanted.target),
        group: wanted.group,
        nic_name: Expr::string(nic_name),
        addresses: addresses
            .map(|(member, address)| MemberAddress { member, group: wanted.group, address: Expr::string(address) })
            .collect(),
        zones_by_policy: by_policy,
    };
    // Roles, and whatever else is done to the account: it takes one operation at a time.
    let operation = |r: &&Arc<Resource>| {
        matches!(
            r.kind,
            ResourceKind::RoleAssignment | ResourceKind::CognitiveAccountKey | ResourceKind::StorageAccountKey
        ) || r.deployment_target == DeploymentTarget::SecondPass
    };
    let before: Vec<Symbol> = b.plan.resources.iter().filter(operation).map(|r| r.symbol.clone()).collect();
    let policies =
        |r: &&Arc<Resource>| r.kind == ResourceKind::KeyVaultAccessPolicies && r.parent.as_ref() == Some(wanted.target);
    let policies: Vec<Symbol> = b.plan.resources.iter().filter(policies).map(|r| r.symbol.clone()).collect();
    let resource = b.add_resource(
        wanted.symbol,
        ResourceKind::PrivateEndpoint,
        wanted.purpose,
        Expr::string(&wanted.name),
        Body::PrivateEndpoint(body),
    );
    for link in wanted.links {
        resource.add_dependency(link, "clients would find the public address until the zone is linked");
    }
    if let Some(previous) = previous {
        resource.add_dependency(previous, "a subnet takes one endpoint at a time");
    }
    policies.iter().for_each(|one| resource.add_dependency(one, "a vault takes one change at a time"));
    // The next endpoint waits for this one, so it waits for these as well.
    if wanted.waits_for_roles {
        before.iter().for_each(|one| resource.add_dependency(one, "the account may still be settling"));
    }
    let made = resource.symbol.clone();
    if !wanted.zones.is_empty() {
        let zones = wanted.zones.iter().map(|(name, zone)| ZoneConfig { name, zone: Expr::id(zone) }).collect();
        let group = b.add_resource(
            format!("{}Zones", wanted.symbol).as_str(),
            ResourceKind::PrivateDnsZoneGroup,
            "Writes the address of the endpoint to its zones.",
            Expr::string("default"),
            Body::PrivateDnsZoneGroup(PrivateDnsZoneGroup { zones }),
        );
        group.parent = Some(made.clone());
        group.nesting = Nesting::InsideParentInTerraform;
    }
    made
}
