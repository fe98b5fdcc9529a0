//! `graph`, `report`, `describe` and `explain` with `--existing`.

use serde_json::Value;

use super::absence::{minimal, position};
use crate::cli::{Ended, Run};

const TUTORIAL: &str = include_str!("tutorial.json");
const MINIMAL: &str = include_str!("minimal.json");
const STATE: &str = include_str!("terraform/tutorial/state.json");

fn run(command: &str) -> Ended {
    Run::new(command).file("live.json", TUTORIAL).file("state.json", STATE).file("other.json", MINIMAL).run()
}

#[test]
fn a_picture_shows_groups_networks_and_verdicts() {
    let mermaid = run("graph --existing live.json").ends(0).out();
    for text in ["Resource group rg-forms", "acme-forms", "vnet-forms, 10.1.0.0/16", "pe-account", "no firewall rule"] {
        assert!(mermaid.contains(text), "{text}: {mermaid}");
    }
    // The reason of the access path: it connects through the private endpoint.
    assert!(mermaid.contains("nsubnet_20app -->|\"private endpoint\"| naccount"), "{mermaid}");
    assert!(!mermaid.contains("-->|\"network\"|"), "{mermaid}");
    assert!(!mermaid.contains("owning team") && !mermaid.contains("Target resource group"), "{mermaid}");
    let svg = run("graph --existing state.json --format svg --from internet").ends(0).out();
    let document = roxmltree::Document::parse(&svg).expect("SVG");
    assert_eq!(document.root_element().tag_name().name(), "svg");
    run("graph --existing live.json --from client:none").ends(2).silent().says("--from");
}

#[test]
fn a_report_is_a_page_with_findings_and_places() {
    let html = run("report --existing state.json --policy mcsb").ends(0).out();
    let document = roxmltree::Document::parse(html.trim_start_matches("<!DOCTYPE html>")).or_else(|_| {
        let start = html.find("<html").expect("a page");
        roxmltree::Document::parse(&html[start..])
    });
    let document = document.expect("XML");
    let text: String = document.descendants().filter_map(|node| node.text()).collect();
    for expected in
        ["internet reaches account", "state.json: azurerm_cognitive_account.fr", "DI1101", "az role assignment list"]
    {
        assert!(text.contains(expected), "{expected}");
    }
    assert!(text.contains("Azure AI Services resources should have key access disabled"));
}

#[test]
fn a_page_is_written_beside_the_inputs_and_never_over_them() {
    let written = Run::new("report --existing live.json -o review.html").file("live.json", TUTORIAL);
    written.run().ends(0).silent().says("wrote review.html");
    let page = written.read("review.html");
    assert!(page.contains("acme-forms"));
    // The marker has a hash of the page, so the same page is written again, and an edit is noticed.
    written.run().ends(0).silent();
    std::fs::write(written.folder.path().join("review.html"), page.replace("acme-forms", "edited")).expect("a file");
    written.run().ends(2).silent().says("review.html");
    let over = Run::new("graph --existing live.json --format svg --force -o live.json").file("live.json", TUTORIAL);
    over.run().ends(2).silent().says("a file that was read");
    assert_eq!(over.read("live.json"), TUTORIAL);
}

#[test]
fn a_document_about_one_account_names_the_others() {
    let several = run("report --existing live.json other.json").ends(2).silent();
    several.says("--account").says("accounts/acme-forms").says("accounts/di-invoices-dev");
    let one = run("graph --existing live.json other.json --account acme-forms").ends(0).out();
    assert!(one.contains("acme-forms") && !one.contains("di-invoices-dev"), "{one}");
}

#[test]
fn a_description_has_the_ids_and_places_of_resources() {
    let text = run("describe --existing state.json live.json").ends(0).out();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let resources = value["accounts"][0]["topology"]["resources"].as_array().expect("resources");
    let storage = resources.iter().find(|one| one["symbol"] == "storageAccount").expect("storage");
    assert!(storage["id"].as_str().expect("an ID").ends_with("/storageAccounts/acmeformsdata"));
    // What Azure reports takes precedence over the state.
    assert_eq!(storage["decidedBy"]["file"], "live.json");
    assert_eq!(value["accounts"][0]["storage"], storage["id"]);
}

#[test]
fn an_error_is_explained_by_what_exists_and_by_no_key_of_a_file() {
    let firewall = run("explain AuthorizationFailure --existing state.json").ends(0).out();
    assert!(firewall.contains("state.json: azurerm_storage_account"), "{firewall}");
    assert!(firewall.contains("internet reaches storage"), "{firewall}");
    // Without the private endpoint, which may exist outside of the input.
    let mut list = minimal();
    list.remove(position(&list, "Microsoft.Network/privateEndpoints", "pep-di"));
    let answer = "explain Public access is disabled. Please configure private endpoint. --existing -";
    let unseen = Run::new(answer).input(serde_json::json!(list).to_string()).run().ends(0).out();
    assert!(unseen.contains("Unless a private endpoint exists outside this input"), "{unseen}");
    assert!(unseen.contains("subnet snet-workloads reaches account"), "{unseen}");
    for text in [firewall, unseen] {
        let causes = text.split("Access paths of").nth(1).expect("causes");
        for key in ["`dns.", "`privateEndpoints", "`account.", "`storage.", "`allow"] {
            assert!(!causes.contains(key), "{key}: {causes}");
        }
    }
    run("explain --existing live.json").ends(2).silent().says("TEXT");
    run("explain nothing-known --existing live.json").ends(2).silent();
}
