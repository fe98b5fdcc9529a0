//! Customer-managed keys: the key, the identity that uses it, and its role.
//!
//! All in one pass: what is encrypted waits for the role, so that its identity can use the key at once.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    role_assignments::RoleAssignee,
    vault,
};
use crate::{
    catalog::roles::{KEY_VAULT_CRYPTO_OFFICER, KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER},
    plan::{
        AccessPolicy, Attribute, Body, CognitiveAccountKey, CustomerManagedKey, DeploymentTarget, Expr, KeyRotation,
        KeyVaultKey, LanguageFamily, Resource, ResourceKind, StorageAccountKey, Symbol, UserAssignedIdentity,
    },
    topology::{CustomerKey, VaultAuthorization, values::Date},
};

/// What is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EncryptionTarget {
    Account,
    Storage,
}

/// A key that is ready to be used.
pub(super) struct PreparedKey {
    /// What a resource says of it.
    pub(super) properties: CustomerManagedKey,
    /// The address of the key: of its version, where it is pinned. For a language that sets keys apart.
    pub(super) key_id: Expr,
    /// The key itself.
    pub(super) key: Symbol,
    /// The user-assigned identity that may use it, and what to wait for until it may. Without one, what is encrypted
    /// uses its own identity, in a second step.
    pub(super) user_identity: Option<(Symbol, Symbol)>,
}

impl EncryptionTarget {
    const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Storage => "storage",
        }
    }

    fn settings_pointer(self) -> String {
        format!("/encryption/{}", self.name())
    }

    fn key_settings(self, b: &PlanBuilder<'_>) -> Option<CustomerKey> {
        match self {
            Self::Account => b.topology.encryption.account.clone(),
            Self::Storage => b.topology.encryption.storage.clone(),
        }
    }
}

/// The identities that use keys, before the vault: a vault with its own list names them.
pub(super) fn lower_key_identities(b: &mut PlanBuilder<'_>) {
    for target in [EncryptionTarget::Account, EncryptionTarget::Storage] {
        let Some(settings) = target.key_settings(b).filter(CustomerKey::has_own_identity) else { continue };
        b.set_origin(target.settings_pointer());
        let body =
            Body::UserAssignedIdentity(UserAssignedIdentity { location: location_parameter(), tags: tags_parameter() });
        let name = Expr::string(b.names.encryption_identity_name(&settings, target.name()));
        let purpose = match target {
            EncryptionTarget::Account => "Uses the key that the account is encrypted with, and nothing else.",
            EncryptionTarget::Storage => "Uses the key that storage is encrypted with, and nothing else.",
        };
        b.add_resource(identity_symbol(target), ResourceKind::UserAssignedIdentity, purpose, name, body);
    }
}

fn identity_symbol(target: EncryptionTarget) -> Symbol {
    Symbol::from_parts(target.name(), "encryptionIdentity")
}

/// What the identities may do in a vault that keeps its own list.
pub(super) fn key_user_policies(b: &PlanBuilder<'_>) -> Vec<AccessPolicy> {
    let wanted = [EncryptionTarget::Account, EncryptionTarget::Storage]
        .into_iter()
        .filter(|target| target.key_settings(b).is_some_and(|key| key.has_own_identity()));
    wanted
        .map(|target| AccessPolicy {
            label: Expr::string(identity_symbol(target).as_str()),
            tenant: Expr::TenantId,
            principal: Expr::Attribute(identity_symbol(target), Attribute::PrincipalId),
            keys: vec!["get", "unwrapKey", "wrapKey"],
            secrets: Vec::new(),
        })
        .collect()
}

/// The key of one of the two, and the right to use it.
pub(super) fn lower_key(
    b: &mut PlanBuilder<'_>,
    target: EncryptionTarget,
    vault: Option<&Symbol>,
    writer: Option<&Symbol>,
) -> Option<PreparedKey> {
    let (settings, vault) = (target.key_settings(b)?, vault?);
    b.set_origin(target.settings_pointer());
    let key = match &settings.existing {
        Some(url) => add_existing_key(b, target, vault, &url.name),
        None => add_new_key(b, target, &settings, vault, writer),
    };
    let user = settings.has_own_identity().then(|| {
        let identity = identity_symbol(target);
        let granted = if b.topology.vault_uses_rbac() {
            assign_key_role(b, target, &identity, &key)
        } else {
            vault::access_policies_symbol(vault, b)
        };
        (identity, granted)
    });
    let identity = user.as_ref().map(|(identity, _)| identity);
    let attribute = |symbol: &Symbol, attribute| Expr::Attribute(symbol.clone(), attribute);
    let facts = match &settings.existing {
        Some(url) => CustomerManagedKey {
            key_name: Expr::string(&url.name),
            key_version: url.version.as_ref().map(Expr::string),
            vault_uri: Expr::Join(vec![
                Expr::string("https://"),
                Expr::string(&url.vault),
                Expr::VaultSuffix,
                Expr::string("/"),
            ]),
            identity: identity.map(Expr::id),
            identity_client_id: identity.map(|identity| attribute(identity, Attribute::ClientId)),
        },
        None => CustomerManagedKey {
            key_name: attribute(&key, Attribute::Name),
            // The account is pinned to the version that it is deployed with; storage follows new ones.
            key_version: (target == EncryptionTarget::Account)
                .then(|| Expr::LastSegment(Box::new(attribute(&key, Attribute::KeyUriWithVersion)))),
            vault_uri: attribute(vault, Attribute::VaultUri),
            identity: identity.map(Expr::id),
            identity_client_id: identity.map(|identity| attribute(identity, Attribute::ClientId)),
        },
    };
    let key_id = match (&settings.existing, target) {
        (Some(url), _) => Expr::string(url),
        (None, EncryptionTarget::Account) => attribute(&key, Attribute::KeyUriWithVersion),
        (None, EncryptionTarget::Storage) => attribute(&key, Attribute::KeyUri),
    };
    Some(PreparedKey { properties: facts, key_id, key, user_identity: user })
}

/// The role that lets an identity use a key.
fn assign_key_role(b: &mut PlanBuilder<'_>, target: EncryptionTarget, identity: &Symbol, key: &Symbol) -> Symbol {
    b.assign_built_in_role(
        &Symbol::from_parts(target.name(), "encryptionOnKey").0,
        "The identity wraps and unwraps with this key.",
        &KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER,
        &RoleAssignee::managed_identity(identity),
        key,
    )
}

/// What follows once the encrypted resource is there.
///
/// azurerm sets keys apart, always. Elsewhere the resource says its key itself; one that uses its own identity says it
/// when it is deployed once more, since the identity exists only after the first time.
pub(super) fn attach_key(b: &mut PlanBuilder<'_>, target: EncryptionTarget, made: &Symbol, prepared: PreparedKey) {
    b.set_origin(target.settings_pointer());
    let PreparedKey { properties: facts, key_id, key, user_identity: user } = prepared;
    let granted = if let Some((_, granted)) = user {
        granted
    } else {
        let granted = assign_key_role(b, target, made, &key);
        add_second_pass(b, target, made, &facts, &granted);
        granted
    };
    let (kind, body, purpose) = match target {
        EncryptionTarget::Account => (
            ResourceKind::CognitiveAccountKey,
            Body::CognitiveAccountKey(CognitiveAccountKey {
                account: Expr::id(made),
                key_id,
                identity_client_id: facts.identity_client_id,
            }),
            "Encrypts the account with the key.",
        ),
        EncryptionTarget::Storage => (
            ResourceKind::StorageAccountKey,
            Body::StorageAccountKey(StorageAccountKey { account: Expr::id(made), key_id, identity: facts.identity }),
            "Encrypts storage with the key.",
        ),
    };
    let symbol = Symbol::from_parts(target.name(), "encryption");
    let name = b.plan.resource(made).name.clone();
    let apart = b.add_resource(symbol, kind, purpose, name, body);
    apart.add_dependency(&granted, "the identity must be able to use the key");
    apart.only_for = Some(LanguageFamily::Terraform);
}

/// The same resource with all its settings, and its key.
fn add_second_pass(
    b: &mut PlanBuilder<'_>,
    target: EncryptionTarget,
    made: &Symbol,
    facts: &CustomerManagedKey,
    granted: &Symbol,
) {
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
        EncryptionTarget::Account => "The account with all its settings, and its key.",
        EncryptionTarget::Storage => "Storage with all its settings, and its key.",
    };
    let second = b.add_resource(Symbol::from_parts(target.name(), "withKey"), kind, purpose, name, body);
    second.deployment_target = DeploymentTarget::SecondPass;
    second.only_for = Some(LanguageFamily::Azure);
    second.add_dependency(made, "its identity exists only then");
    second.add_dependency(granted, "the identity must be able to use the key");
}

fn add_existing_key(b: &mut PlanBuilder<'_>, target: EncryptionTarget, vault: &Symbol, name: &str) -> Symbol {
    let id = b.plan.resource(vault).existing.clone().map(|mut id| {
        ResourceKind::KeyVaultKey.arm_type().clone_into(&mut id.kind);
        id.names.push(name.to_owned());
        id
    });
    let Some(id) = id else { return vault.clone() };
    let symbol = Symbol::from_parts(target.name(), "encryptionKey");
    let key = b.add_existing(symbol, ResourceKind::KeyVaultKey, "The key exists already.", &id);
    b.set_parent(&key, vault);
    key
}

fn add_new_key(
    b: &mut PlanBuilder<'_>,
    target: EncryptionTarget,
    settings: &CustomerKey,
    vault: &Symbol,
    writer: Option<&Symbol>,
) -> Symbol {
    let days = |days: u16| Expr::string(format!("P{days}D"));
    let rotation = &settings.rotation;
    let body = KeyVaultKey {
        kind: settings.kind.as_str(),
        size: i64::from(settings.size),
        expires: settings.expires.map(Date::unix_seconds),
        expires_at: settings.expires.map(|date| Expr::string(format!("{date}T00:00:00Z"))),
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
        EncryptionTarget::Account if settings.size > 2048 => {
            "The key that the account is encrypted with. The service documents 2048 bits alone; more is on request."
        }
        EncryptionTarget::Account => "The key that the account is encrypted with.",
        EncryptionTarget::Storage => "The key that storage is encrypted with; storage follows its new versions.",
    };
    let name = b.names.encryption_key_name(settings, target.name());
    let symbol = Symbol::from_parts(target.name(), "encryptionKey");
    let key = b.add_resource(symbol, ResourceKind::KeyVaultKey, purpose, Expr::string(name), Body::KeyVaultKey(body));
    key.parent = Some(vault.clone());
    if let Some(writer) = writer {
        key.add_terraform_dependency(writer, "the key is made with this role");
    }
    let key = key.symbol.clone();
    b.copy_deployment_target(&key, vault);
    key
}

/// Terraform makes keys over the data plane, for which being an owner is not enough.
pub(super) fn assign_key_creator_role(b: &mut PlanBuilder<'_>, vault: Option<&Symbol>) -> Option<Symbol> {
    let vault = vault?;
    let rbac = b.topology.effective_vault().is_some_and(|vault| vault.authorization == VaultAuthorization::Rbac);
    if !rbac || !b.topology.creates_keys() {
        return None;
    }
    b.set_origin("/encryption");
    let principal = RoleAssignee { guid_seed: Expr::DeployerId, object_id: Expr::DeployerId, principal_type: None };
    let purpose = "Whoever runs Terraform may make the keys.";
    let role = b.assign_built_in_role("deployerOnKeys", purpose, &KEY_VAULT_CRYPTO_OFFICER, &principal, vault);
    b.restrict_to_family(&role, LanguageFamily::Terraform);
    Some(role)
}
