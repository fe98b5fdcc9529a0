//! Builds the plan of one account from the resources that hang on it.

use std::{collections::HashMap, sync::Arc};

use crate::{
    catalog::{Attribute, network::STORAGE_ENDPOINT},
    existing::{AzureId, ExistingResource, Inventory, bare_resource::bare_resource},
    plan::{
        Body, Caller, CallerKind, DeploymentTarget, Expr, Observed, Parameter, ParameterKind, ResolvedTopology,
        Resource, ResourceKind, Symbol,
    },
    topology::{Cloud, Studio, values::ResourceId},
};

use super::place::Place;

/// The start of the key of every resource; a number and the property follow.
pub(in crate::existing) const KEY: &str = "/existing/";

/// A plan that is built, and where its resources were read.
pub(super) struct PlanBuilder<'i> {
    pub(super) inventory: &'i Inventory,
    pub(super) plan: ResolvedTopology,
    pub(super) observed: Observed,
    symbols: HashMap<AzureId, Symbol>,
    /// Principals in lower case that are identities of resources of the plan.
    principals: HashMap<String, Symbol>,
    /// How many symbols start with each base.
    counts: HashMap<String, usize>,
    /// The resource of each key, and where it was read.
    places: Vec<Place>,
    /// The key of each resource.
    keys: HashMap<AzureId, String>,
}

impl<'i> PlanBuilder<'i> {
    pub(super) fn new(inventory: &'i Inventory, cloud: Cloud, title: String) -> Self {
        let plan = ResolvedTopology {
            edition: crate::topology::Edition::default(),
            workload: title.clone(),
            title,
            environment: String::new(),
            deployed_to: DeploymentTarget::TargetGroup,
            cloud,
            azurerm: crate::topology::AzurermMajor::default(),
            subscription: None,
            stack: None,
            output_languages: Vec::new(),
            parameters: Vec::new(),
            variables: Vec::new(),
            resources: Vec::new(),
            extra: Vec::new(),
            named_assignments: Vec::new(),
            custom_roles: Vec::new(),
            callers: Vec::new(),
            policies: Vec::new(),
            checks: crate::plan::DeclaredChecks::default(),
            logs_by_policy: false,
            studio: Studio::default(),
            storage_service_endpoint: STORAGE_ENDPOINT,
            outputs: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            #[cfg(feature = "existing")]
            observed: None,
        };
        Self {
            inventory,
            plan,
            observed: Observed::default(),
            symbols: HashMap::new(),
            principals: HashMap::new(),
            counts: HashMap::new(),
            places: Vec::new(),
            keys: HashMap::new(),
        }
    }

    /// The plan, and the resource of each key.
    pub(super) fn finish(mut self) -> (ResolvedTopology, Vec<Place>) {
        self.plan.set_observed(self.observed);
        (self.plan, self.places)
    }

    /// The symbol of a resource that is in the plan.
    pub(super) fn symbol(&self, id: &AzureId) -> Option<&Symbol> {
        self.symbols.get(id)
    }

    /// The networks of the plan that are known to use Azure DNS.
    pub(super) fn networks_with_azure_dns(&self) -> Vec<(AzureId, Symbol)> {
        let uses_azure_dns = |symbol: &Symbol| match self.plan.find(symbol).map(|network| &network.body) {
            Some(Body::VirtualNetwork(body)) => {
                matches!(&body.dns_servers, Expr::List(servers) if servers.is_empty())
            }
            _ => false,
        };
        self.networks().into_iter().filter(|(_, symbol)| uses_azure_dns(symbol)).collect()
    }

    /// The networks of the plan.
    pub(super) fn networks(&self) -> Vec<(AzureId, Symbol)> {
        let is_network = |id: &AzureId| id.is_of_type(ResourceKind::VirtualNetwork.arm_type());
        let networks = self.symbols.iter().filter(|(id, _)| is_network(id));
        let mut networks: Vec<(AzureId, Symbol)> = networks.map(|(id, symbol)| (id.clone(), symbol.clone())).collect();
        crate::order::sort_by_key(&mut networks, |(id, _)| id.clone());
        networks
    }

    /// The key of a resource that was seen, whether it is in the plan or not.
    pub(super) fn key(&mut self, resource: &ExistingResource) -> String {
        let places = &mut self.places;
        let key = self.keys.entry(resource.id.clone()).or_insert_with(|| {
            places.push(Place { id: resource.id.clone(), origin: resource.origin.clone() });
            format!("{KEY}{}", places.len() - 1)
        });
        key.clone()
    }

    /// Adds a resource. Without a body, what it has is not known.
    pub(super) fn add(
        &mut self,
        resource: &ExistingResource,
        symbol: Symbol,
        kind: ResourceKind,
        body: Option<Body>,
        parent: Option<Symbol>,
    ) -> Symbol {
        let origin = self.key(resource);
        self.add_with_origin(&resource.id, origin, symbol, kind, body, parent)
    }

    /// Adds a resource that another one names and that was not seen; `origin` is the key of the other one.
    pub(super) fn add_unseen(
        &mut self,
        id: &AzureId,
        origin: String,
        base: &str,
        kind: ResourceKind,
        parent: Option<Symbol>,
    ) -> Symbol {
        let symbol = self.new_symbol(base);
        self.add_with_origin(id, origin, symbol, kind, None, parent)
    }

    fn add_with_origin(
        &mut self,
        id: &AzureId,
        origin: String,
        symbol: Symbol,
        kind: ResourceKind,
        body: Option<Body>,
        parent: Option<Symbol>,
    ) -> Symbol {
        self.symbols.insert(id.clone(), symbol.clone());
        let existing = body.is_none().then(|| strict_id(id));
        self.add_part(origin, symbol.clone(), kind, body.unwrap_or(Body::Existing));
        self.change_last(|last| {
            last.name = Expr::string(id.name());
            (last.parent, last.existing) = (parent, existing);
        });
        symbol
    }

    /// Adds a part of a resource that is a resource of its own in the plan.
    pub(super) fn add_part(&mut self, origin: String, symbol: Symbol, kind: ResourceKind, body: Body) {
        self.plan.resources.push(Arc::new(Resource { origin, ..bare_resource(symbol, kind, body) }));
    }

    /// Makes a principal the identity of a resource of the plan.
    pub(super) fn add_principal(&mut self, principal: String, symbol: &Symbol) {
        self.principals.insert(principal, symbol.clone());
    }

    /// A principal as the plan has it.
    pub(super) fn principal(&self, principal: &str) -> Expr {
        match self.principals.get(principal) {
            Some(symbol) => Expr::Attribute(symbol.clone(), Attribute::PrincipalId),
            None => Expr::string(principal),
        }
    }

    /// Changes the last resource that was added.
    pub(super) fn change_last(&mut self, change: impl FnOnce(&mut Resource)) {
        if let Some(last) = self.plan.resources.last_mut() {
            change(Arc::make_mut(last));
        }
    }

    /// A symbol that no resource has: the base, or with a number.
    pub(super) fn new_symbol(&mut self, base: &str) -> Symbol {
        let count = self.counts.entry(base.to_owned()).or_default();
        *count += 1;
        if *count == 1 { Symbol::from(base) } else { Symbol::from(format!("{base}{count}")) }
    }

    pub(super) fn add_caller(&mut self, kind: CallerKind, origin: String) {
        if !self.plan.callers.iter().any(|caller| caller.kind == kind) {
            self.plan.callers.push(Caller { kind, origin });
        }
    }

    /// Sets the name by which the analysis knows a service.
    pub(super) fn set_parameter(&mut self, name: &str, value: &str) {
        self.plan.parameters.push(Parameter {
            name: name.to_owned(),
            description: String::new(),
            kind: ParameterKind::String,
            default: Some(Expr::string(value)),
            length: None,
            rule: None,
            only_for: None,
        });
    }
}

/// The ID as the plan has it, whatever its subscription is.
pub(super) fn strict_id(id: &AzureId) -> ResourceId {
    ResourceId {
        subscription: id.subscription().unwrap_or_default().to_ascii_lowercase(),
        resource_group: id.resource_group().unwrap_or_default().to_owned(),
        kind: id.resource_type().unwrap_or_default(),
        names: id.names().into_iter().map(ToOwned::to_owned).collect(),
    }
}
