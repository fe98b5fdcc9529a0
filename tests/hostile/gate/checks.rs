//! A change that removes checks changes nothing in Azure, and is a change all the same.

use serde_json::{Value, json};

use crate::cli::{Ended, Run};

const ASSERTION: &str = "expect: [internet to account is denied, internet  to storage is denied]\n";
const REASON: &str = "reason: The scanner fleet needs it until March.";

fn compare(old: &str, new: &str, options: &str) -> Ended {
    let run = Run::new(&format!("diff old.yaml new.yaml {options}"));
    run.file("old.yaml", format!("name: invoices\n{old}")).file("new.yaml", format!("name: invoices\n{new}")).run()
}

/// Changes that remove a check, with its entry in JSON.
fn removals() -> Vec<(String, String, Value)> {
    let rule = |code: &str| format!("suppress: [{{ rule: {code}, {REASON} }}]\n");
    let secret = |key: &str| format!("suppress: [{{ rule: DI0007, key: {key}, {REASON} }}]\n");
    let tags = "tags: { token: hunter2, password: hunter3 }\n";
    let both = format!(
        "{tags}suppress: [{{ rule: DI0007, key: tags.token, {REASON} }}, {{ rule: DI0007, key: tags.password, {REASON} }}]\n"
    );
    let one = |key: &str| format!("tags: {{ {}: x1 }}\n{}", key.trim_start_matches("tags."), secret(key));
    let outputs = |languages: &[&str]| {
        let targets = languages.iter().map(|language| format!("{{ language: {language}, folder: {language} }}"));
        format!("outputs: [{}]\n", targets.collect::<Vec<_>>().join(", "))
    };
    let open = "account: { localAuth: true }\n";
    vec![
        (
            ASSERTION.to_owned(),
            "expect: [internet to storage is denied]\n".to_owned(),
            json!({ "change": "assertionRemoved", "assertion": "internet to account is denied" }),
        ),
        (
            ASSERTION.to_owned(),
            ASSERTION.replace("to account is denied", "to account is not allowed"),
            json!({ "change": "assertionRemoved", "assertion": "internet to account is denied" }),
        ),
        (
            open.to_owned(),
            format!("{open}{}", rule("DI1101")),
            json!({ "change": "ruleSuppressed", "rule": "DI1101", "key": null }),
        ),
        (
            one("tags.token"),
            one("tags.password"),
            json!({ "change": "ruleSuppressed", "rule": "DI0007", "key": "tags.password" }),
        ),
        (
            both.replace(&format!(", {{ rule: DI0007, key: tags.password, {REASON} }}"), "")
                .replace(", password: hunter3", ""),
            both.clone(),
            json!({ "change": "ruleSuppressed", "rule": "DI0007", "key": "tags.password" }),
        ),
        (
            "policies: [mcsb, psrule]\n".to_owned(),
            "policies: [psrule]\n".to_owned(),
            json!({ "change": "policiesRemoved", "policies": "mcsb" }),
        ),
        (
            outputs(&["bicep", "terraform"]),
            outputs(&["bicep"]),
            json!({ "change": "outputRemoved", "language": "terraform" }),
        ),
        (outputs(&["arm"]), String::new(), json!({ "change": "outputRemoved", "language": "arm" })),
        (
            outputs(&["arm"]),
            outputs(&["arm"]).replace("folder: arm", "folder: other"),
            json!({ "change": "outputFolderRemoved", "language": "arm", "folder": "arm" }),
        ),
    ]
}

#[test]
fn a_removed_check_is_reported_and_fails_any() {
    for (old, new, expected) in removals() {
        let ended = compare(&old, &new, "--format json");
        let report: Value = serde_json::from_str(&ended.ends(0).out()).expect("JSON");
        assert_eq!(report["checks"]["lost"], json!([expected]), "{new}: {report}");
        for format in ["text", "markdown"] {
            let text = compare(&old, &new, &format!("--format {format}")).ends(0).out();
            assert!(text.contains("1 check is removed") && text.contains("Checked less"), "{text}");
            assert!(!text.contains("hunter"), "{text}");
        }
        compare(&old, &new, "--fail-on any").ends(1);
        compare(&old, &new, "--fail-on any --or-private").ends(1);
        compare(&old, &new, "--fail-on opened,loses-data,refused").ends(0);
    }
}

/// More checks, other words for the same check, another order and another reason are no change.
#[test]
fn what_is_checked_as_before_is_no_change() {
    let open = "account: { localAuth: true }\n";
    let suppressed = format!("{open}suppress: [{{ rule: DI1101, {REASON} }}]\n");
    for (old, new) in [
        (String::new(), ASSERTION.to_owned()),
        (ASSERTION.to_owned(), "expect: [internet to storage is denied, internet to account is denied]\n".to_owned()),
        (suppressed.clone(), open.to_owned()),
        (suppressed.clone(), suppressed.replace("March", "April")),
        ("policies: [mcsb]\n".to_owned(), "policies: [psrule, mcsb]\n".to_owned()),
        (
            "outputs: [{ language: arm, folder: a }]\n".to_owned(),
            "outputs: [{ language: bicep, folder: b }, { language: arm, folder: a }]\n".to_owned(),
        ),
    ] {
        let text = compare(&old, &new, "--format json").ends(0).out();
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert!(report["checks"].is_null(), "{new}: {text}");
    }
    compare(ASSERTION, ASSERTION, "--fail-on any").ends(0);
    compare(&suppressed, &suppressed, "--fail-on any").ends(0);
}

/// The text of an assertion and a key are values of the user.
#[test]
fn a_lost_check_is_one_code_span() {
    let text = compare(ASSERTION, "", "--format markdown").ends(0).out();
    assert!(text.contains("- access assertion removed: `internet to account is denied`\n"), "{text}");
    assert!(text.contains("2 checks are removed"), "{text}");
}

/// An environment that is removed is checked no longer, also if another one is the same.
#[test]
fn a_removed_environment_is_a_lost_check() {
    let (two, one) = ("environments: { dev: {}, prod: {} }\n", "environments: { prod: {} }\n");
    for options in ["", "--or-private"] {
        let text = compare(two, one, &format!("--format json {options}")).ends(0).out();
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let lost = &report["environments"]["dev"]["checks"]["lost"];
        assert_eq!(*lost, json!([{ "change": "environmentRemoved", "environment": "dev" }]), "{report}");
        assert!(report["environments"]["prod"]["checks"].is_null(), "{report}");
        compare(two, one, &format!("--fail-on any {options}")).ends(1);
        // The file itself is that of an environment.
        compare("environments: { dev: {} }\n", "", &format!("--fail-on any {options}")).ends(0);
    }
}
