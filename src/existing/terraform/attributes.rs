//! The attributes of a resource, as far as they are read, and the marks for unknown and sensitive ones.

use std::{fmt, rc::Rc};

use indexmap::IndexMap;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::allowed::Allowed;
use crate::{
    arm_template::{Reason, Unknown, Value},
    existing::json::AnyValue,
};

/// Reads a value, as far as an allow list goes.
#[derive(Clone, Copy)]
pub(super) struct AttributesSeed<'a>(pub(super) &'a Allowed);

impl<'de> DeserializeSeed<'de> for AttributesSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AttributesSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of an attribute")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        // Azure's numbers are smaller.
        Ok(i64::try_from(value).map_or(Value::Null, Value::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        if !self.0.is_document {
            // Where blocks are expected, a text is something else.
            return Ok(if self.0.is_leaf() { Value::text(text) } else { Value::Null });
        }
        let mut document = serde_json::Deserializer::from_str(text);
        // The reason why it is none would quote it.
        Ok(self.deserialize(&mut document).unwrap_or_else(|_| Value::unknown(Unknown::new(Reason::NotInInput))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object: IndexMap<Rc<str>, Value> = IndexMap::new();
        while let Some(name) = entries.next_key::<String>()? {
            if self.0.is_leaf() {
                // Names that a user chose, as those of tags: also of secrets.
                let value = entries.next_value_seed(AnyValue::of_property(&name))?;
                object.insert(name.into(), value);
            } else if let Some((name, allowed)) = self.0.get(&name) {
                let value = entries.next_value_seed(AttributesSeed(allowed))?;
                object.insert(Rc::clone(name), value);
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        object.shrink_to_fit();
        Ok(Value::object(object))
    }
}

/// Replaces what a mark covers by an unknown value: `true` covers all of a value, an object or list the parts that it has.
pub(super) fn mark(value: Value, marks: &Value, reason: &dyn Fn(&str) -> Reason) -> Value {
    mark_at(value, marks, "", reason)
}

fn mark_at(value: Value, marks: &Value, name: &str, reason: &dyn Fn(&str) -> Reason) -> Value {
    match marks {
        Value::Bool(true) => Value::unknown(Unknown::new(reason(name))),
        Value::Object(marks) => {
            // Attributes that are unknown are missing where all of the value is.
            let mut entries: IndexMap<Rc<str>, Value> = value.as_object().map_or_else(IndexMap::new, |object| {
                object.entries().map(|(name, value)| (Rc::clone(name), value.clone())).collect()
            });
            for (name, marks) in marks.entries() {
                let known = entries.get(name).cloned();
                if known.is_some() || has_mark(marks) {
                    entries.insert(Rc::clone(name), mark_at(known.unwrap_or(Value::Null), marks, name, reason));
                }
            }
            if entries.is_empty() { value } else { Value::object(entries) }
        }
        Value::Array(_) if has_mark(marks) => {
            let marks = marks.as_items().unwrap_or_default();
            let items = value.as_items().unwrap_or_default();
            let length = items.len().max(marks.len());
            let item = |index: usize| {
                let item = items.get(index).cloned().unwrap_or(Value::Null);
                match marks.get(index) {
                    Some(marks) => mark_at(item, marks, name, reason),
                    None => item,
                }
            };
            Value::array((0..length).map(item).collect())
        }
        _ => value,
    }
}

fn has_mark(marks: &Value) -> bool {
    match marks {
        Value::Bool(marked) => *marked,
        Value::Array(_) => marks.as_items().unwrap_or_default().iter().any(has_mark),
        Value::Object(object) => object.entries().any(|(_, marks)| has_mark(marks)),
        _ => false,
    }
}
