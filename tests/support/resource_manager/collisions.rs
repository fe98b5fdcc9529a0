//! New resources that Azure refuses because of what exists already.

use serde_json::Value;

use super::{
    Azure,
    ids::{kind_of, name_of, parent_of},
    roles,
};

/// Code, if a source names one, and the source.
pub(super) type Refusal = (Option<&'static str>, &'static str);

/// The refusal of a resource that does not exist yet. A subnet in the list of a network is new together with what the
/// list does not have any more.
pub(super) fn refusal(azure: &Azure, key: &str, body: &Value, is_listed: bool) -> Option<Refusal> {
    let kind = kind_of(key);
    let mut others = azure.resources.iter().filter(|(other, _)| *other != key && kind_of(other) == kind);
    let same = |other: &Value, path: &str| {
        let value = body.pointer(path);
        value.is_some() && other.pointer(path) == value
    };
    match kind.as_str() {
        "Microsoft.CognitiveServices/accounts" => {
            if azure.deleted.contains_key(key) && body["properties"]["restore"] != true {
                return Some((
                    Some("FlagMustBeSetForRestore"),
                    "reported: Azure-Samples/azure-search-openai-demo issue 155 (2023-04-27)",
                ));
            }
            let subdomain = "/properties/customSubDomainName";
            let takes = |other: &Value| same(other, subdomain);
            if others.clone().any(|(_, other)| takes(other))
                || azure.deleted.iter().any(|(other, body)| other != key && takes(body))
            {
                return Some((
                    Some("CustomDomainInUse"),
                    "reported: Azure-Samples/azure-search-openai-demo issue 14 (2023-03-14)",
                ));
            }
            let is_free = body["sku"]["name"] == "F0";
            others.any(|(_, other)| is_free && same(other, "/sku/name") && same(other, "/kind")).then_some((
                Some("CanNotCreateMultipleFreeAccounts"),
                "reported: akshata29/entaoai issue 27 (2023-06-30)",
            ))
        }
        "Microsoft.KeyVault/vaults" => azure.deleted.contains_key(key).then_some((
            None,
            "MicrosoftDocs/azure-security-docs articles/key-vault/general/soft-delete-overview.md (2026-04-10)",
        )),
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks" => {
            let network = "/properties/virtualNetwork/id";
            let zone = parent_of(key)?;
            let linked = others.find(|(other, link)| {
                same(link, network) && parent_of(other).is_some_and(|other| name_of(&other) == name_of(&zone))
            });
            let (other, _) = linked?;
            Some(if parent_of(other).as_ref() == Some(&zone) {
                (Some("Conflict"), "reported: ansible-collections/azure issue 813 (2022-04-06)")
            } else {
                (Some("BadRequest"), "reported: MicrosoftDocs/azure-aks-docs issue 212 (2025-04-23)")
            })
        }
        "Microsoft.Insights/diagnosticSettings" => others
            .any(|(other, setting)| {
                parent_of(other) == parent_of(key)
                    && same(setting, "/properties/workspaceId")
                    && categories(setting).any(|one| categories(body).any(|other| one == other))
            })
            .then_some((Some("Conflict"), "reported: Azure/bicep-registry-modules issue 3407 (2024-10-04)")),
        "Microsoft.Network/privateEndpoints" => endpoint_refusal(others.map(|(_, other)| other), body),
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials" => others
            .any(|(other, credential)| {
                parent_of(other) == parent_of(key)
                    && same(credential, "/properties/issuer")
                    && same(credential, "/properties/subject")
            })
            .then_some((
                None,
                "MicrosoftDocs/entra-docs docs/workload-id/workload-identity-federation-considerations.md (2024-02-28)",
            )),
        "Microsoft.Network/virtualNetworks/subnets" if !is_listed => {
            others.any(|(other, subnet)| parent_of(other) == parent_of(key) && overlap(subnet, body)).then_some((
                Some("NetcfgSubnetRangesOverlap"),
                "reported: MicrosoftDocs/azure-docs pull request 123869 (2024-07-25)",
            ))
        }
        "Microsoft.Network/natGateways" | "Microsoft.Network/bastionHosts" => {
            others.any(|(_, other)| addresses(other).any(|one| addresses(body).any(|own| own == one))).then_some((
                None,
                "reported: MicrosoftLearning/AZ-100-MicrosoftAzureInfrastructureDeployment issue 15 (2019-02-06)",
            ))
        }
        _ if roles::is_role(key) => {
            let holder = azure.holder(body);
            let is_same = |other: &str, assignment: &Value| {
                parent_or_scope(other) == parent_or_scope(key)
                    && azure.holders[other] == holder
                    && same(assignment, "/properties/roleDefinitionId")
            };
            others
                .any(|(other, assignment)| is_same(other, assignment))
                .then_some((Some(roles::EXISTS), "reported: Azure/bicep issue 8774 (2022-10-24)"))
        }
        _ => None,
    }
}

/// The refusal of a private endpoint whose static address or network interface name another one has.
fn endpoint_refusal<'a>(mut others: impl Iterator<Item = &'a Value> + Clone, body: &Value) -> Option<Refusal> {
    let same = |other: &Value, path: &str| {
        let value = body.pointer(path);
        value.is_some() && other.pointer(path) == value
    };
    let has_address = |other: &Value| {
        same(other, "/properties/subnet/id")
            && static_addresses(other).any(|one| static_addresses(body).any(|own| own == one))
    };
    if others.clone().any(has_address) {
        return Some((
            Some("PrivateIPAddressIsAllocated"),
            "MicrosoftDocs/azure-databases-docs articles/postgresql/network/\
             how-to-networking-servers-deployed-public-access-add-private-endpoint.md (2025-03-30)",
        ));
    }
    others
        .any(|other| same(other, "/properties/customNetworkInterfaceName"))
        .then_some((None, "reported: Azure/bicep-types-az issue 2649 (2025-12-22)"))
}

/// What is unknown about a resource that does not exist yet.
pub(super) fn unsettled(azure: &Azure, key: &str, body: &Value) -> Option<&'static str> {
    let kind = kind_of(key);
    let interfaces = "/properties/networkProfile/networkInterfaces";
    let is_taken = |(other, machine): (&String, &Value)| {
        let list = |body: &Value| body.pointer(interfaces).and_then(Value::as_array).cloned().unwrap_or_default();
        kind_of(other) == kind && list(machine).iter().any(|one| list(body).iter().any(|own| own["id"] == one["id"]))
    };
    let is_machine = kind == "Microsoft.Compute/virtualMachines";
    (is_machine && azure.resources.iter().any(is_taken))
        .then_some("whether a second VM may refer to a network interface")
}

/// The IDs of public IP addresses that a NAT gateway or a Bastion host refers to.
fn addresses(body: &Value) -> impl Iterator<Item = &Value> {
    let own = body["properties"]["publicIpAddresses"].as_array().into_iter().flatten().map(|address| &address["id"]);
    let of_host = body["properties"]["ipConfigurations"].as_array().into_iter().flatten();
    own.chain(of_host.map(|configuration| &configuration["properties"]["publicIPAddress"]["id"]))
        .filter(|id| !id.is_null())
}

/// The static IP addresses of a private endpoint.
fn static_addresses(endpoint: &Value) -> impl Iterator<Item = &Value> {
    let configurations = endpoint["properties"]["ipConfigurations"].as_array().into_iter().flatten();
    configurations
        .map(|configuration| &configuration["properties"]["privateIPAddress"])
        .filter(|address| !address.is_null())
}

/// Whether the prefixes of two subnets overlap.
fn overlap(one: &Value, other: &Value) -> bool {
    let prefix = |subnet: &Value| -> Option<ipnet::Ipv4Net> {
        subnet["properties"]["addressPrefix"].as_str().and_then(|prefix| prefix.parse().ok())
    };
    let (Some(one), Some(other)) = (prefix(one), prefix(other)) else { return false };
    one.contains(&other) || other.contains(&one)
}

fn parent_or_scope(key: &str) -> &str {
    key.rsplit_once('|').map_or("", |(scope, _)| scope)
}

/// The categories of logs and metrics that a diagnostic setting collects.
fn categories(setting: &Value) -> impl Iterator<Item = &str> {
    let lists = ["logs", "metrics"].into_iter();
    lists
        .flat_map(|list| setting["properties"][list].as_array().into_iter().flatten())
        .filter_map(|one| one["category"].as_str().or(one["categoryGroup"].as_str()))
}
