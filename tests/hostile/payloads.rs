//! Promise `same-bytes`: a value comes back byte for byte from every output, or validation refuses it.
//!
//! Keys with free text are found by trying: a key whose value may be something else than a name. All of them are filled at
//! once with one payload, the outputs are read by a parser of their language, and must be those of an ordinary word with the
//! payload in its place.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{
    runbook::{RunbookFormat, RunbookKind, write_runbook},
    source::SourceText,
};
use serde_json::{Map, Value, json};

use crate::{
    compiler::findings,
    injection::{deployed, difference, place, texts},
    support::{
        assert_none,
        bicep_compiler::{Compiler, write_files},
        snapshots,
        topologies::{Story, stories},
    },
};

/// Texts that some language, shell, log, page or terminal reads as something else than text.
const PAYLOADS: &[&str] = &[
    "${x}",
    "%{if true}y%{endif}",
    "'''",
    "\\u{41}",
    "\\u0041",
    "\\",
    "\\n",
    "$(id)",
    "`id`",
    "it's",
    "\"q\"",
    "a\nb",
    "a\r\nb",
    "a\u{2028}b",
    "a\u{85}b",
    "a\0b",
    "a\tb",
    "[x]",
    "[[x]",
    "[concat('a')]",
    "=x",
    "{{ x }}",
    "{% x %}",
    "a%0Ab",
    "\u{1f512}",
    "\u{202e}abc",
    "e\u{301}",
    "größe",
    "##vso[task.setvariable variable=x]y",
    "::set-env name=x::y",
    "-->",
    "</script>",
    "~",
    "!tag x",
    "&anchor x",
    "*alias",
    "- x",
    "# x",
    "null",
    "true",
    "1e3",
    "0x1f",
    "",
    " ",
    "<<EOF",
    "|",
    "@x",
    "/* x */",
    // tree-sitter-bicep reads `//` directly behind a quote as a comment, which Bicep does not.
    "x // x",
];

/// Names that are keywords, numbers or more than a word in some language, without what Azure refuses in names of tags.
const KEYS: &[&str] = &[
    "true",
    "false",
    "null",
    "if",
    "for",
    "in",
    "each",
    "module",
    "resource",
    "param",
    "var",
    "output",
    "import",
    "existing",
    "with",
    "copy",
    "as",
    "using",
    "type",
    "yes",
    "no",
    "on",
    "off",
    "~",
    "1",
    "1e5",
    "0x1f",
    "-",
    "a-b",
    "a.b",
    "a:b",
    "a = b",
    "é",
    "größe",
    "日本語",
    "__proto__",
    "$x",
    "${x}",
    "'x'",
    "\"x\"",
    "[x]",
    "[[x]]",
    "#x",
    "@x",
    "!x",
    "*x",
    "x y",
];

/// A payload as long as the longest string that a key accepts.
fn long_payload() -> String {
    "'${x}\\\"".repeat(36)
}

/// Texts that no name is, one of which every free text accepts.
const PROBES: &[&str] = &["it's ${x} [y]", "größe", "x = {", "a; b"];

/// A topology with every key that accepts free text. A key that is missing is named by the test below.
const FREE_TEXT: &str = "
name: invoices
location: westeurope
tags: { owner: x }
clients:
  - { name: app, type: managedIdentity, federatedCredentials: [{ name: app, issuer: 'https://one.example', subject: x }] }
network:
  subnets:
    endpoints:
      rules:
        - { name: one, description: x, priority: 300, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }
    testMachine:
      rules:
        - { name: one, description: x, priority: 300, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }
    workloads:
      - name: one
        rules:
          - { name: one, description: x, priority: 300, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }
testMachine:
  adminUsername: azureuser
  sshPublicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKb0Zz3J1dPlN8sXyQ5mXbT2kqvC1rW9Zs0uYt4hQe7L x
suppress:
  - { rule: DI1101, reason: A reason with words. }
extra:
  account: { azure: { properties: { notes: x } } }
";

fn document(text: &str) -> Value {
    SourceText::new("x", text).parse().expect("YAML").to_json()
}

fn is_accepted(document: &Value, pointer: &str, text: &str) -> bool {
    let mut changed = document.clone();
    *changed.pointer_mut(pointer).expect("a value") = json!(text);
    di_gen::read::read_topology(&SourceText::new("x", changed.to_string())).is_ok()
}

/// Each string of the schema: a topology that sets it, and where.
fn string_places() -> BTreeMap<String, (Value, String)> {
    let mut places = BTreeMap::new();
    let own = Story { name: "free text".to_owned(), text: FREE_TEXT.to_owned() };
    // The shortest topology with a key is read fastest.
    let mut others = stories();
    others.sort_by_key(|story| story.text.len());
    for story in std::iter::once(own).chain(others) {
        let document = document(&story.text);
        let mut pointers = Vec::new();
        texts(&document, "", &mut pointers);
        for pointer in pointers.into_iter().filter(|pointer| !pointer.starts_with("/environments/")) {
            places.entry(place(&pointer)).or_insert_with(|| (document.clone(), pointer));
        }
    }
    places
}

/// A text at a place, alone or behind what is there.
fn variants(document: &Value, pointer: &str, payload: &str) -> [String; 2] {
    let text = document.pointer(pointer).and_then(Value::as_str).expect("a string");
    [payload.to_owned(), format!("{text} {payload}")]
}

/// The places with free text, each with the form in which it is accepted.
fn free_places() -> BTreeSet<String> {
    let is_free = |(document, pointer): &(Value, String)| {
        PROBES
            .iter()
            .any(|probe| variants(document, pointer, probe).iter().any(|text| is_accepted(document, pointer, text)))
    };
    string_places().into_iter().filter(|(_, at)| is_free(at)).map(|(place, _)| place).collect()
}

/// The payload and a word in a form that a key accepts, with the same text before both.
fn accepted_forms(document: &Value, pointer: &str, payload: &str, word: &str) -> Option<(String, String)> {
    let forms = variants(document, pointer, payload).into_iter().zip(variants(document, pointer, word));
    forms
        .into_iter()
        .find(|(form, plain)| is_accepted(document, pointer, form) && is_accepted(document, pointer, plain))
}

/// Replaces words in every string and every key.
fn replaced(value: &Value, words: &BTreeMap<String, String>) -> Value {
    let in_text = |text: &str| words.iter().fold(text.to_owned(), |text, (word, payload)| text.replace(word, payload));
    match value {
        Value::String(text) => json!(in_text(text)),
        Value::Array(items) => items.iter().map(|item| replaced(item, words)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (in_text(key), replaced(value, words))).collect())
        }
        other => other.clone(),
    }
}

/// What Microsoft's compiler finds in the Bicep of a topology; nothing where there is none.
fn compiled(compiler: &mut Option<Compiler>, document: &Value) -> Vec<String> {
    let Some(compiler) = compiler else { return Vec::new() };
    let folder = tempfile::tempdir().expect("a directory");
    let plan = Story { name: "x".to_owned(), text: document.to_string() }.plan();
    let files = di_gen::render::bicep(&plan, di_gen::render::Layout::OneFile).expect("Bicep");
    write_files(folder.path(), &files);
    files.iter().flat_map(|file| findings(compiler, &folder.path().join(&file.path))).collect()
}

#[test]
fn free_text_comes_back_from_every_language() {
    let document = document(FREE_TEXT);
    let mut pointers = Vec::new();
    texts(&document, "", &mut pointers);
    let free = free_places();
    let pointers: Vec<String> = pointers.into_iter().filter(|pointer| free.contains(&place(pointer))).collect();
    let here: BTreeSet<String> = pointers.iter().map(|pointer| place(pointer)).collect();
    // What is not in an output of a language is checked by the parsers of that output.
    assert_eq!(here, free, "add each key with free text to FREE_TEXT");
    let long = long_payload();
    let mut compiler = Compiler::start();
    let mut failures = Vec::new();
    for payload in PAYLOADS.iter().copied().chain([long.as_str()]) {
        let (mut plain, mut hostile, mut words) = (document.clone(), document.clone(), BTreeMap::new());
        for (at, pointer) in pointers.iter().enumerate() {
            let word = format!("zq{at}word");
            let Some((form, with_word)) = accepted_forms(&document, pointer, payload, &word) else { continue };
            *plain.pointer_mut(pointer).expect("a value") = json!(with_word);
            *hostile.pointer_mut(pointer).expect("a value") = json!(form);
            words.insert(word, payload.to_owned());
        }
        let all = |document: &Value| deployed(&Story { name: "x".to_owned(), text: document.to_string() });
        for (expected, found) in all(&plain).iter().zip(all(&hostile)) {
            let expected = replaced(expected, &words);
            failures.extend(difference(&expected, &found, "").map(|other| format!("{payload:?}: {other}")));
        }
        failures.extend(compiled(&mut compiler, &hostile).into_iter().map(|other| format!("{payload:?}: {other}")));
    }
    assert_none(&failures);
}

/// Names of tags are keys of the outputs: what a language reads as a keyword or a number stays a name.
#[test]
fn names_of_tags_come_back_from_every_language() {
    let tags: Map<String, Value> = KEYS.iter().map(|name| ((*name).to_owned(), json!(*name))).collect();
    let document = json!({ "name": "invoices", "location": "westeurope", "tags": tags });
    assert_none(&compiled(&mut Compiler::start(), &document));
    let text = document.to_string();
    for resources in deployed(&Story { name: "x".to_owned(), text }) {
        let tagged: Vec<&Value> =
            resources.as_object().expect("resources").values().filter_map(|r| r.get("tags")).collect();
        assert!(tagged.len() > 3 && tagged.iter().all(|found| **found == json!(tags)), "{tagged:?}");
    }
}

/// The same for additional settings, where they are names of properties and arguments.
#[test]
fn names_of_settings_come_back_from_every_language() {
    // `copy` is refused here: in a template, it repeats a property.
    let is_name =
        |name: &&&str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$@".contains(c)) && **name != "copy";
    let azure: Map<String, Value> = KEYS
        .iter()
        .filter(is_name)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
        .map(|name| ((*name).to_owned(), json!({ *name: [{ *name: true }] })))
        .chain([("k".repeat(300), json!(1))])
        .collect();
    let terraform: Map<String, Value> = azure
        .keys()
        .filter(|name| name.bytes().all(|b| b.is_ascii_lowercase()))
        .map(|name| (name.clone(), json!({ name.clone(): 1 })))
        .collect();
    let with = |settings: Value| {
        let file = json!({ "name": "invoices", "location": "westeurope", "extra": { "account": settings } });
        Story { name: "x".to_owned(), text: file.to_string() }
    };
    let story = with(json!({ "azure": { "properties": { "notes": azure } } }));
    let findings = compiled(&mut Compiler::start(), &document(&story.text));
    // The compiler knows the properties of the account, and takes a name that is longer than an identifier for one.
    let expected = ["BCP037", "prefer-unquoted-property-names"];
    let is_expected = |finding: &String| expected.iter().any(|code| finding.contains(code));
    assert_none(&findings.into_iter().filter(|finding| !is_expected(finding)).collect::<Vec<_>>());
    let [bicep, arm, _] = deployed(&story).try_into().expect("three languages");
    let notes = |resources: &Value, key: &str| {
        resources.as_object().expect("resources").values().find_map(|one| one.pointer(key).cloned()).unwrap_or_default()
    };
    assert_eq!(notes(&bicep, "/properties/notes"), json!(azure));
    assert_eq!(notes(&arm, "/properties/notes"), json!(azure));
    assert!(terraform.len() > 10, "{terraform:?}");
    let plan = with(json!({ "terraform": { "notes": terraform } })).plan();
    let files = di_gen::render::terraform(&plan, di_gen::render::Frame::Module).expect("Terraform");
    let main: hcl_edit::structure::Body =
        files.iter().find(|file| file.path == "main.tf").expect("main").text.parse().expect("HCL");
    let account = main.get_blocks("resource").find(|block| block.labels[0].as_str() == "azurerm_cognitive_account");
    let notes = account.expect("an account").body.get_blocks("notes").next().expect("a block").clone();
    let mut found: Vec<&str> = notes.body.blocks().map(|block| block.ident.as_str()).collect();
    let mut expected: Vec<&str> = terraform.keys().map(String::as_str).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// No command of a runbook has free text in it: its words are names, IDs and addresses, whose rules exclude what bash reads.
#[test]
fn runbooks_have_no_free_text() {
    const KINDS: [RunbookKind; 7] = [
        RunbookKind::UploadTraining,
        RunbookKind::Prepare,
        RunbookKind::Verify,
        RunbookKind::RotateKeys,
        RunbookKind::RotateCmk,
        RunbookKind::RemoveCmk,
        RunbookKind::Teardown,
    ];
    let document = document(FREE_TEXT);
    let free = free_places();
    let mut pointers = Vec::new();
    texts(&document, "", &mut pointers);
    let mut marked = document.clone();
    for pointer in pointers.iter().filter(|pointer| free.contains(&place(pointer))) {
        let (form, _) = accepted_forms(&document, pointer, "zqmarkerq", "zqmarkerq").expect("a word is accepted");
        *marked.pointer_mut(pointer).expect("a value") = json!(form);
    }
    let topology = di_gen::read::read_topology(&SourceText::new("x", marked.to_string())).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let scripts = KINDS.iter().filter_map(|kind| write_runbook(*kind, &topology, &plan, RunbookFormat::Script).ok());
    let scripts: Vec<String> = scripts.collect();
    assert!(scripts.len() > 3 && scripts.iter().all(|script| !script.contains("zqmarkerq")), "{scripts:?}");
}

/// How many payloads each key of the schema refuses: one that refuses fewer than before is looked at.
#[test]
fn the_number_of_refusals_of_each_key_is_known() {
    let places = string_places();
    let missing: Vec<String> = schema_strings().into_iter().filter(|place| !places.contains_key(place)).collect();
    assert_none(&missing);
    let mut lines = String::new();
    let free = free_places();
    for (place, (document, pointer)) in &places {
        // A name refuses nearly all; a part of them shows that.
        let tried: Vec<&&str> = PAYLOADS.iter().step_by(if free.contains(place) { 1 } else { 7 }).collect();
        let refused = tried.iter().filter(|payload| !is_accepted(document, pointer, payload)).count();
        lines.push_str(&format!("{place}: {refused} of {}\n", tried.len()));
    }
    snapshots().bind(|| insta::assert_snapshot!("payload-refusals", lines));
}

/// The places of all strings of the schema that are not keywords.
fn schema_strings() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(di_gen::topology_schema()).expect("JSON");
    let mut found = BTreeSet::new();
    collect_strings(&schema, &schema, "", &mut found);
    found
}

fn collect_strings(schema: &Value, node: &Value, at: &str, found: &mut BTreeSet<String>) {
    let node = match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).expect("a definition"),
        None => node,
    };
    if node["type"] == "string" && node["enum"].is_null() {
        found.insert(place(at));
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten() {
        if key != "environments" && key != "extends" {
            collect_strings(schema, inner, &format!("{at}/{key}"), found);
        }
    }
    for (inner, part) in [("items", "0"), ("additionalProperties", "x")] {
        if node[inner].is_object() {
            collect_strings(schema, &node[inner], &format!("{at}/{part}"), found);
        }
    }
    for inner in ["anyOf", "oneOf"].iter().flat_map(|key| node[*key].as_array().into_iter().flatten()) {
        collect_strings(schema, inner, at, found);
    }
}
