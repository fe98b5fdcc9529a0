//! Whether the value of a key can only be a secret, judged by the words of its name.
//!
//! The last word names the thing: a `passwordPolicy` is a policy, a `clientSecret` is a secret, a `secretName` is a name.
//! Words such as `value` or `base64` say nothing about it.
//!
//! Names were collected from properties that azurerm marks as sensitive (hashicorp/terraform-provider-azurerm at
//! 69697b7fe6a923fc89e88f386bc95c3ed1ee2ec6, 2026-08-21), from properties that Azure's types mark as sensitive, and from
//! secure parameters of Azure verified modules (Azure/bicep-registry-modules at
//! 9f9ea1a18204e262be9a4a64e3e3cc7fbe5e509d, 2026-08-07).

use super::{
    word_lists::{
        DESCRIPTIVE_WORDS, FORMAT_WORDS, KEY_WORDS, PASS_WORDS, PROTECTED_THINGS, PROTECTED_WORDS, QUESTION_WORDS,
        SECRET_WORDS, TOKEN_COUNT_WORDS,
    },
    words::split_name,
};

/// What a name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameMeaning {
    /// The value can only be a secret.
    Secret,
    /// The value is a secret where the keys are not chosen by the user: `key1` is an account key, but also any tag.
    SecretOfService,
    /// The value describes or names something, even below the name of a secret: `secretName`.
    Harmless,
    /// The name says nothing; the names around it decide.
    Neutral,
}

/// Whether a word makes the key after it a secret, also at the end of a word without boundaries: `sshprivate`.
fn is_key_word(word: &str) -> bool {
    KEY_WORDS.iter().any(|known| word == *known || (known.len() > 4 && word.ends_with(known)))
}

/// Every word that can be a part of the name of a secret.
fn is_secret_word(word: &str) -> bool {
    SECRET_WORDS.contains(&word)
        || ["key", "keys", "token", "tokens", "pass", "connection", "signature"].contains(&word)
}

/// What a name says about its value.
#[must_use]
pub fn name_meaning(name: &str) -> NameMeaning {
    let split = split_name(name);
    let all: Vec<&str> = split.words.iter().map(String::as_str).collect();
    if is_phrase(&all) {
        return NameMeaning::Secret;
    }
    let mut words = all.as_slice();
    while let Some((last, rest @ [_, ..])) = words.split_last() {
        if !FORMAT_WORDS.contains(last) {
            break;
        }
        words = rest;
        if is_phrase(words) {
            return NameMeaning::Secret;
        }
    }
    let Some((last, before)) = words.split_last() else { return NameMeaning::Neutral };
    let previous = before.last().copied().unwrap_or_default();
    let is_counted = || words.iter().any(|word| TOKEN_COUNT_WORDS.contains(word));
    match *last {
        "token" | "tokens" if is_counted() => NameMeaning::Harmless,
        "token" | "tokens" => NameMeaning::Secret,
        _ if QUESTION_WORDS.contains(&words[0]) && !before.is_empty() => NameMeaning::Harmless,
        "key" | "keys" if is_key_word(previous) => NameMeaning::Secret,
        "key" if before.is_empty() && split.has_digits => NameMeaning::SecretOfService,
        "key" | "keys" if before.is_empty() => NameMeaning::Neutral,
        "key" | "keys" => NameMeaning::Harmless,
        "pass" if before.is_empty() || PASS_WORDS.contains(&previous) => NameMeaning::Secret,
        "pat" if before.is_empty() => NameMeaning::SecretOfService,
        "pat" if ["github", "gitlab", "azdo", "ado", "devops", "git", "repo", "repository"].contains(&previous) => {
            NameMeaning::Secret
        }
        word if SECRET_WORDS.contains(&word) => NameMeaning::Secret,
        word if DESCRIPTIVE_WORDS.contains(&word) || words.iter().any(|word| is_secret_word(word)) => {
            NameMeaning::Harmless
        }
        _ => NameMeaning::Neutral,
    }
}

/// Names whose last two or three words together are a secret.
fn is_phrase(words: &[&str]) -> bool {
    match words {
        [.., "connection" | "conn", "string" | "strings" | "str"]
        | [.., "conn" | "connection", "strings", "value"]
        | [.., "connstr" | "connstring"]
        | [.., "pass", "word" | "words" | "wd" | "phrase" | "code"]
        | [.., "custom" | "user", "data"]
        | [.., "sas", "uri" | "url"]
        | [.., "kube", "config"]
        | [.., "kube", "admin", "config"]
        | [.., "publish" | "publishing", "profile"]
        | [.., "auth" | "authorization" | "recovery", "code" | "codes" | "phrase"]
        | [.., "auth" | "authorization", "header"]
        | [.., "session" | "auth", "cookie"]
        | [.., "pfx", "certificate" | "cert"]
        | [.., "access" | "sas" | "amz" | "goog", "signature"]
        | [.., "private", "settings" | "parameters" | "variables"]
        | [.., "secure" | "sensitive", "environment", "variable" | "variables"] => true,
        [.., modifier, thing] => PROTECTED_WORDS.contains(modifier) && PROTECTED_THINGS.contains(thing),
        _ => false,
    }
}

/// Whether a value below the name of a secret is none: a reference to a vault, or a word that answers a question
/// (`secrets: none`).
#[must_use]
pub fn is_harmless_value(value: &str) -> bool {
    const ANSWERS: &[&str] = &[
        "", "-", "true", "false", "yes", "no", "on", "off", "none", "null", "n/a", "enabled", "disabled", "required",
        "optional", "allowed", "denied", "managed", // Permissions of an access policy, under `secrets`.
        "all", "get", "list", "set", "delete", "backup", "restore", "recover", "purge",
    ];
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let is_vault_address = || {
        let host = lower.strip_prefix("https://").and_then(|rest| rest.split_once('/'));
        host.is_some_and(|(host, path)| {
            [".vault.azure.net", ".vault.usgovcloudapi.net", ".vault.azure.cn", ".managedhsm.azure.net"]
                .iter()
                .any(|suffix| host.ends_with(suffix))
                && ["secrets/", "keys/", "certificates/"].iter().any(|kind| path.starts_with(kind))
        })
    };
    ANSWERS.contains(&lower.as_str())
        || value.chars().all(|c| c == '*')
        || (lower.starts_with("@microsoft.keyvault(") && lower.ends_with(')'))
        || (lower.starts_with("/subscriptions/") && !lower.contains(char::is_whitespace))
        || is_vault_address()
}
