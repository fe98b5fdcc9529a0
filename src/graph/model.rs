//! What a picture shows, before anything has a place in it.

use crate::{
    analyse::access::{Access, Actor, Flow, Service, Thing, Verdict},
    compare::role_text,
    plan::{Body, CallerKind, Expr, Kind, Lives, Place, Plan, Resource, Symbol},
};

/// A picture.
#[derive(Debug, Clone)]
pub struct Graph {
    /// What it shows.
    pub title: String,
    /// Who calls: outside, inside the network, and by identity.
    pub callers: Vec<Frame>,
    /// What is called.
    pub services: Vec<Node>,
    /// Zones, roles and logs, as lists.
    pub lists: Vec<Frame>,
}

/// A frame around boxes and other frames.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// What it holds.
    pub title: String,
    /// Boxes.
    pub nodes: Vec<Node>,
    /// Frames inside.
    pub frames: Vec<Frame>,
}

/// A box.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// A name that no other box has, of letters and digits.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// More about it.
    pub details: Vec<String>,
    /// What it does, and to which service.
    pub lines: Vec<Line>,
}

/// A flow.
#[derive(Debug, Clone)]
pub struct Line {
    /// What is done: `reads training`.
    pub text: String,
    /// The place of the service among the services.
    pub to: usize,
    /// Whether it works.
    pub verdict: Verdict,
}

const SERVICES: [Service; 3] = [Service::Account, Service::Storage, Service::Vault];

impl Graph {
    /// The picture of a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let flows = Access::new(plan).flows();
        let here: Vec<Service> =
            SERVICES.into_iter().filter(|service| plan.find(&symbol_of(*service)).is_some()).collect();
        let maker = Maker { plan, flows, services: here };
        Self {
            title: plan.title.replace('`', ""),
            callers: [Some(maker.outside()), maker.network(), Some(maker.identities())].into_iter().flatten().collect(),
            services: maker.services.iter().map(|service| maker.service(*service)).collect(),
            lists: maker.lists(),
        }
    }

    /// Every box of callers, with the frames around it dropped.
    #[must_use]
    pub fn nodes(&self) -> Vec<&Node> {
        fn collect<'a>(frame: &'a Frame, nodes: &mut Vec<&'a Node>) {
            nodes.extend(&frame.nodes);
            frame.frames.iter().for_each(|inner| collect(inner, nodes));
        }
        let mut nodes = Vec::new();
        self.callers.iter().for_each(|frame| collect(frame, &mut nodes));
        nodes
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    flows: Vec<Flow>,
    services: Vec<Service>,
}

fn symbol_of(service: Service) -> Symbol {
    Symbol::from(match service {
        Service::Account => "account",
        Service::Storage => "storageAccount",
        Service::Vault => "keyVault",
    })
}

/// Letters and digits alone, so that every language takes it.
fn id(text: &str) -> String {
    let mut id = String::from("n");
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() { id.push(char::from(b)) } else { id.push_str(&format!("_{b:02x}")) }
    }
    id
}

impl Maker<'_> {
    fn actor(&self, actor: &Actor, title: &str, details: Vec<String>) -> Node {
        Node { id: id(&actor.to_string()), title: title.to_owned(), details, lines: self.lines(actor) }
    }

    /// What an actor does, containers of one verdict taken together.
    fn lines(&self, actor: &Actor) -> Vec<Line> {
        let mut lines: Vec<(String, Vec<String>, usize, Verdict)> = Vec::new();
        for flow in self.flows.iter().filter(|flow| flow.actor == *actor) {
            let Some(to) = self.services.iter().position(|service| *service == Service::of(&flow.thing)) else {
                continue;
            };
            // Documents by URL are no flow to a service of the picture.
            if matches!(flow.thing, Thing::Host(_) | Thing::OtherHosts) {
                continue;
            }
            let (verb, what) = (flow.verb.to_string(), flow.thing.to_string().replace("container ", ""));
            match lines.iter_mut().find(|(v, _, t, verdict)| *v == verb && *t == to && *verdict == flow.verdict()) {
                Some((_, things, ..)) => things.push(what),
                None => lines.push((verb, vec![what], to, flow.verdict())),
            }
        }
        lines
            .into_iter()
            .map(|(verb, things, to, verdict)| Line { text: format!("{verb} {}", things.join(", ")), to, verdict })
            .collect()
    }

    fn outside(&self) -> Frame {
        let mut nodes = vec![self.actor(&Actor::Internet, "Internet", vec!["any other address".to_owned()])];
        for actor in Access::new(self.plan).actors() {
            let title = match &actor {
                Actor::Address(range) if range.prefix_len() == 32 => range.addr().to_string(),
                Actor::Address(range) => range.to_string(),
                Actor::Network(name) => format!("Network {name}"),
                Actor::OnPremises(range) => format!("On-premises {range}"),
                Actor::Studio => "Studio, its service".to_owned(),
                Actor::StudioBrowser => "Studio, in a browser".to_owned(),
                _ => continue,
            };
            nodes.push(self.actor(&actor, &title, Vec::new()));
        }
        Frame { title: "Outside".to_owned(), nodes, frames: Vec::new() }
    }

    fn network(&self) -> Option<Frame> {
        let network = self.plan.find(&"virtualNetwork".into())?;
        let prefixes = match &network.body {
            Body::VirtualNetwork(body) => format!(" {}", self.text(&body.address_prefixes)),
            _ => ", which exists".to_owned(),
        };
        let mut frames = Vec::new();
        for caller in &self.plan.callers {
            let CallerKind::Subnet { name, subnet, lives } = &caller.kind else { continue };
            let Some(resource) = self.plan.find(subnet) else { continue };
            frames.push(self.subnet(name, *lives, resource));
        }
        // Bastion Developer has no subnet of its own.
        let shared =
            self.plan.resources.iter().filter(|r| matches!(&r.body, Body::BastionHost(b) if b.subnet.is_none()));
        let nodes = shared.map(|bastion| self.thing(bastion)).collect();
        Some(Frame { title: format!("Virtual network {}{prefixes}", self.text(&network.name)), nodes, frames })
    }

    fn subnet(&self, name: &str, lives: Lives, resource: &Resource) -> Frame {
        let prefix = match &resource.body {
            Body::Subnet(body) => format!(" {}", self.text(&body.prefix)),
            _ => ", which exists".to_owned(),
        };
        let within = Expr::id(&resource.symbol);
        let machine =
            self.plan.resources.iter().any(|r| matches!(&r.body, Body::NetworkInterface(nic) if nic.subnet == within));
        let mut nodes = Vec::new();
        for other in &self.plan.resources {
            match &other.body {
                Body::PrivateEndpoint(body) if body.subnet == within => nodes.push(self.endpoint(other, &body.target)),
                Body::BastionHost(body) if body.subnet.as_ref() == Some(&within) => nodes.push(self.thing(other)),
                Body::VirtualMachine(_) if machine => {
                    let title = self.text(&other.name);
                    nodes.push(self.actor(&Actor::TestMachine, &title, vec!["test machine".to_owned()]));
                }
                Body::NatGateway(_) => {
                    let used = matches!(&resource.body, Body::Subnet(s) if s.nat_gateway.as_ref() == Some(&Expr::id(&other.symbol)));
                    nodes.extend(used.then(|| self.thing(other)));
                }
                _ => {}
            }
        }
        if lives == Lives::Anybody {
            nodes.push(self.actor(&Actor::Subnet(name.to_owned()), "Whoever lives here", Vec::new()));
        }
        Frame { title: format!("Subnet {}{prefix}", self.text(&resource.name)), nodes, frames: Vec::new() }
    }

    fn endpoint(&self, resource: &Resource, target: &Expr) -> Node {
        let to = self.text(target);
        let details = vec![
            "private endpoint of".to_owned(),
            self.plan.find(&Symbol::from(to.as_str())).map_or(to, |r| self.text(&r.name)),
        ];
        Node { details, ..self.thing(resource) }
    }

    /// A box that calls nobody.
    fn thing(&self, resource: &Resource) -> Node {
        Node {
            id: id(resource.symbol.as_str()),
            title: self.text(&resource.name),
            details: vec![resource.kind.display_name()],
            lines: Vec::new(),
        }
    }

    fn identities(&self) -> Frame {
        let mut nodes = Vec::new();
        for actor in Access::new(self.plan).actors() {
            let title = match &actor {
                Actor::Client(name) => format!("Client {name}"),
                Actor::AccountIdentity => "Identity of the account".to_owned(),
                Actor::AccountEncryption => "Encryption of the account".to_owned(),
                Actor::StorageEncryption => "Encryption of storage".to_owned(),
                Actor::Deployer => "Whoever runs Terraform".to_owned(),
                _ => continue,
            };
            nodes.push(self.actor(&actor, &title, Vec::new()));
        }
        Frame { title: "Identities".to_owned(), nodes, frames: Vec::new() }
    }

    fn service(&self, service: Service) -> Node {
        let resource = self.plan.find(&symbol_of(service));
        let mut details = match resource.map(|resource| &resource.body) {
            Some(Body::CognitiveAccount(body)) => {
                let access = access(body.public_network_access, body.default_action == "Allow");
                vec![format!("{} {}", body.kind, body.sku), access.to_owned(), keys(body.local_auth).to_owned()]
            }
            Some(Body::StorageAccount(body)) => {
                vec![access(body.public_network_access, false).to_owned(), keys(body.shared_keys).to_owned()]
            }
            Some(Body::KeyVault(body)) => {
                let who = if body.rbac { "roles decide" } else { "its own list decides" };
                vec![body.sku.to_owned(), access(body.public_network_access, false).to_owned(), who.to_owned()]
            }
            _ => vec!["exists already".to_owned()],
        };
        if service == Service::Storage {
            let containers = self.plan.resources.iter().filter(|r| r.kind == Kind::BlobContainer);
            details.extend(containers.map(|container| format!("container {}", self.text(&container.name))));
        }
        if service == Service::Vault {
            let kept =
                self.plan.resources.iter().filter(|r| matches!(r.kind, Kind::KeyVaultKey | Kind::KeyVaultSecret));
            details.extend(kept.map(|one| {
                let what = if one.kind == Kind::KeyVaultKey { "key" } else { "secret" };
                format!("{what} {}", self.text(&one.name))
            }));
        }
        let word = match service {
            Service::Account => "Document Intelligence",
            Service::Storage => "Storage account",
            Service::Vault => "Key vault",
        };
        let name = resource.map(|resource| self.text(&resource.name)).unwrap_or_default();
        details.insert(0, name);
        Node { id: id(symbol_of(service).as_str()), title: word.to_owned(), details, lines: Vec::new() }
    }

    fn lists(&self) -> Vec<Frame> {
        let zones = self.plan.resources.iter().filter(|r| r.kind == Kind::PrivateDnsZone).map(|zone| {
            let links = self
                .plan
                .resources
                .iter()
                .filter(|r| r.kind == Kind::VirtualNetworkLink && r.parent.as_ref() == Some(&zone.symbol));
            let links: Vec<String> = links
                .filter_map(|link| match &link.body {
                    Body::VirtualNetworkLink(body) => {
                        let to = self.text(&body.virtual_network);
                        let name = self.plan.find(&Symbol::from(to.as_str())).map(|network| self.text(&network.name));
                        Some(format!(
                            "linked to {}",
                            name.unwrap_or_else(|| to.rsplit('/').next().unwrap_or("").to_owned())
                        ))
                    }
                    _ => None,
                })
                .collect();
            Node { id: id(zone.symbol.as_str()), title: self.text(&zone.name), details: links, lines: Vec::new() }
        });
        let roles = self.plan.resources.iter().filter(|r| r.kind == Kind::RoleAssignment && r.place != Place::Again);
        let roles = roles.filter_map(|role| {
            let (holder, what) = role_text(self.plan, role)?;
            Some(Node { id: id(role.symbol.as_str()), title: holder, details: vec![what], lines: Vec::new() })
        });
        let logs = self.plan.resources.iter().filter(|r| r.kind == Kind::LogAnalyticsWorkspace);
        let logs = logs.map(|workspace| self.thing(workspace));
        [("Private DNS zones", zones.collect::<Vec<_>>()), ("Roles", roles.collect()), ("Logs", logs.collect())]
            .into_iter()
            .filter(|(_, nodes)| !nodes.is_empty())
            .map(|(title, nodes)| Frame { title: title.to_owned(), nodes, frames: Vec::new() })
            .collect()
    }

    fn text(&self, expr: &Expr) -> String {
        self.plan.display_text(expr)
    }
}

const fn access(public: bool, everybody: bool) -> &'static str {
    match (public, everybody) {
        (false, _) => "public access off",
        (true, false) => "selected networks",
        (true, true) => "open to every network",
    }
}

const fn keys(on: bool) -> &'static str {
    if on { "keys work" } else { "keys off" }
}
