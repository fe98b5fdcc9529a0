//! The actions of each built-in role, from the role definitions that Microsoft publishes
//! (`tests/second_source/roles.yaml`), compared with the verdicts of the analysis for a client that has only that role.

use std::collections::BTreeSet;

use di_gen::{
    analyse::access::{AccessAnalysis, combined_verdict},
    catalog::roles::{self, Action},
    source::SourceText,
};
use serde_json::Value;

use crate::second_source::roles::Roles;

/// Operations by their name in the table, and the actions that the analysis requires.
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

/// A query to the analysis: settings, scope of the role assignment, operation of the client, and sufficient actions.
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
    // Where keys are accepted, a client that can list them needs no role in the data plane.
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

/// Azure's rule: `*` matches any text, and case is ignored.
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

/// Whether a role definition has an action in `actions` and not in `notActions`.
pub(crate) fn has_action(role: &Value, [yes, no]: [&str; 2], action: &str) -> bool {
    let any = |key: &str| texts(&role[key]).into_iter().any(|pattern| covers(pattern, action));
    any(yes) && !any(no)
}

#[test]
fn patterns_cover_actions_as_azure_does() {
    assert!(covers("*", "A/b/action") && covers("*/read", "A/b/READ") && covers("A/*", "a/b/c"));
    assert!(covers("A/*/read", "A/b/c/read") && covers("A/b", "a/B"));
    assert!(!covers("*/read", "A/b/write") && !covers("A/b", "A/b/c") && !covers("A/*/read", "A/b/read/action"));
}

/// The table is consistent: the operations that a role allows follow from its definition.
#[test]
fn allowed_operations_follow_from_the_role_definition() {
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

/// The catalog has the roles of the table, each with the same operations.
#[test]
fn the_catalog_contains_the_published_roles() {
    let table = Roles::load();
    for (id, published) in &table.by_id {
        let known = roles::find_by_guid(id).unwrap_or_else(|| panic!("the catalog does not contain {id}"));
        let name = published["name"].as_str().expect("a name");
        assert!(name == known.name || known.former_names.contains(&name), "{id}: {name} is {}", known.name);
        let named: BTreeSet<&str> =
            OPERATIONS.iter().filter(|(_, action)| known.allows(*action)).map(|(operation, _)| *operation).collect();
        assert_eq!(named, allows(published), "{}", known.name);
    }
}

/// The patterns of the catalog are those of the pages, as far as they concern the account, storage and the vault.
#[test]
fn the_catalog_has_the_patterns_of_the_pages() {
    const PROVIDERS: [&str; 4] = ["*", "microsoft.cognitiveservices/", "microsoft.storage/", "microsoft.keyvault/"];
    let relevant = |patterns: Vec<&str>| -> BTreeSet<String> {
        let lower = patterns.into_iter().map(str::to_lowercase);
        lower.filter(|pattern| PROVIDERS.iter().any(|provider| pattern.starts_with(provider))).collect()
    };
    let table = Roles::load();
    let (mut compared, mut wrong) = (0, Vec::new());
    for (id, published) in &table.by_id {
        // What the later listing of 2026-08-22 has and the page has not.
        let changed = texts(&published["changed"]);
        let known = roles::find_by_guid(id).unwrap_or_else(|| panic!("the catalog does not contain {id}"));
        let [set] = known.permissions else { panic!("{} has several sets", known.name) };
        for (key, patterns) in [
            ("actions", set.actions),
            ("notActions", set.not_actions),
            ("dataActions", set.data_actions),
            ("notDataActions", set.not_data_actions),
        ] {
            let page = relevant(texts(&published[key]));
            if relevant(patterns.lines().collect()) != page && !changed.contains(&key) {
                wrong.push(format!("{key} of {}: {patterns:?}, not {page:?}", known.name));
            }
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 25, "{compared}");
}

/// A client with one role that sends requests from inside the network: only the role decides.
#[test]
fn a_client_is_allowed_what_its_role_allows() {
    let table = Roles::load();
    let (mut wrong, mut asked, mut refused) = (Vec::new(), 0, 0);
    for (id, role) in &table.by_id {
        let name = role["name"].as_str().expect("a name");
        let allowed = allows(role);
        for Question { settings, on, does, suffices } in QUESTIONS {
            // By its name and, for every other one, by its ID.
            let reference = if asked % 2 == 0 { name } else { id };
            let client = format!(
                "{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: {reference}, on: {on} }}] }}"
            );
            let text = format!("name: spec\n{settings}\nclients: [{client}]\n");
            let expected = suffices.iter().any(|operation| allowed.contains(operation));
            let topology = match di_gen::read::read_topology(&SourceText::new("x", text)) {
                Ok(topology) => topology,
                // A role of another service is refused there, and allows nothing there.
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
            let verdict = combined_verdict(&flows).expect("an access path").to_string();
            asked += 1;
            if verdict != if expected { "allowed" } else { "denied" } {
                wrong.push(format!("{name} on {on}, {settings:?}: a client that {does} is {verdict}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 60 && refused >= 60, "{asked} questions, {refused} refusals");
}

/// Decisive pairs, written by hand from the pages of each role before the analysis was asked: scope, operation, and the
/// verdict with key authentication enabled and disabled.
///
/// Pages: MicrosoftDocs/azure-docs built-in-roles/security.md (2026-02-23), storage.md (2026-07-01) and privileged.md (2026-07-01); names and
/// actions that no stored page has: the listing of role definitions of 2026-08-22 (iann0036/iam-dataset).
#[rustfmt::skip]
const DECISIVE: [(&str, &str, &str, &str, &str); 27] = [
    // Its dataActions contain secrets/getSecret/action: a certificate's private part is a secret.
    ("Key Vault Certificate User", "secret", "reads secret", "allowed", ""),
    ("Key Vault Purge Operator", "vault", "reads secret", "denied", ""),
    ("Key Vault Certificates Officer", "vault", "reads secret", "denied", ""),
    ("Key Vault Crypto Service Release User", "vault", "reads secret", "denied", ""),
    ("Key Vault Data Access Administrator", "vault", "reads secret", "denied", ""),
    ("Managed HSM contributor", "vault", "reads secret", "denied", ""),
    // They list keys, and nothing else gets to the blobs.
    ("Storage Account Key Operator Service Role", "storage", "reads storage", "allowed", "denied"),
    ("Reader and Data Access", "storage", "reads storage", "allowed", "denied"),
    ("Storage Account Contributor", "storage", "writes storage", "allowed", "denied"),
    // Queues, tables and files are not blobs.
    ("Storage Queue Data Contributor", "storage", "reads storage", "denied", "denied"),
    ("Storage Table Data Reader", "storage", "reads storage", "denied", "denied"),
    ("Storage File Data Privileged Reader", "storage", "reads storage", "denied", "denied"),
    ("Storage Blob Delegator", "storage", "reads storage", "denied", "denied"),
    ("Cognitive Services Usages Reader", "account", "calls account", "denied", "denied"),
    ("Cognitive Services OpenAI User", "account", "calls account", "denied", "denied"),
    ("Cognitive Services Speech User", "account", "calls account", "denied", "denied"),
    ("Cognitive Services Custom Vision Contributor", "account", "calls account", "denied", "denied"),
    ("Cognitive Services Contributor", "account", "calls account", "allowed", "denied"),
    // `Microsoft.CognitiveServices/*` in dataActions, under today's name and the former one.
    ("Foundry User", "account", "calls account", "allowed", "allowed"),
    ("Azure AI User", "account", "calls account", "allowed", "allowed"),
    // `*/read` in dataActions does not include an analysis, which is an action.
    ("Cognitive Services Data Reader", "account", "calls account", "denied", "denied"),
    ("Owner", "account", "calls account", "allowed", "denied"),
    ("Contributor", "account", "calls account", "allowed", "denied"),
    ("Reader", "account", "calls account", "denied", "denied"),
    ("User Access Administrator", "account", "calls account", "denied", "denied"),
    ("Role Based Access Control Administrator", "storage", "reads storage", "denied", "denied"),
    ("Owner", "vault", "reads secret", "denied", ""),
];

#[test]
fn decisive_roles_have_the_verdict_of_their_page() {
    let mut wrong = Vec::new();
    for (role, on, does, with_keys, without_keys) in DECISIVE {
        for (settings, expected) in [(KEYS_ON, with_keys), (KEYS_OFF, without_keys)] {
            if expected.is_empty() {
                continue;
            }
            let client = format!(
                "{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: {role}, on: {on} }}] }}"
            );
            let text = format!("name: spec\n{settings}\nclients: [{client}]\n");
            let topology =
                di_gen::read::read_topology(&SourceText::new("x", text)).unwrap_or_else(|e| panic!("{role}: {e:?}"));
            let plan = di_gen::plan::lower_topology(&topology);
            let statement = format!("client one from subnet workloads {does}").parse().expect("a statement");
            let flows = AccessAnalysis::new(&plan).paths_for_statement(&statement).expect("access paths");
            let verdict = combined_verdict(&flows).expect("an access path").to_string();
            if verdict != expected {
                wrong.push(format!("{role} on {on}, {settings:?}: {does} is {verdict}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A role has one name, one ID and one variable, and no name of one role is a former name of another.
#[test]
fn names_and_ids_of_roles_are_unique() {
    let mut seen = BTreeSet::new();
    for role in roles::all() {
        for text in [role.name, role.guid, role.variable].iter().chain(role.former_names) {
            assert!(seen.insert(*text), "{text} stands twice");
        }
        assert!(
            role.permissions.iter().any(|set| !set.actions.is_empty() || !set.data_actions.is_empty()),
            "{}",
            role.name
        );
    }
    assert!(roles::all().count() >= 140);
}

/// Custom roles and roles on the resource group: settings, role, scope, operation, verdict. What `notActions` and
/// `notDataActions` subtract, and that an unknown role stays conditional: MicrosoftDocs/azure-docs
/// role-based-access-control/role-definitions.md.
#[rustfmt::skip]
const WRITTEN_OUT: [(&str, &str, &str, &str, &str); 9] = [
    ("dataActions: [Microsoft.CognitiveServices/accounts/FormRecognizer/*]", "CUSTOM", "account", "calls account", "allowed"),
    ("dataActions: [Microsoft.CognitiveServices/accounts/OpenAI/*]", "CUSTOM", "account", "calls account", "denied"),
    ("dataActions: [Microsoft.CognitiveServices/*], notDataActions: ['*/FormRecognizer/*']", "CUSTOM", "account", "calls account", "denied"),
    ("actions: ['*']", "CUSTOM", "account", "calls account", "denied"),
    ("dataActions: ['microsoft.storage/storageAccounts/blobServices/containers/blobs/READ']", "CUSTOM", "storage", "reads storage", "allowed"),
    ("dataActions: ['Microsoft.Storage/*/read']", "CUSTOM", "resourceGroup", "writes storage", "denied"),
    ("dataActions: ['Microsoft.Storage/*/read']", "00000000-0000-0000-0000-0000000000b8", "storage", "reads storage", "conditional"),
    ("", "Cognitive Services User", "resourceGroup", "calls account", "allowed"),
    ("", "Storage Blob Data Reader", "resourceGroup", "writes storage", "denied"),
];

#[test]
fn custom_roles_and_roles_on_the_group_permit_what_is_written() {
    const CUSTOM: &str = "00000000-0000-0000-0000-0000000000b7";
    let mut wrong = Vec::new();
    for (permissions, role, on, does, expected) in WRITTEN_OUT {
        let role = role.replace("CUSTOM", CUSTOM);
        let custom = if permissions.is_empty() {
            String::new()
        } else {
            format!("customRoles: [{{ id: {CUSTOM}, {permissions} }}]\n")
        };
        let text = format!(
            "name: spec\n{KEYS_OFF}\n{custom}clients: [{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: {role}, on: {on} }}] }}]\n"
        );
        let topology =
            di_gen::read::read_topology(&SourceText::new("x", text)).unwrap_or_else(|e| panic!("{role}: {e:?}"));
        let plan = di_gen::plan::lower_topology(&topology);
        let statement = format!("client one from subnet workloads {does}").parse().expect("a statement");
        let flows = AccessAnalysis::new(&plan).paths_for_statement(&statement).expect("access paths");
        let verdict = combined_verdict(&flows).expect("an access path").to_string();
        if verdict != expected {
            wrong.push(format!("{permissions}, {role} on {on}: {does} is {verdict}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
