//! Secrets inside texts, by their shape.

use super::{
    assignments, escapes,
    found::{FoundSecret, NAMED_VALUE},
    logins,
    names::NameMeaning,
    tokens,
};

/// The length of the shortest shape: `pw=1a`.
const SHORTEST: usize = 5;

/// The length of the shortest shape of one word, which is that of a token.
pub(super) const SHORTEST_WORD: usize = 14;

/// All secrets inside a text, in no particular order; ranges may overlap.
#[must_use]
pub fn find_text_secrets(text: &str) -> Vec<FoundSecret> {
    let mut found = find_plain_secrets(text);
    // What a query of a URL encodes, `AccountKey%3D...`, and quotes of a language: `"a\nAccountKey=..."`.
    for decoded in escapes::decode_escapes(text) {
        found.extend(
            find_plain_secrets(&decoded.text)
                .into_iter()
                .map(|secret| FoundSecret { range: decoded.written_range(&secret.range), kind: secret.kind }),
        );
    }
    found
}

fn find_plain_secrets(text: &str) -> Vec<FoundSecret> {
    let mut found = Vec::new();
    if text.len() < SHORTEST || is_short_word(text) {
        return found;
    }
    find_private_keys(text, &mut found);
    assignments::find_assignments(text, &mut found);
    logins::find_logins(text, &mut found);
    tokens::find_tokens(text, &mut found);
    found
}

/// Most names and values are short words, which have no shape.
fn is_short_word(text: &str) -> bool {
    text.len() < SHORTEST_WORD && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The kind of the first secret inside the value of a key.
#[must_use]
pub fn first_secret_kind(text: &str, name: NameMeaning) -> Option<&'static str> {
    let found = find_text_secrets(text).into_iter().filter(|found| name != NameMeaning::Harmless || !found.is_weak());
    // The most telling shape first, then the first in the text.
    found.min_by_key(|found| (found.kind == NAMED_VALUE, found.range.start)).map(|found| found.kind)
}

/// Private keys: PEM, `OpenSSH`, PGP, ssh.com and `PuTTY`, also where PEM or `OpenSSH` is encoded as base64 once more.
fn find_private_keys(text: &str, found: &mut Vec<FoundSecret>) {
    const KIND: &str = "a private key";
    if text.len() < 16 {
        return;
    }
    if text.contains("PRIVATE") {
        find_armored_keys(text, KIND, found);
    }
    if let Some(at) = text.find("PuTTY-User-Key-File-") {
        let end = text[at..].find("Private-MAC:").map_or(text.len(), |end| at + end);
        let end = text[end..].find('\n').map_or(text.len(), |line| end + line);
        found.push(FoundSecret { range: at..end, kind: KIND });
    }
}

/// Keys between lines with `BEGIN` and `END`, or on one line.
fn find_armored_keys(text: &str, kind: &'static str, found: &mut Vec<FoundSecret>) {
    let mut line_start = 0;
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let line_end = line_start + line.trim_end().len();
        if open.is_none()
            && let Some(begin) = line.find("BEGIN").filter(|begin| line[*begin..].contains("PRIVATE"))
            && line[..begin].trim_end().ends_with("--")
        {
            let dashes = line[..begin].trim_end().trim_end_matches('-').len();
            open = Some(line_start + dashes);
        }
        if let Some(start) = open
            && line.contains("END ")
        {
            found.push(FoundSecret { range: start..line_end, kind });
            open = None;
        }
        line_start += line.len();
    }
    // A key without its end goes on to the end of the text.
    found.extend(open.map(|start| FoundSecret { range: start..text.len(), kind }));
}
