//! Customer-managed keys: what the vault must be, and which key can be named.

use super::context::Check;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountSku, CustomerKey, KeyIdentity, KeyKind, VaultSku},
};

/// Days that Key Vault wants between two rotations. Source: "Configure cryptographic key auto-rotation".
const LEAST_BETWEEN_ROTATIONS: u16 = 7;

/// What only a new key can be given.
const OF_A_NEW_KEY: &[&str] = &["name", "type", "size", "expires", "rotation"];

pub(super) fn check(c: &mut Check<'_>) {
    let t = c.topology;
    for (target, key) in t.encryptions() {
        let pointer = format!("/encryption/{target}");
        existing(c, target, key, &pointer);
        rotation(c, key, &pointer);
        hardware(c, key, &pointer);
        identity(c, target, key, &pointer);
    }
    if t.encryption.account.is_some() && t.account.sku == AccountSku::F0 {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a free account has no customer-managed key")
                .at_key("/encryption/account")
                .label("`F0` keeps Azure's key")
                .see("/account/sku", "the SKU")
                .help("write `sku: S0`"),
        );
    }
    if t.encryption.storage.is_some() && t.storage.existing.is_some() {
        c.report(
            Diagnostic::error(Code::EXISTING_STORAGE, "the key of existing storage stays its owner's")
                .at_key("/encryption/storage")
                .label("writing this would overwrite what its owner decided")
                .see("/storage/existing", "the account exists already"),
        );
    }
    if t.encryptions().next().is_some() {
        vault(c);
    }
}

/// A key of an existing vault: of that vault, with what the service needs.
fn existing(c: &mut Check<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    let Some(url) = &key.existing else { return };
    let t = c.topology;
    for setting in OF_A_NEW_KEY {
        let setting = format!("{pointer}/{setting}");
        if c.written(&setting) {
            c.report(
                Diagnostic::error(Code::ENCRYPTION, "a setting of a new key, and the key exists already")
                    .at_key(setting)
                    .label("this would have no effect")
                    .see(format!("{pointer}/existing"), "the key exists already"),
            );
        }
    }
    let place = format!("{pointer}/existing");
    let suffix = t.cloud.facts().vault_suffix.trim_start_matches('.');
    match t.key_vault.as_ref().and_then(|vault| vault.existing.as_ref()) {
        None => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the key is in a vault that the file does not name")
                .at(place.clone())
                .label("its vault has to be named as well")
                .help("write the resource ID of the vault: `keyVault.existing`"),
        ),
        Some(id) if !id.0.name().eq_ignore_ascii_case(&url.vault) || url.suffix != suffix => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the key is in another vault")
                .at(place.clone())
                .label(format!("not in `{}.{suffix}`", id.0.name()))
                .see("/keyVault/existing", "the vault of this topology"),
        ),
        Some(_) => {}
    }
    if target == "account" && url.version.is_none() {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account needs a version of the key")
                .at(place)
                .label("the version is missing")
                .help("write the whole identifier: `az keyvault key show --id <this> --query key.kid --output tsv` prints it"),
        );
    }
}

/// The identity of what is encrypted comes after the vault, which a vault with its own list cannot name.
fn identity(c: &mut Check<'_>, target: &str, key: &CustomerKey, pointer: &str) {
    if key.identity == KeyIdentity::UserAssigned {
        return;
    }
    let t = c.topology;
    let place = format!("{pointer}/identity");
    if target == "account" && !t.account.identity.system_assigned {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the account has no system-assigned identity")
                .at(place.clone())
                .label("nothing could use the key")
                .see("/account/identity/systemAssigned", "off"),
        );
    }
    if !t.vault_has_roles() {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a vault with its own list needs an identity that is there before it")
                .at(place)
                .label("this identity comes with what is encrypted")
                .see("/keyVault/authorization", "the vault keeps its own list")
                .help("write `identity: userAssigned`, or `keyVault.authorization: rbac`"),
        );
    }
    let name = format!("{pointer}/identityName");
    if c.written(&name) {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a system-assigned identity has no name of its own")
                .at_key(name)
                .label("this would have no effect")
                .see(format!("{pointer}/identity"), "the identity that uses the key"),
        );
    }
}

fn rotation(c: &mut Check<'_>, key: &CustomerKey, pointer: &str) {
    if key.existing.is_some() {
        return;
    }
    let rotation = &key.rotation;
    if rotation.enabled
        && rotation.expire_after_days < rotation.rotate_before_days.saturating_add(LEAST_BETWEEN_ROTATIONS)
    {
        let label = format!(
            "a version is valid for {} days, and the next one comes at least {LEAST_BETWEEN_ROTATIONS} days after it",
            rotation.expire_after_days
        );
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "the next version would come too soon after this one")
                .at(format!("{pointer}/rotation/rotateBeforeDays"))
                .label(label)
                .see(format!("{pointer}/rotation/expireAfterDays"), "how long a version is valid"),
        );
    }
    if !rotation.enabled
        && ["expireAfterDays", "rotateBeforeDays"].iter().any(|k| c.written(&format!("{pointer}/rotation/{k}")))
    {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "days of a rotation that is off")
                .at(format!("{pointer}/rotation"))
                .label("these would have no effect")
                .see(format!("{pointer}/rotation/enabled"), "rotation is off"),
        );
    }
}

fn hardware(c: &mut Check<'_>, key: &CustomerKey, pointer: &str) {
    let t = c.topology;
    let new_vault = t.vault().is_some_and(|vault| vault.existing.is_none());
    if new_vault && key.existing.is_none() && key.kind == KeyKind::RsaHsm && t.vault_sku() == VaultSku::Standard {
        c.report(
            Diagnostic::error(Code::ENCRYPTION, "a standard vault keeps no key in hardware")
                .at("/keyVault/sku")
                .label("`RSA-HSM` needs `premium`")
                .see(format!("{pointer}/type"), "the type of the key")
                .help(format!("remove `sku`, or write `{}.type: RSA`", crate::source::key(pointer))),
        );
    }
}

/// The services refuse a key whose vault could lose it, or does not let them in.
fn vault(c: &mut Check<'_>) {
    let t = c.topology;
    let Some(vault) = t.vault().map(std::borrow::Cow::into_owned) else { return };
    if vault.existing.is_none() {
        for (on, key, why) in [
            (vault.purge_protection, "purgeProtection", "a key that could be purged would take the data with it"),
            (vault.trusted_services, "trustedServices", "the services use the key from outside the network"),
        ] {
            if !on {
                c.report(
                    Diagnostic::error(Code::ENCRYPTION, format!("encryption needs `keyVault.{key}`"))
                        .at(format!("/keyVault/{key}"))
                        .label(why)
                        .see_key("/encryption", "a key of this vault encrypts data")
                        .help("remove the line"),
                );
            }
        }
        return;
    }
    match (&vault.location, &t.location) {
        (None, _) => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the region of the vault is not known")
                .at("/keyVault/existing")
                .label("its ID does not hold its region, and a key must be in the region of what it encrypts")
                .see_key("/encryption", "a key of this vault encrypts data")
                .help("write `keyVault.location`: `az keyvault show --name <vault> --query location` prints it"),
        ),
        (Some(vault), Some(own)) if vault != own => c.report(
            Diagnostic::error(Code::ENCRYPTION, "the vault is in another region")
                .at("/keyVault/location")
                .label(format!("a key must be in the region of what it encrypts: `{own}`"))
                .see("/location", "the region of the topology"),
        ),
        _ => {}
    }
}
