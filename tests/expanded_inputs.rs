//! Templates, snapshots of Bicep and results of what-if are read into the resources that a deployment leaves, and inputs of
//! every kind are recognised.

use std::{collections::BTreeMap, rc::Rc};

use di_gen::{
    analyse::access::{AccessAnalysis, Verdict},
    arm_template::{DeploymentContext, Value},
    existing::{
        AzureId, ExistingResource, InputFormat, InputPlace, InputReader, Inventory, Presence, SOMEWHERE,
        evaluate_access, read_existing, read_resource_list, read_snapshot, read_template, read_what_if,
        recognise_format, resolve_accounts,
    },
    render,
};
use serde_json::json;

use crate::support::topologies::stories;

const SNAPSHOT: &str = include_str!("existing/documents/snapshot.json");
const WHAT_IF: &str = include_str!("existing/documents/what-if.json");
const MINIMAL: &str = include_str!("existing/minimal.json");
const GROUP: &str = "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg/providers";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const ROLES: &str = "Microsoft.Authorization/roleAssignments";
const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn name(text: &str) -> Rc<str> {
    text.into()
}

fn find<'a>(inventory: &'a Inventory, id: &str) -> &'a ExistingResource {
    let id = AzureId::parse(id).unwrap_or_else(|| panic!("no ID: {id}"));
    inventory.find(&id).unwrap_or_else(|| panic!("{id} is missing"))
}

fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('/').try_fold(value, |value, name| match name.parse::<usize>() {
        Ok(index) => value.as_items()?.get(index),
        Err(_) => value.as_object()?.get(name),
    })
}

fn symbol(value: Option<&Value>) -> String {
    let unknown = value.and_then(Value::as_unknown).unwrap_or_else(|| panic!("not unknown: {value:?}"));
    unknown.symbol.as_deref().expect("a symbol").to_owned()
}

/// The verdicts of the only account.
fn verdicts(inventory: &Inventory) -> BTreeMap<String, Verdict> {
    let accounts = resolve_accounts(inventory);
    let [account] = accounts.as_slice() else { panic!("{} accounts", accounts.len()) };
    let access = evaluate_access(account, inventory, None, None, None).expect("a query of everything");
    access.paths.iter().map(|path| (path.to_string(), path.verdict())).collect()
}

/// The ARM template of a story, as one resource group gets it.
fn template_of(name: &str) -> Option<String> {
    let story = stories().into_iter().find(|story| story.name == name)?;
    Some(render::arm(&story.plan()).ok()?.remove(0).text)
}

#[test]
fn a_template_has_the_verdicts_of_what_azure_has_after_it() {
    let template = template_of("minimal").expect("a template");
    let read = read_template(&name("main.json"), &template, &[], &SOMEWHERE).expect("a template");
    assert!(read.is_complete && read.unknown_functions.is_empty(), "{:?}", read.unknown_functions);
    let live = read_resource_list(&name("live.json"), MINIMAL).expect("a list");
    assert_eq!(verdicts(&read.resources), verdicts(&live));
    // The same where the subscription is known.
    let context =
        DeploymentContext { subscription: Some("S"), resource_group: Some("rg"), location: Some("west"), ..SOMEWHERE };
    let read = read_template(&name("main.json"), &template, &[], &context).expect("a template");
    assert_eq!(verdicts(&read.resources), verdicts(&live));
    let account = read.resources.of_type("Microsoft.CognitiveServices/accounts").next().expect("an account");
    assert!(account.id.is_known());
    assert_eq!(&*account.origin.pointer, "/resources/3");
    assert!(!read.resources.completeness.is_complete(ROLES, &account.id));
}

/// What a template shows never contradicts the topology that it was generated from.
#[test]
fn verdicts_of_a_template_agree_with_those_of_its_topology() {
    let mut compared = 0;
    for story in stories() {
        let plan = story.plan();
        let Ok(mut files) = render::arm(&plan) else { continue };
        let template = files.remove(0).text;
        let Ok(read) = read_template(&name("main.json"), &template, &[], &SOMEWHERE) else { panic!("{}", story.name) };
        let accounts = resolve_accounts(&read.resources);
        // An existing account is not in the template.
        let [account] = accounts.as_slice() else { continue };
        let access = evaluate_access(account, &read.resources, None, None, None).expect("a query of everything");
        let own: BTreeMap<String, Verdict> =
            AccessAnalysis::new(&plan).all_paths().iter().map(|path| (path.to_string(), path.verdict())).collect();
        for path in &access.paths {
            let Some(expected) = own.get(&path.to_string()) else { continue };
            compared += 1;
            let contradicts = matches!(
                (path.verdict(), expected),
                (Verdict::Allowed, Verdict::Denied) | (Verdict::Denied, Verdict::Allowed)
            );
            assert!(!contradicts, "{}: {path}: {:?}, and {expected:?} by the topology", story.name, path.verdict());
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn conditions_and_principals_that_are_not_known_are_followed() {
    let inventory = read_snapshot(&name("main.snapshot.json"), SNAPSHOT).expect("a snapshot");
    let account = find(&inventory, &format!("{GROUP}/Microsoft.CognitiveServices/accounts/di"));
    let identity = find(&inventory, &format!("{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id"));
    let principals: Vec<String> =
        inventory.of_type(ROLES).map(|role| symbol(at(&role.body, "properties/principalId"))).collect();
    assert_eq!(
        principals,
        [symbol(at(&account.body, "identity/principalId")), symbol(at(&identity.body, "properties/principalId"))]
    );
    assert!(at(&account.body, "properties/publicNetworkAccess").and_then(Value::as_unknown).is_some());
    let conditional = find(&inventory, &format!("{GROUP}/{STORAGE}/st22"));
    let Presence::May(reason) = &conditional.presence else { panic!("{:?}", conditional.presence) };
    assert!(reason.contains("is known after deployment"), "{reason}");
    let unnamed =
        inventory.of_type(STORAGE).find(|found| !found.id.is_known()).expect("an account without a known name");
    assert!(unnamed.id.as_str().starts_with(&format!("{GROUP}/{STORAGE}/st{{")), "{}", unnamed.id);
    assert_eq!(unnamed.presence, Presence::Certain);
    assert_eq!(&*unnamed.origin.pointer, "/predictedResources/7");
}

#[test]
fn what_if_has_both_sides() {
    let read = read_what_if(&name("what-if.json"), WHAT_IF).expect("a result");
    let account = format!("{GROUP}/Microsoft.CognitiveServices/accounts/di");
    let access = |inventory: &Inventory| {
        let found = at(&find(inventory, &account).body, "properties/publicNetworkAccess").cloned();
        found.and_then(|value| value.as_text().map(str::to_owned)).expect("a word")
    };
    assert_eq!((access(&read.before), access(&read.after)), ("Enabled".to_owned(), "Disabled".to_owned()));
    assert_eq!(&*find(&read.before, &account).origin.pointer, "/changes/0/before");
    let names = |inventory: &Inventory| -> Vec<String> {
        inventory.resources().iter().map(|found| found.id.name().to_owned()).collect()
    };
    assert_eq!(names(&read.before), ["di", "old", "st"]);
    assert_eq!(names(&read.after), ["di", "66666666-6666-6666-6666-666666666666", "st", "maybe"]);
    let role = read.after.of_type(ROLES).next().expect("a role assignment");
    let identity = at(&find(&read.after, &account).body, "identity/principalId");
    assert_eq!(symbol(at(&role.body, "properties/principalId")), symbol(identity));
    let maybe = find(&read.after, &format!("{GROUP}/Microsoft.Network/privateEndpoints/maybe"));
    assert!(matches!(maybe.presence, Presence::May(_)));
    assert_eq!(read.unsupported.len(), 1);
    // Resource Manager answers with the same below the properties.
    let document: serde_json::Value = serde_json::from_str(WHAT_IF).expect("JSON");
    let answer = json!({ "status": "Succeeded", "properties": { "changes": document["changes"] } }).to_string();
    let read = read_what_if(&name("what-if.json"), &answer).expect("a result");
    assert_eq!(names(&read.before), ["di", "old", "st"]);
    assert_eq!(&*find(&read.before, &account).origin.pointer, "/properties/changes/0/before");
}

#[test]
fn a_result_of_what_if_without_values_is_refused() {
    let only_ids = json!({ "changes": [{ "resourceId": format!("{GROUP}/{STORAGE}/st"), "changeType": "Deploy" }] });
    let error = read_what_if(&name("-"), &only_ids.to_string()).expect_err("refused");
    assert_eq!(error.place, InputPlace::Pointer("/changes/0".to_owned()));
    assert!(error.to_diagnostic().help.join("").contains("FullResourcePayloads"));
    for change in [json!(1), json!({}), json!({ "changeType": "Other" }), json!({ "changeType": "Create" })] {
        let error = read_what_if(&name("-"), &json!({ "changes": [change] }).to_string()).expect_err("refused");
        assert_eq!(error.place, InputPlace::Pointer("/changes/0".to_owned()));
    }
}

#[test]
fn parameter_files_are_for_their_template() {
    let account = |access: &str| json!({ "type": STORAGE, "apiVersion": "2025-06-01", "name": "st", "properties": { "publicNetworkAccess": access } });
    let template = json!({ "$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": { "access": { "type": "string" } },
        "resources": [account("[parameters('access')]")] });
    let schema = SCHEMA.replace("deploymentTemplate", "deploymentParameters");
    let parameters =
        |value: &str| json!({ "$schema": schema, "parameters": { "Access": { "value": value } } }).to_string();
    let read = |files: &[String]| {
        let mut reader = InputReader::default();
        for (index, text) in files.iter().enumerate() {
            reader.add(&name(&format!("{index}.json")), text.clone())?;
        }
        reader.finish(&SOMEWHERE)
    };
    let access = |files: &[String]| {
        let inputs = read(files).expect("inputs");
        let found = inputs.inventory.of_type(STORAGE).next().expect("an account");
        at(&found.body, "properties/publicNetworkAccess").expect("a value").as_text().map(str::to_owned)
    };
    let template = template.to_string();
    assert_eq!(access(std::slice::from_ref(&template)), None);
    assert_eq!(access(&[parameters("Disabled"), template.clone()]).as_deref(), Some("Disabled"));
    // The later file decides.
    let files = [template.clone(), parameters("Disabled"), parameters("Enabled")];
    assert_eq!(access(&files).as_deref(), Some("Enabled"));
    let refusal = |files: &[String]| read(files).expect_err("refused").message;
    assert!(refusal(&[parameters("x")]).contains("without its template"));
    assert!(refusal(&[parameters("x"), template.clone(), template]).contains("which template"));
}

#[test]
fn inputs_are_recognised_from_their_content() {
    let known = [
        ("[]", InputFormat::ResourceList),
        ("\u{feff} \n[{}]", InputFormat::ResourceList),
        (r#"{"count": 1, "data": []}"#, InputFormat::ResourceList),
        (r#"{"diGenLive": 1}"#, InputFormat::LiveReads),
        (r#"{"format_version": "9.0"}"#, InputFormat::Terraform),
        (
            r#"{"contentVersion": "1", "$schema": "https://a/2019-04-01/subscriptionDeploymentTemplate.json#"}"#,
            InputFormat::Template,
        ),
        (r#"{"parameters": {"a": {}}, "resources": []}"#, InputFormat::Template),
        (r#"{"$schema": "https://a/2019-04-01/deploymentParameters.json#"}"#, InputFormat::Parameters),
        (SNAPSHOT, InputFormat::Snapshot),
        (WHAT_IF, InputFormat::WhatIf),
        (r#"{"status": "Succeeded", "properties": {"x": 1, "changes": []}}"#, InputFormat::WhatIf),
        // What is wrong with it is said by the reader.
        ("{", InputFormat::ResourceList),
    ];
    for (text, format) in known {
        assert_eq!(recognise_format(&name("-"), text), Ok(format), "{text}");
    }
    let refused = [
        (
            r#"{"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": []}"#,
            "terraform show -json",
        ),
        ("{\"@level\":\"info\",\"@message\":\"Terraform 1.9\"}\n{}", "terraform show -json"),
        ("terraform {\n}\n", "terraform show -json"),
        ("// a\nresource \"azurerm_subnet\" \"a\" {\n}\n", "terraform show -json"),
        ("@description('a')\nparam a string\n", "bicep build"),
        ("using './main.bicep'\n", "bicep build"),
        ("Note: The result may contain false positive predictions (noise).\n", "--no-pretty-print"),
        ("# yaml-language-server: $schema=x\nname: claims\n", "-f"),
        (r#"{"id": "/subscriptions/S/x"}"#, "[...]"),
    ];
    for (text, help) in refused {
        let error = recognise_format(&name("-"), text).expect_err(text).to_diagnostic();
        assert!(error.help.join(" ").contains(help), "{text}: {:?}", error.help);
        assert!(read_existing(&name("-"), text).is_err(), "{text}");
    }
}

#[test]
fn documents_that_cannot_be_read_are_located() {
    let file = name("input.json");
    let template = template_of("minimal").expect("a template");
    for whole in [SNAPSHOT, WHAT_IF, &template] {
        for part in 1..20 {
            let end = whole.floor_char_boundary(whole.len() * part / 20);
            let error = read_existing(&file, &whole[..end]).expect_err("a part");
            assert!(matches!(error.place, InputPlace::Line(..)) || part < 3, "{:?}", error.place);
        }
    }
    let deep = "[".repeat(10_000);
    for start in [r#"{"predictedResources": [{"a": "#, r#"{"changes": [{"a": "#, r#"{"resources": [{"a": "#, ""] {
        let error = read_existing(&file, &format!("{start}{deep}")).expect_err("too deep");
        assert!(matches!(error.place, InputPlace::Line(1, _)), "{error:?}");
    }
    for wrong in
        [r#"{"predictedResources": 1}"#, r#"{"changes": "x"}"#, r#"{"changes": {"a": 1}}"#, r#"{"resources": 1}"#]
    {
        assert!(read_existing(&file, wrong).is_err(), "{wrong}");
    }
    // What is no resource is not read.
    let other = r#"{"predictedResources": [1, null, {}, {"id": 1}, {"id": "x"}, {"id": "[x"}, {"id": "[x()]"}]}"#;
    assert!(read_existing(&file, other).expect("a snapshot").resources().is_empty());
}

/// Types and names that hold secrets in templates, and expressions with a secret in them.
#[test]
fn secrets_are_not_kept() {
    let kept = |name: &str| format!("kept-{name}");
    let bodies = json!([
        { "type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2025-05-01", "name": "v/s", "properties": { "value": "planted-1" } },
        { "type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2025-05-01", "name": "v/t",
          "properties": { "value": "[concat('planted-2', reference('x').a)]" } },
        { "type": "Microsoft.Web/sites", "apiVersion": "2024-04-01", "name": "app", "location": kept("location"),
          "properties": { "siteConfig": { "appSettings": [{ "name": "A", "value": "planted-3" }] } } },
        { "type": "Microsoft.Resources/deploymentScripts", "apiVersion": "2023-08-01", "name": "s", "properties": {
            "environmentVariables": [{ "name": "A", "secureValue": "planted-4" }], "scriptContent": "planted-5" } },
        { "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2025-04-01", "name": "vm",
          "properties": { "osProfile": { "adminPassword": "planted-6", "customData": "planted-7" } } },
        { "type": STORAGE, "apiVersion": "2025-06-01", "name": "st", "tags": { "a": kept("tag") },
          "properties": { "primaryKey": "planted-8", "connectionString": "[concat('planted-9', reference('y').a)]" } },
        { "type": "Microsoft.CognitiveServices/accounts/connections", "apiVersion": "2025-06-01", "name": "a/c",
          "properties": { "credentials": { "key": "planted-10", "pat": "planted-11" }, "target": "[parameters('secret')]" } },
    ]);
    let template = json!({ "$schema": SCHEMA, "parameters": { "secret": { "type": "securestring", "defaultValue": "planted-12" } },
        "variables": { "v": "planted-13" }, "resources": bodies, "outputs": { "o": { "type": "string", "value": "planted-14" } } });
    let with_ids = |key: &str| {
        let mut items = bodies.as_array().expect("a list").clone();
        for item in &mut items {
            let (arm_type, own) =
                (item["type"].as_str().expect("a type").to_owned(), item["name"].as_str().expect("a name").to_owned());
            let (namespace, types) = arm_type.split_once('/').expect("a type");
            let pairs: Vec<String> =
                types.split('/').zip(own.split('/')).map(|(kind, own)| format!("{kind}/{own}")).collect();
            item["id"] = format!("{GROUP}/{namespace}/{}", pairs.join("/")).into();
        }
        if key == "changes" {
            let change = |item: &serde_json::Value| {
                json!({ "changeType": "Modify", "before": item, "after": item,
                "delta": [{ "path": "a", "before": "planted-15", "after": "planted-16" }], "unsupportedReason": "planted-17" })
            };
            return json!({ "changes": items.iter().map(change).collect::<Vec<_>>() });
        }
        json!({ key: items, "outputs": { "o": "planted-18" }, "diagnostics": ["planted-19"] })
    };
    for text in [
        template.to_string(),
        with_ids("predictedResources").to_string(),
        with_ids("changes").to_string(),
        with_ids("value").to_string(),
    ] {
        let mut reader = InputReader::default();
        reader.add(&name("input.json"), text.clone()).expect("an input");
        let shown = format!("{:?}", reader.finish(&SOMEWHERE).expect("inputs"));
        assert!(shown.contains("kept-location") && shown.contains("kept-tag"), "{shown}");
        if let Some(at) = shown.find("planted") {
            panic!(
                "{}\n{}",
                text.get(..40).unwrap_or_default(),
                shown.get(at.saturating_sub(200)..at + 20).unwrap_or_default()
            );
        }
    }
}
