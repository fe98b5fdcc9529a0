//! From a template to the list of its resources.

use std::{collections::HashMap, rc::Rc};

use serde_json::Value as Json;

use super::{
    computed::ComputedTemplates,
    context::DeploymentContext,
    evaluator::Evaluator,
    frame::{Frame, Given},
    functions::functions,
    input::{ParameterFile, Template},
    member::Members as _,
    nested::is_existing,
    resources::DEPLOYMENTS,
    unknown::{Reason, Target, Unknown, display_pieces},
    value::{Value, fold_case},
    write_order::Place,
};

/// Whether a resource is deployed.
#[derive(Debug, Clone)]
pub enum Presence {
    /// Its condition is true, or it has none.
    Deployed,
    /// Its condition is false.
    NotDeployed,
    /// Its condition, or the number of resources of its loop, is not known.
    MayExist(Rc<Unknown>),
}

/// A resource of a template.
#[derive(Debug, Clone)]
pub struct EvaluatedResource {
    /// The ID; a text of which parts can be unknown.
    pub id: Value,
    /// The type, as the template writes it.
    pub resource_type: Rc<str>,
    /// The API version.
    pub api_version: Value,
    /// The name, with those of its parents.
    pub name: Value,
    /// Location, tags, properties and all the rest.
    pub body: Value,
    /// Whether it is deployed.
    pub presence: Presence,
    /// Whether the template only refers to it (`existing`).
    pub is_existing: bool,
    /// Whether it is written after all resources with the same ID that are listed before it.
    pub is_last_write: bool,
    /// Where it is declared: a JSON pointer into the template.
    pub pointer: Rc<str>,
}

/// What a template deploys.
#[derive(Debug)]
pub struct Evaluated {
    /// The resources in order; nested deployments are replaced by their resources.
    pub resources: Vec<EvaluatedResource>,
    /// The outputs of the template.
    pub outputs: Vec<(Rc<str>, Value)>,
    /// The number of nested deployments that were followed.
    pub deployments: usize,
    /// Functions that are not evaluated, each with the place of its first use.
    pub unknown_functions: Vec<(String, String)>,
    /// The number of steps that this took.
    pub steps: usize,
    /// Whether that was within the limit; otherwise resources are missing.
    pub is_complete: bool,
}

impl Evaluated {
    /// The resource that a value is read from, if exactly one resource of the template has that ID.
    #[must_use]
    pub fn resource_of(&self, target: &Target) -> Option<&EvaluatedResource> {
        let wanted = fold_case(&display_pieces(&target.resource));
        let has_id = |resource: &&EvaluatedResource| {
            let is_determined = resource.id.symbol().is_some();
            let pieces = resource.id.pieces().filter(|_| is_determined);
            pieces.is_some_and(|pieces| fold_case(&display_pieces(&pieces)) == wanted)
        };
        let is_there = |resource: &&EvaluatedResource| !matches!(resource.presence, Presence::NotDeployed);
        let mut found = self.resources.iter().filter(is_there).filter(has_id);
        let first = found.next()?;
        // A reference to an existing resource is the same resource.
        let rest: Vec<&EvaluatedResource> = found.filter(|resource| !resource.is_existing).collect();
        match (first.is_existing, rest.as_slice()) {
            (_, []) => Some(first),
            (true, [only]) => Some(*only),
            _ => None,
        }
    }
}

/// What is said about a resource beside its body.
const NOT_BODY: &[&str] = &[
    "type",
    "apiVersion",
    "name",
    "condition",
    "copy",
    "dependsOn",
    "existing",
    "scope",
    "resources",
    "subscriptionId",
    "resourceGroup",
    "comments",
    "extension",
    "import",
    "metadata",
];

/// Evaluates a template with the values of a parameter file, or with its defaults.
#[must_use]
pub fn evaluate(template: &Template, parameters: Option<&ParameterFile>, context: &DeploymentContext<'_>) -> Evaluated {
    let computed = ComputedTemplates::default();
    let mut evaluator = Evaluator::new(functions(), context, &computed);
    let entries = parameters.map(|file| {
        let given = file.entries.iter().map(|(name, entry)| (fold_case(name), given_literal(name, entry)));
        given.collect::<HashMap<_, _>>()
    });
    evaluator.frames.push(Frame::of_template(&template.root, entries.unwrap_or_default(), context));
    let mut listed = Listed::default();
    evaluator.expand(0, &Presence::Deployed, &mut listed);
    let Listed { mut resources, places, deployments } = listed;
    let id_of = |resource: &EvaluatedResource| resource.id.display_text().filter(|_| !resource.is_existing);
    let writes: Vec<(Option<String>, Place)> = resources.iter().map(id_of).zip(places).collect();
    for (resource, is_last) in resources.iter_mut().zip(evaluator.are_last_writes(&writes)) {
        resource.is_last_write = is_last;
    }
    let names =
        template.root.member("outputs").and_then(Json::as_object).into_iter().flat_map(|outputs| outputs.keys());
    let outputs = names.map(|name| (name.as_str().into(), evaluator.output(0, name))).collect();
    let steps = evaluator.steps();
    let is_complete = evaluator.charge(0);
    let unknown_functions = evaluator.unknown_functions.into_values().collect();
    Evaluated { resources, outputs, deployments, unknown_functions, steps, is_complete }
}

/// Evaluates the expressions in a value that Resource Manager expanded: the snapshot of a template, or the result of what-if.
/// They have no parameters and no variables. A text in brackets that is no expression stays as it is.
#[must_use]
pub fn evaluate_expressions(value: &Value, context: &DeploymentContext<'_>) -> Value {
    let computed = ComputedTemplates::default();
    let mut evaluator = Evaluator::new(functions(), context, &computed);
    let template = serde_json::Map::new();
    evaluator.frames.push(Frame::of_template(&template, HashMap::new(), context));
    evaluator.expanded_value(value)
}

fn given_literal<'t>(name: &str, entry: &'t Json) -> Given<'t> {
    match entry.member("value") {
        Some(value) => Given::Literal(value),
        // A secret of a vault, or a secure value that was not read.
        None => Given::Elsewhere(Reason::Secure(name.into())),
    }
}

/// The resources, each with its place, and the number of nested deployments.
#[derive(Default)]
struct Listed {
    resources: Vec<EvaluatedResource>,
    places: Vec<Place>,
    deployments: usize,
}

impl Evaluator<'_> {
    /// Lists the resources of a deployment and of those nested in it.
    fn expand(&mut self, frame: usize, presence: &Presence, listed: &mut Listed) {
        let Some(instances) = self.instances(frame) else { return };
        for (number, instance) in instances.iter().enumerate() {
            // Beyond the limit, nothing that follows is evaluated.
            if !self.charge(1) {
                return;
            }
            self.pointer = Rc::clone(&instance.pointer);
            let Some(identity) = self.identity(frame, number) else { continue };
            let is_existing = is_existing(instance.json);
            let own = match (self.condition(instance), presence) {
                (Ok(false), _) => Presence::NotDeployed,
                (Ok(true), outer) => outer.clone(),
                (Err(unknown), _) => Presence::MayExist(unknown),
            };
            let is_deployment = fold_case(&identity.resource_type) == DEPLOYMENTS;
            if is_deployment && let Some(child) = self.nested_deployment(frame, number) {
                if !matches!(own, Presence::NotDeployed) {
                    listed.deployments += 1;
                    self.expand(child, &own, listed);
                }
                continue;
            }
            let body = if is_deployment || matches!(own, Presence::NotDeployed) {
                Value::object(indexmap::IndexMap::new())
            } else {
                self.object_value(&instance.environment, instance.json, NOT_BODY).without_nulls()
            };
            let api_version = instance.json.member("apiVersion");
            let api_version = api_version.map_or(Value::Null, |json| self.json_value(&instance.environment, json));
            listed.places.push((frame, number));
            listed.resources.push(EvaluatedResource {
                id: identity.id.clone(),
                resource_type: Rc::clone(&identity.resource_type),
                api_version,
                name: identity.name.clone(),
                body,
                presence: own,
                is_existing,
                is_last_write: true,
                pointer: Rc::clone(&instance.pointer),
            });
        }
    }
}
