//! `import` blocks, which put existing resources that were created by other means under Terraform's management.

use std::{cell::RefCell, sync::Arc};

use super::{
    expression::{ExpressionWriter as _, HclWriter, snake_case},
    file::File,
    layout::{HCL_SYNTAX, lay_out},
    marker,
    terraform::{has_blocks, resource_addresses},
};
use crate::{
    diagnostic::{Code, Diagnostic, nearest_match},
    plan::{
        Body, DeploymentTarget, Expr, Language, ResolvedTopology, Resource, ResourceKind, SecurityGroupAssignment,
        Symbol,
    },
};

/// Placeholder for the ID of the resource group, which is read from a data source; no name contains this character.
const GROUP_ID_PLACEHOLDER: &str = "@group@";

/// Writes `imports.tf` for these resources, by symbolic name; for all resources if none is named.
///
/// # Errors
/// [`Code::NO_IMPORT`] for unknown symbolic names, and for resources whose ID is not known before deployment.
pub fn build_import_file(plan: &ResolvedTopology, wanted: &[String]) -> Result<File, Vec<Diagnostic>> {
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let is_created = |resource: &&Resource| resource.existing.is_none() && has_blocks(resource);
    let (mut blocks, mut skipped, mut diagnostics) = (String::new(), Vec::new(), Vec::new());
    for name in wanted {
        let known = plan.find(&Symbol::from(name.as_str())).filter(is_created);
        let reason = match known {
            None => "the topology creates no such resource in Terraform",
            Some(resource) if import_ids(plan, resource).is_none() => "its ID is known only to Azure",
            Some(_) => continue,
        };
        let diagnostic = Diagnostic::error(Code::NO_IMPORT, format!("`{name}` cannot be imported: {reason}"));
        let names = plan.resources.iter().map(Arc::as_ref).filter(is_created).map(|resource| resource.symbol.as_str());
        diagnostics.push(match nearest_match(name, names).filter(|_| known.is_none()) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help("`di-gen describe` lists the resources of the topology"),
        });
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let is_selected =
        |resource: &&Resource| wanted.is_empty() || wanted.iter().any(|name| name == resource.symbol.as_str());
    for resource in plan.resources.iter().map(Arc::as_ref).filter(is_created).filter(is_selected) {
        let Some(ids) = import_ids(plan, resource) else {
            skipped.push(writer.resource_address(&resource.symbol));
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
    let mut header = format!("# {}\n", marker::marker_line(plan, "terraform --root --import"));
    header.push_str("\n# Imports existing resources. Remove this file once they are in the state.\n");
    if !skipped.is_empty() {
        header.push_str(
            "# Not included, because their IDs are known only to Azure; if they exist, import them manually:\n",
        );
        skipped.iter().for_each(|address| header.push_str(&format!("#   {address}\n")));
    }
    Ok(File::new("imports.tf", lay_out(&format!("{header}{blocks}"), &HCL_SYNTAX)))
}

/// A resource of the Terraform output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerraformResource {
    /// The symbolic name of the resource that it is, or is a part of.
    pub symbol: Symbol,
    /// Its type.
    pub terraform_type: String,
    /// Its address.
    pub address: String,
    /// The ID that an import needs, as far as names determine it: in the resource group with this ID.
    pub import_id: Option<String>,
}

/// Every resource of the Terraform output.
#[must_use]
pub fn terraform_resources(plan: &ResolvedTopology, group_id: &str) -> Vec<TerraformResource> {
    let plan = &plan.for_language(Language::Terraform);
    let mut found = Vec::new();
    for resource in plan.resources.iter().filter(|resource| resource.existing.is_none() && has_blocks(resource)) {
        let ids = import_ids(plan, resource).unwrap_or_default();
        for (terraform_type, label) in resource_addresses(plan, &resource.symbol) {
            let id = ids.iter().find(|(kind, _)| *kind == terraform_type).and_then(|(_, id)| plan.known_text(id));
            found.push(TerraformResource {
                symbol: resource.symbol.clone(),
                address: format!("{terraform_type}.{label}"),
                terraform_type,
                import_id: id.map(|id| id.replace(GROUP_ID_PLACEHOLDER, group_id)),
            });
        }
    }
    found
}

/// The Terraform resources that a resource consists of, each with its ID; `None` if an ID is known only to Azure.
fn import_ids(plan: &ResolvedTopology, resource: &Resource) -> Option<Vec<(&'static str, Expr)>> {
    let own_id = || known_resource_id(plan, resource);
    let id_of = |symbol: &Symbol| plan.find(symbol).and_then(|resource| known_resource_id(plan, resource));
    let joined = |first: Expr, second: Expr| Expr::normalized_join(vec![first, Expr::string("|"), second]);
    let symbol = |expr: &Expr| match expr {
        Expr::Attribute(symbol, _) => Some(symbol.clone()),
        _ => None,
    };
    let kind = resource.kind.terraform_type();
    Some(match (&resource.body, resource.kind) {
        // Their names are GUIDs, their IDs contain versions, or (access policies) they have no ID of their own.
        (
            _,
            ResourceKind::RoleAssignment
            | ResourceKind::KeyVaultKey
            | ResourceKind::KeyVaultSecret
            | ResourceKind::KeyVaultAccessPolicies,
        ) => {
            return None;
        }
        (Body::CognitiveAccountKey(body), _) => vec![(kind, id_of(&symbol(&body.account)?)?)],
        (Body::StorageAccountKey(body), _) => vec![(kind, id_of(&symbol(&body.account)?)?)],
        (_, ResourceKind::DiagnosticSetting) => {
            vec![(kind, joined(id_of(resource.scope.as_ref()?)?, resource.name.clone()))]
        }
        (_, ResourceKind::ManagementLock) => {
            let lock = Expr::string("/providers/Microsoft.Authorization/locks/");
            vec![(kind, Expr::normalized_join(vec![id_of(resource.scope.as_ref()?)?, lock, resource.name.clone()]))]
        }
        (Body::Subnet(body), _) => {
            let assignment = plan.security_group_assignment(resource);
            let blocks = [
                (kind, assignment != Some(SecurityGroupAssignment::InNetwork)),
                (
                    "azurerm_subnet_network_security_group_association",
                    assignment == Some(SecurityGroupAssignment::ByAssociation),
                ),
                (
                    "azurerm_subnet_route_table_association",
                    assignment == Some(SecurityGroupAssignment::ByAssociation) && body.route_table.is_some(),
                ),
                ("azurerm_subnet_nat_gateway_association", body.nat_gateway.is_some()),
            ];
            let id = own_id()?;
            let written = blocks.into_iter().filter(|(_, is_written)| *is_written);
            written.map(|(kind, _)| (kind, id.clone())).collect()
        }
        (Body::NatGateway(body), _) => {
            let address = id_of(&symbol(&body.public_ip_address)?)?;
            vec![(kind, own_id()?), ("azurerm_nat_gateway_public_ip_association", joined(own_id()?, address))]
        }
        (Body::NetworkInterface(body), _) => {
            let group = id_of(&symbol(&body.network_security_group)?)?;
            vec![(kind, own_id()?), ("azurerm_network_interface_security_group_association", joined(own_id()?, group))]
        }
        _ => vec![(kind, own_id()?)],
    })
}

/// The resource ID of a resource, as far as it is known before deployment.
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
        // A role assignment, whose name is known only to Azure.
        DeploymentTarget::Subscription => return None,
        DeploymentTarget::OtherGroup(group) => {
            format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)
        }
    };
    let start = format!("{group}/providers/{}/", resource.kind.arm_type());
    Some(Expr::normalized_join(vec![Expr::string(start), resource.name.clone()]))
}
