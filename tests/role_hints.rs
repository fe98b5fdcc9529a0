//! A hint never proposes a role that permits more than the word that was written: not than the operation of an access path,
//! and not than the name of a role that does not exist.

use di_gen::{
    advise::{AdviceOutcome, Advisor},
    analyse::access::{AccessAnalysis, Aspect, Verdict},
    catalog::roles::{self, Action, AzureOperation, narrowest_role},
    source::SourceText,
    topology::values::RoleReference,
};
use serde_json::Value;

const ACTIONS: [Action; 9] = [
    Action::CallAccount,
    Action::ListAccountKeys,
    Action::ReadBlobs,
    Action::WriteBlobs,
    Action::ListStorageKeys,
    Action::ReadSecret,
    Action::WriteSecret,
    Action::UseKey,
    Action::MakeKey,
];

/// Operation of a client, the role that suffices, and what it permits besides; from the pages of `tests/second_source/roles.yaml`.
const NARROWEST: [(&str, &str, &[Action]); 6] = [
    // No role calls the account without listing its keys, except one in preview.
    ("calls account", "Cognitive Services User", &[Action::CallAccount, Action::ListAccountKeys]),
    ("reads storage", "Storage Blob Data Reader", &[Action::ReadBlobs]),
    ("reads container training", "Storage Blob Data Reader", &[Action::ReadBlobs]),
    // No role writes without reading.
    ("writes storage", "Storage Blob Data Contributor", &[Action::ReadBlobs, Action::WriteBlobs]),
    ("reads secret", "Key Vault Secrets User", &[Action::ReadSecret]),
    // Crypto User also signs, decrypts and makes backups of keys.
    ("uses key", "Key Vault Crypto Service Encryption User", &[Action::UseKey]),
];

fn allowed_by(role: &roles::Role) -> Vec<Action> {
    ACTIONS.into_iter().filter(|action| role.allows(*action)).collect()
}

#[test]
fn advice_proposes_the_narrowest_role_for_each_operation() {
    for (operation, expected, permits) in NARROWEST {
        let keys = if operation == "reads secret" { "true" } else { "false" };
        let text = format!(
            "name: spec\naccount: {{ localAuth: {keys} }}\nkeyVault: {{}}\nencryption: {{ account: {{}} }}\n\
             clients: [{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: Reader }}] }}]\n"
        );
        let source = SourceText::new("x", text);
        let topology = di_gen::read::read_topology(&source).unwrap_or_else(|e| panic!("{operation}: {e:?}"));
        let plan = di_gen::plan::lower_topology(&topology);
        let statement = format!("client one from subnet workloads {operation}").parse().expect("a statement");
        let flows = AccessAnalysis::new(&plan).paths_for_statement(&statement).expect("access paths");
        let is_denied = |flow: &&di_gen::analyse::access::EvaluatedPath| {
            flow.steps.iter().any(|step| step.aspect == Aspect::Authorization && step.outcome == Verdict::Denied)
        };
        let flow = flows.iter().find(is_denied).unwrap_or_else(|| panic!("{operation} is denied without a role"));
        let advisor = Advisor::new(&source, &plan).expect("a file");
        let AdviceOutcome::Change(advice) = advisor.find_advice(flow) else { panic!("no advice for {operation}") };
        let [edit] = advice.edits.as_slice() else { panic!("{operation}: {:?}", advice.edits) };
        assert_eq!(edit.value["role"], Value::from(expected), "{operation}");
        let role = roles::find_by_name(expected).expect("a built-in role");
        assert_eq!(allowed_by(role), permits, "{operation}");
    }
}

/// No other role of the catalog allows an action and less besides.
#[test]
fn no_role_is_narrower_than_the_one_that_is_proposed() {
    for action in ACTIONS {
        let Some(proposed) = narrowest_role(action) else { continue };
        assert!(proposed.allows(action), "{}", proposed.name);
        let permits = allowed_by(proposed);
        // What assigns roles permits everything in the end.
        let assign = AzureOperation::Control("Microsoft.Authorization/roleAssignments/write");
        let others = roles::all().filter(|role| !role.name.contains("Preview") && !role.permits(assign));
        for role in others.filter(|role| role.allows(action)) {
            let other = allowed_by(role);
            let is_narrower = other.len() < permits.len() && other.iter().all(|action| permits.contains(action));
            assert!(!is_narrower, "{} is narrower than {} for {action:?}", role.name, proposed.name);
        }
    }
}

/// A name that does not exist, and the role that the hint proposes; nothing where every near one permits more.
const MISSPELLED: [(&str, &str); 16] = [
    ("Cognitive Service User", "Cognitive Services User"),
    ("Cognitive Services Usr", "Cognitive Services User"),
    ("Cognitive Services Data Readr", "Cognitive Services Data Reader"),
    // Cognitive Services User is nearer, and calls the account.
    ("Cognitive Services Reader", "Cognitive Services Data Reader"),
    ("Storage Blob Reader", "Storage Blob Data Reader"),
    ("Storage Blob Data Readre", "Storage Blob Data Reader"),
    // Not Owner, which sets access control lists of others.
    ("Storage Blob Data Writer", "Storage Blob Data Contributor"),
    ("Storage Blob Data", "Storage Blob Data Reader"),
    ("Storage Blob Data Ownr", "Storage Blob Data Owner"),
    ("Key Vault Secret User", "Key Vault Secrets User"),
    // Key Vault Secrets User is nearer, and reads what a Reader does not.
    ("Key Vault Secrets Reader", "Key Vault Reader"),
    ("Key Vault Secrets Oficer", "Key Vault Secrets Officer"),
    ("Contributer", "Contributor"),
    ("Readers", "Reader"),
    ("Reader and Data Acess", "Reader and Data Access"),
    ("Ownr", "Owner"),
];

#[test]
fn a_misspelled_role_is_not_corrected_to_one_that_permits_more() {
    let mut wrong = Vec::new();
    for (written, expected) in MISSPELLED {
        let text = format!("name: spec\nclients: [{{ name: one, type: user, roles: [{{ role: {written} }}] }}]\n");
        let found = di_gen::read::read_topology(&SourceText::new("x", text)).expect_err("the role does not exist");
        let help: Vec<&String> = found.iter().flat_map(|diagnostic| &diagnostic.help).collect();
        if !help.iter().any(|help| **help == format!("did you mean `{expected}`?")) {
            wrong.push(format!("{written}: {help:?}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Any prefix of any role, and any role without one of its words: what is proposed never assigns roles or writes blobs
/// unless the written words say so.
#[test]
fn shortened_names_never_lead_to_writing_or_administering_roles() {
    let announces = |text: &str| {
        let text = text.to_lowercase();
        ["contribut", "owner", "admin", "officer", "manager", "writ", "develop", "train", "label", "publish", "deploy"]
            .iter()
            .any(|word| text.contains(word))
    };
    let mut asked = 0;
    for role in roles::all() {
        let words: Vec<&str> = role.name.split_whitespace().collect();
        for without in 0..words.len() {
            let written: Vec<&str> =
                words.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, word)| *word).collect();
            let written = written.join(" ");
            if written.is_empty() || announces(&written) || roles::find_by_name(&written).is_some() {
                continue;
            }
            let Err(refusal) = written.parse::<RoleReference>() else { continue };
            if let Some(help) = &refusal.help {
                let Some(name) = help.strip_prefix("did you mean `").and_then(|rest| rest.strip_suffix("`?")) else {
                    continue;
                };
                let Some(proposed) = roles::find_by_name(name) else { continue };
                asked += 1;
                assert!(
                    !proposed.allows(Action::WriteBlobs) && !proposed.allows(Action::WriteSecret) && !announces(name),
                    "{written}: {name}"
                );
            }
        }
    }
    assert!(asked > 60, "{asked}");
}
