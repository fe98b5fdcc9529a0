//! Reads generated Bicep, ARM JSON and Terraform back with real parsers, and compares what they deploy.

pub(crate) mod access;
pub(crate) mod arm;
mod arm_expression;
mod azure_functions;
mod azurerm;
mod azurerm_compute;
mod azurerm_monitoring;
mod azurerm_network;
mod azurerm_services;
mod azurerm_vault;
pub(crate) mod bicep;
pub(crate) mod bicep_compiler;
mod bicep_expression;
pub(crate) mod bicep_snapshot;
pub(crate) mod facts;
pub(crate) mod hcl;
mod hcl_expression;
mod hcl_functions;
pub(crate) mod hcl_state;
pub(crate) mod large;
pub(crate) mod large_texts;
pub(crate) mod parity;
mod parity_facts;
mod parity_tests;
pub(crate) mod random;
pub(crate) mod read_back;
pub(crate) mod reasoning;
pub(crate) mod resource_manager;
pub(crate) mod restrictive;
pub(crate) mod rules;
pub(crate) mod topologies;

/// Snapshots are in the top-level directory, without metadata.
pub(crate) fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Fails with the given failures; one bug affects every topology, so only the first lines are shown.
pub(crate) fn assert_none(failures: &[String]) {
    const SHOWN: usize = 3000;
    let more = failures.len().saturating_sub(SHOWN);
    let shown = failures.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{shown}{}", if more > 0 { format!("\nand {more} more") } else { String::new() });
}
