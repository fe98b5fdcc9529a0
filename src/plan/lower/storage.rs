//! Storage: the storage account, its blob service and its containers.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    encryption::PreparedKey,
    firewall_rules::FirewallRules,
};
use crate::{
    catalog::storage::{CORS_MAX_AGE_SECONDS, CORS_METHODS},
    plan::{
        BlobContainer, BlobService, Body, CorsRule, Expr, Nesting, ResourceInstance, ResourceKind, SasExpirationPolicy,
        StorageAccount, Symbol,
    },
    topology::{CopyScope, ExpirationAction, QueueAndTableKeyType, SasPolicy, Studio},
};

/// The storage that the topology uses.
pub(super) struct StorageSymbols {
    /// The storage account.
    pub(super) account: Symbol,
    /// Its containers, in the order of the file.
    pub(super) containers: Vec<Symbol>,
}

pub(super) fn lower_storage(
    b: &mut PlanBuilder<'_>,
    account: &Symbol,
    rules: &FirewallRules,
    key: Option<&PreparedKey>,
) -> StorageSymbols {
    b.set_origin("/storage");
    if let Some(id) = b.topology.storage.existing.clone() {
        let storage = b.add_existing(
            "storageAccount",
            ResourceKind::StorageAccount,
            "Existing storage account; its firewall and CORS rules are managed outside this topology.",
            &id.0,
        );
        let containers = add_existing_containers(b, &storage, &id.0);
        return StorageSymbols { account: storage, containers };
    }
    let storage = &b.topology.storage;
    let uses_firewall_rules = b.topology.storage_uses_firewall_rules();
    let key_user = key.and_then(|key| key.user_identity.clone());
    let encryption = key.filter(|_| key_user.is_some()).map(|key| key.properties.clone());
    let identity_type = key.map(|_| if key_user.is_some() { "UserAssigned" } else { "SystemAssigned" });
    let (user_assigned_identity, key_permission) = key_user.unzip();
    let has_instance_rule = b.topology.has_resource_instance_rule();
    let own_instance = has_instance_rule.then(|| Expr::id(account));
    let other_instances = storage.resource_instances.iter().map(Expr::string);
    let resource_instances = own_instance.into_iter().chain(other_instances);
    let resource_instances = resource_instances.map(|resource| ResourceInstance { tenant: Expr::TenantId, resource });
    let body = StorageAccount {
        location: location_parameter(),
        tags: tags_parameter(),
        redundancy: b.topology.storage_redundancy().as_str(),
        public_network_access: uses_firewall_rules,
        shared_keys: storage.shared_keys,
        sas_policy: storage.sas_policy.as_ref().map(sas_expiration_policy),
        copy_scope: storage.copy_scope.map(CopyScope::as_str),
        infrastructure_encryption: storage.infrastructure_encryption,
        queue_and_table_key_type: match storage.queue_and_table_key_type {
            QueueAndTableKeyType::Account => "Account",
            QueueAndTableKeyType::Service => "Service",
        },
        encryption,
        key_set_apart: key.is_some(),
        identity_type,
        user_assigned_identity: user_assigned_identity.as_ref().map(Expr::id),
        bypass: if storage.trusted_services { "AzureServices" } else { "None" },
        addresses: rules.addresses.clone().filter(|_| uses_firewall_rules),
        subnets: if uses_firewall_rules { rules.subnets.clone() } else { Vec::new() },
        resource_instances: resource_instances.collect(),
    };
    let name = Expr::parameter("storageAccountName");
    let purpose = match (b.topology.account_uses_storage(), has_instance_rule, storage.trusted_services) {
        (true, true, _) => "Stores training data and results. A resource instance rule allows access from the account.",
        (true, false, _) => {
            "Stores training data and results. The account is allowed through the firewall as a trusted Azure service."
        }
        (false, true, _) => {
            "Stores training data. A resource instance rule allows access from the account, which has no role here."
        }
        (false, false, true) => {
            "Stores training data. The account has no role here; the firewall allows trusted Azure services."
        }
        (false, false, false) => {
            "Stores training data. The account has no role here, and the firewall denies access from it."
        }
    };
    let storage_account =
        b.add_resource("storageAccount", ResourceKind::StorageAccount, purpose, name, Body::StorageAccount(body));
    if let Some(permission) = key_permission {
        storage_account.add_dependency(&permission, "the identity needs permission to use the key");
    }
    let account_symbol = storage_account.symbol.clone();
    add_blob_service(b, &account_symbol);
    let blobs = Symbol::from("blobService");
    let mut containers = Vec::new();
    for (index, container) in b.topology.storage.containers.iter().enumerate() {
        b.set_origin(format!("/storage/containers/{index}"));
        let resource = b.add_resource(
            Symbol::from_parts("container", container.name.as_str()),
            ResourceKind::BlobContainer,
            "Blob container without anonymous access.",
            Expr::string(&container.name),
            Body::BlobContainer(BlobContainer {}),
        );
        resource.parent = Some(blobs.clone());
        containers.push(resource.symbol.clone());
    }
    StorageSymbols { account: account_symbol, containers }
}

fn sas_expiration_policy(policy: &SasPolicy) -> SasExpirationPolicy {
    let (days, hours) = (policy.expiration_hours / 24, policy.expiration_hours % 24);
    SasExpirationPolicy {
        period: Expr::string(format!("{days:02}.{hours:02}:00:00")),
        action: match policy.expiration_action {
            ExpirationAction::Block => "Block",
            ExpirationAction::Log => "Log",
        },
    }
}

fn add_blob_service(b: &mut PlanBuilder<'_>, storage: &Symbol) {
    let origins = cors_origins(b);
    let settings = &b.topology.storage;
    let days = |days: u16| (days > 0).then_some(i64::from(days));
    let body = BlobService {
        cors: (!origins.is_empty()).then(|| CorsRule {
            origins: Expr::List(origins.iter().map(Expr::string).collect()),
            methods: Expr::List(CORS_METHODS.iter().map(Expr::string).collect()),
            max_age_seconds: CORS_MAX_AGE_SECONDS,
        }),
        blob_days: days(settings.soft_delete.blob_days),
        container_days: days(settings.soft_delete.container_days),
        versioning: settings.versioning,
    };
    // Soft delete also keeps overwritten blobs.
    let recovery = if settings.versioning || settings.soft_delete.blob_days > 0 {
        "Deleted and overwritten blobs can be recovered"
    } else {
        "Deleted and overwritten blobs are permanently deleted"
    };
    let cors = if origins.is_empty() { "" } else { "; the CORS origins may send requests from a browser" };
    let purpose = format!("{recovery}{cors}.");
    let resource = b.add_resource(
        "blobService",
        ResourceKind::BlobService,
        purpose,
        Expr::string("default"),
        Body::BlobService(body),
    );
    resource.parent = Some(storage.clone());
    resource.nesting = Nesting::InsideParentInTerraform;
}

/// The origins that may send requests to blob storage from a browser.
pub(super) fn cors_origins(b: &PlanBuilder<'_>) -> Vec<String> {
    let configured = b.topology.storage.cors.origins.iter().map(ToString::to_string);
    let studio = match b.topology.allow.studio {
        Studio::Off => &[],
        Studio::Browser | Studio::Service => b.cloud.studio_origins,
    };
    let mut origins: Vec<String> = studio.iter().map(ToString::to_string).collect();
    for origin in configured {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    origins
}

/// Adds the containers of an existing storage account: a role assignment may have one as its scope.
fn add_existing_containers(
    b: &mut PlanBuilder<'_>,
    storage: &Symbol,
    id: &crate::topology::values::ResourceId,
) -> Vec<Symbol> {
    let child_id = |kind: ResourceKind, names: &[&str]| {
        let mut child = id.clone();
        kind.arm_type().clone_into(&mut child.kind);
        child.names.extend(names.iter().map(ToString::to_string));
        child
    };
    let blobs = b.add_existing(
        "blobService",
        ResourceKind::BlobService,
        "Blob service of the existing storage account.",
        &child_id(ResourceKind::BlobService, &["default"]),
    );
    b.set_parent(&blobs, storage);
    let mut containers = Vec::new();
    for (index, container) in b.topology.storage.containers.iter().enumerate() {
        b.set_origin(format!("/storage/containers/{index}"));
        let symbol = b.add_existing(
            Symbol::from_parts("container", container.name.as_str()),
            ResourceKind::BlobContainer,
            "Blob container of the existing storage account.",
            &child_id(ResourceKind::BlobContainer, &["default", container.name.as_str()]),
        );
        b.set_parent(&symbol, &blobs);
        containers.push(symbol);
    }
    containers
}
