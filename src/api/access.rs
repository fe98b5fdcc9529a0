//! Who can reach what, and why.

use serde_json::Value;

use super::{Diagnostics, Plan};
use crate::{
    advise::Advisor,
    analyse::access::{AccessAnalysis, AccessStep, AccessTarget, Actor, EvaluatedPath, Verdict},
    diagnostic::{Code, Diagnostic},
    report::{SourceLocator, access as report},
    source::SourceText,
};

/// The access paths to evaluate; by default all of them.
///
/// ```
/// let query = di_gen::AccessQuery::new().from("internet").to("account");
/// # let _ = query;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessQuery {
    from: Option<String>,
    to: Option<String>,
}

impl AccessQuery {
    /// Every access path.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only access paths of this actor: `internet`, `subnet workloads`, `203.0.113.7`, `client app from subnet workloads`.
    #[must_use]
    pub fn from(mut self, actor: impl Into<String>) -> Self {
        self.from = Some(actor.into());
        self
    }

    /// Only access paths to this target: `account`, `storage`, `container training`, `vault`, `secret`, `key`.
    #[must_use]
    pub fn to(mut self, target: impl Into<String>) -> Self {
        self.to = Some(target.into());
        self
    }
}

/// Access paths with their verdicts.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let report = di_gen::access(&plan, &di_gen::AccessQuery::new())?;
/// assert!(report.iter().any(|path| path.verdict == di_gen::Verdict::Denied));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct AccessReport<'a> {
    plan: &'a Plan,
    evaluated_paths: Vec<EvaluatedPath>,
    paths: Vec<AccessPath>,
}

/// Whether one actor can perform an operation on one target.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let query = di_gen::AccessQuery::new().from("internet").to("account");
/// let report = di_gen::access(&plan, &query)?;
/// let path = report.iter().next().unwrap();
/// assert_eq!((path.actor.as_str(), path.verdict), ("internet", di_gen::Verdict::Denied));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessPath {
    /// The actor: `internet`, `client app`, `account identity`.
    pub actor: String,
    /// The network location that the actor connects from, if the query sets one.
    pub from: Option<String>,
    /// The operation: `reads`, `writes`, `calls`.
    pub operation: String,
    /// The target: `account`, `container training`.
    pub target: String,
    /// Allowed, conditional or denied.
    pub verdict: Verdict,
    /// The evaluation steps, in Azure's order.
    pub steps: Vec<EvaluationStep>,
    /// The error that the service returns where access is denied: `AuthorizationFailure`.
    pub error: Option<&'static str>,
}

/// One check that Azure makes for an access path.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let report = di_gen::access(&plan, &di_gen::AccessQuery::new().from("internet"))?;
/// let denied = report.iter().next().unwrap().steps.iter().find(|step| step.outcome == di_gen::Verdict::Denied);
/// assert_eq!(denied.unwrap().aspect, "network");
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvaluationStep {
    /// The kind of check: `network`, `authentication`, `authorization`.
    pub aspect: String,
    /// The outcome of this step alone.
    pub outcome: Verdict,
    /// The reason, in a sentence without a full stop.
    pub reason: String,
    /// The key of the file that decides it, as a JSON pointer; empty where no key does.
    pub decided_by: String,
}

/// Evaluates who can reach what, and why.
///
/// # Errors
/// An actor or a target that cannot be parsed, or that the topology does not have.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// let query = di_gen::AccessQuery::new().from("account identity").to("storage");
/// assert!(di_gen::access(&plan, &query)?.iter().any(|path| path.operation == "reads"));
/// assert!(di_gen::access(&plan, &di_gen::AccessQuery::new().from("client unknown")).is_err());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
pub fn access<'a>(plan: &'a Plan, query: &AccessQuery) -> Result<AccessReport<'a>, Diagnostics> {
    let query_error = |message: &str, help: Option<&String>| {
        let mut diagnostic = Diagnostic::error(Code::BAD_ASSERTION, message);
        diagnostic.help.extend(help.cloned());
        Diagnostics::new(&SourceText::new("access", ""), vec![diagnostic])
    };
    let from = query.from.as_deref().map(Actor::from_words_with_origin).transpose();
    let from = from.map_err(|refusal| query_error(&refusal.reason, refusal.help.as_ref()))?;
    let to = query.to.as_deref().map(AccessTarget::from_words).transpose();
    let to = to.map_err(|refusal| query_error(&refusal.reason, refusal.help.as_ref()))?;
    let (from, location) = from.map_or((None, None), |(actor, location)| (Some(actor), location));
    let evaluated_paths = AccessAnalysis::new(&plan.inner)
        .paths_for_query(from.as_ref(), location.as_ref(), to.as_ref())
        .map_err(|missing| query_error(&missing.message, missing.help.as_ref()))?;
    let paths = evaluated_paths.iter().map(AccessPath::from).collect();
    Ok(AccessReport { plan, evaluated_paths, paths })
}

impl AccessReport<'_> {
    /// Iterates over the access paths.
    pub fn iter(&self) -> std::slice::Iter<'_, AccessPath> {
        self.paths.iter()
    }

    /// The number of access paths.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there are no access paths.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// A table with one line for each access path.
    #[must_use]
    pub fn to_table(&self) -> String {
        report::render_table(&self.evaluated_paths, &SourceLocator::new(&self.plan.topology.source.inner))
    }

    /// A Markdown document with the evaluation steps of every access path that is not allowed, and with the smallest
    /// change of the file that would allow each denied one.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let source = &self.plan.topology.source.inner;
        report::render_markdown(
            &self.evaluated_paths,
            &SourceLocator::new(source),
            Advisor::new(source, &self.plan.inner).as_ref(),
        )
    }

    /// JSON with every evaluation step, as `di-gen access --format json` prints it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let source = &self.plan.topology.source.inner;
        report::render_json(
            &self.evaluated_paths,
            &SourceLocator::new(source),
            Advisor::new(source, &self.plan.inner).as_ref(),
        )
    }
}

impl<'r> IntoIterator for &'r AccessReport<'_> {
    type Item = &'r AccessPath;
    type IntoIter = std::slice::Iter<'r, AccessPath>;

    fn into_iter(self) -> Self::IntoIter {
        self.paths.iter()
    }
}

impl From<&EvaluatedPath> for AccessPath {
    fn from(path: &EvaluatedPath) -> Self {
        Self {
            actor: path.actor.to_string(),
            from: path.from.as_ref().map(ToString::to_string),
            operation: path.operation.to_string(),
            target: path.target.to_string(),
            verdict: path.verdict(),
            steps: path.steps.iter().map(EvaluationStep::from).collect(),
            error: path.service_error().map(|error| error.name),
        }
    }
}

impl From<&AccessStep> for EvaluationStep {
    fn from(step: &AccessStep) -> Self {
        Self {
            aspect: step.aspect.to_string(),
            outcome: step.outcome,
            reason: step.reason.clone(),
            decided_by: step.decided_by.clone(),
        }
    }
}
