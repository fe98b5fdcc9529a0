//! What a deployment does with a resource that changes: a rule for each property, a lifecycle for each kind.
//!
//! There are two engines. Resource Manager deploys Bicep and ARM in incremental mode: it creates and updates what the
//! template has, and leaves the rest. azurerm compares with its state: it updates, replaces and destroys.
//! A property names its rule where it is declared (`plan::body`).

pub mod account;
pub mod cost;
pub mod endpoints;
pub mod extensions;
pub mod general;
pub mod identity;
mod kinds;
mod lifecycle;
pub mod monitoring;
pub mod network;
pub mod routes;
pub mod storage;
mod storage_lifecycle;
pub mod vault;
pub mod vm;

use super::Fact;
pub use cost::{CostDirection, CostOrder, CostRule};
pub use lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal};

/// What carries out a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// Azure Resource Manager: Bicep and ARM.
    ResourceManager,
    /// Terraform with azurerm.
    Terraform,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ResourceManager, Self::Terraform];
}

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is created.
    Created,
    /// It is updated in place.
    Changed,
    /// It is destroyed, and a new one is created.
    Replaced,
    /// It is deleted.
    Destroyed,
    /// It stays, although the file no longer has it.
    Left,
    /// The deployment fails.
    Refused,
    /// The deployment succeeds and changes nothing.
    Ignored,
    /// No source settles it.
    Unknown,
}

impl Effect {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Replaced => "replaced",
            Self::Destroyed => "destroyed",
            Self::Left => "left",
            Self::Refused => "refused",
            Self::Ignored => "ignored",
            Self::Unknown => "unknown",
        }
    }
}

/// What a reviewer must not miss, in the order of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Data or settings of a service are lost.
    LosesData,
    /// No later deployment can return to the present state.
    CannotBeUndone,
    /// A service or an access path is unavailable for some time.
    Interrupts,
    /// The deployment fails, or something has to be done by hand.
    Refused,
    /// Recovery, logs, encryption or a restriction becomes weaker.
    ProtectsLess,
}

impl Heading {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LosesData => "losesData",
            Self::CannotBeUndone => "cannotBeUndone",
            Self::Interrupts => "interrupts",
            Self::Refused => "refused",
            Self::ProtectsLess => "protectsLess",
        }
    }

    /// The title in reports.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::LosesData => "Loses data",
            Self::CannotBeUndone => "Cannot be undone",
            Self::Interrupts => "Interrupts",
            Self::Refused => "Refused or by hand",
            Self::ProtectsLess => "Protects less",
        }
    }

    /// All of them, in their order.
    pub const ALL: [Self; 5] =
        [Self::LosesData, Self::CannotBeUndone, Self::Interrupts, Self::Refused, Self::ProtectsLess];
}

/// What the engines do with a changed value of a property. Without a matching outcome, the value changes in place.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangeRule {
    /// In Resource Manager; the first that matches applies.
    pub resource_manager: &'static [Outcome],
    /// In azurerm; the first that matches applies.
    pub azurerm: &'static [Outcome],
    /// What the change means, in either engine.
    pub consequences: &'static [Consequence],
}

/// What an engine does with some changes of a value.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The changes.
    pub when: When,
    /// What it does.
    pub effect: Effect,
    /// The error code, where it is refused and a source names one.
    pub code: Option<&'static str>,
    /// The condition on which the effect depends, if it does, as a clause that begins with "if", "unless" or "while".
    pub condition: Option<&'static str>,
    /// Whether the engine has no use for the property, so that there is nothing to report.
    pub is_silent: bool,
    /// Where this was read.
    pub fact: &'static Fact,
}

/// What a change of a value means for a reviewer.
#[derive(Debug, PartialEq, Eq)]
pub struct Consequence {
    /// The changes.
    pub when: When,
    /// The only engine in which it has this meaning, if not both.
    pub engine: Option<Engine>,
    /// The heading under which it is reported.
    pub heading: Heading,
    /// What the topology must have for it to be reported, as a clause that begins with "if".
    pub condition: Option<&'static str>,
    /// What it means, as a clause without a full stop.
    pub text: &'static str,
    /// Where this was read.
    pub fact: &'static Fact,
}

/// Some of the changes of a value, by the texts of the old and the new one; an empty text is a value that is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Any change.
    Always,
    /// It was not set.
    Set,
    /// It is no longer set.
    Unset,
    /// It was set, and is set to another value.
    ToAnother,
    /// From one of these values.
    From(&'static [&'static str]),
    /// To one of these values.
    To(&'static [&'static str]),
    /// From the first to the second value of a pair.
    Pairs(&'static [(&'static str, &'static str)]),
    /// Towards the start of this list.
    Lowered(&'static [&'static str]),
    /// The number becomes smaller.
    NumberFalls,
    /// The number becomes larger.
    NumberRises,
    /// An element of the list is removed.
    ElementRemoved,
    /// An element is added to the list.
    ElementAdded,
    /// Both values are known before the deployment.
    BothKnown,
    /// It stays the same, and the resource to which it refers is destroyed and created again.
    TargetReplaced,
}

impl When {
    /// Whether it includes a change. `is_known` tells whether a text is known before the deployment.
    #[must_use]
    pub fn includes(self, before: &str, after: &str, is_known: impl Fn(&str) -> bool) -> bool {
        let numbers = || Some((before.parse::<i64>().ok()?, after.parse::<i64>().ok()?));
        match self {
            Self::Always => true,
            Self::Set | Self::ElementAdded => before.is_empty(),
            Self::Unset | Self::ElementRemoved => after.is_empty(),
            Self::ToAnother => !before.is_empty() && !after.is_empty(),
            Self::From(values) => values.contains(&before),
            Self::To(values) => values.contains(&after),
            Self::Pairs(pairs) => pairs.contains(&(before, after)),
            Self::Lowered(order) => {
                let rank = |value: &str| order.iter().position(|known| *known == value);
                rank(after) < rank(before)
            }
            Self::NumberFalls => numbers().is_some_and(|(before, after)| after < before),
            Self::NumberRises => numbers().is_some_and(|(before, after)| after > before),
            Self::BothKnown => is_known(before) && is_known(after),
            // No value of the resource itself shows it.
            Self::TargetReplaced => false,
        }
    }
}

impl ChangeRule {
    /// The outcomes of an engine.
    #[must_use]
    pub const fn outcomes(&self, engine: Engine) -> &'static [Outcome] {
        match engine {
            Engine::ResourceManager => self.resource_manager,
            Engine::Terraform => self.azurerm,
        }
    }

    /// What an engine does if the resource to which the property refers is replaced. Without such an outcome, a property
    /// that [always replaces](Self::always_replaces) replaces this one as well, and any other is updated in place.
    #[must_use]
    pub fn outcome_of_replaced_target(&self, engine: Engine) -> Option<&'static Outcome> {
        self.outcomes(engine).iter().find(|outcome| outcome.when == When::TargetReplaced)
    }

    /// Whether every change forces replacement in azurerm: a replaced resource to which the property refers replaces
    /// this one.
    #[must_use]
    pub fn always_replaces(&self) -> bool {
        let always = |outcome: &Outcome| outcome.when == When::Always && outcome.condition.is_none();
        self.azurerm.iter().any(|outcome| always(outcome) && outcome.effect == Effect::Replaced)
    }
}

impl Outcome {
    /// An outcome without code and condition.
    pub(crate) const fn new(when: When, effect: Effect, fact: &'static Fact) -> Self {
        Self { when, effect, code: None, condition: None, is_silent: false, fact }
    }

    /// A refusal with its error code.
    pub(crate) const fn refused(when: When, code: &'static str, fact: &'static Fact) -> Self {
        Self { code: Some(code), ..Self::new(when, Effect::Refused, fact) }
    }

    /// The engine has no use for the property.
    pub(crate) const fn unused(fact: &'static Fact) -> Self {
        Self { is_silent: true, ..Self::new(When::Always, Effect::Ignored, fact) }
    }

    /// The same, on a condition.
    pub(crate) const fn on_condition(self, condition: &'static str) -> Self {
        Self { condition: Some(condition), ..self }
    }
}

impl Consequence {
    /// A consequence in both engines.
    pub(crate) const fn new(when: When, heading: Heading, text: &'static str, fact: &'static Fact) -> Self {
        Self { when, engine: None, heading, condition: None, text, fact }
    }

    /// The same, in Terraform only.
    pub(crate) const fn in_terraform(self) -> Self {
        Self { engine: Some(Engine::Terraform), ..self }
    }

    /// The same, on a condition.
    pub(crate) const fn on_condition(self, condition: &'static str) -> Self {
        Self { condition: Some(condition), ..self }
    }
}
