//! Virtual networks, subnets, security groups and route tables.

use ipnet::Ipv4Net;

use super::{
    builder::PlanBuilder,
    fields::{Known, NotKnown, boolean, integer, items, keyword, list_expr, location, text, texts},
};
use crate::{
    arm_template::Value,
    catalog::{
        ResourceKind,
        network::{PLATFORM_SUBNETS, STORAGE_ENDPOINT, STORAGE_ENDPOINT_OF_EVERY_REGION},
        roles::ResourceProvider,
    },
    existing::{AzureId, ExistingResource},
    plan::{
        Body, CallerKind, Expr, NatGateway, NetworkSecurityGroup, Occupants, Route, RouteTable, SecurityRule, Subnet,
        Symbol, VirtualNetwork,
    },
};

/// Adds a virtual network and all of its subnets, with the clients in them.
pub(super) fn add_network(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let inventory = builder.inventory;
    let Some(network) = inventory.find(id) else {
        return builder.add_unseen(id, origin.to_owned(), "virtualNetwork", ResourceKind::VirtualNetwork, None);
    };
    let symbol = builder.new_symbol("virtualNetwork");
    let body = network_body(&network.body).ok().map(Body::VirtualNetwork);
    builder.add(network, symbol.clone(), ResourceKind::VirtualNetwork, body, None);
    for subnet in inventory.of_type(ResourceKind::Subnet.arm_type()) {
        if subnet.id.parent().is_some_and(|parent| parent == *id) {
            add_subnet(builder, subnet, &symbol);
        }
    }
    symbol
}

fn network_body(body: &Value) -> Known<VirtualNetwork> {
    Ok(VirtualNetwork {
        location: location(body),
        tags: Expr::Map(Vec::new()),
        address_prefixes: list_expr(&texts(body, &["properties", "addressSpace", "addressPrefixes"])?),
        dns_servers: list_expr(&own_dns_servers(body)?),
        ddos_plan: text(body, &["properties", "ddosProtectionPlan", "id"]).ok().flatten().map(Expr::string),
        ddos_plan_by_policy: false,
    })
}

/// The DNS servers of a network, if it does not use Azure DNS: a list with nothing but the address of Azure DNS is the same
/// as none. Source: Microsoft Learn, azure-docs `articles/virtual-network/what-is-ip-address-168-63-129-16.md` (2019-05-15,
/// read 2026-12-01), which names the address as that of the DNS server of Azure.
pub(super) fn own_dns_servers(body: &Value) -> Known<Vec<&str>> {
    let servers = texts(body, &["properties", "dhcpOptions", "dnsServers"])?;
    let is_azure = servers.iter().all(|server| *server == AZURE_DNS);
    Ok(if is_azure { Vec::new() } else { servers })
}

const AZURE_DNS: &str = "168.63.129.16";

fn add_subnet(builder: &mut PlanBuilder<'_>, subnet: &ExistingResource, network: &Symbol) {
    if builder.symbol(&subnet.id).is_some() {
        return;
    }
    let key = builder.key(subnet);
    let body = subnet_body(builder, &subnet.body, &key).ok().map(Body::Subnet);
    let symbol = builder.new_symbol("subnet");
    builder.add(subnet, symbol.clone(), ResourceKind::Subnet, body, Some(network.clone()));
    let name = subnet.id.name();
    let is_own = PLATFORM_SUBNETS.iter().any(|own| own.eq_ignore_ascii_case(name));
    let occupants = if is_own { Occupants::NoClients } else { Occupants::AnyClients };
    add_subnet_caller(builder, &subnet.id, symbol, occupants, key);
}

/// The clients of a subnet: named by it, and by its network where another one has the same name.
fn add_subnet_caller(
    builder: &mut PlanBuilder<'_>,
    id: &AzureId,
    subnet: Symbol,
    occupants: Occupants,
    origin: String,
) {
    let has_name = |wanted: &str| {
        let mut callers = builder.plan.callers.iter();
        callers
            .any(|caller| matches!(&caller.kind, CallerKind::Subnet { name, .. } if name.eq_ignore_ascii_case(wanted)))
    };
    let names = id.names();
    let full = format!("{}/{}", names.first().copied().unwrap_or_default(), id.name());
    let name = if has_name(id.name()) { full } else { id.name().to_owned() };
    builder.add_caller(CallerKind::Subnet { name, subnet, occupants }, origin);
}

fn subnet_body(builder: &mut PlanBuilder<'_>, body: &Value, key: &str) -> Known<Subnet> {
    let properties = |name: &'static str| ["properties", name];
    let group = reference(body, "networkSecurityGroup")?.map(|id| add_security_group(builder, &id, key));
    let table = reference(body, "routeTable")?.map(|id| add_route_table(builder, &id, key));
    let gateway = reference(body, "natGateway")?.map(|id| add_gateway(builder, &id, key));
    let endpoints = items(body, &properties("serviceEndpoints"))?.iter().map(|endpoint| text(endpoint, &["service"]));
    let endpoints: Vec<Option<&str>> = endpoints.collect::<Known<_>>()?;
    let delegation = items(body, &properties("delegations"))?.first();
    let delegation = delegation.map(|first| text(first, &["properties", "serviceName"])).transpose()?.flatten();
    // Rules or routes alone are a mixture that is not judged.
    let policies = keyword(body, &properties("privateEndpointNetworkPolicies"), &["Enabled", "Disabled"])?;
    Ok(Subnet {
        prefix: prefix(body)?.map_or_else(|| Expr::string(""), Expr::string),
        network_security_group: group.as_ref().map_or_else(|| Expr::string(""), Expr::id),
        route_table: table.as_ref().map(Expr::id),
        nat_gateway: gateway.as_ref().map(Expr::id),
        service_endpoints: endpoints.into_iter().flatten().filter_map(service_endpoint).collect(),
        delegation: delegation.map(Expr::string),
        private_endpoint_network_policies: policies.unwrap_or("Disabled"),
    })
}

/// The only IPv4 prefix of a subnet; with several, which address a client has is not known.
fn prefix(body: &Value) -> Known<Option<Ipv4Net>> {
    let mut prefixes = texts(body, &["properties", "addressPrefixes"])?;
    if prefixes.is_empty() {
        prefixes.extend(text(body, &["properties", "addressPrefix"])?);
    }
    let ranges: Vec<Ipv4Net> = prefixes.iter().filter_map(|prefix| prefix.parse().ok()).collect();
    Ok(if let [only] = ranges.as_slice() { Some(*only) } else { None })
}

/// Service endpoints that matter for the services of a topology.
fn service_endpoint(name: &str) -> Option<&'static str> {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is(STORAGE_ENDPOINT_OF_EVERY_REGION) {
        return Some(STORAGE_ENDPOINT);
    }
    ResourceProvider::ALL.map(ResourceProvider::namespace).into_iter().find(|known| is(known))
}

/// The ID of another resource that a property names.
fn reference(body: &Value, name: &str) -> Known<Option<AzureId>> {
    match text(body, &["properties", name, "id"])? {
        None => Ok(None),
        Some(id) => AzureId::parse(id).map(Some).ok_or(NotKnown),
    }
}

fn add_gateway(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let (kind, inventory) = (ResourceKind::NatGateway, builder.inventory);
    let Some(gateway) = inventory.find(id) else {
        return builder.add_unseen(id, origin.to_owned(), "natGateway", kind, None);
    };
    let has = |name: &str| items(&gateway.body, &["properties", name]).map(|items| !items.is_empty());
    // Without a public IP address it provides nothing, which is not judged.
    let is_usable = has("publicIpAddresses") == Ok(true) || has("publicIpPrefixes") == Ok(true);
    let body = NatGateway {
        location: location(&gateway.body),
        tags: Expr::Map(Vec::new()),
        public_ip_address: Expr::string(""),
    };
    let symbol = builder.new_symbol("natGateway");
    builder.add(gateway, symbol, kind, is_usable.then_some(Body::NatGateway(body)), None)
}

fn add_security_group(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let (kind, inventory) = (ResourceKind::NetworkSecurityGroup, builder.inventory);
    let Some(group) = inventory.find(id) else {
        return builder.add_unseen(id, origin.to_owned(), "networkSecurityGroup", kind, None);
    };
    let inner: Vec<&Value> = children(builder, id, "Microsoft.Network/networkSecurityGroups/securityRules");
    let rules = items(&group.body, &["properties", "securityRules"]).and_then(|own| {
        let all = own.iter().chain(inner.iter().copied().filter(|rule| !has_name_of(own, rule)));
        all.map(security_rule).collect::<Known<Vec<_>>>()
    });
    let body = rules.ok().map(|rules| {
        let (location, tags) = (location(&group.body), Expr::Map(Vec::new()));
        Body::NetworkSecurityGroup(NetworkSecurityGroup { location, tags, rules })
    });
    let symbol = builder.new_symbol("networkSecurityGroup");
    builder.add(group, symbol, kind, body, None)
}

/// The bodies of the resources of a type in another one.
fn children<'i>(builder: &PlanBuilder<'i>, id: &AzureId, inner: &'i str) -> Vec<&'i Value> {
    let all = builder.inventory.of_type(inner);
    all.filter(|resource| resource.id.parent().is_some_and(|parent| parent == *id))
        .map(|resource| &resource.body)
        .collect()
}

fn has_name_of(own: &[Value], other: &Value) -> bool {
    let name = |value: &Value| text(value, &["name"]).ok().flatten().map(str::to_ascii_lowercase);
    own.iter().any(|rule| name(rule).is_some() && name(rule) == name(other))
}

fn security_rule(rule: &Value) -> Known<SecurityRule> {
    let groups = ["sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups"];
    for name in groups {
        // Which addresses a group has is not known.
        if !items(rule, &["properties", name])?.is_empty() {
            return Err(NotKnown);
        }
    }
    let list = |one: &str, several: &str| {
        let mut all = texts(rule, &["properties", several])?;
        all.extend(text(rule, &["properties", one])?);
        Ok(match all.as_slice() {
            [only] => (Some(Expr::string(only)), None),
            _ => (None, Some(list_expr(&all))),
        })
    };
    let word = |name: &str, known: &[&'static str]| keyword(rule, &["properties", name], known)?.ok_or(NotKnown);
    let (source, sources) = list("sourceAddressPrefix", "sourceAddressPrefixes")?;
    let (source_port, source_ports) = list("sourcePortRange", "sourcePortRanges")?;
    let (destination, destinations) = list("destinationAddressPrefix", "destinationAddressPrefixes")?;
    let (port, ports) = list("destinationPortRange", "destinationPortRanges")?;
    Ok(SecurityRule {
        name: Expr::string(text(rule, &["name"])?.ok_or(NotKnown)?),
        reason: None,
        priority: integer(rule, &["properties", "priority"])?.ok_or(NotKnown)?,
        direction: word("direction", &["Inbound", "Outbound"])?,
        access: word("access", &["Allow", "Deny"])?,
        protocol: word("protocol", &["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"])?,
        source,
        sources,
        source_port,
        source_ports,
        destination,
        destinations,
        port,
        ports,
    })
}

fn add_route_table(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let (kind, inventory) = (ResourceKind::RouteTable, builder.inventory);
    let Some(table) = inventory.find(id) else {
        return builder.add_unseen(id, origin.to_owned(), "routeTable", kind, None);
    };
    let inner = children(builder, id, "Microsoft.Network/routeTables/routes");
    let body = table_body(&table.body, &inner).ok().map(Body::RouteTable);
    let symbol = builder.new_symbol("routeTable");
    builder.add(table, symbol, kind, body, None)
}

fn table_body(body: &Value, inner: &[&Value]) -> Known<RouteTable> {
    let own = items(body, &["properties", "routes"])?;
    let all = own.iter().chain(inner.iter().copied().filter(|route| !has_name_of(own, route)));
    let hops = ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"];
    let route = |route: &Value| {
        Ok(Route {
            name: Expr::string(text(route, &["name"])?.ok_or(NotKnown)?),
            address_prefix: Expr::string(text(route, &["properties", "addressPrefix"])?.ok_or(NotKnown)?),
            next_hop_type: keyword(route, &["properties", "nextHopType"], &hops)?.ok_or(NotKnown)?,
            next_hop_ip_address: text(route, &["properties", "nextHopIpAddress"])?.map(Expr::string),
        })
    };
    Ok(RouteTable {
        location: location(body),
        tags: Expr::Map(Vec::new()),
        disable_bgp_route_propagation: boolean(body, &["properties", "disableBgpRoutePropagation"], false)?,
        routes: all.map(route).collect::<Known<_>>()?,
    })
}

/// The subnet of a virtual network rule. One that was not seen is a network origin as well.
pub(super) fn subnet_of_rule(builder: &mut PlanBuilder<'_>, id: &AzureId, service: &ExistingResource) -> Symbol {
    let origin = builder.key(service);
    let symbol = add_subnet_by_id(builder, id, &origin);
    if builder.inventory.find(id).is_none() {
        add_subnet_caller(builder, id, symbol.clone(), Occupants::AnyClients, origin);
    }
    symbol
}

/// The subnet with an ID, and its network.
pub(super) fn add_subnet_by_id(builder: &mut PlanBuilder<'_>, id: &AzureId, origin: &str) -> Symbol {
    let network = id.parent().map(|network| add_network(builder, &network, origin));
    if let Some(symbol) = builder.symbol(id) {
        return symbol.clone();
    }
    let inventory = builder.inventory;
    match (inventory.find(id), &network) {
        (Some(subnet), Some(network)) => {
            add_subnet(builder, subnet, network);
            builder.symbol(id).cloned().unwrap_or_else(|| "subnet".into())
        }
        _ => builder.add_unseen(id, origin.to_owned(), "subnet", ResourceKind::Subnet, network),
    }
}
