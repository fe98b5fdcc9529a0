//! Promise `bases-inside`: a base is a YAML file inside the repository, and no other file is shown.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::symlink,
    process::{Command, Stdio},
};

use super::COMMANDS;
use crate::cli::Run;

/// What the files of other people contain here.
const TOKEN: &str = "hunter2";

/// Files with credentials, as tools write them: none of them is a topology.
const CREDENTIALS: &[(&str, &str)] = &[
    ("dotenv", "API=hunter2\nOTHER='x hunter2'\n"),
    ("a variable with a colon", "URL=postgres: hunter2\n"),
    ("docker's configuration", "{ \"auths\": { \"registry.example\": { \"auth\": \"hunter2\" } } }\n"),
    ("a duplicate key", "hunter2: a\nhunter2: b\n"),
    ("netrc", "machine example login a password hunter2\n"),
    ("an environment of a process", "HOME=/root\0API=hunter2\0"),
    ("a control character", "hunter2: \u{1}\n"),
    ("a tag", "a: !hunter2 b\n"),
    ("an open brace", "{ hunter2: [\n"),
    ("an alias", "- *hunter2\n"),
    ("a list", "- hunter2\n"),
    ("a word", "hunter2\n"),
    ("a secret by its name", "password: hunter2\n"),
    ("a key in a mapping", "client: { secret: hunter2 }\n"),
    ("a directive", "%YAML hunter2\n---\n"),
];

/// The commands that are tried with a file: every one for the first files, the forms of messages for the others.
fn commands_for(at: usize) -> Vec<&'static str> {
    let explain = ["explain DI1101 -f di-gen.yaml"];
    if at < 3 { [COMMANDS, &explain].concat() } else { COMMANDS[..4].to_vec() }
}

/// Everything that a command prints, and its exit status.
fn printed(run: &Run, command: &str) -> (String, i32) {
    let ended = Command::new(env!("CARGO_BIN_EXE_di-gen"))
        .args(command.split_whitespace())
        .current_dir(run.folder.path().join("repository/app"))
        .env("API_TOKEN", TOKEN)
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    let text = [ended.stdout, ended.stderr].concat();
    (String::from_utf8(text).expect("text"), ended.status.code().expect("an exit status"))
}

/// A repository with a topology, beside a directory of somebody else.
fn repository(topology: &str) -> Run {
    let run = Run::new("")
        .file("repository/app/di-gen.yaml", topology)
        .file("repository/shared/base.yaml", "storage: { redundancy: LRS }\n")
        .file("other/base.yaml", "storage: { redundancy: LRS }\n")
        .file("other/deep/base.yml", "storage: { redundancy: LRS }\n");
    fs::create_dir(run.folder.path().join("repository/.git")).expect("a directory");
    run
}

fn extending(path: &str) -> Run {
    repository(&format!("extends: {path}\nname: claims\n"))
}

#[test]
fn a_base_is_inside_the_repository() {
    let (text, status) = printed(&extending("../shared/base.yaml"), "validate");
    assert_eq!(status, 0, "{text}");
    for path in ["../../other/base.yaml", "../../other/deep/base.yml", "../../other/absent.yaml", "../../../absent.yml"]
    {
        let (text, status) = printed(&extending(path), "validate");
        assert_eq!(status, 2, "{path}: {text}");
        assert!(text.contains("DI0010") && text.contains("di-gen.yaml:1:10"), "{path}: {text}");
        assert!(text.contains("outside the repository") && text.contains("--allow-outside DIR"), "{path}: {text}");
    }
}

/// The nearest repository counts: a submodule and a worktree have a file `.git`. What they contain is also inside of the
/// repository around them.
#[test]
fn a_nested_repository_is_one_of_its_own() {
    for git in ["gitdir: ../../.git/modules/app\n", "gitdir: /elsewhere/.git/worktrees/app\n", "no repository at all\n"]
    {
        let (text, status) = printed(&extending("../shared/base.yaml").file("repository/app/.git", git), "validate");
        assert!(status == 2 && text.contains("outside the repository"), "{git}: {text}");
        let run = extending("deep/base.yaml").file("repository/app/.git", git);
        let (text, status) = printed(&run.file("repository/app/deep/base.yaml", "tags: { a: b }\n"), "validate");
        assert_eq!(status, 0, "{git}: {text}");
        // From outside; the base there extends one of the repository around it.
        let run = extending("../module/base.yaml").file("repository/module/.git", git);
        let run = run.file("repository/module/base.yaml", "extends: ../shared/base.yaml\n");
        let (text, status) = printed(&run, "validate");
        assert_eq!(status, 0, "{git}: {text}");
    }
    // A dangling link is there, too.
    let run = extending("../shared/base.yaml");
    symlink("nowhere", run.folder.path().join("repository/app/.git")).expect("a link");
    assert_eq!(printed(&run, "validate").1, 2);
}

#[test]
fn without_a_repository_a_base_is_below_the_topology_or_the_working_directory() {
    let run = |path: &str| {
        Run::new("validate -f app/di-gen.yaml")
            .file("work/app/di-gen.yaml", format!("extends: {path}\nname: claims\n"))
            .file("work/app/deep/base.yaml", "storage: { redundancy: LRS }\n")
            .file("work/base.yaml", "storage: { redundancy: LRS }\n")
            .file("base.yaml", "storage: { redundancy: LRS }\n")
    };
    let status = |run: &Run, directory: &str, arguments: &[&str]| {
        let ended = Command::new(env!("CARGO_BIN_EXE_di-gen"))
            .args(arguments)
            .current_dir(run.folder.path().join(directory))
            .output()
            .expect("the program");
        ended.status.code().expect("an exit status")
    };
    for (path, from_work, from_app) in [("deep/base.yaml", 0, 0), ("../base.yaml", 0, 2), ("../../base.yaml", 2, 2)] {
        assert_eq!(status(&run(path), "work", &["validate", "-f", "app/di-gen.yaml"]), from_work, "{path}");
        assert_eq!(status(&run(path), "work/app", &["validate"]), from_app, "{path}");
        // Standard input is in the working directory.
        let standard_input = Run::new("validate -f -").file("base.yaml", "name: claims\n");
        let inside = Run { input: Some(b"extends: base.yaml\n".to_vec()), ..standard_input };
        inside.run().ends(0);
        Run { input: Some(b"extends: ../base.yaml\n".to_vec()), ..inside }.run().ends(2).says("--allow-outside");
    }
}

#[test]
fn a_directory_can_be_allowed_on_every_command_that_reads_a_topology() {
    let topology = "extends: ../../other/base.yaml\nname: claims\noutputs: [{ language: arm, folder: out }]\n";
    for command in [
        "validate",
        "bicep",
        "terraform",
        "arm",
        "access",
        "describe",
        "graph",
        "report",
        "runbook prepare",
        "upgrade",
        "generate",
        "generate ..",
        "diff di-gen.yaml di-gen.yaml",
        "explain DI1101 -f di-gen.yaml",
        "runbook remove di-gen.yaml di-gen.yaml",
    ] {
        let (text, status) = printed(&repository(topology), command);
        assert!(status == 2 && text.contains("--allow-outside DIR"), "{command}: {status} {text}");
        let (text, status) = printed(&repository(topology), &format!("{command} --allow-outside ../../other"));
        assert!(status == 0 || !text.contains("--allow-outside"), "{command}: {status} {text}");
    }
    // A directory that does not exist is an error, also where it is not needed, and so is an empty name.
    for allowed in ["--allow-outside=", "--allow-outside=nowhere", "--allow-outside=di-gen.yaml"] {
        let (text, status) = printed(&repository("name: claims\n"), &format!("validate {allowed}"));
        assert!(status == 2 && text.contains("--allow-outside"), "{allowed}: {text}");
    }
    assert_eq!(printed(&repository(topology), "validate --allow-outside=../../other/deep").1, 2);
}

#[test]
fn links_are_resolved_before_a_base_is_judged() {
    for (at, to, name) in [
        ("app/base.yaml", "../../other/base.yaml", "base.yaml"),
        ("app/linked", "../../other", "linked/base.yaml"),
        ("app/linked", "../../other/deep", "linked/../base.yaml"),
        ("app/base.yaml", "/proc/self/environ", "base.yaml"),
        ("shared/other.yaml", "../../other/base.yaml", "../shared/other.yaml"),
    ] {
        let run = extending(name);
        symlink(to, run.folder.path().join("repository").join(at)).expect("a link");
        let (text, status) = printed(&run, "validate");
        assert_eq!(status, 2, "{at} to {to}: {text}");
        assert!(!text.contains(TOKEN) && text.contains("DI0010"), "{at} to {to}: {text}");
    }
    // A link inside the repository is followed, except to a file that is not YAML.
    let run = extending("base.yaml");
    symlink("../shared/base.yaml", run.folder.path().join("repository/app/base.yaml")).expect("a link");
    assert_eq!(printed(&run, "validate").1, 0);
    let run = extending("base.yaml").file("repository/.env", "name: hunter2\n");
    symlink("../.env", run.folder.path().join("repository/app/base.yaml")).expect("a link");
    let (text, status) = printed(&run, "validate");
    assert!(status == 2 && !text.contains(TOKEN), "{text}");
    // A link to a repository is not a way into it.
    let run = extending("linked/base.yaml");
    fs::create_dir(run.folder.path().join("other/.git")).expect("a directory");
    symlink("../../other", run.folder.path().join("repository/app/linked")).expect("a link");
    assert_eq!(printed(&run, "validate").1, 2);
}

#[test]
fn a_base_has_the_name_of_a_yaml_file() {
    for name in [".env", "config.json", "base", "base.yaml.txt", "base.yaml~", "../../other/.env", "yaml"] {
        let run = extending(name).file("repository/app/base", "a: hunter2\n");
        for (path, text) in [(".env", "name: hunter2\n"), ("config.json", "{\"name\": \"hunter2\"}")] {
            fs::write(run.folder.path().join("repository/app").join(path), text).expect("a file");
        }
        let (text, status) = printed(&run, "validate");
        assert!(status == 2 && text.contains("DI0010") && !text.contains(TOKEN), "{name}: {text}");
    }
    let run = extending("BASE.YML").file("repository/app/BASE.YML", "storage: { redundancy: LRS }\n");
    assert_eq!(printed(&run, "validate").1, 0);
}

/// Path, line and column are all that is told of a text that is not a topology.
#[test]
fn a_base_that_is_no_topology_is_not_shown() {
    for (at, (kind, content)) in CREDENTIALS.iter().enumerate() {
        let run = extending("base.yaml").file("repository/app/base.yaml", content);
        for command in commands_for(at) {
            let (text, status) = printed(&run, command);
            assert!(status == 2 && !text.contains(TOKEN), "{kind}, {command}: {status} {text}");
        }
        let (text, _) = printed(&run, "validate");
        assert!(text.contains("--> base.yaml:"), "{kind}: {text}");
        for command in
            ["diff di-gen.yaml di-gen.yaml", "generate", "generate ..", "runbook remove di-gen.yaml di-gen.yaml"]
        {
            let (text, status) = printed(&run, command);
            assert!(status == 2 && !text.contains(TOKEN), "{kind}, {command}: {status} {text}");
        }
    }
    // One that is a topology is shown.
    let run = extending("base.yaml").file("repository/app/base.yaml", "storage: { redundancy: LSR }\n");
    let (text, _) = printed(&run, "validate");
    assert!(text.contains("1 | storage: { redundancy: LSR }"), "{text}");
}

#[test]
fn a_topology_that_is_reached_through_a_link_is_shown_only_if_it_is_one() {
    for (at, (kind, content)) in CREDENTIALS.iter().enumerate() {
        let run = repository("").file("other/credentials", content);
        let link = run.folder.path().join("repository/app/di-gen.yaml");
        fs::remove_file(&link).expect("a file");
        symlink("../../other/credentials", &link).expect("a link");
        for command in commands_for(at) {
            let (text, status) = printed(&run, command);
            assert!(status == 2 && !text.contains(TOKEN), "{kind}, {command}: {status} {text}");
        }
        for command in [
            "generate",
            "generate ..",
            "diff di-gen.yaml ../shared/base.yaml",
            "diff ../shared/base.yaml",
            "validate -f ./di-gen.yaml",
        ] {
            let (text, status) = printed(&run, command);
            assert!(status == 2 && !text.contains(TOKEN), "{kind}, {command}: {status} {text}");
        }
        // Through a directory.
        fs::remove_file(&link).expect("a link");
        symlink("../../other", run.folder.path().join("repository/app/linked")).expect("a link");
        let absolute = run.folder.path().join("repository/app/linked/credentials").display().to_string();
        for name in ["linked/credentials", "./linked/credentials", "../app/linked/credentials", &absolute] {
            let (text, status) = printed(&run, &format!("validate -f {name}"));
            assert!(status == 2 && !text.contains(TOKEN), "{kind}, {name}: {status} {text}");
        }
    }
    // The environment of di-gen itself.
    let run = repository("");
    let link = run.folder.path().join("repository/app/di-gen.yaml");
    fs::remove_file(&link).expect("a file");
    symlink("/proc/self/environ", &link).expect("a link");
    if fs::metadata(&link).is_ok() {
        for command in commands_for(0) {
            let (text, status) = printed(&run, command);
            assert!(status != 0 && !text.contains(TOKEN), "{command}: {text}");
        }
    }
    // A topology behind a link is read and shown as ever.
    let run = repository("").file("other/topology.yaml", "name: claims\nstorage: { redundancy: LSR }\n");
    let link = run.folder.path().join("repository/app/di-gen.yaml");
    fs::remove_file(&link).expect("a file");
    symlink("../../other/topology.yaml", &link).expect("a link");
    let (text, status) = printed(&run, "validate");
    assert!(status == 2 && text.contains("2 | storage: { redundancy: LSR }"), "{text}");
}

/// A program that uses the library decides which files are read; what is shown is decided by the library.
#[test]
fn the_library_shows_no_base_that_is_no_topology() {
    for (kind, content) in CREDENTIALS {
        let source = di_gen::Source::new("di-gen.yaml", "extends: base.yaml\nname: claims\n");
        let read = source.with_extended("di-gen.yaml", |_| Ok(content.as_bytes().to_vec()));
        let error = read.and_then(|source| di_gen::read(&source)).expect_err(kind);
        assert!(
            !format!("{error} {error:?}").contains(TOKEN) && !format!("{:?}", error.to_json()).contains(TOKEN),
            "{kind}: {error}"
        );
    }
    let source = di_gen::Source::new("di-gen.yaml", "extends: ../.env\nname: claims\n");
    let read = source.with_extended("di-gen.yaml", |path| panic!("{path} was read"));
    assert!(read.expect_err("refused").to_string().contains("YAML"));
}
