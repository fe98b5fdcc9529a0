//! Role assignments that are added, removed or created again.

use super::{
    effects::{Comparison, EffectsBySymbol, EngineEffects},
    labels::{AssignmentText, assignment_text},
    managed::managed_resources,
    resource_effect::ResourceEffect,
    resource_ids::scope_id,
};
use crate::{
    catalog::changes::Effect,
    plan::{ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// A role assignment that differs.
#[derive(Debug, Clone)]
pub struct RoleAssignmentChange {
    /// Whether it is added, removed or created again with a resource that is replaced.
    pub kind: RoleAssignmentChangeKind,
    /// The principal, the role and the scope; the object ID where two principals have the same text.
    pub text: String,
    /// Its symbolic name.
    pub symbol: String,
    /// The ID of its scope.
    pub scope: String,
    /// What each engine does with it.
    pub effects: EngineEffects,
}

/// How a role assignment differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleAssignmentChangeKind {
    /// Only the new plan has it.
    Added,
    /// Only the old plan has it.
    Removed,
    /// Both have it, and a resource on which it depends is replaced.
    Recreated,
    /// Both have it, with another label in the file: it is the same in Azure, and has another address in Terraform.
    Renamed,
}

/// Whether an effect on a symbolic name concerns the new or the former role assignment of that name.
const fn concerns(kind: RoleAssignmentChangeKind, effect: Effect) -> bool {
    match kind {
        RoleAssignmentChangeKind::Removed => !matches!(effect, Effect::Created | Effect::Changed),
        RoleAssignmentChangeKind::Added => !matches!(effect, Effect::Left | Effect::Destroyed),
        RoleAssignmentChangeKind::Recreated | RoleAssignmentChangeKind::Renamed => true,
    }
}

impl RoleAssignmentChangeKind {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Recreated => "recreated",
            Self::Renamed => "renamed",
        }
    }
}

/// Role assignments that are added, created again and removed. A replaced resource needs its assignments again.
pub(super) fn role_changes(comparison: &Comparison<'_>, effects: [&EffectsBySymbol; 2]) -> Vec<RoleAssignmentChange> {
    let Comparison { old, new, replaced, .. } = *comparison;
    let assignments = |plan: &ResolvedTopology| -> Vec<(Symbol, String, AssignmentText)> {
        let text = |resource: &Resource| {
            Some((resource.symbol.clone(), scope_id(plan, resource), assignment_text(plan, resource)?))
        };
        role_assignments(plan).filter_map(text).collect()
    };
    let (old_roles, new_roles) = (assignments(old), assignments(new));
    // The type of a principal is no part of the name of its assignment: what refuses the new type refuses nothing else.
    let is_of_new_one = |kind, symbol: &Symbol, effect: &ResourceEffect| {
        let has_same_id = || {
            let (before, after) = (old.find(symbol)?, new.find(symbol)?);
            Some(comparison.is_same_resource(before, after))
        };
        kind == RoleAssignmentChangeKind::Removed && effect.effect == Effect::Refused && has_same_id() == Some(true)
    };
    let change = |kind, (symbol, scope, role): &(Symbol, String, AssignmentText), text: String| RoleAssignmentChange {
        kind,
        text: if text.is_empty() { role.text.clone() } else { text },
        symbol: symbol.as_str().to_owned(),
        scope: scope.clone(),
        effects: effects.map(|effects| {
            let of_symbol = effects.get(symbol).map(Vec::as_slice).unwrap_or_default();
            let of_symbol = of_symbol.iter().filter(|effect| concerns(kind, effect.effect));
            of_symbol.filter(|effect| !is_of_new_one(kind, symbol, effect)).cloned().collect()
        }),
    };
    // The text of a scope is its name, which is also that of a container of another storage account.
    let is_same = |one: &(Symbol, String, AssignmentText), other: &(Symbol, String, AssignmentText)| {
        one.2.identity == other.2.identity && (one.0 == other.0 || one.1 == other.1)
    };
    let only_in = |kind, roles: &[(Symbol, String, AssignmentText)], others: &[(Symbol, String, AssignmentText)]| {
        let is_missing = |role: &&(Symbol, String, AssignmentText)| !others.iter().any(|other| is_same(role, other));
        let missing = roles.iter().filter(is_missing).map(|entry| {
            // The identity distinguishes two principals with the same text.
            let role = &entry.2;
            let text = match others.iter().find(|(_, _, other)| other.text == role.text) {
                Some((_, _, other)) if other.principal != role.principal => {
                    format!("{} ({})", role.text, role.principal)
                }
                Some((_, _, other)) if other.distinction != role.distinction => {
                    format!("{} ({})", role.text, role.distinction)
                }
                Some(_) => format!("{} ({})", role.text, role.identity),
                None => String::new(),
            };
            change(kind, entry, text)
        });
        missing.collect::<Vec<_>>()
    };
    let mut changes = only_in(RoleAssignmentChangeKind::Added, &new_roles, &old_roles);
    for entry in &new_roles {
        let is_kept = old_roles.iter().any(|other| is_same(entry, other));
        if is_kept && replaced.contains_key(&entry.0) {
            changes.push(change(RoleAssignmentChangeKind::Recreated, entry, String::new()));
        } else if is_kept && comparison.is_renamed(&entry.0) {
            changes.push(change(RoleAssignmentChangeKind::Renamed, entry, String::new()));
        }
    }
    changes.extend(only_in(RoleAssignmentChangeKind::Removed, &old_roles, &new_roles));
    changes
}

fn role_assignments(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    managed_resources(plan).filter(|resource| resource.kind == ResourceKind::RoleAssignment)
}
