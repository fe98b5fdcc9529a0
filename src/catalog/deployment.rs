//! What a subscription and a deploying principal need before a deployment.

use super::{
    ResourceKind,
    fact::{documented, facts, reported},
};

facts! {
    REGISTERED_PROVIDERS = "A subscription can hold resources of a type only after its resource provider is registered there",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/resource-providers-and-types.md", "2019-08-29", "2026-11-29")];
    REGISTERED_FEATURE = "Encryption at host needs the feature `EncryptionAtHost` of Microsoft.Compute in the subscription",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/linux/disks-enable-host-based-encryption-cli.md", "2025-02-25", "2026-11-29")];
    CONTRIBUTOR_LIMITS = "Contributor writes resources of every type, except role assignments and locks",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/privileged.md", "2026-07-01", "2026-11-29")];
    ROLE_ADMINISTRATOR = "Role Based Access Control Administrator writes role assignments and no resources",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/privileged.md", "2026-07-01", "2026-11-29")];
    LOCK_ROLES = "Of the general built-in roles, only Owner and User Access Administrator write locks",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md", "2024-03-08", "2026-11-29")];
    JOINED_RESOURCES = "A principal that connects a resource to an existing subnet or private DNS zone needs its join action",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/rbac-permissions.md", "2026-03-30", "2026-11-29"),
            reported("Azure/data-landing-zone issue 203", "2021-10-29", "2026-11-29"),
        ];
    DELETED_ACCOUNTS = "A deleted account keeps its name for 48 hours, unless it is recovered or purged",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/recover-purge-resources.md", "2025-10-02", "2026-11-29")];
    SUBDOMAIN_CHECK = "The operation checkDomainAvailability reports whether a custom subdomain is free",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/speech-service/how-to-configure-azure-ad-auth.md", "2026-06-06", "2026-11-29")];
    ADDRESS_QUOTAS = "The quotas `PublicIPAddresses` and `StandardSkuPublicIpAddresses` of a region count its public IP addresses",
        [reported("Azure/azure-cli issue 28074", "", "2026-11-29")];
}

/// The built-in role to ask for where an action is missing: the narrowest of the general roles, or of the roles of the
/// service, that allows it.
#[must_use]
pub fn role_for_action(action: &str) -> &'static str {
    match action {
        "Microsoft.Authorization/roleAssignments/write" => "Role Based Access Control Administrator",
        "Microsoft.Authorization/locks/write" => "User Access Administrator",
        _ if action.starts_with("Microsoft.Network/privateDnsZones/") => "Private DNS Zone Contributor",
        _ if action.starts_with("Microsoft.Network/") => "Network Contributor",
        _ => "Contributor",
    }
}

/// The action on an existing resource that a reference to it needs.
#[must_use]
pub const fn join_action(kind: ResourceKind) -> Option<&'static str> {
    match kind {
        ResourceKind::Subnet => Some("Microsoft.Network/virtualNetworks/subnets/join/action"),
        ResourceKind::PrivateDnsZone => Some("Microsoft.Network/privateDnsZones/join/action"),
        _ => None,
    }
}
