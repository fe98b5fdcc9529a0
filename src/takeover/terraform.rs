//! What Terraform imports, and what it forgets.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::{
    imports::{Import, ImportCase, azure_id},
    preflight::{Preflight, Step, Subject},
};
use crate::{
    catalog::changes::Effect,
    existing::{
        AzureId, Inventory,
        terraform::{ManagedResource, StateMark},
    },
    plan::ResolvedTopology,
    render::{ImportByHand, TakenOver},
};

/// An address in a state that is no address of Terraform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableAddress {
    /// The name of the file.
    pub file: Rc<str>,
    /// Where it is, as a JSON pointer.
    pub pointer: String,
}

/// Determines the blocks, and adds to the preflight what the state of the old code means for the new code.
///
/// # Errors
/// The state has something else than names in an address.
pub fn plan_take_over(
    plan: &ResolvedTopology,
    preflight: &mut Preflight,
    existing: &Inventory,
    managed: &[ManagedResource],
) -> Result<TakenOver, UnusableAddress> {
    let case = ImportCase::new(plan, &preflight.place, existing);
    let (subscription, resource_group) = (preflight.place.subscription.clone(), preflight.place.resource_group.clone());
    let mut taken = TakenOver { subscription, resource_group, ..TakenOver::default() };
    let mut found: HashMap<&str, Option<AzureId>> = HashMap::new();
    for resource in &case.resources {
        let import = case.import(resource);
        let id = match &import {
            Import::Known(id) => azure_id(id, resource),
            Import::ByHand(_) | Import::Absent => None,
        };
        found.insert(&resource.address, id);
        match import {
            Import::Known(id) => taken.imports.push((resource.address.clone(), id)),
            Import::ByHand(command) => {
                taken.by_hand.push(ImportByHand { address: resource.address.clone(), command });
            }
            Import::Absent => preflight.steps.extend(case.created_by_terraform_alone(resource)),
        }
    }
    let mut removed = BTreeSet::new();
    for resource in managed {
        let unusable = || UnusableAddress { file: Rc::clone(&resource.file), pointer: resource.pointer.clone() };
        let block = resource.block_address().ok_or_else(unusable)?;
        let own = found.get(block.as_str());
        match conflict(resource, own.is_some(), own.and_then(Option::as_ref)) {
            None if own.is_none() => {
                removed.insert(block);
            }
            None => taken.kept.push(block),
            Some((effect, reason)) => {
                let subject = Subject::Address { address: resource.address.clone(), purpose: None };
                preflight.steps.push(Step { reason: Some(reason), ..Step::new(subject, effect) });
            }
        }
    }
    taken.removed = removed.into_iter().collect();
    preflight.steps.sort_by_key(|step| step.effect);
    Ok(taken)
}

/// Why the state cannot be used with the new code, which has the address or not.
fn conflict(old: &ManagedResource, is_in_code: bool, new: Option<&AzureId>) -> Option<(Effect, String)> {
    if old.mark == Some(StateMark::Deposed) {
        let reason = "a replacement has left this object, and Terraform destroys it; apply the old code first";
        return Some((Effect::Destroyed, reason.to_owned()));
    }
    if !is_in_code {
        return None;
    }
    if old.is_instance() {
        let reason = "the new code has its address, without the key of an instance; rename it in the old code first";
        return Some((Effect::Destroyed, reason.to_owned()));
    }
    // Without the key of an instance, an address has nothing that a shell reads.
    if old.mark == Some(StateMark::Tainted) {
        let reason = format!("the state marks it as tainted; run `terraform untaint {}` first", old.address);
        return Some((Effect::Replaced, reason));
    }
    let (old, new) = (old.id.as_ref()?, new?);
    (old != new).then(|| {
        let reason = format!("the new code has its address for {new}; rename it in the old code first");
        (Effect::Replaced, reason)
    })
}
