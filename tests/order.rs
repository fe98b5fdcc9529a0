//! Rules about order and required companions, for every topology in every language.
//!
//! Order is checked before anything is merged ([`Step`](crate::support::facts::Step)): a second pass over an account,
//! azurerm's resource for its key and azurerm's associations each need a dependency of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{
    assert_none,
    facts::kind_in,
    read_back::{self, Language, Output, ReadBack},
    rules::{self, Rule},
};

const ACCOUNTS: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";
const ZONE_GROUPS: &str = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
const LINKS: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
const POLICIES: &str = "Microsoft.KeyVault/vaults/accessPolicies";
const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";

/// Violations, and how often each rule applied in each language.
#[derive(Default)]
struct Findings {
    failures: Vec<String>,
    seen: BTreeMap<(&'static str, Language), usize>,
}

impl Findings {
    /// One case of a rule.
    fn expect(&mut self, law: &'static str, at: &At, holds: bool, otherwise: impl FnOnce() -> String) {
        *self.seen.entry((law, at.output.language)).or_default() += 1;
        if !holds {
            self.failures.push(format!("{}: {}: {}", at.read.story.name, at.output.language, otherwise()));
        }
    }

    /// Fails for violations, and for a rule that no topology exercises in one of the languages.
    fn finish(self, laws: &[(&'static str, &[Language])]) {
        assert_none(&self.failures);
        for (law, languages) in laws {
            for language in *languages {
                assert!(self.seen.contains_key(&(*law, *language)), "{law}: {language}: no topology exercises it");
            }
        }
    }
}

/// One output of one topology.
struct At<'a> {
    read: &'a ReadBack,
    output: &'a Output,
}

impl At<'_> {
    /// Steps that write a resource of a type, with its id and body.
    fn steps_of(&self, kind: &str) -> Vec<(&str, &str, &Value)> {
        let steps = self.output.deployed.steps.iter();
        let written =
            steps.flat_map(|(name, step)| step.writes.iter().map(|(key, body)| (name.as_str(), key.as_str(), body)));
        written.filter(|(_, key, _)| kind_in(key) == kind).collect()
    }
}

fn check(look: impl Fn(&At, &mut Findings)) -> Findings {
    let mut findings = Findings::default();
    for read in read_back::all() {
        for output in &read.outputs {
            look(&At { read, output }, &mut findings);
        }
    }
    findings
}

/// The id behind a reference.
fn id(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix("id:")
}

/// The target of a private endpoint.
fn target(endpoint: &Value) -> &str {
    let connection = &endpoint["properties"]["privateLinkServiceConnections"][0]["properties"];
    id(&connection["privateLinkServiceId"]).expect("an endpoint has a target")
}

/// Whether a resource is the other one or inside it, such as a container of a storage account.
fn is_within(inner: &str, outer: &str) -> bool {
    let kind = kind_in(outer);
    let Some((scope, name)) = outer.split_once(&format!("{kind}/")) else { return false };
    inner == outer
        || inner.strip_prefix(&format!("{scope}{kind}/")).is_some_and(|rest| rest.split('/').any(|part| part == name))
}

#[test]
fn a_private_endpoint_waits_for_operations_on_its_target() {
    let findings = check(|at, findings| {
        for (endpoint, _, body) in at.steps_of(ENDPOINTS) {
            let (target, before) = (target(body), at.output.deployed.steps_before(endpoint));
            for (other, step) in at.output.deployed.steps.iter().filter(|(other, _)| *other != endpoint) {
                let waits = before.contains(other.as_str());
                let lacks = || format!("{endpoint}: does not wait for {other}");
                for (key, written) in &step.writes {
                    if key == target {
                        // A second pass, or azurerm's resource for the key.
                        let law = match kind_in(target).as_str() {
                            ACCOUNTS if written["properties"]["encryption"].is_object() => "account key",
                            STORAGE if written["properties"]["encryption"]["keyvaultproperties"].is_object() => {
                                "storage key"
                            }
                            _ => "target",
                        };
                        findings.expect(law, at, waits, lacks);
                    } else if let Some(role) = key.strip_prefix("role|") {
                        let mut parts = role.split('|');
                        let (scope, principal) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                        // In a vault, Terraform writes the scopes of role assignments through the endpoint. The VM is
                        // created long after the endpoint, and so are its role assignments.
                        let exclusive = [ACCOUNTS, STORAGE].contains(&kind_in(target).as_str());
                        if exclusive && is_within(scope, target) && !principal.contains("/virtualMachines/") {
                            findings.expect("role", at, waits, lacks);
                        }
                    } else if kind_in(key) == POLICIES && is_within(key, target) {
                        // A vault accepts one change at a time.
                        findings.expect("access policies", at, waits, lacks);
                    }
                }
            }
        }
    });
    findings.finish(&[
        ("target", &Language::ALL),
        ("account key", &Language::ALL),
        ("storage key", &Language::ALL),
        ("role", &Language::ALL),
        ("access policies", &Language::ALL),
    ]);
}

#[test]
fn private_endpoints_of_a_subnet_are_created_one_after_another() {
    let findings = check(|at, findings| {
        let endpoints = at.steps_of(ENDPOINTS);
        for (index, (one, _, body)) in endpoints.iter().enumerate() {
            for (other, _, other_body) in &endpoints[index + 1..] {
                if body["properties"]["subnet"]["id"] != other_body["properties"]["subnet"]["id"] {
                    continue;
                }
                let deployed = &at.output.deployed;
                let ordered = deployed.steps_before(one).contains(other) || deployed.steps_before(other).contains(one);
                findings.expect("subnet", at, ordered, || format!("{one} and {other}: neither waits for the other"));
            }
        }
    });
    findings.finish(&[("subnet", &Language::ALL)]);
}

/// Azure's table "Private endpoint DNS": the zones of a subresource, in the public cloud. Further clouds have other
/// ends, and not all of them are published.
/// MicrosoftDocs/azure-docs `private-endpoint-dns.md`; the stored copy is of 2021 and lacks the two further zones of `AIServices`,
/// which are unverified here.
fn zones(group: &str, kind: &str) -> &'static [&'static str] {
    match (group, kind) {
        ("account", "AIServices") => &[
            "privatelink.cognitiveservices.azure.com",
            "privatelink.openai.azure.com",
            "privatelink.services.ai.azure.com",
        ],
        ("account", _) => &["privatelink.cognitiveservices.azure.com"],
        ("blob", _) => &["privatelink.blob.core.windows.net"],
        ("vault", _) => &["privatelink.vaultcore.azure.net"],
        _ => panic!("the subresource {group} is not in the table"),
    }
}

/// The service of a private DNS zone: its name before the suffix that differs by cloud.
fn service(zone: &str) -> String {
    let ends = [".azure.", ".core.", ".usgovcloudapi.", ".chinacloudapi."];
    let end = ends.iter().filter_map(|end| zone.find(end)).min().unwrap_or(zone.len());
    zone[..end].to_ascii_lowercase()
}

#[test]
fn an_endpoint_has_all_zones_of_its_subresource_and_waits_for_their_links() {
    let findings = check(|at, findings| {
        let file = &at.read.file;
        let kind = file.pointer("/account/kind").and_then(Value::as_str).unwrap_or("FormRecognizer");
        let by_policy = file.pointer("/dns/zones").is_some_and(|zones| zones == "policy");
        let public = file.get("cloud").is_none_or(|cloud| cloud == "AzureCloud");
        for (endpoint, key, body) in at.steps_of(ENDPOINTS) {
            let group = body["properties"]["privateLinkServiceConnections"][0]["properties"]["groupIds"][0].as_str();
            let group = group.expect("an endpoint has a subresource");
            let name = key.rsplit('/').next().expect("an id has a name");
            let of_endpoint = format!("{ZONE_GROUPS}/{name}/");
            let mut found = BTreeSet::new();
            for (key, body) in at.output.of_kind(ZONE_GROUPS).iter().filter(|(key, _)| key.contains(&of_endpoint)) {
                let configs = body["properties"]["privateDnsZoneConfigs"].as_array().into_iter().flatten();
                let ids =
                    configs.map(|config| id(&config["properties"]["privateDnsZoneId"]).expect("the id of a zone"));
                found.extend(ids.map(|id| id.rsplit('/').next().unwrap_or_default().to_owned()));
                assert!(!found.is_empty(), "{}: {}: {key}: no zone", at.read.story.name, at.output.language);
            }
            // Azure Government has no hosts under services.ai, so an AIServices account has two zones there.
            let government = file.get("cloud").is_some_and(|cloud| cloud == "AzureUSGovernment");
            let exists = |zone: &&&str| !(by_policy || (government && zone.contains(".services.ai.")));
            let wanted: BTreeSet<String> = zones(group, kind).iter().filter(exists).map(ToString::to_string).collect();
            let same = if public {
                found == wanted
            } else {
                // Reported for Azure Government: the hosts under services.ai exist in the public cloud only.
                let government = file.get("cloud").is_some_and(|cloud| cloud == "AzureUSGovernment");
                let wanted = wanted.iter().filter(|zone| !(government && zone.contains(".services.ai.")));
                found.iter().map(|zone| service(zone)).eq(wanted.map(|zone| service(zone)))
            };
            let law = match (by_policy, wanted.len()) {
                (true, _) => "policy",
                (_, 3) => "three zones",
                _ if public => "one zone",
                _ => "another cloud",
            };
            findings.expect(law, at, same, || {
                format!("{endpoint}: subresource {group}: privateDnsZoneConfigs is {found:?}, expected {wanted:?}")
            });
            let before = at.output.deployed.steps_before(endpoint);
            for (link, key, _) in at.steps_of(LINKS) {
                if found.iter().any(|zone| key.contains(&format!("{LINKS}/{zone}/"))) {
                    let waits = before.contains(link);
                    findings.expect("link", at, waits, || format!("{endpoint}: does not wait for {link}"));
                }
            }
            if kind == "AIServices" && group == "account" {
                let addresses = body["properties"]["ipConfigurations"].as_array().map_or(0, Vec::len);
                let members =
                    || format!("{endpoint}: ipConfigurations has {addresses} members, expected none or three");
                findings.expect("members", at, [0, 3].contains(&addresses), members);
            }
        }
    });
    findings.finish(&[
        ("policy", &Language::ALL),
        ("three zones", &Language::ALL),
        ("one zone", &Language::ALL),
        ("another cloud", &Language::ALL),
        ("link", &Language::ALL),
        ("members", &Language::ALL),
    ]);
}

#[test]
fn a_diagnostic_setting_has_a_category_and_a_workspace() {
    let findings = check(|at, findings| {
        for (step, _, body) in at.steps_of("Microsoft.Insights/diagnosticSettings") {
            let on = |list: &str| {
                let items = body["properties"][list].as_array().into_iter().flatten();
                let enabled = items.filter(|item| item["enabled"] == true);
                enabled.filter(|item| item["category"].is_string() != item["categoryGroup"].is_string()).count()
            };
            let all = |list: &str| body["properties"][list].as_array().map_or(0, Vec::len);
            findings.expect("category", at, on("logs") > 0 && on("logs") == all("logs"), || {
                format!("{step}: properties.logs is {}, expected at least one category", body["properties"]["logs"])
            });
            findings.expect("metrics", at, on("metrics") == all("metrics"), || {
                format!("{step}: properties.metrics is {}", body["properties"]["metrics"])
            });
            let workspace = id(&body["properties"]["workspaceId"]).map(kind_in);
            findings.expect(
                "workspace",
                at,
                workspace.as_deref() == Some("Microsoft.OperationalInsights/workspaces"),
                || format!("{step}: properties.workspaceId is {}", body["properties"]["workspaceId"]),
            );
        }
    });
    findings.finish(&[("category", &Language::ALL), ("metrics", &Language::ALL), ("workspace", &Language::ALL)]);
}

/// Direction, source, destination, ports and protocol of the rules that Azure Bastion's subnet needs, from the table in
/// "Configure NSG rules for Azure Bastion": <https://learn.microsoft.com/azure/bastion/bastion-nsg>, of 2026-02-24.
const BASTION_RULES: [(&str, &str, &str, &[&str], &str); 8] = [
    ("Inbound", "Internet", "*", &["443"], "Tcp"),
    ("Inbound", "GatewayManager", "*", &["443"], "Tcp"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", &["5701", "8080"], "*"),
    ("Inbound", "AzureLoadBalancer", "*", &["443"], "Tcp"),
    ("Outbound", "*", "VirtualNetwork", &["22", "3389"], "*"),
    ("Outbound", "*", "AzureCloud", &["443"], "Tcp"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", &["5701", "8080"], "*"),
    ("Outbound", "*", "Internet", &["80"], "*"),
];

#[test]
fn the_azure_bastion_subnet_has_the_documented_rules() {
    let findings = check(|at, findings| {
        for (subnet, body) in at.output.of_kind(SUBNETS).iter().filter(|(key, _)| key.ends_with("/AzureBastionSubnet"))
        {
            let group = id(&body["properties"]["networkSecurityGroup"]["id"]).expect("a network security group");
            // An existing group is managed outside this topology.
            let Some(rules) = at.output.body(group).map(rules::of) else { continue };
            for (direction, from, to, ports, protocol) in BASTION_RULES {
                let is = |rule: &&Rule| {
                    rule.access == "Allow"
                        && rule.direction == direction
                        && rule.from == [from]
                        && rule.to == [to]
                        && rule.ports == ports
                        && rule.protocol == protocol
                };
                let missing = || {
                    format!(
                        "{group}: properties.securityRules: no rule allows {direction} {from} to {to}, {ports:?} {protocol}"
                    )
                };
                findings.expect("rule", at, rules.iter().any(|rule| is(&rule)), missing);
            }
            // Another rule would allow what Bastion does not need, or deny what it needs.
            findings.expect("no more", at, rules.len() == BASTION_RULES.len(), || {
                format!("{group}: properties.securityRules has {} rules", rules.len())
            });
            // Azure rejects Bastion in a subnet whose network security group lacks the rules.
            for (host, _, _) in at.steps_of("Microsoft.Network/bastionHosts") {
                let before = at.output.deployed.steps_before(host);
                let attached = before.iter().any(|step| attaches(at, step, subnet, group));
                findings.expect("attached first", at, attached, || {
                    format!("{host}: does not wait for {group} on {subnet}")
                });
            }
        }
    });
    findings.finish(&[("rule", &Language::ALL), ("no more", &Language::ALL), ("attached first", &Language::ALL)]);
}

/// Whether a step associates a network security group with a subnet: as a subnet, inside its network, or as an
/// association.
fn attaches(at: &At, step: &str, subnet: &str, group: &str) -> bool {
    let has_group = |body: &Value| id(&body["properties"]["networkSecurityGroup"]["id"]) == Some(group);
    at.output.deployed.steps[step].writes.iter().any(|(key, body)| {
        let inside = body["properties"]["subnets"].as_array().into_iter().flatten();
        let mut inside =
            inside.filter(|inner| subnet.ends_with(&format!("/{}", inner["name"].as_str().unwrap_or_default())));
        (key == subnet && has_group(body)) || inside.any(has_group)
    })
}

#[test]
fn a_nat_gateway_is_attached_and_a_vm_starts_behind_its_rules() {
    let findings = check(|at, findings| {
        for (gateway, body) in at.output.of_kind("Microsoft.Network/natGateways") {
            // The NAT gateway exists for the VM.
            let interfaces = at.output.of_kind("Microsoft.Network/networkInterfaces").iter();
            let attached = interfaces.filter_map(|(_, interface)| {
                let subnet = id(&interface["properties"]["ipConfigurations"][0]["properties"]["subnet"]["id"])?;
                id(&at.output.body(subnet)?["properties"]["natGateway"]["id"])
            });
            let attached = attached.collect::<Vec<_>>() == [gateway.as_str()];
            findings.expect("attached", at, attached, || {
                format!("{gateway}: properties.natGateway of the subnet of the VM does not name it")
            });
            let addresses = body["properties"]["publicIpAddresses"].as_array().into_iter().flatten();
            let public = addresses.filter_map(|address| id(&address["id"])).filter(|id| at.output.body(id).is_some());
            let public = public.count();
            findings.expect("address", at, public == 1, || format!("{gateway}: has {public} public addresses"));
        }
        for (machine, _, body) in at.steps_of("Microsoft.Compute/virtualMachines") {
            let card = id(&body["properties"]["networkProfile"]["networkInterfaces"][0]["id"]).expect("an interface");
            let before = at.output.deployed.steps_before(machine);
            let guarded = before.iter().any(|step| {
                let written = at.output.deployed.steps[*step].writes.get(card);
                written.is_some_and(|body| body["properties"]["networkSecurityGroup"]["id"].is_string())
            });
            findings.expect("rules first", at, guarded, || format!("{machine}: does not wait for the rules of {card}"));
        }
    });
    findings.finish(&[("attached", &Language::ALL), ("address", &Language::ALL), ("rules first", &Language::ALL)]);
}

#[test]
fn a_lock_is_created_after_all_operations_on_its_target() {
    let findings = check(|at, findings| {
        for (lock, key, _) in at.steps_of("Microsoft.Authorization/locks") {
            let target = key.rsplit_once('|').expect("a lock is on something").0;
            let before = at.output.deployed.steps_before(lock);
            for (other, step) in at.output.deployed.steps.iter().filter(|(other, _)| *other != lock) {
                let about = step.writes.iter().any(|(key, body)| {
                    let endpoint = kind_in(key) == ENDPOINTS && self::target(body) == target;
                    let role = key.strip_prefix("role|").is_some_and(|role| role.split('|').next() == Some(target));
                    key == target || endpoint || role
                });
                if about {
                    let waits = before.contains(other.as_str());
                    findings.expect("lock", at, waits, || format!("{lock}: does not wait for {other}"));
                }
            }
        }
    });
    findings.finish(&[("lock", &Language::ALL)]);
}
