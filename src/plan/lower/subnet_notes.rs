//! Notes on subnets in Terraform.

use super::builder::PlanBuilder;
use crate::{
    catalog::{delegated_services::is_in_azurerm, delegations::delegation_actions},
    diagnostic::{Code, Diagnostic},
    plan::{Body, LanguageFamily, Note, Resource, SecurityGroupAssignment},
    source::join_pointer,
    topology::AzurermMajor,
};

pub(super) fn note_subnets(b: &mut PlanBuilder<'_>) {
    note_late_security_groups(b);
    note_late_route_tables(b);
    note_unknown_delegations(b);
}

/// azurerm 4 has no argument for the security group of a subnet: see `network::GROUP_AFTER_CREATION`.
fn note_late_security_groups(b: &mut PlanBuilder<'_>) {
    // Whether it applies is decided by the major of the output, which may differ from that of the file.
    let is_added = |resource: &&Resource| {
        b.plan.security_group_assignment(resource).is_some_and(|way| way != SecurityGroupAssignment::InNetwork)
    };
    let subnets = b.plan.resources.iter().map(AsRef::as_ref).filter(is_added);
    let names: Vec<String> = subnets.map(|subnet| b.plan.display_text(&subnet.name)).collect();
    if names.is_empty() {
        return;
    }
    let message = format!(
        "azurerm 4 creates these subnets without a network security group and associates it afterwards, so a policy that \
         denies subnets without one (Deny-Subnet-Without-Nsg) refuses them: {}",
        names.join(", ")
    );
    let diagnostic = Diagnostic::note(Code::SECURITY_GROUP_LATER, message)
        .at_key("/network/existing")
        .help("set `terraform.azurerm: 5`, which creates a subnet with its group");
    note_for_azurerm4(b, diagnostic);
}

/// azurerm 4 has no argument for the route table of a subnet: see `routes::TABLE_AFTER_CREATION`.
fn note_late_route_tables(b: &mut PlanBuilder<'_>) {
    let is_added = |resource: &&Resource| {
        let has_table = matches!(&resource.body, Body::Subnet(subnet) if subnet.route_table.is_some());
        let assignment = b.plan.security_group_assignment(resource);
        has_table && assignment.is_some_and(|way| way != SecurityGroupAssignment::InNetwork)
    };
    let subnets = b.plan.resources.iter().map(AsRef::as_ref).filter(is_added);
    let names: Vec<String> = subnets.map(|subnet| b.plan.display_text(&subnet.name)).collect();
    if names.is_empty() {
        return;
    }
    let message = format!(
        "azurerm 4 creates these subnets without a route table and associates it afterwards, so a policy that denies subnets \
         without one (Deny-Subnet-Without-Udr) refuses them: {}",
        names.join(", ")
    );
    let diagnostic = Diagnostic::note(Code::ROUTE_TABLE_LATER, message)
        .at_key("/network/existing")
        .help("set `terraform.azurerm: 5`, which creates a subnet with its route table");
    note_for_azurerm4(b, diagnostic);
}

/// A note on subnets that azurerm 4 completes with a second request; subnets of another team need none.
fn note_for_azurerm4(b: &mut PlanBuilder<'_>, diagnostic: Diagnostic) {
    let diagnostic = diagnostic
        .help("or let the network team create the subnets, and set their IDs with `network.subnets.*.existing`");
    b.plan.notes.push(Note {
        only_for: Some(LanguageFamily::Terraform),
        only_azurerm: Some(AzurermMajor::V4),
        diagnostic,
        names: &[],
    });
}

/// Without the actions of a delegation, no plan of the network is empty: see `delegations::ACTIONS_OF_DELEGATIONS`.
fn note_unknown_delegations(b: &mut PlanBuilder<'_>) {
    let is_inside =
        |resource: &&Resource| b.plan.security_group_assignment(resource) == Some(SecurityGroupAssignment::InNetwork);
    let mut notes = Vec::new();
    for resource in b.plan.resources.iter().map(AsRef::as_ref).filter(is_inside) {
        let Body::Subnet(subnet) = &resource.body else { continue };
        let Some(service) = subnet.delegation.as_ref().map(|service| b.plan.display_text(service)) else { continue };
        // azurerm refuses any other service: see `delegation_notes`.
        if is_in_azurerm(&service) && delegation_actions(&service).is_empty() {
            let message = format!(
                "Every Terraform plan changes subnet {}: Azure adds actions to its delegation that di-gen does not know",
                b.plan.display_text(&resource.name)
            );
            let pointer = join_pointer(&resource.origin, "delegation");
            notes.push(Diagnostic::note(Code::DELEGATION_ACTIONS, message).at_value(pointer));
        }
    }
    notes.into_iter().for_each(|note| b.add_note(Some(LanguageFamily::Terraform), note));
}
