//! The analysis of a plan, with results that are computed once.

use std::cell::OnceCell;

use super::{
    model::AccessStep,
    prerequisite::Prerequisite,
    services::{ServiceFirewall, TargetService},
};
use crate::{plan::ResolvedTopology, topology::values::Actor};

/// The access analysis of a plan. It reads nothing else, so its results hold for all languages.
pub struct AccessAnalysis<'a> {
    pub(super) plan: &'a ResolvedTopology,
    /// Computed once, since the access paths of every client need them.
    pub(super) known_actors: OnceCell<Vec<Actor>>,
    pub(super) known_network_steps: [[OnceCell<AccessStep>; 3]; Prerequisite::COUNT],
    pub(super) known_origins: [OnceCell<Vec<(Actor, bool)>>; 3],
    /// Read once, since every origin is compared with them.
    known_firewalls: [OnceCell<Option<ServiceFirewall>>; 3],
}

impl<'a> AccessAnalysis<'a> {
    /// Creates the analysis of a plan.
    #[must_use]
    pub const fn new(plan: &'a ResolvedTopology) -> Self {
        Self {
            plan,
            known_actors: OnceCell::new(),
            known_network_steps: [const { [const { OnceCell::new() }; 3] }; Prerequisite::COUNT],
            known_origins: [const { OnceCell::new() }; 3],
            known_firewalls: [const { OnceCell::new() }; 3],
        }
    }

    /// The analysed plan.
    #[must_use]
    pub const fn plan(&self) -> &'a ResolvedTopology {
        self.plan
    }

    /// The firewall of a service; unknown for an existing one.
    pub(super) fn firewall(&self, service: TargetService) -> Option<&ServiceFirewall> {
        self.known_firewalls[service as usize].get_or_init(|| service.find_firewall(self.plan)).as_ref()
    }
}
