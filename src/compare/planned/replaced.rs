//! What cannot be changed in place of an account that exists.

use std::collections::HashMap;

use super::alignment::align_symbols;
use crate::{
    compare::{changed_values::ChangedValues, replacement::replacement_reasons},
    existing::{AzureId, ResolvedAccount},
};

/// The resources that azurerm replaces, each with the reason.
#[must_use]
pub fn replaced_resources(before: &ResolvedAccount, after: &ResolvedAccount) -> Vec<(AzureId, String)> {
    let old = align_symbols(before, after, &HashMap::new());
    let changed_values = ChangedValues::new(&old, &after.plan);
    let reasons = replacement_reasons(&old, &after.plan, &changed_values);
    let place = |symbol| after.place_of(after.plan.find(symbol)?).map(|place| place.id.clone());
    reasons.iter().filter_map(|(symbol, reason)| Some((place(symbol)?, reason.clone()))).collect()
}
