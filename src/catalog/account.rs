//! What the account does with storage, with the vault of its key, and with other hosts.

use super::fact::{code, documented, facts, reported};

/// The kind of a single-service account: [`ACCOUNT_KINDS`].
pub(crate) const SINGLE_SERVICE_KIND: &str = "FormRecognizer";

facts! {
    ACCOUNT_FIREWALL = "With the default action Deny, the account answers only requests from IP addresses and subnets that have a rule, or through a private endpoint; each request needs a token or a key as well",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-virtual-networks.md", "2025-05-19", "2026-11-29")];
    ACCOUNT_RULE_LIMITS = "An account has at most 100 IP rules",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-virtual-networks.md", "2025-05-19", "2026-11-29")];
    RULES_OF_OTHER_SUBSCRIPTIONS = "A virtual network rule of an account may name a subnet of another subscription, in which the resource provider Microsoft.CognitiveServices has to be registered as well",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-virtual-networks.md", "2025-05-19", "2026-11-29")];
    ONE_FREE_ACCOUNT = "A subscription has at most one free account (SKU F0) of each kind",
        [
            documented("MicrosoftDocs/azure-docs includes/azure-cognitive-services-limits.md", "2019-07-30", "2026-11-29"),
            reported("MicrosoftDocs/azure-docs issue 83566", "2021-11-08", "2026-11-29"),
        ];
    FREE_TIER = "With the SKU F0, only the first two pages of a document are analysed, and a document has at most 4 MB",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/service-limits.md", "2026-09-08", "2026-11-29")];
    ACCOUNT_CREDENTIALS = "An account accepts Entra ID tokens, and its keys unless local authentication is disabled; a change can take several hours to take effect",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/disable-local-auth.md", "2026-05-31", "2026-11-29")];
    ONE_KEY_IN_USE = "Keys are rotated while clients use one of them: the old version of a regenerated key stops working immediately, and its clients receive status 401",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/rotate-keys.md", "2025-05-19", "2026-11-29")];
    RESTORE_ONCE = "Recovery of an account that is not soft-deleted fails with `CanNotRestoreANonExistingResource`",
        [reported("microsoft/OpenAIWorkshop issue 50", "2023-03-24", "2026-11-29")];
    DISCONNECTED_KEY = "A disconnected container needs the endpoint and a key of the account when it downloads its license",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/containers/disconnected.md", "2024-11-19", "2026-11-29")];
    DISCONNECTED_PLAN = "Disconnected containers need an approved request and a commitment plan of the account",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/containers/disconnected-containers.md", "2023-07-28", "2026-11-29")];
    KEY_TOKENS = "A key can be exchanged for a token that is valid for 10 minutes; of the services that accept such a token, Document Intelligence is not listed",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/authentication.md", "2025-05-19", "2026-11-29")];
    KEY_TOKEN_HOST = "The host of an account with a custom subdomain issues such tokens at `/sts/v1.0/issueToken`",
        [documented("MicrosoftDocs/azure-docs articles/cognitive-services/Speech-Service/speech-services-private-link.md", "", "2026-11-29")];
    KEY_TOKEN_NETWORK = "The Speech service issues such a token only while the account allows access from all networks, and else answers `Forbidden` or `BadRequest`",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/speech-service/speech-services-private-link.md", "2026-03-23", "2026-11-29")];
    ACCOUNT_KINDS = "Document Intelligence exists in single-service accounts (kind `FormRecognizer`) and in multi-service accounts (kinds `CognitiveServices` and `AIServices`)",
        [
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/quickstarts/get-started-studio.md", "2025-03-17", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go", "71d0f32b", "2026-11-29"),
        ];
    SYSTEM_ASSIGNED_ONLY = "Document Intelligence reads storage with its system-assigned identity, and with no other",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities.md", "2024-05-23", "2026-11-29")];
    STORAGE_IN_ONE_REGION = "The guides of Document Intelligence require a storage account in the region of the account",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities.md", "2024-05-23", "2026-11-29"),
         documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md", "2025-11-18", "2026-11-29")];
    STORAGE_EXCEPTIONS = "The storage firewall allows access from the account as a trusted service, or by a resource instance rule that names it",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md", "2025-11-18", "2026-11-29")];
    SAS_BEHIND_FIREWALL = "A SAS URL does not give the account access to storage behind a firewall; its managed identity does",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/create-sas-tokens.md", "2024-10-28", "2026-11-29")];
    IDENTITY_ERRORS = "The account answers ContentSourceNotAccessible if its identity has no role on the blobs, or if the storage firewall allows access from it neither as a trusted service nor by a resource instance rule",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md", "2025-11-18", "2026-11-29")];
    OUTBOUND_LIST = "While outbound access is restricted, the account connects only to the host names and IPv4 addresses on its list",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-data-loss-prevention.md", "2025-01-25", "2026-11-29")];
    OUTBOUND_ERROR = "The account answers Forbidden with the inner code OutboundAccessForbidden to a request for a host that is not on its list",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/how-to-guides/resolve-errors.md", "2026-04-18", "2026-11-29")];
    VAULT_TRUSTS_STORAGE = "The list of trusted services of Key Vault, as known at its publication, contains Azure Storage and not Azure AI services; newer services may be missing from it; trusted services connect while public network access is disabled, too",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/overview-vnet-service-endpoints.md", "2026-08-20", "2026-11-29")];
    ENCRYPTION_TRUSTS = "For customer-managed keys of Azure AI services behind a vault firewall, trusted services must be allowed",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md", "2025-05-01", "2026-11-29"),
         documented("MicrosoftDocs/azure-ai-docs articles/foundry/includes/concepts-encryption-keys-portal-1.md", "2026-08-10", "2026-11-29")];
    VAULT_HOST_ON_LIST = "No source says that the host of the vault on the list is sufficient for a customer-managed key; templates of Microsoft disable the restriction in their tests with such keys",
        [
            code("Azure/bicep-registry-modules avm/res/cognitive-services/account/tests/e2e/cmk-uami/main.test.bicep", "28ad08fa8c36", "2026-11-29"),
            reported("Azure/ResourceModules pull request 3259", "2023-05-16", "2026-11-29"),
        ];
}

/// The kinds of accounts that serve Document Intelligence: [`ACCOUNT_KINDS`].
pub(crate) const DOCUMENT_KINDS: [&str; 3] = [SINGLE_SERVICE_KIND, "CognitiveServices", "AIServices"];

/// The maximum number of IP rules of an account: [`ACCOUNT_RULE_LIMITS`].
pub const MAX_ACCOUNT_IP_RULES: usize = 100;
