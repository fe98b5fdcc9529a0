//! Properties of a body: present, absent or not known.

use crate::{
    arm_template::Value,
    plan::{Expr, ForEach},
    topology::values::KeywordWords,
};

/// A part of the body is not known, so that what depends on it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotKnown;

/// A value that is known, or a part of the body is not.
pub(super) type Known<T> = Result<T, NotKnown>;

/// The value at a path; none if it is absent or null.
pub(super) fn field<'a>(value: &'a Value, path: &[&str]) -> Known<Option<&'a Value>> {
    let mut current = value;
    for name in path {
        let object = match current {
            Value::Object(object) => object,
            Value::Null => return Ok(None),
            // A text or a number where an object belongs says nothing about what is in it.
            _ => return Err(NotKnown),
        };
        match object.get(name) {
            Some(value) => current = value,
            None if object.open().is_some() => return Err(NotKnown),
            None => return Ok(None),
        }
    }
    match current {
        Value::Null => Ok(None),
        Value::Unknown(_) => Err(NotKnown),
        value => Ok(Some(value)),
    }
}

/// Whether the properties of a resource were read at all: a property that some of them lack has Azure's default, and one of a
/// resource without any is not known.
pub(super) fn require_properties(body: &Value) -> Known<()> {
    let properties = field(body, &["properties"])?.and_then(Value::as_object);
    properties.filter(|found| found.entries().next().is_some()).map(|_| ()).ok_or(NotKnown)
}

/// The text at a path; none if it is absent, null or empty.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> Known<Option<&'a str>> {
    match field(value, path)? {
        None => Ok(None),
        Some(value) => value.as_text().map(|text| Some(text).filter(|text| !text.is_empty())).ok_or(NotKnown),
    }
}

/// What identifies a principal, at a path: its ID in lower case, or what determines it where the ID is known after an apply.
pub(crate) fn principal(value: &Value, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value, |value, name| value.as_object()?.get(name))?;
    match found {
        Value::Unknown(unknown) => unknown.symbol.as_deref().map(str::to_owned),
        value => value.as_text().filter(|text| !text.is_empty()).map(str::to_ascii_lowercase),
    }
}

/// The truth value at a path.
pub(super) fn boolean(value: &Value, path: &[&str], default: bool) -> Known<bool> {
    match field(value, path)? {
        None => Ok(default),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(NotKnown),
    }
}

/// The number at a path.
pub(super) fn integer(value: &Value, path: &[&str]) -> Known<Option<i64>> {
    match field(value, path)? {
        None => Ok(None),
        Some(Value::Integer(value)) => Ok(Some(*value)),
        Some(_) => Err(NotKnown),
    }
}

/// The elements of the list at a path; none of them is unknown as a whole.
pub(super) fn items<'a>(value: &'a Value, path: &[&str]) -> Known<&'a [Value]> {
    let items = match field(value, path)? {
        None => return Ok(&[]),
        Some(value) => value.as_items().ok_or(NotKnown)?,
    };
    if items.iter().any(|item| item.as_unknown().is_some()) { Err(NotKnown) } else { Ok(items) }
}

/// The texts of the list at a path.
pub(super) fn texts<'a>(value: &'a Value, path: &[&str]) -> Known<Vec<&'a str>> {
    items(value, path)?.iter().map(|item| item.as_text().ok_or(NotKnown)).collect()
}

/// The texts of the list at a path that are known.
pub(super) fn known_texts<'a>(value: &'a Value, path: &[&str]) -> Vec<&'a str> {
    let list = field(value, path).ok().flatten().and_then(Value::as_items).unwrap_or_default();
    list.iter().filter_map(Value::as_text).collect()
}

/// The keyword of Azure at a path, in any case; one that is not listed is not known.
pub(super) fn keyword(value: &Value, path: &[&str], known: &[&'static str]) -> Known<Option<&'static str>> {
    let Some(text) = text(value, path)? else { return Ok(None) };
    known.iter().find(|known| known.eq_ignore_ascii_case(text)).map(|known| Some(*known)).ok_or(NotKnown)
}

/// The keyword of an enumeration for the word of Azure at a path, which can be another one; none if it is not known.
pub(super) fn enum_word(value: &Value, path: &[&str], words: KeywordWords) -> Option<&'static str> {
    let own = text(value, path).ok()??;
    let is_own = |word: &&str| word.eq_ignore_ascii_case(own);
    let mut known = words.iter();
    known.find(|(keyword, others)| is_own(keyword) || others.iter().any(is_own)).map(|(keyword, _)| *keyword)
}

/// The region; empty if it is not known. A name for people stands for the same region: `West Europe`.
pub(super) fn location(body: &Value) -> Expr {
    let name = text(body, &["location"]).ok().flatten().unwrap_or_default();
    Expr::string(name.replace(' ', "").to_ascii_lowercase())
}

/// The user-assigned identities of a resource, in the order of their IDs.
pub(super) fn user_assigned_identities(body: &Value) -> Vec<Expr> {
    let identities = field(body, &["identity", "userAssignedIdentities"]).ok().flatten().and_then(Value::as_object);
    let mut ids: Vec<String> = identities
        .into_iter()
        .flat_map(|identities| identities.entries().map(|(id, _)| id.to_ascii_lowercase()))
        .collect();
    ids.sort();
    ids.iter().map(Expr::string).collect()
}

/// A list of texts as the plan has it.
pub(super) fn list_expr(texts: &[&str]) -> Expr {
    Expr::List(texts.iter().map(Expr::string).collect())
}

/// The IP rules at a path, each with its range in `value`.
pub(super) fn ip_rules(value: &Value, path: &[&str]) -> Known<Option<ForEach>> {
    let rules = items(value, path)?.iter();
    let ranges: Vec<&str> = rules.map(|rule| text(rule, &["value"])?.ok_or(NotKnown)).collect::<Known<_>>()?;
    Ok((!ranges.is_empty()).then(|| ForEach { item: "address", over: list_expr(&ranges) }))
}
