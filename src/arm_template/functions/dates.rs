//! Functions for points in time, with times in UTC.
//!
//! A month is 30 days and a year is 365, as in durations of XML.

use time::{Date, Duration, Month, PrimitiveDateTime, Time};

use super::{
    super::{
        evaluator::{Failure, Function, Outcome},
        value::Value,
    },
    arguments::{integer, known, text},
};

pub(super) fn functions() -> Vec<Function> {
    vec![
        known("datetimeadd", (2, 3), add),
        known("datetimetoepoch", (1, 1), |arguments| {
            Ok(Value::Integer(parse_time(text(arguments, 0)?)?.assume_utc().unix_timestamp()))
        }),
        known("datetimefromepoch", (1, 1), |arguments| {
            let time = time::OffsetDateTime::from_unix_timestamp(integer(arguments, 0)?);
            let time = time.map_err(|_| Failure::Fault("the number is no point in time".to_owned()))?;
            Ok(Value::text(write_time(PrimitiveDateTime::new(time.date(), time.time()), ISO)?))
        }),
    ]
}

const ISO: &str = "yyyy-MM-ddTHH:mm:ssZ";

fn add(arguments: &[Value]) -> Outcome {
    let time = parse_time(text(arguments, 0)?)?;
    let duration =
        parse_duration(text(arguments, 1)?).ok_or_else(|| Failure::Fault("a text is no duration".to_owned()))?;
    let sum = time.checked_add(duration).ok_or_else(|| Failure::Fault("a time is out of range".to_owned()))?;
    let format = if arguments.len() > 2 { text(arguments, 2)? } else { ISO };
    Ok(Value::text(write_time(sum, format)?))
}

/// `2020-04-07T14:53:14Z`, with a space instead of the `T`, and without a time. Other notations are not supported.
fn parse_time(text: &str) -> Result<PrimitiveDateTime, Failure> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00Z"));
    let part = |text: Option<&str>, length: usize| {
        text.filter(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse::<u16>().ok())
    };
    let read = || {
        let mut parts = date.split('-');
        let (year, month, day) = (part(parts.next(), 4)?, part(parts.next(), 2)?, part(parts.next(), 2)?);
        let mut parts = time.strip_suffix('Z')?.split(':');
        let (hour, minute, second) = (part(parts.next(), 2)?, part(parts.next(), 2)?, part(parts.next(), 2)?);
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
        let byte = |number: u16| u8::try_from(number).ok();
        let time = Time::from_hms(byte(hour)?, byte(minute)?, byte(second)?).ok()?;
        Some(PrimitiveDateTime::new(date, time))
    };
    read().ok_or(Failure::Unsupported)
}

/// `P1Y2M10DT2H30M`, with a sign in front.
fn parse_duration(text: &str) -> Option<Duration> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut rest = text.strip_prefix('P')?;
    let (mut seconds, mut is_time, mut units, mut any) = (0_i64, false, "YMD", false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            if is_time || after.is_empty() {
                return None;
            }
            (is_time, units, rest) = (true, "HMS", after);
            continue;
        }
        let length = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..length].parse().ok()?;
        let unit = rest[length..].chars().next()?;
        // Each unit once, from the largest to the smallest.
        let (_, after) = units.split_once(unit)?;
        units = after;
        let factor = match (unit, is_time) {
            ('Y', _) => 365 * 86_400,
            ('M', false) => 30 * 86_400,
            ('D', _) => 86_400,
            ('H', _) => 3_600,
            ('M', true) => 60,
            _ => 1,
        };
        seconds = seconds.checked_add(number.checked_mul(factor)?)?;
        rest = &rest[length + 1..];
        any = true;
    }
    any.then(|| Duration::seconds(sign * seconds))
}

/// The formats that have numbers only; all others depend on a culture.
fn write_time(time: PrimitiveDateTime, format: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let length = rest.len() - rest.trim_start_matches(first).len();
        let (run, after) = rest.split_at(length);
        rest = after;
        match run {
            "yyyy" => text.push_str(&format!("{:04}", time.year())),
            "MM" => text.push_str(&format!("{:02}", u8::from(time.month()))),
            "dd" => text.push_str(&format!("{:02}", time.day())),
            "HH" => text.push_str(&format!("{:02}", time.hour())),
            "mm" => text.push_str(&format!("{:02}", time.minute())),
            "ss" => text.push_str(&format!("{:02}", time.second())),
            // A format of one character is the name of a form.
            "T" | "Z" | "-" | ":" | " " | "." | "_" if format.len() > 1 => text.push_str(run),
            _ => return Err(Failure::Unsupported),
        }
    }
    Ok(text)
}
