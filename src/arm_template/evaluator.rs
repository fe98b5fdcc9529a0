//! Evaluates expressions: calls, properties and indexes, within limits.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use super::{
    computed::ComputedTemplates,
    context::DeploymentContext,
    environment::Environment,
    expression::Expr,
    frame::Frame,
    parse::parse,
    unknown::{Reason, Unknown},
    value::{Value, fold_case},
};

/// A function of the expression language.
pub(super) struct Function {
    /// The name in lower case.
    pub(super) name: &'static str,
    /// The least and the largest number of arguments.
    pub(super) arity: (usize, usize),
    /// What it does.
    pub(super) run: Run,
}

/// How a function treats its arguments.
pub(super) enum Run {
    /// The result is unknown if an argument is.
    Known(fn(&[Value]) -> Outcome),
    /// Evaluates with arguments that may be unknown.
    Any(fn(&[Value]) -> Outcome),
    /// Decides which arguments are evaluated, or needs the template.
    Lazy(for<'t> fn(&mut Evaluator<'t>, &Environment, &[Expr]) -> Value),
}

/// A result, or why there is none.
pub(super) type Outcome = Result<Value, Failure>;

/// Why a function has no result.
pub(super) enum Failure {
    /// The arguments are not valid.
    Fault(String),
    /// A part of an argument is not known.
    Unknown(Rc<Unknown>),
    /// A value or a form of arguments that is not supported here.
    Unsupported,
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Fault(message)
    }
}

/// What is known about a property of a value.
pub(super) enum DeclaredProperty {
    /// Known after deployment.
    Other,
    /// The deployment has no such output.
    Missing,
    /// An output.
    Value(Value),
}

/// The functions by name.
pub(super) type Functions = HashMap<&'static str, Function>;

/// Evaluates one template, with all of its nested deployments.
pub(super) struct Evaluator<'t> {
    pub(super) frames: Vec<Frame<'t>>,
    pub(super) context: &'t DeploymentContext<'t>,
    pub(super) computed: &'t ComputedTemplates,
    /// Unknown functions by their names in lower case, each as written and with the place of its first use.
    pub(super) unknown_functions: BTreeMap<String, (String, String)>,
    /// Where the evaluation is, as a JSON pointer; for messages.
    pub(super) pointer: Rc<str>,
    functions: &'static Functions,
    /// Parsed expressions, by the address of their text in the template.
    parsed: HashMap<(usize, usize), Rc<Result<Expr, String>>>,
    steps: usize,
    depth: usize,
}

/// Templates of 3 MB with 130 nested deployments need 35,000.
const MAX_STEPS: usize = 1_000_000;

/// Chains of parameters through nested deployments have some forty levels of calls each.
const MAX_DEPTH: usize = 300;

impl<'t> Evaluator<'t> {
    pub(super) fn new(
        functions: &'static Functions,
        context: &'t DeploymentContext<'t>,
        computed: &'t ComputedTemplates,
    ) -> Self {
        Self {
            frames: Vec::new(),
            context,
            computed,
            unknown_functions: BTreeMap::new(),
            pointer: "".into(),
            functions,
            parsed: HashMap::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// The number of steps so far.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Counts steps; `false` if there were too many.
    pub(super) fn charge(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        self.steps <= MAX_STEPS
    }

    /// Runs one level deeper, if that is allowed.
    pub(super) fn deeper(&mut self, run: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.charge(1) {
            return Value::limit("number of steps");
        }
        if self.depth >= MAX_DEPTH {
            return Value::limit("depth of evaluation");
        }
        self.depth += 1;
        let value = run(self);
        self.depth -= 1;
        value
    }

    /// The value of the text of an expression, which is part of the template.
    pub(super) fn evaluate_text(&mut self, environment: &Environment, text: &'t str) -> Value {
        let address = (text.as_ptr() as usize, text.len());
        let parsed = Rc::clone(self.parsed.entry(address).or_insert_with(|| Rc::new(parse(text))));
        match &*parsed {
            Ok(expression) => self.evaluate(environment, expression),
            Err(message) => Value::unknown(Unknown::fault(message.as_str())),
        }
    }

    /// The value of an expression.
    pub(super) fn evaluate(&mut self, environment: &Environment, expression: &Expr) -> Value {
        self.deeper(|evaluator| match expression {
            Expr::Text(text) => Value::Text(Rc::clone(text)),
            Expr::Integer(number) => Value::Integer(*number),
            Expr::Call { name, written, arguments } => evaluator.call(environment, name, written, arguments),
            Expr::Property(of, name) => {
                let value = evaluator.evaluate(environment, of);
                evaluator.property(&value, name)
            }
            Expr::Index(of, index) => {
                let value = evaluator.evaluate(environment, of);
                let index = evaluator.evaluate(environment, index);
                evaluator.index(&value, &index)
            }
        })
    }

    /// The values of all arguments.
    pub(super) fn evaluate_all(&mut self, environment: &Environment, expressions: &[Expr]) -> Vec<Value> {
        expressions.iter().map(|expression| self.evaluate(environment, expression)).collect()
    }

    fn call(&mut self, environment: &Environment, name: &str, written: &Rc<str>, arguments: &[Expr]) -> Value {
        let functions = self.functions;
        let Some(function) = functions.get(name) else {
            if name.contains('.') {
                return self.call_user_function(environment, name, arguments);
            }
            // `listKeys`, `listAdminKeys` and all the others that resource types have.
            if name.starts_with("list") {
                return self.list_call(environment, written, arguments);
            }
            let pointer = self.pointer.to_string();
            self.unknown_functions.entry(name.to_owned()).or_insert((written.to_string(), pointer));
            return Value::unknown(Unknown::new(Reason::Function(Rc::clone(written))));
        };
        let (least, most) = function.arity;
        if arguments.len() < least || arguments.len() > most {
            let message = format!("`{written}` does not accept {} arguments", arguments.len());
            return Value::unknown(Unknown::fault(message));
        }
        let run = match function.run {
            Run::Lazy(run) => return run(self, environment, arguments),
            Run::Known(run) | Run::Any(run) => run,
        };
        let values = self.evaluate_all(environment, arguments);
        if !self.charge(values.iter().map(Value::nodes).sum::<usize>() / 8) {
            return Value::limit("number of steps");
        }
        let outcome = match values.iter().find_map(Value::as_unknown) {
            Some(unknown) if matches!(function.run, Run::Known(_)) => Err(Failure::Unknown(Rc::clone(unknown))),
            _ => run(&values),
        };
        outcome.unwrap_or_else(|failure| unknown_result(written, &values, failure))
    }

    /// `value.name`; a property that does not exist is a fault.
    pub(super) fn property(&mut self, value: &Value, name: &str) -> Value {
        let missing = |what: &str| Value::unknown(Unknown::fault(format!("{what} has no property `{name}`")));
        match value {
            Value::Object(object) => match (object.get(name), object.open()) {
                (Some(value), _) => value.clone(),
                (None, Some(open)) => Value::unknown(open.part(name)),
                (None, None) => missing("an object"),
            },
            Value::Unknown(unknown) => match self.declared_property(unknown, name) {
                DeclaredProperty::Value(value) => value,
                DeclaredProperty::Missing => missing("the result of a deployment"),
                DeclaredProperty::Other => Value::unknown(unknown.part(name)),
            },
            other => missing(other.type_name()),
        }
    }

    /// `value[index]`.
    pub(super) fn index(&mut self, value: &Value, index: &Value) -> Value {
        match (value, index) {
            (_, Value::Text(name)) => self.property(value, name),
            (Value::Unknown(unknown), Value::Integer(number)) => Value::unknown(unknown.part(&number.to_string())),
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                let mut result = Unknown::new(unknown.reason.clone());
                if let (Some(value), Some(index)) = (value.symbol(), index.symbol()) {
                    result = result.with_symbol(format!("{value}[{index}]"));
                }
                Value::unknown(result)
            }
            (Value::Array(array), Value::Integer(number)) => {
                let item = usize::try_from(*number).ok().and_then(|number| array.items().get(number));
                let message = || format!("index {number} is outside of a list of {} items", array.items().len());
                item.cloned().unwrap_or_else(|| Value::unknown(Unknown::fault(message())))
            }
            (other, _) => Value::unknown(Unknown::fault(format!("{} has no item of that index", other.type_name()))),
        }
    }

    /// The property or item if it exists, otherwise null: `tryGet`.
    pub(super) fn try_get(&mut self, value: &Value, index: &Value) -> Value {
        match (value, index) {
            (Value::Object(object), Value::Text(name)) if object.open().is_none() => {
                object.get(name).cloned().unwrap_or(Value::Null)
            }
            (Value::Array(array), Value::Integer(number)) => usize::try_from(*number)
                .ok()
                .and_then(|number| array.items().get(number))
                .cloned()
                .unwrap_or(Value::Null),
            (Value::Unknown(unknown), Value::Text(name)) => match self.declared_property(unknown, name) {
                DeclaredProperty::Value(value) => value,
                DeclaredProperty::Missing => Value::Null,
                DeclaredProperty::Other => Value::unknown(unknown.part(name)),
            },
            (Value::Object(_) | Value::Unknown(_), _) | (_, Value::Unknown(_)) => self.index(value, index),
            _ => Value::Null,
        }
    }
}

/// The unknown result of a function, with the symbol of its call.
fn unknown_result(written: &Rc<str>, values: &[Value], failure: Failure) -> Value {
    let mut result = match failure {
        Failure::Fault(message) => return Value::unknown(Unknown::fault(message)),
        Failure::Unknown(unknown) => Unknown::new(unknown.reason.clone()),
        Failure::Unsupported => Unknown::new(Reason::Function(Rc::clone(written))),
    };
    let symbols: Option<Vec<String>> = values.iter().map(Value::symbol).collect();
    if let Some(symbols) = symbols {
        result = result.with_symbol(format!("{}({})", fold_case(written), symbols.join(",")));
    }
    Value::unknown(result)
}
