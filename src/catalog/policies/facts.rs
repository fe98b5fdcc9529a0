//! How Azure Policy evaluates requests, and what azurerm requests where its documentation does not say.

use crate::catalog::fact::{code, documented, facts, reported};

facts! {
    SERVICES_OF_AZURERM = "azurerm requests a new storage account without a customer-managed key with the encryption services queue and table only, with the key type Service by default: a definition that compares the services blob and file finds no value",
        [code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_resource.go", "69697b7fe6", "2026-11-29")];
    SERVICES_OF_AZURERM_WITH_KEY = "With the block `customer_managed_key`, azurerm requests a new storage account with its key and all four encryption services, and an account with its key: one request",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    UPDATES_ARE_MERGED = "Azure Policy evaluates a PUT request without what it omits, and a PATCH request together with what exists; azurerm sets customer-managed keys of accounts with a PATCH request",
        [
            reported("hashicorp/terraform-provider-azurerm pull request 24519", "2024-02-16", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_customer_managed_key_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    SUBNETS_OF_AZURERM = "azurerm 4 creates a subnet without its network security group, and associates both with a second request, and a policy that refuses such subnets is evaluated on the first request",
        [reported("hashicorp/terraform-provider-azurerm issue 16952", "2022-05-25", "2026-11-29")];
    NAT_GATEWAYS_OF_AZURERM = "azurerm associates a NAT gateway with a subnet by a PUT request for the subnet with all of its properties: policies judge the subnet once more, on its own, also if its network was created with it",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_nat_gateway_association_resource.go", "033f40eb3a", "2026-11-29")];
    LOGS_OF_POLICY = "The definitions that write diagnostic settings by category group accept a setting only if it sends the group of the assignment (audit, by default of the landing zones) and not the other one, to the workspace of the assignment; otherwise they write one of their own",
        [code("Azure/azure-policy built-in-policies/policyDefinitions/Monitoring/DS_LA_cognitiveservices-accounts_DINE.json", "f4a50bacae", "2026-11-29")];
    GROUPS_THAT_OVERLAP = "Whether a setting with the category group allLogs and one with audit count as two settings of the same category is *unverified*", [];
    EXEMPTIONS = "An exemption from an assignment, or from some definitions of its initiative, is created on the resource group or resource; its author needs Microsoft.Authorization/policyExemptions/write there, which Resource Policy Contributor and Security Admin have, and the action exempt on the assignment, and after its date it is no longer honoured",
        [documented("MicrosoftDocs/azure-docs articles/governance/policy/concepts/exemption-structure.md", "2021-08-17", "2026-11-29")];
    ZONE_GROUPS_BY_POLICY = "The definition that writes the DNS zone group of private endpoints for AI services acts with the role definition 4d97b98b-1d4f-4787-a291-c67834d212e7 of the identity of its assignment",
        [code("Azure/azure-policy built-in-policies/policyDefinitions/Cognitive Services/PrivateDnsZones_DINE.json", "f4a50bacae", "2026-11-29")];
    SECRETS_OF_RESOURCE_MANAGER = "Whether policies for the data plane of vaults refuse secrets and keys that Resource Manager creates is *unverified*", [];
    BENCHMARK_DISABLES_KEYS = "Version 2 of the Microsoft cloud security benchmark contains the definition 55eff01b with the effect DeployIfNotExists by default, which sets disableLocalAuth of accounts to true, publicNetworkAccess to Disabled and customSubDomainName to the name of the account",
        [code("Azure/azure-policy built-in-policies/policySetDefinitions/Security Center/MCSBv2.json", "f4a50bacae", "2026-11-29")];
}
