//! The JSON Schema of the file: the embedded text, its generation, and the validation of a document.
//!
//! The schema is generated from the types of `topology` and checked in, so that editors and reviewers can read
//! it; a test fails if it is stale. Only this module uses the `jsonschema` crate.

mod editor;
mod generate;
mod key_names;
mod lookup;
mod violations;

use std::sync::LazyLock;

use serde_json::Value;

pub use generate::{generate_checks_schema, generate_schema};

use crate::{diagnostic::Diagnostic, order, source::YamlDocument, topology::values::every_format};

/// The schema as text, as `di-gen schema` prints it.
pub const SCHEMA_TEXT: &str = include_str!("../../schemas/di-gen.schema.json");

/// The schema of the checks file as text, as `di-gen schema --checks` prints it.
pub const CHECKS_SCHEMA_TEXT: &str = include_str!("../../schemas/di-gen.checks.schema.json");

/// The rules as JSON: all of the schema that diagnostics look up.
#[allow(clippy::expect_used, reason = "embedded text that a test parses")]
static RULES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("rules.json")).expect("the rules are JSON"));

macro_rules! rules {
    ($($name:tt => $type:ident,)*) => {
        /// The rules of the schema, compiled into the program: building them at run time would take longer than all
        /// other steps.
        #[jsonschema::validator(
            path = "src/schema/rules.json",
            validate_formats = true,
            formats = {
                $($name => crate::topology::values::$type::takes,)*
                "di-gen-key-of-tags" => crate::schema::key_names::is_tag_name,
                "di-gen-key-of-extra" => crate::schema::key_names::is_symbolic_name,
                "di-gen-key-of-environments" => crate::schema::key_names::is_environment_name,
            },
            methods = { is_valid = false, validate = false, iter_errors = true }
        )]
        struct Rules;
    };
}
every_format!(rules);

/// Validates a document, and the same as JSON, against the schema: every diagnostic, in the order of the file.
#[must_use]
pub fn check_document(document: &YamlDocument, instance: &Value) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Rules::iter_errors(instance)
        .flat_map(|error| violations::violation_diagnostics(&RULES, instance, &error))
        .collect();
    order::sort_by_cached_key(&mut diagnostics, |diagnostic| {
        (document.start_offset(&diagnostic.location), diagnostic.code)
    });
    diagnostics.dedup();
    diagnostics
}

/// Valid values for `pointer` of a document, as far as they can be listed.
pub(crate) fn candidate_values(pointer: &str) -> Vec<Value> {
    lookup::candidate_values(&RULES, pointer)
}

/// The required keys of the mapping at `pointer` of a document.
pub(crate) fn required_keys(pointer: &str) -> impl Iterator<Item = &'static str> {
    lookup::required_keys(&RULES, pointer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::values::FORMATS;

    fn schema() -> Value {
        serde_json::from_str(SCHEMA_TEXT).expect("the schema is JSON")
    }
    /// Formats whose rule no readable regular expression has: what is in a key or under a prefix, and an order of comparison.
    const NOT_EXPRESSED: &[&str] = &["RoutePrefix", "SshPublicKey"];

    /// Valid texts that are unlike the example.
    const OTHER_VALID: &[(&str, &str)] = &[
        ("Date", "2101-02-28"),
        ("Date", "9999-12-31"),
        (
            "InstanceId",
            "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Security/datascanners/storageDataScanner",
        ),
        ("ResourceName", "_"),
        ("RoleReference", "00000000-0000-0000-0000-000000000001"),
        ("RoleReference", "/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000001"),
        (
            "RoleReference",
            "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000001",
        ),
        ("RulePrefix", "10.20.0.0/24"),
        ("RulePrefix", "Storage.WestEurope"),
        ("RoutePrefix", "0.0.0.0/0"),
        ("PortRange", "100-65535"),
        ("Statement", "client app from on-premises 192.168.0.0/16 cannot call account"),
        ("SshPublicKey", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC= ops"),
        ("VersionRequirement", "~0.1.4"),
        ("Fqdn", "203.0.113.7"),
        ("Origin", "http://localhost:3000"),
        ("KeyUrl", "https://kv-hub.vault.usgovcloudapi.net/keys/cmk"),
    ];

    #[test]
    fn the_checked_in_schema_is_fresh() {
        let fresh = generate_schema();
        let rules = generate::generate_rules(&fresh);
        let checks = generate_checks_schema();
        let files = [
            ("schemas/di-gen.schema.json", fresh),
            ("src/schema/rules.json", rules),
            ("schemas/di-gen.checks.schema.json", checks),
        ];
        for (path, fresh) in files {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            if std::env::var_os("DI_GEN_REFRESH").is_some() {
                std::fs::write(path, &fresh).expect("the schema can be written");
                continue;
            }
            let checked_in = std::fs::read_to_string(&path).expect("a schema");
            assert!(fresh == checked_in, "{} is stale: run `cargo run --example refresh`", path.display());
        }
    }

    #[test]
    fn the_schema_is_a_schema() {
        jsonschema::meta::validate(&schema()).expect("valid against draft 2020-12");
    }

    #[test]
    fn every_format_of_the_schema_has_its_rule() {
        let mut named = std::collections::BTreeSet::new();
        collect(&schema(), &mut named);
        let known: std::collections::BTreeSet<_> = FORMATS.iter().map(|f| f.name.to_owned()).collect();
        let differ: Vec<_> = named.symmetric_difference(&known).collect();
        assert!(differ.is_empty(), "{differ:?}: list each format in `every_format!` of src/topology/values/mod.rs");
    }

    #[test]
    fn every_format_has_an_example_that_its_rule_takes() {
        for (name, definition) in schema()["$defs"].as_object().expect("definitions") {
            let Some(format) = definition.get("format").and_then(Value::as_str) else { continue };
            // The test above names a format that is not listed.
            let Some(format) = FORMATS.iter().find(|f| f.name == format) else { continue };
            let example = definition["examples"][0].as_str().expect("an example");
            assert!((format.check)(example).is_ok(), "{name}: {example}");
        }
    }

    /// Texts like a valid one: in another case, longer and shorter, with other characters.
    fn variants(example: &str) -> Vec<String> {
        let mut all = vec![example.to_owned(), example.to_uppercase(), example.to_lowercase(), String::new()];
        all.extend((2..6).map(|times| example.repeat(times)));
        // Regular expressions are slow in a build for tests.
        for at in (0..example.len()).step_by(example.len() / 6 + 1).chain([example.len() - 1]) {
            all.extend([example[..at].to_owned(), example[at..].to_owned()]);
            for other in ["", "-", ".", "/", " ", "A"] {
                all.push(format!("{}{other}{}", &example[..at], &example[at + 1..]));
                all.push(format!("{}{other}{}", &example[..at], &example[at..]));
            }
        }
        all
    }

    /// What an editor marks is not valid. In reverse, only few of the texts that are not valid are not marked.
    #[test]
    fn each_pattern_takes_what_the_rule_of_its_format_takes() {
        let mut missed = Vec::new();
        for (name, definition) in schema()["$defs"].as_object().expect("definitions") {
            let Some(format) = definition.get("format").and_then(Value::as_str) else { continue };
            let Some(format) = FORMATS.iter().find(|f| f.name == format) else { continue };
            let examples = [definition["examples"][0].as_str().expect("an example")];
            let more = OTHER_VALID.iter().filter(|(known, _)| known == name).map(|(_, text)| *text);
            let pattern = serde_json::json!({ "pattern": definition["pattern"] });
            let validator = jsonschema::validator_for(&pattern).expect("a schema");
            let texts: Vec<String> = examples.into_iter().chain(more).flat_map(variants).collect();
            let judged = texts
                .iter()
                .map(|text| (text, !validator.is_valid(&Value::from(text.as_str())), (format.check)(text).is_err()));
            let judged: Vec<(&String, bool, bool)> = judged.collect();
            let differ = |marked: bool| -> Vec<&String> {
                let those =
                    judged.iter().filter(|(_, is_marked, is_refused)| *is_marked == marked && *is_refused != marked);
                those.map(|(text, ..)| *text).collect()
            };
            let (wrong, not_marked) = (differ(true), differ(false));
            if !wrong.is_empty() {
                missed.push(format!("{name} marks {:?}", wrong.iter().take(12).collect::<Vec<_>>()));
            }
            let share = not_marked.len() * 100 / texts.len();
            if share > 5 && !NOT_EXPRESSED.contains(&name.as_str()) {
                missed.push(format!("{name}: {share} %: {:?}", not_marked.iter().take(12).collect::<Vec<_>>()));
            }
        }
        assert!(missed.is_empty(), "{missed:#?}");
    }

    fn collect(schema: &Value, named: &mut std::collections::BTreeSet<String>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::String(format)) = map.get("format")
                    && format.starts_with("di-gen-")
                {
                    named.insert(format.clone());
                }
                map.values().for_each(|value| collect(value, named));
            }
            Value::Array(items) => items.iter().for_each(|value| collect(value, named)),
            _ => {}
        }
    }
}
