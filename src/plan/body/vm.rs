//! The test VM, its network interface, and Azure Bastion.

use crate::{
    catalog::{machine::Image, network::BASTION_SKUS_ASCENDING},
    plan::{
        expr::Expr,
        property_tree::{fields, record},
    },
};

record!(
    /// An Azure Bastion host.
    BastionHost {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `Developer`, `Basic` or `Standard`.
        #[property(no_downgrade(&BASTION_SKUS_ASCENDING), no_cost_with("Developer"), named("SKU"))]
        sku: &'static str,
        /// The virtual network, for `Developer`.
        #[property(immutable)]
        virtual_network: Option<Expr>,
        /// The subnet, for the other SKUs.
        #[property(immutable)]
        subnet: Option<Expr>,
        /// The public IP address, for the other SKUs.
        #[property(immutable, named("public IP address"))]
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
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its subnet.
        #[property(immutable)]
        subnet: Expr,
        /// Its network security group.
        network_security_group: Expr,
    }
);

record!(
    /// A virtual machine.
    #[billing(ByExistence)]
    VirtualMachine {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Size.
        #[property(cost)]
        size: Expr,
        /// Image.
        #[property(immutable)]
        image: Image,
        /// Name inside the operating system.
        #[property(immutable)]
        computer_name: Expr,
        /// The administrator.
        #[property(immutable)]
        admin_username: Expr,
        /// Settings for Linux.
        #[property(immutable, named("SSH key"))]
        linux: Option<Linux>,
        /// Settings for Windows.
        #[property(immutable, named("password"))]
        windows: Option<Windows>,
        /// Whether temporary disks and caches are encrypted.
        encryption_at_host: bool,
        /// Its network interface.
        #[property(immutable)]
        network_interface: Expr,
        /// Size of the disk in gigabytes.
        #[property(cost, named("disk size in GB"))]
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
    /// The auto-shutdown schedule of a virtual machine.
    ShutdownSchedule {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// The time of day.
        time: Expr,
        /// The time zone of that time.
        time_zone: Expr,
        /// The virtual machine.
        virtual_machine: Expr,
    }
);
