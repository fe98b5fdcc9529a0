//! Clients: new identities for them, and the role assignments of all clients.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    role_assignments::{RoleAssignee, RoleScope},
    storage::StorageSymbols,
};
use crate::{
    plan::{Attribute, Body, Expr, FederatedCredential, ResourceKind, Symbol, UserAssignedIdentity},
    topology::{Client, ClientKind, Grant, GrantScope, values::RoleReference},
};

/// Adds identities and role assignments; returns the new identities.
pub(super) fn lower_clients(
    b: &mut PlanBuilder<'_>,
    account: &Symbol,
    storage: &StorageSymbols,
    vault: Option<&Symbol>,
    secret: Option<&Symbol>,
) -> Vec<Symbol> {
    let mut identities = Vec::new();
    for (client_index, client) in b.topology.clients.iter().enumerate() {
        if client.shared_credential().is_some() {
            continue;
        }
        b.set_origin(format!("/clients/{client_index}"));
        let principal = if client.has_new_identity() {
            let identity = add_client_identity(b, client);
            identities.push(identity.clone());
            RoleAssignee::managed_identity(&identity)
        } else {
            let id = object_id(client);
            let kind = match client.kind {
                ClientKind::User => "User",
                ClientKind::Group => "Group",
                _ => "ServicePrincipal",
            };
            RoleAssignee { guid_seed: id.clone(), object_id: id, principal_type: Some(kind) }
        };
        for (grant_index, grant) in b.topology.effective_grants(client).into_iter().enumerate() {
            b.set_origin(match client.roles {
                Some(_) => format!("/clients/{client_index}/roles/{grant_index}"),
                None => format!("/clients/{client_index}/roles"),
            });
            let (scope, scope_name) = match grant.on {
                GrantScope::ResourceGroup => (Some(RoleScope::ResourceGroup), "ResourceGroup".to_owned()),
                GrantScope::Subscription => (Some(RoleScope::Subscription), "Subscription".to_owned()),
                GrantScope::Account => (Some(RoleScope::Resource(account)), "Account".to_owned()),
                GrantScope::Vault | GrantScope::Secret if !b.topology.vault_uses_rbac() => continue,
                GrantScope::Vault => (vault.map(RoleScope::Resource), "Vault".to_owned()),
                GrantScope::Secret => (secret.map(RoleScope::Resource), "Secret".to_owned()),
                GrantScope::Storage => (Some(RoleScope::Resource(&storage.account)), "Storage".to_owned()),
                GrantScope::Container => {
                    let name = grant.container.as_ref();
                    let position = b.topology.storage.containers.iter().position(|c| Some(&c.name) == name);
                    let container = position.and_then(|position| storage.containers.get(position));
                    (
                        container.map(RoleScope::Resource),
                        Symbol::from_parts("Container", name.map_or("", |n| n.as_str())).as_str().to_owned(),
                    )
                }
            };
            let Some(scope) = scope else { continue };
            let role = match &grant.role {
                RoleReference::BuiltIn(role) => role.variable.to_owned(),
                RoleReference::Guid(id) | RoleReference::Id(id) => {
                    format!("role{}", id.rsplit('/').next().unwrap_or_default().split('-').next().unwrap_or_default())
                }
            };
            let symbol = Symbol::from_parts(
                &format!("{}On{scope_name}", Symbol::from_parts(&symbol_prefix(client), &role).0),
                "",
            );
            b.assign_role(&symbol.0, &assignment_purpose(client, &grant), &grant.role, &principal, scope);
        }
    }
    identities
}

fn assignment_purpose(client: &Client, grant: &Grant) -> String {
    let role = match &grant.role {
        RoleReference::BuiltIn(role) => role.name,
        RoleReference::Guid(_) | RoleReference::Id(_) => "a custom role",
    };
    format!("Assigns {role} to client `{}`.", client.name)
}

fn add_client_identity(b: &mut PlanBuilder<'_>, client: &Client) -> Symbol {
    let body =
        Body::UserAssignedIdentity(UserAssignedIdentity { location: location_parameter(), tags: tags_parameter() });
    let purpose = format!("User-assigned identity of client `{}`.", client.name);
    let name = Expr::string(b.names.client_identity_name(client));
    let symbol = Symbol::from_parts(&symbol_prefix(client), "identity");
    let identity = b.add_resource(symbol, ResourceKind::UserAssignedIdentity, purpose, name, body).symbol.clone();
    let mut previous: Option<Symbol> = None;
    for credential in &client.federated_credentials {
        let body = Body::FederatedCredential(FederatedCredential {
            issuer: Expr::string(&credential.issuer),
            subject: Expr::string(&credential.subject),
            audience: b.cloud.token_exchange_audience,
        });
        let symbol = Symbol::from_parts(&symbol_prefix(client), credential.name.as_str());
        let purpose = "Accepts tokens with this issuer and subject for the identity; there is no secret.";
        let resource =
            b.add_resource(symbol, ResourceKind::FederatedCredential, purpose, Expr::string(&credential.name), body);
        resource.parent = Some(identity.clone());
        if let Some(previous) = &previous {
            resource.add_dependency(previous, "an identity accepts one federated credential at a time");
        }
        previous = Some(resource.symbol.clone());
    }
    identity
}

/// The prefix of a client's symbols.
fn symbol_prefix(client: &Client) -> String {
    Symbol::from_parts("client", client.name.as_str()).as_str().to_owned()
}

/// The parameter for the object ID of an existing client.
pub(super) fn principal_parameter(client: &Client) -> String {
    Symbol::from_parts(&symbol_prefix(client), "principalId").as_str().to_owned()
}

/// The object ID of a client.
pub(super) fn object_id(client: &Client) -> Expr {
    if client.has_new_identity() {
        Expr::Attribute(Symbol::from_parts(&symbol_prefix(client), "identity"), Attribute::PrincipalId)
    } else {
        Expr::parameter(&principal_parameter(client))
    }
}

/// The label of a client's access policy, for a language that names access policies.
pub(super) fn policy_label(client: &Client) -> String {
    symbol_prefix(client)
}
