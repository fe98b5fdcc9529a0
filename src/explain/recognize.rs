//! Finds known codes and messages in a text that a person pasted.
//!
//! The text is hostile: it is cut at a maximum size, control characters become spaces, and only names of the catalog leave
//! this module.

use std::{cmp::Reverse, collections::HashMap};

use super::fragments::{Fragment, split_fragments};
use crate::{catalog::errors, diagnostic::Code};

/// The maximum size of a text; the rest is not read.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// The maximum length of a word that can be a misspelled code.
const MAX_CODE_LENGTH: usize = 80;

/// A known name in a text.
#[derive(Debug, Clone, Copy)]
struct Mention {
    name: &'static str,
    is_general: bool,
    is_message: bool,
    depth: usize,
    position: usize,
}

/// The known names in a text: specific before general ones, codes before messages, the innermost first.
pub(super) fn recognize_names(text: &str) -> Vec<&'static str> {
    let text = replace_controls(bounded(text));
    let names = KnownNames::new();
    if let Some(name) = names.find_any_case(text.trim()) {
        return vec![name];
    }
    let mut mentions = Vec::new();
    for fragment in split_fragments(&text) {
        let first = mentions.len();
        find_codes(&fragment, &names, &mut mentions);
        find_messages(&fragment, &mut mentions);
        mentions[first..].sort_by_key(|mention| mention.position);
    }
    // Among equals, the order of the text.
    mentions.sort_by_key(|mention| (mention.is_general, mention.is_message, Reverse(mention.depth)));
    let mut found: Vec<&'static str> = Vec::new();
    for mention in mentions {
        if !found.contains(&mention.name) {
            found.push(mention.name);
        }
    }
    found
}

/// Words of an unknown text that can be misspelled codes: the whole text if it is short, otherwise the values of codes.
pub(super) fn likely_codes(text: &str) -> Vec<String> {
    let text = replace_controls(bounded(text));
    let text = text.trim();
    if text.len() <= MAX_CODE_LENGTH && !text.contains('{') {
        return vec![text.to_owned()];
    }
    let mut codes = Vec::new();
    for fragment in split_fragments(text) {
        let is_short = fragment.text.len() <= MAX_CODE_LENGTH;
        if fragment.is_code && is_short {
            codes.push(fragment.text.trim().to_owned());
            continue;
        }
        let after_marker = words(&fragment.text).filter(|word| word.follows_marker && word.text.len() >= 6);
        codes.extend(
            after_marker.map(|word| word.text).filter(|text| text.len() <= MAX_CODE_LENGTH).map(ToOwned::to_owned),
        );
    }
    codes.truncate(16);
    codes
}

/// The part of a text that is read.
pub(super) fn bounded(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text without escape sequences for colors, and with spaces in place of control characters and drawn borders.
fn replace_controls(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.peek() == Some(&'[') {
            // Parameters end with a letter.
            while chars.next_if(|c| !c.is_ascii_alphabetic()).is_some() {}
            chars.next();
            plain.push(' ');
        } else if c.is_control() && c != '\n' || matches!(c, '│' | '╷' | '╵' | '\u{feff}') {
            plain.push(' ');
        } else {
            plain.push(c);
        }
    }
    plain
}

/// The names that are found as words.
struct KnownNames {
    names: HashMap<&'static str, bool>,
}

impl KnownNames {
    /// All names, each with whether it is a general one.
    fn new() -> Self {
        let mut names: HashMap<&str, bool> = Code::all().map(|code| (code.as_str(), false)).collect();
        for error in errors::all_errors() {
            *names.entry(error.name).or_default() |= error.is_general;
        }
        Self { names }
    }

    fn find(&self, word: &str) -> Option<(&'static str, bool)> {
        self.names.get_key_value(word).map(|(name, is_general)| (*name, *is_general))
    }

    fn find_any_case(&self, word: &str) -> Option<&'static str> {
        self.names.keys().find(|name| name.eq_ignore_ascii_case(word)).copied()
    }
}

/// A word of a text.
struct Word<'a> {
    text: &'a str,
    position: usize,
    /// The braces that are open before it.
    depth: usize,
    /// Whether it is part of a path, a host or a name with hyphens.
    is_joined: bool,
    /// Whether it follows `code`, `error` or an opening parenthesis.
    follows_marker: bool,
}

/// The words of a text: letters, digits and underscores.
fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut previous) = (0, 0_usize, "");
    std::iter::from_fn(move || {
        let start_of_gap = at;
        while at < bytes.len() && !is_word(bytes[at]) {
            match bytes[at] {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        let start = at;
        while at < bytes.len() && is_word(bytes[at]) {
            at += 1;
        }
        let word = &text[start..at];
        if word.is_empty() {
            return None;
        }
        let before = if start > start_of_gap { bytes.get(start - 1) } else { None };
        let joins = |byte: Option<&u8>, signs: &[u8]| byte.is_some_and(|byte| signs.contains(byte));
        let marker = previous.eq_ignore_ascii_case("code") || previous.eq_ignore_ascii_case("error");
        let found = Word {
            text: word,
            position: start,
            depth,
            is_joined: joins(before, b"/.-\\@") || joins(bytes.get(at), b"/-\\@"),
            follows_marker: marker || before == Some(&b'('),
        };
        previous = word;
        Some(found)
    })
}

/// Whether a name is also an ordinary word, which counts only where a code is expected.
fn is_ordinary(name: &str) -> bool {
    name.chars().filter(char::is_ascii_uppercase).count() < 2
}

fn find_codes(fragment: &Fragment, names: &KnownNames, mentions: &mut Vec<Mention>) {
    let mut add = |(name, is_general): (&'static str, bool), depth, position| {
        mentions.push(Mention { name, is_general, is_message: false, depth, position });
    };
    if fragment.is_code {
        let found = names.find_any_case(fragment.text.trim()).and_then(|name| names.find(name));
        if let Some(found) = found {
            add(found, fragment.depth, 0);
            return;
        }
    }
    for word in words(&fragment.text).filter(|word| !word.is_joined) {
        let found = names.find(word.text).filter(|(name, _)| word.follows_marker || !is_ordinary(name));
        if let Some(found) = found {
            add(found, fragment.depth + word.depth, word.position);
        }
    }
}

fn find_messages(fragment: &Fragment, mentions: &mut Vec<Mention>) {
    let words: Vec<&str> =
        fragment.text.split(|c: char| c.is_whitespace() || c == '|').filter(|w| !w.is_empty()).collect();
    let text = words.join(" ").to_lowercase().replace('’', "'");
    for error in errors::all_errors() {
        if let Some(position) = error.phrases.iter().find_map(|phrase| text.find(phrase)) {
            let (depth, is_general) = (fragment.depth, error.is_general);
            mentions.push(Mention { name: error.name, is_general, is_message: true, depth, position });
        }
    }
}
