//! Integrations that users run: hooks, the action, the pipeline. They use only commands and options that exist.

use std::{fs, path::Path};

use di_gen::source::SourceText;

use crate::cli::Run;

const FILES: &[&str] = &[
    ".pre-commit-hooks.yaml",
    "action.yml",
    "ci/action.sh",
    "ci/azure-pipelines.yml",
    "ci/pull-request.sh",
    "Containerfile",
    ".github/workflows/release.yml",
    ".github/workflows/test.yml",
    ".github/dependabot.yml",
];

/// Documents that show commands.
const DOCUMENTS: &[&str] =
    &["README.md", "docs/install.md", "docs/pipelines.md", "docs/tutorial.md", "python/README.md"];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every call of di-gen in a text: the command, and the options up to the end of the line or a pipe.
fn calls(text: &str) -> Vec<(String, Vec<String>)> {
    let mut calls = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        // The marker of an excerpt is a comment.
        let line = line.trim_end_matches("-->");
        for (at, _) in line.match_indices("di-gen ") {
            // A separate word: not a path, not a part of another name.
            if at > 0 && !line[..at].ends_with([' ', '(', '`', '"']) {
                continue;
            }
            let rest = line[at + "di-gen ".len()..].split(['|', '>', ';', '`', '&', ')']).next().unwrap_or_default();
            let words: Vec<&str> = rest.split_whitespace().collect();
            let Some(command) = words.first().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())) else {
                continue;
            };
            let options =
                words.iter().filter(|word| word.starts_with('-')).map(|word| word.trim_matches('"').to_owned());
            calls.push(((*command).to_owned(), options.collect()));
        }
    }
    calls
}

#[test]
fn commands_and_options_exist() {
    let help = Run::new("--help").run().ends(0).out();
    let known: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    let mut seen = 0;
    for path in FILES.iter().chain(DOCUMENTS) {
        for (command, options) in calls(&text(path)) {
            if !known.contains(&command.as_str()) {
                continue;
            }
            seen += 1;
            let help = Run::new(&format!("{command} --help")).run().ends(0).out();
            for option in options {
                assert!(
                    help.contains(&format!("{option} "))
                        || help.contains(&format!("{option},"))
                        || help.contains(&format!("{option}\n")),
                    "{path}: di-gen {command} has no {option}"
                );
            }
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn integrations_are_valid_yaml() {
    for path in FILES.iter().filter(|path| path.ends_with("yaml") || path.ends_with("yml")) {
        let source = SourceText::new(*path, text(path));
        let document = source.parse().unwrap_or_else(|findings| {
            panic!("{}", findings.iter().map(|f| source.render_diagnostic(f, false)).collect::<Vec<_>>().join("\n"))
        });
        assert!(!document.to_json().is_null(), "{path}");
    }
}

/// Actions are pinned to commits, with the tag beside it; base images have a version and no tag that moves.
#[test]
fn actions_and_images_are_pinned() {
    let workflows = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows")).expect("workflows");
    let mut paths: Vec<String> = vec!["action.yml".to_owned(), "docs/pipelines.md".to_owned()];
    paths
        .extend(workflows.map(|entry| format!(".github/workflows/{}", entry.expect("an entry").file_name().display())));
    let mut pinned = 0;
    for path in &paths {
        for line in text(path).lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            if action.contains("/di-gen@") || action.starts_with("./") || action.starts_with('`') {
                continue;
            }
            let (action, tag) = action.split_once(" # ").unwrap_or_else(|| panic!("{path}: {line}"));
            let commit = action.split_once('@').expect("a version").1;
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}: {line}");
            let version: Vec<&str> = tag.trim().trim_start_matches('v').split('.').collect();
            assert!(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()), "{path}: {line}");
            pinned += 1;
        }
    }
    assert!(pinned >= 6, "{pinned}");
    for line in text("Containerfile").lines().filter_map(|line| line.strip_prefix("FROM ")) {
        let image = line.split(' ').next().expect("an image");
        let tag = image.split_once(':').map_or("", |(_, tag)| tag);
        assert!(
            image == "scratch" || tag.split(['.', '-']).filter(|part| part.parse::<u32>().is_ok()).count() >= 3,
            "{line}"
        );
    }
}

/// The parts of a script, by name: from `# name: ...` to `# end of name`, without indentation.
fn script_parts(script: &str) -> Vec<(String, Vec<String>)> {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_open = false;
    for line in script.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("# end of ") {
            assert_eq!(parts.last().map(|(open, _)| open.as_str()), Some(name));
            is_open = false;
        } else if let Some((name, _)) = line.strip_prefix("# ").and_then(|text| text.split_once(": "))
            && !is_open
            && name.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            parts.push((name.to_owned(), Vec::new()));
            is_open = true;
        }
        if let Some((_, lines)) = parts.last_mut().filter(|_| is_open) {
            lines.push(line.to_owned());
        }
    }
    assert!(!is_open, "a part has no end");
    parts
}

fn steps(path: &str) -> Vec<serde_json::Value> {
    let document = SourceText::new(path, text(path)).parse().expect("YAML").to_json();
    let steps = if path == "action.yml" { &document["runs"]["steps"] } else { &document["steps"] };
    steps.as_array().expect("steps").clone()
}

/// The template has no files beside it, so that its scripts have copies of the parts that the action reads.
#[test]
fn the_action_and_the_template_share_their_scripts() {
    let shared = script_parts(&text("ci/pull-request.sh"));
    let names: Vec<&str> = shared.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["path", "homes", "outside", "plan", "install", "comparison"]);
    let mut copied = Vec::new();
    for step in steps("ci/azure-pipelines.yml") {
        let script = step["bash"].as_str().expect("a script");
        let parts = script_parts(script);
        // Only the step that uploads the summary starts no program.
        assert!(script.contains("uploadsummary") || parts.first().is_some_and(|(name, _)| name == "path"), "{script}");
        for part in parts {
            assert!(shared.contains(&part), "{} differs: {part:?}", step["displayName"]);
            copied.push(part.0);
        }
    }
    for name in names {
        assert!(copied.iter().any(|copy| copy == name), "{name}");
    }
    // Each step of the action reads the functions, and calls one of them.
    let functions = text("ci/action.sh");
    for step in steps("action.yml").iter().filter(|step| step["run"].is_string()) {
        let lines: Vec<&str> = step["run"].as_str().expect("a script").lines().collect();
        let [". \"$GITHUB_ACTION_PATH/ci/action.sh\"", function] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(functions.contains(&format!("\n{function}() {{\n")), "{function}");
    }
}

/// Scripts of the action and of the template pass shellcheck, if it is installed.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn scripts_pass_shellcheck() {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };
    let template = steps("ci/azure-pipelines.yml");
    let of_template = template.iter().filter_map(|step| step["bash"].as_str()).map(ToOwned::to_owned);
    for script in [text("ci/action.sh")].into_iter().chain(of_template) {
        let mut shellcheck = Command::new("shellcheck");
        shellcheck.args(["--shell=bash", "--external-sources", "-"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        let Ok(mut child) = shellcheck.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
            eprintln!("skipped: shellcheck is missing");
            return;
        };
        child.stdin.take().expect("standard input").write_all(script.as_bytes()).expect("a script");
        let output = child.wait_with_output().expect("an end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Each hook that validates runs with the files that it names.
#[test]
fn hooks_run_with_their_arguments() {
    let example = |name: &str| text(&format!("examples/existing/{name}"));
    let hooks = SourceText::new("hooks", text(".pre-commit-hooks.yaml")).parse().expect("YAML").to_json();
    for hook in hooks.as_array().expect("hooks") {
        let command = hook["entry"].as_str().expect("a command").strip_prefix("di-gen ").expect("of di-gen");
        if !command.starts_with("validate") {
            continue;
        }
        let mut run = Run::new(command);
        let added = hook["args"].as_array().into_iter().flatten();
        run.arguments.extend(added.map(|argument| argument.as_str().expect("text").to_owned()));
        run.file("di-gen.yaml", "name: invoices\n")
            .file("plan.json", example("plan-fixed.json"))
            .file("di-gen.checks.yaml", "expect:\n  - internet to storage is denied\n")
            .run()
            .ends(0);
    }
}

/// The list of old facts is for people: it never fails, and depends on the date of the reading alone.
#[test]
fn facts_that_were_read_long_ago_are_listed() {
    let list = |today: &[&str]| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/old-facts");
        let output = std::process::Command::new("bash").arg(script).args(today).output().expect("bash");
        assert!(output.status.success(), "{today:?}");
        assert!(today.contains(&"soon") || output.stderr.is_empty(), "{today:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(list(&["--today", "2000-01-01"]).starts_with("no fact was read before 1999-01-01"));
    let sources =
        text("docs/facts.md").lines().filter(|line| line.starts_with("- ") && line.contains(", read ")).count();
    assert!(list(&["--today", "2100-01-01"]).contains(&format!("\n{sources} sources were read before 2099-01-01")));
    assert_eq!(list(&["--today", "soon"]), "");
    assert!(list(&[]).contains("read before"));
}

/// The help is read where the documents are not at hand.
#[test]
fn the_help_names_each_set_of_policies() {
    let help = Run::new("validate --help").run().ends(0).out();
    let words: Vec<&str> = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).collect();
    for set in di_gen::topology::PolicySet::ALL {
        assert!(words.contains(&set.as_str()), "{}", set.as_str());
    }
}
