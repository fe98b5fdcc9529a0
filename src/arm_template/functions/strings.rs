//! Functions for texts.

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        hash::{guid, unique_string},
        scope::split_pieces,
        unknown::Piece,
        value::{Value, fold_case, lower_char, upper_char},
    },
    arguments::{MANY, any, expected, integer, items, known, text, texts},
    arrays::{from_units, text_pieces, units},
    base64::{decode, encode},
    json_text::{json_text, parse_json},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        known("tolower", (1, 1), |arguments| {
            Ok(Value::text(text(arguments, 0)?.chars().map(lower_char).collect::<String>()))
        }),
        known("toupper", (1, 1), |arguments| {
            Ok(Value::text(text(arguments, 0)?.chars().map(upper_char).collect::<String>()))
        }),
        known("trim", (1, 1), |arguments| Ok(Value::text(text(arguments, 0)?.trim()))),
        known("replace", (3, 3), replace),
        known("substring", (2, 3), substring),
        known("indexof", (2, 2), |arguments| index_of(arguments, false)),
        known("lastindexof", (2, 2), |arguments| index_of(arguments, true)),
        any("startswith", (2, 2), starts_with),
        known("endswith", (2, 2), |arguments| {
            Ok(Value::Bool(fold_case(text(arguments, 0)?).ends_with(&fold_case(text(arguments, 1)?))))
        }),
        known("padleft", (2, 3), pad_left),
        any("split", (2, 2), split),
        any("join", (2, 2), join),
        known("guid", (1, MANY), |arguments| Ok(Value::text(guid(&texts(arguments)?)))),
        known("uniquestring", (1, MANY), |arguments| Ok(Value::text(unique_string(&texts(arguments)?)))),
        any("string", (1, 1), string),
        known("json", (1, 1), |arguments| parse_json(text(arguments, 0)?)),
        known("base64", (1, 1), |arguments| Ok(Value::text(encode(text(arguments, 0)?.as_bytes())))),
        known("base64tostring", (1, 1), |arguments| Ok(Value::text(decoded_text(arguments)?))),
        known("base64tojson", (1, 1), |arguments| parse_json(&decoded_text(arguments)?)),
    ]
}

fn decoded_text(arguments: &[Value]) -> Result<String, Failure> {
    let bytes = decode(text(arguments, 0)?).ok_or_else(|| Failure::Fault("a text is not base64".to_owned()))?;
    String::from_utf8(bytes).map_err(|_| Failure::Unsupported)
}

fn replace(arguments: &[Value]) -> Outcome {
    let old = text(arguments, 1)?;
    if old.is_empty() {
        return Err(Failure::Fault("`replace` needs a text that is not empty".to_owned()));
    }
    let (whole, new) = (text(arguments, 0)?, text(arguments, 2)?);
    // The longest result is known before it is made.
    if whole.len().saturating_mul(new.len().max(1)) > 64 << 20 {
        return Ok(Value::limit("length of a text"));
    }
    Ok(Value::text(whole.replace(old, new)))
}

fn substring(arguments: &[Value]) -> Outcome {
    let all = units(text(arguments, 0)?);
    let start = usize::try_from(integer(arguments, 1)?).ok().filter(|start| *start <= all.len());
    let end = match (start, arguments.len()) {
        (None, _) => None,
        (Some(_), 2) => Some(all.len()),
        (Some(start), _) => usize::try_from(integer(arguments, 2)?).ok().and_then(|length| start.checked_add(length)),
    };
    match (start, end) {
        (Some(start), Some(end)) if end <= all.len() => from_units(&all[start..end]),
        _ => Err(Failure::Fault("`substring` is outside of the text".to_owned())),
    }
}

fn index_of(arguments: &[Value], is_last: bool) -> Outcome {
    if let Value::Array(array) = &arguments[0] {
        let mut found = None;
        for (index, item) in array.items().iter().enumerate() {
            if super::arguments::known_equality(item, &arguments[1])? {
                found = Some(index);
                if !is_last {
                    break;
                }
            }
        }
        return Ok(found.map_or(Value::Integer(-1), Value::integer));
    }
    let (whole, part) = (fold_case(text(arguments, 0)?), fold_case(text(arguments, 1)?));
    let found = if is_last { whole.rfind(&part) } else { whole.find(&part) };
    Ok(found.map_or(Value::Integer(-1), |at| Value::integer(units(&whole[..at]).len())))
}

fn starts_with(arguments: &[Value]) -> Outcome {
    if let (Value::Unknown(unknown), Value::Text(prefix)) = (&arguments[0], &arguments[1])
        && let Some(Piece::Text(first)) = unknown.pieces.first()
        && first.len() >= prefix.len()
    {
        return Ok(Value::Bool(fold_case(first).starts_with(&fold_case(prefix))));
    }
    Ok(Value::Bool(fold_case(text(arguments, 0)?).starts_with(&fold_case(text(arguments, 1)?))))
}

/// The widest result.
const WIDEST: i64 = 16_384;

fn pad_left(arguments: &[Value]) -> Outcome {
    let whole = match &arguments[0] {
        Value::Integer(number) => number.to_string(),
        _ => text(arguments, 0)?.to_owned(),
    };
    let width = integer(arguments, 1)?;
    let fill = if arguments.len() > 2 { text(arguments, 2)? } else { " " };
    let mut fills = fill.chars();
    let (Some(fill), None) = (fills.next(), fills.next()) else {
        return Err(Failure::Fault("`padLeft` fills with one character".to_owned()));
    };
    if !(0..=WIDEST).contains(&width) {
        return Err(Failure::Fault(format!("`padLeft` fills up to {WIDEST} characters")));
    }
    let missing = usize::try_from(width).unwrap_or_default().saturating_sub(units(&whole).len());
    Ok(Value::text(fill.to_string().repeat(missing) + &whole))
}

fn split(arguments: &[Value]) -> Outcome {
    let separators = match &arguments[1] {
        Value::Text(separator) => vec![&**separator],
        Value::Array(array) => texts(array.items())?,
        other => return expected("a text or a list of texts", other),
    };
    let separators: Vec<&str> = separators.into_iter().filter(|separator| !separator.is_empty()).collect();
    if let (Value::Unknown(unknown), [separator]) = (&arguments[0], separators.as_slice()) {
        let parts = split_pieces(&unknown.pieces, separator, false).filter(|_| !unknown.pieces.is_empty());
        return parts.map(Value::array).ok_or_else(|| Failure::Unknown(unknown.clone()));
    }
    let mut rest = text(arguments, 0)?;
    let mut parts = Vec::new();
    loop {
        let next = separators.iter().filter_map(|separator| Some((rest.find(separator)?, separator.len()))).min();
        let Some((at, length)) = next else { break };
        parts.push(Value::text(&rest[..at]));
        rest = &rest[at + length..];
    }
    parts.push(Value::text(rest));
    Ok(Value::array(parts))
}

fn join(arguments: &[Value]) -> Outcome {
    let separator = text(arguments, 1)?;
    let mut pieces = Vec::new();
    for (index, item) in items(arguments, 0)?.iter().enumerate() {
        if index > 0 {
            pieces.push(Piece::Text(separator.into()));
        }
        pieces.extend(text_pieces(item)?);
    }
    Ok(Value::from_pieces(pieces))
}

fn string(arguments: &[Value]) -> Outcome {
    match &arguments[0] {
        Value::Array(_) | Value::Object(_) => Ok(Value::text(json_text(&arguments[0])?)),
        Value::Null | Value::Float(_) => expected("another value", &arguments[0]),
        // An unknown value can be an object.
        Value::Unknown(unknown) if unknown.pieces.is_empty() => Err(Failure::Unknown(unknown.clone())),
        value => Ok(Value::from_pieces(text_pieces(value)?)),
    }
}
