//! The test machine and Bastion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{
    AdminUsername, DailyTime, NatGatewayId, Prefix, ResourceName, SshPublicKey, TimeZone, VmName, VmSize, keywords,
};

/// A Data Science VM inside the network, without a public address.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TestMachine {
    /// Name of the machine. Default: `vm-<name>-<environment>`, cut to 15 characters for Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<VmName>,
    /// Name of its network interface. Default: `nic-` and the name of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nic_name: Option<ResourceName>,
    /// `linux` takes an SSH key, `windows` a password that is given at deployment.
    pub os: OperatingSystem,
    /// Size. Cost-relevant.
    pub size: VmSize,
    /// The administrator. Without it, a parameter that has to be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_username: Option<AdminUsername>,
    /// Public SSH key of the administrator. Without it, a parameter that has to be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_public_key: Option<SshPublicKey>,
    /// Encrypts temporary disks and caches too. The subscription must have `Microsoft.Compute/EncryptionAtHost`
    /// registered.
    pub encryption_at_host: bool,
    /// Lets the machine write blobs (*Storage Blob Data Contributor*), to upload training files; on the scope of
    /// `storage.identityAccess.scope`.
    pub upload_training_files: bool,
    /// Gives the machine a way out to the internet; without one it cannot load the Studio page. Cost-relevant.
    pub nat_gateway: bool,
    /// Resource ID of a NAT gateway that exists, as the way out instead of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_nat_gateway: Option<NatGatewayId>,
    /// Name of the NAT gateway. Default: `ng-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nat_gateway_name: Option<ResourceName>,
    /// Name of its public address. Default: `pip-nat-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nat_address_name: Option<ResourceName>,
    /// When the machine stops.
    pub auto_shutdown: AutoShutdown,
    /// How people reach the machine.
    pub bastion: Bastion,
}

#[allow(clippy::expect_used, reason = "a literal that a test parses")]
impl Default for TestMachine {
    fn default() -> Self {
        Self {
            name: None,
            nic_name: None,
            os: OperatingSystem::Linux,
            size: "Standard_D4s_v5".parse().expect("a machine size"),
            admin_username: None,
            ssh_public_key: None,
            encryption_at_host: true,
            upload_training_files: false,
            nat_gateway: false,
            existing_nat_gateway: None,
            nat_gateway_name: None,
            nat_address_name: None,
            auto_shutdown: AutoShutdown::default(),
            bastion: Bastion::default(),
        }
    }
}

/// An operating system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OperatingSystem {
    /// Ubuntu 22.04.
    #[default]
    Linux,
    /// Windows Server 2022.
    Windows,
}

/// When the machine stops every day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AutoShutdown {
    /// Whether it stops by itself.
    pub enabled: bool,
    /// At what time.
    pub time: DailyTime,
    /// In which time zone.
    pub time_zone: TimeZone,
}

#[allow(clippy::expect_used, reason = "literals that a test parses")]
impl Default for AutoShutdown {
    fn default() -> Self {
        Self { enabled: true, time: "1900".parse().expect("a time"), time_zone: "UTC".parse().expect("a time zone") }
    }
}

/// Azure Bastion.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Bastion {
    /// `Developer` has no address and no subnet of its own and exists in some regions only. Cost-relevant.
    pub sku: BastionSku,
    /// Name. Default: `bas-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Name of its public address. Default: `pip-` and its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_name: Option<ResourceName>,
    /// Whether Bastion is made; off where the network has one already.
    pub enabled: bool,
    /// With `enabled: false`, the address range of the subnet of the Bastion that is there: the only range that
    /// reaches the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_prefix: Option<Prefix>,
}

impl Default for Bastion {
    fn default() -> Self {
        Self { sku: BastionSku::default(), name: None, address_name: None, enabled: true, existing_prefix: None }
    }
}

keywords!(
    /// A SKU of Bastion.
    #[derive(Default)]
    pub enum BastionSku {
        /// Shared, free of charge, in some regions only.
        Developer = "Developer",
        /// Two instances.
        #[default]
        Basic = "Basic",
        /// With native clients and more instances.
        Standard = "Standard",
    }
);
