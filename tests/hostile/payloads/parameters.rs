//! Values come back from the parameter files of an environment.

use di_gen::{generate::generate_outputs, source::SourceText};
use serde_json::{Map, Value, json};

use super::{PAYLOADS, names::KEYS};
use crate::support::{bicep, hcl};

/// The tags of an environment as its parameter file gives them to a template.
fn tags_of_bicep(text: &str) -> Value {
    let start = text.find("param tags = ").expect("tags");
    let given = &text[start..];
    let end = given.match_indices("\nparam ").next().map_or(given.len(), |(at, _)| at);
    // The values of a parameter file are expressions like those of a template.
    let template = given[..end].replacen("param tags =", "param tags object =", 1)
        + "\nresource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {\n  name: 'x'\n  tags: tags\n}\n";
    let deployed = bicep::read(&template, &|path| panic!("{path} is no file"), "core.windows.net", &json!({}));
    deployed.resources.values().next().expect("a resource")["tags"].clone()
}

fn tags_of_terraform(text: &str) -> Value {
    let body: hcl_edit::structure::Body = text.parse().expect("HCL");
    hcl::evaluate(&body.get_attribute("tags").expect("tags").value.to_string(), &Map::new())
}

fn tags_of_arm(text: &str) -> Value {
    let file: Value = serde_json::from_str(text).expect("JSON");
    file["parameters"]["tags"]["value"].clone()
}

#[test]
fn tags_come_back_from_every_parameter_file() {
    let texts = PAYLOADS.iter().enumerate().map(|(at, payload)| (format!("k{at}"), *payload));
    let pairs: Vec<(String, &str)> = texts.chain(KEYS.iter().map(|name| ((*name).to_owned(), *name))).collect();
    for pairs in pairs.chunks(40) {
        let tags: Map<String, Value> = pairs.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        let file = json!({
            "name": "claims",
            "location": "westeurope",
            "outputs": [
                { "language": "bicep", "folder": "b" },
                { "language": "terraform", "folder": "t" },
                { "language": "arm", "folder": "a" },
            ],
            "environments": { "dev": {}, "prod": { "tags": tags } },
        });
        let outputs = generate_outputs(&SourceText::new("di-gen.yaml", file.to_string())).expect("valid");
        assert!(outputs.standalone.is_empty(), "{:?}", outputs.standalone);
        for (path, read) in [
            ("b/prod.bicepparam", tags_of_bicep as fn(&str) -> Value),
            ("t/prod.tfvars", tags_of_terraform),
            ("a/prod.parameters.json", tags_of_arm),
        ] {
            let text = &outputs.files.iter().find(|file| file.path == path).expect(path).text;
            assert_eq!(read(text), json!(tags), "{path}");
        }
    }
}
