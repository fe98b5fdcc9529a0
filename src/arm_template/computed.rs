//! Templates that an expression makes: they are kept as long as the evaluation lasts.

use std::cell::{Cell, OnceCell};

use serde_json::{Map, Number, Value as Json};

use super::value::Value;

/// The templates that expressions made.
#[derive(Default)]
pub(super) struct ComputedTemplates {
    first: Slot,
    count: Cell<usize>,
}

#[derive(Default)]
struct Slot {
    entry: OnceCell<Box<Entry>>,
}

struct Entry {
    template: Map<String, Json>,
    next: Slot,
}

/// Each is made by an expression, and loops can make many.
const MOST: usize = 1_000;

impl ComputedTemplates {
    /// Keeps a template; `None` if there are too many.
    pub(super) fn keep(&self, template: Map<String, Json>) -> Option<&Map<String, Json>> {
        if self.count.replace(self.count.get() + 1) >= MOST {
            return None;
        }
        let mut slot = &self.first;
        while let Some(entry) = slot.entry.get() {
            slot = &entry.next;
        }
        Some(&slot.entry.get_or_init(|| Box::new(Entry { template, next: Slot::default() })).template)
    }
}

/// The JSON of a value of which everything is known.
pub(super) fn known_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(number) => Json::Number((*number).into()),
        Value::Float(number) => Json::Number(Number::from_f64(*number)?),
        Value::Text(text) => Json::String(text.to_string()),
        Value::Array(array) => Json::Array(array.items().iter().map(known_json).collect::<Option<_>>()?),
        Value::Object(object) if object.open().is_some() => return None,
        Value::Object(object) => {
            let entry = |(name, value): (&std::rc::Rc<str>, &Value)| Some((name.to_string(), known_json(value)?));
            Json::Object(object.entries().map(entry).collect::<Option<_>>()?)
        }
        Value::Unknown(_) => return None,
    })
}
