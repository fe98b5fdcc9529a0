//! The role assignments of the account's identity on storage.

use super::{builder::PlanBuilder, storage::StorageSymbols};
use crate::{
    catalog::roles::{STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_BLOB_DATA_READER},
    plan::Symbol,
    topology::{RoleScope, StorageRole},
};

/// Assigns the roles on storage to the account's identity.
pub(super) fn assign_storage_roles(b: &mut PlanBuilder<'_>, account: &Symbol, storage: &StorageSymbols) {
    let access = b.topology.storage.identity_access.clone();
    match access.scope {
        RoleScope::Account => {
            b.set_origin("/storage/identityAccess/role");
            assign_account_role(b, "accountOnStorage", account, &storage.account, b.topology.storage_role());
        }
        RoleScope::Container => {
            let containers = b.topology.storage.containers.clone();
            for (index, (container, scope)) in containers.iter().zip(&storage.containers).enumerate() {
                // The role of the container itself, where it has one.
                b.set_origin(match container.role {
                    Some(_) => format!("/storage/containers/{index}/role"),
                    None => "/storage/identityAccess/role".to_owned(),
                });
                let role = b.topology.container_role(container);
                assign_account_role(
                    b,
                    &Symbol::from_parts("accountOnContainer", container.name.as_str()).0,
                    account,
                    scope,
                    role,
                );
            }
        }
    }
}

fn assign_account_role(b: &mut PlanBuilder<'_>, name: &str, account: &Symbol, scope: &Symbol, role: StorageRole) {
    let (role, purpose) = match role {
        StorageRole::None => return,
        StorageRole::Reader => {
            (&STORAGE_BLOB_DATA_READER, "Allows the account to read training data with its system-assigned identity.")
        }
        StorageRole::Contributor => (
            &STORAGE_BLOB_DATA_CONTRIBUTOR,
            "Allows the account to read training data and write results with its system-assigned identity.",
        ),
    };
    let identity = b.account_identity(account);
    b.assign_built_in_role(name, purpose, role, &identity, scope);
}
