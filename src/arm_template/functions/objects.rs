//! Functions for objects.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    super::{
        environment::Environment,
        evaluator::{Evaluator, Failure, Function, Outcome, Run},
        expression::Expr,
        unknown::Unknown,
        value::{Object, Value, fold_case},
    },
    arguments::{MANY, any, expected, known},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        any("createobject", (0, MANY), create_object),
        known("items", (1, 1), items),
        known("objectkeys", (1, 1), object_keys),
        Function { name: "tryget", arity: (2, MANY), run: Run::Lazy(try_get) },
    ]
}

fn create_object(arguments: &[Value]) -> Outcome {
    let (pairs, rest) = arguments.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Failure::Fault("a property has a name and a value".to_owned()));
    }
    let mut entries = IndexMap::new();
    let mut open = None;
    for [name, value] in pairs {
        match name {
            Value::Text(name) => {
                entries.insert(Rc::clone(name), value.clone());
            }
            Value::Unknown(unknown) => open = Some(Rc::clone(unknown)),
            other => return expected("a text", other),
        }
    }
    Ok(Value::open_object(entries, open))
}

/// The properties by name; the order does not depend on case.
fn sorted(arguments: &[Value]) -> Result<Vec<(Rc<str>, Value)>, Failure> {
    let Some(object) = arguments[0].as_object() else { return expected("an object", &arguments[0]) };
    if let Some(open) = object.open() {
        return Err(Failure::Unknown(Rc::clone(open)));
    }
    Ok(sorted_entries(object))
}

fn sorted_entries(object: &Object) -> Vec<(Rc<str>, Value)> {
    let mut entries: Vec<_> = object.entries().map(|(name, value)| (Rc::clone(name), value.clone())).collect();
    entries.sort_by_cached_key(|(name, _)| fold_case(name).to_uppercase());
    entries
}

fn items(arguments: &[Value]) -> Outcome {
    let item = |(name, value): (Rc<str>, Value)| {
        let entries = [("key", Value::Text(name)), ("value", value)];
        Value::object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    };
    Ok(Value::array(sorted(arguments)?.into_iter().map(item).collect()))
}

fn object_keys(arguments: &[Value]) -> Outcome {
    Ok(Value::array(sorted(arguments)?.into_iter().map(|(name, _)| Value::Text(name)).collect()))
}

/// Follows names and indexes as far as there is something.
fn try_get(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let mut value = evaluator.evaluate(environment, &arguments[0]);
    for argument in &arguments[1..] {
        let index = evaluator.evaluate(environment, argument);
        if !matches!(index, Value::Text(_) | Value::Integer(_) | Value::Unknown(_)) {
            return Value::unknown(Unknown::fault(format!(
                "an index is a text or a number, not {}",
                index.type_name()
            )));
        }
        value = evaluator.try_get(&value, &index);
    }
    value
}
