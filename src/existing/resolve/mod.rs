//! From the inventory to one plan for each Document Intelligence account, on which every analysis works.
//!
//! The analyses know the services of a topology by fixed symbols: which resources get them is decided here, in
//! [`choose`], and nowhere else. A body of which a part is not known becomes that of an existing resource, whose settings
//! the analyses treat as managed elsewhere. Resources that have nothing to do with the account are left out.

mod builder;
mod callers;
mod endpoints;
mod fields;
mod names;
mod network;
mod obstacles;
mod peerings;
mod place;
mod roles;
mod services;
mod vault;

pub(in crate::existing) use builder::KEY;
use std::{collections::HashSet, sync::Arc};

use builder::PlanBuilder;
use endpoints::EndpointService;
use roles::Roles;
use vault::Encrypted;

pub use callers::CallerInSubnet;
pub(crate) use fields::principal as principal_at;
pub use place::Place;

use super::{AzureId, ExistingResource, Inventory, Presence, obstacle::Obstacle};
use crate::{
    analyse::access::EvaluatedPath,
    catalog::ResourceKind,
    plan::{DeploymentTarget, ResolvedTopology, Resource, ResourceGroup, Symbol},
    topology::{Cloud, values::ResourceId},
};

/// An account that exists, with what hangs on it.
#[derive(Debug)]
pub struct ResolvedAccount {
    /// The ID of the account.
    pub account: AzureId,
    /// The ID of the storage account that is analysed with it, if there is one.
    pub storage: Option<AzureId>,
    /// The plan.
    pub plan: ResolvedTopology,
    /// The resources of its keys: `/existing/3` is the fourth.
    pub places: Vec<Place>,
    /// The plan without resources of which it is not known whether they exist, if it has some.
    pub certain: Option<ResolvedTopology>,
    /// Resources that send requests from subnets.
    pub callers: Vec<CallerInSubnet>,
    /// What can deny access beside the resources of the plan.
    pub(super) obstacles: Vec<Obstacle>,
}

impl ResolvedAccount {
    /// The resource of a key such as `/existing/3/properties/a`.
    #[must_use]
    pub fn place_of_key(&self, key: &str) -> Option<&Place> {
        let number = key.strip_prefix(KEY)?.split('/').next()?;
        self.places.get(number.parse::<usize>().ok()?)
    }

    /// The plan with the resource group of each resource, for a picture.
    #[must_use]
    pub fn placed_plan(&self) -> ResolvedTopology {
        let group_of = |id: &AzureId| {
            let name = id.resource_group()?.to_owned();
            Some(ResourceGroup { subscription: id.subscription().unwrap_or_default().to_owned(), name })
        };
        let mut plan = self.plan.clone();
        plan.subscription = self.account.subscription().map(str::to_owned);
        for resource in plan.resources.iter_mut().filter(|resource| resource.existing.is_none()) {
            let group = self.place_of(resource).and_then(|place| group_of(&place.id));
            if let Some(group) = group {
                Arc::make_mut(resource).deployment_target = DeploymentTarget::OtherGroup(group);
            }
        }
        plan
    }

    /// Access paths for a picture, which has a word for what decides: keys of existing resources end with what they are.
    #[must_use]
    pub fn drawn_paths(&self, mut paths: Vec<EvaluatedPath>) -> Vec<EvaluatedPath> {
        let segment = |key: &str| {
            let own = self.plan.resources.iter().find(|resource| resource.origin == key)?;
            match own.kind {
                ResourceKind::PrivateEndpoint => Some("privateEndpoints"),
                ResourceKind::NetworkSecurityGroup => Some("securityRules"),
                ResourceKind::RouteTable => Some("routeTable"),
                _ => None,
            }
        };
        for step in paths.iter_mut().flat_map(|path| &mut path.steps) {
            if let Some(segment) = segment(&step.decided_by) {
                step.decided_by = format!("{}/{segment}", step.decided_by);
            }
        }
        paths
    }

    /// Where a resource of the plan was read; none of one that another resource names and that was not seen.
    #[must_use]
    pub fn place_of(&self, resource: &Resource) -> Option<&Place> {
        let place = self.place_of_key(&resource.origin)?;
        let is_own = |id: &ResourceId| id.names.last().is_some_and(|name| name.eq_ignore_ascii_case(place.id.name()));
        resource.existing.as_ref().is_none_or(is_own).then_some(place)
    }
}

/// The resources that the analyses know by fixed symbols.
struct Chosen<'i> {
    account: &'i ExistingResource,
    storage: Option<&'i ExistingResource>,
}

/// One plan for each account that serves Document Intelligence and each storage account that belongs to it.
#[must_use]
pub fn resolve_accounts(inventory: &Inventory) -> Vec<ResolvedAccount> {
    let roles = Roles::new(inventory);
    choose(inventory, &roles).into_iter().map(|chosen| resolve_chosen(inventory, &roles, &chosen)).collect()
}

/// The account with the same storage account in another inventory, if it is in it.
pub(in crate::existing) fn resolve_again(account: &ResolvedAccount, inventory: &Inventory) -> Option<ResolvedAccount> {
    let storage = match &account.storage {
        Some(storage) => Some(inventory.find(storage)?),
        None => None,
    };
    Some(resolve_chosen(
        inventory,
        &Roles::new(inventory),
        &Chosen { account: inventory.find(&account.account)?, storage },
    ))
}

fn resolve_chosen(inventory: &Inventory, roles: &Roles<'_>, chosen: &Chosen<'_>) -> ResolvedAccount {
    let Resolved { plan, places, obstacles, callers } = resolve(inventory, roles, chosen);
    let is_chosen = |id: &AzureId| *id == chosen.account.id || chosen.storage.is_some_and(|other| other.id == *id);
    let may_be_absent = |place: &Place| {
        let seen = inventory.find(&place.id);
        !is_chosen(&place.id) && seen.is_some_and(|seen| seen.presence != Presence::Certain)
    };
    let certain = places.iter().any(may_be_absent).then(|| {
        let kept = |seen: &ExistingResource| seen.presence == Presence::Certain || is_chosen(&seen.id);
        let kept = inventory.filter(kept);
        resolve(&kept, &Roles::new(&kept), chosen).plan
    });
    let storage = chosen.storage.map(|storage| storage.id.clone());
    ResolvedAccount { account: chosen.account.id.clone(), storage, plan, places, certain, callers, obstacles }
}

/// Accounts of other kinds, which are listed and not judged.
pub fn other_accounts(inventory: &Inventory) -> impl Iterator<Item = &ExistingResource> {
    inventory.of_type(ResourceKind::CognitiveAccount.arm_type()).filter(|account| !services::serves_documents(account))
}

/// Each account with each storage account that belongs to it.
fn choose<'i>(inventory: &'i Inventory, roles: &Roles<'_>) -> Vec<Chosen<'i>> {
    let accounts = inventory.of_type(ResourceKind::CognitiveAccount.arm_type());
    let mut chosen = Vec::new();
    for account in accounts.filter(|account| services::serves_documents(account)) {
        let storage = storage_of(inventory, account, roles);
        if storage.is_empty() {
            chosen.push(Chosen { account, storage: None });
        }
        chosen.extend(storage.into_iter().map(|storage| Chosen { account, storage: Some(storage) }));
    }
    chosen
}

/// The storage accounts that belong to an account: on which its identity has a role, or whose firewall or allowed FQDN list
/// names the other. Without such a relation, the only one in the resource group.
fn storage_of<'i>(
    inventory: &'i Inventory,
    account: &ExistingResource,
    roles: &Roles<'_>,
) -> Vec<&'i ExistingResource> {
    let principal = services::principal_of(account);
    let scopes = principal.iter().flat_map(|own| roles.scopes_of(own));
    let all = || inventory.of_type(ResourceKind::StorageAccount.arm_type());
    // A role on a container is one on the storage account, too.
    let scopes: HashSet<&str> = scopes.flat_map(AzureId::prefixes).collect();
    let hosts = services::listed_storage(account);
    let is_related = |storage: &&ExistingResource| {
        scopes.contains(&**storage.id.folded())
            || services::has_rule_for(storage, &account.id)
            || hosts.contains(&storage.id.name().to_ascii_lowercase())
    };
    let related: Vec<&ExistingResource> = all().filter(is_related).collect();
    if !related.is_empty() {
        return related;
    }
    let group = account.id.scope();
    let beside: Vec<&ExistingResource> = all().filter(|storage| storage.id.scope() == group).collect();
    if beside.len() == 1 { beside } else { Vec::new() }
}

/// What [`resolve`] makes.
struct Resolved {
    plan: ResolvedTopology,
    places: Vec<Place>,
    obstacles: Vec<Obstacle>,
    callers: Vec<CallerInSubnet>,
}

fn resolve(inventory: &Inventory, roles: &Roles<'_>, chosen: &Chosen<'_>) -> Resolved {
    let (account, storage) = (chosen.account, chosen.storage);
    let title = format!("Document Intelligence account `{}`", account.id.name());
    let mut builder = PlanBuilder::new(inventory, cloud_of(account), title);
    services::add_account(&mut builder, account, storage);
    if let Some(storage) = storage {
        services::add_storage(&mut builder, storage, account);
    }
    let facts = builder.plan.cloud.facts();
    let account_zone = facts.cognitive_services_zone.to_owned();
    let storage_zone = facts.blob_zone();
    let vault_zone = facts.key_vault_zone.to_owned();
    let mut named: Vec<(AzureId, Symbol)> = vec![(account.id.clone(), "account".into())];
    add_identity(&mut builder, account, "account");
    named.extend(vault::add_encryption(&mut builder, Encrypted::Account, account).into_iter().flatten());
    if let Some(storage) = storage {
        named.push((storage.id.clone(), "storageAccount".into()));
        add_identity(&mut builder, storage, "storageAccount");
        named.extend(vault::add_encryption(&mut builder, Encrypted::Storage, storage).into_iter().flatten());
    }
    let mut seen = HashSet::new();
    named.retain(|(_, symbol)| seen.insert(symbol.clone()));
    let service = |id, symbol: &str, subresource, zone, label: &str| {
        let label = label.to_ascii_lowercase();
        EndpointService { id, symbol: symbol.into(), subresource, zone, label }
    };
    let subdomain = services::subdomain_of(account).unwrap_or(account.id.name());
    let mut services = vec![service(&account.id, "account", "account", account_zone, subdomain)];
    if let Some(storage) = storage {
        services.push(service(&storage.id, "storageAccount", "blob", storage_zone, storage.id.name()));
    }
    let vaults: Vec<AzureId> = named.iter().filter(|(id, _)| is_vault(id)).map(|(id, _)| id.clone()).collect();
    if let Some(id) = vaults.first() {
        services.push(service(id, "keyVault", "vault", vault_zone, id.name()));
    }
    endpoints::add_endpoints(&mut builder, &services);
    roles::add_role_definitions(&mut builder, roles);
    roles::add_roles(&mut builder, roles, &named);
    let callers = callers::add_callers(&mut builder);
    // All networks are known.
    names::add_names(&mut builder, &services);
    peerings::add_peerings(&mut builder);
    let obstacles = obstacles::find_obstacles(&mut builder, account, &services, &callers);
    let (plan, places) = builder.finish();
    Resolved { plan, places, obstacles, callers }
}

fn is_vault(id: &AzureId) -> bool {
    id.is_of_type(ResourceKind::KeyVault.arm_type())
}

/// The system-assigned identity of a service is an actor of the analyses.
fn add_identity(builder: &mut PlanBuilder<'_>, service: &ExistingResource, symbol: &str) {
    if let Some(principal) = services::principal_of(service) {
        builder.add_principal(principal, &symbol.into());
    }
}

/// The cloud, by the endpoint of the account.
fn cloud_of(account: &ExistingResource) -> Cloud {
    let endpoint = fields::text(&account.body, &["properties", "endpoint"]).ok().flatten().unwrap_or_default();
    let has_suffix = |cloud: &Cloud| {
        let host = endpoint.trim_end_matches('/').to_ascii_lowercase();
        host.ends_with(cloud.facts().cognitive_services_suffix)
    };
    [Cloud::AzureUSGovernment, Cloud::AzureChinaCloud].into_iter().find(has_suffix).unwrap_or_default()
}
