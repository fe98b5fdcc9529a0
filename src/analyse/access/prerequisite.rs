//! Public endpoints that a request needs besides the service: Entra ID, the Studio page, Azure Resource Manager.

use super::{
    browser::browser_step, model::AccessStep, network_origin::NetworkOrigin, outbound::outbound_access_step,
    platform_services::host_token_step, traffic::PublicTarget,
};
use crate::plan::ResolvedTopology;

/// A public endpoint that an actor needs besides the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prerequisite {
    /// None.
    Nothing,
    /// The host, which gets tokens of its managed identity from the Instance Metadata Service.
    HostToken,
    /// Entra ID, to get a token.
    EntraToken,
    /// The Studio page, and Entra ID.
    StudioPage,
    /// Azure Resource Manager, and Entra ID.
    ResourceManager,
}

impl Prerequisite {
    pub(super) const COUNT: usize = 5;

    /// The purpose of outbound access, as a relative clause.
    const fn reason_text(self) -> &'static str {
        match self {
            Self::Nothing | Self::HostToken => "",
            Self::EntraToken => "which is needed to get tokens from Entra ID",
            Self::StudioPage => "which is needed to load the Studio page",
            Self::ResourceManager => "which Terraform needs for Azure Resource Manager",
        }
    }

    /// The public endpoints that it stands for.
    const fn targets(self) -> &'static [PublicTarget] {
        match self {
            Self::Nothing | Self::HostToken => &[],
            Self::EntraToken => &[PublicTarget::EntraId],
            Self::StudioPage => &[PublicTarget::StudioPage, PublicTarget::EntraId],
            Self::ResourceManager => &[PublicTarget::ResourceManager, PublicTarget::EntraId],
        }
    }

    /// What gives no response without outbound access.
    const fn host_text(self) -> &'static str {
        match self {
            Self::Nothing | Self::HostToken => "",
            Self::EntraToken => "Entra ID",
            Self::StudioPage => "the Studio page and Entra ID",
            Self::ResourceManager => "Azure Resource Manager and Entra ID",
        }
    }

    /// The step that denies a network origin access to it, or makes that conditional. The Studio page needs a browser.
    pub(super) fn outbound_step(self, plan: &ResolvedTopology, origin: &NetworkOrigin) -> Option<AccessStep> {
        if self == Self::Nothing {
            return None;
        }
        if self == Self::HostToken {
            return host_token_step(plan, origin).map(|step| AccessStep { is_prerequisite: true, ..step });
        }
        let outbound = outbound_access_step(plan, origin, self.targets(), self.host_text(), self.reason_text());
        let browser = (self == Self::StudioPage).then(|| browser_step(plan, origin)).flatten();
        let decides = match (&outbound, &browser) {
            (Some(outbound), Some(browser)) => browser.outcome > outbound.outcome,
            (outbound, _) => outbound.is_none(),
        };
        let step = if decides { browser } else { outbound };
        step.map(|step| AccessStep { is_prerequisite: true, ..step })
    }
}
