//! Private endpoints, and the private DNS zones that resolve their names.

use crate::plan::{expr::Expr, property_tree::record};

record!(
    /// A private DNS zone.
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
        #[property(immutable)]
        virtual_network: Expr,
        /// What clients get for a name without a record: `Default` or `NxDomainRedirect`.
        #[property(named("resolution policy"))]
        resolution_policy: &'static str,
    }
);

record!(
    /// A private endpoint.
    #[billing(ByExistence)]
    PrivateEndpoint {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// The subnet that contains it.
        #[property(immutable)]
        subnet: Expr,
        /// The resource it connects to.
        #[property(immutable)]
        target: Expr,
        /// The subresource (group ID): `account`, `blob`.
        #[property(immutable, named("subresource"))]
        group: &'static str,
        /// Name of its network interface.
        #[property(immutable, named("NIC name"))]
        nic_name: Expr,
        /// Static IP addresses.
        #[property(immutable, exposure, named("static IP address"))]
        addresses: Vec<MemberAddress>,
        /// Whether Azure Policy writes the zone group.
        #[property(named("private DNS zone group by Azure Policy"))]
        zones_by_policy: bool,
    }
);

record!(
    /// The static IP address of one member (member name) of an endpoint.
    MemberAddress {
        /// The member.
        member: &'static str,
        /// The subresource (group ID) of the endpoint.
        group: &'static str,
        /// The IP address.
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
        zone: Expr,
    }
);
