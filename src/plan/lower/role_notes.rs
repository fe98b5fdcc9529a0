//! Notes on the roles of clients.

use super::builder::PlanBuilder;
use crate::{
    catalog::roles::{Action, AzureOperation},
    diagnostic::{Code, Diagnostic},
    topology::{Grant, GrantScope, values::RoleReference},
};

/// The name of a role suggests more permissions than *User*, but it has other ones: management, not data.
pub(super) fn note_management_roles(b: &mut PlanBuilder<'_>) {
    const MANAGE_ACCOUNT: AzureOperation = AzureOperation::Control("Microsoft.CognitiveServices/accounts/write");
    let topology = b.topology;
    // Where the account accepts keys, a client that lists them has access to data: that is a rule of the posture.
    if topology.account.local_auth {
        return;
    }
    let manages = |grant: &Grant| {
        grant.on == GrantScope::Account
            && matches!(grant.role, RoleReference::BuiltIn(role) if role.permits(MANAGE_ACCOUNT))
    };
    // A role that is not known may allow calls.
    let may_call =
        |grant: &Grant| !matches!(grant.role, RoleReference::BuiltIn(role) if !role.allows(Action::CallAccount));
    for (client_index, client) in topology.clients.iter().enumerate() {
        let roles = client.roles.as_deref().unwrap_or_default();
        if roles.iter().any(may_call) {
            continue;
        }
        for (role_index, grant) in roles.iter().enumerate() {
            if manages(grant) {
                let message =
                    format!("Client `{}` can manage the account and its keys, but cannot access data", client.name);
                b.add_note(
                    None,
                    Diagnostic::note(Code::MANAGEMENT_ROLE, message)
                        .at_value(format!("/clients/{client_index}/roles/{role_index}/role"))
                        .help("assign Cognitive Services User to clients that call the account"),
                );
            }
        }
    }
}
