//! What cannot change in place: it is made anew, and with it what hangs on it.

use std::collections::BTreeMap;

use super::{
    facts,
    resources::{made, what as kind},
};
use crate::{
    catalog::network::BASTION_SKUS,
    plan::{Body, Expr, Fact, Facts as _, Kind, Plan, Resource, Symbol},
};

/// What Azure fixes when a resource is made, besides its name, its type and its region. Sources: the types' `required` and
/// `readOnly` notes in Azure/bicep-types-az, and `ForceNew` in the azurerm provider.
const FIXED: &[(Kind, &[&str])] = &[
    (Kind::CognitiveAccount, &["kind", "custom subdomain"]),
    (Kind::StorageAccount, &["infrastructure encryption"]),
    (Kind::KeyVault, &["tenant", "soft delete days"]),
    (Kind::KeyVaultKey, &["kind", "size"]),
    // What is in use cannot be taken away; a range that is added goes in beside it.
    (Kind::Subnet, &["prefix"]),
    (Kind::PrivateEndpoint, &["subnet", "target", "group", "nic name", "addresses"]),
    (Kind::NetworkInterface, &["subnet"]),
    (Kind::LinuxVirtualMachine, &["image", "computer name", "admin username", "linux", "network interface"]),
    (Kind::WindowsVirtualMachine, &["image", "computer name", "admin username", "windows", "network interface"]),
    (Kind::BastionHost, &["virtual network", "subnet", "public ip address"]),
    (Kind::VirtualNetworkLink, &["virtual network"]),
];

/// The resources that are made anew, each with the reason.
pub(super) fn replaced(old: &Plan, new: &Plan) -> BTreeMap<Symbol, String> {
    let mut replaced = BTreeMap::new();
    let pairs: Vec<(&Resource, &Resource)> = made(new)
        .filter(|after| after.kind != Kind::RoleAssignment)
        .filter_map(|after| Some((made(old).find(|before| before.symbol == after.symbol)?, after)))
        .collect();
    let elsewhere = elsewhere(old, new);
    for (before, after) in &pairs {
        if let Some(because) = elsewhere.clone().or_else(|| by_itself((old, before), (new, after))) {
            replaced.insert(after.symbol.clone(), because);
        }
    }
    // What hangs on something that is made anew is made anew, and what hangs on that.
    loop {
        let hanging = pairs.iter().find_map(|(_, after)| {
            // Parts of what is replaced are said with it.
            if matches!(after.kind, Kind::PrivateDnsZoneGroup | Kind::BlobService) {
                return None;
            }
            let on = on(after).into_iter().find(|(_, symbol)| replaced.contains_key(symbol))?;
            (!replaced.contains_key(&after.symbol)).then_some((after, on))
        });
        let Some((resource, (what, on))) = hanging else { break };
        let because = match new.find(&on) {
            Some(on) if what.is_empty() => format!("its {} {} is replaced", kind(on.kind), facts::text(new, &on.name)),
            Some(on) => format!("its {what} {} is replaced", facts::text(new, &on.name)),
            None => format!("its {what} is replaced"),
        };
        replaced.insert(resource.symbol.clone(), because);
    }
    replaced
}

/// Everything is made anew in another cloud or subscription.
fn elsewhere(old: &Plan, new: &Plan) -> Option<String> {
    if old.cloud != new.cloud {
        return Some(format!("it goes into {:?}", new.cloud));
    }
    match (&old.subscription, &new.subscription) {
        (Some(one), Some(other)) if one != other => Some(format!("it goes into subscription {other}")),
        _ => None,
    }
}

fn by_itself((old, before): (&Plan, &Resource), (new, after): (&Plan, &Resource)) -> Option<String> {
    let (name, new_name) = (facts::text(old, &before.name), facts::text(new, &after.name));
    if name != new_name {
        return Some(format!("its name was {name}"));
    }
    if before.kind != after.kind {
        return Some("its operating system cannot change".to_owned());
    }
    if before.place != after.place {
        return Some("it goes into another resource group".to_owned());
    }
    let changes = facts::differences((old, before), (new, after));
    let is = |path: &str, word: &str| path == word || path.starts_with(&format!("{word} "));
    // Where the resource group is, is not known here: its region may be the one that is written down.
    let anywhere = facts::text(new, &Expr::ResourceGroupLocation);
    let known = |[_, before, after]: &&[String; 3]| *before != anywhere && *after != anywhere;
    let other = |word: &&str| changes.iter().filter(known).any(|[path, ..]| is(path, word));
    let words = FIXED.iter().filter(|(kind, _)| *kind == after.kind).flat_map(|(_, words)| words.iter());
    let mut fixed: Vec<&str> = words.copied().chain(["location"]).filter(other).collect();
    if after.kind == Kind::VirtualNetwork
        && changes.iter().any(|[path, _, now]| is(path, "address prefixes") && now.is_empty())
    {
        fixed.push("address prefixes in use");
    }
    if let (Body::BastionHost(before), Body::BastionHost(after)) = (&before.body, &after.body) {
        let rank = |sku: &str| BASTION_SKUS.iter().position(|known| *known == sku);
        if rank(after.sku) < rank(before.sku) {
            return Some(format!("its SKU goes down from {} to {}", before.sku, after.sku));
        }
    }
    let words: Vec<String> = fixed
        .into_iter()
        .map(|word| match changes.iter().find(|[path, ..]| path == word) {
            Some([_, before, after]) => {
                let values = format!("{} to {}", facts::said(old, before), facts::said(new, after));
                format!("{} ({values})", facts::said(new, word))
            }
            None => facts::said(new, word),
        })
        .collect();
    (!words.is_empty()).then(|| format!("{} cannot change", words.join(" and ")))
}

/// What a resource hangs on, by symbol: its parent, what it extends, and with a word for it what it is fixed to.
fn on(resource: &Resource) -> Vec<(&'static str, Symbol)> {
    let mut on: Vec<(&'static str, Symbol)> = Vec::new();
    let parent = match resource.kind {
        // The service in between is a part of the account.
        Kind::BlobContainer => Some(Symbol::from("storageAccount")),
        _ => resource.parent.clone(),
    };
    on.extend(parent.map(|parent| ("", parent)));
    on.extend(resource.scope.iter().map(|scope| ("", scope.clone())));
    let words = FIXED.iter().filter(|(kind, _)| *kind == resource.kind).flat_map(|(_, words)| words.iter());
    let words: Vec<&str> = words.copied().collect();
    if let Fact::Record(facts) = resource.body.fact() {
        for (name, fact) in facts {
            let word = words.iter().find(|word| **word == name.replace('_', " "));
            if let (Some(word), Fact::Expr(Expr::Attribute(symbol, _))) = (word, fact) {
                on.push((word, symbol.clone()));
            }
        }
    }
    on
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fact that is renamed would take its rule along without a word.
    #[test]
    fn every_fixed_word_is_a_fact_of_its_kind() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
        let texts = std::fs::read_dir(folder).expect("examples").map(|entry| entry.expect("an entry").path());
        let plans: Vec<Plan> = texts
            .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
            .map(|path| {
                let text = std::fs::read_to_string(&path).expect("an example");
                crate::plan::lower(&crate::read::read(&crate::Source::new("x", text)).expect("valid"))
            })
            .collect();
        let windows = "name: x-one\ntestMachine: { os: windows, bastion: { sku: Standard } }\naccount: { kind: AIServices }\nprivateEndpoints: { account: { staticAddresses: [10.20.0.10, 10.20.0.11, 10.20.0.12] } }\n";
        let windows =
            crate::read::read(&crate::Source::new("x", windows)).map(|topology| crate::plan::lower(&topology));
        let plans: Vec<Plan> = plans.into_iter().chain(windows.ok()).collect();
        for (kind, words) in FIXED {
            for word in *words {
                let said = plans.iter().any(|plan| {
                    plan.resources.iter().filter(|r| r.kind == *kind).any(|resource| {
                        let lines = facts::lines(plan, resource);
                        lines.iter().any(|(path, _)| path == word || path.starts_with(&format!("{word} ")))
                    })
                });
                assert!(said, "{kind:?} has no fact {word}");
            }
        }
    }
}
