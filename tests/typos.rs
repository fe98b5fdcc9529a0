//! Typos get the right suggestion: measured with one-edit typos of every kind, at every location of every key.

use di_gen::{
    diagnostic::{Code, SourceLocation},
    source::SourceText,
};
use serde_json::{Map, Value, json};

/// The minimum share of typos whose first help names the intended key.
const BAR: f64 = 0.95;

#[test]
fn one_edit_typos_of_every_key_get_the_right_suggestion() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut keys = Vec::new();
    collect(&schema, &schema, &mut Vec::new(), &mut keys);
    let (mut right, mut all, mut wrong) = (0_u32, 0_u32, Vec::new());
    for (path, key, siblings) in &keys {
        for typo in typos(key) {
            // A typo that is another valid key is not reported.
            if siblings.contains(&typo) {
                continue;
            }
            all += 1;
            let help = suggestion(path, &typo);
            if help.as_deref() == Some(&format!("did you mean `{key}`?")) {
                right += 1;
            } else {
                wrong.push(format!("{}.{typo}: {help:?}", path.join(".")));
            }
        }
    }
    let share = f64::from(right) / f64::from(all);
    assert!(all > 1000 && share >= BAR, "{right} of {all}: {wrong:#?}");
}

fn suggestion(path: &[String], typo: &str) -> Option<String> {
    let mut value = json!({ typo: null });
    for key in path.iter().rev() {
        value = if key == "[]" { json!([value]) } else { Value::Object(Map::from_iter([(key.clone(), value)])) };
    }
    let source = SourceText::new("x", value.to_string());
    let findings = di_gen::read::read_topology(&source).expect_err("an unknown key");
    let mut pointer: String =
        path.iter().map(|key| if key == "[]" { "/0".to_owned() } else { format!("/{key}") }).collect();
    pointer.push('/');
    pointer.push_str(typo);
    let finding = findings
        .into_iter()
        .find(|f| f.code == Code::UNKNOWN_KEY && f.location == SourceLocation::Key(pointer.clone()))?;
    finding.help.into_iter().next()
}

/// Every key with the path to its mapping and the other keys of that mapping.
fn collect(schema: &Value, node: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, String, Vec<String>)>) {
    let node = node
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| schema.pointer(reference.trim_start_matches('#')))
        .unwrap_or(node);
    if let Some(items) = node.get("items") {
        path.push("[]".to_owned());
        collect(schema, items, path, found);
        path.pop();
    }
    let Some(properties) = node.get("properties").and_then(Value::as_object) else { return };
    let siblings: Vec<String> = properties.keys().cloned().collect();
    for (key, property) in properties {
        found.push((path.clone(), key.clone(), siblings.clone()));
        path.push(key.clone());
        collect(schema, property, path, found);
        path.pop();
    }
}

/// One letter omitted, swapped, doubled, inserted or replaced; `DI_GEN_TYPOS` sets how many of the 26 letters are
/// inserted and used as replacements.
fn typos(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let alphabet = std::env::var("DI_GEN_TYPOS").map_or(2, |text| text.parse().expect("a number"));
    let mut typos = Vec::new();
    for at in 0..letters.len() {
        let mut out = letters.clone();
        out.remove(at);
        typos.push(text(&out));
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        typos.push(text(&doubled));
        for nth in 0..alphabet {
            let letter = char::from(b'a' + u8::try_from((at * 7 + nth * 11 + word.len()) % 26).expect("a letter"));
            if letters[at] != letter {
                let mut replaced = letters.clone();
                replaced[at] = letter;
                typos.push(text(&replaced));
            }
            let mut more = letters.clone();
            more.insert(at, letter);
            typos.push(text(&more));
        }
        if at + 1 < letters.len() && letters[at] != letters[at + 1] {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            typos.push(text(&swapped));
        }
    }
    typos.retain(|typo| typo != word && !typo.is_empty());
    typos.sort();
    typos.dedup();
    typos
}
