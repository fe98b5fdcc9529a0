//! Clients: users, groups and applications, and the roles of each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{
    ClientName, ContainerName, CredentialName, IdentityName, Issuer, ObjectId, RoleReference, Subject, keywords,
};

/// A client: a principal that sends requests with Entra ID tokens, or a holder of a key or SAS.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Client {
    /// Its name in the topology; part of the names of parameters and outputs.
    pub name: ClientName,
    /// Its type in Entra ID, or the credential that it has instead.
    #[serde(rename = "type")]
    pub kind: ClientKind,
    /// Its object ID (for an application, that of its service principal). Default: a required parameter; for a
    /// managed identity, a new one is created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ObjectId>,
    /// Name of the new managed identity. Default: `id-<client>-<name>-<environment>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_name: Option<IdentityName>,
    /// Workloads outside Azure that may use the new managed identity without a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub federated_credentials: Vec<FederatedCredential>,
    /// Its roles. Default: *Cognitive Services User* on the account, and with `localAuth`, *Key Vault Secrets User* on
    /// the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = 20))]
    pub roles: Option<Vec<Grant>>,
}

impl Client {
    /// Whether the topology creates its identity.
    pub(crate) fn has_new_identity(&self) -> bool {
        self.kind == ClientKind::ManagedIdentity && self.id.is_none()
    }

    /// What it has in place of an identity in Entra ID, if it has none.
    pub(crate) fn shared_credential(&self) -> Option<SharedCredential> {
        match self.kind {
            ClientKind::AccountKey => Some(SharedCredential::AccountKey),
            ClientKind::Sas => Some(SharedCredential::Sas),
            ClientKind::User | ClientKind::Group | ClientKind::ServicePrincipal | ClientKind::ManagedIdentity => None,
        }
    }
}

keywords!(
    /// The type of a client.
    pub enum ClientKind {
        /// A user.
        User = "user",
        /// A group: all of its members.
        Group = "group" ["security group"],
        /// An application with a secret or a certificate.
        ServicePrincipal = "servicePrincipal" ["application", "app", "app registration", "enterprise application"],
        /// A managed identity: an existing one by `id`, or a new user-assigned one.
        ManagedIdentity = "managedIdentity" ["identity", "user-assigned identity", "user-assigned managed identity"],
        /// No identity: it has only a key of the account.
        AccountKey = "accountKey" ["key", "API key", "subscription key"],
        /// No identity: it has only a SAS URL of blobs, signed with a storage account key.
        Sas = "sas" ["SAS token", "SAS URL", "shared access signature"],
    }
);

/// A credential that does not identify the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedCredential {
    /// A key of the account.
    AccountKey,
    /// A SAS that is signed with a storage account key.
    Sas,
}

/// A federated identity credential: the identity trusts tokens of an issuer (`OpenID` Connect).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FederatedCredential {
    /// Name of the credential.
    pub name: CredentialName,
    /// Issuer of the tokens: `https://token.actions.githubusercontent.com`, or that of a Kubernetes cluster.
    pub issuer: Issuer,
    /// Subject that the tokens must have: `repo:contoso/forms:environment:prod`, or
    /// `system:serviceaccount:<namespace>:<name>`.
    pub subject: Subject,
}

/// A role assignment on a resource of the topology.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grant {
    /// A built-in role by name, or any role by GUID or resource ID. *Cognitive Services User* can send requests to the
    /// account; *Cognitive Services Contributor* manages it and its keys, without access to data.
    pub role: RoleReference,
    /// Its scope.
    #[serde(default)]
    pub on: GrantScope,
    /// The container, with `on: container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerName>,
}

keywords!(
    /// The scope of a role assignment.
    #[derive(Default)]
    pub enum GrantScope {
        /// The account.
        #[default]
        Account = "account",
        /// The storage account.
        Storage = "storage"["storage account"],
        /// One container.
        Container = "container"["blob container"],
        /// The vault.
        Vault = "vault"["key vault"],
        /// The secret with the account key.
        Secret = "secret",
        /// The target resource group, and with it every new resource.
        ResourceGroup = "resourceGroup"["rg"],
        /// The target subscription, and with it every resource in it.
        Subscription = "subscription",
    }
);
