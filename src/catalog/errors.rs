//! Errors that services return when access is denied, by the name that people see.
//!
//! Sources: "Document Intelligence: configure secure access with managed identities and virtual networks" (common
//! error messages) and its error guide; "Azure Storage: status and error codes"; "Key Vault: REST API error codes";
//! "Azure AI services: disable local authentication".

/// An error that denies access.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The error code in the response, or the message that a person sees.
    pub name: &'static str,
    /// The HTTP status, if there is a response at all.
    pub status: Option<u16>,
    /// The cause.
    pub cause: &'static str,
}

macro_rules! errors {
    ($($(#[$meta:meta])* $symbol:ident = $name:literal, $status:expr, $cause:literal;)+) => {
        $($(#[$meta])* pub const $symbol: ServiceError = ServiceError { name: $name, status: $status, cause: $cause };)+

        /// All errors.
        pub const ALL: &[&ServiceError] = &[$(&$symbol),+];
    };
}

errors! {
    /// The account firewall denies access.
    ACCESS_DENIED = "AccessDenied", Some(403),
        "The account denies access from the client's network: public network access is disabled, or no IP rule or virtual network rule matches. Studio shows the same error.";
    /// The token's principal lacks the data action.
    PERMISSION_DENIED = "PermissionDenied", Some(401),
        "The token is valid, but its principal has no role with the data action. Roles that manage the account, including Owner, do not contain it.";
    /// The storage firewall denies access.
    AUTHORIZATION_FAILURE = "AuthorizationFailure", Some(403),
        "The storage firewall denies access from the client's network. A missing role returns a different error, AuthorizationPermissionMismatch.";
    /// The token's principal lacks the data action on blobs.
    PERMISSION_MISMATCH = "AuthorizationPermissionMismatch", Some(403),
        "The storage firewall allows access from the client's network, but the principal has no role that allows this operation on the blobs.";
    /// The account cannot read storage.
    CONTENT_SOURCE = "ContentSourceNotAccessible", Some(400),
        "Document Intelligence could not read the content source. Either its identity has no role on the blobs, or the storage firewall allows neither trusted Azure services nor the account.";
    /// The account may not connect to the host.
    OUTBOUND_FORBIDDEN = "OutboundAccessForbidden", Some(403),
        "Outbound access of the account is restricted, and the host in the request is not on its allowed FQDN list.";
    /// The account has no identity that it can use.
    INVALID_IDENTITY = "InvalidManagedIdentity", None,
        "The account has no system-assigned identity, or the request names an identity that the account cannot use.";
    /// Storage has no CORS rule for Studio.
    CORS = "Failed to access Blob container", None,
        "Studio sends requests to blob storage from the browser, but storage has no CORS rule for the Studio origin.";
    /// The vault firewall denies access.
    VAULT_FIREWALL = "ForbiddenByFirewall", Some(403),
        "The vault firewall has no rule for the client's IP address or subnet, and the client is not a trusted Azure service.";
    /// The vault has public network access disabled.
    VAULT_CONNECTION = "ForbiddenByConnection", Some(403),
        "Public network access to the vault is disabled, and the request did not arrive through a private endpoint.";
    /// The vault uses Azure RBAC, and a role is missing.
    VAULT_ROLE = "ForbiddenByRbac", Some(403),
        "The principal has no role on the vault, the key or the secret that allows this operation.";
    /// The vault uses access policies, and a permission is missing.
    VAULT_POLICY = "ForbiddenByPolicy", Some(403),
        "The vault uses access policies, and none grants the principal this permission. Role assignments have no effect in such a vault.";
    /// The client has no network access to the service.
    TIMED_OUT = "connection timed out", None,
        "The name resolves to a public IP address, and the client has no outbound access to it.";
}
