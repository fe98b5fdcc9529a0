//! Private endpoints, and the private DNS zones in which their names resolve.

use crate::plan::{expr::Expr, property_tree::record};

record!(
    /// A private DNS zone.
    PrivateDnsZone {
        /// Tags.
        tags: Expr,
    }
);

record!(
    /// A link from a private DNS zone to a network.
    VirtualNetworkLink {
        /// Tags.
        tags: Expr,
        /// The network.
        #[property(immutable)]
        virtual_network: Expr,
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
        /// The subnet it lives in.
        #[property(immutable)]
        subnet: Expr,
        /// What it leads to.
        #[property(immutable)]
        target: Expr,
        /// Azure's word for the part of the target: `account`, `blob`.
        #[property(immutable)]
        group: &'static str,
        /// Name of its network interface.
        #[property(immutable, named("NIC name"))]
        nic_name: Expr,
        /// Static addresses.
        #[property(immutable, exposure)]
        addresses: Vec<MemberAddress>,
        /// Whether Azure Policy writes the zone group.
        zones_by_policy: bool,
    }
);

record!(
    /// The static address of one member of an endpoint.
    MemberAddress {
        /// The member.
        member: &'static str,
        /// The group of the endpoint.
        group: &'static str,
        /// The address.
        address: Expr,
    }
);

record!(
    /// The zones a private endpoint writes its addresses to.
    PrivateDnsZoneGroup {
        /// The zones.
        zones: Vec<ZoneConfig>,
    }
);

record!(
    /// One zone of a zone group.
    ZoneConfig {
        /// A name inside the group.
        #[property(identifies_element)]
        name: &'static str,
        /// The zone.
        zone: Expr,
    }
);
