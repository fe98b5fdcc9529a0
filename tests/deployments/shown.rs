//! What the model shows about a pair, and where `diff` says something else.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::analyse::access::{Actor, EvaluatedPath, Verdict};
use serde_json::Value;

use super::{
    pairs::{Pair, Side},
    said::{self, Effect, Verdicts},
    terraform,
};
use crate::support::{
    facts::kind_in,
    reasoning::{World, principal_of, verdict},
    resource_manager::{Azure, DeploymentResult},
};

const ROLE: &str = "Microsoft.Authorization/roleAssignments";

/// A deployment of the old template, then of the new one, then the removal of what is left.
pub(super) struct Simulated {
    pub(super) deployed: Azure,
    pub(super) result: DeploymentResult,
    pub(super) removed: Azure,
}

pub(super) fn simulated(pair: &Pair) -> Simulated {
    let mut azure = pair.old.fresh().clone();
    let result = azure.deploy(pair.new.expansion());
    let mut removed = azure.clone();
    removed.remove(&result.left, true);
    Simulated { deployed: azure, result, removed }
}

/// What the model shows for a resource; `None` where no source settles it, or where it is a part of a refused one.
fn effect_of(result: &DeploymentResult, id: &str) -> Option<Effect> {
    let plain = |effect: &str| Some(Effect { word: effect.to_owned(), code: None, is_conditional: false });
    if let Some(code) = result.refused.get(id) {
        return Some(Effect { word: "refused".to_owned(), code: code.map(ToOwned::to_owned), is_conditional: false });
    }
    let sets = [
        (&result.created, "created"),
        (&result.changed, "changed"),
        (&result.removed, "destroyed"),
        (&result.left, "left"),
        (&result.ignored, "ignored"),
    ];
    sets.into_iter().find(|(set, _)| set.contains(id)).and_then(|(_, effect)| plain(effect))
}

/// Every resource that the second deployment did not leave as it was.
pub(super) fn touched(result: &DeploymentResult) -> BTreeSet<&String> {
    let sets = [&result.created, &result.changed, &result.removed, &result.left, &result.ignored];
    sets.into_iter().flatten().chain(result.refused.keys()).collect()
}

/// Differences between the effects that `diff` lists for ARM and those that the model shows.
pub(super) fn effects(pair: &Pair, simulated: &Simulated, report: &Value) -> Vec<String> {
    let result = &simulated.result;
    let said = said::resource_effects(report, "arm", &pair.new.plan);
    let mut differences = Vec::new();
    for id in touched(result) {
        if kind_in(id) == ROLE {
            continue;
        }
        let shown = effect_of(result, id).expect("an effect");
        let effects = said.get(id).cloned().unwrap_or_default();
        let agrees = |effect: &Effect| {
            effect.word == shown.word && (effect.word != "refused" || shown.code.is_none() || effect.code == shown.code)
        };
        // What depends on something outside of the files may be, and the model does not show it.
        let may_be = |effect: &Effect| effect.is_conditional && shown.word != "refused";
        if !effects.iter().any(|effect| agrees(effect) || may_be(effect)) {
            differences.push(format!("{}: {id}: shown {shown:?}, said {effects:?}", pair.name));
        }
    }
    for (id, effects) in &said {
        let is_settled = result.unchanged.contains(id) && !result.unknown.contains_key(id);
        // The network of a refused subnet, and its other subnets.
        let is_blocked = result.blocked.contains(id)
            || result.refused.keys().chain(result.unknown.keys()).any(|subnet| is_network_of(id, subnet));
        let is_unchanged = is_settled || !(touched(result).contains(id) || result.unknown.contains_key(id));
        let is_certain = |effect: &Effect| effect.word != "unknown" && !effect.is_conditional;
        if is_unchanged && !is_blocked && effects.iter().any(is_certain) {
            differences.push(format!("{}: {id}: shown unchanged, said {effects:?}", pair.name));
        }
    }
    differences.extend(roles(pair, simulated, report));
    differences
}

/// Whether a refused subnet refuses its network.
fn is_network_of(network: &str, subnet: &str) -> bool {
    kind_in(subnet) == "Microsoft.Network/virtualNetworks/subnets"
        && subnet
            .replace("/virtualNetworks/subnets/", "/virtualNetworks/")
            .rsplit_once('/')
            .is_some_and(|(own, _)| own == network)
}

/// Role assignments by scope and role: how many are created, left and refused.
fn roles(pair: &Pair, simulated: &Simulated, report: &Value) -> Vec<String> {
    type Counts = BTreeMap<(String, String, String), usize>;
    let result = &simulated.result;
    let mut shown = Counts::new();
    for id in touched(result).into_iter().filter(|id| kind_in(id) == ROLE) {
        let effect = effect_of(result, id).expect("an effect").word;
        let scope = id.rsplit_once('|').expect("a scope").0.to_owned();
        let refused = || pair.new.fresh().resources().get(id);
        let body = simulated.deployed.resources().get(id).or_else(refused).expect("a role assignment");
        let role = body["properties"]["roleDefinitionId"].as_str().unwrap_or_default();
        let role = role.rsplit('/').next().unwrap_or_default().to_lowercase();
        *shown.entry((scope, role, effect)).or_default() += 1;
    }
    let mut said = Counts::new();
    for (scope, role, _, effect) in said::role_effects(report, "arm", &pair.new.plan) {
        *said.entry((scope, role, effect)).or_default() += 1;
    }
    let keys: BTreeSet<&(String, String, String)> = shown.keys().chain(said.keys()).collect();
    let unsettled = || result.blocked.iter().chain(result.unknown.keys());
    let blocked = |scope: &str| unsettled().any(|id| id.starts_with(&format!("{scope}|{ROLE}")));
    keys.into_iter()
        .filter(|key| shown.get(*key) != said.get(*key) && !blocked(&key.0))
        .map(|key| {
            let (shown, said) = (shown.get(key).unwrap_or(&0), said.get(key).unwrap_or(&0));
            let (scope, role, effect) = key;
            format!("{}: role assignments of {role} on {scope} {effect}: shown {shown}, said {said}", pair.name)
        })
        .collect()
}

/// Differences between the verdicts that `diff` lists for ARM and those on the simulated resources; and how many verdicts
/// were compared.
pub(super) fn flows(pair: &Pair, simulated: &Simulated, report: &Value) -> (Vec<String>, usize) {
    let result = &simulated.result;
    let said = said::verdicts(report, "arm");
    let former = said::former_verdicts(report, "arm");
    let renamed = renamed_clients(pair, report);
    let mut paths = pair.new.paths().clone();
    // A client of the old file that has another name now is the one of that name.
    let is_renamed = |path: &EvaluatedPath| renamed.iter().any(|(before, _)| path.actor == *before);
    for (name, path) in pair.old.paths().iter().filter(|(_, path)| !is_renamed(path)) {
        paths.entry(name.clone()).or_insert_with(|| path.clone());
    }
    let (mut differences, mut compared) = (Vec::new(), 0);
    let nothing_else = touched(result).iter().all(|id| result.left.contains(*id)) && result.unknown.is_empty();
    let is_fresh = pair.new.fresh().resources() == simulated.removed.resources();
    let settled = result.unknown.is_empty() && result.blocked.is_empty();
    let deployed = simulated.deployed.deployed().resources;
    let removed = simulated.removed.deployed().resources;
    let files = [&pair.new.document, &pair.old.document];
    let worlds = [World::new(&deployed, &files), World::new(&removed, &files)];
    for (name, path) in &paths {
        // It creates keys and secrets with Terraform only.
        if path.actor == Actor::Deployer {
            if said.get(name).is_some_and(|verdicts| *verdicts != Verdicts::default()) {
                differences.push(format!("{}: {name} has verdicts", pair.name));
            }
            continue;
        }
        let former_actor = renamed.iter().find(|(_, after)| path.actor == *after).map(|(before, _)| before.clone());
        let before = match former_actor {
            Some(actor) => pair.old.verdict(&EvaluatedPath { actor, ..path.clone() }),
            // The client of that name is another principal.
            None if is_renamed(path) => None,
            None => pair.old.verdict(path),
        };
        let unchanged = Verdicts { before: before.clone(), after: before.clone(), after_removal: before.clone() };
        let said = said.get(name).cloned().unwrap_or(unchanged);
        let mut check = |when: &str, said: &Option<String>, shown: Option<String>, source: &str| {
            let word = |verdict: &Option<String>| verdict.clone().unwrap_or_else(|| "denied".to_owned());
            compared += 1;
            if word(said) != word(&shown) {
                differences.push(format!(
                    "{}: {name} {when}: said {}, shown {} ({source})",
                    pair.name,
                    word(said),
                    word(&shown)
                ));
            }
        };
        check("before", &said.before, before.clone(), "the old file");
        if nothing_else && is_same_caller(pair, path) {
            check("after", &said.after, before, "everything that was there is left");
        }
        let is_of_new = pair.new.paths().contains_key(name) || !is_outside(pair, path);
        if is_fresh && settled && is_of_new {
            check(
                "after the removal",
                &said.after_removal,
                pair.new.verdict(path),
                "a fresh deployment of the new file",
            );
        }
        if !settled {
            continue;
        }
        let pairs = [("after", &said.after), ("after the removal", &said.after_removal)];
        for (world, (when, said)) in worlds.iter().zip(pairs) {
            if former.iter().any(|(flow, ..)| flow == name) || is_renamed_client(pair, path) {
                continue;
            }
            // Of a client, it knows the role only: its network may be a condition.
            let is_open = said.as_ref().is_some_and(|said| *said != Verdict::Denied.to_string());
            let is_role_only =
                |shown: Verdict| matches!(path.actor, Actor::Client(_)) && shown != Verdict::Denied && is_open;
            if let Some(shown) = reasoned(pair, world, path).filter(|shown| !is_role_only(*shown)) {
                check(when, said, Some(shown.to_string()), "the second reasoning");
            }
        }
    }
    let (of_former, more) = former_flows(pair, simulated, &former);
    differences.extend(of_former);
    (differences, compared + more)
}

/// Differences about access paths of a principal that the new file has no more under the name of its client: where all that the
/// old file has is left as it is, each stays as it was, and a subject that no credential has gets no token.
fn former_flows(pair: &Pair, simulated: &Simulated, said: &[(String, String, Verdicts)]) -> (Vec<String>, usize) {
    let result = &simulated.result;
    let stays = |id: &String| result.left.contains(id) || result.unchanged.contains(id);
    let is_all_left = pair.old.fresh().resources().keys().all(stays);
    let deployed = simulated.deployed.deployed().resources;
    let (mut differences, mut compared) = (Vec::new(), 0);
    for (name, path) in pair.old.paths() {
        let Actor::Client(client) = &path.actor else { continue };
        let principals = [&pair.old, &pair.new].map(|side| principal_of(&side.plan, client));
        let [Some(before), Some(after)] = principals else { continue };
        if path.verdict() == Verdict::Denied {
            continue;
        }
        let verdict = Some(path.verdict().to_string());
        let mut check = |former: &str, expected: Option<&String>| {
            compared += 1;
            let found = said.iter().find(|(flow, of, _)| flow == name && of == former).map(|(_, _, verdicts)| verdicts);
            if found.is_none_or(|found| found.before != verdict || found.after.as_ref() != expected) {
                differences.push(format!("{}: {name} ({former}): shown {expected:?}, said {found:?}", pair.name));
            }
        };
        let identity = before.strip_prefix("target/Microsoft.ManagedIdentity/userAssignedIdentities/");
        if let Some(identity) = identity.filter(|_| before != after && is_all_left) {
            check(&format!("identity {identity}"), verdict.as_ref());
        }
        let Some(identity) = identity.filter(|_| before == after) else { continue };
        let subjects = |resources: &BTreeMap<String, Value>| -> BTreeSet<String> {
            let prefix = format!(
                "target/Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/{identity}/"
            );
            let own = resources.iter().filter(|(id, _)| id.starts_with(&prefix));
            let text = |body: &Value, key: &str| body["properties"][key].as_str().expect("a text").to_owned();
            own.map(|(_, body)| format!("{} of {}", text(body, "subject"), text(body, "issuer"))).collect()
        };
        let [old, new] = [&pair.old, &pair.new].map(|side| subjects(&side.expansion().resources));
        let trusted = subjects(&deployed);
        for former in old.difference(&new) {
            if !trusted.contains(former) {
                check(former, None);
            } else if is_all_left {
                check(former, verdict.as_ref());
            }
        }
    }
    (differences, compared)
}

/// Whether the caller goes on existing without any resource of the files: a network, or whoever has a key.
fn is_outside(pair: &Pair, path: &EvaluatedPath) -> bool {
    match &path.actor {
        Actor::Network(_) | Actor::OnPremises(_) | Actor::ResourceInstance(_) => true,
        Actor::Client(name) => {
            let clients = pair.old.document["clients"].as_array().into_iter().flatten();
            let own = clients.into_iter().find(|client| client["name"] == name.as_str());
            own.is_some_and(|client| ["accountKey", "sas", "key"].iter().any(|kind| client["type"] == *kind))
        }
        _ => false,
    }
}

/// The clients that the report calls renamed, before and after; they have one object ID.
fn renamed_clients(pair: &Pair, report: &Value) -> Vec<(Actor, Actor)> {
    let id = |side: &Side, name: &Value| {
        let clients = side.document["clients"].as_array().into_iter().flatten();
        let client = clients.into_iter().find(|client| client["name"] == *name);
        // Azure ignores the case of an object ID.
        client.map(|client| (client["id"].to_string().to_lowercase(), client["identityName"].clone()))
    };
    let clients = report["renamedClients"].as_array().into_iter().flatten();
    let actor = |name: &Value| Actor::Client(name.as_str().expect("a name").to_owned());
    clients
        .map(|client| {
            let (before, after) = (&client["before"], &client["after"]);
            assert_eq!(id(&pair.old, before), id(&pair.new, after), "{}: {client}", pair.name);
            (actor(before), actor(after))
        })
        .collect()
}

/// Whether the principal of a client of the old file has another name in the new one: access is by name.
fn is_renamed_client(pair: &Pair, path: &EvaluatedPath) -> bool {
    let Actor::Client(name) = &path.actor else { return false };
    let clients = |side: &Side| side.document["clients"].as_array().cloned().unwrap_or_default();
    let named = |side: &Side| clients(side).into_iter().find(|client| client["name"] == name.as_str());
    let Some(former) = named(&pair.old).filter(|_| named(&pair.new).is_none()) else { return false };
    let id = |client: &Value| client["id"].as_str().map(str::to_lowercase);
    clients(&pair.new).iter().any(|client| id(client).is_some() && id(client) == id(&former))
}

/// Whether an access path has the same client in both files, or no client.
fn is_same_caller(pair: &Pair, path: &EvaluatedPath) -> bool {
    let Actor::Client(name) = &path.actor else { return true };
    let client = |side: &Side| {
        let clients = side.document["clients"].as_array().into_iter().flatten();
        clients.into_iter().find(|client| client["name"] == name.as_str()).map(|client| client["type"].clone())
    };
    let (old, new) = (client(&pair.old), client(&pair.new));
    new.is_none() || old == new
}

/// The verdict of the second reasoning on simulated resources, if it covers the access path.
fn reasoned(pair: &Pair, world: &World<'_>, path: &EvaluatedPath) -> Option<Verdict> {
    if world.is_ambiguous(path) {
        return None;
    }
    // An access path means the services and the network of the new file, or of the old one if only it has the path and the
    // service: what is left beside another service of that kind has access paths of its own.
    let is_of_new = pair.new.paths().contains_key(&path.to_string()) || pair.new.has_service(&path.target);
    let side = if is_of_new { &pair.new } else { &pair.old };
    let world = &world.named_by(side.fresh().resources());
    if !world.all_services().all(|id| side.fresh().resources().contains_key(id)) {
        return None;
    }
    if !world.has_target(&path.target) || world.has_roles_on_containers_only(path) {
        return None;
    }
    if let Actor::Client(name) = &path.actor {
        let principal = principal_of(&pair.new.plan, name).or_else(|| principal_of(&pair.old.plan, name))?;
        return world.client(path, &principal);
    }
    let facts = pair.new.plan.cloud.facts();
    verdict(world, path, facts.studio_address, facts.studio_origins)
}

/// Differences between what `diff` says that Terraform destroys and replaces, and its blocks.
pub(super) fn terraform(pair: &Pair, report: &Value) -> Vec<String> {
    let (Some(old), Some(new)) = (pair.old.terraform(), pair.new.terraform()) else { return Vec::new() };
    let location = |side: &Side| side.document["location"].is_string();
    if location(&pair.old) != location(&pair.new) {
        // The region of the resource group is not in the module.
        return Vec::new();
    }
    let plan = terraform::plan(old, new);
    let said = said::resource_effects(report, "terraform", &pair.new.plan);
    // A subnet has the subscription of its network, which the module does not name.
    let bare = |id: &str| id.split_once(':').map_or(id, |(_, rest)| rest).to_owned();
    let said: BTreeMap<String, Vec<Effect>> = said.into_iter().map(|(id, effects)| (bare(&id), effects)).collect();
    let is_said = |ids: &BTreeSet<String>, words: &[&str], code: Option<&str>| {
        let mut effects = ids.iter().filter_map(|id| said.get(&bare(id))).flatten();
        effects
            .any(|effect| words.contains(&effect.word.as_str()) && (code.is_none() || effect.code.as_deref() == code))
    };
    let mut differences = Vec::new();
    for (map, words, code) in [
        (&plan.destroyed, &["destroyed", "replaced"][..], None),
        (&plan.replaced, &["replaced"][..], None),
        (&plan.refused, &["refused"][..], None),
        (&plan.in_use, &["refused"][..], Some("InUseSubnetCannotBeDeleted")),
        (&plan.locked, &["refused"][..], Some("ScopeLocked")),
        (&plan.left, &["left"][..], None),
    ] {
        for (address, ids) in map.iter().filter(|(address, _)| !address.starts_with("azurerm_role_assignment.")) {
            if !is_said(ids, words, code) {
                let said: Vec<_> = ids.iter().filter_map(|id| said.get(&bare(id))).collect();
                differences.push(format!("{}: {address}: shown {}, said {said:?}", pair.name, words[0]));
            }
        }
    }
    let all: BTreeSet<String> =
        plan.destroyed.values().chain(plan.replaced.values()).flatten().map(|id| bare(id)).collect();
    for (id, effects) in &said {
        let is_gone =
            |effect: &Effect| ["destroyed", "replaced"].contains(&effect.word.as_str()) && !effect.is_conditional;
        // A part such as a customer-managed key has the ID of its resource: it goes before what stays, since that is refused.
        let stays = effects.iter().any(|effect| effect.word == "refused");
        let gone = !stays && effects.iter().any(is_gone);
        if gone && !all.contains(id) && !terraform::is_part(id) {
            differences.push(format!("{}: {id}: shown neither destroyed nor replaced, said {effects:?}", pair.name));
        }
    }
    differences
}
