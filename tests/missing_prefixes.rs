//! A message about subnets without a prefix has the lines to write. With them the file is valid, and the subnets that were
//! there before keep their prefix: another one would replace them.

use std::collections::BTreeMap;

use di_gen::{
    diagnostic::Code,
    plan::{Body, Expr},
    source::SourceText,
};
use serde_json::json;

use crate::support::topologies::Story;

/// The prefix of each subnet, by its name.
fn prefixes(text: &str) -> BTreeMap<String, String> {
    let plan = Story { name: String::new(), text: text.to_owned() }.plan();
    let named = plan.resources.iter().filter_map(|resource| match (&resource.body, &resource.name) {
        (Body::Subnet(subnet), Expr::String(name)) => match &subnet.prefix {
            Expr::String(prefix) => Some((name.clone(), prefix.clone())),
            other => panic!("{name}: {other:?}"),
        },
        _ => None,
    });
    named.collect()
}

/// The file with every line that the helps of its diagnostics name.
fn with_the_lines(text: &str) -> String {
    let source = SourceText::new("di-gen.yaml", text);
    let mut document = source.parse().expect("YAML").to_json();
    let found = di_gen::read::read_topology(&source).expect_err("no prefixes");
    for finding in found {
        assert!([Code::MISSING_SUBNET, Code::OVERLAP].contains(&finding.code), "{}", finding.message);
        assert!(!finding.help.is_empty(), "{}", finding.message);
        for help in finding.help {
            let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
            let list = |text: &str| -> Vec<String> {
                text.trim_matches(['[', ']']).split(", ").map(ToOwned::to_owned).collect()
            };
            match quoted.as_slice() {
                [line, item] => {
                    let pointer = format!("/{}", item.replace(['.', '['], "/").replace(']', ""));
                    let prefix = line.strip_prefix("prefix: ").expect("a prefix");
                    document.pointer_mut(&pointer).expect("a subnet")["prefix"] = json!(prefix);
                }
                [line] if help.starts_with("set ") => {
                    let (key, value) = line.split_once(": ").expect("a key and a value");
                    let mut node = &mut document;
                    for part in key.split('.') {
                        if !node.is_object() {
                            *node = json!({});
                        }
                        node = &mut node[part];
                    }
                    *node = match key {
                        "network.addressSpace" => json!(list(value)),
                        _ if value.starts_with('[') => {
                            let text = format!("x: {value}");
                            SourceText::new("x", text).parse().expect("YAML").to_json()["x"].take()
                        }
                        _ => json!(value),
                    };
                }
                other => panic!("{other:?}: {help}"),
            }
        }
    }
    document.to_string()
}

fn document(network: &str, rest: &str) -> String {
    format!("name: invoices\nlocation: westeurope\n{rest}\nnetwork: {network}\n")
}

#[test]
fn the_lines_of_the_message_keep_what_is_there() {
    let machine = "testMachine: { adminUsername: forms }";
    for (before, after, rest) in [
        ("{}", "{ subnets: { workloads: [{ name: snet-workloads }, { name: jobs }] } }", ""),
        (
            "{ subnets: { workloads: [{ name: apps }] } }",
            "{ subnets: { workloads: [{ name: apps }, { name: jobs }] } }",
            "",
        ),
        (
            "{ subnets: { workloads: [{ name: apps }] } }",
            "{ subnets: { workloads: [{ name: apps }, { name: jobs }, { name: more }, { name: most }] } }",
            machine,
        ),
        // The new one has a prefix of its own.
        (
            "{ subnets: { workloads: [{ name: apps }] } }",
            "{ subnets: { workloads: [{ name: jobs, prefix: 10.20.0.64/27 }, { name: apps }] } }",
            "",
        ),
        (
            "{ addressSpace: [10.40.0.0/22], subnets: { workloads: [{ name: apps, delegation: Microsoft.Web/serverFarms }] } }",
            "{ addressSpace: [10.40.0.0/22], subnets: { workloads: [{ name: apps, delegation: Microsoft.Web/serverFarms }, { name: jobs }] } }",
            machine,
        ),
        // The next range is used on premises.
        (
            "{ onPremises: [10.20.1.0/24], subnets: { workloads: [{ name: apps }] } }",
            "{ onPremises: [10.20.1.0/24], subnets: { workloads: [{ name: apps }, { name: jobs }] } }",
            machine,
        ),
        // Nothing was there before: no default fits.
        ("", "{ addressSpace: [10.20.0.0/26] }", ""),
        ("", "{ addressSpace: [10.20.0.0/25] }", machine),
        ("", "{ addressSpace: [192.168.255.0/26] }", "account: { kind: AIServices }"),
    ] {
        let after = with_the_lines(&document(after, rest));
        let new = prefixes(&after);
        assert!(new.len() > 1, "{after}");
        if !before.is_empty() {
            for (name, prefix) in prefixes(&document(before, rest)) {
                assert_eq!(new.get(&name), Some(&prefix), "{name}: {after}");
            }
        }
    }
}

/// If the order does not show which subnet was there, the message says what the other one needs to know.
#[test]
fn the_prefix_of_the_only_subnet_is_named_for_each() {
    let text = document("{ subnets: { workloads: [{ name: jobs }, { name: apps }] } }", "");
    let found = di_gen::read::read_topology(&SourceText::new("di-gen.yaml", text)).expect_err("no prefixes");
    let only = prefixes(&document("{ subnets: { workloads: [{ name: apps }] } }", ""))["apps"].clone();
    assert_eq!(found.len(), 2);
    for finding in found {
        assert!(finding.help.iter().any(|help| help.contains(&only)), "{:?}", finding.help);
    }
}

/// A subnet that overlaps another one gets a free range; what may be deployed stays where it is.
#[test]
fn an_overlap_is_resolved_without_a_replacement() {
    let apps_and_jobs =
        "{ subnets: { workloads: [{ name: apps, prefix: 10.20.0.192/26 }, { name: jobs, prefix: 10.20.0.64/26 }] } }";
    let machine = "testMachine: { adminUsername: forms }";
    for (before, after, rest) in [
        // Bastion's default is in use.
        (apps_and_jobs, apps_and_jobs, machine),
        // A prefix that somebody typed overlaps the default of the only workload subnet, or that of the endpoints.
        (
            "{ subnets: { workloads: [{ name: apps }] } }",
            "{ subnets: { workloads: [{ name: apps }], testMachine: { prefix: 10.20.0.192/27 } } }",
            machine,
        ),
        (
            "{ subnets: { workloads: [{ name: apps }] } }",
            "{ subnets: { workloads: [{ name: apps, prefix: 10.20.0.192/26 }, { name: jobs, prefix: 10.20.0.0/27 }] } }",
            "",
        ),
    ] {
        let new = prefixes(&with_the_lines(&document(after, rest)));
        for (name, prefix) in prefixes(&document(before, "")) {
            assert_eq!(new.get(&name), Some(&prefix), "{name}: {after}");
        }
    }
}
