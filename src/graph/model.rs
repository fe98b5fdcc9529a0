//! What a picture shows, before anything has a place in it.

use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath, TargetService, Verdict},
    compare::role_assignment_parts,
    plan::{Body, CallerKind, DeploymentTarget, Expr, Occupants, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// A picture.
#[derive(Debug, Clone)]
pub struct TopologyGraph {
    /// What it shows.
    pub title: String,
    /// Who calls: outside, inside the network, and by identity.
    pub callers: Vec<GraphFrame>,
    /// What is called.
    pub services: Vec<GraphNode>,
    /// Zones, roles and logs, as lists.
    pub lists: Vec<GraphFrame>,
}

/// A frame around boxes and other frames.
#[derive(Debug, Clone, Default)]
pub struct GraphFrame {
    /// What it holds.
    pub title: String,
    /// Boxes.
    pub nodes: Vec<GraphNode>,
    /// Frames inside.
    pub frames: Vec<GraphFrame>,
}

/// A box.
#[derive(Debug, Clone, Default)]
pub struct GraphNode {
    /// A name that no other box has, of letters and digits.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// More about it.
    pub details: Vec<String>,
    /// What it does, and to which service.
    pub edges: Vec<GraphEdge>,
}

/// A flow.
#[derive(Debug, Clone)]
pub struct GraphEdge {
    /// What is done: `reads training`.
    pub label: String,
    /// The place of the service among the services.
    pub service_index: usize,
    /// Whether it works.
    pub verdict: Verdict,
}

const SERVICES: [TargetService; 3] = [TargetService::Account, TargetService::Storage, TargetService::Vault];

impl TopologyGraph {
    /// The picture of a plan.
    #[must_use]
    pub fn new(plan: &ResolvedTopology) -> Self {
        let flows = AccessAnalysis::new(plan).all_paths();
        let here: Vec<TargetService> =
            SERVICES.into_iter().filter(|service| plan.find(&service_symbol(*service)).is_some()).collect();
        let maker = GraphBuilder { plan, flows, services: here };
        Self {
            title: plan.title.replace('`', ""),
            callers: [Some(maker.outside_frame()), maker.network_frame(), Some(maker.identities_frame())]
                .into_iter()
                .flatten()
                .collect(),
            services: maker.services.iter().map(|service| maker.service_node(*service)).collect(),
            lists: maker.list_frames(),
        }
    }

    /// Every box of callers, with the frames around it dropped.
    #[must_use]
    pub fn caller_nodes(&self) -> Vec<&GraphNode> {
        fn collect<'a>(frame: &'a GraphFrame, nodes: &mut Vec<&'a GraphNode>) {
            nodes.extend(&frame.nodes);
            frame.frames.iter().for_each(|inner| collect(inner, nodes));
        }
        let mut nodes = Vec::new();
        self.callers.iter().for_each(|frame| collect(frame, &mut nodes));
        nodes
    }
}

struct GraphBuilder<'a> {
    plan: &'a ResolvedTopology,
    flows: Vec<EvaluatedPath>,
    services: Vec<TargetService>,
}

fn service_symbol(service: TargetService) -> Symbol {
    Symbol::from(match service {
        TargetService::Account => "account",
        TargetService::Storage => "storageAccount",
        TargetService::Vault => "keyVault",
    })
}

/// Letters and digits alone, so that every language takes it.
fn node_id(text: &str) -> String {
    let mut id = String::from("n");
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() { id.push(char::from(b)) } else { id.push_str(&format!("_{b:02x}")) }
    }
    id
}

impl GraphBuilder<'_> {
    fn actor_node(&self, actor: &Actor, title: &str, details: Vec<String>) -> GraphNode {
        GraphNode { id: node_id(&actor.to_string()), title: title.to_owned(), details, edges: self.actor_edges(actor) }
    }

    /// What an actor does, containers of one verdict taken together.
    fn actor_edges(&self, actor: &Actor) -> Vec<GraphEdge> {
        let mut lines: Vec<(String, Vec<String>, usize, Verdict)> = Vec::new();
        for flow in self.flows.iter().filter(|flow| flow.actor == *actor) {
            let Some(to) = self.services.iter().position(|service| *service == TargetService::for_target(&flow.target))
            else {
                continue;
            };
            // Documents by URL are no flow to a service of the picture.
            if matches!(flow.target, AccessTarget::Host(_) | AccessTarget::OtherHosts) {
                continue;
            }
            let (verb, what) = (flow.operation.to_string(), flow.target.to_string().replace("container ", ""));
            match lines.iter_mut().find(|(v, _, t, verdict)| *v == verb && *t == to && *verdict == flow.verdict()) {
                Some((_, things, ..)) => things.push(what),
                None => lines.push((verb, vec![what], to, flow.verdict())),
            }
        }
        lines
            .into_iter()
            .map(|(verb, things, to, verdict)| GraphEdge {
                label: format!("{verb} {}", things.join(", ")),
                service_index: to,
                verdict,
            })
            .collect()
    }

    fn outside_frame(&self) -> GraphFrame {
        let mut nodes = vec![self.actor_node(&Actor::Internet, "Internet", vec!["any other address".to_owned()])];
        for actor in AccessAnalysis::new(self.plan).actors() {
            let title = match &actor {
                Actor::Address(range) if range.prefix_len() == 32 => range.addr().to_string(),
                Actor::Address(range) => range.to_string(),
                Actor::Network(name) => format!("Network {name}"),
                Actor::OnPremises(range) => format!("On-premises {range}"),
                Actor::Studio => "Studio, its service".to_owned(),
                Actor::StudioBrowser => "Studio, in a browser".to_owned(),
                _ => continue,
            };
            nodes.push(self.actor_node(&actor, &title, Vec::new()));
        }
        GraphFrame { title: "Outside".to_owned(), nodes, frames: Vec::new() }
    }

    fn network_frame(&self) -> Option<GraphFrame> {
        let network = self.plan.find(&"virtualNetwork".into())?;
        let prefixes = match &network.body {
            Body::VirtualNetwork(body) => format!(" {}", self.display_text(&body.address_prefixes)),
            _ => ", which exists".to_owned(),
        };
        let mut frames = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::Subnet { name, subnet, occupants: lives } = &caller.kind else { continue };
            let Some(resource) = self.plan.find(subnet) else { continue };
            frames.push(self.subnet_frame(name, *lives, resource));
        }
        // Bastion Developer has no subnet of its own.
        let shared =
            self.plan.resources.iter().filter(|r| matches!(&r.body, Body::BastionHost(b) if b.subnet.is_none()));
        let nodes = shared.map(|bastion| self.resource_node(bastion)).collect();
        Some(GraphFrame {
            title: format!("Virtual network {}{prefixes}", self.display_text(&network.name)),
            nodes,
            frames,
        })
    }

    fn subnet_frame(&self, name: &str, lives: Occupants, resource: &Resource) -> GraphFrame {
        let prefix = match &resource.body {
            Body::Subnet(body) => format!(" {}", self.display_text(&body.prefix)),
            _ => ", which exists".to_owned(),
        };
        let within = Expr::id(&resource.symbol);
        let machine =
            self.plan.resources.iter().any(|r| matches!(&r.body, Body::NetworkInterface(nic) if nic.subnet == within));
        let mut nodes = Vec::new();
        for other in &self.plan.resources {
            match &other.body {
                Body::PrivateEndpoint(body) if body.subnet == within => {
                    nodes.push(self.endpoint_node(other, &body.target))
                }
                Body::BastionHost(body) if body.subnet.as_ref() == Some(&within) => {
                    nodes.push(self.resource_node(other))
                }
                Body::VirtualMachine(_) if machine => {
                    let title = self.display_text(&other.name);
                    nodes.push(self.actor_node(&Actor::TestMachine, &title, vec!["test machine".to_owned()]));
                }
                Body::NatGateway(_) => {
                    let used = matches!(&resource.body, Body::Subnet(s) if s.nat_gateway.as_ref() == Some(&Expr::id(&other.symbol)));
                    nodes.extend(used.then(|| self.resource_node(other)));
                }
                _ => {}
            }
        }
        if lives == Occupants::AnyClients {
            nodes.push(self.actor_node(&Actor::Subnet(name.to_owned()), "Whoever lives here", Vec::new()));
        }
        GraphFrame { title: format!("Subnet {}{prefix}", self.display_text(&resource.name)), nodes, frames: Vec::new() }
    }

    fn endpoint_node(&self, resource: &Resource, target: &Expr) -> GraphNode {
        let to = self.display_text(target);
        let details = vec![
            "private endpoint of".to_owned(),
            self.plan.find(&Symbol::from(to.as_str())).map_or(to, |r| self.display_text(&r.name)),
        ];
        GraphNode { details, ..self.resource_node(resource) }
    }

    /// A box that calls nobody.
    fn resource_node(&self, resource: &Resource) -> GraphNode {
        GraphNode {
            id: node_id(resource.symbol.as_str()),
            title: self.display_text(&resource.name),
            details: vec![resource.kind.display_name()],
            edges: Vec::new(),
        }
    }

    fn identities_frame(&self) -> GraphFrame {
        let mut nodes = Vec::new();
        for actor in AccessAnalysis::new(self.plan).actors() {
            let title = match &actor {
                Actor::Client(name) => format!("Client {name}"),
                Actor::AccountIdentity => "Identity of the account".to_owned(),
                Actor::AccountEncryption => "Encryption of the account".to_owned(),
                Actor::StorageEncryption => "Encryption of storage".to_owned(),
                Actor::Deployer => "Whoever runs Terraform".to_owned(),
                _ => continue,
            };
            nodes.push(self.actor_node(&actor, &title, Vec::new()));
        }
        GraphFrame { title: "Identities".to_owned(), nodes, frames: Vec::new() }
    }

    fn service_node(&self, service: TargetService) -> GraphNode {
        let resource = self.plan.find(&service_symbol(service));
        let mut details = match resource.map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) => {
                let access = public_access_label(body.public_network_access, body.default_action == "Allow");
                vec![
                    format!("{} {}", body.kind, body.sku),
                    access.to_owned(),
                    key_access_label(body.local_auth).to_owned(),
                ]
            }
            Some(Body::StorageAccount(body)) => {
                vec![
                    public_access_label(body.public_network_access, false).to_owned(),
                    key_access_label(body.shared_keys).to_owned(),
                ]
            }
            Some(Body::KeyVault(body)) => {
                let who = if body.rbac { "roles decide" } else { "its own list decides" };
                vec![
                    body.sku.to_owned(),
                    public_access_label(body.public_network_access, false).to_owned(),
                    who.to_owned(),
                ]
            }
            _ => vec!["exists already".to_owned()],
        };
        if service == TargetService::Storage {
            let containers = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::BlobContainer);
            details.extend(containers.map(|container| format!("container {}", self.display_text(&container.name))));
        }
        if service == TargetService::Vault {
            let kept = self
                .plan
                .resources
                .iter()
                .filter(|r| matches!(r.kind, ResourceKind::KeyVaultKey | ResourceKind::KeyVaultSecret));
            details.extend(kept.map(|one| {
                let what = if one.kind == ResourceKind::KeyVaultKey { "key" } else { "secret" };
                format!("{what} {}", self.display_text(&one.name))
            }));
        }
        let word = match service {
            TargetService::Account => "Document Intelligence",
            TargetService::Storage => "Storage account",
            TargetService::Vault => "Key vault",
        };
        let name = resource.map(|resource| self.display_text(&resource.name)).unwrap_or_default();
        details.insert(0, name);
        GraphNode { id: node_id(service_symbol(service).as_str()), title: word.to_owned(), details, edges: Vec::new() }
    }

    fn list_frames(&self) -> Vec<GraphFrame> {
        let zones = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::PrivateDnsZone).map(|zone| {
            let links = self
                .plan
                .resources
                .iter()
                .filter(|r| r.kind == ResourceKind::VirtualNetworkLink && r.parent.as_ref() == Some(&zone.symbol));
            let links: Vec<String> = links
                .filter_map(|link| match &link.body {
                    Body::VirtualNetworkLink(body) => {
                        let to = self.display_text(&body.virtual_network);
                        let name =
                            self.plan.find(&Symbol::from(to.as_str())).map(|network| self.display_text(&network.name));
                        Some(format!(
                            "linked to {}",
                            name.unwrap_or_else(|| to.rsplit('/').next().unwrap_or("").to_owned())
                        ))
                    }
                    _ => None,
                })
                .collect();
            GraphNode {
                id: node_id(zone.symbol.as_str()),
                title: self.display_text(&zone.name),
                details: links,
                edges: Vec::new(),
            }
        });
        let roles =
            self.plan.resources.iter().filter(|r| {
                r.kind == ResourceKind::RoleAssignment && r.deployment_target != DeploymentTarget::SecondPass
            });
        let roles = roles.filter_map(|role| {
            let (holder, what) = role_assignment_parts(self.plan, role)?;
            Some(GraphNode { id: node_id(role.symbol.as_str()), title: holder, details: vec![what], edges: Vec::new() })
        });
        let logs = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::LogAnalyticsWorkspace);
        let logs = logs.map(|workspace| self.resource_node(workspace));
        [("Private DNS zones", zones.collect::<Vec<_>>()), ("Roles", roles.collect()), ("Logs", logs.collect())]
            .into_iter()
            .filter(|(_, nodes)| !nodes.is_empty())
            .map(|(title, nodes)| GraphFrame { title: title.to_owned(), nodes, frames: Vec::new() })
            .collect()
    }

    fn display_text(&self, expr: &Expr) -> String {
        self.plan.display_text(expr)
    }
}

const fn public_access_label(public: bool, everybody: bool) -> &'static str {
    match (public, everybody) {
        (false, _) => "public access off",
        (true, false) => "selected networks",
        (true, true) => "open to every network",
    }
}

const fn key_access_label(on: bool) -> &'static str {
    if on { "keys work" } else { "keys off" }
}
