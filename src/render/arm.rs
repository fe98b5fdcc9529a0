//! The resolved topology as an ARM template: bodies from the shared templates, parsed as data, in a JSON frame.
//!
//! The frame is JSON that is written as it is decided, not by a template, which would have to place commas.

use std::{borrow::Cow, cell::RefCell, collections::BTreeSet};

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq as _},
};
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
    diagnostic::{Diagnostic, json_text},
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
    let mut generator = generator_metadata(plan);
    let notes = header::format_notes(plan, Language::Arm);
    if !notes.is_empty() {
        generator.insert("notes".to_owned(), json!(notes));
    }
    let metadata = json!({ "_generator": generator, "description": format!("{}.", plan.title) });
    let errors = RefCell::default();
    let text = json_text(&Template { partition: &partition, metadata: Some(metadata), errors: &errors });
    let errors = errors.into_inner();
    if errors.is_empty() { Ok(vec![File::new("azuredeploy.json", text)]) } else { Err(errors) }
}

/// Metadata that names the generator of a file.
pub(super) fn generator_metadata(plan: &ResolvedTopology) -> Map<String, Value> {
    let mut generator = Map::new();
    generator.insert("name".to_owned(), json!("di-gen"));
    generator.insert("edition".to_owned(), json!(plan.edition.as_str()));
    generator.insert("comment".to_owned(), json!(marker::marker_line(plan, "arm")));
    generator
}

/// A template, whose resources are rendered while it is written.
struct Template<'a> {
    partition: &'a Partition<'a>,
    metadata: Option<Value>,
    /// Why the text is not valid.
    errors: &'a RefCell<Vec<Diagnostic>>,
}

impl Serialize for Template<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = self.partition.plan;
        let writer = ArmWriter { plan };
        let mut template = serializer.serialize_map(None)?;
        let is_for_subscription = plan.deployed_to == DeploymentTarget::Subscription;
        template.serialize_entry("$schema", if is_for_subscription { SUBSCRIPTION_SCHEMA } else { SCHEMA })?;
        template.serialize_entry("contentVersion", "1.0.0.0")?;
        if let Some(metadata) = &self.metadata {
            template.serialize_entry("metadata", metadata)?;
        }
        if !plan.parameters.is_empty() {
            let parameters = plan.parameters.iter().map(|p| (p.name.as_str(), parameter_definition(p, &writer)));
            template.serialize_entry("parameters", &Named(parameters.collect()))?;
        }
        let variables = self.partition.outer_variables().map(|v| (v.name.as_str(), ExprValue(&v.value, &writer)));
        let variables = Named(variables.collect());
        if !variables.0.is_empty() {
            template.serialize_entry("variables", &variables)?;
        }
        template.serialize_entry("resources", &Resources(self))?;
        if !plan.outputs.is_empty() {
            let outputs = plan.outputs.iter().map(|output| {
                let metadata = Metadata { description: &output.description };
                let definition =
                    OutputDefinition { kind: "string", metadata, value: writer.json_string(&output.value) };
                (output.name.as_str(), definition)
            });
            template.serialize_entry("outputs", &Named(outputs.collect()))?;
        }
        template.end()
    }
}

struct Resources<'a>(&'a Template<'a>);

impl Serialize for Resources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (partition, errors) = (self.0.partition, self.0.errors);
        let writer = ArmWriter { plan: partition.plan };
        let mut resources = serializer.serialize_seq(None)?;
        let mut placed: BTreeSet<&Symbol> = BTreeSet::new();
        let mut text = String::new();
        for r in &partition.plan.resources {
            if let Some(deployment) = partition.containing_deployment(&r.symbol) {
                if placed.insert(&deployment.symbol) {
                    resources.serialize_element(&NestedEntry { partition, deployment, errors })?;
                }
            } else if r.existing.is_none() && !r.nesting.is_inside_parent(LanguageFamily::Azure) {
                let template = ["azure/", r.kind.template_name()].concat();
                ARM_ENGINE.render_template_into(&mut text, &template, body_context(partition.plan, r, &writer));
                match extra::merge_into_body(partition.plan, r, text.trim(), &writer) {
                    Ok(body) => resources.serialize_element(&ResourceEntry { partition, resource: r, body: &body })?,
                    Err(diagnostic) => errors.borrow_mut().push(*diagnostic),
                }
            }
        }
        resources.end()
    }
}

/// Entries by name, in their order.
struct Named<'a, T>(Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, entry)| (name, entry)))
    }
}

#[derive(Serialize)]
struct Metadata<'a> {
    description: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ParameterDefinition<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<ExprValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct OutputDefinition<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    metadata: Metadata<'a>,
    value: Cow<'a, str>,
}

fn parameter_definition<'a>(parameter: &'a Parameter, writer: &'a ArmWriter<'_>) -> ParameterDefinition<'a> {
    ParameterDefinition {
        kind: match parameter.kind {
            ParameterKind::String => "string",
            ParameterKind::SecureString => "securestring",
            ParameterKind::StringList => "array",
            ParameterKind::StringMap => "object",
            ParameterKind::Integer => "int",
        },
        default_value: parameter.default.as_ref().map(|default| ExprValue(default, writer)),
        min_length: parameter.length.map(|(least, _)| least),
        max_length: parameter.length.map(|(_, most)| most),
        metadata: Metadata { description: &parameter.description },
    }
}

/// An expression as JSON: lists and mappings stay data.
struct ExprValue<'a>(&'a Expr, &'a ArmWriter<'a>);

impl Serialize for ExprValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(expr, writer) = *self;
        match expr {
            Expr::List(items) => serializer.collect_seq(items.iter().map(|item| ExprValue(item, writer))),
            Expr::Map(entries) => serializer
                .collect_map(entries.iter().map(|(key, value)| (property_name(key), ExprValue(value, writer)))),
            Expr::Integer(number) => number.serialize(serializer),
            expr => serializer.serialize_str(&writer.json_string(expr)),
        }
    }
}

#[derive(Serialize)]
struct Argument<'a> {
    value: ExprValue<'a>,
}

struct ResourceEntry<'a> {
    partition: &'a Partition<'a>,
    resource: &'a Resource,
    /// Its properties, as the template rendered them.
    body: &'a str,
}

impl Serialize for ResourceEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (resource, plan) = (self.resource, self.partition.plan);
        let writer = ArmWriter { plan };
        let properties = literal::read_body(self.body).unwrap_or_else(|error| {
            panic!("template of {:?}, rendered line {}: {}", resource.kind, error.line, error.message)
        });
        let mut entry = serializer.serialize_map(None)?;
        entry.serialize_entry("type", resource.kind.arm_type())?;
        entry.serialize_entry("apiVersion", plan.api_version(resource.kind))?;
        if let Some(scope) = &resource.scope {
            entry.serialize_entry("scope", &writer.json_string(&Expr::id(scope)))?;
        }
        entry.serialize_entry("name", &writer.full_name(resource))?;
        entry.serialize_entry("comments", &writer.json_string(&Expr::string(&*resource.purpose)))?;
        for (key, value) in &properties {
            entry.serialize_entry(key, value)?;
        }
        let mut symbols = resource.referenced_symbols();
        for child in plan.nested_children(&resource.symbol, LanguageFamily::Azure) {
            symbols.extend(child.referenced_symbols());
        }
        symbols.extend(resource.depends_on.iter().map(|after| after.symbol.clone()));
        serialize_dependencies(&mut entry, self.partition, &resource.symbol, &symbols)?;
        entry.end()
    }
}

struct NestedEntry<'a> {
    partition: &'a Partition<'a>,
    deployment: &'a NestedDeployment,
    errors: &'a RefCell<Vec<Diagnostic>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NestedProperties<'a> {
    mode: &'static str,
    expression_evaluation_options: Value,
    parameters: Named<'a, Argument<'a>>,
    template: Template<'a>,
}

impl Serialize for NestedEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let deployment = self.deployment;
        let writer = ArmWriter { plan: self.partition.plan };
        let mut symbols: Vec<Symbol> = Vec::new();
        for (_, argument) in &deployment.arguments {
            argument.visit(&mut |expr| {
                if let Expr::Attribute(symbol, _) = expr {
                    symbols.push(symbol.clone());
                }
            });
        }
        symbols.extend(deployment.depends_on.iter().map(|after| after.symbol.clone()));
        let arguments = deployment.arguments.iter();
        let parameters = arguments.map(|(name, value)| (name.as_str(), Argument { value: ExprValue(value, &writer) }));
        let mut entry = serializer.serialize_map(None)?;
        entry.serialize_entry("type", "Microsoft.Resources/deployments")?;
        entry.serialize_entry("apiVersion", DEPLOYMENTS_API_VERSION)?;
        entry.serialize_entry("name", &writer.json_string(&deployment.name))?;
        match &deployment.target {
            DeploymentTarget::OtherGroup(group) => {
                entry.serialize_entry("subscriptionId", &group.subscription)?;
                entry.serialize_entry("resourceGroup", &group.name)?;
            }
            // Without a resource group, the deployment has a location of its own.
            DeploymentTarget::Subscription => {
                entry.serialize_entry("subscriptionId", &writer.json_string(&Expr::SubscriptionId))?;
                entry.serialize_entry("location", &writer.json_string(&Expr::ResourceGroupLocation))?;
            }
            DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => {}
        }
        let purpose = Expr::string(format!("{}.", deployment.purpose));
        entry.serialize_entry("comments", &writer.json_string(&purpose))?;
        let inner = Partition { plan: &deployment.plan, deployments: Vec::new() };
        let properties = NestedProperties {
            mode: "Incremental",
            expression_evaluation_options: json!({ "scope": "inner" }),
            parameters: Named(parameters.collect()),
            template: Template { partition: &inner, metadata: None, errors: self.errors },
        };
        entry.serialize_entry("properties", &properties)?;
        serialize_dependencies(&mut entry, self.partition, &deployment.symbol, &symbols)?;
        entry.end()
    }
}

/// Writes `dependsOn`: every symbol that this template deploys, in the order of the resolved topology.
fn serialize_dependencies<M: SerializeMap>(
    entry: &mut M,
    partition: &Partition<'_>,
    own: &Symbol,
    symbols: &[Symbol],
) -> Result<(), M::Error> {
    let plan = partition.plan;
    let writer = ArmWriter { plan };
    let (mut dependencies, mut targets): (Vec<String>, Vec<&Symbol>) = (Vec::new(), Vec::new());
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
            if target.symbol == *own || targets.contains(&&target.symbol) {
                continue;
            }
            targets.push(&target.symbol);
            match &target.scope {
                Some(scope) => format!(
                    "[extensionResourceId({}, '{}', {})]",
                    writer.expression_code(&Expr::id(scope)),
                    target.kind.arm_type(),
                    writer.expression_code(&target.name)
                ),
                None => ["[", &writer.resource_id(target), "]"].concat(),
            }
        };
        if !dependencies.contains(&id) {
            dependencies.push(id);
        }
    }
    if dependencies.is_empty() { Ok(()) } else { entry.serialize_entry("dependsOn", &dependencies) }
}
