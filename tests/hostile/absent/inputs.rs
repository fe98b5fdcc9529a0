//! Files that are missing, unreadable, no files, or empty.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Stdio},
};

use super::super::COMMANDS;
use crate::cli::Run;

/// Everything that a command prints, and its exit status.
fn run_in(directory: &Path, arguments: &[&str]) -> (String, i32) {
    let ended = Command::new(env!("CARGO_BIN_EXE_di-gen"))
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    let text = [ended.stdout, ended.stderr].concat();
    (String::from_utf8(text).expect("text"), ended.status.code().expect("an exit status"))
}

fn run(run: &Run, command: &str) -> (String, i32) {
    run_in(run.folder.path(), &command.split_whitespace().collect::<Vec<_>>())
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Puts something at a path.
type Placement = fn(&Path);

/// What can have the name of a topology without being a file that can be read.
const OBSTACLES: &[(&str, Placement)] = &[
    ("a dangling link", |path| symlink("nowhere.yaml", path).expect("a link")),
    ("a link to itself", |path| symlink(path.file_name().expect("a name"), path).expect("a link")),
    ("a link through a file", |path| {
        fs::write(path.with_extension("file"), "").expect("a file");
        symlink(path.with_extension("file").join("x"), path).expect("a link");
    }),
    ("a directory", |path| fs::create_dir(path).expect("a directory")),
    ("a link to a directory", |path| symlink(".", path).expect("a link")),
    ("a pipe", make_pipe),
    ("a link to a pipe", |path| {
        make_pipe(&path.with_extension("pipe"));
        symlink(path.with_extension("pipe"), path).expect("a link");
    }),
    ("a socket", |path| _ = std::os::unix::net::UnixListener::bind(path).expect("a socket")),
    ("a link to a device", |path| symlink("/dev/zero", path).expect("a link")),
    ("a link to nothing", |path| symlink("/dev/null", path).expect("a link")),
    ("a link to a terminal", |path| symlink("/dev/tty", path).expect("a link")),
];

#[test]
fn only_an_absent_file_leads_to_the_default() {
    let empty = Run::new("");
    for command in COMMANDS {
        let (text, status) = run(&empty, command);
        assert!(status == 0 && text.contains("built-in private topology"), "{command}: {text}");
    }
    for (at, (kind, place)) in OBSTACLES.iter().enumerate() {
        let obstacle = Run::new("");
        place(&obstacle.folder.path().join("di-gen.yaml"));
        // Every command with the first one, and one command with the others.
        for command in if at == 0 { COMMANDS } else { &COMMANDS[..1] } {
            let (text, status) = run(&obstacle, command);
            assert!(status == 3 && text.contains("di-gen.yaml: "), "{kind}, {command}: {status} {text}");
            assert!(!text.contains("built-in"), "{kind}, {command}: {text}");
        }
    }
}

#[test]
fn a_file_that_is_named_is_a_file() {
    for (kind, place) in OBSTACLES {
        let obstacle =
            Run::new("").file("other.yaml", "name: claims\n").file("app/di-gen.yaml", "extends: base.yaml\n");
        place(&obstacle.folder.path().join("topology.yaml"));
        place(&obstacle.folder.path().join("app/base.yaml"));
        for (command, expected) in [
            ("validate -f topology.yaml", 3),
            ("validate -f ./topology.yaml", 3),
            ("generate topology.yaml", 3),
            ("diff topology.yaml other.yaml", 3),
            ("diff other.yaml topology.yaml", 3),
            ("explain DI1101 -f topology.yaml", 3),
            ("runbook remove topology.yaml other.yaml", 3),
            ("validate -f app/di-gen.yaml", 2),
            ("diff other.yaml app/di-gen.yaml", 2),
        ] {
            // The path of a directory searches the directory.
            if kind.ends_with("a directory") && command.starts_with("generate") {
                continue;
            }
            let (text, status) = run(&obstacle, command);
            assert_eq!(status, expected, "{kind}, {command}: {text}");
            assert!(text.contains("DI3002") || text.contains("DI0010"), "{kind}, {command}: {text}");
        }
    }
    for device in ["/dev/null", "/dev/zero", "/dev/tty"] {
        let (text, status) = run(&Run::new(""), &format!("validate -f {device}"));
        assert!(status == 3 && text.contains("DI3002"), "{device}: {text}");
    }
}

/// A list of the directory shows the link, so "no such file" alone would be hard to believe.
#[test]
fn a_link_that_leads_nowhere_is_named() {
    let obstacle = Run::new("");
    symlink("nowhere.yaml", obstacle.folder.path().join("di-gen.yaml")).expect("a link");
    let (text, status) = run(&obstacle, "validate");
    assert!(status == 3 && text.contains("this is a link to `nowhere.yaml`"), "{text}");
    let (text, status) = run(&obstacle, "validate -f absent.yaml");
    assert!(status == 3 && !text.contains("link"), "{text}");
}

#[test]
fn a_destination_has_a_name() {
    for (command, kind) in [("bicep", "directory"), ("man", "directory"), ("graph", "file"), ("report", "file")] {
        let (text, status) = run_in(Run::new("").folder.path(), &[command, "-o", ""]);
        assert!(status == 2 && text.contains(&format!("name a {kind}, or use `-`")), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_reported() {
    let directory = Run::new("").file("locked/di-gen.yaml", "name: claims\n").file("app/di-gen.yaml", "name: claims\n");
    let locked = directory.folder.path().join("locked");
    let topology = directory.folder.path().join("app/di-gen.yaml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o600)).expect("a mode");
    fs::set_permissions(&topology, fs::Permissions::from_mode(0o000)).expect("a mode");
    // These modes do not hold for root.
    if fs::File::open(&topology).is_err() {
        for command in ["validate -f locked/di-gen.yaml", "validate -f app/di-gen.yaml", "generate app", "generate ."] {
            let (text, status) = run(&directory, command);
            assert!(status == 3 && text.contains("DI3002"), "{command}: {text}");
        }
        let (text, status) = run_in(&directory.folder.path().join("app"), &["validate"]);
        assert!(status == 3 && !text.contains("built-in"), "{text}");
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("a mode");
}

/// A directory that can be listed and not entered: nobody can say whether it has a topology.
#[test]
fn a_directory_that_cannot_be_entered_has_no_default() {
    let directory = Run::new("").file("locked/di-gen.yaml", "name: claims\n");
    let locked = directory.folder.path().join("locked");
    // Another user enters the directory before it is closed, where root may become one.
    let script = format!(
        "cd locked && chmod 600 . && '{}' validate; status=$?; chmod 700 .; exit $status",
        env!("CARGO_BIN_EXE_di-gen")
    );
    let ended = Command::new("bash").args(["-c", &script]).current_dir(directory.folder.path()).output();
    let Ok(ended) = ended else { return };
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o600)).expect("a mode");
    let is_root = fs::File::open(locked.join("di-gen.yaml")).is_ok();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("a mode");
    assert_eq!(ended.status.code(), Some(if is_root { 0 } else { 3 }), "{ended:?}");
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("built-in"), "{ended:?}");
}

#[test]
fn a_search_reports_what_it_finds_and_cannot_read() {
    for (kind, place) in OBSTACLES {
        let tree = Run::new("")
            .file("good/di-gen.yaml", "name: claims\noutputs: [{ language: arm, folder: out }]\n")
            .file("bad/keep", "");
        place(&tree.folder.path().join("bad/di-gen.yaml"));
        for command in ["generate", "generate .", "generate bad", "generate --check good/.."] {
            let (text, status) = run(&tree, command);
            assert!(status == 3 && text.contains("bad/di-gen.yaml"), "{kind}, {command}: {status} {text}");
        }
        // The others are generated.
        assert!(tree.folder.path().join("good/out/main.json").exists() || tree.files("good/out").len() > 1, "{kind}");
    }
}

/// Shells pass pipes for `<(command)` and `/dev/stdin`: these are named by the user, and are read.
#[test]
fn descriptors_of_a_shell_are_read() {
    let valid = "name: claims\\n";
    for command in [
        format!("'{}' validate -f <(printf '{valid}')", env!("CARGO_BIN_EXE_di-gen")),
        format!("printf '{valid}' | '{}' validate -f /dev/stdin", env!("CARGO_BIN_EXE_di-gen")),
        format!("printf '{valid}' | '{}' validate -f /dev/fd/0", env!("CARGO_BIN_EXE_di-gen")),
        format!("'{0}' diff <(printf '{valid}') <(printf '{valid}')", env!("CARGO_BIN_EXE_di-gen")),
    ] {
        let Ok(ended) = Command::new("bash").args(["-c", &command]).output() else { return };
        assert_eq!(ended.status.code(), Some(0), "{command}: {ended:?}");
    }
    // A link to a descriptor is not one: a repository can contain it.
    for target in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        let linked = Run::new("validate").input("name: claims\n");
        symlink(target, linked.folder.path().join("di-gen.yaml")).expect("a link");
        linked.run().ends(3);
    }
}

#[test]
fn a_base_is_a_mapping_with_a_key() {
    for (kind, base) in [
        ("empty", ""),
        ("blank", "\n\n  \n"),
        ("a comment", "# storage: { publicNetworkAccess: private }\n"),
        ("a byte order mark", "\u{feff}"),
        ("an empty document", "---\n"),
        ("an ended document", "---\n...\n"),
        ("an empty mapping", "{}\n"),
        ("null", "null\n"),
        ("a tilde", "~\n"),
        ("a word", "private\n"),
        ("a number", "12\n"),
        ("a switch", "true\n"),
        ("a quoted text", "'storage: {}'\n"),
        ("a block scalar", "|\n  storage: {}\n"),
        ("a list", "- storage: {}\n"),
        ("a list on one line", "[]\n"),
    ] {
        for (own, name) in
            [("extends: base.yaml\nname: claims\n", "base.yaml"), ("extends: middle.yaml\n", "base.yaml")]
        {
            let extending = Run::new("")
                .file("di-gen.yaml", own)
                .file("middle.yaml", "name: claims\nextends: base.yaml\n")
                .file("base.yaml", base);
            let commands = ["validate", "bicep", "generate", "diff di-gen.yaml di-gen.yaml"];
            let is_first = kind == "empty";
            for command in if is_first { &commands } else { &commands[..1] } {
                let (text, status) = run(&extending, command);
                assert_eq!(status, 2, "{kind}, {command}: {text}");
                assert!(text.contains(&format!("--> {name}:1:1")), "{kind}, {command}: {text}");
            }
            let (text, _) = run(&extending, "validate --format json");
            assert!(text.contains("DI0010"), "{kind}: {text}");
        }
    }
    // A base that only extends another file is one.
    let run = Run::new("validate")
        .file("di-gen.yaml", "extends: middle.yaml\n")
        .file("middle.yaml", "extends: base.yaml\n")
        .file("base.yaml", "name: claims\n");
    run.run().ends(0);
}

#[test]
fn a_topology_is_a_mapping_with_a_name() {
    for text in
        ["", "# nothing\n", "{}\n", "private\n", "- name: claims\n", "[]\n", "12\n", "|\n  name: claims\n", "~\n"]
    {
        for command in ["validate -f -", "bicep -f -", "describe -f -"] {
            Run::new(command).input(text).run().ends(2);
        }
    }
}
