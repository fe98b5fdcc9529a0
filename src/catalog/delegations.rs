//! The actions that Azure gives a service on a subnet that is delegated to it.
//!
//! Azure sets them itself, and azurerm compares them with its arguments: a subnet inside `azurerm_virtual_network` has no
//! `ignore_changes` of its own, so without them each plan would change the network.

use super::fact::{code, facts, reported};

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
