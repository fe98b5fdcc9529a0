//! Where a request comes from.

use ipnet::Ipv4Net;

use crate::{plan::Symbol, topology::values::ResourceId};

/// The network origin of a request.
#[derive(Debug, Clone)]
pub(super) enum NetworkOrigin {
    /// The internet, from an IP address that is not in the file.
    Internet,
    /// A public IP address or CIDR range.
    PublicAddress(Ipv4Net),
    /// The IP address of the Studio service, where one is published.
    Studio(Option<Ipv4Net>),
    /// A subnet of the topology.
    Subnet(Symbol),
    /// A linked network, with the key of the file.
    LinkedNetwork(ResourceId, String),
    /// A CIDR range behind a gateway, with the key of the file.
    OnPremises(Ipv4Net, String),
}
