//! Reads an ARM template (classic array form) back: JSON in, evaluated resources out.
//!
//! Dependencies are those in `dependsOn`; resources of a nested deployment are in its resource group and inherit its
//! dependencies.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::arm_expression::{self, Expression, Text};
use super::azure_functions::{self as functions, Place, items, size, text, truth};
use super::facts::{Declared, Deployed, property_of, resource_id, steps_of};

const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";
/// Fields for location and order of a resource, not its properties.
pub(super) const ENVELOPE: [&str; 9] =
    ["type", "apiVersion", "name", "dependsOn", "metadata", "comments", "scope", "copy", "condition"];

/// The resources of a template with Azure's IDs, in the order of the template.
pub(crate) fn declared(text: &str, storage_suffix: &str, parameters: &Value) -> Vec<Declared> {
    let document: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("the template is not JSON: {error}"));
    let given = parameters.as_object().cloned().unwrap_or_default();
    Template { document, given, place: Place::target(storage_suffix) }.deploy()
}

/// Evaluates a template with its parameter defaults, or the values given in `parameters`.
pub(crate) fn read(text: &str, storage_suffix: &str, parameters: &Value) -> Deployed {
    let declared = declared(text, storage_suffix, parameters);
    let steps = steps_of(&declared);
    Deployed::gather(declared, steps)
}

/// A template with the values of its parameters.
pub(super) struct Template {
    pub(super) document: Value,
    pub(super) given: Map<String, Value>,
    pub(super) place: Place,
}

/// The loops around an expression, innermost last.
pub(super) type Loops<'a> = [(&'a str, usize)];

/// The resources of one element of `resources`.
struct Group {
    /// The names `dependsOn` may use for it.
    handles: Vec<String>,
    declared: Vec<Declared>,
    waits: Vec<String>,
}

impl Template {
    fn deploy(&self) -> Vec<Declared> {
        let mut groups = Vec::new();
        for resource in items(&self.document["resources"]) {
            if resource["copy"].is_null() {
                groups.push(self.group(resource, &[]));
                continue;
            }
            let name = text(&resource["copy"]["name"]);
            for index in 0..size(&self.value(&resource["copy"]["count"], &[])) {
                groups.push(self.group(resource, &[(name, index)]));
            }
        }
        // The targets of a handle: IDs, and the steps that write them.
        let mut handles: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        for group in &groups {
            for handle in &group.handles {
                let pairs = group.declared.iter().map(|resource| (resource.id.clone(), resource.step.clone()));
                handles.entry(handle.to_lowercase()).or_default().extend(pairs);
            }
        }
        let mut all = Vec::new();
        for group in groups {
            let waits = group.waits.iter().flat_map(|handle| {
                let found = handles.get(&handle.to_lowercase());
                let name = &group.handles[0];
                found.unwrap_or_else(|| panic!("dependsOn of {name}: {handle} is not in this template")).clone()
            });
            let (waits, after): (BTreeSet<String>, BTreeSet<String>) = waits.unzip();
            all.extend(group.declared.into_iter().map(|mut resource| {
                resource.waits.extend(waits.iter().cloned());
                resource.after.extend(after.iter().cloned());
                resource
            }));
        }
        all
    }

    fn group(&self, resource: &Value, loops: &Loops) -> Group {
        let kind = text(&resource["type"]);
        let name = self.value(&resource["name"], loops);
        let id = resource_id(&self.scope(resource, loops), kind, text(&name));
        let mut handles = vec![id.clone(), text(&name).to_owned()];
        handles.extend(loops.iter().map(|(name, _)| (*name).to_owned()));
        let waits = resource["dependsOn"].as_array().into_iter().flatten();
        let waits = waits.map(|wait| text(&self.value(wait, loops)).to_owned()).collect();
        let wanted = resource.get("condition").is_none_or(|condition| truth(&self.value(condition, loops)));
        let declared = if !wanted {
            Vec::new()
        } else if kind == DEPLOYMENTS {
            let inside = |step: &String| format!("{id} > {step}");
            let mut declared = self.nested(resource, loops).deploy();
            for resource in &mut declared {
                resource.step = inside(&resource.step);
                resource.after = resource.after.iter().map(inside).collect();
            }
            declared
        } else {
            let fields = resource.as_object().expect("a resource is an object").iter();
            let body = fields.filter(|(field, _)| !ENVELOPE.contains(&field.as_str()));
            let body = body.map(|(field, value)| (field.clone(), self.value(value, loops))).collect();
            let version = resource["apiVersion"].as_str().unwrap_or_default().to_owned();
            let step = id.clone();
            vec![Declared { id, body, waits: BTreeSet::new(), version, step, after: BTreeSet::new() }]
        };
        Group { handles, declared, waits }
    }

    /// The scope of a resource: `scope`, the resource group or subscription of a nested deployment, or that of the
    /// template.
    fn scope(&self, resource: &Value, loops: &Loops) -> String {
        if let Some(scope) = resource.get("scope") {
            let scope = self.value(scope, loops);
            let scope = text(&scope);
            return if scope.starts_with('/') {
                scope.to_owned()
            } else {
                format!("{}/providers/{scope}", self.place.group)
            };
        }
        let mut args = Vec::new();
        for field in ["subscriptionId", "resourceGroup"] {
            args.extend(resource.get(field).map(|value| self.value(value, loops)));
        }
        if resource.get("subscriptionId").is_some() && args.len() == 1 {
            assert_eq!(resource["type"], DEPLOYMENTS, "a subscription without a group");
            assert!(resource["location"].is_string(), "a deployment to a subscription needs a location");
            return text(&functions::call("subscription", &args, &self.place)["id"]).to_owned();
        }
        if args.is_empty() {
            return self.place.group.clone();
        }
        text(&functions::call("resourceGroup", &args, &self.place)["id"]).to_owned()
    }

    fn nested(&self, resource: &Value, loops: &Loops) -> Template {
        let properties = &resource["properties"];
        let name = &resource["name"];
        assert_eq!(
            properties["expressionEvaluationOptions"]["scope"], "inner",
            "the deployment {name} needs inner scope"
        );
        let empty = Map::new();
        let given = properties["parameters"].as_object().unwrap_or(&empty);
        let given = given.iter().map(|(name, given)| (name.clone(), self.value(&given["value"], loops))).collect();
        let place = self.place.elsewhere(&self.scope(resource, loops));
        Template { document: properties["template"].clone(), given, place }
    }

    /// Any JSON value: strings may be expressions, keys too, and `copy` repeats a property.
    pub(super) fn value(&self, value: &Value, loops: &Loops) -> Value {
        match value {
            Value::String(text) => match arm_expression::read(text) {
                Text::Plain(text) => json!(text),
                Text::Expression(expression) => self.evaluate(&expression, loops),
            },
            Value::Array(items) => items.iter().map(|item| self.value(item, loops)).collect(),
            Value::Object(fields) => {
                let mut built = Map::new();
                for (name, value) in fields {
                    if name == "copy" && value.is_array() {
                        built.extend(items(value).iter().map(|copy| self.copied(copy, loops)));
                        continue;
                    }
                    assert!(!name.eq_ignore_ascii_case("copy"), "a property called `copy` is read as an iteration");
                    let name = self.value(&json!(name), loops);
                    built.insert(text(&name).to_owned(), self.value(value, loops));
                }
                Value::Object(built)
            }
            other => other.clone(),
        }
    }

    fn copied(&self, copy: &Value, loops: &Loops) -> (String, Value) {
        let name = text(&copy["name"]);
        let count = size(&self.value(&copy["count"], loops));
        let repeated = (0..count).map(|index| {
            let inner: Vec<_> = loops.iter().copied().chain([(name, index)]).collect();
            self.value(&copy["input"], &inner)
        });
        (name.to_owned(), repeated.collect())
    }

    fn evaluate(&self, expression: &Expression, loops: &Loops) -> Value {
        match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Member(value, name) => functions::member(&self.evaluate(value, loops), name),
            Expression::Element(value, index) => {
                functions::element(&self.evaluate(value, loops), &self.evaluate(index, loops))
            }
            Expression::Call(name, args) if name.eq_ignore_ascii_case("if") => {
                let [condition, yes, no] = args.as_slice() else { panic!("if takes three arguments") };
                self.evaluate(if truth(&self.evaluate(condition, loops)) { yes } else { no }, loops)
            }
            Expression::Call(name, args) if name.eq_ignore_ascii_case("filter") => self.filtered(args, loops),
            Expression::Call(name, args) => {
                let args: Vec<_> = args.iter().map(|arg| self.evaluate(arg, loops)).collect();
                match (name.to_lowercase().as_str(), args.as_slice()) {
                    ("parameters", [name]) => self.parameter(text(name)),
                    ("variables", [name]) => self.variable(text(name)),
                    ("reference", [id, ..]) => self.reference(text(id), args.len() > 2),
                    ("listkeys", [id, _]) => json!(property_of(text(id), "listKeys()")),
                    ("copyindex", args) => copy_index(args, loops),
                    _ => functions::call(name, &args, &self.place),
                }
            }
        }
    }

    /// `filter(list, lambda('x', condition))`: what the condition is true of.
    fn filtered(&self, args: &[Expression], loops: &Loops) -> Value {
        let [list, Expression::Call(_, lambda)] = args else { panic!("filter takes a list and a lambda") };
        let [Expression::Literal(name), condition] = lambda.as_slice() else { panic!("a lambda of one variable") };
        let list = self.evaluate(list, loops);
        let is_kept = |item: &&Value| truth(&self.evaluate(&condition.with_variable(text(name), item), loops));
        items(&list).iter().filter(is_kept).cloned().collect()
    }

    fn parameter(&self, name: &str) -> Value {
        let declared = self.document["parameters"].get(name);
        let declared = declared.unwrap_or_else(|| panic!("the parameter `{name}` is not declared"));
        match (self.given.get(name), declared.get("defaultValue")) {
            (Some(given), _) => given.clone(),
            (None, Some(default)) => self.value(default, &[]),
            (None, None) => json!(format!("param:{name}")),
        }
    }

    fn variable(&self, name: &str) -> Value {
        let variables = &self.document["variables"];
        if let Some(value) = variables.get(name) {
            return self.value(value, &[]);
        }
        let copies = variables["copy"].as_array().into_iter().flatten();
        let copy = copies.into_iter().find(|copy| copy["name"] == name);
        self.copied(copy.unwrap_or_else(|| panic!("the variable `{name}` is not declared")), &[]).1
    }

    /// A value known only to Azure, except outputs of a nested deployment, which are in the template.
    fn reference(&self, id: &str, full: bool) -> Value {
        let id = if id.starts_with('/') { id.to_owned() } else { self.named(id) };
        if !id.contains("/providers/Microsoft.Resources/deployments/") {
            return json!(property_of(&id, if full { "" } else { "properties" }));
        }
        let deployments = items(&self.document["resources"]).iter().filter(|resource| resource["type"] == DEPLOYMENTS);
        let deployment = deployments.into_iter().find(|resource| {
            resource["copy"].is_null() && id.ends_with(&format!("/{}", text(&self.value(&resource["name"], &[]))))
        });
        let nested = self.nested(deployment.unwrap_or_else(|| panic!("there is no deployment {id}")), &[]);
        let empty = Map::new();
        let outputs = nested.document["outputs"].as_object().unwrap_or(&empty);
        let outputs = outputs
            .iter()
            .map(|(name, output)| (name.clone(), json!({ "value": nested.value(&output["value"], &[]) })));
        let outputs = json!({ "outputs": Value::Object(outputs.collect()) });
        if full { json!({ "properties": outputs }) } else { outputs }
    }

    /// A resource of this template by its bare name.
    fn named(&self, name: &str) -> String {
        let mut resources = items(&self.document["resources"]).iter();
        let found = resources.find(|resource| resource["copy"].is_null() && self.value(&resource["name"], &[]) == name);
        let found = found.unwrap_or_else(|| panic!("reference('{name}') is not in this template"));
        resource_id(&self.scope(found, &[]), text(&found["type"]), name)
    }
}

/// `copyIndex()`, `copyIndex('loop')`, `copyIndex('loop', offset)`, `copyIndex(offset)`.
fn copy_index(args: &[Value], loops: &Loops) -> Value {
    let (name, offset) = match args {
        [] => (None, 0),
        [Value::String(name)] => (Some(name), 0),
        [Value::String(name), offset] => (Some(name), size(offset)),
        [offset] => (None, size(offset)),
        _ => panic!("copyIndex takes at most two arguments"),
    };
    let found = loops.iter().rev().find(|(known, _)| name.is_none_or(|name| name.eq_ignore_ascii_case(known)));
    let (_, index) = found.unwrap_or_else(|| panic!("copyIndex({name:?}) is outside of its loop"));
    json!(index + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployed(template: &Value) -> Deployed {
        read(&template.to_string(), "core.usgovcloudapi.net", &json!({}))
    }

    #[test]
    fn loops_conditions_and_escapes() {
        let read = deployed(&json!({
            "parameters": { "wanted": { "type": "bool", "defaultValue": false } },
            "variables": {
                "copy": [{ "name": "names", "count": 2, "input": "[format('n{0}', copyIndex('names', 1))]" }],
                "plain": "[[not an expression]",
            },
            "resources": [
                {
                    "type": "Microsoft.Network/privateDnsZones",
                    "name": "[variables('names')[copyIndex()]]",
                    "copy": { "name": "zones", "count": "[length(variables('names'))]" },
                    "tags": { "text": "[variables('plain')]", "last": "[last(split('a/b', '/'))]" },
                },
                {
                    "type": "Microsoft.Network/privateDnsZones",
                    "name": "[concat('blob.', environment().suffixes.storage)]",
                    "tags": "[if(equals(length(variables('names')), 2), createObject('yes', true()), null())]",
                    "dependsOn": ["zones"],
                },
                {
                    "type": "Microsoft.Network/privateDnsZones",
                    "name": "unwanted",
                    "condition": "[parameters('wanted')]",
                },
            ],
        }));
        let zone = |name: &str| format!("target/Microsoft.Network/privateDnsZones/{name}");
        assert_eq!(read.resources[&zone("n1")], json!({ "tags": { "text": "[not an expression]", "last": "b" } }));
        assert_eq!(read.resources[&zone("blob.core.usgovcloudapi.net")], json!({ "tags": { "yes": true } }));
        assert_eq!(read.resources.len(), 3);
        assert_eq!(read.depends[&zone("blob.core.usgovcloudapi.net")], BTreeSet::from([zone("n1"), zone("n2")]));
    }

    #[test]
    fn outputs_of_nested_deployments_are_read() {
        let inner = json!({
            "parameters": { "name": { "type": "string" } },
            "resources": [{ "type": "Microsoft.Network/privateDnsZones", "name": "[parameters('name')]" }],
            "outputs": {
                "id": { "type": "string", "value": "[resourceId('Microsoft.Network/privateDnsZones', parameters('name'))]" },
            },
        });
        let read = deployed(&json!({ "resources": [
            {
                "type": "Microsoft.Resources/deployments",
                "name": "inner",
                "resourceGroup": "rg-hub",
                "properties": {
                    "expressionEvaluationOptions": { "scope": "inner" },
                    "parameters": { "name": { "value": "z.com" } },
                    "template": inner,
                },
            },
            {
                "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
                "name": "a.com/link",
                "properties": {
                    "id": "[reference(resourceId('rg-hub', 'Microsoft.Resources/deployments', 'inner')).outputs.id.value]",
                },
                "dependsOn": ["[resourceId('rg-hub', 'Microsoft.Resources/deployments', 'inner')]"],
            },
        ] }));
        let link = "target/Microsoft.Network/privateDnsZones/virtualNetworkLinks/a.com/link";
        let zone = "subscription:rg-hub/Microsoft.Network/privateDnsZones/z.com";
        assert_eq!(read.resources[link]["properties"]["id"], format!("id:{zone}"));
        assert_eq!(read.depends[link], BTreeSet::from([zone.to_owned()]));
    }
}
