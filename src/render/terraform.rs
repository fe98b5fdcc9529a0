//! The resolved topology as Terraform: a module, or a root module with its provider block.

use std::cell::RefCell;

use tera::Value;

mod nested;

use super::{
    byte_set::find_ascii,
    context::{self, TemplateContext, list_value, map_value, replace_non_ascii},
    engine::TERRAFORM_ENGINE,
    expression::{ExpressionWriter, HclWriter, snake_case},
    extra,
    file::File,
    header,
    layout::{self, LayoutWriter},
    limits::check_limits,
};
use crate::{
    diagnostic::Diagnostic,
    plan::{
        Attribute, Body, DeploymentTarget, Expr, Language, LanguageFamily, OtherSubscription, Parameter, ParameterKind,
        ResolvedTopology, Resource, ResourceKind, SecurityGroupAssignment, Symbol, renamed_symbols,
    },
    topology::AzurermMajor,
};

/// The data source with the identity that runs Terraform and its tenant and subscription; written only if it is used.
const CLIENT_CONFIG: &str = "data.azurerm_client_config.current";

/// Whether the resources are in a module or a root module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// A module, which uses the provider of its caller.
    Module,
    /// A root module with the provider block.
    Root,
}

/// Writes the resolved topology as `versions.tf`, `variables.tf`, `main.tf` and `outputs.tf`.
///
/// # Errors
/// If Terraform cannot express the topology.
pub fn terraform(plan: &ResolvedTopology, frame: Frame) -> Result<Vec<File>, Vec<Diagnostic>> {
    check_limits(plan, Language::Terraform)?;
    let plan = &plan.for_language(Language::Terraform);
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let aliases = plan.other_subscriptions();
    let text = |text: &str| Value::from(writer.interpolation(&Expr::string(text)));
    let cloud = plan.cloud.facts().terraform_environment;
    let frame_entries = || {
        vec![
            ("azurerm5", Value::from(plan.azurerm == AzurermMajor::V5)),
            ("root", Value::from(frame == Frame::Root)),
            // Write-only arguments need a newer Terraform.
            ("write_only", Value::from(plan.resources.iter().any(|r| has_write_only_argument(plan, r)))),
            ("environment", Value::from(if cloud == "public" { "" } else { cloud })),
            (
                "aliases",
                list_value(aliases.iter().map(|other| {
                    map_value([
                        ("name", Value::from(other.alias.as_str())),
                        ("subscription", text(&other.id)),
                        ("created", Value::from(kind_names(&other.kinds))),
                    ])
                })),
            ),
            ("subscription", plan.subscription.as_deref().map_or_else(|| Value::from(""), text)),
        ]
    };

    let resources = render_resources(plan, &writer, &aliases)?;
    let mut outputs = String::new();
    for output in &plan.outputs {
        let description = writer.interpolation(&Expr::string(&output.description));
        outputs.extend(["output \"", &snake_case(&output.name), "\" {\ndescription = ", &description, "\nvalue = "]);
        writer.write_expression(&output.value, &mut outputs);
        outputs.push_str("\n}\n\n");
    }
    let used = writer.used_variables.borrow().clone();
    let locals = plan.variables.iter().filter(|v| used.contains(&v.name)).map(|v| {
        let entries = [
            ("name", Value::from(snake_case(&v.name))),
            ("description", Value::from(v.description.as_str())),
            ("value", Value::from(writer.interpolation(&v.value))),
        ];
        map_value(entries)
    });

    let mut versions = TERRAFORM_ENGINE.render_template("terraform/versions", frame_entries());
    if frame == Frame::Root {
        versions.push('\n');
        versions.push_str(&TERRAFORM_ENGINE.render_template("terraform/provider", frame_entries()));
    }
    let mut variables = frame_entries();
    variables.push(("in_group", Value::from(plan.writes_into_target_group())));
    variables.push(("parameters", list_value(plan.parameters.iter().map(|p| variable_context(p, &writer)))));
    let renamed = renamed_symbols(plan).map(|(old, new)| {
        let kind = plan.resource(&Symbol::from(new)).kind.terraform_type();
        let at = |symbol: &str| Value::from([kind, ".", &snake_case(symbol)].concat());
        let reason = Value::from("Renamed since an earlier output edition.");
        map_value([("from", at(old)), ("to", at(new)), ("reason", reason)])
    });
    let moved: Vec<Value> = renamed.collect();
    let main = vec![
        ("locals", list_value(locals)),
        ("in_group", Value::from(plan.writes_into_target_group())),
        ("regional", Value::from(plan.parameters.iter().any(|parameter| parameter.name == "location"))),
        ("client_config", Value::from(find_ascii(&resources, CLIENT_CONFIG).is_some())),
    ];
    let mut main = vec![TERRAFORM_ENGINE.render_template("terraform/main", main), resources];
    if !moved.is_empty() {
        main.push(TERRAFORM_ENGINE.render_template("terraform/moved", vec![("moved", list_value(moved))]));
    }
    let headers = header::header_lines(plan, Language::Terraform, "terraform");
    let file = |path: &str, headers: &[String], bodies: &[String]| {
        let mut page = LayoutWriter::new(&layout::HCL_SYNTAX);
        headers.iter().for_each(|line| page.push(&["# ", &replace_non_ascii(line)].concat()));
        for body in bodies {
            page.push("\n");
            page.push(body);
        }
        File::new(path, page.into_text())
    };
    Ok(vec![
        file("versions.tf", &headers[..1], &[versions]),
        file("variables.tf", &headers[..1], &[TERRAFORM_ENGINE.render_template("terraform/variables", variables)]),
        file("main.tf", &headers, &main),
        file("outputs.tf", &headers[..1], &[outputs]),
    ])
}

/// The blocks of all resources, one after the other.
fn render_resources(
    plan: &ResolvedTopology,
    writer: &HclWriter<'_>,
    aliases: &[OtherSubscription],
) -> Result<String, Vec<Diagnostic>> {
    let (mut text, mut block) = (String::new(), String::new());
    let mut diagnostics = Vec::new();
    for r in plan.resources.iter().filter(|r| r.existing.is_none() && has_blocks(r)) {
        TERRAFORM_ENGINE.render_template_into(
            &mut block,
            &["terraform/", r.kind.template_name()].concat(),
            block_context(plan, r, writer),
        );
        match extra::merge_into_block(plan, r, block.trim(), writer) {
            Ok(merged) => {
                let subscription = plan.foreign_subscription_of(r);
                let alias = subscription.and_then(|id| aliases.iter().find(|o| o.id.eq_ignore_ascii_case(id)));
                match alias {
                    Some(other) => text.push_str(&select_provider(&merged, &other.alias)),
                    None => text.push_str(&merged),
                }
                text.push_str("\n\n");
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(text) } else { Err(diagnostics) }
}

/// Adds the provider of another subscription to every block of a resource: its associations and data sources are there,
/// too.
fn select_provider(blocks: &str, alias: &str) -> String {
    let mut text = String::new();
    for line in blocks.lines() {
        text.push_str(line);
        text.push('\n');
        if line.starts_with("resource \"") || line.starts_with("data \"") {
            text.push_str(&format!("  provider = azurerm.{alias}\n\n"));
        }
    }
    text.trim_end().to_owned()
}

/// `role assignments, virtual network links`
fn kind_names(kinds: &[ResourceKind]) -> String {
    let names = kinds.iter().map(|kind| {
        let name = kind.display_name();
        if name.ends_with('s') { name } else { format!("{name}s") }
    });
    names.collect::<Vec<_>>().join(", ")
}

/// The Terraform resources that a resource consists of, each as its type and its label.
pub(super) fn resource_addresses(plan: &ResolvedTopology, symbol: &Symbol) -> Vec<(String, String)> {
    let Some(resource) = plan.find(symbol) else { return Vec::new() };
    let writer = HclWriter { plan, used_variables: RefCell::default() };
    let template = format!("terraform/{}", resource.kind.template_name());
    let block = TERRAFORM_ENGINE.render_template(&template, block_context(plan, resource, &writer));
    let address = |line: &str| {
        let mut words = line.strip_prefix("resource ")?.split('"');
        let (kind, label) = (words.nth(1)?, words.nth(1)?);
        Some((kind.to_owned(), label.to_owned()))
    };
    block.lines().filter_map(address).collect()
}

/// Whether a resource has blocks of its own: a subnet inside its network only that of its NAT gateway.
pub(super) fn has_blocks(resource: &Resource) -> bool {
    let has_gateway = || matches!(&resource.body, Body::Subnet(subnet) if subnet.nat_gateway.is_some());
    !resource.nesting.is_inside_parent(LanguageFamily::Terraform) || has_gateway()
}

fn has_write_only_argument(plan: &ResolvedTopology, resource: &Resource) -> bool {
    resource.existing.is_none()
        && (resource.kind == ResourceKind::KeyVaultSecret
            || plan.security_group_assignment(resource) == Some(SecurityGroupAssignment::InSubnet))
}

/// The context of a resource template.
fn block_context(plan: &ResolvedTopology, resource: &Resource, writer: &HclWriter<'_>) -> TemplateContext {
    let mut entries = context::properties_context(resource, writer);
    entries.extend([
        ("purpose", Value::from(replace_non_ascii(&resource.purpose))),
        ("label", Value::from(snake_case(resource.symbol.as_str()))),
        ("name", Value::from(writer.interpolation(&resource.name))),
        ("azurerm5", Value::from(plan.azurerm == AzurermMajor::V5)),
        ("resource_group", Value::from(resource_group_name(resource, writer))),
    ]);
    if let Some(parent) = &resource.parent {
        entries.push(("parent", reference_context(plan, parent, writer)));
    }
    match &resource.body {
        Body::Subnet(_) => entries.extend(nested::subnet_context(plan, resource, writer)),
        Body::NetworkSecurityGroup(_) | Body::RouteTable(_) => {
            entries.push(("create_first", Value::from(plan.is_argument_of_subnet(&resource.symbol))));
        }
        _ => {}
    }
    if let Some(scope) = &resource.scope {
        entries.push(("scope", reference_context(plan, scope, writer)));
    } else if let Some(id) = resource.assignment_scope_id() {
        entries.push(("scope", map_value(vec![("id", Value::from(writer.interpolation(&id)))])));
    }
    for child in plan.nested_children(&resource.symbol, LanguageFamily::Terraform) {
        if child.kind != ResourceKind::Subnet {
            entries.push((child.kind.template_name(), map_value(nested::child_context(child, writer))));
        }
    }
    if resource.kind == ResourceKind::VirtualNetwork {
        entries.push(("children", nested::inner_subnets(plan, resource, writer)));
    }
    let mut dependencies: Vec<String> = Vec::new();
    for other in resource.depends_on.iter().filter_map(|after| plan.find(&after.symbol)) {
        let assignment = plan.security_group_assignment(other);
        let has_group = assignment.is_some_and(|assignment| assignment != SecurityGroupAssignment::ByAssociation);
        // What refers to a subnet that has its group as an argument waits for both.
        if !(has_group && resource.referenced_symbols().contains(&other.symbol)) {
            dependencies.extend(dependency_addresses(plan, other, writer));
        }
    }
    entries.push(("depends_on", list_value(dependencies.into_iter().map(Value::from))));
    entries
}

/// Addresses that a dependent resource has to list so that a resource is complete: azurerm completes network interfaces
/// and some subnets with associations, and has a resource for each access policy of a vault.
fn dependency_addresses(plan: &ResolvedTopology, resource: &Resource, writer: &HclWriter<'_>) -> Vec<String> {
    if resource.existing.is_some() {
        return Vec::new();
    }
    let label = snake_case(resource.symbol.as_str());
    let association = match (&resource.body, resource.kind) {
        (Body::KeyVaultAccessPolicies(body), kind) => {
            let labels = body.policies.iter().filter_map(|policy| match &policy.label {
                Expr::String(label) => Some([kind.terraform_type(), ".", &snake_case(label)].concat()),
                _ => None,
            });
            return labels.collect();
        }
        // A block of the account that it encrypts.
        (Body::CognitiveAccountKey(_) | Body::StorageAccountKey(_), _)
            if resource.nesting.is_inside_parent(LanguageFamily::Terraform) =>
        {
            let account = resource.containing_resource();
            return account.map(|account| writer.resource_address(account)).into_iter().collect();
        }
        // Part of its parent, which the dependent resource refers to.
        (_, kind) if kind.terraform_type().is_empty() => return Vec::new(),
        (Body::Subnet(subnet), _) => match (plan.security_group_assignment(resource), &resource.parent) {
            (Some(SecurityGroupAssignment::InNetwork), Some(network)) => return vec![writer.resource_address(network)],
            (Some(SecurityGroupAssignment::ByAssociation), _) => {
                let group = "azurerm_subnet_network_security_group_association";
                let table = subnet.route_table.is_some().then_some("azurerm_subnet_route_table_association");
                return std::iter::once(group).chain(table).map(|kind| [kind, ".", &label].concat()).collect();
            }
            _ => return vec![writer.resource_address(&resource.symbol)],
        },
        (_, ResourceKind::NetworkInterface) => "azurerm_network_interface_security_group_association",
        _ => return vec![writer.resource_address(&resource.symbol)],
    };
    vec![[association, ".", &label].concat()]
}

/// The name, ID and parent of another resource.
fn reference_context(plan: &ResolvedTopology, symbol: &Symbol, writer: &HclWriter<'_>) -> Value {
    let resource = plan.resource(symbol);
    let mut entries = Vec::new();
    if !resource.kind.terraform_type().is_empty() || resource.existing.is_some() {
        entries.push(("id", Value::from(writer.interpolation(&Expr::id(symbol)))));
        entries.push(("name", Value::from(writer.interpolation(&Expr::Attribute(symbol.clone(), Attribute::Name)))));
    } else if let (Some(parent), Expr::String(name)) = (&resource.parent, &resource.name) {
        // azurerm has no such resource and identifies it by an ID below its parent.
        let kind = resource.kind.arm_type().rsplit('/').next().unwrap_or_default();
        let id = Expr::Join(vec![Expr::id(parent), Expr::string(["/", kind, "/", name].concat())]);
        entries.push(("id", Value::from(writer.interpolation(&id))));
    }
    if let Some(parent) = &resource.parent {
        entries.push(("parent", reference_context(plan, parent, writer)));
    }
    map_value(entries)
}

fn resource_group_name(resource: &Resource, writer: &HclWriter<'_>) -> String {
    match &resource.deployment_target {
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass | DeploymentTarget::Subscription => {
            "data.azurerm_resource_group.this.name".to_owned()
        }
        DeploymentTarget::OtherGroup(group) => writer.interpolation(&Expr::string(&group.name)),
    }
}

fn variable_context(parameter: &Parameter, writer: &HclWriter<'_>) -> Value {
    let mut entries = vec![
        ("name", Value::from(snake_case(&parameter.name))),
        ("description", Value::from(writer.interpolation(&Expr::string(&parameter.description)))),
        ("sensitive", Value::from(parameter.kind == ParameterKind::SecureString)),
        ("many", Value::from(parameter.kind == ParameterKind::StringList)),
        ("optional", Value::from(parameter.default == Some(Expr::ResourceGroupLocation))),
        (
            "type",
            Value::from(match parameter.kind {
                ParameterKind::String | ParameterKind::SecureString => "string",
                ParameterKind::StringList => "list(string)",
                ParameterKind::StringMap => "map(string)",
                ParameterKind::Integer => "number",
            }),
        ),
    ];
    if let Some(default) = &parameter.default {
        entries.push(("default", Value::from(writer.interpolation(default))));
    }
    if let Some((least, most)) = parameter.length {
        entries.push(("length", map_value([("least", Value::from(least)), ("most", Value::from(most))])));
    }
    if let Some(rule) = parameter.rule {
        let text = |text: &str| Value::from(writer.interpolation(&Expr::string(text)));
        let refused = rule.refused_pattern.map(|pattern| ("refused", text(pattern)));
        let rule_entries = [("pattern", text(rule.pattern)), ("message", text(rule.message))];
        entries.push(("rule", map_value(rule_entries.into_iter().chain(refused))));
    }
    map_value(entries)
}

/// The address of a resource in Terraform's state; none for a part of another resource.
#[must_use]
pub(crate) fn terraform_address(resource: &Resource) -> Option<String> {
    let kind = resource.kind.terraform_type();
    let is_block =
        resource.nesting.is_inside_parent(LanguageFamily::Terraform) && resource.kind != ResourceKind::Subnet;
    (!kind.is_empty() && !is_block).then(|| [kind, ".", &snake_case(resource.symbol.as_str())].concat())
}
