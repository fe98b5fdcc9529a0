//! Functions that Bicep and ARM templates have in common, on plain JSON values.
//!
//! What a language evaluates lazily or from its own declarations (`parameters`, `variables`, `if`, `copyIndex`,
//! `reference`) is in its reader. An unknown function is a panic: readers never guess.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::facts::{LOCATION, TARGET, property_below, resource_id};

/// Where an expression is evaluated.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// ID of the resource group or of the subscription.
    pub(crate) group: String,
    /// The value of `environment().suffixes.storage` in the chosen cloud.
    pub(crate) storage_suffix: String,
}

impl Place {
    pub(crate) fn target(storage_suffix: &str) -> Place {
        Place { group: TARGET.to_owned(), storage_suffix: storage_suffix.to_owned() }
    }

    /// The same cloud, another resource group.
    pub(crate) fn elsewhere(&self, group: &str) -> Place {
        Place { group: group.to_owned(), storage_suffix: self.storage_suffix.clone() }
    }

    fn subscription(&self) -> &str {
        // A place is a resource group or a subscription.
        let end = self.group.find("/resourceGroups/").unwrap_or(self.group.len());
        &self.group[..end]
    }
}

/// Calls a function whose arguments are known. Names are compared without case, as ARM does.
pub(crate) fn call(name: &str, args: &[Value], place: &Place) -> Value {
    let found = scopes(name, args, place)
        .or_else(|| texts(name, args))
        .or_else(|| lists(name, args))
        .or_else(|| logic(name, args))
        .or_else(|| numbers(name, args));
    found.unwrap_or_else(|| panic!("the function `{name}` with {} arguments is not supported", args.len()))
}

/// Ids and the surroundings of a deployment.
fn scopes(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let value = match (name.to_lowercase().as_str(), args) {
        ("resourceid", args) => resource_id_call(args, place),
        ("subscriptionresourceid", args) => {
            let (scope, rest) = match args {
                [first, ..] if !is_type(first) => (format!("/subscriptions/{}", text(first)), &args[1..]),
                _ => (place.subscription().to_owned(), args),
            };
            typed_id(&scope, rest)
        }
        ("tenantresourceid", args) => typed_id("", args),
        ("extensionresourceid", [scope, rest @ ..]) => typed_id(text(scope), rest),
        ("resourcegroup", args) => resource_group(args, place),
        ("subscription", args) => {
            let id = match args {
                [id] => format!("/subscriptions/{}", text(id)),
                _ => place.subscription().to_owned(),
            };
            let subscription = id.rsplit('/').next().unwrap_or_default();
            json!({ "id": id, "subscriptionId": subscription, "tenantId": "tenant" })
        }
        ("tenant", []) => json!({ "tenantId": "tenant" }),
        ("deployment", []) => json!({ "name": "deployment" }),
        ("environment", []) => environment(&place.storage_suffix),
        ("guid", args) => {
            let hash = digest(args, |byte| format!("{byte:02x}"));
            json!(format!("{}-{}-{}-{}-{}", &hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32]))
        }
        ("uniquestring", args) => {
            let hash = digest(args, |byte| char::from(b'a' + byte % 26).to_string());
            json!(hash[..13])
        }
        _ => return None,
    };
    Some(value)
}

fn resource_id_call(args: &[Value], place: &Place) -> Value {
    match args {
        [first, ..] if is_type(first) => typed_id(&place.group, args),
        [group, second, ..] if is_type(second) => {
            typed_id(&format!("{}/resourceGroups/{}", place.subscription(), text(group)), &args[1..])
        }
        [subscription, group, ..] => {
            typed_id(&format!("/subscriptions/{}/resourceGroups/{}", text(subscription), text(group)), &args[2..])
        }
        _ => panic!("resourceId needs a type and a name: {args:?}"),
    }
}

fn resource_group(args: &[Value], place: &Place) -> Value {
    let id = match args {
        [] => {
            assert!(place.group.contains("/resourceGroups/"), "a deployment to a subscription has no resource group");
            place.group.clone()
        }
        [group] => format!("{}/resourceGroups/{}", place.subscription(), text(group)),
        [subscription, group] => format!("/subscriptions/{}/resourceGroups/{}", text(subscription), text(group)),
        _ => panic!("resourceGroup takes at most two arguments: {args:?}"),
    };
    let name = id.rsplit('/').next().unwrap_or_default();
    let location = if id == TARGET { LOCATION.to_owned() } else { format!("location of {id}") };
    json!({ "id": id, "name": name, "location": location })
}

fn environment(storage_suffix: &str) -> Value {
    let (name, login, manager, vault) = match storage_suffix {
        "core.usgovcloudapi.net" => (
            "AzureUSGovernment",
            "login.microsoftonline.us/",
            "management.usgovcloudapi.net/",
            ".vault.usgovcloudapi.net",
        ),
        "core.chinacloudapi.cn" => {
            ("AzureChinaCloud", "login.chinacloudapi.cn/", "management.chinacloudapi.cn/", ".vault.azure.cn")
        }
        _ => ("AzureCloud", "login.microsoftonline.com/", "management.azure.com/", ".vault.azure.net"),
    };
    json!({
        "name": name,
        "authentication": { "loginEndpoint": format!("https://{login}") },
        "resourceManager": format!("https://{manager}"),
        "suffixes": { "storage": storage_suffix, "keyvaultDns": vault },
    })
}

fn texts(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name.to_lowercase().as_str(), args) {
        ("format", [template, values @ ..]) => json!(format_text(text(template), values)),
        ("split", [whole, Value::String(by)]) => text(whole).split(by.as_str()).collect(),
        ("join", [Value::Array(items), by]) => {
            json!(items.iter().map(as_text).collect::<Vec<_>>().join(text(by)))
        }
        ("tolower", [whole]) => json!(text(whole).to_lowercase()),
        ("toupper", [whole]) => json!(text(whole).to_uppercase()),
        ("trim", [whole]) => json!(text(whole).trim()),
        ("replace", [whole, old, new]) => json!(text(whole).replace(text(old), text(new))),
        ("startswith", [whole, part]) => json!(text(whole).to_lowercase().starts_with(&text(part).to_lowercase())),
        ("endswith", [whole, part]) => json!(text(whole).to_lowercase().ends_with(&text(part).to_lowercase())),
        ("substring", [whole, start, rest @ ..]) => {
            let kept = text(whole).chars().skip(size(start));
            match rest {
                [count] => json!(kept.take(size(count)).collect::<String>()),
                _ => json!(kept.collect::<String>()),
            }
        }
        ("string", [value]) => json!(as_text(value)),
        ("json", [value]) => serde_json::from_str(text(value)).unwrap_or_else(|error| panic!("json(): {error}")),
        _ => return None,
    };
    Some(value)
}

fn lists(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name.to_lowercase().as_str(), args) {
        ("concat", [Value::Array(_), ..]) => args.iter().flat_map(|list| items(list).clone()).collect(),
        ("concat", parts) => json!(parts.iter().map(as_text).collect::<String>()),
        ("createarray", items) => json!(items),
        ("array", [list @ Value::Array(_)]) => list.clone(),
        ("array", [single]) => json!([single]),
        ("createobject", fields) => {
            let pairs = fields.chunks(2).map(|pair| (text(&pair[0]).to_owned(), pair[1].clone()));
            Value::Object(pairs.collect())
        }
        ("union", [Value::Array(_), ..]) => distinct(args.iter().flat_map(items)),
        ("union", objects) => objects.iter().fold(json!({}), merged),
        ("intersection", [Value::Array(first), Value::Array(second)]) => {
            first.iter().filter(|item| second.contains(item)).cloned().collect()
        }
        ("flatten", [lists]) => items(lists).iter().flat_map(|list| items(list).clone()).collect(),
        ("items", [Value::Object(fields)]) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| key.to_lowercase());
            sorted.into_iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
        }
        ("objectkeys", [Value::Object(fields)]) => fields.keys().cloned().collect(),
        ("range", [start, count]) => (size(start)..size(start) + size(count)).collect(),
        ("length", [value]) => json!(length(value)),
        ("empty", [Value::Null]) => json!(true),
        ("empty", [value]) => json!(length(value) == 0),
        ("first", [list]) => part(list, |_| 0..1),
        ("last", [list]) => part(list, |length| length.saturating_sub(1)..length),
        ("take", [Value::String(whole), count]) => json!(whole.chars().take(size(count)).collect::<String>()),
        ("take", [list, count]) => items(list).iter().take(size(count)).cloned().collect(),
        ("skip", [Value::String(whole), count]) => json!(whole.chars().skip(size(count)).collect::<String>()),
        ("skip", [list, count]) => items(list).iter().skip(size(count)).cloned().collect(),
        ("contains", [Value::Array(list), item]) => json!(list.contains(item)),
        ("contains", [Value::Object(fields), key]) => json!(fields.contains_key(text(key))),
        ("contains", [whole, part]) => json!(text(whole).contains(&as_text(part))),
        _ => return None,
    };
    Some(value)
}

fn logic(name: &str, args: &[Value]) -> Option<Value> {
    let value = match (name.to_lowercase().as_str(), args) {
        ("equals", [Value::String(left), Value::String(right)]) => json!(left.eq_ignore_ascii_case(right)),
        ("equals", [left, right]) => json!(left == right),
        ("not", [value]) => json!(!truth(value)),
        ("and", values) => json!(values.iter().all(truth)),
        ("or", values) => json!(values.iter().any(truth)),
        ("true", []) => json!(true),
        ("false", []) => json!(false),
        ("null", []) => Value::Null,
        ("bool", [Value::String(word)]) => json!(word.eq_ignore_ascii_case("true")),
        ("bool", [value @ Value::Bool(_)]) => value.clone(),
        ("coalesce", values) => values.iter().find(|value| !value.is_null()).cloned().unwrap_or_default(),
        _ => return None,
    };
    Some(value)
}

fn numbers(name: &str, args: &[Value]) -> Option<Value> {
    if let ("int", [value]) = (name, args) {
        let parsed = as_text(value).parse::<i64>();
        return Some(json!(parsed.unwrap_or_else(|_| panic!("int() of {value}"))));
    }
    let (left, right) = match args {
        [left, right] => (left.as_i64()?, right.as_i64()?),
        _ => return None,
    };
    let value = match name.to_lowercase().as_str() {
        "add" => json!(left + right),
        "sub" => json!(left - right),
        "mul" => json!(left * right),
        "div" => json!(left / right),
        "mod" => json!(left % right),
        "min" => json!(left.min(right)),
        "max" => json!(left.max(right)),
        "less" => json!(left < right),
        "lessorequals" => json!(left <= right),
        "greater" => json!(left > right),
        "greaterorequals" => json!(left >= right),
        _ => return None,
    };
    Some(value)
}

/// `.name` behind a value.
pub(crate) fn member(value: &Value, name: &str) -> Value {
    match value {
        Value::Object(fields) => {
            let found = fields
                .get(name)
                .or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
            found.unwrap_or_else(|| panic!("no `{name}` in {value}")).clone()
        }
        Value::String(known) if known.starts_with("prop:") => json!(property_below(known, name)),
        _ => panic!("no `{name}` in {value}"),
    }
}

/// `[index]` behind a value.
pub(crate) fn element(value: &Value, index: &Value) -> Value {
    match (value, index) {
        (_, Value::String(name)) => member(value, name),
        (Value::Array(items), _) => {
            items.get(size(index)).unwrap_or_else(|| panic!("no element {index} in {value}")).clone()
        }
        (Value::String(known), _) if known.starts_with("prop:") => {
            json!(property_below(known, &format!("[{index}]")))
        }
        _ => panic!("no element {index} in {value}"),
    }
}

/// The text of a string; anything else is a mistake in the template.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("expected a string, found {value}"))
}

/// A value inside an interpolated string.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

pub(crate) fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| panic!("expected true or false, found {value}"))
}

pub(crate) fn items(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("expected a list, found {value}"))
}

/// A count or an index.
pub(crate) fn size(value: &Value) -> usize {
    let number = value.as_u64().unwrap_or_else(|| panic!("expected a count, found {value}"));
    usize::try_from(number).expect("counts fit into memory")
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains('/'))
}

fn typed_id(scope: &str, args: &[Value]) -> Value {
    let [kind, names @ ..] = args else { panic!("an id needs a type") };
    let names: Vec<_> = names.iter().map(text).collect();
    json!(resource_id(scope, text(kind), &names.join("/")))
}

fn digest(args: &[Value], spell: impl Fn(u8) -> String) -> String {
    let whole = args.iter().map(as_text).collect::<Vec<_>>().join("-");
    Sha256::digest(whole).iter().map(|byte| spell(*byte)).collect()
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => panic!("{value} has no length"),
    }
}

fn part(value: &Value, range: impl Fn(usize) -> std::ops::Range<usize>) -> Value {
    let range = range(length(value));
    match value {
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            letters.get(range).map(|found| json!(String::from_iter(found))).unwrap_or_default()
        }
        _ => items(value).get(range).and_then(|found| found.first()).cloned().unwrap_or_default(),
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a Value>) -> Value {
    let mut kept: Vec<Value> = Vec::new();
    for item in all {
        if !kept.contains(item) {
            kept.push(item.clone());
        }
    }
    Value::Array(kept)
}

/// ARM's union merges objects member by member.
fn merged(mut left: Value, right: &Value) -> Value {
    let right: &Map<String, Value> = right.as_object().unwrap_or_else(|| panic!("union of {left} and {right}"));
    for (key, value) in right {
        let both = left[key].is_object() && value.is_object();
        left[key] = if both { merged(left[key].clone(), value) } else { value.clone() };
    }
    left
}

fn format_text(template: &str, values: &[Value]) -> String {
    let mut built = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' if letters.peek() == Some(&letter) => {
                letters.next();
                built.push(letter);
            }
            '{' => {
                let number: String = letters.by_ref().take_while(|letter| *letter != '}').collect();
                let index: usize = number.parse().unwrap_or_else(|_| panic!("format hole {{{number}}}"));
                let value = values.get(index).unwrap_or_else(|| panic!("`{template}` has no value {index}"));
                built.push_str(&as_text(value));
            }
            _ => built.push(letter),
        }
    }
    built
}
