//! Tests the readers with hand-written topologies in three languages, and with deliberate mistakes in them.

use serde_json::{Value, json};

use super::facts::Deployed;
use super::parity::{compare_azure, compare_terraform};
use super::{arm, bicep, hcl};

const BICEP: &str = include_str!("parity_cases/whole/main.bicep");
const LINKS: &str = include_str!("parity_cases/whole/modules/dnsLinks.bicep");
const ARM: &str = include_str!("parity_cases/whole/main.json");
const TERRAFORM: &str = include_str!("parity_cases/whole/main.tf");
const SUFFIX: &str = "core.windows.net";

fn of_bicep(text: &str) -> Deployed {
    let modules = |path: &str| {
        assert_eq!(path, "modules/dnsLinks.bicep");
        LINKS.to_owned()
    };
    bicep::read(text, &modules, SUFFIX, &json!({}))
}

fn of_arm(text: &str) -> Deployed {
    arm::read(text, SUFFIX, &json!({}))
}

fn of_terraform(text: &str) -> Deployed {
    hcl::read(&[("main.tf".to_owned(), text.to_owned())], &json!({}))
}

/// The text with one passage changed; the passage has to be there.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the case");
    text.replacen(from, to, 1)
}

#[test]
fn the_three_languages_agree() {
    let (bicep, arm, terraform) = (of_bicep(BICEP), of_arm(ARM), of_terraform(TERRAFORM));
    assert_eq!(compare_azure(&bicep, &arm), Vec::<String>::new());
    assert_eq!(compare_terraform(&arm, &terraform), Vec::<String>::new());
    assert_eq!(bicep.resources.len(), 22, "{:#?}", bicep.resources.keys());
}

#[test]
fn expressions_are_resolved() {
    let read = of_arm(ARM);
    let account = &read.resources["target/Microsoft.CognitiveServices/accounts/di-docs-dev"];
    let identity = "id:target/Microsoft.ManagedIdentity/userAssignedIdentities/id-docs-dev";
    assert_eq!(account["identity"]["userAssignedIdentities"], json!({ identity: {} }));
    assert_eq!(account["location"], "rg-location");
    assert_eq!(account["properties"]["networkAcls"]["ipRules"], json!([{ "value": "20.3.165.95" }]));
    let hub = "11111111-2222-3333-4444-555555555555:rg-hub/Microsoft.Network/privateDnsZones/virtualNetworkLinks/\
               privatelink.cognitiveservices.azure.com/link-docs-dev";
    assert!(read.resources.contains_key(hub), "{:#?}", read.resources.keys());
    let machine = &read.resources["target/Microsoft.Compute/virtualMachines/vm-docs"];
    assert_eq!(machine["properties"]["osProfile"]["adminUsername"], "param:adminUsername");
}

#[test]
fn dependencies_are_transitive_and_pass_existing_symbols() {
    for read in [of_bicep(BICEP), of_arm(ARM)] {
        let waits = read.waits_for("target/Microsoft.Network/privateEndpoints/privateDnsZoneGroups/pe-account/default");
        let ids = waits.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        for part in [
            "virtualNetworks/vnet-docs-dev",
            "virtualNetworkLinks/privatelink.cognitive",
            "role|target/Microsoft.Storage",
            "natGateways",
        ] {
            assert!(ids.contains(part), "{part} is missing in\n{ids}");
        }
    }
}

/// One mistake in Bicep, with a part of the key and of the path of the reported difference.
#[test]
fn mistakes_in_bicep_are_reported() {
    let arm = of_arm(ARM);
    for (from, to, key, path) in [
        ("disableLocalAuth: true", "disableLocalAuth: false", "accounts/di-docs-dev", "properties.disableLocalAuth"),
        ("    accountReadsStorage\n", "", "privateEndpoints/pe-account", "dependsOn"),
        ("guid(storageAccount.id, account.id,", "guid(account.id, storageAccount.id,", "|2a2b9908", "name@version"),
        ("accounts@2025-06-01", "accounts@2024-10-01", "accounts/di-docs-dev", "name@version"),
        ("name: blobZoneName", "name: 'privatelink.blob.core.windows.de'", "virtualNetworkLinks", "not in arm"),
        ("principalId: account.identity", "principalId: virtualMachine.identity", "vm-docs|2a2b9908", "not in arm"),
        (
            "'Microsoft.Storage'\n            }",
            "'Microsoft.KeyVault'\n            }",
            "vnet",
            "serviceEndpoints[0].service",
        ),
    ] {
        let found = compare_azure(&of_bicep(&changed(BICEP, from, to)), &arm);
        assert!(found.iter().any(|line| line.contains(key) && line.contains(path)), "{to}: {found:#?}");
    }
}

#[test]
fn mistakes_in_terraform_are_reported() {
    let arm = of_arm(ARM);
    for (from, to, line) in [
        (
            "local_auth_enabled                 = false",
            "local_auth_enabled = true",
            "target/Microsoft.CognitiveServices/accounts/di-docs-dev properties.disableLocalAuth: \
             bicep/arm true, terraform false",
        ),
        (
            "shared_access_key_enabled         = false",
            "",
            "target/Microsoft.Storage/storageAccounts/stdocsdev properties.allowSharedKeyAccess: \
             bicep/arm false, terraform true",
        ),
        (
            "allow_nested_items_to_be_public   = false",
            "",
            "target/Microsoft.Storage/storageAccounts/stdocsdev properties.allowBlobPublicAccess: \
             bicep/arm false, terraform null",
        ),
        (
            "member_name        = \"default\"",
            "",
            "target/Microsoft.Network/privateEndpoints/pe-account properties.ipConfigurations[account].properties.\
             memberName: bicep/arm \"default\", terraform \"account\"",
        ),
        (
            "versioning_enabled = true",
            "",
            "target/Microsoft.Storage/storageAccounts/blobServices/stdocsdev/default properties.isVersioningEnabled: \
             bicep/arm true, terraform false",
        ),
        (
            "priority                     = 100",
            "priority = 101",
            "target/Microsoft.Network/networkSecurityGroups/nsg-endpoints \
             properties.securityRules[AllowHttpsFromNetwork].properties.priority: bicep/arm 100, terraform 101",
        ),
        (
            "secure_boot_enabled        = true",
            "",
            "target/Microsoft.Compute/virtualMachines/vm-docs properties.securityProfile.uefiSettings.\
             secureBootEnabled: bicep/arm true, terraform false",
        ),
    ] {
        let found = compare_terraform(&arm, &of_terraform(&changed(TERRAFORM, from, to)));
        assert_eq!(found, [line], "{from}");
    }
}

#[test]
fn reference_mistakes_in_terraform_are_reported() {
    let arm = of_arm(ARM);
    for (from, to, key) in [
        ("\"Storage Blob Data Reader\"", "\"Storage Blob Data Owner\"", "|2a2b9908"),
        ("azurerm_cognitive_account.this.identity[0]", "azurerm_linux_virtual_machine.this.identity[0]", "|2a2b9908"),
        (
            "subnet_id                 = azurerm_subnet.clients.id",
            "subnet_id = azurerm_subnet.endpoints.id",
            "snet-clients",
        ),
        ("subscriptions/11111111", "subscriptions/91111111", "virtualNetworkLinks"),
        ("[azurerm_private_dns_zone.blob.id]", "[azurerm_private_dns_zone.blob.name]", "privateDnsZoneGroups/pe-blob"),
        ("toset([\"training\", \"results\"])", "toset([\"training\"])", "containers/stdocsdev/default/results"),
        (
            "subnet_id                     = azurerm_subnet.endpoints.id",
            "subnet_id = azurerm_subnet.clients.id",
            "pe-blob properties.subnet.id",
        ),
        ("is_manual_connection           = false", "is_manual_connection = true", "pe-blob properties.manual"),
    ] {
        let found = compare_terraform(&arm, &of_terraform(&changed(TERRAFORM, from, to)));
        assert!(found.iter().any(|line| line.contains(key)), "{to}: {found:#?}");
    }
}

#[test]
fn azurerm_4_has_the_same_resources() {
    let mut text = TERRAFORM.to_owned();
    for service in ["CognitiveServices", "Storage"] {
        text = changed(&text, &format!("  service_endpoint {{\n    service = \"Microsoft.{service}\"\n  }}\n"), "");
    }
    text = changed(
        &text,
        "private_endpoint_network_policies = \"Disabled\"\n",
        "private_endpoint_network_policies = \"Disabled\"\n  service_endpoints = [\"Microsoft.Storage\", \"Microsoft.CognitiveServices\"]\n",
    );
    text = changed(
        &text,
        "private_dns_zone_id  = azurerm_private_dns_zone.blob.id",
        "private_dns_zone_name = azurerm_private_dns_zone.blob.name\n  resource_group_name = data.azurerm_resource_group.this.name",
    );
    text = changed(
        &text,
        "private_dns_zone_id  = \"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com\"",
        "private_dns_zone_name = \"privatelink.cognitiveservices.azure.com\"\n  resource_group_name = \"rg-hub\"",
    );
    assert_eq!(compare_terraform(&of_arm(ARM), &of_terraform(&text)), Vec::<String>::new());
}

#[test]
fn a_property_outside_the_table_is_reported() {
    let text = changed(
        ARM,
        "\"disableLocalAuth\": true",
        "\"disableLocalAuth\": true, \"amlWorkspace\": {\"resourceId\": \"x\"}",
    );
    let found = compare_terraform(&of_arm(&text), &of_terraform(TERRAFORM));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0]
            .contains("properties.amlWorkspace.resourceId: bicep/arm \"x\", which is not in the table of properties")
    );
}

#[test]
fn parameters_replace_defaults() {
    let other: Value = json!({ "allowedAddresses": ["203.0.113.7"], "location": "westeurope" });
    let (bicep, arm) = (bicep::read(BICEP, &|_| LINKS.to_owned(), SUFFIX, &other), arm::read(ARM, SUFFIX, &other));
    let other = json!({ "allowed_addresses": ["203.0.113.7"], "location": "westeurope" });
    let terraform = hcl::read(&[("main.tf".to_owned(), TERRAFORM.to_owned())], &other);
    assert_eq!(compare_azure(&bicep, &arm), Vec::<String>::new());
    assert_eq!(compare_terraform(&arm, &terraform), Vec::<String>::new());
    let account = &arm.resources["target/Microsoft.CognitiveServices/accounts/di-docs-dev"];
    assert_eq!(account["location"], "westeurope");
}

#[test]
#[should_panic(expected = "understands not_an_argument")]
fn an_unknown_argument_is_refused() {
    of_terraform(&changed(TERRAFORM, "sku_name                           =", "not_an_argument = 1\n  sku_name ="));
}

#[test]
#[should_panic(expected = "is not in this template")]
fn an_undeclared_dependency_is_refused() {
    let subnet = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-docs-dev', 'snet-clients')]";
    of_arm(&changed(ARM, "\"dependsOn\": [\n", &format!("\"dependsOn\": [\n\"{subnet}\",\n")));
}

#[test]
#[should_panic(expected = "does not parse")]
fn broken_bicep_is_refused() {
    of_bicep(&changed(BICEP, "kind: 'FormRecognizer'", "kind: 'FormRecognizer"));
}

/// Subnets added to a network of another group: children in a nested deployment, and in Terraform resources that
/// name the group but not its subscription.
#[test]
fn subnets_of_an_existing_network_agree() {
    let module = |_: &str| include_str!("parity_cases/existing_network/modules/subnets.bicep").to_owned();
    let bicep = include_str!("parity_cases/existing_network/main.bicep");
    let bicep = bicep::read(bicep, &module, SUFFIX, &json!({}));
    let arm = of_arm(include_str!("parity_cases/existing_network/main.json"));
    let terraform = of_terraform(include_str!("parity_cases/existing_network/main.tf"));
    assert_eq!(compare_azure(&bicep, &arm), Vec::<String>::new());
    assert_eq!(compare_terraform(&arm, &terraform), Vec::<String>::new());
    let subnet = "s-1:rg-network/Microsoft.Network/virtualNetworks/subnets/vnet-hub/snet-clients";
    assert!(arm.resources.contains_key(subnet), "{:#?}", arm.resources.keys());
}

#[test]
fn windows_and_bastion_agree() {
    let arm = of_arm(include_str!("parity_cases/windows/main.json"));
    let terraform = include_str!("parity_cases/windows/main.tf");
    assert_eq!(compare_terraform(&arm, &of_terraform(terraform)), Vec::<String>::new());
    let open = changed(terraform, "copy_paste_enabled  = false", "");
    assert_eq!(
        compare_terraform(&arm, &of_terraform(&open)),
        ["target/Microsoft.Network/bastionHosts/bas properties.disableCopyPaste: bicep/arm true, terraform false"]
    );
}
