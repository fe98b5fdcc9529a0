//! Customer-managed keys: what Azure and azurerm do with their versions, dates and permissions.

use super::fact::{code, documented, facts, reported};

/// The size of the account's key: see [`ACCOUNT_KEY_SIZE`].
pub const ACCOUNT_KEY_SIZE_IN_BITS: u16 = 2048;

facts! {
    ACCOUNT_KEY_SIZE = "The account supports RSA and RSA-HSM keys of size 2048 only",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md", "2025-05-01", "2026-11-29")];
    ROTATION_EXPIRATION = "A rotation policy gives a new key version an expiration date at least 28 days after its creation",
        [code("Azure/azure-sdk-for-net sdk/keyvault/Azure.Security.KeyVault.Keys/src/KeyRotationPolicy.cs", "08e78b5e08", "2026-11-29")];
    ROTATION_INTERVAL = "A rotation policy rotates a key at least 7 days after the creation of a version and at least 7 days before its expiration date",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/keys/how-to-configure-key-rotation.md", "2025-05-08", "2026-11-29")];
    EXPIRED_KEY = "A key after its expiration date works for decrypt, release, unwrap and verify, and for no other operation",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/keys/about-keys-details.md", "2026-03-06", "2026-11-29")];
    EXPIRED_KEY_OF_A_SERVICE = "No page documents what the account and storage do with an expired customer-managed key", [];
    VAULT_IN_ONE_REGION = "The vault of the account's key has to be in the region and the tenant of the account, and can be in another subscription",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md", "2025-05-01", "2026-11-29")];
    KEY_ID_IN_TERRAFORM = "`azurerm_key_vault_key` sets its ID when it creates the key and keeps it, so it names the first version after a rotation, while its expiration date is that of the current version",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 29159", "2025-03-24", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 29611", "2025-05-14", "2026-11-29")];
    CURRENT_VERSION_IN_TERRAFORM = "The data source `azurerm_key_vault_key` has the ID of the current version",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_data_source.go", "084c2405", "2026-11-29")];
    DATA_SOURCE_AFTER_ITS_RESOURCE = "Terraform reads a data source that refers to a resource only at apply while the same plan changes that resource, so what it returns is known after apply",
        [reported("hashicorp/terraform issue 27171", "", "2026-11-29"), reported("hashicorp/terraform pull request 27267", "", "2026-11-29")];
    ACCOUNT_KEY_IN_PLACE = "`azurerm_cognitive_account_customer_managed_key` changes to another key version in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_customer_managed_key_resource.go", "0896d0fa", "2026-11-29")];
    DATE_AFTER_ROTATION_IN_TERRAFORM = "An update of `azurerm_key_vault_key` writes its expiration date onto the current version of the key",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29")];
    KEY_REDEPLOYED = "Azure Resource Manager creates the first version of a key that does not exist, and returns a key that exists without any change: neither a new version nor an update of its date or rotation policy",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/permissions/security.md", "2024-03-01", "2026-11-29")];
    VAULT_OF_ANOTHER_SUBSCRIPTION = "azurerm looks for the vault of a key or secret by its name in the subscription of the provider; if it is not there, it drops the key or secret from the state, and a new one cannot be created because it exists",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/client/helpers.go", "0c80938b", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_secret_resource.go", "01a3110d", "2026-11-29")];
    ACCOUNT_RETURNS_TO_MICROSOFT_KEY = "The customer-managed key of a Document Intelligence account can be disabled again; azurerm sets the key source Microsoft.CognitiveServices for that",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/encrypt-data-at-rest.md", "2025-11-18", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_customer_managed_key_resource.go", "0896d0fa", "2026-11-29")];
    FOUNDRY_KEEPS_ITS_KEY = "A Foundry resource (kind `AIServices`) cannot return from a customer-managed key to the Microsoft-managed key",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md", "2025-05-01", "2026-11-29")];
    DATA_KEEPS_ITS_KEY = "Data that an account has stored stays encrypted with the key that it was stored with, unless it is processed again",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md", "2025-05-01", "2026-11-29")];
    ROLE_TAKES_EFFECT_LATE = "A role assignment can take up to 10 minutes to take effect",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md", "2023-09-20", "2026-11-29")];
    ACCOUNT_BEFORE_ITS_ROLE = "An account whose key is set before the role on the key has taken effect fails to deploy, and a later attempt succeeds",
        [reported("hashicorp/terraform-provider-azurerm issue 32855", "2026-07-29", "2026-11-29")];
    SECRET_BEFORE_ITS_ROLE = "Terraform is denied access to a vault by a role that the same apply has assigned, until the role takes effect",
        [reported("Azure/terraform-azurerm-avm-res-keyvault-vault issue 78", "2024-02-28", "2026-11-29")];
}
