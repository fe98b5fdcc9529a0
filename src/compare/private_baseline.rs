//! A topology without an old one: it is compared with the built-in private topology, beside which it is deployed.

use super::{Changes, LostCheck, PrivateBaseline, SideBySide, side_by_side::compare_models};
use crate::{catalog::changes::Heading, plan::ResolvedTopology};

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
    // What else the private one checks is its own.
    changes.lost_checks.retain(|check| matches!(check, LostCheck::Rule(_)));
    changes.side_by_side = Some(SideBySide { old: PRIVATE.to_owned(), new: new.environment.clone() });
    changes.private_baseline = Some(reason);
    changes
}
