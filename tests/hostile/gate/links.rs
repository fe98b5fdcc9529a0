//! A topology that moved behind a link: what is compared is what is generated and deployed.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, path::Path};

use super::{
    repositories::{commit, out},
    steps::{Machine, can_run, step, template_step},
};

const TOPOLOGY: &str = "extends: ../base.yaml\nname: forms\noutputs: [{ language: bicep, folder: out }]\n";
const STEP: &str = "Generated files are up to date";

/// A workspace with a generated topology in `infra` that extends a base above it, as a commit.
fn workspace() -> Machine {
    let mut machine = Machine::new();
    for name in ["inputs.path", "parameters.topology"] {
        machine.values.insert(name, "infra/di-gen.yaml".to_owned());
    }
    let workspace = machine.at("workspace");
    out(&workspace, &["init", "--quiet"]);
    fs::create_dir(workspace.join("infra")).unwrap();
    fs::write(workspace.join("base.yaml"), "account: { publicNetworkAccess: private }\n").unwrap();
    fs::write(workspace.join("infra/di-gen.yaml"), TOPOLOGY).unwrap();
    run(&workspace, &["generate", "."]);
    commit(&workspace, &[]);
    machine
}

fn run(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_di-gen"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    (String::from_utf8([output.stdout, output.stderr].concat()).unwrap(), output.status.code().unwrap())
}

/// The status of the check of the action and of the template.
fn checked(machine: &Machine) -> [i32; 2] {
    [step(STEP), template_step(STEP)].map(|step| machine.status(&step).code)
}

/// `..` leads out of the directory to which the link leads: in the check, on the disk, and in a revision.
#[test]
fn a_base_is_the_same_file_under_each_name_of_a_topology() {
    if !can_run() {
        return;
    }
    let machine = workspace();
    let workspace = machine.at("workspace");
    fs::create_dir(workspace.join("deep")).unwrap();
    out(&workspace, &["mv", "infra", "deep/infra"]);
    symlink("deep/infra", workspace.join("infra")).unwrap();
    fs::write(workspace.join("deep/base.yaml"), "account: { publicNetworkAccess: open }\n").unwrap();
    run(&workspace, &["generate", "."]);
    let generated = fs::read_to_string(workspace.join("deep/infra/out/main.bicep")).unwrap();
    assert!(generated.contains("publicNetworkAccess: 'Enabled'"), "{generated}");
    let opens = ["diff", "git:HEAD:infra/di-gen.yaml", "infra/di-gen.yaml", "--or-private", "--fail-on", "opened"];
    let (text, status) = run(&workspace, &opens);
    assert!(status == 1 && text.contains("internet reaches account"), "{text}");
    commit(&workspace, &[]);
    // The same in a revision, from each of both names.
    for name in ["infra/di-gen.yaml", "deep/infra/di-gen.yaml"] {
        let (text, status) = run(&workspace, &["diff", &format!("git:HEAD:{name}"), name, "--fail-on", "any"]);
        assert_eq!(status, 0, "{name}: {text}");
    }
    let (text, status) =
        run(&workspace, &["diff", "git:HEAD^:infra/di-gen.yaml", "git:HEAD:infra/di-gen.yaml", "--fail-on", "opened"]);
    assert_eq!(status, 1, "{text}");
    assert_eq!(checked(&machine), [0, 0]);
}

/// A folder that the search leaves out: the outputs of the topology are checked all the same.
#[test]
fn the_outputs_of_the_topology_are_checked_wherever_it_is() {
    if !can_run() {
        return;
    }
    let machine = workspace();
    assert_eq!(checked(&machine), [0, 0]);
    let workspace = machine.at("workspace");
    fs::create_dir(workspace.join("other")).unwrap();
    fs::write(workspace.join("other/di-gen.yaml"), TOPOLOGY).unwrap();
    run(&workspace, &["generate", "."]);
    out(&workspace, &["mv", "infra", "target"]);
    symlink("target", workspace.join("infra")).unwrap();
    assert_eq!(checked(&machine), [0, 0]);
    let file = workspace.join("target/out/main.bicep");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("'Disabled'", "'Enabled'")).unwrap();
    assert_eq!(checked(&machine), [1, 1]);
}

/// A topology without outputs has none to check, and one that is named twice is checked once.
#[test]
fn the_topology_is_checked_once() {
    let machine = workspace();
    let workspace = machine.at("workspace");
    let (text, status) = run(&workspace, &["generate", ".", "infra/di-gen.yaml", "infra", "--check"]);
    assert!(status == 0 && text.contains("di-gen.yaml: ") && !text.contains("2 topologies"), "{text}");
    fs::create_dir(workspace.join("other")).unwrap();
    fs::write(workspace.join("other/own.yaml"), "name: forms\n").unwrap();
    let (text, status) = run(&workspace, &["generate", ".", "other/own.yaml", "--check"]);
    assert!(status == 0 && text.contains("declares no outputs, skipped"), "{text}");
}
