//! Customer-managed keys of accounts: inside the account, and as resources of their own.

use crate::plan::{expr::Expr, property_tree::record};

record!(
    /// The key that something is encrypted with.
    CustomerManagedKey {
        /// Name of the key.
        key_name: Expr,
        /// Its version, where it is pinned.
        key_version: Option<Expr>,
        /// The address of the vault.
        vault_uri: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
        /// The client ID of that identity.
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The key of an account, set apart from it.
    CognitiveAccountKey {
        /// The ID of the account.
        account: Expr,
        /// The address of the key.
        key_id: Expr,
        /// The client ID of a user-assigned identity that uses it.
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The key of a storage account, set apart from it.
    StorageAccountKey {
        /// The ID of the account.
        account: Expr,
        /// The address of the key.
        key_id: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
    }
);
