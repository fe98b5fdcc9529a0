//! Where an expression stands: the deployment, and the variables of loops, lambdas and user functions around it.

use std::rc::Rc;

use super::value::Value;

/// Where an expression stands.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// The deployment, by its number.
    pub(super) frame: usize,
    /// In the body of a nested template of scope `outer`, which is evaluated in its parent: the number of the nested one.
    pub(super) nested: Option<usize>,
    innermost: Option<Rc<Level>>,
}

#[derive(Debug)]
struct Level {
    binding: Binding,
    outer: Option<Rc<Level>>,
}

/// What a loop, a lambda or a user function defines.
#[derive(Debug)]
pub(super) enum Binding {
    /// The loop of a resource, a property, a variable or an output.
    Loop {
        /// Its name; outputs have none.
        name: Rc<str>,
        /// The number of the item, from zero.
        index: Value,
        /// Whether it repeats a resource.
        is_resource: bool,
    },
    /// A variable of a lambda.
    Lambda(Rc<str>, Value),
    /// The arguments of a user function, which sees nothing else.
    Call(Vec<(Rc<str>, Value)>),
}

impl Environment {
    /// An environment that has only the parameters and variables of a deployment.
    pub(super) fn of(frame: usize) -> Self {
        Self { frame, nested: None, innermost: None }
    }

    /// The same place, for the body of a nested template.
    pub(super) fn for_nested(&self, nested: usize) -> Self {
        Self { nested: Some(nested), ..self.clone() }
    }

    /// The same place, inside of one more loop, lambda or function.
    pub(super) fn with(&self, binding: Binding) -> Self {
        Self { innermost: Some(Rc::new(Level { binding, outer: self.innermost.clone() })), ..self.clone() }
    }

    /// From the inside out; nothing beyond the arguments of a function.
    fn bindings(&self) -> impl Iterator<Item = &Binding> {
        let mut next = self.innermost.as_deref();
        std::iter::from_fn(move || {
            let level = next?;
            next = if matches!(level.binding, Binding::Call(_)) { None } else { level.outer.as_deref() };
            Some(&level.binding)
        })
    }

    /// The variable of a lambda.
    pub(super) fn lambda_variable(&self, wanted: &str) -> Option<&Value> {
        self.bindings().find_map(|binding| match binding {
            Binding::Lambda(name, value) if name.eq_ignore_ascii_case(wanted) => Some(value),
            _ => None,
        })
    }

    /// The number of the item in the loop of that name, or in the innermost loop: that of the resource, if there is one.
    pub(super) fn loop_index(&self, wanted: Option<&str>) -> Option<&Value> {
        let find = |fits: &dyn Fn(&str, bool) -> bool| {
            self.bindings().find_map(|binding| match binding {
                Binding::Loop { name, index, is_resource } if fits(name, *is_resource) => Some(index),
                _ => None,
            })
        };
        match wanted {
            Some(wanted) => find(&|name, _| name.eq_ignore_ascii_case(wanted)),
            None => find(&|_, is_resource| is_resource).or_else(|| find(&|_, _| true)),
        }
    }

    /// The arguments of the user function whose body this is.
    pub(super) fn arguments(&self) -> Option<&[(Rc<str>, Value)]> {
        self.bindings().find_map(|binding| match binding {
            Binding::Call(arguments) => Some(arguments.as_slice()),
            _ => None,
        })
    }
}
