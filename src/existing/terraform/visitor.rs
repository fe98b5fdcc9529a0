//! Entries of a document of Terraform, beside those of every document.

use serde::de::MapAccess;

use super::{allowed::Allowed, attributes::AttributesSeed};
use crate::arm_template::Value;
pub(super) use crate::existing::visitor::{ListOf, ObjectOf, ReadList, ReadObject, skip};

/// The text of an entry; none for every other value.
pub(super) fn text<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<Option<String>, A::Error> {
    let value = entries.next_value_seed(AttributesSeed(&Allowed::default()))?;
    Ok(value.as_text().map(str::to_owned))
}

/// The texts in the list of an entry.
pub(super) fn texts<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<Vec<String>, A::Error> {
    let value = entries.next_value_seed(AttributesSeed(&Allowed::default()))?;
    Ok(value.as_items().unwrap_or_default().iter().filter_map(Value::as_text).map(str::to_owned).collect())
}

/// Whether the value of an entry is true.
pub(super) fn is_true<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<bool, A::Error> {
    Ok(matches!(entries.next_value_seed(AttributesSeed(&Allowed::default()))?, Value::Bool(true)))
}
