//! The test VM, its network interface and Azure Bastion.

use super::{
    ChangeRule, Consequence, Effect, Heading, Outcome, When,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
    network::ADDRESS_IN_USE,
};
use crate::catalog::{
    fact::{code, documented, facts, reported},
    network::BASTION_SKUS_ASCENDING,
};

facts! {
    MACHINE_IN_PLACE = "A deployment updates the other properties of VMs, network interfaces, auto-shutdown schedules and Azure Bastion in place, and so does azurerm",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_interface_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/devtestlabs/dev_test_global_vm_shutdown_schedule_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/bastion_host_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    BASTION_DOWNGRADE = "Azure Bastion can be upgraded to a higher SKU, which takes about 10 minutes, but not downgraded: it has to be deleted and created again; the error code is unverified",
        [
            documented("MicrosoftDocs/azure-docs articles/bastion/upgrade-sku.md", "2023-10-13", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/bastion/configuration-settings.md", "2021-10-12", "2026-11-29"),
        ];
    BASTION_IN_AZURERM = "azurerm destroys Azure Bastion and creates it again for a lower SKU, and for another subnet, public IP address or virtual network, so that an upgrade from `Developer`, which has a virtual network instead of a subnet, is a replacement",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/bastion_host_resource.go", "69697b7fe6", "2026-11-29")];
    BASTION_FROM_DEVELOPER = "Azure Bastion with the SKU `Developer` can be upgraded in place: it takes a subnet and a public IP address with that",
        [documented("MicrosoftDocs/azure-docs articles/bastion/upgrade-sku.md", "2023-10-13", "2026-11-29")];
    BASTION_ADDRESS = "The public IP address of Azure Bastion cannot be changed after its creation; the error code is unverified",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/ip-services/configure-public-ip-bastion.md", "2021-06-28", "2026-11-29")];
    BASTION_PER_NETWORK = "Azure Bastion is deployed per virtual network; whether a second one in the same network is refused is unverified",
        [documented("MicrosoftDocs/azure-docs articles/bastion/bastion-overview.md", "2020-01-31", "2026-11-29")];
    BASTION_NETWORK = "Whether an existing Azure Bastion can take another subnet or virtual network is unverified", [];
    NIC_SUBNET = "A network interface can move to another subnet of its virtual network, and gets an IP address of that subnet, but not to another virtual network",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-network-interface.md", "2017-05-04", "2026-11-29")];
    NIC_IN_AZURERM = "azurerm changes the subnet of a network interface in place; where the subnet itself is replaced, its deletion comes first and is refused, since the interface is still in it",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_interface_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 4784", "2019-10-31", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 20783", "2023-03-03", "2026-11-29"),
        ];
    NIC_ASSOCIATION = "azurerm links a network interface with its network security group by a resource of its own, which it destroys and creates again for another group: in between, the interface has none",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/network_interface_security_group_association_resource.go", "69697b7fe6", "2026-11-29")];
    NIC_IN_USE = "A network interface belongs to one VM: a second VM that refers to it is refused with NicInUse, and so is its deletion while a VM has it",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-network-interface.md", "2017-05-04", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 8105", "2020-08-12", "2026-11-29"),
            reported("pulumi/pulumi-azure issue 811", "2021-01-13", "2026-11-29"),
        ];
    NIC_OF_VM = "Network interfaces can be attached to a VM and detached from it only while the VM is deallocated, and one always has to be attached; the error code is unverified",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-network-interface-vm.md", "2017-12-15", "2026-11-29")];
    NIC_OF_VM_IN_AZURERM = "azurerm deallocates the VM, sets its network interfaces and starts it again; where the interface itself is replaced, its deletion comes first and is refused with NicInUse",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 8105", "2020-08-12", "2026-11-29"),
        ];
    VM_PROPERTIES_ARE_FIXED = "Image, computer name, administrator and public SSH keys of a VM cannot be changed: PropertyChangeNotAllowed",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md", "2024-06-20", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/ssh_keys.go", "69697b7fe6", "2026-11-29"),
            reported("Azure/azure-quickstart-templates issue 5442", "2018-12-14", "2026-11-29"),
            reported("Azure/aks-engine issue 1072", "2019-04-16", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 12602", "2018-07-30", "2026-11-29"),
        ];
    VM_PASSWORD = "The administrator password of a VM cannot be changed by a deployment: PropertyChangeNotAllowed",
        [
            reported("hashicorp/terraform pull request 6528", "2016-05-06", "2026-11-29"),
            reported("Azure/vm-scale-sets issue 38", "2017-10-30", "2026-11-29"),
        ];
    VM_IN_AZURERM = "azurerm destroys a VM and creates it again for another image, availability zone, computer name, administrator, SSH key or password, and changes size, disk size, encryption at host and network interfaces in place",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/shared_schema.go", "69697b7fe6", "2026-11-29"),
        ];
    OTHER_OPERATING_SYSTEM = "azurerm has a resource type for each operating system: it creates the new VM independently of the destruction of the old one, which has the same name and network interface, so that apply may have to be repeated",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    VM_SIZE = "A running VM restarts when its size is changed; if its hardware cluster does not offer the new size, it has to be deallocated before, which azurerm does",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/sizes/resize-vm.md", "2025-11-06", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    ENCRYPTION_AT_HOST = "Encryption at host can be changed only while the VM is deallocated; azurerm deallocates it and starts it again",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            reported("Azure/ResourceModules issue 1048", "2022-02-25", "2026-11-29"),
        ];
    TRUSTED_LAUNCH = "Trusted Launch can be enabled on an existing VM of generation 2 only while it is deallocated",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/trusted-launch-existing-vm.md", "2023-08-13", "2026-11-29")];
    TRUSTED_LAUNCH_DISABLED = "Trusted Launch is disabled only with the security type `Standard` and a feature of the subscription; what a request without a security type changes on a VM that has Trusted Launch is unverified",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/trusted-launch-existing-vm.md", "2023-08-13", "2026-11-29")];
    TRUSTED_LAUNCH_IN_AZURERM = "azurerm destroys a VM and creates it again where Secure Boot or the virtual TPM is enabled or disabled",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    VM_ZONE_IS_FIXED = "The availability zone of a VM cannot be added, changed or removed, also not by leaving it out: PropertyChangeNotAllowed",
        [
            reported("hashicorp/terraform-provider-azurerm issue 3277", "2019-04-18", "2026-11-29"),
            reported("Azure/azure-powershell issue 4704", "2017-10-03", "2026-11-29"),
            reported("ansible-collections/azure issue 522", "2021-05-04", "2026-11-29"),
        ];
    DISK_ENCRYPTION_SET = "An existing disk gets a disk encryption set by an update of the disk while its VM is stopped; what a template does that names another set for the OS disk of a VM, or none, is unverified",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/disk-encryption.md", "2026-04-02", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm pull request 6207", "2020-03-21", "2026-11-29"),
        ];
    DISK_ENCRYPTION_SET_IN_AZURERM = "azurerm deallocates the VM, sets another disk encryption set on its OS disk and starts it again; it refuses to return to a Microsoft-managed key only after it has deallocated the VM, which it then does not start",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm pull request 6207", "2020-03-21", "2026-11-29"),
        ];
    EXTENSION_OPERATIONS = "A VM allows extensions, or no longer allows them, in place; they can be disallowed only while the VM has no extension, also none that a policy deployed",
        [
            code("Azure/bicep-registry-modules avm/res/compute/virtual-machine/main.bicep", "9f9ea1a182", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm pull request 7749", "2020-07-14", "2026-11-29"),
        ];
    VM_DISK_SIZE = "The OS disk of a VM can be enlarged only while the VM is deallocated, otherwise it is refused with Conflict, and never be made smaller; azurerm deallocates the VM and starts it again, unless the change of the disk is refused",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md", "2024-06-20", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/compute/linux_virtual_machine_resource.go", "69697b7fe6", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs pull request 123906", "2024-07-29", "2026-11-29"),
        ];
    DISK_GOES_WITH_THE_VM = "With the delete option `Delete`, OS disk and network interface are deleted with the VM; azurerm deletes the OS disk as well",
        [
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/delete.md", "2022-05-09", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/features/defaults.go", "69697b7fe6", "2026-11-29"),
        ];
    SCHEDULE_IN_AZURERM = "azurerm destroys the auto-shutdown schedule and creates it again for another VM, of which it takes its name, and changes time and time zone in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/devtestlabs/dev_test_global_vm_shutdown_schedule_resource.go", "69697b7fe6", "2026-11-29")];
}

const BASTION_IS_REPLACED: &[Outcome] = &[Outcome::new(When::Always, Effect::Replaced, &BASTION_IN_AZURERM)];

/// The SKU of Azure Bastion.
pub const BASTION_SKU: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Lowered(&BASTION_SKUS_ASCENDING), Effect::Refused, &BASTION_DOWNGRADE)],
    azurerm: &[Outcome::new(When::Lowered(&BASTION_SKUS_ASCENDING), Effect::Replaced, &BASTION_IN_AZURERM)],
    consequences: &[],
};

/// The virtual network of Azure Bastion `Developer`, and the subnet of the other SKUs.
pub const BASTION_ATTACHMENT: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::ToAnother, Effect::Unknown, &BASTION_NETWORK),
        // The SKU decides whether it can be gained or lost.
        Outcome::new(When::Always, Effect::Changed, &BASTION_FROM_DEVELOPER),
    ],
    azurerm: BASTION_IS_REPLACED,
    consequences: &[],
};

/// The public IP address of Azure Bastion.
pub const BASTION_PUBLIC_ADDRESS: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::ToAnother, Effect::Refused, &BASTION_ADDRESS),
        Outcome::new(When::Always, Effect::Changed, &BASTION_FROM_DEVELOPER),
    ],
    azurerm: BASTION_IS_REPLACED,
    consequences: &[],
};

/// The condition of an interface that moves to another subnet.
pub const UNLESS_IN_ANOTHER_NETWORK: &str = "unless the subnet is in another virtual network";

/// The subnet of a network interface.
pub const NIC_SUBNET_RULE: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::Always, Effect::Changed, &NIC_SUBNET).on_condition(UNLESS_IN_ANOTHER_NETWORK)
    ],
    azurerm: &[
        Outcome::refused(When::TargetReplaced, "InUseSubnetCannotBeDeleted", &NIC_IN_AZURERM),
        Outcome::new(When::Always, Effect::Changed, &NIC_IN_AZURERM).on_condition(UNLESS_IN_ANOTHER_NETWORK),
    ],
    consequences: &[Consequence::new(
        When::Always,
        Heading::Interrupts,
        "it gets another private IP address, and open connections end",
        &NIC_SUBNET,
    )],
};

const NO_SECURITY_GROUP_IN_BETWEEN: &str = "the old network security group is removed before the new one is assigned: in between, only that of the subnet applies";

/// The network security group of a network interface.
pub const NIC_SECURITY_GROUP: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(When::Always, Heading::ProtectsLess, NO_SECURITY_GROUP_IN_BETWEEN, &NIC_ASSOCIATION)
            .in_terraform(),
        Consequence::new(When::TargetReplaced, Heading::ProtectsLess, NO_SECURITY_GROUP_IN_BETWEEN, &NIC_ASSOCIATION)
            .in_terraform(),
    ],
};

/// Image, computer name, administrator and SSH key of a VM.
pub const VM_FIXED: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "PropertyChangeNotAllowed", &VM_PROPERTIES_ARE_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &VM_IN_AZURERM)],
    consequences: &[],
};

/// The availability zone of a VM.
pub const VM_ZONE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "PropertyChangeNotAllowed", &VM_ZONE_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &VM_IN_AZURERM)],
    consequences: &[],
};

/// The password of a VM.
pub const VM_PASSWORD_RULE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "PropertyChangeNotAllowed", &VM_PASSWORD)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &VM_IN_AZURERM)],
    consequences: &[],
};

/// Another operating system, which is another kind of resource in azurerm only.
pub const OPERATING_SYSTEM: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "PropertyChangeNotAllowed", &VM_PROPERTIES_ARE_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &OTHER_OPERATING_SYSTEM)],
    consequences: &[Consequence::new(
        When::Always,
        Heading::Refused,
        "the new VM may be created before the old one is destroyed, which is refused: then apply has to be repeated",
        &OTHER_OPERATING_SYSTEM,
    )
    .in_terraform()],
};

const RESTARTS: &str = "the VM restarts";
const STAYS_DEALLOCATED: &str = "azurerm deallocates the VM before the refusal and leaves it stopped: start it again";
const WITHOUT_CUSTOMER_KEY: &str = "the disk is no longer encrypted with a customer-managed key";

/// The size of a VM.
pub const VM_SIZE_RULE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Changed, &VM_SIZE)
        .on_condition("unless its hardware cluster does not offer the size: then it has to be deallocated before")],
    azurerm: &[],
    consequences: &[Consequence::new(When::Always, Heading::Interrupts, RESTARTS, &VM_SIZE)],
};

/// Whether temporary disks and caches of a VM are encrypted.
pub const VM_ENCRYPTION: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::Always, Effect::Refused, &ENCRYPTION_AT_HOST).on_condition("unless the VM is deallocated")
    ],
    azurerm: &[],
    consequences: &[
        Consequence::new(When::Always, Heading::Interrupts, RESTARTS, &ENCRYPTION_AT_HOST).in_terraform(),
        Consequence::new(
            When::To(&["disabled"]),
            Heading::ProtectsLess,
            "temporary disks and caches are no longer encrypted",
            &ENCRYPTION_AT_HOST,
        ),
    ],
};

/// Secure Boot and the virtual TPM of a VM.
pub const VM_TRUSTED_LAUNCH: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::To(&["enabled"]), Effect::Refused, &TRUSTED_LAUNCH)
            .on_condition("unless the VM is deallocated"),
        Outcome::new(When::Always, Effect::Unknown, &TRUSTED_LAUNCH_DISABLED),
    ],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &TRUSTED_LAUNCH_IN_AZURERM)],
    consequences: &[Consequence::new(
        When::To(&["disabled"]),
        Heading::ProtectsLess,
        "it starts without Secure Boot and a virtual TPM",
        &TRUSTED_LAUNCH_DISABLED,
    )],
};

/// The disk encryption set of the OS disk of a VM.
pub const VM_DISK_ENCRYPTION_SET: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Unknown, &DISK_ENCRYPTION_SET)],
    azurerm: &[Outcome::new(When::Unset, Effect::Refused, &DISK_ENCRYPTION_SET_IN_AZURERM)],
    consequences: &[
        Consequence::new(When::Set, Heading::Interrupts, RESTARTS, &DISK_ENCRYPTION_SET_IN_AZURERM).in_terraform(),
        Consequence::new(When::ToAnother, Heading::Interrupts, RESTARTS, &DISK_ENCRYPTION_SET_IN_AZURERM)
            .in_terraform(),
        Consequence::new(When::Unset, Heading::Refused, STAYS_DEALLOCATED, &DISK_ENCRYPTION_SET_IN_AZURERM)
            .in_terraform(),
        Consequence::new(When::Unset, Heading::ProtectsLess, WITHOUT_CUSTOMER_KEY, &DISK_ENCRYPTION_SET),
    ],
};

const WHILE_IT_HAS_EXTENSIONS: &str = "while the VM has an extension, also one that a policy deployed";

/// Whether extensions can be installed on a VM.
pub const VM_EXTENSION_OPERATIONS: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::To(&["disabled"]), Effect::Refused, &EXTENSION_OPERATIONS)
        .on_condition(WHILE_IT_HAS_EXTENSIONS)],
    azurerm: &[Outcome::new(When::To(&["disabled"]), Effect::Refused, &EXTENSION_OPERATIONS)
        .on_condition(WHILE_IT_HAS_EXTENSIONS)],
    consequences: &[Consequence::new(
        When::To(&["enabled"]),
        Heading::ProtectsLess,
        "any principal that may write extensions can run code as administrator of the VM",
        &EXTENSION_OPERATIONS,
    )],
};

/// The size of the OS disk of a VM.
pub const VM_DISK: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::NumberFalls, Effect::Refused, &VM_DISK_SIZE),
        Outcome::refused(When::Always, "Conflict", &VM_DISK_SIZE).on_condition("unless the VM is deallocated"),
    ],
    azurerm: &[Outcome::new(When::NumberFalls, Effect::Refused, &VM_DISK_SIZE)],
    consequences: &[
        Consequence::new(When::NumberRises, Heading::Interrupts, RESTARTS, &VM_DISK_SIZE).in_terraform(),
        Consequence::new(When::NumberFalls, Heading::Refused, STAYS_DEALLOCATED, &VM_DISK_SIZE).in_terraform(),
    ],
};

/// The network interface of a VM.
pub const VM_NIC: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::Always, Effect::Refused, &NIC_OF_VM).on_condition("unless the VM is deallocated")
    ],
    azurerm: &[
        Outcome::refused(When::TargetReplaced, "NicInUse", &NIC_OF_VM_IN_AZURERM),
        Outcome::new(When::Always, Effect::Changed, &NIC_OF_VM_IN_AZURERM),
    ],
    consequences: &[Consequence::new(When::Always, Heading::Interrupts, RESTARTS, &NIC_OF_VM_IN_AZURERM).in_terraform()],
};

/// The VM of an auto-shutdown schedule.
pub const SCHEDULE_VM: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &SCHEDULE_IN_AZURERM)],
    consequences: &[],
};

const NO_SESSIONS: Meaning =
    Meaning::new(Heading::Interrupts, "open sessions end, and no new ones can be opened", &BASTION_IN_AZURERM);

const SECOND_BASTION: Outcome = Outcome::new(When::Always, Effect::Refused, &BASTION_PER_NETWORK)
    .on_condition("if a virtual network takes only one Azure Bastion");

pub(super) const BASTION_HOST: Lifecycle = Lifecycle {
    destroyed: &[NO_SESSIONS],
    replaced: &[Meaning::new(
        Heading::Interrupts,
        "open sessions end, and no new ones can be opened until it is created again",
        &BASTION_IN_AZURERM,
    )],
    collisions: &[
        Collision {
            parent: ParentMatch::Same,
            fields: &["public_ip_address"],
            outcome: Outcome::refused(When::Always, "PublicIPAddressInUse", &ADDRESS_IN_USE),
        },
        Collision { parent: ParentMatch::Same, fields: &["subnet"], outcome: SECOND_BASTION },
        Collision { parent: ParentMatch::Same, fields: &["virtual_network"], outcome: SECOND_BASTION },
    ],
    in_place: Some(&MACHINE_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const NETWORK_INTERFACE: Lifecycle = Lifecycle {
    deleted_in_use: Some(Outcome::refused(When::Always, "NicInUse", &NIC_IN_USE)),
    in_place: Some(&MACHINE_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

const DISK_IS_LOST: Meaning =
    Meaning::new(Heading::LosesData, "its OS disk is deleted, with all files on it", &DISK_GOES_WITH_THE_VM);

pub(super) const VIRTUAL_MACHINE: Lifecycle = Lifecycle {
    destroyed: &[DISK_IS_LOST],
    replaced: &[DISK_IS_LOST],
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &["network_interface"],
        outcome: Outcome::refused(When::Always, "NicInUse", &NIC_IN_USE),
    }],
    in_place: Some(&MACHINE_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const SHUTDOWN_SCHEDULE: Lifecycle =
    Lifecycle { in_place: Some(&MACHINE_IN_PLACE), ..Lifecycle::new(Removal::Left) };
