//! What changes in meaning between two files.

use std::collections::BTreeSet;

use di_gen::{
    Source,
    compare::{Changes, compare},
    report::changes,
};

use crate::support::{snapshots, topologies::stories};

fn between(old: &str, new: &str) -> Changes {
    let plan = |text: &str| {
        let text = if text.starts_with(['#', '{']) || text.starts_with("name:") || text.contains("\nname:") {
            text.to_owned()
        } else {
            format!("name: invoices\n{text}")
        };
        di_gen::plan(&di_gen::read(&Source::new("x", text.clone())).unwrap_or_else(|f| panic!("{text}: {f:?}")))
    };
    compare(&plan(old), &plan(new))
}

fn opened(changes: &Changes) -> BTreeSet<String> {
    changes.opened().map(|change| change.flow.to_string()).collect()
}

fn closed(changes: &Changes) -> BTreeSet<String> {
    changes.closed().map(|change| change.flow.to_string()).collect()
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_nothing_and_the_way_back_is_the_way_there() {
    for story in stories() {
        let same = between(&story.text, &story.text);
        assert!(same.is_empty(), "{}: {}", story.name, changes::text(&same));
    }
    let all: Vec<_> = stories();
    for pair in all.windows(2) {
        let (there, back) = (between(&pair[0].text, &pair[1].text), between(&pair[1].text, &pair[0].text));
        assert_eq!(opened(&there), closed(&back), "{} {}", pair[0].name, pair[1].name);
        assert_eq!(there.given, back.taken);
        assert_eq!(there.replaced().count(), back.replaced().count());
    }
}

#[test]
fn a_role_opens_what_it_is_for() {
    let changes = between("", "storage: { identityAccess: { role: contributor } }");
    assert_eq!(opened(&changes), set(&["account identity writes storage"]));
    assert!(changes.resources.is_empty() && changes.given.len() == 1 && changes.taken.len() == 1);
}

#[test]
fn an_open_account_opens_what_comes_from_outside() {
    let changes = between("", "account: { publicNetworkAccess: open }\nstorage: { publicNetworkAccess: private }");
    assert_eq!(
        opened(&changes),
        set(&["internet reaches account", "studio browser calls account", "studio reaches account"])
    );
    assert!(closed(&changes).is_empty());
}

#[test]
fn what_is_fixed_is_replaced() {
    let replaced = |old: &str, new: &str| -> Vec<String> {
        let changes = between(old, new);
        let text = changes::text(&changes);
        assert_eq!(text.contains("Replaced"), changes.replaced().next().is_some(), "{text}");
        changes::json(&changes)["resources"]
            .as_array()
            .expect("resources")
            .iter()
            .filter(|resource| resource["change"] == "replaced")
            .map(|resource| {
                format!("{}: {}", resource["kind"].as_str().unwrap(), resource["because"].as_str().unwrap())
            })
            .collect()
    };
    assert_eq!(replaced("", "account: { subdomain: di-other }"), ["cognitive account: custom subdomain cannot change"]);
    assert_eq!(
        replaced(
            "account: { name: di-one, subdomain: di-s }",
            "account: { name: di-one, subdomain: di-s, kind: CognitiveServices }"
        ),
        ["cognitive account: kind cannot change"]
    );
    assert_eq!(
        replaced("", "storage: { infrastructureEncryption: false }"),
        ["storage account: infrastructure encryption cannot change"]
    );
    let network = replaced("", "network: { addressSpace: [10.30.0.0/24] }");
    assert!(network.contains(&"virtual network: address prefixes cannot change".to_owned()), "{network:?}");
    assert!(network.contains(&"subnet: prefix cannot change".to_owned()), "{network:?}");
    assert!(
        replaced("", "storage: { name: stanother }")
            .contains(&"storage account: its name was stinvoicesdevb41e7f".to_owned())
    );
    assert!(replaced("", "storage: { redundancy: LRS, versioning: false }").is_empty());
}

#[test]
fn exposure_and_cost_have_their_own_words() {
    let text = changes::text(&between(
        "",
        "account: { localAuth: true, sku: F0 }\nkeyVault: {}\nstorage: { redundancy: LRS }",
    ));
    let section = |title: &str| {
        let rest = text.split_once(&format!("\n{title}\n")).unwrap_or_else(|| panic!("no {title} in {text}")).1;
        rest.split("\n\n").next().unwrap_or_default().to_owned()
    };
    assert!(section("Exposure").contains("local auth: no to yes"), "{text}");
    assert!(section("Cost").contains("redundancy: GRS to LRS") && section("Cost").contains("sku: S0 to F0"), "{text}");
    assert!(section("Cost").contains("private endpoint pep-kv-invoices-dev comes"), "{text}");
}

#[test]
fn a_pull_request_reads_the_verdict_first() {
    let changes = between(
        "clients: [{ name: app, type: managedIdentity }]\nnetwork: {}",
        "account: { publicNetworkAccess: selected }\nstorage: { publicNetworkAccess: private }\nnetwork: {}\nallow: { addresses: [203.0.113.7] }\nclients: [{ name: app, type: managedIdentity }, { name: other, type: managedIdentity }]",
    );
    let text = changes::markdown(&changes);
    assert!(text.starts_with("**") && text.lines().count() < 40, "{text}");
    snapshots().bind(|| insta::assert_snapshot!("diff@md", text));
    snapshots().bind(|| insta::assert_snapshot!("diff@txt", changes::text(&changes)));
}
