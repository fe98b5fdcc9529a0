//! Who calls: people, groups and applications, and what each may do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{
    ClientName, ContainerName, CredentialName, IdentityName, Issuer, ObjectId, RoleReference, Subject,
};

/// Somebody or something that calls with an Entra token.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Client {
    /// What the topology calls it; part of the names of parameters and outputs.
    pub name: ClientName,
    /// What it is in Entra ID.
    #[serde(rename = "type")]
    pub kind: ClientKind,
    /// Its object ID (of an application, that of its service principal). Without it, a parameter that has to be
    /// given; a managed identity without it is made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ObjectId>,
    /// Name of the managed identity that is made. Default: `id-<client>-<name>-<environment>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_name: Option<IdentityName>,
    /// Workloads outside of Azure that may act as the managed identity that is made, without a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("maxItems" = 20))]
    pub federated_credentials: Vec<FederatedCredential>,
    /// What it may do. Default: *Cognitive Services User* on the account, and with keys on, *Key Vault Secrets User*
    /// on the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = 20))]
    pub roles: Option<Vec<Grant>>,
}

impl Client {
    /// Whether the topology makes its identity.
    pub(crate) fn has_new_identity(&self) -> bool {
        self.kind == ClientKind::ManagedIdentity && self.id.is_none()
    }
}

/// What a client is in Entra ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ClientKind {
    /// A person.
    User,
    /// A group: whoever belongs to it.
    Group,
    /// An application with a secret or a certificate.
    ServicePrincipal,
    /// A managed identity: an existing one by `id`, or a user-assigned one that is made here.
    ManagedIdentity,
}

/// Trust in tokens of an issuer (`OpenID` Connect).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FederatedCredential {
    /// Its name.
    pub name: CredentialName,
    /// Who issues the tokens: `https://token.actions.githubusercontent.com`, or the issuer of a Kubernetes cluster.
    pub issuer: Issuer,
    /// Whom the tokens must be about: `repo:contoso/forms:environment:prod`, or
    /// `system:serviceaccount:<namespace>:<name>`.
    pub subject: Subject,
}

/// A role on a resource of the topology.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grant {
    /// A built-in role by its name, or any role by its GUID or its resource ID. *Cognitive Services User* calls the
    /// account; *Cognitive Services Contributor* manages it and its keys, and has no access to data.
    pub role: RoleReference,
    /// On what.
    #[serde(default)]
    pub on: GrantScope,
    /// The container, with `on: container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerName>,
}

/// What a role is given on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum GrantScope {
    /// The account.
    #[default]
    Account,
    /// The storage account.
    Storage,
    /// One container.
    Container,
    /// The vault.
    Vault,
    /// The secret with the account key.
    Secret,
}
