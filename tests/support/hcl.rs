//! Reads a Terraform module back: hcl-edit's tree in, resources in the structure of ARM out.
//!
//! This file reads blocks, addresses and instances; `hcl_expression` reads values, and `azurerm` maps resource types to
//! Azure. An argument that none of them reads is a panic.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Block as Text, Body, Structure};
use serde_json::{Map, Value, json};

use super::azure_functions::{items, size};
use super::azurerm::{self, Part};
use super::facts::{Declared, Deployed, LOCATION, LifecycleArguments, Step, TARGET, property_of, steps_of};
use super::hcl_expression::{Names, camel, owned_text, pairs};
use super::hcl_functions::as_text;

/// Evaluates the files (name, text) of one module with its variable defaults, or the values given in `variables`.
pub(crate) fn read(files: &[(String, String)], variables: &Value) -> Deployed {
    let (declared, steps) = Module::new(files, variables).deploy();
    Deployed::gather(declared, steps)
}

/// The blocks of one kind (`provider`, `variable`), evaluated, with their first label as `label`.
pub(crate) fn blocks(files: &[(String, String)], word: &str) -> Vec<Value> {
    let mut module = Module::default();
    let bodies = files.iter().map(|(name, text)| {
        let body: Body = text.parse().unwrap_or_else(|error| panic!("{name} is not HCL: {error}"));
        module.collect(name, &body);
        body
    });
    let bodies: Vec<Body> = bodies.collect();
    let wanted = bodies.iter().flat_map(Body::blocks).filter(|block| block.ident.value().as_str() == word);
    wanted
        .map(|block| {
            // The type of a variable is not a value.
            let mut body = block.body.clone();
            body.remove_attribute("type");
            body.remove_blocks("validation");
            let mut fields = module.block(&body, &Names::new()).to_json();
            fields["label"] = json!(block.labels.first().map(hcl_edit::structure::BlockLabel::as_str));
            fields
        })
        .collect()
}

/// Evaluates an expression, with names from `names`: the types of resources, each with its blocks by label.
pub(crate) fn evaluate(expression: &str, names: &Map<String, Value>) -> Value {
    let body: Body = format!("x = {expression}\n").parse().unwrap_or_else(|error| panic!("{expression}: {error}"));
    let names: Names = names.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let attribute = body.attributes().next().expect("one attribute");
    Module::default().value(&attribute.value, &names)
}

/// The blocks of a module by declaration.
#[derive(Default)]
pub(super) struct Module {
    given: Map<String, Value>,
    variables: BTreeMap<String, Body>,
    locals: BTreeMap<String, Expression>,
    /// By address: `azurerm_subnet.endpoints`, `data.azurerm_client_config.current`.
    pub(super) resources: BTreeMap<String, Body>,
    /// Other configurations of the provider, by alias.
    aliases: BTreeMap<String, Body>,
    waits: RefCell<BTreeSet<String>>,
    silent: Cell<bool>,
}

/// One evaluated block; arguments that were read are removed from it.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) arguments: BTreeMap<String, Value>,
    pub(super) blocks: Vec<(String, Block)>,
}

impl Module {
    pub(super) fn new(files: &[(String, String)], variables: &Value) -> Self {
        let mut module = Module { given: variables.as_object().cloned().unwrap_or_default(), ..Module::default() };
        for (name, text) in files {
            let body: Body = text.parse().unwrap_or_else(|error| panic!("{name} is not HCL: {error}"));
            module.collect(name, &body);
        }
        module
    }

    fn collect(&mut self, file: &str, body: &Body) {
        for structure in body {
            let Structure::Block(block) = structure else { panic!("{file}: an argument outside of a block") };
            let labels: Vec<_> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
            let (word, body) = (block.ident.value().as_str(), block.body.clone());
            match (word, labels.as_slice()) {
                ("provider", _) => {
                    let alias =
                        body.get_attribute("alias").and_then(|alias| alias.value.as_str().map(ToOwned::to_owned));
                    self.aliases.extend(alias.map(|alias| (alias, body)));
                }
                ("terraform" | "output" | "moved" | "import" | "removed" | "check", _) => {}
                ("variable", [name]) => drop(self.variables.insert((*name).to_owned(), body)),
                ("locals", []) => {
                    let locals = body.attributes().map(|local| (local.key.value().to_string(), local.value.clone()));
                    self.locals.extend(locals);
                }
                ("resource", [kind, label]) => drop(self.resources.insert(format!("{kind}.{label}"), body)),
                ("data", [kind, label]) => drop(self.resources.insert(format!("data.{kind}.{label}"), body)),
                _ => panic!("{file}: a `{word}` block with the labels {labels:?} is not supported"),
            }
        }
    }

    fn deploy(&self) -> (Vec<Declared>, BTreeMap<String, Step>) {
        let (mut parts_as_written, mut blocks) = (Vec::new(), BTreeMap::new());
        let (mut all, mut merges) = (Vec::<Declared>::new(), Vec::new());
        let mut made: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let addresses = self.resources.keys().filter(|address| !address.starts_with("data."));
        let instances = addresses.flat_map(|address| self.instances(address));
        for (instance, names) in instances {
            let address = address_of(&instance);
            let kind = address.split('.').next().unwrap_or_default();
            self.waits.take();
            let mut block = self.block(&self.resources[address], &names);
            let id = azurerm::id(kind, &instance, &|name| self.given_argument(&instance, name), self);
            blocks.insert(instance.clone(), (kind.to_owned(), block.to_json()));
            let parts = azurerm::parts(kind, &id, &mut block);
            let leftover = block.leftover();
            assert!(
                leftover.is_empty(),
                "{instance}: no reader in tests/support/azurerm*.rs understands {}",
                leftover.join(", ")
            );
            let waits = self.waits.take();
            for part in parts {
                let (Part::Whole(id, body) | Part::Onto(id, body)) = &part;
                made.entry(instance.clone()).or_default().insert(id.clone());
                let declared = Declared {
                    id: id.clone(),
                    body: body.clone(),
                    waits: waits.clone(),
                    version: String::new(),
                    step: instance.clone(),
                    after: waits.clone(),
                };
                parts_as_written.push(declared.clone());
                match part {
                    Part::Whole(..) => all.push(declared),
                    Part::Onto(..) => merges.push(declared),
                }
            }
        }
        for merge in merges {
            // Access policies added to an existing vault are one resource in Bicep and ARM.
            if merge.id.ends_with("/accessPolicies/add") && !all.iter().any(|resource| resource.id == merge.id) {
                all.push(merge);
                continue;
            }
            let owner = all.iter_mut().find(|resource| resource.id.eq_ignore_ascii_case(&merge.id));
            let owner = owner.unwrap_or_else(|| panic!("{} is associated with, but not declared", merge.id));
            owner.waits.extend(merge.waits);
            merged(&mut owner.body, merge.body);
        }
        for resource in &mut all {
            let waits = resource.waits.iter().flat_map(|instance| made[instance].clone());
            resource.waits = waits.filter(|id| *id != resource.id).collect();
        }
        let mut steps = steps_of(&parts_as_written);
        for (name, step) in &mut steps {
            step.block = blocks.remove(name);
            step.lifecycle = self.lifecycle(address_of(name));
        }
        (all, steps)
    }

    /// The instances of a resource: `address` alone, or `address#key`, each with its names.
    pub(super) fn instances(&self, address: &str) -> Vec<(String, Names)> {
        let body = self.resources.get(address).unwrap_or_else(|| panic!("`{address}` is not declared"));
        let argument = |name| body.get_attribute(name).map(|found| self.value(&found.value, &Names::new()));
        if let Some(collection) = argument("for_each") {
            let set = collection.is_array();
            let each = pairs(&collection)
                .into_iter()
                .map(|(key, value)| if set { (value.clone(), value) } else { (key, value) });
            let each = each.map(|(key, value)| {
                let names = Names::from([("each".to_owned(), json!({ "key": key, "value": value }))]);
                (format!("{address}#{}", as_text(&key)), names)
            });
            return each.collect();
        }
        if let Some(count) = argument("count") {
            let counted = (0..size(&count)).map(|index| {
                (format!("{address}#{index}"), Names::from([("count".to_owned(), json!({ "index": index }))]))
            });
            return counted.collect();
        }
        vec![(address.to_owned(), Names::new())]
    }

    /// The value of an address in an expression: one marker, or a list or map of markers.
    pub(super) fn instances_of(&self, address: &str) -> Value {
        let body = self.resources.get(address).unwrap_or_else(|| panic!("`{address}` is not declared"));
        let instances = self.quietly(|| self.instances(address)).into_iter();
        let marker = |instance: &str| json!(format!("resource:{instance}"));
        if body.has_attribute("for_each") {
            let pairs = instances.map(|(instance, _)| {
                let key = instance.split_once('#').map(|(_, key)| key.to_owned());
                (key.expect("an instance of for_each has a key"), marker(&instance))
            });
            Value::Object(pairs.collect())
        } else if body.has_attribute("count") {
            instances.map(|(instance, _)| marker(&instance)).collect()
        } else {
            marker(address)
        }
    }

    /// An attribute of an instance: an ID, an argument of its block, or a value known only to Azure.
    pub(super) fn attribute(&self, instance: &str, name: &str) -> Value {
        let data = instance.strip_prefix("data.");
        if data.is_none() && !self.silent.get() {
            self.waits.borrow_mut().insert(instance.to_owned());
        }
        let answer = || {
            let kind = data.unwrap_or(instance).split('.').next().unwrap_or_default();
            match (kind, name) {
                ("azurerm_client_config", "tenant_id" | "subscription_id") => json!(name.trim_end_matches("_id")),
                ("azurerm_client_config", _) => json!(format!("prop:deployer:{}", camel(name))),
                ("azurerm_resource_group", _) if data.is_some() => self.resource_group(instance, name),
                ("azurerm_subscription", "id") => json!("/subscriptions/subscription"),
                ("azurerm_subscription", _) => json!(name.trim_end_matches("_id")),
                // Only the data source follows a rotation (azurerm issues 29159, 29611).
                ("azurerm_key_vault_key", "id") => {
                    let version = if data.is_some() { "keyUriWithVersion" } else { "keyUriOfFirstVersion" };
                    json!(property_of(&self.id_of(kind, instance), &format!("properties.{version}")))
                }
                ("azurerm_key_vault_key", "versionless_id") => {
                    json!(property_of(&self.id_of(kind, instance), "properties.keyUri"))
                }
                (_, "id" | "resource_manager_id" | "resource_versionless_id") => json!(self.id_of(kind, instance)),
                (_, "primary_access_key") => json!(property_of(&self.id_of(kind, instance), "listKeys().key1")),
                (_, "secondary_access_key") => json!(property_of(&self.id_of(kind, instance), "listKeys().key2")),
                (_, "identity") => json!(property_of(&self.id_of(kind, instance), "identity")),
                _ => {
                    let given = self.given_argument(instance, name);
                    let known =
                        || json!(property_of(&self.id_of(kind, instance), &format!("properties.{}", camel(name))));
                    given.unwrap_or_else(known)
                }
            }
        };
        if data.is_some() { answer() } else { self.quietly(answer) }
    }

    pub(super) fn id_of(&self, kind: &str, instance: &str) -> String {
        azurerm::id(kind, instance, &|name| self.given_argument(instance, name), self)
    }

    fn resource_group(&self, instance: &str, name: &str) -> Value {
        let group = owned_text(&self.given_argument(instance, "name").expect("a resource group has a name"));
        let ours = address_of(instance) == "data.azurerm_resource_group.this";
        match name {
            "name" => json!(if ours { "target" } else { &group }),
            "location" if ours => json!(LOCATION),
            "id" => json!(if ours { TARGET.to_owned() } else { self.group_id(instance, &group) }),
            _ => json!(format!("{name} of {group}")),
        }
    }

    /// The ID of the resource group that an argument names. Its subscription is that of the provider, which is in the text of a
    /// root module only; `parity` compensates for that.
    pub(super) fn group_id(&self, instance: &str, name: &str) -> String {
        let ours = self.resources.get("data.azurerm_resource_group.this").and_then(|body| body.get_attribute("name"));
        let ours = ours.map(|found| self.value(&found.value, &Names::new()));
        if name == "target" || ours == Some(json!(name)) {
            return TARGET.to_owned();
        }
        let subscription = self.other_subscription(instance).unwrap_or_else(|| "subscription".to_owned());
        format!("/subscriptions/{subscription}/resourceGroups/{name}")
    }

    /// The subscription of the configuration of the provider that a block selects.
    fn other_subscription(&self, instance: &str) -> Option<String> {
        let provider = self.resources.get(address_of(instance))?.get_attribute("provider")?.value.to_string();
        let provider = self.aliases.get(provider.trim().strip_prefix("azurerm.")?)?;
        Some(owned_text(&self.value(&provider.get_attribute("subscription_id")?.value, &Names::new())))
    }

    /// An argument as written in the block of an instance.
    fn given_argument(&self, instance: &str, name: &str) -> Option<Value> {
        let address = address_of(instance);
        let (_, names) = self.instances(address).into_iter().find(|(other, _)| other == instance)?;
        let argument = self.resources[address].get_attribute(name)?;
        Some(self.value(&argument.value, &names))
    }

    pub(super) fn variable(&self, name: &str) -> Value {
        let declared = self.variables.get(name).unwrap_or_else(|| panic!("the variable `{name}` is not declared"));
        let value = match (self.given.get(name), declared.get_attribute("default")) {
            (Some(given), _) => given.clone(),
            (None, Some(default)) => self.value(&default.value, &Names::new()),
            (None, None) => return json!(format!("param:{name}")),
        };
        declared.get_attribute("type").map_or(value.clone(), |kind| self.complete(&kind.value, value))
    }

    /// Adds the defaults of `optional(…)` in the type of a variable.
    fn complete(&self, kind: &Expression, value: Value) -> Value {
        let Expression::FuncCall(call) = kind else { return value };
        let args: Vec<_> = call.args.iter().collect();
        match (call.name.name.value().as_str(), args.as_slice(), value) {
            ("optional", [inner, ..], value) => self.complete(inner, value),
            ("list" | "set", [inner], Value::Array(items)) => {
                items.into_iter().map(|item| self.complete(inner, item)).collect()
            }
            ("map", [inner], Value::Object(fields)) => {
                Value::Object(fields.into_iter().map(|(key, value)| (key, self.complete(inner, value))).collect())
            }
            ("object", [Expression::Object(shape)], Value::Object(mut fields)) => {
                for (key, kind) in shape {
                    let key = key.as_ident().map(hcl_edit::Ident::as_str).expect("attributes of a type are words");
                    let default = match kind.expr() {
                        Expression::FuncCall(call) => {
                            call.args.get(1).map(|default| self.value(default, &Names::new()))
                        }
                        _ => None,
                    };
                    let value =
                        fields.get(key).filter(|value| !value.is_null()).cloned().or(default).unwrap_or_default();
                    fields.insert(key.to_owned(), self.complete(kind.expr(), value));
                }
                Value::Object(fields)
            }
            (_, _, value) => value,
        }
    }

    pub(super) fn local(&self, name: &str) -> Value {
        let local = self.locals.get(name).unwrap_or_else(|| panic!("`local.{name}` is not declared"));
        self.value(local, &Names::new())
    }

    /// A block with everything evaluated, dynamic blocks unrolled and without meta-arguments.
    pub(super) fn block(&self, body: &Body, names: &Names) -> Block {
        let mut built = Block::default();
        for argument in body.attributes() {
            match argument.key.value().as_str() {
                "for_each" | "count" => drop(self.value(&argument.value, names)),
                "provider" => {}
                "depends_on" => self.depend_on(&argument.value),
                name => drop(built.arguments.insert(name.to_owned(), self.value(&argument.value, names))),
            }
        }
        for block in body.blocks() {
            match block.ident.value().as_str() {
                "lifecycle" | "timeouts" => {}
                "dynamic" => built.blocks.extend(self.dynamic(block, names)),
                name => built.blocks.push((name.to_owned(), self.block(&block.body, names))),
            }
        }
        built
    }

    /// The meta-arguments of a resource in its `lifecycle` block.
    fn lifecycle(&self, address: &str) -> LifecycleArguments {
        let mut found = LifecycleArguments::default();
        for argument in self.resources[address].get_blocks("lifecycle").flat_map(|block| block.body.attributes()) {
            let items = || argument.value.as_array().expect("a list").iter();
            match argument.key.value().as_str() {
                "ignore_changes" => found.ignored = items().map(|item| item.to_string().trim().to_owned()).collect(),
                "replace_triggered_by" => {
                    for item in items() {
                        let item = item.to_string();
                        // An argument, or the whole resource, is another trigger: an update sets it off, too.
                        let address = item.trim().strip_suffix(".id");
                        let address = address.unwrap_or_else(|| panic!("replace_triggered_by has {item}"));
                        let instances = self.quietly(|| self.instances(address));
                        found.triggers.extend(instances.into_iter().map(|(instance, _)| instance));
                    }
                }
                // They change when a resource is created, and whether it is destroyed.
                "create_before_destroy" | "prevent_destroy" => {}
                other => panic!("lifecycle of {address} has {other}"),
            }
        }
        found
    }

    fn dynamic(&self, block: &Text, names: &Names) -> Vec<(String, Block)> {
        let name = block.labels[0].as_str();
        let body = &block.body;
        let content = body.get_blocks("content").next().unwrap_or_else(|| panic!("dynamic {name} has no content"));
        let collection = body.get_attribute("for_each").unwrap_or_else(|| panic!("dynamic {name} has no for_each"));
        let collection = self.value(&collection.value, names);
        let iterator = match body.get_attribute("iterator").map(|found| &found.value) {
            Some(Expression::Variable(word)) => word.value().as_str(),
            _ => name,
        };
        let rounds = pairs(&collection).into_iter().map(|(key, value)| {
            let mut inner = names.clone();
            inner.insert(iterator.to_owned(), json!({ "key": key, "value": value }));
            (name.to_owned(), self.block(&content.body, &inner))
        });
        rounds.collect()
    }

    /// `depends_on` lists addresses, with all their instances.
    fn depend_on(&self, list: &Expression) {
        for item in list.as_array().expect("depends_on is a list") {
            let Expression::Traversal(path) = item else { panic!("depends_on holds {item}") };
            let kind = path.expr.as_variable().expect("an address begins with a type").as_str();
            let Some(TraversalOperator::GetAttr(label)) = path.operators.first().map(hcl_edit::Decorated::value) else {
                panic!("depends_on holds {item}")
            };
            if kind != "data" {
                let instances = self.quietly(|| self.instances(&format!("{kind}.{}", label.value().as_str())));
                self.waits.borrow_mut().extend(instances.into_iter().map(|(instance, _)| instance));
            }
        }
    }

    fn quietly<R>(&self, answer: impl FnOnce() -> R) -> R {
        let before = self.silent.replace(true);
        let found = answer();
        self.silent.set(before);
        found
    }
}

impl Block {
    /// Arguments by name, inner blocks as lists.
    pub(super) fn to_json(&self) -> Value {
        let mut fields: Map<String, Value> = self.arguments.clone().into_iter().collect();
        for (name, block) in &self.blocks {
            let blocks = fields.entry(name.clone()).or_insert_with(|| json!([]));
            blocks.as_array_mut().expect("a name is an argument or a block").push(block.to_json());
        }
        Value::Object(fields)
    }

    /// An argument, or null.
    pub(super) fn take(&mut self, name: &str) -> Value {
        self.arguments.remove(name).unwrap_or_default()
    }

    /// An argument, or azurerm's default.
    pub(super) fn or(&mut self, name: &str, default: impl Into<Value>) -> Value {
        match self.take(name) {
            Value::Null => default.into(),
            value => value,
        }
    }

    /// All blocks of a name.
    pub(super) fn blocks(&mut self, name: &str) -> Vec<Block> {
        let (wanted, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.blocks).into_iter().partition(|(word, _)| word == name);
        self.blocks = rest;
        wanted.into_iter().map(|(_, block)| block).collect()
    }

    /// Converts all blocks of a name to values; arguments that `read` leaves are reported as not understood.
    pub(super) fn each(&mut self, name: &str, read: impl Fn(&mut Block) -> Value) -> Vec<Value> {
        let mut values = Vec::new();
        for mut block in self.blocks(name) {
            values.push(read(&mut block));
            if !block.leftover().is_empty() {
                self.blocks.push((format!("{name}."), block));
            }
        }
        values
    }

    /// The same for a block that appears at most once.
    pub(super) fn only(&mut self, name: &str, read: impl Fn(&mut Block) -> Value) -> Value {
        let values = self.each(name, read);
        assert!(values.len() < 2, "`{name}` appears {} times", values.len());
        values.into_iter().next().unwrap_or_default()
    }

    fn leftover(&self) -> Vec<String> {
        let arguments = self.arguments.keys().cloned();
        let blocks = self.blocks.iter().map(|(name, block)| format!("{name} {{ {} }}", block.leftover().join(" ")));
        arguments.chain(blocks).collect()
    }
}

pub(super) fn address_of(instance: &str) -> &str {
    instance.split('#').next().unwrap_or_default()
}

/// Lists grow, objects are merged, the rest is replaced.
fn merged(onto: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (onto.get_mut(&key), value) {
            (Some(Value::Object(left)), Value::Object(right)) => merged(left, right),
            (Some(Value::Array(left)), Value::Array(right)) => left.extend(items(&json!(right)).clone()),
            (_, value) => drop(onto.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
variable "people" {
  type = map(object({
    object_id = string
    type      = optional(string, "User")
  }))
  default = { ada = { object_id = "0f0f" } }
}

data "azurerm_resource_group" "this" {
  name = var.resource_group_name
}

variable "resource_group_name" {
  type = string
}

locals {
  names = { for name in ["b", "a"] : upper(name) => "${name}.com" if name != "c" }
}

resource "azurerm_private_dns_zone" "this" {
  for_each            = local.names
  name                = each.value
  resource_group_name = data.azurerm_resource_group.this.name
}

resource "azurerm_user_assigned_identity" "this" {
  count               = 1
  name                = "id"
  resource_group_name = var.resource_group_name
  location            = data.azurerm_resource_group.this.location

  tags = {
    zones   = join(",", [for zone in azurerm_private_dns_zone.this : zone.name])
    escaped = "$${kept} %%{too} \u00e9 \U0001f600 \"q\""
    first   = one(azurerm_private_dns_zone.this[*])["B"].name
  }
}

resource "azurerm_role_assignment" "people" {
  for_each             = var.people
  scope                = azurerm_private_dns_zone.this["A"].id
  role_definition_name = "Reader"
  principal_id         = each.value.object_id
  principal_type       = each.value.type
  depends_on           = [azurerm_user_assigned_identity.this]
}
"#;

    #[test]
    fn loops_types_and_references() {
        let read = read(&[("main.tf".to_owned(), TEXT.to_owned())], &json!({}));
        let zone = |name: &str| format!("target/Microsoft.Network/privateDnsZones/{name}.com");
        let identity = "target/Microsoft.ManagedIdentity/userAssignedIdentities/id".to_owned();
        let role = format!("role|{}|0f0f|acdd72a7-3385-48ef-bd42-f606fba81ae7", zone("a"));
        assert_eq!(
            read.resources[&identity]["tags"],
            json!({ "zones": "b.com,a.com", "escaped": "${kept} %{too} é 😀 \"q\"", "first": "b.com" })
        );
        assert_eq!(read.resources[&role]["properties"]["principalType"], "User");
        assert_eq!(read.depends[&role], BTreeSet::from([identity, zone("a")]));
    }

    #[test]
    #[should_panic(expected = "the resource type `azurerm_something` is not supported")]
    fn an_unknown_type_is_refused() {
        read(&[("main.tf".to_owned(), "resource \"azurerm_something\" \"x\" {}".to_owned())], &json!({}));
    }
}
