//! From a value of azurerm to the value of Azure.

use super::definition::Conversion;
use crate::{arm_template::Value, catalog};

/// The value of Azure; none where azurerm's value stands for none. Unknown values stay unknown.
pub(super) fn convert(conversion: Conversion, value: &Value) -> Option<Value> {
    if let Value::Unknown(_) = value {
        return Some(value.clone());
    }
    match conversion {
        Conversion::IsPresent => return Some(Value::Bool(!is_empty(value))),
        _ if is_empty_text(value) => return None,
        _ => {}
    }
    let text = value.as_text();
    Some(match conversion {
        Conversion::Not => Value::Bool(!as_bool(value)?),
        Conversion::Keyword(yes, no) => Value::text(if as_bool(value)? { yes } else { no }),
        Conversion::Keywords(keywords) => {
            Value::text(keywords.iter().find(|(own, _)| Some(*own) == text).map_or(text?, |(_, azure)| azure))
        }
        Conversion::IfPresent(keyword) => Value::text(keyword),
        Conversion::Listed => {
            let items: Option<Vec<_>> = value.as_items()?.iter().map(Value::as_text).collect();
            match items {
                Some(items) if items.is_empty() => return None,
                Some(items) => Value::text(items.join(", ")),
                None => value.as_items()?.iter().find(|item| item.as_unknown().is_some())?.clone(),
            }
        }
        Conversion::Keys => {
            let items = value.as_items().filter(|items| !items.is_empty())?;
            let entry = |item: &Value| Some((item.as_text()?.into(), Value::object(indexmap::IndexMap::new())));
            match items.iter().map(entry).collect() {
                Some(entries) => Value::object(entries),
                None => items.iter().find(|item| item.as_unknown().is_some())?.clone(),
            }
        }
        Conversion::KeyVaultUri => Value::text(key_parts(text?)?.0),
        Conversion::KeyName => Value::text(key_parts(text?)?.1),
        Conversion::KeyVersion => Value::text(key_parts(text?)?.2?),
        Conversion::Positive => match value {
            Value::Integer(number) if *number > 0 => value.clone(),
            _ => return None,
        },
        Conversion::Seconds => Value::Integer(seconds(text?)?),
        Conversion::RoleId => {
            let role = catalog::roles::find_by_name(text?)?;
            Value::text(format!("/providers/Microsoft.Authorization/roleDefinitions/{}", role.guid))
        }
        Conversion::Same | Conversion::Composed(_) | Conversion::IsPresent => value.clone(),
    })
}

fn as_bool(value: &Value) -> Option<bool> {
    if let Value::Bool(value) = value { Some(*value) } else { None }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null) || value.as_items().is_some_and(<[Value]>::is_empty)
}

/// An attribute that is not set is null in a plan, and often an empty text in a state.
fn is_empty_text(value: &Value) -> bool {
    matches!(value, Value::Null) || value.as_text() == Some("")
}

/// Vault URI, name and version in the ID of a key: `https://VAULT/keys/NAME/VERSION`.
fn key_parts(id: &str) -> Option<(&str, &str, Option<&str>)> {
    let start = id.find("/keys/")?;
    let mut names = id[start + "/keys/".len()..].split('/');
    Some((&id[..=start], names.next()?, names.next().filter(|version| !version.is_empty())))
}

/// The seconds since 1970 of a date as Terraform writes it, in UTC: `2027-01-31T00:00:00Z`.
fn seconds(date: &str) -> Option<i64> {
    let (day, time) = date.strip_suffix('Z')?.split_once('T')?;
    let mut numbers = day.split('-').chain(time.split(':')).map(|part| part.parse::<u16>().ok());
    let mut next = || numbers.next()?;
    let (year, month, day, hour, minute, second) = (next()?, next()?, next()?, next()?, next()?, next()?);
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = time::Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
    let days =
        i64::from(date.to_julian_day()) - i64::from(time::Date::from_ordinal_date(1970, 1).ok()?.to_julian_day());
    Some(((days * 24 + i64::from(hour)) * 60 + i64::from(minute)) * 60 + i64::from(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_key_has_three_parts() {
        let parts = ("https://v.vault.azure.net/", "k", Some("1"));
        assert_eq!(key_parts("https://v.vault.azure.net/keys/k/1"), Some(parts));
        assert_eq!(key_parts("https://v.vault.azure.net/keys/k"), Some((parts.0, "k", None)));
        assert_eq!(key_parts("https://v.vault.azure.net/secrets/k"), None);
    }

    #[test]
    fn a_date_becomes_seconds() {
        // date -u -d 2027-01-31T12:30:15Z +%s
        assert_eq!(seconds("2027-01-31T12:30:15Z"), Some(1_801_398_615));
        for invalid in ["", "2027-01-31", "2027-13-31T12:30:15Z", "2027-01-31T12:30:15", "2027-01-31T12:30Z"] {
            assert_eq!(seconds(invalid), None, "{invalid}");
        }
    }
}
