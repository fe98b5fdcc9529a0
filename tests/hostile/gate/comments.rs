//! The comment on a pull request, with a `gh` that records and answers from files.

use std::{fs, process::Command};

use serde_json::{Value, json};

use super::steps::{Ended, Machine, can_run, step};

/// A `gh` that evaluates `--jq` as the real one does, and records the texts that are sent.
const GH: &str = r#"
echo "$*" >> "$STATE/calls"
pwd >> "$STATE/folders"
for last; do :; done
case "$*" in
  *graphql*) [ ! -f "$STATE/login" ] || exec jq -r "$last" "$STATE/login"; echo 'gh: HTTP 403' >&2; exit 1 ;;
  *--paginate*) [ ! -f "$STATE/no-list" ] || { cat "$STATE/no-list" >&2; exit 1; }; exec jq -r "$last" "$STATE/comments" ;;
esac
[ ! -f "$STATE/no-write" ] || { cat "$STATE/no-write" >&2; exit 1; }
cat "${last#body=@}" > "$STATE/body"
"#;

struct Comments {
    machine: Machine,
}

impl Comments {
    fn new(login: Option<&str>, comments: &Value) -> Self {
        let mut machine = Machine::new();
        machine.program("programs/gh", GH);
        fs::create_dir(machine.at("state")).unwrap();
        machine.environment.insert("STATE", machine.at("state").display().to_string());
        if let Some(login) = login {
            let answer = json!({ "data": { "viewer": { "login": login } } });
            fs::write(machine.at("state/login"), answer.to_string()).unwrap();
        }
        fs::write(machine.at("state/comments"), comments.to_string()).unwrap();
        fs::write(machine.at("temp/di-gen.md"), "**1 access path becomes less restrictive.**\n").unwrap();
        Self { machine }
    }

    fn run(&self) -> Ended {
        self.machine.run(&step("Comment"))
    }

    /// The last call that writes.
    fn written(&self) -> Option<String> {
        let calls = self.machine.read("state/calls");
        calls.lines().rfind(|call| call.contains("--method")).map(ToOwned::to_owned)
    }

    fn body(&self) -> String {
        self.machine.read("state/body")
    }
}

#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn can_evaluate() -> bool {
    let runs = can_run() && Command::new("jq").arg("--version").output().is_ok();
    if !runs {
        eprintln!("skipped: jq is missing");
    }
    runs
}

/// The marker of a path: the first line of a new comment.
fn marker(path: &str) -> String {
    let mut comments = Comments::new(None, &json!([]));
    comments.machine.values.insert("inputs.path", path.to_owned());
    assert_eq!(comments.run().code, 0);
    assert!(comments.written().unwrap().contains("POST repos/o/r/issues/7/comments"), "{:?}", comments.written());
    comments.body().lines().next().unwrap().to_owned()
}

#[test]
fn a_comment_begins_with_a_marker_of_its_topology() {
    if !can_evaluate() {
        return;
    }
    let first = marker("di-gen.yaml");
    assert!(first.starts_with("<!-- di-gen ") && first.ends_with(" -->"), "{first}");
    assert_eq!(first, marker("./di-gen.yaml"));
    assert_ne!(first, marker("infra/di-gen.yaml"));
    let odd = marker("a --> @org/team `x`.yaml");
    assert!(odd.len() == first.len() && !odd.contains("org"), "{odd}");
}

#[test]
fn only_the_own_comment_about_the_same_topology_is_updated() {
    if !can_evaluate() {
        return;
    }
    let (first, other) = (marker("di-gen.yaml"), marker("other.yaml"));
    let comment = |id: u32, login: &str, body: String| json!({ "id": id, "user": { "login": login }, "body": body });
    for (login, author) in [
        (Some("github-actions[bot]"), "github-actions[bot]"),
        (None, "github-actions[bot]"),
        (Some("acme-bot[bot]"), "acme-bot[bot]"),
        (Some("\"; error(\"x"), "github-actions[bot]"),
    ] {
        let foreign = json!([
            comment(1, "mallory", format!("{first}\nNothing opens.")),
            comment(2, author, format!("{other}\nold")),
            comment(3, author, format!("> {first}")),
            json!({ "id": 4, "user": null, "body": null }),
        ]);
        let comments = Comments::new(login, &foreign);
        assert_eq!(comments.run().code, 0);
        assert!(comments.written().unwrap().contains("POST"), "{author}: {:?}", comments.written());
        let mut all = foreign.as_array().unwrap().clone();
        all.push(comment(5, author, format!("{first}\nold")));
        all.push(comment(6, author, format!("{first}\nold")));
        let comments = Comments::new(login, &Value::Array(all));
        assert_eq!(comments.run().code, 0);
        assert!(comments.written().unwrap().contains("PATCH repos/o/r/issues/comments/5 "), "{author}");
        let body = comments.body();
        assert!(body.starts_with(&first) && body.contains("1 access path"), "{body}");
        assert!(body.contains("(https://github.com/o/r/actions/runs/9)"), "{body}");
        // The configuration of a repository in the workspace is not read.
        let folders = comments.machine.read("state/folders");
        assert!(folders.lines().all(|folder| folder.ends_with("/temp")), "{folders}");
    }
}

/// Without its author, a comment of another author could be updated: the one of github.token alone is known.
#[test]
fn a_token_of_an_unknown_author_updates_nothing() {
    if !can_evaluate() {
        return;
    }
    let own = json!([{ "id": 5, "user": { "login": "github-actions[bot]" }, "body": marker("di-gen.yaml") }]);
    for login in [None, Some("\"; error(\"x"), Some("")] {
        let mut comments = Comments::new(login, &own);
        comments.machine.values.insert("inputs.token == github.token", "false".to_owned());
        let ended = comments.run();
        assert!(ended.code == 0 && comments.written().is_none(), "{:?} {}", comments.written(), ended.text);
        assert!(ended.text.contains("::notice title=di-gen::The author of comments"), "{}", ended.text);
    }
    // An app has comments of its own.
    let mut comments = Comments::new(Some("acme-bot[bot]"), &own);
    comments.machine.values.insert("inputs.token == github.token", "false".to_owned());
    assert_eq!(comments.run().code, 0);
    assert!(comments.written().unwrap().contains("POST"), "{:?}", comments.written());
}

#[test]
fn a_change_that_was_taken_back_updates_the_comment_and_adds_none() {
    if !can_evaluate() {
        return;
    }
    let first = marker("di-gen.yaml");
    let own = json!([{ "id": 5, "user": { "login": "github-actions[bot]" }, "body": format!("{first}\n**Opens**") }]);
    for (existing, expected) in [(own, Some("PATCH repos/o/r/issues/comments/5 ")), (json!([]), None)] {
        let mut comments = Comments::new(None, &existing);
        comments.machine.values.insert("steps.diff.outputs.changed", "false".to_owned());
        fs::write(comments.machine.at("temp/di-gen.md"), "**Nothing changes in meaning.**\n").unwrap();
        assert_eq!(comments.run().code, 0);
        assert_eq!(comments.written().is_some(), expected.is_some());
        if let Some(expected) = expected {
            assert!(comments.written().unwrap().contains(expected));
            assert!(comments.body().contains("Nothing changes"), "{}", comments.body());
        }
    }
}

#[test]
fn a_long_report_is_replaced_by_a_link() {
    if !can_evaluate() {
        return;
    }
    for (length, character, is_whole) in
        [(60_000, 'x', true), (60_000, 'ü', true), (65_500, 'x', false), (200_000, 'ü', false)]
    {
        let comments = Comments::new(None, &json!([]));
        fs::write(comments.machine.at("temp/di-gen.md"), character.to_string().repeat(length)).unwrap();
        assert_eq!(comments.run().code, 0);
        let body = comments.body();
        assert!(body.chars().count() < 65_536 && body.contains("/actions/runs/9"), "{length} {character}");
        assert_eq!(body.contains(&character.to_string().repeat(1000)), is_whole, "{length} {character}");
    }
}

#[test]
fn a_token_that_may_not_write_is_a_note() {
    if !can_evaluate() {
        return;
    }
    let denied = "gh: Resource not accessible by integration (HTTP 403)\n";
    for (file, text, is_note) in [
        ("no-write", denied, true),
        ("no-list", denied, true),
        ("no-list", "gh: Not Found (HTTP 404)\n", true),
        ("no-write", "gh: Server Error (HTTP 502)\n", false),
        ("no-list", "dial tcp: lookup failed\n", false),
    ] {
        let comments = Comments::new(None, &json!([]));
        fs::write(comments.machine.at("state").join(file), text).unwrap();
        let ended = comments.run();
        assert_eq!(ended.code == 0, is_note, "{text}: {}", ended.text);
        assert_eq!(ended.text.contains("::notice title=di-gen::"), is_note, "{}", ended.text);
        assert!(ended.text.contains(text), "the reason is in the log: {}", ended.text);
    }
    let mut comments = Comments::new(None, &json!([]));
    comments.machine.values.insert("inputs.token", String::new());
    let ended = comments.run();
    assert!(ended.code == 0 && ended.text.contains("::notice") && comments.written().is_none(), "{}", ended.text);
}
