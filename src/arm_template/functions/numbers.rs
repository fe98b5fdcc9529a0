//! Functions for numbers.

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        value::Value,
    },
    arguments::{MANY, expected, integer, known},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        known("add", (2, 2), |arguments| calculate(arguments, i64::checked_add)),
        known("sub", (2, 2), |arguments| calculate(arguments, i64::checked_sub)),
        known("mul", (2, 2), |arguments| calculate(arguments, i64::checked_mul)),
        known("div", (2, 2), |arguments| calculate(arguments, i64::checked_div)),
        known("mod", (2, 2), |arguments| calculate(arguments, i64::checked_rem)),
        known("min", (1, MANY), |arguments| extreme(arguments, false)),
        known("max", (1, MANY), |arguments| extreme(arguments, true)),
        known("int", (1, 1), int),
        known("float", (1, 1), float),
    ]
}

fn calculate(arguments: &[Value], operation: fn(i64, i64) -> Option<i64>) -> Outcome {
    operation(integer(arguments, 0)?, integer(arguments, 1)?)
        .map(Value::Integer)
        .ok_or_else(|| Failure::Fault("the result is no integer".to_owned()))
}

fn extreme(arguments: &[Value], is_largest: bool) -> Outcome {
    let numbers = match arguments {
        [Value::Array(array)] => array.items(),
        numbers => numbers,
    };
    let numbers: Result<Vec<i64>, Failure> = (0..numbers.len()).map(|index| integer(numbers, index)).collect();
    let numbers = numbers?;
    let found = if is_largest { numbers.iter().max() } else { numbers.iter().min() };
    found.map(|number| Value::Integer(*number)).ok_or_else(|| Failure::Fault("a number is expected".to_owned()))
}

fn int(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Integer(number) => Ok(Value::Integer(*number)),
        Value::Float(_) => Err(Failure::Unsupported),
        Value::Text(text) => match text.trim().parse() {
            Ok(number) => Ok(Value::Integer(number)),
            Err(_) => Err(Failure::Fault("a text is no integer".to_owned())),
        },
        other => expected("an integer or a text", other),
    }
}

fn float(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Float(number) => Ok(Value::Float(*number)),
        Value::Text(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err(Failure::Fault("a text is no number".to_owned())),
        },
        Value::Integer(_) => Err(Failure::Unsupported),
        other => expected("a number or a text", other),
    }
}
