//! Follows attributes that are unknown before an apply to what the configuration says they are.
//!
//! The configuration tells what an expression refers to, and not what it makes of it. So only IDs, names and principals are
//! followed, to the one resource that they can be of: of two candidates none is taken. An ID with something appended
//! (`"${azurerm_storage_account.a.id}/blobServices/default"`) cannot be told from the ID itself; an attribute that needs an ID
//! of another type is not followed then.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use indexmap::IndexMap;

use super::{
    address::{Address, split_index, steps},
    configuration::{Configuration, Expression},
    identity::{Groups, resource_id},
};
use crate::{
    arm_template::{Reason, Unknown, Value},
    existing::{
        AzureId,
        azurerm::{AzurermType, find_type},
    },
};

/// A resource of the plan, after the apply.
#[derive(Debug)]
pub(super) struct Instance<'a> {
    pub(super) address: Address<'a>,
    pub(super) text: &'a str,
    pub(super) attributes: &'a Value,
    /// Whether the apply creates it.
    pub(super) is_created: bool,
}

/// Resolves attributes of all resources of a plan.
pub(super) struct Resolver<'a> {
    instances: Vec<Instance<'a>>,
    /// By module instance, type and name.
    by_resource: HashMap<(&'a str, &'a str), Vec<usize>>,
    configuration: &'a Configuration,
    groups: &'a Groups,
    resolved: RefCell<Vec<Option<Value>>>,
    depth: Cell<usize>,
}

/// Longer chains stay unknown.
const DEEPEST: usize = 60;

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The module instance.
    module: &'a str,
    /// The index of the resource or module.
    index: Option<&'a str>,
    /// What its `for_each` or `count` refers to.
    for_each: Option<&'a Expression>,
    /// The name of the attribute.
    wanted: &'a str,
    /// The ARM type that an ID in the attribute has to be of.
    arm_type: Option<&'static str>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(instances: Vec<Instance<'a>>, configuration: &'a Configuration, groups: &'a Groups) -> Self {
        let mut by_resource: HashMap<_, Vec<usize>> = HashMap::new();
        for (position, instance) in instances.iter().enumerate() {
            let key = (instance.address.module, instance.address.resource);
            by_resource.entry(key).or_default().push(position);
        }
        let resolved = RefCell::new((0..instances.len()).map(|_| None).collect());
        Self { instances, by_resource, configuration, groups, resolved, depth: Cell::new(0) }
    }

    /// The attributes of a resource, with what could be followed.
    pub(super) fn attributes(&self, position: usize) -> Value {
        if let Some(known) = &self.resolved.borrow()[position] {
            return known.clone();
        }
        let instance = &self.instances[position];
        if self.depth.get() >= DEEPEST {
            return instance.attributes.clone();
        }
        // Where resources refer to each other in a circle, which Terraform refuses, they stay as they are.
        self.resolved.borrow_mut()[position] = Some(instance.attributes.clone());
        self.depth.set(self.depth.get() + 1);
        let module = self.configuration.module(instance.address.module);
        let configured = module.and_then(|module| module.resources.get(instance.address.resource));
        let place = Place {
            module: instance.address.module,
            index: instance.address.index,
            for_each: configured.map(|configured| &configured.for_each),
            wanted: "",
            arm_type: None,
        };
        let expression = configured.map(|configured| &configured.arguments);
        let value = self.resolve(instance.attributes, expression, place, instance.is_created);
        self.depth.set(self.depth.get() - 1);
        self.resolved.borrow_mut()[position] = Some(value.clone());
        value
    }

    fn resolve(&self, value: &Value, expression: Option<&Expression>, place: Place<'_>, is_created: bool) -> Value {
        match value {
            Value::Object(object) => {
                let group_ids = object.get("subresource_names").and_then(Value::as_items).unwrap_or_default();
                let endpoint = group_ids.first().and_then(Value::as_text).and_then(target_type);
                let entry = |(name, value): (&Rc<str>, &Value)| {
                    let expression = expression.and_then(|expression| expression.arguments.get(&**name));
                    let arm_type = if &**name == "private_connection_resource_id" { endpoint } else { id_type(name) };
                    let place = Place { wanted: name, arm_type, ..place };
                    (Rc::clone(name), self.resolve(value, expression, place, is_created))
                };
                Value::object(object.entries().map(entry).collect::<IndexMap<_, _>>())
            }
            Value::Array(array) => {
                let blocks = expression.map(|expression| expression.blocks.as_slice()).unwrap_or_default();
                let item = |(index, item): (usize, &Value)| {
                    // A block that stands once is an object in some versions.
                    let block = blocks.get(index).or(expression.filter(|_| blocks.is_empty()));
                    self.resolve(item, block, place, is_created)
                };
                Value::array(array.items().iter().enumerate().map(item).collect())
            }
            Value::Unknown(unknown) if unknown.reason == Reason::AfterApply && unknown.symbol.is_none() => {
                match expression {
                    None if is_created => Value::unknown(Unknown::new(Reason::NotInInput)),
                    None => value.clone(),
                    Some(expression) => self.follow(expression, place, 0).unwrap_or_else(|| value.clone()),
                }
            }
            value => value.clone(),
        }
    }

    /// The value of an expression, where it refers to one thing only.
    fn follow(&self, expression: &Expression, place: Place<'_>, depth: usize) -> Option<Value> {
        if depth > DEEPEST || !can_follow(place.wanted) {
            return None;
        }
        let references = longest(&expression.references);
        let uses_index = expression.references.iter().any(|text| text.starts_with("each.") || text == "count.index");
        let mut others = references.iter().filter(|text| !matches!(**text, "each.key" | "count.index"));
        let (Some(reference), None) = (others.next(), others.next()) else { return None };
        if let Some(name) = reference.strip_prefix("var.") {
            let (call, outer) = self.configuration.call(place.module)?;
            let index = steps(place.module).last().and_then(|step| split_index(step).1);
            let outer = Place { module: outer, index, for_each: Some(&call.for_each), ..place };
            return self.follow(call.arguments.get(name)?, outer, depth + 1);
        }
        if reference.starts_with("each.value") {
            let candidates = longest(&place.for_each?.references);
            let mut fitting = candidates.iter().filter_map(|text| self.refer(text, place, false, depth));
            let found = fitting.next()?;
            return fitting.next().is_none().then_some(found);
        }
        self.refer(reference, place, uses_index, depth)
    }

    /// The value of a reference to a resource or to an output of a module.
    fn refer(&self, reference: &str, place: Place<'_>, uses_index: bool, depth: usize) -> Option<Value> {
        if let Some(rest) = reference.strip_prefix("module.") {
            let (call, output) = rest.split_once('.')?;
            let separator = if place.module.is_empty() { "" } else { "." };
            let (name, index) = split_index(call);
            let index = index.or(place.index.filter(|_| uses_index));
            let index = index.map_or(String::new(), |index| format!("[{index}]"));
            let module = format!("{}{separator}module.{name}{index}", place.module);
            let output = self.configuration.module(&module)?.outputs.get(steps(output).next()?)?;
            return self.follow(output, Place { module: &module, index: None, for_each: None, ..place }, depth + 1);
        }
        let target = Address::parse(reference)?;
        let candidates = self.by_resource.get(&(place.module, target.resource))?;
        let index = target.index.or(place.index.filter(|_| uses_index));
        let position = match candidates.as_slice() {
            [only] => *only,
            several => {
                *several.iter().find(|position| index.is_some() && self.instances[**position].address.index == index)?
            }
        };
        let value = self.attribute(position, target.attribute, place.wanted)?;
        if let (Some(wanted), Some(text)) = (place.arm_type, value.as_text())
            && !AzureId::parse(text).is_some_and(|id| id.is_of_type(wanted))
        {
            return None;
        }
        let is_list = place.wanted.ends_with("_ids");
        Some(if is_list && value.as_items().is_none() { Value::array(vec![value]) } else { value })
    }

    /// An attribute of a resource; the one that fits if the reference names none.
    fn attribute(&self, position: usize, path: &str, wanted: &str) -> Option<Value> {
        let instance = &self.instances[position];
        let attributes = self.attributes(position);
        let path: Vec<(&str, Option<&str>)> = steps(path).map(split_index).collect();
        let names: Vec<&str> = path.iter().map(|(name, _)| *name).collect();
        let name = names.join(".");
        let is_id = matches!(name.as_str(), "id" | "resource_manager_id" | "resource_versionless_id")
            || (name.is_empty() && is_id_name(wanted));
        if !name.is_empty()
            && let Some(value) = walk(&attributes, &path).filter(|value| !matches!(value, Value::Null))
            && (value.as_unknown().is_none_or(|unknown| unknown.symbol.is_some()))
        {
            return Some(value);
        }
        let id = resource_id(instance.address.terraform_type, &attributes, instance.text, self.groups)?;
        if is_id {
            return Some(Value::text(id.as_str()));
        }
        reported(find_type(instance.address.terraform_type)?, &id, if name.is_empty() { wanted } else { &name })
    }
}

/// A property that Azure determines, by the attribute that has it.
fn reported(definition: &'static AzurermType, id: &AzureId, attribute: &str) -> Option<Value> {
    let fields = definition.parts.first()?.fields.iter().copied().flatten();
    let field = fields
        .filter(|field| field.is_assigned)
        .find(|field| field.attribute == attribute || field.attribute.strip_prefix("identity.") == Some(attribute))?;
    let resource = Unknown::reported(id.as_str(), Reason::AfterApply);
    Some(Value::unknown(field.property.split('.').fold(resource, |unknown, name| unknown.part(name))))
}

fn walk(value: &Value, path: &[(&str, Option<&str>)]) -> Option<Value> {
    let mut value = value.clone();
    for (name, index) in path {
        if let Some(items) = value.as_items() {
            value = items.first()?.clone();
        }
        value = value.as_object()?.get(name)?.clone();
        if let Some(index) = index.and_then(|index| index.parse::<usize>().ok()) {
            value = value.as_items()?.get(index)?.clone();
        }
    }
    Some(value)
}

/// References without those that are the beginning of another one: Terraform lists `a.b.id` and `a.b`.
fn longest(references: &[String]) -> Vec<&str> {
    let is_covered = |text: &str| {
        references
            .iter()
            .any(|other| other.strip_prefix(text).is_some_and(|rest| rest.starts_with('.') || rest.starts_with('[')))
    };
    let mut found: Vec<&str> = Vec::new();
    for text in references.iter().map(String::as_str) {
        if !is_covered(text) && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn is_id_name(attribute: &str) -> bool {
    (attribute.ends_with("_id") && !matches!(attribute, "principal_id" | "client_id" | "tenant_id" | "object_id"))
        || attribute.ends_with("_ids")
        || matches!(attribute, "scope" | "subnet_id")
}

/// Whether an attribute can be followed: the value of others can be put together from what they refer to.
fn can_follow(attribute: &str) -> bool {
    attribute.ends_with("_id") || attribute.ends_with("_ids") || attribute.ends_with("_name") || attribute == "scope"
}

/// The ARM type of the IDs in an attribute, where it is one.
fn id_type(attribute: &str) -> Option<&'static str> {
    Some(match attribute {
        "subnet_id" | "virtual_network_subnet_id" | "virtual_network_subnet_ids" | "infrastructure_subnet_id" => {
            "Microsoft.Network/virtualNetworks/subnets"
        }
        "virtual_network_id" | "remote_virtual_network_id" => "Microsoft.Network/virtualNetworks",
        "private_dns_zone_id" | "private_dns_zone_ids" => "Microsoft.Network/privateDnsZones",
        "network_security_group_id" => "Microsoft.Network/networkSecurityGroups",
        "route_table_id" => "Microsoft.Network/routeTables",
        "storage_account_id" => "Microsoft.Storage/storageAccounts",
        "cognitive_account_id" => "Microsoft.CognitiveServices/accounts",
        "key_vault_id" => "Microsoft.KeyVault/vaults",
        "user_assigned_identity_id" | "identity_ids" => "Microsoft.ManagedIdentity/userAssignedIdentities",
        "app_service_id" => "Microsoft.Web/sites",
        "container_app_environment_id" => "Microsoft.App/managedEnvironments",
        _ => return None,
    })
}

/// The ARM type of what a private endpoint with a subresource leads to.
/// Source: MicrosoftDocs/azure-docs `articles/private-link/private-endpoint-overview.md`.
fn target_type(group_id: &str) -> Option<&'static str> {
    Some(match group_id {
        "account" => "Microsoft.CognitiveServices/accounts",
        "blob" | "file" | "queue" | "table" | "web" | "dfs" => "Microsoft.Storage/storageAccounts",
        "vault" => "Microsoft.KeyVault/vaults",
        "sites" => "Microsoft.Web/sites",
        "searchService" => "Microsoft.Search/searchServices",
        _ => return None,
    })
}
