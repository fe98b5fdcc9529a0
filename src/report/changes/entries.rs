//! What is under the headings of a report, as one list: the lines of the text, the entries of the JSON and the answer of
//! `--fail-on` are made from it.

use super::{
    flows::movements,
    headings::{EntrySubject, HeadingEntry, ReportHeading},
    lines::{changed_costs, resource_label},
};
use crate::{
    catalog::changes::{CostDirection, Effect, Engine},
    compare::{Change, Changes, ReportedConsequence, ResourceEffect},
    report::marked::mark_unless_words,
};

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
        subject: EntrySubject::Resource { symbol: &consequence.symbol, label: mark_unless_words(&consequence.label) },
        text: consequence.text.clone(),
        code: consequence.code,
        fact: Some(consequence.fact),
        cost: None,
        unless_moved: consequence.unless_moved,
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
        unless_moved: false,
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
    let is_refused = resource.effects[engine as usize].iter().any(ResourceEffect::is_certain_refusal);
    let one = |direction, text: &str| vec![(direction, text.to_owned())];
    // What is refused on a condition is created otherwise.
    let may_be_created = has(Effect::Created) || (has(Effect::Refused) && !is_refused);
    let is_second = resource.is_billed && may_be_created && has(Effect::Left);
    if is_second && matches!(change, Change::Changed(_) | Change::Replaced(_)) {
        return one(Some(CostDirection::Rises), "a second one is created beside the old one, cost rises");
    }
    if resource.cost.is_none() {
        return Vec::new();
    }
    match change {
        Change::Added(_) if may_be_created => one(Some(CostDirection::Rises), "added, cost rises"),
        Change::Removed(_) if has(Effect::Left) => one(None, "left in Azure, its cost stays"),
        Change::Removed(_) if has(Effect::Destroyed) => one(Some(CostDirection::Falls), "removed, cost falls"),
        Change::Added(_) | Change::Removed(_) => Vec::new(),
        Change::Changed(_) | Change::Replaced(_) => {
            let is_carried_out =
                [Effect::Changed, Effect::Replaced, Effect::Created, Effect::Unknown].into_iter().any(has);
            if is_carried_out && !is_refused { changed_costs(resource) } else { Vec::new() }
        }
    }
}
