//! The properties of two resources, compared value by value.

use serde_json::{Map, Value};

use super::{
    property_path::{PropertyPath, Segment},
    value_index::ValueIndex,
};
use crate::{
    catalog::changes::CostDirection,
    plan::{self, Expr, PropertyTree as _, PropertyValue, ResolvedTopology, Resource},
    topology::Extra,
};

/// The value of an element of a list, which is identified by its path.
pub(super) const LIST_ELEMENT: &str = "listed";

/// A value that differs between two resources.
#[derive(Debug, Clone)]
pub(super) struct ValueChange {
    /// Its path.
    pub path: PropertyPath,
    /// The old value; empty where it was not set.
    pub before: String,
    /// The new value; empty where it is not set.
    pub after: String,
    /// Whether the value is the same, and refers to another resource.
    pub is_reference: bool,
}

impl ValueChange {
    /// Whether both values are the same object ID or resource ID, in another case.
    pub(super) fn is_same_id(&self) -> bool {
        const GUID: &str = "00000000-0000-0000-0000-000000000000";
        let is_guid = self.before.len() == GUID.len()
            && GUID.bytes().zip(self.before.bytes()).all(|(one, other)| (one == b'-') == (other == b'-'));
        self.before.eq_ignore_ascii_case(&self.after) && (is_guid || self.before.starts_with("/subscriptions/"))
    }
}

/// A property that differs from before.
#[derive(Debug, Clone)]
pub struct PropertyChange {
    /// Its display name; for an element of a list, that of the list and the element.
    pub property: String,
    /// The element of a list that is added or removed; none for a value.
    pub element: Option<String>,
    /// The old value; empty where it was not set.
    pub before: String,
    /// The new value; empty where it is not set.
    pub after: String,
    /// What it does to the cost; none where the cost stays.
    pub cost: Option<CostDirection>,
    /// Whether it affects who can access a resource, or how.
    pub exposure: bool,
}

impl PropertyChange {
    pub(super) fn new(old: &ResolvedTopology, new: &ResolvedTopology, change: &ValueChange) -> Self {
        let ValueChange { path, before, after, .. } = change;
        // An element that was removed is a resource of the old plan.
        let plan_of_path = if after.is_empty() { old } else { new };
        let (before, after) = path.describe_values((old, before), (new, after));
        let property = humanize(plan_of_path, &path.display_name());
        let is_element = matches!((before.as_str(), after.as_str()), (LIST_ELEMENT, "") | ("", LIST_ELEMENT));
        let element = path.last_element().filter(|_| is_element).map(|name| humanize(plan_of_path, name));
        Self {
            element: element.filter(|element| property.ends_with(element.as_str())),
            property,
            before,
            after,
            cost: cost_direction(change),
            exposure: path.field_properties().any(|property| property.exposure),
        }
    }
}

/// What a changed value does to the cost.
fn cost_direction(change: &ValueChange) -> Option<CostDirection> {
    let rules = change.path.field_properties().filter_map(|property| property.cost);
    rules.filter_map(|rule| rule.direction(&change.before, &change.after)).reduce(CostDirection::combine)
}

impl PropertyPath {
    /// Both values as text for people; a resource ID by its name, unless both resources have the same one.
    pub(super) fn describe_values(
        &self,
        (old, before): (&ResolvedTopology, &str),
        (new, after): (&ResolvedTopology, &str),
    ) -> (String, String) {
        let (before, after) = (self.describe_value(old, before), self.describe_value(new, after));
        let name = |text: &str| {
            let last = text.rsplit('/').next().filter(|_| text.starts_with("/subscriptions/"));
            last.unwrap_or(text).to_owned()
        };
        let names = (name(&before), name(&after));
        if names.0.eq_ignore_ascii_case(&names.1) { (before, after) } else { names }
    }

    /// A value as text for people: names instead of symbolic names, dates instead of seconds.
    fn describe_value(&self, plan: &ResolvedTopology, text: &str) -> String {
        let is_time = self.field_properties().last().is_some_and(|property| property.field == "expires");
        let date = text.parse().ok().filter(|_| is_time).and_then(describe_date);
        date.unwrap_or_else(|| humanize(plan, text))
    }
}

/// The values that differ between two resources: those that are set now, then those that no longer are.
pub(super) fn value_changes(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
) -> Vec<ValueChange> {
    let (mut old_values, mut new_values) = (resource_values(old, before), resource_values(new, after));
    let (old_extra, new_extra) = (extra_of(old, before), extra_of(new, after));
    collect_own_settings(old_extra, new_extra, &mut old_values);
    collect_own_settings(new_extra, old_extra, &mut new_values);
    let (old_index, new_index) = (ValueIndex::new(&old_values), ValueIndex::new(&new_values));
    let mut changes: Vec<ValueChange> = Vec::new();
    for (path, after) in &new_values {
        let before = old_index.find(path).cloned();
        if before.as_ref() != Some(after) {
            changes.push(ValueChange {
                path: path.clone(),
                before: before.unwrap_or_default(),
                after: after.clone(),
                is_reference: false,
            });
        }
    }
    for (path, before) in old_values.iter().filter(|(path, _)| new_index.find(path).is_none()) {
        let (path, before) = (path.clone(), before.clone());
        changes.push(ValueChange { path, before, after: String::new(), is_reference: false });
    }
    changes.retain(|change| !change.path.field_properties().any(|property| property.unreported));
    changes
}

/// A path or a value with the names of resources instead of their symbolic names.
pub(super) fn humanize(plan: &ResolvedTopology, text: &str) -> String {
    let words = text.split(' ').map(|word| match plan.find(&word.into()) {
        Some(resource) if word.contains(char::is_uppercase) => plan.display_text(&resource.name),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The date of a number of seconds since 1970, in UTC.
fn describe_date(seconds: i64) -> Option<String> {
    const SECONDS_OF_A_DAY: i64 = 86_400;
    let mut days = u32::try_from(seconds / SECONDS_OF_A_DAY).ok()?;
    let is_leap_year = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u32::from(is_leap_year(year)) {
        days -= 365 + u32::from(is_leap_year(year));
        year += 1;
    }
    let lengths = [31, 28 + u32::from(is_leap_year(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    Some(format!("{year}-{month:02}-{:02}", days + 1))
}

/// The values of a resource with their paths.
fn resource_values(plan: &ResolvedTopology, resource: &Resource) -> Vec<(PropertyPath, String)> {
    let mut values = Vec::new();
    collect_values(plan, &PropertyPath::default(), &resource.body.property_value(), &mut values);
    values
}

/// The additional settings (`extra`) of a resource.
fn extra_of<'a>(plan: &'a ResolvedTopology, resource: &Resource) -> Option<&'a Extra> {
    plan.extra.iter().find(|(symbol, _)| symbol == resource.symbol.as_str()).map(|(_, extra)| &**extra)
}

fn collect_values(
    plan: &ResolvedTopology,
    path: &PropertyPath,
    value: &PropertyValue<'_>,
    values: &mut Vec<(PropertyPath, String)>,
) {
    let mut add = |text: String| values.push((path.clone(), text));
    match value {
        PropertyValue::Absent | PropertyValue::Item(_) => {}
        PropertyValue::Bool(enabled) => add(if *enabled { "enabled".to_owned() } else { "disabled".to_owned() }),
        PropertyValue::Number(number) => add(number.to_string()),
        PropertyValue::Word(keyword) => add((*keyword).to_owned()),
        PropertyValue::Expr(expr) => match plan.display_value(expr) {
            plan::EvaluatedValue::String(text) => add(text),
            // Most lists are compared by their elements, whatever their order.
            plan::EvaluatedValue::List(list) => {
                values.extend(
                    list.elements.into_iter().map(|element| (path.element_path(element.text), LIST_ELEMENT.to_owned())),
                );
            }
        },
        PropertyValue::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let name = element_name(plan, element);
                if let PropertyValue::Word(_) | PropertyValue::Expr(Expr::Attribute(..)) = element {
                    values.extend(name.map(|name| (path.element_path(name), LIST_ELEMENT.to_owned())));
                    continue;
                }
                let path = path.element_path(name.unwrap_or_else(|| index.to_string()));
                collect_values(plan, &path, element, values);
            }
        }
        PropertyValue::Record(fields) => {
            for (property, value) in fields {
                let list = property.single_element_of.and_then(|list| fields.iter().find(|(p, _)| p.field == list));
                if let (Some((list, _)), PropertyValue::Expr(element)) = (list, value) {
                    let path = path.child_path(Segment::Field(list)).element_path(plan.display_text(element));
                    values.push((path, LIST_ELEMENT.to_owned()));
                    continue;
                }
                if let (true, PropertyValue::Expr(list)) = (property.ordered, value) {
                    let text = plan.display_text(list);
                    let path = path.child_path(Segment::Field(property));
                    values.extend((!text.is_empty()).then_some((path, text)));
                    continue;
                }
                collect_values(plan, &path.child_path(Segment::Field(property)), value, values);
            }
        }
    }
}

/// The references in a value to resources of the plan, with their paths.
pub(super) fn collect_references<'a>(
    path: &PropertyPath,
    value: &PropertyValue<'a>,
    references: &mut Vec<(PropertyPath, &'a Expr)>,
) {
    match value {
        PropertyValue::Expr(reference @ Expr::Attribute(..)) => references.push((path.clone(), reference)),
        PropertyValue::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let name = match element {
                    PropertyValue::Expr(Expr::Attribute(symbol, _)) => symbol.as_str().to_owned(),
                    _ => index.to_string(),
                };
                collect_references(&path.element_path(name), element, references);
            }
        }
        PropertyValue::Record(fields) => {
            for (property, value) in fields.iter().filter(|(property, _)| !property.unreported) {
                collect_references(&path.child_path(Segment::Field(property)), value, references);
            }
        }
        _ => {}
    }
}

/// The additional settings that the other resource does not have as well, down to their innermost values. There may be
/// thousands, of which few differ.
fn collect_own_settings(own: Option<&Extra>, other: Option<&Extra>, values: &mut Vec<(PropertyPath, String)>) {
    let Some(own) = own else { return };
    for (language, own, other) in [
        ("azure", &own.azure, other.map(|other| &other.azure)),
        ("terraform", &own.terraform, other.map(|other| &other.terraform)),
    ] {
        let root = PropertyPath::default().element_path("extra").element_path(language);
        collect_settings(&root, own, other, values);
    }
}

fn collect_settings(
    path: &PropertyPath,
    own: &Map<String, Value>,
    other: Option<&Map<String, Value>>,
    values: &mut Vec<(PropertyPath, String)>,
) {
    for (key, value) in own {
        let other = other.and_then(|other| other.get(key));
        if other == Some(value) {
            continue;
        }
        let path = path.element_path(key);
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                collect_settings(&path, inner, other.and_then(Value::as_object), values);
            }
            Value::String(text) => values.push((path, text.clone())),
            other => values.push((path, other.to_string())),
        }
    }
}

/// The name of an element of a list, so that it keeps its path when others are added before it.
fn element_name(plan: &ResolvedTopology, element: &PropertyValue<'_>) -> Option<String> {
    match element {
        PropertyValue::Word(keyword) => Some((*keyword).to_owned()),
        PropertyValue::Record(fields) => fields.iter().find_map(|(property, value)| match value {
            PropertyValue::Word(keyword) if property.identifies_element => Some((*keyword).to_owned()),
            PropertyValue::Expr(Expr::String(name)) if property.identifies_element => Some(name.clone()),
            _ => None,
        }),
        PropertyValue::Expr(expr @ Expr::Attribute(..)) => Some(plan.display_text(expr)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::plan::BODY_KINDS;
    use crate::plan::Property;

    #[test]
    fn seconds_are_shown_as_a_date() {
        for (seconds, date) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_861_833_600, "2028-12-31"),
            (1_861_919_999, "2028-12-31"),
            (1_861_920_000, "2029-01-01"),
        ] {
            assert_eq!(describe_date(seconds).as_deref(), Some(date));
        }
    }

    fn names_are_unique(kind: &str, path: &PropertyPath, record: &'static [Property], seen: &mut BTreeSet<String>) {
        let siblings: BTreeSet<_> = record.iter().map(Property::display_name).collect();
        assert_eq!(siblings.len(), record.len(), "{kind}: two fields of a record have one name: {siblings:?}");
        for property in record {
            let path = path.child_path(Segment::Field(property));
            names_are_unique(kind, &path, property.parts, seen);
            // A value is reported by its own path, a record by the paths of its fields.
            if property.parts.is_empty() {
                let name = path.display_name();
                assert!(!name.is_empty(), "{kind}: {} has no name", property.field);
                assert!(seen.insert(name.clone()), "{kind}: two properties have the name {name}");
            }
        }
    }

    #[test]
    fn every_property_has_a_display_name_that_is_unique_in_its_resource() {
        for (kind, record) in BODY_KINDS {
            names_are_unique(kind, &PropertyPath::default(), record, &mut BTreeSet::new());
        }
    }
}
