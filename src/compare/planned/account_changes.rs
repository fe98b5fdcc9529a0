//! The changes of each account, and of the resources that belong to none.

use std::collections::{BTreeMap, HashMap};

use super::{
    actions::{AlignedAccount, PlannedActions, planned_actions},
    alignment::align_symbols,
    findings::{PostureChanges, policy_changes, posture_changes},
    paths::access_path_changes,
};
use crate::{
    catalog::changes::{Effect, Heading, general},
    compare::{
        Change as ResourceDifference, Changes, ResourceEffect,
        changed_values::ChangedValues,
        consequences,
        effects::{Comparison, EffectsBySymbol},
        resources, role_changes,
    },
    existing::{
        AzureId, Inventory, ResolvedAccount, TerraformPlan,
        terraform::{Action, Change},
    },
    plan::{Language, ResolvedTopology, Symbol},
    topology::PolicySet,
};

/// What exists on one side.
#[derive(Debug, Clone, Copy)]
pub struct PlannedSide<'a> {
    /// The resources.
    pub inventory: &'a Inventory,
    /// The accounts that are compared.
    pub accounts: &'a [ResolvedAccount],
}

/// What changes of one account.
#[derive(Debug)]
pub struct PlannedAccount<'a> {
    /// The account before; none if it is new.
    pub before: Option<&'a ResolvedAccount>,
    /// The account after; none if it is deleted.
    pub after: Option<&'a ResolvedAccount>,
    /// What changes in meaning.
    pub changes: Changes,
    /// Violations of posture rules that are new, or gone.
    pub posture: PostureChanges,
    /// What Terraform does with its resources.
    pub actions: Vec<&'a Change>,
}

/// What changes.
#[derive(Debug)]
pub struct PlannedChanges<'a> {
    /// By account.
    pub accounts: Vec<PlannedAccount<'a>>,
    /// What Terraform does with resources that belong to no account.
    pub others: Vec<&'a Change>,
}

/// Compares what exists before and after.
#[must_use]
pub fn compare_planned<'a>(
    before: PlannedSide<'a>,
    after: PlannedSide<'a>,
    plans: &'a [TerraformPlan],
    sets: &[PolicySet],
) -> PlannedChanges<'a> {
    let all: Vec<&Change> = plans.iter().flat_map(|plan| &plan.changes).filter(|change| acts(change)).collect();
    let mut belongs = vec![false; all.len()];
    let mut accounts = Vec::new();
    for (old, new) in pair_accounts(before.accounts, after.accounts) {
        let pair = Pair { before: old, after: new, old: before.inventory, new: after.inventory };
        let (changes, own) = pair.compare(&all, !plans.is_empty(), sets);
        own.iter().for_each(|index| belongs[*index] = true);
        let actions = own.into_iter().map(|index| all[index]).collect();
        let sides = (old.map(|old| (old, before.inventory)), new.map(|new| (new, after.inventory)));
        let posture = posture_changes(sides.0, sides.1);
        accounts.push(PlannedAccount { before: old, after: new, changes, posture, actions });
    }
    let others = all.into_iter().zip(belongs).filter(|(_, belongs)| !belongs).map(|(change, _)| change).collect();
    PlannedChanges { accounts, others }
}

/// Whether Terraform does something.
fn acts(change: &Change) -> bool {
    let stays = matches!(change.action, Action::Keep | Action::Read);
    !stays || change.is_import || change.previous_address.is_some()
}

/// Pairs accounts by their IDs and those of their storage accounts; an account whose storage is another one is paired with
/// itself where there is no doubt.
fn pair_accounts<'a>(
    before: &'a [ResolvedAccount],
    after: &'a [ResolvedAccount],
) -> Vec<(Option<&'a ResolvedAccount>, Option<&'a ResolvedAccount>)> {
    let is_same =
        |one: &ResolvedAccount, other: &ResolvedAccount| one.account == other.account && one.storage == other.storage;
    let alone = |account: &AzureId, these: &'a [ResolvedAccount], others: &'a [ResolvedAccount]| {
        let unpaired = |one: &&ResolvedAccount| !others.iter().any(|other| is_same(one, other));
        let mut found = these.iter().filter(unpaired).filter(|one| one.account == *account);
        found.next().filter(|_| found.next().is_none())
    };
    let mut pairs = Vec::new();
    for new in after {
        let old = before.iter().find(|old| is_same(old, new)).or_else(|| {
            alone(&new.account, after, before)?;
            alone(&new.account, before, after)
        });
        pairs.push((old, Some(new)));
    }
    let is_paired =
        |old: &ResolvedAccount| pairs.iter().any(|(other, _)| other.is_some_and(|other| std::ptr::eq(other, old)));
    let gone: Vec<_> = before.iter().filter(|old| !is_paired(old)).map(|old| (Some(old), None)).collect();
    pairs.into_iter().chain(gone).collect()
}

struct Pair<'a> {
    before: Option<&'a ResolvedAccount>,
    after: Option<&'a ResolvedAccount>,
    old: &'a Inventory,
    new: &'a Inventory,
}

impl Pair<'_> {
    /// The changes of the account, and the positions of the actions that are about its resources.
    fn compare(&self, all: &[&Change], is_terraform: bool, sets: &[PolicySet]) -> (Changes, Vec<usize>) {
        let moved = all.iter().filter_map(|change| Some((change.previous_address.as_deref()?, &*change.address)));
        let moved: HashMap<&str, &str> = moved.collect();
        let (mut old, mut new) = match (self.before, self.after) {
            (Some(before), Some(after)) => (align_symbols(before, after, &moved), after.plan.clone()),
            (Some(before), None) => (before.plan.clone(), without_resources(&before.plan)),
            (None, Some(after)) => (without_resources(&after.plan), after.plan.clone()),
            (None, None) => unreachable!("a pair has a side"),
        };
        for plan in [&mut old, &mut new] {
            plan.output_languages = vec![if is_terraform { Language::Terraform } else { Language::Bicep }];
        }
        let before = self.before.map(|account| AlignedAccount { account, plan: &old });
        let after = self.after.map(|account| AlignedAccount { account, plan: &new });
        let is_own = |change: &Change| [before, after].into_iter().flatten().any(|side| side.contains(change));
        let own: Vec<usize> = (0..all.len()).filter(|index| is_own(all[*index])).collect();
        let changed_values = ChangedValues::new(&old, &new);
        let actions: Vec<&Change> = own.iter().map(|index| all[*index]).collect();
        let planned = if is_terraform {
            planned_actions(before, after, &actions, &changed_values)
        } else {
            self.predicted(before, after, &changed_values)
        };
        let locked = BTreeMap::new();
        let comparison = Comparison::new(&old, &new, &planned.replaced, &locked, &changed_values);
        let effects = [&planned.effects, &planned.effects];
        let mut changes = Changes {
            languages: vec![if is_terraform { Language::Terraform } else { Language::Bicep }],
            side_by_side: None,
            private_baseline: None,
            new_deployment: None,
            access_paths: access_path_changes(
                self.before.map(|account| (account, self.old)),
                self.after.map(|account| (account, self.new)),
            ),
            resources: resources::resource_changes(&comparison, effects),
            role_assignments: role_changes::role_changes(&comparison, effects),
            renamed_clients: Vec::new(),
            consequences: consequences::consequences(&comparison, effects),
            customer_keys_removed: Vec::new(),
            customer_keys_replaced: Vec::new(),
            foundry_keys_added: Vec::new(),
            policies: policy_changes(
                self.before.map(|account| (account, self.old)),
                self.after.map(|account| (account, self.new)),
                sets,
            ),
            lost_checks: Vec::new(),
            stack: None,
            refused_by_locks: Vec::new(),
        };
        keep_what_happens(&mut changes, &planned.effects);
        name_by_place(&mut changes, before, after);
        (changes, own)
    }

    /// What what-if says: a resource that only one side has is created or deleted.
    fn predicted(
        &self,
        before: Option<AlignedAccount<'_>>,
        after: Option<AlignedAccount<'_>>,
        changed_values: &ChangedValues,
    ) -> PlannedActions {
        let mut planned = PlannedActions::default();
        let mut add = |symbol: &Symbol, effect: Effect, id: &AzureId| {
            let effect = ResourceEffect::new(effect, id.as_str(), &general::PREDICTED_BY_WHAT_IF);
            planned.effects.insert(symbol.clone(), vec![effect]);
        };
        for (side, other, effect) in [(before, self.new, Effect::Destroyed), (after, self.old, Effect::Created)] {
            let Some(side) = side else { continue };
            for resource in &side.plan.resources {
                let Some(place) = side.account.place_of(resource) else { continue };
                if other.find(&place.id).is_none() {
                    add(&resource.symbol, effect, &place.id);
                } else if effect == Effect::Created && !changed_values.of(&resource.symbol).is_empty() {
                    add(&resource.symbol, Effect::Changed, &place.id);
                }
            }
        }
        planned
    }
}

/// Takes out what only the analysis sees: a resource that belongs to the account now and existed before, or whose
/// settings were not known on one side.
fn keep_what_happens(changes: &mut Changes, effects: &EffectsBySymbol) {
    let has_effect = |symbol: &str| effects.contains_key(&Symbol::from(symbol));
    changes.resources.retain(|change| has_effect(&change.resource().symbol));
    changes.role_assignments.retain(|role| has_effect(&role.symbol));
    changes.consequences.retain(|consequence| {
        // What is left to do, or refused, is what the plan would say itself.
        consequence.heading != Heading::Refused && has_effect(&consequence.symbol)
    });
    for change in &mut changes.resources {
        let symbol = Symbol::from(change.resource().symbol.as_str());
        let effect = effects.get(&symbol).and_then(|effects| effects.first()).map(|effect| effect.effect);
        let resource = change.resource().clone();
        *change = match (effect, &*change) {
            (Some(Effect::Created), ResourceDifference::Changed(_)) => ResourceDifference::Added(resource),
            (Some(Effect::Destroyed), ResourceDifference::Changed(_)) => ResourceDifference::Removed(resource),
            (Some(Effect::Changed), ResourceDifference::Added(_) | ResourceDifference::Removed(_)) => {
                ResourceDifference::Changed(resource)
            }
            _ => continue,
        };
    }
}

/// The same topology without anything in it.
fn without_resources(plan: &ResolvedTopology) -> ResolvedTopology {
    let mut plan = plan.clone();
    plan.resources.clear();
    plan.callers.clear();
    plan
}

/// Names resources by their addresses in Terraform, or by their IDs, instead of symbolic names that no file has.
fn name_by_place(changes: &mut Changes, before: Option<AlignedAccount<'_>>, after: Option<AlignedAccount<'_>>) {
    let place = |symbol: &str| {
        let symbol = Symbol::from(symbol);
        [after, before].into_iter().flatten().find_map(|side| side.account.place_of(side.plan.find(&symbol)?))
    };
    let name = |symbol: &mut String| {
        if let Some(place) = place(symbol) {
            let address = place.origin.terraform_address.as_deref();
            address.unwrap_or_else(|| place.id.as_str()).clone_into(symbol);
        }
    };
    let scope_of = |symbol: &str| place(symbol).and_then(|place| place.id.scope()).map(|scope| scope.to_string());
    for change in &mut changes.resources {
        let resource = change.resource_mut();
        if let Some(scope) = scope_of(&resource.symbol) {
            resource.scope = scope;
        }
        let id = place(&resource.symbol).map(|place| place.id.to_string()).unwrap_or_default();
        for effect in resource.effects.iter_mut().flatten().filter(|effect| effect.id.is_empty()) {
            effect.id.clone_from(&id);
        }
        name(&mut resource.symbol);
    }
    for role in &mut changes.role_assignments {
        if let Some(scope) = scope_of(&role.symbol) {
            role.scope = scope;
        }
        name(&mut role.symbol);
    }
    changes.consequences.iter_mut().for_each(|consequence| name(&mut consequence.symbol));
}
