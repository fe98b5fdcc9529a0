//! Strings to each language and back: a string of the file is the same string in the output.
#![no_main]

use di_gen::{
    plan::lower_topology,
    read::read_topology,
    render::{self, Frame, Layout},
    source::SourceText,
};
use hcl_edit::{expr::Expression, structure::Body};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let file = json!({ "name": "claims", "tags": { "text": text } });
    let source = SourceText::new("di-gen.yaml", file.to_string());
    // Not every string is a valid tag value.
    let Ok(topology) = read_topology(&source) else { return };
    let plan = lower_topology(&topology);
    let arm = render::arm(&plan).expect("ARM").remove(0).text;
    let arm: Value = serde_json::from_str(&arm).expect("JSON");
    let tag = arm["parameters"]["tags"]["defaultValue"]["text"].as_str().expect("a string");
    let tag = if tag.starts_with("[[") && tag.ends_with(']') { &tag[1..] } else { tag };
    assert_eq!(tag, text);
    let terraform = render::terraform(&plan, Frame::Module).expect("Terraform");
    let variables: Body = terraform[1].text.parse().expect("HCL");
    let tags = variables.get_blocks("variable").find(|block| block.labels[0].as_str() == "tags").expect("tags");
    let default = &tags.body.get_attribute("default").expect("a default").value;
    let Expression::Object(default) = default else { panic!("no mapping") };
    let (_, value) = default.iter().next().expect("a tag");
    let tag: String = match value.expr() {
        Expression::String(string) => string.as_str().to_owned(),
        Expression::StringTemplate(template) => {
            template.iter().map(|part| part.as_literal().expect("a literal").as_str().to_owned()).collect()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(tag, text);
    let bicep = render::bicep(&plan, Layout::OneFile).expect("Bicep").remove(0).text;
    assert!(!bicep.contains('\r') && bicep.lines().count() > 100);
});
