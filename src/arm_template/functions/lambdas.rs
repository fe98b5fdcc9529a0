//! Functions with a lambda. Where the lambda decides about an item and its result is unknown, the whole result is.

use std::rc::Rc;

use indexmap::IndexMap;

use super::super::{
    environment::{Binding, Environment},
    evaluator::{Evaluator, Function, Run},
    expression::Expr,
    unknown::Unknown,
    value::{Value, fold_case},
};

pub(super) fn functions() -> Vec<Function> {
    let lazy = |name, arity, run| Function { name, arity, run: Run::Lazy(run) };
    vec![
        lazy("lambdavariables", (1, 1), lambda_variable),
        lazy("map", (2, 2), map),
        lazy("filter", (2, 2), filter),
        lazy("reduce", (3, 3), reduce),
        lazy("sort", (2, 2), sort),
        lazy("toobject", (2, 3), to_object),
        lazy("mapvalues", (2, 2), map_values),
        lazy("groupby", (2, 2), group_by),
    ]
}

/// A lambda: the names of its variables, and its body.
struct Lambda<'e> {
    names: Vec<Rc<str>>,
    body: &'e Expr,
}

impl<'e> Lambda<'e> {
    fn of(expression: &'e Expr) -> Result<Self, Value> {
        let fault = || fault("a lambda is expected");
        let Expr::Call { name, arguments, .. } = expression else { return Err(fault()) };
        let (Some((body, variables)), "lambda") = (arguments.split_last(), &**name) else { return Err(fault()) };
        let name = |expression: &Expr| match expression {
            Expr::Text(name) => Ok(Rc::clone(name)),
            _ => Err(fault()),
        };
        Ok(Self { names: variables.iter().map(name).collect::<Result<_, _>>()?, body })
    }

    /// The result for these values; values for which it has no variable are left out.
    fn call(&self, evaluator: &mut Evaluator<'_>, environment: &Environment, values: &[Value]) -> Value {
        if self.names.len() > values.len() {
            return fault("a lambda has too many variables");
        }
        let bind = |environment: Environment, (name, value): (&Rc<str>, &Value)| {
            environment.with(Binding::Lambda(Rc::clone(name), value.clone()))
        };
        let inside = self.names.iter().zip(values).fold(environment.clone(), bind);
        evaluator.evaluate(&inside, self.body)
    }
}

/// The result, or the unknown value that says why there is none.
fn result_or_reason(result: Result<Value, Value>) -> Value {
    result.unwrap_or_else(|reason| reason)
}

fn fault(message: &str) -> Value {
    Value::unknown(Unknown::fault(message))
}

/// What follows from an unknown part: a value of its own, which is not equal to any other.
fn follows(unknown: &Unknown) -> Value {
    Value::unknown(Unknown::new(unknown.reason.clone()))
}

/// A value that is not of the right type, or unknown.
fn unexpected(value: &Value, what: &str) -> Value {
    match value {
        Value::Unknown(unknown) => follows(unknown),
        other => fault(&format!("{what} is expected instead of {}", other.type_name())),
    }
}

fn list(evaluator: &mut Evaluator<'_>, environment: &Environment, expression: &Expr) -> Result<Vec<Value>, Value> {
    let value = evaluator.evaluate(environment, expression);
    value.as_items().map(<[Value]>::to_vec).ok_or_else(|| unexpected(&value, "a list"))
}

fn lambda_variable(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    match evaluator.evaluate(environment, &arguments[0]) {
        Value::Text(name) => {
            environment.lambda_variable(&name).cloned().unwrap_or_else(|| fault("there is no variable of that name"))
        }
        other => unexpected(&other, "a text"),
    }
}

fn map(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let lambda = Lambda::of(&arguments[1])?;
        let result = |(index, item)| lambda.call(evaluator, environment, &[item, Value::integer(index)]);
        Ok(Value::array(items.into_iter().enumerate().map(result).collect()))
    };
    result_or_reason(run(evaluator))
}

fn filter(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let lambda = Lambda::of(&arguments[1])?;
        let mut kept = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            match lambda.call(evaluator, environment, &[item.clone(), Value::integer(index)]) {
                Value::Bool(true) => kept.push(item),
                Value::Bool(false) => {}
                other => return Err(unexpected(&other, "a boolean")),
            }
        }
        Ok(Value::array(kept))
    };
    result_or_reason(run(evaluator))
}

fn reduce(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let lambda = Lambda::of(&arguments[2])?;
        let mut value = evaluator.evaluate(environment, &arguments[1]);
        for (index, item) in items.into_iter().enumerate() {
            value = lambda.call(evaluator, environment, &[value, item, Value::integer(index)]);
        }
        Ok(value)
    };
    result_or_reason(run(evaluator))
}

/// A stable sort: an item is put before the first that the lambda puts behind it.
fn sort(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let lambda = Lambda::of(&arguments[1])?;
        let mut sorted: Vec<Value> = Vec::with_capacity(items.len());
        for item in items {
            let (mut low, mut high) = (0, sorted.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                match lambda.call(evaluator, environment, &[item.clone(), sorted[middle].clone()]) {
                    // Items that are equal keep their order, also with a lambda that holds for equal ones.
                    Value::Bool(true) => {
                        match lambda.call(evaluator, environment, &[sorted[middle].clone(), item.clone()]) {
                            Value::Bool(true) => low = middle + 1,
                            Value::Bool(false) => high = middle,
                            other => return Err(unexpected(&other, "a boolean")),
                        }
                    }
                    Value::Bool(false) => low = middle + 1,
                    other => return Err(unexpected(&other, "a boolean")),
                }
            }
            sorted.insert(low, item);
        }
        Ok(Value::array(sorted))
    };
    result_or_reason(run(evaluator))
}

fn to_object(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let name_of = Lambda::of(&arguments[1])?;
        let value_of = arguments.get(2).map(Lambda::of).transpose()?;
        let mut entries = IndexMap::new();
        let mut names = std::collections::HashSet::new();
        let mut open = None;
        for (index, item) in items.into_iter().enumerate() {
            let values = [item, Value::integer(index)];
            let value = match &value_of {
                Some(lambda) => lambda.call(evaluator, environment, &values),
                None => values[0].clone(),
            };
            match name_of.call(evaluator, environment, &values) {
                Value::Text(name) if names.insert(fold_case(&name)) => {
                    entries.insert(name, value);
                }
                Value::Text(name) => return Err(fault(&format!("the name `{name}` is duplicated"))),
                Value::Unknown(unknown) => open = Some(unknown),
                other => return Err(unexpected(&other, "a text")),
            }
        }
        Ok(Value::open_object(entries, open))
    };
    result_or_reason(run(evaluator))
}

fn map_values(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let value = evaluator.evaluate(environment, &arguments[0]);
        let Value::Object(object) = &value else { return Err(unexpected(&value, "an object")) };
        let lambda = Lambda::of(&arguments[1])?;
        let result = |(name, value): (&Rc<str>, &Value)| {
            (Rc::clone(name), lambda.call(evaluator, environment, std::slice::from_ref(value)))
        };
        let entries = object.entries().map(result).collect();
        // Values of further properties are not those of the argument.
        let open = object.open().map(|open| Rc::new(Unknown::new(open.reason.clone())));
        Ok(Value::open_object(entries, open))
    };
    result_or_reason(run(evaluator))
}

fn group_by(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let run = |evaluator: &mut Evaluator<'_>| {
        let items = list(evaluator, environment, &arguments[0])?;
        let lambda = Lambda::of(&arguments[1])?;
        let mut groups: IndexMap<String, (Rc<str>, Vec<Value>)> = IndexMap::new();
        for (index, item) in items.into_iter().enumerate() {
            match lambda.call(evaluator, environment, &[item.clone(), Value::integer(index)]) {
                Value::Text(name) => {
                    groups.entry(fold_case(&name)).or_insert_with(|| (name, Vec::new())).1.push(item);
                }
                other => return Err(unexpected(&other, "a text")),
            }
        }
        Ok(Value::object(groups.into_values().map(|(name, items)| (name, Value::array(items))).collect()))
    };
    result_or_reason(run(evaluator))
}
