//! Resource properties as template context, with every expression already written in the language.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use serde::ser::{Serialize, SerializeSeq as _, SerializeStruct as _, Serializer};
use tera::Value;

use super::expression::ExpressionWriter;
use crate::plan::{Expr, Property, PropertyTree as _, PropertyValue, Resource};

/// Template variables by name; of two with the same name, the last one applies.
pub(super) type TemplateContext = Vec<(&'static str, Value)>;

/// The properties of a resource as template context.
pub(super) fn properties_context(resource: &Resource, writer: &dyn ExpressionWriter) -> TemplateContext {
    let PropertyValue::Record(fields) = resource.body.property_value() else { return TemplateContext::new() };
    let strings = StringWriter { writer, text: RefCell::new(String::with_capacity(256)) };
    // With capacity for the entries that callers add.
    let mut entries = TemplateContext::with_capacity(fields.len() + 8);
    entries.extend(present(&fields).map(|(property, value)| {
        (property.field, Value::from_serializable(&TemplateValue { value, strings: &strings }))
    }));
    entries
}

/// Properties that are set; the others are left out, so that a template that uses one fails.
fn present<'f, 'a>(
    fields: &'f [(&'static Property, PropertyValue<'a>)],
) -> impl Iterator<Item = &'f (&'static Property, PropertyValue<'a>)> {
    fields.iter().filter(|(_, value)| !matches!(value, PropertyValue::Absent))
}

/// Writes all expressions into the same string, which template values copy.
struct StringWriter<'a> {
    writer: &'a dyn ExpressionWriter,
    text: RefCell<String>,
}

impl StringWriter<'_> {
    fn serialize<S: Serializer>(&self, expr: &Expr, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = self.text.borrow_mut();
        text.clear();
        self.writer.write_expression(expr, &mut text);
        serializer.serialize_str(&text)
    }
}

/// A property as the template engine reads it.
struct TemplateValue<'a> {
    value: &'a PropertyValue<'a>,
    strings: &'a StringWriter<'a>,
}

impl Serialize for TemplateValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let strings = self.strings;
        match self.value {
            PropertyValue::Absent => serializer.serialize_unit(),
            PropertyValue::Bool(flag) => serializer.serialize_bool(*flag),
            PropertyValue::Number(number) => serializer.serialize_i64(*number),
            PropertyValue::Word(word) | PropertyValue::Item(word) => serializer.serialize_str(word),
            PropertyValue::Expr(expr) => strings.serialize(expr, serializer),
            PropertyValue::List(items) => {
                let items = items.iter().filter(|item| !matches!(item, PropertyValue::Absent));
                let mut list = serializer.serialize_seq(items.size_hint().1)?;
                for value in items {
                    list.serialize_element(&TemplateValue { value, strings })?;
                }
                list.end()
            }
            PropertyValue::Record(fields) => {
                let mut record = serializer.serialize_struct("", fields.len())?;
                for (property, value) in present(fields) {
                    record.serialize_field(property.field, &TemplateValue { value, strings })?;
                }
                record.end()
            }
        }
    }
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
pub(super) fn replace_non_ascii(text: &str) -> Cow<'_, str> {
    let is_kept = |c: &char| matches!(c, ' '..='~');
    if text.chars().all(|c| is_kept(&c)) {
        return text.into();
    }
    text.chars().map(|c| if is_kept(&c) { c } else { '?' }).collect()
}
