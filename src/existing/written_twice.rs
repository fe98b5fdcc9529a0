//! Two writes of the same resource of which it is not known which is the last one.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::arm_template::{Reason, Unknown, Value};

/// What both writes agree on; what only one of them has, or both have with other values, is unknown.
pub(super) fn agreed_value(one: &Value, other: &Value) -> Value {
    let (Some(first), Some(second)) = (one.as_object(), other.as_object()) else {
        return if one.equals(other) == Some(true) { one.clone() } else { contested() };
    };
    let mut entries: IndexMap<Rc<str>, Value> = IndexMap::new();
    for (name, value) in first.entries() {
        let value = second.get(name).map_or_else(|| alone(value), |other| agreed_value(value, other));
        entries.insert(Rc::clone(name), value);
    }
    for (name, value) in second.entries().filter(|(name, _)| first.get(name).is_none()) {
        entries.insert(Rc::clone(name), alone(value));
    }
    Value::open_object(entries, first.open().or(second.open()).cloned())
}

/// A property without a value is none.
fn alone(value: &Value) -> Value {
    if matches!(value, Value::Null) { Value::Null } else { contested() }
}

fn contested() -> Value {
    Value::unknown(Unknown::new(Reason::WrittenTwice))
}
