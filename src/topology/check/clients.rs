//! Clients: what each kind can be given, roles that say something, credentials that Entra ID takes.

use super::context::{CheckContext, first_duplicate_name};
use crate::{
    catalog::roles::{KEY_VAULT_SECRETS_USER, ResourceProvider},
    diagnostic::{Code, Diagnostic},
    topology::{
        Client, ClientKind, Grant, GrantScope,
        values::{ContainerName, RoleReference},
    },
};

/// The issuer of GitHub Actions, whose subjects have a known shape.
const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

pub(super) fn check_clients(c: &mut CheckContext<'_>) {
    let clients = &c.topology.clients;
    if let Some((first, second)) = first_duplicate_name(clients.iter().map(|client| client.name.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "a client stands twice in the list")
                .at_value(format!("/clients/{second}/name"))
                .label("listed again")
                .related_value(format!("/clients/{first}/name"), "listed first here"),
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

/// Azure knows a role assignment by scope, role and principal: the second one of a principal would be refused.
fn check_unique_principals(c: &mut CheckContext<'_>) {
    let account =
        c.topology.account.principal_id.as_ref().map(|id| ("/account/principalId".to_owned(), id.to_string()));
    let clients = c.topology.clients.iter().enumerate();
    let clients =
        clients.filter_map(|(at, client)| Some((format!("/clients/{at}/id"), client.id.as_ref()?.to_string())));
    let named: Vec<(String, String)> = account.into_iter().chain(clients).collect();
    if let Some((first, second)) = first_duplicate_name(named.iter().map(|(_, id)| id.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "two of those who get roles are the same principal")
                .at_value(named[second].0.clone())
                .label("named again")
                .related_value(named[first].0.clone(), "named first here")
                .help("list all roles of a principal under one client"),
        );
    }
}

/// Only a managed identity that is made here can be named and trust others.
fn check_client_kind(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    if client.has_new_identity() {
        return;
    }
    if client.roles.as_ref().is_some_and(Vec::is_empty) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("the client `{}` may do nothing", client.name))
                .at_value(format!("{pointer}/roles"))
                .label("this client would have no effect")
                .help("list a role, or remove `roles` and it gets Cognitive Services User on the account"),
        );
    }
    let why = if client.kind == ClientKind::ManagedIdentity {
        "this identity exists already: it has an ID"
    } else {
        "only a managed identity is made here"
    };
    for key in ["identityName", "federatedCredentials"] {
        let setting = format!("{pointer}/{key}");
        if c.is_set(&setting) {
            c.report(
                Diagnostic::error(Code::CLIENT, format!("`{key}` belongs to an identity that is made here"))
                    .at_key(setting)
                    .label(why)
                    .related_value(format!("{pointer}/type"), "what the client is")
                    .help("write `type: managedIdentity` without `id`, or remove the key"),
            );
        }
    }
}

fn check_federated_credentials(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    let credentials = &client.federated_credentials;
    let list = format!("{pointer}/federatedCredentials");
    if let Some((first, second)) = first_duplicate_name(credentials.iter().map(|one| one.name.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "two credentials of one identity have the same name")
                .at_value(format!("{list}/{second}/name"))
                .label("named again")
                .related_value(format!("{list}/{first}/name"), "named first here"),
        );
    }
    for (at, one) in credentials.iter().enumerate() {
        let same = |other: &&crate::topology::FederatedCredential| {
            other.issuer == one.issuer && other.subject == one.subject && other.name != one.name
        };
        if credentials[..at].iter().any(|other| same(&other)) {
            c.report(
                Diagnostic::error(Code::LISTED_TWICE, "the identity trusts these tokens already")
                    .at_value(format!("{list}/{at}/subject"))
                    .label("the same issuer and subject once more; Entra ID takes each pair once"),
            );
        }
        if one.issuer.as_str().trim_end_matches('/') == GITHUB_ISSUER && !one.subject.as_str().starts_with("repo:") {
            c.report(
                Diagnostic::error(Code::CLIENT, "GitHub issues no token about this subject")
                    .at_value(format!("{list}/{at}/subject"))
                    .label("its subjects start with `repo:`")
                    .related_value(format!("{list}/{at}/issuer"), "GitHub Actions")
                    .help("write `repo:<owner>/<repository>:ref:refs/heads/<branch>` or `repo:<owner>/<repository>:environment:<name>`"),
            );
        }
    }
}

fn check_grant(c: &mut CheckContext<'_>, grant: &Grant, pointer: &str) {
    let container = format!("{pointer}/container");
    match (&grant.container, grant.on) {
        (None, GrantScope::Container) => c.report(
            Diagnostic::error(Code::CLIENT, "on which container?")
                .at_value(format!("{pointer}/on"))
                .label("the container is not named")
                .help("write `container: <name>` beside it"),
        ),
        (Some(_), GrantScope::Account | GrantScope::Storage | GrantScope::Vault | GrantScope::Secret) => c.report(
            Diagnostic::error(Code::CLIENT, "a container, and the role is not given on one")
                .at_value(container)
                .label("this would have no effect")
                .help("write `on: container`, or remove it"),
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
                        .related_key("/storage/containers", "these are")
                        .help(format!("known: {}", known.join(", "))),
                );
            }
        }
        (None, _) => {}
    }
    check_vault_grant(c, grant, pointer);
    let RoleReference::BuiltIn(role) = &grant.role else { return };
    let wanted = match grant.on {
        GrantScope::Account => ResourceProvider::CognitiveServices,
        GrantScope::Storage | GrantScope::Container => ResourceProvider::Storage,
        GrantScope::Vault | GrantScope::Secret => ResourceProvider::KeyVault,
    };
    if let Some(service) = role.service.filter(|service| *service != wanted) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("`{}` allows nothing there", role.name))
                .at_value(format!("{pointer}/role"))
                .label(format!("a role on resources of {}", service.namespace()))
                .related_value(format!("{pointer}/on"), "what it is given on")
                .help(match service {
                    ResourceProvider::CognitiveServices => "write `on: account`",
                    ResourceProvider::Storage => "write `on: storage`, or `on: container` and the container",
                    ResourceProvider::KeyVault => "write `on: vault`, or `on: secret` for the account key alone",
                }),
        );
    }
}

/// Whether there is a vault and a secret, and roles have an effect there.
fn check_vault_grant(c: &mut CheckContext<'_>, grant: &Grant, pointer: &str) {
    let (missing, help) = match grant.on {
        GrantScope::Vault => (c.topology.effective_vault().is_none(), "write `keyVault: {}` to have a vault"),
        GrantScope::Secret => (
            c.topology.account_key_secret().is_none(),
            "a secret is made of the account key, with `account.localAuth: true`",
        ),
        _ => return,
    };
    if missing {
        c.report(
            Diagnostic::error(Code::CLIENT, "the topology has none to give a role on")
                .at_value(format!("{pointer}/on"))
                .label("not in this topology")
                .help(help),
        );
    } else if !c.topology.vault_uses_rbac() && grant.role != RoleReference::BuiltIn(&KEY_VAULT_SECRETS_USER) {
        c.report(
            Diagnostic::error(Code::CLIENT, "roles have no effect in this vault")
                .at_value(format!("{pointer}/role"))
                .label("the vault keeps its own list")
                .related_value("/keyVault/authorization", "not roles")
                .help("Key Vault Secrets User becomes *get* and *list* on that list; other roles need `authorization: rbac`"),
        );
    }
}

fn check_duplicate_roles(c: &mut CheckContext<'_>, client: &Client, pointer: &str) {
    let roles = client.roles.as_deref().unwrap_or_default();
    for (at, one) in roles.iter().enumerate() {
        if let Some(first) = roles[..at].iter().position(|other| other == one) {
            c.report(
                Diagnostic::error(Code::LISTED_TWICE, "the client has this role already")
                    .at_value(format!("{pointer}/roles/{at}/role"))
                    .label("given again")
                    .related_value(format!("{pointer}/roles/{first}/role"), "given first here"),
            );
        }
    }
}
