//! What is under the headings of a report, as one list: the lines of the text, the entries of the JSON and the answer of
//! `--fail-on` are made from it.

use super::{
    flows::{Movement, movements},
    lines::{changed_costs, resource_label},
};
use crate::{
    analyse::access::EvaluatedPath,
    catalog::{
        Fact,
        changes::{CostDirection, Effect, Engine, Heading},
    },
    compare::{Change, Changes, ReportedConsequence},
};

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
}

impl HeadingEntry<'_> {
    /// Whether it reports a change. The cost of what is left in Azure does not change.
    fn is_change(&self) -> bool {
        self.heading != ReportHeading::Cost || self.cost.is_some()
    }
}

/// All entries for some engines, in the order of the headings.
pub(super) fn heading_entries<'a>(changes: &'a Changes, engines: &[Engine]) -> Vec<HeadingEntry<'a>> {
    let mut entries: Vec<HeadingEntry<'_>> = Vec::new();
    for heading in ReportHeading::ALL {
        match heading {
            ReportHeading::Consequence(heading) => {
                let of_heading = changes.consequences.iter().filter(|consequence| consequence.heading == heading);
                entries.extend(of_heading.filter_map(|consequence| consequence_entry(consequence, engines)));
            }
            ReportHeading::Access(movement) => entries.extend(movements(changes, engines, movement)),
            ReportHeading::Cost => {
                entries.extend(changes.resources.iter().flat_map(|change| cost_entries(change, engines)));
            }
        }
    }
    entries
}

/// Whether a heading has a change in any of the engines.
pub(super) fn has_change(changes: &Changes, engines: &[Engine], heading: ReportHeading) -> bool {
    heading_entries(changes, engines).iter().any(|entry| entry.heading == heading && entry.is_change())
}

pub(super) fn consequence_entry<'a>(
    consequence: &'a ReportedConsequence,
    engines: &[Engine],
) -> Option<HeadingEntry<'a>> {
    let applying: Vec<Engine> = engines.iter().copied().filter(|engine| consequence.engines.contains(engine)).collect();
    (!applying.is_empty()).then(|| HeadingEntry {
        heading: ReportHeading::Consequence(consequence.heading),
        engines: applying,
        subject: EntrySubject::Resource { symbol: &consequence.symbol, label: consequence.label.clone() },
        text: consequence.text.clone(),
        code: consequence.code,
        fact: Some(consequence.fact),
        cost: None,
    })
}

/// What happens to the cost of a resource: once where the engines agree.
fn cost_entries<'a>(change: &'a Change, engines: &[Engine]) -> Vec<HeadingEntry<'a>> {
    let mut by_engine: Vec<(CostChanges, Vec<Engine>)> = Vec::new();
    for engine in engines {
        let found = cost_changes(change, *engine);
        match by_engine.iter_mut().find(|(other, _)| *other == found) {
            Some((_, engines)) => engines.push(*engine),
            None => by_engine.push((found, vec![*engine])),
        }
    }
    let resource = change.resource();
    let entry = |(cost, text): (Option<CostDirection>, String), engines: &[Engine]| HeadingEntry {
        heading: ReportHeading::Cost,
        engines: engines.to_vec(),
        subject: EntrySubject::Resource { symbol: &resource.symbol, label: resource_label(resource) },
        text,
        code: None,
        fact: None,
        cost,
    };
    by_engine
        .into_iter()
        .flat_map(|(found, engines)| found.into_iter().map(move |one| entry(one, &engines)).collect::<Vec<_>>())
        .collect()
}

/// Directions of the cost, each with its reason; none is a cost that stays.
type CostChanges = Vec<(Option<CostDirection>, String)>;

/// What an engine does to the cost of a resource, as far as it carries the change out.
fn cost_changes(change: &Change, engine: Engine) -> CostChanges {
    let resource = change.resource();
    let has = |wanted: Effect| resource.effects[engine as usize].iter().any(|effect| effect.effect == wanted);
    let one = |direction, text: &str| vec![(direction, text.to_owned())];
    let is_second = resource.is_billed && has(Effect::Created) && has(Effect::Left);
    if is_second && matches!(change, Change::Changed(_) | Change::Replaced(_)) {
        return one(Some(CostDirection::Rises), "a second one is created beside the old one, cost rises");
    }
    if resource.cost.is_none() {
        return Vec::new();
    }
    match change {
        Change::Added(_) if has(Effect::Created) => one(Some(CostDirection::Rises), "added, cost rises"),
        Change::Removed(_) if has(Effect::Left) => one(None, "left in Azure, its cost stays"),
        Change::Removed(_) if has(Effect::Destroyed) => one(Some(CostDirection::Falls), "removed, cost falls"),
        Change::Added(_) | Change::Removed(_) => Vec::new(),
        Change::Changed(_) | Change::Replaced(_) => {
            let is_carried_out =
                [Effect::Changed, Effect::Replaced, Effect::Created, Effect::Unknown].into_iter().any(has);
            if is_carried_out { changed_costs(resource) } else { Vec::new() }
        }
    }
}
