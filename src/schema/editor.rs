//! What editors show of the schema, in keywords that the language servers of JSON and YAML read: messages, hovers, snippets,
//! and rules that di-gen checks with its own messages. The validation of di-gen uses none of it.

use serde_json::{Map, Value, json};

use super::lookup::resolve_reference;
use crate::{
    source::join_pointer,
    topology::{
        ClientKind,
        values::{InstanceId, ResourceId, RoleReference, Statement},
    },
};

/// Keywords that no rule of di-gen depends on.
#[cfg(test)]
pub(super) const EDITOR_KEYWORDS: &[&str] = &[
    "$id",
    "defaultSnippets",
    "else",
    "errorMessage",
    "if",
    "markdownDescription",
    "markdownEnumDescriptions",
    "patternErrorMessage",
    "then",
];

/// The address of the file in the repository that the package names; without one, a name that leads nowhere.
fn schema_id() -> String {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_end_matches('/').trim_end_matches(".git");
    match repository.strip_prefix("https://github.com/") {
        Some(path) => format!("https://raw.githubusercontent.com/{path}/HEAD/schemas/di-gen.schema.json"),
        None if repository.is_empty() => "urn:di-gen:schema:topology".to_owned(),
        None => format!("{repository}/schemas/di-gen.schema.json"),
    }
}

/// The messages for names of keys, which have no description of their own.
const KEY_MESSAGES: &[(&str, &str)] = &[
    (
        "/properties/tags/propertyNames",
        "The name of a tag has 1 to 128 characters, none of <, >, %, &, \\, ? and /, and no line break.",
    ),
    ("/properties/extra/propertyNames", "Use a symbolic name that di-gen describe lists."),
    (
        "/properties/environments/propertyNames",
        "The name of an environment has 1 to 10 lower-case letters and digits, and is not reserved by Terraform, Bicep or Windows.",
    ),
];

/// Adds everything.
pub(super) fn add_editor_keywords(schema: &mut Value) {
    let definitions = schema.clone();
    visit_schemas(schema, "", &mut |pointer, object| {
        add_markdown(object);
        add_pattern_message(pointer, object);
        add_snippet(&definitions, pointer, object);
    });
    if let Some(Value::Object(definitions)) = schema.pointer_mut("/$defs") {
        definitions.iter_mut().for_each(|(name, definition)| replace_pattern(name, definition));
    }
    add_conditions(schema);
    require_name(schema);
    if let Value::Object(object) = schema {
        object.insert("$id".to_owned(), schema_id().into());
    }
}

/// Visits every mapping with its pointer.
fn visit_schemas(node: &mut Value, pointer: &str, visit: &mut impl FnMut(&str, &mut Map<String, Value>)) {
    match node {
        Value::Object(object) => {
            // The keys of properties are names of the file.
            let is_names = ["/properties", "/$defs"].iter().any(|names| pointer.ends_with(names));
            if !is_names {
                visit(pointer, object);
            }
            for (key, value) in object.iter_mut().filter(|(key, _)| is_names || key.as_str() != "defaultSnippets") {
                visit_schemas(value, &join_pointer(pointer, key), visit);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .for_each(|(index, item)| visit_schemas(item, &join_pointer(pointer, &index.to_string()), visit)),
        _ => {}
    }
}

/// A description with marks of Markdown, for editors that show them otherwise as they are. Those show the list of values beside
/// each other, with the text of each.
fn add_markdown(object: &mut Map<String, Value>) {
    let Some(Value::String(text)) = object.get("description") else { return };
    let has_texts = object.contains_key("markdownEnumDescriptions");
    let shown = if has_texts { text.split("\n\n- ").next().unwrap_or_default() } else { text };
    // The description of a key has to replace that of its type.
    if shown.contains(['`', '*', '\n']) || shown != text || object.contains_key("$ref") {
        let paragraphs: Vec<String> = shown.split("\n\n").map(join_lines).collect();
        object.insert("markdownDescription".to_owned(), paragraphs.join("\n\n").into());
    }
}

/// Patterns that are too long to be written by hand.
fn replace_pattern(name: &str, definition: &mut Value) {
    let example = definition["examples"][0].as_str();
    let pattern = match (name, example.map(str::parse::<ResourceId>)) {
        ("Statement", _) => Statement::editor_pattern(),
        ("RoleReference", _) => RoleReference::editor_pattern(),
        ("InstanceId", _) => InstanceId::editor_pattern(),
        (_, Some(Ok(id))) => id.editor_pattern(),
        _ => return,
    };
    definition["pattern"] = pattern.into();
}

/// A file that extends another one may have its name there.
fn require_name(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    if let Some(required) = schema.remove("required") {
        schema.insert("if".to_owned(), json!({ "required": ["extends"] }));
        schema.insert("else".to_owned(), json!({ "required": required }));
    }
}

/// A paragraph on one line; a list keeps its lines.
fn join_lines(paragraph: &str) -> String {
    paragraph.replace("\n- ", "\u{0}").replace('\n', " ").replace('\u{0}', "\n- ")
}

/// What a string has to be, in place of a regular expression.
fn add_pattern_message(pointer: &str, object: &mut Map<String, Value>) {
    if !object.get("pattern").is_some_and(Value::is_string) {
        return;
    }
    let example = object.get("examples").and_then(|examples| examples[0].as_str());
    let of_key = KEY_MESSAGES.iter().find(|(known, _)| *known == pointer).map(|(_, message)| (*message).to_owned());
    let described = object.get("description").and_then(Value::as_str);
    let message = match (of_key, described, example) {
        (Some(message), ..) => message,
        (None, Some(text), Some(example)) if !text.contains(example) => {
            format!("{} Example: {example}", join_lines(text))
        }
        (None, Some(text), _) => join_lines(text),
        (None, None, Some(example)) => format!("Not valid here. Use a value such as {example}"),
        (None, None, None) => return,
    };
    object.insert("patternErrorMessage".to_owned(), message.into());
}

/// A new mapping with its required keys.
fn add_snippet(schema: &Value, pointer: &str, object: &mut Map<String, Value>) {
    let Some(name) = pointer.strip_prefix("/$defs/") else { return };
    let Some(Value::Array(required)) = object.get("required") else { return };
    let Some(Value::Object(properties)) = object.get("properties") else { return };
    let body: Map<String, Value> = required
        .iter()
        .filter_map(Value::as_str)
        .enumerate()
        .map(|(index, key)| {
            let value = properties.get(key).map_or_else(String::new, |property| placeholder(schema, property));
            (key.to_owned(), format!("${{{}:{value}}}", index + 1).into())
        })
        .collect();
    let words = super::generate::title_from_key(name).to_lowercase();
    let snippet = json!([{ "label": format!("new {words}"), "description": "The required keys", "body": body }]);
    object.insert("defaultSnippets".to_owned(), snippet);
}

/// A value to replace: an example, or the first of an enumeration.
fn placeholder(schema: &Value, property: &Value) -> String {
    let property = resolve_reference(schema, property);
    let values = property.get("examples").or_else(|| property.get("enum"));
    let text = values.and_then(|values| values[0].as_str()).unwrap_or_default();
    // A dollar sign, a brace and a backslash have a meaning there.
    text.chars().flat_map(|c| matches!(c, '$' | '}' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

/// Clients and roles that are not complete.
fn add_conditions(schema: &mut Value) {
    let without_identity = [ClientKind::AccountKey, ClientKind::Sas].map(ClientKind::as_str);
    let conditions = [
        (
            "/$defs/Client",
            json!({ "properties": { "type": { "enum": without_identity } }, "required": ["type"] }),
            json!({
                "properties": { "id": false, "identityName": false, "federatedCredentials": false, "roles": false },
                "errorMessage": "A client of type accountKey or sas has no identity: it has only a name and a type.",
            }),
        ),
        (
            "/$defs/Grant",
            json!({ "properties": { "on": { "const": "container" } }, "required": ["on"] }),
            json!({ "required": ["container"] }),
        ),
    ];
    for (pointer, condition, consequence) in conditions {
        if let Some(Value::Object(object)) = schema.pointer_mut(pointer) {
            object.insert("if".to_owned(), condition);
            object.insert("then".to_owned(), consequence);
        }
    }
}
