//! The resources of one deployment: loops expanded, with type, name and ID of each.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::{
    environment::{Binding, Environment},
    evaluator::Evaluator,
    frame::{Declared, Identity, Instance},
    member::Members as _,
    scope::{Level, RESOURCE_GROUPS, Scope, name_segments, resource_id, text},
    unknown::{Piece, Reason, Unknown},
    value::{Value, fold_case},
};

/// The type of nested deployments.
pub(super) const DEPLOYMENTS: &str = "microsoft.resources/deployments";

/// The list that is built, and where in the template it stands.
struct Collected<'t> {
    instances: Vec<Instance<'t>>,
}

impl<'t> Evaluator<'t> {
    /// The resources of a deployment; `None` while that is being found out.
    pub(super) fn instances(&mut self, frame: usize) -> Option<Rc<Vec<Instance<'t>>>> {
        match &self.frames[frame].resources {
            Declared::Done(instances) => return Some(Rc::clone(instances)),
            Declared::InProgress => return None,
            Declared::Not => {}
        }
        self.frames[frame].resources = Declared::InProgress;
        let environment = self.body_environment(frame);
        let pointer = Rc::clone(&self.frames[frame].pointer);
        let mut collected = Collected { instances: Vec::new() };
        if let Some(json) = self.frames[frame].template.member("resources") {
            self.collect(&mut collected, &environment, json, &format!("{pointer}/resources"), None);
        }
        let instances = Rc::new(collected.instances);
        self.frames[frame].resources = Declared::Done(Rc::clone(&instances));
        Some(instances)
    }

    fn collect(
        &mut self,
        collected: &mut Collected<'t>,
        environment: &Environment,
        json: &'t Json,
        pointer: &str,
        parent: Option<usize>,
    ) {
        let named: Vec<(Option<&'t str>, String, &'t Json)> = match json {
            Json::Array(items) => {
                items.iter().enumerate().map(|(index, item)| (None, index.to_string(), item)).collect()
            }
            Json::Object(entries) => {
                let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
                entries.iter().map(|(name, item)| (Some(name.as_str()), escaped(name), item)).collect()
            }
            _ => Vec::new(),
        };
        for (symbol, key, item) in named {
            let Json::Object(resource) = item else { continue };
            self.collect_one(collected, environment, (symbol, resource), &format!("{pointer}/{key}"), parent);
        }
    }

    fn collect_one(
        &mut self,
        collected: &mut Collected<'t>,
        environment: &Environment,
        (symbol, json): (Option<&'t str>, &'t Map<String, Json>),
        pointer: &str,
        parent: Option<usize>,
    ) {
        let single = Instance {
            json,
            symbol: symbol.map(Rc::from),
            index: None,
            uncounted: None,
            environment: environment.clone(),
            pointer: pointer.into(),
            parent,
        };
        let mut add = |evaluator: &mut Self, instance: Instance<'t>| {
            // An item of a loop costs something also where it is not looked at.
            if !evaluator.charge(10) {
                return;
            }
            let environment = instance.environment.clone();
            let own = collected.instances.len();
            // A child of a resource of which the number is not known has none either.
            let outer = parent.and_then(|parent: usize| collected.instances[parent].uncounted.clone());
            collected.instances.push(Instance { uncounted: instance.uncounted.or(outer), ..instance });
            if let Some(children) = json.member("resources") {
                evaluator.collect(collected, &environment, children, &format!("{pointer}/resources"), Some(own));
            }
        };
        let Some(copy) = json.member("copy").filter(|copy| copy.is_object()) else { return add(self, single) };
        let name = copy.member("name").and_then(Json::as_str).unwrap_or_default();
        let count = copy.member("count").map(|count| self.loop_count(environment, count));
        let inside = |index: Value| environment.with(Binding::Loop { name: name.into(), index, is_resource: true });
        match count.unwrap_or_else(|| Err(Unknown::fault("a loop has no count").into())) {
            Ok(count) => {
                for index in 0..count {
                    let environment = inside(Value::integer(index));
                    let symbol = single.symbol.clone();
                    let pointer = Rc::clone(&single.pointer);
                    let index = Some(index);
                    add(self, Instance { json, symbol, index, uncounted: None, environment, pointer, parent });
                }
            }
            Err(unknown) => {
                let index = Value::unknown(Unknown::new(unknown.reason.clone()));
                add(self, Instance { uncounted: Some(unknown), environment: inside(index), ..single });
            }
        }
    }

    /// What identifies a resource; `None` while that is being found out.
    pub(super) fn identity(&mut self, frame: usize, number: usize) -> Option<Rc<Identity>> {
        if let Some(known) = self.frames[frame].identities.get(&number) {
            return known.clone();
        }
        let instances = self.instances(frame)?;
        self.frames[frame].identities.insert(number, None);
        let identity = self.new_identity(frame, &instances, number).map(Rc::new);
        match &identity {
            Some(identity) => self.frames[frame].identities.insert(number, Some(Rc::clone(identity))),
            // That of its parent is being found out: later, it is known.
            None => self.frames[frame].identities.remove(&number),
        };
        identity
    }

    fn new_identity(&mut self, frame: usize, instances: &[Instance<'t>], number: usize) -> Option<Identity> {
        let instance = &instances[number];
        let environment = &instance.environment;
        let own_type = match instance.json.member("type") {
            Some(json) => self.json_value(environment, json),
            None => Value::text(""),
        };
        let own_name = match instance.json.member("name") {
            Some(json) => self.json_value(environment, json),
            None => Value::unknown(Unknown::fault("the resource has no name")),
        };
        let own_type: Rc<str> = own_type.as_text().unwrap_or_default().into();
        let is_extended = ["import", "extension"].iter().any(|key| instance.json.member(key).is_some());
        let (resource_type, name) = match instance.parent {
            // The type of a child is relative, unless it has the namespace.
            Some(parent) if !own_type.split('/').next().is_some_and(|first| first.contains('.')) => {
                let parent = self.identity(frame, parent)?;
                let mut pieces = parent.name.pieces().unwrap_or_default();
                pieces.push(text("/"));
                pieces.extend(own_name.pieces().unwrap_or_default());
                (format!("{}/{own_type}", parent.resource_type).into(), Value::from_pieces(pieces))
            }
            _ => (own_type, own_name),
        };
        let id = if is_extended {
            Value::unknown(Unknown::new(Reason::External(format!("`{resource_type}`").into())))
        } else {
            self.id_of(frame, instance, &resource_type, &name)
        };
        Some(Identity { resource_type, name, id })
    }

    fn id_of(&mut self, frame: usize, instance: &Instance<'t>, resource_type: &str, name: &Value) -> Value {
        let lower_type = fold_case(resource_type);
        let scope = self.scope_of(frame, instance);
        if lower_type == RESOURCE_GROUPS {
            let group = Scope { level: Level::ResourceGroup, resource_group: name.clone(), ..scope };
            return Value::from_pieces(group.id());
        }
        let scope = if lower_type == "microsoft.management/managementgroups" {
            Some(Vec::new())
        } else {
            self.scope_id(instance, &scope)
        };
        let Some(scope) = scope else { return Value::unknown(Unknown::fault("the scope is no text")) };
        let count = lower_type.trim_end_matches('/').split('/').count() - 1;
        let Some(names) = name_segments(name, count) else {
            let unknown = name.as_unknown().map(|unknown| Value::Unknown(Rc::clone(unknown)));
            let message = format!("the name does not have the {count} segments of `{resource_type}`");
            return unknown.unwrap_or_else(|| Value::unknown(Unknown::fault(message)));
        };
        resource_id(scope, resource_type, &names).unwrap_or_else(|message| Value::unknown(Unknown::fault(message)))
    }

    /// The scope of a resource: that of its deployment, or what an existing resource or a nested deployment sets.
    pub(super) fn scope_of(&mut self, frame: usize, instance: &Instance<'t>) -> Scope {
        let mut scope = self.frames[frame].scope.clone();
        let mut value = |key: &str| instance.json.get(key).map(|json| self.json_value(&instance.environment, json));
        // An empty text is the same as none.
        let is_set = |value: &Value| !matches!(value, Value::Null) && value.as_text() != Some("");
        let (subscription, group) = (value("subscriptionId").filter(is_set), value("resourceGroup").filter(is_set));
        if let Some(subscription) = subscription {
            // Without a resource group, a nested deployment goes to the subscription.
            scope.level = Level::Subscription;
            scope.subscription = subscription;
            scope.location = value("location").unwrap_or(Value::Null);
        }
        if let Some(group) = group {
            let is_same = scope.level == Level::ResourceGroup && scope.resource_group.equals(&group) == Some(true);
            if !is_same {
                let unknown = || Value::unknown(Unknown::new(Reason::Context("the location of a resource group")));
                scope.location = self.location_of_group(frame, &group).unwrap_or_else(unknown);
            }
            scope.level = Level::ResourceGroup;
            scope.resource_group = group;
        }
        scope
    }

    /// The location of a resource group that the same deployment creates, or one that this is nested in.
    fn location_of_group(&mut self, frame: usize, name: &Value) -> Option<Value> {
        let mut next = Some(frame);
        while let Some(frame) = next {
            if let Some(location) = self.location_of_own_group(frame, name) {
                return Some(location);
            }
            next = self.frames[frame].parent;
        }
        None
    }

    fn location_of_own_group(&mut self, frame: usize, name: &Value) -> Option<Value> {
        let instances = self.instances(frame)?;
        for (number, instance) in instances.iter().enumerate() {
            let own_type = instance.json.member("type").and_then(Json::as_str).map(fold_case);
            if own_type.as_deref() == Some(RESOURCE_GROUPS)
                && let Some(identity) = self.identity(frame, number)
                && identity.name.equals(name) == Some(true)
            {
                return instance.json.member("location").map(|json| self.json_value(&instance.environment, json));
            }
        }
        None
    }

    /// The ID of the scope of a resource; `None` if its `scope` is not a text.
    fn scope_id(&mut self, instance: &Instance<'t>, scope: &Scope) -> Option<Vec<Piece>> {
        let Some(json) = instance.json.member("scope") else { return Some(scope.id()) };
        let value = self.json_value(&instance.environment, json);
        let pieces = value.pieces()?;
        match pieces.first() {
            Some(Piece::Text(first)) if &**first == "/" && pieces.len() == 1 => Some(Vec::new()),
            // A type with names: relative to the scope of the deployment.
            Some(Piece::Text(first)) if !first.starts_with('/') => {
                let below = match &*fold_case(first) {
                    first if first.starts_with("microsoft.management/managementgroups") => Vec::new(),
                    _ => scope.id(),
                };
                Some(below.into_iter().chain([text("/providers/")]).chain(pieces).collect())
            }
            _ => Some(pieces),
        }
    }

    /// Whether a resource is deployed; `None` if it may be.
    pub(super) fn condition(&mut self, instance: &Instance<'t>) -> Result<bool, Rc<Unknown>> {
        let condition = match instance.json.member("condition") {
            None => Value::Bool(true),
            Some(json) => self.json_value(&instance.environment, json),
        };
        match (condition, &instance.uncounted) {
            (Value::Bool(false), _) => Ok(false),
            (Value::Bool(true), None) => Ok(true),
            (Value::Bool(true), Some(uncounted)) => Err(Rc::clone(uncounted)),
            (Value::Unknown(unknown), _) => Err(unknown),
            // `"true"` as a text is accepted in conditions.
            (Value::Text(text), None) if text.eq_ignore_ascii_case("true") => Ok(true),
            (Value::Text(text), _) if text.eq_ignore_ascii_case("false") => Ok(false),
            (other, _) => Err(Unknown::fault(format!("a condition is a boolean, not {}", other.type_name())).into()),
        }
    }
}
