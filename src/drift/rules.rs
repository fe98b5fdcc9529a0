//! What an engine does with a difference, and what that means: by the rules of the catalog that `diff` uses.
//!
//! A property of the plan has its rule where it is declared (`plan::body`). Here is only which property of the plan a path in
//! Azure is.

use super::properties::{Difference, ElementChange};
use crate::{
    arm_template::Value,
    catalog::{
        ResourceKind,
        changes::{ChangeRule, Consequence, Engine, Outcome, identity::DELEGATED_IDENTITY},
    },
    plan::{
        BastionHost, BlobService, CognitiveAccount, KeyVault, KeyVaultKey, LogAnalyticsWorkspace, ManagementLock,
        NatGateway, NetworkInterface, PrivateEndpoint, Property, PropertyTree as _, PublicIpAddress, RoleAssignment,
        RouteTable, ShutdownSchedule, StorageAccount, Subnet, VirtualMachine, VirtualMachineExtension, VirtualNetwork,
        VirtualNetworkLink,
    },
};

/// The properties of a kind in the plan, by their paths in Azure.
pub(super) struct PlannedProperties {
    /// The kind.
    pub(super) kind: ResourceKind,
    /// Its properties in the plan.
    pub(super) properties: &'static [Property],
    /// Paths in Azure, and the field that each of them is. A list stands for its items.
    pub(super) fields: &'static [(&'static str, &'static str)],
}

const fn planned(
    kind: ResourceKind,
    properties: &'static [Property],
    fields: &'static [(&'static str, &'static str)],
) -> PlannedProperties {
    PlannedProperties { kind, properties, fields }
}

/// What every kind with a region has: the rule is the same for all.
const REGION: (&str, &str) = ("location", "location");

/// All of them.
pub(super) const PLANNED: &[PlannedProperties] = &[
    planned(
        ResourceKind::CognitiveAccount,
        CognitiveAccount::PROPERTIES,
        &[
            REGION,
            ("kind", "kind"),
            ("sku.name", "sku"),
            ("identity.type", "identity_type"),
            ("properties.customSubDomainName", "custom_subdomain"),
            ("properties.disableLocalAuth", "local_auth"),
            ("properties.restrictOutboundNetworkAccess", "outbound_restricted"),
        ],
    ),
    planned(
        ResourceKind::StorageAccount,
        StorageAccount::PROPERTIES,
        &[
            ("sku.name", "redundancy"),
            ("properties.allowSharedKeyAccess", "shared_keys"),
            ("properties.allowedCopyScope", "copy_scope"),
            ("properties.sasPolicy.expirationAction", "sas_policy"),
            ("properties.encryption.requireInfrastructureEncryption", "infrastructure_encryption"),
            ("properties.encryption.services.queue.keyType", "queue_and_table_key_type"),
            ("properties.encryption.services.table.keyType", "queue_and_table_key_type"),
        ],
    ),
    planned(
        ResourceKind::BlobService,
        BlobService::PROPERTIES,
        &[
            ("properties.deleteRetentionPolicy.days", "blob_days"),
            ("properties.containerDeleteRetentionPolicy.days", "container_days"),
            ("properties.isVersioningEnabled", "versioning"),
        ],
    ),
    planned(
        ResourceKind::VirtualNetwork,
        VirtualNetwork::PROPERTIES,
        &[("properties.dhcpOptions.dnsServers", "dns_servers"), ("properties.ddosProtectionPlan.id", "ddos_plan")],
    ),
    planned(
        ResourceKind::Subnet,
        Subnet::PROPERTIES,
        &[
            ("properties.addressPrefixes", "prefix"),
            ("properties.networkSecurityGroup.id", "network_security_group"),
            ("properties.routeTable.id", "route_table"),
            ("properties.natGateway.id", "nat_gateway"),
            ("properties.serviceEndpoints", "service_endpoints"),
            ("properties.delegations", "delegation"),
        ],
    ),
    planned(ResourceKind::RouteTable, RouteTable::PROPERTIES, &[("properties.routes", "routes")]),
    planned(ResourceKind::NatGateway, NatGateway::PROPERTIES, &[("properties.publicIpAddresses", "public_ip_address")]),
    planned(ResourceKind::PublicIpAddress, PublicIpAddress::PROPERTIES, &[("zones", "zones")]),
    planned(
        ResourceKind::NetworkInterface,
        NetworkInterface::PROPERTIES,
        &[
            ("properties.networkSecurityGroup.id", "network_security_group"),
            ("properties.ipConfigurations[].properties.subnet.id", "subnet"),
        ],
    ),
    planned(ResourceKind::BastionHost, BastionHost::PROPERTIES, &[("sku.name", "sku")]),
    planned(
        ResourceKind::LinuxVirtualMachine,
        VirtualMachine::PROPERTIES,
        &[
            ("zones", "zone"),
            ("properties.hardwareProfile.vmSize", "size"),
            ("properties.osProfile.allowExtensionOperations", "allow_extension_operations"),
            ("properties.osProfile.computerName", "computer_name"),
            ("properties.osProfile.adminUsername", "admin_username"),
            ("properties.osProfile.linuxConfiguration.ssh.publicKeys", "linux"),
            ("properties.storageProfile.imageReference.publisher", "image"),
            ("properties.storageProfile.imageReference.offer", "image"),
            ("properties.storageProfile.imageReference.sku", "image"),
            ("properties.storageProfile.imageReference.version", "image"),
            ("properties.storageProfile.osDisk.diskSizeGB", "disk_gigabytes"),
            ("properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id", "disk_encryption_set"),
            ("properties.securityProfile.encryptionAtHost", "encryption_at_host"),
            ("properties.networkProfile.networkInterfaces", "network_interface"),
        ],
    ),
    planned(
        ResourceKind::VirtualMachineExtension,
        VirtualMachineExtension::PROPERTIES,
        &[("properties.publisher", "publisher")],
    ),
    planned(
        ResourceKind::ShutdownSchedule,
        ShutdownSchedule::PROPERTIES,
        &[("properties.targetResourceId", "virtual_machine")],
    ),
    planned(
        ResourceKind::PrivateEndpoint,
        PrivateEndpoint::PROPERTIES,
        &[
            ("properties.subnet.id", "subnet"),
            ("properties.privateLinkServiceConnections", "target"),
            ("properties.manualPrivateLinkServiceConnections", "manual"),
            ("properties.customNetworkInterfaceName", "nic_name"),
            ("properties.privateLinkServiceConnections[].name", "connection_name"),
            ("properties.manualPrivateLinkServiceConnections[].name", "connection_name"),
            ("properties.ipConfigurations", "addresses"),
        ],
    ),
    planned(
        ResourceKind::VirtualNetworkLink,
        VirtualNetworkLink::PROPERTIES,
        &[("properties.virtualNetwork.id", "virtual_network"), ("properties.resolutionPolicy", "resolution_policy")],
    ),
    planned(
        ResourceKind::KeyVault,
        KeyVault::PROPERTIES,
        &[
            ("properties.sku.name", "sku"),
            ("properties.enableRbacAuthorization", "rbac"),
            ("properties.softDeleteRetentionInDays", "soft_delete_days"),
            ("properties.enablePurgeProtection", "purge_protection"),
        ],
    ),
    planned(
        ResourceKind::KeyVaultKey,
        KeyVaultKey::PROPERTIES,
        &[("properties.kty", "kind"), ("properties.keySize", "size"), ("properties.attributes.exp", "expires")],
    ),
    planned(
        ResourceKind::RoleAssignment,
        RoleAssignment::PROPERTIES,
        &[("properties.principalId", "principal"), ("properties.principalType", "principal_type")],
    ),
    planned(ResourceKind::ManagementLock, ManagementLock::PROPERTIES, &[("properties.level", "level")]),
    planned(
        ResourceKind::LogAnalyticsWorkspace,
        LogAnalyticsWorkspace::PROPERTIES,
        &[("properties.retentionInDays", "retention_days")],
    ),
];

/// What no topology sets, by kind and path in Azure, with its rule.
const NOT_PLANNED: &[(ResourceKind, &str, &ChangeRule)] =
    &[(ResourceKind::RoleAssignment, "properties.delegatedManagedIdentityResourceId", &DELEGATED_IDENTITY)];

/// The rule of a path, which has no keys of items.
fn rule_at(arm_type: &str, path: &str) -> Option<&'static ChangeRule> {
    let is_at = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(path);
    let is_not_planned = |(kind, known, _): &&(ResourceKind, &str, &ChangeRule)| {
        kind.arm_type().eq_ignore_ascii_case(arm_type) && known.eq_ignore_ascii_case(path)
    };
    if let Some((.., rule)) = NOT_PLANNED.iter().find(is_not_planned) {
        return Some(rule);
    }
    let kind = if REGION.0.eq_ignore_ascii_case(path) { PLANNED.first() } else { planned_kind(arm_type) }?;
    let (_, field) = kind.fields.iter().find(is_at)?;
    kind.properties.iter().find(|property| property.field == *field)?.change_rule
}

fn planned_kind(arm_type: &str) -> Option<&'static PlannedProperties> {
    PLANNED.iter().find(|planned| planned.kind.arm_type().eq_ignore_ascii_case(arm_type))
}

/// A rule, with the values before and after a deployment in its words.
fn rule_of(arm_type: &str, difference: &Difference) -> Option<(&'static ChangeRule, String, String)> {
    let path = without_keys(&difference.path);
    // Of an item, the rule of its list applies: `properties.ipConfigurations[blob].properties.privateIPAddress`.
    let of_list = || rule_at(arm_type, path.split("[]").next().unwrap_or_default());
    let rule = rule_at(arm_type, &path).or_else(of_list)?;
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

/// A path with `[]` for the key of each item.
fn without_keys(path: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in path.chars() {
        if c == ']' {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            plain.push(c);
        }
        if c == '[' {
            depth += 1;
        }
    }
    plain
}

/// What an engine does with a difference, where it does not simply update it.
#[must_use]
pub fn deployment_outcome(arm_type: &str, difference: &Difference, engine: Engine) -> Option<&'static Outcome> {
    let (rule, before, after) = rule_of(arm_type, difference)?;
    let outcomes = rule.outcomes(engine).iter();
    outcomes.filter(|outcome| !outcome.is_silent).find(|outcome| outcome.when.includes(&before, &after, |_| true))
}

/// What it means that an engine updates a difference.
#[must_use]
pub fn deployment_consequences(arm_type: &str, difference: &Difference, engine: Engine) -> Vec<&'static Consequence> {
    let Some((rule, before, after)) = rule_of(arm_type, difference) else { return Vec::new() };
    let applies = |consequence: &&Consequence| {
        consequence.engine.is_none_or(|own| own == engine) && consequence.when.includes(&before, &after, |_| true)
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

#[cfg(test)]
mod tests;
