//! Virtual networks with their subnets, and networks that are peered with them.

use super::{
    bundles::bundle_paths,
    contents::Contents,
    ids::node_id,
    model::{Frame, Glyph, Leaf},
};
use crate::{
    analyse::access::{Actor, TargetService},
    graph::labels::dns_servers_label,
    plan::{Body, CallerKind, Expr, Occupants, Resource, Symbol},
    topology::values::ResourceId,
};

/// A network outside of this topology, as a frame for the resource group that contains it.
pub(super) struct PeeredNetwork<'a> {
    pub(super) id: &'a ResourceId,
    pub(super) frame: Frame,
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
        let leaves = frame.leaves.into_iter().map(|leaf| {
            let title = if leaf.bundles.is_empty() { leaf.title } else { "Clients in these subnets".to_owned() };
            let bundles = if leaf.bundles.is_empty() { Vec::new() } else { bundles.clone() };
            Leaf { title, bundles, ..leaf }
        });
        let own_details = frame.details.into_iter().skip(1);
        let labels = names.iter().filter_map(|name| self.subnet_label(name));
        Frame {
            title: format!("{} subnets", names.len()),
            details: labels.chain(own_details).collect(),
            leaves: leaves.collect(),
            ..frame
        }
    }

    /// `snet-apps 10.40.1.0/24`.
    fn subnet_label(&self, wanted: &str) -> Option<String> {
        let subnet = self.plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::Subnet { name, subnet, .. } if name == wanted => self.plan.find(subnet),
            _ => None,
        })?;
        let prefix = subnet_prefix(self, subnet).map(|prefix| format!(" {prefix}")).unwrap_or_default();
        Some(format!("{}{prefix}", self.display_text(&subnet.name)))
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
        let target = Symbol::from(self.display_text(&body.target).as_str());
        let service = super::bundles::SERVICES.into_iter().find(|service| service.symbol() == target);
        let mut details = vec![format!("private endpoint for {}", body.group)];
        if !body.addresses.is_empty() {
            let addresses: Vec<String> =
                body.addresses.iter().map(|member| self.display_text(&member.address)).collect();
            details.push(addresses.join(", "));
        }
        if body.manual {
            details.push("pending until the owner approves".to_owned());
        }
        Leaf { details, endpoint_of: service, ..self.resource_leaf(endpoint, Glyph::Endpoint) }
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
    /// frame.
    pub(super) fn peered_networks(&self) -> Vec<PeeredNetwork<'_>> {
        let mut networks: Vec<(PeeredNetwork<'_>, Vec<(&str, &str)>)> = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::LinkedNetwork { name, id } = &caller.kind else { continue };
            let actor = Actor::Network(name.clone());
            let leaf_id = format!("network {name}");
            let frame = Frame {
                id: node_id(&format!("frame {name}")),
                glyph: Glyph::Network,
                title: id.name().to_owned(),
                existing: true,
                steps: self.steps_at(&caller.origin),
                leaves: self
                    .clients_leaf(&leaf_id, "Clients in this network", Glyph::People, &[&actor])
                    .into_iter()
                    .collect(),
                ..Frame::default()
            };
            let is_same = |other: &PeeredNetwork<'_>| {
                other.id.subscription == id.subscription
                    && other.id.resource_group.eq_ignore_ascii_case(&id.resource_group)
                    && looks_alike(&other.frame, &frame)
            };
            match networks.iter_mut().find(|(other, _)| is_same(other)) {
                Some((other, names)) => {
                    other.frame.steps += frame.steps;
                    names.push((name, id.name()));
                }
                None => networks.push((PeeredNetwork { id, frame }, vec![(name, id.name())])),
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
        let leaves = network.frame.leaves.into_iter();
        let leaves =
            leaves.map(|leaf| Leaf { title: "Clients in these networks".to_owned(), bundles: bundles.clone(), ..leaf });
        let details = vec![names.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ")];
        let title = format!("{} virtual networks", names.len());
        PeeredNetwork { frame: Frame { title, details, leaves: leaves.collect(), ..network.frame }, ..network }
    }

    /// The ranges behind a gateway.
    pub(super) fn site_frame(&self) -> Option<Frame> {
        let is_site = |actor: &&Actor| matches!(actor, Actor::OnPremises(_));
        let sites: Vec<&Actor> = self.actors.iter().filter(is_site).collect();
        let ranges: Vec<&str> = sites
            .iter()
            .filter_map(|actor| if let Actor::OnPremises(range) = actor { Some(range.as_str()) } else { None })
            .collect();
        let leaf = self.clients_leaf("onPremises", "Clients on-premises", Glyph::People, &sites)?;
        Some(Frame {
            id: "site".to_owned(),
            glyph: Glyph::Site,
            title: "On-premises".to_owned(),
            details: vec![ranges.join(", ")],
            existing: true,
            steps: self.steps_at("/network/onPremises"),
            leaves: vec![leaf],
            frames: Vec::new(),
        })
    }
}

/// Whether two frames differ only in names and addresses.
fn looks_alike(one: &Frame, other: &Frame) -> bool {
    let shown = |frame: &Frame| -> Vec<(Vec<super::model::Bundle>, Option<TargetService>, bool)> {
        frame.leaves.iter().map(|leaf| (leaf.bundles.clone(), leaf.endpoint_of, leaf.service.is_some())).collect()
    };
    one.existing == other.existing
        && one.steps == other.steps
        && one.details.len() == other.details.len()
        && one.details.iter().skip(1).eq(other.details.iter().skip(1))
        && one.leaves.iter().all(|leaf| !leaf.bundles.is_empty())
        && shown(one) == shown(other)
}

fn subnet_prefix(contents: &Contents<'_>, subnet: &Resource) -> Option<String> {
    match &subnet.body {
        Body::Subnet(body) => Some(contents.display_text(&body.prefix)),
        _ => None,
    }
}
