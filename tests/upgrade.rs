//! Editions: output never changes without an upgrade, and the changes of a newer edition are shown before they are
//! applied.

use di_gen::{
    render::{Frame, Layout},
    source::SourceText,
    topology::Edition,
};
use hcl_edit::structure::Body;

use crate::{cli::Run, support::topologies::many};

const FILE: &str = "# Ours.\nname: claims\nkeyVault: {}\noutputs: [{ language: terraform, folder: infra }]\n";

fn texts(text: &str) -> Vec<String> {
    let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"));
    let all = [
        di_gen::render::bicep(&plan, Layout::Folder),
        di_gen::render::arm(&plan),
        di_gen::render::terraform(&plan, Frame::Module),
    ];
    all.into_iter().flatten().flatten().map(|file| file.text).collect()
}

/// A file without an edition has the first one in every version of the program.
#[test]
fn a_file_without_an_edition_keeps_the_first_one() {
    for story in many().iter().filter(|story| !story.text.contains("edition")) {
        let pinned = SourceText::new("x", story.text.clone()).with_edition("2026-11").expect("a file");
        assert_eq!(texts(&story.text), texts(&pinned.text), "{}", story.name);
    }
}

#[test]
fn an_upgrade_is_shown_and_then_applied() {
    let run = Run::new("upgrade").file("di-gen.yaml", FILE);
    let shown = run.run().ends(0).says("nothing was written").out();
    assert!(shown.starts_with("Edition 2026-11 to 2026-12\n\nNothing changes in meaning\n"), "{shown}");
    assert!(shown.contains("+resource \"azurerm_private_endpoint\" \"key_vault_private_endpoint\""), "{shown}");
    assert!(shown.contains("+++ infra/main.tf (upgraded)"), "{shown}");
    assert_eq!(run.read("di-gen.yaml"), FILE);
    let write = Run { folder: run.folder, ..Run::new("upgrade --write") };
    write.run().ends(0).says("set edition 2026-12");
    assert_eq!(write.read("di-gen.yaml"), FILE.replace("name: claims", "edition: 2026-12\nname: claims"));
    write.run().ends(0).silent().says("edition 2026-12 is set already");
    let back = Run { folder: write.folder, ..Run::new("upgrade --to 2026-11 --write") };
    back.run().ends(2).says("DI0804").says("deleted and recreated");
    Run::new("upgrade --to 2031-01").file("di-gen.yaml", FILE).run().ends(2).says("DI0804").says("2026-11 or 2026-12");
    let above = Run::new("upgrade -f a.yaml --write")
        .file("a.yaml", "extends: b.yaml\nname: claims\n")
        .file("b.yaml", "edition: 2026-11\n");
    above.run().ends(2).says("DI0804");
    assert_eq!(above.read("b.yaml"), "edition: 2026-11\n");
    for (text, wanted) in [
        ("{ name: claims }\n", "{ edition: 2026-12, name: claims }\n"),
        ("edition: '2026-11'\nname: x-y\n", "edition: \"2026-12\"\nname: x-y\n"),
    ] {
        let newer = SourceText::new("x", text).with_edition(Edition::NEWEST.as_str()).expect("a place");
        assert!(
            di_gen::read::read_topology(&newer).is_ok_and(|topology| topology.edition == Some(Edition::NEWEST)),
            "{}",
            newer.text
        );
        assert!(newer.text == wanted, "{}", newer.text);
    }
}

/// Without declared outputs, the changes of each language are shown.
#[test]
fn an_upgrade_of_a_file_without_outputs_is_shown() {
    let shown = Run::new("upgrade").file("di-gen.yaml", "name: claims\nkeyVault: {}\n").run().ends(0).out();
    for file in ["+++ main.bicep (upgraded)", "+++ main.tf (upgraded)", "+++ azuredeploy.json (upgraded)"] {
        assert!(shown.contains(file), "{file}: {shown}");
    }
}

/// An environment may have resources that an edition changes, even if the file itself has none.
#[test]
fn an_upgrade_evaluates_every_environment() {
    let file =
        "name: claims\nenvironments:\n  prod: { keyVault: {} }\noutputs: [{ language: terraform, folder: infra }]\n";
    let shown = Run::new("upgrade").file("di-gen.yaml", file).run().ends(0).out();
    assert!(shown.starts_with("Edition 2026-11 to 2026-12\n\nprod\n\nNothing changes in meaning\n"), "{shown}");
    assert!(shown.contains("+resource \"azurerm_private_endpoint\" \"key_vault_private_endpoint\""), "{shown}");
}

fn body(text: &str) -> Body {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Renamed resources have a `moved` block, from an address of the older edition to an existing one.
#[test]
fn renamed_resources_have_a_moved_block() {
    let (old, new) = (
        texts("edition: 2026-11\nname: claims\nkeyVault: {}\n"),
        texts("edition: 2026-12\nname: claims\nkeyVault: {}\n"),
    );
    let addresses = |texts: &[String]| -> Vec<String> {
        let main = texts.iter().find(|text| text.contains("resource \"azurerm_cognitive_account\"")).expect("main.tf");
        let body = body(main);
        let found = body
            .get_blocks("resource")
            .map(|block| format!("{}.{}", block.labels[0].as_str(), block.labels[1].as_str()));
        found.collect()
    };
    let main = new.iter().find(|text| text.contains("moved {")).expect("a move");
    let body = body(main);
    let moves: Vec<(String, String)> = body
        .get_blocks("moved")
        .map(|block| {
            let address = |name: &str| block.body.get_attribute(name).expect(name).value.to_string().trim().to_owned();
            (address("from"), address("to"))
        })
        .collect();
    let renamed: Vec<String> =
        addresses(&old).into_iter().filter(|address| !addresses(&new).contains(address)).collect();
    assert_eq!(moves.iter().map(|(from, _)| from.clone()).collect::<Vec<_>>(), renamed);
    assert!(moves.iter().all(|(_, to)| addresses(&new).contains(to)) && !moves.is_empty());
    // Without renamed resources there are no `moved` blocks.
    assert!(texts("edition: 2026-12\nname: claims\n").iter().all(|text| !text.contains("moved {")));
}

/// Every block imports an existing address, once each, with an ID of its type.
#[test]
fn imports_refer_to_declared_resources() {
    let mut imported = 0;
    for story in many() {
        let plan = di_gen::plan::lower_topology(
            &di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid"),
        );
        let Ok(files) = di_gen::render::terraform(&plan, Frame::Root) else { continue };
        let main = body(&files.iter().find(|file| file.path == "main.tf").expect("a file").text);
        let all: Vec<String> = main
            .get_blocks("resource")
            .map(|block| format!("{}.{}", block.labels[0].as_str(), block.labels[1].as_str()))
            .collect();
        let imports = di_gen::render::build_import_file(&plan, &[]).expect("imports");
        let mut seen = Vec::new();
        for block in body(&imports.text).get_blocks("import") {
            let value = |name: &str| block.body.get_attribute(name).expect(name).value.to_string().trim().to_owned();
            let (to, id) = (value("to"), value("id"));
            assert!(all.contains(&to), "{}: {to}", story.name);
            assert!(
                id.starts_with("\"${data.azurerm_resource_group.this.id}/providers/")
                    || id.starts_with("\"/subscriptions/"),
                "{to}: {id}"
            );
            assert!(!seen.contains(&to), "{}: {to} twice", story.name);
            seen.push(to);
            imported += 1;
        }
        // Resources that are not imported are listed.
        for address in all.iter().filter(|address| !seen.contains(address)) {
            let kind = address.split('.').next().unwrap_or_default();
            let known = [
                "azurerm_role_assignment",
                "azurerm_key_vault_key",
                "azurerm_key_vault_secret",
                "azurerm_key_vault_access_policy",
            ];
            assert!(known.contains(&kind), "{}: {address} is not imported", story.name);
        }
    }
    assert!(imported > 300, "{imported}");
    let run = |command: &str| Run::new(command).file("di-gen.yaml", "name: claims\n").run();
    let text = run("terraform --root --import account").ends(0).out();
    assert!(text.contains("to = azurerm_cognitive_account.account") && text.matches("import {").count() == 1, "{text}");
    assert!(text.contains("/providers/Microsoft.CognitiveServices/accounts/di-claims-dev\""), "{text}");
    run("terraform --root --import acount").ends(2).silent().says("DI0803").says("did you mean `account`?");
    run("terraform --root --import accountOnStorage").ends(2).says("known only to Azure");
    run("terraform --import").ends(2);
    let folder = Run::new("terraform -o infra --root --import").file("di-gen.yaml", "name: claims\n");
    folder.run().ends(0);
    assert!(folder.read("infra/imports.tf").contains("#   azurerm_role_assignment.account_on_storage"));
}

/// What `describe` shows is what the template has, in every edition.
#[test]
fn described_api_versions_are_those_of_the_output() {
    for edition in Edition::ALL {
        let text = format!("edition: {}\nname: claims\nkeyVault: {{}}\nmonitoring: {{}}\n", edition.as_str());
        let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        let template: serde_json::Value =
            serde_json::from_str(&di_gen::render::arm(&plan).expect("ARM")[0].text).expect("JSON");
        let written = template["resources"].as_array().expect("resources").iter();
        let written: std::collections::BTreeMap<&str, &str> =
            written.filter_map(|one| Some((one["type"].as_str()?, one["apiVersion"].as_str()?))).collect();
        let description = di_gen::describe::describe_topology(&plan);
        let mut compared = 0;
        for resource in description["resources"].as_array().expect("resources") {
            if let Some(version) = written.get(resource["type"].as_str().expect("a type")) {
                assert_eq!(resource["apiVersion"], *version, "{}: {}", edition.as_str(), resource["type"]);
                compared += 1;
            }
        }
        assert!(compared > 10 && written.contains_key("Microsoft.KeyVault/vaults"), "{compared}");
    }
}
