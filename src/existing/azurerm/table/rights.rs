//! Roles, identities, locks, diagnostic settings, assignments of policies.

use crate::existing::azurerm::{
    definition::{AzurermType, Conversion, Field, Part, assigned, convert, not, same},
    table::common::{IDENTITY, LOCATION},
};

const POLICY_ASSIGNMENT: &str = "Microsoft.Authorization/policyAssignments";

/// Parameters are left out: they can contain anything.
const POLICY: &[Field] = &[
    same("location", "location"),
    same("policy_definition_id", "properties.policyDefinitionId"),
    same("display_name", "properties.displayName"),
    same("not_scopes", "properties.notScopes"),
    convert("enforce", "properties.enforcementMode", Conversion::Keyword("Default", "DoNotEnforce")),
];

macro_rules! policy_assignment {
    ($name:literal, $scope:literal) => {
        AzurermType {
            name: $name,
            parts: &[Part::whole(
                POLICY_ASSIGNMENT,
                &["{id}", concat!("{", $scope, "}/providers/Microsoft.Authorization/policyAssignments/{name}")],
            )
            .with(&[IDENTITY, POLICY, &[same($scope, "properties.scope")]])],
        }
    };
}

pub(super) const TYPES: &[AzurermType] = &[
    AzurermType {
        name: "azurerm_role_assignment",
        parts: &[Part::whole(
            "Microsoft.Authorization/roleAssignments",
            &["{id}", "{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"],
        )
        .with(&[&[
            same("scope", "properties.scope"),
            assigned("principal_id", "properties.principalId"),
            same("principal_type", "properties.principalType"),
            assigned("role_definition_id", "properties.roleDefinitionId"),
            convert("role_definition_name", "properties.roleDefinitionId", Conversion::RoleId),
            same("condition", "properties.condition"),
            same("condition_version", "properties.conditionVersion"),
            same("description", "properties.description"),
        ]])],
    },
    AzurermType {
        name: "azurerm_role_definition",
        parts: &[Part::whole(
            "Microsoft.Authorization/roleDefinitions",
            &[
                "{role_definition_resource_id}",
                "{scope}/providers/Microsoft.Authorization/roleDefinitions/{role_definition_id}",
            ],
        )
        .with(&[&[
            same("name", "properties.roleName"),
            same("assignable_scopes", "properties.assignableScopes"),
            same("permissions[].actions", "properties.permissions[].actions"),
            same("permissions[].not_actions", "properties.permissions[].notActions"),
            same("permissions[].data_actions", "properties.permissions[].dataActions"),
            same("permissions[].not_data_actions", "properties.permissions[].notDataActions"),
        ]])],
    },
    AzurermType {
        name: "azurerm_user_assigned_identity",
        parts: &[Part::whole(
            "Microsoft.ManagedIdentity/userAssignedIdentities",
            &["{id}", "{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"],
        )
        .with(&[
            LOCATION,
            &[
                assigned("principal_id", "properties.principalId"),
                assigned("client_id", "properties.clientId"),
                assigned("tenant_id", "properties.tenantId"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_federated_identity_credential",
        parts: &[Part::whole(
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
            &[
                "{id}",
                "{user_assigned_identity_id}/federatedIdentityCredentials/{name}",
                "{parent_id}/federatedIdentityCredentials/{name}",
            ],
        )
        .with(&[&[
            same("issuer", "properties.issuer"),
            same("subject", "properties.subject"),
            same("audience", "properties.audiences"),
        ]])],
    },
    AzurermType {
        name: "azurerm_management_lock",
        parts: &[Part::whole(
            "Microsoft.Authorization/locks",
            &["{id}", "{scope}/providers/Microsoft.Authorization/locks/{name}"],
        )
        .with(&[&[same("lock_level", "properties.level"), same("notes", "properties.notes")]])],
    },
    AzurermType {
        name: "azurerm_monitor_diagnostic_setting",
        parts: &[Part::whole(
            "Microsoft.Insights/diagnosticSettings",
            &["{target_resource_id}/providers/Microsoft.Insights/diagnosticSettings/{name}"],
        )
        .with(&[&[
            same("log_analytics_workspace_id", "properties.workspaceId"),
            same("log_analytics_destination_type", "properties.logAnalyticsDestinationType"),
            same("storage_account_id", "properties.storageAccountId"),
            same("eventhub_authorization_rule_id", "properties.eventHubAuthorizationRuleId"),
            same("eventhub_name", "properties.eventHubName"),
            same("partner_solution_id", "properties.marketplacePartnerId"),
            same("enabled_log[].category", "properties.logs[].category"),
            same("enabled_log[].category_group", "properties.logs[].categoryGroup"),
            convert("enabled_log[]", "properties.logs[].enabled", Conversion::IsPresent),
            same("enabled_metric[].category", "properties.metrics[].category"),
            convert("enabled_metric[]", "properties.metrics[].enabled", Conversion::IsPresent),
        ]])],
    },
    AzurermType {
        name: "azurerm_log_analytics_workspace",
        parts: &[Part::whole(
            "Microsoft.OperationalInsights/workspaces",
            &["{id}", "{group}/providers/Microsoft.OperationalInsights/workspaces/{name}"],
        )
        .with(&[
            LOCATION,
            IDENTITY,
            &[
                same("sku", "properties.sku.name"),
                same("retention_in_days", "properties.retentionInDays"),
                not("local_authentication_enabled", "properties.features.disableLocalAuth"),
            ],
        ])],
    },
    policy_assignment!("azurerm_resource_policy_assignment", "resource_id"),
    policy_assignment!("azurerm_resource_group_policy_assignment", "resource_group_id"),
    policy_assignment!("azurerm_subscription_policy_assignment", "subscription_id"),
    policy_assignment!("azurerm_management_group_policy_assignment", "management_group_id"),
];
