//! The plan as Terraform: a module, or a root with its provider block.

use std::cell::RefCell;

use tera::Value;

use super::{
    context::{self, Entries, list, map},
    engine::HCL,
    extra,
    file::File,
    header,
    layout::{self, Page},
    limits::check_limits,
    pen::{Hcl, Pen, snake},
};
use crate::{
    diagnostic::Diagnostic,
    plan::{
        Attribute, Body, Expr, Kind, Language, Parameter, ParameterKind, Place, Plan, Resource, Symbol, Written,
        renamed,
    },
    topology::AzurermMajor,
};

/// The data source that knows who deploys, and where to; only written where something asks it.
const CLIENT_CONFIG: &str = "data.azurerm_client_config.current";

/// What surrounds the resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// A module, which takes its provider from its caller.
    Module,
    /// A root module with the provider block.
    Root,
}

/// Writes the plan as `versions.tf`, `variables.tf`, `main.tf` and `outputs.tf`.
///
/// # Errors
/// What Terraform cannot say.
pub fn terraform(plan: &Plan, frame: Frame) -> Result<Vec<File>, Vec<Diagnostic>> {
    check_limits(plan, Language::Terraform)?;
    let plan = &plan.for_language(Language::Terraform);
    let pen = Hcl { plan, used: RefCell::default() };
    let aliases = aliases(plan);
    let text = |text: &str| Value::from(pen.hole(&Expr::text(text)));
    let cloud = plan.cloud.facts().terraform_environment;
    let frame_entries = || {
        vec![
            ("azurerm5", Value::from(plan.azurerm == AzurermMajor::V5)),
            ("root", Value::from(frame == Frame::Root)),
            // Write-only arguments are that young.
            ("write_only", Value::from(plan.resources.iter().any(|r| r.kind == Kind::KeyVaultSecret))),
            ("environment", Value::from(if cloud == "public" { "" } else { cloud })),
            (
                "aliases",
                list(aliases.iter().map(|(subscription, alias)| {
                    map([("name", Value::from(alias.as_str())), ("subscription", text(subscription))])
                })),
            ),
            ("subscription", plan.subscription.as_deref().map_or_else(|| Value::from(""), text)),
        ]
    };

    let resources = resources(plan, &pen, &aliases)?;
    let outputs: Vec<Value> = plan
        .outputs
        .iter()
        .map(|o| {
            let entries = [
                ("name", Value::from(snake(&o.name))),
                ("description", text(&o.description)),
                ("value", Value::from(pen.hole(&o.value))),
            ];
            map(entries)
        })
        .collect();
    let used = pen.used.borrow().clone();
    let locals = plan.variables.iter().filter(|v| used.contains(&v.name)).map(|v| {
        let entries = [
            ("name", Value::from(snake(&v.name))),
            ("description", Value::from(v.description.as_str())),
            ("value", Value::from(pen.hole(&v.value))),
        ];
        map(entries)
    });

    let mut versions = HCL.draw("terraform/versions", frame_entries());
    if frame == Frame::Root {
        versions.push('\n');
        versions.push_str(&HCL.draw("terraform/provider", frame_entries()));
    }
    let mut variables = frame_entries();
    variables.push(("in_group", Value::from(plan.writes_into_group())));
    variables.push(("parameters", list(plan.parameters.iter().map(|p| parameter(p, &pen)))));
    let moved = renamed(plan).map(|(old, new)| {
        let kind = plan.resource(&Symbol::from(new)).kind.terraform_type();
        let at = |symbol: &str| Value::from(format!("{kind}.{}", snake(symbol)));
        map([("from", at(old)), ("to", at(new))])
    });
    let main = vec![
        ("locals", list(locals)),
        ("in_group", Value::from(plan.writes_into_group())),
        ("regional", Value::from(plan.parameters.iter().any(|parameter| parameter.name == "location"))),
        ("client_config", Value::from(resources.contains(CLIENT_CONFIG))),
    ];
    let main = [HCL.draw("terraform/main", main), resources, HCL.draw("terraform/moved", vec![("moved", list(moved))])];
    let headers = header::lines(plan, Language::Terraform, "terraform");
    let file = |path: &str, headers: &[String], bodies: &[String]| {
        let mut page = Page::new(&layout::HCL);
        headers.iter().for_each(|line| page.push(&["# ", &ascii(line)].concat()));
        for body in bodies {
            page.push("\n");
            page.push(body);
        }
        File::new(path, page.done())
    };
    Ok(vec![
        file("versions.tf", &headers[..1], &[versions]),
        file("variables.tf", &headers[..1], &[HCL.draw("terraform/variables", variables)]),
        file("main.tf", &headers, &main),
        file("outputs.tf", &headers[..1], &[HCL.draw("terraform/outputs", vec![("outputs", list(outputs))])]),
    ])
}

/// The blocks of the resources, one below the other.
fn resources(plan: &Plan, pen: &Hcl<'_>, aliases: &[(String, String)]) -> Result<String, Vec<Diagnostic>> {
    let (mut text, mut one) = (String::new(), String::new());
    let mut findings = Vec::new();
    for r in plan.resources.iter().filter(|r| r.existing.is_none() && r.written != Written::InsideParentInTerraform) {
        HCL.draw_over(&mut one, &format!("terraform/{}", r.kind.template()), entries(plan, r, pen, aliases));
        match extra::merge_into_block(plan, r, one.trim(), pen) {
            Ok(block) => text.extend([&block, "\n\n"]),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(text) } else { Err(findings) }
}

/// What the template of a resource sees.
fn entries(plan: &Plan, resource: &Resource, pen: &Hcl<'_>, aliases: &[(String, String)]) -> Entries {
    let mut entries = context::facts(resource, pen);
    entries.extend([
        ("purpose", Value::from(ascii(&resource.purpose))),
        ("label", Value::from(snake(resource.symbol.as_str()))),
        ("name", Value::from(pen.hole(&resource.name))),
        ("azurerm5", Value::from(plan.azurerm == AzurermMajor::V5)),
        ("resource_group", Value::from(resource_group(resource, pen))),
    ]);
    if let Some(parent) = &resource.parent {
        entries.push(("parent", relative(plan, parent, pen)));
    }
    if let Some(scope) = &resource.scope {
        entries.push(("scope", relative(plan, scope, pen)));
    }
    if let (Place::Other(group), Kind::VirtualNetworkLink) = (&resource.place, resource.kind)
        && let Some((_, alias)) = aliases.iter().find(|(subscription, _)| *subscription == group.subscription)
    {
        entries.push(("alias", Value::from(alias.as_str())));
    }
    for child in plan.inside(&resource.symbol, Written::InsideParentInTerraform) {
        let mut own = context::facts(child, pen);
        own.push(("name", Value::from(pen.hole(&child.name))));
        own.push(("purpose", Value::from(ascii(&child.purpose))));
        entries.push((child.kind.template(), map(own)));
    }
    let waits: Vec<Value> = resource
        .after
        .iter()
        .filter_map(|after| plan.find(&after.symbol))
        .filter(|r| r.existing.is_none())
        .flat_map(|r| ready(r, pen))
        .map(Value::from)
        .collect();
    entries.push(("depends_on", list(waits)));
    entries
}

/// What to wait for so that a resource is ready: azurerm completes subnets and interfaces with associations, and
/// has a resource for each policy of a vault.
fn ready(resource: &Resource, pen: &Hcl<'_>) -> Vec<String> {
    let association = match (&resource.body, resource.kind) {
        (Body::KeyVaultAccessPolicies(body), kind) => {
            let labels = body.policies.iter().filter_map(|policy| match &policy.label {
                Expr::Text(label) => Some(format!("{}.{}", kind.terraform_type(), snake(label))),
                _ => None,
            });
            return labels.collect();
        }
        // Written inside its parent, which the resource refers to.
        (_, kind) if kind.terraform_type().is_empty() => return Vec::new(),
        (_, Kind::Subnet) => "azurerm_subnet_network_security_group_association",
        (_, Kind::NetworkInterface) => "azurerm_network_interface_security_group_association",
        _ => return vec![pen.address(&resource.symbol)],
    };
    vec![format!("{association}.{}", snake(resource.symbol.as_str()))]
}

/// The name, ID and parent of another resource.
fn relative(plan: &Plan, symbol: &Symbol, pen: &Hcl<'_>) -> Value {
    let resource = plan.resource(symbol);
    let mut entries = Vec::new();
    if !resource.kind.terraform_type().is_empty() || resource.existing.is_some() {
        entries.push(("id", Value::from(pen.hole(&Expr::id(symbol)))));
        entries.push(("name", Value::from(pen.hole(&Expr::Attribute(symbol.clone(), Attribute::Name)))));
    } else if let (Some(parent), Expr::Text(name)) = (&resource.parent, &resource.name) {
        // azurerm has no such resource, and names it by the ID of its parent.
        let kind = resource.kind.arm_type().rsplit('/').next().unwrap_or_default();
        let id = Expr::Join(vec![Expr::id(parent), Expr::text(format!("/{kind}/{name}"))]);
        entries.push(("id", Value::from(pen.hole(&id))));
    }
    if let Some(parent) = &resource.parent {
        entries.push(("parent", relative(plan, parent, pen)));
    }
    map(entries)
}

fn resource_group(resource: &Resource, pen: &Hcl<'_>) -> String {
    match &resource.place {
        Place::Target | Place::Again => "data.azurerm_resource_group.this.name".to_owned(),
        Place::Other(group) => pen.hole(&Expr::text(&group.name)),
    }
}

fn parameter(parameter: &Parameter, pen: &Hcl<'_>) -> Value {
    let mut entries = vec![
        ("name", Value::from(snake(&parameter.name))),
        ("description", Value::from(pen.hole(&Expr::text(&parameter.description)))),
        ("sensitive", Value::from(parameter.kind == ParameterKind::Secret)),
        ("many", Value::from(parameter.kind == ParameterKind::TextList)),
        ("optional", Value::from(parameter.default == Some(Expr::ResourceGroupLocation))),
        (
            "type",
            Value::from(match parameter.kind {
                ParameterKind::Text | ParameterKind::Secret => "string",
                ParameterKind::TextList => "list(string)",
                ParameterKind::TextMap => "map(string)",
                ParameterKind::Number => "number",
            }),
        ),
    ];
    if let Some(default) = &parameter.default {
        entries.push(("default", Value::from(pen.hole(default))));
    }
    if let Some((least, most)) = parameter.length {
        entries.push(("length", map([("least", Value::from(least)), ("most", Value::from(most))])));
    }
    if let Some(rule) = parameter.rule {
        let text = |text: &str| Value::from(pen.hole(&Expr::text(text)));
        let refused = rule.refused.map(|pattern| ("refused", text(pattern)));
        let said = [("pattern", text(rule.pattern)), ("message", text(rule.message))];
        entries.push(("rule", map(said.into_iter().chain(refused))));
    }
    map(entries)
}

/// Subscriptions of existing zones that are known not to be the one that is deployed to, each with a provider
/// alias: azurerm writes links with the subscription of its provider.
pub(super) fn aliases(plan: &Plan) -> Vec<(String, String)> {
    let mut aliases: Vec<(String, String)> = Vec::new();
    let Some(own) = &plan.subscription else { return aliases };
    for resource in &plan.resources {
        if let (Place::Other(group), None, Kind::VirtualNetworkLink) =
            (&resource.place, &resource.existing, resource.kind)
            && group.subscription != *own
            && !aliases.iter().any(|(subscription, _)| *subscription == group.subscription)
        {
            let alias = if aliases.is_empty() { "hub".to_owned() } else { format!("hub{}", aliases.len() + 1) };
            aliases.push((group.subscription.clone(), alias));
        }
    }
    aliases
}

/// Comments are for reading; what is beyond ASCII becomes `?` there.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }).collect()
}
