//! Errors of Key Vault: network, permissions, soft-deleted names.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const COMMON: Source = documented(
    "MicrosoftDocs/azure-security-docs articles/key-vault/general/common-error-codes.md",
    "2025-04-17",
    READ,
);
const REST: Source =
    documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/rest-error-codes.md", "2025-04-16", READ);
const FIREWALL_ISSUE: Source = reported("hashicorp/terraform-provider-azurerm issue 20742", "2023-03-02", READ);
const POLICY_ISSUE: Source = reported("turbot/steampipe-plugin-azure issue 127", "2021-05-12", READ);
const ON_BEHALF_OF_ISSUE: Source = reported("SparebankenVest/azure-key-vault-to-kubernetes issue 232", "", READ);
const TOKEN_ISSUE: Source = reported("Azure/azure-sdk-for-python issue 24557", "2022-05-22", READ);
const RBAC_ISSUE: Source = reported("piyushsachdeva/Terraform_AKS issue 2", "2024-01-30", READ);

errors! { Service::KeyVault;
    VAULT_FIREWALL = "ForbiddenByFirewall", Some(403), [COMMON, FIREWALL_ISSUE],
        "The vault firewall has no rule for the client's IP address or subnet, and the client is not a trusted Azure service.",
        "Terraform gets this error from a pipeline: add its IP address to `keyVault.deployerAddresses`. Clients need `allow.addresses`, `allow.subnets` or the private endpoint.",
        phrases: &["is not authorized and caller is not a trusted service", "isn't authorized and caller isn't a trusted service"],
        keys: &["/keyVault/deployerAddresses", "/allow/addresses"];
    VAULT_CONNECTION = "ForbiddenByConnection", Some(403),
        [reported("microsoft/multimodal-ai issue 171", "2025-01-31", READ)],
        "Public network access to the vault is disabled, and the request did not arrive through a private endpoint.",
        "Send the request from a network with the private endpoint. If the name resolves to a public IP address, the private DNS zone or its virtual network link is missing.",
        phrases: &[
            "public network access is disabled and request is not from a trusted service nor via an approved private link",
            "connection is not an approved private link and caller was ignored",
        ],
        keys: &["/keyVault/publicNetworkAccess", "/privateEndpoints/vault/enabled"];
    VAULT_ROLE = "ForbiddenByRbac", Some(403), [RBAC_ISSUE],
        "The principal has no role on the vault, the key or the secret that allows this operation.",
        "Assign *Key Vault Secrets User* for reading secrets, *Key Vault Crypto User* for using keys. Owner has no data action in a vault. A new role assignment takes some minutes to take effect.",
        phrases: &["caller is not authorized to perform action on resource"], keys: &["/clients"];
    VAULT_POLICY = "ForbiddenByPolicy", Some(403), [ON_BEHALF_OF_ISSUE],
        "A policy of the vault denies this kind of request, for example because an access policy names an application and the request is not on behalf of a user. A missing access policy returns AccessDenied.",
        "Remove the application from the access policy, or switch the vault to Azure RBAC (`keyVault.authorization`).",
        phrases: &["the policy requires the caller * to use on-behalf-of"], keys: &["/keyVault/authorization"];
    VAULT_ACCESS_DENIED = "AccessDenied", Some(403), [COMMON, POLICY_ISSUE],
        "The vault uses access policies, and none grants the principal this permission. Role assignments have no effect in such a vault. In a vault with Azure RBAC, the inner code is ForbiddenByRbac in its place.",
        "Add an access policy for the principal, or switch the vault to Azure RBAC (`keyVault.authorization`). Check first that the request uses the principal that you expect.",
        phrases: &["does not have * permission on key vault", "does not have * permission on vault"],
        keys: &["/keyVault/authorization"];
    VAULT_FORBIDDEN = "Forbidden", Some(403), [POLICY_ISSUE, FIREWALL_ISSUE, REST],
        "The request is authenticated, and the vault denies the operation: by its firewall, or because a permission is missing. The inner code is the reason.",
        "Read the inner code: ForbiddenByFirewall and ForbiddenByConnection are about the network, ForbiddenByRbac and AccessDenied about permissions.",
        is_general: true;
    VAULT_UNAUTHORIZED = "Unauthorized", Some(401), [TOKEN_ISSUE, REST],
        "The request has no token, an expired one, or one for another audience or tenant.",
        "Request the token for https://vault.azure.net/ in the tenant of the vault.",
        phrases: &["akv10000: request is missing a bearer", "akv10032: invalid issuer", "akv10022"],
        is_general: true;
    VAULT_EXISTS = "VaultAlreadyExists", None, [COMMON, reported("Esri/arcgis-gitops issue 174", "2025-02-07", READ)],
        "The name of the vault is in use in Azure, perhaps by a soft-deleted vault.",
        "Set another `keyVault.name`, or recover or purge the deleted vault. With purge protection, the name is free only after the retention period.",
        phrases: &["the vault name * is already in use", "vault names are globaly unique", "vault names are globally unique"], keys: &["/keyVault/name", "/name"];
    VAULT_CONFLICT = "ConflictError", Some(409),
        [COMMON, reported("alan-turing-institute/data-safe-haven issue 2523", "2026-01-09", READ)],
        "Several operations change the same item at once, or a vault of this name is soft-deleted.",
        "Repeat the deployment. If the message names a deleted vault, recover or purge it, or set another `keyVault.name`.",
        phrases: &["a vault with the same name already exists in deleted state"], keys: &["/keyVault/name"];
    VAULT_NAME = "VaultNameNotValid", None, [COMMON, reported("OfficeDev/microsoft-teams-apps-newemployeeonboarding issue 28", "2021-09-17", READ)],
        "The name of the vault breaks the naming rule.",
        "Use 3 to 24 letters, digits and hyphens.",
        phrases: &["a vault's name must be between 3-24 alphanumeric characters", "vault name should be string of 3 to 24 characters"], keys: &["/keyVault/name"];
    VAULT_REGION = "RegionNotSupported", None, [COMMON],
        "The region does not support this resource.",
        "Check `location` and `keyVault.location`.",
        keys: &["/keyVault/location", "/location"];
    VAULT_SKU = "SkuNotSupported", None, [COMMON],
        "The region or the resource does not support this SKU.",
        "Check `keyVault.sku`.",
        keys: &["/keyVault/sku"];
    VAULT_NOT_FOUND = "ResourceNotFound", None, [COMMON],
        "The vault, or an object in it, does not exist.",
        "Check the name of the vault, the key or the secret.",
        keys: &["/keyVault/existing"];
    OBJECT_DELETED = "ObjectIsDeletedButRecoverable", Some(409),
        [reported("external-secrets/external-secrets issue 3519", "2024-05-23", READ)],
        "A key or a secret of this name is soft-deleted.",
        "Recover it, or purge it where purge protection allows that, and deploy again.",
        phrases: &["is currently in a deleted but recoverable state"], keys: &["/keys/secretName", "/encryption/account/name"];
    OBJECT_BEING_RECOVERED = "ObjectIsBeingRecovered", Some(409),
        [reported("Azure/azure-sdk-for-net issue 31581", "2022-10-03", READ)],
        "A key or a secret of this name is being recovered.",
        "Repeat the operation after a minute.",
        phrases: &["is currently being recovered and cannot be re-created"];
}
