//! AI + machine learning: Microsoft Foundry.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    AZURE_AI_ADMINISTRATOR = "Azure AI Administrator", "b78c5d69-af96-48a3-bf8d-a8b4d589de94", "azureAiAdministrator", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.CognitiveServices/*",
                "Microsoft.ContainerRegistry/registries/*", "Microsoft.DocumentDb/databaseAccounts/*",
                "Microsoft.Features/features/read", "Microsoft.Features/providers/features/read",
                "Microsoft.Features/providers/features/register/action", "Microsoft.Insights/alertRules/*",
                "Microsoft.Insights/components/*", "Microsoft.Insights/diagnosticSettings/*",
                "Microsoft.Insights/generateLiveToken/read", "Microsoft.Insights/logDefinitions/read",
                "Microsoft.Insights/metricAlerts/*", "Microsoft.Insights/metricdefinitions/read",
                "Microsoft.Insights/metrics/read", "Microsoft.Insights/scheduledqueryrules/*",
                "Microsoft.Insights/topology/read", "Microsoft.Insights/transactions/read",
                "Microsoft.Insights/webtests/*", "Microsoft.KeyVault/*",
                "Microsoft.MachineLearningServices/workspaces/*",
                "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/deployments/operations/read",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Resources/subscriptions/resourceGroups/write", "Microsoft.Storage/storageAccounts/*",
                "Microsoft.Support/*", "Microsoft.Search/searchServices/write",
                "Microsoft.Search/searchServices/read", "Microsoft.Search/searchServices/delete",
                "Microsoft.Search/searchServices/indexes/*", "Microsoft.Search/searchServices/listAdminKeys/action",
                "Microsoft.Search/searchServices/privateEndpointConnections/*", "Microsoft.DataFactory/factories/*"],
        }
    }
    AZURE_AI_DEVELOPER = "Azure AI Developer", "64702f94-c441-49e6-a78b-ef80e0188fee", "azureAiDeveloper", [] {
        {
            actions: ["Microsoft.MachineLearningServices/workspaces/*/read",
                "Microsoft.MachineLearningServices/workspaces/*/action",
                "Microsoft.MachineLearningServices/workspaces/*/delete",
                "Microsoft.MachineLearningServices/workspaces/*/write",
                "Microsoft.MachineLearningServices/locations/*/read", "Microsoft.Authorization/*/read",
                "Microsoft.Resources/deployments/*"],
            not_actions: ["Microsoft.MachineLearningServices/workspaces/delete",
                "Microsoft.MachineLearningServices/workspaces/write",
                "Microsoft.MachineLearningServices/workspaces/listKeys/action",
                "Microsoft.MachineLearningServices/workspaces/hubs/write",
                "Microsoft.MachineLearningServices/workspaces/hubs/delete",
                "Microsoft.MachineLearningServices/workspaces/featurestores/write",
                "Microsoft.MachineLearningServices/workspaces/featurestores/delete",
                "Microsoft.MachineLearningServices/workspaces/evaluations/results/labels/read",
                "Microsoft.MachineLearningServices/workspaces/evaluations/results/reasonings/read",
                "Microsoft.MachineLearningServices/workspaces/simulations/results/images/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/*",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*",
                "Microsoft.CognitiveServices/accounts/ContentSafety/*", "Microsoft.CognitiveServices/accounts/MaaS/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write"],
        }
    }
    AZURE_AI_ENTERPRISE_NETWORK_CONNECTION_APPROVER = "Azure AI Enterprise Network Connection Approver", "b556d68e-0be0-4f35-a333-ad7ee1ce17ea", "azureAiEnterpriseNetworkConnectionApprover", [] {
        {
            actions: ["Microsoft.ApiManagement/service/privateEndpointConnections/read",
                "Microsoft.ApiManagement/service/privateEndpointConnections/write",
                "Microsoft.ApiManagement/service/privateLinkResources/read", "Microsoft.ApiManagement/service/read",
                "Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action",
                "Microsoft.ContainerRegistry/registries/privateEndpointConnections/read",
                "Microsoft.ContainerRegistry/registries/privateEndpointConnections/write",
                "Microsoft.Cache/redis/read", "Microsoft.Cache/redis/privateEndpointConnections/read",
                "Microsoft.Cache/redis/privateEndpointConnections/write",
                "Microsoft.Cache/redis/privateLinkResources/read",
                "Microsoft.Cache/redis/privateEndpointConnectionsApproval/action",
                "Microsoft.Cache/redisEnterprise/read",
                "Microsoft.Cache/redisEnterprise/privateEndpointConnections/read",
                "Microsoft.Cache/redisEnterprise/privateEndpointConnections/write",
                "Microsoft.Cache/redisEnterprise/privateLinkResources/read",
                "Microsoft.Cache/redisEnterprise/privateEndpointConnectionsApproval/action",
                "Microsoft.CognitiveServices/accounts/read",
                "Microsoft.CognitiveServices/accounts/privateEndpointConnections/read",
                "Microsoft.CognitiveServices/accounts/privateEndpointConnections/write",
                "Microsoft.CognitiveServices/accounts/privateLinkResources/read",
                "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnectionsApproval/action",
                "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/read",
                "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/write",
                "Microsoft.DBforPostgreSQL/flexibleServers/privateLinkResources/read",
                "Microsoft.DBforPostgreSQL/flexibleServers/read",
                "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnectionsApproval/action",
                "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnections/read",
                "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnections/write",
                "Microsoft.DBforPostgreSQL/serverGroupsv2/privateLinkResources/read",
                "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnectionsApproval/action",
                "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnections/read",
                "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnections/write",
                "Microsoft.DBforMySQL/flexibleServers/privateLinkResources/read",
                "Microsoft.DBforMySQL/flexibleServers/read",
                "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnectionsApproval/action",
                "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/operationResults/read",
                "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/read",
                "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/write",
                "Microsoft.DocumentDB/databaseAccounts/privateLinkResources/read",
                "Microsoft.DocumentDB/databaseAccounts/read",
                "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
                "Microsoft.KeyVault/vaults/privateEndpointConnections/read",
                "Microsoft.KeyVault/vaults/privateEndpointConnections/write",
                "Microsoft.KeyVault/vaults/privateLinkResources/read", "Microsoft.KeyVault/vaults/read",
                "Microsoft.MachineLearningServices/registries/privateEndpointConnectionsApproval/action",
                "Microsoft.MachineLearningServices/registries/privateEndpointConnections/read",
                "Microsoft.MachineLearningServices/registries/privateEndpointConnections/write",
                "Microsoft.MachineLearningServices/registries/privateLinkResources/read",
                "Microsoft.MachineLearningServices/registries/read",
                "Microsoft.MachineLearningServices/workspaces/privateEndpointConnectionsApproval/action",
                "Microsoft.MachineLearningServices/workspaces/privateEndpointConnections/read",
                "Microsoft.MachineLearningServices/workspaces/privateEndpointConnections/write",
                "Microsoft.MachineLearningServices/workspaces/privateLinkResources/read",
                "Microsoft.MachineLearningServices/workspaces/read",
                "Microsoft.Storage/storageAccounts/privateEndpointConnections/read",
                "Microsoft.Storage/storageAccounts/privateEndpointConnections/write",
                "Microsoft.Storage/storageAccounts/privateLinkResources/read",
                "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
                "Microsoft.Sql/servers/privateEndpointConnectionsApproval/action",
                "Microsoft.Sql/servers/privateEndpointConnections/read",
                "Microsoft.Sql/servers/privateEndpointConnections/write",
                "Microsoft.Sql/servers/privateLinkResources/read", "Microsoft.Sql/servers/read",
                "Microsoft.EventHub/namespaces/privateEndpointConnectionsApproval/action",
                "Microsoft.EventHub/namespaces/privateEndpointConnections/read",
                "Microsoft.EventHub/namespaces/privateEndpointConnections/write",
                "Microsoft.EventHub/namespaces/privateLinkResources/read", "Microsoft.EventHub/namespaces/read",
                "Microsoft.Search/searchServices/privateEndpointConnectionsApproval/action",
                "Microsoft.Search/searchServices/privateEndpointConnections/read",
                "Microsoft.Search/searchServices/privateEndpointConnections/write",
                "Microsoft.Search/searchServices/sharedPrivateLinkResources/read",
                "Microsoft.Search/searchServices/read",
                "Microsoft.Insights/privatelinkscopes/privateEndpointConnectionsApproval/action",
                "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/read",
                "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/write",
                "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/operationResults/read",
                "Microsoft.Insights/privatelinkscopes/privateLinkResources/read",
                "Microsoft.Insights/privatelinkscopes/read",
                "Microsoft.Network/privateLinkServices/privateEndpointConnectionsApproval/action",
                "Microsoft.Network/privateLinkServices/privateEndpointConnections/read",
                "Microsoft.Network/privateLinkServices/privateEndpointConnections/write",
                "Microsoft.Network/privateLinkServices/read",
                "Microsoft.Network/applicationGateways/privateEndpointConnections/read",
                "Microsoft.Network/applicationGateways/privateEndpointConnections/write",
                "Microsoft.Network/applicationGateways/privateLinkResources/read",
                "Microsoft.Network/applicationGateways/read"],
        }
    }
    FOUNDRY_ACCOUNT_OWNER = "Foundry Account Owner", "e47c6f54-e4a2-4754-9501-8e0985b135e1", "foundryAccountOwner", ["Azure AI Account Owner"] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete", "Microsoft.CognitiveServices/*",
                "Microsoft.Features/features/read", "Microsoft.Features/providers/features/read",
                "Microsoft.Features/providers/features/register/action", "Microsoft.Insights/alertRules/*",
                "Microsoft.Insights/diagnosticSettings/*", "Microsoft.Insights/logDefinitions/read",
                "Microsoft.Insights/metricdefinitions/read", "Microsoft.Insights/metrics/read",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/deployments/operations/read",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*"],
        }
    }
    FOUNDRY_AGENT_CONSUMER = "Foundry Agent Consumer", "eed3b665-ab3a-47b6-8f48-c9382fb1dad6", "foundryAgentConsumer", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/accounts/AIServices/endpoints/interact/action"],
        }
    }
    FOUNDRY_OWNER = "Foundry Owner", "c883944f-8b7b-4483-af10-35834be79c4a", "foundryOwner", ["Azure AI Owner"] {
        {
            actions: ["Microsoft.AlertsManagement/actionRules/*", "Microsoft.AlertsManagement/alerts/*",
                "Microsoft.AlertsManagement/issues/*", "Microsoft.AlertsManagement/prometheusRuleGroups/*",
                "Microsoft.AlertsManagement/smartDetectorAlertRules/*", "Microsoft.Authorization/*/read",
                "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete",
                "Microsoft.CognitiveServices/*", "Microsoft.Insights/activityLogAlerts/*",
                "Microsoft.Insights/metricalerts/*", "Microsoft.Insights/scheduledqueryrules/*",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/deployments/operations/read",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*"],
            data_actions: ["Microsoft.CognitiveServices/*"],
            not_data_actions: [
                "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action"],
        }
    }
    FOUNDRY_PROJECT_MANAGER = "Foundry Project Manager", "eadc314b-1a2d-4efa-be10-5d325db5065e", "foundryProjectManager", ["Azure AI Project Manager"] {
        {
            actions: ["Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete", "Microsoft.CognitiveServices/accounts/*/read",
                "Microsoft.CognitiveServices/accounts/projects/*", "Microsoft.CognitiveServices/locations/*/read",
                "Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read"],
            data_actions: ["Microsoft.CognitiveServices/*"],
            not_data_actions: [
                "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
                "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write"],
        }
    }
    FOUNDRY_PROJECT_RUNTIME_USER = "Foundry Project Runtime User", "142bfaed-a13f-4c2d-bed2-6db62c4a1009", "foundryProjectRuntimeUser", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/accounts/AIServices/responses/*"],
        }
    }
    FOUNDRY_USER = "Foundry User", "53ca6127-db72-4b80-b1b0-d745d6d5456d", "foundryUser", ["Azure AI User"] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.CognitiveServices/*/read",
                "Microsoft.CognitiveServices/accounts/listkeys/action", "Microsoft.Insights/alertRules/read",
                "Microsoft.Insights/diagnosticSettings/read", "Microsoft.Insights/logDefinitions/read",
                "Microsoft.Insights/metricdefinitions/read", "Microsoft.Insights/metrics/read",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*"],
            data_actions: ["Microsoft.CognitiveServices/*"],
            not_data_actions: [
                "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
                "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write"],
        }
    }
}
