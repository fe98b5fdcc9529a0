//! From where clients can reach a service, with the defaults of every parameter.

use crate::topology::{PublicNetworkAccess, TopologyFile};

/// From where clients can reach a service.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum ClientPlace {
    /// From any network.
    Anywhere,
    /// As the owning team allows.
    Existing,
    /// From IP addresses and subnets with a rule, and through the private endpoint if there is one.
    Selected,
    /// Only through the private endpoint.
    Private,
    /// From nowhere. The keys that change this, as a sentence.
    Nowhere(String),
}

impl ClientPlace {
    /// From where the account can be reached.
    pub(super) fn of_account(topology: &TopologyFile) -> Self {
        if topology.account.existing.is_some() {
            return Self::Existing;
        }
        match topology.account.public_network_access {
            PublicNetworkAccess::Open => Self::Anywhere,
            PublicNetworkAccess::Selected => Self::of_selected(topology, "account", topology.has_account_endpoint()),
            PublicNetworkAccess::Private => Self::of_private("account", topology.has_account_endpoint()),
        }
    }

    /// From where blob storage can be reached, given whether its public network access is enabled.
    pub(super) fn of_storage(topology: &TopologyFile, public_network_access: bool) -> Self {
        if topology.storage.existing.is_some() {
            Self::Existing
        } else if public_network_access {
            Self::of_selected(topology, "blob", topology.has_blob_endpoint())
        } else {
            Self::of_private("blob", topology.has_blob_endpoint())
        }
    }

    fn of_selected(topology: &TopologyFile, key: &str, has_endpoint: bool) -> Self {
        let allow = &topology.allow;
        if has_endpoint || !allow.addresses.is_empty() || !allow.subnets.is_empty() {
            return Self::Selected;
        }
        Self::Nowhere(format!(
            "its firewall has no rule for a client. Set `allow.addresses`, or set `network: {{}}` and \
             `privateEndpoints.{key}.enabled: true`"
        ))
    }

    fn of_private(key: &str, has_endpoint: bool) -> Self {
        if has_endpoint {
            return Self::Private;
        }
        Self::Nowhere(format!("it has no private endpoint. Set `privateEndpoints.{key}.enabled: true`"))
    }

    /// The keys that admit a client, if none is admitted.
    pub(super) fn missing_keys(&self) -> Option<&str> {
        match self {
            Self::Nowhere(keys) => Some(keys),
            _ => None,
        }
    }
}
