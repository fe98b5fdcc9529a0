//! What is kept of the body of a resource.
//!
//! Of resources that are judged, everything that is not skipped as a secret while it is read. Bodies of other types have
//! secrets in places that no name tells, such as the settings of an application or the commands of a machine. Of those, only
//! what makes them clients is kept: their identity, and the IDs that they refer to.

use std::rc::Rc;

use indexmap::IndexMap;

use super::azure_id::AzureId;
use crate::arm_template::Value;

/// What is kept of the properties of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// All of them: the type is judged.
    Everything,
    /// Those at these paths: others can hold a secret.
    Listed(&'static [&'static str]),
    /// IDs and switches: they tell in which subnet a client is.
    Links,
}

impl Kept {
    /// What is kept of a type.
    pub(super) fn of_type(resource_type: &str) -> Self {
        let is_judged = JUDGED.iter().any(|judged| judged.eq_ignore_ascii_case(resource_type));
        let listed = LISTED.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(resource_type));
        match listed {
            _ if is_judged => Self::Everything,
            Some((_, paths)) => Self::Listed(paths),
            None => Self::Links,
        }
    }
}

/// Types that are judged, with those below them that their bodies can contain.
const JUDGED: &[&str] = &[
    "Microsoft.Authorization/denyAssignments",
    "Microsoft.Authorization/locks",
    "Microsoft.Authorization/policyAssignments",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Authorization/roleDefinitions",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.KeyVault/vaults",
    "Microsoft.KeyVault/vaults/accessPolicies",
    "Microsoft.KeyVault/vaults/keys",
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    "Microsoft.Network/bastionHosts",
    "Microsoft.Network/natGateways",
    "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/networkSecurityGroups/securityRules",
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/privateDnsZones/A",
    "Microsoft.Network/privateDnsZones/AAAA",
    "Microsoft.Network/privateDnsZones/CNAME",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Network/publicIPAddresses",
    "Microsoft.Network/routeTables",
    "Microsoft.Network/routeTables/routes",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Network/virtualNetworks/subnets",
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Storage/storageAccounts/blobServices",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
];

/// What is kept of any body beside `properties`.
const OUTLINE: &[&str] = &["identity", "kind", "location", "name", "sku"];

/// What is kept of `properties` of types whose other properties can hold a secret.
const LISTED: &[(&str, &[&str])] = &[
    ("Microsoft.Compute/virtualMachines", VIRTUAL_MACHINE),
    (
        "Microsoft.Compute/virtualMachines/extensions",
        &["autoUpgradeMinorVersion", "enableAutomaticUpgrade", "publisher", "type", "typeHandlerVersion"],
    ),
    (
        "Microsoft.DevTestLab/schedules",
        &["dailyRecurrence", "notificationSettings/status", "status", "targetResourceId", "taskType", "timeZoneId"],
    ),
    ("Microsoft.KeyVault/vaults/secrets", &["attributes", "contentType"]),
];

const VIRTUAL_MACHINE: &[&str] = &[
    "diagnosticsProfile",
    "hardwareProfile",
    "networkProfile",
    "osProfile/adminUsername",
    "osProfile/allowExtensionOperations",
    "osProfile/computerName",
    "osProfile/linuxConfiguration",
    "osProfile/windowsConfiguration/enableAutomaticUpdates",
    "securityProfile",
    "storageProfile/imageReference",
    "storageProfile/osDisk",
];

/// Keywords of switches, such as that of public network access.
const SWITCHES: &[&str] = &["Enabled", "Disabled", "Allow", "Deny", "SecuredByPerimeter"];

/// Whether a property beside `properties` is kept of any body.
pub(super) fn is_outline(name: &str) -> bool {
    OUTLINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a text is the keyword of a switch.
pub(super) fn is_switch(text: &str) -> bool {
    SWITCHES.contains(&text)
}

/// The part of a body that is kept.
pub(super) fn kept_body(resource_type: &str, body: Value) -> Value {
    let kept_of_type = Kept::of_type(resource_type);
    if kept_of_type == Kept::Everything {
        return body;
    }
    let Some(object) = body.as_object() else { return body };
    let mut kept = IndexMap::new();
    for (name, value) in object.entries() {
        if let Kept::Listed(paths) = kept_of_type {
            if name.eq_ignore_ascii_case("properties") {
                kept.insert(Rc::clone(name), listed_parts(value, paths));
            } else if is_outline(name) || ["tags", "zones"].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                kept.insert(Rc::clone(name), value.clone());
            }
        } else if is_outline(name) {
            kept.insert(Rc::clone(name), value.clone());
        } else if name.eq_ignore_ascii_case("properties")
            && let Some(links) = links_of(value)
        {
            kept.insert(Rc::clone(name), links);
        }
    }
    Value::open_object(kept, object.open().cloned())
}

/// The values at paths, where they stand.
fn listed_parts(value: &Value, paths: &[&str]) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let mut kept = IndexMap::new();
    for (name, value) in object.entries() {
        let is_whole = paths.iter().any(|path| path.eq_ignore_ascii_case(name));
        let below: Vec<&str> = paths
            .iter()
            .filter_map(|path| path.split_once('/').filter(|(first, _)| first.eq_ignore_ascii_case(name)))
            .map(|(_, rest)| rest)
            .collect();
        if is_whole {
            kept.insert(Rc::clone(name), value.clone());
        } else if !below.is_empty() {
            kept.insert(Rc::clone(name), listed_parts(value, &below));
        }
    }
    Value::open_object(kept, object.open().cloned())
}

/// IDs and switches, where they stand.
fn links_of(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        // The property of a resource, or an ID with unknown parts; other expressions can contain anything.
        Value::Unknown(unknown) => {
            let is_id = || value.display_text().is_some_and(|text| AzureId::parse(&text).is_some());
            (unknown.target.is_some() || is_id()).then(|| value.clone())
        }
        Value::Text(text) => (is_switch(text) || AzureId::parse(text).is_some()).then(|| value.clone()),
        // A position in a list is kept.
        Value::Array(array) => {
            Some(Value::array(array.items().iter().map(|item| links_of(item).unwrap_or(Value::Null)).collect()))
        }
        Value::Object(object) => {
            let entries = object.entries().filter_map(|(name, value)| Some((Rc::clone(name), links_of(value)?)));
            Some(Value::open_object(entries.collect(), object.open().cloned()))
        }
        Value::Null | Value::Integer(_) | Value::Float(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_resources_keep_what_makes_them_clients() {
        let text = |text: &str| Value::text(text);
        let object = |entries: Vec<(&str, Value)>| {
            Value::object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
        };
        let subnet = "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
        let setting = object(vec![("name", text("PASS")), ("value", text("planted"))]);
        let body = object(vec![
            ("location", text("westeurope")),
            ("tags", object(vec![("a", text("planted"))])),
            (
                "properties",
                object(vec![
                    ("virtualNetworkSubnetId", text(subnet)),
                    ("publicNetworkAccess", text("Disabled")),
                    ("httpsOnly", Value::Bool(true)),
                    ("siteConfig", object(vec![("appSettings", Value::array(vec![setting]))])),
                ]),
            ),
        ]);
        let shown = format!("{:?}", kept_body("microsoft.web/sites", body.clone()));
        assert!(shown.contains(subnet) && shown.contains("Disabled") && shown.contains("westeurope"), "{shown}");
        assert!(!shown.contains("planted") && !shown.contains("PASS"), "{shown}");
        let judged = format!("{:?}", kept_body("microsoft.storage/STORAGEACCOUNTS", body));
        assert!(judged.contains("planted"));
    }
}
