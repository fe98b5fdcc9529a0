//! Finds known codes and messages in a text that a person pasted.
//!
//! The text is hostile: it is truncated at a maximum size, control characters become spaces, and only names of the catalog
//! leave this module, with one exception: an unknown code, which has only letters and digits.

use std::{cmp::Reverse, collections::HashMap};

use super::fragments::{Fragment, split_fragments};
use crate::{catalog::errors, diagnostic::Code, order};

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
    length: usize,
}

/// What is recognized in a text.
#[derive(Debug, Default)]
pub(super) struct Recognized {
    /// Known names: specific before general ones, codes before messages, the innermost first.
    pub names: Vec<&'static str>,
    /// The innermost code, if it is not known.
    pub unknown_code: Option<String>,
}

/// Recognizes known names in a text, and an unknown code inside of them.
pub(super) fn recognize_text(text: &str) -> Recognized {
    let text = replace_controls(bounded(text));
    let names = KnownNames::new();
    if let Some(name) = names.find_any_case(text.trim()) {
        return Recognized { names: vec![name], unknown_code: None };
    }
    let (mut mentions, mut unknown) = (Vec::new(), Vec::new());
    for fragment in split_fragments(&text) {
        let first = mentions.len();
        find_codes(&fragment, &names, &mut mentions);
        find_messages(&fragment, &mut mentions);
        order::sort_by_key(&mut mentions[first..], |mention| (mention.position, Reverse(mention.length)));
        unknown.extend(unknown_codes(&fragment, &names));
    }
    // A code is less specific than the message beside it.
    let messages: Vec<&'static str> = mentions.iter().filter(|m| m.is_message).map(|m| m.name).collect();
    let beside = codes_beside(&messages);
    mentions.iter_mut().for_each(|mention| mention.is_general |= beside.contains(&mention.name));
    // Among equals, the order of the text.
    order::sort_by_key(&mut mentions, |mention| (mention.is_general, mention.is_message, Reverse(mention.depth)));
    let unknown_code = find_innermost_unknown(&unknown, mentions.first());
    let mut found: Vec<&'static str> = Vec::new();
    for mention in mentions {
        if !found.contains(&mention.name) {
            found.push(mention.name);
        }
    }
    Recognized { names: found, unknown_code }
}

/// The codes that come with messages.
fn codes_beside(messages: &[&str]) -> Vec<&'static str> {
    let matched = errors::all_errors().filter(|error| messages.contains(&error.name));
    matched.flat_map(|error| error.beside.iter().copied()).collect()
}

/// The first of the deepest unknown codes, if no known code explains as much: it is deeper than the best known one, or that
/// one is general.
fn find_innermost_unknown(unknown: &[(String, usize)], best: Option<&Mention>) -> Option<String> {
    let depth = unknown.iter().map(|(_, depth)| *depth).max()?;
    let explains = best.is_some_and(|best| !best.is_general && (best.depth >= depth || best.is_message));
    let (code, _) = unknown.iter().find(|(_, at)| *at == depth).filter(|_| !explains)?;
    Some(code.clone())
}

/// Unknown codes of a part, each with its depth.
fn unknown_codes(fragment: &Fragment, names: &KnownNames) -> Vec<(String, usize)> {
    let is_unknown = |text: &str| looks_like_code(text) && names.find_any_case(text).is_none();
    let text = fragment.text.trim();
    if fragment.is_code {
        return is_unknown(text).then(|| (text.to_owned(), fragment.depth)).into_iter().collect();
    }
    let found = words(&fragment.text).filter(|word| !word.is_joined && word.is_code_value && is_unknown(word.text));
    found.map(|word| (word.text.to_owned(), fragment.depth + word.depth)).collect()
}

/// Whether a text has the form of a code: several words without spaces, in upper camel case. States of operations have not.
fn looks_like_code(text: &str) -> bool {
    let (uppercase, digits) = text.bytes().fold((0, 0), |(uppercase, digits), byte| {
        (uppercase + usize::from(byte.is_ascii_uppercase()), digits + usize::from(byte.is_ascii_digit()))
    });
    let is_named =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.starts_with(|c: char| c.is_ascii_uppercase());
    is_named
        && (6..=MAX_CODE_LENGTH).contains(&text.len())
        && digits <= 2
        && uppercase >= 2
        && 2 * uppercase <= text.len()
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
    /// Whether it is the value of `code`, or alone in parentheses before a message.
    is_code_value: bool,
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
        let is_after = |marker: &str| previous.to_ascii_lowercase().ends_with(marker);
        let marker = previous.eq_ignore_ascii_case("code") || previous.eq_ignore_ascii_case("error");
        let is_alone = before == Some(&b'(') && bytes[at..].starts_with(b") ");
        let is_reported = is_after("error")
            && bytes.get(at) == Some(&b':')
            && !word.ends_with("Error")
            && !word.ends_with("Exception");
        let found = Word {
            text: word,
            position: start,
            depth,
            is_joined: joins(before, b"/.-\\@") || joins(bytes.get(at), b"/-\\@"),
            follows_marker: marker || before == Some(&b'('),
            is_code_value: is_after("code") || is_alone || is_reported,
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
        mentions.push(Mention { name, is_general, is_message: false, depth, position, length: name.len() });
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
        let found = error.phrases.iter().find_map(|phrase| Some((find_phrase(&text, phrase)?, phrase.len())));
        if let Some((position, length)) = found {
            let (name, is_general, depth) = (error.name, error.is_general, fragment.depth);
            mentions.push(Mention { name, is_general, is_message: true, depth, position, length });
        }
    }
}

/// Whether a text contains one of the phrases of an error.
pub(super) fn has_phrase(text: &str, error: &errors::ServiceError) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").to_lowercase();
    error.phrases.iter().any(|phrase| find_phrase(&text, phrase).is_some())
}

/// The maximum length of a text that `*` matches in a phrase.
const MAX_GAP: usize = 500;

/// The position of a phrase, whose parts between `*` follow each other with short gaps.
fn find_phrase(text: &str, phrase: &str) -> Option<usize> {
    let parts: Vec<&str> = phrase.split('*').collect();
    let [first, rest @ ..] = parts.as_slice() else { return None };
    text.match_indices(first).take(MAX_STARTS).find_map(|(start, _)| {
        let mut end = start + first.len();
        for part in rest {
            let limit = (end + MAX_GAP + part.len()).min(text.len());
            let offset =
                text.as_bytes()[end..limit].windows(part.len()).position(|window| window == part.as_bytes())?;
            end += offset + part.len();
        }
        Some(start)
    })
}

/// How many starts of a phrase are tried.
const MAX_STARTS: usize = 100;
