//! Functions for lists, and those for lists and texts alike.

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        unknown::Piece,
        value::Value,
    },
    arguments::{MANY, any, expected, integer, items, known, known_equality, text},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        known("array", (1, 1), |arguments| {
            Ok(if arguments[0].as_items().is_some() { arguments[0].clone() } else { Value::array(arguments.to_vec()) })
        }),
        any("createarray", (0, MANY), |arguments| Ok(Value::array(arguments.to_vec()))),
        any("concat", (1, MANY), concat),
        any("contains", (2, 2), contains),
        any("empty", (1, 1), is_empty),
        known("first", (1, 1), |arguments| end(arguments, true)),
        known("last", (1, 1), |arguments| end(arguments, false)),
        known("length", (1, 1), length),
        known("take", (2, 2), take),
        known("skip", (2, 2), skip),
        known("range", (2, 2), range),
        known("flatten", (1, 1), flatten),
        known("distinct", (1, 1), distinct),
        known("indexfromend", (2, 2), |arguments| {
            let item = from_end(arguments)?;
            item.ok_or_else(|| Failure::Fault("the index is outside of the list".to_owned()))
        }),
        known("tryindexfromend", (2, 2), |arguments| Ok(from_end(arguments)?.unwrap_or(Value::Null))),
    ]
}

/// A text as the 16-bit units that positions count.
pub(super) fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// The text of some units; half a character is not supported.
pub(super) fn from_units(units: &[u16]) -> Outcome {
    String::from_utf16(units).map(Value::text).map_err(|_| Failure::Unsupported)
}

fn concat(arguments: &[Value]) -> Outcome {
    if arguments.iter().any(|argument| argument.as_items().is_some()) {
        let mut all = Vec::new();
        for index in 0..arguments.len() {
            all.extend_from_slice(items(arguments, index)?);
        }
        return Ok(Value::array(all));
    }
    let unknown = |value: &Value| value.as_unknown().filter(|unknown| unknown.pieces.is_empty()).cloned();
    // Unknown values alone could be lists.
    if let Some(Some(unknown)) =
        arguments.iter().map(unknown).reduce(|all, next| if all.is_some() && next.is_some() { all } else { None })
    {
        return Err(Failure::Unknown(unknown));
    }
    let mut pieces = Vec::new();
    for argument in arguments {
        pieces.extend(text_pieces(argument)?);
    }
    Ok(Value::from_pieces(pieces))
}

/// The text of a value inside of a longer text.
pub(super) fn text_pieces(value: &Value) -> Result<Vec<Piece>, Failure> {
    match value {
        Value::Integer(number) => Ok(vec![Piece::Text(number.to_string().into())]),
        Value::Bool(value) => Ok(vec![Piece::Text(if *value { "True" } else { "False" }.into())]),
        Value::Float(_) => Err(Failure::Unsupported),
        other => match other.pieces() {
            Some(pieces) => Ok(pieces),
            None => expected("a text", other),
        },
    }
}

fn contains(arguments: &[Value]) -> Outcome {
    let (container, wanted) = (&arguments[0], &arguments[1]);
    match (container, wanted) {
        (Value::Array(array), wanted) => {
            let mut unknown = None;
            for item in array.items() {
                match known_equality(item, wanted) {
                    Ok(true) => return Ok(Value::Bool(true)),
                    Ok(false) => {}
                    Err(failure) => unknown = Some(failure),
                }
            }
            unknown.map_or(Ok(Value::Bool(false)), Err)
        }
        (Value::Object(object), Value::Text(name)) => match (object.get(name), object.open()) {
            (None, Some(open)) => Err(Failure::Unknown(open.clone())),
            (found, _) => Ok(Value::Bool(found.is_some())),
        },
        (Value::Text(text), Value::Text(part)) => Ok(Value::Bool(text.contains(&**part))),
        (Value::Unknown(unknown), Value::Text(part)) => {
            let has = |piece: &Piece| matches!(piece, Piece::Text(text) if text.contains(&**part));
            if unknown.pieces.iter().any(has) { Ok(Value::Bool(true)) } else { expected("a container", container) }
        }
        (Value::Unknown(_), _) => expected("a container", container),
        (Value::Object(_) | Value::Text(_), other) => expected("a text", other),
        (other, _) => expected("a list, an object or a text", other),
    }
}

fn is_empty(arguments: &[Value]) -> Outcome {
    Ok(Value::Bool(match &arguments[0] {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(array) => array.items().is_empty(),
        Value::Object(object) => match (object.entries().len(), object.open()) {
            (0, Some(open)) => return Err(Failure::Unknown(open.clone())),
            (count, _) => count == 0,
        },
        Value::Unknown(unknown) if unknown.is_some_text() => false,
        other => return expected("a list, an object or a text", other),
    }))
}

fn end(arguments: &[Value], is_first: bool) -> Outcome {
    match &arguments[0] {
        Value::Array(array) => {
            let item = if is_first { array.items().first() } else { array.items().last() };
            Ok(item.cloned().unwrap_or(Value::Null))
        }
        Value::Text(text) => {
            let all = units(text);
            from_units(if is_first { &all[..all.len().min(1)] } else { &all[all.len().saturating_sub(1)..] })
        }
        other => expected("a list or a text", other),
    }
}

fn length(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Array(array) => Ok(Value::integer(array.items().len())),
        Value::Object(object) => match object.open() {
            Some(open) => Err(Failure::Unknown(open.clone())),
            None => Ok(Value::integer(object.entries().len())),
        },
        Value::Text(text) => Ok(Value::integer(units(text).len())),
        other => expected("a list, an object or a text", other),
    }
}

/// A position in a list or text of that length: negative numbers are zero, and what is beyond the end is the end.
fn position(arguments: &[Value], length: usize) -> Result<usize, Failure> {
    Ok(usize::try_from(integer(arguments, 1)?.max(0)).unwrap_or(length).min(length))
}

fn take(arguments: &[Value]) -> Outcome {
    if let Value::Array(array) = &arguments[0] {
        let all = array.items();
        return Ok(Value::array(all[..position(arguments, all.len())?].to_vec()));
    }
    let all = units(text(arguments, 0)?);
    from_units(&all[..position(arguments, all.len())?])
}

fn skip(arguments: &[Value]) -> Outcome {
    if let Value::Array(array) = &arguments[0] {
        let all = array.items();
        return Ok(Value::array(all[position(arguments, all.len())?..].to_vec()));
    }
    let all = units(text(arguments, 0)?);
    from_units(&all[position(arguments, all.len())?..])
}

/// A list of up to 10,000 integers.
fn range(arguments: &[Value]) -> Outcome {
    let (start, count) = (integer(arguments, 0)?, integer(arguments, 1)?);
    if !(0..=10_000).contains(&count) || start.checked_add(count).is_none_or(|end| end > 2_147_483_647) {
        return Err(Failure::Fault("`range` has 0 to 10,000 items".to_owned()));
    }
    Ok(Value::array((start..start + count).map(Value::Integer).collect()))
}

fn flatten(arguments: &[Value]) -> Outcome {
    let mut all = Vec::new();
    for item in items(arguments, 0)? {
        match item {
            Value::Array(array) => all.extend_from_slice(array.items()),
            other => return expected("a list of lists", other),
        }
    }
    Ok(Value::array(all))
}

fn distinct(arguments: &[Value]) -> Outcome {
    Ok(Value::array(without_duplicates(items(arguments, 0)?.iter())?))
}

/// Comparing each with all others is limited.
const MOST_COMPARED: usize = 2_000;

/// The items in order, each once.
pub(super) fn without_duplicates<'v>(all: impl Iterator<Item = &'v Value>) -> Result<Vec<Value>, Failure> {
    let mut kept: Vec<Value> = Vec::new();
    for item in all {
        let mut is_new = true;
        for other in &kept {
            if known_equality(other, item)? {
                is_new = false;
                break;
            }
        }
        if is_new {
            kept.push(item.clone());
        }
        if kept.len() > MOST_COMPARED {
            return Err(Failure::Unsupported);
        }
    }
    Ok(kept)
}

fn from_end(arguments: &[Value]) -> Result<Option<Value>, Failure> {
    let all = items(arguments, 0)?;
    let index = usize::try_from(integer(arguments, 1)?).ok();
    Ok(index.filter(|index| *index > 0).and_then(|index| all.get(all.len().checked_sub(index)?)).cloned())
}
