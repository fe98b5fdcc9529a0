//! Sets of policies under which the topology is deployed.

use super::values::keywords;
use crate::catalog::policies::{self, PolicySetDefinition};

keywords!(
    /// A set of policies under which the topology is deployed.
    pub enum PolicySet {
        /// What Azure landing zones enforce by default for Corp landing zones.
        AlzCorp = "alz-corp" ["corp"],
        /// What Azure landing zones enforce by default for Online landing zones.
        AlzOnline = "alz-online" ["online"],
        /// The guardrail initiatives of Azure landing zones, as if all were enforced.
        AlzGuardrails = "alz-guardrails" ["guardrails"],
        /// The Microsoft cloud security benchmark, versions 1 and 2.
        Mcsb = "mcsb" ["Microsoft cloud security benchmark", "azure security benchmark"],
        /// The rules of `PSRule` for Azure.
        Psrule = "psrule" ["PSRule for Azure", "Azure.GA_2026_03"],
    }
);

impl PolicySet {
    /// Its assignments and definitions.
    #[must_use]
    pub const fn definition(self) -> &'static PolicySetDefinition {
        match self {
            Self::AlzCorp => &policies::ALZ_CORP,
            Self::AlzOnline => &policies::ALZ_ONLINE,
            Self::AlzGuardrails => &policies::ALZ_GUARDRAILS,
            Self::Mcsb => &policies::MCSB,
            Self::Psrule => &policies::PSRULE,
        }
    }
}
