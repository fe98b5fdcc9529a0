//! Key vaults, their keys, secrets and access policies.

use super::{
    ChangeRule, Consequence, Effect, Engine, Heading, Outcome, When,
    general::DEPLOYMENT_MODES,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::{
    encryption::{DATE_AFTER_ROTATION_IN_TERRAFORM, DATE_MISSING_IN_TERRAFORM, KEY_REDEPLOYED, SECURITY_PERMISSIONS},
    fact::{Source, code, documented, facts, reported},
};

const SOFT_DELETE: Source = documented(
    "MicrosoftDocs/azure-security-docs articles/key-vault/general/soft-delete-overview.md",
    "2026-04-10",
    "2026-11-29",
);
const RECOVERY: Source = documented(
    "MicrosoftDocs/azure-security-docs articles/key-vault/general/key-vault-recovery.md",
    "2026-04-10",
    "2026-11-29",
);
const RBAC_GUIDE: Source = documented(
    "MicrosoftDocs/azure-security-docs articles/key-vault/general/rbac-guide.md",
    "2026-06-16",
    "2026-11-29",
);
const VAULT_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_resource.go",
    "69697b7f",
    "2026-11-29",
);
const KEY_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_key_resource.go",
    "69697b7f",
    "2026-11-29",
);
const SECRET_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_secret_resource.go",
    "69697b7f",
    "2026-11-29",
);
const POLICY_RESOURCE: Source = code(
    "hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_access_policy_resource.go",
    "69697b7f",
    "2026-11-29",
);

facts! {
    RETENTION_IS_FIXED = "The soft-delete retention of a vault is set at its creation: an update of it is refused with BadRequest", [SOFT_DELETE, VAULT_RESOURCE];
    RETENTION_IN_TERRAFORM = "azurerm plans an update of a vault with another soft-delete retention, and fails at apply", [VAULT_RESOURCE];
    VAULT_SKU_RAISED = "A vault changes from the SKU Standard to Premium in place",
        [VAULT_RESOURCE,
         code("hashicorp/terraform-provider-azurerm internal/services/keyvault/key_vault_resource_test.go", "69697b7f", "2026-11-29")];
    VAULT_SKU_LOWERED = "No page says whether a vault can return from Premium to Standard; azurerm sends the new SKU as an update", [];
    PERMISSION_MODEL = "Azure RBAC on a vault invalidates all access policies, and without it only access policies count: principals without the equivalent are denied; the change needs unrestricted Microsoft.Authorization/roleAssignments/write",
        [RBAC_GUIDE];
    PURGE_PROTECTION_STAYS = "Purge protection of a vault cannot be disabled again, by no role and not by Microsoft; a template that leaves it out changes nothing, and one that sets false is refused",
        [RECOVERY, reported("Azure/azure-rest-api-specs issue 18106", "2022-03-04", "2026-11-29")];
    PURGE_PROTECTION_IN_TERRAFORM = "azurerm plans an update of a vault that disables purge protection, and fails at apply", [VAULT_RESOURCE];
    PURGE_PROTECTED = "With purge protection, a deleted vault, key or secret cannot be purged before the retention period has passed", [SOFT_DELETE, RECOVERY];
    DEPLOYER_POLICY = "The access policy of the identity that runs Terraform is written by azurerm alone", [VAULT_RESOURCE];
    VAULT_IN_PLACE = "azurerm updates permission model, access policies, firewall, public network access, tenant and tags of a vault in place, and sends empty lists of rules; the tenant can change in Azure, too",
        [VAULT_RESOURCE,
         DEPLOYMENT_MODES,
         documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/move-subscription.md", "2026-04-10", "2026-11-29")];
    POLICY_LIST_IN_TERRAFORM = "azurerm keeps the access policies of a vault while the configuration leaves them out: the argument is optional and computed, and an empty list removes the policies",
        [VAULT_RESOURCE, code("hashicorp/terraform-provider-azurerm website/docs/r/key_vault.html.markdown", "69697b7f", "2026-11-29")];
    DELETED_VAULT = "A deleted vault keeps its name until its retention of 7 to 90 days ends or it is purged, and can be recovered with its keys and secrets until then", [SOFT_DELETE, RECOVERY];
    DELETED_VAULT_IN_TERRAFORM = "azurerm does not purge a vault on destroy as the output sets it, and recovers a soft-deleted one of the same name only in the same region", [VAULT_RESOURCE];
    VAULT_NAME_IN_USE = "Names of vaults are unique in Azure: a second one is refused with VaultAlreadyExists, and one with the name of a soft-deleted vault with ConflictError",
        [RECOVERY,
         documented("MicrosoftDocs/azure-security-docs articles/key-vault/general/common-error-codes.md", "2025-04-17", "2026-11-29"),
         reported("Esri/arcgis-gitops issue 174", "2025-02-07", "2026-11-29")];
    POLICIES_ARE_ADDED = "Access policies that a template adds to an existing vault (`accessPolicies/add`) are merged with those that it has: a policy or permission that leaves the template stays",
        [reported("codeisahighway.com how-to-incrementally-update-keyvault-access-policies-with-arm-templates/", "", "2026-11-29"),
         reported("azidentity.azurewebsites.net post/2018/05/29/azure-key-vault-access-policy-update-via-arm-template", "2018-05-29", "2026-11-29")];
    POLICIES_IN_TERRAFORM = "`azurerm_key_vault_access_policy` is one access policy: it is replaced for another principal, updated with exactly the permissions that are set, and removed when destroyed",
        [POLICY_RESOURCE];
    KEY_DATE_IS_FIXED = "Resource Manager refuses a key that exists with another expiration date: KeyCreationParametersDidNotMatchExistingKey",
        [reported("Azure/bicep issue 8283", "2022-09-07", "2026-11-29"),
         reported("Azure/avdaccelerator issue 747", "2025-02-19", "2026-11-29")];
    KEY_MATERIAL_IN_TERRAFORM = "azurerm replaces a key whose type or size changes", [KEY_RESOURCE];
    KEY_DATE_IN_TERRAFORM = "azurerm takes the expiration date of a key from `expiration_date`, not in seconds", [KEY_RESOURCE];
    KEY_RECOVERED_IN_TERRAFORM = "azurerm recovers a soft-deleted key when a new one of its name is refused with a conflict, and creates no new version: the recovered key keeps its type and size",
        [KEY_RESOURCE];
    KEY_IN_PLACE = "azurerm updates operations, expiration date and rotation policy of a key in place; Resource Manager returns an existing key unchanged",
        [KEY_RESOURCE, SECURITY_PERMISSIONS];
    DELETED_KEY = "A deleted key or secret cannot be used or read; it keeps its name, and can be recovered until the retention of its vault ends", [SOFT_DELETE, RECOVERY];
    SECRET_VERSIONS = "A template that writes another value or other attributes of a secret adds a version, and none while all are the same",
        [reported("Azure/azure-resource-manager-schemas issue 1494", "2021-02-06", "2026-11-29"),
         reported("Azure/bicep issue 6448", "2022-04-13", "2026-11-29")];
    SECRET_IN_TERRAFORM = "azurerm adds a version of a secret when `value_wo_version` changes, and updates content type and date of the current one otherwise",
        [SECRET_RESOURCE];
    SECRET_DATE_IN_TERRAFORM = "An update in azurerm without an expiration date leaves the date of the secret as it is; a new version has none", [SECRET_RESOURCE];
    SECRET_COUNTER = "The version counter of a secret exists only in azurerm", [SECRET_RESOURCE];
}

/// The SKU of a vault.
pub const VAULT_SKU: ChangeRule =
    ChangeRule { resource_manager: &VAULT_SKU_OUTCOMES, azurerm: &VAULT_SKU_OUTCOMES, consequences: &[] };

const VAULT_SKU_OUTCOMES: [Outcome; 2] = [
    Outcome::new(When::To(&["standard"]), Effect::Unknown, &VAULT_SKU_LOWERED),
    Outcome::new(When::To(&["premium"]), Effect::Changed, &VAULT_SKU_RAISED),
];

/// Whether Azure RBAC decides.
pub const PERMISSION_MODEL_RULE: ChangeRule = ChangeRule {
    resource_manager: &[PERMISSION_MODEL_OUTCOME],
    azurerm: &[PERMISSION_MODEL_OUTCOME],
    consequences: &[
        Consequence {
            condition: None,
            when: When::To(&["enabled"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "access policies no longer count: principals are denied until an equivalent role has taken effect",
            fact: &PERMISSION_MODEL,
        },
        Consequence {
            condition: None,
            when: When::To(&["disabled"]),
            engine: None,
            heading: Heading::Interrupts,
            text: "roles no longer count for keys and secrets: principals without an access policy are denied",
            fact: &PERMISSION_MODEL,
        },
    ],
};

const PERMISSION_MODEL_OUTCOME: Outcome = Outcome::new(When::Always, Effect::Changed, &PERMISSION_MODEL)
    .on_condition("if the deploying principal may assign roles without restriction");

/// What only azurerm needs to know of access policies.
pub const DEPLOYER_POLICY_RULE: ChangeRule =
    ChangeRule { resource_manager: &[Outcome::unused(&DEPLOYER_POLICY)], azurerm: &[], consequences: &[] };

/// The soft-delete retention of a vault.
pub const SOFT_DELETE_DAYS: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::refused(When::Always, "BadRequest", &RETENTION_IS_FIXED)],
    azurerm: &[Outcome::new(When::Always, Effect::Refused, &RETENTION_IN_TERRAFORM)],
    consequences: &[],
};

/// Purge protection of a vault.
pub const PURGE_PROTECTION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::To(&["disabled"]), Effect::Ignored, &PURGE_PROTECTION_STAYS)],
    azurerm: &[Outcome::new(When::To(&["disabled"]), Effect::Refused, &PURGE_PROTECTION_IN_TERRAFORM)],
    consequences: &[
        Consequence {
            condition: None,
            when: When::To(&["enabled"]),
            engine: None,
            heading: Heading::CannotBeUndone,
            text: "purge protection cannot be disabled again: the vault, its keys and secrets cannot be purged before their retention ends",
            fact: &PURGE_PROTECTED,
        },
        Consequence {
            condition: None,
            when: When::To(&["disabled"]),
            engine: Some(Engine::ResourceManager),
            heading: Heading::Refused,
            text: "purge protection stays enabled: no deployment can disable it",
            fact: &PURGE_PROTECTION_STAYS,
        },
    ],
};

/// Access policies that are added to an existing vault.
pub const ADDED_POLICIES: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::ElementRemoved, Effect::Left, &POLICIES_ARE_ADDED)],
    azurerm: &[],
    consequences: &[],
};

/// The type and size of a key.
pub const KEY_MATERIAL: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Ignored, &KEY_REDEPLOYED)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &KEY_MATERIAL_IN_TERRAFORM)],
    consequences: &[Consequence {
        condition: None,
        when: When::Always,
        engine: Some(Engine::ResourceManager),
        heading: Heading::Refused,
        text: "the key that exists stays as it is: use another name for another key",
        fact: &KEY_REDEPLOYED,
    }],
};

/// The expiration date of a key, as Resource Manager takes it.
pub const KEY_EXPIRES: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::refused(When::ToAnother, "KeyCreationParametersDidNotMatchExistingKey", &KEY_DATE_IS_FIXED),
        Outcome::new(When::Always, Effect::Ignored, &KEY_REDEPLOYED),
    ],
    azurerm: &[Outcome::unused(&KEY_DATE_IN_TERRAFORM)],
    consequences: &[],
};

/// The expiration date of a key, as azurerm takes it. The output lets it ignore the date of a key that has a rotation
/// policy or no date.
pub const KEY_EXPIRES_AT: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::unused(&KEY_REDEPLOYED)],
    azurerm: &[
        Outcome::new(When::Unset, Effect::Ignored, &DATE_MISSING_IN_TERRAFORM),
        Outcome::new(When::Always, Effect::Changed, &DATE_AFTER_ROTATION_IN_TERRAFORM)
            .on_condition("unless the key has a rotation policy"),
    ],
    consequences: &[],
};

/// The rotation policy of a key.
pub const KEY_ROTATION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Ignored, &KEY_REDEPLOYED)],
    azurerm: &[],
    consequences: &[Consequence {
        condition: None,
        when: When::Always,
        engine: Some(Engine::ResourceManager),
        heading: Heading::Refused,
        text: "the rotation policy of the key that exists stays as it is: change it by hand",
        fact: &KEY_REDEPLOYED,
    }],
};

/// The value and the content type of a secret.
pub const SECRET_VALUE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Changed, &SECRET_VERSIONS)],
    azurerm: &[Outcome::new(When::Always, Effect::Changed, &SECRET_IN_TERRAFORM)
        .on_condition("if the version counter is raised as well")],
    consequences: &[],
};

/// The expiration date of a secret.
pub const SECRET_EXPIRES_AT: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Changed, &SECRET_VERSIONS)],
    azurerm: &[Outcome::new(When::Unset, Effect::Ignored, &SECRET_DATE_IN_TERRAFORM)
        .on_condition("unless the version counter is raised as well")],
    consequences: &[],
};

/// The version counter of a secret.
pub const SECRET_VERSION: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::unused(&SECRET_COUNTER)],
    azurerm: &[Outcome::new(When::Always, Effect::Changed, &SECRET_IN_TERRAFORM)],
    consequences: &[],
};

const VAULT_DELETED: &[Meaning] = &[
    Meaning {
        engine: None,
        heading: Heading::LosesData,
        text: "it is soft-deleted with its keys and secrets, and can be recovered until its retention ends",
        fact: &DELETED_VAULT,
    },
    Meaning {
        engine: None,
        heading: Heading::CannotBeUndone,
        text: "its name stays taken until its retention ends or it is purged; purge protection prevents purging",
        fact: &DELETED_VAULT,
    },
];

const VAULT_NAME_TAKEN: Outcome = Outcome::refused(When::Always, "VaultAlreadyExists", &VAULT_NAME_IN_USE);

pub(super) const KEY_VAULT: Lifecycle = Lifecycle {
    destroyed: VAULT_DELETED,
    replaced: VAULT_DELETED,
    replaced_with_same_name: &[Meaning {
        engine: None,
        heading: Heading::Refused,
        text: "the new vault is refused with ConflictError while the old one is soft-deleted in another region",
        fact: &DELETED_VAULT_IN_TERRAFORM,
    }],
    collisions: &[
        Collision { parent: ParentMatch::Same, fields: &["name"], outcome: VAULT_NAME_TAKEN },
        Collision { parent: ParentMatch::Elsewhere, fields: &["name"], outcome: VAULT_NAME_TAKEN },
    ],
    in_place: Some(&VAULT_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const KEY_VAULT_ACCESS_POLICIES: Lifecycle =
    Lifecycle { in_place: Some(&POLICIES_IN_TERRAFORM), ..Lifecycle::new(Removal::Left) };

const KEY_DELETED: &[Meaning] = &[
    Meaning {
        engine: None,
        heading: Heading::LosesData,
        text: "it is soft-deleted, and what is encrypted with it cannot be read until it is recovered",
        fact: &DELETED_KEY,
    },
    Meaning {
        engine: None,
        heading: Heading::CannotBeUndone,
        text: "its name stays taken in the vault until the retention ends or it is purged",
        fact: &DELETED_KEY,
    },
];

pub(super) const KEY_VAULT_KEY: Lifecycle = Lifecycle {
    destroyed: KEY_DELETED,
    replaced: KEY_DELETED,
    replaced_with_same_name: &[Meaning {
        engine: None,
        heading: Heading::Refused,
        text: "in the same vault, azurerm recovers the deleted key, which keeps its type and size: use another name",
        fact: &KEY_RECOVERED_IN_TERRAFORM,
    }],
    in_place: Some(&KEY_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

const SECRET_DELETED: &[Meaning] = &[Meaning {
    engine: None,
    heading: Heading::LosesData,
    text: "it is soft-deleted, and cannot be read until it is recovered; its name stays taken in the vault",
    fact: &DELETED_KEY,
}];

pub(super) const KEY_VAULT_SECRET: Lifecycle = Lifecycle {
    destroyed: SECRET_DELETED,
    replaced: SECRET_DELETED,
    in_place: Some(&SECRET_IN_TERRAFORM),
    ..Lifecycle::new(Removal::Left)
};
