//! Virtual networks: a PUT with a list of subnets deletes those that the list does not have, and is refused as a whole
//! while something uses one of them.
//!
//! Sources: docs.azure.cn/en-us/azure-resource-manager/bicep/scenarios-virtual-networks (no date), on a list and on its
//! absence; Azure/bicep issue 4653 (comment of 2021-09-30), on a subnet that the list does not have; reported,
//! Azure/bicep issue 13267 (2024-02-07), on `InUseSubnetCannotBeDeleted`; reported,
//! hashicorp/terraform-provider-azurerm issue 11211 (comment of 2025-06-06), on `InUsePrefixCannotBeDeleted`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Azure, DeploymentResult,
    ids::{kind_of, parent_of},
};

pub(super) const SUBNET_IN_USE: &str = "InUseSubnetCannotBeDeleted";
pub(super) const PREFIX_IN_USE: &str = "InUsePrefixCannotBeDeleted";

impl Azure {
    pub(super) fn subnets_of(&self, network: &str) -> Vec<String> {
        let of = |key: &&String| {
            kind_of(key) == "Microsoft.Network/virtualNetworks/subnets" && parent_of(key).as_deref() == Some(network)
        };
        self.resources.keys().filter(of).cloned().collect()
    }

    /// Whether a network interface, a private endpoint or a Bastion host has an address of the subnet.
    pub(super) fn is_in_use(&self, subnet: &str) -> bool {
        let id = format!("id:{subnet}");
        self.resources.values().any(|body| has_address_in(body, &id))
    }

    /// Refuses networks whose list would delete, or renumber, a subnet that is in use; their subnets stay as they are.
    pub(super) fn refuse_networks(
        &self,
        resources: &BTreeMap<String, Value>,
        networks: &BTreeSet<String>,
        result: &mut DeploymentResult,
    ) -> BTreeSet<String> {
        let mut refused = BTreeSet::new();
        for key in resources.keys() {
            let kind = kind_of(key);
            if kind != "Microsoft.Network/virtualNetworks/subnets" {
                continue;
            }
            let renumbered = self.resources.get(key).is_some_and(|old| prefix(old) != prefix(&resources[key]));
            if renumbered && self.is_in_use(key) {
                result.refused.insert(key.clone(), Some(PREFIX_IN_USE));
                refused.extend(parent_of(key).filter(|network| networks.contains(network)));
            }
        }
        for network in networks {
            for subnet in self.subnets_of(network) {
                if !resources.contains_key(&subnet) && self.is_in_use(&subnet) {
                    result.refused.insert(subnet, Some(SUBNET_IN_USE));
                    refused.insert(network.clone());
                }
            }
        }
        for network in &refused {
            let inside = resources.keys().filter(|key| parent_of(key).as_ref() == Some(network));
            let inside = inside.filter(|key| kind_of(key) == "Microsoft.Network/virtualNetworks/subnets");
            let differs = |key: &&String| self.resources.get(*key) != resources.get(*key);
            let kept: Vec<String> = inside.chain([network]).filter(differs).cloned().collect();
            result.blocked.extend(kept.into_iter().filter(|key| !result.refused.contains_key(key)));
        }
        refused
    }
}

fn prefix(subnet: &Value) -> &Value {
    &subnet["properties"]["addressPrefix"]
}

/// Whether a body has an address in a subnet: a reference `subnet: { id }`.
fn has_address_in(body: &Value, id: &str) -> bool {
    match body {
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| (name == "subnet" && value["id"] == id) || has_address_in(value, id))
        }
        Value::Array(items) => items.iter().any(|item| has_address_in(item, id)),
        _ => false,
    }
}
