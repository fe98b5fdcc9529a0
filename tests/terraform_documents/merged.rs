//! Separate resources of azurerm and the blocks that stand for them become the same resource of Azure.

use di_gen::{arm_template::Value, existing::terraform::ReadTerraform};
use serde_json::{Value as Json, json};

use super::{at, find, ids, read_text, text_at};

const GROUP: &str = "/subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg";

/// The state of these resources: type, name and values. Each has a group; an ID is the one given.
fn state(resources: &[(&str, &str, Json)]) -> ReadTerraform {
    let resource = |(terraform_type, name, values): &(&str, &str, Json)| {
        let mut values = values.clone();
        values["resource_group_name"] = json!("rg");
        if let Some(id) = values["id"].as_str().map(str::to_owned) {
            values["id"] = json!(format!("{GROUP}/providers/{id}"));
        }
        json!({ "address": format!("{terraform_type}.{name}"), "mode": "managed", "type": terraform_type, "values": values })
    };
    let resources: Vec<Json> = resources.iter().map(resource).collect();
    read_text(&json!({ "format_version": "1.0", "values": { "root_module": { "resources": resources } } }).to_string())
}

fn id(rest: &str) -> String {
    format!("{GROUP}/providers/{rest}")
}

fn texts<'a>(read: &'a ReadTerraform, resource: &str, list: &str, path: &str) -> Vec<&'a str> {
    let resource = find(&read.resources, &id(resource));
    let items = at(resource, list).and_then(Value::as_items).unwrap_or_else(|| panic!("{list}: {:#?}", resource.body));
    let text = |item: &'a Value| path.split('.').try_fold(item, |value, name| value.as_object()?.get(name));
    items.iter().map(|item| text(item).and_then(Value::as_text).unwrap_or("")).collect()
}

#[test]
fn rules_and_routes_of_their_own_are_added() {
    let rule =
        |name: &str, access: &str| json!({ "name": name, "access": access, "priority": 100, "direction": "Inbound" });
    let mut own = rule("own", "Deny");
    own["network_security_group_name"] = json!("nsg");
    own["id"] = json!("Microsoft.Network/networkSecurityGroups/nsg/securityRules/own");
    let mut changed = rule("inline", "Deny");
    changed["network_security_group_name"] = json!("NSG");
    let read = state(&[
        ("azurerm_network_security_rule", "own", own),
        (
            "azurerm_network_security_group",
            "nsg",
            json!({
                "id": "Microsoft.Network/networkSecurityGroups/nsg", "name": "nsg", "security_rule": [rule("inline", "Allow")],
            }),
        ),
        ("azurerm_network_security_rule", "changed", changed),
        (
            "azurerm_route_table",
            "rt",
            json!({
                "id": "Microsoft.Network/routeTables/rt", "name": "rt", "bgp_route_propagation_enabled": false,
                "route": [{ "name": "a", "address_prefix": "10.0.0.0/8", "next_hop_type": "VnetLocal", "next_hop_in_ip_address": "" }],
            }),
        ),
        (
            "azurerm_route",
            "b",
            json!({
                "name": "b", "route_table_name": "rt", "address_prefix": "0.0.0.0/0", "next_hop_type": "VirtualAppliance",
                "next_hop_in_ip_address": "10.0.0.4",
            }),
        ),
    ]);
    assert_eq!(ids(&read.resources).len(), 2);
    let group = "Microsoft.Network/networkSecurityGroups/nsg";
    assert_eq!(texts(&read, group, "properties.securityRules", "name"), ["inline", "own"]);
    assert_eq!(texts(&read, group, "properties.securityRules", "properties.access"), ["Deny", "Deny"]);
    let table = "Microsoft.Network/routeTables/rt";
    assert_eq!(texts(&read, table, "properties.routes", "properties.nextHopIpAddress"), ["", "10.0.0.4"]);
    let disabled = at(find(&read.resources, &id(table)), "properties.disableBgpRoutePropagation");
    assert!(matches!(disabled, Some(Value::Bool(true))));
}

#[test]
fn a_subnet_has_what_its_network_and_its_associations_say() {
    let subnet = id("Microsoft.Network/virtualNetworks/vnet/subnets/s");
    let inline = json!({
        "name": "s", "address_prefixes": ["10.0.0.0/24"], "security_group": "", "service_endpoints": ["Microsoft.Storage"],
        "delegation": [{ "name": "d", "service_delegation": [{ "name": "Microsoft.Web/serverFarms" }] }],
    });
    let read = state(&[
        (
            "azurerm_virtual_network",
            "vnet",
            json!({
                "id": "Microsoft.Network/virtualNetworks/vnet", "name": "vnet", "dns_servers": ["10.0.0.9"],
                "address_space": ["10.0.0.0/16"], "subnet": [inline, { "name": "only-inline", "route_table_id": "/rt" }],
            }),
        ),
        (
            "azurerm_subnet_network_security_group_association",
            "s",
            json!({
                "subnet_id": subnet, "network_security_group_id": "/nsg",
            }),
        ),
        (
            "azurerm_subnet_nat_gateway_association",
            "s",
            json!({ "subnet_id": subnet.to_uppercase(), "nat_gateway_id": "/nat" }),
        ),
        (
            "azurerm_subnet",
            "s",
            json!({
                "id": "Microsoft.Network/virtualNetworks/vnet/subnets/s", "name": "s", "virtual_network_name": "vnet",
                "address_prefixes": ["10.0.1.0/24"], "network_security_group_id": null, "default_outbound_access_enabled": false,
            }),
        ),
        (
            "azurerm_virtual_network_dns_servers",
            "vnet",
            json!({
                "virtual_network_id": id("Microsoft.Network/virtualNetworks/vnet"), "dns_servers": ["10.0.0.4", "10.0.0.5"],
            }),
        ),
        (
            "azurerm_subnet_route_table_association",
            "unseen",
            json!({
                "subnet_id": id("Microsoft.Network/virtualNetworks/vnet/subnets/unseen"), "route_table_id": "/rt",
            }),
        ),
    ]);
    let found = find(&read.resources, &subnet);
    assert_eq!(text_at(found, "properties.addressPrefixes.0"), "10.0.1.0/24");
    assert_eq!(text_at(found, "properties.networkSecurityGroup.id"), "/nsg");
    assert_eq!(text_at(found, "properties.natGateway.id"), "/nat");
    assert_eq!(text_at(found, "properties.serviceEndpoints.0.service"), "Microsoft.Storage");
    assert_eq!(text_at(found, "properties.delegations.0.properties.serviceName"), "Microsoft.Web/serverFarms");
    assert_eq!(found.origin.terraform_address.as_deref(), Some("azurerm_subnet.s"));
    let network = find(&read.resources, &id("Microsoft.Network/virtualNetworks/vnet"));
    assert_eq!(text_at(network, "properties.dhcpOptions.dnsServers.1"), "10.0.0.5");
    let inline = find(&read.resources, &id("Microsoft.Network/virtualNetworks/vnet/subnets/only-inline"));
    assert_eq!(&*inline.origin.pointer, "/values/root_module/resources/0/values/subnet/1");
    // Of a subnet that only an association names, other properties are not seen.
    let unseen = find(&read.resources, &id("Microsoft.Network/virtualNetworks/vnet/subnets/unseen"));
    let is_open =
        |path: &str| at(unseen, path).and_then(Value::as_object).is_some_and(|object| object.open().is_some());
    assert!(
        is_open("properties")
            && at(found, "properties").and_then(Value::as_object).is_some_and(|all| all.open().is_none())
    );
}

#[test]
fn network_rules_of_their_own_replace_what_the_account_says() {
    let rules = json!([{ "default_action": "Allow", "bypass": ["AzureServices", "Logging"], "ip_rules": ["198.51.100.1"],
        "virtual_network_subnet_ids": ["/subnet"] }]);
    let account = (
        "azurerm_storage_account",
        "s",
        json!({
            "id": "Microsoft.Storage/storageAccounts/s", "name": "s", "network_rules": rules,
        }),
    );
    let own = state(std::slice::from_ref(&account));
    let storage = id("Microsoft.Storage/storageAccounts/s");
    assert_eq!(text_at(find(&own.resources, &storage), "properties.networkAcls.bypass"), "AzureServices, Logging");
    let read = state(&[
        account,
        (
            "azurerm_storage_account_network_rules",
            "s",
            json!({
                "storage_account_id": storage, "default_action": "Deny", "ip_rules": ["198.51.100.2"],
                "virtual_network_subnet_ids": null, "bypass": ["None"],
            }),
        ),
    ]);
    let found = find(&read.resources, &storage);
    assert_eq!(text_at(found, "properties.networkAcls.defaultAction"), "Deny");
    assert_eq!(text_at(found, "properties.networkAcls.ipRules.0.value"), "198.51.100.2");
    assert_eq!(text_at(found, "properties.networkAcls.bypass"), "None");
    assert!(at(found, "properties.networkAcls.virtualNetworkRules").is_none());
}

#[test]
fn a_vault_has_the_policies_of_both_forms() {
    let policy = |principal: &str| json!({ "tenant_id": "t", "object_id": principal, "key_permissions": ["Get"] });
    let mut own = policy("b");
    own["key_vault_id"] = json!(id("Microsoft.KeyVault/vaults/kv"));
    let read = state(&[
        (
            "azurerm_key_vault",
            "kv",
            json!({
                "id": "Microsoft.KeyVault/vaults/kv", "name": "kv", "access_policy": [policy("a"), policy("b")],
                "rbac_authorization_enabled": false, "public_network_access_enabled": false,
            }),
        ),
        ("azurerm_key_vault_access_policy", "b", own),
        (
            "azurerm_key_vault_key",
            "k",
            json!({
                "id": null, "name": "k", "key_vault_id": id("Microsoft.KeyVault/vaults/kv"), "key_type": "RSA",
                "expiration_date": "2027-01-31T00:00:00Z",
            }),
        ),
    ]);
    let vault = "Microsoft.KeyVault/vaults/kv";
    assert_eq!(texts(&read, vault, "properties.accessPolicies", "objectId"), ["a", "b"]);
    assert_eq!(text_at(find(&read.resources, &id(vault)), "properties.publicNetworkAccess"), "Disabled");
    let key = find(&read.resources, &id("Microsoft.KeyVault/vaults/kv/keys/k"));
    assert!(matches!(at(key, "properties.attributes.exp"), Some(Value::Integer(1_801_353_600))));
}

#[test]
fn keys_of_encryption_are_read_in_both_forms() {
    let key = "https://kv.vault.azure.net/keys/k/1";
    let read = state(&[
        (
            "azurerm_cognitive_account",
            "a",
            json!({
                "id": "Microsoft.CognitiveServices/accounts/a", "name": "a", "customer_managed_key": [],
            }),
        ),
        (
            "azurerm_cognitive_account_customer_managed_key",
            "a",
            json!({
                "cognitive_account_id": id("Microsoft.CognitiveServices/accounts/a"), "key_vault_key_id": key,
            }),
        ),
        (
            "azurerm_storage_account",
            "s",
            json!({
                "id": "Microsoft.Storage/storageAccounts/s", "name": "s", "account_tier": "Standard",
                "account_replication_type": "ZRS", "infrastructure_encryption_enabled": true,
                "customer_managed_key": [{ "key_vault_key_id": "https://kv.vault.azure.net/keys/k", "user_assigned_identity_id": "/i" }],
            }),
        ),
    ]);
    let account = find(&read.resources, &id("Microsoft.CognitiveServices/accounts/a"));
    assert_eq!(text_at(account, "properties.encryption.keySource"), "Microsoft.KeyVault");
    assert_eq!(text_at(account, "properties.encryption.keyVaultProperties.keyVaultUri"), "https://kv.vault.azure.net/");
    assert_eq!(text_at(account, "properties.encryption.keyVaultProperties.keyVersion"), "1");
    let storage = find(&read.resources, &id("Microsoft.Storage/storageAccounts/s"));
    assert_eq!(text_at(storage, "sku.name"), "Standard_ZRS");
    assert_eq!(text_at(storage, "properties.encryption.keyvaultproperties.keyname"), "k");
    assert!(at(storage, "properties.encryption.keyvaultproperties.keyversion").is_none());
    assert!(matches!(at(storage, "properties.encryption.requireInfrastructureEncryption"), Some(Value::Bool(true))));
}

#[test]
fn callers_have_their_identity_and_subnet() {
    let identity = json!([{ "type": "SystemAssigned, UserAssigned", "principal_id": "p", "identity_ids": ["/i"] }]);
    let read = state(&[
        (
            "azurerm_linux_web_app",
            "app",
            json!({
                "id": "Microsoft.Web/sites/app", "name": "app", "identity": identity, "virtual_network_subnet_id": "",
            }),
        ),
        (
            "azurerm_app_service_virtual_network_swift_connection",
            "app",
            json!({
                "app_service_id": id("Microsoft.Web/sites/app"), "subnet_id": "/subnet",
            }),
        ),
        (
            "azurerm_private_endpoint",
            "manual",
            json!({
                "id": "Microsoft.Network/privateEndpoints/pe", "name": "pe", "subnet_id": "/s",
                "private_service_connection": [{
                    "name": "c", "is_manual_connection": true, "private_connection_resource_id": "/target",
                    "private_connection_resource_alias": "", "subresource_names": ["account"], "request_message": "please",
                }],
                "private_dns_zone_group": [],
            }),
        ),
    ]);
    let app = find(&read.resources, &id("Microsoft.Web/sites/app"));
    assert_eq!(text_at(app, "identity.principalId"), "p");
    assert!(
        at(app, "identity.userAssignedIdentities")
            .and_then(Value::as_object)
            .is_some_and(|ids| ids.get("/i").is_some())
    );
    assert_eq!(text_at(app, "properties.virtualNetworkSubnetId"), "/subnet");
    let endpoint = find(&read.resources, &id("Microsoft.Network/privateEndpoints/pe"));
    let connection = "properties.manualPrivateLinkServiceConnections.0.properties";
    assert_eq!(text_at(endpoint, &format!("{connection}.privateLinkServiceId")), "/target");
    assert_eq!(text_at(endpoint, &format!("{connection}.groupIds.0")), "account");
    assert!(at(endpoint, "properties.privateLinkServiceConnections").is_none());
}
