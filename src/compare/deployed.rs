//! What exists after a deployment of the new plan over the old one: resources that stay, and those that are refused.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    effects::{Comparison, EffectsBySymbol, managed_by},
    resource_ids::is_same_id,
};
use crate::{
    catalog::changes::{Effect, Engine},
    plan::{CallerKind, Expr, Parameter, PropertyTree as _, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// Whether an access path can depend on a resource of a kind.
const fn affects_access(kind: ResourceKind) -> bool {
    !matches!(
        kind,
        ResourceKind::DiagnosticSetting
            | ResourceKind::LogAnalyticsWorkspace
            | ResourceKind::ManagementLock
            | ResourceKind::NatGateway
            | ResourceKind::PublicIpAddress
            | ResourceKind::ShutdownSchedule
            | ResourceKind::VirtualMachineExtension
    )
}

/// The suffix of a name that both plans have with different meanings.
const FORMER: &str = "Former";

/// Whether an effect applies whatever the circumstances are.
fn has_certain(effects: &EffectsBySymbol, symbol: &Symbol, wanted: Effect) -> bool {
    let certain = |effect: &super::ResourceEffect| {
        effect.effect == wanted && (effect.condition.is_none() || wanted == Effect::Left)
    };
    effects.get(symbol).is_some_and(|effects| effects.iter().any(certain))
}

/// Whether a resource of the old plan is left, or may be, since it is not documented that it is deleted.
fn may_be_left(effects: &EffectsBySymbol, symbol: &Symbol, id: &str) -> bool {
    let may_stay = |effect: &super::ResourceEffect| effect.effect == Effect::Unknown && is_same_id(&effect.id, id);
    has_certain(effects, symbol, Effect::Left)
        || effects.get(symbol).is_some_and(|effects| effects.iter().any(may_stay))
}

/// Whether the deployment of a resource, or its removal, is refused whatever the circumstances are.
fn is_certainly_refused(effects: &EffectsBySymbol, symbol: &Symbol, id: &str) -> bool {
    let refuses = |effect: &super::ResourceEffect| {
        effect.effect == Effect::Refused && effect.condition.is_none() && is_same_id(&effect.id, id)
    };
    effects.get(symbol).is_some_and(|effects| effects.iter().any(refuses))
}

/// Resources of the old plan that exist after the deployment, although the new plan does not have them.
pub(super) fn remaining_resources<'a>(
    comparison: &Comparison<'a>,
    engine: Engine,
    effects: &EffectsBySymbol,
) -> Vec<&'a Resource> {
    let remains = |before: &&Resource| {
        let id = comparison.old_id(before);
        let is_kept =
            comparison.new.find(&before.symbol).is_some_and(|after| comparison.is_same_resource(before, after));
        !is_kept && (may_be_left(effects, &before.symbol, id) || is_certainly_refused(effects, &before.symbol, id))
    };
    managed_by(engine, comparison.old).filter(remains).collect()
}

/// The new plan as the engine deploys it: what is refused is as it was before, and `remaining` resources of the old plan
/// exist beside it. None where this is the new plan itself.
pub(super) fn deployed_plan(
    comparison: &Comparison<'_>,
    engine: Engine,
    effects: &EffectsBySymbol,
    remaining: &[&Resource],
) -> Option<ResolvedTopology> {
    let refused = refused_resources(comparison, engine, effects);
    if refused.is_empty() && !remaining.iter().any(|resource| affects_access(resource.kind)) {
        return None;
    }
    // Where the new one is refused, the old one stays in its place.
    let in_place: Vec<&Symbol> =
        refused.iter().filter_map(|(_, before)| *before).map(|before| &before.symbol).collect();
    let remaining: Vec<&Resource> =
        remaining.iter().copied().filter(|resource| !in_place.contains(&&resource.symbol)).collect();
    let mut plan = comparison.new.clone();
    let mut merge = Merge::new(comparison.old, &mut plan);
    merge.rename_taken(&remaining);
    for (after, before) in refused {
        merge.restore_encryption(after, before);
        match before {
            Some(before) => merge.restore(&after.symbol, before),
            None => merge.plan.resources.retain(|resource| resource.symbol != after.symbol),
        }
    }
    merge.add(&remaining);
    Some(plan)
}

/// Adds resources of the old plan to a plan.
pub(super) fn add_remaining(old: &ResolvedTopology, plan: &mut ResolvedTopology, remaining: &[&Resource]) {
    let mut merge = Merge::new(old, plan);
    merge.rename_taken(remaining);
    merge.add(remaining);
}

/// The resources of the new plan that are refused, with what exists instead.
fn refused_resources<'a>(
    comparison: &Comparison<'a>,
    engine: Engine,
    effects: &EffectsBySymbol,
) -> Vec<(&'a Resource, Option<&'a Resource>)> {
    let refused = managed_by(engine, comparison.new)
        .filter(|after| is_certainly_refused(effects, &after.symbol, comparison.new_id(after)));
    let with_former = refused.map(|after| {
        let id = comparison.new_id(after);
        let existing = || managed_by(engine, comparison.old);
        let same = existing().find(|before| is_same_id(comparison.old_id(before), id));
        // Terraform destroys before it creates: what it cannot destroy stays in its place.
        let stays = |before: &Resource| {
            engine == Engine::Terraform || may_be_left(effects, &before.symbol, comparison.old_id(before))
        };
        (after, same.or_else(|| existing().find(|before| before.symbol == after.symbol && stays(before))))
    });
    with_former.collect()
}

/// The remaining resources that are needed by what is refused, and cannot be removed before that is settled.
pub(super) fn needed_by_refused<'a>(
    comparison: &Comparison<'a>,
    engine: Engine,
    effects: &EffectsBySymbol,
    remaining: &[&'a Resource],
) -> Vec<&'a Resource> {
    let refused = refused_resources(comparison, engine, effects);
    let mut needed: Vec<Symbol> =
        refused.iter().filter_map(|(_, before)| *before).flat_map(Resource::referenced_symbols).collect();
    let mut position = 0;
    while let Some(symbol) = needed.get(position).cloned() {
        let resource = remaining.iter().find(|resource| resource.symbol == symbol);
        for next in resource.iter().flat_map(|resource| resource.referenced_symbols()) {
            if !needed.contains(&next) {
                needed.push(next);
            }
        }
        position += 1;
    }
    remaining.iter().copied().filter(|resource| needed.contains(&resource.symbol)).collect()
}

/// The plan with the callers of the old one: each client is the principal that it was.
pub(super) fn with_old_callers(old: &ResolvedTopology, plan: &ResolvedTopology) -> ResolvedTopology {
    let mut plan = plan.clone();
    let former = |symbol: &Symbol| Symbol::from(format!("{}{FORMER}", symbol.as_str()));
    let has_former = |resource: &Arc<Resource>| plan.find(&former(&resource.symbol)).is_some();
    let renamed = old.resources.iter().filter(|resource| has_former(resource)).map(|r| r.symbol.clone()).collect();
    let mut merge = Merge::new(old, &mut plan);
    merge.renamed = renamed;
    let mut callers = old.callers.clone();
    for caller in &mut callers {
        if let CallerKind::Client { principal, .. } = &mut caller.kind {
            principal.visit_mut(&mut |expr| merge.translate(expr));
        }
    }
    plan.callers = callers;
    plan
}

/// Adds callers of the old plan that a plan does not have.
pub(super) fn add_callers(old: &ResolvedTopology, plan: &mut ResolvedTopology) {
    for caller in &old.callers {
        let has_same = plan.callers.iter().any(|known| is_same_caller(&known.kind, &caller.kind));
        let exists = match &caller.kind {
            CallerKind::Subnet { subnet, .. } => plan.find(subnet).is_some(),
            _ => true,
        };
        if !has_same && exists {
            plan.callers.push(caller.clone());
        }
    }
}

/// The old plan after the deployment, with its own names: what the deployment removes is gone, and what it updates has its new
/// properties. What remains under a name that the new plan has, too, is seen from here.
pub(super) fn former_plan(comparison: &Comparison<'_>, engine: Engine, effects: &EffectsBySymbol) -> ResolvedTopology {
    let remaining = remaining_resources(comparison, engine, effects);
    let mut plan = comparison.old.clone();
    let mut removed: Vec<Symbol> = Vec::new();
    let mut merge = Merge::new(comparison.new, &mut plan);
    for before in managed_by(engine, comparison.old) {
        let after = comparison.new.find(&before.symbol);
        match after.filter(|after| comparison.is_same_resource(before, after)) {
            Some(after) => {
                let is_updated = [Effect::Changed, Effect::Replaced]
                    .into_iter()
                    .any(|effect| has_certain(effects, &after.symbol, effect));
                let is_refused = is_certainly_refused(effects, &after.symbol, comparison.new_id(after));
                if is_updated && !is_refused {
                    merge.restore(&after.symbol, after);
                }
            }
            None if remaining.iter().any(|resource| resource.symbol == before.symbol) => {}
            None if comparison.is_kept(engine, comparison.old_id(before)) => {}
            None => removed.push(before.symbol.clone()),
        }
    }
    plan.resources.retain(|resource| !removed.contains(&resource.symbol));
    plan
}

/// Takes resources of another plan into a plan.
struct Merge<'a> {
    other: &'a ResolvedTopology,
    plan: &'a mut ResolvedTopology,
    /// Symbolic names that have another meaning in the plan.
    renamed: BTreeSet<Symbol>,
}

impl<'a> Merge<'a> {
    fn new(other: &'a ResolvedTopology, plan: &'a mut ResolvedTopology) -> Self {
        for parameter in &other.parameters {
            match plan.parameters.iter().find(|known| known.name == parameter.name) {
                Some(known) if is_same_default(known, parameter) => {}
                Some(_) => {
                    let mut former = parameter.clone();
                    former.name = format!("{}{FORMER}", parameter.name);
                    plan.parameters.push(former);
                }
                None => plan.parameters.push(parameter.clone()),
            }
        }
        let is_other = |existing: &&Arc<Resource>| {
            let known = plan.find(&existing.symbol);
            existing.existing.is_some() && known.is_some_and(|known| known.existing != existing.existing)
        };
        let renamed = other.resources.iter().filter(is_other).map(|existing| existing.symbol.clone()).collect();
        let mut merge = Self { other, plan, renamed };
        merge.add_variables();
        merge
    }

    /// Adds variables, those with another value under another name: its parameters may have other default values, too.
    fn add_variables(&mut self) {
        for variable in &self.other.variables {
            let mut adopted = variable.clone();
            adopted.value.visit_mut(&mut |expr| self.translate(expr));
            let known = self.plan.variables.iter().find(|known| known.name == variable.name);
            if known.is_some_and(|known| known.value == adopted.value) {
                continue;
            }
            if known.is_some() {
                adopted.name = format!("{}{FORMER}", variable.name);
            }
            self.plan.variables.push(adopted);
        }
    }

    /// Gives a resource the properties that it has in the other plan.
    fn restore(&mut self, symbol: &Symbol, other: &Resource) {
        let restored = self.adopt(other);
        if let Some(resource) = self.plan.resources.iter_mut().find(|resource| resource.symbol == *symbol) {
            *resource = Arc::new(Resource { symbol: symbol.clone(), ..restored });
        }
        self.add_existing(&other.referenced_symbols());
    }

    /// A refused account or storage account keeps its customer-managed key, or has none: the plan has the key as a resource of
    /// its own, as azurerm has it.
    fn restore_encryption(&mut self, after: &Resource, before: Option<&Resource>) {
        let key_kind = match after.kind {
            ResourceKind::CognitiveAccount => ResourceKind::CognitiveAccountKey,
            ResourceKind::StorageAccount => ResourceKind::StorageAccountKey,
            _ => return,
        };
        self.plan.resources.retain(|resource| resource.kind != key_kind);
        if before.is_some() {
            let mut resources = self.other.resources.iter();
            let restored = resources.find(|resource| resource.kind == key_kind).map(|key| Arc::new(self.adopt(key)));
            self.plan.resources.extend(restored);
            let key = self.other.resources.iter().find(|resource| resource.kind == key_kind);
            self.add_existing(&key.map(|key| key.referenced_symbols()).unwrap_or_default());
        }
    }

    /// Renames resources of the other plan whose symbolic names have another meaning in the plan.
    fn rename_taken(&mut self, resources: &[&Resource]) {
        let taken = |symbol: &Symbol| self.plan.find(symbol).is_some();
        self.renamed.extend(resources.iter().map(|resource| resource.symbol.clone()).filter(taken));
    }

    /// Adds resources of the other plan, and the existing resources to which they refer.
    fn add(&mut self, resources: &[&Resource]) {
        for resource in resources {
            let mut adopted = self.adopt(resource);
            adopted.symbol = self.symbol_of(&resource.symbol);
            self.plan.resources.push(Arc::new(adopted));
        }
        for resource in resources {
            self.add_existing(&resource.referenced_symbols());
        }
    }

    /// Adds the existing resources of the other plan that have one of these symbolic names there, with those that they are
    /// part of.
    fn add_existing(&mut self, symbols: &[Symbol]) {
        for symbol in symbols {
            let Some(existing) = self.other.find(symbol).filter(|resource| resource.existing.is_some()) else {
                continue;
            };
            let known_as = self.symbol_of(symbol);
            if self.plan.find(&known_as).is_none() {
                let adopted = Resource { symbol: known_as, ..self.adopt(existing) };
                self.plan.resources.push(Arc::new(adopted));
                self.add_existing(&existing.referenced_symbols());
            }
        }
    }

    fn symbol_of(&self, symbol: &Symbol) -> Symbol {
        if self.renamed.contains(symbol) { format!("{}{FORMER}", symbol.as_str()).into() } else { symbol.clone() }
    }

    /// Gives an expression of the other plan the names of this plan.
    fn translate(&self, expr: &mut Expr) {
        match expr {
            Expr::Attribute(symbol, _) => *symbol = self.symbol_of(symbol),
            Expr::Parameter(name) => {
                let former = format!("{name}{FORMER}");
                if self.plan.parameters.iter().any(|parameter| parameter.name == former) {
                    *name = former;
                }
            }
            Expr::Variable(name) => {
                let former = format!("{name}{FORMER}");
                if self.plan.variables.iter().any(|variable| variable.name == former) {
                    *name = former;
                }
            }
            _ => {}
        }
    }

    /// A resource of the other plan, with references and parameters of this plan.
    fn adopt(&self, resource: &Resource) -> Resource {
        let mut adopted = resource.clone();
        let translate = |expr: &mut Expr| self.translate(expr);
        adopted.name.visit_mut(&mut { translate });
        adopted.body.each_expr_mut(&mut { translate });
        adopted.parent = adopted.parent.map(|parent| self.symbol_of(&parent));
        adopted.scope = adopted.scope.map(|scope| self.symbol_of(&scope));
        adopted
    }
}

/// Whether two parameters have the same value: Azure ignores the case of names and object IDs.
fn is_same_default(one: &Parameter, other: &Parameter) -> bool {
    match (&one.default, &other.default) {
        (Some(Expr::String(one)), Some(Expr::String(other))) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}

/// Whether two callers are the same in an access query.
fn is_same_caller(one: &CallerKind, other: &CallerKind) -> bool {
    match (one, other) {
        (CallerKind::Subnet { name, .. }, CallerKind::Subnet { name: other, .. })
        | (
            CallerKind::Client { name, .. } | CallerKind::CredentialHolder { name, .. },
            CallerKind::Client { name: other, .. } | CallerKind::CredentialHolder { name: other, .. },
        )
        | (CallerKind::ResourceInstance { name, .. }, CallerKind::ResourceInstance { name: other, .. }) => {
            name == other
        }
        _ => one == other,
    }
}
