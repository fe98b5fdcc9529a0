//! Microsoft's compiler accepts the Bicep of all payloads, in a few files.

use serde_json::{Value, json};

use super::{FREE_TEXT, PAYLOADS, accepted_forms, document, free_places};
use crate::{
    compiler::findings,
    injection::{place, texts},
    support::{
        assert_none,
        bicep_compiler::{Compiler, write_files},
        topologies::Story,
    },
};

/// What Microsoft's compiler finds in the Bicep of a topology; nothing where there is none.
pub(super) fn compile_document(compiler: &mut Option<Compiler>, document: &Value) -> Vec<String> {
    let Some(compiler) = compiler else { return Vec::new() };
    let folder = tempfile::tempdir().expect("a directory");
    let plan = Story { name: "x".to_owned(), text: document.to_string() }.plan();
    let files = di_gen::render::bicep(&plan, di_gen::render::Layout::OneFile).expect("Bicep");
    write_files(folder.path(), &files);
    files.iter().flat_map(|file| findings(compiler, &folder.path().join(&file.path))).collect()
}

/// The payloads of one file: a list of the schema has as many entries.
const PER_FILE: usize = 20;

#[test]
fn the_compiler_accepts_every_payload() {
    let mut compiler = Compiler::start();
    let original = document(FREE_TEXT);
    let free = free_places();
    let mut pointers = Vec::new();
    texts(&original, "", &mut pointers);
    pointers.retain(|pointer| free.contains(&place(pointer)));
    for payloads in PAYLOADS.chunks(PER_FILE) {
        let mut document = original.clone();
        for pointer in &pointers {
            for (at, payload) in payloads.iter().enumerate() {
                if let Some((form, _)) = accepted_forms(&original, pointer, payload, "word") {
                    add_text(&mut document, &original, pointer, &form, at);
                }
            }
        }
        assert_none(&compile_document(&mut compiler, &document));
    }
}

/// Adds a text beside the one at a pointer: another entry of its list or mapping; a text without either is replaced.
fn add_text(document: &mut Value, original: &Value, pointer: &str, text: &str, at: usize) {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    if let Some(index) = parts.iter().rposition(|part| part.parse::<usize>().is_ok()) {
        let (list, inside) = (format!("/{}", parts[..index].join("/")), format!("/{}", parts[index + 1..].join("/")));
        let mut item = original.pointer(&list).expect("a list")[0].clone();
        *item.pointer_mut(&inside).expect("a value") = json!(text);
        for (key, value) in [("name", json!(format!("n{at}"))), ("priority", json!(400 + at))] {
            if item.get(key).is_some() && inside != format!("/{key}") {
                item[key] = value;
            }
        }
        let items = document.pointer_mut(&list).and_then(Value::as_array_mut).expect("a list");
        // The rule of a suppression is there once.
        match items.first().is_some_and(|first| first.get("rule").is_some()) {
            true => items[0] = item,
            false if at == 0 => *items = vec![item],
            false => items.push(item),
        }
        return;
    }
    let (mapping, key) = pointer.rsplit_once('/').expect("a key");
    let is_open = mapping == "/tags" || mapping.starts_with("/extra/");
    let mapping = document.pointer_mut(mapping).and_then(Value::as_object_mut).expect("a mapping");
    mapping.insert(if is_open { format!("{key}{at}") } else { key.to_owned() }, json!(text));
}
