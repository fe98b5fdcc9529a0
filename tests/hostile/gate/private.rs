//! `di-gen diff --or-private`: what has no old file is compared with the built-in private topology.

use serde_json::Value;

use crate::cli::{Ended, Run};

const OPEN: &str = "name: invoices\naccount: { publicNetworkAccess: open }\n";

fn compare(old: Option<&str>, new: &str, options: &str) -> Ended {
    let run = Run::new(&format!("diff old.yaml new.yaml --or-private {options}")).file("new.yaml", new);
    match old {
        Some(old) => run.file("old.yaml", old).run(),
        None => run.run(),
    }
}

fn json(old: Option<&str>, new: &str) -> Value {
    serde_json::from_str(&compare(old, new, "--format json").ends(0).out()).unwrap()
}

fn opened(report: &Value) -> Vec<&str> {
    let flows = report["flows"].as_array().unwrap().iter();
    flows.filter(|flow| flow["opens"] == true).map(|flow| flow["flow"].as_str().unwrap()).collect()
}

#[test]
fn every_format_shows_that_a_topology_is_new() {
    let reason =
        "The topology is new: compared with the built-in private topology of the same name, environment and location.";
    for format in ["text", "markdown"] {
        let ended = compare(None, OPEN, &format!("--format {format}")).ends(0).says("old.yaml does not exist");
        assert!(ended.out().contains(reason), "{}", ended.out());
    }
    let report = json(None, OPEN);
    assert_eq!(report["comparedWithPrivate"], serde_json::json!({ "because": "newTopology", "codes": [] }));
    assert!(report["verdict"].as_str().unwrap().starts_with("The topology is new"), "{report}");
    assert!(opened(&report).contains(&"internet reaches account"), "{report}");
    // The private topology is not deployed: no deployment has an effect on it.
    for resource in report["resources"].as_array().unwrap() {
        assert!(resource["effects"]["bicep"].as_array().unwrap().is_empty(), "{resource}");
    }
}

#[test]
fn a_new_topology_is_a_change_and_fails_on_what_it_opens() {
    let private = Run::new("init").run().ends(0).out();
    for (new, kind, code) in [
        (OPEN, "any", 1),
        (OPEN, "opened", 1),
        (OPEN, "loses-data", 0),
        ("name: invoices\n", "any", 1),
        ("name: invoices\n", "opened", 0),
        (private.as_str(), "any", 1),
        ("name: invoices\naccount: { localAuth: true }\n", "protects-less", 1),
        ("name: invoices\n", "protects-less,loses-data,refused,interrupts,opened,conditional,closed,replaced", 0),
    ] {
        compare(None, new, &format!("--fail-on {kind}")).ends(code);
    }
    // Names that the file sets are no differences from the private topology that anything opens, replaces or refuses.
    let named = "name: invoices\nlocation: westeurope\nenvironment: prod\naccount: { name: di-x, subdomain: di-x }\n";
    compare(None, named, "--fail-on opened,refused,replaced,loses-data,interrupts").ends(0);
}

#[test]
fn an_old_file_that_cannot_be_used_is_reported() {
    for (old, code) in [
        ("name: [\n", "DI0001"),
        ("name: invoices\nfoo: 1\n", "DI0101"),
        ("name: invoices\nextends: gone.yaml\n", "DI"),
        ("", "DI"),
        ("name: invoices\nallow: { addresses: [203.0.113.7] }\n", "DI0304"),
    ] {
        let report = json(Some(old), OPEN);
        assert_eq!(report["comparedWithPrivate"]["because"], "unusableFile", "{old}");
        assert!(report["comparedWithPrivate"]["codes"][0].as_str().unwrap().starts_with(code), "{old}: {report}");
        compare(Some(old), OPEN, "--fail-on opened").ends(1).says("cannot be used (DI");
        // What it allowed is unknown, so that it is a change, whatever the new file has.
        let private = Run::new("init").run().ends(0).out();
        for new in ["name: invoices\n", &private] {
            compare(Some(old), new, "--fail-on any").ends(1).says("`--fail-on any` fails");
        }
        // A file that mends it passes otherwise.
        let others = "loses-data,cannot-be-undone,interrupts,refused,opened,conditional,closed,protects-less,replaced";
        compare(Some(old), "name: invoices\n", &format!("--fail-on {others}")).ends(0);
        // Without the option, it is an error.
        let run = Run::new("diff old.yaml new.yaml").file("old.yaml", old).file("new.yaml", OPEN).run();
        assert!(run.code() >= 2, "{old}");
    }
    // The new file has no such excuse.
    for old in [None, Some("name: [\n"), Some(OPEN)] {
        compare(old, "name: [\n", "").ends(2);
    }
    Run::new("diff old.yaml new.yaml --or-private").run().ends(3);
}

#[test]
fn an_environment_that_is_new_is_compared_with_the_private_one() {
    let open = "name: invoices\naccount: { publicNetworkAccess: open }\n";
    let dev = format!("{open}environments: {{ dev: {{}} }}\n");
    let both = format!("{open}environments: {{ dev: {{}}, prod: {{}} }}\n");
    let report = json(Some(&dev), &both);
    let environments = &report["environments"];
    assert!(environments["dev"]["comparedWithPrivate"].is_null(), "{report}");
    assert_eq!(environments["prod"]["comparedWithPrivate"]["because"], "newEnvironment", "{report}");
    assert!(opened(&environments["prod"]).contains(&"internet reaches account"), "{report}");
    compare(Some(&dev), &both, "--fail-on opened").ends(1);
    compare(Some(&dev), &both, "--env prod --fail-on opened").ends(1);
    compare(Some(&dev), &both, "--env dev --fail-on any").ends(0);
    compare(Some(&both), &dev, "--env dev --fail-on any").ends(0);
    compare(Some(&both), &both, "--fail-on any").ends(0);
    // A file without environments is that of its own environment.
    let prod = format!("{open}environment: prod\n");
    let report = json(Some(&prod), &both);
    assert!(report["environments"]["prod"]["comparedWithPrivate"].is_null(), "{report}");
    assert_eq!(report["environments"]["dev"]["comparedWithPrivate"]["because"], "newEnvironment", "{report}");
    // All environments of a new file.
    let report = json(None, &both);
    for name in ["dev", "prod"] {
        assert_eq!(report["environments"][name]["comparedWithPrivate"]["because"], "newTopology", "{report}");
        assert_eq!(report["environments"][name]["sideBySide"]["new"], name, "{report}");
    }
}

/// Each environment has an old topology of its own: what another one lacks or breaks is none of its business.
#[test]
fn each_environment_has_its_own_old_topology() {
    // The file alone lacks a name.
    let split =
        "account: { publicNetworkAccess: open }\nenvironments: { dev: { name: invoices }, prod: { name: invoices } }\n";
    compare(Some(split), split, "--fail-on any").ends(0);
    compare(Some(split), &split.replace("open", "private"), "--fail-on closed").ends(1);
    // Without its environments, the file is deployed in one that the old file does not have.
    let prod = "name: invoices\naccount: { publicNetworkAccess: open }\nenvironments: { prod: {} }\n";
    let report = json(Some(prod), OPEN);
    assert_eq!(report["environments"]["dev"]["comparedWithPrivate"]["because"], "newEnvironment", "{report}");
    assert!(report["environments"]["prod"]["newDeployment"].is_null(), "{report}");
    compare(Some(prod), OPEN, "--fail-on opened").ends(1);
    compare(Some(prod), prod, "--env nope").ends(2).says("DI0009");
    // One that is broken can be removed.
    let broken = "name: invoices\nenvironments: { dev: {}, prod: { location: 7 } }\n";
    for fixed in ["name: invoices\nenvironments: { dev: {} }\n", "name: invoices\n"] {
        compare(Some(broken), fixed, "--fail-on opened").ends(0).says("prod cannot be used");
        compare(Some(broken), fixed, "--fail-on any").ends(1);
    }
    // It does not replace the others.
    let ended = compare(Some(broken), "name: invoices\nenvironments: { dev: {}, prod: {} }\n", "--format json");
    let ended = ended.ends(0).says("old.yaml in environment prod cannot be used (DI");
    let report: Value = serde_json::from_str(&ended.out()).unwrap();
    assert!(report["environments"]["dev"]["comparedWithPrivate"].is_null(), "{report}");
    assert_eq!(report["environments"]["prod"]["comparedWithPrivate"]["because"], "unusableFile", "{report}");
}

#[test]
fn a_usable_old_file_is_compared_as_ever() {
    let closed = "name: invoices\n";
    for format in ["text", "markdown", "json"] {
        let plain = Run::new(&format!("diff old.yaml new.yaml --format {format}"));
        let plain = plain.file("old.yaml", closed).file("new.yaml", OPEN).run().ends(0).out();
        assert_eq!(compare(Some(closed), OPEN, &format!("--format {format}")).ends(0).out(), plain);
    }
}
