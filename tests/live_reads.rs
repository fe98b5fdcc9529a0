//! The script that reads from Azure, run against an `az` with answers, and the reader of what it prints.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output},
    rc::Rc,
};

use di_gen::existing::{AzureId, InputPlace, Inventory, ReadResult, read_live, read_script};
use serde_json::{Value, json};
use tempfile::TempDir;

const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";
const ROLES: &str = "Microsoft.Authorization/roleAssignments";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const CONTAINERS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers";

fn id(text: &str) -> AzureId {
    AzureId::parse(text).unwrap_or_else(|| panic!("no ID: {text}"))
}

/// The answers of an Azure.
struct Answers {
    folder: TempDir,
}

impl Answers {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a directory") }
    }

    fn file(&self, url: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("page{}", url.replace(|c: char| !c.is_ascii_alphanumeric(), ".")))
    }

    /// The page at a URL, as `az rest` prints it for the query of the script.
    fn page(&self, url: &str, value: &[Value], next_link: Option<&str>) {
        let ids: Vec<&Value> = value.iter().map(|item| &item["id"]).collect();
        let page = json!({ "ids": ids, "nextLink": next_link, "value": value });
        fs::write(self.file(url), serde_json::to_string_pretty(&page).expect("JSON") + "\n").expect("a file");
    }

    fn error(&self, url: &str, message: &str) {
        let name = self.file(url).display().to_string() + ".error";
        fs::write(name, message).expect("a file");
    }

    /// Runs the script; none where bash is not installed.
    fn run(&self, scopes: &[&str]) -> Option<Output> {
        Command::new("bash").arg("--version").output().ok()?;
        let script = self.folder.path().join("script");
        fs::write(&script, read_script()).expect("a script");
        let fake = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/existing/bin");
        let path = format!("{}:{}", fake.display(), std::env::var("PATH").expect("PATH"));
        let mut command = Command::new("bash");
        command.arg(&script).args(scopes).env("PATH", path).env("ANSWERS", self.folder.path());
        Some(command.current_dir(self.folder.path()).output().expect("bash"))
    }

    fn requests(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("requests")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// The URL of a list at or below an ID.
fn url(outer: &str, arm_type: &str) -> String {
    let script = read_script();
    let mut lines = script.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let line = lines.find(|words| words[0] == arm_type && words.len() == 4).unwrap_or_else(|| panic!("{arm_type}"));
    format!("{outer}/{}?api-version={}", line[3], line[1])
}

fn read(output: &Output) -> Inventory {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    read_live(&Rc::from("live.json"), &text).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

fn account(name: &str) -> Value {
    let id = format!("{SUBSCRIPTION}/resourceGroups/rg/providers/{STORAGE}/{name}");
    json!({ "id": id, "name": name, "type": STORAGE, "location": "westeurope", "properties": { "a": "\n  \"nextLink\": \"x\"" } })
}

#[test]
fn what_exists_is_read_and_nothing_else_is_asked_for() {
    let answers = Answers::new();
    let all: Vec<Value> = serde_json::from_str(include_str!("existing/minimal.json")).expect("JSON");
    let of = |item: &Value| id(item["id"].as_str().expect("an ID"));
    let types: BTreeSet<String> = all.iter().map(|item| of(item).resource_type().expect("a type")).collect();
    // Subnets are in the body of their network.
    let listed = types.iter().filter(|arm_type| !arm_type.ends_with("/subnets"));
    for arm_type in listed {
        // A blob service is the parent of its containers, and they are listed below the storage account.
        let outer = |item: &Value| match of(item).parent() {
            Some(parent) if arm_type.ends_with("/containers") => parent.parent().expect("an account").to_string(),
            Some(parent) => parent.to_string(),
            None => SUBSCRIPTION.to_owned(),
        };
        let items: Vec<&Value> = all.iter().filter(|item| of(item).is_of_type(arm_type)).collect();
        let outers: BTreeSet<String> = items.iter().map(|item| outer(item)).collect();
        let known = arm_type.replace("microsoft.network", "Microsoft.Network");
        for place in outers {
            let inside: Vec<Value> =
                items.iter().filter(|item| outer(item) == place).map(|item| (*item).clone()).collect();
            answers.page(&url(&place, &known), &inside, None);
        }
    }
    let Some(output) = answers.run(&[]) else { return };
    let inventory = read(&output);
    let seen: BTreeSet<String> =
        inventory.resources().iter().map(|found| found.id.to_string().to_lowercase()).collect();
    let expected: BTreeSet<String> = all.iter().map(|item| of(item).to_string().to_lowercase()).collect();
    assert_eq!(seen, expected);
    let requests = answers.requests();
    let forbidden = ["listkeys", "listaccountsas", "/secrets", "config", "graph.microsoft"];
    for request in &requests {
        assert!(request.starts_with("/subscriptions/") && request.contains("?api-version="), "{request}");
        assert!(!forbidden.iter().any(|word| request.to_lowercase().contains(word)), "{request}");
    }
    assert!(inventory.completeness.is_complete(ROLES, &id(SUBSCRIPTION)));
    let subnet = inventory.of_type("Microsoft.Network/virtualNetworks/subnets").next().expect("a subnet");
    assert!(inventory.completeness.is_complete("Microsoft.Network/virtualNetworks/subnets", &subnet.id));
    let storage = inventory.of_type(STORAGE).next().expect("a storage account");
    assert!(inventory.completeness.is_complete(CONTAINERS, &storage.id));
    assert!(!inventory.completeness.is_complete(CONTAINERS, &id(SUBSCRIPTION)));
    assert!(!inventory.completeness.is_complete("Microsoft.Web/serverfarms", &id(SUBSCRIPTION)));
}

/// Settings of applications contain secrets: of callers, only what leads to their identity and subnet is asked for.
#[test]
fn callers_are_read_without_their_settings() {
    let answers = Answers::new();
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg/providers");
    let subnet = format!("{group}/Microsoft.Network/virtualNetworks/v/subnets/apps");
    // What `az rest` prints for the query: what a resource does not have is null.
    let site = json!({
        "id": format!("{group}/Microsoft.Web/sites/web"), "name": "web", "type": "Microsoft.Web/sites",
        "identity": { "type": "SystemAssigned", "principalId": "66666666-0000-0000-0000-000000000000" },
        "properties": { "virtualNetworkSubnetId": subnet, "networkProfile": null, "managedEnvironmentId": null },
    });
    answers.page(&url(SUBSCRIPTION, "Microsoft.Web/sites"), &[site], None);
    let Some(output) = answers.run(&[]) else { return };
    let inventory = read(&output);
    assert_eq!(inventory.of_type("Microsoft.Web/sites").count(), 1);
    assert!(inventory.completeness.is_complete("Microsoft.App/containerApps", &id(SUBSCRIPTION)));
    let queries = fs::read_to_string(answers.folder.path().join("queries")).expect("queries");
    let callers =
        ["Web/sites", "App/containerApps", "App/managedEnvironments", "ApiManagement/service", "Search/", "Compute/"];
    for caller in callers {
        let query = queries.lines().find(|line| line.contains(&format!("/Microsoft.{caller}"))).expect(caller);
        assert!(query.contains("virtualNetworkSubnetId: virtualNetworkSubnetId"), "{query}");
        assert!(!query.contains("value: value}") && !query.contains("template"), "{query}");
    }
    let storage = queries.lines().find(|line| line.contains(&format!("/{STORAGE}?"))).expect("storage");
    assert!(storage.ends_with("value: value}"), "{storage}");
}

#[test]
fn what_was_not_given_is_not_taken_for_absent() {
    let answers = Answers::new();
    answers.page(&url(SUBSCRIPTION, STORAGE), &[account("st1")], None);
    let storage = format!("{SUBSCRIPTION}/resourceGroups/rg/providers/{STORAGE}/st1");
    let cases = [
        (SUBSCRIPTION, ROLES, r#"ERROR: Forbidden({"error":{"code":"AuthorizationFailed","message":"x"}})"#),
        (storage.as_str(), CONTAINERS, r#"ERROR: Not Found({"error": {"code": "ResourceNotFound"}})"#),
        (SUBSCRIPTION, "Microsoft.KeyVault/vaults", "ERROR: Internal Server Error"),
    ];
    for (outer, arm_type, message) in cases {
        answers.error(&url(outer, arm_type), message);
    }
    let Some(output) = answers.run(&[SUBSCRIPTION]) else { return };
    let inventory = read(&output);
    let results = [
        (ReadResult::Forbidden, Some("AuthorizationFailed")),
        (ReadResult::NotFound, Some("ResourceNotFound")),
        (ReadResult::Failed, None),
    ];
    for ((outer, arm_type, _), (result, code)) in cases.into_iter().zip(results) {
        assert!(!inventory.completeness.is_complete(arm_type, &id(outer)), "{arm_type}");
        let unread = inventory.completeness.unread(arm_type, &id(&storage)).unwrap_or_else(|| panic!("{arm_type}"));
        assert_eq!((unread.result, unread.code.as_deref()), (result, code), "{arm_type}");
    }
    assert!(inventory.completeness.is_complete(STORAGE, &id(&storage)));
    assert_eq!(inventory.completeness.unread(STORAGE, &id(&storage)), None);
}

/// A verdict that a list decides is conditional where it was not given, and the reason is named; where it was, it is none.
#[test]
fn access_names_what_was_not_given() {
    use crate::cli::Run;

    let list = |arm_type: &str, result: &str, value: &[&Value]| json!({ "type": arm_type, "scope": SUBSCRIPTION, "result": result, "code": "AuthorizationFailed", "pages": [{ "value": value }] });
    let all: Vec<Value> = serde_json::from_str(include_str!("existing/minimal.json")).expect("JSON");
    let (roles, others): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|item| item["type"] == ROLES);
    let shown = |result: &str| {
        let reads = [list("Microsoft.Network/privateEndpoints", "ok", &others), list(ROLES, result, &roles)];
        let document = json!({ "diGenLive": 1, "reads": reads }).to_string();
        Run::new("access --existing -").input(&document).run().ends(0)
    };
    let complete = shown("ok");
    let writes =
        |text: &str| text.lines().find(|line| line.contains("identity writes storage")).expect("a line").to_owned();
    assert!(writes(&complete.out()).starts_with("denied"), "{}", complete.out());
    assert!(!complete.out().contains("these commands show them"), "{}", complete.out());
    let partial = shown("forbidden");
    assert!(writes(&partial.out()).starts_with("conditional"), "{}", partial.out());
    partial.says(&format!("not read: {ROLES} at {SUBSCRIPTION}: forbidden (AuthorizationFailed)"));
}

#[test]
fn all_pages_are_read_and_a_page_that_is_missing_is_noticed() {
    let answers = Answers::new();
    let first = url(SUBSCRIPTION, STORAGE);
    let next = "https://management.azure.com/next?$skiptoken='a%2B'&x=$(touch injected)";
    answers.page(&first, &[account("st1")], Some(next));
    answers.page(next, &[account("st2")], None);
    let Some(output) = answers.run(&[SUBSCRIPTION]) else { return };
    let inventory = read(&output);
    assert_eq!(inventory.of_type(STORAGE).map(|found| found.id.name()).collect::<Vec<_>>(), ["st1", "st2"]);
    assert!(inventory.completeness.is_complete(STORAGE, &id(SUBSCRIPTION)));
    for broken in [next, "https://a/\\u0022", "file:x", &first] {
        answers.page(&first, &[account("st1")], Some(broken));
        answers.error(next, "ERROR: Bad Gateway");
        let inventory = read(&answers.run(&[SUBSCRIPTION]).expect("bash"));
        assert_eq!(inventory.of_type(STORAGE).count(), 1, "{broken}");
        assert!(!inventory.completeness.is_complete(STORAGE, &id(SUBSCRIPTION)), "{broken}");
    }
    assert!(!answers.folder.path().join("injected").exists());
}

#[test]
fn a_request_that_came_too_early_is_repeated() {
    let answers = Answers::new();
    answers.page(&url(SUBSCRIPTION, STORAGE), &[account("st1")], None);
    answers.error(&url(SUBSCRIPTION, STORAGE), "ERROR: Too Many Requests({})");
    let Some(output) = answers.run(&[SUBSCRIPTION]) else { return };
    assert_eq!(read(&output).of_type(STORAGE).count(), 1);
}

#[test]
fn names_are_data() {
    let answers = Answers::new();
    let names = [
        "st$(touch injected)",
        "st`touch injected`",
        "st\"}], \"x\": [{\"",
        "st\\u0022",
        "st;touch injected",
        "st' x",
        "-st",
    ];
    let accounts: Vec<Value> = names.iter().map(|name| account(name)).collect();
    answers.page(&url(SUBSCRIPTION, STORAGE), &accounts, None);
    let Some(output) = answers.run(&[SUBSCRIPTION]) else { return };
    let inventory = read(&output);
    assert_eq!(inventory.of_type(STORAGE).count(), names.len());
    assert!(!answers.folder.path().join("injected").exists());
    for found in inventory.of_type(STORAGE) {
        let was_listed = !found.id.name().contains(['"', '\\', ' ', '`']);
        assert_eq!(inventory.completeness.is_complete(CONTAINERS, &found.id), was_listed, "{}", found.id);
    }
}

#[test]
fn scopes_are_checked() {
    let answers = Answers::new();
    let accounts = "providers/Microsoft.CognitiveServices/accounts";
    let guid = SUBSCRIPTION.trim_start_matches("/subscriptions/");
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg");
    for (scope, expected) in
        [(guid, SUBSCRIPTION), (&format!("{group}/"), &*group), (&format!("{group}/{accounts}/di"), &group)]
    {
        let Some(output) = answers.run(&[scope]) else { return };
        assert!(read(&output).completeness.is_complete(ROLES, &id(expected)), "{scope}");
        assert!(answers.requests().contains(&url(expected, "Microsoft.CognitiveServices/accounts")), "{scope}");
    }
    for bad in [
        "rg",
        "/subscriptions/x",
        "/resourceGroups/rg",
        "/subscriptions/00000000-0000-0000-0000-000000000000/a\"b",
        "--help",
    ] {
        let output = answers.run(&[bad]).expect("bash");
        assert_eq!(output.status.code(), Some(2), "{bad}");
        assert!(output.stdout.is_empty(), "{bad}");
    }
    fs::write(answers.folder.path().join("signed-out"), "").expect("a file");
    let output = answers.run(&[]).expect("bash");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("az login"));
}

#[test]
fn documents_that_cannot_be_read_are_located() {
    let read = |text: &str| read_live(&Rc::from("live.json"), text).expect_err(text);
    let complete = r#"{"diGenLive": 1, "reads": [{"type": "T", "scope": "/subscriptions/x", "result": "ok", "pages": [{"value": []}]}]}"#;
    assert!(read_live(&Rc::from("live.json"), complete).is_ok());
    for end in 1..complete.len() {
        assert!(matches!(read(&complete[..end]).place, InputPlace::Line(1, _)), "{end}");
    }
    assert_eq!(read(r#"{"diGenLive": 2}"#).place, InputPlace::Pointer("/diGenLive".to_owned()));
    assert_eq!(read(r#"{"reads": []}"#).place, InputPlace::Pointer(String::new()));
    for wrong in [
        "[]",
        "1",
        r#"{"diGenLive": 1, "reads": {}}"#,
        r#"{"diGenLive": 1, "reads": [1]}"#,
        r#"{"diGenLive": 1, "reads": [{"pages": "x"}]}"#,
    ] {
        assert!(matches!(read(wrong).place, InputPlace::Line(1, _)), "{wrong}");
    }
    let deep = format!(r#"{{"diGenLive": 1, "reads": {}"#, "[".repeat(10_000));
    assert!(read(&deep).message.contains("another type") || read(&deep).message.contains("deep"));
    let deep = format!(r#"{{"diGenLive": 1, "reads": [{{"pages": [{{"value": [{}"#, "[".repeat(10_000));
    assert_eq!(read(&deep).message, "the document is nested too deeply");
}

#[test]
fn what_is_no_resource_makes_a_list_incomplete() {
    let text = r#"{"diGenLive": 1, "reads": [{"pages": [{"value": [{"id": "x"}, 1, {"id": "/subscriptions/S/providers/Microsoft.Storage/storageAccounts/st"}]}],
        "result": "ok", "scope": "/subscriptions/S", "type": "Microsoft.Storage/storageAccounts"}]}"#;
    let inventory = read_live(&Rc::from("live.json"), text).expect("a document");
    assert_eq!(inventory.of_type(STORAGE).count(), 1);
    let unread = inventory.completeness.unread(STORAGE, &id("/subscriptions/S")).expect("unread");
    assert_eq!(unread.result, ReadResult::Failed);
}

/// What is told to be secret, or looks like it, is in no value.
#[test]
fn secrets_are_not_kept() {
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg/providers");
    let page = json!([
        { "id": format!("{group}/{STORAGE}/st"), "properties": {
            "primaryKey": "planted-1", "connectionString": { "a": "planted-2" },
            "text": "AccountName=a;AccountKey=cGxhbnRlZC1wbGFudGVkLXBsYW50ZWQtcGxhbnRlZC1wbGFudGVkLXBsYW50ZWQtcGxhbnRlZC1wbGFu",
        } },
        { "id": format!("{group}/Microsoft.Web/sites/app"), "properties": { "siteConfig": { "appSettings": [{ "name": "A", "value": "planted-3" }] } } },
        { "id": format!("{group}/Microsoft.KeyVault/vaults/v/secrets/s"), "properties": { "value": "planted-7" } },
        { "id": format!("{group}/Microsoft.Resources/deploymentScripts/s"), "properties": {
            "environmentVariables": [{ "name": "A", "secureValue": "planted-8" }], "scriptContent": "planted-9", "arguments": "-p planted-10" } },
        { "id": format!("{group}/Microsoft.Compute/virtualMachines/vm"), "properties": {
            "osProfile": { "adminPassword": "planted-11", "customData": "planted-12" } } },
        { "id": format!("{group}/Microsoft.CognitiveServices/accounts/a/connections/c"), "properties": { "credentials": {
            "clientSecret": "planted-13", "key": "planted-14", "pat": "planted-15", "sas": "planted-16", "secretAccessKey": "planted-17" } } },
    ]);
    let document = json!({ "diGenLive": 1, "adminPassword": "planted-4", "reads": [{ "type": STORAGE, "scope": SUBSCRIPTION, "result": "ok",
        "secret": "planted-5", "pages": [{ "value": page, "password": "planted-6" }] }] });
    let inventory = read_live(&Rc::from("live.json"), &document.to_string()).expect("a document");
    let shown = format!("{inventory:?}");
    assert!(
        shown.contains("storageAccounts/st") && !shown.contains("planted") && !shown.contains("cGxhbnRlZ"),
        "{shown}"
    );
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn the_script_passes_shellcheck() {
    let folder = tempfile::tempdir().expect("a directory");
    let script = folder.path().join("read-azure.sh");
    fs::write(&script, read_script()).expect("a script");
    let Ok(output) =
        Command::new("shellcheck").arg(&script).args(["tests/existing/bin/az", "tests/existing/bin/sleep"]).output()
    else {
        eprintln!("skipped: shellcheck is missing");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The Azure CLI 2.91.0 and the script made this document of a server that answers as Resource Manager does.
#[test]
fn a_document_that_the_azure_cli_made_is_read() {
    let text = include_str!("existing/documents/live.json");
    let inventory = read_live(&Rc::from("live.json"), text).expect("a document");
    assert_eq!(inventory.of_type(STORAGE).map(|found| found.id.name()).collect::<Vec<_>>(), ["st1", "st2"]);
    let subscription = id("/subscriptions/00000000-0000-0000-0000-000000000001");
    let unread = |arm_type| inventory.completeness.unread(arm_type, &subscription).map(|list| list.result);
    assert_eq!(unread(ROLES), Some(ReadResult::Forbidden));
    assert_eq!(unread("Microsoft.Network/networkInterfaces"), Some(ReadResult::NotFound));
    assert_eq!(unread("Microsoft.Network/privateDnsZones"), Some(ReadResult::Failed));
    assert!(inventory.completeness.is_complete("Microsoft.Network/virtualNetworks/subnets", &subscription));
}
