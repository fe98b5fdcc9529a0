//! What an engine does with the changed values of a resource, by the rules of its properties.

use super::{managed::deployed_last, properties::ValueChange};
use crate::{
    catalog::changes::{Effect, Engine, Outcome, When},
    order,
    plan::{Expr, Property, PropertyTree as _, PropertyValue, ResolvedTopology, Resource},
};

/// A changed value, with the outcome of its rule.
#[derive(Debug)]
pub(super) struct ChangeOutcome<'a> {
    /// The property whose rule applies.
    pub property: &'static Property,
    /// The outcome.
    pub outcome: &'static Outcome,
    /// The change.
    pub change: &'a ValueChange,
}

/// The outcomes of all changed values that an engine does not simply update, in the order of the fields, the region last;
/// each property once, with its first change.
pub(super) fn change_outcomes<'a>(
    new: &ResolvedTopology,
    after: &Resource,
    changes: &'a [ValueChange],
    engine: Engine,
) -> Vec<ChangeOutcome<'a>> {
    let after = deployed_last(new, after);
    let is_known = known_before_deployment(new);
    let mut outcomes: Vec<ChangeOutcome<'a>> = Vec::new();
    for root in after.body.properties() {
        for change in changes.iter().filter(|change| change.path.field_properties().next() == Some(root)) {
            for property in change.path.field_properties() {
                let rule = property.change_rule.iter().flat_map(|rule| rule.outcomes(engine));
                let outcome = rule.into_iter().find(|outcome| {
                    includes(outcome.when, change, &is_known)
                        && !is_part_of_record(after, property, outcome.when, change)
                });
                if let Some(outcome) = outcome
                    && !outcomes.iter().any(|other| other.property == property)
                {
                    outcomes.push(ChangeOutcome { property, outcome, change });
                }
            }
        }
    }
    order::sort_by_key(&mut outcomes, |outcome| outcome.property.field == "location");
    outcomes
}

/// Whether a rule includes a change.
pub(super) fn includes(when: When, change: &ValueChange, is_known: &impl Fn(&str) -> bool) -> bool {
    when.includes(&change.before, &change.after, is_known)
}

/// Whether a change that unsets a value does so within a record that is still set: a key has another identity, for example.
pub(super) fn is_part_of_record(after: &Resource, property: &Property, when: When, change: &ValueChange) -> bool {
    let PropertyValue::Record(fields) = after.body.property_value() else { return false };
    let mut records = fields.into_iter().filter(|(_, value)| matches!(value, PropertyValue::Record(_)));
    when == When::Unset && !change.path.ends_with(property) && records.any(|(field, _)| field == property)
}

/// Whether the text of a value is known before the deployment: the region of the resource group is not.
pub(super) fn known_before_deployment(plan: &ResolvedTopology) -> impl Fn(&str) -> bool + use<> {
    let unknown = plan.display_text(&Expr::ResourceGroupLocation);
    move |text| text != unknown
}

/// The changes of properties that cannot change, as a clause; without a verb where no source says whether they can.
pub(super) fn describe_outcomes(
    (old, new): (&ResolvedTopology, &ResolvedTopology),
    outcomes: &[ChangeOutcome<'_>],
) -> String {
    if let Some(ChangeOutcome { property, change, .. }) =
        outcomes.iter().find(|outcome| matches!(outcome.outcome.when, When::Lowered(_)))
    {
        return format!("its {} is downgraded from {} to {}", property.display_name(), change.before, change.after);
    }
    let parts = outcomes.iter().map(|ChangeOutcome { property, outcome, change }| {
        let name = property.display_name();
        if outcome.when == When::ElementRemoved {
            format!("{name} in use")
        } else if change.path.ends_with(property) {
            let (before, after) = change.path.describe_values((old, &change.before), (new, &change.after));
            let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
            format!("{name} ({} to {})", or_none(before), or_none(after))
        } else {
            name.into_owned()
        }
    });
    let names = parts.collect::<Vec<_>>().join(" and ");
    let is_unknown = outcomes.iter().all(|outcome| outcome.outcome.effect == Effect::Unknown);
    if is_unknown { names } else { format!("{names} cannot change") }
}
