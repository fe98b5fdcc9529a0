//! The table of restrictive settings, which every topology must have unless a key of its file makes them permissive.
//!
//! Written by hand from Azure's and azurerm's names, never from `src` or the templates: it is the second source for
//! the constants in the templates. Sources: Azure's template reference
//! (<https://learn.microsoft.com/azure/templates>, read in November 2026) and azurerm's documentation (its repository,
//! `website/docs/r`, of 2026-08-21; majors 4.81 and 5.2 where they differ).

mod network;
mod services;

use serde_json::Value;

/// The expected value of a property.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// This value, as JSON.
    Is(&'static str),
    /// This value, as JSON, or unset, if the default of Azure or azurerm is restrictive. With the source of the
    /// default.
    IsOrUnset(&'static str, &'static str),
    /// Anything but this value.
    IsNot(&'static str),
    /// Any value.
    Set,
    /// No value, and no empty list.
    Unset,
    /// A parameter without a default: the value is given at deployment.
    Parameter,
    /// The permissive value depends on more than the key.
    Anything,
}

/// The path of a setting in a language, and its expected value.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Names below the body or the block; lists on the path are iterated.
    pub(crate) path: &'static str,
    pub(crate) restrictive: Expected,
    /// Its value if the key makes it permissive.
    pub(crate) permissive: Expected,
}

/// A setting in azurerm.
#[derive(Clone, Copy)]
pub(crate) enum Azurerm {
    /// In the block itself.
    Argument(Place),
    /// In another block: the resulting Azure resource is checked. With the reason, never empty.
    AsAzure(&'static str),
    /// Not at all, with the reason, never empty.
    Nowhere(&'static str),
}

/// A condition on the resource of a setting.
#[derive(Clone, Copy)]
pub(crate) struct Only {
    pub(crate) azure: (&'static str, Expected),
    pub(crate) azurerm: (&'static str, Expected),
}

/// The key that makes a setting permissive: its name, and whether a file has it.
pub(crate) type Key = (&'static str, fn(&File) -> bool);

/// One setting of one type.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    /// ARM type.
    pub(crate) kind: &'static str,
    /// azurerm's types.
    pub(crate) blocks: &'static [&'static str],
    pub(crate) azure: Place,
    pub(crate) azurerm: Azurerm,
    /// The name in major version 4, if it differs.
    pub(crate) azurerm4: Option<Place>,
    pub(crate) only: Option<Only>,
    pub(crate) opened_by: Option<Key>,
    /// The reason why a permissive default of Azure is kept. The setting is then expected to be unset.
    pub(crate) left_permissive: Option<&'static str>,
}

/// Every setting.
pub(crate) fn settings() -> impl Iterator<Item = &'static Setting> {
    services::ACCOUNT
        .iter()
        .chain(services::STORAGE)
        .chain(services::VAULT)
        .chain(services::LOGS)
        .chain(network::NETWORK)
        .chain(network::BASTION)
        .chain(network::MACHINE)
}

/// Azure's defaults for settings that are not written, by the name of their source.
const AZURE_FALSE: &str = "a boolean that is left out is false (template reference)";
const AZURERM_FALSE: &str = "azurerm's documentation: defaults to false, or is optional and off";

/// A setting by ARM type, azurerm types, and its names in Azure and azurerm.
const fn setting(kind: &'static str, blocks: &'static [&'static str], path: &'static str, value: Expected) -> Setting {
    Setting {
        kind,
        blocks,
        azure: Place { path, restrictive: value, permissive: value },
        azurerm: Azurerm::AsAzure(""),
        azurerm4: None,
        only: None,
        opened_by: None,
        left_permissive: None,
    }
}

impl Setting {
    const fn azurerm(mut self, path: &'static str, value: Expected) -> Self {
        self.azurerm = Azurerm::Argument(Place { path, restrictive: value, permissive: value });
        self
    }

    const fn azurerm4(mut self, path: &'static str, value: Expected) -> Self {
        self.azurerm4 = Some(Place { path, restrictive: value, permissive: value });
        self
    }

    const fn azurerm_as_azure(mut self, why: &'static str) -> Self {
        self.azurerm = Azurerm::AsAzure(why);
        self
    }

    const fn azurerm_nowhere(mut self, why: &'static str) -> Self {
        self.azurerm = Azurerm::Nowhere(why);
        self
    }

    const fn only(mut self, azure: (&'static str, Expected), azurerm: (&'static str, Expected)) -> Self {
        self.only = Some(Only { azure, azurerm });
        self
    }

    /// With the permissive values in Azure and azurerm.
    const fn opened_by(mut self, key: Key, azure: Expected, azurerm: Expected) -> Self {
        self.azure.permissive = azure;
        if let Azurerm::Argument(mut place) = self.azurerm {
            place.permissive = azurerm;
            self.azurerm = Azurerm::Argument(place);
        }
        self.opened_by = Some(key);
        self
    }

    const fn left_permissive(mut self, why: &'static str) -> Self {
        self.left_permissive = Some(why);
        self
    }

    /// The setting in this major version.
    pub(crate) fn azurerm_of(&self, major_4: bool) -> Azurerm {
        self.azurerm4.filter(|_| major_4).map_or(self.azurerm, Azurerm::Argument)
    }
}

/// The file of a topology as written, without defaults.
pub(crate) struct File<'a>(pub(crate) &'a Value);

impl File<'_> {
    fn at(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    fn is(&self, pointer: &str, value: &str) -> bool {
        self.at(pointer).is_some_and(|found| *found == json(value))
    }

    fn is_number(&self, pointer: &str, number: u64) -> bool {
        self.at(pointer).and_then(Value::as_u64) == Some(number)
    }

    fn has_items(&self, pointer: &str) -> bool {
        self.at(pointer).and_then(Value::as_array).is_some_and(|items| !items.is_empty())
    }

    /// Whether the account allows access besides its private endpoints. Storage and vault use its setting by default.
    fn account_is_public(&self) -> bool {
        self.is("/account/publicNetworkAccess", r#""selected""#) || self.account_is_open()
    }

    fn account_is_open(&self) -> bool {
        self.is("/account/publicNetworkAccess", r#""open""#)
    }

    fn follows_the_account(&self, pointer: &str) -> bool {
        self.is(pointer, r#""selected""#) || (self.at(pointer).is_none() && self.account_is_public())
    }

    /// Whether the vault allows access from public networks: by default only for a client with a role on it, or for the
    /// addresses that Terraform runs from.
    fn vault_is_public(&self) -> bool {
        let clients = self.at("/clients").and_then(Value::as_array).cloned().unwrap_or_default();
        let has_client = clients.iter().any(|client| {
            if let Some(roles) = client.get("roles").and_then(Value::as_array) {
                return roles.iter().any(|role| role["on"] == "vault" || role["on"] == "secret");
            }
            // Without roles, it reads the key in the vault, unless it has a key or a SAS URL.
            let has_credential = ["accountKey", "key", "sas"].iter().any(|kind| client["type"] == *kind);
            self.is("/account/localAuth", "true") && !has_credential
        });
        let is_used = has_client || self.has_items("/keyVault/deployerAddresses");
        self.follows_the_account("/keyVault/publicNetworkAccess")
            && (is_used || self.at("/keyVault/publicNetworkAccess").is_some())
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("`{text}` is not JSON: {error}"))
}

/// Every value at a path; lists on the path are iterated, and a missing value is `None`.
pub(crate) fn values<'v>(body: &'v Value, path: &str) -> Vec<Option<&'v Value>> {
    let mut found = vec![Some(body)];
    for name in path.split('.') {
        found = found
            .into_iter()
            .flat_map(|value| match value {
                Some(Value::Array(items)) if !items.is_empty() => items.iter().map(Some).collect(),
                other => vec![other],
            })
            .map(|value| value.and_then(|value| value.get(name)))
            .collect();
    }
    found
}

impl Expected {
    pub(crate) fn holds(self, value: Option<&Value>) -> bool {
        let nothing = value.is_none_or(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty));
        let is = |text| value.is_some_and(|value| *value == json(text));
        match self {
            Self::Is(text) => is(text),
            Self::IsOrUnset(text, _) => nothing || is(text),
            Self::IsNot(text) => !is(text),
            Self::Set => !nothing,
            Self::Unset => nothing,
            Self::Parameter => value.and_then(Value::as_str).is_some_and(|text| text.starts_with("param:")),
            Self::Anything => true,
        }
    }

    /// In words, for a failure.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Is(text) => text.to_owned(),
            Self::IsOrUnset(text, why) => format!("{text} or nothing ({why})"),
            Self::IsNot(text) => format!("anything but {text}"),
            Self::Set => "a value".to_owned(),
            Self::Unset => "nothing".to_owned(),
            Self::Parameter => "a parameter without a default".to_owned(),
            Self::Anything => "anything".to_owned(),
        }
    }
}
