//! The storage account, its customer-managed key, blob service and containers.

use super::{ChangeRule, Consequence, Effect, Engine, Heading, Outcome, When, general::DEPLOYMENT_MODES};
use crate::catalog::{
    fact::{Source, code, documented, facts, reported},
    storage::STORAGE_CREDENTIALS,
};

const REDUNDANCY_PAGE: Source =
    documented("MicrosoftDocs/azure-docs articles/storage/common/redundancy-migration.md", "2023-09-21", "2026-11-29");
const STORAGE_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_resource.go",
    "69697b7f",
    "2026-11-29",
);
const STORAGE_KEY_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/storage/storage_account_customer_managed_key_resource.go",
    "69697b7f",
    "2026-11-29",
);
const NAMES_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-storage-account-name.md",
    "2024-06-20",
    "2026-11-29",
);

const ACCOUNT_KEY_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/storage/common/account-encryption-key-create.md",
    "2021-06-09",
    "2026-11-29",
);
const COPY_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/storage/common/security-restrict-copy-operations.md",
    "2022-11-28",
    "2026-11-29",
);
const SAS_PAGE: Source =
    documented("MicrosoftDocs/azure-docs articles/storage/common/sas-expiration-policy.md", "2022-04-18", "2026-11-29");

facts! {
    ZONES_ARE_CONVERTED = "Zone redundancy of a storage account is added and removed by a conversion, which is requested and takes days; an update of the SKU across this line is refused, reported with StorageAccountTypeConversionNotAllowed",
        [REDUNDANCY_PAGE,
         documented("learn.microsoft.com powershell/module/az.storage/start-azstorageaccountmigration", "", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 6526", "2020-04-17", "2026-11-29")];
    GEO_REDUNDANCY_IS_UPDATED = "Geo-redundancy of a storage account and read access to the secondary region are added and removed by an update of the SKU, without downtime; from LRS not while blobs are in the archive tier",
        [REDUNDANCY_PAGE];
    ZONES_IN_TERRAFORM = "azurerm replaces a storage account whose redundancy changes between LRS, GRS, RAGRS on one side and ZRS, GZRS, RAGZRS on the other, and updates it otherwise",
        [STORAGE_RESOURCE];
    SECONDARY_IS_DELETED = "When geo-redundancy is removed, the data in the secondary region is deleted", [REDUNDANCY_PAGE];
    SECONDARY_IS_NOT_READ = "Without read access (RAGRS, RAGZRS), data in the secondary region cannot be read; after its removal it is billed for 30 more days", [REDUNDANCY_PAGE];
    INFRASTRUCTURE_ENCRYPTION_IS_FIXED = "Infrastructure encryption of a storage account cannot be enabled or disabled after its creation: an update is refused, since the property is read-only; no source names the code",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/infrastructure-encryption-enable.md", "2022-10-19", "2026-11-29"),
         reported("Azure/ResourceModules issue 4466", "2024-01-25", "2026-11-29")];
    QUEUE_AND_TABLE_KEYS_ARE_FIXED = "The scope of the encryption key of queues and tables, storage account or service, is set when a storage account is created and cannot be changed later; no source names the code of a refused update",
        [ACCOUNT_KEY_PAGE, reported("hashicorp/terraform-provider-azurerm issue 11322", "2021-04-14", "2026-11-29")];
    QUEUE_AND_TABLE_KEYS_IN_TERRAFORM = "azurerm replaces a storage account whose encryption key type of queues or tables changes", [STORAGE_RESOURCE];
    ALL_SERVICES_USE_THE_KEY = "A customer-managed key encrypts blobs, files, queues and tables of a storage account if queues and tables use the key of the account, otherwise blobs and files only",
        [ACCOUNT_KEY_PAGE];
    COPIES_ARE_LIMITED = "The permitted scope for copy operations limits the storage accounts that data may be copied from: those of the same tenant, or those with private endpoints in the same virtual network; other copies get status 403",
        [COPY_PAGE];
    COPY_SCOPE_LEFT_OUT = "No page says whether a storage account keeps its permitted scope for copy operations when a template without it is deployed; azurerm is reported to fail or to keep it",
        [reported("hashicorp/terraform-provider-azurerm pull request 19906", "2023-01-09", "2026-11-29"),
         reported("hashicorp/terraform-provider-azurerm issue 30340", "2025-08-06", "2026-11-29")];
    SAS_POLICY_LIMITS = "A SAS policy sets an upper limit for the validity of SAS signed with an account key, and requires their start: `Log` records what exceeds it, `Block` denies its use",
        [SAS_PAGE,
         documented("learn.microsoft.com dotnet/api/azure.resourcemanager.storage.models.storageaccountsaspolicy.expirationaction", "", "2026-11-29")];
    SAS_POLICY_NEEDS_ROTATION = "Before a storage account gets its first SAS policy, each of its keys may have to be rotated once",
        [SAS_PAGE, reported("MicrosoftDocs/azure-docs pull request 91584", "2022-04-15", "2026-11-29")];
    SAS_POLICY_STAYS = "A storage account keeps its SAS policy while a request leaves it out: neither a template nor azurerm removes it",
        [reported("Azure/azure-rest-api-specs issue 31949", "2024-12-23", "2026-11-29"), STORAGE_RESOURCE];
    INFRASTRUCTURE_ENCRYPTION_IN_TERRAFORM = "azurerm replaces a storage account whose infrastructure encryption changes", [STORAGE_RESOURCE];
    STORAGE_IDENTITY_LEFT_OUT = "No page says whether a storage account keeps its identity when a template without `identity` is deployed", [];
    STORAGE_IN_PLACE = "azurerm updates shared key access, firewall, identity, tags and blob service of a storage account in place, and sends empty lists of rules",
        [STORAGE_RESOURCE, DEPLOYMENT_MODES];
    STORAGE_LISTS_IN_TERRAFORM = "azurerm keeps the IP rules and virtual network rules of a storage account while the configuration leaves them out: the arguments are optional and computed, and an empty list removes the rules",
        [STORAGE_RESOURCE];
    STORAGE_KEY_APART = "azurerm sets the customer-managed key in a resource of its own and leaves the storage account as it is", [STORAGE_KEY_RESOURCE];
    STORAGE_KEY_ACCOUNT = "azurerm replaces `azurerm_storage_account_customer_managed_key` if its account changes, and updates another key or identity in place", [STORAGE_KEY_RESOURCE];
    STORAGE_KEY_REMOVED = "A storage account returns to the Microsoft-managed key when the key source `Microsoft.Storage` is written: by the template, or by azurerm when it destroys the key's resource",
        [STORAGE_KEY_RESOURCE];
    BLOB_RETENTION = "Another soft-delete retention of blobs applies to blobs deleted from then on; while it is disabled, a deleted blob without versions is gone at once, and those deleted before stay for their period",
        [documented("MicrosoftDocs/azure-docs articles/storage/blobs/soft-delete-blob-overview.md", "2022-02-23", "2026-11-29")];
    CONTAINER_RETENTION = "Another soft-delete retention of containers applies to containers deleted from then on; a deleted container can be restored with its blobs within the period, and by container soft delete only",
        [documented("MicrosoftDocs/azure-docs articles/storage/blobs/soft-delete-container-overview.md", "2021-02-04", "2026-11-29"),
         documented("MicrosoftDocs/azure-docs articles/storage/blobs/soft-delete-blob-overview.md", "2022-02-23", "2026-11-29")];
    VERSIONING_DISABLED = "Without versioning, an update of a blob overwrites its data; versions that exist stay",
        [documented("MicrosoftDocs/azure-docs articles/storage/blobs/versioning-overview.md", "2022-06-22", "2026-11-29")];
    DELETED_STORAGE = "Soft delete does not protect against the deletion of a storage account; its recovery within 14 days is a best effort, and impossible once an account with its name exists",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-account-recover.md", "2022-06-23", "2026-11-29"),
         documented("MicrosoftDocs/azure-docs articles/storage/blobs/soft-delete-blob-overview.md", "2022-02-23", "2026-11-29")];
    STORAGE_NAME_IN_USE = "Names of storage accounts are unique in Azure: a second one is refused with StorageAccountInAnotherResourceGroup in the same subscription, and with StorageAccountAlreadyTaken elsewhere",
        [NAMES_PAGE];
    CONTAINER_IN_TERRAFORM = "azurerm replaces a container whose name or storage account changes, and deletes its blobs with it",
        [code("hashicorp/terraform-provider-azurerm internal/services/storage/storage_container_resource.go", "69697b7f", "2026-11-29")];
}

/// Changes of redundancy that add or remove zone redundancy.
const CONVERSIONS: &[(&str, &str)] = &[
    ("LRS", "ZRS"),
    ("LRS", "GZRS"),
    ("LRS", "RAGZRS"),
    ("GRS", "ZRS"),
    ("GRS", "GZRS"),
    ("GRS", "RAGZRS"),
    ("RAGRS", "ZRS"),
    ("RAGRS", "GZRS"),
    ("RAGRS", "RAGZRS"),
    ("ZRS", "LRS"),
    ("ZRS", "GRS"),
    ("ZRS", "RAGRS"),
    ("GZRS", "LRS"),
    ("GZRS", "GRS"),
    ("GZRS", "RAGRS"),
    ("RAGZRS", "LRS"),
    ("RAGZRS", "GRS"),
    ("RAGZRS", "RAGRS"),
];

const FROM_LOCAL_TO_GEO: Outcome =
    Outcome::new(When::Pairs(&[("LRS", "GRS"), ("LRS", "RAGRS")]), Effect::Changed, &GEO_REDUNDANCY_IS_UPDATED)
        .on_condition("unless blobs are in the archive tier");

/// The redundancy of a storage account.
pub const REDUNDANCY: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::refused(When::Pairs(CONVERSIONS), "StorageAccountTypeConversionNotAllowed", &ZONES_ARE_CONVERTED),
        FROM_LOCAL_TO_GEO,
        Outcome::new(When::Always, Effect::Changed, &GEO_REDUNDANCY_IS_UPDATED),
    ],
    azurerm: &[
        Outcome::new(When::Pairs(CONVERSIONS), Effect::Replaced, &ZONES_IN_TERRAFORM),
        FROM_LOCAL_TO_GEO,
        Outcome::new(When::Always, Effect::Changed, &ZONES_IN_TERRAFORM),
    ],
    consequences: &[
        Consequence {
            condition: None,
            when: When::Pairs(&[("GRS", "LRS"), ("RAGRS", "LRS"), ("GZRS", "ZRS"), ("RAGZRS", "ZRS")]),
            engine: None,
            heading: Heading::LosesData,
            text: "the copy in the secondary region is deleted",
            fact: &SECONDARY_IS_DELETED,
        },
        Consequence {
            condition: None,
            when: When::Pairs(&[("RAGRS", "GRS"), ("RAGZRS", "GZRS")]),
            engine: None,
            heading: Heading::ProtectsLess,
            text: "the copy in the secondary region can no longer be read",
            fact: &SECONDARY_IS_NOT_READ,
        },
        Consequence {
            condition: None,
            when: When::Pairs(CONVERSIONS),
            engine: Some(Engine::ResourceManager),
            heading: Heading::Refused,
            text: "zone redundancy changes by a conversion: request it, wait for its end, then deploy the file",
            fact: &ZONES_ARE_CONVERTED,
        },
    ],
};

/// The condition of what only users of keys notice.
pub const IF_KEYS_OR_SAS_ARE_USED: &str = "if a client of the topology uses a key, or a SAS signed with it";

/// Whether shared keys are accepted.
pub const SHARED_KEYS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: Some(IF_KEYS_OR_SAS_ARE_USED),
            when: When::To(&["disabled"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "requests with an account key, or with a SAS signed with it, are refused",
            fact: &STORAGE_CREDENTIALS,
        },
        Consequence {
            condition: None,
            when: When::To(&["enabled"]),
            engine: None,
            heading: Heading::ProtectsLess,
            text: "the storage account accepts its keys and SAS signed with them, besides tokens",
            fact: &STORAGE_CREDENTIALS,
        },
    ],
};

/// The type of the identity of a storage account: with another type, the template writes the identity.
pub const STORAGE_IDENTITY: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Unset, Effect::Unknown, &STORAGE_IDENTITY_LEFT_OUT)],
    azurerm: &[],
    consequences: &[],
};

/// Whether data is encrypted twice.
pub const INFRASTRUCTURE_ENCRYPTION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &INFRASTRUCTURE_ENCRYPTION_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &INFRASTRUCTURE_ENCRYPTION_IN_TERRAFORM)],
    consequences: &[],
};

/// The scope of the encryption key of queues and tables.
pub const QUEUE_AND_TABLE_KEYS: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &QUEUE_AND_TABLE_KEYS_ARE_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &QUEUE_AND_TABLE_KEYS_IN_TERRAFORM)],
    consequences: &[],
};

/// The condition of what only copies from other storage accounts notice.
const IF_DATA_IS_COPIED: &str = "if a client copies data from another storage account";

/// The storage accounts that data may be copied from.
pub const COPY_SCOPE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Unset, Effect::Unknown, &COPY_SCOPE_LEFT_OUT)],
    azurerm: &[Outcome::new(When::Unset, Effect::Unknown, &COPY_SCOPE_LEFT_OUT)],
    consequences: &[
        Consequence {
            condition: Some(IF_DATA_IS_COPIED),
            when: When::To(&["AAD"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "copies from storage accounts of other tenants are refused with status 403",
            fact: &COPIES_ARE_LIMITED,
        },
        Consequence {
            condition: Some(IF_DATA_IS_COPIED),
            when: When::To(&["PrivateLink"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "copies from storage accounts without a private endpoint in the same virtual network are refused with status 403",
            fact: &COPIES_ARE_LIMITED,
        },
        Consequence::new(
            When::Unset,
            Heading::ProtectsLess,
            "once it is removed, data may be copied from any storage account",
            &COPIES_ARE_LIMITED,
        ),
    ],
};

/// The SAS expiration policy.
pub const SAS_POLICY: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::new(When::Unset, Effect::Ignored, &SAS_POLICY_STAYS),
        Outcome::new(When::Set, Effect::Changed, &SAS_POLICY_NEEDS_ROTATION)
            .on_condition("if each account key was rotated once, where the account is old enough to require it"),
    ],
    azurerm: &[
        Outcome::new(When::Unset, Effect::Ignored, &SAS_POLICY_STAYS),
        Outcome::new(When::Set, Effect::Changed, &SAS_POLICY_NEEDS_ROTATION)
            .on_condition("if each account key was rotated once, where the account is old enough to require it"),
    ],
    consequences: &[
        Consequence {
            condition: Some(IF_KEYS_OR_SAS_ARE_USED),
            when: When::To(&["Block"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "a SAS that exceeds the limit, or has no start, is denied",
            fact: &SAS_POLICY_LIMITS,
        },
        Consequence::new(
            When::Pairs(&[("Block", "Log")]),
            Heading::ProtectsLess,
            "a SAS that exceeds the limit is accepted and recorded",
            &SAS_POLICY_LIMITS,
        ),
    ],
};

/// The customer-managed key, as a property of the storage account. The template writes the key source when it has none.
pub const STORAGE_ENCRYPTION: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::unused(&STORAGE_KEY_APART)],
    consequences: &[Consequence {
        condition: None,
        when: When::Unset,
        engine: Some(Engine::ResourceManager),
        heading: Heading::ProtectsLess,
        text: "data is encrypted with the Microsoft-managed key",
        fact: &STORAGE_KEY_REMOVED,
    }],
};

/// What only azurerm needs to know of the key.
pub const STORAGE_KEY_PLACE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::unused(&STORAGE_KEY_APART)],
    azurerm: &[Outcome::unused(&STORAGE_KEY_APART)],
    consequences: &[],
};

/// The storage account of a customer-managed key that is a resource of its own.
pub const KEY_OF_STORAGE: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &STORAGE_KEY_ACCOUNT)],
    consequences: &[],
};

/// The soft-delete retention of blobs.
pub const BLOB_DAYS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: None,
            when: When::NumberFalls,
            engine: None,
            heading: Heading::ProtectsLess,
            text: "blobs deleted from then on can be recovered for fewer days; those deleted before keep their period",
            fact: &BLOB_RETENTION,
        },
        Consequence {
            condition: None,
            when: When::Unset,
            engine: None,
            heading: Heading::ProtectsLess,
            text: "blobs deleted from then on cannot be recovered; those deleted before keep their period",
            fact: &BLOB_RETENTION,
        },
    ],
};

/// The soft-delete retention of containers.
pub const CONTAINER_DAYS: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: None,
            when: When::NumberFalls,
            engine: None,
            heading: Heading::ProtectsLess,
            text: "containers deleted from then on can be recovered for fewer days; those deleted before keep their period",
            fact: &CONTAINER_RETENTION,
        },
        Consequence {
            condition: None,
            when: When::Unset,
            engine: None,
            heading: Heading::ProtectsLess,
            text: "containers deleted from then on cannot be recovered; those deleted before keep their period",
            fact: &CONTAINER_RETENTION,
        },
    ],
};

/// Whether earlier versions of blobs are kept.
pub const VERSIONING: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence {
        condition: None,
        when: When::To(&["disabled"]),
        engine: None,
        heading: Heading::ProtectsLess,
        text: "an overwritten blob keeps no earlier version; versions that exist stay",
        fact: &VERSIONING_DISABLED,
    }],
};
