//! A report compared with the expectation of an edit.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::expected::{Edit, Expectation, ExpectedEffect, HEADINGS, Target};

/// The report on an edit, and both topologies as `describe` prints them.
pub(super) struct Comparison {
    pub(super) report: Value,
    pub(super) old: Value,
    pub(super) new: Value,
}

/// An effect of the report on a resource or role assignment.
struct FoundEffect {
    role: Option<String>,
    kind: String,
    name: String,
    segments: Vec<String>,
    effect: String,
    code: Option<String>,
    has_condition: bool,
    source: String,
    /// Whether the change that has this effect is the addition of something.
    is_added: bool,
}

/// Parts of a resource, which are reported with it.
const PARTS: [&str; 2] =
    ["Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"];

/// Effects that a report must not have unless they are expected.
const ALARMS: [&str; 6] = ["left", "refused", "replaced", "destroyed", "ignored", "unknown"];

/// The provider of Terraform, which is no source for what Resource Manager does.
const AZURERM: &str = "hashicorp/terraform-provider-azurerm";

/// Everything that differs, each with the languages in which it does.
pub(super) fn mismatches(edit: &Edit, comparison: &Comparison) -> Vec<String> {
    let mut wrong: Vec<(String, Vec<&str>)> = Vec::new();
    for language in ["bicep", "arm", "terraform"] {
        let expectation = if language == "terraform" { &edit.terraform } else { &edit.resource_manager };
        let mut found = wrong_effects(edit, expectation, &comparison.report, language);
        found.extend(wrong_flows(edit, expectation, &comparison.report, language));
        found.extend(wrong_headings(expectation, comparison, language));
        for mismatch in found {
            match wrong.iter_mut().find(|(other, _)| *other == mismatch) {
                Some((_, languages)) if languages.contains(&language) => {}
                Some((_, languages)) => languages.push(language),
                None => wrong.push((mismatch, vec![language])),
            }
        }
    }
    wrong.into_iter().map(|(mismatch, languages)| format!("{}: {mismatch}", languages.join(", "))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A name, or its start where the pattern ends with `*`.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

fn found_effects(report: &Value, language: &str) -> Vec<FoundEffect> {
    let mut found = Vec::new();
    for change in items(&report["resources"]).chain(items(&report["roleAssignments"])) {
        for effect in items(&change["effects"][language]) {
            found.push(FoundEffect {
                role: change.get("role").map(text),
                kind: text(&change["type"]),
                name: text(&change["name"]),
                segments: text(&effect["id"]).split('/').map(ToOwned::to_owned).collect(),
                effect: text(&effect["effect"]),
                code: effect["code"].as_str().map(ToOwned::to_owned),
                has_condition: effect.get("condition").is_some(),
                is_added: change["change"] == "added",
                source: text(&effect["source"]),
            });
        }
    }
    found
}

impl FoundEffect {
    fn is_on(&self, target: &Target) -> bool {
        match (&target.role, &self.role) {
            (Some(wanted), Some(role)) => return matches(wanted, role),
            (None, None) => {}
            _ => return false,
        }
        let name = self.segments.last().map_or("", String::as_str);
        let is_named = matches(&target.name, name) || target.was.as_deref().is_some_and(|was| matches(was, name));
        let is_part = target.of.as_deref().is_none_or(|of| self.segments.iter().any(|part| matches(of, part)));
        target.kind.as_ref().is_none_or(|kind| kind.eq_ignore_ascii_case(&self.kind)) && is_named && is_part
    }

    fn label(&self) -> String {
        let name = self.segments.last().filter(|name| !name.is_empty()).unwrap_or(&self.name);
        self.role.clone().unwrap_or_else(|| format!("{} {name}", self.kind))
    }
}

fn label(target: &Target) -> String {
    let of = target.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let kind = target.kind.as_deref().unwrap_or_default();
    target.role.clone().unwrap_or_else(|| format!("{kind} {}{of}", target.name))
}

fn wrong_effects(edit: &Edit, expectation: &Expectation, report: &Value, language: &str) -> Vec<String> {
    let found = found_effects(report, language);
    let mut wrong: Vec<String> =
        expectation.effects.iter().filter_map(|expected| wrong_effect(expected, &found)).collect();
    for effect in &found {
        let is_azurerm = effect.source.split("; ").all(|source| source.starts_with(AZURERM));
        if is_azurerm && language != "terraform" && !effect.source.is_empty() {
            wrong.push(format!("{} is {} by a source that is about azurerm only", effect.label(), effect.effect));
        }
        if effect.source.is_empty() {
            wrong.push(format!("{} is {} without a source", effect.label(), effect.effect));
        }
        if effect.is_added && effect.effect == "left" {
            wrong.push(format!("{} is added, and left", effect.label()));
        }
        let is_known = expectation.effects.iter().any(|expected| effect.is_on(&expected.target))
            || edit.any.iter().any(|target| effect.is_on(target))
            || PARTS.contains(&effect.kind.as_str());
        if !is_known && ALARMS.contains(&effect.effect.as_str()) {
            wrong.push(format!("{} is {}, which is not expected", effect.label(), effect.effect));
        }
    }
    wrong
}

fn wrong_effect(expected: &ExpectedEffect, found: &[FoundEffect]) -> Option<String> {
    let on: Vec<&FoundEffect> = found.iter().filter(|effect| effect.is_on(&expected.target)).collect();
    let effects: BTreeSet<String> = on.iter().map(|effect| effect.effect.clone()).collect();
    if !expected.one_of.contains(&effects) {
        return Some(format!("{} is {effects:?}, and not {:?}", label(&expected.target), expected.one_of));
    }
    if expected.is_conditional && !on.iter().any(|effect| effect.has_condition) {
        return Some(format!("{} is {effects:?} without a condition", label(&expected.target)));
    }
    let code = expected.code.as_ref()?;
    let codes: Vec<&String> = on.iter().filter_map(|effect| effect.code.as_ref()).collect();
    (!codes.contains(&code)).then(|| format!("{} has the codes {codes:?}, and not {code}", label(&expected.target)))
}

/// Verdicts before, after, and once what is left is removed.
fn verdicts(flow: &Value, language: &str) -> [String; 3] {
    ["before", "after", "afterRemoval"].map(|at| flow[language][at].as_str().unwrap_or("absent").to_owned())
}

/// An access path that a topology does not have is as good as denied.
fn is_same_verdict(one: &str, other: &str) -> bool {
    let plain = |verdict: &str| if verdict == "absent" { "denied".to_owned() } else { verdict.to_owned() };
    plain(one) == plain(other)
}

fn wrong_flows(edit: &Edit, expectation: &Expectation, report: &Value, language: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, expected) in &expectation.flows {
        let Some(flow) =
            items(&report["flows"]).find(|flow| flow["flow"] == name.as_str() && flow.get("former").is_none())
        else {
            // An access path that stays as it is need not be listed.
            if expected.iter().any(|one_of| !one_of.contains(&expected[0][0])) {
                wrong.push(format!("{name} is missing"));
            }
            continue;
        };
        let found = verdicts(flow, language);
        let is_right = expected
            .iter()
            .zip(&found)
            .all(|(one_of, verdict)| one_of.iter().any(|expected| is_same_verdict(expected, verdict)));
        if flow.get(language).is_none() || !is_right {
            wrong.push(format!("{name} is {found:?}, and not {expected:?}"));
        }
    }
    for flow in items(&report["flows"]).filter(|_| !edit.other_flows) {
        let name = text(&flow["flow"]);
        let [before, after, after_removal] = verdicts(flow, language);
        let changes = !is_same_verdict(&before, &after) || !is_same_verdict(&after, &after_removal);
        if changes && !expectation.flows.iter().any(|(expected, _)| *expected == name) {
            wrong.push(format!("{name} changes ({before}, {after}, {after_removal}), which is not expected"));
        }
    }
    wrong
}

/// Names by which an entry is found: those of the resource in both topologies, and the text of the role assignment.
fn names(comparison: &Comparison, symbol: &str) -> Vec<String> {
    let mut names = Vec::new();
    for plan in [&comparison.old, &comparison.new] {
        let find = |symbol: &Value| items(&plan["resources"]).find(|resource| resource["symbol"] == *symbol);
        let Some(resource) = find(&json!(symbol)) else { continue };
        let name = plain_name(plan, &resource["name"]);
        for key in ["parent", "scope"] {
            if let Some(of) = find(&resource[key]) {
                names.push(format!("{name} of {}", plain_name(plan, &of["name"])));
            }
        }
        names.push(name);
    }
    let roles = items(&comparison.report["roleAssignments"]).filter(|assignment| assignment["symbol"] == symbol);
    names.extend(roles.map(|assignment| text(&assignment["role"])));
    names.retain(|name| !name.is_empty());
    names
}

/// A name as text; what only the deployment knows is left out.
fn plain_name(plan: &Value, name: &Value) -> String {
    if let Some(parameter) = name.get("parameter") {
        let parameter = items(&plan["parameters"]).find(|known| known["name"] == *parameter);
        return parameter.map(|parameter| text(&parameter["default"])).unwrap_or_default();
    }
    match name.get("join") {
        Some(parts) => items(parts).map(|part| plain_name(plan, part)).collect(),
        None => text(name),
    }
}

/// An entry under a heading.
struct Entry {
    names: Vec<String>,
    text: String,
}

impl Entry {
    fn is(&self, entry: &str) -> bool {
        entry.trim_start_matches('?').split('|').any(|one| {
            let is_named = self.names.iter().any(|name| {
                let last = name.rsplit(' ').next().unwrap_or(name);
                name == one || last == one || last.starts_with(&format!("{one}."))
            });
            one == "..." || is_named || (one.contains(' ') || self.names.is_empty()) && self.text.contains(one)
        })
    }
}

/// What is under a heading.
fn entries(comparison: &Comparison, heading: &str, language: &str) -> Vec<Entry> {
    let report = &comparison.report;
    // What reached a resource that is no longer the one of the file is told with that resource.
    let is_told_elsewhere = |entry: &&Value| {
        entry.get("former").is_some()
            && items(&report["flows"]).any(|flow| {
                flow["flow"] == entry["flow"] && flow.get("former") == entry.get("former") && flow["before"].is_null()
            })
    };
    items(&report["consequences"])
        .filter(|entry| entry["heading"] == heading && !is_told_elsewhere(entry))
        .filter(|entry| items(&entry["languages"]).any(|known| known == language))
        // What is left has the cost that it had.
        .filter(|entry| heading != "cost" || !entry["costDirection"].is_null())
        .map(|entry| entry_of(comparison, entry))
        .collect()
}

fn entry_of(comparison: &Comparison, entry: &Value) -> Entry {
    if entry.get("flow").is_some() {
        return Entry { names: Vec::new(), text: text(&entry["flow"]) };
    }
    // The label says which resource is meant where both topologies have one under the symbol.
    let of_label = |label: &str| vec![label.to_owned(), label.split(" of ").next().unwrap_or(label).to_owned()];
    let by_symbol = || names(comparison, entry["symbol"].as_str().unwrap_or_default());
    let label = entry["resource"].as_str().filter(|_| entry["heading"] != "cost");
    Entry { names: label.map_or_else(by_symbol, of_label), text: text(&entry["text"]) }
}

fn wrong_headings(expectation: &Expectation, comparison: &Comparison, language: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for heading in HEADINGS {
        let nothing = Vec::new();
        let expected =
            expectation.headings.iter().find(|(name, _)| name == heading).map_or(&nothing, |(_, entries)| entries);
        let found = entries(comparison, heading, language);
        for wanted in expected.iter().filter(|wanted| !wanted.starts_with('?')) {
            if !found.iter().any(|entry| entry.is(wanted)) {
                wrong.push(format!("{heading} lacks {wanted}"));
            }
        }
        for entry in found {
            if !expected.iter().any(|wanted| entry.is(wanted)) {
                wrong.push(format!(
                    "{heading} has {} ({}), which is not expected",
                    entry.names.first().map_or("", String::as_str),
                    entry.text
                ));
            }
        }
    }
    wrong
}
