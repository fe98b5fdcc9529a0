//! Customer-managed keys: the key, the identity that uses it, and its role.
//!
//! All in one pass: what is encrypted waits for the role, so that its identity can use the key at once.

use super::{
    builder::{Builder, location, tags},
    roles::Principal,
    vault,
};
use crate::{
    catalog::roles::{KEY_VAULT_CRYPTO_OFFICER, KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER},
    plan::{
        AccessPolicy, Attribute, Body, CognitiveAccountKey, CustomerManagedKey, Expr, Family, KeyRotation, KeyVaultKey,
        Place, Resource, ResourceKind, StorageAccountKey, Symbol, UserAssignedIdentity,
    },
    topology::{CustomerKey, KeyKind, VaultAuthorization, values::Date},
};

/// What is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Account,
    Storage,
}

/// A key that is ready to be used.
pub(super) struct PreparedKey {
    /// What a resource says of it.
    pub(super) facts: CustomerManagedKey,
    /// The address of the key: of its version, where it is pinned. For a language that sets keys apart.
    pub(super) key_id: Expr,
    /// The key itself.
    pub(super) key: Symbol,
    /// The user-assigned identity that may use it, and what to wait for until it may. Without one, what is encrypted
    /// uses its own identity, in a second step.
    pub(super) user: Option<(Symbol, Symbol)>,
}

impl Target {
    const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "storage",
        }
    }

    fn pointer(self) -> String {
        format!("/encryption/{}", self.word())
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
        let Some(settings) = target.settings(b).filter(CustomerKey::has_own_identity) else { continue };
        b.about(target.pointer());
        let body = Body::UserAssignedIdentity(UserAssignedIdentity { location: location(), tags: tags() });
        let name = Expr::text(b.names.encryption_identity_name(&settings, target.word()));
        let purpose = match target {
            Target::Account => "Uses the key that the account is encrypted with, and nothing else.",
            Target::Storage => "Uses the key that storage is encrypted with, and nothing else.",
        };
        b.add(identity(target), ResourceKind::UserAssignedIdentity, purpose, name, body);
    }
}

fn identity(target: Target) -> Symbol {
    Symbol::of(target.word(), "encryptionIdentity")
}

/// What the identities may do in a vault that keeps its own list.
pub(super) fn policies(b: &Builder<'_>) -> Vec<AccessPolicy> {
    let wanted = [Target::Account, Target::Storage]
        .into_iter()
        .filter(|target| target.settings(b).is_some_and(|key| key.has_own_identity()));
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
) -> Option<PreparedKey> {
    let (settings, vault) = (target.settings(b)?, vault?);
    b.about(target.pointer());
    let key = match &settings.existing {
        Some(url) => existing(b, target, vault, &url.name),
        None => new(b, target, &settings, vault, writer),
    };
    let user = settings.has_own_identity().then(|| {
        let identity = identity(target);
        let granted = if b.topology.vault_uses_rbac() {
            grant(b, target, &identity, &key)
        } else {
            vault::policies_symbol(vault, b)
        };
        (identity, granted)
    });
    let identity = user.as_ref().map(|(identity, _)| identity);
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
            identity: identity.map(Expr::id),
            identity_client_id: identity.map(|identity| attribute(identity, Attribute::ClientId)),
        },
        None => CustomerManagedKey {
            key_name: attribute(&key, Attribute::Name),
            // The account is pinned to the version that it is deployed with; storage follows new ones.
            key_version: (target == Target::Account)
                .then(|| Expr::LastSegment(Box::new(attribute(&key, Attribute::KeyUriWithVersion)))),
            vault_uri: attribute(vault, Attribute::VaultUri),
            identity: identity.map(Expr::id),
            identity_client_id: identity.map(|identity| attribute(identity, Attribute::ClientId)),
        },
    };
    let key_id = match (&settings.existing, target) {
        (Some(url), _) => Expr::text(url),
        (None, Target::Account) => attribute(&key, Attribute::KeyUriWithVersion),
        (None, Target::Storage) => attribute(&key, Attribute::KeyUri),
    };
    Some(PreparedKey { facts, key_id, key, user })
}

/// The role that lets an identity use a key.
fn grant(b: &mut Builder<'_>, target: Target, identity: &Symbol, key: &Symbol) -> Symbol {
    b.assign(
        &Symbol::of(target.word(), "encryptionOnKey").0,
        "The identity wraps and unwraps with this key.",
        &KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER,
        &Principal::identity_of(identity),
        key,
    )
}

/// What follows once the encrypted resource is there.
///
/// azurerm sets keys apart, always. Elsewhere the resource says its key itself; one that uses its own identity says it
/// when it is deployed once more, since the identity exists only after the first time.
pub(super) fn attach_key(b: &mut Builder<'_>, target: Target, made: &Symbol, prepared: PreparedKey) {
    b.about(target.pointer());
    let PreparedKey { facts, key_id, key, user } = prepared;
    let granted = if let Some((_, granted)) = user {
        granted
    } else {
        let granted = grant(b, target, made, &key);
        add_second_pass(b, target, made, &facts, &granted);
        granted
    };
    let (kind, body, purpose) = match target {
        Target::Account => (
            ResourceKind::CognitiveAccountKey,
            Body::CognitiveAccountKey(CognitiveAccountKey {
                account: Expr::id(made),
                key_id,
                identity_client_id: facts.identity_client_id,
            }),
            "Encrypts the account with the key.",
        ),
        Target::Storage => (
            ResourceKind::StorageAccountKey,
            Body::StorageAccountKey(StorageAccountKey { account: Expr::id(made), key_id, identity: facts.identity }),
            "Encrypts storage with the key.",
        ),
    };
    let symbol = Symbol::of(target.word(), "encryption");
    let name = b.plan.resource(made).name.clone();
    let apart = b.add(symbol, kind, purpose, name, body);
    apart.wait_for(&granted, "the identity must be able to use the key");
    apart.only = Some(Family::Terraform);
}

/// The same resource with all its settings, and its key.
fn add_second_pass(b: &mut Builder<'_>, target: Target, made: &Symbol, facts: &CustomerManagedKey, granted: &Symbol) {
    let Resource { kind, name, mut body, .. } = b.plan.resource(made).clone();
    match &mut body {
        Body::CognitiveAccount(account) => {
            account.encryption = Some(facts.clone());
            account.restore = false;
        }
        Body::StorageAccount(storage) => storage.encryption = Some(facts.clone()),
        _ => return,
    }
    let purpose = match target {
        Target::Account => "The account with all its settings, and its key.",
        Target::Storage => "Storage with all its settings, and its key.",
    };
    let second = b.add(Symbol::of(target.word(), "withKey"), kind, purpose, name, body);
    second.place = Place::Again;
    second.only = Some(Family::Azure);
    second.wait_for(made, "its identity exists only then");
    second.wait_for(granted, "the identity must be able to use the key");
}

fn existing(b: &mut Builder<'_>, target: Target, vault: &Symbol, name: &str) -> Symbol {
    let id = b.plan.resource(vault).existing.clone().map(|mut id| {
        ResourceKind::KeyVaultKey.arm_type().clone_into(&mut id.kind);
        id.names.push(name.to_owned());
        id
    });
    let Some(id) = id else { return vault.clone() };
    let symbol = Symbol::of(target.word(), "encryptionKey");
    let key = b.add_existing(symbol, ResourceKind::KeyVaultKey, "The key exists already.", &id);
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
            // Key Vault counts back from the day that a version expires on, and the first one expires only if it says so.
            rotate_before: settings.expires.map(|_| days(rotation.rotate_before_days)),
            rotate_after: match settings.expires {
                Some(_) => None,
                None => Some(days(rotation.expire_after_days.saturating_sub(rotation.rotate_before_days))),
            },
            notify_before: days(rotation.rotate_before_days),
        }),
    };
    let purpose = match target {
        Target::Account if settings.size > 2048 => {
            "The key that the account is encrypted with. The service documents 2048 bits alone; more is on request."
        }
        Target::Account => "The key that the account is encrypted with.",
        Target::Storage => "The key that storage is encrypted with; storage follows its new versions.",
    };
    let name = b.names.encryption_key_name(settings, target.word());
    let symbol = Symbol::of(target.word(), "encryptionKey");
    let key = b.add(symbol, ResourceKind::KeyVaultKey, purpose, Expr::text(name), Body::KeyVaultKey(body));
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
    let rbac = b.topology.effective_vault().is_some_and(|vault| vault.authorization == VaultAuthorization::Rbac);
    if !rbac || !b.topology.creates_keys() {
        return None;
    }
    b.about("/encryption");
    let principal = Principal { key: Expr::DeployerId, object_id: Expr::DeployerId, kind: None };
    let purpose = "Whoever runs Terraform may make the keys.";
    let role = b.assign("deployerOnKeys", purpose, &KEY_VAULT_CRYPTO_OFFICER, &principal, vault);
    b.only_in(&role, Family::Terraform);
    Some(role)
}
