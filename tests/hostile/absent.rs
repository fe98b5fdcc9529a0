//! Promise `checked-or-error`: an input that cannot be read is an error, never replaced by a default.

/// Files that are missing, unreadable, no files, or empty.
#[cfg(unix)]
mod inputs {
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

    #[test]
    fn what_cannot_be_read_is_reported() {
        let directory =
            Run::new("").file("locked/di-gen.yaml", "name: claims\n").file("app/di-gen.yaml", "name: claims\n");
        let locked = directory.folder.path().join("locked");
        let topology = directory.folder.path().join("app/di-gen.yaml");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::set_permissions(&topology, fs::Permissions::from_mode(0o000)).expect("a mode");
        // These modes do not hold for root.
        if fs::File::open(&topology).is_err() {
            for command in
                ["validate -f locked/di-gen.yaml", "validate -f app/di-gen.yaml", "generate app", "generate ."]
            {
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
            assert!(
                tree.folder.path().join("good/out/main.json").exists() || tree.files("good/out").len() > 1,
                "{kind}"
            );
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
}

/// Results for programs, and results that cannot be written.
mod results {
    use std::{
        path::Path,
        process::{Command, Stdio},
    };

    use serde_json::Value;

    use crate::cli::{Ended, Run};

    /// Inputs without a result, with the code and the exit status.
    fn unusable_inputs() -> Vec<(&'static str, Run, &'static str, i32)> {
        let run = |text: &str| Run::new("").file("in.yaml", text);
        vec![
            ("missing", Run::new(""), "DI3002", 3),
            ("a directory", Run::new("").file("in.yaml/x", ""), "DI3002", 3),
            ("too large", run(&"#".repeat(1024 * 1024 + 1)), "DI0004", 2),
            ("not UTF-8", Run::new("").file("in.yaml", b"name: \xff\n"), "DI0006", 2),
            ("not YAML", run("name: [\n"), "DI0001", 2),
            ("not a name", run("name: X\n"), "DI0201", 2),
            ("a base that is missing", run("extends: base.yaml\n"), "DI0010", 2),
            (
                "a base that is too large",
                run("extends: base.yaml\n").file("base.yaml", "#".repeat(1024 * 1024 + 1)),
                "DI0010",
                2,
            ),
            ("a base that is not UTF-8", run("extends: base.yaml\n").file("base.yaml", b"\xff"), "DI0010", 2),
            ("a base that is not YAML", run("extends: base.yaml\n").file("base.yaml", "name: [\n"), "DI0001", 2),
            ("a cycle", run("extends: base.yaml\n").file("base.yaml", "extends: in.yaml\n"), "DI0010", 2),
            ("an absolute base", run("extends: /base.yaml\n"), "DI0010", 2),
        ]
    }

    fn with_arguments(run: &Run, arguments: &str) -> Ended {
        let arguments = arguments.split_whitespace().map(ToOwned::to_owned).collect();
        Run { folder: tempfile::TempDir::new().expect("a directory"), arguments, input: None }.run_in(run.folder.path())
    }

    fn document(ended: &Ended, context: &str) -> Value {
        serde_json::from_str(&ended.out()).unwrap_or_else(|error| panic!("{context}: {error}: {:?}", ended.out()))
    }

    #[test]
    fn a_document_for_programs_has_every_error() {
        for (name, run, code, status) in unusable_inputs() {
            let json = with_arguments(&run, "validate --format json -f in.yaml").ends(status);
            assert_eq!(document(&json, name)[0]["code"], code, "{name}");
            let sarif = with_arguments(&run, "validate --format sarif -f in.yaml").ends(status);
            assert!(sarif_codes(&sarif).contains(&code.to_owned()), "{name}");
            let markdown = with_arguments(&run, "validate --format markdown -f in.yaml").ends(status);
            assert!(markdown.out().contains("1 error"), "{name}: {}", markdown.out());
            for command in ["access --format json -f in.yaml", "diff --format json in.yaml in.yaml"] {
                let ended = with_arguments(&run, command).ends(status);
                assert_eq!(document(&ended, command)["diagnostics"][0]["code"], code, "{name}: {command}");
            }
            // Text goes to standard error alone.
            with_arguments(&run, "validate -f in.yaml").ends(status).silent().says(code);
        }
    }

    fn sarif_codes(ended: &Ended) -> Vec<String> {
        let log: serde_sarif::sarif::Sarif = serde_json::from_str(&ended.out()).expect("SARIF");
        log.runs[0].results.iter().flatten().filter_map(|result| result.rule_id.clone()).collect()
    }

    #[test]
    fn unknown_environments_and_questions_are_in_the_document() {
        let run = Run::new("").file("in.yaml", "name: claims\nenvironments: { dev: {} }\n");
        let first = |command: &str| {
            let value = document(&with_arguments(&run, command).ends(2), command);
            value.get("diagnostics").unwrap_or(&value)[0]["code"].clone()
        };
        assert_eq!(first("validate --format json --env prod -f in.yaml"), "DI0009");
        assert_eq!(first("access --format json --env prod -f in.yaml"), "DI0009");
        assert_eq!(first("diff --format json --env dev..prod in.yaml"), "DI0009");
        assert_eq!(first("access --format json --from nobody -f in.yaml"), "DI2001");
        let sarif = with_arguments(&run, "validate --format sarif --env prod -f in.yaml").ends(2);
        assert_eq!(sarif_codes(&sarif), ["DI0009"]);
    }

    #[test]
    fn usage_errors_are_json_wherever_the_option_stands() {
        for arguments in [
            "--message-format json nope",
            "--message-format=json nope",
            "nope --message-format json",
            "nope --message-format=json",
            "validate --nope --message-format json",
            "validate --message-format json --nope",
            "--message-format json validate --today x",
            "completions --message-format json",
            "completions nope --message-format json",
            "--message-format json",
            "diff --message-format json",
            "bicep --check --message-format json",
            "--nope=--message-format --message-format json",
            "validate --message-format json --message-format text",
        ] {
            let ended = Run::new(arguments).run().ends(2).silent();
            let lines: Vec<Value> =
                ended.err().lines().map(|line| serde_json::from_str(line).expect(arguments)).collect();
            let [line] = lines.as_slice() else { panic!("{arguments}: {}", ended.err()) };
            assert_eq!((&line["type"], &line["code"]), (&"diagnostic".into(), &"DI0805".into()), "{arguments}");
            assert!(!line["message"].as_str().expect("a message").starts_with("error"), "{line}");
        }
        for arguments in ["nope", "validate --message-format xml", "validate -- --message-format json"] {
            Run::new(arguments).run().ends(2).silent().says("error: ");
        }
    }

    /// Everything that is printed without a topology.
    const PRINTED: &[&str] = &[
        "--help",
        "--version",
        "-h",
        "-V",
        "help",
        "help bicep",
        "bicep --help",
        "completions bash",
        "man",
        "schema",
        "explain",
        "explain DI0101",
        "init",
        "describe --schema",
        "graph",
    ];

    #[test]
    fn output_that_cannot_be_written_is_an_error() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        for arguments in PRINTED {
            let program = || {
                let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
                command.args(arguments.split(' ')).current_dir(std::env::temp_dir()).stderr(Stdio::piped());
                command
            };
            let device = std::fs::OpenOptions::new().write(true).open(full).expect("a device");
            let ended = program().stdout(device).output().expect("the program");
            assert_eq!(ended.status.code(), Some(3), "{arguments}");
            assert!(String::from_utf8_lossy(&ended.stderr).contains("DI3003"), "{arguments}");
            // A reader that needs no more is no failure.
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            let ended = program().stdout(writer).output().expect("the program");
            assert_eq!(ended.status.code(), Some(0), "{arguments}: {}", String::from_utf8_lossy(&ended.stderr));
        }
    }

    /// Runs on a terminal, by `script` of util-linux; none without it.
    fn on_terminal(arguments: &str, variables: &[(&str, &str)]) -> Option<String> {
        let folder = tempfile::TempDir::new().expect("a directory");
        for name in ["a", "b"] {
            std::fs::create_dir(folder.path().join(name)).expect("a directory");
            let text = "name: claims\noutputs: [{ language: arm, folder: o }]\n";
            std::fs::write(folder.path().join(name).join("di-gen.yaml"), text).expect("a file");
        }
        std::fs::write(folder.path().join("bad.yaml"), "name: X\n").expect("a file");
        let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_di-gen"));
        let mut script = Command::new("script");
        script.args(["-qec", &command, "/dev/null"]).current_dir(folder.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "TERM"] {
            script.env_remove(name);
        }
        let ended = script.envs(variables.iter().copied()).output().ok()?;
        Some(String::from_utf8_lossy(&ended.stdout).into_owned())
    }

    #[test]
    fn a_dumb_terminal_gets_no_escape_sequences() {
        if !cfg!(target_os = "linux") || on_terminal("--version", &[]).is_none_or(|text| !text.contains("di-gen 0")) {
            return;
        }
        for arguments in ["--help", "validate --help", "help access", "nope", "validate -f bad.yaml", "generate ."] {
            let colourful = on_terminal(arguments, &[("TERM", "xterm")]).expect("a terminal");
            assert!(colourful.contains('\x1b'), "{arguments}: {colourful}");
            let others: [&[(&str, &str)]; 2] = [&[("TERM", "dumb")], &[("TERM", "dumb"), ("CLICOLOR", "1")]];
            for variables in others {
                let plain = on_terminal(arguments, variables).expect("a terminal");
                assert!(!plain.contains('\x1b') && plain.len() > 20, "{arguments}: {plain}");
            }
            if arguments != "generate ." {
                let plain = on_terminal(arguments, &[("TERM", "xterm"), ("NO_COLOR", "1")]).expect("a terminal");
                assert!(!plain.contains('\x1b'), "{arguments}: {plain}");
            }
        }
    }
}
