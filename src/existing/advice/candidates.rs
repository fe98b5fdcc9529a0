//! Changes that can help where a step of an access path is denied.

use super::change::{Change, ChangeAction, IDENTITY_TYPE, Openness, object, text};
use crate::{
    analyse::access::{AccessAnalysis, AccessStep, Actor, Aspect, EvaluatedPath, Operation, TargetService},
    arm_template::Value,
    catalog::{
        ResourceKind,
        network::STORAGE_ENDPOINT,
        roles::{self, ResourceProvider, narrowest_role},
        storage::{CORS_MAX_AGE_SECONDS, CORS_METHODS},
    },
    existing::{
        AzureId, ExistingResource, Inventory, ResolvedAccount,
        nested::{PEERING, property_of},
        resolve::KEY,
    },
    plan::{Attribute, Body, CallerKind, Expr, Resource},
    topology::values::{AccessTarget, Verdict},
};

/// What changes are found with.
struct Context<'a> {
    account: &'a ResolvedAccount,
    inventory: &'a Inventory,
    path: &'a EvaluatedPath,
    service: TargetService,
    /// The service of the target.
    id: &'a AzureId,
}

/// The changes that can help where an access path is denied.
pub(super) fn candidate_changes(account: &ResolvedAccount, inventory: &Inventory, path: &EvaluatedPath) -> Vec<Change> {
    let service = TargetService::for_target(&path.target);
    let Some(id) = account.plan.find(&service.symbol()).and_then(|service| id_of_key(account, &service.origin)) else {
        return Vec::new();
    };
    let context = Context { account, inventory, path, service, id };
    let denied = path.steps.iter().filter(|step| step.outcome == Verdict::Denied);
    denied.flat_map(|step| context.changes_for(step)).collect()
}

/// The resource of a key.
fn id_of_key<'a>(account: &'a ResolvedAccount, key: &str) -> Option<&'a AzureId> {
    let number = key.strip_prefix(KEY)?.split('/').next()?;
    Some(&account.places.get(number.parse::<usize>().ok()?)?.id)
}

const ACLS: [&str; 3] = [
    "properties.networkAcls.ipRules",
    "properties.networkAcls.virtualNetworkRules",
    "properties.networkAcls.resourceAccessRules",
];
const BYPASS: &str = "properties.networkAcls.bypass";
const PUBLIC_ACCESS: &str = "properties.publicNetworkAccess";

impl Context<'_> {
    fn changes_for(&self, step: &AccessStep) -> Vec<Change> {
        let decided_by = id_of_key(self.account, &step.decided_by);
        let of_kind = |kind: ResourceKind| decided_by.filter(|id| id.is_of_type(kind.arm_type()));
        match step.aspect {
            Aspect::Authorization => match of_kind(ResourceKind::KeyVaultKey) {
                Some(key) => {
                    vec![Change::new(key, ChangeAction::Set("properties.attributes.enabled", Value::Bool(true)))]
                }
                None => self.rights(),
            },
            Aspect::Authentication => self.credentials(),
            Aspect::Outbound => self.outbound(),
            Aspect::Browser => self.cors(),
            Aspect::Name => Vec::new(),
            Aspect::Network => match &self.path.actor {
                Actor::AccountIdentity | Actor::AccountEncryption | Actor::StorageEncryption => {
                    self.firewall_exceptions()
                }
                actor => self.network(self.path.from.as_ref().unwrap_or(actor), step),
            },
        }
    }

    fn principal(&self) -> Option<(String, String)> {
        let analysis = AccessAnalysis::new(&self.account.plan);
        let owner = self.path.actor.to_string();
        match analysis.role_principal(&self.path.actor)? {
            Expr::Attribute(symbol, Attribute::PrincipalId) => {
                let id = id_of_key(self.account, &self.account.plan.find(&symbol)?.origin)?;
                let body = &self.inventory.find(id)?.body;
                let outer = if id.is_of_type(ResourceKind::UserAssignedIdentity.arm_type()) {
                    "properties"
                } else {
                    "identity"
                };
                let principal = body.as_object()?.get(outer)?.as_object()?.get("principalId")?;
                Some((principal.as_text()?.to_owned(), format!("the identity of {}", id.name())))
            }
            principal => Some((self.account.plan.known_text(&principal)?, owner)),
        }
    }

    /// A role on what the path is about, or an access policy of the vault.
    fn rights(&self) -> Vec<Change> {
        let Some((principal, owner)) = self.principal() else { return Vec::new() };
        let action = match (self.path.operation, &self.path.target) {
            (Operation::Call, _) => roles::Action::CallAccount,
            (Operation::Read, AccessTarget::Secret) => roles::Action::ReadSecret,
            (Operation::Read, _) => roles::Action::ReadBlobs,
            (Operation::Write | Operation::EditLabels, _) => roles::Action::WriteBlobs,
            (Operation::Use, _) => roles::Action::UseKey,
            _ => return Vec::new(),
        };
        let plan = &self.account.plan;
        if let (TargetService::Vault, Some(Body::KeyVault(vault))) =
            (self.service, plan.find(&self.service.symbol()).map(|vault| &vault.body))
            && !vault.rbac
        {
            let keys = ["get", "wrapKey", "unwrapKey"].map(text).to_vec();
            let policy =
                object([("objectId", text(&principal)), ("permissions", object([("keys", Value::array(keys))]))]);
            return vec![Change::new(self.id, ChangeAction::Append("properties.accessPolicies", policy))];
        }
        let scope = self.scope_of_target().unwrap_or(self.id);
        let role = narrowest_role(action).into_iter();
        role.map(|role| {
            let (principal, owner) = (principal.clone(), owner.clone());
            Change::new(scope, ChangeAction::AssignRole { role: role.name, guid: role.guid, principal, owner })
        })
        .collect()
    }

    /// The container or the key of the target.
    fn scope_of_target(&self) -> Option<&AzureId> {
        let (kind, name) = match &self.path.target {
            AccessTarget::Container(name) => (ResourceKind::BlobContainer, Some(name)),
            AccessTarget::Key => (ResourceKind::KeyVaultKey, None),
            _ => return None,
        };
        let mut ids = self.account.places.iter().map(|place| &place.id);
        ids.find(|id| id.is_of_type(kind.arm_type()) && name.is_none_or(|name| id.name() == name))
    }

    fn credentials(&self) -> Vec<Change> {
        let account = &self.account.account;
        if self.path.actor == Actor::AccountIdentity {
            let plan = &self.account.plan;
            let kind = match plan.find(&TargetService::Account.symbol()).map(|account| &account.body) {
                Some(Body::CognitiveAccount(body)) if body.identity_type == "UserAssigned" => {
                    "SystemAssigned, UserAssigned"
                }
                _ => "SystemAssigned",
            };
            return vec![Change::new(account, ChangeAction::Set(IDENTITY_TYPE, text(kind)))];
        }
        let name = account.name().to_ascii_lowercase();
        vec![Change::new(account, ChangeAction::Set("properties.customSubDomainName", text(&name)))]
    }

    fn outbound(&self) -> Vec<Change> {
        let host = match (&self.path.target, &self.account.storage) {
            (AccessTarget::Host(host), _) => Some(host.clone()),
            (AccessTarget::Storage | AccessTarget::Container(_), Some(storage)) => {
                Some(format!("{}.blob.{}", storage.name(), self.account.plan.cloud.facts().storage_suffix))
            }
            _ => None,
        };
        let account = &self.account.account;
        let list =
            host.map(|host| Change::new(account, ChangeAction::Append("properties.allowedFqdnList", text(&host))));
        let restricted = ChangeAction::Set("properties.restrictOutboundNetworkAccess", Value::Bool(false));
        list.into_iter().chain([Change::new(account, restricted).opening(Openness::Public)]).collect()
    }

    fn cors(&self) -> Vec<Change> {
        let services = self.inventory.of_type(ResourceKind::BlobService.arm_type());
        let mut own = services.filter(|service| service.id.is_inside(self.id));
        let (Some(service), Some(origin)) = (own.next(), self.account.plan.cloud.facts().studio_origins.first()) else {
            return Vec::new();
        };
        let all = || Value::array(vec![text("*")]);
        let rule = object([
            ("allowedOrigins", Value::array(vec![text(origin)])),
            ("allowedMethods", Value::array(CORS_METHODS.iter().map(|method| text(method)).collect())),
            ("allowedHeaders", all()),
            ("exposedHeaders", all()),
            ("maxAgeInSeconds", Value::Integer(CORS_MAX_AGE_SECONDS)),
        ]);
        vec![Change::new(&service.id, ChangeAction::Append("properties.cors.corsRules", rule))]
    }

    /// A resource instance rule for the account, with its tenant where that is known.
    fn resource_instance_rule(&self) -> Value {
        let id = ("resourceId", text(self.account.account.as_str()));
        let identity =
            self.inventory.find(&self.account.account).and_then(|account| account.body.as_object()?.get("identity"));
        match identity.and_then(|identity| identity.as_object()?.get("tenantId")?.as_text()) {
            Some(tenant) => object([id, ("tenantId", text(tenant))]),
            None => object([id]),
        }
    }

    /// Exceptions of a firewall for services of Azure.
    fn firewall_exceptions(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.service == TargetService::Storage {
            let rule = self.resource_instance_rule();
            changes.push(Change::new(self.id, ChangeAction::Append(ACLS[2], rule)));
        }
        let found = self.inventory.find(self.id).and_then(|service| property_of(&service.body, "networkAcls"));
        let own = found.and_then(|acls| acls.as_object()?.get("bypass")?.as_text());
        let bypass = match own.filter(|own| !own.is_empty() && !own.eq_ignore_ascii_case("None")) {
            Some(own) => format!("{own}, AzureServices"),
            None => "AzureServices".to_owned(),
        };
        changes.push(Change::new(self.id, ChangeAction::Set(BYPASS, text(&bypass))).opening(Openness::Class));
        changes
    }

    /// Changes for clients at a network origin.
    fn network(&self, origin: &Actor, step: &AccessStep) -> Vec<Change> {
        let set_public =
            |openness| Change::new(self.id, ChangeAction::Set(PUBLIC_ACCESS, text("Enabled"))).opening(openness);
        let ip_rule =
            |range: String| Change::new(self.id, ChangeAction::Append(ACLS[0], object([("value", text(&range))])));
        match origin {
            Actor::Internet => {
                let allow = ChangeAction::Set("properties.networkAcls.defaultAction", text("Allow"));
                vec![set_public(Openness::Public), Change::new(self.id, allow).opening(Openness::Public)]
            }
            Actor::Address(range) => {
                // Storage does not accept a range of one address.
                let range = if range.prefix_len() == 32 { range.addr().to_string() } else { range.to_string() };
                vec![ip_rule(range), set_public(Openness::Class)]
            }
            Actor::Studio => {
                let address = self.account.plan.cloud.facts().studio_address.map(|address| ip_rule(address.to_owned()));
                address.into_iter().chain([set_public(Openness::Class)]).collect()
            }
            Actor::Subnet(name) => self.subnet(name, step),
            Actor::Network(_) => self.peering(step),
            _ => Vec::new(),
        }
    }

    fn peering(&self, step: &AccessStep) -> Vec<Change> {
        let Some(peering) = id_of_key(self.account, &step.decided_by).filter(|id| id.is_of_type(PEERING)) else {
            return Vec::new();
        };
        let access = ChangeAction::Set("properties.allowVirtualNetworkAccess", Value::Bool(true));
        vec![Change::new(peering, access), Change::new(peering, ChangeAction::Reconnect)]
    }

    fn subnet(&self, name: &str, step: &AccessStep) -> Vec<Change> {
        let plan = &self.account.plan;
        let subnet = plan.callers.iter().find_map(|caller| match &caller.kind {
            CallerKind::Subnet { name: own, subnet, .. } if own == name => plan.find(subnet),
            _ => None,
        });
        let Some((subnet, id)) = subnet.and_then(|subnet| Some((subnet, self.id_of(subnet)?))) else {
            return Vec::new();
        };
        let Some(network) = id.parent() else { return Vec::new() };
        let mut changes = self.peering(step);
        changes.extend(self.blocking_rule(step, subnet));
        changes.extend(self.endpoint_changes(&network, id));
        let rule = object([("id", text(id.as_str())), ("ignoreMissingVnetServiceEndpoint", Value::Bool(false))]);
        let endpoint = match self.service {
            TargetService::Account => ResourceProvider::CognitiveServices.namespace(),
            TargetService::Storage => STORAGE_ENDPOINT,
            TargetService::Vault => ResourceProvider::KeyVault.namespace(),
        };
        let endpoint = ChangeAction::Append("properties.serviceEndpoints", object([("service", text(endpoint))]));
        changes.extend([
            Change::new(self.id, ChangeAction::Set(PUBLIC_ACCESS, text("Enabled"))).opening(Openness::Class),
            Change::new(self.id, ChangeAction::Append(ACLS[1], rule)).opening(Openness::Class),
            Change::new(id, endpoint).opening(Openness::Class),
        ]);
        changes
    }

    fn id_of(&self, resource: &Resource) -> Option<&AzureId> {
        id_of_key(self.account, &resource.origin)
    }

    /// The private endpoint, its zone group, and the link of its zone.
    fn endpoint_changes(&self, network: &AzureId, subnet: &AzureId) -> Vec<Change> {
        let plan = &self.account.plan;
        let group = self.service.endpoint_subresource();
        let facts = plan.cloud.facts();
        let zone_name = match self.service {
            TargetService::Account => facts.cognitive_services_zone.to_owned(),
            TargetService::Storage => facts.blob_zone(),
            TargetService::Vault => facts.key_vault_zone.to_owned(),
        };
        let zones = || {
            let zones = self.inventory.of_type(ResourceKind::PrivateDnsZone.arm_type());
            zones.filter(|zone| zone.id.name().eq_ignore_ascii_case(&zone_name))
        };
        let target = Expr::id(&self.service.symbol());
        let endpoints: Vec<&ExistingResource> = plan
            .resources
            .iter()
            .filter(|resource| matches!(&resource.body, Body::PrivateEndpoint(body) if body.target == target))
            .filter_map(|resource| self.inventory.find(self.id_of(resource)?))
            .collect();
        let mut changes = Vec::new();
        let zone = zones().next().map(|zone| zone.id.clone());
        for endpoint in &endpoints {
            changes.extend(self.approval(endpoint).map(|action| Change::new(&endpoint.id, action)));
            // A zone that was not seen can be in another subscription, and what is in the zone group is not known.
            changes.extend(zone.clone().map(|zone| Change::new(&endpoint.id, ChangeAction::AddZoneGroup(zone))));
        }
        changes.extend(zones().map(|zone| Change::new(&zone.id, ChangeAction::LinkNetwork(network.clone()))));
        if endpoints.is_empty() {
            let zone = zone.or_else(|| self.zone_of_other_endpoints(&zone_name)).or_else(|| {
                let scope = self.id.scope()?;
                AzureId::parse(&format!("{scope}/providers/{}/{zone_name}", ResourceKind::PrivateDnsZone.arm_type()))
            });
            changes
                .extend(zone.map(|zone| Change::new(self.id, ChangeAction::AddEndpoint(group, subnet.clone(), zone))));
        }
        changes
    }

    /// A zone of this name that a zone group in the input names, beside those that were seen.
    fn zone_of_other_endpoints(&self, zone_name: &str) -> Option<AzureId> {
        let groups = self.inventory.of_type(ResourceKind::PrivateDnsZoneGroup.arm_type());
        let mut configs = groups
            .filter_map(|group| property_of(&group.body, "privateDnsZoneConfigs")?.as_items())
            .flat_map(<[Value]>::iter);
        configs.find_map(|config| {
            let zone = AzureId::parse(property_of(config, "privateDnsZoneId")?.as_text()?)?;
            zone.name().eq_ignore_ascii_case(zone_name).then_some(zone)
        })
    }

    /// What lets an endpoint connect: approval, but not of a connection that was removed from the service. Source: Microsoft
    /// Learn, azure-docs `articles/private-link/manage-private-endpoint.md` (2021-10-04, read 2026-11-30).
    fn approval(&self, endpoint: &ExistingResource) -> Option<ChangeAction> {
        let plan = &self.account.plan;
        let own = plan.resources.iter().find(|resource| self.id_of(resource) == Some(&endpoint.id))?;
        let state = plan.observed()?.unapproved_state(&own.symbol)?;
        let is_removed = state.eq_ignore_ascii_case("Disconnected");
        Some(if is_removed { ChangeAction::Recreate } else { ChangeAction::Approve })
    }

    /// The security rule or route that decides a step, and what is needed beside it.
    fn blocking_rule(&self, step: &AccessStep, subnet: &Resource) -> Option<Change> {
        let place = id_of_key(self.account, &step.decided_by)?;
        let (list, index) = step.decided_by.rsplit_once('/')?;
        let index: usize = index.parse().ok()?;
        let item = |property| property_of(&self.inventory.find(place)?.body, property)?.as_items()?.get(index);
        if list.ends_with("/properties/routes") {
            let name = item("routes")?.as_object()?.get("name")?.as_text()?;
            return Some(Change::new(place, ChangeAction::Remove("properties.routes", name.to_owned())));
        }
        if !list.ends_with("/properties/securityRules") {
            return None;
        }
        let rule = item("securityRules")?.as_object()?.get("properties")?.as_object()?;
        let Some(Value::Integer(priority)) = rule.get("priority") else { return None };
        let direction = rule.get("direction")?.as_text()?;
        let source = match &subnet.body {
            Body::Subnet(body) => self.account.plan.known_text(&body.prefix).filter(|prefix| !prefix.is_empty()),
            _ => None,
        };
        let allow = object([
            ("access", text("Allow")),
            ("direction", text(direction)),
            ("priority", Value::Integer(self.free_priority(place, *priority)?)),
            ("protocol", text("Tcp")),
            ("sourceAddressPrefix", text(source.as_deref().unwrap_or("VirtualNetwork"))),
            ("sourcePortRange", text("*")),
            ("destinationAddressPrefix", text("VirtualNetwork")),
            ("destinationPortRange", text("443")),
        ]);
        let rule = object([("name", text(&format!("AllowHttps{direction}"))), ("properties", allow)]);
        Some(Change::new(place, ChangeAction::Append("properties.securityRules", rule)))
    }

    /// The nearest priority before another one that no rule has.
    fn free_priority(&self, group: &AzureId, before: i64) -> Option<i64> {
        let rules = property_of(&self.inventory.find(group)?.body, "securityRules")?.as_items()?;
        let priority = |rule: &Value| match rule.as_object()?.get("properties")?.as_object()?.get("priority")? {
            Value::Integer(priority) => Some(*priority),
            _ => None,
        };
        let taken: Vec<i64> = rules.iter().filter_map(priority).collect();
        (MIN_PRIORITY..before).rev().find(|priority| !taken.contains(priority))
    }
}

/// The first priority of a security rule.
const MIN_PRIORITY: i64 = 100;
