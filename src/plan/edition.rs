//! What an edition of output changes against the one before it.
//!
//! An edition that was released never changes again. A newer one may take newer API versions, call resources by better names
//! and choose other defaults; a file gets it when somebody changes the `edition` in it.

use std::sync::Arc;

use super::{ExplicitDependency, Expr, Nesting, PropertyTree as _, ResolvedTopology, Symbol};
use crate::topology::Edition;

/// Symbols that an edition calls by another name: the edition, as it was, as it is.
const RENAMED_SYMBOLS: &[(Edition, &str, &str)] =
    // As the vault itself, its zone and its parameter are called.
    &[
        (Edition::December2026, "vaultPrivateEndpoint", "keyVaultPrivateEndpoint"),
        (Edition::December2026, "vaultPrivateEndpointZones", "keyVaultPrivateEndpointZones"),
    ];

/// Renames up to the edition of a plan, of what Terraform has as a resource of its own: as it was, as it is.
pub(crate) fn renamed_symbols(plan: &ResolvedTopology) -> impl Iterator<Item = (&'static str, &'static str)> {
    let since = RENAMED_SYMBOLS.iter().filter(|(edition, ..)| *edition <= plan.edition);
    let alone =
        |new: &str| plan.find(&Symbol::from(new)).is_some_and(|r| r.nesting != Nesting::InsideParentInTerraform);
    since.filter(move |(_, _, new)| alone(new)).map(|(_, old, new)| (*old, *new))
}

/// Calls everything as an edition does.
pub(crate) fn apply_edition_names(plan: &mut ResolvedTopology, edition: Edition) {
    for (_, old, new) in RENAMED_SYMBOLS.iter().filter(|(since, ..)| *since <= edition) {
        rename_symbol(plan, &Symbol::from(*old), &Symbol::from(*new));
    }
}

fn rename_symbol(plan: &mut ResolvedTopology, old: &Symbol, new: &Symbol) {
    let turn = |symbol: &mut Symbol| {
        if symbol == old {
            symbol.clone_from(new);
        }
    };
    let mut within = |expr: &mut Expr| {
        if let Expr::Attribute(symbol, _) = expr {
            turn(symbol);
        }
    };
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        turn(&mut resource.symbol);
        resource.parent.iter_mut().chain(&mut resource.scope).for_each(turn);
        resource.depends_on.iter_mut().for_each(|ExplicitDependency { symbol, .. }| turn(symbol));
        resource.name.visit_mut(&mut within);
        resource.body.each_expr_mut(&mut within);
    }
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut within));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut within));
}
