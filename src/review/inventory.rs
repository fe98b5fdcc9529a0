//! What is deployed: resources with names and addresses, what costs money, parameters, and runbooks.

use std::sync::Arc;

use super::{
    document::runbook_document,
    html::{Html, code, element, join, prose, section, table, text},
};
use crate::{
    plan::{Body, DeploymentTarget, Expr, ParameterKind, PropertyValue, ResolvedTopology, Resource},
    runbook::{RunbookFormat, RunbookKind, write_runbook},
    topology::TopologyFile,
};

const RUNBOOKS: [(RunbookKind, &str, &str); 7] = [
    (RunbookKind::Prepare, "prepare", "Before the deployment"),
    (RunbookKind::Verify, "verify", "Verify access"),
    (RunbookKind::UploadTraining, "upload-training", "Upload training data"),
    (RunbookKind::RotateKeys, "rotate-keys", "Rotate account keys"),
    (RunbookKind::RotateCmk, "rotate-cmk", "Rotate customer-managed keys"),
    (RunbookKind::RemoveCmk, "remove-cmk", "Return to Microsoft-managed keys"),
    (RunbookKind::Teardown, "teardown", "Delete everything"),
];

/// The sections of resources, costs, parameters and runbooks.
pub(super) fn inventory_sections(topology: &TopologyFile, plan: &ResolvedTopology) -> Vec<Html> {
    vec![
        section("resources", "Resources", Some(resource_table(plan)), ""),
        section("cost", "Cost-relevant", cost_table(plan), "No resource of this topology has a price of its own."),
        section("parameters", "Parameters", parameter_table(plan), "None."),
        section("runbooks", "Runbooks", Some(runbooks(topology, plan)), ""),
    ]
}

fn resource_table(plan: &ResolvedTopology) -> Html {
    let rows = plan.resources.iter().map(|resource| {
        let place = match (&resource.existing, &resource.deployment_target) {
            (Some(id), _) => format!("existing, {}", id.resource_group),
            (None, DeploymentTarget::OtherGroup(group)) => group.name.clone(),
            (None, DeploymentTarget::SecondPass) => "second deployment pass".to_owned(),
            (None, DeploymentTarget::Subscription) => "subscription".to_owned(),
            (None, DeploymentTarget::TargetGroup) => String::new(),
        };
        let cells = vec![
            text(&resource.kind.display_name()),
            text(&resource_name(plan, resource)),
            text(&owner_name(plan, resource)),
            text(&addresses(plan, resource).join(", ")),
            text(&place),
            prose(&resource.purpose),
        ];
        (String::new(), cells)
    });
    let caption = format!("{} resources; without a group: in the target resource group", plan.resources.len());
    table(&caption, &["Kind", "Name", "Belongs to", "Addresses", "Resource group", "Purpose"], rows.collect())
}

/// The name; that of a role assignment is a GUID, which the deployment computes.
fn resource_name(plan: &ResolvedTopology, resource: &Resource) -> String {
    crate::compare::assignment_label(plan, resource).unwrap_or_else(|| plan.display_text(&resource.name))
}

/// The name of the resource that one is a part, an extension or a lock of, as in Azure: `account/service`. That of a role
/// assignment is in its own name.
fn owner_name(plan: &ResolvedTopology, resource: &Resource) -> String {
    let owner = match &resource.body {
        Body::RoleAssignment(_) => None,
        _ => resource.containing_resource().or(resource.scope.as_ref()),
    };
    let Some(owner) = owner.and_then(|symbol| plan.find(symbol)) else { return String::new() };
    let (outer, name) = (owner_name(plan, owner), plan.display_text(&owner.name));
    if outer.is_empty() { name } else { format!("{outer}/{name}") }
}

fn addresses(plan: &ResolvedTopology, resource: &Resource) -> Vec<String> {
    let show = |expr: &Expr| plan.display_text(expr);
    match &resource.body {
        Body::VirtualNetwork(body) => vec![show(&body.address_prefixes)],
        Body::Subnet(body) => vec![show(&body.prefix)],
        Body::PrivateEndpoint(body) if body.addresses.is_empty() => vec!["dynamic".to_owned()],
        Body::PrivateEndpoint(body) => body.addresses.iter().map(|member| show(&member.address)).collect(),
        Body::PublicIpAddress(_) => vec!["assigned by Azure".to_owned()],
        _ => Vec::new(),
    }
}

fn cost_table(plan: &ResolvedTopology) -> Option<Html> {
    let mut rows = Vec::new();
    // The second pass writes what the first one created.
    let is_created = |resource: &&Arc<Resource>| {
        resource.existing.is_none() && resource.deployment_target != DeploymentTarget::SecondPass
    };
    for resource in plan.resources.iter().filter(is_created) {
        let settings = cost_settings(plan, &resource.body);
        if resource.body.is_billed() || !settings.is_empty() {
            let why = if resource.body.is_billed() { "as long as it exists" } else { "by use or by setting" };
            let cells = vec![
                text(&resource.kind.display_name()),
                text(&plan.display_text(&resource.name)),
                text(&owner_name(plan, resource)),
                text(why),
                text(&settings.join(", ")),
            ];
            rows.push((String::new(), cells));
        }
    }
    let headings = ["Kind", "Name", "Belongs to", "Costs money", "Settings that change the bill"];
    (!rows.is_empty()).then(|| table("Resources that are known to cost money, without prices", &headings, rows))
}

fn cost_settings(plan: &ResolvedTopology, body: &Body) -> Vec<String> {
    let PropertyValue::Record(values) = crate::plan::PropertyTree::property_value(body) else { return Vec::new() };
    let with_cost = values.iter().filter(|(property, _)| property.cost.is_some());
    let shown = with_cost.filter_map(|(property, value)| {
        let value = match value {
            PropertyValue::Word(word) => (*word).to_owned(),
            PropertyValue::Bool(value) => value.to_string(),
            PropertyValue::Number(value) => value.to_string(),
            PropertyValue::Expr(expr) => plan.display_text(expr),
            PropertyValue::Absent | PropertyValue::Item(_) | PropertyValue::List(_) | PropertyValue::Record(_) => {
                return None;
            }
        };
        Some(format!("{}: {value}", property.display_name()))
    });
    shown.collect()
}

fn parameter_table(plan: &ResolvedTopology) -> Option<Html> {
    let rows: Vec<(String, Vec<Html>)> = plan
        .parameters
        .iter()
        .map(|parameter| {
            let default = match (parameter.kind, &parameter.default) {
                (ParameterKind::SecureString, _) => "not shown".to_owned(),
                (_, None) => "required at deployment".to_owned(),
                (_, Some(Expr::Map(entries))) => {
                    let entries = entries.iter().map(|(key, value)| format!("{key}={}", plan.display_text(value)));
                    entries.collect::<Vec<_>>().join(", ")
                }
                (_, Some(value)) => plan.display_text(value),
            };
            (String::new(), vec![code(&parameter.name), prose(&parameter.description), text(&default)])
        })
        .collect();
    (!rows.is_empty()).then(|| table("What may differ between deployments", &["Name", "Description", "Default"], rows))
}

fn runbooks(topology: &TopologyFile, plan: &ResolvedTopology) -> Html {
    let runbooks = RUNBOOKS.iter().filter_map(|(kind, command, title)| {
        let runbook = write_runbook(*kind, topology, plan, RunbookFormat::Markdown).ok()?;
        let command = code(&format!("di-gen runbook {command}"));
        let summary = element("summary", "", &Html(format!("{} ({})", text(title).0, command.0)));
        Some(element("details", "", &join([summary, runbook_document(&runbook)])))
    });
    join(runbooks)
}
