//! Tries the change that a diagnostic names: the changed text is checked like any other, and its edits are kept only if the
//! diagnostic is gone, there is no new error, and no new warning in another environment.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::opened::OpenSettings;
use crate::{
    diagnostic::{Diagnostic, Fix, Severity, TextEdit},
    order,
    source::{SourceText, named_environment},
};

/// The maximum number of texts that are tried for one file, alone or with several changes.
const MAX_TRIALS: usize = 30;

/// The maximum length of all texts that are tried, in bytes; a text is read once for each of its environments.
const MAX_TRIED_BYTES: usize = 1024 * 1024;

/// The maximum number of changes that are tried together: as many as there are diagnostics that are shown.
const MAX_TOGETHER: usize = 100;

/// How many texts may be parsed for changes that are tried together, as a multiple of those that are tried.
const MAX_PARSED_PER_TRIED: usize = 8;

/// The maximum number of times that a change is extended by the changes of errors that it reveals.
const MAX_EXTENSIONS: usize = 4;

/// How the changes of a text are tried.
pub struct Trials<'a> {
    source: &'a SourceText,
    /// What is known of the unchanged text.
    known: Counts,
    /// The same with what other errors hide: found when it is needed first, since it takes longer.
    all_known: OnceCell<Counts>,
    /// What opens access in the unchanged text: found when it is needed first.
    open: OnceCell<OpenSettings>,
    find_all: Option<fn(&SourceText) -> Vec<Diagnostic>>,
    check: &'a dyn Fn(&SourceText) -> Vec<Diagnostic>,
    /// Diagnostics after edits: several changes may have the same ones.
    tried: HashMap<Vec<TextEdit>, Rc<[Diagnostic]>>,
    left: usize,
    /// Whether a trial was refused because none was left.
    is_used_up: bool,
    /// The codes of the first errors and warnings that changes would cause.
    caused: BTreeSet<&'static str>,
    /// How many changes a person decides about because of others that they need.
    undecided: usize,
}

impl<'a> Trials<'a> {
    /// `known` are the diagnostics of the text, also those that are not shown, `find_all` returns also those that others hide, and
    /// `check` those of a changed text.
    pub fn new(
        source: &'a SourceText,
        known: &[Diagnostic],
        find_all: Option<fn(&SourceText) -> Vec<Diagnostic>>,
        check: &'a dyn Fn(&SourceText) -> Vec<Diagnostic>,
    ) -> Self {
        let readings = 1 + source.unselected_environments().len();
        let left = readable_texts(source.text.len() * readings).min(MAX_TRIALS);
        Self {
            source,
            known: Counts::new(known),
            all_known: OnceCell::new(),
            open: OnceCell::new(),
            find_all,
            check,
            tried: HashMap::new(),
            left,
            is_used_up: false,
            caused: BTreeSet::new(),
            undecided: 0,
        }
    }

    /// How many texts may still be tried.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.left
    }

    /// Tries no more texts than a number.
    pub fn limit(&mut self, trials: usize) {
        self.left = self.left.min(trials);
    }

    /// Whether there was more to try than may be tried.
    #[must_use]
    pub const fn is_used_up(&self) -> bool {
        self.is_used_up
    }

    /// The codes of errors and warnings because of which changes are no edits.
    #[must_use]
    pub fn caused(&self) -> Vec<&'static str> {
        self.caused.iter().copied().collect()
    }

    /// How many changes that are selected by themselves need others that a person decides about.
    #[must_use]
    pub const fn undecided(&self) -> usize {
        self.undecided
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
            if self.left == 0 {
                self.is_used_up = true;
                return None;
            }
            let edits = self.source.edit_keys(&fix)?;
            let found = self.diagnostics_after(&edits)?;
            let after = Counts::new(&found);
            if !after.lack(diagnostic, &self.known) {
                return None;
            }
            let revealed = self.new_diagnostics(&found, &after, diagnostic);
            if revealed.is_empty() {
                fix.needs_decision = fix.needs_decision || self.opens_access(&edits);
                return Some((fix, edits));
            }
            let first = revealed.first().map(|one| one.code.as_str());
            // From the last to the first: what is removed from a list moves what is after it. One without a change may be gone
            // with another, such as a missing key that is misspelt.
            let fixes = revealed.into_iter().rev().filter_map(|one| one.fix.as_ref());
            let same: Vec<&Fix> = fixes.map(Box::as_ref).filter(|next| next.environment == fix.environment).collect();
            if same.is_empty() {
                self.caused.extend(first);
                return None;
            }
            fix.changes.extend(same.iter().flat_map(|next| next.changes.iter().cloned()));
            fix.needs_decision |= same.iter().any(|next| next.needs_decision);
        }
        None
    }

    /// Whether edits open access, which a person decides about.
    fn opens_access(&self, edits: &[TextEdit]) -> bool {
        let open = self.open.get_or_init(|| OpenSettings::of(self.source));
        OpenSettings::of(&self.source.with_edits(edits)).exceed(open)
    }

    /// Those of the diagnostics after a change that were not there before, hidden or not.
    fn new_diagnostics<'d>(&self, found: &'d [Diagnostic], after: &Counts, reason: &Diagnostic) -> Vec<&'d Diagnostic> {
        let mut new: Vec<&Diagnostic> = found.iter().filter(|one| after.is_new(one, reason, &self.known)).collect();
        if let Some(find_all) = self.find_all.filter(|_| !new.is_empty()) {
            let known = self.all_known.get_or_init(|| Counts::new(&find_all(self.source)));
            new.retain(|one| after.is_new(one, reason, known));
        }
        new
    }

    /// The diagnostics of the text after edits, as long as more may be tried.
    fn diagnostics_after(&mut self, edits: &[TextEdit]) -> Option<Rc<[Diagnostic]>> {
        if !self.tried.contains_key(edits) {
            let left = self.left.checked_sub(1);
            self.is_used_up |= left.is_none();
            self.left = left?;
            self.tried.insert(edits.to_vec(), (self.check)(&self.source.with_edits(edits)).into());
        }
        self.tried.get(edits).cloned()
    }

    /// The edits of errors and warnings that can be made at once, in the order of the text, and the diagnostics that they remove.
    #[must_use]
    pub fn select_edits(&mut self, diagnostics: Vec<Diagnostic>) -> Option<(Vec<TextEdit>, Vec<Diagnostic>)> {
        let mut fixable: Vec<Diagnostic> = diagnostics.into_iter().filter(may_be_fixed_unasked).collect();
        let together = (MAX_PARSED_PER_TRIED * readable_texts(self.source.text.len())).min(MAX_TOGETHER);
        for diagnostic in fixable.iter_mut().take(together) {
            diagnostic.edits = diagnostic.fix.as_ref().and_then(|fix| self.source.edit_keys(fix)).unwrap_or_default();
        }
        let mut chosen = Chosen::default();
        self.choose_in_halves(&without_overlaps(&fixable), &mut chosen);
        // What does not fit may do so with the changes of errors that it reveals, or without another one of the same text.
        let is_same =
            |one: &Diagnostic, other: &Diagnostic| (&one.location, &one.message) == (&other.location, &other.message);
        for mut diagnostic in fixable {
            if chosen.diagnostics.iter().any(|one| is_same(one, &diagnostic)) {
                continue;
            }
            diagnostic.edits.clear();
            self.add_edits(std::slice::from_mut(&mut diagnostic));
            self.undecided += usize::from(needs_decision(&diagnostic) == Some(true));
            if is_fixed_unasked(&diagnostic) && !chosen.overlaps(&diagnostic) {
                self.choose(&[&diagnostic], &mut chosen);
            }
        }
        (!chosen.diagnostics.is_empty()).then_some((chosen.edits, chosen.diagnostics))
    }

    /// Chooses what can be made together with what is before it. A group that does not fit is tried in halves, so that few that
    /// do not fit take few trials.
    fn choose_in_halves(&mut self, selected: &[&Diagnostic], chosen: &mut Chosen) {
        let mut groups = vec![selected];
        while let Some(group) = groups.pop().filter(|group| !group.is_empty()) {
            if !self.choose(group, chosen) && group.len() > 1 {
                let (first, second) = group.split_at(group.len() / 2);
                groups.extend([second, first]);
            }
        }
    }

    /// Chooses further diagnostics if all of them are gone afterwards, and none is new.
    fn choose(&mut self, group: &[&Diagnostic], chosen: &mut Chosen) -> bool {
        let together: Vec<&Diagnostic> = chosen.diagnostics.iter().chain(group.iter().copied()).collect();
        let mut edits: Vec<TextEdit> = together.iter().flat_map(|one| one.edits.iter().cloned()).collect();
        order::sort_by_key(&mut edits, |edit| edit.range.start);
        let Some(found) = self.diagnostics_after(&edits) else { return false };
        let after = Counts::new(&found);
        let fits =
            |one: &Diagnostic| after.lack(one, &self.known) && self.new_diagnostics(&found, &after, one).is_empty();
        let fit = together.iter().all(|one| fits(one)) && !self.opens_access(&edits);
        if fit {
            chosen.edits = edits;
            chosen.diagnostics.extend(group.iter().copied().cloned());
        }
        fit
    }
}

/// Diagnostics whose edits are made together, and these in the order of the text.
#[derive(Default)]
struct Chosen {
    diagnostics: Vec<Diagnostic>,
    edits: Vec<TextEdit>,
}

impl Chosen {
    fn overlaps(&self, diagnostic: &Diagnostic) -> bool {
        self.edits.iter().any(|own| diagnostic.edits.iter().any(|edit| touches(own, edit)))
    }
}

/// How many texts of a length may be read.
fn readable_texts(length: usize) -> usize {
    MAX_TRIED_BYTES / length.max(1)
}

/// Whether two edits overlap, or one starts where the other ends.
const fn touches(one: &TextEdit, other: &TextEdit) -> bool {
    one.range.start <= other.range.end && other.range.start <= one.range.end
}

/// Diagnostics whose edits neither overlap nor touch; the first of those that do.
fn without_overlaps(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut selected: Vec<&Diagnostic> = Vec::new();
    for diagnostic in diagnostics.iter().filter(|one| !one.edits.is_empty()) {
        let mut others = selected.iter().flat_map(|other| &other.edits);
        if !others.any(|other| diagnostic.edits.iter().any(|edit| touches(edit, other))) {
            selected.push(diagnostic);
        }
    }
    selected
}

/// Whether the edits of a diagnostic are made together with others: neither a note, nor what a person decides.
#[must_use]
pub fn is_fixed_unasked(diagnostic: &Diagnostic) -> bool {
    !diagnostic.edits.is_empty() && may_be_fixed_unasked(diagnostic)
}

fn may_be_fixed_unasked(diagnostic: &Diagnostic) -> bool {
    needs_decision(diagnostic) == Some(false)
}

/// Whether a person decides about the change of an error or warning; none without a change.
pub(crate) fn needs_decision(diagnostic: &Diagnostic) -> Option<bool> {
    let fix = diagnostic.fix.as_ref().filter(|_| diagnostic.severity != Severity::Note);
    fix.map(|fix| fix.needs_decision)
}

/// How often there is each diagnostic: by code and message without the positions in lists, since a change moves others, and then
/// by message.
struct Counts(HashMap<(&'static str, String), SameDiagnostics>);

#[derive(Default)]
struct SameDiagnostics {
    count: usize,
    by_message: HashMap<String, usize>,
}

impl Counts {
    fn new(diagnostics: &[Diagnostic]) -> Self {
        let mut counts: HashMap<_, SameDiagnostics> = HashMap::new();
        for diagnostic in diagnostics {
            let same = counts.entry(identity(diagnostic)).or_default();
            same.count += 1;
            *same.by_message.entry(diagnostic.message.clone()).or_default() += 1;
        }
        Self(counts)
    }

    /// How many are the same without positions, and how many of them have the same message.
    fn count(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        let same = self.0.get(&identity(diagnostic));
        same.map_or((0, 0), |same| (same.count, same.by_message.get(&diagnostic.message).copied().unwrap_or_default()))
    }

    /// Whether there is one less of a diagnostic than before.
    fn lack(&self, diagnostic: &Diagnostic, before: &Self) -> bool {
        // In an environment, the message has a prefix.
        let (code, message) = identity(diagnostic);
        let count = |counts: &Self| -> usize {
            let same = counts.0.iter().filter(|((other, text), _)| *other == code && text.ends_with(&message));
            same.map(|(_, same)| same.count).sum()
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
        let ((own, own_equal), (known, known_equal)) = (self.count(diagnostic), before.count(diagnostic));
        is_serious && own > known && own_equal > known_equal
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
