//! Promise `same-bytes`: a value comes back byte for byte from every output, or validation refuses it.
//!
//! Keys with free text are found by trying: a key whose value may be something else than a name. All of them are filled at
//! once with one payload, the outputs are read by a parser of their language, and must be those of an ordinary word with the
//! payload in its place.

mod compiled;
mod empty;
mod names;
mod parameters;
mod refusals;
mod rules;
mod runbooks;

use std::collections::{BTreeMap, BTreeSet};

use di_gen::source::SourceText;
use serde_json::{Value, json};

use crate::{
    injection::{deployed, difference, place, texts},
    support::{
        assert_none,
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
    "$",
    "$${x}",
    "$$${x}",
    "x$",
    "%%{x}",
    "\\${x}",
    "@{x}",
    "/* x */",
    // tree-sitter-bicep reads `//` directly behind a quote as a comment, which Bicep does not.
    "x // x",
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
    }
    assert_none(&failures);
}
