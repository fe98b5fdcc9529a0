//! What the action and the template start in the workspace, and which settings of it they read.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink};

use super::steps::{Machine, action, can_run, step, template, template_step};

/// The path of a home: `WORKSPACE` is the workspace, and `LINK` a link into it.
fn place_home(machine: &Machine, home: &str) -> String {
    let workspace = machine.at("workspace");
    fs::create_dir_all(workspace.join("committed")).unwrap();
    let link = machine.at("link");
    if home == "LINK" && !link.exists() {
        symlink(workspace.join("committed"), &link).unwrap();
    }
    home.replace("WORKSPACE", &workspace.display().to_string()).replace("LINK", &link.display().to_string())
}

/// cargo starts in an empty folder beside the workspace, with a toolchain that no file of the workspace can replace.
#[test]
fn cargo_reads_nothing_of_the_workspace() {
    if !can_run() {
        return;
    }
    for step in [step("Install di-gen"), template_step("Install di-gen")] {
        let install = |change: &dyn Fn(&mut Machine)| {
            let mut machine = Machine::new();
            let record = machine.at("temp/record");
            machine.program(
                "programs/cargo",
                &format!(
                    "{{ pwd; ls -A; echo \"$RUSTUP_TOOLCHAIN|$CARGO_HOME|$RUSTUP_HOME|$CARGO_TARGET_DIR\"; echo \"$@\"; }} > {}",
                    record.display()
                ),
            );
            fs::write(machine.at("workspace/rust-toolchain.toml"), "[toolchain]\npath = \"/tmp/x\"\n").unwrap();
            change(&mut machine);
            let ended = machine.run(&step);
            assert_eq!(ended.code, 0, "{}", ended.text);
            let lines: Vec<String> = machine.read("temp/record").lines().map(ToOwned::to_owned).collect();
            assert_eq!(lines.len(), 3, "an empty folder: {lines:?}");
            assert!(!lines[0].contains("workspace") && lines[0].contains("temp/di-gen."), "{lines:?}");
            (lines[1].clone(), lines[2].clone())
        };
        let (variables, arguments) = install(&|_| {});
        assert_eq!(variables, "stable|||");
        assert!(arguments.starts_with("install --locked --quiet --"), "{arguments}");
        assert!(arguments.contains("/temp/di-gen-program --"), "{arguments}");
        // What a job sets outside the workspace is kept.
        let (variables, arguments) = install(&|machine| {
            machine.environment.insert("CARGO_HOME", "/opt/cargo".to_owned());
            machine.environment.insert("RUSTUP_TOOLCHAIN", "1.90.0".to_owned());
        });
        assert_eq!(variables, "1.90.0|/opt/cargo||");
        assert!(arguments.contains("/temp/di-gen-program --"), "{arguments}");
        for home in
            [".cargo-home", "./x", "x", "WORKSPACE/.cargo", "WORKSPACE", "LINK", "WORKSPACE/../workspace/committed"]
        {
            let (variables, arguments) = install(&|machine| {
                let home = place_home(machine, home);
                for name in ["CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR"] {
                    machine.environment.insert(name, home.clone());
                }
            });
            assert_eq!(variables, "stable|||", "{home}");
            assert!(arguments.contains("/temp/di-gen-program --"), "{home}: {arguments}");
        }
    }
}

/// git, gh and cargo read settings in the home, so that one in the workspace is replaced, and one elsewhere is kept.
#[test]
fn a_home_in_the_workspace_is_not_used() {
    if !can_run() {
        return;
    }
    let steps = [step("Install di-gen"), template_step("Install di-gen"), step("Comment")];
    for step in &steps {
        for (home, is_kept) in [
            ("WORKSPACE", false),
            ("WORKSPACE/committed", false),
            ("committed", false),
            ("LINK", false),
            ("/WORKSPACE", false),
            ("//WORKSPACE/committed", false),
            ("/tmp/../tmp", true),
            ("WORKSPACE-other", true),
        ] {
            let mut machine = Machine::new();
            let record = machine.at("temp/record").display().to_string();
            for program in ["cargo", "gh"] {
                let script =
                    format!("echo \"$HOME|$XDG_CONFIG_HOME|$GH_CONFIG_DIR|$GIT_CONFIG_GLOBAL\" >> {record}; exit 1");
                machine.program(&format!("programs/{program}"), &script);
            }
            let home = place_home(&machine, home);
            for name in ["HOME", "XDG_CONFIG_HOME", "GH_CONFIG_DIR"] {
                machine.environment.insert(name, home.clone());
            }
            machine.environment.insert("GIT_CONFIG_GLOBAL", format!("{home}/config"));
            let ended = machine.run(step);
            let seen = machine.read("temp/record");
            let seen: Vec<&str> = seen.lines().next().unwrap_or_else(|| panic!("{}", ended.text)).split('|').collect();
            if is_kept {
                assert_eq!(seen, [&home, &home, &home, &format!("{home}/config")], "{}", ended.text);
            } else {
                assert!(seen[0].contains("temp/di-gen-home.") && seen[1..] == ["", "", ""], "{home}: {seen:?}");
            }
        }
    }
}

/// A command that settings of a home in the workspace name does not run while the base is fetched.
#[test]
fn settings_of_git_in_the_workspace_are_not_read() {
    if !can_run() {
        return;
    }
    for with_template in [false, true] {
        let mut machine = Machine::new();
        let marker = machine.at("temp/ran").display().to_string();
        machine.program("workspace/evil", &format!("touch {marker}"));
        let evil = machine.at("workspace/evil").display().to_string();
        fs::write(
            machine.at("workspace/.gitconfig"),
            format!("[core]\n sshCommand = {evil}\n[url \"ssh://host/\"]\n insteadOf = https://example.org/\n"),
        )
        .unwrap();
        let git = |arguments: &[&str]| {
            let mut command = std::process::Command::new("git");
            command.args(["-c", "user.name=n", "-c", "user.email=n@example.org"]).args(arguments);
            assert!(command.current_dir(machine.at("workspace")).output().unwrap().status.success(), "{arguments:?}");
        };
        git(&["init", "-q"]);
        git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        git(&["remote", "add", "origin", "https://example.org/x"]);
        // The port of nothing: the fetch fails at once.
        machine.environment.insert("https_proxy", "http://127.0.0.1:9".to_owned());
        machine.environment.insert("HOME", machine.at("workspace").display().to_string());
        machine
            .values
            .insert("github.event.pull_request.base.sha || github.event.merge_group.base_sha", "1".repeat(40));
        let name = "What the change means";
        let ended = machine.run(&if with_template { template_step(name) } else { step(name) });
        assert!(ended.code != 0, "{}", ended.text);
        assert!(!machine.at("temp/ran").exists(), "{}", ended.text);
    }
}

/// No step finds a program in a relative entry of PATH, which is a folder of the pull request.
#[test]
fn relative_entries_of_path_are_not_searched() {
    if !can_run() {
        return;
    }
    for step in action().into_iter().chain(template()) {
        if step["run"].as_str().or_else(|| step["bash"].as_str()).is_none() {
            continue;
        }
        for entry in [":", "./bin:", "bin:", "../workspace/bin:"] {
            let mut machine = Machine::new();
            for program in [
                "od", "tr", "cargo", "rustup", "di-gen", "git", "gh", "mktemp", "cat", "sed", "wc", "cp", "curl",
                "uname", "awk", "tar", "unzip", "cygpath",
            ] {
                for folder in ["workspace/bin", "workspace"] {
                    let record = machine.at("temp/executed");
                    machine.program(&format!("{folder}/{program}"), &format!("echo {program} >> {}", record.display()));
                }
            }
            machine.program("programs/cargo", "exit 0");
            machine.path = format!("{entry}{}", machine.path);
            machine.run(&step);
            assert_eq!(machine.read("temp/executed"), "", "{} {}", step["name"], step["displayName"]);
        }
    }
}
