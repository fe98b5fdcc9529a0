//! Immutable properties: for each, a pair of files that differ in one key (`tests/immutable`).
//!
//! A case lists the resources that are replaced because of the changed property, and those that are replaced with them.
//! Nothing else may be replaced. Sources that name an azurerm resource are its page in website/docs/r of the provider,
//! commit 69697b7fe6 of 2026-08-21; it states "Changing this forces a new resource to be created".
//!
//! There is no pair for the tenant of a vault, the subresource of an endpoint, the image of a virtual machine and its
//! password, which no key of a file changes, nor for the computer name, which changes only with the name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use di_gen::{
    compare::{Changes, compare_topologies},
    describe::describe_topology,
    plan::ResolvedTopology,
    report::changes,
    source::SourceText,
};
use serde_json::{Value, json};

use crate::{
    laws::{node, pointers},
    support::topologies::stories,
};

/// A pair of files, as an old file and an edit.
struct Pair {
    name: String,
    /// The documentation that states that it is replaced.
    source: String,
    old: Value,
    new: Value,
    replaced: Vec<String>,
    follow: Vec<String>,
    /// The result of the program instead, for a known bug.
    fault: Option<String>,
}

fn pairs() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/immutable");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("cases").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut pairs = Vec::new();
    for path in files {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file");
        for (at, part) in text.split("\n---\n").enumerate() {
            let name = format!("{stem} {}", at + 1);
            let case =
                SourceText::new(name.clone(), part).parse().unwrap_or_else(|f| panic!("{name}: {f:?}")).to_json();
            let keys: Vec<&String> = case.as_object().expect("a mapping").keys().collect();
            let known = ["because", "source", "file", "key", "from", "to", "replaced", "follow", "fault"];
            assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{name}: {keys:?}");
            let texts = |key: &str| -> Vec<String> {
                let all = case[key].as_array().into_iter().flatten();
                all.map(|text| text.as_str().expect("a text").to_owned()).collect()
            };
            let word = |key: &str| case[key].as_str().map(ToOwned::to_owned);
            let mut old = case["file"].clone();
            old["name"] = json!("invoices");
            let key = word("key").unwrap_or_else(|| panic!("{name}: no key"));
            let mut new = old.clone();
            set(&mut new, &key, case["to"].clone());
            if let Some(from) = case.get("from") {
                set(&mut old, &key, from.clone());
            }
            assert!(word("because").is_some_and(|because| because.ends_with('.')), "{name}: no reason");
            pairs.push(Pair {
                source: word("source").unwrap_or_else(|| panic!("{name}: no source")),
                replaced: texts("replaced"),
                follow: texts("follow"),
                fault: word("fault"),
                name,
                old,
                new,
            });
        }
    }
    pairs
}

/// Writes a value at a path of keys.
fn set(document: &mut Value, path: &str, value: Value) {
    let mut node = document;
    for key in path.split('/').skip(1) {
        node = match key.parse::<usize>() {
            Ok(at) => &mut node[at],
            Err(_) => &mut node[key],
        };
    }
    *node = value;
}

fn plan(name: &str, document: &Value) -> ResolvedTopology {
    let source = SourceText::new(name, document.to_string());
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| {
        let shown: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        panic!("{name}: {}", shown.join("\n"))
    });
    di_gen::plan::lower_topology(&topology)
}

/// Replaced resources of a diff: kind and name.
fn replaced(changes: &Changes) -> Vec<Value> {
    let report = changes::render_json(changes);
    let all = report["resources"].as_array().expect("resources");
    all.iter().filter(|resource| resource["change"] == "replaced").cloned().collect()
}

fn name_of(resource: &Value) -> String {
    format!("{} {}", resource["kind"].as_str().expect("a kind"), resource["name"].as_str().expect("a name"))
}

/// The changes of replaced resources: kind and properties, or another name or region, which are immutable for every
/// kind.
fn causes(old: &ResolvedTopology, new: &ResolvedTopology) -> Vec<BTreeSet<(String, String)>> {
    let changes = compare_topologies(old, new);
    if changes.replaced_resources().next().is_none() {
        return Vec::new();
    }
    let before = describe_topology(old).to_string();
    let causes = replaced(&changes).into_iter().map(|resource| {
        let mut causes = BTreeSet::new();
        for fact in resource["facts"].as_array().into_iter().flatten() {
            // Paths of list items end with the name of the item, as that of a static IP address does.
            let property = fact["fact"].as_str().expect("a property");
            let words = property.strip_prefix("static IP address of ").map_or(property, |_| "static IP address");
            let words = words.split(' ');
            let words: Vec<&str> = words.take_while(|word| word.bytes().all(|b| b.is_ascii_alphabetic())).collect();
            let kind = if words == ["location"] { &json!("any") } else { &resource["kind"] };
            causes.insert((kind.as_str().expect("a kind").to_owned(), words.join(" ")));
        }
        let name = resource["name"].as_str().expect("a name").split(" of ").next().expect("a name");
        if !before.contains(&format!("\"{name}\"")) {
            causes.insert(("any".to_owned(), "name".to_owned()));
        }
        causes
    });
    // A resource without a cause is replaced with another one.
    causes.filter(|causes| !causes.is_empty()).collect()
}

/// Other values for a setting: the opposite of a boolean, the next number, every other keyword, a string with another
/// end.
fn others(schema: &Value, pointer: &str, value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(on) => vec![json!(!on)],
        Value::Number(number) => number.as_i64().map(|number| json!(number + 1)).into_iter().collect(),
        Value::String(text) => {
            let words = node(schema, pointer).map(|node| node["enum"].clone()).unwrap_or_default();
            if let Some(words) = words.as_array() {
                return words.iter().filter(|word| *word != value).cloned().collect();
            }
            let end = text.chars().last().unwrap_or('x');
            let next = if end == 'x' || end == '9' { '1' } else { char::from_u32(u32::from(end) + 1).unwrap_or('x') };
            let start = &text[..text.len() - end.len_utf8().min(text.len())];
            let region = (pointer == "/location").then(|| json!("northeurope"));
            std::iter::once(json!(format!("{start}{next}"))).chain(region).collect()
        }
        _ => Vec::new(),
    }
}

/// Every immutable property is covered: if an edit of any setting of any topology replaces a resource, there is a pair
/// for that property.
#[test]
fn every_immutable_property_has_a_pair() {
    let mut known = BTreeSet::new();
    for pair in pairs().iter().filter(|pair| pair.fault.is_none()) {
        let causes = causes(&plan(&pair.name, &pair.old), &plan(&pair.name, &pair.new));
        known.extend(causes.into_iter().flatten());
    }
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let (mut edits, mut unknown) = (0, BTreeSet::new());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for story in stories() {
        let whole = story.document();
        let old = story.plan();
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        places.retain(|pointer| !UNCOMPARED.iter().any(|key| pointer.starts_with(key)));
        for pointer in places {
            let value = whole.pointer(&pointer).expect("a value");
            // A few topologies for each setting are sufficient.
            let pattern: Vec<&str> =
                pointer.split('/').map(|key| if key.parse::<usize>().is_ok() { "*" } else { key }).collect();
            let count = seen.entry(pattern.join("/")).or_default();
            if *count == TOPOLOGIES {
                continue;
            }
            *count += 1;
            for other in others(&schema, &pointer, value) {
                let mut changed = whole.clone();
                *changed.pointer_mut(&pointer).expect("a value") = other.clone();
                let Ok(topology) = di_gen::read::read_topology(&SourceText::new("x", changed.to_string())) else {
                    continue;
                };
                let all = causes(&old, &di_gen::plan::lower_topology(&topology));
                edits += usize::from(!all.is_empty());
                let strange = all.into_iter().filter(|causes| causes.is_disjoint(&known));
                unknown.extend(strange.map(|causes| format!("{causes:?}: {} {pointer}", story.name)));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(edits > 60, "{edits}");
}

/// Keys that affect no resource, or that are another kind of edit.
const UNCOMPARED: [&str; 8] =
    ["/environments", "/expect", "/suppress", "/extra", "/outputs", "/tags", "/edition", "/cloud"];

/// The number of topologies in which a setting is edited.
const TOPOLOGIES: usize = 4;

#[test]
fn changes_of_immutable_properties_are_replacements() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let changes = compare_topologies(&plan(&pair.name, &pair.old), &plan(&pair.name, &pair.new));
        let found: BTreeSet<String> = replaced(&changes).iter().map(name_of).collect();
        let expected: BTreeSet<String> = pair.replaced.iter().chain(&pair.follow).cloned().collect();
        assert_eq!(expected.len(), pair.replaced.len() + pair.follow.len(), "{}: listed twice", pair.name);
        // Changes in place, and those that azurerm refuses, are included for contrast.
        let is_contrast = ["in_place", "refused"].iter().any(|file| pair.name.starts_with(file));
        assert_eq!(pair.replaced.is_empty(), is_contrast, "{}", pair.name);
        assert!(pair.source.len() > 10, "{}", pair.name);
        match pair.fault {
            None if found != expected => {
                wrong.push(format!("{}: replaced are {found:#?}, and not {expected:#?}", pair.name));
            }
            Some(fault) if found == expected => {
                wrong.push(format!("{}: this passes now; remove `fault: {fault}`", pair.name));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
