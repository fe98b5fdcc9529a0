//! Requests for networks, private endpoints and zones.

use super::builder::Builder;
use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{
        Body, Expr, NetworkSecurityGroup, PrivateEndpoint, PublicIpAddress, Resource, SecurityRule, Subnet,
        VirtualNetwork,
    },
};

impl Builder<'_> {
    pub(super) fn virtual_network(self, resource: &Resource, network: &VirtualNetwork) -> AzureValue {
        let is_inside = |child: &Resource| {
            self.moment == super::builder::Moment::Deployed || super::builder::is_inside_parent(child)
        };
        let children = self
            .plan
            .resources
            .iter()
            .filter(|child| child.parent.as_ref() == Some(&resource.symbol) && is_inside(child));
        let subnets = children.filter_map(|child| match &child.body {
            Body::Subnet(subnet) => {
                let mut body = self.subnet(subnet, false);
                if let AzureValue::Object(properties) = &mut body {
                    properties.push(("name".to_owned(), self.text(&child.name)));
                }
                Some(body)
            }
            _ => None,
        });
        object! {
            "properties": object! {
                "subnets": subnets.collect::<Vec<_>>(),
                "dhcpOptions": object! { "dnsServers": self.texts(&network.dns_servers) },
                "enableDdosProtection": network.ddos_plan.as_ref().map(|_| true),
                "ddosProtectionPlan": network.ddos_plan.as_ref().map(|plan| object! { "id": self.text(plan) }),
            },
        }
    }

    /// A subnet; without its network security group and route table where they follow with a second request.
    pub(super) fn subnet(self, subnet: &Subnet, associates_later: bool) -> AzureValue {
        let reference = |id: &Expr| object! { "id": self.text(id) };
        let group = (!associates_later).then(|| reference(&subnet.network_security_group));
        let table = subnet.route_table.as_ref().filter(|_| !associates_later).map(reference);
        let endpoint = |service: &&'static str| object! { "service": *service };
        object! {
            "properties": object! {
                "networkSecurityGroup": group,
                "routeTable": table,
                "defaultOutboundAccess": false,
                "serviceEndpoints": subnet.service_endpoints.iter().map(endpoint).collect::<Vec<_>>(),
            },
        }
    }

    pub(super) fn security_group(self, group: &NetworkSecurityGroup) -> AzureValue {
        let text = |expr: &Option<Expr>| expr.as_ref().map(|expr| self.text(expr));
        let texts = |expr: &Option<Expr>| expr.as_ref().map(|expr| self.texts(expr));
        let rule = |rule: &SecurityRule| {
            object! {
                "name": self.text(&rule.name),
                "properties": object! {
                    "description": text(&rule.reason),
                    "priority": rule.priority,
                    "access": rule.access,
                    "direction": rule.direction,
                    "protocol": rule.protocol,
                    "sourceAddressPrefix": text(&rule.source),
                    "sourceAddressPrefixes": texts(&rule.sources),
                    "sourcePortRange": text(&rule.source_port),
                    "sourcePortRanges": texts(&rule.source_ports),
                    "destinationAddressPrefix": text(&rule.destination),
                    "destinationAddressPrefixes": texts(&rule.destinations),
                    "destinationPortRange": text(&rule.port),
                    "destinationPortRanges": texts(&rule.ports),
                },
            }
        };
        object! { "properties": object! { "securityRules": group.rules.iter().map(rule).collect::<Vec<_>>() } }
    }

    pub(super) fn private_endpoint(self, endpoint: &PrivateEndpoint) -> AzureValue {
        let connection = object! {
            "properties": object! {
                "privateLinkServiceId": self.text(&endpoint.target),
                "groupIds": vec![endpoint.group],
            },
        };
        let (automatic, manual) =
            if endpoint.manual { (Vec::new(), vec![connection]) } else { (vec![connection], Vec::new()) };
        object! {
            "properties": object! {
                "privateLinkServiceConnections": automatic,
                "manualPrivateLinkServiceConnections": manual,
            },
        }
    }
}

pub(super) fn public_ip_address_body(address: &PublicIpAddress) -> AzureValue {
    object! {
        "sku": object! { "name": "Standard", "tier": "Regional" },
        "zones": address.zones.clone(),
        "properties": object! { "publicIPAllocationMethod": "Static" },
    }
}

pub(super) fn nat_gateway_body() -> AzureValue {
    object! { "sku": object! { "name": "Standard" }, "properties": object! {} }
}

/// A zone or a zone group: only its name and its existence matter.
pub(super) fn zone_body() -> AzureValue {
    object! { "properties": object! {} }
}

/// A network interface without a public IP address and without IP forwarding.
pub(super) fn network_interface_body() -> AzureValue {
    object! { "properties": object! { "ipConfigurations": vec![object! { "properties": object! {} }] } }
}
