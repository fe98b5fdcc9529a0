//! Edits, which no journal replaces or removes.

use std::{ffi::OsStr, fs, path::Path};

use tempfile::TempDir;

use super::{TOPOLOGY, generate, hash, seal, status, tree};

const OTHER: &str = "name: others\noutputs: [{ language: terraform, folder: other }]\n";

const JOURNAL: &str = ".di-gen-journal.json";

/// A directory with the outputs of two topology files, each with an edit, and the text without it.
fn edited() -> (TempDir, String) {
    let folder = TempDir::new().expect("a directory");
    let path = folder.path();
    for (name, text) in [("di-gen.yaml", TOPOLOGY), ("other.yaml", OTHER)] {
        fs::write(path.join(name), text).expect("a file");
        assert_eq!(status(path, &[OsStr::new(name)]), 0);
    }
    let text = fs::read_to_string(path.join("tf/main.tf")).expect("an output");
    for output in ["tf/main.tf", "other/main.tf"] {
        let text = fs::read_to_string(path.join(output)).expect("an output");
        fs::write(path.join(output), format!("{text}# PERSONAL\n")).expect("an edit");
    }
    (folder, text)
}

/// Journals that replace or remove an output, with the right hashes.
fn journals(folder: &Path, output: &str) -> [(String, Option<String>); 3] {
    let edited = fs::read_to_string(folder.join(output)).expect("an output");
    let unedited = edited.replace("# PERSONAL\n", "");
    let (was, now) = (hash(edited.as_bytes()), hash(unedited.as_bytes()));
    let beside = output.replace("main.tf", ".di-gen-bbbbbb.new");
    [
        (format!(r#"[{{"move":"{beside}","to":"{output}","was":"{was}","now":"{now}"}}]"#), Some(unedited)),
        (format!(r#"[{{"remove":"{output}","was":"{was}"}}]"#), None),
        (format!(r#"[{{"remove":"{output}","aside":"{beside}","was":"{was}"}}]"#), None),
    ]
}

#[test]
fn a_journal_neither_replaces_nor_removes_an_edit() {
    let (folder, text) = edited();
    let path = folder.path();
    for output in ["tf/main.tf", "other/main.tf"] {
        for (journal, new) in journals(path, output) {
            let beside = path.join(output.replace("main.tf", ".di-gen-bbbbbb.new"));
            let has_new = new.is_some();
            if let Some(new) = new {
                fs::write(&beside, new).expect("a file");
            }
            fs::write(path.join(JOURNAL), &journal).expect("a journal");
            let before = tree(path);
            let ended = generate(path, &[OsStr::new("di-gen.yaml")]);
            let said = String::from_utf8_lossy(&ended.stderr);
            assert!(ended.status.code() == Some(2) && said.contains("DI3004") && said.contains("--force"), "{said}");
            assert!(tree(path) == before, "{journal}");
            // With --force, only what is generated is overwritten.
            assert_eq!(status(path, &[OsStr::new("di-gen.yaml"), OsStr::new("--force")]), 0, "{journal}");
            let after = tree(path);
            assert_eq!(after.get(&path.join("tf/main.tf")).map(Vec::as_slice), Some(text.as_bytes()), "{journal}");
            assert_eq!(after.get(&path.join("other/main.tf")), before.get(&path.join("other/main.tf")), "{journal}");
            assert!(!path.join(JOURNAL).exists());
            if has_new {
                fs::remove_file(&beside).unwrap_or_default();
            }
            fs::write(path.join("tf/main.tf"), format!("{text}# PERSONAL\n")).expect("an edit");
        }
    }
}

/// An emptied output is an edit, as long as its seal is there.
#[test]
fn a_journal_does_not_fill_an_emptied_output() {
    let (folder, text) = edited();
    let path = folder.path();
    let (was, now) = (hash(b""), hash(text.as_bytes()));
    let journal = format!(r#"[{{"move":"tf/.di-gen-b.new","to":"tf/main.tf","was":"{was}","now":"{now}"}}]"#);
    for (name, text) in [("tf/main.tf", ""), ("tf/.di-gen-b.new", &text), (JOURNAL, &journal)] {
        fs::write(path.join(name), text).expect("a file");
    }
    assert_eq!(status(path, &[OsStr::new("di-gen.yaml")]), 2);
    assert_eq!(fs::read(path.join("tf/main.tf")).expect("an output"), b"");
    assert!(seal(&text).contains("di-gen"));
}

/// What is in the place of a journal and is none: a link is removed with `--force`, the rest by hand, as the message says.
#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_journal_is_removed() {
    let (folder, _) = edited();
    let path = folder.path();
    let said = |arguments: &[&str]| {
        let ended = generate(path, &arguments.iter().map(OsStr::new).collect::<Vec<_>>());
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    for target in ["nothing", "tf/outputs.tf", "tf", "/dev/zero"] {
        std::os::unix::fs::symlink(target, path.join(JOURNAL)).expect("a link");
        let before = tree(path);
        for (arguments, code) in [(vec!["di-gen.yaml"], 3), (vec!["di-gen.yaml", "--check"], 1)] {
            let (ended, said) = said(&arguments);
            assert!(ended == Some(code) && said.contains("symbolic link") && said.contains("--force"), "{said}");
            assert!(tree(path) == before, "{target}");
        }
        assert_eq!(said(&["di-gen.yaml", "--force"]).0, Some(0), "{target}");
        assert!(!path.join(JOURNAL).is_symlink() && (target == "nothing" || path.join(target).exists()));
    }
    fs::create_dir(path.join(JOURNAL)).expect("a directory");
    for (arguments, code) in
        [(vec!["di-gen.yaml"], 3), (vec!["di-gen.yaml", "--check"], 1), (vec!["di-gen.yaml", "--force"], 3)]
    {
        let (ended, said) = said(&arguments);
        assert!(ended == Some(code) && said.contains("remove it") && !said.contains("without --check"), "{said}");
    }
}
