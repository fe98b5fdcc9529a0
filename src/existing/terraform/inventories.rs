//! From a document to the resources of Azure, before and after.

use std::{collections::HashSet, rc::Rc};

use super::{
    address::Address,
    builder::{Builder, Described},
    document::{Document, read_document},
    identity::{Groups, resource_id},
    plan::PlannedChange,
    references::{Instance, Resolver},
};
use crate::{
    arm_template::Value,
    existing::{AzureId, InputError, InputKind, Inventory, Presence},
};

/// What a state or a plan shows.
#[derive(Debug)]
pub struct ReadTerraform {
    /// What exists: by the state, or after the plan was applied. Complete for no type.
    pub resources: Inventory,
    /// What existed before; none of a state.
    pub before: Option<Inventory>,
    /// What the plan does, in its order.
    pub changes: Vec<Change>,
    /// What was changed outside of Terraform since the last apply.
    pub drift: Vec<Change>,
    /// Whether the plan contains everything that the configuration asks for.
    pub is_complete: bool,
}

/// What a plan does with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The address.
    pub address: String,
    /// The address that it had before it was moved.
    pub previous_address: Option<String>,
    /// What is done.
    pub action: Action,
    /// Why, in the word of Terraform: `replace_because_cannot_update`.
    pub reason: Option<String>,
    /// Whether it exists and Terraform takes it over.
    pub is_import: bool,
    /// The ID in Azure, if it is known.
    pub id: Option<AzureId>,
    /// Where the change is in the document.
    pub pointer: String,
}

/// What a plan does with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It stays as it is.
    Keep,
    /// It is created.
    Create,
    /// It is changed in place.
    Update,
    /// It is deleted and created, in this or the other order.
    Replace,
    /// It is deleted.
    Delete,
    /// It stays, and Terraform does not manage it any more.
    Forget,
    /// A data source is read.
    Read,
}

impl Action {
    fn of(actions: &[String]) -> Option<Self> {
        let has = |name: &str| actions.iter().any(|action| action == name);
        Some(match () {
            () if has("create") && (has("delete") || has("forget")) => Self::Replace,
            () if has("create") => Self::Create,
            () if has("delete") => Self::Delete,
            () if has("update") => Self::Update,
            () if has("forget") => Self::Forget,
            () if has("read") => Self::Read,
            () if has("no-op") => Self::Keep,
            () => return None,
        })
    }
}

/// Reads the output of `terraform show -json`.
///
/// # Errors
///
/// If the text is no JSON, or no state or plan in a format that is known. The error quotes nothing of the text.
pub fn read_terraform(file: &Rc<str>, text: &str) -> Result<ReadTerraform, InputError> {
    Ok(build(file, read_document(file, text)?))
}

/// The same of a text that is dropped as soon as it is parsed: a state can be large.
pub(in crate::existing) fn read_terraform_text(file: &Rc<str>, text: String) -> Result<ReadTerraform, InputError> {
    let document = read_document(file, &text)?;
    drop(text);
    Ok(build(file, document))
}

fn build(file: &Rc<str>, document: Document) -> ReadTerraform {
    let groups = Groups::of(&document);
    if document.is_plan { of_plan(file, &document, &groups) } else { of_state(file, document, &groups) }
}

fn of_state(file: &Rc<str>, document: Document, groups: &Groups) -> ReadTerraform {
    let mut builder = Builder::new(file, InputKind::TerraformState, groups);
    for resource in document.resources.into_iter().filter(|resource| !resource.is_data) {
        builder.add(&Described {
            address: &resource.address,
            terraform_type: &resource.terraform_type,
            attributes: &resource.attributes,
            pointer: format!("{}/values", resource.pointer),
            presence: Presence::Certain,
        });
    }
    let (changes, drift) = (Vec::new(), Vec::new());
    ReadTerraform { resources: builder.finish(), before: None, changes, drift, is_complete: true }
}

fn of_plan(file: &Rc<str>, document: &Document, groups: &Groups) -> ReadTerraform {
    let after = resolve(document, groups);
    let mut builder = Builder::new(file, InputKind::TerraformPlan, groups);
    let mut before = Builder::new(file, InputKind::TerraformState, groups);
    let (mut changes, mut planned) = (Vec::new(), HashSet::new());
    for (change, after) in document.changes.iter().zip(&after) {
        let heading = &change.heading;
        let Some(action) = Action::of(&change.actions).filter(|_| !heading.is_data && !heading.is_deposed) else {
            continue;
        };
        planned.insert(heading.address.as_str());
        planned.extend(change.previous_address.as_deref());
        let described = |attributes, side: &str| Described {
            address: &heading.address,
            terraform_type: &heading.terraform_type,
            attributes,
            pointer: format!("{}/change/{side}", change.pointer),
            presence: Presence::Certain,
        };
        match action {
            Action::Delete => {}
            Action::Forget => builder.add(&described(&change.before, "before")),
            _ => builder.add(&described(after, "after")),
        }
        if !matches!(change.before, Value::Null) {
            let address = change.previous_address.as_deref().unwrap_or(&heading.address);
            before.add(&Described { address, ..described(&change.before, "before") });
        }
        changes.push(change_of(change, action, after, groups));
    }
    // With `-target`, the plan has no changes of the other resources.
    let others = document.resources.iter().filter(|resource| !resource.is_data);
    for resource in others.filter(|resource| !planned.contains(resource.address.as_str())) {
        for builder in [&mut builder, &mut before] {
            builder.add(&Described {
                address: &resource.address,
                terraform_type: &resource.terraform_type,
                attributes: &resource.attributes,
                pointer: format!("{}/values", resource.pointer),
                presence: Presence::Certain,
            });
        }
    }
    for deferred in document.deferred.iter().filter(|change| !change.heading.is_data) {
        builder.add(&Described {
            address: &deferred.heading.address,
            terraform_type: &deferred.heading.terraform_type,
            attributes: &deferred.after,
            pointer: format!("{}/change/after", deferred.pointer),
            presence: Presence::May("a later plan creates it".into()),
        });
    }
    let drift = document
        .drift
        .iter()
        .filter_map(|change| Some(change_of(change, Action::of(&change.actions)?, &change.after, groups)));
    let drift = drift.collect();
    let is_complete = document.is_complete.unwrap_or(true) && !document.is_errored && document.deferred.is_empty();
    ReadTerraform { resources: builder.finish(), before: Some(before.finish()), changes, drift, is_complete }
}

/// What each change leaves, with what could be followed.
fn resolve(document: &Document, groups: &Groups) -> Vec<Value> {
    let mut instances = Vec::new();
    let of_changes = document.changes.iter().map(|change| {
        let is_created = change.actions.iter().any(|action| action == "create");
        (change.heading.address.as_str(), &change.after, is_created)
    });
    let of_state = document.resources.iter().map(|resource| (resource.address.as_str(), &resource.attributes, false));
    let mut positions = Vec::new();
    for (text, attributes, is_created) in of_changes {
        positions.push(Address::parse(text).map(|address| {
            instances.push(Instance { address, text, attributes, is_created });
            instances.len() - 1
        }));
    }
    let changed: HashSet<&str> = document.changes.iter().map(|change| change.heading.address.as_str()).collect();
    for (text, attributes, is_created) in of_state.filter(|(text, ..)| !changed.contains(text)) {
        if let Some(address) = Address::parse(text) {
            instances.push(Instance { address, text, attributes, is_created });
        }
    }
    let resolver = Resolver::new(instances, &document.configuration, groups);
    let value = |(position, change): (Option<usize>, &PlannedChange)| {
        position.map_or_else(|| change.after.clone(), |position| resolver.attributes(position))
    };
    positions.into_iter().zip(&document.changes).map(value).collect()
}

fn change_of(change: &PlannedChange, action: Action, after: &Value, groups: &Groups) -> Change {
    let heading = &change.heading;
    let attributes = if matches!(after, Value::Null) { &change.before } else { after };
    Change {
        address: heading.address.clone(),
        previous_address: change.previous_address.clone(),
        action,
        reason: change.action_reason.clone(),
        is_import: change.is_import,
        id: resource_id(&heading.terraform_type, attributes, &heading.address, groups),
        pointer: change.pointer.clone(),
    }
}
