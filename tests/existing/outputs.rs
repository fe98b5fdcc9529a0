//! Every output of every command that reads existing resources: no secret of an input is in it, and names and IDs are text.
//!
//! A command that takes `--existing` has to be in [`COMMANDS`]; nothing else is to be done for a new one.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::cli::Run;

/// The commands with their options, before `--existing`. Those that an older program lacks are left out.
const COMMANDS: &[(&str, &[&str])] = &[
    ("access", &["", "--format markdown", "--format json", "--from internet", "--to storage --format markdown"]),
    ("adopt", &["", "--expect", "--terraform", "--bicep -o adopted"]),
    ("describe", &[""]),
    ("diff", &["", "--format markdown", "--format json"]),
    ("drift", &["-f own.yaml", "-f own.yaml --format json", "-f own.yaml --format markdown"]),
    ("explain", &["internet reaches account"]),
    ("graph", &["--format mermaid", "--format dot", "--format svg", "--view flows --format svg"]),
    ("report", &["", "-o report.html"]),
    ("validate", &["", "--format json", "--format sarif", "--format markdown", "--format baseline"]),
];

/// A file that a command may compare with.
const OWN: &str = "name: forms\nlocation: westeurope\n";

/// What a command printed and wrote.
struct Shown {
    command: String,
    texts: Vec<(String, String)>,
}

/// Every output of every command for inputs.
fn outputs(files: &[(&str, String)]) -> Vec<Shown> {
    let mut all = Vec::new();
    for (command, options) in COMMANDS {
        for option in *options {
            let mut run = Run::new(command);
            // Words of one argument.
            match *command {
                "explain" => run.arguments.push((*option).to_owned()),
                _ => run.arguments.extend(option.split_whitespace().map(str::to_owned)),
            }
            // The files are its arguments.
            if *command != "adopt" {
                run.arguments.push("--existing".to_owned());
            }
            run.arguments.extend(files.iter().map(|(name, _)| (*name).to_owned()));
            let run = files.iter().fold(run.file("own.yaml", OWN), |run, (name, text)| run.file(name, text));
            let ended = run.run();
            let mut texts = vec![("out".to_owned(), ended.out()), ("error".to_owned(), ended.err())];
            // Options that do not exist would show nothing.
            let is_run = !texts[1].1.contains("panicked") && !texts[1].1.contains("Usage:");
            assert!(is_run, "{command} {option}: {}", texts[1].1);
            add_written(run.folder.path(), files, &mut texts);
            all.push(Shown { command: format!("{command} {option}"), texts });
        }
    }
    assert!(all.len() >= 5, "{}", all.len());
    all
}

fn add_written(folder: &Path, inputs: &[(&str, String)], texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            add_written(&path, &[], texts);
        } else if name != "own.yaml" && !inputs.iter().any(|(input, _)| *input == name) {
            texts.push((name, String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned()));
        }
    }
}

fn takes_existing(command: &str) -> bool {
    Run::new(&format!("{command} --help")).run().out().contains("--existing")
}

#[test]
fn every_command_that_reads_existing_resources_is_tried() {
    let help = Run::new("--help").run().out();
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let names: Vec<&str> =
        listed.take_while(|line| line.starts_with("  ")).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"access"), "{help}");
    let missing: Vec<&&str> = names
        .iter()
        .filter(|name| !COMMANDS.iter().any(|(known, _)| known == *name) && takes_existing(name))
        .filter(|name| **name != "help")
        .collect();
    assert!(missing.is_empty(), "not tried: {missing:?}");
}

const SECRET: &str = "Pl4ntedS3cret";

/// Writes secrets into everything that a mark of Terraform covers, and into attributes with names of secrets.
fn plant_in_terraform(value: &mut Value, planted: &mut usize) {
    let mut secret = || {
        *planted += 1;
        json!(format!("{SECRET}{planted}x"))
    };
    match value {
        Value::Object(entries) => {
            for (values, marks) in
                [("values", "sensitive_values"), ("before", "before_sensitive"), ("after", "after_sensitive")]
            {
                let Some(Value::Object(marks)) = entries.get_mut(marks) else { continue };
                for name in
                    ["primary_access_key", "admin_password", "custom_data", "primary_connection_string", "fqdns"]
                {
                    marks.insert(name.to_owned(), json!(true));
                }
                let names: Vec<String> = marks
                    .iter()
                    .filter(|(_, mark)| mark.as_bool() == Some(true))
                    .map(|(name, _)| name.clone())
                    .collect();
                if let Some(Value::Object(values)) = entries.get_mut(values) {
                    names.into_iter().for_each(|name| drop(values.insert(name, secret())));
                    // Not marked, and not read.
                    values.insert("app_settings".to_owned(), json!({"PASSWORD": secret()}));
                    values.insert("client_secret".to_owned(), secret());
                }
            }
            entries.values_mut().for_each(|value| plant_in_terraform(value, planted));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plant_in_terraform(item, planted)),
        _ => {}
    }
}

/// Writes secrets into the properties of every resource of Azure.
fn plant_in_properties(value: &mut Value, planted: &mut usize) {
    if let Value::Object(entries) = value {
        if let Some(Value::Object(properties)) = entries.get_mut("properties").filter(|_| true) {
            let mut secret = || {
                *planted += 1;
                format!("{SECRET}{planted}x")
            };
            for name in
                ["primaryKey", "key1", "adminPassword", "connectionString", "clientSecret", "sasToken", "apiKey"]
            {
                properties.insert(name.to_owned(), json!(secret()));
            }
            properties.insert("keys".to_owned(), json!([{"keyName": "key1", "value": secret()}]));
            properties.insert("secrets".to_owned(), json!({"inner": [secret()]}));
            let connection = format!("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={}==", secret());
            properties.insert("description".to_owned(), json!(connection));
        }
        entries.values_mut().for_each(|value| plant_in_properties(value, planted));
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(|item| plant_in_properties(item, planted));
    }
}

/// A template that has secrets wherever one may be.
fn secret_template() -> (String, String) {
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "parameters": {
            "a": {"type": "securestring", "defaultValue": format!("{SECRET}-default")},
            "b": {"type": "secureObject", "defaultValue": {"x": format!("{SECRET}-object")}},
            "c": {"type": "securestring"},
        },
        "variables": {"v": "[concat('x', parameters('a'), parameters('c'))]"},
        "resources": [
            {"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "di", "kind": "FormRecognizer",
                "location": "[parameters('a')]", "tags": {"t": "[variables('v')]"},
                "properties": {"customSubDomainName": "[parameters('c')]", "publicNetworkAccess": "[parameters('b').x]",
                    "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "[parameters('c')]"}]}}},
            {"type": "Microsoft.Web/sites", "apiVersion": "2024-04-01", "name": "app", "location": "west",
                "properties": {"siteConfig": {"appSettings": [{"name": "K", "value": format!("{SECRET}-setting")}]}}},
        ],
        "outputs": {"o": {"type": "string", "value": format!("{SECRET}-output")}},
    });
    let parameters = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0",
        "parameters": {"c": {"value": format!("{SECRET}-given")}},
    });
    (template.to_string(), parameters.to_string())
}

#[test]
fn no_output_has_a_secret_of_an_input() {
    let terraform = [include_str!("terraform/minimal/state.json"), include_str!("terraform/minimal/plan.json")];
    let azure = [
        include_str!("minimal.json"),
        include_str!("documents/live.json"),
        include_str!("documents/snapshot.json"),
        include_str!("documents/what-if.json"),
    ];
    let mut inputs: Vec<Vec<(&str, String)>> = Vec::new();
    let mut planted = 0;
    for text in terraform {
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        plant_in_terraform(&mut document, &mut planted);
        inputs.push(vec![("input.json", document.to_string())]);
    }
    for text in azure {
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        plant_in_properties(&mut document, &mut planted);
        inputs.push(vec![("input.json", document.to_string())]);
    }
    assert!(planted > 300, "{planted}");
    let (template, parameters) = secret_template();
    inputs.push(vec![("input.json", template), ("parameters.json", parameters)]);
    for files in &inputs {
        for shown in outputs(files) {
            for (name, text) in &shown.texts {
                let found = text
                    .find(SECRET)
                    .map(|at| text[..at + 30.min(text.len() - at)].chars().rev().take(200).collect::<String>());
                let found = found.map(|reversed| reversed.chars().rev().collect::<String>());
                assert!(found.is_none(), "{}, {name}: {}", shown.command, found.unwrap_or_default());
            }
        }
    }
}

/// Texts that some language, shell, page, log or terminal reads as something else than text.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "a|b`c`",
    "x';touch pwned;'",
    "$(touch pwned)",
    "\u{1b}[31mred",
    "\u{202e}evil",
    "a\n::set-env name=x::y",
    "##vso[task.setvariable variable=x]y",
    "]]></svg><script>",
    "${file(\"x\")}",
];

/// The least deployment with a hostile text in names of resources of every type, in IDs and in free texts.
fn hostile_list(hostile: &str, has_roles: bool) -> String {
    let mut list: Value = serde_json::from_str(include_str!("minimal.json")).expect("JSON");
    let text = list.to_string();
    let escaped = json!(hostile).to_string();
    let escaped = &escaped[1..escaped.len() - 1];
    // A slash would end a name.
    let in_name = escaped.replace('/', "\\u2215");
    let mut names: Vec<String> = Vec::new();
    for item in list.as_array_mut().expect("a list") {
        let id = item["id"].as_str().expect("an ID");
        names.extend(id.rsplit('/').next().filter(|name| !name.contains("privatelink")).map(str::to_owned));
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    let text = names.iter().filter(|name| name.len() > 3).fold(text, |text, name| {
        text.replace(&format!("/{name}\""), &format!("/{name}{in_name}\""))
            .replace(&format!("/{name}/"), &format!("/{name}{in_name}/"))
    });
    let mut list: Value = serde_json::from_str(&text).expect("JSON");
    let items = list.as_array_mut().expect("a list");
    items.retain(|item| has_roles || !item["id"].as_str().is_some_and(|id| id.contains("/roleAssignments/")));
    for item in items {
        item["tags"] = json!({hostile: hostile});
        item["location"] = json!(hostile);
        if item["kind"] == "FormRecognizer" {
            item["properties"]["restrictOutboundNetworkAccess"] = json!(false);
        }
    }
    list.to_string()
}

#[test]
fn names_and_ids_are_text_in_every_output() {
    let (mut commands, mut paths) = (0, 0);
    // Without roles, commands that show them are printed.
    for (hostile, has_roles) in HOSTILE.iter().flat_map(|hostile| [(hostile, true), (hostile, false)]) {
        let files = [("input.json", hostile_list(hostile, has_roles))];
        for shown in outputs(&files) {
            for (name, text) in &shown.texts {
                let place = format!("{}, {name}, {hostile:?}", shown.command);
                assert_text(&place, text);
                check_language(&place, &shown.command, name, text);
                commands += run_commands(&place, text);
                paths += usize::from(text.contains("internet reaches account"));
            }
        }
    }
    assert!(commands > HOSTILE.len() && paths >= 4 * HOSTILE.len(), "{commands} {paths}");
}

/// No character that a terminal obeys, none that cannot be seen, and no command of a pipeline.
fn assert_text(place: &str, text: &str) {
    let bad = |c: &char| (c.is_control() && *c != '\n' && *c != '\t') || ('\u{202a}'..='\u{202e}').contains(c);
    assert!(!text.chars().any(|c| bad(&c)), "{place}: {text:?}");
    let commands = text.lines().any(|line| line.trim_start().starts_with("::set-env") || line.contains("##vso["));
    assert!(!commands, "{place}: {text}");
}

fn check_language(place: &str, command: &str, name: &str, text: &str) {
    if name == "error" || text.is_empty() {
        return;
    }
    if command.contains("json") || command.contains("sarif") {
        let parsed: Result<Value, _> = serde_json::from_str(text);
        assert!(parsed.is_ok(), "{place}: {text}");
    } else if command.contains("markdown") {
        let tree = markdown::to_mdast(text, &markdown::ParseOptions::gfm()).expect("Markdown");
        let shown = format!("{tree:?}");
        assert!(!shown.contains("Html {") && !shown.contains("javascript:alert(1)\", title"), "{place}: {text}");
        assert!(!shown.contains("Link { children: [Text { value: \"x\""), "{place}: {text}");
    } else if command.contains("svg") || name == "report.html" || command.starts_with("report") {
        assert!(
            !text.contains("<script>alert") && !text.contains("<img src=x") && !text.contains("</svg><script>"),
            "{place}"
        );
        if command.contains("svg") {
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{place}: {error}"));
        }
    }
}

/// Commands that are printed for people do nothing but what they say.
fn run_commands(place: &str, text: &str) -> usize {
    let mut count = 0;
    for line in text.lines().filter(|line| line.trim_start().starts_with("az ")) {
        let folder = tempfile::tempdir().expect("a directory");
        let script = format!("az() {{ :; }}\n{line}\n");
        let ended =
            std::process::Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().expect("bash");
        let written = fs::read_dir(folder.path()).expect("a directory").count();
        assert!(ended.status.success() && written == 0, "{place}: {line}: {}", String::from_utf8_lossy(&ended.stderr));
        count += 1;
    }
    count
}
