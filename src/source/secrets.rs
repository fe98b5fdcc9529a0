//! Secrets written in the file are refused before anything else looks at it.
//!
//! A topology never needs one: passwords and keys are secure parameters of the output. The check knows the
//! names people give secrets and the shapes that Azure's have; the message never repeats the value.

use std::ops::Range;

use serde_json::Value;

use super::tree::YamlDocument;
use crate::diagnostic::{Code, Diagnostic};

/// Key names, in lower case without `-` and `_`, that can only hold a secret.
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

/// The secrets of a document, each where it stands.
pub(crate) fn find_secrets(document: &YamlDocument) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    document.root.visit_scalars("", &mut |pointer, _, value| {
        // Names of tags and of networks are the user's own.
        let named = !pointer.starts_with("/tags/")
            && !pointer.starts_with("/dns/linkNames/")
            && pointer.split('/').any(is_secret_name)
            && !matches!(value, Value::Null | Value::Bool(_));
        let shape = value.as_str().and_then(secret_type);
        if named || shape.is_some() {
            findings.push(secret_diagnostic(shape.unwrap_or("a secret, by the name of its key")).at_value(pointer));
        }
    });
    document.root.visit_keys("", &mut |pointer, key| {
        if let Some(shape) = secret_type(key) {
            findings.push(secret_diagnostic(shape).at_key(pointer));
        }
    });
    findings
}

fn secret_diagnostic(what: &str) -> Diagnostic {
    Diagnostic::error(Code::SECRET, "a secret stands in the file")
        .label(what)
        .help("remove it, and treat it as leaked if the file was ever shared")
        .help("di-gen takes no secret: passwords are secure parameters of the generated template")
}

/// Bytes that must not be shown: the values of secrets, and in a text that cannot be read as YAML what stands
/// after a telling name or has a telling shape.
pub(super) fn secret_ranges(text: &str, document: Option<&YamlDocument>) -> Vec<Range<usize>> {
    if let Some(document) = document {
        return find_secrets(document).iter().filter_map(|finding| document.full_span(&finding.location)).collect();
    }
    let mut hidden: Vec<Range<usize>> = text
        .match_indices("-----BEGIN")
        .map(|(at, _)| {
            // A key of several lines, to its end or that of the text.
            let end = text[at..].find("-----END").map_or(text.len(), |end| at + end);
            at..text[end..].find('\n').map_or(text.len(), |line| end + line)
        })
        .collect();
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

/// What kind of secret a text looks like.
fn secret_type(text: &str) -> Option<&'static str> {
    let is =
        |text: &str, allowed: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || allowed.as_bytes().contains(&b));
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if ["AccountKey=", "SharedAccessKey=", "SharedAccessSignature="].iter().any(|mark| text.contains(mark)) {
        return Some("a connection string");
    }
    if text.contains("sig=") && (text.contains("se=") || text.contains("sv=")) {
        return Some("a shared access signature");
    }
    if text.starts_with("eyJ") && text.matches('.').count() == 2 && is(text, "-_.=") {
        return Some("a bearer token");
    }
    if text.len() == 88 && text.ends_with("==") && is(text, "+/=") {
        return Some("a storage account key");
    }
    if text.len() == 84 && is(text, "") && (text.contains("ACOG") || text.contains("JQQJ99")) {
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
        && is(text, "-_.~")
    {
        return Some("a client secret");
    }
    None
}
