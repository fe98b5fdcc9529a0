//! `runbook remove-cmk`, `rotate-cmk` and `rotate-keys`: the scripts run against good and bad answers.
//!
//! What is right: nothing changes before the target is confirmed, each check says ok or failed, and a rotation that
//! began says how to go on.

use di_gen::runbook::RunbookKind;

use super::run::{Run, run_with_answers, story};
use crate::support::topologies::Story;

fn remove(bad: &str, answers: &str) -> Option<Run> {
    run_with_answers(&story("customer-managed-keys"), RunbookKind::RemoveCmk, bad, &[], &[], answers)
}

/// The name of the vault, which the second question asks for.
const VAULT: &str = "kv-invoices-prod-194be9";

#[test]
fn encryption_changes_after_one_confirmation_and_keys_after_another() {
    let all = format!("rg-test\n{VAULT}\n\n\n");
    let Some(run) = remove("", &all) else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    let is_verdict = |line: &&String| line.starts_with("ok: ") || line.starts_with("This ");
    assert_eq!(run.lines.iter().filter(|line| !is_verdict(line)).count(), 0, "{:#?}", run.lines);
    let kinds: Vec<&str> =
        ["rest --method patch", "storage account update", "--enabled false", "key delete", "identity delete"]
            .into_iter()
            .filter(|words| run.changes.contains(words))
            .collect();
    assert_eq!(kinds.len(), 5, "{}", run.changes);
    for answers in ["", "yes\n"] {
        let refused = remove("", answers).expect("bash");
        assert_eq!((refused.status, refused.changes.as_str()), (Some(1), ""), "{answers:?}");
    }
    let kept = remove("", "rg-test\nyes\n").expect("bash");
    assert_eq!(kept.status, Some(1));
    assert!(kept.changes.contains("storage account update") && !kept.changes.contains("keyvault"), "{}", kept.changes);
    assert!(kept.errors.contains("failed: no key was disabled"), "{}", kept.errors);
}

#[test]
fn a_key_that_stays_in_use_is_not_disabled() {
    let Some(run) = remove("kept", &format!("rg-test\n{VAULT}\n\n\n")) else { return };
    assert_eq!(run.status, Some(1));
    assert!(run.errors.contains("key source Microsoft.KeyVault"), "{}", run.errors);
    assert!(!run.changes.contains("--enabled false"), "{}", run.changes);
    let forbidden = remove("forbidden", &format!("rg-test\n{VAULT}\n\n\n")).expect("bash");
    assert!(forbidden.status == Some(1) && forbidden.errors.contains("failed: key "), "{}", forbidden.errors);
}

fn rotate_customer_keys(text: &str, bad: &str) -> Option<Run> {
    let story = Story { name: "keys".to_owned(), text: text.to_owned() };
    run_with_answers(&story, RunbookKind::RotateCmk, bad, &[], &[], "\n\n\n")
}

#[test]
fn each_step_of_a_rotation_has_a_verdict() {
    let new = "name: claims\nlocation: westeurope\nencryption: { account: {}, storage: {} }\n";
    let Some(run) = rotate_customer_keys(new, "") else { return };
    assert_eq!(run.status, Some(0), "{:#?} {}", run.lines, run.errors);
    assert_eq!(run.lines.len(), 4, "{:#?}", run.lines);
    assert!(run.lines.iter().all(|line| line.starts_with("ok: ")), "{:#?}", run.lines);
    // Storage follows within a day; the account does not follow by itself.
    let old = rotate_customer_keys(new, "version").expect("bash");
    assert!(old.line("storage uses").starts_with("note: storage uses version old and has a day"), "{:#?}", old.lines);
    assert!(old.status == Some(1) && old.errors.contains("failed: the account uses version old"), "{}", old.errors);
    let pinned = "name: claims\nlocation: westeurope\nkeyVault: { existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-v/providers/Microsoft.KeyVault/vaults/kv-hsm, location: westeurope }\nencryption: { storage: { existing: 'https://kv-hsm.vault.azure.net/keys/forms/0123456789abcdef0123456789abcdef' } }\n";
    let stays = rotate_customer_keys(pinned, "version").expect("bash");
    assert!(stays.status == Some(1) && stays.errors.contains("set encryption.storage.existing"), "{}", stays.errors);
    let silent = rotate_customer_keys(new, "silent-key").expect("bash");
    assert!(silent.status == Some(1) && silent.errors.contains("cannot be read"), "{}", silent.errors);
}

fn rotate_keys(text: &str, bad: &str, answers: &str) -> Option<Run> {
    let story = Story { name: "keys".to_owned(), text: text.to_owned() };
    run_with_answers(&story, RunbookKind::RotateKeys, bad, &[], &[], answers)
}

const KEYS: &str = "name: claims\naccount: { localAuth: true }\n";

#[test]
fn a_rotation_of_account_keys_stores_the_other_key_first() {
    let Some(run) = rotate_keys(KEYS, "", "\n\n") else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    assert!(run.lines.iter().all(|line| line.starts_with("ok: ")), "{:#?}", run.lines);
    let order =
        ["--key-name Key2", "value new-key-2", "--key-name Key1", "set-attributes --id https://kv/secrets/s/v1"];
    let at = |words: &str| run.changes.find(words).unwrap_or_else(|| panic!("{words}: {}", run.changes));
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{}", run.changes);
}

#[test]
fn an_account_that_does_not_answer_is_reported_before_and_after_the_change() {
    let no_change = |run: &Run| !run.changes.contains("regenerate");
    let Some(before) = rotate_keys(KEYS, "no-answer", "\n\n\n") else { return };
    assert!(before.status == Some(1) && no_change(&before), "{}", before.changes);
    assert!(before.errors.starts_with("failed: no answer from "), "{}", before.errors);
    let after = rotate_keys(KEYS, "no-answer-later", "\n\n").expect("bash");
    assert_eq!(after.status, Some(1));
    assert!(after.errors.contains("failed: no answer from ") && after.errors.contains("Both keys are regenerated"));
    let again = rotate_keys(KEYS, "answer-again", "\n\n\n").expect("bash");
    assert_eq!(again.status, Some(0), "{:#?} {}", again.lines, again.errors);
    assert!(again.errors.contains("failed: no answer from "), "{}", again.errors);
}

#[test]
fn an_expiration_date_in_the_past_is_not_written() {
    let Some(run) = rotate_keys(&format!("{KEYS}keys: {{ expires: 2024-01-31 }}\n"), "", "\n\n") else { return };
    assert!(run.status == Some(1) && !run.changes.contains("regenerate"), "{}", run.changes);
    assert!(run.errors.contains("keys.expires"), "{}", run.errors);
    let later = rotate_keys(&format!("{KEYS}keys: {{ expires: 2999-12-31 }}\n"), "", "\n\n").expect("bash");
    assert_eq!(later.status, Some(0), "{}", later.errors);
    assert!(later.changes.contains("--expires 2999-12-31T00:00:00Z"), "{}", later.changes);
}
