//! `runbook upload-training`, and the token from a key in `runbook verify`: the scripts run against good and bad answers.
//!
//! What an answer means is what "Document Intelligence errors" (2026-04-18) and "Managed identities" say of it: see
//! `catalog::account`.

use std::{fs, path::Path};

use di_gen::{
    runbook::{RunbookFormat, RunbookKind},
    source::SourceText,
};

use super::{
    rendered_runbook,
    run::{Run, run_runbook, story},
};
use crate::support::topologies::Story;

/// A labeled set, as Studio writes it.
fn labeled_set(folder: &Path, documents: usize) {
    fs::write(folder.join("fields.json"), "{}").expect("a file");
    for at in 0..documents {
        for ending in ["", ".labels.json", ".ocr.json"] {
            fs::write(folder.join(format!("scan {at} ä.pdf{ending}")), "x").expect("a file");
        }
    }
}

fn upload(bad: &str, documents: usize) -> Option<Run> {
    let folder = tempfile::tempdir().expect("a directory");
    labeled_set(folder.path(), documents);
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    let variables = [("TRAINING_DIRECTORY", path.as_str()), ("PREFIX", "set 1"), ("MODEL", "claims-1")];
    run_runbook(&story("selected-studio"), RunbookKind::UploadTraining, bad, &[], &variables)
}

#[test]
fn a_labeled_set_becomes_a_model() {
    let Some(run) = upload("", 5) else { return };
    assert_eq!(run.status, Some(0), "{:#?} {}", run.lines, run.errors);
    assert_eq!(
        run.lines,
        [
            "ok: 5 labeled documents",
            "ok: received two tokens",
            "ok: uploaded 16 files to training/set 1",
            "ok: the identity of the account lists the container",
            "ok: built model claims-1",
            "ok: analyzed scan 0 ä.pdf with model claims-1",
        ]
    );
    assert!(run.changes.contains("/training/set%201/scan%204%20%C3%A4.pdf.labels.json "), "{}", run.changes);
    assert!(run.changes.contains("/documentintelligence/documentModels/claims-1:analyze?api-version=2024-11-30"));
    assert!(run.changes.contains(r#""prefix":"set 1/"}"#), "{}", run.changes);
    assert!(run.changes.contains("Bearer cli-token"), "{}", run.changes);
    // Without a sign-in of the Azure CLI, the tokens are those of the VM.
    let on_machine = upload("signed-out", 5).expect("bash");
    assert_eq!(on_machine.status, Some(0), "{}", on_machine.errors);
    assert!(on_machine.changes.contains("Bearer machine-token"), "{}", on_machine.changes);
}

#[test]
fn each_error_is_explained() {
    let cases = [
        ("network", "the storage firewall denies access from this network"),
        ("role", "assign Storage Blob Data Contributor on the container"),
        ("silent", "blob storage does not answer"),
        ("identity", "the account has no system-assigned identity"),
        ("source", "the identity of the account has no role on the blobs, or the storage firewall"),
        ("outbound", "not on the allowed FQDN list"),
        ("exists", "already has a model with this name"),
        ("labels", "the labels do not fit the documents"),
        ("analyze", "the document is corrupt"),
    ];
    for (bad, words) in cases {
        let Some(run) = upload(bad, 5) else { return };
        assert_eq!(run.status, Some(1), "{bad}: {:#?}", run.lines);
        assert!(run.errors.starts_with("failed: ") && run.errors.contains(words), "{bad}: {}", run.errors);
        assert_eq!(run.errors.lines().count(), 1, "{bad}: {}", run.errors);
    }
    let Some(few) = upload("", 4) else { return };
    assert_eq!((few.status, few.changes.as_str()), (Some(1), ""), "nothing is uploaded: {}", few.errors);
}

#[test]
fn a_key_is_exchanged_for_a_token_only_where_there_are_keys() {
    let script = |name: &str| rendered_runbook(&story(name), RunbookKind::Verify, RunbookFormat::Script).expect("one");
    assert!(script("keys-in-vault").contains("/sts/v1.0/issueToken"));
    assert!(!script("minimal").contains("issueToken"));
    let text = "name: invoices\naccount: { publicNetworkAccess: open, localAuth: true }\nkeyVault: { publicNetworkAccess: selected }\nprivateEndpoints: { vault: { enabled: false } }\n";
    let open = Story { name: "keys".to_owned(), text: text.to_owned() };
    let verify = |bad: &str, key: &str| run_runbook(&open, RunbookKind::Verify, bad, &[], &[("ACCOUNT_KEY", key)]);
    let Some(run) = verify("", "secret-key") else { return };
    assert_eq!(run.status, Some(0), "{:#?} {}", run.lines, run.errors);
    assert_eq!(run.lines.last().map(String::as_str), Some("ok: the account accepts a token from the key"));
    assert!(run.changes.contains("Ocp-Apim-Subscription-Key: secret-key"), "{}", run.changes);
    assert!(run.changes.contains("Bearer key-token"), "{}", run.changes);
    assert!(!verify("", "").expect("bash").changes.contains("issueToken"), "no client needs it");
    for (bad, words) in [
        ("key", "status 401: the key is wrong"),
        ("firewall", "status 403: the firewall settings"),
        ("token", "status 401: the account issues a token for the key, and rejects it"),
    ] {
        let run = verify(bad, "secret-key").expect("bash");
        assert!(run.status == Some(1) && run.errors.contains(words), "{bad}: {}", run.errors);
    }
}

/// While one key is in use, clients move once; the key that they used is regenerated after that ("Rotate API keys").
#[test]
fn clients_move_once_in_a_rotation() {
    let text = rendered_runbook(&story("keys-in-vault"), RunbookKind::RotateKeys, RunbookFormat::Script).expect("one");
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    let order = [
        "Check that clients use one key only",
        "regenerate Key2",
        "store 2",
        "keys.activeKey: key2",
        "regenerate Key1",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{text}");
    assert_eq!(text.matches("Move clients to key").count(), 2, "one title and one prompt: {text}");
    assert!(!text.contains("store 1"), "{text}");
}

/// A recovered account is not soft-deleted any more, so the next deployment must not recover it.
#[test]
fn a_note_says_to_remove_restore_after_the_deployment() {
    let notes = |text: &str| -> Vec<String> {
        let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        plan.notes
            .iter()
            .map(|note| note.diagnostic.help.join(" "))
            .filter(|text| text.contains("account.restore"))
            .collect()
    };
    assert_eq!(notes("name: claims\naccount: { restore: true }\n").len(), 1);
    assert!(notes("name: claims\n").is_empty());
}

/// DC0: containers need a key, and a plan that nobody writes in a template.
#[test]
fn disconnected_containers_need_a_key_and_a_commitment_plan() {
    let read = |text: &str| di_gen::read::read_topology(&SourceText::new("x", text));
    let refused = read("name: claims\naccount: { sku: DC0 }\n").expect_err("keys are disabled");
    assert_eq!(refused[0].code.as_str(), "DI0330");
    let plan =
        di_gen::plan::lower_topology(&read("name: claims\naccount: { sku: DC0, localAuth: true }\n").expect("valid"));
    assert!(plan.notes.iter().any(|note| note.diagnostic.message.contains("commitment plan")));
    let standard = di_gen::plan::lower_topology(&read("name: claims\n").expect("valid"));
    assert!(!standard.notes.iter().any(|note| note.diagnostic.message.contains("commitment plan")));
}

/// China has v3.1 and its paths: docs.azure.cn, release history.
#[test]
fn requests_in_china_have_the_paths_and_the_version_that_exist_there() {
    for (cloud, path, version, other) in [
        ("AzureChinaCloud", "formrecognizer", "2023-07-31", "documentintelligence"),
        ("AzureCloud", "documentintelligence", "2024-11-30", "formrecognizer"),
    ] {
        let text = format!("name: invoices\ncloud: {cloud}\naccount: {{ localAuth: true }}\n");
        let china = Story { name: cloud.to_owned(), text };
        di_gen::read::read_topology(&SourceText::new("x", china.text.clone())).expect("valid");
        for kind in [RunbookKind::Verify, RunbookKind::RotateKeys, RunbookKind::UploadTraining] {
            for form in [RunbookFormat::Script, RunbookFormat::Markdown] {
                let text = rendered_runbook(&china, kind, form).expect("a runbook");
                assert!(text.contains(&format!("\nservice='{path}'\napi_version='{version}'\n")), "{kind:?}");
                assert!(!text.contains(&format!("/{other}/")), "{kind:?}: {text}");
                assert!(text.contains("/$service/"), "{kind:?}");
            }
        }
    }
}

/// The steps call the account and blob storage, so the more restrictive one decides.
#[test]
fn the_place_of_an_upload_is_where_both_services_can_be_reached() {
    let place = |text: &str| {
        let story = Story { name: "place".to_owned(), text: format!("name: claims\n{text}") };
        let text = rendered_runbook(&story, RunbookKind::UploadTraining, RunbookFormat::Markdown).expect("a runbook");
        text.lines()
            .find(|line| line.starts_with("Run this from") || line.starts_with("Run this inside"))
            .map(str::to_owned)
    };
    let inside = place("").expect("a place");
    assert!(inside.starts_with("Run this inside the network"), "{inside}");
    let selected = place("account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7] }\n");
    assert!(selected.expect("a place").starts_with("Run this from an IP address with an IP rule"));
    let open = "account: { publicNetworkAccess: private }\nstorage: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7] }\n";
    assert_eq!(place(open), Some(inside));
    // Nothing to train with.
    let story = Story {
        name: "none".to_owned(),
        text: "name: claims\nstorage: { identityAccess: { role: none } }\n".to_owned(),
    };
    assert!(rendered_runbook(&story, RunbookKind::UploadTraining, RunbookFormat::Markdown).is_none());
}

/// Where no client is admitted, the runbooks say so, with the key that admits one.
#[test]
fn a_topology_without_clients_says_which_key_admits_them() {
    let introduction = |story: &Story, kind: RunbookKind| {
        let text = rendered_runbook(story, kind, RunbookFormat::Markdown).expect("a runbook");
        text.split("```").next().expect("an introduction").replace('\n', " ")
    };
    let open = story("open");
    let upload = introduction(&open, RunbookKind::UploadTraining);
    assert!(upload.contains("No client reaches the services"), "{upload}");
    assert!(upload.contains("Blob storage: ") && upload.contains("`allow.addresses`"), "{upload}");
    assert!(!upload.contains("The account: "), "the account is open: {upload}");
    let verify = introduction(&open, RunbookKind::Verify);
    assert!(verify.contains("allows access from any network") && !verify.contains("the test VM"), "{verify}");
    let closed = Story {
        name: "closed".to_owned(),
        text: "name: claims\naccount: { publicNetworkAccess: private }\nprivateEndpoints: { account: { enabled: false } }\n"
            .to_owned(),
    };
    if di_gen::read::read_topology(&SourceText::new("x", closed.text.clone())).is_ok() {
        let verify = introduction(&closed, RunbookKind::Verify);
        assert!(verify.contains("`privateEndpoints.account.enabled: true`"), "{verify}");
    }
    let listed = Story {
        name: "listed".to_owned(),
        text: "name: forms\naccount: { publicNetworkAccess: open }\nallow: { addresses: [198.51.100.7] }\n".to_owned(),
    };
    assert!(introduction(&listed, RunbookKind::UploadTraining).contains("with an IP rule"));
}

/// A build that is still running has read the container: errors of access are answered before.
#[test]
fn a_build_that_still_runs_has_read_the_container() {
    let text = "name: claims\naccount: { publicNetworkAccess: open }\nstorage: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7] }\n";
    let story = Story { name: "open".to_owned(), text: text.to_owned() };
    let verify = |bad: &str| run_runbook(&story, RunbookKind::Verify, bad, &[], &[]);
    let Some(run) = verify("slow") else { return };
    assert_eq!(run.status, Some(0), "{:#?} {}", run.lines, run.errors);
    assert!(run.line("still being built").starts_with("ok: the account reads the container; model di-gen-verify-"));
    assert!(!run.changes.contains("DELETE "), "{}", run.changes);
    let built = verify("").expect("bash");
    assert_eq!(built.status, Some(0), "{:#?} {}", built.lines, built.errors);
    assert!(built.changes.contains("DELETE "), "{}", built.changes);
    let silent = verify("deaf").expect("bash");
    assert_eq!((silent.status, silent.errors.as_str()), (Some(1), "failed: refused: no answer\n"));
}
