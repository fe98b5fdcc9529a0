//! What a changed value does when it is deployed, by engine: tables written from the sources (`tests/changed_values`),
//! compared with the rules of the catalog.
//!
//! An entry of `properties` has the changes of a property: the effect in Resource Manager and in Terraform, with the error
//! code where a source names one and the word "conditional" where it depends on something, and the headings under which a
//! reviewer sees it. An entry of `kinds` has what becomes of a resource of the kind. An effect that is not listed is
//! `changed`. Sources of azurerm are files of hashicorp/terraform-provider-azurerm at commit 69697b7f.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use di_gen::{
    catalog::{
        ResourceKind,
        changes::{Consequence, Engine, Meaning, Removal},
    },
    plan::Property,
    source::SourceText,
};
use serde_json::Value;

use crate::support::topologies::many;

struct Table {
    name: String,
    properties: Vec<Value>,
    kinds: Vec<Value>,
}

fn tables() -> Vec<Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changed_values");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("tables").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let list = |table: &Value, key: &str| table[key].as_array().cloned().unwrap_or_default();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a file");
        let table = SourceText::new(name.clone(), text).parse().unwrap_or_else(|f| panic!("{name}: {f:?}")).to_json();
        Table { properties: list(&table, "properties"), kinds: list(&table, "kinds"), name }
    };
    paths.iter().map(read).collect()
}

/// The kinds that the topologies deploy, with their properties.
fn kinds() -> BTreeMap<String, (ResourceKind, &'static [Property])> {
    let mut kinds = BTreeMap::new();
    for story in many() {
        for resource in &story.plan().resources {
            let properties = resource.body.properties();
            if !properties.is_empty() || resource.kind == ResourceKind::BlobContainer {
                kinds.insert(format!("{:?}", resource.kind), (resource.kind, properties));
            }
        }
    }
    kinds
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key}: {value}"))
}

fn texts(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> =
        value.as_array().into_iter().flatten().map(|text| text.as_str().expect("a text").to_owned()).collect();
    texts.sort();
    texts
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts
}

/// A heading, with the engine in which alone it applies.
fn heading(heading: impl std::fmt::Debug, engine: Option<Engine>) -> String {
    match engine {
        None => format!("{heading:?}"),
        Some(Engine::ResourceManager) => format!("{heading:?} in Resource Manager"),
        Some(Engine::Terraform) => format!("{heading:?} in Terraform"),
    }
}

/// The part of a rule that an entry exercises.
type Used = BTreeSet<(String, &'static str, &'static str, usize)>;

/// The effect of a change in an engine: keyword, code, whether it is conditional.
fn effect(kind: &str, property: &Property, (from, to): (&str, &str), engine: Engine, used: &mut Used) -> String {
    let list = if engine == Engine::Terraform { "azurerm" } else { "resource manager" };
    let outcomes = property.change_rule.map_or(&[][..], |rule| rule.outcomes(engine));
    let Some(at) = outcomes.iter().position(|outcome| outcome.when.includes(from, to, |_| true)) else {
        return "changed".to_owned();
    };
    used.insert((kind.to_owned(), property.field, list, at));
    let outcome = &outcomes[at];
    let parts = [Some(outcome.effect.as_str()), outcome.code, outcome.condition.map(|_| "conditional")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_changed_value_has_the_effect_of_its_source() {
    let (kinds, mut wrong, mut used, mut listed) = (kinds(), Vec::new(), Used::new(), BTreeSet::new());
    for table in tables() {
        for entry in &table.properties {
            let (kind, field) = (text(entry, "kind"), text(entry, "property"));
            assert!(text(entry, "source").len() > 10, "{}: {kind} {field}: no source", table.name);
            assert!(listed.insert(format!("{kind} {field}")), "{kind} {field} occurs twice");
            let (_, properties) = kinds.get(kind).unwrap_or_else(|| panic!("{kind} is in no topology"));
            let property = properties.iter().find(|property| property.field == field);
            let property = property.unwrap_or_else(|| panic!("{kind} has no {field}"));
            for change in entry["changes"].as_array().expect("changes") {
                let values = (text(change, "from"), text(change, "to"));
                let mut check = |what: &str, found: String, expected: String| {
                    if found != expected {
                        wrong.push(format!(
                            "{kind} {field}, {values:?}: {what} is {found}, and by its source {expected}"
                        ));
                    }
                };
                let expected = |key: &str| change[key].as_str().unwrap_or("changed").to_owned();
                for (engine, key) in [(Engine::ResourceManager, "resourceManager"), (Engine::Terraform, "terraform")] {
                    check(key, effect(kind, property, values, engine, &mut used), expected(key));
                }
                let consequences: &[Consequence] = property.change_rule.map_or(&[], |rule| rule.consequences);
                let matching: Vec<_> = consequences
                    .iter()
                    .enumerate()
                    .filter(|(_, consequence)| consequence.when.includes(values.0, values.1, |_| true))
                    .collect();
                used.extend(matching.iter().map(|(at, _)| (kind.to_owned(), property.field, "consequence", *at)));
                let found = sorted(matching.iter().map(|(_, found)| heading(found.heading, found.engine)));
                check("headings", format!("{found:?}"), format!("{:?}", texts(&change["means"])));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused = unused(&kinds, &listed, &used);
    assert!(unused.is_empty(), "no entry of the tables exercises:\n{}", unused.join("\n"));
}

/// Outcomes and consequences of the kinds of the tables that no entry exercises. The region of every kind has the same rule.
fn unused(
    kinds: &BTreeMap<String, (ResourceKind, &'static [Property])>,
    listed: &BTreeSet<String>,
    used: &Used,
) -> Vec<String> {
    let tabled: BTreeSet<&str> = listed.iter().filter_map(|entry| entry.split(' ').next()).collect();
    let mut unused = Vec::new();
    for (kind, (_, properties)) in kinds.iter().filter(|(kind, _)| tabled.contains(kind.as_str())) {
        for property in properties.iter().filter(|property| property.field != "location") {
            let Some(rule) = property.change_rule else { continue };
            for (list, count) in [
                ("resource manager", rule.resource_manager.len()),
                ("azurerm", rule.azurerm.len()),
                ("consequence", rule.consequences.len()),
            ] {
                let missing = (0..count).filter(|at| !used.contains(&(kind.clone(), property.field, list, *at)));
                unused.extend(missing.map(|at| format!("{kind} {}: {list} {at}", property.field)));
            }
        }
    }
    unused
}

#[test]
fn a_kind_has_the_lifecycle_of_its_source() {
    let (kinds, mut wrong) = (kinds(), Vec::new());
    for table in tables() {
        for entry in &table.kinds {
            let kind = text(entry, "kind");
            assert!(text(entry, "source").len() > 10, "{}: {kind}: no source", table.name);
            let (resource, _) = kinds.get(kind).unwrap_or_else(|| panic!("{kind} is in no topology"));
            let lifecycle = resource.lifecycle();
            let removal = if lifecycle.removal == Removal::Left { "left" } else { "with its parent" };
            if removal != text(entry, "removal") {
                wrong.push(format!("{kind}: it is {removal}"));
            }
            for (key, meanings) in [
                ("created", lifecycle.created),
                ("destroyed", lifecycle.destroyed),
                ("replaced", lifecycle.replaced),
                ("replacedWithSameName", lifecycle.replaced_with_same_name),
            ] {
                let meaning = |meaning: &Meaning| heading(meaning.heading, meaning.engine);
                let (found, expected) = (sorted(meanings.iter().map(meaning)), texts(&entry[key]));
                if found != expected {
                    wrong.push(format!("{kind}: {key} means {found:?}, and by its source {expected:?}"));
                }
            }
            let code = lifecycle.collisions.first().and_then(|collision| collision.outcome.code);
            if code != entry["collision"].as_str() {
                wrong.push(format!("{kind}: a second one gets {code:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_resource_of_another_team_is_called_by_its_name() {
    let head = "name: invoices\naccount: { name: di-one, subdomain: di-s }\nstorage: { name: stone }\n";
    let plan = |rest: &str| {
        let text = format!("{head}{rest}");
        let topology = di_gen::read::read_topology(&di_gen::source::SourceText::new("x", text));
        di_gen::plan::lower_topology(&topology.expect("a topology"))
    };
    let hub = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/";
    let existing = format!("monitoring: {{ existing: {hub}Microsoft.OperationalInsights/workspaces/log-hub }}");
    let new = "monitoring: { name: log-one }";
    for (old, new, expected) in [
        (new, existing.as_str(), "workspace: log-one to log-hub"),
        (existing.as_str(), new, "workspace: log-hub to log-one"),
    ] {
        let changes = di_gen::compare::compare_topologies(&plan(old), &plan(new));
        let text = di_gen::report::changes::render_text(&changes);
        assert!(text.contains(expected) && !text.contains("/subscriptions/"), "{text}");
    }
    // Two resources of the same name differ in the rest of their IDs.
    let network = |group: &str| {
        format!("network: {{ linkedNetworks: ['{hub}Microsoft.Network/virtualNetworks/hub'] }}")
            .replace("rg-hub", group)
    };
    let changes = di_gen::compare::compare_topologies(&plan(&network("rg-hub")), &plan(&network("rg-other")));
    assert!(di_gen::report::changes::render_text(&changes).contains("resourceGroups/rg-other"));
}
