//! Arguments of functions, and entries of the table.

use std::rc::Rc;

use super::super::{
    evaluator::{Failure, Function, Run},
    value::Value,
};

/// Any number of arguments.
pub(super) const MANY: usize = usize::MAX;

/// A function whose result is unknown if an argument is.
pub(super) const fn known(
    name: &'static str,
    arity: (usize, usize),
    run: fn(&[Value]) -> super::super::evaluator::Outcome,
) -> Function {
    Function { name, arity, run: Run::Known(run) }
}

/// A function that evaluates with unknown arguments.
pub(super) const fn any(
    name: &'static str,
    arity: (usize, usize),
    run: fn(&[Value]) -> super::super::evaluator::Outcome,
) -> Function {
    Function { name, arity, run: Run::Any(run) }
}

/// A failure that names the type that is expected.
pub(super) fn expected<T>(what: &str, found: &Value) -> Result<T, Failure> {
    match found {
        Value::Unknown(unknown) => Err(Failure::Unknown(Rc::clone(unknown))),
        other => Err(Failure::Fault(format!("{what} is expected instead of {}", other.type_name()))),
    }
}

/// The argument as a text.
pub(super) fn text(arguments: &[Value], index: usize) -> Result<&str, Failure> {
    match &arguments[index] {
        Value::Text(text) => Ok(text),
        other => expected("a text", other),
    }
}

/// All arguments as texts.
pub(super) fn texts(arguments: &[Value]) -> Result<Vec<&str>, Failure> {
    (0..arguments.len()).map(|index| text(arguments, index)).collect()
}

/// The argument as an integer.
pub(super) fn integer(arguments: &[Value], index: usize) -> Result<i64, Failure> {
    match &arguments[index] {
        Value::Integer(number) => Ok(*number),
        other => expected("an integer", other),
    }
}

/// The argument as a list.
pub(super) fn items(arguments: &[Value], index: usize) -> Result<&[Value], Failure> {
    match &arguments[index] {
        Value::Array(array) => Ok(array.items()),
        other => expected("a list", other),
    }
}

/// An equality that has to be known.
pub(super) fn known_equality(a: &Value, b: &Value) -> Result<bool, Failure> {
    a.equals(b).ok_or_else(|| match a.first_unknown().or_else(|| b.first_unknown()) {
        Some(unknown) => Failure::Unknown(unknown),
        None => Failure::Unsupported,
    })
}
