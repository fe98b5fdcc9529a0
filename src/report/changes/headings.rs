//! The headings of a report, and what is under them.

use crate::{
    analyse::access::EvaluatedPath,
    catalog::{
        Fact,
        changes::{CostDirection, Engine, Heading},
    },
};

/// What a deployment does to an access path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// It becomes less restricted.
    Opens,
    /// It is allowed no longer in every case.
    BecomesConditional,
    /// It is denied.
    Closes,
    /// The new topology denies it, and what is left keeps it.
    StaysUntilRemoval,
}

/// A heading of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportHeading {
    /// What a change means for a resource.
    Consequence(Heading),
    /// Access paths.
    Access(Movement),
    /// Resources whose price changes.
    Cost,
}

impl ReportHeading {
    /// All of them, in the order of a report.
    pub(super) const ALL: [Self; 10] = [
        Self::Consequence(Heading::LosesData),
        Self::Consequence(Heading::CannotBeUndone),
        Self::Consequence(Heading::Interrupts),
        Self::Consequence(Heading::Refused),
        Self::Access(Movement::Opens),
        Self::Access(Movement::BecomesConditional),
        Self::Access(Movement::Closes),
        Self::Access(Movement::StaysUntilRemoval),
        Self::Consequence(Heading::ProtectsLess),
        Self::Cost,
    ];

    /// The keyword.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Consequence(heading) => heading.as_str(),
            Self::Access(Movement::Opens) => "opens",
            Self::Access(Movement::BecomesConditional) => "becomesConditional",
            Self::Access(Movement::Closes) => "closes",
            Self::Access(Movement::StaysUntilRemoval) => "staysOpen",
            Self::Cost => "cost",
        }
    }

    /// The title in reports.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Consequence(heading) => heading.title(),
            Self::Access(Movement::Opens) => "Opens",
            Self::Access(Movement::BecomesConditional) => "Becomes conditional",
            Self::Access(Movement::Closes) => "Closes",
            Self::Access(Movement::StaysUntilRemoval) => "Stays open until it is removed from Azure",
            Self::Cost => "Cost",
        }
    }

    /// A line below the title: what to do.
    pub(super) const fn note(self) -> Option<&'static str> {
        match self {
            Self::Access(Movement::StaysUntilRemoval) => {
                Some("To close it: `di-gen runbook remove OLD NEW` writes the commands")
            }
            _ => None,
        }
    }
}

/// What an entry is about.
pub(super) enum EntrySubject<'a> {
    /// A resource or a role assignment.
    Resource {
        /// The symbolic name.
        symbol: &'a str,
        /// The kind and name.
        label: String,
    },
    /// An access path.
    Path {
        path: &'a EvaluatedPath,
        /// What only the old topology has, where the new one has another of the same name.
        former: Option<&'a str>,
    },
}

/// One thing under one heading.
pub(super) struct HeadingEntry<'a> {
    pub(super) heading: ReportHeading,
    /// The engines in which it applies, of those that are reported.
    pub(super) engines: Vec<Engine>,
    pub(super) subject: EntrySubject<'a>,
    /// What it means, as a clause.
    pub(super) text: String,
    /// The error code, where it is refused and one is known.
    pub(super) code: Option<&'static str>,
    /// The fact it relies on.
    pub(super) fact: Option<&'static Fact>,
    /// What it does to the cost; none where the cost stays.
    pub(super) cost: Option<CostDirection>,
    /// Whether it applies only as long as the output of `diff --moved` is not applied.
    pub(super) unless_moved: bool,
}

impl HeadingEntry<'_> {
    /// Whether it reports a change. The cost of what is left in Azure does not change, and nothing does that only has
    /// another address in Terraform.
    pub(super) fn is_change(&self) -> bool {
        (self.heading != ReportHeading::Cost || self.cost.is_some()) && !self.unless_moved
    }
}
