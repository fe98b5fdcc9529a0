//! Private endpoints, and the private DNS zones that resolve their names.

use crate::{
    catalog::changes,
    plan::{expr::Expr, property_tree::record},
};

record!(
    /// A private DNS zone.
    #[billing(ByExistence)]
    PrivateDnsZone {
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// A virtual network link of a private DNS zone.
    VirtualNetworkLink {
        /// Tags.
        tags: Expr,
        /// The virtual network.
        #[property(on_change(&changes::endpoints::LINK_NETWORK))]
        virtual_network: Expr,
        /// What clients get for a name without a record: `Default` or `NxDomainRedirect`.
        #[property(on_change(&changes::endpoints::RESOLUTION_POLICY), named("resolution policy"))]
        resolution_policy: &'static str,
    }
);

record!(
    /// A private endpoint.
    #[billing(ByExistence)]
    PrivateEndpoint {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// The subnet that contains it.
        #[property(on_change(&changes::endpoints::ENDPOINT_SUBNET))]
        subnet: Expr,
        /// The resource it connects to.
        #[property(on_change(&changes::endpoints::ENDPOINT_CONNECTION))]
        target: Expr,
        /// The subresource (group ID): `account`, `blob`.
        #[property(on_change(&changes::endpoints::ENDPOINT_CONNECTION), named("subresource"))]
        group: &'static str,
        /// Whether its connection is requested, and approved by the owner of the resource.
        #[property(on_change(&changes::endpoints::ENDPOINT_APPROVAL_KIND), named("manual approval"))]
        manual: bool,
        /// The message to that owner.
        #[property(on_change(&changes::endpoints::REQUEST_MESSAGE))]
        request_message: Option<Expr>,
        /// Name of its network interface.
        #[property(on_change(&changes::endpoints::ENDPOINT_NIC), named("NIC name"))]
        nic_name: Option<Expr>,
        /// Name of its connection.
        #[property(on_change(&changes::endpoints::ENDPOINT_CONNECTION), named("connection name"))]
        connection_name: Expr,
        /// Static IP addresses.
        #[property(on_change(&changes::endpoints::ENDPOINT_ADDRESSES), exposure, named("static IP address"))]
        addresses: Vec<MemberAddress>,
        /// Whether Azure Policy writes the zone group.
        #[property(on_change(&changes::endpoints::ZONES_BY_POLICY), named("private DNS zone group by Azure Policy"))]
        zones_by_policy: bool,
    }
);

record!(
    /// The static IP address of one member (member name) of an endpoint.
    MemberAddress {
        /// The member.
        #[property(named("member of a static IP address"))]
        member: &'static str,
        /// The subresource (group ID) of the endpoint.
        #[property(named("subresource of a static IP address"))]
        group: &'static str,
        /// The IP address.
        #[property(named("static IP address"))]
        address: Expr,
    }
);

record!(
    /// The private DNS zones to which a private endpoint writes its IP addresses.
    PrivateDnsZoneGroup {
        /// The private DNS zones.
        zones: Vec<ZoneConfig>,
    }
);

record!(
    /// One zone of a zone group.
    ZoneConfig {
        /// Its name in the zone group.
        #[property(identifies_element)]
        name: &'static str,
        /// The private DNS zone.
        #[property(on_change(&changes::endpoints::ZONE_OF_GROUP))]
        zone: Expr,
    }
);
