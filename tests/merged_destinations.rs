//! A merge of branches in which the outputs of `-o` have another topology file: seals name it beside the hashes of lines.

use std::{fs, path::Path, process::Command};

use crate::cli::Run;

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let name = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"];
    let ended = Command::new("git").args(name).args(arguments).current_dir(folder).output();
    ended.is_ok_and(|ended| ended.status.success())
}

fn write(run: &mut Run, topology: &str) {
    run.arguments = ["bicep", "-f", topology, "-o", "out"].map(ToOwned::to_owned).to_vec();
    run.run().ends(0);
    assert!(git(run.folder.path(), &["add", "-A"]) && git(run.folder.path(), &["commit", "-qm", "c"]));
}

const TOPOLOGY: &str = "edition: 2026-11\nname: claims\nlocation: westeurope\ntags:\n  owner: forms\n";

/// The seal has a conflict where the file has none: its first line names the topology file.
#[test]
fn a_renamed_topology_and_a_changed_header_are_merged() {
    let mut run = Run::new("").file("p.yaml", TOPOLOGY);
    let folder = run.folder.path().to_owned();
    if !git(&folder, &["init", "-q"]) {
        return;
    }
    git(&folder, &["checkout", "-q", "-b", "main"]);
    write(&mut run, "p.yaml");
    git(&folder, &["checkout", "-q", "-b", "renamed"]);
    fs::rename(folder.join("p.yaml"), folder.join("r.yaml")).expect("a new name");
    fs::write(folder.join("r.yaml"), TOPOLOGY.replace("forms", "claims-team")).expect("a file");
    write(&mut run, "r.yaml");
    git(&folder, &["checkout", "-q", "main"]);
    fs::write(folder.join("p.yaml"), TOPOLOGY.replace("2026-11", "2026-12")).expect("a file");
    write(&mut run, "p.yaml");
    git(&folder, &["-c", "merge.conflictStyle=merge", "merge", "--quiet", "renamed"]);
    let seal = fs::read_to_string(folder.join("out/.di-gen/main.bicep.seal")).expect("a seal");
    assert!(seal.starts_with("<<<<<<< "), "{seal}");
    let merged = fs::read_to_string(folder.join("out/main.bicep")).expect("a file");
    // The topology is resolved by hand.
    let _ = fs::remove_file(folder.join("p.yaml"));
    let resolved = TOPOLOGY.replace("forms", "claims-team").replace("2026-11", "2026-12");
    fs::write(folder.join("r.yaml"), &resolved).expect("a file");
    let output = |run: &mut Run, more: &[&str]| {
        run.arguments = ["bicep", "-f", "r.yaml", "-o", "out"].iter().chain(more).map(ToString::to_string).collect();
        run.run()
    };
    // An edit is not lost in this state.
    let edited = merged.replacen("\nparam ", "\n// a note of ours\nparam ", 1);
    assert_ne!(edited, merged);
    fs::write(folder.join("out/main.bicep"), &edited).expect("a file");
    output(&mut run, &[]).ends(2).says("was edited since di-gen wrote it");
    assert_eq!(fs::read_to_string(folder.join("out/main.bicep")).expect("a file"), edited);
    fs::write(folder.join("out/main.bicep"), &merged).expect("a file");
    output(&mut run, &[]).ends(0);
    output(&mut run, &["--check"]).ends(0);
    let seal = fs::read_to_string(folder.join("out/.di-gen/main.bicep.seal")).expect("a seal");
    assert!(seal.lines().next().expect("a line").ends_with("r.yaml") && !seal.contains("<<<<"), "{seal}");
}
