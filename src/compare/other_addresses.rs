//! What Terraform does with a resource that has another address and is the same in Azure.

use super::{
    effects::Comparison,
    locks,
    resource_effect::{ResourceEffect, UNLESS_MOVED},
};
use crate::{
    catalog::changes::{Effect, identity},
    plan::{Resource, ResourceKind},
};

impl Comparison<'_> {
    /// Without a `moved` block, what is at the old address is destroyed, and created at the new one: in no order, since
    /// neither address refers to the other.
    pub(super) fn effects_of_other_address(&self, after: &Resource, id: &str) -> Vec<ResourceEffect> {
        let condition = Some(UNLESS_MOVED.to_owned());
        if let Some(locked) = locks::lock_above(self.old, self.new, self.replaced, after) {
            return vec![ResourceEffect { condition, ..self.refused_by_lock(id, &locked) }];
        }
        let mut effects = vec![ResourceEffect::of_other_address(id)];
        if after.kind == ResourceKind::RoleAssignment {
            effects.push(ResourceEffect {
                code: Some(identity::ASSIGNMENT_EXISTS_CODE),
                condition: Some(format!("{UNLESS_MOVED}, or Terraform removes the old one first")),
                reason: Some("the old assignment has the same scope, role and principal".to_owned()),
                ..ResourceEffect::new(Effect::Refused, id, &identity::ASSIGNMENT_EXISTS)
            });
        }
        effects
    }
}
