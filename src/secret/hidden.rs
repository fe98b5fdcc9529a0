//! Values that are hidden wherever a text quotes them, found in one pass however many there are.

use std::{
    collections::BTreeSet,
    ops::{
        Bound::{Included, Unbounded},
        Range,
    },
};

use serde_json::Value;

/// The shortest value that is looked for anywhere; a shorter one only where it stands alone, as in quotes, and not in a sentence.
const SHORT: usize = 4;

/// Values that are hidden, each also in parts: its lines, and as JSON writes it.
#[derive(Debug, Default)]
pub struct HiddenValues {
    parts: BTreeSet<String>,
}

impl HiddenValues {
    /// No values.
    #[must_use]
    pub const fn new() -> Self {
        Self { parts: BTreeSet::new() }
    }

    /// Where the values are in a text, in order of their start.
    pub(super) fn find_in(&self, text: &str) -> Vec<Range<usize>> {
        if self.parts.is_empty() {
            return Vec::new();
        }
        text.char_indices().filter_map(|(at, _)| self.find_at(text, at)).collect()
    }

    /// The longest part that starts here and is long enough or stands alone.
    fn find_at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let mut rest = &text[at..];
        // The greatest part up to `rest` is a part of `rest`, or has a start in common with all such parts.
        while let Some(part) = self.parts.range::<str, _>((Unbounded, Included(rest))).next_back() {
            let range = at..at + part.len();
            if rest.starts_with(part.as_str()) {
                if part.len() >= SHORT || stands_alone(text, &range) {
                    return Some(range);
                }
                let last = part.chars().next_back().map_or(0, char::len_utf8);
                rest = &rest[..part.len() - last];
            } else {
                rest = &rest[..common_length(rest, part)];
            }
            if rest.is_empty() {
                return None;
            }
        }
        None
    }
}

impl Extend<String> for HiddenValues {
    fn extend<I: IntoIterator<Item = String>>(&mut self, values: I) {
        for value in values {
            let json = Value::from(value.as_str()).to_string();
            // The lines of a value are shown on their own in a difference.
            let lines = value.lines().map(str::trim).filter(|line| line.len() >= SHORT).map(ToOwned::to_owned);
            self.parts.extend(lines);
            self.parts.insert(json.trim_matches('"').to_owned());
            self.parts.insert(value);
        }
        self.parts.remove("");
    }
}

impl FromIterator<String> for HiddenValues {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        let mut hidden = Self::new();
        hidden.extend(values);
        hidden
    }
}

/// Whether a value is no part of a sentence, in which the same letters are a word: `a` in "not a key of this mapping".
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    is_edge(before.trim_end_matches(' ').chars().next_back()) && is_edge(after.trim_start_matches(' ').chars().next())
}

/// The number of bytes of the characters with which both texts start.
fn common_length(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::HiddenValues;

    #[test]
    fn every_part_is_found_and_the_longest_first() {
        let hidden: HiddenValues =
            ["hunter2", "hunter22", "hunt", "ab", "größe", "line one\nline two", "a\"b\"c", "huz", "h"]
                .map(str::to_owned)
                .into_iter()
                .collect();
        let found = |text: &str| -> Vec<String> {
            hidden.find_in(text).into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(found("x hunter22 hunter2! hunters"), ["hunter22", "hunter2", "hunt"]);
        assert_eq!(found("huzy `ab` abc größer: h"), ["ab", "größe", "h"]);
        assert_eq!(found("token: h -> ab, or an h key, h"), ["h", "ab", "h"]);
        assert_eq!(found("line two, then a\\\"b\\\"c"), ["line two", "a\\\"b\\\"c"]);
        assert!(HiddenValues::new().find_in("hunter2").is_empty());
    }
}
