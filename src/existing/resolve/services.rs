//! The account, storage and the vault.

use super::{
    builder::PlanBuilder,
    fields::{
        Known, NotKnown, boolean, enum_word, ip_rules, items, keyword, principal, require_properties, text, texts,
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
        StorageAccount, Symbol,
    },
    topology::{AccountSku, Redundancy},
};

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
    let fqdns = texts(body, &["properties", "allowedFqdnList"])?;
    let own_host = storage.map(|storage| {
        (format!("{}.blob.{}", storage.id.name(), builder.plan.cloud.facts().storage_suffix), "storageAccountName")
    });
    // The analysis compares with the host of storage as an expression.
    let host_expr = |host: &str| match &own_host {
        Some((own, parameter)) if own.eq_ignore_ascii_case(host) => Expr::blob_host(Expr::parameter(parameter)),
        _ => Expr::string(host),
    };
    Ok(CognitiveAccount {
        location: Expr::string(text(body, &["location"]).ok().flatten().unwrap_or_default()),
        tags: Expr::Map(Vec::new()),
        kind: keyword(body, &["kind"], &DOCUMENT_KINDS)?.ok_or(NotKnown)?,
        sku: enum_word(body, &["sku", "name"], AccountSku::WORDS).unwrap_or(AccountSku::default().as_str()),
        identity_type: keyword(
            body,
            &["identity", "type"],
            &["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned"],
        )?
        .unwrap_or("None"),
        user_assigned_identities: Vec::new(),
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
        key_set_apart: false,
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
        location: Expr::string(text(body, &["location"]).ok().flatten().unwrap_or_default()),
        tags: Expr::Map(Vec::new()),
        redundancy: enum_word(body, &["sku", "name"], Redundancy::WORDS).unwrap_or(Redundancy::Lrs.as_str()),
        public_network_access: is_public(body)?,
        shared_keys: boolean(body, &["properties", "allowSharedKeyAccess"], true)?,
        sas_policy: None,
        copy_scope: keyword(body, &["properties", "allowedCopyScope"], &["AAD", "PrivateLink"])?,
        identity_type: None,
        user_assigned_identity: None,
        infrastructure_encryption: false,
        queue_and_table_key_type: "Service",
        encryption: None,
        key_set_apart: false,
        bypass: bypass(body, acls)?,
        addresses: ip_rules(body, &[acls[0], acls[1], "ipRules"])? as Option<ForEach>,
        subnets: subnet_rules(builder, storage, acls)?,
        resource_instances: instances.collect::<Known<_>>()?,
    })
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
    Ok(BlobService { cors, blob_days: None, container_days: None, versioning: false })
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

/// Whether the allowed FQDN list of the account has the blob host of a storage account.
pub(super) fn lists_host_of(account: &ExistingResource, storage: &AzureId) -> bool {
    let hosts = texts(&account.body, &["properties", "allowedFqdnList"]).unwrap_or_default();
    let start = format!("{}.blob.", storage.name().to_ascii_lowercase());
    hosts.iter().any(|host| host.to_ascii_lowercase().starts_with(&start))
}
