//! Clients: what each kind can be given, roles that say something, credentials that Entra ID takes.

use super::context::{Check, first_duplicate_name};
use crate::{
    catalog::roles::{KEY_VAULT_SECRETS_USER, Service},
    diagnostic::{Code, Diagnostic},
    topology::{
        Client, ClientKind, Grant, GrantScope,
        values::{ContainerName, RoleReference},
    },
};

/// The issuer of GitHub Actions, whose subjects have a known shape.
const GITHUB: &str = "https://token.actions.githubusercontent.com";

pub(super) fn check(c: &mut Check<'_>) {
    let clients = &c.topology.clients;
    if let Some((first, second)) = first_duplicate_name(clients.iter().map(|client| client.name.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "a client stands twice in the list")
                .at(format!("/clients/{second}/name"))
                .label("listed again")
                .see(format!("/clients/{first}/name"), "listed first here"),
        );
    }
    same_principal(c);
    for (at, client) in clients.iter().enumerate() {
        let pointer = format!("/clients/{at}");
        kind(c, client, &pointer);
        credentials(c, client, &pointer);
        for (at, grant) in client.roles.iter().flatten().enumerate() {
            role(c, grant, &format!("{pointer}/roles/{at}"));
        }
        check_duplicate_roles(c, client, &pointer);
    }
}

/// Azure knows a role assignment by scope, role and principal: the second one of a principal would be refused.
fn same_principal(c: &mut Check<'_>) {
    let account =
        c.topology.account.principal_id.as_ref().map(|id| ("/account/principalId".to_owned(), id.to_string()));
    let clients = c.topology.clients.iter().enumerate();
    let clients =
        clients.filter_map(|(at, client)| Some((format!("/clients/{at}/id"), client.id.as_ref()?.to_string())));
    let named: Vec<(String, String)> = account.into_iter().chain(clients).collect();
    if let Some((first, second)) = first_duplicate_name(named.iter().map(|(_, id)| id.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "two of those who get roles are the same principal")
                .at(named[second].0.clone())
                .label("named again")
                .see(named[first].0.clone(), "named first here")
                .help("list all roles of a principal under one client"),
        );
    }
}

/// Only a managed identity that is made here can be named and trust others.
fn kind(c: &mut Check<'_>, client: &Client, pointer: &str) {
    if client.is_made_here() {
        return;
    }
    if client.roles.as_ref().is_some_and(Vec::is_empty) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("the client `{}` may do nothing", client.name))
                .at(format!("{pointer}/roles"))
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
        if c.written(&setting) {
            c.report(
                Diagnostic::error(Code::CLIENT, format!("`{key}` belongs to an identity that is made here"))
                    .at_key(setting)
                    .label(why)
                    .see(format!("{pointer}/type"), "what the client is")
                    .help("write `type: managedIdentity` without `id`, or remove the key"),
            );
        }
    }
}

fn credentials(c: &mut Check<'_>, client: &Client, pointer: &str) {
    let credentials = &client.federated_credentials;
    let list = format!("{pointer}/federatedCredentials");
    if let Some((first, second)) = first_duplicate_name(credentials.iter().map(|one| one.name.as_str())) {
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "two credentials of one identity have the same name")
                .at(format!("{list}/{second}/name"))
                .label("named again")
                .see(format!("{list}/{first}/name"), "named first here"),
        );
    }
    for (at, one) in credentials.iter().enumerate() {
        let same = |other: &&crate::topology::FederatedCredential| {
            other.issuer == one.issuer && other.subject == one.subject && other.name != one.name
        };
        if credentials[..at].iter().any(|other| same(&other)) {
            c.report(
                Diagnostic::error(Code::LISTED_TWICE, "the identity trusts these tokens already")
                    .at(format!("{list}/{at}/subject"))
                    .label("the same issuer and subject once more; Entra ID takes each pair once"),
            );
        }
        if one.issuer.as_str().trim_end_matches('/') == GITHUB && !one.subject.as_str().starts_with("repo:") {
            c.report(
                Diagnostic::error(Code::CLIENT, "GitHub issues no token about this subject")
                    .at(format!("{list}/{at}/subject"))
                    .label("its subjects start with `repo:`")
                    .see(format!("{list}/{at}/issuer"), "GitHub Actions")
                    .help("write `repo:<owner>/<repository>:ref:refs/heads/<branch>` or `repo:<owner>/<repository>:environment:<name>`"),
            );
        }
    }
}

fn role(c: &mut Check<'_>, grant: &Grant, pointer: &str) {
    let container = format!("{pointer}/container");
    match (&grant.container, grant.on) {
        (None, GrantScope::Container) => c.report(
            Diagnostic::error(Code::CLIENT, "on which container?")
                .at(format!("{pointer}/on"))
                .label("the container is not named")
                .help("write `container: <name>` beside it"),
        ),
        (Some(_), GrantScope::Account | GrantScope::Storage | GrantScope::Vault | GrantScope::Secret) => c.report(
            Diagnostic::error(Code::CLIENT, "a container, and the role is not given on one")
                .at(container)
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
                        .at(container)
                        .label("not a container of this topology")
                        .see_key("/storage/containers", "these are")
                        .help(format!("known: {}", known.join(", "))),
                );
            }
        }
        (None, _) => {}
    }
    vault(c, grant, pointer);
    let RoleReference::BuiltIn(role) = &grant.role else { return };
    let wanted = match grant.on {
        GrantScope::Account => Service::CognitiveServices,
        GrantScope::Storage | GrantScope::Container => Service::Storage,
        GrantScope::Vault | GrantScope::Secret => Service::KeyVault,
    };
    if let Some(service) = role.service.filter(|service| *service != wanted) {
        c.report(
            Diagnostic::error(Code::CLIENT, format!("`{}` allows nothing there", role.name))
                .at(format!("{pointer}/role"))
                .label(format!("a role on resources of {}", service.provider()))
                .see(format!("{pointer}/on"), "what it is given on")
                .help(match service {
                    Service::CognitiveServices => "write `on: account`",
                    Service::Storage => "write `on: storage`, or `on: container` and the container",
                    Service::KeyVault => "write `on: vault`, or `on: secret` for the account key alone",
                }),
        );
    }
}

/// Whether there is a vault and a secret, and roles have an effect there.
fn vault(c: &mut Check<'_>, grant: &Grant, pointer: &str) {
    let (missing, help) = match grant.on {
        GrantScope::Vault => (c.topology.vault().is_none(), "write `keyVault: {}` to have a vault"),
        GrantScope::Secret => {
            (c.topology.kept_key().is_none(), "a secret is made of the account key, with `account.localAuth: true`")
        }
        _ => return,
    };
    if missing {
        c.report(
            Diagnostic::error(Code::CLIENT, "the topology has none to give a role on")
                .at(format!("{pointer}/on"))
                .label("not in this topology")
                .help(help),
        );
    } else if !c.topology.vault_has_roles() && grant.role != RoleReference::BuiltIn(&KEY_VAULT_SECRETS_USER) {
        c.report(
            Diagnostic::error(Code::CLIENT, "roles have no effect in this vault")
                .at(format!("{pointer}/role"))
                .label("the vault keeps its own list")
                .see("/keyVault/authorization", "not roles")
                .help("Key Vault Secrets User becomes *get* and *list* on that list; other roles need `authorization: rbac`"),
        );
    }
}

fn check_duplicate_roles(c: &mut Check<'_>, client: &Client, pointer: &str) {
    let roles = client.roles.as_deref().unwrap_or_default();
    for (at, one) in roles.iter().enumerate() {
        if let Some(first) = roles[..at].iter().position(|other| other == one) {
            c.report(
                Diagnostic::error(Code::LISTED_TWICE, "the client has this role already")
                    .at(format!("{pointer}/roles/{at}/role"))
                    .label("given again")
                    .see(format!("{pointer}/roles/{first}/role"), "given first here"),
            );
        }
    }
}
