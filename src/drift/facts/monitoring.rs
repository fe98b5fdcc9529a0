//! Diagnostic settings and Log Analytics workspaces.
//!
//! Source: `generated/monitor` and `generated/operationalinsights` of Azure/bicep-types-az (1f896de2) for what is read-only.

use super::property::{IDENTITY, Property, TRACKED, TypeFacts, UNTRACKED, at, read_only};

const LOGS: &[Property] = &[
    at("properties.logs", "logs").keyed(&["category", "categoryGroup"]),
    at("properties.logs[].category", "category").nothing(),
    at("properties.logs[].categoryGroup", "category group").nothing(),
    at("properties.logs[].enabled", "collection").switch(false),
    // Retired: what is written does not count.
    at("properties.logs[].retentionPolicy", "retention").derived(),
    at("properties.metrics", "metrics").keyed(&["category"]),
    at("properties.metrics[].category", "category").nothing(),
    at("properties.metrics[].enabled", "collection").switch(false),
    at("properties.metrics[].timeGrain", "time grain").derived(),
    at("properties.metrics[].retentionPolicy", "retention").derived(),
];

const SETTING: &[Property] = &[
    at("kind", "kind").derived(),
    at("tags", "tags").derived(),
    at("identity", "identity").derived(),
    at("properties.workspaceId", "workspace").nothing(),
    at("properties.storageAccountId", "storage account").nothing(),
    at("properties.eventHubAuthorizationRuleId", "event hub").nothing(),
    at("properties.eventHubName", "event hub").nothing(),
    at("properties.serviceBusRuleId", "service bus").nothing(),
    at("properties.marketplacePartnerId", "marketplace partner").nothing(),
    at("properties.logAnalyticsDestinationType", "destination type").derived(),
];

const WORKSPACE: &[Property] = &[
    at("properties.sku.name", "SKU"),
    at("properties.sku.capacityReservationLevel", "capacity reservation").nothing(),
    read_only("properties.sku.lastSkuUpdate"),
    at("properties.retentionInDays", "retention in days"),
    at("properties.features.disableLocalAuth", "key authentication").opposite(),
    at("properties.features", "features").derived(),
    at("properties.defaultDataCollectionRuleResourceId", "data collection rule").nothing(),
    at("properties.failover", "failover").derived(),
    at("properties.forceCmkForQuery", "customer-managed key for queries").derived(),
    at("properties.publicNetworkAccessForIngestion", "public ingestion").derived(),
    at("properties.publicNetworkAccessForQuery", "public queries").derived(),
    at("properties.replication", "replication").derived(),
    at("properties.workspaceCapping", "daily cap").derived(),
    read_only("properties.createdDate"),
    read_only("properties.customerId"),
    read_only("properties.modifiedDate"),
    read_only("properties.privateLinkScopedResources"),
];

pub(super) const TYPES: &[TypeFacts] = &[
    TypeFacts { arm_type: "Microsoft.Insights/diagnosticSettings", properties: &[UNTRACKED, SETTING, LOGS] },
    TypeFacts { arm_type: "Microsoft.OperationalInsights/workspaces", properties: &[TRACKED, IDENTITY, WORKSPACE] },
];
