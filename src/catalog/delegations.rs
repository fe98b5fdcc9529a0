//! The actions that Azure gives a service on a subnet that is delegated to it.
//!
//! Azure sets them itself, and azurerm compares them with its arguments: a subnet inside `azurerm_virtual_network` has no
//! `ignore_changes` of its own, so without them each plan would change the network.

use super::fact::{Fact, code, documented, facts, reported};

facts! {
    ACTIONS_OF_DELEGATIONS = "Azure determines the actions of a delegation by the service; azurerm compares them with `actions`, which it does not compute, so that each plan of a subnet inside `azurerm_virtual_network` without them removes them",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 33481", "2026-09-21", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 5476", "2020-01-22", "2026-11-29"),
        ];
    ACTIONS_BY_SERVICE = "The actions that azurerm's tests and examples expect for a delegation, by service",
        [
            code("hashicorp/terraform-provider-azurerm internal/services (acceptance tests with `service_delegation`)", "69697b7fe6", "2026-11-29"),
            code("aztfm/terraform-azurerm-virtual-network locals.tf", "40c1fce381", "2026-11-29"),
        ];
    NAMES_IN_AZURERM = "azurerm accepts the delegations of a fixed list only, in the letter case of that list, which it also gives to what it reads from Azure",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/virtual_network_resource.go", "69697b7fe6", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 31075", "2025-11-11", "2026-11-29"),
        ];
    NAMES_OUTSIDE_AZURERM = "Services that Microsoft names for delegations, and that the list of azurerm does not have",
        [
            documented("MicrosoftDocs/azure-docs articles/communications-gateway/prepare-for-vnet-injection.md", "2024-04-26", "2026-11-29"),
            documented("learn.microsoft.com dotnet/api/azure.resourcemanager.netapp.models.elasticcapacitypoolproperties.subnetresourceid", "", "2026-11-29"),
        ];
    UNKNOWN_NAME_IS_REFUSED = "Azure refuses a delegation to a service that takes none in the region: InvalidServiceNameOnDelegation, with the list of those that do",
        [reported("hashicorp/terraform-provider-azurerm pull request 21779", "2023-05-13", "2026-11-29")];
    CONTAINER_APPS_SUBNET = "A Container Apps environment with workload profiles needs a subnet of /27 or larger that is delegated to it and overlaps none of the ranges 169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16, 192.0.2.0/24 and 100.100.0.0/17 to 100.100.192.0/19; one for consumption only needs /23, which is not delegated; the size cannot be changed later",
        [documented("MicrosoftDocs/azure-docs articles/container-apps/custom-virtual-networks.md", "2025-05-01", "2026-11-29")];
    APP_SERVICE_SUBNET = "The virtual network integration of App Service needs an unused subnet of /28 or larger, whose size cannot be changed later",
        [documented("MicrosoftDocs/azure-docs articles/app-service/overview-vnet-integration.md", "2021-10-20", "2026-11-29")];
    APP_SERVICE_ENVIRONMENT_SUBNET = "An App Service Environment needs an empty subnet of /27 or larger",
        [documented("MicrosoftDocs/azure-docs articles/app-service/environment/networking.md", "2021-11-15", "2026-11-29")];
    POSTGRESQL_SUBNET = "Flexible servers of Azure Database for PostgreSQL need a subnet of /28 or larger, in which no other resource can be",
        [documented("MicrosoftDocs/azure-docs articles/postgresql/flexible-server/concepts-networking-private.md", "2021-11-30", "2026-11-29")];
    MYSQL_SUBNET = "Flexible servers of Azure Database for MySQL need a subnet of /29 or larger, in which no other resource can be",
        [documented("MicrosoftDocs/azure-docs articles/mysql/flexible-server/concepts-networking-vnet.md", "2021-08-06", "2026-11-29")];
    MANAGED_INSTANCE_SUBNET = "Azure SQL Managed Instance needs a subnet of /27 or larger; /28 has room for a single instance that is never scaled, for evaluation",
        [documented("MicrosoftDocs/azure-docs articles/azure-sql/managed-instance/vnet-subnet-determine-size.md", "2021-06-14", "2026-11-29")];
    GATEWAY_FOR_CONTAINERS_SUBNET = "Each association of Application Gateway for Containers needs 256 addresses of its subnet, which is /24 or larger",
        [documented("MicrosoftDocs/azure-docs articles/application-gateway/for-containers/application-gateway-for-containers-components.md", "2025-12-05", "2026-11-29")];
    API_SERVER_SUBNET = "The API server of an AKS cluster needs a subnet of /28 or larger, which several clusters of the network can share",
        [documented("MicrosoftDocs/azure-aks-docs articles/aks/api-server-vnet-integration.md", "2023-05-19", "2026-11-29")];
    RESOLVER_SUBNET = "An endpoint of Azure DNS Private Resolver needs a subnet of its own, from /28 to /24, outside of 10.0.1.0 to 10.0.16.255",
        [documented("MicrosoftDocs/azure-docs articles/dns/dns-private-resolver-overview.md", "2022-12-06", "2026-11-29")];
}

/// What a service demands of the address range of a subnet that is delegated to it.
#[derive(Debug)]
pub struct DelegatedRange {
    /// The service.
    pub service: &'static str,
    /// The longest prefix, of the smallest subnet.
    pub longest: u8,
    /// The shortest prefix, of the largest subnet.
    pub shortest: u8,
    /// CIDR ranges that the subnet must not overlap.
    pub reserved: &'static [&'static str],
    /// Where that is documented.
    pub fact: &'static Fact,
}

const fn at_least(service: &'static str, longest: u8, fact: &'static Fact) -> DelegatedRange {
    DelegatedRange { service, longest, shortest: 0, reserved: &[], fact }
}

/// What services demand, as far as it is documented.
pub static DELEGATED_RANGES: &[DelegatedRange] = &[
    DelegatedRange {
        reserved: &[
            "169.254.0.0/16",
            "172.30.0.0/16",
            "172.31.0.0/16",
            "192.0.2.0/24",
            "100.100.0.0/17",
            "100.100.128.0/19",
            "100.100.160.0/19",
            "100.100.192.0/19",
        ],
        ..at_least("Microsoft.App/environments", 27, &CONTAINER_APPS_SUBNET)
    },
    at_least("Microsoft.Web/serverFarms", 28, &APP_SERVICE_SUBNET),
    at_least("Microsoft.Web/hostingEnvironments", 27, &APP_SERVICE_ENVIRONMENT_SUBNET),
    at_least("Microsoft.DBforPostgreSQL/flexibleServers", 28, &POSTGRESQL_SUBNET),
    at_least("Microsoft.DBforMySQL/flexibleServers", 29, &MYSQL_SUBNET),
    at_least("Microsoft.Sql/managedInstances", 27, &MANAGED_INSTANCE_SUBNET),
    at_least("Microsoft.ServiceNetworking/trafficControllers", 24, &GATEWAY_FOR_CONTAINERS_SUBNET),
    at_least("Microsoft.ContainerService/managedClusters", 28, &API_SERVER_SUBNET),
    DelegatedRange {
        shortest: 24,
        reserved: &["10.0.1.0/24", "10.0.2.0/23", "10.0.4.0/22", "10.0.8.0/21", "10.0.16.0/24"],
        ..at_least("Microsoft.Network/dnsResolvers", 28, &RESOLVER_SUBNET)
    },
];

/// What a service demands of the address range of its subnet; none where that is not documented.
#[must_use]
pub fn delegated_range(service: &str) -> Option<&'static DelegatedRange> {
    DELEGATED_RANGES.iter().find(|range| range.service.eq_ignore_ascii_case(service))
}

const ANY: &str = "Microsoft.Network/virtualNetworks/subnets/action";
const JOIN: &str = "Microsoft.Network/virtualNetworks/subnets/join/action";
const INTERFACES: &str = "Microsoft.Network/networkinterfaces/*";
const PREPARE: &str = "Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action";
const UNPREPARE: &str = "Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action";

/// Services with the same actions: [`ACTIONS_BY_SERVICE`].
const ACTIONS: &[(&[&str], &[&str])] = &[
    (
        &[ANY],
        &[
            "Microsoft.Batch/batchAccounts",
            "Microsoft.ContainerInstance/containerGroups",
            "Microsoft.Logic/integrationServiceEnvironments",
            "Microsoft.Web/hostingEnvironments",
            "Microsoft.Web/serverFarms",
        ],
    ),
    (
        &[JOIN],
        &[
            "Microsoft.App/environments",
            "Microsoft.AzureCosmosDB/clusters",
            "Microsoft.ContainerService/managedClusters",
            "Microsoft.DBforMySQL/flexibleServers",
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "Microsoft.DevOpsInfrastructure/pools",
            "Microsoft.MachineLearningServices/workspaces",
            "Microsoft.Network/applicationGateways",
            "Microsoft.Network/dnsResolvers",
            "Microsoft.PowerPlatform/vnetaccesslinks",
            "Microsoft.ServiceNetworking/trafficControllers",
            "Microsoft.StreamAnalytics/streamingJobs",
            "Microsoft.Synapse/workspaces",
            "NGINX.NGINXPLUS/nginxDeployments",
            "PaloAltoNetworks.Cloudngfw/firewalls",
            "Qumulo.Storage/fileSystems",
        ],
    ),
    (
        &[INTERFACES, JOIN],
        &[
            "Microsoft.HardwareSecurityModules/dedicatedHSMs",
            "Microsoft.Netapp/volumes",
            "Oracle.Database/networkAttachments",
        ],
    ),
    (&[JOIN, PREPARE], &["Microsoft.ApiManagement/service"]),
    (
        &[JOIN, PREPARE, UNPREPARE],
        &["Microsoft.Databricks/workspaces", "Microsoft.Kusto/clusters", "Microsoft.Sql/managedInstances"],
    ),
];

/// The actions of a delegation to a service; empty where they are not known.
#[must_use]
pub fn delegation_actions(service: &str) -> &'static [&'static str] {
    let is_listed = |services: &[&str]| services.iter().any(|listed| listed.eq_ignore_ascii_case(service));
    ACTIONS.iter().find(|(_, services)| is_listed(services)).map_or(&[], |(actions, _)| actions)
}
