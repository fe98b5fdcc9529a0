//! Text in XML and HTML.

use super::{commands::escaped_offsets, invisible::escape_invisible};

/// Text in XML or HTML, in content or in a quoted attribute. Neither has a notation for control characters and
/// noncharacters; no runner reads a command in it.
///
/// Source: Extensible Markup Language (XML) 1.0, 2.2 (Characters), <https://www.w3.org/TR/xml/#charsets>.
pub(crate) fn escape_xml(text: &str) -> String {
    let text = escape_invisible(text, &[]);
    let commands = escaped_offsets(&text);
    let mut escaped = String::with_capacity(text.len());
    for (offset, c) in text.char_indices() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.extend(c.escape_unicode()),
            c if commands.contains(&offset) => escaped.push_str(&format!("&#{};", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}
