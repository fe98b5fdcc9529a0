//! The three outputs describe the same resources: each is read back by a real parser and compared by properties.

use di_gen::render::File;

use crate::support::{
    parity,
    read_back::{self, Language, ReadBack},
};

#[test]
fn every_topology_is_the_same_in_all_three_languages() {
    let mut differences = Vec::new();
    for read in read_back::all() {
        differences.extend(compare(read).into_iter().map(|found| format!("{}: {found}", read.story.name)));
    }
    let help = "bicep/arm come from templates/azure, terraform from templates/terraform";
    assert!(differences.is_empty(), "{}\n{help}", differences.join("\n"));
}

fn compare(read: &ReadBack) -> Vec<String> {
    let output = |language| &read.output(language).expect("Bicep and ARM say every topology").deployed;
    let (from_bicep, from_arm) = (output(Language::Bicep), output(Language::Arm));
    let mut differences = parity::compare_azure(from_bicep, from_arm);
    // Topologies that azurerm cannot express are refused; the tests of the command line cover them.
    for output in read.outputs.iter().filter(|output| output.language.is_terraform()) {
        let found = parity::compare_terraform(from_arm, &output.deployed);
        differences.extend(found.into_iter().map(|difference| format!("{}: {difference}", output.language)));
    }
    differences
}

pub(crate) fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}
