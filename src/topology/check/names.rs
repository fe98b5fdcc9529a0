//! Names of resources, set or derived: unique for each type, and not too long.

use super::context::{CheckContext, first_duplicate_name};
use crate::{
    diagnostic::{Code, Diagnostic},
    source::{join_pointer, key_path},
    topology::{CustomerKey, KeyIdentity, NamingConvention, SubnetLayout, SubnetUse},
};

/// The longest name of a resource of `Microsoft.Network`.
const MAX_NAME_LENGTH: usize = 80;

/// A name and the keys that determine it; the first is the one to set.
struct NamedResource {
    name: String,
    keys: Vec<String>,
}

pub(super) fn check_names(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let names = NamingConvention::new(t);
    let subnets = c.layout.as_ref().map(|layout| layout.subnets.clone()).unwrap_or_default();
    let resource_named = |name: String, keys: &[String]| NamedResource { name, keys: keys.to_vec() };

    let all = subnets.iter().map(|s| resource_named(names.subnet_name(s), &[format!("{}/name", s.pointer)]));
    check_network_names(c, "subnets", &all.collect::<Vec<_>>());

    let all = subnets
        .iter()
        .filter(|s| s.existing_nsg().is_none() && (s.existing().is_none() || s.used_for == SubnetUse::TestMachine))
        .map(|s| {
            resource_named(
                names.security_group_name(s),
                &[format!("{}/nsgName", s.pointer), format!("{}/name", s.pointer)],
            )
        });
    check_network_names(c, "network security groups", &all.collect::<Vec<_>>());

    let has_new_table = |s: &&SubnetLayout<'_>| s.route_table().is_some_and(|table| table.existing.is_none());
    let all = subnets.iter().filter(has_new_table).map(|s| {
        let keys = ["routeTable/name", "name"].map(|key| format!("{}/{key}", s.pointer));
        resource_named(names.route_table_name(s), &keys)
    });
    check_network_names(c, "route tables", &all.collect::<Vec<_>>());

    let accounts = t.account.identity.user_assigned.iter().enumerate().filter_map(|(at, identity)| {
        let name = identity.name.as_ref()?.to_string();
        Some(resource_named(name, &[format!("/account/identity/userAssigned/{at}/name")]))
    });
    let clients = t.clients.iter().enumerate().filter(|(_, client)| client.has_new_identity()).map(|(at, client)| {
        let keys = ["identityName", "name"].map(|key| format!("/clients/{at}/{key}"));
        resource_named(names.client_identity_name(client), &keys)
    });
    let uses_own_identity = |(_, key): &(&str, &CustomerKey)| key.identity == KeyIdentity::UserAssigned;
    let encryption = t.customer_keys().filter(uses_own_identity).map(|(target, key)| {
        resource_named(names.encryption_identity_name(key, target), &[format!("/encryption/{target}/identityName")])
    });
    check_unique_names(c, "managed identities", &accounts.chain(clients).chain(encryption).collect::<Vec<_>>());
    let keys = t.customer_keys().filter(|(_, key)| key.existing.is_none()).map(|(target, key)| {
        resource_named(names.encryption_key_name(key, target), &[format!("/encryption/{target}/name")])
    });
    check_unique_names(c, "keys", &keys.collect::<Vec<_>>());
    // Unique in the tenant.
    let assignments = t
        .naming
        .role_assignments
        .iter()
        .map(|(symbol, name)| resource_named(name.to_string(), &[join_pointer("/naming/roleAssignments", symbol)]));
    check_unique_names(c, "role assignments", &assignments.collect::<Vec<_>>());

    let (mut endpoints, mut interfaces, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    let settings = &t.private_endpoints;
    for (enabled, key, settings, name) in [
        (t.has_account_endpoint(), "account", &settings.account, names.account_endpoint_name()),
        (t.has_blob_endpoint(), "blob", &settings.blob, names.blob_endpoint_name()),
        (t.has_vault_endpoint(), "vault", &settings.vault, names.vault_endpoint_name()),
    ] {
        if enabled {
            let at = |setting: &str| format!("/privateEndpoints/{key}/{setting}");
            let interface = names.endpoint_interface_name(settings, &name);
            interfaces.extend(interface.map(|interface| resource_named(interface, &[at("nicName"), at("name")])));
            endpoints.push(resource_named(name, &[at("name")]));
        }
    }
    if let Some(machine) = &t.test_machine {
        let at = |setting: &str| format!("/testMachine/{setting}");
        interfaces.push(resource_named(names.machine_interface_name(machine), &[at("nicName"), at("name")]));
        if t.bastion_has_subnet() {
            addresses.push(resource_named(
                names.bastion_address_name(machine),
                &[at("bastion/addressName"), at("bastion/name")],
            ));
        }
        if machine.nat_gateway {
            addresses.push(resource_named(names.nat_address_name(machine), &[at("natAddressName")]));
        }
    }
    check_network_names(c, "private endpoints", &endpoints);
    check_network_names(c, "network interfaces", &interfaces);
    check_network_names(c, "public IP addresses", &addresses);
}

/// Reports names of one type of `Microsoft.Network` that are equal, and those that are too long.
fn check_network_names(c: &mut CheckContext<'_>, kind: &str, all: &[NamedResource]) {
    check_unique_names(c, kind, all);
    for named in all.iter().filter(|named| named.name.len() > MAX_NAME_LENGTH) {
        let key = key_path(named.keys.first().map_or("", String::as_str));
        check_name_length(c, &named.name, kind, &pointer_to_change(c, named), &key);
    }
}

/// Reports equal names of one type.
fn check_unique_names(c: &mut CheckContext<'_>, kind: &str, all: &[NamedResource]) {
    if let Some((first, second)) = first_duplicate_name(all.iter().map(|named| named.name.as_str())) {
        let key = all[second].keys.first().map_or("", String::as_str);
        let diagnostic = Diagnostic::error(Code::SAME_NAME, format!("two {kind} are named `{}`", all[second].name))
            .at_value(pointer_to_change(c, &all[second]))
            .label("name used again")
            .related_value(pointer_to_change(c, &all[first]), "name used first here")
            .help(format!("set another name in `{}`", key_path(key)));
        c.report(diagnostic);
    }
}

/// The key that is set is the one to change; if none is, the first is the one to set.
fn pointer_to_change(c: &CheckContext<'_>, named: &NamedResource) -> String {
    let set_in_file = named.keys.iter().find(|key| c.is_set(key));
    set_in_file.or_else(|| named.keys.first()).cloned().unwrap_or_default()
}

/// Reports a derived name that is too long.
pub(super) fn check_name_length(c: &mut CheckContext<'_>, derived: &str, kind: &str, pointer: &str, key: &str) {
    if derived.len() > MAX_NAME_LENGTH {
        c.report(
            Diagnostic::error(Code::DERIVED_NAME, format!("a derived name of {kind} is too long"))
                .at_value(pointer)
                .label(format!("`{derived}` has {} characters, but {MAX_NAME_LENGTH} are allowed", derived.len()))
                .help(format!("use a shorter name, or set `{key}`")),
        );
    }
}
