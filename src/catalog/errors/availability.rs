//! Errors of deployments that a registration, a region, a SKU or a quota causes.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
    READ,
);
const REGISTRATION: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-register-resource-provider.md",
    "2021-12-20",
    READ,
);
const SKU: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-sku-not-available.md",
    "2023-01-03",
    READ,
);
const QUOTA: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/error-resource-quota.md",
    "2023-04-05",
    READ,
);

errors! { Service::ResourceManager;
    NO_REGISTERED_PROVIDER = "NoRegisteredProviderFound", None, [DEPLOYMENT, REGISTRATION],
        "The resource provider is not registered, or has neither this API version nor this location.",
        "Register the provider with `az provider register`, and check `location`.",
        phrases: &["no registered resource provider found for location"], keys: &["/location"];
    MISSING_REGISTRATION = "MissingSubscriptionRegistration", None, [DEPLOYMENT, REGISTRATION],
        "The subscription is not registered to use a resource provider. The message names it.",
        "Run `az provider register --namespace` with the namespace in the message, and wait for the state Registered.",
        phrases: &["the subscription is not registered to use namespace"];
    MISSING_REGISTRATION_LOCATION = "MissingRegistrationForLocation", None, [DEPLOYMENT],
        "The resource provider is not registered for this location.",
        "Register the provider, and check `location`.",
        keys: &["/location"];
    SUBSCRIPTION_NOT_REGISTERED = "SubscriptionNotRegistered", None, [DEPLOYMENT],
        "A resource provider is not registered; automatic registration was not ready in time.",
        "Register the provider before the deployment.";
    REGISTRATION_STATE = "InvalidSubscriptionRegistrationState", None, [DEPLOYMENT],
        "The registration of the resource provider is not complete.",
        "Wait for the state Registered.";
    FEATURE_ENCRYPTION_AT_HOST = "'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription", None, [reported("Azure/terraform-azurerm-avm-res-compute-virtualmachine issue 154", "2025-02-25", READ)],
        "The test VM uses encryption at host, and the subscription has not registered the feature. The code beside this message is InvalidParameter.",
        "Run `az feature register --namespace Microsoft.Compute --name EncryptionAtHost`, wait for the state Registered, then register the provider again. `testMachine.encryptionAtHost: false` does without.",
        phrases: &["'microsoft.compute/encryptionathost' feature is not enabled"], keys: &["/testMachine/encryptionAtHost"];
    SKU_NOT_AVAILABLE = "SkuNotAvailable", None, [DEPLOYMENT, SKU],
        "The VM size is not available for this subscription in this region or zone.",
        "Set another `testMachine.size`; `az vm list-skus` shows restrictions.",
        phrases: &["the requested size for resource * is currently not available in location", "the requested vm size * is currently not available in location"], keys: &["/testMachine/size", "/location"];
    ZONES_NOT_SUPPORTED = "ResourceTypeNotSupportAvailabilityZones", Some(400), [reported("kubernetes-sigs/cluster-api-provider-azure issue 294", "2019-10-07", READ)],
        "The region has no availability zones for this resource.",
        "Remove `testMachine.zone`, or set another `location`.",
        phrases: &["the resource type * does not support availability zones at location"], keys: &["/testMachine/zone", "/location"];
    EXTENSIONS_OF_A_STOPPED_VM = "Cannot modify extensions in the VM when the VM is not running", Some(409), [
            reported("hashicorp/terraform-provider-azurerm issue 477", "2017-10-31", READ),
            reported("Azure/RDS-Templates issue 685", "2022-04-13", READ),
        ],
        "The test VM is stopped, and Azure changes its extensions only while it runs. The code beside this message is OperationNotAllowed.",
        "Start the VM, then deploy again. `testMachine.autoShutdown` stops it every day.",
        phrases: &["cannot modify extensions in the vm when the vm is not running"], keys: &["/testMachine/extensions", "/testMachine/autoShutdown"];
    GENERATION_1_SIZE = "cannot boot Hypervisor Generation '2'", Some(400), [
            reported("microsoft/ga4gh-tes issue 43", "2023-01-19", READ),
            reported("AutomatedLab/AutomatedLab issue 1638", "2024-05-01", READ),
        ],
        "The VM size runs images of generation 1 only, and the image is of generation 2. The code beside this message is BadRequest.",
        "Set a `testMachine.size` of a newer series, such as the default.",
        phrases: &["cannot boot hypervisor generation '2'"], keys: &["/testMachine/size"];
    GENERATION_2_SIZE = "cannot boot Hypervisor Generation '1'", Some(400), [
            reported("hashicorp/terraform-provider-azurerm issue 7454", "2020-06-23", READ),
            reported("microsoft/AzureTRE issue 4979", "2026-07-17", READ),
        ],
        "The VM size runs images of generation 2 only, and the image is of generation 1. The code beside this message is BadRequest.",
        "Set a `testMachine.size` that also runs generation 1, such as the default.",
        phrases: &["cannot boot hypervisor generation '1'"], keys: &["/testMachine/size"];
    ALLOCATION_FAILED = "AllocationFailed", None, [DEPLOYMENT, reported("vmware-tanzu/community-edition issue 3963", "2022-04-11", READ)],
        "The region has no capacity for this VM size now.",
        "Deploy later, or set another `testMachine.size`.",
        phrases: &["sufficient capacity for the requested vm size in this region"], keys: &["/testMachine/size"];
    REGION_PROVISIONING = "RegionDoesNotAllowProvisioning", None, [DEPLOYMENT],
        "The subscription may not create resources in this region.",
        "Set another `location`, or request access to the region.",
        keys: &["/location"];
    LOCATION_UNAVAILABLE = "LocationNotAvailableForResourceType", None, [reported("Azure/pcs-cli issue 522", "2019-07-17", READ), reported("microsoft/botframework-solutions issue 1339", "2019-05-14", READ)],
        "The resource type does not exist in this region. The message lists the regions.",
        "Set a `location` from the list.",
        phrases: &["the provided location * is not available for resource type"], keys: &["/location"];
    OPERATION_NOT_ALLOWED = "OperationNotAllowed", None, [DEPLOYMENT, QUOTA],
        "The deployment exceeds a quota, in most cases vCPUs of the VM family, or the SKU does not allow the operation.",
        "Read the numbers in the message; request a higher quota, or set a smaller `testMachine.size`.",
        phrases: &["operation results in exceeding quota limits of core"], keys: &["/testMachine/size"];
    QUOTA_EXCEEDED = "QuotaExceeded", None, [
            reported("theonemule/fahclient-azure-vm issue 3", "2020-05-08", READ),
            reported("Azure/az-hop issue 1692", "", READ),
            QUOTA,
        ],
        "The deployment needs more vCPUs than the quota of the subscription allows in this region. Validation finds it before the deployment.",
        "Read the numbers in the message: request a higher quota for the region, set a smaller `testMachine.size`, or use another region.",
        phrases: &["exceeding approved * quota"], keys: &["/testMachine/size", "/location"];
    ZONAL_ALLOCATION = "ZonalAllocationFailed", None,
        [reported("openshift/release pull request 5182", "2019-09-25", READ)],
        "The zone has no capacity for this VM size now.",
        "Deploy later, or set another `testMachine.size`.",
        phrases: &["sufficient capacity for the requested vm size in this zone"], keys: &["/testMachine/size"];
    NO_ZONES = "LocationNotSupportAvailabilityZones", None, [
            reported("Azure/Azure-Landing-Zones issue 425", "2025-03-18", READ),
            reported("Azure/terraform-azurerm-loadbalancer issue 38", "2021-06-14", READ),
        ],
        "The template sets zones for a resource, in most reports a public IP address, and the region has no availability zones.",
        "Set a `location` with availability zones, or remove the zones under `extra`.",
        phrases: &["does not support availability zones at location"], keys: &["/location", "/extra"];
    RESOURCE_QUOTA = "ResourceQuotaExceeded", None, [DEPLOYMENT, QUOTA],
        "The resource group, region or subscription has as many resources of this type as it may have.",
        "Delete resources that are not used, or request a higher quota.",
        phrases: &["would exceed the quota of * resources of type"];
    OVER_QUOTA_SKU = "SubscriptionIsOverQuotaForSku", None, [reported("MicrosoftDocs/azure-docs issue 108681", "2023-04-24", READ)],
        "The region has no quota for this SKU in the subscription.",
        "Use another region or SKU, or request quota.",
        keys: &["/location"];
    PUBLIC_IP_LIMIT = "PublicIPCountLimitReached", None, [DEPLOYMENT, reported("openshift/openshift-azure issue 2252", "2020-03-10", READ)],
        "The subscription has as many public IP addresses in this region as it may have.",
        "Delete addresses that are not used, or request a higher quota. Bastion and the NAT gateway need one each.",
        phrases: &["cannot create more than * public ip addresses"], keys: &["/testMachine/bastion/enabled", "/testMachine/natGateway"];
    THROTTLED = "SubscriptionRequestsThrottled", None, [DEPLOYMENT],
        "Resource Manager limits the number of requests.",
        "Wait for the time in the Retry-After header, and deploy again.",
        phrases: &["number of requests for subscription * exceeded the"];
}
