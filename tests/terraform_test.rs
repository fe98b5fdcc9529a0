//! The generated Terraform test: its mocks have what the module reads, and its assertions notice an opening.

use std::collections::BTreeSet;

use di_gen::{
    plan::ResolvedTopology,
    render::{File, Frame},
    topology::AzurermMajor,
};
use hcl_edit::structure::{Block, Body};
use serde_json::{Map, Value, json};

use crate::{
    support::{
        hcl,
        topologies::{Story, many, stories},
    },
    terraform_reads::reads,
};

const MAJORS: [AzurermMajor; 2] = [AzurermMajor::V4, AzurermMajor::V5];

pub(crate) fn module(story: &Story, azurerm: AzurermMajor) -> Option<(Vec<File>, File)> {
    let files = story.terraform(azurerm, Frame::Module)?;
    let plan = ResolvedTopology { azurerm, ..story.plan() };
    Some((files, di_gen::render::terraform_test(&plan, Frame::Module)))
}

fn body(text: &str) -> Body {
    text.parse().unwrap_or_else(|error| panic!("not HCL: {error}"))
}

fn label(block: &Block) -> String {
    block.labels.first().expect("a label").as_str().to_owned()
}

/// The mocked attributes, as `data azurerm_x.name` or `resource azurerm_x.block.name`.
pub(crate) fn mocked(test: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let providers = body(test);
    for mock in providers.get_blocks("mock_provider").flat_map(|provider| provider.body.blocks().cloned()) {
        let form = mock.ident.as_str().trim_start_matches("mock_").to_owned();
        let defaults = mock.body.get_attribute("defaults").expect("defaults").value.to_string();
        let Value::Object(defaults) = hcl::evaluate(&defaults, &Map::new()) else { panic!("an object") };
        for (name, value) in defaults {
            let inner = value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
            match inner {
                Some(fields) => {
                    names.extend(fields.iter().map(|field| format!("{form} {}.{name}.{field}", label(&mock))));
                }
                None => drop(names.insert(format!("{form} {}.{name}", label(&mock)))),
            }
        }
    }
    names
}

/// Source: the schemas of azurerm 4.81.0 and 5.2.0. What a mock lacks, Terraform makes up, and the provider refuses most
/// of that.
#[test]
fn every_computed_attribute_that_a_module_reads_is_mocked() {
    let table: Value = computed_attributes();
    let mut seen = BTreeSet::new();
    for story in many() {
        for azurerm in MAJORS {
            let Some((files, test)) = module(&story, azurerm) else { continue };
            let mocked = mocked(&test.text);
            for read in reads(files.iter().map(|file| file.text.as_str())) {
                let form = if read.data { "data" } else { "resource" };
                let words: Vec<&str> = read.path.iter().map(String::as_str).filter(|word| *word != "[0]").collect();
                let path = words.join(".");
                let computed = table[form].get(&read.kind).unwrap_or_else(|| panic!("no row for {form} {}", read.kind));
                if computed.as_array().expect("a list").contains(&json!(path)) {
                    let name = format!("{form} {}.{path}", read.kind);
                    assert!(mocked.contains(&name), "{} azurerm {azurerm:?}: no mock of {name}", story.name);
                    seen.insert(name);
                } else {
                    assert!(["name", "key_vault_id"].contains(&path.as_str()), "{} {path} is an argument?", read.kind);
                }
            }
        }
    }
    for name in ["resource azurerm_storage_container.id", "resource azurerm_key_vault_secret.resource_versionless_id"] {
        assert!(seen.contains(name), "no topology reads {name}");
    }
}

fn computed_attributes() -> Value {
    let text = include_str!("terraform/computed.yaml");
    di_gen::source::SourceText::new("computed.yaml", text).parse().expect("YAML").to_json()
}

/// The blocks of a module by type and label, as a mocked apply leaves them: what is not written is null.
fn applied(texts: &[(String, String)]) -> Map<String, Value> {
    let mut types = Map::new();
    for step in hcl::read(texts, &json!({})).steps {
        let Some((kind, mut block)) = step.1.block else { continue };
        for name in ["network_acls", "network_rules"] {
            for rules in block.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
                if rules.get("ip_rules").is_none() {
                    rules["ip_rules"] = Value::Null;
                }
            }
        }
        for name in
            ["min_tls_version", "allow_nested_items_to_be_public", "container_access_type", "role_definition_name"]
        {
            if block.get(name).is_none() {
                block[name] = Value::Null;
            }
        }
        let label = step.0.split_once('.').expect("an address").1.to_owned();
        let labels = types.entry(kind).or_insert_with(|| json!({}));
        labels[label] = block;
    }
    types
}

/// The error messages of the assertions that fail.
pub(crate) fn failures(test: &str, texts: &[(String, String)]) -> Vec<String> {
    let names = applied(texts);
    let test = body(test);
    let asserts = test.get_blocks("run").flat_map(|run| run.body.get_blocks("assert").cloned().collect::<Vec<_>>());
    let failed = asserts.filter_map(|assert| {
        let argument = |name: &str| assert.body.get_attribute(name).expect("an argument").value.to_string();
        let holds = hcl::evaluate(&argument("condition"), &names);
        (holds != json!(true)).then(|| argument("error_message"))
    });
    failed.collect()
}

pub(crate) fn texts(files: &[File]) -> Vec<(String, String)> {
    files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
}

#[test]
fn the_generated_assertions_hold_for_every_topology() {
    for story in many() {
        for azurerm in MAJORS {
            let Some((files, test)) = module(&story, azurerm) else { continue };
            let failed = failures(&test.text, &texts(&files));
            assert!(failed.is_empty(), "{} azurerm {azurerm:?}: {failed:?}", story.name);
        }
    }
}

/// Changes of a generated module that open something; each is noticed wherever it applies.
#[test]
fn the_generated_assertions_notice_an_opening() {
    let extra = "ip_rules = [\"198.51.100.77\"]\n    bypass         = \"";
    let changes: [(&str, &str, &str); 8] = [
        (
            "anonymous blobs of the account",
            "allow_nested_items_to_be_public   = false",
            "allow_nested_items_to_be_public   = true",
        ),
        ("an anonymous container", "container_access_type = \"private\"", "container_access_type = \"blob\""),
        ("a lower TLS version", "= \"TLS1_2\"", "= \"TLS1_0\""),
        ("no TLS version", "min_tls_version                   = \"TLS1_2\"\n", ""),
        ("an IP rule of storage", "ip_rules                   = []", "ip_rules = [\"198.51.100.77\"]"),
        ("an IP rule of a vault", "bypass         = \"", extra),
        (
            "one more IP rule",
            "ip_rules       = var.allowed_addresses",
            "ip_rules = concat(var.allowed_addresses, [\"198.51.100.77\"])",
        ),
        ("one more IP rule of the variable", "default     = [\"", "default     = [\"198.51.100.77\", \""),
    ];
    for (what, from, to) in changes {
        let mut noticed = 0;
        for story in stories() {
            let Some((files, test)) = module(&story, AzurermMajor::V5) else { continue };
            let original = texts(&files);
            let edited: Vec<(String, String)> = original
                .iter()
                .map(|(path, before)| {
                    // A second `ip_rules` in one block is no HCL.
                    let twice = to == extra && before.contains("\"\n    ip_rules ");
                    let lists = from.starts_with("default") && !path.ends_with("variables.tf");
                    let after = if twice || lists { before.clone() } else { replace_addresses(before, from, to) };
                    (path.clone(), after)
                })
                .collect();
            if edited == original {
                continue;
            }
            noticed += 1;
            assert!(!failures(&test.text, &edited).is_empty(), "{}: {what} goes unnoticed", story.name);
        }
        assert!(noticed > 1, "{what}: {noticed} topologies");
    }
}

/// Replaces `from`; in variables only in that of the addresses.
fn replace_addresses(text: &str, from: &str, to: &str) -> String {
    if !from.starts_with("default") {
        return text.replace(from, to);
    }
    let Some(at) = text.find("variable \"allowed_addresses\"") else { return text.to_owned() };
    let (before, after) = text.split_at(at);
    let end = after.find("\n}\n").expect("the end of the block");
    format!("{before}{}{}", after[..end].replacen(from, to, 1), &after[end..])
}

/// A root module asks for the subscription only where the file does not name it.
#[test]
fn the_root_module_knows_the_subscription_of_the_file() {
    let (mut named, mut asked) = (0, 0);
    for story in many() {
        let Some(files) = story.terraform(AzurermMajor::V5, Frame::Root) else { continue };
        let variables = hcl::blocks(&texts(&files), "variable");
        let variable = variables.iter().find(|variable| variable["label"] == "subscription_id").expect("a variable");
        let subscription = story.plan().subscription;
        assert_eq!(variable["default"].as_str(), subscription.as_deref(), "{}", story.name);
        *(if subscription.is_some() { &mut named } else { &mut asked }) += 1;
    }
    assert!(named > 0 && asked > 0, "{named} with a subscription, {asked} without");
}

/// The values of all arguments of a block, also of inner blocks.
fn arguments_of(block: &Block) -> impl Iterator<Item = String> {
    let own = block.body.attributes().map(|attribute| attribute.value.to_string());
    let inner =
        block.body.blocks().flat_map(|inner| inner.body.attributes().map(|attribute| attribute.value.to_string()));
    own.chain(inner)
}

/// A resource that refers to another one by name only does not follow when that one is replaced under the same name.
///
/// Source: azurerm's `subnet_resource.go`, commit 69697b7fe6: `virtual_network_name` is `ForceNew`, and a new region, which
/// replaces the network, leaves the name as it is: so a subnet of a created network is inside it. The names of private DNS
/// zones change with whatever replaces them.
#[test]
fn what_refers_to_a_region_by_name_is_replaced_with_it() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for story in stories() {
        for azurerm in MAJORS {
            let Some(files) = story.terraform(azurerm, Frame::Module) else { continue };
            let bodies: Vec<Body> = files.iter().map(|file| body(&file.text)).collect();
            let blocks = || bodies.iter().flat_map(|body| body.get_blocks("resource"));
            let address = |block: &Block| format!("{}.{}", label(block), block.labels[1].as_str());
            let with_region: BTreeSet<String> =
                blocks().filter(|block| block.body.has_attribute("location")).map(address).collect();
            for block in blocks() {
                let arguments = block.body.attributes().map(|attribute| format!("{}\n", attribute.value));
                let triggers = block.body.get_blocks("lifecycle").filter_map(|lifecycle| {
                    lifecycle.body.get_attribute("replace_triggered_by").map(|attribute| attribute.value.to_string())
                });
                let all: Vec<String> = arguments.chain(triggers).collect();
                let reads = |what: &str| all.iter().any(|value| value.trim_matches(&[' ', '\n', '[', ']'][..]) == what);
                for target in &with_region {
                    let by_id = arguments_of(block).any(|value| value.contains(&format!("{target}.id")));
                    seen += usize::from(by_id);
                    if !reads(&format!("{target}.name")) {
                        continue;
                    }
                    if !reads(&format!("{target}.id")) {
                        wrong.push(format!("{}: {} follows the name of {target} only", story.name, address(block)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 20, "{seen}");
}
