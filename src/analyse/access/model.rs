//! What the analysis says: who wants what, whether it works, and the steps that decide it.

use std::fmt;

use crate::{
    catalog::errors::ServiceError,
    topology::values::{AccessTarget, Actor, Operation, Verdict},
};

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// What the name of the service resolves to.
    Name,
    /// The way through the network.
    Network,
    /// What proves who it is.
    Authentication,
    /// What it may do.
    Authorization,
    /// What a browser lets a page do.
    Browser,
    /// Where the account may connect to.
    Outbound,
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessStep {
    /// What it is about.
    pub aspect: Aspect,
    /// Whether it lets the flow through, leaves that to what this topology does not decide, or stops it.
    pub outcome: Verdict,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// The key of the file that decides it, as a JSON pointer; empty where no key does.
    pub decided_by: String,
    /// What a person sees where it fails.
    pub error: Option<&'static ServiceError>,
    /// A parameter of the deployment that can change it.
    pub parameter: Option<String>,
    /// Whether it is about what is needed besides the service: a page, a token, Azure Resource Manager.
    pub is_prerequisite: bool,
}

/// Somebody wants something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedPath {
    /// Who.
    pub actor: Actor,
    /// From where, if that was asked for.
    pub from: Option<Actor>,
    /// What.
    pub operation: Operation,
    /// From what.
    pub target: AccessTarget,
    /// The chain, in the order in which Azure goes through it.
    pub steps: Vec<AccessStep>,
    /// Settings of the file's own that nobody looked at and that may decide as well, as JSON pointers.
    pub unverified_settings: Vec<String>,
}

impl EvaluatedPath {
    /// Whether it works: as the worst of its steps.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.steps.iter().map(|step| step.outcome).max().unwrap_or(Verdict::Allowed)
    }

    /// The first step that stops it.
    #[must_use]
    pub fn denied_step(&self) -> Option<&AccessStep> {
        self.steps.iter().find(|step| step.outcome == Verdict::Denied)
    }

    /// What a person sees where it is denied.
    #[must_use]
    pub fn service_error(&self) -> Option<&'static ServiceError> {
        self.denied_step().and_then(|step| step.error)
    }

    /// The step that says most about the verdict.
    #[must_use]
    pub fn deciding_step(&self) -> Option<&AccessStep> {
        let first = |outcome| self.steps.iter().find(|step| step.outcome == outcome);
        let about = |aspect| self.steps.iter().find(|step| step.aspect == aspect);
        let held = || about(Aspect::Authorization).or_else(|| about(Aspect::Network)).or_else(|| self.steps.last());
        first(Verdict::Denied).or_else(|| first(Verdict::Conditional)).or_else(held)
    }

    /// Parameters of the deployment that can change the verdict.
    #[must_use]
    pub fn deciding_parameters(&self) -> Vec<&str> {
        // What stops it whatever the parameters are stops it.
        if self.steps.iter().any(|step| step.outcome == Verdict::Denied && step.parameter.is_none()) {
            return Vec::new();
        }
        let mut names: Vec<&str> = self.steps.iter().filter_map(|step| step.parameter.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl AccessStep {
    pub(super) fn allowed(aspect: Aspect, text: impl Into<String>, decided_by: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Allowed, text, decided_by)
    }

    pub(super) fn conditional(aspect: Aspect, text: impl Into<String>, decided_by: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Conditional, text, decided_by)
    }

    pub(super) fn denied(
        aspect: Aspect,
        error: &'static ServiceError,
        text: impl Into<String>,
        decided_by: impl Into<String>,
    ) -> Self {
        Self { error: Some(error), ..Self::new(aspect, Verdict::Denied, text, decided_by) }
    }

    fn new(aspect: Aspect, outcome: Verdict, text: impl Into<String>, decided_by: impl Into<String>) -> Self {
        let (text, decided_by) = (text.into(), decided_by.into());
        Self { aspect, outcome, reason: text, decided_by, error: None, parameter: None, is_prerequisite: false }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Network => "network",
            Self::Authentication => "authentication",
            Self::Authorization => "authorisation",
            Self::Browser => "browser",
            Self::Outbound => "outbound",
        })
    }
}

impl fmt::Display for EvaluatedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.from {
            Some(place) => write!(f, "{} from {place} {} {}", self.actor, self.operation, self.target),
            None => write!(f, "{} {} {}", self.actor, self.operation, self.target),
        }
    }
}
