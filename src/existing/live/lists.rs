//! The lists that are read from Azure, and what each of them is complete for.

use crate::catalog::ResourceKind;

/// A list of the resources of a type.
pub(super) struct List {
    /// The ARM type.
    pub(super) arm_type: &'static str,
    /// The API version.
    pub(super) api_version: &'static str,
    /// Where it is listed.
    pub(super) place: Place,
    /// The path below that place.
    pub(super) path: &'static str,
    /// The other types that it shows: resources in the body of a resource, and record sets of other types.
    pub(super) shows: &'static [&'static str],
}

/// Where resources are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At a scope, with everything below it; rights and policies also with what is above it.
    Scope,
    /// At the subscription of a scope.
    Subscription,
    /// Below each resource of this type.
    Below(&'static str),
}

const ROLE_DEFINITIONS: &str = "Microsoft.Authorization/roleDefinitions";
const POLICY_ASSIGNMENTS: &str = "Microsoft.Authorization/policyAssignments";

/// The types of record sets beside `A`. Source: Microsoft Learn, "Record Sets - List" of Azure private DNS (2024-06-01).
const OTHER_RECORD_SETS: &[&str] = &[
    "Microsoft.Network/privateDnsZones/AAAA",
    "Microsoft.Network/privateDnsZones/CNAME",
    "Microsoft.Network/privateDnsZones/MX",
    "Microsoft.Network/privateDnsZones/PTR",
    "Microsoft.Network/privateDnsZones/SOA",
    "Microsoft.Network/privateDnsZones/SRV",
    "Microsoft.Network/privateDnsZones/TXT",
];

/// All lists; resources come before what is listed below them.
///
/// The lists of the resource providers are read, and not `/resources`: that one leaves out what may not be read, and would not
/// be complete. Role assignments are listed without a filter, which gives those at, above and below the scope
/// (Microsoft Learn, "Role Assignments - List For Scope", 2022-04-01).
pub(super) fn lists() -> Vec<List> {
    use ResourceKind as Kind;
    let at = |kind: Kind, place, path, shows| List {
        arm_type: kind.arm_type(),
        api_version: kind.api_version(),
        place,
        path,
        shows,
    };
    let at_scope = |kind: Kind, shows| at(kind, Place::Scope, "", shows);
    let below = |kind: Kind, outer: Kind, path| at(kind, Place::Below(outer.arm_type()), path, &[]);
    let other = |arm_type, api_version| List { arm_type, api_version, place: Place::Scope, path: "", shows: &[] };
    let diagnostic_settings =
        |outer| below(Kind::DiagnosticSetting, outer, "providers/Microsoft.Insights/diagnosticSettings");
    vec![
        at_scope(Kind::CognitiveAccount, &[]),
        at_scope(Kind::StorageAccount, &[]),
        at_scope(Kind::KeyVault, &[]),
        at_scope(Kind::UserAssignedIdentity, &[]),
        at_scope(
            Kind::VirtualNetwork,
            &["Microsoft.Network/virtualNetworks/subnets", "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"],
        ),
        at_scope(Kind::NetworkSecurityGroup, &["Microsoft.Network/networkSecurityGroups/securityRules"]),
        at_scope(Kind::RouteTable, &["Microsoft.Network/routeTables/routes"]),
        at_scope(Kind::NatGateway, &[]),
        at_scope(Kind::PrivateEndpoint, &[]),
        at_scope(Kind::NetworkInterface, &[]),
        at_scope(Kind::PrivateDnsZone, &[]),
        // Callers. Source of the versions: Microsoft Learn, default API versions of the operations that list them in the libraries
        // for .NET (`WebApps_List`, `ManagedEnvironments_ListBySubscription`), "Subscription - List" of API Management, and "Shared
        // Private Link Resources - List By Service" of search services (read 2026-12-01). That the other operations of these
        // services have the same versions is unverified.
        other("Microsoft.Web/sites", "2025-05-01"),
        other("Microsoft.App/managedEnvironments", "2025-07-01"),
        other("Microsoft.App/containerApps", "2025-07-01"),
        other("Microsoft.ApiManagement/service", "2024-05-01"),
        other("Microsoft.Search/searchServices", "2023-11-01"),
        at_scope(Kind::LinuxVirtualMachine, &[]),
        at_scope(Kind::RoleAssignment, &[]),
        // Microsoft Learn, "Deny Assignments - List For Scope", 2022-04-01 (read 2026-11-30).
        other("Microsoft.Authorization/denyAssignments", "2022-04-01"),
        other(ROLE_DEFINITIONS, "2022-04-01"),
        other(POLICY_ASSIGNMENTS, "2023-04-01"),
        at(Kind::ManagementLock, Place::Subscription, "", &[]),
        below(Kind::BlobService, Kind::StorageAccount, "blobServices"),
        below(Kind::BlobContainer, Kind::StorageAccount, "blobServices/default/containers"),
        below(Kind::KeyVaultKey, Kind::KeyVault, "keys"),
        below(Kind::FederatedCredential, Kind::UserAssignedIdentity, "federatedIdentityCredentials"),
        below(Kind::PrivateDnsZoneGroup, Kind::PrivateEndpoint, "privateDnsZoneGroups"),
        below(Kind::VirtualNetworkLink, Kind::PrivateDnsZone, "virtualNetworkLinks"),
        List {
            arm_type: "Microsoft.Network/privateDnsZones/A",
            api_version: Kind::PrivateDnsZone.api_version(),
            place: Place::Below(Kind::PrivateDnsZone.arm_type()),
            path: "ALL",
            shows: OTHER_RECORD_SETS,
        },
        diagnostic_settings(Kind::CognitiveAccount),
        diagnostic_settings(Kind::StorageAccount),
        diagnostic_settings(Kind::BlobService),
        diagnostic_settings(Kind::KeyVault),
    ]
}

/// The types that a list of a type shows completely.
pub(super) fn shown_types(arm_type: &str) -> Vec<&'static str> {
    let list = lists().into_iter().find(|list| list.arm_type.eq_ignore_ascii_case(arm_type));
    list.map(|list| [&[list.arm_type], list.shows].concat()).unwrap_or_default()
}
