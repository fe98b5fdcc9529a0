//! Tries the change that a diagnostic names: the changed text is checked like any other, and its edits are kept only if the
//! diagnostic is gone, there is no new error, and no new warning in another environment.

use std::{collections::HashMap, rc::Rc};

use crate::{
    diagnostic::{Diagnostic, Fix, Severity, TextEdit},
    source::{SourceText, named_environment},
};

/// The maximum number of changes that are tried for one file.
const MAX_TRIALS: usize = 30;

/// The maximum length of all texts that are tried, in bytes; a text is read once for each of its environments.
const MAX_TRIED_BYTES: usize = 1024 * 1024;

/// The maximum number of times that a change is extended by the changes of errors that it reveals.
const MAX_EXTENSIONS: usize = 4;

/// How the changes of a text are tried.
pub struct Trials<'a> {
    source: &'a SourceText,
    /// What is known of the unchanged text.
    known: Counts,
    check: &'a dyn Fn(&SourceText) -> Vec<Diagnostic>,
    /// Diagnostics after edits: several changes may have the same ones.
    tried: HashMap<Vec<TextEdit>, Rc<[Diagnostic]>>,
    left: usize,
}

impl<'a> Trials<'a> {
    /// `known` are all diagnostics of the text, also those that are not shown; `check` returns those of a changed text.
    pub fn new(
        source: &'a SourceText,
        known: &[Diagnostic],
        check: &'a dyn Fn(&SourceText) -> Vec<Diagnostic>,
    ) -> Self {
        let readings = 1 + if source.environment.is_none() { source.environment_names().len() } else { 0 };
        let left = MAX_TRIALS.min(MAX_TRIED_BYTES / (source.text.len().max(1) * readings));
        Self { source, known: Counts::new(known), check, tried: HashMap::new(), left }
    }

    /// Adds the edits that remove a diagnostic.
    pub fn add_edits(&mut self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            if let Some((fix, edits)) = diagnostic.fix.clone().and_then(|fix| self.find_edits(diagnostic, fix)) {
                (diagnostic.fix, diagnostic.edits) = (Some(fix), edits);
            }
        }
    }

    /// The edits of a change after which the diagnostic is gone. Where the right key reveals what is wrong below it, the change
    /// is extended by the changes of these errors.
    fn find_edits(&mut self, diagnostic: &Diagnostic, mut fix: Box<Fix>) -> Option<(Box<Fix>, Vec<TextEdit>)> {
        for _ in 0..=MAX_EXTENSIONS {
            let edits = self.source.edit_keys(&fix)?;
            let found = self.diagnostics_after(&edits)?;
            let after = Counts::new(&found);
            if !after.lack(diagnostic, &self.known) {
                return None;
            }
            let revealed: Vec<&Diagnostic> =
                found.iter().filter(|one| after.is_new(one, diagnostic, &self.known)).collect();
            if revealed.is_empty() {
                return Some((fix, edits));
            }
            // From the last to the first: what is removed from a list moves what is after it. One without a change may be gone
            // with another, such as a missing key that is misspelt.
            let fixes = revealed.into_iter().rev().filter_map(|one| one.fix.as_ref());
            let same: Vec<&Fix> = fixes.map(Box::as_ref).filter(|next| next.environment == fix.environment).collect();
            if same.is_empty() {
                return None;
            }
            fix.changes.extend(same.iter().flat_map(|next| next.changes.iter().cloned()));
            fix.opens_other_access |= same.iter().any(|next| next.opens_other_access);
        }
        None
    }

    /// The diagnostics of the text after edits, as long as more may be tried.
    fn diagnostics_after(&mut self, edits: &[TextEdit]) -> Option<Rc<[Diagnostic]>> {
        if !self.tried.contains_key(edits) {
            self.left = self.left.checked_sub(1)?;
            self.tried.insert(edits.to_vec(), (self.check)(&self.source.with_edits(edits)).into());
        }
        self.tried.get(edits).cloned()
    }

    /// The edits of errors and warnings that can be made at once, in the order of the text, and the diagnostics that they remove.
    #[must_use]
    pub fn select_edits(&self, diagnostics: &[Diagnostic]) -> Option<(Vec<TextEdit>, Vec<Diagnostic>)> {
        let overlaps =
            |one: &TextEdit, other: &TextEdit| one.range.start <= other.range.end && other.range.start <= one.range.end;
        let mut selected: Vec<&Diagnostic> = Vec::new();
        for diagnostic in diagnostics.iter().filter(|one| is_fixed_unasked(one)) {
            let mut others = selected.iter().flat_map(|other| &other.edits);
            if !others.any(|other| diagnostic.edits.iter().any(|edit| overlaps(edit, other))) {
                selected.push(diagnostic);
            }
        }
        // Each was tried alone: where they do not fit together, half of them may.
        loop {
            let mut edits: Vec<TextEdit> = selected.iter().flat_map(|one| one.edits.iter().cloned()).collect();
            edits.sort_by_key(|edit| edit.range.start);
            let fit = || {
                let found = (self.check)(&self.source.with_edits(&edits));
                let after = Counts::new(&found);
                let fits = |one: &Diagnostic| {
                    after.lack(one, &self.known) && !found.iter().any(|other| after.is_new(other, one, &self.known))
                };
                selected.iter().all(|one| fits(one))
            };
            match selected.len() {
                0 => return None,
                count if count == 1 || fit() => return Some((edits, selected.into_iter().cloned().collect())),
                count => selected.truncate(count / 2),
            }
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

/// The messages of diagnostics, by code and message without the positions in lists: a change moves others.
struct Counts(HashMap<(&'static str, String), Vec<String>>);

impl Counts {
    fn new(diagnostics: &[Diagnostic]) -> Self {
        let mut counts: HashMap<_, Vec<String>> = HashMap::new();
        for diagnostic in diagnostics {
            counts.entry(identity(diagnostic)).or_default().push(diagnostic.message.clone());
        }
        Self(counts)
    }

    fn messages(&self, diagnostic: &Diagnostic) -> &[String] {
        self.0.get(&identity(diagnostic)).map_or(&[], Vec::as_slice)
    }

    /// Whether there is one less of a diagnostic than before.
    fn lack(&self, diagnostic: &Diagnostic, before: &Self) -> bool {
        // In an environment, the message has a prefix.
        let (code, message) = identity(diagnostic);
        let count = |counts: &Self| -> usize {
            let same = counts.0.iter().filter(|((other, text), _)| *other == code && text.ends_with(&message));
            same.map(|(_, messages)| messages.len()).sum()
        };
        count(self) < count(before)
    }

    /// Whether a diagnostic was not there before a change that is made for another one: an error, or a warning in another
    /// environment.
    fn is_new(&self, diagnostic: &Diagnostic, reason: &Diagnostic, before: &Self) -> bool {
        let is_serious = match diagnostic.severity {
            Severity::Error => true,
            Severity::Warning => {
                let environment = named_environment(&diagnostic.message);
                environment.is_some() && environment != named_environment(&reason.message)
            }
            Severity::Note => false,
        };
        let (own, known) = (self.messages(diagnostic), before.messages(diagnostic));
        let equal = |messages: &[String]| messages.iter().filter(|message| **message == diagnostic.message).count();
        is_serious && own.len() > known.len() && equal(own) > equal(known)
    }
}

/// A diagnostic without the positions in lists: `clients[].name`.
fn identity(diagnostic: &Diagnostic) -> (&'static str, String) {
    let mut message = String::new();
    let mut parts = diagnostic.message.split('[');
    message.extend(parts.next());
    for part in parts {
        message.push('[');
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        message.push_str(if rest.starts_with(']') { rest } else { part });
    }
    (diagnostic.code.as_str(), message)
}
