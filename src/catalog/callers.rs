//! Resources that send requests to others, and the properties that name the subnet that their requests come from.

/// A property of a resource that leads to its subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubnetPath {
    /// It has the ID of the subnet.
    Subnet(&'static [&'static str]),
    /// It has the ID of another resource, whose subnet it is.
    Through(&'static [&'static str]),
    /// It is a list, whose items have the ID of another resource as `id`.
    ThroughEach(&'static [&'static str]),
    /// It is a list of IP configurations with subnets.
    IpConfigurations(&'static [&'static str]),
}

/// The ARM types with the properties. Source: azurerm 4 and 5, which set them (`app_service_linux_web_app`,
/// `container_app_environment`, `api_management`, `linux_virtual_machine`), as `src/existing/azurerm/table` has them, read
/// 2026-11-30; `environmentId` of container apps, and `managedEnvironmentId`, which is deprecated: the template reference of
/// `Microsoft.App/containerApps` 2023-05-01 on Microsoft Learn, in a stored copy (read 2026-12-01); lists still show `managedEnvironmentId`:
/// Azure/azure-rest-api-specs 9a69dbbfe1, `ContainerApps_ListBySubscription.json` of 2025-10-02-preview.
pub(crate) const CALLERS: &[(&str, &[SubnetPath])] = &[
    ("Microsoft.Web/sites", &[SubnetPath::Subnet(&["properties", "virtualNetworkSubnetId"])]),
    ("Microsoft.Web/sites/slots", &[SubnetPath::Subnet(&["properties", "virtualNetworkSubnetId"])]),
    (
        "Microsoft.ApiManagement/service",
        &[SubnetPath::Subnet(&["properties", "virtualNetworkConfiguration", "subnetResourceId"])],
    ),
    (
        "Microsoft.App/managedEnvironments",
        &[SubnetPath::Subnet(&["properties", "vnetConfiguration", "infrastructureSubnetId"])],
    ),
    (
        "Microsoft.App/containerApps",
        &[
            SubnetPath::Through(&["properties", "managedEnvironmentId"]),
            SubnetPath::Through(&["properties", "environmentId"]),
        ],
    ),
    (
        "Microsoft.Compute/virtualMachines",
        &[SubnetPath::ThroughEach(&["properties", "networkProfile", "networkInterfaces"])],
    ),
    ("Microsoft.Network/networkInterfaces", &[SubnetPath::IpConfigurations(&["properties", "ipConfigurations"])]),
];

/// What of these only leads to the subnet of others, and sends no requests itself.
pub(crate) const CARRIERS: &[&str] = &["Microsoft.App/managedEnvironments", "Microsoft.Network/networkInterfaces"];
