//! Secrets that a text names itself: connection strings, queries, headers, JSON in a string, and logins in URLs.

use memchr::{memchr, memchr2_iter, memmem};

use super::{
    found::{FoundSecret, NAMED_VALUE},
    names::{NameMeaning, is_harmless_value, name_meaning},
};

/// Values after `=` and `:`, and logins in URLs.
pub(super) fn find_assignments(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    let mut end = 0;
    for at in memchr2_iter(b'=', b':', bytes) {
        if at >= end
            && let Some(secret) = assigned_secret(text, at)
        {
            end = secret.range.end;
            found.push(secret);
        }
    }
    find_options(text, found);
    if memchr(b'@', bytes).is_some() {
        find_url_logins(text, found);
    }
    for marker in ["hooks.slack.com/services/T", ".webhook.office.com/webhookb2/", "discord.com/api/webhooks/"] {
        if let Some(at) = memmem::find(bytes, marker.as_bytes()) {
            let start = at + marker.len();
            let end = text[start..].find(is_value_end).map_or(text.len(), |end| start + end);
            found.push(FoundSecret { range: start..end, kind: "a webhook address" });
        }
    }
}

/// The characters that end a value that is not in quotes.
fn is_value_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '&' | '"' | '\'' | '<' | '>' | '`' | ')' | '}' | ']')
}

/// The secret after a `=` or `:`, if the name before it is that of one.
fn assigned_secret(text: &str, at: usize) -> Option<FoundSecret> {
    let bytes = text.as_bytes();
    let is_equals = bytes[at] == b'=';
    let before = &text[..at];
    let name_end = before.trim_end_matches([' ', '\t']);
    let quote = name_end.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let name_end = quote.map_or(name_end, |quote| name_end.trim_end_matches(quote).trim_end_matches('\\'));
    // The name: letters, digits, and up to two words before the last one.
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    let start = name_end.char_indices().rev().take(MAX_NAME).take_while(|(_, c)| is_part(*c)).last()?.0;
    let name = name_end[start..].trim_start_matches([' ', '-', '.']);
    let name = &name[name.rmatch_indices(' ').nth(2).map_or(0, |(space, _)| space + 1)..];
    let is_signature = is_equals && name_ends_with(name, "sig");
    let is_named = is_signature || (may_be_secret_name(name) && name_meaning(name) == NameMeaning::Secret);
    if !is_named {
        return None;
    }
    let (value_start, value) = value_after(text, at + 1, quote.is_some())?;
    let found = |kind| {
        let end = value_start + value.len();
        let goes_on = value.len() >= MAX_VALUE - 4;
        let end = if goes_on { end + text[end..].find(is_value_end).unwrap_or(text.len() - end) } else { end };
        Some(FoundSecret { range: value_start..end, kind })
    };
    // Who reads the address or the account of a key knows what it opens.
    let found_whole = |kind| {
        let from = floor_boundary(text, at.saturating_sub(MAX_VALUE));
        let secret: FoundSecret = found(kind)?;
        let word = text[from..at].rfind(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`'));
        Some(FoundSecret { range: word.map_or(from, |word| from + word + 1)..secret.range.end, ..secret })
    };
    if is_signature {
        // Near the other parameters of a shared access signature.
        let near = &bytes[at.saturating_sub(NEAR)..(at + NEAR).min(bytes.len())];
        let others: [&[u8]; 4] = [b"se=", b"sv=", b"sr=", b"sp="];
        return others
            .iter()
            .any(|other| memmem::find(near, other).is_some())
            .then(|| found_whole("a shared access signature"))?;
    }
    if is_placeholder(value) {
        return None;
    }
    let is_tight =
        is_equals && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) && !before.ends_with(' ');
    // `token: none` in a sentence is a word; `x-api-key: 4f1c...` is not.
    if !is_tight && quote.is_none() && !looks_random(value) {
        return None;
    }
    let name = name_without_separators(name);
    let is_connection =
        ["accountkey", "sharedaccesskey", "sharedaccesssignature"].iter().any(|end| name.ends_with(end));
    if is_connection { found_whole("a connection string") } else { found(NAMED_VALUE) }
}

/// The distance within which the parameters of a shared access signature are.
const NEAR: usize = 200;

/// Options of a command, with their values: `--password hunter2`.
fn find_options(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, b"--") {
        let rest = &bytes[at + 2..];
        let name_length = rest.iter().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        let name = &text[at + 2..at + 2 + name_length];
        if name.starts_with('-') || rest.get(name_length) != Some(&b' ') || !may_be_secret_name(name) {
            continue;
        }
        let Some((start, value)) = value_after(text, at + 2 + name_length, false) else { continue };
        if name_meaning(name) == NameMeaning::Secret && !value.starts_with('-') && !is_placeholder(value) {
            found.push(FoundSecret { range: start..start + value.len(), kind: NAMED_VALUE });
        }
    }
}

/// The longest name that is read before a `=` or `:`.
const MAX_NAME: usize = 60;

fn name_without_separators(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn name_ends_with(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
}

/// A quick look that spares the words of most names.
fn may_be_secret_name(name: &str) -> bool {
    // Each name of a secret has one of these in it.
    const PARTS: [&str; 15] = [
        "key", "pass", "secre", "token", "pwd", "conn", "sas", "cred", "pw", "psk", "sig", "bearer", "cookie", "code",
        "pat",
    ];
    let lower = name.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
}

/// How much of a value is looked at to judge it.
const MAX_VALUE: usize = 400;

/// The value after a name, and where it starts; `None` if there is none.
fn value_after(text: &str, from: usize, is_name_quoted: bool) -> Option<(usize, &str)> {
    let rest = &text[from..];
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    // To look for the end of a long value again and again would take long.
    let rest = &rest[space..];
    let rest = &rest[..floor_boundary(rest, MAX_VALUE)];
    let escape = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[escape..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let (start, value) = match quote {
        Some(quote) => {
            let start = escape + 1;
            let end = rest[start..].find(quote).map_or(rest.len(), |end| start + end);
            (start, rest[start..end].trim_end_matches('\\'))
        }
        // JSON without quotes is a number, a list or a mapping.
        None if is_name_quoted && !rest.starts_with(|c: char| c.is_ascii_digit()) => return None,
        None => (0, &rest[..rest.find(is_value_end).unwrap_or(rest.len())]),
    };
    let value = value.trim_end_matches([',', '.']);
    (!value.is_empty()).then_some((from + space + start, value))
}

/// A placeholder of a template or a manual: `<password>`, `${PASSWORD}`, `$(password)`, `%PASSWORD%`, `{0}`, `...`.
fn is_placeholder(value: &str) -> bool {
    value.starts_with(['<', '$', '{', '%', '[', '=', '#', '/']) || value.starts_with("..") || is_harmless_value(value)
}

/// Letters and digits together, without spaces.
fn looks_random(value: &str) -> bool {
    value.len() >= 6
        && value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_alphabetic())
        && !value.contains("://")
}

/// `scheme://user:password@host`.
fn find_url_logins(text: &str, found: &mut Vec<FoundSecret>) {
    for at in memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + 3;
        let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`');
        let authority = &text[start..text[start..].find(is_end).map_or(text.len(), |end| start + end)];
        let Some((login, _)) = authority.rsplit_once('@') else { continue };
        let Some((_, password)) = login.split_once(':') else { continue };
        if !password.is_empty() && !is_placeholder(password) {
            found.push(FoundSecret { range: start..start + login.len(), kind: "a password in a URL" });
        }
    }
}

/// The last boundary of a character up to an offset.
fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() { text.len() } else { (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0) }
}
