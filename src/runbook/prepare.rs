//! Checks what a subscription and a deploying principal need before this topology is deployed.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    names::{custom_subdomain, default_name},
    permissions::{
        ApprovedEndpoint, DeploymentScope, PermissionScope, ReportedAction, approved_endpoints, created_resources,
        deployment_scopes, permission_scopes, reported_actions, terraform_roles, terraform_scopes,
    },
    sign_in::SignIn,
};
use crate::{
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
    /// The scopes on which only Terraform needs more.
    terraform_scopes: Vec<PermissionScope>,
    /// The scopes to which Bicep and ARM write a deployment.
    deployment_scopes: Vec<DeploymentScope>,
    approved_endpoints: Vec<ApprovedEndpoint>,
    reported_actions: Vec<ReportedAction>,
    assigned_roles: Vec<AssignedRole>,
    /// Whether Terraform writes keys or secrets of the vault, which it does over the network.
    writes_vault_over_network: bool,
}

/// A role that the deployment assigns.
#[derive(Serialize)]
struct AssignedRole {
    role_name: String,
    /// Whether only Terraform assigns it, to the identity that runs it.
    only_terraform: bool,
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
            terraform_scopes: terraform_scopes(plan),
            deployment_scopes: deployment_scopes(plan),
            approved_endpoints: approved_endpoints(plan),
            reported_actions: reported_actions(plan),
            writes_vault_over_network: writes_vault_over_network(plan),
            assigned_roles: assigned_roles(plan),
        }
    }
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

fn writes_vault_over_network(plan: &ResolvedTopology) -> bool {
    let is_in_vault = |kind| matches!(kind, ResourceKind::KeyVaultKey | ResourceKind::KeyVaultSecret);
    created_resources(plan).any(|resource| is_in_vault(resource.kind))
}

/// The names of the roles that are assigned, those of Terraform alone last.
fn assigned_roles(plan: &ResolvedTopology) -> Vec<AssignedRole> {
    let names = |role: &Resource| match &role.body {
        Body::RoleAssignment(body) => {
            let unnamed = || body.unnamed_role.as_ref().map(|role| plan.display_text(role));
            body.role_name.map(ToOwned::to_owned).or_else(unnamed)
        }
        _ => None,
    };
    let roles: BTreeSet<String> = created_resources(plan).filter_map(names).collect();
    let terraform: BTreeSet<String> = terraform_roles(plan).filter_map(names).collect();
    let all = roles.into_iter().map(|role_name| AssignedRole { role_name, only_terraform: false });
    all.chain(terraform.into_iter().map(|role_name| AssignedRole { role_name, only_terraform: true })).collect()
}
