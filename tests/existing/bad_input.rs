//! Bad input through the command: a located error or a result, never a panic, with bounded memory.

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::json;

use crate::cli::Run;

const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers";

/// A document of each kind, with its name.
fn documents() -> Vec<(&'static str, String)> {
    let case = include_str!("../arm_template/cases/nested-outputs.json");
    vec![
        ("list", include_str!("minimal.json").to_owned()),
        ("live", include_str!("documents/live.json").to_owned()),
        ("snapshot", include_str!("documents/snapshot.json").to_owned()),
        ("what-if", include_str!("documents/what-if.json").to_owned()),
        ("state", include_str!("terraform/minimal/state.json").to_owned()),
        ("plan", include_str!("terraform/minimal/plan.json").to_owned()),
        ("template", case.to_owned()),
    ]
}

/// Runs the program with a limit on its address space, where the system has one.
fn run_limited(files: &[(&str, &[u8])]) -> Output {
    const MOST_KILOBYTES: u32 = 1_500_000;
    let mut run = Run::new("");
    for (name, bytes) in files {
        run = run.file(name, bytes);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let program = env!("CARGO_BIN_EXE_di-gen");
    let script =
        format!("ulimit -v {MOST_KILOBYTES} 2>/dev/null; exec {program:?} access --existing {}", names.join(" "));
    Command::new("bash").args(["-c", &script]).current_dir(run.folder.path()).output().expect("bash")
}

/// The program ends by itself: with a result, or with an error that names the file.
#[track_caller]
fn ends(files: &[(&str, &[u8])]) -> (i32, String) {
    let output = run_limited(files);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code().unwrap_or_else(|| panic!("{:?}: {error}", output.status));
    assert!(!error.contains("panicked") && !error.contains("memory allocation"), "{error}");
    assert!(code == 0 || (code <= 3 && error.contains("error")), "{code}: {error}");
    (code, error)
}

#[track_caller]
fn is_refused(bytes: &[u8], expected: &str) {
    let (code, error) = ends(&[("input.json", bytes)]);
    assert!(code > 0 && error.contains("input.json") && error.contains(expected), "{expected}: {error}");
}

#[test]
fn a_document_that_ends_too_early_is_refused_with_its_place() {
    for (kind, document) in documents() {
        for part in [3, 10, 60, 97] {
            let mut end = document.len() * part / 100;
            while !document.is_char_boundary(end) {
                end -= 1;
            }
            let (code, error) = ends(&[("input.json", &document.as_bytes()[..end])]);
            assert!(code > 0 && error.contains("input.json"), "{kind} {part}: {error}");
            assert!(error.contains("line ") || error.contains("ends too early"), "{kind} {part}: {error}");
        }
    }
}

#[test]
fn what_is_of_no_kind_is_refused_with_what_to_use() {
    is_refused(b"", "the file is empty");
    is_refused(b" \n", "the file is empty");
    is_refused(b"{}", "this is not a known input");
    is_refused(b"{}", "terraform show -json");
    is_refused(b"3", "expected an array or an object");
    is_refused(b"name: invoices\n", "leave out `--existing`");
    is_refused(b"resource \"azurerm_storage_account\" \"a\" {\n}\n", "terraform show -json");
    is_refused(
        b"param location string\nresource a 'Microsoft.Storage/storageAccounts@2025-01-01' = {\n}\n",
        "bicep build",
    );
    is_refused(b"{\"version\": 4, \"lineage\": \"a\", \"serial\": 1, \"resources\": []}", "terraform show -json");
    is_refused(b"{}", "this is not a known input");
    is_refused(b"[1, 2]", "a resource is an object");
    is_refused(b"\x89PNG\r\n\x1a\n\x00\xff", "UTF-8");
    is_refused(b"\xff\xfe{\x00}\x00", "UTF-8");
    is_refused(b"name: forms\nlocation: westeurope\n", "input.json");
    // Nothing in it is an account.
    let (code, error) = ends(&[("input.json", b"[]")]);
    assert!(code > 0 && error.contains("no Document Intelligence account"), "{error}");
}

/// Where it is looked at, deep nesting is an error; elsewhere it is skipped.
#[test]
fn a_deep_document_is_refused_or_read() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for inner in [&deep, &deep_object] {
        for (kind, document) in documents() {
            // Before the first entry, and after the last one.
            let first = document.find('{').expect("an object") + 1;
            let last = document.rfind('}').expect("an object");
            let at_start = format!("{}\"properties\": {inner}, {}", &document[..first], &document[first..]);
            let at_end = format!("{}, \"properties\": {inner}{}", &document[..last], &document[last..]);
            for text in [at_start, at_end] {
                let (code, error) = ends(&[("input.json", text.as_bytes())]);
                assert!(code == 0 || error.contains("input.json") || error.contains("no Document"), "{kind}: {error}");
            }
        }
        ends(&[("input.json", inner.as_bytes())]);
    }
    let template = |expression: &str| {
        json!({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
            "resources": [{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": expression,
                "kind": "FormRecognizer", "location": "west", "properties": {}}]}).to_string()
    };
    let nested = format!("[{}'a'{}]", "concat(".repeat(10_000), ")".repeat(10_000));
    ends(&[("input.json", template(&nested).as_bytes())]);
}

#[test]
fn what_stands_in_a_circle_or_several_times_is_read() {
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
    let circle = json!({"$schema": schema, "contentVersion": "1.0.0.0",
    "variables": {"a": "[variables('b')]", "b": "[variables('a')]"},
    "parameters": {"p": {"type": "string", "defaultValue": "[parameters('q')]"}, "q": {"type": "string", "defaultValue": "[parameters('p')]"}},
    "resources": [
        {"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "[parameters('p')]", "kind": "FormRecognizer",
            "properties": {"publicNetworkAccess": "[variables('a')]", "customSubDomainName": "[reference('di2').endpoint]"}},
        {"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "di2", "kind": "FormRecognizer",
            "dependsOn": ["di2"], "properties": {"customSubDomainName": "[reference('di2').customSubDomainName]"}},
    ]});
    let (code, error) = ends(&[("input.json", circle.to_string().as_bytes())]);
    assert_eq!(code, 0, "{error}");
    // Networks that are peered with each other, a zone that is linked to itself, and an account that is there three times.
    let id = |rest: &str| format!("{GROUP}/{rest}");
    let account = id("Microsoft.CognitiveServices/accounts/di");
    let (one, other) = (id("Microsoft.Network/virtualNetworks/a"), id("Microsoft.Network/virtualNetworks/b"));
    let peered = |own: &str, other: &str| {
        json!({"id": own, "properties": {"subnets": [{"name": "s", "id": format!("{own}/subnets/s"), "properties": {}}],
            "virtualNetworkPeerings": [{"name": "p", "properties": {"remoteVirtualNetwork": {"id": other}}}]}})
    };
    let list = json!([
        {"id": account, "kind": "FormRecognizer", "properties": {"publicNetworkAccess": "Enabled"}},
        {"id": account.to_uppercase(), "kind": "FormRecognizer", "properties": {"publicNetworkAccess": "Disabled"}},
        {"id": account, "kind": "FormRecognizer", "properties": {"publicNetworkAccess": "Enabled"}},
        peered(&one, &other), peered(&other, &one), peered(&one, &one),
        {"id": id("Microsoft.Network/privateEndpoints/pe"), "properties": {
            "subnet": {"id": format!("{one}/subnets/s")}, "privateLinkServiceConnections": [
                {"properties": {"privateLinkServiceId": account, "groupIds": ["account"]}},
                {"properties": {"privateLinkServiceId": id("Microsoft.Network/privateEndpoints/pe"), "groupIds": ["account"]}}]}},
    ]);
    let (code, error) = ends(&[("a.json", list.to_string().as_bytes()), ("b.json", list.to_string().as_bytes())]);
    assert_eq!(code, 0, "{error}");
    let differs = "`properties.publicNetworkAccess` of a.json";
    assert!(error.contains("inputs differ about") && error.contains(differs), "{error}");
    assert!(error.contains(" is used, not that of "), "{error}");
}

#[test]
fn a_hundred_thousand_resources_are_read() {
    let account = format!("{GROUP}/Microsoft.CognitiveServices/accounts/di");
    let mut text = format!(r#"[{{"id": "{account}", "kind": "FormRecognizer", "properties": {{}}}}"#);
    for index in 0..100_000 {
        let (kind, body) = match index % 4 {
            0 => ("Microsoft.Storage/storageAccounts", r#"{"publicNetworkAccess": "Enabled"}"#),
            1 => ("Microsoft.Web/sites", "{}"),
            2 => ("Microsoft.Network/networkSecurityGroups", r#"{"securityRules": []}"#),
            _ => ("Microsoft.Authorization/roleAssignments", r#"{"principalId": "p", "roleDefinitionId": "/r/1"}"#),
        };
        text.push_str(&format!(",\n{{\"id\": \"{GROUP}/{kind}/n{index}\", \"properties\": {body}}}"));
    }
    text.push(']');
    let (code, error) = ends(&[("input.json", text.as_bytes())]);
    assert_eq!(code, 0, "{error}");
}

#[test]
fn large_files_are_read_up_to_a_limit() {
    let account = format!("{GROUP}/Microsoft.CognitiveServices/accounts/di");
    let large = |megabytes: usize| {
        let filling = "x".repeat(megabytes << 20);
        format!(r#"[{{"id": "{account}", "kind": "FormRecognizer", "etag": "{filling}", "properties": {{}}}}]"#)
    };
    let (code, error) = ends(&[("input.json", large(200).as_bytes())]);
    assert_eq!(code, 0, "{error}");
    // Nothing of it is written to a disk.
    let run = Run::new("access --existing input.json").file("input.json", "");
    let file = fs::File::options().write(true).open(run.folder.path().join("input.json")).expect("a file");
    file.set_len(257 << 20).expect("a length");
    assert!(run.run().ends(3).err().contains("larger than 256 MiB"));
}
