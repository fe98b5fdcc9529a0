//! Resource properties as template context, with every expression already written in the language.

use std::collections::BTreeMap;

use tera::Value;

use super::expression::ExpressionWriter;
use crate::plan::{Property, PropertyTree as _, PropertyValue, Resource};

/// Template variables by name; of two with the same name, the last one applies.
pub(super) type TemplateContext = Vec<(&'static str, Value)>;

/// The properties of a resource as template context.
pub(super) fn properties_context(resource: &Resource, writer: &dyn ExpressionWriter) -> TemplateContext {
    match resource.body.property_value() {
        PropertyValue::Record(fields) => record_context(&fields, writer),
        _ => TemplateContext::new(),
    }
}

fn record_context(fields: &[(&'static Property, PropertyValue<'_>)], writer: &dyn ExpressionWriter) -> TemplateContext {
    // With capacity for the entries that callers add.
    let mut entries = TemplateContext::with_capacity(fields.len() + 8);
    entries.extend(
        fields
            .iter()
            .filter_map(|(property, value)| property_value(value, writer).map(|value| (property.field, value))),
    );
    entries
}

/// A property as template value; `None` when it is absent, so that a template that uses it fails.
fn property_value(property: &PropertyValue<'_>, writer: &dyn ExpressionWriter) -> Option<Value> {
    Some(match property {
        PropertyValue::Absent => return None,
        PropertyValue::Bool(flag) => Value::from(*flag),
        PropertyValue::Number(number) => Value::from(*number),
        PropertyValue::Word(word) => Value::from(*word),
        PropertyValue::Expr(expr) => Value::from(writer.interpolation(expr)),
        PropertyValue::Item(name) => Value::from(*name),
        PropertyValue::List(items) => {
            let mut values = Vec::with_capacity(items.len());
            values.extend(items.iter().filter_map(|item| property_value(item, writer)));
            Value::from(values)
        }
        PropertyValue::Record(fields) => map_value(record_context(fields, writer)),
    })
}

/// A list.
pub(super) fn list_value(values: impl IntoIterator<Item = Value>) -> Value {
    Value::from(values.into_iter().collect::<Vec<_>>())
}

/// A mapping.
pub(super) fn map_value(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut map = BTreeMap::new();
    map.extend(entries);
    Value::from(map)
}

/// Text for comments; characters outside ASCII become `?`.
pub(super) fn replace_non_ascii(text: &str) -> String {
    text.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }).collect()
}
