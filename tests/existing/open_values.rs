//! Values of a template that stay open: entries of the allowed FQDN list, and resources that it writes more than once.

use std::rc::Rc;

use di_gen::existing::{ReadInputs, evaluate_access, read_resource_list, resolve_accounts};
use serde_json::{Value, json};

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";

/// An account that reads blobs of a storage account, with these properties.
fn account(properties: &Value) -> Value {
    let mut own = json!({"customSubDomainName": "di", "networkAcls": {"defaultAction": "Allow"}});
    own.as_object_mut().expect("an object").extend(properties.as_object().expect("an object").clone());
    json!({"type": ACCOUNT, "apiVersion": "2025-06-01", "name": "di", "kind": "FormRecognizer", "location": "westeurope",
        "identity": {"type": "SystemAssigned"}, "sku": {"name": "S0"}, "properties": own})
}

fn template(others: &[(&str, Value)]) -> Value {
    let id = format!("resourceId('{STORAGE}', 'stone')");
    let mut resources = json!({
        "storage": {"type": STORAGE, "apiVersion": "2023-05-01", "name": "stone", "location": "westeurope",
            "properties": {"networkAcls": {"defaultAction": "Allow"}}},
        "role": {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('role')]",
            "scope": format!("[{id}]"), "properties": {
                "principalId": format!("[reference(resourceId('{ACCOUNT}', 'di'), '2025-06-01', 'Full').identity.principalId]"),
                "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')]"}},
    });
    for (name, resource) in others {
        resources[*name] = resource.clone();
    }
    json!({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0",
        "contentVersion": "1.0.0.0", "parameters": {"host": {"type": "string"}, "some": {"type": "bool"}}, "resources": resources})
}

fn read(template: &Value) -> ReadInputs {
    let context = di_gen::arm_template::DeploymentContext {
        subscription: Some("44444444-4444-4444-4444-444444444444"),
        resource_group: Some("rg"),
        location: Some("westeurope"),
        ..di_gen::existing::SOMEWHERE
    };
    let mut reader = di_gen::existing::InputReader::default();
    reader.add(&"main.json".into(), template.to_string()).expect("a template");
    reader.finish(&context).expect("a template")
}

/// The verdict of an access path, with its reasons.
fn verdict(template: &Value, path: &str) -> (String, String) {
    let inventory = read(template).inventory;
    let [account] = &resolve_accounts(&inventory)[..] else { panic!("one account") };
    let access = evaluate_access(account, &inventory, None, None, None).expect("a query of everything");
    let found = access.paths.iter().find(|found| found.to_string() == path).unwrap_or_else(|| panic!("no path {path}"));
    let reasons: Vec<&str> = found.steps.iter().map(|step| step.reason.as_str()).collect();
    (found.verdict().to_string(), reasons.join(". "))
}

#[track_caller]
fn check(template: &Value, path: &str, expected: &str, reason: &str) {
    let (verdict, reasons) = verdict(template, path);
    assert_eq!(verdict, expected, "{path}: {reasons}");
    assert!(reasons.contains(reason), "{path}: {reasons}");
}

const READS: &str = "account identity reads storage";
const REACHES: &str = "internet reaches account";

#[test]
fn an_entry_of_the_allowed_fqdn_list_that_is_open_decides_nothing_else() {
    let listed = |hosts: Value| {
        template(&[("di", account(&json!({"restrictOutboundNetworkAccess": true, "allowedFqdnList": hosts})))])
    };
    let (open, own) = ("[parameters('host')]", "stone.blob.core.windows.net");
    for hosts in [json!([open]), json!([open, "other.example"]), json!(open)] {
        check(&listed(hosts.clone()), REACHES, "allowed", "allows access from all networks");
        check(&listed(hosts), READS, "conditional", "Denied unless an entry of the allowed FQDN list exists");
    }
    check(&listed(json!([open, own])), READS, "allowed", "list contains the blob host");
    check(&listed(json!(["other.example"])), READS, "denied", "does not contain the blob host");
    // What the account has to do with its hosts is not that of its clients.
    let mut disabled = listed(json!([open]));
    disabled["resources"]["di"]["properties"]["publicNetworkAccess"] = json!("Disabled");
    check(&disabled, REACHES, "denied", "Public network access to the account is disabled");
}

fn public(access: &str) -> Value {
    account(&json!({"publicNetworkAccess": access}))
}

fn after(mut resource: Value, others: &[&str]) -> Value {
    resource["dependsOn"] = json!(others);
    resource
}

#[test]
fn the_last_write_of_a_resource_counts_where_dependencies_order_them() {
    let ordered = template(&[("one", public("Enabled")), ("two", after(public("Disabled"), &["one"]))]);
    check(&ordered, REACHES, "denied", "Public network access to the account is disabled");
    assert_eq!(read(&ordered).notes, Vec::<String>::new());
    let by_another = template(&[
        ("one", public("Enabled")),
        ("between", after(json!({"type": STORAGE, "apiVersion": "2023-05-01", "name": "other"}), &["one"])),
        ("two", after(public("Disabled"), &["between"])),
    ]);
    check(&by_another, REACHES, "denied", "Public network access to the account is disabled");
    let nested = |write: Value| {
        let inner = json!({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0", "resources": [write]});
        json!({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "nested",
            "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": inner}})
    };
    let modules = template(&[("one", nested(public("Enabled"))), ("two", after(nested(public("Disabled")), &["one"]))]);
    check(&modules, REACHES, "denied", "Public network access to the account is disabled");
}

/// Resource Manager deploys at the same time what does not depend on each other.
#[test]
fn writes_in_no_known_order_leave_open_what_they_do_not_agree_on() {
    let unordered = template(&[("one", public("Enabled")), ("two", public("Disabled"))]);
    let listed_in_reverse = template(&[("two", after(public("Disabled"), &["one"])), ("one", public("Enabled"))]);
    // Resource Manager removes what is not deployed from the dependencies.
    let mut other = json!({"type": STORAGE, "apiVersion": "2023-05-01", "name": "other", "condition": false});
    other["dependsOn"] = json!(["one"]);
    let by_none =
        template(&[("one", public("Enabled")), ("between", other), ("two", after(public("Disabled"), &["between"]))]);
    let mut perhaps = after(public("Disabled"), &["one"]);
    perhaps["condition"] = json!("[parameters('some')]");
    let conditional = template(&[("one", public("Enabled")), ("two", perhaps)]);
    let one_sets_it = template(&[("one", account(&json!({}))), ("two", public("Disabled"))]);
    for template in [unordered, listed_in_reverse, by_none, conditional, one_sets_it] {
        check(&template, REACHES, "conditional", "not known");
        let notes = read(&template).notes;
        assert!(notes[0].contains("accounts/di is written more than once, in no known order"), "{notes:?}");
    }
    let equal = template(&[("one", public("Disabled")), ("two", public("Disabled"))]);
    check(&equal, REACHES, "denied", "Public network access to the account is disabled");
    assert_eq!(read(&equal).notes, Vec::<String>::new());
}

/// Found by fuzzing: a name with slashes made the ID of another resource.
#[test]
fn the_name_of_a_subnet_makes_no_other_resource() {
    let base = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet";
    for name in ["a/b/c", "a/providers/Microsoft.Network/virtualNetworks/other/subnets/b", "a/subnets/b", ""] {
        let list = json!([{"id": base, "properties": {"subnets": [{"name": name, "properties": {}}, {"name": "b", "properties": {}}]}}]);
        let inventory = read_resource_list(&Rc::from("list.json"), &list.to_string()).expect("a list");
        let ids: Vec<&str> = inventory.resources().iter().map(|found| found.id.as_str()).collect();
        assert_eq!(ids, [base, &format!("{base}/subnets/b")], "{name}");
    }
}
