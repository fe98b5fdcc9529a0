//! The names that others are derived from, and what the whole deployment shares.

use serde_json::{Map, Value as Json};

use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{at, region},
    },
    arm_template::{Object, Value},
    existing::ExistingResource,
    topology::values::{EnvironmentName, WorkloadName},
};

/// Abbreviations of the naming convention that stand before the names of the workload and of the environment alone.
const PREFIXES: [&str; 9] = ["di-", "ais-", "aif-", "vnet-", "log-", "vm-", "bas-", "ng-", "pep-st-"];

pub(super) fn propose_names(seen: &Observed<'_>, draft: &mut Draft) {
    let (name, environment) = workload_of(seen);
    draft.set("name", name);
    draft.set_some("environment", environment);
    let home = if seen.leaves(&Part::Account) { seen.storage.unwrap_or(seen.account) } else { seen.account };
    draft.set_some("location", region(&home.body));
    if seen.cloud != crate::topology::Cloud::AzureCloud {
        draft.set("cloud", seen.cloud.as_str());
    }
    let subscription = seen.group.subscription().filter(|id| !id.contains('{'));
    draft.set_some("subscription", subscription);
    if let Some(tags) = most_common_tags(seen).filter(|tags| !tags.is_empty()) {
        draft.set("tags", tags);
    }
}

/// The tags that most resources of the deployment have.
fn most_common_tags(seen: &Observed<'_>) -> Option<Map<String, Json>> {
    let tags_of = |resource: &ExistingResource| {
        // What has a location can have tags, and has none if none are shown.
        at(&resource.body, "location")?;
        let tags = at(&resource.body, "tags").and_then(Value::as_object);
        let entries = tags
            .into_iter()
            .flat_map(Object::entries)
            .filter_map(|(name, value)| Some((name.to_string(), value.as_text()?.into())));
        Some(entries.collect::<Map<String, Json>>())
    };
    let all = seen.inventory.resources().iter().filter(|resource| seen.is_here(&resource.id));
    let mut counts: Vec<(Map<String, Json>, usize)> = Vec::new();
    for tags in all.filter_map(tags_of) {
        match counts.iter_mut().find(|(known, _)| *known == tags) {
            Some((_, count)) => *count += 1,
            None => counts.push((tags, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(tags, _)| tags)
}

/// The name of the workload and of the environment: those that most names have.
fn workload_of(seen: &Observed<'_>) -> (String, Option<String>) {
    let names: Vec<&str> = seen.inventory.resources().iter().map(|resource| resource.id.name()).collect();
    let base_of = |name: &&str| {
        let base = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix))?;
        let base = base.strip_suffix("-blob").unwrap_or(base);
        let (workload, environment) = base.rsplit_once('-')?;
        let is_valid = workload.parse::<WorkloadName>().is_ok() && environment.parse::<EnvironmentName>().is_ok();
        is_valid.then(|| (workload.to_owned(), environment.to_owned()))
    };
    let mut best: Option<(usize, (String, String))> = None;
    for base in std::iter::once(&seen.account.id.name()).chain(&names).filter_map(base_of) {
        let ending = format!("-{}-{}", base.0, base.1);
        let votes = names.iter().filter(|name| name.ends_with(&ending)).count();
        if best.as_ref().is_none_or(|(most, _)| votes > *most) {
            best = Some((votes, base));
        }
    }
    best.map_or_else(
        || (plain_name(seen.account.id.name()), None),
        |(_, (name, environment))| (name, Some(environment)),
    )
}

/// A name of a resource as that of a workload.
fn plain_name(name: &str) -> String {
    let mut plain = String::new();
    for c in name.to_ascii_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with('-') && !plain.is_empty() {
            plain.push('-');
        }
    }
    let plain: String = plain.trim_start_matches(|c: char| !c.is_ascii_lowercase()).chars().take(20).collect();
    let plain = plain.trim_end_matches('-');
    if plain.parse::<WorkloadName>().is_ok() { plain.to_owned() } else { "documents".to_owned() }
}
