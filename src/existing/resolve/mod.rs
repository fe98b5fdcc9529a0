//! From the inventory to one plan for each Document Intelligence account, on which every analysis works.
//!
//! The analyses know the services of a topology by fixed symbols: which resources get them is decided here, in
//! [`choose`], and nowhere else. A body of which a part is not known becomes that of an existing resource, whose settings
//! the analyses treat as managed elsewhere. Resources that have nothing to do with the account are left out.

mod builder;
mod endpoints;
mod fields;
mod network;
mod place;
mod roles;
mod services;

pub(in crate::existing) use builder::KEY;
use builder::PlanBuilder;
use endpoints::EndpointService;

pub use place::Place;

use super::{AzureId, ExistingResource, Inventory, Presence};
use crate::{
    catalog::ResourceKind,
    plan::{ResolvedTopology, Symbol},
    topology::Cloud,
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
}

/// The resources that the analyses know by fixed symbols.
struct Chosen<'i> {
    account: &'i ExistingResource,
    storage: Option<&'i ExistingResource>,
}

/// One plan for each account that serves Document Intelligence and each storage account that belongs to it.
#[must_use]
pub fn resolve_accounts(inventory: &Inventory) -> Vec<ResolvedAccount> {
    let resolve_chosen = |chosen: Chosen<'_>| {
        let (plan, places) = resolve(inventory, &chosen);
        let is_chosen = |id: &AzureId| *id == chosen.account.id || chosen.storage.is_some_and(|other| other.id == *id);
        let may_be_absent = |place: &Place| {
            let seen = inventory.find(&place.id);
            !is_chosen(&place.id) && seen.is_some_and(|seen| seen.presence != Presence::Certain)
        };
        let certain = places.iter().any(may_be_absent).then(|| {
            let kept = |seen: &ExistingResource| seen.presence == Presence::Certain || is_chosen(&seen.id);
            resolve(&inventory.filter(kept), &chosen).0
        });
        let storage = chosen.storage.map(|storage| storage.id.clone());
        ResolvedAccount { account: chosen.account.id.clone(), storage, plan, places, certain }
    };
    choose(inventory).into_iter().map(resolve_chosen).collect()
}

/// Accounts of other kinds, which are listed and not judged.
pub fn other_accounts(inventory: &Inventory) -> impl Iterator<Item = &ExistingResource> {
    inventory.of_type(ResourceKind::CognitiveAccount.arm_type()).filter(|account| !services::serves_documents(account))
}

/// Each account with each storage account that belongs to it.
fn choose(inventory: &Inventory) -> Vec<Chosen<'_>> {
    let accounts = inventory.of_type(ResourceKind::CognitiveAccount.arm_type());
    let mut chosen = Vec::new();
    for account in accounts.filter(|account| services::serves_documents(account)) {
        let storage = storage_of(inventory, account);
        if storage.is_empty() {
            chosen.push(Chosen { account, storage: None });
        }
        chosen.extend(storage.into_iter().map(|storage| Chosen { account, storage: Some(storage) }));
    }
    chosen
}

/// The storage accounts that belong to an account: on which its identity has a role, or whose firewall or allowed FQDN list
/// names the other. Without such a relation, the only one in the resource group.
fn storage_of<'i>(inventory: &'i Inventory, account: &ExistingResource) -> Vec<&'i ExistingResource> {
    let all = || inventory.of_type(ResourceKind::StorageAccount.arm_type());
    let is_related = |storage: &&ExistingResource| {
        roles::has_role_on(inventory, account, &storage.id)
            || services::has_rule_for(storage, &account.id)
            || services::lists_host_of(account, &storage.id)
    };
    let related: Vec<&ExistingResource> = all().filter(is_related).collect();
    if !related.is_empty() {
        return related;
    }
    let group = account.id.scope();
    let beside: Vec<&ExistingResource> = all().filter(|storage| storage.id.scope() == group).collect();
    if beside.len() == 1 { beside } else { Vec::new() }
}

fn resolve(inventory: &Inventory, chosen: &Chosen<'_>) -> (ResolvedTopology, Vec<Place>) {
    let (account, storage) = (chosen.account, chosen.storage);
    let title = format!("Document Intelligence account `{}`", account.id.name());
    let mut builder = PlanBuilder::new(inventory, cloud_of(account), title);
    services::add_account(&mut builder, account, storage);
    if let Some(storage) = storage {
        services::add_storage(&mut builder, storage, account);
    }
    let facts = builder.plan.cloud.facts();
    let account_zone = facts.cognitive_services_zone.to_owned();
    let storage_zone = format!("privatelink.blob.{}", facts.storage_suffix);
    let mut named: Vec<(AzureId, Symbol)> = vec![(account.id.clone(), "account".into())];
    add_endpoints_of(&mut builder, account, "account", "account", account_zone);
    if let Some(storage) = storage {
        add_endpoints_of(&mut builder, storage, "storageAccount", "blob", storage_zone);
        named.push((storage.id.clone(), "storageAccount".into()));
    }
    roles::add_roles(&mut builder, account, &named);
    builder.finish()
}

fn add_endpoints_of(
    builder: &mut PlanBuilder<'_>,
    service: &ExistingResource,
    symbol: &str,
    subresource: &'static str,
    zone: String,
) {
    let service = EndpointService { id: &service.id, symbol: symbol.into(), subresource, zone };
    endpoints::add_endpoints(builder, &service);
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
