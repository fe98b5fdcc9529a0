//! What only the old topology has, under a name that the new one has, too: a principal, a federated credential, a service.
//! Each with the verdict after the deployment, by language.
//!
//! - An incremental deployment leaves what the template no longer has (an identity, its role, a credential, a role assignment), and
//!   writes the properties of what it has: MicrosoftDocs/azure-docs
//!   articles/azure-resource-manager/templates/deployment-modes.md (2019-11-11).
//! - Terraform replaces an identity whose name changes, and a new identity is another principal: hashicorp/terraform-provider-azurerm
//!   `internal/services/managedidentity/user_assigned_identity_resource.go` (69697b7f), MicrosoftDocs/azure-docs
//!   articles/role-based-access-control/troubleshooting.md (2023-09-20).
//! - Terraform destroys a credential that leaves the file, and updates its subject in place:
//!   `internal/services/managedidentity/federated_identity_credential_resource.go` (69697b7f).
//! - A workload gets a token of an identity if the trust that the credential describes matches its own token: MicrosoftDocs/entra-docs
//!   docs/workload-id/workload-identity-federation.md (2023-09-15). What no credential names has no token.
//! - The type of the principal of a role assignment cannot change (the rules of docs/changes/identities.md), and is not a part of the
//!   assignment's name.
//! - A custom subdomain cannot change, so that the deployment of the account is refused with all that it would have written
//!   (docs/changes/account.md).
//! - Only Terraform creates keys and secrets through the vault itself; Bicep and ARM create them with Resource Manager.

use std::collections::BTreeMap;

use di_gen::{
    compare::{Changes, RoleAssignmentChangeKind, compare_environments, compare_topologies},
    plan::ResolvedTopology,
    report::changes::{render_json, render_text},
    source::SourceText,
};
use serde_json::Value;

const HEAD: &str = "name: invoices\nenvironment: prod\nlocation: westeurope\n";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const FIRST: &str = "00000000-0000-0000-0000-0000000000a1";

fn plan(text: &str) -> ResolvedTopology {
    let topology = di_gen::read::read_topology(&SourceText::new("x", text.to_owned()));
    di_gen::plan::lower_topology(&topology.unwrap_or_else(|found| panic!("{text}: {found:?}")))
}

fn between(old: &str, new: &str) -> Changes {
    compare_topologies(&plan(&format!("{HEAD}{old}")), &plan(&format!("{HEAD}{new}")))
}

/// What becomes of an access path, by the heading that reports it for a language.
fn headings(changes: &Changes, language: &str) -> BTreeMap<String, String> {
    let report = render_json(changes);
    let entries = report["consequences"].as_array().expect("a list").iter();
    let entries = entries.filter(|entry| entry["flow"].is_string());
    let is_of_language =
        |entry: &&Value| entry["languages"].as_array().is_some_and(|all| all.iter().any(|one| one == language));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    entries
        .filter(is_of_language)
        .map(|entry| {
            let former = entry["former"].as_str().map(|former| format!(" ({former})")).unwrap_or_default();
            (format!("{}{former}", text(&entry["flow"])), text(&entry["heading"]))
        })
        .collect()
}

#[track_caller]
fn assert_headings(changes: &Changes, path: &str, by_language: [Option<&str>; 2]) {
    for (language, expected) in ["bicep", "terraform"].into_iter().zip(by_language) {
        let found = headings(changes, language);
        assert_eq!(found.get(path).map(String::as_str), expected, "{path}, {language}\n{}", render_text(changes));
    }
}

const IDENTITY: &str = "clients: [{ name: portal, type: managedIdentity }]";

/// Bicep leaves the identity, its role and the account, so that its workload still calls the account. Terraform destroys them.
#[test]
fn a_renamed_topology_leaves_the_access_of_its_identities_with_bicep_only() {
    let old = plan(&format!("{HEAD}{IDENTITY}"));
    let path = "client portal calls account (identity id-portal-invoices-prod)";
    for (before, after) in [("environment: prod", "environment: test"), ("name: invoices", "name: bills")] {
        let new = plan(&format!("{HEAD}{IDENTITY}").replace(before, after));
        assert_headings(&compare_topologies(&old, &new), path, [Some("staysOpen"), Some("closes")]);
    }
}

#[test]
fn another_identity_name_leaves_the_old_identity_with_bicep_only() {
    let client = |name: &str| format!("clients: [{{ name: portal, type: managedIdentity, identityName: {name} }}]");
    let changes = between(&client("id-a"), &client("id-b"));
    assert_headings(&changes, "client portal calls account (identity id-a)", [Some("staysOpen"), Some("closes")]);
    assert_headings(&changes, "client portal calls account", [Some("opens"), Some("opens")]);
}

/// The identity and its role on the account of another team are left, too.
#[test]
fn an_identity_keeps_its_access_to_an_existing_account_with_bicep_only() {
    let shared = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di-shared";
    let existing = format!(
        "account: {{ existing: {shared}, principalId: 44444444-4444-4444-4444-444444444444, subdomain: contoso-di-shared }}\n"
    );
    let client = |name: &str| format!("clients: [{{ name: portal, type: managedIdentity, identityName: {name} }}]");
    let changes = between(&format!("{existing}{}", client("id-a")), &client("id-b"));
    assert_headings(&changes, "client portal calls account (identity id-a)", [Some("staysOpen"), Some("closes")]);
    // A principal that has no identity of the file.
    let changes = between(
        &format!("{existing}{}", client("id-a")),
        &format!("clients: [{{ name: portal, type: group, id: {FIRST} }}]"),
    );
    assert_headings(&changes, "client portal calls account (identity id-a)", [Some("staysOpen"), Some("closes")]);
}

/// With a stack that deletes, nothing of the old names is left: neither the identity, nor what it had access to.
#[test]
fn a_stack_closes_the_access_of_an_identity_that_gets_another_name() {
    let stack = "deployment: { stack: { onUnmanage: delete } }\n";
    let client =
        |name: &str| format!("{stack}clients: [{{ name: portal, type: managedIdentity, identityName: {name} }}]");
    let changes = between(&client("id-a"), &client("id-b"));
    assert_headings(&changes, "client portal calls account (identity id-a)", [Some("closes"), Some("closes")]);
    // A secret of a vault stays, and with it nothing of the account.
    let old = format!("{HEAD}{stack}account: {{ localAuth: true }}\nkeyVault: {{}}\n{IDENTITY}");
    let changes = compare_topologies(&plan(&old), &plan(&old.replace("name: invoices", "name: bills")));
    let path = "client portal calls account (identity id-portal-invoices-prod)";
    assert_headings(&changes, path, [Some("closes"), Some("closes")]);
}

/// Bicep leaves the old VM with its identity, its role and its disk; Terraform replaces it.
#[test]
fn a_renamed_test_machine_keeps_its_access_with_bicep_only() {
    let file = |name: &str| {
        format!("testMachine: {{ name: {name}, os: linux, adminUsername: azureuser, bastion: {{ sku: Basic }} }}")
    };
    let changes = between(&file("vm-a"), &file("vm-b"));
    assert_headings(&changes, "test machine calls account (vm-a)", [Some("staysOpen"), Some("closes")]);
    assert_headings(&changes, "test machine calls account", [None, None]);
}

/// Each workload that can newly act as a client is named.
#[test]
fn every_new_subject_is_named() {
    let changes = between(&credentials(&[]), &credentials(&[("main", "main"), ("dev", "dev")]));
    let change =
        changes.access_paths.iter().find(|change| change.access_path.to_string() == "client portal calls account");
    let identity = change.and_then(|change| change.new_identity.as_deref()).unwrap_or_default();
    for branch in ["main", "dev"] {
        assert!(identity.contains(&format!("repo:a/b:ref:refs/heads/{branch} of {ISSUER}")), "{identity}");
    }
}

fn credentials(list: &[(&str, &str)]) -> String {
    let all: Vec<String> = list
        .iter()
        .map(|(name, branch)| {
            format!("{{ name: {name}, issuer: '{ISSUER}', subject: 'repo:a/b:ref:refs/heads/{branch}' }}")
        })
        .collect();
    let key = if all.is_empty() { String::new() } else { format!(", federatedCredentials: [{}]", all.join(", ")) };
    format!("clients: [{{ name: portal, type: managedIdentity{key} }}]")
}

fn subject(branch: &str) -> String {
    format!("client portal calls account (repo:a/b:ref:refs/heads/{branch} of {ISSUER})")
}

#[test]
fn a_credential_that_leaves_the_file_stays_with_bicep_only() {
    let [left, closed] = [Some("staysOpen"), Some("closes")];
    let changes = between(&credentials(&[("main", "main")]), &credentials(&[]));
    assert_headings(&changes, &subject("main"), [left, closed]);
    let changes = between(&credentials(&[("main", "main"), ("dev", "dev")]), &credentials(&[("main", "main")]));
    assert_headings(&changes, &subject("dev"), [left, closed]);
    assert_headings(&changes, &subject("main"), [None, None]);
    // Each of several.
    let changes = between(&credentials(&[("main", "main"), ("dev", "dev")]), &credentials(&[]));
    assert_headings(&changes, &subject("dev"), [left, closed]);
    assert_headings(&changes, &subject("main"), [left, closed]);
}

#[test]
fn a_changed_subject_ends_the_old_one_in_every_language() {
    let changes = between(&credentials(&[("main", "main")]), &credentials(&[("main", "release")]));
    assert_headings(&changes, &subject("main"), [Some("closes"), Some("closes")]);
    assert_headings(&changes, "client portal calls account", [Some("opens"), Some("opens")]);
    // One changes, and one leaves the file.
    let changes = between(&credentials(&[("main", "main"), ("dev", "dev")]), &credentials(&[("main", "release")]));
    assert_headings(&changes, &subject("main"), [Some("closes"), Some("closes")]);
    assert_headings(&changes, &subject("dev"), [Some("staysOpen"), Some("closes")]);
    // Two swap their subjects: the identity trusts the same workloads.
    let changes =
        between(&credentials(&[("one", "main"), ("two", "dev")]), &credentials(&[("one", "dev"), ("two", "main")]));
    assert_headings(&changes, &subject("main"), [None, None]);
    assert_headings(&changes, &subject("dev"), [None, None]);
}

/// A role that leaves the file stays with Bicep, whatever the client is called.
#[test]
fn a_renamed_client_keeps_a_role_that_bicep_leaves() {
    let file = |name: &str, id: &str, containers: &str, role: &str| {
        format!(
            "storage: {{ containers: [{containers}] }}\nclients: [{{ name: {name}, type: group, id: {id}, roles: [{{ role: Storage Blob \
             Data Reader, on: container, container: {role} }}] }}]"
        )
    };
    let both = "{ name: training }, { name: results }";
    let old = file("analysts", FIRST, both, "results");
    let upper = FIRST.to_uppercase();
    for (name, id) in [("analysts", FIRST), ("readers", FIRST), ("analysts", &upper), ("readers", &upper)] {
        let path = format!("client {name} reads container results");
        let changes = between(&old, &file(name, id, both, "training"));
        assert_headings(&changes, &path, [Some("staysOpen"), Some("closes")]);
        // The container leaves, too.
        let changes = between(&old, &file(name, id, "{ name: training }", "training"));
        assert_headings(&changes, &path, [Some("staysOpen"), Some("closes")]);
    }
}

/// No page says what a stack does with what its template deployed to another resource group: the link may still be there.
#[test]
fn what_a_stack_may_leave_may_stay_open() {
    let zone = |name: &str| {
        format!(
            "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.{name}"
        )
    };
    let network = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/vnet-shared";
    let file = |linked: &str| {
        format!(
            "subscription: 00000000-0000-0000-0000-000000000001\ndeployment: {{ stack: {{ onUnmanage: delete }} }}\ndns: {{ zones: existing, \
             ids: {{ cognitiveServices: {}, blob: {} }} }}\nnetwork: {{ addressSpace: [10.60.0.0/24]{linked} }}",
            zone("cognitiveservices.azure.com"),
            zone("blob.core.windows.net"),
        )
    };
    let changes = between(&file(&format!(", linkedNetworks: [{network}]")), &file(""));
    for path in ["network vnet-shared reaches account", "network vnet-shared reaches storage"] {
        assert_headings(&changes, path, [Some("staysOpen"), Some("closes")]);
    }
    assert_headings(&changes, "studio browser calls account", [Some("staysOpen"), Some("closes")]);
    assert!(!render_text(&changes).contains(": :"), "{}", render_text(&changes));
}

/// The account is refused with its new list, and its old list has the host of the old storage, to which it had access.
#[test]
fn a_refused_account_reaches_no_more_hosts_than_before() {
    let file = |seed: &str| format!("storage: {{ containers: [{{ name: training }}] }}\nnaming: {{ seed: {seed} }}");
    let changes = between(&file("a1"), &file("b2"));
    for language in ["bicep", "terraform"] {
        let found = headings(&changes, language);
        let of_hosts: Vec<_> = found.iter().filter(|(path, _)| path.starts_with("account identity fetches")).collect();
        assert!(of_hosts.is_empty(), "{language}: {of_hosts:?}");
    }
    // The vault is in the list, too.
    let file = |seed: &str| format!("keyVault: {{}}\nencryption: {{ account: {{}} }}\nnaming: {{ seed: {seed} }}");
    let changes = between(&file("a1"), &file("b2"));
    let found = headings(&changes, "bicep");
    assert!(!found.keys().any(|path| path.starts_with("account identity fetches")), "{found:#?}");
}

/// Bicep is refused once, and the assignment stays as it is. Terraform replaces it.
#[test]
fn another_type_of_a_principal_is_one_refused_assignment() {
    let file = |kind: &str| format!("clients: [{{ name: analysts, type: {kind}, id: {FIRST} }}]");
    for (before, after) in [("group", "servicePrincipal"), ("servicePrincipal", "user"), ("user", "group")] {
        let changes = between(&file(before), &file(after));
        let effects = |kind: RoleAssignmentChangeKind, engine: usize| -> Vec<&'static str> {
            let of_kind = changes.role_assignments.iter().filter(|role| role.kind == kind);
            of_kind.flat_map(|role| &role.effects[engine]).map(|effect| effect.effect.as_str()).collect()
        };
        assert_eq!(effects(RoleAssignmentChangeKind::Added, 0), ["refused"], "{before} to {after}");
        assert!(effects(RoleAssignmentChangeKind::Removed, 0).is_empty(), "{before} to {after}");
        assert_eq!(effects(RoleAssignmentChangeKind::Added, 1), ["replaced"]);
        assert_eq!(effects(RoleAssignmentChangeKind::Removed, 1), ["replaced"]);
        let text = render_text(&changes);
        assert!(text.contains("1 role assignment is refused"), "{text}");
        let removed = text.split("Role assignments removed\n").nth(1).and_then(|rest| rest.lines().next());
        assert!(removed.is_some_and(|line| line.trim().starts_with("Terraform: ")), "{text}");
    }
}

/// The identity that runs Terraform has no access path with Bicep and ARM.
#[test]
fn the_identity_that_runs_terraform_deploys_no_bicep() {
    let vault = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-hsm";
    let own = "keyVault: {}\nencryption: { account: {}, storage: {} }\n";
    let existing = own.replace("keyVault: {}", &format!("keyVault: {{ existing: {vault}, location: westeurope }}"));
    for changes in [
        between(own, &existing),
        between(&existing, own),
        compare_environments(
            &plan(&format!("{HEAD}{own}")),
            &plan(&format!("{HEAD}{existing}").replace("environment: prod", "environment: dev")),
        ),
    ] {
        let report = render_json(&changes);
        let mut paths = report["flows"].as_array().expect("paths").iter();
        let path = paths.find(|path| path["flow"] == "deployer makes key").unwrap_or_else(|| panic!("{report}"));
        assert_ne!(path["terraform"]["before"], path["terraform"]["after"], "{path}");
        for language in ["bicep", "arm"] {
            for when in ["before", "after", "afterRemoval"] {
                assert!(path[language][when].is_null(), "{language}: {path}");
            }
            assert!(!headings(&changes, language).contains_key("deployer makes key"), "{}", render_text(&changes));
        }
    }
}
