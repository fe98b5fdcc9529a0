//! What the first deployment of a topology would do to what exists.

use super::{
    impact::{AccessStep, Impact, is_deleted},
    opening::opens,
};
use crate::{
    catalog::{
        ResourceKind,
        changes::{Consequence, Effect, Engine, Heading, Outcome},
    },
    diagnostic::Diagnostic,
    drift::{
        ChangedResource, Comparison, DeploymentPlace, Difference, ElementChange, PlaceError, compare_resources,
        deployment_consequences, deployment_outcome, expected_resources, find_place, is_of_terraform,
    },
    existing::{ExistingResource, Inventory},
    plan::{LanguageFamily, ResolvedTopology},
};

/// What a deployment would do.
#[derive(Debug)]
pub struct Preflight {
    /// Where the topology is deployed.
    pub place: DeploymentPlace,
    /// What deploys it.
    pub engine: Engine,
    /// What is done to each resource that does not stay as it is, and which resources stay beside the topology.
    pub steps: Vec<Step>,
    /// Access paths with another verdict afterwards.
    pub access: Vec<AccessStep>,
    /// Posture rules that are violated afterwards, and are not now.
    pub violations: Vec<Diagnostic>,
    /// The number of resources that stay as they are.
    pub unchanged: usize,
    /// What was compared.
    pub comparison: Comparison,
}

/// What is done to a resource.
#[derive(Debug)]
pub struct Step {
    /// The resource.
    pub subject: Subject,
    /// What is done.
    pub effect: Effect,
    /// The properties that are changed.
    pub differences: Vec<PropertyStep>,
    /// What the changes mean.
    pub consequences: Vec<&'static Consequence>,
    /// Why, where the properties do not show it.
    pub reason: Option<String>,
    /// Whether this gives or widens access.
    pub opens: bool,
    /// Whether it may exist already, so that it is created only if it does not.
    pub may_exist: bool,
    /// The name under which a role assignment exists, where the deployment gives it another one.
    pub other_name: Option<String>,
}

/// A property that is changed.
#[derive(Debug)]
pub struct PropertyStep {
    /// The change.
    pub difference: Difference,
    /// What the deployment does with it, where it does not simply update it.
    pub outcome: Option<&'static Outcome>,
}

/// A resource that a deployment acts on.
#[derive(Debug)]
pub enum Subject {
    /// One of Azure.
    Resource(Box<ExistingResource>),
    /// One of Terraform.
    Address {
        /// Its address.
        address: String,
        /// What it is for, as the code says it.
        purpose: Option<String>,
    },
}

impl Preflight {
    /// Whether something would be opened, replaced, deleted, lost, or refused for what it changes.
    #[must_use]
    pub fn is_harmful(&self) -> bool {
        !self.violations.is_empty()
            || self.access.iter().any(|path| path.opens)
            || self.steps.iter().any(Step::is_harmful)
    }

    /// Whether a deployment can go ahead: it harms nothing and is not refused.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        !self.is_harmful() && self.steps_with(Effect::Refused).next().is_none()
    }

    /// What has an effect.
    pub fn steps_with(&self, effect: Effect) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.effect == effect)
    }
}

impl Step {
    /// Whether it opens, replaces, deletes or loses something, or is refused for what it changes. A role assignment that is refused
    /// for its name gives what exists already.
    #[must_use]
    pub fn is_harmful(&self) -> bool {
        let is_refused = self.effect == Effect::Refused && self.other_name.is_none();
        self.opens
            || is_refused
            || matches!(self.effect, Effect::Replaced | Effect::Destroyed)
            || self.consequences.iter().any(|consequence| consequence.heading == Heading::LosesData)
    }

    pub(super) fn new(subject: Subject, effect: Effect) -> Self {
        Self {
            subject,
            effect,
            differences: Vec::new(),
            consequences: Vec::new(),
            reason: None,
            opens: false,
            may_exist: false,
            other_name: None,
        }
    }

    fn of(resource: &ExistingResource, effect: Effect) -> Self {
        Self::new(Subject::Resource(Box::new(resource.clone())), effect)
    }
}

/// Compares what a deployment of a topology would leave with what exists.
///
/// # Errors
/// The topology cannot be expressed as an ARM template, or it is not known where it is deployed.
pub fn preflight(
    plan: &ResolvedTopology,
    family: LanguageFamily,
    given: &DeploymentPlace,
    existing: &Inventory,
) -> Result<Preflight, PlaceError> {
    let engine = match family {
        LanguageFamily::Azure => Engine::ResourceManager,
        LanguageFamily::Terraform => Engine::Terraform,
    };
    let place = find_place(plan, given, existing)?;
    let expected = expected_resources(plan, &place, existing).map_err(PlaceError::NotExpressible)?;
    let mut comparison = compare_resources(&expected, existing);
    comparison.extra.retain(|extra| !is_of_terraform(plan, extra));
    // A storage account always has its blob service.
    let is_created = |resource: &ExistingResource| !resource.id.is_of_type(ResourceKind::BlobService.arm_type());
    comparison.missing.retain(is_created);
    comparison.not_seen.retain(is_created);
    let impact = Impact::of(plan, &comparison, &expected, existing, engine);
    let created = |resource: &ExistingResource, may_exist: bool| Step {
        opens: impact.creation_opens(resource),
        may_exist,
        ..Step::of(resource, Effect::Created)
    };
    let mut steps: Vec<Step> = comparison.missing.iter().map(|resource| created(resource, false)).collect();
    steps.extend(comparison.not_seen.iter().map(|resource| created(resource, true)));
    let before = steps.len();
    steps.extend(comparison.found.iter().filter_map(|found| changed(found, engine, &impact)));
    let unchanged = comparison.found.len() - (steps.len() - before);
    steps.extend(comparison.extra.iter().map(|extra| {
        let reason = is_deleted(extra).then(|| "the network of the topology does not have it".to_owned());
        let effect = if reason.is_some() { Effect::Destroyed } else { Effect::Left };
        Step { reason, ..Step::of(extra, effect) }
    }));
    steps.sort_by_key(|step| step.effect);
    let Impact { access, violations, .. } = impact;
    Ok(Preflight { place, engine, steps, access, violations, unchanged, comparison })
}

/// What is done to a resource that exists; none if it stays as it is.
fn changed(found: &ChangedResource, engine: Engine, impact: &Impact) -> Option<Step> {
    let arm_type = &found.expected.resource_type;
    let is_change =
        |difference: &&Difference| !matches!(difference.change, ElementChange::NotWritten { is_reset: false, .. });
    let changes = || found.differences.iter().filter(is_change);
    let property = |difference: &Difference| PropertyStep {
        outcome: deployment_outcome(arm_type, difference, engine),
        difference: difference.clone(),
    };
    let differences: Vec<PropertyStep> = changes().map(property).collect();
    let has = |effect: Effect| {
        let is_certain = |outcome: &Outcome| outcome.effect == effect && outcome.condition.is_none();
        differences.iter().any(|property| property.outcome.is_some_and(is_certain))
    };
    let reason = impact.replacement_reason(&found.existing).filter(|_| !has(Effect::Replaced));
    // Terraform imports a role assignment by its ID, and does not set its name.
    let other_name = found.has_other_name() && engine == Engine::ResourceManager;
    let effect = match () {
        () if has(Effect::Replaced) || reason.is_some() => Effect::Replaced,
        () if has(Effect::Refused) || other_name => Effect::Refused,
        () if differences.is_empty() => return None,
        () => Effect::Changed,
    };
    let mut consequences: Vec<&Consequence> = Vec::new();
    for consequence in changes().flat_map(|difference| deployment_consequences(arm_type, difference, engine)) {
        if !consequences.contains(&consequence) {
            consequences.push(consequence);
        }
    }
    Some(Step {
        opens: found.differences.iter().any(opens),
        other_name: other_name.then(|| found.existing.name().to_owned()),
        differences,
        consequences,
        reason,
        ..Step::of(&found.expected, effect)
    })
}
