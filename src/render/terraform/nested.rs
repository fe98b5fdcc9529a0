//! What Terraform writes inside another resource, above all the subnets of a network that the topology creates.

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
pub(super) fn subnet_context(plan: &ResolvedTopology, resource: &Resource, writer: &HclWriter<'_>) -> TemplateContext {
    vec![
        ("id", Value::from(writer.interpolation(&Expr::id(&resource.symbol)))),
        ("inside_parent", Value::from(resource.nesting.is_inside_parent(LanguageFamily::Terraform))),
        (
            "is_written_once",
            Value::from(plan.security_group_assignment(resource) == Some(SecurityGroupAssignment::InSubnet)),
        ),
    ]
}
