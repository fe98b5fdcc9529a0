//! What can deny access beside the services and their firewalls, and is not part of a topology: deny assignments, security
//! admin rules, records of private DNS zones, and an account without a custom subdomain.

use super::{
    builder::PlanBuilder,
    callers::{CallerInSubnet, interfaces_with_rules, subnet_name},
    endpoints::EndpointService,
    fields::{field, items, text, texts},
    names::ADDRESS_RECORD,
};
use crate::{
    analyse::access::{Aspect, TargetService},
    arm_template::Value,
    catalog::{
        ResourceKind,
        network::{STORAGE_ENDPOINT, STORAGE_ENDPOINT_OF_EVERY_REGION},
        regions::is_region_or_pair,
        roles::ResourceProvider,
    },
    existing::{
        AzureId, ExistingResource,
        obstacle::{Concern, Obstacle},
    },
    plan::{Body, Symbol},
    topology::values::Verdict,
};

const DENY_ASSIGNMENT: &str = "Microsoft.Authorization/denyAssignments";
const ADMIN_RULE: &str = "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules";

/// Stands for every principal in a deny assignment. Source: Microsoft Learn, azure-docs
/// `articles/role-based-access-control/deny-assignments.md` (2018-11-30, read 2026-11-30).
const EVERY_PRINCIPAL: &str = "00000000-0000-0000-0000-000000000000";

/// All obstacles that the input shows.
pub(super) fn find_obstacles(
    builder: &mut PlanBuilder<'_>,
    account: &ExistingResource,
    services: &[EndpointService<'_>],
    callers: &[CallerInSubnet],
) -> Vec<Obstacle> {
    let mut found = Vec::new();
    found.extend(missing_subdomain(builder, account));
    for service in services {
        add_deny_assignments(builder, service, &mut found);
        add_wrong_records(builder, service, &mut found);
    }
    add_admin_rules(builder, &mut found);
    callers.iter().for_each(|caller| add_interface_rules(builder, caller, &mut found));
    add_regional_endpoints(builder, services, &mut found);
    found
}

/// Tokens of Entra ID need a custom subdomain. Source: Microsoft Learn, azure-ai-docs
/// `articles/ai-services/cognitive-services-custom-subdomains.md` (2024-10-30, read 2026-11-30).
fn missing_subdomain(builder: &mut PlanBuilder<'_>, account: &ExistingResource) -> Option<Obstacle> {
    let is_absent = field(&account.body, &["properties"]).is_ok_and(|properties| properties.is_some())
        && text(&account.body, &["properties", "customSubDomainName"]) == Ok(None);
    let accepts_keys = match builder.plan.find(&TargetService::Account.symbol()).map(|account| &account.body) {
        Some(Body::CognitiveAccount(body)) => body.local_auth,
        _ => true,
    };
    let accepted = if accepts_keys { "keys only" } else { "no Entra ID tokens" };
    is_absent.then(|| Obstacle {
        concern: Concern::AccountTokens,
        aspect: Aspect::Authentication,
        outcome: if accepts_keys { Verdict::Conditional } else { Verdict::Denied },
        reason: format!("The account has no custom subdomain, without which it accepts {accepted}"),
        key: builder.key(account),
    })
}

/// Deny assignments on a service, or above or below it, that concern operations on its data.
fn add_deny_assignments(builder: &mut PlanBuilder<'_>, service: &EndpointService<'_>, found: &mut Vec<Obstacle>) {
    let inventory = builder.inventory;
    for assignment in inventory.of_type(DENY_ASSIGNMENT) {
        let read = |name: &str| text(&assignment.body, &["properties", name]);
        let Some(scope) = read("scope").ok().flatten().and_then(AzureId::parse).or_else(|| assignment.id.scope())
        else {
            continue;
        };
        let is_related = service.id.is_inside(&scope) || scope.is_inside(service.id);
        if !is_related || !denies_data(assignment, &service.symbol) {
            continue;
        }
        let principals = |name: &str| -> Option<Vec<String>> {
            let list = items(&assignment.body, &["properties", name]).ok()?.iter();
            list.map(|one| text(one, &["id"]).ok().flatten().map(str::to_ascii_lowercase)).collect()
        };
        let (denied, excluded) = (principals("principals"), principals("excludePrincipals"));
        let expr = |ids: Vec<String>| ids.iter().map(|id| builder.principal(id)).collect::<Vec<_>>();
        // Groups can be among them, so that a principal that is not named can be meant as well.
        let excluded = excluded.map(expr).unwrap_or_default();
        let means_everyone = denied.is_none_or(|ids| ids.iter().any(|id| id == EVERY_PRINCIPAL));
        let means = if means_everyone { "denies principals" } else { "denies principals, or groups," };
        let reason = format!(
            "The deny assignment {} {means} operations on data here, whatever roles they have",
            read("denyAssignmentName").ok().flatten().unwrap_or(assignment.id.name())
        );
        found.push(Obstacle {
            concern: Concern::Rights { service: service.symbol.clone(), excluded },
            aspect: Aspect::Authorization,
            outcome: Verdict::Conditional,
            reason,
            key: builder.key(assignment),
        });
    }
}

/// Whether it may deny operations of the data plane of a service.
fn denies_data(assignment: &ExistingResource, service: &Symbol) -> bool {
    let provider = match service.as_str() {
        "account" => ResourceProvider::CognitiveServices,
        "storageAccount" => ResourceProvider::Storage,
        _ => ResourceProvider::KeyVault,
    };
    let Ok(sets) = items(&assignment.body, &["properties", "permissions"]) else { return true };
    sets.iter().any(|set| {
        texts(set, &["dataActions"]).map_or(true, |patterns| patterns.iter().any(|own| provider.is_named_by(own)))
    })
}

/// Security admin rules come before network security groups, and apply to networks that are not named here. Source: Microsoft
/// Learn, azure-docs `articles/virtual-network-manager/concept-security-admins.md` (2022-05-25, read 2026-11-30).
fn add_admin_rules(builder: &mut PlanBuilder<'_>, found: &mut Vec<Obstacle>) {
    let inventory = builder.inventory;
    for rule in inventory.of_type(ADMIN_RULE) {
        let word = |name: &str| text(&rule.body, &["properties", name]).ok().flatten().unwrap_or_default();
        let allows = ["Allow", "AlwaysAllow"].iter().any(|access| access.eq_ignore_ascii_case(word("access")));
        let is_other = !["", "*", "Any", "Tcp"].iter().any(|protocol| protocol.eq_ignore_ascii_case(word("protocol")));
        if allows || is_other || !may_contain_https(&rule.body) {
            continue;
        }
        found.push(Obstacle {
            concern: Concern::Networks,
            aspect: Aspect::Network,
            outcome: Verdict::Conditional,
            reason: format!(
                "The security admin rule {} denies HTTPS before network security groups, in networks that are not known",
                rule.id.name()
            ),
            key: builder.key(rule),
        });
    }
}

fn may_contain_https(rule: &Value) -> bool {
    let Ok(ranges) = texts(rule, &["properties", "destinationPortRanges"]) else { return true };
    let contains = |range: &&str| match range.split_once('-') {
        Some((first, last)) => match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) => (first..=last).contains(&HTTPS_PORT),
            _ => true,
        },
        None => range.parse::<u16>().map_or(true, |port| port == HTTPS_PORT),
    };
    ranges.is_empty() || ranges.iter().any(contains)
}

const HTTPS_PORT: u16 = 443;

/// Service endpoints for storage that cover the region of the network and its pair, and not that of the storage account:
/// [`SERVICE_ENDPOINT_REGIONS`](crate::catalog::network::SERVICE_ENDPOINT_REGIONS).
fn add_regional_endpoints(builder: &mut PlanBuilder<'_>, services: &[EndpointService<'_>], found: &mut Vec<Obstacle>) {
    let inventory = builder.inventory;
    let location = |id: &AzureId| text(&inventory.find(id)?.body, &["location"]).ok().flatten();
    let storage = services.iter().find(|service| service.symbol == TargetService::Storage.symbol());
    let Some(region) = storage.and_then(|storage| location(storage.id)) else { return };
    for subnet in inventory.of_type(ResourceKind::Subnet.arm_type()) {
        let Some(name) = builder.symbol(&subnet.id).and_then(|symbol| subnet_name(builder, symbol)) else { continue };
        let endpoints = items(&subnet.body, &["properties", "serviceEndpoints"]).unwrap_or_default();
        let has = |wanted: &str| {
            let mut own = endpoints.iter().filter_map(|own| text(own, &["service"]).ok().flatten());
            own.any(|own| own.eq_ignore_ascii_case(wanted))
        };
        let network = subnet.id.parent().and_then(|network| location(&network));
        let is_covered = network.is_none_or(|network| is_region_or_pair(network, region));
        if is_covered || !has(STORAGE_ENDPOINT) || has(STORAGE_ENDPOINT_OF_EVERY_REGION) {
            continue;
        }
        found.push(Obstacle {
            concern: Concern::StorageRuleOf(name),
            aspect: Aspect::Network,
            outcome: Verdict::Conditional,
            reason: format!(
                "The service endpoint {STORAGE_ENDPOINT} of the subnet covers the region of the network and its pair, and not {region}; {STORAGE_ENDPOINT_OF_EVERY_REGION} covers it"
            ),
            key: builder.key(subnet),
        });
    }
}

/// Rules at a network interface, which apply beside those of its subnet, and are not evaluated.
fn add_interface_rules(builder: &mut PlanBuilder<'_>, caller: &CallerInSubnet, found: &mut Vec<Obstacle>) {
    let Some(client) = &caller.client else { return };
    for interface in interfaces_with_rules(builder.inventory, &caller.id) {
        found.push(Obstacle {
            concern: Concern::ClientInSubnet(client.clone(), caller.subnet.clone()),
            aspect: Aspect::Network,
            outcome: Verdict::Conditional,
            reason: format!(
                "The network security group of the network interface {} must allow it, too",
                interface.id.name()
            ),
            key: builder.key(interface),
        });
    }
}

/// Records for the name of a service with addresses that none of its endpoints has.
fn add_wrong_records(builder: &mut PlanBuilder<'_>, service: &EndpointService<'_>, found: &mut Vec<Obstacle>) {
    let inventory = builder.inventory;
    let own: Vec<&ExistingResource> = inventory
        .of_type(ResourceKind::PrivateEndpoint.arm_type())
        .filter(|endpoint| super::endpoints::connection_to(endpoint, service).is_some())
        .collect();
    let Some(known) = own.iter().map(|endpoint| addresses_of(builder, endpoint)).collect::<Option<Vec<_>>>() else {
        return;
    };
    let known = known.concat();
    if known.is_empty() {
        return;
    }
    for record in inventory.of_type(ADDRESS_RECORD) {
        let in_zone = record
            .id
            .parent()
            .is_some_and(|zone| zone.name().eq_ignore_ascii_case(&service.zone) && builder.symbol(&zone).is_some());
        if !in_zone || !record.id.name().eq_ignore_ascii_case(&service.label) {
            continue;
        }
        let records = items(&record.body, &["properties", "aRecords"]);
        let address = |one: &Value| text(one, &["ipv4Address"]).ok().flatten().map(str::to_owned);
        let wrong = records.unwrap_or_default().iter().filter_map(address).find(|address| !known.contains(address));
        if let Some(wrong) = wrong {
            found.push(Obstacle {
                concern: Concern::PrivateName(service.symbol.clone()),
                aspect: Aspect::Name,
                outcome: Verdict::Conditional,
                reason: format!(
                    "The record {} of the private DNS zone has the IP address {wrong}, which no private endpoint of the service is known to have",
                    record.id.name()
                ),
                key: builder.key(record),
            });
        }
    }
}

/// The IP addresses of an endpoint, by its network interfaces; none if one was not seen.
fn addresses_of(builder: &PlanBuilder<'_>, endpoint: &ExistingResource) -> Option<Vec<String>> {
    let interfaces = items(&endpoint.body, &["properties", "networkInterfaces"]).ok()?;
    let mut addresses = Vec::new();
    for interface in interfaces {
        let interface = builder.inventory.find(&AzureId::parse(text(interface, &["id"]).ok()??)?)?;
        for configuration in items(&interface.body, &["properties", "ipConfigurations"]).ok()? {
            addresses.push(text(configuration, &["properties", "privateIPAddress"]).ok()??.to_owned());
        }
    }
    Some(addresses)
}
