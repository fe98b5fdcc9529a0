//! What a pull request is compared with, in real repositories.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::steps::{Ended, Machine, can_run, step, template_step};

pub(super) const CLOSED: &str = "name: invoices\n";
pub(super) const OPEN: &str = "name: invoices\naccount: { publicNetworkAccess: open }\n";
const KEYS: &str = "name: invoices\naccount: { localAuth: true }\n";
const BROKEN: &str = "name: [\n";

/// A file of a commit: its path, and its text or none where the commit removes it.
pub(super) type Change<'a> = (&'a str, Option<&'a str>);

/// A pull request: the target branch when it began, what happened there since, and the commits of the pull request.
#[derive(Default)]
pub(super) struct PullRequest<'a> {
    pub(super) start: Vec<Change<'a>>,
    pub(super) target: Vec<Change<'a>>,
    pub(super) commits: Vec<Vec<Change<'a>>>,
    /// The message of the merge commit.
    pub(super) message: &'a str,
}

pub(super) struct Checkout {
    pub(super) machine: Machine,
    pub(super) merge: String,
    pub(super) target_tip: String,
    pub(super) head: String,
}

pub(super) fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]);
    command.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").current_dir(folder);
    command.output().unwrap()
}

#[track_caller]
pub(super) fn out(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(super) fn commit(folder: &Path, changes: &[Change<'_>]) -> String {
    for (path, text) in changes {
        match text {
            Some(text) => fs::write(folder.join(path), text).unwrap(),
            None => fs::remove_file(folder.join(path)).unwrap(),
        }
    }
    out(folder, &["add", "-A"]);
    out(folder, &["commit", "--quiet", "--allow-empty", "-m", "change"]);
    out(folder, &["rev-parse", "HEAD"])
}

/// The merge commit of a pull request, checked out as the services do: with a depth, or with all branches.
pub(super) fn checkout(request: &PullRequest<'_>, depth: Option<u32>, filter: bool) -> Checkout {
    let machine = Machine::new();
    let origin = machine.at("origin");
    fs::create_dir(&origin).unwrap();
    out(&origin, &["init", "--quiet"]);
    for (name, value) in [("uploadpack.allowAnySHA1InWant", "true"), ("uploadpack.allowFilter", "true")] {
        out(&origin, &["config", name, value]);
    }
    commit(&origin, &[("README", Some("1"))]);
    commit(&origin, &request.start);
    out(&origin, &["checkout", "--quiet", "-b", "feature"]);
    let mut head = String::new();
    for changes in &request.commits {
        head = commit(&origin, changes);
    }
    out(&origin, &["checkout", "--quiet", "main"]);
    commit(&origin, &request.target);
    out(&origin, &["checkout", "--quiet", "--detach"]);
    let message = if request.message.is_empty() { "merge" } else { request.message };
    out(&origin, &["merge", "--quiet", "--no-ff", "-m", message, "feature"]);
    out(&origin, &["update-ref", "refs/pull/7/merge", "HEAD"]);
    let merge = out(&origin, &["rev-parse", "HEAD"]);
    // Others go on after the merge commit was made.
    out(&origin, &["checkout", "--quiet", "main"]);
    let target_tip = commit(&origin, &[("later.txt", Some("later")), ("di-gen.yaml", Some(KEYS))]);
    let workspace = machine.at("workspace");
    out(&workspace, &["init", "--quiet"]);
    out(&workspace, &["remote", "add", "origin", &format!("file://{}", origin.display())]);
    if filter {
        out(&workspace, &["config", "remote.origin.promisor", "true"]);
        out(&workspace, &["config", "remote.origin.partialclonefilter", "blob:none"]);
    }
    let mut arguments = vec!["fetch", "--quiet", "--no-tags"];
    let depth = depth.map(|depth| format!("--depth={depth}"));
    arguments.extend(depth.as_deref());
    arguments.extend(filter.then_some("--filter=blob:none"));
    arguments.extend(["origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge"]);
    if depth.is_none() {
        arguments.push("+refs/heads/*:refs/remotes/origin/*");
    }
    out(&workspace, &arguments);
    out(&workspace, &["checkout", "--quiet", "--force", "refs/remotes/pull/7/merge"]);
    Checkout { machine, merge, target_tip, head }
}

impl Checkout {
    /// Compares with the action, or with the template.
    pub(super) fn compare(&mut self, with_template: bool, fail_on: &str) -> Ended {
        for (name, value) in [
            ("inputs.fail-on", fail_on),
            ("parameters.failOn", fail_on),
            ("github.sha", &self.merge),
            ("Build.SourceVersion", &self.merge),
            ("github.event.pull_request.base.sha || github.event.merge_group.base_sha", &self.target_tip),
        ] {
            self.machine.values.insert(name, value.to_owned());
        }
        let name = "What the change means";
        let ended = self.machine.run(&if with_template { template_step(name) } else { step(name) });
        assert!(!ended.text.contains("fatal"), "{}", ended.text);
        ended
    }

    pub(super) fn report(&self) -> String {
        self.machine.read("temp/di-gen.md")
    }

    /// An output of the step of the action.
    pub(super) fn output(&self, name: &str) -> String {
        let outputs = self.machine.read("temp/output");
        outputs.lines().rev().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap_or_default().to_owned()
    }

    /// What a later step of the job sees of the repository.
    pub(super) fn state(&self) -> Vec<String> {
        let workspace = self.machine.at("workspace");
        let file = |name: &str| fs::read_to_string(workspace.join(".git").join(name)).unwrap_or_default();
        vec![
            file("shallow"),
            file("FETCH_HEAD"),
            file("config"),
            out(&workspace, &["for-each-ref"]),
            out(&workspace, &["rev-list", "--all", "--count"]),
            out(&workspace, &["rev-parse", "--is-shallow-repository"]),
            out(&workspace, &["status", "--porcelain"]),
        ]
    }
}

/// A pull request that opens the account, while others enable keys in the target branch.
pub(super) fn opening() -> PullRequest<'static> {
    PullRequest {
        start: vec![("di-gen.yaml", Some(CLOSED)), ("tags.yaml", Some("tags: { a: b }\n"))],
        commits: vec![vec![("di-gen.yaml", Some(OPEN))]],
        ..PullRequest::default()
    }
}

#[test]
fn the_base_is_the_first_parent_and_the_clone_stays_as_it_is() {
    if !can_run() {
        return;
    }
    for depth in [None, Some(1), Some(2)] {
        for filter in [false, true] {
            for with_template in [false, true] {
                let context = format!("depth {depth:?}, filter {filter}, template {with_template}");
                let mut checkout = checkout(&opening(), depth, filter);
                let before = checkout.state();
                let ended = checkout.compare(with_template, "opened");
                let report = checkout.report();
                assert!(report.contains("internet reaches account"), "{context}: {report} {}", ended.text);
                assert!(!report.contains("key authentication"), "{context}: others' change is not reported: {report}");
                let (status, code) = (checkout.output("status"), ended.code);
                assert_eq!((status.as_str(), code), if with_template { ("", 1) } else { ("1", 0) }, "{context}");
                assert_eq!(checkout.state(), before, "{context}");
                // A later step may still fetch everything.
                let workspace = checkout.machine.at("workspace");
                out(&workspace, &["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"]);
                if depth.is_some() {
                    out(&workspace, &["fetch", "--quiet", "--unshallow", "origin"]);
                }
                out(&workspace, &["fsck", "--connectivity-only"]);
            }
        }
    }
}

#[test]
fn a_pull_request_that_changes_nothing_is_not_blamed_for_others() {
    if !can_run() {
        return;
    }
    let request = PullRequest {
        start: vec![("di-gen.yaml", Some(CLOSED))],
        target: vec![("di-gen.yaml", Some(KEYS))],
        commits: vec![vec![("README", Some("2"))]],
        message: "merge\n\nparent 0000000000000000000000000000000000000000\nparent x",
    };
    for with_template in [false, true] {
        let mut checkout = checkout(&request, Some(1), false);
        let ended = checkout.compare(with_template, "any");
        assert_eq!(ended.code, 0, "{}", ended.text);
        assert!(checkout.report().contains("Nothing changes"), "{}", checkout.report());
        assert!(
            with_template || (checkout.output("changed"), checkout.output("status")) == ("false".into(), "0".into())
        );
    }
}

/// A merge in the branch of a pull request is no merge commit of the service: its first parent has what it opens.
#[test]
fn a_merge_of_the_pull_request_itself_is_no_base() {
    if !can_run() {
        return;
    }
    for depth in [None, Some(1), Some(2)] {
        for with_template in [false, true] {
            let mut checkout = checkout(&opening(), depth, false);
            let (origin, workspace) = (checkout.machine.at("origin"), checkout.machine.at("workspace"));
            // The opening commit is the first parent, and the target branch the second.
            out(&origin, &["checkout", "--quiet", "--detach", &checkout.head]);
            out(&origin, &["merge", "--quiet", "--no-ff", "-X", "ours", "-m", "merge main", "main"]);
            out(&origin, &["update-ref", "refs/heads/feature", "HEAD"]);
            let mut arguments = vec!["fetch", "--quiet", "--no-tags"];
            let depth = depth.map(|depth| format!("--depth={depth}"));
            arguments.extend(depth.as_deref());
            arguments.extend(["origin", "+refs/heads/feature:refs/remotes/origin/feature"]);
            out(&workspace, &arguments);
            out(&workspace, &["checkout", "--quiet", "--force", "refs/remotes/origin/feature"]);
            let before = checkout.state();
            let ended = checkout.compare(with_template, "opened");
            assert!(checkout.report().contains("internet reaches account"), "{} {}", checkout.report(), ended.text);
            assert!(ended.text.contains("No merge commit"), "{}", ended.text);
            assert_eq!(checkout.state(), before);
        }
    }
}

/// A ref that is not made by the service has no merge commit that is, whatever its parents are.
#[test]
fn a_merge_commit_of_another_ref_is_no_base() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        for reference in ["refs/pull-requests/7/from", "refs/heads/pull/7/merge"] {
            let mut checkout = checkout(&opening(), None, false);
            checkout.machine.values.insert("github.ref", reference.to_owned());
            checkout.machine.values.insert("Build.SourceBranch", reference.to_owned());
            let ended = checkout.compare(with_template, "opened");
            assert!(ended.text.contains("No merge commit"), "{}", ended.text);
            assert!(checkout.report().contains("internet reaches account"), "{}", checkout.report());
        }
    }
}

/// A full clone of the branch alone lacks the latest commit of the target branch, and is no shallow clone afterwards.
#[test]
fn a_full_clone_of_one_branch_stays_full() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        let mut checkout = checkout(&opening(), None, false);
        let workspace = checkout.machine.at("workspace");
        fs::remove_dir_all(&workspace).unwrap();
        let url = format!("file://{}", checkout.machine.at("origin").display());
        let folder = workspace.display().to_string();
        out(&checkout.machine.at("temp"), &["clone", "--quiet", "--single-branch", "-b", "feature", &url, &folder]);
        assert!(!git(&workspace, &["cat-file", "-e", &checkout.target_tip]).status.success());
        let before = checkout.state();
        let ended = checkout.compare(with_template, "opened");
        assert!(checkout.report().contains("internet reaches account"), "{} {}", checkout.report(), ended.text);
        assert!(!checkout.report().contains("key authentication"), "the merge base: {}", checkout.report());
        assert_eq!(checkout.state(), before);
    }
}

/// A target branch that was deleted is named.
#[test]
fn a_target_branch_that_is_gone_is_an_error() {
    if !can_run() {
        return;
    }
    let mut checkout = checkout(&opening(), None, false);
    checkout.machine.values.insert("Build.SourceBranch", "refs/heads/feature".to_owned());
    checkout.machine.values.insert("System.PullRequest.TargetBranch", "refs/heads/gone".to_owned());
    let ended = checkout.compare(true, "opened");
    assert!(ended.code != 0 && ended.text.contains("origin has no branch gone"), "{}", ended.text);
    assert!(!ended.text.contains("comparing with"), "{}", ended.text);
}

/// A path that starts with the workspace is the same file.
#[test]
fn an_absolute_path_has_a_base() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        let mut checkout = checkout(&opening(), Some(2), false);
        let path = checkout.machine.at("workspace/di-gen.yaml").display().to_string();
        checkout.machine.values.insert("inputs.path", path.clone());
        checkout.machine.values.insert("parameters.topology", path);
        let ended = checkout.compare(with_template, "opened");
        let report = checkout.report();
        assert!(report.contains("internet reaches account") && !report.contains("is new"), "{report} {}", ended.text);
    }
}

/// A topology without a base, by its path: an added file, a renamed one, one that was broken.
#[test]
fn a_topology_without_a_base_is_compared_with_the_private_one() {
    if !can_run() {
        return;
    }
    let other = "other.yaml";
    let added = vec![(other, Some("1"))];
    for (start, changes, fail_on, fails, reason) in [
        (added.clone(), vec![("di-gen.yaml", Some(OPEN))], "any", true, "The topology is new"),
        (added.clone(), vec![("di-gen.yaml", Some(OPEN))], "opened", true, "The topology is new"),
        (added.clone(), vec![("di-gen.yaml", Some(CLOSED))], "any", true, "The topology is new"),
        (added, vec![("di-gen.yaml", Some(CLOSED))], "opened", false, "The topology is new"),
        // No rename detection: the same text under another path is new.
        (vec![(other, Some(OPEN))], vec![(other, None), ("di-gen.yaml", Some(OPEN))], "opened", true, "is new"),
        (vec![("di-gen.yaml", Some(BROKEN))], vec![("di-gen.yaml", Some(CLOSED))], "any", true, "cannot be used"),
        (vec![("di-gen.yaml", Some(BROKEN))], vec![("di-gen.yaml", Some(CLOSED))], "opened", false, "cannot be used"),
        (vec![("di-gen.yaml", Some(BROKEN))], vec![("di-gen.yaml", Some(OPEN))], "opened", true, "cannot be used"),
        (
            vec![("di-gen.yaml", Some("name: invoices\nx: 1\n"))],
            vec![("di-gen.yaml", Some(CLOSED))],
            "any",
            true,
            "DI0101",
        ),
        (
            vec![("di-gen.yaml", Some("name: invoices\nextends: gone.yaml\n"))],
            vec![("di-gen.yaml", Some(CLOSED))],
            "opened",
            false,
            "treated as new",
        ),
    ] {
        for with_template in [false, true] {
            let request = PullRequest { start: start.clone(), commits: vec![changes.clone()], ..Default::default() };
            let mut checkout = checkout(&request, Some(1), false);
            let ended = checkout.compare(with_template, fail_on);
            let report = checkout.report();
            let context = format!("{start:?} {changes:?} {fail_on}: {report} {}", ended.text);
            let failed = if with_template { ended.code == 1 } else { checkout.output("status") == "1" };
            assert_eq!(failed, fails, "{context}");
            assert!(ended.code <= 1, "{context}");
            assert!(report.contains(reason) && report.contains("built-in private topology"), "{context}");
        }
    }
}

/// What the pull request itself breaks fails, whatever is in the base.
#[test]
fn a_broken_topology_fails() {
    if !can_run() {
        return;
    }
    for start in [CLOSED, BROKEN] {
        let request = PullRequest {
            start: vec![("di-gen.yaml", Some(start))],
            commits: vec![vec![("di-gen.yaml", Some("name: [broken\n"))]],
            ..Default::default()
        };
        for with_template in [false, true] {
            let mut checkout = checkout(&request, Some(2), false);
            let ended = checkout.compare(with_template, "");
            let status = if with_template { ended.code.to_string() } else { checkout.output("status") };
            assert_eq!(status, "2", "{}", ended.text);
            assert!(with_template || checkout.output("changed") == "false");
        }
    }
}
