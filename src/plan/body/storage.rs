//! The storage account, its blob service and its containers.

use super::encryption::CustomerManagedKey;
use crate::{
    catalog::changes,
    plan::{
        expr::{Expr, ForEach},
        property_tree::record,
    },
};

record!(
    /// A storage account.
    StorageAccount {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `LRS`, `ZRS`, `GRS`, `RAGRS`, `GZRS` or `RAGZRS`.
        #[property(on_change(&changes::storage::REDUNDANCY), cost(&changes::cost::REDUNDANCY))]
        redundancy: &'static str,
        /// Whether public network access is enabled; else only private endpoints and firewall exceptions can connect.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether shared key access is enabled.
        #[property(on_change(&changes::storage::SHARED_KEYS), exposure, named("shared key access"))]
        shared_keys: bool,
        /// The SAS expiration policy.
        #[property(on_change(&changes::storage::SAS_POLICY), exposure, named("SAS policy"))]
        sas_policy: Option<SasExpirationPolicy>,
        /// Azure's keyword for the accounts that data may be copied from; none where any account is one.
        #[property(on_change(&changes::storage::COPY_SCOPE), exposure, named("permitted scope for copy operations"))]
        copy_scope: Option<&'static str>,
        /// Azure's keyword for its identity.
        #[property(on_change(&changes::storage::STORAGE_IDENTITY))]
        identity_type: Option<&'static str>,
        /// The ID of its user-assigned identity.
        #[property(named("user-assigned identity"))]
        user_assigned_identity: Option<Expr>,
        /// Whether data is encrypted twice.
        #[property(on_change(&changes::storage::INFRASTRUCTURE_ENCRYPTION))]
        infrastructure_encryption: bool,
        /// The scope of the key of queues and tables: `Account` or `Service`.
        #[property(on_change(&changes::storage::QUEUE_AND_TABLE_KEYS), cost(&changes::cost::QUEUE_AND_TABLE_KEYS), named("encryption key type of queues and tables"))]
        queue_and_table_key_type: &'static str,
        /// The customer-managed key, where it is set in the resource itself.
        #[property(on_change(&changes::storage::STORAGE_ENCRYPTION))]
        encryption: Option<CustomerManagedKey>,
        /// Whether azurerm has a customer-managed key to set, in a resource of its own or in a block.
        #[property(on_change(&changes::storage::STORAGE_KEY_PLACE), named("customer-managed key"))]
        key_set_apart: bool,
        /// Trusted Azure services: `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// IP rules.
        #[property(exposure, named("IP rules"))]
        addresses: Option<ForEach>,
        /// Virtual network rules.
        #[property(exposure, named("virtual network rules"))]
        subnets: Vec<Expr>,
        /// Resource instance rules.
        #[property(exposure, named("resource instance rules"))]
        resource_instances: Vec<ResourceInstance>,
    }
);

record!(
    /// A SAS expiration policy.
    SasExpirationPolicy {
        /// The upper limit of the validity of a SAS, as `DD.HH:MM:SS`.
        #[property(named("SAS expiration period"))]
        period: Expr,
        /// `Block` or `Log`.
        #[property(named("SAS expiration action"))]
        action: &'static str,
    }
);

record!(
    /// A resource instance rule.
    ResourceInstance {
        /// The tenant of the resource.
        #[property(named("tenant of a resource instance rule"))]
        tenant: Expr,
        /// Its ID.
        #[property(named("resource instance rule"))]
        resource: Expr,
    }
);

record!(
    /// The blob service of a storage account.
    BlobService {
        /// The CORS rule.
        #[property(exposure, named("CORS"))]
        cors: Option<CorsRule>,
        /// Days in which a deleted blob can be recovered.
        #[property(on_change(&changes::storage::BLOB_DAYS), cost(&changes::cost::BLOB_DAYS), named("soft-delete retention of blobs in days"))]
        blob_days: Option<i64>,
        /// Days in which a deleted container can be recovered.
        #[property(on_change(&changes::storage::CONTAINER_DAYS), named("soft-delete retention of containers in days"))]
        container_days: Option<i64>,
        /// Whether earlier versions are kept.
        #[property(on_change(&changes::storage::VERSIONING), cost(&changes::cost::VERSIONING), named("blob versioning"))]
        versioning: bool,
    }
);

record!(
    /// A CORS rule.
    CorsRule {
        /// Allowed origins.
        origins: Expr,
        /// Allowed methods.
        methods: Expr,
        /// How long a browser may cache the preflight response, in seconds.
        max_age_seconds: i64,
    }
);

record!(
    /// A blob container.
    BlobContainer {}
);
