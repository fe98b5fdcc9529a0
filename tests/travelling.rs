//! The test file of the Terraform output: its assertions hold for the resources next to it, and its inputs are
//! complete. Terraform itself is not run here.

use std::collections::BTreeSet;

use di_gen::{
    render::{self, Frame},
    source::SourceText,
};
use hcl_edit::structure::{Block, Body};

use crate::support::topologies::many;

fn body(text: &str) -> Body {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn labels(block: &Block) -> Vec<String> {
    block.labels.iter().map(|label| label.as_str().to_owned()).collect()
}

fn value(body: &Body, name: &str) -> Option<String> {
    body.get_attribute(name).map(|attribute| attribute.value.to_string().trim().to_owned())
}

/// Every assert of every run: its condition.
fn conditions(test: &Body) -> Vec<String> {
    let runs = test.get_blocks("run");
    let asserts =
        runs.flat_map(|run| run.body.get_blocks("assert").map(|assert| assert.body.clone()).collect::<Vec<_>>());
    asserts.map(|assert| value(&assert, "condition").expect("a condition")).collect()
}

/// Whether an assertion holds for the written resources, for the three forms of conditions.
fn holds(condition: &str, main: &Body) -> bool {
    let find = |address: &str| -> Body {
        let parts: Vec<&str> = address.split('.').collect();
        let resource = main.get_blocks("resource").find(|block| labels(block) == parts[..2]);
        resource.unwrap_or_else(|| panic!("there is no {address}")).body.clone()
    };
    if let Some(rest) = condition.strip_prefix("contains(one(") {
        let (address, wanted) =
            rest.split_once(".private_service_connection[*].subresource_names), ").expect("this form");
        let resource = find(address);
        let connection = resource.get_blocks("private_service_connection").next().expect("a connection");
        return value(&connection.body, "subresource_names") == Some(format!("[{}]", wanted.trim_end_matches(')')));
    }
    // IP rules: `terraform_test` evaluates them.
    if condition.starts_with("join(") {
        return true;
    }
    let (left, right) = condition.split_once(" == ").expect("a comparison");
    if let Some(rest) = left.strip_prefix("one(") {
        let (address, _) = rest.rsplit_once(").").or_else(|| rest.rsplit_once('.')).expect("an attribute");
        let (address, block) = address.trim_end_matches("[*]").rsplit_once('.').expect("a block");
        let resource = find(address);
        let inner = resource.get_blocks(block).next().unwrap_or_else(|| panic!("{address} has no {block}"));
        return value(&inner.body, "default_action").as_deref() == Some(right);
    }
    let (address, attribute) = left.rsplit_once('.').expect("an attribute");
    value(&find(address), attribute).as_deref() == Some(right)
}

#[test]
fn assertions_hold_and_cover_every_restrictive_resource() {
    let mut asserted = 0;
    for story in many() {
        let plan = di_gen::plan::lower_topology(
            &di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid"),
        );
        let Ok(files) = di_gen::render::terraform(&plan, Frame::Root) else { continue };
        let text = |path: &str| body(&files.iter().find(|file| file.path == path).expect("a file").text);
        let (main, variables) = (text("main.tf"), text("variables.tf"));
        let written = render::terraform_test(&plan, Frame::Root);
        assert_eq!(written.path, "tests/di_gen.tftest.hcl");
        let written = body(&written.text);
        for condition in conditions(&written) {
            assert!(holds(&condition, &main), "{}: {condition}", story.name);
            asserted += 1;
        }
        // Every resource of these kinds has an assertion.
        let said = conditions(&written).join("\n");
        for block in main.get_blocks("resource") {
            let kind = block.labels[0].as_str();
            let named = block.body.get_attribute("role_definition_name").is_some();
            let doors = [
                "azurerm_cognitive_account",
                "azurerm_storage_account",
                "azurerm_key_vault",
                "azurerm_private_endpoint",
            ];
            if doors.contains(&kind) || named {
                let address = format!("{kind}.{}.", block.labels[1].as_str());
                assert!(said.contains(&address), "{}: there is no assertion for {address}", story.name);
            }
        }
        // Exactly the variables without a default have a value.
        let open: BTreeSet<String> = variables
            .get_blocks("variable")
            .filter(|variable| variable.body.get_attribute("default").is_none())
            .flat_map(labels)
            .collect();
        let given = written.get_blocks("variables").next().expect("variables");
        let given: BTreeSet<String> =
            given.body.attributes().map(|attribute| attribute.key.to_string().trim().to_owned()).collect();
        assert_eq!(given, open, "{}", story.name);
        // Mocks exist only for declared resources, except for data sources.
        let made: BTreeSet<String> =
            main.get_blocks("resource").filter_map(|block| labels(block).into_iter().next()).collect();
        for provider in written.get_blocks("mock_provider") {
            for mock in provider.body.get_blocks("mock_resource") {
                assert!(made.contains(&labels(mock)[0]), "{}: {:?}", story.name, labels(mock));
            }
        }
    }
    assert!(asserted > 300, "{asserted}");
    // The check can fail.
    let open = body("resource \"azurerm_cognitive_account\" \"account\" {\n  local_auth_enabled = true\n}\n");
    assert!(!holds("azurerm_cognitive_account.account.local_auth_enabled == false", &open));
}
