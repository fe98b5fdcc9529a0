//! The key vault, its access policies, and the keys and secrets in it.

use crate::{
    catalog::changes,
    plan::{
        expr::{Expr, ForEach},
        property_tree::record,
    },
};

record!(
    /// A key vault.
    KeyVault {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Tenant.
        tenant: Expr,
        /// `standard` or `premium`.
        #[property(on_change(&changes::vault::VAULT_SKU), cost(&changes::cost::VAULT_SKU), named("SKU"))]
        sku: &'static str,
        /// Whether Azure RBAC decides, rather than access policies.
        #[property(on_change(&changes::vault::PERMISSION_MODEL_RULE), exposure, named("Azure RBAC"))]
        rbac: bool,
        /// Its access policies.
        #[property(exposure)]
        access_policies: Vec<AccessPolicy>,
        /// Whether the identity that runs Terraform needs an access policy to write secrets.
        #[property(on_change(&changes::vault::DEPLOYER_POLICY_RULE), named("access policy to write secrets from Terraform"))]
        deployer_writes_secrets: bool,
        /// Whether the identity that runs Terraform needs an access policy to create keys.
        #[property(on_change(&changes::vault::DEPLOYER_POLICY_RULE), named("access policy to create keys from Terraform"))]
        deployer_makes_keys: bool,
        /// Days in which deleted keys, secrets and the vault can be recovered.
        #[property(on_change(&changes::vault::SOFT_DELETE_DAYS), named("soft delete retention in days"))]
        soft_delete_days: i64,
        /// Whether purge protection is enabled: no permanent deletion before these days have passed.
        #[property(on_change(&changes::vault::PURGE_PROTECTION))]
        purge_protection: bool,
        /// Whether public network access is enabled; else only private endpoints and trusted Azure services connect.
        #[property(exposure)]
        public_network_access: bool,
        /// Trusted Azure services: `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// IP rules.
        #[property(exposure, named("IP rules"))]
        addresses: Option<ForEach>,
        /// Virtual network rules.
        #[property(exposure, named("virtual network rules"))]
        subnets: Vec<Expr>,
    }
);

record!(
    /// An access policy of a vault.
    AccessPolicy {
        /// Its label, for a language that names access policies.
        #[property(unreported)]
        label: Expr,
        /// Tenant.
        tenant: Expr,
        /// The object ID of the principal.
        principal: Expr,
        /// Key permissions.
        keys: Vec<&'static str>,
        /// Secret permissions.
        secrets: Vec<&'static str>,
    }
);

record!(
    /// Access policies that are added to an existing vault.
    KeyVaultAccessPolicies {
        /// One for each principal.
        #[property(on_change(&changes::vault::ADDED_POLICIES))]
        policies: Vec<AccessPolicy>,
    }
);

record!(
    /// A key in a vault.
    KeyVaultKey {
        /// `RSA` or `RSA-HSM`.
        #[property(on_change(&changes::vault::KEY_MATERIAL), cost(&changes::cost::KEY_KIND))]
        kind: &'static str,
        /// Size in bits.
        #[property(on_change(&changes::vault::KEY_MATERIAL))]
        size: i64,
        /// When it expires, in seconds since 1970.
        #[property(on_change(&changes::vault::KEY_EXPIRES))]
        expires: Option<i64>,
        /// The same as an ISO 8601 date and time.
        #[property(on_change(&changes::vault::KEY_EXPIRES_AT))]
        expires_at: Option<Expr>,
        /// The rotation policy.
        #[property(on_change(&changes::vault::KEY_ROTATION))]
        rotation: Option<KeyRotation>,
        /// Whether a language that compares the date with the file must leave it alone after the creation.
        #[property(unreported)]
        date_left_alone: bool,
        /// Whether a data source reads the current version, for a language whose key keeps the ID of its first version.
        #[property(unreported)]
        current_version_read: bool,
    }
);

record!(
    /// The rotation policy of a key, as ISO 8601 durations.
    KeyRotation {
        /// How long a version is valid.
        expire_after: Expr,
        /// How long before that the next version is created, where the first version has an expiration date.
        rotate_before: Option<Expr>,
        /// How long after a version the next version is created, where it has none.
        rotate_after: Option<Expr>,
        /// How long before the expiration of a version a notification is sent.
        notify_before: Expr,
    }
);

record!(
    /// A secret in a vault.
    KeyVaultSecret {
        /// The secret itself; never a literal.
        #[property(on_change(&changes::vault::SECRET_VALUE))]
        value: Expr,
        /// Its content type.
        content_type: &'static str,
        /// When it expires, in seconds since 1970.
        #[property(unreported)]
        expires: Option<i64>,
        /// The same as an ISO 8601 date and time.
        #[property(on_change(&changes::vault::SECRET_EXPIRES_AT))]
        expires_at: Option<Expr>,
        /// The version to increment so that a language writes the secret again.
        #[property(on_change(&changes::vault::SECRET_VERSION))]
        version: Expr,
    }
);
