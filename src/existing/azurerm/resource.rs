//! What a resource of Terraform says about resources of Azure.

use super::{
    body::Body,
    conversion::convert,
    definition::{AzurermType, Conversion, Extent, Field, Part},
    path::{lists, steps},
    table::IDENTITY,
};
use crate::{
    arm_template::{Reason, Unknown, Value},
    existing::AzureId,
};

/// What is known of one resource of Azure.
#[derive(Debug)]
pub struct Fragment {
    /// Its ID.
    pub id: AzureId,
    /// Its ARM type.
    pub arm_type: &'static str,
    /// Whether it describes the resource, or something of one that is described elsewhere.
    pub extent: Extent,
    /// The path of the attributes below `values`: `subnet/0`; empty for all of them.
    pub pointer: String,
    /// The properties that it describes.
    pub body: Body,
}

/// The fragments of a resource. `group` gives the ID of the resource group with a name.
pub fn fragments(
    definition: &'static AzurermType,
    attributes: &Value,
    address: &str,
    group: &dyn Fn(&str) -> String,
) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut own_id = None;
    for part in definition.parts {
        if let Some((attribute, wanted)) = part.only_if
            && !matches!(at(attributes, attribute), Some(Value::Bool(value)) if *value == wanted)
        {
            continue;
        }
        let blocks: Vec<(String, &Value)> = match part.each {
            None => vec![(String::new(), attributes)],
            Some(list) => {
                let blocks = at(attributes, list).and_then(Value::as_items).unwrap_or_default();
                blocks.iter().enumerate().map(|(index, block)| (format!("{list}/{index}"), block)).collect()
            }
        };
        for (pointer, block) in blocks {
            let Some(id) = part_id(part, block, address, own_id.as_ref(), group) else { continue };
            own_id.get_or_insert_with(|| id.clone());
            let body = body_of(part, block, &id, address);
            if part.extent != Extent::Child || part.each.is_some() || !body.is_empty() {
                found.push(Fragment { id, arm_type: part.arm_type, extent: part.extent, pointer, body });
            }
        }
    }
    found
}

/// The ID that a resource of azurerm has in Azure.
#[must_use]
pub fn compose_id(
    definition: &'static AzurermType,
    attributes: &Value,
    address: &str,
    group: &dyn Fn(&str) -> String,
) -> Option<AzureId> {
    part_id(definition.parts.first()?, attributes, address, None, group)
}

fn part_id(
    part: &Part,
    attributes: &Value,
    address: &str,
    own_id: Option<&AzureId>,
    group: &dyn Fn(&str) -> String,
) -> Option<AzureId> {
    let attribute = |name: &str| match name {
        "self" => Some(own_id?.as_str().to_owned()),
        "group" => {
            let name = text_at(attributes, "resource_group_name")?;
            let own = text_at(attributes, "id").and_then(AzureId::parse);
            let is_own = |id: &AzureId| id.resource_group().is_some_and(|own| own.eq_ignore_ascii_case(name));
            let subscription = own.as_ref().filter(|id| is_own(id)).and_then(AzureId::subscription);
            Some(subscription.map_or_else(|| group(name), |id| format!("/subscriptions/{id}/resourceGroups/{name}")))
        }
        name => text_at(attributes, name).map(str::to_owned),
    };
    // The name of a role assignment is known after an apply; the address stands for it.
    let with_address = |name: &str| match name {
        "name" | "role_definition_id" => attribute(name).or_else(|| Some(format!("{{{address}}}"))),
        name => attribute(name),
    };
    let known = part.ids.iter().find_map(|template| parse(part, &compose(template, &attribute)?));
    known.or_else(|| part.ids.iter().find_map(|template| parse(part, &compose(template, &with_address)?)))
}

/// The ID, if it is one of the ARM type. The ID of a role assignment of another tenant has that tenant's ID after a bar.
fn parse(part: &Part, text: &str) -> Option<AzureId> {
    let text = text.split_once('|').map_or(text, |(id, _)| id);
    AzureId::parse(text).filter(|id| id.is_of_type(part.arm_type))
}

/// A text in which `{name}` stands for a value; none if one of them is not known.
fn compose(template: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    for (index, piece) in template.split(['{', '}']).enumerate() {
        if index % 2 == 0 { text.push_str(piece) } else { text.push_str(&value(piece)?) }
    }
    Some(text)
}

/// The identity of a resource, from its block.
#[must_use]
pub fn identity(block: &Value) -> Body {
    let attributes = Value::object([("identity".into(), block.clone())].into_iter().collect());
    let mut body = Body::default();
    for field in IDENTITY {
        let path: Vec<_> = steps(field.attribute).collect();
        read(&attributes, &path, &mut Vec::new(), &mut |indexes, value| {
            if let Some(value) = convert(field.conversion, value) {
                body.set(field.property, indexes, value);
            }
        });
    }
    body
}

fn body_of(part: &Part, attributes: &Value, id: &AzureId, address: &str) -> Body {
    let mut body = Body::default();
    for field in part.fields.iter().copied().flatten() {
        let skipped = lists(field.property).saturating_sub(lists(field.attribute));
        let mut indexes = vec![0; skipped];
        let path: Vec<_> = steps(field.attribute).collect();
        read(attributes, &path, &mut indexes, &mut |indexes, value| {
            if let Some(value) = value_of(field, value, attributes, id, address) {
                let is_open = value.as_unknown().is_some();
                let is_known = body.get(field.property).is_some_and(|known| known.as_unknown().is_none());
                if !(is_known && (is_open || matches!(field.conversion, Conversion::RoleId))) {
                    body.set(field.property, indexes, value);
                }
            }
        });
    }
    body
}

fn value_of(field: &Field, value: &Value, attributes: &Value, id: &AzureId, address: &str) -> Option<Value> {
    let Value::Unknown(unknown) = value else {
        if let Conversion::Composed(template) = field.conversion {
            return compose(template, &|name| text_at(attributes, name).map(str::to_owned)).map(Value::text);
        }
        return convert(field.conversion, value);
    };
    match &unknown.reason {
        // Of a resource that is created, what the file leaves open has Azure's default value.
        Reason::NotInInput if !field.is_assigned => None,
        Reason::NotInInput => Some(Value::unknown(reported(id, field.property))),
        // A reference that could not be followed is determined by its own resource only.
        _ if unknown.symbol.is_none() => {
            let symbol = format!("{address}.{}", field.attribute);
            Some(Value::unknown(Unknown::clone(unknown).with_symbol(symbol)))
        }
        _ => Some(value.clone()),
    }
}

/// A property that Azure determines when it creates the resource.
fn reported(id: &AzureId, property: &'static str) -> Unknown {
    let resource = Unknown::reported(id.as_str(), Reason::AfterApply);
    steps(property).fold(resource, |unknown, (name, _)| unknown.part(name))
}

/// Calls a function with each value at a path, and the indexes of the lists on it.
fn read(
    value: &Value,
    path: &[(&'static str, bool)],
    indexes: &mut Vec<usize>,
    found: &mut dyn FnMut(&[usize], &Value),
) {
    let Some(((name, is_list), rest)) = path.split_first() else { return found(indexes, value) };
    let value = match value {
        Value::Unknown(_) => return found(indexes, value),
        Value::Array(_) => value.as_items().and_then(<[Value]>::first),
        value => Some(value),
    };
    let Some(value) = value.and_then(Value::as_object).and_then(|object| object.get_exact(name)) else { return };
    match value {
        Value::Null => {}
        Value::Unknown(_) => found(indexes, value),
        Value::Array(_) if *is_list => {
            let items = value.as_items().unwrap_or_default();
            if items.is_empty() {
                found(indexes, value);
            }
            for (index, item) in items.iter().enumerate() {
                indexes.push(index);
                read(item, rest, indexes, found);
                indexes.pop();
            }
        }
        value => read(value, rest, indexes, found),
    }
}

/// The value at a path without lists.
fn at<'a>(attributes: &'a Value, path: &str) -> Option<&'a Value> {
    let mut value = attributes;
    for name in path.split('.') {
        if let Some(items) = value.as_items() {
            value = items.first()?;
        }
        value = value.as_object()?.get_exact(name)?;
    }
    Some(value)
}

fn text_at<'a>(attributes: &'a Value, path: &str) -> Option<&'a str> {
    at(attributes, path)?.as_text().filter(|text| !text.is_empty())
}
