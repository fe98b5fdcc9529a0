//! Bodies in which the same meaning is written in one way.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::{arm_template::Value, catalog::ResourceKind};

/// Properties for one value beside a list of them.
const ONE_OR_SEVERAL: &[(&str, &str)] = &[
    ("addressPrefix", "addressPrefixes"),
    ("sourceAddressPrefix", "sourceAddressPrefixes"),
    ("sourcePortRange", "sourcePortRanges"),
    ("destinationAddressPrefix", "destinationAddressPrefixes"),
    ("destinationPortRange", "destinationPortRanges"),
];

/// The body of a resource, with lists where it has one value.
pub(super) fn normal_body(resource_type: &str, body: &Value) -> Value {
    let is = |kind: ResourceKind| resource_type.eq_ignore_ascii_case(kind.arm_type());
    if is(ResourceKind::Subnet) {
        map_property(body, "properties", &with_lists)
    } else if is(ResourceKind::NetworkSecurityGroup) {
        let rules = |rules: &Value| match rules.as_items() {
            Some(items) => {
                Value::array(items.iter().map(|rule| map_property(rule, "properties", &with_lists)).collect())
            }
            None => rules.clone(),
        };
        map_property(body, "properties", &|properties| map_property(properties, "securityRules", &rules))
    } else {
        body.clone()
    }
}

/// An object with another value for one name.
fn map_property(value: &Value, name: &str, change: &dyn Fn(&Value) -> Value) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let entries = object.entries().map(|(own, value)| {
        let value = if own.eq_ignore_ascii_case(name) { change(value) } else { value.clone() };
        (Rc::clone(own), value)
    });
    Value::open_object(entries.collect(), object.open().cloned())
}

/// Properties in which a list has the single value as well.
fn with_lists(properties: &Value) -> Value {
    let Some(object) = properties.as_object() else { return properties.clone() };
    let mut entries: IndexMap<Rc<str>, Value> = IndexMap::new();
    for (name, value) in object.entries() {
        let is_part =
            |(one, several): &(&str, &str)| [one, several].iter().any(|known| name.eq_ignore_ascii_case(known));
        if !ONE_OR_SEVERAL.iter().any(is_part) {
            entries.insert(Rc::clone(name), value.clone());
        }
    }
    for (one, several) in ONE_OR_SEVERAL {
        let (one, list) = (object.get(one), object.get(several));
        let is_unknown = |value: Option<&Value>| value.is_some_and(|value| value.as_unknown().is_some());
        if let Some(unknown) = [one, list].into_iter().find(|value| is_unknown(*value)).flatten() {
            entries.insert((*several).into(), unknown.clone());
            continue;
        }
        let one = one.filter(|value| value.as_text().is_some_and(|text| !text.is_empty()));
        let items = list.and_then(Value::as_items).unwrap_or_default();
        if one.is_none() && list.is_none() {
            continue;
        }
        let mut all: Vec<Value> = items.to_vec();
        if let Some(one) = one.filter(|one| all.iter().all(|item| item.equals(one) != Some(true))) {
            all.push(one.clone());
        }
        entries.insert((*several).into(), Value::array(all));
    }
    Value::open_object(entries, object.open().cloned())
}
