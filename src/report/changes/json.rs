//! Changes between two topologies as JSON, for programs.

use serde_json::{Map, Value, json};

use super::{
    checks::{lost_check_json, stack_json},
    entries::{consequence_entry, heading_entries},
    headings::{EntrySubject, HeadingEntry, ReportHeading},
    summarize_changes,
};
use crate::{
    analyse::access::Verdict,
    analyse::policy::PolicyFinding,
    catalog::{
        Fact,
        changes::{CostDirection, Engine},
    },
    compare::{
        AccessPathChange, Change, Changes, EngineEffects, PrivateBaseline, RenamedClient, ReportedConsequence,
        ResourceChange, ResourceEffect, RoleAssignmentChange, SideBySide,
    },
    report::{marked::without_marks, policies::untried_finding_json},
};

/// The languages, each with the engine that deploys it.
pub(crate) const LANGUAGES: [(&str, Engine); 3] =
    [("bicep", Engine::ResourceManager), ("arm", Engine::ResourceManager), ("terraform", Engine::Terraform)];

/// The changes as JSON for programs.
#[must_use]
pub fn render_json(changes: &Changes) -> Value {
    let resources: Vec<Value> = changes.resources.iter().map(change_json).collect();
    let mut report = json!({
        "verdict": summarize_changes(changes),
        "sideBySide": changes.side_by_side.as_ref().map(|SideBySide { old, new }| json!({ "old": old, "new": new })),
        "flows": changes.access_paths.iter().map(path_json).collect::<Vec<_>>(),
        "resources": resources,
        "roles": { "given": changes.roles_added(), "taken": changes.roles_removed() },
        "roleAssignments": changes.role_assignments.iter().map(role_json).collect::<Vec<_>>(),
        "renamedClients": changes.renamed_clients.iter().map(renamed_json).collect::<Vec<_>>(),
        "consequences": heading_entries(changes, &Engine::ALL).iter().map(entry_json).collect::<Vec<_>>(),
        "customerKeysRemoved": changes.customer_keys_removed, "customerKeysReplaced": changes.customer_keys_replaced,
        "foundryKeysAdded": changes.foundry_keys_added, "refusedByLocks": changes.refused_by_locks,
    });
    if let Some(reason) = &changes.private_baseline {
        report["comparedWithPrivate"] = private_baseline_json(reason);
    }
    if !changes.lost_checks.is_empty() {
        report["checks"] = json!({ "lost": changes.lost_checks.iter().map(lost_check_json).collect::<Vec<_>>() });
    }
    if let Some(change) = changes.stack {
        report["deploymentStack"] = stack_json(change);
    }
    if let Some(deployment) = &changes.new_deployment {
        report["newDeployment"] = render_json(deployment);
    }
    if !changes.policies.is_empty() {
        let findings =
            |findings: &[PolicyFinding]| -> Vec<Value> { findings.iter().map(untried_finding_json).collect() };
        report["policies"] =
            json!({ "added": findings(&changes.policies.added), "removed": findings(&changes.policies.removed) });
    }
    report
}

fn private_baseline_json(reason: &PrivateBaseline) -> Value {
    let (because, codes) = match reason {
        PrivateBaseline::NewTopology => ("newTopology", Vec::new()),
        PrivateBaseline::NewEnvironment => ("newEnvironment", Vec::new()),
        PrivateBaseline::OtherDeployment => ("otherDeployment", Vec::new()),
        PrivateBaseline::UnusableFile(codes) => ("unusableFile", codes.iter().map(ToString::to_string).collect()),
    };
    json!({ "because": because, "codes": codes })
}

/// One value for each language.
fn by_language(value: impl Fn(Engine) -> Value) -> Map<String, Value> {
    LANGUAGES.iter().map(|(language, engine)| ((*language).to_owned(), value(*engine))).collect()
}

fn verdict_text(verdict: Option<Verdict>) -> Value {
    verdict.map(|verdict| verdict.to_string()).into()
}

fn path_json(change: &AccessPathChange) -> Value {
    let mut flow = json!({
        "flow": change.access_path.to_string(),
        "before": verdict_text(change.before),
        "after": verdict_text(change.after),
        "opens": change.opens(),
        "somebodyElse": change.new_identity,
    });
    if let Some(former) = &change.former {
        flow["former"] = Value::from(former.as_str());
    }
    if let Value::Object(flow) = &mut flow {
        flow.extend(by_language(|engine| {
            let deployed = change.deployed_by(engine);
            json!({
                "before": verdict_text(deployed.before),
                "after": verdict_text(deployed.after),
                "afterRemoval": verdict_text(deployed.after_removal),
            })
        }));
    }
    flow
}

fn change_json(change: &Change) -> Value {
    match change {
        Change::Added(resource) => resource_json("added", resource, None),
        Change::Removed(resource) => resource_json("removed", resource, None),
        Change::Changed(resource) => resource_json("changed", resource, None),
        Change::Replaced(replaced) => resource_json("replaced", &replaced.resource, Some(&replaced.reason)),
    }
}

fn resource_json(change: &str, resource: &ResourceChange, reason: Option<&str>) -> Value {
    let facts = resource.properties.iter().map(|property| {
        json!({
            "fact": property.property, "before": property.before, "after": property.after,
            "cost": property.cost.is_some(), "costDirection": property.cost.map(CostDirection::as_str),
            "exposure": property.exposure,
        })
    });
    json!({
        "change": change, "kind": resource.kind, "name": resource.name, "because": reason,
        "cost": resource.cost.is_some(), "costDirection": resource.cost.map(CostDirection::as_str),
        "facts": facts.collect::<Vec<_>>(),
        "type": resource.arm_type, "symbol": resource.symbol, "scope": resource.scope,
        "effects": effects_json(&resource.effects),
    })
}

fn role_json(role: &RoleAssignmentChange) -> Value {
    json!({
        "change": role.kind.as_str(), "role": role.text,
        "type": "Microsoft.Authorization/roleAssignments", "symbol": role.symbol, "scope": role.scope,
        "effects": effects_json(&role.effects),
    })
}

fn renamed_json(client: &RenamedClient) -> Value {
    json!({ "before": client.before, "after": client.after, "principal": client.principal })
}

/// A consequence as it is under its heading.
pub(crate) fn consequence_json(consequence: &ReportedConsequence) -> Value {
    consequence_entry(consequence, &Engine::ALL).map_or(Value::Null, |entry| entry_json(&entry))
}

fn entry_json(entry: &HeadingEntry<'_>) -> Value {
    let applying = LANGUAGES.iter().filter(|(_, engine)| entry.engines.contains(engine));
    let languages: Vec<&str> = applying.map(|(language, _)| *language).collect();
    let mut json =
        json!({ "heading": entry.heading.as_str(), "languages": languages, "text": without_marks(&entry.text) });
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            json[name] = value;
        }
    };
    match &entry.subject {
        EntrySubject::Resource { symbol, label } => {
            add("symbol", Some((*symbol).into()));
            add("resource", Some(without_marks(label).into()));
        }
        EntrySubject::Path { path, former } => {
            add("flow", Some(path.to_string().into()));
            add("from", Some(path.actor.to_string().into()));
            add("to", Some(path.target.to_string().into()));
            add("former", former.map(Value::from));
        }
    }
    add("source", entry.fact.map(|fact| source_text(fact).into()));
    add("code", entry.code.map(Value::from));
    add("unlessMoved", entry.unless_moved.then_some(Value::Bool(true)));
    if entry.heading == ReportHeading::Cost {
        add("costDirection", Some(entry.cost.map(CostDirection::as_str).into()));
    }
    json
}

/// The sources of a fact, in one line.
pub(crate) fn source_text(fact: &Fact) -> String {
    let sources: Vec<String> = fact.text().sources.iter().map(ToString::to_string).collect();
    if sources.is_empty() { "unverified".to_owned() } else { sources.join("; ") }
}

fn effects_json(effects: &EngineEffects) -> Map<String, Value> {
    by_language(|engine| effects[engine as usize].iter().map(effect_json).collect())
}

fn effect_json(effect: &ResourceEffect) -> Value {
    let mut json = Map::new();
    json.insert("effect".to_owned(), effect.effect.as_str().into());
    json.insert("id".to_owned(), effect.id.as_str().into());
    for (name, text) in
        [("code", effect.code), ("condition", effect.condition.as_deref()), ("reason", effect.reason.as_deref())]
    {
        json.extend(text.map(|text| (name.to_owned(), text.into())));
    }
    json.insert("source".to_owned(), source_text(effect.fact).into());
    Value::Object(json)
}
