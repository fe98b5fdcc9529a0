//! Policy definitions that Azure landing zones and benchmarks assign, as data: what trips them, and which keys avoid it.
//!
//! A definition that is not in this list is never claimed. Conditions are transcribed from the text of the definition,
//! with the parameters of the assignment, for the resource types that a topology can contain. They name the aliases of
//! Azure Policy without the resource type; `analyse::policy` evaluates them on what a language requests.

pub mod account;
pub mod agents;
mod benchmark;
mod condition;
#[cfg(test)]
mod document;
pub mod endpoints;
pub mod facts;
mod guardrails;
mod landing_zones;
pub mod machine;
pub mod monitoring;
pub mod network;
pub mod psrule;
mod psrule_groups;
mod sets;
pub mod storage;
pub mod storage_guardrails;
pub mod vault;

use super::fact::{Source, code};
use crate::topology::Cloud;

pub use condition::Condition;

/// A policy definition.
#[derive(Debug)]
pub struct PolicyDefinition {
    /// Its ID: a GUID for a built-in definition, else the name of a custom definition or a rule.
    pub id: &'static str,
    /// Its display name.
    pub name: &'static str,
    /// The file of a built-in definition, or the page of a rule, below the folder of its repository.
    pub file: &'static str,
    /// What trips it, one for each resource type.
    pub checks: &'static [Check],
    /// Changes of the file that may avoid it, the best first: each a list of keys with values as JSON. `*` stands for
    /// each new subnet that does not have the key.
    pub fixes: &'static [&'static [(&'static str, &'static str)]],
    /// What it changes, where it does.
    pub action: &'static str,
    /// What else helps, or is to be known; empty if nothing.
    pub note: &'static str,
}

/// What trips a definition on resources of one type.
#[derive(Debug)]
pub struct Check {
    /// The resource type. Types of a data plane contain `.Data/`.
    pub arm_type: &'static str,
    /// The condition.
    pub trips: Condition,
}

/// The effect of a definition in an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyEffect {
    /// Refuses the request.
    Deny,
    /// Changes the request.
    Modify,
    /// Deploys something else after the request.
    DeployIfNotExists,
    /// Reports the resource.
    Audit,
    /// Reports the resource if something else does not exist.
    AuditIfNotExists,
}

/// What an effect means for a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyOutcome {
    /// The request is refused.
    Refused,
    /// Something is changed or added.
    Changed,
    /// The resource is reported as non-compliant.
    Reported,
}

impl PolicyEffect {
    /// What it means for a deployment.
    #[must_use]
    pub const fn outcome(self) -> PolicyOutcome {
        match self {
            Self::Deny => PolicyOutcome::Refused,
            Self::Modify | Self::DeployIfNotExists => PolicyOutcome::Changed,
            Self::Audit | Self::AuditIfNotExists => PolicyOutcome::Reported,
        }
    }

    /// The keyword of Azure Policy.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "Deny",
            Self::Modify => "Modify",
            Self::DeployIfNotExists => "DeployIfNotExists",
            Self::Audit => "Audit",
            Self::AuditIfNotExists => "AuditIfNotExists",
        }
    }
}

/// An archetype of the landing zone library: a kind of management group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archetype {
    /// The intermediate root.
    Root,
    /// Landing zones.
    LandingZones,
    /// Landing zones with a connection to the corporate network.
    Corp,
    /// The platform.
    Platform,
    /// Identity services of the platform.
    Identity,
    /// Networks of the platform.
    Connectivity,
}

impl Archetype {
    /// Its name in the library.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::LandingZones => "landing_zones",
            Self::Corp => "corp",
            Self::Platform => "platform",
            Self::Identity => "identity",
            Self::Connectivity => "connectivity",
        }
    }
}

/// An assignment of a definition or an initiative.
#[derive(Debug)]
pub struct PolicyAssignment {
    /// Its name.
    pub name: &'static str,
    /// The initiative that it assigns; none where it assigns a single definition.
    pub initiative: Option<&'static str>,
    /// Where it is assigned by default.
    pub scopes: &'static [Archetype],
    /// Whether it is enforced by default.
    pub enforced: bool,
    /// Whether the landing zone library assigns it in Azure's public cloud only.
    pub public_cloud_only: bool,
    /// Its definitions, each with its effect.
    pub policies: &'static [(PolicyEffect, &'static PolicyDefinition)],
}

/// A named set of assignments.
#[derive(Debug)]
pub struct PolicySetDefinition {
    /// Its name on the command line and in the file.
    pub name: &'static str,
    /// What it contains.
    pub description: &'static str,
    /// A set whose assignments it has, too.
    pub includes: Option<&'static PolicySetDefinition>,
    /// Its own assignments.
    pub assignments: &'static [&'static PolicyAssignment],
}

impl PolicySetDefinition {
    /// All assignments, those of the included set first.
    pub fn all_assignments(&self) -> impl Iterator<Item = &'static PolicyAssignment> {
        let included = self.includes.map(|set| set.assignments).unwrap_or_default();
        included.iter().chain(self.assignments).copied()
    }
}

pub use sets::{ALZ_CORP, ALZ_GUARDRAILS, ALZ_ONLINE, MCSB, PSRULE, SETS};

/// The definitions of all sets, again for each assignment.
pub fn all_definitions() -> impl Iterator<Item = &'static PolicyDefinition> {
    let assignments = SETS.iter().flat_map(|set| set.all_assignments());
    assignments.flat_map(|assignment| assignment.policies).map(|(_, definition)| *definition)
}

/// The versions of the repositories that definitions were transcribed from: the commit, and the day on which it was read.
const BUILT_IN: (&str, &str) = ("f4a50bacae", "2026-11-29");
const LIBRARY: (&str, &str) = ("faae8ccf85", "2026-11-29");
const RULES: (&str, &str) = ("b953826d", "2026-11-29");

/// Definitions are the same if they are one constant.
impl PartialEq for PolicyDefinition {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for PolicyDefinition {}

impl PartialEq for PolicyAssignment {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for PolicyAssignment {}

impl PolicyAssignment {
    /// Whether the landing zone library assigns it in a cloud.
    #[must_use]
    pub fn exists_in(&self, cloud: Cloud) -> bool {
        cloud == Cloud::AzureCloud || !self.public_cloud_only
    }
}

impl PolicyDefinition {
    /// The aliases that it looks at, each once.
    #[must_use]
    pub fn aliases(&self) -> Vec<String> {
        let mut aliases: Vec<String> = Vec::new();
        for check in self.checks {
            check.trips.visit_paths(&mut |path| {
                let alias = format!("{}/{path}", check.arm_type);
                if !aliases.contains(&alias) {
                    aliases.push(alias);
                }
            });
        }
        aliases
    }

    /// Whether it is built into Azure: its ID is a GUID.
    #[must_use]
    pub const fn is_built_in(&self) -> bool {
        self.id.len() == 36 && self.id.as_bytes()[8] == b'-' && self.id.as_bytes()[13] == b'-'
    }

    /// Whether it is a rule of `PSRule` for Azure.
    #[must_use]
    pub fn is_rule(&self) -> bool {
        self.id.starts_with("Azure.")
    }

    /// Its resource ID, as an error names it; a custom definition is below a management group that is not known.
    #[must_use]
    pub fn resource_id(&self) -> String {
        if self.is_rule() {
            return self.id.to_owned();
        }
        let scope = if self.is_built_in() { "" } else { "/providers/Microsoft.Management/managementGroups/*" };
        format!("{scope}/providers/Microsoft.Authorization/policyDefinitions/{}", self.id)
    }

    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> Source {
        let (page, (version, read)) = if self.is_rule() {
            ("Azure/PSRule.Rules.Azure src/PSRule.Rules.Azure/rules", RULES)
        } else if self.is_built_in() {
            ("Azure/azure-policy built-in-policies/policyDefinitions", BUILT_IN)
        } else {
            ("Azure/Azure-Landing-Zones-Library platform/alz/policy_definitions", LIBRARY)
        };
        code(page, version, read)
    }
}
