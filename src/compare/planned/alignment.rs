//! Gives the resources of the plan before the symbolic names that the same resources have in the plan after.

use std::collections::{HashMap, HashSet};

use crate::{
    catalog::ResourceKind,
    existing::ResolvedAccount,
    plan::{ResolvedTopology, Resource, Symbol, rename_symbols},
};

/// The names by which the analyses know services, and which a pair of accounts has in common.
const FIXED: &[&str] =
    &["account", "storageAccount", "blobService", "keyVault", "accountEncryptionKey", "storageEncryptionKey"];

/// What identifies a resource in Azure or in Terraform: where it was read, its kind, what it is assigned on, and which of
/// several it is.
type Identity = (String, ResourceKind, String, usize);

/// The plan before, with the symbolic names of the plan after. `moved` has the new address of each old one.
pub(super) fn align_symbols(
    before: &ResolvedAccount,
    after: &ResolvedAccount,
    moved: &HashMap<&str, &str>,
) -> ResolvedTopology {
    let taken: HashSet<&Symbol> = after.plan.resources.iter().map(|resource| &resource.symbol).collect();
    let by_id = identities(after, |resource| id_of(after, resource));
    let by_address = identities(after, |resource| address_of(after, resource).map(str::to_owned));
    let old_by_id = symbols(identities(before, |resource| id_of(before, resource)));
    let old_by_address = symbols(identities(before, |resource| {
        let address = address_of(before, resource)?;
        Some((*moved.get(address).unwrap_or(&address)).to_owned())
    }));
    let mut renames = HashMap::new();
    let mut used: HashSet<Symbol> = HashSet::new();
    for resource in &before.plan.resources {
        let symbol = &resource.symbol;
        let is_fixed = |symbol: &Symbol| FIXED.contains(&symbol.as_str());
        let same = if is_fixed(symbol) {
            Some(symbol.clone())
        } else {
            let found = old_by_id.get(symbol).and_then(|identity| by_id.get(identity));
            let found = found.or_else(|| old_by_address.get(symbol).and_then(|identity| by_address.get(identity)));
            found.filter(|found| !is_fixed(found) && !used.contains(*found)).cloned()
        };
        let name = same.unwrap_or_else(|| free_name(symbol, &taken));
        used.insert(name.clone());
        renames.insert(symbol.clone(), name);
    }
    let mut plan = before.plan.clone();
    rename_symbols(&mut plan, &renames);
    plan
}

/// A name that no resource of the other plan has.
fn free_name(symbol: &Symbol, taken: &HashSet<&Symbol>) -> Symbol {
    if taken.contains(symbol) { Symbol::from(format!("{}Former", symbol.as_str())) } else { symbol.clone() }
}

fn identities(account: &ResolvedAccount, place: impl Fn(&Resource) -> Option<String>) -> HashMap<Identity, Symbol> {
    let mut found = HashMap::new();
    let mut counts: HashMap<(String, ResourceKind, String), usize> = HashMap::new();
    for resource in &account.plan.resources {
        let Some(own) = place(resource) else { continue };
        let scope = resource.scope.as_ref().and_then(|scope| account.plan.find(scope));
        let scope = scope.and_then(&place).unwrap_or_default();
        let count = counts.entry((own.clone(), resource.kind, scope.clone())).or_default();
        found.insert((own, resource.kind, scope, *count), resource.symbol.clone());
        *count += 1;
    }
    found
}

fn symbols(identities: HashMap<Identity, Symbol>) -> HashMap<Symbol, Identity> {
    identities.into_iter().map(|(identity, symbol)| (symbol, identity)).collect()
}

fn id_of(account: &ResolvedAccount, resource: &Resource) -> Option<String> {
    match (account.place_of(resource), &resource.existing) {
        (Some(place), _) => Some(place.id.folded().to_string()),
        (None, Some(id)) => Some(id.to_string().to_ascii_lowercase()),
        (None, None) => None,
    }
}

fn address_of<'a>(account: &'a ResolvedAccount, resource: &Resource) -> Option<&'a str> {
    account.place_of(resource)?.origin.terraform_address.as_deref()
}
