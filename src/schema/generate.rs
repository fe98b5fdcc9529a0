//! The schema from the types, in a form that editors show well.

use schemars::{
    Schema,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Map, Value, json};

#[cfg(test)]
use super::lookup::resolve_reference;
use super::{editor, key_names};
use crate::{
    source::FILE_LEVEL_KEYS,
    topology::{ChecksFile, TopologyFile},
};

/// Adds a title to every key: its name in words.
fn add_titles(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                for (key, property) in
                    properties.iter_mut().filter_map(|(key, property)| Some((key, property.as_object_mut()?)))
                {
                    property.entry("title").or_insert_with(|| Value::String(title_from_key(key)));
                }
            }
            map.values_mut().for_each(add_titles);
        }
        Value::Array(items) => items.iter_mut().for_each(add_titles),
        _ => {}
    }
}

/// `publicNetworkAccess` as `Public network access`.
pub(super) fn title_from_key(key: &str) -> String {
    let mut words = String::new();
    for c in key.chars() {
        match c {
            c if words.is_empty() => words.push(c.to_ascii_uppercase()),
            c if c.is_ascii_uppercase() => words.extend([' ', c.to_ascii_lowercase()]),
            c => words.push(c),
        }
    }
    words
}

/// The JSON Schema (draft 2020-12) of the file, as text.
#[must_use]
#[allow(clippy::expect_used, reason = "a schema is JSON by construction")]
pub fn generate_schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<TopologyFile>();
    SimplifySchema.transform(&mut schema);
    add_environments(&mut schema);
    let mut schema = schema.to_value();
    add_titles(&mut schema);
    editor::add_editor_keywords(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// The JSON Schema (draft 2020-12) of the checks file, as text.
#[must_use]
#[allow(clippy::expect_used, reason = "a schema is JSON by construction")]
pub fn generate_checks_schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<ChecksFile>();
    SimplifySchema.transform(&mut schema);
    let mut schema = schema.to_value();
    add_titles(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// The rules of the schema: without `pattern` beside a `format`, which has its own messages, and without annotations, except
/// what diagnostics say: `examples`, and a `help` for each required key, from its description.
#[cfg(test)]
pub(super) fn generate_rules(schema: &str) -> String {
    fn strip_annotations(schema: &mut Value) {
        match schema {
            Value::Object(map) => {
                let has_own_format =
                    map.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("di-gen-"));
                // A property may have the name of an annotation; its value is not a string then.
                map.retain(|key, value| match key.as_str() {
                    key if editor::EDITOR_KEYWORDS.contains(&key) => false,
                    "title" | "description" | "$schema" => !value.is_string(),
                    "default" => false,
                    "pattern" => !has_own_format,
                    _ => true,
                });
                map.values_mut().for_each(strip_annotations);
            }
            Value::Array(items) => items.iter_mut().for_each(strip_annotations),
            _ => {}
        }
    }
    /// Functions take the place of patterns for keys.
    fn replace_key_patterns(schema: &mut Value) {
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
        for (mapping, property) in properties {
            if let Some(Value::Object(names)) = property.get_mut("propertyNames")
                && names.remove("pattern").is_some()
            {
                names.insert("format".to_owned(), json!(key_names::format_of_keys(mapping)));
            }
        }
    }
    /// The first paragraph about a key. The description of a property is more specific than that of its type.
    fn help(schema: &Value, property: &Value) -> Option<Value> {
        let text = property.get("description").or_else(|| resolve_reference(schema, property).get("description"))?;
        text.as_str()?.split("\n\n").next().filter(|text| !text.is_empty()).map(|text| json!(text.replace('\n', " ")))
    }
    fn add_help(schema: &Value, at: &mut Value) {
        let required = at.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        for key in required.iter().filter_map(Value::as_str) {
            if let Some(property) = at.get_mut("properties").and_then(|properties| properties.get_mut(key))
                && let Some(help) = help(schema, property)
            {
                property["help"] = help;
            }
        }
        match at {
            Value::Object(map) => map.values_mut().for_each(|below| add_help(schema, below)),
            Value::Array(items) => items.iter_mut().for_each(|below| add_help(schema, below)),
            _ => {}
        }
    }
    let mut described: Value = serde_json::from_str(schema).expect("a schema is JSON");
    // A file is checked after it was merged with the file that it extends.
    if let Some(required) = described.pointer_mut("/else/required").map(Value::take) {
        described["required"] = required;
    }
    let mut schema = described.clone();
    add_help(&described, &mut schema);
    strip_annotations(&mut schema);
    replace_key_patterns(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// Environments are merged before the file is read into types, so the types do not contain them: any key of the file,
/// and none is required.
fn add_environments(schema: &mut Schema) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let keys = properties.keys().filter(|key| !FILE_LEVEL_KEYS.contains(&key.as_str()));
    let partial: Map<String, Value> =
        keys.map(|key| (key.clone(), json!({ "$ref": format!("#/properties/{key}") }))).collect();
    let environments = json!({
        "description": "Values of each environment, for `--env`. Mappings are merged key by key, everything else is replaced. `environment` is the name of the environment, unless it sets another one.",
        "type": "object",
        "propertyNames": { "pattern": key_names::environment_name_pattern() },
        "maxProperties": 20,
        "additionalProperties": { "type": ["object", "null"], "properties": partial, "additionalProperties": false },
    });
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("environments".to_owned(), environments);
        properties.insert(
            "extends".to_owned(),
            json!({
                "description": "A YAML file that this one extends: a path relative to this file, inside the repository. Mappings are merged key by key, everything else is replaced.",
                "type": "string",
                "examples": ["../base.yaml"],
            }),
        );
    }
}

/// Simplifies alternatives: `enum` for a choice of keywords, and no `null` for optional values.
struct SimplifySchema;

impl Transform for SimplifySchema {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        remove_null(object);
        merge_alternatives(object);
        // The default of a boolean or a keyword is shown; that of a mapping consists of the defaults inside it.
        if object.get("default").is_some_and(|default| default.is_null() || default.is_object() || default.is_array()) {
            object.remove("default");
        }
        for integer in ["uint8", "uint16", "uint32"] {
            if object.get("format") == Some(&json!(integer)) {
                object.remove("format");
            }
        }
    }
}

fn remove_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(options)) = schema.get_mut("anyOf") {
        options.retain(|o| o.get("type") != Some(&json!("null")));
        if let [Value::Object(only)] = options.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
}

fn merge_alternatives(schema: &mut Map<String, Value>) {
    let Some(Value::Array(options)) = schema.get("oneOf") else { return };
    let keywords_of = |option: &Value| -> Option<Vec<Value>> {
        match (option.get("const"), option.get("enum")) {
            (Some(only), _) => Some(vec![only.clone()]),
            (_, Some(Value::Array(values))) => Some(values.clone()),
            _ => None,
        }
    };
    let Some(keywords) = options.iter().map(keywords_of).collect::<Option<Vec<_>>>() else { return };
    let mut descriptions = String::new();
    let mut texts: Vec<Value> = Vec::new();
    for option in options {
        let text = option.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
        if let (Some(Value::String(keyword)), false) = (option.get("const"), text.is_empty()) {
            descriptions.push_str(&format!("\n- `{keyword}`: {text}"));
        }
        let count = keywords_of(option).map_or(0, |keywords| keywords.len());
        texts.extend(std::iter::repeat_n(Value::from(text), count));
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        text.push('\n');
        text.push_str(&descriptions);
    }
    schema.remove("oneOf");
    if texts.iter().any(|text| *text != "") {
        schema.insert("markdownEnumDescriptions".to_owned(), Value::Array(texts));
    }
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("enum".to_owned(), Value::Array(keywords.into_iter().flatten().collect()));
}
