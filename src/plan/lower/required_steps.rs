//! What the owners of existing resources have to do: their settings are not written here.

use super::builder::PlanBuilder;
use crate::plan::{Expr, SecurityRule};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{KeyKind, Studio, SubnetUse},
};

pub(super) fn add_required_steps(b: &mut PlanBuilder<'_>) {
    add_account_steps(b);
    add_storage_steps(b);
    add_subnet_steps(b);
    add_security_group_steps(b);
}

/// What the owner of an existing account has to see to.
fn add_account_steps(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    let Some(id) = &t.account.existing else { return };
    let account = format!("account `{}`", id.0.name());
    let mut steps = Vec::new();
    if t.account_uses_storage() {
        let host = match &t.storage.existing {
            Some(id) => id.0.name().to_owned(),
            None => b.names.storage_account_name(),
        };
        steps.push(format!(
            "On {account}, keep the system-assigned identity on; where its outbound access is restricted, allow the host {host}.blob.{}",
            b.cloud.storage_suffix
        ));
    }
    let outside = firewall_steps(b, &account);
    if t.has_account_endpoint() {
        // Whoever is to come in from outside needs the public side.
        let closed = if outside.is_empty() { ", and turn public network access off" } else { "" };
        steps.push(format!("On {account}, approve the private endpoint where whoever deploys may not{closed}"));
    }
    steps.extend(outside);
    for step in steps {
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/account/existing"));
    }
}

/// What the firewall of something that exists has to let in.
fn firewall_steps(b: &PlanBuilder<'_>, what: &str) -> Vec<String> {
    let allow = &b.topology.allow;
    let mut steps = Vec::new();
    if !allow.addresses.is_empty() {
        let addresses: Vec<String> = allow.addresses.iter().map(ToString::to_string).collect();
        steps.push(format!("On {what}, allow the addresses {}", addresses.join(", ")));
    }
    if !allow.subnets.is_empty() {
        let subnets: Vec<&str> = allow.subnets.iter().map(crate::topology::values::SubnetName::as_str).collect();
        steps.push(format!("On {what}, allow the subnets {}", subnets.join(", ")));
    }
    if allow.studio == Studio::Service
        && let Some(address) = b.cloud.studio_address
    {
        steps.push(format!("On {what}, allow the address {address} of Document Intelligence Studio"));
    }
    steps
}

/// Writing the firewall or the CORS rules of an existing account whole would overwrite what is there.
fn add_storage_steps(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    let Some(id) = &t.storage.existing else { return };
    let name = id.0.name();
    let mut steps = Vec::new();
    if t.account_uses_storage() {
        steps.push(format!(
            "On storage account `{name}`, allow trusted Azure services or add a resource instance rule for this account (output accountId)"
        ));
    }
    steps.extend(firewall_steps(b, &format!("storage account `{name}`")));
    let origins = super::storage::cors_origins(b);
    if !origins.is_empty() {
        steps.push(format!(
            "On storage account `{name}`, add a CORS rule of the blob service for {}",
            origins.join(", ")
        ));
    }
    for step in steps {
        b.add_note_with_names(&["accountId"], Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/storage/existing"));
    }
}

/// `in from GatewayManager to 443`
fn describe_rule(rule: &SecurityRule) -> String {
    let list = |one: Option<&Expr>, several: Option<&Expr>| match (one, several) {
        (Some(Expr::String(text)), _) => text.clone(),
        (_, Some(Expr::List(texts))) => {
            let texts =
                texts.iter().filter_map(|text| if let Expr::String(text) = text { Some(text.as_str()) } else { None });
            texts.collect::<Vec<_>>().join(", ")
        }
        _ => "anywhere".to_owned(),
    };
    let ports = rule.port.map_or_else(|| list(None, rule.ports.as_ref()), ToOwned::to_owned);
    let from = list(rule.source.as_ref(), rule.sources.as_ref());
    let way = if rule.direction == "Inbound" { "in" } else { "out" };
    format!("{way} from {from} to port {ports} of {}", rule.destination)
}

/// What the owner of an existing subnet has to do: its rules and service endpoints are not written here.
fn add_subnet_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in layout.subnets.iter().filter(|subnet| subnet.existing().is_some()) {
        let name = subnet.existing().map_or("", |id| id.0.name());
        let mut steps = Vec::new();
        if subnet.used_for == SubnetUse::Endpoints && !layout.network.on_premises.is_empty() {
            let ranges: Vec<String> = layout.network.on_premises.iter().map(ToString::to_string).collect();
            steps.push(format!(
                "In the network security group of subnet `{name}`, allow HTTPS from {} if it applies to private endpoints",
                ranges.join(", ")
            ));
        }
        let services = b.service_endpoints(subnet);
        if !services.is_empty() {
            steps.push(format!("On subnet `{name}`, have the service endpoints {}", services.join(", ")));
        }
        for step in steps {
            let finding = Diagnostic::note(Code::REQUIRED_STEP, step).at_key(format!("{}/existing", subnet.pointer));
            b.add_note(None, finding);
        }
    }
}

/// The rules that the owner of an existing network security group has to have.
fn add_security_group_steps(b: &mut PlanBuilder<'_>) {
    let Some(layout) = b.layout.clone() else { return };
    for subnet in &layout.subnets {
        let Some(group) = subnet.existing_nsg() else { continue };
        let wanted = super::security_rules::rules_for_subnet(b, &subnet.used_for);
        let needed: Vec<String> = wanted.iter().filter(|rule| rule.access == "Allow").map(describe_rule).collect();
        if needed.is_empty() {
            continue;
        }
        let what = if subnet.used_for == SubnetUse::Bastion {
            "what Bastion requires"
        } else {
            "what a group of its own would allow"
        };
        let step = format!("In network security group `{}`, have {what}: {}", group.0.name(), needed.join("; "));
        let key = format!("{}/existingNsg", subnet.pointer);
        b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key(key));
    }
}

/// The services refuse a key that could be lost, and come to its vault from outside the network.
pub(super) fn add_vault_steps(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    if t.customer_keys().next().is_none() || t.effective_vault().is_none_or(|vault| vault.existing.is_none()) {
        return;
    }
    let mut step = "In the existing vault, have purge protection on and let trusted Azure services in: its keys encrypt data here, and it has to be in the tenant of this topology".to_owned();
    if t.location.is_none() {
        step.push_str(" and in its region, which this file leaves to the deployment");
    }
    if t.customer_keys().any(|(_, key)| key.existing.is_none() && key.kind == KeyKind::RsaHsm) {
        step.push_str(". It has to be a premium one, since a key is made in its hardware");
    }
    b.add_note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/keyVault/existing"));
}
