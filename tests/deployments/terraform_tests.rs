//! The plan of Terraform for small modules.

use std::collections::BTreeSet;

use serde_json::json;

use super::terraform::{Plan, plan};
use crate::support::hcl;

const STORAGE: &str = r#"
resource "azurerm_storage_account" "st" {
  name                     = "st"
  resource_group_name      = "target"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "training" {
  name               = "training"
  storage_account_id = azurerm_storage_account.st.id
}
"#;

fn planned(old: &str, new: &str) -> Plan {
    let read = |text: &str| hcl::read(&[("main.tf".to_owned(), text.to_owned())], &json!({}));
    plan(&read(old), &read(new))
}

fn replaced(old: &str, new: &str) -> BTreeSet<String> {
    planned(old, new).replaced.into_keys().collect()
}

fn set(addresses: &[&str]) -> BTreeSet<String> {
    addresses.iter().map(|address| (*address).to_owned()).collect()
}

#[test]
fn a_block_that_ends_is_destroyed() {
    let new = STORAGE.split("resource \"azurerm_storage_container").next().expect("an account");
    let plan = planned(STORAGE, new);
    assert_eq!(plan.destroyed.into_keys().collect::<BTreeSet<_>>(), set(&["azurerm_storage_container.training"]));
    assert!(plan.replaced.is_empty());
}

/// Source: `internal/services/storage/storage_account_resource.go`, commit 69697b7fe6.
#[test]
fn redundancy_between_zones_replaces_the_account_and_what_it_holds() {
    let both = set(&["azurerm_storage_account.st", "azurerm_storage_container.training"]);
    for (redundancy, forced) in [("GRS", false), ("RAGRS", false), ("ZRS", true), ("GZRS", true), ("RAGZRS", true)] {
        let new = STORAGE.replace("\"LRS\"", &format!("\"{redundancy}\""));
        assert_eq!(replaced(STORAGE, &new), if forced { both.clone() } else { BTreeSet::new() }, "{redundancy}");
        assert_eq!(replaced(&new, STORAGE).is_empty(), !forced, "{redundancy}");
    }
}

/// Source: `website/docs/r/storage_account.html.markdown`, commit 69697b7fe6.
#[test]
fn another_region_or_name_replaces_and_a_tag_does_not() {
    for (old, new, is_forced) in [
        ("westeurope", "northeurope", true),
        ("\"st\"\n", "\"other\"\n", true),
        ("= \"LRS\"\n", "= \"LRS\"\n  tags = { a = \"b\" }\n", false),
    ] {
        let changed = STORAGE.replacen(old, new, 1);
        assert_ne!(changed, STORAGE);
        assert_eq!(replaced(STORAGE, &changed).len(), if is_forced { 2 } else { 0 }, "{new}");
    }
}

const NETWORK: &str = r#"
resource "azurerm_virtual_network" "vnet" {
  name                = "vnet"
  resource_group_name = "target"
  location            = "westeurope"
  address_space       = ["10.0.0.0/24"]
}

resource "azurerm_subnet" "workloads" {
  name                 = "snet"
  resource_group_name  = "target"
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = ["10.0.0.0/26"]
  LIFECYCLE
}
"#;

/// Source: `website/docs/language/meta-arguments/lifecycle.mdx` of hashicorp/terraform, commit 030ef9bc61: a trigger that
/// names an attribute is set off where its value changes, as an ID does when its resource is replaced; ignored arguments are
/// not considered when an update is planned.
#[test]
fn a_trigger_replaces_and_an_ignored_argument_does_not() {
    let triggered =
        NETWORK.replace("LIFECYCLE", "lifecycle {\n    replace_triggered_by = [azurerm_virtual_network.vnet.id]\n  }");
    let plain = NETWORK.replace("LIFECYCLE", "");
    let moved = |text: &str| text.replace("westeurope", "northeurope");
    let network = set(&["azurerm_virtual_network.vnet"]);
    assert_eq!(replaced(&plain, &moved(&plain)), network);
    assert_eq!(
        replaced(&triggered, &moved(&triggered)),
        set(&["azurerm_subnet.workloads", "azurerm_virtual_network.vnet"])
    );
    // An update sets no trigger off.
    assert_eq!(replaced(&triggered, &triggered.replace("10.0.0.0/24", "10.0.0.0/23")), set(&[]));
    let ignored =
        plain.replace("[\"10.0.0.0/24\"]", "[\"10.0.0.0/24\"]\n  lifecycle {\n    ignore_changes = [location]\n  }");
    assert_eq!(replaced(&ignored, &moved(&ignored)), set(&[]));
}
