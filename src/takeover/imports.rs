//! By which IDs Terraform imports what exists.

use std::{borrow::Cow, collections::HashMap};

use super::preflight::{Step, Subject};
use crate::{
    arm_template::Value,
    catalog::{Attribute, ResourceKind, changes::Effect},
    drift::{DeploymentPlace, assignment_key},
    existing::{AzureId, ExistingResource, Inventory},
    plan::{Body, DeploymentTarget, Expr, Language, LanguageFamily, ResolvedTopology, Resource, Symbol},
    render::{TerraformResource, bash_word, terraform_resources},
};

/// How a resource gets into the state.
pub(super) enum Import {
    /// By this ID.
    Known(String),
    /// It exists, and only Azure has its ID: a command prints it.
    ByHand(String),
    /// It is not known to exist.
    Absent,
}

/// The resources of the Terraform output, and where they are.
pub(super) struct ImportCase<'a> {
    plan: Cow<'a, ResolvedTopology>,
    existing: &'a Inventory,
    group: String,
    pub(super) resources: Vec<TerraformResource>,
    ids: HashMap<Symbol, AzureId>,
}

/// The ID in Azure that the ID of an import contains.
pub(super) fn azure_id(import_id: &str, resource: &TerraformResource) -> Option<AzureId> {
    let (first, second) = import_id.split_once('|').map_or((import_id, None), |(first, second)| (first, Some(second)));
    match second.filter(|_| resource.terraform_type == ResourceKind::DiagnosticSetting.terraform_type()) {
        Some(name) => AzureId::parse(&format!("{first}/providers/Microsoft.Insights/diagnosticSettings/{name}")),
        None => AzureId::parse(first),
    }
}

/// Resources of azurerm that are a property in Azure: it has to be set.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("azurerm_subnet_network_security_group_association", &["networkSecurityGroup"]),
    ("azurerm_subnet_route_table_association", &["routeTable"]),
    ("azurerm_subnet_nat_gateway_association", &["natGateway"]),
    ("azurerm_nat_gateway_public_ip_association", &["publicIpAddresses"]),
    ("azurerm_network_interface_security_group_association", &["networkSecurityGroup"]),
    ("azurerm_cognitive_account_customer_managed_key", &["encryption", "keyVaultProperties"]),
    ("azurerm_storage_account_customer_managed_key", &["encryption", "keyvaultproperties"]),
];

impl<'a> ImportCase<'a> {
    pub(super) fn new(plan: &'a ResolvedTopology, place: &DeploymentPlace, existing: &'a Inventory) -> Self {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let group =
            format!("/subscriptions/{}/resourceGroups/{}", part(&place.subscription), part(&place.resource_group));
        let plan = plan.for_language(Language::Terraform);
        let resources = terraform_resources(&plan, &group);
        let mut ids: HashMap<Symbol, AzureId> = HashMap::new();
        for resource in &plan.resources {
            let of_existing = resource.existing.as_ref().map(ToString::to_string);
            let own = |one: &&TerraformResource| {
                one.symbol == resource.symbol && one.terraform_type == resource.kind.terraform_type()
            };
            let text = of_existing.or_else(|| resources.iter().find(own)?.import_id.clone());
            if let Some(id) = text.as_deref().and_then(AzureId::parse) {
                ids.insert(resource.symbol.clone(), id);
            }
        }
        Self { plan, existing, group, resources, ids }
    }

    pub(super) fn import(&self, resource: &TerraformResource) -> Import {
        let Some(own) = self.plan.find(&resource.symbol) else { return Import::Absent };
        match own.kind {
            ResourceKind::RoleAssignment => return self.import_assignment(own),
            ResourceKind::KeyVaultKey => return self.import_versioned(own, "key", "key.kid", "keyUriWithVersion"),
            ResourceKind::KeyVaultSecret => return self.import_versioned(own, "secret", "id", "secretUriWithVersion"),
            ResourceKind::KeyVaultAccessPolicies => return self.import_access_policy(own, resource),
            _ => {}
        }
        let found = resource.import_id.as_deref().and_then(|id| self.existing.find(&azure_id(id, resource)?));
        let is_set = |found: &&ExistingResource| {
            let property = PROPERTIES.iter().find(|(name, _)| *name == resource.terraform_type);
            property.is_none_or(|(_, path)| is_set(found, path))
        };
        match (found.filter(is_set), &resource.import_id) {
            (Some(_), Some(id)) => Import::Known(id.clone()),
            _ => Import::Absent,
        }
    }

    /// The name of a role assignment is only in Azure.
    fn import_assignment(&self, own: &Resource) -> Import {
        let Body::RoleAssignment(body) = &own.body else { return Import::Absent };
        let Some(scope) = self.scope_of(own) else { return Import::Absent };
        let role = self.plan.display_text(&body.role_definition).to_ascii_lowercase();
        let principal = self.principal(&body.principal);
        let same: Vec<(&ExistingResource, bool)> = self
            .existing
            .of_type(ResourceKind::RoleAssignment.arm_type())
            .filter_map(|assignment| {
                let key = assignment_key(assignment)?;
                let fits = key.scope == *scope.folded().as_ref() && role.ends_with(&key.role);
                let is_same = key.principal.is_some() && key.principal == principal;
                // The identity that runs Terraform is none that the code names.
                let is_of_other = principal.is_none() && self.is_named(key.principal.as_deref());
                let can_be = is_same || key.principal.is_none() || (principal.is_none() && !is_of_other);
                (fits && can_be).then_some((assignment, is_same))
            })
            .collect();
        let certain = same.iter().find(|(_, is_same)| *is_same).or_else(|| same.first().filter(|_| same.len() == 1));
        match certain {
            Some((assignment, _)) if assignment.id.is_known() => {
                let name = assignment.id.name();
                Import::Known(format!("{scope}/providers/{}/{name}", ResourceKind::RoleAssignment.arm_type()))
            }
            Some(_) => {
                let (role, scope) = (bash_word(last_segment(&role)), bash_word(scope.as_str()));
                Import::ByHand(format!("az role assignment list --scope {scope} --role {role} --query '[].id' -o tsv"))
            }
            None => Import::Absent,
        }
    }

    /// Whether a role assignment of the code is for a principal, or an identity of the input has it.
    fn is_named(&self, principal: Option<&str>) -> bool {
        let is_in_code = |own: &Resource| match &own.body {
            Body::RoleAssignment(body) => self.principal(&body.principal).as_deref() == principal,
            _ => false,
        };
        let is_identity = |resource: &ExistingResource| {
            let of = |part: &str| resource.body.as_object()?.get(part)?.as_object()?.get("principalId")?.as_text();
            let is_assignment = resource.id.is_of_type(ResourceKind::RoleAssignment.arm_type());
            let found = of("identity").or_else(|| of("properties").filter(|_| !is_assignment));
            found.is_some_and(|found| principal.is_some_and(|principal| principal.eq_ignore_ascii_case(found)))
        };
        principal.is_some()
            && (self.plan.resources.iter().any(|own| is_in_code(own))
                || self.existing.resources().iter().any(is_identity))
    }

    fn scope_of(&self, own: &Resource) -> Option<AzureId> {
        match (&own.scope, &own.deployment_target) {
            (Some(scope), _) => self.ids.get(scope).cloned(),
            (None, DeploymentTarget::OtherGroup(group)) => {
                AzureId::parse(&format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name))
            }
            (None, DeploymentTarget::Subscription) => AzureId::parse(&self.group)?.subscription_id(),
            (None, _) => AzureId::parse(&self.group),
        }
    }

    /// The object ID of a principal, in lower case.
    fn principal(&self, expr: &Expr) -> Option<String> {
        let Expr::Attribute(symbol, Attribute::PrincipalId) = expr else {
            return self.plan.known_text(expr).map(|text| text.to_ascii_lowercase());
        };
        let body = self.existing.find(self.ids.get(symbol)?)?.body.as_object()?;
        let principal = |part: &str| body.get(part)?.as_object()?.get("principalId")?.as_text();
        let found = principal("identity").or_else(|| principal("properties"));
        found.map(str::to_ascii_lowercase)
    }

    /// The ID of a key or a secret is that of a version in the data plane: a state has it, and a list of keys. (registry.terraform.io
    /// hashicorp/azurerm `key_vault_secret`, read 2026-12-01.)
    fn import_versioned(&self, own: &Resource, noun: &str, query: &str, property: &str) -> Import {
        let Some(vault) = own.containing_resource().and_then(|vault| self.ids.get(vault)) else {
            return Import::Absent;
        };
        let Some(name) = self.plan.known_text(&own.name) else { return Import::Absent };
        let id = AzureId::parse(&format!("{vault}/{noun}s/{name}"));
        let found = id.and_then(|id| self.existing.find(&id));
        let properties = found.and_then(|found| found.body.as_object()?.get("properties")?.as_object());
        let uri = properties.and_then(|properties| properties.get(property)).and_then(Value::as_text);
        // No input but a state shows secrets.
        let may_exist = noun == "secret" && self.existing.find(vault).is_some();
        match uri {
            Some(uri) => Import::Known(uri.to_owned()),
            None if found.is_some() || may_exist => {
                let (vault, name) = (bash_word(vault.name()), bash_word(&name));
                Import::ByHand(format!(
                    "az keyvault {noun} show --vault-name {vault} --name {name} --query {query} -o tsv"
                ))
            }
            None => Import::Absent,
        }
    }

    /// The ID of an access policy is that of the vault and of the principal (registry.terraform.io hashicorp/azurerm
    /// `key_vault_access_policy`, read 2026-12-01). The vault shows which there are.
    fn import_access_policy(&self, own: &Resource, resource: &TerraformResource) -> Import {
        let Body::KeyVaultAccessPolicies(body) = &own.body else { return Import::Absent };
        let Some(vault) = own.containing_resource().and_then(|vault| self.ids.get(vault)) else {
            return Import::Absent;
        };
        let Some(found) = self.existing.find(vault) else { return Import::Absent };
        let position = self.resources.iter().filter(|one| one.symbol == own.symbol).position(|one| one == resource);
        let policy = position.and_then(|position| body.policies.get(position));
        let properties = found.body.as_object().and_then(|body| body.get("properties")).and_then(Value::as_object);
        let policies = properties.and_then(|properties| properties.get("accessPolicies")).and_then(Value::as_items);
        let principal = policy.and_then(|policy| self.principal(&policy.principal));
        let (Some(principal), Some(policies)) = (principal, policies) else {
            let name = bash_word(vault.name());
            let query = "--query 'properties.accessPolicies[].objectId' -o tsv";
            return Import::ByHand(format!(
                "az keyvault show --name {name} {query}; the ID is {vault}/objectId/OBJECT_ID"
            ));
        };
        let text = |policy: &Value, name: &str| policy.as_object()?.get(name)?.as_text().map(str::to_owned);
        let is_it = |policy: &&Value| {
            text(policy, "objectId").is_some_and(|id| id.eq_ignore_ascii_case(&principal))
                && text(policy, "applicationId").is_none_or(|id| id.is_empty())
        };
        policies.iter().find(is_it).map_or(Import::Absent, |_| Import::Known(format!("{vault}/objectId/{principal}")))
    }

    /// What only Terraform creates is in no template, so that the comparison does not have it. What the identity that runs it needs
    /// for the code itself opens nothing to any client.
    pub(super) fn created_by_terraform_alone(&self, resource: &TerraformResource) -> Option<Step> {
        let own = self.plan.find(&resource.symbol)?;
        let is_own = own.only_for == Some(LanguageFamily::Terraform);
        let gives_others = matches!(&own.body, Body::RoleAssignment(body) if body.principal != Expr::DeployerId);
        let purpose = Some(own.purpose.clone());
        let subject = Subject::Address { address: resource.address.clone(), purpose };
        is_own.then(|| Step { opens: gives_others, ..Step::new(subject, Effect::Created) })
    }
}

/// Whether a property of a resource has a value.
fn is_set(resource: &ExistingResource, path: &[&str]) -> bool {
    let properties = resource.body.as_object().and_then(|body| body.get("properties"));
    let value = path.iter().try_fold(properties, |value, name| Some(value?.as_object()?.get(name)));
    match value.flatten() {
        None | Some(Value::Null) => false,
        Some(value) => value.as_items().is_none_or(|items| !items.is_empty()),
    }
}

fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or_default()
}
