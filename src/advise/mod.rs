//! From a flow that is denied to the smallest change of the file that allows it, and what else that would open.
//!
//! A change is tried, not reasoned about: the changed file is read, planned and analysed like any other.

mod edit;
mod expect;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use serde_json::{Map, Value, json};

use crate::{
    analyse::access::{Access, Actor, Aspect, Flow, Service, Thing, Verb, Verdict},
    plan::{self, Body, Kind, Plan, Resource},
    read,
    source::Source,
};

pub use crate::source::key;
pub use edit::Edit;
use edit::{SOME_ADDRESS, append, set};
pub use expect::expectations;

/// The most keys that a change may touch.
const MOST_EDITS: usize = 3;

/// A change of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Keys and what to write there.
    pub edits: Vec<Edit>,
    /// The flow as it is then.
    pub verdict: Verdict,
    /// Other flows that are more open then.
    pub opens: Vec<Flow>,
}

/// A topology that changes are tried on.
pub struct Advisor<'a> {
    file: Value,
    plan: &'a Plan,
    /// The verdicts of the file as it is, by flow.
    before: HashMap<String, Verdict>,
    /// Changes that were tried: many flows ask for the same ones.
    tried: RefCell<HashMap<String, Option<Rc<Changed>>>>,
    /// How many more may be tried.
    left: Cell<usize>,
}

/// What there is to say about allowing a flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Advised {
    /// This change does.
    Change(Advice),
    /// No change that is known here does.
    Nothing,
    /// Too many flows were asked about to try any more.
    LeftOut,
}

/// A file after a change.
struct Changed {
    plan: Plan,
    /// Flows that are more open than before, once somebody asks.
    opened: OnceCell<Vec<Flow>>,
}

/// More changes than this are not kept.
const MOST_KEPT: usize = 128;

/// How much is tried in one run, in flows: each change reads and plans the file anew, and looks at all of its flows.
const MOST_WORK: usize = 200_000;

impl<'a> Advisor<'a> {
    /// Takes a file that was read, and its plan. Without a file that can be read there is no advice.
    #[must_use]
    pub fn new(source: &Source, plan: &'a Plan) -> Option<Self> {
        let before: HashMap<String, Verdict> =
            Access::new(plan).flows().iter().map(|flow| (flow.to_string(), flow.verdict())).collect();
        let left = Cell::new(MOST_WORK / before.len().max(1));
        Some(Self { file: source.parse().ok()?.to_json(), plan, before, tried: RefCell::default(), left })
    }

    /// The smallest change that allows a denied flow; of several, the one that opens least besides.
    #[must_use]
    pub fn advice(&self, flow: &Flow) -> Advised {
        self.advice_for(flow, |verdict| verdict != Verdict::Denied)
    }

    /// The smallest change after which a verdict is good enough.
    pub(crate) fn advice_for(&self, flow: &Flow, good: impl Fn(Verdict) -> bool) -> Advised {
        let candidates = self.candidates(flow);
        let found = (1..=MOST_EDITS.min(candidates.len())).find_map(|size| {
            let tried = subsets(&candidates, size).into_iter().filter_map(|edits| self.tried(flow, edits));
            tried.filter(|advice| good(advice.verdict)).min_by_key(|advice| advice.opens.len())
        });
        match found {
            Some(advice) => Advised::Change(advice),
            None if self.left.get() == 0 => Advised::LeftOut,
            None => Advised::Nothing,
        }
    }

    /// What a change does to the flow.
    fn tried(&self, flow: &Flow, edits: Vec<Edit>) -> Option<Advice> {
        let changed = self.with(&edits)?;
        let after = Access::new(&changed.plan);
        let verdict = after.flow(&flow.actor, flow.place.as_ref(), flow.verb, &flow.thing)?.verdict();
        if verdict == Verdict::Denied {
            return None;
        }
        let opened = changed.opened.get_or_init(|| self.opened(&after));
        let same = |other: &&Flow| other.actor == flow.actor && other.verb == flow.verb && other.thing == flow.thing;
        Some(Advice { verdict, opens: opened.iter().filter(|other| !same(other)).cloned().collect(), edits })
    }

    /// Flows that are more open than in the file as it is.
    fn opened(&self, after: &Access<'_>) -> Vec<Flow> {
        let before = Access::new(self.plan);
        // A role is nobody's but its holder's.
        let actors = holders_of_changed_roles(self.plan, after.plan()).unwrap_or_else(|| after.actors());
        let flows = actors.iter().flat_map(|actor| after.flows_of(actor));
        let opened = flows.filter(|other| {
            // That an address comes in that was just let in is said by letting it in.
            let stand_in = other.actor.to_string() == format!("address {SOME_ADDRESS}");
            let was = self.before.get(&other.to_string()).copied().or_else(|| {
                let unspoken = before.flow(&other.actor, other.place.as_ref(), other.verb, &other.thing);
                unspoken.map(|flow| flow.verdict())
            });
            !stand_in && other.verdict() < was.unwrap_or(Verdict::Denied)
        });
        opened.collect()
    }

    /// The file after a change, if it is valid then.
    fn with(&self, edits: &[Edit]) -> Option<Rc<Changed>> {
        let name = edits.iter().map(Edit::text).collect::<Vec<_>>().join("\n");
        if let Some(known) = self.tried.borrow().get(&name) {
            return known.clone();
        }
        self.left.set(self.left.get().checked_sub(1)?);
        let changed = self.changed(edits).map(|plan| Rc::new(Changed { plan, opened: OnceCell::new() }));
        let mut tried = self.tried.borrow_mut();
        if tried.len() >= MOST_KEPT {
            tried.clear();
        }
        tried.insert(name, changed.clone());
        changed
    }

    /// The plan of the changed file, if that is valid.
    pub(crate) fn changed(&self, edits: &[Edit]) -> Option<Plan> {
        let mut file = self.file.clone();
        edits.iter().for_each(|edit| edit.apply(&mut file));
        Some(plan::lower(&read::read_json(&file).ok()?))
    }

    /// What the file says at a key, if it says something simple.
    fn says(&self, pointer: &str) -> Option<String> {
        match self.file.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(on) => Some(on.to_string()),
            _ => None,
        }
    }

    /// Single edits that may have a part in allowing a flow.
    fn candidates(&self, flow: &Flow) -> Vec<Edit> {
        let fails = |aspects: &[Aspect]| {
            let mut failing = flow.steps.iter().filter(|step| step.outcome == Verdict::Denied);
            failing.any(|step| aspects.contains(&step.aspect))
        };
        // A flow that is stopped for want of a role needs a role: other changes are not worth trying.
        let way = fails(&[Aspect::Name, Aspect::Network, Aspect::Authentication, Aspect::Outbound]);
        let mut edits = if way { self.ways(flow) } else { Vec::new() };
        if flow.verb == Verb::Label && (way || fails(&[Aspect::Browser])) || fails(&[Aspect::Browser]) {
            edits.push(set("/allow/studio", "browser"));
        }
        if fails(&[Aspect::Authorisation]) {
            match &flow.actor {
                Actor::Client(name) => edits.extend(self.role(name, flow)),
                Actor::TestMachine if matches!(flow.verb, Verb::Read | Verb::Write) => {
                    edits.push(set("/testMachine/uploadTrainingFiles", true));
                }
                Actor::AccountIdentity if !way => edits.extend(self.for_the_identity(flow)),
                _ => {}
            }
        }
        edits.dedup();
        edits
    }

    /// Edits that may have a part in opening the way of a flow.
    fn ways(&self, flow: &Flow) -> Vec<Edit> {
        let service = Service::of(&flow.thing);
        let access = service.access_key();
        let selected = || set(access, "selected");
        let endpoint = || set(&format!("/privateEndpoints/{}/enabled", service.endpoint_group()), true);
        let open = || (service == Service::Account).then(|| set(access, "open"));
        let place = flow.place.as_ref().unwrap_or(&flow.actor);
        let mut edits = match place {
            Actor::Internet => open().into_iter().collect(),
            Actor::Address(range) => {
                let text = if range.prefix_len() == 32 { range.addr().to_string() } else { range.to_string() };
                let vault = (service == Service::Vault).then(|| append("/keyVault/deployerAddresses", text.clone()));
                [append("/allow/addresses", text), selected()].into_iter().chain(vault).collect()
            }
            Actor::Subnet(name) => vec![endpoint(), append("/allow/subnets", name.clone()), selected()],
            Actor::Network(_) | Actor::OnPremises(_) => vec![endpoint()],
            Actor::Deployer => vec![endpoint(), append("/keyVault/deployerAddresses", SOME_ADDRESS), selected()],
            Actor::Client(_) => vec![endpoint(), append("/allow/addresses", SOME_ADDRESS), selected()],
            Actor::Studio => vec![
                set("/allow/studio", "service"),
                set(Service::Account.access_key(), "selected"),
                set(Service::Storage.access_key(), "selected"),
            ],
            Actor::StudioBrowser => {
                vec![set("/allow/studio", "browser"), endpoint(), append("/allow/addresses", SOME_ADDRESS), selected()]
            }
            Actor::TestMachine => vec![endpoint(), set("/testMachine/natGateway", true)],
            Actor::AccountEncryption | Actor::StorageEncryption => vec![set("/keyVault/trustedServices", true)],
            Actor::AccountIdentity => self.for_the_identity(flow),
        };
        let machine = Actor::Subnet("testMachine".to_owned());
        let calls = matches!(flow.actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer);
        if calls && self.file.get("testMachine").is_some() && flow.place.as_ref().is_none_or(|place| *place == machine)
        {
            edits.push(set("/testMachine/natGateway", true));
        }
        // A service that is opened may have been the only reason for a network.
        if self.file.get("network").is_none() {
            edits.push(set("/network", Value::Object(Map::new())));
        }
        edits
    }

    fn for_the_identity(&self, flow: &Flow) -> Vec<Edit> {
        if flow.verb == Verb::Fetch {
            return match &flow.thing {
                Thing::Host(host) => vec![append("/account/outbound/allowedFqdns", host.clone())],
                // The list goes with the restriction.
                _ => vec![set("/account/outbound", json!({ "restricted": false }))],
            };
        }
        let role = if flow.verb == Verb::Write { "contributor" } else { "reader" };
        let mut edits = vec![
            set("/account/identity/systemAssigned", true),
            set("/storage/trustedServices", true),
            set("/storage/identityAccess/role", role),
        ];
        if let Thing::Container(name) = &flow.thing {
            let containers = self.file.pointer("/storage/containers").and_then(Value::as_array);
            let at = containers.and_then(|all| all.iter().position(|container| container["name"] == name.as_str()));
            edits.extend(at.map(|at| set(&format!("/storage/containers/{at}/role"), role)));
        }
        edits
    }

    /// One more role for a client, beside those that it has.
    fn role(&self, name: &str, flow: &Flow) -> Option<Edit> {
        let clients = self.file.pointer("/clients")?.as_array()?;
        let at = clients.iter().position(|client| client["name"] == name)?;
        let blobs = if flow.verb == Verb::Read { "Storage Blob Data Reader" } else { "Storage Blob Data Contributor" };
        let role = match (&flow.thing, flow.verb) {
            (Thing::Account, _) => json!({ "role": "Cognitive Services User" }),
            (Thing::Storage, _) => json!({ "role": blobs, "on": "storage" }),
            (Thing::Container(container), _) => json!({ "role": blobs, "on": "container", "container": container }),
            (Thing::Secret, _) => json!({ "role": "Key Vault Secrets User", "on": "secret" }),
            (Thing::Key, _) => json!({ "role": "Key Vault Crypto User", "on": "vault" }),
            _ => return None,
        };
        let pointer = format!("/clients/{at}/roles");
        if clients[at].get("roles").is_some() {
            return Some(append(&pointer, role));
        }
        // Written down, the default has to be written as well.
        let mut roles = vec![json!({ "role": "Cognitive Services User" })];
        if self.file.pointer("/account/localAuth") == Some(&Value::Bool(true)) {
            roles.push(json!({ "role": "Key Vault Secrets User", "on": "secret" }));
        }
        roles.push(role);
        Some(set(&pointer, roles))
    }
}

/// Those whose roles are other than before, where nothing but roles is; nothing where more is.
fn holders_of_changed_roles(before: &Plan, after: &Plan) -> Option<Vec<Actor>> {
    let is_role = |resource: &&Arc<Resource>| resource.kind == Kind::RoleAssignment;
    let rest = |plan: &'_ Plan| plan.resources.iter().filter(|r| !is_role(r)).cloned().collect::<Vec<_>>();
    if rest(before) != rest(after) || before.parameters != after.parameters || before.callers != after.callers {
        return None;
    }
    let without = |these: &'_ Plan, those: &'_ Plan| -> Vec<Arc<Resource>> {
        these.resources.iter().filter(is_role).filter(|role| !those.resources.contains(role)).cloned().collect()
    };
    let changed: Vec<Arc<Resource>> = without(before, after).into_iter().chain(without(after, before)).collect();
    let access = Access::new(after);
    let holds = |actor: &Actor| {
        let own = access.holder(actor);
        changed
            .iter()
            .any(|role| matches!(&role.body, Body::RoleAssignment(body) if own.as_ref() == Some(&body.principal)))
    };
    Some(access.actors().into_iter().filter(holds).collect())
}

/// Every choice of so many, in order.
fn subsets(all: &[Edit], size: usize) -> Vec<Vec<Edit>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (at, first) in all.iter().enumerate() {
        for mut rest in subsets(&all[at + 1..], size - 1) {
            rest.insert(0, first.clone());
            found.push(rest);
        }
    }
    found
}
