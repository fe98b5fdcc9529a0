//! A small edit makes a small difference: in every language, an edit of one setting changes only the text of resources
//! whose properties change, and of resources that refer to a renamed one.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{
    plan::{DeploymentTarget, ExplicitDependency, Expr, Nesting, ResolvedTopology, Resource, Symbol},
    render::{File, Frame},
    source::SourceText,
    topology::AzurermMajor,
};
use serde_json::{Value, json};

use crate::{
    laws::{node, pointers},
    support::topologies::{Story, many},
};

/// A block of output: its name in the language, and its text.
type Blocks = BTreeMap<String, String>;

/// The resources of a Terraform module by address, including comments.
fn terraform(files: &[File]) -> Blocks {
    let main = &files.iter().find(|file| file.path == "main.tf").expect("main.tf").text;
    blocks(main, |line| Some(line.strip_prefix("resource ")?.trim_end_matches(" {").to_owned()))
}

/// The resources and modules of all Bicep files by symbolic name, without existing resources.
fn bicep(files: &[File]) -> Blocks {
    let new = |line: &str| {
        if line.starts_with("module ") {
            return line.split_once(" = ").map(|(module, _)| module.to_owned());
        }
        let (symbol, rest) = line.strip_prefix("resource ")?.split_once(' ')?;
        (!rest.contains(" existing ")).then(|| symbol.to_owned())
    };
    let all: Vec<(String, String)> = files.iter().flat_map(|file| blocks(&file.text, new)).collect();
    let count = all.len();
    let found = Blocks::from_iter(all);
    assert_eq!(found.len(), count, "a name is duplicated");
    found
}

/// The text from a blank line to the end of a block, by its opening line.
fn blocks(text: &str, name: impl Fn(&str) -> Option<String>) -> Blocks {
    let mut found = Blocks::new();
    let (mut open, mut block) = (None, String::new());
    for line in text.lines() {
        block.extend([line, "\n"]);
        open = open.or_else(|| name(line));
        if line == "}" || (line.is_empty() && open.is_none()) {
            if let Some(name) = open.take() {
                assert_eq!(found.insert(name, block.clone()), None, "a name is duplicated");
            }
            block.clear();
        }
    }
    found
}

/// The resources of an ARM template, including nested resources and deployments, by type, description, name and scope.
fn arm(text: &str) -> Blocks {
    fn below(template: &Value, found: &mut Blocks) {
        for resource in template["resources"].as_array().expect("resources") {
            let mut own = resource.clone();
            if let Some(inner) = own.pointer_mut("/properties/template").map(Value::take) {
                below(&inner, found);
            }
            let description = &own["comments"];
            let name = json!([own["type"], description, own["name"], own["scope"]]).to_string();
            assert_eq!(found.insert(name, own.to_string()), None, "a name is duplicated");
        }
    }
    let mut found = Blocks::new();
    below(&serde_json::from_str(text).expect("JSON"), &mut found);
    found
}

/// The properties of each resource in the resolved topology.
fn said(plan: &ResolvedTopology) -> BTreeMap<&Symbol, &Resource> {
    plan.resources.iter().map(|resource| (&resource.symbol, &**resource)).collect()
}

/// The resources whose text an edit may change.
fn touched(old: &ResolvedTopology, new: &ResolvedTopology) -> BTreeSet<Symbol> {
    let (old, new) = (said(old), said(new));
    let all: BTreeMap<&Symbol, &Resource> = old.iter().chain(&new).map(|(symbol, one)| (*symbol, *one)).collect();
    let other = |symbol: &&Symbol| old.get(*symbol) != new.get(*symbol);
    // By the names that others use: the full name of a resource contains its parents' names, and names can be derived
    // from others.
    let called =
        |r: &Resource| (r.kind, r.name.clone(), r.deployment_target.clone(), r.existing.clone(), r.parent.clone());
    let mut renamed: BTreeSet<&Symbol> = all.keys().copied().filter(other).collect();
    renamed.retain(|symbol| old.get(symbol).map(|r| called(r)) != new.get(symbol).map(|r| called(r)));
    loop {
        let after_others = |r: &&Resource| {
            let mut found = r.parent.iter().chain(&r.scope).any(|outer| renamed.contains(outer));
            r.name.visit(&mut |expr| {
                found |= matches!(expr, Expr::Attribute(symbol, _) if renamed.contains(symbol));
            });
            found
        };
        let more: Vec<&Symbol> = all.values().copied().filter(after_others).map(|r| &r.symbol).collect();
        let before = renamed.len();
        renamed.extend(more);
        if renamed.len() == before {
            break;
        }
    }
    let mut touched: BTreeSet<Symbol> = all.keys().copied().filter(other).cloned().collect();
    touched.extend(renamed.iter().map(|symbol| (*symbol).clone()));
    for resource in all.values() {
        let named = resource.referenced_symbols();
        let mut waits = resource.depends_on.iter().map(|after| &after.symbol);
        // Terraform has a resource for each access policy, and lists each that a resource waits for.
        let waits_for_policies = waits.clone().any(|one| {
            other(&one) && all.get(one).is_some_and(|r| r.kind.template_name() == "key_vault_access_policies")
        });
        // A key that moves into its account, or out of it, has another address.
        let waits_for_moved = waits.clone().any(|one| {
            let nesting = |plan: &BTreeMap<&Symbol, &Resource>| plan.get(one).map(|r| r.nesting);
            nesting(&old) != nesting(&new) && old.contains_key(one) && new.contains_key(one)
        });
        if waits_for_policies || waits_for_moved || named.iter().chain(&mut waits).any(|one| renamed.contains(one)) {
            touched.insert(resource.symbol.clone());
        }
    }
    // A nested resource is part of its parent's text.
    let both = old.values().chain(new.values());
    let inside = both.filter(|r| r.nesting != Nesting::Standalone && touched.contains(&r.symbol));
    let outer: Vec<Symbol> = inside.filter_map(|r| r.containing_resource().cloned()).collect();
    touched.extend(outer);
    touched
}

/// Whether a block of output belongs to a resource.
fn stands_for(language: &str, name: &str, resource: &Resource) -> bool {
    // Resources in another resource group are in a nested deployment.
    if name.starts_with("module ") || name.starts_with("[\"Microsoft.Resources/deployments\"") {
        return resource.deployment_target != DeploymentTarget::TargetGroup;
    }
    match language {
        "Bicep" => name == resource.symbol.as_str(),
        "Terraform" => {
            let (kind, label) = name.split_once(' ').expect("a type and a label");
            let word = |c: char| if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() };
            let snake: String = resource.symbol.as_str().chars().map(word).collect();
            // A subnet has associations, and each access policy is a separate resource.
            kind.trim_matches('"').starts_with(resource.kind.terraform_type())
                && (snake.trim_start_matches('_') == label.trim_matches('"')
                    || resource.kind.template_name() == "key_vault_access_policies")
        }
        _ => {
            let [kind, description, ..]: [Value; 4] = serde_json::from_str(name).expect("a name");
            kind == resource.kind.arm_type() && description == resource.purpose.as_str()
        }
    }
}

/// Other values for a setting: the opposite of a boolean, the next number, every other keyword.
pub(crate) fn others(schema: &Value, pointer: &str, value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(on) => vec![json!(!on)],
        Value::Number(number) => number.as_i64().map(|number| json!(number + 1)).into_iter().collect(),
        Value::String(_) => {
            let words = node(schema, pointer).map(|node| node["enum"].clone()).unwrap_or_default();
            let others = words.as_array().into_iter().flatten().filter(|word| *word != value);
            // The schema has no list of regions.
            let region = (pointer == "/location").then(|| json!("northeurope"));
            others.cloned().chain(region).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_small_edit_makes_a_small_difference() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut edits = 0;
    for story in many() {
        let whole = story.document();
        let old = story.plan();
        let before = written(&story, &old);
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        // Additional settings are not properties of the resolved topology.
        places.retain(|pointer| !pointer.starts_with("/extra"));
        for pointer in places {
            for other in others(&schema, &pointer, whole.pointer(&pointer).expect("a value")) {
                let mut changed = whole.clone();
                *changed.pointer_mut(&pointer).expect("a value") = other.clone();
                let edited = Story { name: story.name.clone(), text: changed.to_string() };
                if di_gen::read::read_topology(&SourceText::new("x", edited.text.clone())).is_err() {
                    continue;
                }
                let new = edited.plan();
                // Another cloud, provider or edition is not a small edit.
                if (old.cloud, old.azurerm, old.edition) != (new.cloud, new.azurerm, new.edition) {
                    continue;
                }
                edits += 1;
                let touched = touched(&old, &new);
                for (language, after) in written(&edited, &new) {
                    let Some(before) = before.get(language) else { continue };
                    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                    for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
                        let resources = old.resources.iter().chain(&new.resources);
                        let mut those = resources.filter(|resource| stands_for(language, name, resource));
                        // Terraform waits for each access policy, the plan for all of them together.
                        let waits = |resource: &Resource| {
                            let policies = |d: &ExplicitDependency| d.symbol.as_str() == "vaultPolicies";
                            resource.depends_on.iter().any(|d| policies(d) && touched.contains(&d.symbol))
                        };
                        assert!(
                            those.any(|resource| touched.contains(&resource.symbol) || waits(resource)),
                            "{} {pointer} = {other}, {language}: {name} changed, and the plan says the same of it",
                            story.name
                        );
                    }
                }
            }
        }
    }
    assert!(edits > 400, "{edits}");
}

fn written(story: &Story, plan: &ResolvedTopology) -> BTreeMap<&'static str, Blocks> {
    let mut all = BTreeMap::from([("Bicep", bicep(&story.bicep())), ("ARM", arm(&story.arm()))]);
    all.extend(story.terraform(AzurermMajor::V5, Frame::Module).map(|files| ("Terraform", terraform(&files))));
    assert!(all.values().all(|blocks| !blocks.is_empty() || plan.resources.iter().all(|r| r.existing.is_some())));
    all
}
