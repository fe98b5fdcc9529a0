//! What differs between the Azure clouds.
//!
//! Sources: MicrosoftDocs/azure-docs `private-endpoint-dns.md` (zones, suffixes); MicrosoftDocs/azure-ai-docs
//! `document-intelligence/*` (Studio); hashicorp/azurerm provider documentation (`environment`).

use super::fact::{documented, facts};

facts! {
    TOKEN_AUDIENCES = "Tokens for the account have the audience `https://cognitiveservices.azure.com`, `.us` in the cloud of the US government, and `.cn` in China",
        [documented("Azure/azure-sdk-for-js release notes of @azure-rest/ai-document-intelligence 1.1.0", "2025-05-08", "2026-11-29")];
    FEDERATION_AUDIENCES = "Federated credentials have the audience `api://AzureADTokenExchange`, followed by `USGov` in the cloud of the US government and by China in China",
        [documented("MicrosoftDocs/entra-docs docs/workload-id/workload-identity-federation-config-app-trust-managed-identity.md", "2024-12-03", "2026-11-29")];
    CHINA_VERSION = "The newest API version of Document Intelligence in China is v3.1, 2023-07-31",
        [documented("docs.azure.cn zh-cn/ai-services/document-intelligence/reference/release-history", "", "2026-11-29")];
    DATA_PLANE_PATHS = "Paths of requests start with formrecognizer up to v3.1, and with documentintelligence from v4.0 on",
        [documented("Azure/azure-sdk-for-js sdk/documentintelligence/ai-document-intelligence-rest/CHANGELOG.md", "2024-12-16", "2026-11-29")];
}

/// The properties of one cloud.
#[derive(Debug)]
pub struct CloudFacts {
    /// Suffix of storage hosts; `environment().suffixes.storage` in Bicep and ARM.
    pub storage_suffix: &'static str,
    /// Private DNS zone of every kind of account.
    pub cognitive_services_zone: &'static str,
    /// Suffix of the hosts of accounts. Source: Azure endpoints per cloud; in China unverified.
    pub cognitive_services_suffix: &'static str,
    /// Further private DNS zones of an `AIServices` account.
    pub ai_services_zones: &'static [AiServicesZone],
    /// Whether the documentation names all of them, so that they can be created.
    pub ai_services_zones_documented: bool,
    /// Suffix of vault hosts, with its dot; `environment().suffixes.keyvaultDns` in Bicep and ARM.
    pub vault_suffix: &'static str,
    /// Private DNS zone of key vaults, which cannot be derived from the suffix of their hosts.
    pub key_vault_zone: &'static str,
    /// Origins of Document Intelligence Studio: the current one, then the older one; see `studio::STUDIO_ORIGINS`.
    pub studio_origins: &'static [&'static str],
    /// The IP address that requests of the Studio service come from; published for the public cloud only.
    pub studio_address: Option<&'static str>,
    /// The first segment of the path of requests to the account: [`DATA_PLANE_PATHS`].
    pub data_plane_path: &'static str,
    /// The newest API version of requests to the account.
    pub data_plane_version: &'static str,
    /// The audience of federated credentials: [`FEDERATION_AUDIENCES`].
    pub token_exchange_audience: &'static str,
    /// The cloud's name for the azurerm provider.
    pub terraform_environment: &'static str,
}

/// A private DNS zone that only an `AIServices` account has.
#[derive(Debug, Clone, Copy)]
pub struct AiServicesZone {
    /// Its key under `dns.ids`.
    pub key: &'static str,
    /// Its name, where one is known.
    pub name: Option<&'static str>,
}

const fn ai_services_zone(key: &'static str, name: Option<&'static str>) -> AiServicesZone {
    AiServicesZone { key, name }
}

/// The public cloud.
pub const AZURE_CLOUD: CloudFacts = CloudFacts {
    storage_suffix: "core.windows.net",
    cognitive_services_zone: "privatelink.cognitiveservices.azure.com",
    cognitive_services_suffix: "cognitiveservices.azure.com",
    ai_services_zones: &[
        ai_services_zone("openAi", Some("privatelink.openai.azure.com")),
        ai_services_zone("servicesAi", Some("privatelink.services.ai.azure.com")),
    ],
    ai_services_zones_documented: true,
    vault_suffix: ".vault.azure.net",
    key_vault_zone: "privatelink.vaultcore.azure.net",
    studio_origins: &["https://documentintelligence.ai.azure.com", "https://formrecognizer.appliedai.azure.com"],
    studio_address: Some("20.3.165.95"),
    data_plane_path: "documentintelligence",
    data_plane_version: "2024-11-30",
    token_exchange_audience: "api://AzureADTokenExchange",
    terraform_environment: "public",
};

/// The cloud of the US government.
pub const AZURE_US_GOVERNMENT: CloudFacts = CloudFacts {
    storage_suffix: "core.usgovcloudapi.net",
    cognitive_services_zone: "privatelink.cognitiveservices.azure.us",
    cognitive_services_suffix: "cognitiveservices.azure.us",
    // Reported, see `dns::GOVERNMENT_ZONES`: the hosts under services.ai exist in the public cloud only.
    ai_services_zones: &[ai_services_zone("openAi", Some("privatelink.openai.azure.us"))],
    ai_services_zones_documented: false,
    vault_suffix: ".vault.usgovcloudapi.net",
    key_vault_zone: "privatelink.vaultcore.usgovcloudapi.net",
    studio_origins: &["https://formrecognizer.appliedai.azure.us"],
    studio_address: None,
    data_plane_path: "documentintelligence",
    data_plane_version: "2024-11-30",
    token_exchange_audience: "api://AzureADTokenExchangeUSGov",
    terraform_environment: "usgovernment",
};

/// The cloud in China.
pub const AZURE_CHINA_CLOUD: CloudFacts = CloudFacts {
    storage_suffix: "core.chinacloudapi.cn",
    // From public templates; not in the published table.
    cognitive_services_zone: "privatelink.cognitiveservices.azure.cn",
    cognitive_services_suffix: "cognitiveservices.azure.cn",
    ai_services_zones: &[ai_services_zone("openAi", None), ai_services_zone("servicesAi", None)],
    ai_services_zones_documented: false,
    vault_suffix: ".vault.azure.cn",
    key_vault_zone: "privatelink.vaultcore.azure.cn",
    studio_origins: &["https://formrecognizer.appliedai.azure.cn"],
    studio_address: None,
    // CHINA_VERSION
    data_plane_path: "formrecognizer",
    data_plane_version: "2023-07-31",
    token_exchange_audience: "api://AzureADTokenExchangeChina",
    terraform_environment: "china",
};

impl CloudFacts {
    /// Whether the cloud has version 4.0 of Document Intelligence: [`CHINA_VERSION`], and in Azure Government
    /// `regions::DOCUMENT_INTELLIGENCE_4_IN_NATIONAL_CLOUDS`.
    #[must_use]
    pub fn has_version_4(&self) -> bool {
        self.data_plane_version >= "2024-11-30"
    }

    /// The private DNS zone of blob storage.
    #[must_use]
    pub fn blob_zone(&self) -> String {
        format!("privatelink.blob.{}", self.storage_suffix)
    }
}
