//! Route tables and their routes.

use super::{
    ChangeRule, Consequence, Heading, Outcome, When,
    lifecycle::{Lifecycle, Removal},
    network::IF_ASSOCIATED,
};
use crate::catalog::{
    fact::{code, documented, facts},
    routes::{LONGEST_PREFIX, PROPAGATION as PROPAGATED_ROUTES},
};

facts! {
    ROUTES_OF_THE_LIST = "A deployment of a route table replaces its list of routes: a route that the list does not have is removed, also if another team added it; azurerm replaces a route table only for another name, resource group or region",
        [
            documented("MicrosoftDocs/azure-docs articles/azure-resource-manager/templates/deployment-modes.md", "2019-11-11", "2026-11-29"),
            code("hashicorp/terraform-provider-azurerm internal/services/network/route_table_resource.go", "69697b7fe6", "2026-11-29"),
        ];
    EMPTY_LIST_IN_AZURERM = "azurerm keeps the routes of a route table whose block `route` is left out; an empty list removes them",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/route_table_resource.go", "69697b7fe6", "2026-11-29")];
    DISSOCIATED_SUBNET = "Traffic of a subnet without a route table follows Azure's default routes",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29")];
    ROUTE_TABLE_ASSOCIATION = "azurerm 4 links a subnet of an existing network with its route table by a resource of its own, which it destroys and creates again for another route table; in between, the subnet has none",
        [code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_route_table_association_resource.go", "69697b7fe6", "2026-11-29")];
    TABLE_AT_CREATION = "azurerm 5 creates a subnet with the route table of `route_table_id_wo`, and assigns another one, or none, in an update when `route_table_id_wo_version` differs",
        [
            code("hashicorp/terraform-provider-azurerm internal/services/network/subnet_resource.go", "69697b7fe6", "2026-11-29"),
            documented("hashicorp/terraform-provider-azurerm CHANGELOG.md", "5.0.0", "2026-11-29"),
        ];
    TABLE_AFTER_CREATION = "azurerm 4 creates a subnet of an existing network without a route table and associates it afterwards, which a policy refuses that denies subnets without one",
        [code("Azure/Azure-Landing-Zones-Library platform/alz/policy_definitions/Deny-Subnet-Without-Udr.alz_policy_definition.json", "faae8cc", "2026-11-29")];
    ROUTE_TABLE_IN_USE = "A route table that a subnet uses cannot be deleted: InUseRouteTableCannotBeDeleted",
        [
            documented("MicrosoftDocs/SupportArticles-docs support/azure/azure-kubernetes/error-codes/inuseroutetablecannotbedeleted-error.md", "2025-03-28", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/virtual-network/manage-route-table.yml", "2023-04-24", "2026-11-29"),
        ];
}

/// Whether gateway routes stay out of the subnets of a route table.
pub const PROPAGATION: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(
            When::To(&["enabled"]),
            Heading::Interrupts,
            "routes that a gateway learns no longer apply to its subnets, whose connections to on-premises networks end",
            &PROPAGATED_ROUTES,
        ),
        Consequence::new(
            When::To(&["disabled"]),
            Heading::ProtectsLess,
            "routes that a gateway learns apply to its subnets, and longer prefixes among them take precedence",
            &PROPAGATED_ROUTES,
        ),
    ],
};

/// The routes of a route table.
pub const ROUTES: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::ElementRemoved,
        Heading::ProtectsLess,
        "traffic to the destination of a removed route no longer takes its next hop",
        &LONGEST_PREFIX,
    )],
};

/// The destination of a route.
pub const DESTINATION: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::ToAnother,
        Heading::ProtectsLess,
        "traffic to the former destination no longer takes the next hop of the route",
        &LONGEST_PREFIX,
    )],
};

/// The next hop of a route.
pub const NEXT_HOP: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[Consequence::new(
        When::ToAnother,
        Heading::Interrupts,
        "traffic of its subnets takes another next hop, which knows none of the open connections",
        &LONGEST_PREFIX,
    )],
};

const NO_ROUTE_TABLE_IN_BETWEEN: &str =
    "the old route table is removed before the new one is assigned: in between, Azure's default routes apply";

/// The route table of a subnet.
pub const SUBNET_ROUTE_TABLE: ChangeRule = ChangeRule {
    resource_manager: &[],
    azurerm: &[],
    consequences: &[
        Consequence::new(
            When::Unset,
            Heading::ProtectsLess,
            "traffic of the subnet follows Azure's default routes instead of those of the route table",
            &DISSOCIATED_SUBNET,
        ),
        Consequence::new(When::ToAnother, Heading::ProtectsLess, NO_ROUTE_TABLE_IN_BETWEEN, &ROUTE_TABLE_ASSOCIATION)
            .on_condition(IF_ASSOCIATED)
            .in_terraform(),
        Consequence::new(
            When::TargetReplaced,
            Heading::ProtectsLess,
            NO_ROUTE_TABLE_IN_BETWEEN,
            &ROUTE_TABLE_ASSOCIATION,
        )
        .on_condition(IF_ASSOCIATED)
        .in_terraform(),
    ],
};

pub(super) const ROUTE_TABLE: Lifecycle = Lifecycle {
    deleted_in_use: Some(Outcome::refused(When::Always, "InUseRouteTableCannotBeDeleted", &ROUTE_TABLE_IN_USE)),
    in_place: Some(&ROUTES_OF_THE_LIST),
    ..Lifecycle::new(Removal::Left)
};
