//! The vaults of customer-managed keys, the keys, and the identities that use them.

use super::{
    builder::PlanBuilder,
    fields::{Known, NotKnown, boolean, field, integer, ip_rules, items, keyword, location, text, texts},
    services::{add_addresses, is_public, principal_of, subnet_rules},
};
use crate::{
    arm_template::Value,
    catalog::{Attribute, ResourceKind},
    existing::{AzureId, ExistingResource, Inventory},
    plan::{AccessPolicy, Body, CognitiveAccountKey, Expr, KeyVault, StorageAccountKey, Symbol, UserAssignedIdentity},
};

/// What is encrypted with a customer-managed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encrypted {
    Account,
    Storage,
}

impl Encrypted {
    const fn symbol(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "storageAccount",
        }
    }

    const fn key_symbol(self) -> &'static str {
        match self {
            Self::Account => "accountEncryptionKey",
            Self::Storage => "storageEncryptionKey",
        }
    }
}

/// Adds the customer-managed key of a service with its vault, if both name a vault that was seen. Returns the vault and the
/// key, on which roles can be assigned.
pub(super) fn add_encryption(
    builder: &mut PlanBuilder<'_>,
    encrypted: Encrypted,
    service: &ExistingResource,
) -> Option<[(AzureId, Symbol); 2]> {
    let key = |name: &'static str| {
        text(&service.body, &["properties", "encryption", "keyVaultProperties", name]).ok().flatten()
    };
    let (uri, key_name) = (key("keyVaultUri")?, key("keyName")?);
    let vault = vault_of(builder.inventory, uri)?;
    // Access policies of the vault name the principal.
    let identity = identity_of_key(builder, encrypted, service);
    let vault_symbol = add_vault(builder, vault);
    let key_id = AzureId::parse(&format!("{}/keys/{key_name}", vault.id))?;
    let key_symbol = Symbol::from(encrypted.key_symbol());
    let origin = builder.key(service);
    let inventory = builder.inventory;
    let parent = Some(vault_symbol.clone());
    match inventory.find(&key_id) {
        Some(seen) => {
            if boolean(&seen.body, &["properties", "attributes", "enabled"], true) == Ok(false) {
                builder.observed.disabled_keys.push(key_symbol.clone());
            }
            builder.add(seen, key_symbol.clone(), ResourceKind::KeyVaultKey, None, parent);
        }
        None => {
            builder.add_unseen(&key_id, origin.clone(), encrypted.key_symbol(), ResourceKind::KeyVaultKey, parent);
        }
    }
    let key_uri = Expr::Attribute(key_symbol.clone(), Attribute::KeyUri);
    let account = Expr::id(&encrypted.symbol().into());
    let (kind, body) = match encrypted {
        Encrypted::Account => {
            let identity = identity.map(|identity| Expr::Attribute(identity, Attribute::ClientId));
            let body = CognitiveAccountKey { account, key_id: key_uri, identity_client_id: identity };
            (ResourceKind::CognitiveAccountKey, Body::CognitiveAccountKey(body))
        }
        Encrypted::Storage => {
            let identity = identity.as_ref().map(Expr::id);
            let body = StorageAccountKey { account, key_id: key_uri, identity };
            (ResourceKind::StorageAccountKey, Body::StorageAccountKey(body))
        }
    };
    let symbol = builder.new_symbol(&format!("{}Encryption", encrypted.symbol()));
    builder.add_part(origin, symbol, kind, body);
    Some([(vault.id.clone(), vault_symbol), (key_id, key_symbol)])
}

/// The vault with a URI, by the first label of its host.
fn vault_of<'i>(inventory: &'i Inventory, uri: &str) -> Option<&'i ExistingResource> {
    let host = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let name = host.split('.').next()?;
    inventory.of_type(ResourceKind::KeyVault.arm_type()).find(|vault| vault.id.name().eq_ignore_ascii_case(name))
}

/// The user-assigned identity that uses the key; none if the system-assigned identity does.
fn identity_of_key(builder: &mut PlanBuilder<'_>, encrypted: Encrypted, service: &ExistingResource) -> Option<Symbol> {
    let inventory = builder.inventory;
    let all = || inventory.of_type(ResourceKind::UserAssignedIdentity.arm_type());
    let body = &service.body;
    let (is_named, found) = match encrypted {
        Encrypted::Account => {
            let path = ["properties", "encryption", "keyVaultProperties", "identityClientId"];
            // The system-assigned identity is an empty client ID.
            let client = text(body, &path).ok().flatten().filter(|id| id.chars().any(|c| !matches!(c, '0' | '-')));
            let has_client = |identity: &&ExistingResource| {
                let own = text(&identity.body, &["properties", "clientId"]).ok().flatten();
                own.zip(client).is_some_and(|(own, client)| own.eq_ignore_ascii_case(client))
            };
            (client.is_some(), all().find(has_client))
        }
        Encrypted::Storage => {
            let path = ["properties", "encryption", "identity", "userAssignedIdentity"];
            let id = text(body, &path).ok().flatten().and_then(AzureId::parse);
            (id.is_some(), all().find(|identity| id.as_ref() == Some(&identity.id)))
        }
    };
    let Some(identity) = found else {
        // It was not seen, and what it may do is not known.
        return is_named.then(|| builder.new_symbol(&format!("{}EncryptionIdentity", encrypted.symbol())));
    };
    if let Some(symbol) = builder.symbol(&identity.id) {
        return Some(symbol.clone());
    }
    let symbol = builder.new_symbol(&format!("{}EncryptionIdentity", encrypted.symbol()));
    let own = UserAssignedIdentity { location: location(&identity.body), tags: Expr::Map(Vec::new()) };
    if let Some(principal) = principal_of(identity) {
        builder.add_principal(principal, &symbol);
    }
    let body = Some(Body::UserAssignedIdentity(own));
    Some(builder.add(identity, symbol, ResourceKind::UserAssignedIdentity, body, None))
}

fn add_vault(builder: &mut PlanBuilder<'_>, vault: &ExistingResource) -> Symbol {
    if let Some(symbol) = builder.symbol(&vault.id) {
        return symbol.clone();
    }
    let symbol = builder.new_symbol("keyVault");
    let body = vault_body(builder, vault).ok();
    let action = keyword(&vault.body, &["properties", "networkAcls", "defaultAction"], &["Deny"]);
    if body.is_some() && action != Ok(Some("Deny")) {
        builder.observed.open_firewalls.push(symbol.clone());
    } else {
        add_addresses(builder, vault, "ipRules");
    }
    builder.set_parameter("keyVaultName", vault.id.name());
    builder.add(vault, symbol, ResourceKind::KeyVault, body.map(Body::KeyVault), None)
}

fn vault_body(builder: &mut PlanBuilder<'_>, vault: &ExistingResource) -> Known<KeyVault> {
    let body = &vault.body;
    let acls = &["properties", "networkAcls"];
    keyword(body, &[acls[0], acls[1], "defaultAction"], &["Allow", "Deny"])?;
    // Its default differs between API versions.
    let rbac = match field(body, &["properties", "enableRbacAuthorization"])? {
        Some(Value::Bool(rbac)) => *rbac,
        _ => return Err(NotKnown),
    };
    let policies = items(body, &["properties", "accessPolicies"])?.iter().map(|policy| access_policy(builder, policy));
    let access_policies = policies.collect::<Known<_>>()?;
    let bypass = keyword(body, &[acls[0], acls[1], "bypass"], &["AzureServices", "None"])?;
    Ok(KeyVault {
        location: location(body),
        tags: Expr::Map(Vec::new()),
        tenant: Expr::TenantId,
        sku: keyword(body, &["properties", "sku", "name"], &["standard", "premium"])?.unwrap_or("standard"),
        rbac,
        access_policies,
        deployer_writes_secrets: false,
        deployer_makes_keys: false,
        soft_delete_days: integer(body, &["properties", "softDeleteRetentionInDays"]).ok().flatten().unwrap_or(90),
        purge_protection: boolean(body, &["properties", "enablePurgeProtection"], false)?,
        public_network_access: is_public(body)?,
        bypass: bypass.unwrap_or("AzureServices"),
        addresses: ip_rules(body, &[acls[0], acls[1], "ipRules"])?,
        subnets: subnet_rules(builder, vault, acls)?,
    })
}

/// An access policy, with the permissions that are evaluated.
fn access_policy(builder: &PlanBuilder<'_>, policy: &Value) -> Known<AccessPolicy> {
    let principal = text(policy, &["objectId"])?.ok_or(NotKnown)?.to_ascii_lowercase();
    let granted = |kind: &'static str, known: &'static [&'static str]| {
        let granted = texts(policy, &["permissions", kind])?;
        let has = |wanted: &str| granted.iter().any(|own| own.eq_ignore_ascii_case(wanted));
        Ok(known.iter().copied().filter(|name| has(name) || has("all")).collect())
    };
    Ok(AccessPolicy {
        label: Expr::string(""),
        tenant: Expr::TenantId,
        principal: builder.principal(&principal),
        keys: granted("keys", &["get", "unwrapKey", "wrapKey"])?,
        secrets: granted("secrets", &["get"])?,
    })
}
