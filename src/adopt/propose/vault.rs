//! The vault, its keys, and the account key in it.

use super::access_policies::uses_access_policies;
use crate::{
    adopt::{
        draft::Draft,
        encryption::KeyInUse,
        observed::{Observed, VAULT},
        part::Part,
        value::{at, flag, is, items, number, region, text, texts_of},
    },
    arm_template::Value,
    existing::{AzureId, ExistingResource},
    topology::values::Date,
};

pub(super) fn propose_vault(seen: &Observed<'_>, draft: &mut Draft) {
    let Some(vault) = &seen.vault_id else { return };
    let managed = seen.vault.filter(|_| seen.is_here(vault) && !seen.leaves(&Part::Vault));
    let is_existing = managed.is_none();
    if let Some(found) = managed {
        propose_settings(seen, found, draft);
    } else {
        draft.set("keyVault/existing", vault.as_str());
        // A vault of a customer-managed key is in the region of what it encrypts.
        let location = seen.vault.and_then(|vault| region(&vault.body));
        draft.set_some("keyVault/location", location.or_else(|| region(&seen.account.body)));
    }
    draft.set("keyVault/authorization", if uses_access_policies(seen) { "accessPolicies" } else { "rbac" });
    propose_secret(seen, draft);
    let keys = [
        seen.account_key().filter(|_| !seen.leaves(&Part::Account)),
        seen.storage_key().filter(|_| !seen.leaves(&Part::Storage)),
    ];
    for key in keys.into_iter().flatten() {
        propose_key(seen, vault, is_existing, &key, draft);
    }
}

fn propose_settings(seen: &Observed<'_>, vault: &ExistingResource, draft: &mut Draft) {
    let body = &vault.body;
    draft.set("keyVault/name", vault.id.name());
    draft.set_some("keyVault/sku", text(body, "properties/sku/name").map(str::to_ascii_lowercase));
    let addresses = texts_of(body, "properties/networkAcls/ipRules", "value");
    let access = if is(body, "properties/publicNetworkAccess", "Disabled") {
        Some(if seen.endpoint(VAULT).is_some() { "private" } else { "closed" })
    } else {
        // Set in the file, the vault allows what the other services allow; otherwise a client has to use it.
        let account = texts_of(&seen.account.body, "properties/networkAcls/ipRules", "value");
        account.iter().all(|address| addresses.contains(address)).then_some("selected")
    };
    draft.set_some("keyVault/publicNetworkAccess", access);
    draft.set("keyVault/trustedServices", is(body, "properties/networkAcls/bypass", "AzureServices"));
    draft.set_some("keyVault/softDeleteDays", number(body, "properties/softDeleteRetentionInDays"));
    draft.set("keyVault/purgeProtection", flag(body, "properties/enablePurgeProtection") == Some(true));
}

/// The secret with the account key.
fn propose_secret(seen: &Observed<'_>, draft: &mut Draft) {
    let Some(secret) = seen.secret().filter(|_| !seen.leaves(&Part::Account)) else { return };
    let keeps_keys = flag(&seen.account.body, "properties/disableLocalAuth") != Some(true);
    if !keeps_keys {
        return;
    }
    draft.set("keys/secretName", secret.id.name());
    draft.set_some("keys/expires", date_at(&secret.body, "properties/attributes/exp"));
    if text(&secret.body, "properties/contentType").is_some_and(|kind| kind.starts_with("Key 2")) {
        draft.set("keys/activeKey", "key2");
    }
}

fn propose_key(seen: &Observed<'_>, vault: &AzureId, is_existing: bool, key: &KeyInUse<'_>, draft: &mut Draft) {
    let mut set = |name: &str, value: Option<serde_json::Value>| {
        draft.set_some(&format!("encryption/{}/{name}", key.key), value);
    };
    match &key.identity {
        Some(identity) => {
            set("identity", Some("userAssigned".into()));
            set("identityName", Some(identity.name().into()));
        }
        None => set("identity", Some("systemAssigned".into())),
    }
    let id = AzureId::parse(&format!("{vault}/keys/{}", key.name));
    let found = id.as_ref().and_then(|id| seen.find(id)).filter(|found| !is_existing || seen.adds(found));
    let Some(found) = found else {
        let suffix = seen.cloud.facts().vault_suffix;
        let version = key.version.map(|version| format!("/{version}")).unwrap_or_default();
        set("existing", Some(format!("https://{}{suffix}/keys/{}{version}", vault.name(), key.name).into()));
        return;
    };
    let body = &found.body;
    set("name", Some(key.name.into()));
    set("type", text(body, "properties/kty").map(Into::into));
    set("size", number(body, "properties/keySize").map(Into::into));
    set("expires", date_at(body, "properties/attributes/exp").map(Into::into));
    let policy = at(body, "properties/rotationPolicy");
    set("rotation/enabled", Some(policy.is_some().into()));
    let Some(policy) = policy else { return };
    let expires = text(policy, "attributes/expiryTime").and_then(days_of);
    set("rotation/expireAfterDays", expires.map(Into::into));
    let trigger = |name: &str| {
        let actions = items(policy, "lifetimeActions").iter();
        actions.filter_map(|action| text(action, &format!("trigger/{name}"))).find_map(days_of)
    };
    let after_creation = || expires?.checked_sub(trigger("timeAfterCreate")?);
    let before = trigger("timeBeforeExpiry").or_else(after_creation);
    set("rotation/rotateBeforeDays", before.map(Into::into));
}

/// `P365D` as days.
fn days_of(period: &str) -> Option<u64> {
    period.strip_prefix('P')?.strip_suffix('D')?.parse().ok()
}

/// The day of a moment, if it starts then.
fn date_at(body: &Value, path: &str) -> Option<String> {
    let seconds = number(body, path)?;
    let date = Date::from_unix_seconds(seconds)?;
    (date.unix_seconds() == seconds).then(|| date.to_string())
}
