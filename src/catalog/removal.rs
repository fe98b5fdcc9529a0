//! What a deployment leaves, in which order it can be deleted, and how long access outlasts its removal.

use super::{
    ResourceKind,
    fact::{Source, documented, facts, reported},
};

const RBAC_TROUBLESHOOTING: Source = documented(
    "MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md",
    "2023-09-20",
    "2026-11-29",
);
const IDENTITY_PRACTICES: Source = documented(
    "MicrosoftDocs/entra-docs docs/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations.md",
    "2021-11-09",
    "2026-11-29",
);

facts! {
    INCREMENTAL_LEAVES = "A deployment in incremental mode, the default, leaves what is in the resource group and not in the template",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29")];
    REMOVED_ROLE_DELAY = "After a role assignment is removed, it can take up to 10 minutes until access is denied",
        [RBAC_TROUBLESHOOTING];
    GROUP_TOKEN_DELAY = "Access through a group lasts as long as the token that names the group: managed identity tokens are cached for around 24 hours",
        [IDENTITY_PRACTICES, RBAC_TROUBLESHOOTING];
    ACCESS_TOKEN_LIFETIME = "An access token cannot be revoked: it is valid for 60 to 90 minutes by default, and for up to 28 hours in a session with continuous access evaluation",
        [documented("MicrosoftDocs/entra-docs docs/identity-platform/configurable-token-lifetimes.md", "2025-05-09", "2026-11-29")];
    DELETED_PRINCIPAL = "A role assignment stays when its principal is deleted, is listed with an identity that is not found, and can be left",
        [RBAC_TROUBLESHOOTING, IDENTITY_PRACTICES];
    DISK_STAYS = "A deleted VM leaves its OS disk and its network interface, unless their delete option is Delete",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/delete.md", "2022-05-09", "2026-11-29")];
    ZONE_WITH_LINKS = "A private DNS zone cannot be deleted while it has virtual network links",
        [
            reported("Azure/ResourceModules issue 823", "2021-12-20", "2026-11-29"),
            reported("learntocloud/networking-lab issue 8", "2026-02-22", "2026-11-29"),
        ];
    LINKS_OF_A_NETWORK = "A deleted virtual network takes its virtual network links with it",
        [documented("MicrosoftDocs/azure-docs articles/dns/private-dns-virtual-network-links.md", "2019-09-24", "2026-11-29")];
    USED_ADDRESS = "A public IP address cannot be deleted while a resource uses it",
        [reported("Azure/terraform-azurerm-compute issue 107", "2019-07-01", "2026-11-29")];
}

/// Whether a resource has data of its own, which is lost with it.
#[must_use]
pub const fn bears_data(kind: ResourceKind) -> bool {
    use ResourceKind as Kind;
    matches!(
        kind,
        Kind::StorageAccount
            | Kind::BlobContainer
            | Kind::CognitiveAccount
            | Kind::LogAnalyticsWorkspace
            | Kind::KeyVault
            | Kind::KeyVaultKey
            | Kind::KeyVaultSecret
            | Kind::LinuxVirtualMachine
            | Kind::WindowsVirtualMachine
    )
}

/// Whether access of a client can depend on it: what grants a permission, or is a part of the way to a service.
#[must_use]
pub const fn holds_access(kind: ResourceKind) -> bool {
    use ResourceKind as Kind;
    matches!(
        kind,
        Kind::RoleAssignment
            | Kind::KeyVaultAccessPolicies
            | Kind::FederatedCredential
            | Kind::UserAssignedIdentity
            | Kind::PrivateEndpoint
            | Kind::PrivateDnsZoneGroup
            | Kind::VirtualNetworkLink
            | Kind::PrivateDnsZone
            | Kind::KeyVaultSecret
            | Kind::LinuxVirtualMachine
            | Kind::WindowsVirtualMachine
            | Kind::BastionHost
            | Kind::NatGateway
    )
}

/// The place of a kind in the order of deletion: what grants access first, then what is used after what uses it.
#[must_use]
pub const fn deletion_rank(kind: ResourceKind) -> u8 {
    use ResourceKind as Kind;
    match kind {
        Kind::ManagementLock => 0,
        Kind::RoleAssignment | Kind::KeyVaultAccessPolicies => 1,
        Kind::FederatedCredential => 2,
        Kind::DiagnosticSetting => 3,
        Kind::PrivateDnsZoneGroup => 4,
        Kind::PrivateEndpoint => 5,
        Kind::VirtualNetworkLink => 6,
        Kind::PrivateDnsZone => 7,
        Kind::ShutdownSchedule | Kind::VirtualMachineExtension => 8,
        Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine => 9,
        Kind::NetworkInterface => 10,
        Kind::BastionHost => 11,
        Kind::Subnet => 12,
        Kind::VirtualNetwork => 13,
        // Detached with their subnets.
        Kind::NatGateway => 14,
        Kind::PublicIpAddress => 15,
        Kind::NetworkSecurityGroup | Kind::RouteTable => 16,
        Kind::BlobContainer => 17,
        Kind::BlobService | Kind::StorageAccount | Kind::StorageAccountKey => 18,
        // Before the keys that it is encrypted with.
        Kind::CognitiveAccount | Kind::CognitiveAccountKey => 19,
        Kind::KeyVaultKey | Kind::KeyVaultSecret => 20,
        Kind::KeyVault => 21,
        Kind::UserAssignedIdentity => 22,
        Kind::LogAnalyticsWorkspace => 23,
    }
}
