//! Rules that many kinds share.

use super::{ChangeRule, Effect, Outcome, When};
use crate::catalog::fact::{Source, documented, facts, reported};

pub(super) const DEPLOYMENT_MODES: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md",
    "2019-11-11",
    "2026-11-29",
);

facts! {
    LOCATION_IS_FIXED = "A deployment that sets another region for an existing resource is refused with InvalidResourceLocation",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md", "2024-06-20", "2026-11-29"),
        ];
    LEFT_IN_AZURE = "An incremental deployment leaves resources unchanged that exist in the resource group and are not in the template",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29")];
    UPDATED_IN_PLACE = "A deployment updates an existing resource with the properties of the template, and overwrites those that the template no longer sets",
        [DEPLOYMENT_MODES];
    ORDER_OF_DEPENDENCIES = "Resource Manager and Terraform deploy a resource before the resources that depend on it",
        [documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/resource-dependency.md", "2023-08-22", "2026-11-29")];
    DESTROYED = "Terraform destroys a resource that the configuration no longer has",
        [documented("developer.hashicorp.com terraform/language/meta-arguments/lifecycle", "", "2026-11-29")];
    FORCE_NEW = "azurerm destroys a resource and creates it again if a property differs that its schema declares as ForceNew",
        [documented("developer.hashicorp.com terraform/language/meta-arguments/lifecycle", "", "2026-11-29")];
    OTHER_ADDRESS = "Terraform destroys what it has at an old address and creates it at the new one, unless a `moved` block names both",
        [documented("developer.hashicorp.com terraform/language/modules/develop/refactoring", "", "2026-11-29")];
    OTHER_TARGET_IN_TERRAFORM = "What azurerm does with the resources of its state when the subscription of the provider changes differs between reports and kinds: it destroyed the wrong ones, lost them from the state, or went on to manage them in the old subscription; another cloud is *unverified*",
        [
            reported("hashicorp/terraform-provider-azurerm issue 9012", "2020-10-23", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 11662", "2021-05-11", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 22064", "2023-06-25", "2026-11-29"),
        ];
    NO_ROLLBACK = "A deployment that fails keeps what it has deployed until then: Resource Manager does not roll it back",
        [
            reported("Azure/azure-sdk-for-java issue 759", "2016-07-05", "2026-11-29"),
            reported("Azure/azure-cli issue 3595", "2018-08-08", "2026-11-29"),
        ];
    PLANNED_BY_TERRAFORM = "A plan lists for each resource the actions of an apply: no-op, create, read, update, delete, or delete and create in either order",
        [documented("hashicorp/terraform website/docs/internals/json-format.mdx", "", "2026-11-30")];
    PREDICTED_BY_WHAT_IF = "What-if lists for each resource whether a deployment creates, deletes, ignores, redeploys or modifies it, or redeploys it without a change",
        [documented("learn.microsoft.com dotnet/api/azure.resourcemanager.resources.models.whatifchangetype", "", "2026-11-30")];
    REFUSED_UPDATE = "Resource Manager does not replace resources: an update of a property that can be set only at creation is refused by the resource provider",
        [];
}

/// The error code of what a lock refuses.
pub const SCOPE_LOCKED: &str = "ScopeLocked";

/// The error code of a subnet that is deleted while it is in use.
pub const SUBNET_IN_USE: &str = "InUseSubnetCannotBeDeleted";

/// The error code of a deployment stack that cannot delete a resource.
pub const STACK_CANNOT_DELETE: &str = "DeploymentStackDeleteResourcesFailed";

/// The region of a resource.
pub const LOCATION: ChangeRule = ChangeRule {
    resource_manager: &[
        Outcome::refused(When::BothKnown, "InvalidResourceLocation", &LOCATION_IS_FIXED),
        Outcome::refused(When::Always, "InvalidResourceLocation", &LOCATION_IS_FIXED)
            .on_condition("if the resource group is in another region"),
    ],
    azurerm: &[
        Outcome::new(When::BothKnown, Effect::Replaced, &FORCE_NEW),
        Outcome::new(When::Always, Effect::Replaced, &FORCE_NEW)
            .on_condition("if the resource group is in another region"),
    ],
    consequences: &[],
};

/// A property that can be set only at creation.
pub const IMMUTABLE: ChangeRule = ChangeRule {
    resource_manager: &[Outcome::new(When::Always, Effect::Refused, &REFUSED_UPDATE)],
    azurerm: &[Outcome::new(When::Always, Effect::Replaced, &FORCE_NEW)],
    consequences: &[],
};
