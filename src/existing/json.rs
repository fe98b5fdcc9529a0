//! Reads JSON into values. What can only be a secret is skipped while the text is parsed, so that no value holds one.

use std::{fmt, rc::Rc};

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{
    arm_template::{Reason, Unknown, Value},
    secret::{NameMeaning, first_secret_kind, is_secret_value, name_meaning},
};

/// Reads any JSON value. Its depth is limited by the parser.
pub(super) struct AnyValue {
    /// What the names above say about it.
    meaning: NameMeaning,
    /// Whether its properties are lists of rights: `secrets` of an access policy are rights to secrets.
    has_rights: bool,
    /// Whether its items are keys, as `listKeys` returns them: their values have a neutral name.
    is_list_of_keys: bool,
}

impl AnyValue {
    /// A value that is not below the name of a secret.
    pub(super) const fn new() -> Self {
        Self { meaning: NameMeaning::Neutral, has_rights: false, is_list_of_keys: false }
    }

    /// The value of a property.
    pub(super) fn of_property(name: &str) -> Self {
        let is_list_of_keys = name.eq_ignore_ascii_case("keys");
        Self { meaning: meaning_of(name), has_rights: has_rights(name), is_list_of_keys }
    }
}

/// A longer text is skipped.
const LONGEST_TEXT: usize = 1 << 20;

/// What a name says about its value. The version of a key in a vault identifies it, and is no key.
fn meaning_of(name: &str) -> NameMeaning {
    if name.eq_ignore_ascii_case("keyVersion") { NameMeaning::Harmless } else { name_meaning(name) }
}

/// Whether the properties of a property are lists of rights.
fn has_rights(name: &str) -> bool {
    name.eq_ignore_ascii_case("permissions")
}

/// Whether a property is a list of rights to what it names.
fn is_list_of_rights(name: &str) -> bool {
    ["keys", "secrets"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Stands for a value that was skipped.
fn skipped() -> Value {
    Value::unknown(Unknown::new(Reason::Secure("a value that can be a secret".into())))
}

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        // Keys and passwords can also be numbers, lists and objects.
        if self.meaning >= NameMeaning::SecretOfService {
            deserializer.deserialize_any(Skipped)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        #[allow(clippy::cast_precision_loss, reason = "the value is beyond the integers of Azure's templates")]
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        // Nothing that is evaluated is as long, and to search it for secrets takes long.
        Ok(if text.len() > LONGEST_TEXT || is_secret(self.meaning, text) { skipped() } else { Value::text(text) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Self { has_rights: false, ..self })? {
            items.push(item);
        }
        Ok(Value::array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = IndexMap::new();
        while let Some(name) = map.next_key::<Rc<str>>()? {
            let is_right = self.has_rights && is_list_of_rights(&name);
            let is_key = self.is_list_of_keys && name.eq_ignore_ascii_case("value");
            let value = map.next_value_seed(match () {
                () if is_right => Self::new(),
                () if is_key => Self { meaning: NameMeaning::SecretOfService, ..Self::new() },
                () => Self::of_property(&name),
            })?;
            entries.insert(name, value);
        }
        Ok(Value::object(entries))
    }
}

/// A value of a template without what can be a secret, by the same rules.
pub(super) fn without_secrets(value: &Value) -> Value {
    hidden_below(NameMeaning::Neutral, value)
}

fn hidden_below(meaning: NameMeaning, value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ if meaning >= NameMeaning::SecretOfService => skipped(),
        Value::Text(text) if is_secret(meaning, text) => skipped(),
        // Known parts of a text, and texts in the expression that determines it.
        Value::Unknown(unknown) => {
            let texts = value.display_text().into_iter().chain(unknown.symbol.as_deref().map(str::to_owned));
            if texts.into_iter().any(|text| is_secret(meaning, &text)) { skipped() } else { value.clone() }
        }
        Value::Array(array) => Value::array(array.items().iter().map(|item| hidden_below(meaning, item)).collect()),
        Value::Object(object) => {
            let entries = object.entries();
            let entries = entries.map(|(name, value)| (Rc::clone(name), hidden_in(name, value)));
            Value::open_object(entries.collect(), object.open().cloned())
        }
        other => other.clone(),
    }
}

/// The value of a property.
fn hidden_in(name: &str, value: &Value) -> Value {
    let Some(object) = value.as_object().filter(|_| has_rights(name)) else {
        return hidden_below(meaning_of(name), value);
    };
    let entries = object.entries().map(|(name, value)| {
        let meaning = if is_list_of_rights(name) { NameMeaning::Neutral } else { meaning_of(name) };
        (Rc::clone(name), hidden_below(meaning, value))
    });
    Value::open_object(entries.collect(), object.open().cloned())
}

fn is_secret(meaning: NameMeaning, text: &str) -> bool {
    is_secret_value(meaning, text) || first_secret_kind(text, meaning).is_some()
}

/// Skips a value. Whether there is one is known: `null`, `true` and `false` are no secrets.
struct Skipped;

impl<'de> Visitor<'de> for Skipped {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(skipped())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(skipped())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(skipped())
    }

    fn visit_str<E>(self, _: &str) -> Result<Value, E> {
        Ok(skipped())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(skipped())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(skipped())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        AnyValue::new().deserialize(&mut serde_json::Deserializer::from_str(text)).expect("JSON")
    }

    #[test]
    fn values_under_names_of_secrets_are_skipped_and_others_are_not() {
        let value = read(
            r#"{"properties": {"primaryKey": "k-planted-1", "connectionString": ["k-planted-2"], "clientSecret": {"a": 3},
                "x": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5LXBsYW50ZWQta2V5LXBsYW50ZWQta2V5LXBsYW50ZWQ=",
                "keySource": "Microsoft.Storage", "disableLocalAuth": true, "allowSharedKeyAccess": false, "secretUri": null}}"#,
        );
        assert!(!format!("{value:?}").contains("planted") && !format!("{value:?}").contains("bGFudGVk"), "{value:?}");
        let properties = value.as_object().and_then(|root| root.get("properties")).expect("properties");
        let get = |name: &str| properties.as_object().and_then(|all| all.get(name)).cloned().expect("there");
        assert!(matches!(get("disableLocalAuth"), Value::Bool(true)));
        assert!(matches!(get("allowSharedKeyAccess"), Value::Bool(false)));
        assert_eq!(get("keySource").as_text(), Some("Microsoft.Storage"));
        assert!(get("primaryKey").as_unknown().is_some());
        let keys = read(r#"{"keys": [{"keyName": "key1", "value": "planted"}], "rules": [{"value": "shown"}]}"#);
        assert!(!format!("{keys:?}").contains("planted") && format!("{keys:?}").contains("shown"), "{keys:?}");
        let rights = read(r#"{"permissions": {"secrets": ["get"]}, "secrets": ["planted"]}"#);
        assert!(!format!("{rights:?}").contains("planted") && format!("{rights:?}").contains("get"), "{rights:?}");
    }
}
