//! By which IDs Terraform imports what has no ID in Resource Manager: access policies, secrets, and role assignments of the
//! identity that runs it.

use std::rc::Rc;

use di_gen::{
    drift::DeploymentPlace,
    existing::{InputReader, Inventory, SOMEWHERE},
    plan::{LanguageFamily, lower_topology},
    read::read_topology,
    render::TakenOver,
    source::SourceText,
    takeover::{Preflight, plan_take_over, preflight},
};
use serde_json::{Value, json};

const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg";
const VAULT: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/kv-shared";
const APP: &str = "00000000-0000-0000-0000-0000000000a1";
const SECRETS_OFFICER: &str = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

/// What a topology takes over of some inputs.
fn take_over(topology: &str, inputs: &[Value]) -> (TakenOver, Preflight) {
    let source = SourceText::new("di-gen.yaml", topology.to_owned());
    let plan = lower_topology(&read_topology(&source).expect("a topology"));
    let mut reader = InputReader::default();
    for (index, input) in inputs.iter().enumerate() {
        reader.add(&Rc::from(format!("{index}.json")), input.to_string()).expect("an input");
    }
    let existing: Inventory = reader.finish(&SOMEWHERE).expect("an inventory").inventory;
    let place = DeploymentPlace {
        subscription: Some("00000000-0000-0000-0000-000000000001".to_owned()),
        resource_group: Some("rg".to_owned()),
        ..DeploymentPlace::default()
    };
    let mut found = preflight(&plan, LanguageFamily::Terraform, &place, &existing).expect("a preflight");
    let taken = plan_take_over(&plan, &mut found, &existing, &[]).expect("addresses");
    (taken, found)
}

fn vault(policies: &Value) -> Value {
    json!([{ "id": VAULT, "location": "westeurope", "properties": { "enableRbacAuthorization": false, "accessPolicies": policies } }])
}

fn import_of<'a>(taken: &'a TakenOver, start: &str) -> Option<&'a str> {
    taken.imports.iter().find(|(address, _)| address.starts_with(start)).map(|(_, id)| id.as_str())
}

fn command_of<'a>(taken: &'a TakenOver, start: &str) -> Option<&'a str> {
    taken.by_hand.iter().find(|one| one.address.starts_with(start)).map(|one| one.command.as_str())
}

const OWN_LIST: &str = include_str!("cases/vault-exists-with-its-own-list.yaml");

#[test]
fn an_access_policy_is_imported_by_vault_and_principal() {
    let policy = |application: Option<&str>| json!([{ "objectId": APP.to_uppercase(), "applicationId": application, "permissions": { "secrets": ["get"] } }]);
    let own = "azurerm_key_vault_access_policy.";
    let (taken, _) = take_over(OWN_LIST, &[vault(&policy(None))]);
    assert_eq!(import_of(&taken, own), Some(&*format!("{VAULT}/objectId/{APP}")));
    // That of another application, and none.
    for policies in [policy(Some("99999999-0000-0000-0000-000000000000")), json!([])] {
        let (taken, _) = take_over(OWN_LIST, &[vault(&policies)]);
        assert_eq!(import_of(&taken, own), None);
    }
    // The principal of an identity that was not seen: the command shows which there are.
    let command = command_of(&taken, own).expect("the identity of the portal");
    assert!(command.starts_with("az keyvault show --name 'kv-shared' "), "{command}");
}

#[test]
fn a_secret_is_imported_by_the_version_that_a_state_has() {
    let (taken, _) = take_over(OWN_LIST, &[vault(&json!([]))]);
    let command = "az keyvault secret show --vault-name 'kv-shared' --name 'claims-key' --query id -o tsv";
    assert_eq!(command_of(&taken, "azurerm_key_vault_secret."), Some(command));
    let version = "https://kv-shared.vault.azure.net/secrets/claims-key/fdf067c93bbb4b22bff4d8b7a9a56217";
    let values = json!({
        "id": version,
        "versionless_id": "https://kv-shared.vault.azure.net/secrets/claims-key",
        "resource_versionless_id": format!("{VAULT}/secrets/claims-key"),
        "key_vault_id": VAULT,
        "name": "claims-key",
        "value": "a-secret-that-is-not-read",
    });
    let secret = json!({ "address": "azurerm_key_vault_secret.old", "mode": "managed", "type": "azurerm_key_vault_secret", "name": "old",
        "provider_name": "registry.terraform.io/hashicorp/azurerm", "schema_version": 0, "values": values, "sensitive_values": { "value": true } });
    let state = json!({ "format_version": "1.0", "terraform_version": "1.11.4", "values": { "root_module": { "resources": [secret] } } });
    let (taken, _) = take_over(OWN_LIST, &[vault(&json!([])), state]);
    assert_eq!(import_of(&taken, "azurerm_key_vault_secret."), Some(version));
    assert!(!format!("{taken:?}").contains("a-secret-that-is-not-read"));
}

fn assignment(name: &str, principal: &str) -> Value {
    let scope = format!("{GROUP}/providers/Microsoft.KeyVault/vaults/kv-invoices-dev-b41e7f");
    json!({ "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "properties": { "principalId": principal, "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{SECRETS_OFFICER}") } })
}

/// A role assignment of a client is not that of the identity that runs Terraform, though nothing tells which identity this is.
#[test]
fn a_role_of_a_client_is_not_that_of_the_deploying_principal() {
    let clients = format!(
        "clients: [{{ name: ops, type: group, id: {APP}, roles: [{{ role: Key Vault Secrets Officer, on: vault }}] }}]"
    );
    let topology = format!("name: invoices\nlocation: westeurope\naccount: {{ localAuth: true }}\n{clients}\n");
    let vault = json!({ "id": format!("{GROUP}/providers/Microsoft.KeyVault/vaults/kv-invoices-dev-b41e7f"), "properties": {} });
    let own = "azurerm_role_assignment.deployer_on_vault";
    let (taken, found) = take_over(&topology, &[json!([vault, assignment("of-ops", APP)])]);
    assert_eq!(import_of(&taken, own), None);
    let created = found.steps.iter().find(|step| format!("{:?}", step.subject).contains(own)).expect("it is created");
    assert!(!created.opens && !created.is_harmful());
    assert!(format!("{:?}", created.subject).contains("Allows the identity that runs Terraform to write the secret."));
    let deployer = assignment("of-deployer", "99999999-0000-0000-0000-000000000000");
    let (taken, _) = take_over(&topology, &[json!([vault, assignment("of-ops", APP), deployer])]);
    assert!(import_of(&taken, own).is_some_and(|id| id.ends_with("/of-deployer")), "{:?}", taken.imports);
}
