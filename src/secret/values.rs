//! Whether a value below the name of a secret can be one.

use super::{
    names::{NameMeaning, name_meaning},
    random::{
        SHORTEST_PIECE, holds_random_word, is_guid, is_mixed, is_random_name, is_random_word, is_rotation, is_version,
    },
    value_words::{ANSWERS, KIND_WORDS},
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
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    ANSWERS.contains(&lower.as_str())
        || value.chars().all(|c| c == '*')
        || is_template(value)
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

/// `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/...`
fn is_resource_id(value: &str) -> bool {
    const START: &str = "/subscriptions/";
    let rest =
        value.get(..START.len()).filter(|start| start.eq_ignore_ascii_case(START)).map(|_| &value[START.len()..]);
    rest.is_some_and(|rest| {
        let mut parts = rest.split('/');
        let subscription = parts.next().unwrap_or_default();
        let is_level = |part: &str| ["resourcegroups", "providers"].contains(&part.to_ascii_lowercase().as_str());
        !rest.contains(char::is_whitespace)
            && (is_guid(subscription) || !is_random_word(subscription))
            && parts.next().is_none_or(is_level)
            && !parts.any(|part| part.split(|c: char| !c.is_alphanumeric()).any(is_random_name))
    })
}

/// A placeholder that a program replaces, from its start to its end: `<password>`, `$(password)`, `{{ password }}`.
fn is_template(value: &str) -> bool {
    const MARKS: [(&str, &str); 8] = [
        ("<", ">"),
        ("$(", ")"),
        ("$env:", ""),
        ("${", "}"),
        ("{{", "}}"),
        ("#{", "}#"),
        ("[parameters('", "')]"),
        ("[variables('", "')]"),
    ];
    let inside = |(start, end): &(&str, &str)| value.strip_prefix(start)?.strip_suffix(end);
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || "_-. |:".contains(c))
            && !holds_random_word(name)
    };
    // What these marks enclose may as well be a password: `%horse%`.
    let is_variable = |name: &str| {
        is_name(name) && (name_meaning(name) > NameMeaning::Neutral || !name.contains(|c: char| c.is_lowercase()))
    };
    value.bytes().all(|b| b == b'.')
        || (value.starts_with('<') && value.ends_with('>') && !holds_random_word(value))
        || MARKS.iter().filter_map(inside).any(is_name)
        || [("%", "%"), ("__", "__")].iter().filter_map(inside).any(is_variable)
}

/// The path of a file: `/run/secrets/password`, `~/.kube/config`, `C:\keys\a.pem`.
fn is_path(value: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let from_root = value.strip_prefix('/').filter(|rest| rest.contains('/'));
    let from_directory = ["~/", "./", "../"].iter().find_map(|start| value.strip_prefix(start));
    let from_drive = value
        .split_once(":\\")
        .filter(|(drive, _)| drive.len() == 1 && drive.bytes().all(|b| b.is_ascii_alphabetic()))
        .map(|(_, rest)| rest);
    let rest = from_root.or(from_directory).or(from_drive);
    rest.is_some_and(|rest| rest.split(['/', '\\']).all(is_name)) && !names_of(value).any(is_random_word)
}

/// The words of a path that do not tell themselves what they are: `/run/secrets/db1password` names a file.
fn names_of(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| name_meaning(word) <= NameMeaning::Neutral)
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
    let is_place = || {
        let names_place = value.split([' ', '/', ':', ',', '.', '(', ')']).any(names_resource)
            || VAULT_HOSTS.iter().any(|host| lower.contains(host));
        names_place && !holds_random_place(value)
    };
    (is_sentence && FIRST_WORDS.contains(&first)) || is_place()
}

/// A vault or an identity, by the abbreviations that Azure recommends for names: `kv` and `id` (microsoft/azure-skills,
/// `azure-enterprise-infra-planner/references/resources/security.md`, read 2026-11-30).
fn names_resource(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["kv-", "id-", "uami-"].iter().any(|start| word.starts_with(start))
        || ["vault", "keyvault"].contains(&word.as_str())
}

/// Whether a text with the name of a vault has a random word, which may be the secret: `hunter2 (vault)`, `a8f3k2m9q4/kv-x`.
fn holds_random_place(value: &str) -> bool {
    let is_named = |word: &str| {
        let lower = word.to_ascii_lowercase();
        lower.starts_with("kv") || names_resource(&lower) || VAULT_HOSTS.iter().any(|host| lower.contains(host))
    };
    let is_version = |word: &str| word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_random = |word: &str| {
        let is_random = if is_named(word) { is_random_name } else { is_random_word };
        !is_guid(word) && !is_version(word) && word.split(|c: char| !c.is_alphanumeric()).any(is_random)
    };
    // A note after a single word tells something about it.
    let noted = value.split_once(" (").map(|(word, _)| word);
    noted.is_some_and(|word| !is_named(word) && is_mixed(word))
        || value.split(|c: char| c.is_whitespace() || "/:,()".contains(c)).any(is_random)
}

/// A placeholder of a template or a manual: `<password>`, `${PASSWORD}`, `$(password)`, `%PASSWORD%`, `{0}`, `...`. A key may
/// start with the same characters.
pub(super) fn is_placeholder(value: &str) -> bool {
    (value.starts_with(['<', '$', '{', '%', '[', '=', '/']) && !holds_random_word(value))
        || (value.starts_with("#{") && !holds_random_word(value))
        || value.starts_with("..")
        || is_harmless_value(value)
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

#[cfg(test)]
mod tests {
    use super::{is_harmless_value, looks_random};

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
    }
}
