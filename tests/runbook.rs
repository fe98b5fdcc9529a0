//! Runbooks: complete, quoted, and without secrets.

mod keys;
mod prepare;
mod remove;
mod resources;
mod run;
mod teardown;
mod training;

use std::process::Command;

use di_gen::{
    runbook::{RunbookFormat, RunbookKind, write_runbook},
    source::SourceText,
};

use crate::support::{
    snapshots,
    topologies::{Story, many, stories},
};

const KINDS: [(RunbookKind, &str); 7] = [
    (RunbookKind::UploadTraining, "upload-training"),
    (RunbookKind::Prepare, "prepare"),
    (RunbookKind::Verify, "verify"),
    (RunbookKind::RotateKeys, "rotate-keys"),
    (RunbookKind::RotateCmk, "rotate-cmk"),
    (RunbookKind::RemoveCmk, "remove-cmk"),
    (RunbookKind::Teardown, "teardown"),
];

fn rendered_runbook(story: &Story, kind: RunbookKind, form: RunbookFormat) -> Option<String> {
    let topology = di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid");
    write_runbook(kind, &topology, &di_gen::plan::lower_topology(&topology), form).ok()
}

#[test]
fn every_runbook_in_both_forms() {
    let shown = [
        ("selected-studio", "upload-training"),
        ("full-featured", "prepare"),
        ("test-machine", "verify"),
        ("keys-in-vault", "rotate-keys"),
        ("customer-managed-keys", "rotate-cmk"),
        ("full-featured", "remove-cmk"),
        ("monitored", "teardown"),
    ];
    for (name, kind) in shown {
        let story = stories().into_iter().find(|story| story.name == name).expect("the example");
        let (found, _) = KINDS.into_iter().find(|(_, known)| *known == kind).expect("a kind");
        for (form, ending) in [(RunbookFormat::Markdown, "md"), (RunbookFormat::Script, "sh")] {
            let text = rendered_runbook(&story, found, form).expect("a runbook");
            snapshots().bind(|| insta::assert_snapshot!(format!("runbook-{kind}-{name}@{ending}"), text));
        }
    }
}

/// Whether the account's identity has a role on storage or on a container.
fn reads_storage(topology: &di_gen::topology::TopologyFile) -> bool {
    use di_gen::topology::{RoleScope, StorageRole, Studio};
    let storage = &topology.storage;
    let by_studio =
        if topology.allow.studio == Studio::Service { StorageRole::Contributor } else { StorageRole::Reader };
    let default = storage.identity_access.role.unwrap_or(by_studio);
    match storage.identity_access.scope {
        RoleScope::Account => default != StorageRole::None,
        RoleScope::Container => storage.containers.iter().any(|c| c.role.unwrap_or(default) != StorageRole::None),
    }
}

#[test]
fn every_topology_has_its_runbooks_without_empty_values() {
    for story in many() {
        let topology = di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid");
        for (kind, name) in KINDS {
            let keys = topology.account.local_auth;
            let encrypted = topology.encryption.account.is_some() || topology.encryption.storage.is_some();
            let wanted = match kind {
                RunbookKind::RotateKeys => keys,
                RunbookKind::UploadTraining => reads_storage(&topology),
                RunbookKind::RotateCmk | RunbookKind::RemoveCmk => encrypted,
                RunbookKind::Prepare | RunbookKind::Verify | RunbookKind::Teardown => true,
                other => panic!("which topologies have the runbook {other:?}?"),
            };
            for form in [RunbookFormat::Markdown, RunbookFormat::Script] {
                let text = rendered_runbook(&story, kind, form);
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

/// Where bash and shellcheck are installed, they accept every script. Continuous integration has both.
#[test]
fn bash_and_shellcheck_accept_every_script() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut paths = Vec::new();
    let mut first_random = None;
    for (at, story) in many().iter().enumerate() {
        if story.name.starts_with("random ") {
            first_random = first_random.or(Some(paths.len()));
        }
        for (kind, name) in KINDS {
            let Some(text) = rendered_runbook(story, kind, RunbookFormat::Script) else { continue };
            let path = folder.path().join(format!("{at}-{name}.sh"));
            std::fs::write(&path, text).expect("a script");
            paths.push(path);
        }
    }
    // shellcheck is slow, and random topologies use the same templates: it reads the scripts of examples and cases.
    let of_stories = first_random.unwrap_or(paths.len());
    for (program, option, count) in [("bash", "-n", paths.len()), ("shellcheck", "--shell=bash", of_stories)] {
        if Command::new(program).arg("--version").output().is_err() {
            continue;
        }
        // Bash checks one script at a time.
        for paths in paths[..count].chunks(if program == "bash" { 1 } else { 50 }) {
            let output = Command::new(program).arg(option).args(paths).output().expect("an external validator");
            let said = [output.stdout, output.stderr].concat();
            assert!(output.status.success(), "{program}: {paths:?}: {}", String::from_utf8_lossy(&said));
        }
    }
}

#[test]
fn nothing_to_rotate_is_reported() {
    let topology = di_gen::read::read_topology(&SourceText::new("x", "name: claims")).expect("valid");
    for kind in [RunbookKind::RotateKeys, RunbookKind::RotateCmk] {
        let findings =
            write_runbook(kind, &topology, &di_gen::plan::lower_topology(&topology), RunbookFormat::Markdown)
                .expect_err("nothing to rotate");
        assert_eq!(findings[0].code.as_str(), "DI0801");
    }
}

/// Each step says what it does before its commands.
#[test]
fn every_step_has_a_description() {
    for story in many() {
        for (kind, name) in KINDS {
            let Some(text) = rendered_runbook(&story, kind, RunbookFormat::Markdown) else { continue };
            for step in text.split("\n## ").skip(1) {
                let (title, content) = step.split_once('\n').unwrap_or((step, ""));
                let prose = content.split("```").next().unwrap_or_default().trim();
                assert!(!prose.is_empty(), "{} {name}: {title} has no description", story.name);
            }
        }
    }
}
