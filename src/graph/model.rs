//! The frames, boxes and lines of a graph, before they are laid out.

use super::attachments::attachment_details;
use super::labels::{dns_servers_label, key_access_label, public_access_label, shared_key_label};
use super::scope::{Scope, joined_title};
use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath, TargetService, Verdict},
    compare::role_assignment_parts,
    plan::{Body, CallerKind, DeploymentTarget, Expr, Occupants, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// The graph of a topology.
#[derive(Debug, Clone)]
pub struct TopologyGraph {
    /// The title of the topology, and what is shown of it.
    pub title: String,
    /// Actors: outside the network, inside it, and identities.
    pub callers: Vec<GraphFrame>,
    /// The services that actors access.
    pub services: Vec<GraphNode>,
    /// Private DNS zones, role assignments and log destinations.
    pub lists: Vec<GraphFrame>,
    /// Whether it is of existing resources, read from an input.
    pub is_existing: bool,
}

/// A frame around boxes and other frames.
#[derive(Debug, Clone, Default)]
pub struct GraphFrame {
    /// The heading of the frame.
    pub title: String,
    /// The boxes in it.
    pub nodes: Vec<GraphNode>,
    /// The frames in it.
    pub frames: Vec<GraphFrame>,
}

/// A box: an actor or a resource.
#[derive(Debug, Clone, Default)]
pub struct GraphNode {
    /// A unique name of letters, digits and underscores.
    pub id: String,
    /// The heading of the box.
    pub title: String,
    /// Lines below the heading.
    pub details: Vec<String>,
    /// Its access paths to services.
    pub edges: Vec<GraphEdge>,
}

/// An access path to a service.
#[derive(Debug, Clone)]
pub struct GraphEdge {
    /// Operation and targets: `reads training`.
    pub label: String,
    /// The index of the service in `services`.
    pub service_index: usize,
    /// The verdict of the access path.
    pub verdict: Verdict,
}

const SERVICES: [TargetService; 3] = [TargetService::Account, TargetService::Storage, TargetService::Vault];

impl TopologyGraph {
    /// The graph of a resolved topology.
    #[must_use]
    pub fn new(plan: &ResolvedTopology) -> Self {
        Self::with_paths(plan, AccessAnalysis::new(plan).all_paths(), &Scope::default())
    }

    /// The graph with some access paths: those that a query selects.
    #[must_use]
    pub fn with_paths(plan: &ResolvedTopology, paths: Vec<EvaluatedPath>, scope: &Scope) -> Self {
        let services: Vec<TargetService> =
            SERVICES.into_iter().filter(|service| plan.find(&service_symbol(*service)).is_some()).collect();
        let builder = GraphBuilder { plan, paths, services };
        let mut graph = Self {
            title: joined_title(&scope.title(plan), &scope.subtitle()),
            callers: [Some(builder.outside_frame()), builder.network_frame(), Some(builder.identities_frame())]
                .into_iter()
                .flatten()
                .collect(),
            services: builder.services.iter().map(|service| builder.service_node(*service)).collect(),
            lists: builder.list_frames(),
            is_existing: plan.observed().is_some(),
        };
        if scope.filter.is_some() {
            graph.keep_access_paths();
        }
        graph
    }

    /// The boxes of all actors, without their frames.
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
    paths: Vec<EvaluatedPath>,
    services: Vec<TargetService>,
}

fn service_symbol(service: TargetService) -> Symbol {
    Symbol::from(match service {
        TargetService::Account => "account",
        TargetService::Storage => "storageAccount",
        TargetService::Vault => "keyVault",
    })
}

/// An ID that is valid in every notation.
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

    /// The access paths of an actor; targets with the same operation and verdict share a line.
    fn actor_edges(&self, actor: &Actor) -> Vec<GraphEdge> {
        let mut edges: Vec<(String, Vec<String>, usize, Verdict)> = Vec::new();
        for path in self.paths.iter().filter(|path| path.actor == *actor) {
            let Some(service_index) =
                self.services.iter().position(|service| *service == TargetService::for_target(&path.target))
            else {
                continue;
            };
            // Documents by URL are on hosts, which have no box in the graph.
            if matches!(path.target, AccessTarget::Host(_) | AccessTarget::OtherHosts) {
                continue;
            }
            let (operation, target) = (path.operation.to_string(), path.target.to_string().replace("container ", ""));
            let same_edge = edges.iter_mut().find(|(other, _, index, verdict)| {
                *other == operation && *index == service_index && *verdict == path.verdict()
            });
            match same_edge {
                Some((_, targets, ..)) => targets.push(target),
                None => edges.push((operation, vec![target], service_index, path.verdict())),
            }
        }
        edges
            .into_iter()
            .map(|(operation, targets, service_index, verdict)| GraphEdge {
                label: format!("{operation} {}", targets.join(", ")),
                service_index,
                verdict,
            })
            .collect()
    }

    fn outside_frame(&self) -> GraphFrame {
        let mut nodes =
            vec![self.actor_node(&Actor::Internet, "Internet", vec!["any other public IP address".to_owned()])];
        for actor in AccessAnalysis::new(self.plan).actors() {
            let title = match &actor {
                Actor::Address(range) if range.prefix_len() == 32 => range.addr().to_string(),
                Actor::Address(range) => range.to_string(),
                Actor::Network(name) => format!("Network {name}"),
                Actor::OnPremises(range) => format!("On-premises {range}"),
                Actor::ResourceInstance(name) => format!("Resource {name}"),
                Actor::Studio => "Studio service".to_owned(),
                Actor::StudioBrowser => "Studio in a browser".to_owned(),
                _ => continue,
            };
            nodes.push(self.actor_node(&actor, &title, Vec::new()));
        }
        GraphFrame { title: "Outside".to_owned(), nodes, frames: Vec::new() }
    }

    fn network_frame(&self) -> Option<GraphFrame> {
        let network = self.plan.find(&"virtualNetwork".into())?;
        let prefixes = match &network.body {
            Body::VirtualNetwork(body) => {
                let servers = dns_servers_label(&self.display_text(&body.dns_servers));
                format!(" {}{servers}", self.display_text(&body.address_prefixes))
            }
            _ => " (existing)".to_owned(),
        };
        let mut frames = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::Subnet { name, subnet, occupants } = &caller.kind else { continue };
            let Some(resource) = self.plan.find(subnet) else { continue };
            frames.push(self.subnet_frame(name, *occupants, resource));
        }
        // Bastion Developer has no subnet.
        let bastions =
            self.plan.resources.iter().filter(|r| matches!(&r.body, Body::BastionHost(b) if b.subnet.is_none()));
        let nodes = bastions.map(|bastion| self.resource_node(bastion)).collect();
        Some(GraphFrame {
            title: format!("Virtual network {}{prefixes}", self.display_text(&network.name)),
            nodes,
            frames,
        })
    }

    fn subnet_frame(&self, name: &str, occupants: Occupants, resource: &Resource) -> GraphFrame {
        let prefix = match &resource.body {
            Body::Subnet(body) => format!(" {}", self.display_text(&body.prefix)),
            _ => " (existing)".to_owned(),
        };
        let subnet_id = Expr::id(&resource.symbol);
        let has_test_vm = self
            .plan
            .resources
            .iter()
            .any(|r| matches!(&r.body, Body::NetworkInterface(nic) if nic.subnet == subnet_id));
        let mut nodes = Vec::new();
        for other in &self.plan.resources {
            match &other.body {
                Body::PrivateEndpoint(body) if body.subnet == subnet_id => {
                    nodes.push(self.endpoint_node(other, &body.target));
                }
                Body::BastionHost(body) if body.subnet.as_ref() == Some(&subnet_id) => {
                    nodes.push(self.resource_node(other));
                }
                Body::VirtualMachine(_) if has_test_vm => {
                    let title = self.display_text(&other.name);
                    nodes.push(self.actor_node(&Actor::TestMachine, &title, vec!["test VM".to_owned()]));
                }
                Body::NatGateway(_) => {
                    let attached = matches!(&resource.body, Body::Subnet(s) if s.nat_gateway.as_ref() == Some(&Expr::id(&other.symbol)));
                    nodes.extend(attached.then(|| self.resource_node(other)));
                }
                _ => {
                    if let Some(details) = attachment_details(self.plan, resource, other) {
                        let mut node = self.resource_node(other);
                        node.details.extend(details);
                        nodes.push(node);
                    }
                }
            }
        }
        if occupants == Occupants::AnyClients {
            nodes.push(self.actor_node(&Actor::Subnet(name.to_owned()), "Clients in this subnet", Vec::new()));
        }
        GraphFrame { title: format!("Subnet {}{prefix}", self.display_text(&resource.name)), nodes, frames: Vec::new() }
    }

    fn endpoint_node(&self, resource: &Resource, target: &Expr) -> GraphNode {
        let target = self.display_text(target);
        let details = vec![
            "private endpoint for".to_owned(),
            self.plan.find(&Symbol::from(target.as_str())).map_or(target, |r| self.display_text(&r.name)),
        ];
        GraphNode { details, ..self.resource_node(resource) }
    }

    /// A box without access paths.
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
                Actor::AccountIdentity => "Account identity".to_owned(),
                Actor::AccountEncryption => "Account encryption".to_owned(),
                Actor::StorageEncryption => "Storage encryption".to_owned(),
                Actor::Deployer => "Identity that runs Terraform".to_owned(),
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
                    shared_key_label(body.shared_keys).to_owned(),
                ]
            }
            Some(Body::KeyVault(body)) => {
                let permission_model = if body.rbac { "Azure RBAC" } else { "access policies" };
                vec![
                    body.sku.to_owned(),
                    public_access_label(body.public_network_access, false).to_owned(),
                    permission_model.to_owned(),
                ]
            }
            _ => vec!["existing".to_owned()],
        };
        if service == TargetService::Storage {
            let containers = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::BlobContainer);
            details.extend(containers.map(|container| format!("container {}", self.display_text(&container.name))));
        }
        if service == TargetService::Vault {
            let items = self
                .plan
                .resources
                .iter()
                .filter(|r| matches!(r.kind, ResourceKind::KeyVaultKey | ResourceKind::KeyVaultSecret));
            details.extend(items.map(|item| {
                let label = if item.kind == ResourceKind::KeyVaultKey { "key" } else { "secret" };
                format!("{label} {}", self.display_text(&item.name))
            }));
        }
        let title = match service {
            TargetService::Account => "Document Intelligence",
            TargetService::Storage => "Storage account",
            TargetService::Vault => "Key vault",
        };
        let name = resource.map(|resource| self.display_text(&resource.name)).unwrap_or_default();
        details.insert(0, name);
        GraphNode { id: node_id(service_symbol(service).as_str()), title: title.to_owned(), details, edges: Vec::new() }
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
                        let network_id = self.display_text(&body.virtual_network);
                        let name = self
                            .plan
                            .find(&Symbol::from(network_id.as_str()))
                            .map(|network| self.display_text(&network.name));
                        Some(format!(
                            "linked to {}",
                            name.unwrap_or_else(|| network_id.rsplit('/').next().unwrap_or("").to_owned())
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
            let (principal, role_and_scope) = role_assignment_parts(self.plan, role)?;
            Some(GraphNode {
                id: node_id(role.symbol.as_str()),
                title: principal,
                details: vec![role_and_scope],
                edges: Vec::new(),
            })
        });
        let logs = self.plan.resources.iter().filter(|r| r.kind == ResourceKind::LogAnalyticsWorkspace);
        let logs = logs.map(|workspace| self.resource_node(workspace));
        [
            ("Private DNS zones", zones.collect::<Vec<_>>()),
            ("Role assignments", roles.collect()),
            ("Logs", logs.collect()),
        ]
        .into_iter()
        .filter(|(_, nodes)| !nodes.is_empty())
        .map(|(title, nodes)| GraphFrame { title: title.to_owned(), nodes, frames: Vec::new() })
        .collect()
    }

    fn display_text(&self, expr: &Expr) -> String {
        self.plan.display_text(expr)
    }
}
