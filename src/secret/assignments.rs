//! Secrets that a text names itself: connection strings, queries, headers, JSON and XML in a string, and options.

use std::ops::Range;

use memchr::{memchr2_iter, memmem};

use super::{
    comments::told_phrases,
    found::{FoundSecret, NAMED_VALUE},
    names::{NameMeaning, name_meaning},
    random::is_measure,
    values::{SHORTEST_KEY, is_placeholder, looks_random},
};

/// Values after `=` and `:`, after `is` and in other notations of a name and its value.
pub(super) fn find_assignments(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    let mut end = 0;
    for at in memchr2_iter(b'=', b':', bytes) {
        // `password := ...`, `password => ...`
        let length = if matches!(bytes.get(at..at + 2), Some(b":=" | b"=>")) { 2 } else { 1 };
        if at >= end
            && let Some(secret) = assigned_secret(text, at..at + length)
        {
            end = secret.range.end;
            found.push(secret);
        }
    }
    for (word, length) in [(" is ", 4), (" -> ", 4)] {
        found.extend(memmem::find_iter(bytes, word).filter_map(|at| assigned_secret(text, at..at + length)));
    }
    find_words(text, found);
    find_options(text, found);
    find_elements(text, found);
    find_webhooks(text, found);
}

/// Addresses that open something for everyone who has them.
fn find_webhooks(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    // Most texts have no address.
    if memchr::memchr(b'/', bytes).is_none() {
        return;
    }
    for marker in [
        "hooks.slack.com/services/T",
        ".webhook.office.com/webhookb2/",
        "discord.com/api/webhooks/",
        "api.telegram.org/bot",
        ".azurewebsites.net/api/",
    ] {
        let Some(at) = memmem::find(bytes, marker.as_bytes()) else { continue };
        let start = at + marker.len();
        let end = text[start..].find(is_value_end).map_or(text.len(), |end| start + end);
        // Functions are open with their key alone.
        let is_function = marker.ends_with("/api/");
        if end > start && (!is_function || text[start..end].contains("code=")) {
            found.push(FoundSecret { range: start..end, kind: "a webhook address" });
        }
    }
}

/// The characters that end a value that is not in quotes.
fn is_value_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '&' | '"' | '\'' | '<' | '>' | '`' | ')' | '}' | ']')
}

/// The secret after a `=`, a `:` or a word for it, if the name before it is that of one.
fn assigned_secret(text: &str, operator: Range<usize>) -> Option<FoundSecret> {
    let bytes = text.as_bytes();
    let at = operator.start;
    let is_equals = bytes[at] == b'=';
    let before = &text[..at];
    let name_end = before.trim_end();
    let quote = name_end.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let name_end = quote.map_or(name_end, |quote| name_end.trim_end_matches(quote).trim_end_matches('\\'));
    // The name: letters, digits, and up to two words before the last one.
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    let start = name_end.char_indices().rev().take(MAX_NAME).take_while(|(_, c)| is_part(*c)).last();
    let start = start.map_or(name_end.len(), |(start, _)| start);
    let name = name_end[start..].trim_start_matches([' ', '-', '.']);
    // `the password is: ...`
    let name = name.strip_suffix(" is").unwrap_or(name);
    let name = last_words(name);
    let is_signature = is_equals && name_ends_with(name, "sig") && has_signature_parameters(bytes, at);
    let meaning = if is_signature || may_be_secret_name(name) { name_meaning(name) } else { NameMeaning::Neutral };
    let is_pair = meaning <= NameMeaning::Neutral && name_ends_with(name, "value");
    let meaning = match meaning {
        _ if is_pair => paired_meaning(text, at),
        NameMeaning::Harmless | NameMeaning::Neutral => told_meaning(before),
        telling => telling,
    };
    if !is_signature && meaning <= NameMeaning::Neutral {
        return None;
    }
    let (value_start, value) = value_after(text, operator.end, quote.is_some())?;
    // In code, what has no quotes is the name of a variable.
    if is_pair && !text[..value_start].ends_with(['"', '\'']) {
        return None;
    }
    let found = |kind| {
        let end = value_start + value.len();
        let goes_on = value.len() >= MAX_VALUE - 4;
        let end = if goes_on { end + text[end..].find(is_value_end).unwrap_or(text.len() - end) } else { end };
        let range = value_start..connection_value_end(text, end);
        Some(FoundSecret { range, kind })
    };
    // Who reads the address or the account of a key knows what it opens.
    let found_whole = |kind| {
        let from = floor_boundary(text, at.saturating_sub(MAX_VALUE));
        let secret: FoundSecret = found(kind)?;
        let word = text[from..at].rfind(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`'));
        Some(FoundSecret { range: word.map_or(from, |word| from + word + 1)..secret.range.end, ..secret })
    };
    if is_signature {
        return found_whole("a shared access signature");
    }
    if is_placeholder(value) {
        return None;
    }
    let is_tight =
        is_equals && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) && !before.ends_with(' ');
    let joined = name_without_separators(name.rsplit(' ').next().unwrap_or_default());
    let is_connection =
        ["accountkey", "sharedaccesskey", "sharedaccesssignature"].iter().any(|end| joined.ends_with(end));
    let is_quoted = quote.is_some() || text[..value_start].ends_with(['"', '\'']);
    // `token: none` in a sentence is a word, and `AccountKey=4f1c...` is none.
    let is_secret = match meaning {
        NameMeaning::Secret => ((is_tight || is_quoted) && !is_description(value)) || looks_random(value),
        _ if is_tight && is_connection => true,
        // `WHERE key=a1b2c3d4` is any key.
        NameMeaning::MaybeSecret if name.contains(' ') => false,
        _ => value.len() >= SHORTEST_KEY && looks_random(value),
    };
    if !is_secret {
        return None;
    }
    if is_connection { found_whole("a connection string") } else { found(NAMED_VALUE) }
}

/// What a phrase before a mark is about: `password for db`, `password (prod)`.
fn told_meaning(before: &str) -> NameMeaning {
    let from = floor_boundary(before, before.len().saturating_sub(MAX_NAME));
    let is_end = |c: char| matches!(c, '\n' | ';' | ',' | ':' | '=' | '"' | '\'');
    let phrase = before[from..].rsplit(is_end).next().unwrap_or_default().trim_end();
    let told = told_phrases(phrase);
    let is_secret = |name: &str| may_be_secret_name(name) && name_meaning(last_words(name)) == NameMeaning::Secret;
    if told != [phrase, ""] && told.into_iter().any(is_secret) { NameMeaning::Secret } else { NameMeaning::Neutral }
}

/// The last words of a text, as many as a name may have.
fn last_words(text: &str) -> &str {
    &text[text.rmatch_indices(' ').nth(2).map_or(0, |(space, _)| space + 1)..]
}

/// Whether a value tells something about a secret: `rotate-secrets=90d`, `password=see the wiki`. A number of some digits is a
/// value.
fn is_description(value: &str) -> bool {
    let is_number = value.len() > LONGEST_COUNT && value.bytes().all(|b| b.is_ascii_digit());
    (is_measure(value) && !is_number) || ["see", "ask", "in", "from", "via", "stored", "kept"].contains(&value)
}

/// The most digits of a number that counts something: `secrets=12`.
const LONGEST_COUNT: usize = 3;

/// What the name beside a value says: `{"name": "password", "value": "..."}`.
fn paired_meaning(text: &str, at: usize) -> NameMeaning {
    let from = at.saturating_sub(NEAR);
    let from = (from..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let window = &text[from..at];
    let found = ["name", "key"].into_iter().filter_map(|word| Some((window.rfind(word)?, word))).max();
    let Some((start, word)) = found else { return NameMeaning::Neutral };
    let rest = window[start + word.len()..].trim_start_matches(['\\', '"', '\'', ' ', ':', '=']);
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-. ".contains(c))).unwrap_or(rest.len());
    name_meaning(&rest[..end])
}

/// A password that follows its name like a word: `login ada password hunter2`.
fn find_words(text: &str, found: &mut Vec<FoundSecret>) {
    const NAMES: [&[u8]; 4] = [b"password", b"passwd", b"passphrase", b"pwd"];
    for at in memchr2_iter(b' ', b'\t', text.as_bytes()) {
        let ends = |name: &[u8]| at >= name.len() && text.as_bytes()[at - name.len()..at].eq_ignore_ascii_case(name);
        if NAMES.iter().any(|name| ends(name))
            && let Some((start, value)) = value_after(text, at + 1, false)
            && looks_random(value)
        {
            found.push(FoundSecret { range: start..start + value.len(), kind: NAMED_VALUE });
        }
    }
}

/// Elements of XML: `<password>...</password>`.
fn find_elements(text: &str, found: &mut Vec<FoundSecret>) {
    for at in memmem::find_iter(text.as_bytes(), b"</") {
        let name = &text[at + 2..];
        let name = &name[..name
            .bytes()
            .take(MAX_NAME)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-')
            .count()];
        if !may_be_secret_name(name) || name_meaning(name) != NameMeaning::Secret {
            continue;
        }
        let from = at.saturating_sub(MAX_VALUE);
        let Some(start) = memchr::memrchr(b'>', &text.as_bytes()[from..at]).map(|open| from + open + 1) else {
            continue;
        };
        if !is_placeholder(text[start..at].trim()) {
            found.push(FoundSecret { range: start..at, kind: NAMED_VALUE });
        }
    }
}

/// Whether other parameters of a shared access signature are near.
fn has_signature_parameters(text: &[u8], at: usize) -> bool {
    let near = &text[at.saturating_sub(NEAR)..(at + NEAR).min(text.len())];
    let others: [&[u8]; 4] = [b"se=", b"sv=", b"sr=", b"sp="];
    others.iter().any(|other| memmem::find(near, other).is_some())
}

/// The end of a value in a connection string, where it has spaces: before the next `;` of the line.
fn connection_value_end(text: &str, end: usize) -> usize {
    let rest = &text.as_bytes()[end..text.len().min(end + NEAR)];
    let stop = rest.iter().position(|byte| b";\n\r\"'`<>&".contains(byte));
    stop.filter(|stop| rest[*stop] == b';').map_or(end, |stop| end + stop)
}

/// The distance within which the parameters of a shared access signature are.
const NEAR: usize = 200;

/// Options of a command, with their values: `--password hunter2`, `-Password hunter2`.
fn find_options(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'-', bytes) {
        let is_start = at == 0 || bytes[at - 1].is_ascii_whitespace();
        if !is_start {
            continue;
        }
        let is_long = bytes.get(at + 1) == Some(&b'-');
        let start = at + if is_long { 2 } else { 1 };
        let length =
            bytes[start..].iter().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        let name = &text[start..start + length];
        if name.starts_with('-') || bytes.get(start + length) != Some(&b' ') || !may_be_secret_name(name) {
            continue;
        }
        let Some((value_start, value)) = value_after(text, start + length, false) else { continue };
        // Docker's `--secret id=name` names one.
        let is_value = !value.starts_with('-') && !value.starts_with("id=") && !is_placeholder(value);
        if name_meaning(name) == NameMeaning::Secret && is_value && (is_long || looks_random(value)) {
            found.push(FoundSecret { range: value_start..value_start + value.len(), kind: NAMED_VALUE });
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
    const PARTS: [&str; 19] = [
        "key", "pass", "secre", "token", "pwd", "conn", "sas", "cred", "pw", "pswd", "psk", "sig", "bearer", "cookie",
        "code", "pat", "data", "kube", "pfx",
    ];
    let name = name.as_bytes();
    let starts_part = |rest: &[u8]| {
        let first = rest[0].to_ascii_lowercase();
        let mut parts = PARTS.iter().map(|part| part.as_bytes()).filter(|part| part[0] == first);
        parts.any(|part| rest.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part)))
    };
    (0..name.len()).any(|at| starts_part(&name[at..]))
}

/// How much of a value is looked at to judge it.
const MAX_VALUE: usize = 400;

/// The value after a name, and where it starts; `None` if there is none.
fn value_after(text: &str, from: usize, is_name_quoted: bool) -> Option<(usize, &str)> {
    let rest = &text[from..];
    let space = rest.len() - rest.trim_start().len();
    // To look for the end of a long value again and again would take long.
    let rest = &rest[space..];
    let rest = &rest[..floor_boundary(rest, MAX_VALUE)];
    // The mark is emphasized as well: `**Password:** ...`.
    let emphasis = rest.find(|c| c != '*').filter(|end| rest[*end..].starts_with(' ')).unwrap_or_default();
    let space = space + rest.len() - rest[emphasis..].trim_start().len();
    let rest = rest[emphasis..].trim_start();
    let escape = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[escape..].chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
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
    let value = value.trim_end_matches([',', '.', ':']);
    (!value.is_empty()).then_some((from + space + start, value))
}

/// The last boundary of a character up to an offset.
fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() { text.len() } else { (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0) }
}
