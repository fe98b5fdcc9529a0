//! Parts of a topology file that can be left to others.

use std::{collections::BTreeMap, fmt};

use crate::existing::AzureId;

/// A part of the file that is left out, or refers to what exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Account,
    Storage,
    Vault,
    Network,
    Zones,
    Machine,
    Monitoring,
    Locks,
    Endpoint(AzureId),
    Role(AzureId),
    Identity(AzureId),
}

/// The parts that are left to others, each with the reason.
#[derive(Debug, Default)]
pub(super) struct LeftParts {
    reasons: BTreeMap<Part, LeftPart>,
}

/// A resource that the file does not manage, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftPart {
    /// The resource, by its ID.
    pub resource: String,
    /// Why the file does not manage it.
    pub reason: String,
}

impl fmt::Display for LeftPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.resource, self.reason)
    }
}

impl Part {
    /// The part of the file that a resource belongs to.
    pub(super) fn of(id: &AzureId) -> Option<Self> {
        let arm_type = id.resource_type()?.to_ascii_lowercase();
        let root = || id.parent().unwrap_or_else(|| id.clone());
        Some(match arm_type.as_str() {
            "microsoft.cognitiveservices/accounts" => Self::Account,
            "microsoft.network/privateendpoints" | "microsoft.network/privateendpoints/privatednszonegroups" => {
                Self::Endpoint(root())
            }
            "microsoft.network/privatednszones" | "microsoft.network/privatednszones/virtualnetworklinks" => Self::Zones,
            "microsoft.network/networksecuritygroups"
            | "microsoft.network/routetables"
            | "microsoft.network/virtualnetworks"
            | "microsoft.network/virtualnetworks/subnets" => Self::Network,
            "microsoft.authorization/roleassignments" => Self::Role(id.clone()),
            "microsoft.authorization/locks" => Self::Locks,
            "microsoft.managedidentity/userassignedidentities" => Self::Identity(id.clone()),
            "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials" => Self::Identity(root()),
            "microsoft.operationalinsights/workspaces" | "microsoft.insights/diagnosticsettings" => Self::Monitoring,
            other if other.starts_with("microsoft.storage/storageaccounts") => Self::Storage,
            other if other.starts_with("microsoft.keyvault/vaults") => Self::Vault,
            other
                if other.starts_with("microsoft.compute/virtualmachines")
                    || [
                        "microsoft.network/bastionhosts",
                        "microsoft.network/networkinterfaces",
                        "microsoft.network/natgateways",
                        "microsoft.network/publicipaddresses",
                        "microsoft.devtestlab/schedules",
                    ]
                    .contains(&other) =>
            {
                Self::Machine
            }
            _ => return None,
        })
    }

    /// The part that causes a resource of this one, which is left out already.
    pub(super) fn without(&self) -> Option<Self> {
        match self {
            Self::Vault | Self::Network | Self::Zones | Self::Endpoint(_) | Self::Identity(_) => Some(Self::Account),
            Self::Account => Some(Self::Storage),
            Self::Role(_) => None,
            Self::Storage | Self::Machine | Self::Monitoring | Self::Locks => None,
        }
    }

    /// The part that a key of the file belongs to, by its pointer.
    pub(super) fn of_key(pointer: &str) -> Option<Self> {
        let key = pointer.split('/').nth(1)?;
        Some(match key {
            "account" => Self::Account,
            "storage" => Self::Storage,
            "keyVault" | "keys" | "encryption" => Self::Vault,
            "network" | "allow" => Self::Network,
            "dns" => Self::Zones,
            "testMachine" => Self::Machine,
            "monitoring" => Self::Monitoring,
            "locks" => Self::Locks,
            _ => return None,
        })
    }
}

impl LeftParts {
    pub(super) fn contains(&self, part: &Part) -> bool {
        self.reasons.contains_key(part)
    }

    /// Leaves a part to others; false if it was before.
    pub(super) fn insert(&mut self, part: Part, left: LeftPart) -> bool {
        if self.contains(&part) {
            return false;
        }
        self.reasons.insert(part, left);
        true
    }

    pub(super) fn len(&self) -> usize {
        self.reasons.len()
    }

    /// What is left, in the order of the parts.
    pub(super) fn into_list(self) -> Vec<LeftPart> {
        self.reasons.into_values().collect()
    }
}
