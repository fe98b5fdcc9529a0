//! The virtual network, its subnets and their outbound internet access.

use super::{
    builder::{PlanBuilder, location_parameter, resource_group_of, tags_parameter},
    security_rules,
};
use crate::{
    catalog::delegated_services::canonical_service,
    plan::{
        Body, DeploymentTarget, Expr, NatGateway, Nesting, NetworkSecurityGroup, PublicIpAddress, ResourceKind, Route,
        RouteTable, Subnet, Symbol, VirtualNetwork,
    },
    topology::{
        EndpointSources, RuleAccess, RuleDirection, SubnetLayout, SubnetUse, TopologyFile, values::ServiceName,
    },
};

/// The network of the topology.
pub(super) struct NetworkSymbols {
    /// The virtual network itself.
    pub(super) symbol: Symbol,
    /// Subnets by their use.
    pub(super) subnets: Vec<(SubnetUse, Symbol)>,
    /// The network security group of the test VM.
    pub(super) machine_nsg: Option<Symbol>,
}

impl NetworkSymbols {
    pub(super) fn find_subnet(&self, used_for: &SubnetUse) -> Option<&Symbol> {
        self.subnets.iter().find(|(subnet_use, _)| subnet_use == used_for).map(|(_, symbol)| symbol)
    }
}

pub(super) fn lower_network(b: &mut PlanBuilder<'_>) -> Option<NetworkSymbols> {
    let layout = b.layout.clone()?;
    b.set_origin("/testMachine/natGateway");
    let nat = add_nat_gateway(b);
    let mut machine_nsg = None;
    let mut attachments = Vec::new();
    for subnet in &layout.subnets {
        // The network interface of the test VM has the group too, so the group is created even where the subnet exists.
        let needs_group = subnet.existing().is_none() || subnet.used_for == SubnetUse::TestMachine;
        b.set_origin(&subnet.pointer);
        let group = needs_group.then(|| add_security_group(b, subnet));
        if subnet.used_for == SubnetUse::TestMachine {
            machine_nsg.clone_from(&group);
        }
        let table = subnet.existing().is_none().then(|| add_route_table(b, subnet)).flatten();
        attachments.push((group, table));
    }
    b.set_origin("/network");
    let virtual_network = if let Some(id) = layout.existing {
        b.add_existing("virtualNetwork", ResourceKind::VirtualNetwork, "Existing virtual network.", &id.0)
    } else {
        let name = b.names.virtual_network_name(&layout);
        let body = VirtualNetwork {
            location: location_parameter(),
            tags: tags_parameter(),
            address_prefixes: Expr::List(layout.address_space.iter().map(Expr::string).collect()),
            dns_servers: Expr::List(layout.network.dns_servers.iter().map(Expr::string).collect()),
            ddos_plan: layout.network.ddos_plan.as_ref().map(Expr::string),
            ddos_plan_by_policy: layout.network.ddos_plan.is_none() && !sets_ddos_plan_itself(b.topology),
        };
        b.add_resource(
            "virtualNetwork",
            ResourceKind::VirtualNetwork,
            "Virtual network of the private endpoints and their clients.",
            Expr::string(name),
            Body::VirtualNetwork(body),
        )
        .symbol
        .clone()
    };
    let mut subnets: Vec<(SubnetUse, Symbol)> = Vec::new();
    let mut previous: Option<Symbol> = None;
    for (subnet, (group, table)) in layout.subnets.iter().zip(attachments) {
        b.set_origin(&subnet.pointer);
        let symbol = match (subnet.existing(), group) {
            (Some(id), _) => {
                let existing = b.add_existing(subnet_symbol(subnet), ResourceKind::Subnet, "Existing subnet.", &id.0);
                b.set_parent(&existing, &virtual_network);
                existing
            }
            (None, Some(group)) => {
                let attached = Attachments { group: &group, table: table.as_ref(), nat: nat.as_ref() };
                add_subnet(b, subnet, &virtual_network, attached, &mut previous)
            }
            (None, None) => continue,
        };
        subnets.push((subnet.used_for.clone(), symbol));
    }
    Some(NetworkSymbols { symbol: virtual_network, subnets, machine_nsg })
}

/// Whether additional settings of Terraform have a `DDoS` protection plan, whose changes are not ignored.
fn sets_ddos_plan_itself(topology: &TopologyFile) -> bool {
    let extra = topology.extra.get("virtualNetwork");
    extra.is_some_and(|extra| extra.terraform.contains_key("ddos_protection_plan"))
}

/// What a new subnet is attached to.
#[derive(Clone, Copy)]
struct Attachments<'a> {
    /// Its network security group.
    group: &'a Symbol,
    /// Its route table.
    table: Option<&'a Symbol>,
    /// The NAT gateway of the test VM.
    nat: Option<&'a Symbol>,
}

/// The spelling that azurerm demands, in every language: `delegations::NAMES_IN_AZURERM`.
fn delegation_name(service: &ServiceName) -> Expr {
    Expr::string(canonical_service(service.as_str()).unwrap_or(service.as_str()))
}

fn add_subnet(
    b: &mut PlanBuilder<'_>,
    subnet: &SubnetLayout<'_>,
    virtual_network: &Symbol,
    attached: Attachments<'_>,
    previous: &mut Option<Symbol>,
) -> Symbol {
    let existing = b.plan.resource(virtual_network).existing.clone();
    let body = Subnet {
        prefix: subnet.prefix.as_ref().map_or_else(|| Expr::string(""), Expr::string),
        network_security_group: Expr::id(attached.group),
        route_table: attached.table.map(Expr::id),
        nat_gateway: attached.nat.filter(|_| subnet.used_for == SubnetUse::TestMachine).map(Expr::id),
        service_endpoints: b.service_endpoints(subnet),
        delegation: subnet.workload().and_then(|subnet| subnet.delegation.as_ref()).map(delegation_name),
        private_endpoint_network_policies: if subnet.used_for == SubnetUse::Bastion { "Disabled" } else { "Enabled" },
    };
    let purpose = match &subnet.used_for {
        SubnetUse::Endpoints => "Subnet of the private endpoints.",
        SubnetUse::Workload(_) => "Subnet of clients of the account.",
        SubnetUse::Bastion => "Subnet of Azure Bastion, which requires this name.",
        SubnetUse::TestMachine => "Subnet of the test VM.",
    };
    let name = Expr::string(b.names.subnet_name(subnet));
    let resource = b.add_resource(subnet_symbol(subnet), ResourceKind::Subnet, purpose, name, Body::Subnet(body));
    resource.parent = Some(virtual_network.clone());
    match existing {
        None => resource.nesting = Nesting::InsideParent,
        Some(id) => {
            resource.deployment_target = DeploymentTarget::OtherGroup(resource_group_of(&id));
            if let Some(previous) = previous {
                resource.add_dependency(previous, "a virtual network accepts one subnet operation at a time");
            }
            *previous = Some(resource.symbol.clone());
        }
    }
    resource.symbol.clone()
}

fn add_security_group(b: &mut PlanBuilder<'_>, subnet: &SubnetLayout<'_>) -> Symbol {
    let symbol = Symbol::from(format!("{}Nsg", subnet_symbol(subnet).0.trim_end_matches("Subnet")));
    if let Some(id) = subnet.existing_nsg() {
        let purpose = "Existing network security group; its rules are managed outside this topology.";
        return b.add_existing(symbol, ResourceKind::NetworkSecurityGroup, purpose, &id.0);
    }
    let allows_more =
        subnet.rules().iter().any(|rule| rule.direction == RuleDirection::Inbound && rule.access == RuleAccess::Allow);
    let purpose = match &subnet.used_for {
        SubnetUse::Endpoints if allows_more => {
            "Allows HTTPS (port 443) to the private endpoints, and what further rules allow."
        }
        SubnetUse::Workload(_) if allows_more => {
            "Denies inbound traffic from the internet to the clients, except for what further rules allow."
        }
        SubnetUse::TestMachine if allows_more => {
            "Allows inbound traffic to the test VM from Azure Bastion, and what further rules allow."
        }
        SubnetUse::Endpoints if b.endpoint_sources_are_listed() => {
            "Allows only HTTPS (port 443) from the listed sources to the private endpoints."
        }
        SubnetUse::Endpoints => "Allows only HTTPS (port 443) from the network to the private endpoints.",
        SubnetUse::Workload(_) => "Denies inbound traffic from the internet to the clients.",
        SubnetUse::Bastion => "All rules that Azure Bastion requires.",
        SubnetUse::TestMachine => "Allows inbound traffic to the test VM only from Azure Bastion.",
    };
    let name = b.names.security_group_name(subnet);
    let rules = security_rules::rules_of_subnet(b, subnet);
    let body = NetworkSecurityGroup { location: b.network_location(), tags: tags_parameter(), rules };
    b.add_resource(
        symbol,
        ResourceKind::NetworkSecurityGroup,
        purpose,
        Expr::string(name),
        Body::NetworkSecurityGroup(body),
    )
    .symbol
    .clone()
}

/// The route table of a subnet, where one is set.
fn add_route_table(b: &mut PlanBuilder<'_>, subnet: &SubnetLayout<'_>) -> Option<Symbol> {
    let table = subnet.route_table()?;
    let symbol = Symbol::from(format!("{}RouteTable", subnet_symbol(subnet).0.trim_end_matches("Subnet")));
    if let Some(id) = &table.existing {
        let purpose = "Existing route table; its routes are managed outside this topology.";
        return Some(b.add_existing(symbol, ResourceKind::RouteTable, purpose, &id.0));
    }
    let purpose = match &subnet.used_for {
        SubnetUse::Endpoints => "Routes of the endpoint subnet.",
        SubnetUse::Workload(_) => "Routes of the clients.",
        SubnetUse::Bastion | SubnetUse::TestMachine => "Routes of the test VM.",
    };
    let routes = table.routes.iter().map(|route| Route {
        name: Expr::string(&route.name),
        address_prefix: Expr::string(&route.address_prefix),
        next_hop_type: route.next_hop_type.as_str(),
        next_hop_ip_address: route.next_hop_ip_address.map(Expr::string),
    });
    let body = RouteTable {
        location: b.network_location(),
        tags: tags_parameter(),
        disable_bgp_route_propagation: table.disable_bgp_route_propagation,
        routes: routes.collect(),
    };
    let name = Expr::string(b.names.route_table_name(subnet));
    Some(b.add_resource(symbol, ResourceKind::RouteTable, purpose, name, Body::RouteTable(body)).symbol.clone())
}

impl PlanBuilder<'_> {
    fn endpoint_sources_are_listed(&self) -> bool {
        self.layout.as_ref().is_some_and(|layout| layout.network.endpoint_sources == EndpointSources::Listed)
    }

    /// The service endpoints of a subnet: those of services whose firewalls allow access from it.
    pub(super) fn service_endpoints(&self, subnet: &SubnetLayout<'_>) -> Vec<&'static str> {
        let allow = &self.topology.allow;
        if !allow.subnets.iter().any(|name| subnet.client_name() == Some(name.as_str())) {
            return Vec::new();
        }
        let topology = self.topology;
        // The owner of an existing service adds the virtual network rules.
        let account = topology.account_uses_firewall_rules() || topology.account.existing.is_some();
        let storage = topology.storage_uses_firewall_rules() || topology.storage.existing.is_some();
        let has_existing_vault = topology.effective_vault().is_some_and(|vault| vault.existing.is_some());
        let vault = topology.vault_allows_clients() || (has_existing_vault && topology.has_vault_clients());
        let services = [
            (account, "Microsoft.CognitiveServices"),
            (storage, self.plan.storage_service_endpoint),
            (vault, "Microsoft.KeyVault"),
        ];
        services.into_iter().filter_map(|(uses_rules, name)| uses_rules.then_some(name)).collect()
    }
}

/// The NAT gateway for outbound internet access of the test VM, where it is configured.
fn add_nat_gateway(b: &mut PlanBuilder<'_>) -> Option<Symbol> {
    let machine = b.topology.test_machine.as_ref()?;
    if let Some(id) = &machine.existing_nat_gateway {
        b.set_origin("/testMachine/existingNatGateway");
        return Some(b.add_existing("natGateway", ResourceKind::NatGateway, "Existing NAT gateway.", &id.0));
    }
    if !machine.nat_gateway {
        return None;
    }
    let body =
        PublicIpAddress { location: b.network_location(), tags: tags_parameter(), zones: b.topology.address_zones() };
    let name = Expr::string(b.names.nat_address_name(machine));
    let address = b
        .add_resource(
            "natAddress",
            ResourceKind::PublicIpAddress,
            "Public IP address for outbound connections of the test VM.",
            name,
            Body::PublicIpAddress(body),
        )
        .symbol
        .clone();
    let body =
        NatGateway { location: b.network_location(), tags: tags_parameter(), public_ip_address: Expr::id(&address) };
    let name = Expr::string(b.names.nat_gateway_name(machine));
    let purpose = "Outbound internet access for the test VM, so that it can load the Studio page.";
    Some(b.add_resource("natGateway", ResourceKind::NatGateway, purpose, name, Body::NatGateway(body)).symbol.clone())
}

fn subnet_symbol(subnet: &SubnetLayout<'_>) -> Symbol {
    match &subnet.used_for {
        SubnetUse::Endpoints => "endpointsSubnet".into(),
        SubnetUse::Bastion => "bastionSubnet".into(),
        SubnetUse::TestMachine => "testMachineSubnet".into(),
        SubnetUse::Workload(name) => Symbol::from(format!("{}Subnet", Symbol::from_parts("", name).0)),
    }
}
