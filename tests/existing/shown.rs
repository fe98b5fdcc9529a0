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
    assert!(unseen.contains("unless a private endpoint exists outside this input"), "{unseen}");
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

/// A code is about resources that violate a rule, and an error about access paths.
#[test]
fn a_code_is_explained_by_the_resources_that_have_it() {
    let explained = |code: &str| run(&format!("explain {code} --existing state.json")).ends(0).out();
    let keys = explained("DI1101");
    assert!(
        keys.contains("Resources that violate this rule:") && keys.contains("azurerm_cognitive_account.fr"),
        "{keys}"
    );
    assert!(!keys.contains("access path of"), "{keys}");
    // Suppressions of resources are in a checks file.
    assert!(keys.contains("in a checks file: suppress: [{ rule: DI1101"), "{keys}");
    let none = explained("DI1501");
    assert!(!none.contains("Resources that violate") && !none.contains("access path of"), "{none}");
    let policies = explained("DI4001");
    assert!(policies.contains("--policy SET") && !policies.contains("No resource"), "{policies}");
    assert!(explained("DI0101").contains("about a topology file"));
    assert!(explained("AuthorizationFailure").contains("acme-forms"));
}

/// The smallest change is in the words of the reader: those of azurerm, for a state of Terraform.
#[test]
fn a_change_has_the_argument_of_terraform() {
    let of = |file: &str| run(&format!("access --existing {file} --from internet --to account")).ends(0).out();
    let set = "set `properties.networkAcls.defaultAction` of account acme-forms to `Allow`";
    assert!(
        of("state.json").contains(&format!("{set} (azurerm: `network_acls.default_action`)")),
        "{}",
        of("state.json")
    );
    assert!(of("live.json").contains(set) && !of("live.json").contains("azurerm:"), "{}", of("live.json"));
}

/// A message of Azure ends where its quotation marks end.
#[test]
fn messages_of_azure_are_quoted_in_the_table() {
    let table = run("access --existing other.json").ends(0).out();
    let message =
        "\"Public access is disabled. Please configure private endpoint\" Public network access to the account";
    assert!(table.contains(message), "{table}");
    assert!(!table.contains("outside this input: "), "{table}");
}

/// The words of the analyses that are replaced are still theirs.
#[test]
fn words_of_a_topology_that_are_replaced_occur_in_the_analyses() {
    fn texts(directory: &std::path::Path, found: &mut String) {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                texts(&path, found);
            } else {
                found.push_str(&std::fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut analyses = String::new();
    texts(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analyse"), &mut analyses);
    for (phrase, _) in di_gen::existing::WORDS_OF_INPUT {
        assert!(analyses.contains(phrase), "no analysis has {phrase:?}");
    }
}

/// Everything in a picture of an input exists, and what is not shown decides what is conditional.
#[test]
fn the_legend_is_about_the_input() {
    for view in ["", "--view flows"] {
        let svg = run(&format!("graph --existing other.json --format svg {view}")).ends(0).out();
        let words: Vec<&str> = svg.split(['<', '>']).collect();
        let text = words.join(" ");
        assert!(!text.contains("outside this topology") && !text.contains("dashed frame"), "{view}: {text}");
        let file = Run::new(&format!("graph --format svg {view}")).run().ends(0).out();
        assert!(!file.contains("outside this input"), "{view}");
    }
    let live = run("graph --existing live.json --format svg --view flows").ends(0).out();
    assert!(live.contains("something outside this"), "{live}");
    assert!(!live.contains("role or policy"), "{live}");
}

/// A command whose scope is an expression cannot run.
#[test]
fn no_command_has_an_expression_of_a_template() {
    let template = r#"{
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "resources": [{
            "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "di", "location": "westeurope",
            "kind": "FormRecognizer", "sku": { "name": "S0" }, "identity": { "type": "SystemAssigned" },
            "properties": { "customSubDomainName": "di", "publicNetworkAccess": "Disabled" }
        }]
    }"#;
    let access = |options: &str| {
        Run::new(&format!("access --existing main.json {options}")).file("main.json", template).run().ends(0).out()
    };
    let open = access("");
    assert!(open.contains("may exist") && !open.contains("--scope '") && !open.contains("az "), "{open}");
    let known = access("--subscription 44444444-4444-4444-4444-444444444444 --resource-group rg");
    assert!(known.contains("az "), "{known}");
}
