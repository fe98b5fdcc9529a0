//! A deployment in evaluation: its template, the values that it gets, and what was evaluated so far.

use std::{collections::HashMap, rc::Rc};

use serde_json::{Map, Value as Json};

use super::{
    context::DeploymentContext,
    environment::Environment,
    member::Members as _,
    scope::{Scope, context_value},
    unknown::{Reason, Unknown},
    value::Value,
};

/// A deployment: the template itself or a nested one.
pub(super) struct Frame<'t> {
    pub(super) template: &'t Map<String, Json>,
    /// The deployment that this one is nested in, by its number.
    pub(super) parent: Option<usize>,
    pub(super) given: HashMap<String, Given<'t>>,
    /// The place of the parent, if the expressions of this template are evaluated there (scope `outer`).
    pub(super) outer: Option<Environment>,
    pub(super) scope: Scope,
    pub(super) name: Value,
    pub(super) pointer: Rc<str>,
    pub(super) memo: HashMap<(Section, String), Option<Value>>,
    pub(super) resources: Declared<'t>,
    pub(super) identities: HashMap<usize, Option<Rc<Identity>>>,
    pub(super) children: HashMap<usize, usize>,
}

/// The value of a parameter as it was given.
#[derive(Clone)]
pub(super) enum Given<'t> {
    /// A value of a parameter file, which has no expressions.
    Literal(&'t Json),
    /// A value in the template of the parent.
    Nested(&'t Json, Environment),
    /// An expression or a loop that makes an object with `value` or `reference`.
    Entry(&'t Json, Environment),
    /// A value from somewhere else, such as a key vault.
    Elsewhere(Reason),
}

/// What is evaluated once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Section {
    Parameter,
    Variable,
    Output,
    Properties,
    Identity,
}

/// The resources of a template, with loops expanded.
pub(super) enum Declared<'t> {
    Not,
    InProgress,
    Done(Rc<Vec<Instance<'t>>>),
}

/// One resource of a template.
pub(super) struct Instance<'t> {
    pub(super) json: &'t Map<String, Json>,
    pub(super) symbol: Option<Rc<str>>,
    /// The number in its loop, if that is known.
    pub(super) index: Option<usize>,
    /// Why it is not known how many of them there are.
    pub(super) uncounted: Option<Rc<Unknown>>,
    pub(super) environment: Environment,
    pub(super) pointer: Rc<str>,
    /// The resource that it is declared inside of.
    pub(super) parent: Option<usize>,
}

/// What identifies a resource.
pub(super) struct Identity {
    pub(super) resource_type: Rc<str>,
    pub(super) name: Value,
    pub(super) id: Value,
}

impl<'t> Frame<'t> {
    /// The deployment of the template itself.
    pub(super) fn of_template(
        template: &'t Map<String, Json>,
        given: HashMap<String, Given<'t>>,
        context: &DeploymentContext<'_>,
    ) -> Self {
        let schema = template.member("$schema").and_then(Json::as_str).unwrap_or_default();
        Self {
            template,
            parent: None,
            given,
            outer: None,
            scope: Scope::of_template(schema, context),
            name: context_value(context.deployment, "the name of the deployment", "deployment().name"),
            pointer: "".into(),
            memo: HashMap::new(),
            resources: Declared::Not,
            identities: HashMap::new(),
            children: HashMap::new(),
        }
    }

    /// An entry of a section of the template.
    pub(super) fn entry(&self, section: &str, name: &str) -> Option<&'t Json> {
        self.template.member(section)?.member(name)
    }
}
