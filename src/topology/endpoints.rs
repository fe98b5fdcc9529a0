//! Private endpoints.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{PrivateAddress, ResourceName, keywords};

/// Private endpoints of the account, of blob storage and of the vault.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PrivateEndpoints {
    /// The endpoint of the account.
    pub account: Endpoint,
    /// The endpoint of blob storage.
    pub blob: Endpoint,
    /// The endpoint of the vault.
    pub vault: Endpoint,
}

/// A private endpoint.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Endpoint {
    /// Creates the endpoint. Default: `true` if the topology has a network, except for a vault with
    /// `publicNetworkAccess: closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Name of the endpoint. Default: `pep-` and the name of its target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ResourceName>,
    /// Name of its network interface. Default: `nic-` and the name of the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nic_name: Option<ResourceName>,
    /// Lets Azure name its network interface, as it has named that of an existing endpoint.
    pub nic_named_by_azure: bool,
    /// Name of its connection. Default: the name of the subresource, such as `account`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_name: Option<ResourceName>,
    /// Static IP addresses, one per subresource: one, or three for an account of kind `AIServices`. Default:
    /// assigned by Azure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 3))]
    pub addresses: Vec<PrivateAddress>,
    /// Approval of the connection to an existing resource.
    pub approval: EndpointApproval,
}

keywords!(
    /// Approval of the connection of a private endpoint.
    #[derive(Default)]
    pub enum EndpointApproval {
        /// With the permissions of the deploying principal: the deployment fails without
        /// `privateEndpointConnectionsApproval/action` on the resource.
        #[default]
        Automatic = "automatic" ["auto", "Auto-Approved"],
        /// By the owner of the resource, after the deployment: the connection is pending until then.
        Manual = "manual" ["is manual connection", "Pending"],
    }
);
