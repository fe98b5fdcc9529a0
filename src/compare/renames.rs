//! What the new topology calls differently and is the same in Azure. Both plans get the same names for it before they are
//! compared, so that it neither comes nor goes.
//!
//! A client is its principal, a network its resource ID, a resource its place in Azure. Only Terraform has addresses that
//! contain the label.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{azure_id::Principal, managed::managed_resources, moved::moved_resources};
use crate::{
    plan::{self, CallerKind, Expr, ResolvedTopology, ResourceKind, Symbol},
    topology::values::ResourceId,
};

/// A client with another name in the file, which is the same principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedClient {
    /// Its name before.
    pub before: String,
    /// Its name now.
    pub after: String,
    /// Its object ID, or the ID of its managed identity.
    pub principal: String,
}

/// The names that differ.
#[derive(Debug, Default)]
pub(super) struct Renames {
    pub(super) clients: Vec<RenamedClient>,
    /// The symbolic names of the new topology that Terraform does not know: these resources have had other ones.
    pub(super) symbols: HashSet<Symbol>,
}

/// Gives both plans the same names for what is the same in Azure.
pub(super) fn unify_names(old: &mut ResolvedTopology, new: &mut ResolvedTopology) -> Renames {
    let clients = renamed_clients(old, new);
    let moved = if clients.is_empty() && has_same_symbols(old, new) { Vec::new() } else { moved_resources(old, new) };
    // An access policy is an entry of its vault, whose symbolic name stays.
    let (policies, moved): (Vec<_>, Vec<_>) =
        moved.into_iter().partition(|moved| moved.kind == ResourceKind::KeyVaultAccessPolicies);
    let names = moved.into_iter().map(|moved| (moved.before, moved.after)).collect();
    let used: HashSet<Symbol> = old.resources.iter().map(|resource| resource.symbol.clone()).collect();
    let symbols = without_taken_names(names, &used);
    if !symbols.is_empty() {
        plan::rename_symbols(old, &symbols.iter().map(|(one, other)| (one.clone(), other.clone())).collect());
    }
    unify_principal_parameters(old, new, &clients);
    for caller in &mut old.callers {
        if let CallerKind::Client { name, .. } = &mut caller.kind
            && let Some(renamed) = clients.iter().find(|renamed| renamed.before == *name)
        {
            name.clone_from(&renamed.after);
        }
    }
    unify_networks(old, new);
    let vaults = managed_resources(new).filter(|resource| resource.kind == ResourceKind::KeyVaultAccessPolicies);
    let vaults = vaults.filter(|_| !policies.is_empty()).map(|resource| resource.symbol.clone());
    Renames { clients, symbols: symbols.into_values().chain(vaults).collect() }
}

/// Gives the parameters for the object IDs of renamed clients one name: roles that only the old plan has are roles of the same
/// principals.
fn unify_principal_parameters(old: &mut ResolvedTopology, new: &ResolvedTopology, clients: &[RenamedClient]) {
    let parameter = |plan: &ResolvedTopology, wanted: &str| {
        plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::Client { name, principal: Expr::Parameter(parameter), .. } if name == wanted => {
                Some(parameter.clone())
            }
            _ => None,
        })
    };
    let names =
        clients.iter().filter_map(|client| Some((parameter(old, &client.before)?, parameter(new, &client.after)?)));
    let names: HashMap<String, String> = names.collect();
    if !names.is_empty() {
        plan::rename_parameters(old, &names);
    }
}

fn has_same_symbols(old: &ResolvedTopology, new: &ResolvedTopology) -> bool {
    let symbols = |plan| managed_resources(plan).map(|resource| &resource.symbol).collect::<HashSet<_>>();
    symbols(old) == symbols(new)
}

/// Renames of which none takes a name that something else keeps.
fn without_taken_names<Name: Clone + Eq + Ord + std::hash::Hash>(
    mut renames: BTreeMap<Name, Name>,
    used: &HashSet<Name>,
) -> HashMap<Name, Name> {
    loop {
        let is_taken = |(_, after): &(&Name, &Name)| used.contains(*after) && !renames.contains_key(*after);
        let Some(taken) = renames.iter().find(is_taken).map(|(before, _)| before.clone()) else { break };
        renames.remove(&taken);
    }
    renames.into_iter().collect()
}

/// Clients of both plans that are the same principal and have different names.
fn renamed_clients(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<RenamedClient> {
    let (before, after) = (principals(old), principals(new));
    let names: BTreeMap<String, String> = after
        .iter()
        .filter_map(|(name, principal)| {
            let is_same = |(_, other): &&(String, Principal)| other.is_same(principal) == Some(true);
            // One principal may have several names.
            let mut same = before.iter().filter(is_same);
            if same.clone().any(|(other, _)| other == name) {
                return None;
            }
            same.find(|(other, _)| {
                !after.iter().any(|(kept, principal)| kept == other && same_principal(&before, other, principal))
            })
            .map(|(other, _)| (other.clone(), name.clone()))
        })
        .collect();
    let used: HashSet<String> = old.callers.iter().filter_map(|caller| client_name(&caller.kind)).collect();
    let names = without_taken_names(names, &used);
    let renamed = after.iter().filter_map(|(name, principal)| {
        let (before, _) = names.iter().find(|(_, after)| *after == name)?;
        let principal = match principal {
            Principal::Object(id) | Principal::IdentityOf(id) | Principal::Parameter(id) => id.clone(),
        };
        Some(RenamedClient { before: before.clone(), after: name.clone(), principal })
    });
    renamed.collect()
}

/// Whether a name is that of a principal.
fn same_principal(principals: &[(String, Principal)], name: &str, principal: &Principal) -> bool {
    principals.iter().any(|(other, known)| other == name && known.is_same(principal) == Some(true))
}

fn principals(plan: &ResolvedTopology) -> Vec<(String, Principal)> {
    let of_caller = |kind: &CallerKind| match kind {
        CallerKind::Client { name, principal, .. } => Some((name.clone(), Principal::find(plan, principal)?)),
        _ => None,
    };
    plan.callers.iter().filter_map(|caller| of_caller(&caller.kind)).collect()
}

fn client_name(kind: &CallerKind) -> Option<String> {
    match kind {
        CallerKind::Client { name, .. } | CallerKind::CredentialHolder { name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// Gives linked networks one name for each ID: that of the new plan, and one with the resource group where both plans have
/// different networks of the same name.
fn unify_networks(old: &mut ResolvedTopology, new: &mut ResolvedTopology) {
    let is_same = |one: &ResourceId, other: &ResourceId| one.to_string().eq_ignore_ascii_case(&other.to_string());
    for caller in &mut old.callers {
        let CallerKind::LinkedNetwork { id, .. } = &caller.kind else { continue };
        let same = new.callers.iter().find(|other| match &other.kind {
            CallerKind::LinkedNetwork { id: other, .. } => is_same(id, other),
            _ => false,
        });
        if let Some(same) = same {
            caller.kind = same.kind.clone();
        }
    }
    let all: Vec<(String, ResourceId)> = old
        .callers
        .iter()
        .chain(&new.callers)
        .filter_map(|caller| match &caller.kind {
            CallerKind::LinkedNetwork { name, id } => Some((name.clone(), id.clone())),
            _ => None,
        })
        .collect();
    for caller in old.callers.iter_mut().chain(&mut new.callers) {
        if let CallerKind::LinkedNetwork { name, id } = &mut caller.kind {
            let is_ambiguous = all.iter().any(|(other, other_id)| other == name && !is_same(other_id, id));
            if is_ambiguous {
                *name = plan::linked_network_name(id, true);
            }
        }
    }
}
