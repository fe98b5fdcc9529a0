//! What exists after a deployment of the new plan over the old one: resources that stay, and those that are refused.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    effects::{Comparison, EffectsBySymbol, managed_by},
    resource_ids::{is_same_id, resource_id},
};
use crate::{
    catalog::changes::{Effect, Engine},
    plan::{CallerKind, Expr, PropertyTree as _, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// Whether an access path can depend on a resource of a kind.
pub(super) const fn affects_access(kind: ResourceKind) -> bool {
    !matches!(
        kind,
        ResourceKind::DiagnosticSetting
            | ResourceKind::LogAnalyticsWorkspace
            | ResourceKind::ManagementLock
            | ResourceKind::NatGateway
            | ResourceKind::PublicIpAddress
            | ResourceKind::ShutdownSchedule
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

/// Resources of the old plan that exist after the deployment, although the new plan does not have them.
pub(super) fn remaining_resources<'a>(
    comparison: &Comparison<'a>,
    engine: Engine,
    effects: &EffectsBySymbol,
) -> Vec<&'a Resource> {
    let remains = |before: &&Resource| {
        let removed = comparison.new.find(&before.symbol).is_none_or(|after| after.existing.is_some());
        has_certain(effects, &before.symbol, Effect::Left)
            || (removed && has_certain(effects, &before.symbol, Effect::Refused))
    };
    managed_by(engine, comparison.old).filter(remains).collect()
}

/// The new plan with what is refused as it was before.
pub(super) fn without_refused(
    comparison: &Comparison<'_>,
    engine: Engine,
    effects: &EffectsBySymbol,
) -> Option<ResolvedTopology> {
    let is_refused = |resource: &Resource| has_certain(effects, &resource.symbol, Effect::Refused);
    let refused: Vec<&Resource> = managed_by(engine, comparison.new).filter(|resource| is_refused(resource)).collect();
    if refused.is_empty() {
        return None;
    }
    let mut plan = comparison.new.clone();
    let mut merge = Merge::new(comparison.old, &mut plan);
    for after in refused {
        let id = resource_id(comparison.new, after);
        let before =
            managed_by(engine, comparison.old).find(|before| is_same_id(&resource_id(comparison.old, before), &id));
        match before {
            Some(before) => merge.restore(&after.symbol, before),
            None => merge.plan.resources.retain(|resource| resource.symbol != after.symbol),
        }
    }
    Some(plan)
}

/// Adds the resources of the old plan that remain.
pub(super) fn add_remaining(old: &ResolvedTopology, plan: &mut ResolvedTopology, remaining: &[&Resource]) {
    Merge::new(old, plan).add(remaining);
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

/// The old plan in which everything that the deployment updates has its new properties: what remains under another name
/// is seen from here.
pub(super) fn former_plan(comparison: &Comparison<'_>, engine: Engine, effects: &EffectsBySymbol) -> ResolvedTopology {
    let mut plan = comparison.old.clone();
    let mut merge = Merge::new(comparison.new, &mut plan);
    for after in managed_by(engine, comparison.new) {
        let is_updated = has_certain(effects, &after.symbol, Effect::Changed);
        if is_updated && !has_certain(effects, &after.symbol, Effect::Left) {
            merge.restore(&after.symbol, after);
        }
    }
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
        for variable in &other.variables {
            if !plan.variables.iter().any(|known| known.name == variable.name) {
                plan.variables.push(variable.clone());
            }
        }
        for parameter in &other.parameters {
            match plan.parameters.iter().find(|known| known.name == parameter.name) {
                Some(known) if known.default == parameter.default => {}
                Some(_) => {
                    let mut former = parameter.clone();
                    former.name = format!("{}{FORMER}", parameter.name);
                    plan.parameters.push(former);
                }
                None => plan.parameters.push(parameter.clone()),
            }
        }
        Self { other, plan, renamed: BTreeSet::new() }
    }

    /// Gives a resource the properties that it has in the other plan.
    fn restore(&mut self, symbol: &Symbol, other: &Resource) {
        let restored = self.adopt(other);
        if let Some(resource) = self.plan.resources.iter_mut().find(|resource| resource.symbol == *symbol) {
            *resource = Arc::new(Resource { symbol: symbol.clone(), ..restored });
        }
    }

    /// Adds resources of the other plan, and the existing resources to which they refer.
    fn add(&mut self, resources: &[&Resource]) {
        let taken = |symbol: &Symbol| self.plan.find(symbol).is_some();
        self.renamed = resources.iter().map(|resource| resource.symbol.clone()).filter(taken).collect();
        let mut added: Vec<Arc<Resource>> = Vec::new();
        for resource in resources {
            let mut adopted = self.adopt(resource);
            adopted.symbol = self.symbol_of(&resource.symbol);
            added.push(Arc::new(adopted));
            for symbol in resource.referenced_symbols() {
                let referenced = self.other.find(&symbol).filter(|referenced| referenced.existing.is_some());
                let is_known = self.plan.find(&symbol).is_some() || added.iter().any(|other| other.symbol == symbol);
                added.extend(referenced.filter(|_| !is_known).map(|referenced| Arc::new(referenced.clone())));
            }
        }
        self.plan.resources.extend(added);
    }

    fn symbol_of(&self, symbol: &Symbol) -> Symbol {
        if self.renamed.contains(symbol) { format!("{}{FORMER}", symbol.as_str()).into() } else { symbol.clone() }
    }

    /// A resource of the other plan, with references and parameters of this plan.
    fn adopt(&self, resource: &Resource) -> Resource {
        let mut adopted = resource.clone();
        let translate = |expr: &mut Expr| match expr {
            Expr::Attribute(symbol, _) => *symbol = self.symbol_of(symbol),
            Expr::Parameter(name) => {
                let former = format!("{name}{FORMER}");
                if self.plan.parameters.iter().any(|parameter| parameter.name == former) {
                    *name = former;
                }
            }
            _ => {}
        };
        adopted.name.visit_mut(&mut { translate });
        adopted.body.each_expr_mut(&mut { translate });
        adopted.parent = adopted.parent.map(|parent| self.symbol_of(&parent));
        adopted.scope = adopted.scope.map(|scope| self.symbol_of(&scope));
        adopted
    }
}

/// Whether two callers are the same in an access query.
fn is_same_caller(one: &CallerKind, other: &CallerKind) -> bool {
    match (one, other) {
        (CallerKind::Subnet { name, .. }, CallerKind::Subnet { name: other, .. }) => name == other,
        (
            CallerKind::Client { name, .. } | CallerKind::CredentialHolder { name, .. },
            CallerKind::Client { name: other, .. } | CallerKind::CredentialHolder { name: other, .. },
        ) => name == other,
        _ => one == other,
    }
}
