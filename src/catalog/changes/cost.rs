//! How a changed value changes the cost, where a source settles it.

use crate::catalog::{
    Fact,
    account::ONE_FREE_ACCOUNT,
    fact::{documented, facts},
};

/// What a change does to the cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CostDirection {
    /// It rises.
    Rises,
    /// It falls.
    Falls,
    /// It changes, and no source says in which direction.
    Changes,
}

impl CostDirection {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rises => "rises",
            Self::Falls => "falls",
            Self::Changes => "changes",
        }
    }

    /// That of two changes together.
    #[must_use]
    pub fn combine(self, other: Self) -> Self {
        if self == other { self } else { Self::Changes }
    }
}

/// How the values of a property change the cost.
#[derive(Debug, PartialEq, Eq)]
pub struct CostRule {
    /// Which values cost more.
    pub order: CostOrder,
    /// The value with which the resource has no price of its own, although it has one with others.
    pub free_with: Option<&'static str>,
    /// Where this was read.
    pub fact: Option<&'static Fact>,
}

/// Which values of a property cost more than others.
#[derive(Debug, PartialEq, Eq)]
pub enum CostOrder {
    /// No source says.
    Unknown,
    /// Larger numbers; those up to `included` cost the same, and so does a value that is not set.
    Number {
        /// The largest number without a price.
        included: i64,
    },
    /// All values, the cheapest first.
    Keywords(&'static [&'static str]),
    /// The cheapest value; the order of the others is not known.
    Lowest(&'static str),
}

impl CostRule {
    /// A rule of which only the order is known.
    const fn new(order: CostOrder, fact: &'static Fact) -> Self {
        Self { order, free_with: None, fact: Some(fact) }
    }

    /// What a change does to the cost; none where the cost stays. An empty text is a value that is not set.
    #[must_use]
    pub fn direction(&self, before: &str, after: &str) -> Option<CostDirection> {
        let by_rank = |before: Option<i64>, after: Option<i64>| match (before, after) {
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) if before < after => Some(CostDirection::Rises),
            (Some(_), Some(_)) => Some(CostDirection::Falls),
            _ => Some(CostDirection::Changes),
        };
        match self.order {
            CostOrder::Number { included } => {
                let rank = |text: &str| if text.is_empty() { Some(included) } else { text.parse::<i64>().ok() };
                by_rank(rank(before).map(|days| days.max(included)), rank(after).map(|days| days.max(included)))
            }
            CostOrder::Keywords(order) => {
                let rank = |text: &str| (0_i64..).zip(order).find(|(_, known)| **known == text).map(|(rank, _)| rank);
                by_rank(rank(before), rank(after))
            }
            CostOrder::Lowest(lowest) if before == lowest => Some(CostDirection::Rises),
            CostOrder::Lowest(lowest) if after == lowest => Some(CostDirection::Falls),
            CostOrder::Unknown | CostOrder::Lowest(_) => Some(CostDirection::Changes),
        }
    }
}

facts! {
    LRS_IS_CHEAPEST = "LRS is the redundancy of storage with the lowest cost",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-redundancy.md", "2023-07-17", "2026-11-29")];
    TABLES_ARE_BILLED_OTHERWISE = "With an encryption key of the storage account instead of the service, capacity and transactions of Table storage are billed at another rate; blobs and queues are not mentioned",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/account-encryption-key-create.md", "2021-06-09", "2026-11-29")];
    DELETED_BLOBS_ARE_BILLED = "Soft-deleted blobs are billed like others until their retention ends",
        [documented("MicrosoftDocs/azure-docs articles/storage/blobs/soft-delete-blob-overview.md", "2022-02-23", "2026-11-29")];
    VERSIONS_ARE_BILLED = "Versions of blobs are billed like other blobs: versioning can add to the cost",
        [documented("MicrosoftDocs/azure-docs articles/storage/blobs/versioning-overview.md", "2022-06-22", "2026-11-29")];
    BASTION_SKUS_BY_COST = "Of the SKUs of Azure Bastion, Developer is free, and Basic, Standard and Premium cost more in this order",
        [documented("MicrosoftDocs/azure-docs articles/bastion/cost-optimization.md", "2025-11-20", "2026-11-29")];
    DISKS_ARE_BILLED_BY_SIZE = "A managed disk is billed by its performance tier, which a larger size raises",
        [documented("MicrosoftDocs/azure-compute-docs articles/virtual-machines/disks-understand-billing.md", "2025-10-28", "2026-11-29")];
    RETENTION_IS_BILLED = "The price of ingestion includes 31 days of retention in a workspace: less does not cost less, and more costs extra",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/data-retention-configure.md", "2025-05-05", "2026-11-29")];
    DDOS_PLANS_ARE_BILLED = "A DDoS protection plan is billed from its creation on, and for each protected public IP address above 100; a network that joins it has no price of its own",
        [
            documented("MicrosoftDocs/azure-docs articles/ddos-protection/ddos-pricing-guide.md", "2024-07-17", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/ddos-protection/manage-permissions.md", "2023-11-06", "2026-11-29"),
        ];
    PRIVATE_ZONES_ARE_BILLED = "Azure DNS is billed by the number of zones and of queries, private zones included",
        [
            documented("MicrosoftDocs/azure-docs articles/dns/dns-faq.yml", "2023-11-01", "2026-11-30"),
            documented("MicrosoftDocs/azure-docs articles/dns/private-dns-overview.md", "2019-06-12", "2026-11-30"),
        ];
    HSM_KEYS_ARE_BILLED = "Each HSM-protected key of a vault has a price per month; other keys are billed by transaction alone",
        [documented("MicrosoftDocs/azure-docs articles/security/fundamentals/key-management.md", "2026-01-12", "2026-11-30")];
    LOGS_ARE_BILLED = "What a diagnostic setting sends is billed by its volume; the category group `allLogs` includes `audit`, and metrics come on top",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/platform/diagnostic-settings.md", "2026-03-31", "2026-11-29")];
}

/// The SKU of an account.
pub const ACCOUNT_SKU: CostRule = CostRule::new(CostOrder::Lowest("F0"), &ONE_FREE_ACCOUNT);
/// The redundancy of a storage account.
pub const REDUNDANCY: CostRule = CostRule::new(CostOrder::Lowest("LRS"), &LRS_IS_CHEAPEST);
/// The scope of the encryption key of queues and tables.
pub const QUEUE_AND_TABLE_KEYS: CostRule = CostRule::new(CostOrder::Unknown, &TABLES_ARE_BILLED_OTHERWISE);
/// The soft-delete retention of blobs, in days.
pub const BLOB_DAYS: CostRule = CostRule::new(CostOrder::Number { included: 0 }, &DELETED_BLOBS_ARE_BILLED);
/// Whether earlier versions of blobs are kept.
pub const VERSIONING: CostRule = CostRule::new(CostOrder::Keywords(&["disabled", "enabled"]), &VERSIONS_ARE_BILLED);
/// The SKU of a vault. No page compares the prices.
pub const VAULT_SKU: CostRule = CostRule { order: CostOrder::Unknown, free_with: Some("standard"), fact: None };
/// The kind of a key in a vault.
pub const KEY_KIND: CostRule = CostRule {
    free_with: Some("RSA"),
    ..CostRule::new(CostOrder::Keywords(&["RSA", "RSA-HSM"]), &HSM_KEYS_ARE_BILLED)
};
/// The SKU of Azure Bastion.
pub const BASTION_SKU: CostRule = CostRule {
    free_with: Some("Developer"),
    ..CostRule::new(CostOrder::Keywords(&["Developer", "Basic", "Standard", "Premium"]), &BASTION_SKUS_BY_COST)
};
/// The size of a VM. No page compares all prices.
pub const VM_SIZE: CostRule = CostRule { order: CostOrder::Unknown, free_with: None, fact: None };
/// The size of a disk, in gigabytes.
pub const DISK_SIZE: CostRule = CostRule::new(CostOrder::Number { included: 0 }, &DISKS_ARE_BILLED_BY_SIZE);
/// The retention of a workspace, in days.
pub const RETENTION: CostRule = CostRule::new(CostOrder::Number { included: 31 }, &RETENTION_IS_BILLED);
/// The category group of a diagnostic setting.
pub const LOG_GROUP: CostRule = CostRule::new(CostOrder::Keywords(&["audit", "allLogs"]), &LOGS_ARE_BILLED);
/// Whether a diagnostic setting sends metrics.
pub const METRICS: CostRule = CostRule::new(CostOrder::Keywords(&["disabled", "enabled"]), &LOGS_ARE_BILLED);
/// The `DDoS` protection plan of a network.
pub const DDOS_PLAN: CostRule = CostRule::new(CostOrder::Unknown, &DDOS_PLANS_ARE_BILLED);
