//! The progress of long work: on a terminal, and nowhere else.

use std::{
    fs::File,
    io::Read as _,
    process::{Command, Stdio},
};

use nix::pty::openpty;

use crate::cli::Run;

/// What the program writes to a terminal, and its exit status. The terminal is standard error, and `answer` is typed there.
fn on_terminal(run: &Run, terminal: &str, answer: Option<&str>) -> (String, i32) {
    let pty = openpty(None, None).expect("a terminal");
    let (mut control, slave) = (File::from(pty.master), File::from(pty.slave));
    let input = || Stdio::from(slave.try_clone().expect("a terminal"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    command.args(&run.arguments).current_dir(run.folder.path()).env("TERM", terminal).env_remove("NO_COLOR");
    command.stdin(if answer.is_some() { input() } else { Stdio::null() }).stdout(Stdio::null()).stderr(input());
    let mut child = command.spawn().expect("the program");
    drop(command);
    drop(slave);
    if let Some(answer) = answer {
        std::io::Write::write_all(&mut control, answer.as_bytes()).expect("an answer");
    }
    let mut shown = Vec::new();
    // The end of a terminal without programs is an error on Linux.
    let mut part = [0; 4096];
    while let Ok(length) = control.read(&mut part) {
        if length == 0 {
            break;
        }
        shown.extend_from_slice(&part[..length]);
    }
    let status = child.wait().expect("an end");
    (String::from_utf8_lossy(&shown).into_owned(), status.code().expect("a status"))
}

fn tree(arguments: &str) -> Run {
    const TOPOLOGY: &str = "name: claims\noutputs: [{ language: bicep, folder: out }]\n";
    (0..40).fold(Run::new(arguments), |run, number| run.file(&format!("t{number}/di-gen.yaml"), TOPOLOGY))
}

#[test]
fn a_tree_is_generated_with_a_bar_on_a_terminal() {
    let (shown, status) = on_terminal(&tree("generate"), "xterm", None);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("of 40 topologies"), "{shown:?}");
    // The bar is removed, and the last line is what was done.
    let last = shown.trim_end().lines().last().expect("a line");
    assert!(last.ends_with(".: 40 topologies, 80 files, 80 changed"), "{last:?}");
    let wrote = shown.matches("di-gen: wrote").count();
    assert_eq!(wrote, 80, "{shown:?}");
}

#[test]
fn a_line_names_the_work_that_is_done() {
    const TRIED: &str = "trying changes";
    for (arguments, work, tries) in [
        ("validate", "checking", false),
        ("validate --format markdown", "checking", false),
        ("validate --format json", "checking, and trying changes", true),
        ("validate --format sarif", "checking, and trying changes", true),
        ("validate --fix --yes", TRIED, true),
        ("explain -f di-gen.yaml AuthorizationFailure", "looking for causes", false),
        ("access --from internet", TRIED, true),
        ("access --format json", TRIED, true),
        ("access", "", false),
    ] {
        let run = Run::new(arguments).file("di-gen.yaml", "name: claims\n");
        let (shown, _) = on_terminal(&run, "xterm", None);
        assert!(shown.contains(work), "{arguments}: {shown:?}");
        assert_eq!(shown.contains(TRIED), tries, "{arguments}: {shown:?}");
        assert!(!work.is_empty() || !shown.contains('\u{1b}'), "{arguments}: {shown:?}");
        let (json, _) = on_terminal(
            &Run::new(&format!("{arguments} --message-format json")).file("di-gen.yaml", "name: claims\n"),
            "xterm",
            None,
        );
        assert!(!json.contains('\u{1b}') && !json.contains(TRIED), "{arguments}: {json:?}");
    }
}

#[test]
fn there_is_no_bar_elsewhere() {
    for (arguments, terminal) in [
        ("generate", "dumb"),
        ("generate --message-format json", "xterm"),
        ("validate -f t1/di-gen.yaml", "dumb"),
        ("validate -f t1/di-gen.yaml --message-format json", "xterm"),
    ] {
        let (shown, status) = on_terminal(&tree(arguments), terminal, None);
        assert_eq!(status, 0, "{shown}");
        assert!(!shown.contains('\u{1b}') && !shown.contains("of 40 topo"), "{arguments}: {shown:?}");
        assert!(!shown.contains("checking"), "{arguments}: {shown:?}");
    }
    let ended = tree("generate").run().ends(0).err();
    assert!(!ended.contains('\u{1b}') && !ended.contains('\r'), "{ended:?}");
}

#[test]
fn a_change_is_written_after_the_answer_yes() {
    const WRONG: &str = "name: claims\nstorag: {}\n";
    for (answer, written) in [("yes\n", true), ("y\n", true), ("no\n", false), ("\n", false), ("maybe\n", false)] {
        let run = Run::new("validate --fix").file("di-gen.yaml", WRONG);
        let (shown, status) = on_terminal(&run, "xterm", Some(answer));
        assert!(shown.contains("Write these changes to di-gen.yaml? (yes, no) [no]: "), "{shown:?}");
        assert_eq!(run.read("di-gen.yaml") != WRONG, written, "{answer:?}: {shown:?}");
        assert_eq!(status, if written { 0 } else { 2 }, "{answer:?}: {shown:?}");
    }
}

#[test]
fn times_are_shown_on_request() {
    let ended = tree("generate --timings").run().ends(0).err();
    let last = ended.trim_end().lines().last().expect("a line");
    assert!(last.starts_with("di-gen: read 0.") && last.contains(" s, generate ") && last.ends_with(" s"), "{last}");
    assert!(!tree("generate").run().err().contains("compare and write"));
}

/// The last line does not read as if everything were fresh.
#[test]
fn a_check_counts_topologies_that_are_not_fresh() {
    let text = |name: &str| format!("name: {name}\noutputs: [{{ language: arm, folder: out }}]\n");
    let run = ["one", "two", "three"]
        .into_iter()
        .fold(Run::new("generate"), |run, name| run.file(&format!("{name}/di-gen.yaml"), text(name)));
    run.run().ends(0).says("3 topologies, 6 files, 6 changed\n");
    std::fs::write(run.folder.path().join("two/out/azuredeploy.json"), "{}").expect("a file");
    let check = Run { folder: run.folder, ..Run::new("generate --check") };
    check.run().ends(1).says("3 topologies, 4 files, 0 changed; 1 of the topologies are stale or failed");
}
