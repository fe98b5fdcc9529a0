//! What is known of a condition before a deployment.

use crate::topology::values::Date;

/// Whether a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyVerdict {
    /// It does not hold.
    No,
    /// It holds if it is evaluated before a date.
    Before(Date),
    /// It holds if it is evaluated on or after a date.
    From(Date),
    /// It depends on something that is known only at deployment.
    Conditional(String),
    /// It holds.
    Yes,
}

impl PolicyVerdict {
    pub(super) fn from_bool(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::No => 0,
            Self::Conditional(_) => 1,
            Self::Before(_) | Self::From(_) => 2,
            Self::Yes => 3,
        }
    }

    /// Whether both hold: the weaker of them.
    pub(super) fn and(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }

    /// Whether one of them holds: the stronger of them.
    pub(super) fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// Whether it does not hold.
    pub(super) fn negate(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::No,
            Self::Before(date) => Self::From(date),
            Self::From(date) => Self::Before(date),
            conditional @ Self::Conditional(_) => conditional,
        }
    }

    /// The verdict for an evaluation on a day.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        match self {
            Self::Before(date) => Self::from_bool(date.days_after(day) > 0),
            Self::From(date) => Self::from_bool(date.days_after(day) <= 0),
            other => other,
        }
    }

    /// The days on which it holds, where it depends on the day.
    #[must_use]
    pub fn date_text(&self) -> Option<String> {
        match self {
            Self::Before(date) => Some(format!("when deployed before {date}")),
            Self::From(date) => Some(format!("when deployed on or after {date}")),
            Self::No | Self::Yes | Self::Conditional(_) => None,
        }
    }

    /// Whether it may hold.
    #[must_use]
    pub const fn may_hold(&self) -> bool {
        !matches!(self, Self::No)
    }
}
