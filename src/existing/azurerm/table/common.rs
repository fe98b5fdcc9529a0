//! Fields of several types.

use crate::existing::azurerm::definition::{Conversion, Field, assigned, convert, same};

/// Of resources in a region.
pub(super) const LOCATION: &[Field] = &[same("location", "location"), same("tags", "tags")];

/// The managed identity of a resource.
pub(in crate::existing::azurerm) const IDENTITY: &[Field] = &[
    same("identity.type", "identity.type"),
    assigned("identity.principal_id", "identity.principalId"),
    assigned("identity.tenant_id", "identity.tenantId"),
    convert("identity.identity_ids", "identity.userAssignedIdentities", Conversion::Keys),
];

/// The settings of a subnet that a block of its network has too.
pub(super) const SUBNET: &[Field] = &[
    same("address_prefixes", "properties.addressPrefixes"),
    same("service_endpoints[]", "properties.serviceEndpoints[].service").only_in(4),
    same("service_endpoint[].service", "properties.serviceEndpoints[].service").only_in(5),
    same("service_endpoint_policy_ids[]", "properties.serviceEndpointPolicies[].id"),
    same("delegation[].name", "properties.delegations[].name"),
    same("delegation[].service_delegation.name", "properties.delegations[].properties.serviceName"),
    same("default_outbound_access_enabled", "properties.defaultOutboundAccess"),
    same("private_endpoint_network_policies", "properties.privateEndpointNetworkPolicies"),
    convert(
        "private_link_service_network_policies_enabled",
        "properties.privateLinkServiceNetworkPolicies",
        Conversion::Keyword("Enabled", "Disabled"),
    ),
];
