//! Sets of bytes, for scans that look at each byte of a text.

use memchr::memchr_iter;

/// The position of an ASCII text in another one. Nothing is computed about it first, as `str::find` does, which takes longer
/// where the text is near the start, or its first character is rare.
pub(super) fn find_ascii(text: &str, wanted: &str) -> Option<usize> {
    let first = *wanted.as_bytes().first()?;
    memchr_iter(first, text.as_bytes()).find(|at| text.as_bytes()[*at..].starts_with(wanted.as_bytes()))
}

/// A set of bytes.
pub(super) struct ByteSet([bool; 256]);

impl ByteSet {
    /// All bytes.
    pub(super) const ALL: Self = Self([true; 256]);

    /// Letters and digits of ASCII.
    pub(super) const ALPHANUMERIC: Self =
        Self([false; 256]).with_range(b'0', b'9').with_range(b'A', b'Z').with_range(b'a', b'z');

    /// What ASCII can print.
    pub(super) const PRINTABLE: Self = Self([false; 256]).with_range(b' ', b'~');

    const fn with_range(mut self, first: u8, last: u8) -> Self {
        let mut byte = first;
        while byte <= last {
            self.0[byte as usize] = true;
            byte += 1;
        }
        self
    }

    /// The set with these bytes as well.
    pub(super) const fn with(self, bytes: &[u8]) -> Self {
        self.set(bytes, true)
    }

    /// The set without these bytes.
    pub(super) const fn without(self, bytes: &[u8]) -> Self {
        self.set(bytes, false)
    }

    const fn set(mut self, bytes: &[u8], is_contained: bool) -> Self {
        let mut index = 0;
        while index < bytes.len() {
            self.0[bytes[index] as usize] = is_contained;
            index += 1;
        }
        self
    }

    /// The number of bytes before the first one that is not in the set.
    pub(super) fn span(&self, bytes: &[u8]) -> usize {
        bytes.iter().position(|byte| !self.0[usize::from(*byte)]).unwrap_or(bytes.len())
    }
}
