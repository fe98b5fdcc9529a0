//! What is deployed: resources with names and addresses, what costs money, parameters, and runbooks.

use super::html::{Html, element, join, lines, section, table, text};
use crate::{
    plan::{Body, Expr, ParameterKind, PropertyValue, ResolvedTopology, Resource},
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
        let place = match (&resource.existing, resource.deployment_target.other_group()) {
            (Some(id), _) => format!("existing, {}", id.resource_group),
            (None, Some(group)) => group.name.clone(),
            (None, None) => String::new(),
        };
        let cells = vec![
            text(&resource.kind.display_name()),
            text(&resource_name(plan, resource)),
            text(&addresses(plan, resource).join(", ")),
            text(&place),
            text(&resource.purpose),
        ];
        (String::new(), cells)
    });
    let caption = format!("{} resources; without a group: in the target resource group", plan.resources.len());
    table(&caption, &["Kind", "Name", "Addresses", "Resource group", "Purpose"], rows.collect())
}

/// The name; that of a role assignment is a GUID, which the deployment computes.
fn resource_name(plan: &ResolvedTopology, resource: &Resource) -> String {
    crate::compare::assignment_label(plan, resource).unwrap_or_else(|| plan.display_text(&resource.name))
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
    for resource in plan.resources.iter().filter(|resource| resource.existing.is_none()) {
        let settings = cost_settings(plan, &resource.body);
        if resource.body.is_billed() || !settings.is_empty() {
            let why = if resource.body.is_billed() { "as long as it exists" } else { "by use or by setting" };
            let cells = vec![
                text(&resource.kind.display_name()),
                text(&plan.display_text(&resource.name)),
                text(why),
                text(&settings.join(", ")),
            ];
            rows.push((String::new(), cells));
        }
    }
    let headings = ["Kind", "Name", "Costs money", "Settings that change the bill"];
    (!rows.is_empty()).then(|| table("di-gen knows what costs money, and no prices", &headings, rows))
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
            let name = element("code", "", &text(&parameter.name));
            (String::new(), vec![name, text(&parameter.description), text(&default)])
        })
        .collect();
    (!rows.is_empty()).then(|| table("What may differ between deployments", &["Name", "Description", "Default"], rows))
}

fn runbooks(topology: &TopologyFile, plan: &ResolvedTopology) -> Html {
    let runbooks = RUNBOOKS.iter().filter_map(|(kind, command, title)| {
        let runbook = write_runbook(*kind, topology, plan, RunbookFormat::Markdown).ok()?;
        let command = element("code", "", &text(&format!("di-gen runbook {command}")));
        let summary = element("summary", "", &Html(format!("{} ({})", text(title).0, command.0)));
        Some(element("details", "", &join([summary, element("pre", "", &lines(&runbook))])))
    });
    join(runbooks)
}
