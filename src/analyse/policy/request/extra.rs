//! Additional settings of the file (`extra`), merged into a request.

use serde_json::{Map, Value};

use crate::{
    analyse::policy::value::AzureValue,
    plan::{LanguageFamily, ResolvedTopology, Resource, ResourceKind as Kind},
};

/// Arguments of azurerm and the property that they set, where a policy definition looks at it. A block is part of the
/// path.
const ARGUMENTS: &[(Kind, &str, &str)] = &[
    (Kind::StorageAccount, "allowed_copy_scope", "properties.allowedCopyScope"),
    (Kind::StorageAccount, "queue_encryption_key_type", "properties.encryption.services.queue.keyType"),
    (Kind::StorageAccount, "table_encryption_key_type", "properties.encryption.services.table.keyType"),
    (Kind::StorageAccount, "sftp_enabled", "properties.isSftpEnabled"),
    (Kind::StorageAccount, "sas_policy.expiration_period", "properties.sasPolicy.sasExpirationPeriod"),
    (Kind::VirtualNetwork, "ddos_protection_plan.id", "properties.ddosProtectionPlan.id"),
    (Kind::VirtualNetwork, "ddos_protection_plan.enable", "properties.enableDdosProtection"),
    (Kind::Subnet, "network_security_group_id_wo", "properties.networkSecurityGroup.id"),
    (Kind::Subnet, "route_table_id_wo", "properties.routeTable.id"),
    (Kind::NetworkInterface, "ip_forwarding_enabled", "properties.enableIPForwarding"),
    (Kind::LinuxVirtualMachine, "secure_boot_enabled", "properties.securityProfile.uefiSettings.secureBootEnabled"),
    (Kind::LinuxVirtualMachine, "vtpm_enabled", "properties.securityProfile.uefiSettings.vTpmEnabled"),
    (Kind::WindowsVirtualMachine, "secure_boot_enabled", "properties.securityProfile.uefiSettings.secureBootEnabled"),
    (Kind::WindowsVirtualMachine, "vtpm_enabled", "properties.securityProfile.uefiSettings.vTpmEnabled"),
    (
        Kind::WindowsVirtualMachine,
        "patch_assessment_mode",
        "properties.osProfile.windowsConfiguration.patchSettings.assessmentMode",
    ),
    (
        Kind::LinuxVirtualMachine,
        "patch_assessment_mode",
        "properties.osProfile.linuxConfiguration.patchSettings.assessmentMode",
    ),
    (
        Kind::LinuxVirtualMachine,
        "os_disk.disk_encryption_set_id",
        "properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id",
    ),
    (
        Kind::WindowsVirtualMachine,
        "os_disk.disk_encryption_set_id",
        "properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id",
    ),
    (Kind::LogAnalyticsWorkspace, "internet_ingestion_enabled", "properties.publicNetworkAccessForIngestion"),
    (Kind::LogAnalyticsWorkspace, "internet_query_enabled", "properties.publicNetworkAccessForQuery"),
    (Kind::LogAnalyticsWorkspace, "cmk_for_query_forced", "properties.forceCmkForQuery"),
];

/// Arguments of azurerm that set a list of zones.
const ZONES: &[(&str, bool)] = &[("zone", false), ("zones", true)];

/// Adds the settings for a resource to its request.
pub(super) fn merge_settings(
    plan: &ResolvedTopology,
    resource: &Resource,
    family: LanguageFamily,
    body: &mut AzureValue,
) {
    let Some((_, extra)) = plan.extra.iter().find(|(symbol, _)| symbol == resource.symbol.as_str()) else { return };
    match family {
        LanguageFamily::Azure => body.merge(&extra.azure),
        LanguageFamily::Terraform => merge_arguments(resource.kind, &extra.terraform, body),
    }
}

fn merge_arguments(kind: Kind, arguments: &Map<String, Value>, body: &mut AzureValue) {
    for (_, argument, path) in ARGUMENTS.iter().filter(|(known, ..)| *known == kind) {
        if let Some(value) = argument_value(arguments, argument) {
            // Without the argument, azurerm may request its default.
            body.replace(path, AzureValue::from_json(&as_property(argument, value)));
        }
    }
    for (argument, is_list) in ZONES {
        if let Some(value) = arguments.get(*argument) {
            let zones = if *is_list { value.clone() } else { Value::Array(vec![value.clone()]) };
            body.replace("zones", AzureValue::from_json(&zones));
        }
    }
    // azurerm has no argument for the security type: it follows from both settings.
    if matches!(kind, Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine)
        && ["secure_boot_enabled", "vtpm_enabled"].iter().any(|argument| arguments.get(*argument) == Some(&true.into()))
    {
        body.replace("properties.securityProfile.securityType", "TrustedLaunch".into());
    }
}

/// The value of an argument, possibly in a block.
fn argument_value<'v>(arguments: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let Some((block, argument)) = path.split_once('.') else { return arguments.get(path) };
    let block = arguments.get(block)?;
    block.as_array().map_or(Some(block), |blocks| blocks.first())?.get(argument)
}

/// azurerm's switches of network access are keywords in Azure.
fn as_property(argument: &str, value: &Value) -> Value {
    match value {
        Value::Bool(enabled) if argument.starts_with("internet_") => super::builder::enabled(*enabled).into(),
        other => other.clone(),
    }
}
