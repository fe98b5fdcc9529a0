//! Private DNS in networks that this topology does not create, as Microsoft's pages and public threads describe it. Each
//! expectation names its source.

use di_gen::{Source, source::SourceText, topology::Cloud};
use serde_json::Value;

use crate::support::{read_back::ReadBack, topologies::Story};

const HUB: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
const SPOKE: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/vnet-spoke";
const ZONES: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones";

fn spoke() -> String {
    format!("network: {{ existing: {SPOKE}, subnets: {{ endpoints: {{ prefix: 10.9.0.0/26 }} }} }}\n")
}

/// The networks that zones are linked to, with the resolution policy of the link, in each output.
fn policies(yaml: &str) -> Vec<Vec<(String, String)>> {
    let read = ReadBack::new(Story { name: "dns".to_owned(), text: format!("name: invoices\n{yaml}") });
    assert_eq!(read.outputs.len(), 4, "{yaml}");
    let of_output = |deployed: &crate::support::facts::Deployed| {
        let mut links: Vec<(String, String)> = Vec::new();
        for (_, body) in deployed.resources.iter().filter(|(key, _)| key.contains("/virtualNetworkLinks/")) {
            let text = |value: &Value| value.as_str().unwrap_or("unset").to_owned();
            let properties = &body["properties"];
            let id = text(&properties["virtualNetwork"]["id"]);
            let network = id.rsplit('/').next().unwrap_or_default().to_owned();
            links.push((network, text(&properties["resolutionPolicy"])));
        }
        links.sort();
        links.dedup();
        links
    };
    read.outputs.iter().map(|output| of_output(&output.deployed)).collect()
}

/// Code, severity and whole text of every note and warning.
fn notes(yaml: &str) -> Vec<(&'static str, String)> {
    let source = SourceText::new("x", format!("name: invoices\n{yaml}"));
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|found| panic!("{yaml}: {found:?}"));
    let plan = di_gen::plan::lower_topology(&topology);
    plan.notes.iter().map(|note| (note.diagnostic.code.as_str(), note.diagnostic.message.clone())).collect()
}

fn pairs(links: &[(&str, &str)]) -> Vec<(String, String)> {
    links.iter().map(|(network, policy)| ((*network).to_owned(), (*policy).to_owned())).collect()
}

/// azure-docs, articles/dns/private-dns-fallback.md (2025-02-04): without `NxDomainRedirect`, names of other private
/// resources are answered with NXDOMAIN in the linked network.
#[test]
fn links_to_networks_of_others_fall_back_to_public_resolution() {
    let hub = format!("network: {{ linkedNetworks: [{HUB}] }}\n");
    for found in policies(&hub) {
        assert_eq!(found, pairs(&[("vnet-hub", "NxDomainRedirect"), ("vnet-invoices-dev", "Default")]));
    }
    for found in policies(&spoke()) {
        assert_eq!(found, pairs(&[("vnet-spoke", "NxDomainRedirect")]));
    }
    for found in policies("dns: {}\n") {
        assert_eq!(found, pairs(&[("vnet-invoices-dev", "Default")]));
    }
    // The key overrides both defaults.
    for policy in ["Default", "NxDomainRedirect"] {
        for found in policies(&format!("{hub}dns: {{ resolutionPolicy: {policy} }}\n")) {
            assert_eq!(found, pairs(&[("vnet-hub", policy), ("vnet-invoices-dev", policy)]));
        }
    }
}

/// No page or thread that was found says that national clouds have `NxDomainRedirect`, so what surely deploys comes first.
#[test]
fn national_clouds_keep_the_policy_that_they_surely_have() {
    for cloud in ["AzureUSGovernment", "AzureChinaCloud"] {
        let hub = format!("cloud: {cloud}\nnetwork: {{ linkedNetworks: [{HUB}] }}\n");
        for found in policies(&hub) {
            assert_eq!(found, pairs(&[("vnet-hub", "Default"), ("vnet-invoices-dev", "Default")]));
        }
        assert!(notes(&hub).iter().any(|(code, text)| *code == "DI0921" && text.contains("vnet-hub")));
        let redirect = format!("{hub}dns: {{ resolutionPolicy: NxDomainRedirect }}\n");
        for found in policies(&redirect) {
            assert_eq!(found, pairs(&[("vnet-hub", "NxDomainRedirect"), ("vnet-invoices-dev", "NxDomainRedirect")]));
        }
        assert!(notes(&redirect).iter().all(|(code, _)| *code != "DI0921"));
    }
}

#[test]
fn a_disabled_fallback_is_a_warning_only_where_others_lose_names() {
    let has = |yaml: &str| notes(yaml).iter().any(|(code, _)| *code == "DI0921");
    let hub = format!("network: {{ linkedNetworks: [{HUB}] }}\n");
    assert!(has(&format!("{hub}dns: {{ resolutionPolicy: Default }}\n")));
    assert!(has(&format!("{}dns: {{ resolutionPolicy: Default }}\n", spoke())));
    assert!(!has(&hub));
    assert!(!has("dns: { resolutionPolicy: Default }\n"));
    // Zones of the hub contain the records of all workloads.
    let existing = format!(
        "{hub}dns: {{ resolutionPolicy: Default, zones: existing, ids: {{ cognitiveServices: \
         {ZONES}/privatelink.cognitiveservices.azure.com, blob: {ZONES}/privatelink.blob.core.windows.net }} }}\n"
    );
    assert!(!has(&existing));
}

/// azure-docs pull request 122956 and foundry-samples pull request 214 (reported): a second zone of the same name cannot
/// be linked. azure-docs, private-endpoint-dns.md: DNS servers of a network have to forward to 168.63.129.16.
#[test]
fn links_to_networks_of_others_are_required_steps() {
    let steps = |yaml: &str, network: &str| -> Vec<String> {
        let all = notes(yaml).into_iter().filter(|(code, text)| *code == "DI0902" && text.contains(network));
        all.map(|(_, text)| text).collect()
    };
    let hub = format!("network: {{ linkedNetworks: [{HUB}] }}\n");
    for (yaml, network) in [(&hub, "vnet-hub"), (&spoke(), "vnet-spoke")] {
        let all = steps(yaml, network).join("\n");
        assert!(all.contains("stops the deployment") && all.contains("168.63.129.16"), "{all}");
        for zone in ["privatelink.cognitiveservices.azure.com", "privatelink.blob.core.windows.net"] {
            assert!(all.contains(zone), "{all}");
        }
        assert!(!all.contains("vaultcore"), "{all}");
        assert_eq!(steps(&format!("{yaml}dns: {{ zones: policy }}\n").replace(&hub, ""), network).len(), 0);
    }
    assert!(notes("dns: {}\n").iter().all(|(code, _)| *code != "DI0902"));
}

/// Azure Landing Zones issue 201 and industry issue 533 (reported): the built-in policy writes to the zone of
/// cognitiveservices alone.
#[test]
fn azure_policy_has_to_write_to_every_zone() {
    let text = |yaml: &str| {
        let all = notes(yaml).into_iter().filter(|(code, _)| matches!(*code, "DI0902" | "DI0922"));
        all.map(|(code, text)| format!("{code} {text}")).collect::<Vec<_>>().join("\n")
    };
    let one = text("dns: { zones: policy }\n");
    assert!(
        one.contains("privatelink.cognitiveservices.azure.com") && one.contains("privatelink.blob.core.windows.net")
    );
    assert!(!one.contains("openai") && !one.contains("vaultcore") && !one.contains("DI0922"), "{one}");
    let all = text("account: { kind: AIServices }\nkeyVault: {}\ndns: { zones: policy }\n");
    for zone in ["privatelink.openai.azure.com", "privatelink.services.ai.azure.com", "privatelink.vaultcore.azure.net"]
    {
        assert!(all.contains(zone), "{all}");
    }
    assert!(all.contains("DI0922"), "{all}");
    let only_vault = text(
        "keyVault: { publicNetworkAccess: private }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: false } }\n\
         account: { publicNetworkAccess: selected }\nallow: { addresses: [203.0.113.7] }\nstorage: { publicNetworkAccess: selected }\n\
         network: {}\ndns: { zones: policy }\n",
    );
    assert!(only_vault.contains("privatelink.vaultcore.azure.net"), "{only_vault}");
}

/// terraform-azurerm-environment-configuration issue 13 (reported): Azure Government has cognitiveservices and openai.
#[test]
fn azure_government_has_two_zones_for_ai_services() {
    let read = |yaml: &str| {
        let source = Source::new(
            "x",
            format!("name: invoices\ncloud: AzureUSGovernment\naccount: {{ kind: AIServices }}\n{yaml}"),
        );
        di_gen::read(&source).err().map_or_else(Vec::new, |found| {
            found.iter().map(|one| format!("{} {} {} {:?}", one.code, one.key, one.message, one.help)).collect()
        })
    };
    let ids = |third: &str| {
        format!(
            "dns: {{ zones: existing, ids: {{ cognitiveServices: {ZONES}/privatelink.cognitiveservices.azure.us, openAi: \
             {ZONES}/privatelink.openai.azure.us, blob: {ZONES}/privatelink.blob.core.usgovcloudapi.net{third} }} }}\n"
        )
    };
    assert_eq!(read(&ids("")), Vec::<String>::new());
    let third = read(&ids(&format!(", servicesAi: {ZONES}/privatelink.services.ai.azure.us")));
    assert!(third.len() == 1 && third[0].starts_with("DI0503"), "{third:?}");
    let missing = read("");
    assert!(missing.len() == 1 && missing[0].contains("`openAi`") && !missing[0].contains("servicesAi"), "{missing:?}");
    assert_eq!(Cloud::AzureCloud.facts().ai_services_zones.len(), 2);
}

/// The sources of inbound HTTPS that the security group of the endpoint subnet allows, in each output.
fn endpoint_sources(yaml: &str) -> Vec<Vec<String>> {
    let read = ReadBack::new(Story { name: "sources".to_owned(), text: format!("name: invoices\n{yaml}") });
    assert_eq!(read.outputs.len(), 4, "{yaml}");
    let of_output = |deployed: &crate::support::facts::Deployed| {
        let is_group = |key: &str| key.contains("/networkSecurityGroups/") && key.contains("endpoints");
        let (_, group) = deployed.resources.iter().find(|(key, _)| is_group(key)).expect("the group");
        let mut sources = Vec::new();
        for rule in group["properties"]["securityRules"].as_array().expect("rules") {
            let rule = &rule["properties"];
            if rule["direction"] != "Inbound" || rule["access"] != "Allow" {
                continue;
            }
            assert!(rule.to_string().contains("443"), "{rule}");
            sources.extend(rule["sourceAddressPrefix"].as_str().map(ToOwned::to_owned));
            let list = rule["sourceAddressPrefixes"].as_array();
            sources.extend(list.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned));
        }
        sources
    };
    read.outputs.iter().map(|output| of_output(&output.deployed)).collect()
}

/// azure-docs, service-tags-overview.md: the tag contains peered networks and all connected on-premises ranges, so a list
/// of ranges is an allow list only without a rule for the tag.
#[test]
fn listed_sources_leave_no_rule_for_the_tag() {
    let tag = endpoint_sources("network: { onPremises: [192.168.0.0/16] }\n");
    assert!(tag.iter().all(|sources| sources == &["VirtualNetwork", "192.168.0.0/16"]), "{tag:?}");
    let listed =
        endpoint_sources("network: { endpointSources: listed, onPremises: [192.168.0.0/16, 172.16.0.0/24] }\n");
    assert!(listed.iter().all(|it| it == &["10.20.0.192/26", "192.168.0.0/16", "172.16.0.0/24"]), "{listed:?}");
    // Ranges of one list that overlap are refused (cloud-provider-azure issue 6775): the outermost contains the others.
    let nested = endpoint_sources(
        "network: { endpointSources: listed, onPremises: [10.8.0.0/16, 192.168.0.0/16, 10.8.4.0/24, 192.0.0.0/8] }\n",
    );
    assert!(nested.iter().all(|it| it == &["10.20.0.192/26", "10.8.0.0/16", "192.0.0.0/8"]), "{nested:?}");
    let machine = endpoint_sources("testMachine: {}\nnetwork: { endpointSources: listed }\n");
    assert!(machine.iter().all(|it| it == &["10.20.0.128/26", "10.20.0.192/26"]), "{machine:?}");
    let existing = endpoint_sources(&format!(
        "network: {{ existing: {SPOKE}, endpointSources: listed, subnets: {{ endpoints: {{ prefix: 10.9.0.0/26 }}, \
         workloads: [{{ name: apps, existing: {SPOKE}/subnets/apps, prefix: 10.9.0.64/26 }}] }} }}\n"
    ));
    assert!(existing.iter().all(|it| it == &["10.9.0.64/26"]), "{existing:?}");
}

/// What is suggested for a network that no source contains is the tag, which contains it.
#[test]
fn a_network_outside_the_listed_sources_is_allowed_by_the_tag() {
    let text = format!(
        "name: invoices\nnetwork: {{ endpointSources: listed, linkedNetworks: [{HUB}] }}\nexpect: [network vnet-hub to account is not denied]\n"
    );
    let source = SourceText::new("x", text);
    let topology = di_gen::read::read_topology(&source).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let advisor = di_gen::advise::Advisor::new(&source, &plan);
    let found = di_gen::advise::check_assertions(&plan, &topology.expect, advisor.as_ref());
    assert!(found.iter().any(|one| one.help.iter().any(|help| help.contains("endpointSources"))), "{found:?}");
}

/// A list that the tag makes void is a posture diagnostic, and no diagnostic is reported without the list.
#[test]
fn a_list_beside_the_tag_is_a_posture_diagnostic() {
    let has = |yaml: &str| {
        let plan = di_gen::read(&Source::new("x", format!("name: invoices\n{yaml}"))).expect("valid");
        di_gen::posture(&di_gen::resolve(&plan)).iter().any(|one| one.code == "DI1701")
    };
    assert!(has("network: { onPremises: [192.168.0.0/16] }\n"));
    assert!(!has("network: { onPremises: [192.168.0.0/16], endpointSources: listed }\n"));
    assert!(!has("network: {}\n"));
}

/// A vault for encryption or for the account key, which no client uses: the file can close it, without an endpoint.
#[test]
fn a_closed_vault_has_no_private_endpoint() {
    let resolved = |yaml: &str| {
        let source = SourceText::new("x", format!("name: invoices\nlocation: westeurope\n{yaml}"));
        let topology = di_gen::read::read_topology(&source).unwrap_or_else(|found| panic!("{yaml}: {found:?}"));
        di_gen::plan::lower_topology(&topology)
    };
    let has_endpoint =
        |yaml: &str| resolved(yaml).resources.iter().any(|r| r.symbol.as_str() == "vaultPrivateEndpoint");
    let zones = |yaml: &str| {
        let plan = resolved(yaml);
        plan.resources.iter().filter(|r| r.symbol.as_str().starts_with("keyVaultZone")).count()
    };
    let posture = |yaml: &str| -> Vec<String> {
        let found = di_gen::analyse::posture::check_posture(&resolved(yaml), &[]);
        found.into_iter().filter(|one| one.code.as_str() == "DI1308").map(|one| one.help.join(" ")).collect()
    };
    let workloads = |yaml: &str| {
        let plan = resolved(yaml);
        let access = di_gen::analyse::access::AccessAnalysis::new(&plan);
        let statement = "subnet workloads to vault is denied".parse().expect("an assertion");
        let paths = access.paths_for_statement(&statement).expect("paths");
        di_gen::analyse::access::combined_verdict(&paths).expect("a verdict").to_string()
    };
    let encryption = "encryption: { storage: {} }\n";
    let closed = format!("{encryption}keyVault: {{ publicNetworkAccess: closed }}\n");
    assert!(!has_endpoint(&closed) && zones(&closed) == 0 && workloads(&closed) == "denied");
    assert_eq!(posture(&closed), Vec::<String>::new());
    let kept = format!("{closed}privateEndpoints: {{ vault: {{ enabled: true }} }}\n");
    assert!(has_endpoint(&kept) && workloads(&kept) == "allowed");
    // Terraform may run inside the network, so a private vault keeps its endpoint; posture names the narrower setting.
    assert!(has_endpoint(encryption) && workloads(encryption) == "allowed");
    assert!(
        posture(encryption).len() == 1 && posture(encryption)[0].contains("`keyVault.publicNetworkAccess: closed`")
    );
    // A client of the secret uses the endpoint.
    let client = "account: { localAuth: true }\nclients: [{ name: app, type: managedIdentity }]\n";
    assert!(has_endpoint(client) && posture(client).is_empty());
    // An existing vault has a firewall of its own; the endpoint is all that this topology decides.
    let vault = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-kv/providers/Microsoft.KeyVault/vaults/kv-shared";
    let existing = format!("{encryption}keyVault: {{ existing: {vault}, location: westeurope }}\n");
    assert!(posture(&existing).len() == 1 && posture(&existing)[0].contains("`privateEndpoints.vault.enabled: false`"));
    let without = format!("{existing}privateEndpoints: {{ vault: {{ enabled: false }} }}\n");
    assert!(!has_endpoint(&without) && posture(&without).is_empty());
    // What Terraform is told follows.
    let note =
        |yaml: &str| notes(yaml).into_iter().find(|(code, _)| *code == "DI0907").map(|(_, text)| text).expect("DI0907");
    assert!(note(&closed).ends_with("no network reaches the vault"), "{}", note(&closed));
    assert!(note(&kept).contains("private endpoint"), "{}", note(&kept));
}

/// azure-ai-docs, cognitive-services-virtual-networks.md (2025-05-19): the provider in the subscription of the subnet.
#[test]
fn a_rule_for_a_subnet_of_another_subscription_is_a_required_step() {
    let step = |subscription: &str, subnets: &str| {
        let yaml = format!(
            "{subscription}account: {{ publicNetworkAccess: selected }}\nallow: {{ addresses: [203.0.113.7]{subnets} }}\n\
             privateEndpoints: {{ account: {{ enabled: false }}, blob: {{ enabled: false }} }}\n\
             network: {{ existing: {SPOKE}, subnets: {{ workloads: [{{ name: apps, existing: {SPOKE}/subnets/apps }}] }} }}\n"
        );
        notes(&yaml).iter().any(|(code, text)| {
            *code == "DI0902" && text.contains("register the resource provider Microsoft.CognitiveServices")
        })
    };
    let other = "subscription: 00000000-0000-0000-0000-000000000002\n";
    assert!(step(other, ", subnets: [apps]"));
    assert!(!step(other, ""));
    assert!(!step("subscription: 00000000-0000-0000-0000-000000000001\n", ", subnets: [apps]"));
}
