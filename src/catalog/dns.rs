//! Private DNS: links of zones to networks, their resolution policy, and the zones that Azure Policy writes to.

use super::fact::{code, documented, facts, reported};

facts! {
    CUSTOM_DNS_SERVERS = "A private DNS zone resolves names only for clients that query Azure DNS; a network with its own DNS servers needs a forwarder to 168.63.129.16",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-dns.md", "2023-10-11", "2026-11-29")];
    DNS_SERVERS_OF_THE_NETWORK = "Machines in a virtual network use the DNS servers of the network, in the order of its list, and keep those that they have until they are restarted; without a list, they use Azure DNS",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-virtual-network.yml", "2025-04-21", "2026-11-29")];
    DNS_SERVER_LIMIT = "A virtual network has at most 20 DNS servers",
        [documented("MicrosoftDocs/azure-docs includes/azure-virtual-network-limits.md", "2022-12-05", "2026-11-29")];
    ONE_ZONE_PER_NAME = "A virtual network cannot be linked to two private DNS zones of the same name: the second link stops the deployment",
        [
            reported("MicrosoftDocs/azure-docs pull request 122956", "2024-05-31", "2026-11-29"),
            reported("microsoft-foundry/foundry-samples pull request 214", "2025-06-27", "2026-11-29"),
        ];
    ONE_LINK_PER_NETWORK = "A private DNS zone has at most one link to a virtual network",
        [documented("MicrosoftDocs/azure-docs articles/dns/private-dns-virtual-network-links.md", "2019-09-24", "2026-11-29")];
    ANSWERS_NXDOMAIN = "In a network that is linked to a private DNS zone of Private Link, the name of every private resource without a record in the zone is answered with NXDOMAIN",
        [documented("MicrosoftDocs/azure-docs articles/dns/private-dns-fallback.md", "2025-02-04", "2026-11-29")];
    FALLBACK_TO_INTERNET = "With the resolution policy `NxDomainRedirect` of a virtual network link, Azure DNS resolves such a name publicly; zones of Private Link have it from API version 2024-06-01 on",
        [
            documented("MicrosoftDocs/azure-docs articles/dns/private-dns-fallback.md", "2025-02-04", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/privatedns/private_dns_zone_virtual_network_link_resource.go", "5.2.0", "2026-11-29"),
        ];
    FALLBACK_IN_NATIONAL_CLOUDS = "Azure Government and Azure in China have the resolution policy `NxDomainRedirect`, too; until a source says so, links there have the policy `Default`", [];
    TAGS_OF_ZONES = "Private DNS zones and their links do not support tag names with spaces, parentheses or `:`, tag names that start with a digit, or that are not ASCII: such tags are dropped without an error, and every Terraform plan adds them again",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/management/tag-resources.md", "2022-03-15", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs pull request 124115", "2024-08-14", "2026-11-29"),
            reported("Azure/azure-resource-manager-schemas issue 3367", "2025-03-19", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 6129", "2020-03-20", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 23417", "2023-09-28", "2026-11-29"),
        ];
    POLICY_WRITES_ONE_ZONE = "The built-in policy for private DNS zones of Azure AI services writes one zone, so two of the three host names of an `AIServices` account keep their public IP addresses",
        [
            code("Azure/azure-policy built-in-policies/policyDefinitions/Cognitive Services/PrivateDnsZones_DINE.json", "1.0.0", "2026-11-29"),
            reported("Azure/Azure-Landing-Zones issue 201", "2025-05-16", "2026-11-29"),
            reported("microsoft/industry issue 533", "2025-01-15", "2026-11-29"),
        ];
    GOVERNMENT_ZONES = "An `AIServices` account has two private DNS zones in Azure Government: privatelink.cognitiveservices.azure.us and privatelink.openai.azure.us",
        [
            reported("microsoft/terraform-azurerm-environment-configuration issue 13", "2024-08-21", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs pull request 125042", "2024-12-03", "2026-11-29"),
        ];
    CHINA_ZONES = "The further private DNS zones of an `AIServices` account in China have no published names", [];
}

/// The IP address of Azure DNS in every virtual network: [`CUSTOM_DNS_SERVERS`].
pub const AZURE_DNS: &str = "168.63.129.16";
