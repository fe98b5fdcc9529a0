//! What Terraform imports, and what it forgets.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::preflight::{Preflight, Step, Subject};
use crate::{
    arm_template::Value,
    catalog::{Attribute, ResourceKind, changes::Effect},
    drift::assignment_key,
    existing::{AzureId, ExistingResource, Inventory, terraform::ManagedResource},
    plan::{Body, DeploymentTarget, Expr, Language, LanguageFamily, ResolvedTopology, Resource, Symbol},
    render::{TakenOver, TerraformResource, terraform_resources},
};

/// An address in a state that is no address of Terraform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableAddress {
    /// The name of the file.
    pub file: Rc<str>,
    /// Where it is, as a JSON pointer.
    pub pointer: String,
}

/// Determines the blocks, and adds to the preflight what the state of the old code means for the new code.
///
/// # Errors
/// The state has something else than names in an address.
pub fn plan_take_over(
    plan: &ResolvedTopology,
    preflight: &mut Preflight,
    existing: &Inventory,
    managed: &[ManagedResource],
) -> Result<TakenOver, UnusableAddress> {
    let case = Case::new(plan, preflight, existing);
    let (subscription, resource_group) = (preflight.place.subscription.clone(), preflight.place.resource_group.clone());
    let mut taken = TakenOver { subscription, resource_group, ..TakenOver::default() };
    let mut found: HashMap<&str, Option<AzureId>> = HashMap::new();
    for resource in &case.resources {
        let import = case.import(resource);
        let id = match &import {
            Import::Known(id) => azure_id(id, resource),
            Import::ByHand | Import::Absent => None,
        };
        found.insert(&resource.address, id);
        match import {
            Import::Known(id) => taken.imports.push((resource.address.clone(), id)),
            Import::ByHand => taken.by_hand.push(resource.address.clone()),
            Import::Absent => preflight.steps.extend(case.created_by_terraform_alone(resource)),
        }
    }
    let mut removed = BTreeSet::new();
    for resource in managed {
        let unusable = || UnusableAddress { file: Rc::clone(&resource.file), pointer: resource.pointer.clone() };
        let block = resource.block_address().ok_or_else(unusable)?;
        let Some(own) = found.get(block.as_str()) else {
            removed.insert(block);
            continue;
        };
        match conflict(resource, own.as_ref()) {
            None => taken.kept.push(block),
            Some((effect, reason)) => {
                let subject = Subject::Address(resource.address.clone());
                preflight.steps.push(Step { reason: Some(reason), ..Step::new(subject, effect) });
            }
        }
    }
    taken.removed = removed.into_iter().collect();
    preflight.steps.sort_by_key(|step| step.effect);
    Ok(taken)
}

/// Why an address of the old code cannot be used by the new code.
fn conflict(old: &ManagedResource, new: Option<&AzureId>) -> Option<(Effect, String)> {
    if old.is_instance() {
        let reason = "the new code has its address, without the key of an instance; rename it in the old code first";
        return Some((Effect::Destroyed, reason.to_owned()));
    }
    let (old, new) = (old.id.as_ref()?, new?);
    (old != new).then(|| {
        let reason = format!("the new code has its address for {new}; rename it in the old code first");
        (Effect::Replaced, reason)
    })
}

/// How a resource gets into the state.
enum Import {
    /// By this ID.
    Known(String),
    /// It exists, and only Azure has its ID.
    ByHand,
    /// It is not known to exist.
    Absent,
}

/// The resources of the Terraform output, and where they are.
struct Case<'a> {
    plan: std::borrow::Cow<'a, ResolvedTopology>,
    existing: &'a Inventory,
    group: String,
    resources: Vec<TerraformResource>,
    ids: HashMap<Symbol, AzureId>,
}

/// The ID in Azure that the ID of an import contains.
fn azure_id(import_id: &str, resource: &TerraformResource) -> Option<AzureId> {
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

impl<'a> Case<'a> {
    fn new(plan: &'a ResolvedTopology, preflight: &Preflight, existing: &'a Inventory) -> Self {
        let place = &preflight.place;
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

    fn import(&self, resource: &TerraformResource) -> Import {
        let Some(own) = self.plan.find(&resource.symbol) else { return Import::Absent };
        match own.kind {
            ResourceKind::RoleAssignment => return self.import_assignment(own),
            ResourceKind::KeyVaultKey => return self.import_key(own),
            ResourceKind::KeyVaultSecret | ResourceKind::KeyVaultAccessPolicies => {
                let vault = own.containing_resource().and_then(|vault| self.ids.get(vault));
                let is_there = vault.is_some_and(|vault| self.existing.find(vault).is_some());
                return if is_there { Import::ByHand } else { Import::Absent };
            }
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
                (fits && (is_same || key.principal.is_none() || principal.is_none())).then_some((assignment, is_same))
            })
            .collect();
        let certain = same.iter().find(|(_, is_same)| *is_same).or_else(|| same.first().filter(|_| same.len() == 1));
        match certain {
            Some((assignment, _)) if assignment.id.is_known() => {
                let name = assignment.id.name();
                Import::Known(format!("{scope}/providers/{}/{name}", ResourceKind::RoleAssignment.arm_type()))
            }
            Some(_) => Import::ByHand,
            None => Import::Absent,
        }
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

    /// The ID of a key has its version.
    fn import_key(&self, own: &Resource) -> Import {
        let id = own.containing_resource().and_then(|vault| self.ids.get(vault));
        let id = id.and_then(|vault| AzureId::parse(&format!("{vault}/keys/{}", self.plan.known_text(&own.name)?)));
        let Some(key) = id.and_then(|id| self.existing.find(&id)) else { return Import::Absent };
        let properties = key.body.as_object().and_then(|body| body.get("properties")).and_then(Value::as_object);
        let uri = properties.and_then(|properties| properties.get("keyUriWithVersion")).and_then(Value::as_text);
        uri.map_or(Import::ByHand, |uri| Import::Known(uri.to_owned()))
    }

    /// What only Terraform creates is in no template, so that the comparison does not have it.
    fn created_by_terraform_alone(&self, resource: &TerraformResource) -> Option<Step> {
        let own = self.plan.find(&resource.symbol)?;
        let is_own = own.only_for == Some(LanguageFamily::Terraform);
        let step = Step::new(Subject::Address(resource.address.clone()), Effect::Created);
        is_own.then(|| Step { opens: own.kind == ResourceKind::RoleAssignment, ..step })
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
