//! Errors of deployments that networks, subnets, private endpoints and private DNS zones return.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const DEPLOYMENT: Source = documented(
    "MicrosoftDocs/azure-docs articles/azure-resource-manager/troubleshooting/common-deployment-errors.md",
    "2024-06-20",
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
    SUBNET_IN_USE = "InUseSubnetCannotBeDeleted", None, [DEPLOYMENT],
        "The subnet cannot be deleted while resources use it: network interfaces, private endpoints, or a delegated service.",
        "Remove these resources first. A template that leaves out a subnet deletes it.",
        keys: &["/network/subnets/workloads"];
    SUBNET_FULL = "SubnetIsFull", None, [DEPLOYMENT],
        "The subnet has no free IP address. Azure reserves five in each.",
        "Set a larger prefix, or use another subnet.",
        keys: &["/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    SUBNET_OVERLAP = "NetcfgSubnetRangesOverlap", None, [reported("MicrosoftDocs/azure-docs pull request 123869", "2024-07-25", READ)],
        "The range of a subnet overlaps with an existing subnet of the network.",
        "Set a prefix that is free in the network.",
        keys: &["/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
    SUBNET_OUTSIDE = "NetcfgSubnetRangeOutsideVnet", None, [reported("MicrosoftDocs/azure-docs pull request 123869", "2024-07-25", READ)],
        "The range of a subnet is outside the address space of the network.",
        "Set a prefix inside `network.addressSpace`, or inside that of the existing network.",
        keys: &["/network/addressSpace", "/network/subnets/endpoints/prefix", "/network/subnets/workloads"];
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
        keys: &["/network/subnets/endpoints/existing"];
    NOT_PROVISIONED = "ReferencedResourceNotProvisioned", None, [reported("Azure/Enterprise-Scale issue 731", "2021-08-09", READ)],
        "A resource that this one refers to is still being created or changed.",
        "Deploy again after some minutes.";
    BASTION_RULES = "NetworkSecurityGroupNotCompliantForAzureBastionSubnet", None, [reported("Azure/azure-quickstart-templates issue 8655", "2021-01-12", READ)],
        "The network security group of AzureBastionSubnet lacks rules that Bastion requires.",
        "Leave the group to di-gen, or add the rules to the existing one.",
        keys: &["/network/subnets/bastion/existingNsg"];
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
