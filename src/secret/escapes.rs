//! Texts with escapes, and where each character of their meaning is written.

use std::ops::Range;

/// The meaning of a text with escapes.
pub(super) struct DecodedText {
    pub(super) text: String,
    /// The offset at which each byte of the meaning is written, and the end of what is written.
    offsets: Vec<usize>,
}

impl DecodedText {
    /// The bytes that are written for a part of the meaning.
    pub(super) fn written_range(&self, range: &Range<usize>) -> Range<usize> {
        self.offsets[range.start]..self.offsets[range.end]
    }
}

/// The texts that a text with escapes may mean, one for each notation that it has.
pub(super) fn decode_escapes(text: &str) -> impl Iterator<Item = DecodedText> {
    decode(text, b'%', percent_escape).into_iter().chain(decode(text, b'\\', backslash_escape))
}

/// What an escape means, if it is anything, and how many bytes it has.
struct Escape {
    meaning: Option<char>,
    length: usize,
}

/// A text without the escapes of one notation; `None` without any.
fn decode(text: &str, mark: u8, escape_at: fn(&str) -> Option<Escape>) -> Option<DecodedText> {
    memchr::memchr(mark, text.as_bytes())?;
    let (mut decoded, mut offsets) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut written = 0;
    for at in memchr::memchr_iter(mark, text.as_bytes()) {
        if at < written {
            continue;
        }
        let Some(escape) = escape_at(&text[at..]) else { continue };
        decoded.push_str(&text[written..at]);
        offsets.extend(written..at);
        if let Some(c) = escape.meaning {
            decoded.push(c);
            offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
        }
        written = at + escape.length;
    }
    if written == 0 {
        return None;
    }
    decoded.push_str(&text[written..]);
    offsets.extend(written..=text.len());
    Some(DecodedText { text: decoded, offsets })
}

/// `%3D`, only ASCII. Source of the notation: RFC 3986, section 2.1.
fn percent_escape(text: &str) -> Option<Escape> {
    let meaning = hexadecimal(text.get(1..3)?).filter(char::is_ascii)?;
    Some(Escape { meaning: Some(meaning), length: 3 })
}

/// Escapes of YAML (1.2.2, section 5.7), which has those of JSON, HCL and Bicep (`\u{67}`) as well. Where a text is quoted more
/// than once, each has more backslashes.
fn backslash_escape(text: &str) -> Option<Escape> {
    /// How often a text is quoted, at most three times.
    const MOST: usize = 8;
    let start = text.bytes().take(MOST).take_while(|b| *b == b'\\').count();
    let rest = &text[start..];
    let escape = |meaning, length| Some(Escape { meaning, length: start + length });
    match rest.as_bytes().first()? {
        b'n' | b'r' | b'N' | b'L' | b'P' => escape(Some('\n'), 1),
        b't' | b'a' | b'b' | b'v' | b'f' | b'e' | b'0' | b'_' => escape(Some(' '), 1),
        // The line goes on without the white space at the start of the next one.
        b'\n' | b'\r' => escape(None, rest.len() - rest.trim_start().len()),
        b'x' => escape(Some(hexadecimal(rest.get(1..3)?)?), 3),
        b'u' if rest.starts_with("u{") => {
            const LONGEST: usize = 8;
            let end = rest.bytes().take(LONGEST + 3).position(|b| b == b'}')?;
            escape(Some(hexadecimal(&rest[2..end])?), end + 1)
        }
        b'u' => escape(Some(hexadecimal(rest.get(1..5)?)?), 5),
        b'U' => escape(Some(hexadecimal(rest.get(1..9)?)?), 9),
        _ => None,
    }
}

/// The character of hexadecimal digits.
fn hexadecimal(digits: &str) -> Option<char> {
    let is_hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten()
}

#[cfg(test)]
mod tests {
    use super::decode_escapes;

    #[test]
    fn escapes_are_decoded_and_found_again() {
        let percent = decode_escapes("é%3Da%zz%").next().expect("an escape");
        assert_eq!(percent.text, "é=a%zz%");
        assert_eq!(percent.written_range(&(2..4)), 2..6);
        assert_eq!(percent.written_range(&(0..percent.text.len())), 0..10);
        assert!(decode_escapes("100 %").chain(decode_escapes("%e9 \\q \\")).next().is_none());
        let backslash = decode_escapes("a\\nb\\\\tc\\x67\\u0068\\u{e9}\\\n  i\\u{110000}").next().expect("an escape");
        assert_eq!(backslash.text, "a\nb cghéi\\u{110000}");
        assert_eq!(backslash.written_range(&(2..3)), 3..4);
        assert_eq!(backslash.written_range(&(6..7)), 12..18);
    }
}
