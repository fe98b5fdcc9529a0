//! Clients: settings that are valid for each kind, roles with an effect, credentials that Entra ID accepts.

use super::context::{CheckContext, first_duplicate_name, remove_equal};
use crate::{
    catalog::roles::{Action, KEY_VAULT_SECRETS_USER, ResourceProvider},
    diagnostic::{Code, Diagnostic, KeyChange},
    topology::{
        Client, ClientKind, Grant, GrantScope,
        values::{ContainerName, RoleReference},
    },
};

/// The issuer of GitHub Actions, whose subjects have a known shape.
const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

pub(super) fn check_clients(c: &mut CheckContext<'_>) {
    let clients = &c.topology.clients;
    let names = || clients.iter().map(|client| client.name.as_str());
    if let Some((first, second)) = first_duplicate_name(names()) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "a client is listed twice")
                .at_value(format!("/clients/{second}/name"))
                .label("listed again")
                .related_value(format!("/clients/{first}/name"), "listed first here")
                .fixed_by(remove_equal(c.document, "/clients", &mut names())),
        );
    }
    check_unique_principals(c);
    for (at, client) in clients.iter().enumerate() {
        let pointer = format!("/clients/{at}");
        check_client_kind(c, client, &pointer);
        check_federated_credentials(c, client, &pointer);
        for (at, grant) in client.roles.iter().flatten().enumerate() {
            check_grant(c, grant, &format!("{pointer}/roles/{at}"));
        }
        check_duplicate_roles(c, client, &pointer);
    }
}

/// Azure identifies a role assignment by scope, role and principal, and rejects a second one for the same principal.
fn check_unique_principals(c: &mut CheckContext<'_>) {
    let account =
        c.topology.account.principal_id.as_ref().map(|id| ("/account/principalId".to_owned(), id.to_string()));
    let clients = c.topology.clients.iter().enumerate();
    let clients =
        clients.filter_map(|(at, client)| Some((format!("/clients/{at}/id"), client.id.as_ref()?.to_string())));
    let named: Vec<(String, String)> = account.into_iter().chain(clients).collect();
    if let Some((first, second)) = first_duplicate_name(named.iter().map(|(_, id)| id.as_str())) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "two entries with roles are the same principal")
                .at_value(named[second].0.clone())
                .label("specified again")
                .related_value(named[first].0.clone(), "specified first here")
                .help("list all roles of a principal under one client"),
        );
    }
}

/// Only a new managed identity can have a name and federated credentials.
fn check_client_kind(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    if client.has_new_identity() {
        return;
    }
    if client.shared_credential().is_some() {
        check_credential_holder(c, pointer);
        return;
    }
    if client.roles.as_ref().is_some_and(Vec::is_empty) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("client `{}` has no roles", client.name))
                .at_value(format!("{pointer}/roles"))
                .label("this client would have no effect")
                .help("add a role, or remove `roles` to assign Cognitive Services User on the account"),
        );
    }
    let reason = if client.kind == ClientKind::ManagedIdentity {
        "this identity already exists, since it has an ID"
    } else {
        "only a managed identity can be created here"
    };
    for key in ["identityName", "federatedCredentials"] {
        let setting = format!("{pointer}/{key}");
        if c.is_set(&setting) {
            c.report(
                Diagnostic::error(Code::CLIENT, format!("`{key}` is valid only for a new identity"))
                    .at_key(setting)
                    .label(reason)
                    .related_value(format!("{pointer}/type"), "type of the client")
                    .help(format!("set `type: managedIdentity` without `id`, or remove `{key}`")),
            );
        }
    }
}

/// A client without an identity has nothing that Entra ID knows.
fn check_credential_holder(c: &mut CheckContext<'_>, pointer: &str) {
    for key in ["id", "identityName", "federatedCredentials", "roles"] {
        let setting = format!("{pointer}/{key}");
        if c.is_set(&setting) {
            c.report(
                Diagnostic::error(Code::CLIENT, format!("`{key}` is not valid for a client without an identity"))
                    .at_key(setting)
                    .label("this would have no effect")
                    .related_value(format!("{pointer}/type"), "a client with only a key or a SAS")
                    .help(format!("remove `{key}`, or set `type` to the type of an identity")),
            );
        }
    }
}

fn check_federated_credentials(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    let credentials = &client.federated_credentials;
    let list = format!("{pointer}/federatedCredentials");
    let names = || credentials.iter().map(|credential| credential.name.as_str());
    if let Some((first, second)) = first_duplicate_name(names()) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "two credentials of one identity have the same name")
                .at_value(format!("{list}/{second}/name"))
                .label("name used again")
                .related_value(format!("{list}/{first}/name"), "name used first here")
                .fixed_by(remove_equal(c.document, &list, &mut names())),
        );
    }
    for (at, credential) in credentials.iter().enumerate() {
        let same = |other: &&crate::topology::FederatedCredential| {
            other.issuer == credential.issuer && other.subject == credential.subject && other.name != credential.name
        };
        if credentials[..at].iter().any(|other| same(&other)) {
            c.report(
                Diagnostic::error(Code::DUPLICATE_ENTRY, "the identity already trusts these tokens")
                    .at_value(format!("{list}/{at}/subject"))
                    .label("same issuer and subject, and Entra ID accepts each pair once"),
            );
        }
        if credential.issuer.as_str().trim_end_matches('/') == GITHUB_ISSUER
            && !credential.subject.as_str().starts_with("repo:")
        {
            c.report(
                Diagnostic::error(Code::CLIENT, "GitHub issues no tokens for this subject")
                    .at_value(format!("{list}/{at}/subject"))
                    .label("GitHub's subjects start with `repo:`")
                    .related_value(format!("{list}/{at}/issuer"), "GitHub Actions")
                    .help("use `repo:<owner>/<repository>:ref:refs/heads/<branch>` or `repo:<owner>/<repository>:environment:<name>`"),
            );
        }
    }
}

fn check_grant(c: &mut CheckContext<'_>, grant: &Grant, pointer: &str) {
    let container = format!("{pointer}/container");
    match (&grant.container, grant.on) {
        (None, GrantScope::Container) => c.report(
            Diagnostic::error(Code::CLIENT, "the scope `container` needs a container name")
                .at_value(format!("{pointer}/on"))
                .label("`container` is missing")
                .help("add `container: <name>`"),
        ),
        (
            Some(_),
            GrantScope::Account
            | GrantScope::Storage
            | GrantScope::Vault
            | GrantScope::Secret
            | GrantScope::ResourceGroup
            | GrantScope::Subscription,
        ) => c.report(
            Diagnostic::error(Code::CLIENT, "`container` is valid only with `on: container`")
                .at_value(container)
                .label("this would have no effect")
                .help("set `on: container`, or remove `container`"),
        ),
        (Some(name), GrantScope::Container) => {
            let known: Vec<&str> =
                c.topology.storage.containers.iter().map(|c| ContainerName::as_str(&c.name)).collect();
            if !known.contains(&name.as_str()) {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                c.report(
                    Diagnostic::error(Code::CLIENT, format!("there is no container `{name}`"))
                        .at_value(container)
                        .label("not a container of this topology")
                        .related_key("/storage/containers", "containers of this topology")
                        .help(format!("use one of {}", known.join(", "))),
                );
            }
        }
        (None, _) => {}
    }
    check_vault_grant(c, grant, pointer);
    let RoleReference::BuiltIn(role) = &grant.role else { return };
    let provider = match grant.on {
        GrantScope::Account => ResourceProvider::CognitiveServices,
        GrantScope::Storage | GrantScope::Container => ResourceProvider::Storage,
        GrantScope::Vault | GrantScope::Secret => ResourceProvider::KeyVault,
        // Every role of the catalog applies to some resource there.
        GrantScope::ResourceGroup | GrantScope::Subscription => return,
    };
    if role.applies_to(provider) {
        return;
    }
    if let Some(service) = ResourceProvider::ALL.into_iter().find(|service| role.applies_to(*service)) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("`{}` has no effect on this scope", role.name))
                .at_value(format!("{pointer}/role"))
                .label(format!("this role applies to resources of {}", service.namespace()))
                .related_value(format!("{pointer}/on"), "scope of the role assignment")
                .help(match service {
                    ResourceProvider::CognitiveServices => "set `on: account`",
                    ResourceProvider::Storage => "set `on: storage`, or `on: container` and the container",
                    ResourceProvider::KeyVault => "set `on: vault`, or `on: secret` for the account key only",
                }),
        );
    }
}

/// Whether the vault and the secret exist, and role assignments have an effect on them.
fn check_vault_grant(c: &mut CheckContext<'_>, grant: &Grant, pointer: &str) {
    let (missing, help) = match grant.on {
        GrantScope::Vault => (c.topology.effective_vault().is_none(), "set `keyVault: {}` to create a vault"),
        GrantScope::Secret => (
            c.topology.account_key_secret().is_none(),
            "set `account.localAuth: true` to store the account key as a secret",
        ),
        _ => return,
    };
    if missing {
        c.report(
            Diagnostic::error(Code::CLIENT, "the scope of the role assignment does not exist")
                .at_value(format!("{pointer}/on"))
                .label("not in this topology")
                .help(help),
        );
    } else if !c.topology.vault_uses_rbac() && grant.role != RoleReference::BuiltIn(&KEY_VAULT_SECRETS_USER) {
        // A role that cannot read secrets is not replaced by one that can.
        let reads_secrets = matches!(grant.role, RoleReference::BuiltIn(role) if role.allows(Action::ReadSecret));
        c.report(
            Diagnostic::error(Code::CLIENT, "roles have no effect in this vault")
                .at_value(format!("{pointer}/role"))
                .label("the vault uses access policies")
                .related_value("/keyVault/authorization", "not `rbac`")
                .help(if reads_secrets {
                    "set `authorization: rbac`, or use Key Vault Secrets User (an access policy with *get* and *list*)"
                } else {
                    "set `authorization: rbac`"
                }),
        );
    }
}

fn check_duplicate_roles(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    let roles = client.roles.as_deref().unwrap_or_default();
    for (at, grant) in roles.iter().enumerate() {
        if let Some(first) = roles[..at].iter().position(|other| other == grant) {
            c.report(
                Diagnostic::error(Code::DUPLICATE_ENTRY, "the client already has this role")
                    .at_value(format!("{pointer}/roles/{at}/role"))
                    .label("assigned again")
                    .related_value(format!("{pointer}/roles/{first}/role"), "assigned first here")
                    .fixed_by([KeyChange::Remove { pointer: format!("{pointer}/roles/{at}") }]),
            );
        }
    }
}
