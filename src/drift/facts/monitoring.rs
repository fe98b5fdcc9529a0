//! Diagnostic settings and Log Analytics workspaces.
//!
//! Source: `generated/monitor` and `generated/operationalinsights` of Azure/bicep-types-az (1f896de2) for what is read-only.

use super::property::{IDENTITY, Property, TRACKED, TypeFacts, UNTRACKED, at, read_only};

macro_rules! sources {
    ($list:literal, $label:literal) => {
        &[
            at($list, $label).keyed(&["category", "categoryGroup"]),
            at(concat!($list, "[].category"), "category").nothing(),
            at(concat!($list, "[].categoryGroup"), "category group").nothing(),
            at(concat!($list, "[].enabled"), "collection").switch(false),
            at(concat!($list, "[].timeGrain"), "time grain").derived(),
            // Retired: what is written does not count.
            at(concat!($list, "[].retentionPolicy"), "retention").derived(),
        ]
    };
}

const LOGS: &[Property] = sources!("properties.logs", "logs");
const METRICS: &[Property] = sources!("properties.metrics", "metrics");

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
    TypeFacts { arm_type: "Microsoft.Insights/diagnosticSettings", properties: &[UNTRACKED, SETTING, LOGS, METRICS] },
    TypeFacts { arm_type: "Microsoft.OperationalInsights/workspaces", properties: &[TRACKED, IDENTITY, WORKSPACE] },
];
