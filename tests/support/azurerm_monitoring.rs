//! azurerm's workspaces, diagnostic settings and locks as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::truth;
use super::azurerm::placed;
use super::hcl::Block;

pub(super) fn workspace(block: &mut Block) -> Value {
    let keys = block.or("local_authentication_enabled", true);
    let body = json!({ "properties": {
        "sku": { "name": block.or("sku", "PerGB2018") },
        "retentionInDays": block.take("retention_in_days"),
        "features": { "disableLocalAuth": !truth(&keys) },
    } });
    placed(block, body)
}

pub(super) fn diagnostic_setting(block: &mut Block) -> Value {
    block.take("target_resource_id");
    let logs = block.each("enabled_log", |it| json!({ "categoryGroup": it.take("category_group"), "enabled": true }));
    let metrics = block.each("enabled_metric", |it| json!({ "category": it.take("category"), "enabled": true }));
    json!({ "properties": {
        "workspaceId": block.take("log_analytics_workspace_id"),
        "logs": logs,
        "metrics": metrics,
    } })
}

pub(super) fn lock(block: &mut Block) -> Value {
    block.take("scope");
    json!({ "properties": { "level": block.take("lock_level"), "notes": block.take("notes") } })
}
