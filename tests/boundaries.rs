//! The last value that is accepted and the first one that is refused, for every range (`tests/boundaries`).
//!
//! The values are written by hand, from Azure's documentation where Azure has the limit, and never from the schema. A row has
//! a key, the two values and the code of the diagnostic. Values come in three forms: as they are; `text` with `~` for the
//! letters that are missing, whose length is given (`named` for the name of an `entry`); `item` with `#` for its number and
//! `entry`, whose count is given.

use std::{collections::BTreeSet, fs, path::PathBuf};

use di_gen::{Source, diagnostic::SourceLocation};
use serde_json::{Value, json};

use crate::support::large::{numbered, put};

/// Formats without a length of their own, and why.
const WITHOUT_LENGTH: &[(&str, &str)] = &[
    ("-id", "an ID has the length of the names in it; that of its resource group is in lengths.yaml"),
    ("-subscription", "a GUID"),
    ("-assignment-name", "a GUID"),
    ("-prefix", "ranges are in addresses.yaml"),
    ("-address", "addresses are in addresses.yaml"),
    ("-dns-server", "an IPv4 address, which is in addresses.yaml"),
    ("-public-range", "ranges are in addresses.yaml"),
    ("-port-range", "ports are in addresses.yaml"),
    ("-date", "days are in addresses.yaml"),
    ("-time", "times are in addresses.yaml"),
    ("-origin", "a scheme, a host whose lengths are those of `di-gen-fqdn`, and a port, which is in addresses.yaml"),
    ("-key-url", "the names in it have their own lengths; its version is in relations.yaml"),
    ("-key", "a key of the file, which has to be there: of any length up to 400 characters"),
    ("-role", "one of the roles, or a GUID"),
    ("-rule", "one of the codes"),
    ("-versions", "a requirement of the semver crate, which limits the number of its parts"),
    ("-statement", "words, of which no statement that means something has as many as are read"),
    ("-ssh-public-key", "as long as its kind makes it; that it is whole is in lengths.yaml"),
];

/// A boundary.
struct Row {
    name: String,
    key: String,
    bound: String,
    /// Where the diagnostic is, if not at the key.
    at: String,
    code: String,
    /// The code of what these values cause besides.
    beside: Option<String>,
    source: String,
    /// What the program does instead, where that is a known fault.
    fault: bool,
    accepted: Vec<Value>,
    refused: Vec<Value>,
}

fn read(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/boundaries").join(name);
    let text = fs::read_to_string(path).expect("a file");
    di_gen::source::SourceText::new(name, text).parse().unwrap_or_else(|found| panic!("{name}: {found:?}")).to_json()
}

fn rows() -> Vec<Row> {
    const KEYS: &[&str] = &[
        "key", "bound", "at", "accepted", "refused", "code", "beside", "source", "with", "text", "item", "entry",
        "named", "fault",
    ];
    let mut rows = Vec::new();
    for file in ["addresses.yaml", "lengths.yaml", "lists.yaml", "numbers.yaml", "relations.yaml"] {
        for (at, row) in read(file).as_array().expect("rows").iter().enumerate() {
            let name = format!("{file} {}", at + 1);
            assert!(row.as_object().expect("a row").keys().all(|key| KEYS.contains(&key.as_str())), "{name}");
            let word = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{name}: no {key}")).to_owned();
            if let (Some(last), Some(next)) = (row["accepted"].as_i64(), row["refused"].as_i64()) {
                assert_eq!((last - next).abs(), 1, "{name}: there is something between these");
            }
            let files = |side: &str| match &row[side] {
                Value::Array(values) => values.iter().map(|value| topology(row, value)).collect(),
                Value::Null => panic!("{name}: no {side}"),
                value => vec![topology(row, value)],
            };
            rows.push(Row {
                key: word("key"),
                bound: word("bound"),
                at: row["at"].as_str().map_or_else(|| word("key"), ToOwned::to_owned),
                code: word("code"),
                beside: row["beside"].as_str().map(ToOwned::to_owned),
                source: word("source"),
                fault: row["fault"].is_string(),
                accepted: files("accepted"),
                refused: files("refused"),
                name: format!("{name}, {} {}", word("key"), word("bound")),
            });
        }
    }
    rows
}

/// The topology of a row with one value at its key.
fn topology(row: &Value, value: &Value) -> Value {
    let mut file = if row["with"].is_null() { json!({}) } else { row["with"].clone() };
    if file.get("name").is_none() {
        file["name"] = json!("invoices");
    }
    let count = || usize::try_from(value.as_u64().expect("a count")).expect("a small one");
    let value = match (row["text"].as_str(), row["named"].as_str()) {
        (Some(text), _) => json!(stretched(text, count())),
        (_, Some(name)) => json!({ stretched(name, count()): row["entry"] }),
        _ if !row["item"].is_null() => (0..count()).map(|at| numbered(&row["item"], at)).collect(),
        _ if !row["entry"].is_null() => (0..count()).map(|at| (format!("k{at}"), row["entry"].clone())).collect(),
        _ => value.clone(),
    };
    put(&mut file, row["key"].as_str().expect("a key"), value);
    file
}

/// A text of a length, with letters where `~` is.
fn stretched(text: &str, length: usize) -> String {
    let rest = text.chars().count() - 1;
    text.replace('~', &"a".repeat(length.checked_sub(rest).expect("room for the rest")))
}

/// What is wrong with a topology: codes and places.
fn refusals(file: &Value) -> Vec<(String, String)> {
    let found =
        di_gen::read::read_topology(&di_gen::source::SourceText::new("x", file.to_string())).err().unwrap_or_default();
    let place = |one: &di_gen::diagnostic::Diagnostic| match &one.location {
        SourceLocation::Value(pointer) | SourceLocation::Key(pointer) => pointer.clone(),
        // Of the environments.
        SourceLocation::Bytes(_) => "/environments".to_owned(),
        SourceLocation::Unspecified | SourceLocation::OtherFile(_) => String::new(),
    };
    found.iter().map(|one| (one.code.as_str().to_owned(), place(one))).collect()
}

/// What a row says and the program does not do.
fn failures(row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    let others = |file: &Value| -> Vec<(String, String)> {
        refusals(file).into_iter().filter(|(code, _)| Some(code) != row.beside.as_ref()).collect()
    };
    for found in row.accepted.iter().map(others).filter(|found| !found.is_empty()) {
        wrong.push(format!("{}: the last value is refused: {found:?}", row.name));
    }
    for (at, found) in row.refused.iter().map(others).enumerate() {
        let here = |place: &str| place == row.at || place.starts_with(&format!("{}/", row.at));
        if found.is_empty() || !found.iter().all(|(code, place)| *code == row.code && here(place)) {
            wrong.push(format!("{}: value {at} should be {} at {}: {found:?}", row.name, row.code, row.at));
        }
    }
    wrong
}

#[test]
fn the_last_value_is_accepted_and_the_next_one_refused() {
    let mut wrong = Vec::new();
    for row in rows() {
        let failures = failures(&row);
        match row.fault {
            false => wrong.extend(failures),
            true if failures.is_empty() => wrong.push(format!("{}: this holds now; remove `fault`", row.name)),
            true => {}
        }
    }
    crate::support::assert_none(&wrong);
}

#[test]
fn every_row_has_its_source() {
    let sources = read("sources.yaml");
    let rows = rows();
    let used: BTreeSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    let known: BTreeSet<&str> = sources.as_object().expect("sources").keys().map(String::as_str).collect();
    assert_eq!(used, known);
    let mut seen = BTreeSet::new();
    for row in &rows {
        assert!(seen.insert((&row.key, &row.bound, row.accepted[0].to_string())), "{} is there twice", row.name);
    }
}

/// Bounds of the schema: the place that declares them, with the keyword; and formats, by their name.
fn bounds(node: &Value, place: &str, found: &mut BTreeSet<String>) {
    const KEYWORDS: &[&str] = &[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    ];
    for keyword in KEYWORDS.iter().filter(|keyword| node[**keyword].is_number()) {
        found.insert(format!("{place} {keyword}"));
    }
    if let Some(format) = node["format"].as_str().filter(|format| format.starts_with("di-gen-")) {
        let short = format.trim_start_matches("di-gen");
        let excepted = |(end, _): &(&str, &str)| short == *end || (*end == "-id" && short.ends_with("-id"));
        if !WITHOUT_LENGTH.iter().any(excepted) {
            found.extend(["minLength", "maxLength"].map(|keyword| format!("{place} {keyword}")));
        }
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        if place != "/environments/*" {
            bounds(inner, &format!("{place}/{key}"), found);
        }
    }
    for (inner, part) in [("items", "/*"), ("additionalProperties", "/*"), ("propertyNames", " propertyNames")] {
        if node[inner].is_object() {
            bounds(&node[inner], &format!("{place}{part}"), found);
        }
    }
}

/// The place in the schema that says what a value at a key is.
fn declared(schema: &Value, key: &str) -> String {
    let (mut node, mut place) = (schema, String::new());
    for part in key.split('/').skip(1) {
        let next = [(&node["properties"][part], part), (&node["items"], "*"), (&node["additionalProperties"], "*")];
        let (next, part) =
            next.into_iter().find(|(next, _)| next.is_object()).unwrap_or_else(|| panic!("no key {key}"));
        place = format!("{place}/{part}");
        node = next;
        if let Some(reference) = node["$ref"].as_str() {
            node = schema.pointer(reference.trim_start_matches('#')).expect("a definition");
            reference.clone_into(&mut place);
        }
    }
    place
}

#[test]
fn every_bound_of_the_schema_has_a_row() {
    let schema: Value = serde_json::from_str(di_gen::topology_schema()).expect("the schema is JSON");
    let mut all = BTreeSet::new();
    bounds(&schema, "", &mut all);
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        bounds(definition, &format!("#/$defs/{name}"), &mut all);
    }
    let rows = rows();
    let has: BTreeSet<String> = rows
        .iter()
        .map(|row| {
            let (outer, keyword) = row.bound.split_once('/').map_or(("", row.bound.as_str()), |parts| parts);
            let outer = if outer.is_empty() { String::new() } else { format!(" {outer}") };
            format!("{}{outer} {keyword}", declared(&schema, &row.key))
        })
        .collect();
    let missing: Vec<&String> = all.difference(&has).collect();
    assert!(missing.is_empty(), "no row in tests/boundaries has the bounds of {missing:#?}");
    assert!(all.len() > 80, "{}", all.len());
    // An exception is for a format that is there.
    for (end, why) in WITHOUT_LENGTH {
        let text = di_gen::topology_schema();
        assert!(text.contains(&format!("di-gen{end}\"")) || text.contains(&format!("{end}\"")), "{end}: {why}");
    }
}

/// Names that are derived from a workload and an environment are as long as Azure lets them, and unique at the end.
#[test]
fn derived_names_fit() {
    // Of the longest workload and environment, and of those that just fit without being cut.
    const NAMES: &[(&str, &str, &str, usize)] = &[
        ("Microsoft.Storage/storageAccounts", "abcdefghijklmnopqrst", "stabcdefghijklmnop", 24),
        ("Microsoft.Storage/storageAccounts", "abcdef", "stabcdefabcdefghij", 24),
        ("Microsoft.Storage/storageAccounts", "abcde", "stabcdeabcdefghij", 23),
        ("Microsoft.KeyVault/vaults", "abcdefghijklmnopqrst", "kv-abcdefghijklmn-", 24),
        ("Microsoft.KeyVault/vaults", "abc", "kv-abc-abcdefghij-", 24),
        ("Microsoft.KeyVault/vaults", "ab", "kv-ab-abcdefghij-", 23),
        // A cut never leaves two hyphens, which Key Vault refuses.
        ("Microsoft.KeyVault/vaults", "abcdefghijklm", "kv-abcdefghijklm-", 23),
    ];
    for (kind, name, start, length) in NAMES {
        let text = format!("name: {name}\nenvironment: abcdefghij\nkeyVault: {{}}");
        let derived = name_of(&text, kind);
        assert_eq!((derived.starts_with(start), derived.len()), (true, *length), "{derived}");
    }
    // Windows takes 15 characters, and no hyphen at the end.
    for (name, os, machine) in [
        ("abcdefghijkl", "windows", "vm-abcdefghijkl"),
        ("abcdefghijk", "windows", "vm-abcdefghijk"),
        ("abcdefghi", "windows", "vm-abcdefghi-ab"),
        ("abcdefghijkl", "linux", "vm-abcdefghijkl-abcdefghij"),
    ] {
        let text = format!("name: {name}\nenvironment: abcdefghij\ntestMachine: {{ os: {os} }}");
        assert_eq!(name_of(&text, "Microsoft.Compute/virtualMachines"), machine);
    }
    // The account has 64 characters, its subdomain as many with a hash.
    for (name, length) in [("a".repeat(64), 64), ("a".repeat(57), 64), ("a".repeat(56), 63)] {
        let text = format!("name: invoices\naccount: {{ name: {name} }}");
        let plan = plan(&text);
        let account = resource(&plan, "Microsoft.CognitiveServices/accounts");
        assert_eq!(account["facts"]["customSubdomain"].as_str().map(str::len), Some(length), "{account}");
    }
}

fn plan(text: &str) -> Value {
    let topology = di_gen::read(&Source::new("x", text)).unwrap_or_else(|found| panic!("{found}"));
    di_gen::describe(&di_gen::resolve(&topology))
}

fn resource(plan: &Value, kind: &str) -> Value {
    let all = plan["resources"].as_array().expect("resources");
    let mut resource = all.iter().find(|one| one["type"] == kind).unwrap_or_else(|| panic!("no {kind}")).clone();
    // A name may be the default of a parameter.
    for value in ["/name", "/facts/customSubdomain"] {
        if let Some(value) = resource.pointer_mut(value)
            && let Some(name) = value["parameter"].as_str()
        {
            let parameters = plan["parameters"].as_array().expect("parameters");
            *value = parameters.iter().find(|one| one["name"] == name).expect("a parameter")["default"].clone();
        }
    }
    resource
}

fn name_of(text: &str, kind: &str) -> String {
    let resource = resource(&plan(text), kind);
    resource["name"].as_str().unwrap_or_else(|| panic!("{resource:#}")).to_owned()
}

/// Posture rules with a number in them.
#[test]
fn the_last_value_without_a_warning() {
    let codes = |text: &str| {
        let topology = di_gen::read(&Source::new("x", format!("name: invoices\n{text}"))).expect("valid");
        let found = di_gen::validate(&di_gen::resolve(&topology));
        found.iter().map(|one| (one.code, one.key.clone())).collect::<Vec<_>>()
    };
    for (key, least) in [("blobDays", 7), ("containerDays", 7)] {
        let warned = |days: i64| {
            let found = codes(&format!("storage: {{ softDelete: {{ {key}: {days} }} }}"));
            found.contains(&("DI1205", format!("storage.softDelete.{key}")))
        };
        assert_eq!((warned(least), warned(least - 1)), (false, true), "{key}");
    }
}

/// What no key has: the text as a whole, and the files that extend each other.
#[test]
fn the_last_text_is_accepted_and_the_next_one_refused() {
    let codes = |text: String| {
        let found = di_gen::read(&Source::new("x", text)).err();
        let mut codes: Vec<&str> = found.iter().flatten().map(|one| one.code).collect();
        codes.dedup();
        codes.join(" ")
    };
    // Bytes.
    let sized = |bytes: usize| format!("name: invoices\n#{}", "x".repeat(bytes - 16));
    assert_eq!((codes(sized(1_048_576)), codes(sized(1_048_577))), (String::new(), "DI0004".to_owned()));
    // Levels, of which the whole is one.
    let nested = |levels: usize| format!("name: invoices\ntags: {}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    assert_eq!((codes(nested(64)), codes(nested(65))), ("DI0103".to_owned(), "DI0005".to_owned()));
    // Keys and values, and what begins and ends them.
    let listed = |count: usize| format!("name: invoices\ntags: [{}]", "1,".repeat(count));
    assert_eq!((codes(listed(49_991)), codes(listed(49_992))), ("DI0103".to_owned(), "DI0004".to_owned()));
    // Diagnostics that are shown.
    let unknown = |count: usize| {
        let lines: String = (0..count).map(|at| format!("zz{at}q: 1\n")).collect();
        di_gen::read(&Source::new("x", format!("name: invoices\n{lines}")))
            .err()
            .map(|found| found.iter().map(|one| one.code).filter(|code| *code == "DI0011").count())
    };
    assert_eq!((unknown(100), unknown(101)), (Some(0), Some(1)));
    // Files that extend each other.
    let chain = |files: usize| {
        let read = |path: &str| {
            let at: usize = path.trim_end_matches(".yaml").parse().expect("a number");
            let text = if at < files {
                format!("extends: {}.yaml\n", at + 1)
            } else {
                "tags: { owner: platform }\n".to_owned()
            };
            Ok(text.into_bytes())
        };
        let source = Source::new("1.yaml", "extends: 2.yaml\nname: invoices\n").with_extended("1.yaml", read);
        source.err().and_then(|error| error.iter().next().map(|one| one.code))
    };
    assert_eq!((chain(8), chain(9)), (None, Some("DI0010")));
}
