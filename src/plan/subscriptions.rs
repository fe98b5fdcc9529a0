//! Other subscriptions that Terraform writes to: azurerm uses the subscription of its provider, also for resources whose
//! parent or scope has an ID in another one.

use std::sync::Arc;

use super::{DeploymentTarget, ResolvedTopology, Resource, ResourceKind};

/// A subscription other than the target subscription, in which resources are created below existing ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSubscription {
    /// Its ID.
    pub id: String,
    /// The alias of its provider.
    pub alias: String,
    /// The kinds of resources that are created in it, each once.
    pub kinds: Vec<ResourceKind>,
}

impl ResolvedTopology {
    /// The subscriptions other than the target subscription that resources are created in, where that one is known.
    #[must_use]
    pub fn other_subscriptions(&self) -> Vec<OtherSubscription> {
        let mut found: Vec<OtherSubscription> = Vec::new();
        if self.subscription.is_none() {
            return found;
        }
        let foreign = || {
            let created = self.resources.iter().map(Arc::as_ref).filter(|resource| resource.existing.is_none());
            created.filter_map(|resource| Some((resource, self.foreign_subscription_of(resource)?)))
        };
        // Links come first, so that the alias of a hub does not depend on what else is created elsewhere.
        let is_link = |resource: &Resource| resource.kind == ResourceKind::VirtualNetworkLink;
        let ordered = foreign().filter(|(r, _)| is_link(r)).chain(foreign().filter(|(r, _)| !is_link(r)));
        for (resource, subscription) in ordered {
            if let Some(known) = found.iter_mut().find(|known| known.id.eq_ignore_ascii_case(subscription)) {
                if !known.kinds.contains(&resource.kind) {
                    known.kinds.push(resource.kind);
                }
                continue;
            }
            let base = self.alias_base(resource);
            let taken = found.iter().filter(|known| known.alias.starts_with(base)).count();
            let alias = if taken == 0 { base.to_owned() } else { format!("{base}{}", taken + 1) };
            found.push(OtherSubscription { id: subscription.to_owned(), alias, kinds: vec![resource.kind] });
        }
        found
    }

    /// The subscription a resource is created in, if it is known to differ from the target subscription.
    pub(crate) fn foreign_subscription_of<'a>(&self, resource: &'a Resource) -> Option<&'a str> {
        let target = self.subscription.as_deref()?;
        match &resource.deployment_target {
            DeploymentTarget::OtherGroup(group) if !group.subscription.eq_ignore_ascii_case(target) => {
                Some(&group.subscription)
            }
            _ => None,
        }
    }

    /// A name for the subscription of a resource: what the resource belongs to.
    fn alias_base(&self, resource: &Resource) -> &'static str {
        let mut owner = resource;
        while let Some(next) = owner.parent.as_ref().or(owner.scope.as_ref()).and_then(|symbol| self.find(symbol)) {
            owner = next;
        }
        match owner.kind {
            ResourceKind::PrivateDnsZone | ResourceKind::VirtualNetworkLink => "hub",
            ResourceKind::KeyVault => "vault",
            ResourceKind::VirtualNetwork | ResourceKind::Subnet => "network",
            ResourceKind::StorageAccount => "storage",
            ResourceKind::CognitiveAccount => "account",
            _ => "other",
        }
    }
}
