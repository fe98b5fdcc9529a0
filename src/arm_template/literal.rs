//! Values of a template: JSON whose texts can be expressions, and which can have loops.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    environment::{Binding, Environment},
    evaluator::Evaluator,
    expression::{Text, classify},
    member::Members as _,
    parse::parse,
    unknown::Unknown,
    value::Value,
};

/// Resource Manager accepts up to 800 items in a loop.
pub(super) const MAX_LOOP: i64 = 800;

/// A value without expressions.
pub(super) fn plain_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number
            .as_i64()
            .map(Value::Integer)
            .or_else(|| number.as_f64().map(Value::Float))
            .unwrap_or_else(|| Value::limit("size of a number")),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::array(items.iter().map(plain_value).collect()),
        Json::Object(entries) => {
            Value::object(entries.iter().map(|(name, value)| (name.as_str().into(), plain_value(value))).collect())
        }
    }
}

impl<'t> Evaluator<'t> {
    /// The value of a text.
    pub(super) fn text_value(&mut self, environment: &Environment, text: &'t str) -> Value {
        match classify(text) {
            Text::Literal(text) => Value::text(text),
            Text::Escaped(text) => match environment.nested {
                // What the parent leaves is evaluated when the nested template is deployed.
                Some(nested) => self.text_value(&Environment::of(nested), text),
                None => Value::text(text),
            },
            Text::Expression(expression) => self.evaluate_text(environment, expression),
        }
    }

    /// The value of JSON whose texts can be expressions.
    pub(super) fn json_value(&mut self, environment: &Environment, json: &'t Json) -> Value {
        self.deeper(|evaluator| match json {
            Json::String(text) => evaluator.text_value(environment, text),
            Json::Array(items) => {
                Value::array(items.iter().map(|item| evaluator.json_value(environment, item)).collect())
            }
            Json::Object(entries) => evaluator.object_value(environment, entries, &[]),
            scalar => plain_value(scalar),
        })
    }

    /// The object without some of its properties.
    pub(super) fn object_value(
        &mut self,
        environment: &Environment,
        entries: &'t Map<String, Json>,
        without: &[&str],
    ) -> Value {
        let mut values = IndexMap::new();
        let mut open = None;
        for (name, json) in entries {
            if without.iter().any(|left_out| name.eq_ignore_ascii_case(left_out)) {
                continue;
            }
            if name.eq_ignore_ascii_case("copy")
                && let Some(loops) = property_loops(json)
            {
                for (name, count, input) in loops {
                    let value = self.loop_value(environment, name, count, input);
                    values.insert(name.into(), value);
                }
                continue;
            }
            let value = self.json_value(environment, json);
            match self.text_value(environment, name) {
                Value::Text(name) => {
                    values.insert(name, value);
                }
                Value::Unknown(unknown) => open = Some(unknown),
                other => {
                    let message = format!("the name of a property is a text, not {}", other.type_name());
                    open = Some(Unknown::fault(message).into());
                }
            }
        }
        Value::open_object(values, open)
    }

    /// A value whose texts can be expressions, in the only deployment that there is.
    pub(super) fn expanded_value(&mut self, value: &'t Value) -> Value {
        self.deeper(|evaluator| match value {
            Value::Text(text) => match classify(text) {
                Text::Literal(_) => value.clone(),
                Text::Escaped(text) => Value::text(text),
                Text::Expression(expression) if parse(expression).is_err() => value.clone(),
                Text::Expression(expression) => evaluator.evaluate_text(&Environment::of(0), expression),
            },
            Value::Array(array) => {
                Value::array(array.items().iter().map(|item| evaluator.expanded_value(item)).collect())
            }
            Value::Object(object) => {
                let mut entries = IndexMap::new();
                for (name, value) in object.entries() {
                    entries.insert(Rc::clone(name), evaluator.expanded_value(value));
                }
                Value::open_object(entries, object.open().cloned())
            }
            other => other.clone(),
        })
    }

    /// The list that a loop of a property, a variable or an output makes.
    pub(super) fn loop_value(
        &mut self,
        environment: &Environment,
        name: &'t str,
        count: &'t Json,
        input: &'t Json,
    ) -> Value {
        match self.loop_count(environment, count) {
            Ok(count) => {
                let items = (0..count).map(|index| {
                    let index = Value::integer(index);
                    let inside = environment.with(Binding::Loop { name: name.into(), index, is_resource: false });
                    self.json_value(&inside, input)
                });
                let items = items.collect();
                Value::array(items)
            }
            Err(unknown) => Value::Unknown(unknown),
        }
    }

    /// The number of items of a loop, or why it is not known.
    pub(super) fn loop_count(
        &mut self,
        environment: &Environment,
        count: &'t Json,
    ) -> Result<usize, std::rc::Rc<Unknown>> {
        let fault = |message: String| Err(Unknown::fault(message).into());
        match self.json_value(environment, count) {
            Value::Integer(count) if (0..=MAX_LOOP).contains(&count) => Ok(usize::try_from(count).unwrap_or_default()),
            Value::Integer(count) => fault(format!("a loop has 0 to {MAX_LOOP} items, not {count}")),
            Value::Unknown(unknown) => Err(unknown),
            other => fault(format!("the count of a loop is a number, not {}", other.type_name())),
        }
    }
}

/// Name, count and input of each loop that a `copy` holds; `None` if it is a property of that name.
fn property_loops(json: &Json) -> Option<Vec<(&str, &Json, &Json)>> {
    let items = json.as_array()?.iter();
    items.map(|item| Some((item.member("name")?.as_str()?, item.member("count")?, item.member("input")?))).collect()
}
