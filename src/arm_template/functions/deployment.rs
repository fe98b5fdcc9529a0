//! Functions that read the template or the deployment: parameters, references, scopes.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{
    super::{
        environment::Environment,
        evaluator::{Evaluator, Function, Run},
        expression::Expr,
        scope::{context_value, management_group_id},
        unknown::{Reason, Unknown},
        value::Value,
    },
    arguments::MANY,
};

pub(super) fn functions() -> Vec<Function> {
    let lazy = |name, arity, run| Function { name, arity, run: Run::Lazy(run) };
    vec![
        lazy("parameters", (1, 1), |evaluator, environment, arguments| {
            named(evaluator, environment, arguments, Evaluator::parameter)
        }),
        lazy("variables", (1, 1), |evaluator, environment, arguments| {
            named(evaluator, environment, arguments, Evaluator::variable)
        }),
        lazy("copyindex", (0, 2), copy_index),
        lazy("reference", (1, 3), reference),
        lazy("references", (1, 2), references),
        lazy("resourceinfo", (1, 1), resource_info),
        lazy("resourcegroup", (0, 0), resource_group),
        lazy("subscription", (0, 0), subscription),
        lazy("tenant", (0, 0), tenant),
        lazy("managementgroup", (0, 0), management_group),
        lazy("deployment", (0, 0), deployment),
        lazy("deployer", (0, 0), deployer),
        lazy("environment", (0, 0), cloud),
        lazy("newguid", (0, 0), |_, _, _| Value::unknown(Unknown::new(Reason::Generated("newGuid")))),
        lazy("utcnow", (0, 1), |_, _, _| Value::unknown(Unknown::new(Reason::Generated("utcNow")))),
        lazy("pickzones", (3, 5), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "pickZones", arguments)
        }),
        lazy("providers", (1, 2), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "providers", arguments)
        }),
        lazy("tologicalzone", (3, 3), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "toLogicalZone", arguments)
        }),
        lazy("tologicalzones", (3, 3), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "toLogicalZones", arguments)
        }),
        lazy("tophysicalzone", (3, 3), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "toPhysicalZone", arguments)
        }),
        lazy("tophysicalzones", (3, 3), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "toPhysicalZones", arguments)
        }),
        lazy("roledefinitions", (1, MANY), |evaluator, environment, arguments| {
            runtime(evaluator, environment, "roleDefinitions", arguments)
        }),
    ]
}

fn reference(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    evaluator.reference(environment, arguments)
}

fn references(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    evaluator.references(environment, arguments)
}

fn resource_info(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    evaluator.resource_info(environment, arguments)
}

/// What Azure answers with the same value to each call of a deployment.
fn runtime(evaluator: &mut Evaluator<'_>, environment: &Environment, name: &str, arguments: &[Expr]) -> Value {
    let values = evaluator.evaluate_all(environment, arguments);
    let symbols: Option<Vec<String>> = values.iter().map(Value::symbol).collect();
    let unknown = Unknown::new(Reason::Runtime(name.into()));
    Value::unknown(match symbols {
        Some(symbols) => unknown.with_symbol(format!("{name}({})", symbols.join(","))),
        None => unknown,
    })
}

fn named<'t>(
    evaluator: &mut Evaluator<'t>,
    environment: &Environment,
    arguments: &[Expr],
    read: fn(&mut Evaluator<'t>, &Environment, &str) -> Value,
) -> Value {
    match evaluator.evaluate(environment, &arguments[0]) {
        Value::Text(name) => read(evaluator, environment, &name),
        Value::Unknown(unknown) => Value::unknown(Unknown::new(unknown.reason.clone())),
        other => Value::unknown(Unknown::fault(format!("a name is a text, not {}", other.type_name()))),
    }
}

/// `copyIndex()`, `copyIndex('loop')`, `copyIndex(offset)` and `copyIndex('loop', offset)`.
fn copy_index(evaluator: &mut Evaluator<'_>, environment: &Environment, arguments: &[Expr]) -> Value {
    let values = evaluator.evaluate_all(environment, arguments);
    let (name, offset) = match values.as_slice() {
        [Value::Text(name)] => (Some(&**name), 0),
        [Value::Text(name), Value::Integer(offset)] => (Some(&**name), *offset),
        [Value::Integer(offset)] => (None, *offset),
        [] => (None, 0),
        _ => return Value::unknown(Unknown::fault("`copyIndex` needs the name of a loop or a number")),
    };
    match environment.loop_index(name) {
        Some(Value::Integer(index)) => {
            index.checked_add(offset).map_or_else(|| Value::limit("size of a number"), Value::Integer)
        }
        Some(unknown) => unknown.clone(),
        None => Value::unknown(Unknown::fault("`copyIndex` is not inside of that loop")),
    }
}

/// An object of which some properties are known, and all others are those of the expression.
fn partly_known(what: &'static str, symbol: &str, known: Vec<(&str, Value)>) -> Value {
    let open = Unknown::new(Reason::Context(what)).with_symbol(symbol);
    let entries: IndexMap<Rc<str>, Value> = known.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Value::open_object(entries, Some(Rc::new(open)))
}

fn resource_group(evaluator: &mut Evaluator<'_>, environment: &Environment, _: &[Expr]) -> Value {
    let scope = &evaluator.frames[environment.frame].scope;
    let id = Value::from_pieces(scope.id());
    let symbol = format!("resourceGroup({})", id.symbol().unwrap_or_default());
    let known = vec![
        ("id", id),
        ("name", scope.resource_group.clone()),
        ("type", Value::text("Microsoft.Resources/resourceGroups")),
        ("location", scope.location.clone()),
    ];
    partly_known("the resource group", &symbol, known)
}

fn subscription(evaluator: &mut Evaluator<'_>, environment: &Environment, _: &[Expr]) -> Value {
    let scope = &evaluator.frames[environment.frame].scope;
    let id = Value::from_pieces(scope.subscription_id());
    let symbol = format!("subscription({})", id.symbol().unwrap_or_default());
    let known = vec![("id", id), ("subscriptionId", scope.subscription.clone()), ("tenantId", tenant_id(evaluator))];
    partly_known("the subscription", &symbol, known)
}

fn tenant_id(evaluator: &Evaluator<'_>) -> Value {
    context_value(evaluator.context.tenant, "the tenant", "tenant().tenantId")
}

fn tenant(evaluator: &mut Evaluator<'_>, _: &Environment, _: &[Expr]) -> Value {
    partly_known("the tenant", "tenant()", vec![("tenantId", tenant_id(evaluator))])
}

fn management_group(evaluator: &mut Evaluator<'_>, environment: &Environment, _: &[Expr]) -> Value {
    let name = &evaluator.frames[environment.frame].scope.management_group;
    let known = vec![
        ("id", Value::from_pieces(management_group_id(name))),
        ("name", name.clone()),
        ("type", Value::text("Microsoft.Management/managementGroups")),
    ];
    partly_known("the management group", "managementGroup()", known)
}

fn deployment(evaluator: &mut Evaluator<'_>, environment: &Environment, _: &[Expr]) -> Value {
    let frame = &evaluator.frames[environment.frame];
    let mut known = vec![("name", frame.name.clone())];
    if frame.scope.level != super::super::scope::Level::ResourceGroup {
        known.push(("location", frame.scope.location.clone()));
    }
    partly_known("the deployment", &format!("deployment({})", environment.frame), known)
}

fn deployer(evaluator: &mut Evaluator<'_>, _: &Environment, _: &[Expr]) -> Value {
    let object_id = context_value(evaluator.context.deployer, "the deploying principal", "deployer().objectId");
    let known = vec![("objectId", object_id), ("tenantId", tenant_id(evaluator))];
    partly_known("the deploying principal", "deployer()", known)
}

/// Of the properties of a cloud, those that the catalog has.
fn cloud(evaluator: &mut Evaluator<'_>, _: &Environment, _: &[Expr]) -> Value {
    let Some(cloud) = evaluator.context.cloud else {
        return Value::unknown(Unknown::new(Reason::Context("the cloud")).with_symbol("environment()"));
    };
    let suffixes =
        vec![("storage", Value::text(cloud.storage_suffix)), ("keyvaultDns", Value::text(cloud.vault_suffix))];
    let suffixes = partly_known("the cloud", "environment().suffixes", suffixes);
    partly_known("the cloud", "environment()", vec![("suffixes", suffixes)])
}
