//! `validate --existing`: posture and policies of what the input shows, and nothing from silence.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::absence::position;
use crate::{checks::sarif_schema, cli::Run};

const TUTORIAL: &str = include_str!("tutorial.json");
const STATE: &str = include_str!("terraform/tutorial/state.json");

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";

fn list() -> Vec<Value> {
    serde_json::from_str(TUTORIAL).expect("JSON")
}

/// The diagnostics of an input.
fn diagnostics(input: &str, options: &str, status: i32) -> Vec<Value> {
    let run = Run::new(&format!("validate --existing - --format json {options}")).input(input).run();
    serde_json::from_str(&run.ends(status).out()).expect("JSON")
}

/// The codes, each with the last part of the ID of its resource.
fn codes(diagnostics: &[Value]) -> BTreeSet<String> {
    let name =
        |one: &Value| one["resource"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    diagnostics.iter().map(|one| format!("{} {}", one["code"].as_str().expect("a code"), name(one))).collect()
}

fn changed(change: impl FnOnce(&mut Vec<Value>)) -> String {
    let mut list = list();
    change(&mut list);
    json!(list).to_string()
}

#[test]
fn what_is_shown_is_reported_at_its_property() {
    let found = diagnostics(TUTORIAL, "", 0);
    let keys = found.iter().find(|one| one["code"] == "DI1101").expect("key authentication");
    assert_eq!(keys["severity"], "warning");
    assert_eq!((&keys["file"], &keys["pointer"]), (&json!("-"), &json!("/1/properties/disableLocalAuth")));
    let codes = codes(&found);
    for expected in ["DI1106 acme-forms", "DI1201 acmeformsdata", "DI1205 default", "DI1206 acmeformsdata"] {
        assert!(codes.contains(expected), "{expected}: {codes:?}");
    }
    let found = diagnostics(STATE, "", 0);
    let keys = found.iter().find(|one| one["code"] == "DI1101").expect("key authentication");
    assert_eq!(keys["terraform"], "azurerm_cognitive_account.fr");
}

/// A role on the subscription applies to data of every other account there.
#[test]
fn a_role_for_data_on_the_subscription_is_reported() {
    let with_role_on = |scope: &str| {
        changed(|list| {
            list.push(json!({
                "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/44444444-0000-0000-0000-000000000000"),
                "type": "Microsoft.Authorization/roleAssignments",
                "properties": {
                    "principalId": "55555555-0000-0000-0000-000000000000",
                    "principalType": "ServicePrincipal",
                    "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
                    "scope": scope,
                },
            }));
        })
    };
    let account = list()[position(&list(), ACCOUNT, "")]["id"].as_str().expect("an ID").to_owned();
    let subscription = account.split("/resourceGroups/").next().expect("a subscription").to_owned();
    let found = diagnostics(&with_role_on(&subscription), "", 0);
    let reported: Vec<&Value> = found.iter().filter(|one| one["code"] == "DI1503").collect();
    assert_eq!(reported.len(), 1, "once, though it covers several services: {found:?}");
    assert!(reported[0]["resource"].as_str().expect("an ID").ends_with("44444444-0000-0000-0000-000000000000"));
    let group = account.split("/providers/").next().expect("a group").to_owned();
    assert!(diagnostics(&with_role_on(&group), "", 0).iter().all(|one| one["code"] != "DI1503"));
}

#[test]
fn what_was_not_seen_is_not_missing() {
    let without_endpoints = |list: &mut Vec<Value>| {
        list.retain(|item| !item["type"].as_str().unwrap_or_default().contains("rivateEndpoints"));
    };
    let codes_of = |text: &str| codes(&diagnostics(text, "", 0));
    let silent = codes_of(&changed(without_endpoints));
    for code in ["DI1104", "DI1203", "DI1601", "DI1303"] {
        assert!(!silent.iter().any(|found| found.starts_with(code)), "{code}: {silent:?}");
    }
    // A service that lists its connections has no other ones.
    let shown = codes_of(&changed(|list| {
        without_endpoints(list);
        for kind in [ACCOUNT, STORAGE] {
            let position = position(list, kind, "");
            list[position]["properties"]["privateEndpointConnections"] = json!([]);
        }
    }));
    assert!(shown.contains("DI1104 acme-forms") && shown.contains("DI1203 acmeformsdata"), "{shown:?}");
    // A state has no other properties than those that are set.
    let of_state = codes_of(STATE);
    for code in ["DI1107", "DI1207", "DI1211", "DI1104", "DI1203", "DI1601"] {
        assert!(!of_state.iter().any(|found| found.starts_with(code)), "{code}: {of_state:?}");
    }
}

#[test]
fn an_account_that_is_open_with_keys_is_an_error_and_open_storage_a_warning() {
    let open = changed(|list| {
        for kind in [ACCOUNT, STORAGE] {
            let position = position(list, kind, "");
            list[position]["properties"]["publicNetworkAccess"] = json!("Enabled");
            list[position]["properties"]["networkAcls"]["defaultAction"] = json!("Allow");
        }
    });
    let found = diagnostics(&open, "", 1);
    let severity = |code: &str| found.iter().find(|one| one["code"] == code).map(|one| one["severity"].clone());
    assert_eq!(severity("DI1103"), Some(json!("error")));
    assert_eq!(severity("DI1202"), Some(json!("warning")));
}

#[test]
fn policies_judge_the_bodies_and_nothing_that_was_not_seen() {
    let of_policies = |text: &str| -> BTreeSet<String> {
        let found = diagnostics(text, "--policy alz-corp,alz-guardrails,mcsb,psrule", 0);
        let named = found.iter().filter(|one| !one["details"].is_null());
        named.map(|one| format!("{} {}", one["resource"], one["details"]["definitionId"])).collect()
    };
    let known = of_policies(STATE);
    assert!(known.iter().any(|one| one.contains("8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54")), "shared keys: {known:?}");
    let state: Value = serde_json::from_str(STATE).expect("JSON");
    let resources = state["values"]["root_module"]["resources"].as_array().expect("resources");
    let address = "azurerm_storage_account.data";
    let at = resources.iter().position(|resource| resource["address"] == address).expect("storage");
    let names: Vec<String> = resources[at]["values"].as_object().expect("values").keys().cloned().collect();
    // Less is seen of the resource, and nothing more is reported. Without its ID, it is another resource.
    let looked_at = [
        "min_tls_version",
        "https_traffic_only_enabled",
        "shared_access_key_enabled",
        "blob_properties",
        "infrastructure_encryption_enabled",
        "allow_nested_items_to_be_public",
        "cross_tenant_replication_enabled",
    ];
    for name in names.iter().filter(|name| looked_at.contains(&name.as_str())) {
        let mut less = state.clone();
        less["values"]["root_module"]["resources"][at]["values"].as_object_mut().expect("values").remove(name);
        let found = of_policies(&less.to_string());
        let new: Vec<&String> = found.difference(&known).collect();
        assert!(new.is_empty(), "without {name}: {new:?}");
    }
}

/// What exists was not refused, and what a plan or a template deploys is.
#[test]
fn a_policy_that_refuses_what_is_planned_fails() {
    const PLAN: &str = include_str!("terraform/tutorial/plan.json");
    let refusals = |input: &str, status: i32| -> BTreeSet<String> {
        let found = diagnostics(input, "--policy alz-corp", status);
        let refused = found.iter().filter(|one| one["code"] == "DI4001");
        refused.map(|one| one["severity"].as_str().expect("a severity").to_owned()).collect()
    };
    assert_eq!(refusals(PLAN, 1), BTreeSet::from(["error".to_owned()]));
    assert_eq!(refusals(STATE, 0), BTreeSet::from(["warning".to_owned()]));
}

#[test]
fn sarif_is_valid_and_names_file_address_and_resource() {
    let run = Run::new("validate --existing state.json --format sarif --policy mcsb").file("state.json", STATE);
    let log: Value = serde_json::from_str(&run.run().ends(0).out()).expect("JSON");
    let validator = jsonschema::validator_for(&sarif_schema()).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let keys = results.iter().find(|result| result["ruleId"] == "DI1101").expect("key authentication");
    let location = &keys["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "state.json");
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "azurerm_cognitive_account.fr");
    let id = location["logicalLocations"][1]["fullyQualifiedName"].as_str().expect("an ID");
    assert!(id.ends_with("/accounts/acme-forms"), "{id}");
}

/// GitHub shows an alert at its line.
#[test]
fn sarif_has_the_line_of_what_decides() {
    let text = serde_json::to_string_pretty(&list()).expect("JSON");
    let run = Run::new("validate --existing live.json --checks c.yaml --format sarif").file("live.json", &text);
    let run = run.file("c.yaml", "accounts: [acme-forms]\nexpect:\n  - internet reaches account\n").run();
    let log: Value = serde_json::from_str(&run.ends(1).out()).expect("JSON");
    let line_of = |code: &str| {
        let results = log["runs"][0]["results"].as_array().expect("results");
        let result = results.iter().find(|result| result["ruleId"] == code).expect("a result");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let line = usize::try_from(region["startLine"].as_u64().expect("a line")).expect("a number");
        (line, region["startColumn"].as_u64().expect("a column"))
    };
    let (line, column) = line_of("DI1101");
    let shown = text.lines().nth(line - 1).expect("the line");
    assert!(shown.trim_start().starts_with("\"disableLocalAuth\": "), "{shown}");
    assert_eq!(shown.find(": ").map(|at| at as u64 + 3), Some(column));
    assert_eq!(line_of("DI2003"), (3, 5));
    // What cannot be read once more has no line.
    let run = Run::new("validate --existing - --format sarif").input(&text).run().ends(0).out();
    assert!(!run.contains("startLine"), "{run}");
}

#[test]
fn no_key_of_a_topology_file_is_advised() {
    let formats = ["text", "json", "sarif", "markdown"];
    for format in formats {
        let run =
            Run::new(&format!("validate --existing - --format {format} --policy alz-corp,psrule")).input(TUTORIAL);
        let run = run.run().ends(0);
        let text = format!("{}{}", run.out(), run.err());
        for key in [
            "`account.",
            "`storage.",
            "`allow`",
            "`allow.",
            "`privateEndpoints",
            "`keyVault",
            "`encryption.account",
            "`encryption.storage",
            "`clients`",
            "--fix",
            "`suppress`",
        ] {
            assert!(!text.contains(key), "{format}: {key} in {text}");
        }
    }
}

#[test]
fn names_and_secrets_of_the_input_are_data() {
    let planted = "pLanted7Qx9vT2mKc4Rz8Wb1Nd6Hf3Js5Lg0Ya";
    let hostile = changed(|list| {
        for item in list.iter_mut() {
            item["properties"]["primaryKey"] = planted.into();
            item["tags"]["adminPassword"] = planted.into();
        }
    })
    .replace("acmeformsdata", "x|<b>`\\u001b[31m[a](b){0}");
    for format in ["text", "json", "sarif", "markdown"] {
        let run = Run::new(&format!("validate --existing - --format {format} --policy mcsb")).input(&hostile).run();
        let text = format!("{}{}", run.out(), run.err());
        assert!(!text.contains(planted) && !text.contains('\u{1b}'), "{format}: {text}");
    }
}
