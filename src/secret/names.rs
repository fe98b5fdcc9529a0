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
        DESCRIPTIVE_WORDS, FORMAT_WORDS, KEY_WORDS, PLAIN_KEY_WORDS, PROTECTED_THINGS, PROTECTED_WORDS, QUESTION_WORDS,
        SECRET_WORDS, SERVICE_KEY_WORDS, TOKEN_COUNT_WORDS,
    },
    words::split_name,
};

/// What a name says about its value, from harmless to secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMeaning {
    /// The value describes or names something, even below the name of a secret: `secretName`.
    Harmless,
    /// The name says nothing; the names around it decide.
    Neutral,
    /// The value is a secret if it looks like one: `walletKey`.
    MaybeSecret,
    /// The value is a secret where the keys are not chosen by the user: `key1` is an account key, but also any tag. In a
    /// tag, the value decides.
    SecretOfService,
    /// The value can only be a secret.
    Secret,
}

/// What a key is, by the word before it, also at the end of a word without boundaries: `sshprivate`.
fn key_meaning(word: &str) -> NameMeaning {
    let is_listed =
        |words: &[&str]| words.iter().any(|known| word == *known || (known.len() > 4 && word.ends_with(known)));
    if is_listed(KEY_WORDS) {
        NameMeaning::Secret
    } else if is_listed(SERVICE_KEY_WORDS) {
        NameMeaning::SecretOfService
    } else if PLAIN_KEY_WORDS.contains(&word) {
        // `unauthorized` and `asymmetric` end in such words as well.
        NameMeaning::Harmless
    } else {
        NameMeaning::MaybeSecret
    }
}

/// Words before `pass` that make it a password.
const PASS_WORDS: &[&str] = &[
    "user",
    "admin",
    "administrator",
    "db",
    "database",
    "root",
    "login",
    "smtp",
    "ftp",
    "mail",
    "email",
    "proxy",
    "sql",
    "mysql",
    "postgres",
    "redis",
    "service",
    "sudo",
    "vm",
    "host",
    "account",
    "registry",
    "key",
    "keystore",
    "store",
    "truststore",
    "pg",
    "pgsql",
    "pfx",
    "cert",
    "certificate",
    "ssl",
    "my",
];

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
    if let Some(meaning) = phrase_meaning(&all) {
        return meaning;
    }
    let mut words = all.as_slice();
    while let Some((last, rest @ [_, ..])) = words.split_last() {
        if !FORMAT_WORDS.contains(last) {
            break;
        }
        words = rest;
        if let Some(meaning) = phrase_meaning(words) {
            return meaning;
        }
    }
    let Some((last, before)) = words.split_last() else { return NameMeaning::Neutral };
    let previous = before.last().copied().unwrap_or_default();
    let is_counted = || words.iter().any(|word| TOKEN_COUNT_WORDS.contains(word));
    match *last {
        "token" | "tokens" if is_counted() => NameMeaning::Harmless,
        "token" => NameMeaning::Secret,
        // Models count them: `tokens: 100000`.
        "tokens" => NameMeaning::MaybeSecret,
        _ if QUESTION_WORDS.contains(&words[0]) && !before.is_empty() => NameMeaning::Harmless,
        "key" if before.is_empty() && split.has_digits => NameMeaning::SecretOfService,
        "key" | "keys" if before.is_empty() => NameMeaning::Neutral,
        "key" | "keys" => key_meaning(previous),
        "pass" if before.is_empty() || PASS_WORDS.contains(&previous) => NameMeaning::Secret,
        "sas" | "bearer" | "jwt" => NameMeaning::SecretOfService,
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

/// What names mean whose last two or three words together are a secret.
fn phrase_meaning(words: &[&str]) -> Option<NameMeaning> {
    match words {
        [.., "connection" | "conn", "string" | "strings" | "str"]
        | [.., "conn" | "connection", "strings", "value"]
        | [.., "connstr" | "connstring"]
        | [.., "pass", "word" | "words" | "wd" | "phrase" | "code"]
        | [.., "sas", "uri" | "url"]
        | [.., "kube", "config"]
        | [.., "kube", "admin", "config"]
        | [.., "docker", "config", "json"]
        | [.., "publish" | "publishing", "profile"]
        | [.., "recovery" | "seed", "phrase"]
        | [.., "auth" | "authorization", "header"]
        | [.., "session" | "auth", "cookie"]
        | [.., "pfx", "certificate" | "cert"]
        | [.., "access" | "sas" | "amz" | "goog", "signature"]
        | [.., "private", "settings" | "parameters" | "variables"]
        | [.., "secure" | "sensitive", "environment", "variable" | "variables"] => Some(NameMeaning::Secret),
        // Azure AI also finds key phrases, and a header also tells a role; the value decides.
        [.., "key", "phrase"]
        | [.., "basic", "auth"]
        | ["authorization"]
        // `password4db`
        | [.., "password" | "passwd" | "pwd", "db" | "database" | "sql"] => Some(NameMeaning::MaybeSecret),
        // Tags tell by them what a resource holds, and where it is kept.
        [.., "custom" | "user", "data"] | [.., "auth" | "authorization" | "recovery", "code" | "codes"] => {
            Some(NameMeaning::SecretOfService)
        }
        [.., modifier, thing] if PROTECTED_WORDS.contains(modifier) && PROTECTED_THINGS.contains(thing) => {
            Some(NameMeaning::Secret)
        }
        _ => None,
    }
}
