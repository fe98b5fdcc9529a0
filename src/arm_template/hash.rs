//! `guid` and `uniqueString`: the same input gives the same name in every deployment.
//!
//! Sources: Microsoft Learn, template functions for strings (both are hashes of the arguments, not random); RFC 9562,
//! section 5.5 (UUID version 5). The namespace of `guid` is a constant of Resource Manager. `uniqueString` is a variant of
//! `MurmurHash3` with two halves of 32 bits, written with five bits for each character. `tests/arm_template` compares both
//! with Microsoft's compiler.

use std::fmt::Write as _;

/// The namespace of all UUIDs of `guid`: 11fb06fb-712d-4ddd-98c7-e71bbd588830.
const GUID_NAMESPACE: [u8; 16] =
    [0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30];

/// The UUID of the texts.
pub(super) fn guid(texts: &[&str]) -> String {
    let digest = sha1(&[&GUID_NAMESPACE, texts.join("-").as_bytes()].concat());
    let mut bytes = digest[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&index) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The 13 characters of the texts.
pub(super) fn unique_string(texts: &[&str]) -> String {
    let mut hash = murmur_64(texts.join("-").as_bytes());
    let mut text = String::with_capacity(13);
    for _ in 0..13 {
        let index = usize::try_from(hash >> 59).unwrap_or_default();
        text.push(char::from(b"abcdefghijklmnopqrstuvwxyz234567"[index]));
        hash <<= 5;
    }
    text
}

/// SHA-1 (RFC 3174): not for security, but as the hash that UUID version 5 is made with.
fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() - message.len() < 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let length_at = padded.len() - 8;
    padded[length_at..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> =
            block.chunks_exact(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]])).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let mut mixed_state = state;
        for (round, word) in words.iter().enumerate() {
            let [first, b, c, d, last] = mixed_state;
            let (mixed, constant) = match round / 20 {
                0 => (b & c | !b & d, 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let sum = [mixed, last, constant, *word].into_iter().fold(first.rotate_left(5), u32::wrapping_add);
            mixed_state = [sum, first, b.rotate_left(30), c, d];
        }
        for (sum, part) in state.iter_mut().zip(mixed_state) {
            *sum = sum.wrapping_add(part);
        }
    }
    let mut digest = [0; 20];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

const FIRST: u32 = 0x239b_961b;
const SECOND: u32 = 0xab0e_9789;

fn murmur_64(data: &[u8]) -> u64 {
    let word = |bytes: &[u8]| {
        let mut padded = [0; 4];
        padded[..bytes.len()].copy_from_slice(bytes);
        u32::from_le_bytes(padded)
    };
    let low_part = |word: u32| word.wrapping_mul(FIRST).rotate_left(15).wrapping_mul(SECOND);
    let high_part = |word: u32| word.wrapping_mul(SECOND).rotate_left(17).wrapping_mul(FIRST);
    let (mut low, mut high) = (0_u32, 0_u32);
    let blocks = data.chunks_exact(8);
    let rest = blocks.remainder();
    for block in blocks {
        low = (low ^ low_part(word(&block[..4]))).rotate_left(19).wrapping_add(high);
        low = low.wrapping_mul(5).wrapping_add(0x561c_cd1b);
        high = (high ^ high_part(word(&block[4..]))).rotate_left(13).wrapping_add(low);
        high = high.wrapping_mul(5).wrapping_add(0x0bca_a747);
    }
    if !rest.is_empty() {
        low ^= low_part(word(&rest[..rest.len().min(4)]));
    }
    if rest.len() > 4 {
        high ^= high_part(word(&rest[4..]));
    }
    // The length counts modulo 2^32.
    let length = u32::try_from(data.len() & 0xffff_ffff).unwrap_or_default();
    let (low, high) = add_halves(low ^ length, high ^ length);
    let (low, high) = add_halves(avalanche(low), avalanche(high));
    u64::from(high) << 32 | u64::from(low)
}

fn add_halves(low: u32, high: u32) -> (u32, u32) {
    let low = low.wrapping_add(high);
    (low, high.wrapping_add(low))
}

fn avalanche(mut half: u32) -> u32 {
    half = (half ^ half >> 16).wrapping_mul(0x85eb_ca6b);
    half = (half ^ half >> 13).wrapping_mul(0xc2b2_ae35);
    half ^ half >> 16
}

#[cfg(test)]
mod tests {
    use super::{guid, sha1, unique_string};

    #[test]
    fn hashes_equal_the_published_examples() {
        // RFC 3174, section 7.3; the lengths around a block are from coreutils' sha1sum.
        let hex = |text: &[u8]| sha1(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&[b'a'; 55]), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
        assert_eq!(hex(&[b'a'; 56]), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
        assert_eq!(hex(&[b'a'; 64]), "0098ba824b5c16427bd7a1122a5a442a25ec644d");
        assert_eq!(guid(&["a", "b"]), "2d796349-8c7e-55ec-9624-54ece82ed031");
        assert_eq!(unique_string(&["a"]), "eveiun73364hy");
        assert_eq!(unique_string(&["foo", "bar", "x"]), "wjc6jaqx7vrs2");
    }
}
