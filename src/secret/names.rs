//! Whether the value of a key can only be a secret, judged by the words of its name.
//!
//! The last word names the thing: a `passwordPolicy` is a policy, a `clientSecret` is a secret, a `secretName` is a name.
//! Words such as `value` or `base64` say nothing about it.
//!
//! Names were collected from properties that azurerm marks as sensitive (hashicorp/terraform-provider-azurerm at
//! 69697b7fe6a923fc89e88f386bc95c3ed1ee2ec6, 2026-08-21), from properties that Azure's types mark as sensitive, and from
//! secure parameters of Azure verified modules (Azure/bicep-registry-modules at
//! 9f9ea1a18204e262be9a4a64e3e3cc7fbe5e509d, 2026-08-07).

use super::words::split_name;

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

/// Last words that say nothing about what a value is.
const FORMAT_WORDS: &[&str] = &[
    "value",
    "values",
    "text",
    "plain",
    "plaintext",
    "cleartext",
    "base",
    "encoded",
    "raw",
    "wo",
    "data",
    "content",
    "contents",
    "pem",
    "openssh",
    "pkcs",
    "primary",
    "secondary",
    "current",
    "previous",
    "new",
    "old",
    "alias",
    "json",
    "xml",
    "blob",
    "bytes",
    "string",
    "strings",
];

/// Last words of secrets.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "passphrases",
    "passcode",
    "pw",
    "psk",
    "secret",
    "secrets",
    "credential",
    "credentials",
    "creds",
    "sas",
    "bearer",
    "unattend",
    "mnemonic",
    "kubeconfig",
    "pfx",
];

/// Words before `key` that make it a secret. `publicKey`, `partitionKey` and `hostKey` are none.
const KEY_WORDS: &[&str] = &[
    "access",
    "account",
    "admin",
    "agent",
    "ai",
    "api",
    "apim",
    "app",
    "application",
    "auth",
    "authentication",
    "authorization",
    "backup",
    "batch",
    "blob",
    "blobs",
    "bot",
    "client",
    "cognitive",
    "consumer",
    "cosmos",
    "cosmosdb",
    "crypto",
    "database",
    "datadog",
    "db",
    "decryption",
    "deploy",
    "deployment",
    "device",
    "devops",
    "encryption",
    "endpoint",
    "eventgrid",
    "eventhub",
    "extension",
    "function",
    "functions",
    "gateway",
    "github",
    "grid",
    "hmac",
    "hub",
    "ingestion",
    "insights",
    "installation",
    "instrumentation",
    "integration",
    "intelligence",
    "iot",
    "license",
    "listen",
    "luis",
    "manage",
    "management",
    "maps",
    "master",
    "openai",
    "policy",
    "primary",
    "principal",
    "private",
    "query",
    "read",
    "readonly",
    "readwrite",
    "recognizer",
    "recovery",
    "redis",
    "registration",
    "registry",
    "relay",
    "root",
    "runtime",
    "sas",
    "search",
    "secondary",
    "secret",
    "security",
    "send",
    "sender",
    "sendgrid",
    "server",
    "service",
    "services",
    "session",
    "shared",
    "sharedaccess",
    "signalr",
    "signing",
    "slack",
    "speech",
    "ssl",
    "storage",
    "stripe",
    "subscription",
    "tls",
    "token",
    "translator",
    "twilio",
    "validation",
    "vision",
    "webhook",
    "webpubsub",
    "workspace",
    "write",
];

/// First words of names that ask a question: `hasSharedKey`.
const QUESTION_WORDS: &[&str] =
    &["has", "is", "allow", "allows", "enable", "enables", "disable", "disables", "require", "requires", "contains"];

/// Words of tokens that are counted, or that mark a place: `maxTokens`, `continuationToken`.
const TOKEN_COUNT_WORDS: &[&str] = &[
    "max",
    "maximum",
    "min",
    "minimum",
    "total",
    "prompt",
    "completion",
    "count",
    "number",
    "limit",
    "page",
    "continuation",
    "next",
    "skip",
    "csrf",
    "xsrf",
    "antiforgery",
    "cancellation",
    "stop",
    "pad",
    "eos",
    "bos",
    "special",
    "output",
    "input",
    "per",
    "budget",
    "used",
    "remaining",
    "rate",
];

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
];

/// Words before `settings`, `parameters` or `value` that make these secrets.
const PROTECTED_WORDS: &[&str] = &["protected", "secure", "secret", "sensitive", "confidential"];

/// Words after these that are secrets as a whole.
const PROTECTED_THINGS: &[&str] = &[
    "setting",
    "settings",
    "parameter",
    "parameters",
    "variable",
    "variables",
    "value",
    "values",
    "string",
    "arguments",
    "inputs",
    "environment",
    "env",
    "data",
    "text",
];

/// Last words of what only names, places or describes.
const DESCRIPTIVE_WORDS: &[&str] = &[
    "name",
    "names",
    "id",
    "ids",
    "identifier",
    "uri",
    "uris",
    "url",
    "urls",
    "endpoint",
    "host",
    "hostname",
    "port",
    "server",
    "username",
    "login",
    "user",
    "email",
    "version",
    "type",
    "kind",
    "vault",
    "identity",
    "ref",
    "refs",
    "reference",
    "references",
    "source",
    "path",
    "file",
    "enabled",
    "required",
    "algorithm",
    "expiry",
    "expiration",
    "expires",
    "days",
    "hours",
    "created",
    "updated",
    "description",
    "owner",
    "rotation",
    "policy",
    "region",
    "location",
    "scope",
    "tenant",
    "audience",
    "issuer",
    "format",
    "encoding",
    "size",
    "length",
    "status",
    "state",
];

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
