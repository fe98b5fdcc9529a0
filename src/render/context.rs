//! Facts as a template's context: every expression already written by the writer of the language.

use std::collections::BTreeMap;

use tera::Value;

use super::expression::ExpressionWriter;
use crate::plan::{Property, PropertyTree as _, PropertyValue, Resource};

/// What a template sees, by name; of two with one name the last.
pub(super) type TemplateContext = Vec<(&'static str, Value)>;

/// The facts of a resource as a template's context.
pub(super) fn properties_context(resource: &Resource, writer: &dyn ExpressionWriter) -> TemplateContext {
    match resource.body.property_value() {
        PropertyValue::Record(facts) => record_context(&facts, writer),
        _ => TemplateContext::new(),
    }
}

fn record_context(facts: &[(&'static Property, PropertyValue<'_>)], writer: &dyn ExpressionWriter) -> TemplateContext {
    // With room for what a caller adds.
    let mut entries = TemplateContext::with_capacity(facts.len() + 8);
    entries.extend(
        facts.iter().filter_map(|(property, fact)| property_value(fact, writer).map(|value| (property.field, value))),
    );
    entries
}

/// A fact as a value; `None` when it is absent, so that a template that asks for it fails.
fn property_value(fact: &PropertyValue<'_>, writer: &dyn ExpressionWriter) -> Option<Value> {
    Some(match fact {
        PropertyValue::Absent => return None,
        PropertyValue::Bool(truth) => Value::from(*truth),
        PropertyValue::Number(number) => Value::from(*number),
        PropertyValue::Word(word) => Value::from(*word),
        PropertyValue::Expr(expr) => Value::from(writer.interpolation(expr)),
        PropertyValue::Item(name) => Value::from(*name),
        PropertyValue::List(facts) => {
            let mut values = Vec::with_capacity(facts.len());
            values.extend(facts.iter().filter_map(|fact| property_value(fact, writer)));
            Value::from(values)
        }
        PropertyValue::Record(facts) => map_value(record_context(facts, writer)),
    })
}

/// A list.
pub(super) fn list_value(values: impl IntoIterator<Item = Value>) -> Value {
    Value::from(values.into_iter().collect::<Vec<_>>())
}

/// A mapping.
pub(super) fn map_value(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::from(entries.into_iter().collect::<BTreeMap<_, _>>())
}
