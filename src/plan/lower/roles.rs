//! Role assignments: who may do what, with names that are always the same.

use super::{Builder, group_of, storage::Storage};
use crate::{
    catalog::roles,
    plan::{Attribute, Body, Expr, Kind, Place, RoleAssignment, Symbol},
    topology::{RoleScope, StorageRole},
};

/// What the account's identity may do with the blobs.
pub(super) fn storage(b: &mut Builder<'_>, account: &Symbol, storage: &Storage) {
    let access = b.topology.storage.identity_access.clone();
    match access.scope {
        RoleScope::Account => {
            assign(b, "accountOnStorage", account, &storage.account, access.role);
        }
        RoleScope::Container => {
            let containers = b.topology.storage.containers.clone();
            for (container, scope) in containers.iter().zip(&storage.containers) {
                let role = b.topology.role_in(container);
                assign(b, &Symbol::of("accountOnContainer", container.name.as_str()).0, account, scope, role);
            }
        }
    }
}

fn assign(b: &mut Builder<'_>, name: &str, account: &Symbol, scope: &Symbol, role: StorageRole) {
    let (role, purpose) = match role {
        StorageRole::None => return,
        StorageRole::Reader => {
            (roles::STORAGE_BLOB_DATA_READER, "The account reads training data with its system-assigned identity.")
        }
        StorageRole::Contributor => (
            roles::STORAGE_BLOB_DATA_CONTRIBUTOR,
            "The account reads training data and writes results with its system-assigned identity.",
        ),
    };
    b.assign(name, purpose, role, account, scope);
}

impl Builder<'_> {
    /// Gives a managed identity a role on a resource.
    pub(super) fn assign(
        &mut self,
        symbol: &str,
        purpose: &str,
        role: roles::Role,
        principal: &Symbol,
        scope: &Symbol,
    ) -> Symbol {
        let guid = self.role(role);
        let body = RoleAssignment {
            role_name: role.name,
            role_definition: Expr::RoleDefinition(Box::new(guid.clone())),
            principal: Expr::Attribute(principal.clone(), Attribute::PrincipalId),
            principal_type: "ServicePrincipal",
        };
        let name = Expr::Guid(vec![Expr::id(scope), Expr::id(principal), guid]);
        let place = match &self.plan.resource(scope).existing {
            Some(id) => Place::Other(group_of(id)),
            None => Place::Target,
        };
        let resource = self.add(symbol, Kind::RoleAssignment, purpose, name, Body::RoleAssignment(body));
        resource.scope = Some(scope.clone());
        resource.place = place;
        resource.symbol.clone()
    }
}
