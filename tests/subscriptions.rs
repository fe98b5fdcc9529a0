//! Terraform writes a resource to the subscription of its provider, whatever the ID of its parent says: the two are the
//! same in every block.
//!
//! Source: hashicorp/terraform-provider-azurerm, `internal/services/keyvault/client/helpers.go`, read 2026-11-29: a key is
//! looked up by the name of its vault in the subscription of the provider, and dropped from the state if it is not there.

use std::collections::BTreeMap;

use di_gen::{render::Frame, source::SourceText, topology::AzurermMajor};
use hcl_edit::structure::{Block, Body};
use serde_json::json;

use crate::support::{
    hcl,
    topologies::{Story, many},
};

const TARGET: &str = "99999999-9999-9999-9999-999999999999";

/// The argument that holds the ID of the parent or scope, by type. Other types are created in a resource group, and
/// refer to resources of other subscriptions without being part of them.
const PARENTS: &[(&str, &str)] = &[
    ("azurerm_key_vault_key", "key_vault_id"),
    ("azurerm_key_vault_secret", "key_vault_id"),
    ("azurerm_key_vault_access_policy", "key_vault_id"),
    ("azurerm_role_assignment", "scope"),
    ("azurerm_management_lock", "scope"),
    ("azurerm_monitor_diagnostic_setting", "target_resource_id"),
    ("azurerm_private_dns_zone_virtual_network_link", "private_dns_zone_id"),
    ("azurerm_storage_container", "storage_account_id"),
    ("azurerm_federated_identity_credential", "user_assigned_identity_id"),
    ("azurerm_cognitive_account_customer_managed_key", "cognitive_account_id"),
    ("azurerm_storage_account_customer_managed_key", "storage_account_id"),
    ("azurerm_subnet_network_security_group_association", "subnet_id"),
    ("azurerm_subnet_nat_gateway_association", "subnet_id"),
    ("azurerm_nat_gateway_public_ip_association", "nat_gateway_id"),
    ("azurerm_network_interface_security_group_association", "network_interface_id"),
    ("azurerm_dev_test_global_vm_shutdown_schedule", "virtual_machine_id"),
];

/// The story as it is, and with a target subscription that owns none of the existing resources.
fn with_subscription(story: Story) -> Vec<Story> {
    let mut document = story.document();
    if document.get("subscription").is_some() {
        return vec![story];
    }
    document["subscription"] = json!(TARGET);
    let text = format!("{document:#}\n");
    let valid = di_gen::read::read_topology(&SourceText::new("x", text.clone())).is_ok();
    let moved = valid.then(|| Story { name: format!("{} in a known subscription", story.name), text });
    std::iter::once(story).chain(moved).collect()
}

fn address(block: &Block) -> String {
    let labels: Vec<_> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
    let mode = if block.ident.as_str() == "data" { "data." } else { "" };
    format!("{mode}{}", labels.join("."))
}

fn argument(block: &Block, name: &str) -> Option<String> {
    block.body.get_attribute(name).map(|attribute| attribute.value.to_string().trim().to_owned())
}

/// Blocks whose provider is not that of their parent, and how many blocks use another provider than the default one.
fn strays(files: &[(String, String)]) -> (Vec<String>, usize) {
    let aliases: BTreeMap<String, String> = hcl::blocks(files, "provider")
        .iter()
        .filter_map(|provider| {
            Some((format!("azurerm.{}", provider["alias"].as_str()?), provider["subscription_id"].as_str()?.to_owned()))
        })
        .collect();
    let bodies: Vec<Body> = files.iter().map(|(_, text)| text.parse().expect("HCL")).collect();
    let blocks =
        bodies.iter().flat_map(Body::blocks).filter(|block| ["resource", "data"].contains(&block.ident.as_str()));
    let blocks: BTreeMap<String, &Block> = blocks.map(|block| (address(block), block)).collect();
    let subscription = |block: &Block| match argument(block, "provider") {
        Some(alias) => aliases.get(&alias).unwrap_or_else(|| panic!("no provider {alias}")).clone(),
        None => "target".to_owned(),
    };
    let mut strays = Vec::new();
    for (address, block) in &blocks {
        let kind = block.labels[0].as_str();
        let Some((_, parent)) = PARENTS.iter().find(|(known, _)| *known == kind) else {
            continue;
        };
        let value = argument(block, parent).unwrap_or_else(|| panic!("{address} has no {parent}"));
        let expected = if value.starts_with("\"/subscriptions/${data.azurerm_client_config.current.subscription_id}") {
            "target".to_owned()
        } else if let Some(rest) = value.strip_prefix("\"/subscriptions/") {
            let named = rest.split('/').next().expect("a subscription").to_owned();
            // The target subscription is a variable; its default is what the file says.
            let own = hcl::blocks(files, "variable");
            let own = own.iter().find(|variable| variable["label"] == "subscription_id").expect("a variable");
            if own["default"].as_str().is_none_or(|own| own == named) { "target".to_owned() } else { named }
        } else {
            let value = value.trim_start_matches("\"${");
            let words: Vec<&str> = value.split('.').collect();
            let words = if words[0] == "data" { words[..3].join(".") } else { words[..2].join(".") };
            let owner = blocks.get(&words).unwrap_or_else(|| panic!("{address}: no block {words} for {value}"));
            subscription(owner)
        };
        if subscription(block) != expected {
            strays.push(format!("{address} is written to {}, its {parent} is in {expected}", subscription(block)));
        }
    }
    let foreign = blocks.values().filter(|block| block.body.has_attribute("provider")).count();
    (strays, foreign)
}

#[test]
fn every_block_uses_the_provider_of_its_parent_or_scope() {
    let (mut foreign, mut moved) = (0, 0);
    for story in many().into_iter().flat_map(with_subscription) {
        let Some(files) = story.terraform(AzurermMajor::V5, Frame::Root) else { continue };
        let files: Vec<_> = files.into_iter().map(|file| (file.path, file.text)).collect();
        let (strays, count) = strays(&files);
        assert!(strays.is_empty(), "{}: {strays:#?}", story.name);
        foreign += count;
        moved += usize::from(count > 0);
    }
    assert!(foreign > 20 && moved > 5, "{foreign} blocks of {moved} topologies are in another subscription");
}

#[test]
fn keys_and_their_data_source_in_a_vault_of_another_subscription_use_its_provider() {
    let text = "name: invoices
subscription: 00000000-0000-0000-0000-000000000009
location: westeurope
keyVault:
  existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/kv-hsm
  location: westeurope
account: { localAuth: true }
encryption: { account: {}, storage: {} }
";
    let story = Story { name: "foreign vault".to_owned(), text: text.to_owned() };
    let files = story.terraform(AzurermMajor::V5, Frame::Module).expect("Terraform");
    let main = &files.iter().find(|file| file.path == "main.tf").expect("main.tf").text;
    let body: Body = main.parse().expect("HCL");
    let in_vault = body.blocks().filter(|block| argument(block, "provider").as_deref() == Some("azurerm.vault"));
    let kinds: Vec<_> =
        in_vault.map(|block| address(block).split('.').rev().nth(1).expect("a type").to_owned()).collect();
    for kind in ["azurerm_key_vault_key", "azurerm_key_vault_secret", "azurerm_role_assignment"] {
        assert!(kinds.iter().any(|found| found == kind), "{kind} uses the provider of the vault: {kinds:?}");
    }
    assert!(
        kinds.iter().filter(|kind| *kind == "azurerm_key_vault_key").count() == 3,
        "two keys, one data source: {kinds:?}"
    );
}
