//! Resources of other teams: one row for each key of the schema that names one. The row says what its owner decides,
//! which verdicts depend on that, and where the expectation was read; it was written before the program was asked.

use std::collections::BTreeSet;

use di_gen::{
    analyse::access::{AccessAnalysis, combined_verdict},
    source::SourceText,
    topology::values::Statement,
};
use serde_json::Value;

use crate::support::access::sources;

/// A key that names a resource of another team.
struct Row {
    /// The key in the schema, with `*` for each entry of a list.
    key: &'static str,
    /// What the owning team decides; empty if no verdict depends on it.
    decides: &'static str,
    /// The topology, without its name.
    topology: &'static str,
    /// Access paths, with the verdict and the key that decides it; an empty key is not compared.
    paths: &'static [(&'static str, &'static str, &'static str)],
    /// A part of each required step.
    steps: &'static [&'static str],
    /// The source of the expectation, by its name in `tests/access/sources.yaml`.
    source: &'static str,
}

const IDS: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers";

const CLIENTS: &str = "
clients:
  - { name: job, type: managedIdentity, roles: [{ role: Cognitive Services User }, { role: Storage Blob Data Contributor, on: storage }] }
  - { name: app, type: servicePrincipal, id: 33333333-3333-3333-3333-333333333333 }
  - { name: manager, type: managedIdentity, roles: [{ role: Cognitive Services Contributor }, { role: Storage Account Contributor, on: storage }] }
  - { name: person, type: user, id: 22222222-2222-2222-2222-222222222222, roles: [{ role: Cognitive Services User }, { role: Storage Blob Data Contributor, on: storage }] }
";

const ROWS: &[Row] = &[
    Row {
        key: "/account/existing",
        decides: "approval of the private endpoint, firewall, key authentication, outbound access, identity",
        topology: "account: { existing: IDS/Microsoft.CognitiveServices/accounts/di-hub, principalId: 44444444-4444-4444-4444-444444444444, subdomain: di-hub }CLIENTS",
        paths: &[
            ("internet reaches account", "conditional", "/account/existing"),
            ("subnet workloads reaches account", "conditional", "/account/existing"),
            ("client job from subnet workloads calls account", "conditional", "/account/existing"),
            // A key that the role lists works only if the owner has key authentication enabled.
            ("client manager from subnet workloads calls account", "conditional", "/account/existing"),
            ("account identity reads storage", "conditional", "/account/existing"),
            ("account identity fetches other hosts", "conditional", "/account/existing"),
            // Storage is new, and keeps its verdicts.
            ("subnet workloads reaches storage", "allowed", ""),
            ("internet reaches storage", "denied", ""),
            ("client manager from subnet workloads reads storage", "denied", ""),
        ],
        steps: &["account `di-hub`", "Microsoft.CognitiveServices/accounts/privateEndpointConnectionsApproval/action"],
        source: "endpoint-approval",
    },
    Row {
        key: "/storage/existing",
        decides: "approval of the private endpoint, firewall, CORS, shared key access, containers",
        topology: "storage: { existing: IDS/Microsoft.Storage/storageAccounts/sthub, containers: [{ name: invoices }], identityAccess: { scope: container } }\nallow: { studio: browser }\ntestMachine: { os: windows, natGateway: true }CLIENTS",
        paths: &[
            ("internet reaches storage", "conditional", "/storage/existing"),
            ("subnet workloads reaches storage", "conditional", "/storage/existing"),
            ("client job from subnet workloads writes storage", "conditional", "/storage/existing"),
            ("client manager from subnet workloads reads storage", "conditional", "/storage/existing"),
            ("studio browser from subnet testMachine labels storage", "conditional", "/storage/existing"),
            ("account identity reads storage", "conditional", "/storage/existing"),
            ("account identity fetches sthub.blob.core.windows.net", "conditional", "/storage/existing"),
            ("subnet workloads reaches account", "allowed", ""),
            ("client job from subnet workloads calls account", "allowed", ""),
        ],
        steps: &[
            "storage account `sthub`",
            "container `invoices` exists",
            "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action",
        ],
        source: "endpoint-approval",
    },
    Row {
        key: "/keyVault/existing",
        decides: "approval of the private endpoint, firewall, trusted services, access policies",
        topology: "account: { localAuth: true }\nkeyVault: { existing: IDS/Microsoft.KeyVault/vaults/kv-hub }\nprivateEndpoints: { vault: { enabled: true } }\nclients: [{ name: portal, type: managedIdentity }]",
        paths: &[
            ("internet reaches vault", "conditional", "/keyVault/existing"),
            ("subnet workloads reaches vault", "conditional", "/keyVault/existing"),
            ("client portal from subnet workloads reads secret", "conditional", "/keyVault/existing"),
            ("deployer writes secret", "conditional", "/keyVault/existing"),
            ("subnet workloads reaches account", "allowed", ""),
        ],
        steps: &["vault `kv-hub`", "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action"],
        source: "endpoint-approval",
    },
    Row {
        key: "/encryption/account/existing",
        decides: "state and expiry of the key, firewall of its vault",
        topology: "location: westeurope\nkeyVault: { existing: IDS/Microsoft.KeyVault/vaults/kv-hub, location: westeurope }\nencryption: { account: { existing: 'https://kv-hub.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef' } }",
        paths: &[("account encryption uses key", "conditional", ""), ("account identity reads storage", "allowed", "")],
        steps: &["existing vault, enable purge protection"],
        source: "encryption",
    },
    Row {
        key: "/encryption/storage/existing",
        decides: "state and expiry of the key, firewall of its vault",
        topology: "location: westeurope\nkeyVault: { existing: IDS/Microsoft.KeyVault/vaults/kv-hub, location: westeurope }\nencryption: { storage: { existing: 'https://kv-hub.vault.azure.net/keys/cmk' } }",
        paths: &[
            ("storage encryption uses key", "conditional", "/keyVault/existing"),
            ("account identity reads storage", "allowed", ""),
        ],
        steps: &["existing vault, enable purge protection"],
        source: "vault-trusted",
    },
    Row {
        key: "/account/identity/userAssigned/*/existing",
        decides: "",
        topology: "account: { identity: { userAssigned: [{ existing: IDS/Microsoft.ManagedIdentity/userAssignedIdentities/id-hub }] } }",
        // Storage is read with the system-assigned identity alone.
        paths: &[
            ("account identity reads storage", "allowed", ""),
            ("subnet workloads reaches account", "allowed", ""),
        ],
        steps: &[],
        source: "identity",
    },
    Row {
        key: "/testMachine/identities/*",
        decides: "",
        topology: "testMachine: { identities: [IDS/Microsoft.ManagedIdentity/userAssignedIdentities/id-hub] }",
        // Roles that are assigned elsewhere are not known, as for a client.
        paths: &[("test machine calls account", "allowed", "")],
        steps: &[],
        source: "identity",
    },
    Row {
        key: "/testMachine/diskEncryptionSet",
        decides: "",
        topology: "testMachine: { diskEncryptionSet: IDS/Microsoft.Compute/diskEncryptionSets/des-hub }",
        paths: &[("test machine calls account", "allowed", "")],
        steps: &["Check that disk encryption set `des-hub`"],
        source: "identity",
    },
    Row {
        key: "/clients/*/id",
        decides: "",
        topology: "clients: [{ name: app, type: managedIdentity, id: 33333333-3333-3333-3333-333333333333 }]",
        // Consent, conditional access and disabled principals are not evaluated: docs/access.md.
        paths: &[("client app from subnet workloads calls account", "allowed", "")],
        steps: &[],
        source: "tokens",
    },
    Row {
        key: "/network/existing",
        decides: "DNS servers, other links, and routes such as a default route to a gateway",
        topology: "network: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub, subnets: { endpoints: { prefix: 10.9.0.0/26 }, workloads: [{ name: apps, prefix: 10.9.1.0/24 }], testMachine: { prefix: 10.9.2.0/26 } } }\ntestMachine: { natGateway: true, bastion: { enabled: false, existingPrefix: 10.9.3.0/26 } }\nallow: { studio: browser }CLIENTS",
        paths: &[
            ("subnet apps reaches account", "conditional", "/network/existing"),
            ("client job from subnet apps calls account", "conditional", "/network/existing"),
            ("client app from subnet apps calls account", "conditional", "/network/existing"),
            ("studio browser from subnet apps labels storage", "conditional", "/network/existing"),
            // A default route takes precedence over the new NAT gateway.
            ("client person from subnet testMachine calls account", "conditional", "/network/existing"),
            ("account identity reads storage", "allowed", ""),
            ("internet reaches account", "denied", ""),
        ],
        steps: &["virtual network `vnet-hub`", "subnet `apps`", "precedence over the NAT gateway", "168.63.129.16"],
        source: "routes",
    },
    Row {
        key: "/network/subnets/endpoints/existing",
        decides: "rules and routes of the private endpoints",
        topology: "network: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub, subnets: { endpoints: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub/subnets/pe }, workloads: [{ name: apps, prefix: 10.9.1.0/24 }] } }",
        paths: &[("subnet apps reaches account", "conditional", ""), ("internet reaches account", "denied", "")],
        steps: &["subnet `pe`"],
        source: "endpoint-nsg",
    },
    Row {
        key: "/network/subnets/workloads/*/existing",
        decides: "outbound rules, routes, service endpoints and outbound addresses of the clients",
        topology: "account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7] }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: false } }\nnetwork: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub, subnets: { workloads: [{ name: apps, existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub/subnets/apps }] } }CLIENTS",
        paths: &[
            ("subnet apps reaches account", "conditional", "/network/subnets/workloads/0"),
            ("subnet apps reaches storage", "conditional", "/network/subnets/workloads/0"),
            ("client app from subnet apps calls account", "conditional", "/network/subnets/workloads/0"),
            ("address 198.51.100.7 reaches account", "allowed", ""),
            ("internet reaches account", "denied", ""),
        ],
        steps: &["subnet `apps`", "`allow.addresses`"],
        source: "outbound",
    },
    Row {
        key: "/network/subnets/testMachine/existing",
        decides: "outbound access, rules and routes of the test VM",
        topology: "network: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub, subnets: { endpoints: { prefix: 10.9.0.0/26 }, testMachine: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub/subnets/vm } } }\ntestMachine: { bastion: { enabled: false, existingPrefix: 10.9.3.0/26 } }\nallow: { studio: browser }CLIENTS",
        paths: &[
            ("subnet testMachine reaches account", "conditional", ""),
            ("test machine calls account", "conditional", ""),
            ("studio browser from subnet testMachine labels storage", "conditional", ""),
            ("client person from subnet testMachine calls account", "conditional", ""),
        ],
        steps: &["subnet `vm`"],
        source: "outbound",
    },
    Row {
        key: "/network/subnets/bastion/existing",
        decides: "",
        topology: "network: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub, subnets: { endpoints: { prefix: 10.9.0.0/26 }, testMachine: { prefix: 10.9.1.0/26 }, bastion: { existing: IDS/Microsoft.Network/virtualNetworks/vnet-hub/subnets/AzureBastionSubnet, prefix: 10.9.2.0/26 } } }\ntestMachine: { bastion: { sku: Basic } }",
        // Bastion is a way to the VM, and no access path starts there.
        paths: &[("internet reaches account", "denied", ""), ("account identity reads storage", "allowed", "")],
        steps: &[],
        source: "endpoint-nsg",
    },
    Row {
        key: "/network/subnets/endpoints/existingNsg",
        decides: "inbound rules of the private endpoints",
        topology: "network: { subnets: { endpoints: { existingNsg: IDS/Microsoft.Network/networkSecurityGroups/nsg-hub } } }",
        paths: &[
            ("subnet workloads reaches account", "conditional", "/network/subnets/endpoints/existingNsg"),
            ("account identity reads storage", "allowed", ""),
        ],
        steps: &["network security group `nsg-hub`"],
        source: "endpoint-nsg",
    },
    Row {
        key: "/network/subnets/workloads/*/existingNsg",
        decides: "outbound rules of the clients, to endpoints and to public addresses alike",
        topology: "account: { publicNetworkAccess: selected }\nallow: { subnets: [apps] }\nprivateEndpoints: { account: { enabled: false } }\nnetwork: { subnets: { workloads: [{ name: apps, existingNsg: IDS/Microsoft.Network/networkSecurityGroups/nsg-hub }] } }",
        paths: &[
            ("subnet apps reaches account", "conditional", "/network/subnets/workloads/0/existingNsg"),
            ("subnet apps reaches storage", "conditional", "/network/subnets/workloads/0/existingNsg"),
        ],
        steps: &["network security group `nsg-hub`"],
        source: "security-groups",
    },
    Row {
        key: "/network/subnets/testMachine/existingNsg",
        decides: "outbound rules of the test VM, to the NAT gateway as well",
        topology: "network: { subnets: { testMachine: { existingNsg: IDS/Microsoft.Network/networkSecurityGroups/nsg-hub } } }\ntestMachine: { natGateway: true }CLIENTS",
        paths: &[
            ("test machine calls account", "conditional", "/network/subnets/testMachine/existingNsg"),
            (
                "client person from subnet testMachine calls account",
                "conditional",
                "/network/subnets/testMachine/existingNsg",
            ),
            ("subnet workloads reaches account", "allowed", ""),
        ],
        steps: &["network security group `nsg-hub`"],
        source: "security-groups",
    },
    Row {
        key: "/network/subnets/bastion/existingNsg",
        decides: "",
        topology: "network: { subnets: { bastion: { existingNsg: IDS/Microsoft.Network/networkSecurityGroups/nsg-hub } } }\ntestMachine: { bastion: { sku: Basic } }",
        paths: &[("test machine calls account", "allowed", "")],
        steps: &["network security group `nsg-hub`"],
        source: "endpoint-nsg",
    },
    Row {
        key: "/storage/resourceInstances/*",
        decides: "the managed identity of the resource, and its role on storage",
        topology: "storage: { trustedServices: false, resourceInstances: [IDS/Microsoft.DataFactory/factories/adf-hub] }",
        paths: &[
            ("resource adf-hub reads storage", "conditional", "/storage/resourceInstances/0"),
            ("account identity reads storage", "allowed", ""),
            ("internet reaches storage", "denied", ""),
        ],
        steps: &["`adf-hub`"],
        source: "storage-instances",
    },
    Row {
        key: "/network/ddosPlan",
        decides: "",
        topology: "network: { ddosPlan: IDS/Microsoft.Network/ddosProtectionPlans/ddos-hub }",
        // The plan protects public IP addresses, and decides about no access.
        paths: &[("subnet workloads reaches account", "allowed", ""), ("internet reaches account", "denied", "")],
        steps: &[],
        source: "account-network",
    },
    Row {
        key: "/network/subnets/endpoints/routeTable/existing",
        decides: "",
        topology: "network: { subnets: { endpoints: { routeTable: { existing: IDS/Microsoft.Network/routeTables/rt-hub } } } }",
        // Traffic that a private endpoint sends does not follow user-defined routes.
        paths: &[("subnet workloads reaches account", "allowed", "")],
        steps: &[],
        source: "endpoint-routes",
    },
    Row {
        key: "/network/subnets/workloads/*/routeTable/existing",
        decides: "the next hop of traffic to endpoints, to services and to public addresses",
        topology: "account: { publicNetworkAccess: selected }\nallow: { subnets: [apps] }\nprivateEndpoints: { account: { enabled: false } }\nnetwork: { subnets: { workloads: [{ name: apps, routeTable: { existing: IDS/Microsoft.Network/routeTables/rt-hub } }] } }CLIENTS",
        paths: &[
            ("subnet apps reaches account", "conditional", "/network/subnets/workloads/0/routeTable/existing"),
            ("subnet apps reaches storage", "conditional", "/network/subnets/workloads/0/routeTable/existing"),
            (
                "client app from subnet apps calls account",
                "conditional",
                "/network/subnets/workloads/0/routeTable/existing",
            ),
            (
                "client person from subnet apps calls account",
                "conditional",
                "/network/subnets/workloads/0/routeTable/existing",
            ),
        ],
        steps: &["route table `rt-hub`"],
        source: "routes",
    },
    Row {
        key: "/network/subnets/testMachine/routeTable/existing",
        decides: "the next hop of traffic, which takes precedence over the NAT gateway",
        topology: "network: { subnets: { testMachine: { routeTable: { existing: IDS/Microsoft.Network/routeTables/rt-hub } } } }\ntestMachine: { natGateway: true }CLIENTS",
        paths: &[
            ("test machine calls account", "conditional", "/network/subnets/testMachine/routeTable/existing"),
            (
                "client person from subnet testMachine calls account",
                "conditional",
                "/network/subnets/testMachine/routeTable/existing",
            ),
            ("subnet workloads reaches account", "allowed", ""),
        ],
        steps: &["route table `rt-hub`"],
        source: "nat-routes",
    },
    Row {
        key: "/network/linkedNetworks/*",
        decides: "peering, DNS servers, other links",
        topology: "network: { linkedNetworks: [IDS/Microsoft.Network/virtualNetworks/vnet-hub] }",
        paths: &[
            ("network vnet-hub reaches account", "conditional", "/network/linkedNetworks/0"),
            ("subnet workloads reaches account", "allowed", ""),
        ],
        steps: &["virtual network `vnet-hub`", "Peer virtual network `vnet-hub`"],
        source: "endpoint-dns",
    },
    Row {
        key: "/dns/ids/cognitiveServices",
        decides: "links of the zone, where this topology writes none",
        topology: "dns: { zones: existing, link: false, ids: { cognitiveServices: IDS/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com, blob: IDS/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net } }",
        paths: &[("subnet workloads reaches account", "conditional", "/dns/link")],
        steps: &["by links or by its DNS servers"],
        source: "endpoint-dns",
    },
    Row {
        key: "/dns/ids/blob",
        decides: "links of the zone, where this topology writes none",
        topology: "dns: { zones: existing, link: false, ids: { cognitiveServices: IDS/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com, blob: IDS/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net } }",
        paths: &[("subnet workloads reaches storage", "conditional", "/dns/link")],
        steps: &["by links or by its DNS servers"],
        source: "endpoint-dns",
    },
    Row {
        key: "/dns/ids/keyVault",
        decides: "links of the zone, where this topology writes none",
        topology: "account: { localAuth: true }\ndns: { zones: existing, link: false, ids: { keyVault: IDS/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net, cognitiveServices: IDS/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com, blob: IDS/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net } }",
        paths: &[("subnet workloads reaches vault", "conditional", "/dns/link")],
        steps: &["by links or by its DNS servers"],
        source: "endpoint-dns",
    },
    Row {
        key: "/dns/ids/openAi",
        decides: "links of the zone, where this topology writes none",
        topology: "account: { kind: AIServices }\ndns: { zones: existing, link: false, ids: { openAi: IDS/Microsoft.Network/privateDnsZones/privatelink.openai.azure.com, servicesAi: IDS/Microsoft.Network/privateDnsZones/privatelink.services.ai.azure.com, cognitiveServices: IDS/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com, blob: IDS/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net } }",
        paths: &[("subnet workloads reaches account", "conditional", "/dns/link")],
        steps: &["by links or by its DNS servers"],
        source: "endpoint-dns",
    },
    Row {
        key: "/dns/ids/servicesAi",
        decides: "links of the zone, where this topology writes none",
        topology: "account: { kind: AIServices }\ndns: { zones: existing, link: false, ids: { openAi: IDS/Microsoft.Network/privateDnsZones/privatelink.openai.azure.com, servicesAi: IDS/Microsoft.Network/privateDnsZones/privatelink.services.ai.azure.com, cognitiveServices: IDS/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com, blob: IDS/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net } }",
        paths: &[("subnet workloads reaches account", "conditional", "/dns/link")],
        steps: &["by links or by its DNS servers"],
        source: "endpoint-dns",
    },
    Row {
        key: "/testMachine/existingNatGateway",
        decides: "whether outbound access exists, and its public IP addresses",
        topology: "account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7], studio: browser }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: true } }\ntestMachine: { os: windows, existingNatGateway: IDS/Microsoft.Network/natGateways/ng-hub }CLIENTS",
        paths: &[
            ("subnet testMachine reaches account", "conditional", "/testMachine/existingNatGateway"),
            ("test machine calls account", "conditional", "/testMachine/existingNatGateway"),
            ("client person from subnet testMachine calls account", "conditional", "/testMachine/existingNatGateway"),
            ("studio browser from subnet testMachine labels storage", "conditional", "/testMachine/existingNatGateway"),
            ("subnet testMachine reaches storage", "allowed", ""),
            ("client job from subnet testMachine reads storage", "allowed", ""),
            ("subnet workloads reaches account", "denied", ""),
        ],
        steps: &["NAT gateway `ng-hub`", "`allow.addresses`"],
        source: "nat",
    },
    Row {
        key: "/testMachine/bastion/existingPrefix",
        decides: "",
        topology: "testMachine: { bastion: { enabled: false, existingPrefix: 10.30.0.0/26 } }",
        paths: &[("test machine calls account", "allowed", "")],
        steps: &[],
        source: "endpoint-nsg",
    },
    Row {
        key: "/monitoring/existing",
        decides: "",
        topology: "monitoring: { existing: IDS/Microsoft.OperationalInsights/workspaces/log-hub }",
        paths: &[("subnet workloads reaches account", "allowed", "")],
        steps: &[],
        source: "account-network",
    },
    Row {
        key: "/account/outbound/allowedFqdns/*",
        decides: "the firewall of the host",
        topology: "account: { outbound: { allowedFqdns: [files.contoso.com, 192.0.2.10] } }",
        paths: &[
            ("account identity fetches files.contoso.com", "conditional", "/account/outbound/allowedFqdns"),
            ("account identity fetches 192.0.2.10", "conditional", "/account/outbound/allowedFqdns"),
            ("account identity fetches other.contoso.com", "denied", "/account/outbound/restricted"),
            ("account identity fetches other hosts", "denied", "/account/outbound/restricted"),
            ("account identity reads storage", "allowed", ""),
        ],
        steps: &[],
        source: "account-outbound",
    },
];

fn topology(row: &Row) -> String {
    format!("name: invoices\n{}\n", row.topology.replace("CLIENTS", CLIENTS).replace("IDS", IDS))
}

fn plan(text: &str) -> di_gen::plan::ResolvedTopology {
    let source = SourceText::new("x", text);
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| {
        let text: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        panic!("{}", text.join("\n"))
    });
    di_gen::plan::lower_topology(&topology)
}

/// The keys of the schema that name a resource or a host, with `*` for each entry of a list.
fn keys_of_others(schema: &Value, node: &Value, pointer: &str, found: &mut BTreeSet<String>) {
    let target = |node: &Value| -> Value {
        let inner = node["anyOf"].as_array().and_then(|all| all.first()).unwrap_or(node);
        let reference = inner["$ref"].as_str().and_then(|r| schema.pointer(r.trim_start_matches('#')));
        reference.unwrap_or(inner).clone()
    };
    let node = target(node);
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let is_id = node["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("^/"));
    let names_other = name.starts_with("existing") || pointer == "/clients/*/id" || pointer.contains("/allowedFqdns/");
    if is_id || (names_other && node["properties"].is_null()) {
        found.insert(pointer.to_owned());
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        if key != "environments" {
            keys_of_others(schema, inner, &format!("{pointer}/{key}"), found);
        }
    }
    if node["items"].is_object() {
        keys_of_others(schema, &node["items"], &format!("{pointer}/*"), found);
    }
    if node["additionalProperties"].is_object() {
        keys_of_others(schema, &node["additionalProperties"], &format!("{pointer}/*"), found);
    }
}

#[test]
fn every_resource_of_another_team_has_its_row() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut found = BTreeSet::new();
    keys_of_others(&schema, &schema, "", &mut found);
    let rows: BTreeSet<String> = ROWS.iter().map(|row| row.key.to_owned()).collect();
    assert_eq!(found, rows);
    assert_eq!(rows.len(), ROWS.len(), "a key has two rows");
    for row in ROWS {
        assert!(sources().contains(&row.source.to_owned()), "{}: unknown source {}", row.key, row.source);
    }
}

#[test]
fn what_owners_decide_is_conditional() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let plan = plan(&topology(row));
        let access = AccessAnalysis::new(&plan);
        for (flow, verdict, key) in row.paths {
            let statement: Statement = flow.parse().unwrap_or_else(|refusal| panic!("{flow}: {refusal}"));
            let paths = access
                .paths_for_statement(&statement)
                .unwrap_or_else(|missing| panic!("{}: {flow}: {}", row.key, missing.message));
            let found = combined_verdict(&paths).expect("an access path").to_string();
            let steps: Vec<_> = paths.iter().flat_map(|path| &path.steps).collect();
            let decided = paths.iter().any(|path| {
                path.steps.iter().any(|step| step.outcome.to_string() == *verdict && step.decided_by == *key)
            });
            if found != *verdict || (!key.is_empty() && !decided) {
                let steps: Vec<String> = steps
                    .iter()
                    .map(|step| format!("    {} {} {} ({})", step.aspect, step.outcome, step.reason, step.decided_by))
                    .collect();
                wrong.push(format!(
                    "{}: {flow} is {found}, expected {verdict} by {key}\n{}",
                    row.key,
                    steps.join("\n")
                ));
            }
        }
        // A row with a conditional verdict says what its owner decides, and any other says nothing.
        let conditional = row.paths.iter().any(|(_, verdict, _)| *verdict == "conditional");
        assert_eq!(conditional, !row.decides.is_empty(), "{}", row.key);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_owners_have_to_do_is_a_required_step() {
    for row in ROWS {
        let plan = plan(&topology(row));
        let steps: Vec<&str> = plan
            .notes
            .iter()
            .filter(|note| note.diagnostic.code.as_str() == "DI0902")
            .map(|note| note.diagnostic.message.as_str())
            .collect();
        for part in row.steps {
            assert!(steps.iter().any(|step| step.contains(part)), "{}: no step has `{part}`: {steps:#?}", row.key);
        }
    }
}

/// Source: azure-docs, `storage/common/storage-network-security-resource-instances.md`, 2025-06-18: a rule can also stand for all
/// instances of a subscription or resource group, and an instance can be one of a subscription.
#[test]
fn an_id_of_an_instance_that_is_refused_says_what_is_wrong_with_it() {
    let group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data/providers/Microsoft.Synapse/workspaces";
    let subscription = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Security/datascanners";
    let refusal = |id: &str| {
        let text =
            format!("name: invoices\nstorage: {{ publicNetworkAccess: selected, resourceInstances: ['{id}'] }}\n");
        let found = di_gen::read::read_topology(&di_gen::source::SourceText::new("x", text)).err().unwrap_or_default();
        let found = found.into_iter().find(|found| found.code.as_str() == "DI0204");
        found.map(|found| format!("{found:?}"))
    };
    for id in [format!("{group}/*"), format!("{subscription}/*")] {
        let text = refusal(&id).unwrap_or_else(|| panic!("{id} is valid"));
        assert!(text.contains("all instances") && text.contains("ID of each resource"), "{text}");
        assert!(!text.contains("must follow"), "{text}");
    }
    for id in [format!("{group}/one/"), format!("{subscription}/one/")] {
        let text = refusal(&id).unwrap_or_else(|| panic!("{id} is valid"));
        assert!(text.contains("`/` at its end") && !text.contains("must follow"), "{text}");
    }
    let text = refusal(group).expect("an ID without a name is refused");
    assert!(text.contains("/subscriptions/<id>/providers/"), "{text}");
    assert!(text.contains("/resourceGroups/<group>/providers/"), "{text}");
    assert_eq!(refusal(&format!("{group}/one")), None);
    assert_eq!(refusal(&format!("{subscription}/one")), None);
}
