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
mod lower;
mod property;
pub mod property_tree;
mod shared_plan;

use std::{borrow::Cow, sync::Arc};

pub use body::*;
pub use callers::{Caller, CallerKind, Occupants, TokenSource};
pub use deployments::{NestedDeployment, Partition};
pub(crate) use edition::{apply_edition_names, renamed_symbols};
pub(crate) use evaluate::EvaluatedValue;
pub use expr::{Expr, ForEach, Symbol};
pub use lower::lower_topology;
pub use property::{Billing, Cost, Immutability, Property};
pub use property_tree::{PropertyTree, PropertyValue};
pub use shared_plan::{ParameterValues, SharedPlan, default_parameter_values, share_plan};

pub use crate::catalog::{Attribute, ResourceKind};
use crate::{
    diagnostic::Diagnostic,
    topology::{AzurermMajor, Cloud, Edition, Extra, values::ResourceId},
};

/// The parameter that holds the object ID of the identity of an existing account.
pub(crate) const EXISTING_ACCOUNT_PRINCIPAL: &str = "accountPrincipalId";

/// A topology with every decision taken.
#[derive(Debug, Clone)]
pub struct ResolvedTopology {
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
    pub resource_group: Option<ResourceGroup>,
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
    pub limits: Vec<LanguageLimit>,
}

/// Something that people should know.
#[derive(Debug, Clone)]
pub struct Note {
    /// The only languages it is about, if it is not about all.
    pub only_for: Option<LanguageFamily>,
    /// What to know.
    pub diagnostic: Diagnostic,
    /// Parameters and outputs that the text names; a language may spell them its own way.
    pub names: &'static [&'static str],
}

/// Something that one language cannot say.
#[derive(Debug, Clone)]
pub struct LanguageLimit {
    /// The language.
    pub language: Language,
    /// What to tell the user.
    pub diagnostic: Diagnostic,
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
pub enum LanguageFamily {
    /// Bicep and ARM.
    Azure,
    /// Terraform.
    Terraform,
}

impl Note {
    /// Whether a reader of the output in a language has to know it.
    #[must_use]
    pub fn applies_to(&self, language: Language) -> bool {
        self.only_for.is_none_or(|only| only == language.family())
    }
}

impl Language {
    /// The family it belongs to.
    #[must_use]
    pub const fn family(self) -> LanguageFamily {
        match self {
            Self::Bicep | Self::Arm => LanguageFamily::Azure,
            Self::Terraform => LanguageFamily::Terraform,
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
    pub rule: Option<ParameterRule>,
    /// The only languages that need it, if not all do.
    pub only_for: Option<LanguageFamily>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text.
    String,
    /// A text that must not be shown.
    SecureString,
    /// A list of texts.
    StringList,
    /// A mapping of texts.
    StringMap,
    /// A whole number.
    Integer,
}

/// A rule on the text of a parameter, or on each text of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRule {
    /// A regular expression (RE2).
    pub pattern: &'static str,
    /// Another one, for texts that fit and are refused all the same.
    pub refused_pattern: Option<&'static str>,
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
    pub deployment_target: DeploymentTarget,
    /// Its ID, when it exists already.
    pub existing: Option<ResourceId>,
    /// Whether some languages write it inside its parent.
    pub nesting: Nesting,
    /// What it waits for besides what it refers to.
    pub depends_on: Vec<ExplicitDependency>,
    /// The only languages that need it, if not all do.
    pub only_for: Option<LanguageFamily>,
    /// Its facts.
    pub body: Body,
}

/// The resource group a resource is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeploymentTarget {
    /// The one that is deployed to.
    TargetGroup,
    /// The same one once more, after the rest: a second step.
    SecondPass,
    /// Another one.
    OtherGroup(ResourceGroup),
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
pub enum Nesting {
    /// As a resource of its own.
    Standalone,
    /// Inside its parent in Bicep and ARM: subnets of a new network, which a later write would otherwise delete.
    InsideParentInAzure,
    /// Inside its parent in Terraform, where azurerm has no resource for it.
    InsideParentInTerraform,
}

/// A dependency that no reference shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplicitDependency {
    /// What to wait for.
    pub symbol: Symbol,
    /// Why.
    pub reason: &'static str,
    /// The only languages that have to wait, if not all have.
    pub only_for: Option<LanguageFamily>,
}

impl ResolvedTopology {
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
    pub fn writes_into_target_group(&self) -> bool {
        self.resources.iter().any(|resource| {
            resource.existing.is_none() && !matches!(resource.deployment_target, DeploymentTarget::OtherGroup(_))
        })
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
        let wanted = |only: Option<LanguageFamily>| only.is_none_or(|only| only == language.family());
        let all = self.parameters.iter().all(|parameter| wanted(parameter.only_for))
            && self
                .resources
                .iter()
                .all(|r| wanted(r.only_for) && r.depends_on.iter().all(|after| wanted(after.only_for)));
        if all {
            return Cow::Borrowed(self);
        }
        let mut plan = self.clone();
        plan.parameters.retain(|parameter| wanted(parameter.only_for));
        plan.resources.retain(|resource| wanted(resource.only_for));
        for resource in &mut plan.resources {
            if !resource.depends_on.iter().all(|after| wanted(after.only_for)) {
                Arc::make_mut(resource).depends_on.retain(|after| wanted(after.only_for));
            }
        }
        Cow::Owned(plan)
    }

    /// Children that a language writes inside `parent`.
    pub fn nested_children<'a>(&'a self, parent: &'a Symbol, written: Nesting) -> impl Iterator<Item = &'a Resource> {
        let resources = self.resources.iter().map(Arc::as_ref);
        resources.filter(move |r| r.nesting == written && r.parent.as_ref() == Some(parent))
    }
}

impl Resource {
    /// The symbols it refers to: parent, scope, and every attribute in its facts and name, each once, in order.
    #[must_use]
    pub fn referenced_symbols(&self) -> Vec<Symbol> {
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
