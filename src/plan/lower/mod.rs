//! From the topology to the plan: the room where everything is decided.
//!
//! One file per subject; each takes the builder, adds its resources, and remembers the symbols that others
//! refer to. The order here is the order in which a reader of the output meets things.

mod access;
mod account;
mod callers;
mod clients;
mod dns;
mod encryption;
mod endpoints;
mod machine;
mod monitoring;
mod network;
mod notes;
mod outputs;
mod owners;
mod parameters;
mod roles;
mod security_rules;
mod storage;
mod vault;

use std::sync::Arc;

use encryption::Target;

use indexmap::IndexMap;

use super::{After, Body, Expr, Family, Kind, Place, Plan, Resource, ResourceGroup, Symbol, Written};
use crate::{
    catalog::clouds::CloudFacts,
    topology::{Extra, Names, NetworkLayout, Topology, values::ResourceId},
};

/// Takes every decision about a topology that was found valid.
#[must_use]
pub fn lower(topology: &Topology) -> Plan {
    let mut builder = Builder::new(topology);
    parameters::lower(&mut builder);
    let identities = account::identities(&mut builder);
    encryption::identities(&mut builder);
    let network = network::lower(&mut builder);
    let rules = access::allow_lists(&mut builder, network.as_ref());
    let vault = vault::lower(&mut builder, network.as_ref(), &rules);
    let writer = encryption::writer(&mut builder, vault.as_ref());
    let key = encryption::lower(&mut builder, Target::Account, vault.as_ref(), writer.as_ref());
    let account = account::lower(&mut builder, &identities, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::finish(&mut builder, Target::Account, &account, key);
    }
    let key = encryption::lower(&mut builder, Target::Storage, vault.as_ref(), writer.as_ref());
    let storage = storage::lower(&mut builder, &account, &rules, key.as_ref());
    if let Some(key) = key {
        encryption::finish(&mut builder, Target::Storage, &storage.account, key);
    }
    roles::storage(&mut builder, &account, &storage);
    let secret = vault::secret(&mut builder, vault.as_ref(), &account);
    let clients = clients::lower(&mut builder, &account, &storage, vault.as_ref(), secret.as_ref());
    vault::policies(&mut builder, vault.as_ref());
    let zones = dns::lower(&mut builder, network.as_ref());
    if let Some(network) = &network {
        let targets = endpoints::Targets { account: &account, storage: &storage.account, vault: vault.as_ref() };
        endpoints::lower(&mut builder, network, &targets, &zones);
        vault::write_through_endpoint(&mut builder);
        machine::lower(&mut builder, network, &account, &storage);
    }
    monitoring::lower(&mut builder);
    outputs::lower(&mut builder, &account, &storage, network.as_ref(), vault.as_ref(), &identities, &clients);
    callers::lower(&mut builder, network.as_ref());
    notes::lower(&mut builder);
    parameters::drop_unused(&mut builder.plan);
    let edition = builder.plan.edition;
    crate::plan::name_as_in(&mut builder.plan, edition);
    builder.plan
}

/// What lowering has so far.
pub(super) struct Builder<'a> {
    topology: &'a Topology,
    layout: Option<NetworkLayout<'a>>,
    names: Names<'a>,
    cloud: &'static CloudFacts,
    plan: Plan,
    /// Where the file speaks of what is added now.
    origin: String,
}

impl<'a> Builder<'a> {
    fn new(topology: &'a Topology) -> Self {
        let plan = Plan {
            edition: topology.edition.unwrap_or_default(),
            title: format!(
                "Document Intelligence topology `{}`, environment `{}`",
                topology.name, topology.environment
            ),
            workload: format!("Document Intelligence topology `{}`", topology.name),
            environment: topology.environment.to_string(),
            home: None,
            cloud: topology.cloud,
            azurerm: topology.terraform.azurerm,
            subscription: topology.subscription.as_ref().map(ToString::to_string),
            parameters: Vec::new(),
            variables: Vec::new(),
            resources: Vec::new(),
            extra: sorted(&topology.extra),
            callers: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
        };
        Self {
            topology,
            layout: topology.layout(),
            names: Names::new(topology),
            cloud: topology.cloud.facts(),
            plan,
            origin: String::new(),
        }
    }

    /// Says where the file speaks of what is added from here on.
    fn about(&mut self, pointer: impl Into<String>) {
        self.origin = pointer.into();
    }

    /// Adds a new resource of the resource group that is deployed to.
    fn add(
        &mut self,
        symbol: impl Into<Symbol>,
        kind: Kind,
        purpose: impl Into<String>,
        name: Expr,
        body: Body,
    ) -> &mut Resource {
        let symbol = self.free(symbol.into());
        self.plan.resources.push(Arc::new(Resource {
            symbol,
            kind,
            purpose: purpose.into(),
            origin: self.origin.clone(),
            name,
            parent: None,
            scope: None,
            place: Place::Target,
            existing: None,
            written: Written::Alone,
            after: Vec::new(),
            only: None,
            body,
        }));
        let last = self.plan.resources.len() - 1;
        Arc::make_mut(&mut self.plan.resources[last])
    }

    /// Adds a resource that exists already.
    fn add_existing(&mut self, symbol: impl Into<Symbol>, kind: Kind, purpose: &str, id: &ResourceId) -> Symbol {
        let resource = self.add(symbol, kind, purpose, Expr::text(id.name()), Body::Existing);
        resource.existing = Some(id.clone());
        resource.place = Place::Other(group_of(id));
        resource.symbol.clone()
    }

    /// Gives an existing resource its name as an expression: hosts that follow the cloud are not written out.
    fn set_name(&mut self, symbol: &Symbol, name: Expr) {
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.name = name;
        }
    }

    fn set_parent(&mut self, child: &Symbol, parent: &Symbol) {
        if let Some(resource) = self.plan.find_mut(child) {
            resource.parent = Some(parent.clone());
        }
    }

    /// A symbol that no resource has yet: names that differ only in punctuation would meet otherwise.
    fn free(&self, symbol: Symbol) -> Symbol {
        let taken = |candidate: &Symbol| self.plan.find(candidate).is_some();
        if !taken(&symbol) {
            return symbol;
        }
        let numbered = (2..=self.plan.resources.len() + 2)
            .map(|n| Symbol::from(format!("{}_{n}", symbol.0)))
            .find(|candidate| !taken(candidate));
        numbered.unwrap_or(symbol)
    }
}

impl Resource {
    fn wait_for(&mut self, symbol: &Symbol, reason: &'static str) {
        if !self.after.iter().any(|a| a.symbol == *symbol) {
            self.after.push(After { symbol: symbol.clone(), reason, only: None });
        }
    }

    /// Waits where Terraform speaks to the data plane, which the other languages do not.
    fn wait_in_terraform(&mut self, symbol: &Symbol, reason: &'static str) {
        self.after.push(After { symbol: symbol.clone(), reason, only: Some(Family::Terraform) });
    }
}

/// By name: the order of the file must not matter.
fn sorted(extra: &IndexMap<String, Extra>) -> Vec<(String, Extra)> {
    let mut all: Vec<(String, Extra)> = extra.iter().map(|(symbol, extra)| (symbol.clone(), extra.clone())).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

/// The parameter that every regional resource takes its region from.
fn location() -> Expr {
    Expr::parameter("location")
}

/// The parameter that everything with tags takes them from.
fn tags() -> Expr {
    Expr::parameter("tags")
}

fn group_of(id: &ResourceId) -> ResourceGroup {
    ResourceGroup { subscription: id.subscription.clone(), name: id.resource_group.clone() }
}
