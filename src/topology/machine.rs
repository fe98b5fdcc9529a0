//! The test VM and Azure Bastion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{
    AdminUsername, DailyTime, DiskEncryptionSetId, IdentityId, NatGatewayId, Prefix, ResourceName, SshPublicKey,
    TimeZone, VmName, VmSize, keywords,
};

/// A Data Science VM inside the network, without a public IP address.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TestMachine {
    /// Name of the VM. Default: `vm-<name>-<environment>`, truncated to 15 characters for Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<VmName>,
    /// Name of its network interface. Default: `nic-` and the name of the VM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nic_name: Option<ResourceName>,
    /// `linux` uses an SSH key, `windows` a password provided at deployment.
    pub os: OperatingSystem,
    /// VM size. Cost-relevant.
    pub size: VmSize,
    /// Availability zone of the VM and its disk. Default: none, so that Azure chooses the datacenter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 3))]
    pub zone: Option<u8>,
    /// Administrator name. Default: a required parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_username: Option<AdminUsername>,
    /// Public SSH key of the administrator. Default: a required parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_public_key: Option<SshPublicKey>,
    /// Encrypts temporary disks and caches too. Requires `Microsoft.Compute/EncryptionAtHost` to be registered in the
    /// subscription.
    pub encryption_at_host: bool,
    /// Resource ID of an existing disk encryption set, whose customer-managed key encrypts the disk. It is in the region and
    /// the subscription of the VM. Default: a Microsoft-managed key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_encryption_set: Option<DiskEncryptionSetId>,
    /// Starts the VM with Secure Boot and a virtual TPM. Whether the Data Science images support it is not published.
    pub trusted_launch: bool,
    /// Resource IDs of existing user-assigned identities, besides the system-assigned identity that the VM always has. Bicep
    /// and ARM remove an identity that is not listed, also one that a policy assigns.
    #[schemars(extend("maxItems" = 20))]
    pub identities: Vec<IdentityId>,
    /// Extensions that are installed on the VM. They need `allowExtensionOperations`, which is then true by default.
    pub extensions: Vec<MachineExtension>,
    /// Allows extensions on the VM, also those that a policy deploys. Any principal that may write extensions can run code as
    /// administrator of the VM. Default: whether `extensions` lists one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_extension_operations: Option<bool>,
    /// Assigns *Storage Blob Data Contributor* to the VM, to upload training files; on the scope of
    /// `storage.identityAccess.scope`.
    pub upload_training_files: bool,
    /// Gives the VM outbound internet access, required to load the Studio page. Cost-relevant.
    pub nat_gateway: bool,
    /// Resource ID of an existing NAT gateway, used instead of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_nat_gateway: Option<NatGatewayId>,
    /// Name of the NAT gateway. Default: `ng-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nat_gateway_name: Option<ResourceName>,
    /// Name of its public IP address. Default: `pip-nat-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nat_address_name: Option<ResourceName>,
    /// Daily shutdown.
    pub auto_shutdown: AutoShutdown,
    /// Azure Bastion, for access to the VM.
    pub bastion: Bastion,
}

#[allow(clippy::expect_used, reason = "a literal that a test parses")]
impl Default for TestMachine {
    fn default() -> Self {
        Self {
            name: None,
            nic_name: None,
            os: OperatingSystem::Linux,
            size: "Standard_D4s_v5".parse().expect("a VM size"),
            zone: None,
            admin_username: None,
            ssh_public_key: None,
            encryption_at_host: true,
            disk_encryption_set: None,
            trusted_launch: false,
            identities: Vec::new(),
            extensions: Vec::new(),
            allow_extension_operations: None,
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

keywords!(
    /// An operating system.
    #[derive(Default)]
    pub enum OperatingSystem {
        /// Ubuntu 22.04.
        #[default]
        Linux = "linux"["Ubuntu"],
        /// Windows Server 2022.
        Windows = "windows"["Windows Server"],
    }
);

keywords!(
    /// An extension of a VM.
    pub enum MachineExtension {
        /// The Azure Monitor agent.
        AzureMonitorAgent = "AzureMonitorAgent"["AMA", "AzureMonitorLinuxAgent", "AzureMonitorWindowsAgent"],
        /// The extension for machine configuration of Azure Policy, formerly guest configuration.
        GuestConfiguration = "GuestConfiguration"["AzurePolicyforLinux", "AzurePolicyforWindows", "ConfigurationforLinux", "ConfigurationforWindows", "machine configuration"],
    }
);

impl TestMachine {
    /// Whether the VM allows extensions.
    pub(crate) fn allows_extensions(&self) -> bool {
        self.allow_extension_operations.unwrap_or(!self.extensions.is_empty())
    }
}

/// Daily shutdown of the VM.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AutoShutdown {
    /// Enables auto-shutdown.
    pub enabled: bool,
    /// Time of day.
    pub time: DailyTime,
    /// Time zone.
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
    /// `Developer` has no IP address or subnet of its own and exists in some regions only. Cost-relevant.
    pub sku: BastionSku,
    /// Name. Default: `bas-<name>-<environment>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Name of its public IP address. Default: `pip-` and its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_name: Option<ResourceName>,
    /// Creates Bastion. Disable it if the network already has one.
    pub enabled: bool,
    /// With `enabled: false`, the CIDR range of the existing Bastion's subnet: the only range with access to the VM.
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
