//! Resources that work, and what changes them.

use serde_json::{Value, json};

use super::super::{
    absence::{minimal, position},
    inputs::GROUP,
};

pub(super) const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
pub(super) const STORAGE: &str = "Microsoft.Storage/storageAccounts";
pub(super) const BLOB_SERVICE: &str = "Microsoft.Storage/storageAccounts/blobServices";
pub(super) const ROLE: &str = "Microsoft.Authorization/roleAssignments";
pub(super) const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
pub(super) const ZONE: &str = "Microsoft.Network/privateDnsZones";
pub(super) const ZONE_GROUP: &str = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
pub(super) const RECORD: &str = "Microsoft.Network/privateDnsZones/A";
pub(super) const LINK: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
pub(super) const NETWORK: &str = "Microsoft.Network/virtualNetworks";
pub(super) const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
pub(super) const SECURITY_GROUP: &str = "Microsoft.Network/networkSecurityGroups";
pub(super) const SITE: &str = "Microsoft.Web/sites";

/// The object IDs of the account and of the application.
pub(super) const ACCOUNT_IDENTITY: &str = "0f817033-8396-ac17-42fe-bca2a69dcc06";
pub(super) const APP_IDENTITY: &str = "aaaaaaaa-0000-0000-0000-00000000000a";
pub(super) const OTHER_PRINCIPAL: &str = "99999999-9999-9999-9999-999999999999";

pub(super) const CALLER_ROLE: &str = "a97b65f3-24c7-4388-baec-2e87135dc908";
pub(super) const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

/// The least topology with records of its private DNS zones, and with a function app in the network that calls the account and
/// reads storage.
pub(super) fn working() -> Vec<Value> {
    let mut list = minimal();
    let ids: Vec<String> = list.iter().map(|item| item["id"].as_str().expect("an ID").to_owned()).collect();
    let find = |part: &str| ids.iter().find(|id| id.ends_with(part)).unwrap_or_else(|| panic!("{part}")).clone();
    let account = find("/accounts/di-invoices-dev");
    let storage = find("/storageAccounts/stinvoicesdevb41e7f");
    let record = |zone: &str, name: &str| {
        json!({
            "id": format!("{}/A/{name}", find(zone)), "type": RECORD, "name": name,
            "properties": { "ttl": 10, "aRecords": [{ "ipv4Address": "10.0.0.200" }] },
        })
    };
    list.push(record("/privatelink.cognitiveservices.azure.com", "di-invoices-dev-b41e7f"));
    list.push(record("/privatelink.blob.core.windows.net", "stinvoicesdevb41e7f"));
    list.push(json!({
        "id": format!("{GROUP}/providers/{SITE}/app-forms"), "type": SITE, "name": "app-forms", "kind": "functionapp",
        "identity": { "type": "SystemAssigned", "principalId": APP_IDENTITY },
        "properties": { "virtualNetworkSubnetId": find("/subnets/snet-workloads") },
    }));
    list.push(role(&account, "app-calls", APP_IDENTITY, CALLER_ROLE));
    list.push(role(&storage, "app-reads", APP_IDENTITY, BLOB_READER));
    // The subnets are in the body of their network: a second copy would hide a change.
    list.retain(|item| item["type"] != SUBNET);
    list
}

pub(super) fn role(scope: &str, name: &str, principal: &str, role: &str) -> Value {
    json!({
        "id": format!("{scope}/providers/{ROLE}/{name}"), "type": ROLE, "name": name,
        "properties": {
            "principalId": principal, "principalType": "ServicePrincipal", "scope": scope,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        },
    })
}

pub(super) fn item<'a>(list: &'a mut [Value], arm_type: &str, part: &str) -> &'a mut Value {
    let position = position(list, arm_type, part);
    &mut list[position]
}

pub(super) fn remove(list: &mut Vec<Value>, arm_type: &str, part: &str) {
    let position = position(list, arm_type, part);
    list.remove(position);
}

/// Sets a property, by a JSON pointer.
pub(super) fn set(list: &mut [Value], arm_type: &str, part: &str, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let item = item(list, arm_type, part);
    item.pointer_mut(parent).unwrap_or_else(|| panic!("{arm_type} {parent}"))[name] = value;
}

/// The subnet in the body of the network.
pub(super) fn subnet<'a>(list: &'a mut [Value], name: &str) -> &'a mut Value {
    let subnets = item(list, NETWORK, "vnet-invoices-dev")["properties"]["subnets"].as_array_mut().expect("subnets");
    let own = subnets.iter_mut().find(|subnet| subnet["name"] == name).unwrap_or_else(|| panic!("{name}"));
    &mut own["properties"]
}

pub(super) fn id(list: &mut [Value], arm_type: &str, part: &str) -> String {
    item(list, arm_type, part)["id"].as_str().expect("an ID").to_owned()
}
