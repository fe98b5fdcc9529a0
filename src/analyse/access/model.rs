//! Results of the analysis: access paths with their verdicts and evaluation steps.

use std::fmt;

use crate::{
    catalog::{
        Fact,
        errors::{self, ServiceError},
    },
    order,
    topology::values::{AccessTarget, Actor, Operation, Verdict},
};

/// The part of an access path that a step evaluates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// What the name of the service resolves to.
    Name,
    /// Network access: firewalls, private endpoints, rules.
    Network,
    /// The credentials that the service accepts.
    Authentication,
    /// Permissions by roles, access policies or keys.
    Authorization,
    /// CORS, for requests from a page in a browser.
    Browser,
    /// Outbound access of the account.
    Outbound,
}

/// An evaluation step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessStep {
    /// The part of the access path that it evaluates.
    pub aspect: Aspect,
    /// Whether it allows the access path, denies it, or leaves it to settings that this topology does not decide.
    pub outcome: Verdict,
    /// The reason, in a sentence without a full stop.
    pub reason: String,
    /// The key of the file that decides it, as a JSON pointer; empty where no key decides it.
    pub decided_by: String,
    /// The error that the service returns, or the client reports, where it is denied and one is documented.
    pub error: Option<&'static ServiceError>,
    /// The address that gives no response, where no service answers.
    pub unreachable: Option<String>,
    /// A parameter of the deployment that can change it.
    pub parameter: Option<String>,
    /// Whether it evaluates a prerequisite besides the service: Studio, Entra ID or Azure Resource Manager.
    pub is_prerequisite: bool,
    /// The facts about Azure that it relies on.
    pub facts: Vec<&'static Fact>,
}

/// An actor's operation on a target, with its evaluation steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedPath {
    /// The actor.
    pub actor: Actor,
    /// The network origin, if the query specifies one.
    pub from: Option<Actor>,
    /// The operation.
    pub operation: Operation,
    /// The target.
    pub target: AccessTarget,
    /// The evaluation steps, in the order in which Azure evaluates them.
    pub steps: Vec<AccessStep>,
    /// Additional settings (`extra`) that are not analysed and may change the verdict, as JSON pointers.
    pub unverified_settings: Vec<String>,
}

impl EvaluatedPath {
    /// The verdict: the most restrictive outcome of its steps.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.steps.iter().map(|step| step.outcome).max().unwrap_or(Verdict::Allowed)
    }

    /// The first step that denies it.
    #[must_use]
    pub fn denied_step(&self) -> Option<&AccessStep> {
        self.steps.iter().find(|step| step.outcome == Verdict::Denied)
    }

    /// The error that the service returns, or the client reports, where it is denied.
    #[must_use]
    pub fn service_error(&self) -> Option<&'static ServiceError> {
        self.denied_step().and_then(|step| step.error)
    }

    /// The address that gives no response where it is denied; none if a service returns an error.
    #[must_use]
    pub fn unreachable(&self) -> Option<&str> {
        self.denied_step().and_then(|step| step.unreachable.as_deref())
    }

    /// The step that explains the verdict best.
    #[must_use]
    pub fn deciding_step(&self) -> Option<&AccessStep> {
        let first = |outcome| self.steps.iter().find(|step| step.outcome == outcome);
        let find = |aspect| self.steps.iter().find(|step| step.aspect == aspect);
        let most_specific =
            || find(Aspect::Authorization).or_else(|| find(Aspect::Network)).or_else(|| self.steps.last());
        first(Verdict::Denied).or_else(|| first(Verdict::Conditional)).or_else(most_specific)
    }

    /// Parameters of the deployment that can change the verdict.
    #[must_use]
    pub fn deciding_parameters(&self) -> Vec<&str> {
        // No parameter matters if a step without one denies the path.
        if self.steps.iter().any(|step| step.outcome == Verdict::Denied && step.parameter.is_none()) {
            return Vec::new();
        }
        let mut names: Vec<&str> = self.steps.iter().filter_map(|step| step.parameter.as_deref()).collect();
        order::sort_by_key(&mut names, |name| *name);
        names.dedup();
        names
    }
}

impl AccessStep {
    pub(super) fn allowed(aspect: Aspect, reason: impl Into<String>, decided_by: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Allowed, reason, decided_by)
    }

    pub(super) fn conditional(aspect: Aspect, reason: impl Into<String>, decided_by: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Conditional, reason, decided_by)
    }

    pub(super) fn denied(
        aspect: Aspect,
        error: &'static ServiceError,
        reason: impl Into<String>,
        decided_by: impl Into<String>,
    ) -> Self {
        Self { error: Some(error), ..Self::new(aspect, Verdict::Denied, reason, decided_by) }
    }

    /// A denial for which no error is documented: the client does not send the request.
    pub(super) fn blocked(aspect: Aspect, reason: impl Into<String>, decided_by: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Denied, reason, decided_by)
    }

    /// A denial without an answer: the connection to an address times out.
    pub(super) fn timed_out(
        address: impl Into<String>,
        reason: impl Into<String>,
        decided_by: impl Into<String>,
    ) -> Self {
        let step = Self::denied(Aspect::Network, &errors::TIMED_OUT, reason, decided_by);
        Self { unreachable: Some(address.into()), ..step }
    }

    /// The other step if that is more restrictive.
    pub(super) fn or_more_restrictive(self, other: Self) -> Self {
        if other.outcome > self.outcome { other } else { self }
    }

    /// The step with a fact that it relies on.
    pub(super) fn based_on(mut self, fact: &'static Fact) -> Self {
        self.facts.push(fact);
        self
    }

    fn new(aspect: Aspect, outcome: Verdict, reason: impl Into<String>, decided_by: impl Into<String>) -> Self {
        let (reason, decided_by) = (reason.into(), decided_by.into());
        Self {
            aspect,
            outcome,
            reason,
            decided_by,
            error: None,
            unreachable: None,
            parameter: None,
            is_prerequisite: false,
            facts: Vec::new(),
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Network => "network",
            Self::Authentication => "authentication",
            Self::Authorization => "authorization",
            Self::Browser => "browser",
            Self::Outbound => "outbound",
        })
    }
}

impl fmt::Display for EvaluatedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.from {
            Some(from) => write!(f, "{} from {from} {} {}", self.actor, self.operation, self.target),
            None => write!(f, "{} {} {}", self.actor, self.operation, self.target),
        }
    }
}
