//! What services answer when access is refused, by the words that people see.
//!
//! Sources: "Document Intelligence: configure secure access with managed identities and virtual networks" (common
//! error messages) and its error guide; "Azure Storage: status and error codes"; "Key Vault: REST API error codes";
//! "Azure AI services: disable local authentication".

/// An answer that refuses access.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// What the answer says, or what a person sees.
    pub name: &'static str,
    /// The HTTP status, where there is an answer at all.
    pub status: Option<u16>,
    /// What it comes from.
    pub cause: &'static str,
}

macro_rules! errors {
    ($($(#[$meta:meta])* $symbol:ident = $name:literal, $status:expr, $cause:literal;)+) => {
        $($(#[$meta])* pub const $symbol: ServiceError = ServiceError { name: $name, status: $status, cause: $cause };)+

        /// Every one of them.
        pub const ALL: &[&ServiceError] = &[$(&$symbol),+];
    };
}

errors! {
    /// The account's firewall.
    ACCESS_DENIED = "AccessDenied", Some(403),
        "The account refuses the network that the call comes from: public access is off, or the address is on no list. Studio shows the same word.";
    /// A token without the data action.
    PERMISSION_DENIED = "PermissionDenied", Some(401),
        "The token is good and its principal has no role with the data action. Roles that manage the account, Owner among them, have none.";
    /// The storage firewall.
    AUTHORIZATION_FAILURE = "AuthorizationFailure", Some(403),
        "Storage refuses the network that the call comes from. A missing role has another name: AuthorizationPermissionMismatch.";
    /// A token without the data action on blobs.
    PERMISSION_MISMATCH = "AuthorizationPermissionMismatch", Some(403),
        "Storage lets the network in, and the principal has no role that allows this on the blobs.";
    /// The account cannot read storage.
    CONTENT_SOURCE = "ContentSourceNotAccessible", Some(400),
        "Document Intelligence could not read what it was pointed to: its identity has no role on the blobs, or the storage firewall neither trusts Azure services nor names the account, or its own outbound list lacks the host.";
    /// A browser that may not call storage.
    CORS = "Failed to access Blob container", None,
        "Studio's page calls blob storage from the browser, and storage has no CORS rule for that page.";
    /// The vault's firewall.
    VAULT_FIREWALL = "ForbiddenByFirewall", Some(403),
        "The vault's firewall lists other addresses and subnets, and the caller is no trusted service.";
    /// A vault without public access.
    VAULT_CONNECTION = "ForbiddenByConnection", Some(403),
        "Public access of the vault is off, and the call did not come through a private endpoint.";
    /// A vault with roles.
    VAULT_ROLE = "ForbiddenByRbac", Some(403),
        "The principal has no role on the vault, the key or the secret that allows this.";
    /// A vault with its own list.
    VAULT_POLICY = "ForbiddenByPolicy", Some(403),
        "The vault's own list does not allow this to the principal; roles have no effect in such a vault.";
    /// No way to the network of the service.
    TIMED_OUT = "connection timed out", None,
        "The name leads to a public address, and the caller has no way out to it.";
}
