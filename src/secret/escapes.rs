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

/// A text with percent-encoded characters; `None` without any. Source of the notation: RFC 3986, section 2.1.
pub(super) fn decode_percent(text: &str) -> Option<DecodedText> {
    let first = memchr::memchr(b'%', text.as_bytes())?;
    let (mut bytes, mut offsets) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let written = text.as_bytes();
    let mut at = 0;
    let mut has_escape = false;
    while at < written.len() {
        let escaped = if at >= first && written[at] == b'%' { escaped_byte(&written[at + 1..]) } else { None };
        // Only ASCII, so that the meaning is a text.
        let (byte, length) = escaped.filter(u8::is_ascii).map_or((written[at], 1), |byte| (byte, 3));
        has_escape |= length > 1;
        bytes.push(byte);
        offsets.push(at);
        at += length;
    }
    offsets.push(at);
    if !has_escape {
        return None;
    }
    Some(DecodedText { text: String::from_utf8(bytes).ok()?, offsets })
}

/// The byte of two hexadecimal digits.
fn escaped_byte(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::decode_percent;

    #[test]
    fn percent_escapes_are_decoded_and_found_again() {
        let decoded = decode_percent("é%3Da%zz%").expect("an escape");
        assert_eq!(decoded.text, "é=a%zz%");
        assert_eq!(decoded.written_range(&(2..4)), 2..6);
        assert_eq!(decoded.written_range(&(0..decoded.text.len())), 0..10);
        assert!(decode_percent("100 %").is_none() && decode_percent("%e9").is_none());
    }
}
