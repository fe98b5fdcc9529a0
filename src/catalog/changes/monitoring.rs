//! Workspaces and diagnostic settings.

use super::{
    ChangeRule, Consequence, Heading, Outcome, When,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
};
use crate::catalog::fact::{code, documented, facts, reported};

facts! {
    LOGS_IN_PLACE = "A deployment updates the other properties of workspaces and diagnostic settings in place, and so does azurerm",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/loganalytics/log_analytics_workspace_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/monitor/monitor_diagnostic_setting_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    RETENTION_FALLS = "If the retention of a workspace falls, Azure waits 30 days before it deletes the older logs, and keeps them if the change is reverted in that time; tables with a retention of their own keep it",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/data-retention-configure.md", "2025-05-05", "2026-11-29")];
    WORKSPACE_SOFT_DELETE = "A deleted workspace can be recovered with its logs for 14 days, by creating it again with the same subscription, resource group, name and region; then the logs are deleted. azurerm deletes it in this way unless the feature `permanently_delete_on_destroy` is set",
        [
            documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/delete-workspace.md", "2024-10-31", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/features/defaults.go", "69697b7fe6", "2026-11-29"),
        ];
    WORKSPACE_NAME_IS_RESERVED = "The name of a deleted workspace is reserved for 14 days: a new workspace with that name, in another region for example, is refused with a conflict",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/delete-workspace.md", "2024-10-31", "2026-11-29")];
    WORKSPACE_IN_AZURERM = "azurerm replaces a workspace for another name, resource group or region, and for most changes of its SKU; it changes retention and local authentication in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/loganalytics/log_analytics_workspace_resource.go", "69697b7fe6", "2026-11-29")];
    SETTING_IN_AZURERM = "azurerm replaces a diagnostic setting for another name or another resource only; it changes the workspace, the logs and the metrics in place",
        [code("hashicorp/terraform-provider-azurerm internal/services/monitor/monitor_diagnostic_setting_resource.go", "69697b7fe6", "2026-11-29")];
    SETTING_IS_THERE = "A second diagnostic setting that sends the same category of a resource to the same workspace is refused with Conflict; a resource has at most five",
        [
            documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/platform/diagnostic-settings.md", "2026-03-31", "2026-11-29"),
            reported("Azure/terraform-azurerm-avm-ptn-aiml-landing-zone issue 19", "2025-09-17", "2026-11-29"),
            reported("Azure/bicep-registry-modules issue 3407", "2024-10-04", "2026-11-29"),
        ];
    SETTINGS_OUTLIVE_THE_RESOURCE = "Diagnostic settings should be deleted before their resource: they may apply again to a resource that is created with the same ID",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/platform/diagnostic-settings.md", "2026-03-31", "2026-11-29")];
    NO_LOGS_WITHOUT_A_SETTING = "Resource logs are collected only with a diagnostic setting, which names the categories that are sent",
        [documented("MicrosoftDocs/azure-monitor-docs articles/azure-monitor/platform/diagnostic-settings.md", "2026-03-31", "2026-11-29")];
}

/// The retention of a workspace, in days.
pub const RETENTION: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::NumberFalls,
        Heading::LosesData,
        "older logs are deleted 30 days after the deployment; until then, the former retention keeps them",
        &RETENTION_FALLS,
    )],
};

/// The category group of a diagnostic setting.
pub const LOG_GROUP: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::To(&["audit"]),
        Heading::ProtectsLess,
        "only audit logs are sent to the workspace",
        &NO_LOGS_WITHOUT_A_SETTING,
    )],
};

const WORKSPACE_DELETED: &[Meaning] = &[
    Meaning::new(Heading::LosesData, "its logs can be recovered for 14 days only", &WORKSPACE_SOFT_DELETE),
    Meaning::new(Heading::CannotBeUndone, "its name stays reserved for 14 days", &WORKSPACE_NAME_IS_RESERVED),
];

pub(super) const LOG_ANALYTICS_WORKSPACE: Lifecycle = Lifecycle {
    destroyed: WORKSPACE_DELETED,
    replaced: WORKSPACE_DELETED,
    replaced_with_same_name: &[Meaning::new(
        Heading::Refused,
        "the new workspace is refused while the name of the old one is reserved, for 14 days",
        &WORKSPACE_NAME_IS_RESERVED,
    )
    .in_terraform()],
    in_place: Some(&LOGS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const DIAGNOSTIC_SETTING: Lifecycle = Lifecycle {
    destroyed: &[Meaning::new(
        Heading::ProtectsLess,
        "logs of its resource are no longer collected",
        &NO_LOGS_WITHOUT_A_SETTING,
    )],
    collisions: &[Collision {
        parent: ParentMatch::Same,
        fields: &["workspace"],
        outcome: Outcome::refused(When::Always, "Conflict", &SETTING_IS_THERE),
    }],
    in_place: Some(&LOGS_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};
