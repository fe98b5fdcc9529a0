//! The account, storage and the vault.

use std::collections::HashSet;

use super::{
    builder::PlanBuilder,
    fields::{
        Known, NotKnown, boolean, enum_word, integer, ip_rules, items, keyword, known_texts, location, principal,
        require_properties, text, texts, user_assigned_identities,
    },
    network::subnet_of_rule,
};
use crate::{
    arm_template::Value,
    catalog::{
        ResourceKind,
        account::DOCUMENT_KINDS,
        storage::{CORS_MAX_AGE_SECONDS, CORS_METHODS},
    },
    existing::{AzureId, ExistingResource},
    plan::{
        BlobContainer, BlobService, Body, CallerKind, CognitiveAccount, CorsRule, Expr, ForEach, ResourceInstance,
        SasExpirationPolicy, StorageAccount, Symbol,
    },
    topology::{AccountSku, Redundancy},
};

/// Azure's keywords for the identities of a resource.
const IDENTITIES: &[&str] =
    &["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned"];

/// Adds the account that is analysed.
pub(super) fn add_account(
    builder: &mut PlanBuilder<'_>,
    account: &ExistingResource,
    storage: Option<&ExistingResource>,
) {
    let body = account_body(builder, account, storage).ok();
    let is_open = matches!(&body, Some(body) if body.default_action == "Allow");
    builder.add(account, "account".into(), ResourceKind::CognitiveAccount, body.map(Body::CognitiveAccount), None);
    builder.set_parameter("customSubdomainName", subdomain_of(account).unwrap_or(account.id.name()));
    if !is_open {
        add_addresses(builder, account, "ipRules");
    }
}

/// The custom subdomain of an account, if it is known.
pub(super) fn subdomain_of(account: &ExistingResource) -> Option<&str> {
    text(&account.body, &["properties", "customSubDomainName"]).ok().flatten()
}

fn account_body(
    builder: &mut PlanBuilder<'_>,
    account: &ExistingResource,
    storage: Option<&ExistingResource>,
) -> Known<CognitiveAccount> {
    let body = &account.body;
    require_properties(body)?;
    let acls = &["properties", "networkAcls"];
    let default_action = keyword(body, &[acls[0], acls[1], "defaultAction"], &["Allow", "Deny"])?.unwrap_or("Allow");
    // What else may be on it is `Unseen::ListedHost`.
    let fqdns = known_texts(body, &["properties", "allowedFqdnList"]);
    let own_host = storage.map(|storage| {
        (format!("{}.blob.{}", storage.id.name(), builder.plan.cloud.facts().storage_suffix), "storageAccountName")
    });
    // The analysis compares with the host of storage as an expression.
    let host_expr = |host: &str| match &own_host {
        Some((own, parameter)) if own.eq_ignore_ascii_case(host) => Expr::blob_host(Expr::parameter(parameter)),
        _ => Expr::string(host),
    };
    Ok(CognitiveAccount {
        location: location(body),
        tags: Expr::Map(Vec::new()),
        kind: keyword(body, &["kind"], &DOCUMENT_KINDS)?.ok_or(NotKnown)?,
        sku: enum_word(body, &["sku", "name"], AccountSku::WORDS).unwrap_or(AccountSku::default().as_str()),
        identity_type: keyword(body, &["identity", "type"], IDENTITIES)?.unwrap_or("None"),
        user_assigned_identities: user_assigned_identities(body),
        custom_subdomain: Expr::parameter("customSubdomainName"),
        public_network_access: is_public(body)?,
        local_auth: !boolean(body, &["properties", "disableLocalAuth"], false)?,
        outbound_restricted: boolean(body, &["properties", "restrictOutboundNetworkAccess"], false)?,
        allowed_fqdns: (!fqdns.is_empty()).then(|| Expr::List(fqdns.iter().map(|host| host_expr(host)).collect())),
        default_action,
        bypass: keyword(body, &[acls[0], acls[1], "bypass"], &["AzureServices", "None"])?,
        addresses: ip_rules(body, &[acls[0], acls[1], "ipRules"])?,
        subnets: subnet_rules(builder, account, acls)?,
        encryption: None,
        key_set_apart: has_own_key(body),
        restore: false,
    })
}

/// `publicNetworkAccess`: without it, access is public. With a network security perimeter, its rules are not known.
pub(super) fn is_public(body: &Value) -> Known<bool> {
    let access = keyword(body, &["properties", "publicNetworkAccess"], &["Enabled", "Disabled"])?;
    Ok(access != Some("Disabled"))
}

/// The subnets with a virtual network rule; those that were not seen are added.
pub(super) fn subnet_rules(
    builder: &mut PlanBuilder<'_>,
    service: &ExistingResource,
    acls: &[&str; 2],
) -> Known<Vec<Expr>> {
    let rules = items(&service.body, &[acls[0], acls[1], "virtualNetworkRules"])?;
    let ids = rules.iter().map(|rule| {
        let id = text(rule, &["id"])?.and_then(AzureId::parse).ok_or(NotKnown)?;
        Ok(id)
    });
    let ids: Vec<AzureId> = ids.collect::<Known<_>>()?;
    Ok(ids.iter().map(|id| Expr::id(&subnet_of_rule(builder, id, service))).collect())
}

/// Adds the clients at the addresses of the IP rules.
pub(super) fn add_addresses(builder: &mut PlanBuilder<'_>, service: &ExistingResource, list: &str) {
    let key = builder.key(service);
    let rules = items(&service.body, &["properties", "networkAcls", list]).unwrap_or_default();
    for (index, rule) in rules.iter().enumerate() {
        if let Ok(Some(range)) = text(rule, &["value"]) {
            let origin = format!("{key}/properties/networkAcls/{list}/{index}");
            builder.add_caller(CallerKind::Address(range.to_owned()), origin);
        }
    }
}

/// Adds the storage account, its blob service and its containers.
pub(super) fn add_storage(builder: &mut PlanBuilder<'_>, storage: &ExistingResource, account: &ExistingResource) {
    let body = storage_body(builder, storage, account).ok();
    let symbol: Symbol = "storageAccount".into();
    let acls = ["properties", "networkAcls", "defaultAction"];
    let is_open = body.is_some() && keyword(&storage.body, &acls, &["Deny"]) != Ok(Some("Deny"));
    if is_open {
        builder.observed.open_firewalls.push(symbol.clone());
    }
    builder.add(storage, symbol.clone(), ResourceKind::StorageAccount, body.map(Body::StorageAccount), None);
    builder.set_parameter("storageAccountName", storage.id.name());
    if !is_open {
        add_addresses(builder, storage, "ipRules");
    }
    let (inventory, studio) = (builder.inventory, builder.plan.cloud.facts().studio_origins);
    let inner =
        |kind: ResourceKind| inventory.of_type(kind.arm_type()).filter(|resource| resource.id.is_inside(&storage.id));
    for service in inner(ResourceKind::BlobService) {
        let body = cors_body(&service.body, studio).ok().map(Body::BlobService);
        builder.add(service, "blobService".into(), ResourceKind::BlobService, body, Some(symbol.clone()));
    }
    for container in inner(ResourceKind::BlobContainer) {
        let own = builder.new_symbol("container");
        let body = Some(Body::BlobContainer(BlobContainer {}));
        builder.add(container, own, ResourceKind::BlobContainer, body, Some(symbol.clone()));
    }
}

fn storage_body(
    builder: &mut PlanBuilder<'_>,
    storage: &ExistingResource,
    account: &ExistingResource,
) -> Known<StorageAccount> {
    let body = &storage.body;
    require_properties(body)?;
    let acls = &["properties", "networkAcls"];
    // Checked here, so that another word makes the whole firewall unknown.
    keyword(body, &[acls[0], acls[1], "defaultAction"], &["Allow", "Deny"])?;
    let rules = items(body, &[acls[0], acls[1], "resourceAccessRules"])?;
    let instances = rules.iter().map(|rule| {
        let id = text(rule, &["resourceId"])?.ok_or(NotKnown)?;
        // Whether a rule for several resources is one for the account is not known.
        let id = if id.contains('*') { Err(NotKnown) } else { Ok(AzureId::parse(id)) }?;
        let resource = match id {
            Some(id) if id == account.id => Expr::id(&"account".into()),
            Some(id) => Expr::string(id),
            None => return Err(NotKnown),
        };
        Ok(ResourceInstance { tenant: Expr::TenantId, resource })
    });
    Ok(StorageAccount {
        location: location(body),
        tags: Expr::Map(Vec::new()),
        redundancy: enum_word(body, &["sku", "name"], Redundancy::WORDS).unwrap_or(Redundancy::Lrs.as_str()),
        public_network_access: is_public(body)?,
        shared_keys: boolean(body, &["properties", "allowSharedKeyAccess"], true)?,
        sas_policy: sas_policy(body),
        copy_scope: keyword(body, &["properties", "allowedCopyScope"], &["AAD", "PrivateLink"])?,
        identity_type: keyword(body, &["identity", "type"], IDENTITIES).ok().flatten().filter(|kind| *kind != "None"),
        user_assigned_identity: user_assigned_identities(body).into_iter().next(),
        infrastructure_encryption: boolean(
            body,
            &["properties", "encryption", "requireInfrastructureEncryption"],
            false,
        )
        .unwrap_or_default(),
        queue_and_table_key_type: queue_and_table_key_type(body),
        encryption: None,
        key_set_apart: has_own_key(body),
        bypass: bypass(body, acls)?,
        addresses: ip_rules(body, &[acls[0], acls[1], "ipRules"])? as Option<ForEach>,
        subnets: subnet_rules(builder, storage, acls)?,
        resource_instances: instances.collect::<Known<_>>()?,
    })
}

/// The scope of the keys of queues and tables, which azurerm replaces an account for. Without it, it is that of the service.
fn queue_and_table_key_type(body: &Value) -> &'static str {
    let of_service = |name: &'static str| {
        let path = ["properties", "encryption", "services", name, "keyType"];
        keyword(body, &path, &["Account", "Service"]).ok().flatten().unwrap_or("Service")
    };
    match (of_service("queue"), of_service("table")) {
        ("Account", "Account") => "Account",
        ("Service", "Service") => "Service",
        _ => "Account and Service",
    }
}

/// Whether the key is one of a vault.
fn has_own_key(body: &Value) -> bool {
    let source = text(body, &["properties", "encryption", "keySource"]).ok().flatten();
    source.is_some_and(|source| source.eq_ignore_ascii_case("Microsoft.KeyVault"))
}

fn sas_policy(body: &Value) -> Option<SasExpirationPolicy> {
    let at = |name: &'static str| ["properties", "sasPolicy", name];
    let period = text(body, &at("sasExpirationPeriod")).ok().flatten()?;
    let action = keyword(body, &at("expirationAction"), &["Block", "Log"]).ok().flatten().unwrap_or("Log");
    Some(SasExpirationPolicy { period: Expr::string(period), action })
}

/// A list such as `Logging, Metrics, AzureServices`; without it, Azure services are trusted.
fn bypass(body: &Value, acls: &[&str; 2]) -> Known<&'static str> {
    let words = text(body, &[acls[0], acls[1], "bypass"])?.unwrap_or("AzureServices");
    let trusts = words.split(',').any(|word| word.trim().eq_ignore_ascii_case("AzureServices"));
    Ok(if trusts { "AzureServices" } else { "None" })
}

/// The origins of Studio that CORS allows. A rule for one of them that allows only a part of the methods or headers is not
/// judged; rules for other origins do not matter.
fn cors_body(body: &Value, studio: &[&'static str]) -> Known<BlobService> {
    let mut origins = Vec::new();
    for rule in items(body, &["properties", "cors", "corsRules"])? {
        let own = texts(rule, &["allowedOrigins"])?;
        // `*` stands for every origin; others have to match exactly. Source: Azure SDK, `CorsRule.allowedOrigins`
        // (@azure/storage-blob, read 2026-11-30). Whether one with a slash at its end matches is unverified.
        let is_allowed = |origin: &&&str| own.contains(&"*") || own.contains(*origin);
        if own.iter().any(|own| studio.iter().any(|origin| own.strip_suffix('/') == Some(origin))) {
            return Err(NotKnown);
        }
        let allowed: Vec<&str> = studio.iter().filter(is_allowed).copied().collect();
        let methods = texts(rule, &["allowedMethods"])?;
        let has_method = |wanted: &&str| methods.iter().any(|method| method.eq_ignore_ascii_case(wanted));
        let is_whole = CORS_METHODS.iter().all(has_method) && texts(rule, &["allowedHeaders"])?.contains(&"*");
        if !allowed.is_empty() && !is_whole {
            return Err(NotKnown);
        }
        origins.extend(allowed);
    }
    let cors = (!origins.is_empty()).then(|| CorsRule {
        origins: super::fields::list_expr(&origins),
        methods: super::fields::list_expr(CORS_METHODS),
        max_age_seconds: CORS_MAX_AGE_SECONDS,
    });
    Ok(BlobService {
        cors,
        blob_days: retention(body, "deleteRetentionPolicy"),
        container_days: retention(body, "containerDeleteRetentionPolicy"),
        versioning: boolean(body, &["properties", "isVersioningEnabled"], false).unwrap_or_default(),
    })
}

/// For how many days what was deleted can be recovered; none if it cannot, or if that is not known.
fn retention(body: &Value, policy: &str) -> Option<i64> {
    let is_enabled = boolean(body, &["properties", policy, "enabled"], true) == Ok(true);
    integer(body, &["properties", policy, "days"]).ok().flatten().filter(|_| is_enabled)
}

/// The system-assigned identity of a resource, or the identity that it is, as [`principal`] identifies it.
pub(super) fn principal_of(resource: &ExistingResource) -> Option<String> {
    let is_identity = resource.resource_type.eq_ignore_ascii_case(ResourceKind::UserAssignedIdentity.arm_type());
    principal(&resource.body, &[if is_identity { "properties" } else { "identity" }, "principalId"])
}

/// Whether an account serves Document Intelligence; others are listed, and not judged: see `account::ACCOUNT_KINDS`.
pub(super) fn serves_documents(account: &ExistingResource) -> bool {
    matches!(keyword(&account.body, &["kind"], &DOCUMENT_KINDS), Ok(Some(_)))
}

/// Whether the storage firewall has a resource instance rule for the account.
pub(super) fn has_rule_for(storage: &ExistingResource, account: &AzureId) -> bool {
    let rules = items(&storage.body, &["properties", "networkAcls", "resourceAccessRules"]).unwrap_or_default();
    rules.iter().any(|rule| {
        let id = text(rule, &["resourceId"]).ok().flatten().and_then(AzureId::parse);
        id.is_some_and(|id| id == *account)
    })
}

/// The names, in lower case, of the storage accounts whose blob host is on the allowed FQDN list of an account.
pub(super) fn listed_storage(account: &ExistingResource) -> HashSet<String> {
    let hosts = known_texts(&account.body, &["properties", "allowedFqdnList"]).into_iter();
    hosts.filter_map(|host| Some(host.to_ascii_lowercase().split_once(".blob.")?.0.to_owned())).collect()
}
