//! Customer-managed keys: the key, the identity that uses it, and its role.
//!
//! All in one pass: what is encrypted waits for the role, so that its identity can use the key at once.

use super::{Builder, location, roles::Principal, tags};
use crate::{
    catalog::roles::{KEY_VAULT_CRYPTO_OFFICER, KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER},
    plan::{
        AccessPolicy, Attribute, Body, CustomerManagedKey, Expr, KeyRotation, KeyVaultKey, Kind, Language, Symbol,
        UserAssignedIdentity,
    },
    topology::{CustomerKey, KeyKind, VaultAuthorization, values::Date},
};

/// What is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Account,
    Storage,
}

/// An encryption that is ready to be named.
pub(super) struct Ready {
    /// What the resource says of it.
    pub(super) key: CustomerManagedKey,
    /// The identity that uses the key.
    pub(super) identity: Symbol,
    /// What to wait for: whatever lets the identity use the key.
    pub(super) granted: Symbol,
}

impl Target {
    const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "storage",
        }
    }

    fn settings(self, b: &Builder<'_>) -> Option<CustomerKey> {
        match self {
            Self::Account => b.topology.encryption.account.clone(),
            Self::Storage => b.topology.encryption.storage.clone(),
        }
    }
}

/// The identities that use keys, before the vault: a vault with its own list names them.
pub(super) fn identities(b: &mut Builder<'_>) {
    for target in [Target::Account, Target::Storage] {
        let Some(settings) = target.settings(b) else { continue };
        let body = Body::UserAssignedIdentity(UserAssignedIdentity { location: location(), tags: tags() });
        let name = Expr::text(b.names.encryption_identity(&settings, target.word()));
        let purpose = match target {
            Target::Account => "Uses the key that the account is encrypted with, and nothing else.",
            Target::Storage => "Uses the key that storage is encrypted with, and nothing else.",
        };
        b.add(identity(target), Kind::UserAssignedIdentity, purpose, name, body);
    }
}

fn identity(target: Target) -> Symbol {
    Symbol::of(target.word(), "encryptionIdentity")
}

/// What the identities may do in a vault that keeps its own list.
pub(super) fn policies(b: &Builder<'_>) -> Vec<AccessPolicy> {
    let wanted = [Target::Account, Target::Storage].into_iter().filter(|target| target.settings(b).is_some());
    wanted
        .map(|target| AccessPolicy {
            label: Expr::text(identity(target).as_str()),
            tenant: Expr::TenantId,
            principal: Expr::Attribute(identity(target), Attribute::PrincipalId),
            keys: vec!["get", "unwrapKey", "wrapKey"],
            secrets: Vec::new(),
        })
        .collect()
}

/// The key of one of the two, and the right to use it.
pub(super) fn lower(
    b: &mut Builder<'_>,
    target: Target,
    vault: Option<&Symbol>,
    writer: Option<&Symbol>,
) -> Option<Ready> {
    let (settings, vault) = (target.settings(b)?, vault?);
    let key = match &settings.existing {
        Some(url) => existing(b, target, vault, &url.name),
        None => new(b, target, &settings, vault, writer),
    };
    let identity = identity(target);
    let rbac = b.topology.vault_has_roles();
    let granted = if rbac {
        b.assign(
            &Symbol::of(target.word(), "encryptionOnKey").0,
            "The identity wraps and unwraps with this key.",
            &KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER,
            &Principal::identity_of(&identity),
            &key,
        )
    } else {
        super::vault::list(vault, b)
    };
    let attribute = |symbol: &Symbol, attribute| Expr::Attribute(symbol.clone(), attribute);
    let facts = match &settings.existing {
        Some(url) => CustomerManagedKey {
            key_name: Expr::text(&url.name),
            key_version: url.version.as_ref().map(Expr::text),
            vault_uri: Expr::Join(vec![
                Expr::text("https://"),
                Expr::text(&url.vault),
                Expr::VaultSuffix,
                Expr::text("/"),
            ]),
            key_id: Expr::text(url),
            identity: Expr::id(&identity),
            identity_client_id: attribute(&identity, Attribute::ClientId),
        },
        None => CustomerManagedKey {
            key_name: attribute(&key, Attribute::Name),
            // The account is pinned to the version that it is deployed with; storage follows new ones.
            key_version: (target == Target::Account)
                .then(|| Expr::LastSegment(Box::new(attribute(&key, Attribute::KeyUriWithVersion)))),
            vault_uri: attribute(vault, Attribute::VaultUri),
            key_id: match target {
                Target::Account => attribute(&key, Attribute::KeyUriWithVersion),
                Target::Storage => attribute(&key, Attribute::KeyUri),
            },
            identity: Expr::id(&identity),
            identity_client_id: attribute(&identity, Attribute::ClientId),
        },
    };
    Some(Ready { key: facts, identity, granted })
}

fn existing(b: &mut Builder<'_>, target: Target, vault: &Symbol, name: &str) -> Symbol {
    let id = b.plan.resource(vault).existing.clone().map(|mut id| {
        Kind::KeyVaultKey.arm_type().clone_into(&mut id.kind);
        id.names.push(name.to_owned());
        id
    });
    let Some(id) = id else { return vault.clone() };
    let symbol = Symbol::of(target.word(), "encryptionKey");
    let key = b.add_existing(symbol, Kind::KeyVaultKey, "The key exists already.", &id);
    b.set_parent(&key, vault);
    key
}

fn new(b: &mut Builder<'_>, target: Target, settings: &CustomerKey, vault: &Symbol, writer: Option<&Symbol>) -> Symbol {
    let days = |days: u16| Expr::text(format!("P{days}D"));
    let rotation = &settings.rotation;
    let body = KeyVaultKey {
        kind: match settings.kind {
            KeyKind::RsaHsm => "RSA-HSM",
            KeyKind::Rsa => "RSA",
        },
        size: i64::from(settings.size),
        expires: settings.expires.map(Date::unix_seconds),
        expires_at: settings.expires.map(|date| Expr::text(format!("{date}T00:00:00Z"))),
        rotation: rotation.enabled.then(|| KeyRotation {
            expire_after: days(rotation.expire_after_days),
            rotate_before: days(rotation.rotate_before_days),
        }),
    };
    let purpose = match target {
        Target::Account if settings.size > 2048 => {
            "The key that the account is encrypted with. The service documents 2048 bits alone; more is on request."
        }
        Target::Account => "The key that the account is encrypted with.",
        Target::Storage => "The key that storage is encrypted with; storage follows its new versions.",
    };
    let name = b.names.encryption_key(settings, target.word());
    let symbol = Symbol::of(target.word(), "encryptionKey");
    let key = b.add(symbol, Kind::KeyVaultKey, purpose, Expr::text(name), Body::KeyVaultKey(body));
    key.parent = Some(vault.clone());
    if let Some(writer) = writer {
        key.wait_in_terraform(writer, "the key is made with this role");
    }
    let key = key.symbol.clone();
    b.place_beside(&key, vault);
    key
}

/// Terraform makes keys over the data plane, for which being an owner is not enough.
pub(super) fn writer(b: &mut Builder<'_>, vault: Option<&Symbol>) -> Option<Symbol> {
    let vault = vault?;
    let rbac = b.topology.vault().is_some_and(|vault| vault.authorization == VaultAuthorization::Rbac);
    if !rbac || !b.topology.makes_keys() {
        return None;
    }
    let principal = Principal { key: Expr::DeployerId, object_id: Expr::DeployerId, kind: None };
    let purpose = "Whoever runs Terraform may make the keys.";
    let role = b.assign("deployerOnKeys", purpose, &KEY_VAULT_CRYPTO_OFFICER, &principal, vault);
    b.only_in(&role, Language::Terraform);
    Some(role)
}
