//! Environments: one file with different values for each of them.

use di_gen::{source::SourceText, topology::Redundancy};
use serde_json::Value;

use crate::cli::Run;

const FILE: &str = "name: claims
tags: { team: forms, cost: one }
storage:
  redundancy: LRS
  containers: [{ name: training }, { name: results }]
environments:
  dev:
  prod:
    tags: { cost: two }
    storage: { redundancy: GRS, containers: [{ name: forms }] }
    account: { publicNetworkAccess: selected }
    allow: { addresses: [203.0.113.7] }
";

fn read(text: &str, environment: &str) -> di_gen::topology::TopologyFile {
    let source = SourceText::new("di-gen.yaml", text).for_environment(environment);
    di_gen::read::read_topology(&source).unwrap_or_else(|findings| panic!("{findings:?}"))
}

#[test]
fn mappings_are_merged_and_lists_replaced() {
    let (dev, prod) = (read(FILE, "dev"), read(FILE, "prod"));
    assert_eq!((dev.environment.to_string(), prod.environment.to_string()), ("dev".to_owned(), "prod".to_owned()));
    assert_eq!(prod.tags.get("team").map(String::as_str), Some("forms"));
    assert_eq!((dev.tags["cost"].as_str(), prod.tags["cost"].as_str()), ("one", "two"));
    assert_eq!((dev.storage.containers.len(), prod.storage.containers.len()), (2, 1));
    assert_eq!((dev.storage.redundancy, prod.storage.redundancy), (Some(Redundancy::Lrs), Some(Redundancy::Grs)));
    // The name of an environment overrides `environment` of the file, and its own `environment` overrides its name.
    assert_eq!(
        read("name: claims\nenvironment: test\nenvironments: { prod: {} }\n", "prod").environment.to_string(),
        "prod"
    );
    let own = "name: claims\nenvironments: { prod: { environment: live } }\n";
    assert_eq!(read(own, "prod").environment.to_string(), "live");
    // The other environments have no effect.
    let alone = "name: claims\nenvironment: dev\ntags: { team: forms, cost: one }\nstorage:\n  redundancy: LRS\n  containers: [{ name: training }, { name: results }]\n";
    assert_eq!(dev, di_gen::read::read_topology(&SourceText::new("x", alone)).expect("valid"));
}

#[test]
fn diagnostics_point_to_the_value_in_the_environment() {
    let show = |text: &str, environment: Option<&str>| {
        let source = SourceText::new("di-gen.yaml", text);
        let source = environment.map_or(source.clone(), |name| source.for_environment(name));
        let findings = di_gen::read::read_topology(&source).expect_err("a fault");
        findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect::<Vec<_>>().join("\n")
    };
    let typo = FILE.replace("redundancy: GRS", "redundncy: GRS");
    for environment in [None, Some("prod")] {
        let picture = show(&typo, environment);
        assert!(picture.contains("di-gen.yaml:10:16") && picture.contains("did you mean `redundancy`?"), "{picture}");
    }
    assert!(show(&typo, None).contains("in environment prod"));
    // A relation between a value of the environment and one outside.
    let relation = "name: claims\nallow: { addresses: [203.0.113.7] }\naccount: { publicNetworkAccess: selected }\nenvironments:\n  prod:\n    account: { publicNetworkAccess: private }\n";
    let picture = show(relation, None);
    assert!(picture.contains("DI0304") && picture.contains("di-gen.yaml:2"), "{picture}");
    assert!(show(FILE, Some("prd")).contains("did you mean `prod`?"));
    assert!(show("name: claims\n", Some("prod")).contains("the file has no environments"));
    // Secrets in environments are found and redacted as well.
    let secret = FILE
        .replace("cost: two", "note: DefaultEndpointsProtocol=https;AccountName=x;AccountKey=hunter2hunter2hunter2==");
    for environment in [None, Some("prod"), Some("dev")] {
        let source = SourceText::new("di-gen.yaml", secret.clone());
        let source = environment.map_or(source.clone(), |name| source.for_environment(name));
        let pictures: Vec<String> = di_gen::read::read_topology(&source)
            .err()
            .unwrap_or_default()
            .iter()
            .map(|f| source.render_diagnostic(f, false))
            .collect();
        assert_eq!(pictures.is_empty(), environment == Some("dev"), "{environment:?}");
        assert!(!pictures.join("\n").contains("hunter2"), "{pictures:?}");
    }
    // The schema refuses values that are not environments.
    for text in [
        "name: claims\nenvironments: 3\n",
        "name: claims\nenvironments: [prod]\n",
        "name: claims\nenvironments: { prod: 3 }\n",
        "name: claims\nenvironments: { prod: { environments: {} } }\n",
        "name: claims\nenvironments: { PROD-LONG-NAME: {} }\n",
    ] {
        assert!(di_gen::read::read_topology(&SourceText::new("x", text)).is_err(), "{text}");
    }
}

#[test]
fn commands_accept_an_environment() {
    let run = |command: &str| Run::new(command).file("di-gen.yaml", FILE).run();
    assert!(run("bicep --env prod").ends(0).out().contains("di-claims-prod"));
    assert!(run("bicep --env dev").ends(0).out().contains("di-claims-dev"));
    assert!(
        run("access --env prod --from 203.0.113.7 --to account")
            .ends(0)
            .out()
            .contains("allowed  address 203.0.113.7 reaches account")
    );
    run("arm --env tst").ends(2).silent().says("DI0009");
    let text = run("diff --env dev..prod").ends(0).out();
    assert!(text.contains("address 203.0.113.7 reaches account: denied in dev, allowed in prod"), "{text}");
    run("diff --env dev..dev --fail-on any").ends(0);
}

#[test]
fn differences_that_no_parameter_can_have_need_a_separate_directory() {
    let outputs = format!("{FILE}outputs: [{{ language: arm, folder: infra }}]\n");
    let run = Run::new("generate").file("di-gen.yaml", outputs);
    run.run()
        .ends(0)
        .says("environment `prod` has separate templates: no parameter can set storage.redundancy (./di-gen.yaml:10)")
        .says("account.publicNetworkAccess (./di-gen.yaml:11)");
    assert_eq!(run.files("infra"), ["azuredeploy.json", "dev.parameters.json", "prod"]);
    assert!(run.read("infra/prod/azuredeploy.json").contains("di-claims-prod"));
    run.run().ends(0).says("0 changed");
    // Removing an environment or an output removes its directory.
    let gone = Run { folder: run.folder, ..Run::new("generate") };
    let gone = gone.file("di-gen.yaml", "name: claims\noutputs: [{ language: bicep, folder: other }]\n");
    gone.run().ends(0).says("removed ./infra/prod/azuredeploy.json");
    assert!(!gone.folder.path().join("infra").exists());
    assert_eq!(gone.files("other"), ["main.bicep", "main.bicepparam"]);
}

const SHARED: &str = "name: claims
tags: { team: forms }
testMachine: { os: windows }
keyVault: {}
outputs:
  - { language: arm, folder: arm }
  - { language: bicep, folder: bicep }
  - { language: terraform, folder: tf, root: true }
environments:
  dev: { subscription: 11111111-1111-1111-1111-111111111111 }
  prod:
    subscription: 22222222-2222-2222-2222-222222222222
    location: westeurope
    tags: { cost: \"[it's] ${x}\", 'a b': c }
";

/// The shared template with the values of an environment is equal to the environment's own template.
#[test]
fn a_shared_template_equals_the_own_template_of_every_environment() {
    let run = Run::new("generate").file("di-gen.yaml", SHARED);
    let ended = run.run().ends(0);
    assert!(!ended.err().contains("of its own"), "{}", ended.err());
    assert_eq!(run.files("arm"), ["azuredeploy.json", "dev.parameters.json", "prod.parameters.json"]);
    assert_eq!(run.files("bicep"), ["dev.bicepparam", "main.bicep", "prod.bicepparam"]);
    assert_eq!(
        run.files("tf"),
        ["dev.tfvars", "main.tf", "outputs.tf", "prod.tfvars", "tests", "variables.tf", "versions.tf"]
    );
    for environment in ["dev", "prod"] {
        let template: Value = serde_json::from_str(&run.read("arm/azuredeploy.json")).expect("JSON");
        let file: Value = serde_json::from_str(&run.read(&format!("arm/{environment}.parameters.json"))).expect("JSON");
        let own = Run::new(&format!("arm --env {environment}")).file("di-gen.yaml", SHARED).run().ends(0).out();
        let own: Value = serde_json::from_str(&own).expect("JSON");
        let given = file["parameters"].as_object().expect("values");
        for (name, parameter) in template["parameters"].as_object().expect("parameters") {
            if name == "environmentName" {
                assert_eq!(given[name]["value"], environment);
                continue;
            }
            let plain = |value: &Value| -> Value {
                // A template escapes strings that a parameter file need not escape.
                serde_json::from_str(&value.to_string().replace("\"[[", "\"[")).expect("JSON")
            };
            let value =
                given.get(name).map_or_else(|| plain(&parameter["defaultValue"]), |given| given["value"].clone());
            assert_eq!(value, plain(&own["parameters"][name]["defaultValue"]), "{environment}: {name}");
        }
        let mut filled = template["resources"].clone();
        fill(&mut filled, environment);
        let mut wanted = own["resources"].clone();
        fill(&mut wanted, environment);
        assert_eq!(filled, wanted, "{environment}");
    }
    // String values stay strings in the other two.
    assert!(
        run.read("bicep/prod.bicepparam").contains(r"cost: '[it\'s] \${x}'"),
        "{}",
        run.read("bicep/prod.bicepparam")
    );
    let vars: hcl_edit::structure::Body = run.read("tf/prod.tfvars").parse().expect("HCL");
    let text = |name: &str| vars.get_attribute(name).expect(name).value.to_string();
    assert_eq!(text("subscription_id").trim(), "\"22222222-2222-2222-2222-222222222222\"");
    assert!(text("tags").contains("[it's] $${x}"), "{}", text("tags"));
    // Values that are not set are requested at deployment if the language supports that.
    assert!(
        run.read("bicep/prod.bicepparam").contains("param adminPassword = readEnvironmentVariable('ADMIN_PASSWORD')")
    );
    assert!(!run.read("arm/prod.parameters.json").contains("adminPassword"));
}

/// Replaces the parameter by the name of the environment.
fn fill(value: &mut Value, environment: &str) {
    match value {
        Value::String(text) => {
            let asked = ", parameters('environmentName'))";
            while let Some(end) = text.find(asked) {
                // It is the last argument.
                let start = text[..end].rfind("format('").expect("a format");
                let (pattern, others) = text[start + 8..end].split_once('\'').expect("a pattern");
                let last = (0..9).rev().find(|at| pattern.contains(&format!("{{{at}}}"))).expect("a place");
                let pattern = pattern.replace(&format!("{{{last}}}"), environment);
                let filled = if last == 0 { format!("'{pattern}'") } else { format!("format('{pattern}'{others})") };
                text.replace_range(start..end + asked.len(), &filled);
            }
            if let Some(plain) = text.strip_prefix("['").and_then(|rest| rest.strip_suffix("']"))
                && !plain.contains('\'')
            {
                *text = plain.to_owned();
            }
            *text = text.replace("<environment>", environment);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, environment)),
        Value::Object(map) => map.values_mut().for_each(|item| fill(item, environment)),
        _ => {}
    }
}

/// Access that an environment allows is reported without naming that environment.
#[test]
fn checks_evaluate_every_environment() {
    let closed = "name: claims\nenvironments: { dev: {}, prod: {} }\n";
    let open = "name: claims\nenvironments:\n  dev: {}\n  prod:\n    account: { publicNetworkAccess: open }\n    expect: [internet to account is denied]\n";
    let run = |command: &str| Run::new(command).file("old.yaml", closed).file("new.yaml", open).run();
    let said = run("validate -f new.yaml")
        .ends(1)
        .says("in environment prod: `internet reaches account` is allowed, expected denied")
        .says("DI1102")
        .err();
    assert!(said.contains("new.yaml:6"), "{said}");
    let text = run("diff old.yaml new.yaml --fail-on opened").ends(1).out();
    assert!(text.starts_with("dev\n\nNothing changes in meaning"), "{text}");
    assert!(text.contains("\nprod\n\n") && text.contains("internet reaches account: denied to allowed"), "{text}");
    let markdown = run("diff old.yaml new.yaml --format markdown").ends(0).out();
    assert!(markdown.starts_with("## dev\n\n**Nothing changes in meaning.**"), "{markdown}");
    let json: Value = serde_json::from_str(&run("diff old.yaml new.yaml --format json").ends(0).out()).expect("JSON");
    assert_eq!(json["environments"]["dev"]["flows"], serde_json::json!([]));
    assert!(run("diff old.yaml old.yaml").ends(0).out().starts_with("dev, prod\n\nNothing changes"));
    // A new environment is compared with the file without environments.
    let none = "name: claims\n";
    let text = Run::new("diff none.yaml new.yaml --fail-on opened")
        .file("none.yaml", none)
        .file("new.yaml", open)
        .run()
        .ends(1)
        .out();
    assert!(text.contains("prod"), "{text}");
}

/// Keys of the whole file cannot differ between its environments.
#[test]
fn file_level_keys_are_refused_in_an_environment() {
    for (key, value) in [
        ("edition", "2026-12"),
        ("extends", "a.yaml"),
        ("outputs", "[]"),
        ("di-gen", "'>=0.1'"),
        ("environments", "{}"),
    ] {
        let text = format!("name: claims\nenvironments:\n  dev:\n    {key}: {value}\n");
        let picture = Run::new("bicep").file("di-gen.yaml", &text).run().ends(2).silent().says("DI0101").err();
        assert!(
            picture.contains("di-gen.yaml:4:5") && picture.contains("cannot differ between environments"),
            "{picture}"
        );
    }
    for name in ["terraform", "modules", "tests"] {
        let text = format!("name: claims\nenvironments: {{ {name}: {{}} }}\n");
        Run::new("bicep").file("di-gen.yaml", text).run().ends(2).says("DI0201").says(name);
    }
}

/// A truncated name cannot contain a parameter.
#[test]
fn truncated_names_prevent_a_shared_template() {
    let text = "name: invoices\ntestMachine: { os: windows }\noutputs: [{ language: arm, folder: infra }]\nenvironments: { dev: {}, prod: { tags: { a: b } } }\n";
    let run = Run::new("generate").file("di-gen.yaml", text);
    run.run().ends(0).says("environment `prod` has separate templates: no parameter can set environment");
}

/// A name that is set in the file and contains the name of an environment belongs to that environment.
#[test]
fn a_name_from_the_file_is_not_parameterized() {
    let text = "name: claims\naccount: { name: shared-dev }\noutputs: [{ language: arm, folder: infra }]\nenvironments: { dev: {}, test: {}, prod: { account: { name: shared-prod } } }\n";
    let run = Run::new("generate").file("di-gen.yaml", text);
    let said =
        run.run().ends(0).says("environment `prod` has separate templates: no parameter can set account.name").err();
    assert!(!said.contains("test has templates"), "{said}");
}

/// The marker's words in a value are not a marker, and warnings of every environment are reported.
#[test]
fn markers_and_notes() {
    let text = "name: claims\noutputs: [{ language: arm, folder: infra }]\nenvironments:\n  dev: { tags: { by: Generated by di-gen } }\n  prod: { extra: { account: { azure: { properties: { a: 1 } } } } }\n";
    let run = Run::new("generate").file("di-gen.yaml", text);
    run.run().ends(0).says("DI0910").says("di-gen.yaml:5");
    let run = run.file("di-gen.yaml", text.replace("by: Gen", "other: Gen"));
    run.run().ends(0).says("wrote ./infra/dev.parameters.json");
}

/// The maximum number of environments is checked before they are merged.
#[test]
fn there_are_at_most_twenty_environments() {
    let file = |count: usize| {
        let all: String = (0..count).map(|at| format!("  e{at}: {{}}\n")).collect();
        di_gen::read::read_topology(&SourceText::new("x", format!("name: claims\nenvironments:\n{all}")))
    };
    assert!(file(20).is_ok());
    let findings = file(21).expect_err("too many");
    assert_eq!(findings[0].code, di_gen::diagnostic::Code::OUT_OF_RANGE);
    assert!(matches!(findings[0].location, di_gen::diagnostic::SourceLocation::Bytes(_)));
}

/// What the report of two environments says as JSON.
fn compared(file: &str, environments: &str) -> Value {
    let run = Run::new(&format!("diff --env {environments} --format json")).file("di-gen.yaml", file);
    serde_json::from_str(&run.run().ends(0).out()).expect("JSON")
}

#[test]
fn two_environments_with_names_of_their_own_are_not_deployed_over_each_other() {
    let report = compared(FILE, "dev..prod");
    assert_eq!(report["sideBySide"], serde_json::json!({ "old": "dev", "new": "prod" }));
    // No deployment has an effect on the other one.
    let entries = report["consequences"].as_array().expect("a list");
    let is_about_access = |entry: &serde_json::Value| !entry["flow"].is_null();
    assert!(!entries.is_empty() && entries.iter().all(is_about_access), "{entries:?}");
    for kind in ["resources", "roleAssignments"] {
        for entry in report[kind].as_array().expect("a list") {
            assert_eq!(entry["effects"], serde_json::json!({ "bicep": [], "arm": [], "terraform": [] }), "{entry}");
            assert_ne!(entry["change"], "replaced", "{entry}");
        }
    }
    // The settings and the access paths differ.
    let flow =
        |name: &str| report["flows"].as_array().expect("flows").iter().find(|flow| flow["flow"] == name).cloned();
    let opened = flow("address 203.0.113.7 reaches account").expect("an access path");
    assert_eq!((&opened["before"], &opened["after"]), (&"denied".into(), &"allowed".into()));
    assert_eq!((&opened["arm"]["after"], &opened["terraform"]["after"]), (&"allowed".into(), &"allowed".into()));
    let named = |change: &str| -> Vec<String> {
        let entries = report["resources"].as_array().expect("resources").iter().filter(|one| one["change"] == change);
        entries
            .map(|one| format!("{} {}", one["kind"].as_str().expect("a kind"), one["name"].as_str().expect("a name")))
            .collect()
    };
    assert_eq!(named("added"), ["blob container forms"]);
    assert!(named("removed").contains(&"blob container training".to_owned()));
    // A name that differs with the environment is no difference, nor a text that contains it.
    let text = Run::new("diff --env dev..prod").file("di-gen.yaml", FILE).run().ends(0).out();
    assert!(text.contains("redundancy: LRS to GRS"), "{text}");
    for not_said in ["stclaimsdev", " di-claims-dev", "left", "replaced", "deleted", "destroyed", "runbook"] {
        assert!(!text.contains(not_said), "{not_said}: {text}");
    }
    assert_eq!(text.matches("side by side").count(), 2, "the summary and one sentence: {text}");
    // Equal but for their names.
    let same = "name: claims\nenvironments: { dev: , prod: }\n";
    let report = compared(same, "dev..prod");
    let facts = report["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .flat_map(|one| one["facts"].as_array().expect("facts").clone());
    assert!(
        facts.clone().all(|fact| fact["before"] == "dev" && fact["after"] == "prod"),
        "{:?}",
        facts.collect::<Vec<_>>()
    );
    assert_eq!(report["flows"], serde_json::json!([]));
    Run::new("diff --env dev..prod --fail-on loses-data,interrupts,refused,opened,replaced")
        .file("di-gen.yaml", same)
        .run()
        .ends(0);
    // There is nothing to move, and no way from one to the other.
    let run = |options: &str| {
        Run::new(&format!("diff --env dev..prod {options}")).file("di-gen.yaml", FILE).run().ends(0).out()
    };
    assert_eq!(run("--moved"), "");
    assert!(run("--steps").contains("side by side"), "{}", run("--steps"));
}

#[test]
fn two_environments_that_share_their_names_are_one_deployment() {
    let file = "name: claims
account: { name: di-claims, subdomain: di-claims }
storage: { name: stclaims }
environments:
  closed:
  open:
    account: { publicNetworkAccess: selected }
    allow: { addresses: [203.0.113.7] }
";
    let report = compared(file, "closed..open");
    assert!(report["sideBySide"].is_null(), "{report}");
    let effects = report["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .flat_map(|one| one["effects"].as_object().expect("effects"));
    assert!(effects.clone().any(|(_, effects)| effects.as_array().is_some_and(|effects| !effects.is_empty())));
    // Another subscription is another deployment, whatever the names are.
    let other = file
        .replace("  open:\n", "  open:\n    subscription: 00000000-0000-0000-0000-000000000002\n")
        .replace("  closed:\n", "  closed:\n    subscription: 00000000-0000-0000-0000-000000000001\n");
    assert!(compared(&other, "closed..open")["sideBySide"].is_object());
}

#[test]
fn an_environment_is_a_mapping() {
    for wrong in ["[]", "text", "3"] {
        let text = format!("name: claims\nenvironments:\n  closed:\n  prod: {wrong}\n");
        let ended = Run::new("validate").file("di-gen.yaml", text).run().ends(2);
        let printed = ended.err();
        assert!(printed.contains("`environments.prod` must be a mapping") && printed.contains(":4:"), "{printed}");
        assert!(printed.contains("help") && !printed.contains("closed"), "{printed}");
    }
}
