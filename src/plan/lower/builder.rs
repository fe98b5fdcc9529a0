//! What the subjects of lowering add resources to.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    catalog::clouds::CloudFacts,
    plan::{
        Body, DeploymentTarget, ExplicitDependency, Expr, LanguageFamily, Nesting, ResolvedTopology, Resource,
        ResourceGroup, ResourceKind, Symbol,
    },
    topology::{Extra, NamingConvention, NetworkLayout, TopologyFile, values::ResourceId},
};

/// What lowering has so far.
pub(super) struct PlanBuilder<'a> {
    pub(super) topology: &'a TopologyFile,
    pub(super) layout: Option<NetworkLayout<'a>>,
    pub(super) names: NamingConvention<'a>,
    pub(super) cloud: &'static CloudFacts,
    pub(super) plan: ResolvedTopology,
    /// Where the file speaks of what is added now.
    pub(super) origin: String,
}

impl<'a> PlanBuilder<'a> {
    pub(super) fn new(topology: &'a TopologyFile) -> Self {
        let plan = ResolvedTopology {
            edition: topology.edition.unwrap_or_default(),
            title: format!(
                "Document Intelligence topology `{}`, environment `{}`",
                topology.name, topology.environment
            ),
            workload: format!("Document Intelligence topology `{}`", topology.name),
            environment: topology.environment.to_string(),
            resource_group: None,
            cloud: topology.cloud,
            azurerm: topology.terraform.azurerm,
            subscription: topology.subscription.as_ref().map(ToString::to_string),
            parameters: Vec::new(),
            variables: Vec::new(),
            resources: Vec::new(),
            extra: sort_extra(&topology.extra),
            callers: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
        };
        Self {
            topology,
            layout: topology.network_layout(),
            names: NamingConvention::new(topology),
            cloud: topology.cloud.facts(),
            plan,
            origin: String::new(),
        }
    }

    /// Says where the file speaks of what is added from here on.
    pub(super) fn set_origin(&mut self, pointer: impl Into<String>) {
        self.origin = pointer.into();
    }

    /// Adds a new resource of the resource group that is deployed to.
    pub(super) fn add_resource(
        &mut self,
        symbol: impl Into<Symbol>,
        kind: ResourceKind,
        purpose: impl Into<String>,
        name: Expr,
        body: Body,
    ) -> &mut Resource {
        let symbol = self.unused_symbol(symbol.into());
        self.plan.resources.push(Arc::new(Resource {
            symbol,
            kind,
            purpose: purpose.into(),
            origin: self.origin.clone(),
            name,
            parent: None,
            scope: None,
            deployment_target: DeploymentTarget::TargetGroup,
            existing: None,
            nesting: Nesting::Standalone,
            depends_on: Vec::new(),
            only_for: None,
            body,
        }));
        let last = self.plan.resources.len() - 1;
        Arc::make_mut(&mut self.plan.resources[last])
    }

    /// Adds a resource that exists already.
    pub(super) fn add_existing(
        &mut self,
        symbol: impl Into<Symbol>,
        kind: ResourceKind,
        purpose: &str,
        id: &ResourceId,
    ) -> Symbol {
        let resource = self.add_resource(symbol, kind, purpose, Expr::string(id.name()), Body::Existing);
        resource.existing = Some(id.clone());
        resource.deployment_target = DeploymentTarget::OtherGroup(resource_group_of(id));
        resource.symbol.clone()
    }

    /// Gives an existing resource its name as an expression: hosts that follow the cloud are not written out.
    pub(super) fn set_name(&mut self, symbol: &Symbol, name: Expr) {
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.name = name;
        }
    }

    pub(super) fn set_parent(&mut self, child: &Symbol, parent: &Symbol) {
        if let Some(resource) = self.plan.find_mut(child) {
            resource.parent = Some(parent.clone());
        }
    }

    /// A symbol that no resource has yet: names that differ only in punctuation would meet otherwise.
    fn unused_symbol(&self, symbol: Symbol) -> Symbol {
        let taken = |candidate: &Symbol| self.plan.find(candidate).is_some();
        if !taken(&symbol) {
            return symbol;
        }
        let numbered = (2..=self.plan.resources.len() + 2)
            .map(|n| Symbol::from(format!("{}_{n}", symbol.0)))
            .find(|candidate| !taken(candidate));
        numbered.unwrap_or(symbol)
    }

    /// Puts a resource into the resource group of another one.
    pub(super) fn copy_deployment_target(&mut self, symbol: &Symbol, other: &Symbol) {
        let place = self.plan.resource(other).deployment_target.clone();
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.deployment_target = place;
        }
    }

    /// Says that some languages alone need a resource.
    pub(super) fn restrict_to_family(&mut self, symbol: &Symbol, family: LanguageFamily) {
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.only_for = Some(family);
        }
    }

    pub(super) fn body_mut(&mut self, symbol: &Symbol) -> Option<&mut Body> {
        self.plan.find_mut(symbol).map(|resource| &mut resource.body)
    }
}

impl Resource {
    pub(super) fn add_dependency(&mut self, symbol: &Symbol, reason: &'static str) {
        if !self.depends_on.iter().any(|a| a.symbol == *symbol) {
            self.depends_on.push(ExplicitDependency { symbol: symbol.clone(), reason, only_for: None });
        }
    }

    /// Waits where Terraform speaks to the data plane, which the other languages do not.
    pub(super) fn add_terraform_dependency(&mut self, symbol: &Symbol, reason: &'static str) {
        self.depends_on.push(ExplicitDependency {
            symbol: symbol.clone(),
            reason,
            only_for: Some(LanguageFamily::Terraform),
        });
    }
}

/// By name: the order of the file must not matter.
fn sort_extra(extra: &IndexMap<String, Extra>) -> Vec<(String, Extra)> {
    let mut all: Vec<(String, Extra)> = extra.iter().map(|(symbol, extra)| (symbol.clone(), extra.clone())).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

/// The parameter that every regional resource takes its region from.
pub(super) fn location_parameter() -> Expr {
    Expr::parameter("location")
}

/// The parameter that everything with tags takes them from.
pub(super) fn tags_parameter() -> Expr {
    Expr::parameter("tags")
}

pub(super) fn resource_group_of(id: &ResourceId) -> ResourceGroup {
    ResourceGroup { subscription: id.subscription.clone(), name: id.resource_group.clone() }
}
