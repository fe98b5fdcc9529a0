//! The smallest change of the file that allows a denied access path, and the other access that it would allow.
//!
//! Changes are evaluated: the changed file is read, resolved and analysed like any other.

mod assertions;
mod credentials;
mod edit;
mod fixes;
mod opened;
mod policies;
mod steps;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use serde_json::{Map, Value, json};

use crate::{
    analyse::access::{
        AccessAnalysis, AccessTarget, Actor, Aspect, BrowserOnMachine, EvaluatedPath, Operation, TargetService,
        Verdict, browser_on_machine,
    },
    catalog::roles::{Action, narrowest_role},
    plan::{self, Body, ResolvedTopology, Resource, ResourceKind},
    read,
    source::SourceText,
};

pub use crate::source::key_path;
pub use assertions::check_assertions;
pub use credentials::CredentialTrial;
pub use edit::Edit;
pub(crate) use edit::undecided_fix;
use edit::{PLACEHOLDER_ADDRESS, append_value, set_value};
pub(crate) use fixes::needs_decision;
pub use fixes::{Trials, is_fixed_unasked};
pub use policies::{PolicyAdvice, PolicyAdvisor};
pub use steps::{BaseTopology, DeploymentStep, IntermediateFile, StepAction, StepSequence, find_steps};

/// The maximum number of keys that a change may contain.
const MAX_EDITS: usize = 3;

/// A change of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Keys with their new values.
    pub edits: Vec<Edit>,
    /// The verdict on the access path after the change.
    pub verdict: Verdict,
    /// Other access paths that become less restricted.
    pub opened_paths: Vec<EvaluatedPath>,
}

/// A topology for which changes are evaluated.
pub struct Advisor<'a> {
    file: Value,
    plan: &'a ResolvedTopology,
    /// The verdicts of the unchanged file, by access path.
    verdicts_before: OnceCell<HashMap<String, Verdict>>,
    /// Evaluated changes: many access paths need the same ones.
    evaluated: RefCell<HashMap<String, Option<Rc<ChangedTopology>>>>,
    /// How many more changes may be evaluated; not known before the first.
    remaining_changes: Cell<Option<usize>>,
}

/// The advice on how to allow an access path.
#[derive(Debug, Clone, PartialEq)]
pub enum AdviceOutcome {
    /// This change allows it.
    Change(Advice),
    /// No known change allows it.
    NotFound,
    /// The limit of evaluated changes is reached.
    LimitReached,
}

/// A file after a change.
struct ChangedTopology {
    plan: ResolvedTopology,
    /// Access paths that are less restricted than before, computed on first use.
    opened_paths: OnceCell<Vec<EvaluatedPath>>,
}

/// The maximum number of changes in the cache.
const MAX_CACHED_CHANGES: usize = 128;

/// The limit of one run, in access paths: each change reads and resolves the file again, and evaluates all its access
/// paths.
const MAX_EVALUATED_PATHS: usize = 200_000;

impl<'a> Advisor<'a> {
    /// Creates the advisor for a file and its plan. There is no advice for a file that cannot be read.
    #[must_use]
    pub fn new(source: &SourceText, plan: &'a ResolvedTopology) -> Option<Self> {
        Some(Self {
            file: source.parse().ok()?.to_json(),
            plan,
            verdicts_before: OnceCell::new(),
            evaluated: RefCell::default(),
            remaining_changes: Cell::new(None),
        })
    }

    /// The verdicts of the unchanged file, computed when advice is first asked for: most files need none.
    fn verdicts_before(&self) -> &HashMap<String, Verdict> {
        self.verdicts_before.get_or_init(|| {
            let paths = AccessAnalysis::new(self.plan).all_paths();
            paths.iter().map(|path| (path.to_string(), path.verdict())).collect()
        })
    }

    /// How many more changes may be evaluated.
    fn remaining_changes(&self) -> usize {
        self.remaining_changes.get().unwrap_or_else(|| MAX_EVALUATED_PATHS / self.verdicts_before().len().max(1))
    }

    /// The smallest change that allows a denied access path; among equals, the one that allows the least other access.
    #[must_use]
    pub fn find_advice(&self, path: &EvaluatedPath) -> AdviceOutcome {
        self.find_advice_where(path, |verdict| verdict != Verdict::Denied)
    }

    /// The smallest change after which a verdict is accepted.
    pub(crate) fn find_advice_where(&self, path: &EvaluatedPath, accepts: impl Fn(Verdict) -> bool) -> AdviceOutcome {
        let candidates = self.candidate_edits(path);
        let smallest = (1..=MAX_EDITS.min(candidates.len())).find_map(|size| {
            let evaluated =
                subsets_of_size(&candidates, size).into_iter().filter_map(|edits| self.evaluate_edits(path, edits));
            evaluated.filter(|advice| accepts(advice.verdict)).min_by_key(|advice| advice.opened_paths.len())
        });
        match smallest {
            Some(advice) => AdviceOutcome::Change(advice),
            None if self.remaining_changes() == 0 => AdviceOutcome::LimitReached,
            None => AdviceOutcome::NotFound,
        }
    }

    /// The effect of a change on an access path.
    fn evaluate_edits(&self, path: &EvaluatedPath, edits: Vec<Edit>) -> Option<Advice> {
        let changed = self.changed_topology(&edits)?;
        let after = AccessAnalysis::new(&changed.plan);
        let verdict = after.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target)?.verdict();
        if verdict == Verdict::Denied {
            return None;
        }
        let opened = changed.opened_paths.get_or_init(|| self.find_opened_paths(&after));
        let is_same = |other: &&EvaluatedPath| {
            other.actor == path.actor && other.operation == path.operation && other.target == path.target
        };
        Some(Advice { verdict, opened_paths: opened.iter().filter(|other| !is_same(other)).cloned().collect(), edits })
    }

    /// Access paths that are less restricted than in the unchanged file.
    fn find_opened_paths(&self, after: &AccessAnalysis<'_>) -> Vec<EvaluatedPath> {
        let unchanged = AccessAnalysis::new(self.plan);
        // A role assignment affects only its principal.
        let actors = actors_with_changed_roles(self.plan, after.plan()).unwrap_or_else(|| after.actors());
        let paths = actors.iter().flat_map(|actor| after.paths_of_actor(actor));
        let opened = paths.filter(|other| {
            // Access from the placeholder is the purpose of the change, not a side effect.
            let is_placeholder = other.actor.to_string() == format!("address {PLACEHOLDER_ADDRESS}");
            let before = self.verdicts_before().get(&other.to_string()).copied().or_else(|| {
                let unlisted =
                    unchanged.evaluate_path(&other.actor, other.from.as_ref(), other.operation, &other.target);
                unlisted.map(|path| path.verdict())
            });
            !is_placeholder && other.verdict() < before.unwrap_or(Verdict::Denied)
        });
        opened.collect()
    }

    /// The topology after a change, if the changed file is valid.
    fn changed_topology(&self, edits: &[Edit]) -> Option<Rc<ChangedTopology>> {
        let name = edits.iter().map(Edit::display_text).collect::<Vec<_>>().join("\n");
        if let Some(known) = self.evaluated.borrow().get(&name) {
            return known.clone();
        }
        self.remaining_changes.set(Some(self.remaining_changes().checked_sub(1)?));
        let changed =
            self.resolve_with_edits(edits).map(|plan| Rc::new(ChangedTopology { plan, opened_paths: OnceCell::new() }));
        let mut evaluated = self.evaluated.borrow_mut();
        if evaluated.len() >= MAX_CACHED_CHANGES {
            evaluated.clear();
        }
        evaluated.insert(name, changed.clone());
        changed
    }

    /// The plan of the changed file, if that file is valid.
    pub(crate) fn resolve_with_edits(&self, edits: &[Edit]) -> Option<ResolvedTopology> {
        let mut file = self.file.clone();
        edits.iter().for_each(|edit| edit.apply(&mut file));
        Some(plan::lower_topology(&read::read_json(&file).ok()?))
    }

    /// The value of a key in the file, if it is a string or a Boolean.
    fn value_at(&self, pointer: &str) -> Option<String> {
        match self.file.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// Single edits that may help to allow an access path.
    fn candidate_edits(&self, path: &EvaluatedPath) -> Vec<Edit> {
        let is_denied = |aspects: &[Aspect]| {
            let mut denied = path.steps.iter().filter(|step| step.outcome == Verdict::Denied);
            denied.any(|step| aspects.contains(&step.aspect))
        };
        // If only a role is missing, network changes are not evaluated.
        let needs_network = is_denied(&[Aspect::Name, Aspect::Network, Aspect::Authentication, Aspect::Outbound]);
        let mut edits = if needs_network { self.network_edits(path) } else { Vec::new() };
        if path.operation == Operation::EditLabels && needs_network || is_denied(&[Aspect::Browser]) {
            edits.push(set_value("/allow/studio", "browser"));
        }
        // A client with only a key or a SAS needs the key authentication that is disabled.
        let disabled = path.steps.iter().find(|step| {
            step.outcome == Verdict::Denied
                && matches!(step.decided_by.as_str(), "/account/localAuth" | "/storage/sharedKeys")
        });
        edits.extend(disabled.map(|step| set_value(&step.decided_by, true)));
        if is_denied(&[Aspect::Authorization]) {
            match &path.actor {
                Actor::Client(name) => edits.extend(self.add_role_edit(name, path)),
                Actor::TestMachine if path.operation == Operation::Write => {
                    edits.push(set_value("/testMachine/uploadTrainingFiles", true));
                }
                Actor::AccountIdentity if !needs_network => edits.extend(self.account_identity_edits(path)),
                _ => {}
            }
        }
        edits.dedup();
        edits
    }

    /// Single edits that may give an access path network access.
    fn network_edits(&self, path: &EvaluatedPath) -> Vec<Edit> {
        let service = TargetService::for_target(&path.target);
        let public_access = service.public_access_pointer();
        let selected = || set_value(public_access, "selected");
        let endpoint = || set_value(&format!("/privateEndpoints/{}/enabled", service.endpoint_subresource()), true);
        let open = || (service == TargetService::Account).then(|| set_value(public_access, "open"));
        let mut edits = match path.from.as_ref().unwrap_or(&path.actor) {
            Actor::Internet => open().into_iter().collect(),
            Actor::Address(range) => {
                let text = if range.prefix_len() == 32 { range.addr().to_string() } else { range.to_string() };
                let vault = (service == TargetService::Vault)
                    .then(|| append_value("/keyVault/deployerAddresses", text.clone()));
                [append_value("/allow/addresses", text), selected()].into_iter().chain(vault).collect()
            }
            Actor::Subnet(name) => vec![endpoint(), append_value("/allow/subnets", name.clone()), selected()],
            Actor::Network(_) | Actor::OnPremises(_) => {
                let lists_sources = self.file.pointer("/network/endpointSources").is_some();
                let tag = lists_sources.then(|| set_value("/network/endpointSources", "virtualNetwork"));
                tag.into_iter().chain([endpoint()]).collect()
            }
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
            Actor::AccountIdentity => self.account_identity_edits(path),
            // Its ID is not known where it has no rule, and its role is managed outside the topology.
            Actor::ResourceInstance(_) => Vec::new(),
        };
        let test_subnet = Actor::Subnet("testMachine".to_owned());
        let is_client = matches!(path.actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer);
        let may_use_test_subnet = path.from.as_ref().is_none_or(|from| *from == test_subnet);
        if is_client && self.file.get("testMachine").is_some() && may_use_test_subnet {
            edits.push(set_value("/testMachine/natGateway", true));
            let uses_browser = path.actor == Actor::StudioBrowser || path.operation == Operation::EditLabels;
            if uses_browser && browser_on_machine(self.plan) == Some(BrowserOnMachine::Missing) {
                edits.push(set_value("/testMachine/bastion/sku", "Standard"));
            }
        }
        if path.steps.iter().any(|step| step.decided_by == "/account/kind") {
            edits.push(set_value("/account/kind", "FormRecognizer"));
        }
        // The network may exist only because a service is private; with public access, the file has to set it.
        if self.file.get("network").is_none() {
            edits.push(set_value("/network", Value::Object(Map::new())));
        }
        edits
    }

    fn account_identity_edits(&self, path: &EvaluatedPath) -> Vec<Edit> {
        if path.operation == Operation::Fetch {
            return match &path.target {
                AccessTarget::Host(host) => vec![append_value("/account/outbound/allowedFqdns", host.clone())],
                // Without the restriction, the allowed FQDN list is removed as well.
                _ => vec![set_value("/account/outbound", json!({ "restricted": false }))],
            };
        }
        let role = if path.operation == Operation::Write { "contributor" } else { "reader" };
        let mut edits = vec![
            set_value("/account/identity/systemAssigned", true),
            set_value("/storage/trustedServices", true),
            set_value("/storage/identityAccess/role", role),
        ];
        if let AccessTarget::Container(name) = &path.target {
            let containers = self.file.pointer("/storage/containers").and_then(Value::as_array);
            let index = containers.and_then(|all| all.iter().position(|container| container["name"] == name.as_str()));
            edits.extend(index.map(|index| set_value(&format!("/storage/containers/{index}/role"), role)));
        }
        edits
    }

    /// The edit that adds a role to those of a client.
    fn add_role_edit(&self, name: &str, path: &EvaluatedPath) -> Option<Edit> {
        let clients = self.file.pointer("/clients")?.as_array()?;
        let index = clients.iter().position(|client| client["name"] == name)?;
        let action = match (&path.target, path.operation) {
            (AccessTarget::Account, Operation::Call) => Action::CallAccount,
            (AccessTarget::Storage | AccessTarget::Container(_), Operation::Read) => Action::ReadBlobs,
            (AccessTarget::Storage | AccessTarget::Container(_), _) => Action::WriteBlobs,
            (AccessTarget::Secret, Operation::Read) => Action::ReadSecret,
            (AccessTarget::Key, Operation::Use) => Action::UseKey,
            _ => return None,
        };
        let role = narrowest_role(action)?.name;
        let role = match &path.target {
            AccessTarget::Account => json!({ "role": role }),
            AccessTarget::Storage => json!({ "role": role, "on": "storage" }),
            AccessTarget::Container(container) => json!({ "role": role, "on": "container", "container": container }),
            AccessTarget::Secret => json!({ "role": role, "on": "secret" }),
            _ => json!({ "role": role, "on": "vault" }),
        };
        let pointer = format!("/clients/{index}/roles");
        if clients[index].get("roles").is_some() {
            return Some(append_value(&pointer, role));
        }
        // Explicit roles replace the default roles, so these are included.
        let mut roles = vec![json!({ "role": "Cognitive Services User" })];
        if self.file.pointer("/account/localAuth") == Some(&Value::Bool(true)) {
            roles.push(json!({ "role": "Key Vault Secrets User", "on": "secret" }));
        }
        roles.push(role);
        Some(set_value(&pointer, roles))
    }
}

/// The actors whose role assignments change, if nothing else changes; otherwise `None`.
fn actors_with_changed_roles(before: &ResolvedTopology, after: &ResolvedTopology) -> Option<Vec<Actor>> {
    let is_role = |resource: &&Arc<Resource>| resource.kind == ResourceKind::RoleAssignment;
    let without_roles =
        |plan: &'_ ResolvedTopology| plan.resources.iter().filter(|r| !is_role(r)).cloned().collect::<Vec<_>>();
    if without_roles(before) != without_roles(after)
        || before.parameters != after.parameters
        || before.callers != after.callers
    {
        return None;
    }
    let roles_only_in = |one: &'_ ResolvedTopology, other: &'_ ResolvedTopology| -> Vec<Arc<Resource>> {
        one.resources.iter().filter(is_role).filter(|role| !other.resources.contains(role)).cloned().collect()
    };
    let changed: Vec<Arc<Resource>> =
        roles_only_in(before, after).into_iter().chain(roles_only_in(after, before)).collect();
    let access = AccessAnalysis::new(after);
    let has_changed_role = |actor: &Actor| {
        let principal = access.role_principal(actor);
        changed
            .iter()
            .any(|role| matches!(&role.body, Body::RoleAssignment(body) if principal.as_ref() == Some(&body.principal)))
    };
    Some(access.actors().into_iter().filter(has_changed_role).collect())
}

/// Every subset of a size, in order.
fn subsets_of_size(all: &[Edit], size: usize) -> Vec<Vec<Edit>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut subsets = Vec::new();
    for (index, first) in all.iter().enumerate() {
        for mut rest in subsets_of_size(&all[index + 1..], size - 1) {
            rest.insert(0, first.clone());
            subsets.push(rest);
        }
    }
    subsets
}
