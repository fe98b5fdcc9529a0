//! Required steps for resources that are managed outside this topology: their settings are not written here.

use super::{builder::PlanBuilder, machine_notes, network_steps, outbound_steps, route_steps};
use crate::{
    catalog::deployment::approval_action,
    diagnostic::{Code, Diagnostic},
    plan::{LanguageFamily, ResourceKind, Symbol},
    topology::{
        AccountSku, Endpoint, EndpointApproval, Grant, GrantScope, KeyKind, Studio,
        values::{ResourceId, SubscriptionId},
    },
};

pub(super) fn add_required_steps(b: &mut PlanBuilder<'_>) {
    add_account_steps(b);
    add_subnet_subscription_step(b);
    add_disconnected_step(b);
    add_storage_steps(b);
    network_steps::add_network_steps(b);
    outbound_steps::add_outbound_steps(b);
    machine_notes::add_machine_steps(b);
    route_steps::add_route_steps(b);
    add_subscription_steps(b);
}

/// The step that approves the connection of a private endpoint: see `network::ENDPOINT_APPROVAL`.
fn approval_step(target: &str, kind: ResourceKind, (key, settings): (&str, &Endpoint), name: &str) -> String {
    match settings.approval {
        EndpointApproval::Automatic => format!(
            "On {target}, give the deploying principal the permission \
             `{}`, which approves the private endpoint `{name}`. Without it, \
             the deployment fails: set `privateEndpoints.{key}.approval: manual`",
            approval_action(kind)
        ),
        EndpointApproval::Manual => format!(
            "On {target}, approve the connection of the private endpoint `{name}`. Until then, it is pending and \
             carries no traffic"
        ),
    }
}

/// Role assignments on the subscription need permissions that a deployment to a resource group does not need.
fn add_subscription_steps(b: &mut PlanBuilder<'_>) {
    let is_on_subscription = |grant: &Grant| grant.on == GrantScope::Subscription;
    let first = b.topology.clients.iter().enumerate().find_map(|(index, client)| {
        let position = client.roles.as_ref()?.iter().position(is_on_subscription)?;
        Some(format!("/clients/{index}/roles/{position}/on"))
    });
    let Some(pointer) = first else { return };
    let step = |family, operations| {
        let text = format!("On the subscription, allow the deploying principal {operations}");
        (Some(family), Diagnostic::note(Code::REQUIRED_STEP, text).at_value(pointer.clone()))
    };
    let steps = [
        step(
            LanguageFamily::Azure,
            "Microsoft.Authorization/roleAssignments/write and Microsoft.Resources/deployments/write",
        ),
        step(LanguageFamily::Terraform, "Microsoft.Authorization/roleAssignments/write"),
    ];
    for (family, diagnostic) in steps {
        b.add_note(family, diagnostic);
    }
}

/// Required steps for an existing account.
fn add_account_steps(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let Some(id) = &topology.account.existing else { return };
    let account = format!("account `{}`", id.0.name());
    let mut steps = Vec::new();
    if topology.account_uses_storage() {
        let host = match &topology.storage.existing {
            Some(id) => id.0.name().to_owned(),
            None => b.names.storage_account_name(),
        };
        steps.push(format!(
            "On {account}, keep the system-assigned identity enabled; if outbound access is restricted, add \
             {host}.blob.{} to the allowed FQDN list",
            b.cloud.storage_suffix
        ));
    }
    let firewall_steps = firewall_steps(b, &account);
    if topology.has_account_endpoint() {
        let endpoint = ("account", &topology.private_endpoints.account);
        steps.push(approval_step(&account, ResourceKind::CognitiveAccount, endpoint, &b.names.account_endpoint_name()));
        // Clients outside the network need public network access.
        if firewall_steps.is_empty() {
            steps.push(format!("On {account}, disable public network access"));
        }
    }
    steps.extend(firewall_steps);
    for step in steps {
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/account/existing"));
    }
}

/// A virtual network rule for a subnet of another subscription: `account::RULES_OF_OTHER_SUBSCRIPTIONS`.
fn add_subnet_subscription_step(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let own = match &topology.account.existing {
        Some(id) => Some(id.0.subscription.as_str()),
        None if topology.account_uses_firewall_rules() => topology.subscription.as_ref().map(SubscriptionId::as_str),
        None => None,
    };
    let network = b.layout.as_ref().and_then(|layout| layout.existing).map(|id| id.0.subscription.clone());
    let (Some(own), Some(network)) = (own, network) else { return };
    if topology.allow.subnets.is_empty() || own.eq_ignore_ascii_case(&network) {
        return;
    }
    let step = format!(
        "In subscription {network}, register the resource provider Microsoft.CognitiveServices, since virtual network \
         rules of the account name subnets there"
    );
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/allow/subnets"));
}

/// The plan that an account for disconnected containers needs: `account::DISCONNECTED_PLAN`.
fn add_disconnected_step(b: &mut PlanBuilder<'_>) {
    if b.topology.account.existing.is_some() || b.topology.account.sku != AccountSku::DC0 {
        return;
    }
    let step = "Request access to disconnected containers, then purchase a commitment plan for the account; without one, \
                containers get no license";
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_value("/account/sku"));
}

/// The rules that the firewall of an existing resource has to have.
fn firewall_steps(b: &PlanBuilder<'_>, target: &str) -> Vec<String> {
    let mut steps = client_rule_steps(b, target);
    if b.topology.allow.studio == Studio::Service
        && let Some(address) = b.cloud.studio_address
    {
        steps.push(format!("On {target}, add an IP rule for {address} (Document Intelligence Studio)"));
    }
    steps
}

/// The rules for clients.
fn client_rule_steps(b: &PlanBuilder<'_>, target: &str) -> Vec<String> {
    let allow = &b.topology.allow;
    let addresses = allow.addresses.iter().map(|address| format!("On {target}, add an IP rule for {address}"));
    let subnets = allow
        .subnets
        .iter()
        .map(|subnet| format!("On {target}, add a virtual network rule for subnet `{}`", subnet.as_str()));
    addresses.chain(subnets).collect()
}

/// Required steps for an existing storage account: to write its firewall or CORS rules would overwrite those it has.
fn add_storage_steps(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let Some(id) = &topology.storage.existing else { return };
    let name = id.0.name();
    let mut steps = Vec::new();
    if topology.account_uses_storage() {
        steps.push(format!(
            "On storage account `{name}`, allow trusted Azure services or add a resource instance rule for this \
             account (output accountId)"
        ));
    }
    steps.extend(containers_with_roles(b).into_iter().map(|container| {
        format!("On storage account `{name}`, check that container {container} exists, since roles are assigned on it")
    }));
    if topology.has_blob_endpoint() {
        let endpoint = ("blob", &topology.private_endpoints.blob);
        let target = format!("storage account `{name}`");
        steps.push(approval_step(&target, ResourceKind::StorageAccount, endpoint, &b.names.blob_endpoint_name()));
    }
    steps.extend(firewall_steps(b, &format!("storage account `{name}`")));
    let origins = super::storage::cors_origins(b);
    if !origins.is_empty() {
        steps.push(format!(
            "On storage account `{name}`, add a CORS rule to the blob service for {}",
            origins.join(", ")
        ));
    }
    for step in steps {
        b.add_note_with_names(&["accountId"], Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/storage/existing"));
    }
}

/// The containers that are scopes of role assignments.
fn containers_with_roles(b: &PlanBuilder<'_>) -> Vec<String> {
    let scopes = b.plan.resources.iter().filter_map(|resource| resource.scope.as_ref());
    let scopes: Vec<&Symbol> = scopes.collect();
    let containers = b.plan.resources.iter().filter(|r| r.kind == ResourceKind::BlobContainer);
    let used = containers.filter(|container| scopes.contains(&&container.symbol));
    used.filter_map(|container| Some(format!("`{}`", container.existing.as_ref()?.name()))).collect()
}

/// Required steps for an existing vault.
pub(super) fn add_vault_steps(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let Some(id) = topology.effective_vault().and_then(|vault| vault.existing.clone()) else { return };
    let mut steps: Vec<String> = key_protection_step(b).into_iter().collect();
    steps.extend(vault_access_steps(b, &id.0));
    for step in steps {
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/keyVault/existing"));
    }
}

/// The private endpoint and the firewall of an existing vault.
fn vault_access_steps(b: &PlanBuilder<'_>, id: &ResourceId) -> Vec<String> {
    let topology = b.topology;
    let target = format!("vault `{}`", id.name());
    let mut steps = Vec::new();
    if topology.has_vault_endpoint() {
        let endpoint = ("vault", &topology.private_endpoints.vault);
        steps.push(approval_step(&target, ResourceKind::KeyVault, endpoint, &b.names.vault_endpoint_name()));
    }
    if topology.has_vault_clients() {
        steps.extend(client_rule_steps(b, &target));
    }
    steps
}

/// The services reject a key that could be lost, and access its vault from outside the network.
fn key_protection_step(b: &PlanBuilder<'_>) -> Option<String> {
    let topology = b.topology;
    topology.customer_keys().next()?;
    let mut step =
        "On the existing vault, enable purge protection and allow trusted Azure services, since its keys encrypt \
                    data of this topology. The vault has to be in the tenant of this topology"
            .to_owned();
    if topology.location.is_none() {
        step.push_str(" and in its region, which the file leaves to the deployment");
    }
    if topology.customer_keys().any(|(_, key)| key.existing.is_none() && key.kind == KeyKind::RsaHsm) {
        step.push_str(". It has to have the Premium SKU, since an HSM-protected key is created in it");
    }
    Some(step)
}
