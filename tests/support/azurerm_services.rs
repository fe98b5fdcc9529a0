//! azurerm's accounts, storage, identities and roles as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::{as_text, items, text, truth};
use super::azurerm::{identity_of, placed, word};
use super::hcl::Block;

/// Built-in roles by name; the GUIDs are the same in every cloud.
pub(super) const ROLES: &[(&str, &str)] = &[
    ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    ("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    ("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ("Storage Blob Delegator", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a"),
    ("Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab"),
    ("Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Cognitive Services Contributor", "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"),
    ("Cognitive Services Data Reader (Preview)", "b59867f0-fa02-499b-be73-45a86b5b3e1c"),
    ("Virtual Machine Administrator Login", "1c0163c0-47e6-4577-8991-ea5c82e286e4"),
    ("Virtual Machine User Login", "fb879df8-f326-4884-b1cf-06f3ad86be52"),
    ("Key Vault Crypto Service Encryption User", "e147488a-f6f5-4113-8e2d-b22465e65bf6"),
    ("Key Vault Crypto Officer", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"),
    ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"),
    ("Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
    ("Key Vault Reader", "21090545-7ca7-4776-b22c-e363652d74d2"),
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
];

pub(super) fn identity(block: &mut Block) -> Value {
    let scope = block.take("isolation_scope");
    placed(block, json!({ "properties": { "isolationScope": scope } }))
}

pub(super) fn federated_credential(block: &mut Block) -> Value {
    block.take("user_assigned_identity_id");
    json!({ "properties": {
        "issuer": block.take("issuer"),
        "subject": block.take("subject"),
        "audiences": block.take("audience"),
    } })
}

pub(super) fn role_assignment(block: &mut Block) -> Value {
    block.take("scope");
    block.take("name");
    block.take("skip_service_principal_aad_check");
    let name = block.take("role_definition_name");
    let role = match block.take("role_definition_id") {
        Value::Null => {
            let found = ROLES.iter().find(|(known, _)| *known == name);
            let (_, guid) = found.unwrap_or_else(|| panic!("the role {name} is not in the role table"));
            json!(format!("/subscriptions/subscription/providers/Microsoft.Authorization/roleDefinitions/{guid}"))
        }
        id => id,
    };
    json!({ "properties": {
        "roleDefinitionId": role,
        "principalId": block.take("principal_id"),
        "principalType": block.take("principal_type"),
        "description": block.take("description"),
        "condition": block.take("condition"),
        "conditionVersion": block.take("condition_version"),
    } })
}

pub(super) fn cognitive_account(block: &mut Block) -> Value {
    let public = block.or("public_network_access_enabled", true);
    let keys = block.or("local_auth_enabled", true);
    let rules = block.only("network_acls", |it| {
        let subnets = it.each("virtual_network_rules", |it| {
            json!({
                "id": it.take("subnet_id"),
                "ignoreMissingVnetServiceEndpoint": it.or("ignore_missing_vnet_service_endpoint", false),
            })
        });
        let addresses = it.or("ip_rules", json!([]));
        json!({
            "defaultAction": it.take("default_action"),
            "bypass": it.take("bypass"),
            "ipRules": items(&addresses).iter().map(|value| json!({ "value": value })).collect::<Value>(),
            "virtualNetworkRules": subnets,
        })
    });
    let stores = block.each(
        "storage",
        |it| json!({ "resourceId": it.take("storage_account_id"), "identityClientId": it.take("identity_client_id") }),
    );
    let mut key = block.only("customer_managed_key", super::azurerm_vault::account_encryption);
    let body = json!({
        "kind": block.take("kind"),
        "sku": { "name": block.take("sku_name") },
        "identity": identity_of(block),
        "properties": {
            "allowedFqdnList": block.or("fqdns", json!([])),
            "customSubDomainName": block.take("custom_subdomain_name"),
            "disableLocalAuth": !truth(&keys),
            "dynamicThrottlingEnabled": block.or("dynamic_throttling_enabled", false),
            "encryption": key["properties"]["encryption"].take(),
            "networkAcls": rules,
            "publicNetworkAccess": word(&public, "Enabled", "Disabled"),
            "restrictOutboundNetworkAccess": block.or("outbound_network_access_restricted", false),
            "userOwnedStorage": stores,
        },
    });
    placed(block, body)
}

pub(super) fn storage_account(block: &mut Block) -> Value {
    let public = block.or("public_network_access_enabled", true);
    let (tier, copies) = (block.take("account_tier"), block.take("account_replication_type"));
    let rules = block.only("network_rules", |it| {
        let addresses = it.or("ip_rules", json!([]));
        let subnets = it.or("virtual_network_subnet_ids", json!([]));
        let bypass = it.or("bypass", json!(["AzureServices"]));
        let instances = it.each("private_link_access", |it| {
            json!({
                "resourceId": it.take("endpoint_resource_id"),
                "tenantId": it.or("endpoint_tenant_id", "tenant"),
            })
        });
        json!({
            "defaultAction": it.take("default_action"),
            "bypass": items(&bypass).iter().map(as_text).collect::<Vec<_>>().join(", "),
            "ipRules": items(&addresses).iter().map(|it| json!({ "value": it, "action": "Allow" })).collect::<Value>(),
            "virtualNetworkRules":
                items(&subnets).iter().map(|it| json!({ "id": it, "action": "Allow" })).collect::<Value>(),
            "resourceAccessRules": instances,
        })
    });
    let sas = block.only("sas_policy", |it| {
        json!({
            "sasExpirationPeriod": it.take("expiration_period"),
            "expirationAction": it.or("expiration_action", "Log"),
        })
    });
    let key = block.only("customer_managed_key", super::azurerm_vault::storage_encryption);
    let mut body = json!({
        "kind": block.or("account_kind", "StorageV2"),
        "sku": { "name": format!("{}_{}", text(&tier), text(&copies)) },
        "identity": identity_of(block),
        "properties": {
            "accessTier": block.or("access_tier", "Hot"),
            // No default: major versions of the provider differ, so generated text has to set it.
            "allowBlobPublicAccess": block.take("allow_nested_items_to_be_public"),
            "allowCrossTenantReplication": block.or("cross_tenant_replication_enabled", false),
            "allowSharedKeyAccess": block.or("shared_access_key_enabled", true),
            "allowedCopyScope": block.take("allowed_copy_scope"),
            "defaultToOAuthAuthentication": block.or("default_to_oauth_authentication", false),
            "encryption": {
                "requireInfrastructureEncryption": block.or("infrastructure_encryption_enabled", false),
                "services": {
                    "queue": { "keyType": block.or("queue_encryption_key_type", "Service") },
                    "table": { "keyType": block.or("table_encryption_key_type", "Service") },
                },
            },
            "isHnsEnabled": block.or("is_hns_enabled", false),
            "isLocalUserEnabled": block.or("local_user_enabled", true),
            "isNfsV3Enabled": block.or("nfsv3_enabled", false),
            "isSftpEnabled": block.or("sftp_enabled", false),
            "minimumTlsVersion": block.or("min_tls_version", "TLS1_2"),
            "networkAcls": rules,
            "publicNetworkAccess": word(&public, "Enabled", "Disabled"),
            "sasPolicy": sas,
            "supportsHttpsTrafficOnly": block.or("https_traffic_only_enabled", true),
        },
    });
    for (name, value) in key["properties"]["encryption"].as_object().into_iter().flatten() {
        body["properties"]["encryption"][name] = value.clone();
    }
    placed(block, body)
}

pub(super) fn blob_service(block: &mut Block) -> Value {
    let kept = |it: &mut Block| json!({ "enabled": true, "days": it.or("days", 7) });
    let properties = block.only("blob_properties", |it| {
        let origins = it.each("cors_rule", |it| {
            json!({
                "allowedOrigins": it.take("allowed_origins"),
                "allowedMethods": it.take("allowed_methods"),
                "allowedHeaders": it.take("allowed_headers"),
                "exposedHeaders": it.take("exposed_headers"),
                "maxAgeInSeconds": it.take("max_age_in_seconds"),
            })
        });
        json!({
            "changeFeed": { "enabled": it.or("change_feed_enabled", false) },
            "containerDeleteRetentionPolicy": it.only("container_delete_retention_policy", kept),
            "cors": { "corsRules": origins },
            "deleteRetentionPolicy": it.only("delete_retention_policy", kept),
            "isVersioningEnabled": it.or("versioning_enabled", false),
            "restorePolicy": it.only("restore_policy", |it| json!({ "enabled": true, "days": it.take("days") })),
        })
    });
    json!({ "properties": if properties.is_null() { json!({}) } else { properties } })
}

pub(super) fn container(block: &mut Block) -> Value {
    block.take("storage_account_id");
    let access = match text(&block.or("container_access_type", "private")) {
        "private" => "None",
        "blob" => "Blob",
        "container" => "Container",
        other => panic!("a container cannot be `{other}`"),
    };
    json!({ "properties": { "publicAccess": access, "metadata": block.or("metadata", json!({})) } })
}
