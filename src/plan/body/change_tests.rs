//! What each engine does with a changed property of networks, endpoints, VMs and logs: a second list, from the sources.
//!
//! Below `internal` are files of azurerm at commit 69697b7fe6.

use super::BODY_KINDS;
use crate::{
    catalog::{
        ResourceKind as Kind,
        changes::{ChangeRule, Effect, Engine, Heading, Outcome, Removal, When},
    },
    plan::Property,
};

/// The effect, its code, and whether it depends on a condition.
type Expected = (Effect, Option<&'static str>, bool);

const CHANGED: Expected = (Effect::Changed, None, false);
const REPLACED: Expected = (Effect::Replaced, None, false);
const REFUSED: Expected = (Effect::Refused, None, false);
const UNUSED: Expected = (Effect::Ignored, None, false);
const UNKNOWN: Expected = (Effect::Unknown, None, false);
const REFUSED_WHILE: Expected = (Effect::Refused, None, true);
const CHANGED_UNLESS: Expected = (Effect::Changed, None, true);

const fn code(code: &'static str) -> Expected {
    (Effect::Refused, Some(code), false)
}

const fn code_while(code: &'static str) -> Expected {
    (Effect::Refused, Some(code), true)
}

/// A changed value of a property.
struct Case {
    kind: &'static str,
    path: &'static str,
    before: &'static str,
    after: &'static str,
    resource_manager: Expected,
    azurerm: Expected,
    source: &'static str,
}

macro_rules! cases {
    ($($kind:ident $path:literal: $before:literal => $after:literal, $resource_manager:expr, $azurerm:expr; $source:literal)+) => {
        &[$(Case {
            kind: stringify!($kind),
            path: $path,
            before: $before,
            after: $after,
            resource_manager: $resource_manager,
            azurerm: $azurerm,
            source: $source,
        },)+]
    };
}

#[rustfmt::skip]
const CASES: &[Case] = cases! {
    NetworkSecurityGroup "rules.priority": "110" => "120", CHANGED, CHANGED; "deployment-modes.md: an update overwrites; internal/services/network/network_security_group_resource.go: security_rule is no ForceNew"
    NetworkSecurityGroup "rules.access": "Deny" => "Allow", CHANGED, CHANGED; "the same"
    NetworkSecurityGroup "rules.sources": "listed" => "", CHANGED, CHANGED; "the same"
    RouteTable "routes.next_hop_type": "VirtualAppliance" => "Internet", CHANGED, CHANGED; "deployment-modes.md: an update overwrites; internal/services/network/route_table_resource.go: route is no ForceNew"
    RouteTable "routes.next_hop_ip_address": "10.0.0.4" => "10.0.0.5", CHANGED, CHANGED; "the same"
    RouteTable "routes.address_prefix": "10.0.0.0/8" => "0.0.0.0/0", CHANGED, CHANGED; "the same"
    RouteTable "routes": "listed" => "", CHANGED, CHANGED; "the same"
    RouteTable "disable_bgp_route_propagation": "enabled" => "disabled", CHANGED, CHANGED; "route_table_resource.go: bgp_route_propagation_enabled is no ForceNew"
    VirtualNetwork "address_prefixes": "listed" => "", code_while("InUsePrefixCannotBeDeleted"), code_while("InUsePrefixCannotBeDeleted"); "azurerm issue 11211; update-virtual-network-peering-address-space.yml: empty first; internal/services/network/virtual_network_resource.go: one request for the network and its subnets"
    VirtualNetwork "address_prefixes": "" => "listed", CHANGED, CHANGED; "update-virtual-network-peering-address-space.yml: without downtime"
    VirtualNetwork "dns_servers": "" => "listed", CHANGED, CHANGED; "manage-virtual-network.yml, Change DNS servers; virtual_network_resource.go: dns_servers is no ForceNew"
    VirtualNetwork "dns_servers": "listed" => "", CHANGED, CHANGED; "the same; an empty list is written, which removes the servers"
    VirtualNetwork "ddos_plan": "" => "a", CHANGED, CHANGED; "deployment-modes.md: an update overwrites; virtual_network_resource.go: ddos_protection_plan is no ForceNew"
    VirtualNetwork "ddos_plan": "a" => "", CHANGED, UNUSED; "deployment-modes.md: what a template leaves out is reset; in Terraform, ignore_changes keeps what a policy may have set"
    VirtualNetwork "ddos_plan_by_policy": "enabled" => "disabled", UNUSED, UNUSED; "no property of a network; lifecycle is none of the resource"
    VirtualNetwork "ddos_plan_by_policy": "disabled" => "enabled", UNUSED, UNUSED; "the same"
    Subnet "prefix": "10.0.0.0/26" => "10.0.0.64/26", code_while("InUsePrefixCannotBeDeleted"), code_while("InUsePrefixCannotBeDeleted"); "virtual-network-manage-subnet.md: only without resources; internal/services/network/subnet_resource.go: address_prefixes is no ForceNew"
    Subnet "network_security_group": "a" => "b", CHANGED, CHANGED; "virtual-network-manage-subnet.md, Change subnet settings"
    Subnet "route_table": "a" => "", CHANGED, CHANGED; "virtual-network-manage-subnet.md, Change subnet settings"
    Subnet "nat_gateway": "a" => "", CHANGED, CHANGED; "virtual-network-manage-subnet.md, Change subnet settings"
    Subnet "service_endpoints": "" => "listed", CHANGED, CHANGED; "virtual-network-manage-subnet.md, Change subnet settings"
    Subnet "delegation": "Microsoft.App/environments" => "", code_while("SubnetDelegationsCannotChangeWhenSubnetUsedByResource"), code_while("SubnetDelegationsCannotChangeWhenSubnetUsedByResource"); "virtual-network-manage-subnet.md; azure-docs issue 39112"
    PublicIpAddress "zones": "listed" => "", code("ResourceAvailabilityZonesCannotBeModified"), REPLACED; "AzOps issue 701; internal/services/network/public_ip_resource.go: ZonesMultipleOptionalForceNew"
    NatGateway "public_ip_address": "a" => "b", CHANGED, CHANGED; "azure-docs pull request 125510: the addresses of a gateway can be changed"
    VirtualNetworkLink "virtual_network": "a" => "b", UNKNOWN, REPLACED; "internal/services/privatedns/private_dns_zone_virtual_network_link_resource.go: virtual_network_id is ForceNew"
    VirtualNetworkLink "resolution_policy": "Default" => "NxDomainRedirect", CHANGED, CHANGED; "the same file: resolution_policy is no ForceNew"
    PrivateEndpoint "subnet": "a" => "b", code("CannotChangeSubnetOnExistingPrivateEndpoint"), REPLACED; "azure-databases-docs, add-private-endpoint.md: other --subnet; private_endpoint_resource.go: ForceNew"
    PrivateEndpoint "target": "a" => "b", code("CannotChangePrivateLinkConnectionOnPrivateEndpoint"), REPLACED; "bicep-registry-modules issue 1513; private_endpoint_resource.go: ForceNew"
    PrivateEndpoint "group": "blob" => "account", code("CannotChangePrivateLinkConnectionOnPrivateEndpoint"), REPLACED; "bicep-registry-modules issue 1513; private_endpoint_resource.go: ForceNew"
    PrivateEndpoint "manual": "disabled" => "enabled", REFUSED, REPLACED; "the same; the list of the connection is another one"
    PrivateEndpoint "request_message": "a" => "b", UNKNOWN, UNKNOWN; "private_endpoint_resource.go: no ForceNew; no source for the service"
    PrivateEndpoint "nic_name": "a" => "b", code("NameOfExistingPrivateEndpointNicCannotBeChanged"), REPLACED; "Azure/bicep issue 14470; private_endpoint_resource.go: ForceNew"
    PrivateEndpoint "connection_name": "a" => "b", code("CannotChangePrivateLinkConnectionOnPrivateEndpoint"), REPLACED; "the same as target; private_endpoint_resource.go: name of private_service_connection is ForceNew"
    PrivateEndpoint "addresses.address": "10.0.0.5" => "10.0.0.6", REFUSED, REPLACED; "azure-databases-docs, add-private-endpoint.md: the address cannot be changed; private_endpoint_resource.go: ForceNew"
    PrivateEndpoint "addresses.address": "" => "10.0.0.6", REFUSED, REPLACED; "the same, regardless of the allocation mode"
    PrivateEndpoint "zones_by_policy": "enabled" => "disabled", UNUSED, CHANGED; "no property of an endpoint; the zone group is"
    PrivateEndpoint "zones_by_policy": "disabled" => "enabled", UNUSED, CHANGED; "the group is no longer in the output"
    PrivateDnsZoneGroup "zones.zone": "a" => "b", REFUSED, CHANGED; "private_endpoint_resource.go: an existing entry cannot be updated, the group is deleted first"
    PrivateDnsZoneGroup "zones.zone": "" => "b", CHANGED, CHANGED; "private_endpoint_resource.go: a zone can be added or removed"
    BastionHost "sku": "Standard" => "Basic", REFUSED, REPLACED; "upgrade-sku.md; bastion_host_resource.go: ForceNewIfChange"
    BastionHost "sku": "Basic" => "Standard", CHANGED, CHANGED; "upgrade-sku.md; bastion_host_resource.go"
    BastionHost "virtual_network": "a" => "", CHANGED, REPLACED; "upgrade-sku.md, from Developer; bastion_host_resource.go: virtual_network_id is ForceNew"
    BastionHost "subnet": "" => "a", CHANGED, REPLACED; "upgrade-sku.md, from Developer; bastion_host_resource.go: ip_configuration is ForceNew"
    BastionHost "public_ip_address": "a" => "b", REFUSED, REPLACED; "configure-public-ip-bastion.md; bastion_host_resource.go: public_ip_address_id is ForceNew"
    BastionHost "subnet": "a" => "b", UNKNOWN, REPLACED; "bastion_host_resource.go: subnet_id is ForceNew; no source for the service"
    NetworkInterface "subnet": "a" => "b", CHANGED_UNLESS, CHANGED_UNLESS; "virtual-network-network-interface.md, Change subnet assignment; network_interface_resource.go: no ForceNew"
    NetworkInterface "network_security_group": "a" => "b", CHANGED, CHANGED; "virtual-network-network-interface.md"
    VirtualMachine "size": "Standard_D4s_v5" => "Standard_D8s_v5", CHANGED_UNLESS, CHANGED; "resize-vm.md; linux_virtual_machine_resource.go"
    VirtualMachine "zone": "1" => "2", code("PropertyChangeNotAllowed"), REPLACED; "terraform-provider-azurerm issue 3277; linux_virtual_machine_resource.go: ZoneSingleOptionalForceNew"
    VirtualMachine "zone": "1" => "", code("PropertyChangeNotAllowed"), REPLACED; "ansible-collections issue 522; the same file"
    VirtualMachine "image.sku": "2204-gen2" => "2404-gen2", code("PropertyChangeNotAllowed"), REPLACED; "aks-engine issue 1072; internal/services/compute/shared_schema.go: ForceNew"
    VirtualMachine "computer_name": "a" => "b", code("PropertyChangeNotAllowed"), REPLACED; "azure-docs issue 12602: osProfile; linux_virtual_machine_resource.go: ForceNew"
    VirtualMachine "admin_username": "a" => "b", code("PropertyChangeNotAllowed"), REPLACED; "azure-docs issue 12602: osProfile; linux_virtual_machine_resource.go: ForceNew"
    VirtualMachine "linux.ssh_public_key": "a" => "b", code("PropertyChangeNotAllowed"), REPLACED; "azure-quickstart-templates issue 5442; internal/services/compute/ssh_keys.go: ForceNew"
    VirtualMachine "windows.admin_password": "a" => "b", code("PropertyChangeNotAllowed"), REPLACED; "terraform pull request 6528: adminPassword; windows_virtual_machine_resource.go: ForceNew"
    VirtualMachine "encryption_at_host": "enabled" => "disabled", REFUSED_WHILE, CHANGED; "ResourceModules issue 1048; linux_virtual_machine_resource.go: deallocates"
    VirtualMachine "disk_encryption_set": "" => "a", UNKNOWN, CHANGED; "disk-encryption.md: the disk is updated while the VM is stopped; linux_virtual_machine_resource.go: a changed os_disk deallocates the VM, then disk_encryption_set_id updates the disk"
    VirtualMachine "disk_encryption_set": "a" => "b", UNKNOWN, CHANGED; "the same"
    VirtualMachine "disk_encryption_set": "a" => "", UNKNOWN, REFUSED; "the same; linux_virtual_machine_resource.go: returns an error"
    VirtualMachine "trusted_launch": "disabled" => "enabled", REFUSED_WHILE, REPLACED; "trusted-launch-existing-vm.md: deallocate; linux_virtual_machine_resource.go: ForceNew"
    VirtualMachine "trusted_launch": "enabled" => "disabled", UNKNOWN, REPLACED; "trusted-launch-existing-vm.md: roll back needs the type Standard and a feature; linux_virtual_machine_resource.go: ForceNew"
    VirtualMachine "network_interface": "a" => "b", REFUSED_WHILE, CHANGED; "virtual-network-network-interface-vm.md: deallocated; linux_virtual_machine_resource.go: deallocates"
    VirtualMachine "disk_gigabytes": "256" => "512", code_while("Conflict"), CHANGED; "common-deployment-errors.md, Conflict; linux_virtual_machine_resource.go: deallocates"
    VirtualMachine "disk_gigabytes": "512" => "256", REFUSED, REFUSED; "azure-docs pull request 123906: shrinking is not supported"
    VirtualMachine "allow_extension_operations": "disabled" => "enabled", CHANGED, CHANGED; "terraform pull request 7749: updated in place"
    VirtualMachine "allow_extension_operations": "enabled" => "disabled", REFUSED_WHILE, REFUSED_WHILE; "avm compute/virtual-machine main.bicep: false only while no extension is present"
    VirtualMachine "user_assigned_identities": "a" => "b", CHANGED, CHANGED; "linux_virtual_machine_resource.go: identity is updated"
    VirtualMachineExtension "publisher": "a" => "b", UNKNOWN, REPLACED; "virtual_machine_extension_resource.go: ForceNew"
    VirtualMachineExtension "handler_version": "1.0" => "1.1", CHANGED, CHANGED; "the same file: no ForceNew"
    ShutdownSchedule "time": "1900" => "2000", CHANGED, CHANGED; "internal/services/devtestlabs/dev_test_global_vm_shutdown_schedule_resource.go: no ForceNew"
    ShutdownSchedule "virtual_machine": "a" => "b", CHANGED, REPLACED; "the same file: ForceNew; the name contains that of the VM"
    LogAnalyticsWorkspace "retention_days": "90" => "30", CHANGED, CHANGED; "data-retention-configure.md; internal/services/loganalytics/log_analytics_workspace_resource.go: no ForceNew"
    DiagnosticSetting "workspace": "a" => "b", CHANGED, CHANGED; "internal/services/monitor/monitor_diagnostic_setting_resource.go: no ForceNew"
    DiagnosticSetting "log_group": "allLogs" => "audit", CHANGED, CHANGED; "the same file: no ForceNew"
    DiagnosticSetting "metrics": "enabled" => "disabled", CHANGED, CHANGED; "the same file: no ForceNew"
};

/// The properties along a path, the outermost first.
fn properties_along(kind: &str, path: &str) -> Vec<&'static Property> {
    let (_, mut properties) =
        *BODY_KINDS.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("no kind {kind}"));
    let mut along = Vec::new();
    for field in path.split('.') {
        let property = properties.iter().find(|property| property.field == field);
        let property = property.unwrap_or_else(|| panic!("{kind} has no {path}"));
        properties = property.parts;
        along.push(property);
    }
    along
}

fn rules_along(kind: &str, path: &str) -> Vec<&'static ChangeRule> {
    properties_along(kind, path).iter().filter_map(|property| property.change_rule).collect()
}

fn effect_of(case: &Case, engine: Engine) -> Expected {
    let outcomes = rules_along(case.kind, case.path).into_iter().flat_map(|rule| rule.outcomes(engine));
    let found = outcomes.into_iter().find(|outcome| outcome.when.includes(case.before, case.after, |_| true));
    found.map_or(CHANGED, |outcome: &Outcome| (outcome.effect, outcome.code, outcome.condition.is_some()))
}

#[test]
fn each_engine_does_what_its_source_says() {
    let mut wrong = Vec::new();
    for case in CASES {
        let found = (effect_of(case, Engine::ResourceManager), effect_of(case, Engine::Terraform));
        if found != (case.resource_manager, case.azurerm) {
            wrong.push(format!(
                "{} {} from {:?} to {:?}: {found:?}, and not {:?} ({})",
                case.kind,
                case.path,
                case.before,
                case.after,
                (case.resource_manager, case.azurerm),
                case.source
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every property of these kinds that has a rule is in the list.
#[test]
fn every_rule_of_these_kinds_is_in_the_list() {
    let mut kinds: Vec<&str> = CASES.iter().map(|case| case.kind).collect();
    kinds.dedup();
    let fields = |property: &'static Property| std::iter::once(property).chain(property.parts);
    for (kind, properties) in BODY_KINDS.iter().filter(|(kind, _)| kinds.contains(kind)) {
        for property in properties.iter().flat_map(fields) {
            let listed =
                CASES.iter().any(|case| case.kind == *kind && case.path.split('.').any(|f| f == property.field));
            assert!(
                listed || property.change_rule.is_none() || property.field == "location",
                "{kind} {}",
                property.field
            );
        }
    }
}

/// The headings of the consequences of a change, each with the only engine that has it.
fn headings(kind: &str, path: &str, change: Option<(&str, &str)>) -> Vec<(Heading, Option<Engine>)> {
    let consequences = rules_along(kind, path).into_iter().flat_map(|rule| rule.consequences);
    let included = consequences.filter(|consequence| match change {
        Some((before, after)) => consequence.when.includes(before, after, |_| true),
        None => consequence.when == When::TargetReplaced,
    });
    included.map(|consequence| (consequence.heading, consequence.engine)).collect()
}

#[test]
fn consequences_depend_on_the_direction_of_the_change() {
    let terraform = Some(Engine::Terraform);
    let changed = |kind, path, before, after| headings(kind, path, Some((before, after)));
    assert_eq!(changed("LogAnalyticsWorkspace", "retention_days", "90", "30"), [(Heading::LosesData, None)]);
    assert_eq!(changed("LogAnalyticsWorkspace", "retention_days", "30", "90"), []);
    assert_eq!(changed("DiagnosticSetting", "log_group", "allLogs", "audit"), [(Heading::ProtectsLess, None)]);
    assert_eq!(changed("DiagnosticSetting", "log_group", "audit", "allLogs"), []);
    assert_eq!(
        changed("VirtualMachine", "encryption_at_host", "enabled", "disabled"),
        [(Heading::Interrupts, terraform), (Heading::ProtectsLess, None)]
    );
    assert_eq!(
        changed("VirtualMachine", "encryption_at_host", "disabled", "enabled"),
        [(Heading::Interrupts, terraform)]
    );
    assert_eq!(changed("VirtualMachine", "size", "a", "b"), [(Heading::Interrupts, None)]);
    assert_eq!(changed("Subnet", "nat_gateway", "a", ""), [(Heading::Interrupts, None)]);
    assert_eq!(changed("Subnet", "nat_gateway", "a", "b"), [(Heading::Interrupts, terraform)]);
    assert_eq!(changed("Subnet", "nat_gateway", "", "b"), []);
    assert_eq!(headings("Subnet", "nat_gateway", None), [(Heading::Interrupts, terraform)]);
    // manage-virtual-network.yml: machines keep their servers until they are restarted.
    assert_eq!(changed("VirtualNetwork", "dns_servers", "", "listed"), [(Heading::Interrupts, None)]);
    assert_eq!(changed("VirtualNetwork", "dns_servers", "listed", ""), [(Heading::Interrupts, None)]);
    let resource_manager = Some(Engine::ResourceManager);
    assert_eq!(changed("VirtualNetwork", "ddos_plan", "a", ""), [(Heading::ProtectsLess, resource_manager)]);
    assert_eq!(changed("VirtualNetwork", "ddos_plan", "", "a"), []);
    // manage-route-table.yml: without a route table, Azure's default routes apply.
    assert_eq!(changed("Subnet", "route_table", "a", ""), [(Heading::ProtectsLess, None)]);
    assert_eq!(changed("Subnet", "route_table", "", "a"), []);
    assert_eq!(changed("Subnet", "route_table", "a", "b"), [(Heading::ProtectsLess, terraform)]);
    assert_eq!(headings("Subnet", "route_table", None), [(Heading::ProtectsLess, terraform)]);
    assert_eq!(changed("RouteTable", "routes", "listed", ""), [(Heading::ProtectsLess, None)]);
    assert_eq!(changed("RouteTable", "routes", "", "listed"), []);
    assert_eq!(
        changed("RouteTable", "disable_bgp_route_propagation", "enabled", "disabled"),
        [(Heading::ProtectsLess, None)]
    );
    assert_eq!(
        changed("RouteTable", "disable_bgp_route_propagation", "disabled", "enabled"),
        [(Heading::Interrupts, None)]
    );
    assert_eq!(changed("Subnet", "network_security_group", "a", "b"), [(Heading::ProtectsLess, terraform)]);
    assert_eq!(headings("Subnet", "network_security_group", None), [(Heading::ProtectsLess, terraform)]);
    assert_eq!(changed("Subnet", "service_endpoints", "", "listed"), [(Heading::Interrupts, None)]);
    // virtual-network-service-endpoints-overview.md: "enabling or disabling" closes open connections.
    assert_eq!(changed("Subnet", "service_endpoints", "listed", ""), [(Heading::Interrupts, None)]);
    let policy = "resolution_policy";
    assert_eq!(changed("VirtualNetworkLink", policy, "NxDomainRedirect", "Default"), [(Heading::Interrupts, None)]);
    assert_eq!(changed("VirtualNetworkLink", policy, "Default", "NxDomainRedirect"), []);
}

#[test]
fn a_replaced_target_refuses_where_its_deletion_comes_first() {
    let code = |kind, path| {
        let rule = rules_along(kind, path).pop().expect("a rule");
        rule.outcome_of_replaced_target(Engine::Terraform).map(|outcome| (outcome.effect, outcome.code))
    };
    assert_eq!(code("NetworkInterface", "subnet"), Some((Effect::Refused, Some("InUseSubnetCannotBeDeleted"))));
    assert_eq!(code("VirtualMachine", "network_interface"), Some((Effect::Refused, Some("NicInUse"))));
    // These are destroyed before their target.
    assert_eq!(code("PrivateEndpoint", "subnet"), None);
    assert!(rules_along("PrivateEndpoint", "subnet")[0].always_replaces());
}

#[test]
fn lifecycles_name_what_azure_refuses() {
    let in_use = |kind: Kind| kind.lifecycle().deleted_in_use.as_ref().and_then(|outcome| outcome.code);
    let second = |kind: Kind| {
        let collision = kind.lifecycle().collisions.first()?;
        Some((collision.fields, collision.outcome.code))
    };
    let all = |kind: Kind| {
        let collisions = kind.lifecycle().collisions.iter();
        collisions
            .map(|collision| (collision.fields, collision.outcome.effect, collision.outcome.code))
            .collect::<Vec<_>>()
    };
    assert_eq!(Kind::Subnet.lifecycle().removal, Removal::WithParent);
    assert_eq!(in_use(Kind::Subnet), Some("InUseSubnetCannotBeDeleted"));
    assert_eq!(in_use(Kind::NetworkSecurityGroup), Some("InUseNetworkSecurityGroupCannotBeDeleted"));
    assert_eq!(in_use(Kind::RouteTable), Some("InUseRouteTableCannotBeDeleted"));
    assert_eq!(in_use(Kind::PublicIpAddress), Some("PublicIPAddressCannotBeDeleted"));
    assert_eq!(in_use(Kind::NetworkInterface), Some("NicInUse"));
    assert_eq!(in_use(Kind::NatGateway), Some("CannotDeleteNatGatewayAssociatedToSubnet"));
    assert_eq!(in_use(Kind::PrivateDnsZone), Some("CannotDeleteResource"));
    assert_eq!(second(Kind::VirtualNetworkLink), Some((&["virtual_network"][..], Some("Conflict"))));
    assert_eq!(second(Kind::DiagnosticSetting), Some((&["workspace"][..], Some("Conflict"))));
    assert_eq!(second(Kind::LinuxVirtualMachine), Some((&["network_interface"][..], Some("NicInUse"))));
    assert_eq!(second(Kind::NetworkSecurityGroup), None);
    // azure-databases-docs, add-private-endpoint.md: the address is already used by some other network interface.
    assert!(all(Kind::PrivateEndpoint).contains(&(
        &["subnet", "addresses.address"],
        Effect::Refused,
        Some("PrivateIPAddressIsAllocated")
    )));
    // entra-docs, workload-identity-federation-considerations.md: the combination exists already; no code.
    assert_eq!(all(Kind::FederatedCredential), [(&["issuer", "subject"][..], Effect::Refused, None)]);
    // bastion-overview.md: a deployment is per virtual network; no source for the answer to a second one, so that it has a condition.
    assert!(all(Kind::BastionHost).contains(&(&["subnet"], Effect::Refused, None)));
    assert!(all(Kind::BastionHost).contains(&(&["virtual_network"], Effect::Refused, None)));
    // The fields of a collision are properties of the kind.
    for (kind, name) in [
        (Kind::Subnet, "Subnet"),
        (Kind::NatGateway, "NatGateway"),
        (Kind::BastionHost, "BastionHost"),
        (Kind::PrivateEndpoint, "PrivateEndpoint"),
        (Kind::VirtualNetworkLink, "VirtualNetworkLink"),
        (Kind::LinuxVirtualMachine, "VirtualMachine"),
        (Kind::DiagnosticSetting, "DiagnosticSetting"),
    ] {
        second(kind).into_iter().flat_map(|(fields, _)| fields).for_each(|field| {
            properties_along(name, field);
        });
    }
}
