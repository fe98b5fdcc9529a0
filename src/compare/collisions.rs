//! Resources that cannot exist at once, since they have the same values.

use super::{
    effects::{Comparison, is_subnet_of_list, managed_by},
    labels::{assignment_label, resource_label},
    resource_effect::ResourceEffect,
    resource_ids::{id_text, is_same_id},
};
use crate::{
    catalog::changes::{Collision, Effect, Engine, ParentMatch, When},
    plan::{PropertyTree as _, PropertyValue, ResolvedTopology, Resource, ResourceKind},
};

impl Comparison<'_> {
    /// What Resource Manager does with a new resource that collides with one that is left.
    pub(super) fn effect_of_collision(&self, after: &Resource, id: &str) -> Option<ResourceEffect> {
        after.kind.lifecycle().collisions.iter().find_map(|collision| {
            let other = managed_by(Engine::ResourceManager, self.old).find(|before| {
                before.kind == after.kind
                    && self.has_same_target() == (collision.parent != ParentMatch::Elsewhere)
                    // Clouds share nothing.
                    && self.old.cloud == self.new.cloud
                    && self.is_beside(before)
                    && self.collides(before, after, collision)
            })?;
            Some(self.refused_by_collision(after, other, collision, id))
        })
    }

    /// What Terraform does with a new resource that collides with one that leaves the file: nothing orders their operations.
    pub(super) fn effect_of_taken_values(&self, after: &Resource, id: &str) -> Option<ResourceEffect> {
        // One request adds and deletes the subnets of a network.
        if is_subnet_of_list(after) {
            return None;
        }
        let of_same_subscription = |collision: &&Collision| collision.parent != ParentMatch::Elsewhere;
        after.kind.lifecycle().collisions.iter().filter(of_same_subscription).find_map(|collision| {
            let other = managed_by(Engine::Terraform, self.old).find(|before| {
                let parent = before.parent.as_ref().or(before.scope.as_ref());
                before.kind == after.kind
                    && self.has_same_target()
                    && self.new.find(&before.symbol).is_none()
                    && !self.is_kept(Engine::Terraform, self.old_id(before))
                    // A new parent is created after the old one was destroyed with all that it has.
                    && !parent.is_some_and(|parent| self.replaced.contains_key(parent))
                    && self.collides(before, after, collision)
            })?;
            let effect = self.refused_by_collision(after, other, collision, id);
            let condition = Some(format!("unless Terraform deletes {} first", label(self.old, other)));
            (effect.effect == Effect::Refused).then_some(ResourceEffect { condition, ..effect })
        })
    }

    fn collides(&self, before: &Resource, after: &Resource, collision: &Collision) -> bool {
        self.has_matching_parent(before, after, collision.parent)
            && collision.fields.iter().all(|field| self.has_same_value(before, after, field))
            && has_value_of_collision(after, collision)
    }

    fn refused_by_collision(
        &self,
        after: &Resource,
        other: &Resource,
        collision: &Collision,
        id: &str,
    ) -> ResourceEffect {
        let fields = collision.fields.iter().map(|field| field_name(after, field)).collect::<Vec<_>>();
        let place = if collision.parent == ParentMatch::Elsewhere { " in the old subscription" } else { "" };
        let other = format!("{}{place}", label(self.old, other));
        let reason = match fields.as_slice() {
            [] => format!("{other} exists"),
            [field] => format!("its {field} is that of {other}"),
            fields => format!("its {} are those of {other}", fields.join(" and ")),
        };
        ResourceEffect { reason: Some(reason), ..ResourceEffect::of_outcome(id, &collision.outcome) }
    }

    fn has_matching_parent(&self, before: &Resource, after: &Resource, wanted: ParentMatch) -> bool {
        if wanted == ParentMatch::Elsewhere {
            return true;
        }
        let owner = |resource: &Resource| resource.parent.clone().or_else(|| resource.scope.clone());
        match (
            owner(before).and_then(|owner| self.old.find(&owner)),
            owner(after).and_then(|owner| self.new.find(&owner)),
        ) {
            (Some(before), Some(after)) => {
                let is_same = is_same_id(self.old_id(before), self.new_id(after));
                let is_same_name = id_text(self.old, &before.name) == id_text(self.new, &after.name);
                is_same == (wanted == ParentMatch::Same) && is_same_name
            }
            // Without a resource, the scope of a role assignment is the resource group or the subscription.
            (None, None) => {
                let is_same_scope = before.deployment_target == after.deployment_target;
                wanted == ParentMatch::Same && (is_same_scope || before.kind != ResourceKind::RoleAssignment)
            }
            _ => false,
        }
    }

    /// Whether two resources have the same value, or a common element of a list; what is not set is not the same.
    fn has_same_value(&self, before: &Resource, after: &Resource, field: &str) -> bool {
        if field == "name" {
            return id_text(self.old, &before.name) == id_text(self.new, &after.name);
        }
        let text = |plan: &ResolvedTopology, value: PropertyValue<'_>| match value {
            PropertyValue::Expr(expr) => id_text(plan, expr),
            other => format!("{other:?}"),
        };
        let values = |plan: &ResolvedTopology, resource: &Resource| -> Vec<String> {
            let PropertyValue::Record(fields) = resource.body.property_value() else { return Vec::new() };
            match fields.into_iter().find(|(property, _)| property.field == field) {
                None | Some((_, PropertyValue::Absent)) => Vec::new(),
                Some((_, PropertyValue::List(elements))) => {
                    elements.into_iter().map(|element| text(plan, element)).collect()
                }
                Some((_, value)) => vec![text(plan, value)],
            }
        };
        let of_new = values(self.new, after);
        values(self.old, before).iter().any(|value| of_new.contains(value))
    }
}

/// Whether the last field has one of the values that collide.
fn has_value_of_collision(after: &Resource, collision: &Collision) -> bool {
    let (When::To(values), Some(field)) = (collision.outcome.when, collision.fields.last()) else { return true };
    let PropertyValue::Record(fields) = after.body.property_value() else { return false };
    let word = fields.into_iter().find(|(property, _)| property.field == *field).map(|(_, value)| value);
    matches!(word, Some(PropertyValue::Word(word)) if values.contains(&word))
}

fn label(plan: &ResolvedTopology, resource: &Resource) -> String {
    assignment_label(plan, resource).unwrap_or_else(|| resource_label(plan, resource))
}

/// The display name of a field.
fn field_name(resource: &Resource, field: &str) -> String {
    let fields = match resource.body.property_value() {
        PropertyValue::Record(fields) => fields,
        _ => Vec::new(),
    };
    let property = fields.into_iter().find(|(property, _)| property.field == field);
    property.map_or_else(|| field.to_owned(), |(property, _)| property.display_name().into_owned())
}
