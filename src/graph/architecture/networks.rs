//! Virtual networks with their subnets, and networks that are peered with them.

use super::{
    bundles::{SERVICES, bundle_paths},
    contents::Contents,
    ids::node_id,
    model::{Frame, Glyph, Leaf, PrivateLink, service_word},
};
use crate::{
    analyse::access::{Actor, TargetService},
    graph::labels::dns_servers_label,
    order,
    plan::{Body, CallerKind, Expr, Occupants, Resource},
    topology::values::ResourceId,
};

/// A network outside of this topology, for the resource group that contains it.
pub(super) struct PeeredNetwork<'a> {
    pub(super) id: &'a ResourceId,
    pub(super) leaf: Leaf,
}

impl Contents<'_> {
    /// The virtual network of the topology.
    pub(super) fn network_frame(&self) -> Option<(&Resource, Frame)> {
        let network = self.plan.find(&"virtualNetwork".into())?;
        let details = match &network.body {
            Body::VirtualNetwork(body) => {
                let servers = dns_servers_label(&self.display_text(&body.dns_servers));
                vec![format!("{}{servers}", self.display_text(&body.address_prefixes))]
            }
            _ => Vec::new(),
        };
        // Bastion Developer has no subnet.
        let bastions =
            self.plan.resources.iter().filter(|r| matches!(&r.body, Body::BastionHost(b) if b.subnet.is_none()));
        let frame = Frame {
            id: node_id(network.symbol.as_str()),
            glyph: Glyph::Network,
            title: self.display_text(&network.name),
            details,
            existing: network.existing.is_some(),
            steps: self.steps_at("/network/existing") + self.steps_at("/network/dnsServers"),
            leaves: bastions.map(|bastion| self.resource_leaf(bastion, Glyph::Machine)).collect(),
            frames: self.subnet_frames(),
        };
        Some((network, frame))
    }

    /// The subnets; those of clients that differ only in name and address share a frame.
    fn subnet_frames(&self) -> Vec<Frame> {
        let mut frames: Vec<(Frame, Vec<String>)> = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::Subnet { name, subnet, occupants } = &caller.kind else { continue };
            let Some(resource) = self.plan.find(subnet) else { continue };
            let frame = self.subnet_frame(name, *occupants, resource, &caller.origin);
            let same =
                frames.iter_mut().find(|(other, _)| *occupants == Occupants::AnyClients && looks_alike(other, &frame));
            match same {
                Some((_, names)) => names.push(name.clone()),
                None => frames.push((frame, vec![name.clone()])),
            }
        }
        frames.into_iter().map(|(frame, names)| self.merge_subnets(frame, &names)).collect()
    }

    fn merge_subnets(&self, frame: Frame, names: &[String]) -> Frame {
        if names.len() < 2 {
            return frame;
        }
        let actors: Vec<Actor> = names.iter().map(|name| Actor::Subnet(name.clone())).collect();
        let bundles = bundle_paths(&self.paths, &actors.iter().collect::<Vec<_>>());
        let leaves = frame.leaves.into_iter();
        let leaves =
            leaves.map(|leaf| Leaf { title: "Clients in these subnets".to_owned(), bundles: bundles.clone(), ..leaf });
        let details = names.iter().filter_map(|name| self.subnet_label(name)).collect();
        let title = if names.len() == 2 { names.join(", ") } else { format!("{} subnets", names.len()) };
        Frame { title, details, leaves: leaves.collect(), ..frame }
    }

    /// `snet-apps 10.40.1.0/24, NSG`.
    fn subnet_label(&self, wanted: &str) -> Option<String> {
        let subnet = self.plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::Subnet { name, subnet, .. } if name == wanted => self.plan.find(subnet),
            _ => None,
        })?;
        let name = self.display_text(&subnet.name);
        let prefix = subnet_prefix(self, subnet).map(|prefix| format!("{name} {prefix}"));
        let parts: Vec<String> = [prefix.unwrap_or(name)].into_iter().chain(self.attached_to(subnet)).collect();
        Some(parts.join(", "))
    }

    fn subnet_frame(&self, name: &str, occupants: Occupants, subnet: &Resource, origin: &str) -> Frame {
        let mut leaves = Vec::new();
        if occupants == Occupants::AnyClients {
            let actor = Actor::Subnet(name.to_owned());
            let id = format!("subnet {name}");
            leaves.extend(self.clients_leaf(&id, "Clients in this subnet", Glyph::People, &[&actor]));
        }
        let subnet_id = Expr::id(&subnet.symbol);
        for other in &self.plan.resources {
            match &other.body {
                Body::PrivateEndpoint(body) if body.subnet == subnet_id => leaves.push(self.endpoint_leaf(other)),
                Body::BastionHost(body) if body.subnet.as_ref() == Some(&subnet_id) => {
                    leaves.push(self.resource_leaf(other, Glyph::Machine));
                }
                Body::VirtualMachine(_) if self.has_test_vm(&subnet_id) => leaves.push(self.machine_leaf(other)),
                _ => {}
            }
        }
        // As the services are stacked, so that their lines do not cross.
        order::sort_by_key(&mut leaves, |leaf: &Leaf| leaf.links.first().map(|link| link.service as usize));
        let details = subnet_prefix(self, subnet).into_iter().chain(self.attached_to(subnet));
        Frame {
            id: node_id(subnet.symbol.as_str()),
            glyph: Glyph::Subnet,
            title: self.display_text(&subnet.name),
            details: details.collect(),
            existing: subnet.existing.is_some(),
            steps: self.steps_at(origin),
            leaves,
            frames: Vec::new(),
        }
    }

    fn has_test_vm(&self, subnet: &Expr) -> bool {
        self.plan.resources.iter().any(|r| matches!(&r.body, Body::NetworkInterface(nic) if nic.subnet == *subnet))
    }

    /// What is attached to a subnet: `security group (2 own rules), NAT gateway`.
    fn attached_to(&self, subnet: &Resource) -> Option<String> {
        let Body::Subnet(body) = &subnet.body else { return None };
        let refers = |expr: &Expr, resource: &Resource| *expr == Expr::id(&resource.symbol);
        let mut words = Vec::new();
        for other in &self.plan.resources {
            match &other.body {
                Body::NetworkSecurityGroup(group) if refers(&body.network_security_group, other) => {
                    let rules = group.rules_of_file(&other.origin).count();
                    let own = if rules > 0 { format!(" with {rules} own rules") } else { String::new() };
                    words.push(format!("NSG{own}"));
                }
                Body::RouteTable(table) if body.route_table.as_ref().is_some_and(|id| refers(id, other)) => {
                    words.push(format!("route table with {} routes", table.routes.len()));
                }
                Body::Existing if body.route_table.as_ref().is_some_and(|id| refers(id, other)) => {
                    words.push("existing route table".to_owned());
                }
                Body::NatGateway(_) if body.nat_gateway.as_ref().is_some_and(|id| refers(id, other)) => {
                    words.push("NAT gateway".to_owned());
                }
                _ => {}
            }
        }
        if !body.service_endpoints.is_empty() {
            words.push("service endpoints".to_owned());
        }
        words.extend(body.delegation.as_ref().map(|_| "delegated".to_owned()));
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn endpoint_leaf(&self, endpoint: &Resource) -> Leaf {
        let Body::PrivateEndpoint(body) = &endpoint.body else { return Leaf::default() };
        let target = self.display_text(&body.target);
        let service = SERVICES.into_iter().find(|service| self.is_service(*service, &target));
        let label = service.map(|service| format!("{}: {}", service_word(service), self.display_text(&endpoint.name)));
        let links = service.zip(label).into_iter().map(|(service, label)| PrivateLink { service, label }).collect();
        let mut details = vec![format!("private endpoint for {}", body.group)];
        if !body.addresses.is_empty() {
            let addresses: Vec<String> =
                body.addresses.iter().map(|member| self.display_text(&member.address)).collect();
            details.push(addresses.join(", "));
        }
        if body.manual {
            details.push("pending until the owner approves".to_owned());
        }
        Leaf { details, links, ..self.resource_leaf(endpoint, Glyph::Endpoint) }
    }

    /// Whether a reference leads to a service: its symbolic name, or the ID of an existing one.
    fn is_service(&self, service: TargetService, reference: &str) -> bool {
        let symbol = service.symbol();
        let existing = self.plan.find(&symbol).and_then(|resource| resource.existing.as_ref());
        symbol.as_str() == reference || existing.is_some_and(|id| id.to_string().eq_ignore_ascii_case(reference))
    }

    fn machine_leaf(&self, machine: &Resource) -> Leaf {
        let leaf = self.resource_leaf(machine, Glyph::Machine);
        let bundles = bundle_paths(&self.paths, &[&Actor::TestMachine]);
        Leaf { details: vec!["test VM".to_owned()], bundles, steps: self.steps_at("/testMachine"), ..leaf }
    }

    fn resource_leaf(&self, resource: &Resource, glyph: Glyph) -> Leaf {
        Leaf {
            id: node_id(resource.symbol.as_str()),
            glyph,
            title: self.display_text(&resource.name),
            details: vec![resource.kind.display_name()],
            existing: resource.existing.is_some(),
            ..Leaf::default()
        }
    }

    /// Networks that are linked to the private DNS zones, as the hub; those of one group with the same access share a
    /// leaf.
    pub(super) fn peered_networks(&self) -> Vec<PeeredNetwork<'_>> {
        let mut networks: Vec<(PeeredNetwork<'_>, Vec<(&str, &str)>)> = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::LinkedNetwork { name, id } = &caller.kind else { continue };
            let actor = Actor::Network(name.clone());
            let leaf = Leaf {
                id: node_id(&format!("network {name}")),
                glyph: Glyph::Network,
                title: id.name().to_owned(),
                existing: true,
                steps: self.steps_at(&caller.origin),
                bundles: bundle_paths(&self.paths, &[&actor]),
                ..Leaf::default()
            };
            let is_same = |other: &PeeredNetwork<'_>| {
                other.id.subscription == id.subscription
                    && other.id.resource_group.eq_ignore_ascii_case(&id.resource_group)
                    && other.leaf.bundles == leaf.bundles
            };
            match networks.iter_mut().find(|(other, _)| is_same(other)) {
                Some((other, names)) => {
                    other.leaf.steps += leaf.steps;
                    names.push((name, id.name()));
                }
                None => networks.push((PeeredNetwork { id, leaf }, vec![(name, id.name())])),
            }
        }
        networks.into_iter().map(|(network, names)| self.merge_networks(network, &names)).collect()
    }

    fn merge_networks<'b>(&self, network: PeeredNetwork<'b>, names: &[(&str, &str)]) -> PeeredNetwork<'b> {
        if names.len() < 2 {
            return network;
        }
        let actors: Vec<Actor> = names.iter().map(|(name, _)| Actor::Network((*name).to_owned())).collect();
        let bundles = bundle_paths(&self.paths, &actors.iter().collect::<Vec<_>>());
        let details = vec![names.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ")];
        let title = format!("{} virtual networks", names.len());
        PeeredNetwork { leaf: Leaf { title, details, bundles, ..network.leaf }, ..network }
    }

    /// The ranges behind a gateway.
    pub(super) fn site_leaf(&self) -> Option<Leaf> {
        let sites = self.actors.iter().filter_map(|actor| match actor {
            Actor::OnPremises(range) => Some((actor, range.as_str())),
            _ => None,
        });
        let (sites, ranges): (Vec<&Actor>, Vec<&str>) = sites.unzip();
        let bundles = bundle_paths(&self.paths, &sites);
        (!bundles.is_empty()).then(|| Leaf {
            id: node_id("onPremises"),
            glyph: Glyph::Site,
            title: "On-premises".to_owned(),
            details: vec![ranges.join(", ")],
            existing: true,
            steps: self.steps_at("/network/onPremises"),
            bundles,
            ..Leaf::default()
        })
    }
}

/// Whether two subnets differ only in name, address and what is attached to them.
fn looks_alike(one: &Frame, other: &Frame) -> bool {
    let bundles = |frame: &Frame| -> Vec<_> { frame.leaves.iter().map(|leaf| leaf.bundles.clone()).collect() };
    let has_clients_alone = one.leaves.iter().all(|leaf| !leaf.bundles.is_empty());
    one.existing == other.existing && one.steps == other.steps && has_clients_alone && bundles(one) == bundles(other)
}

fn subnet_prefix(contents: &Contents<'_>, subnet: &Resource) -> Option<String> {
    match &subnet.body {
        Body::Subnet(body) => Some(contents.display_text(&body.prefix)),
        _ => None,
    }
}
