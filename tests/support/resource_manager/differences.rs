//! The properties in which two bodies differ, by path.

use serde_json::Value;

/// Paths with another value; a list is one value.
pub(super) fn between(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(old, new, "", &mut found);
    found
}

fn collect(old: &Value, new: &Value, path: &str, found: &mut Vec<String>) {
    if old == new {
        return;
    }
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        found.push(path.trim_start_matches('/').to_owned());
        return;
    };
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (one, other) = (before.get(name), after.get(name));
        let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
        match (one, other) {
            (Some(one), Some(other)) => collect(one, other, &path, found),
            // Down to the properties, which have rules of their own.
            (Some(one), None) => collect_all(one, &path, found),
            (None, Some(other)) => collect_all(other, &path, found),
            (None, None) => {}
        }
    }
}

fn collect_all(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                collect_all(value, &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => found.push(path.trim_start_matches('/').to_owned()),
    }
}

/// Gives a property its old value again.
pub(super) fn keep(body: &mut Value, old: &Value, path: &str) {
    let names: Vec<String> = path.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    let (last, above) = names.split_last().expect("a path");
    let before = old.pointer(&format!("/{path}")).cloned();
    let mut place = body;
    for name in above {
        if !place[name.as_str()].is_object() {
            place[name.as_str()] = Value::Object(serde_json::Map::new());
        }
        place = &mut place[name.as_str()];
    }
    let Some(fields) = place.as_object_mut() else { return };
    match before {
        Some(value) => _ = fields.insert(last.clone(), value),
        None => _ = fields.remove(last),
    }
}
