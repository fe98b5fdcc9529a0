//! The key vault, its access policies, and the keys and secrets in it.

use crate::plan::{
    expr::{Expr, ForEach},
    property_tree::record,
};

record!(
    /// A key vault.
    KeyVault {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Tenant.
        #[property(immutable)]
        tenant: Expr,
        /// `standard` or `premium`.
        #[property(no_cost_with("standard"))]
        sku: &'static str,
        /// Whether roles decide, rather than the vault's own list.
        #[property(exposure)]
        rbac: bool,
        /// The vault's own list.
        #[property(exposure)]
        access_policies: Vec<AccessPolicy>,
        /// Whether Terraform has to be on that list, to write secrets.
        deployer_writes_secrets: bool,
        /// Whether Terraform has to be on that list, to make keys.
        deployer_makes_keys: bool,
        /// Days that deleted things can be brought back.
        #[property(immutable)]
        soft_delete_days: i64,
        /// Whether nobody can delete for good before.
        purge_protection: bool,
        /// Whether anything but private endpoints and trusted services reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
    }
);

record!(
    /// What a principal may do in a vault that keeps its own list.
    AccessPolicy {
        /// What a language may call it.
        #[property(unreported)]
        label: Expr,
        /// Tenant.
        tenant: Expr,
        /// The object ID of the principal.
        principal: Expr,
        /// What it may do with keys.
        keys: Vec<&'static str>,
        /// What it may do with secrets.
        secrets: Vec<&'static str>,
    }
);

record!(
    /// What principals may do in an existing vault that keeps its own list.
    KeyVaultAccessPolicies {
        /// One for each.
        policies: Vec<AccessPolicy>,
    }
);

record!(
    /// A key in a vault.
    KeyVaultKey {
        /// `RSA` or `RSA-HSM`.
        #[property(immutable)]
        kind: &'static str,
        /// Bits.
        #[property(immutable)]
        size: i64,
        /// When it expires, in seconds since 1970.
        expires: Option<i64>,
        /// The same as a point in time.
        expires_at: Option<Expr>,
        /// When new versions are made.
        rotation: Option<KeyRotation>,
    }
);

record!(
    /// When new versions of a key are made, as ISO 8601 durations.
    KeyRotation {
        /// How long a version is valid.
        expire_after: Expr,
        /// How long before that the next one is made, where the first version says when it expires.
        rotate_before: Option<Expr>,
        /// How long after a version the next one is made, where it does not.
        rotate_after: Option<Expr>,
        /// How long before a version expires people are told.
        notify_before: Expr,
    }
);

record!(
    /// A secret in a vault.
    KeyVaultSecret {
        /// The secret itself; never a literal.
        value: Expr,
        /// What it is.
        content_type: &'static str,
        /// When it expires, in seconds since 1970.
        #[property(unreported)]
        expires: Option<i64>,
        /// The same as a point in time.
        expires_at: Option<Expr>,
        /// What is raised so that a language writes the secret again.
        version: Expr,
    }
);
