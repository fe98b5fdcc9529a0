//! The test VM and Azure Bastion.

use super::{
    builder::{PlanBuilder, tags_parameter},
    network::NetworkSymbols,
    role_assignments::RoleAssignee,
    storage::StorageSymbols,
};
use crate::{
    catalog::{
        machine::{
            DISK_GIGABYTES, GUEST_CONFIGURATION_LINUX, GUEST_CONFIGURATION_WINDOWS, LINUX_IMAGE, MONITOR_AGENT_LINUX,
            MONITOR_AGENT_WINDOWS, WINDOWS_IMAGE,
        },
        regions::ZONES,
        roles,
    },
    plan::{
        BastionHost, Body, Expr, Linux, NetworkInterface, PublicIpAddress, ResourceKind, ShutdownSchedule, Symbol,
        VirtualMachine, VirtualMachineExtension, Windows,
    },
    topology::{BastionSku, MachineExtension, OperatingSystem, RoleScope, SubnetUse, TestMachine},
};

pub(super) fn lower_test_machine(
    b: &mut PlanBuilder<'_>,
    network: &NetworkSymbols,
    account: &Symbol,
    storage: &StorageSymbols,
) {
    let Some(machine) = b.topology.test_machine.clone() else { return };
    b.set_origin("/testMachine/bastion");
    lower_bastion(b, network);
    b.set_origin("/testMachine");
    let (Some(subnet), Some(group)) = (network.find_subnet(&SubnetUse::TestMachine), &network.machine_nsg) else {
        return;
    };

    let vm = add_machine(b, &machine, subnet, group);
    add_extensions(b, &machine, &vm);
    if machine.auto_shutdown.enabled {
        add_shutdown_schedule(b, &machine, &vm);
    }
    b.assign_built_in_role(
        "machineOnAccount",
        "Allows the test VM to call the account without a key.",
        &roles::COGNITIVE_SERVICES_USER,
        &RoleAssignee::managed_identity(&vm),
        account,
    );
    if machine.upload_training_files {
        b.set_origin("/testMachine/uploadTrainingFiles");
        let purpose = "Allows the test VM to upload training files.";
        let role = &roles::STORAGE_BLOB_DATA_CONTRIBUTOR;
        match b.topology.storage.identity_access.scope {
            RoleScope::Account => {
                b.assign_built_in_role(
                    "machineOnStorage",
                    purpose,
                    role,
                    &RoleAssignee::managed_identity(&vm),
                    &storage.account,
                );
            }
            // The same scope as that of the account's roles.
            RoleScope::Container => {
                for (container, scope) in b.topology.storage.containers.iter().zip(&storage.containers) {
                    let symbol = Symbol::from_parts("machineOnContainer", container.name.as_str());
                    b.assign_built_in_role(&symbol.0, purpose, role, &RoleAssignee::managed_identity(&vm), scope);
                }
            }
        }
    }
}

/// The VM and its network interface.
fn add_machine(b: &mut PlanBuilder<'_>, machine: &TestMachine, subnet: &Symbol, group: &Symbol) -> Symbol {
    let identities = add_identities(b, machine);
    let name = b.names.machine_name(machine);
    let body = NetworkInterface {
        location: b.network_location(),
        tags: tags_parameter(),
        subnet: Expr::id(subnet),
        network_security_group: Expr::id(group),
    };
    let purpose = "No public IP address: the test VM is reachable only through Azure Bastion.";
    let nic = b
        .add_resource(
            "testMachineNic",
            ResourceKind::NetworkInterface,
            purpose,
            Expr::string(b.names.machine_interface_name(machine)),
            Body::NetworkInterface(body),
        )
        .symbol
        .clone();

    let admin = Expr::parameter("adminUsername");
    let path = Expr::Join(vec![Expr::string("/home/"), admin.clone(), Expr::string("/.ssh/authorized_keys")]);
    let (kind, linux, windows) = match machine.os {
        OperatingSystem::Linux => {
            let linux = Linux { ssh_public_key: Expr::parameter("sshPublicKey"), key_path: path };
            (ResourceKind::LinuxVirtualMachine, Some(linux), None)
        }
        OperatingSystem::Windows => (
            ResourceKind::WindowsVirtualMachine,
            None,
            Some(Windows { admin_password: Expr::parameter("adminPassword") }),
        ),
    };
    let body = VirtualMachine {
        location: b.network_location(),
        tags: tags_parameter(),
        size: Expr::string(&machine.size),
        zone: machine.zone.and_then(|zone| ZONES.get(usize::from(zone).checked_sub(1)?)).copied(),
        allow_extension_operations: machine.allows_extensions(),
        user_assigned_identities: identities.iter().map(Expr::id).collect(),
        image: match machine.os {
            OperatingSystem::Linux => LINUX_IMAGE,
            OperatingSystem::Windows => WINDOWS_IMAGE,
        },
        computer_name: Expr::string(&name),
        admin_username: admin,
        linux,
        windows,
        encryption_at_host: machine.encryption_at_host,
        disk_encryption_set: machine.disk_encryption_set.as_ref().map(Expr::string),
        trusted_launch: machine.trusted_launch,
        network_interface: Expr::id(&nic),
        disk_gigabytes: DISK_GIGABYTES,
    };
    let purpose = "Data Science VM to test the topology from inside the network.";
    let machine_resource =
        b.add_resource("testMachine", kind, purpose, Expr::string(&name), Body::VirtualMachine(body));
    machine_resource.add_dependency(&nic, "the VM must not start before its network security group applies");
    machine_resource.symbol.clone()
}

/// The extensions of the VM, each after the one before it: `machine::EXTENSIONS_IN_ORDER`.
fn add_extensions(b: &mut PlanBuilder<'_>, machine: &TestMachine, vm: &Symbol) {
    let mut previous: Option<Symbol> = None;
    for (index, extension) in machine.extensions.iter().enumerate() {
        b.set_origin(format!("/testMachine/extensions/{index}"));
        let (purpose, linux, windows) = match extension {
            MachineExtension::AzureMonitorAgent => (
                "Collects logs and metrics of the VM, as data collection rules define.",
                MONITOR_AGENT_LINUX,
                MONITOR_AGENT_WINDOWS,
            ),
            MachineExtension::GuestConfiguration => (
                "Audits settings inside the VM for Azure Policy.",
                GUEST_CONFIGURATION_LINUX,
                GUEST_CONFIGURATION_WINDOWS,
            ),
        };
        let known = match machine.os {
            OperatingSystem::Linux => linux,
            OperatingSystem::Windows => windows,
        };
        let body = VirtualMachineExtension {
            location: b.network_location(),
            tags: tags_parameter(),
            publisher: known.publisher,
            extension_type: known.extension_type,
            handler_version: known.version,
        };
        let symbol = Symbol::from_parts("testMachine", extension.as_str());
        let resource = b.add_resource(
            symbol,
            ResourceKind::VirtualMachineExtension,
            purpose,
            Expr::string(known.name),
            Body::VirtualMachineExtension(body),
        );
        resource.parent = Some(vm.clone());
        if let Some(previous) = &previous {
            resource.add_dependency(previous, "a VM installs one extension after the other");
        }
        previous = Some(resource.symbol.clone());
    }
    b.set_origin("/testMachine");
}

/// The existing identities of the VM; one that the account has as well is in the plan already.
fn add_identities(b: &mut PlanBuilder<'_>, machine: &TestMachine) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for (index, id) in machine.identities.iter().enumerate() {
        b.set_origin(format!("/testMachine/identities/{index}"));
        let known = b.plan.resources.iter().find(|resource| {
            let other = resource.existing.as_ref().map(|other| other.to_string().to_lowercase());
            resource.kind == ResourceKind::UserAssignedIdentity && other == Some(id.to_string().to_lowercase())
        });
        let symbol = match known.map(|resource| resource.symbol.clone()) {
            Some(symbol) => symbol,
            None => b.add_existing(
                Symbol::from_parts("machineIdentity", id.0.name()),
                ResourceKind::UserAssignedIdentity,
                "Existing user-assigned identity.",
                &id.0,
            ),
        };
        symbols.push(symbol);
    }
    b.set_origin("/testMachine");
    symbols
}

fn add_shutdown_schedule(b: &mut PlanBuilder<'_>, machine: &TestMachine, vm: &Symbol) {
    let name = b.names.machine_name(machine);
    let body = ShutdownSchedule {
        location: b.network_location(),
        tags: tags_parameter(),
        time: Expr::string(&machine.auto_shutdown.time),
        time_zone: Expr::string(&machine.auto_shutdown.time_zone),
        virtual_machine: Expr::id(vm),
    };
    // The service identifies the schedule by this name.
    let name = Expr::string(format!("shutdown-computevm-{name}"));
    b.add_resource(
        "testMachineShutdown",
        ResourceKind::ShutdownSchedule,
        "Shuts down the test VM every day.",
        name,
        Body::ShutdownSchedule(body),
    );
}

fn lower_bastion(b: &mut PlanBuilder<'_>, network: &NetworkSymbols) {
    let (Some(sku), Some(machine)) = (b.topology.bastion_sku(), &b.topology.test_machine) else { return };
    let name = b.names.bastion_name(machine);
    let mut body = BastionHost {
        location: b.network_location(),
        tags: tags_parameter(),
        sku: sku.as_str(),
        virtual_network: None,
        subnet: None,
        public_ip_address: None,
        standard: sku == BastionSku::Standard,
    };
    if sku == BastionSku::Developer {
        body.virtual_network = Some(Expr::id(&network.symbol));
    } else {
        let Some(subnet) = network.find_subnet(&SubnetUse::Bastion) else { return };
        let address = PublicIpAddress {
            location: b.network_location(),
            tags: tags_parameter(),
            zones: b.topology.address_zones(),
        };
        let address_name = Expr::string(b.names.bastion_address_name(machine));
        let purpose = "Public IP address at which users reach Azure Bastion.";
        let address = b
            .add_resource(
                "bastionAddress",
                ResourceKind::PublicIpAddress,
                purpose,
                address_name,
                Body::PublicIpAddress(address),
            )
            .symbol
            .clone();
        body.subnet = Some(Expr::id(subnet));
        body.public_ip_address = Some(Expr::id(&address));
    }
    let subnet = network.find_subnet(&SubnetUse::Bastion).cloned();
    let purpose = "Connects users to the test VM through the Azure portal, without a public IP address on the VM.";
    let host =
        b.add_resource("bastion", ResourceKind::BastionHost, purpose, Expr::string(name), Body::BastionHost(body));
    if let Some(subnet) = subnet {
        host.add_dependency(
            &subnet,
            "Azure Bastion rejects a subnet whose network security group lacks the required rules",
        );
    }
}
