//! A change of names, subscription or cloud is another deployment: what it opens is not hidden by an old one that was open.

use serde_json::Value;

use crate::cli::{Ended, Run};

const ONE: &str =
    "name: invoices\nsubscription: 11111111-1111-1111-1111-111111111111\naccount: { publicNetworkAccess: open }\n";

fn compare(old: &str, new: &str, options: &str) -> Ended {
    Run::new(&format!("diff old.yaml new.yaml --or-private {options}"))
        .file("old.yaml", old)
        .file("new.yaml", new)
        .run()
}

fn others() -> Vec<String> {
    vec![
        ONE.replace("invoices", "receipts"),
        ONE.replace("1111-1111-1111-1111", "1111-1111-1111-2222"),
        format!("{ONE}environment: prod\n"),
        format!("{ONE}cloud: AzureUSGovernment\n"),
        ONE.replace("subscription: 11111111-1111-1111-1111-111111111111\n", ""),
        format!("{ONE}naming: {{ seed: other }}\n"),
        ONE.replace("{ publicNetworkAccess", "{ name: di-other, subdomain: di-other, publicNetworkAccess")
            .replace("subscription", "storage: { name: stother }\nsubscription"),
    ]
}

#[test]
fn another_deployment_is_new_beside_what_happens_to_the_old_one() {
    for new in others() {
        let text = compare(ONE, &new, "--format json").ends(0).out();
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let deployment = &report["newDeployment"];
        assert_eq!(deployment["comparedWithPrivate"]["because"], "otherDeployment", "{new}: {text}");
        let flows = deployment["flows"].as_array().expect("flows").iter();
        let opened: Vec<&Value> = flows.filter(|flow| flow["opens"] == true).map(|flow| &flow["flow"]).collect();
        assert!(opened.contains(&&"internet reaches account".into()), "{new}: {opened:?}");
        // What a deployment over the old one does is still there.
        assert!(!report["resources"].as_array().expect("resources").is_empty(), "{text}");
        assert!(report["comparedWithPrivate"].is_null(), "{text}");
        for kind in ["opened", "any"] {
            compare(ONE, &new, &format!("--fail-on {kind}")).ends(1);
        }
        for format in ["text", "markdown"] {
            let text = compare(ONE, &new, &format!("--format {format}")).ends(0).out();
            assert!(text.contains("It is another deployment") && text.contains("Less restrictive in"), "{text}");
        }
    }
    let without = "name: invoices\n".to_owned();
    let with = format!("{without}subscription: 11111111-1111-1111-1111-111111111111\n");
    for (old, new) in [(&with, &without), (&without, &with)] {
        let text = compare(old, new, "").ends(0).out();
        assert!(text.contains("(no subscription is set)") && !text.contains("()"), "{text}");
    }
    // One that is closed opens nothing.
    let closed = "name: invoices\n";
    compare(closed, "name: receipts\n", "--fail-on opened").ends(0);
    compare(closed, "name: receipts\n", "--fail-on any").ends(1);
    // A report without the option has one part.
    let plain = Run::new("diff old.yaml new.yaml --format json").file("old.yaml", ONE).file("new.yaml", &others()[0]);
    assert!(!plain.run().ends(0).out().contains("newDeployment"));
}

#[test]
fn the_same_deployment_is_compared_as_ever() {
    for new in [
        ONE.to_owned(),
        ONE.replace("open", "private"),
        format!("{ONE}location: westeurope\n"),
        format!("{ONE}tags: {{ a: b }}\n"),
        format!("{ONE}edition: 2026-12\n"),
    ] {
        assert!(!compare(ONE, &new, "--format json").ends(0).out().contains("newDeployment"), "{new}");
    }
}

/// Only names of another deployment that may exist already: what else stays the same does not make it the old one.
#[test]
fn another_account_is_another_deployment_whatever_stays() {
    for new in [
        ONE.replace("{ publicNetworkAccess", "{ name: di-other, publicNetworkAccess"),
        ONE.replace("{ publicNetworkAccess", "{ subdomain: di-other, publicNetworkAccess"),
        format!("{ONE}storage: {{ name: stother }}\n"),
    ] {
        let ended = compare(ONE, &new, "--fail-on opened").ends(1);
        assert!(ended.out().contains("It is another deployment"), "{new}: {}", ended.out());
    }
    // An open environment takes over the account of another one.
    let file = |dev: &str| {
        format!(
            "name: forms\nenvironments:\n  dev: {{ account: {{ publicNetworkAccess: open{dev} }} }}\n  prod: {{}}\n"
        )
    };
    let plan = Run::new("arm --env prod").file("di-gen.yaml", file("")).run().ends(0).out();
    let name = plan.split('"').find(|word| word.starts_with("di-forms-prod-")).expect("a subdomain").to_owned();
    let taken = file(&format!(", name: di-forms-prod, subdomain: {name}"));
    compare(&file(""), &file(""), "--fail-on opened").ends(0);
    compare(&file(""), &taken, "--fail-on opened").ends(1);
}

/// An output that is removed with its data was deployed.
#[test]
fn a_removed_output_hides_no_loss() {
    let old = "name: invoices\ntestMachine: {}\noutputs: [{ language: bicep, folder: b }, { language: terraform, folder: t }]\n";
    let new = "name: invoices\noutputs: [{ language: bicep, folder: b }]\n";
    let with_both = new.replace("folder: b }", "folder: b }, { language: terraform, folder: t }");
    compare(old, &with_both, "--fail-on loses-data").ends(1);
    compare(old, new, "--fail-on loses-data").ends(1);
}

/// A report with two parts has the maximum length of one.
#[test]
fn two_parts_share_the_maximum_length() {
    let clients: String = (0..50)
        .map(|at| format!("  - {{ name: client-{at}, type: group, id: 00000000-0000-0000-0000-0000000000{at:02} }}\n"))
        .collect();
    let old = format!("{ONE}clients:\n{clients}");
    let text = compare(&old, &old.replace("invoices", "receipts"), "--format markdown").ends(0).out();
    assert!(text.chars().count() < 60_000, "{}", text.chars().count());
    assert!(text.contains("It is another deployment"), "{text}");
}

/// Whether a deployment stack deletes what the file no longer has decides about data.
#[test]
fn another_stack_is_a_change() {
    let stack = |action: &str| format!("{ONE}deployment: {{ stack: {{ onUnmanage: {action} }} }}\n");
    let none = ONE.to_owned();
    for (old, new, before, after) in [
        (&none, &stack("delete"), "no stack", "delete"),
        (&stack("detach"), &stack("delete"), "detach", "delete"),
        (&stack("delete"), &none, "delete", "no stack"),
    ] {
        compare(old, new, "--fail-on any").ends(1);
        let text = compare(old, new, "").ends(0).out();
        assert!(
            text.contains("1 deployment stack changes") && text.contains(&format!("{before} to {after}")),
            "{text}"
        );
        let report: Value = serde_json::from_str(&compare(old, new, "--format json").ends(0).out()).expect("JSON");
        assert_eq!(report["deploymentStack"]["after"].as_str().unwrap_or("no stack"), after);
    }
    compare(&stack("delete"), &stack("delete"), "--fail-on any").ends(0);
}
