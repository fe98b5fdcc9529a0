//! Notes about regions that are not known when the files are generated.

use super::{builder::PlanBuilder, dns};
use crate::{
    catalog::regions::find_region,
    diagnostic::{Code, Diagnostic},
    plan::ResourceKind,
    topology::{BastionSku, Cloud},
};

pub(super) fn note_regions(b: &mut PlanBuilder<'_>) {
    note_unknown_region(b);
    note_unverified_zones(b);
    note_network_region(b);
    note_storage_region(b);
    note_bastion_zones(b);
}

/// One note that names everything that depends on a region that is not known.
fn note_unknown_region(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let storage = topology.known_region().is_none().then(|| storage_condition(b)).flatten();
    let network = topology.known_network_region().is_none();
    let addresses = (network && creates(b, &[ResourceKind::PublicIpAddress]))
        .then(|| "public IP addresses in zones 1, 2 and 3 need availability zones".to_owned());
    let zone = topology.test_machine.as_ref().and_then(|machine| machine.zone).filter(|_| network);
    let zone = zone.map(|zone| format!("the test VM in zone {zone} needs availability zones"));
    let bastion = (network && topology.bastion_sku() == Some(BastionSku::Developer))
        .then(|| "Bastion Developer exists in some regions only".to_owned());
    let conditions: Vec<String> = storage.into_iter().chain(addresses).chain(zone).chain(bastion).collect();
    let unknown =
        [("/location", topology.location.as_ref()), ("/network/location", topology.existing_network_location())];
    let unknown = unknown.into_iter().find_map(|(pointer, location)| {
        location.filter(|location| find_region(location.as_str()).is_none()).map(|location| (pointer, location))
    });
    let note = if let Some((pointer, location)) = unknown {
        let mut message =
            format!("Region `{location}` is not in the catalog of regions, so what depends on it is not checked");
        if !conditions.is_empty() {
            message.push_str(&format!(": {}", conditions.join("; ")));
        }
        Diagnostic::note(Code::UNKNOWN_REGION, message).at_value(pointer)
    } else if topology.location.is_none() && !conditions.is_empty() {
        let message =
            format!("The region is set at deployment, so what depends on it is not checked: {}", conditions.join("; "));
        Diagnostic::note(Code::UNKNOWN_REGION, message).help("set `location`")
    } else {
        return;
    };
    b.add_note(None, note);
}

/// A region of the catalog for which no source settles whether it has availability zones: `regions::REGION_ZONES`.
fn note_unverified_zones(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let redundancy = topology.storage_redundancy();
    let storage = (topology.storage.existing.is_none() && redundancy.needs_zones()).then(|| {
        (topology.known_region(), "/storage/redundancy", format!("storage redundancy {}", redundancy.as_str()))
    });
    let zone = topology.test_machine.as_ref().and_then(|machine| machine.zone);
    let machine =
        zone.map(|zone| (topology.known_network_region(), "/testMachine/zone", format!("the test VM in zone {zone}")));
    for (region, pointer, user) in storage.into_iter().chain(machine) {
        let Some(region) = region.filter(|region| region.zones.is_none()) else { continue };
        let message = format!(
            "No source that was read shows whether region `{}` has availability zones, and {user} needs them: without \
             them, the deployment is refused",
            region.name
        );
        b.add_note(None, Diagnostic::note(Code::UNKNOWN_REGION, message).at_value(pointer));
    }
}

/// What the redundancy of new storage needs.
fn storage_condition(b: &PlanBuilder<'_>) -> Option<String> {
    if b.topology.storage.existing.is_some() {
        return None;
    }
    let redundancy = b.topology.storage_redundancy();
    let needs = match (redundancy.needs_pair(), redundancy.needs_zones()) {
        (true, true) => "a paired region and availability zones",
        (true, false) => "a paired region",
        (false, true) => "availability zones",
        (false, false) => return None,
    };
    Some(format!("storage redundancy {} needs {needs}", redundancy.as_str()))
}

/// Endpoints, security groups and VMs have to be in the region of their network, which its ID does not contain.
fn note_network_region(b: &mut PlanBuilder<'_>) {
    let Some(network) = b.topology.network.as_ref().filter(|network| network.existing.is_some()) else { return };
    let attached = [
        ResourceKind::PrivateEndpoint,
        ResourceKind::NetworkSecurityGroup,
        ResourceKind::RouteTable,
        ResourceKind::NetworkInterface,
    ];
    if network.location.is_some() || !creates(b, &attached) {
        return;
    }
    let message = "The ID of the existing network does not contain its region: private endpoints and network security \
                   groups are created in the region of the topology, and have to be in the region of the network";
    b.add_note(
        None,
        Diagnostic::note(Code::NETWORK_REGION, message)
            .at_value("/network/existing")
            .help("set `network.location` to the output of `az network vnet show --ids <network> --query location`"),
    );
}

/// Storage in the region of the account: `account::STORAGE_IN_ONE_REGION`. The IDs of existing ones do not contain it.
fn note_storage_region(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let (account, storage) = (&topology.account, &topology.storage);
    if !topology.account_uses_storage() || (account.existing.is_none() && storage.existing.is_none()) {
        return;
    }
    let unknown = [
        ("account", "account", account.existing.is_some() && account.location.is_none()),
        ("storage", "storage account", storage.existing.is_some() && storage.location.is_none()),
    ];
    for (key, name, _) in unknown.into_iter().filter(|(_, _, is_unknown)| *is_unknown) {
        let message =
            format!("The ID of the existing {name} does not contain its region: account and storage have to be in one");
        b.add_note(
            None,
            Diagnostic::note(Code::SAME_REGION, message)
                .at_value(format!("/{key}/existing"))
                .help(format!("set `{key}.location`")),
        );
    }
    if let (Some(of_account), Some(of_storage)) = (topology.account_location(), topology.storage_location())
        && of_account != of_storage
    {
        let message = format!("Storage is in `{of_storage}`, and the account in `{of_account}`");
        let pointer = if storage.existing.is_some() { "/storage/location" } else { "/account/location" };
        b.add_note(
            None,
            Diagnostic::warning(Code::SAME_REGION, message)
                .at_value(pointer)
                .label("the guides of Document Intelligence require storage in the region of the account")
                .help("use a storage account in the region of the account"),
        );
    }
}

/// Bastion is not supported beside private DNS zones in national clouds; only private endpoints need zones.
fn note_bastion_zones(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let has_zones = !dns::zone_names_of_endpoints(b).is_empty();
    if topology.cloud == Cloud::AzureCloud || topology.bastion_sku().is_none() || !has_zones {
        return;
    }
    let message = "Azure Bastion is not supported beside private DNS zones in national clouds";
    b.add_note(
        None,
        Diagnostic::warning(Code::BASTION_IN_NATIONAL_CLOUD, message).at_key("/testMachine").help(
            "connect to the test VM over a VPN or ExpressRoute gateway, or through Bastion in a peered network without \
             private DNS zones, with `testMachine.bastion.enabled: false` and `existingPrefix`",
        ),
    );
}

/// Whether the topology creates a resource of one of these kinds.
fn creates(b: &PlanBuilder<'_>, kinds: &[ResourceKind]) -> bool {
    b.plan.resources.iter().any(|resource| resource.existing.is_none() && kinds.contains(&resource.kind))
}
