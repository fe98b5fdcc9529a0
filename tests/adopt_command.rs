//! `di-gen adopt FILE...`: what it writes, what it leaves to others, and when it writes nothing.

use std::process::{Command, Output};

use di_gen::{read::read_topology, source::SourceText};
use serde_json::{Value, json};
use tempfile::TempDir;

const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers";
const MINIMAL: &str = include_str!("existing/minimal.json");

/// Runs the command on files with these texts.
fn adopt(files: &[&str], options: &[&str]) -> Output {
    let folder = TempDir::new().expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    command.arg("adopt").current_dir(folder.path());
    for (index, text) in files.iter().enumerate() {
        let name = format!("input-{index}.json");
        std::fs::write(folder.path().join(&name), text).expect("a file");
        command.arg(name);
    }
    command.args(options).output().expect("the program")
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// The file that it writes, which is valid, and what it says on standard error.
fn adopted(files: &[&str], options: &[&str]) -> (Value, String) {
    let output = adopt(files, options);
    let (text, said) = (text_of(&output.stdout), text_of(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}");
    let source = SourceText::new("di-gen.yaml", text.clone());
    if let Err(errors) = read_topology(&source) {
        panic!("{text}\n{errors:?}");
    }
    (source.parse().expect("YAML").to_json(), said)
}

fn refused(files: &[&str], options: &[&str]) -> String {
    let output = adopt(files, options);
    assert_eq!((output.status.code(), text_of(&output.stdout).as_str()), (Some(2), ""));
    text_of(&output.stderr)
}

/// An account that is open to the internet, with keys, and storage beside it.
fn by_hand() -> Value {
    json!([
        {
            "id": format!("{GROUP}/Microsoft.CognitiveServices/accounts/scanner"),
            "type": "Microsoft.CognitiveServices/accounts",
            "location": "westeurope", "kind": "FormRecognizer", "sku": { "name": "S0" }, "tags": {},
            "identity": { "type": "SystemAssigned", "principalId": "00000000-0000-0000-0000-0000000000b1", "tenantId": "00000000-0000-0000-0000-0000000000c1" },
            "properties": {
                "customSubDomainName": "scanner", "publicNetworkAccess": "Enabled", "disableLocalAuth": true,
                "restrictOutboundNetworkAccess": false,
                "networkAcls": { "defaultAction": "Deny", "ipRules": [{ "value": "198.51.100.7" }], "virtualNetworkRules": [] }
            }
        },
        {
            "id": format!("{GROUP}/Microsoft.Storage/storageAccounts/scans"),
            "type": "Microsoft.Storage/storageAccounts",
            "location": "westeurope", "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "tags": {},
            "properties": { "allowSharedKeyAccess": true, "minimumTlsVersion": "TLS1_0", "publicNetworkAccess": "Enabled" }
        }
    ])
}

#[test]
fn the_file_that_a_deployment_came_from_is_written() {
    let (file, _) = adopted(&[MINIMAL], &[]);
    let keys: Vec<&String> = file.as_object().expect("a mapping").keys().collect();
    assert_eq!(file["name"], "invoices", "{file}");
    assert_eq!(keys[..2], ["edition", "name"]);
}

#[test]
fn what_the_file_would_change_is_left_to_others() {
    let (file, said) = adopted(&[&by_hand().to_string()], &[]);
    // The file format has no storage with an old version of TLS, among others.
    assert_eq!(file["storage"]["existing"], format!("{GROUP}/Microsoft.Storage/storageAccounts/scans"));
    assert!(said.contains("left as it is: storage: "), "{said}");
    // The account is managed: nothing of it would change.
    assert_eq!(file["account"]["name"], "scanner", "{said}");
    assert_eq!(file["account"]["publicNetworkAccess"], "selected");
    assert_eq!(file["allow"]["addresses"], json!(["198.51.100.7"]));
    assert_eq!(file["account"]["outbound"], json!({ "restricted": false }));
    assert!(file.get("network").is_none() && file.get("keyVault").is_none(), "{file}");
}

#[test]
fn a_property_that_the_file_cannot_set_leaves_the_account_to_others() {
    let mut list = by_hand();
    list[0]["properties"]["dynamicThrottlingEnabled"] = true.into();
    let (file, said) = adopted(&[&list.to_string()], &[]);
    assert_eq!(file["account"]["existing"], format!("{GROUP}/Microsoft.CognitiveServices/accounts/scanner"));
    assert!(said.contains("left as it is: account: ") && said.contains("dynamicThrottlingEnabled"), "{said}");
}

/// With key authentication, a topology file has a vault for the key.
/// A private account needs its endpoint: where that is left to others, so is the account.
#[test]
fn an_endpoint_that_is_left_leaves_its_service_to_others() {
    let mut list: Value = serde_json::from_str(MINIMAL).expect("JSON");
    for item in list.as_array_mut().expect("a list") {
        if item["id"].as_str().is_some_and(|id| id.ends_with("privateEndpoints/pep-di-invoices-dev")) {
            item["tags"] = json!({ "owner": "network" });
        }
    }
    let (file, said) = adopted(&[&list.to_string()], &[]);
    assert!(file["account"]["existing"].as_str().is_some_and(|id| id.ends_with("/di-invoices-dev")), "{said}");
    assert_eq!(file["privateEndpoints"]["account"]["enabled"], json!(false), "{said}");
}

/// A region can be shown by its display name, and the file format has no names such as `$web`.
#[test]
fn regions_have_one_name_and_containers_of_the_service_are_no_part_of_a_file() {
    let mut list: Value = serde_json::from_str(&MINIMAL.replace(r#""westeurope""#, r#""West Europe""#)).expect("JSON");
    let resources = list.as_array_mut().expect("a list");
    let container =
        resources.iter().find(|item| item["id"].as_str().is_some_and(|id| id.ends_with("/containers/training")));
    let mut web = container.expect("a container").clone();
    web["id"] = json!(web["id"].as_str().expect("an ID").replace("/training", "/$web"));
    web["name"] = json!("$web");
    resources.push(web);
    let (file, said) = adopted(&[&list.to_string()], &[]);
    assert_eq!(file["location"], json!("westeurope"), "{said}");
    assert!(file["account"]["existing"].is_null() && file["storage"]["existing"].is_null(), "{said}");
    assert!(!file.to_string().contains("$web"), "{file}");
}

#[test]
fn nothing_is_created_for_an_account_with_keys() {
    let mut list = by_hand();
    list[0]["properties"]["disableLocalAuth"] = false.into();
    let (file, said) = adopted(&[&list.to_string()], &[]);
    assert_eq!(file["account"]["existing"], format!("{GROUP}/Microsoft.CognitiveServices/accounts/scanner"));
    assert!(file.get("keyVault").is_none() && said.contains("the file would create it"), "{file}\n{said}");
}

/// A deployment of a network removes the subnets that it does not list.
#[test]
fn a_network_is_managed_only_where_all_of_its_subnets_are_shown() {
    let mut list: Value = serde_json::from_str(MINIMAL).expect("JSON");
    let (shown, _) = adopted(&[MINIMAL], &[]);
    assert!(shown["network"].get("existing").is_none(), "{shown}");
    let is_network = |one: &&mut Value| one["type"].as_str().is_some_and(|kind| kind.ends_with("/virtualNetworks"));
    let network = list.as_array_mut().expect("a list").iter_mut().find(is_network).expect("a network");
    network["properties"].as_object_mut().expect("properties").remove("subnets").expect("subnets");
    let (file, said) = adopted(&[&list.to_string()], &[]);
    assert_eq!(file["network"]["existing"], network_id(&list), "{said}");
    assert!(said.contains("network: ") && said.contains("removes subnets"), "{said}");
}

fn network_id(list: &Value) -> Value {
    let all = list.as_array().expect("a list").iter();
    let mut networks = all.filter(|one| one["type"].as_str().is_some_and(|kind| kind.ends_with("/virtualNetworks")));
    networks.next().expect("a network")["id"].clone()
}

#[test]
fn names_and_tags_are_data() {
    let mut list = by_hand();
    list[0]["tags"] = json!({ "owner": "x\"\nkeyVault: {}\n#[section]" });
    list[1]["tags"] = list[0]["tags"].clone();
    let (file, _) = adopted(&[&list.to_string()], &[]);
    assert_eq!(file["tags"], list[0]["tags"]);
    assert!(file.get("keyVault").is_none());
}

/// The assertions of a file that is adopted.
fn assertions(input: &str) -> Vec<String> {
    let (file, _) = adopted(&[input], &["--expect"]);
    let list = file["expect"].as_array().expect("a list").iter();
    list.map(|one| one.as_str().expect("text").to_owned()).collect()
}

/// Assertions that do not hold for an input, as the checks file reports them.
fn broken(input: &str, expected: &[String]) -> Vec<Value> {
    let folder = TempDir::new().expect("a directory");
    std::fs::write(folder.path().join("input.json"), input).expect("a file");
    std::fs::write(folder.path().join("checks.yaml"), json!({ "expect": expected }).to_string()).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    command.current_dir(folder.path()).args(["validate", "--existing", "input.json", "--checks", "checks.yaml"]);
    let output = command.args(["--format", "json"]).output().expect("the program");
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    found.into_iter().filter(|one| one["code"] == "DI2002" || one["code"] == "DI2003").collect()
}

#[test]
fn assertions_hold_for_the_input_that_they_came_from() {
    let input = by_hand().to_string();
    let expected = assertions(&input);
    assert!(expected.contains(&"internet to account is denied".to_owned()), "{expected:?}");
    assert_eq!(broken(&input, &expected), Vec::<Value>::new(), "{expected:?}");
    // The check finds one that does not.
    assert_eq!(broken(&input, &["internet to account is allowed".to_owned()]).len(), 1);
}

/// A role on storage may exist outside the state: what is conditional today is not denied tomorrow.
#[test]
fn what_is_conditional_is_not_asserted_and_what_is_allowed_is() {
    let state = include_str!("existing/terraform/tutorial/state.json");
    let expected = assertions(state);
    assert!(!expected.iter().any(|one| one.contains("account identity cannot write storage")), "{expected:?}");
    assert!(expected.contains(&"account identity to other hosts is not denied".to_owned()), "{expected:?}");
    assert_eq!(broken(state, &expected), Vec::<Value>::new(), "{expected:?}");
}

/// The files that a take-over writes, as one text, and what it says on standard error.
fn taken_over(text: &str, language: &str) -> (String, String) {
    let folder = TempDir::new().expect("a directory");
    std::fs::write(folder.path().join("live.json"), text).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    let command = command.args(["adopt", "live.json", language, "-o", "out"]).current_dir(folder.path());
    let output = command.output().expect("the program");
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output.stderr));
    let files = std::fs::read_dir(folder.path().join("out")).expect("a directory");
    let read = |file: std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap_or_default();
    (files.map(|file| read(file.expect("a file"))).collect(), text_of(&output.stderr))
}

#[test]
fn role_assignments_keep_the_names_under_which_they_exist() {
    let name = "87b2523a-308e-6641-6a97-0afb1eec22d9";
    let (file, said) = adopted(&[MINIMAL], &[]);
    assert_eq!(file["naming"]["roleAssignments"], json!({ "accountOnStorage": name }), "{said}");
    for language in ["--bicep", "--arm", "--terraform"] {
        let (files, said) = taken_over(MINIMAL, language);
        assert!(files.contains(name) && !said.contains("RoleAssignmentExists"), "{language}: {said}");
    }
    // One more, of a client.
    let mut list = serde_json::from_str::<Vec<Value>>(MINIMAL).expect("JSON");
    let own = list.iter().find(|item| item["name"] == name).expect("the role assignment").clone();
    let client = "3c9d1f70-8e2b-4b57-a6d4-5e1f0a9b8c7d";
    let mut other: Value = serde_json::from_str(&own.to_string().replace(name, client)).expect("JSON");
    other["properties"]["principalId"] = "00000000-0000-0000-0000-0000000000aa".into();
    other["properties"]["principalType"] = "Group".into();
    list.push(other);
    let (file, said) = adopted(&[&json!(list).to_string()], &[]);
    let names = file["naming"]["roleAssignments"].as_object().expect("a mapping");
    assert_eq!(names.len(), 2, "{file} {said}");
    assert!(names.iter().any(|(symbol, name)| symbol.starts_with("clientGroup_00000000") && name == client), "{file}");
}

#[test]
fn an_account_is_needed_and_named_where_there_are_several() {
    assert!(refused(&["[]"], &[]).contains("contains no Document Intelligence account"));
    let mut list = by_hand();
    let mut other = list[0].clone();
    other["id"] = format!("{GROUP}/Microsoft.CognitiveServices/accounts/other").into();
    list.as_array_mut().expect("a list").push(other);
    let text = list.to_string();
    let said = refused(&[&text], &[]);
    assert!(
        said.contains("--account") && said.contains("accounts/scanner") && said.contains("accounts/other"),
        "{said}"
    );
    let (file, _) = adopted(&[&text], &["--account", "other"]);
    assert_eq!(file["account"]["name"], "other");
    assert!(refused(&[&text], &["--account", "third"]).contains("third"));
}

#[test]
fn an_account_without_storage_is_refused() {
    let list = json!([by_hand()[0]]);
    let said = refused(&[&list.to_string()], &[]);
    assert!(said.contains("no storage account belongs to") && said.contains("add an input"), "{said}");
}

#[test]
fn files_or_commands_are_needed() {
    let output = adopt(&[], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text_of(&output.stderr).contains("<FILE>..."), "{}", text_of(&output.stderr));
    assert!(text_of(&adopt(&[], &["--commands"]).stdout).starts_with("#!/"));
    // As other commands have it.
    let folder = TempDir::new().expect("a directory");
    std::fs::write(folder.path().join("live.json"), MINIMAL).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    let arguments = ["adopt", "--existing", "live.json", "--resource-group", "rg"];
    let output = command.args(arguments).current_dir(folder.path()).output().expect("the program");
    assert_eq!(text_of(&output.stdout), text_of(&adopt(&[MINIMAL], &[]).stdout), "{}", text_of(&output.stderr));
}

/// The file is not there yet: no line of it is shown, and the help is an option of this command.
#[test]
fn bicep_in_several_files_needs_a_directory() {
    let state = include_str!("existing/terraform/tutorial/state.json");
    let said = refused(&[state], &["--bicep"]);
    assert!(said.contains("DI0702") && said.contains("add `-o infra`") && !said.contains("di-gen.yaml:"), "{said}");
}
