//! What each engine does with a resource that leaves the file.

use super::{
    effects::{Comparison, EffectsBySymbol, is_subnet_of_list, managed_by},
    labels::{assignment_label, resource_label},
    locks,
    managed::{is_foundry, managed_resources},
    resource_effect::ResourceEffect,
};
use crate::{
    catalog::{
        changes::{Effect, Engine, Removal, general, network},
        deployment, encryption, stacks,
    },
    plan::{Body, CallerKind, DeploymentTarget, Expr, Occupants, Resource, ResourceKind, Symbol},
    topology::OnUnmanage,
};

/// The refusal of what is deployed together with a refused subnet.
fn refused_together(id: String, subnet: &str, cause: &ResourceEffect) -> ResourceEffect {
    let reason = Some(format!("{subnet} cannot be removed or changed"));
    ResourceEffect { id, reason, follows: true, ..cause.clone() }
}

impl<'a> Comparison<'a> {
    pub(super) fn effects_of_removal(&self, engine: Engine, before: &Resource) -> Vec<ResourceEffect> {
        let id = self.old_id(before).to_owned();
        if self.is_kept(engine, &id) {
            return Vec::new();
        }
        let locked = self.locked.get(&before.symbol);
        if let Some(of_subnet) = self.removal_from_list(engine, before, &id) {
            return of_subnet;
        }
        if engine == Engine::Terraform {
            if let Some(effects) = self.effects_of_other_target(before) {
                return effects;
            }
            if self.is_key_of_staying_foundry(before) {
                let reason = Some("a Foundry resource cannot return to the Microsoft-managed key".to_owned());
                let unknown = ResourceEffect::new(Effect::Unknown, &id, &encryption::FOUNDRY_KEEPS_ITS_KEY);
                return vec![ResourceEffect { reason, ..unknown }];
            }
            let condition = self.emptiness_condition(before);
            let destroyed =
                || ResourceEffect { condition, ..ResourceEffect::new(Effect::Destroyed, &id, &general::DESTROYED) };
            return vec![locked.map_or_else(destroyed, |locked| self.refused_by_lock(&id, locked))];
        }
        vec![self.effect_on_unmanaged(before, &id, locked)]
    }

    /// Whether a resource is the customer-managed key of a Foundry resource that stays.
    fn is_key_of_staying_foundry(&self, before: &Resource) -> bool {
        let Body::CognitiveAccountKey(body) = &before.body else { return false };
        let Expr::Attribute(account, _) = &body.account else { return false };
        self.new.find(account).is_some_and(is_foundry) && !self.replaced.contains_key(account)
    }

    pub(super) fn refused_by_lock(&self, id: &str, locked: &Symbol) -> ResourceEffect {
        let name = self.old.find(locked).map(|locked| self.old.display_text(&locked.name)).unwrap_or_default();
        ResourceEffect {
            code: Some(general::SCOPE_LOCKED),
            reason: Some(format!("{name} is locked")),
            ..ResourceEffect::new(Effect::Refused, id, &deployment::LOCKS_REFUSE_REMOVALS)
        }
    }

    /// What a deployment of a network does with a subnet that its list no longer has; `None` for other resources, and where
    /// the network is not deployed either.
    pub(super) fn removal_from_list(&self, engine: Engine, before: &Resource, id: &str) -> Option<Vec<ResourceEffect>> {
        let parent = before.parent.as_ref().and_then(|parent| self.old.find(parent));
        let goes_with_parent = before.kind.lifecycle().removal == Removal::WithParent
            && is_subnet_of_list(before)
            && parent
                .is_some_and(|parent| self.is_kept(engine, self.old_id(parent)) && !self.is_replaced(engine, parent));
        if !goes_with_parent {
            return None;
        }
        if let Some(user) = self.subnet_user(engine, before) {
            let reason = Some(format!("{} is in it", resource_label(self.old, user)));
            return Some(vec![ResourceEffect {
                code: Some(general::SUBNET_IN_USE),
                reason,
                ..ResourceEffect::new(Effect::Refused, id, &network::SUBNET_IN_USE)
            }]);
        }
        Some(vec![ResourceEffect {
            condition: self.emptiness_condition(before),
            ..ResourceEffect::new(Effect::Destroyed, id, &network::SUBNETS_OF_THE_LIST)
        }])
    }

    fn is_replaced(&self, engine: Engine, resource: &Resource) -> bool {
        engine == Engine::Terraform && self.replaced.contains_key(&resource.symbol)
    }

    /// The condition on which a subnet is deleted in which other teams may have resources.
    pub(super) fn emptiness_condition(&self, before: &Resource) -> Option<String> {
        let may_be_occupied = self.old.callers.iter().any(|caller| match &caller.kind {
            CallerKind::Subnet { subnet, occupants, .. } => {
                *subnet == before.symbol && *occupants == Occupants::AnyClients
            }
            _ => false,
        });
        may_be_occupied.then(|| "if no resource is in it".to_owned())
    }

    /// What a deployment does with a resource that its template no longer has: it stays, unless a deployment stack that had it
    /// deletes it.
    pub(super) fn effect_on_unmanaged(&self, before: &Resource, id: &str, locked: Option<&Symbol>) -> ResourceEffect {
        let name = locked.and_then(|locked| self.old.find(locked)).map(|locked| self.old.display_text(&locked.name));
        let left = ResourceEffect::new(Effect::Left, id, &general::LEFT_IN_AZURE);
        if self.new.stack != Some(OnUnmanage::Delete) {
            let condition = name.map(|name| format!("removal is refused with ScopeLocked while {name} is locked"));
            return ResourceEffect { condition, ..left };
        }
        if self.old.stack.is_none() {
            return ResourceEffect { fact: &stacks::BEFORE_THE_STACK, ..left };
        }
        match (name, before.kind, &before.deployment_target) {
            (_, ResourceKind::KeyVaultSecret, _) => ResourceEffect { fact: &stacks::SECRETS_STAY, ..left },
            (Some(name), _, _) => ResourceEffect {
                code: Some(general::STACK_CANNOT_DELETE),
                reason: Some(format!("{name} is locked")),
                ..ResourceEffect::new(Effect::Refused, id, &stacks::LOCKED_RESOURCES_STAY)
            },
            (None, _, DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass) => {
                self.effect_of_deletion_by_stack(before, id)
            }
            (None, _, _) => ResourceEffect {
                reason: Some("it is in another resource group or on the subscription, and leaves the stack".to_owned()),
                ..ResourceEffect::new(Effect::Unknown, id, &stacks::OTHER_GROUPS)
            },
        }
    }

    /// What a stack does with a resource in its resource group that no lock protects for good.
    fn effect_of_deletion_by_stack(&self, before: &Resource, id: &str) -> ResourceEffect {
        if let Some(locked) = locks::lock_that_leaves(self.old, self.new, before) {
            let name = self.old.find(&locked).map(|locked| self.old.display_text(&locked.name)).unwrap_or_default();
            return ResourceEffect {
                code: Some(general::STACK_CANNOT_DELETE),
                reason: Some(format!("it leaves the stack together with the lock of {name}")),
                ..ResourceEffect::new(Effect::Unknown, id, &stacks::LOCKS_LEAVE_AT_THE_SAME_TIME)
            };
        }
        let has_link = managed_by(Engine::ResourceManager, self.old)
            .any(|link| link.kind == ResourceKind::VirtualNetworkLink && link.parent.as_ref() == Some(&before.symbol));
        if before.kind == ResourceKind::PrivateDnsZone && has_link {
            let condition = Some("if the stack deletes its virtual network links first".to_owned());
            return ResourceEffect {
                condition,
                ..ResourceEffect::new(Effect::Destroyed, id, &stacks::ZONES_WITH_LINKS)
            };
        }
        ResourceEffect::new(Effect::Destroyed, id, &stacks::STACK_DELETES)
    }

    /// A resource that stays in a subnet that changes or leaves the network. Terraform destroys what it removes or replaces
    /// before it updates the network.
    pub(super) fn subnet_user(&self, engine: Engine, subnet: &Resource) -> Option<&'a Resource> {
        let stays = |resource: &&Resource| {
            let after = managed_by(engine, self.new).find(|after| after.symbol == resource.symbol);
            engine == Engine::ResourceManager || after.is_some_and(|after| !self.is_replaced(engine, after))
        };
        let occupies = |resource: &&Resource| {
            matches!(
                resource.kind,
                ResourceKind::PrivateEndpoint | ResourceKind::NetworkInterface | ResourceKind::BastionHost
            ) && resource.referenced_symbols().contains(&subnet.symbol)
        };
        managed_by(engine, self.old).filter(stays).find(occupies)
    }

    /// A network that is refused because of one subnet is refused with all of its subnets.
    pub(super) fn refuse_with_network(&self, effects: &mut EffectsBySymbol) {
        let refused: Vec<(Symbol, ResourceEffect)> = managed_resources(self.old)
            .filter(|resource| is_subnet_of_list(resource))
            .filter_map(|subnet| {
                let of_subnet = effects.get(&subnet.symbol)?.iter();
                let effect = of_subnet
                    .filter(|effect| effect.condition.is_none())
                    .find(|effect| effect.effect == Effect::Refused)?;
                Some((subnet.parent.clone()?, effect.clone()))
            })
            .collect();
        for (network, cause) in refused {
            let Some(after) = self.new.find(&network) else { continue };
            let of_network = effects.entry(network.clone()).or_default();
            let is_certain = |effect: &ResourceEffect| effect.effect == Effect::Refused && effect.condition.is_none();
            if !of_network.iter().any(is_certain) {
                let id = self.new_id(after).to_owned();
                *of_network = vec![refused_together(id, "one of its subnets", &cause)];
            }
            let subnets =
                managed_resources(self.new).filter(|r| r.parent.as_ref() == Some(&network) && is_subnet_of_list(r));
            let of_subnets: Vec<Symbol> = subnets.map(|subnet| subnet.symbol.clone()).collect();
            for (_, effect) in effects
                .iter_mut()
                .filter(|(symbol, _)| of_subnets.contains(symbol))
                .flat_map(|(symbol, effects)| effects.iter_mut().map(move |effect| (symbol, effect)))
            {
                if matches!(effect.effect, Effect::Created | Effect::Changed) {
                    let id = std::mem::take(&mut effect.id);
                    *effect = refused_together(id, "another subnet of its network", &cause);
                }
            }
        }
    }

    /// What a refused removal refers to is not destroyed either: Terraform would destroy it afterwards.
    pub(super) fn keep_what_locked_removals_need(&self, effects: &mut EffectsBySymbol) {
        let is_locked = |effect: &ResourceEffect| effect.code == Some(general::SCOPE_LOCKED);
        let mut needed: Vec<(Symbol, Option<String>)> = Vec::new();
        for (symbol, of_symbol) in effects.iter() {
            if let Some(cause) = of_symbol.iter().find(|effect| is_locked(effect)) {
                needed.push((symbol.clone(), cause.condition.clone()));
            }
        }
        let mut position = 0;
        while let Some((symbol, condition)) = needed.get(position).cloned() {
            position += 1;
            let Some(referrer) = self.old.find(&symbol) else { continue };
            let label = assignment_label(self.old, referrer).unwrap_or_else(|| resource_label(self.old, referrer));
            for symbol in referrer.referenced_symbols() {
                let Some(of_symbol) = effects.get_mut(&symbol) else { continue };
                let mut is_kept = false;
                for effect in of_symbol.iter_mut() {
                    // What is not destroyed is not replaced either.
                    let kept = match effect.effect {
                        Effect::Destroyed => Effect::Left,
                        Effect::Replaced => Effect::Refused,
                        _ => continue,
                    };
                    *effect = ResourceEffect {
                        condition: condition.clone(),
                        reason: Some(format!("it stays while {label} refers to it")),
                        ..ResourceEffect::new(kept, &effect.id, &deployment::DEPENDENTS_ARE_DESTROYED_FIRST)
                    };
                    is_kept = true;
                }
                if is_kept {
                    needed.push((symbol, condition.clone()));
                }
            }
        }
    }

    /// What a stack would delete after a deployment that is refused.
    pub(super) fn doubt_deletions_of_failed_stack(&self, effects: &mut EffectsBySymbol) {
        let fails = |effect: &ResourceEffect| {
            effect.effect == Effect::Refused
                && effect.condition.is_none()
                // The deletion itself fails, and the deployment has succeeded.
                && effect.code != Some(general::STACK_CANNOT_DELETE)
        };
        if self.new.stack.is_none() || !effects.values().flatten().any(fails) {
            return;
        }
        for effect in effects.values_mut().flatten().filter(|effect| effect.is_deletion_by_stack()) {
            effect.effect = Effect::Unknown;
            effect.fact = &stacks::DELETES_AFTER_A_FAILURE;
            effect.reason = Some("it leaves the stack, and the deployment fails".to_owned());
        }
    }
}
