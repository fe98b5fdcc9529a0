//! Names that a language reads as something else stay names.

use serde_json::{Map, Value, json};

use super::{compiled::compile_document, document};
use crate::{
    injection::deployed,
    support::{assert_none, bicep_compiler::Compiler, topologies::Story},
};

/// Names that are keywords, numbers or more than a word in some language, without what Azure refuses in names of tags.
pub(super) const KEYS: &[&str] = &[
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

/// Names of tags are keys of the outputs: what a language reads as a keyword or a number stays a name.
#[test]
fn names_of_tags_come_back_from_every_language() {
    let tags: Map<String, Value> = KEYS.iter().map(|name| ((*name).to_owned(), json!(*name))).collect();
    let document = json!({ "name": "invoices", "location": "westeurope", "tags": tags });
    assert_none(&compile_document(&mut Compiler::start(), &document));
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
    let findings = compile_document(&mut Compiler::start(), &document(&story.text));
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
