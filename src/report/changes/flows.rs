//! Access paths that change.

use super::headings::{EntrySubject, HeadingEntry, Movement, ReportHeading};
use crate::{
    analyse::access::{EvaluatedPath, Verdict},
    catalog::changes::Engine,
    compare::{AccessPathChange, Changes, DeployedVerdicts, SideBySide},
    report::marked::{mark_unless_words, mark_value},
};

impl Movement {
    /// What a deployment with one engine does; none where the verdict stays.
    pub(super) fn of(change: &AccessPathChange, engine: Engine) -> Option<Self> {
        let DeployedVerdicts { before, after, after_removal } = change.deployed_by(engine);
        let rank = |verdict: Option<Verdict>| verdict.unwrap_or(Verdict::Denied);
        let (before, after, after_removal) = (rank(before), rank(after), rank(after_removal));
        // What was before is about another principal.
        if change.new_identity.is_some() {
            return (after != Verdict::Denied).then_some(Self::Opens);
        }
        match after.cmp(&before) {
            std::cmp::Ordering::Less => Some(Self::Opens),
            std::cmp::Ordering::Greater if after == Verdict::Denied => Some(Self::Closes),
            std::cmp::Ordering::Greater => Some(Self::BecomesConditional),
            std::cmp::Ordering::Equal => (after_removal > after).then_some(Self::StaysUntilRemoval),
        }
    }
}

/// The entries of one movement: one for each access path where the engines agree.
pub(super) fn movements<'a>(changes: &'a Changes, engines: &[Engine], wanted: Movement) -> Vec<HeadingEntry<'a>> {
    let mut entries = Vec::new();
    for change in &changes.access_paths {
        let mut moved: Vec<(String, Vec<Engine>)> = Vec::new();
        let moving: Vec<Engine> =
            engines.iter().copied().filter(|engine| Movement::of(change, *engine) == Some(wanted)).collect();
        for engine in &moving {
            let engine = *engine;
            let verdicts = change.deployed_by(engine);
            // An access path that one engine denies and the other no longer has is denied in both.
            let is_same = |other: &Engine| {
                let DeployedVerdicts { before, after, .. } = change.deployed_by(*other);
                before == verdicts.before && after == Some(Verdict::Denied) && verdicts.after.is_none()
            };
            let shown = moving.iter().copied().find(is_same).unwrap_or(engine);
            let text = movement_text(change, change.deployed_by(shown), wanted, changes.side_by_side.as_ref());
            match moved.iter_mut().find(|(other, _)| *other == text) {
                Some((_, engines)) => engines.push(engine),
                None => moved.push((text, vec![engine])),
            }
        }
        entries.extend(moved.into_iter().map(|(text, engines)| HeadingEntry {
            heading: ReportHeading::Access(wanted),
            engines,
            subject: EntrySubject::Path { path: &change.access_path, former: change.former.as_deref() },
            text,
            code: None,
            fact: None,
            cost: None,
            unless_moved: false,
        }));
    }
    entries
}

/// The number of access paths with a movement in any of the engines.
pub(super) fn count_movements(changes: &Changes, engines: &[Engine], wanted: Movement) -> usize {
    let has = |change: &&AccessPathChange| engines.iter().any(|engine| Movement::of(change, *engine) == Some(wanted));
    changes.access_paths.iter().filter(has).count()
}

/// An access path for people: a query names Terraform's identity and what it does with one word each.
fn describe_path(path: &str) -> String {
    match path.strip_prefix("deployer ") {
        Some(rest) => format!("the identity that runs Terraform {}", rest.replacen("makes ", "creates ", 1)),
        None => path.to_owned(),
    }
}

/// An access path for people, with what only the old topology has.
pub(super) fn path_label(path: &EvaluatedPath, former: Option<&str>) -> String {
    let former = former.map(|former| format!(" ({})", mark_value(former))).unwrap_or_default();
    format!("{}{former}", mark_unless_words(&describe_path(&path.to_string())))
}

fn movement_text(
    change: &AccessPathChange,
    verdicts: DeployedVerdicts,
    movement: Movement,
    environments: Option<&SideBySide>,
) -> String {
    let DeployedVerdicts { before, after, .. } = verdicts;
    let text = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
    if movement == Movement::StaysUntilRemoval {
        return format!("stays {}", text(after));
    }
    if let Some(identity) = &change.new_identity {
        return format!("{}, but for a different principal: {}", text(after), mark_value(identity));
    }
    let error = change.access_path.service_error().filter(|_| after == Some(Verdict::Denied));
    let error = error.map(|error| format!(" ({})", error.name)).unwrap_or_default();
    if let Some(SideBySide { old, new }) = environments {
        return match (before, after) {
            (None, after) => format!("only in {new}, {}{error}", text(after)),
            (before, None) => format!("only in {old}, {}", text(before)),
            (before, after) => format!("{} in {old}, {} in {new}{error}", text(before), text(after)),
        };
    }
    match (before, after) {
        (None, after) => format!("new, {}{error}", text(after)),
        (before, None) => format!("removed, was {}", text(before)),
        (before, after) => format!("{} to {}{error}", text(before), text(after)),
    }
}
