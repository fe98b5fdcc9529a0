//! Characters that act on a terminal, or on whoever reads, instead of being read.

/// Whether a character is not seen: controls, marks of width and direction, separators of lines. A terminal acts on some of
/// them, and others hide what stands beside them.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text with escapes for what is not seen, except for some.
#[must_use]
pub fn escaped(text: &str, except: &[char]) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) && !except.contains(&c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// JSON as text, over several lines.
#[must_use]
pub fn json_text(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    plain_json(text)
}

/// JSON as text, on one line.
#[must_use]
pub fn json_line(value: &serde_json::Value) -> String {
    plain_json(value.to_string())
}

/// JSON lets most of what is not seen stand as it is. It only occurs in strings, which have an escape for all of it.
fn plain_json(text: String) -> String {
    // In UTF-8 they are the first of these bytes, or start with one of the others.
    if !text.bytes().any(|byte| matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef)) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) && c != '\n' {
            plain.push_str(&format!("\\u{:04x}", u32::from(c)));
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
        let all = (0..=0xffff_u32).filter_map(char::from_u32).filter(|c| is_unseen(*c));
        let value = serde_json::json!({ "text": all.collect::<String>(), "seen": "ÄÖ 漢字 €" });
        for text in [json_text(&value), json_line(&value)] {
            assert!(!text.contains(|c: char| is_unseen(c) && c != '\n'), "{text:?}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
        }
    }
}
