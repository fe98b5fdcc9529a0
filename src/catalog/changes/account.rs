//! The Document Intelligence account and its customer-managed key.

use super::{
    ChangeRule, Consequence, Effect, Engine, Heading, Outcome, When,
    general::DEPLOYMENT_MODES,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::{
    account::{
        ACCOUNT_CREDENTIALS, DISCONNECTED_PLAN, FREE_TIER, ONE_FREE_ACCOUNT, OUTBOUND_ERROR, OUTBOUND_LIST,
        SYSTEM_ASSIGNED_ONLY,
    },
    encryption::KEY_RESOURCE_DESTROYED,
    fact::{Source, code, documented, facts, reported},
};

const ACCOUNT_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_resource.go",
    "69697b7f",
    "2026-11-29",
);
const KEY_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/cognitive/cognitive_account_customer_managed_key_resource.go",
    "69697b7f",
    "2026-11-29",
);
const RECOVERY: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/recover-purge-resources.md",
    "2025-10-02",
    "2026-11-29",
);
const SUBDOMAINS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-custom-subdomains.md",
    "2024-10-30",
    "2026-11-29",
);

facts! {
    KIND_IS_FIXED = "An update of an account with another kind is refused with UpdateKindNotAllowed; only OpenAI and AIServices can follow each other",
        [ACCOUNT_RESOURCE,
         reported("Azure/bicep issue 15446", "2024-10-30", "2026-11-29"),
         reported("Azure-Samples/azure-search-openai-demo issue 2411", "2025-03-08", "2026-11-29")];
    KIND_IN_TERRAFORM = "azurerm replaces an account whose kind changes, unless both kinds are OpenAI or AIServices", [ACCOUNT_RESOURCE];
    SUBDOMAIN_IS_FIXED = "The custom subdomain of an account cannot be changed: UpdatingCustomDomainNotAllowed",
        [SUBDOMAINS, reported("Azure-Samples/azure-search-openai-demo pull request 1818", "2024-07-16", "2026-11-29")];
    SUBDOMAIN_IN_TERRAFORM = "azurerm replaces an account whose custom subdomain changes from one to another", [ACCOUNT_RESOURCE];
    ENDPOINT_HOST = "The custom subdomain of an account is the start of the host name of its endpoint",
        [SUBDOMAINS];
    SUBDOMAIN_IN_USE = "A second account with the custom subdomain of an existing or soft-deleted one is refused with CustomDomainInUse",
        [SUBDOMAINS, reported("Azure-Samples/azuresandbox issue 164", "2025-06-13", "2026-11-29")];
    RETURN_TO_FREE_TIER = "No page says whether an account can return from S0 to the free tier F0; azurerm sends the new SKU as an update", [];
    ACCOUNT_IN_PLACE = "azurerm updates SKU, identities, firewall, key authentication, outbound restriction and tags of an account in place, and sends empty lists of rules",
        [ACCOUNT_RESOURCE, DEPLOYMENT_MODES];
    NEW_OBJECT_ID = "A managed identity that is deleted and created again has another object ID, and the role assignments of the old one grant nothing",
        [documented("MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md", "2023-09-20", "2026-11-29")];
    ACCOUNT_KEY_LEFT_OUT = "No page says whether an account keeps its customer-managed key when a template without `encryption` is deployed", [];
    ACCOUNT_KEY_APART = "azurerm sets the customer-managed key in a resource of its own and leaves the account as it is", [KEY_RESOURCE];
    ACCOUNT_KEY_ACCOUNT = "azurerm replaces `azurerm_cognitive_account_customer_managed_key` if its account changes, and updates another key or identity in place", [KEY_RESOURCE];
    RESTORE_OF_ACTIVE = "A template that asks to recover an account which exists is refused with CanNotRestoreAnActiveResource",
        [reported("Azure/azure-dev issue 7263", "2026-03-23", "2026-11-29")];
    RESTORE_IN_TERRAFORM = "azurerm has no argument that recovers a soft-deleted account", [ACCOUNT_RESOURCE];
    DELETED_ACCOUNT = "A deleted account can be recovered for 48 hours, and keeps its name and custom subdomain for that time unless it is purged; a purged account is lost with its data and keys",
        [RECOVERY, reported("Azure-Samples/azuresandbox issue 164", "2025-06-13", "2026-11-29")];
    NAME_OF_DELETED_ACCOUNT = "An account with the name of a soft-deleted one is refused with FlagMustBeSetForRestore, and azurerm recovers none; the output does not purge accounts on destroy",
        [RECOVERY, ACCOUNT_RESOURCE, reported("Azure/azure-cli issue 18146", "2021-05-19", "2026-11-29")];
}

/// The kind of an account.
pub const ACCOUNT_KIND: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "UpdateKindNotAllowed", &KIND_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &KIND_IN_TERRAFORM)],
    consequences: &[],
};

/// The SKU of an account.
pub const ACCOUNT_SKU: ChangeRule = ChangeRule {
    resource_manager: &ACCOUNT_SKU_OUTCOMES,
    azurerm: &ACCOUNT_SKU_OUTCOMES,
    consequences: &[
        Consequence {
            condition: None,
            when: When::To(&["F0"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "only the first two pages of a document are analysed, and documents of more than 4 MB are refused",
            fact: &FREE_TIER,
        },
        Consequence {
            condition: None,
            when: When::To(&["F0"]),
            engine: None,
            heading: Heading::Refused,
            text: "it is refused with CanNotCreateMultipleFreeAccounts if the subscription has a free account of the kind",
            fact: &ONE_FREE_ACCOUNT,
        },
    ],
};

const ACCOUNT_SKU_OUTCOMES: [Outcome; 2] = [
    Outcome::new(When::To(&["F0"]), Effect::Unknown, &RETURN_TO_FREE_TIER),
    Outcome::new(When::To(&["DC0"]), Effect::Changed, &DISCONNECTED_PLAN)
        .on_condition("if the subscription is approved for disconnected containers"),
];

/// The set of identities of an account.
pub const ACCOUNT_IDENTITY: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: None,
            when: When::Pairs(SYSTEM_ASSIGNED_REMOVED),
            engine: None,
            heading: Heading::CannotBeUndone,
            text: "its system-assigned identity is deleted; a new one has another object ID and none of its roles",
            fact: &NEW_OBJECT_ID,
        },
        Consequence {
            condition: None,
            when: When::Pairs(SYSTEM_ASSIGNED_REMOVED),
            engine: None,
            heading: Heading::Interrupts,
            text: "it no longer reads storage: it does so only with its system-assigned identity",
            fact: &SYSTEM_ASSIGNED_ONLY,
        },
    ],
};

/// Changes of the set of identities that delete the system-assigned one.
const SYSTEM_ASSIGNED_REMOVED: &[(&str, &str)] = &[
    ("SystemAssigned", "UserAssigned"),
    ("SystemAssigned", "None"),
    ("SystemAssigned, UserAssigned", "UserAssigned"),
    ("SystemAssigned, UserAssigned", "None"),
];

/// The custom subdomain of an account.
pub const CUSTOM_SUBDOMAIN: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "UpdatingCustomDomainNotAllowed", &SUBDOMAIN_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &SUBDOMAIN_IN_TERRAFORM)],
    consequences: &[],
};

/// The condition of what only users of keys notice.
pub const IF_KEYS_ARE_USED: &str = "if a client or a secret of the topology uses a key";

/// Whether keys are accepted.
pub const LOCAL_AUTH: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: Some(IF_KEYS_ARE_USED),
            when: When::To(&["disabled"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "requests with an account key are refused; the change can take several hours to take effect",
            fact: &ACCOUNT_CREDENTIALS,
        },
        Consequence {
            condition: None,
            when: When::To(&["enabled"]),
            engine: None,
            heading: Heading::ProtectsLess,
            text: "the account accepts its keys, besides tokens",
            fact: &ACCOUNT_CREDENTIALS,
        },
    ],
};

/// Whether outbound access is restricted.
pub const OUTBOUND_RESTRICTED: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence {
            condition: None,
            when: When::To(&["disabled"]),
            engine: None,
            heading: Heading::ProtectsLess,
            text: "the account connects to any host",
            fact: &OUTBOUND_LIST,
        },
        Consequence {
            condition: None,
            when: When::To(&["enabled"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "requests that need a host outside the allowed FQDN list fail with OutboundAccessForbidden",
            fact: &OUTBOUND_ERROR,
        },
    ],
};

/// The customer-managed key, as a property of the account.
pub const ACCOUNT_ENCRYPTION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Unset, Effect::Unknown, &ACCOUNT_KEY_LEFT_OUT)],
    azurerm: &[Outcome::unused(&ACCOUNT_KEY_APART)],
    consequences: &[Consequence {
        condition: None,
        when: When::Unset,
        engine: Some(Engine::ResourceManager),
        heading: Heading::ProtectsLess,
        text: "new data is encrypted with the Microsoft-managed key, or still with the customer-managed one: no page says which",
        fact: &ACCOUNT_KEY_LEFT_OUT,
    }],
};

/// What only azurerm needs to know of the key.
pub const ACCOUNT_KEY_PLACE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::unused(&ACCOUNT_KEY_APART)],
    azurerm: &[Outcome::unused(&ACCOUNT_KEY_APART)],
    consequences: &[],
};

/// Whether a soft-deleted account is recovered.
pub const RESTORE: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::refused(When::To(&["enabled"]), "CanNotRestoreAnActiveResource", &RESTORE_OF_ACTIVE),
        Outcome::unused(&RESTORE_OF_ACTIVE),
    ],
    azurerm: &[Outcome::unused(&RESTORE_IN_TERRAFORM)],
    consequences: &[],
};

/// The account of a customer-managed key that is a resource of its own.
pub const KEY_OF_ACCOUNT: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &ACCOUNT_KEY_ACCOUNT)],
    consequences: &[],
};

const DELETED: &[Meaning] = &[
    Meaning {
        engine: None,
        heading: Heading::LosesData,
        text: "it is soft-deleted with its trained models, and can be recovered for 48 hours",
        fact: &DELETED_ACCOUNT,
    },
    Meaning {
        engine: None,
        heading: Heading::CannotBeUndone,
        text: "its name and custom subdomain stay taken for 48 hours, unless it is purged",
        fact: &DELETED_ACCOUNT,
    },
];

const SUBDOMAIN_TAKEN: Outcome = Outcome::refused(When::Always, "CustomDomainInUse", &SUBDOMAIN_IN_USE);

pub(super) const COGNITIVE_ACCOUNT: Lifecycle = Lifecycle {
    destroyed: DELETED,
    replaced: DELETED,
    replaced_with_same_name: &[Meaning {
        engine: None,
        heading: Heading::Refused,
        text: "the new account is refused with FlagMustBeSetForRestore until the old one is purged",
        fact: &NAME_OF_DELETED_ACCOUNT,
    }],
    collisions: &[
        Collision { parent: ParentMatch::Same, fields: &["custom_subdomain"], outcome: SUBDOMAIN_TAKEN },
        Collision { parent: ParentMatch::Elsewhere, fields: &["custom_subdomain"], outcome: SUBDOMAIN_TAKEN },
        Collision {
            parent: ParentMatch::Same,
            fields: &["kind", "sku"],
            outcome: Outcome::refused(When::To(&["F0"]), "CanNotCreateMultipleFreeAccounts", &ONE_FREE_ACCOUNT),
        },
    ],
    in_place: Some(&ACCOUNT_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

const KEY_REMOVED: &[Meaning] = &[Meaning {
    engine: None,
    heading: Heading::ProtectsLess,
    text: "new data of the account is encrypted with the Microsoft-managed key",
    fact: &KEY_RESOURCE_DESTROYED,
}];

pub(super) const COGNITIVE_ACCOUNT_KEY: Lifecycle =
    Lifecycle { destroyed: KEY_REMOVED, in_place: Some(&ACCOUNT_KEY_ACCOUNT), ..Lifecycle::new(Removal::WithParent) };
