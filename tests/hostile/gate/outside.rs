//! Directories that a workflow allows the topology to extend: no entry is a command, and none is a path of the pull request.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, process::Command};

use super::steps::{Machine, can_run, step, template_step};

const STEPS: [&str; 2] = ["Generated files are up to date", "Validate"];

/// A topology that extends a file beside the workspace.
fn machine(allowed: &str) -> Machine {
    let mut machine = Machine::new();
    let shared = machine.at("shared of $(all)");
    fs::create_dir(&shared).unwrap();
    fs::write(shared.join("base.yaml"), "account: { publicNetworkAccess: open }\n").unwrap();
    let topology = "extends: ../shared of $(all)/base.yaml\nname: forms\noutputs: [{ language: arm, folder: out }]\n";
    fs::write(machine.at("workspace/di-gen.yaml"), topology).unwrap();
    fs::create_dir(machine.at("workspace/.git")).unwrap();
    let mut generate = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    generate.args(["generate", "di-gen.yaml", "--allow-outside"]).arg(&shared).current_dir(machine.at("workspace"));
    assert!(generate.output().unwrap().status.success());
    for name in ["inputs.allow-outside", "parameters.allowOutside"] {
        let allowed = allowed.replace("{here}", machine.at("").to_str().unwrap().trim_end_matches('/'));
        machine.values.insert(name, allowed);
    }
    for name in ["inputs.generated", "parameters.generated"] {
        machine.values.insert(name, "di-gen.yaml".to_owned());
    }
    machine
}

/// Whether each step reads the topology, and what it prints.
fn outcomes(machine: &Machine) -> Vec<(bool, String)> {
    let steps = STEPS.map(|name| [step(name), template_step(name)]);
    let outcomes = steps.iter().flatten().map(|step| {
        let ended = machine.status(step);
        (ended.code == 0, ended.text)
    });
    outcomes.collect()
}

#[test]
fn an_allowed_directory_is_one_argument() {
    if !can_run() {
        return;
    }
    for allowed in [
        "{here}/shared of $(all)",
        "{here}/temp\n{here}/shared of $(all)\n",
        "\r\n{here}/shared of $(all)\r\n",
        "{here}/workspace/../shared of $(all)",
    ] {
        for (reads, text) in outcomes(&machine(allowed)) {
            assert!(reads, "{allowed:?}: {text}");
        }
    }
    for refused in ["", "{here}/temp", "{here}/shared of $(all)/missing", "{here}/x; touch made", "{here}/`touch made`"]
    {
        let machine = machine(refused);
        for (reads, text) in outcomes(&machine) {
            assert!(!reads, "{refused:?}: {text}");
        }
        assert!(!machine.at("workspace/made").exists(), "{refused:?}");
    }
}

/// The link is in the commit of the pull request.
#[test]
fn a_directory_of_the_workspace_is_not_allowed() {
    if !can_run() {
        return;
    }
    for refused in
        ["shared", "./shared", "../shared of $(all)", "--force", "{here}/workspace/shared", "{here}/workspace"]
    {
        let machine = machine(refused);
        symlink(machine.at("shared of $(all)"), machine.at("workspace/shared")).unwrap();
        for (reads, text) in outcomes(&machine) {
            assert!(!reads && text.contains("A directory to allow"), "{refused:?}: {text}");
        }
    }
}
