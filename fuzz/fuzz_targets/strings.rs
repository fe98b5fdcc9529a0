//! Strings to each language and back: a text of the user stays that text.
#![no_main]

use di_gen::{Source, render::{Frame, Layout}};
use hcl_edit::{expr::Expression, structure::Body};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let file = json!({ "name": "claims", "tags": { "text": text } });
    let source = Source::new("di-gen.yaml", file.to_string());
    // Not every text may be a tag.
    let Ok(topology) = di_gen::read::read(&source) else { return };
    let plan = di_gen::plan::lower(&topology);
    let arm = di_gen::render::arm(&plan).expect("ARM").remove(0).text;
    let arm: Value = serde_json::from_str(&arm).expect("JSON");
    let found = arm["parameters"]["tags"]["defaultValue"]["text"].as_str().expect("a text");
    let found = if found.starts_with("[[") && found.ends_with(']') { &found[1..] } else { found };
    assert_eq!(found, text);
    let terraform = di_gen::render::terraform(&plan, Frame::Module).expect("Terraform");
    let variables: Body = terraform[1].text.parse().expect("HCL");
    let tags = variables.get_blocks("variable").find(|block| block.labels[0].as_str() == "tags").expect("tags");
    let Expression::Object(default) = &tags.body.get_attribute("default").expect("a default").value else { panic!("no mapping") };
    let (_, value) = default.iter().next().expect("a tag");
    let found: String = match value.expr() {
        Expression::String(found) => found.as_str().to_owned(),
        Expression::StringTemplate(template) => {
            template.iter().map(|part| part.as_literal().expect("an expression").as_str().to_owned()).collect()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(found, text);
    let bicep = di_gen::render::bicep(&plan, Layout::OneFile).expect("Bicep").remove(0).text;
    assert!(!bicep.contains("\r") && bicep.lines().count() > 100);
});
