//! "Protects less" has each kind of protection that a file can weaken. What is right comes from the sources of the edits.

use di_gen::{compare::compare_topologies, report::changes::render_json};
use serde_json::{Value, json};

use super::{
    expected::{Edit, edits},
    plan,
};
use crate::cli::Run;

const ALL: &[&str] = &["bicep", "arm", "terraform"];
/// What leaves the file stays with Bicep and ARM, and goes on protecting (articles/azure-resource-manager/templates/
/// deployment-modes.md, 2019-11-11).
const TERRAFORM: &[&str] = &["terraform"];

/// The protection, the edit that weakens it, the languages that carry the edit out, and the resource that has less of it.
const WEAKENED: &[(&str, &str, &[&str], &str)] = &[
    ("locks", "06-lock-removed", TERRAFORM, "stone"),
    ("soft delete", "20-blob-soft-delete", ALL, "stone"),
    ("versioning", "53-versioning-off", ALL, "stone"),
    ("logs", "09-monitoring-removed", TERRAFORM, "di-one"),
    ("encryption of the account", "23-encryption-off", ALL, "di-one"),
    ("encryption of storage", "64-storage-encryption-off", ALL, "stone"),
    ("outbound restriction", "56-outbound-unrestricted", ALL, "di-one"),
];

/// The languages in which a resource is under "Protects less".
fn weaker_in(old: &Value, new: &Value, resource: &str) -> Vec<&'static str> {
    let report = render_json(&compare_topologies(&plan("old", old), &plan("new", new)));
    let entries = report["consequences"].as_array().expect("a list");
    let is_weaker = |entry: &&Value| {
        let of_resource = entry["resource"].as_str().is_some_and(|label| label.ends_with(resource));
        entry["heading"] == "protectsLess" && of_resource
    };
    let applies = |language: &&str| {
        let mut of_resource = entries.iter().filter(is_weaker);
        of_resource.any(|entry| entry["languages"].as_array().is_some_and(|known| known.contains(&json!(language))))
    };
    ALL.iter().copied().filter(applies).collect()
}

#[test]
fn each_protection_that_an_edit_weakens_is_reported() {
    let edits = edits();
    for (protection, name, languages, resource) in WEAKENED {
        let edit: &Edit = edits.iter().find(|edit| edit.name == *name).expect("an edit");
        assert!(!edit.sources.is_empty(), "{protection}");
        assert_eq!(weaker_in(&edit.old, &edit.new, resource), *languages, "{protection}");
        // To protect more is no such change; what is created is not weaker.
        assert_eq!(weaker_in(&edit.new, &edit.old, resource), [""; 0], "{protection}, set again");
    }
}

/// A diagnostic setting names the categories that are sent (MicrosoftDocs/azure-monitor-docs
/// articles/azure-monitor/platform/diagnostic-settings.md, 2026-03-31): with audit alone, the others are no longer collected.
#[test]
fn fewer_logs_protect_less_in_every_language() {
    let logs =
        |logs: &str| json!({ "account": { "name": "di-one", "subdomain": "di-s" }, "monitoring": { "logs": logs } });
    assert_eq!(weaker_in(&logs("all"), &logs("audit"), "di-one"), ALL);
    assert_eq!(weaker_in(&logs("audit"), &logs("all"), "di-one"), [""; 0]);
}

/// No key lowers the version of TLS, and no additional setting does: storage requires TLS 1.2 in every output.
#[test]
fn no_edit_can_lower_the_version_of_tls() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = std::fs::read_to_string(root.join("schemas/di-gen.schema.json")).expect("the schema");
    assert!(!schema.to_lowercase().contains("tls"));
    for (language, extra) in [
        ("azure", json!({ "properties": { "minimumTlsVersion": "TLS1_0" } })),
        ("terraform", json!({ "min_tls_version": "TLS1_0" })),
    ] {
        let document = json!({ "name": "invoices", "extra": { "storageAccount": { language: extra } } });
        Run::new("validate").file("di-gen.yaml", document.to_string()).run().ends(1).says("DI0107");
    }
    for command in ["bicep", "arm", "terraform"] {
        let output = Run::new(command).file("di-gen.yaml", "name: invoices").run().ends(0).out();
        assert_eq!(output.matches("TLS1_").count(), 1, "{command}");
        assert!(output.contains("TLS1_2"), "{command}");
    }
}
