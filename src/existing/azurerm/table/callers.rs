//! Resources that send requests: what identity they have, and in which subnet they are.

use crate::existing::azurerm::{
    definition::{AzurermType, Conversion, Part, convert, enabled, not, same},
    table::common::{IDENTITY, LOCATION},
};

const SITE: &str = "Microsoft.Web/sites";
const MACHINE: &str = "Microsoft.Compute/virtualMachines";

macro_rules! site {
    ($name:literal) => {
        AzurermType {
            name: $name,
            parts: &[Part::whole(SITE, &["{id}", "{group}/providers/Microsoft.Web/sites/{name}"]).with(&[
                LOCATION,
                IDENTITY,
                &[
                    same("kind", "kind"),
                    same("virtual_network_subnet_id", "properties.virtualNetworkSubnetId"),
                    enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
                    same("https_only", "properties.httpsOnly"),
                    same("site_config.vnet_route_all_enabled", "properties.siteConfig.vnetRouteAllEnabled"),
                ],
            ])],
        }
    };
}

macro_rules! machine {
    ($name:literal) => {
        AzurermType {
            name: $name,
            parts: &[Part::whole(MACHINE, &["{id}", "{group}/providers/Microsoft.Compute/virtualMachines/{name}"])
                .with(&[
                    LOCATION,
                    IDENTITY,
                    &[same("network_interface_ids[]", "properties.networkProfile.networkInterfaces[].id")],
                ])],
        }
    };
}

pub(super) const TYPES: &[AzurermType] = &[
    site!("azurerm_linux_web_app"),
    site!("azurerm_windows_web_app"),
    site!("azurerm_linux_function_app"),
    site!("azurerm_windows_function_app"),
    AzurermType {
        name: "azurerm_app_service_virtual_network_swift_connection",
        parts: &[
            Part::some(SITE, &["{app_service_id}"]).with(&[&[same("subnet_id", "properties.virtualNetworkSubnetId")]])
        ],
    },
    AzurermType {
        name: "azurerm_search_service",
        parts: &[Part::whole(
            "Microsoft.Search/searchServices",
            &["{id}", "{group}/providers/Microsoft.Search/searchServices/{name}"],
        )
        .with(&[
            LOCATION,
            IDENTITY,
            &[
                same("sku", "sku.name"),
                convert(
                    "public_network_access_enabled",
                    "properties.publicNetworkAccess",
                    Conversion::Keyword("enabled", "disabled"),
                ),
                not("local_authentication_enabled", "properties.disableLocalAuth"),
                same("network_rule_bypass_option", "properties.networkRuleSet.bypass"),
                same("allowed_ips[]", "properties.networkRuleSet.ipRules[].value"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_api_management",
        parts: &[Part::whole(
            "Microsoft.ApiManagement/service",
            &["{id}", "{group}/providers/Microsoft.ApiManagement/service/{name}"],
        )
        .with(&[
            LOCATION,
            IDENTITY,
            &[
                same("virtual_network_type", "properties.virtualNetworkType"),
                same(
                    "virtual_network_configuration.subnet_id",
                    "properties.virtualNetworkConfiguration.subnetResourceId",
                ),
                enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_container_app_environment",
        parts: &[Part::whole(
            "Microsoft.App/managedEnvironments",
            &["{id}", "{group}/providers/Microsoft.App/managedEnvironments/{name}"],
        )
        .with(&[
            LOCATION,
            &[
                same("infrastructure_subnet_id", "properties.vnetConfiguration.infrastructureSubnetId"),
                same("internal_load_balancer_enabled", "properties.vnetConfiguration.internal"),
            ],
        ])],
    },
    AzurermType {
        name: "azurerm_container_app",
        parts: &[Part::whole(
            "Microsoft.App/containerApps",
            &["{id}", "{group}/providers/Microsoft.App/containerApps/{name}"],
        )
        .with(&[
            LOCATION,
            IDENTITY,
            &[same("container_app_environment_id", "properties.managedEnvironmentId")],
        ])],
    },
    machine!("azurerm_linux_virtual_machine"),
    machine!("azurerm_windows_virtual_machine"),
];
