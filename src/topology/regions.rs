//! The regions of a topology, and the defaults that depend on them.

use super::{Redundancy, TopologyFile, values::Location};
use crate::catalog::regions::{Region, ZONES, find_region};

impl TopologyFile {
    /// The region that the file sets, if it is in the catalog.
    pub(crate) fn known_region(&self) -> Option<&'static Region> {
        self.location.as_ref().and_then(|location| find_region(location.as_str()))
    }

    /// The region of the existing network, if the file sets it.
    pub(crate) fn existing_network_location(&self) -> Option<&Location> {
        self.network.as_ref().filter(|network| network.existing.is_some())?.location.as_ref()
    }

    /// The region of the network, if it is in the catalog. An existing network without a region of its own is assumed to
    /// be in the region of the topology.
    pub(crate) fn known_network_region(&self) -> Option<&'static Region> {
        match self.existing_network_location() {
            Some(location) => find_region(location.as_str()),
            None => self.known_region(),
        }
    }

    /// The region of the account: that of an existing one, or of the topology. None if it is not set.
    pub(crate) fn account_location(&self) -> Option<&Location> {
        if self.account.existing.is_some() { self.account.location.as_ref() } else { self.location.as_ref() }
    }

    /// The same for storage.
    pub(crate) fn storage_location(&self) -> Option<&Location> {
        if self.storage.existing.is_some() { self.storage.location.as_ref() } else { self.location.as_ref() }
    }

    /// Redundancy of new storage: as set in the file, or the default of its region.
    pub(crate) fn storage_redundancy(&self) -> Redundancy {
        self.storage.redundancy.unwrap_or_else(|| default_redundancy(self.known_region()))
    }

    /// The zones of new public IP addresses: none in a region that is not known to have any.
    pub(crate) fn address_zones(&self) -> Vec<&'static str> {
        match self.known_network_region() {
            Some(region) if region.zones != Some(true) => Vec::new(),
            _ => ZONES.to_vec(),
        }
    }
}

/// The default redundancy of new storage in a region, or in one that is not known.
pub(crate) const fn default_redundancy(region: Option<&Region>) -> Redundancy {
    match region {
        Some(Region { pair: None, zones: Some(true), .. }) => Redundancy::Zrs,
        Some(Region { pair: None, .. }) => Redundancy::Lrs,
        _ => Redundancy::Grs,
    }
}
