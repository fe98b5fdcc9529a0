//! Terraform functions that a generated module may use, on plain JSON values.
//!
//! Sets are sorted lists without duplicates. An unknown function is a panic: readers never guess.

use serde_json::{Map, Value, json};

use super::azure_functions::{items, size, text, truth};

/// Calls a function; `name` contains its namespace (`provider::azurerm::parse_resource_id`).
pub(crate) fn call(name: &str, args: &[Value]) -> Value {
    let found = texts(name, args).or_else(|| lists(name, args)).or_else(|| maps(name, args));
    found.unwrap_or_else(|| panic!("the Terraform function `{name}` with {} arguments is not supported", args.len()))
}

/// A value inside a template.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => panic!("{value} does not fit into a string"),
    }
}

fn texts(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name, args) {
        ("format", [template, values @ ..]) => json!(format_text(text(template), values)),
        ("lower", [whole]) => json!(text(whole).to_lowercase()),
        ("upper", [whole]) => json!(text(whole).to_uppercase()),
        ("trimspace", [whole]) => json!(text(whole).trim()),
        ("trimprefix", [whole, part]) => json!(text(whole).strip_prefix(text(part)).unwrap_or(text(whole))),
        ("trimsuffix", [whole, part]) => json!(text(whole).strip_suffix(text(part)).unwrap_or(text(whole))),
        ("replace", [whole, old, new]) => json!(text(whole).replace(text(old), text(new))),
        ("startswith", [whole, part]) => json!(text(whole).starts_with(text(part))),
        ("endswith", [whole, part]) => json!(text(whole).ends_with(text(part))),
        ("strcontains", [whole, part]) => json!(text(whole).contains(text(part))),
        ("substr", [whole, start, count]) => {
            json!(text(whole).chars().skip(size(start)).take(size(count)).collect::<String>())
        }
        // Only compared with itself: any text that differs for another one.
        ("sha256", [whole]) => json!(text(whole).bytes().map(|byte| format!("{byte:02x}")).collect::<String>()),
        ("parseint", [digits, base]) => {
            let number = i64::from_str_radix(text(digits), u32::try_from(size(base)).expect("a base"));
            json!(number.unwrap_or_else(|_| panic!("parseint of {digits}")))
        }
        ("split", [by, whole]) => text(whole).split(text(by)).collect(),
        ("join", [by, list]) => json!(items(list).iter().map(as_text).collect::<Vec<_>>().join(text(by))),
        ("tostring", [Value::Null]) => Value::Null,
        ("tostring", [value]) => json!(as_text(value)),
        ("tonumber", [value]) => {
            as_text(value).parse::<i64>().map_or_else(|_| panic!("tonumber of {value}"), |it| json!(it))
        }
        ("tobool", [value]) => json!(as_text(value) == "true"),
        ("sensitive" | "nonsensitive", [value]) => value.clone(),
        ("jsonencode", [value]) => json!(value.to_string()),
        ("provider::azurerm::parse_resource_id", [id]) => parse_resource_id(text(id)),
        _ => return None,
    };
    Some(value)
}

fn lists(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name, args) {
        ("coalesce", values) => {
            let mut present = values.iter().filter(|value| !value.is_null() && **value != "");
            present.next().cloned().unwrap_or_else(|| panic!("coalesce found nothing in {values:?}"))
        }
        ("coalescelist", values) => values.iter().find(|list| !items(list).is_empty()).cloned().unwrap_or_default(),
        ("concat", lists) => lists.iter().flat_map(|list| items(list).clone()).collect(),
        ("tolist", [list]) => list.clone(),
        ("toset", [list]) => set(items(list).clone()),
        ("setunion", lists) => set(lists.iter().flat_map(|list| items(list).clone()).collect()),
        ("sort", [list]) => sorted(items(list).clone()),
        ("distinct", [list]) => {
            let mut kept: Vec<Value> = Vec::new();
            for item in items(list) {
                if !kept.contains(item) {
                    kept.push(item.clone());
                }
            }
            json!(kept)
        }
        ("compact", [list]) => items(list).iter().filter(|item| !item.is_null() && **item != "").cloned().collect(),
        ("flatten", [list]) => flattened(items(list)),
        ("length", [Value::Object(fields)]) => json!(fields.len()),
        ("length", [Value::String(text)]) => json!(text.chars().count()),
        ("length", [list]) => json!(items(list).len()),
        ("one", [list]) => match items(list).as_slice() {
            [] => Value::Null,
            [item] => item.clone(),
            _ => panic!("one() of {list}"),
        },
        ("element", [list, index]) => items(list)[size(index) % items(list).len()].clone(),
        ("contains", [list, item]) => json!(items(list).contains(item)),
        ("index", [list, item]) => {
            json!(
                items(list).iter().position(|other| other == item).unwrap_or_else(|| panic!("{item} is not in {list}"))
            )
        }
        ("range", [count]) => (0..size(count)).collect(),
        ("alltrue", [list]) => json!(items(list).iter().all(truth)),
        ("anytrue", [list]) => json!(items(list).iter().any(truth)),
        _ => return None,
    };
    Some(value)
}

fn maps(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name, args) {
        ("merge", maps) => {
            let present = maps.iter().filter(|map| !map.is_null());
            Value::Object(present.flat_map(|map| fields(map).clone()).collect())
        }
        ("tomap", [map]) => map.clone(),
        ("keys", [map]) => sorted(fields(map).keys().map(|key| json!(key)).collect()),
        ("values", [map]) => {
            let mut pairs: Vec<_> = fields(map).iter().collect();
            pairs.sort_by_key(|(key, _)| key.as_str());
            pairs.into_iter().map(|(_, value)| value.clone()).collect()
        }
        ("lookup", [map, key, default]) => fields(map).get(text(key)).unwrap_or(default).clone(),
        ("zipmap", [keys, values]) => {
            let pairs = items(keys).iter().map(as_text).zip(items(values).iter().cloned());
            Value::Object(pairs.collect())
        }
        _ => return None,
    };
    Some(value)
}

fn fields(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("expected a map, found {value}"))
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_key(Value::to_string);
    Value::Array(items)
}

fn set(items: Vec<Value>) -> Value {
    let Value::Array(mut items) = sorted(items) else { unreachable!("a list stays a list") };
    items.dedup();
    Value::Array(items)
}

fn flattened(list: &[Value]) -> Value {
    let inner = list.iter().flat_map(|item| match item {
        Value::Array(inner) => items(&flattened(inner)).clone(),
        other => vec![other.clone()],
    });
    inner.collect()
}

fn parse_resource_id(id: &str) -> Value {
    let parts: Vec<_> = id.split('/').collect();
    let at = |index: usize| parts.get(index).copied().unwrap_or_default();
    json!({
        "subscription_id": at(2),
        "resource_group_name": at(4),
        "resource_provider": at(6),
        "resource_type": parts[parts.len() - 2],
        "resource_name": parts[parts.len() - 1],
    })
}

/// Supports `%s`, `%d`, `%v` and `%%`, which generated text uses.
fn format_text(template: &str, values: &[Value]) -> String {
    let mut built = String::new();
    let (mut letters, mut values) = (template.chars(), values.iter());
    while let Some(letter) = letters.next() {
        match (letter, if letter == '%' { letters.next() } else { None }) {
            ('%', Some('%')) => built.push('%'),
            ('%', Some('s' | 'd' | 'v')) => {
                built.push_str(&as_text(values.next().unwrap_or_else(|| panic!("`{template}` lacks a value"))));
            }
            ('%', _) => panic!("`{template}` has an unsupported format verb"),
            _ => built.push(letter),
        }
    }
    built
}
