//! A second, much simpler evaluation of access: from the properties that Azure would receive, or that its resources have.

use std::collections::BTreeMap;

use di_gen::{
    analyse::access::{AccessTarget, Actor, Aspect, EvaluatedPath, Operation, Verdict},
    catalog::roles,
    plan::{CallerKind, Expr, ResolvedTopology},
};
use serde_json::Value;

use crate::roles::has_action;

const ACCOUNTS: &str = "target/Microsoft.CognitiveServices/accounts/";
const STORAGE: &str = "target/Microsoft.Storage/storageAccounts/";
const VAULTS: &str = "target/Microsoft.KeyVault/vaults/";

/// Resources that exist, and the files that they come from.
#[derive(Clone)]
pub(crate) struct World<'a> {
    resources: &'a BTreeMap<String, Value>,
    /// The subnet that the file has for the test VM.
    machine_subnet: Option<String>,
    /// The custom roles that the files list.
    custom_roles: Vec<&'a Value>,
}

impl<'a> World<'a> {
    pub(crate) fn new(resources: &'a BTreeMap<String, Value>, files: &[&'a Value]) -> Self {
        let listed = files.iter().flat_map(|file| file["customRoles"].as_array().into_iter().flatten());
        Self { resources, machine_subnet: machine_subnet(resources), custom_roles: listed.collect() }
    }

    /// The same resources under the names of a file: a test VM that is refused stays in the subnet that it had.
    pub(crate) fn named_by(&self, fresh: &BTreeMap<String, Value>) -> Self {
        Self { machine_subnet: machine_subnet(fresh).or_else(|| self.machine_subnet.clone()), ..self.clone() }
    }

    /// Whether several resources can be meant by an access path: services, endpoints, or network interfaces.
    pub(crate) fn is_ambiguous(&self, path: &EvaluatedPath) -> bool {
        let several = |prefix: &str| {
            let named = self.resources.keys().filter_map(|key| key.strip_prefix(prefix));
            named.filter(|rest| !rest.contains(['/', '|'])).count() > 1
        };
        let is_service = |prefix| several(prefix) && service_prefix(&path.target) == prefix;
        if [ACCOUNTS, STORAGE, VAULTS].into_iter().any(is_service) {
            return true;
        }
        if matches!(path.actor, Actor::AccountIdentity | Actor::AccountEncryption) && several(ACCOUNTS) {
            return true;
        }
        let Actor::Subnet(_) = &path.actor else { return false };
        let connects = self.service(&path.target).map(|(service, _)| format!("\"id:{service}\""));
        let endpoints = self
            .of_kind("/privateEndpoints/")
            .filter(|(_, body)| connects.as_ref().is_none_or(|id| body.to_string().contains(id)));
        endpoints.count() > 1
            || several("target/Microsoft.Network/networkInterfaces/")
            || several("target/Microsoft.Network/virtualNetworks/")
    }

    /// The one resource whose ID starts so and has one name.
    fn one(&self, prefix: &str) -> Option<(&'a str, &'a Value)> {
        let mut found =
            self.resources.iter().filter(|(key, _)| key.strip_prefix(prefix).is_some_and(|rest| !rest.contains('/')));
        found.next().map(|(key, body)| (key.as_str(), body))
    }

    fn of_kind(&self, part: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.resources.iter().filter(move |(key, _)| key.contains(part)).map(|(key, body)| (key.as_str(), body))
    }

    /// The IDs of accounts, storage accounts, vaults and networks.
    pub(crate) fn all_services(&self) -> impl Iterator<Item = &'a String> {
        let prefixes = [ACCOUNTS, STORAGE, VAULTS, "target/Microsoft.Network/virtualNetworks/"];
        let is_one = move |key: &&'a String| {
            prefixes.iter().any(|prefix| key.strip_prefix(prefix).is_some_and(|rest| !rest.contains(['/', '|'])))
        };
        self.resources.keys().filter(is_one)
    }

    /// Whether the service of a target, and its container, are among the resources; of a key, whether a service uses one.
    pub(crate) fn has_target(&self, target: &AccessTarget) -> bool {
        let Some((id, _)) = self.service(target) else { return false };
        match target {
            AccessTarget::Container(name) => {
                container_of(id, name).is_some_and(|container| self.resources.contains_key(&container))
            }
            _ => true,
        }
    }

    /// The name of the key that the service that encrypts uses, if it is in this vault.
    fn used_key(&self, vault: &str, prefix: &str) -> Option<&'a str> {
        let (_, body) = self.one(prefix)?;
        let encryption = &body["properties"]["encryption"];
        let source = encryption["keySource"].as_str().unwrap_or_default();
        // Storage writes its properties in lower case.
        let names =
            [("keyVaultProperties", "keyVaultUri", "keyName"), ("keyvaultproperties", "keyvaulturi", "keyname")];
        let (place, _, name) = names
            .into_iter()
            .find(|(place, uri, _)| encryption[*place][*uri] == format!("prop:{vault}:properties.vaultUri"))?;
        encryption[place][name].as_str().filter(|_| source.eq_ignore_ascii_case("Microsoft.KeyVault"))
    }

    /// Whether roles are on containers, while an access path of an identity or a client means the whole storage.
    pub(crate) fn has_roles_on_containers_only(&self, path: &EvaluatedPath) -> bool {
        matches!(path.actor, Actor::AccountIdentity | Actor::Client(_))
            && path.target == AccessTarget::Storage
            && self.resources.keys().any(|key| key.starts_with("role|") && key.contains("/blobServices/containers/"))
    }

    fn service(&self, thing: &AccessTarget) -> Option<(&'a str, &'a Value)> {
        self.one(service_prefix(thing))
    }

    /// Access from outside, from a known IP address or from any.
    fn outside(&self, address: Option<&str>, thing: &AccessTarget) -> Verdict {
        // Resources that are not deployed here already exist.
        let Some((_, body)) = self.service(thing) else { return Verdict::Conditional };
        let rules = &body["properties"]["networkAcls"];
        if body["properties"]["publicNetworkAccess"] != "Enabled" {
            return Verdict::Denied;
        }
        if rules["defaultAction"] == "Allow" {
            return Verdict::Allowed;
        }
        let Some(range) = address.map(parse) else { return Verdict::Denied };
        let ranges: Vec<ipnet::Ipv4Net> = rules["ipRules"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|rule| parse(rule["value"].as_str().expect("an address")))
            .collect();
        match thing {
            _ if !ranges.iter().any(|rule| rule.contains(&range) || range.contains(rule)) => Verdict::Denied,
            AccessTarget::Storage => Verdict::Conditional,
            _ if ranges.iter().any(|rule| rule.contains(&range)) => Verdict::Allowed,
            // A part of the range.
            _ => Verdict::Conditional,
        }
    }

    /// The verdict of the network on requests of a subnet to the endpoint of a service: conditional where the endpoint is in
    /// another network, or a network security group is not deployed here.
    fn connects_within_a_network(&self, service: &str, from: &str) -> Verdict {
        let id = format!("\"id:{service}\"");
        let endpoint = self.of_kind("/privateEndpoints/").find(|(_, body)| body.to_string().contains(&id));
        let (_, endpoint) = endpoint.expect("an endpoint");
        let subnet = endpoint["properties"]["subnet"]["id"].as_str().expect("a subnet");
        let subnet = subnet.trim_start_matches("id:");
        if !self.rules_of(subnet) || !self.resources.contains_key(from) {
            return Verdict::Conditional;
        }
        let addresses = endpoint["properties"]["ipConfigurations"].as_array().into_iter().flatten();
        let addresses = addresses.filter_map(|one| one["properties"]["privateIPAddress"].as_str());
        let mut targets: Vec<ipnet::Ipv4Net> = addresses.map(parse).collect();
        if targets.is_empty() {
            targets.push(self.prefix(subnet));
        }
        let clients = [self.prefix(from)];
        // Whatever another team decides, a rule of the endpoint's subnet may deny it.
        let inbound = self.filtered(subnet, "Inbound", &clients, &targets);
        if inbound == Verdict::Denied {
            return Verdict::Denied;
        }
        if network_of(subnet) != network_of(from) || !self.rules_of(from) {
            return Verdict::Conditional;
        }
        // Its own DNS servers decide what names resolve to.
        let servers = &self.resources[&network_of(from)]["properties"]["dhcpOptions"]["dnsServers"];
        let resolves = if servers.as_array().is_none_or(Vec::is_empty) {
            self.resolves_by_azure(from)
        } else {
            Verdict::Conditional
        };
        let outbound = self.filtered(from, "Outbound", &clients, &targets);
        inbound.max(outbound).max(self.leads(subnet, &targets, from)).max(resolves)
    }

    fn prefix(&self, subnet: &str) -> ipnet::Ipv4Net {
        let properties = &self.resources[subnet]["properties"];
        let prefix = properties["addressPrefix"].as_str().or_else(|| properties["addressPrefixes"][0].as_str());
        parse(prefix.expect("a prefix"))
    }

    /// Where the routes of one subnet lead traffic to the endpoints of another one in the same network. Those with a
    /// shorter prefix than the network has leave the route of the endpoint in place (disable-private-endpoint-network-policy.md).
    fn leads(&self, to: &str, targets: &[ipnet::Ipv4Net], from: &str) -> Verdict {
        let table = &self.resources[from]["properties"]["routeTable"]["id"];
        let Some(table) = table.as_str() else { return Verdict::Allowed };
        let Some(table) = self.resources.get(table.trim_start_matches("id:")) else { return Verdict::Conditional };
        let spaces = self.resources[&network_of(to)]["properties"]["addressSpace"]["addressPrefixes"].clone();
        let spaces = spaces.as_array().into_iter().flatten().map(|space| parse(space.as_str().expect("a range")));
        let least = spaces
            .filter(|space| space.contains(&self.prefix(to)))
            .map(|space| space.prefix_len())
            .next()
            .unwrap_or(32);
        let routes = table["properties"]["routes"].as_array().into_iter().flatten().filter_map(|route| {
            let range: ipnet::Ipv4Net = route["properties"]["addressPrefix"].as_str()?.parse().ok()?;
            (range.prefix_len() >= least)
                .then(|| (range, route["properties"]["nextHopType"].as_str().unwrap_or_default()))
        });
        let routes: Vec<(ipnet::Ipv4Net, &str)> = routes.collect();
        let hop_of = |address: u32| {
            let fitting = routes.iter().filter(|(range, _)| range.contains(&std::net::Ipv4Addr::from(address)));
            fitting.max_by_key(|(range, _)| range.prefix_len()).map_or("VnetLocal", |(_, hop)| *hop)
        };
        let edges: Vec<ipnet::Ipv4Net> = routes.iter().map(|(range, _)| *range).collect();
        let hops: std::collections::BTreeSet<&str> = typical(targets, &edges).into_iter().map(hop_of).collect();
        match Vec::from_iter(hops).as_slice() {
            ["VnetLocal"] => Verdict::Allowed,
            ["None"] => Verdict::Denied,
            _ => Verdict::Conditional,
        }
    }

    /// What the security rules of a subnet do with HTTPS in a direction, from some addresses to others: for each typical
    /// address and port, the first rule that applies to it.
    fn filtered(&self, at: &str, direction: &str, from: &[ipnet::Ipv4Net], to: &[ipnet::Ipv4Net]) -> Verdict {
        let group = self.resources[at]["properties"]["networkSecurityGroup"]["id"].as_str().unwrap_or_default();
        let mut rules = crate::support::rules::of(&self.resources[group.trim_start_matches("id:")]);
        rules.retain(|rule| rule.direction == direction && matches!(rule.protocol.as_str(), "Tcp" | "*"));
        rules.sort_by_key(|rule| rule.priority);
        let ranges =
            |listed: &[String]| -> Vec<ipnet::Ipv4Net> { listed.iter().filter_map(|one| one.parse().ok()).collect() };
        let is_in = |listed: &[String], address: u32| {
            listed.iter().any(|one| matches!(one.as_str(), "*" | "VirtualNetwork"))
                || ranges(listed).iter().any(|range| range.contains(&std::net::Ipv4Addr::from(address)))
        };
        let bounds = |range: &str| -> Option<(u16, u16)> {
            let (first, last) =
                if range == "*" { ("0", "65535") } else { range.split_once('-').unwrap_or((range, range)) };
            Some((first.parse().ok()?, last.parse().ok()?))
        };
        let has = |ports: &[String], port: u16| {
            ports.iter().filter_map(|range| bounds(range)).any(|(first, last)| (first..=last).contains(&port))
        };
        let sources = typical(from, &rules.iter().flat_map(|rule| ranges(&rule.from)).collect::<Vec<_>>());
        let destinations = typical(to, &rules.iter().flat_map(|rule| ranges(&rule.to)).collect::<Vec<_>>());
        // Rules for private endpoints leave source ports out of account.
        let counts_ports = direction == "Outbound";
        let listed = rules.iter().filter(|_| counts_ports).flat_map(|rule| &rule.from_ports);
        let edges = listed.filter_map(|range| bounds(range)).flat_map(|(first, last)| [first, last.saturating_add(1)]);
        let ports: std::collections::BTreeSet<u16> = edges.chain([0]).collect();
        let mut outcomes = std::collections::BTreeSet::new();
        for source in &sources {
            for destination in &destinations {
                for port in &ports {
                    let first = rules.iter().find(|rule| {
                        is_in(&rule.from, *source)
                            && is_in(&rule.to, *destination)
                            && has(&rule.ports, 443)
                            && (!counts_ports || has(&rule.from_ports, *port))
                    });
                    // A default rule allows what stays in the network.
                    outcomes.insert(first.is_none_or(|rule| rule.access == "Allow"));
                }
            }
        }
        verdict_of(&outcomes)
    }

    /// What the rules of a subnet do with queries to Azure DNS, which only a rule with its service tag can deny (overview of
    /// network security groups, 2025-07-15).
    fn resolves_by_azure(&self, from: &str) -> Verdict {
        let group = self.resources[from]["properties"]["networkSecurityGroup"]["id"].as_str().unwrap_or_default();
        let mut rules = crate::support::rules::of(&self.resources[group.trim_start_matches("id:")]);
        let asks = |rule: &crate::support::rules::Rule| {
            let has_port = rule.ports.iter().any(|port| match port.split_once('-') {
                _ if port == "*" => true,
                Some((first, last)) => {
                    first.parse().is_ok_and(|at: u16| at <= 53) && last.parse().is_ok_and(|at: u16| at >= 53)
                }
                None => port == "53",
            });
            rule.direction == "Outbound" && matches!(rule.protocol.as_str(), "Udp" | "*") && has_port
        };
        rules.retain(asks);
        rules.sort_by_key(|rule| rule.priority);
        let denying = rules.iter().position(|rule| rule.to == ["AzurePlatformDNS"] && rule.access == "Deny");
        let Some(denying) = denying else { return Verdict::Allowed };
        let applies_to_all = |rule: &crate::support::rules::Rule| {
            let any_port = matches!(rule.from_ports.join(",").as_str(), "*" | "0-65535");
            let contains =
                |one: &String| one.parse().is_ok_and(|range: ipnet::Ipv4Net| range.contains(&self.prefix(from)));
            any_port && rule.from.iter().any(|one| one == "*" || one == "VirtualNetwork" || contains(one))
        };
        let before = rules[..denying].iter();
        if before.clone().any(|rule| rule.to == ["AzurePlatformDNS"] && applies_to_all(rule)) {
            return Verdict::Allowed;
        }
        let is_clear = before.clone().all(|rule| rule.access == "Deny") && applies_to_all(&rules[denying]);
        if is_clear { Verdict::Denied } else { Verdict::Conditional }
    }

    fn rules_of(&self, subnet: &str) -> bool {
        let group = self.resources.get(subnet).map(|body| &body["properties"]["networkSecurityGroup"]["id"]);
        group.and_then(Value::as_str).is_some_and(|group| group.starts_with("id:target/"))
    }

    /// The subnet with a name in the file.
    fn subnet_of(&self, name: &str) -> Option<String> {
        if name == "testMachine" {
            return self.machine_subnet.clone();
        }
        let ending = format!("/{name}");
        self.of_kind("/virtualNetworks/subnets/").map(|(key, _)| key.to_owned()).find(|key| key.ends_with(&ending))
    }

    /// Whether there is an endpoint for a service that is not deployed here, in a subnet that allows the whole network.
    fn connects_to_existing(&self, thing: &AccessTarget) -> bool {
        let group = match thing {
            AccessTarget::Account => "account",
            AccessTarget::Storage | AccessTarget::Container(_) => "blob",
            _ => "vault",
        };
        let lists = ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"];
        let connects = |body: &Value| {
            lists.iter().any(|list| body["properties"][list][0]["properties"]["groupIds"][0].as_str() == Some(group))
        };
        let has_rule =
            |name: &str| self.of_kind("/networkSecurityGroups/").any(|(_, body)| body.to_string().contains(name));
        let is_listed = has_rule("DenyAllInbound") && !has_rule("AllowVirtualNetworkHttpsInbound");
        !is_listed && self.of_kind("/privateEndpoints/").any(|(_, body)| connects(body))
    }

    /// Whether an endpoint of a service has all its zones linked to a network.
    fn has_ready_endpoint(&self, service: &str, network: &str) -> bool {
        let id = format!("id:{service}");
        let endpoint = self.of_kind("/privateEndpoints/").find(|(key, body)| {
            !key.contains("privateDnsZoneGroups")
                && body["properties"]["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceId"]
                    == id.as_str()
        });
        let Some((key, _)) = endpoint else { return false };
        let name = key.rsplit('/').next().expect("a name");
        let Some((_, group)) =
            self.of_kind("privateDnsZoneGroups/").find(|(key, _)| key.contains(&format!("/{name}/")))
        else {
            return false;
        };
        let zones = group["properties"]["privateDnsZoneConfigs"].as_array().cloned().unwrap_or_default();
        !zones.is_empty()
            && zones.iter().all(|zone| {
                let zone = zone["properties"]["privateDnsZoneId"]
                    .as_str()
                    .expect("a zone")
                    .rsplit('/')
                    .next()
                    .expect("a name");
                self.of_kind("/virtualNetworkLinks/").any(|(key, link)| {
                    key.contains(&format!("/virtualNetworkLinks/{zone}/"))
                        && link["properties"]["virtualNetwork"]["id"] == format!("id:{network}").as_str()
                })
            })
    }

    /// Whether a principal has a built-in role that allows an action, on a resource or on a scope that contains it.
    fn has_role(&self, principal: &str, on: &str, action: roles::Action) -> bool {
        self.resources.keys().any(|key| {
            let Some(rest) = key.strip_prefix("role|") else { return false };
            let parts: Vec<&str> = rest.split('|').collect();
            let [scope, holder, role] = parts.as_slice() else { return false };
            is_same_principal(holder, principal) && covers(scope, on) && self.role_allows(role, action) == Some(true)
        })
    }

    /// Whether a role allows an action; unknown where it is neither a built-in role nor listed in the file.
    fn role_allows(&self, guid: &str, action: roles::Action) -> Option<bool> {
        if let Some(role) = roles::find_by_guid(guid) {
            return Some(role.allows(action));
        }
        let custom = self
            .custom_roles
            .iter()
            .find(|role| role["id"].as_str().is_some_and(|id| id.to_lowercase().ends_with(&guid.to_lowercase())))?;
        Some(action.operations().iter().all(|operation| match operation {
            roles::AzureOperation::Control(name) => has_action(custom, ["actions", "notActions"], name),
            roles::AzureOperation::Data(name) => has_action(custom, ["dataActions", "notDataActions"], name),
        }))
    }

    /// Whether a client lacks every role for an action on a service that accepts no keys, or has one although the analysis
    /// says that it lacks a role.
    pub(crate) fn client(&self, flow: &EvaluatedPath, principal: &str) -> Option<Verdict> {
        let (service, body) = self.service(&flow.target)?;
        let keys = match (&flow.target, flow.operation) {
            (AccessTarget::Account, _) => body["properties"]["disableLocalAuth"] != true,
            (AccessTarget::Storage | AccessTarget::Container(_), _) => {
                body["properties"]["allowSharedKeyAccess"] != false
            }
            _ => return None,
        };
        let action = match (&flow.target, flow.operation) {
            (AccessTarget::Account, Operation::Call) => roles::Action::CallAccount,
            (_, Operation::Read) => roles::Action::ReadBlobs,
            (_, Operation::Write) => roles::Action::WriteBlobs,
            _ => return None,
        };
        let on = match &flow.target {
            AccessTarget::Container(name) => container_of(service, name)?,
            _ => service.to_owned(),
        };
        let is_known = self.resources.keys().filter_map(|key| key.strip_prefix("role|")).all(|key| {
            let mut parts = key.split('|').skip(1);
            !parts.next().is_some_and(|holder| is_same_principal(holder, principal))
                || parts.next().is_some_and(|role| self.role_allows(role, action).is_some())
        });
        let is_denied =
            flow.steps.iter().any(|step| step.aspect == Aspect::Authorization && step.outcome == Verdict::Denied);
        match self.has_role(principal, &on, action) {
            true if is_denied => Some(Verdict::Allowed),
            false if is_known && !keys => Some(Verdict::Denied),
            _ => None,
        }
    }
}

/// The verdict of rules that allow some of the traffic and deny some of it.
fn verdict_of(outcomes: &std::collections::BTreeSet<bool>) -> Verdict {
    match (outcomes.contains(&true), outcomes.contains(&false)) {
        (true, true) => Verdict::Conditional,
        (false, true) => Verdict::Denied,
        _ => Verdict::Allowed,
    }
}

/// Addresses of some ranges that stand for all of them: where the ranges, or those of rules or routes, start or have ended.
fn typical(ranges: &[ipnet::Ipv4Net], edges: &[ipnet::Ipv4Net]) -> std::collections::BTreeSet<u32> {
    let starts = ranges.iter().chain(edges).map(|range| u32::from(range.network()));
    let ends = edges.iter().filter_map(|range| u32::from(range.broadcast()).checked_add(1));
    let is_inside = |address: &u32| ranges.iter().any(|range| range.contains(&std::net::Ipv4Addr::from(*address)));
    starts.chain(ends).filter(is_inside).collect()
}

/// The canonical ID of the network of a subnet.
fn network_of(subnet: &str) -> String {
    let network = subnet.replace("/virtualNetworks/subnets/", "/virtualNetworks/");
    network.rsplit_once('/').map(|(network, _)| network.to_owned()).unwrap_or_default()
}

/// The subnet of the test VM, by its network interface.
fn machine_subnet(resources: &BTreeMap<String, Value>) -> Option<String> {
    let (_, interface) = resources.iter().find(|(key, _)| key.contains("/networkInterfaces/"))?;
    let id = interface["properties"]["ipConfigurations"][0]["properties"]["subnet"]["id"].as_str()?;
    Some(id.trim_start_matches("id:").to_owned())
}

/// How the IDs of a kind of service start.
fn service_prefix(target: &AccessTarget) -> &'static str {
    match target {
        AccessTarget::Account | AccessTarget::Host(_) | AccessTarget::OtherHosts => ACCOUNTS,
        AccessTarget::Storage | AccessTarget::Container(_) => STORAGE,
        AccessTarget::Vault | AccessTarget::Secret | AccessTarget::Key => VAULTS,
    }
}

/// Parameters have other names in Terraform.
fn is_same_principal(one: &str, other: &str) -> bool {
    one == other || (one.starts_with("param:") && one.replace('_', "").eq_ignore_ascii_case(&other.replace('_', "")))
}

/// The canonical ID of a container of a storage account.
fn container_of(storage: &str, name: &str) -> Option<String> {
    let account = storage.rsplit('/').next()?;
    Some(format!("target/Microsoft.Storage/storageAccounts/blobServices/containers/{account}/default/{name}"))
}

/// The principal of a client as the outputs have it.
pub(crate) fn principal_of(plan: &ResolvedTopology, client: &str) -> Option<String> {
    plan.callers.iter().find_map(|caller| match &caller.kind {
        CallerKind::Client { name, principal, .. } if name == client => match principal {
            Expr::String(id) => Some(id.clone()),
            Expr::Parameter(name) => {
                match plan.parameters.iter().find(|parameter| parameter.name == *name)?.default.as_ref() {
                    Some(Expr::String(id)) => Some(id.clone()),
                    Some(_) => None,
                    None => Some(format!("param:{name}")),
                }
            }
            Expr::Attribute(symbol, _) => {
                let Expr::String(name) = &plan.find(symbol)?.name else { return None };
                Some(format!("target/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"))
            }
            _ => None,
        },
        _ => None,
    })
}

/// Whether a scope is a resource, or contains it: the account that a container is in, the resource group, the subscription.
fn covers(scope: &str, on: &str) -> bool {
    if scope == on || (["target", "subscription"].contains(&scope) && on.starts_with("target/")) {
        return true;
    }
    match on.split_once("/blobServices/containers/") {
        Some((kind, names)) => scope == format!("{kind}/{}", names.split('/').next().expect("an account")),
        None => false,
    }
}

fn parse(text: &str) -> ipnet::Ipv4Net {
    text.parse().unwrap_or_else(|_| ipnet::Ipv4Net::new_assert(text.parse().expect("an address"), 32))
}

/// The verdict of the second evaluation for an access path, if it covers it.
pub(crate) fn verdict(
    world: &World<'_>,
    flow: &EvaluatedPath,
    studio: Option<&str>,
    origins: &[&str],
) -> Option<Verdict> {
    match (&flow.actor, flow.operation) {
        (Actor::Internet, _) => Some(world.outside(None, &flow.target)),
        (Actor::Address(range), _) => Some(world.outside(Some(&range.to_string()), &flow.target)),
        (Actor::Studio, _) => Some(world.outside(studio, &flow.target)),
        (Actor::StudioBrowser, Operation::EditLabels) => {
            world.one(STORAGE)?;
            let cors = world.of_kind("/blobServices/").find(|(key, _)| key.ends_with("/default"));
            let rules = cors.map(|(_, body)| body["properties"]["cors"]["corsRules"].to_string()).unwrap_or_default();
            // With a virtual network rule, the subnet decides.
            (!origins.iter().any(|origin| rules.contains(origin))).then_some(Verdict::Denied)
        }
        (Actor::AccountIdentity, Operation::Read | Operation::Write) => {
            let (account, body) = world.one(ACCOUNTS)?;
            if !body["identity"]["type"].as_str().unwrap_or_default().contains("SystemAssigned") {
                return Some(Verdict::Denied);
            }
            let action =
                if flow.operation == Operation::Read { roles::Action::ReadBlobs } else { roles::Action::WriteBlobs };
            let (storage, firewall) = world.one(STORAGE)?;
            let on = match &flow.target {
                AccessTarget::Container(name) => container_of(storage, name)?,
                _ => storage.to_owned(),
            };
            let rules = &firewall["properties"]["networkAcls"];
            let trusted = rules["bypass"].as_str().is_some_and(|bypass| bypass.contains("AzureServices"));
            let named = rules["resourceAccessRules"].to_string().contains(&format!("id:{account}\""));
            let host = format!("{}.blob.", storage.rsplit('/').next()?);
            let restricted = body["properties"]["restrictOutboundNetworkAccess"] == true;
            let outbound = !restricted || body["properties"]["allowedFqdnList"].to_string().contains(&host);
            let works = (trusted || named) && outbound && world.has_role(account, &on, action);
            Some(if works { Verdict::Allowed } else { Verdict::Denied })
        }
        (Actor::Subnet(name), _) => {
            let Some((service, _)) = world.service(&flow.target) else {
                // The owner of an existing service approves the endpoint.
                return world.connects_to_existing(&flow.target).then_some(Verdict::Conditional);
            };
            // In a network that is deployed here, no other team decides what names resolve to.
            let from = world.subnet_of(name)?;
            let network = network_of(&from);
            let is_deployed = [&from, &network].into_iter().all(|id| world.resources.contains_key(id));
            if !is_deployed || !world.has_ready_endpoint(service, &network) {
                return None;
            }
            Some(world.connects_within_a_network(service, &from))
        }
        // A rule names it, and the role of its identity is not deployed here.
        (Actor::ResourceInstance(name), _) => {
            let (_, storage) = world.one(STORAGE)?;
            let rules = &storage["properties"]["networkAcls"];
            let ends_so = |rule: &Value| {
                let id = rule["resourceId"].as_str().unwrap_or_default();
                id == name || id.ends_with(&format!("/{name}"))
            };
            let named = rules["resourceAccessRules"].as_array().is_some_and(|all| all.iter().any(ends_so));
            let trusted = rules["bypass"].as_str().is_some_and(|bypass| bypass.contains("AzureServices"));
            (named || !trusted).then_some(if named { Verdict::Conditional } else { Verdict::Denied })
        }
        (Actor::AccountEncryption | Actor::StorageEncryption, _) => {
            let service = if flow.actor == Actor::AccountEncryption { ACCOUNTS } else { STORAGE };
            let (id, vault) = world.one(VAULTS)?;
            let used = world.used_key(id, service)?;
            let trusted = vault["properties"]["networkAcls"]["bypass"] == "AzureServices";
            let rbac = vault["properties"]["enableRbacAuthorization"] == true;
            let may = world.resources.keys().any(|key| {
                key.starts_with("role|target/Microsoft.KeyVault/vaults/keys/")
                    && key.contains(&format!("/{used}|"))
                    && key.contains("e147488a-f6f5-4113-8e2d-b22465e65bf6")
            });
            // Microsoft's pages disagree whether Azure AI services are trusted services of a vault.
            let works = if flow.actor == Actor::AccountEncryption { Verdict::Conditional } else { Verdict::Allowed };
            rbac.then_some(if trusted && may { works } else { Verdict::Denied })
        }
        _ => None,
    }
}
