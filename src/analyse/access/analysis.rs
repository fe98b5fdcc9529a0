//! What the analysis of a plan holds: the plan, and what was worked out about it once.

use std::cell::OnceCell;

use super::{model::AccessStep, prerequisite::Prerequisite};
use crate::{plan::ResolvedTopology, topology::values::Actor};

/// The analysis of a plan. It reads the plan and nothing else, so it holds for all languages.
pub struct AccessAnalysis<'a> {
    pub(super) plan: &'a ResolvedTopology,
    /// Worked out once: every client asks for these.
    pub(super) known_actors: OnceCell<Vec<Actor>>,
    pub(super) known_network_steps: [[OnceCell<AccessStep>; 3]; Prerequisite::COUNT],
}

impl<'a> AccessAnalysis<'a> {
    /// Looks at a plan.
    #[must_use]
    pub const fn new(plan: &'a ResolvedTopology) -> Self {
        Self {
            plan,
            known_actors: OnceCell::new(),
            known_network_steps: [const { [const { OnceCell::new() }; 3] }; Prerequisite::COUNT],
        }
    }

    /// The plan that is looked at.
    #[must_use]
    pub const fn plan(&self) -> &'a ResolvedTopology {
        self.plan
    }
}
