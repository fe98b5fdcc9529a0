//! Tries the change that a diagnostic names: the changed text is checked like any other, and its edits are kept only if the
//! diagnostic is gone, there is no new error, and no new warning in another environment.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostic, Severity, TextEdit},
    order,
    source::{SourceText, named_environment},
};

/// The maximum number of changes that are tried for one file.
const MAX_TRIALS: usize = 30;

/// The maximum length of all texts that are tried, in bytes; a text is read once for each of its environments.
const MAX_TRIED_BYTES: usize = 1024 * 1024;

/// Adds the edits that remove a diagnostic. `check` returns all diagnostics of a text, as those were found.
pub fn try_fixes(source: &SourceText, diagnostics: &mut [Diagnostic], check: impl Fn(&SourceText) -> Vec<Diagnostic>) {
    if diagnostics.iter().all(|diagnostic| diagnostic.fix.is_none()) {
        return;
    }
    let before = Counts::new(diagnostics);
    let readings = 1 + source.unselected_environments().len();
    let mut left = MAX_TRIALS.min(MAX_TRIED_BYTES / (source.text.len().max(1) * readings));
    // Several diagnostics may have the same cause.
    let mut tried: HashMap<Vec<TextEdit>, Counts> = HashMap::new();
    for diagnostic in diagnostics {
        let Some(edits) = diagnostic.fix.as_ref().and_then(|fix| source.edit_keys(fix)) else { continue };
        if !tried.contains_key(&edits) {
            if left == 0 {
                continue;
            }
            left -= 1;
            tried.insert(edits.clone(), Counts::new(&check(&source.with_edits(&edits))));
        }
        if tried.get(&edits).is_some_and(|after| after.lack(diagnostic, &before)) {
            diagnostic.edits = edits;
        }
    }
}

/// Whether the edits of a diagnostic are made together with others: neither a note, nor what allows other access.
#[must_use]
pub fn is_fixed_unasked(diagnostic: &Diagnostic) -> bool {
    !diagnostic.edits.is_empty()
        && diagnostic.severity != Severity::Note
        && diagnostic.fix.as_ref().is_some_and(|fix| !fix.opens_other_access)
}

/// The edits of errors and warnings that can be made at once, in the order of the text, and the diagnostics that they remove.
pub fn select_edits(
    source: &SourceText,
    diagnostics: &[Diagnostic],
    check: impl Fn(&SourceText) -> Vec<Diagnostic>,
) -> Option<(Vec<TextEdit>, Vec<Diagnostic>)> {
    let (mut edits, mut removed): (Vec<TextEdit>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let fixable = diagnostics.iter().filter(|one| is_fixed_unasked(one));
    for diagnostic in fixable.clone() {
        let overlaps =
            |one: &TextEdit, other: &TextEdit| one.range.start <= other.range.end && other.range.start <= one.range.end;
        if diagnostic.edits.iter().all(|edit| !edits.iter().any(|other| overlaps(edit, other))) {
            edits.extend(diagnostic.edits.iter().cloned());
            removed.push(diagnostic.clone());
        }
    }
    order::sort_by_key(&mut edits, |edit| edit.range.start);
    let first = fixable.into_iter().next()?;
    if removed.len() == 1 {
        return Some((edits, removed));
    }
    // Each was tried alone.
    let (before, after) = (Counts::new(diagnostics), Counts::new(&check(&source.with_edits(&edits))));
    let fits = removed.iter().all(|diagnostic| after.lack(diagnostic, &before));
    Some(if fits { (edits, removed) } else { (first.edits.clone(), vec![first.clone()]) })
}

/// How often there is each diagnostic: by code and message, since a change moves others.
struct Counts(HashMap<(&'static str, String), (Severity, usize)>);

impl Counts {
    fn new(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = HashMap::new();
        for diagnostic in diagnostics {
            let key = (diagnostic.code.as_str(), diagnostic.message.clone());
            counts.entry(key).or_insert((diagnostic.severity, 0)).1 += 1;
        }
        Self(counts)
    }

    /// Whether there is one less of a diagnostic than before, no other error, and no other warning in another environment.
    fn lack(&self, diagnostic: &Diagnostic, before: &Self) -> bool {
        // In an environment, the message has a prefix.
        let is_same = |code: &str, message: &str| {
            code == diagnostic.code.as_str() && message.ends_with(diagnostic.message.as_str())
        };
        let count = |counts: &Self| -> usize {
            counts.0.iter().filter(|((code, message), _)| is_same(code, message)).map(|(_, (_, count))| count).sum()
        };
        let own = named_environment(&diagnostic.message);
        let is_serious = |message: &str, severity: Severity| match severity {
            Severity::Error => true,
            Severity::Warning => named_environment(message).is_some_and(|environment| own != Some(environment)),
            Severity::Note => false,
        };
        let is_new = |(key, (severity, count)): (&(&'static str, String), &(Severity, usize))| {
            is_serious(&key.1, *severity) && before.0.get(key).is_none_or(|(_, known)| count > known)
        };
        count(self) < count(before) && !self.0.iter().any(is_new)
    }
}
