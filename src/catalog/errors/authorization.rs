//! Errors of deployments that a permission, a policy or a lock causes.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, code, documented, reported};

const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
    READ,
);
const RBAC: Source =
    documented("MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md", "2023-09-20", READ);
const LOCKS: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/management/lock-resources.md",
    "2024-03-08",
    READ,
);

errors! { Service::ResourceManager;
    ARM_AUTHORIZATION_FAILED = "AuthorizationFailed", None, [DEPLOYMENT, RBAC],
        "The deploying principal lacks a permission at this scope, or a resource provider is not registered.",
        "Assign a role with the action in the message. Role assignments in the template need `Microsoft.Authorization/roleAssignments/write`: Owner, User Access Administrator or Role Based Access Control Administrator.",
        phrases: &["does not have authorization to perform action", "does not have authorization or an abac condition not fulfilled to perform action"];
    LINKED_AUTHORIZATION_FAILED = "LinkedAuthorizationFailed", None,
        [
            DEPLOYMENT,
            reported("MicrosoftDocs/azure-docs issue 96892", "2022-08-09", READ),
            reported("Azure/aad-pod-identity issue 613", "2020-05-13", READ),
            reported("Azure/OpenShift issue 41", "2018-10-16", READ),
            reported("CDCgov/prime-reportstream issue 7678", "2022-12-14", READ),
        ],
        "The deploying principal lacks a permission on a resource that the template refers to, for example an existing subnet or the target of a private endpoint, or it is in another tenant.",
        "Assign a role on the linked resource as well: joining a subnet needs its join action, and a private endpoint `privateEndpointConnectionsApproval/action` on its target. Without the latter, set `approval: manual` for the endpoint.",
        phrases: &["does not have permission to perform action * on the linked scope", "is not authorized to access linked subscription"],
        keys: &[
            "/account/identity/userAssigned/*/existing",
            "/network/existing",
            "/network/linkedNetworks",
            "/network/subnets/endpoints/existing",
            "/network/subnets/testMachine/existing",
            "/network/subnets/workloads/*/existing",
            "/account/existing",
            "/storage/existing",
            "/keyVault/existing",
            "/monitoring/existing",
            "/dns/ids",
            "/privateEndpoints/account/approval",
            "/privateEndpoints/blob/approval",
            "/privateEndpoints/vault/approval",
        ];
    TOKEN_TENANT = "InvalidAuthenticationTokenTenant", None, [DEPLOYMENT, reported("Azure/azure-sdk-for-net issue 49391", "2025-04-14", READ)],
        "The token is from another tenant than the subscription.",
        "Sign in to the tenant of the subscription.",
        phrases: &["the access token is from the wrong issuer"];
    DISALLOWED_BY_POLICY = "RequestDisallowedByPolicy", None, [DEPLOYMENT],
        "An Azure Policy assignment with the effect deny refuses a resource. The message names assignment and definition.",
        "Change the setting that the policy is about, or request an exemption from its owning team. `di-gen explain -f` with the whole error names the key; `di-gen validate --policy` predicts refusals.",
        phrases: &["was disallowed by policy"];
    SCOPE_LOCKED = "ScopeLocked", None, [reported("Azure-Player/azure.datafactory.devops issue 183", "2025-07-17", READ), LOCKS],
        "A lock prevents the operation: CanNotDelete refuses deletion, ReadOnly refuses changes as well. The message names the locked scope.",
        "Remove the lock, repeat, and create it again. di-gen writes locks where `locks` asks for them.",
        phrases: &["because following scope(s) are locked"], keys: &["/locks"];
    ROLE_ASSIGNMENT_EXISTS = "RoleAssignmentExists", Some(409), [reported("hashicorp/terraform-provider-azurerm issue 28557", "2025-01-20", READ)],
        "The principal has this role at this scope already, by a role assignment of another name.",
        "In Terraform, import the existing one. In Bicep and ARM, delete it, or leave the role out of the topology.",
        phrases: &["the role assignment already exists"], keys: &["/clients"];
    ROLE_ASSIGNMENT_UPDATE = "RoleAssignmentUpdateNotPermitted", None, [RBAC],
        "A role assignment of this name exists with another principal, role or scope. Frequent cause: an identity was deleted and created again.",
        "Delete the old role assignment, and deploy again.",
        phrases: &["principal id, and scope are not allowed to be updated"], keys: &["/clients"];
    PRINCIPAL_NOT_FOUND = "PrincipalNotFound", None, [RBAC, code("hashicorp/terraform-provider-azurerm internal/services/authorization/role_assignment_resource.go", "69697b7fe6a923fc89e88f386bc95c3ed1ee2ec6", READ)],
        "The principal does not exist in this tenant, or is so new that it is not replicated to every region.",
        "Check the object ID: for an application it is that of the service principal. For a new principal, deploy again after a minute; a principal type in the template avoids the delay.",
        phrases: &["principal * does not exist in the directory"], keys: &["/clients"];
    PRINCIPAL_TYPE = "UnmatchedPrincipalType", None,
        [reported("Azure/modern-web-app-pattern-dotnet pull request 129", "2023-04-18", READ)],
        "The object ID belongs to a principal of another type than the role assignment names: user, group, or service principal.",
        "Set the type of the client that fits the object ID. For an application, use the object ID of its service principal.",
        phrases: &["which is different from specified principaltype", "which is different from specified princiapltype"], keys: &["/clients"];
    TOKEN_EXPIRED = "ExpiredAuthenticationToken", None,
        [reported("microsoft/AzureNotebooks issue 586", "2018-12-13", READ), reported("microsoft/vscode-azureappservice issue 2457", "2023-04-15", READ)],
        "The token of the deploying principal expired before the request, or the clock of the machine is wrong.",
        "Sign in again, and check the clock. In a pipeline, request the token immediately before the deployment.",
        phrases: &["the access token expiry utc time"];
}
