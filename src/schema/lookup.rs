//! Lookups in the schema by instance pointer.

use serde_json::Value;

/// Valid values for `pointer`, as far as they can be listed: every keyword, both booleans, an example.
pub(super) fn candidate_values(schema: &Value, pointer: &str) -> Vec<Value> {
    let Some(node) = schema_at(schema, pointer) else { return Vec::new() };
    if let Some(Value::Array(values)) = node.get("enum").or_else(|| node.get("examples")) {
        return values.clone();
    }
    if node.get("type").and_then(Value::as_str) == Some("boolean") {
        return vec![Value::Bool(false), Value::Bool(true)];
    }
    Vec::new()
}

/// The required keys of the mapping at `pointer`.
pub(super) fn required_keys<'a>(schema: &'a Value, pointer: &str) -> impl Iterator<Item = &'a str> {
    // Those of the file itself are a condition: `editor::require_name`.
    let node = schema_at(schema, pointer);
    let required = node.and_then(|node| node.get("required").or_else(|| node.pointer("/else/required")));
    let required = required.and_then(Value::as_array);
    required.into_iter().flatten().filter_map(Value::as_str)
}

/// The schema of the value at an instance pointer.
pub(super) fn schema_at<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut at = resolve_reference(schema, schema);
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let next = at
            .get("properties")
            .and_then(|p| p.get(&segment))
            .or_else(|| at.get("items"))
            .or_else(|| at.get("additionalProperties").filter(|a| a.is_object()))?;
        at = resolve_reference(schema, next);
    }
    Some(at)
}

pub(super) fn resolve_reference<'a>(schema: &'a Value, node: &'a Value) -> &'a Value {
    node.get("$ref")
        .and_then(Value::as_str)
        .and_then(|r| r.strip_prefix('#'))
        .and_then(|pointer| schema.pointer(pointer))
        .unwrap_or(node)
}

pub(super) fn property_names(node: Option<&Value>) -> impl Iterator<Item = &str> {
    node.and_then(|n| n.get("properties")).and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key.as_str())
}
