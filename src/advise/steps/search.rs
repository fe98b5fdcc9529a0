//! The search for the steps of a change: patterns that help, and what holds after each step.

use super::{
    command_patterns::{assignment_removed_first, customer_key_first, deleted_first, emptied_subnets, zones_to_policy},
    file_patterns::{lifted_locks, private_path_first, roles_before_keys},
    model::StepSequence,
    moved_patterns::moved_first,
    obstacles::obstacles,
    part::{Part, Situation},
    simulation::simulate,
    version::TopologyVersion,
};
use crate::{catalog::changes::Engine, compare::compare_topologies, plan, source::SourceText};

/// Finds the patterns that apply to a change; each returns alternatives of which one is used.
type Pattern = fn(&Situation<'_>) -> Vec<Vec<Part>>;

/// All patterns, in the order in which their commands run.
const PATTERNS: [Pattern; 9] = [
    moved_first,
    lifted_locks,
    private_path_first,
    roles_before_keys,
    customer_key_first,
    zones_to_policy,
    assignment_removed_first,
    deleted_first,
    emptied_subnets,
];

/// The steps of a change with an engine; none if one of the files is not valid.
#[must_use]
pub fn find_steps(old: &SourceText, new: &SourceText, engine: Engine) -> Option<StepSequence> {
    let (mut old, mut new) = (TopologyVersion::read(old)?, TopologyVersion::read(new)?);
    let edition = old.plan.edition.max(new.plan.edition);
    plan::apply_edition_names(&mut old.plan, edition);
    plan::apply_edition_names(&mut new.plan, edition);
    let direct = compare_topologies(&old.plan, &new.plan);
    let obstacles = obstacles(&direct, engine);
    let situation = Situation { engine, old: &old, new: &new, direct: &direct, obstacles: &obstacles };
    let mut parts: Vec<Part> = Vec::new();
    let mut by_hand = obstacles.clone();
    let mut steps = Vec::new();
    for alternatives in PATTERNS.iter().flat_map(|pattern| pattern(&situation)) {
        for part in alternatives {
            let candidate = [parts.clone(), vec![part]].concat();
            let Some(found) = simulate(&situation, &candidate) else { continue };
            if found.by_hand.len() < by_hand.len() {
                (parts, by_hand, steps) = (candidate, found.by_hand, found.steps);
                break;
            }
        }
    }
    Some(StepSequence { engine, steps, by_hand })
}
