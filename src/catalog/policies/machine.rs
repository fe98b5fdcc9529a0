//! Policy definitions for virtual machines.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, is_none_of, is_not_like, is_one_of, like, not},
};

/// OS and data disks should be encrypted with a customer-managed key.
pub static DISK_KEY: PolicyDefinition = PolicyDefinition {
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
    note: "set `testMachine.diskEncryptionSet` to the resource ID of a disk encryption set",
};

/// Managed disks should use a specific set of disk encryption sets for the customer-managed key encryption.
pub static DISK_ENCRYPTION_SET: PolicyDefinition = PolicyDefinition {
    id: "d461a302-a187-421a-89ac-84acdb4edc04",
    name: "Managed disks should use a specific set of disk encryption sets for the customer-managed key encryption",
    file: "Compute/ManagedDiskEncryptionSetsAllowed_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: any(&[
            absent("storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
            Condition::Depends("the disk encryption sets that the assignment allows"),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "set `testMachine.diskEncryptionSet` to the resource ID of an allowed disk encryption set",
};

/// Virtual machines and virtual machine scale sets should have encryption at host enabled.
pub static HOST_ENCRYPTION: PolicyDefinition = PolicyDefinition {
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

/// Virtual machines should have Trusted Launch enabled.
pub static TRUSTED_LAUNCH: PolicyDefinition = PolicyDefinition {
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
    fixes: &[&[("/testMachine/trustedLaunch", "true")]],
    action: "",
    note: "",
};

/// Virtual Machines should be Zone Aligned.
pub static VM_ZONES: PolicyDefinition = PolicyDefinition {
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
    fixes: &[&[("/testMachine/zone", "1")]],
    action: "",
    note: "",
};

/// Assign Built-In User-Assigned Managed Identity to Virtual Machines.
pub static VM_IDENTITY: PolicyDefinition = PolicyDefinition {
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
    action: "adds a user-assigned identity, which the next deployment removes unless it is listed",
    note: "list the resource ID of the identity under `testMachine.identities`",
};

/// A managed identity should be enabled on your machines.
pub static VM_MANAGED_IDENTITY: PolicyDefinition = PolicyDefinition {
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
pub static VTPM: PolicyDefinition = PolicyDefinition {
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
pub static SECURE_BOOT: PolicyDefinition = PolicyDefinition {
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

/// Machines should be configured to periodically check for missing system updates.
pub static UPDATE_CHECKS: PolicyDefinition = PolicyDefinition {
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
pub static UPDATE_CHECKS_MODIFY: PolicyDefinition = PolicyDefinition {
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
pub static UNMANAGED_DISK: PolicyDefinition = PolicyDefinition {
    id: "06a78e20-9358-41c9-923c-fb736d382a4d",
    name: "Audit VMs that do not use managed disks",
    file: "Compute/VMRequireManagedDisk_Audit.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osDisk.uri") }],
    fixes: &[],
    action: "",
    note: "",
};

/// Azure Backup should be enabled for Virtual Machines.
pub static VM_BACKUP: PolicyDefinition = PolicyDefinition {
    id: "013e242c-8828-4970-87b3-ab247555486d",
    name: "Azure Backup should be enabled for Virtual Machines",
    file: "Backup/VirtualMachines_EnableAzureBackup_Audit.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: Condition::Always }],
    fixes: &[],
    action: "",
    note: "",
};
