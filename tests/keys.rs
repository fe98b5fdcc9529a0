//! Every key of the schema changes something: a property or the name of a resource, a verdict, a diagnostic, a path. A key
//! that is read and ignored fails by its name; that a comment or a description changes does not count.
//!
//! Each key gets another value in a topology that has it: a hand-written one of `tests/keys`, an example or a case. Words of a
//! list must differ from each other, two by two. What such a comparison cannot show is asserted in `keys::elsewhere`.

mod beside_existing;
mod elsewhere;
mod empty_values;

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{AccessQuery, Plan, Source};
use serde_json::{Value, json};

use elsewhere::{ELSEWHERE, WORDS_ELSEWHERE};

use crate::{
    laws::pointers,
    support::topologies::{Story, stories},
};

/// How many topologies a key is edited in before it is given up.
const TOPOLOGIES: usize = 24;

/// A key of the schema, with `*` for elements and for keys of the user's.
struct Key {
    pattern: String,
    node: Value,
}

fn schema() -> Value {
    serde_json::from_str(di_gen::topology_schema()).expect("the schema is JSON")
}

/// Every key below a node, parents before what they hold.
fn keys(schema: &Value, node: &Value, pattern: &str, found: &mut Vec<Key>) {
    let node = match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).expect("a definition"),
        None => node,
    };
    if !pattern.is_empty() {
        found.push(Key { pattern: pattern.to_owned(), node: node.clone() });
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        keys(schema, inner, &format!("{pattern}/{key}"), found);
    }
    // The keys of an environment are those of the whole file.
    for inner in [&node["items"], &node["additionalProperties"]] {
        if inner.is_object() && pattern != "/environments" {
            keys(schema, inner, &format!("{pattern}/*"), found);
        }
    }
}

/// The pattern of a pointer.
fn pattern(known: &BTreeSet<&str>, pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |before, part| {
        let named = format!("{before}/{part}");
        if known.contains(named.as_str()) { named } else { format!("{before}/*") }
    })
}

fn resolve(document: &Value) -> Option<Plan> {
    di_gen::read(&Source::new("x", document.to_string())).ok().map(|topology| di_gen::resolve(&topology))
}

/// What a plan describes, without texts for people and without what it repeats of the file.
fn properties(plan: &Plan) -> Value {
    const TEXTS: &[&str] = &["title", "description", "purpose", "reason", "decidedBy", "message"];
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| !TEXTS.contains(&key.as_str()));
                map.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut described = di_gen::describe(plan);
    described.as_object_mut().expect("a mapping").retain(|key, _| {
        let repeated = ["edition", "cloud", "azurerm", "subscription"];
        !repeated.contains(&key.as_str())
    });
    strip(&mut described);
    described
}

fn verdicts(plan: &Plan) -> Vec<String> {
    let report = di_gen::access(plan, &AccessQuery::new()).expect("all paths");
    let path = |path: &di_gen::AccessPath| {
        let di_gen::AccessPath { actor, from, operation, target, verdict, error, .. } = path;
        format!("{actor} {from:?} {operation} {target} {verdict:?} {error:?}")
    };
    report.iter().map(path).collect()
}

fn diagnostics(plan: &Plan) -> Vec<(&'static str, String)> {
    di_gen::validate(plan).iter().map(|one| (one.code, one.key.clone())).collect()
}

/// Whether two plans differ in what counts; the cheapest first.
fn differ(old: &Plan, new: &Plan) -> bool {
    properties(old) != properties(new) || diagnostics(old) != diagnostics(new) || verdicts(old) != verdicts(new)
}

/// Other values for a key.
fn others(key: &Key, value: &Value) -> Vec<Value> {
    if let Some(words) = key.node["enum"].as_array() {
        return words.clone();
    }
    match value {
        Value::Bool(_) => vec![json!(true), json!(false)],
        Value::Number(number) => number.as_i64().into_iter().flat_map(|n| [json!(n + 1), json!(n - 1)]).collect(),
        // Another last character, whatever kind it is of.
        Value::String(text) => {
            let start: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
            let ends = ["2", "1", "8", "a", "s", "z", "e"].into_iter();
            ends.map(|end| json!(format!("{start}{end}"))).collect()
        }
        Value::Array(items) => vec![Value::Array(items.iter().skip(1).cloned().collect())],
        Value::Object(_) => vec![Value::Null],
        Value::Null => Vec::new(),
    }
}

/// The document with another value; nothing in place of a value takes the key out.
fn edited(document: &Value, pointer: &str, value: &Value) -> Option<Value> {
    let mut document = document.clone();
    if !value.is_null() {
        *document.pointer_mut(pointer)? = value.clone();
        return Some(document);
    }
    let (parent, key) = pointer.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(map) => _ = map.shift_remove(key),
        Value::Array(items) => _ = items.remove(key.parse().ok()?),
        _ => return None,
    }
    Some(document)
}

/// Topologies to edit, and values that are worth a try in them.
struct Subject {
    document: Value,
    values: BTreeMap<String, Vec<Value>>,
}

fn subjects() -> Vec<Subject> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("cases").map(|e| e.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut subjects = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a file");
        for part in text.split("\n---\n") {
            let mut case = Story { name: path.display().to_string(), text: part.to_owned() }.document();
            let values = case["values"].as_object().into_iter().flatten();
            let values = values.map(|(key, all)| (key.clone(), all.as_array().expect("values").clone())).collect();
            let mut document = case["file"].take();
            document["name"] = json!("invoices");
            let plain = di_gen::read(&Source::new("x", document.to_string()));
            assert!(plain.is_ok(), "{}: {:?}", path.display(), plain.err());
            subjects.push(Subject { document, values });
        }
    }
    subjects.extend(stories().iter().map(|story| {
        let mut document = story.document();
        document.as_object_mut().expect("a mapping").shift_remove("environments");
        Subject { document, values: BTreeMap::new() }
    }));
    subjects
}

/// Pairs of words that differ, or of which it is not known yet.
fn pairs(key: &Key) -> BTreeSet<(String, String)> {
    let words: Vec<String> = match key.node["enum"].as_array() {
        Some(words) => words.iter().map(ToString::to_string).collect(),
        None if key.node["type"] == "boolean" => vec!["true".to_owned(), "false".to_owned()],
        None => return BTreeSet::new(),
    };
    let pair = |at: usize| words[..at].iter().map(move |one| (one, at)).collect::<Vec<_>>();
    let all = (0..words.len()).flat_map(pair);
    all.map(|(one, at)| (one.clone(), words[at].clone())).collect()
}

/// What is left of a key that changes too little, in words.
fn ignored(key: &Key, subjects: &[(&Subject, &String)]) -> Option<String> {
    let mut open = pairs(key);
    let listed = !open.is_empty();
    let asserted = WORDS_ELSEWHERE.iter().filter(|(pattern, ..)| *pattern == key.pattern).map(|(_, word, _)| *word);
    for word in asserted {
        open.retain(|(one, other)| one.trim_matches('"') != word && other.trim_matches('"') != word);
    }
    if listed && open.is_empty() {
        return None;
    }
    let mut accepted = 0;
    for (subject, pointer) in subjects.iter().take(TOPOLOGIES) {
        let value = subject.document.pointer(pointer).expect("a value");
        let mut values = vec![value.clone()];
        values.extend(subject.values.get(*pointer).cloned().unwrap_or_else(|| others(key, value)));
        let mut plans: Vec<(String, Plan)> = Vec::new();
        for value in values {
            let text = value.to_string();
            if plans.iter().any(|(other, _)| *other == text) {
                continue;
            }
            let Some(plan) = edited(&subject.document, pointer, &value).and_then(|document| resolve(&document)) else {
                continue;
            };
            accepted += usize::from(!plans.is_empty());
            for (other, before) in &plans {
                let pair = [(other.clone(), value.to_string()), (value.to_string(), other.clone())];
                let wanted = !listed || pair.iter().any(|pair| open.contains(pair));
                if wanted && differ(before, &plan) {
                    pair.iter().for_each(|pair| _ = open.remove(pair));
                    if open.is_empty() {
                        return None;
                    }
                }
            }
            plans.push((value.to_string(), plan));
        }
    }
    let pattern = &key.pattern;
    let tried = format!("{accepted} other values were accepted in {} topologies", subjects.len().min(TOPOLOGIES));
    Some(format!(
        "{pattern}: {tried}, and nothing changed {open:?}: src/plan/lower has to read it, and a case in tests/cases or a file in tests/keys has to set it"
    ))
}

#[test]
fn every_key_changes_something() {
    let schema = schema();
    let mut all = Vec::new();
    keys(&schema, &schema, "", &mut all);
    let known: BTreeSet<&str> = all.iter().map(|key| key.pattern.as_str()).collect();
    let subjects = subjects();
    let mut used: BTreeMap<String, Vec<(&Subject, String)>> = BTreeMap::new();
    for subject in &subjects {
        let mut places = Vec::new();
        pointers(&subject.document, "", &mut places);
        for pointer in places {
            used.entry(pattern(&known, &pointer)).or_default().push((subject, pointer));
        }
    }
    let mut failures = BTreeMap::new();
    for key in &all {
        if ELSEWHERE.iter().any(|(start, _)| key.pattern.starts_with(start)) {
            continue;
        }
        let places: Vec<(&Subject, &String)> =
            used.get(&key.pattern).into_iter().flatten().map(|(subject, pointer)| (*subject, pointer)).collect();
        if let Some(failure) = ignored(key, &places) {
            failures.insert(key.pattern.clone(), failure);
        }
    }
    // A mapping does what its keys do; one without keys is itself the setting.
    let effective = |pattern: &str| {
        let below = format!("{pattern}/");
        all.iter().any(|key| key.pattern.starts_with(&below) && !failures.contains_key(&key.pattern))
    };
    let failures: Vec<String> =
        failures.iter().filter(|(pattern, _)| !effective(pattern)).map(|(_, failure)| failure.clone()).collect();
    assert!(all.len() > 200, "{}", all.len());
    crate::support::assert_none(&failures);
}
