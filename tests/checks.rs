//! Checks of valid files: posture rules and access assertions, each with a case and its rendered diagnostic.

use std::{collections::BTreeSet, fs, path::PathBuf};

use di_gen::{
    Severity,
    advise::{Advisor, check_assertions},
    analyse::posture::{RULES, check_posture},
    diagnostic::Diagnostic,
    report::{SourceLocator, diagnostics, policies::check_policies},
    source::SourceText,
    topology::preset::Preset,
};
use serde_json::Value;

use crate::cli::Run;
use crate::support::{snapshots, topologies::stories};

fn cases() -> Vec<(String, SourceText)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("cases").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let stem = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (stem(path), SourceText::new(stem(path), fs::read_to_string(path).expect("a case"))))
        .collect()
}

fn findings_of(source: &SourceText) -> Vec<Diagnostic> {
    let topology =
        di_gen::read::read_topology(source).unwrap_or_else(|findings| panic!("{}: {findings:?}", source.name));
    let plan = di_gen::plan::lower_topology(&topology);
    let advisor = Advisor::new(source, &plan);
    let mut all = check_posture(&plan, &topology.suppress);
    all.extend(check_assertions(&plan, &topology.expect, advisor.as_ref()));
    all.extend(check_policies(&plan, advisor.as_ref(), None));
    all
}

#[test]
fn every_check_reports_its_case() {
    for (stem, source) in cases() {
        let code = &stem[..6];
        let own: Vec<Diagnostic> = findings_of(&source).into_iter().filter(|f| f.code.as_str() == code).collect();
        assert!(!own.is_empty(), "{stem} reports nothing");
        // A conflict is reported together with the assertion that fails.
        let shown: Vec<Diagnostic> = if code.starts_with("DI2") {
            findings_of(&source).into_iter().filter(|f| f.code.as_str().starts_with("DI2")).collect()
        } else {
            own
        };
        let pictures: Vec<String> = shown.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        snapshots().bind(|| insta::assert_snapshot!(format!("check-{stem}"), pictures.join("\n\n")));
    }
}

#[test]
fn every_rule_can_be_suppressed_with_a_reason_and_only_while_it_is_violated() {
    let shown: BTreeSet<String> = cases().into_iter().map(|(stem, _)| stem[..6].to_owned()).collect();
    for rule in RULES {
        let code = rule.code.as_str();
        assert!(shown.contains(code), "{code} has no case");
        let (_, source) = cases().into_iter().find(|(stem, _)| stem.starts_with(code)).expect("a case");
        let suppressed = format!("{}suppress: [{{ rule: {code}, reason: This is a test of it. }}]\n", source.text);
        let left = findings_of(&SourceText::new(code, suppressed));
        assert!(left.iter().all(|f| f.code != rule.code && f.code.as_str() != "DI1002"), "{code}: {left:?}");
    }
    // Code scanning shows suppressed diagnostics and their reasons.
    let text = "name: invoices\naccount: { publicNetworkAccess: open }\nsuppress: [{ rule: DI1102, reason: This is a test of it. }]\n";
    let source = SourceText::new("x", text);
    let topology = di_gen::read::read_topology(&source).expect("valid");
    let hidden =
        di_gen::analyse::posture::suppressed_diagnostics(&di_gen::plan::lower_topology(&topology), &topology.suppress);
    assert_eq!(hidden.len(), 1);
    let log = diagnostics::render_sarif(&[], &hidden, &SourceLocator::new(&source));
    let validator = jsonschema::validator_for(&sarif_schema()).expect("a schema");
    assert!(validator.is_valid(&log), "{log:#}");
    let suppressions = &log["runs"][0]["results"][0]["suppressions"];
    assert_eq!(suppressions[0]["justification"], "This is a test of it.");
    let kept = "name: invoices\nsuppress: [{ rule: DI1101, reason: Keys are off anyway. }]\n";
    assert!(findings_of(&SourceText::new("x", kept)).iter().any(|f| f.code.as_str() == "DI1002"));
    let unknown = "name: invoices\nsuppress: [{ rule: DI1999, reason: There is no such rule. }]\n";
    assert!(di_gen::read::read_topology(&SourceText::new("x", unknown)).is_err());
    let silent = "name: invoices\nsuppress: [{ rule: DI1601, reason: no }]\n";
    assert!(di_gen::read::read_topology(&SourceText::new("x", silent)).is_err());
}

/// The most restrictive preset has no errors or warnings, and no preset has errors.
#[test]
fn presets_pass() {
    for preset in Preset::ALL {
        let found = findings_of(&SourceText::new("x", preset.file_text()));
        assert!(found.iter().all(|f| f.severity != Severity::Error), "{preset:?}: {found:?}");
        if preset == Preset::Private {
            assert!(found.iter().all(|f| f.severity == Severity::Note), "{found:?}");
        }
    }
}

/// Applies an edit to the file, independently of the program.
fn apply(file: &mut Value, pointer: &str, value: &Value, appended: bool) {
    let (parent, key) = pointer.rsplit_once('/').expect("a key");
    if file.pointer(parent).is_none_or(Value::is_null) {
        apply(file, parent, &Value::Object(serde_json::Map::default()), false);
    }
    let mut one = match file.pointer(pointer) {
        Some(Value::Array(items)) if appended => items.clone(),
        _ => Vec::new(),
    };
    one.push(value.clone());
    let new = if appended { Value::Array(one) } else { value.clone() };
    match file.pointer_mut(parent).expect("a parent") {
        Value::Array(items) => items[key.parse::<usize>().expect("an index")] = new,
        Value::Object(map) => _ = map.insert(key.to_owned(), new),
        other => panic!("{other} has no keys"),
    }
}

/// Every suggested change has the promised effect: each is applied independently, and the other access that it allows
/// is counted again. Where two keys are suggested, neither is sufficient alone.
#[test]
fn every_suggested_change_allows_its_access_path() {
    use std::collections::BTreeMap;

    use di_gen::{
        advise::{AdviceOutcome, Edit},
        analyse::access::{AccessAnalysis, Verdict},
    };
    let verdicts = |file: &Value| -> Option<BTreeMap<String, Verdict>> {
        let topology = di_gen::read::read_topology(&SourceText::new("x", file.to_string())).ok()?;
        Some(
            AccessAnalysis::new(&di_gen::plan::lower_topology(&topology))
                .all_paths()
                .iter()
                .map(|f| (f.to_string(), f.verdict()))
                .collect(),
        )
    };
    let with = |file: &Value, edits: &[Edit]| {
        let mut file = file.clone();
        edits.iter().for_each(|edit| apply(&mut file, &edit.pointer, &edit.value, edit.appended));
        file
    };
    let mut advised = 0;
    for story in stories() {
        let source = SourceText::new("x", story.text.clone());
        let topology = di_gen::read::read_topology(&source).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        let advisor = Advisor::new(&source, &plan).expect("a file");
        let file = source.parse().expect("YAML").to_json();
        let before = verdicts(&file).expect("valid");
        for flow in AccessAnalysis::new(&plan).all_paths().iter().filter(|flow| flow.verdict() == Verdict::Denied) {
            let AdviceOutcome::Change(advice) = advisor.find_advice(flow) else { continue };
            advised += 1;
            let name = flow.to_string();
            let after = verdicts(&with(&file, &advice.edits)).unwrap_or_else(|| panic!("{}: {name}", story.name));
            // A container that gets a separate role assignment may be reported separately.
            if let Some(verdict) = after.get(&name) {
                assert_eq!(*verdict, advice.verdict, "{}: {name}", story.name);
            }
            let said: BTreeSet<String> = advice.opened_paths.iter().map(ToString::to_string).collect();
            let opened = after.iter().filter(|(other, verdict)| {
                before.get(*other).is_some_and(|was| *verdict < was)
                    && **other != name
                    && !other.contains("203.0.113.250")
            });
            for (other, _) in opened {
                assert!(said.contains(other) || other.starts_with(&name), "{}: {name} opens {other}", story.name);
            }
            if advice.edits.len() > 1 {
                for edit in &advice.edits {
                    let alone = verdicts(&with(&file, std::slice::from_ref(edit)));
                    let verdict = alone.and_then(|after| after.get(&name).copied());
                    assert!(
                        verdict.is_none_or(|v| v == Verdict::Denied),
                        "{}: {name}: {}",
                        story.name,
                        edit.display_text()
                    );
                }
            }
        }
    }
    assert!(advised > 100, "{advised}");
}

/// No help suggests a change that satisfies an assertion only in part.
#[test]
fn suggested_changes_satisfy_the_whole_assertion() {
    let text = "name: invoices\naccount: { publicNetworkAccess: selected }\nallow: { addresses: [203.0.113.7] }\nexpect: [address 203.0.113.9 reaches storage]\n";
    let found = findings_of(&SourceText::new("x", text));
    let finding = found.iter().find(|finding| finding.code.as_str() == "DI2003").expect("a finding");
    assert!(finding.help.iter().all(|help| !help.contains("to make it hold")), "{:?}", finding.help);
    let half = "name: invoices\nclients: [{ name: app, type: managedIdentity }]\nexpect: [client app calls account]\n";
    let found = findings_of(&SourceText::new("x", half));
    assert!(found.iter().any(|f| f.help.iter().any(|help| help.contains("is not denied"))), "{found:?}");
}

/// The schema of SARIF 2.1.0, from the sources of a crate that is generated from it.
pub(crate) fn sarif_schema() -> Value {
    let run = |variable: &str, program: &str, arguments: &[&str]| {
        let program = std::env::var(variable).unwrap_or_else(|_| program.to_owned());
        let done = std::process::Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
        String::from_utf8(done.expect("a program").stdout).expect("text")
    };
    // Cargo downloaded only the packages that this platform needs.
    let version = run("RUSTC", "rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let listed = run(
        "CARGO",
        "cargo",
        &["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host],
    );
    let listed: Value = serde_json::from_str(&listed).expect("packages");
    let packages = listed["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").expect("the crate");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    let schema = manifest.parent().expect("a directory").join("src/schema.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(schema).expect("the schema")).expect("JSON");
    // A pattern of the published schema is not a valid regular expression: it has an unmatched closing bracket.
    for definition in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{definition}/properties/language"));
        language.and_then(Value::as_object_mut).expect("a definition").remove("pattern").expect("a pattern");
    }
    schema
}

#[test]
fn sarif_is_valid_and_contains_every_diagnostic() {
    let schema = sarif_schema();
    assert!(schema["title"].as_str().is_some_and(|title| title.contains("2.1.0")), "{}", schema["title"]);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (stem, source) in cases() {
        let found = findings_of(&source);
        let log: Value = diagnostics::render_sarif(&found, &[], &SourceLocator::new(&source));
        assert_eq!(log["version"], "2.1.0");
        let faults: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{stem}: {faults:?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), found.len(), "{stem}");
        for (result, finding) in results.iter().zip(&found) {
            let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(rules[at]["id"], result["ruleId"], "{stem}");
            assert_eq!(result["ruleId"], finding.code.as_str());
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
            assert!(!result["message"]["text"].as_str().expect("a text").is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], stem.as_str());
            let region = &place["region"];
            let number = |key: &str| region[key].as_u64().unwrap_or_else(|| panic!("{stem}: {key}"));
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            assert!(number("endLine") >= number("startLine"));
        }
    }
}

/// Of several changes that allow an access path, the one is suggested that allows least besides.
#[test]
fn advice_allows_as_little_else_as_possible() {
    let text = "name: invoices
storage:
  identityAccess: { scope: container, role: reader }
  containers: [{ name: first }, { name: second }]
";
    let mut run = Run::new("").file("x.yaml", text);
    run.arguments =
        ["access", "-f", "x.yaml", "--from", "account identity", "--to", "container first"].map(str::to_owned).to_vec();
    // `storage.identityAccess.role: contributor` would allow writing to the second container as well.
    let printed = run.run().ends(0).out();
    assert!(printed.contains("to allow it: `storage.containers[0].role: contributor`"), "{printed}");
}

#[test]
fn a_rule_that_an_earlier_one_denies_completely_opens_nothing() {
    let rule = |name: &str, priority: u32, access: &str, protocol: &str, source: &str, to: &str, port: &str| {
        format!(
            "          - {{ name: {name}, priority: {priority}, direction: Inbound, access: {access}, protocol: \"{protocol}\", \
             sourceAddressPrefixes: [{source}], destinationAddressPrefixes: [\"{to}\"], destinationPortRanges: [\"{port}\"] }}\n"
        )
    };
    let open = rule("Open", 200, "Allow", "Tcp", "\"*\"", "*", "22");
    let some = rule("Open", 200, "Allow", "Tcp", "203.0.113.0/24", "10.20.0.64/28", "22");
    let cases = [
        (rule("Deny", 150, "Deny", "*", "\"*\"", "*", "*"), &open, false),
        (rule("Deny", 150, "Deny", "Tcp", "Internet", "VirtualNetwork", "20-30"), &open, false),
        (rule("Deny", 150, "Deny", "Tcp", "0.0.0.0/1, 128.0.0.0/1", "*", "22"), &open, false),
        (rule("Deny", 150, "Deny", "Tcp", "203.0.113.0/25, 203.0.113.128/25", "10.20.0.64/26", "22"), &some, false),
        // Another port, protocol, source, destination or place, or the network only.
        (rule("Deny", 150, "Deny", "Tcp", "\"*\"", "*", "443"), &open, true),
        (rule("Deny", 150, "Deny", "Udp", "\"*\"", "*", "22"), &open, true),
        (rule("Deny", 150, "Deny", "*", "203.0.113.0/25", "*", "*"), &some, true),
        (rule("Deny", 150, "Deny", "*", "\"*\"", "10.20.0.64/28", "*"), &open, true),
        (rule("Deny", 250, "Deny", "*", "\"*\"", "*", "*"), &open, true),
        (rule("Deny", 150, "Deny", "*", "VirtualNetwork", "*", "*"), &open, true),
        (rule("Also", 150, "Allow", "*", "VirtualNetwork", "*", "*"), &open, true),
    ];
    for (first, second, is_open) in cases {
        let text = format!(
            "name: invoices\nnetwork:\n  subnets:\n    workloads:\n      - name: apps\n        rules:\n{first}{second}"
        );
        let found = findings_of(&SourceText::new("file.yaml".to_owned(), text));
        let is_reported = found.iter().any(|finding| finding.code.as_str() == "DI1702");
        assert_eq!(is_reported, is_open, "{first}{second}");
    }
}

#[test]
fn a_rule_that_denies_sessions_of_bastion_is_reported_where_it_comes_first() {
    let rule = |name: &str, priority: u32, access: &str, protocol: &str, source: &str, to: &str, port: &str| {
        format!(
            "          - {{ name: {name}, priority: {priority}, direction: Inbound, access: {access}, protocol: \"{protocol}\", \
             sourceAddressPrefixes: [\"{source}\"], destinationAddressPrefixes: [\"{to}\"], destinationPortRanges: [\"{port}\"] }}\n"
        )
    };
    let deny = |priority, protocol, source, to, port| rule("Deny", priority, "Deny", protocol, source, to, port);
    let all = deny(300, "*", "*", "*", "*");
    let cases = [
        (deny(200, "Tcp", "VirtualNetwork", "*", "22"), Some(0)),
        (deny(200, "*", "10.20.1.0/26", "10.20.0.128/26", "20-30"), Some(0)),
        (all.clone(), Some(0)),
        (format!("{all}{}", deny(200, "Tcp", "*", "*", "22").replace("name: Deny,", "name: Other,")), Some(1)),
        // It comes later, it is about something else, or another rule allows the sessions before.
        (deny(4050, "Tcp", "VirtualNetwork", "*", "22"), None),
        (deny(200, "Tcp", "VirtualNetwork", "*", "3389"), None),
        (deny(200, "Udp", "VirtualNetwork", "*", "22"), None),
        (deny(200, "Tcp", "Internet", "*", "22"), None),
        (deny(200, "Tcp", "10.20.0.64/26", "*", "22"), None),
        (deny(200, "Tcp", "*", "10.20.0.128/28", "22"), None),
        (deny(200, "Tcp", "*", "*", "22").replace("Inbound", "Outbound"), None),
        (format!("{}{all}", rule("Allow", 200, "Allow", "Tcp", "10.20.1.0/26", "*", "22")), None),
    ];
    for (rules, reported) in cases {
        let text = format!(
            "name: invoices\ntestMachine: {{ bastion: {{ sku: Standard }} }}\nnetwork:\n  addressSpace: [10.20.0.0/23]\n  \
             subnets:\n    endpoints: {{ prefix: 10.20.0.0/26 }}\n    bastion: {{ prefix: 10.20.1.0/26 }}\n    \
             testMachine:\n      prefix: 10.20.0.128/26\n      rules:\n{rules}"
        );
        let source = SourceText::new("file.yaml".to_owned(), text);
        let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| panic!("{rules}: {findings:?}"));
        let plan = di_gen::plan::lower_topology(&topology);
        let keys: Vec<String> = plan
            .notes
            .iter()
            .filter(|note| note.diagnostic.code.as_str() == "DI0418")
            .map(|note| format!("{:?}", note.diagnostic))
            .collect();
        assert_eq!(keys.len(), usize::from(reported.is_some()), "{rules}");
        if let Some(index) = reported {
            assert!(keys[0].contains(&format!("/network/subnets/testMachine/rules/{index}/")), "{rules}: {keys:?}");
        }
    }
}
