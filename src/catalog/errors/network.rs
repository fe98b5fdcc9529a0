//! Errors of deployments that networks, subnets, private endpoints and private DNS zones return.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
    READ,
);

const ENDPOINT_CREATION: Source = documented(
    "MicrosoftDocs/SupportArticles-docs support/azure/private-link/troubleshoot-private-endpoint-creation-failed.md",
    "2026-06-12",
    READ,
);

errors! { Service::Network;
    DELEGATION_MISSING = "SubnetMissingRequiredDelegation", None, [documented("MicrosoftDocs/power-platform power-platform/admin/vnet-support-setup-configure.md (an earlier version)", "", READ)],
        "The template would write a subnet without a delegation that a service in the subnet still needs.",
        "Set `delegation` for the workload subnet to the service in it, or remove the service first.",
        keys: &["/network/subnets/workloads"];
    DELEGATION_ASKED = "is missing a delegation to", None, [reported("Azure/terraform-azurerm-vnet issue 46", "2021-06-22", READ)],
        "A service needs a subnet that is delegated to it.",
        "Set `delegation` for the workload subnet.",
        phrases: &["is missing a delegation to"], keys: &["/network/subnets/workloads"];
    DELEGATION_UNKNOWN = "InvalidServiceNameOnDelegation", Some(400), [reported("hashicorp/terraform-provider-azurerm pull request 21779", "2023-05-13", READ)],
        "The service takes no delegated subnet in this region, or its name is misspelled. The message lists those that do.",
        "Set `delegation` to the name of one of them.",
        phrases: &["the service name * specified on delegation * is not valid"], keys: &["/network/subnets/workloads"];
    SUBNET_IN_USE = "InUseSubnetCannotBeDeleted", None, [DEPLOYMENT, reported("hashicorp/terraform-provider-azurerm issue 334", "2017-09-15", READ)],
        "The subnet cannot be deleted while resources use it: network interfaces, private endpoints, or a delegated service.",
        "Remove these resources first. A template that leaves out a subnet deletes it.",
        phrases: &["subnet * is in use by * and cannot be deleted", "subnet * is in use by"], keys: &["/network/subnets/workloads"];
    SUBNET_FULL = "SubnetIsFull", None, [DEPLOYMENT, reported("MicrosoftDocs/azure-docs issue 88211", "2022-02-16", READ)],
        "The subnet has no free IP address. Azure reserves five in each.",
        "Set a larger prefix, or use another subnet.",
        phrases: &["does not have enough capacity for * ip addresses"], keys: &["/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    SUBNET_OVERLAP = "NetcfgSubnetRangesOverlap", None, [reported("MicrosoftDocs/azure-docs pull request 123869", "2024-07-25", READ)],
        "The range of a subnet overlaps with an existing subnet of the network.",
        "Set a prefix that is free in the network.",
        phrases: &["because its ip address range overlaps with that of an existing subnet"], keys: &["/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    SUBNET_OUTSIDE = "NetcfgSubnetRangeOutsideVnet", None, [reported("MicrosoftDocs/azure-docs pull request 123869", "2024-07-25", READ)],
        "The range of a subnet is outside the address space of the network.",
        "Set a prefix inside `network.addressSpace`, or inside that of the existing network.",
        phrases: &["because its ip address range is outside the ip address range of virtual network"], keys: &["/network/addressSpace", "/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    SUBNET_INVALID = "NetcfgInvalidSubnet", None, [reported("microsoft/AzureTRE issue 2111", "2022-06-24", READ)],
        "The subnet does not fit into the network: its range overlaps with another one or is outside the address space.",
        "Compare the prefixes of all subnets with the address space of the network.",
        keys: &["/network/addressSpace", "/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    ADDRESS_RESERVED = "PrivateIPAddressInReservedRange", None, [DEPLOYMENT],
        "The fixed IP address is one that Azure reserves in the subnet.",
        "Set another address under `privateEndpoints`.",
        keys: &["/privateEndpoints/account/addresses", "/privateEndpoints/blob/addresses"];
    ADDRESS_OUTSIDE = "PrivateIPAddressNotInSubnet", None, [DEPLOYMENT],
        "The fixed IP address is outside the range of the subnet.",
        "Set another address under `privateEndpoints`.",
        keys: &["/privateEndpoints/account/addresses", "/privateEndpoints/blob/addresses"];
    NETWORK_POLICIES = "PrivateEndpointCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled", None, [reported("Azure/missionlz issue 673", "2022-02-24", READ)],
        "The subnet does not accept private endpoints while its network policies are enabled.",
        "Use another endpoint subnet, or disable network policies for private endpoints in the existing one.",
        phrases: &["since * private endpoint network policies enabled"], keys: &["/network/subnets/endpoints/existing"];
    DELEGATED = "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated", None, [ENDPOINT_CREATION],
        "The endpoint subnet is delegated to a service, and such a subnet does not accept private endpoints.",
        "Use an endpoint subnet without a delegation.",
        phrases: &["cannot be created as subnet * is delegated"], keys: &["/network/subnets/endpoints/existing"];
    SERVICE_ENDPOINT_MISSING = "SubnetsHaveNoServiceEndpointsConfigured", None, [
            reported("hashicorp/terraform-provider-azurerm issue 16547", "2022-04-26", READ),
            reported("Azure/avdaccelerator issue 818", "2025-07-03", READ),
            reported("hashicorp/terraform-provider-azurerm issue 11759", "2021-05-18", READ),
        ],
        "A firewall gets a virtual network rule for a subnet that does not have the service endpoint of that service. The message names subnet and service.",
        "Add the service endpoint to the existing subnet; its owning team does that. di-gen adds it to the subnets that it creates.",
        phrases: &["do not have serviceendpoints for"], keys: &["/allow/subnets", "/network/subnets/workloads"];
    NOT_PROVISIONED = "ReferencedResourceNotProvisioned", None, [reported("Azure/Enterprise-Scale issue 731", "2021-08-09", READ)],
        "A resource that this one refers to is still being created or changed.",
        "Deploy again after some minutes.",
        phrases: &["cannot proceed with operation because resource * is not in succeeded state"];
    BASTION_RULES = "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", None, [reported("Azure/azure-quickstart-templates issue 8655", "2021-01-12", READ)],
        "The network security group of AzureBastionSubnet lacks rules that Bastion requires.",
        "Leave the group to di-gen, or add the rules to the existing one.",
        phrases: &["does not have necessary rules for azure bastion subnet"], keys: &["/network/subnets/bastion/existingNsg"];
    RULE_CONFLICT = "SecurityRuleConflict", None, [reported("hashicorp/terraform-provider-azurerm issue 11137", "2021-03-28", READ)],
        "Two security rules of a network security group have the same priority and direction.",
        "Set another `priority`, or remove one of the rules.",
        phrases: &["rules cannot have the same priority and direction"], keys: &["/network/subnets/endpoints/rules", "/network/subnets/testMachine/rules", "/network/subnets/workloads"];
    RULE_VALUE = "SecurityRuleParameterContainsUnsupportedValue", None, [reported("ansible-collections/azure issue 639", "2021-09-24", READ)],
        "A list of sources or destinations of a security rule contains a service tag or `*`, which have to stand alone.",
        "Write a rule for each service tag.",
        phrases: &["cannot specify existing virtualnetwork, internet, azureloadbalancer"], keys: &["/network/subnets/endpoints/rules", "/network/subnets/testMachine/rules", "/network/subnets/workloads"];
    RULE_OVERLAP = "OverlappingSubnetsNotPermittedInSecurityRule", None, [reported("kubernetes-sigs/cloud-provider-azure issue 6775", "2024-08-07", READ), reported("alan-turing-institute/data-safe-haven issue 2077", "2024-08-02", READ)],
        "A list of sources or destinations of a security rule contains CIDR ranges that overlap.",
        "Remove the range that another one contains.",
        keys: &["/network/subnets/endpoints/rules", "/network/subnets/testMachine/rules", "/network/subnets/workloads"];
    RULE_PREFIX = "SecurityRuleInvalidAddressPrefix", Some(400), [reported("Azure/azure-powershell issue 391", "2015-05-15", READ), reported("Azure/azure-powershell issue 4557", "2017-09-06", READ)],
        "Azure knows no service tag of this name, in this cloud or region.",
        "Compare the name with the list of service tags of the region.",
        phrases: &["has invalid address prefix. value provided"], keys: &["/network/subnets/endpoints/rules", "/network/subnets/testMachine/rules", "/network/subnets/workloads"];
    BASTION_ROUTES = "RouteTableCannotBeAttachedForAzureBastionSubnet", None, [reported("MicrosoftDocs/azure-docs issue 40561", "2019-10-11", READ)],
        "The subnet of Azure Bastion cannot have a route table.",
        "Remove the route table from AzureBastionSubnet.",
        phrases: &["cannot be attached to azure bastion subnet"], keys: &["/network/subnets/bastion"];
    ROUTE_CONFLICT = "RouteConflict", None, [reported("kubernetes-sigs/cloud-provider-azure issue 657", "2021-06-15", READ)],
        "Two routes of a route table have the same destination.",
        "Set another `addressPrefix`, or remove one of the routes.",
        phrases: &["routes cannot have the same addressprefix"], keys: &["/network/subnets/endpoints/routeTable", "/network/subnets/testMachine/routeTable", "/network/subnets/workloads"];
    ROUTE_TABLE_IN_USE = "InUseRouteTableCannotBeDeleted", None, [documented("MicrosoftDocs/SupportArticles-docs support/azure/azure-kubernetes/error-codes/inuseroutetablecannotbedeleted-error.md", "2025-03-28", READ)],
        "The route table cannot be deleted while a subnet uses it.",
        "Remove the route table from its subnets first.",
        phrases: &["route table * is in use and cannot be deleted"], keys: &["/network/subnets/endpoints/routeTable", "/network/subnets/testMachine/routeTable", "/network/subnets/workloads"];
    ZONE_OVERLAP = "A virtual network cannot be linked to multiple zones with overlapping namespaces.", Some(400), [reported("microsoft-foundry/foundry-samples pull request 214", "2025-06-27", READ)],
        "The network is already linked to a private DNS zone of this name, in another resource group or subscription.",
        "Use the existing zone (`dns.zones` and `dns.ids`), or set `dns.link` so that no second link is created.",
        phrases: &["cannot be linked to multiple zones with overlapping namespaces"], keys: &["/dns/zones", "/dns/ids", "/dns/link"];
    ZONE_GROUP = "Cannot create more than one private dns zone groups in the private endpoint", None, [reported("pulumi/pulumi-azure-native issue 2179", "2023-01-18", READ)],
        "The private endpoint has a zone group already, often one that Azure Policy created.",
        "Set `dns.zones: policy` where Azure Policy creates zone groups, or remove the other group.",
        phrases: &["cannot create more than one private dns zone group"], keys: &["/dns/zones"];
    ZONE_DUPLICATE = "DuplicateResourceName", None, [reported("hashicorp/terraform-provider-azurerm issue 28966", "2025-04-24", READ)],
        "A zone group lists two zones of the same name.",
        "List one zone of each name under `dns.ids`.",
        keys: &["/dns/ids"];
    BASIC_ADDRESS_LIMIT = "IPv4BasicSkuPublicIpCountLimitReached", None, [reported("skypilot-org/skypilot issue 7977", "2025-11-14", READ)],
        "The subscription may not create public IP addresses of the retired Basic SKU.",
        "Use addresses of the Standard SKU, which di-gen writes.";
    DNS_RECORD = "DnsRecordInUse", None, [DEPLOYMENT],
        "The DNS name of a public IP address is in use.",
        "Set another name.";
}
