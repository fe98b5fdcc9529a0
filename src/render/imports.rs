//! `import` blocks: what exists already, made by other means, becomes Terraform's.

use std::{cell::RefCell, sync::Arc};

use super::{
    expression::{ExpressionWriter as _, HclWriter, snake_case},
    file::File,
    layout::{HCL_SYNTAX, lay_out},
    marker,
};
use crate::{
    diagnostic::{Code, Diagnostic, nearest_match},
    plan::{Body, DeploymentTarget, Expr, Language, Nesting, ResolvedTopology, Resource, ResourceKind, Symbol},
};

/// Stands for the ID of the resource group, which only a data source knows; no name has this character.
const GROUP_ID_PLACEHOLDER: &str = "@group@";

/// Writes `imports.tf` for these resources, by their names in the plan; for all of them where none is named.
///
/// # Errors
/// [`Code::NO_IMPORT`] for names that the plan does not have, and for resources whose ID cannot be known.
pub fn build_import_file(plan: &ResolvedTopology, wanted: &[String]) -> Result<File, Vec<Diagnostic>> {
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let made =
        |resource: &&Resource| resource.existing.is_none() && resource.nesting != Nesting::InsideParentInTerraform;
    let (mut blocks, mut left, mut findings) = (String::new(), Vec::new(), Vec::new());
    for name in wanted {
        let known = plan.find(&Symbol::from(name.as_str())).filter(made);
        let why = match known {
            None => "the topology makes no such resource in Terraform",
            Some(resource) if import_ids(plan, resource).is_none() => "its ID is only known to Azure",
            Some(_) => continue,
        };
        let finding = Diagnostic::error(Code::NO_IMPORT, format!("`{name}` cannot be imported: {why}"));
        let names = plan.resources.iter().map(Arc::as_ref).filter(made).map(|resource| resource.symbol.as_str());
        findings.push(match nearest_match(name, names).filter(|_| known.is_none()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("`di-gen describe` lists the resources of the topology"),
        });
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let chosen = |resource: &&Resource| wanted.is_empty() || wanted.iter().any(|name| name == resource.symbol.as_str());
    for resource in plan.resources.iter().map(Arc::as_ref).filter(made).filter(chosen) {
        let Some(ids) = import_ids(plan, resource) else {
            left.push(writer.resource_address(&resource.symbol));
            continue;
        };
        for (kind, id) in ids {
            let id = writer.interpolation(&id).replace(GROUP_ID_PLACEHOLDER, "${data.azurerm_resource_group.this.id}");
            blocks.push_str(&format!(
                "\nimport {{\nto = {kind}.{}\nid = {id}\n}}\n",
                snake_case(resource.symbol.as_str())
            ));
        }
    }
    let mut head = format!("# {}\n", marker::marker_line(plan, "terraform --root --import"));
    head.push_str("\n# These exist already. Remove this file once they are in the state.\n");
    if !left.is_empty() {
        head.push_str("# Not here, since only Azure knows their IDs; import them by hand where they exist:\n");
        left.iter().for_each(|address| head.push_str(&format!("#   {address}\n")));
    }
    Ok(File::new("imports.tf", lay_out(&format!("{head}{blocks}"), &HCL_SYNTAX)))
}

/// The resources of Terraform that make up a resource, each with its ID; nothing where that is only known to Azure.
fn import_ids(plan: &ResolvedTopology, resource: &Resource) -> Option<Vec<(&'static str, Expr)>> {
    let own = || known_resource_id(plan, resource);
    let of = |symbol: &Symbol| plan.find(symbol).and_then(|resource| known_resource_id(plan, resource));
    let both = |one: Expr, other: Expr| Expr::normalized_join(vec![one, Expr::string("|"), other]);
    let symbol = |expr: &Expr| match expr {
        Expr::Attribute(symbol, _) => Some(symbol.clone()),
        _ => None,
    };
    let kind = resource.kind.terraform_type();
    Some(match (&resource.body, resource.kind) {
        // Their names are GUIDs, their IDs have versions, or the list of a vault has no ID of its own.
        (
            _,
            ResourceKind::RoleAssignment
            | ResourceKind::KeyVaultKey
            | ResourceKind::KeyVaultSecret
            | ResourceKind::KeyVaultAccessPolicies,
        ) => {
            return None;
        }
        (Body::CognitiveAccountKey(body), _) => vec![(kind, of(&symbol(&body.account)?)?)],
        (Body::StorageAccountKey(body), _) => vec![(kind, of(&symbol(&body.account)?)?)],
        (_, ResourceKind::DiagnosticSetting) => {
            vec![(kind, both(of(resource.scope.as_ref()?)?, resource.name.clone()))]
        }
        (_, ResourceKind::ManagementLock) => {
            let lock = Expr::string("/providers/Microsoft.Authorization/locks/");
            vec![(kind, Expr::normalized_join(vec![of(resource.scope.as_ref()?)?, lock, resource.name.clone()]))]
        }
        (Body::Subnet(body), _) => {
            let mut all = vec![(kind, own()?), ("azurerm_subnet_network_security_group_association", own()?)];
            all.extend(
                body.nat_gateway.is_some().then(own).flatten().map(|id| ("azurerm_subnet_nat_gateway_association", id)),
            );
            all
        }
        (Body::NatGateway(body), _) => {
            let address = of(&symbol(&body.public_ip_address)?)?;
            vec![(kind, own()?), ("azurerm_nat_gateway_public_ip_association", both(own()?, address))]
        }
        (Body::NetworkInterface(body), _) => {
            let group = of(&symbol(&body.network_security_group)?)?;
            vec![(kind, own()?), ("azurerm_network_interface_security_group_association", both(own()?, group))]
        }
        _ => vec![(kind, own()?)],
    })
}

/// The resource ID of a resource, as far as it is known before anything is read.
fn known_resource_id(plan: &ResolvedTopology, resource: &Resource) -> Option<Expr> {
    if let Some(id) = &resource.existing {
        return Some(Expr::string(id));
    }
    let last = resource.kind.arm_type().rsplit('/').next().unwrap_or_default();
    if let Some(parent) = &resource.parent {
        let parent = known_resource_id(plan, plan.find(parent)?)?;
        return Some(Expr::normalized_join(vec![parent, Expr::string(format!("/{last}/")), resource.name.clone()]));
    }
    let group = match &resource.deployment_target {
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => GROUP_ID_PLACEHOLDER.to_owned(),
        DeploymentTarget::OtherGroup(group) => {
            format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)
        }
    };
    let start = format!("{group}/providers/{}/", resource.kind.arm_type());
    Some(Expr::normalized_join(vec![Expr::string(start), resource.name.clone()]))
}
