//! The storage account, its blob service and its containers.

use super::encryption::CustomerManagedKey;
use crate::plan::{
    expr::{Expr, ForEach},
    property_tree::record,
};

record!(
    /// A storage account.
    StorageAccount {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// `LRS`, `ZRS`, `GRS`, `RAGRS`, `GZRS` or `RAGZRS`.
        #[property(cost)]
        redundancy: &'static str,
        /// Whether anything but private endpoints and named exceptions reaches it.
        #[property(exposure)]
        public_network_access: bool,
        /// Whether account keys work.
        #[property(exposure)]
        shared_keys: bool,
        /// Azure's word for its identity.
        identity_type: Option<&'static str>,
        /// The ID of its user-assigned identity.
        user_assigned_identity: Option<Expr>,
        /// Whether data is encrypted twice.
        #[property(immutable)]
        infrastructure_encryption: bool,
        /// Its key, where that is not Azure's and the resource itself says so.
        encryption: Option<CustomerManagedKey>,
        /// Whether a language that sets keys apart has one to set.
        key_set_apart: bool,
        /// `AzureServices` or `None`.
        #[property(exposure)]
        bypass: &'static str,
        /// Addresses let in.
        #[property(exposure)]
        addresses: Option<ForEach>,
        /// Subnets let in.
        #[property(exposure)]
        subnets: Vec<Expr>,
        /// Resource instances let in.
        #[property(exposure)]
        resource_instances: Vec<ResourceInstance>,
    }
);

record!(
    /// A resource instance rule.
    ResourceInstance {
        /// The tenant of the resource.
        tenant: Expr,
        /// Its ID.
        resource: Expr,
    }
);

record!(
    /// The blob service of a storage account.
    BlobService {
        /// The CORS rule.
        #[property(exposure)]
        cors: Option<CorsRule>,
        /// Days a deleted blob can be brought back.
        #[property(cost)]
        blob_days: Option<i64>,
        /// Days a deleted container can be brought back.
        container_days: Option<i64>,
        /// Whether earlier versions are kept.
        #[property(cost)]
        versioning: bool,
    }
);

record!(
    /// A CORS rule.
    CorsRule {
        /// Pages.
        origins: Expr,
        /// Methods.
        methods: Expr,
        /// How long a browser may remember the answer.
        max_age_seconds: i64,
    }
);

record!(
    /// A blob container.
    BlobContainer {}
);
