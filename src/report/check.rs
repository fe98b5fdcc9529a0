//! Checks a source as `di-gen validate` does: the file, its environments, posture, access assertions and policies.

use std::collections::HashSet;

use super::{all_diagnostics, check_expirations};
use crate::{
    advise::{Advisor, Trials, needs_decision},
    diagnostic::{Code, Diagnostic},
    plan::{self, ResolvedTopology},
    read,
    source::SourceText,
    topology::{PolicySet, TopologyFile, values::Date},
};

/// What is checked beside the file itself.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Sets of policies, in addition to those of the file.
    pub policies: Vec<PolicySet>,
    /// The day on which policies are evaluated.
    pub policy_day: Option<Date>,
    /// The day with which expiration dates are compared.
    pub expiration_day: Option<Date>,
    /// Whether the changes that remove a diagnostic are tried, which takes longer than to find it.
    pub tries_edits: bool,
}

/// A valid file with its diagnostics.
#[derive(Debug)]
pub struct CheckedTopology {
    /// The file.
    pub topology: TopologyFile,
    /// The resolved topology.
    pub plan: ResolvedTopology,
    /// All diagnostics, with the edits that remove them if they are tried.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether changes of the file are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    Tried,
    None,
}

/// Reads a source and checks everything.
///
/// # Errors
/// All errors of a file that is not valid, with the edits that remove them if they are tried.
pub fn check_source(source: &SourceText, options: &CheckOptions) -> Result<CheckedTopology, Vec<Diagnostic>> {
    let checked = check_once(source, options, Advice::Tried);
    if !options.tries_edits {
        return checked;
    }
    let mut checked = checked.map_err(|errors| add_read_edits(source, errors))?;
    let check = |changed: &SourceText| check_again(changed, options);
    Trials::new(source, &checked.diagnostics.clone(), None, &check).add_edits(&mut checked.diagnostics);
    Ok(checked)
}

/// The diagnostics of a changed file, without advice, which takes longest.
fn check_again(changed: &SourceText, options: &CheckOptions) -> Vec<Diagnostic> {
    match check_once(changed, options, Advice::None) {
        Ok(checked) => checked.diagnostics,
        Err(errors) => errors,
    }
}

/// The errors of a file that is not valid, with the edits that remove them.
#[must_use]
pub fn add_read_edits(source: &SourceText, mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if errors.iter().any(|error| error.fix.is_some()) {
        error_trials(source, &errors).add_edits(&mut errors);
    }
    errors
}

/// The trials of a file that is not valid: only what reading reports is compared.
fn error_trials<'a>(source: &'a SourceText, errors: &[Diagnostic]) -> Trials<'a> {
    let is_complete = errors.iter().all(|error| error.code != Code::MORE);
    let all = if is_complete { Vec::new() } else { read::read_errors(source) };
    let known = if is_complete { errors } else { &all };
    Trials::new(source, known, Some(read::read_errors_everywhere), &read::read_errors)
}

/// The same for one that was read and resolved before, without its environments.
#[must_use]
pub fn check_resolved(source: &SourceText, topology: &TopologyFile, plan: &ResolvedTopology) -> Vec<Diagnostic> {
    let options = CheckOptions::default();
    let mut all = check_plan(source, topology, plan, &options, Advice::Tried);
    let check = |changed: &SourceText| match read::read_topology(changed) {
        Ok(topology) => check_plan(changed, &topology, &plan::lower_topology(&topology), &options, Advice::None),
        Err(errors) => errors,
    };
    Trials::new(source, &all.clone(), None, &check).add_edits(&mut all);
    all
}

/// A source after all changes that remove a diagnostic.
#[derive(Debug)]
pub struct FixedSource {
    /// The source with the changed text.
    pub source: SourceText,
    /// The diagnostics that the changes remove.
    pub removed: Vec<Diagnostic>,
    /// How many errors and warnings have a change that a person decides about.
    pub undecided: usize,
    /// The codes of errors and warnings that other changes would cause.
    pub caused: Vec<&'static str>,
    /// Whether there may be more changes than were tried.
    pub is_unfinished: bool,
}

/// The maximum number of times that a text is changed: a change may show what another error hid.
const MAX_ROUNDS: usize = 10;

/// The maximum number of texts that are tried, as a multiple of those that may be tried for one text.
const MAX_TRIALS_OF_ROUNDS: usize = 2;

/// Makes the changes that remove errors and warnings, until there are none. Where two are about the same text, the first is made,
/// and the other one is tried again. Notes, and what [`crate::diagnostic::Fix::needs_decision`] names, are left for a person to decide.
#[must_use]
pub fn fix_source(source: &SourceText, options: &CheckOptions) -> FixedSource {
    let mut fixed = FixedSource {
        source: source.clone(),
        removed: Vec::new(),
        undecided: 0,
        caused: Vec::new(),
        is_unfinished: true,
    };
    let mut trials_left = None;
    for _ in 0..MAX_ROUNDS {
        let source = &fixed.source;
        let check = |changed: &SourceText| check_again(changed, options);
        let (mut trials, diagnostics) = match check_once(source, options, Advice::Tried) {
            Ok(checked) => (Trials::new(source, &checked.diagnostics, None, &check), checked.diagnostics),
            Err(errors) => (error_trials(source, &errors), errors),
        };
        fixed.undecided = diagnostics.iter().filter(|one| needs_decision(one) == Some(true)).count();
        let most = trials.left();
        let before = *trials_left.get_or_insert(most * MAX_TRIALS_OF_ROUNDS);
        trials.limit(before);
        let allowed = trials.left();
        let selected = trials.select_edits(diagnostics);
        fixed.undecided += trials.undecided();
        fixed.caused = trials.caused();
        trials_left = Some(before - (allowed - trials.left()));
        let Some((edits, removed)) = selected else {
            // Another run would try the same texts, unless it may try more of them.
            fixed.is_unfinished = trials.is_used_up() && allowed < most;
            break;
        };
        fixed.source = source.with_edits(&edits);
        fixed.removed.extend(removed);
    }
    fixed
}

fn check_once(source: &SourceText, options: &CheckOptions, advice: Advice) -> Result<CheckedTopology, Vec<Diagnostic>> {
    let topology = read_with_policies(source, options)?;
    let plan = plan::lower_topology(&topology);
    let mut diagnostics = check_plan(source, &topology, &plan, options, advice);
    let known: HashSet<_> = diagnostics.iter().map(diagnostic_identity).collect();
    // Without an environment, all environments of the file are checked as well.
    for name in source.unselected_environments() {
        let source = source.for_environment(&name);
        let Ok(topology) = read_with_policies(&source, options) else { continue };
        let plan = plan::lower_topology(&topology);
        let is_new = |diagnostic: &Diagnostic| !known.contains(&diagnostic_identity(diagnostic));
        // Most environments have the diagnostics of the file alone.
        let mut in_environment = check_plan(&source, &topology, &plan, options, Advice::None);
        if advice == Advice::Tried && in_environment.iter().any(is_new) {
            in_environment = check_plan(&source, &topology, &plan, options, advice);
        }
        let new = in_environment.into_iter().filter(is_new);
        diagnostics.extend(new.map(|diagnostic| source.relocate_to_file(diagnostic)));
    }
    Ok(CheckedTopology { topology, plan, diagnostics })
}

fn read_with_policies(source: &SourceText, options: &CheckOptions) -> Result<TopologyFile, Vec<Diagnostic>> {
    let mut topology = read::read_topology(source)?;
    topology.add_policies(&options.policies);
    Ok(topology)
}

fn check_plan(
    source: &SourceText,
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    options: &CheckOptions,
    advice: Advice,
) -> Vec<Diagnostic> {
    let advisor = if advice == Advice::Tried { Advisor::new(source, plan) } else { None };
    let mut all = all_diagnostics(topology, plan, advisor.as_ref(), options.policy_day);
    all.extend(options.expiration_day.map(|day| check_expirations(topology, day)).unwrap_or_default());
    all
}

/// What a diagnostic of an environment has in common with the same one of the file.
fn diagnostic_identity(diagnostic: &Diagnostic) -> (&'static str, String) {
    (diagnostic.code.as_str(), diagnostic.message.clone())
}
