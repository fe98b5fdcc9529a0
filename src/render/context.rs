//! Facts as a template's context: every expression already written by the pen of the language.

use std::collections::HashMap;

use tera::{Map, Value};

use super::pen::Pen;
use crate::plan::{Fact, Facts as _, Resource};

/// The facts of a resource as a template's context.
pub(super) fn facts(resource: &Resource, pen: &dyn Pen) -> HashMap<&'static str, Value> {
    let mut entries = HashMap::new();
    if let Fact::Record(facts) = resource.body.fact() {
        for (name, fact) in facts {
            if let Some(value) = value(&fact, pen) {
                entries.insert(name, value);
            }
        }
    }
    entries
}

/// A fact as a value; `None` when it is absent, so that a template that asks for it fails.
pub(super) fn value(fact: &Fact<'_>, pen: &dyn Pen) -> Option<Value> {
    Some(match fact {
        Fact::Absent => return None,
        Fact::Bool(truth) => Value::from(*truth),
        Fact::Number(number) => Value::from(*number),
        Fact::Word(word) => Value::from(*word),
        Fact::Expr(expr) => Value::from(pen.hole(expr)),
        Fact::Item(name) => Value::from(*name),
        Fact::List(facts) => list(facts.iter().filter_map(|fact| value(fact, pen))),
        Fact::Record(facts) => {
            map(facts.iter().filter_map(|(name, fact)| value(fact, pen).map(|value| (*name, value))))
        }
    })
}

/// A list.
pub(super) fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::from(values.collect::<Vec<_>>())
}

/// A mapping.
pub(super) fn map(entries: impl Iterator<Item = (&'static str, Value)>) -> Value {
    Value::from(entries.map(|(name, value)| (name.into(), value)).collect::<Map>())
}
