//! The tutorial, run as written.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

/// The commands of a chapter: its blocks in order, with the exit codes that it states.
fn script(chapter: &str) -> String {
    let mut script = String::from("set -eu\n");
    let mut inside = false;
    for line in chapter.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside {
            match line.split_once("# exits with status ") {
                Some((command, code)) => script.push_str(&format!(
                    "set +e\n{command}\nended=$?\nset -e\n[ $ended -eq {code} ] || {{ echo \"ended with $ended: {command}\" >&2; exit 99; }}\n"
                )),
                None => script.push_str(&format!("{line}\n")),
            }
        }
    }
    script
}

#[test]
fn the_tutorial_from_an_empty_repository() {
    let available =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|ended| ended.status.success());
    if !available("bash") || !available("git") {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md");
    let script = script(&fs::read_to_string(path).expect("the tutorial"));
    assert!(script.matches("di-gen ").count() > 15 && script.matches("ended=$?").count() >= 3, "{script}");
    let folder = TempDir::new().expect("a directory");
    let binary = Path::new(env!("CARGO_BIN_EXE_di-gen"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().expect("a directory").display());
    let who = [
        ("GIT_AUTHOR_NAME", "t"),
        ("GIT_AUTHOR_EMAIL", "t@localhost"),
        ("GIT_COMMITTER_NAME", "t"),
        ("GIT_COMMITTER_EMAIL", "t@localhost"),
    ];
    let ended = Command::new("bash")
        .arg("-c")
        .arg(&script)
        .current_dir(folder.path())
        .env("PATH", path)
        .envs(who)
        .output()
        .expect("bash");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{script}\n{said}\n{}", String::from_utf8_lossy(&ended.stdout));
    // Results that the text around the commands describes.
    let out = String::from_utf8_lossy(&ended.stdout);
    assert!(said.contains("was edited since di-gen wrote it") && said.contains("// manual edit"), "{said}");
    assert!(
        out.contains("internet reaches account: denied\n")
            && fs::read_to_string(folder.path().join("report.html")).is_ok_and(|page| page.contains("Security review")),
        "{out}"
    );
    assert!(
        out.contains("Edition 2026-11 to 2026-12") && out.contains("internet reaches account: denied to allowed"),
        "{out}"
    );
}
