//! A topology without an old one: it is compared with the built-in private topology, beside which it is deployed.

use super::{Changes, SideBySide, side_by_side::compare_models};
use crate::{catalog::changes::Heading, diagnostic::Code, plan::ResolvedTopology};

/// Why a topology is compared with the built-in private one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateBaseline {
    /// There is no old file: the topology is new.
    NewTopology,
    /// The old file does not have the environment.
    NewEnvironment,
    /// The old file cannot be read or is invalid, for which these are the codes.
    UnusableFile(Vec<Code>),
}

impl PrivateBaseline {
    /// Whether there is no old topology, rather than one that cannot be used.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self, Self::NewTopology | Self::NewEnvironment)
    }
}

/// The name of the built-in private topology in reports.
const PRIVATE: &str = "private";

/// Compares a topology with the built-in private one, which has the same name, environment and location.
///
/// The private one is not deployed, so that nothing has an effect on it. What protects less than it is kept: that is no
/// effect of a deployment.
#[must_use]
pub fn compare_with_private(private: &ResolvedTopology, new: &ResolvedTopology, reason: PrivateBaseline) -> Changes {
    let mut changes = compare_models(private, new);
    changes.consequences.retain(|consequence| consequence.heading == Heading::ProtectsLess);
    changes.side_by_side = Some(SideBySide { old: PRIVATE.to_owned(), new: new.environment.clone() });
    changes.private_baseline = Some(reason);
    changes
}
