//! Two texts compared in each of their environments.

use super::changes::ReportedLanguages;
use crate::{
    compare::{Changes, LostCheck, compare_topologies},
    plan::{Language, ResolvedTopology},
    source::SourceText,
};

/// Something for the file, or for each of its environments.
pub type ByEnvironment<T> = [(Option<String>, T)];

/// What is compared with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentPair {
    /// The environment; none for files without environments.
    pub name: Option<String>,
    /// The environment of the old text; none if it is compared without overrides.
    pub old: Option<String>,
    /// The environment of the new text; none if it is compared without overrides.
    pub new: Option<String>,
}

/// The pairs of two texts: those of the new one, then those that only the old one has. An environment that one of the texts
/// lacks is compared with that text without overrides.
#[must_use]
pub fn environment_pairs(old: &SourceText, new: &SourceText) -> Vec<EnvironmentPair> {
    let (old_names, new_names) = (old.environment_names(), new.environment_names());
    let only_old = old_names.iter().filter(|name| !new_names.contains(name));
    let names: Vec<&String> = new_names.iter().chain(only_old).collect();
    if names.is_empty() {
        return vec![EnvironmentPair { name: None, old: None, new: None }];
    }
    let own = |names: &[String], name: &String| names.contains(name).then(|| name.clone());
    let pair = |name: &String| EnvironmentPair {
        name: Some(name.clone()),
        old: own(&old_names, name),
        new: own(&new_names, name),
    };
    names.into_iter().map(pair).collect()
}

/// Compares the plans of a file, or of one of its environments.
#[must_use]
pub fn compare_plans(
    new: &SourceText,
    environment: Option<&str>,
    old_plan: &ResolvedTopology,
    new_plan: &ResolvedTopology,
) -> Changes {
    let mut changes = compare_topologies(old_plan, new_plan);
    let lost = environment.filter(|name| !is_deployed(new, name, new_plan));
    changes.lost_checks.extend(lost.map(|name| LostCheck::Environment(name.to_owned())));
    changes
}

/// Whether a file is deployed in an environment: one that it lacks is compared with the file without overrides.
#[must_use]
pub fn is_deployed(source: &SourceText, environment: &str, plan: &ResolvedTopology) -> bool {
    let names = source.environment_names();
    names.iter().any(|name| name == environment) || (names.is_empty() && plan.environment == environment)
}

/// The languages in which some environment is deployed; all of them, if one is deployed in any.
#[must_use]
pub fn deployed_languages(environments: &ByEnvironment<Changes>) -> ReportedLanguages {
    if environments.iter().any(|(_, changes)| changes.languages.is_empty()) {
        return ReportedLanguages::default();
    }
    let languages: Vec<Language> = environments.iter().flat_map(|(_, changes)| &changes.languages).copied().collect();
    ReportedLanguages::new(&languages)
}

/// The changes of each environment under its name; environments with the same changes share a section.
pub fn format_by_environment<T>(
    environments: &ByEnvironment<T>,
    heading_prefix: &str,
    write: impl Fn(&T) -> String,
) -> String {
    let mut groups: Vec<(String, String)> = Vec::new();
    for (name, changes) in environments {
        let Some(name) = name else { return write(changes) };
        let text = write(changes);
        match groups.iter_mut().find(|(_, other)| *other == text) {
            Some((names, _)) => names.push_str(&format!(", {name}")),
            None => groups.push((name.clone(), text)),
        }
    }
    groups.iter().map(|(names, text)| format!("{heading_prefix}{names}\n\n{text}")).collect::<Vec<_>>().join("\n")
}
