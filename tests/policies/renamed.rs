//! Other names and other tags change nothing that policies refuse: only Azure's reserved names of subnets count.

use std::collections::BTreeMap;

use di_gen::{
    analyse::policy::{PolicyVerdict, evaluate_policies},
    catalog::policies::PolicyOutcome,
    plan::{LanguageFamily, ResolvedTopology},
    source::SourceText,
    topology::AzurermMajor,
};
use serde_json::{Value, json};

use super::judged::refusing_sets;
use crate::support::{
    assert_none,
    topologies::{Story, many},
};

/// Formats of names that the author of a file chooses.
const NAMES: [&str; 16] = [
    "workload",
    "environment",
    "seed",
    "account-name",
    "subdomain",
    "identity-name",
    "storage-name",
    "container-name",
    "vault-name",
    "secret-name",
    "subnet-name",
    "client",
    "credential-name",
    "resource-name",
    "vm-name",
    "workspace-name",
];

/// Formats of resource IDs. The names of private DNS zones are Azure's.
const IDS: [&str; 9] = [
    "account-id",
    "identity-id",
    "storage-account-id",
    "vault-id",
    "virtual-network-id",
    "subnet-id",
    "security-group-id",
    "nat-gateway-id",
    "workspace-id",
];

/// Names that mean something to Azure.
const RESERVED: [&str; 5] = [
    "AzureBastionSubnet",
    "GatewaySubnet",
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "RouteServerSubnet",
];

/// Another name with the same length and the same kinds of letters: each letter is the one that follows it.
fn other_name(name: &str) -> String {
    if RESERVED.contains(&name) {
        return name.to_owned();
    }
    let next = |letter: char| match letter {
        'z' => 'a',
        'Z' => 'A',
        'a'..='y' | 'A'..='Y' => char::from_u32(u32::from(letter) + 1).expect("a letter"),
        other => other,
    };
    name.chars().map(next).collect()
}

/// The same for the resource group and the names in an ID.
fn other_id(id: &str) -> String {
    let parts = id.split('/').enumerate();
    let is_name = |at: usize| at == 4 || (at >= 8 && at.is_multiple_of(2));
    parts.map(|(at, part)| if is_name(at) { other_name(part) } else { part.to_owned() }).collect::<Vec<_>>().join("/")
}

/// The same for the vault in the URL of a key.
fn other_key_url(url: &str) -> String {
    let (vault, rest) = url.trim_start_matches("https://").split_once('.').expect("a host");
    format!("https://{}.{rest}", other_name(vault))
}

/// Renames what the author has chosen, by the schema.
struct Renamer {
    schema: Value,
    /// Workload subnets of the file; a subnet that a file does not declare has a name that it cannot choose.
    subnets: Vec<String>,
    renamed: usize,
}

impl Renamer {
    fn rename(&mut self, value: &mut Value, node: &Value, pointer: &str) {
        let node = match node["$ref"].as_str() {
            Some(reference) => self.schema.pointer(reference.trim_start_matches('#')).expect("a definition").clone(),
            None => node.clone(),
        };
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    let inner = node["properties"].get(key).unwrap_or(&node["additionalProperties"]);
                    self.rename(value, inner, &format!("{pointer}/{key}"));
                }
                // The keys are names of networks.
                if pointer == "/dns/linkNames" {
                    *map = std::mem::take(map).into_iter().map(|(key, value)| (other_name(&key), value)).collect();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item, &node["items"], pointer)),
            Value::String(text) => {
                let format = node["format"].as_str().unwrap_or_default().trim_start_matches("di-gen-");
                let is_undeclared = pointer == "/allow/subnets" && !self.subnets.contains(text);
                let other = match format {
                    _ if is_undeclared => text.clone(),
                    _ if NAMES.contains(&format) => other_name(text),
                    _ if IDS.contains(&format) => other_id(text),
                    "key-url" => other_key_url(text),
                    _ => text.clone(),
                };
                self.renamed += usize::from(other != *text);
                *text = other;
            }
            _ => {}
        }
    }
}

/// The file with other names and other tags, and how many names are others.
fn renamed(story: &Story) -> (Value, usize) {
    let mut file = story.document();
    let map = file.as_object_mut().expect("a mapping");
    // They name resources by the names of the file, and are not deployed.
    for key in ["expect", "suppress", "outputs"] {
        map.shift_remove(key);
    }
    match map.shift_remove("tags") {
        Some(tags) if tags.as_object().is_some_and(|tags| !tags.is_empty()) => {}
        _ => _ = map.insert("tags".to_owned(), json!({ "costCenter": "4711", "team": "forms" })),
    }
    let workloads = file.pointer("/network/subnets/workloads").and_then(Value::as_array).into_iter().flatten();
    let subnets = workloads.filter_map(|subnet| subnet["name"].as_str()).map(ToOwned::to_owned).collect();
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("the schema is JSON");
    let mut renamer = Renamer { schema: schema.clone(), subnets, renamed: 0 };
    renamer.rename(&mut file, &schema, "");
    (file, renamer.renamed)
}

/// How often each definition is refused on resources of a kind, in a language, for which properties and when.
fn refusals(plan: &ResolvedTopology) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for set in refusing_sets() {
        for (language, family) in [("Azure", LanguageFamily::Azure), ("Terraform", LanguageFamily::Terraform)] {
            let findings = evaluate_policies(plan, &[set], &[family]);
            for finding in findings.iter().filter(|finding| finding.outcome() == PolicyOutcome::Refused) {
                let verdict = match &finding.verdict {
                    // The reason may contain a name.
                    PolicyVerdict::Conditional(_) => "conditional".to_owned(),
                    other => format!("{other:?}"),
                };
                let (definition, kind) = (finding.definition.id, finding.kind.arm_type());
                let row = format!("{} {definition} {kind} {language} {:?} {verdict}", set.name, finding.aliases);
                *found.entry(row).or_default() += 1;
            }
        }
    }
    found
}

#[test]
fn other_names_and_tags_change_no_refusal() {
    let (mut failures, mut names, mut compared, mut invalid) = (Vec::new(), 0, 0, Vec::new());
    for story in many() {
        let (file, count) = renamed(&story);
        let text = format!("{file:#}\n");
        if let Err(found) = di_gen::read::read_topology(&SourceText::new("x", text.clone())) {
            invalid.push(format!("{}: {found:?}", story.name));
            continue;
        }
        names += count;
        let other = Story { name: story.name.clone(), text };
        for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
            let before = refusals(&ResolvedTopology { azurerm, ..story.plan() });
            let after = refusals(&ResolvedTopology { azurerm, ..other.plan() });
            compared += before.len();
            if before != after {
                failures.push(format!("{}: {before:#?}\nwith other names: {after:#?}\n{file:#}", story.name));
            }
        }
    }
    assert_none(&failures);
    assert!(names > 300 && compared > 1500, "{names} {compared}");
    assert!(invalid.is_empty(), "{}", invalid.join("\n"));
}
