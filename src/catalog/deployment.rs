//! What a subscription and a deploying principal need before a deployment.

use super::{
    ResourceKind,
    fact::{documented, facts, reported},
};

facts! {
    FORGOTTEN_BY_TERRAFORM = "`terraform state rm` removes a resource from the state and leaves it as it is in Azure",
        [documented("hashicorp/terraform website/docs/cli/commands/state/rm.mdx", "", "2026-11-29")];
    ASSIGNMENTS_ARE_REMOVED_BY_COMMAND = "No template removes a role assignment; `az role assignment delete` does, by principal, role and scope",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/role-assignments-remove.md", "2022-10-19", "2026-11-29")];
    TAGS_ARE_PLAIN_TEXT = "Tags are plain text that cost reports, deployment histories and exported templates show, so they must not have sensitive values",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/tag-resources.md", "2022-03-15", "2026-11-29")];
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
    LOCKS_REFUSE_REMOVALS = "A CanNotDelete lock of a resource also refuses to delete its role assignments, its diagnostic settings and what Resource Manager creates below it",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md", "2024-03-08", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 11770", "2021-05-18", "2026-11-29"),
        ];
    LOCKS_SPARE_THE_DATA_PLANE = "A lock applies to operations of the control plane only: keys and secrets of a locked vault can be deleted in its data plane, as azurerm and the Azure CLI do",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md", "2024-03-08", "2026-11-29")];
    DEPENDENTS_ARE_DESTROYED_FIRST = "Terraform destroys a resource after the resources that refer to it; where one of these cannot be destroyed, it stays, too",
        [documented("hashicorp/terraform docs/destroying.md", "", "2026-11-29")];
    JOINED_RESOURCES = "A principal that connects a resource to an existing subnet, network security group, route table, NAT gateway or private DNS zone needs its join action",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/rbac-permissions.md", "2026-03-30", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/identity.md", "2026-07-01", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29"),
            reported("Azure/data-landing-zone issue 203", "2021-10-29", "2026-11-29"),
        ];
    LINKED_NETWORKS = "A virtual network link needs permission on both sides: to write it in the private DNS zone, and to join the virtual network",
        [
            documented("MicrosoftDocs/azure-docs articles/dns/dns-faq-private.yml", "2022-09-27", "2026-11-29"),
            reported("epic-stg.optum.com guides/cross-subscription-sp-rbac", "2026-07-03", "2026-11-29"),
        ];
    VIRTUAL_NETWORK_RULES = "A firewall rule for a subnet needs `joinViaServiceEndpoint/action` on the subnet",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/virtual-network-service-endpoints-overview.md", "2019-11-08", "2026-11-29")];
    ASSIGNED_IDENTITIES = "To assign an existing user-assigned identity to a resource, `assign/action` on the identity is needed, which Managed Identity Operator allows",
        [
            documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/private-storage.md", "2025-05-20", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/identity.md", "2026-07-01", "2026-11-29"),
        ];
    WILDCARD_BETWEEN_SLASHES = "In a role definition, `/*/` also allows an action without the segment: Managed Identity Operator has `userAssignedIdentities/*/assign/action`, and allows `userAssignedIdentities/assign/action`",
        [
            documented("MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/identity.md", "2026-07-01", "2026-11-29"),
            documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/private-storage.md", "2025-05-20", "2026-11-29"),
        ];
    APPROVED_ENDPOINTS = "A private endpoint is approved at once only if its creator has `privateEndpointConnectionsApproval/action` on the target",
        [documented("MicrosoftDocs/azure-docs articles/private-link/rbac-permissions.md", "2026-03-30", "2026-11-29")];
    NESTED_DEPLOYMENTS = "A deployment with Bicep or ARM needs the operations of `Microsoft.Resources/deployments` in each resource group that it writes to",
        [
            documented("MicrosoftDocs/azure-docs includes/template-deploy-permissions.md", "2025-08-04", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/private-link/rbac-permissions.md", "2026-03-30", "2026-11-29"),
        ];
    WORKSPACE_KEYS = "A diagnostic setting needs `sharedKeys/action` on the Log Analytics workspace",
        [
            reported("JimGBritt/AzurePolicy issue 17", "2020-09-01", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 80159", "2021-08-25", "2026-11-29"),
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
        "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action" => "Managed Identity Operator",
        _ if action.starts_with("Microsoft.Network/privateDnsZones/") => "Private DNS Zone Contributor",
        _ if action.starts_with("Microsoft.Network/") => "Network Contributor",
        _ => "Contributor",
    }
}

/// The action on an existing resource that a resource which refers to it needs.
#[must_use]
pub const fn join_action(referrer: ResourceKind, target: ResourceKind) -> Option<&'static str> {
    use ResourceKind as Kind;
    match (referrer, target) {
        (Kind::CognitiveAccount | Kind::StorageAccount | Kind::KeyVault, Kind::Subnet) => {
            Some("Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action")
        }
        (_, Kind::Subnet) => Some("Microsoft.Network/virtualNetworks/subnets/join/action"),
        (Kind::VirtualNetworkLink, Kind::VirtualNetwork) => Some("Microsoft.Network/virtualNetworks/join/action"),
        (Kind::Subnet, Kind::NetworkSecurityGroup) => Some("Microsoft.Network/networkSecurityGroups/join/action"),
        (Kind::Subnet, Kind::RouteTable) => Some("Microsoft.Network/routeTables/join/action"),
        (Kind::Subnet, Kind::NatGateway) => Some("Microsoft.Network/natGateways/join/action"),
        (_, Kind::PrivateDnsZone) => Some("Microsoft.Network/privateDnsZones/join/action"),
        (
            Kind::CognitiveAccount | Kind::StorageAccount | Kind::LinuxVirtualMachine | Kind::WindowsVirtualMachine,
            Kind::UserAssignedIdentity,
        ) => Some("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"),
        _ => None,
    }
}

/// The action on a `DDoS` protection plan that a network joins: `changes::network::DDOS_PLAN_IS_JOINED`.
pub const DDOS_PLAN_ACTION: &str = "Microsoft.Network/ddosProtectionPlans/join/action";

/// The action on an existing workspace that is reported, and not documented, to be needed for diagnostic settings.
pub const WORKSPACE_ACTION: &str = "Microsoft.OperationalInsights/workspaces/sharedKeys/action";

/// The action on the existing target of a private endpoint that approves the connection.
#[must_use]
pub fn approval_action(target: ResourceKind) -> String {
    format!("{}/privateEndpointConnectionsApproval/action", target.arm_type())
}
