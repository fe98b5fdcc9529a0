//! What each definition with the effect Deny refuses, as one plain rule on a request: written from the text of the definition
//! (the versions that `by_text.txt` names), with the parameters of the default assignments, and knowing nothing of `src`.
//!
//! A rule is simpler than its definition where outputs make it possible: a vault is never recovered with `createMode`
//! `recover`, API versions are new, and there are neither classic accounts nor unattended disks.

use serde_json::Value;

use super::requests::{Seen, is_word, value_at};

/// What a rule says about a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judged {
    Passes,
    Trips,
    /// Before this time, in seconds since 1970.
    TripsBefore(i64),
}

/// A definition, and what it refuses on resources of a type.
pub(super) struct Rule {
    pub(super) definition: &'static str,
    pub(super) kind: &'static str,
    pub(super) trips: fn(&Seen) -> Judged,
}

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices";
const VAULT: &str = "Microsoft.KeyVault/vaults";
const KEY: &str = "Microsoft.KeyVault/vaults/keys";
const SECRET: &str = "Microsoft.KeyVault/vaults/secrets";
const NETWORK: &str = "Microsoft.Network/virtualNetworks";
const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
const GROUP: &str = "Microsoft.Network/networkSecurityGroups";
const INTERFACE: &str = "Microsoft.Network/networkInterfaces";
const MACHINE: &str = "Microsoft.Compute/virtualMachines";

/// Definitions for the data plane of vaults: whether Resource Manager's requests are judged by them is not documented.
pub(super) const OF_DATA_PLANE: [&str; 2] = [KEY, SECRET];

/// A rule with a yes or no.
macro_rules! rules {
    ($($definition:literal $kind:ident $request:ident => $trips:expr;)*) => {
        &[$(Rule {
            definition: $definition,
            kind: $kind,
            trips: |$request| if $trips { Judged::Trips } else { Judged::Passes },
        }),*]
    };
}

pub(super) const RULES: &[Rule] = rules! {
    // The account.
    "0725b4dd-7e76-479c-a735-68e7ee23d5ca" ACCOUNT it => !it.is("publicNetworkAccess", "Disabled");
    "037eea7a-bd0a-46c5-9a66-03aea78705d3" ACCOUNT it =>
        !it.is("publicNetworkAccess", "Disabled") && !it.is("networkAcls.defaultAction", "Deny");
    "71ef260a-8f18-47b7-abcb-62d0673d94dc" ACCOUNT it => !it.is_true("disableLocalAuth");
    "fe3fd216-4f83-4fc1-8984-2bbec80a3418" ACCOUNT it => {
        let identity = value_at(&it.body, "identity.type");
        identity.is_null() || is_word(identity, "None")
    };
    // Only for accounts that have the capability; Azure reports it, a request does not set it.
    "46aa9b05-0e60-4eae-a88b-1e9d374fa515" ACCOUNT it =>
        it.list("capabilities").iter().any(|one| is_word(&one["name"], "CustomerManagedStorage"))
            && it.list("userOwnedStorage").is_empty();
    "67121cc7-ff39-4ab8-b7e3-95b84dab487d" ACCOUNT it =>
        !it.is("encryption.keySource", "Microsoft.KeyVault")
            && !["AIServices", "CognitiveServices", "ContentSafety", "MetricsAdvisor", "LUIS", "QnAMaker"]
                .iter()
                .any(|kind| is_word(&it.body["kind"], kind));
    "Deny-CognitiveServices-RestrictOutboundNetworkAccess" ACCOUNT it => !it.is_true("restrictOutboundNetworkAccess");
    "Deny-CognitiveServices-NetworkAcls" ACCOUNT it =>
        !it.list("networkAcls.ipRules").is_empty() || !it.list("networkAcls.virtualNetworkRules").is_empty();
    // Storage.
    "b2982f36-99f2-4db5-8eff-283140c09693" STORAGE it => !it.is("publicNetworkAccess", "Disabled");
    "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751" STORAGE it => *it.at("allowBlobPublicAccess") != Value::Bool(false);
    "404c3081-a854-4457-ae30-26a93ef643f9" STORAGE it => *it.at("supportsHttpsTrafficOnly") == Value::Bool(false);
    "fe83a0eb-a853-422d-aac2-1bffd182c5d0" STORAGE it => !it.is("minimumTlsVersion", "TLS1_2");
    "Deny-Storage-CopyScope" STORAGE it => !it.is("allowedCopyScope", "AAD");
    "Deny-Storage-ServicesEncryption" STORAGE it =>
        ["blob", "file"].iter().any(|service| !it.is_true(&format!("encryption.services.{service}.enabled")))
            || ["queue", "table"].iter().any(|service| !it.is(&format!("encryption.services.{service}.keyType"), "Account"));
    "Deny-Storage-SFTP" STORAGE it => it.is_true("isSftpEnabled");
    "Deny-Storage-NetworkAclsBypass" STORAGE it => !it.is("networkAcls.bypass", "None");
    // The rule refuses if every tenant is another one. `tenant` is the one of the deployment.
    "Deny-Storage-ResourceAccessRulesTenantId" STORAGE it => {
        let rules = it.list("networkAcls.resourceAccessRules");
        !rules.is_empty() && rules.iter().all(|rule| !is_word(&rule["tenantId"], "tenant"))
    };
    // The third part of the ID is the subscription.
    "Deny-Storage-ResourceAccessRulesResourceId" STORAGE it =>
        it.list("networkAcls.resourceAccessRules").iter().any(|rule| {
            let id = rule["resourceId"].as_str().unwrap_or_default();
            id.trim_start_matches("id:").starts_with("*:") || id.split('/').nth(2) == Some("*")
        });
    "Deny-Storage-NetworkAclsVirtualNetworkRules" STORAGE it => !it.list("networkAcls.virtualNetworkRules").is_empty();
    "92a89a79-6c52-4a7e-a03f-61306fc49312" STORAGE it =>
        *it.at("allowCrossTenantReplication") != Value::Bool(false);
    "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54" STORAGE it => *it.at("allowSharedKeyAccess") != Value::Bool(false);
    "4733ea7b-a883-42fe-8cac-97454c2a9e4a" STORAGE it => !it.is_true("encryption.requireInfrastructureEncryption");
    "34c877ad-507e-4c82-993e-3452a6e0ad3c" STORAGE it => !it.is("networkAcls.defaultAction", "Deny");
    "2a1a9cdf-e04d-429a-8416-3bfb72a1b26f" STORAGE it =>
        !it.is("networkAcls.defaultAction", "Deny") || !it.list("networkAcls.ipRules").is_empty();
    "7c322315-e26d-4174-a99e-f49d351b4688" STORAGE it =>
        it.is("encryption.keySource", "Microsoft.Keyvault") && !it.is("encryption.services.table.keyType", "Account");
    "f0e5abd0-2554-4736-b7c0-4ffef23475ef" STORAGE it =>
        it.is("encryption.keySource", "Microsoft.Keyvault") && !it.is("encryption.services.queue.keyType", "Account");
    "Deny-Storage-ContainerDeleteRetentionPolicy" BLOBS it =>
        !it.is_true("containerDeleteRetentionPolicy.enabled")
            || it.at("containerDeleteRetentionPolicy.days").as_i64().is_some_and(|days| days < 7);
    "Deny-Storage-CorsRules" BLOBS it => !it.list("cors.corsRules").is_empty();
    // Vaults.
    "405c5871-3e91-4644-8a63-58e19d68ff5b" VAULT it => !it.is("publicNetworkAccess", "Disabled");
    "1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d" VAULT it => !it.is_true("enableSoftDelete");
    "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53" VAULT it =>
        *it.at("enableSoftDelete") == Value::Bool(false) || !it.is_true("enablePurgeProtection");
    "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5" VAULT it => !it.is_true("enableRbacAuthorization");
    "82067dbb-e53b-4e06-b631-546d197452d9" KEY it =>
        it.at("kty").as_str().is_some_and(|kind| kind.starts_with("RSA"))
            && it.at("keySize").as_i64().is_some_and(|size| size < 2048);
    "75c4f823-d65c-4f29-a733-01d0077fdbcb" KEY it =>
        !["RSA", "RSA-HSM", "EC", "EC-HSM"].iter().any(|kind| it.is("kty", kind));
    "ff25f3c8-b739-4538-9d07-3d6d25cfb255" KEY it =>
        it.at("kty").as_str().is_some_and(|kind| kind.starts_with("EC"))
            && !["P-256", "P-256K", "P-384", "P-521"].iter().any(|curve| it.is("curveName", curve));
    "75262d3e-ba4a-4f43-85f8-9f72c090e5e3" SECRET it => !it.has("contentType");
    // Networks. Inside a network, a subnet is judged with it; alone, by itself.
    "Deny-Subnet-Without-Nsg" NETWORK it => subnets(it).any(lacks_security_group);
    "Deny-Subnet-Without-Nsg" SUBNET it => lacks_security_group((it.name(), &it.body["properties"]));
    "Deny-Subnet-Without-Udr" NETWORK it => subnets(it).any(lacks_routes);
    "Deny-Subnet-Without-Udr" SUBNET it => {
        let by_argument = !it.arguments["route_table_id_wo"].is_null();
        lacks_routes((it.name(), &it.body["properties"])) && !by_argument
    };
    "Deny-Service-Endpoints" SUBNET it => !it.list("serviceEndpoints").is_empty();
    "35f9c03a-cc27-418e-9c0c-539ff999d010" SUBNET it =>
        it.name() == "GatewaySubnet" && it.has("networkSecurityGroup.id");
    "Deny-MgmtPorts-From-Internet" GROUP it =>
        it.list("securityRules").iter().any(|rule| opens_management(&rule["properties"]));
    "88c0b9da-ce96-4b03-9635-f29a937e2900" INTERFACE it => it.is_true("enableIPForwarding");
    // The definition refuses if every configuration has an address; each interface has one configuration.
    "83a86a26-fd1f-447c-b59d-e51f44264114" INTERFACE it =>
        it.list("ipConfigurations").iter().any(|one| !one["properties"]["publicIPAddress"].is_null());
    // Machines. The OS disk is the only disk.
    "06a78e20-9358-41c9-923c-fb736d382a4d" MACHINE it => it.has("storageProfile.osDisk.vhd");
    "702dd420-7fcc-42c5-afe8-4026edd20fe0" MACHINE it =>
        !it.has("storageProfile.osDisk.managedDisk.diskEncryptionSet");
    "fc4d8e41-e223-45ea-9bf5-eada37891d87" MACHINE it => !it.is_true("securityProfile.encryptionAtHost");
    "6d02d2f7-e38b-4bdc-96f3-adc0a8726abc" MACHINE it =>
        it.at("storageProfile.imageReference.sku").as_str().is_some_and(|sku| sku.starts_with("2022-datacenter-azure-edition"))
            && !it.is_true("osProfile.windowsConfiguration.patchSettings.enableHotpatching");
};

/// Rules that say until when a request trips.
pub(super) const DATED: &[Rule] = &[Rule {
    definition: "342e8053-e12e-4c44-be01-c3c2f318400f",
    kind: SECRET,
    trips: |it| {
        let expires = it.at("attributes.exp").as_i64();
        expires.map_or(Judged::Trips, |time| Judged::TripsBefore(time - 90 * 86_400))
    },
}];

/// Definitions of the default assignments with the effect Deny that have no rule here, and why.
pub(super) const WITHOUT_RULE: &[(&str, &str)] = &[
    (
        "044985bb-afe1-42cd-8a36-9d5d42424537",
        "it refuses what Azure reports about the keys of an account; a request does not contain it, and the catalog does not have it",
    ),
    (
        "37e0d2fe-28a5-43d6-a273-67d37d1f5606",
        "it refuses classic storage accounts, which no output contains; the catalog does not have it",
    ),
];

fn subnets(network: &Seen) -> impl Iterator<Item = (&str, &Value)> {
    network.list("subnets").iter().map(|subnet| (subnet["name"].as_str().unwrap_or_default(), &subnet["properties"]))
}

fn lacks_security_group((name, subnet): (&str, &Value)) -> bool {
    let exempt = ["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"];
    !exempt.contains(&name) && subnet["networkSecurityGroup"].is_null()
}

fn lacks_routes((name, subnet): (&str, &Value)) -> bool {
    !["AzureBastionSubnet", "RouteServerSubnet"].contains(&name) && subnet["routeTable"].is_null()
}

/// An inbound rule that allows SSH or RDP from the internet.
fn opens_management(rule: &Value) -> bool {
    let each = |one: &str, many: &str| -> Vec<String> {
        let listed = rule[many].as_array().into_iter().flatten();
        listed.chain([&rule[one]]).filter_map(|value| value.as_str().map(ToOwned::to_owned)).collect()
    };
    let ports = each("destinationPortRange", "destinationPortRanges");
    let sources = each("sourceAddressPrefix", "sourceAddressPrefixes");
    let covers = |range: &String| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.parse::<u16>().ok();
        let inside = |port: u16| {
            number(first).is_some_and(|first| first <= port) && number(last).is_some_and(|last| port <= last)
        };
        range == "*" || inside(22) || inside(3389)
    };
    let from_internet = |source: &String| ["*", "internet", "0.0.0.0/0"].contains(&source.to_lowercase().as_str());
    is_word(&rule["access"], "Allow")
        && is_word(&rule["direction"], "Inbound")
        && ports.iter().any(covers)
        && sources.iter().any(from_internet)
}
