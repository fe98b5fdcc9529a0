//! Notes on customer-managed keys: when they are set, rotated, and permitted.

use super::builder::PlanBuilder;
use crate::{
    catalog::encryption::ROLE_DELAY_MINUTES,
    diagnostic::{Code, Diagnostic},
    plan::LanguageFamily,
    topology::AccountKind,
};

pub(super) fn note_customer_keys(b: &mut PlanBuilder<'_>) {
    note_second_pass(b);
    note_key_after_creation(b);
    note_vault_elsewhere(b);
    note_foundry_key(b);
    note_key_rotation(b);
    note_role_delay(b);
}

/// A template writes the same resource the same way each time: first without its key, then with it.
fn note_second_pass(b: &mut PlanBuilder<'_>) {
    let targets: Vec<&str> =
        b.topology.customer_keys().filter(|(_, key)| !key.has_own_identity()).map(|(target, _)| target).collect();
    let Some(first) = targets.first() else { return };
    let (resources, possessive, keys) = match (targets.len(), *first) {
        (2, _) => ("the account and storage", "their", "keys"),
        (_, "account") => ("the account", "its", "key"),
        _ => ("storage", "its", "key"),
    };
    let message = format!(
        "Every deployment first writes {resources} without {possessive} customer-managed {keys}, then sets the {keys}. \
         Until the second pass completes, {resources} may use the Microsoft-managed key. A policy that denies this \
         refuses the first pass"
    );
    let settings: Vec<String> =
        targets.iter().map(|target| format!("`encryption.{target}.identity: userAssigned`")).collect();
    b.add_note(
        Some(LanguageFamily::Azure),
        Diagnostic::note(Code::TWO_PASSES, message)
            .at_value(format!("/encryption/{first}/identity"))
            .help(format!("set {} to create {resources} with the {keys}", settings.join(" and "))),
    );
}

/// azurerm sets the key with a resource of its own: see `encryption::KEY_AFTER_CREATION_IN_TERRAFORM`. Its block in the
/// account is used only on request, since a creation that fails leaves an account outside the state
/// (`KEY_BLOCK_IN_TERRAFORM`), and the first one can fail while the role takes effect.
fn note_key_after_creation(b: &mut PlanBuilder<'_>) {
    let keys = b.topology.customer_keys().filter(|(_, key)| !key.is_set_at_creation());
    let targets: Vec<&str> = keys.map(|(target, _)| target).collect();
    let Some(first) = targets.first() else { return };
    let (resources, keys) = match (targets.len(), *first) {
        (2, _) => ("the account and storage", "customer-managed keys"),
        (_, "account") => ("the account", "customer-managed key"),
        _ => ("storage", "customer-managed key"),
    };
    let message = format!(
        "Terraform creates {resources} with the Microsoft-managed key, and sets the {keys} later in the same apply. A \
         policy that denies this refuses the first step"
    );
    b.add_note(
        Some(LanguageFamily::Terraform),
        Diagnostic::note(Code::TWO_PASSES, message).at_key(format!("/encryption/{first}")).help(
            "under such a policy, set `atCreation: true` beside each key, with user-assigned identities, or get an \
             exemption for the first apply",
        ),
    );
}

/// azurerm finds the vault of a key of storage only in its own subscription: `encryption::KEY_BLOCK_OF_STORAGE_IN_TERRAFORM`.
fn note_vault_elsewhere(b: &mut PlanBuilder<'_>) {
    let Some(key) = b.topology.encryption.storage.as_ref().filter(|key| key.is_set_at_creation()) else { return };
    let vault = b.topology.key_vault.as_ref().and_then(|vault| vault.existing.as_ref());
    let (Some(vault), Some(own)) = (vault, &b.topology.subscription) else { return };
    if key.existing.is_some() && !vault.0.subscription.eq_ignore_ascii_case(&own.to_string()) {
        let message = "Terraform cannot set the key of storage at creation: azurerm looks for its vault in the subscription of \
                       the provider only";
        b.add_note(
            Some(LanguageFamily::Terraform),
            Diagnostic::warning(Code::TWO_PASSES, message)
                .at_value("/encryption/storage/atCreation")
                .related_value("/keyVault/existing", "the vault is in another subscription")
                .help("use a vault of this subscription, or remove `atCreation`"),
        );
    }
}

/// A key is a decision for good: see `encryption::FOUNDRY_KEEPS_ITS_KEY`.
fn note_foundry_key(b: &mut PlanBuilder<'_>) {
    let Some(key) = &b.topology.encryption.account else { return };
    if b.topology.account.kind != AccountKind::AiServices {
        return;
    }
    if !key.has_own_identity() {
        let message = "Every deployment first writes the account without its customer-managed key. A Foundry resource \
                       (kind `AIServices`) cannot return to the Microsoft-managed key, and no page says whether this \
                       refuses later deployments";
        b.add_note(
            Some(LanguageFamily::Azure),
            Diagnostic::warning(Code::FOUNDRY_KEY, message)
                .at_value("/encryption/account/identity")
                .help("set `encryption.account.identity: userAssigned` to create the account with the key"),
        );
    }
    if key.is_set_at_creation() {
        return;
    }
    let message = "`terraform destroy` first sets the Microsoft-managed key, to which a Foundry resource (kind \
                   `AIServices`) cannot return, so it may fail";
    b.add_note(
        Some(LanguageFamily::Terraform),
        Diagnostic::note(Code::FOUNDRY_KEY, message).at_key("/encryption/account").help(
            "if it does, remove `azurerm_cognitive_account_customer_managed_key.account_encryption` from the state with \
             `terraform state rm`, and destroy again",
        ),
    );
}

/// The account does not follow a rotation, so it keeps a version that expires.
fn note_key_rotation(b: &mut PlanBuilder<'_>) {
    let Some(key) = &b.topology.encryption.account else { return };
    if key.existing.is_some() || !key.rotation.enabled {
        return;
    }
    let days = key.rotation.rotate_before_days;
    let message = format!(
        "The account keeps the key version that it was deployed with: deploy again within {days} days of every rotation"
    );
    b.add_note(None, Diagnostic::note(Code::KEY_ROTATION, message).at_key("/encryption/account"));
}

const DEPLOY_AGAIN: &str = "deploy again after a few minutes: what was created stays";

/// See `encryption::KEY_BLOCK_IN_TERRAFORM`.
const IMPORT_BEFORE_NEXT_APPLY: &str = "apply again after a few minutes: a resource with `atCreation: true` may exist in Azure \
                                        without being in the state, then import it first with `terraform import`";

/// A role does not take effect at once: see `encryption::ROLE_TAKES_EFFECT_LATE`. An output can wait for its assignment,
/// not for its effect.
fn note_role_delay(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    if !topology.vault_uses_rbac() {
        return;
    }
    let targets: Vec<&str> = topology.customer_keys().map(|(target, _)| target).collect();
    if let Some(first) = targets.first() {
        let encrypted = match (targets.len(), *first) {
            (2, _) => "the account and storage use their customer-managed keys",
            (_, "account") => "the account uses its customer-managed key",
            _ => "storage uses its customer-managed key",
        };
        let message = format!(
            "The first deployment may fail: {encrypted} with a role that can take up to {ROLE_DELAY_MINUTES} minutes to take effect"
        );
        let note = Diagnostic::note(Code::ROLE_DELAY, message).at_key(format!("/encryption/{first}"));
        if topology.customer_keys().any(|(_, key)| key.is_set_at_creation()) {
            b.add_note(Some(LanguageFamily::Azure), note.clone().help(DEPLOY_AGAIN));
            b.add_note(Some(LanguageFamily::Terraform), note.help(IMPORT_BEFORE_NEXT_APPLY));
        } else {
            b.add_note(None, note.help(DEPLOY_AGAIN));
        }
    }
    let written = match (topology.account_key_secret().is_some(), topology.creates_keys()) {
        (true, true) => "the secret and the keys",
        (true, false) => "the secret",
        (false, true) => "the keys",
        (false, false) => return,
    };
    let message = format!(
        "The first apply may fail: Terraform writes {written} with a role that can take up to {ROLE_DELAY_MINUTES} minutes to take effect"
    );
    b.add_note(
        Some(LanguageFamily::Terraform),
        Diagnostic::note(Code::ROLE_DELAY, message)
            .at_key(if topology.creates_keys() { "/encryption" } else { "/keys" })
            .help("apply again after a few minutes: what was created stays"),
    );
}
