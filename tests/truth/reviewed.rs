//! Inputs that a review named.

use di_gen::topology::AzurermMajor;

use super::*;
use crate::terraform_test::{failures, mocked, module, texts};

#[test]
fn a_closed_vault_is_conditional_for_the_account() {
    const NAME: &str = "encryption-behind-a-closed-vault";
    assert_verdict(NAME, "account encryption uses key", "conditional", None);
    assert_verdict(NAME, "storage encryption uses key", "allowed", None);
    let plan = plan(NAME);
    for aspect in ["Outbound", "Network"] {
        let paths = paths(&plan, "account encryption uses key");
        let step = paths[0].steps.iter().find(|step| format!("{:?}", step.aspect) == aspect).expect("a step");
        assert_eq!(step.outcome.to_string(), "conditional", "{aspect}");
    }
    assert_each(NAME, ACCOUNTS, |body| {
        let hosts = body["properties"]["allowedFqdnList"].as_array().expect("a list");
        let ends = |suffix: &str| hosts.iter().any(|host| host.as_str().is_some_and(|host| host.ends_with(suffix)));
        body["properties"]["restrictOutboundNetworkAccess"] == json!(true)
            && ends(".blob.core.windows.net")
            && ends(".vault.azure.net")
    });
}

#[test]
fn storage_without_a_pair_is_zone_redundant() {
    const NAME: &str = "region-without-a-pair";
    assert_each(NAME, STORAGE, |body| body["sku"]["name"] == json!("Standard_ZRS"));
    let explicit = format!("{}storage: {{ redundancy: GRS }}\n", text(&format!("{NAME}.yaml")));
    let found = di_gen::read::read_topology(&SourceText::new("x", explicit)).expect_err("no pair");
    assert_eq!(found[0].code.as_str(), "DI0321");
}

#[test]
fn addresses_have_no_zones_where_the_region_has_none() {
    let zones = |body: &Value| body["zones"].as_array().is_none_or(Vec::is_empty);
    assert_each("addresses-in-a-region-without-zones", "Microsoft.Network/publicIPAddresses", zones);
}

#[test]
fn the_own_host_is_reached_by_the_identity_and_not_by_its_address() {
    const NAME: &str = "own-host-is-expected";
    let fetch = "account identity fetches stpermitsown.blob.core.windows.net";
    let plan = plan(NAME);
    let path = paths(&plan, fetch).remove(0);
    assert_eq!(path.verdict().to_string(), "denied");
    let step = path.deciding_step().expect("a step");
    // Not the list of hosts: the firewall of storage.
    assert_eq!(format!("{:?}", step.aspect), "Network", "{}", step.reason);
    assert!(path.service_error().is_none_or(|error| error.name != "OutboundAccessForbidden"));
    assert_verdict(NAME, "account identity reads storage", "allowed", None);
}

#[test]
fn the_own_host_is_listed_once() {
    assert_each("own-host-is-listed", ACCOUNTS, |body| {
        let hosts = body["properties"]["allowedFqdnList"].as_array().expect("a list");
        hosts.len() == 1 && hosts[0] == json!("stpermitsown.blob.core.windows.net")
    });
}

#[test]
fn studio_needs_an_identity_that_writes_and_a_person_that_reads() {
    const NAME: &str = "studio-with-a-reader";
    assert_eq!(diagnostic(NAME, "DI1208").severity, Severity::Warning);
    let steps = diagnostics(NAME).into_iter().filter(|found| found.code.as_str() == "DI0902");
    assert!(steps.map(|step| step.message).any(|step| step.contains("Reader") && step.contains("`person`")));
}

#[test]
fn no_browser_on_linux_behind_basic_bastion() {
    assert_eq!(diagnostic("linux-behind-basic-bastion", "DI1003").severity, Severity::Warning);
}

#[test]
fn bastion_in_government() {
    assert_eq!(codes("bastion-in-government"), ["DI0602"], "Developer does not exist there");
    let standard = text("bastion-in-government.yaml").replace("Developer", "Standard");
    let topology = di_gen::read::read_topology(&SourceText::new("x", standard)).expect("valid");
    let notes = lower_topology(&topology).notes;
    assert!(notes.iter().any(|note| note.diagnostic.code.as_str() == "DI0913"), "zones beside Bastion");
}

#[test]
fn an_endpoint_is_in_the_region_of_its_network() {
    const NAME: &str = "network-of-another-region";
    assert_eq!(diagnostic(NAME, "DI0912").severity, Severity::Note);
    let known = text(&format!("{NAME}.yaml")).replace("  addressSpace", "  location: northeurope\n  addressSpace");
    for output in ReadBack::new(Story { name: NAME.to_owned(), text: known }).outputs {
        for kind in ["Microsoft.Network/privateEndpoints", "Microsoft.Network/networkSecurityGroups"] {
            let resources = output.of_kind(kind);
            assert!(!resources.is_empty(), "{kind}");
            assert!(resources.iter().all(|(_, body)| body["location"] == json!("northeurope")), "{kind}");
        }
    }
}

#[test]
fn links_to_shared_networks_fall_back() {
    const LINKS: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
    for output in outputs("zones-linked-to-a-shared-network") {
        let (shared, own): (Vec<_>, Vec<_>) = output
            .of_kind(LINKS)
            .iter()
            .partition(|(_, body)| body["properties"]["virtualNetwork"].to_string().contains("vnet-shared"));
        assert!(!shared.is_empty() && !own.is_empty(), "{}", output.language);
        let policy = |body: &Value| body["properties"]["resolutionPolicy"].clone();
        assert!(shared.iter().all(|(_, body)| policy(body) == json!("NxDomainRedirect")), "{}", output.language);
    }
}

#[test]
fn on_premises_ranges_are_no_list() {
    const NAME: &str = "on-premises-is-no-list";
    assert!(format!("{:?}", diagnostic(NAME, "DI1701")).contains("network.endpointSources: listed"));
    let listed = text(&format!("{NAME}.yaml")).replace("onPremises", "endpointSources: listed, onPremises");
    let topology = di_gen::read::read_topology(&SourceText::new("x", listed)).expect("valid");
    let posture = check_posture(&lower_topology(&topology), &[]);
    assert!(!posture.iter().any(|found| found.code.as_str() == "DI1701"));
}

#[test]
fn an_account_does_not_use_a_key_of_4096() {
    assert_eq!(codes("account-key-of-4096"), ["DI0319"]);
    let storage = text("account-key-of-4096.yaml").replace("account:", "storage:");
    assert!(di_gen::read::read_topology(&SourceText::new("x", storage)).is_ok());
}

#[test]
fn china_has_the_older_paths() {
    for kind in ["verify", "upload-training"] {
        let mut run = Run::new(&format!("runbook {kind} --format sh -f"));
        run.arguments.push(path("versions-in-china.yaml").display().to_string());
        let script = run.run().ends(0).out();
        assert!(script.contains("formrecognizer") && script.contains("2023-07-31"), "{kind}");
        assert!(!script.contains("documentintelligence") && !script.contains("2024-11-30"), "{kind}");
    }
}

#[test]
fn a_vault_without_clients_stays_closed() {
    assert_each("vault-without-clients", "Microsoft.KeyVault/vaults", |body| {
        let properties = &body["properties"];
        let rules = properties["networkAcls"]["ipRules"].as_array().is_none_or(Vec::is_empty);
        properties["publicNetworkAccess"].to_string().to_lowercase().contains("disabled")
            && properties["networkAcls"]["bypass"] == json!("AzureServices")
            && rules
    });
}

#[test]
fn disconnected_containers_need_keys_and_a_plan() {
    assert_eq!(codes("disconnected-containers"), ["DI0330"]);
    let keys = text("disconnected-containers.yaml").replace("sku: DC0", "sku: DC0, localAuth: true");
    let topology = di_gen::read::read_topology(&SourceText::new("x", keys)).expect("valid");
    let notes = lower_topology(&topology).notes;
    assert!(notes.iter().any(|note| note.diagnostic.message.contains("commitment plan")), "a plan");
}

#[test]
fn the_test_of_the_module_knows_containers_and_secrets() {
    const NAME: &str = "identity-on-each-container";
    let story = Story { name: NAME.to_owned(), text: text(&format!("{NAME}.yaml")) };
    for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
        let (files, test) = module(&story, azurerm).expect("Terraform");
        for name in ["azurerm_storage_container.id", "azurerm_key_vault_secret.resource_versionless_id"] {
            assert!(mocked(&test.text).contains(&format!("resource {name}")), "{azurerm:?}: {name}");
        }
        assert!(failures(&test.text, &texts(&files)).is_empty(), "{azurerm:?}");
        for (from, to) in [
            ("allow_nested_items_to_be_public   = false", "allow_nested_items_to_be_public   = true"),
            ("= \"TLS1_2\"", "= \"TLS1_0\""),
            ("ip_rules                   = []", "ip_rules = [\"198.51.100.77\"]"),
        ] {
            let edited: Vec<(String, String)> =
                texts(&files).into_iter().map(|(path, text)| (path, text.replace(from, to))).collect();
            assert_ne!(edited, texts(&files), "{from}");
            assert!(!failures(&test.text, &edited).is_empty(), "{azurerm:?}: {to} goes unnoticed");
        }
    }
}
