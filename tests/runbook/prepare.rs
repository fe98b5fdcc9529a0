//! `runbook prepare`: the script runs against an `az` that gives good and bad answers.
//!
//! What is right: an unregistered resource provider, a feature that is not registered, a quota that is too small, a missing
//! permission, a taken name and a soft-deleted resource stop a deployment (`catalog::deployment` names the pages); a policy
//! assignment may stop it.

use di_gen::runbook::{RunbookFormat, RunbookKind};

use super::{
    rendered_runbook,
    run::{Run, run_runbook, story},
};
use crate::support::topologies::Story;

fn run_script(story: &Story, bad: &str, options: &[&str]) -> Option<Run> {
    run_runbook(story, RunbookKind::Prepare, bad, options, &[])
}

#[test]
fn good_answers_give_status_0() {
    for name in ["full-featured", "minimal", "hub-zones", "policy-zones", "user-assigned"] {
        let Some(run) = run_script(&story(name), "", &[]) else { return };
        assert_eq!(run.status, Some(0), "{name}: {:#?} {}", run.lines, run.errors);
        assert!(run.lines.len() > 8 && run.lines.iter().all(|line| line.starts_with("ok: ")), "{:#?}", run.lines);
        assert_eq!(run.changes, "", "{name}");
    }
}

#[test]
fn each_bad_answer_fails_with_its_line() {
    let cases: &[(&str, &[&str])] = &[
        ("group", &["resource group rg-test does not exist; run: az group create"]),
        ("provider", &["resource provider Microsoft.Network is NotRegistered"]),
        ("feature", &["feature EncryptionAtHost is NotRegistered"]),
        ("reading", &["cannot be read: the principal has no role there"]),
        // Contributor alone: it writes neither role assignments nor locks.
        ("owner", &["required roles: User Access Administrator, Role Based Access Control Administrator"]),
        ("resources", &["required roles: User Access Administrator, Contributor"]),
        ("size", &["VM size Standard_D4s_v5 is not offered in region westeurope"]),
        ("restricted", &["not available to this subscription in region westeurope (NotAvailableForSubscription)"]),
        ("cores", &["vCPU quota cores in region westeurope has 2 left, 4 needed"]),
        ("addresses", &["quota PublicIPAddresses in region westeurope has 1 left, 2 needed"]),
        ("sku", &["SKU S0 of kind FormRecognizer is not offered in region westeurope"]),
        ("deleted", &["account di-invoices-prod is soft-deleted", "vault kv-invoices-prod-1078e4 is soft-deleted"]),
        ("protected", &["has purge protection until 2027-01-01; run again with --recover"]),
        (
            "taken",
            &[
                "storage account stinvoicesprod1078e4 is taken",
                "custom subdomain",
                "vault kv-invoices-prod-1078e4 is taken",
            ],
        ),
    ];
    for (bad, wanted) in cases {
        let Some(run) = run_script(&story("full-featured"), bad, &[]) else { return };
        assert_eq!(run.status, Some(1), "{bad}: {:#?} {}", run.lines, run.errors);
        let failures = run.failures();
        assert_eq!(failures.len(), wanted.len(), "{bad}: {failures:#?}");
        for (line, words) in failures.iter().zip(*wanted) {
            assert!(line.contains(words), "{bad}: {line}");
        }
        assert_eq!(run.changes, "", "{bad}: nothing is fixed without a request");
    }
}

/// A repeated deployment is no conflict: its names are taken by itself.
#[test]
fn own_names_are_no_conflict() {
    let Some(run) = run_script(&story("full-featured"), "own", &[]) else { return };
    assert_eq!(run.status, Some(0), "{:#?}", run.lines);
    assert_eq!(run.lines.iter().filter(|line| line.ends_with("is used by this topology")).count(), 3);
}

#[test]
fn fixes_are_made_on_request() {
    let Some(run) = run_script(&story("full-featured"), "group provider feature", &["--fix"]) else { return };
    assert_eq!(run.status, Some(0), "{:#?} {}", run.lines, run.errors);
    for command in ["group create --name rg-test --location westeurope", "Microsoft.Network", "EncryptionAtHost"] {
        assert!(run.changes.contains(command), "{command}: {}", run.changes);
    }
    let recovered = run_script(&story("full-featured"), "deleted", &["--recover"]).expect("bash");
    assert_eq!(recovered.status, Some(0), "{:#?}", recovered.lines);
    assert!(recovered.changes.lines().all(|line| line.contains(" recover ")), "{}", recovered.changes);
    let purged = run_script(&story("full-featured"), "deleted", &["--purge"]).expect("bash");
    assert_eq!(purged.status, Some(0), "{:#?}", purged.lines);
    assert!(purged.changes.lines().all(|line| line.contains(" purge ")), "{}", purged.changes);
    assert_eq!(purged.changes.lines().count(), 2, "{}", purged.changes);
    // A vault with purge protection is never purged.
    let protected = run_script(&story("full-featured"), "protected", &["--purge"]).expect("bash");
    assert_eq!((protected.status, protected.changes.as_str()), (Some(1), ""), "{:#?}", protected.lines);
    let unknown = run_script(&story("minimal"), "", &["--repair"]).expect("bash");
    assert_eq!(unknown.status, Some(1));
}

/// Policies are listed, and do not decide the status.
#[test]
fn policy_assignments_that_deny_are_listed() {
    let Some(run) = run_script(&story("minimal"), "policy", &[]) else { return };
    assert_eq!(run.status, Some(0), "{:#?}", run.lines);
    assert_eq!(
        run.line("effect deny"),
        "note: policy assignments with the effect deny: Denies by its rule; Denies by its parameter; Denies by an initiative; "
    );
}

/// A topology is checked for what it needs, and for nothing else.
#[test]
fn only_what_the_topology_needs_is_checked() {
    let script =
        |name: &str| rendered_runbook(&story(name), RunbookKind::Prepare, RunbookFormat::Script).expect("a runbook");
    let minimal = script("minimal");
    for absent in ["Microsoft.Compute", "Microsoft.KeyVault", "list-usage", "locks/write", "EncryptionAtHost"] {
        assert!(!minimal.contains(absent), "{absent}");
    }
    assert!(minimal.contains("'Microsoft.Authorization/roleAssignments/write'"));
    // The zones are those of a hub in another subscription: its provider, and two actions on each zone.
    let hub = script("hub-zones");
    assert!(hub.contains("check_provider 'Microsoft.Network' '00000000-0000-0000-0000-00000000000a'"));
    let zone = "check_permissions '/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net' \\\n  'Microsoft.Network/privateDnsZones/join/action' 'Private DNS Zone Contributor' \\\n  'Microsoft.Network/privateDnsZones/virtualNetworkLinks/write' 'Private DNS Zone Contributor'\n";
    assert!(hub.contains(zone), "{hub}");
    // Existing storage: neither its name nor its provider is checked, but the role assignments on its containers.
    let shared = script("user-assigned");
    assert!(!shared.contains("check_name 'storage account'"));
    assert!(shared.contains("/blobServices/default/containers/training' \\\n  'Microsoft.Authorization/roleAssignments/write' 'Role Based Access Control Administrator'\n"));
    // Roles on the resource group and on the subscription: each where it is written.
    let group = script("roles-on-the-group");
    assert!(!group.contains("check_permissions \"/subscriptions/$subscription_id\""));
    assert!(script("roles-on-the-subscription").contains(
        "check_permissions \"/subscriptions/$subscription_id\" \\\n  'Microsoft.Authorization/roleAssignments/write' 'Role Based Access Control Administrator'\n"
    ));
    // The existing network, by which endpoints join a new subnet.
    assert!(script("policy-zones").contains(
        "/virtualNetworks/vnet-spoke' \\\n  'Microsoft.Network/virtualNetworks/subnets/write' 'Network Contributor'\n"
    ));
}
