//! The three outputs describe the same resources: each is read back by a real parser and compared as facts.

use std::{fs, path::PathBuf};

use di_gen::{File, Frame, Layout, Plan, Source, plan::catalog::clouds, topology::AzurermMajor};
use serde_json::json;

use crate::support::{arm, bicep, hcl, parity};

#[test]
fn every_example_says_the_same_in_all_three_languages() {
    let mut differences = Vec::new();
    for (name, plan) in plans() {
        for found in compare(&plan) {
            differences.push(format!("{name}: {found}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn compare(plan: &Plan) -> Vec<String> {
    let suffix = clouds::facts(plan.cloud).storage_suffix;
    let bicep_files = di_gen::bicep(plan, Layout::Folder).expect("Bicep");
    let module = |path: &str| text(&bicep_files, path).to_owned();
    let from_bicep = bicep::read(text(&bicep_files, "main.bicep"), &module, suffix, &json!({}));
    let from_arm = arm::read(&di_gen::arm(plan).expect("ARM")[0].text, suffix, &json!({}));
    let mut differences = parity::compare_azure(&from_bicep, &from_arm);
    for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
        let plan = Plan { azurerm, ..plan.clone() };
        let files = di_gen::terraform(&plan, Frame::Module).expect("Terraform");
        let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
        let from_terraform = hcl::read(&files, &json!({}));
        differences.extend(
            parity::compare_terraform(&from_arm, &from_terraform).into_iter().map(|d| format!("{azurerm:?}: {d}")),
        );
    }
    differences
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

fn plans() -> Vec<(String, Plan)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("examples").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let source = Source::new(name.clone(), fs::read_to_string(path).expect("an example"));
        let topology = di_gen::read(&source).unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
        (name, di_gen::plan(&topology))
    };
    paths.into_iter().map(read).collect()
}
