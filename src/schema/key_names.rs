//! Names of keys that the author chooses. The schema has a pattern for each; the rules call these functions instead: the engine for
//! such patterns would be a sixth of the library in WebAssembly.

use crate::catalog::file_names::{device_names, windows_refusal};

/// The format that takes the place of the pattern for the keys of this mapping.
#[cfg(test)]
pub(super) fn format_of_keys(mapping: &str) -> String {
    format!("di-gen-key-of-{mapping}")
}

/// A tag name that Azure accepts.
pub(super) fn is_tag_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c < ' ' || "<>%&\\?/".contains(c))
}

/// A symbolic name of Bicep, for additional settings.
pub(super) fn is_symbolic_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Directories of outputs, whose names an environment cannot have.
const OUTPUT_DIRECTORIES: &[&str] = &["modules", "terraform", "tests"];

/// The name of an environment: a part of resource names, and of names of files.
pub(super) fn is_environment_name(name: &str) -> bool {
    let is_taken = OUTPUT_DIRECTORIES.contains(&name) || windows_refusal(name).is_some();
    (1..=10).contains(&name.len()) && !is_taken && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The same as a regular expression.
pub(super) fn environment_name_pattern() -> String {
    let devices = device_names().map(|name| name.to_lowercase());
    let devices = devices.filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()));
    let taken: Vec<String> = OUTPUT_DIRECTORIES.iter().map(|name| (*name).to_owned()).chain(devices).collect();
    format!("^(?!({})$)[a-z0-9]{{1,10}}$", taken.join("|"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::SCHEMA_TEXT;

    /// Names around the borders of each pattern.
    const NAMES: &[&str] = &[
        "",
        "a",
        "A",
        "9",
        "_",
        "a_",
        "_a",
        "a9",
        "9a",
        "A1_b",
        "a-b",
        "a b",
        " ",
        "a.b",
        "a/b",
        "a\\b",
        "a?b",
        "a%b",
        "a&b",
        "a<b",
        "a>b",
        "a\nb",
        "a\tb",
        "\u{1f}",
        "\u{7f}",
        "ä",
        "日本語",
        "🔒",
        "dev",
        "prod",
        "Prod",
        "0123456789",
        "01234567890",
        "con",
        "Con",
        "prn",
        "aux",
        "nul",
        "com0",
        "com1",
        "com9",
        "com10",
        "lpt0",
        "lpt1",
        "lpt9",
        "modules",
        "module",
        "terraform",
        "tests",
        "test",
        "dev\n",
        "account\n",
    ];

    #[test]
    fn each_function_takes_what_the_pattern_of_the_schema_takes() {
        type Check = fn(&str) -> bool;
        let schema: Value = serde_json::from_str(SCHEMA_TEXT).expect("JSON");
        for (mapping, check) in
            [("tags", is_tag_name as Check), ("extra", is_symbolic_name), ("environments", is_environment_name)]
        {
            let pattern = &schema["properties"][mapping]["propertyNames"]["pattern"];
            assert!(pattern.is_string(), "{mapping}");
            let validator = jsonschema::validator_for(&json!({ "pattern": pattern })).expect("a schema");
            for name in NAMES {
                assert_eq!(check(name), validator.is_valid(&Value::from(*name)), "{mapping}: {name:?}");
            }
        }
    }

    #[test]
    fn the_rules_have_no_pattern() {
        let rules = include_str!("rules.json");
        assert!(!rules.contains("\"pattern\"") && rules.contains(&format_of_keys("tags")));
    }
}
