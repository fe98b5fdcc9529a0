//! Functions for URIs.

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        value::Value,
    },
    arguments::{known, text},
    base64::{decode, encode},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        known("uri", (2, 2), uri),
        known("uricomponent", (1, 1), |arguments| Ok(Value::text(escape(text(arguments, 0)?)))),
        known("uricomponenttostring", (1, 1), |arguments| unescape(text(arguments, 0)?)),
        known("datauri", (1, 1), |arguments| {
            let encoded = encode(text(arguments, 0)?.as_bytes());
            Ok(Value::text(format!("data:text/plain;charset=utf-8;base64,{encoded}")))
        }),
        known("datauritostring", (1, 1), data_uri_to_string),
    ]
}

/// What is not a letter, a digit or one of `-_.~` is written as hexadecimal bytes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

fn unescape(text: &str) -> Outcome {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map(Value::text).map_err(|_| Failure::Unsupported)
}

fn data_uri_to_string(arguments: &[Value]) -> Outcome {
    let encoded = text(arguments, 0)?.strip_prefix("data:text/plain;charset=utf-8;base64,");
    // Other media types and character sets exist.
    let bytes = encoded.and_then(decode).ok_or(Failure::Unsupported)?;
    String::from_utf8(bytes).map(Value::text).map_err(|_| Failure::Unsupported)
}

/// A path relative to a URI, for characters that need no escaping. Others, and paths that go up, are not supported.
fn uri(arguments: &[Value]) -> Outcome {
    let (base, relative) = (text(arguments, 0)?, text(arguments, 1)?);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~/?=&:@".contains(c);
    let (scheme, rest) = base.split_once("://").ok_or(Failure::Unsupported)?;
    let is_supported = matches!(scheme, "http" | "https")
        && rest.chars().all(|c| is_plain(c) && c != '?' && !c.is_ascii_uppercase())
        && relative.chars().all(|c| is_plain(c) && c != ':')
        && !relative.starts_with("//")
        && !relative.is_empty()
        && ![rest, relative].iter().any(|path| path.split('/').any(|segment| matches!(segment, "." | "..")));
    if !is_supported || rest.contains([':', '@']) {
        return Err(Failure::Unsupported);
    }
    let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
    let joined = if let Some(absolute) = relative.strip_prefix('/') {
        absolute.to_owned()
    } else {
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        format!("{folder}{relative}")
    };
    Ok(Value::text(format!("{scheme}://{host}/{joined}")))
}
