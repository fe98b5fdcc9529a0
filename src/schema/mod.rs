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

pub use generate::generate_schema;

use crate::{diagnostic::Diagnostic, source::YamlDocument, topology::values::every_format};

/// The schema as text, as `di-gen schema` prints it.
pub const SCHEMA_TEXT: &str = include_str!("../../schemas/di-gen.schema.json");

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
    diagnostics.sort_by_cached_key(|diagnostic| (document.start_offset(&diagnostic.location), diagnostic.code));
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

    #[test]
    fn the_checked_in_schema_is_fresh() {
        let fresh = generate_schema();
        let rules = generate::generate_rules(&fresh);
        for (path, fresh) in [("schemas/di-gen.schema.json", fresh), ("src/schema/rules.json", rules)] {
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
