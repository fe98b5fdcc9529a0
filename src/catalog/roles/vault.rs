//! Key Vault and managed HSM.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    KEY_VAULT_ADMINISTRATOR = "Key Vault Administrator", "00482a5a-887f-4fb3-b363-3b7fe8e74483", "keyVaultAdministrator", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/*/read",
                "Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/operations/read"],
            data_actions: ["Microsoft.KeyVault/vaults/*"],
        }
    }
    KEY_VAULT_CERTIFICATE_USER = "Key Vault Certificate User", "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "keyVaultCertificateUser", [] {
        {
            data_actions: ["Microsoft.KeyVault/vaults/certificates/read",
                "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                "Microsoft.KeyVault/vaults/secrets/readMetadata/action", "Microsoft.KeyVault/vaults/keys/read"],
        }
    }
    KEY_VAULT_CERTIFICATES_OFFICER = "Key Vault Certificates Officer", "a4417e6f-fecd-4de8-b567-7b0420556985", "keyVaultCertificatesOfficer", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/*/read",
                "Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/operations/read"],
            data_actions: ["Microsoft.KeyVault/vaults/certificatecas/*", "Microsoft.KeyVault/vaults/certificates/*",
                "Microsoft.KeyVault/vaults/certificatecontacts/write"],
        }
    }
    KEY_VAULT_CONTRIBUTOR = "Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395", "keyVaultContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*", "Microsoft.KeyVault/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*"],
            not_actions: ["Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/hsmPools/*",
                "Microsoft.KeyVault/managedHsms/*"],
        }
    }
    KEY_VAULT_CRYPTO_OFFICER = "Key Vault Crypto Officer", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "keyVaultCryptoOfficer", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/*/read",
                "Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/operations/read"],
            data_actions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
        }
    }
    KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER = "Key Vault Crypto Service Encryption User", "e147488a-f6f5-4113-8e2d-b22465e65bf6", "keyVaultCryptoServiceEncryptionUser", [] {
        {
            actions: ["Microsoft.EventGrid/eventSubscriptions/write", "Microsoft.EventGrid/eventSubscriptions/read",
                "Microsoft.EventGrid/eventSubscriptions/delete"],
            data_actions: ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/wrap/action",
                "Microsoft.KeyVault/vaults/keys/unwrap/action"],
        }
    }
    KEY_VAULT_CRYPTO_SERVICE_RELEASE_USER = "Key Vault Crypto Service Release User", "08bbd89e-9f13-488c-ac41-acfcb10c90ab", "keyVaultCryptoServiceReleaseUser", [] {
        {
            data_actions: ["Microsoft.KeyVault/vaults/keys/release/action"],
        }
    }
    KEY_VAULT_CRYPTO_USER = "Key Vault Crypto User", "12338af0-0e69-4776-bea7-57ae8d297424", "keyVaultCryptoUser", [] {
        {
            data_actions: ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/update/action",
                "Microsoft.KeyVault/vaults/keys/backup/action", "Microsoft.KeyVault/vaults/keys/encrypt/action",
                "Microsoft.KeyVault/vaults/keys/decrypt/action", "Microsoft.KeyVault/vaults/keys/wrap/action",
                "Microsoft.KeyVault/vaults/keys/unwrap/action", "Microsoft.KeyVault/vaults/keys/sign/action",
                "Microsoft.KeyVault/vaults/keys/verify/action"],
        }
    }
    KEY_VAULT_DATA_ACCESS_ADMINISTRATOR = "Key Vault Data Access Administrator", "8b54135c-b56d-4d72-a534-26097cfdc8d8", "keyVaultDataAccessAdministrator", [] {
        {
            actions: ["Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/*/read",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Resources/subscriptions/read", "Microsoft.Management/managementGroups/read",
                "Microsoft.Resources/deployments/*", "Microsoft.Support/*", "Microsoft.KeyVault/vaults/*/read"],
        }
    }
    KEY_VAULT_PURGE_OPERATOR = "Key Vault Purge Operator", "a68e7c17-0ab2-4c09-9a58-125dae29748c", "keyVaultPurgeOperator", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/deletedVaults/read",
                "Microsoft.KeyVault/locations/deletedVaults/purge/action",
                "Microsoft.KeyVault/locations/operationResults/read"],
        }
    }
    KEY_VAULT_READER = "Key Vault Reader", "21090545-7ca7-4776-b22c-e363652d74d2", "keyVaultReader", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*",
                "Microsoft.KeyVault/checkNameAvailability/read", "Microsoft.KeyVault/deletedVaults/read",
                "Microsoft.KeyVault/locations/*/read", "Microsoft.KeyVault/vaults/*/read",
                "Microsoft.KeyVault/operations/read"],
            data_actions: ["Microsoft.KeyVault/vaults/*/read",
                "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
        }
    }
    KEY_VAULT_SECRETS_OFFICER = "Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "keyVaultSecretsOfficer", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/*/read",
                "Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/operations/read"],
            data_actions: ["Microsoft.KeyVault/vaults/secrets/*"],
        }
    }
    KEY_VAULT_SECRETS_USER = "Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6", "keyVaultSecretsUser", [] {
        {
            data_actions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action",
                "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
        }
    }
    MANAGED_HSM_CONTRIBUTOR = "Managed HSM contributor", "18500a29-7fe2-46b2-a342-b16a415e101d", "managedHsmContributor", [] {
        {
            actions: ["Microsoft.KeyVault/managedHSMs/*", "Microsoft.KeyVault/deletedManagedHsms/read",
                "Microsoft.KeyVault/locations/deletedManagedHsms/read",
                "Microsoft.KeyVault/locations/deletedManagedHsms/purge/action",
                "Microsoft.KeyVault/locations/managedHsmOperationResults/read"],
        }
    }
}
