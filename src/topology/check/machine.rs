//! The test VM: settings of its operating system, and settings that an existing subnet does not support.

use super::context::{CheckContext, first_duplicate_name, remove_repeated};
use crate::{
    catalog::machine::{TrustedLaunchSupport, WINDOWS_NAME_LENGTH, is_generation_1_size, trusted_launch_support},
    diagnostic::{Code, Diagnostic},
    topology::{OperatingSystem, SubnetUse, TestMachine},
};

pub(super) fn check_test_machine(c: &mut CheckContext<'_>) {
    let Some(machine) = &c.topology.test_machine else { return };
    if let (true, Some(_)) = (machine.nat_gateway, &machine.existing_nat_gateway) {
        c.report(
            Diagnostic::error(Code::EXISTING_AND_NEW, "both a new and an existing NAT gateway are set")
                .at_value("/testMachine/natGateway")
                .label("this creates a new one")
                .related_value("/testMachine/existingNatGateway", "this one already exists")
                .help("remove `natGateway` or `existingNatGateway`"),
        );
    }
    if !machine.nat_gateway {
        let help = match machine.existing_nat_gateway {
            Some(_) => "remove the name, since the NAT gateway already exists",
            None => "set `natGateway: true`, or remove the name",
        };
        for key in ["natGatewayName", "natAddressName"] {
            let pointer = format!("/testMachine/{key}");
            if c.is_set(&pointer) {
                c.report(
                    Diagnostic::error(Code::MACHINE, "a name is set for a NAT gateway that is not created")
                        .at_key(pointer)
                        .label("this would have no effect")
                        .help(help),
                );
            }
        }
    }
    if machine.os == OperatingSystem::Windows {
        if machine.ssh_public_key.is_some() {
            c.report(
                Diagnostic::error(Code::MACHINE, "a Windows VM does not use an SSH key")
                    .at_key("/testMachine/sshPublicKey")
                    .label("only Linux uses this")
                    .related_value("/testMachine/os", "operating system")
                    .help("remove `sshPublicKey`; the password is a secure parameter of the output"),
            );
        }
        if let Some(name) = &machine.name
            && name.as_str().len() > WINDOWS_NAME_LENGTH
        {
            c.report(
                Diagnostic::error(Code::MACHINE, "the name is too long for Windows")
                    .at_value("/testMachine/name")
                    .label(format!("{} characters, but {WINDOWS_NAME_LENGTH} are allowed", name.as_str().len()))
                    .related_value("/testMachine/os", "operating system"),
            );
        }
    }
    check_size(c, machine);
    check_disk_encryption_set(c, machine);
    check_identities(c, machine);
    check_extensions(c, machine);
    let subnet_exists =
        c.layout.as_ref().and_then(|l| l.subnet_for(&SubnetUse::TestMachine)).is_some_and(|s| s.existing().is_some());
    let gateways =
        [("natGateway", machine.nat_gateway), ("existingNatGateway", machine.existing_nat_gateway.is_some())];
    for (key, _) in gateways.into_iter().filter(|(_, is_set)| *is_set && subnet_exists) {
        c.report(
            Diagnostic::error(Code::MACHINE, "a NAT gateway cannot be attached to an existing subnet")
                .at_value(format!("/testMachine/{key}"))
                .label("its outbound access is managed outside this topology")
                .related_value("/network/subnets/testMachine/existing", "the subnet already exists")
                .help(format!("remove `{key}`, or use a new subnet")),
        );
    }
    check_bastion_source(c, machine);
    if !machine.bastion.enabled
        && ["sku", "name", "addressName"].iter().any(|key| c.is_set(&format!("/testMachine/bastion/{key}")))
    {
        c.report(
            Diagnostic::error(Code::BASTION, "Bastion has settings, but is not created")
                .at_value("/testMachine/bastion")
                .label("these would have no effect")
                .related_value("/testMachine/bastion/enabled", "Bastion is disabled")
                .help("remove these settings, or remove `enabled: false`"),
        );
    }
}

/// The image for Linux is of generation 2, and so is any image that supports Trusted Launch.
fn check_size(c: &mut CheckContext<'_>, machine: &TestMachine) {
    let size = machine.size.as_str();
    if machine.os == OperatingSystem::Linux && is_generation_1_size(size) {
        c.report(
            Diagnostic::error(Code::MACHINE, "the VM size does not run the image of the test VM")
                .at_value("/testMachine/size")
                .label("runs images of generation 1 only, and the image is of generation 2")
                .help("use a size of a newer series, such as `Standard_D4s_v5`"),
        );
    } else if machine.trusted_launch && trusted_launch_support(size) == TrustedLaunchSupport::Generation1 {
        c.report(
            Diagnostic::error(Code::TRUSTED_LAUNCH, "the VM size does not support Trusted Launch")
                .at_value("/testMachine/trustedLaunch")
                .label("it needs a size of generation 2")
                .related_value("/testMachine/size", "runs images of generation 1 only")
                .help("use a size of a newer series, such as `Standard_D4s_v5`, or remove `trustedLaunch`"),
        );
    }
}

fn check_extensions(c: &mut CheckContext<'_>, machine: &TestMachine) {
    if machine.allow_extension_operations == Some(false) && !machine.extensions.is_empty() {
        c.report(
            Diagnostic::error(Code::EXTENSIONS, "extensions are listed, but the VM does not allow them")
                .at_value("/testMachine/extensions")
                .label("the VM would refuse to install them")
                .related_value("/testMachine/allowExtensionOperations", "no extension is allowed")
                .help("remove `allowExtensionOperations: false`, or remove `extensions`"),
        );
    }
    if let Some((first, second)) = first_duplicate_name(machine.extensions.iter().map(|extension| extension.as_str())) {
        let list = "/testMachine/extensions";
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "an extension is listed twice")
                .at_value(format!("{list}/{second}"))
                .label("listed again")
                .related_value(format!("{list}/{first}"), "listed first here")
                .fixed_by(remove_repeated(list, machine.extensions.iter().map(|extension| extension.as_str()))),
        );
    }
}

fn check_identities(c: &mut CheckContext<'_>, machine: &TestMachine) {
    let names: Vec<String> = machine.identities.iter().map(ToString::to_string).collect();
    if let Some((first, second)) = first_duplicate_name(names.iter().map(String::as_str)) {
        let list = "/testMachine/identities";
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "an identity is listed twice")
                .at_value(format!("{list}/{second}"))
                .label("listed again")
                .related_value(format!("{list}/{first}"), "listed first here")
                .fixed_by(remove_repeated(list, names.iter().map(String::as_str))),
        );
    }
}

/// See `machine::DISK_ENCRYPTION_SET_OF_VM`. The VM is in the subscription of its network.
fn check_disk_encryption_set(c: &mut CheckContext<'_>, machine: &TestMachine) {
    let Some(set) = &machine.disk_encryption_set else { return };
    let own = c.topology.subscription.as_ref().map(|own| (own.as_str().to_owned(), "/subscription"));
    let network = c.layout.as_ref().and_then(|layout| layout.existing);
    let network = network.map(|id| (id.0.subscription.clone(), "/network/existing"));
    let Some((expected, pointer)) = network.or(own) else { return };
    if set.0.subscription != expected {
        c.report(
            Diagnostic::error(
                Code::OTHER_SUBSCRIPTION,
                "a VM cannot use a disk encryption set of another subscription",
            )
            .at_value("/testMachine/diskEncryptionSet")
            .label("not in the subscription of the VM")
            .related_value(pointer, "in this subscription")
            .help("use a disk encryption set of that subscription"),
        );
    }
}

/// The rule that allows access only from Bastion needs Bastion's CIDR range.
fn check_bastion_source(c: &mut CheckContext<'_>, machine: &TestMachine) {
    let prefix = "/testMachine/bastion/existingPrefix";
    match (c.topology.bastion_sku(), machine.bastion.existing_prefix) {
        (None, None) => c.report(
            Diagnostic::error(Code::BASTION, "no client could reach the test VM")
                .at_value("/testMachine/bastion/enabled")
                .label("Bastion is not created, and no existing one is specified")
                .help("set `existingPrefix` to the CIDR range of the existing Bastion's subnet"),
        ),
        (Some(_), Some(_)) => c.report(
            Diagnostic::error(Code::BASTION, "the CIDR range of an existing Bastion is set, but a new one is created")
                .at_key(prefix)
                .label("this would have no effect")
                .help("set `enabled: false` to use the existing Bastion, or remove `existingPrefix`"),
        ),
        _ => {}
    }
    let subnet = c.layout.as_ref().and_then(|layout| layout.subnet_for(&SubnetUse::Bastion)).cloned();
    if let Some(subnet) = subnet.filter(|s| s.existing().is_some() && s.prefix.is_none()) {
        c.report(
            Diagnostic::error(Code::BASTION, "the CIDR range of Bastion's subnet is missing")
                .at_value(format!("{}/existing", subnet.pointer))
                .label("the test VM allows access from this range only")
                .help("set `prefix` in addition to `existing`"),
        );
    }
}
