//! What each engine does with every resource of two plans.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    changed_values::ChangedValues,
    managed::{deployed_last, managed_resources},
    outcomes::{ChangeOutcome, change_outcomes, describe_outcomes},
    properties::ValueChange,
    reference_changes::changes_with_references,
    replacement::{ReplacementReasons, target_change},
    resource_effect::ResourceEffect,
    resource_ids::{ResourceIds, is_same_id, resource_id},
};
use crate::{
    catalog::changes::{Effect, Engine, When, endpoints, general, network, vm},
    plan::{Body, Expr, LanguageFamily, Nesting, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// What each engine does with a resource, in the order of [`Engine::ALL`]; empty where it stays as it is.
pub type EngineEffects = [Vec<ResourceEffect>; 2];

/// The effects of one engine, by the symbolic name of the resource; a resource that stays as it is has none.
pub(super) type EffectsBySymbol = BTreeMap<Symbol, Vec<ResourceEffect>>;

/// Two plans, as the engines compare them.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a ResolvedTopology,
    pub(super) new: &'a ResolvedTopology,
    /// What Terraform replaces, with the reason.
    pub(super) replaced: &'a ReplacementReasons,
    /// What is removed below a resource that stays locked, with that resource.
    pub(super) locked: &'a BTreeMap<Symbol, Symbol>,
    /// The changed values of resources that both plans have.
    pub(super) changed_values: &'a ChangedValues,
    /// Resources that had another symbolic name, and so another address in Terraform.
    renamed: HashSet<Symbol>,
    ids_of_old: ResourceIds,
    ids_of_new: ResourceIds,
    old_ids: ResourcesById<'a>,
    new_ids: ResourcesById<'a>,
}

/// Managed resources by their IDs, in lower case.
type ResourcesById<'a> = HashMap<String, &'a Resource>;

fn resources_by_id<'a>(plan: &'a ResolvedTopology, ids: &ResourceIds) -> ResourcesById<'a> {
    managed_resources(plan).map(|resource| (ids.of(resource).to_ascii_lowercase(), resource)).collect()
}

/// Whether an engine manages a resource as one of its own.
fn is_managed_by(engine: Engine, resource: &Resource) -> bool {
    let family = match engine {
        Engine::ResourceManager => LanguageFamily::Azure,
        Engine::Terraform => LanguageFamily::Terraform,
    };
    resource.only_for.is_none_or(|only| only == family)
}

/// Whether a subnet is one of the list of its network, in every language.
pub(super) fn is_subnet_of_list(resource: &Resource) -> bool {
    resource.kind == ResourceKind::Subnet && resource.nesting == Nesting::InsideParent
}

pub(super) fn managed_by(engine: Engine, plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    managed_resources(plan).filter(move |resource| is_managed_by(engine, resource))
}

impl<'a> Comparison<'a> {
    pub(super) fn new(
        old: &'a ResolvedTopology,
        new: &'a ResolvedTopology,
        replaced: &'a ReplacementReasons,
        locked: &'a BTreeMap<Symbol, Symbol>,
        changed_values: &'a ChangedValues,
    ) -> Self {
        let (ids_of_old, ids_of_new) = (ResourceIds::new(old), ResourceIds::new(new));
        let (old_ids, new_ids) = (resources_by_id(old, &ids_of_old), resources_by_id(new, &ids_of_new));
        let renamed = HashSet::new();
        Self { old, new, replaced, locked, changed_values, renamed, ids_of_old, ids_of_new, old_ids, new_ids }
    }

    /// The same with resources that had another symbolic name in the file.
    pub(super) fn with_renamed(self, renamed: HashSet<Symbol>) -> Self {
        Self { renamed, ..self }
    }

    /// Whether a resource of the new plan had another symbolic name.
    pub(super) fn is_renamed(&self, symbol: &Symbol) -> bool {
        self.renamed.contains(symbol)
    }

    /// The ID of a resource of the old plan.
    pub(super) fn old_id(&self, resource: &Resource) -> &str {
        self.ids_of_old.of(resource)
    }

    /// The ID of a resource of the new plan.
    pub(super) fn new_id(&self, resource: &Resource) -> &str {
        self.ids_of_new.of(resource)
    }

    /// The effects of an engine on all resources.
    pub(super) fn effects(&self, engine: Engine) -> EffectsBySymbol {
        let mut effects = EffectsBySymbol::new();
        for after in managed_by(engine, self.new) {
            let before = managed_by(engine, self.old).find(|before| before.symbol == after.symbol);
            let of_resource = match (engine, before) {
                (_, None) => self.effects_of_addition(engine, after),
                (Engine::ResourceManager, Some(before)) => self.resource_manager_effects(before, after),
                (Engine::Terraform, Some(before)) => self.terraform_effects(before, after),
            };
            effects.insert(after.symbol.clone(), of_resource);
        }
        for before in managed_by(engine, self.old) {
            if !managed_by(engine, self.new).any(|after| after.symbol == before.symbol) {
                effects.insert(before.symbol.clone(), self.effects_of_removal(engine, before));
            }
        }
        match engine {
            Engine::ResourceManager => self.doubt_deletions_of_failed_stack(&mut effects),
            Engine::Terraform => self.keep_what_locked_removals_need(&mut effects),
        }
        self.refuse_with_network(&mut effects);
        effects.retain(|_, effects| !effects.is_empty());
        effects
    }

    /// Whether both plans are deployed to the same cloud and subscription, as far as the files set them.
    pub(super) fn has_same_target(&self) -> bool {
        target_change(self.old, self.new).is_none()
    }

    /// What Terraform does with what it has in its state, if the target is another cloud or subscription.
    pub(super) fn effects_of_other_target(&self, before: &Resource) -> Option<Vec<ResourceEffect>> {
        let change = target_change(self.old, self.new)?;
        let reason = format!("{change}; reports differ on whether Terraform destroys it, forgets it or leaves it");
        let unknown = ResourceEffect::new(Effect::Unknown, self.old_id(before), &general::OTHER_TARGET_IN_TERRAFORM);
        let unknown = ResourceEffect { reason: Some(reason), ..unknown };
        let is_part_of_parent = before.kind.terraform_type().is_empty();
        Some(if is_part_of_parent { Vec::new() } else { vec![unknown] })
    }

    /// The resource of the old plan that has the ID of a new one.
    fn find_old(&self, engine: Engine, id: &str) -> Option<&'a Resource> {
        let before = self.old_ids.get(&id.to_ascii_lowercase()).filter(|before| is_managed_by(engine, before));
        before.copied().filter(|_| self.has_same_target())
    }

    /// Whether the new plan has a resource with the ID of an old one.
    pub(super) fn is_kept(&self, engine: Engine, id: &str) -> bool {
        let after = self.new_ids.get(&id.to_ascii_lowercase());
        self.has_same_target() && after.is_some_and(|after| is_managed_by(engine, after))
    }

    fn effects_of_addition(&self, engine: Engine, after: &Resource) -> Vec<ResourceEffect> {
        let id = self.new_id(after).to_owned();
        match (engine, self.find_old(engine, &id)) {
            // Another symbolic name for the same resource.
            (Engine::ResourceManager, Some(before)) => self.effects_of_update(before, after, &id),
            // Part of its network, and not a resource with an address of its own.
            (Engine::Terraform, Some(before)) if is_subnet_of_list(after) => {
                let changes = changes_with_references((self.old, before), (self.new, after));
                self.effects_of_changes(before, after, &id, &changes, engine)
            }
            (Engine::Terraform, Some(_)) => self.effects_of_other_address(after, &id),
            (Engine::ResourceManager, None) => self.effects_of_creation(after, &id),
            (Engine::Terraform, None) => {
                let created = || ResourceEffect::new(Effect::Created, &id, &general::UPDATED_IN_PLACE);
                let taken = self.effect_of_taken_range(after, &id).or_else(|| self.effect_of_taken_values(after, &id));
                vec![taken.unwrap_or_else(created)]
            }
        }
    }

    /// A resource with a new ID, which may collide with one that is left.
    fn effects_of_creation(&self, after: &Resource, id: &str) -> Vec<ResourceEffect> {
        let created = || ResourceEffect::new(Effect::Created, id, &general::UPDATED_IN_PLACE);
        let of_policy = || {
            let is_possible = self.may_meet_group_of_policy(after);
            is_possible.then(|| ResourceEffect::of_outcome(id, &endpoints::SECOND_ZONE_GROUP))
        };
        vec![self.effect_of_collision(after, id).or_else(of_policy).unwrap_or_else(created)]
    }

    /// Whether two resources of the same symbolic name have the same ID.
    pub(super) fn is_same_resource(&self, before: &Resource, after: &Resource) -> bool {
        self.has_same_target() && is_same_id(self.old_id(before), self.new_id(after))
    }

    /// Whether a resource of the old plan is in Azure beside the new ones while these are deployed.
    pub(super) fn is_beside(&self, before: &Resource) -> bool {
        let id = self.old_id(before).to_owned();
        let effects = self.effects_of_removal(Engine::ResourceManager, before);
        let is_beside = |effect: &ResourceEffect| effect.effect == Effect::Left || effect.is_deletion_by_stack();
        !self.is_kept(Engine::ResourceManager, &id) && effects.iter().any(is_beside)
    }

    /// Whether Azure Policy has written a zone group for the endpoint of a new one.
    fn may_meet_group_of_policy(&self, after: &Resource) -> bool {
        let endpoint = after.parent.as_ref().and_then(|endpoint| self.old.find(endpoint));
        matches!(endpoint.map(|endpoint| &endpoint.body), Some(Body::PrivateEndpoint(body)) if body.zones_by_policy)
            && after.kind == ResourceKind::PrivateDnsZoneGroup
    }

    fn resource_manager_effects(&self, before: &Resource, after: &Resource) -> Vec<ResourceEffect> {
        let (old_id, new_id) = (self.old_id(before).to_owned(), self.new_id(after).to_owned());
        if self.has_same_target() && is_same_id(&old_id, &new_id) {
            return self.effects_of_update(before, after, &new_id);
        }
        let mut effects = match self.find_old(Engine::ResourceManager, &new_id) {
            Some(other) => self.effects_of_update(other, after, &new_id),
            None => self.effects_of_creation(after, &new_id),
        };
        effects.extend(self.effects_of_removal(Engine::ResourceManager, before));
        effects
    }

    /// The effects of Resource Manager on a resource that exists.
    fn effects_of_update(&self, before: &Resource, after: &Resource, id: &str) -> Vec<ResourceEffect> {
        if before.symbol == after.symbol {
            let changes = self.changed_values.of(&after.symbol);
            return self.effects_of_changes(before, after, id, changes, Engine::ResourceManager);
        }
        let (last_before, last_after) = (deployed_last(self.old, before), deployed_last(self.new, after));
        let changes = changes_with_references((self.old, last_before), (self.new, last_after));
        self.effects_of_changes(last_before, last_after, id, &changes, Engine::ResourceManager)
    }

    /// Whether a resource goes from a subnet of one network to one of another.
    fn changes_network(&self, before: &Resource, after: &Resource) -> Option<bool> {
        let network = |plan: &ResolvedTopology, resource: &Resource| {
            let Body::NetworkInterface(body) = &resource.body else { return None };
            let Expr::Attribute(subnet, _) = &body.subnet else { return None };
            let id = resource_id(plan, plan.find(subnet)?);
            Some(id.rsplit_once("/subnets/")?.0.to_ascii_lowercase())
        };
        Some(network(self.old, before)? != network(self.new, after)?)
    }

    pub(super) fn effects_of_changes(
        &self,
        before: &Resource,
        after: &Resource,
        id: &str,
        changes: &[ValueChange],
        engine: Engine,
    ) -> Vec<ResourceEffect> {
        // Azure ignores the case of IDs, azurerm does not.
        let is_other = |change: &&ValueChange| engine == Engine::Terraform || !change.is_same_id();
        let changes: &[ValueChange] = &changes.iter().filter(is_other).cloned().collect::<Vec<_>>();
        let outcomes = change_outcomes(self.new, after, changes, engine);
        let user = if after.kind == ResourceKind::Subnet { self.subnet_user(engine, after) } else { None };
        let mut effects: Vec<ResourceEffect> = Vec::new();
        let mut contains_subnets = false;
        for outcome in outcomes.iter().filter(|outcome| !outcome.outcome.is_silent) {
            let ChangeOutcome { outcome: rule, .. } = outcome;
            let reason = describe_outcomes((self.old, self.new), std::slice::from_ref(outcome));
            let mut effect = ResourceEffect { reason: Some(reason), ..ResourceEffect::of_outcome(id, rule) };
            // Conditions that the topologies themselves settle.
            if rule.condition == Some(network::WHILE_OCCUPIED) && user.is_some() {
                effect.condition = None;
            }
            if rule.condition == Some(vm::UNLESS_IN_ANOTHER_NETWORK)
                && let Some(changes_network) = self.changes_network(before, after)
            {
                effect.condition = None;
                effect.effect = if changes_network { Effect::Refused } else { Effect::Changed };
            }
            if rule.when == When::ElementRemoved && after.kind == ResourceKind::VirtualNetwork {
                let settled = self.settle_removed_range((before, after), effect);
                contains_subnets = settled.is_none();
                effects.extend(settled);
                continue;
            }
            effects.push(effect);
        }
        let is_decided = |change: &ValueChange| outcomes.iter().any(|outcome| change.path.contains(outcome.property));
        let is_refused = effects.iter().any(|effect| effect.effect == Effect::Refused && effect.condition.is_none());
        let updates = contains_subnets || changes.iter().any(|change| !is_decided(change));
        let may_succeed = effects.iter().any(|effect| effect.effect == Effect::Refused && effect.condition.is_some());
        let has_change = effects.iter().any(|effect| effect.effect == Effect::Changed && effect.condition.is_none());
        if !is_refused && !has_change && (updates || may_succeed) {
            let in_place = after.kind.lifecycle().in_place.unwrap_or(&general::UPDATED_IN_PLACE);
            let fact = if contains_subnets { &network::RANGE_CONTAINS_SUBNETS } else { in_place };
            effects.push(ResourceEffect::new(Effect::Changed, id, fact));
        }
        effects
    }
}
