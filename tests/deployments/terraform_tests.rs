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

/// Source: MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md (2024-03-08).
#[test]
fn a_lock_refuses_what_is_below_and_keeps_what_that_refers_to() {
    let lock = r#"
resource "azurerm_management_lock" "st" {
  name       = "no-deletion"
  scope      = azurerm_storage_account.st.id
  lock_level = "CanNotDelete"
}
"#;
    let container = STORAGE.find("resource \"azurerm_storage_container").expect("a container");
    let assignment = r#"
resource "azurerm_user_assigned_identity" "app" {
  name                = "id-app"
  resource_group_name = "target"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "app" {
  scope                = azurerm_storage_container.training.id
  role_definition_id   = "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
  principal_id         = azurerm_user_assigned_identity.app.principal_id
  principal_type       = "ServicePrincipal"
}
"#;
    let old = format!("{STORAGE}{assignment}");
    let account = &STORAGE[..container];
    let is_destroyed = |old: &str, new: &str| planned(old, new).destroyed.len();
    assert_eq!(is_destroyed(&old, account), 3);
    let plan = planned(&format!("{old}{lock}"), &format!("{account}{lock}"));
    assert!(plan.destroyed.is_empty(), "{plan:?}");
    let locked = set(&["azurerm_role_assignment.app", "azurerm_storage_container.training"]);
    assert_eq!(plan.locked.into_keys().collect::<BTreeSet<_>>(), locked);
    assert_eq!(plan.left.into_keys().collect::<BTreeSet<_>>(), set(&["azurerm_user_assigned_identity.app"]));
    // A lock that leaves the module is deleted first.
    assert_eq!(is_destroyed(&format!("{old}{lock}"), account), 4);
}
