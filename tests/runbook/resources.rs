//! Resources of Azure for the script of a runbook: a list in JSON, answered by the `az` in `tests/runbook/resources`.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::run::Run;
use crate::support::{arm, facts::property_of, topologies::Story};

const ROLE_ASSIGNMENTS: &str = "/providers/Microsoft.Authorization/roleAssignments/";

/// A subscription with resources, each an object with `id`, `properties` and `identity`.
pub(super) struct Resources {
    folder: TempDir,
    subscription: String,
    /// The cloud that the Azure CLI is signed in to.
    cloud: String,
}

/// What a template deploys with the defaults of its parameters, as resources of Azure: subnets are resources of their own.
pub(super) fn deployed(story: &Story, subscription: &str) -> Vec<Value> {
    let suffix = story.plan().cloud.facts().storage_suffix;
    let mut found: Vec<Value> = Vec::new();
    for one in arm::declared(&story.arm(), suffix, &json!({})) {
        let mut resource = Value::Object(one.body.clone());
        resource["id"] = json!(one.id);
        if one.id.contains("/userAssignedIdentities/") {
            resource["properties"]["principalId"] = json!(property_of(&one.id, "properties.principalId"));
        } else if resource["identity"].is_object() {
            resource["identity"]["principalId"] = json!(property_of(&one.id, "identity.principalId"));
        }
        if let Some(vault) = one.id.strip_suffix("/accessPolicies/add") {
            // No resource of its own: access policies of an existing vault.
            resource["id"] = json!(vault);
        }
        if let Some(known) = found.iter_mut().find(|known| known["id"] == resource["id"]) {
            // The second deployment pass.
            *known = resource;
            continue;
        }
        let subnets = resource["properties"]["subnets"].as_array().cloned().unwrap_or_default();
        found.push(resource);
        for subnet in subnets {
            let mut subnet = subnet;
            subnet["id"] = json!(format!("{}/subnets/{}", one.id, subnet["name"].as_str().expect("a name")));
            found.push(subnet);
        }
    }
    let text = serde_json::to_string(&found).expect("JSON");
    serde_json::from_str(&text.replace("/subscriptions/subscription/", &format!("/subscriptions/{subscription}/")))
        .expect("JSON")
}

/// Every text in a value.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

/// Whether two IDs are the same; case does not matter.
fn texts_equal(one: &Value, other: &Value) -> bool {
    let lower = |value: &Value| value.as_str().map(str::to_lowercase);
    lower(one) == lower(other)
}

/// The services whose firewalls name other resources without keeping them.
fn is_service(id: &str) -> bool {
    ["/Microsoft.CognitiveServices/", "/Microsoft.Storage/", "/Microsoft.KeyVault/"]
        .iter()
        .any(|kind| id.contains(kind))
}

impl Resources {
    pub(super) fn new(subscription: &str, resources: &[Value]) -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        let own = Self { folder, subscription: subscription.to_owned(), cloud: "AzureCloud".to_owned() };
        let mut lines = String::new();
        let mut uses = String::new();
        let mut seen: Vec<Value> = Vec::new();
        for resource in resources {
            let is_same = |known: &&mut Value| texts_equal(&known["id"], &resource["id"]);
            let Some(known) = seen.iter_mut().find(is_same) else {
                seen.push(resource.clone());
                continue;
            };
            // What is deployed again adds its access policies.
            let policies = resource["properties"]["accessPolicies"].as_array().cloned().unwrap_or_default();
            if let Some(own) = known["properties"]["accessPolicies"].as_array_mut() {
                let added: Vec<Value> = policies.into_iter().filter(|policy| !own.contains(policy)).collect();
                own.extend(added);
            }
        }
        for resource in &seen {
            let id = resource["id"].as_str().expect("an ID");
            let columns = columns(id, resource);
            lines.push_str(&format!("{id}\t{}\n", columns.join("\t")));
            let mut found = Vec::new();
            texts(resource.get("properties").unwrap_or(&Value::Null), &mut found);
            let identities = resource["identity"]["userAssignedIdentities"].as_object();
            found.extend(identities.into_iter().flat_map(Map::keys).map(String::as_str));
            for used in found {
                let is_rule = is_service(id) && !used.contains("/userAssignedIdentities/");
                if used.starts_with("/subscriptions/") && !id.contains(ROLE_ASSIGNMENTS) && !is_rule && used != id {
                    uses.push_str(&format!("{}\t{}\n", id.to_lowercase(), used.to_lowercase()));
                }
            }
        }
        own.write("resources", &lines);
        own.write("uses", &uses);
        own
    }

    /// The same in another cloud.
    pub(super) fn in_cloud(self, cloud: &str) -> Self {
        Self { cloud: cloud.to_owned(), ..self }
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// The object ID that the deployment used for a parameter.
    pub(super) fn principal_of_parameter(&self, name: &str) -> String {
        let resources = self.read("resources");
        let mut cells = resources.lines().flat_map(|line| line.split('\t').skip(1));
        let principal = cells.find(|cell| cell.ends_with(name) && !cell.contains('/'));
        principal.unwrap_or("an-unused-object-id").to_owned()
    }

    /// The IDs that exist, in lower case.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        let ids = self.read("resources");
        ids.lines().filter_map(|line| line.split('\t').next()).map(str::to_lowercase).collect()
    }

    /// The principals that have an access policy of a vault.
    pub(super) fn policies(&self, vault: &str) -> Vec<String> {
        let text = self.read("resources");
        let line = text.lines().find(|line| line.starts_with(&format!("{vault}\t"))).expect("the vault");
        line.split('\t').nth(4).unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect()
    }

    /// What was deleted, in order.
    pub(super) fn deletions(&self) -> Vec<String> {
        self.read("deletions").lines().map(ToOwned::to_owned).collect()
    }

    /// Runs a script and types the answers; none where bash is not installed.
    pub(super) fn run(&self, script: &str, options: &[&str], answers: &str) -> Option<Run> {
        Command::new("bash").arg("--version").output().ok()?;
        let path = self.folder.path().join("runbook.sh");
        fs::write(&path, script).expect("a script");
        let stub = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runbook/resources");
        let search = format!("{}:{}", stub.display(), std::env::var("PATH").expect("PATH"));
        let mut child = Command::new("bash")
            .arg(&path)
            .args(options)
            .envs([("PATH", search.as_str()), ("RESOURCE_GROUP", "target"), ("WAIT", "0")])
            .envs([("SUBSCRIPTION", &self.subscription), ("SIGNED_IN", &self.subscription)])
            .env("AZURE", self.folder.path())
            .env("CLOUD", &self.cloud)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bash");
        // A script that ends before it reads them closes the pipe.
        let _ = child.stdin.take().expect("standard input").write_all(answers.as_bytes());
        let output = child.wait_with_output().expect("bash");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let run = Run {
            status: output.status.code(),
            lines: text(output.stdout).lines().map(ToOwned::to_owned).collect(),
            changes: self.read("deletions"),
            errors: text(output.stderr),
        };
        assert!(!run.errors.contains("unexpected") && !run.errors.contains("line "), "{}", run.errors);
        Some(run)
    }
}

/// Principal, role, scope, what is inside (records, disk, access policies), and what it is encrypted with.
fn columns(id: &str, resource: &Value) -> [String; 5] {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let properties = &resource["properties"];
    if let Some(start) = id.find(ROLE_ASSIGNMENTS) {
        let role = text(&properties["roleDefinitionId"]);
        let role = role.rsplit('/').next().unwrap_or_default().to_owned();
        return [text(&properties["principalId"]), role, id[..start].to_owned(), String::new(), String::new()];
    }
    let principal = text(&resource["identity"]["principalId"]) + &text(&properties["principalId"]);
    let policies = properties["accessPolicies"].as_array().into_iter().flatten();
    let inside = match properties["numberOfRecordSets"].as_u64() {
        Some(records) => records.to_string(),
        None if id.contains("/privateDnsZones/") => "1".to_owned(),
        None => policies.map(|policy| text(&policy["objectId"])).collect::<Vec<_>>().join(" "),
    };
    let encryption = format!("[{}, {}]", resource["identity"], properties["encryption"]);
    [principal, String::new(), String::new(), inside, encryption]
}
