//! Maps resources of the azurerm provider to Azure: the ID in this file, the body in the files next to it.
//!
//! Bodies contain the relevant properties (security, identity, references) in the structure of ARM, including the
//! provider's defaults. `parity_facts` lists those that are compared.

use serde_json::{Map, Value, json};

use super::azure_functions::text;
use super::facts::resource_id;
use super::hcl::{Block, Module};
use super::{
    azurerm_compute as compute, azurerm_monitoring as monitoring, azurerm_network as network,
    azurerm_services as services, azurerm_vault as vault,
};

/// A separate resource, or properties of another one (associations).
pub(super) enum Part {
    Whole(String, Map<String, Value>),
    Onto(String, Map<String, Value>),
}

/// Types whose id is resource group, ARM type and name.
const PLAIN: [(&str, &str); 16] = [
    ("azurerm_user_assigned_identity", "Microsoft.ManagedIdentity/userAssignedIdentities"),
    ("azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups"),
    ("azurerm_route_table", "Microsoft.Network/routeTables"),
    ("azurerm_virtual_network", "Microsoft.Network/virtualNetworks"),
    ("azurerm_public_ip", "Microsoft.Network/publicIPAddresses"),
    ("azurerm_nat_gateway", "Microsoft.Network/natGateways"),
    ("azurerm_cognitive_account", "Microsoft.CognitiveServices/accounts"),
    ("azurerm_storage_account", "Microsoft.Storage/storageAccounts"),
    ("azurerm_private_dns_zone", "Microsoft.Network/privateDnsZones"),
    ("azurerm_private_endpoint", "Microsoft.Network/privateEndpoints"),
    ("azurerm_bastion_host", "Microsoft.Network/bastionHosts"),
    ("azurerm_network_interface", "Microsoft.Network/networkInterfaces"),
    ("azurerm_linux_virtual_machine", "Microsoft.Compute/virtualMachines"),
    ("azurerm_windows_virtual_machine", "Microsoft.Compute/virtualMachines"),
    ("azurerm_key_vault", "Microsoft.KeyVault/vaults"),
    ("azurerm_log_analytics_workspace", "Microsoft.OperationalInsights/workspaces"),
];

/// The Azure id of a resource or data source, from the arguments in its block.
pub(super) fn id(kind: &str, instance: &str, argument: &dyn Fn(&str) -> Option<Value>, module: &Module) -> String {
    let given = |name: &str| {
        let found = argument(name).unwrap_or_else(|| panic!("{instance} needs `{name}` for its id"));
        text(&found).to_owned()
    };
    let group = || module.group_id(instance, &given("resource_group_name"));
    if let Some((_, arm)) = PLAIN.iter().find(|(name, _)| *name == kind) {
        return resource_id(&group(), arm, &given("name"));
    }
    match kind {
        "azurerm_subnet" => {
            let name = format!("{}/{}", given("virtual_network_name"), given("name"));
            resource_id(&group(), "Microsoft.Network/virtualNetworks/subnets", &name)
        }
        "azurerm_storage_container" => {
            format!("{}/blobServices/default/containers/{}", given("storage_account_id"), given("name"))
        }
        "azurerm_federated_identity_credential" => {
            format!("{}/federatedIdentityCredentials/{}", given("user_assigned_identity_id"), given("name"))
        }
        "azurerm_virtual_machine_extension" => format!("{}/extensions/{}", given("virtual_machine_id"), given("name")),
        "azurerm_key_vault_key" => format!("{}/keys/{}", given("key_vault_id"), given("name")),
        // The encryption key is a property of the account.
        "azurerm_cognitive_account_customer_managed_key" => given("cognitive_account_id"),
        "azurerm_storage_account_customer_managed_key" => given("storage_account_id"),
        "azurerm_key_vault_secret" => format!("{}/secrets/{}", given("key_vault_id"), given("name")),
        // Access policies belong to their vault.
        "azurerm_key_vault_access_policy" => format!("{}/accessPolicies/add", given("key_vault_id")),
        "azurerm_monitor_diagnostic_setting" => {
            format!("{}/providers/Microsoft.Insights/diagnosticSettings/{}", given("target_resource_id"), given("name"))
        }
        "azurerm_management_lock" => {
            format!("{}/providers/Microsoft.Authorization/locks/{}", given("scope"), given("name"))
        }
        "azurerm_role_assignment" => {
            format!("{}/providers/Microsoft.Authorization/roleAssignments/{instance}", given("scope"))
        }
        "azurerm_private_dns_zone_virtual_network_link" => {
            let zone = argument("private_dns_zone_id").map_or_else(
                || resource_id(&group(), "Microsoft.Network/privateDnsZones", &given("private_dns_zone_name")),
                |zone| text(&zone).to_owned(),
            );
            format!("{zone}/virtualNetworkLinks/{}", given("name"))
        }
        "azurerm_dev_test_global_vm_shutdown_schedule" => {
            let machine = given("virtual_machine_id");
            let (group, name) = machine
                .split_once("/providers/Microsoft.Compute/virtualMachines/")
                .unwrap_or_else(|| panic!("{instance}: `{machine}` is not a virtual machine"));
            resource_id(group, "Microsoft.DevTestLab/schedules", &format!("shutdown-computevm-{name}"))
        }
        // An association has no id in Azure; it belongs to the first of the two.
        "azurerm_subnet_network_security_group_association"
        | "azurerm_subnet_route_table_association"
        | "azurerm_subnet_nat_gateway_association" => given("subnet_id"),
        "azurerm_nat_gateway_public_ip_association" => given("nat_gateway_id"),
        "azurerm_network_interface_security_group_association" => given("network_interface_id"),
        _ => panic!("{instance}: the resource type `{kind}` is not supported"),
    }
}

/// The resource of a block. Arguments are removed from it when they are read.
pub(super) fn parts(kind: &str, id: &str, block: &mut Block) -> Vec<Part> {
    for name in ["name", "resource_group_name"] {
        block.take(name);
    }
    let body = match kind {
        "azurerm_user_assigned_identity" => services::identity(block),
        "azurerm_federated_identity_credential" => services::federated_credential(block),
        "azurerm_network_security_group" => network::security_group(block),
        "azurerm_route_table" => network::route_table(block),
        "azurerm_virtual_network" => {
            let subnets = network::inner_subnets(block);
            let subnets =
                subnets.into_iter().map(|(name, body)| Part::Whole(format!("{id}/subnets/{name}"), fields(body)));
            let mut parts: Vec<_> = subnets.collect();
            parts.insert(0, Part::Whole(id.to_owned(), fields(network::virtual_network(block))));
            return parts;
        }
        "azurerm_subnet" => network::subnet(block),
        "azurerm_public_ip" => network::public_ip(block),
        "azurerm_nat_gateway" => network::nat_gateway(block),
        "azurerm_cognitive_account" => services::cognitive_account(block),
        "azurerm_storage_account" => {
            let blobs = fields(services::blob_service(block));
            let account = Part::Whole(id.to_owned(), fields(services::storage_account(block)));
            return vec![account, Part::Whole(format!("{id}/blobServices/default"), blobs)];
        }
        "azurerm_storage_container" => services::container(block),
        "azurerm_key_vault" => vault::key_vault(block),
        "azurerm_key_vault_key" => vault::key(block),
        "azurerm_cognitive_account_customer_managed_key" => {
            return vec![Part::Onto(id.to_owned(), fields(vault::account_encryption(block)))];
        }
        "azurerm_storage_account_customer_managed_key" => {
            return vec![Part::Onto(id.to_owned(), fields(vault::storage_encryption(block)))];
        }
        "azurerm_key_vault_secret" => vault::secret(block),
        "azurerm_key_vault_access_policy" => return vec![Part::Onto(id.to_owned(), fields(vault::policy(block)))],
        "azurerm_log_analytics_workspace" => monitoring::workspace(block),
        "azurerm_monitor_diagnostic_setting" => monitoring::diagnostic_setting(block),
        "azurerm_management_lock" => monitoring::lock(block),
        "azurerm_role_assignment" => services::role_assignment(block),
        "azurerm_private_dns_zone" => with_tags(block, json!({ "location": "global" })),
        "azurerm_private_dns_zone_virtual_network_link" => network::zone_link(block),
        "azurerm_private_endpoint" => {
            let groups = network::zone_groups(block);
            let groups = groups
                .into_iter()
                .map(|(name, body)| Part::Whole(format!("{id}/privateDnsZoneGroups/{name}"), fields(body)));
            let mut parts: Vec<_> = groups.collect();
            parts.insert(0, Part::Whole(id.to_owned(), fields(network::private_endpoint(block))));
            return parts;
        }
        "azurerm_bastion_host" => network::bastion(block),
        "azurerm_network_interface" => network::interface(block),
        "azurerm_linux_virtual_machine" => compute::linux(block),
        "azurerm_windows_virtual_machine" => compute::windows(block),
        "azurerm_virtual_machine_extension" => compute::extension(block),
        "azurerm_dev_test_global_vm_shutdown_schedule" => compute::shutdown(block),
        _ => {
            let body = network::association(kind, block);
            return vec![Part::Onto(id.to_owned(), fields(body))];
        }
    };
    vec![Part::Whole(id.to_owned(), fields(body))]
}

/// `location` and `tags`, which nearly every resource has.
pub(super) fn placed(block: &mut Block, mut body: Value) -> Value {
    body["location"] = block.take("location");
    with_tags(block, body)
}

pub(super) fn with_tags(block: &mut Block, mut body: Value) -> Value {
    body["tags"] = block.or("tags", json!({}));
    body
}

/// The `identity {}` block in the structure of ARM.
pub(super) fn identity_of(block: &mut Block) -> Value {
    block.only("identity", |identity| {
        let ids = identity.or("identity_ids", json!([]));
        let ids = super::azure_functions::items(&ids).iter().map(|id| (text(id).to_owned(), json!({})));
        let attached: Map<String, Value> = ids.collect();
        json!({ "type": identity.take("type"), "userAssignedIdentities": attached })
    })
}

/// One of two values for a boolean.
pub(super) fn word(yes: &Value, when_yes: &str, when_no: &str) -> Value {
    json!(if super::azure_functions::truth(yes) { when_yes } else { when_no })
}

/// `{ "id": … }`, or nothing.
pub(super) fn reference(id: Value) -> Value {
    if id.is_null() { id } else { json!({ "id": id }) }
}

fn fields(body: Value) -> Map<String, Value> {
    match body {
        Value::Object(fields) => fields,
        other => panic!("a body is an object, not {other}"),
    }
}
