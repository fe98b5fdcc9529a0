//! The builder to which every part of lowering adds its resources.

use std::sync::Arc;

use crate::{
    catalog::clouds::CloudFacts,
    order,
    plan::{
        Body, CustomRolePermissions, DeclaredChecks, DeploymentTarget, ExplicitDependency, Expr, Language,
        LanguageFamily, Nesting, ResolvedTopology, Resource, ResourceGroup, ResourceKind, Symbol,
    },
    topology::{
        Extra, ExtraSettings, NamingConvention, NetworkLayout, OutputLanguage, TopologyFile, values::ResourceId,
    },
};

/// The topology, and the plan as far as it is built.
pub(super) struct PlanBuilder<'a> {
    pub(super) topology: &'a TopologyFile,
    pub(super) layout: Option<NetworkLayout<'a>>,
    pub(super) names: NamingConvention<'a>,
    pub(super) cloud: &'static CloudFacts,
    pub(super) plan: ResolvedTopology,
    /// Where the file sets what is added now, as a JSON pointer.
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
            deployed_to: DeploymentTarget::TargetGroup,
            cloud: topology.cloud,
            azurerm: topology.terraform.azurerm,
            subscription: topology.subscription.as_ref().map(ToString::to_string),
            stack: topology.deployment.stack.as_ref().map(|stack| stack.on_unmanage),
            output_languages: output_languages(topology),
            parameters: Vec::new(),
            variables: Vec::new(),
            resources: Vec::new(),
            extra: sort_extra(&topology.extra),
            named_assignments: topology.naming.role_assignments.keys().cloned().collect(),
            custom_roles: topology.custom_roles.iter().map(CustomRolePermissions::new).collect(),
            callers: Vec::new(),
            policies: topology.policies.clone(),
            checks: DeclaredChecks::new(topology),
            logs_by_policy: topology.leaves_logs_to_policy(),
            studio: topology.allow.studio,
            storage_service_endpoint: topology.storage_service_endpoint(),
            outputs: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            #[cfg(feature = "existing")]
            observed: None,
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

    /// Sets the origin of what is added from here on.
    pub(super) fn set_origin(&mut self, pointer: impl Into<String>) {
        self.origin = pointer.into();
    }

    /// Adds a new resource to the target resource group.
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

    /// Adds an existing resource.
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

    /// Sets the name of an existing resource to an expression: host names that depend on the cloud are not literals.
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

    /// A symbol that no resource has yet: names that differ only in punctuation would collide otherwise.
    fn unused_symbol(&self, symbol: Symbol) -> Symbol {
        let taken = |candidate: &Symbol| self.plan.find(candidate).is_some();
        if !taken(&symbol) {
            return symbol;
        }
        let numbered = (2..=self.plan.resources.len() + 2)
            .map(|number| Symbol::from(format!("{}_{number}", symbol.0)))
            .find(|candidate| !taken(candidate));
        numbered.unwrap_or(symbol)
    }

    /// Deploys a resource to the resource group of another one.
    pub(super) fn copy_deployment_target(&mut self, symbol: &Symbol, other: &Symbol) {
        let target = self.plan.resource(other).deployment_target.clone();
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.deployment_target = target;
        }
    }

    /// Restricts a resource to the languages of one family.
    pub(super) fn restrict_to_family(&mut self, symbol: &Symbol, family: LanguageFamily) {
        if let Some(resource) = self.plan.find_mut(symbol) {
            resource.only_for = Some(family);
        }
    }

    /// The region of what has to be in the region of the network: that of an existing network, or the parameter.
    pub(super) fn network_location(&self) -> Expr {
        match self.topology.existing_network_location() {
            Some(_) => Expr::parameter("networkLocation"),
            None => location_parameter(),
        }
    }

    pub(super) fn body_mut(&mut self, symbol: &Symbol) -> Option<&mut Body> {
        self.plan.find_mut(symbol).map(|resource| &mut resource.body)
    }
}

impl Resource {
    pub(super) fn add_dependency(&mut self, symbol: &Symbol, reason: &'static str) {
        if !self.depends_on.iter().any(|dependency| dependency.symbol == *symbol) {
            self.depends_on.push(ExplicitDependency { symbol: symbol.clone(), reason, only_for: None });
        }
    }

    /// Adds a dependency for Terraform alone, which uses the data plane where the other languages do not.
    pub(super) fn add_terraform_dependency(&mut self, symbol: &Symbol, reason: &'static str) {
        self.depends_on.push(ExplicitDependency {
            symbol: symbol.clone(),
            reason,
            only_for: Some(LanguageFamily::Terraform),
        });
    }
}

fn output_languages(topology: &TopologyFile) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for language in topology.outputs.iter().map(|output| output.language.into()) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

impl From<OutputLanguage> for Language {
    fn from(language: OutputLanguage) -> Self {
        match language {
            OutputLanguage::Bicep => Self::Bicep,
            OutputLanguage::Terraform => Self::Terraform,
            OutputLanguage::Arm => Self::Arm,
        }
    }
}

/// Sorted by name: the order in the file must not matter.
fn sort_extra(extra: &ExtraSettings) -> Vec<(String, Arc<Extra>)> {
    let mut sorted: Vec<_> = extra.iter().map(|(symbol, extra)| (symbol.clone(), Arc::clone(extra))).collect();
    order::sort_by(&mut sorted, |(left, _), (right, _)| left.cmp(right));
    sorted
}

/// The parameter that sets the region of every regional resource.
pub(super) fn location_parameter() -> Expr {
    Expr::parameter("location")
}

/// The parameter that sets the tags of every resource that supports them.
pub(super) fn tags_parameter() -> Expr {
    Expr::parameter("tags")
}

pub(super) fn resource_group_of(id: &ResourceId) -> ResourceGroup {
    ResourceGroup { subscription: id.subscription.clone(), name: id.resource_group.clone() }
}
