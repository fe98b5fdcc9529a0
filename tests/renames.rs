//! What has another label in the file and is the same in Azure: principals by their object ID, networks by their resource ID.
//!
//! - The name of a role assignment is a GUID made of scope, principal and role, without the label of the client (the templates
//!   of this project), and a deployment in incremental mode leaves an assignment that has not changed as it is:
//!   MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md (2019-11-11).
//! - Terraform plans to destroy what is at an old address and to create it at the new one, unless a `moved` block names both:
//!   hashicorp/web-unified-docs, "Refactor modules", read 2026-11-29.
//! - Resource IDs are compared without regard to case: MicrosoftDocs/azure-docs
//!   articles/azure-resource-manager/management/resource-name-rules.md.

use std::collections::BTreeSet;

use di_gen::{
    catalog::changes::{Effect, Engine},
    compare::{Changes, compare_topologies},
    plan::ResolvedTopology,
    report::changes::{Movement, ReportHeading, ReportedLanguages, occurs, render_json, render_text},
    source::SourceText,
};

const HEAD: &str = "name: invoices\naccount: { name: di-one, subdomain: di-s }\nstorage: { name: stone }\n";

const FIRST: &str = "00000000-0000-0000-0000-0000000000a1";
const SECOND: &str = "00000000-0000-0000-0000-0000000000b2";

fn plan(rest: &str) -> ResolvedTopology {
    let text = format!("{HEAD}{rest}");
    let topology = di_gen::read::read_topology(&SourceText::new("x", text.clone()));
    di_gen::plan::lower_topology(&topology.unwrap_or_else(|found| panic!("{text}: {found:?}")))
}

fn between(old: &str, new: &str) -> Changes {
    compare_topologies(&plan(old), &plan(new))
}

fn moving(changes: &Changes) -> BTreeSet<String> {
    changes.access_paths.iter().map(|change| change.access_path.to_string()).collect()
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(ToString::to_string).collect()
}

/// What Resource Manager has to do.
fn deployed_by_azure(changes: &Changes) -> Vec<Effect> {
    let resources = changes.resources.iter().map(|change| &change.resource().effects);
    let all = resources.chain(changes.role_assignments.iter().map(|role| &role.effects));
    all.flat_map(|effects| &effects[Engine::ResourceManager as usize]).map(|effect| effect.effect).collect()
}

fn renamed(changes: &Changes) -> Vec<(String, String)> {
    changes.renamed_clients.iter().map(|one| (one.before.clone(), one.after.clone())).collect()
}

#[test]
fn a_client_with_the_same_object_id_is_the_same_principal() {
    for kind in ["group", "user", "servicePrincipal", "managedIdentity"] {
        let client = |name: &str| format!("clients: [{{ name: {name}, type: {kind}, id: {FIRST} }}]");
        let changes = between(&client("app"), &client("forms"));
        assert_eq!(moving(&changes), set(&[]), "{kind}");
        assert_eq!(deployed_by_azure(&changes), [], "{kind}: {}", render_text(&changes));
        assert_eq!(renamed(&changes), [("app".to_owned(), "forms".to_owned())]);
        assert!(!occurs(&changes, &ReportedLanguages::default(), ReportHeading::Access(Movement::Opens)));
        assert!(!changes.is_empty(), "Terraform has another address");
        assert_eq!(render_text(&changes).matches("client app").count(), 1, "{}", render_text(&changes));
        let json = render_json(&changes);
        assert_eq!(json["renamedClients"][0]["before"], "app");
        assert_eq!(json["renamedClients"][0]["after"], "forms");
        assert_eq!(json["renamedClients"][0]["principal"], FIRST);
        // Terraform alone has something to do.
        let role = &json["roleAssignments"][0];
        assert_eq!(role["change"], "renamed", "{json}");
        assert_eq!(role["effects"]["terraform"][0]["effect"], "replaced");
        assert!(role["effects"]["terraform"][0]["condition"].as_str().is_some_and(|text| text.contains("--moved")));
    }
}

#[test]
fn a_renamed_client_keeps_what_does_not_change_and_shows_what_does() {
    let old = format!("clients: [{{ name: app, type: group, id: {FIRST} }}]");
    let new = format!(
        "clients: [{{ name: forms, type: group, id: {FIRST}, roles: [{{ role: Cognitive Services User, on: account }}, {{ role: Storage Blob Data Reader, on: storage }}] }}]"
    );
    let changes = between(&old, &new);
    assert_eq!(moving(&changes), set(&["client forms reads storage"]));
    assert_eq!(changes.roles_added(), ["client forms has Storage Blob Data Reader on stone"]);
    assert!(changes.roles_removed().is_empty());
    // The case of an object ID distinguishes no principals.
    let upper = between(&old, &old.replace("a1 }", "A1 }"));
    assert_eq!(moving(&upper), set(&[]), "{}", render_text(&upper));
    assert_eq!(deployed_by_azure(&upper), [], "{}", render_text(&upper));
}

#[test]
fn two_clients_that_swap_their_names_keep_their_access() {
    let clients = |first: &str, second: &str| {
        format!(
            "clients:\n- {{ name: {first}, type: group, id: {FIRST}, roles: [{{ role: Storage Blob Data Reader, on: storage }}] }}\n\
             - {{ name: {second}, type: group, id: {SECOND}, roles: [{{ role: Cognitive Services User, on: account }}] }}"
        )
    };
    let changes = between(&clients("app", "web"), &clients("web", "app"));
    assert_eq!(moving(&changes), set(&[]), "{}", render_text(&changes));
    assert_eq!(renamed(&changes).len(), 2);
    assert_eq!(deployed_by_azure(&changes), []);
}

#[test]
fn a_name_that_another_principal_takes_over_still_opens() {
    let old =
        format!("clients: [{{ name: app, type: group, id: {FIRST} }}, {{ name: web, type: group, id: {SECOND} }}]");
    // web is now called app, and the former app is gone.
    let new = format!("clients: [{{ name: app, type: group, id: {SECOND} }}]");
    let changes = between(&old, &new);
    assert!(
        occurs(&changes, &ReportedLanguages::default(), ReportHeading::Access(Movement::Closes)),
        "{}",
        render_text(&changes)
    );
    assert!(changes.role_assignments.iter().any(|role| role.kind.as_str() == "removed"));
}

#[test]
fn an_identity_that_keeps_its_name_in_azure_is_the_same_one() {
    let client = |name: &str| {
        format!(
            "clients: [{{ name: {name}, type: managedIdentity, identityName: id-app, federatedCredentials: [{{ name: main, \
             issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:contoso/forms:ref:refs/heads/main' }}] }}]"
        )
    };
    let changes = between(&client("app"), &client("forms"));
    assert_eq!(moving(&changes), set(&[]), "{}", render_text(&changes));
    assert_eq!(deployed_by_azure(&changes), [], "{}", render_text(&changes));
    assert!(changes.resources.iter().all(|change| matches!(change, di_gen::compare::Change::Changed(_))));
    assert_eq!(renamed(&changes), [("app".to_owned(), "forms".to_owned())]);
    // Without the name, another identity is created.
    let changes = between(
        &client("app").replace("identityName: id-app, ", ""),
        &client("forms").replace("identityName: id-app, ", ""),
    );
    assert!(renamed(&changes).is_empty());
    assert!(moving(&changes).contains("client forms calls account"), "{}", render_text(&changes));
}

fn networks(ids: &[&str]) -> String {
    let id = |place: &&str| {
        let (group, name) = place.split_once('/').expect("a group and a name");
        format!(
            "'/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{name}'"
        )
    };
    format!("network: {{ linkedNetworks: [{}] }}", ids.iter().map(id).collect::<Vec<_>>().join(", "))
}

#[test]
fn a_network_is_the_one_with_its_id() {
    // Another network of the same name makes the first one neither new nor gone.
    let changes = between(&networks(&["rg/hub"]), &networks(&["rg/hub", "other/hub"]));
    let other = "network 11111111-1111-1111-1111-111111111111/other/hub";
    assert_eq!(
        moving(&changes),
        set(&[&format!("{other} reaches account"), &format!("{other} reaches storage")]),
        "{}",
        render_text(&changes)
    );
    // Case does not matter.
    let changes = between(&networks(&["rg/hub"]), &networks(&["RG/HUB"]));
    assert_eq!(moving(&changes), set(&[]), "{}", render_text(&changes));
    // A network of the same name in another group is another one.
    let changes = between(&networks(&["rg/hub"]), &networks(&["other/hub"]));
    assert!(moving(&changes).contains(&format!("{other} reaches account")), "{}", render_text(&changes));
    assert!(occurs(&changes, &ReportedLanguages::default(), ReportHeading::Access(Movement::Opens)));
}

#[test]
fn a_range_that_is_a_part_of_an_old_one_had_access_before() {
    let ranges = |list: &str| format!("network: {{ endpointSources: listed, onPremises: [{list}] }}");
    let changes = between(&ranges("10.9.0.0/16"), &ranges("10.9.0.0/17, 10.9.128.0/17"));
    assert!(
        !occurs(&changes, &ReportedLanguages::default(), ReportHeading::Access(Movement::Opens)),
        "{}",
        render_text(&changes)
    );
    let changes = between(&ranges("10.9.0.0/17"), &ranges("10.9.0.0/16"));
    assert!(
        occurs(&changes, &ReportedLanguages::default(), ReportHeading::Access(Movement::Opens)),
        "{}",
        render_text(&changes)
    );
}

/// azurerm has an access policy of an existing vault as a resource, whose address contains the label of the client; for Azure
/// it is an entry of the vault.
#[test]
fn an_access_policy_of_a_renamed_client_has_another_address() {
    let vault = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-hub";
    let file = |name: &str| {
        let rest = format!(
            "keyVault: {{ existing: {vault}, authorization: accessPolicies }}\nclients: [{{ name: {name}, type: group, id: {FIRST} }}]"
        );
        let text = format!("{HEAD}{rest}").replace("subdomain: di-s }", "subdomain: di-s, localAuth: true }");
        let topology = di_gen::read::read_topology(&SourceText::new("x", text.clone()));
        di_gen::plan::lower_topology(&topology.unwrap_or_else(|found| panic!("{text}: {found:?}")))
    };
    let changes = compare_topologies(&file("app"), &file("forms"));
    assert_eq!(moving(&changes), set(&[]), "{}", render_text(&changes));
    assert_eq!(deployed_by_azure(&changes), [], "{}", render_text(&changes));
    let json = render_json(&changes);
    let policies = json["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .find(|one| one["type"].as_str().is_some_and(|kind| kind.ends_with("/accessPolicies")));
    assert_eq!(policies.expect("the policies")["effects"]["terraform"][0]["effect"], "replaced", "{json}");
}
