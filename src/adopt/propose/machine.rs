//! The test VM, its outbound internet access, and Azure Bastion.

use crate::{
    adopt::{
        draft::Draft,
        observed::{Observed, user_assigned},
        value::{at, flag, id, ids_of, is, items, text, texts},
    },
    catalog::{ResourceKind, roles::STORAGE_BLOB_DATA_CONTRIBUTOR},
    existing::{AzureId, ExistingResource},
    topology::own_rules::ALLOW_BASTION,
};

use super::rules::find_rule;

pub(super) fn propose_machine(seen: &Observed<'_>, draft: &mut Draft) {
    let Some((machine, nic)) = seen.machine() else { return };
    let body = &machine.body;
    draft.set("testMachine/name", machine.id.name());
    draft.set("testMachine/nicName", nic.id.name());
    let is_linux = at(body, "properties/osProfile/linuxConfiguration").is_some();
    draft.set("testMachine/os", if is_linux { "linux" } else { "windows" });
    draft.set_some("testMachine/size", text(body, "properties/hardwareProfile/vmSize"));
    let zone = texts(body, "zones").first().and_then(|zone| zone.parse::<u8>().ok());
    draft.set_some("testMachine/zone", zone);
    draft.set_some("testMachine/adminUsername", text(body, "properties/osProfile/adminUsername"));
    let keys = items(body, "properties/osProfile/linuxConfiguration/ssh/publicKeys");
    draft.set_some("testMachine/sshPublicKey", keys.iter().find_map(|key| text(key, "keyData")));
    draft.set("testMachine/encryptionAtHost", flag(body, "properties/securityProfile/encryptionAtHost") == Some(true));
    let disk = "properties/storageProfile/osDisk/managedDisk/diskEncryptionSet/id";
    draft.set_some("testMachine/diskEncryptionSet", text(body, disk));
    draft.set("testMachine/trustedLaunch", is(body, "properties/securityProfile/securityType", "TrustedLaunch"));
    let identities = user_assigned(machine);
    draft.set_list("testMachine/identities", identities.iter().map(AzureId::as_str).collect());
    draft.set(
        "testMachine/allowExtensionOperations",
        flag(body, "properties/osProfile/allowExtensionOperations") != Some(false),
    );
    let extensions = seen.children(ResourceKind::VirtualMachineExtension, &machine.id);
    draft.set_list("testMachine/extensions", extensions.into_iter().filter_map(extension_name).collect());
    let principal = Observed::identity_of(machine);
    let uploads = seen
        .roles()
        .any(|role| Some(&role.principal.key) == principal.as_ref() && role.guid == STORAGE_BLOB_DATA_CONTRIBUTOR.guid);
    draft.set("testMachine/uploadTrainingFiles", uploads);
    propose_nat_gateway(seen, draft);
    propose_shutdown(seen, machine, draft);
    propose_bastion(seen, nic, draft);
}

/// The name of an extension in the file.
fn extension_name(extension: &ExistingResource) -> Option<&'static str> {
    let kind = text(&extension.body, "properties/type")?;
    if kind.starts_with("AzureMonitor") {
        Some("AzureMonitorAgent")
    } else {
        kind.starts_with("Configurationfor").then_some("GuestConfiguration")
    }
}

fn propose_nat_gateway(seen: &Observed<'_>, draft: &mut Draft) {
    let subnet = seen.machine_subnet().and_then(|subnet| seen.find(&subnet));
    let Some(gateway) = subnet.and_then(|subnet| id(&subnet.body, "properties/natGateway/id")) else { return };
    let Some(found) = seen.find(&gateway).filter(|_| seen.is_here(&gateway)) else {
        draft.set("testMachine/existingNatGateway", gateway.as_str());
        return;
    };
    draft.set("testMachine/natGateway", true);
    draft.set("testMachine/natGatewayName", gateway.name());
    let addresses = ids_of(&found.body, "properties/publicIpAddresses", "id");
    draft.set_some("testMachine/natAddressName", addresses.first().map(AzureId::name));
}

fn propose_shutdown(seen: &Observed<'_>, machine: &ExistingResource, draft: &mut Draft) {
    let schedule = seen.of_kind(ResourceKind::ShutdownSchedule).find(|schedule| {
        id(&schedule.body, "properties/targetResourceId").as_ref() == Some(&machine.id)
            && is(&schedule.body, "properties/status", "Enabled")
    });
    draft.set("testMachine/autoShutdown/enabled", schedule.is_some());
    let Some(schedule) = schedule else { return };
    draft.set_some("testMachine/autoShutdown/time", text(&schedule.body, "properties/dailyRecurrence/time"));
    draft.set_some("testMachine/autoShutdown/timeZone", text(&schedule.body, "properties/timeZoneId"));
}

fn propose_bastion(seen: &Observed<'_>, nic: &ExistingResource, draft: &mut Draft) {
    let is_for_network = |host: &&ExistingResource| {
        let subnets = ids_of(&host.body, "properties/ipConfigurations", "properties/subnet/id");
        let own = id(&host.body, "properties/virtualNetwork/id");
        let networks = subnets.iter().filter_map(AzureId::parent).chain(own);
        seen.is_here(&host.id) && networks.into_iter().any(|network| Some(&network) == seen.network.as_ref())
    };
    let Some(host) = seen.of_kind(ResourceKind::BastionHost).find(is_for_network) else {
        draft.set("testMachine/bastion/enabled", false);
        let group = id(&nic.body, "properties/networkSecurityGroup/id").and_then(|group| seen.find(&group));
        let rule = group.and_then(|group| find_rule(&group.body, &ALLOW_BASTION));
        let source = rule.and_then(|rule| text(rule, "properties/sourceAddressPrefix"));
        draft.set_some("testMachine/bastion/existingPrefix", source);
        return;
    };
    draft.set("testMachine/bastion/name", host.id.name());
    draft.set_some("testMachine/bastion/sku", text(&host.body, "sku/name"));
    let addresses = ids_of(&host.body, "properties/ipConfigurations", "properties/publicIPAddress/id");
    draft.set_some("testMachine/bastion/addressName", addresses.first().map(AzureId::name));
}
