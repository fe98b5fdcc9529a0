//! Route tables: which route applies to traffic of a subnet, and where Azure accepts a route table.

use super::fact::{documented, facts, reported};

facts! {
    LONGEST_PREFIX = "Traffic follows the route with the longest prefix that contains its destination; of routes with the same prefix, one of the route table comes before one that a gateway learns, and that before a system route",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29")];
    DEFAULT_ROUTE = "A route for 0.0.0.0/0 to a virtual appliance or gateway also applies to public IP addresses of Azure services, unless the subnet has a service endpoint for the service; the appliance forwards the traffic or drops it",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29")];
    DROPPED_TRAFFIC = "Traffic to the destination of a route whose next hop type is None is dropped",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29")];
    ROUTES_BEFORE_GATEWAY = "A route for 0.0.0.0/0 to a virtual appliance or gateway takes precedence over a NAT gateway",
        [documented("MicrosoftDocs/azure-docs articles/nat-gateway/nat-overview.md", "2022-12-06", "2026-11-29")];
    SERVICE_TAGS = "The destination of a route can be a service tag, which stands for CIDR ranges of a service that Microsoft changes",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29")];
    PROPAGATION = "A route table can keep the routes that a VPN or ExpressRoute gateway learns out of its subnets",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29"),
        ];
    ENDPOINT_ROUTES = "A private endpoint adds a route for its IP address with prefix length 32 to its network and peered networks; with network policies for routes in its subnet, a route whose prefix is at least as long as that of the address range of the network replaces it, and a shorter one, such as 0.0.0.0/0, does not",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/disable-private-endpoint-network-policy.md", "2023-07-26", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/private-link/inspect-traffic-with-azure-firewall.md", "2025-03-25", "2026-11-29"),
        ];
    ROUTES_OF_ENDPOINTS = "Traffic that a private endpoint sends does not follow the route table of its subnet",
        [documented("MicrosoftDocs/azure-docs articles/private-link/inspect-traffic-with-azure-firewall.md", "2025-03-25", "2026-11-29")];
    SYMMETRIC_FLOW = "A virtual appliance in front of a private endpoint has to translate the source address, so that replies return through it",
        [documented("MicrosoftDocs/azure-docs articles/private-link/inspect-traffic-with-azure-firewall.md", "2025-03-25", "2026-11-29")];
    SERVICE_ENDPOINT_ROUTES = "The routes of a service endpoint take precedence over a route for 0.0.0.0/0; whether they do over a route with a longer or equal prefix, such as a service tag, is described differently",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-service-endpoints-overview.md", "2019-11-08", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29"),
        ];
    ROUTES_OF_BASTION = "The subnet of Azure Bastion cannot have a route table: RouteTableCannotBeAttachedForAzureBastionSubnet",
        [
            documented("MicrosoftDocs/azure-docs articles/bastion/bastion-faq.md", "2023-01-30", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 40561", "2019-10-11", "2026-11-29"),
            reported("Azure/terraform-azurerm-hubnetworking issue 81", "2024-07-21", "2026-11-29"),
        ];
    TABLE_OF_NETWORK = "A subnet can use only a route table in the region and subscription of its network",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29")];
    ROUTES_ARE_DISTINCT = "Two routes of a route table can have neither the same name nor the same destination: RouteConflict",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29"),
            reported("kubernetes-sigs/cloud-provider-azure issue 657", "2021-06-15", "2026-11-29"),
        ];
    APPLIANCE_ELSEWHERE = "A route to a virtual appliance in the subnet of the route table can cause a routing loop in which traffic never leaves the subnet",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29")];
    ROUTE_LIMIT = "A route table has up to 400 routes, of which up to 25 have a service tag as their destination",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/inspect-traffic-with-azure-firewall.md", "2025-03-25", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-networks-udr-overview.md", "2023-05-27", "2026-11-29"),
        ];
}

/// The most routes of a route table whose destination is a service tag: [`ROUTE_LIMIT`].
pub const SERVICE_TAG_LIMIT: usize = 25;
