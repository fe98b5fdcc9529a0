//! Required steps for resources that are managed outside this topology: their settings are not written here.

use super::builder::PlanBuilder;
use crate::plan::{Expr, LanguageFamily, SecurityRule};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountSku, Grant, GrantScope, KeyKind, Studio, SubnetUse},
};

pub(super) fn add_required_steps(b: &mut PlanBuilder<'_>) {
    add_account_steps(b);
    add_disconnected_step(b);
    add_storage_steps(b);
    add_subnet_steps(b);
    add_security_group_steps(b);
    add_zone_link_steps(b);
    add_subscription_steps(b);
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
        // Clients outside the network need public network access.
        let disable = if firewall_steps.is_empty() { ", and disable public network access" } else { "" };
        steps.push(format!(
            "On {account}, approve the private endpoint if the deploying principal is not allowed to{disable}"
        ));
    }
    steps.extend(firewall_steps);
    for step in steps {
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/account/existing"));
    }
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
    let allow = &b.topology.allow;
    let mut steps = Vec::new();
    if !allow.addresses.is_empty() {
        let addresses: Vec<String> = allow.addresses.iter().map(ToString::to_string).collect();
        steps.push(format!("On {target}, add IP rules for {}", addresses.join(", ")));
    }
    if !allow.subnets.is_empty() {
        let subnets: Vec<&str> = allow.subnets.iter().map(crate::topology::values::SubnetName::as_str).collect();
        steps.push(format!("On {target}, add virtual network rules for the subnets {}", subnets.join(", ")));
    }
    if allow.studio == Studio::Service
        && let Some(address) = b.cloud.studio_address
    {
        steps.push(format!("On {target}, add an IP rule for {address} (Document Intelligence Studio)"));
    }
    steps
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

/// `inbound from GatewayManager to * on port 443`
fn describe_rule(rule: &SecurityRule) -> String {
    let join_texts = |single: Option<&Expr>, list: Option<&Expr>| match (single, list) {
        (Some(Expr::String(text)), _) => text.clone(),
        (_, Some(Expr::List(texts))) => {
            let texts =
                texts.iter().filter_map(|text| if let Expr::String(text) = text { Some(text.as_str()) } else { None });
            texts.collect::<Vec<_>>().join(", ")
        }
        _ => "any".to_owned(),
    };
    let ports = match rule.port {
        Some(port) => format!("port {port}"),
        None => format!("ports {}", join_texts(None, rule.ports.as_ref())),
    };
    let source = join_texts(rule.source.as_ref(), rule.sources.as_ref());
    format!("{} from {source} to {} on {ports}", rule.direction.to_lowercase(), rule.destination)
}

/// Required steps for an existing subnet: its rules and service endpoints are not written here.
fn add_subnet_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_some()) {
        let name = subnet.existing().map_or("", |id| id.0.name());
        let mut steps = Vec::new();
        if subnet.used_for == SubnetUse::Endpoints && !layout.network.on_premises.is_empty() {
            let ranges: Vec<String> = layout.network.on_premises.iter().map(ToString::to_string).collect();
            steps.push(format!(
                "In the network security group of subnet `{name}`, allow inbound HTTPS (port 443) from {} if the group \
                 applies to private endpoints",
                ranges.join(", ")
            ));
        }
        let services = b.service_endpoints(subnet);
        if !services.is_empty() {
            steps.push(format!("On subnet `{name}`, enable the service endpoints {}", services.join(", ")));
        }
        for step in steps {
            let diagnostic = Diagnostic::note(Code::REQUIRED_STEP, step).at_key(format!("{}/existing", subnet.pointer));
            b.add_note(None, diagnostic);
        }
    }
}

/// The rules that an existing network security group has to have.
fn add_security_group_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in &layout.subnets {
        let Some(group) = subnet.existing_nsg() else { continue };
        let rules = super::security_rules::rules_for_subnet(b, &subnet.used_for);
        let allowed: Vec<String> = rules.iter().filter(|rule| rule.access == "Allow").map(describe_rule).collect();
        if allowed.is_empty() {
            continue;
        }
        let requirement = if subnet.used_for == SubnetUse::Bastion {
            "what Azure Bastion requires"
        } else {
            "what a new group would allow"
        };
        let step =
            format!("In network security group `{}`, allow {requirement}: {}", group.0.name(), allowed.join("; "));
        let key = format!("{}/existingNsg", subnet.pointer);
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(key));
    }
}

/// Required steps for the networks that zones are linked to and that this topology does not create: another zone of the
/// same name stops the deployment, and DNS servers of the network have to forward the names.
fn add_zone_link_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    let zones = super::dns::linked_zone_names(b);
    if zones.is_empty() {
        return;
    }
    let zones = zones.join(", ");
    let own = layout.existing.map(|id| (id.0.name(), "/network/existing".to_owned()));
    let linked = layout.network.linked_networks.iter().enumerate();
    let linked = linked.map(|(index, id)| (id.0.name(), format!("/network/linkedNetworks/{index}")));
    for (network, key) in own.into_iter().chain(linked) {
        let instead = match key.as_str() {
            "/network/existing" => "use the zones that are linked, with `dns.zones: existing` and `dns.link: false`",
            _ => {
                "use the zones that are linked, with `dns.zones: existing`, and remove the network from \
                 `network.linkedNetworks`"
            }
        };
        let links = format!(
            "On virtual network `{network}`, check that no private DNS zone of these names is linked yet: {zones}. A \
             second link stops the deployment: {instead}"
        );
        let servers = format!(
            "On virtual network `{network}`, check for custom DNS servers. If there are any, they have to forward the \
             names of these zones to Azure DNS (168.63.129.16)"
        );
        for step in [links, servers] {
            let step = Diagnostic::note(Code::REQUIRED_STEP, step);
            b.add_note(None, if key == "/network/existing" { step.at_key(&key) } else { step.at_value(&key) });
        }
    }
}

/// The services reject a key that could be lost, and access its vault from outside the network.
pub(super) fn add_vault_steps(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    if topology.customer_keys().next().is_none()
        || topology.effective_vault().is_none_or(|vault| vault.existing.is_none())
    {
        return;
    }
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
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/keyVault/existing"));
}
