//! `imports.tf` and `removed.tf`, with which Terraform takes over what exists.

use std::cell::RefCell;

use super::{
    expression::{ExpressionWriter as _, HclWriter},
    file::File,
    layout::{HCL_SYNTAX, lay_out},
    marker,
};
use crate::plan::{Expr, Language, ResolvedTopology};

/// A resource that has to be imported by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportByHand {
    /// Its address.
    pub address: String,
    /// The command that prints its ID.
    pub command: String,
}

/// What Terraform takes over. All addresses are names of Terraform, joined with dots.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// The address and the ID of each resource that exists.
    pub imports: Vec<(String, String)>,
    /// The addresses of resources that exist and have to be imported by hand.
    pub by_hand: Vec<ImportByHand>,
    /// The addresses of the old code that the new code does not have.
    pub removed: Vec<String>,
    /// The addresses that both have, for the same resource.
    pub kept: Vec<String>,
    /// The subscription, if it is known.
    pub subscription: Option<String>,
    /// The resource group.
    pub resource_group: Option<String>,
}

/// The values of the root module, which Terraform reads without being told.
const VALUES: &str = "takeover.auto.tfvars";

/// Writes the `import` blocks, and the `removed` blocks, which need Terraform 1.7
/// (developer.hashicorp.com/terraform/language/state/remove, read 2026-11-30).
#[must_use]
pub fn build_take_over_files(plan: &ResolvedTopology, code: &[File], taken: &TakenOver) -> Vec<File> {
    let plan = &plan.for_language(Language::Terraform);
    let header = |text: &str| format!("# {}\n\n{text}\n", marker::marker_line(plan, "adopt --terraform"));
    let list = |addresses: &[String]| addresses.iter().map(|address| format!("#   {address}\n")).collect::<String>();
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let mut files = Vec::new();
    if !taken.imports.is_empty() || !taken.by_hand.is_empty() {
        let mut text = header("# Takes over existing resources. Remove this file once they are in the state.");
        if !taken.by_hand.is_empty() {
            text.push_str(
                "# Not included, because only Azure has their IDs: import them manually before the first apply, if they exist.\n\
                 # The command prints the ID.\n",
            );
            for ImportByHand { address, command } in &taken.by_hand {
                text.push_str(&format!("#   {address}: {command}\n"));
            }
        }
        for (address, id) in &taken.imports {
            let id = writer.interpolation(&Expr::string(id));
            text.push_str(&format!("\nimport {{\nto = {address}\nid = {id}\n}}\n"));
        }
        files.push(File::new("imports.tf", lay_out(&text, &HCL_SYNTAX)));
    }
    if !taken.removed.is_empty() {
        let mut text = header(
            "# Resources of the old code that this code does not manage at these addresses: Terraform forgets them, and deletes\n\
             # nothing. Remove the block of a resource whose code stays. Remove this file after the first apply.",
        );
        if !taken.kept.is_empty() {
            text.push_str("# Both have these, so that they stay in the state:\n");
            text.push_str(&list(&taken.kept));
        }
        for address in &taken.removed {
            text.push_str(&format!("\nremoved {{\nfrom = {address}\n\nlifecycle {{\ndestroy = false\n}}\n}}\n"));
        }
        files.push(File::new("removed.tf", lay_out(&text, &HCL_SYNTAX)));
    }
    let is_declared = |name: &str| code.iter().any(|file| file.text.contains(&format!("variable \"{name}\" {{")));
    let values = [("resource_group_name", &taken.resource_group), ("subscription_id", &taken.subscription)];
    let values = values.into_iter().filter(|(name, _)| is_declared(name)).filter_map(|(name, value)| {
        Some(format!("{name} = {}\n", writer.interpolation(&Expr::string(value.as_ref()?))))
    });
    let values: String = values.collect();
    if !values.is_empty() {
        let text = format!("{}\n{values}", header("# Where the resources exist."));
        files.push(File::new(VALUES, lay_out(&text, &HCL_SYNTAX)));
    }
    files
}
