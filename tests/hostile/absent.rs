//! Promise `checked-or-error`: an input that cannot be read is an error, never replaced by a default.

mod inputs;

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
                assert!(!has_colour(&plain), "{arguments}: {plain}");
            }
        }
    }

    /// Whether a text selects a colour. A line of progress is removed with other sequences.
    fn has_colour(text: &str) -> bool {
        text.split("\x1b[")
            .skip(1)
            .any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
    }
}
