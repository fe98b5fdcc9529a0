//! What a deployment of Bicep or ARM over what exists does, by the rules of the catalog that `diff` uses.

use super::{
    comparison::ChangedResource,
    detect::{Drift, is_deleted},
    properties::{Difference, ElementChange},
};
use crate::{
    arm_template::Value,
    catalog::changes::{
        ChangeRule, Effect, Engine, Outcome, account, endpoints, general, identity, network, storage, vault,
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

/// What a deployment does to a difference, where it does not simply update it.
#[must_use]
pub fn deployment_outcome(arm_type: &str, difference: &Difference) -> Option<&'static Outcome> {
    // Of an item, the rule of its list applies: `properties.ipConfigurations[blob].properties.privateIPAddress`.
    let path = difference.path.split('[').next().unwrap_or_default();
    let applies = |known: &str| known == "*" || known.eq_ignore_ascii_case(arm_type);
    let (_, _, rule) =
        RULES.iter().find(|(known, property, _)| applies(known) && property.eq_ignore_ascii_case(path))?;
    let (before, after) = match &difference.change {
        ElementChange::Changed { expected, existing } => (existing.as_ref().map(text_of), Some(text_of(expected))),
        ElementChange::Missing { expected, .. } => (None, Some(text_of(expected))),
        ElementChange::Extra { existing, .. } | ElementChange::NotWritten { existing, .. } => {
            (Some(text_of(existing)), None)
        }
    };
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    rule.outcomes(Engine::ResourceManager).iter().find(|outcome| outcome.when.includes(&before, &after, |_| true))
}

/// A value in the words of the rules.
fn text_of(value: &Value) -> String {
    match value {
        Value::Bool(value) => if *value { "enabled" } else { "disabled" }.to_owned(),
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

    /// Whether a deployment is refused, deletes something, or makes an access path less restrictive.
    #[must_use]
    pub fn is_unsafe_to_deploy(&self) -> bool {
        let opens = self
            .access
            .iter()
            .any(|change| change.declared.unwrap_or(Verdict::Denied) < change.existing.unwrap_or(Verdict::Denied));
        opens
            || self.refused().next().is_some()
            || self.deleted().next().is_some()
            || self.under_another_name().next().is_some()
    }
}
