//! Customer-managed keys: requirements on the vault, and on an existing key.

use super::context::CheckContext;
use crate::{
    catalog::encryption::ACCOUNT_KEY_SIZE_IN_BITS,
    diagnostic::{Code, Diagnostic},
    topology::{AccountSku, CustomerKey, KeyIdentity, KeyKind, VaultSku},
};

/// Minimum days between two rotations in Key Vault. Source: "Configure cryptographic key auto-rotation".
const MIN_DAYS_BETWEEN_ROTATIONS: u16 = 7;

/// Settings that are valid only for a new key.
const NEW_KEY_SETTINGS: &[&str] = &["name", "type", "size", "expires", "rotation"];

pub(super) fn check_encryption(c: &mut CheckContext<'_>) {
    let t = c.topology;
    for (target, key) in t.customer_keys() {
        let pointer = format!("/encryption/{target}");
        check_existing_key(c, target, key, &pointer);
        check_rotation(c, key, &pointer);
        check_key_size(c, target, key, &pointer);
        check_hardware_key(c, key, &pointer);
        check_key_identity(c, target, key, &pointer);
    }
    if t.encryption.account.is_some() && t.account.sku == AccountSku::F0 {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a free account does not support customer-managed keys")
                .at_key("/encryption/account")
                .label("`F0` always uses the Microsoft-managed key")
                .related_value("/account/sku", "account SKU")
                .help("set `sku: S0`"),
        );
    }
    if t.encryption.storage.is_some() && t.storage.existing.is_some() {
        c.report(
            Diagnostic::error(
                Code::EXISTING_STORAGE,
                "encryption of existing storage is managed outside this topology",
            )
            .at_key("/encryption/storage")
            .label("this would overwrite the current setting of the storage account")
            .related_value("/storage/existing", "the account already exists"),
        );
    }
    if t.customer_keys().next().is_some() {
        check_encryption_vault(c);
    }
}

/// An existing key: it is in the existing vault, and has the version that the account needs.
fn check_existing_key(c: &mut CheckContext<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    let Some(url) = &key.existing else { return };
    let t = c.topology;
    for key_setting in NEW_KEY_SETTINGS {
        let setting = format!("{pointer}/{key_setting}");
        if c.is_set(&setting) {
            c.report(
                Diagnostic::error(Code::ENCRYPTION, format!("`{key_setting}` is valid only for a new key"))
                    .at_key(setting)
                    .label("this would have no effect")
                    .related_value(format!("{pointer}/existing"), "the key already exists"),
            );
        }
    }
    let key_pointer = format!("{pointer}/existing");
    let suffix = t.cloud.facts().vault_suffix.trim_start_matches('.');
    match t.key_vault.as_ref().and_then(|vault| vault.existing.as_ref()) {
        None => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the vault of the existing key is not specified")
                .at_value(key_pointer.clone())
                .label("its vault must be specified as well")
                .help("set `keyVault.existing` to the resource ID of the vault"),
        ),
        Some(id) if !id.0.name().eq_ignore_ascii_case(&url.vault) || url.suffix != suffix => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the key is in another vault")
                .at_value(key_pointer.clone())
                .label(format!("not in `{}.{suffix}`", id.0.name()))
                .related_value("/keyVault/existing", "the vault of this topology"),
        ),
        Some(_) => {}
    }
    if target == "account" && url.version.is_none() {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account requires a key version")
                .at_value(key_pointer)
                .label("the version is missing")
                .help("use the output of `az keyvault key show --id <this> --query key.kid --output tsv`"),
        );
    }
}

/// The system-assigned identity of the encrypted resource is created after the vault, so an access policy of the vault
/// cannot refer to it.
fn check_key_identity(c: &mut CheckContext<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    if key.identity == KeyIdentity::UserAssigned {
        return;
    }
    let t = c.topology;
    let identity_pointer = format!("{pointer}/identity");
    if target == "account" && !t.account.identity.system_assigned {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account has no system-assigned identity")
                .at_value(identity_pointer.clone())
                .label("no identity could use the key")
                .related_value("/account/identity/systemAssigned", "disabled"),
        );
    }
    if !t.vault_uses_rbac() {
        c.report(
            Diagnostic::error(
                Code::ENCRYPTION,
                "a vault that uses access policies requires an identity that exists before the vault",
            )
            .at_value(identity_pointer)
            .label("this identity is created with the encrypted resource")
            .related_value("/keyVault/authorization", "the vault uses access policies")
            .help("set `identity: userAssigned`, or `keyVault.authorization: rbac`"),
        );
    }
    if key.at_creation {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a system-assigned identity cannot use a key at creation")
                .at_value(format!("{pointer}/atCreation"))
                .label("this identity is created with the encrypted resource")
                .related_value(format!("{pointer}/identity"), "the identity that uses the key")
                .help("set `identity: userAssigned`, or remove `atCreation`"),
        );
    }
    let name = format!("{pointer}/identityName");
    if c.is_set(&name) {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "`identityName` is not valid for a system-assigned identity")
                .at_key(name)
                .label("this would have no effect")
                .related_value(format!("{pointer}/identity"), "the identity that uses the key"),
        );
    }
}

fn check_rotation(c: &mut CheckContext<'_>, key: &CustomerKey, pointer: &str) {
    if key.existing.is_some() {
        return;
    }
    let rotation = &key.rotation;
    if rotation.enabled
        && rotation.expire_after_days < rotation.rotate_before_days.saturating_add(MIN_DAYS_BETWEEN_ROTATIONS)
    {
        let label = format!(
            "a version is valid for {} days; rotations must be at least {MIN_DAYS_BETWEEN_ROTATIONS} days apart",
            rotation.expire_after_days
        );
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the next key version would be created too soon")
                .at_value(format!("{pointer}/rotation/rotateBeforeDays"))
                .label(label)
                .related_value(format!("{pointer}/rotation/expireAfterDays"), "days that a version is valid"),
        );
    }
    if !rotation.enabled
        && ["expireAfterDays", "rotateBeforeDays"].iter().any(|k| c.is_set(&format!("{pointer}/rotation/{k}")))
    {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "rotation days are set, but rotation is disabled")
                .at_value(format!("{pointer}/rotation"))
                .label("these would have no effect")
                .related_value(format!("{pointer}/rotation/enabled"), "rotation is disabled"),
        );
    }
}

/// The account accepts one size: see `encryption::ACCOUNT_KEY_SIZE`. Storage accepts all three.
fn check_key_size(c: &mut CheckContext<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    if target != "account" || key.existing.is_some() || key.size == ACCOUNT_KEY_SIZE_IN_BITS {
        return;
    }
    c.report(
        Diagnostic::error(Code::ENCRYPTION, "the account does not support this key size")
            .at_value(format!("{pointer}/size"))
            .label(format!("only RSA and RSA-HSM keys of size {ACCOUNT_KEY_SIZE_IN_BITS} are supported"))
            .help(format!("remove `encryption.account.size`; its default is {ACCOUNT_KEY_SIZE_IN_BITS}")),
    );
}

/// HSM-protected keys need a premium vault: `catalog::vault::HSM_KEYS_NEED_PREMIUM`.
fn check_hardware_key(c: &mut CheckContext<'_>, key: &CustomerKey, pointer: &str) {
    let t = c.topology;
    let new_vault = t.effective_vault().is_some_and(|vault| vault.existing.is_none());
    if new_vault && key.existing.is_none() && key.kind == KeyKind::RsaHsm && t.vault_sku() == VaultSku::Standard {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a standard vault does not support HSM-protected keys")
                .at_value("/keyVault/sku")
                .label("`RSA-HSM` needs `premium`")
                .related_value(format!("{pointer}/type"), "key type")
                .help(format!("remove `sku`, or set `{}.type: RSA`", crate::source::key_path(pointer))),
        );
    }
}

/// The services reject a key whose vault can be purged, or denies access from them.
fn check_encryption_vault(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let Some(vault) = t.effective_vault().map(std::borrow::Cow::into_owned) else { return };
    if vault.existing.is_none() {
        for (enabled, key, reason) in [
            (vault.purge_protection, "purgeProtection", "if the key were purged, the data would be lost"),
            (vault.trusted_services, "trustedServices", "the services use the key from outside the network"),
        ] {
            if !enabled {
                c.report(
                    Diagnostic::error(Code::ENCRYPTION, format!("encryption requires `keyVault.{key}: true`"))
                        .at_value(format!("/keyVault/{key}"))
                        .label(reason)
                        .related_key("/encryption", "a key of this vault encrypts data")
                        .help(format!("remove `keyVault.{key}`")),
                );
            }
        }
        return;
    }
    match (&vault.location, &t.location) {
        (None, _) => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the region of the vault is missing")
                .at_value("/keyVault/existing")
                .label("a key must be in the region of the encrypted resource, and the vault ID does not contain it")
                .related_key("/encryption", "a key of this vault encrypts data")
                .help("set `keyVault.location` to the output of `az keyvault show --name <vault> --query location`"),
        ),
        (Some(vault), Some(own)) if vault != own => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the vault is in another region")
                .at_value("/keyVault/location")
                .label(format!("a key must be in the region of the encrypted resource, `{own}`"))
                .related_value("/location", "region of the topology"),
        ),
        _ => {}
    }
}
