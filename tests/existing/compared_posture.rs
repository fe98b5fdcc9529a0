//! Posture before and after: a rule that fires because one side shows more is neither new nor resolved.

use std::rc::Rc;

use di_gen::{
    compare::{PlannedSide, compare_planned},
    existing::{InputReader, Inventory, SOMEWHERE, read_resource_list, resolve_accounts},
};
use serde_json::{Value, json};

use super::absence::{minimal, position};

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";

/// The codes that are added and those that are removed.
fn changes(before: &[Value], after: &[Value]) -> [Vec<String>; 2] {
    let read = |list: &[Value]| {
        let text = serde_json::to_string(list).expect("JSON");
        read_resource_list(&Rc::from("live.json"), &text).expect("a list of resources")
    };
    compared(&read(before), &read(after))
}

fn compared(before: &Inventory, after: &Inventory) -> [Vec<String>; 2] {
    let (old, new) = (resolve_accounts(before), resolve_accounts(after));
    let sides = [(before, &old), (after, &new)].map(|(inventory, accounts)| PlannedSide { inventory, accounts });
    let mut planned = compare_planned(sides[0], sides[1], &[], &[]);
    let posture = planned.accounts.swap_remove(0).posture;
    [posture.added, posture.removed].map(|found| found.iter().map(|one| one.code.to_string()).collect())
}

fn edited(edits: &[(&str, &str, Value)]) -> Vec<Value> {
    let mut list = minimal();
    for (arm_type, pointer, value) in edits {
        let index = position(&list, arm_type, "");
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = list[index].pointer_mut(parent).expect("a parent").as_object_mut().expect("an object");
        match value {
            Value::Null => drop(parent.remove(name)),
            value => drop(parent.insert(name.to_owned(), value.clone())),
        }
    }
    list
}

#[test]
fn what_both_sides_show_is_compared() {
    let keys = [(ACCOUNT, "/properties/disableLocalAuth", json!(false))];
    assert_eq!(changes(&minimal(), &edited(&keys)), [vec!["DI1101".to_owned()], vec![]]);
    assert_eq!(changes(&edited(&keys), &minimal()), [vec![], vec!["DI1101".to_owned()]]);
    let own_key = [(STORAGE, "/properties/encryption/keySource", json!("Microsoft.Keyvault"))];
    assert_eq!(changes(&edited(&own_key), &minimal()), [vec!["DI1207".to_owned()], vec![]]);
    assert_eq!(changes(&minimal(), &edited(&own_key)), [vec![], vec!["DI1207".to_owned()]]);
}

/// A template says nothing about whose key it is, and Azure does.
#[test]
fn what_one_side_does_not_show_is_neither_new_nor_resolved() {
    let template = r#"{
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "resources": [{
            "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "di", "location": "westeurope",
            "kind": "FormRecognizer", "sku": { "name": "S0" }, "identity": { "type": "SystemAssigned" },
            "properties": { "customSubDomainName": "di", "disableLocalAuth": true, "publicNetworkAccess": "Disabled" }
        }]
    }"#;
    let read = |text: &str| {
        let mut reader = InputReader::default();
        reader.add(&"main.json".into(), text.to_owned()).expect("a template");
        reader.finish(&SOMEWHERE).expect("an inventory").inventory
    };
    let silent = read(template);
    let shown = read(&template.replace(
        r#""disableLocalAuth""#,
        r#""encryption": { "keySource": "Microsoft.CognitiveServices" }, "disableLocalAuth""#,
    ));
    for (before, after) in [(&silent, &shown), (&shown, &silent)] {
        assert_eq!(compared(before, after), [Vec::<String>::new(), vec![]]);
    }
    let keys = read(&template.replace(r#""disableLocalAuth": true"#, r#""disableLocalAuth": false"#));
    assert_eq!(compared(&silent, &keys), [vec!["DI1101".to_owned()], vec![]]);
}
