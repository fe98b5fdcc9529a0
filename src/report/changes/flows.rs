//! Lines about access paths that change.

use super::languages::ReportedLanguages;
use crate::{
    analyse::access::Verdict,
    catalog::changes::Engine,
    compare::{AccessPathChange, Changes, DeployedVerdicts, SideBySide},
};

/// What a deployment does to an access path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Movement {
    /// It becomes less restricted.
    Opens,
    /// It is allowed no longer in every case.
    BecomesConditional,
    /// It is denied.
    Closes,
    /// The new topology denies it, and what is left keeps it.
    StaysUntilRemoval,
}

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

/// The lines of one movement: one for each access path where the languages agree.
pub(super) fn movement_lines(changes: &Changes, languages: &ReportedLanguages, wanted: Movement) -> Vec<String> {
    let mut lines = Vec::new();
    for change in &changes.access_paths {
        let mut moved: Vec<(String, Vec<Engine>)> = Vec::new();
        let moving: Vec<Engine> =
            languages.engines().into_iter().filter(|engine| Movement::of(change, *engine) == Some(wanted)).collect();
        for engine in &moving {
            let engine = *engine;
            let verdicts = change.deployed_by(engine);
            // An access path that one engine denies and the other no longer has is denied in both.
            let is_same = |other: &Engine| {
                let DeployedVerdicts { before, after, .. } = change.deployed_by(*other);
                before == verdicts.before && after == Some(Verdict::Denied) && verdicts.after.is_none()
            };
            let shown = moving.iter().copied().find(is_same).unwrap_or(engine);
            let text = path_line(change, change.deployed_by(shown), wanted, changes.side_by_side.as_ref());
            match moved.iter_mut().find(|(other, _)| *other == text) {
                Some((_, engines)) => engines.push(engine),
                None => moved.push((text, vec![engine])),
            }
        }
        lines.extend(
            moved.into_iter().filter_map(|(text, engines)| Some(format!("{}{text}", languages.prefix(&engines)?))),
        );
    }
    lines
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

fn path_line(
    change: &AccessPathChange,
    verdicts: DeployedVerdicts,
    movement: Movement,
    environments: Option<&SideBySide>,
) -> String {
    let DeployedVerdicts { before, after, .. } = verdicts;
    let former = change.former.as_ref().map(|former| format!(" ({former})")).unwrap_or_default();
    let path = format!("{}{former}", describe_path(&change.access_path.to_string()));
    let text = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
    if movement == Movement::StaysUntilRemoval {
        return format!("{path}: stays {}", text(after));
    }
    if let Some(identity) = &change.new_identity {
        return format!("{path}: {}, but for a different principal: {identity}", text(after));
    }
    let error = change.access_path.service_error().filter(|_| after == Some(Verdict::Denied));
    let error = error.map(|error| format!(" ({})", error.name)).unwrap_or_default();
    if let Some(SideBySide { old, new }) = environments {
        return match (before, after) {
            (None, after) => format!("{path}: only in {new}, {}{error}", text(after)),
            (before, None) => format!("{path}: only in {old}, {}", text(before)),
            (before, after) => format!("{path}: {} in {old}, {} in {new}{error}", text(before), text(after)),
        };
    }
    match (before, after) {
        (None, after) => format!("{path}: new, {}{error}", text(after)),
        (before, None) => format!("{path}: removed, was {}", text(before)),
        (before, after) => format!("{path}: {} to {}{error}", text(before), text(after)),
    }
}
