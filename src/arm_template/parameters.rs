//! Parameters, variables and outputs of a deployment, each evaluated once and on demand; user functions.

use std::rc::Rc;

use serde_json::Value as Json;

use super::{
    environment::{Binding, Environment},
    evaluator::Evaluator,
    expression::Expr,
    frame::{Given, Section},
    literal::plain_value,
    member::Members as _,
    types::{ParameterType, holds_no_secret},
    unknown::{Reason, Unknown},
    value::{Value, fold_case},
};

impl<'t> Evaluator<'t> {
    /// The value of a parameter, or of the argument of a user function.
    pub(super) fn parameter(&mut self, environment: &Environment, name: &str) -> Value {
        if let Some(arguments) = environment.arguments() {
            let argument = arguments.iter().find(|(argument, _)| argument.eq_ignore_ascii_case(name));
            let fault = || Value::unknown(Unknown::fault(format!("the function has no parameter `{name}`")));
            return argument.map_or_else(fault, |(_, value)| value.clone());
        }
        let frame = environment.frame;
        self.once(frame, Section::Parameter, name, |evaluator| evaluator.new_parameter(frame, name))
    }

    fn new_parameter(&mut self, frame: usize, name: &str) -> Value {
        let Some(declaration) = self.frames[frame].entry("parameters", name) else {
            return Value::unknown(Unknown::fault(format!("there is no parameter `{name}`")));
        };
        let declared = ParameterType::resolve(self.frames[frame].template, declaration);
        let secure = || Value::unknown(Unknown::new(Reason::Secure(name.into())));
        let given = self.frames[frame].given.get(&fold_case(name)).cloned();
        let value = match given {
            Some(Given::Literal(json)) => Some(plain_value(json)),
            Some(Given::Nested(json, environment)) => Some(self.json_value(&environment, json)),
            Some(Given::Entry(json, environment)) => match self.json_value(&environment, json) {
                Value::Object(entry) if entry.get("value").is_none() && entry.get("reference").is_some() => {
                    return secure();
                }
                Value::Object(entry) => entry.get("value").cloned(),
                Value::Unknown(unknown) => Some(Value::unknown(Unknown::new(unknown.reason.clone()))),
                _ => None,
            },
            Some(Given::Elsewhere(reason)) => return Value::unknown(Unknown::new(reason)),
            None => None,
        };
        // Null for a parameter that cannot be null is no value.
        let value = value.filter(|value| !matches!(value, Value::Null));
        let value = match (value, declaration.member("defaultValue")) {
            // Of a secure value, only null is known.
            (Some(_), _) if declared.is_secure => return secure(),
            (Some(value), _) => value,
            (None, Some(default)) if declared.is_secure && !holds_no_secret(default) => return secure(),
            (None, Some(default)) => self.json_value(&Environment::of(frame), default),
            (None, None) if declared.is_nullable => Value::Null,
            (None, None) if declared.is_secure => return secure(),
            (None, None) => {
                let symbol = format!("parameters('{}')", fold_case(name));
                let unknown = Unknown::new(Reason::Parameter(name.into()));
                return Value::unknown(if frame == 0 { unknown.with_symbol(symbol) } else { unknown });
            }
        };
        declared.without_secure_parts(name, value)
    }

    /// The value of a variable.
    pub(super) fn variable(&mut self, environment: &Environment, name: &str) -> Value {
        let frame = environment.frame;
        self.once(frame, Section::Variable, name, |evaluator| {
            let environment = Environment::of(frame);
            if let Some(json) = evaluator.frames[frame].entry("variables", name) {
                return evaluator.json_value(&environment, json);
            }
            let loops = evaluator.frames[frame].entry("variables", "copy").and_then(Json::as_array);
            let named = |item: &&'t Json| {
                item.member("name").and_then(Json::as_str).is_some_and(|found| found.eq_ignore_ascii_case(name))
            };
            let parts =
                loops.into_iter().flatten().find(named).and_then(|item| {
                    Some((item.member("name")?.as_str()?, item.member("count")?, item.member("input")?))
                });
            match parts {
                Some((name, count, input)) => evaluator.loop_value(&environment, name, count, input),
                None => Value::unknown(Unknown::fault(format!("there is no variable `{name}`"))),
            }
        })
    }

    /// Whether a deployment has an output of that name.
    pub(super) fn has_output(&self, frame: usize, name: &str) -> bool {
        self.frames[frame].entry("outputs", name).is_some()
    }

    /// The value of an output.
    pub(super) fn output(&mut self, frame: usize, name: &str) -> Value {
        self.once(frame, Section::Output, name, |evaluator| {
            let Some(json) = evaluator.frames[frame].entry("outputs", name) else {
                return Value::unknown(Unknown::fault(format!("there is no output `{name}`")));
            };
            let declared = ParameterType::resolve(evaluator.frames[frame].template, json);
            if declared.is_secure {
                return Value::unknown(Unknown::new(Reason::Secure(name.into())));
            }
            let environment = evaluator.body_environment(frame);
            let value = if let Some(value) = json.member("value") {
                evaluator.json_value(&environment, value)
            } else if let Some((count, input)) =
                json.member("copy").and_then(|copy| Some((copy.member("count")?, copy.member("input")?)))
            {
                evaluator.loop_value(&environment, "", count, input)
            } else {
                Value::unknown(Unknown::fault(format!("output `{name}` has no value")))
            };
            declared.without_secure_parts(name, value)
        })
    }

    /// Where the expressions of resources and outputs are evaluated: in the parent, for nested deployments of scope `outer`.
    pub(super) fn body_environment(&self, frame: usize) -> Environment {
        self.frames[frame].outer.clone().unwrap_or_else(|| Environment::of(frame))
    }

    /// Evaluates on first use; a value that needs itself is unknown.
    pub(super) fn once(
        &mut self,
        frame: usize,
        section: Section,
        name: &str,
        evaluate: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let key = (section, fold_case(name));
        match self.frames[frame].memo.get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => return Value::unknown(Unknown::new(Reason::Cycle(format!("`{name}`").into()))),
            None => {}
        }
        self.frames[frame].memo.insert(key.clone(), None);
        let mut value = self.deeper(evaluate);
        // It has one value, so it is equal to itself.
        if let Value::Unknown(unknown) = &value
            && unknown.symbol.is_none()
        {
            let unknown = (**unknown).clone();
            value = Value::unknown(unknown.with_symbol(format!("{section:?}({},{frame})", key.1)));
        }
        self.frames[frame].memo.insert(key, Some(value.clone()));
        value
    }

    /// Calls a function that the template declares: `namespace.name`.
    pub(super) fn call_user_function(&mut self, environment: &Environment, name: &str, arguments: &[Expr]) -> Value {
        let fault = |message: String| Value::unknown(Unknown::fault(message));
        let frame = environment.frame;
        let functions = self.frames[frame].template.member("functions").and_then(Json::as_array);
        let declaration = name.split_once('.').and_then(|(namespace, name)| {
            functions?.iter().find_map(|group| {
                let is_meant = group.member("namespace")?.as_str()?.eq_ignore_ascii_case(namespace);
                group.member("members")?.member(name).filter(|_| is_meant)
            })
        });
        let Some(declaration) = declaration else { return fault(format!("there is no function `{name}`")) };
        let parameters = declaration.member("parameters").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let mut bound: Vec<(Rc<str>, Value)> = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let name = parameter.member("name").and_then(Json::as_str).unwrap_or_default();
            let declared = ParameterType::resolve(self.frames[frame].template, parameter);
            let value = match arguments.get(index) {
                Some(argument) => self.evaluate(environment, argument),
                None if declared.is_nullable => Value::Null,
                None => return fault(format!("the function has no value for `{name}`")),
            };
            let secure = || Value::unknown(Unknown::new(Reason::Secure(name.into())));
            bound.push((name.into(), if declared.is_secure { secure() } else { value }));
        }
        match declaration.member("output").and_then(|output| output.member("value")) {
            Some(json) => self.json_value(&Environment::of(frame).with(Binding::Call(bound)), json),
            None => fault(format!("the function `{name}` has no value")),
        }
    }
}
