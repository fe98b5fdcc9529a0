//! The properties of two resources, value by value, to tell the resources apart.

use serde_json::Value;

use crate::plan::{self, Expr, Property, PropertyTree as _, PropertyValue, ResolvedTopology, Resource};

/// What an element of a list has instead of a value.
const LIST_ELEMENT: &str = "listed";

/// Where a value is in a resource: the fields that lead to it, and the elements of lists on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PropertyPath(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Field(&'static Property),
    /// An element by its name or its position, or a key of an additional setting.
    Element(String),
}

/// A value that differs between two resources.
#[derive(Debug, Clone)]
pub(super) struct ValueChange {
    /// Where it is.
    pub path: PropertyPath,
    /// What it was; empty where it was not set.
    pub before: String,
    /// What it is; empty where it is not set.
    pub after: String,
}

impl PropertyPath {
    fn child_path(&self, segment: Segment) -> Self {
        Self(self.0.iter().cloned().chain([segment]).collect())
    }

    fn element_path(&self, name: impl Into<String>) -> Self {
        self.child_path(Segment::Element(name.into()))
    }

    /// The fields on the way, the outermost first.
    pub(super) fn field_properties(&self) -> impl Iterator<Item = &'static Property> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Field(property) => Some(*property),
            Segment::Element(_) => None,
        })
    }

    /// Whether this is the whole value of a property, and not a part of it.
    pub(super) fn ends_with(&self, property: &Property) -> bool {
        matches!(self.0.last(), Some(Segment::Field(last)) if *last == property)
    }

    /// The path in words: the name that is given to the property, or the words of all segments.
    pub(super) fn display_name(&self) -> String {
        if let Some(Segment::Field(property)) = self.0.last()
            && let Some(name) = property.given_name()
        {
            return name.to_owned();
        }
        let words = self.0.iter().map(|segment| match segment {
            Segment::Field(property) => property.path_segment(),
            Segment::Element(name) => name.into(),
        });
        words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The values that differ between two resources: those that are set now, then those that no longer are.
pub(super) fn value_changes(
    (old, before): (&ResolvedTopology, &Resource),
    (new, after): (&ResolvedTopology, &Resource),
) -> Vec<ValueChange> {
    let (olds, news) = (resource_values(old, before), resource_values(new, after));
    let find = |values: &[(PropertyPath, String)], path: &PropertyPath| {
        values.iter().find(|(other, _)| other == path).map(|(_, text)| text.clone())
    };
    let mut changes: Vec<ValueChange> = Vec::new();
    for (path, after) in &news {
        let before = find(&olds, path);
        if before.as_ref() != Some(after) {
            changes.push(ValueChange { path: path.clone(), before: before.unwrap_or_default(), after: after.clone() });
        }
    }
    for (path, before) in olds {
        if find(&news, &path).is_none() {
            changes.push(ValueChange { path, before, after: String::new() });
        }
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

/// The values of a resource with their paths.
fn resource_values(plan: &ResolvedTopology, resource: &Resource) -> Vec<(PropertyPath, String)> {
    let mut values = Vec::new();
    collect_values(plan, &PropertyPath::default(), &resource.body.property_value(), &mut values);
    for (_, extra) in plan.extra.iter().filter(|(symbol, _)| symbol == resource.symbol.as_str()) {
        for (language, data) in [("azure", &extra.azure), ("terraform", &extra.terraform)] {
            let root = PropertyPath::default().element_path("extra").element_path(language);
            data.iter().for_each(|(key, value)| collect_settings(&root.element_path(key), value, &mut values));
        }
    }
    values
}

fn collect_values(
    plan: &ResolvedTopology,
    path: &PropertyPath,
    fact: &PropertyValue<'_>,
    values: &mut Vec<(PropertyPath, String)>,
) {
    let mut add = |text: String| values.push((path.clone(), text));
    match fact {
        PropertyValue::Absent | PropertyValue::Item(_) => {}
        PropertyValue::Bool(on) => add(if *on { "on".to_owned() } else { "off".to_owned() }),
        PropertyValue::Number(number) => add(number.to_string()),
        PropertyValue::Word(word) => add((*word).to_owned()),
        PropertyValue::Expr(expr) => match plan.display_value(expr) {
            plan::EvaluatedValue::String(text) => add(text),
            // A list is compared by its elements, whatever their order.
            plan::EvaluatedValue::List(list) => {
                values.extend(
                    list.elements.into_iter().map(|element| (path.element_path(element.text), LIST_ELEMENT.to_owned())),
                );
            }
        },
        PropertyValue::List(facts) => {
            for (at, fact) in facts.iter().enumerate() {
                let name = element_name(plan, fact);
                if let PropertyValue::Word(_) | PropertyValue::Expr(Expr::Attribute(..)) = fact {
                    values.extend(name.map(|name| (path.element_path(name), LIST_ELEMENT.to_owned())));
                    continue;
                }
                let path = path.element_path(name.unwrap_or_else(|| at.to_string()));
                collect_values(plan, &path, fact, values);
            }
        }
        PropertyValue::Record(facts) => {
            for (property, fact) in facts {
                let list = property.single_element_of.and_then(|list| facts.iter().find(|(p, _)| p.field == list));
                if let (Some((list, _)), PropertyValue::Expr(element)) = (list, fact) {
                    let path = path.child_path(Segment::Field(list)).element_path(plan.display_text(element));
                    values.push((path, LIST_ELEMENT.to_owned()));
                    continue;
                }
                collect_values(plan, &path.child_path(Segment::Field(property)), fact, values);
            }
        }
    }
}

/// Additional settings (`extra`), as far down as they go.
fn collect_settings(path: &PropertyPath, setting: &Value, values: &mut Vec<(PropertyPath, String)>) {
    match setting {
        Value::Object(inner) if !inner.is_empty() => {
            inner.iter().for_each(|(key, value)| collect_settings(&path.element_path(key), value, values));
        }
        Value::String(text) => values.push((path.clone(), text.clone())),
        other => values.push((path.clone(), other.to_string())),
    }
}

/// The name of an element of a list, so that it keeps its path when others are added before it.
fn element_name(plan: &ResolvedTopology, fact: &PropertyValue<'_>) -> Option<String> {
    match fact {
        PropertyValue::Word(word) => Some((*word).to_owned()),
        PropertyValue::Record(facts) => facts.iter().find_map(|(property, fact)| match fact {
            PropertyValue::Word(word) if property.identifies_element => Some((*word).to_owned()),
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

    fn names_are_unique(kind: &str, path: &PropertyPath, record: &'static [Property], seen: &mut BTreeSet<String>) {
        let siblings: BTreeSet<_> = record.iter().map(Property::display_name).collect();
        assert_eq!(siblings.len(), record.len(), "{kind}: two fields of a record have one name: {siblings:?}");
        for property in record {
            let path = path.child_path(Segment::Field(property));
            names_are_unique(kind, &path, property.parts, seen);
            // What holds a value is reported by its own path; what holds a record, by those inside it.
            if property.parts.is_empty() {
                let name = path.display_name();
                assert!(!name.is_empty(), "{kind}: {} has no name", property.field);
                assert!(seen.insert(name.clone()), "{kind}: two properties are called {name}");
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
