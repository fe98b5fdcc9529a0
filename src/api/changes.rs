//! Changes in meaning between two resolved topologies: resources, access and roles.

use serde_json::Value;

use super::{AccessPath, Plan};
use crate::{
    analyse::access::Verdict,
    compare::{self, Change, ResourceChange},
    report::{changes as report, moves::MovedAddresses},
};

/// The changes in meaning from one resolved topology to another.
///
/// ```
/// # let resolve = |text: &str| di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).map(|t| di_gen::resolve(&t));
/// let old = resolve("name: invoices")?;
/// let new = resolve("name: invoices\naccount: { publicNetworkAccess: open }")?;
/// let changes = di_gen::diff(&old, &new);
/// assert!(!changes.is_empty());
/// assert!(changes.to_markdown().starts_with("**"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct ChangeReport {
    inner: compare::Changes,
}

/// An access path with another verdict than before.
///
/// ```
/// # let resolve = |text: &str| di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).map(|t| di_gen::resolve(&t));
/// # let old = resolve("name: invoices")?;
/// # let new = resolve("name: invoices\naccount: { publicNetworkAccess: open }")?;
/// let opened = di_gen::diff(&old, &new).access().into_iter().find(|change| change.path.actor == "internet").unwrap();
/// assert_eq!(opened.before, Some(di_gen::Verdict::Denied));
/// assert!(opened.opens);
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessChange {
    /// The new access path, or the old one if it no longer exists.
    pub path: AccessPath,
    /// The verdict before; `None` if the access path did not exist.
    pub before: Option<Verdict>,
    /// The verdict now; `None` if the access path no longer exists.
    pub after: Option<Verdict>,
    /// Whether access is less restrictive than before.
    pub opens: bool,
}

/// A resource that is added, removed, changed or replaced.
///
/// ```
/// # let resolve = |text: &str| di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).map(|t| di_gen::resolve(&t));
/// # let old = resolve("name: invoices")?;
/// # let new = resolve("name: receipts")?;
/// let changes = di_gen::diff(&old, &new);
/// assert!(changes.resources().iter().any(|change| change.effect == di_gen::ResourceEffect::Replaced));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangedResource {
    /// Whether it is added, removed, changed or replaced.
    pub effect: ResourceEffect,
    /// The resource type, as a display name.
    pub kind: String,
    /// Its resource name.
    pub name: String,
    /// The reason for a replacement.
    pub reason: Option<String>,
    /// Properties with another value than before.
    pub properties: Vec<ChangedProperty>,
    /// Whether the change affects cost.
    pub cost: bool,
}

/// The effect of a change on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResourceEffect {
    /// It is created.
    Added,
    /// It is no longer part of the topology.
    Removed,
    /// It changes in place.
    Changed,
    /// It is deleted and recreated.
    Replaced,
}

/// A property with another value than before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangedProperty {
    /// The property, as a display name.
    pub name: String,
    /// The value before; empty where there was none.
    pub before: String,
    /// The value now; empty where there is none.
    pub after: String,
    /// Whether the property affects who can reach the resource, or how.
    pub exposure: bool,
}

/// Compares two resolved topologies.
///
/// ```
/// # let source = di_gen::Source::new("di-gen.yaml", "name: invoices");
/// # let plan = di_gen::resolve(&di_gen::read(&source)?);
/// assert!(di_gen::diff(&plan, &plan).is_empty());
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn diff(old: &Plan, new: &Plan) -> ChangeReport {
    ChangeReport { inner: compare::compare_topologies(&old.inner, &new.inner) }
}

/// Writes `moved` blocks for Terraform: for each address that changes while the resource in Azure stays the same. Empty if
/// there is none.
///
/// ```
/// # let resolve = |text: &str| di_gen::read(&di_gen::Source::new("di-gen.yaml", text)).map(|t| di_gen::resolve(&t));
/// let file = |client: &str| format!("name: invoices\nclients: [{{ name: {client}, type: group, id: 00000000-0000-0000-0000-000000000001 }}]");
/// let moved = di_gen::moved_blocks(&resolve(&file("staff"))?, &resolve(&file("office"))?);
/// assert!(moved.contains("to   = azurerm_role_assignment.client_office_cognitive_services_user_on_account"));
/// # Ok::<(), di_gen::Diagnostics>(())
/// ```
#[must_use]
pub fn moved_blocks(old: &Plan, new: &Plan) -> String {
    let mut moved = MovedAddresses::default();
    moved.add_plans(&old.inner, &new.inner);
    moved.to_text()
}

impl ChangeReport {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Access paths with another verdict than before.
    #[must_use]
    pub fn access(&self) -> Vec<AccessChange> {
        let access_change = |change: &compare::AccessPathChange| AccessChange {
            path: AccessPath::from(&change.access_path),
            before: change.before,
            after: change.after,
            opens: change.opens(),
        };
        self.inner.access_paths.iter().map(access_change).collect()
    }

    /// Resources that are added, removed, changed or replaced.
    #[must_use]
    pub fn resources(&self) -> Vec<ChangedResource> {
        let changed_resource = |change: &Change| match change {
            Change::Added(inner) => resource(ResourceEffect::Added, inner, None),
            Change::Removed(inner) => resource(ResourceEffect::Removed, inner, None),
            Change::Changed(inner) => resource(ResourceEffect::Changed, inner, None),
            Change::Replaced(replaced) => {
                resource(ResourceEffect::Replaced, &replaced.resource, Some(&replaced.reason))
            }
        };
        self.inner.resources.iter().map(changed_resource).collect()
    }

    /// The changes for a terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        report::render_text(&self.inner)
    }

    /// The changes for a pull request.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        report::render_markdown(&self.inner)
    }

    /// The changes as JSON, as `di-gen diff --format json` prints them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        report::render_json(&self.inner)
    }
}

fn resource(effect: ResourceEffect, inner: &ResourceChange, reason: Option<&String>) -> ChangedResource {
    let properties = inner.properties.iter().map(|property| ChangedProperty {
        name: property.property.clone(),
        before: property.before.clone(),
        after: property.after.clone(),
        exposure: property.exposure,
    });
    ChangedResource {
        effect,
        kind: inner.kind.clone(),
        name: inner.name.clone(),
        reason: reason.cloned(),
        properties: properties.collect(),
        cost: inner.cost,
    }
}
