//! What Terraform does with a resource that both plans have under the same symbolic name.

use super::{
    effects::{Comparison, is_subnet_of_list},
    labels::resource_label,
    properties::ValueChange,
    resource_effect::ResourceEffect,
};
use crate::{
    catalog::{
        changes::{Effect, Engine, general, network},
        encryption,
    },
    plan::{Expr, LanguageFamily, Property, PropertyTree as _, PropertyValue, Resource, ResourceKind},
};

impl Comparison<'_> {
    /// The effects of Terraform on a resource that both plans have.
    pub(super) fn terraform_effects(&self, before: &Resource, after: &Resource) -> Vec<ResourceEffect> {
        let id = self.new_id(after).to_owned();
        if let Some(effects) = self.effects_of_other_target(before) {
            return effects;
        }
        if let Some(reason) = self.replaced.get(&after.symbol) {
            if let Some(locked) = self.locked.get(&after.symbol) {
                return vec![self.refused_by_lock(&id, locked)];
            }
            if self.is_blocked_by_itself(before, after) {
                let reason = Some(format!(
                    "its network is destroyed before, and azurerm creates this {} before it deletes the old one, which has the same ID",
                    if after.kind == ResourceKind::RouteTable { "route table" } else { "group" }
                ));
                return vec![ResourceEffect {
                    reason,
                    ..ResourceEffect::new(Effect::Refused, &id, &network::GROUP_IS_CREATED_FIRST)
                }];
            }
            // Inside its network now, or no longer: another address, and another network.
            if before.nesting != after.nesting {
                let created = ResourceEffect::new(Effect::Created, &id, &general::UPDATED_IN_PLACE);
                let destroyed = ResourceEffect::new(Effect::Destroyed, self.old_id(before), &general::DESTROYED);
                return vec![created, destroyed];
            }
            // With another name, one request removes the old subnet from the list and adds the new one.
            if let Some(removal) = self.removal_from_list(Engine::Terraform, before, self.old_id(before)) {
                let created = ResourceEffect::new(Effect::Created, &id, &network::SUBNETS_OF_THE_LIST);
                return std::iter::once(created).chain(removal).collect();
            }
            // With its network, and under another name: the new list does not have the old one.
            if is_subnet_of_list(after) && before.name != after.name {
                let created = ResourceEffect::new(Effect::Created, &id, &network::SUBNETS_OF_THE_LIST);
                let destroyed = ResourceEffect::new(Effect::Destroyed, self.old_id(before), &general::DESTROYED);
                return vec![created, destroyed];
            }
            let reason = Some(reason.clone());
            return vec![ResourceEffect { reason, ..ResourceEffect::new(Effect::Replaced, &id, &general::FORCE_NEW) }];
        }
        // The key of a resource moves into a block of it, or out of it: only subnets have other effects, above.
        if before.nesting != after.nesting && after.kind != ResourceKind::Subnet {
            let into_block = after.nesting.is_inside_parent(LanguageFamily::Terraform);
            let (effect, reason) = if into_block {
                (Effect::Changed, "the resource that set its key is destroyed, which sets the Microsoft-managed key")
            } else {
                (Effect::Refused, "the resource that sets its key has to be imported first")
            };
            let reason = Some(reason.to_owned());
            return vec![ResourceEffect {
                reason,
                ..ResourceEffect::new(effect, &id, &encryption::KEY_MOVES_IN_TERRAFORM)
            }];
        }
        let changes = self.changed_values.of(&after.symbol);
        let mut effects = self.effects_of_changes(before, after, &id, changes, Engine::Terraform);
        if self.is_renamed(&after.symbol) {
            effects.extend(self.effects_of_other_address(after, &id));
        }
        effects.extend(self.effects_of_replaced_targets(after, &id, changes));
        match self.effect_of_taken_range(after, &id) {
            Some(refused) if refused.condition.is_none() => vec![refused],
            taken => effects.into_iter().chain(taken).collect(),
        }
    }

    /// Whether Terraform cannot create the new one while the old one exists: a security group or route table that is created
    /// first.
    fn is_blocked_by_itself(&self, before: &Resource, after: &Resource) -> bool {
        matches!(after.kind, ResourceKind::NetworkSecurityGroup | ResourceKind::RouteTable)
            && self.new.is_argument_of_subnet(&after.symbol)
            && self.is_same_resource(before, after)
    }

    /// What Terraform does because a resource to which an unchanged property refers is replaced.
    fn effects_of_replaced_targets(&self, after: &Resource, id: &str, changes: &[ValueChange]) -> Vec<ResourceEffect> {
        let PropertyValue::Record(fields) = after.body.property_value() else { return Vec::new() };
        let effect = |(property, value): (&'static Property, PropertyValue<'_>)| {
            let PropertyValue::Expr(Expr::Attribute(target, _)) = value else { return None };
            let rule = property.change_rule?.outcome_of_replaced_target(Engine::Terraform)?;
            let is_unchanged = !changes.iter().any(|change| change.path.contains(property));
            let target = self.replaced.contains_key(target).then(|| self.new.find(target)).flatten()?;
            let reason = Some(format!("{} is replaced", resource_label(self.new, target)));
            is_unchanged.then(|| ResourceEffect { reason, ..ResourceEffect::of_outcome(id, rule) })
        };
        fields.into_iter().filter_map(effect).collect()
    }
}
