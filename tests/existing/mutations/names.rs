//! Private endpoints and the private DNS zones of their names.

use serde_json::{Value, json};

use super::{Mutation, base::*, check_all};

const REACHES: &str = "subnet snet-workloads > reaches account";

const LINK_TO_NETWORK: &str = "add a virtual network link for /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-invoices-dev to private DNS zone privatelink.cognitiveservices.azure.com";
const ADD_ENDPOINT: &str = "create a private endpoint for account of account di-invoices-dev in /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-workloads, with a zone group for /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com that is linked to the network";
const ADD_ZONE_GROUP: &str = "add /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com to the zone group of private endpoint pep-di-invoices-dev";

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "private endpoint removed",
        change: |list| {
            remove(list, ENDPOINT, "pep-di");
            remove(list, ZONE_GROUP, "pep-di");
        },
        path: "subnet snet-workloads > reaches account",
        // The endpoint of storage leads to the network, whose subnets are clients of the account as well.
        verdicts: "cdcc",
        decided_by: "di-invoices-dev/properties/publicNetworkAccess",
        smallest_change: ADD_ENDPOINT,
    },
    Mutation {
        name: "zone group removed, with its record",
        change: |list| {
            remove(list, ZONE_GROUP, "pep-di");
            remove(list, RECORD, "cognitiveservices");
        },
        path: REACHES,
        verdicts: "cdcc",
        decided_by: "pep-di-invoices-dev",
        smallest_change: ADD_ZONE_GROUP,
    },
    Mutation {
        name: "zone group removed, and the record is still there",
        change: |list| remove(list, ZONE_GROUP, "pep-di"),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "",
    },
    Mutation {
        name: "zone not linked",
        change: |list| remove(list, LINK, "privatelink.cognitiveservices"),
        path: REACHES,
        verdicts: "cdcc",
        decided_by: "privatelink.cognitiveservices.azure.com",
        smallest_change: LINK_TO_NETWORK,
    },
    Mutation {
        name: "zone linked to another network",
        change: |list| {
            let other = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/other";
            set(list, LINK, "privatelink.cognitiveservices", "/properties/virtualNetwork/id", json!(other));
        },
        path: REACHES,
        verdicts: "cdcc",
        decided_by: "privatelink.cognitiveservices.azure.com",
        smallest_change: LINK_TO_NETWORK,
    },
    Mutation {
        name: "wrong zone in the zone group, and no record in the right one",
        change: |list| {
            let zone = id(list, ZONE, "privatelink.blob");
            set(
                list,
                ZONE_GROUP,
                "pep-di",
                "/properties/privateDnsZoneConfigs/0/properties/privateDnsZoneId",
                json!(zone),
            );
            remove(list, RECORD, "cognitiveservices");
        },
        path: REACHES,
        verdicts: "cdcc",
        decided_by: "pep-di-invoices-dev",
        smallest_change: ADD_ZONE_GROUP,
    },
    Mutation {
        name: "zone with a wrong name",
        change: |list| {
            let right = "privatelink.cognitiveservices.azure.com";
            let text = serde_json::to_string(list).expect("JSON").replace(right, "privatelink.openai.azure.com");
            *list = serde_json::from_str(&text).expect("JSON");
        },
        path: REACHES,
        // A zone of the right name can be in another subscription.
        verdicts: "cccc",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "",
    },
    Mutation {
        name: "zone with a wrong name, and public network access behind the firewall",
        change: |list| {
            let right = "privatelink.cognitiveservices.azure.com";
            let text = serde_json::to_string(list).expect("JSON").replace(right, "privatelink.openai.azure.com");
            *list = serde_json::from_str(&text).expect("JSON");
            set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("Enabled"));
        },
        path: REACHES,
        // A zone of the right name can be in another subscription.
        verdicts: "cccc",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "",
    },
    Mutation {
        name: "endpoint pending",
        change: |list| state(list, "Pending"),
        path: REACHES,
        verdicts: "dddd",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "approve the connection of private endpoint pep-di-invoices-dev",
    },
    Mutation {
        name: "endpoint rejected",
        change: |list| state(list, "Rejected"),
        path: REACHES,
        verdicts: "dddd",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "approve the connection of private endpoint pep-di-invoices-dev",
    },
    Mutation {
        name: "endpoint disconnected",
        change: |list| state(list, "Disconnected"),
        path: REACHES,
        verdicts: "dddd",
        decided_by: "pep-di-invoices-dev",
        smallest_change: "delete and recreate private endpoint pep-di-invoices-dev",
    },
    Mutation {
        name: "endpoint for another subresource",
        change: |list| {
            let pointer = "/properties/privateLinkServiceConnections/0/properties/groupIds";
            set(list, ENDPOINT, "pep-st", pointer, json!(["file"]));
        },
        path: "subnet snet-workloads > reaches storage",
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f/properties/publicNetworkAccess",
        smallest_change: "create a private endpoint for blob of storage account stinvoicesdevb41e7f in /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-invoices-dev/subnets/snet-workloads, with a zone group for /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net that is linked to the network",
    },
    Mutation {
        name: "DNS servers of the network",
        change: |list| set(list, NETWORK, "", "/properties/dhcpOptions/dnsServers", json!(["10.0.0.4"])),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "vnet-invoices-dev/properties/dhcpOptions/dnsServers",
        smallest_change: "",
    },
    Mutation {
        name: "a record with a wrong IP address",
        change: |list| set(list, RECORD, "cognitiveservices", "/properties/aRecords/0/ipv4Address", json!("10.9.9.9")),
        path: REACHES,
        verdicts: "cccc",
        decided_by: "di-invoices-dev-b41e7f",
        smallest_change: "",
    },
];

fn state(list: &mut [Value], state: &str) {
    let pointer = "/properties/privateLinkServiceConnections/0/properties/privateLinkServiceConnectionState/status";
    set(list, ENDPOINT, "pep-di", pointer, json!(state));
}

#[test]
fn names_resolve_privately_where_zones_and_links_are_seen() {
    check_all(MUTATIONS);
}
