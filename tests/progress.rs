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

/// The last line does not read as if everything were fresh, and has as many stale files as were reported.
#[test]
fn a_check_counts_topologies_that_are_not_fresh() {
    let text = |name: &str| format!("name: {name}\noutputs: [{{ language: arm, folder: out }}]\n");
    let run = ["one", "two", "three"]
        .into_iter()
        .fold(Run::new("generate"), |run, name| run.file(&format!("{name}/di-gen.yaml"), text(name)));
    run.run().ends(0).says("3 topologies, 6 files, 6 changed\n");
    let check = Run { folder: run.folder, ..Run::new("generate --check") };
    check.run().ends(0).says("3 topologies, 6 files, 0 stale\n");
    let checked = |last: &str| {
        let ended = check.run().ends(1).says(last);
        let told = ended.err();
        assert!(told.contains(&format!(" {} stale;", told.matches("DI3006").count())), "{told}");
    };
    let write = |path: &str, text: &str| std::fs::write(check.folder.path().join(path), text).expect("a file");
    write("two/out/azuredeploy.json", "{}");
    checked("3 topologies, 6 files, 1 stale; 1 of the topologies is stale or failed\n");
    write("two/out/azuredeploy.parameters.json", "{}");
    write("one/out/azuredeploy.json", "{}");
    checked("3 topologies, 6 files, 3 stale; 2 of the topologies are stale or failed\n");
    // An output that is no longer declared, edited or not, is stale; a topology that failed has no files.
    write("one/di-gen.yaml", "name: X\n");
    write("two/di-gen.yaml", "name: two\noutputs: [{ language: bicep, folder: other }]\n");
    let text = check.read("three/out/azuredeploy.json");
    write("three/out/azuredeploy.json", &text.replacen("contentVersion", "contentversion", 1));
    write("three/di-gen.yaml", "name: three\n");
    let ended = check.run().ends(2).says("3 topologies, 4 files, 4 stale; 3 of the topologies are stale or failed\n");
    assert_eq!(ended.err().matches("DI3006").count(), 4, "{}", ended.err());
}

/// Where nothing but seals is stale, these are what is counted.
#[test]
fn a_check_counts_the_seals_that_it_reports() {
    let run = Run::new("generate .").file("a/di-gen.yaml", "name: one\noutputs: [{ language: arm, folder: out }]\n");
    let run = run.file("b/di-gen.yaml", "name: two\noutputs: [{ language: arm, folder: out }]\n");
    run.run().ends(0);
    std::fs::remove_file(run.folder.path().join("a/.di-gen/out/azuredeploy.json.seal")).expect("a seal");
    let check = Run { folder: run.folder, ..Run::new("generate --check") };
    check
        .run()
        .ends(1)
        .says("azuredeploy.json.seal is missing")
        .says("2 topologies, 5 files, 1 stale; 1 of the topologies is");
}
