//! Images of the Data Science VM, what they need, and the sizes that run them.

use super::fact::{code, documented, facts, reported};

facts! {
    LINUX_IMAGE_IS_OF_GENERATION_2 = "The Data Science VM for Ubuntu is an image of publisher `microsoft-dsvm`; the offer `ubuntu-2204` is for Ubuntu 22.04, and an SKU that ends with `-gen2` is of generation 2",
        [documented("MicrosoftDocs/azure-ai-docs articles/machine-learning/data-science-virtual-machine/release-notes.md", "2024-05-21", "2026-11-29")];
    WINDOWS_IMAGE_OF_MODULES = "The Data Science VM for Windows Server 2022 is the image `dsvm-win-2022` of publisher `microsoft-dsvm`, with the SKU `winserver-2022`",
        [code("Azure/bicep-registry-modules avm/ptn/ai-platform/baseline/main.bicep", "9f9ea1a182", "2026-11-29")];
    DISK_SIZE = "A disk of 256 GB is large enough for both images", [];
    TRUSTED_LAUNCH_NEEDS_GENERATION_2 = "Trusted Launch needs an image of generation 2 that supports it, and a size of generation 2: sizes of the A family and of the series Dv2 and Dv3 do not support it",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/trusted-launch.md", "2025-04-21", "2026-11-29")];
    TRUSTED_LAUNCH_SIZES = "Trusted Launch does not support the series NC, NV and NP, which have no generation 2, nor the families DC and EC; it currently does not support the M family, the series Dpsv5, Dpdsv5, Dplsv5 and Dpldsv5, NDasrA100_v4 and NDm_A100_v4; an older edition of the page lists the series DCsv2, DCsv3 and DCdsv3 as supported",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/trusted-launch.md", "2025-04-21", "2026-11-29"),
            documented("docs.microsoft.com/en-in/azure/virtual-machines trusted-launch", "", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/nc-series.md", "2020-02-03", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/nv-series.md", "2022-03-29", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/np-series.md", "2021-02-09", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/dpsv5-dpdsv5-series.md", "2022-08-26", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/dplsv5-dpldsv5-series.md", "2022-08-26", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/nda100-v4-series.md", "2023-03-13", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-machines/ndm-a100-v4-series.md", "2023-03-13", "2026-11-29"),
        ];
    TRUSTED_LAUNCH_IS_NO_DEFAULT = "A template without a security type deploys a VM without Trusted Launch, unless a preview feature of the subscription changes the default",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/trusted-launch.md", "2025-04-21", "2026-11-29")];
    TRUSTED_LAUNCH_OF_DATA_SCIENCE_IMAGES = "Whether the images of the Data Science VM support Trusted Launch is *unverified*, and so is the generation of the image for Windows", [];
    DISK_ENCRYPTION_SET_OF_VM = "A disk encryption set has to be in the region and the subscription of the VM, and its identity needs access to the key; with encryption at host, the cache of the disk is encrypted with the same key",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/includes/virtual-machines-managed-disks-customer-managed-keys-restrictions.md", "2025-02-18", "2026-11-29"),
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/disk-encryption.md", "2026-04-02", "2026-11-29"),
        ];
    MONITOR_AGENT = "The Azure Monitor agent is the extension `AzureMonitorLinuxAgent` or `AzureMonitorWindowsAgent` of publisher `Microsoft.Azure.Monitor`; it uses the system-assigned identity unless its settings name another one, and collects what data collection rules define that are associated with the VM",
        [
            documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/agents/azure-monitor-agent-requirements.md", "2024-11-14", "2026-11-29"),
            code("Azure/azure-policy built-in-policies/policyDefinitions/Monitoring/AzureMonitor_Agent_Linux_VM_UAI_DINE.json", "f4a50bacae", "2026-11-29"),
            code("Azure/azure-policy built-in-policies/policyDefinitions/Monitoring/AzureMonitor_Agent_Windows_VM_UAI_DINE.json", "f4a50bacae", "2026-11-29"),
        ];
    GUEST_CONFIGURATION = "The extension for guest configuration is `ConfigurationforLinux` or `ConfigurationforWindows` of publisher `Microsoft.GuestConfiguration`; policies deploy it under the names `AzurePolicyforLinux` and `AzurePolicyforWindows`",
        [
            code("Azure/azure-policy built-in-policies/policyDefinitions/Guest Configuration/DeployExtensionLinux_Prerequisite.json", "f4a50bacae", "2026-11-29"),
            code("Azure/azure-policy built-in-policies/policyDefinitions/Guest Configuration/DeployExtensionWindows_Prerequisite.json", "f4a50bacae", "2026-11-29"),
        ];
    ONE_EXTENSION_PER_HANDLER = "A VM has one extension of each publisher and type: a second one under another name is refused",
        [reported("Azure/bicep-registry-modules issue 4262", "2025-01-21", "2026-11-29")];
    EXTENSIONS_IN_ORDER = "Azure Verified Modules install the extensions of a VM one after the other",
        [code("Azure/bicep-registry-modules avm/res/compute/virtual-machine/main.bicep", "9f9ea1a182", "2026-11-29")];
    POLICIES_WRITE_THE_VM = "azurerm computes `patch_assessment_mode`, so that no plan shows the mode that a policy sets and no `ignore_changes` is needed; it does not compute `identity_ids`, and removes an identity that a policy adds and the file does not list",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    IDENTITY_OF_LANDING_ZONES = "The assignments Deploy-VM-Monitoring and Deploy-VM-ChangeTrack of Azure landing zones assign an identity that exists before, by its resource ID, which can be in another subscription; without `bringYourOwnUserAssignedManagedIdentity`, the policy creates an identity for each subscription and region",
        [
            code("Azure/Azure-Landing-Zones-Library platform/alz/policy_assignments/Deploy-VM-Monitoring.alz_policy_assignment.json", "faae8ccf85", "2026-11-29"),
            code("Azure/Azure-Landing-Zones-Library platform/alz/policy_assignments/Deploy-VM-ChangeTrack.alz_policy_assignment.json", "faae8ccf85", "2026-11-29"),
            code("Azure/azure-policy built-in-policies/policyDefinitions/Managed Identity/VM_UAI_DINE.json", "f4a50bacae", "2026-11-29"),
        ];
    MONITOR_AGENT_CONNECTS_IN_PUBLIC = "The Azure Monitor agent connects to public endpoints, unless a data collection endpoint in the region of the VM is part of an Azure Monitor Private Link Scope, together with the resources that receive the data, and is associated with the VM",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/agents/azure-monitor-agent-private-link.md", "2024-11-14", "2026-11-29")];
    EXTENSIONS_NEED_A_RUNNING_VM = "Extensions are installed, changed and removed only while the VM runs, otherwise the request is refused with OperationNotAllowed",
        [
            reported("hashicorp/terraform-provider-azurerm issue 477", "2017-10-31", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 6098", "2020-03-12", "2026-11-29"),
            reported("Azure/RDS-Templates issue 685", "2022-04-13", "2026-11-29"),
        ];
    GENERATION_1_SIZES = "VM sizes of the A family run images of generation 1 only, and so do the series Dv2 and Dv3 without premium storage",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/generation-2.md", "2024-03-04", "2026-11-29"),
            reported("microsoft/ga4gh-tes issue 43", "2023-01-19", "2026-11-29"),
            reported("AutomatedLab/AutomatedLab issue 1638", "2024-05-01", "2026-11-29"),
            reported("dotnet/arcade issue 9320", "2022-05-11", "2026-11-29"),
        ];
}

/// A Marketplace image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// Its publisher.
    pub publisher: &'static str,
    /// Its offer.
    pub offer: &'static str,
    /// Its SKU.
    pub sku: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Ubuntu 22.04: [`LINUX_IMAGE_IS_OF_GENERATION_2`].
pub const LINUX_IMAGE: Image =
    Image { publisher: "microsoft-dsvm", offer: "ubuntu-2204", sku: "2204-gen2", version: "latest" };

/// Windows Server 2022: [`WINDOWS_IMAGE_OF_MODULES`].
pub const WINDOWS_IMAGE: Image =
    Image { publisher: "microsoft-dsvm", offer: "dsvm-win-2022", sku: "winserver-2022", version: "latest" };

/// The disk size in gigabytes, deliberately large: [`DISK_SIZE`].
pub const DISK_GIGABYTES: i64 = 256;

/// The maximum length of a computer name on Windows.
pub const WINDOWS_NAME_LENGTH: usize = 15;

/// Whether a VM size runs images of generation 1 only: [`GENERATION_1_SIZES`].
#[must_use]
pub fn is_generation_1_size(size: &str) -> bool {
    let Some(name) = size.strip_prefix("Standard_") else { return false };
    let (family, rest) = name.split_at(name.len().min(1));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let series = &rest[digits..];
    match family {
        "A" => digits > 0,
        "D" => digits > 0 && ["", "_v2", "_v3"].contains(&series),
        _ => false,
    }
}

/// What the page of Trusted Launch says about a VM size: [`TRUSTED_LAUNCH_SIZES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedLaunchSupport {
    /// Its family is listed as supported, or not listed.
    Supported,
    /// It has no generation 2.
    Generation1,
    /// Its family is listed as not supported.
    NotSupported,
    /// Its family is listed as currently not supported.
    CurrentlyNot,
}

/// Whether a VM size supports Trusted Launch.
#[must_use]
pub fn trusted_launch_support(size: &str) -> TrustedLaunchSupport {
    let Some(name) = size.strip_prefix("Standard_") else { return TrustedLaunchSupport::Supported };
    let family = &name[..name.bytes().take_while(u8::is_ascii_uppercase).count()];
    let series = name[family.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    let is_generation_1 =
        is_generation_1_size(size) || matches!((family, series), ("NC", "" | "r") | ("NV", "") | ("NP", "s"));
    match (family, series) {
        _ if is_generation_1 => TrustedLaunchSupport::Generation1,
        ("DC" | "EC", _) => TrustedLaunchSupport::NotSupported,
        ("M", _) | ("D", "ps_v5" | "pds_v5" | "pls_v5" | "plds_v5") | ("ND", "asr_v4" | "amsr_A100_v4") => {
            TrustedLaunchSupport::CurrentlyNot
        }
        _ => TrustedLaunchSupport::Supported,
    }
}

/// An extension of a VM: [`MONITOR_AGENT`], [`GUEST_CONFIGURATION`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The name under which policies deploy it: [`ONE_EXTENSION_PER_HANDLER`].
    pub name: &'static str,
    /// Its publisher.
    pub publisher: &'static str,
    /// Its type.
    pub extension_type: &'static str,
    /// The version of its handler that policies deploy.
    pub version: &'static str,
}

/// The Azure Monitor agent for Linux.
pub const MONITOR_AGENT_LINUX: Extension = Extension {
    name: "AzureMonitorLinuxAgent",
    publisher: "Microsoft.Azure.Monitor",
    extension_type: "AzureMonitorLinuxAgent",
    version: "1.36",
};

/// The Azure Monitor agent for Windows.
pub const MONITOR_AGENT_WINDOWS: Extension = Extension {
    name: "AzureMonitorWindowsAgent",
    publisher: "Microsoft.Azure.Monitor",
    extension_type: "AzureMonitorWindowsAgent",
    version: "1.2",
};

/// Guest configuration for Linux.
pub const GUEST_CONFIGURATION_LINUX: Extension = Extension {
    name: "AzurePolicyforLinux",
    publisher: "Microsoft.GuestConfiguration",
    extension_type: "ConfigurationforLinux",
    version: "1.0",
};

/// Guest configuration for Windows.
pub const GUEST_CONFIGURATION_WINDOWS: Extension = Extension {
    name: "AzurePolicyforWindows",
    publisher: "Microsoft.GuestConfiguration",
    extension_type: "ConfigurationforWindows",
    version: "1.1",
};
