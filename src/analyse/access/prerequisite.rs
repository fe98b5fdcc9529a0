//! What a call needs besides the service itself: a token, a page, Azure Resource Manager.

use super::{
    model::Step,
    network::{self, Place},
};
use crate::plan::Plan;

/// What somebody needs besides the service, at public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prerequisite {
    /// Nothing.
    Nothing,
    /// Entra ID, for a token.
    Token,
    /// Studio's page, and Entra ID.
    Page,
    /// Azure Resource Manager, and Entra ID.
    Manager,
}

impl Prerequisite {
    pub(super) const COUNT: usize = 4;

    const fn text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Token => "tokens come from Entra ID's",
            Self::Page => "Studio's page comes from one",
            Self::Manager => "Terraform needs Azure Resource Manager's",
        }
    }

    /// Whether it is out of reach of a place.
    pub(super) fn out_of_reach(self, plan: &Plan, place: &Place) -> Option<Step> {
        if self == Self::Nothing {
            return None;
        }
        network::out_of_reach(plan, place, self.text()).map(|step| Step { besides: true, ..step })
    }
}
