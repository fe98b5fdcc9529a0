//! Semantic changes between two plans: access paths, resources, role assignments, exposure, cost.

mod access_changes;
mod address_space;
pub mod azure_id;
mod changed_values;
mod checks;
mod collisions;
mod consequences;
mod customer_keys;
mod deployed;
mod effects;
mod evaluated_plan;
mod findings;
mod former_paths;
mod interruptions;
mod labels;
mod late_roles;
mod left_resources;
mod list_elements;
mod locks;
mod managed;
mod moved;
mod other_addresses;
mod outcomes;
mod planned;
mod policies;
mod private_baseline;
mod properties;
mod property_path;
mod reference_changes;
mod removals;
mod renames;
mod replacement;
mod resource_effect;
mod resource_ids;
mod resources;
mod role_changes;
mod route_changes;
mod rule_changes;
mod rule_traffic;
mod security_rules;
mod side_by_side;
mod step_state;
mod subnet_ranges;
mod terraform_effects;
mod value_index;

use changed_values::ChangedValues;
use customer_keys::{KeyChanges, KeyUser};
use effects::Comparison;

use crate::{
    catalog::changes::Engine,
    diagnostic::Code,
    plan::{self, Language, ResolvedTopology},
};

pub use checks::{LostCheck, StackChange};
pub use consequences::ReportedConsequence;
pub use effects::EngineEffects;
pub use evaluated_plan::{AccessPathChange, DeployedVerdicts};
pub(crate) use labels::{assignment_label, resource_label, role_assignment_parts};
pub use left_resources::{LeftIdentity, LeftResource, left_resources};
pub(crate) use list_elements::describe_route;
pub use moved::{MovedResource, moved_resources};
pub use planned::{PlannedAccount, PlannedChanges, PlannedSide, PostureChanges, compare_planned, replaced_resources};
pub use policies::PolicyChanges;
pub use private_baseline::compare_with_private;
pub use properties::PropertyChange;
pub use renames::RenamedClient;
pub use resource_effect::ResourceEffect;
pub(crate) use resource_ids::{resource_id, scope_id};
pub use resources::{Change, Replacement, ResourceChange};
pub use role_changes::{RoleAssignmentChange, RoleAssignmentChangeKind};
pub(crate) use security_rules::describe_rule;
pub use side_by_side::{are_side_by_side, compare_environments, is_another_deployment};
pub use step_state::{
    PathOutsideRange, deployed_topology, paths_outside_range, topology_with, topology_without,
    topology_without_customer_keys,
};

/// The environments of two deployments that exist beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideBySide {
    /// The environment of the old topology.
    pub old: String,
    /// The environment of the new topology.
    pub new: String,
}

/// Why a topology is compared with the built-in private one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateBaseline {
    /// There is no old file: the topology is new.
    NewTopology,
    /// The old file does not have the environment.
    NewEnvironment,
    /// The old file cannot be read or is invalid, for which these are the codes.
    UnusableFile(Vec<Code>),
    /// The old file is that of another deployment, which has other names, another subscription or another cloud.
    OtherDeployment,
}

/// Everything that changes.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The languages of the outputs that the files declare; none if the new one declares none.
    pub languages: Vec<Language>,
    /// The environments, where they are deployments side by side: there are no effects then.
    pub side_by_side: Option<SideBySide>,
    /// Why the old topology is the built-in private one, where it is: there are no effects then.
    pub private_baseline: Option<PrivateBaseline>,
    /// What the new topology is as a deployment of its own, where it is another one than the old.
    pub new_deployment: Option<Box<Changes>>,
    /// Access paths with another verdict.
    pub access_paths: Vec<AccessPathChange>,
    /// Resources that are added, removed, changed or replaced.
    pub resources: Vec<Change>,
    /// Role assignments that are added, removed or created again.
    pub role_assignments: Vec<RoleAssignmentChange>,
    /// Clients with another name in the file that are the same principals.
    pub renamed_clients: Vec<RenamedClient>,
    /// What a reviewer must not miss.
    pub consequences: Vec<ReportedConsequence>,
    /// Resources that stay and lose their customer-managed key.
    pub customer_keys_removed: Vec<String>,
    /// Customer-managed keys that are destroyed, or move to another vault, while the resource that uses them stays.
    pub customer_keys_replaced: Vec<String>,
    /// Foundry resources that take a customer-managed key, from which they cannot return.
    pub foundry_keys_added: Vec<String>,
    /// What policies do to the new topology and not to the old one, and the reverse.
    pub policies: PolicyChanges,
    /// Checks that the new topology lacks.
    pub lost_checks: Vec<LostCheck>,
    /// Another deployment stack, or none.
    pub stack: Option<StackChange>,
    /// What a delete lock refuses to remove, and the resource that has the lock.
    pub refused_by_locks: Vec<String>,
}

impl Changes {
    /// Access paths that become less restricted.
    pub fn opened_paths(&self) -> impl Iterator<Item = &AccessPathChange> {
        self.access_paths.iter().filter(|change| change.opens())
    }

    /// Access paths that become more restricted.
    pub fn closed_paths(&self) -> impl Iterator<Item = &AccessPathChange> {
        self.access_paths.iter().filter(|change| change.closes())
    }

    /// Resources that cannot be changed in place.
    pub fn replaced_resources(&self) -> impl Iterator<Item = &Change> {
        self.resources.iter().filter(|change| matches!(change, Change::Replaced(_)))
    }

    /// Role assignments that the new topology has and the old one has not, as text, and those that are created again.
    #[must_use]
    pub fn roles_added(&self) -> Vec<String> {
        let text = |role: &RoleAssignmentChange| match role.kind {
            RoleAssignmentChangeKind::Added => Some(role.text.clone()),
            RoleAssignmentChangeKind::Recreated => {
                Some(format!("{} (recreated with the replaced resource)", role.text))
            }
            RoleAssignmentChangeKind::Removed | RoleAssignmentChangeKind::Renamed => None,
        };
        self.role_assignments.iter().filter_map(text).collect()
    }

    /// Role assignments that only the old topology has, as text.
    #[must_use]
    pub fn roles_removed(&self) -> Vec<String> {
        let is_removed = |role: &&RoleAssignmentChange| role.kind == RoleAssignmentChangeKind::Removed;
        self.role_assignments.iter().filter(is_removed).map(|role| role.text.clone()).collect()
    }

    /// Whether nothing changes. A topology without an old one is a change, also if the old one cannot be used: what it
    /// allowed is unknown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.private_baseline.is_none() && self.new_deployment.is_none() && self.has_no_differences()
    }

    /// Whether the two topologies have the same meaning.
    #[must_use]
    pub fn has_no_differences(&self) -> bool {
        self.access_paths.is_empty()
            && self.resources.is_empty()
            && self.role_assignments.is_empty()
            && self.renamed_clients.is_empty()
            && self.policies.is_empty()
            && self.lost_checks.is_empty()
            && self.stack.is_none()
            && (self.private_baseline.is_none() || self.consequences.is_empty())
    }
}

/// Compares two plans.
#[must_use]
pub fn compare_topologies(old: &ResolvedTopology, new: &ResolvedTopology) -> Changes {
    // A resource that an edition renames does not change.
    let mut old = old.clone();
    let mut new = new.clone();
    let edition = old.edition.max(new.edition);
    plan::apply_edition_names(&mut old, edition);
    plan::apply_edition_names(&mut new, edition);
    let renames = renames::unify_names(&mut old, &mut new);
    let (old, new) = (&old, &new);
    let changed_values = ChangedValues::new(old, new);
    let replaced = replacement::replacement_reasons(old, new, &changed_values);
    let locked = locks::locked_removals(old, new, &replaced);
    let comparison = Comparison::new(old, new, &replaced, &locked, &changed_values).with_renamed(renames.symbols);
    let effects = Engine::ALL.map(|engine| comparison.effects(engine));
    let keys = KeyChanges::new(old, new, &replaced);
    let mut consequences = consequences::consequences(&comparison, effects.each_ref());
    consequences.extend(customer_keys::key_consequences(&keys));
    let labels = |users: Vec<KeyUser>| users.into_iter().map(|user| user.label).collect();
    Changes {
        languages: compared_languages(old, new),
        side_by_side: None,
        private_baseline: None,
        new_deployment: None,
        access_paths: access_changes::access_path_changes(&comparison, effects.each_ref()),
        resources: resources::resource_changes(&comparison, effects.each_ref()),
        role_assignments: role_changes::role_changes(&comparison, effects.each_ref()),
        renamed_clients: renames.clients,
        consequences,
        customer_keys_removed: labels(keys.removed),
        customer_keys_replaced: keys.replaced.iter().map(customer_keys::ReplacedKey::line).collect(),
        foundry_keys_added: labels(keys.foundry),
        policies: policies::policy_changes(old, new),
        lost_checks: checks::lost_checks(old, new),
        stack: checks::StackChange::new(old, new),
        refused_by_locks: locks::describe_locked(old, &locked),
    }
}

/// The languages that are deployed: those that the old file alone declares may be deployed as well. A file that declares
/// none may be deployed in each, so the list is empty.
fn compared_languages(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<Language> {
    if old.output_languages.is_empty() || new.output_languages.is_empty() {
        return Vec::new();
    }
    let only_old = old.output_languages.iter().filter(|language| !new.output_languages.contains(language));
    new.output_languages.iter().chain(only_old).copied().collect()
}
