//! A template in the idioms of Azure Verified Modules, through the command: `templates/idioms` has the Bicep files, and
//! what `bicep build` made of them.

use std::{collections::BTreeMap, fs, path::Path};

use di_gen::{
    arm_template::DeploymentContext,
    existing::{AzureId, InputReader, SOMEWHERE},
};
use serde_json::{Value, json};

use crate::cli::Run;

const SCOPE: &str = "--subscription 44444444-4444-4444-4444-444444444444 --resource-group rg-app --location westeurope";
const GROUP: &str = "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-app/providers";
const ASSIGNMENTS: &str = "providers/Microsoft.Authorization/roleAssignments";

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/existing/templates/idioms").join(name);
    fs::read_to_string(path).expect(name)
}

fn run(arguments: &str) -> Run {
    let run = Run::new(&format!("access --existing {arguments}")).file("main.json", file("main.json"));
    run.file("private.parameters.json", file("private.parameters.json"))
}

/// The verdicts of the only account.
fn verdicts(document: &Value) -> BTreeMap<String, String> {
    let [account] = document["accounts"].as_array().expect("accounts").as_slice() else { panic!("{document}") };
    let paths = account["paths"].as_array().expect("paths").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    paths.map(|path| (text(&path["flow"]), text(&path["verdict"]))).collect()
}

fn read(arguments: &str) -> Value {
    serde_json::from_str(&run(&format!("{arguments} --format json")).run().ends(0).out()).expect("JSON")
}

/// Reasoned from the Bicep files.
fn assert_verdicts(document: &Value, expected: &[(&str, &str)]) {
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(path, verdict)| ((*path).to_owned(), (*verdict).to_owned())).collect();
    assert_eq!(verdicts(document), expected);
}

#[test]
fn verdicts_without_private_networking() {
    let document = read(&format!("main.json {SCOPE}"));
    assert_verdicts(
        &document,
        &[
            ("internet reaches account", "allowed"),
            ("internet reaches storage", "allowed"),
            ("studio reaches account", "allowed"),
            ("studio reaches storage", "allowed"),
            ("studio browser calls account", "allowed"),
            ("studio browser labels storage", "denied"),
            ("client id-idiomsbva7q calls account", "allowed"),
            ("client id-idiomsbva7q reads storage", "allowed"),
            // It has a role that reads.
            ("client id-idiomsbva7q writes storage", "conditional"),
            // Its principal reaches the assignment through two modules and a filter.
            ("account identity reads storage", "allowed"),
            ("account identity writes storage", "allowed"),
            ("account identity fetches other hosts", "denied"),
        ],
    );
}

#[test]
fn verdicts_with_private_networking() {
    let document = read(&format!("main.json private.parameters.json {SCOPE}"));
    assert_verdicts(
        &document,
        &[
            ("internet reaches account", "denied"),
            ("internet reaches storage", "denied"),
            ("subnet app reaches account", "allowed"),
            ("subnet app reaches storage", "allowed"),
            ("subnet endpoints reaches account", "allowed"),
            ("subnet endpoints reaches storage", "allowed"),
            ("studio reaches account", "denied"),
            ("studio reaches storage", "denied"),
            ("studio browser calls account", "conditional"),
            ("studio browser labels storage", "denied"),
            ("client id-idiomsbva7q calls account", "conditional"),
            ("client id-idiomsbva7q reads storage", "conditional"),
            ("client id-idiomsbva7q writes storage", "conditional"),
            ("account identity reads storage", "allowed"),
            ("account identity writes storage", "allowed"),
            ("account identity fetches other hosts", "denied"),
        ],
    );
}

/// Without the scope nothing contradicts what is so with it, and the options that help are named.
#[test]
fn without_a_scope_verdicts_are_weaker_and_not_other_ones() {
    for files in ["main.json", "main.json private.parameters.json"] {
        let told = run(files).run().ends(0).err();
        assert!(told.contains("use --subscription and --resource-group for complete names"), "{told}");
        let known = verdicts(&read(&format!("{files} {SCOPE}")));
        let mut compared = 0;
        for (path, verdict) in verdicts(&read(files)) {
            // The principal leads through the nested deployment to the identity.
            assert!(!path.contains("deployments"), "{path}");
            let Some(known) = known.get(&path) else { continue };
            compared += 1;
            assert!(verdict == "conditional" || verdict == *known, "{files}: {path}: {verdict}, and {known}");
        }
        assert!(compared > 8, "{compared}");
        assert_eq!(run(&format!("{files} {SCOPE}")).run().ends(0).err(), "");
    }
}

/// The name of a role assignment is made of the principal that it is for: it is known where another input shows the identity.
#[test]
fn an_identity_that_another_input_shows_names_its_role_assignments() {
    let identity = format!("{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-idiomsbva7q");
    let account = format!("{GROUP}/Microsoft.CognitiveServices/accounts/di-idiomsbva7q");
    let live = json!([
        {"id": identity.to_uppercase(), "properties": {"principalId": "77777777-7777-7777-7777-777777777777"}},
        {"id": account, "kind": "FormRecognizer", "identity": {"type": "SystemAssigned", "principalId": "88888888-8888-8888-8888-888888888888"},
            "properties": {}},
    ]);
    let context = DeploymentContext {
        subscription: Some("44444444-4444-4444-4444-444444444444"),
        resource_group: Some("rg-app"),
        location: Some("westeurope"),
        ..SOMEWHERE
    };
    // The files in any order.
    for order in [[0, 1], [1, 0]] {
        let files = [("main.json", file("main.json")), ("live.json", live.to_string())];
        let mut reader = InputReader::default();
        for index in order {
            let (name, text) = files[index].clone();
            reader.add(&name.into(), text).expect("an input");
        }
        let read = reader.finish(&context).expect("inputs");
        let unknown: Vec<_> = read.inventory.resources().iter().filter(|found| !found.id.is_known()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        // uuid5(11fb06fb-712d-4ddd-98c7-e71bbd588830, "ACCOUNT-PRINCIPAL-ROLE"), by Python.
        let id =
            AzureId::parse(&format!("{account}/{ASSIGNMENTS}/870f2354-d644-57c1-ad6b-1b7c44eaf1eb")).expect("an ID");
        assert!(read.inventory.find(&id).is_some());
    }
}

/// The command counts the IDs that are known, and names the others by type.
#[test]
fn ids_that_are_not_known_before_deployment_are_counted() {
    let document = read(&format!("main.json {SCOPE}"));
    let ids = &document["templateIds"];
    // The identity, the account, storage, its blob service and the container.
    assert_eq!(ids["known"], 5, "{ids}");
    let unknown = ids["unknown"].as_array().expect("a list");
    for kind in unknown {
        assert_eq!(kind["type"], "Microsoft.Authorization/roleAssignments", "{kind}");
        assert_eq!(kind["part"], "name", "{kind}");
        assert!(kind["reason"].as_str().expect("a text").ends_with("is known after deployment"), "{kind}");
    }
    let count: u64 = unknown.iter().map(|kind| kind["count"].as_u64().expect("a number")).sum();
    let text = run(&format!("main.json {SCOPE}")).run().ends(0).out();
    let total = 5 + count;
    let sentence = format!(
        "IDs known before deployment: 5 of {total}; not known: {count} Microsoft.Authorization/roleAssignments (name)"
    );
    assert!(text.contains(&sentence), "{text}");
    // What Azure reports of the identities names them.
    let live = json!([
        {"id": format!("{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-idiomsbva7q"),
            "properties": {"principalId": "77777777-7777-7777-7777-777777777777"}},
        {"id": format!("{GROUP}/Microsoft.CognitiveServices/accounts/di-idiomsbva7q"), "kind": "FormRecognizer",
            "identity": {"type": "SystemAssigned", "principalId": "88888888-8888-8888-8888-888888888888"}, "properties": {}},
    ]);
    let run = run(&format!("main.json live.json {SCOPE} --format json")).file("live.json", live.to_string());
    let known: Value = serde_json::from_str(&run.run().ends(0).out()).expect("JSON");
    assert_eq!(known["templateIds"], json!({"known": total, "unknown": []}));
    // Other inputs have no such count.
    let list = Run::new("access --existing list.json --format json").file("list.json", include_str!("minimal.json"));
    let document: Value = serde_json::from_str(&list.run().ends(0).out()).expect("JSON");
    assert_eq!(document["templateIds"], Value::Null);
}
