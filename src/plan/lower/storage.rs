//! Storage: the account, its blob service and containers.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    encryption::PreparedKey,
    firewall_rules::FirewallRules,
};
use crate::{
    catalog::storage::{CORS_MAX_AGE_SECONDS, CORS_METHODS},
    plan::{
        BlobContainer, BlobService, Body, CorsRule, Expr, Nesting, ResourceInstance, ResourceKind, StorageAccount,
        Symbol,
    },
    topology::Studio,
};

/// The storage that the topology uses.
pub(super) struct StorageSymbols {
    /// The account.
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
            "The storage account exists already; its firewall and CORS rules stay its owner's.",
            &id.0,
        );
        let containers = add_existing_containers(b, &storage, &id.0);
        return StorageSymbols { account: storage, containers };
    }
    let storage = &b.topology.storage;
    let open = b.topology.storage_uses_firewall_rules();
    let user = key.and_then(|key| key.user_identity.clone());
    let encryption = key.filter(|_| user.is_some()).map(|key| key.properties.clone());
    let identity_type = key.map(|_| if user.is_some() { "UserAssigned" } else { "SystemAssigned" });
    let (user_assigned_identity, granted) = user.unzip();
    let named = b.topology.has_resource_instance_rule();
    let instance = named.then(|| ResourceInstance { tenant: Expr::TenantId, resource: Expr::id(account) });
    let body = StorageAccount {
        location: location_parameter(),
        tags: tags_parameter(),
        redundancy: storage.redundancy.as_str(),
        public_network_access: open,
        shared_keys: storage.shared_keys,
        infrastructure_encryption: storage.infrastructure_encryption,
        encryption,
        key_set_apart: key.is_some(),
        identity_type,
        user_assigned_identity: user_assigned_identity.as_ref().map(Expr::id),
        bypass: if storage.trusted_services { "AzureServices" } else { "None" },
        addresses: rules.addresses.clone().filter(|_| open),
        subnets: if open { rules.subnets.clone() } else { Vec::new() },
        resource_instances: instance.into_iter().collect(),
    };
    let name = Expr::parameter("storageAccountName");
    let purpose = match (b.topology.account_uses_storage(), named, storage.trusted_services) {
        (true, true, _) => "Training data and results. The account comes in as a named exception of the firewall.",
        (true, false, _) => "Training data and results. The account comes in as a trusted service.",
        (false, true, _) => "Training data. The account is a named exception of the firewall; it has no role here.",
        (false, false, true) => "Training data. The account has no role here; trusted services pass the firewall.",
        (false, false, false) => "Training data. The account has no role here and does not pass the firewall.",
    };
    let made =
        b.add_resource("storageAccount", ResourceKind::StorageAccount, purpose, name, Body::StorageAccount(body));
    if let Some(granted) = granted {
        made.add_dependency(&granted, "the identity must be able to use the key");
    }
    let made = made.symbol.clone();
    add_blob_service(b, &made);
    let blobs = Symbol::from("blobService");
    let mut containers = Vec::new();
    for (at, container) in b.topology.storage.containers.iter().enumerate() {
        b.set_origin(format!("/storage/containers/{at}"));
        let resource = b.add_resource(
            Symbol::from_parts("container", container.name.as_str()),
            ResourceKind::BlobContainer,
            "A container without anonymous access.",
            Expr::string(&container.name),
            Body::BlobContainer(BlobContainer {}),
        );
        resource.parent = Some(blobs.clone());
        containers.push(resource.symbol.clone());
    }
    StorageSymbols { account: made, containers }
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
    // Soft delete keeps what is overwritten as well.
    let kept = if settings.versioning || settings.soft_delete.blob_days > 0 {
        "Deleted and overwritten blobs can be brought back"
    } else {
        "Deleted and overwritten blobs are gone"
    };
    let pages = if origins.is_empty() { "" } else { "; the pages named under CORS may call from a browser" };
    let purpose = format!("{kept}{pages}.");
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

/// Pages that may call blob storage.
pub(super) fn cors_origins(b: &PlanBuilder<'_>) -> Vec<String> {
    let own = b.topology.storage.cors.origins.iter().map(ToString::to_string);
    let studio = match b.topology.allow.studio {
        Studio::Off => &[],
        Studio::Browser | Studio::Service => b.cloud.studio_origins,
    };
    let mut all: Vec<String> = studio.iter().map(ToString::to_string).collect();
    for origin in own {
        if !all.contains(&origin) {
            all.push(origin);
        }
    }
    all
}

/// Containers of an existing account: a role may have one for its scope.
fn add_existing_containers(
    b: &mut PlanBuilder<'_>,
    storage: &Symbol,
    id: &crate::topology::values::ResourceId,
) -> Vec<Symbol> {
    let below = |kind: ResourceKind, names: &[&str]| {
        let mut below = id.clone();
        kind.arm_type().clone_into(&mut below.kind);
        below.names.extend(names.iter().map(ToString::to_string));
        below
    };
    let blobs = b.add_existing(
        "blobService",
        ResourceKind::BlobService,
        "The blob service of the existing account.",
        &below(ResourceKind::BlobService, &["default"]),
    );
    b.set_parent(&blobs, storage);
    let mut containers = Vec::new();
    for (at, container) in b.topology.storage.containers.iter().enumerate() {
        b.set_origin(format!("/storage/containers/{at}"));
        let made = b.add_existing(
            Symbol::from_parts("container", container.name.as_str()),
            ResourceKind::BlobContainer,
            "A container of the existing account.",
            &below(ResourceKind::BlobContainer, &["default", container.name.as_str()]),
        );
        b.set_parent(&made, &blobs);
        containers.push(made);
    }
    containers
}
