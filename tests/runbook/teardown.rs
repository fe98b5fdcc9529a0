//! `runbook teardown`: what is deleted, in which order, and what the script says where that fails.
//!
//! What is right: Azure refuses to delete what another resource still uses, in whichever resource group that is; a deleted
//! account keeps its name for 48 hours (`deployment::DELETED_ACCOUNTS`); data whose key is deleted cannot be read.

use di_gen::runbook::{RunbookFormat, RunbookKind};

use super::{
    rendered_runbook,
    run::{Run, run_with_answers, story},
};
use crate::support::topologies::{Story, many};

fn text_of(story: &Story) -> String {
    rendered_runbook(story, RunbookKind::Teardown, RunbookFormat::Markdown).expect("a runbook")
}

/// The position of a line that has all of these words.
fn line_of(text: &str, words: &[&str]) -> usize {
    text.lines()
        .position(|line| words.iter().all(|word| line.contains(word)))
        .unwrap_or_else(|| panic!("{words:?}: {text}"))
}

#[test]
fn subnets_of_an_existing_network_go_between_their_endpoints_and_their_security_groups() {
    let text = text_of(&story("policy-zones"));
    let order = [
        line_of(&text, &["az resource delete", "Microsoft.Network/privateEndpoints/"]),
        line_of(&text, &["- `snet-di-endpoints` of `vnet-spoke` (subnets)"]),
        line_of(&text, &["az resource delete", "Microsoft.Network/networkSecurityGroups/"]),
        line_of(&text, &["az cognitiveservices account purge"]),
    ];
    assert!(order.is_sorted(), "{order:?}: {text}");
}

#[test]
fn keys_in_an_existing_vault_go_after_the_resources_that_use_them() {
    let vault = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/kv-hsm";
    for identity in ["userAssigned", "systemAssigned"] {
        let text = format!(
            "name: claims\nlocation: westeurope\nkeyVault: {{ existing: {vault}, location: westeurope }}\nencryption: {{ account: {{ identity: {identity} }}, storage: {{ identity: {identity} }} }}\n"
        );
        let text = text_of(&Story { name: "keys".to_owned(), text });
        for kind in ["Microsoft.CognitiveServices/accounts/", "Microsoft.Storage/storageAccounts/"] {
            let user = line_of(&text, &["az resource delete", kind]);
            assert!(user < line_of(&text, &["of `kv-hsm` (keys)"]), "{identity} {kind}: {text}");
        }
    }
}

/// A second source for the order: in the plan, resources stand after those that they use.
#[test]
fn no_resource_of_the_deployment_is_deleted_before_one_that_refers_to_it() {
    for story in many() {
        let plan = story.plan();
        let text = text_of(&story);
        let line =
            |path: &str| text.lines().position(|line| line.contains("az resource delete") && line.contains(path));
        let path = |resource: &di_gen::plan::Resource| match &resource.name {
            di_gen::plan::Expr::String(name) if resource.existing.is_none() && resource.parent.is_none() => {
                Some(format!("{}/{name}'", resource.kind.arm_type()))
            }
            _ => None,
        };
        for resource in plan.resources.iter().filter(|r| r.scope.is_none()) {
            let Some(position) = path(resource).and_then(|path| line(&path)) else { continue };
            for symbol in resource.referenced_symbols() {
                let Some(used) = plan.find(&symbol).and_then(path).and_then(|path| line(&path)) else { continue };
                assert!(position <= used, "{}: {} uses {}", story.name, resource.symbol.as_str(), symbol.as_str());
            }
        }
    }
}

fn tear_down(bad: &str, answers: &str) -> Option<Run> {
    run_with_answers(&story("policy-zones"), RunbookKind::Teardown, bad, &[], &[], answers)
}

#[test]
fn an_account_that_is_not_purged_is_reported() {
    let Some(run) = tear_down("", "rg-test\n\n\n\n") else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    assert!(run.changes.lines().last().is_some_and(|line| line.starts_with("cognitiveservices account purge ")));
    assert!(run.changes.contains("--location westeurope"), "the region of the deleted account: {}", run.changes);
    assert!(run.lines.last().is_some_and(|line| line.starts_with("ok: purged account ")), "{:#?}", run.lines);
    let kept = "is not purged, and keeps its name and its custom subdomain; run this again";
    // The second is one where nobody answers the manual step.
    for (bad, answers) in [
        ("undeletable", "rg-test\n\n\n\n"),
        ("", "rg-test\n"),
        ("unpurgeable", "rg-test\n\n\n\n"),
        ("silent-deleted", "rg-test\n\n\n\n"),
    ] {
        let run = tear_down(bad, answers).expect("bash");
        assert_eq!(run.status, Some(1), "{bad}: {:#?}", run.lines);
        assert!(run.errors.contains(kept), "{bad}: {}", run.errors);
    }
    // What an earlier run deleted is no failure.
    let again = tear_down("gone", "rg-test\n\n\n\n").expect("bash");
    assert_eq!(again.status, Some(0), "{}", again.errors);
    assert!(again.lines.iter().any(|line| line.ends_with(" does not exist")), "{:#?}", again.lines);
    let refused = tear_down("", "rg-other\n").expect("bash");
    assert_eq!((refused.status, refused.changes.as_str()), (Some(1), ""));
    assert!(!refused.errors.contains(kept), "nothing was deleted: {}", refused.errors);
}
