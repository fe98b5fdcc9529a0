//! Customer-managed keys: what Azure and azurerm do with their versions, dates and permissions.

use super::fact::{Source, code, documented, facts, reported};

/// The size of the account's key: see [`ACCOUNT_KEY_SIZE`].
pub const ACCOUNT_KEY_SIZE_IN_BITS: u16 = 2048;

pub(super) const SECURITY_PERMISSIONS: Source = documented(
    "MicrosoftDocs/azure-docs articles/role-based-access-control/permissions/security.md",
    "2024-03-01",
    "2026-11-29",
);
/// The page on keys of Azure AI Foundry. Its stored copies have the same date and differ in what they allow.
const FOUNDRY_CONCEPT: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-foundry/concepts/encryption-keys-portal.md",
    "2025-05-01",
    "2026-11-29",
);
/// The part of its successor that describes the steps.
const FOUNDRY_STEPS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/foundry/includes/concepts-encryption-keys-portal-1.md",
    "2026-08-10",
    "2026-11-29",
);
/// The part on customer-managed keys that pages of single services include, that of Document Intelligence among them.
const SERVICE_STEPS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/includes/configure-customer-managed-keys.md",
    "2020-05-28",
    "2026-11-29",
);
const KEY_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_customer_managed_key_resource.go",
    "0896d0fa",
    "2026-11-29",
);

/// How long a role assignment may take to take effect.
///
/// Fact: [`ROLE_TAKES_EFFECT_LATE`].
pub const ROLE_DELAY_MINUTES: u32 = 10;

/// The same for the role of the account's identity on storage.
///
/// Fact: [`ROLE_TAKES_EFFECT_LATE`].
pub const ACCOUNT_ROLE_DELAY_MINUTES: u32 = 30;

facts! {
    ACCOUNT_KEY_SIZE = "The account supports RSA and RSA-HSM keys of size 2048 only; the newest page, on Foundry resources, asks for at least 2048 bits",
        [FOUNDRY_CONCEPT, FOUNDRY_STEPS];
    ROTATION_EXPIRATION = "A rotation policy gives a new key version an expiration date at least 28 days after its creation",
        [code("Azure/azure-sdk-for-net sdk/keyvault/Azure.Security.KeyVault.Keys/src/KeyRotationPolicy.cs", "08e78b5e08", "2026-11-29")];
    ROTATION_INTERVAL = "A rotation policy rotates a key at least 7 days after the creation of a version and at least 7 days before its expiration date",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/keys/how-to-configure-key-rotation.md", "2025-05-08", "2026-11-29")];
    EXPIRED_KEY = "A key after its expiration date works for decrypt, release, unwrap and verify, and for no other operation",
        [documented("MicrosoftDocs/azure-security-docs articles/key-vault/includes/key-attributes.md", "", "2026-11-29"),
         documented("MicrosoftDocs/azure-security-docs articles/key-vault/keys/about-keys-details.md", "2026-07-07", "2026-11-29")];
    EXPIRED_KEY_OF_A_SERVICE = "No page documents what the account and storage do with an expired customer-managed key", [];
    VAULT_IN_ONE_REGION = "The vault of the account's key has to be in the region and the tenant of the account, and can be in another subscription",
        [FOUNDRY_CONCEPT];
    KEY_ID_IN_TERRAFORM = "`azurerm_key_vault_key` sets its ID when it creates the key and keeps it, so it names the first version after a rotation, while its expiration date is that of the current version",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 29159", "2025-03-24", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 29611", "2025-05-14", "2026-11-29")];
    CURRENT_VERSION_IN_TERRAFORM = "The data source `azurerm_key_vault_key` has the ID of the current version",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_data_source.go", "084c2405", "2026-11-29")];
    DATA_SOURCE_AFTER_ITS_RESOURCE = "Terraform reads a data source that refers to a resource only at apply while the same plan changes that resource, so what it returns is known after apply",
        [reported("hashicorp/terraform issue 27171", "", "2026-11-29"), reported("hashicorp/terraform pull request 27267", "", "2026-11-29")];
    ACCOUNT_KEY_IN_PLACE = "`azurerm_cognitive_account_customer_managed_key` changes to another key version in place",
        [KEY_RESOURCE];
    DATE_AFTER_ROTATION_IN_TERRAFORM = "An update of `azurerm_key_vault_key` writes its expiration date onto the current version of the key",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29")];
    DATE_MISSING_IN_TERRAFORM = "azurerm replaces a key that has an expiration date if the configuration has none, and rotation gives each new version a date",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "69697b7f", "2026-11-29"),
         reported("Azure/terraform-azurerm-avm-res-keyvault-vault issue 255", "2025-09-22", "2026-11-29")];
    KEY_REDEPLOYED = "Azure Resource Manager creates the first version of a key that does not exist, and returns a key that exists without any change: neither a new version nor an update of its date or rotation policy",
        [SECURITY_PERMISSIONS];
    VAULT_OF_ANOTHER_SUBSCRIPTION = "azurerm looks for the vault of a key or secret by its name in the subscription of the provider; if it is not there, it drops the key or secret from the state, and a new one cannot be created because it exists",
        [code("hashicorp/terraform-provider-azurerm internal/services/keyvault/client/helpers.go", "0c80938b", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go", "0100768b", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_secret_resource.go", "01a3110d", "2026-11-29")];
    ACCOUNT_RETURNS_TO_MICROSOFT_KEY = "The customer-managed key of a Document Intelligence account can be disabled again; azurerm sets the key source Microsoft.CognitiveServices for that",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/encrypt-data-at-rest.md", "2025-11-18", "2026-11-29"),
         KEY_RESOURCE];
    FOUNDRY_KEEPS_ITS_KEY = "A Foundry resource (kind `AIServices`) cannot return from a customer-managed key to the Microsoft-managed key",
        [FOUNDRY_STEPS, FOUNDRY_CONCEPT,
         code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go", "69697b7f", "2026-11-29")];
    FOUNDRY_TAKES_A_KEY = "A Foundry resource that exists can take a customer-managed key, which its system-assigned identity requires; an older copy of a page says that it cannot",
        [FOUNDRY_STEPS, FOUNDRY_CONCEPT];
    FOUNDRY_REDEPLOYED_WITHOUT_KEY = "No page says what a Foundry resource that has a customer-managed key does when a template without this key is deployed again", [];
    FOUNDRY_KEY_IN_ONE_VAULT = "The customer-managed key of a Foundry resource can be updated only to keys in the same vault",
        [FOUNDRY_STEPS, FOUNDRY_CONCEPT];
    DATA_KEEPS_ITS_KEY = "Another key version does not encrypt stored data again: what an account has stored stays encrypted with the key that it was stored with",
        [SERVICE_STEPS, FOUNDRY_CONCEPT];
    KEY_AT_CREATION = "An account can be created with a customer-managed key if a user-assigned identity has permission to use it before; an older part of the pages says that a key can be set only after creation",
        [FOUNDRY_STEPS, SERVICE_STEPS,
         code("Azure/bicep-registry-modules avm/res/cognitive-services/account/tests/e2e/cmk-uami/main.test.bicep", "28ad08fa8c36", "2026-11-29")];
    KEY_AFTER_CREATION_IN_TERRAFORM = "azurerm's resources for customer-managed keys set the key of an account that exists: it is created with the Microsoft-managed key, and a policy that denies this refuses it",
        [KEY_RESOURCE,
         reported("hashicorp/terraform-provider-azurerm issue 18084", "2022-08-23", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 14426", "2021-12-01", "2026-11-29"),
         reported("Azure/terraform-azurerm-avm-res-storage-storageaccount issue 254", "2025-06-04", "2026-11-29")];
    KEY_BLOCK_IN_TERRAFORM = "The block `customer_managed_key` of `azurerm_cognitive_account` sets the key at creation and changes it in place; after a creation that fails in Azure, the state does not contain the account, and the next apply asks for its import",
        [code("hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go", "69697b7f", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/sdk/resource_id_callback.go", "69697b7f", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm pull request 18516", "2022-09-23", "2026-11-29")];
    KEY_BLOCK_OF_STORAGE_IN_TERRAFORM = "The block `customer_managed_key` of `azurerm_storage_account` sets the key at creation and changes it in place; azurerm looks for the vault in the subscription of the provider, and fails if it is not there",
        [code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_resource.go", "69697b7f", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/client/helpers.go", "69697b7f", "2026-11-29")];
    KEY_MOVES_IN_TERRAFORM = "azurerm reads the block `customer_managed_key` of an account from Azure, so a plan that moves the key from a resource of its own into the block does not set it, while the resource that is destroyed sets the Microsoft-managed key; a resource that sets a key asks for its import if one is set",
        [KEY_RESOURCE,
         code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_customer_managed_key_resource.go", "69697b7f", "2026-11-29"),
         code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_resource.go", "69697b7f", "2026-11-29")];
    KEY_RESOURCE_DESTROYED = "When Terraform destroys `azurerm_cognitive_account_customer_managed_key`, it sets the Microsoft-managed key", [KEY_RESOURCE];
    ACCOUNT_KEY_AUTHORIZATION = "The identity may use the account's key by a role on a vault with Azure RBAC, which the newest page recommends, or by an access policy, which older pages name as the only way",
        [FOUNDRY_STEPS, FOUNDRY_CONCEPT, SERVICE_STEPS,
         code("Azure/bicep-registry-modules avm/res/cognitive-services/account/tests/e2e/cmk-uami/dependencies.bicep", "a0721d0433e8", "2026-11-29")];
    REPLACED_BEFORE_ITS_USERS = "Terraform destroys a resource that it replaces before it creates the new one, and changes what refers to it afterwards",
        [documented("hashicorp/terraform website/docs/language/meta-arguments/lifecycle.mdx", "", "2026-11-29")];
    ROLE_TAKES_EFFECT_LATE = "A role assignment can take up to 10 minutes to take effect; for the role of the account's identity on storage, the page of Document Intelligence says up to 30, and a page of Azure AI services says 5",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md", "2023-09-20", "2026-11-29"),
         documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities.md", "2024-05-23", "2026-11-29"),
         documented("MicrosoftDocs/azure-ai-docs articles/ai-services/authentication.md", "2025-05-19", "2026-11-29")];
    ACCOUNT_BEFORE_ITS_ROLE = "An account whose key is set before the role on the key has taken effect fails to deploy, and a later attempt succeeds",
        [reported("hashicorp/terraform-provider-azurerm issue 32855", "2026-07-29", "2026-11-29")];
    SECRET_BEFORE_ITS_ROLE = "Terraform is denied access to a vault by a role that the same apply has assigned, until the role takes effect",
        [reported("Azure/terraform-azurerm-avm-res-keyvault-vault issue 78", "2024-02-28", "2026-11-29")];
}
