//! Nested deployments: where they go, and what their parameters are.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::{
    computed::known_json,
    evaluator::Evaluator,
    frame::{Declared, Frame, Given, Instance},
    input::remove_secure_defaults,
    member::Members as _,
    scope::{Level, Scope},
    unknown::Reason,
    value::{Value, fold_case},
};

impl<'t> Evaluator<'t> {
    /// The number of the nested deployment that a resource is; `None` if its template is not part of the input.
    pub(super) fn nested_deployment(&mut self, frame: usize, number: usize) -> Option<usize> {
        if let Some(known) = self.frames[frame].children.get(&number) {
            return Some(*known);
        }
        let instances = self.instances(frame)?;
        let instance = &instances[number];
        if is_existing(instance.json) {
            return None;
        }
        let properties = instance.json.member("properties")?.as_object()?;
        let (template, is_computed) = self.nested_template(instance, properties.member("template")?)?;
        let name = self.identity(frame, number)?.name.clone();
        let scope = self.nested_scope(frame, instance);
        let is_inner = properties
            .member("expressionEvaluationOptions")
            .and_then(|options| options.member("scope"))
            .and_then(Json::as_str)
            .is_some_and(|scope| scope.eq_ignore_ascii_case("inner"));
        let given = properties.member("parameters").and_then(Json::as_object).map(|entries| {
            let one = |(name, json): (&String, &'t Json)| (fold_case(name), given(name, json, instance));
            entries.iter().map(one).collect::<HashMap<_, _>>()
        });
        let child = Frame {
            template,
            parent: Some(frame),
            given: given.unwrap_or_default(),
            // What an expression made has its own expressions left.
            outer: (!is_inner && !is_computed).then(|| instance.environment.for_nested(self.frames.len())),
            scope,
            name,
            pointer: format!("{}/properties/template", instance.pointer).into(),
            memo: HashMap::new(),
            resources: Declared::Not,
            identities: HashMap::new(),
            children: HashMap::new(),
        };
        let child_number = self.frames.len();
        self.frames.push(child);
        self.frames[frame].children.insert(number, child_number);
        Some(child_number)
    }

    /// The template as it stands there, or as an expression makes it.
    fn nested_template(&mut self, instance: &Instance<'t>, json: &'t Json) -> Option<(&'t Map<String, Json>, bool)> {
        if let Json::Object(template) = json {
            return Some((template, false));
        }
        let value = self.json_value(&instance.environment, json);
        match known_json(&value)? {
            Json::Object(mut template) => {
                remove_secure_defaults(&mut template);
                Some((self.computed.keep(template)?, true))
            }
            _ => None,
        }
    }

    fn nested_scope(&mut self, frame: usize, instance: &Instance<'t>) -> Scope {
        let mut scope = self.scope_of(frame, instance);
        if let Some(json) = instance.json.member("scope") {
            let value = self.json_value(&instance.environment, json);
            let text = value.as_text().unwrap_or_default();
            let segments: Vec<String> = text.split('/').filter(|segment| !segment.is_empty()).map(fold_case).collect();
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            // Names keep their case.
            let name = || text.rsplit('/').next().map_or(Value::Null, Value::text);
            match segments.as_slice() {
                [] if text == "/" => scope.level = Level::Tenant,
                ["subscriptions", _] => {
                    scope.level = Level::Subscription;
                    scope.subscription = name();
                }
                [.., "microsoft.management", "managementgroups", _] => {
                    scope.level = Level::ManagementGroup;
                    scope.management_group = name();
                }
                _ => {}
            }
        }
        if scope.level != Level::ResourceGroup {
            let location = instance.json.member("location").map(|json| self.json_value(&instance.environment, json));
            scope.location = location.unwrap_or(scope.location);
        }
        scope
    }
}

/// Whether a resource is only referred to.
pub(super) fn is_existing(json: &Map<String, Json>) -> bool {
    json.member("existing").and_then(Json::as_bool).unwrap_or_default()
}

/// The value of a parameter in the template of the parent.
fn given<'t>(name: &str, json: &'t Json, instance: &Instance<'t>) -> Given<'t> {
    match json.member("value") {
        Some(value) => Given::Nested(value, instance.environment.clone()),
        None if json.member("reference").is_some() => Given::Elsewhere(Reason::Secure(name.into())),
        // An expression or a loop that makes the object with the value.
        None => Given::Entry(json, instance.environment.clone()),
    }
}
