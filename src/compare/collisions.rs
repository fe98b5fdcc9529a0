//! Resources that cannot exist at once, since they have the same values.

use super::{
    effects::{Comparison, is_subnet_of_list, managed_by},
    labels::{assignment_label, resource_label},
    resource_effect::ResourceEffect,
    resource_ids::{id_text, is_same_id},
    subnet_ranges::has_common_addresses,
};
use crate::{
    catalog::changes::{Collision, Effect, Engine, ParentMatch, When},
    plan::{Property, PropertyTree as _, PropertyValue, ResolvedTopology, Resource, ResourceKind},
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
        let has_value = |field: &&str| {
            let of_other = values_of(self.old, other, field);
            values_of(self.new, after, field).iter().any(|value| of_other.contains(value))
        };
        let overlaps = !collision.fields.iter().all(has_value);
        let place = if collision.parent == ParentMatch::Elsewhere { " in the old subscription" } else { "" };
        let other = format!("{}{place}", label(self.old, other));
        let reason = match fields.as_slice() {
            [] => format!("{other} exists"),
            [field] if overlaps => format!("its {field} overlaps that of {other}"),
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

    /// Whether two resources have the same value, a common element of a list, or overlapping CIDR ranges; what is not set is
    /// not the same.
    fn has_same_value(&self, before: &Resource, after: &Resource, field: &str) -> bool {
        let of_new = values_of(self.new, after, field);
        values_of(self.old, before, field)
            .iter()
            .any(|value| of_new.iter().any(|other| has_common_addresses(value, other)))
    }
}

/// The values of a field, each element of a list by itself; with `addresses.address`, a field of each element.
fn values_of(plan: &ResolvedTopology, resource: &Resource, field: &str) -> Vec<String> {
    if field == "name" {
        return vec![id_text(plan, &resource.name)];
    }
    let (field, of_element) = field.split_once('.').map_or((field, None), |(field, inner)| (field, Some(inner)));
    // Fields that collide are expressions and keywords.
    let text = |value: PropertyValue<'_>| match value {
        PropertyValue::Expr(expr) => id_text(plan, expr),
        PropertyValue::Word(word) => word.to_owned(),
        PropertyValue::Record(fields) => match of_element.and_then(|inner| find_field(fields, inner)) {
            Some(PropertyValue::Expr(expr)) => id_text(plan, expr),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let PropertyValue::Record(fields) = resource.body.property_value() else { return Vec::new() };
    match find_field(fields, field) {
        None | Some(PropertyValue::Absent) => Vec::new(),
        Some(PropertyValue::List(elements)) => elements.into_iter().map(text).collect(),
        Some(value) => vec![text(value)],
    }
}

fn find_field<'a>(fields: Vec<(&'static Property, PropertyValue<'a>)>, name: &str) -> Option<PropertyValue<'a>> {
    fields.into_iter().find(|(property, _)| property.field == name).map(|(_, value)| value)
}

/// Whether the last field has one of the values that collide.
fn has_value_of_collision(after: &Resource, collision: &Collision) -> bool {
    let (When::To(values), Some(field)) = (collision.outcome.when, collision.fields.last()) else { return true };
    let PropertyValue::Record(fields) = after.body.property_value() else { return false };
    matches!(find_field(fields, field), Some(PropertyValue::Word(word)) if values.contains(&word))
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
    let field = field.split('.').next().unwrap_or(field);
    let property = fields.into_iter().find(|(property, _)| property.field == field);
    property.map_or_else(|| field.to_owned(), |(property, _)| property.display_name().into_owned())
}
