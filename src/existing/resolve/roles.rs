//! Role assignments on the services, and the clients that have them.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Bound,
    rc::Rc,
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
pub(super) fn add_roles(builder: &mut PlanBuilder<'_>, roles: &Roles<'_>, services: &[(AzureId, Symbol)]) {
    for (read, assignment) in roles.concerning(services.iter().map(|(id, _)| id)) {
        let scopes = services.iter().filter(|(id, _)| read.covers(id));
        // A scope within a service is that of a container.
        let is_inner = |scope: &&AzureId| services.iter().any(|(id, _)| scope.is_inside(id) && *scope != id);
        let inner = read.scope.as_ref().filter(is_inner).and_then(|scope| builder.symbol(scope).cloned());
        let symbols: Vec<Symbol> = scopes.map(|(_, symbol)| symbol.clone()).chain(inner).collect();
        if symbols.is_empty() {
            continue;
        }
        let principal = builder.principal(&read.principal);
        // The identities of the services are actors of their own.
        if matches!(principal, Expr::String(_)) {
            add_client(builder, assignment, read, roles.resource_of(&read.principal));
        }
        for symbol in symbols {
            add_assignment(builder, assignment, read, &principal, symbol);
        }
    }
}

/// Adds what custom roles permit. A role with several sets of permissions is one with all of them, if none subtracts anything.
pub(super) fn add_role_definitions(builder: &mut PlanBuilder<'_>, roles: &Roles<'_>) {
    let inventory = builder.inventory;
    let is_needed = |definition: &&ExistingResource| {
        let guid = definition.id.name();
        roles::find_by_guid(guid).is_none() && roles.assigned.contains(&guid.to_ascii_lowercase())
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

/// How the IDs of role assignments at the root of the tenant begin, in lower case.
const ROOT_ASSIGNMENTS: &str = "/providers/microsoft.authorization/roleassignments/";

struct Assignment<'a> {
    /// None at the root of the tenant, whose roles apply to every resource (azure-docs
    /// `articles/role-based-access-control/elevate-access-global-admin.md`, 2025-03-10, read 2026-12-01).
    scope: Option<AzureId>,
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
        let scope = read("scope").ok().flatten().and_then(AzureId::parse).or_else(|| assignment.id.scope());
        if scope.is_none() && !assignment.id.folded().starts_with(ROOT_ASSIGNMENTS) {
            return None;
        }
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
        self.scope.as_ref().is_none_or(|scope| id.is_inside(scope)) || self.is_on_management_group()
    }

    /// Which subscriptions a management group has is not known.
    fn is_on_management_group(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.is_of_type("Microsoft.Management/managementGroups"))
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
    let is_subscription = |scope: &AzureId| scope.subscription_id().is_some_and(|id| id == *scope);
    let is_on_subscription = assignment.scope.as_ref().is_some_and(is_subscription);
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

/// The role assignments of an inventory, by scope: those of one service are found without a look at the others.
pub(super) struct Roles<'i> {
    inventory: &'i Inventory,
    all: Vec<(Assignment<'i>, &'i ExistingResource)>,
    /// Positions by the scope in lower case.
    by_scope: BTreeMap<Rc<str>, Vec<usize>>,
    /// Positions by the principal.
    by_principal: HashMap<String, Vec<usize>>,
    /// Those at the root, and those of which it is not known what subscriptions they cover.
    above_subscriptions: Vec<usize>,
    /// The GUIDs of all roles that are assigned, in lower case.
    assigned: HashSet<String>,
    /// The resource with each identity; none if several have it.
    identities: OnceCell<HashMap<String, Option<&'i ExistingResource>>>,
}

impl<'i> Roles<'i> {
    pub(super) fn new(inventory: &'i Inventory) -> Self {
        let assignments = inventory.of_type(ResourceKind::RoleAssignment.arm_type());
        let all: Vec<_> =
            assignments.filter_map(|assignment| Some((Assignment::read(assignment)?, assignment))).collect();
        let mut by_scope: BTreeMap<Rc<str>, Vec<usize>> = BTreeMap::new();
        let mut by_principal: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, (assignment, _)) in all.iter().enumerate() {
            if let Some(scope) = &assignment.scope {
                by_scope.entry(Rc::clone(scope.folded())).or_default().push(position);
            }
            by_principal.entry(assignment.principal.clone()).or_default().push(position);
        }
        let is_above = |position: &usize| {
            let assignment = &all[*position].0;
            assignment.scope.is_none() || assignment.is_on_management_group()
        };
        let above_subscriptions = (0..all.len()).filter(is_above).collect();
        let assigned = all.iter().map(|(assignment, _)| assignment.role.to_ascii_lowercase()).collect();
        Self { inventory, all, by_scope, by_principal, above_subscriptions, assigned, identities: OnceCell::new() }
    }

    /// Those at, above and below services, in the order in which they were read.
    fn concerning<'a>(
        &self,
        services: impl Iterator<Item = &'a AzureId>,
    ) -> impl Iterator<Item = (&Assignment<'i>, &'i ExistingResource)> {
        let mut positions: BTreeSet<usize> = self.above_subscriptions.iter().copied().collect();
        for service in services {
            let above = service.prefixes().filter_map(|scope| self.by_scope.get(scope));
            positions.extend(above.flatten());
            let inside = format!("{}/", service.folded());
            let below = self.by_scope.range::<str, _>((Bound::Included(inside.as_str()), Bound::Unbounded));
            let below = below.take_while(|(scope, _)| scope.starts_with(&inside));
            positions.extend(below.flat_map(|(_, positions)| positions));
        }
        positions.into_iter().map(|position| (&self.all[position].0, self.all[position].1))
    }

    /// The scopes on which a principal has a role.
    pub(super) fn scopes_of(&self, principal: &str) -> impl Iterator<Item = &AzureId> {
        self.by_principal
            .get(principal)
            .into_iter()
            .flatten()
            .filter_map(|position| self.all[*position].0.scope.as_ref())
    }

    /// The only resource with an identity.
    fn resource_of(&self, principal: &str) -> Option<&'i ExistingResource> {
        let identities = self.identities.get_or_init(|| {
            let mut found = HashMap::new();
            for resource in self.inventory.resources() {
                if let Some(principal) = principal_of(resource) {
                    found.entry(principal).and_modify(|known| *known = None).or_insert(Some(resource));
                }
            }
            found
        });
        identities.get(principal).copied().flatten()
    }
}
