//! Customer-managed keys: the key, the identity that uses it, and its role.
//!
//! All in one deployment pass: the encrypted resource waits for the role assignment, so that its identity can use the
//! key at once.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    role_assignments::RoleAssignee,
    vault,
};
use crate::{
    catalog::roles::{KEY_VAULT_CRYPTO_OFFICER, KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER},
    plan::{
        AccessPolicy, Attribute, Body, CognitiveAccountKey, CustomerManagedKey, DeploymentTarget, Expr, KeyRotation,
        KeyVaultKey, LanguageFamily, Nesting, Resource, ResourceKind, StorageAccountKey, Symbol, UserAssignedIdentity,
    },
    topology::{CustomerKey, QueueAndTableKeyType, VaultAuthorization, values::Date},
};

/// The service whose data is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EncryptionTarget {
    Account,
    Storage,
}

/// A key that is ready to be used.
pub(super) struct PreparedKey {
    /// The key properties of the encrypted resource.
    pub(super) properties: CustomerManagedKey,
    /// The key URI, with the version where it is pinned. For a language that sets the key in a resource of its own.
    pub(super) key_id: Expr,
    /// The key itself.
    pub(super) key: Symbol,
    /// The user-assigned identity that uses it, and the resource that grants the permission. Without one, the encrypted
    /// resource uses its system-assigned identity, in a second deployment pass.
    pub(super) user_identity: Option<(Symbol, Symbol)>,
    /// Whether azurerm sets it in the encrypted resource itself.
    pub(super) at_creation: bool,
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

/// The identities that use keys, before the vault: access policies in the vault refer to them.
pub(super) fn lower_key_identities(b: &mut PlanBuilder<'_>) {
    for target in [EncryptionTarget::Account, EncryptionTarget::Storage] {
        let Some(settings) = target.key_settings(b).filter(CustomerKey::has_own_identity) else { continue };
        b.set_origin(target.settings_pointer());
        let body =
            Body::UserAssignedIdentity(UserAssignedIdentity { location: location_parameter(), tags: tags_parameter() });
        let name = Expr::string(b.names.encryption_identity_name(&settings, target.name()));
        let purpose = match target {
            EncryptionTarget::Account => {
                "Identity that uses the customer-managed key of the account. It has no other permissions."
            }
            EncryptionTarget::Storage => {
                "Identity that uses the customer-managed key of storage. It has no other permissions."
            }
        };
        b.add_resource(identity_symbol(target), ResourceKind::UserAssignedIdentity, purpose, name, body);
    }
}

fn identity_symbol(target: EncryptionTarget) -> Symbol {
    Symbol::from_parts(target.name(), "encryptionIdentity")
}

/// The access policies of the identities, for a vault that uses access policies.
pub(super) fn key_user_policies(b: &PlanBuilder<'_>) -> Vec<AccessPolicy> {
    let targets = [EncryptionTarget::Account, EncryptionTarget::Storage]
        .into_iter()
        .filter(|target| target.key_settings(b).is_some_and(|key| key.has_own_identity()));
    targets
        .map(|target| AccessPolicy {
            label: Expr::string(identity_symbol(target).as_str()),
            tenant: Expr::TenantId,
            principal: Expr::Attribute(identity_symbol(target), Attribute::PrincipalId),
            keys: vec!["get", "unwrapKey", "wrapKey"],
            secrets: Vec::new(),
        })
        .collect()
}

/// The key of the account or of storage, and the permission to use it.
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
    let user_identity = settings.has_own_identity().then(|| {
        let identity = identity_symbol(target);
        let permission = if b.topology.vault_uses_rbac() {
            assign_key_role(b, target, &identity, &key)
        } else {
            vault::access_policies_symbol(vault, b)
        };
        (identity, permission)
    });
    let identity = user_identity.as_ref().map(|(identity, _)| identity);
    let attribute = |symbol: &Symbol, attribute| Expr::Attribute(symbol.clone(), attribute);
    let properties = match &settings.existing {
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
            // The account is pinned to the version that it is deployed with; storage uses new versions automatically.
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
    Some(PreparedKey { properties, key_id, key, user_identity, at_creation: settings.is_set_at_creation() })
}

/// The role assignment that allows an identity to use a key.
fn assign_key_role(b: &mut PlanBuilder<'_>, target: EncryptionTarget, identity: &Symbol, key: &Symbol) -> Symbol {
    b.assign_built_in_role(
        &Symbol::from_parts(target.name(), "encryptionOnKey").0,
        "Allows the identity to wrap and unwrap with this key.",
        &KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER,
        &RoleAssignee::managed_identity(identity),
        key,
    )
}

/// Adds the resources that set the key of an encrypted resource.
///
/// azurerm sets the key in a resource of its own, or in a block of the encrypted resource. In Bicep and ARM it is a property
/// of the encrypted resource; with the system-assigned identity it is set in a second deployment pass, since the identity
/// exists only after the first.
pub(super) fn attach_key(
    b: &mut PlanBuilder<'_>,
    target: EncryptionTarget,
    encrypted_resource: &Symbol,
    prepared: PreparedKey,
) {
    b.set_origin(target.settings_pointer());
    let PreparedKey { properties, key_id, key, user_identity, at_creation } = prepared;
    let permission = if let Some((_, permission)) = user_identity {
        permission
    } else {
        let permission = assign_key_role(b, target, encrypted_resource, &key);
        add_second_pass(b, target, encrypted_resource, &properties, &permission);
        permission
    };
    let (kind, body, purpose) = match target {
        EncryptionTarget::Account => (
            ResourceKind::CognitiveAccountKey,
            Body::CognitiveAccountKey(CognitiveAccountKey {
                account: Expr::id(encrypted_resource),
                key_id,
                identity_client_id: properties.identity_client_id,
            }),
            "Encrypts the account with its customer-managed key.",
        ),
        EncryptionTarget::Storage => (
            ResourceKind::StorageAccountKey,
            Body::StorageAccountKey(StorageAccountKey {
                account: Expr::id(encrypted_resource),
                key_id,
                identity: properties.identity,
            }),
            storage_key_purpose(b),
        ),
    };
    let symbol = Symbol::from_parts(target.name(), "encryption");
    let name = b.plan.resource(encrypted_resource).name.clone();
    let key_resource = b.add_resource(symbol, kind, purpose, name, body);
    key_resource.add_dependency(&permission, "the identity needs permission to use the key");
    key_resource.only_for = Some(LanguageFamily::Terraform);
    if at_creation {
        key_resource.nesting = Nesting::InsideParentInTerraform;
    }
}

/// Which services of storage a customer-managed key encrypts: `catalog::changes::storage::ALL_SERVICES_USE_THE_KEY`.
fn storage_key_purpose(b: &PlanBuilder<'_>) -> &'static str {
    match b.topology.storage.queue_and_table_key_type {
        QueueAndTableKeyType::Account => {
            "Encrypts blobs, files, queues and tables of storage with its customer-managed key."
        }
        QueueAndTableKeyType::Service => {
            "Encrypts blobs and files of storage with its customer-managed key; queues and tables keep a Microsoft-managed key."
        }
    }
}

/// Adds the second deployment pass: the same resource with all its settings and its key.
fn add_second_pass(
    b: &mut PlanBuilder<'_>,
    target: EncryptionTarget,
    encrypted_resource: &Symbol,
    properties: &CustomerManagedKey,
    permission: &Symbol,
) {
    let Resource { kind, name, mut body, .. } = b.plan.resource(encrypted_resource).clone();
    match &mut body {
        Body::CognitiveAccount(account) => {
            account.encryption = Some(properties.clone());
            account.restore = false;
        }
        Body::StorageAccount(storage) => storage.encryption = Some(properties.clone()),
        _ => return,
    }
    let purpose = match target {
        EncryptionTarget::Account => {
            "Second deployment pass: the account with all its settings and its customer-managed key."
        }
        EncryptionTarget::Storage => {
            "Second deployment pass: storage with all its settings and its customer-managed key."
        }
    };
    let second_pass = b.add_resource(Symbol::from_parts(target.name(), "withKey"), kind, purpose, name, body);
    second_pass.deployment_target = DeploymentTarget::SecondPass;
    second_pass.only_for = Some(LanguageFamily::Azure);
    second_pass.add_dependency(encrypted_resource, "its identity exists only after the first pass");
    second_pass.add_dependency(permission, "the identity needs permission to use the key");
}

fn add_existing_key(b: &mut PlanBuilder<'_>, target: EncryptionTarget, vault: &Symbol, name: &str) -> Symbol {
    let id = b.plan.resource(vault).existing.clone().map(|mut id| {
        ResourceKind::KeyVaultKey.arm_type().clone_into(&mut id.kind);
        id.names.push(name.to_owned());
        id
    });
    let Some(id) = id else { return vault.clone() };
    let symbol = Symbol::from_parts(target.name(), "encryptionKey");
    let key = b.add_existing(symbol, ResourceKind::KeyVaultKey, "Existing key.", &id);
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
            // Key Vault counts back from the expiration date of a version; the first version has one only if it is set.
            rotate_before: settings.expires.map(|_| days(rotation.rotate_before_days)),
            rotate_after: match settings.expires {
                Some(_) => None,
                None => Some(days(rotation.expire_after_days.saturating_sub(rotation.rotate_before_days))),
            },
            notify_before: days(rotation.rotate_before_days),
        }),
        // A later version has the date of the rotation policy. To write the old one onto it would shorten its life; without
        // one in the file, azurerm would replace the key (`encryption::DATE_MISSING_IN_TERRAFORM`).
        date_left_alone: rotation.enabled || settings.expires.is_none(),
        // The account is set to a version, so it has to follow; storage is set to the key.
        current_version_read: target == EncryptionTarget::Account,
    };
    let purpose = match target {
        EncryptionTarget::Account => "Customer-managed key of the account.",
        EncryptionTarget::Storage => "Customer-managed key of storage; storage uses its new versions automatically.",
    };
    let name = b.names.encryption_key_name(settings, target.name());
    let symbol = Symbol::from_parts(target.name(), "encryptionKey");
    let key = b.add_resource(symbol, ResourceKind::KeyVaultKey, purpose, Expr::string(name), Body::KeyVaultKey(body));
    key.parent = Some(vault.clone());
    if let Some(writer) = writer {
        key.add_terraform_dependency(writer, "this role is required to create the key");
    }
    let key = key.symbol.clone();
    b.copy_deployment_target(&key, vault);
    key
}

/// Terraform creates keys in the data plane, for which the role Owner is not sufficient.
pub(super) fn assign_key_creator_role(b: &mut PlanBuilder<'_>, vault: Option<&Symbol>) -> Option<Symbol> {
    let vault = vault?;
    let rbac = b.topology.effective_vault().is_some_and(|vault| vault.authorization == VaultAuthorization::Rbac);
    if !rbac || !b.topology.creates_keys() {
        return None;
    }
    b.set_origin("/encryption");
    let principal = RoleAssignee { guid_seed: Expr::DeployerId, object_id: Expr::DeployerId, principal_type: None };
    let purpose = "Allows the identity that runs Terraform to create the keys.";
    let role = b.assign_built_in_role("deployerOnKeys", purpose, &KEY_VAULT_CRYPTO_OFFICER, &principal, vault);
    b.restrict_to_family(&role, LanguageFamily::Terraform);
    Some(role)
}
