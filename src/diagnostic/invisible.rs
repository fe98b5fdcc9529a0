//! Invisible characters, which change what a terminal or a reader shows.

use std::borrow::Cow;

use super::commands::{escape_commands, escape_commands_in_json};

/// Whether a character is invisible: controls, line separators, and what Unicode calls ignorable by default (direction
/// and width marks, fillers, tags). A terminal acts on some of them, and others hide adjacent text.
///
/// Source: `Default_Ignorable_Code_Point` in `DerivedCoreProperties.txt` of the Unicode Character Database.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text with escapes for invisible characters, except for some.
#[must_use]
pub fn escape_invisible(text: &str, except: &[char]) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) && !except.contains(&c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A text for people: with escapes for invisible characters, except for some, and without commands of a pipeline.
#[must_use]
pub fn escape_for_people(text: &str, except: &[char]) -> String {
    match escape_commands(&escape_invisible(text, except)) {
        Cow::Borrowed(shown) => shown.to_owned(),
        Cow::Owned(shown) => shown,
    }
}

/// JSON as text, over several lines.
#[must_use]
pub fn json_text(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    escape_commands_in_json(escape_json(text))
}

/// JSON as text, on one line.
#[must_use]
pub fn json_line(value: &serde_json::Value) -> String {
    escape_commands_in_json(escape_json(value.to_string()))
}

/// JSON allows most invisible characters unescaped. They only occur in strings, which have an escape for all of them.
fn escape_json(text: String) -> String {
    // Of ASCII, only controls are invisible, and JSON has escapes for all but this one.
    if text.is_ascii() && memchr::memchr(0x7f, text.as_bytes()).is_none() {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) && c != '\n' {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| plain.push_str(&format!("\\u{unit:04x}")));
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_an_escape_and_json_all_the_same() {
        let mut count = 0;
        for c in ('\0'..=char::MAX).filter(|c| is_invisible(*c)) {
            count += 1;
            let value = serde_json::json!({ "text": format!("a{c}b"), "seen": "ÄÖ 漢字 €" });
            for text in [json_text(&value), json_line(&value)] {
                assert!(!text.contains(|c: char| is_invisible(c) && c != '\n'), "{text:?}");
                assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
            }
            assert!(!escape_invisible(&c.to_string(), &[]).contains(is_invisible), "{c:?}");
        }
        assert!(count > 4000, "{count}");
    }
}
