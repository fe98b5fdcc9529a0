//! A plan of Terraform in the place of a topology: what it means is reported, and nothing of it is printed but that.

use std::fs;

use serde_json::{Value, json};

use super::steps::{Ended, Machine, can_run, executed, step, template_step};

const VALIDATE: &str = "Validate";
const COMPARE: &str = "What the change means";

/// A value that nothing prints.
const SECRET: &str = "planted9Zq4SecretKv7";

fn example(name: &str) -> String {
    let path = format!("{}/examples/existing/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("an example")
}

/// A workspace without a topology and without a repository, with a plan of this name.
fn machine(name: &str, text: &str) -> Machine {
    let mut machine = Machine::new();
    let path = machine.at("workspace").join(name);
    fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    fs::write(path, text).expect("a plan");
    for input in ["inputs.plan", "parameters.plan"] {
        machine.values.insert(input, name.to_owned());
    }
    machine
}

fn set(machine: &mut Machine, inputs: [&'static str; 2], value: &str) {
    for input in inputs {
        machine.values.insert(input, value.to_owned());
    }
}

/// The step of the action and that of the template, each with what it printed and its report.
fn compare(machine: &Machine) -> Vec<(Ended, String)> {
    let steps = [step(COMPARE), template_step(COMPARE)];
    let run = |step: &Value| {
        let _ = fs::remove_file(machine.at("temp/di-gen.md"));
        (machine.status(step), machine.read("temp/di-gen.md"))
    };
    steps.iter().map(run).collect()
}

#[test]
fn a_plan_that_opens_something_fails_with_its_report() {
    if !can_run() {
        return;
    }
    for (plan, fail_on, status) in
        [("plan.json", "opened", 1), ("plan.json", "loses-data, refused", 0), ("plan-fixed.json", "", 0)]
    {
        let mut machine = machine("infra/plan.json", &example(plan));
        set(&mut machine, ["inputs.fail-on", "parameters.failOn"], fail_on);
        // A language is one of a topology.
        set(&mut machine, ["inputs.language", "parameters.language"], "bicep");
        for (ended, report) in compare(&machine) {
            assert_eq!(ended.code, status, "{plan} {fail_on}: {}", ended.text);
            assert!(report.contains("account identity reads storage: denied to allowed"), "{plan}: {report}");
            assert_eq!(report.contains("internet reaches storage"), plan == "plan.json", "{report}");
        }
        machine.status(&step(COMPARE));
        assert!(machine.read("temp/output").contains("changed=true"));
    }
}

/// A name is one file, whatever it looks like: no option, no command, no pattern.
#[test]
fn a_hostile_name_is_one_file() {
    if !can_run() {
        return;
    }
    for name in ["--help", "-", "a b.json", "$(touch made).json", "*.json", "`touch made`; x", "a'\"b.json"] {
        let machine = machine(name, &example("plan.json"));
        fs::write(machine.at("workspace/other.json"), "{").expect("a file");
        for (ended, report) in compare(&machine) {
            assert_eq!(ended.code, 0, "{name}: {}", ended.text);
            assert!(report.contains("internet reaches storage"), "{name}: {report}");
        }
        assert!(!machine.at("workspace/made").exists(), "{name}");
    }
}

/// Several plans, one a line; the lines may come from Windows.
#[test]
fn several_plans_are_read_together() {
    if !can_run() {
        return;
    }
    let mut machine = machine("plan.json", &example("plan.json"));
    fs::write(machine.at("temp/other.json"), "[]").expect("a list of resources");
    let plans = format!("plan.json\r\n\r\n{}\r\n", machine.at("temp/other.json").display());
    set(&mut machine, ["inputs.plan", "parameters.plan"], &plans);
    for (ended, report) in compare(&machine) {
        assert_eq!(ended.code, 0, "{}", ended.text);
        assert!(report.contains("internet reaches storage"), "{report} {}", ended.text);
    }
}

#[test]
fn a_checks_file_decides_whether_a_plan_is_valid() {
    if !can_run() {
        return;
    }
    for (expect, plan, status) in [
        ("internet to storage is denied", "plan.json", 1),
        ("internet to storage is denied", "plan-fixed.json", 0),
        ("account identity reads storage", "plan-fixed.json", 0),
    ] {
        let mut machine = machine("plan.json", &example(plan));
        fs::write(machine.at("workspace/-checks.yaml"), format!("expect:\n  - {expect}\n")).expect("a file");
        set(&mut machine, ["inputs.checks", "parameters.checks"], "-checks.yaml");
        for step in [step(VALIDATE), template_step(VALIDATE)] {
            let ended = machine.status(&step);
            assert_eq!(ended.code, status, "{expect} {plan}: {}", ended.text);
        }
        let sarif: Value = serde_json::from_str(&machine.read("temp/di-gen.sarif")).expect("SARIF");
        assert!(sarif["runs"][0]["results"].is_array());
        // Generated files belong to a topology.
        assert_eq!(machine.run(&template_step("Generated files are up to date")).code, 0);
    }
}

/// A value that Terraform marks as sensitive, and one with the name of a secret, are neither in the log nor in a file.
#[test]
fn nothing_secret_of_a_plan_is_printed() {
    if !can_run() {
        return;
    }
    let mut plan: Value = serde_json::from_str(&example("plan.json")).expect("JSON");
    for change in plan["resource_changes"].as_array_mut().expect("changes") {
        for side in ["before", "after"] {
            change["change"][side]["primary_access_key"] = json!(SECRET);
            change["change"][side]["admin_password"] = json!(SECRET);
            change["change"][format!("{side}_sensitive")] =
                json!({ "primary_access_key": true, "admin_password": true });
        }
    }
    // The third one cannot be read.
    for text in [plan.to_string(), format!("\u{feff}{plan}"), plan.to_string().replacen(':', " ", 9)] {
        let machine = machine("plan.json", &text);
        for step in [step(VALIDATE), step(COMPARE), template_step(VALIDATE), template_step(COMPARE)] {
            let ended = machine.run(&step);
            assert!(!ended.text.contains(SECRET), "{}", ended.text);
            let is_of_template = step["bash"].is_string();
            assert!(is_of_template || executed(&ended.text).is_empty(), "{}", ended.text);
            for file in ["di-gen.md", "di-gen-any.md", "di-gen.sarif", "summary", "output"] {
                assert!(!machine.read(&format!("temp/{file}")).contains(SECRET), "{file}");
            }
        }
    }
}

/// What cannot be compared is said, and the last step fails with its status.
#[test]
fn a_plan_that_cannot_be_read_fails() {
    if !can_run() {
        return;
    }
    for (text, status) in [("{", 2), ("[]", 2), ("name: invoices", 2)] {
        let machine = machine("plan.json", text);
        let ended = machine.status(&step(COMPARE));
        assert_eq!(ended.code, status, "{text}: {}", ended.text);
        assert!(machine.read("temp/summary").contains("**The plan cannot be compared"), "{}", ended.text);
    }
}

/// Steps that need a repository are those of a topology.
#[test]
fn the_action_checks_a_plan_in_place_of_a_topology() {
    let of = |name: &str| step(name)["if"].as_str().unwrap_or_default().to_owned();
    assert_eq!(of("Generated files are up to date"), "inputs.generated != '' && inputs.plan == ''");
    assert!(of(COMPARE).starts_with("inputs.plan != '' || "), "{}", of(COMPARE));
}
