//! What may exist without being seen, and would change a verdict.

use super::{AzureId, Inventory, nested::property_of};
use crate::{analyse::access::Aspect, arm_template::Value, catalog::ResourceKind, render::bash_word};

/// A kind of resource that may exist without being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// A role assignment of a principal.
    RoleAssignment,
    /// A private endpoint of a service, with the private DNS zone of its name.
    PrivateEndpoint,
    /// A membership of a principal in a group that has a role.
    GroupMembership,
    /// An entry of the allowed FQDN list of an account, of which not all are known.
    ListedHost,
}

/// Resources of a kind that may exist without being seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenPart {
    /// The kind.
    pub kind: Unseen,
    /// The account, storage account or vault that they belong to, or that decides.
    pub service: AzureId,
}

impl UnseenPart {
    /// The command that shows them; none where the ID of the service contains an expression of a template.
    #[must_use]
    pub fn command(&self) -> Option<String> {
        if !self.service.is_known() {
            return None;
        }
        let service = bash_word(self.service.as_str());
        Some(match self.kind {
            Unseen::RoleAssignment => format!("az role assignment list --include-inherited --scope {service}"),
            Unseen::GroupMembership => format!(
                "az role assignment list --include-inherited --include-groups --assignee OBJECT_ID --scope {service}"
            ),
            Unseen::ListedHost => format!("az resource show --query properties.allowedFqdnList --ids {service}"),
            Unseen::PrivateEndpoint => format!("az network private-endpoint-connection list --id {service}"),
        })
    }
}

impl Unseen {
    pub(super) const ALL: [Self; 4] =
        [Self::RoleAssignment, Self::PrivateEndpoint, Self::GroupMembership, Self::ListedHost];

    /// The ARM type.
    #[must_use]
    pub const fn arm_type(self) -> &'static str {
        match self {
            Self::RoleAssignment => ResourceKind::RoleAssignment.arm_type(),
            Self::PrivateEndpoint => ResourceKind::PrivateEndpoint.arm_type(),
            Self::GroupMembership => "Microsoft.Graph/groups/members",
            Self::ListedHost => ResourceKind::CognitiveAccount.arm_type(),
        }
    }

    /// What it is, with an article.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::RoleAssignment => "a role assignment",
            Self::PrivateEndpoint => "a private endpoint",
            Self::GroupMembership => "a membership in a group with a role",
            Self::ListedHost => "an entry of the allowed FQDN list",
        }
    }

    /// What they are.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::RoleAssignment => "role assignments",
            Self::PrivateEndpoint => "private endpoints",
            Self::GroupMembership => "memberships in groups",
            Self::ListedHost => "entries of the allowed FQDN list",
        }
    }

    pub(super) const fn explains(self, aspect: Aspect) -> bool {
        match self {
            Self::RoleAssignment | Self::GroupMembership => matches!(aspect, Aspect::Authorization),
            Self::PrivateEndpoint => matches!(aspect, Aspect::Name | Aspect::Network),
            Self::ListedHost => matches!(aspect, Aspect::Outbound),
        }
    }

    /// Whether the input shows everything of this kind that belongs to a service.
    pub(super) fn is_seen(self, inventory: &Inventory, service: &AzureId) -> bool {
        let completeness = &inventory.completeness;
        match self {
            Self::RoleAssignment => completeness.is_complete(self.arm_type(), service),
            // An endpoint can be in any resource group, and in another subscription: a service that lists its connections decides.
            Self::PrivateEndpoint => shows_connected_endpoints(inventory, service).unwrap_or_else(|| {
                let subscription = service.subscription_id();
                subscription.is_some_and(|subscription| completeness.is_complete(self.arm_type(), &subscription))
            }),
            // No input shows it, and it adds nothing without a role.
            Self::GroupMembership => false,
            Self::ListedHost => inventory.find(service).is_none_or(|service| knows_every_host(&service.body)),
        }
    }
}

/// Whether every entry of the allowed FQDN list of an account is known.
fn knows_every_host(body: &Value) -> bool {
    match property_of(body, "allowedFqdnList") {
        Some(list) => list.as_items().is_some_and(|hosts| hosts.iter().all(|host| host.as_text().is_some())),
        None => true,
    }
}

/// Whether the private endpoints of all connections that a service lists were seen; none if it lists none of them.
fn shows_connected_endpoints(inventory: &Inventory, service: &AzureId) -> Option<bool> {
    let body = &inventory.find(service)?.body;
    let connections = property_of(body, "privateEndpointConnections")?.as_items()?;
    let is_seen = |connection: &Value| {
        let endpoint = property_of(connection, "privateEndpoint").and_then(Value::as_object);
        let id = endpoint.and_then(|endpoint| endpoint.get("id")).and_then(Value::as_text).and_then(AzureId::parse);
        id.is_some_and(|id| inventory.find(&id).is_some())
    };
    Some(connections.iter().all(is_seen))
}
