//! `moved` blocks for resources that get another address in Terraform and stay as they are in Azure.

use std::collections::BTreeSet;

use tera::Value;

use super::{
    context::{list_value, map_value},
    engine::TERRAFORM_ENGINE,
    expression::snake_case,
    layout::{HCL_SYNTAX, lay_out},
    terraform::{has_blocks, resource_addresses},
};
use crate::plan::{Language, ResolvedTopology, ResourceKind, Symbol};

/// The moves of a resource: the old address and the new one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The old address.
    pub from: String,
    /// The new address.
    pub to: String,
}

/// The moves of one resource of the plan, whose kind and symbolic names these are: one for each Terraform resource that it
/// consists of before and now.
#[must_use]
pub fn terraform_moves(
    (old, before): (&ResolvedTopology, &Symbol),
    (new, after): (&ResolvedTopology, &Symbol),
    kind: ResourceKind,
) -> Vec<Move> {
    let address = |kind: &str, symbol: &Symbol| format!("{kind}.{}", snake_case(symbol.as_str()));
    let one = |kind: &str| Move { from: address(kind, before), to: address(kind, after) };
    // A label, and not a resource of the plan.
    if kind == ResourceKind::KeyVaultAccessPolicies {
        return vec![one(kind.terraform_type())];
    }
    let kinds = |plan: &ResolvedTopology, symbol: &Symbol| -> Vec<String> {
        let plan = plan.for_language(Language::Terraform);
        resource_addresses(&plan, symbol).into_iter().map(|(kind, _)| kind).collect()
    };
    let kept = kinds(new, after);
    kinds(old, before).iter().filter(|kind| kept.contains(kind)).map(|kind| one(kind)).collect()
}

/// Every address of the Terraform output.
#[must_use]
pub fn terraform_addresses(plan: &ResolvedTopology) -> BTreeSet<String> {
    let plan = plan.for_language(Language::Terraform);
    let created = plan.resources.iter().filter(|r| r.existing.is_none() && has_blocks(r));
    created
        .flat_map(|resource| resource_addresses(&plan, &resource.symbol))
        .map(|(kind, label)| format!("{kind}.{label}"))
        .collect()
}

/// Writes `moved` blocks. A move whose new address was taken, or whose old address is taken now, is written as a command in
/// a comment: Terraform refuses a block for it.
#[must_use]
pub fn write_moves(moves: &[Move], before: &BTreeSet<String>, now: &BTreeSet<String>) -> String {
    let (blocks, commands): (Vec<&Move>, Vec<&Move>) =
        moves.iter().partition(|one| !now.contains(&one.from) && !before.contains(&one.to));
    let blocks = blocks.into_iter().map(|one| {
        let reason = Value::from("Renamed; the resource in Azure stays the same.");
        map_value([("from", Value::from(one.from.as_str())), ("to", Value::from(one.to.as_str())), ("reason", reason)])
    });
    let text = TERRAFORM_ENGINE.render_template("terraform/moved", vec![("moved", list_value(blocks))]);
    let mut text = lay_out(text.trim(), &HCL_SYNTAX);
    if !commands.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str("# Terraform has no `moved` block for an address that another resource has or had. Run these commands in an\n");
        text.push_str("# order in which every new address is free; a third address frees two that are exchanged.\n");
        commands.iter().for_each(|one| text.push_str(&format!("#   terraform state mv {} {}\n", one.from, one.to)));
    }
    text
}
