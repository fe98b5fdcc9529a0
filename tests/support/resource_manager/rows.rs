//! The table: what a PUT does with a property that differs, where it is not simply changed.
//!
//! A row is an exception to what the page on deployment modes states for every resource: properties that differ are
//! updated, and what the template does not have falls back to its default (MicrosoftDocs/azure-docs
//! articles/azure-resource-manager/templates/deployment-modes.md, 2019-11-11). Each row has its source, and a pair of
//! bodies that `tests_rows` deploys one after the other.

use serde_json::Value;

use super::rows_services::SERVICES;

/// What a PUT does with a property that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Changed,
    /// With the code, if a source names one.
    Refused(Option<&'static str>),
    /// Accepted, and the property keeps its value.
    Ignored,
    /// No source settles it.
    Unknown(&'static str),
}

pub(super) use Outcome::{Changed, Ignored, Refused, Unknown};

/// A property that differs.
pub(super) struct Change<'a> {
    pub(super) kind: &'a str,
    /// As a JSON pointer without the first slash.
    pub(super) path: &'a str,
    pub(super) old: &'a Value,
    pub(super) new: &'a Value,
}

impl<'a> Change<'a> {
    /// A text in the old body and in the new one.
    pub(super) fn texts(&self, pointer: &str) -> (&'a str, &'a str) {
        let text = |body: &'a Value| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        (text(self.old), text(self.new))
    }
}

/// One row.
pub(super) struct Row {
    pub(super) kind: &'static str,
    /// The property, with everything below it.
    pub(super) path: &'static str,
    pub(super) when: fn(&Change<'_>) -> bool,
    pub(super) outcome: Outcome,
    /// Page and its date, file and commit, or `reported` and the thread.
    pub(super) source: &'static str,
    /// Two bodies.
    pub(super) example: (&'static str, &'static str),
}

/// The first row that applies decides.
pub(super) fn outcome(change: &Change<'_>) -> Outcome {
    all().find(|row| row.applies_to(change)).map_or(Changed, |row| row.outcome)
}

pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    EVERY_KIND.iter().chain(NETWORK).chain(SERVICES)
}

impl Row {
    fn applies_to(&self, change: &Change<'_>) -> bool {
        let inside = change.path.strip_prefix(self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        (self.kind == "*" || self.kind == change.kind) && inside && (self.when)(change)
    }
}

pub(super) fn always(_: &Change<'_>) -> bool {
    true
}

/// A region that is the one of the resource group, whose name is not in the template.
fn is_the_group_region(change: &Change<'_>) -> bool {
    let (old, new) = change.texts("/location");
    [old, new].contains(&super::super::facts::LOCATION)
}

const EVERY_KIND: &[Row] = &[
    Row {
        kind: "*",
        path: "location",
        when: is_the_group_region,
        outcome: Unknown("the region of the resource group is not in the template"),
        source: "MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md (2019-11-11)",
        example: (r#"{ "location": "rg-location" }"#, r#"{ "location": "westeurope" }"#),
    },
    Row {
        kind: "*",
        path: "location",
        when: always,
        outcome: Refused(Some("InvalidResourceLocation")),
        source: "MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md (2019-11-11); \
                 the code is reported: MicrosoftDocs/azure-docs issue 70422 (2021-02-10)",
        example: (r#"{ "location": "northeurope" }"#, r#"{ "location": "westeurope" }"#),
    },
];

/// The network of a subnet.
fn network_of(subnet: &str) -> &str {
    subnet.rsplit_once('/').map_or("", |(network, _)| network)
}

const SUBNET: &str = "/properties/ipConfigurations/0/properties/subnet/id";

fn goes_to_another_network(change: &Change<'_>) -> bool {
    let (old, new) = change.texts(SUBNET);
    network_of(old) != network_of(new)
}

/// The order of Bastion SKUs.
fn rank(sku: &str) -> usize {
    ["Developer", "Basic", "Standard", "Premium"].iter().position(|known| *known == sku).unwrap_or(usize::MAX)
}

fn sku_falls(change: &Change<'_>) -> bool {
    let (old, new) = change.texts("/sku/name");
    rank(new) < rank(old)
}

/// Only Azure Bastion with the SKU `Developer` has no address and no subnet, and takes both with another SKU.
fn is_no_developer(change: &Change<'_>) -> bool {
    let (old, new) = change.texts("/sku/name");
    old != "Developer" || new == old
}

fn has_other_address(change: &Change<'_>) -> bool {
    let (old, new) = change.texts("/properties/ipConfigurations/0/properties/publicIPAddress/id");
    is_no_developer(change) && !old.is_empty() && !new.is_empty() && old != new
}

/// Whether a zone that stays in the group by name has another ID.
fn has_other_zone(change: &Change<'_>) -> bool {
    let zones = |body: &Value| body["properties"]["privateDnsZoneConfigs"].as_array().cloned().unwrap_or_default();
    zones(change.old).iter().any(|old| {
        zones(change.new).iter().any(|new| old["name"] == new["name"] && old["properties"] != new["properties"])
    })
}

const NETWORK: &[Row] = &[
    Row {
        kind: "Microsoft.Network/virtualNetworks/subnets",
        path: "properties/delegations",
        when: always,
        outcome: Unknown("whether the delegated service uses the subnet"),
        source: "reported: MicrosoftDocs/azure-docs pull request 59072 (2020-07-15)",
        example: (
            r#"{ "properties": { "delegations": [{ "name": "a" }] } }"#,
            r#"{ "properties": { "delegations": [{ "name": "b" }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/subnet",
        when: always,
        outcome: Refused(Some("CannotChangeSubnetOnExistingPrivateEndpoint")),
        source: "reported: pulumi/pulumi-azure-native issue 3883 (2025-01-14)",
        example: (
            r#"{ "properties": { "subnet": { "id": "id:a" } } }"#,
            r#"{ "properties": { "subnet": { "id": "id:b" } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/privateLinkServiceConnections",
        when: |change| {
            !change.old["properties"]["privateLinkServiceConnections"].is_null()
                && !change.new["properties"]["privateLinkServiceConnections"].is_null()
        },
        outcome: Refused(Some("CannotChangePrivateLinkConnectionOnPrivateEndpoint")),
        source: "reported: Azure/bicep-registry-modules issue 7285 (2026-08-18), and issue 1513 (2024-04-03)",
        example: (
            r#"{ "properties": { "privateLinkServiceConnections": [{ "name": "a" }] } }"#,
            r#"{ "properties": { "privateLinkServiceConnections": [{ "name": "b" }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/privateLinkServiceConnections",
        when: always,
        outcome: Unknown("whether a connection may become one that its owner approves, or stop to be one"),
        source: "none",
        example: (
            r#"{ "properties": { "privateLinkServiceConnections": [{ "name": "a" }] } }"#,
            r#"{ "properties": {} }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/manualPrivateLinkServiceConnections",
        when: always,
        outcome: Unknown("whether a connection that its owner approves may change"),
        source: "none",
        example: (
            r#"{ "properties": { "manualPrivateLinkServiceConnections": [{ "name": "a" }] } }"#,
            r#"{ "properties": { "manualPrivateLinkServiceConnections": [{ "name": "b" }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/ipConfigurations",
        when: always,
        outcome: Unknown("whether an address that is in use may change"),
        source: "none",
        example: (
            r#"{ "properties": { "ipConfigurations": [{ "name": "a" }] } }"#,
            r#"{ "properties": { "ipConfigurations": [{ "name": "b" }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints",
        path: "properties/customNetworkInterfaceName",
        when: always,
        outcome: Refused(Some("NameOfExistingPrivateEndpointNicCannotBeChanged")),
        source: "reported: Azure/bicep-types-az issue 2212 (2024-07-02)",
        example: (
            r#"{ "properties": { "customNetworkInterfaceName": "a" } }"#,
            r#"{ "properties": { "customNetworkInterfaceName": "b" } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        path: "properties/privateDnsZoneConfigs",
        when: has_other_zone,
        outcome: Unknown("whether a zone of a group may be moved to another resource group"),
        source: "reported, without a code: hashicorp/terraform-provider-azurerm issue 27559 (comment of 2025-03-17)",
        example: (
            r#"{ "properties": { "privateDnsZoneConfigs": [{ "name": "a", "properties": { "privateDnsZoneId": "b" } }] } }"#,
            r#"{ "properties": { "privateDnsZoneConfigs": [{ "name": "a", "properties": { "privateDnsZoneId": "c" } }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        path: "properties/virtualNetwork",
        when: always,
        outcome: Unknown("whether a link may get another network"),
        source: "none",
        example: (
            r#"{ "properties": { "virtualNetwork": { "id": "id:a" } } }"#,
            r#"{ "properties": { "virtualNetwork": { "id": "id:b" } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/publicIPAddresses",
        path: "zones",
        when: always,
        outcome: Refused(Some("ResourceAvailabilityZonesCannotBeModified")),
        source: "reported: Azure/AzOps issue 701 (2022-11-10)",
        example: (r#"{ "zones": ["1", "2", "3"] }"#, "{}"),
    },
    Row {
        kind: "Microsoft.Network/publicIPAddresses",
        path: "sku",
        when: always,
        outcome: Unknown("whether an address in use may get another SKU"),
        source: "none",
        example: (r#"{ "sku": { "name": "Basic" } }"#, r#"{ "sku": { "name": "Standard" } }"#),
    },
    Row {
        kind: "Microsoft.Network/bastionHosts",
        path: "sku",
        when: sku_falls,
        outcome: Refused(None),
        source: "MicrosoftDocs/azure-docs articles/bastion/upgrade-sku.md (2023-10-13)",
        example: (r#"{ "sku": { "name": "Standard" } }"#, r#"{ "sku": { "name": "Basic" } }"#),
    },
    Row {
        kind: "Microsoft.Network/bastionHosts",
        path: "properties/ipConfigurations",
        when: has_other_address,
        outcome: Refused(None),
        source: "MicrosoftDocs/azure-docs articles/virtual-network/ip-services/configure-public-ip-bastion.md \
                 (2021-06-28)",
        example: (
            r#"{ "properties": { "ipConfigurations": [{ "properties": { "publicIPAddress": { "id": "id:a" } } }] } }"#,
            r#"{ "properties": { "ipConfigurations": [{ "properties": { "publicIPAddress": { "id": "id:b" } } }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/bastionHosts",
        path: "properties/ipConfigurations",
        when: is_no_developer,
        outcome: Unknown("whether a host may get another subnet"),
        source: "none",
        example: (
            r#"{ "properties": { "ipConfigurations": [{ "name": "a" }] } }"#,
            r#"{ "properties": { "ipConfigurations": [{ "name": "b" }] } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/bastionHosts",
        path: "properties/virtualNetwork",
        when: is_no_developer,
        outcome: Unknown("whether a host may get another network"),
        source: "none",
        example: (
            r#"{ "properties": { "virtualNetwork": { "id": "id:a" } } }"#,
            r#"{ "properties": { "virtualNetwork": { "id": "id:b" } } }"#,
        ),
    },
    Row {
        kind: "Microsoft.Network/networkInterfaces",
        path: "properties/ipConfigurations",
        when: goes_to_another_network,
        outcome: Refused(None),
        source: "MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-network-interface.md \
                 (as quoted in pull request 123354, 2024-06-14)",
        example: (
            r#"{ "properties": { "ipConfigurations": [{ "properties": { "subnet": { "id": "id:a/one" } } }] } }"#,
            r#"{ "properties": { "ipConfigurations": [{ "properties": { "subnet": { "id": "id:b/one" } } }] } }"#,
        ),
    },
];
