//! What a change means in one engine.

use super::{ResourceEffect, properties::ValueChange, resource_effect::UNLESS_MOVED};
use crate::catalog::{
    Fact,
    changes::{Consequence, Effect, Heading, Meaning, general},
};

/// A consequence of one engine.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) heading: Heading,
    pub(super) text: String,
    pub(super) code: Option<&'static str>,
    pub(super) fact: &'static Fact,
    /// The resource as the old topology calls it, if it is about that.
    pub(super) former: Option<String>,
    /// Whether it applies only as long as Terraform does not know that a resource has another address.
    pub(super) unless_moved: bool,
}

impl Finding {
    pub(super) fn new(heading: Heading, text: impl Into<String>, fact: &'static Fact) -> Self {
        Self { heading, text: text.into(), code: None, fact, former: None, unless_moved: false }
    }

    pub(super) fn of_meaning(meaning: &Meaning) -> Self {
        Self::new(meaning.heading, meaning.text, meaning.fact)
    }

    pub(super) fn of_consequence(consequence: &Consequence) -> Self {
        Self::new(consequence.heading, consequence.text, consequence.fact)
    }

    /// The same, as long as Terraform does not know that a resource has another address.
    pub(super) fn unless_moved(self) -> Self {
        Self { unless_moved: true, ..self.on_condition(UNLESS_MOVED) }
    }

    /// The same under a condition.
    pub(super) fn on_condition(self, condition: &str) -> Self {
        Self { text: format!("{condition}, {}", self.text), ..self }
    }
}

/// A consequence with the values that changed, where they are short.
pub(super) fn describe_consequence(consequence: &Consequence, change: &ValueChange) -> Finding {
    let mut finding = Finding::of_consequence(consequence);
    let is_number = |text: &str| text.parse::<i64>().is_ok();
    if is_number(&change.before) && is_number(&change.after) {
        finding.text =
            format!("{} from {} to {}: {}", change.path.display_name(), change.before, change.after, finding.text);
    }
    finding
}

/// The codes of removals that are refused because of another resource.
const REMOVAL_CODES: [&str; 3] = [general::SCOPE_LOCKED, general::STACK_CANNOT_DELETE, general::SUBNET_IN_USE];

impl ResourceEffect {
    /// Why the removal of a resource is refused, as a clause; none if it is not, or something else is refused.
    pub(crate) fn refused_removal(&self) -> Option<String> {
        let is_removal = self.effect == Effect::Refused && !self.follows;
        let code = self.code.filter(|code| is_removal && REMOVAL_CODES.contains(code))?;
        let reason = self.reason.as_deref()?;
        let condition = self.condition.as_ref().map(|condition| format!(" {condition}")).unwrap_or_default();
        Some(format!("removal is refused with {code} while {reason}{condition}"))
    }
}

/// What an effect leaves to be done by hand.
pub(super) fn by_hand(effect: &ResourceEffect) -> Option<Finding> {
    let reason = effect.reason.as_deref().unwrap_or_default();
    let condition = effect.condition.as_ref().map(|condition| format!(" {condition}")).unwrap_or_default();
    let text = match effect.effect {
        Effect::Refused if effect.refused_removal().is_some() => effect.refused_removal().unwrap_or_default(),
        Effect::Refused => {
            let code = effect.code.map(|code| format!(" with {code}")).unwrap_or_default();
            let separator = if reason.is_empty() { "" } else { ": " };
            format!("{reason}{separator}refused{code}{condition}")
        }
        Effect::Destroyed if effect.condition.is_some() => {
            format!("it is deleted{condition}; otherwise, its deletion is refused")
        }
        Effect::Left if effect.condition.is_some() => format!("it stays{}", condition.replacen(' ', "; ", 1)),
        Effect::Ignored => format!("{reason}: the deployment succeeds and does not change it{condition}"),
        Effect::Unknown => format!("{reason}: the effect is unknown: it is not documented{condition}"),
        _ => return None,
    };
    let unless_moved = effect.is_of_other_address();
    Some(Finding { code: effect.code, unless_moved, ..Finding::new(Heading::Refused, text, effect.fact) })
}

/// Data that is lost covers the interruption and the weaker protection that come with it.
pub(super) fn drop_weaker(findings: &mut Vec<Finding>) {
    if findings.iter().any(|finding| finding.heading == Heading::LosesData) {
        findings.retain(|finding| !matches!(finding.heading, Heading::Interrupts | Heading::ProtectsLess));
    }
    let mut seen: Vec<(Heading, String)> = Vec::new();
    findings.retain(|finding| {
        let key = (finding.heading, finding.text.clone());
        !seen.contains(&key) && {
            seen.push(key);
            true
        }
    });
}
