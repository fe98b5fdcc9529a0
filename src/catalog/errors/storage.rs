//! Errors of blob storage: network, roles, keys, SAS tokens, and what a deployment of a storage account returns.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, code, documented, reported};

const TROUBLESHOOT: Source = documented(
    "MicrosoftDocs/SupportArticles-docs support/azure/azure-storage/blobs/authentication/storage-troubleshoot-403-errors.md",
    "2026-07-06",
    READ,
);
const COPIES: Source = documented(
    "MicrosoftDocs/azure-docs articles/storage/common/security-restrict-copy-operations.md",
    "2022-11-28",
    READ,
);
const SAS_CODES: Source = documented("learn.microsoft.com rest/api/storageservices/sas-error-codes", "", READ);
const BLOB_CODES: Source = code(
    "Azure/azure-sdk-for-go sdk/storage/azblob/bloberror/error_codes.go",
    "009396f427874b84ecb2fbf9e24b4a7e2d51b378",
    READ,
);
const COMMON_CODES: Source =
    documented("learn.microsoft.com rest/api/storageservices/common-rest-api-error-codes", "", READ);
const BLOB_MESSAGES: Source =
    documented("learn.microsoft.com rest/api/storageservices/blob-service-error-codes", "", READ);
const NAMES: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-storage-account-name.md",
    "2024-06-20",
    READ,
);
const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
    READ,
);

errors! { Service::Storage;
    AUTHORIZATION_FAILURE = "AuthorizationFailure", Some(403), [TROUBLESHOOT, COPIES],
        "The storage firewall denies access from the client's network, or public network access is disabled. A missing role returns a different error, AuthorizationPermissionMismatch.",
        "In Studio, the browser calls storage, so allow its IP address, or run the browser inside the network. IP rules do not match clients in storage's own region: allow their subnet. `di-gen access --to storage` shows which networks are allowed. A copy from a storage account outside `storage.copyScope` gets the same error.",
        phrases: &["this request is not authorized to perform this operation.", "this request isn't authorized to perform this operation."],
        keys: &["/storage/publicNetworkAccess", "/allow/addresses", "/storage/copyScope"];
    PERMISSION_MISMATCH = "AuthorizationPermissionMismatch", Some(403), [TROUBLESHOOT],
        "The storage firewall allows access from the client's network, but the principal has no role that allows this operation on the blobs, or the SAS token lacks the permission.",
        "Reading needs *Storage Blob Data Reader*, writing needs *Storage Blob Data Contributor*. Owner and Storage Account Contributor have no data action. A new role assignment takes some minutes to take effect.",
        phrases: &[
            "this request is not authorized to perform this operation using this permission",
            "this request isn't authorized to perform this operation using this permission",
        ],
        keys: &["/clients"];
    KEYS_NOT_PERMITTED = "KeyBasedAuthenticationNotPermitted", Some(403), [TROUBLESHOOT],
        "The request is signed with an account key, or with a SAS token that is, and shared key access is disabled.",
        "Use Microsoft Entra ID and a role on the blobs; a user delegation SAS works as well. In Terraform, set `storage_use_azuread` in the provider. `storage.sharedKeys: true` enables keys.",
        phrases: &["key based authentication is not permitted on this storage account"], keys: &["/storage/sharedKeys"];
    AUTHENTICATION_FAILED = "AuthenticationFailed", Some(403), [TROUBLESHOOT],
        "Storage could not authenticate the request: the SAS token is expired, not valid yet, or malformed, or the account key is another one.",
        "Create a new SAS token without a start time, with an end in the future, and check the clock. After a key rotation, tokens signed with the old key are invalid.",
        phrases: &["server failed to authenticate the request"];
    SAS_SOURCE_IP = "AuthorizationSourceIPMismatch", Some(403), [SAS_CODES],
        "The SAS token is limited to IP addresses, and the request came from another one.",
        "Create a token without an IP range or with the right one. Document Intelligence reads from addresses of its own.",
        phrases: &["not authorized to perform this operation using this source ip"];
    SAS_PROTOCOL = "AuthorizationProtocolMismatch", Some(403), [SAS_CODES],
        "The SAS token is limited to HTTPS, and the request used HTTP.",
        "Use an https URL.",
        phrases: &["not authorized to perform this operation using this protocol"];
    SAS_SERVICE = "AuthorizationServiceMismatch", Some(403), [SAS_CODES, TROUBLESHOOT],
        "The SAS token was created for another service of the storage account.",
        "Create a token for the blob service (`ss=b`).",
        phrases: &["not authorized to perform this operation using this service"];
    SAS_RESOURCE_TYPE = "AuthorizationResourceTypeMismatch", Some(403), [SAS_CODES],
        "The SAS token does not cover this type of resource: service, container or object.",
        "Create a token for containers and objects (`srt=co`): listing needs the container.",
        phrases: &["not authorized to perform this operation using this resource type"];
    NO_AUTHENTICATION = "NoAuthenticationInformation", None, [BLOB_CODES, COMMON_CODES],
        "The request has no token, no key and no SAS. Blobs of this account are not public.",
        "Send a token or a SAS. For Document Intelligence, give the account's identity a role in place of a public URL.",
        phrases: &["server failed to authenticate the request. please refer to the information in the www-authenticate header"];
    INVALID_AUTHENTICATION = "InvalidAuthenticationInfo", None, [BLOB_CODES, COMMON_CODES],
        "The authorization header is not in the right form, or its token was issued for another audience.",
        "Request the token for https://storage.azure.com/.",
        phrases: &["the authentication information was not provided in the correct format"];
    INSUFFICIENT_PERMISSIONS = "InsufficientAccountPermissions", None, [BLOB_CODES, COMMON_CODES],
        "The storage account does not allow this operation with these credentials.",
        "Check whether the account is read-only or disabled, and which roles the principal has.",
        phrases: &["the account being accessed does not have sufficient permissions to execute this operation", "read operations are currently disabled", "write operations are not allowed"];
    ACCOUNT_DISABLED = "AccountIsDisabled", None, [BLOB_CODES, COMMON_CODES],
        "The storage account is disabled, often together with its subscription.",
        "Check the state of the subscription.",
        phrases: &["the specified account is disabled"];
    ANONYMOUS_NOT_PERMITTED = "PublicAccessNotPermitted", Some(409),
        [
            reported("Azure-Samples/azure-search-openai-demo-csharp issue 382", "2024-11-20", READ),
            reported("pivotal/paving issue 89", "2023-11-13", READ),
        ],
        "The request has no credentials, or asks for a container with anonymous access, and the storage account does not permit anonymous access to blobs. This is not about networks.",
        "Send a token of a principal with a role on the blobs, or a SAS. Containers of di-gen are private: under `extra`, remove a setting of anonymous access.",
        phrases: &["public access is not permitted on this storage account"], keys: &["/extra"];
    CMK_VAULT_POLICY = "KeyVaultPolicyError", None,
        [
            reported("Azure/azure-cli issue 17914", "2021-04-28", READ),
            reported("Azure/azure-cli issue 12346", "2021-05-23", READ),
        ],
        "Storage cannot use the customer-managed key because of the vault: soft delete or purge protection is missing, or the identity has no permission on the key.",
        "Enable purge protection for the vault of the key, and give the encryption identity its role on the key: `di-gen access --from 'storage encryption'`.",
        phrases: &["keyvault policy recoverable is not set"], keys: &["/encryption/storage"];
    SUBNET_WITHOUT_ENDPOINT = "NetworkAclsValidationFailure", None,
        [
            reported("hashicorp/terraform-provider-azurerm issue 16547", "2022-04-26", READ),
            reported("Azure/azure-cli issue 32434", "2025-11-18", READ),
        ],
        "The firewall of storage cannot get a virtual network rule for a subnet: the subnet does not have the service endpoint. The inner code is SubnetsHaveNoServiceEndpointsConfigured.",
        "Add the service endpoint to the existing subnet; its owning team does that. di-gen adds it to the subnets that it creates.",
        phrases: &["validation of network acls failure"], keys: &["/allow/subnets", "/network/subnets/workloads"], is_general: true;
    CONTAINER_NOT_FOUND = "ContainerNotFound", None, [BLOB_CODES, BLOB_MESSAGES],
        "The container does not exist in this storage account.",
        "Check the name of the container: it is in `storage.containers`.",
        phrases: &["the specified container does not exist"], keys: &["/storage/containers"];
    CONTAINER_EXISTS = "ContainerAlreadyExists", None, [BLOB_CODES, BLOB_MESSAGES],
        "A container of this name exists already.",
        "Use it, or import it into the Terraform state.",
        phrases: &["the specified container already exists"], keys: &["/storage/containers"];
    CONTAINER_BEING_DELETED = "ContainerBeingDeleted", None, [BLOB_CODES, BLOB_MESSAGES],
        "A container of this name is being deleted.",
        "Wait for some minutes and deploy again.",
        phrases: &["the specified container is being deleted"], keys: &["/storage/containers"];
    BLOB_NOT_FOUND = "BlobNotFound", None, [BLOB_CODES, BLOB_MESSAGES],
        "The blob does not exist in this container.",
        "Check the path of the blob; it is case-sensitive.",
        phrases: &["the specified blob does not exist"];
    BLOB_IMMUTABLE = "BlobImmutableDueToPolicy", None, [BLOB_CODES, BLOB_MESSAGES],
        "An immutability policy or a legal hold protects the blob.",
        "Write the result under another name. Labelling changes files, so a training container cannot be immutable.",
        phrases: &["not permitted as the blob is immutable due to a policy"];
    REDUNDANCY_UNAVAILABLE = "RedundancyConfigurationNotAvailableInRegion", Some(400),
        [reported("Azure/Azure-Landing-Zones issue 2437", "2025-02-03", READ), reported("Esri/arcgis-gitops issue 160", "2025-01-20", READ)],
        "The region does not offer this redundancy: GRS and GZRS need a paired region, ZRS and GZRS availability zones.",
        "Set `storage.redundancy` to ZRS in a region with zones, or else to LRS.",
        phrases: &["failed to create due to redundancy configuration"], keys: &["/storage/redundancy", "/location"];
    ACCOUNT_TAKEN = "StorageAccountAlreadyTaken", None, [DEPLOYMENT, NAMES],
        "A storage account of this name exists in another subscription: names are globally unique.",
        "Set another `storage.name`, or `naming.seed`.",
        phrases: &["the storage account named * is already taken"], keys: &["/storage/name", "/name"];
    ACCOUNT_EXISTS = "StorageAccountAlreadyExists", None, [DEPLOYMENT],
        "A storage account of this name exists already.",
        "Set another `storage.name`, or use the account as `storage.existing`.",
        keys: &["/storage/name", "/name"];
    ACCOUNT_ELSEWHERE = "StorageAccountInAnotherResourceGroup", None, [DEPLOYMENT, NAMES],
        "A storage account of this name exists in another resource group of the subscription.",
        "Set another `storage.name`, or deploy to that resource group.",
        phrases: &["is already in another resource group in this subscription"], keys: &["/storage/name", "/name"];
    ACCOUNT_NOT_FOUND = "StorageAccountNotFound", None, [DEPLOYMENT],
        "The storage account does not exist in this subscription and resource group.",
        "Check the ID in `storage.existing`.",
        keys: &["/storage/existing"];
    ACCOUNT_NAME_INVALID = "AccountNameInvalid", None, [DEPLOYMENT, NAMES],
        "The name of the storage account breaks the naming rule.",
        "Use 3 to 24 lowercase letters and digits.",
        phrases: &["is not a valid storage account name"], keys: &["/storage/name"];
    ACCOUNT_PROPERTY = "AccountPropertyCannotBeSet", None, [DEPLOYMENT],
        "A property cannot be set for this storage account, for example because it can only be set at creation.",
        "Compare the change with `di-gen diff`, which names properties that force replacement.",
        keys: &["/storage/infrastructureEncryption", "/storage/queueAndTableKeyType"];
    CMK_PREREQUISITES = "Missing pre-requisites to enable EncryptionAtRest/Customer Managed Key for this storage account.", None,
        [reported("Azure/azure-service-operator issue 4122", "2024-06-24", READ)],
        "Storage cannot use the customer-managed key: identity, role on the key, or purge protection of the vault is missing.",
        "Wait for the role assignment to take effect and deploy again; `di-gen access --from 'storage encryption'` shows the rest.",
        phrases: &["missing pre-requisites to enable encryptionatrest"], keys: &["/encryption/storage"];
}
