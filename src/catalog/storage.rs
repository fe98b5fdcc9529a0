//! Storage: its firewall, its credentials, and what Studio needs of it.

use super::fact::{code, documented, facts};

facts! {
    TRUSTED_SERVICES_ARE_WIDER = "Trusted services of storage are the resources of many Azure services in the tenant, most with a role for their managed identity; resource instance rules are recommended, which name single resources",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-trusted-azure-services.md", "2025-06-24", "2026-11-29")];
    STORAGE_FIREWALL = "The storage firewall applies to requests for data at its public endpoint; private endpoints need no rule, and Azure Resource Manager is not affected",
        [
            documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security.md", "2020-01-21", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-limitations.md", "2025-06-18", "2026-11-29"),
        ];
    SAME_REGION = "IP rules of storage have no effect on requests from its own region, which arrive from private addresses",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-limitations.md", "2025-06-18", "2026-11-29")];
    PAIRED_REGION = "IP rules of storage cannot restrict clients in the paired region whose virtual network has a service endpoint",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-limitations.md", "2025-06-18", "2026-11-29")];
    SMALL_RANGES = "IP rules of storage accept no CIDR ranges of the sizes /31 and /32, only their single addresses",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-limitations.md", "2025-06-18", "2026-11-29")];
    EXCEPTIONS_STAY = "Trusted services and resource instance rules of storage take precedence: they apply while public network access is disabled, too",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-limitations.md", "2025-06-18", "2026-11-29")];
    STORAGE_CREDENTIALS = "Storage accepts Entra ID tokens, and its keys and the SAS signed with them unless shared key access is disabled",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/shared-key-authorization-prevent.md", "2022-04-01", "2026-11-29")];
    STUDIO_CORS = "The Studio page sends requests to blob storage from the browser, which needs a CORS rule for its origin and access from the network of the browser",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md", "2025-11-18", "2026-11-29")];
    CORS_SETTINGS = "Studio needs a CORS rule of the blob service with its origin, all eight methods (DELETE, GET, HEAD, MERGE, OPTIONS, PATCH, POST, PUT), all headers, and a maximum age such as 120 seconds",
        [
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/quickstarts/studio-custom-project.md", "2024-11-19", "2026-11-29"),
            code("Azure/bicep-types-az Microsoft.Storage/storageAccounts/blobServices", "2026-04-01", "2026-11-29"),
        ];
}

/// The eight methods: [`CORS_SETTINGS`].
pub const CORS_METHODS: &[&str] = &["DELETE", "GET", "HEAD", "MERGE", "OPTIONS", "PATCH", "POST", "PUT"];

/// How long a browser may cache the preflight response, in seconds: [`CORS_SETTINGS`].
pub const CORS_MAX_AGE_SECONDS: i64 = 120;
