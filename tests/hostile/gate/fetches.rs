//! What the fetch of a base asks the service for.

use super::{
    repositories::{CLOSED, OPEN, PullRequest, checkout, opening, out},
    steps::can_run,
};

/// The fetches that git started, by it or by a script.
fn fetches(trace: &str) -> usize {
    trace.lines().filter(|line| line.contains("built-in: git fetch")).count()
}

/// A partial clone lacks every file of the base: one fetch brings the YAML files, and none brings the others.
#[test]
fn a_partial_clone_fetches_the_files_of_the_base_at_once() {
    if !can_run() {
        return;
    }
    let names: Vec<String> = (0..30).map(|at| format!("other-{at}.yaml")).collect();
    let texts: Vec<String> = (0..30).map(|at| format!("name: other-{at}\n")).collect();
    let mut start = vec![("di-gen.yaml", Some(CLOSED)), ("secret.bin", Some("old"))];
    start.extend(names.iter().zip(&texts).map(|(name, text)| (name.as_str(), Some(text.as_str()))));
    let mut changes = vec![("di-gen.yaml", Some(OPEN)), ("secret.bin", Some("new"))];
    changes.extend(names.iter().map(|name| (name.as_str(), Some("name: changed\n"))));
    let request = PullRequest { start, commits: vec![changes], ..PullRequest::default() };
    for with_template in [false, true] {
        for depth in [None, Some(1)] {
            let mut checkout = checkout(&request, depth, true);
            let trace = checkout.machine.at("temp/trace");
            checkout.machine.environment.insert("GIT_TRACE", trace.display().to_string());
            let ended = checkout.compare(with_template, "opened");
            let report = checkout.report();
            assert!(
                report.contains("internet reaches account") && !report.contains("is new"),
                "{report} {}",
                ended.text
            );
            // One for the commit of a shallow clone, and one for its files.
            let expected = if depth.is_some() { 2 } else { 1 };
            assert_eq!(fetches(&checkout.machine.read("temp/trace")), expected, "{depth:?}");
            if depth.is_none() {
                let base = format!("{}^1", checkout.merge);
                let arguments = ["rev-list", "--objects", "--missing=print", &base];
                let missing = out(&checkout.machine.at("workspace"), &arguments);
                assert_eq!(missing.lines().filter(|line| line.starts_with('?')).count(), 1, "secret.bin");
            }
        }
    }
}

/// A topology without the name of a YAML file is fetched as well.
#[test]
fn a_partial_clone_fetches_the_topology_whatever_its_name() {
    if !can_run() {
        return;
    }
    let start = vec![("topology", Some(CLOSED)), ("secret.bin", Some("old"))];
    let commits = vec![vec![("topology", Some(OPEN)), ("secret.bin", Some("new"))]];
    let request = PullRequest { start, commits, ..PullRequest::default() };
    for with_template in [false, true] {
        let mut checkout = checkout(&request, Some(1), true);
        for name in ["inputs.path", "parameters.topology"] {
            checkout.machine.values.insert(name, "topology".to_owned());
        }
        let ended = checkout.compare(with_template, "opened");
        let report = checkout.report();
        assert!(report.contains("internet reaches account") && !report.contains("is new"), "{report} {}", ended.text);
    }
}

/// A clone that has the base asks for nothing.
#[test]
fn a_clone_with_the_base_fetches_nothing() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        let mut checkout = checkout(&opening(), Some(2), false);
        let trace = checkout.machine.at("temp/trace");
        checkout.machine.environment.insert("GIT_TRACE", trace.display().to_string());
        checkout.compare(with_template, "opened");
        assert_eq!(fetches(&checkout.machine.read("temp/trace")), 0);
    }
}
