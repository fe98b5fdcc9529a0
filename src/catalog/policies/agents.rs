//! Policy definitions that deploy agents and extensions to virtual machines.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{all, exists, is_one_of, like, not},
};

const EXTENSIONS: &str = "Microsoft.Compute/virtualMachines/extensions";

/// The definitions that deploy an extension, which a VM can refuse.
static DEPLOY_EXTENSIONS: &[&PolicyDefinition] = &[
    &GUEST_CONFIGURATION_LINUX,
    &GUEST_CONFIGURATION_WINDOWS,
    &DEFENDER_AGENT_LINUX,
    &DEFENDER_AGENT_WINDOWS,
    &MONITOR_AGENT_LINUX,
    &MONITOR_AGENT_WINDOWS,
    &DEPENDENCY_AGENT_LINUX,
    &DEPENDENCY_AGENT_WINDOWS,
];

impl PolicyDefinition {
    /// Whether it deploys an extension of a VM.
    #[must_use]
    pub fn deploys_extension(&self) -> bool {
        DEPLOY_EXTENSIONS.contains(&self)
    }
}

/// Deploy the Linux Guest Configuration extension to enable Guest Configuration assignments on Linux VMs.
pub static GUEST_CONFIGURATION_LINUX: PolicyDefinition = PolicyDefinition {
    id: "331e8ea8-378a-410f-a2e5-ae22f38bb0da",
    name: "Deploy the Linux Guest Configuration extension to enable Guest Configuration assignments on Linux VMs",
    file: "Guest Configuration/DeployExtensionLinux_Prerequisite.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            is_one_of("storageProfile.imageReference.publisher", &["microsoft-dsvm"]),
            not(&like("storageProfile.imageReference.offer", "dsvm-win*")),
            not(&Condition::Related {
                arm_type: EXTENSIONS,
                matching: &all(&[
                    is_one_of("publisher", &["Microsoft.GuestConfiguration"]),
                    is_one_of("type", &["ConfigurationforLinux"]),
                ]),
            }),
        ]),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"GuestConfiguration\"]")]],
    action: "starts the deployment of the guest configuration extension",
    note: "",
};

/// Deploy the Windows Guest Configuration extension to enable Guest Configuration assignments on Windows VMs.
pub static GUEST_CONFIGURATION_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "385f5831-96d4-41db-9a3c-cd3af78aaae6",
    name: "Deploy the Windows Guest Configuration extension to enable Guest Configuration assignments on Windows VMs",
    file: "Guest Configuration/DeployExtensionWindows_Prerequisite.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            is_one_of("storageProfile.imageReference.publisher", &["microsoft-dsvm"]),
            like("storageProfile.imageReference.offer", "dsvm-win*"),
            not(&Condition::Related {
                arm_type: EXTENSIONS,
                matching: &all(&[
                    is_one_of("publisher", &["Microsoft.GuestConfiguration"]),
                    is_one_of("type", &["ConfigurationforWindows"]),
                ]),
            }),
        ]),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"GuestConfiguration\"]")]],
    action: "starts the deployment of the guest configuration extension",
    note: "",
};

/// Deploy Microsoft Defender for Endpoint agent on Linux virtual machines.
pub static DEFENDER_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "d30025d0-6d64-656d-6465-67688881b632",
    name: "[Preview]: Deploy Microsoft Defender for Endpoint agent on Linux virtual machines",
    file: "Security Center/ASC_MicrosoftDefenderForEndpoint_LinuxAgent_VM_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.linuxConfiguration") }],
    fixes: &[],
    action: "starts the deployment of the agent of Defender for Endpoint",
    note: "",
};

/// Deploy Microsoft Defender for Endpoint agent on Windows virtual machines.
pub static DEFENDER_AGENT_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "1ec9c2c2-6d64-656d-6465-3ec3309b8579",
    name: "[Preview]: Deploy Microsoft Defender for Endpoint agent on Windows virtual machines",
    file: "Security Center/ASC_MicrosoftDefenderForEndpoint_WindowsAgent_VM_DINE.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.windowsConfiguration") }],
    fixes: &[],
    action: "starts the deployment of the agent of Defender for Endpoint",
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
pub static MONITOR_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "ae8a10e6-19d6-44a3-a02d-a2bdfc707742",
    name: "Configure Linux virtual machines to run Azure Monitor Agent with user-assigned managed identity-based authentication",
    file: "Monitoring/AzureMonitor_Agent_Linux_VM_UAI_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            exists("osProfile.linuxConfiguration"),
            is_one_of("location", AGENT_REGIONS),
            not(&Condition::Related {
                arm_type: EXTENSIONS,
                matching: &all(&[
                    is_one_of("publisher", &["Microsoft.Azure.Monitor"]),
                    is_one_of("type", &["AzureMonitorLinuxAgent"]),
                ]),
            }),
        ]),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"AzureMonitorAgent\"]")]],
    action: "starts the deployment of the Azure Monitor agent",
    note: "",
};

/// Configure Linux Machines to be associated with a Data Collection Rule or a Data Collection Endpoint.
pub static DATA_COLLECTION_LINUX: PolicyDefinition = PolicyDefinition {
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

/// Configure Windows virtual machines to run Azure Monitor Agent with user-assigned managed identity-based authentication.
pub static MONITOR_AGENT_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "637125fd-7c39-4b94-bb0a-d331faf333a9",
    name: "Configure Windows virtual machines to run Azure Monitor Agent with user-assigned managed identity-based authentication",
    file: "Monitoring/AzureMonitor_Agent_Windows_VM_UAI_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[
            exists("osProfile.windowsConfiguration"),
            is_one_of("location", AGENT_REGIONS),
            not(&Condition::Related {
                arm_type: EXTENSIONS,
                matching: &all(&[
                    is_one_of("publisher", &["Microsoft.Azure.Monitor"]),
                    is_one_of("type", &["AzureMonitorWindowsAgent"]),
                ]),
            }),
        ]),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"AzureMonitorAgent\"]")]],
    action: "starts the deployment of the Azure Monitor agent",
    note: "",
};

/// Configure Windows Machines to be associated with a Data Collection Rule or a Data Collection Endpoint.
pub static DATA_COLLECTION_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "eab1f514-22e3-42e3-9a1f-e1dc9199355c",
    name: "Configure Windows Machines to be associated with a Data Collection Rule or a Data Collection Endpoint",
    file: "Monitoring/AzureMonitor_DCRA_Windows_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: all(&[exists("osProfile.windowsConfiguration"), is_one_of("location", AGENT_REGIONS)]),
    }],
    fixes: &[],
    action: "associates a data collection rule with the VM",
    note: "",
};

/// Deploy Dependency agent for Linux virtual machines with Azure Monitoring Agent settings.
pub static DEPENDENCY_AGENT_LINUX: PolicyDefinition = PolicyDefinition {
    id: "d55b81e1-984f-4a96-acab-fae204e3ca7f",
    name: "Deploy Dependency agent for Linux virtual machines with Azure Monitoring Agent settings",
    file: "Monitoring/DependencyAgentExtension_Linux_VM_Deploy_AMA.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.linuxConfiguration") }],
    fixes: &[],
    action: "starts the deployment of the dependency agent",
    note: "",
};

/// Deploy Dependency agent to be enabled on Windows virtual machines with Azure Monitoring Agent settings.
pub static DEPENDENCY_AGENT_WINDOWS: PolicyDefinition = PolicyDefinition {
    id: "89ca9cc7-25cd-4d53-97ba-445ca7a1f222",
    name: "Deploy Dependency agent to be enabled on Windows virtual machines with Azure Monitoring Agent settings",
    file: "Monitoring/DependencyAgentExtension_Windows_VM_Deploy_AMA.json",
    checks: &[Check { arm_type: "Microsoft.Compute/virtualMachines", trips: exists("osProfile.windowsConfiguration") }],
    fixes: &[],
    action: "starts the deployment of the dependency agent",
    note: "",
};

/// Guest Configuration extension should be installed on your machines.
pub static GUEST_CONFIGURATION_EXTENSION: PolicyDefinition = PolicyDefinition {
    id: "ae89ebca-1c92-4898-ac2c-9f63decb045c",
    name: "Guest Configuration extension should be installed on your machines",
    file: "Security Center/ASC_GCExtOnVm.json",
    checks: &[Check {
        arm_type: "Microsoft.Compute/virtualMachines",
        trips: not(&Condition::Related {
            arm_type: EXTENSIONS,
            matching: &is_one_of("publisher", &["Microsoft.GuestConfiguration"]),
        }),
    }],
    fixes: &[&[("/testMachine/extensions", "[\"GuestConfiguration\"]")]],
    action: "",
    note: "",
};
