//! Verifies that access works from inside the network and is denied from outside.

use serde::Serialize;

use super::{
    client_place::ClientPlace,
    names::{DataPlane, blob_host, vault_host},
    upload_training::training_container,
};
use crate::{
    plan::{Body, ResolvedTopology, Symbol},
    topology::{PublicNetworkAccess, TopologyFile},
};

/// A page with a few words, as PDF in base64.
const TEST_PAGE: &str = include_str!("../../templates/runbook/test_page.pdf.base64");

/// The default IP ranges of private endpoints: the private ranges of RFC 1918.
const PRIVATE_RANGES: &str = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16";

/// The values that the steps use.
#[derive(Serialize)]
pub(super) struct Verification {
    #[serde(flatten)]
    data_plane: DataPlane,
    /// Set if a step sends requests to it or resolves its name.
    blob_host: Option<String>,
    /// Set if the vault has a private endpoint.
    vault_host: Option<String>,
    /// The container to train with, if the account reads storage.
    container: Option<String>,
    /// The audience of the token, encoded for a query.
    token_resource: String,
    /// The IP ranges of private endpoints, if there are any.
    private_ranges: Option<String>,
    page: &'static str,
    /// Whether the account accepts keys.
    keys: bool,
    /// The firewall of an existing account is managed outside this topology, so its response is only shown.
    account_exists: bool,
    public_network_access: PublicNetworkAccess,
    /// The status that the account returns to a request from outside without a token.
    refusal_status: u16,
    account_endpoint: bool,
    /// Whether there is a test VM.
    has_machine: bool,
    /// Why no client reaches the account, and the keys that change this.
    account_missing: Option<String>,
    /// Further domains in which a multi-service account has a name.
    other_account_domains: Vec<String>,
    blob_endpoint: bool,
}

impl Verification {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Self {
        let facts = plan.cloud.facts();
        let [account_endpoint, blob_endpoint, vault_endpoint] =
            ["account", "blob", "vault"].map(|group| has_endpoint(plan, group));
        let trains = topology.account_uses_storage();
        let access = topology.account.public_network_access;
        Self {
            data_plane: DataPlane::for_plan(plan),
            blob_host: (blob_endpoint || trains).then(|| blob_host(plan)),
            vault_host: vault_endpoint.then(|| vault_host(plan)),
            container: training_container(topology),
            keys: topology.account.existing.is_none() && topology.account.local_auth,
            token_resource: format!("https%3A%2F%2F{}", facts.cognitive_services_suffix),
            private_ranges: (account_endpoint || blob_endpoint || vault_endpoint).then(|| private_ranges(plan)),
            page: TEST_PAGE.trim(),
            account_exists: topology.account.existing.is_some(),
            public_network_access: access,
            refusal_status: match access {
                PublicNetworkAccess::Private | PublicNetworkAccess::Selected => 403,
                PublicNetworkAccess::Open => 401,
            },
            account_endpoint,
            has_machine: topology.test_machine.is_some(),
            account_missing: ClientPlace::of_account(topology).missing_keys().map(ToOwned::to_owned),
            other_account_domains: other_account_domains(plan),
            blob_endpoint,
        }
    }
}

/// Whether there is a private endpoint for a subresource (group ID).
fn has_endpoint(plan: &ResolvedTopology, group: &str) -> bool {
    plan.resources.iter().any(|r| matches!(&r.body, Body::PrivateEndpoint(body) if body.group == group))
}

fn other_account_domains(plan: &ResolvedTopology) -> Vec<String> {
    let zones = plan.resources.iter().filter(|r| ["openAiZone", "servicesAiZone"].contains(&r.symbol.as_str()));
    let zones = zones.filter_map(|zone| plan.known_text(&zone.name));
    zones.filter_map(|zone| zone.strip_prefix("privatelink.").map(ToOwned::to_owned)).collect()
}

/// The CIDR range of the endpoint subnet, or the default ranges.
fn private_ranges(plan: &ResolvedTopology) -> String {
    let subnet = plan.find(&Symbol::from("endpointsSubnet")).map(|subnet| &subnet.body);
    match subnet {
        Some(Body::Subnet(subnet)) => plan.known_text(&subnet.prefix).unwrap_or_else(|| PRIVATE_RANGES.to_owned()),
        _ => PRIVATE_RANGES.to_owned(),
    }
}
