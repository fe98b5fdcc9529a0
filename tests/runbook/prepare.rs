//! `runbook prepare`: the script runs against an `az` that gives good and bad answers.
//!
//! What is right: an unregistered resource provider, a feature that is not registered, a quota that is too small, a missing
//! permission, a taken name and a soft-deleted resource stop a deployment (`catalog::deployment` names the pages); a policy
//! assignment may stop it.

use di_gen::runbook::{RunbookFormat, RunbookKind};

use super::{
    rendered_runbook,
    run::{Run, run_runbook, run_with_answers, story},
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
        (
            "reading",
            &[
                "resourceGroups/rg-test cannot be read: the principal has no role there",
                "virtualNetworks/vnet-hub cannot be read: the principal has no role there",
            ],
        ),
        // Contributor alone: it writes neither role assignments nor locks.
        ("owner", &["required roles: User Access Administrator, Role Based Access Control Administrator"]),
        (
            "resources",
            &[
                "required roles: User Access Administrator, Contributor",
                "virtualNetworks/vnet-hub; required roles: Network Contributor",
                "lacks Microsoft.Resources/deployments/write on",
            ],
        ),
        ("size", &["VM size Standard_D4s_v5 is not offered in region westeurope"]),
        ("restricted", &["not available to this subscription in region westeurope (NotAvailableForSubscription)"]),
        ("cores", &["vCPU quota cores in region westeurope has 2 left, 4 needed"]),
        ("addresses", &["quota PublicIPAddresses in region westeurope has 1 left, 2 needed"]),
        ("silent-sizes", &["the VM sizes of region westeurope cannot be read"]),
        ("silent-usage", &["the vCPU quotas of region westeurope cannot be read"]),
        ("silent-skus", &["the SKUs of kind FormRecognizer in region westeurope cannot be read"]),
        ("silent-group", &["whether resource group rg-test exists cannot be read"]),
        ("silent-deleted", &["the soft-deleted accounts of the subscription cannot be read"]),
        (
            "silent-list",
            &[
                "the VMs of resource group rg-test cannot be read",
                "the public IP addresses of resource group rg-test cannot be read",
                "the storage accounts of resource group rg-test cannot be read",
                "the accounts of resource group rg-test cannot be read",
                "the vaults of resource group rg-test cannot be read",
            ],
        ),
        ("silent-policy", &["policy assignments whose effect cannot be read: Audit only; Initiative that audits; "]),
        ("deployments", &["lacks Microsoft.Resources/deployments/write on /subscriptions"]),
        (
            "elsewhere",
            &[
                "storage account stinvoicesprod1078e4 is taken",
                "is taken; a soft-deleted account can hold it: di-invoices-prod in resource group rg-other",
                "vault kv-invoices-prod-1078e4 is taken",
            ],
        ),
        ("sku", &["SKU S0 of kind FormRecognizer is not offered in region westeurope"]),
        // One line for each name: what a soft-deleted resource keeps is not reported as taken in addition.
        (
            "deleted",
            &[
                "account di-invoices-prod is soft-deleted; run again with --recover di-invoices-prod or --purge",
                "vault kv-invoices-prod-1078e4 is soft-deleted; run again with --recover kv-invoices-prod-1078e4 or",
                "storage account stinvoicesprod1078e4 is taken",
            ],
        ),
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
    let unknown = run_script(&story("minimal"), "", &["--repair"]).expect("bash");
    assert_eq!(unknown.status, Some(1));
}

/// Purging cannot be undone, and recovering can: each resource is named, and the name of one to purge is typed again.
#[test]
fn one_resource_is_recovered_and_the_other_purged() {
    let (account, vault) = ("di-invoices-prod", "kv-invoices-prod-1078e4");
    let run = |bad: &str, options: &[&str], answers: &str| {
        run_with_answers(&story("full-featured"), RunbookKind::Prepare, bad, options, &[], answers)
    };
    let Some(both) = run("deleted", &["--recover", account, "--purge", vault], &format!("{vault}\n")) else { return };
    let changes: Vec<&str> = both.changes.lines().collect();
    assert!(
        matches!(changes.as_slice(), [first, second]
            if first.starts_with("cognitiveservices account recover --name di-invoices-prod ")
                && second.starts_with("keyvault purge --name kv-invoices-prod-1078e4 ")),
        "{changes:?}"
    );
    assert!(
        both.errors.contains("permanently deletes the soft-deleted vault kv-invoices-prod-1078e4"),
        "{}",
        both.errors
    );
    for answers in ["", "yes\n", "di-invoices-prod\n"] {
        let refused = run("deleted", &["--purge", vault], answers).expect("bash");
        assert_eq!((refused.status, refused.changes.as_str()), (Some(1), ""), "{answers:?}");
        assert_eq!(
            refused.line("not confirmed"),
            format!("failed: soft-deleted vault {vault} is not purged: its name was not confirmed")
        );
    }
    let protected = run("protected", &["--purge", vault], &format!("{vault}\n")).expect("bash");
    assert_eq!((protected.status, protected.changes.as_str()), (Some(1), ""), "{:#?}", protected.lines);
    for options in [
        &["--recover", account, "--purge", "DI-invoices-prod"][..],
        &["--purge"],
        &["--purge", "other"],
        &["--recover"],
    ] {
        let refused = run("deleted", options, "").expect("bash");
        assert_eq!((refused.status, refused.changes.as_str()), (Some(1), ""), "{options:?}");
        assert!(refused.errors.starts_with("failed: "), "{options:?}: {}", refused.errors);
    }
}

#[test]
fn a_cloud_that_cannot_be_read_is_no_different_cloud() {
    let Some(run) = run_script(&story("minimal"), "cloud", &[]) else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(1), "failed: the cloud of the Azure CLI cannot be read\n"));
}

/// Without a region there is nothing to ask Azure about it.
#[test]
fn an_unknown_region_is_reported_once() {
    let Some(run) = run_script(&story("minimal"), "group", &[]) else { return };
    assert_eq!(run.status, Some(1));
    assert_eq!(run.line("region"), "failed: the region is not known; set LOCATION");
    assert!(run.failures().iter().any(|line| line.ends_with("--location REGION")), "{:#?}", run.lines);
    let known = run_runbook(&story("minimal"), RunbookKind::Prepare, "group", &[], &[("LOCATION", "westeurope")]);
    assert_eq!(known.expect("bash").failures().len(), 1, "the group alone");
}

/// Policies are listed, and do not decide the status, except where one cannot be read.
#[test]
fn a_policy_that_cannot_be_read_is_no_policy_that_allows() {
    // The list of the subscription lacks a definition of a management group.
    let Some(run) = run_script(&story("minimal"), "policy missing", &[]) else { return };
    assert_eq!(run.status, Some(0), "{:#?}", run.lines);
    assert!(run.line("effect deny").contains("Denies by its rule; "), "{:#?}", run.lines);
    let unreadable = run_script(&story("minimal"), "policy missing-unreadable", &[]).expect("bash");
    assert_eq!(unreadable.failures(), ["failed: policy assignments whose effect cannot be read: Denies by its rule; "]);
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
    // The existing network: its subnets are written and joined, since private endpoints are in them.
    assert!(script("policy-zones").contains(
        "/virtualNetworks/vnet-spoke' \\\n  'Microsoft.Network/virtualNetworks/subnets/join/action' 'Network Contributor' \\\n  'Microsoft.Network/virtualNetworks/subnets/write' 'Network Contributor'\n"
    ));
}

fn from_text(text: &str) -> Story {
    Story { name: "text".to_owned(), text: text.to_owned() }
}

const IDS: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-other/providers";

/// Linked resources: "Azure RBAC permissions for Azure Private Link" (2026-03-30), "Azure Private DNS FAQ" (2022-09-27),
/// "Virtual network service endpoints" (2019-11-08), "Built-in roles for Identity" (2026-07-01).
#[test]
fn actions_on_linked_resources_are_checked() {
    let network = format!("{IDS}/Microsoft.Network/virtualNetworks/vnet-hub");
    let linked = from_text(&format!("name: claims\nnetwork: {{ linkedNetworks: [{network}] }}\n"));
    let Some(run) = run_script(&linked, "join", &[]) else { return };
    let failed = format!(
        "failed: the principal lacks Microsoft.Network/virtualNetworks/join/action on {network}; required roles: Network Contributor"
    );
    assert!(run.failures().contains(&failed.as_str()), "{:#?}", run.lines);
    let identity = from_text(&format!(
        "name: claims\naccount: {{ identity: {{ userAssigned: [{{ existing: {IDS}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a }}] }} }}\n"
    ));
    let lacking = run_script(&identity, "assign", &[]).expect("bash");
    assert!(
        lacking.failures().iter().any(|line| line.contains("userAssignedIdentities/assign/action")
            && line.ends_with("required roles: Managed Identity Operator")),
        "{:#?}",
        lacking.lines
    );
    // The published role has a wildcard in the middle, and allows the action.
    let operator = run_script(&identity, "operator", &[]).expect("bash");
    assert_eq!(operator.status, Some(0), "{:#?} {}", operator.lines, operator.errors);
    // The workspace is only reported to need an action: a note, which does not fail.
    let workspace = format!("{IDS}/Microsoft.OperationalInsights/workspaces/log-hub");
    let logs = from_text(&format!("name: claims\nmonitoring: {{ existing: {workspace} }}\n"));
    let run = run_script(&logs, "workspace", &[]).expect("bash");
    assert_eq!(run.status, Some(0), "{:#?}", run.lines);
    assert!(run.line("sharedKeys").starts_with("note: the principal lacks "), "{:#?}", run.lines);
}

#[test]
fn endpoints_of_existing_resources_need_an_approval() {
    let file = |approval: &str| {
        from_text(&format!(
            "name: claims\nstorage: {{ existing: {IDS}/Microsoft.Storage/storageAccounts/stother }}\nprivateEndpoints: {{ blob: {{ enabled: true, approval: {approval} }} }}\n"
        ))
    };
    let action = "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action";
    let Some(run) = run_script(&file("automatic"), "approval", &[]) else { return };
    assert_eq!(run.status, Some(1));
    assert!(run.line(action).ends_with("or set privateEndpoints.blob.approval: manual"), "{:#?}", run.lines);
    let allowed = run_script(&file("automatic"), "", &[]).expect("bash");
    assert!(allowed.line("can approve").starts_with("ok: "), "{:#?}", allowed.lines);
    let manual = run_script(&file("manual"), "approval", &[]).expect("bash");
    assert_eq!(manual.status, Some(0), "{:#?}", manual.lines);
    assert!(manual.line("waits for approval").starts_with("note: "), "{:#?}", manual.lines);
}

/// Terraform writes no deployments, and assigns roles to the identity that runs it.
#[test]
fn terraform_has_permissions_of_its_own() {
    let Some(run) = run_script(&story("hub-zones"), "deployments", &["--terraform"]) else { return };
    assert_eq!(run.status, Some(0), "{:#?}", run.lines);
    let bicep = run_script(&story("hub-zones"), "deployments", &[]).expect("bash");
    assert_eq!(bicep.failures().len(), 2, "the target group and that of the zones: {:#?}", bicep.lines);
    let text = |name: &str| rendered_runbook(&story(name), RunbookKind::Prepare, RunbookFormat::Markdown).expect("one");
    let keys = text("keys-in-vault");
    assert!(
        keys.contains("- Key Vault Secrets Officer (with Terraform, to the identity that runs Terraform)"),
        "{keys}"
    );
    assert!(keys.contains("`keyVault.deployerAddresses`"), "{keys}");
    assert!(text("customer-managed-keys").contains("- Key Vault Crypto Officer (with Terraform, "));
    assert!(!text("minimal").contains("with Terraform, to"));
    assert!(!text("minimal").contains("deployerAddresses"));
}
