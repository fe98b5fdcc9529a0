//! From a flow that is denied to the smallest change of the file that allows it, and what else that would open.
//!
//! A change is tried, not reasoned about: the changed file is read, planned and analysed like any other.

mod assertions;
mod edit;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use serde_json::{Map, Value, json};

use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, Aspect, EvaluatedPath, Operation, TargetService, Verdict},
    plan::{self, Body, ResolvedTopology, Resource, ResourceKind},
    read,
    source::Source,
};

pub use crate::source::key_path;
pub use assertions::check_assertions;
pub use edit::Edit;
use edit::{PLACEHOLDER_ADDRESS, append_value, set_value};

/// The most keys that a change may touch.
const MAX_EDITS: usize = 3;

/// A change of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Keys and what to write there.
    pub edits: Vec<Edit>,
    /// The flow as it is then.
    pub verdict: Verdict,
    /// Other flows that are more open then.
    pub opened_paths: Vec<EvaluatedPath>,
}

/// A topology that changes are tried on.
pub struct Advisor<'a> {
    file: Value,
    plan: &'a ResolvedTopology,
    /// The verdicts of the file as it is, by flow.
    verdicts_before: HashMap<String, Verdict>,
    /// Changes that were tried: many flows ask for the same ones.
    evaluated: RefCell<HashMap<String, Option<Rc<ChangedTopology>>>>,
    /// How many more may be tried.
    remaining_changes: Cell<usize>,
}

/// What there is to say about allowing a flow.
#[derive(Debug, Clone, PartialEq)]
pub enum AdviceOutcome {
    /// This change does.
    Change(Advice),
    /// No change that is known here does.
    NotFound,
    /// Too many flows were asked about to try any more.
    LimitReached,
}

/// A file after a change.
struct ChangedTopology {
    plan: ResolvedTopology,
    /// Flows that are more open than before, once somebody asks.
    opened_paths: OnceCell<Vec<EvaluatedPath>>,
}

/// More changes than this are not kept.
const MAX_CACHED_CHANGES: usize = 128;

/// How much is tried in one run, in flows: each change reads and plans the file anew, and looks at all of its flows.
const MAX_EVALUATED_PATHS: usize = 200_000;

impl<'a> Advisor<'a> {
    /// Takes a file that was read, and its plan. Without a file that can be read there is no advice.
    #[must_use]
    pub fn new(source: &Source, plan: &'a ResolvedTopology) -> Option<Self> {
        let before: HashMap<String, Verdict> =
            AccessAnalysis::new(plan).all_paths().iter().map(|flow| (flow.to_string(), flow.verdict())).collect();
        let left = Cell::new(MAX_EVALUATED_PATHS / before.len().max(1));
        Some(Self {
            file: source.parse().ok()?.to_json(),
            plan,
            verdicts_before: before,
            evaluated: RefCell::default(),
            remaining_changes: left,
        })
    }

    /// The smallest change that allows a denied flow; of several, the one that opens least besides.
    #[must_use]
    pub fn find_advice(&self, flow: &EvaluatedPath) -> AdviceOutcome {
        self.find_advice_where(flow, |verdict| verdict != Verdict::Denied)
    }

    /// The smallest change after which a verdict is good enough.
    pub(crate) fn find_advice_where(&self, flow: &EvaluatedPath, good: impl Fn(Verdict) -> bool) -> AdviceOutcome {
        let candidates = self.candidate_edits(flow);
        let found = (1..=MAX_EDITS.min(candidates.len())).find_map(|size| {
            let tried =
                subsets_of_size(&candidates, size).into_iter().filter_map(|edits| self.evaluate_edits(flow, edits));
            tried.filter(|advice| good(advice.verdict)).min_by_key(|advice| advice.opened_paths.len())
        });
        match found {
            Some(advice) => AdviceOutcome::Change(advice),
            None if self.remaining_changes.get() == 0 => AdviceOutcome::LimitReached,
            None => AdviceOutcome::NotFound,
        }
    }

    /// What a change does to the flow.
    fn evaluate_edits(&self, flow: &EvaluatedPath, edits: Vec<Edit>) -> Option<Advice> {
        let changed = self.changed_topology(&edits)?;
        let after = AccessAnalysis::new(&changed.plan);
        let verdict = after.evaluate_path(&flow.actor, flow.from.as_ref(), flow.operation, &flow.target)?.verdict();
        if verdict == Verdict::Denied {
            return None;
        }
        let opened = changed.opened_paths.get_or_init(|| self.find_opened_paths(&after));
        let same = |other: &&EvaluatedPath| {
            other.actor == flow.actor && other.operation == flow.operation && other.target == flow.target
        };
        Some(Advice { verdict, opened_paths: opened.iter().filter(|other| !same(other)).cloned().collect(), edits })
    }

    /// Flows that are more open than in the file as it is.
    fn find_opened_paths(&self, after: &AccessAnalysis<'_>) -> Vec<EvaluatedPath> {
        let before = AccessAnalysis::new(self.plan);
        // A role is nobody's but its holder's.
        let actors = actors_with_changed_roles(self.plan, after.plan()).unwrap_or_else(|| after.actors());
        let flows = actors.iter().flat_map(|actor| after.paths_of_actor(actor));
        let opened = flows.filter(|other| {
            // That an address comes in that was just let in is said by letting it in.
            let stand_in = other.actor.to_string() == format!("address {PLACEHOLDER_ADDRESS}");
            let was = self.verdicts_before.get(&other.to_string()).copied().or_else(|| {
                let unspoken = before.evaluate_path(&other.actor, other.from.as_ref(), other.operation, &other.target);
                unspoken.map(|flow| flow.verdict())
            });
            !stand_in && other.verdict() < was.unwrap_or(Verdict::Denied)
        });
        opened.collect()
    }

    /// The file after a change, if it is valid then.
    fn changed_topology(&self, edits: &[Edit]) -> Option<Rc<ChangedTopology>> {
        let name = edits.iter().map(Edit::display_text).collect::<Vec<_>>().join("\n");
        if let Some(known) = self.evaluated.borrow().get(&name) {
            return known.clone();
        }
        self.remaining_changes.set(self.remaining_changes.get().checked_sub(1)?);
        let changed =
            self.resolve_with_edits(edits).map(|plan| Rc::new(ChangedTopology { plan, opened_paths: OnceCell::new() }));
        let mut tried = self.evaluated.borrow_mut();
        if tried.len() >= MAX_CACHED_CHANGES {
            tried.clear();
        }
        tried.insert(name, changed.clone());
        changed
    }

    /// The plan of the changed file, if that is valid.
    pub(crate) fn resolve_with_edits(&self, edits: &[Edit]) -> Option<ResolvedTopology> {
        let mut file = self.file.clone();
        edits.iter().for_each(|edit| edit.apply(&mut file));
        Some(plan::lower_topology(&read::read_json(&file).ok()?))
    }

    /// What the file says at a key, if it says something simple.
    fn value_at(&self, pointer: &str) -> Option<String> {
        match self.file.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(on) => Some(on.to_string()),
            _ => None,
        }
    }

    /// Single edits that may have a part in allowing a flow.
    fn candidate_edits(&self, flow: &EvaluatedPath) -> Vec<Edit> {
        let fails = |aspects: &[Aspect]| {
            let mut failing = flow.steps.iter().filter(|step| step.outcome == Verdict::Denied);
            failing.any(|step| aspects.contains(&step.aspect))
        };
        // A flow that is stopped for want of a role needs a role: other changes are not worth trying.
        let way = fails(&[Aspect::Name, Aspect::Network, Aspect::Authentication, Aspect::Outbound]);
        let mut edits = if way { self.network_edits(flow) } else { Vec::new() };
        if flow.operation == Operation::EditLabels && (way || fails(&[Aspect::Browser])) || fails(&[Aspect::Browser]) {
            edits.push(set_value("/allow/studio", "browser"));
        }
        if fails(&[Aspect::Authorization]) {
            match &flow.actor {
                Actor::Client(name) => edits.extend(self.add_role_edit(name, flow)),
                Actor::TestMachine if matches!(flow.operation, Operation::Read | Operation::Write) => {
                    edits.push(set_value("/testMachine/uploadTrainingFiles", true));
                }
                Actor::AccountIdentity if !way => edits.extend(self.account_identity_edits(flow)),
                _ => {}
            }
        }
        edits.dedup();
        edits
    }

    /// Edits that may have a part in opening the way of a flow.
    fn network_edits(&self, flow: &EvaluatedPath) -> Vec<Edit> {
        let service = TargetService::for_target(&flow.target);
        let access = service.public_access_pointer();
        let selected = || set_value(access, "selected");
        let endpoint = || set_value(&format!("/privateEndpoints/{}/enabled", service.endpoint_subresource()), true);
        let open = || (service == TargetService::Account).then(|| set_value(access, "open"));
        let place = flow.from.as_ref().unwrap_or(&flow.actor);
        let mut edits = match place {
            Actor::Internet => open().into_iter().collect(),
            Actor::Address(range) => {
                let text = if range.prefix_len() == 32 { range.addr().to_string() } else { range.to_string() };
                let vault = (service == TargetService::Vault)
                    .then(|| append_value("/keyVault/deployerAddresses", text.clone()));
                [append_value("/allow/addresses", text), selected()].into_iter().chain(vault).collect()
            }
            Actor::Subnet(name) => vec![endpoint(), append_value("/allow/subnets", name.clone()), selected()],
            Actor::Network(_) | Actor::OnPremises(_) => vec![endpoint()],
            Actor::Deployer => {
                vec![endpoint(), append_value("/keyVault/deployerAddresses", PLACEHOLDER_ADDRESS), selected()]
            }
            Actor::Client(_) => vec![endpoint(), append_value("/allow/addresses", PLACEHOLDER_ADDRESS), selected()],
            Actor::Studio => vec![
                set_value("/allow/studio", "service"),
                set_value(TargetService::Account.public_access_pointer(), "selected"),
                set_value(TargetService::Storage.public_access_pointer(), "selected"),
            ],
            Actor::StudioBrowser => {
                vec![
                    set_value("/allow/studio", "browser"),
                    endpoint(),
                    append_value("/allow/addresses", PLACEHOLDER_ADDRESS),
                    selected(),
                ]
            }
            Actor::TestMachine => vec![endpoint(), set_value("/testMachine/natGateway", true)],
            Actor::AccountEncryption | Actor::StorageEncryption => vec![set_value("/keyVault/trustedServices", true)],
            Actor::AccountIdentity => self.account_identity_edits(flow),
        };
        let machine = Actor::Subnet("testMachine".to_owned());
        let calls = matches!(flow.actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer);
        if calls && self.file.get("testMachine").is_some() && flow.from.as_ref().is_none_or(|place| *place == machine) {
            edits.push(set_value("/testMachine/natGateway", true));
        }
        // A service that is opened may have been the only reason for a network.
        if self.file.get("network").is_none() {
            edits.push(set_value("/network", Value::Object(Map::new())));
        }
        edits
    }

    fn account_identity_edits(&self, flow: &EvaluatedPath) -> Vec<Edit> {
        if flow.operation == Operation::Fetch {
            return match &flow.target {
                AccessTarget::Host(host) => vec![append_value("/account/outbound/allowedFqdns", host.clone())],
                // The list goes with the restriction.
                _ => vec![set_value("/account/outbound", json!({ "restricted": false }))],
            };
        }
        let role = if flow.operation == Operation::Write { "contributor" } else { "reader" };
        let mut edits = vec![
            set_value("/account/identity/systemAssigned", true),
            set_value("/storage/trustedServices", true),
            set_value("/storage/identityAccess/role", role),
        ];
        if let AccessTarget::Container(name) = &flow.target {
            let containers = self.file.pointer("/storage/containers").and_then(Value::as_array);
            let at = containers.and_then(|all| all.iter().position(|container| container["name"] == name.as_str()));
            edits.extend(at.map(|at| set_value(&format!("/storage/containers/{at}/role"), role)));
        }
        edits
    }

    /// One more role for a client, beside those that it has.
    fn add_role_edit(&self, name: &str, flow: &EvaluatedPath) -> Option<Edit> {
        let clients = self.file.pointer("/clients")?.as_array()?;
        let at = clients.iter().position(|client| client["name"] == name)?;
        let blobs = if flow.operation == Operation::Read {
            "Storage Blob Data Reader"
        } else {
            "Storage Blob Data Contributor"
        };
        let role = match (&flow.target, flow.operation) {
            (AccessTarget::Account, _) => json!({ "role": "Cognitive Services User" }),
            (AccessTarget::Storage, _) => json!({ "role": blobs, "on": "storage" }),
            (AccessTarget::Container(container), _) => {
                json!({ "role": blobs, "on": "container", "container": container })
            }
            (AccessTarget::Secret, _) => json!({ "role": "Key Vault Secrets User", "on": "secret" }),
            (AccessTarget::Key, _) => json!({ "role": "Key Vault Crypto User", "on": "vault" }),
            _ => return None,
        };
        let pointer = format!("/clients/{at}/roles");
        if clients[at].get("roles").is_some() {
            return Some(append_value(&pointer, role));
        }
        // Written down, the default has to be written as well.
        let mut roles = vec![json!({ "role": "Cognitive Services User" })];
        if self.file.pointer("/account/localAuth") == Some(&Value::Bool(true)) {
            roles.push(json!({ "role": "Key Vault Secrets User", "on": "secret" }));
        }
        roles.push(role);
        Some(set_value(&pointer, roles))
    }
}

/// Those whose roles are other than before, where nothing but roles is; nothing where more is.
fn actors_with_changed_roles(before: &ResolvedTopology, after: &ResolvedTopology) -> Option<Vec<Actor>> {
    let is_role = |resource: &&Arc<Resource>| resource.kind == ResourceKind::RoleAssignment;
    let rest = |plan: &'_ ResolvedTopology| plan.resources.iter().filter(|r| !is_role(r)).cloned().collect::<Vec<_>>();
    if rest(before) != rest(after) || before.parameters != after.parameters || before.callers != after.callers {
        return None;
    }
    let without = |these: &'_ ResolvedTopology, those: &'_ ResolvedTopology| -> Vec<Arc<Resource>> {
        these.resources.iter().filter(is_role).filter(|role| !those.resources.contains(role)).cloned().collect()
    };
    let changed: Vec<Arc<Resource>> = without(before, after).into_iter().chain(without(after, before)).collect();
    let access = AccessAnalysis::new(after);
    let holds = |actor: &Actor| {
        let own = access.role_principal(actor);
        changed
            .iter()
            .any(|role| matches!(&role.body, Body::RoleAssignment(body) if own.as_ref() == Some(&body.principal)))
    };
    Some(access.actors().into_iter().filter(holds).collect())
}

/// Every choice of so many, in order.
fn subsets_of_size(all: &[Edit], size: usize) -> Vec<Vec<Edit>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (at, first) in all.iter().enumerate() {
        for mut rest in subsets_of_size(&all[at + 1..], size - 1) {
            rest.insert(0, first.clone());
            found.push(rest);
        }
    }
    found
}
