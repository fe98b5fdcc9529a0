//! Whether a value below the name of a secret can be one.

use super::{
    names::{NameMeaning, name_meaning},
    value_words::{KIND_WORDS, UNITS},
};

/// Whether a value is a secret, by what its name says.
#[must_use]
pub fn is_secret_value(name: NameMeaning, value: &str) -> bool {
    match name {
        NameMeaning::Secret | NameMeaning::SecretOfService => !is_harmless_value(value),
        NameMeaning::MaybeSecret => value.len() >= SHORTEST_KEY && looks_random(value),
        NameMeaning::Harmless | NameMeaning::Neutral => false,
    }
}

/// The shortest value that is a secret where its name does not tell: `appKey: crm2go` has none.
pub(super) const SHORTEST_KEY: usize = 8;

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
        || (value.starts_with('<') && value.ends_with('>') && !holds_random_word(value))
        || is_path(value)
        || tells_kind(&lower)
        || is_rotation(&lower)
        // A connection string of Application Insights has an identifier, and no secret.
        || lower.starts_with("instrumentationkey=")
        || (lower.starts_with("@microsoft.keyvault(") && lower.ends_with(')'))
        || is_resource_id(value)
        || is_vault_address(&lower)
        || names_place(value)
}

/// `/subscriptions/11111111-2222-3333-4444-555555555555/...`
fn is_resource_id(value: &str) -> bool {
    const START: &str = "/subscriptions/";
    let rest =
        value.get(..START.len()).filter(|start| start.eq_ignore_ascii_case(START)).map(|_| &value[START.len()..]);
    rest.is_some_and(|rest| {
        let subscription = rest.split('/').next().unwrap_or_default();
        !rest.contains(char::is_whitespace) && (is_guid(subscription) || !holds_random_word(subscription))
    })
}

/// The path of a file: `/run/secrets/password`.
fn is_path(value: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    value.strip_prefix('/').is_some_and(|rest| rest.contains('/') && rest.split('/').all(is_name))
        && !value.split('/').any(holds_key)
}

/// Whether a value has no other words than those that tell a kind of authentication or of secrecy: `OIDC only`.
fn tells_kind(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| KIND_WORDS.contains(&word))
}

const VAULT_HOSTS: [&str; 4] =
    [".vault.azure.net", ".vault.usgovcloudapi.net", ".vault.azure.cn", ".managedhsm.azure.net"];

fn is_vault_address(lower: &str) -> bool {
    let host = lower.strip_prefix("https://").and_then(|rest| rest.split_once('/'));
    host.is_some_and(|(host, path)| {
        VAULT_HOSTS.iter().any(|suffix| host.ends_with(suffix))
            && ["secrets/", "keys/", "certificates/"].iter().any(|kind| path.starts_with(kind))
    })
}

/// Whether a text tells where a secret is, or that there is none: `see the wiki`, `in kv-own`, `key vault kv-own`.
fn names_place(value: &str) -> bool {
    const FIRST_WORDS: &[&str] =
        &["see", "ask", "in", "from", "via", "stored", "kept", "managed", "rotated", "not", "no"];
    let lower = value.to_ascii_lowercase();
    let mut others = lower.split_whitespace();
    let first = others.next().unwrap_or_default();
    let mut others = others.peekable();
    let is_sentence = others.peek().is_some() && !others.any(looks_random);
    // The abbreviation of a vault in the names that Azure recommends.
    let names_vault = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.starts_with("kv-") || ["vault", "keyvault"].contains(&word.as_str())
    };
    let mut words = value.split([' ', '/', ':', ',', '.', '(', ')']);
    // What follows a vault is the name of a secret in it, and what is before it can be one.
    let holds_key_before = words.by_ref().take_while(|word| !names_vault(word)).any(holds_key);
    let is_vault = !holds_key_before && value.split([' ', '/', ':', ',', '.', '(', ')']).any(names_vault);
    (is_sentence && FIRST_WORDS.contains(&first)) || is_vault || VAULT_HOSTS.iter().any(|host| lower.contains(host))
}

/// A placeholder of a template or a manual: `<password>`, `${PASSWORD}`, `$(password)`, `%PASSWORD%`, `{0}`, `...`. A key may
/// start with the same characters.
pub(super) fn is_placeholder(value: &str) -> bool {
    (value.starts_with(['<', '$', '{', '%', '[', '=', '#', '/']) && !holds_random_word(value))
        || value.starts_with("..")
        || is_harmless_value(value)
}

/// Whether a word of a value is random, and no name of a variable: `Sup3rS3cret9x`, but not `PASSWORD2` or `apiKey2`.
fn holds_random_word(value: &str) -> bool {
    let is_constant = |word: &str| word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    value
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !is_constant(word) || word.len() > LONGEST_CONSTANT)
        .any(|word| word.split('_').any(is_mixed) && name_meaning(word) <= NameMeaning::Neutral)
}

/// The longest name of a variable in capital letters.
const LONGEST_CONSTANT: usize = 40;

/// Whether a word is as mixed as a key: small and capital letters, and one of them after a digit.
fn holds_key(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
    has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && word.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic())
        && word.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
}

/// Whether a value is one piece in which letters and digits are mixed, as in a key: no word, name, number with a unit, version,
/// date, GUID or name of an algorithm.
pub(super) fn looks_random(value: &str) -> bool {
    let is_one_piece = !value.contains(char::is_whitespace) && !value.contains("://");
    is_one_piece
        && value.len() >= SHORTEST_PIECE
        && !is_guid(value)
        && !is_version(value)
        && !is_harmless_value(value)
        && value.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
}

/// `9.4m8viya`, `v2.10.3-rc1`
fn is_version(value: &str) -> bool {
    const LONGEST: usize = 16;
    let (major, minor) = value.trim_start_matches(['v', 'V']).split_once('.').unwrap_or_default();
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    value.len() < LONGEST && is_number(major) && minor.starts_with(|c: char| c.is_ascii_digit())
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
        && !is_rotation(&part.to_ascii_lowercase())
}

/// `rotated90d`
fn is_rotation(lower: &str) -> bool {
    let rest = ["rotated", "rotates", "rotate", "expires", "every"].iter().find_map(|word| lower.strip_prefix(word));
    rest.is_some_and(is_measure)
}

/// Whether a value is a number with a unit: `90d`, `100k/min`.
pub(super) fn is_measure(value: &str) -> bool {
    let unit = value.trim_start_matches(['P', 'T', 'p', 't', '.']).trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < value.len() && (unit.is_empty() || unit.split('/').all(is_unit))
}

fn is_unit(word: &str) -> bool {
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
