//! Policy definitions for virtual machines.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, is_none_of, is_not_like, is_one_of, like, not},
};

/// OS and data disks should be encrypted with a customer-managed key.
pub const DISK_KEY: PolicyDefinition = PolicyDefinition {
    id: "702dd420-7fcc-42c5-afe8-4026edd20fe0",
    name: "OS and data disks should be encrypted with a customer-managed key",
    file: "Compute/OSAndDataDiskCMKRequired_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: any(&[
            absent("storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
            all(&[
                Condition::Count { array: "storageProfile.dataDisks[*]", matching: &Condition::Always, at_least: 1 },
                absent("storageProfile.dataDisks[*].managedDisk.id"),
                absent("storageProfile.dataDisks[*].managedDisk.diskEncryptionSet.id"),
            ]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Managed disks should use a specific set of disk encryption sets for the customer-managed key encryption.
pub const DISK_ENCRYPTION_SET: PolicyDefinition = PolicyDefinition {
    id: "d461a302-a187-421a-89ac-84acdb4edc04",
    name: "Managed disks should use a specific set of disk encryption sets for the customer-managed key encryption",
    file: "Compute/ManagedDiskEncryptionSetsAllowed_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: is_none_of("storageProfile.osDisk.managedDisk.diskEncryptionSet.id", &[]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Virtual machines and virtual machine scale sets should have encryption at host enabled.
pub const HOST_ENCRYPTION: PolicyDefinition = PolicyDefinition {
    id: "fc4d8e41-e223-45ea-9bf5-eada37891d87",
    name: "Virtual machines and virtual machine scale sets should have encryption at host enabled",
    file: "Compute/HostBasedEncryptionRequired_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: is_none_of("securityProfile.encryptionAtHost", &["true"]),
    }],
    fixes: &[&[("/testMachine/encryptionAtHost", "true")]],
    action: "",
    note: "",
};

/// Virtual Machine should have TrustedLaunch enabled.
pub const TRUSTED_LAUNCH: PolicyDefinition = PolicyDefinition {
    id: "c95b54ad-0614-4633-ab29-104b01235cbf",
    name: "Virtual Machine should have TrustedLaunch enabled",
    file: "Trusted Launch/VirtualMachine_Should_Have_TrustedLaunch enabled.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: any(&[
            absent("securityProfile"),
            is_none_of("securityProfile.securityType", &["TrustedLaunch"]),
            is_none_of("securityProfile.uefiSettings.secureBootEnabled", &["true"]),
            is_none_of("securityProfile.uefiSettings.vTpmEnabled", &["true"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Virtual Machines should be Zone Aligned.
pub const VM_ZONES: PolicyDefinition = PolicyDefinition {
    id: "42f4f3a2-7d20-4c13-a05d-01857a626c22",
    name: "[Preview]: Virtual Machines should be Zone Aligned",
    file: "Resilience/Compute_virtualMachines_ZoneAligned_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: not(&all(&[
            Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 1 },
            not(&Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 2 }),
        ])),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Assign Built-In User-Assigned Managed Identity to Virtual Machines.
pub const VM_IDENTITY: PolicyDefinition = PolicyDefinition {
    id: "d367bd60-64ca-4364-98ea-276775bddd94",
    name: "[Preview]: Assign Built-In User-Assigned Managed Identity to Virtual Machines",
    file: "Managed Identity/VM_UAI_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: any(&[
            is_not_like("identity.type", "*UserAssigned*"),
            Condition::Depends("whether the identity of the assignment is one of its user-assigned identities"),
        ]),
    }],
    fixes: &[],
    action: "adds a user-assigned identity, which the next deployment removes again",
    note: "",
};

/// A managed identity should be enabled on your machines.
pub const VM_MANAGED_IDENTITY: PolicyDefinition = PolicyDefinition {
    id: "e4953962-5ae4-43eb-bb92-d66fd5563487",
    name: "[Preview]: A managed identity should be enabled on your machines",
    file: "Automanage/Identity_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[is_not_like("identity.type", "*SystemAssigned*"), is_not_like("identity.type", "*UserAssigned*")]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// vTPM should be enabled on supported virtual machines.
pub const VTPM: PolicyDefinition = PolicyDefinition {
    id: "1c30f9cd-b84c-49cc-aa2c-9288447cc3b3",
    name: "[Preview]: vTPM should be enabled on supported virtual machines",
    file: "Security Center/ASC_EnableVTPM_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            is_one_of("securityProfile.securityType", &["TrustedLaunch"]),
            exists("securityProfile.uefiSettings"),
            is_none_of("securityProfile.uefiSettings.vTpmEnabled", &["true"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Secure Boot should be enabled on supported Windows virtual machines.
pub const SECURE_BOOT: PolicyDefinition = PolicyDefinition {
    id: "97566dd7-78ae-4997-8b36-1c7bfe0d8121",
    name: "[Preview]: Secure Boot should be enabled on supported Windows virtual machines",
    file: "Security Center/ASC_EnableWindowsSB_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            any(&[
                like("storageProfile.imageReference.offer", "windows*"),
                like("storageProfile.osDisk.osType", "Windows*"),
            ]),
            is_one_of("securityProfile.securityType", &["TrustedLaunch", "ConfidentialVM"]),
            exists("securityProfile.uefiSettings"),
            is_none_of("securityProfile.uefiSettings.secureBootEnabled", &["true"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Deploy the Linux Guest Configuration extension to enable Guest Configuration assignments on Linux VMs.
pub const GUEST_CONFIGURATION_LINUX: PolicyDefinition = PolicyDefinition {
    id: "331e8ea8-378a-410f-a2e5-ae22f38bb0da",
    name: "Deploy the Linux Guest Configuration extension to enable Guest Configuration assignments on Linux VMs",
    file: "Guest Configuration/DeployExtensionLinux_Prerequisite.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            is_one_of("storageProfile.imageReference.publisher", &["microsoft-dsvm"]),
            not(&like("storageProfile.imageReference.offer", "dsvm-win*")),
        ]),
    }],
    fixes: &[],
    action: "deploys the guest configuration extension, which `allowExtensionOperations: false` prevents",
    note: "",
};

/// Deploy the Windows Guest Configuration extension to enable Guest Configuration assignments on Windows VMs.
pub const GUEST_CONFIGURATION_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "385f5831-96d4-41db-9a3c-cd3af78aaae6",
    name: "Deploy the Windows Guest Configuration extension to enable Guest Configuration assignments on Windows VMs",
    file: "Guest Configuration/DeployExtensionWindows_Prerequisite.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            is_one_of("storageProfile.imageReference.publisher", &["microsoft-dsvm"]),
            like("storageProfile.imageReference.offer", "dsvm-win*"),
        ]),
    }],
    fixes: &[],
    action: "deploys the guest configuration extension, which `allowExtensionOperations: false` prevents",
    note: "",
};

/// Deploy Microsoft Defender for Endpoint agent on Linux virtual machines.
pub const DEFENDER_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "d30025d0-6d64-656d-6465-67688881b632",
    name: "[Preview]: Deploy Microsoft Defender for Endpoint agent on Linux virtual machines",
    file: "Security Center/ASC_MicrosoftDefenderForEndpoint_LinuxAgent_VM_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.linuxConfiguration") }],
    fixes: &[],
    action: "deploys the agent of Defender for Endpoint",
    note: "",
};

/// Deploy Microsoft Defender for Endpoint agent on Windows virtual machines.
pub const DEFENDER_AGENT_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "1ec9c2c2-6d64-656d-6465-3ec3309b8579",
    name: "[Preview]: Deploy Microsoft Defender for Endpoint agent on Windows virtual machines",
    file: "Security Center/ASC_MicrosoftDefenderForEndpoint_WindowsAgent_VM_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.windowsConfiguration") }],
    fixes: &[],
    action: "deploys the agent of Defender for Endpoint",
    note: "",
};

/// Machines should be configured to periodically check for missing system updates.
pub const UPDATE_CHECKS: PolicyDefinition = PolicyDefinition {
    id: "bd876905-5b84-4f73-ab2d-2e7a7c4568d9",
    name: "Machines should be configured to periodically check for missing system updates",
    file: "Azure Update Manager/AzUpdateMgmtCenter_AutoAssessmentMode_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            exists("osProfile.windowsConfiguration"),
            like("storageProfile.imageReference.publisher", "microsoft-dsvm"),
            like("storageProfile.imageReference.offer", "dsvm-win-*"),
            is_none_of("osProfile.windowsConfiguration.patchSettings.assessmentMode", &["AutomaticByPlatform"]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Configure periodic checking for missing system updates on azure virtual machines.
pub const UPDATE_CHECKS_MODIFY: PolicyDefinition = PolicyDefinition {
    id: "59efceea-0c96-497e-a4a1-4eb2290dac15",
    name: "Configure periodic checking for missing system updates on azure virtual machines",
    file: "Azure Update Manager/AzUpdateMgmtCenter_CRP_AutoAssessmentMode_Modify.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            exists("osProfile.windowsConfiguration"),
            like("storageProfile.imageReference.publisher", "microsoft-dsvm"),
            like("storageProfile.imageReference.offer", "dsvm-win-*"),
            is_none_of("osProfile.windowsConfiguration.patchSettings.assessmentMode", &["AutomaticByPlatform"]),
        ]),
    }],
    fixes: &[],
    action: "sets patchSettings.assessmentMode to AutomaticByPlatform",
    note: "",
};

/// Audit VMs that do not use managed disks.
pub const UNMANAGED_DISK: PolicyDefinition = PolicyDefinition {
    id: "06a78e20-9358-41c9-923c-fb736d382a4d",
    name: "Audit VMs that do not use managed disks",
    file: "Compute/VMRequireManagedDisk_Audit.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osDisk.uri") }],
    fixes: &[],
    action: "",
    note: "",
};

/// Regions in which the Azure Monitor agent is deployed by policy.
const AGENT_REGIONS: &[&str] = &[
    "australiacentral",
    "australiacentral2",
    "australiaeast",
    "australiasoutheast",
    "brazilsouth",
    "brazilsoutheast",
    "canadacentral",
    "canadaeast",
    "centralindia",
    "centralus",
    "centraluseuap",
    "chilecentral",
    "eastasia",
    "eastus",
    "eastus2",
    "eastus2euap",
    "francecentral",
    "francesouth",
    "germanynorth",
    "germanywestcentral",
    "indonesiacentral",
    "israelcentral",
    "italynorth",
    "japaneast",
    "japanwest",
    "jioindiacentral",
    "jioindiawest",
    "koreacentral",
    "koreasouth",
    "malaysiasouth",
    "malaysiawest",
    "mexicocentral",
    "newzealandnorth",
    "northcentralus",
    "northeurope",
    "norwayeast",
    "norwaywest",
    "polandcentral",
    "qatarcentral",
    "southafricanorth",
    "southafricawest",
    "southcentralus",
    "southeastasia",
    "southindia",
    "spaincentral",
    "swedencentral",
    "swedensouth",
    "switzerlandnorth",
    "switzerlandwest",
    "taiwannorth",
    "taiwannorthwest",
    "uaecentral",
    "uaenorth",
    "uksouth",
    "ukwest",
    "westcentralus",
    "westeurope",
    "westindia",
    "westus",
    "westus2",
    "westus3",
];

/// Configure Linux virtual machines to run Azure Monitor Agent with user-assigned managed identity-based authentication.
pub const MONITOR_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "ae8a10e6-19d6-44a3-a02d-a2bdfc707742",
    name: "Configure Linux virtual machines to run Azure Monitor Agent with user-assigned managed identity-based authentication",
    file: "Monitoring/AzureMonitor_Agent_Linux_VM_UAI_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[exists("osProfile.linuxConfiguration"), is_one_of("location", AGENT_REGIONS)]),
    }],
    fixes: &[],
    action: "deploys the Azure Monitor agent, which `allowExtensionOperations: false` prevents",
    note: "",
};

/// Configure Linux Machines to be associated with a Data Collection Rule or a Data Collection Endpoint.
pub const DATA_COLLECTION_LINUX: PolicyDefinition = PolicyDefinition {
    id: "2ea82cdd-f2e8-4500-af75-67a2e084ca74",
    name: "Configure Linux Machines to be associated with a Data Collection Rule or a Data Collection Endpoint",
    file: "Monitoring/AzureMonitor_DCRA_Linux_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[exists("osProfile.linuxConfiguration"), is_one_of("location", AGENT_REGIONS)]),
    }],
    fixes: &[],
    action: "associates a data collection rule with the VM",
    note: "",
};

/// Deploy Dependency agent for Linux virtual machines with Azure Monitoring Agent settings.
pub const DEPENDENCY_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "d55b81e1-984f-4a96-acab-fae204e3ca7f",
    name: "Deploy Dependency agent for Linux virtual machines with Azure Monitoring Agent settings",
    file: "Monitoring/DependencyAgentExtension_Linux_VM_Deploy_AMA.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.linuxConfiguration") }],
    fixes: &[],
    action: "deploys the dependency agent, which `allowExtensionOperations: false` prevents",
    note: "",
};

/// Deploy Dependency agent to be enabled on Windows virtual machines with Azure Monitoring Agent settings.
pub const DEPENDENCY_AGENT_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "89ca9cc7-25cd-4d53-97ba-445ca7a1f222",
    name: "Deploy Dependency agent to be enabled on Windows virtual machines with Azure Monitoring Agent settings",
    file: "Monitoring/DependencyAgentExtension_Windows_VM_Deploy_AMA.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.windowsConfiguration") }],
    fixes: &[],
    action: "deploys the dependency agent, which `allowExtensionOperations: false` prevents",
    note: "",
};

/// Azure Backup should be enabled for Virtual Machines.
pub const VM_BACKUP: PolicyDefinition = PolicyDefinition {
    id: "013e242c-8828-4970-87b3-ab247555486d",
    name: "Azure Backup should be enabled for Virtual Machines",
    file: "Backup/VirtualMachines_EnableAzureBackup_Audit.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: Condition::Always }],
    fixes: &[],
    action: "",
    note: "",
};

/// Guest Configuration extension should be installed on your machines.
pub const GUEST_CONFIGURATION_EXTENSION: PolicyDefinition = PolicyDefinition {
    id: "ae89ebca-1c92-4898-ac2c-9f63decb045c",
    name: "Guest Configuration extension should be installed on your machines",
    file: "Security Center/ASC_GCExtOnVm.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: Condition::Always }],
    fixes: &[],
    action: "",
    note: "",
};
