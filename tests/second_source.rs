//! A second source for the catalog: tables from published pages, compared with the generated output.
//!
//! The tables are in `tests/second_source`. The test fails for a value in an output that is in no table, and for a row
//! that no output contains.

pub(crate) mod roles;
mod versions;

use std::{collections::BTreeSet, fs, net::Ipv4Addr, path::Path};

use di_gen::{
    plan::ResolvedTopology,
    render::{Frame, Layout},
    runbook::{self, RunbookFormat},
    source::SourceText,
    topology::{AzurermMajor, TopologyFile},
};
use serde_json::{Value, json};

use crate::support::{
    arm,
    facts::Deployed,
    topologies::{Story, stories},
};

use roles::{Roles, role_definitions};
use versions::api_versions;

const CLOUDS: [&str; 3] = ["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"];

/// A table of `tests/second_source`.
pub(crate) fn table(name: &str) -> Value {
    let path = format!("{}/tests/second_source/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("a table");
    SourceText::new(name, text).parse().unwrap_or_else(|findings| panic!("{name}: {findings:?}")).to_json()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn texts(value: &Value) -> Vec<String> {
    items(value).map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// All rows, and those that an output contains.
#[derive(Default)]
struct Rows {
    known: BTreeSet<(String, String, String)>,
    seen: BTreeSet<(String, String, String)>,
    unexercised: BTreeSet<(String, String, String)>,
}

impl Rows {
    fn load() -> Self {
        let mut rows = Self::default();
        let clouds = table("clouds");
        for page in items(&clouds["pages"]) {
            for key in ["page", "date"] {
                assert!(page[key].as_str().is_some_and(|text| !text.is_empty()), "a block without {key}: {page}");
            }
            for row in items(&page["facts"]) {
                for value in texts(&row["values"]) {
                    let word = |key: &str| row[key].as_str().expect("a word").to_owned();
                    rows.add((word("cloud"), word("fact"), value), row.get("unexercised").is_some());
                }
            }
        }
        for (kind, versions) in clouds["apiVersions"].as_object().expect("API versions") {
            for version in texts(versions) {
                rows.add(("any".to_owned(), format!("API version of {kind}"), version), false);
            }
        }
        rows
    }

    fn add(&mut self, row: (String, String, String), unexercised: bool) {
        assert!(self.known.insert(row.clone()), "{row:?} is in the table twice");
        if unexercised {
            self.unexercised.insert(row);
        }
    }

    /// Every value of a property.
    fn values(&self, cloud: &str, fact: &str) -> Vec<String> {
        let of = |row: &&(String, String, String)| (row.0 == cloud || row.0 == "any") && row.1 == fact;
        self.known.iter().filter(of).map(|row| row.2.clone()).collect()
    }

    /// Whether a table has the value, which is then exercised.
    fn has(&mut self, cloud: &str, fact: &str, value: &str) -> bool {
        let row = |cloud: &str| (cloud.to_owned(), fact.to_owned(), value.to_owned());
        let found = [row(cloud), row("any")].into_iter().find(|row| self.known.contains(row));
        found.is_some_and(|row| {
            self.seen.insert(row);
            true
        })
    }
}

/// Everything that is written about one topology.
struct Written {
    /// The file itself; values that it sets are not checked.
    file: String,
    cloud: &'static str,
    /// By language and path.
    texts: Vec<(String, String)>,
    arm: Value,
    deployed: Deployed,
}

/// A topology in its own cloud, and an example in each cloud that accepts it.
fn in_every_cloud(story: &Story) -> Vec<(&'static str, Story)> {
    let own = story.document();
    let is_example = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{}.yaml", story.name)).is_file();
    CLOUDS
        .into_iter()
        .filter_map(|cloud| {
            let mut document = own.clone();
            if document["cloud"].as_str().unwrap_or("AzureCloud") != cloud {
                if !is_example {
                    return None;
                }
                document["cloud"] = json!(cloud);
            }
            let moved = Story { name: format!("{} in {cloud}", story.name), text: document.to_string() };
            di_gen::read::read_topology(&SourceText::new("x", moved.text.clone())).is_ok().then_some((cloud, moved))
        })
        .collect()
}

fn write(cloud: &'static str, story: &Story, rows: &Rows) -> Written {
    let topology = di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let mut texts = Vec::new();
    let bicep = di_gen::render::bicep(&plan, Layout::Folder).expect("Bicep");
    texts.extend(bicep.into_iter().map(|file| (format!("Bicep {}", file.path), file.text)));
    let arm_text = di_gen::render::arm(&plan).expect("ARM").remove(0).text;
    let v5 = ResolvedTopology { azurerm: AzurermMajor::V5, ..plan.clone() };
    if let Ok(files) = di_gen::render::terraform(&v5, Frame::Root) {
        texts.extend(files.into_iter().map(|file| (format!("Terraform {}", file.path), file.text)));
    }
    texts.extend(runbooks(&topology, &plan));
    // The suffix of storage comes from the table, so that a zone which is built from it is the published one.
    let blob = rows.values(cloud, "hosts of blob").remove(0);
    let deployed = arm::read(&arm_text, blob.trim_start_matches("blob."), &json!({}));
    let arm = serde_json::from_str(&arm_text).expect("JSON");
    texts.push(("ARM".to_owned(), arm_text));
    Written { file: story.text.clone(), cloud, texts, arm, deployed }
}

fn runbooks(topology: &TopologyFile, plan: &ResolvedTopology) -> Vec<(String, String)> {
    let kinds = [
        runbook::RunbookKind::Prepare,
        runbook::RunbookKind::UploadTraining,
        runbook::RunbookKind::Verify,
        runbook::RunbookKind::RotateKeys,
        runbook::RunbookKind::RotateCmk,
        runbook::RunbookKind::RemoveCmk,
        runbook::RunbookKind::Teardown,
    ];
    let forms = [(RunbookFormat::Script, "script"), (RunbookFormat::Markdown, "Markdown")];
    let all = kinds.into_iter().flat_map(|kind| forms.map(|(form, word)| (kind, form, word)));
    all.filter_map(|(kind, form, word)| {
        Some((format!("runbook {kind:?}, {word}"), runbook::write_runbook(kind, topology, plan, form).ok()?))
    })
    .collect()
}

#[test]
fn outputs_contain_only_published_values() {
    let mut rows = Rows::load();
    let roles = Roles::load();
    let mut roles_seen = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    for story in stories() {
        for (cloud, moved) in in_every_cloud(&story) {
            let written = write(cloud, &moved, &rows);
            let mut found = Vec::new();
            found.extend(zones(&written, &mut rows));
            found.extend(audiences(&written, &mut rows));
            found.extend(api_versions(&written, &mut rows));
            found.extend(hosts_and_addresses(&written, &mut rows));
            found.extend(names_of_the_cloud(&written, &mut rows));
            found.extend(role_definitions(&written, &roles, &mut roles_seen));
            wrong.extend(found.into_iter().map(|line| format!("{}: {line}", moved.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
    let idle: Vec<_> = rows.known.difference(&rows.seen).filter(|row| !rows.unexercised.contains(*row)).collect();
    assert!(idle.is_empty(), "rows that no output contains: {idle:#?}");
    let exercised: Vec<_> = rows.unexercised.intersection(&rows.seen).collect();
    assert!(exercised.is_empty(), "rows that are marked as unexercised, but an output contains them: {exercised:#?}");
    assert!(roles_seen.len() >= 9, "{roles_seen:?}");
}

/// Private DNS zones by service, and the zones of each private endpoint.
fn zones(written: &Written, rows: &mut Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let cloud = written.cloud;
    let name = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    for key in written.deployed.resources.keys().filter(|key| key.contains("/Microsoft.Network/privateDnsZones/")) {
        let zone = key.split("/privateDnsZones/").nth(1).unwrap_or_default();
        let zone = zone.trim_start_matches("virtualNetworkLinks/").split('/').next().unwrap_or_default();
        let is_named = written.file.contains(zone);
        if !is_named && !ZONES.into_iter().any(|fact| rows.values(cloud, fact).iter().any(|known| known == zone)) {
            wrong.push(format!("no page names the zone {zone}"));
        }
    }
    let document: Value = serde_json::from_str(&written.file).expect("JSON");
    for (key, body) in &written.deployed.resources {
        let Some(group) = key.split_once("/privateEndpoints/privateDnsZoneGroups/").map(|(_, names)| names) else {
            continue;
        };
        let endpoint = group.split('/').next().expect("an endpoint");
        let of = |key: &&String| {
            key.contains("/Microsoft.Network/privateEndpoints/") && key.ends_with(&format!("/{endpoint}"))
        };
        let owner = written.deployed.resources.keys().find(of).expect("the endpoint");
        let properties = &written.deployed.resources[owner]["properties"];
        let lists = ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"];
        let mut groups = lists.iter().map(|list| &properties[list][0]["properties"]["groupIds"][0]);
        let part = groups.find_map(Value::as_str).expect("a group");
        let zones: BTreeSet<String> = items(&body["properties"]["privateDnsZoneConfigs"])
            .map(|config| name(config["properties"]["privateDnsZoneId"].as_str().expect("a zone")))
            .collect();
        let fact = match part {
            "account" if document["account"]["kind"] == "AIServices" => "zones of AIServices account".to_owned(),
            part => format!("zones of {part}"),
        };
        let expected: BTreeSet<String> = rows.values(cloud, &fact).into_iter().collect();
        // Zones that no page names are set in the file.
        let named = expected.is_empty() && zones.iter().any(|zone| written.file.contains(zone.as_str()));
        if zones != expected && !named {
            wrong.push(format!("the endpoint of {part} has the zones {zones:?}, and pages name {expected:?}"));
        }
        for zone in &zones {
            rows.has(cloud, &fact, zone);
        }
    }
    wrong
}

/// Token audiences: those that a federated credential accepts, and those that a VM requests.
fn audiences(written: &Written, rows: &mut Rows) -> Vec<String> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for (key, body) in &written.deployed.resources {
        if key.contains("/federatedIdentityCredentials/") {
            found.extend(
                texts(&body["properties"]["audiences"]).into_iter().map(|one| ("token exchange audience", one)),
            );
        }
        if key.contains("/blobServices/") {
            let origins =
                items(&body["properties"]["cors"]["corsRules"]).flat_map(|rule| texts(&rule["allowedOrigins"]));
            found.extend(origins.filter(|origin| !written.file.contains(origin)).map(|origin| ("Studio", origin)));
        }
    }
    for (place, text) in &written.texts {
        let lines = text.lines().map(str::trim);
        let quoted = |line: &str| line.split(['"', '\'']).nth(1).map(ToOwned::to_owned);
        for line in lines {
            if place.starts_with("Terraform") && line.starts_with("audience ") {
                found.extend(quoted(line).map(|one| ("token exchange audience", one)));
            }
            if let Some(resource) = line.strip_prefix("token_resource=") {
                let decoded = resource.trim_matches('\'').replace("%3A", ":").replace("%2F", "/");
                found.push(("token audience of account", decoded));
            }
        }
    }
    let unknown = found.into_iter().filter(|(fact, value)| !rows.has(written.cloud, fact, value));
    unknown.map(|(fact, value)| format!("{fact}: no page names {value}")).collect()
}

/// Top-level domains of host names; other words with dots are properties or files.
const TOP: [&str; 8] = ["com", "net", "org", "io", "us", "cn", "ms", "ai"];

/// Properties of the tables that contain host suffixes.
const HOSTS: [&str; 5] =
    ["hosts of account", "hosts of AIServices account", "hosts of blob", "hosts of vault", "hosts of schema"];

const ZONES: [&str; 4] = ["zones of account", "zones of AIServices account", "zones of blob", "zones of vault"];

/// Hosts and public IP addresses that are not set in the file.
fn hosts_and_addresses(written: &Written, rows: &mut Rows) -> Vec<String> {
    let cloud = written.cloud;
    let mut wrong = BTreeSet::new();
    let hosts: Vec<(&str, String)> =
        HOSTS.iter().flat_map(|fact| rows.values(cloud, fact).into_iter().map(move |value| (*fact, value))).collect();
    let mut exact: BTreeSet<String> = ZONES.iter().flat_map(|fact| rows.values(cloud, fact)).collect();
    exact.extend(rows.values(cloud, "Studio").iter().map(|page| page.trim_start_matches("https://").to_owned()));
    let evaluated = [("ARM, evaluated".to_owned(), format!("{:?}", written.deployed.resources))];
    for (place, text) in written.texts.iter().chain(&evaluated) {
        let text = text.replace("%2F", "/").replace("%3A", ":");
        let words: BTreeSet<&str> = text
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
            .map(|word| word.trim_matches('.'))
            .filter(|word| word.contains('.') && *word != CONTENT_VERSION)
            .collect();
        for word in words.into_iter().filter(|word| !written.file.contains(word)) {
            if let Ok(address) = word.parse::<Ipv4Addr>() {
                let is_own = address.is_private() || address.is_unspecified();
                if !is_own && !rows.has(cloud, "addresses", word) {
                    wrong.insert(format!("{place}: no page names the address {word}"));
                }
                continue;
            }
            if !word.rsplit('.').next().is_some_and(|last| TOP.contains(&last)) || exact.contains(word) {
                continue;
            }
            let known = hosts.iter().find(|(_, known)| word == known || word.ends_with(&format!(".{known}")));
            match known {
                // The zone of another service or cloud has the suffix of a host.
                Some((fact, value)) if !word.contains("privatelink.") => drop(rows.has(cloud, fact, value)),
                _ => drop(wrong.insert(format!("{place}: no page names the host {word}"))),
            }
        }
    }
    wrong.into_iter().collect()
}

/// The content version of a template, which looks like an IP address.
const CONTENT_VERSION: &str = "1.0.0.0";

/// The names of the cloud in the Azure CLI and the azurerm provider.
fn names_of_the_cloud(written: &Written, rows: &mut Rows) -> Vec<String> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for (place, text) in &written.texts {
        if place == "Terraform versions.tf" {
            let environment = text.lines().find_map(|line| line.trim().strip_prefix("environment"));
            let environment = environment.and_then(|line| line.split('"').nth(1)).unwrap_or("public");
            found.push(("environment of azurerm", environment.to_owned()));
        }
        if place.starts_with("runbook") {
            for line in text.lines() {
                let Some((_, word)) = line.split_once("az cloud set --name ") else { continue };
                let word = word.split(' ').next().unwrap_or_default();
                found.push(("name in the Azure CLI", word.trim_matches(['\'', '"']).to_owned()));
            }
        }
    }
    let unknown = found.into_iter().filter(|(fact, value)| !rows.has(written.cloud, fact, value));
    unknown.map(|(fact, value)| format!("{fact}: no page names {value:?}")).collect()
}
