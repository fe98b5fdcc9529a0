//! What an engine does with a resource.

use super::resource_ids::KEY_SUFFIX;
use crate::catalog::{
    Fact,
    changes::{Effect, Outcome, general},
    stacks,
};

/// The condition on which Terraform replaces what has another address. It begins with it where there are others.
pub(super) const UNLESS_MOVED: &str = "unless the output of `di-gen diff --moved` is applied";

/// What an engine does with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceEffect {
    /// What it does.
    pub effect: Effect,
    /// The ID of the resource in Azure.
    pub id: String,
    /// The error code, where it is refused and one is known.
    pub code: Option<&'static str>,
    /// The condition on which it depends.
    pub condition: Option<String>,
    /// Why, where the effect does not say it.
    pub reason: Option<String>,
    /// Whether another resource is the cause, which has the effect itself.
    pub follows: bool,
    /// The fact it relies on.
    pub fact: &'static Fact,
}

impl ResourceEffect {
    pub(super) fn new(effect: Effect, id: &str, fact: &'static Fact) -> Self {
        Self { effect, id: id.to_owned(), code: None, condition: None, reason: None, follows: false, fact }
    }
}

impl ResourceEffect {
    /// The effect on the resource in Azure: to set or remove a customer-managed key, which is a resource in azurerm only,
    /// changes the resource that has it, and where that one is replaced, it is.
    pub(super) fn on_azure_resource(&self) -> Self {
        match self.id.strip_suffix(KEY_SUFFIX) {
            Some(id) => {
                let effect = match self.effect {
                    Effect::Created | Effect::Destroyed | Effect::Left => Effect::Changed,
                    other => other,
                };
                Self { id: id.to_owned(), effect, ..self.clone() }
            }
            None => self.clone(),
        }
    }

    /// Terraform has the resource at another address.
    pub(super) fn of_other_address(id: &str) -> Self {
        let condition = Some(UNLESS_MOVED.to_owned());
        Self { condition, ..Self::new(Effect::Replaced, id, &general::OTHER_ADDRESS) }
    }

    /// Whether it is refused whatever the circumstances are.
    pub(crate) fn is_certain_refusal(&self) -> bool {
        self.effect == Effect::Refused && self.condition.is_none()
    }

    /// Whether it is so only because Terraform has the resource at another address.
    pub(crate) fn is_of_other_address(&self) -> bool {
        self.condition.as_ref().is_some_and(|condition| condition.starts_with(UNLESS_MOVED))
    }

    /// Whether a deployment stack deletes the resource, which it does after the deployment.
    pub(super) fn is_deletion_by_stack(&self) -> bool {
        self.effect == Effect::Destroyed && [stacks::STACK_DELETES, stacks::ZONES_WITH_LINKS].contains(self.fact)
    }

    /// Whether it is not documented that a deployment stack deletes the resource.
    pub(crate) fn is_doubted_deletion(&self) -> bool {
        let doubts = [stacks::DELETES_AFTER_A_FAILURE, stacks::LOCKS_LEAVE_AT_THE_SAME_TIME, stacks::OTHER_GROUPS];
        self.effect == Effect::Unknown && doubts.contains(self.fact)
    }

    pub(super) fn of_outcome(id: &str, outcome: &Outcome) -> Self {
        let condition = outcome.condition.map(ToOwned::to_owned);
        Self { code: outcome.code, condition, ..Self::new(outcome.effect, id, outcome.fact) }
    }
}
