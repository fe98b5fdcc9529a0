//! What a change adds to what policies refuse, change and report, and what it removes from that.

use crate::{
    analyse::policy::{PolicyFinding, evaluate_own_policies},
    plan::ResolvedTopology,
};

/// Findings that only one of two topologies has.
#[derive(Debug, Clone, Default)]
pub struct PolicyChanges {
    /// Those of the new topology.
    pub added: Vec<PolicyFinding>,
    /// Those of the old topology.
    pub removed: Vec<PolicyFinding>,
}

impl PolicyChanges {
    /// What differs between the findings before and after.
    pub(super) fn between(before: &[PolicyFinding], after: &[PolicyFinding]) -> Self {
        let only_in = |these: &[PolicyFinding], others: &[PolicyFinding]| -> Vec<PolicyFinding> {
            let is_known = |finding: &&PolicyFinding| others.iter().any(|other| finding.is_part_of(other));
            these.iter().filter(|finding| !is_known(finding)).cloned().collect()
        };
        Self { added: only_in(after, before), removed: only_in(before, after) }
    }

    /// Whether both topologies have the same findings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Compares two topologies under the policies of the new one.
pub(super) fn policy_changes(old: &ResolvedTopology, new: &ResolvedTopology) -> PolicyChanges {
    if new.policies.is_empty() {
        return PolicyChanges::default();
    }
    let mut old = old.clone();
    old.policies.clone_from(&new.policies);
    old.output_languages.clone_from(&new.output_languages);
    PolicyChanges::between(&evaluate_own_policies(&old), &evaluate_own_policies(new))
}
