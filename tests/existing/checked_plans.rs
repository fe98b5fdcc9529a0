//! The checks file on a plan: scope, access assertions that stop holding, and what is known.

use serde_json::{Value, json};

use super::planned::{change, plan, planned};
use crate::cli::{Ended, Run};

const ACCOUNT: &str = "azurerm_cognitive_account.fr";

fn run(plan: &Value, checks: &str, options: &str) -> Ended {
    let command = format!("diff --existing plan.json --checks di-gen.checks.yaml {options}");
    Run::new(&command).file("plan.json", plan.to_string()).file("di-gen.checks.yaml", checks).run()
}

fn report(plan: &Value, checks: &str) -> Value {
    serde_json::from_str(&run(plan, checks, "--format json").ends(0).out()).expect("JSON")
}

/// The plan that opens the account to all networks.
fn opening() -> Value {
    planned(ACCOUNT, &["update"], |after| after["network_acls"][0]["default_action"] = json!("Allow"))
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect()
}

/// What each assertion of the file becomes, with the verdicts of its access path.
fn assertions(report: &Value) -> Vec<(String, Value, Value)> {
    let one = |one: &Value| {
        let change = one["change"].as_str().expect("a change").to_owned();
        (change, one["path"]["before"].clone(), one["path"]["after"].clone())
    };
    report["assertions"].as_array().expect("assertions").iter().map(one).collect()
}

const EXPECT: &str = "expect:\n  - internet to account is denied\n  - subnet app reaches storage\n";

#[test]
fn an_assertion_that_stops_holding_is_what_the_check_is_about() {
    let opened = report(&opening(), EXPECT);
    assert_eq!(assertions(&opened), [("broken".to_owned(), json!("denied"), json!("allowed"))]);
    let broken = &opened["assertions"][0];
    assert_eq!(broken["path"]["decidedBy"]["terraform"], ACCOUNT);
    assert_eq!((&broken["file"], &broken["pointer"]), (&json!("di-gen.checks.yaml"), &json!("/expect/0")));
    run(&opening(), EXPECT, "--fail-on expect").ends(1);
    run(&opening(), EXPECT, "--fail-on closed").ends(0);
    let text = run(&opening(), EXPECT, "").ends(0).out();
    assert!(text.starts_with("Access assertions of di-gen.checks.yaml that no longer hold\n  internet"), "{text}");
    let markdown = run(&opening(), EXPECT, "--format markdown").ends(0).out();
    assert!(markdown.starts_with("### Access assertions of di-gen.checks.yaml that no longer hold\n\n- `internet"));
    // Nothing is broken where nothing changes.
    assert_eq!(assertions(&report(&plan(), EXPECT)), []);
    run(&plan(), EXPECT, "--fail-on any").ends(0);
}

#[test]
fn an_assertion_that_failed_before_is_not_broken_by_the_plan() {
    let mut closing = opening();
    let change = &mut change(&mut closing, ACCOUNT)["change"];
    (change["before"], change["after"]) = (change["after"].clone(), change["before"].clone());
    let state = closing["prior_state"]["values"]["root_module"]["resources"].as_array_mut().expect("resources");
    let account = state.iter_mut().find(|resource| resource["address"] == ACCOUNT).expect("the account");
    account["values"]["network_acls"][0]["default_action"] = json!("Allow");
    let restored = report(&closing, EXPECT);
    assert_eq!(assertions(&restored), [("restored".to_owned(), json!("allowed"), json!("denied"))]);
    run(&closing, EXPECT, "--fail-on expect").ends(0);
    let reversed = "expect: [internet reaches account]\n";
    assert_eq!(assertions(&report(&plan(), reversed)), [("failing".to_owned(), json!("denied"), json!("denied"))]);
    run(&plan(), reversed, "--fail-on expect").ends(0);
}

/// A misspelled actor must not be a check that never fails.
#[test]
fn an_assertion_about_no_access_path_fails() {
    let empty = "expect: [client other to account is denied]\n";
    let report = report(&plan(), empty);
    assert_eq!(report["assertions"][0]["change"], "empty");
    assert_eq!(report["assertions"][0]["account"], Value::Null);
    run(&plan(), empty, "--fail-on expect").ends(1);
}

/// What the plan removes is denied after it, as in the report.
#[test]
fn an_access_path_that_the_plan_removes_is_denied() {
    let mut removed = plan();
    for change in removed["resource_changes"].as_array_mut().expect("changes") {
        change["change"]["actions"] = json!(["delete"]);
        change["change"]["after"] = json!(null);
    }
    let found = report(&removed, EXPECT);
    assert_eq!(assertions(&found), [("broken".to_owned(), json!("allowed"), Value::Null)]);
    // Of a new account, nothing held before.
    let creation = include_str!("terraform/tutorial/plan.json");
    let creation: Value = serde_json::from_str(creation).expect("JSON");
    let created = report(&creation, "expect: [internet reaches account]\n");
    assert_eq!(assertions(&created), [("broken".to_owned(), Value::Null, json!("denied"))]);
}

#[test]
fn what_the_file_accepts_is_not_new() {
    let opened = report(&opening(), "accounts: [ACME-forms]\n");
    assert_eq!(codes(&opened["accounts"][0]["posture"]["added"]), ["DI1103"]);
    run(&opening(), "accounts: []\n", "--fail-on posture").ends(1);
    run(&plan(), "accounts: []\n", "--fail-on posture").ends(0);
    let suppress = "suppress: [{ rule: DI1103, reason: The scanners move next week. }]\n";
    let posture = report(&opening(), suppress)["accounts"][0]["posture"].clone();
    assert_eq!((codes(&posture["added"]), codes(&posture["accepted"])), (vec![], vec!["DI1103"]));
    assert_eq!(posture["accepted"][0]["reason"], "The scanners move next week.");
    let text = run(&opening(), suppress, "--fail-on posture").ends(0).out();
    assert!(text.contains("Posture: new, and accepted by di-gen.checks.yaml\n  acme-forms: "), "{text}");
    // The baseline of what validate finds after the plan.
    let after = Run::new("validate --existing plan.json --format baseline --policy mcsb");
    let baseline = after.file("plan.json", opening().to_string()).run().ends(0).out();
    assert!(baseline.contains("DI1103"), "{baseline}");
    run(&opening(), &baseline, "--fail-on posture").ends(0);
    run(&opening(), "baseline: []\n", "--fail-on posture").ends(1);
}

#[test]
fn policies_of_the_file_are_evaluated_and_its_baseline_knows_them() {
    let open = planned(ACCOUNT, &["update"], |after| {
        after["network_acls"][0]["default_action"] = json!("Allow");
        after["public_network_access_enabled"] = json!(true);
    });
    let added = |report: &Value| {
        let policies = &report["accounts"][0]["changes"]["policies"]["added"];
        policies.as_array().map_or(0, Vec::len)
    };
    let before = added(&report(&open, "policies: [mcsb]\n"));
    assert!(before > 0, "a policy looks at the firewall");
    let listed = Run::new("validate --existing plan.json --format json --policy mcsb");
    let found = listed.file("plan.json", open.to_string()).run();
    let found: Vec<Value> = serde_json::from_str(&found.ends(1).out()).expect("JSON");
    let entries = found.iter().filter(|one| !one["details"].is_null()).map(|one| {
        let id = one["resource"].as_str().expect("an ID").to_lowercase();
        format!(
            "  - {}",
            json!(format!(
                "{} {id} {}",
                one["code"].as_str().expect("a code"),
                one["details"]["definitionId"].as_str().expect("an ID")
            ))
        )
    });
    let known = format!("policies: [mcsb]\nbaseline:\n{}\n", entries.collect::<Vec<_>>().join("\n"));
    assert_eq!(added(&report(&open, &known)), 0, "{known}");
}

#[test]
fn the_scope_narrows_every_command_that_reads_what_exists() {
    let other = include_str!("minimal.json");
    let read = |command: &str, checks: &str| {
        let run = Run::new(&format!("{command} --existing plan.json b.json --checks c.yaml"));
        run.file("plan.json", plan().to_string()).file("b.json", other).file("c.yaml", checks).run()
    };
    let scope = "resourceGroups: [RG-forms]\n";
    for command in ["access", "describe", "graph", "report", "explain DI1101", "validate --format json", "diff"] {
        let shown = read(command, scope).ends(0);
        assert!(!shown.out().contains("di-invoices-dev"), "{command}: {}", shown.out());
        let refused = read(command, "accounts: [other]\n").ends(2);
        let text = format!("{}{}", refused.out(), refused.err());
        assert!(text.contains("has no account that"), "{command}: {text}");
    }
    // Without a scope, a picture of two accounts is refused.
    read("graph", "suppress: []\n").ends(2).silent().says("several");
}

#[test]
fn a_page_shows_what_the_checks_file_says() {
    let page = |checks: &str| {
        let run = Run::new("report --existing plan.json --checks c.yaml").file("plan.json", plan().to_string());
        run.file("c.yaml", checks).run().ends(0).out()
    };
    let failing = page("expect: [internet reaches account]\npolicies: [mcsb]\n");
    assert!(failing.contains("Access assertions of the checks file that do not hold"), "{failing}");
    assert!(failing.contains("DI2003") && !failing.contains("so none was evaluated"));
    let holding = page("expect: [internet to account is denied]\nsuppress: [{ rule: DI1101, reason: Keys stay. }]\n");
    assert!(holding.contains("All access assertions of the checks file hold."));
    assert!(holding.contains("suppressed: Keys stay."));
}

#[test]
fn options_that_need_others_are_usage_errors() {
    Run::new("diff a.yaml b.yaml --fail-on expect").run().ends(2).silent().says("--checks");
    Run::new("diff --existing - --fail-on expect").input("{}").run().ends(2).silent().says("--checks");
    Run::new("diff a.yaml b.yaml --checks c.yaml").run().ends(2).silent().says("--checks needs --existing");
    Run::new("access -f a.yaml --account acme").run().ends(2).silent().says("--account needs --existing");
    Run::new("graph -f a.yaml --resource-group rg").run().ends(2).silent().says("--resource-group needs --existing");
    let extending = "accounts: []\nextends: base.yaml\n";
    let refused = run(&plan(), extending, "").ends(2).silent();
    refused.says("a checks file cannot extend another file").says("di-gen.checks.yaml:2:10");
}

/// Each key of a document is in docs/machines.md.
#[test]
fn the_keys_of_documents_are_described() {
    const MACHINES: &str = include_str!("../../docs/machines.md");
    let keys = |value: &Value| -> Vec<String> {
        let first = |list: &Value| list.as_array().and_then(|list| list.first()).cloned().unwrap_or_default();
        let names = |value: &Value| value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
        let outer = if value.is_array() { first(value) } else { value.clone() };
        let mut all = names(&outer).unwrap_or_default();
        all.extend(names(&first(&value["accounts"])).unwrap_or_default());
        all.extend(names(&first(&value["accounts"])["posture"]).unwrap_or_default());
        all
    };
    for command in ["access", "diff", "validate", "describe"] {
        let format = if command == "describe" { "" } else { "--format json" };
        let run = Run::new(&format!("{command} --existing plan.json --checks c.yaml {format}"));
        let run = run.file("plan.json", plan().to_string()).file("c.yaml", "accounts: []\n").run();
        let document: Value = serde_json::from_str(&run.ends(0).out()).expect("JSON");
        let start = MACHINES.find(&format!("- `di-gen {command} --existing FILE")).expect("a description");
        let text = MACHINES[start..].split("\n- ").next().expect("a paragraph");
        let found = keys(&document);
        assert!(found.len() > 1, "{document}");
        for key in found {
            assert!(text.contains(&format!("`{key}`")), "{command}: `{key}` is not described");
        }
    }
}
