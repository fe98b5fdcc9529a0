//! The plan: every decision taken, in no language yet.
//!
//! A plan is a list of resources with typed facts and typed references. What waits for what follows from the
//! references, and from `after`, which is the only other source and always gives its reason.

mod body;
mod callers;
mod deployments;
mod edition;
mod evaluate;
mod expr;
pub mod facts;
mod lower;
mod property;
mod share;

use std::{borrow::Cow, sync::Arc};

pub use body::*;
pub use callers::{Caller, CallerKind, Lives, Tokens};
pub use deployments::{Deployment, Partition};
pub(crate) use edition::{name_as_in, renamed};
pub(crate) use evaluate::Value;
pub use expr::{Expr, ForEach, Symbol};
pub use facts::{Fact, Facts};
pub use lower::lower;
pub use property::{Billing, Cost, Immutability, Property};
pub use share::{Shared, Values, own_values, share};

pub use crate::catalog::{Attribute, ResourceKind};
use crate::{
    diagnostic::Diagnostic,
    topology::{AzurermMajor, Cloud, Edition, Extra, values::ResourceId},
};

/// The parameter that holds the object ID of the identity of an existing account.
pub(crate) const EXISTING_ACCOUNT_PRINCIPAL: &str = "accountPrincipalId";

/// A topology with every decision taken.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The edition of output: what is decided and how it is called. Output changes with it, never with the version of the
    /// program alone.
    pub edition: Edition,
    /// What this is, in one line.
    pub title: String,
    /// The same without the environment.
    pub workload: String,
    /// The environment, part of every derived name.
    pub environment: String,
    /// The resource group it is for, when that is not the one that is deployed to.
    pub home: Option<ResourceGroup>,
    /// The cloud.
    pub cloud: Cloud,
    /// The major version of azurerm.
    pub azurerm: AzurermMajor,
    /// The subscription that is deployed to, where the file says so.
    pub subscription: Option<String>,
    /// What differs between deployments.
    pub parameters: Vec<Parameter>,
    /// Values with a name.
    pub variables: Vec<Variable>,
    /// The resources, in the order in which a reader meets them. Shared: a plan is copied for each language and for each
    /// way to change it, and most of it stays.
    pub resources: Vec<Arc<Resource>>,
    /// Settings that the file brings along, by resource.
    pub extra: Vec<(String, Extra)>,
    /// Who may want in, in the order of the file.
    pub callers: Vec<Caller>,
    /// What the deployment tells.
    pub outputs: Vec<Output>,
    /// What people should know; also in the head of every generated file.
    pub notes: Vec<Note>,
    /// Why the plan cannot be written in a language.
    pub limits: Vec<Limit>,
}

/// Something that people should know.
#[derive(Debug, Clone)]
pub struct Note {
    /// The only languages it is about, if it is not about all.
    pub only: Option<Family>,
    /// What to know.
    pub finding: Diagnostic,
    /// Parameters and outputs that the text names; a language may spell them its own way.
    pub names: &'static [&'static str],
}

/// Something that one language cannot say.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The language.
    pub language: Language,
    /// What to tell the user.
    pub finding: Diagnostic,
}

/// An output language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Bicep.
    Bicep,
    /// Terraform with hashicorp/azurerm.
    Terraform,
    /// ARM JSON.
    Arm,
}

/// Languages that need the same things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Bicep and ARM.
    Azure,
    /// Terraform.
    Terraform,
}

impl Note {
    /// Whether a reader of the output in a language has to know it.
    #[must_use]
    pub fn is_about(&self, language: Language) -> bool {
        self.only.is_none_or(|only| only == language.family())
    }
}

impl Language {
    /// The family it belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::Bicep | Self::Arm => Family::Azure,
            Self::Terraform => Family::Terraform,
        }
    }
}

/// What differs between deployments of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name in lower camel case.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Type.
    pub kind: ParameterKind,
    /// The value it has when none is given.
    pub default: Option<Expr>,
    /// Least and greatest length, in characters.
    pub length: Option<(u32, u32)>,
    /// What Terraform can check besides.
    pub rule: Option<Rule>,
    /// The only languages that need it, if not all do.
    pub only: Option<Family>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text.
    Text,
    /// A text that must not be shown.
    Secret,
    /// A list of texts.
    TextList,
    /// A mapping of texts.
    TextMap,
    /// A whole number.
    Number,
}

/// A rule on the text of a parameter, or on each text of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// A regular expression (RE2).
    pub pattern: &'static str,
    /// Another one, for texts that fit and are refused all the same.
    pub refused: Option<&'static str>,
    /// What to say when it does not match.
    pub message: &'static str,
}

/// A value with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Name in lower camel case.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The value.
    pub value: Expr,
}

/// What the deployment tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Name in lower camel case.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The value, always a text.
    pub value: Expr,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its name inside the plan.
    pub symbol: Symbol,
    /// Its kind.
    pub kind: ResourceKind,
    /// Why it is there, for the reader of the output.
    pub purpose: String,
    /// Where the file speaks of it, as a JSON pointer: the key to look at, or to write where it is a default.
    pub origin: String,
    /// Its name in Azure.
    pub name: Expr,
    /// What it is a child of.
    pub parent: Option<Symbol>,
    /// What it is an extension of.
    pub scope: Option<Symbol>,
    /// The resource group it is written to.
    pub place: Place,
    /// Its ID, when it exists already.
    pub existing: Option<ResourceId>,
    /// Whether some languages write it inside its parent.
    pub written: Written,
    /// What it waits for besides what it refers to.
    pub after: Vec<After>,
    /// The only languages that need it, if not all do.
    pub only: Option<Family>,
    /// Its facts.
    pub body: Body,
}

/// The resource group a resource is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The one that is deployed to.
    Target,
    /// The same one once more, after the rest: a second step.
    Again,
    /// Another one.
    Other(ResourceGroup),
}

/// A resource group. Case does not tell two apart.
#[derive(Debug, Clone, Eq)]
pub struct ResourceGroup {
    /// Its subscription.
    pub subscription: String,
    /// Its name.
    pub name: String,
}

impl PartialEq for ResourceGroup {
    fn eq(&self, other: &Self) -> bool {
        self.subscription.eq_ignore_ascii_case(&other.subscription) && self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// Where a language writes a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a resource of its own.
    Alone,
    /// Inside its parent in Bicep and ARM: subnets of a new network, which a later write would otherwise delete.
    InsideParentInAzure,
    /// Inside its parent in Terraform, where azurerm has no resource for it.
    InsideParentInTerraform,
}

/// A dependency that no reference shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// What to wait for.
    pub symbol: Symbol,
    /// Why.
    pub reason: &'static str,
    /// The only languages that have to wait, if not all have.
    pub only: Option<Family>,
}

impl Plan {
    /// The API version of a kind in the edition of the plan.
    #[must_use]
    pub fn api_version(&self, kind: ResourceKind) -> &'static str {
        match self.edition {
            Edition::November2026 => kind.api_version(),
            Edition::December2026 => kind.api_version_2026_12(),
        }
    }

    /// Whether anything is written into the resource group that is deployed to.
    #[must_use]
    pub fn writes_into_group(&self) -> bool {
        self.resources.iter().any(|resource| resource.existing.is_none() && !matches!(resource.place, Place::Other(_)))
    }

    /// The resource behind a symbol.
    ///
    /// # Panics
    /// If the plan has no such resource, which lowering rules out.
    #[must_use]
    pub fn resource(&self, symbol: &Symbol) -> &Resource {
        self.find(symbol).unwrap_or_else(|| panic!("the plan has no resource {symbol:?}"))
    }

    /// The resource behind a symbol, if there is one.
    #[must_use]
    pub fn find(&self, symbol: &Symbol) -> Option<&Resource> {
        self.resources.iter().find(|r| r.symbol == *symbol).map(Arc::as_ref)
    }

    /// The same, to change it; those who share it keep what they have.
    fn find_mut(&mut self, symbol: &Symbol) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|r| r.symbol == *symbol).map(Arc::make_mut)
    }

    /// The plan as one language needs it; itself where it has nothing that is not about the language.
    #[must_use]
    pub fn for_language(&self, language: Language) -> Cow<'_, Self> {
        let wanted = |only: Option<Family>| only.is_none_or(|only| only == language.family());
        let all = self.parameters.iter().all(|parameter| wanted(parameter.only))
            && self.resources.iter().all(|r| wanted(r.only) && r.after.iter().all(|after| wanted(after.only)));
        if all {
            return Cow::Borrowed(self);
        }
        let mut plan = self.clone();
        plan.parameters.retain(|parameter| wanted(parameter.only));
        plan.resources.retain(|resource| wanted(resource.only));
        for resource in &mut plan.resources {
            if !resource.after.iter().all(|after| wanted(after.only)) {
                Arc::make_mut(resource).after.retain(|after| wanted(after.only));
            }
        }
        Cow::Owned(plan)
    }

    /// Children that a language writes inside `parent`.
    pub fn inside<'a>(&'a self, parent: &'a Symbol, written: Written) -> impl Iterator<Item = &'a Resource> {
        let resources = self.resources.iter().map(Arc::as_ref);
        resources.filter(move |r| r.written == written && r.parent.as_ref() == Some(parent))
    }
}

impl Resource {
    /// The symbols it refers to: parent, scope, and every attribute in its facts and name, each once, in order.
    #[must_use]
    pub fn references(&self) -> Vec<Symbol> {
        let mut found: Vec<Symbol> = self.parent.iter().chain(&self.scope).cloned().collect();
        let mut see = |expr: &Expr| {
            if let Expr::Attribute(symbol, _) = expr
                && !found.contains(symbol)
            {
                found.push(symbol.clone());
            }
        };
        self.name.visit(&mut see);
        self.body.each_expr(&mut see);
        found
    }
}
