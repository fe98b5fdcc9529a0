//! What a region decides, by published lists: regions-list (2025-03-21), regions-paired (2025-01-13),
//! availability-zones-region-support (2024-11-20) and bastion-developer-regions (2025-09-08) of MicrosoftDocs/azure-docs.

use di_gen::{Severity, diagnostic::Diagnostic, plan::ResolvedTopology, source::SourceText};
use serde_json::{Value, json};

use crate::support::{
    read_back::{Output, ReadBack},
    topologies::Story,
};

const NETWORK: &str = "network:
  existing: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-northeurope
  addressSpace: [10.61.0.0/22]
  subnets: { endpoints: { name: snet-di-endpoints, prefix: 10.61.0.0/27 } }
";

fn plan_of(text: &str) -> Result<ResolvedTopology, Vec<Diagnostic>> {
    let topology = di_gen::read::read_topology(&SourceText::new("di-gen.yaml", text))?;
    Ok(di_gen::plan::lower_topology(&topology))
}

fn codes<'d>(all: impl IntoIterator<Item = &'d Diagnostic>) -> Vec<&'static str> {
    all.into_iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

/// The codes of errors of a file; none if it is valid.
fn errors(text: &str) -> Vec<&'static str> {
    plan_of(text).err().map(|found| codes(&found)).unwrap_or_default()
}

/// The notes of a valid file about regions.
fn region_notes(text: &str) -> Vec<Diagnostic> {
    let plan = plan_of(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    let about = |note: &Diagnostic| ["DI0911", "DI0912", "DI0913"].contains(&note.code.as_str());
    plan.notes.iter().map(|note| note.diagnostic.clone()).filter(about).collect()
}

/// Every language's output of a valid file.
fn outputs(text: &str) -> Vec<Output> {
    let outputs = ReadBack::new(Story { name: "region".to_owned(), text: text.to_owned() }).outputs;
    assert_eq!(outputs.len(), 4, "{text}");
    outputs
}

/// A property of every resource of a kind, in every language.
fn assert_everywhere(text: &str, kind: &str, property: impl Fn(&Value) -> Value, expected: &Value) {
    for output in outputs(text) {
        let resources = output.of_kind(kind);
        assert!(!resources.is_empty(), "{}: {kind}", output.language);
        for (key, body) in resources {
            assert_eq!(&property(body), expected, "{}: {key}", output.language);
        }
    }
}

fn assert_redundancy(text: &str, sku: &str) {
    assert_everywhere(text, "Microsoft.Storage/storageAccounts", |body| body["sku"]["name"].clone(), &json!(sku));
}

fn assert_address_zones(text: &str, zones: &[&str]) {
    let of = |body: &Value| json!(body["zones"].as_array().cloned().unwrap_or_default());
    assert_everywhere(text, "Microsoft.Network/publicIPAddresses", of, &json!(zones));
}

#[test]
fn storage_replicates_as_far_as_its_region_allows() {
    // Region, then the default: pair and zones, pair alone, zones alone.
    for (location, cloud, sku) in [
        ("westeurope", "AzureCloud", "Standard_GRS"),
        ("westus", "AzureCloud", "Standard_GRS"),
        ("italynorth", "AzureCloud", "Standard_ZRS"),
        ("usgovvirginia", "AzureUSGovernment", "Standard_GRS"),
        ("chinanorth3", "AzureChinaCloud", "Standard_GRS"),
        // Not in the catalog.
        ("atlantiscentral", "AzureCloud", "Standard_GRS"),
    ] {
        assert_redundancy(&format!("name: invoices\ncloud: {cloud}\nlocation: {location}\n"), sku);
    }
    assert_redundancy("name: invoices\n", "Standard_GRS");
}

#[test]
fn redundancy_that_a_region_lacks_is_refused() {
    let file = |location, redundancy| {
        errors(&format!("name: invoices\nlocation: {location}\nstorage: {{ redundancy: {redundancy} }}\n"))
    };
    for redundancy in ["GRS", "RAGRS", "GZRS", "RAGZRS"] {
        assert_eq!(file("italynorth", redundancy), ["DI0321"], "{redundancy}");
    }
    for redundancy in ["ZRS", "GZRS", "RAGZRS"] {
        assert_eq!(file("westus", redundancy), ["DI0321"], "{redundancy}");
    }
    for (location, redundancy) in [
        ("italynorth", "ZRS"),
        ("italynorth", "LRS"),
        ("westus", "RAGRS"),
        ("westeurope", "RAGZRS"),
        ("atlantiscentral", "GZRS"),
    ] {
        assert_eq!(file(location, redundancy), [""; 0], "{location} {redundancy}");
    }
    // No page settles the zones of US Gov Arizona.
    let arizona = "name: invoices\ncloud: AzureUSGovernment\nlocation: usgovarizona\nstorage: { redundancy: ZRS }\n";
    assert_eq!(errors(arizona), [""; 0]);
}

#[test]
fn each_environment_has_the_storage_of_its_region() {
    let file = "name: invoices\nstorage: { redundancy: GRS }\nenvironments: { dev: { location: westeurope }, prod: { location: italynorth } }\n";
    let read = |name| di_gen::read::read_topology(&SourceText::new("di-gen.yaml", file).for_environment(name));
    assert!(read("dev").is_ok());
    assert_eq!(codes(&read("prod").expect_err("no pair")), ["DI0321"]);
}

#[test]
fn addresses_have_zones_where_the_region_has_them() {
    let machine = "testMachine: { natGateway: true, bastion: { sku: Standard } }\n";
    assert_address_zones(&format!("name: invoices\nlocation: westus\n{machine}"), &[]);
    assert_address_zones(&format!("name: invoices\nlocation: westeurope\n{machine}"), &["1", "2", "3"]);
    assert_address_zones(&format!("name: invoices\n{machine}"), &["1", "2", "3"]);
    let government = "name: invoices\ncloud: AzureUSGovernment\n";
    assert_address_zones(&format!("{government}location: usgovvirginia\n{machine}"), &["1", "2", "3"]);
    assert_address_zones(&format!("{government}location: usgovtexas\n{machine}"), &[]);
    assert_address_zones(&format!("name: invoices\ncloud: AzureChinaCloud\nlocation: chinaeast2\n{machine}"), &[]);
}

#[test]
fn what_is_attached_to_a_network_is_in_its_region() {
    let text = format!(
        "name: contracts\nlocation: westeurope\n{}",
        NETWORK.replace("  addressSpace", "  location: northeurope\n  addressSpace")
    );
    for kind in ["Microsoft.Network/privateEndpoints", "Microsoft.Network/networkSecurityGroups"] {
        assert_everywhere(&text, kind, |body| body["location"].clone(), &json!("northeurope"));
    }
    for kind in ["Microsoft.CognitiveServices/accounts", "Microsoft.Storage/storageAccounts"] {
        assert_everywhere(&text, kind, |body| body["location"].clone(), &json!("westeurope"));
    }
    assert_eq!(region_notes(&text), []);
    let notes = region_notes(&format!("name: contracts\nlocation: westeurope\n{NETWORK}"));
    assert_eq!(codes(&notes), ["DI0912"]);
    assert_eq!(errors("name: contracts\nnetwork: { location: westeurope }\n"), ["DI0308"]);
}

#[test]
fn bastion_developer_exists_in_listed_regions() {
    let file = |cloud, location| {
        format!(
            "name: permits\ncloud: {cloud}\n{location}testMachine: {{ natGateway: true, bastion: {{ sku: Developer }} }}\n"
        )
    };
    assert_eq!(errors(&file("AzureUSGovernment", "location: usgovvirginia\n")), ["DI0602"]);
    assert_eq!(errors(&file("AzureChinaCloud", "")), ["DI0602"]);
    assert_eq!(errors(&file("AzureCloud", "location: eastus\n")), ["DI0602"]);
    for location in ["location: westus\n", "location: atlantiscentral\n", ""] {
        assert_eq!(errors(&file("AzureCloud", location)), [""; 0], "{location}");
    }
}

#[test]
fn bastion_beside_private_zones_is_a_warning_in_national_clouds() {
    let file = |cloud, location| format!("name: invoices\ncloud: {cloud}\nlocation: {location}\ntestMachine: {{}}\n");
    let notes = region_notes(&file("AzureUSGovernment", "usgovvirginia"));
    assert_eq!(codes(&notes), ["DI0913"]);
    assert_eq!(notes[0].severity, Severity::Warning);
    assert_eq!(region_notes(&file("AzureCloud", "westeurope")), []);
    // Without private endpoints, the topology has no private DNS zones.
    let public = "account: { publicNetworkAccess: selected }\nallow: { subnets: [testMachine] }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: false } }\n";
    assert_eq!(region_notes(&format!("{}{public}", file("AzureUSGovernment", "usgovvirginia"))), []);
}

/// Without private endpoints, a VM without outbound access reaches nothing through them.
#[test]
fn the_help_for_outbound_access_names_endpoints_that_exist() {
    let help = |more: &str| {
        let text = format!("name: invoices\ntestMachine: {{}}\n{more}");
        let plan = plan_of(&text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
        let found = di_gen::analyse::posture::check_posture(&plan, &[]);
        found.into_iter().find(|one| one.code.as_str() == "DI1001").expect("DI1001").help.join(" ")
    };
    assert!(help("").contains("private endpoint"));
    let public = "account: { publicNetworkAccess: selected }\nallow: { subnets: [testMachine] }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: false } }\n";
    assert!(!help(public).contains("private endpoint"));
}

#[test]
fn a_region_belongs_to_one_cloud() {
    for (cloud, location) in [
        ("AzureCloud", "usgovvirginia"),
        ("AzureUSGovernment", "westeurope"),
        ("AzureChinaCloud", "westus"),
        ("AzureCloud", "chinanorth3"),
    ] {
        assert_eq!(
            errors(&format!("name: invoices\ncloud: {cloud}\nlocation: {location}\n")),
            ["DI0506"],
            "{location}"
        );
    }
}

#[test]
fn a_region_that_is_not_known_is_one_note() {
    for text in [
        "name: invoices\n",
        "name: invoices\ntestMachine: { natGateway: true, bastion: { sku: Developer } }\n",
        "name: invoices\nlocation: atlantiscentral\n",
        "name: invoices\nlocation: atlantiscentral\nstorage: { redundancy: LRS }\n",
    ] {
        let notes = region_notes(text);
        assert_eq!(codes(&notes), ["DI0911"], "{text}");
        assert_eq!(notes[0].severity, Severity::Note, "{text}");
    }
    assert_eq!(region_notes("name: invoices\nstorage: { redundancy: LRS }\n"), []);
    assert_eq!(region_notes("name: invoices\nlocation: westeurope\n"), []);
}

/// Source: the fact `REGION_ZONES`: US Gov Virginia is the only region of Azure Government for which a page shows zones.
#[test]
fn zones_that_are_not_verified_are_a_note_where_something_needs_them() {
    let cloud = "AzureUSGovernment";
    // Bastion has a note of its own in this cloud.
    let zone_notes = |text: &str| -> Vec<Diagnostic> {
        region_notes(text).into_iter().filter(|note| note.code.as_str() == "DI0911").collect()
    };
    for (location, expected) in
        [("usgovvirginia", 0), ("usgovarizona", 1), ("usgovtexas", 1), ("usdodeast", 1), ("usdodcentral", 1)]
    {
        for needed in ["testMachine: { zone: 1 }", "storage: { redundancy: ZRS }"] {
            let text = format!("name: invoices\ncloud: {cloud}\nlocation: {location}\n{needed}\n");
            let notes = zone_notes(&text);
            assert_eq!(codes(&notes), vec!["DI0911"; expected], "{text}");
            assert!(
                notes.iter().all(|note| note.severity == Severity::Note && note.message.contains(location)),
                "{text}"
            );
        }
        for unneeded in ["testMachine: { natGateway: true }", "storage: { redundancy: LRS }"] {
            let text = format!("name: invoices\ncloud: {cloud}\nlocation: {location}\n{unneeded}\n");
            assert_eq!(codes(&zone_notes(&text)), Vec::<&str>::new(), "{text}");
        }
    }
}

/// Storage has to be in the region of the account: managed-identities and managed-identities-secured-access (2024-05-23)
/// of Document Intelligence.
#[test]
fn storage_of_another_team_is_in_the_region_of_the_account() {
    const STORAGE: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stshared";
    let severities = |text: &str| -> Vec<Severity> {
        let plan = plan_of(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
        let about = plan.notes.iter().filter(|note| note.diagnostic.code.as_str() == "DI0917");
        about.map(|note| note.diagnostic.severity).collect()
    };
    let topology =
        |storage: &str| severities(&format!("name: claims\nlocation: westeurope\nstorage: {{ {storage} }}\n"));
    assert_eq!(topology(&format!("existing: {STORAGE}")), [Severity::Note], "not known");
    assert_eq!(topology(&format!("existing: {STORAGE}, location: westeurope")), [], "the same");
    assert_eq!(topology(&format!("existing: {STORAGE}, location: northeurope")), [Severity::Warning], "another");
    let unused = "containers: [{ name: training, role: none }], identityAccess: { scope: container }";
    assert_eq!(topology(&format!("existing: {STORAGE}, {unused}")), [], "the account does not use it");
    assert_eq!(errors("name: claims\nlocation: westeurope\nstorage: { location: westeurope }\n"), ["DI0308"]);
    assert_eq!(errors("name: claims\nlocation: westeurope\naccount: { location: westeurope }\n"), ["DI0308"]);
}
