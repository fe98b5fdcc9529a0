//! What an edition of output changes compared with the previous one.
//!
//! An edition that was released never changes. A newer one may use newer API versions, better symbolic names and other
//! defaults; a file uses it when its `edition` is changed.

use std::{collections::HashMap, sync::Arc};

use super::{CallerKind, ExplicitDependency, Expr, LanguageFamily, PropertyTree as _, ResolvedTopology, Symbol};
use crate::topology::Edition;

/// Symbolic names that an edition changes: the edition, the old name, the new name.
const RENAMED_SYMBOLS: &[(Edition, &str, &str)] =
    // The same prefix as that of the vault, its private DNS zone and its parameter.
    &[
        (Edition::December2026, "vaultPrivateEndpoint", "keyVaultPrivateEndpoint"),
        (Edition::December2026, "vaultPrivateEndpointZones", "keyVaultPrivateEndpointZones"),
    ];

/// The renames up to the edition of a plan, for what is a separate resource in Terraform: the old name, the new name.
pub(crate) fn renamed_symbols(plan: &ResolvedTopology) -> impl Iterator<Item = (&'static str, &'static str)> {
    let renames = RENAMED_SYMBOLS.iter().filter(|(edition, ..)| *edition <= plan.edition);
    let is_separate = |new: &str| {
        plan.find(&Symbol::from(new)).is_some_and(|r| !r.nesting.is_inside_parent(LanguageFamily::Terraform))
    };
    renames.filter(move |(_, _, new)| is_separate(new)).map(|(_, old, new)| (*old, *new))
}

/// Applies the symbolic names of an edition.
pub(crate) fn apply_edition_names(plan: &mut ResolvedTopology, edition: Edition) {
    for (_, old, new) in RENAMED_SYMBOLS.iter().filter(|(since, ..)| *since <= edition) {
        rename_symbols(plan, &HashMap::from([(Symbol::from(*old), Symbol::from(*new))]));
    }
}

/// Gives parameters other names, all at once: two of them may swap theirs.
pub(crate) fn rename_parameters(plan: &mut ResolvedTopology, renames: &HashMap<String, String>) {
    let rename = |name: &mut String| {
        if let Some(new) = renames.get(name) {
            name.clone_from(new);
        }
    };
    let mut rename_in_expr = |expr: &mut Expr| {
        if let Expr::Parameter(name) = expr {
            rename(name);
        }
    };
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        resource.name.visit_mut(&mut rename_in_expr);
        resource.body.each_expr_mut(&mut rename_in_expr);
    }
    plan.parameters.iter_mut().for_each(|parameter| rename(&mut parameter.name));
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut rename_in_expr));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut rename_in_expr));
    for caller in &mut plan.callers {
        if let CallerKind::Client { principal, .. } = &mut caller.kind {
            principal.visit_mut(&mut rename_in_expr);
        }
    }
}

/// Gives resources other symbolic names, all at once: two of them may swap theirs.
pub(crate) fn rename_symbols(plan: &mut ResolvedTopology, renames: &HashMap<Symbol, Symbol>) {
    let rename = |symbol: &mut Symbol| {
        if let Some(new) = renames.get(symbol) {
            symbol.clone_from(new);
        }
    };
    let mut rename_in_expr = |expr: &mut Expr| {
        if let Expr::Attribute(symbol, _) = expr {
            rename(symbol);
        }
    };
    for resource in plan.resources.iter_mut().map(Arc::make_mut) {
        rename(&mut resource.symbol);
        resource.parent.iter_mut().chain(&mut resource.scope).for_each(rename);
        resource.depends_on.iter_mut().for_each(|ExplicitDependency { symbol, .. }| rename(symbol));
        resource.name.visit_mut(&mut rename_in_expr);
        resource.body.each_expr_mut(&mut rename_in_expr);
    }
    plan.variables.iter_mut().for_each(|variable| variable.value.visit_mut(&mut rename_in_expr));
    plan.outputs.iter_mut().for_each(|output| output.value.visit_mut(&mut rename_in_expr));
    for (symbol, _) in &mut plan.extra {
        if let Some(new) = renames.get(&Symbol::from(symbol.as_str())) {
            new.as_str().clone_into(symbol);
        }
    }
    for caller in &mut plan.callers {
        match &mut caller.kind {
            CallerKind::Client { principal, .. } => principal.visit_mut(&mut rename_in_expr),
            CallerKind::Subnet { subnet, .. } => rename(subnet),
            _ => {}
        }
    }
}
