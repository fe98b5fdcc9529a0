//! The three outputs describe the same resources: each is read back by a real parser and compared as facts.

use di_gen::{
    render::{File, Frame},
    topology::AzurermMajor,
};
use serde_json::json;

use crate::support::{
    arm, bicep, hcl, parity,
    topologies::{Story, many},
};

#[test]
fn every_topology_says_the_same_in_all_three_languages() {
    let mut differences = Vec::new();
    for story in many() {
        differences.extend(compare(&story).into_iter().map(|found| format!("{}: {found}", story.name)));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn compare(story: &Story) -> Vec<String> {
    let suffix = story.plan().cloud.facts().storage_suffix;
    let files = story.bicep();
    let module = |path: &str| text(&files, path).to_owned();
    let from_bicep = bicep::read(text(&files, "main.bicep"), &module, suffix, &json!({}));
    let from_arm = arm::read(&story.arm(), suffix, &json!({}));
    let mut differences = parity::compare_azure(&from_bicep, &from_arm);
    for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
        // What azurerm cannot say is refused there, and shown by the tests of the command line.
        let Some(files) = story.terraform(azurerm, Frame::Module) else { continue };
        let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
        let found = parity::compare_terraform(&from_arm, &hcl::read(&files, &json!({})));
        differences.extend(found.into_iter().map(|difference| format!("{azurerm:?}: {difference}")));
    }
    differences
}

pub(crate) fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}
