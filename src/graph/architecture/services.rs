//! The services that actors access, with the state of their firewall.

use super::{
    bundles::SERVICES,
    contents::Contents,
    ids::node_id,
    model::{Firewall, Glyph, Leaf},
};
use crate::{
    analyse::access::TargetService,
    graph::labels::{key_access_label, shared_key_label},
    plan::{Body, Resource, ResourceKind},
};

const fn firewall(enabled: bool, any_network: bool) -> Firewall {
    match (enabled, any_network) {
        (false, _) => Firewall::Closed,
        (true, false) => Firewall::Selected,
        (true, true) => Firewall::Open,
    }
}

impl Contents<'_> {
    /// The services of the plan, each with its resource.
    pub(super) fn services(&self) -> Vec<(&Resource, Leaf)> {
        let resources = SERVICES.into_iter().filter_map(|service| Some((service, self.plan.find(&service.symbol())?)));
        resources.map(|(service, resource)| (resource, self.service_leaf(service, resource))).collect()
    }

    fn service_leaf(&self, service: TargetService, resource: &Resource) -> Leaf {
        let (title, glyph, key) = match service {
            TargetService::Account => ("Document Intelligence", Glyph::Document, "/account"),
            TargetService::Storage => ("Storage account", Glyph::Storage, "/storage"),
            TargetService::Vault => ("Key vault", Glyph::Key, "/keyVault"),
        };
        let mut details = vec![self.display_text(&resource.name)];
        let state = match &resource.body {
            Body::CognitiveAccount(body) => {
                details.push(format!("{} {}", body.kind, body.sku));
                details.push(key_access_label(body.local_auth).to_owned());
                firewall(body.public_network_access, body.default_action == "Allow")
            }
            Body::StorageAccount(body) => {
                details.push(format!("{}, {}", body.redundancy, shared_key_label(body.shared_keys)));
                firewall(body.public_network_access, false)
            }
            Body::KeyVault(body) => {
                details.push(format!("{}, {}", body.sku, if body.rbac { "Azure RBAC" } else { "access policies" }));
                firewall(body.public_network_access, false)
            }
            _ => Firewall::Unknown,
        };
        let parts: &[(ResourceKind, &str, &str)] = match service {
            TargetService::Account => &[],
            TargetService::Storage => &[(ResourceKind::BlobContainer, "container", "containers")],
            TargetService::Vault => {
                &[(ResourceKind::KeyVaultSecret, "secret", "secrets"), (ResourceKind::KeyVaultKey, "key", "keys")]
            }
        };
        details.extend(parts.iter().filter_map(|(kind, one, several)| self.named_parts(*kind, one, several)));
        let encryption = match service {
            TargetService::Account => ResourceKind::CognitiveAccountKey,
            TargetService::Storage => ResourceKind::StorageAccountKey,
            TargetService::Vault => ResourceKind::KeyVaultKey,
        };
        if service != TargetService::Vault && self.plan.resources.iter().any(|r| r.kind == encryption) {
            details.push("customer-managed key".to_owned());
        }
        Leaf {
            id: node_id(service.symbol().as_str()),
            glyph,
            title: title.to_owned(),
            firewall: Some(state),
            details,
            existing: resource.existing.is_some(),
            steps: self.steps_at(key),
            service: Some(service),
            ..Leaf::default()
        }
    }

    /// `containers training, results`.
    fn named_parts(&self, kind: ResourceKind, one: &str, several: &str) -> Option<String> {
        let parts = self.plan.resources.iter().filter(|r| r.kind == kind);
        let names: Vec<String> = parts.map(|part| self.display_text(&part.name)).collect();
        match names.len() {
            0 => None,
            1 => Some(format!("{one} {}", names[0])),
            _ => Some(format!("{several} {}", names.join(", "))),
        }
    }
}
