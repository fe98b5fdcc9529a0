//! Base64, as far as it is needed to see what it hides.

/// The bytes of a text in base64, up to a number; fewer if a character is none of base64.
pub(super) fn decode_start(text: &[u8], maximum: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(maximum);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            if bytes.len() == maximum {
                break;
            }
        }
    }
    bytes
}
