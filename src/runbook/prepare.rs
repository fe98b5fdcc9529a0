//! Checks what a subscription and a deploying principal need before this topology is deployed.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    names::{custom_subdomain, default_name},
    sign_in::SignIn,
};
use crate::{
    catalog::deployment::{join_action, role_for_action},
    plan::{Body, DeploymentTarget, ResolvedTopology, Resource, ResourceGroup, ResourceKind, Symbol},
    topology::TopologyFile,
};

/// The values that the checks use.
#[derive(Serialize)]
pub(super) struct Preparation {
    #[serde(flatten)]
    sign_in: SignIn,
    /// The region, if it is set in the file.
    location: Option<String>,
    providers: Vec<ProviderRegistration>,
    machine: Option<PreparedMachine>,
    /// The names of public IP addresses.
    addresses: Vec<String>,
    /// The account to create; an existing one has its SKU, its name and its subdomain.
    account: Option<PreparedAccount>,
    /// The storage account to create.
    storage: Option<String>,
    /// The vault to create.
    vault: Option<PreparedVault>,
    scopes: Vec<PermissionScope>,
    /// The names of the roles that the deployment assigns.
    assigned_roles: String,
}

/// A resource provider, and a subscription in which it must be registered if that is not the target subscription.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct ProviderRegistration {
    other_subscription: Option<String>,
    namespace: String,
}

/// The test VM.
#[derive(Serialize)]
struct PreparedMachine {
    machine_name: String,
    size: String,
    encryption_at_host: bool,
}

/// The account.
#[derive(Serialize)]
struct PreparedAccount {
    account_name: String,
    kind: &'static str,
    sku: &'static str,
    subdomain: String,
    api_version: &'static str,
}

/// The vault.
#[derive(Serialize)]
struct PreparedVault {
    vault_name: String,
    api_version: &'static str,
}

/// A scope on which the deploying principal needs actions.
#[derive(Serialize)]
struct PermissionScope {
    /// The resource group or resource; none for the target resource group and the target subscription.
    id: Option<String>,
    is_subscription: bool,
    actions: Vec<NeededAction>,
}

/// An action, and a built-in role that allows it.
#[derive(Serialize)]
struct NeededAction {
    action: String,
    role: &'static str,
}

impl Preparation {
    pub(super) fn for_topology(topology: &TopologyFile, plan: &ResolvedTopology) -> Self {
        let account = match plan.find(&Symbol::from("account")).map(|account| &account.body) {
            Some(Body::CognitiveAccount(body)) => Some(PreparedAccount {
                account_name: default_name(plan, "account"),
                kind: body.kind,
                sku: body.sku,
                subdomain: custom_subdomain(plan),
                api_version: plan.api_version(ResourceKind::CognitiveAccount),
            }),
            _ => None,
        };
        let storage = topology.storage.existing.is_none().then(|| default_name(plan, "storageAccount"));
        Self {
            sign_in: SignIn::for_topology(topology, plan),
            location: topology.location.as_ref().map(ToString::to_string),
            providers: provider_registrations(plan),
            machine: prepared_machine(plan),
            addresses: public_addresses(plan),
            account,
            storage,
            vault: topology.vault_access().map(|_| PreparedVault {
                vault_name: default_name(plan, "keyVault"),
                api_version: plan.api_version(ResourceKind::KeyVault),
            }),
            scopes: permission_scopes(plan),
            assigned_roles: assigned_roles(plan),
        }
    }
}

/// Resources that every language creates.
fn created_resources(plan: &ResolvedTopology) -> impl Iterator<Item = &Resource> {
    plan.resources.iter().map(AsRef::as_ref).filter(|r| r.existing.is_none() && r.only_for.is_none())
}

fn provider_registrations(plan: &ResolvedTopology) -> Vec<ProviderRegistration> {
    let registrations: BTreeSet<ProviderRegistration> = created_resources(plan)
        .map(|resource| ProviderRegistration {
            other_subscription: match &resource.deployment_target {
                DeploymentTarget::OtherGroup(group) if !is_target_subscription(plan, group) => {
                    Some(group.subscription.clone())
                }
                _ => None,
            },
            namespace: resource.kind.namespace().to_owned(),
        })
        // It is part of every subscription.
        .filter(|registration| registration.namespace != "Microsoft.Authorization")
        .collect();
    registrations.into_iter().collect()
}

fn is_target_subscription(plan: &ResolvedTopology, group: &ResourceGroup) -> bool {
    plan.subscription.as_ref().is_some_and(|target| target.eq_ignore_ascii_case(&group.subscription))
}

fn prepared_machine(plan: &ResolvedTopology) -> Option<PreparedMachine> {
    created_resources(plan).find_map(|resource| match &resource.body {
        Body::VirtualMachine(body) => Some(PreparedMachine {
            machine_name: plan.known_text(&resource.name).unwrap_or_default(),
            size: plan.known_text(&body.size).unwrap_or_default(),
            encryption_at_host: body.encryption_at_host,
        }),
        _ => None,
    })
}

fn public_addresses(plan: &ResolvedTopology) -> Vec<String> {
    let addresses = created_resources(plan).filter(|resource| resource.kind == ResourceKind::PublicIpAddress);
    addresses.filter_map(|address| plan.known_text(&address.name)).collect()
}

/// What the deploying principal needs on the target resource group, and on each group and resource of other teams.
fn permission_scopes(plan: &ResolvedTopology) -> Vec<PermissionScope> {
    let mut needed: Vec<(WritingScope, BTreeSet<String>)> = vec![(WritingScope::TargetGroup, BTreeSet::new())];
    let mut add = |scope: WritingScope, action: String| match needed.iter_mut().find(|(known, _)| *known == scope) {
        Some((_, actions)) => {
            actions.insert(action);
        }
        None => needed.push((scope, BTreeSet::from([action]))),
    };
    for resource in created_resources(plan) {
        add(writing_scope(plan, resource), format!("{}/write", resource.kind.arm_type()));
        for target in resource.referenced_symbols() {
            let target = plan.resource(&target);
            if let (Some(id), Some(action)) = (&target.existing, join_action(target.kind))
                && resource.parent.as_ref() != Some(&target.symbol)
            {
                add(WritingScope::Other(id.to_string()), action.to_owned());
            }
        }
    }
    needed
        .into_iter()
        .filter(|(_, actions)| !actions.is_empty())
        .map(|(scope, actions)| {
            let is_target = scope == WritingScope::TargetGroup;
            let role = |action: &str| if is_target { target_role(action) } else { role_for_action(action) };
            let actions = actions.into_iter().map(|action| NeededAction { role: role(&action), action }).collect();
            let is_subscription = scope == WritingScope::TargetSubscription;
            let id = match scope {
                WritingScope::Other(id) => Some(id),
                WritingScope::TargetGroup | WritingScope::TargetSubscription => None,
            };
            PermissionScope { id, is_subscription, actions }
        })
        .collect()
}

/// On the target resource group one role allows all types.
fn target_role(action: &str) -> &'static str {
    if action.starts_with("Microsoft.Authorization/") { role_for_action(action) } else { "Contributor" }
}

/// What a resource is written to or below.
#[derive(PartialEq, Eq)]
enum WritingScope {
    TargetGroup,
    TargetSubscription,
    /// The ID of an existing resource, or of another resource group.
    Other(String),
}

/// The existing resource that a resource is written below, or the group or subscription that it is written to.
fn writing_scope(plan: &ResolvedTopology, resource: &Resource) -> WritingScope {
    let group = match &resource.deployment_target {
        DeploymentTarget::OtherGroup(group) => group,
        DeploymentTarget::Subscription => return WritingScope::TargetSubscription,
        DeploymentTarget::TargetGroup | DeploymentTarget::SecondPass => return WritingScope::TargetGroup,
    };
    let mut owner = resource.scope.as_ref().or(resource.parent.as_ref()).map(|symbol| plan.resource(symbol));
    while let Some(above) = owner {
        if let Some(id) = &above.existing {
            return WritingScope::Other(id.to_string());
        }
        owner = above.parent.as_ref().map(|symbol| plan.resource(symbol));
    }
    WritingScope::Other(format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name))
}

fn assigned_roles(plan: &ResolvedTopology) -> String {
    let roles: BTreeSet<String> = created_resources(plan)
        .filter_map(|resource| match &resource.body {
            Body::RoleAssignment(body) => {
                let unnamed = || body.unnamed_role.as_ref().map(|role| plan.display_text(role));
                body.role_name.map(ToOwned::to_owned).or_else(unnamed)
            }
            _ => None,
        })
        .collect();
    roles.into_iter().collect::<Vec<_>>().join(", ")
}
