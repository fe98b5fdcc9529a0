//! Tokens and keys that have a shape of their own.
//!
//! Sources of the shapes: microsoft/security-utilities, `GeneratedRegexPatterns/*.json` at
//! 036eb4b32c94999e6c78054e39163496fed88200 (keys of Azure, client secrets of Entra ID, Azure `DevOps`, `NuGet`, npm), and
//! gitleaks/gitleaks, `config/gitleaks.toml` at 009e025ad4106ab333aa0b9dc4f2a884390d134c (tokens of the other providers).

use super::{
    base64::decode_start,
    found::{ACCOUNT_KEY, FoundSecret, LEGACY_KEY_LENGTH},
    values::looks_random,
};

/// The characters that follow a prefix.
#[derive(Clone, Copy)]
enum Alphabet {
    /// Letters and digits.
    Alphanumeric,
    /// Letters, digits, `_`, `-`, `.` and `=`.
    Url,
    /// Digits and `a` to `f`.
    Hex,
    /// Capital letters and digits.
    Upper,
}

impl Alphabet {
    const fn contains(self, byte: u8) -> bool {
        match self {
            Self::Alphanumeric => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'='),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        }
    }
}

use Alphabet::{Alphanumeric, Hex, Upper, Url};

/// No limit of the characters after a prefix.
const ANY: usize = usize::MAX;

/// Prefixes, what follows, the fewest and most characters of it, and what it is.
const PREFIXES: &[(&str, Alphabet, usize, usize, &str)] = &[
    ("ghp_", Alphanumeric, 30, ANY, "a GitHub token"),
    ("gho_", Alphanumeric, 30, ANY, "a GitHub token"),
    ("ghu_", Alphanumeric, 30, ANY, "a GitHub token"),
    ("ghs_", Url, 30, ANY, "a GitHub token"),
    ("ghr_", Alphanumeric, 30, ANY, "a GitHub token"),
    ("github_pat_", Url, 40, ANY, "a GitHub token"),
    ("glpat-", Url, 20, ANY, "a GitLab token"),
    ("gldt-", Url, 20, ANY, "a GitLab token"),
    ("glrt-", Url, 20, ANY, "a GitLab token"),
    ("glrtr-", Url, 20, ANY, "a GitLab token"),
    ("glptt-", Url, 20, ANY, "a GitLab token"),
    ("glcbt-", Url, 20, ANY, "a GitLab token"),
    ("glft-", Url, 20, ANY, "a GitLab token"),
    ("glimt-", Url, 20, ANY, "a GitLab token"),
    ("glagent-", Url, 20, ANY, "a GitLab token"),
    ("glsoat-", Url, 20, ANY, "a GitLab token"),
    ("gloas-", Url, 20, ANY, "a GitLab token"),
    ("glffct-", Url, 20, ANY, "a GitLab token"),
    ("GR1348941", Url, 20, ANY, "a GitLab token"),
    ("AKIA", Upper, 16, 16, "an AWS access key"),
    ("ASIA", Upper, 16, 16, "an AWS access key"),
    ("ABIA", Upper, 16, 16, "an AWS access key"),
    ("ACCA", Upper, 16, 16, "an AWS access key"),
    ("xoxa-", Url, 10, ANY, "a Slack token"),
    ("xoxb-", Url, 10, ANY, "a Slack token"),
    ("xoxe-", Url, 10, ANY, "a Slack token"),
    ("xoxe.xox", Url, 10, ANY, "a Slack token"),
    ("xoxo-", Url, 10, ANY, "a Slack token"),
    ("xoxp-", Url, 10, ANY, "a Slack token"),
    ("xoxr-", Url, 10, ANY, "a Slack token"),
    ("xoxs-", Url, 10, ANY, "a Slack token"),
    ("xapp-", Url, 10, ANY, "a Slack token"),
    ("npm_", Alphanumeric, 36, 36, "an npm token"),
    ("pypi-AgE", Url, 40, ANY, "a PyPI token"),
    ("AIza", Url, 35, 35, "a Google API key"),
    ("GOCSPX-", Url, 24, 40, "a Google client secret"),
    ("ya29.", Url, 20, ANY, "a Google token"),
    ("sk_live_", Alphanumeric, 10, ANY, "a Stripe key"),
    ("rk_live_", Alphanumeric, 10, ANY, "a Stripe key"),
    ("sk_test_", Alphanumeric, 10, ANY, "a Stripe key"),
    ("rk_test_", Alphanumeric, 10, ANY, "a Stripe key"),
    ("whsec_", Url, 32, ANY, "a webhook secret"),
    ("SG.", Url, 60, 80, "a SendGrid key"),
    ("sk-proj-", Url, 20, ANY, "an OpenAI key"),
    ("sk-svcacct-", Url, 20, ANY, "an OpenAI key"),
    ("sk-admin-", Url, 20, ANY, "an OpenAI key"),
    ("sk-or-v1-", Hex, 64, 64, "an OpenRouter key"),
    ("sk-ant-", Url, 20, ANY, "an Anthropic key"),
    ("hf_", Alphanumeric, 34, 40, "a Hugging Face token"),
    ("dapi", Hex, 32, 34, "a Databricks token"),
    ("oy2", Alphanumeric, 43, 43, "a NuGet key"),
    ("dop_v1_", Hex, 64, 64, "a DigitalOcean token"),
    ("doo_v1_", Hex, 64, 64, "a DigitalOcean token"),
    ("dor_v1_", Hex, 64, 64, "a DigitalOcean token"),
    ("dckr_pat_", Url, 24, 64, "a Docker token"),
    ("dckr_oat_", Url, 24, 64, "a Docker token"),
    ("hvs.", Url, 24, ANY, "a Vault token"),
    ("hvb.", Url, 24, ANY, "a Vault token"),
    ("glsa_", Url, 30, 60, "a Grafana token"),
    ("glc_eyJ", Url, 30, ANY, "a Grafana token"),
    ("lin_api_", Alphanumeric, 40, 40, "a Linear key"),
    ("PMAK-", Url, 50, 64, "a Postman key"),
    ("shpat_", Hex, 32, 32, "a Shopify token"),
    ("shpca_", Hex, 32, 32, "a Shopify token"),
    ("shppa_", Hex, 32, 32, "a Shopify token"),
    ("shpss_", Hex, 32, 32, "a Shopify token"),
    ("sntrys_", Url, 40, ANY, "a Sentry token"),
    ("sntryu_", Hex, 64, 64, "a Sentry token"),
    ("ATATT3", Url, 50, ANY, "an Atlassian token"),
    ("NRAK-", Upper, 27, 27, "a New Relic key"),
    ("rubygems_", Hex, 48, 48, "a RubyGems key"),
    ("pscale_tkn_", Url, 32, 64, "a PlanetScale token"),
    ("pscale_pw_", Url, 32, 64, "a PlanetScale password"),
    ("dp.pt.", Alphanumeric, 40, 50, "a Doppler token"),
    ("AGE-SECRET-KEY-1", Upper, 50, 60, "a private key"),
    ("ops_eyJ", Url, 100, ANY, "a 1Password token"),
    ("pul-", Hex, 40, 40, "a Pulumi token"),
    ("figd_", Url, 38, 60, "a Figma token"),
    ("b3BlbnNzaC1rZXktdjE", Alphanumeric, 4, ANY, "a private key"),
];

/// The shortest run of characters in which a shape is looked for.
const SHORTEST_RUN: usize = 15;

/// Keys and tokens with a shape of their own, in runs of the characters of tokens.
pub(super) fn find_tokens(text: &str, found: &mut Vec<FoundSecret>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token_byte(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        at += bytes[at..].iter().take_while(|byte| is_token_byte(**byte)).count();
        if at - start >= 8 {
            find_authorization(text, start, at, found);
        }
        if at - start >= SHORTEST_RUN {
            find_in_run(bytes, start, at, found);
        }
    }
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~' | b'+' | b'/' | b'=')
}

/// Schemes of an `Authorization` header that a key follows.
const SCHEMES: [&str; 4] =
    ["authorization: token", "authorization: apikey", "authorization: api-key", "authorization: sharedkey"];

/// The token after `Bearer`, and the login after `Basic`.
fn find_authorization(text: &str, start: usize, end: usize, found: &mut Vec<FoundSecret>) {
    let before = text[..start].trim_end().as_bytes();
    let run = &text.as_bytes()[start..end];
    let follows = |word: &str| {
        before.len() >= word.len()
            && before.len() < start
            && before[before.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
    };
    // `Bearer authentication` are words.
    let is_token = || run.len() >= 12 && looks_random(&text[start..end]);
    let is_login = || {
        let login = String::from_utf8(decode_start(run, 200));
        login.is_ok_and(|login| login.contains(':') && !login.contains(char::is_control))
    };
    let follows_scheme = || SCHEMES.iter().any(|scheme| follows(scheme));
    if (follows("bearer") || follows_scheme()) && is_token() {
        found.push(FoundSecret { range: start..end, kind: "a bearer token" });
    } else if follows("basic") && is_login() {
        found.push(FoundSecret { range: start..end, kind: "a login" });
    }
}

fn find_in_run(bytes: &[u8], start: usize, end: usize, found: &mut Vec<FoundSecret>) {
    let run = &bytes[start..end];
    let mut at = 0;
    while at < run.len() {
        let starts_word = at == 0 || !run[at - 1].is_ascii_alphanumeric();
        let token = if starts_word { find_prefixed(run, at).or_else(|| find_json_web_token(run, at)) } else { None };
        if let Some((length, kind)) = token {
            found.push(FoundSecret { range: start + at..start + at + length, kind });
            at += length;
            continue;
        }
        if run[at] == b'Q' && run.get(at + 1) == Some(&b'~') {
            find_client_secret(run, at, start, found);
        }
        at += 1;
    }
    find_encoded_keys(bytes, start, end, found);
}

/// The length and the kind of the token that starts here.
fn find_prefixed(run: &[u8], at: usize) -> Option<(usize, &'static str)> {
    let rest = &run[at..];
    if let Some(length) = legacy_openai_length(rest) {
        return Some((length, "an OpenAI key"));
    }
    for (prefix, alphabet, fewest, most, kind) in PREFIXES {
        // Most words have another first character, which is cheap to see.
        if prefix.as_bytes().first() != rest.first() || !rest.starts_with(prefix.as_bytes()) {
            continue;
        }
        let length = rest[prefix.len()..]
            .iter()
            .take(most.saturating_add(1))
            .take_while(|byte| alphabet.contains(**byte))
            .count();
        if length >= *fewest && length <= *most {
            return Some((prefix.len() + length, kind));
        }
    }
    None
}

/// The length of an older key of `OpenAI`, which has a mark in the middle.
fn legacy_openai_length(rest: &[u8]) -> Option<usize> {
    const LENGTH: usize = 51;
    let key = rest.get(..LENGTH).filter(|key| key.starts_with(b"sk-") && &key[23..31] == b"T3BlbkFJ")?;
    key[3..].iter().all(u8::is_ascii_alphanumeric).then_some(LENGTH)
}

/// The longest first part of a JSON web token that is looked at.
const MAX_HEADER: usize = 600;

/// `eyJ...`, with two more parts, of which the last may be empty.
fn find_json_web_token(run: &[u8], at: usize) -> Option<(usize, &'static str)> {
    let rest = &run[at..];
    if !rest.starts_with(b"eyJ") {
        return None;
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'=');
    let (mut length, mut dots) = (0, 0);
    for byte in rest {
        match byte {
            b'.' if dots < 4 => dots += 1,
            byte if is_part(byte) => {}
            _ => break,
        }
        length += 1;
        if dots == 0 && length > MAX_HEADER {
            break;
        }
    }
    let second = rest[..length].split(|byte| *byte == b'.').nth(1).unwrap_or_default();
    (dots >= 2 && length >= 20 && second.len() >= 4).then_some((length, "a bearer token"))
}

/// A client secret of Entra ID has `7Q~` or `8Q~` after three characters.
fn find_client_secret(run: &[u8], q: usize, start: usize, found: &mut Vec<FoundSecret>) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~');
    let has_start = q >= 4 && run[q - 1].is_ascii_digit() && run[q - 4..q - 1].iter().all(is_part);
    let length = run[q + 2..].iter().take(40).take_while(|byte| is_part(byte)).count();
    if has_start && length >= 30 {
        found.push(FoundSecret { range: start + q - 4..start + q + 2 + length, kind: "a client secret" });
    }
}

/// Keys of Azure: their length, and for most of them a mark at a fixed place.
fn find_encoded_keys(bytes: &[u8], start: usize, end: usize, found: &mut Vec<FoundSecret>) {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut at = start;
    while at < end {
        if !is_base64(bytes[at]) {
            at += 1;
            continue;
        }
        let from = at;
        at += bytes[at..end].iter().take_while(|byte| is_base64(**byte)).count();
        let body = &bytes[from..at];
        let padding = bytes[at..end].iter().take(3).take_while(|byte| **byte == b'=').count();
        if let Some(kind) = encoded_key_kind(body, padding, &bytes[..from], &bytes[at..]) {
            found.push(FoundSecret { range: from..at + padding, kind });
        }
        // Functions use the alphabet of URLs.
        let tail = &bytes[..at + padding];
        let url_length = tail.iter().rev().take(58).take_while(|byte| **byte == b'=' || is_url_byte(**byte)).count();
        let url_run = &tail[tail.len() - url_length..];
        if padding == 2 && url_run.len() == 56 && &url_run[44..48] == b"AzFu" {
            found.push(FoundSecret { range: tail.len() - 56..tail.len(), kind: "a key of Azure Functions" });
        }
    }
}

const fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn encoded_key_kind(body: &[u8], padding: usize, before: &[u8], after: &[u8]) -> Option<&'static str> {
    const MESSAGING: [&[u8]; 6] = [b"+AEh", b"+ASb", b"+ARm", b"AIoT", b"AzCa", b"AZEG"];
    let has_mark = |at: usize, marks: &[&[u8]]| body.get(at..at + 4).is_some_and(|mark| marks.contains(&mark));
    let is_alphanumeric = || body.iter().all(u8::is_ascii_alphanumeric);
    match (body.len(), padding) {
        // A digest is no key: `sha512-...==`.
        (86, 2) if !follows_identifier_word(before) => Some("a storage account key"),
        (86, 2) => None,
        (43, 1) if has_mark(33, &MESSAGING) => Some("an access key"),
        (52, 0) if has_mark(42, &[b"AzSe", b"+ACR"]) => Some("an access key"),
        (80..=90, _) if is_alphanumeric() && has_account_key_mark(body) => Some(ACCOUNT_KEY),
        (LEGACY_KEY_LENGTH, 0) if is_legacy_account_key(body, before, after) => Some(ACCOUNT_KEY),
        (52, 0) if is_devops_token(body) => Some("an Azure DevOps token"),
        (40.., _) if is_private_key_structure(&decode_start(body, 16)) => Some("a private key"),
        // PEM in base64 once more.
        (20.., _) if body.starts_with(b"LS0tLS1CRUdJTi") && contains(&decode_start(body, 60), b"PRIVATE") => {
            Some("a private key")
        }
        _ => None,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether a word before a value says that it is an ID or a digest, and no key: `trace 4bf9...`, `sha512-...`.
fn follows_identifier_word(before: &[u8]) -> bool {
    const WORDS: [&str; 22] = [
        "md5",
        "sha",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
        "hash",
        "digest",
        "checksum",
        "integrity",
        "signature",
        "fingerprint",
        "thumbprint",
        "etag",
        "commit",
        "revision",
        "version",
        "id",
        "guid",
        "uuid",
        "trace",
        "tenant",
    ];
    let start = before.len().saturating_sub(24);
    let near = before[start..].to_ascii_lowercase();
    let mut words = near.rsplit(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.next().is_some_and(|word| WORDS.iter().any(|known| word == known.as_bytes()) || word.ends_with(b"id"))
}

/// Whether bytes are the start of a private key: a sequence that starts with a version.
///
/// PKCS #8 (RFC 5208, section 5) has 0 and a sequence, PKCS #1 (RFC 8017, A.1.2) 0 and a number, SEC 1 (RFC 5915, section 3) 1
/// and an octet string, PFX (RFC 7292, section 4) 3 and a sequence. Public keys and certificates start in another way.
fn is_private_key_structure(bytes: &[u8]) -> bool {
    let ([0x30, 0x82, _, _, content @ ..] | [0x30, 0x81, _, content @ ..] | [0x30, 0..=0x7f, content @ ..]) = bytes
    else {
        return false;
    };
    matches!(content, [2, 1, 0, 0x30 | 2, ..] | [2, 1, 1, 4, 0x20..=0x42, ..] | [2, 1, 3, 0x30, ..])
}

/// Keys of Azure AI services have these marks, and so have keys of other services.
fn has_account_key_mark(body: &[u8]) -> bool {
    body.get(52..57) == Some(b"JQQJ9") || contains(body, b"JQQJ99") || (body.len() == 84 && contains(body, b"ACOG"))
}

/// 32 hexadecimal digits that stand alone: a part of a path or of a longer name is an ID.
fn is_legacy_account_key(body: &[u8], before: &[u8], after: &[u8]) -> bool {
    let is_mixed = body.iter().any(u8::is_ascii_digit) && body.iter().any(u8::is_ascii_alphabetic);
    let is_edge =
        |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`,;:()[]{}<>!?|".contains(byte));
    let is_end = is_edge(after.first()) || (after.first() == Some(&b'.') && is_edge(after.get(1)));
    body.iter().all(u8::is_ascii_hexdigit)
        && is_mixed
        && is_edge(before.last())
        && is_end
        && !follows_identifier_word(before)
}

/// 52 characters of base32 in lower case.
fn is_devops_token(body: &[u8]) -> bool {
    body.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
        && body.iter().any(u8::is_ascii_digit)
        && body.iter().any(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{super::shapes::SHORTEST_WORD, PREFIXES};

    #[test]
    fn no_token_is_shorter_than_a_word_that_is_skipped() {
        for (prefix, _, fewest, ..) in PREFIXES {
            assert!(prefix.len() + fewest >= SHORTEST_WORD, "{prefix}");
        }
    }
}
