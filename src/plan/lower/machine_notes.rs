//! Required steps for settings of the test VM that depend on what is managed outside this topology.

use super::builder::PlanBuilder;
use crate::{
    catalog::machine::{LINUX_IMAGE, TrustedLaunchSupport, WINDOWS_IMAGE, trusted_launch_support},
    diagnostic::{Code, Diagnostic},
    topology::{MachineExtension, OperatingSystem, TestMachine},
};

pub(super) fn add_machine_steps(b: &mut PlanBuilder<'_>) {
    let Some(machine) = b.topology.test_machine.clone() else { return };
    add_trusted_launch_step(b, &machine);
    warn_of_size_without_trusted_launch(b, &machine);
    add_disk_encryption_step(b, &machine);
    add_extension_steps(b, &machine);
}

/// See `machine::EXTENSIONS_NEED_A_RUNNING_VM` and `machine::MONITOR_AGENT`.
fn add_extension_steps(b: &mut PlanBuilder<'_>, machine: &TestMachine) {
    if machine.extensions.is_empty() {
        return;
    }
    let start = if machine.auto_shutdown.enabled {
        "Start the test VM before a deployment, also after its daily shutdown: Azure refuses to change extensions of a VM \
         that does not run"
    } else {
        "Start the test VM before a deployment: Azure refuses to change extensions of a VM that does not run"
    };
    let mut steps = vec![start];
    if machine.extensions.contains(&MachineExtension::AzureMonitorAgent) {
        steps.push(
            "Associate a data collection rule with the test VM: it defines what the Azure Monitor agent collects, and \
             where the data is sent",
        );
        // See `machine::MONITOR_AGENT_CONNECTS_IN_PUBLIC`.
        if !machine.nat_gateway && machine.existing_nat_gateway.is_none() {
            steps.push(
                "Provide outbound access to the public endpoints of Azure Monitor for the Azure Monitor agent, or add a \
                 data collection endpoint to an Azure Monitor Private Link Scope and associate it with the test VM: no NAT \
                 gateway is set",
            );
        }
    }
    for step in steps {
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/testMachine/extensions"));
    }
}

/// See `machine::DISK_ENCRYPTION_SET_OF_VM`.
fn add_disk_encryption_step(b: &mut PlanBuilder<'_>, machine: &TestMachine) {
    let Some(set) = &machine.disk_encryption_set else { return };
    let step = format!(
        "Check that disk encryption set `{}` is in the region and the subscription of the test VM, and that its identity \
         can use its key: while the key is disabled or expired, the VM does not start",
        set.0.name()
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/testMachine/diskEncryptionSet"));
}

/// See `machine::TRUSTED_LAUNCH_OF_DATA_SCIENCE_IMAGES`.
fn add_trusted_launch_step(b: &mut PlanBuilder<'_>, machine: &TestMachine) {
    if !machine.trusted_launch {
        return;
    }
    let image = match machine.os {
        OperatingSystem::Linux => LINUX_IMAGE,
        OperatingSystem::Windows => WINDOWS_IMAGE,
    };
    let step = format!(
        "Check that the image supports Trusted Launch: `az vm image show --urn {}:{}:{}:{}` has to show `hyperVGeneration` \
         V2 and a `SecurityType` with TrustedLaunch",
        image.publisher, image.offer, image.sku, image.version
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/testMachine/trustedLaunch"));
}

/// See `machine::TRUSTED_LAUNCH_SIZES`. A size without generation 2 is an error of the file.
fn warn_of_size_without_trusted_launch(b: &mut PlanBuilder<'_>, machine: &TestMachine) {
    let listed = match trusted_launch_support(machine.size.as_str()) {
        TrustedLaunchSupport::NotSupported => "not supported",
        TrustedLaunchSupport::CurrentlyNot => "currently not supported",
        TrustedLaunchSupport::Supported | TrustedLaunchSupport::Generation1 => return,
    };
    if !machine.trusted_launch {
        return;
    }
    let message =
        format!("The page of Trusted Launch lists the family of VM size `{}` as {listed}", machine.size.as_str());
    b.add_note(
        None,
        Diagnostic::warning(Code::TRUSTED_LAUNCH, message)
            .at_value("/testMachine/trustedLaunch")
            .label("the deployment may be refused")
            .related_value("/testMachine/size", "this size")
            .help("use a size of another family, such as `Standard_D4s_v5`, or remove `trustedLaunch`"),
    );
}
