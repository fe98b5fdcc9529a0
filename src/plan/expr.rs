//! Values that are known only to a deployment: parameters, properties of resources, functions of these.

use std::sync::Arc;

use crate::catalog::Attribute;

/// The symbolic name of a resource, in lower camel case; each language writes it in its own case. Reference-counted,
/// since every reference to the resource has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub(crate) Arc<str>);

impl Symbol {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `container` and `raw-scans` become `containerRawScans`: a symbol that contains a name from the file.
    pub(crate) fn from_parts(base: &str, part: &str) -> Symbol {
        let mut text = base.to_owned();
        for word in part.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            let mut letters = word.chars();
            let Some(first) = letters.next() else { continue };
            if first.is_ascii_digit() {
                text.push('_');
            }
            if text.is_empty() {
                text.push(first.to_ascii_lowercase());
            } else {
                text.push(first.to_ascii_uppercase());
            }
            text.extend(letters);
        }
        Self(text.into())
    }
}

impl From<&str> for Symbol {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for Symbol {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

/// An expression, independent of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A string literal.
    String(String),
    /// A literal list.
    List(Vec<Expr>),
    /// A literal mapping of strings; the keys are from the file.
    Map(Vec<(String, Expr)>),
    /// The value of a parameter.
    Parameter(String),
    /// An integer.
    Integer(i64),
    /// The value of a variable of the plan.
    Variable(String),
    /// An attribute of a resource.
    Attribute(Symbol, Attribute),
    /// Concatenated strings.
    Join(Vec<Expr>),
    /// Concatenated lists.
    Concat(Vec<Expr>),
    /// A deterministic GUID of strings.
    Guid(Vec<Expr>),
    /// The ID of a role in the subscription, from its GUID.
    RoleDefinition(Box<Expr>),
    /// The storage suffix of the cloud: `core.windows.net`.
    StorageSuffix,
    /// The part of a string after the last `/`.
    LastSegment(Box<Expr>),
    /// The suffix of vaults in the cloud: `.vault.azure.net`.
    VaultSuffix,
    /// The target tenant.
    TenantId,
    /// The target subscription.
    SubscriptionId,
    /// The object ID of the deploying principal.
    DeployerId,
    /// The ID of the target resource group.
    ResourceGroupId,
    /// The region of the target resource group.
    ResourceGroupLocation,
    /// A short string that differs between deployments to different resource groups, and between those with different
    /// names: the scope of both is the outer deployment.
    DeploymentHash,
}

impl Expr {
    /// A string literal.
    #[allow(clippy::needless_pass_by_value, reason = "callers have a reference or a temporary")]
    pub fn string(text: impl ToString) -> Self {
        Self::String(text.to_string())
    }

    /// The ID of the target subscription, as of any resource.
    pub(crate) fn subscription_id() -> Self {
        Self::Join(vec![Self::string("/subscriptions/"), Self::SubscriptionId])
    }

    /// The blob host of a storage account, from its name.
    pub(crate) fn blob_host(name: Self) -> Self {
        Self::Join(vec![name, Self::string(".blob."), Self::StorageSuffix])
    }

    /// The host of a vault, from its name.
    pub(crate) fn vault_host(name: Self) -> Self {
        Self::Join(vec![name, Self::VaultSuffix])
    }

    /// Concatenated strings in normal form: no empty string, no literal next to a literal, no join inside another.
    #[must_use]
    pub fn normalized_join(parts: Vec<Self>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        for part in parts {
            let inner = match part {
                Self::Join(inner) => inner,
                other => vec![other],
            };
            for part in inner {
                match (flat.last_mut(), part) {
                    (_, Self::String(text)) if text.is_empty() => {}
                    (Some(Self::String(before)), Self::String(text)) => before.push_str(&text),
                    (_, part) => flat.push(part),
                }
            }
        }
        match flat.as_slice() {
            [] => Self::string(""),
            [Self::String(text)] => Self::string(text),
            _ => Self::Join(flat),
        }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(name: &str) -> Self {
        Self::Parameter(name.to_owned())
    }

    /// The resource ID of a resource of the plan.
    #[must_use]
    pub fn id(symbol: &Symbol) -> Self {
        Self::Attribute(symbol.clone(), Attribute::Id)
    }

    /// Visits this expression and all expressions in it, outermost first.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match self {
            Self::List(inner) | Self::Join(inner) | Self::Concat(inner) | Self::Guid(inner) => {
                inner.iter().for_each(|e| e.visit(visit));
            }
            Self::Map(entries) => entries.iter().for_each(|(_, e)| e.visit(visit)),
            Self::RoleDefinition(inner) | Self::LastSegment(inner) => inner.visit(visit),
            _ => {}
        }
    }

    /// Changes this expression and all expressions in it, innermost first.
    pub fn visit_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Self::List(inner) | Self::Join(inner) | Self::Concat(inner) | Self::Guid(inner) => {
                inner.iter_mut().for_each(|e| e.visit_mut(visit));
            }
            Self::Map(entries) => entries.iter_mut().for_each(|(_, e)| e.visit_mut(visit)),
            Self::RoleDefinition(inner) | Self::LastSegment(inner) => inner.visit_mut(visit),
            _ => {}
        }
        visit(self);
    }
}

/// One value for each element of a list that is known only at deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForEach {
    /// The name of an element.
    pub item: &'static str,
    /// The list.
    pub over: Expr,
}
