//! Topology files that were renamed.

use std::{ffi::OsStr, fs};

use tempfile::TempDir;

use super::{TOPOLOGY, generate, hash, seal, status, tree};

fn folder_with(name: &str) -> TempDir {
    let folder = TempDir::new().expect("a directory");
    fs::write(folder.path().join(name), TOPOLOGY).expect("a file");
    assert_eq!(status(folder.path(), &[OsStr::new(name)]), 0);
    folder
}

/// Unedited outputs of a topology file that is gone belong to the one that declares them now; edits are never lost.
#[test]
fn outputs_follow_a_renamed_topology_file() {
    let folder = folder_with("a b.yaml");
    let path = folder.path();
    fs::rename(path.join("a b.yaml"), path.join("b.yaml")).expect("a name");
    let main = path.join("tf/main.tf");
    let text = fs::read_to_string(&main).expect("an output");
    for (kind, edited) in [("an edit", format!("{text}# PERSONAL\n")), ("without a seal", text.clone())] {
        fs::write(&main, &edited).expect("an output");
        let sealed = path.join(".di-gen/tf/main.tf.seal");
        let kept = fs::read(&sealed).expect("a seal");
        if kind == "without a seal" {
            fs::remove_file(&sealed).expect("a seal");
        }
        let before = tree(path);
        let ended = generate(path, &[OsStr::new("b.yaml")]);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.code() == Some(2) && said.contains("DI3001"), "{kind}: {said}");
        assert!(said.contains("`a%20b.yaml`") && said.contains("--force"), "{kind}: {said}");
        assert!(tree(path) == before, "{kind}");
        fs::write(&sealed, kept).expect("a seal");
    }
    fs::write(&main, &text).expect("an output");
    // A run that replaces them, and was killed before it moved the first.
    let other = folder_with("b.yaml");
    let new = fs::read_to_string(other.path().join("tf/main.tf")).expect("an output");
    let was = hash(text.as_bytes());
    let journal = serde_json::json!([
        { "move": "tf/.di-gen-a.new", "to": "tf/main.tf", "was": was, "now": hash(new.as_bytes()) },
        { "move": ".di-gen/tf/.di-gen-b.new", "to": ".di-gen/tf/main.tf.seal",
          "was": hash(seal(&text).as_bytes()), "now": hash(seal(&new).as_bytes()) },
    ]);
    fs::write(path.join("tf/.di-gen-a.new"), &new).expect("a file");
    fs::write(path.join(".di-gen/tf/.di-gen-b.new"), seal(&new)).expect("a file");
    fs::write(path.join(".di-gen-journal.json"), journal.to_string()).expect("a journal");
    let ended = generate(path, &[OsStr::new("b.yaml")]);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.contains("completed the writes"), "{said}");
    assert_eq!(fs::read_to_string(&main).expect("an output"), new, "{said}");
    assert_eq!(status(path, &[OsStr::new("b.yaml"), OsStr::new("--check")]), 0);
    // As long as the other file exists, its outputs are its own.
    fs::write(path.join("c.yaml"), TOPOLOGY).expect("a file");
    let ended = generate(path, &[OsStr::new("c.yaml")]);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(2) && said.contains("another topology file, `b.yaml`"), "{said}");
}

/// A topology file in the directory to which the paths of the headers are relative exists, even with a forged seal above.
#[test]
fn outputs_of_a_directory_below_are_not_taken_over() {
    let folder = TempDir::new().expect("a directory");
    let path = folder.path();
    fs::create_dir(path.join("infra")).expect("a directory");
    fs::write(path.join("infra/a.yaml"), TOPOLOGY).expect("a file");
    assert_eq!(status(path, &[OsStr::new("infra/a.yaml")]), 0);
    fs::write(path.join("b.yaml"), TOPOLOGY.replace("folder: ", "folder: infra/")).expect("a file");
    fs::create_dir(path.join(".di-gen")).expect("a directory");
    fs::rename(path.join("infra/.di-gen"), path.join(".di-gen/infra")).expect("seals");
    let before = tree(path);
    assert_eq!(status(path, &[OsStr::new("b.yaml")]), 2);
    assert!(tree(path) == before);
}

/// The journal of a topology file that was renamed meanwhile is not called that of another program.
#[test]
fn a_journal_names_the_topology_file_that_is_gone() {
    let folder = folder_with("a.yaml");
    let path = folder.path();
    let text = fs::read(path.join("tf/main.tf")).expect("an output");
    fs::rename(path.join("tf/main.tf"), path.join("tf/.di-gen-a.new")).expect("an output");
    let journal = format!(r#"[{{"move":"tf/.di-gen-a.new","to":"tf/main.tf","now":"{}"}}]"#, hash(&text));
    fs::write(path.join(".di-gen-journal.json"), journal).expect("a journal");
    fs::rename(path.join("a.yaml"), path.join("b.yaml")).expect("a name");
    let before = tree(path);
    let ended = generate(path, &[OsStr::new("b.yaml")]);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(2) && said.contains("DI3007"), "{said}");
    assert!(said.contains("`a.yaml` does not exist") && !said.contains("not a journal"), "{said}");
    assert!(tree(path) == before);
    fs::rename(path.join("b.yaml"), path.join("a.yaml")).expect("a name");
    assert_eq!(status(path, &[OsStr::new("a.yaml")]), 0);
    assert_eq!(fs::read(path.join("tf/main.tf")).expect("an output"), text);
}
