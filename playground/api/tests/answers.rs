//! Answers are those of the library: the same bytes for every example.

use std::{fs, path::Path};

use di_gen::{
    AccessQuery, Frame, Layout, Plan, Source, catalog::ledger::SUBJECTS, render::join_files, report::access::fact_json,
};
use di_gen_playground::answer_request;
use serde_json::{Value, json};

fn ask(request: &Value) -> Value {
    serde_json::from_str(&answer_request(&request.to_string())).expect("an answer is JSON")
}

fn ask_about(question: &str, text: &str) -> Value {
    ask(&json!({ "question": question, "text": text }))
}

/// Access paths with what their facts say, which the page adds.
fn with_facts(mut paths: Value) -> Value {
    let steps = paths.as_array_mut().expect("paths").iter_mut().flat_map(|path| path["steps"].as_array_mut());
    for fact in steps.flatten().flat_map(|step| step["facts"].as_array_mut().expect("facts")) {
        let text = SUBJECTS.iter().flat_map(|(_, facts)| *facts).find(|text| text.name == *fact).expect("a fact");
        *fact = fact_json(text);
    }
    paths
}

fn resolve(text: &str) -> Plan {
    di_gen::resolve(&di_gen::read(&Source::new("di-gen.yaml", text)).expect("a topology"))
}

fn examples() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let paths = fs::read_dir(directory).expect("examples").map(|entry| entry.expect("an entry").path());
    let mut examples: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a file")))
        .collect();
    examples.sort();
    assert!(examples.len() > 15);
    examples
}

fn texts(answer: &Value) -> Vec<&str> {
    answer["value"].as_array().expect("files").iter().map(|file| file["text"].as_str().expect("a text")).collect()
}

#[test]
fn answers_about_every_example_are_those_of_the_library() {
    let minimal = resolve("name: invoices\n");
    for (name, text) in examples() {
        let plan = resolve(&text);
        let bicep = di_gen::bicep(&plan, Layout::OneFile).or_else(|_| di_gen::bicep(&plan, Layout::Folder));
        let answer = ask_about("bicep", &text);
        assert!(texts(&answer).into_iter().eq(bicep.expect("Bicep").iter().map(|file| &file.text)), "{name}");
        let answer = ask_about("arm", &text);
        assert_eq!(texts(&answer), [&di_gen::arm(&plan).expect("ARM")[0].text], "{name}");
        let terraform = join_files("main.tf", &di_gen::terraform(&plan, Frame::Root).expect("Terraform")).text;
        let majors = ["terraform-4", "terraform-5"].map(|question| ask_about(question, &text));
        assert_eq!(majors.iter().filter(|answer| texts(answer) == [&terraform]).count(), 1, "{name}");
        let access = di_gen::access(&plan, &AccessQuery::new()).expect("access paths").to_json();
        assert_eq!(with_facts(ask_about("access-advice", &text)["value"].take()), access, "{name}");
        assert_eq!(ask_about("picture", &text)["value"], json!(di_gen::graph(&plan).to_svg()), "{name}");
        // Where outputs are declared, the report is about their languages, as that of the program.
        if !text.contains("\noutputs:") {
            let answer = ask(&json!({ "question": "diff", "text": text, "old": "name: invoices\n" }));
            assert_eq!(answer["value"], json!(di_gen::diff(&minimal, &plan).to_text()), "{name}");
        }
        // Environments are checked as well, which the library leaves to its caller.
        if !text.contains("\nenvironments:") {
            assert_eq!(ask_about("advise", &text)["value"]["diagnostics"], di_gen::validate(&plan).to_json(), "{name}");
        }
    }
}

#[test]
fn what_cannot_be_answered_has_diagnostics_or_an_error() {
    assert_eq!(ask_about("bicep", "nam: invoices")["diagnostics"][0]["code"], "DI0101");
    assert_eq!(ask_about("check", "nam: invoices")["value"]["isValid"], false);
    assert_eq!(ask_about("arm", "extends: base.yaml")["diagnostics"][0]["severity"], "error");
    assert_eq!(ask_about("check", &"#".repeat(1 << 21))["diagnostics"][0]["code"], "DI0004");
    for request in ["", "{}", r#"{"question":"shutdown"}"#, r#"{"question":"check","path":"/etc/passwd"}"#] {
        let answer: Value = serde_json::from_str(&answer_request(request)).expect("JSON");
        assert!(answer["error"].is_string(), "{request}");
    }
}

#[test]
fn an_environment_is_applied_and_one_that_the_older_text_lacks_is_not() {
    let text = "name: invoices\nenvironments:\n  prod: { location: northeurope }\n";
    let answer = ask(&json!({ "question": "bicep", "text": text, "environment": "prod" }));
    assert!(texts(&answer)[0].contains("'northeurope'"));
    let answer = ask(&json!({ "question": "diff", "text": text, "environment": "prod", "old": "name: invoices" }));
    assert!(answer["value"].is_string(), "{answer}");
    assert!(ask(&json!({ "question": "bicep", "text": text, "environment": "test" }))["diagnostics"].is_array());
}

#[test]
fn without_an_environment_every_environment_is_compared() {
    let old = "name: invoices\nenvironments:\n  dev: {}\n  prod: {}\n";
    let new = "name: invoices\nenvironments:\n  dev: {}\n  prod: { account: { localAuth: true } }\n  test: {}\n";
    let compare = |environment: Option<&str>| {
        let answer = ask(&json!({ "question": "diff", "text": new, "old": old, "environment": environment }));
        answer["value"].as_str().expect("a text").to_owned()
    };
    let all = compare(None);
    let headings: Vec<&str> = all.lines().filter(|line| ["dev", "prod", "test"].contains(line)).collect();
    assert_eq!(headings, ["dev", "prod", "test"], "{all}");
    let section =
        |name: &str, next: &str| all.split_once(name).and_then(|(_, rest)| rest.split_once(next)).expect(name).0;
    assert!(section("prod\n\n", "\ntest\n").contains(compare(Some("prod")).trim()), "{all}");
    assert!(section("dev\n\n", "\nprod\n").contains(compare(Some("dev")).trim()), "{all}");
}

#[test]
fn accepted_secrets_of_the_older_text_are_not_shown() {
    let old = "name: invoices\ntags: { token: abc123 def456ghi 789xyz }\nsuppress: [{ rule: DI0007, key: tags.token, reason: it is a sample }]\n";
    let answer = ask(&json!({ "question": "diff", "text": "name: invoices\n", "old": old }));
    let text = answer["value"].as_str().expect("a text");
    assert!(text.contains("removed token=******** ("), "{text}");
}

#[test]
fn edits_fix_what_they_belong_to() {
    let text = "name: invoices\nstorag: {}\n";
    let edit = &ask_about("advise", text)["value"]["diagnostics"][0]["edits"][0];
    let offset = |place: &str| usize::try_from(edit[place]["offset"].as_u64().expect("an offset")).expect("small");
    let mut fixed = text.to_owned();
    fixed.replace_range(offset("start")..offset("end"), edit["text"].as_str().expect("a text"));
    assert_eq!(ask_about("check", &fixed)["value"]["isValid"], true, "{fixed}");
}

#[test]
fn accepted_secrets_and_secrets_are_not_shown() {
    let text = "name: invoices\ntags: { token: abc123def456ghi }\nsuppress: [{ rule: DI0007, key: tags.token, reason: it is a sample }]\n";
    for question in ["check", "advise", "access-advice", "picture"] {
        assert!(!ask_about(question, text).to_string().contains("abc123def456ghi"), "{question}");
    }
    assert!(!ask_about("check", "name: invoices\ntags: { password: hunter2-4711 }\n").to_string().contains("hunter2"));
}
