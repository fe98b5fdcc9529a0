//! Errors of deployments that Azure Resource Manager returns: templates, references, running operations.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
    READ,
);

const NOT_FOUND_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-not-found.md",
    "2021-11-30",
    READ,
);
const PARENT_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-parent-resource.md",
    "2024-06-20",
    READ,
);
const RESERVED_PAGE: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-reserved-resource-name.md",
    "2023-04-05",
    READ,
);
const STORAGE_NAMES: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-storage-account-name.md",
    "2024-06-20",
    READ,
);

errors! { Service::ResourceManager;
    DEPLOYMENT_FAILED = "DeploymentFailed", None, [DEPLOYMENT],
        "At least one resource of the deployment failed. The details have the reason.",
        "Read the code under details, or list the operations of the deployment.",
        phrases: &["at least one resource deployment operation failed"], is_general: true;
    RESOURCE_DEPLOYMENT_FAILURE = "ResourceDeploymentFailure", None, [reported("Azure/bicep-registry-modules issue 5957", "2026-01-21", READ)],
        "A resource of the deployment reached the state Failed. The details have the reason.",
        "Read the code under details, or list the operations of the deployment that the message names.",
        phrases: &["it reached terminal provisioning state 'failed'", "completed with terminal provisioning state 'failed'"], is_general: true;
    INVALID_TEMPLATE_DEPLOYMENT = "InvalidTemplateDeployment", None, [DEPLOYMENT],
        "Validation refused the template before the deployment. The details have the reason.",
        "Read the code under details or inner errors.",
        phrases: &["is not valid according to the validation procedure"], is_general: true;
    INVALID_TEMPLATE = "InvalidTemplate", None, [DEPLOYMENT],
        "The template is not valid: syntax, parameters, or references.",
        "Generate it again without manual edits, and check the parameter file.";
    MULTIPLE_ERRORS = "MultipleErrorsOccurred", None, [reported("Azure/AzureMonitorStarterPacks issue 180", "2025-01-28", READ)],
        "Several resources failed. The details have a code for each.",
        "Fix the codes under details one by one.",
        is_general: true;
    ARM_BAD_REQUEST = "BadRequest", None, [DEPLOYMENT],
        "Resource Manager or a resource provider refused a value. The inner message names it.",
        "Read the inner message.",
        is_general: true;
    ARM_CONFLICT = "Conflict", None, [DEPLOYMENT],
        "The operation is not allowed in the present state of the resource.",
        "Read the inner code. Often another operation is still running: wait and repeat.",
        is_general: true;
    ARM_NOT_FOUND = "NotFound", None, [DEPLOYMENT],
        "A resource does not exist yet, or not any more: a reference or a dependency is wrong.",
        "Check IDs under `existing`, and that no resource was deleted during the deployment.",
        is_general: true;
    ARM_INTERNAL = "InternalServerError", None, [DEPLOYMENT],
        "A temporary fault.",
        "Deploy again.",
        is_general: true;
    SUBSCRIPTION_NOT_FOUND = "SubscriptionNotFound", None, [DEPLOYMENT, reported("Azure/azure-cli issue 33657", "2026-06-26", READ)],
        "The subscription does not exist, or the principal has no access to it.",
        "Check `subscription` and the signed-in principal.",
        phrases: &["the subscription * could not be found"], keys: &["/subscription"];
    GROUP_NOT_FOUND = "ResourceGroupNotFound", None, [DEPLOYMENT, reported("Azure/azure-cli issue 22736", "2022-06-06", READ)],
        "The resource group does not exist in this subscription.",
        "Create it, or select the right subscription.",
        phrases: &["resource group * could not be found"];
    GROUP_BEING_DELETED = "ResourceGroupBeingDeleted", None, [DEPLOYMENT, reported("Azure/azure-cli issue 21121", "2022-01-26", READ)],
        "The resource group is being deleted.",
        "Wait until it is gone, and create it again.",
        phrases: &["is in deprovisioning state and cannot perform this operation"];
    ARM_RESOURCE_NOT_FOUND = "ResourceNotFound", None, [DEPLOYMENT, NOT_FOUND_PAGE],
        "The template refers to a resource that does not exist.",
        "Check the IDs under `existing`.",
        phrases: &["the resource * under resource group * was not found"];
    PARENT_NOT_FOUND = "ParentResourceNotFound", None, [DEPLOYMENT, PARENT_PAGE],
        "The parent of a resource does not exist, for example the container's storage account.",
        "Check what was deleted outside the template, and deploy again.",
        phrases: &["can not perform requested operation on nested resource"];
    INVALID_REFERENCE = "InvalidResourceReference", None, [DEPLOYMENT, reported("Azure/RDS-Templates issue 349", "2020-02-17", READ)],
        "A resource refers to one that does not exist yet, or its ID is wrong.",
        "Check the IDs under `existing`.",
        phrases: &["please make sure that the referenced resource exists"];
    LINKED_ID = "LinkedInvalidPropertyId", None, [DEPLOYMENT],
        "An ID in the template is not complete.",
        "Compare the ID with `az resource show --query id`.";
    DEPLOYMENT_RUNNING = "DeploymentActive", Some(409), [
            reported("Azure/modern-web-app-pattern-dotnet issue 143", "2023-04-28", READ),
            reported("microsoft/mwt-ds issue 29", "2016-07-06", READ),
            reported("jenkins-infra/helpdesk issue 5220", "2026-07-09", READ),
        ],
        "A deployment of the same name is running in this scope, or was interrupted and is still active. The message names the time at which it expires.",
        "Wait for its end, or cancel it with `az deployment group cancel` or `az deployment sub cancel`. Run one deployment of a topology at a time.",
        phrases: &["would overwrite an existing deployment which is still active", "unable to edit or replace deployment * is still active"];
    DEPLOYMENT_ACTIVE = "DeploymentActiveAndUneditable", None, [DEPLOYMENT],
        "A deployment of the same name is running in this scope.",
        "Wait for its end, or cancel it.";
    ANOTHER_OPERATION = "AnotherOperationInProgress", None, [DEPLOYMENT, reported("microsoft/AzureTRE issue 2222", "2022-07-07", READ)],
        "Another operation on the resource or its parent is still running.",
        "Wait, and deploy again.",
        phrases: &["another operation on this or dependent resource is in progress"];
    CONCURRENT_CREDENTIALS = "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity", Some(409), [
            documented("MicrosoftDocs/entra-docs docs/workload-id/workload-identity-federation-considerations.md", "2024-02-28", READ),
            reported("Azure/bicep-registry-modules issue 1447", "2024-03-28", READ),
        ],
        "Two federated credentials of one managed identity were written at the same time.",
        "Deploy again, and run one deployment at a time: the credentials of a client are written one after the other.",
        phrases: &["concurrent federated identity credentials writes"];
    DEPLOYMENT_QUOTA = "DeploymentQuotaExceeded", None, [DEPLOYMENT],
        "The history of the resource group has 800 deployments.",
        "Delete old deployments; a lock of the kind CanNotDelete prevents that Azure does it.",
        keys: &["/locks"];
    DEPLOYMENT_LOCATION = "InvalidDeploymentLocation", None, [DEPLOYMENT, reported("mddazure/azure-route-server-lab issue 1", "2025-02-19", READ)],
        "A deployment of this name exists at subscription scope with another location.",
        "Use the same location, or another deployment name.",
        phrases: &["invalid deployment location"];
    RESOURCE_LOCATION = "InvalidResourceLocation", None, [DEPLOYMENT, STORAGE_NAMES],
        "A resource of this name exists in another region.",
        "Set another name, or the region of the existing resource.",
        phrases: &["a resource with the same name cannot be created in location"], keys: &["/location"];
    PROPERTY_CHANGE = "PropertyChangeNotAllowed", None, [DEPLOYMENT],
        "A property cannot be changed on a resource that exists.",
        "`di-gen diff` names properties that force replacement.";
    ARM_INVALID_PARAMETER = "InvalidParameter", None, [DEPLOYMENT],
        "A value does not fit the resource. The message names the property.",
        "Correct the value that the message names.",
        is_general: true;
    REQUEST_CONTENT = "InvalidRequestContent", None, [DEPLOYMENT],
        "The values of the deployment are not recognized, or a required one is missing.",
        "Compare the parameter file with the parameters of the template.";
    REQUEST_FORMAT = "InvalidRequestFormat", None, [DEPLOYMENT, reported("hashicorp/terraform-provider-azurerm issue 28966", "2025-04-24", READ)],
        "A resource provider cannot read the request. The details have the reason.",
        "Read the code under details.",
        is_general: true;
    RESERVED_NAME = "ReservedResourceName", None, [DEPLOYMENT, RESERVED_PAGE],
        "The name contains a reserved word.",
        "Set another name.",
        phrases: &["is a trademarked or reserved word"], keys: &["/name"];
}
