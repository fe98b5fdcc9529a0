//! Resource instance rules of storage: what they allow, and for which resource types storage accepts them.

use super::fact::{documented, facts, reported};

const TRUSTED_SERVICES_PAGE: &str =
    "MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-trusted-azure-services.md";

facts! {
    INSTANCE_RULES = "A resource instance rule of storage allows requests of one resource of the tenant with its managed identity, whose roles on storage decide which operations it can perform",
        [
            documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-resource-instances.md", "2025-06-18", "2026-11-29"),
            documented(TRUSTED_SERVICES_PAGE, "2025-06-24", "2026-11-29"),
        ];
    INSTANCE_TYPES = "Storage accepts resource instance rules for the resource types that are listed for trusted access based on a managed identity, and refuses others with InvalidValuesForRequestParameters",
        [
            documented(TRUSTED_SERVICES_PAGE, "2025-06-24", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm pull request 23383", "2023-09-26", "2026-11-29"),
        ];
    INSTANCE_LIMIT = "A storage account accepts 200 resource instance rules",
        [documented("MicrosoftDocs/azure-docs includes/azure-storage-account-limits-standard.md", "2025-11-19", "2026-11-29")];
}

/// Resource types of [`INSTANCE_TYPES`]. The page lists some services by their resource provider alone, which stands for all of
/// its types here, and misspells the one of Azure AI services.
const TYPES: &[&str] = &[
    "Microsoft.AgFoodPlatform/farmBeats",
    "Microsoft.ApiManagement/service",
    "Microsoft.AutonomousSystems/workspaces",
    "Microsoft.Cache/Redis",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.CostManagementExports",
    "Microsoft.DBForPostgreSQL",
    "Microsoft.DataFactory/factories",
    "Microsoft.DataProtection/BackupVaults",
    "Microsoft.DataShare/accounts",
    "Microsoft.Databricks/accessConnectors",
    "Microsoft.DevTestLab/labs",
    "Microsoft.DeviceRegistry/schemaRegistries",
    "Microsoft.Devices/IotHubs",
    "Microsoft.EventGrid/domains",
    "Microsoft.EventGrid/partnerTopics",
    "Microsoft.EventGrid/systemTopics",
    "Microsoft.EventGrid/topics",
    "Microsoft.Fabric",
    "Microsoft.HealthcareApis/services",
    "Microsoft.HealthcareApis/workspaces",
    "Microsoft.IoTCentral/IoTApps",
    "Microsoft.KeyVault/managedHSMs",
    "Microsoft.Kusto/Clusters",
    "Microsoft.Logic/integrationAccounts",
    "Microsoft.Logic/workflows",
    "Microsoft.MachineLearning/registries",
    "Microsoft.MachineLearningServices",
    "Microsoft.Media/mediaservices",
    "Microsoft.Migrate/migrateprojects",
    "Microsoft.Network/expressRoutePorts",
    "Microsoft.PowerPlatform/enterprisePolicies",
    "Microsoft.ProjectArcadia/workspaces",
    "Microsoft.ProjectBabylon/accounts",
    "Microsoft.Purview/accounts",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Search/searchServices",
    "Microsoft.Security/dataScanners",
    "Microsoft.Singularity/accounts",
    "Microsoft.Sql",
    "Microsoft.StorageActions/storageTasks",
    "Microsoft.StreamAnalytics",
    "Microsoft.Synapse/workspaces",
    "Microsoft.VideoIndexer/Accounts",
];

/// Whether the list names a resource type: see [`INSTANCE_TYPES`].
#[must_use]
pub fn accepts_instances_of(resource_type: &str) -> bool {
    let provider = resource_type.split('/').next().unwrap_or_default();
    TYPES.iter().any(|listed| listed.eq_ignore_ascii_case(resource_type) || listed.eq_ignore_ascii_case(provider))
}
