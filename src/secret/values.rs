//! Whether a value below the name of a secret can be one.

use super::names::NameMeaning;

/// Whether a value is a secret, by what its name says.
#[must_use]
pub fn is_secret_value(name: NameMeaning, value: &str) -> bool {
    match name {
        NameMeaning::Secret | NameMeaning::SecretOfService => !is_harmless_value(value),
        NameMeaning::MaybeSecret => looks_random(value),
        NameMeaning::Harmless | NameMeaning::Neutral => false,
    }
}

/// Whether a value below the name of a secret is none: a reference to a vault, or a word that answers a question
/// (`secrets: none`).
pub(super) fn is_harmless_value(value: &str) -> bool {
    const ANSWERS: &[&str] = &[
        "", "-", "true", "false", "yes", "no", "on", "off", "none", "null", "n/a", "tbd", "todo", "redacted",
        "enabled", "disabled", "required", "optional", "allowed", "denied",
        "managed", // Permissions of an access policy, under `secrets`.
        "all", "get", "list", "set", "delete", "backup", "restore", "recover", "purge",
    ];
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    ANSWERS.contains(&lower.as_str())
        || value.chars().all(|c| c == '*')
        || (value.starts_with('<') && value.ends_with('>'))
        // A connection string of Application Insights has an identifier, and no secret.
        || lower.starts_with("instrumentationkey=")
        || (lower.starts_with("@microsoft.keyvault(") && lower.ends_with(')'))
        || (lower.starts_with("/subscriptions/") && !lower.contains(char::is_whitespace))
        || is_vault_address(&lower)
        || names_place(&lower)
}

fn is_vault_address(lower: &str) -> bool {
    let host = lower.strip_prefix("https://").and_then(|rest| rest.split_once('/'));
    host.is_some_and(|(host, path)| {
        [".vault.azure.net", ".vault.usgovcloudapi.net", ".vault.azure.cn", ".managedhsm.azure.net"]
            .iter()
            .any(|suffix| host.ends_with(suffix))
            && ["secrets/", "keys/", "certificates/"].iter().any(|kind| path.starts_with(kind))
    })
}

/// Whether a text tells where a secret is, or that there is none: `see the wiki`, `in kv-own`, `key vault kv-own`.
fn names_place(lower: &str) -> bool {
    const FIRST_WORDS: &[&str] =
        &["see", "ask", "in", "from", "via", "stored", "kept", "managed", "rotated", "not", "no"];
    let mut others = lower.split_whitespace();
    let first = others.next().unwrap_or_default();
    let mut others = others.peekable();
    let is_sentence = others.peek().is_some() && !others.any(looks_random);
    // The abbreviation of a vault in the names that Azure recommends.
    let names_vault = |word: &str| word.starts_with("kv-") || ["vault", "keyvault"].contains(&word);
    (is_sentence && FIRST_WORDS.contains(&first)) || lower.split([' ', '/', ':', ',', '.', '(', ')']).any(names_vault)
}

/// A placeholder of a template or a manual: `<password>`, `${PASSWORD}`, `$(password)`, `%PASSWORD%`, `{0}`, `...`.
pub(super) fn is_placeholder(value: &str) -> bool {
    value.starts_with(['<', '$', '{', '%', '[', '=', '#', '/']) || value.starts_with("..") || is_harmless_value(value)
}

/// Whether a value is one piece in which letters and digits are mixed, as in a key: no word, name, number with a unit, version,
/// date, GUID or name of an algorithm.
pub(super) fn looks_random(value: &str) -> bool {
    let is_one_piece = !value.contains(char::is_whitespace) && !value.contains("://");
    is_one_piece
        && value.len() >= SHORTEST_PIECE
        && !is_guid(value)
        && !is_harmless_value(value)
        && value.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
}

/// The shortest part of a value that can be random.
const SHORTEST_PIECE: usize = 6;

fn is_mixed(part: &str) -> bool {
    const ALGORITHMS: &[&str] = &["aes", "des", "rsa", "ecdsa", "sha", "hmacsha", "ed", "argon", "pbkdf"];
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
    // `APP00017`, `RSA4096`
    let is_code = letters.len() < part.len() && letters.bytes().all(|b| b.is_ascii_uppercase());
    let is_algorithm = letters.len() < part.len() && ALGORITHMS.contains(&letters.to_ascii_lowercase().as_str());
    part.len() >= SHORTEST_PIECE
        && part.chars().any(char::is_alphabetic)
        && part.bytes().any(|b| b.is_ascii_digit())
        && !is_code
        && !is_algorithm
        && !(digits.len() < part.len() && is_unit(digits))
}

/// Whether a value is a number with a unit: `90d`, `100k/min`.
pub(super) fn is_measure(value: &str) -> bool {
    let unit = value.trim_start_matches(['P', 'T', 'p', 't', '.']).trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < value.len() && (unit.is_empty() || unit.split('/').all(is_unit))
}

fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "s",
        "sec",
        "secs",
        "second",
        "seconds",
        "m",
        "min",
        "mins",
        "minute",
        "minutes",
        "h",
        "hour",
        "hours",
        "d",
        "day",
        "days",
        "w",
        "week",
        "weeks",
        "month",
        "months",
        "y",
        "year",
        "years",
        "k",
        "chars",
        "characters",
        "bit",
        "bits",
        "%",
    ];
    UNITS.contains(&word.to_ascii_lowercase().as_str())
}

/// `11111111-2222-3333-4444-555555555555`
fn is_guid(value: &str) -> bool {
    let parts: Vec<&str> = value.trim_matches(['{', '}']).split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{is_harmless_value, is_measure, looks_random};

    #[test]
    fn keys_and_passwords_look_random_and_words_do_not() {
        for value in
            ["hunter2", "S3cr3t!", "P@ssw0rd!", "Winter2026", "0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d", "abc/De3fGhIj+=="]
        {
            assert!(looks_random(value), "{value}");
        }
        for value in [
            "customer-managed",
            "APP00017",
            "RSA4096",
            "aes256",
            "kv-prod-01",
            "team-42a",
            "E5-2026",
            "2026-11-30",
            "v9.4",
            "90days",
            "11111111-2222-3333-4444-555555555555",
            "projects/1234/secrets/name",
            "https://contoso.example/a1b2c3d4",
            "fido2",
        ] {
            assert!(!looks_random(value), "{value}");
        }
    }

    #[test]
    fn places_and_answers_are_harmless() {
        for value in [
            "None",
            "see the wiki",
            "key vault kv-own",
            "kv-prod-01",
            "rotated every 90 days",
            "<password>",
            "in kv-own",
        ] {
            assert!(is_harmless_value(value), "{value}");
        }
        for value in ["Correct-Horse", "hunter2", "vaulted", "see", "inside job"] {
            assert!(!is_harmless_value(value), "{value}");
        }
        assert!(["90d", "P90D", "100k/min", "4096", "3600s"].into_iter().all(is_measure));
        assert!(!["4711a2", "hunter2", "d90"].into_iter().any(is_measure));
    }
}
