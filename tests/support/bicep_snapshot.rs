//! Reads what the deployment engine inside Microsoft's Bicep compiler expands generated Bicep to (`bicep snapshot`): a flat
//! list of resources. Modules, conditions, loops, variables and the parameter file are its work; what only Azure knows is
//! left as an expression, and is evaluated here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use di_gen::render::File;
use serde_json::{Map, Value, json};

use super::{
    arm::{ENVELOPE, Template},
    azure_functions::{Place, items, text},
    bicep_compiler::{Compiler, write_files},
    facts::{Declared, Deployed, LOCATION, steps_of},
};

/// The engine demands identifiers in the form of Azure's.
const SUBSCRIPTION: &str = "99999999-2222-4222-8222-222222222222";
const TENANT: &str = "99999999-1111-4111-8111-111111111111";

/// The beginning of the values of parameters that the parameter file takes from the environment: of principals, and of
/// others, which are shorter.
const FROM_ENVIRONMENT: [&str; 2] = ["99999999-3333-4333-8333-33333333", "of-environment-"];

static EXPANSIONS: LazyLock<Mutex<Expansions>> =
    LazyLock::new(|| Mutex::new(Expansions { compiler: Compiler::start(), known: BTreeMap::new() }));

/// The compiler of all tests, and what it expanded.
struct Expansions {
    compiler: Option<Compiler>,
    /// By the text of all files, and the storage suffix.
    known: BTreeMap<(String, String), Arc<Deployed>>,
}

/// The resources of generated files with their parameter file; `None` without a compiler.
pub(crate) fn expanded(files: &[File], storage_suffix: &str) -> Option<Arc<Deployed>> {
    // A test that fails says why, and the others go on.
    let mut expansions = EXPANSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    let Expansions { compiler, known } = &mut *expansions;
    let compiler = compiler.as_mut()?;
    let key = (super::topologies::joined(files), storage_suffix.to_owned());
    Some(known.entry(key).or_insert_with(|| Arc::new(expand(compiler, files, storage_suffix))).clone())
}

fn expand(compiler: &mut Compiler, files: &[File], storage_suffix: &str) -> Deployed {
    let folder = tempfile::tempdir().expect("a directory");
    write_files(folder.path(), files);
    let path = folder.path().join("main.bicepparam");
    let given = fs::read_to_string(&path).expect("a parameter file");
    let (given, names) = without_environment(&given);
    fs::write(&path, given).expect("a file");
    let metadata = json!({
        "tenantId": TENANT,
        "subscriptionId": SUBSCRIPTION,
        "resourceGroup": "target",
        "location": LOCATION,
        "deploymentName": "deployment",
    });
    let request = json!({ "path": path, "metadata": metadata, "externalInputs": null });
    let answer = compiler.call("bicep/getSnapshot", &request);
    let snapshot = answer["result"]["snapshot"].as_str();
    let snapshot = snapshot.unwrap_or_else(|| panic!("there is no snapshot: {answer}\n{files:#?}"));
    read(&in_terms_of_the_model(snapshot, &names), &names, storage_suffix)
}

/// A parameter file with a fixed value for each variable of the environment, and the names of the parameters.
fn without_environment(given: &str) -> (String, Vec<String>) {
    let mut names = Vec::new();
    let lines = given.lines().map(|line| {
        let declared = line.strip_prefix("param ").and_then(|rest| rest.split_once(" = readEnvironmentVariable("));
        declared.map_or_else(
            || line.to_owned(),
            |(name, _)| {
                let line = format!("param {name} = '{}'", stand_in(name, names.len()));
                names.push(name.to_owned());
                line
            },
        )
    });
    let lines: Vec<String> = lines.collect();
    (lines.join("\n") + "\n", names)
}

fn stand_in(name: &str, index: usize) -> String {
    let [principal, other] = FROM_ENVIRONMENT;
    format!("{}{index:04}", if name.ends_with("PrincipalId") { principal } else { other })
}

/// Subscription, tenant and parameters as the readers of the other languages call them.
fn in_terms_of_the_model(snapshot: &str, names: &[String]) -> String {
    let mut snapshot = snapshot.replace(SUBSCRIPTION, "subscription").replace(TENANT, "tenant");
    for (index, name) in names.iter().enumerate() {
        snapshot = snapshot.replace(&stand_in(name, index), &format!("param:{name}"));
    }
    snapshot
}

/// The resources of a snapshot. `secure`: parameters whose values the engine does not show.
fn read(snapshot: &str, secure: &[String], storage_suffix: &str) -> Deployed {
    let snapshot: Value = serde_json::from_str(snapshot).expect("a snapshot is JSON");
    assert!(snapshot["diagnostics"].as_array().is_none_or(Vec::is_empty), "{}", snapshot["diagnostics"]);
    let parameters: Map<String, Value> = secure.iter().map(|name| (name.clone(), json!({}))).collect();
    let template = Template {
        document: json!({ "parameters": parameters }),
        given: Map::new(),
        place: Place::target(storage_suffix),
    };
    let declared: Vec<Declared> = items(&snapshot["predictedResources"])
        .iter()
        .enumerate()
        .map(|(index, resource)| {
            let fields = resource.as_object().expect("a resource is an object").iter();
            let body = fields.filter(|(name, _)| *name != "id" && !ENVELOPE.contains(&name.as_str()));
            Declared {
                id: text(&template.value(&resource["id"], &[])).to_owned(),
                body: body.map(|(name, value)| (name.clone(), template.value(value, &[]))).collect(),
                waits: BTreeSet::new(),
                version: resource["apiVersion"].as_str().unwrap_or_default().to_owned(),
                step: index.to_string(),
                after: BTreeSet::new(),
            }
        })
        .collect();
    let steps = steps_of(&declared);
    Deployed::gather(declared, steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_of_the_environment_has_a_value_of_its_kind() {
        let given = "using './main.bicep'\n\nparam name = 'a'\n\n// Object ID.\n\
                     param appPrincipalId = readEnvironmentVariable('APP')\n\
                     param user = readEnvironmentVariable('USER')\n";
        let (text, names) = without_environment(given);
        assert_eq!(names, ["appPrincipalId", "user"]);
        assert!(text.contains("param appPrincipalId = '99999999-3333-4333-8333-333333330000'\n"), "{text}");
        assert!(text.contains("param user = 'of-environment-0001'\n") && text.contains("param name = 'a'\n"), "{text}");
        let shown = in_terms_of_the_model(&format!("/subscriptions/{SUBSCRIPTION}/{text}"), &names);
        assert!(shown.contains("/subscriptions/subscription/") && shown.contains("'param:user'"), "{shown}");
    }

    #[test]
    fn what_only_azure_knows_is_evaluated() {
        let network = "/subscriptions/subscription/resourceGroups/target/providers/Microsoft.Network";
        let zone = "split(format('privatelink.blob.{0}/', environment().suffixes.storage), '/')";
        let snapshot = json!({ "predictedResources": [
            {
                "id": format!(
                    "[resourceId('subscription', 'target', 'Microsoft.Network/privateDnsZones', \
                     filter({zone}, lambda('x', not(empty(lambdaVariables('x')))))[0])]"
                ),
                "type": "Microsoft.Network/privateDnsZones",
                "name": "[format('privatelink.blob.{0}', environment().suffixes.storage)]",
                "apiVersion": "2024-06-01",
                "tags": {},
            },
            {
                "id": format!("{network}/virtualNetworks/vnet"),
                "type": "Microsoft.Network/virtualNetworks",
                "name": "vnet",
                "apiVersion": "2025-05-01",
                "properties": {
                    "password": "[parameters('adminPassword')]",
                    "uri": format!("[reference('{network}/other/x', '2025-05-01').vaultUri]"),
                },
            },
        ] });
        let read = read(&snapshot.to_string(), &["adminPassword".to_owned()], "core.windows.net");
        let zone = "target/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net";
        assert_eq!(read.resources[zone], json!({ "tags": {} }));
        assert_eq!(
            read.resources["target/Microsoft.Network/virtualNetworks/vnet"]["properties"],
            json!({ "password": "param:adminPassword", "uri": "prop:target/Microsoft.Network/other/x:properties.vaultUri" })
        );
        assert_eq!(read.origins["target/Microsoft.Network/virtualNetworks/vnet"], "vnet@2025-05-01");
    }
}
