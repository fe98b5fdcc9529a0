//! `format`: texts with numbered placeholders.

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        unknown::Piece,
        value::Value,
    },
    arguments::{MANY, any, text},
    arrays::{text_pieces, units},
    json_text::json_text,
};

pub(super) fn functions() -> Vec<Function> {
    vec![any("format", (1, MANY), format)]
}

fn format(arguments: &[Value]) -> Outcome {
    let mut rest = text(arguments, 0)?;
    let fault = || Failure::Fault("the format is not valid".to_owned());
    let mut pieces = Vec::new();
    while let Some(at) = rest.find(['{', '}']) {
        pieces.push(Piece::Text(rest[..at].into()));
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            pieces.push(Piece::Text(brace.into()));
            rest = after;
        } else if brace == "{" {
            let (inner, after) = rest.split_once('}').ok_or_else(fault)?;
            let placeholder = Placeholder::parse(inner).ok_or_else(fault)?;
            let value = arguments.get(placeholder.index + 1).ok_or_else(fault)?;
            pieces.extend(placeholder.write(value)?);
            rest = after;
        } else {
            return Err(fault());
        }
    }
    pieces.push(Piece::Text(rest.into()));
    Ok(Value::from_pieces(pieces))
}

/// `{0}`, `{0,-5}` or `{0:D3}`.
struct Placeholder<'f> {
    index: usize,
    width: i32,
    form: &'f str,
}

/// The widest placeholder.
const WIDEST: i32 = 10_000;

impl<'f> Placeholder<'f> {
    fn parse(text: &'f str) -> Option<Self> {
        let (head, form) = text.split_once(':').unwrap_or((text, ""));
        let (index, width) = head.split_once(',').unwrap_or((head, "0"));
        let width = width.trim().parse().ok().filter(|width: &i32| width.unsigned_abs() <= WIDEST.unsigned_abs())?;
        Some(Self { index: index.trim().parse().ok()?, width, form })
    }

    fn write(&self, value: &Value) -> Result<Vec<Piece>, Failure> {
        let written = match value {
            Value::Null => String::new(),
            // JSON with single quotes.
            Value::Array(_) | Value::Object(_) => json_text(value)?.replace('"', "'"),
            Value::Integer(number) => self.write_number(*number)?,
            Value::Unknown(unknown) if unknown.pieces.is_empty() && (self.width != 0 || !self.form.is_empty()) => {
                return Err(Failure::Unknown(unknown.clone()));
            }
            Value::Unknown(unknown) if self.width != 0 => return Err(Failure::Unknown(unknown.clone())),
            Value::Unknown(_) => return text_pieces(value),
            other => text_pieces(other)?.iter().map(known_text).collect(),
        };
        let missing = usize::try_from(self.width.unsigned_abs()).unwrap_or_default();
        let fill = " ".repeat(missing.saturating_sub(units(&written).len()));
        let written = if self.width < 0 { written + &fill } else { fill + &written };
        Ok(vec![Piece::Text(written.into())])
    }

    /// Decimal and hexadecimal forms; all others depend on a culture.
    fn write_number(&self, number: i64) -> Result<String, Failure> {
        if self.form.is_empty() {
            return Ok(number.to_string());
        }
        let mut chars = self.form.chars();
        let letter = chars.next().unwrap_or_default();
        let digits = chars.as_str();
        let digits: usize = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| Failure::Unsupported)? };
        if digits > 1_000 {
            return Err(Failure::Unsupported);
        }
        match letter {
            'D' | 'd' => {
                let sign = if number < 0 { "-" } else { "" };
                Ok(format!("{sign}{:0digits$}", number.unsigned_abs()))
            }
            'X' => Ok(format!("{number:0digits$X}")),
            'x' => Ok(format!("{number:0digits$x}")),
            _ => Err(Failure::Unsupported),
        }
    }
}

fn known_text(piece: &Piece) -> &str {
    match piece {
        Piece::Text(text) => text,
        Piece::Unknown { .. } => "",
    }
}
