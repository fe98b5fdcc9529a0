//! Storage, its containers, and the role of the account on them.

use serde_json::{Map, Value as Json, json};

use crate::{
    adopt::{
        draft::Draft,
        observed::Observed,
        part::Part,
        value::{flag, id, is, items, number, region, text, texts, texts_of},
    },
    catalog::{
        ResourceKind,
        roles::{STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_BLOB_DATA_READER},
    },
    existing::{AzureId, ExistingResource},
};

pub(super) fn propose_storage(seen: &Observed<'_>, draft: &mut Draft) {
    let Some(storage) = seen.storage.filter(|_| !seen.leaves(&Part::Storage)) else {
        draft.set("storage/existing", seen.storage_id.as_str());
        draft.set_some("storage/location", seen.storage.and_then(|storage| region(&storage.body)));
        propose_containers(seen, draft);
        return;
    };
    let body = &storage.body;
    draft.set("storage/name", storage.id.name());
    draft.set_some("storage/redundancy", text(body, "sku/name").and_then(|sku| sku.strip_prefix("Standard_")));
    propose_containers(seen, draft);
    let is_private = is(body, "properties/publicNetworkAccess", "Disabled");
    draft.set("storage/publicNetworkAccess", if is_private { "private" } else { "selected" });
    draft.set("storage/sharedKeys", flag(body, "properties/allowSharedKeyAccess") != Some(false));
    if let Some(hours) = text(body, "properties/sasPolicy/sasExpirationPeriod").and_then(hours_of) {
        draft.set("storage/sasPolicy/expirationHours", hours);
        let is_log = is(body, "properties/sasPolicy/expirationAction", "Log");
        draft.set("storage/sasPolicy/expirationAction", if is_log { "log" } else { "block" });
    }
    draft.set("storage/trustedServices", is(body, "properties/networkAcls/bypass", "AzureServices"));
    let instances = items(body, "properties/networkAcls/resourceAccessRules");
    let instances: Vec<AzureId> = instances.iter().filter_map(|rule| id(rule, "resourceId")).collect();
    draft.set("storage/resourceInstanceRule", instances.contains(&seen.account.id));
    let others = instances.iter().filter(|id| **id != seen.account.id);
    draft.set_list("storage/resourceInstances", others.map(AzureId::as_str).collect());
    draft.set_some("storage/copyScope", text(body, "properties/allowedCopyScope"));
    let is_doubled = flag(body, "properties/encryption/requireInfrastructureEncryption") == Some(true);
    draft.set("storage/infrastructureEncryption", is_doubled);
    let by_account = is(body, "properties/encryption/services/queue/keyType", "Account");
    draft.set("storage/queueAndTableKeyType", if by_account { "account" } else { "service" });
    propose_blob_service(seen, storage, draft);
}

/// `01.02:00:00` as hours.
fn hours_of(period: &str) -> Option<u64> {
    let (days, rest) = period.split_once('.').unwrap_or(("0", period));
    Some(days.parse::<u64>().ok()? * 24 + rest.split(':').next()?.parse::<u64>().ok()?)
}

fn blob_service<'i>(seen: &Observed<'i>, storage: &ExistingResource) -> Option<&'i ExistingResource> {
    seen.children(ResourceKind::BlobService, &storage.id).into_iter().next()
}

fn propose_blob_service(seen: &Observed<'_>, storage: &ExistingResource, draft: &mut Draft) {
    let Some(service) = blob_service(seen, storage) else { return };
    let body = &service.body;
    for (path, key) in [("deleteRetentionPolicy", "blobDays"), ("containerDeleteRetentionPolicy", "containerDays")] {
        let days = number(body, &format!("properties/{path}/days")).unwrap_or_default();
        let is_enabled = flag(body, &format!("properties/{path}/enabled")) == Some(true);
        draft.set(&format!("storage/softDelete/{key}"), if is_enabled { days } else { 0 });
    }
    draft.set("storage/versioning", flag(body, "properties/isVersioningEnabled") == Some(true));
    let origins: Vec<&str> = items(body, "properties/cors/corsRules")
        .iter()
        .flat_map(|rule| texts(rule, "allowedOrigins"))
        .filter(|origin| !seen.cloud.facts().studio_origins.contains(origin))
        .collect();
    draft.set_list("storage/cors/origins", origins);
}

/// Whether the pages of Document Intelligence Studio may send requests to storage.
pub(super) fn allows_studio_pages(seen: &Observed<'_>) -> bool {
    let service = seen.storage.and_then(|storage| blob_service(seen, storage));
    let origins = service.map(|service| texts_of(&service.body, "properties/cors/corsRules", "allowedOrigins"));
    let rules = service.map_or(&[][..], |service| items(&service.body, "properties/cors/corsRules"));
    let listed: Vec<&str> = rules.iter().flat_map(|rule| texts(rule, "allowedOrigins")).collect();
    let studio = seen.cloud.facts().studio_origins;
    origins.is_some() && !listed.is_empty() && studio.iter().all(|origin| listed.contains(origin))
}

/// The containers, with the role of the account.
fn propose_containers(seen: &Observed<'_>, draft: &mut Draft) {
    // The file names the principal of an existing account.
    let object_id = text(&seen.account.body, "identity/principalId");
    let is_named = !seen.leaves(&Part::Account) || object_id.is_some();
    let role_on = |scope: &AzureId| {
        let principal = Observed::identity_of(seen.account).filter(|_| is_named)?;
        let on_scope = |role: &str| {
            seen.roles().any(|seen| seen.scope == *scope && seen.principal.key == principal && seen.guid == role)
        };
        if on_scope(STORAGE_BLOB_DATA_CONTRIBUTOR.guid) {
            Some("contributor")
        } else {
            on_scope(STORAGE_BLOB_DATA_READER.guid).then_some("reader")
        }
    };
    let containers: Vec<(String, Option<&str>)> =
        containers_of(seen).into_iter().map(|id| (id.name().to_owned(), role_on(&id))).collect();
    let on_account = role_on(&seen.storage_id);
    let by_container = on_account.is_none() && containers.iter().any(|(_, role)| role.is_some());
    let common = containers.iter().find_map(|(_, role)| *role).filter(|_| by_container);
    let role = on_account.or(common);
    draft.set("storage/identityAccess/role", role.unwrap_or("none"));
    if seen.leaves(&Part::Account) && role.is_some() {
        draft.set_some("account/principalId", object_id);
    }
    if by_container {
        draft.set("storage/identityAccess/scope", "container");
    }
    let entry = |(name, role): (String, Option<&str>)| {
        let mut entry = Map::new();
        entry.insert("name".to_owned(), json!(name));
        if by_container {
            entry.insert("role".to_owned(), json!(role.unwrap_or("none")));
        }
        Json::Object(entry)
    };
    draft.set_list("storage/containers", containers.into_iter().map(entry).collect());
}

/// The containers that were seen, and those on which roles are assigned.
fn containers_of(seen: &Observed<'_>) -> Vec<AzureId> {
    let is_inside =
        |id: &AzureId| id.is_of_type(ResourceKind::BlobContainer.arm_type()) && id.is_inside(&seen.storage_id);
    let found = seen.of_kind(ResourceKind::BlobContainer).map(|container| container.id.clone());
    // The file format has no names such as `$web`: these containers stay as they are.
    let is_own = |id: &AzureId| !id.name().starts_with('$');
    let mut containers: Vec<AzureId> = found.filter(is_inside).filter(is_own).collect();
    for scope in seen.roles().map(|role| role.scope).filter(is_inside) {
        if !containers.contains(&scope) {
            containers.push(scope);
        }
    }
    containers
}
