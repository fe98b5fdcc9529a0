//! Secrets written in the file are refused before anything else looks at it.
//!
//! A topology never needs one: passwords and keys are secure parameters of the output. The check knows the
//! names people give secrets and the shapes that Azure's have; the message never repeats the value.

use serde_json::Value;

use super::tree::Document;
use crate::diagnostic::{Code, Diagnostic};

/// Key names, in lower case without `-` and `_`, that can only hold a secret.
const NAMES: &[&str] = &[
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

pub(super) fn find(document: &Document) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    document.root.each_scalar("", &mut |pointer, _, value| {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let named = !pointer.starts_with("/tags/")
            && NAMES.contains(&name.to_lowercase().replace(['-', '_'], "").as_str())
            && !matches!(value, Value::Null | Value::Bool(_));
        let shape = value.as_str().and_then(shape);
        if named || shape.is_some() {
            let what = shape.unwrap_or("a secret, by the name of its key");
            findings.push(
                Diagnostic::error(Code::SECRET, "a secret stands in the file")
                    .at(pointer)
                    .secret()
                    .label(what)
                    .help("remove it, and treat it as leaked if the file was ever shared")
                    .help("di-gen takes no secret: passwords are secure parameters of the generated template"),
            );
        }
    });
    findings
}

/// What kind of secret a text looks like.
fn shape(text: &str) -> Option<&'static str> {
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
