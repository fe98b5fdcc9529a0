//! The virtual network and its subnets.

use serde_json::{Map, Value as Json, json};

use super::rules::{find_rule, further_rules, one_or_several, route_table};
use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{id, ids_of, items, region, text, texts},
    },
    arm_template::Value,
    catalog::{
        ResourceKind,
        network::{BASTION_SUBNET, PLATFORM_SUBNETS},
    },
    existing::{AzureId, ExistingResource},
    topology::own_rules::{ALLOW_BASTION, ALLOW_CLIENT_SUBNETS, ALLOW_NETWORK, ALLOW_ON_PREMISES},
};

/// What a subnet is for, as the file names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Endpoints,
    Bastion,
    Machine,
    Workload,
}

pub(super) fn propose_network(seen: &Observed<'_>, draft: &mut Draft) {
    let Some(network) = &seen.network else { return };
    let is_existing = seen.leaves(&Part::Network) || !seen.manages(network);
    if is_existing {
        draft.set("network/existing", network.as_str());
        draft.set_some("network/location", location_of(seen, network));
    } else if let Some(found) = seen.find(network) {
        let body = &found.body;
        draft.set("network/name", network.name());
        draft.set_list("network/addressSpace", texts(body, "properties/addressSpace/addressPrefixes"));
        draft.set_list("network/dnsServers", texts(body, "properties/dhcpOptions/dnsServers"));
        draft.set_some("network/ddosPlan", text(body, "properties/ddosProtectionPlan/id"));
    }
    let mut workloads = Vec::new();
    for subnet in subnets_of(seen, network) {
        let used_for = use_of(seen, &subnet);
        let entry = subnet_entry(seen, &subnet, used_for, is_existing);
        match used_for {
            Use::Endpoints => {
                if entry.get("existing").is_none() {
                    propose_sources(seen, &subnet, draft);
                }
                draft.set("network/subnets/endpoints", entry);
            }
            Use::Bastion => draft.set("network/subnets/bastion", entry),
            Use::Machine => draft.set("network/subnets/testMachine", entry),
            // The file has no key for them, and a network that exists keeps them.
            Use::Workload if is_existing && is_of_platform(&subnet) => {}
            Use::Workload => workloads.push(entry),
        }
    }
    draft.set("network/subnets/workloads", workloads);
}

fn is_of_platform(subnet: &AzureId) -> bool {
    PLATFORM_SUBNETS.iter().any(|name| subnet.name().eq_ignore_ascii_case(name))
}

/// The region of an existing network: what is in a network is in its region.
fn location_of(seen: &Observed<'_>, network: &AzureId) -> Option<String> {
    let nic = seen.machine().map(|(_, nic)| nic);
    let groups = seen.of_kind(ResourceKind::NetworkSecurityGroup).filter(|group| seen.adds(group));
    let mut inside = seen.find(network).into_iter().chain(seen.endpoints()).chain(nic).chain(groups);
    inside.find_map(|resource| region(&resource.body))
}

/// The subnets of the network: those that were seen, and those that something is in.
fn subnets_of(seen: &Observed<'_>, network: &AzureId) -> Vec<AzureId> {
    let mut subnets: Vec<AzureId> =
        seen.children(ResourceKind::Subnet, network).into_iter().map(|subnet| subnet.id.clone()).collect();
    let used = seen.endpoints().filter_map(|endpoint| id(&endpoint.body, "properties/subnet/id"));
    let services = [Some(seen.account), seen.storage, seen.vault].into_iter().flatten();
    let allowed =
        services.flat_map(|service| ids_of(&service.body, "properties/networkAcls/virtualNetworkRules", "id"));
    let bastion = seen
        .of_kind(ResourceKind::BastionHost)
        .flat_map(|host| ids_of(&host.body, "properties/ipConfigurations", "properties/subnet/id"));
    for subnet in used.chain(seen.machine_subnet()).chain(allowed).chain(bastion) {
        if subnet.parent().as_ref() == Some(network) && !subnets.contains(&subnet) {
            subnets.push(subnet);
        }
    }
    subnets
}

fn use_of(seen: &Observed<'_>, subnet: &AzureId) -> Use {
    let has_endpoint =
        seen.endpoints().any(|endpoint| id(&endpoint.body, "properties/subnet/id").as_ref() == Some(subnet));
    if has_endpoint {
        Use::Endpoints
    } else if seen.machine_subnet().as_ref() == Some(subnet) {
        Use::Machine
    } else if subnet.name().eq_ignore_ascii_case(BASTION_SUBNET) && seen.machine().is_some() {
        Use::Bastion
    } else {
        Use::Workload
    }
}

fn group_of<'i>(seen: &Observed<'i>, subnet: &Value) -> Option<&'i ExistingResource> {
    seen.find(&id(subnet, "properties/networkSecurityGroup/id")?)
}

fn subnet_entry(seen: &Observed<'_>, subnet: &AzureId, used_for: Use, is_in_existing: bool) -> Json {
    let mut entry = Map::new();
    let mut set = |key: &str, value: Json| _ = entry.insert(key.to_owned(), value);
    set("name", json!(subnet.name()));
    let found = seen.find(subnet);
    let is_new = found.is_some_and(|found| !is_in_existing || (seen.adds(found) && !seen.leaves(&Part::Network)));
    let Some(found) = found.filter(|_| is_new) else {
        set("existing", json!(subnet.as_str()));
        match used_for {
            Use::Machine => set_machine_group(seen, &mut entry),
            Use::Bastion => {
                let source = machine_group(seen).and_then(|group| find_rule(&group.body, &ALLOW_BASTION));
                let prefix = source.and_then(|rule| text(rule, "properties/sourceAddressPrefix"));
                entry.insert("prefix".to_owned(), json!(prefix));
            }
            Use::Endpoints | Use::Workload => {}
        }
        if used_for != Use::Workload {
            entry.shift_remove("name");
        }
        return Json::Object(entry);
    };
    let body = &found.body;
    let prefix =
        text(body, "properties/addressPrefix").or_else(|| texts(body, "properties/addressPrefixes").into_iter().next());
    set("prefix", json!(prefix));
    match (id(body, "properties/networkSecurityGroup/id"), group_of(seen, body)) {
        (Some(id), Some(group)) if manages_group(seen, group) => {
            set("nsgName", json!(id.name()));
            let rules = further_rules(&group.body);
            if !rules.is_empty() && used_for != Use::Bastion {
                set("rules", json!(rules));
            }
        }
        (Some(id), _) => set("existingNsg", json!(id.as_str())),
        (None, _) => {}
    }
    if let Some(table) = id(body, "properties/routeTable/id") {
        let is_left = seen.leaves(&Part::RouteTable(table.clone()));
        let found = seen.find(&table).filter(|found| seen.adds(found) && !is_left);
        let existing = || json!({ "existing": table.as_str() });
        set("routeTable", found.map_or_else(existing, |found| route_table(table.name(), &found.body)));
    }
    let delegation = items(body, "properties/delegations").first();
    if let Some(service) = delegation.and_then(|delegation| text(delegation, "properties/serviceName")) {
        set("delegation", json!(service));
    }
    Json::Object(entry)
}

/// The network security group of the network interface of the test VM.
fn machine_group<'i>(seen: &Observed<'i>) -> Option<&'i ExistingResource> {
    let (_, nic) = seen.machine()?;
    group_of(seen, &nic.body)
}

/// The test VM has a group of its own where its subnet exists.
fn set_machine_group(seen: &Observed<'_>, entry: &mut Map<String, Json>) {
    let Some(group) = machine_group(seen) else { return };
    if manages_group(seen, group) {
        entry.insert("nsgName".to_owned(), json!(group.id.name()));
        let rules = further_rules(&group.body);
        if !rules.is_empty() {
            entry.insert("rules".to_owned(), json!(rules));
        }
    } else {
        entry.insert("existingNsg".to_owned(), json!(group.id.as_str()));
    }
}

fn manages_group(seen: &Observed<'_>, group: &ExistingResource) -> bool {
    seen.adds(group) && !seen.leaves(&Part::SecurityGroup(group.id.clone()))
}

/// The sources that the network security group of the endpoints allows.
fn propose_sources(seen: &Observed<'_>, subnet: &AzureId, draft: &mut Draft) {
    let group = seen.find(subnet).and_then(|subnet| group_of(seen, &subnet.body));
    let Some(group) = group.filter(|group| manages_group(seen, group)) else { return };
    let is_listed = find_rule(&group.body, &ALLOW_NETWORK).is_none();
    let sources =
        if is_listed && find_rule(&group.body, &ALLOW_CLIENT_SUBNETS).is_some() { "listed" } else { "virtualNetwork" };
    draft.set("network/endpointSources", sources);
    let on_premises = find_rule(&group.body, &ALLOW_ON_PREMISES);
    let ranges = on_premises.map(|rule| one_or_several(rule, "sourceAddressPrefix", "sourceAddressPrefixes"));
    draft.set_list("network/onPremises", ranges.unwrap_or_default());
}
