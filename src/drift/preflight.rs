//! What a deployment of Bicep or ARM over what exists does, by the rules of the catalog that `diff` uses.

use super::{
    comparison::ChangedResource,
    detect::{Drift, is_deleted},
    properties::{Difference, ElementChange},
};
use crate::{
    arm_template::Value,
    catalog::changes::{
        ChangeRule, Consequence, Effect, Engine, Heading, Outcome, account, endpoints, general, identity, network,
        storage, vault,
    },
    existing::ExistingResource,
    topology::values::Verdict,
};

/// The rules of properties that a deployment does not simply update. `*` stands for every type.
const RULES: &[(&str, &str, &ChangeRule)] = &[
    ("*", "location", &general::LOCATION),
    ("Microsoft.CognitiveServices/accounts", "kind", &account::ACCOUNT_KIND),
    ("Microsoft.CognitiveServices/accounts", "sku.name", &account::ACCOUNT_SKU),
    ("Microsoft.CognitiveServices/accounts", "properties.customSubDomainName", &account::CUSTOM_SUBDOMAIN),
    ("Microsoft.Storage/storageAccounts", "sku.name", &storage::REDUNDANCY),
    (
        "Microsoft.Storage/storageAccounts",
        "properties.encryption.requireInfrastructureEncryption",
        &storage::INFRASTRUCTURE_ENCRYPTION,
    ),
    (
        "Microsoft.Storage/storageAccounts",
        "properties.encryption.services.queue.keyType",
        &storage::QUEUE_AND_TABLE_KEYS,
    ),
    (
        "Microsoft.Storage/storageAccounts",
        "properties.encryption.services.table.keyType",
        &storage::QUEUE_AND_TABLE_KEYS,
    ),
    ("Microsoft.CognitiveServices/accounts", "identity.type", &account::ACCOUNT_IDENTITY),
    ("Microsoft.CognitiveServices/accounts", "properties.disableLocalAuth", &account::LOCAL_AUTH),
    ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", &storage::SHARED_KEYS),
    ("Microsoft.Storage/storageAccounts/blobServices", "properties.deleteRetentionPolicy.days", &storage::BLOB_DAYS),
    (
        "Microsoft.Storage/storageAccounts/blobServices",
        "properties.containerDeleteRetentionPolicy.days",
        &storage::CONTAINER_DAYS,
    ),
    ("Microsoft.Storage/storageAccounts/blobServices", "properties.isVersioningEnabled", &storage::VERSIONING),
    ("Microsoft.Network/virtualNetworks", "properties.dhcpOptions.dnsServers", &network::DNS_SERVERS),
    ("Microsoft.Network/virtualNetworks/subnets", "properties.natGateway.id", &network::SUBNET_GATEWAY),
    ("Microsoft.Network/virtualNetworks/subnets", "properties.serviceEndpoints", &network::SERVICE_ENDPOINTS),
    ("Microsoft.KeyVault/vaults", "properties.softDeleteRetentionInDays", &vault::SOFT_DELETE_DAYS),
    ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", &vault::PURGE_PROTECTION),
    ("Microsoft.KeyVault/vaults/keys", "properties.kty", &vault::KEY_MATERIAL),
    ("Microsoft.KeyVault/vaults/keys", "properties.keySize", &vault::KEY_MATERIAL),
    ("Microsoft.KeyVault/vaults/keys", "properties.attributes.exp", &vault::KEY_EXPIRES),
    ("Microsoft.Network/privateEndpoints", "properties.subnet.id", &endpoints::ENDPOINT_SUBNET),
    ("Microsoft.Network/privateEndpoints", "properties.privateLinkServiceConnections", &endpoints::ENDPOINT_CONNECTION),
    ("Microsoft.Network/privateEndpoints", "properties.customNetworkInterfaceName", &endpoints::ENDPOINT_NIC),
    ("Microsoft.Network/privateEndpoints", "properties.ipConfigurations", &endpoints::ENDPOINT_ADDRESSES),
    ("Microsoft.Network/privateDnsZones/virtualNetworkLinks", "properties.virtualNetwork.id", &endpoints::LINK_NETWORK),
    ("Microsoft.Authorization/roleAssignments", "properties.principalId", &identity::PRINCIPAL),
    ("Microsoft.Authorization/roleAssignments", "properties.principalType", &identity::PRINCIPAL_TYPE),
    ("Microsoft.Network/virtualNetworks/subnets", "properties.addressPrefixes", &network::SUBNET_PREFIX),
    ("Microsoft.Network/virtualNetworks/subnets", "properties.delegations", &network::DELEGATION),
    ("Microsoft.Network/publicIPAddresses", "zones", &network::ADDRESS_ZONES),
];

/// A rule, with the values before and after a deployment in its words.
fn rule_of(arm_type: &str, difference: &Difference) -> Option<(&'static ChangeRule, String, String)> {
    // Of an item, the rule of its list applies: `properties.ipConfigurations[blob].properties.privateIPAddress`.
    let path = difference.path.split('[').next().unwrap_or_default();
    let applies = |known: &str| known == "*" || known.eq_ignore_ascii_case(arm_type);
    let (_, _, rule) =
        RULES.iter().find(|(known, property, _)| applies(known) && property.eq_ignore_ascii_case(path))?;
    let text = |value: &Value| text_of(value, difference.is_opposite);
    let (before, after) = match &difference.change {
        ElementChange::Changed { expected, existing } => (existing.as_ref().map(text), Some(text(expected))),
        ElementChange::Missing { expected, .. } => (None, Some(text(expected))),
        ElementChange::Extra { existing, .. } | ElementChange::NotWritten { existing, .. } => {
            (Some(text(existing)), None)
        }
    };
    Some((rule, before.unwrap_or_default(), after.unwrap_or_default()))
}

/// What a deployment does to a difference, where it does not simply update it.
#[must_use]
pub fn deployment_outcome(arm_type: &str, difference: &Difference) -> Option<&'static Outcome> {
    let (rule, before, after) = rule_of(arm_type, difference)?;
    rule.outcomes(Engine::ResourceManager).iter().find(|outcome| outcome.when.includes(&before, &after, |_| true))
}

/// What it means that a deployment updates a difference.
fn deployment_consequences(arm_type: &str, difference: &Difference) -> Vec<&'static Consequence> {
    let Some((rule, before, after)) = rule_of(arm_type, difference) else { return Vec::new() };
    let applies = |consequence: &&Consequence| {
        consequence.engine.is_none_or(|engine| engine == Engine::ResourceManager)
            && consequence.when.includes(&before, &after, |_| true)
    };
    rule.consequences.iter().filter(applies).collect()
}

/// A value in the words of the rules.
fn text_of(value: &Value, is_opposite: bool) -> String {
    match value {
        Value::Bool(value) => if *value == is_opposite { "disabled" } else { "enabled" }.to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.strip_prefix("Standard_").unwrap_or(text).to_owned(),
        Value::Null => String::new(),
        other => format!("{other:?}"),
    }
}

impl Drift {
    /// What a deployment of Bicep or ARM refuses, with the code where it is known.
    pub fn refused(&self) -> impl Iterator<Item = (&ChangedResource, &Difference, &'static Outcome)> {
        let differences = self
            .changed()
            .flat_map(|(found, differences)| differences.into_iter().map(move |difference| (found, difference)));
        let outcome = |(found, difference): (&'_ ChangedResource, &'_ Difference)| {
            deployment_outcome(&found.expected.resource_type, difference)
        };
        differences.filter_map(move |pair| {
            let outcome = outcome(pair).filter(|outcome| outcome.effect == Effect::Refused)?;
            Some((pair.0, pair.1, outcome))
        })
    }

    /// What the differences mean that a deployment updates, each once for a resource.
    pub fn consequences(&self) -> impl Iterator<Item = (&ChangedResource, &'static Consequence)> {
        self.changed().flat_map(|(found, differences)| {
            let arm_type = &found.expected.resource_type;
            let mut all: Vec<&Consequence> = Vec::new();
            for consequence in differences.into_iter().flat_map(|one| deployment_consequences(arm_type, one)) {
                if !all.contains(&consequence) {
                    all.push(consequence);
                }
            }
            all.into_iter().map(move |consequence| (found, consequence))
        })
    }

    /// What a deployment deletes: a network has no subnets but its own.
    pub fn deleted(&self) -> impl Iterator<Item = &ExistingResource> {
        self.comparison.extra.iter().filter(|extra| is_deleted(extra))
    }

    /// What stays beside the topology.
    pub fn left(&self) -> impl Iterator<Item = &ExistingResource> {
        self.comparison.extra.iter().filter(|extra| !is_deleted(extra))
    }

    /// Role assignments that exist under another name, so that a deployment is refused.
    pub fn under_another_name(&self) -> impl Iterator<Item = &ChangedResource> {
        self.comparison.found.iter().filter(|found| found.has_other_name())
    }

    /// Whether a deployment is refused, deletes or loses something, or makes an access path less restrictive.
    #[must_use]
    pub fn is_unsafe_to_deploy(&self) -> bool {
        let opens = self
            .access
            .iter()
            .any(|change| change.declared.unwrap_or(Verdict::Denied) < change.existing.unwrap_or(Verdict::Denied));
        opens
            || self.refused().next().is_some()
            || self.deleted().next().is_some()
            || self.consequences().any(|(_, consequence)| consequence.heading == Heading::LosesData)
            || self.under_another_name().next().is_some()
    }
}
