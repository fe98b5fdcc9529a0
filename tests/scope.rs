//! Exactly the resources of another resource group are deployed there.
//!
//! Published types define at which kind of scope a resource is valid, not which scope is the right one: this test does.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    parity::text,
    support::{
        arm, bicep,
        facts::Deployed,
        topologies::{Story, many, stories},
    },
};

/// The resource group of a resource: of a role, that of its scope.
fn group(key: &str) -> &str {
    key.strip_prefix("role|").unwrap_or(key).split('/').next().expect("a resource group")
}

fn astray(deployed: &Deployed, known: &[String]) -> BTreeMap<String, String> {
    let mut astray = BTreeMap::new();
    for key in deployed.resources.keys() {
        // A resource of another group is a role, a link, a subnet or something in a vault; all else belongs to the one
        // deployed to.
        let guest = key.starts_with("role|")
            || key.contains("/virtualNetworkLinks/")
            || key.contains("/virtualNetworks/subnets/")
            || key.contains("/vaults/secrets/")
            || key.contains("/vaults/keys/")
            || key.contains("/vaults/accessPolicies/");
        if group(key) != "target" && !guest {
            astray.insert(key.clone(), "a resource of this kind belongs to the target".to_owned());
        }
        if guest && !belongs(deployed, known, key) {
            astray.insert(key.clone(), "the file names no owner of it in that group".to_owned());
        }
    }
    astray
}

/// Whether the parent of a resource in another group (its zone, network or storage account) is deployed here or set in
/// the file.
fn belongs(deployed: &Deployed, known: &[String], key: &str) -> bool {
    let owner = if let Some(rest) = key.strip_prefix("role|") {
        let scope = rest.split('|').next().expect("a scope");
        // The resource group and the subscription of the deployment.
        if ["target", "subscription"].contains(&scope) {
            return true;
        }
        // The scope may be a container; its account is the first name.
        match scope.split_once("/blobServices/containers/") {
            Some((kind, names)) => format!("{kind}/{}", names.split('/').next().expect("an account")),
            None => scope.to_owned(),
        }
    } else if let Some((zones, names)) = key.split_once("/virtualNetworkLinks/") {
        format!("{zones}/{}", names.split('/').next().expect("a zone"))
    } else if let Some((vaults, names)) =
        ["/secrets/", "/keys/", "/accessPolicies/"].iter().find_map(|part| key.split_once(part))
    {
        format!("{vaults}/{}", names.split('/').next().expect("a vault"))
    } else {
        let (networks, names) = key.split_once("/subnets/").expect("a subnet");
        format!("{networks}/{}", names.split('/').next().expect("a network"))
    };
    deployed.resources.contains_key(&owner) || known.contains(&owner)
}

/// Canonical IDs of the resources that the file declares as existing.
fn existing(story: &Story) -> Vec<String> {
    let plan = story.plan();
    let ids = plan.resources.iter().filter_map(|resource| resource.existing.as_ref());
    ids.map(|id| format!("{}:{}/{}/{}", id.subscription, id.resource_group, id.kind, id.names.join("/"))).collect()
}

fn read(story: &Story) -> [Deployed; 2] {
    let suffix = story.plan().cloud.facts().storage_suffix;
    let files = story.bicep();
    let module = |path: &str| text(&files, path).to_owned();
    [bicep::read(text(&files, "main.bicep"), &module, suffix, &json!({})), arm::read(&story.arm(), suffix, &json!({}))]
}

#[test]
fn every_resource_is_deployed_to_the_group_of_its_parent() {
    let mut guests = 0;
    for story in many() {
        for deployed in read(&story) {
            let astray = astray(&deployed, &existing(&story));
            assert!(astray.is_empty(), "{}: {astray:#?}", story.name);
            guests += deployed.resources.keys().filter(|key| group(key) != "target").count();
        }
    }
    assert!(guests > 20, "the topologies reach other groups: {guests}");
}

#[test]
fn a_wrong_scope_is_detected() {
    let story = stories().into_iter().find(|s| s.name == "hub-zones").expect("hub-zones");
    let text = story.arm();
    // The nested deployment with another resource group of the hub; the zones keep theirs.
    let wrong = text
        .replace("\"resourceGroup\": \"rg-hub-dns\"", "\"resourceGroup\": \"rg-hub\"")
        .replace("resourceGroups/rg-hub-dns', 'Microsoft.Resources", "resourceGroups/rg-hub', 'Microsoft.Resources");
    assert_ne!(text, wrong);
    let known = existing(&story);
    assert!(astray(&arm::read(&text, "core.windows.net", &json!({})), &known).is_empty());
    assert!(!astray(&arm::read(&wrong, "core.windows.net", &json!({})), &known).is_empty());
}

/// Resources that an ARM template deploys to another scope than its own, which Azure rejects.
fn strangers(template: &Value, home: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for resource in template["resources"].as_array().expect("resources") {
        let kind = resource["type"].as_str().expect("a type");
        if kind == "Microsoft.Resources/deployments" {
            let inner = &resource["properties"]["template"];
            // A deployment to the subscription contains nothing but role assignments.
            if resource["subscriptionId"].is_string() && resource["resourceGroup"].is_null() {
                let inner = inner["resources"].as_array().expect("resources");
                let others = inner.iter().filter(|one| one["type"] != "Microsoft.Authorization/roleAssignments");
                found.extend(others.map(|one| one["type"].to_string()));
                continue;
            }
            // A second deployment pass has the scope of the template itself.
            let Some(group) = resource["resourceGroup"].as_str() else {
                found.extend(strangers(inner, home));
                continue;
            };
            let subscription = resource["subscriptionId"].as_str().expect("a subscription");
            found.extend(strangers(inner, Some(&format!("/subscriptions/{subscription}/resourceGroups/{group}/"))));
        } else if let Some(scope) = resource.get("scope").and_then(Value::as_str) {
            let fits = match home {
                // In the target, the scope is a resource of the same template.
                None => scope.starts_with("[resourceId('Microsoft."),
                // In a nested deployment, it is a resource of that group: by its ID, or created by the same deployment.
                Some(home) => scope.starts_with(home) || is_created_here(template, scope),
            };
            if !fits {
                found.push(format!("{kind} at {scope}"));
            }
        }
    }
    found
}

/// Whether `[resourceId('type', ...)]` refers to a resource that the template creates.
fn is_created_here(template: &Value, scope: &str) -> bool {
    let kind = scope.strip_prefix("[resourceId('").and_then(|rest| rest.split('\'').next());
    let resources = template["resources"].as_array().expect("resources");
    kind.is_some_and(|kind| resources.iter().any(|resource| resource["type"] == kind))
}

/// Resources that a Bicep file deploys below a parent that it declares in another resource group.
fn foreign_in_bicep(text: &str) -> Vec<String> {
    let (mut elsewhere, mut found) = (Vec::new(), Vec::new());
    for block in text.split("\n\n") {
        let Some(head) = block.lines().find(|line| line.starts_with("resource ")) else { continue };
        let symbol = head.split(' ').nth(1).expect("a symbol");
        let value = |key: &str| block.lines().find_map(|line| line.trim().strip_prefix(key));
        let owner = value("parent: ").or_else(|| value("scope: ")).unwrap_or_default();
        let foreign = owner.starts_with("resourceGroup(") || elsewhere.contains(&owner);
        match (foreign, head.contains(" existing = ")) {
            (true, true) => elsewhere.push(symbol),
            (true, false) => found.push(format!("{symbol} below {owner}")),
            _ => {}
        }
    }
    found
}

#[test]
fn nothing_is_deployed_across_a_scope() {
    for story in many() {
        let template = serde_json::from_str(&story.arm()).expect("JSON");
        assert_eq!(strangers(&template, None), Vec::<String>::new(), "{}", story.name);
        for file in story.bicep() {
            assert_eq!(foreign_in_bicep(&file.text), Vec::<String>::new(), "{}/{}", story.name, file.path);
        }
    }
}

/// The longest name of a deployment, and the length of a hash by `uniqueString`: deployment naming rules and
/// template-functions-string of azure-docs.
const LONGEST_NAME: usize = 64;
const HASH: &str = "uniqueString(resourceGroup().id, deployment().name)";

/// Deployments that run at the same time in one resource group have different names: Azure rejects the second one as
/// `DeploymentActive`. The hash differs between topologies that are deployed to different groups, or by other names.
fn check_deployment_names(name: &str, template: &Value, seen: &mut BTreeMap<(String, String), usize>) {
    for resource in template["resources"].as_array().expect("resources") {
        if resource["type"] != "Microsoft.Resources/deployments" {
            continue;
        }
        let written = resource["name"].as_str().expect("a name");
        let prefix = written.strip_prefix("[format('").and_then(|rest| rest.strip_suffix(&format!("{{0}}', {HASH})]")));
        let prefix = prefix.unwrap_or_else(|| panic!("{name}: {written}"));
        assert!(prefix.len() + 13 <= LONGEST_NAME, "{name}: {written} is too long");
        let group = format!("{}/{}", resource["subscriptionId"], resource["resourceGroup"]);
        *seen.entry((group, written.to_owned())).or_default() += 1;
        check_deployment_names(name, &resource["properties"]["template"], seen);
    }
}

#[test]
fn nested_deployments_have_names_of_their_own() {
    let group = format!("rg-{}", "network-of-the-insurance-company-".repeat(2));
    let zone = |end: &str, zone: &str| {
        format!(
            "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/{group}{end}/providers/Microsoft.Network/privateDnsZones/{zone}"
        )
    };
    let text = format!(
        "name: claims\ndns:\n  zones: existing\n  ids:\n    cognitiveServices: {}\n    blob: {}\n",
        zone("one", "privatelink.cognitiveservices.azure.com"),
        zone("two", "privatelink.blob.core.windows.net")
    );
    let long = Story { name: "long groups".to_owned(), text };
    for story in many().into_iter().chain([long]) {
        let mut seen = BTreeMap::new();
        check_deployment_names(&story.name, &serde_json::from_str(&story.arm()).expect("JSON"), &mut seen);
        let twice: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{}: {twice:?}", story.name);
        assert!(story.name != "long groups" || seen.len() == 2, "{seen:?}");
    }
}

/// Hosts with the suffix of the cloud are expressions, so that a template has no host of a cloud it is not deployed to;
/// all others are text: no-hardcoded-env-urls of the Bicep linter.
#[test]
fn hosts_of_the_cloud_are_expressions() {
    let mut expressions = 0;
    for story in many() {
        let template: Value = serde_json::from_str(&story.arm()).expect("JSON");
        let accounts = template["resources"].as_array().expect("resources").iter();
        for account in accounts.filter(|resource| resource["type"] == "Microsoft.CognitiveServices/accounts") {
            for host in account["properties"]["allowedFqdnList"].as_array().into_iter().flatten() {
                let host = host.as_str().expect("a host");
                if host.starts_with('[') {
                    assert!(
                        host.contains("environment().suffixes.") || host.contains("parameters("),
                        "{}: {host}",
                        story.name
                    );
                    expressions += 1;
                } else {
                    let cloud = story.plan().cloud.facts();
                    let own = [cloud.storage_suffix, cloud.vault_suffix];
                    assert!(!own.iter().any(|suffix| host.ends_with(suffix)), "{}: {host}", story.name);
                }
            }
        }
    }
    assert!(expressions > 50, "{expressions}");
}
