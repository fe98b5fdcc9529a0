//! The checks file: access assertions, suppressions, policies, scope and the baseline, without a topology file.

use serde_json::{Value, json};

use super::absence::position;
use crate::cli::{Ended, Run};

const TUTORIAL: &str = include_str!("tutorial.json");
const MINIMAL: &str = include_str!("minimal.json");

fn check(input: &str, checks: &str, options: &str) -> Ended {
    let command = format!("validate --existing live.json --checks di-gen.checks.yaml {options}");
    Run::new(&command).file("live.json", input).file("di-gen.checks.yaml", checks).run()
}

fn diagnostics(input: &str, checks: &str, status: i32) -> Vec<Value> {
    serde_json::from_str(&check(input, checks, "--format json").ends(status).out()).expect("JSON")
}

/// The diagnostics of a code that are not suppressed.
fn open<'a>(found: &'a [Value], code: &str) -> Vec<&'a Value> {
    found.iter().filter(|one| one["code"] == code && one["suppressed"].is_null()).collect()
}

/// The list with a public account.
fn opened() -> String {
    let mut list: Vec<Value> = serde_json::from_str(TUTORIAL).expect("JSON");
    let account = position(&list, "Microsoft.CognitiveServices/accounts", "");
    list[account]["properties"]["networkAcls"]["defaultAction"] = json!("Allow");
    json!(list).to_string()
}

#[test]
fn a_baseline_is_green_on_the_first_day_and_fails_on_what_is_new() {
    let printed = Run::new("validate --existing live.json --format baseline --policy mcsb").file("live.json", TUTORIAL);
    let baseline = printed.run().ends(0).out();
    assert!(baseline.contains("DI1101 /subscriptions/"), "{baseline}");
    let checks = format!("policies: [mcsb]\n{baseline}");
    let found = diagnostics(TUTORIAL, &checks, 0);
    assert!(found.iter().all(|one| one["severity"] == "note" || !one["suppressed"].is_null()), "{found:?}");
    // Case is no difference, as in Azure.
    check(TUTORIAL, &checks.replace("/subscriptions/", "/SUBSCRIPTIONS/"), "").ends(0);
    let found = diagnostics(&opened(), &checks, 1);
    assert_eq!(open(&found, "DI1103").len(), 1, "{found:?}");
    assert!(open(&found, "DI1201").is_empty());
    // Without an entry, a warning fails; without a baseline, it does not.
    check(TUTORIAL, "baseline: []\n", "").ends(1).says("error[DI1101]");
    // That of another resource is another one.
    check(TUTORIAL, &baseline.replace("acme-forms", "other"), "").ends(1).says("error[DI1101]");
    check(TUTORIAL, "accounts: [acme-forms]\n", "").ends(0).says("warning[DI1101]");
    // What the opened account had is gone.
    let baseline = check(&opened(), "policies: []\n", "--format baseline").ends(0).out();
    check(TUTORIAL, &baseline, "").ends(0).says("of `baseline` matches nothing");
}

#[test]
fn assertions_are_about_what_access_shows() {
    let holding = "expect:\n  - internet to account is denied\n  - subnet app reaches storage\n  - account identity to storage is not denied\n";
    check(TUTORIAL, holding, "").ends(0);
    let found = diagnostics(&opened(), holding, 1);
    let failed = open(&found, "DI2003");
    assert_eq!(failed.len(), 1, "{found:?}");
    assert_eq!((&failed[0]["file"], &failed[0]["pointer"]), (&json!("di-gen.checks.yaml"), &json!("/expect/0")));
    assert!(
        failed[0]["message"]
            .as_str()
            .expect("a text")
            .contains("`internet reaches account` is allowed, expected denied")
    );
    // What was not seen is neither denied nor allowed.
    let found = diagnostics(TUTORIAL, "expect: [account identity cannot write storage]\n", 1);
    assert!(open(&found, "DI2003")[0]["message"].as_str().expect("a text").contains("conditional"), "{found:?}");
    // A baseline lists no assertion.
    let listed = check(&opened(), holding, "--format baseline").ends(0).out();
    assert!(!listed.contains("DI2003") && listed.contains("DI1103"), "{listed}");
}

#[test]
fn an_assertion_about_nothing_fails_unless_another_account_has_it() {
    let checks = "expect: [subnet app reaches account]\n";
    check(TUTORIAL, checks, "").ends(0);
    check(MINIMAL, checks, "").ends(1).says("DI2002").says("di-gen.checks.yaml:1:10");
    let both = Run::new("validate --existing a.json b.json --checks c.yaml").file("a.json", TUTORIAL);
    both.file("b.json", MINIMAL).file("c.yaml", checks).run().ends(0);
}

#[test]
fn scope_suppressions_and_policies_apply() {
    let both = |checks: &str| {
        let run = Run::new("validate --existing a.json b.json --checks c.yaml --format json").file("a.json", TUTORIAL);
        let run = run.file("b.json", MINIMAL).file("c.yaml", checks).run();
        serde_json::from_str::<Vec<Value>>(&run.ends(0).out()).expect("JSON")
    };
    let accounts = |found: &[Value]| -> Vec<String> {
        let mut all: Vec<String> = found.iter().map(|one| one["account"].as_str().expect("an ID").to_owned()).collect();
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(accounts(&both("suppress: []\n")).len(), 2);
    assert!(accounts(&both("resourceGroups: [RG-forms]\n"))[0].ends_with("acme-forms"));
    assert!(accounts(&both("accounts: [DI-invoices-dev]\n"))[0].ends_with("di-invoices-dev"));
    let none = check(TUTORIAL, "accounts: [other]\n", "").ends(2).silent();
    none.says("the input has no account that");
    let suppress = "suppress: [{ rule: DI1101, reason: Keys stay until the scanners have roles. }]\n";
    let found = diagnostics(TUTORIAL, suppress, 0);
    assert!(open(&found, "DI1101").is_empty());
    let hidden = found.iter().find(|one| one["code"] == "DI1101").expect("the suppressed one");
    assert_eq!(hidden["suppressed"], "Keys stay until the scanners have roles.");
    let sarif = check(TUTORIAL, suppress, "--format sarif").ends(0).out();
    assert!(sarif.contains("\"justification\": \"Keys stay until the scanners have roles.\""), "{sarif}");
    check(MINIMAL, suppress, "").ends(0).says("`suppress` of DI1101 matches nothing");
    let found = diagnostics(TUTORIAL, "policies: [mcsb]\n", 0);
    assert!(found.iter().any(|one| one["code"] == "DI4003"), "{found:?}");
}

#[test]
fn errors_of_the_file_are_located_and_secrets_refused() {
    let refused = |checks: &str| check(TUTORIAL, checks, "").ends(2).silent();
    refused("expects: []\n").says("DI0101").says("did you mean `expect`").says("di-gen.checks.yaml:1:1");
    refused("storage: {}\n").says("not a key of a checks file");
    refused("environments: { dev: { expect: [] } }\n").says("unknown key `environments`");
    refused("accounts: [a]\nexpect:\n  - internet to acount is denied\n").says("di-gen.checks.yaml:3:");
    refused("suppress: [{ rule: DI9999, reason: A good reason. }]\n").says("not a posture rule");
    refused("policies: [other]\n").says("DI0104");
    refused("baseline: [nothing]\n").says("no diagnostic code");
    refused("baseline: [DI1101 acme]\n").says("the ID of the resource is missing");
    refused("accounts: acme\n").says("`accounts` is a list");
    refused("- a\n");
    refused("expect: [\n");
    let planted = "pLanted7Qx9vT2mKc4Rz8Wb1Nd6Hf3Js5Lg0Ya";
    let secret = refused(&format!("accounts: ['AccountKey={planted}==']\n"));
    assert!(!secret.err().contains(planted), "{}", secret.err());
    Run::new("validate --checks a.yaml").run().ends(2).silent().says("--existing");
    Run::new("validate --existing live.json --checks none.yaml").file("live.json", TUTORIAL).run().ends(3).silent();
    Run::new("validate --format baseline").run().ends(2).silent().says("--existing");
}

#[test]
fn the_schema_describes_what_is_read() {
    let schema: Value = serde_json::from_str(&Run::new("schema --checks").run().ends(0).out()).expect("JSON");
    jsonschema::meta::validate(&schema).expect("valid against draft 2020-12");
    let keys: Vec<&String> = schema["properties"].as_object().expect("properties").keys().collect();
    for key in &keys {
        check(TUTORIAL, &format!("{key}: []\n"), "--format json").says("di-gen: 1 account");
    }
    assert_eq!(keys.len(), 6);
}

/// The account is named once, the place is a line, and the evaluation steps are no help.
#[test]
fn a_failed_assertion_has_its_line_and_its_steps() {
    let checks = "suppress: []\nexpect:\n  - internet to account is denied\n  - internet to account is allowed\n";
    let text = check(TUTORIAL, checks, "").ends(1).err();
    let start = "error[DI2003]: acme-forms: `internet reaches account` is denied, expected allowed\n";
    let failed = text.split("\n\n").find(|part| part.contains("DI2003")).expect("a failed assertion");
    assert!(failed.starts_with(start.trim_end()), "{failed}");
    assert_eq!(failed.lines().nth(1), Some("  --> di-gen.checks.yaml:4:5"), "{failed}");
    assert!(failed.contains("   = step: network denied: "), "{failed}");
    assert!(!failed.contains("= note:") && !failed.contains("= help:"), "{failed}");
}

/// What is gone is named, so that it can be removed.
#[test]
fn an_entry_of_the_baseline_that_matches_nothing_is_named() {
    let checks = "baseline: [\"DI1101 /subscriptions/s/gone\"]\n";
    check(TUTORIAL, checks, "").says("`DI1101 /subscriptions/s/gone` of `baseline` matches nothing");
}
