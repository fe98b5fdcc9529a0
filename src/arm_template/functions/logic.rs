//! Conditions and comparisons. A branch that is not taken is not evaluated.

use std::{cmp::Ordering, rc::Rc};

use super::{
    super::{
        environment::Environment,
        evaluator::{Evaluator, Failure, Function, Outcome, Run},
        expression::Expr,
        unknown::Unknown,
        value::Value,
    },
    arguments::{MANY, any, expected, known, known_equality},
};

pub(super) fn functions() -> Vec<Function> {
    let lazy = |name, arity, run| Function { name, arity, run: Run::Lazy(run) };
    vec![
        lazy("if", (3, 3), choose),
        lazy("and", (2, MANY), |evaluator, environment, arguments| combine(evaluator, environment, arguments, false)),
        lazy("or", (2, MANY), |evaluator, environment, arguments| combine(evaluator, environment, arguments, true)),
        lazy("coalesce", (1, MANY), coalesce),
        known("not", (1, 1), not),
        known("true", (0, 0), |_| Ok(Value::Bool(true))),
        known("false", (0, 0), |_| Ok(Value::Bool(false))),
        known("null", (0, 0), |_| Ok(Value::Null)),
        known("bool", (1, 1), bool),
        known("fail", (1, 1), |arguments| Err(Failure::Fault(arguments[0].as_text().unwrap_or("`fail`").to_owned()))),
        any("equals", (2, 2), |arguments| known_equality(&arguments[0], &arguments[1]).map(Value::Bool)),
        known("less", (2, 2), |arguments| compare(arguments, Ordering::is_lt)),
        known("lessorequals", (2, 2), |arguments| compare(arguments, Ordering::is_le)),
        known("greater", (2, 2), |arguments| compare(arguments, Ordering::is_gt)),
        known("greaterorequals", (2, 2), |arguments| compare(arguments, Ordering::is_ge)),
    ]
}

fn choose(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    match evaluator.evaluate(environment, &arguments[0]) {
        Value::Bool(true) => evaluator.evaluate(environment, &arguments[1]),
        Value::Bool(false) => evaluator.evaluate(environment, &arguments[2]),
        Value::Unknown(condition) => {
            let branches = evaluator.evaluate_all(environment, &arguments[1..]);
            if branches[0].equals(&branches[1]) == Some(true) {
                return branches[0].clone();
            }
            let mut unknown = Unknown::new(condition.reason.clone());
            if let (Some(condition), Some(yes), Some(no)) =
                (&condition.symbol, branches[0].symbol(), branches[1].symbol())
            {
                unknown = unknown.with_symbol(format!("if({condition},{yes},{no})"));
            }
            Value::unknown(unknown)
        }
        other => Value::unknown(Unknown::fault(format!("a condition is a boolean, not {}", other.type_name()))),
    }
}

/// `and` and `or`: the first value that decides ends the evaluation, also if one before it is unknown.
fn combine(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr], deciding: bool) -> Value {
    let mut first_unknown: Option<Rc<Unknown>> = None;
    let mut symbols = Some(Vec::new());
    for argument in arguments {
        match evaluator.evaluate(environment, argument) {
            Value::Bool(value) if value == deciding => return Value::Bool(deciding),
            Value::Bool(_) => {}
            Value::Unknown(unknown) => {
                symbols = symbols.and_then(|symbols: Vec<String>| {
                    Some(symbols.into_iter().chain([unknown.symbol.as_deref()?.to_owned()]).collect())
                });
                first_unknown = first_unknown.or(Some(unknown));
            }
            other => {
                return Value::unknown(Unknown::fault(format!("a condition is a boolean, not {}", other.type_name())));
            }
        }
    }
    let Some(unknown) = first_unknown else { return Value::Bool(!deciding) };
    let result = Unknown::new(unknown.reason.clone());
    let name = if deciding { "or" } else { "and" };
    Value::unknown(match symbols {
        Some(symbols) => result.with_symbol(format!("{name}({})", symbols.join(","))),
        None => result,
    })
}

/// The first value that is not null. After an unknown value, which could be null, nothing is known.
fn coalesce(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    for (index, argument) in arguments.iter().enumerate() {
        match evaluator.evaluate(environment, argument) {
            Value::Null => {}
            Value::Unknown(unknown) if !unknown.is_some_text() && index + 1 < arguments.len() => {
                let rest = evaluator.evaluate_all(environment, &arguments[index + 1..]);
                // The alternatives to a value that may be null are part of what determines it.
                let mut result = Unknown::new(unknown.reason.clone());
                let symbols: Option<Vec<String>> = rest.iter().map(Value::symbol).collect();
                if let (Some(first), Some(symbols)) = (&unknown.symbol, symbols) {
                    result = result.with_symbol(format!("coalesce({first},{})", symbols.join(",")));
                }
                return Value::unknown(result);
            }
            value => return value,
        }
    }
    Value::Null
}

fn not(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Bool(value) => Ok(Value::Bool(!value)),
        other => expected("a boolean", other),
    }
}

fn bool(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Bool(value) => Ok(Value::Bool(*value)),
        Value::Integer(number) => Ok(Value::Bool(*number != 0)),
        Value::Text(text) if text.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
        Value::Text(text) if text.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
        other => expected("a boolean", other),
    }
}

/// Numbers by size, texts by the code of their characters.
fn compare(arguments: &[Value], is_meant: fn(Ordering) -> bool) -> Outcome {
    let order = match (&arguments[0], &arguments[1]) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.encode_utf16().cmp(b.encode_utf16()),
        (Value::Float(_), _) | (_, Value::Float(_)) => return Err(Failure::Unsupported),
        (_, other) => return expected("two numbers or two texts", other),
    };
    Ok(Value::Bool(is_meant(order)))
}
