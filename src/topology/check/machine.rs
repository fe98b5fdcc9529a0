//! The test machine: what its system takes, and what an existing subnet cannot be given.

use super::context::CheckContext;
use crate::{
    catalog::machine::WINDOWS_NAME_LENGTH,
    diagnostic::{Code, Diagnostic},
    topology::{OperatingSystem, SubnetUse, TestMachine},
};

pub(super) fn check_test_machine(c: &mut CheckContext<'_>) {
    let Some(machine) = &c.topology.test_machine else { return };
    if let (true, Some(_)) = (machine.nat_gateway, &machine.existing_nat_gateway) {
        c.report(
            Diagnostic::error(Code::EXISTING_AND_NEW, "both a new and an existing NAT gateway")
                .at_value("/testMachine/natGateway")
                .label("this makes a new one")
                .related_value("/testMachine/existingNatGateway", "this one exists already")
                .help("say one of the two"),
        );
    }
    if !machine.nat_gateway {
        let help = match machine.existing_nat_gateway {
            Some(_) => "remove the name: the gateway exists already",
            None => "write `natGateway: true`, or remove the name",
        };
        for key in ["natGatewayName", "natAddressName"] {
            let pointer = format!("/testMachine/{key}");
            if c.is_set(&pointer) {
                c.report(
                    Diagnostic::error(Code::MACHINE, "a name for a NAT gateway that is not made")
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
                Diagnostic::error(Code::MACHINE, "a Windows machine takes no SSH key")
                    .at_key("/testMachine/sshPublicKey")
                    .label("only Linux uses this")
                    .related_value("/testMachine/os", "the system")
                    .help("remove it: the password is a secure parameter of the output"),
            );
        }
        if let Some(name) = &machine.name
            && name.as_str().len() > WINDOWS_NAME_LENGTH
        {
            c.report(
                Diagnostic::error(Code::MACHINE, "the name is too long for Windows")
                    .at_value("/testMachine/name")
                    .label(format!("{} characters, where {WINDOWS_NAME_LENGTH} are allowed", name.as_str().len()))
                    .related_value("/testMachine/os", "the system"),
            );
        }
    }
    let subnet_exists =
        c.layout.as_ref().and_then(|l| l.subnet_for(&SubnetUse::TestMachine)).is_some_and(|s| s.existing().is_some());
    let gateways =
        [("natGateway", machine.nat_gateway), ("existingNatGateway", machine.existing_nat_gateway.is_some())];
    for (key, _) in gateways.into_iter().filter(|(_, wanted)| *wanted && subnet_exists) {
        c.report(
            Diagnostic::error(Code::MACHINE, "an existing subnet cannot be given a NAT gateway")
                .at_value(format!("/testMachine/{key}"))
                .label("its way out stays its owner's")
                .related_value("/network/subnets/testMachine/existing", "the subnet exists already")
                .help(format!("remove `{key}`, or let di-gen make the subnet")),
        );
    }
    check_bastion_source(c, machine);
    if !machine.bastion.enabled
        && ["sku", "name", "addressName"].iter().any(|key| c.is_set(&format!("/testMachine/bastion/{key}")))
    {
        c.report(
            Diagnostic::error(Code::BASTION, "settings of a Bastion that is not made")
                .at_value("/testMachine/bastion")
                .label("these would have no effect")
                .related_value("/testMachine/bastion/enabled", "Bastion is off")
                .help("remove them, or `enabled: false`"),
        );
    }
}

/// The rule that lets Bastion in, and nothing else, needs to know where Bastion is.
fn check_bastion_source(c: &mut CheckContext<'_>, machine: &TestMachine) {
    let prefix = "/testMachine/bastion/existingPrefix";
    match (c.topology.bastion_sku(), machine.bastion.existing_prefix) {
        (None, None) => c.report(
            Diagnostic::error(Code::BASTION, "nothing would reach the test machine")
                .at_value("/testMachine/bastion/enabled")
                .label("Bastion is not made, and no other one is named")
                .help("write `existingPrefix`: the address range of the subnet of the Bastion that is there"),
        ),
        (Some(_), Some(_)) => c.report(
            Diagnostic::error(Code::BASTION, "the range of another Bastion, and one is made here")
                .at_key(prefix)
                .label("this would have no effect")
                .help("write `enabled: false` to use the Bastion that is there, or remove the range"),
        ),
        _ => {}
    }
    let subnet = c.layout.as_ref().and_then(|layout| layout.subnet_for(&SubnetUse::Bastion)).cloned();
    if let Some(subnet) = subnet.filter(|s| s.existing().is_some() && s.prefix.is_none()) {
        c.report(
            Diagnostic::error(Code::BASTION, "the address range of Bastion's subnet is not known")
                .at_value(format!("{}/existing", subnet.pointer))
                .label("the test machine lets in this range only")
                .help("write `prefix` beside `existing`"),
        );
    }
}
