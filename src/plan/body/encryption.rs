//! Customer-managed keys of accounts: as a property of the account, and as separate resources.

use crate::{
    catalog::changes,
    plan::{expr::Expr, property_tree::record},
};

record!(
    /// A customer-managed key.
    CustomerManagedKey {
        /// Name of the key.
        #[property(named("encryption key"))]
        key_name: Expr,
        /// Its version, where it is pinned.
        #[property(named("encryption key version"))]
        key_version: Option<Expr>,
        /// The vault URI.
        #[property(named("vault of the encryption key"))]
        vault_uri: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
        /// The client ID of that identity.
        #[property(named("client ID of the encryption identity"))]
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The customer-managed key of an account, as a separate resource.
    CognitiveAccountKey {
        /// The ID of the account.
        #[property(on_change(&changes::account::KEY_OF_ACCOUNT))]
        account: Expr,
        /// The key URI.
        key_id: Expr,
        /// The client ID of a user-assigned identity that uses it.
        identity_client_id: Option<Expr>,
    }
);

record!(
    /// The customer-managed key of a storage account, as a separate resource.
    StorageAccountKey {
        /// The ID of the account.
        #[property(on_change(&changes::storage::KEY_OF_STORAGE))]
        account: Expr,
        /// The key URI.
        key_id: Expr,
        /// The ID of a user-assigned identity that uses it.
        identity: Option<Expr>,
    }
);
