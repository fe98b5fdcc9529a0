//! One change for each definition: what it trips, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::source::SourceText;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    judged::{all_rules, denied_by, differences, judged_of, refusing_sets},
    requests::of_output,
    rules::Judged,
};
use crate::support::{
    read_back::{Language, ReadBack},
    topologies::Story,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    bases: BTreeMap<String, Base>,
    mutations: Vec<Mutation>,
    never: Vec<Never>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    /// A base that this one is a change of.
    #[serde(default, rename = "base")]
    of: Option<String>,
    file: Value,
    #[serde(default)]
    trips: Vec<Tripped>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutation {
    definition: String,
    base: String,
    /// A JSON merge patch.
    change: Value,
    #[serde(default = "every_language", rename = "in")]
    languages: Vec<String>,
    #[serde(default)]
    also: Vec<Tripped>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tripped {
    definition: String,
    #[serde(default = "every_language", rename = "in")]
    languages: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    definition: String,
    because: String,
    base: String,
    /// Another name for the resource.
    #[serde(default)]
    name: Option<String>,
    /// Properties of a request with the values that trip the definition; null removes one.
    properties: Map<String, Value>,
}

const LANGUAGES: [(&str, Language); 4] = [
    ("azure", Language::Bicep),
    ("azure", Language::Arm),
    ("terraform4", Language::Terraform4),
    ("terraform5", Language::Terraform5),
];

fn every_language() -> Vec<String> {
    ["azure", "terraform4", "terraform5"].map(ToOwned::to_owned).to_vec()
}

fn table() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies/mutations.yaml");
    let source = SourceText::new("mutations.yaml", std::fs::read_to_string(path).expect("the table"));
    serde_json::from_value(source.parse().expect("YAML").to_json()).expect("the table")
}

/// A JSON merge patch (RFC 7396).
fn merge(to: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else { return to.clone_from(patch) };
    if !to.is_object() {
        *to = Value::Object(Map::new());
    }
    let to = to.as_object_mut().expect("a mapping");
    for (key, value) in patch {
        if value.is_null() {
            to.shift_remove(key);
        } else {
            merge(to.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

impl Table {
    fn file_of(&self, base: &str) -> Value {
        let base = self.bases.get(base).unwrap_or_else(|| panic!("no base {base}"));
        let mut file = base.of.as_ref().map_or(Value::Null, |other| self.file_of(other));
        merge(&mut file, &base.file);
        file
    }

    fn read(&self, name: &str, base: &str, change: &Value) -> Result<ReadBack, String> {
        let mut file = self.file_of(base);
        merge(&mut file, change);
        let text = format!("{file:#}\n");
        match di_gen::read::read_topology(&SourceText::new(name, text.clone())) {
            Ok(_) => Ok(ReadBack::new(Story { name: name.to_owned(), text })),
            Err(refused) => Err(format!("{name}: {refused:?}")),
        }
    }
}

/// The definitions that each language trips, in any set.
fn tripped(topology: &ReadBack, language: Language) -> BTreeSet<String> {
    let refusals = refusing_sets().flat_map(|set| judged_of(topology, language, set));
    refusals.map(|(definition, ..)| definition).collect()
}

fn expected<'t>(rows: impl Iterator<Item = (&'t String, &'t Vec<String>)>, language: &str) -> BTreeSet<String> {
    rows.filter(|(_, languages)| languages.iter().any(|one| one == language)).map(|(one, _)| one.clone()).collect()
}

#[test]
fn a_base_trips_only_what_no_file_avoids() {
    let table = table();
    let mut failures = Vec::new();
    for (name, base) in &table.bases {
        let topology = match table.read(name, name, &Value::Object(Map::new())) {
            Ok(topology) => topology,
            Err(refused) => {
                failures.push(refused);
                continue;
            }
        };
        failures.extend(differences(&topology).0);
        for (word, language) in LANGUAGES {
            let wanted = expected(base.trips.iter().map(|row| (&row.definition, &row.languages)), word);
            let found = tripped(&topology, language);
            if found != wanted {
                failures.push(format!("base {name} in {language}: trips {found:?}, the table says {wanted:?}"));
            }
        }
        assert!(base.trips.iter().all(|row| row.because.len() > 20));
    }
    crate::support::assert_none(&failures);
}

#[test]
fn each_change_trips_its_definition_and_those_of_the_table() {
    let table = table();
    let mut failures = Vec::new();
    for mutation in &table.mutations {
        let name = format!("{} on {}", mutation.definition, mutation.base);
        let base = table.read(&mutation.base, &mutation.base, &Value::Object(Map::new())).expect("a valid base");
        let changed = match table.read(&name, &mutation.base, &mutation.change) {
            Ok(changed) => changed,
            Err(refused) => {
                failures.push(refused);
                continue;
            }
        };
        failures.extend(differences(&changed).0);
        let own = std::iter::once((&mutation.definition, &mutation.languages));
        let others = mutation.also.iter().map(|row| (&row.definition, &row.languages));
        let rows: Vec<_> = own.chain(others).collect();
        for (word, language) in LANGUAGES {
            let before = tripped(&base, language);
            let found: BTreeSet<String> = tripped(&changed, language).difference(&before).cloned().collect();
            let wanted = expected(rows.iter().copied(), word);
            if found != wanted {
                failures.push(format!("{name} in {language}: trips {found:?}, the table says {wanted:?}"));
            }
        }
        assert!(mutation.also.iter().all(|row| row.because.len() > 20), "{name}");
    }
    crate::support::assert_none(&failures);
}

/// What no file trips: the rule passes the request as it is, and refuses it with another value.
#[test]
fn a_definition_that_no_file_trips_refuses_another_request() {
    let table = table();
    for never in &table.never {
        assert!(never.because.len() > 20);
        let topology = table.read(&never.base, &never.base, &Value::Object(Map::new())).expect("a valid base");
        let mut count = 0;
        for output in &topology.outputs {
            for mut request in of_output(output) {
                let rules = all_rules().filter(|rule| rule.definition == never.definition);
                let Some(rule) = rules.into_iter().find(|rule| rule.kind == request.kind) else { continue };
                assert_eq!((rule.trips)(&request), Judged::Passes, "{} {}", never.definition, output.language);
                if let Some(name) = &never.name {
                    request.id = format!("{}/{name}", request.id.rsplit_once('/').expect("a name").0);
                }
                merge(&mut request.body["properties"], &Value::Object(never.properties.clone()));
                assert_eq!((rule.trips)(&request), Judged::Trips, "{} {}", never.definition, output.language);
                count += 1;
            }
        }
        assert!(count >= 4, "{} has no request", never.definition);
    }
}

#[test]
fn every_definition_has_a_change_or_a_reason() {
    let table = table();
    let mut known: Vec<&str> = table.mutations.iter().map(|one| one.definition.as_str()).collect();
    known.extend(table.never.iter().map(|one| one.definition.as_str()));
    let distinct: BTreeSet<&str> = known.iter().copied().collect();
    assert_eq!(known.len(), distinct.len(), "a definition is in the table twice");
    let denied: BTreeSet<&str> = refusing_sets().flat_map(denied_by).collect();
    assert_eq!(denied.difference(&distinct).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a change or a reason");
    let of_rules: BTreeSet<&str> = all_rules().map(|rule| rule.definition).collect();
    assert_eq!(distinct.difference(&of_rules).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a rule");
}
