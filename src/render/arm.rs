//! The resolved topology as an ARM template: bodies from the shared templates, parsed as data, in a JSON frame.
//!
//! The frame is built from JSON values, not by a template, which would have to place commas.

use serde_json::{Map, Value, json};

use super::{
    bicep::body_context,
    engine::ARM_ENGINE,
    expression::{ArmWriter, property_name},
    extra,
    file::File,
    header,
    limits::check_limits,
    literal, marker,
};
use crate::{
    diagnostic::Diagnostic,
    plan::{
        DeploymentTarget, Expr, Language, LanguageFamily, NestedDeployment, Parameter, ParameterKind, Partition,
        ResolvedTopology, Resource, Symbol,
    },
};

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

/// The schema of templates that are deployed to a subscription.
const SUBSCRIPTION_SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#";

/// API version of nested deployments; see `catalog` for the rule.
const DEPLOYMENTS_API_VERSION: &str = "2025-04-01";

/// Writes the resolved topology as `azuredeploy.json`.
///
/// # Errors
/// If ARM cannot express the topology.
pub fn arm(plan: &ResolvedTopology) -> Result<Vec<File>, Vec<Diagnostic>> {
    check_limits(plan, Language::Arm)?;
    let plan = &plan.for_language(Language::Arm);
    let partition = plan.partition_deployments();
    let mut template = build_template(&partition)?;
    let mut generator = generator_metadata(plan);
    let notes = header::format_notes(plan, Language::Arm);
    if !notes.is_empty() {
        generator.insert("notes".to_owned(), json!(notes));
    }
    template.shift_insert(
        2,
        "metadata".to_owned(),
        json!({ "_generator": generator, "description": format!("{}.", plan.title) }),
    );
    Ok(vec![File::new("azuredeploy.json", format_json(&Value::Object(template)))])
}

/// Metadata that names the generator of a file.
pub(super) fn generator_metadata(plan: &ResolvedTopology) -> Map<String, Value> {
    let mut generator = Map::new();
    generator.insert("name".to_owned(), json!("di-gen"));
    generator.insert("edition".to_owned(), json!(plan.edition.as_str()));
    generator.insert("comment".to_owned(), json!(marker::marker_line(plan, "arm")));
    generator
}

pub(super) fn format_json(value: &Value) -> String {
    crate::diagnostic::json_text(value)
}

fn build_template(partition: &Partition<'_>) -> Result<Map<String, Value>, Vec<Diagnostic>> {
    let plan = partition.plan;
    let writer = ArmWriter { plan };
    let mut template = Map::new();
    let schema = if plan.deployed_to == DeploymentTarget::Subscription { SUBSCRIPTION_SCHEMA } else { SCHEMA };
    template.insert("$schema".to_owned(), json!(schema));
    template.insert("contentVersion".to_owned(), json!("1.0.0.0"));
    if !plan.parameters.is_empty() {
        let parameters: Map<_, _> =
            plan.parameters.iter().map(|p| (p.name.clone(), parameter_definition(p, &writer))).collect();
        template.insert("parameters".to_owned(), Value::Object(parameters));
    }
    let variables: Map<_, _> =
        partition.outer_variables().map(|v| (v.name.clone(), expression_json(&v.value, &writer))).collect();
    if !variables.is_empty() {
        template.insert("variables".to_owned(), Value::Object(variables));
    }
    let (mut resources, mut diagnostics) = (Vec::new(), Vec::new());
    let mut placed: Vec<&Symbol> = Vec::new();
    for r in &plan.resources {
        if let Some(deployment) = partition.containing_deployment(&r.symbol) {
            if !placed.contains(&&deployment.symbol) {
                placed.push(&deployment.symbol);
                match build_nested_deployment(partition, deployment, &writer) {
                    Ok(nested) => resources.push(nested),
                    Err(errors) => diagnostics.extend(errors),
                }
            }
        } else if r.existing.is_none() && !r.nesting.is_inside_parent(LanguageFamily::Azure) {
            match build_resource(partition, r, &writer) {
                Ok(entry) => resources.push(entry),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    template.insert("resources".to_owned(), Value::Array(resources));
    if !plan.outputs.is_empty() {
        let outputs: Map<_, _> = plan
            .outputs
            .iter()
            .map(|o| (o.name.clone(), json!({ "type": "string", "metadata": { "description": o.description }, "value": writer.json_string(&o.value) })))
            .collect();
        template.insert("outputs".to_owned(), Value::Object(outputs));
    }
    Ok(template)
}

fn parameter_definition(parameter: &Parameter, writer: &ArmWriter<'_>) -> Value {
    let mut entry = Map::new();
    let kind = match parameter.kind {
        ParameterKind::String => "string",
        ParameterKind::SecureString => "securestring",
        ParameterKind::StringList => "array",
        ParameterKind::StringMap => "object",
        ParameterKind::Integer => "int",
    };
    entry.insert("type".to_owned(), json!(kind));
    if let Some(default) = &parameter.default {
        entry.insert("defaultValue".to_owned(), expression_json(default, writer));
    }
    if let Some((least, most)) = parameter.length {
        entry.insert("minLength".to_owned(), json!(least));
        entry.insert("maxLength".to_owned(), json!(most));
    }
    entry.insert("metadata".to_owned(), json!({ "description": parameter.description }));
    Value::Object(entry)
}

/// An expression as JSON: lists and mappings stay data.
fn expression_json(expr: &Expr, writer: &ArmWriter<'_>) -> Value {
    match expr {
        Expr::List(items) => Value::Array(items.iter().map(|item| expression_json(item, writer)).collect()),
        Expr::Map(entries) => {
            Value::Object(entries.iter().map(|(k, v)| (property_name(k), expression_json(v, writer))).collect())
        }
        Expr::Integer(number) => json!(number),
        expr => json!(writer.json_string(expr)),
    }
}

fn build_resource(
    partition: &Partition<'_>,
    resource: &Resource,
    writer: &ArmWriter<'_>,
) -> Result<Value, extra::ExtraError> {
    let template = format!("azure/{}", resource.kind.template_name());
    let text = ARM_ENGINE.render_template(&template, body_context(partition.plan, resource, writer));
    let text = extra::merge_into_body(partition.plan, resource, text.trim(), writer)?;
    let properties = literal::read_body(&text)
        .unwrap_or_else(|error| panic!("template {template}, rendered line {}: {}", error.line, error.message));
    let mut entry = Map::new();
    entry.insert("type".to_owned(), json!(resource.kind.arm_type()));
    entry.insert("apiVersion".to_owned(), json!(partition.plan.api_version(resource.kind)));
    if let Some(scope) = &resource.scope {
        entry.insert("scope".to_owned(), json!(writer.json_string(&Expr::id(scope))));
    }
    entry.insert("name".to_owned(), json!(writer.full_name(resource)));
    entry.insert("comments".to_owned(), json!(writer.json_string(&Expr::string(&*resource.purpose))));
    entry.extend(properties);
    let explicit = resource.depends_on.iter().map(|after| after.symbol.clone());
    let mut symbols = resource.referenced_symbols();
    for child in partition.plan.nested_children(&resource.symbol, LanguageFamily::Azure) {
        symbols.extend(child.referenced_symbols());
    }
    symbols.extend(explicit);
    add_dependencies(&mut entry, partition, &resource.symbol, &symbols, writer);
    Ok(Value::Object(entry))
}

fn build_nested_deployment(
    partition: &Partition<'_>,
    deployment: &NestedDeployment,
    writer: &ArmWriter<'_>,
) -> Result<Value, Vec<Diagnostic>> {
    let inner = Partition { plan: &deployment.plan, deployments: Vec::new() };
    let template = build_template(&inner)?;
    let mut symbols: Vec<Symbol> = Vec::new();
    for (_, argument) in &deployment.arguments {
        argument.visit(&mut |expr| {
            if let Expr::Attribute(symbol, _) = expr {
                symbols.push(symbol.clone());
            }
        });
    }
    symbols.extend(deployment.depends_on.iter().map(|after| after.symbol.clone()));
    let arguments: Map<_, _> = deployment
        .arguments
        .iter()
        .map(|(name, value)| (name.clone(), json!({ "value": expression_json(value, writer) })))
        .collect();
    let mut entry = Map::new();
    entry.insert("type".to_owned(), json!("Microsoft.Resources/deployments"));
    entry.insert("apiVersion".to_owned(), json!(DEPLOYMENTS_API_VERSION));
    entry.insert("name".to_owned(), json!(writer.json_string(&deployment.name)));
    match &deployment.target {
        DeploymentTarget::OtherGroup(group) => {
            entry.insert("subscriptionId".to_owned(), json!(group.subscription));
            entry.insert("resourceGroup".to_owned(), json!(group.name));
        }
        // Without a resource group, the deployment has a location of its own.
        DeploymentTarget::Subscription => {
            entry.insert("subscriptionId".to_owned(), json!(writer.json_string(&Expr::SubscriptionId)));
            entry.insert("location".to_owned(), json!(writer.json_string(&Expr::ResourceGroupLocation)));
        }
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => {}
    }
    let purpose = Expr::string(format!("{}.", deployment.purpose));
    entry.insert("comments".to_owned(), json!(writer.json_string(&purpose)));
    entry.insert(
        "properties".to_owned(),
        json!({
            "mode": "Incremental",
            "expressionEvaluationOptions": { "scope": "inner" },
            "parameters": arguments,
            "template": template,
        }),
    );
    add_dependencies(&mut entry, partition, &deployment.symbol, &symbols, writer);
    Ok(Value::Object(entry))
}

/// Writes `dependsOn`: every symbol that this template deploys, in the order of the resolved topology.
fn add_dependencies(
    entry: &mut Map<String, Value>,
    partition: &Partition<'_>,
    own: &Symbol,
    symbols: &[Symbol],
    writer: &ArmWriter<'_>,
) {
    let plan = partition.plan;
    let mut dependencies: Vec<String> = Vec::new();
    for symbol in symbols {
        let Some(resource) = plan.find(symbol).filter(|r| r.existing.is_none()) else { continue };
        let id = if let Some(deployment) = partition.containing_deployment(symbol) {
            let name = writer.expression_code(&deployment.name);
            match &deployment.target {
                DeploymentTarget::OtherGroup(group) => {
                    let group = format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name);
                    format!("[extensionResourceId('{group}', 'Microsoft.Resources/deployments', {name})]")
                }
                DeploymentTarget::Subscription => {
                    format!("[subscriptionResourceId('Microsoft.Resources/deployments', {name})]")
                }
                DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => {
                    format!("[resourceId('Microsoft.Resources/deployments', {name})]")
                }
            }
        } else {
            let outer = resource.parent.as_ref().filter(|_| resource.nesting.is_inside_parent(LanguageFamily::Azure));
            let target = outer.map_or(resource, |parent| plan.resource(parent));
            if target.symbol == *own {
                continue;
            }
            match &target.scope {
                Some(scope) => format!(
                    "[extensionResourceId({}, '{}', {})]",
                    writer.expression_code(&Expr::id(scope)),
                    target.kind.arm_type(),
                    writer.expression_code(&target.name)
                ),
                None => format!("[{}]", writer.resource_id(target)),
            }
        };
        if !dependencies.contains(&id) {
            dependencies.push(id);
        }
    }
    if !dependencies.is_empty() {
        entry.insert("dependsOn".to_owned(), json!(dependencies));
    }
}
