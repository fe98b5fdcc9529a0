//! The plan, or resolved topology: every decision is taken, independent of a language.
//!
//! A plan is a list of resources with typed properties and typed references. Dependencies follow from the references,
//! and from `depends_on`, which is the only other source and always has a reason.

mod body;
mod callers;
mod checks;
mod custom_roles;
mod deployments;
mod edition;
mod evaluate;
mod expr;
mod lower;
mod nesting;
mod observed;
mod observed_part;
mod property;
pub mod property_tree;
mod references;
mod resource_group;
mod role_permissions;
pub(crate) mod security_groups;
mod shared_plan;
mod subscriptions;

use std::{borrow::Cow, sync::Arc};

pub use body::*;
pub(crate) use callers::linked_network_name;
pub use callers::{Caller, CallerKind, Occupants, TokenSource};
pub use checks::{DeclaredChecks, DeclaredOutput, SuppressedRule};
pub use custom_roles::CustomRolePermissions;
pub use deployments::{NestedDeployment, Partition};
pub(crate) use edition::{apply_edition_names, rename_parameters, rename_symbols, renamed_symbols};
pub(crate) use evaluate::EvaluatedValue;
pub use expr::{Expr, ForEach, Symbol};
pub use lower::lower_topology;
pub use observed::{Observed, ObservedBody, Peering, PublicName};
pub use property::{Billing, Property};
pub use property_tree::{PropertyTree, PropertyValue};
pub use resource_group::ResourceGroup;
pub use security_groups::SecurityGroupAssignment;
pub use shared_plan::{ParameterValues, SharedPlan, default_parameter_values, share_plan};
pub use subscriptions::OtherSubscription;

pub use crate::catalog::{Attribute, ResourceKind};
use crate::{
    diagnostic::Diagnostic,
    topology::{AzurermMajor, Cloud, Edition, Extra, OnUnmanage, PolicySet, Studio, values::ResourceId},
};

/// The parameter that holds the object ID of the identity of an existing account.
pub(crate) const EXISTING_ACCOUNT_PRINCIPAL: &str = "accountPrincipalId";

/// A topology with every decision taken.
#[derive(Debug, Clone)]
pub struct ResolvedTopology {
    /// The edition of output: what is decided, and the names. Output changes with it, never with the version of the
    /// program alone.
    pub edition: Edition,
    /// The title, in one line.
    pub title: String,
    /// The title without the environment.
    pub workload: String,
    /// The environment, part of every derived name.
    pub environment: String,
    /// What it is deployed to: for a nested deployment, possibly another resource group or the subscription.
    pub deployed_to: DeploymentTarget,
    /// The cloud.
    pub cloud: Cloud,
    /// The major version of azurerm.
    pub azurerm: AzurermMajor,
    /// The target subscription, where it is set in the file.
    pub subscription: Option<String>,
    /// What the deployment stack of the Bicep and ARM output does with resources that the file no longer has; none without
    /// a stack.
    pub stack: Option<OnUnmanage>,
    /// The languages of the outputs that the file declares, each once.
    pub output_languages: Vec<Language>,
    /// The parameters: what differs between deployments.
    pub parameters: Vec<Parameter>,
    /// The variables.
    pub variables: Vec<Variable>,
    /// The resources, in the order of the output. Reference-counted: a plan is copied for each language and for each
    /// change that is evaluated, and most resources stay the same.
    pub resources: Vec<Arc<Resource>>,
    /// Additional settings (`extra`), by resource.
    pub extra: Vec<(String, Arc<Extra>)>,
    /// The role assignments that the file names, by symbolic name.
    pub named_assignments: Vec<String>,
    /// The custom roles of the tenant whose permissions are known.
    pub custom_roles: Vec<CustomRolePermissions>,
    /// The callers for the access analysis, in the order of the file.
    pub callers: Vec<Caller>,
    /// The sets of policies under which it is deployed.
    pub policies: Vec<PolicySet>,
    /// The checks that the file declares for itself.
    pub checks: DeclaredChecks,
    /// Whether diagnostic settings are left to Azure Policy.
    pub logs_by_policy: bool,
    /// Access for Document Intelligence Studio.
    pub studio: Studio,
    /// The service endpoint for storage that a subnet of this network needs.
    pub storage_service_endpoint: &'static str,
    /// The outputs of the deployment.
    pub outputs: Vec<Output>,
    /// Notes for users; also in the header of every generated file.
    pub notes: Vec<Note>,
    /// The reasons why the plan cannot be written in a language.
    pub limits: Vec<LanguageLimit>,
    /// What was observed, if it stands for existing resources and was not lowered from a file.
    #[cfg(feature = "existing")]
    pub observed: Option<Box<Observed>>,
}

/// A note for users.
#[derive(Debug, Clone)]
pub struct Note {
    /// The only languages it applies to, if not all.
    pub only_for: Option<LanguageFamily>,
    /// The only major version of azurerm it applies to, if not both.
    pub only_azurerm: Option<AzurermMajor>,
    /// The note.
    pub diagnostic: Diagnostic,
    /// Parameters and outputs that the text mentions; a language may write them in another case.
    pub names: &'static [&'static str],
}

/// A setting that one language cannot express.
#[derive(Debug, Clone)]
pub struct LanguageLimit {
    /// The language.
    pub language: Language,
    /// The error for that language.
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

/// Languages that need the same resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageFamily {
    /// Bicep and ARM.
    Azure,
    /// Terraform.
    Terraform,
}

impl Note {
    /// Whether it applies to the output in a language, with the major version of azurerm of a plan.
    #[must_use]
    pub fn applies_to(&self, plan: &ResolvedTopology, language: Language) -> bool {
        self.only_for.is_none_or(|only| only == language.family()) && self.applies_to_major(plan)
    }

    /// Whether it applies to the major version of azurerm of a plan.
    #[must_use]
    pub fn applies_to_major(&self, plan: &ResolvedTopology) -> bool {
        self.only_azurerm.is_none_or(|only| only == plan.azurerm)
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

/// A parameter: what differs between deployments of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name in lower camel case.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Type.
    pub kind: ParameterKind,
    /// The default value.
    pub default: Option<Expr>,
    /// Minimum and maximum length, in characters.
    pub length: Option<(u32, u32)>,
    /// A rule that Terraform checks in addition.
    pub rule: Option<ParameterRule>,
    /// The only languages that need it, if not all do.
    pub only_for: Option<LanguageFamily>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A string.
    String,
    /// A string that must not be displayed.
    SecureString,
    /// A list of strings.
    StringList,
    /// A mapping of strings.
    StringMap,
    /// An integer.
    Integer,
}

/// A rule for the value of a parameter, or for each element of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRule {
    /// A regular expression (RE2).
    pub pattern: &'static str,
    /// A regular expression for values that match the pattern but are rejected.
    pub refused_pattern: Option<&'static str>,
    /// The error message when it does not match.
    pub message: &'static str,
}

/// A variable: a named value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Name in lower camel case.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The value.
    pub value: Expr,
}

/// An output of the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Name in lower camel case.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The value, always a string.
    pub value: Expr,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its symbolic name.
    pub symbol: Symbol,
    /// Its kind.
    pub kind: ResourceKind,
    /// What it is for, as a comment in the output.
    pub purpose: String,
    /// The key of the file that causes it, as a JSON pointer; for a default, the key that changes it.
    pub origin: String,
    /// Its name in Azure.
    pub name: Expr,
    /// The resource it is a child of.
    pub parent: Option<Symbol>,
    /// The resource it is an extension of.
    pub scope: Option<Symbol>,
    /// The resource group or subscription it is deployed to.
    pub deployment_target: DeploymentTarget,
    /// Its ID, if it is an existing resource.
    pub existing: Option<ResourceId>,
    /// Whether some languages write it as part of its parent.
    pub nesting: Nesting,
    /// Dependencies other than its references.
    pub depends_on: Vec<ExplicitDependency>,
    /// The only languages that need it, if not all do.
    pub only_for: Option<LanguageFamily>,
    /// Its properties.
    pub body: Body,
}

/// The resource group or subscription that a resource is deployed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeploymentTarget {
    /// The target resource group.
    TargetGroup,
    /// The target resource group again, after the other resources: the second deployment pass.
    SecondPass,
    /// Another resource group.
    OtherGroup(ResourceGroup),
    /// The target subscription: a role assignment on it.
    Subscription,
}

impl DeploymentTarget {
    /// The other resource group, if it is one.
    #[must_use]
    pub const fn other_group(&self) -> Option<&ResourceGroup> {
        match self {
            Self::OtherGroup(group) => Some(group),
            Self::TargetGroup | Self::SecondPass | Self::Subscription => None,
        }
    }

    /// Whether it is the target resource group, in the first or the second pass.
    #[must_use]
    pub const fn is_target_group(&self) -> bool {
        matches!(self, Self::TargetGroup | Self::SecondPass)
    }
}

/// Where a language writes a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// As a separate resource.
    Standalone,
    /// Inside its parent in every language: subnets of a new network. A later write of the network would delete separate
    /// ones in Bicep and ARM, and azurerm would create a separate one without its network security group.
    InsideParent,
    /// Inside its parent in Terraform, where azurerm has no resource for it.
    InsideParentInTerraform,
}

/// A dependency that does not follow from a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplicitDependency {
    /// The resource to wait for.
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

    /// Whether any resource is written to the target resource group.
    #[must_use]
    pub fn writes_into_target_group(&self) -> bool {
        self.resources
            .iter()
            .any(|resource| resource.existing.is_none() && resource.deployment_target.is_target_group())
    }

    /// The resource with a symbolic name.
    ///
    /// # Panics
    /// If the plan has no such resource, which lowering prevents.
    #[must_use]
    pub fn resource(&self, symbol: &Symbol) -> &Resource {
        self.find(symbol).unwrap_or_else(|| panic!("the plan has no resource {symbol:?}"))
    }

    /// The resource with a symbolic name, if there is one.
    #[must_use]
    pub fn find(&self, symbol: &Symbol) -> Option<&Resource> {
        self.resources.iter().find(|r| r.symbol == *symbol).map(Arc::as_ref)
    }

    /// The same, mutable; other plans that share the resource keep it unchanged.
    fn find_mut(&mut self, symbol: &Symbol) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|r| r.symbol == *symbol).map(Arc::make_mut)
    }

    /// The plan for one language; the plan itself where all of it applies to the language.
    #[must_use]
    pub fn for_language(&self, language: Language) -> Cow<'_, Self> {
        let wanted = |only: Option<LanguageFamily>| only.is_none_or(|only| only == language.family());
        let applies = self.parameters.iter().all(|parameter| wanted(parameter.only_for))
            && self
                .resources
                .iter()
                .all(|r| wanted(r.only_for) && r.depends_on.iter().all(|dependency| wanted(dependency.only_for)));
        if applies {
            return Cow::Borrowed(self);
        }
        let mut plan = self.clone();
        plan.parameters.retain(|parameter| wanted(parameter.only_for));
        plan.resources.retain(|resource| wanted(resource.only_for));
        for resource in &mut plan.resources {
            if !resource.depends_on.iter().all(|dependency| wanted(dependency.only_for)) {
                Arc::make_mut(resource).depends_on.retain(|dependency| wanted(dependency.only_for));
            }
        }
        Cow::Owned(plan)
    }
}
