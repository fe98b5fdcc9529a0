//! `access --existing` with a query names the smallest change of what exists that allows a denied access path.

use serde_json::{Value, json};

use super::{
    absence::{minimal, position},
    inputs::live,
};
use crate::cli::Run;

/// A live read in which the storage firewall allows neither trusted services nor the account.
fn without_exceptions() -> String {
    let mut list = minimal();
    let storage = position(&list, "Microsoft.Storage/storageAccounts", "");
    list[storage]["properties"]["networkAcls"] = json!({ "defaultAction": "Deny", "bypass": "None" });
    live(&list).to_string()
}

fn run(query: &str, format: &str) -> String {
    let mut run = Run::new(&format!("access --existing live.json --to storage --format {format} --from"));
    run.arguments.push(query.to_owned());
    run.file("live.json", without_exceptions()).run().ends(0).out()
}

const CHANGE: &str = "to `properties.networkAcls.resourceAccessRules` of storage account stinvoicesdevb41e7f";

#[test]
fn text_and_markdown_name_the_property_and_what_else_becomes_allowed() {
    let text = run("account identity", "table");
    let line = text.lines().find(|line| line.contains("to allow it: add")).unwrap_or_else(|| panic!("{text}"));
    assert!(line.contains(CHANGE) && line.contains("/accounts/di-invoices-dev"), "{text}");
    // Reading is allowed after it, and writing still needs a role, which the live read shows that it lacks.
    assert!(text.contains("It becomes allowed"), "{text}");
    assert!(text.contains("assign the role Storage Blob Data Contributor to 0f817033"), "{text}");
    let markdown = run("account identity", "markdown");
    assert!(markdown.contains("## Smallest changes") && markdown.contains("resourceAccessRules"), "{markdown}");
}

#[test]
fn programs_get_the_resource_the_property_and_the_value() {
    let document: Value = serde_json::from_str(&run("account identity", "json")).expect("JSON");
    let paths = document["accounts"][0]["paths"].as_array().expect("paths");
    let reads = paths.iter().find(|path| path["flow"] == "account identity reads storage").expect("a path");
    let change = &reads["advice"]["changes"][0];
    assert_eq!(change["property"], "properties.networkAcls.resourceAccessRules");
    assert!(change["id"].as_str().is_some_and(|id| id.ends_with("/storageAccounts/stinvoicesdevb41e7f")), "{change}");
    let rule = &change["value"]["resourceId"];
    assert!(rule.as_str().is_some_and(|id| id.ends_with("/accounts/di-invoices-dev")), "{change}");
    assert_eq!(reads["advice"]["verdict"], "allowed");
}

#[test]
fn without_a_query_and_where_nothing_is_denied_no_change_is_tried() {
    let all = Run::new("access --existing live.json").file("live.json", without_exceptions()).run();
    assert!(!all.ends(0).out().contains("to allow it"));
    let reaches = run("subnet snet-workloads", "table");
    assert!(!reaches.contains("to allow it"), "{reaches}");
}
