//! What a pull request adds to a topology hides nothing of what it takes away: other environments, other outputs.

use crate::cli::{Ended, Run};

fn compare(old: &str, new: &str, options: &str) -> Ended {
    let run = Run::new(&format!("diff old.yaml new.yaml --or-private {options}"));
    run.file("old.yaml", old).file("new.yaml", new).run()
}

const TWO_CONTAINERS: &str = "name: invoices\nstorage: { containers: [{ name: training }, { name: more }] }\n";
const ONE_CONTAINER: &str = "name: invoices\nstorage: { containers: [{ name: training }] }\n";
const LOSES: &str = "--fail-on loses-data,refused,opened";

/// Terraform destroys the container, which Bicep leaves.
#[test]
fn outputs_that_the_new_file_declares_hide_no_language_of_the_old_one() {
    let bicep = "outputs: [{ language: bicep, folder: out }]\n";
    let terraform = "outputs: [{ language: terraform, folder: tf }]\n";
    for (old, new, code) in [
        ("", "", 1),
        // A file without outputs may be deployed in any language.
        ("", bicep, 1),
        (bicep, "", 1),
        (terraform, bicep, 1),
        (bicep, terraform, 1),
        (bicep, bicep, 0),
    ] {
        compare(&format!("{TWO_CONTAINERS}{old}"), &format!("{ONE_CONTAINER}{new}"), LOSES).ends(code);
    }
    compare(&format!("{ONE_CONTAINER}{terraform}"), &format!("{ONE_CONTAINER}{bicep}"), LOSES).ends(0);
}

/// An environment that is new has the languages of the new file; the others keep theirs, in whatever order they are.
#[test]
fn a_new_environment_hides_no_language_of_the_others() {
    let old =
        format!("{TWO_CONTAINERS}environments: {{ prod: {{}} }}\noutputs: [{{ language: terraform, folder: tf }}]\n");
    for environments in ["prod: {}", "aaa: {}, prod: {}", "prod: {}, zzz: {}"] {
        let new = format!(
            "{ONE_CONTAINER}environments: {{ {environments} }}\noutputs: [{{ language: bicep, folder: out }}]\n"
        );
        let ended = compare(&old, &new, LOSES).ends(1);
        assert!(ended.out().contains("Loses data"), "{environments}: {}", ended.out());
    }
}

/// The environment of a file without environments goes on, or is lost.
#[test]
fn the_environment_of_a_file_without_environments_is_compared() {
    let locked = "name: invoices\nlocks: [account, storage]\nmonitoring: {}\n";
    for (old, new) in [
        // `dev` is the default.
        (locked.to_owned(), "environments: { prod: {} }"),
        (locked.to_owned(), "environments: { dev: {}, prod: {} }"),
        (format!("{locked}environment: prod\n"), "environments: { dev: {} }"),
    ] {
        let ended = compare(&old, &format!("name: invoices\n{new}\n"), "--fail-on protects-less");
        let out = ended.ends(1).out();
        assert!(out.contains("Protects less"), "{new}: {out}");
    }
    let lost = |environments: &str| {
        let new = format!("{locked}environments: {{ {environments} }}\n");
        let text = compare(locked, &new, "--format json").ends(0).out();
        let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        report.pointer("/environments/dev/checks/lost/0/change").cloned()
    };
    assert_eq!(lost("prod: {}"), Some("environmentRemoved".into()));
    assert_eq!(lost("dev: {}, prod: {}"), None);
    // An old file that cannot be read has no environment of its own.
    let ended = compare("name: [\n", "name: invoices\nenvironments: { prod: {} }\n", "--format json").ends(0);
    let report: serde_json::Value = serde_json::from_str(&ended.out()).expect("JSON");
    assert_eq!(report["environments"].as_object().map(serde_json::Map::len), Some(1), "{report}");
}
