//! Runbooks: filled in, quoted, and without a secret.

use std::process::Command;

use di_gen::{
    Source,
    runbook::{Form, Kind, write},
};

use crate::support::{
    snapshots,
    topologies::{Story, many, stories},
};

const KINDS: [(Kind, &str); 4] = [
    (Kind::Verify, "verify"),
    (Kind::RotateKeys, "rotate-keys"),
    (Kind::RotateCmk, "rotate-cmk"),
    (Kind::Teardown, "teardown"),
];

fn drawn(story: &Story, kind: Kind, form: Form) -> Option<String> {
    let topology = di_gen::read::read(&Source::new("x", story.text.clone())).expect("valid");
    write(kind, &topology, &di_gen::plan::lower(&topology), form).ok()
}

#[test]
fn every_runbook_in_both_forms() {
    let shown = [
        ("test-machine", "verify"),
        ("keys-in-vault", "rotate-keys"),
        ("customer-managed-keys", "rotate-cmk"),
        ("monitored", "teardown"),
    ];
    for (name, kind) in shown {
        let story = stories().into_iter().find(|story| story.name == name).expect("the example");
        let (kind, _) = KINDS.into_iter().find(|(_, known)| *known == kind).expect("a kind");
        for (form, ending) in [(Form::Markdown, "md"), (Form::Script, "sh")] {
            let text = drawn(&story, kind, form).expect("a runbook");
            snapshots().bind(|| insta::assert_snapshot!(format!("runbook-{name}@{ending}"), text));
        }
    }
}

#[test]
fn every_topology_has_its_runbooks_and_no_hole_in_them() {
    for story in many() {
        let topology = di_gen::read::read(&Source::new("x", story.text.clone())).expect("valid");
        for (kind, name) in KINDS {
            let keys = topology.account.local_auth;
            let encrypted = topology.encryption.account.is_some() || topology.encryption.storage.is_some();
            let wanted = match kind {
                Kind::RotateKeys => keys,
                Kind::RotateCmk => encrypted,
                Kind::Verify | Kind::Teardown => true,
                other => panic!("which topologies have the runbook {other:?}?"),
            };
            for form in [Form::Markdown, Form::Script] {
                let text = drawn(&story, kind, form);
                assert_eq!(text.is_some(), wanted, "{} {name}", story.name);
                let Some(text) = text else { continue };
                for line in text.lines() {
                    let empty = line.split_once('=').is_some_and(|(name, value)| {
                        name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && (value.is_empty() || value == "''")
                    });
                    assert!(!empty, "{} {name}: {line}", story.name);
                }
                assert!(!text.contains(" \n"), "{} {name} has spaces at the end of a line", story.name);
            }
        }
    }
}

/// Where bash is there, it reads every script. Continuous integration also has shellcheck look.
#[test]
fn bash_reads_every_script() {
    if Command::new("bash").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for story in many() {
        for (kind, name) in KINDS {
            let Some(text) = drawn(&story, kind, Form::Script) else { continue };
            let path = folder.path().join(format!("{name}.sh"));
            std::fs::write(&path, text).expect("a script");
            let output = Command::new("bash").arg("-n").arg(&path).output().expect("bash");
            assert!(output.status.success(), "{} {name}: {}", story.name, String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn nothing_to_rotate_is_said() {
    let topology = di_gen::read::read(&Source::new("x", "name: claims")).expect("valid");
    for kind in [Kind::RotateKeys, Kind::RotateCmk] {
        let findings =
            write(kind, &topology, &di_gen::plan::lower(&topology), Form::Markdown).expect_err("nothing to rotate");
        assert_eq!(findings[0].code.as_str(), "DI0801");
    }
}
