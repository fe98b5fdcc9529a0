//! `validate --fix`: shows the difference, and writes the file only if that is accepted.

use serde_json::Value;

use super::revealed::partly_wrong;
use crate::cli::Run;

const WRONG: &str = "# Ours.\nname: claims\nstorag: # s\n  containers:\n    - name: training\naccount: { publicNetworkAccess: Disabled }\n";
const RIGHT: &str = "# Ours.\nname: claims\nstorage: # s\n  containers:\n    - name: training\naccount: { publicNetworkAccess: private }\n";

/// Another run in the directory of one.
fn again(run: Run, arguments: &str) -> Run {
    Run { folder: run.folder, ..Run::new(arguments) }
}

#[test]
fn without_a_terminal_the_difference_has_to_be_accepted_before() {
    let run = Run::new("validate --fix").file("di-gen.yaml", WRONG);
    run.run().ends(2).silent().says("--fix --yes");
    assert_eq!(run.read("di-gen.yaml"), WRONG);
    let run = again(run, "validate --yes");
    run.run().ends(2).says("--fix");
    let run = again(run, "validate --fix --yes");
    let ended = run.run().ends(0).says("-storag: # s\n+storage: # s\n").says("2 diagnostics are gone").says("valid");
    assert!(ended.err().contains("--- di-gen.yaml (current)\n+++ di-gen.yaml (fixed)\n"), "{}", ended.err());
    assert_eq!(run.read("di-gen.yaml"), RIGHT);
    run.run().ends(0).says("di-gen.yaml: no change is known");
    assert_eq!(run.read("di-gen.yaml"), RIGHT);
}

#[test]
fn line_endings_and_a_byte_order_mark_stay() {
    let marked = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", marked(WRONG));
    run.run().ends(0);
    assert_eq!(run.read("di-gen.yaml"), marked(RIGHT));
}

#[test]
fn what_is_left_is_shown_after_the_change() {
    let text = "name: claims\nstorag: {}\naccount: { nothing: 1 }\n";
    let run = Run::new("validate --fix --yes --format json").file("di-gen.yaml", text);
    let left: Value = serde_json::from_str(&run.run().ends(2).out()).expect("JSON");
    assert_eq!(left[0]["message"], "the key `nothing` is not known in `account`");
    assert_eq!(left.as_array().expect("a list").len(), 1);
    assert!(run.read("di-gen.yaml").contains("storage: {}"));
}

#[test]
fn only_a_file_is_changed_and_no_extended_one() {
    Run::new("validate --fix --yes -f -").input(WRONG).run().ends(2).says("not read from one");
    Run::new("validate --fix --yes").run().ends(2).says("not read from one");
    let run = Run::new("validate --fix --yes -f a.yaml")
        .file("a.yaml", "extends: b.yaml\nname: claims\n")
        .file("b.yaml", "storag: {}\n");
    run.run().ends(2).says("no change is known");
    assert_eq!(
        (run.read("a.yaml").as_str(), run.read("b.yaml").as_str()),
        ("extends: b.yaml\nname: claims\n", "storag: {}\n")
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_directory_is_not_followed() {
    let run = Run::new("validate --fix --yes -f sub/di-gen.yaml").file("real.yaml", WRONG).file("sub/x", "");
    std::os::unix::fs::symlink("../real.yaml", run.folder.path().join("sub/di-gen.yaml")).expect("a link");
    run.run().ends(2);
    assert_eq!(run.read("real.yaml"), WRONG);
    // Below its directory, it leads to a topology that was read; what is none is not changed.
    let run = Run::new("validate --fix --yes").file("real.yaml", WRONG).file("Makefile", "storag: {}\n");
    std::os::unix::fs::symlink("real.yaml", run.folder.path().join("di-gen.yaml")).expect("a link");
    std::os::unix::fs::symlink("Makefile", run.folder.path().join("other.yaml")).expect("a link");
    run.run().ends(0);
    assert_eq!(run.read("real.yaml"), RIGHT);
    assert!(run.folder.path().join("di-gen.yaml").is_symlink());
    let run = again(run, "validate --fix --yes -f other.yaml");
    run.run().ends(2);
    assert_eq!(run.read("Makefile"), "storag: {}\n");
}

#[test]
fn a_difference_has_no_secret() {
    let text = "name: claims\npassword: hunter2-A1b2C3d4\nstorag: {}\n";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", text);
    let shown = run.run().ends(2).says("+storage: {}").err();
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(run.read("di-gen.yaml"), text.replace("storag:", "storage:"));
}

#[test]
fn edits_are_in_json_and_sarif() {
    let run = Run::new("validate --format json").file("di-gen.yaml", WRONG);
    let found: Value = serde_json::from_str(&run.run().ends(2).out()).expect("JSON");
    let edit = &found[0]["edits"][0];
    assert_eq!(edit["file"], "di-gen.yaml");
    assert_eq!(edit["start"], serde_json::json!({ "offset": 21, "line": 3, "column": 1 }));
    assert_eq!(edit["end"], serde_json::json!({ "offset": 27, "line": 3, "column": 7 }));
    assert_eq!(edit["text"], "storage");
    let run = again(run, "validate --format sarif");
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&run.run().ends(2).out()).expect("SARIF");
    let result = &log.runs[0].results.as_ref().expect("results")[0];
    let change = &result.fixes.as_ref().expect("fixes")[0].artifact_changes[0];
    let region = &change.replacements[0].deleted_region;
    assert_eq!((region.start_line, region.start_column, region.end_column), (Some(3), Some(1), Some(7)));
    let inserted = change.replacements[0].inserted_content.as_ref().and_then(|content| content.text.clone());
    assert_eq!(inserted.as_deref(), Some("storage"));
}

/// What programs may change unasked is what `--fix` makes.
#[test]
fn edits_that_need_a_decision_are_marked() {
    let text = "name: claims\nstorag: {}\naccount: { noLocalAuth: true, nothing: 1 }\n";
    let run = Run::new("validate --format json").file("di-gen.yaml", text);
    let found: Value = serde_json::from_str(&run.run().ends(2).out()).expect("JSON");
    let about = |key: &str| {
        let one = found.as_array().expect("a list").iter().find(|one| one["key"] == key).expect("a diagnostic");
        (one.get("edits").is_some(), one.get("needsDecision").cloned())
    };
    assert_eq!(about("storag"), (true, None));
    assert_eq!(about("account.noLocalAuth"), (true, Some(Value::Bool(true))));
    assert_eq!(about("account.nothing"), (false, None));
    let run = again(run, "validate --format sarif");
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&run.run().ends(2).out()).expect("SARIF");
    let results = log.runs[0].results.as_ref().expect("results");
    let fixes = results.iter().filter_map(|result| result.fixes.as_ref()).map(|fixes| &fixes[0]);
    let marks: Vec<bool> = fixes
        .map(|fix| {
            let properties = fix.properties.as_ref().map(|bag| serde_json::to_value(bag).expect("JSON"));
            properties.is_some_and(|bag| bag["needsDecision"] == true)
        })
        .collect();
    assert_eq!(marks, [false, true]);
    let errors = di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).expect_err("errors");
    let in_library: Vec<_> = errors.iter().map(|one| (one.edits.is_empty(), one.needs_decision)).collect();
    assert_eq!(in_library, [(false, false), (false, true), (true, false)]);
}

/// What is wrong in one environment is changed there.
#[test]
fn an_environment_is_fixed_where_its_value_is() {
    let text = "name: claims\nenvironments:\n  dev: {}\n  prod:\n    account:\n      publicNetworkAccess: Disabled\n";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", text);
    run.run().ends(0);
    assert_eq!(run.read("di-gen.yaml"), text.replace("Disabled", "private"));
    // What is allowed nowhere but there is set there.
    let text = "name: claims\nexpect: [internet to account is denied]\nenvironments:\n  dev: {}\n  prod: { policies: [alz-corp] }\n";
    let run = Run::new("validate --format json").file("di-gen.yaml", text);
    let found: Value = serde_json::from_str(&run.run().out()).expect("JSON");
    let edited: Vec<&Value> =
        found.as_array().expect("a list").iter().filter(|one| one.get("edits").is_some()).collect();
    assert!(!edited.is_empty(), "{found:#}");
    for one in edited {
        assert!(one["message"].as_str().expect("a message").starts_with("in environment prod: "), "{one}");
        assert!(one["edits"].as_array().expect("edits").iter().all(|edit| edit["start"]["line"] == 5), "{one}");
    }
}

/// A change for an assertion is named, and left to a person.
#[test]
fn what_allows_access_is_left() {
    let text = "name: claims\nexpect: [account identity writes container training]\n";
    let run = Run::new("validate --fix --yes --format json").file("di-gen.yaml", text);
    let left: Value =
        serde_json::from_str(&run.run().ends(1).says("1 diagnostic has a change that you decide about").out())
            .expect("JSON");
    assert_eq!(run.read("di-gen.yaml"), text);
    let failed = left.as_array().expect("a list").iter().find(|one| one["code"] == "DI2003").expect("an error");
    assert_eq!(failed["edits"][0]["text"], "\nstorage:\n  identityAccess:\n    role: contributor");
}

/// What a person decides about is counted after other changes as well, and not where there is none.
#[test]
fn what_is_left_to_a_person_is_counted_after_a_change() {
    let client = "clients: [{ name: app, type: group, roles: [{ role: contributor }] }]\n";
    for (left, said) in [
        ("account: { noLocalAuth: true }\n", "di-gen.yaml: 1 diagnostic has a change that you decide about\n"),
        (
            &format!("account: {{ noLocalAuth: true }}\n{client}"),
            "di-gen.yaml: 2 diagnostics have changes that you decide about\n",
        ),
    ] {
        let run = Run::new("validate --fix --yes").file("di-gen.yaml", format!("name: claims\nstorag: {{}}\n{left}"));
        run.run().ends(2).says("1 diagnostic is gone").says(said);
        assert_eq!(run.read("di-gen.yaml"), format!("name: claims\nstorage: {{}}\n{left}"));
    }
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", WRONG);
    assert!(!run.run().ends(0).err().contains("you decide about"));
}

/// What was not tried is tried in another run; the last one has nothing to add.
#[test]
fn another_run_is_named_if_not_every_change_was_tried() {
    let named = "not every change was tried: another run of `di-gen validate --fix` may make more";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", partly_wrong(48));
    let count = |run: &Run| run.read("di-gen.yaml").matches("- name: con-").count();
    run.run().ends(2).says(named);
    let first = count(&run);
    assert!((12..36).contains(&first), "{first} names");
    let ended = run.run().ends(2);
    assert_eq!((count(&run), ended.err().contains(named)), (36, false), "{}", ended.err());
}

/// A change that is known, and would cause another error, is not made: that error is named.
#[test]
fn what_would_follow_a_change_is_named() {
    let text = "name: claims\nallow: { addresses: [8.8.8.8/32] }\n";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", text);
    let shown = run.run().ends(2).says("di-gen.yaml: not changed: DI0304 would follow\n").err();
    assert!(
        shown.contains("use the address without a prefix length") && !shown.contains("no change is known"),
        "{shown}"
    );
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", format!("{text}storag: {{}}\n"));
    run.run().ends(2).says("1 diagnostic is gone").says("not changed: DI0304 would follow");
    // The right key has a range that is for a person to decide.
    let text = "name: claims\naccount: { publicNetworkAccess: selected }\nallow: { adresses: [203.0.113.5/8] }\n";
    let run = Run::new("validate --fix --yes").file("di-gen.yaml", text);
    run.run().ends(2).says("1 diagnostic has a change that you decide about, and no other is known");
}
