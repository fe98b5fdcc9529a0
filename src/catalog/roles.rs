//! Built-in roles. Their GUIDs are the same in every cloud.
//!
//! Source: `builtInRoleNames` in the modules of Azure/bicep-registry-modules.

use super::fact::{documented, facts};

facts! {
    ROLE_ASSIGNMENTS = "A role assignment allows the actions of its role, less its notActions, at its scope and below; assignments add up",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/overview.md", "2022-01-12", "2026-11-29")];
}

/// A built-in role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Its GUID.
    pub guid: &'static str,
    /// The name of the variable that holds the GUID.
    pub variable: &'static str,
    /// The service whose resources it applies to; without one it applies to every resource.
    pub service: Option<ResourceProvider>,
    /// The actions that it allows, among those that the access analysis evaluates.
    pub allows: &'static [Action],
}

/// An action that a role may allow. Source of the actions of each role: "Azure built-in roles", permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Sends requests to an account with a token.
    CallAccount,
    /// Lists the keys of an account.
    ListAccountKeys,
    /// Reads blobs.
    ReadBlobs,
    /// Writes blobs.
    WriteBlobs,
    /// Lists the keys of a storage account.
    ListStorageKeys,
    /// Reads the value of a secret.
    ReadSecret,
    /// Writes a secret.
    WriteSecret,
    /// Wraps and unwraps with a key.
    UseKey,
    /// Creates a key.
    MakeKey,
}

impl Action {
    /// Its name in Azure.
    #[must_use]
    pub const fn azure_name(self) -> &'static str {
        match self {
            Self::CallAccount => "Microsoft.CognitiveServices/*",
            Self::ListAccountKeys => "Microsoft.CognitiveServices/accounts/listkeys/action",
            Self::ReadBlobs => "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            Self::WriteBlobs => "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            Self::ListStorageKeys => "Microsoft.Storage/storageAccounts/listkeys/action",
            Self::ReadSecret => "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            Self::WriteSecret => "Microsoft.KeyVault/vaults/secrets/setSecret/action",
            Self::UseKey => "Microsoft.KeyVault/vaults/keys/wrap/action",
            Self::MakeKey => "Microsoft.KeyVault/vaults/keys/create/action",
        }
    }
}

/// A service that roles apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceProvider {
    /// Document Intelligence and its siblings.
    CognitiveServices,
    /// Blob storage.
    Storage,
    /// Key Vault.
    KeyVault,
}

macro_rules! roles {
    ($($symbol:ident: $name:literal, $guid:literal, $variable:literal, $service:expr, [$($allows:ident),*];)+) => {
        $(
            #[doc = concat!("*", $name, "*.")]
            pub const $symbol: Role = Role { name: $name, guid: $guid, variable: $variable, service: $service, allows: &[$(Action::$allows),*] };
        )+

        /// Every role that can be named in a file.
        pub const ALL: &[Role] = &[$($symbol),+];
    };
}

const AI: Option<ResourceProvider> = Some(ResourceProvider::CognitiveServices);
const BLOB: Option<ResourceProvider> = Some(ResourceProvider::Storage);
const VAULT: Option<ResourceProvider> = Some(ResourceProvider::KeyVault);

#[rustfmt::skip]
roles! {
    COGNITIVE_SERVICES_USER: "Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908", "cognitiveServicesUser", AI, [CallAccount, ListAccountKeys];
    COGNITIVE_SERVICES_CONTRIBUTOR: "Cognitive Services Contributor", "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", "cognitiveServicesContributor", AI, [ListAccountKeys];
    COGNITIVE_SERVICES_DATA_READER: "Cognitive Services Data Reader (Preview)", "b59867f0-fa02-499b-be73-45a86b5b3e1c", "cognitiveServicesDataReader", AI, [];
    STORAGE_BLOB_DATA_READER: "Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "storageBlobDataReader", BLOB, [ReadBlobs];
    STORAGE_BLOB_DATA_CONTRIBUTOR: "Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "storageBlobDataContributor", BLOB, [ReadBlobs, WriteBlobs];
    STORAGE_BLOB_DATA_OWNER: "Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "storageBlobDataOwner", BLOB, [ReadBlobs, WriteBlobs];
    STORAGE_BLOB_DELEGATOR: "Storage Blob Delegator", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "storageBlobDelegator", BLOB, [];
    STORAGE_ACCOUNT_CONTRIBUTOR: "Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab", "storageAccountContributor", BLOB, [ListStorageKeys];
    KEY_VAULT_ADMINISTRATOR: "Key Vault Administrator", "00482a5a-887f-4fb3-b363-3b7fe8e74483", "keyVaultAdministrator", VAULT, [ReadSecret, WriteSecret, UseKey, MakeKey];
    KEY_VAULT_CONTRIBUTOR: "Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395", "keyVaultContributor", VAULT, [];
    KEY_VAULT_READER: "Key Vault Reader", "21090545-7ca7-4776-b22c-e363652d74d2", "keyVaultReader", VAULT, [];
    KEY_VAULT_SECRETS_USER: "Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6", "keyVaultSecretsUser", VAULT, [ReadSecret];
    KEY_VAULT_SECRETS_OFFICER: "Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "keyVaultSecretsOfficer", VAULT, [ReadSecret, WriteSecret];
    KEY_VAULT_CRYPTO_USER: "Key Vault Crypto User", "12338af0-0e69-4776-bea7-57ae8d297424", "keyVaultCryptoUser", VAULT, [UseKey];
    KEY_VAULT_CRYPTO_OFFICER: "Key Vault Crypto Officer", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "keyVaultCryptoOfficer", VAULT, [UseKey, MakeKey];
    KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER: "Key Vault Crypto Service Encryption User", "e147488a-f6f5-4113-8e2d-b22465e65bf6", "keyVaultCryptoServiceEncryptionUser", VAULT, [UseKey];
    READER: "Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "reader", None, [];
    CONTRIBUTOR: "Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", "contributor", None, [ListAccountKeys, ListStorageKeys];
}

/// Roles that are too broad to be named in a file, but can be assigned by their GUID.
const BROAD_ROLES: &[Role] = &[
    Role {
        name: "Owner",
        guid: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        variable: "owner",
        service: None,
        allows: &[Action::ListAccountKeys, Action::ListStorageKeys],
    },
    Role {
        name: "Reader and Data Access",
        guid: "c12c1c16-33a1-487b-954d-41c89c60f349",
        variable: "readerAndDataAccess",
        service: BLOB,
        allows: &[Action::ListStorageKeys],
    },
];

/// The built-in role with this GUID, if its permissions are in this catalog.
#[must_use]
pub fn find_by_guid(guid: &str) -> Option<&'static Role> {
    ALL.iter().chain(BROAD_ROLES).find(|role| role.guid.eq_ignore_ascii_case(guid))
}

impl ResourceProvider {
    /// Its resource provider.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::CognitiveServices => "Microsoft.CognitiveServices",
            Self::Storage => "Microsoft.Storage",
            Self::KeyVault => "Microsoft.KeyVault",
        }
    }
}
