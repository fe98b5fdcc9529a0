//! Laws of verdicts, on random wiring of three deployments in one input: several accounts, storage accounts and networks.

use std::collections::BTreeMap;

use di_gen::{
    existing::{AzureId, Inventory, evaluate_access, resolve_accounts},
    topology::values::Verdict,
};
use serde_json::{Value, json};

use super::inputs::{Kind, id_of};

/// The verdicts of all access paths of all accounts.
type Verdicts = BTreeMap<String, (Verdict, String)>;

fn verdicts(inventory: &Inventory) -> Verdicts {
    let mut found = BTreeMap::new();
    for account in resolve_accounts(inventory) {
        let access = evaluate_access(&account, inventory, None, None, None).expect("a query of everything");
        let storage = account.storage.as_ref().map_or("", |storage| storage.name());
        for path in access.paths {
            let reasons = path.steps.iter().map(|step| format!("{}: {}", step.outcome.as_str(), step.reason));
            let reasons = reasons.collect::<Vec<_>>().join("\n  ");
            found.insert(format!("{} {storage}: {path}", account.account.name()), (path.verdict(), reasons));
        }
    }
    found
}

fn deployments() -> Vec<Value> {
    let texts = [include_str!("minimal.json"), include_str!("entra-only.json"), include_str!("tutorial.json")];
    let mut list: Vec<Value> = Vec::new();
    for text in texts {
        for item in serde_json::from_str::<Vec<Value>>(text).expect("JSON") {
            // Zones are shared, as they are in a landing zone.
            let is_resource = id_of(&item).resource_type().is_some();
            if is_resource && !list.iter().any(|other| id_of(other) == id_of(&item)) {
                list.push(item);
            }
        }
    }
    list
}

/// Takes resources away, and makes one refer to what another one refers to.
fn rewire(list: &mut Vec<Value>, random: &mut fastrand::Rng) {
    for _ in 0..random.usize(0..6) {
        let position = random.usize(0..list.len());
        let is_service = ["accounts", "storageAccounts"]
            .iter()
            .any(|end| list[position]["type"].as_str().is_some_and(|arm_type| arm_type.ends_with(end)));
        if !is_service {
            list.remove(position);
        }
    }
    let of_type = |list: &[Value], end: &str| -> Vec<usize> {
        let is = |item: &Value| item["type"].as_str().is_some_and(|arm_type| arm_type.ends_with(end));
        list.iter().enumerate().filter(|(_, item)| is(item)).map(|(index, _)| index).collect()
    };
    let wires = [
        ("/roleAssignments", "/properties/principalId"),
        ("/privateDnsZoneGroups", "/properties/privateDnsZoneConfigs"),
        ("/virtualNetworkLinks", "/properties/virtualNetwork"),
        ("/privateEndpoints", "/properties/privateLinkServiceConnections"),
        ("/storageAccounts", "/properties/networkAcls"),
        ("/accounts", "/properties/networkAcls"),
        ("/accounts", "/properties/allowedFqdnList"),
    ];
    for (end, pointer) in wires {
        let own = of_type(list, end);
        if own.len() < 2 || random.u8(0..3) > 0 {
            continue;
        }
        let (to, from) = (own[random.usize(0..own.len())], own[random.usize(0..own.len())]);
        if let Some(value) = list[from].pointer(pointer).cloned()
            && let Some(place) = list[to].pointer_mut(pointer)
        {
            *place = value;
        }
    }
    for (end, pointer, value) in [
        ("/accounts", "/properties/publicNetworkAccess", json!("Enabled")),
        ("/accounts", "/properties/disableLocalAuth", json!(false)),
        ("/storageAccounts", "/properties/publicNetworkAccess", json!("Enabled")),
        ("/accounts", "/properties/customSubDomainName", json!(null)),
    ] {
        let own = of_type(list, end);
        if random.u8(0..4) == 0
            && let Some(place) = list[own[random.usize(0..own.len())]].pointer_mut(pointer)
        {
            *place = value;
        }
    }
}

/// How many random topologies each law is tried on.
const ROUNDS: u64 = 12;

fn random_lists() -> impl Iterator<Item = (u64, Vec<Value>)> {
    (0..ROUNDS).map(|seed| {
        let mut list = deployments();
        rewire(&mut list, &mut fastrand::Rng::with_seed(seed));
        (seed, list)
    })
}

#[test]
fn silence_neither_denies_nor_allows() {
    let mut compared = 0;
    for (seed, list) in random_lists() {
        let (by_list, by_live) = (verdicts(&Kind::List.read(&list)), verdicts(&Kind::Live.read(&list)));
        for (path, by_list) in &by_list {
            let Some(by_live) = by_live.get(path) else { continue };
            compared += 1;
            let is_same = by_list.0 == Verdict::Conditional || by_list.0 == by_live.0;
            assert!(is_same, "seed {seed}: {path}\nlist: {}\nlive: {}", by_list.1, by_live.1);
        }
    }
    assert!(compared > 300, "{compared} access paths were compared");
}

#[test]
fn a_state_that_shows_the_same_as_a_list_has_the_same_verdicts() {
    for (seed, list) in random_lists() {
        let (by_list, by_state) = (verdicts(&Kind::List.read(&list)), verdicts(&Kind::State.read(&list)));
        assert_eq!(by_list.keys().collect::<Vec<_>>(), by_state.keys().collect::<Vec<_>>(), "seed {seed}");
        for (path, by_list) in &by_list {
            let by_state = &by_state[path];
            assert!(by_list.0 == by_state.0, "seed {seed}: {path}\nlist: {}\nstate: {}", by_list.1, by_state.1);
        }
    }
}

#[test]
fn removing_a_role_never_allows_what_was_denied() {
    for (seed, list) in random_lists() {
        for kind in [Kind::List, Kind::Live] {
            let before = verdicts(&kind.read(&list));
            let roles =
                list.iter().enumerate().filter(|(_, item)| item["type"] == "Microsoft.Authorization/roleAssignments");
            let mut roles: Vec<usize> = roles.map(|(index, _)| index).collect();
            fastrand::Rng::with_seed(seed).shuffle(&mut roles);
            for index in roles.into_iter().take(2) {
                let mut without = list.clone();
                without.remove(index);
                for (path, after) in verdicts(&kind.read(&without)) {
                    let was_denied = before.get(&path).is_some_and(|before| before.0 == Verdict::Denied);
                    assert!(!was_denied || after.0 != Verdict::Allowed, "seed {seed}, {kind:?}, role {index}: {path}");
                }
            }
        }
    }
}

#[test]
fn every_account_of_the_input_is_evaluated_with_what_belongs_to_it() {
    let accounts = resolve_accounts(&Kind::List.read(&deployments()));
    let names: Vec<(&str, Option<&str>)> =
        accounts.iter().map(|account| (account.account.name(), account.storage.as_ref().map(AzureId::name))).collect();
    let expected = [
        ("di-invoices-dev", Some("stinvoicesdevb41e7f")),
        ("di-invoices-prod", Some("stinvoicesprod194be9")),
        ("acme-forms", Some("acmeformsdata")),
    ];
    assert_eq!(names, expected);
}
