//! Regions: their cloud, and what does not exist in all of them. A region that is not in the catalog is never an error.

use super::context::CheckContext;
use crate::{
    catalog::regions::find_region,
    diagnostic::{Code, Diagnostic},
    topology::{BastionSku, Cloud, regions::default_redundancy, values::Location},
};

pub(super) fn check_regions(c: &mut CheckContext<'_>) {
    check_cloud(c);
    check_redundancy(c);
    check_machine_zone(c);
    check_bastion_developer(c);
    check_locations_of_new_resources(c);
}

fn check_cloud(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let locations: [(&str, Option<&Location>); 5] = [
        ("/location", t.location.as_ref()),
        ("/network/location", t.network.as_ref().and_then(|network| network.location.as_ref())),
        ("/account/location", t.account.location.as_ref()),
        ("/storage/location", t.storage.location.as_ref()),
        ("/keyVault/location", t.key_vault.as_ref().and_then(|vault| vault.location.as_ref())),
    ];
    for (pointer, location) in locations {
        let Some(region) = location.and_then(|location| find_region(location.as_str())) else { continue };
        if region.cloud == t.cloud.as_str() {
            continue;
        }
        c.report(
            Diagnostic::error(
                Code::REGION_OF_OTHER_CLOUD,
                format!("`{}` is not a region of {}", region.name, t.cloud.as_str()),
            )
            .at_value(pointer)
            .label(format!("a region of {}", region.cloud))
            .related_value("/cloud", "the cloud of the topology")
            .help(format!("set `cloud: {}`, or use a region of {}", region.cloud, t.cloud.as_str())),
        );
    }
}

/// The service refuses redundancy that its region does not have.
fn check_redundancy(c: &mut CheckContext<'_>) {
    let (Some(redundancy), Some(region)) = (c.topology.storage.redundancy, c.topology.known_region()) else { return };
    if c.topology.storage.existing.is_some() {
        return;
    }
    let reason = match (redundancy.needs_pair() && region.pair.is_none(), redundancy.needs_zones(), region.zones) {
        (true, _, _) => "has no paired region",
        (false, true, Some(false)) => "has no availability zones",
        _ => return,
    };
    let default = default_redundancy(Some(region)).as_str();
    c.report(
        Diagnostic::error(Code::REDUNDANCY, format!("`{}` does not exist in `{}`", redundancy.as_str(), region.name))
            .at_value("/storage/redundancy")
            .label("storage would refuse it with RedundancyConfigurationNotAvailableInRegion")
            .related_value("/location", format!("this region {reason}"))
            .help(format!("remove `redundancy`; the default in this region is `{default}`")),
    );
}

/// See `regions::VM_ZONES_NEED_ZONES`.
fn check_machine_zone(c: &mut CheckContext<'_>) {
    let is_set = c.topology.test_machine.as_ref().is_some_and(|machine| machine.zone.is_some());
    let Some(region) = c.topology.known_network_region().filter(|region| is_set && region.zones == Some(false)) else {
        return;
    };
    let location = if c.topology.existing_network_location().is_some() { "/network/location" } else { "/location" };
    c.report(
        Diagnostic::error(Code::MACHINE_ZONE, format!("`{}` has no availability zones", region.name))
            .at_value("/testMachine/zone")
            .label("the VM would be refused with ResourceTypeNotSupportAvailabilityZones")
            .related_value(location, "the region of the VM")
            .help("remove `testMachine.zone`, or use a region with availability zones"),
    );
}

fn check_bastion_developer(c: &mut CheckContext<'_>) {
    if c.topology.bastion_sku() != Some(BastionSku::Developer) {
        return;
    }
    let label = match c.topology.known_network_region() {
        Some(region) if !region.bastion_developer => format!("not in `{}`", region.name),
        None if c.topology.cloud != Cloud::AzureCloud => format!("not in {}", c.topology.cloud.as_str()),
        _ => return,
    };
    c.report(
        Diagnostic::error(Code::BASTION, "Bastion Developer does not exist in this region")
            .at_value("/testMachine/bastion/sku")
            .label(label)
            .help("set `testMachine.bastion.sku: Basic`, or use a region that Microsoft lists for Bastion Developer"),
    );
}

/// A new network, account or storage account is in the region of the topology.
fn check_locations_of_new_resources(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let network = t.network.as_ref();
    let new = [
        (
            "network",
            "network",
            network.and_then(|n| n.location.as_ref()),
            network.is_some_and(|n| n.existing.is_none()),
        ),
        ("account", "account", t.account.location.as_ref(), t.account.existing.is_none()),
        ("storage", "storage account", t.storage.location.as_ref(), t.storage.existing.is_none()),
    ];
    for (key, name, _, _) in new.into_iter().filter(|(_, _, location, is_new)| *is_new && location.is_some()) {
        c.report(
            Diagnostic::error(Code::EXISTING_AND_NEW, format!("`location` is not valid for a new {name}"))
                .at_key(format!("/{key}/location"))
                .label(format!("a new {name} is in the region of the topology"))
                .help(format!("set `location` at the top of the file, or set `{key}.existing`")),
        );
    }
}
