//! What a call needs besides the service itself: a token, a page, Azure Resource Manager.

use super::{
    model::AccessStep,
    network::{self, NetworkOrigin},
};
use crate::plan::ResolvedTopology;

/// What somebody needs besides the service, at public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prerequisite {
    /// Nothing.
    Nothing,
    /// Entra ID, for a token.
    EntraToken,
    /// Studio's page, and Entra ID.
    StudioPage,
    /// Azure Resource Manager, and Entra ID.
    ResourceManager,
}

impl Prerequisite {
    pub(super) const COUNT: usize = 4;

    const fn reason_text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::EntraToken => "tokens come from Entra ID's",
            Self::StudioPage => "Studio's page comes from one",
            Self::ResourceManager => "Terraform needs Azure Resource Manager's",
        }
    }

    /// Whether it is out of reach of a place.
    pub(super) fn outbound_step(self, plan: &ResolvedTopology, place: &NetworkOrigin) -> Option<AccessStep> {
        if self == Self::Nothing {
            return None;
        }
        network::outbound_access_step(plan, place, self.reason_text())
            .map(|step| AccessStep { is_prerequisite: true, ..step })
    }
}
