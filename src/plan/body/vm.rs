//! The test VM, its network interface, and Azure Bastion.

use crate::{
    catalog::{changes, machine::Image},
    plan::{
        expr::Expr,
        property_tree::{fields, record},
    },
};

record!(
    /// An Azure Bastion host.
    BastionHost {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `Developer`, `Basic` or `Standard`.
        #[property(on_change(&changes::vm::BASTION_SKU), cost(&changes::cost::BASTION_SKU), named("SKU"))]
        sku: &'static str,
        /// The virtual network, for `Developer`.
        #[property(on_change(&changes::vm::BASTION_ATTACHMENT))]
        virtual_network: Option<Expr>,
        /// The subnet, for the other SKUs.
        #[property(on_change(&changes::vm::BASTION_ATTACHMENT))]
        subnet: Option<Expr>,
        /// The public IP address, for the other SKUs.
        #[property(on_change(&changes::vm::BASTION_PUBLIC_ADDRESS), named("public IP address"))]
        public_ip_address: Option<Expr>,
        /// Whether the settings of the Standard SKU are written.
        #[property(unreported)]
        standard: bool,
    }
);

record!(
    /// A network interface.
    NetworkInterface {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its subnet.
        #[property(on_change(&changes::vm::NIC_SUBNET_RULE))]
        subnet: Expr,
        /// Its network security group.
        #[property(on_change(&changes::vm::NIC_SECURITY_GROUP))]
        network_security_group: Expr,
    }
);

record!(
    /// A virtual machine.
    #[billing(ByExistence)]
    VirtualMachine {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Size.
        #[property(on_change(&changes::vm::VM_SIZE_RULE), cost(&changes::cost::VM_SIZE))]
        size: Expr,
        /// Its availability zone.
        #[property(on_change(&changes::vm::VM_ZONE), named("availability zone"))]
        zone: Option<&'static str>,
        /// IDs of user-assigned identities, besides the system-assigned one.
        #[property(exposure, named("user-assigned identities"))]
        user_assigned_identities: Vec<Expr>,
        /// Whether extensions can be installed.
        #[property(exposure, on_change(&changes::vm::VM_EXTENSION_OPERATIONS), named("extension operations"))]
        allow_extension_operations: bool,
        /// Image.
        #[property(on_change(&changes::vm::VM_FIXED))]
        image: Image,
        /// Name inside the operating system.
        #[property(on_change(&changes::vm::VM_FIXED))]
        computer_name: Expr,
        /// The administrator.
        #[property(on_change(&changes::vm::VM_FIXED))]
        admin_username: Expr,
        /// Settings for Linux.
        #[property(on_change(&changes::vm::VM_FIXED), named("SSH key"))]
        linux: Option<Linux>,
        /// Settings for Windows.
        #[property(on_change(&changes::vm::VM_PASSWORD_RULE), named("password"))]
        windows: Option<Windows>,
        /// Whether temporary disks and caches are encrypted.
        #[property(on_change(&changes::vm::VM_ENCRYPTION))]
        encryption_at_host: bool,
        /// The ID of the disk encryption set.
        #[property(on_change(&changes::vm::VM_DISK_ENCRYPTION_SET), named("disk encryption set"))]
        disk_encryption_set: Option<Expr>,
        /// Whether it starts with Secure Boot and a virtual TPM.
        #[property(on_change(&changes::vm::VM_TRUSTED_LAUNCH), named("Trusted Launch"))]
        trusted_launch: bool,
        /// Its network interface.
        #[property(on_change(&changes::vm::VM_NIC))]
        network_interface: Expr,
        /// Size of the disk in gigabytes.
        #[property(on_change(&changes::vm::VM_DISK), cost(&changes::cost::DISK_SIZE), named("disk size in GB"))]
        disk_gigabytes: i64,
    }
);

fields!(Image {
    publisher: &'static str,
    offer: &'static str,
    sku: &'static str,
    version: &'static str,
});

record!(
    /// Settings that only Linux has.
    Linux {
        /// Public SSH key.
        #[property(named("SSH key"))]
        ssh_public_key: Expr,
        /// The path to which the key is written.
        #[property(named("path of the SSH key"))]
        key_path: Expr,
    }
);

record!(
    /// Settings that only Windows has.
    Windows {
        /// Password of the administrator.
        #[property(named_as_its_record)]
        admin_password: Expr,
    }
);

record!(
    /// An extension of a virtual machine.
    VirtualMachineExtension {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its publisher.
        #[property(on_change(&changes::extensions::EXTENSION_PUBLISHER))]
        publisher: &'static str,
        /// Its type.
        #[property(named("type"))]
        extension_type: &'static str,
        /// The version of its handler.
        #[property(named("version"))]
        handler_version: &'static str,
    }
);

record!(
    /// The auto-shutdown schedule of a virtual machine.
    ShutdownSchedule {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// The time of day.
        time: Expr,
        /// The time zone of that time.
        time_zone: Expr,
        /// The virtual machine.
        #[property(on_change(&changes::vm::SCHEDULE_VM))]
        virtual_machine: Expr,
    }
);
