//! Names of role assignments that exist: Azure refuses a second one of the same principal, role and scope.

use std::sync::Arc;

use super::{role::Role, verify::find_equal};
use crate::{
    drift::{DeploymentPlace, expected_resources},
    existing::{AzureId, Inventory},
    plan::{Expr, ResolvedTopology, ResourceKind},
};

/// A role assignment of the file, and the name under which it exists.
#[derive(Debug)]
pub(super) struct NamedAssignment {
    /// The symbolic name.
    pub(super) symbol: String,
    pub(super) name: String,
}

/// The symbolic names of role assignments that exist under other names. A template does not tell the symbolic names of its
/// resources: each role assignment is expanded once more under a name that counts.
pub(super) fn existing_names(
    plan: &ResolvedTopology,
    place: &DeploymentPlace,
    inventory: &Inventory,
    others: &[AzureId],
) -> Vec<NamedAssignment> {
    let mut counted = plan.clone();
    let mut symbols = Vec::new();
    let kind = ResourceKind::RoleAssignment;
    for resource in counted.resources.iter_mut().filter(|resource| resource.kind == kind).map(Arc::make_mut) {
        resource.name = Expr::string(symbols.len().to_string());
        symbols.push(resource.symbol.as_str().to_owned());
    }
    let Ok(expected) = expected_resources(&counted, place, inventory) else { return Vec::new() };
    let named = expected.of_type(kind.arm_type()).filter_map(|assignment| {
        let symbol = symbols.get(assignment.id.name().parse::<usize>().ok()?)?;
        let found = find_equal(&Role::read(assignment)?, inventory)?;
        let name = found.id.name().to_owned();
        others.contains(&found.id).then(|| NamedAssignment { symbol: symbol.clone(), name })
    });
    named.collect()
}
