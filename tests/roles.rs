//! What each built-in role allows, from the role definitions that Microsoft publishes (`tests/second_source/roles.yaml`),
//! held against the verdicts that the analysis comes to for a client that has just that role.

use std::collections::BTreeSet;

use di_gen::{
    Source,
    analyse::access::{AccessAnalysis, combined_verdict},
    catalog::roles::{self, Action},
};
use serde_json::Value;

use crate::second_source::roles::Roles;

/// Operations, as the table calls them, and the actions that the analysis asks for.
const OPERATIONS: [(&str, Action); 9] = [
    ("call account", Action::CallAccount),
    ("list account keys", Action::ListAccountKeys),
    ("read blobs", Action::ReadBlobs),
    ("write blobs", Action::WriteBlobs),
    ("list storage keys", Action::ListStorageKeys),
    ("read secret", Action::ReadSecret),
    ("write secret", Action::WriteSecret),
    ("use key", Action::UseKey),
    ("create key", Action::MakeKey),
];

/// A question to the analysis: settings, what the role is given on, what the client does, and any operation that suffices.
struct Question {
    settings: &'static str,
    on: &'static str,
    does: &'static str,
    suffices: &'static [&'static str],
}

const KEYS_OFF: &str = "account: { localAuth: false }\nstorage: { sharedKeys: false }";
const KEYS_ON: &str = "account: { localAuth: true }\nstorage: { sharedKeys: true }";
const ENCRYPTED: &str = "encryption: { account: {} }";

#[rustfmt::skip]
const QUESTIONS: [Question; 10] = [
    Question { settings: KEYS_OFF, on: "account", does: "calls account", suffices: &["call account"] },
    Question { settings: KEYS_OFF, on: "storage", does: "reads storage", suffices: &["read blobs"] },
    Question { settings: KEYS_OFF, on: "storage", does: "writes storage", suffices: &["write blobs"] },
    // Where keys are accepted, who lists them needs no role in the data plane.
    Question { settings: KEYS_ON, on: "account", does: "calls account", suffices: &["call account", "list account keys"] },
    Question { settings: KEYS_ON, on: "storage", does: "reads storage", suffices: &["read blobs", "list storage keys"] },
    Question { settings: KEYS_ON, on: "storage", does: "writes storage", suffices: &["write blobs", "list storage keys"] },
    // The secret holds an account key.
    Question { settings: KEYS_ON, on: "secret", does: "reads secret", suffices: &["read secret"] },
    Question { settings: KEYS_ON, on: "vault", does: "reads secret", suffices: &["read secret"] },
    Question { settings: KEYS_ON, on: "secret", does: "calls account", suffices: &["read secret"] },
    Question { settings: ENCRYPTED, on: "vault", does: "uses key", suffices: &["use key"] },
];

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().expect("a text")).collect()
}

fn allows(role: &Value) -> BTreeSet<&str> {
    texts(&role["allows"]).into_iter().collect()
}

/// Azure's rule: `*` stands for any text, letters of both cases are the same.
fn covers(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = action.strip_prefix(parts.next().expect("a part")) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Whether a role definition has an action and does not take it back.
fn has_action(role: &Value, [yes, no]: [&str; 2], action: &str) -> bool {
    let any = |key: &str| texts(&role[key]).into_iter().any(|pattern| covers(pattern, action));
    any(yes) && !any(no)
}

#[test]
fn patterns_cover_actions_as_azure_does() {
    assert!(covers("*", "A/b/action") && covers("*/read", "A/b/READ") && covers("A/*", "a/b/c"));
    assert!(covers("A/*/read", "A/b/c/read") && covers("A/b", "a/B"));
    assert!(!covers("*/read", "A/b/write") && !covers("A/b", "A/b/c") && !covers("A/*/read", "A/b/read/action"));
}

/// The table is right about itself: what a role allows follows from its definition.
#[test]
fn what_a_role_allows_follows_from_its_definition() {
    let table = Roles::load();
    let known: Vec<&String> = table.operations.as_object().expect("operations").keys().collect();
    assert_eq!(known, OPERATIONS.map(|(name, _)| name));
    for (id, role) in &table.by_id {
        let follows: BTreeSet<&str> = OPERATIONS
            .iter()
            .map(|(operation, _)| *operation)
            .filter(|operation| {
                let needs = &table.operations[*operation];
                let data = texts(&needs["data"]);
                let control = texts(&needs["control"]);
                data.iter().all(|action| has_action(role, ["dataActions", "notDataActions"], action))
                    && control.iter().all(|action| has_action(role, ["actions", "notActions"], action))
            })
            .collect();
        assert_eq!(allows(role), follows, "{id} {}", role["name"]);
    }
}

/// The catalog has the roles of the table, no other ones, and each with what it allows.
#[test]
fn the_catalog_knows_the_published_roles() {
    let table = Roles::load();
    for role in roles::ALL {
        assert!(table.by_id.contains_key(role.guid), "{} ({}) is on no page of the table", role.name, role.guid);
    }
    for (id, published) in &table.by_id {
        let known = roles::find_by_guid(id).unwrap_or_else(|| panic!("the catalog does not know {id}"));
        assert_eq!(published["name"], known.name, "{id}");
        let named: BTreeSet<&str> = OPERATIONS
            .iter()
            .filter(|(_, action)| known.allows.contains(action))
            .map(|(operation, _)| *operation)
            .collect();
        assert_eq!(named, allows(published), "{}", known.name);
        assert_eq!(named.len(), known.allows.len(), "{} allows something twice, or what no operation is", known.name);
    }
}

/// A client with one role, which calls from inside the network: nothing but the role decides.
#[test]
fn a_client_may_what_its_role_allows() {
    let table = Roles::load();
    let (mut wrong, mut asked, mut refused) = (Vec::new(), 0, 0);
    for (id, role) in &table.by_id {
        let name = role["name"].as_str().expect("a name");
        let allowed = allows(role);
        for Question { settings, on, does, suffices } in QUESTIONS {
            // By its name, where a file may name it.
            let is_nameable = roles::ALL.iter().any(|known| known.name == name);
            let reference = if is_nameable { name } else { id };
            let client = format!(
                "{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: {reference}, on: {on} }}] }}"
            );
            let text = format!("name: spec\n{settings}\nclients: [{client}]\n");
            let expected = suffices.iter().any(|operation| allowed.contains(operation));
            let topology = match di_gen::read::read_topology(&Source::new("x", text)) {
                Ok(topology) => topology,
                // A role that is about another service has no business there, and allows nothing there.
                Err(findings) => {
                    refused += 1;
                    let about_roles = findings.iter().all(|finding| finding.code.as_str() == "DI0316");
                    if expected || !about_roles {
                        wrong.push(format!("{name} on {on} is refused: {findings:?}"));
                    }
                    continue;
                }
            };
            let plan = di_gen::plan::lower_topology(&topology);
            let statement = format!("client one from subnet workloads {does}").parse().expect("a statement");
            let flows = AccessAnalysis::new(&plan)
                .paths_for_statement(&statement)
                .unwrap_or_else(|missing| panic!("{does}: {}", missing.message));
            let verdict = combined_verdict(&flows).expect("a flow").to_string();
            asked += 1;
            if verdict != if expected { "allowed" } else { "denied" } {
                wrong.push(format!("{name} on {on}, {settings:?}: a client that {does} is {verdict}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 60 && refused >= 60, "{asked} questions, {refused} refusals");
}
