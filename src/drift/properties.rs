//! One resource compared with another one, property by property.

use super::{
    facts::{Absent, Form, Property, TypeFacts, find_type},
    normal::normal_body,
    sight::Sight,
    values::{is_empty, same_value},
};
use crate::{
    arm_template::{Object, Reason, Value},
    existing::{AzureId, ExistingResource},
};

/// How an existing resource differs from what a topology deploys.
#[derive(Debug, Default)]
pub struct PropertyComparison {
    /// What differs.
    pub differences: Vec<Difference>,
    /// What the topology sets and could not be compared.
    pub unknown: Vec<UnknownProperty>,
    /// Whether nothing was compared: the type has no facts, or the input shows no more than that the resource exists.
    pub is_unread: bool,
}

/// A property that differs.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The path, with the keys of items: `properties.securityRules[DenyAllInbound].properties.access`.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// Whether the label is the opposite of the switch.
    pub is_opposite: bool,
    /// What differs.
    pub change: ElementChange,
}

/// What differs.
#[derive(Debug, Clone)]
pub enum ElementChange {
    /// The topology sets another value; none is a property that is not set.
    Changed {
        /// What the topology deploys.
        expected: Value,
        /// What exists.
        existing: Option<Value>,
    },
    /// An item that the topology deploys does not exist.
    Missing {
        /// What it is known by.
        element: String,
        /// The item.
        expected: Value,
    },
    /// An item exists that the topology does not deploy.
    Extra {
        /// What it is known by.
        element: String,
        /// The item.
        existing: Value,
    },
    /// A property is set that the topology does not set: its output does not reproduce it.
    NotWritten {
        /// What exists.
        existing: Value,
        /// Whether it is known that another value is the default, to which a deployment of Bicep or ARM resets it.
        is_reset: bool,
    },
}

/// A property that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownProperty {
    /// The path.
    pub path: String,
    /// Why not.
    pub reason: String,
}

/// Compares what a topology deploys with what exists under the same ID.
#[must_use]
pub fn compare_properties(expected: &ExistingResource, existing: &ExistingResource) -> PropertyComparison {
    let has_properties = |resource: &ExistingResource| {
        let properties = resource.body.as_object().and_then(|body| body.get("properties"));
        properties.is_some_and(|properties| !is_empty(properties))
    };
    let Some(facts) =
        find_type(&expected.resource_type).filter(|_| has_properties(existing) || !has_properties(expected))
    else {
        return PropertyComparison { is_unread: true, ..PropertyComparison::default() };
    };
    let mut walker = Walker { facts, sight: Sight::of(existing), found: PropertyComparison::default() };
    let wanted = normal_body(&expected.resource_type, &expected.body);
    let other = normal_body(&existing.resource_type, &existing.body);
    walker.walk(&Place::default(), Some(&wanted), Some(&other));
    walker.found
}

/// Where the comparison is.
#[derive(Clone, Default)]
struct Place {
    /// The path as the facts have it.
    path: String,
    /// The path with the keys of items.
    shown: String,
    /// What people call the item that it is in.
    item: String,
}

impl Place {
    fn below(&self, name: &str) -> Self {
        let join = |path: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        Self { path: join(&self.path), shown: join(&self.shown), item: self.item.clone() }
    }

    fn item(&self, key: &str, label: &str) -> Self {
        Self {
            path: format!("{}[]", self.path),
            shown: format!("{}[{key}]", self.shown),
            item: format!("{label} {key} "),
        }
    }
}

struct Walker {
    facts: &'static TypeFacts,
    sight: Sight,
    found: PropertyComparison,
}

impl Walker {
    fn walk(&mut self, place: &Place, expected: Option<&Value>, existing: Option<&Value>) {
        let property = self.facts.find(&place.path);
        let is_set = |value: &&Value| !matches!(value, Value::Null);
        let (expected, existing) = (expected.filter(is_set), existing.filter(is_set));
        let absent = property.map(|property| property.absent);
        if absent == Some(Absent::ReadOnly) || (absent == Some(Absent::Derived) && expected.is_none()) {
            return;
        }
        if let Some(unknown) = expected.and_then(Value::as_unknown).or_else(|| existing.and_then(Value::as_unknown)) {
            // What has the same expression is the same.
            let is_same =
                expected.zip(existing).is_some_and(|(expected, existing)| expected.equals(existing) == Some(true));
            if expected.is_some() && !is_same {
                self.add_unknown(place, reason_text(&unknown.reason));
            }
            return;
        }
        match property.map(|property| (property, property.form)) {
            Some((property, Form::Keyed(keys))) => self.walk_items(place, property, keys, expected, existing),
            Some((property, Form::Names)) => self.walk_names(place, property, expected, existing),
            _ => {
                let (outer, other) = (expected.and_then(Value::as_object), existing.and_then(Value::as_object));
                if outer.is_some() || (property.is_none() && other.is_some()) {
                    self.walk_entries(place, outer, other);
                } else {
                    self.compare(place, property, expected, existing);
                }
            }
        }
    }

    fn walk_entries(&mut self, place: &Place, expected: Option<&Object>, existing: Option<&Object>) {
        let get = |object: Option<&Object>, name: &str| object.and_then(|object| object.get(name)).cloned();
        for (name, value) in expected.into_iter().flat_map(Object::entries) {
            let below = place.below(name);
            let other = get(existing, name);
            match existing.and_then(Object::open).filter(|_| other.is_none()) {
                Some(open) => self.add_unknown(&below, reason_text(&open.reason)),
                None => self.walk(&below, Some(value), other.as_ref()),
            }
        }
        let is_new = |name: &str| expected.is_none_or(|expected| expected.get(name).is_none());
        for (name, value) in existing.into_iter().flat_map(Object::entries).filter(|(name, _)| is_new(name)) {
            self.walk(&place.below(name), None, Some(value));
        }
    }

    /// A list of items that are known by their keys.
    fn walk_items(
        &mut self,
        place: &Place,
        property: &'static Property,
        keys: &[&str],
        expected: Option<&Value>,
        existing: Option<&Value>,
    ) {
        let items = |value: Option<&Value>| value.and_then(Value::as_items).map(<[Value]>::to_vec).unwrap_or_default();
        let (wanted, mut others) = (items(expected), items(existing));
        if existing.is_none() && !wanted.is_empty() && !self.sight.shows(&place.path) {
            return self.add_unknown(place, NOT_SHOWN.to_owned());
        }
        let is_open = |item: &Value| key_of(item, keys).iter().any(|value| value.as_unknown().is_some());
        let has_unknown = wanted.iter().chain(&others).any(is_open);
        for item in &wanted {
            let key = key_of(item, keys);
            let is_same = |other: &Value| same_key(&key, &key_of(other, keys));
            let label = display_key(&key);
            match others.iter().position(is_same) {
                Some(position) => {
                    let other = others.remove(position);
                    self.walk(&place.item(&label, property.label), Some(item), Some(&other));
                }
                None if has_unknown => self.add_unknown(place, "an item is not known".to_owned()),
                None => {
                    self.add(place, property, ElementChange::Missing { element: label, expected: item.clone() });
                }
            }
        }
        // Azure lists categories of logs that are not collected.
        let is_disabled =
            |item: &Value| matches!(item.as_object().and_then(|item| item.get("enabled")), Some(Value::Bool(false)));
        for other in others.into_iter().filter(|other| !has_unknown && !is_disabled(other)) {
            let element = display_key(&key_of(&other, keys));
            self.add(place, property, ElementChange::Extra { element, existing: other });
        }
    }

    /// An object whose names the user chooses: tags, identities.
    fn walk_names(
        &mut self,
        place: &Place,
        property: &'static Property,
        expected: Option<&Value>,
        existing: Option<&Value>,
    ) {
        let entries = |value: Option<&Value>| -> Vec<(String, Value)> {
            let entries = value.and_then(Value::as_object).into_iter().flat_map(Object::entries);
            entries.map(|(name, value)| (name.to_string(), value.clone())).collect()
        };
        let (wanted, mut others) = (entries(expected), entries(existing));
        if existing.is_none() && !wanted.is_empty() && !self.sight.shows(&place.path) {
            return self.add_unknown(place, NOT_SHOWN.to_owned());
        }
        for (name, value) in wanted {
            let is_same = |(other, _): &(String, Value)| {
                same_value(Form::Value, &Value::text(&*name), &Value::text(&**other)) == Some(true)
            };
            let element = display_key(&[Value::text(&*name)]);
            match others.iter().position(is_same) {
                Some(position) => {
                    let (_, other) = others.remove(position);
                    let below = Place {
                        path: format!("{}.*", place.path),
                        shown: format!("{}[{element}]", place.shown),
                        item: format!("{element} of "),
                    };
                    self.walk(&below, Some(&value), Some(&other));
                }
                None => self.add(place, property, ElementChange::Missing { element, expected: value }),
            }
        }
        // The portal has tags of its own.
        for (name, existing) in others.into_iter().filter(|(name, _)| !name.starts_with("hidden-")) {
            let element = display_key(&[Value::text(&*name)]);
            self.add(place, property, ElementChange::Extra { element, existing });
        }
    }

    fn compare(
        &mut self,
        place: &Place,
        property: Option<&'static Property>,
        expected: Option<&Value>,
        existing: Option<&Value>,
    ) {
        let form = property.map_or(Form::Value, |property| property.form);
        let absent = property.map_or(Absent::Unknown, |property| property.absent);
        let default = default_value(absent);
        match (expected, existing) {
            (None, None) => {}
            (Some(expected), Some(existing)) => self.compare_values(place, property, form, expected, existing),
            (Some(expected), None) if is_empty(expected) => {}
            (Some(_), None) if !self.sight.shows(&place.path) => self.add_unknown(place, NOT_SHOWN.to_owned()),
            (Some(expected), None) => match (default, absent) {
                (Some(default), _) => self.compare_values(place, property, form, expected, &default),
                (None, Absent::Nothing) => {
                    let change = ElementChange::Changed { expected: expected.clone(), existing: None };
                    self.add_leaf(place, property, change);
                }
                _ => self.add_unknown(place, "its value is not reported".to_owned()),
            },
            (None, Some(existing)) if is_empty(existing) => {}
            (None, Some(existing)) => {
                if default.as_ref().and_then(|default| same_value(form, default, existing)) != Some(true) {
                    let is_reset = default.is_some() || absent == Absent::Nothing;
                    self.add_leaf(place, property, ElementChange::NotWritten { existing: existing.clone(), is_reset });
                }
            }
        }
    }

    fn compare_values(
        &mut self,
        place: &Place,
        property: Option<&'static Property>,
        form: Form,
        expected: &Value,
        existing: &Value,
    ) {
        match same_value(form, expected, existing) {
            Some(true) => {}
            Some(false) => {
                let existing = Some(existing.clone()).filter(|existing| !is_empty(existing));
                let change = ElementChange::Changed { expected: expected.clone(), existing };
                self.add_leaf(place, property, change);
            }
            None => self.add_unknown(place, "a part of it is not known".to_owned()),
        }
    }

    fn add_unknown(&mut self, place: &Place, reason: String) {
        self.found.unknown.push(UnknownProperty { path: place.shown.clone(), reason });
    }

    fn add_leaf(&mut self, place: &Place, property: Option<&'static Property>, change: ElementChange) {
        let name =
            property.map_or_else(|| place.path.trim_start_matches("properties.").to_owned(), |p| p.label.to_owned());
        self.push(place, format!("{}{name}", place.item), property, change);
    }

    fn add(&mut self, place: &Place, property: &'static Property, change: ElementChange) {
        self.push(place, format!("{}{}", place.item, property.label), Some(property), change);
    }

    fn push(&mut self, place: &Place, label: String, property: Option<&'static Property>, change: ElementChange) {
        let is_opposite = property.is_some_and(|property| property.form == Form::Opposite);
        self.found.differences.push(Difference { path: place.shown.clone(), label, is_opposite, change });
    }
}

/// Why a value is not known, without the expression that would tell it.
fn reason_text(reason: &Reason) -> String {
    match reason {
        Reason::Runtime(_) => "Azure determines it".to_owned(),
        Reason::NotInInput => NOT_SHOWN.to_owned(),
        reason => reason.to_string(),
    }
}

const NOT_SHOWN: &str = "the input does not show it";

/// The value of a property that is not written, where it has one.
fn default_value(absent: Absent) -> Option<Value> {
    match absent {
        Absent::Switch(value) => Some(Value::Bool(value)),
        Absent::Keyword(text) => Some(Value::text(text)),
        Absent::Unknown | Absent::Derived | Absent::ReadOnly | Absent::Nothing => None,
    }
}

/// The values that an item is known by.
fn key_of(item: &Value, paths: &[&str]) -> Vec<Value> {
    let value = |path: &&str| {
        let found = path.split('.').try_fold(item, |value, name| match value {
            Value::Unknown(_) => Some(value),
            value => value.as_object()?.get(name),
        });
        found.cloned().unwrap_or(Value::Null)
    };
    paths.iter().map(value).collect()
}

fn same_key(one: &[Value], other: &[Value]) -> bool {
    one.iter().zip(other).all(|(one, other)| same_value(Form::Value, one, other) == Some(true))
}

/// A key for people: of an ID, its name.
fn display_key(key: &[Value]) -> String {
    let texts = key.iter().filter_map(Value::as_text);
    let names = texts.map(|text| match AzureId::parse(text) {
        Some(id) => id.name().to_owned(),
        None => text.to_owned(),
    });
    names.collect::<Vec<_>>().join(" ")
}
