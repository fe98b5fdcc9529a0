//! The account and its identities.

use serde_json::json;

use crate::{
    adopt::{
        draft::Draft,
        observed::{Observed, user_assigned},
        part::Part,
        value::{flag, is, region, text, texts},
    },
    existing::AzureId,
};

pub(super) fn propose_account(seen: &Observed<'_>, draft: &mut Draft) {
    let account = seen.account;
    let body = &account.body;
    let is_existing = seen.leaves(&Part::Account);
    if is_existing {
        draft.set("account/existing", account.id.as_str());
    } else {
        draft.set("account/name", account.id.name());
    }
    draft.set_some("account/subdomain", text(body, "properties/customSubDomainName"));
    draft.set_some("account/kind", text(body, "kind"));
    if is_existing {
        draft.set_some("account/location", region(body));
        return;
    }
    draft.set_some("account/sku", text(body, "sku/name"));
    let kinds = text(body, "identity/type").unwrap_or_default().to_ascii_lowercase();
    draft.set("account/identity/systemAssigned", kinds.contains("systemassigned"));
    let key_identity = seen.key_identity_of_account();
    let others = user_assigned(account).into_iter().filter(|id| Some(id) != key_identity.as_ref());
    let entry = |id: AzureId| {
        let is_new = seen.manages(&id) && !seen.leaves(&Part::Identity(id.clone()));
        if is_new { json!({ "name": id.name() }) } else { json!({ "existing": id.as_str() }) }
    };
    draft.set_list("account/identity/userAssigned", others.map(entry).collect());
    let access = if is(body, "properties/publicNetworkAccess", "Disabled") {
        "private"
    } else if is(body, "properties/networkAcls/defaultAction", "Deny") {
        "selected"
    } else {
        "open"
    };
    draft.set("account/publicNetworkAccess", access);
    draft.set("account/localAuth", flag(body, "properties/disableLocalAuth") != Some(true));
    draft.set("account/outbound/restricted", flag(body, "properties/restrictOutboundNetworkAccess") == Some(true));
    let hosts = texts(body, "properties/allowedFqdnList").into_iter().filter(|host| !is_own_host(seen, host));
    draft.set_list("account/outbound/allowedFqdns", hosts.collect());
    if is(body, "kind", "AIServices") {
        draft.set("account/trustedServices", is(body, "properties/networkAcls/bypass", "AzureServices"));
    }
    if flag(body, "properties/restore") == Some(true) {
        draft.set("account/restore", true);
    }
}

/// Whether di-gen lists a host itself: that of storage, and that of the vault of the key.
fn is_own_host(seen: &Observed<'_>, host: &str) -> bool {
    let is_host_of = |id: &AzureId, service: &str| {
        let start = format!("{}{service}", id.name()).to_ascii_lowercase();
        host.to_ascii_lowercase().starts_with(&start)
    };
    is_host_of(&seen.storage_id, ".blob.")
        || (seen.account_key().is_some() && seen.vault_id.as_ref().is_some_and(|vault| is_host_of(vault, ".vault")))
}
