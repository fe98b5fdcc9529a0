//! Parts of a topology file that can be left to others.

use std::{collections::BTreeMap, fmt};

use crate::existing::{AzureId, Inventory};

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
    /// A network security group, which a subnet then refers to.
    SecurityGroup(AzureId),
    /// A route table, which a subnet then refers to.
    RouteTable(AzureId),
    Endpoint(AzureId),
    Role(AzureId),
    Identity(AzureId),
    /// A client, by its name in the file.
    Client(String),
}

/// The parts that are left to others, each with the reason.
#[derive(Debug, Default)]
pub(super) struct LeftParts {
    reasons: BTreeMap<Part, LeftPart>,
}

/// A part of the file that does not manage its resources, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftPart {
    /// The part of the file: `network`.
    pub part: String,
    /// The resource, by its ID, or the key that is the reason.
    pub resource: String,
    /// Why the file does not manage it.
    pub reason: String,
}

impl fmt::Display for LeftPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.part, self.resource, self.reason)
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
            "microsoft.network/privatednszones" | "microsoft.network/privatednszones/virtualnetworklinks" => {
                Self::Zones
            }
            "microsoft.network/networksecuritygroups" => Self::SecurityGroup(id.clone()),
            "microsoft.network/routetables" => Self::RouteTable(id.clone()),
            "microsoft.network/virtualnetworks" | "microsoft.network/virtualnetworks/subnets" => Self::Network,
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

    /// What it is called.
    pub(super) fn label(&self) -> String {
        let named = |what: &str, id: &AzureId| format!("{what} {}", id.name());
        match self {
            Self::Account => "account".to_owned(),
            Self::Storage => "storage".to_owned(),
            Self::Vault => "key vault".to_owned(),
            Self::Network => "network".to_owned(),
            Self::Zones => "private DNS zones".to_owned(),
            Self::Machine => "test VM".to_owned(),
            Self::Monitoring => "monitoring".to_owned(),
            Self::Locks => "locks".to_owned(),
            Self::SecurityGroup(id) => named("network security group", id),
            Self::RouteTable(id) => named("route table", id),
            Self::Endpoint(id) => named("private endpoint", id),
            Self::Role(id) => named("role assignment", id),
            Self::Identity(id) => named("identity", id),
            Self::Client(name) => format!("client {name}"),
        }
    }

    /// The part that causes a resource of this one, which is left out already.
    pub(super) fn without(&self) -> Option<Self> {
        match self {
            Self::SecurityGroup(_) | Self::RouteTable(_) => Some(Self::Network),
            Self::Vault | Self::Network | Self::Zones | Self::Endpoint(_) | Self::Identity(_) => Some(Self::Account),
            Self::Account => Some(Self::Storage),
            Self::Role(_) | Self::Client(_) | Self::Storage | Self::Machine | Self::Monitoring | Self::Locks => None,
        }
    }

    /// The part that a key of the file belongs to, by its pointer.
    pub(super) fn of_key(pointer: &str) -> Option<Self> {
        let mut keys = pointer.split('/').skip(1);
        Some(match keys.next()? {
            // A service that is private needs its endpoint.
            "privateEndpoints" => match keys.next()? {
                "account" => Self::Account,
                "blob" => Self::Storage,
                _ => Self::Vault,
            },
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

    /// Leaves a part; false if it was left before.
    fn insert(&mut self, part: Part, resource: &str, reason: &str) -> bool {
        if self.contains(&part) {
            return false;
        }
        let left = LeftPart { part: part.label(), resource: resource.to_owned(), reason: reason.to_owned() };
        self.reasons.insert(part, left);
        true
    }

    /// Leaves the parts of some findings to others, each with a resource and the reason. Where a part was left in an earlier
    /// round, what causes it is left instead. False if nothing more can be left.
    pub(super) fn leave(&mut self, findings: Vec<(Part, String, String)>) -> bool {
        let before: Vec<Part> = self.reasons.keys().cloned().collect();
        let mut is_new = false;
        for (part, resource, reason) in findings {
            let mut next = Some(part);
            while let Some(part) = next.take() {
                if before.contains(&part) {
                    next = part.without();
                } else {
                    is_new |= self.insert(part, &resource, &reason);
                }
            }
        }
        is_new
    }

    pub(super) fn len(&self) -> usize {
        self.reasons.len()
    }

    /// What is left, in the order of the parts. What was proposed and does not exist is not left to others.
    pub(super) fn into_list(self, existing: &Inventory) -> Vec<LeftPart> {
        let is_there = |part: &Part, left: &LeftPart| match part {
            Part::SecurityGroup(id)
            | Part::RouteTable(id)
            | Part::Endpoint(id)
            | Part::Role(id)
            | Part::Identity(id) => existing.find(id).is_some(),
            Part::Vault => AzureId::parse(&left.resource).is_none_or(|id| existing.find(&id).is_some()),
            _ => true,
        };
        self.reasons.into_iter().filter(|(part, left)| is_there(part, left)).map(|(_, left)| left).collect()
    }
}
