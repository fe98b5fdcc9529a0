//! Deployment stacks: what they do with resources that a template no longer has, and where they do not.

use super::fact::{Source, documented, facts, reported};

const STACKS: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/bicep/deployment-stacks.md",
    "2025-06-09",
    "2026-11-29",
);
const KNOWN_ISSUES: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/bicep/deployment-stacks-known-issues.md",
    "2026-06-11",
    "2026-11-29",
);

facts! {
    STACK_COMMAND = "`az stack group create` creates a stack and updates it, and needs `--action-on-unmanage` (deleteAll, deleteResources or detachAll) and `--deny-settings-mode` (none, denyDelete or denyWriteAndDelete)",
        [STACKS];
    STACK_DELETES = "With deleteResources, a stack deletes a resource that its template no longer has; with detachAll, the resource stays in Azure and the stack no longer manages it",
        [STACKS];
    BEFORE_THE_STACK = "A stack manages the resources of the template that it deploys: what was left in Azure before its first deployment is not among them, and stays",
        [STACKS];
    SECRETS_STAY = "A stack cannot delete secrets of a vault: they have to be detached, which `--resources-without-delete-support detach` does in new versions of the Azure CLI",
        [KNOWN_ISSUES];
    IMPLICIT_RESOURCES_STAY = "A stack does not manage what Azure creates implicitly, and does not delete it",
        [KNOWN_ISSUES];
    LOCKED_RESOURCES_STAY = "A stack cannot delete a resource that a lock protects: it fails with DeploymentStackDeleteResourcesFailed, and the resource stays in the stack",
        [
            reported("Azure/deployment-stacks issue 188", "2026-08-19", "2026-11-29"),
            reported("Azure/deployment-stacks issue 26", "2021-11-01", "2026-11-29"),
        ];
    LOCKS_LEAVE_AT_THE_SAME_TIME = "Whether a stack deletes a lock before what the lock protects, where both leave its template, is *unverified*", [];
    ASSIGNMENT_UNDER_A_NEW_NAME = "A role assignment that gets another name is refused by a stack with RoleAssignmentExists, since the old one is still there when the template is deployed",
        [reported("Azure/deployment-stacks issue 233", "2026-01-06", "2026-11-29")];
    DELETES_AFTER_A_FAILURE = "Whether a stack deletes anything where the deployment of its template fails is *unverified*", [];
    ZONES_WITH_LINKS = "A stack that deletes a private DNS zone together with its virtual network links can fail on the zone",
        [reported("Azure/deployment-stacks issue 227", "2025-08-08", "2026-11-29")];
    OTHER_GROUPS = "A stack at the scope of a resource group deploys to that resource group; whether it manages what its template deploys to other resource groups and to the subscription is *unverified*", [];
    OUT_OF_SYNC = "A stack whose list of managed resources may be incomplete refuses an update with a stack-out-of-sync error, so that nothing is deleted by mistake",
        [KNOWN_ISSUES];
    GROUP_IS_NOT_PROTECTED = "Deny settings of a stack at the scope of a resource group do not prevent the deletion of the group, with the stack and its resources",
        [KNOWN_ISSUES];
    NO_WHAT_IF = "The what-if operation does not support stacks",
        [KNOWN_ISSUES];
}
