//! What `generate`, `-o` and `upgrade` write in repositories that contain others, and into directories of each other.

use std::{fs, path::Path, process::Command};

use super::again;
use crate::cli::Run;

const TOPOLOGY: &str = "name: claims\noutputs: [{ language: bicep, folder: out }]\n";

fn git(folder: &Path, arguments: &str) {
    let ended = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c"])
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(ended.status.success(), "{arguments}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// A linked worktree is the same repository at another commit; what is in a submodule or clone belongs to the directory.
#[test]
fn a_linked_worktree_is_not_searched() {
    let run = Run::new("").file("di-gen.yaml", TOPOLOGY);
    let folder = run.folder.path();
    git(folder, "init -q");
    git(folder, "add di-gen.yaml");
    git(folder, "commit -q -m first");
    git(folder, "worktree add -q wt");
    fs::create_dir_all(folder.join(".git/modules/sub")).expect("a directory");
    let run = run.file("sub/.git", "gitdir: ../.git/modules/sub\n").file("sub/di-gen.yaml", TOPOLOGY);
    let run = run.file("clone/.git/HEAD", "ref: refs/heads/main\n").file("clone/di-gen.yaml", TOPOLOGY);
    again(&run, "generate .").ends(0).says("./wt: a linked worktree, not searched").says("3 topologies");
    assert_eq!(run.files("wt"), [".git", "di-gen.yaml"]);
    for other in ["sub/out", "clone/out", "out"] {
        assert!(run.files(other).contains(&"main.bicep".to_owned()), "{other}");
    }
    // A person may name it, and work in it.
    again(&run, "generate wt").ends(0);
    assert!(run.files("wt/out").contains(&"main.bicep".to_owned()));
}

/// The advice fits the fact: `generate` writes the file, so its seal is elsewhere.
#[test]
fn a_directory_of_generate_is_none_of_a_command() {
    let run = Run::new("").file("di-gen.yaml", TOPOLOGY);
    again(&run, "generate .").ends(0);
    let text = run.read("out/main.bicep");
    let ended = again(&run, "bicep -o out").ends(2).says("DI3001").says("`di-gen generate` writes for `di-gen.yaml`");
    assert!(!ended.err().contains("seal"), "{}", ended.err());
    assert_eq!(run.read("out/main.bicep"), text);
}

/// No file is at the end of a descriptor, so no edition is set there.
#[cfg(unix)]
#[test]
fn an_upgrade_writes_no_descriptor() {
    for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        if Path::new(name).exists() {
            let run = Run::new(&format!("upgrade --write -f {name}")).input("name: claims\n");
            run.run().ends(2).says("DI0804").says("not read from a file");
        }
    }
}

/// Environments may have the name of a directory of build results: no topology is searched there, but orphaned files are.
#[test]
fn an_environment_called_target_has_no_lost_files() {
    let with = |environments: &str| {
        format!("name: claims\nenvironments: {environments}\noutputs: [{{ language: bicep, folder: out }}]\n")
    };
    let separate = "{ target: { name: others, environment: dev }, prod: { environment: prod } }";
    let run = Run::new("generate").file("di-gen.yaml", with(separate));
    run.run().ends(0);
    let before = run.files("out");
    assert!(before.iter().any(|name| name.starts_with("target")), "{before:?}");
    let run = run.file("di-gen.yaml", with("{ prod: { environment: prod } }"));
    run.run().ends(0);
    assert!(run.files("out").iter().all(|name| !name.starts_with("target")), "{:?}", run.files("out"));
}
