//! Answers are those of the library, and an invalid request is one as well.

use di_gen_playground_existing::answer_request;
use serde_json::{Value, json};

fn ask(request: &Value) -> Value {
    serde_json::from_str(&answer_request(&request.to_string())).expect("JSON")
}

fn read(name: &str) -> String {
    let path = format!("{}/../../tests/existing/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a document")
}

#[test]
fn an_account_has_its_access_paths_and_a_picture() {
    let text = read("terraform/minimal/state.json");
    let answer = ask(&json!({ "files": [{ "name": "state.json", "text": text }] }));
    let value = &answer["value"];
    let (accounts, pictures) = (value["accounts"].as_array().unwrap(), value["pictures"].as_array().unwrap());
    assert_eq!((accounts.len(), pictures.len()), (1, 1));
    let denied = |path: &&Value| path["flow"] == "internet reaches account";
    assert_eq!(accounts[0]["paths"].as_array().unwrap().iter().find(denied).unwrap()["verdict"], "denied");
    assert!(pictures[0].as_str().unwrap().starts_with("<svg"), "{}", pictures[0]);
}

#[test]
fn what_cannot_be_read_is_an_error_without_the_text() {
    let answer = ask(&json!({ "files": [{ "name": "a.json", "text": "{\"secret\": \"planted\"" }] }));
    assert!(answer["error"].as_str().is_some_and(|error| !error.is_empty()), "{answer}");
    let wrong = answer_request(r#"{"files": "planted"}"#);
    for text in [answer.to_string(), wrong] {
        assert!(text.contains("error") && !text.contains("planted"), "{text}");
    }
}

#[test]
fn files_without_an_account_say_so() {
    let answer = ask(&json!({ "files": [{ "name": "a.json", "text": "[]" }] }));
    assert_eq!(answer["value"]["notes"], json!(["the files contain no Document Intelligence account"]));
}

#[test]
fn an_account_has_its_posture_and_the_policies_that_are_asked_for() {
    let text = read("terraform/minimal/state.json");
    let codes = |policies: &[&str]| {
        let answer = ask(&json!({ "files": [{ "name": "state.json", "text": text }], "policies": policies }));
        let found = answer["value"]["checks"][0]["diagnostics"].as_array().expect("diagnostics").clone();
        found.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    let is_policy = |code: &String| code.starts_with("DI4");
    assert!(!codes(&[]).is_empty() && !codes(&[]).iter().any(is_policy));
    assert!(codes(&["mcsb", "alz-corp"]).iter().any(is_policy));
    // A name that is none selects nothing.
    assert_eq!(codes(&["planted"]), codes(&[]));
}
