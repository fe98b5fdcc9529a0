//! Merge queues: the base of a merge group, and what fails a job.

use super::{
    repositories::{CLOSED, Checkout, OPEN, checkout, commit, opening, out},
    steps::{Machine, can_run, step, template_step},
};

const NAME: &str = "What the change means";

/// A merge group of one commit on top of the target branch, checked out with a depth of 1.
fn merge_group(text: &str) -> Checkout {
    let mut checkout = checkout(&opening(), Some(1), false);
    let (origin, workspace) = (checkout.machine.at("origin"), checkout.machine.at("workspace"));
    let base = commit(&origin, &[("di-gen.yaml", Some(CLOSED))]);
    out(&origin, &["checkout", "--quiet", "--detach"]);
    let group = commit(&origin, &[("di-gen.yaml", Some(text)), ("other.txt", Some("1"))]);
    let name = "refs/heads/gh-readonly-queue/main/pr-7-x";
    out(&origin, &["update-ref", name, &group]);
    out(&workspace, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", &group]);
    out(&workspace, &["checkout", "--quiet", "--force", &group]);
    for (name, value) in [
        ("github.sha", group.as_str()),
        ("github.ref", name),
        ("github.event.pull_request.base.sha || github.event.merge_group.base_sha", &base),
    ] {
        checkout.machine.values.insert(name, value.to_owned());
    }
    checkout
}

#[test]
fn the_base_of_a_merge_group_is_its_parent() {
    if !can_run() {
        return;
    }
    for (text, fails) in [(OPEN, true), (CLOSED, false)] {
        let mut checkout = merge_group(text);
        let before = checkout.state();
        checkout.machine.values.insert("inputs.fail-on", "any".to_owned());
        let ended = checkout.machine.run(&step(NAME));
        assert_eq!(checkout.output("status"), if fails { "1" } else { "0" }, "{} {}", ended.text, checkout.report());
        assert_eq!(checkout.report().contains("internet reaches account"), fails, "{}", checkout.report());
        // The commit is fetched, and nothing else is.
        assert_eq!(checkout.state(), before);
    }
}

/// The step runs for both events, and the comment for pull requests alone.
#[test]
fn merge_groups_are_compared() {
    let condition = |name: &str| step(name)["if"].as_str().unwrap_or_default().to_owned();
    for event in ["pull_request", "merge_group"] {
        assert!(condition(NAME).contains(&format!("github.event_name == '{event}'")), "{event}");
    }
    assert!(!condition("Comment").contains("merge_group"));
    assert_eq!(condition("Result"), "");
}

/// Whatever di-gen ends with but 0 fails the job, and a report that does not exist is not taken for one that shows nothing.
#[test]
fn every_failure_of_the_comparison_fails_the_job() {
    if !can_run() {
        return;
    }
    for code in [1, 2, 3, 101, 139] {
        for with_template in [false, true] {
            let mut checkout = checkout(&opening(), Some(2), false);
            checkout.machine.program("programs/di-gen", &format!("echo '**Nothing changes**'; exit {code}"));
            let ended = checkout.compare(with_template, "");
            if with_template {
                assert_eq!(ended.code, code, "{}", ended.text);
                continue;
            }
            assert_eq!(checkout.report().contains("cannot be compared"), code > 1, "{}", checkout.report());
            let mut machine = Machine::new();
            machine.values.insert("steps.diff.outputs.status", checkout.output("status"));
            assert_eq!(machine.run(&step("Result")).code, code);
        }
    }
}

/// Outdated files and a refused upload fail the job after the report is shown, and the last step names each step that failed.
#[test]
fn a_failed_check_hides_no_report() {
    if !can_run() {
        return;
    }
    let checkout = checkout(&opening(), Some(2), false);
    let outdated = "name: forms\noutputs: [{ language: arm, folder: out }]\n";
    std::fs::write(checkout.machine.at("workspace/di-gen.yaml"), outdated).unwrap();
    let ended = checkout.machine.run(&step("Generated files are up to date"));
    assert!(ended.code == 0 && ended.text.contains("azuredeploy.json"), "{} {}", ended.code, ended.text);
    assert_eq!(checkout.output("status"), "1");
    assert_eq!(step("Upload diagnostics")["continue-on-error"], true);

    let names = ["Generated files are up to date", "Validate", "Upload diagnostics", NAME];
    let values = [
        ("steps.generated.outputs.status", "1"),
        ("steps.validate.outputs.status", "2"),
        ("steps.upload.outcome", "failure"),
        ("steps.diff.outputs.status", "3"),
    ];
    for (number, (value, status)) in values.into_iter().enumerate() {
        let mut machine = Machine::new();
        machine.values.insert(value, status.to_owned());
        let ended = machine.run(&step("Result"));
        assert_eq!(ended.code, status.parse().unwrap_or(1), "{value}: {}", ended.text);
        for name in names {
            assert_eq!(ended.text.contains(&format!("\"{name}\"")), name == names[number], "{name}: {}", ended.text);
        }
    }
    // Without a check and an upload, there is no result of them.
    let mut machine = Machine::new();
    for (value, _) in values {
        machine.values.insert(value, String::new());
    }
    assert_eq!(machine.run(&step("Result")).code, 0);

    for name in ["Validate", NAME] {
        let condition = template_step(name)["condition"].as_str().unwrap_or_default().to_owned();
        assert!(condition.contains("succeededOrFailed()"), "{name}: {condition}");
    }
}

/// A base that cannot be fetched fails the job, and no report is made.
#[test]
fn a_base_that_cannot_be_fetched_fails_the_job() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        let mut checkout = checkout(&opening(), Some(1), false);
        out(&checkout.machine.at("workspace"), &["remote", "set-url", "origin", "file:///nowhere"]);
        checkout.machine.values.insert("github.sha", checkout.merge.clone());
        checkout.machine.values.insert("Build.SourceVersion", checkout.merge.clone());
        let ended = checkout.machine.run(&if with_template { template_step(NAME) } else { step(NAME) });
        assert!(ended.code != 0 && ended.text.contains("cannot be fetched"), "{} {}", ended.code, ended.text);
        assert!(checkout.report().is_empty());
    }
}
