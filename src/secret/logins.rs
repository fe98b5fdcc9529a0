//! Logins inside texts: of URLs, before the name of a host, and in the options of programs.

use memchr::memmem;

use super::{
    found::FoundSecret,
    random::is_random_word,
    values::{is_placeholder, looks_random},
};

/// `scheme://user:password@host`, `user:password@host` and `curl -u user:password`.
pub(super) fn find_logins(text: &str, found: &mut Vec<FoundSecret>) {
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        find_login_before(text, at, found);
    }
    for option in [" -u ", "--user ", "--user="] {
        for at in memmem::find_iter(text.as_bytes(), option) {
            let start = at + option.len();
            let login = &text[start..];
            let login = &login[..login.find(is_login_end).unwrap_or(login.len())];
            if let Some((_, password)) = login.split_once(':')
                && looks_random(password)
            {
                found.push(FoundSecret { range: start..start + login.len(), kind: "a login" });
            }
        }
    }
}

fn is_login_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`' | ',' | ';' | '(' | '=')
}

/// The longest login that is looked at.
const MAX_LOGIN: usize = 400;

/// A login before a `@`.
fn find_login_before(text: &str, at: usize, found: &mut Vec<FoundSecret>) {
    let from = at.saturating_sub(MAX_LOGIN);
    let from = (from..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let window = &text[from..at];
    if memchr::memrchr(b':', window.as_bytes()).is_none() {
        return;
    }
    let (start, in_url) = match window.rfind("://") {
        // In a URL, commas and equal signs belong to the login.
        Some(scheme) if !window[scheme + 3..].contains(|c| is_login_end(c) && !",;(=".contains(c)) => {
            (scheme + 3, true)
        }
        _ => {
            let end = window.char_indices().rev().find(|(_, c)| is_login_end(*c));
            (end.map_or(0, |(end, c)| end + c.len_utf8()), false)
        }
    };
    let login = &window[start..];
    let is_secret = match login.split_once(':') {
        Some((_, password)) if in_url => !password.is_empty() && !is_placeholder(password),
        Some((user, password)) => {
            let host = &text[at + 1..];
            let is_address = has_mail_domain(host) && !is_known_user(user);
            let is_password = |word: &str| if is_address { is_random_word(word) } else { looks_random(word) };
            is_host(host) && is_user(user) && is_password(password)
        }
        // A token in place of the user.
        None => in_url && login.len() >= SHORTEST_TOKEN && looks_random(login),
    };
    if is_secret {
        let kind = if in_url { "a password in a URL" } else { "a login" };
        found.push(FoundSecret { range: from + start..at, kind });
    }
}

/// The shortest user in a URL that is a token.
const SHORTEST_TOKEN: usize = 20;

/// Whether a word is that of a user, and does not introduce an address: `owner:ada@contoso.example`.
fn is_user(word: &str) -> bool {
    const LABELS: &[&str] = &[
        "owner",
        "contact",
        "mail",
        "email",
        "mailto",
        "by",
        "from",
        "to",
        "cc",
        "team",
        "teams",
        "author",
        "responsible",
        "sip",
        "acct",
        "slack",
        "oncall",
        "on-call",
        "support",
        "helpdesk",
        "pager",
        "alerts",
        "notify",
        "escalation",
        "ops",
        "devops",
        "sre",
        "soc",
        "platform",
        "security",
    ];
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+%".contains(&b))
        && !LABELS.contains(&word.to_ascii_lowercase().as_str())
}

/// Users of databases and machines, who are no role: `platform:plat01x@contoso.example` is the address of a team.
fn is_known_user(user: &str) -> bool {
    const USERS: &[&str] =
        &["admin", "administrator", "root", "sa", "sys", "user", "guest", "postgres", "mysql", "app", "svc"];
    USERS.contains(&user.to_ascii_lowercase().as_str())
}

/// Whether a host may be the domain of an address, with a name and an ending alone and nothing of a URL: `contoso.example`.
fn has_mail_domain(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    let (host, rest) = text.split_at(end);
    let mut labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    // `contoso.co.uk`
    if let [_, second, country] = labels[..]
        && second.len() <= 3
        && country.len() == 2
    {
        labels.pop();
    }
    let is_service =
        rest.starts_with('/') || (rest.starts_with(':') && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    labels.len() == 2 && !is_service
}

/// Whether a text starts with the name of a host, and not with a digest: `image:1.2@sha256:...`.
fn is_host(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && !text.starts_with("sha")
}
