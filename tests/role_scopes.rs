//! Roles on the resource group and on the subscription: what they apply to, what is written, and what is reported.
//!
//! A role applies at its scope and below: MicrosoftDocs/azure-docs role-based-access-control/overview.md (2022-01-12). A
//! deployment to a resource group needs a module with the scope of the subscription:
//! azure-resource-manager/bicep/deploy-to-resource-group.md (2024-03-20).

use di_gen::{
    analyse::{
        access::{AccessAnalysis, combined_verdict},
        posture::check_posture,
    },
    plan::ResolvedTopology,
    source::SourceText,
};
use serde_json::Value;

use crate::support::topologies::Story;

const TARGET: &str = "00000000-0000-0000-0000-000000000001";
const OTHER: &str = "00000000-0000-0000-0000-000000000002";

fn plan(text: &str) -> ResolvedTopology {
    let topology = di_gen::read::read_topology(&SourceText::new("x", text)).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    di_gen::plan::lower_topology(&topology)
}

fn client(role: &str, on: &str) -> String {
    format!(
        "clients: [{{ name: one, type: managedIdentity, id: 22222222-2222-2222-2222-222222222222, roles: [{{ role: {role}, on: {on} }}] }}]\n"
    )
}

fn existing_account(subscription: &str) -> String {
    format!(
        "account:\n  existing: /subscriptions/{subscription}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/di-team\n  subdomain: di-team\n  principalId: 33333333-3333-3333-3333-333333333333\n"
    )
}

/// A new account is below both scopes; an existing one is where its ID says, as far as the target is known.
#[test]
fn a_role_applies_to_what_its_scope_contains() {
    let known = format!("subscription: {TARGET}\nlocation: westeurope\n");
    let unknown = String::new();
    let cases = [
        (&unknown, String::new(), "resourceGroup", "allowed"),
        (&unknown, String::new(), "subscription", "allowed"),
        // The account of the target resource group, or of another one.
        (&unknown, existing_account(TARGET), "resourceGroup", "conditional"),
        (&unknown, existing_account(TARGET), "subscription", "conditional"),
        (&known, existing_account(TARGET), "resourceGroup", "conditional"),
        (&known, existing_account(TARGET), "subscription", "allowed"),
        (&known, existing_account(OTHER), "resourceGroup", "denied"),
        (&known, existing_account(OTHER), "subscription", "denied"),
    ];
    for (head, account, on, expected) in cases {
        let text = format!("name: spec\n{head}{account}{}", client("Cognitive Services User", on));
        let plan = plan(&text);
        let statement = "client one from subnet workloads calls account".parse().expect("a statement");
        let paths = AccessAnalysis::new(&plan).paths_for_statement(&statement).expect("access paths");
        let authorization: Vec<String> = paths
            .iter()
            .flat_map(|path| &path.steps)
            .filter(|step| step.aspect == di_gen::analyse::access::Aspect::Authorization)
            .map(|step| step.outcome.to_string())
            .collect();
        assert!(combined_verdict(&paths).is_some());
        assert!(authorization.iter().all(|outcome| outcome == expected), "{text}: {authorization:?}");
        assert!(!authorization.is_empty(), "{text}");
    }
}

/// The assignment is written at that scope in all three languages, and the nested deployment has its own location.
#[test]
fn the_subscription_is_the_scope_in_every_language() {
    let text = format!("name: spec\naccount: {{ localAuth: false }}\n{}", client("Reader", "subscription"));
    let story = Story { name: "subscription".to_owned(), text };
    let arm: Value = serde_json::from_str(&story.arm()).expect("JSON");
    let nested: Vec<&Value> = arm["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .filter(|resource| resource["type"] == "Microsoft.Resources/deployments")
        .collect();
    let [deployment] = nested.as_slice() else { panic!("{nested:?}") };
    assert_eq!(deployment["subscriptionId"], "[subscription().subscriptionId]");
    assert_eq!(deployment["location"], "[resourceGroup().location]");
    assert!(deployment["resourceGroup"].is_null());
    let template = &deployment["properties"]["template"];
    assert!(
        template["$schema"].as_str().is_some_and(|schema| schema.ends_with("/subscriptionDeploymentTemplate.json#"))
    );
    assert_eq!(template["resources"][0]["type"], "Microsoft.Authorization/roleAssignments");
    let files = story.bicep();
    let file =
        |name: &str| files.iter().find(|file| file.path == name).map(|file| file.text.as_str()).unwrap_or_default();
    assert!(file("modules/subscriptionRoles.bicep").contains("targetScope = 'subscription'"));
    assert!(file("main.bicep").contains("scope: subscription()"));
    for major in [di_gen::topology::AzurermMajor::V4, di_gen::topology::AzurermMajor::V5] {
        let files = story.terraform(major, di_gen::render::Frame::Module).expect("Terraform");
        let main = &files.iter().find(|file| file.path == "main.tf").expect("main.tf").text;
        assert!(main.contains("= \"/subscriptions/${data.azurerm_client_config.current.subscription_id}\""), "{main}");
        assert!(main.contains("data \"azurerm_client_config\" \"current\""));
    }
}

/// Only the subscription needs permissions there, and the note names operations rather than a role.
#[test]
fn a_role_on_the_subscription_is_a_required_step() {
    let steps = |on: &str| {
        let plan = plan(&format!("name: spec\n{}", client("Reader", on)));
        let notes = plan.notes.iter().map(|note| note.diagnostic.message.clone());
        notes.filter(|note| note.starts_with("On the subscription")).collect::<Vec<_>>()
    };
    assert_eq!(steps("account"), Vec::<String>::new());
    assert_eq!(steps("resourceGroup"), Vec::<String>::new());
    let steps = steps("subscription");
    assert_eq!(steps.len(), 2, "one for Azure, one for Terraform: {steps:?}");
    assert!(steps.iter().all(|step| step.contains("Microsoft.Authorization/roleAssignments/write")));
}

/// Role, scope, and the rules about roles that it violates.
#[test]
fn rules_about_roles_raise_no_false_alarm() {
    let cases: [(&str, &str, &[&str]); 12] = [
        ("Cognitive Services User", "account", &[]),
        ("Cognitive Services User", "resourceGroup", &[]),
        ("Cognitive Services User", "subscription", &["DI1503"]),
        ("Reader", "subscription", &[]),
        ("Cognitive Services Usages Reader", "subscription", &[]),
        ("Storage Account Key Operator Service Role", "subscription", &["DI1503"]),
        ("Contributor", "resourceGroup", &[]),
        ("Owner", "resourceGroup", &["DI1502"]),
        ("User Access Administrator", "account", &["DI1502"]),
        ("Key Vault Data Access Administrator", "resourceGroup", &["DI1502"]),
        // Not known, so not reported.
        ("00000000-0000-0000-0000-0000000000b8", "subscription", &[]),
        ("Owner", "subscription", &["DI1502", "DI1503"]),
    ];
    for (role, on, expected) in cases {
        let text = format!("name: spec\naccount: {{ localAuth: false }}\n{}", client(role, on));
        let found = check_posture(&plan(&text), &[]);
        let mut codes: Vec<&str> =
            found.iter().map(|one| one.code.as_str()).filter(|code| code.starts_with("DI15")).collect();
        codes.sort_unstable();
        assert_eq!(codes, expected, "{role} on {on}");
    }
}

/// A vault is opened for clients that use its data: also with a role on what contains it, and not for management.
#[test]
fn a_vault_is_open_for_clients_with_a_role_for_its_data() {
    let cases = [
        ("Key Vault Secrets User", "vault", true),
        ("Key Vault Secrets User", "resourceGroup", true),
        ("Key Vault Secrets User", "subscription", true),
        ("Cognitive Services User", "resourceGroup", false),
        ("Key Vault Purge Operator", "vault", false),
        ("Key Vault Contributor", "vault", false),
        ("Owner", "resourceGroup", false),
    ];
    for (role, on, expected) in cases {
        let text = format!(
            "name: spec\naccount: {{ publicNetworkAccess: selected, localAuth: false }}\nallow: {{ addresses: [198.51.100.7] }}\nkeyVault: {{}}\n{}",
            client(role, on)
        );
        let plan = plan(&text);
        let vault = plan.find(&"keyVault".into()).expect("a vault");
        let di_gen::plan::Body::KeyVault(vault) = &vault.body else { panic!("a vault") };
        assert_eq!(vault.public_network_access, expected, "{role} on {on}");
        let unused = check_posture(&plan, &[]).iter().any(|one| one.code.as_str() == "DI1307");
        assert!(!unused, "{role} on {on}");
    }
}

/// Reader anywhere above the account shows it in Studio.
#[test]
fn people_with_reader_on_a_scope_above_see_the_account_in_studio() {
    let cases = [
        ("Reader", "account", false),
        ("Reader", "resourceGroup", false),
        ("Reader", "subscription", false),
        ("Owner", "subscription", false),
        ("Cognitive Services User", "subscription", true),
    ];
    for (role, on, expected) in cases {
        let text = format!(
            "name: spec\nallow: {{ studio: browser }}\nclients: [{{ name: ana, type: user, roles: [{{ role: {role}, on: {on} }}] }}]\n"
        );
        let plan = plan(&text);
        let is_named = plan.notes.iter().any(|note| note.diagnostic.message.starts_with("Assign Reader"));
        assert_eq!(is_named, expected, "{role} on {on}");
    }
}

/// A difference names the scope: a role that moves from the account to the subscription is added and removed.
#[test]
fn a_difference_names_the_scope_of_a_role() {
    let old = plan(&format!("name: spec\n{}", client("Reader", "account")));
    let new = plan(&format!("name: spec\n{}", client("Reader", "subscription")));
    let changes = di_gen::compare::compare_topologies(&old, &new);
    assert!(
        changes.roles_added().iter().any(|role| role.contains("Reader on the subscription")),
        "{:?}",
        changes.roles_added()
    );
    assert!(
        changes.roles_removed().iter().any(|role| role.contains("Reader on di-spec-dev")),
        "{:?}",
        changes.roles_removed()
    );
}

/// What `customRoles` says is described, and a changed permission is a changed access path.
#[test]
fn custom_roles_are_described_and_compared() {
    const CUSTOM: &str = "00000000-0000-0000-0000-0000000000b7";
    let with = |actions: &str| {
        plan(&format!(
            "name: spec\naccount: {{ localAuth: false }}\ncustomRoles: [{{ id: {CUSTOM}, dataActions: ['{actions}'] }}]\n{}",
            client(CUSTOM, "account")
        ))
    };
    let (old, new) = (with("Microsoft.CognitiveServices/accounts/OpenAI/*"), with("Microsoft.CognitiveServices/*"));
    let described = di_gen::describe::describe_topology(&new);
    assert_eq!(described["customRoles"][0]["id"], CUSTOM);
    assert_eq!(described["customRoles"][0]["dataActions"], serde_json::json!(["Microsoft.CognitiveServices/*"]));
    let changes = di_gen::compare::compare_topologies(&old, &new);
    assert!(
        changes.opened_paths().any(|change| change.access_path.to_string().contains("client one")),
        "a permission is added"
    );
}
