//! Private DNS.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{ResourceName, ZoneId, keywords};

/// Private DNS zones of the endpoints.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Dns {
    /// Source of the zones.
    pub zones: ZoneSource,
    /// Resource IDs of existing zones; with `zones: existing`.
    pub ids: ZoneIds,
    /// Links the zones to the network. Disable it if another team links hub zones, or if the network uses a DNS
    /// server in the hub.
    pub link: bool,
    /// Resolution policy of the links. Default: `Default` for a new network and in national clouds; `NxDomainRedirect`
    /// for existing and linked networks, where names without a record in the zone then resolve publicly, as without
    /// the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution_policy: Option<ResolutionPolicy>,
    /// Names of virtual network links, by the name of the network. Default: `link-` and the name of the network.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub link_names: IndexMap<String, ResourceName>,
}

impl Default for Dns {
    fn default() -> Self {
        Self {
            zones: ZoneSource::Create,
            ids: ZoneIds::default(),
            link: true,
            resolution_policy: None,
            link_names: IndexMap::new(),
        }
    }
}

keywords!(
    /// Source of the private DNS zones.
    #[derive(Default)]
    pub enum ZoneSource {
        /// Created by this topology.
        #[default]
        Create = "create"["new"],
        /// Existing zones by ID, as in a hub.
        Existing = "existing",
        /// Managed by Azure Policy: no zone, link or zone group here.
        Policy = "policy"["Azure Policy"],
    }
);

keywords!(
    /// What Azure DNS answers to a name without a record in a linked zone.
    pub enum ResolutionPolicy {
        /// NXDOMAIN: the name does not exist.
        Default = "Default",
        /// What the name resolves to publicly.
        NxDomainRedirect = "NxDomainRedirect" ["Enable fallback to internet", "fallback"],
    }
);

/// Resource IDs of existing zones.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ZoneIds {
    /// `privatelink.cognitiveservices.azure.com` or its counterpart in the cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cognitive_services: Option<ZoneId>,
    /// `privatelink.openai.azure.com`; only for an account of kind `AIServices`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_ai: Option<ZoneId>,
    /// `privatelink.services.ai.azure.com`; only for an account of kind `AIServices`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services_ai: Option<ZoneId>,
    /// `privatelink.blob.core.windows.net` or its counterpart in the cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob: Option<ZoneId>,
    /// `privatelink.vaultcore.azure.net` or its counterpart in the cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_vault: Option<ZoneId>,
}
