//! Secrets in the file are rejected before the topology is checked.
//!
//! A topology never needs one: passwords and keys are secure parameters of the output. The check compares key names
//! with usual names of secrets, and values with the formats of Azure's secrets; the message never shows the value.

use std::ops::Range;

use serde_json::Value;

use super::tree::YamlDocument;
use crate::diagnostic::{Code, Diagnostic};

/// Key names, in lower case without `-` and `_`, whose values can only be secrets.
const SECRET_KEY_NAMES: &[&str] = &[
    "password",
    "adminpassword",
    "passwd",
    "pwd",
    "secret",
    "clientsecret",
    "secretvalue",
    "apikey",
    "accountkey",
    "subscriptionkey",
    "key1",
    "key2",
    "primarykey",
    "secondarykey",
    "accesskey",
    "storagekey",
    "connectionstring",
    "sas",
    "sastoken",
    "token",
    "accesstoken",
    "bearertoken",
    "privatekey",
    "sshprivatekey",
];

/// The secrets of a document, each with its location.
pub(crate) fn find_secrets(document: &YamlDocument) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    document.root.visit_scalars("", &mut |pointer, _, value| {
        // Names of tags and networks are chosen by the user.
        let has_secret_name = !pointer.starts_with("/tags/")
            && !pointer.starts_with("/dns/linkNames/")
            && pointer.split('/').any(is_secret_name)
            && !matches!(value, Value::Null | Value::Bool(_));
        let kind = value.as_str().and_then(secret_type);
        if has_secret_name || kind.is_some() {
            diagnostics
                .push(secret_diagnostic(kind.unwrap_or("the name of its key indicates a secret")).at_value(pointer));
        }
    });
    document.root.visit_keys("", &mut |pointer, key| {
        if let Some(kind) = secret_type(key) {
            diagnostics.push(secret_diagnostic(kind).at_key(pointer));
        }
    });
    diagnostics
}

fn secret_diagnostic(kind: &str) -> Diagnostic {
    Diagnostic::error(Code::SECRET, "the file contains a secret")
        .label(kind)
        .help("remove it, and treat it as leaked if the file was ever shared")
        .help("use the secure parameters of the generated template for passwords; no key accepts a secret")
}

/// Bytes that must not be shown: the values of secrets and, in a text that cannot be parsed as YAML, text after the
/// name of a secret or in the format of one.
pub(super) fn secret_ranges(text: &str, document: Option<&YamlDocument>) -> Vec<Range<usize>> {
    if let Some(document) = document {
        return find_secrets(document)
            .iter()
            .filter_map(|diagnostic| document.full_span(&diagnostic.location))
            .collect();
    }
    let mut hidden: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("-----BEGIN") {
        // A start inside the key before it has the same end.
        if hidden.last().is_none_or(|last| last.end <= at) {
            // A key of several lines, up to its end or the end of the text.
            let end = text[at..].find("-----END").map_or(text.len(), |end| at + end);
            hidden.push(at..text[end..].find('\n').map_or(text.len(), |line| end + line));
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((key, _)) = line.split_once(':')
            && is_secret_name(key.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
        {
            hidden.push(start + key.len() + 1..start + line.trim_end().len());
        }
        let mut at = start;
        for word in line.split_inclusive(|c: char| c.is_whitespace() || "\"'".contains(c)) {
            if secret_type(word.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c))).is_some() {
                hidden.push(at..at + word.trim_end().len());
            }
            at += word.len();
        }
        start += line.len();
    }
    hidden
}

fn is_secret_name(name: &str) -> bool {
    SECRET_KEY_NAMES.contains(&name.to_lowercase().replace(['-', '_'], "").as_str())
}

/// The kind of secret that a text looks like.
fn secret_type(text: &str) -> Option<&'static str> {
    let consists_of =
        |text: &str, allowed: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || allowed.as_bytes().contains(&b));
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if ["AccountKey=", "SharedAccessKey=", "SharedAccessSignature="].iter().any(|marker| text.contains(marker)) {
        return Some("a connection string");
    }
    if text.contains("sig=") && (text.contains("se=") || text.contains("sv=")) {
        return Some("a shared access signature");
    }
    if text.starts_with("eyJ") && text.matches('.').count() == 2 && consists_of(text, "-_.=") {
        return Some("a bearer token");
    }
    if text.len() == 88 && text.ends_with("==") && consists_of(text, "+/=") {
        return Some("a storage account key");
    }
    if text.len() == 84 && consists_of(text, "") && (text.contains("ACOG") || text.contains("JQQJ99")) {
        return Some("an account key");
    }
    if text.len() == 32
        && hex(text)
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
    {
        return Some("an account key");
    }
    if text.len() >= 36
        && text.len() <= 44
        && text.get(3..6).is_some_and(|m| m == "8Q~" || m == "7Q~")
        && consists_of(text, "-_.~")
    {
        return Some("a client secret");
    }
    None
}
