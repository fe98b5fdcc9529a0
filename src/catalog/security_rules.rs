//! Security rules of network security groups: what Azure accepts, and which traffic they apply to.

use super::fact::{code, documented, facts, reported};

facts! {
    PRIORITIES_ARE_DISTINCT = "Two security rules of a network security group cannot have the same priority and direction: SecurityRuleConflict",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 11137", "2021-03-28", "2026-11-29"),
        ];
    NAMES_ARE_DISTINCT = "The name of a security rule is unique in its network security group",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29")];
    PRIORITY_RANGE = "A security rule has a priority from 100 to 4096, and a description of up to 140 characters",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/network_security_group_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    TAGS_STAND_ALONE = "A list of sources or destinations contains CIDR ranges only: a service tag, or `*`, is the single source or destination of its rule; otherwise SecurityRuleParameterContainsUnsupportedValue",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29"),
            reported("ansible-collections/azure issue 639", "2021-09-24", "2026-11-29"),
        ];
    RANGES_DO_NOT_OVERLAP = "The CIDR ranges in one list of sources or destinations of a security rule do not overlap; otherwise OverlappingSubnetsNotPermittedInSecurityRule",
        [
            reported("kubernetes-sigs/cloud-provider-azure issue 6775", "2024-08-07", "2026-11-29"),
            reported("alan-turing-institute/data-safe-haven issue 2077", "2024-08-02", "2026-11-29"),
        ];
    RULES_OF_ENDPOINTS = "With network policies for network security groups in its subnet, rules apply to inbound traffic to a private endpoint, whatever their source ports; a private endpoint sends no traffic of its own",
        [
            documented("MicrosoftDocs/azure-docs articles/private-link/disable-private-endpoint-network-policy.md", "2023-07-26", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-overview.md", "2023-08-02", "2026-11-29"),
        ];
    OUTBOUND_RULES = "Outbound rules of the network security group of a subnet apply to traffic that its resources send, before the default rules, which allow outbound traffic to the network and to the internet",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-group-how-it-works.md", "2020-08-24", "2026-11-29"),
        ];
    PLATFORM_SERVICES = "Security rules do not apply to the DNS, metadata and licensing services that machines reach at addresses of their host, whatever addresses they have, except for those with the service tags AzurePlatformDNS, AzurePlatformIMDS and AzurePlatformLKM; the metadata service answers over HTTP",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md", "2025-07-15", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29"),
            documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/instance-metadata-service.md", "2023-04-11", "2026-11-29"),
        ];
    RULES_OF_BASTION = "Without the rules that Azure Bastion requires, a network security group cannot be used for its subnet: NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
        [
            documented("MicrosoftDocs/azure-docs articles/bastion/bastion-nsg.md", "2020-02-03", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 42737", "2023-06-28", "2026-11-29"),
        ];
}
