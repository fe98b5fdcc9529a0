//! Role assignments on the services, and the clients that have them.

use std::{
    cell::LazyCell,
    collections::{HashMap, HashSet},
};

use super::{
    builder::PlanBuilder,
    fields::{Known, field, items, principal, text, texts},
    services::principal_of,
};
use crate::{
    catalog::{ResourceKind, roles},
    existing::{AzureId, ExistingResource, Inventory},
    plan::{Body, CallerKind, CustomRolePermissions, DeploymentTarget, Expr, RoleAssignment, Symbol, TokenSource},
};

/// Adds the role assignments that apply to a service or to a container, and their principals as clients. An assignment on
/// a scope above is added for each service that it covers.
pub(super) fn add_roles(builder: &mut PlanBuilder<'_>, services: &[(AzureId, Symbol)]) {
    let inventory = builder.inventory;
    let identities = LazyCell::new(|| resources_by_principal(inventory));
    for assignment in inventory.of_type(ResourceKind::RoleAssignment.arm_type()) {
        let Some(read) = Assignment::read(assignment) else { continue };
        let scopes = services.iter().filter(|(id, _)| read.covers(id));
        // A scope within a service is that of a container.
        let inner = builder
            .symbol(&read.scope)
            .cloned()
            .filter(|_| services.iter().any(|(id, _)| read.scope.is_inside(id) && read.scope != *id));
        let symbols: Vec<Symbol> = scopes.map(|(_, symbol)| symbol.clone()).chain(inner).collect();
        if symbols.is_empty() {
            continue;
        }
        let principal = builder.principal(&read.principal);
        // The identities of the services are actors of their own.
        if matches!(principal, Expr::String(_)) {
            let identity = identities.get(&read.principal).copied().flatten();
            add_client(builder, assignment, &read, identity);
        }
        for symbol in symbols {
            add_assignment(builder, assignment, &read, &principal, symbol);
        }
    }
}

/// Adds what custom roles permit. A role with several sets of permissions is one with all of them, if none subtracts anything.
pub(super) fn add_role_definitions(builder: &mut PlanBuilder<'_>) {
    let inventory = builder.inventory;
    let assigned: HashSet<String> = inventory
        .of_type(ResourceKind::RoleAssignment.arm_type())
        .filter_map(|assignment| Some(Assignment::read(assignment)?.role.to_ascii_lowercase()))
        .collect();
    let is_needed = |definition: &&ExistingResource| {
        let guid = definition.id.name();
        roles::find_by_guid(guid).is_none() && assigned.contains(&guid.to_ascii_lowercase())
    };
    for definition in inventory.of_type(ROLE_DEFINITION).filter(is_needed) {
        let Ok(sets) = items(&definition.body, &["properties", "permissions"]) else { continue };
        let patterns = ["actions", "notActions", "dataActions", "notDataActions"]
            .map(|name| sets.iter().map(|set| texts(set, &[name])).collect::<Known<Vec<_>>>().map(|all| all.concat()));
        let [Ok(actions), Ok(not_actions), Ok(data_actions), Ok(not_data_actions)] = patterns else { continue };
        let subtracts = !not_actions.is_empty() || !not_data_actions.is_empty();
        let has_condition = sets.iter().any(|set| !matches!(field(set, &["condition"]), Ok(None)));
        if has_condition || (sets.len() > 1 && subtracts) || sets.is_empty() {
            continue;
        }
        let patterns = [actions, not_actions, data_actions, not_data_actions];
        let guid = definition.id.name().to_owned();
        builder.plan.custom_roles.push(CustomRolePermissions::of_existing(guid, patterns));
    }
}

const ROLE_DEFINITION: &str = "Microsoft.Authorization/roleDefinitions";

struct Assignment<'a> {
    scope: AzureId,
    /// As [`principal`] identifies it.
    principal: String,
    principal_type: Option<&'a str>,
    role: &'a str,
    /// Whether something that is not evaluated decides when it applies.
    has_condition: bool,
}

impl<'a> Assignment<'a> {
    fn read(assignment: &'a ExistingResource) -> Option<Self> {
        let read = |name: &str| text(&assignment.body, &["properties", name]);
        let scope = read("scope").ok().flatten().and_then(AzureId::parse).or_else(|| assignment.id.scope())?;
        Some(Self {
            scope,
            principal: principal(&assignment.body, &["properties", "principalId"])?,
            principal_type: read("principalType").ok().flatten(),
            role: read("roleDefinitionId").ok()??.rsplit('/').next()?,
            has_condition: !matches!(field(&assignment.body, &["properties", "condition"]), Ok(None)),
        })
    }

    /// Whether its principal is a group, whose members have the role.
    fn is_of_group(&self) -> bool {
        self.principal_type.is_some_and(|own| own.eq_ignore_ascii_case("Group"))
    }

    /// Whether it applies to a resource, for certain or perhaps.
    fn covers(&self, id: &AzureId) -> bool {
        id.is_inside(&self.scope) || self.is_on_management_group()
    }

    /// Which subscriptions a management group has is not known.
    fn is_on_management_group(&self) -> bool {
        self.scope.is_of_type("Microsoft.Management/managementGroups")
    }
}

fn add_assignment(
    builder: &mut PlanBuilder<'_>,
    resource: &ExistingResource,
    assignment: &Assignment<'_>,
    principal: &Expr,
    scope: Symbol,
) {
    let is_certain = !assignment.has_condition && !assignment.is_on_management_group();
    let known = roles::find_by_guid(assignment.role).filter(|_| is_certain);
    let body = RoleAssignment {
        role_name: known.map(|role| role.name),
        // A role that is not known by its ID: whether it allows an action is unknown.
        role_definition: Expr::string(if is_certain { assignment.role } else { "conditional" }),
        unnamed_role: None,
        principal: principal.clone(),
        principal_type: assignment.is_of_group().then_some("Group"),
    };
    let symbol = builder.new_symbol("roleAssignment");
    builder.add(resource, symbol, ResourceKind::RoleAssignment, Some(Body::RoleAssignment(body)), None);
    let is_on_subscription = assignment.scope.subscription_id().is_some_and(|id| id == assignment.scope);
    builder.change_last(|last| {
        last.scope = Some(scope);
        // It applies to everything else there as well.
        if is_on_subscription {
            last.deployment_target = DeploymentTarget::Subscription;
        }
    });
}

/// The client that a principal is: named by the resource with this identity, if it was seen.
fn add_client(
    builder: &mut PlanBuilder<'_>,
    resource: &ExistingResource,
    assignment: &Assignment<'_>,
    identity: Option<&ExistingResource>,
) {
    let is = |wanted: &str| assignment.principal_type.is_some_and(|own| own.eq_ignore_ascii_case(wanted));
    let token_source = match () {
        () if identity.is_some() => TokenSource::Host,
        () if is("User") => TokenSource::PublicEndpoint,
        // A group can have members of both kinds, and a service principal can be a managed identity.
        () => TokenSource::Either,
    };
    let name = identity.map_or(assignment.principal.as_str(), |identity| identity.id.name()).to_owned();
    let kind = CallerKind::Client {
        name,
        person: is("User") || is("Group"),
        token_source,
        principal: Expr::string(&assignment.principal),
    };
    let has_principal = builder.plan.callers.iter().any(|caller| {
        matches!(&caller.kind, CallerKind::Client { principal, .. } if *principal == Expr::string(&assignment.principal))
    });
    if !has_principal {
        let origin = builder.key(resource);
        builder.add_caller(kind, origin);
    }
}

/// The resource with each identity; none if several have it.
fn resources_by_principal(inventory: &Inventory) -> HashMap<String, Option<&ExistingResource>> {
    let mut found = HashMap::new();
    for resource in inventory.resources() {
        if let Some(principal) = principal_of(resource) {
            found.entry(principal).and_modify(|known| *known = None).or_insert(Some(resource));
        }
    }
    found
}

/// The scopes on which each principal has a role.
pub(super) fn scopes_by_principal(inventory: &Inventory) -> HashMap<String, Vec<AzureId>> {
    let mut scopes: HashMap<String, Vec<AzureId>> = HashMap::new();
    let assignments = inventory.of_type(ResourceKind::RoleAssignment.arm_type());
    for assignment in assignments.filter_map(Assignment::read) {
        scopes.entry(assignment.principal).or_default().push(assignment.scope);
    }
    scopes
}
