//! Role assignments: who may do what, with names that are always the same.

use super::builder::Builder;
use crate::{
    catalog::roles::Role,
    plan::{Attribute, Body, Expr, ResourceKind, RoleAssignment, Symbol, Variable},
    topology::values::RoleReference,
};

/// Who gets a role.
pub(super) struct Principal {
    /// What its assignments are named after: known before anything is deployed, and never another's.
    pub(super) key: Expr,
    /// Its object ID.
    pub(super) object_id: Expr,
    /// What it is, where that is known.
    pub(super) kind: Option<&'static str>,
}

impl Principal {
    /// The managed identity of a resource.
    pub(super) fn identity_of(symbol: &Symbol) -> Self {
        Self {
            key: Expr::id(symbol),
            object_id: Expr::Attribute(symbol.clone(), Attribute::PrincipalId),
            kind: Some("ServicePrincipal"),
        }
    }
}

impl Builder<'_> {
    /// Gives a principal a built-in role on a resource.
    pub(super) fn assign(
        &mut self,
        symbol: &str,
        purpose: &str,
        role: &'static Role,
        principal: &Principal,
        scope: &Symbol,
    ) -> Symbol {
        self.assign_any(symbol, purpose, &RoleReference::BuiltIn(role), principal, scope)
    }

    /// Gives a principal any role on a resource.
    pub(super) fn assign_any(
        &mut self,
        symbol: &str,
        purpose: &str,
        role: &RoleReference,
        principal: &Principal,
        scope: &Symbol,
    ) -> Symbol {
        let id = self.role(role);
        let (role_name, unnamed_role) = match role {
            RoleReference::BuiltIn(role) => (Some(role.name), None),
            RoleReference::Id(id) => (None, Some(Expr::text(id))),
            RoleReference::Guid(guid) => {
                let path = format!("/providers/Microsoft.Authorization/roleDefinitions/{guid}");
                (None, Some(Expr::Join(vec![Expr::text("/subscriptions/"), Expr::SubscriptionId, Expr::text(path)])))
            }
        };
        let body = RoleAssignment {
            role_name,
            role_definition: match role {
                RoleReference::Id(_) => id.clone(),
                _ => Expr::RoleDefinition(Box::new(id.clone())),
            },
            unnamed_role,
            principal: principal.object_id.clone(),
            principal_type: principal.kind,
        };
        let name = Expr::Guid(vec![Expr::id(scope), principal.key.clone(), id]);
        let place = self.plan.resource(scope).place.clone();
        let resource = self.add(symbol, ResourceKind::RoleAssignment, purpose, name, Body::RoleAssignment(body));
        resource.scope = Some(scope.clone());
        resource.place = place;
        resource.symbol.clone()
    }

    /// What names a role: a variable with its GUID, made on first use, or its ID.
    fn role(&mut self, role: &RoleReference) -> Expr {
        let (name, description, value) = match role {
            RoleReference::BuiltIn(role) => {
                (role.variable.to_owned(), format!("Built-in role {}.", role.name), role.guid.to_owned())
            }
            RoleReference::Guid(guid) => {
                (format!("role{}", guid.replace('-', "")), "A role of your own.".to_owned(), guid.clone())
            }
            RoleReference::Id(id) => return Expr::text(id),
        };
        if !self.plan.variables.iter().any(|v| v.name == name) {
            self.plan.variables.push(Variable { name: name.clone(), description, value: Expr::text(value) });
        }
        Expr::Variable(name)
    }
}
