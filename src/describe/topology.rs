//! The resolved topology as JSON for other tools. `schemas/di-gen.plan.schema.json` is the contract for its shape.

use serde_json::{Map, Value, json};

use crate::plan::{
    CustomRolePermissions, DeploymentTarget, ExplicitDependency, Expr, LanguageFamily, Nesting, Parameter,
    ParameterKind, PropertyTree as _, PropertyValue, ResolvedTopology, Resource, Symbol,
};

/// The JSON Schema (draft 2020-12) of the value that [`describe_topology`] returns.
pub const SCHEMA: &str = include_str!("../../schemas/di-gen.plan.schema.json");

/// The resolved topology as JSON.
#[must_use]
pub fn describe_topology(plan: &ResolvedTopology) -> Value {
    json!({
        "edition": plan.edition.as_str(),
        "title": plan.title,
        "cloud": plan.cloud.as_str(),
        "azurerm": u8::from(plan.azurerm),
        "subscription": plan.subscription,
        "stack": plan.stack.map(|stack| json!({ "onUnmanage": stack.as_str() })),
        "diagnosticSettings": if plan.logs_by_policy { "policy" } else { "create" },
        "parameters": plan.parameters.iter().map(describe_parameter).collect::<Vec<_>>(),
        "variables": plan.variables.iter().map(|variable| json!({
            "name": variable.name, "description": variable.description, "value": describe_expression(&variable.value),
        })).collect::<Vec<_>>(),
        "resources": plan.resources.iter().map(|resource| describe_resource(plan, resource)).collect::<Vec<_>>(),
        "customRoles": plan.custom_roles.iter().map(describe_custom_role).collect::<Vec<_>>(),
        "outputs": plan.outputs.iter().map(|output| json!({
            "name": output.name, "description": output.description, "value": describe_expression(&output.value),
        })).collect::<Vec<_>>(),
        "notes": plan.notes.iter().filter(|note| note.applies_to_major(plan)).map(|note| json!({
            "code": note.diagnostic.code.as_str(), "message": note.diagnostic.message, "only": family_keyword(note.only_for),
        })).collect::<Vec<_>>(),
    })
}

fn describe_custom_role(role: &CustomRolePermissions) -> Value {
    let lines = |patterns: &str| patterns.lines().map(ToOwned::to_owned).collect::<Vec<_>>();
    let permissions = role.permissions();
    json!({
        "id": role.guid(),
        "actions": lines(permissions.actions),
        "notActions": lines(permissions.not_actions),
        "dataActions": lines(permissions.data_actions),
        "notDataActions": lines(permissions.not_data_actions),
    })
}

fn describe_parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "description": parameter.description,
        "type": match parameter.kind {
            ParameterKind::String => "text",
            ParameterKind::SecureString => "secret",
            ParameterKind::StringList => "list",
            ParameterKind::StringMap => "map",
            ParameterKind::Integer => "number",
        },
        "default": parameter.default.as_ref().map(describe_expression),
        "only": family_keyword(parameter.only_for),
    })
}

fn describe_resource(plan: &ResolvedTopology, resource: &Resource) -> Value {
    json!({
        "symbol": resource.symbol.as_str(),
        "type": resource.kind.arm_type(),
        "apiVersion": plan.api_version(resource.kind),
        "azurerm": Some(resource.kind.terraform_type()).filter(|kind| !kind.is_empty()),
        "name": describe_expression(&resource.name),
        "purpose": resource.purpose,
        "decidedBy": resource.origin,
        "parent": resource.parent.as_ref().map(Symbol::as_str),
        "scope": resource.scope.as_ref().map(Symbol::as_str),
        "existing": resource.existing.as_ref().map(ToString::to_string),
        "resourceGroup": match &resource.deployment_target {
            DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass | DeploymentTarget::Subscription => Value::Null,
            DeploymentTarget::OtherGroup(group) => json!({ "subscription": group.subscription, "name": group.name }),
        },
        "targetScope": match resource.deployment_target {
            DeploymentTarget::Subscription => "subscription",
            DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass | DeploymentTarget::OtherGroup(_) => "resourceGroup",
        },
        "secondStep": resource.deployment_target == DeploymentTarget::SecondPass,
        "written": match resource.nesting {
            Nesting::Standalone => "alone",
            Nesting::InsideParent => "insideParent",
            Nesting::InsideParentInTerraform => "insideParentInTerraform",
        },
        "only": family_keyword(resource.only_for),
        "dependsOn": resource.referenced_symbols().iter().filter(|symbol| plan.find(symbol).is_some()).map(Symbol::as_str).collect::<Vec<_>>(),
        "after": resource.depends_on.iter().map(describe_dependency).collect::<Vec<_>>(),
        "facts": describe_property(&resource.body.property_value()),
    })
}

fn describe_dependency(dependency: &ExplicitDependency) -> Value {
    json!({ "symbol": dependency.symbol.as_str(), "reason": dependency.reason, "only": family_keyword(dependency.only_for) })
}

fn family_keyword(family: Option<LanguageFamily>) -> Option<&'static str> {
    family.map(|family| match family {
        LanguageFamily::Azure => "azure",
        LanguageFamily::Terraform => "terraform",
    })
}

fn describe_property(value: &PropertyValue<'_>) -> Value {
    match value {
        PropertyValue::Absent => Value::Null,
        PropertyValue::Bool(enabled) => json!(enabled),
        PropertyValue::Number(number) => json!(number),
        PropertyValue::Word(word) => json!(word),
        PropertyValue::Item(name) => json!({ "item": name }),
        PropertyValue::Expr(expr) => describe_expression(expr),
        PropertyValue::List(values) => Value::Array(values.iter().map(describe_property).collect()),
        PropertyValue::Record(properties) => {
            let entries =
                properties.iter().map(|(property, inner)| (to_camel_case(property.field), describe_property(inner)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// A literal as it is; any other expression as an object whose key names its kind.
fn describe_expression(expr: &Expr) -> Value {
    let list = |inner: &[Expr]| Value::Array(inner.iter().map(describe_expression).collect());
    match expr {
        Expr::String(text) => json!(text),
        Expr::Integer(number) => json!(number),
        Expr::List(items) => list(items),
        Expr::Map(entries) => {
            json!({ "map": entries.iter().map(|(key, value)| (key.clone(), describe_expression(value))).collect::<Map<_, _>>() })
        }
        Expr::Parameter(name) => json!({ "parameter": name }),
        Expr::Variable(name) => json!({ "variable": name }),
        Expr::Attribute(symbol, attribute) => {
            json!({ "of": symbol.as_str(), "attribute": lowercase_first(&format!("{attribute:?}")) })
        }
        Expr::Join(parts) => json!({ "join": list(parts) }),
        Expr::Concat(parts) => json!({ "concat": list(parts) }),
        Expr::Guid(parts) => json!({ "guid": list(parts) }),
        Expr::RoleDefinition(inner) => json!({ "roleDefinition": describe_expression(inner) }),
        Expr::LastSegment(inner) => json!({ "lastSegment": describe_expression(inner) }),
        Expr::StorageSuffix => json!({ "ofTheDeployment": "storageSuffix" }),
        Expr::VaultSuffix => json!({ "ofTheDeployment": "vaultSuffix" }),
        Expr::TenantId => json!({ "ofTheDeployment": "tenantId" }),
        Expr::SubscriptionId => json!({ "ofTheDeployment": "subscriptionId" }),
        Expr::DeployerId => json!({ "ofTheDeployment": "deployerId" }),
        Expr::ResourceGroupId => json!({ "ofTheDeployment": "resourceGroupId" }),
        Expr::ResourceGroupLocation => json!({ "ofTheDeployment": "resourceGroupLocation" }),
        Expr::DeploymentHash => json!({ "ofTheDeployment": "hash" }),
    }
}

/// `custom_subdomain` as `customSubdomain`.
fn to_camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut text, part| {
        let mut letters = part.chars();
        text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        text.extend(letters);
        text
    })
}

/// `PrincipalId` as `principalId`.
fn lowercase_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
