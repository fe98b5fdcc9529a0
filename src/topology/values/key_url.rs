//! Identifiers of keys in a vault.

use std::{fmt, str::FromStr};

use super::{
    SecretName, VaultName,
    checked::{Refusal, checked, refuse_with},
};
use crate::diagnostic::Code;

/// `https://<vault>.<suffix>/keys/<name>[/<version>]`, parsed into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUrl {
    /// The name of the vault.
    pub vault: String,
    /// The rest of the host name: `vault.azure.net`.
    pub suffix: String,
    /// The name of the key.
    pub name: String,
    /// The version, if it is specified.
    pub version: Option<String>,
}

impl FromStr for KeyUrl {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refused = |reason: &str| {
            refuse_with(Code::BAD_VALUE, reason, "use the form `https://<vault>.vault.azure.net/keys/<name>/<version>`")
        };
        let Some(rest) = text.strip_prefix("https://") else {
            return refused("a key identifier starts with `https://`");
        };
        let parts: Vec<&str> = rest.split('/').collect();
        let (host, name, version) = match parts.as_slice() {
            [host, "keys", name] => (*host, *name, None),
            [host, "keys", name, version] => (*host, *name, Some(*version)),
            _ => return refused("not a key identifier"),
        };
        let Some((vault, suffix)) = host.split_once('.') else { return refused("the host is not a vault") };
        let is_host = |suffix: &str| suffix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        if vault.parse::<VaultName>().is_err() || !suffix.starts_with("vault.") || !is_host(suffix) {
            return refused("the host is not a vault");
        }
        let is_version = |version: &str| version.len() == 32 && version.bytes().all(|b| b.is_ascii_hexdigit());
        if name.parse::<SecretName>().is_err() || !version.is_none_or(is_version) {
            return refused("not a valid key name and version");
        }
        Ok(Self {
            vault: vault.to_owned(),
            suffix: suffix.to_owned(),
            name: name.to_owned(),
            version: version.map(str::to_owned),
        })
    }
}

impl fmt::Display for KeyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}.{}/keys/{}", self.vault, self.suffix, self.name)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, "/{version}"))
    }
}

checked!(
    KeyUrl,
    "di-gen-key-url",
    r"^https://[A-Za-z0-9-]+\.vault\.[A-Za-z0-9.-]+/keys/[A-Za-z0-9-]+(/[0-9a-fA-F]{32})?$",
    "https://kv-invoices.vault.azure.net/keys/forms/0123456789abcdef0123456789abcdef",
    ""
);
