//! The files of `tests/changes`.

use std::{collections::BTreeSet, fs, path::Path};

use di_gen::source::SourceText;
use serde_json::{Value, json};

/// An edit with its expectation.
pub(crate) struct Edit {
    pub(crate) name: String,
    pub(super) because: String,
    pub(crate) old: Value,
    pub(crate) new: Value,
    pub(super) resource_manager: Expectation,
    pub(super) terraform: Expectation,
    /// Resources and role assignments that are not judged.
    pub(super) any: Vec<Target>,
    pub(super) other_flows: bool,
    pub(super) sources: Vec<String>,
    pub(super) faults: BTreeSet<String>,
}

/// What one engine does.
pub(super) struct Expectation {
    pub(super) effects: Vec<ExpectedEffect>,
    pub(super) flows: Vec<(String, Vec<Vec<String>>)>,
    pub(super) headings: Vec<(String, Vec<String>)>,
}

/// The effect on one resource or role assignment.
pub(super) struct ExpectedEffect {
    pub(super) target: Target,
    /// Alternatives, each with all effects.
    pub(super) one_of: Vec<BTreeSet<String>>,
    pub(super) code: Option<String>,
    /// Whether one of the effects has a condition.
    pub(super) is_conditional: bool,
}

/// A resource or a role assignment.
pub(super) struct Target {
    pub(super) role: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) name: String,
    pub(super) was: Option<String>,
    pub(super) of: Option<String>,
}

/// The headings, in the order of a report.
pub(super) const HEADINGS: [&str; 9] = [
    "losesData",
    "cannotBeUndone",
    "interrupts",
    "refused",
    "opens",
    "becomesConditional",
    "closes",
    "protectsLess",
    "cost",
];

const EFFECTS: [&str; 8] = ["created", "changed", "replaced", "destroyed", "left", "refused", "ignored", "unknown"];

/// All edits, in the order of their files; each row of a table is an edit.
pub(crate) fn edits() -> Vec<Edit> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("edits").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    let mut edits = Vec::new();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file");
        let file = SourceText::new(name.clone(), text).parse().unwrap_or_else(|f| panic!("{name}: {f:?}")).to_json();
        if file.get("table").is_some() { edits.extend(rows(&name, &file)) } else { edits.push(edit(&name, &file)) }
    }
    edits
}

fn known_keys(name: &str, value: &Value, known: &[&str]) {
    let keys: Vec<&String> = value.as_object().unwrap_or_else(|| panic!("{name}: {value}")).keys().collect();
    assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{name}: {keys:?}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, and not {value}")).to_owned()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// The alternatives of a value: `{ oneOf: [...] }`, or the value.
fn alternatives(value: &Value) -> Vec<Value> {
    value.get("oneOf").map_or_else(|| vec![value.clone()], list)
}

fn edit(name: &str, file: &Value) -> Edit {
    let known =
        ["because", "old", "new", "effects", "flows", "otherFlows", "headings", "steps", "source", "settled", "faults"];
    known_keys(name, file, &known);
    known_keys(name, &file["effects"], &["resourceManager", "terraform", "any"]);
    known_keys(name, &file["headings"], &["resourceManager", "terraform"]);
    if let Some(steps) = file.get("steps") {
        known_keys(name, steps, &["resourceManager", "terraform", "both", "keeps", "byHand"]);
        assert!(steps.get("byHand").is_some() || steps.get("keeps").is_some(), "{name}: {steps}");
    }
    Edit {
        name: name.to_owned(),
        because: text(&file["because"]),
        old: file["old"].clone(),
        new: file["new"].clone(),
        resource_manager: expectation(name, file, "resourceManager"),
        terraform: expectation(name, file, "terraform"),
        any: list(&file["effects"]["any"]).iter().map(target).collect(),
        other_flows: file["otherFlows"] == true,
        sources: list(&file["source"]).iter().map(text).collect(),
        faults: list(&file["faults"]).iter().map(text).collect(),
    }
}

fn expectation(name: &str, file: &Value, engine: &str) -> Expectation {
    let effects = list(&file["effects"][engine]).iter().map(|effect| expected_effect(name, effect)).collect();
    let flows = file["flows"].as_object().into_iter().flatten().map(|(flow, verdicts)| {
        known_keys(name, verdicts, &["resourceManager", "terraform"]);
        let verdicts = list(&verdicts[engine]);
        assert_eq!(verdicts.len(), if engine == "terraform" { 2 } else { 3 }, "{name}: {flow}");
        (flow.clone(), verdicts.iter().map(|verdict| alternatives(verdict).iter().map(text).collect()).collect())
    });
    let headings = file["headings"][engine].as_object().into_iter().flatten().map(|(heading, entries)| {
        assert!(HEADINGS.contains(&heading.as_str()), "{name}: {heading}");
        (heading.clone(), list(entries).iter().map(text).collect())
    });
    Expectation { effects, flows: flows.collect(), headings: headings.collect() }
}

fn expected_effect(name: &str, effect: &Value) -> ExpectedEffect {
    known_keys(name, effect, &["type", "name", "role", "was", "of", "effect", "code", "condition"]);
    let words = |value: &Value| -> BTreeSet<String> {
        let words: BTreeSet<String> = match value {
            Value::Array(words) => words.iter().map(text).collect(),
            word => [text(word)].into(),
        };
        assert!(words.iter().all(|word| EFFECTS.contains(&word.as_str())), "{name}: {words:?}");
        words
    };
    ExpectedEffect {
        target: target(effect),
        one_of: alternatives(&effect["effect"]).iter().map(words).collect(),
        code: effect.get("code").map(text),
        is_conditional: effect["condition"] == true,
    }
}

fn target(value: &Value) -> Target {
    let optional = |key: &str| value.get(key).map(text);
    Target {
        role: optional("role"),
        kind: optional("type"),
        name: optional("name").unwrap_or_default(),
        was: optional("was"),
        of: optional("of"),
    }
}

/// One edit for each row of a table.
fn rows(name: &str, file: &Value) -> Vec<Edit> {
    known_keys(name, file, &["because", "old", "new", "table", "source", "settled"]);
    let table = &file["table"];
    known_keys(name, table, &["key", "resource", "rows"]);
    let mut edits = Vec::new();
    for row in list(&table["rows"]) {
        known_keys(name, &row, &["from", "to", "resourceManager", "terraform", "geoRedundancyEnds", "faults"]);
        let mut case = json!({ "because": file["because"], "source": file["source"], "flows": {} });
        for (side, value) in [("old", "from"), ("new", "to")] {
            case[side] = file[side].clone();
            set(&mut case[side], &text(&table["key"]), row[value].clone());
        }
        let resource = text(&table["resource"]["name"]);
        for engine in ["resourceManager", "terraform"] {
            let mut effect = table["resource"].clone();
            effect["effect"] = row[engine].clone();
            let is_changed = row[engine] == "changed";
            case["effects"][engine] = json!([effect]);
            let mut headings = json!({ "cost": ["?..."] });
            if row[engine] == "refused" {
                headings["refused"] = json!([resource, "?..."]);
            }
            if row[engine] == "replaced" {
                headings["losesData"] = json!([resource, "?..."]);
                headings["interrupts"] = json!(["?..."]);
                headings["cannotBeUndone"] = json!(["?..."]);
            }
            let can_read_secondary = |value: &str| text(&row[value]).starts_with("RA");
            if is_changed && can_read_secondary("from") && !can_read_secondary("to") {
                headings["protectsLess"] = json!([format!("?{resource}")]);
            }
            if is_changed && row["geoRedundancyEnds"] == true {
                headings["losesData"] = json!([resource]);
            }
            case["headings"][engine] = headings;
        }
        // What depends on a replaced account follows it.
        if row["terraform"] == "replaced" {
            let kinds =
                ["Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Network/privateEndpoints"];
            let mut any: Vec<Value> = kinds.iter().map(|kind| json!({ "type": kind, "name": "*" })).collect();
            any.push(json!({ "role": "*" }));
            case["effects"]["any"] = Value::Array(any);
        }
        case["faults"] = row.get("faults").cloned().unwrap_or_else(|| json!([]));
        edits.push(edit(&format!("{name} {} to {}", text(&row["from"]), text(&row["to"])), &case));
    }
    edits
}

/// Writes a value at a path of keys.
fn set(document: &mut Value, path: &str, value: Value) {
    let node = path.split('/').skip(1).fold(document, |node, key| &mut node[key]);
    *node = value;
}
