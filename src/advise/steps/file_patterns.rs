//! Patterns that an intermediate file expresses: a lock that is lifted and set again, access that is closed last.

use serde_json::Value;

use super::{
    part::{Part, SettledConsequence, Situation, StepText},
    version::TopologyVersion,
};
use crate::{
    advise::edit::{Edit, set_value},
    catalog::{
        Fact, account,
        changes::{Heading, general},
        deployment, stacks, storage,
    },
    compare::compare_topologies,
    topology::{Lockable, TopologyFile},
};

/// A service whose public network access can be disabled.
struct ClosingService {
    symbol: &'static str,
    display_name: &'static str,
    pointer: &'static str,
    /// Further keys that decide who is admitted.
    rules: &'static [&'static str],
    /// The key that enables its private endpoint.
    endpoint: &'static str,
}

const CLOSING_SERVICES: [ClosingService; 3] = [
    ClosingService {
        symbol: "account",
        display_name: "account",
        pointer: "/account/publicNetworkAccess",
        endpoint: "/privateEndpoints/account/enabled",
        rules: &["/allow"],
    },
    ClosingService {
        symbol: "storageAccount",
        display_name: "storage account",
        pointer: "/storage/publicNetworkAccess",
        endpoint: "/privateEndpoints/blob/enabled",
        rules: &["/allow"],
    },
    ClosingService {
        symbol: "keyVault",
        display_name: "vault",
        pointer: "/keyVault/publicNetworkAccess",
        endpoint: "/privateEndpoints/vault/enabled",
        rules: &["/allow", "/keyVault/deployerAddresses"],
    },
];

/// Locks of both files: each is lifted before what it refuses to delete is deleted, and set again at the end.
pub(super) fn lifted_locks(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    // A deployment stack refuses with a code of its own.
    let codes = [general::SCOPE_LOCKED, general::STACK_CANNOT_DELETE];
    let refused = situation.obstacles.iter().filter(|obstacle| !obstacle.unless_moved);
    let Some(code) = refused.filter_map(|obstacle| obstacle.code).find(|code| codes.contains(code)) else {
        return Vec::new();
    };
    let keyword = |lock: &Lockable| match serde_json::to_value(lock) {
        Ok(Value::String(keyword)) => Some(keyword),
        _ => None,
    };
    let list = "`az lock list --resource-group \"$RESOURCE_GROUP\" --output table`";
    let part = |keyword: String| Part {
        first: Some(StepText::new(
            format!("Removes the delete lock of `locks: [{keyword}]`, and nothing else."),
            format!("{list} no longer lists it."),
        )),
        middle: Some(StepText::new(
            "Deletes what the lock refused to delete, and makes the other changes.",
            format!("The deployment reports no {code}."),
        )),
        last: Some(StepText::new("Sets the delete lock again.", format!("{list} lists it."))),
        lifted_lock: Some(keyword),
        facts: vec![if code == general::SCOPE_LOCKED {
            &deployment::LOCKS_REFUSE_REMOVALS
        } else {
            &stacks::LOCKED_RESOURCES_STAY
        }],
        ..Part::default()
    };
    let (in_both, leaving): (Vec<_>, Vec<_>) =
        situation.old.topology.locks.iter().partition(|lock| situation.new.topology.locks.contains(lock));
    // In one deployment, a stack may meet the lock that it deletes.
    let leaving = leaving.into_iter().filter(|_| code == general::STACK_CANNOT_DELETE).filter_map(keyword);
    let leaving = leaving.map(|keyword| Part {
        middle: None,
        last: Some(StepText::new(
            "Deletes what the lock refused to delete, and makes the other changes.",
            format!("The deployment reports no {code}."),
        )),
        ..part(keyword)
    });
    in_both.into_iter().filter_map(keyword).map(part).chain(leaving).map(|part| vec![part]).collect()
}

/// Public network access that is disabled in the deployment that creates the private endpoint: the endpoint comes first.
pub(super) fn private_path_first(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    let is_interrupted = |service: &&ClosingService| {
        situation.obstacles.iter().any(|obstacle| {
            obstacle.symbol == service.symbol && obstacle.fact.name == general::ORDER_OF_DEPENDENCIES.name
        })
    };
    CLOSING_SERVICES.iter().filter(is_interrupted).map(|service| closing_parts(situation, service)).collect()
}

/// The alternatives for a service: with the rules of the old file, and without.
fn closing_parts(situation: &Situation<'_>, service: &ClosingService) -> Vec<Part> {
    let Some(access) = access_edit(situation.old, service) else { return Vec::new() };
    let rules: Vec<Edit> = service.rules.iter().filter_map(|pointer| situation.old.keep_key(pointer)).collect();
    let name = service.display_name;
    let part = |kept: Vec<Edit>| Part {
        kept,
        fixed: fixed_defaults(situation.new, service),
        middle: Some(StepText::new(
            format!(
                "Creates the private endpoint of the {name} and its DNS records, and leaves its public network access as it is."
            ),
            format!(
                "Inside the network, the host name of the {name} resolves to a private IP address (`nslookup`), and \
                 `di-gen runbook verify` with this file passes."
            ),
        )),
        last: Some(StepText::new(
            format!("Disables public network access of the {name}."),
            "`di-gen runbook verify` with the new file passes: access works inside the network and is denied outside it.",
        )),
        facts: vec![&general::ORDER_OF_DEPENDENCIES],
        ..Part::default()
    };
    [part([vec![access.clone()], rules].concat()), part(vec![access])].into()
}

/// The public network access that a file has, as an edit.
fn access_edit(version: &TopologyVersion, service: &ClosingService) -> Option<Edit> {
    let topology = &version.topology;
    let value = match service.symbol {
        "account" => serde_json::to_value(topology.account.public_network_access),
        "storageAccount" => serde_json::to_value(topology.storage_access()),
        _ => serde_json::to_value(topology.vault_access()?),
    };
    value.ok().map(|value| set_value(service.pointer, value))
}

/// What the new file leaves to defaults that depend on the access of the service.
fn fixed_defaults(new: &TopologyVersion, service: &ClosingService) -> Vec<Edit> {
    let others = CLOSING_SERVICES.iter().filter(|other| other.symbol != service.symbol);
    let access = others.filter(|other| {
        let is_managed = new.plan.find(&other.symbol.into()).is_some_and(|resource| resource.existing.is_none());
        is_managed && new.file.pointer(other.pointer).is_none()
    });
    let access = access.filter_map(|other| access_edit(new, other));
    let endpoint = set_value(service.endpoint, true);
    let is_explicit = new.file.pointer(service.endpoint).is_some();
    access.chain((!is_explicit).then_some(endpoint)).collect()
}

/// Keys of a service that can be disabled.
struct ServiceKeys {
    symbol: &'static str,
    pointer: &'static str,
    is_enabled: fn(&TopologyFile) -> bool,
    /// The fact of the interruption.
    fact: &'static Fact,
    /// The error code of a request with a key.
    code: &'static str,
}

const SERVICE_KEYS: [ServiceKeys; 2] = [
    ServiceKeys {
        symbol: "account",
        pointer: "/account/localAuth",
        is_enabled: |topology| topology.account.local_auth,
        fact: &account::ACCOUNT_CREDENTIALS,
        code: "AuthenticationTypeDisabled",
    },
    ServiceKeys {
        symbol: "storageAccount",
        pointer: "/storage/sharedKeys",
        is_enabled: |topology| topology.storage.shared_keys,
        fact: &storage::STORAGE_CREDENTIALS,
        code: "KeyBasedAuthenticationNotPermitted",
    },
];

/// Key authentication that is disabled while keys are used: roles come first.
pub(super) fn roles_before_keys(situation: &Situation<'_>) -> Vec<Vec<Part>> {
    SERVICE_KEYS.iter().filter_map(|keys| Some(vec![keys_part(situation, keys)?])).collect()
}

fn keys_part(situation: &Situation<'_>, keys: &ServiceKeys) -> Option<Part> {
    let settled =
        SettledConsequence { heading: Heading::Interrupts, symbol: keys.symbol.to_owned(), fact: Some(keys.fact.name) };
    let mut kept = vec![set_value(keys.pointer, true)];
    // While keys are accepted, a client without explicit roles could read the key.
    let clients = situation.new.topology.clients.iter().enumerate();
    for (index, client) in clients.filter(|(_, client)| client.roles.is_none() && client.shared_credential().is_none())
    {
        let roles = situation.new.topology.effective_grants(client);
        kept.push(set_value(&format!("/clients/{index}/roles"), serde_json::to_value(roles).ok()?));
    }
    let part = Part {
        kept: kept.clone(),
        middle: Some(StepText::new(
            "Assigns the roles with which clients use tokens; keys still work.",
            "Each client that had a key calls with a token from Entra ID, and no longer with the key.",
        )),
        last: Some(StepText::new(
            "Disables key authentication.",
            format!("The clients still work; a request with a key is refused with {}.", keys.code),
        )),
        settled: vec![settled],
        facts: vec![keys.fact],
        ..Part::default()
    };
    let is_interrupted = situation.obstacles.iter().any(|obstacle| part.settles(obstacle));
    if !(keys.is_enabled)(&situation.old.topology) || !is_interrupted {
        return None;
    }
    let (_, plan) = situation.new.edited(&kept, situation.new.plan.edition)?;
    // Without a new role assignment, the clients have nothing else than the key.
    let has_roles = !compare_topologies(&situation.old.plan, &plan).roles_added().is_empty();
    has_roles.then_some(part)
}
