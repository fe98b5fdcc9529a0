//! `diff --existing`: what a plan of Terraform or a result of what-if means. Plans are made from a state: nothing changes
//! but what a test changes.

use serde_json::{Value, json};

use crate::cli::{Ended, Run};

const STATE: &str = include_str!("terraform/tutorial/state.json");
const CREATION: &str = include_str!("terraform/tutorial/plan.json");

/// A plan that changes nothing.
pub(super) fn plan() -> Value {
    let state: Value = serde_json::from_str(STATE).expect("JSON");
    let mut plan: Value = serde_json::from_str(CREATION).expect("JSON");
    plan["prior_state"] = state.clone();
    for change in plan["resource_changes"].as_array_mut().expect("changes") {
        let resources = state["values"]["root_module"]["resources"].as_array().expect("resources");
        let own = resources.iter().find(|resource| resource["address"] == change["address"]).expect("in the state");
        change["change"] = json!({
            "actions": ["no-op"], "before": own["values"], "after": own["values"], "after_unknown": {},
            "before_sensitive": own["sensitive_values"], "after_sensitive": own["sensitive_values"],
        });
    }
    plan
}

/// The change of an address.
pub(super) fn change<'a>(plan: &'a mut Value, address: &str) -> &'a mut Value {
    let mut changes = plan["resource_changes"].as_array_mut().expect("changes").iter_mut();
    changes.find(|change| change["address"] == address).unwrap_or_else(|| panic!("no {address}"))
}

/// A plan with changed actions of an address, and the attributes after it.
pub(super) fn planned(address: &str, actions: &[&str], edit: impl FnOnce(&mut Value)) -> Value {
    let mut plan = plan();
    let change = &mut change(&mut plan, address)["change"];
    change["actions"] = json!(actions);
    edit(&mut change["after"]);
    plan
}

fn run(plan: &Value, options: &str) -> Ended {
    Run::new(&format!("diff --existing plan.json {options}")).file("plan.json", plan.to_string()).run()
}

fn report(plan: &Value) -> Value {
    serde_json::from_str(&run(plan, "--format json").ends(0).out()).expect("JSON")
}

/// The verdict before and after of an access path; none if it stays.
fn movement(report: &Value, path: &str) -> Option<(String, String)> {
    let flows = report["accounts"][0]["changes"]["flows"].as_array().expect("access paths");
    let flow = flows.iter().find(|flow| flow["flow"] == path)?;
    let text = |name: &str| flow[name].as_str().unwrap_or_default().to_owned();
    Some((text("before"), text("after")))
}

/// A movement that must be there.
fn moves(before: &str, after: &str) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

#[test]
fn a_plan_without_actions_changes_nothing() {
    let text = run(&plan(), "--fail-on any").ends(0).out();
    assert!(text.contains("Nothing changes in meaning"), "{text}");
    let report = report(&plan());
    assert_eq!(report["accounts"][0]["changes"]["flows"], json!([]));
    assert_eq!((&report["others"], &report["complete"]), (&json!([]), &json!(true)));
}

#[test]
fn access_that_a_plan_opens_is_reported_with_the_address_that_decides() {
    let opened = planned("azurerm_cognitive_account.fr", &["update"], |after| {
        after["network_acls"][0]["default_action"] = json!("Allow");
    });
    let report = report(&opened);
    assert_eq!(movement(&report, "internet reaches account"), Some(moves("denied", "allowed")));
    let flows = report["accounts"][0]["changes"]["flows"].as_array().expect("access paths");
    let flow = flows.iter().find(|flow| flow["flow"] == "internet reaches account").expect("the path");
    assert_eq!(flow["decidedBy"]["terraform"], "azurerm_cognitive_account.fr");
    let added: Vec<&str> = report["accounts"][0]["posture"]["added"]
        .as_array()
        .expect("violations")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(added, ["DI1103"]);
    run(&opened, "--fail-on opened").ends(1);
    run(&opened, "--fail-on closed,replaced,loses-data").ends(0);
    let markdown = run(&opened, "--format markdown").ends(0).out();
    assert!(markdown.contains("### Opens\n\n- internet reaches account: denied to allowed."), "{markdown}");
    assert!(markdown.contains("`plan.json: azurerm_cognitive_account.fr`"), "{markdown}");
}

/// An address exists without its rule: it is one of the internet.
#[test]
fn an_address_whose_rule_no_longer_matters_keeps_its_access() {
    let open = |actions: &[&str], before: &str, after: &str| {
        let mut plan = planned("azurerm_cognitive_account.fr", actions, |_| {});
        let change = change(&mut plan, "azurerm_cognitive_account.fr");
        change["change"]["before"]["network_acls"][0]["default_action"] = json!(before);
        change["change"]["after"]["network_acls"][0]["default_action"] = json!(after);
        let prior = plan["prior_state"]["values"]["root_module"]["resources"].as_array_mut().expect("resources");
        let own = prior.iter_mut().find(|one| one["address"] == "azurerm_cognitive_account.fr").expect("the account");
        own["values"]["network_acls"][0]["default_action"] = json!(before);
        plan
    };
    let opened = open(&["update"], "Deny", "Allow");
    let address = "address 198.51.100.7 reaches account";
    assert!(opened.to_string().contains("198.51.100.7"));
    assert_eq!(movement(&report(&opened), "internet reaches account"), Some(moves("denied", "allowed")));
    assert_eq!(movement(&report(&opened), address), None);
    run(&opened, "--fail-on closed").ends(0);
    // And the other way round: the rule gives nothing that the address did not have.
    let closed = open(&["update"], "Allow", "Deny");
    assert_eq!(movement(&report(&closed), "internet reaches account"), Some(moves("allowed", "denied")));
    assert_eq!(movement(&report(&closed), address), None);
    run(&closed, "--fail-on opened").ends(0);
}

#[test]
fn a_role_that_is_removed_is_not_denied_from_silence() {
    let removed = planned("azurerm_role_assignment.fr_reads", &["delete"], |after| *after = json!(null));
    let report = report(&removed);
    assert_eq!(movement(&report, "account identity reads storage"), Some(moves("allowed", "conditional")));
    assert_eq!(report["accounts"][0]["changes"]["roles"]["taken"].as_array().map(Vec::len), Some(1));
    run(&removed, "--fail-on conditional").ends(1);
    run(&removed, "--fail-on closed,opened").ends(0);
}

/// Terraform cannot delete a firewall: azurerm sets it to its defaults, which allow access from all networks.
#[test]
fn storage_network_rules_that_are_deleted_open_the_firewall() {
    let rules = "azurerm_storage_account_network_rules.data";
    let deleted = planned(rules, &["delete"], |after| *after = json!(null));
    let report = report(&deleted);
    assert_eq!(movement(&report, "internet reaches storage"), Some(moves("denied", "allowed")));
    run(&deleted, "--fail-on opened").ends(1);
    // With the account, they are gone.
    let mut both = deleted.clone();
    let account = change(&mut both, "azurerm_storage_account.data");
    account["change"]["actions"] = json!(["delete"]);
    account["change"]["after"] = json!(null);
    let flows = self::report(&both);
    assert_ne!(movement(&flows, "internet reaches storage"), Some(moves("denied", "allowed")));
    // Rules of the account itself may come after it: no verdict is claimed for them.
    let mut inline = deleted;
    let account = change(&mut inline, "azurerm_storage_account.data");
    account["change"]["actions"] = json!(["update"]);
    account["change"]["after"]["network_rules"] = json!([{"default_action": "Deny", "bypass": ["None"]}]);
    assert_ne!(movement(&self::report(&inline), "internet reaches storage"), Some(moves("denied", "allowed")));
}

#[test]
fn a_replacement_is_what_terraform_plans_and_loses_what_is_in_it() {
    let mut plan = planned("azurerm_storage_account.data", &["delete", "create"], |after| {
        after["account_tier"] = json!("Premium");
    });
    let change = change(&mut plan, "azurerm_storage_account.data");
    change["action_reason"] = json!("replace_because_cannot_update");
    change["change"]["replace_paths"] = json!([["account_tier"]]);
    let report = report(&plan);
    let changes = &report["accounts"][0]["changes"];
    let resources = changes["resources"].as_array().expect("resources");
    let storage = resources.iter().find(|one| one["symbol"] == "azurerm_storage_account.data").expect("storage");
    assert_eq!(storage["change"], "replaced");
    assert!(storage["because"].as_str().expect("a reason").contains("account_tier"), "{storage}");
    let headings: Vec<&str> = changes["consequences"]
        .as_array()
        .expect("consequences")
        .iter()
        .filter(|one| one["symbol"] == "azurerm_storage_account.data")
        .filter_map(|one| one["heading"].as_str())
        .collect();
    assert!(headings.contains(&"losesData"), "{headings:?}");
    let text = run(&plan, "").ends(0).out();
    assert!(text.contains("azurerm_storage_account.data: replaced, since account_tier cannot change\n"), "{text}");
    assert!(!text.contains("replace_because"), "{text}");
    assert!(text.contains("Access is compared before and after the apply"), "{text}");
    run(&plan, "--fail-on replaced").ends(1);
    run(&plan, "--fail-on loses-data").ends(1);
    run(&plan, "--fail-on opened,closed").ends(0);
}

#[test]
fn moved_and_imported_resources_are_named_and_change_no_access() {
    let mut plan = plan();
    change(&mut plan, "azurerm_subnet.app")["previous_address"] = json!("azurerm_subnet.old");
    change(&mut plan, "azurerm_subnet.pe")["change"]["importing"] = json!({"id": "x"});
    let report = report(&plan);
    assert_eq!(report["accounts"][0]["changes"]["flows"], json!([]));
    assert_eq!(report["accounts"][0]["changes"]["resources"], json!([]));
    let text = run(&plan, "").ends(0).out();
    assert!(text.contains("azurerm_subnet.app: moved from azurerm_subnet.old"), "{text}");
    assert!(text.contains("azurerm_subnet.pe: imported"), "{text}");
    run(&plan, "--fail-on any").ends(1);
    run(&plan, "--fail-on opened,closed,replaced").ends(0);
}

#[test]
fn other_resources_are_counted_and_what_happened_outside_is_named() {
    let mut plan = plan();
    let site = json!({
        "address": "module.web[\"a.b\"].azurerm_linux_web_app.site", "mode": "managed", "type": "azurerm_linux_web_app",
        "name": "site", "provider_name": "registry.terraform.io/hashicorp/azurerm",
        "change": {"actions": ["create"], "before": null, "after": {"name": "site"}, "after_unknown": {}},
    });
    plan["resource_changes"].as_array_mut().expect("changes").push(site);
    let mut drifted = change(&mut plan, "azurerm_cognitive_account.fr").clone();
    drifted["change"]["actions"] = json!(["update"]);
    plan["resource_drift"] = json!([drifted]);
    plan["complete"] = json!(false);
    let text = run(&plan, "").ends(0).says("the plan is not complete").out();
    assert!(text.contains("azurerm_linux_web_app: 1 created"), "{text}");
    let outside = "Changed outside of Terraform since the last apply\n  azurerm_cognitive_account.fr: changed";
    assert!(text.contains(outside), "{text}");
    let report = report(&plan);
    assert_eq!(report["complete"], json!(false));
    assert_eq!(report["others"][0]["action"], "create");
    assert!(report["notes"][0].as_str().expect("a note").contains("not complete"));
}

#[test]
fn an_account_that_is_created_or_deleted_is_there_on_one_side() {
    let created = Run::new("diff --existing - --format json").input(CREATION).run().ends(0).out();
    let created: Value = serde_json::from_str(&created).expect("JSON");
    assert_eq!(created["accounts"][0]["change"], "added");
    assert_eq!(movement(&created, "subnet app reaches account"), Some(moves("", "allowed")));
    let mut plan = plan();
    for change in plan["resource_changes"].as_array_mut().expect("changes") {
        change["change"]["actions"] = json!(["delete"]);
        change["change"]["after"] = json!(null);
    }
    let deleted = report(&plan);
    assert_eq!(deleted["accounts"][0]["change"], "removed");
    assert_eq!(movement(&deleted, "subnet app reaches account"), Some(moves("allowed", "")));
    run(&plan, "--fail-on loses-data").ends(1);
}

/// What is created is in one section, and Markdown names the account.
#[test]
fn a_creation_is_listed_once() {
    let run =
        |format: &str| Run::new(&format!("diff --existing - --format {format}")).input(CREATION).run().ends(0).out();
    let text = run("text");
    let (added, rest) = text.split_once("Planned by Terraform").unwrap_or((&text, ""));
    assert!(added.contains("azurerm_cognitive_account.fr"), "{text}");
    assert!(!rest.contains("azurerm_cognitive_account.fr: created"), "{text}");
    assert!(run("markdown").starts_with("## account acme-forms"), "{}", run("markdown"));
}

#[test]
fn policies_are_those_of_what_exists_before_and_after() {
    let keys = planned("azurerm_cognitive_account.fr", &["update"], |after| after["local_auth_enabled"] = json!(false));
    let text = run(&keys, "--format json --policy mcsb").ends(0).out();
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let policies = &report["accounts"][0]["changes"]["policies"];
    let removed = policies["removed"].as_array().expect("findings");
    assert!(removed.iter().all(|one| one["resource"] == "acme-forms") && !removed.is_empty(), "{policies}");
    assert_eq!(policies["added"], json!([]));
    assert_eq!(report["accounts"][0]["posture"]["removed"][0]["code"], "DI1101");
}

#[test]
fn what_if_is_compared_like_a_plan() {
    let what_if = include_str!("documents/what-if.json");
    let text = Run::new("diff --existing - --format json --fail-on opened").input(what_if).run().ends(1).out();
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(movement(&report, "internet reaches account"), Some(moves("allowed", "denied")));
    assert_eq!(movement(&report, "account identity reads storage"), Some(moves("conditional", "allowed")));
}

#[test]
fn an_input_that_changes_nothing_by_itself_is_refused_with_what_is_needed() {
    let state = Run::new("diff --existing -").input(STATE).run();
    state.ends(2).silent().says("DI0012").says("terraform show -json plan.tfplan");
    Run::new("diff --existing - --steps").input(STATE).run().ends(2).silent().says("--steps");
    Run::new("diff a.yaml --policy mcsb").run().ends(2).silent().says("--existing");
}
