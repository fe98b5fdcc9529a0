//! Functions for IDs of resources. An ID with a part that is not known keeps its type and its scope.

use super::{
    super::{
        environment::Environment,
        evaluator::{Evaluator, Function, Run},
        expression::Expr,
        scope::{Level, RESOURCE_GROUPS, Scope, management_group_id, resource_id},
        unknown::{Piece, Unknown},
        value::{Value, fold_case},
    },
    arguments::MANY,
};

pub(super) fn functions() -> Vec<Function> {
    let lazy = |name, arity, run| Function { name, arity, run: Run::Lazy(run) };
    vec![
        lazy("resourceid", (2, MANY), |evaluator, environment, arguments| {
            id_in_scope(evaluator, environment, arguments, None)
        }),
        lazy("subscriptionresourceid", (2, MANY), |evaluator, environment, arguments| {
            id_in_scope(evaluator, environment, arguments, Some(Level::Subscription))
        }),
        lazy("tenantresourceid", (2, MANY), |evaluator, environment, arguments| {
            id_in_scope(evaluator, environment, arguments, Some(Level::Tenant))
        }),
        lazy("managementgroupresourceid", (3, MANY), |evaluator, environment, arguments| {
            id_in_scope(evaluator, environment, arguments, Some(Level::ManagementGroup))
        }),
        lazy("extensionresourceid", (3, MANY), extension_id),
    ]
}

/// Where the type is: the only argument with a slash that comes before the names.
fn type_position(values: &[Value]) -> Result<usize, Value> {
    let is_type = |value: &Value| value.as_text().is_some_and(|text| text.contains('/'));
    values.iter().position(is_type).ok_or_else(|| match values.iter().find_map(Value::as_unknown) {
        Some(unknown) => Value::unknown(Unknown::new(unknown.reason.clone())),
        None => Value::unknown(Unknown::fault("an argument is the type of a resource")),
    })
}

fn id_in_scope(
    evaluator: &mut Evaluator<'_>,
    environment: &Environment,
    arguments: &[Expr],
    level: Option<Level>,
) -> Value {
    let values = evaluator.evaluate_all(environment, arguments);
    let mut scope = evaluator.frames[environment.frame].scope.clone();
    let run = || {
        let at = type_position(&values)?;
        let (before, names) = (&values[..at], &values[at + 1..]);
        if let Some(level) = level {
            scope.level = level;
        }
        scope = match (scope.level, before) {
            (_, []) => scope,
            (Level::ManagementGroup, [group]) if level.is_some() => Scope { management_group: group.clone(), ..scope },
            (Level::Subscription, [subscription]) => Scope { subscription: subscription.clone(), ..scope },
            (Level::ResourceGroup, [group]) => Scope { resource_group: group.clone(), ..scope },
            (_, [subscription, group]) if level.is_none() => Scope {
                level: Level::ResourceGroup,
                subscription: subscription.clone(),
                resource_group: group.clone(),
                ..scope
            },
            _ => return Err(Value::unknown(Unknown::fault("there are too many arguments before the type"))),
        };
        // Without a resource group or a subscription, a resource belongs to the tenant.
        let pieces = match (scope.level, level) {
            (Level::ManagementGroup, None) => Vec::new(),
            (Level::ManagementGroup, Some(_)) => management_group_id(&scope.management_group),
            _ => scope.id(),
        };
        let resource_type = fold_case(values[at].as_text().unwrap_or_default());
        // A resource group has an ID of its own form.
        if let (RESOURCE_GROUPS, Level::Subscription, [name]) = (&*resource_type, scope.level, names) {
            let group = Scope { level: Level::ResourceGroup, resource_group: name.clone(), ..scope };
            return Err(Value::from_pieces(group.id()));
        }
        Ok((pieces, at, names))
    };
    match run() {
        Ok((pieces, at, names)) => finish(pieces, &values[at], names),
        Err(value) => value,
    }
}

fn extension_id(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let values = evaluator.evaluate_all(environment, arguments);
    let Some(pieces) = values[0].pieces() else {
        return Value::unknown(Unknown::fault(format!(
            "the ID of a resource is a text, not {}",
            values[0].type_name()
        )));
    };
    if matches!(pieces.first(), Some(Piece::Text(first)) if !first.starts_with('/') || first.len() == 1) {
        return Value::unknown(Unknown::fault("the first argument is the ID of a resource"));
    }
    // An ID that is not known at all has slashes, so it is no segment.
    match type_position(&values[1..]) {
        Ok(0) => finish(pieces, &values[1], &values[2..]),
        Ok(_) => Value::unknown(Unknown::fault("the second argument is the type of a resource")),
        Err(value) => value,
    }
}

fn finish(scope: Vec<Piece>, resource_type: &Value, names: &[Value]) -> Value {
    resource_id(scope, resource_type.as_text().unwrap_or_default(), names)
        .unwrap_or_else(|message| Value::unknown(Unknown::fault(message)))
}
