//! Who calls: identities that are made for clients, and the roles of all clients.

use super::{
    builder::{PlanBuilder, location_parameter, tags_parameter},
    role_assignments::RoleAssignee,
    storage::StorageSymbols,
};
use crate::{
    plan::{Attribute, Body, Expr, FederatedCredential, ResourceKind, Symbol, UserAssignedIdentity},
    topology::{Client, ClientKind, Grant, GrantScope, values::RoleReference},
};

/// Adds identities and roles; gives back the identities that were made.
pub(super) fn lower_clients(
    b: &mut PlanBuilder<'_>,
    account: &Symbol,
    storage: &StorageSymbols,
    vault: Option<&Symbol>,
    secret: Option<&Symbol>,
) -> Vec<Symbol> {
    let mut made = Vec::new();
    for (at, client) in b.topology.clients.iter().enumerate() {
        b.set_origin(format!("/clients/{at}"));
        let principal = if client.has_new_identity() {
            let identity = add_client_identity(b, client);
            made.push(identity.clone());
            RoleAssignee::managed_identity(&identity)
        } else {
            let id = object_id(client);
            let kind = match client.kind {
                ClientKind::User => "User",
                ClientKind::Group => "Group",
                ClientKind::ServicePrincipal | ClientKind::ManagedIdentity => "ServicePrincipal",
            };
            RoleAssignee { guid_seed: id.clone(), object_id: id, principal_type: Some(kind) }
        };
        for (nth, grant) in b.topology.effective_grants(client).into_iter().enumerate() {
            b.set_origin(match client.roles {
                Some(_) => format!("/clients/{at}/roles/{nth}"),
                None => format!("/clients/{at}/roles"),
            });
            let (scope, what) = match grant.on {
                GrantScope::Account => (Some(account), "Account".to_owned()),
                GrantScope::Vault | GrantScope::Secret if !b.topology.vault_uses_rbac() => continue,
                GrantScope::Vault => (vault, "Vault".to_owned()),
                GrantScope::Secret => (secret, "Secret".to_owned()),
                GrantScope::Storage => (Some(&storage.account), "Storage".to_owned()),
                GrantScope::Container => {
                    let name = grant.container.as_ref();
                    let at = b.topology.storage.containers.iter().position(|c| Some(&c.name) == name);
                    let container = at.and_then(|at| storage.containers.get(at));
                    (container, Symbol::from_parts("Container", name.map_or("", |n| n.as_str())).as_str().to_owned())
                }
            };
            let Some(scope) = scope else { continue };
            let role = match &grant.role {
                RoleReference::BuiltIn(role) => role.variable.to_owned(),
                RoleReference::Guid(guid) | RoleReference::Id(guid) => {
                    format!("role{}", guid.rsplit('/').next().unwrap_or_default().split('-').next().unwrap_or_default())
                }
            };
            let symbol =
                Symbol::from_parts(&format!("{}On{what}", Symbol::from_parts(&symbol_prefix(client), &role).0), "");
            b.assign_role(&symbol.0, &assignment_purpose(client, &grant), &grant.role, &principal, scope);
        }
    }
    made
}

fn assignment_purpose(client: &Client, grant: &Grant) -> String {
    let role = match &grant.role {
        RoleReference::BuiltIn(role) => role.name,
        RoleReference::Guid(_) | RoleReference::Id(_) => "a role of your own",
    };
    format!("The client {} has {role}.", client.name)
}

fn add_client_identity(b: &mut PlanBuilder<'_>, client: &Client) -> Symbol {
    let body =
        Body::UserAssignedIdentity(UserAssignedIdentity { location: location_parameter(), tags: tags_parameter() });
    let purpose = format!("The identity of the client {}.", client.name);
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
        let purpose = "Tokens of this issuer about this subject stand for the identity; there is no secret.";
        let resource =
            b.add_resource(symbol, ResourceKind::FederatedCredential, purpose, Expr::string(&credential.name), body);
        resource.parent = Some(identity.clone());
        if let Some(previous) = &previous {
            resource.add_dependency(previous, "an identity takes one credential at a time");
        }
        previous = Some(resource.symbol.clone());
    }
    identity
}

/// What symbols of a client start with.
fn symbol_prefix(client: &Client) -> String {
    Symbol::from_parts("client", client.name.as_str()).as_str().to_owned()
}

/// The parameter with the object ID of a client that exists.
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

/// What a language may call something that belongs to a client.
pub(super) fn policy_label(client: &Client) -> String {
    symbol_prefix(client)
}
