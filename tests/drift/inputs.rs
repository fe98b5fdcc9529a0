//! What an input does not show is no drift, and is said.

use serde_json::{Value, json};

use super::live::{Live, drift, lines};
use crate::cli::Run;

const FORMER: [(&str, &str); 6] = [
    ("Clients in this and connected networks.", "Allow HTTPS from clients in this and connected networks."),
    ("Everything else.", "Deny all other inbound traffic."),
    ("No way on to other machines.", "Deny outbound SSH and RDP within the virtual network."),
    ("Nothing from outside.", "Deny all inbound traffic from the internet."),
    ("\"queue_encryption_key_type\": \"Service\"", "\"queue_encryption_key_type\": \"Account\""),
    ("\"table_encryption_key_type\": \"Service\"", "\"table_encryption_key_type\": \"Account\""),
];

/// A document of November 2026 with what is generated differently since.
fn as_now(text: &str) -> String {
    let text = FORMER.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    update(&mut document);
    document.to_string()
}

fn update(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(update),
        Value::Object(entries) => {
            if entries.get("name").is_some_and(|name| name == "AllowVirtualNetworkHttpsInbound") {
                match entries.get_mut("properties") {
                    Some(properties) => properties["priority"] = json!(4000),
                    None => entries["priority"] = json!(4000),
                }
            }
            for service in ["queue", "table"] {
                if let Some(service) = entries.get_mut(service).filter(|service| service["keyType"] == "Service") {
                    service["keyType"] = json!("Account");
                }
            }
            entries.values_mut().for_each(update);
        }
        _ => {}
    }
}

#[test]
fn of_what_the_file_made_there_is_none() {
    let entra_only = include_str!("../../examples/entra-only.yaml");
    for (file, document) in [
        ("name: invoices\n", STATE),
        ("name: invoices\n", include_str!("../existing/terraform/minimal/plan.json")),
        (entra_only, include_str!("../existing/entra-only.json")),
        (entra_only, include_str!("../existing/terraform/entra-only/state.json")),
        (entra_only, include_str!("../existing/terraform/entra-only/plan.json")),
    ] {
        let run = Run::new("drift --existing live.json").file("di-gen.yaml", file).file("live.json", as_now(document));
        let text = run.run().ends(0).out();
        assert!(text.starts_with("No drift\n"), "{text}");
    }
}

const STATE: &str = include_str!("../existing/terraform/minimal/state.json");
const ROLE: &str = "/providers/Microsoft.Authorization/roleAssignments/";

#[test]
fn of_what_is_deployed_now_there_is_none() {
    let text = drift(&Live::minimal().list(), "", 0);
    assert!(text.starts_with("No drift\n"), "{text}");
    // The location of the group is not in the input.
    assert!(text.contains("7 (the location is not known before deployment)"), "{text}");
    let text = drift(&Live::minimal().list(), "--location westeurope", 0);
    assert!(!text.contains("Not compared"), "{text}");
    let text = drift(&Live::minimal().list(), "--location northeurope", 1);
    let moved = "virtual network vnet-invoices-dev: location: northeurope to westeurope";
    assert!(lines(&text, "Changed").contains(&moved), "{text}");
}

#[test]
fn what_is_generated_differently_since_is_drift_of_the_former_document() {
    let text = drift(include_str!("../existing/minimal.json"), "", 1);
    let changed = lines(&text, "Changed");
    assert_eq!(changed.len(), 3, "{text}");
    let storage = "storage account stinvoicesdevb41e7f: key type of queues: Account to Service; key type of tables: Account to Service";
    assert!(changed.contains(&storage), "{text}");
    assert!(text.starts_with("Drift: 3 resources differ\n"), "{text}");
}

#[test]
fn a_state_shows_what_its_resources_read() {
    let text = drift(STATE, "", 1);
    // The same as in the live document; nothing of what azurerm does not read.
    assert_eq!(lines(&text, "Changed").len(), 3, "{text}");
    assert!(text.contains("(the input does not show it)"), "{text}");
    assert!(!text.contains("Under another name") && !text.contains("Missing"), "{text}");
}

#[test]
fn a_role_assignment_that_a_list_does_not_show_may_exist() {
    let mut live = Live::minimal();
    live.remove(ROLE);
    let text = drift(&live.list(), "", 0);
    assert!(text.contains("Not seen, and no drift: the input is not complete for these: 1 role assignment"), "{text}");
    let text = drift(&live.complete_for("Microsoft.Authorization/roleAssignments"), "", 1);
    let missing =
        "role assignment: the identity of di-invoices-dev has Storage Blob Data Reader on stinvoicesdevb41e7f";
    assert_eq!(lines(&text, "Missing"), [missing], "{text}");
    let access = lines(&text, "Access");
    assert!(access.contains(&"account identity reads storage: allowed to denied"), "{text}");
}

#[test]
fn an_assignment_of_another_name_is_the_same_and_a_deployment_would_be_refused() {
    let text = drift(&Live::minimal().list(), "", 0);
    let [shown] = lines(&text, "Under another name")[..] else { panic!("one line: {text}") };
    assert!(
        shown.contains("named 87b2523a-308e-6641-6a97-0afb1eec22d9") && shown.contains("RoleAssignmentExists"),
        "{shown}"
    );
    let own = shown.split(", and ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a GUID").to_owned();
    let mut live = Live::minimal();
    let assignment = live.find("87b2523a-308e-6641-6a97-0afb1eec22d9");
    let id = assignment["id"].as_str().expect("an ID").replace("87b2523a-308e-6641-6a97-0afb1eec22d9", &own);
    (assignment["id"], assignment["name"]) = (json!(id), json!(own));
    assert!(!drift(&live.list(), "", 0).contains("Under another name"));
}

#[test]
fn the_formats_say_the_same() {
    let mut live = Live::minimal();
    live.account()["properties"]["disableLocalAuth"] = json!(false);
    let json: Value = serde_json::from_str(&drift(&live.list(), "--format json", 1)).expect("JSON");
    let [changed] = json["changed"].as_array().expect("a list").as_slice() else { panic!("one: {json}") };
    assert_eq!(changed["differences"][0]["path"], "properties.disableLocalAuth");
    assert_eq!(
        (&changed["differences"][0]["declared"], &changed["differences"][0]["existing"]),
        (&json!(true), &json!(false))
    );
    assert_eq!((&json["drift"], &json["deployment"]["resourceGroup"]), (&json!(true), &json!("rg")));
    assert_eq!(json["notCompared"].as_array().map(Vec::len), Some(7));
    let markdown = drift(&live.list(), "--format markdown", 1);
    assert!(
        markdown.contains(
            "### Changed\n\n- Document Intelligence account di-invoices-dev: key authentication: disabled to enabled\n"
        ),
        "{markdown}"
    );
}

#[test]
fn where_it_is_deployed_is_found_or_asked_for() {
    let live = Live::minimal().list();
    let other = live
        .replace("/resourceGroups/rg/", "/resourceGroups/rg-other/")
        .replace("/resourcegroups/rg/", "/resourcegroups/rg-other/");
    let run = |options: &str| {
        let run =
            Run::new(&format!("drift --existing a.json b.json {options}")).file("di-gen.yaml", "name: invoices\n");
        run.file("a.json", &live).file("b.json", &other).run()
    };
    run("").ends(2).silent().says("several resource groups").says("--resource-group");
    run("--resource-group RG-Other").ends(0);
    let run = Run::new("drift --existing a.json").file("di-gen.yaml", "name: other\n").file("a.json", &live).run();
    run.ends(2).silent().says("none of the").says("--resource-group");
}

#[test]
fn an_environment_is_compared_alone() {
    let file = "name: invoices\nenvironments: { dev: , prod: { location: westeurope } }\n";
    let run = |options: &str| {
        let run = Run::new(&format!("drift --existing a.json {options}")).file("di-gen.yaml", file);
        run.file("a.json", Live::minimal().list()).run()
    };
    run("").ends(2).silent().says("--env dev");
    run("--env dev").ends(0);
    // The names are others.
    run("--env prod").ends(2).silent();
}

#[test]
fn names_and_values_are_data_and_secrets_are_not_shown() {
    let mut live = Live::minimal();
    let secret = "AccountKey=9m1sT4Zq0cXv7kQ2rYb8uJ5wE6nP3aLdHfGtKzVxCyBoMiWsRqTePuNjAhSgDlFk0OiUyTrEwQaSdFgHjKlZxQ==";
    live.storage()["tags"] = json!({ "a\n::error::b": "`x`", "token": secret });
    live.account()["properties"]["apiProperties"] = json!({ "qnaAzureSearchEndpointKey": secret });
    let rule = json!({ "name": "x](https://a.invalid) | `b`\u{1b}[31m", "properties": { "access": "Allow" } });
    let group = live.find("networkSecurityGroups/nsg-workloads-invoices-dev");
    group["properties"]["securityRules"].as_array_mut().expect("rules").push(rule);
    for format in ["text", "markdown", "json"] {
        let text = drift(&live.list(), &format!("--format {format}"), 1);
        assert!(!text.contains("9m1sT4Zq") && !text.contains("\n::error") && !text.contains('\u{1b}'), "{text}");
    }
    let markdown = drift(&live.list(), "--format markdown", 1);
    let shown = markdown.lines().find(|line| line.contains("a.invalid")).expect("a line");
    // A code span with a longer delimiter has it.
    assert!(shown.contains("`` x](https://a.invalid) | `b`"), "{shown}");
}

/// Where the input may leave out everything, nothing was compared.
#[test]
fn without_anything_to_compare_there_is_no_verdict() {
    let run = |options: &str| {
        let run = Run::new(&format!("drift --existing a.json {options}")).file("di-gen.yaml", "name: invoices\n");
        run.file("a.json", Live::minimal().list()).run()
    };
    let own = "00000000-0000-0000-0000-000000000000";
    run(&format!("--subscription {own} --resource-group rg")).ends(0);
    let other = run(&format!("--subscription {own} --resource-group nope"));
    other.ends(2).silent().says("no resource of the topology exists in resource group `nope`");
    // The built-in topology is deployed nowhere.
    let run = Run::new("drift --existing a.json").file("a.json", Live::minimal().list()).run();
    run.ends(2).silent().says("drift needs a topology file").says("-f");
}
