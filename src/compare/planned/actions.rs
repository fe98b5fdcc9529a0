//! What a plan of Terraform does with the resources of an account, as effects on their symbolic names.

use std::collections::BTreeMap;

use crate::{
    catalog::changes::{Effect, general},
    compare::{ResourceEffect, changed_values::ChangedValues, effects::EffectsBySymbol},
    existing::{
        AzureId, ResolvedAccount,
        terraform::{Action, Change},
    },
    plan::{ResolvedTopology, Symbol},
};

/// An account on one side, with the plan whose symbolic names are those of the other side.
#[derive(Clone, Copy)]
pub(super) struct AlignedAccount<'a> {
    pub(super) account: &'a ResolvedAccount,
    pub(super) plan: &'a ResolvedTopology,
}

impl AlignedAccount<'_> {
    /// The symbolic names of what was read at an address of Terraform.
    fn symbols_at(self, address: &str) -> Vec<Symbol> {
        let is_there = |symbol: &Symbol| {
            let resource = self.plan.find(symbol)?;
            self.account.place_of(resource)?.origin.terraform_address.as_deref().filter(|own| *own == address)
        };
        let symbols = self.plan.resources.iter().map(|resource| resource.symbol.clone());
        symbols.filter(|symbol| is_there(symbol).is_some()).collect()
    }

    /// Whether something belongs to the account: it is a resource of its plan, or inside of one.
    pub(super) fn contains(self, change: &Change) -> bool {
        let is_at = |address: &str| !self.symbols_at(address).is_empty();
        let is_in = |id: &AzureId| self.account.places.iter().any(|place| id.is_inside(&place.id));
        is_at(&change.address)
            || change.previous_address.as_deref().is_some_and(is_at)
            || change.id.as_ref().is_some_and(is_in)
    }
}

/// What is done, by symbolic name; and why, where that is a replacement.
#[derive(Default)]
pub(super) struct PlannedActions {
    pub(super) effects: EffectsBySymbol,
    pub(super) replaced: BTreeMap<Symbol, String>,
}

/// The effects of the changes of a plan.
pub(super) fn planned_actions(
    before: Option<AlignedAccount<'_>>,
    after: Option<AlignedAccount<'_>>,
    changes: &[&Change],
    changed_values: &ChangedValues,
) -> PlannedActions {
    let mut actions = PlannedActions::default();
    for change in changes {
        let address = change.previous_address.as_deref().unwrap_or(&change.address);
        let mut symbols: Vec<Symbol> = after.map(|after| after.symbols_at(&change.address)).unwrap_or_default();
        symbols.extend(before.map(|before| before.symbols_at(address)).unwrap_or_default());
        let Some(effect) = effect_of(change.action) else { continue };
        let id = change.id.as_ref().map_or("", AzureId::as_str);
        for symbol in symbols {
            // Attributes that are not compared, such as tags, are no change of meaning.
            let is_silent = effect == Effect::Changed && changed_values.of(&symbol).is_empty();
            if is_silent || actions.effects.contains_key(&symbol) {
                continue;
            }
            if effect == Effect::Replaced {
                actions.replaced.insert(symbol.clone(), replacement_reason(change));
            }
            let effect = ResourceEffect::new(effect, id, &general::PLANNED_BY_TERRAFORM);
            actions.effects.insert(symbol, vec![effect]);
        }
    }
    // A part of a resource is a resource of its own in Terraform: network rules, associations, inline subnets.
    let names = after.into_iter().flat_map(|after| after.plan.resources.iter()).map(|resource| resource.symbol.clone());
    for symbol in names {
        if !actions.effects.contains_key(&symbol) && !changed_values.of(&symbol).is_empty() {
            let effect = ResourceEffect::new(Effect::Changed, "", &general::PLANNED_BY_TERRAFORM);
            actions.effects.insert(symbol, vec![effect]);
        }
    }
    actions
}

const fn effect_of(action: Action) -> Option<Effect> {
    match action {
        Action::Create => Some(Effect::Created),
        Action::Update => Some(Effect::Changed),
        Action::Replace => Some(Effect::Replaced),
        Action::Delete => Some(Effect::Destroyed),
        // It stays, and what it allows as well.
        Action::Forget | Action::Keep | Action::Read => None,
    }
}

/// Why Terraform replaces a resource: the attributes, and the word of the plan.
fn replacement_reason(change: &Change) -> String {
    let attributes = change.replace_paths.join(", ");
    let word = change.reason.as_deref().unwrap_or_default();
    match (attributes.is_empty(), word.is_empty()) {
        (true, true) => "Terraform gives no reason".to_owned(),
        (true, false) => word.to_owned(),
        (false, true) => format!("because of {attributes}"),
        (false, false) if word == "replace_because_cannot_update" => format!("{attributes} cannot change"),
        (false, false) => format!("because of {attributes} ({word})"),
    }
}
