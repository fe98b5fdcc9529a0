//! Resources that are deployed to a resource group other than the target resource group, or to the subscription.
//!
//! Terraform writes such resources directly. In Bicep they need a module and in ARM a nested deployment; both
//! are a plan of their own, whose parameters are what it needs of the outer plan.

use std::sync::Arc;

use super::{
    Attribute, DeploymentTarget, ExplicitDependency, Expr, Parameter, ParameterKind, PropertyTree, ResolvedTopology,
    Resource, ResourceKind, Symbol, Variable,
};
use crate::topology::values::ResourceId;

/// A nested deployment.
#[derive(Debug, Clone)]
pub struct NestedDeployment {
    /// Its symbolic name in the outer plan; also the name of its module file.
    pub symbol: Symbol,
    /// Its name in Azure, unique in the group or subscription that it is deployed to: deployments of other topologies to the same group
    /// have other names. At most 64 characters.
    pub name: Expr,
    /// What it is for.
    pub purpose: String,
    /// The key of the file that causes it, as a JSON pointer.
    pub decided_by: &'static str,
    /// What it is deployed to.
    pub target: DeploymentTarget,
    /// What it deploys.
    pub plan: ResolvedTopology,
    /// The values of its parameters.
    pub arguments: Vec<(String, Expr)>,
    /// Dependencies other than the references in its arguments.
    pub depends_on: Vec<ExplicitDependency>,
    /// The resources of the outer plan that it contains.
    pub members: Vec<Symbol>,
}

/// A plan with its nested deployments.
#[derive(Debug)]
pub struct Partition<'a> {
    /// The whole plan.
    pub plan: &'a ResolvedTopology,
    /// The nested deployments.
    pub deployments: Vec<NestedDeployment>,
}

const SUBNETS: &str = "subnets";
const ZONE_LINKS: &str = "dnsZoneLinks";
const VAULT_SECRETS: &str = "vaultSecrets";
const VAULT_ROLES: &str = "vaultRoles";
const ACCOUNT_VAULT_KEY: &str = "accountVaultKey";
const STORAGE_VAULT_KEY: &str = "storageVaultKey";
const ACCOUNT_KEY: &str = "accountEncryption";
const STORAGE_KEY: &str = "storageEncryption";
const STORAGE_ROLES: &str = "storageRoles";
const ACCOUNT_ROLES: &str = "accountRoles";
const SUBSCRIPTION_ROLES: &str = "subscriptionRoles";

impl ResolvedTopology {
    /// The label of the deployment that contains a resource. Kinds have separate deployments to prevent cycles;
    /// so have the keys of the account and of storage: one may be needed before the account, the other after storage.
    fn deployment_label(&self, resource: &Resource) -> &'static str {
        let scope = resource.scope.as_ref().map(|scope| self.resource(scope).kind);
        match (resource.kind, scope) {
            (ResourceKind::CognitiveAccount, _) => ACCOUNT_KEY,
            _ if resource.deployment_target == DeploymentTarget::Subscription => SUBSCRIPTION_ROLES,
            (_, Some(ResourceKind::CognitiveAccount)) => ACCOUNT_ROLES,
            (ResourceKind::StorageAccount, _) => STORAGE_KEY,
            (ResourceKind::Subnet, _) => SUBNETS,
            (ResourceKind::VirtualNetworkLink, _) => ZONE_LINKS,
            (ResourceKind::KeyVaultSecret, _) | (_, Some(ResourceKind::KeyVaultSecret)) => VAULT_SECRETS,
            (ResourceKind::KeyVaultKey, _) | (_, Some(ResourceKind::KeyVaultKey))
                if resource.origin == "/encryption/storage" =>
            {
                STORAGE_VAULT_KEY
            }
            (ResourceKind::KeyVaultKey, _) | (_, Some(ResourceKind::KeyVaultKey)) => ACCOUNT_VAULT_KEY,
            (ResourceKind::KeyVaultAccessPolicies, _) | (_, Some(ResourceKind::KeyVault)) => VAULT_ROLES,
            _ => STORAGE_ROLES,
        }
    }

    /// Separates the resources of other resource groups and of the subscription from the rest.
    #[must_use]
    pub fn partition_deployments(&self) -> Partition<'_> {
        let mut groups: Vec<(&DeploymentTarget, &'static str, Vec<&Resource>)> = Vec::new();
        for resource in self.resources.iter().filter(|resource| resource.existing.is_none()) {
            let target = &resource.deployment_target;
            if *target == DeploymentTarget::TargetGroup {
                continue;
            }
            let label = self.deployment_label(resource);
            match groups.iter_mut().find(|(other, known_label, _)| *other == target && *known_label == label) {
                Some((_, _, members)) => members.push(resource),
                None => groups.push((target, label, vec![resource])),
            }
        }
        let mut deployments: Vec<NestedDeployment> = Vec::new();
        for (target, label, members) in groups {
            let taken = |symbol: &Symbol| deployments.iter().any(|deployment| deployment.symbol == *symbol);
            // The first deployment is named by its label alone; others append the name of their group, then a number.
            let named = Symbol::from_parts(label, target.other_group().map_or("", |group| group.name.as_str()));
            let numbered = (2..).map(|number| Symbol::from(format!("{}{number}", named.0)));
            let mut candidates = [Symbol::from(label), named.clone()].into_iter().chain(numbered);
            let Some(symbol) = candidates.find(|symbol| !taken(symbol)) else { continue };
            deployments.push(self.build_deployment(symbol, label, target, &members));
        }
        Partition { plan: self, deployments }
    }

    fn build_deployment(
        &self,
        symbol: Symbol,
        label: &str,
        target: &DeploymentTarget,
        members: &[&Resource],
    ) -> NestedDeployment {
        let title = match target.other_group() {
            Some(group) => format!("{} in resource group {}", describe_label(label), group.name),
            None => describe_label(label).to_owned(),
        };
        let member_symbols: Vec<Symbol> = members.iter().map(|r| r.symbol.clone()).collect();
        let mut inner = ResolvedTopology {
            title: title.clone(),
            parameters: Vec::new(),
            variables: Vec::new(),
            resources: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            deployed_to: match target {
                DeploymentTarget::SecondPass => DeploymentTarget::TargetGroup,
                other => other.clone(),
            },
            ..self.clone()
        };
        // Parents and scopes exist in that group; they are included so that the members can refer to them.
        for member in members {
            let mut outer_symbol = member.parent.as_ref().or(member.scope.as_ref());
            let mut ancestors = Vec::new();
            while let Some(outer) = outer_symbol.and_then(|s| self.resources.iter().find(|r| r.symbol == *s)) {
                if outer.existing.is_some() && inner.find(&outer.symbol).is_none() {
                    ancestors.push(outer.clone());
                }
                outer_symbol = outer.parent.as_ref();
            }
            inner.resources.extend(ancestors.into_iter().rev());
        }
        let mut dependencies: Vec<ExplicitDependency> = Vec::new();
        for member in members {
            let mut member = Resource::clone(member);
            member.deployment_target = DeploymentTarget::TargetGroup;
            for dependency in &member.depends_on {
                if !member_symbols.contains(&dependency.symbol)
                    && !dependencies.iter().any(|a| a.symbol == dependency.symbol)
                {
                    dependencies.push(dependency.clone());
                }
            }
            member.depends_on.retain(|dependency| member_symbols.contains(&dependency.symbol));
            inner.resources.push(Arc::new(member));
        }
        let mut arguments: Vec<(String, Expr)> = Vec::new();
        let mut resources = std::mem::take(&mut inner.resources);
        let known: Vec<Symbol> = resources.iter().map(|r| r.symbol.clone()).collect();
        for resource in resources.iter_mut().map(Arc::make_mut) {
            let mut localize = |expr: &mut Expr| self.localize_expression(expr, &known, &mut inner, &mut arguments);
            resource.name.visit_mut(&mut localize);
            resource.body.each_expr_mut(&mut localize);
        }
        inner.resources = resources;
        NestedDeployment {
            name: deployment_name(&symbol),
            symbol,
            purpose: title,
            decided_by: decided_by(label),
            target: target.clone(),
            plan: inner,
            arguments,
            depends_on: dependencies,
            members: member_symbols,
        }
    }

    /// Turns an expression of the outer plan into one of the nested plan: literals stay, the rest becomes parameters.
    fn localize_expression(
        &self,
        expr: &mut Expr,
        known: &[Symbol],
        inner: &mut ResolvedTopology,
        arguments: &mut Vec<(String, Expr)>,
    ) {
        let mut add_parameter = |parameter: Parameter, argument: Expr| {
            let name = parameter.name.clone();
            if !arguments.iter().any(|(known_name, _)| *known_name == name) {
                arguments.push((name.clone(), argument));
                inner.parameters.push(parameter);
            }
            Expr::Parameter(name)
        };
        match expr {
            Expr::Attribute(symbol, attribute) if !known.contains(symbol) => {
                let known_id = self.known_id(symbol);
                *expr = match (attribute, known_id) {
                    (Attribute::Id, Some(id)) => Expr::string(id),
                    (Attribute::Name, Some(id)) => Expr::string(id.name()),
                    (attribute, _) => {
                        let suffix = match attribute {
                            Attribute::Id => "Id",
                            Attribute::Name => "Name",
                            Attribute::PrincipalId => "PrincipalId",
                            Attribute::ClientId => "ClientId",
                            Attribute::Key1 => "Key1",
                            Attribute::Key2 => "Key2",
                            Attribute::VaultUri => "VaultUri",
                            Attribute::KeyUri => "KeyUri",
                            Attribute::KeyUriWithVersion => "KeyUriWithVersion",
                            Attribute::Endpoint => "Endpoint",
                            Attribute::BlobEndpoint => "BlobEndpoint",
                        };
                        let parameter = Parameter {
                            name: format!("{}{suffix}", symbol.0),
                            description: format!(
                                "{} of the resource `{}` of the main template.",
                                describe_attribute(*attribute),
                                symbol.0
                            ),
                            kind: match attribute {
                                Attribute::Key1 | Attribute::Key2 => ParameterKind::SecureString,
                                _ => ParameterKind::String,
                            },
                            default: None,
                            length: None,
                            rule: None,
                            only_for: None,
                        };
                        add_parameter(parameter, expr.clone())
                    }
                };
            }
            Expr::Parameter(name) => {
                if let Some(outer) = self.parameters.iter().find(|p| p.name == *name) {
                    let parameter = Parameter { default: None, ..outer.clone() };
                    *expr = add_parameter(parameter, expr.clone());
                }
            }
            Expr::Variable(name) => {
                if let Some(variable) = self.variables.iter().find(|v| v.name == *name)
                    && !inner.variables.iter().any(|v| v.name == *name)
                {
                    let mut variable = variable.clone();
                    variable
                        .value
                        .visit_mut(&mut |inner_expr| self.localize_expression(inner_expr, known, inner, arguments));
                    inner.variables.push(variable);
                }
            }
            _ => {}
        }
    }

    /// The ID of a resource, when it is known without deploying anything.
    #[must_use]
    pub fn known_id(&self, symbol: &Symbol) -> Option<ResourceId> {
        let resource = self.find(symbol)?;
        if let (Some(id), Expr::String(_)) = (&resource.existing, &resource.name) {
            return Some(id.clone());
        }
        if !matches!(resource.deployment_target, DeploymentTarget::OtherGroup(_)) {
            return None;
        }
        let mut id = self.known_id(resource.parent.as_ref()?)?;
        let Expr::String(name) = &resource.name else { return None };
        resource.kind.arm_type().clone_into(&mut id.kind);
        id.names.push(name.clone());
        Some(id)
    }
}

impl Partition<'_> {
    /// The variables that the outer template uses: not those of roles that are assigned only in nested deployments.
    pub fn outer_variables(&self) -> impl Iterator<Item = &Variable> {
        let mut used: Vec<&str> = Vec::new();
        let mut record_use = |expr: &'_ Expr| {
            if let Expr::Variable(name) = expr
                && let Some(variable) = self.plan.variables.iter().find(|v| v.name == *name)
            {
                used.push(&variable.name);
            }
        };
        for resource in self.plan.resources.iter().filter(|r| self.containing_deployment(&r.symbol).is_none()) {
            resource.name.visit(&mut record_use);
            resource.body.each_expr(&mut record_use);
        }
        for deployment in &self.deployments {
            deployment.arguments.iter().for_each(|(_, argument)| argument.visit(&mut record_use));
        }
        self.plan.variables.iter().filter(move |v| used.contains(&v.name.as_str()))
    }

    /// The nested deployment that contains a resource.
    #[must_use]
    pub fn containing_deployment(&self, symbol: &Symbol) -> Option<&NestedDeployment> {
        self.deployments.iter().find(|d| d.members.contains(symbol))
    }
}

/// The longest prefix of a name: Azure allows 64 characters, of which the hash has 13 and the hyphen has one.
const PREFIX_LENGTH: usize = 50;

/// The symbol and a hash of the outer deployment. Symbols are ASCII. One that is too long contains the name of its
/// resource group, where no other deployment of the topology has the same label: its beginning is unique there.
fn deployment_name(symbol: &Symbol) -> Expr {
    let prefix = symbol.as_str().get(..PREFIX_LENGTH).unwrap_or(symbol.as_str());
    Expr::Join(vec![Expr::string(format!("{prefix}-")), Expr::DeploymentHash])
}

fn describe_label(label: &str) -> &'static str {
    match label {
        SUBNETS => "Subnets of the existing virtual network",
        ZONE_LINKS => "Virtual network links of existing private DNS zones",
        ACCOUNT_KEY => "Second deployment pass of the account, with its customer-managed key",
        STORAGE_KEY => "Second deployment pass of storage, with its customer-managed key",
        VAULT_SECRETS => "Account key in the existing vault",
        ACCOUNT_VAULT_KEY => "Customer-managed key of the account in the existing vault",
        STORAGE_VAULT_KEY => "Customer-managed key of storage in the existing vault",
        VAULT_ROLES => "Permissions on the existing vault",
        ACCOUNT_ROLES => "Role assignments on the existing account",
        SUBSCRIPTION_ROLES => "Role assignments on the subscription",
        _ => "Role assignments on the existing storage account",
    }
}

fn decided_by(label: &str) -> &'static str {
    match label {
        SUBNETS => "/network/existing",
        ZONE_LINKS => "/dns/ids",
        ACCOUNT_KEY => "/encryption/account/identity",
        ACCOUNT_ROLES => "/account/existing",
        SUBSCRIPTION_ROLES => "/clients",
        STORAGE_KEY => "/encryption/storage/identity",
        VAULT_SECRETS | VAULT_ROLES | ACCOUNT_VAULT_KEY | STORAGE_VAULT_KEY => "/keyVault/existing",
        _ => "/storage/existing",
    }
}

fn describe_attribute(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Id => "Resource ID",
        Attribute::Name => "Name",
        Attribute::PrincipalId => "Object ID of the identity",
        Attribute::ClientId => "Client ID of the identity",
        Attribute::Key1 => "First key",
        Attribute::Key2 => "Second key",
        Attribute::VaultUri => "Vault URI",
        Attribute::KeyUri => "Key URI",
        Attribute::KeyUriWithVersion => "Key URI of the current version",
        Attribute::Endpoint => "Endpoint",
        Attribute::BlobEndpoint => "Blob endpoint",
    }
}
