//! What Terraform writes inside another resource, above all the subnets of a network that the topology creates.

use sha2::{Digest as _, Sha256};
use tera::Value;

use crate::{
    catalog::delegations::delegation_actions,
    plan::{Body, Expr, LanguageFamily, ResolvedTopology, Resource, SecurityGroupAssignment, Subnet},
    render::{
        context::{TemplateContext, list_value, map_value, properties_context, replace_non_ascii},
        expression::{ExpressionWriter as _, HclWriter},
    },
};

/// The context of a resource that is written inside another one.
pub(super) fn child_context(child: &Resource, writer: &HclWriter<'_>) -> TemplateContext {
    let mut properties = properties_context(child, writer);
    properties.push(("name", Value::from(writer.interpolation(&child.name))));
    properties.push(("purpose", Value::from(replace_non_ascii(&child.purpose))));
    properties
}

/// The subnets that a network contains, as its template draws them.
pub(super) fn inner_subnets(plan: &ResolvedTopology, network: &Resource, writer: &HclWriter<'_>) -> Value {
    let children = plan.nested_children(&network.symbol, LanguageFamily::Terraform);
    list_value(children.map(|child| {
        let mut context = child_context(child, writer);
        if let Body::Subnet(Subnet { delegation: Some(service), .. }) = &child.body {
            let actions = delegation_actions(&plan.display_text(service)).iter().copied();
            context.push(("delegation_actions", list_value(actions.map(Value::from))));
        }
        map_value(context)
    }))
}

/// What the template of a subnet needs beside its properties.
pub(super) fn subnet_context(
    plan: &ResolvedTopology,
    resource: &Resource,
    subnet: &Subnet,
    writer: &HclWriter<'_>,
) -> TemplateContext {
    vec![
        ("id", Value::from(writer.interpolation(&Expr::id(&resource.symbol)))),
        ("inside_parent", Value::from(resource.nesting.is_inside_parent(LanguageFamily::Terraform))),
        ("write_only_version", Value::from(security_group_version(plan, resource, subnet))),
        (
            "route_table_version",
            Value::from(subnet.route_table.as_ref().map_or(0, |table| write_only_version(plan, table))),
        ),
    ]
}

/// The version of the write-only security group of a subnet, which differs for another group; 0 without one.
fn security_group_version(plan: &ResolvedTopology, resource: &Resource, subnet: &Subnet) -> u32 {
    if plan.security_group_assignment(resource) != Some(SecurityGroupAssignment::InSubnet) {
        return 0;
    }
    write_only_version(plan, &subnet.network_security_group)
}

/// The version of a write-only ID, which differs for another resource.
fn write_only_version(plan: &ResolvedTopology, id: &Expr) -> u32 {
    let Expr::Attribute(symbol, _) = id else { return 1 };
    let resource = plan.resource(symbol);
    let identity = resource.existing.as_ref().map_or_else(|| plan.display_text(&resource.name), ToString::to_string);
    version_of_text(&identity)
}

/// A positive integer that differs for another text.
fn version_of_text(text: &str) -> u32 {
    let hash = Sha256::digest(text.as_bytes());
    let bytes: Vec<u32> = hash.iter().take(4).map(|byte| u32::from(*byte)).collect();
    let number = bytes.iter().fold(0, |number, byte| (number << 8) | byte);
    // Positive in 32 bits with a sign.
    (number & 0x7fff_ffff).max(1)
}
