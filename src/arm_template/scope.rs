//! Scopes of deployments, and IDs of resources below them.

use std::rc::Rc;

use super::{
    context::DeploymentContext,
    unknown::{Piece, Reason, Unknown},
    value::Value,
};

/// The type of resource groups, in lower case.
pub(super) const RESOURCE_GROUPS: &str = "microsoft.resources/resourcegroups";

/// What a deployment is deployed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A resource group.
    ResourceGroup,
    /// A subscription.
    Subscription,
    /// A management group.
    ManagementGroup,
    /// The tenant.
    Tenant,
}

/// Where a deployment goes. Values that the level does not have are not used.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// What it is.
    pub(super) level: Level,
    /// The ID of the subscription.
    pub(super) subscription: Value,
    /// The name of the resource group.
    pub(super) resource_group: Value,
    /// The name of the management group.
    pub(super) management_group: Value,
    /// Its location, if it is known.
    pub(super) location: Value,
}

/// A value of the context, or the expression that stands for it.
pub(super) fn context_value(value: Option<&str>, what: &'static str, symbol: &str) -> Value {
    let unknown = || Value::unknown(Unknown::new(Reason::Context(what)).with_symbol(symbol));
    value.map_or_else(unknown, Value::text)
}

impl Scope {
    /// The scope of the template itself; its schema decides the level.
    pub(super) fn of_template(schema: &str, context: &DeploymentContext<'_>) -> Self {
        let schema = schema.to_lowercase();
        let level = if schema.contains("/subscriptiondeploymenttemplate") {
            Level::Subscription
        } else if schema.contains("/managementgroupdeploymenttemplate") {
            Level::ManagementGroup
        } else if schema.contains("/tenantdeploymenttemplate") {
            Level::Tenant
        } else {
            Level::ResourceGroup
        };
        let location = if level == Level::ResourceGroup { "resourceGroup().location" } else { "deployment().location" };
        Self {
            level,
            subscription: context_value(context.subscription, "the subscription", "subscription().subscriptionId"),
            resource_group: context_value(context.resource_group, "the resource group", "resourceGroup().name"),
            management_group: context_value(context.management_group, "the management group", "managementGroup().name"),
            location: context_value(context.location, "the location", location),
        }
    }

    /// The ID of the scope, without a slash at its end; nothing for the tenant.
    #[must_use]
    pub(super) fn id(&self) -> Vec<Piece> {
        match self.level {
            Level::ResourceGroup => join_id(self.subscription_id(), "/resourceGroups/", &self.resource_group),
            Level::Subscription => self.subscription_id(),
            Level::ManagementGroup => management_group_id(&self.management_group),
            Level::Tenant => Vec::new(),
        }
    }

    /// The ID of the subscription.
    pub(super) fn subscription_id(&self) -> Vec<Piece> {
        join_id(Vec::new(), "/subscriptions/", &self.subscription)
    }
}

/// The ID of a management group.
pub(super) fn management_group_id(name: &Value) -> Vec<Piece> {
    join_id(Vec::new(), "/providers/Microsoft.Management/managementGroups/", name)
}

/// `scope`, then `label`, then one segment.
pub(super) fn join_id(scope: Vec<Piece>, label: &str, segment: &Value) -> Vec<Piece> {
    let mut pieces = scope;
    pieces.push(text(label));
    pieces.extend(segment.segment().unwrap_or_else(|| vec![text(&segment.symbol().unwrap_or_default())]));
    pieces
}

pub(super) fn text(text: &str) -> Piece {
    Piece::Text(text.into())
}

/// The ID of a resource: the segments of its type and of its name in turn. An error says which of them are too many.
pub(super) fn resource_id(scope: Vec<Piece>, resource_type: &str, names: &[Value]) -> Result<Value, String> {
    let (namespace, types) =
        resource_type.trim_end_matches('/').split_once('/').ok_or_else(|| format!("`{resource_type}` is no type"))?;
    let types: Vec<&str> = types.split('/').collect();
    if types.len() != names.len() {
        return Err(format!("`{resource_type}` needs {} names, not {}", types.len(), names.len()));
    }
    let mut pieces = scope;
    pieces.push(text("/providers/"));
    pieces.push(text(namespace));
    for (segment, name) in types.iter().zip(names) {
        if !matches!(name, Value::Text(_) | Value::Unknown(_)) {
            return Err(format!("a name is a text, not {}", name.type_name()));
        }
        pieces = join_id(pieces, &format!("/{segment}/"), name);
    }
    Ok(Value::from_pieces(pieces))
}

/// The segments of a name of `count` segments; `None` if it has another number of them. A name that is not known at all is
/// divided into unknown segments.
pub(super) fn name_segments(name: &Value, count: usize) -> Option<Vec<Value>> {
    let segments = split_pieces(&name.pieces()?, "/", true)?;
    if segments.len() == count {
        return Some(segments);
    }
    match name {
        Value::Unknown(unknown) if segments.len() < count => {
            Some((0..count).map(|index| Value::unknown(unknown.part(&format!("segment{index}")))).collect())
        }
        _ => None,
    }
}

/// The parts between separators. `None` if an unknown piece may contain one.
pub(super) fn split_pieces(pieces: &[Piece], separator: &str, is_name: bool) -> Option<Vec<Value>> {
    let mut parts = vec![Vec::new()];
    for piece in pieces {
        match piece {
            Piece::Text(known) => {
                for (index, part) in known.split(separator).enumerate() {
                    if index > 0 {
                        parts.push(Vec::new());
                    }
                    parts.last_mut()?.push(text(part));
                }
            }
            Piece::Unknown { is_segment, unknown } if is_name || (*is_segment && separator == "/") => {
                parts.last_mut()?.push(Piece::Unknown { is_segment: false, unknown: Rc::clone(unknown) });
            }
            Piece::Unknown { .. } => return None,
        }
    }
    Some(parts.into_iter().map(Value::from_pieces).collect())
}

/// The text without the expressions in braces that stand for unknown parts: they can contain slashes.
fn without_expressions(text: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = move |found: &char| {
        match found {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(is_outside).collect()
}

/// The type of the resource with this ID, in lower case; nothing for scopes.
pub(super) fn type_of_id(id: &str) -> Option<String> {
    let id = without_expressions(id).to_lowercase();
    let (_, last) = id.rsplit_once("/providers/")?;
    let mut segments = last.split('/');
    let namespace = segments.next()?.to_owned();
    let types: Vec<&str> = segments.step_by(2).collect();
    Some(format!("{namespace}/{}", types.join("/")))
}
