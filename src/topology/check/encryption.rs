//! Customer-managed keys: what the vault must be, and which key can be named.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountSku, CustomerKey, KeyIdentity, KeyKind, VaultSku},
};

/// Days that Key Vault wants between two rotations. Source: "Configure cryptographic key auto-rotation".
const MIN_DAYS_BETWEEN_ROTATIONS: u16 = 7;

/// What only a new key can be given.
const NEW_KEY_SETTINGS: &[&str] = &["name", "type", "size", "expires", "rotation"];

pub(super) fn check_encryption(c: &mut CheckContext<'_>) {
    let t = c.topology;
    for (target, key) in t.customer_keys() {
        let pointer = format!("/encryption/{target}");
        check_existing_key(c, target, key, &pointer);
        check_rotation(c, key, &pointer);
        check_hardware_key(c, key, &pointer);
        check_key_identity(c, target, key, &pointer);
    }
    if t.encryption.account.is_some() && t.account.sku == AccountSku::F0 {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a free account has no customer-managed key")
                .at_key("/encryption/account")
                .label("`F0` keeps Azure's key")
                .related_value("/account/sku", "the SKU")
                .help("write `sku: S0`"),
        );
    }
    if t.encryption.storage.is_some() && t.storage.existing.is_some() {
        c.report(
            Diagnostic::error(Code::EXISTING_STORAGE, "the key of existing storage stays its owner's")
                .at_key("/encryption/storage")
                .label("writing this would overwrite what its owner decided")
                .related_value("/storage/existing", "the account exists already"),
        );
    }
    if t.customer_keys().next().is_some() {
        check_encryption_vault(c);
    }
}

/// A key of an existing vault: of that vault, with what the service needs.
fn check_existing_key(c: &mut CheckContext<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    let Some(url) = &key.existing else { return };
    let t = c.topology;
    for setting in NEW_KEY_SETTINGS {
        let setting = format!("{pointer}/{setting}");
        if c.is_set(&setting) {
            c.report(
                Diagnostic::error(Code::ENCRYPTION, "a setting of a new key, and the key exists already")
                    .at_key(setting)
                    .label("this would have no effect")
                    .related_value(format!("{pointer}/existing"), "the key exists already"),
            );
        }
    }
    let place = format!("{pointer}/existing");
    let suffix = t.cloud.facts().vault_suffix.trim_start_matches('.');
    match t.key_vault.as_ref().and_then(|vault| vault.existing.as_ref()) {
        None => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the key is in a vault that the file does not name")
                .at_value(place.clone())
                .label("its vault has to be named as well")
                .help("write the resource ID of the vault: `keyVault.existing`"),
        ),
        Some(id) if !id.0.name().eq_ignore_ascii_case(&url.vault) || url.suffix != suffix => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the key is in another vault")
                .at_value(place.clone())
                .label(format!("not in `{}.{suffix}`", id.0.name()))
                .related_value("/keyVault/existing", "the vault of this topology"),
        ),
        Some(_) => {}
    }
    if target == "account" && url.version.is_none() {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account needs a version of the key")
                .at_value(place)
                .label("the version is missing")
                .help("write the whole identifier: `az keyvault key show --id <this> --query key.kid --output tsv` prints it"),
        );
    }
}

/// The identity of what is encrypted comes after the vault, which a vault with its own list cannot name.
fn check_key_identity(c: &mut CheckContext<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    if key.identity == KeyIdentity::UserAssigned {
        return;
    }
    let t = c.topology;
    let place = format!("{pointer}/identity");
    if target == "account" && !t.account.identity.system_assigned {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account has no system-assigned identity")
                .at_value(place.clone())
                .label("nothing could use the key")
                .related_value("/account/identity/systemAssigned", "off"),
        );
    }
    if !t.vault_uses_rbac() {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a vault with its own list needs an identity that is there before it")
                .at_value(place)
                .label("this identity comes with what is encrypted")
                .related_value("/keyVault/authorization", "the vault keeps its own list")
                .help("write `identity: userAssigned`, or `keyVault.authorization: rbac`"),
        );
    }
    let name = format!("{pointer}/identityName");
    if c.is_set(&name) {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a system-assigned identity has no name of its own")
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
            "a version is valid for {} days, and the next one comes at least {MIN_DAYS_BETWEEN_ROTATIONS} days after it",
            rotation.expire_after_days
        );
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the next version would come too soon after this one")
                .at_value(format!("{pointer}/rotation/rotateBeforeDays"))
                .label(label)
                .related_value(format!("{pointer}/rotation/expireAfterDays"), "how long a version is valid"),
        );
    }
    if !rotation.enabled
        && ["expireAfterDays", "rotateBeforeDays"].iter().any(|k| c.is_set(&format!("{pointer}/rotation/{k}")))
    {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "days of a rotation that is off")
                .at_value(format!("{pointer}/rotation"))
                .label("these would have no effect")
                .related_value(format!("{pointer}/rotation/enabled"), "rotation is off"),
        );
    }
}

fn check_hardware_key(c: &mut CheckContext<'_>, key: &CustomerKey, pointer: &str) {
    let t = c.topology;
    let new_vault = t.effective_vault().is_some_and(|vault| vault.existing.is_none());
    if new_vault && key.existing.is_none() && key.kind == KeyKind::RsaHsm && t.vault_sku() == VaultSku::Standard {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a standard vault keeps no key in hardware")
                .at_value("/keyVault/sku")
                .label("`RSA-HSM` needs `premium`")
                .related_value(format!("{pointer}/type"), "the type of the key")
                .help(format!("remove `sku`, or write `{}.type: RSA`", crate::source::key_path(pointer))),
        );
    }
}

/// The services refuse a key whose vault could lose it, or does not let them in.
fn check_encryption_vault(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let Some(vault) = t.effective_vault().map(std::borrow::Cow::into_owned) else { return };
    if vault.existing.is_none() {
        for (on, key, why) in [
            (vault.purge_protection, "purgeProtection", "a key that could be purged would take the data with it"),
            (vault.trusted_services, "trustedServices", "the services use the key from outside the network"),
        ] {
            if !on {
                c.report(
                    Diagnostic::error(Code::ENCRYPTION, format!("encryption needs `keyVault.{key}`"))
                        .at_value(format!("/keyVault/{key}"))
                        .label(why)
                        .related_key("/encryption", "a key of this vault encrypts data")
                        .help("remove the line"),
                );
            }
        }
        return;
    }
    match (&vault.location, &t.location) {
        (None, _) => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the region of the vault is not known")
                .at_value("/keyVault/existing")
                .label("its ID does not hold its region, and a key must be in the region of what it encrypts")
                .related_key("/encryption", "a key of this vault encrypts data")
                .help("write `keyVault.location`: `az keyvault show --name <vault> --query location` prints it"),
        ),
        (Some(vault), Some(own)) if vault != own => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the vault is in another region")
                .at_value("/keyVault/location")
                .label(format!("a key must be in the region of what it encrypts: `{own}`"))
                .related_value("/location", "the region of the topology"),
        ),
        _ => {}
    }
}
