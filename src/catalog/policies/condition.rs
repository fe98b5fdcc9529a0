//! The conditions of policy definitions: the few operators of the policy language that the definitions in the list use.

/// A condition on what is requested for a resource. Paths are aliases without the resource type; `[*]` selects the
/// elements of a list. A comparison that selects several values holds if it holds for each of them.
#[derive(Debug)]
pub enum Condition {
    /// Holds for every resource of the type.
    Always,
    /// Holds for none.
    Never,
    /// Not known from a topology: what it depends on.
    Depends(&'static str),
    /// All of them.
    All(&'static [Condition]),
    /// At least one of them.
    Any(&'static [Condition]),
    /// The opposite.
    Not(&'static Condition),
    /// An exception of the definition does not apply: this holds, but is not what trips it.
    Unless(&'static Condition),
    /// The property is set.
    Exists(&'static str),
    /// The property is not set.
    Absent(&'static str),
    /// The value is one of these, without regard to case; a property that is not set has none of them.
    OneOf(&'static str, &'static [&'static str]),
    /// The opposite of [`Self::OneOf`] for each value: a property that is not set differs, too.
    NotOneOf(&'static str, &'static [&'static str]),
    /// The value matches a pattern in which `*` stands for any characters.
    Like(&'static str, &'static str),
    /// The opposite of [`Self::Like`] for each value.
    NotLike(&'static str, &'static str),
    /// The number is less.
    Less(&'static str, i64),
    /// The number is greater.
    Greater(&'static str, i64),
    /// The port, or range of ports, covers one of these.
    CoversPort(&'static str, &'static [u16]),
    /// The date is later than this number of days after the resource is created.
    ExpiresAfterDays(&'static str, i64),
    /// The date is earlier than this number of days after the evaluation.
    ExpiresWithinDays(&'static str, i64),
    /// At least this number of elements match.
    Count {
        /// The list, with `[*]`.
        array: &'static str,
        /// What an element has to match; its paths start with the list.
        matching: &'static Condition,
        /// The number.
        at_least: usize,
    },
    /// Of the elements that match, the first one in the order of a number has this, too; none has it where none matches.
    First {
        /// The list, with `[*]`.
        array: &'static str,
        /// The number, in an element.
        order: &'static str,
        /// Which elements count; the paths start with the list.
        among: &'static Condition,
        /// What the first one has to match.
        has: &'static Condition,
    },
    /// The topology has a resource of this type on the resource, or in it, that matches.
    Related {
        /// The type.
        arm_type: &'static str,
        /// What it has to match.
        matching: &'static Condition,
    },
}

pub(super) const fn all(parts: &'static [Condition]) -> Condition {
    Condition::All(parts)
}

pub(super) const fn any(parts: &'static [Condition]) -> Condition {
    Condition::Any(parts)
}

pub(super) const fn not(part: &'static Condition) -> Condition {
    Condition::Not(part)
}

pub(super) const fn unless(part: &'static Condition) -> Condition {
    Condition::Unless(part)
}

pub(super) const fn exists(path: &'static str) -> Condition {
    Condition::Exists(path)
}

pub(super) const fn absent(path: &'static str) -> Condition {
    Condition::Absent(path)
}

pub(super) const fn is_one_of(path: &'static str, values: &'static [&'static str]) -> Condition {
    Condition::OneOf(path, values)
}

pub(super) const fn is_none_of(path: &'static str, values: &'static [&'static str]) -> Condition {
    Condition::NotOneOf(path, values)
}

pub(super) const fn like(path: &'static str, pattern: &'static str) -> Condition {
    Condition::Like(path, pattern)
}

pub(super) const fn is_not_like(path: &'static str, pattern: &'static str) -> Condition {
    Condition::NotLike(path, pattern)
}

pub(super) const fn less(path: &'static str, number: i64) -> Condition {
    Condition::Less(path, number)
}

pub(super) const fn greater(path: &'static str, number: i64) -> Condition {
    Condition::Greater(path, number)
}

impl Condition {
    /// Whether it looks at other resources.
    pub(crate) fn has_related(&self) -> bool {
        match self {
            Self::Related { .. } => true,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::has_related),
            Self::Not(part) | Self::Unless(part) => part.has_related(),
            Self::Count { matching, .. } => matching.has_related(),
            _ => false,
        }
    }

    /// Whether it looks at resources of this type on the resource.
    pub(crate) fn looks_at_related(&self, wanted: &str) -> bool {
        match self {
            Self::Related { arm_type, .. } => *arm_type == wanted,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.looks_at_related(wanted)),
            Self::Not(part) | Self::Unless(part) => part.looks_at_related(wanted),
            _ => false,
        }
    }

    /// Visits the paths that it looks at on the resource itself.
    pub(crate) fn visit_paths(&self, visit: &mut dyn FnMut(&'static str)) {
        match self {
            Self::Always | Self::Never | Self::Depends(_) | Self::Related { .. } => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit_paths(visit)),
            Self::Not(part) | Self::Unless(part) => part.visit_paths(visit),
            Self::Count { array, matching, .. } => {
                visit(array);
                matching.visit_paths(visit);
            }
            Self::First { array, among, has, .. } => {
                visit(array);
                among.visit_paths(visit);
                has.visit_paths(visit);
            }
            Self::Exists(path)
            | Self::Absent(path)
            | Self::OneOf(path, _)
            | Self::NotOneOf(path, _)
            | Self::Like(path, _)
            | Self::NotLike(path, _)
            | Self::Less(path, _)
            | Self::Greater(path, _)
            | Self::CoversPort(path, _)
            | Self::ExpiresAfterDays(path, _)
            | Self::ExpiresWithinDays(path, _) => visit(path),
        }
    }
}
