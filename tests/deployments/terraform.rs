//! What Terraform destroys and replaces, by address: a block that the new module does not have is destroyed, and one
//! with another value of an argument that forces a new resource is replaced.
//!
//! The table is from the page of each resource in website/docs/r of hashicorp/terraform-provider-azurerm, and for
//! conditions from its source (internal/services), commit 69697b7fe6 of 2026-08-21.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{
    facts::{Deployed, LOCATION, Step, canonical},
    resource_manager::is_below,
};

/// The arguments that force a new resource, besides the name, the resource group and the region, which always do.
const FORCES_NEW: &[(&str, &[&str])] = &[
    ("azurerm_bastion_host", &["ip_configuration", "virtual_network_id"]),
    ("azurerm_cognitive_account", &["kind", "custom_subdomain_name"]),
    ("azurerm_dev_test_global_vm_shutdown_schedule", &["virtual_machine_id"]),
    ("azurerm_federated_identity_credential", &["user_assigned_identity_id"]),
    ("azurerm_key_vault_key", &["key_vault_id", "key_type", "key_size"]),
    ("azurerm_key_vault_secret", &["key_vault_id"]),
    (
        "azurerm_linux_virtual_machine",
        &[
            "admin_username",
            "admin_ssh_key",
            "computer_name",
            "disable_password_authentication",
            "source_image_reference",
            "os_disk/storage_account_type",
            "secure_boot_enabled",
            "vtpm_enabled",
            "zone",
        ],
    ),
    ("azurerm_management_lock", &["scope", "lock_level"]),
    ("azurerm_monitor_diagnostic_setting", &["target_resource_id"]),
    ("azurerm_nat_gateway", &["sku_name"]),
    ("azurerm_private_dns_zone_virtual_network_link", &["private_dns_zone_id", "virtual_network_id"]),
    (
        "azurerm_private_endpoint",
        &[
            "subnet_id",
            "custom_network_interface_name",
            "private_service_connection/name",
            "private_service_connection/is_manual_connection",
            "private_service_connection/private_connection_resource_id",
            "private_service_connection/subresource_names",
            "ip_configuration",
        ],
    ),
    ("azurerm_public_ip", &["zones", "sku"]),
    (
        "azurerm_role_assignment",
        &["scope", "role_definition_id", "role_definition_name", "principal_id", "principal_type"],
    ),
    (
        "azurerm_storage_account",
        &[
            "account_tier",
            "infrastructure_encryption_enabled",
            "queue_encryption_key_type",
            "table_encryption_key_type",
        ],
    ),
    ("azurerm_storage_container", &["storage_account_id"]),
    ("azurerm_subnet", &["virtual_network_name"]),
    // An element of the set: it is in the network, and has no address of its own.
    (INNER_SUBNET, &["network"]),
    ("azurerm_virtual_machine_extension", &["virtual_machine_id", "publisher"]),
    (
        "azurerm_windows_virtual_machine",
        &[
            "admin_password",
            "admin_username",
            "computer_name",
            "automatic_updates_enabled",
            "source_image_reference",
            "os_disk/storage_account_type",
            "secure_boot_enabled",
            "vtpm_enabled",
            "zone",
        ],
    ),
];

const INNER_SUBNET: &str = "azurerm_virtual_network.subnet";

const ALWAYS: [&str; 3] = ["name", "resource_group_name", "location"];

/// Blocks that are properties of another resource in Azure.
const PARTS: [&str; 7] = [
    "azurerm_cognitive_account_customer_managed_key",
    "azurerm_key_vault_access_policy",
    "azurerm_nat_gateway_public_ip_association",
    "azurerm_network_interface_security_group_association",
    "azurerm_storage_account_customer_managed_key",
    "azurerm_subnet_nat_gateway_association",
    "azurerm_subnet_network_security_group_association",
];

/// The canonical IDs of what a plan destroys and replaces, by address.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) destroyed: BTreeMap<String, BTreeSet<String>>,
    pub(super) replaced: BTreeMap<String, BTreeSet<String>>,
    /// Security groups that are created before the old one of the same ID is destroyed (tests/subnets.rs): azurerm refuses
    /// that (`network_security_group_resource.go`: `ImportAsExistsError`).
    pub(super) refused: BTreeMap<String, BTreeSet<String>>,
    /// Subnets that a network loses while something that stays is in them.
    pub(super) in_use: BTreeMap<String, BTreeSet<String>>,
    /// What the lock of a resource that stays refuses to delete.
    pub(super) locked: BTreeMap<String, BTreeSet<String>>,
    /// What is not destroyed, since something that refers to it is not.
    pub(super) left: BTreeMap<String, BTreeSet<String>>,
}

/// The plan of a new module over the state of an old one.
pub(super) fn plan(old: &Deployed, new: &Deployed) -> Plan {
    let all = (old, new);
    let (old, new) = (blocks(old), blocks(new));
    let mut plan = Plan::default();
    for (address, step) in &old {
        match new.get(address) {
            None => {
                // A VM of another operating system, which has another type of block, is the one that follows it.
                let after = counterpart(address).and_then(|other| new.get(&other));
                let ids = after.map_or_else(|| ids(step), |after| both(step, after));
                plan.destroyed.insert(address.clone(), ids);
            }
            Some(after) if is_forced(step, after) => _ = plan.replaced.insert(address.clone(), both(step, after)),
            Some(_) => {}
        }
    }
    // What refers to a replaced block, in an argument that forces a new resource or as a trigger, is replaced with it.
    loop {
        let made: BTreeSet<String> =
            new.iter().filter(|(address, _)| !old.contains_key(*address)).flat_map(|(_, step)| ids(step)).collect();
        // Destroyed at one address and created at another, as a VM of another operating system is.
        let moved = plan.destroyed.values().flatten().filter(|id| made.contains(*id)).cloned();
        let replaced = plan.replaced.keys().flat_map(|address| ids(&old[address]));
        let gone: BTreeSet<String> = replaced.chain(moved).collect();
        let more: Vec<&String> = old
            .keys()
            .filter(|address| !plan.replaced.contains_key(*address))
            .filter(|address| {
                let is_triggered =
                    |step: &Step| step.lifecycle.triggers.iter().any(|id| plan.replaced.contains_key(id));
                new.get(*address).is_some_and(|step| refers_to(step, &gone) || is_triggered(step))
            })
            .collect();
        if more.is_empty() {
            break;
        }
        for address in more {
            plan.replaced.insert(address.clone(), both(&old[address], &new[address]));
        }
    }
    let arguments: Vec<&Value> = new.values().map(|step| block(step).1).collect();
    let is_argument = |id: &str| {
        let names = |value: &Value| value.as_str().and_then(canonical).is_some_and(|group| group == id);
        arguments.iter().any(|arguments| {
            let inner = arguments["subnet"].as_array().into_iter().flatten();
            names(&arguments["network_security_group_id_wo"])
                || inner.into_iter().any(|it| names(&it["security_group"]))
        })
    };
    let blocked: Vec<String> = plan
        .replaced
        .iter()
        .filter(|(address, ids)| {
            address.starts_with("azurerm_network_security_group.")
                && ids.len() == 1
                && ids.iter().all(|id| is_argument(id))
        })
        .map(|(address, _)| address.clone())
        .collect();
    for address in blocked {
        plan.refused.extend(plan.replaced.remove_entry(&address));
    }
    keep_subnets_in_use(&mut plan, &old);
    apply_locks(&mut plan, &old, all);
    plan
}

/// The network is updated before what is in its subnets, and after what is destroyed.
///
/// Source: MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-manage-subnet.md (2022-06-27).
fn keep_subnets_in_use(plan: &mut Plan, old: &BTreeMap<String, Step>) {
    const USERS: [&str; 3] = ["azurerm_bastion_host", "azurerm_network_interface", "azurerm_private_endpoint"];
    let network = |address: &str| address.rsplit_once('.').map(|(network, _)| network.to_owned());
    let is_gone =
        |plan: &Plan, address: &str| plan.destroyed.contains_key(address) || plan.replaced.contains_key(address);
    let is_in_use = |address: &String| {
        let subnets = ids(&old[address]);
        let uses = |(user, step): (&String, &Step)| {
            let (kind, arguments) = block(step);
            USERS.contains(&kind) && !is_gone(plan, user) && names_one(arguments, &subnets)
        };
        block(&old[address]).0 == INNER_SUBNET
            && network(address).is_some_and(|network| !is_gone(plan, &network))
            && old.iter().any(uses)
    };
    let in_use: Vec<String> = plan.destroyed.keys().filter(|address| is_in_use(address)).cloned().collect();
    for address in in_use {
        plan.in_use.extend(plan.destroyed.remove_entry(&address));
    }
}

/// A lock refuses the deletion of what is below a resource that stays, and what that refers to is destroyed only afterwards.
///
/// Sources: MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md (2024-03-08), also that keys and
/// secrets, which azurerm deletes in the vault itself, are not protected; hashicorp/terraform docs/destroying.md (883c7221).
fn apply_locks(plan: &mut Plan, old: &BTreeMap<String, Step>, (all_old, all_new): (&Deployed, &Deployed)) {
    const SPARED: [&str; 3] = ["azurerm_management_lock", "azurerm_key_vault_key", "azurerm_key_vault_secret"];
    let is_gone =
        |plan: &Plan, address: &str| plan.destroyed.contains_key(address) || plan.replaced.contains_key(address);
    let gone: BTreeSet<String> =
        plan.destroyed.keys().chain(plan.replaced.keys()).flat_map(|at| ids(&old[at])).collect();
    let locks = old.iter().filter(|(address, step)| block(step).0 == SPARED[0] && !is_gone(plan, address));
    let locked_ids: Vec<String> = locks
        .flat_map(|(_, step)| ids(step))
        .filter_map(|lock| lock.rsplit_once('|').map(|(scope, _)| scope.to_owned()))
        .filter(|scope| !gone.contains(scope))
        .collect();
    let is_protected = |id: &str| {
        // A role assignment, by scope, principal and role.
        let scope = id.strip_prefix("role|").and_then(|rest| rest.split('|').next());
        locked_ids.iter().any(|locked| match scope {
            Some(scope) => scope == locked || is_below(scope, locked),
            None => is_below(id, locked),
        })
    };
    let is_locked = |address: &String| {
        let step = &old[address];
        !SPARED.contains(&block(step).0) && ids(step).iter().any(|id| is_protected(id))
    };
    let locked: Vec<String> =
        plan.destroyed.keys().chain(plan.replaced.keys()).filter(|at| is_locked(at)).cloned().collect();
    let mut next = locked.clone();
    for address in locked {
        let entry = plan.destroyed.remove_entry(&address).or_else(|| plan.replaced.remove_entry(&address));
        plan.locked.extend(entry);
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(address) = next.pop() {
        for needed in all_old.steps.get(&address).into_iter().flat_map(|step| &step.waits) {
            let is_part = !old.contains_key(needed) && !all_new.steps.contains_key(needed);
            if !seen.insert(needed.clone()) || !(is_gone(plan, needed) || is_part) {
                continue;
            }
            plan.left.extend(plan.destroyed.remove_entry(needed));
            plan.refused.extend(plan.replaced.remove_entry(needed));
            next.push(needed.clone());
        }
    }
}

/// The blocks by address, and the subnets inside a network each by itself: an update of the network adds and deletes them.
fn blocks(deployed: &Deployed) -> BTreeMap<String, Step> {
    let mut blocks = BTreeMap::new();
    for (address, step) in &deployed.steps {
        let Some((kind, arguments)) = step.block.as_ref().filter(|(kind, _)| !PARTS.contains(&kind.as_str())) else {
            continue;
        };
        let copy = |kind: &str, arguments: Value, is_written: &dyn Fn(&str) -> bool| Step {
            writes: step
                .writes
                .iter()
                .filter(|(id, _)| is_written(id))
                .map(|(id, body)| (id.clone(), body.clone()))
                .collect(),
            waits: step.waits.clone(),
            block: Some((kind.to_owned(), arguments)),
            lifecycle: step.lifecycle.clone(),
        };
        let is_subnet = |id: &str| id.contains("/virtualNetworks/subnets/");
        if kind != "azurerm_virtual_network" {
            blocks.insert(address.clone(), copy(kind, arguments.clone(), &|_| true));
            continue;
        }
        let network = copy(kind, arguments.clone(), &|id| !is_subnet(id));
        let id = network.writes.keys().next().expect("a network").clone();
        for subnet in step.writes.keys().filter(|id| is_subnet(id)) {
            let name = subnet.rsplit('/').next().unwrap_or_default();
            let arguments = json!({ "name": name, "network": format!("principal:{id}") });
            blocks.insert(format!("{address}.{name}"), copy(INNER_SUBNET, arguments, &|id| id == subnet));
        }
        blocks.insert(address.clone(), network);
    }
    blocks
}

fn ids(step: &Step) -> BTreeSet<String> {
    step.writes.keys().cloned().collect()
}

fn both(old: &Step, new: &Step) -> BTreeSet<String> {
    ids(old).union(&ids(new)).cloned().collect()
}

/// The address that a VM of the other operating system has.
fn counterpart(address: &str) -> Option<String> {
    let swapped = |from: &str, to: &str| address.starts_with(from).then(|| address.replacen(from, to, 1));
    let [linux, windows] = ["azurerm_linux_virtual_machine.", "azurerm_windows_virtual_machine."];
    swapped(linux, windows).or_else(|| swapped(windows, linux))
}

fn block(step: &Step) -> (&str, &Value) {
    step.block.as_ref().map(|(kind, arguments)| (kind.as_str(), arguments)).expect("a block")
}

/// The paths of the arguments that force a new resource.
fn forced(kind: &str) -> impl Iterator<Item = &'static str> {
    let own = FORCES_NEW.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, paths)| *paths);
    ALWAYS.into_iter().chain(own.iter().copied())
}

/// An argument; inner blocks are lists.
fn argument<'a>(arguments: &'a Value, path: &str) -> Option<&'a Value> {
    let mut place = arguments;
    for (at, name) in path.split('/').enumerate() {
        if at > 0 {
            place = place.get(0)?;
        }
        place = place.get(name)?;
    }
    Some(place)
}

fn is_forced(old: &Step, new: &Step) -> bool {
    let ((kind, before), (other, after)) = (block(old), block(new));
    // An ignored argument keeps the value that it has.
    let mut after = after.clone();
    for name in &new.lifecycle.ignored {
        match before.get(name) {
            Some(value) => after[name] = value.clone(),
            None => _ = after.as_object_mut().and_then(|arguments| arguments.shift_remove(name)),
        }
    }
    let after = &after;
    let text = |arguments: &Value, name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    let values = |name: &str| (text(before, name), text(after, name));
    let conditional = match kind {
        "azurerm_storage_account" => {
            let (old, new) = values("account_replication_type");
            old.contains("ZRS") != new.contains("ZRS")
        }
        "azurerm_key_vault_key" => {
            let (old, new) = values("expiration_date");
            !old.is_empty() && new.is_empty()
        }
        "azurerm_bastion_host" => {
            let rank = |sku: &str| ["Developer", "Basic", "Standard", "Premium"].iter().position(|known| *known == sku);
            let (old, new) = values("sku");
            rank(&new) < rank(&old)
        }
        _ => false,
    };
    // The region of the resource group is not in the module.
    let is_unknown = |path: &str| path == "location" && [before, after].iter().any(|block| block[path] == LOCATION);
    let differs = |path: &str| argument(before, path) != argument(after, path) && !is_unknown(path);
    kind != other || conditional || forced(kind).any(differs)
}

/// Whether an argument that forces a new resource has a value that is unknown until another block is replaced.
fn refers_to(step: &Step, gone: &BTreeSet<String>) -> bool {
    let (kind, arguments) = block(step);
    forced(kind).filter_map(|path| argument(arguments, path)).any(|value| names_one(value, gone))
}

fn names_one(value: &Value, gone: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => {
            let id = text.strip_prefix("principal:").map(ToOwned::to_owned).or_else(|| canonical(text));
            id.is_some_and(|id| gone.contains(&id))
        }
        Value::Array(items) => items.iter().any(|item| names_one(item, gone)),
        Value::Object(fields) => fields.values().any(|item| names_one(item, gone)),
        _ => false,
    }
}

/// Whether a resource of Azure is a block's property, or an association, in Terraform.
pub(super) fn is_part(id: &str) -> bool {
    id.contains("/vaults/accessPolicies/") || id.contains("/privateEndpoints/privateDnsZoneGroups/")
}
