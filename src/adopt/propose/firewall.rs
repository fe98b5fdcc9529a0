//! The rules that the firewalls share.

use super::storage::allows_studio_pages;
use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{ids_of, is, texts_of},
    },
    existing::{AzureId, ExistingResource},
};

pub(super) fn propose_firewall(seen: &Observed<'_>, draft: &mut Draft) {
    let services = firewalls(seen);
    let studio_address = seen.cloud.facts().studio_address;
    let addresses = services.iter().find(|service| !service.is_vault).map(Firewall::addresses).unwrap_or_default();
    let allows_service = studio_address.is_some_and(|address| addresses.contains(&address));
    // The rules for web pages are those of storage: where another team owns it, the file does not set them.
    let allows_pages = allows_studio_pages(seen) || (allows_service && seen.storage.is_none());
    let studio = match (allows_pages, allows_service) {
        (true, true) => "service",
        (true, false) => "browser",
        (false, _) => "off",
    };
    draft.set("allow/studio", studio);
    let is_listed = |address: &&str| !(allows_service && Some(*address) == studio_address);
    draft.set_list("allow/addresses", addresses.into_iter().filter(is_listed).collect());
    let subnets = services.iter().map(Firewall::subnets).find(|subnets| !subnets.is_empty()).unwrap_or_default();
    let inside = subnets.iter().filter(|subnet| subnet.parent() == seen.network);
    draft.set_list("allow/subnets", inside.map(|subnet| client_name(seen, subnet)).collect());
    propose_vault_addresses(seen, draft);
}

/// The name of a subnet of clients in the file.
fn client_name(seen: &Observed<'_>, subnet: &AzureId) -> String {
    let machine = seen.machine_subnet();
    if machine.as_ref() == Some(subnet) { "testMachine".to_owned() } else { subnet.name().to_owned() }
}

/// A firewall that evaluates rules.
struct Firewall<'i> {
    service: &'i ExistingResource,
    is_vault: bool,
}

impl<'i> Firewall<'i> {
    fn addresses(&self) -> Vec<&'i str> {
        texts_of(&self.service.body, "properties/networkAcls/ipRules", "value")
    }

    fn subnets(&self) -> Vec<AzureId> {
        ids_of(&self.service.body, "properties/networkAcls/virtualNetworkRules", "id")
    }
}

/// The firewalls of the services that the file manages.
fn firewalls<'i>(seen: &Observed<'i>) -> Vec<Firewall<'i>> {
    let services = [
        (Some(seen.account), Part::Account, false),
        (seen.storage, Part::Storage, false),
        (seen.vault, Part::Vault, true),
    ];
    let managed = services.into_iter().filter(|(_, part, _)| !seen.leaves(part));
    let firewalls = managed.filter_map(|(service, _, is_vault)| Some(Firewall { service: service?, is_vault }));
    firewalls.filter(|firewall| is(&firewall.service.body, "properties/publicNetworkAccess", "Enabled")).collect()
}

/// The addresses that only the vault allows.
fn propose_vault_addresses(seen: &Observed<'_>, draft: &mut Draft) {
    let all = firewalls(seen);
    let Some(vault) = all.iter().find(|firewall| firewall.is_vault) else { return };
    let shared: Vec<&str> = all.iter().filter(|other| !other.is_vault).flat_map(Firewall::addresses).collect();
    let own = vault.addresses().into_iter().filter(|address| !shared.contains(address));
    draft.set_list("keyVault/deployerAddresses", own.collect());
}
