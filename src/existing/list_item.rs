//! Reads one resource of a list. What no analysis needs is skipped while the text is parsed: most resources of a
//! subscription have nothing to do with an account.

use std::{fmt, rc::Rc};

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    azure_id::AzureId,
    json::AnyValue,
    kept::{Kept, is_outline, is_switch},
};
use crate::arm_template::Value;

/// What is read of every resource beside its outline.
const ALWAYS_READ: &[&str] = &["id", "apiVersion", "principalId"];

fn kept_of_id(id: &str) -> Kept {
    Kept::of_type(&AzureId::parse(id).and_then(|id| id.resource_type()).unwrap_or_default())
}

/// A resource. A value that is no object is read as null.
pub(super) struct ListItem;

impl<'de> DeserializeSeed<'de> for ListItem {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Item)
    }
}

struct Item;

/// IDs and switches in the properties of a resource, as [`Kept::Links`] has them. Null for everything else.
struct Links {
    /// How deep they are looked for.
    depth: usize,
}

/// Scalars that tell nothing.
macro_rules! skip_scalars {
    ($($visit:ident: $type:ty),+) => {
        fn visit_unit<E>(self) -> Result<Value, E> {
            Ok(Value::Null)
        }

        $(fn $visit<E>(self, _: $type) -> Result<Value, E> {
            Ok(Value::Null)
        })+
    };
}

/// Deeper than any resource has an ID.
const MAX_DEPTH: usize = 12;

impl<'de> Visitor<'de> for Item {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries: IndexMap<Rc<str>, Value> = IndexMap::new();
        let mut kept = None;
        while let Some(name) = map.next_key::<Rc<str>>()? {
            let value = match &*name {
                "properties" if kept == Some(Kept::Links) => map.next_value_seed(Links { depth: MAX_DEPTH })?,
                other if kept == Some(Kept::Links) && !ALWAYS_READ.contains(&other) && !is_outline(other) => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                _ => map.next_value_seed(AnyValue::of_property(&name))?,
            };
            if &*name == "id" {
                kept = value.as_text().map(kept_of_id);
            }
            entries.insert(name, value);
        }
        Ok(Value::object(entries))
    }

    skip_scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }
}

impl<'de> DeserializeSeed<'de> for Links {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.depth {
            0 => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Links {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = IndexMap::new();
        while let Some(name) = map.next_key::<Rc<str>>()? {
            let value = map.next_value_seed(Self { depth: self.depth - 1 })?;
            if !matches!(value, Value::Null) {
                entries.insert(name, value);
            }
        }
        Ok(Value::object(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Self { depth: self.depth - 1 })? {
            items.push(item);
        }
        Ok(Value::array(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        let is_link = is_switch(text) || (text.starts_with('/') && AzureId::parse(text).is_some());
        Ok(if is_link { Value::text(text) } else { Value::Null })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    skip_scalars!(visit_i64: i64, visit_u64: u64, visit_f64: f64);
}
