//! What an architecture is built from: the plan, its access paths, and its required steps.

use crate::{
    analyse::access::{AccessAnalysis, Actor, EvaluatedPath},
    diagnostic::{Code, SourceLocation},
    plan::{Expr, ResolvedTopology},
};

pub(super) struct Contents<'a> {
    pub(super) plan: &'a ResolvedTopology,
    /// The access paths to draw.
    pub(super) paths: Vec<EvaluatedPath>,
    /// The actors of these, in the order of the report.
    pub(super) actors: Vec<Actor>,
    /// The keys of the file at which a required step of another team is reported.
    step_keys: Vec<String>,
}

impl<'a> Contents<'a> {
    pub(super) fn new(plan: &'a ResolvedTopology, paths: Vec<EvaluatedPath>) -> Self {
        let mut actors = AccessAnalysis::new(plan).actors();
        // A query may contain any IP address.
        let others: Vec<Actor> =
            paths.iter().map(|path| &path.actor).filter(|actor| !actors.contains(actor)).cloned().collect();
        actors.extend(others);
        actors.retain(|actor| paths.iter().any(|path| path.actor == *actor));
        let required = plan.notes.iter().filter(|note| note.diagnostic.code == Code::REQUIRED_STEP);
        let step_keys = required
            .filter_map(|note| match &note.diagnostic.location {
                SourceLocation::Key(key) | SourceLocation::Value(key) => Some(key.clone()),
                _ => None,
            })
            .collect();
        Self { plan, paths, actors, step_keys }
    }

    /// The number of required steps at a key of the file or below it.
    pub(super) fn steps_at(&self, key: &str) -> usize {
        let is_below =
            |step: &&String| step.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.step_keys.iter().filter(is_below).count()
    }

    pub(super) fn display_text(&self, expr: &Expr) -> String {
        self.plan.display_text(expr)
    }
}
