//! Virtual networks, their subnets and security groups, and outbound internet access.

use crate::{
    catalog::changes,
    plan::{expr::Expr, property_tree::record},
};

record!(
    /// A network security group.
    NetworkSecurityGroup {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its rules.
        #[property(exposure, named("security rules"))]
        rules: Vec<SecurityRule>,
    }
);

record!(
    /// A rule of a network security group. Exactly one of each singular and plural pair is set.
    SecurityRule {
        /// Its name.
        #[property(identifies_element)]
        name: Expr,
        /// Its description.
        reason: Option<Expr>,
        /// 100 to 4096; lower values are evaluated first.
        priority: i64,
        /// `Inbound` or `Outbound`.
        direction: &'static str,
        /// `Allow` or `Deny`.
        access: &'static str,
        /// Azure's keyword, or `*`.
        protocol: &'static str,
        /// Source: a CIDR range, a service tag, or `*`.
        #[property(single_element_of("sources"))]
        source: Option<Expr>,
        /// Sources.
        sources: Option<Expr>,
        /// Source port.
        #[property(single_element_of("source_ports"))]
        source_port: Option<Expr>,
        /// Source ports.
        source_ports: Option<Expr>,
        /// Destination: a CIDR range, a service tag, or `*`.
        #[property(single_element_of("destinations"))]
        destination: Option<Expr>,
        /// Destinations.
        destinations: Option<Expr>,
        /// Port.
        #[property(single_element_of("ports"))]
        port: Option<Expr>,
        /// Ports.
        ports: Option<Expr>,
    }
);

record!(
    /// A route table.
    RouteTable {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Whether routes that a gateway learns stay out of its subnets.
        #[property(on_change(&changes::routes::PROPAGATION), exposure, named("disable BGP route propagation"))]
        disable_bgp_route_propagation: bool,
        /// Its routes.
        #[property(on_change(&changes::routes::ROUTES), exposure, named("routes"))]
        routes: Vec<Route>,
    }
);

record!(
    /// A route of a route table.
    Route {
        /// Its name.
        #[property(identifies_element)]
        name: Expr,
        /// Destination: a CIDR range or a service tag.
        #[property(on_change(&changes::routes::DESTINATION))]
        address_prefix: Expr,
        /// Next hop, by Azure's keyword.
        #[property(on_change(&changes::routes::NEXT_HOP))]
        next_hop_type: &'static str,
        /// Private IP address of a virtual appliance.
        #[property(on_change(&changes::routes::NEXT_HOP), named("next hop IP address"))]
        next_hop_ip_address: Option<Expr>,
    }
);

record!(
    /// A virtual network. Its subnets are separate resources of the plan.
    VirtualNetwork {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Address space.
        #[property(on_change(&changes::network::ADDRESS_SPACE))]
        address_prefixes: Expr,
        /// DNS servers, in their order; an empty list is Azure DNS.
        #[property(on_change(&changes::network::DNS_SERVERS), ordered, named("DNS servers"))]
        dns_servers: Expr,
        /// The `DDoS` protection plan.
        #[property(on_change(&changes::network::DDOS_PLAN), cost(&changes::cost::DDOS_PLAN), named("DDoS protection plan"))]
        ddos_plan: Option<Expr>,
        /// Whether a plan that Azure Policy sets stays.
        #[property(on_change(&changes::network::DDOS_PLAN_BY_POLICY), named("DDoS protection plan by Azure Policy"))]
        ddos_plan_by_policy: bool,
    }
);

record!(
    /// A subnet.
    Subnet {
        /// Address prefix.
        #[property(on_change(&changes::network::SUBNET_PREFIX), named("address prefix"))]
        prefix: Expr,
        /// Its network security group.
        #[property(on_change(&changes::network::SECURITY_GROUP))]
        network_security_group: Expr,
        /// Its route table.
        #[property(on_change(&changes::routes::SUBNET_ROUTE_TABLE))]
        route_table: Option<Expr>,
        /// The NAT gateway for outbound internet access.
        #[property(on_change(&changes::network::SUBNET_GATEWAY), named("NAT gateway"))]
        nat_gateway: Option<Expr>,
        /// Its service endpoints.
        #[property(on_change(&changes::network::SERVICE_ENDPOINTS))]
        service_endpoints: Vec<&'static str>,
        /// The service that it is delegated to.
        #[property(on_change(&changes::network::DELEGATION))]
        delegation: Option<Expr>,
        /// Whether the network security group applies to private endpoints: `Enabled` or `Disabled`.
        private_endpoint_network_policies: &'static str,
    }
);

record!(
    /// A public IP address.
    #[billing(ByExistence)]
    PublicIpAddress {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its availability zones.
        #[property(on_change(&changes::network::ADDRESS_ZONES), named("availability zones"))]
        zones: Vec<&'static str>,
    }
);

record!(
    /// A NAT gateway.
    #[billing(ByExistence)]
    NatGateway {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Its public IP address.
        #[property(on_change(&changes::network::GATEWAY_PUBLIC_ADDRESS), named("public IP address"))]
        public_ip_address: Expr,
    }
);
