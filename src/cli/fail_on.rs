//! `diff --fail-on`: the kinds of change on which a check fails.

use clap::ValueEnum;
use di_gen::{
    catalog::changes::Heading,
    compare::Changes,
    report::changes::{self, Movement, ReportHeading, ReportedLanguages},
};

use super::{compared_files::EnvironmentChanges, exit::Exit};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Data or models are lost
    LosesData,
    /// No later deployment can undo the change
    CannotBeUndone,
    /// Something is unavailable for some time
    Interrupts,
    /// A change fails, is ignored, needs a person, or is refused by a policy
    Refused,
    /// An access path becomes less restrictive
    Opened,
    /// An access path becomes conditional
    Conditional,
    /// An access path becomes denied
    Closed,
    /// Recovery, logs, encryption or a restriction becomes weaker
    ProtectsLess,
    /// A posture rule is newly violated by a warning, or by an error
    Posture,
    /// An access assertion of --checks no longer holds, or is about no access path
    Expect,
    /// The cost rises, falls or changes
    Cost,
    /// A resource is replaced, or a change is refused
    Replaced,
    /// Any change
    Any,
}

/// Fails if a change occurs on which the check is to fail.
pub(super) fn fails(
    kinds: &[FailOn],
    all_changes: &EnvironmentChanges,
    languages: &ReportedLanguages,
) -> Result<(), Exit> {
    let occurs_in = |kind: &FailOn, changes: &Changes| {
        let is_new = |deployment: &Changes| kind.occurs_in(deployment, languages);
        kind.occurs_in(changes, languages) || changes.new_deployment.as_deref().is_some_and(is_new)
    };
    let occurs = |kind: &FailOn| all_changes.iter().any(|(_, changes)| occurs_in(kind, changes));
    if kinds.iter().any(occurs) { Err(Exit::CheckFailed) } else { Ok(()) }
}

impl FailOn {
    fn occurs_in(self, changes: &Changes, languages: &ReportedLanguages) -> bool {
        let occurs = |heading| changes::occurs(changes, languages, heading);
        match self {
            Self::LosesData => occurs(ReportHeading::Consequence(Heading::LosesData)),
            Self::CannotBeUndone => occurs(ReportHeading::Consequence(Heading::CannotBeUndone)),
            Self::Interrupts => occurs(ReportHeading::Consequence(Heading::Interrupts)),
            Self::Refused => {
                occurs(ReportHeading::Consequence(Heading::Refused))
                    || changes::is_refused_by_policy(changes, languages)
            }
            Self::ProtectsLess => occurs(ReportHeading::Consequence(Heading::ProtectsLess)),
            Self::Opened => occurs(ReportHeading::Access(Movement::Opens)),
            Self::Conditional => occurs(ReportHeading::Access(Movement::BecomesConditional)),
            Self::Closed => occurs(ReportHeading::Access(Movement::Closes)),
            // These are no part of the changes themselves.
            Self::Posture | Self::Expect => false,
            Self::Cost => occurs(ReportHeading::Cost),
            Self::Replaced => {
                changes.replaced_resources().next().is_some() || changes::is_certainly_refused(changes, languages)
            }
            Self::Any => !changes.is_empty(),
        }
    }
}
