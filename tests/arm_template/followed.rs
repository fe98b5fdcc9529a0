//! What is not known before deployment is followed to the resource that it is read from.

use std::collections::HashMap;

use di_gen::arm_template::{
    DeploymentContext, Evaluated, EvaluatedResource, Template, Value, display_pieces, evaluate,
};
use serde_json::{Value as Json, json};

use super::{CONTEXT, value_of};

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn evaluated(template: &Json, context: &DeploymentContext<'_>) -> Evaluated {
    evaluate(&Template::read(&template.to_string()).expect("a template"), None, context)
}

fn find<'e>(evaluated: &'e Evaluated, resource_type: &str) -> &'e EvaluatedResource {
    let found = evaluated.resources.iter().find(|resource| &*resource.resource_type == resource_type);
    found.unwrap_or_else(|| panic!("no {resource_type}"))
}

fn property<'r>(resource: &'r EvaluatedResource, name: &str) -> &'r Value {
    let properties = resource.body.as_object().expect("a body").get("properties").expect("properties");
    properties.as_object().expect("an object").get(name).unwrap_or_else(|| panic!("no {name}"))
}

/// The name of the resource that a value is read from, and the property.
fn target(evaluated: &Evaluated, value: &Value) -> (String, String) {
    let target = value.as_unknown().expect("an unknown value").target.as_ref().expect("a target");
    let name = evaluated.resource_of(target).map(|resource| resource.name.clone());
    (name.and_then(|name| name.as_text().map(str::to_owned)).unwrap_or_default(), target.path.join("."))
}

fn account(name: &str) -> Json {
    json!({
        "type": "Microsoft.CognitiveServices/accounts",
        "apiVersion": "2024-10-01",
        "name": name,
        "identity": { "type": "SystemAssigned" },
        "properties": {},
    })
}

fn identity(name: &str) -> Json {
    json!({ "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": name })
}

fn role(principal: &str) -> Json {
    json!({
        "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01",
        "scope": "[resourceId('Microsoft.Storage/storageAccounts', 'st1')]",
        "name": format!("[guid(resourceGroup().id, {principal})]"),
        "properties": { "principalId": format!("[{principal}]") },
    })
}

fn module(resources: &Json, parameters: &Json, given: &Json, outputs: &Json) -> Json {
    json!({
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "module",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": { "scope": "inner" },
            "parameters": given,
            "template": {
                "$schema": SCHEMA,
                "languageVersion": "2.0",
                "contentVersion": "1.0.0.0",
                "parameters": parameters,
                "resources": resources,
                "outputs": outputs,
            },
        },
    })
}

#[test]
fn the_principal_of_a_role_is_the_identity_of_an_account() {
    let full = "reference('account', '2024-10-01', 'Full').identity.principalId";
    let by_id = "reference(resourceId('Microsoft.CognitiveServices/accounts', 'DI1'), '2024-10-01', 'full').identity.principalId";
    for principal in [full, by_id] {
        let template = json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": {
            "account": account("di1"),
            "other": account("di2"),
            "role": role(principal),
        } });
        let evaluated = evaluated(&template, &CONTEXT);
        let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
        let expected = ("di1".to_owned(), "identity.principalId".to_owned());
        assert_eq!(target(&evaluated, property(role, "principalId")), expected);
        // The name depends on the principal; scope and type are known.
        let pieces = &role.id.as_unknown().expect("an open name").pieces;
        let id = display_pieces(pieces);
        let start = "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg-app/providers/\
                     Microsoft.Storage/storageAccounts/st1/providers/Microsoft.Authorization/roleAssignments/{guid(";
        assert!(id.starts_with(start), "{id}");
    }
}

#[test]
fn a_principal_is_followed_through_outputs_and_parameters() {
    let inner = module(
        &json!({ "id": identity("[parameters('name')]") }),
        &json!({ "name": { "type": "string" } }),
        &json!({ "name": { "value": "id1" } }),
        &json!({
            "principalId": { "type": "string", "value": "[reference('id').principalId]" },
            "id": { "type": "string", "value": "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))]" },
        }),
    );
    let mut outer = module(
        &json!({ "role": role("parameters('principals')[0].principalId") }),
        &json!({ "principals": { "type": "array" } }),
        &json!({ "principals": {
            "value": "[createArray(createObject('principalId', tryGet(tryGet(reference('identity').outputs, 'principalId'), 'value'), 'id', reference('identity').outputs.id.value))]",
        } }),
        &json!({}),
    );
    outer["name"] = json!("outer");
    let template =
        json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": { "identity": inner, "roles": outer } });
    let evaluated = evaluated(&template, &CONTEXT);
    let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
    let expected = ("id1".to_owned(), "properties.principalId".to_owned());
    assert_eq!(target(&evaluated, property(role, "principalId")), expected);
    assert_eq!(&*role.pointer, "/resources/roles/properties/template/resources/role");
}

#[test]
fn two_candidates_are_none() {
    let template = json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": {
        "a": account("di1"),
        "b": account("DI1"),
        "role": role("reference('a', '2024-10-01', 'full').identity.principalId"),
    } });
    let evaluated = evaluated(&template, &CONTEXT);
    let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
    assert_eq!(target(&evaluated, property(role, "principalId")).0, "");
}

#[test]
fn without_a_subscription_ids_are_symbolic_and_still_followed() {
    let template = json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": {
        "account": account("[format('di-{0}', uniqueString(resourceGroup().id))]"),
        "role": role("reference(resourceId('Microsoft.CognitiveServices/accounts', format('di-{0}', uniqueString(resourceGroup().id))), '2024-10-01', 'full').identity.principalId"),
        "same": {
            "condition": "[equals(uniqueString(resourceGroup().id), uniqueString(resourceGroup().id))]",
            "type": "T.T/t", "apiVersion": "1", "name": "[split(resourceId('T.T/t', 'n'), '/')[8]]",
        },
        "open": { "condition": "[equals(uniqueString(resourceGroup().id), 'abc')]", "type": "T.T/t", "apiVersion": "1", "name": "o" },
    } });
    let evaluated = evaluated(&template, &DeploymentContext::default());
    let account = find(&evaluated, "Microsoft.CognitiveServices/accounts");
    let id = display_pieces(&account.id.as_unknown().expect("an open ID").pieces);
    assert_eq!(
        id,
        "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}/providers/\
         Microsoft.CognitiveServices/accounts/di-{uniquestring(/subscriptions/{subscription().subscriptionId}/\
         resourceGroups/{resourceGroup().name})}"
    );
    let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
    let value = property(role, "principalId").as_unknown().expect("unknown").target.as_ref().expect("a target");
    let found = evaluated.resource_of(value).expect("the account");
    assert_eq!(found.pointer, account.pointer);
    let presence = |at: usize| format!("{:?}", evaluated.resources[at].presence);
    assert_eq!(presence(2), "Deployed");
    assert_eq!(evaluated.resources[2].name.as_text(), Some("n"));
    assert!(presence(3).starts_with("MayExist"), "{}", presence(3));
}

#[test]
fn what_a_resource_is_read_from_has_no_role_of_an_absent_one() {
    let mut absent = account("di1");
    absent["condition"] = json!(false);
    let template = json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": {
        "account": absent,
        "role": role("reference('account', '2024-10-01', 'full').identity.principalId"),
    } });
    let evaluated = evaluated(&template, &CONTEXT);
    let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
    assert_eq!(target(&evaluated, property(role, "principalId")).0, "");
}

#[test]
fn what_exists_gives_the_name_of_a_role() {
    let principal = "reference('id').principalId";
    let mut settings = account("di1");
    settings["properties"] = json!({ "publicNetworkAccess": "Disabled", "open": "[reference('id').none]" });
    let template = json!({ "$schema": SCHEMA, "languageVersion": "2.0", "resources": {
        "id": identity("id1"),
        "account": settings,
        "role": role(principal),
        "reader": { "type": "T.T/t", "apiVersion": "1", "name": "r", "properties": {
            "set": "[reference('account').publicNetworkAccess]",
            "open": "[reference('account').open]",
            "endpoint": "[reference('account').endpoint]",
            "list": "[reference('account').rules]",
            "absent": "[reference('account').other]",
        } },
    } });
    let prefix = "/subscriptions/44444444-4444-4444-4444-444444444444/resourcegroups/rg-app/providers/";
    let reported: HashMap<String, Json> = HashMap::from([
        (
            format!("{prefix}microsoft.managedidentity/userassignedidentities/id1"),
            json!({ "properties": { "principalId": "11111111-2222-3333-4444-555555555555" } }),
        ),
        (
            format!("{prefix}microsoft.cognitiveservices/accounts/di1"),
            json!({ "properties": { "publicNetworkAccess": "Enabled", "open": "old", "Endpoint": "https://e", "rules": [] } }),
        ),
    ]);
    let evaluated = evaluated(&template, &DeploymentContext { reported: Some(&reported), ..CONTEXT });
    let role = find(&evaluated, "Microsoft.Authorization/roleAssignments");
    assert_eq!(property(role, "principalId").as_text(), Some("11111111-2222-3333-4444-555555555555"));
    let name = value_of("[guid(resourceGroup().id, '11111111-2222-3333-4444-555555555555')]", &CONTEXT);
    assert_eq!(role.name.as_text(), name.as_text());
    assert!(role.id.as_text().is_some());
    let reader = find(&evaluated, "T.T/t");
    // What the template sets is what counts after deployment.
    assert_eq!(property(reader, "set").as_text(), Some("Disabled"));
    assert_eq!(property(reader, "endpoint").as_text(), Some("https://e"));
    for name in ["open", "list", "absent"] {
        assert!(property(reader, name).as_unknown().is_some(), "{name}");
    }
}
