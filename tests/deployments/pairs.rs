//! Pairs of topologies: an edit of one key, and random ones that share their name and environment.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc, sync::Arc};

use di_gen::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath},
    plan::{Language, ResolvedTopology, default_parameter_values},
    render::{Frame, Layout, build_parameter_file},
    source::SourceText,
};
use serde_json::{Value, json};

use crate::{
    changes::expected::edits as edits_with_expectation,
    laws::pointers,
    small_edits::others,
    support::{
        arm, bicep_snapshot,
        facts::Deployed,
        hcl,
        random::{Topologies, stable_hash},
        resource_manager::Azure,
        topologies::{Story, number, stories},
    },
};

/// A topology with what is derived from it, each when it is needed.
pub(super) struct Side {
    pub(super) document: Value,
    pub(super) plan: ResolvedTopology,
    expansion: OnceCell<Arc<Deployed>>,
    terraform: OnceCell<Option<Deployed>>,
    fresh: OnceCell<Azure>,
    paths: OnceCell<BTreeMap<String, EvaluatedPath>>,
}

/// What was deployed, and what is deployed over it.
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) old: Rc<Side>,
    pub(super) new: Rc<Side>,
}

/// Keys that affect no resource.
const LEFT_OUT: [&str; 12] = [
    // Names that follow from other keys.
    "/naming/roleAssignments",
    "/environments",
    "/expect",
    "/suppress",
    "/extra",
    "/outputs",
    "/edition",
    "/cloud",
    "/di-gen",
    "/extends",
    "/customRoles",
    "/deployment",
];

impl Side {
    /// `None` if the file is refused. The model deploys in incremental mode, so a deployment stack (tests/stacks.rs) is left out.
    pub(super) fn new(name: &str, mut document: Value) -> Option<Side> {
        document.as_object_mut()?.shift_remove("deployment");
        // A report names a role by the call that names its assignment.
        if let Some(Value::Object(naming)) = document.get_mut("naming") {
            naming.shift_remove("roleAssignments");
        }
        let text = document.to_string();
        let topology = di_gen::read::read_topology(&SourceText::new(name, text)).ok()?;
        let plan = di_gen::plan::lower_topology(&topology);
        let (expansion, terraform) = (OnceCell::new(), OnceCell::new());
        Some(Side { document, plan, expansion, terraform, fresh: OnceCell::new(), paths: OnceCell::new() })
    }

    /// What the ARM template deploys, by the reader of the tests.
    pub(super) fn own_expansion(&self) -> Deployed {
        let template = di_gen::render::arm(&self.plan).expect("ARM").remove(0).text;
        arm::read(&template, self.plan.cloud.facts().storage_suffix, &json!({}))
    }

    /// What Bicep deploys, by the engine in Microsoft's compiler; `None` without one.
    pub(super) fn snapshot(&self) -> Option<Arc<Deployed>> {
        let mut files = di_gen::render::bicep(&self.plan, Layout::Folder).expect("Bicep");
        let values = default_parameter_values(&self.plan);
        files.push(build_parameter_file(&self.plan, Language::Bicep, &values, "main.bicepparam"));
        bicep_snapshot::expanded(&files, self.plan.cloud.facts().storage_suffix)
    }

    /// What is deployed: the compiler's snapshot, and the ARM template without a compiler.
    pub(super) fn expansion(&self) -> &Deployed {
        self.expansion.get_or_init(|| self.snapshot().unwrap_or_else(|| Arc::new(self.own_expansion())))
    }

    /// What exists after the first deployment.
    pub(super) fn fresh(&self) -> &Azure {
        self.fresh.get_or_init(|| {
            let mut azure = Azure::default();
            let result = azure.deploy(self.expansion());
            assert!(result.refused.is_empty() && result.blocked.is_empty(), "{:?}", result.refused);
            azure
        })
    }

    /// The access paths by name.
    pub(super) fn paths(&self) -> &BTreeMap<String, EvaluatedPath> {
        self.paths.get_or_init(|| {
            let paths = AccessAnalysis::new(&self.plan).all_paths().into_iter();
            paths.map(|path| (path.to_string(), path)).collect()
        })
    }

    /// The verdict of an access path, if the topology has it.
    pub(super) fn verdict(&self, path: &EvaluatedPath) -> Option<String> {
        let covers = |other: &&EvaluatedPath| {
            let range = |actor: &Actor| match actor {
                Actor::OnPremises(range) => range.parse::<ipnet::Ipv4Net>().ok(),
                _ => None,
            };
            let contains =
                range(&other.actor).is_some_and(|one| range(&path.actor).is_some_and(|two| one.contains(&two)));
            contains && (other.operation, &other.target) == (path.operation, &path.target)
        };
        let known = self.paths().get(&path.to_string());
        // A part of a range behind a gateway is where the range is.
        if let Some(known) = known.or_else(|| self.paths().values().find(covers)) {
            return Some(known.verdict().to_string());
        }
        let analysis = AccessAnalysis::new(&self.plan);
        let found = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
        found.map(|path| path.verdict().to_string())
    }

    /// Whether the topology has a service of this kind, which may exist already.
    pub(super) fn has_service(&self, target: &AccessTarget) -> bool {
        let symbol = match target {
            AccessTarget::Account | AccessTarget::Host(_) | AccessTarget::OtherHosts => "account",
            AccessTarget::Storage | AccessTarget::Container(_) => "storageAccount",
            AccessTarget::Vault | AccessTarget::Secret | AccessTarget::Key => "keyVault",
        };
        self.plan.resources.iter().any(|resource| resource.symbol.as_str() == symbol)
    }

    /// What the Terraform module deploys; `None` if azurerm cannot express the topology.
    pub(super) fn terraform(&self) -> Option<&Deployed> {
        let read = || {
            let files = di_gen::render::terraform(&self.plan, Frame::Module).ok()?;
            let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
            Some(hcl::read(&files, &json!({})))
        };
        self.terraform.get_or_init(read).as_ref()
    }
}

/// Cloud, provider and edition are no edits of resources.
fn is_comparable(old: &ResolvedTopology, new: &ResolvedTopology) -> bool {
    (old.cloud, old.azurerm, old.edition) == (new.cloud, new.azurerm, new.edition)
}

/// A document with one value changed, or without it.
fn edited(document: &Value, pointer: &str, value: Option<Value>) -> Option<Value> {
    let mut changed = document.clone();
    if let Some(value) = value {
        *changed.pointer_mut(pointer)? = value;
        return Some(changed);
    }
    let (parent, key) = pointer.rsplit_once('/')?;
    match changed.pointer_mut(parent)? {
        Value::Object(map) => _ = map.shift_remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => _ = items.remove(key.parse().ok()?),
        _ => return None,
    }
    Some(changed)
}

/// Each example and case, without one of its keys or with another value of it; every edit in `most` topologies.
pub(super) fn edits(most: usize) -> Vec<Pair> {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for Story { name, text } in stories() {
        let document = SourceText::new("x", text).parse().expect("YAML").to_json();
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        places.retain(|pointer| !LEFT_OUT.iter().any(|key| pointer.starts_with(key)));
        let mut old: Option<Rc<Side>> = None;
        for pointer in places {
            let value = document.pointer(&pointer).expect("a value");
            let other = others(&schema, &pointer, value).into_iter().map(Some);
            for edit in std::iter::once(None).chain(other) {
                let pattern: Vec<&str> =
                    pointer.split('/').map(|key| if key.parse::<usize>().is_ok() { "*" } else { key }).collect();
                let shown = edit.as_ref().map_or_else(|| "removed".to_owned(), |value| format!("= {value}"));
                let count = seen.entry(format!("{} {shown}", pattern.join("/"))).or_default();
                if *count == most {
                    continue;
                }
                let Some(new) = edited(&document, &pointer, edit).and_then(|new| Side::new("new", new)) else {
                    continue;
                };
                let old = old
                    .get_or_insert_with(|| Rc::new(Side::new(&name, document.clone()).expect("a valid topology")))
                    .clone();
                if !is_comparable(&old.plan, &new.plan) || old.plan.resources == new.plan.resources {
                    continue;
                }
                *count += 1;
                pairs.push(Pair { name: format!("{name} {pointer} {shown}"), old, new: Rc::new(new) });
            }
        }
    }
    pairs
}

/// Every example, case and side of a reviewed edit.
pub(super) fn sides() -> Vec<(String, Rc<Side>)> {
    let known = stories().into_iter().map(|story| {
        let side = Side::new(&story.name, story.document()).expect("a valid topology");
        (story.name, Rc::new(side))
    });
    let reviewed = reviewed().into_iter();
    let reviewed = reviewed.flat_map(|pair| [(format!("{}, old", pair.name), pair.old), (pair.name, pair.new)]);
    known.chain(reviewed).collect()
}

/// The edits of `tests/changes`, without those of cloud and subscription.
pub(super) fn reviewed() -> Vec<Pair> {
    let side = |document: &Value| {
        let mut document = document.clone();
        document["name"] = json!("invoices");
        Rc::new(Side::new("reviewed", document).expect("a valid topology"))
    };
    let pairs = edits_with_expectation().into_iter().map(|edit| {
        let (old, new) = (side(&edit.old), side(&edit.new));
        Pair { name: edit.name, old, new }
    });
    // The model has one subscription for everything that names none.
    let is_shown = |pair: &Pair| {
        is_comparable(&pair.old.plan, &pair.new.plan) && pair.old.plan.subscription == pair.new.plan.subscription
    };
    pairs.filter(is_shown).collect()
}

/// Random pairs of topologies in which the same names stand for the same resources: those of all pairs whose names have the
/// least hashes, so that another case or key changes few of them.
pub(super) fn random(count: usize) -> Vec<Pair> {
    let seed = number("DI_GEN_SEED", 1);
    let seeded = Topologies::new(seed + 17).take(40).enumerate().map(|(at, file)| (format!("seeded {at}"), file));
    let known = stories().into_iter().map(|story| (story.name.clone(), story.document()));
    let pool: Vec<(String, Rc<Side>)> = known
        .chain(seeded)
        .filter_map(|(name, mut document)| {
            document["name"] = json!("invoices");
            let map = document.as_object_mut()?;
            map.retain(|key, _| !LEFT_OUT.contains(&format!("/{key}").as_str()));
            for key in ["environment", "location", "subscription"] {
                map.shift_remove(key);
            }
            Some((name, Rc::new(Side::new("random", document)?)))
        })
        .collect();
    let mut pairs = Vec::new();
    for (one, old) in &pool {
        for (other, new) in pool.iter().filter(|(other, _)| other != one) {
            if is_comparable(&old.plan, &new.plan) {
                let name = format!("random {one} to {other}");
                let rank = stable_hash(&format!("{seed} {name}"));
                pairs.push((rank, Pair { name, old: old.clone(), new: new.clone() }));
            }
        }
    }
    pairs.sort_by_key(|(rank, _)| *rank);
    pairs.into_iter().map(|(_, pair)| pair).take(count).collect()
}

/// Topologies with a managed identity, which gets another name, by itself or with everything else, or trusts other workloads.
pub(super) fn other_identities() -> Vec<Pair> {
    let known = stories().into_iter().map(|story| (story.name.clone(), story.document()));
    let seeded = Topologies::new(number("DI_GEN_SEED", 1) + 18)
        .take(40)
        .enumerate()
        .map(|(number, document)| (format!("seeded {number}"), document));
    let credential = |branch: &str| {
        let subject = format!("repo:contoso/forms:ref:refs/heads/{branch}");
        json!({ "name": branch, "issuer": "https://token.actions.githubusercontent.com", "subject": subject })
    };
    let mut pairs = Vec::new();
    for (story, mut document) in known.chain(seeded) {
        // The model has one subscription, and no deployment stacks.
        for key in ["subscription", "deployment"] {
            document.as_object_mut().expect("a topology").shift_remove(key);
        }
        let clients = document["clients"].as_array_mut().into_iter().flatten();
        let own = clients.enumerate().find(|(_, client)| client["type"] == "managedIdentity" && client["id"].is_null());
        let Some((index, client)) = own else { continue };
        client["federatedCredentials"] = json!([credential("main"), credential("dev")]);
        let place = format!("/clients/{index}");
        let renamed = credential("main")["subject"].as_str().map(|subject| subject.replace("main", "release"));
        let edits = [
            ("/name", Some(json!("other-forms"))),
            ("/environment", Some(json!("other"))),
            (&*format!("{place}/identityName"), Some(json!("id-other"))),
            (&*format!("{place}/federatedCredentials/1"), None),
            (&*format!("{place}/federatedCredentials"), None),
            (&*format!("{place}/federatedCredentials/0/subject"), Some(json!(renamed))),
        ]
        .map(|(pointer, value)| (pointer.to_owned(), value));
        for key in ["environment", "name"] {
            if document[key].is_null() {
                document[key] = json!("first");
            }
        }
        let Some(old) = Side::new("old", document.clone()).map(Rc::new) else { continue };
        for (pointer, value) in edits {
            let mut document = document.clone();
            if pointer.ends_with("/identityName") {
                // The identity has the name of the client, and gets one of its own.
                document.pointer_mut(&place).expect("a client")["identityName"] = json!(null);
            }
            let shown = value.as_ref().map_or_else(|| "removed".to_owned(), |value| format!("= {value}"));
            let Some(new) = edited(&document, &pointer, value).and_then(|new| Side::new("new", new)) else { continue };
            if is_comparable(&old.plan, &new.plan) {
                pairs.push(Pair { name: format!("{story} {pointer} {shown}"), old: old.clone(), new: Rc::new(new) });
            }
        }
    }
    pairs
}
