//! Interruptions that follow from several resources at once.

use super::{
    effects::{Comparison, EffectsBySymbol},
    findings::Finding,
    labels::resource_label,
    managed::{is_foundry, managed_resources},
    resource_effect::ResourceEffect,
    resource_ids::id_text,
    rule_changes::weaker_rules,
    security_rules::describe_rule,
};
use crate::{
    catalog::changes::{Consequence, Effect, Engine, Heading, account, general, network},
    plan::{
        Attribute, Body, CallerKind, Expr, NetworkSecurityGroup, Property, PropertyTree as _, ResolvedTopology,
        Resource, ResourceKind, SecurityGroupAssignment, SecurityRule, Symbol,
    },
    topology::SharedCredential,
};

/// What interrupts a service while the deployment runs.
pub(super) fn find(
    comparison: &Comparison<'_>,
    effects: &EffectsBySymbol,
    before: Option<&Resource>,
    after: Option<&Resource>,
) -> Vec<Finding> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    if let (Body::NetworkSecurityGroup(former), Body::NetworkSecurityGroup(group)) = (&before.body, &after.body) {
        let denied = rules_without_machine(comparison, effects, &after.symbol, (former, group));
        return denied.into_iter().chain(weaker_rules(comparison, former, group)).collect();
    }
    let closes =
        accepts_public_requests(&before.body) == Some(true) && accepts_public_requests(&after.body) == Some(false);
    let has = |symbol: &Symbol, wanted: Effect| {
        effects.get(symbol).is_some_and(|effects| effects.iter().any(|effect| effect.effect == wanted))
    };
    if !closes || has(&after.symbol, Effect::Replaced) || has(&after.symbol, Effect::Created) {
        return Vec::new();
    }
    let endpoint = managed_resources(comparison.new).find(|resource| match &resource.body {
        Body::PrivateEndpoint(body) => body.target == Expr::id(&after.symbol) && has(&resource.symbol, Effect::Created),
        _ => false,
    });
    let finding = endpoint.map(|endpoint| {
        let label = resource_label(comparison.new, endpoint);
        let text = format!("public network access is disabled before {label} and its DNS records are created");
        Finding::new(Heading::Interrupts, text, &general::ORDER_OF_DEPENDENCIES)
    });
    finding.into_iter().collect()
}

/// Inbound rules of the test VM that change, although the VM or its Bastion is refused and stays as it was: what the old
/// rules allowed is denied, where the network security group is deployed before the deployment fails.
fn rules_without_machine(
    comparison: &Comparison<'_>,
    effects: &EffectsBySymbol,
    symbol: &Symbol,
    (former, group): (&NetworkSecurityGroup, &NetworkSecurityGroup),
) -> Option<Finding> {
    let Comparison { old, new, .. } = *comparison;
    let is_refused = |symbol: &Symbol| {
        let refuses = |effect: &ResourceEffect| effect.effect == Effect::Refused && effect.condition.is_none();
        effects.get(symbol).is_some_and(|effects| effects.iter().any(refuses))
    };
    let is_of_machine = |resource: &&Resource| {
        matches!(
            resource.kind,
            ResourceKind::LinuxVirtualMachine | ResourceKind::WindowsVirtualMachine | ResourceKind::BastionHost
        )
    };
    let refused = managed_resources(old).filter(is_of_machine).find(|resource| is_refused(&resource.symbol))?;
    let has_group = |subnet: &Symbol| old.find(subnet).is_some_and(|s| s.referenced_symbols().contains(symbol));
    let of_interface = |resource: &Resource| match &resource.body {
        Body::NetworkInterface(body) => {
            matches!(&body.subnet, Expr::Attribute(subnet, _) if has_group(subnet))
        }
        _ => false,
    };
    if !managed_resources(old).any(of_interface) {
        return None;
    }
    let describe = |rule: &SecurityRule| describe_rule(old, rule);
    let changes = |rule: &&SecurityRule| {
        let after = group.rules.iter().find(|after| after.name == rule.name);
        let allows = rule.access == "Allow" && rule.direction == "Inbound";
        allows && after.map(|after| describe_rule(new, after)) != Some(describe(rule))
    };
    let rule = former.rules.iter().find(changes)?;
    let text = format!(
        "rule {} changes, although {} is refused and stays as it is: if the deployment updates the rules before it fails, \
         what the old rule allows ({}) is denied",
        old.display_text(&rule.name),
        resource_label(old, refused),
        describe(rule),
    );
    Some(Finding::new(Heading::Interrupts, text, &general::NO_ROLLBACK))
}

/// A new account with another custom subdomain, or in another cloud, has another endpoint.
pub(super) fn other_endpoint(
    comparison: &Comparison<'_>,
    effects: &[ResourceEffect],
    before: Option<&Resource>,
    after: Option<&Resource>,
) -> Option<Finding> {
    let (Body::CognitiveAccount(former), Body::CognitiveAccount(body)) = (&before?.body, &after?.body) else {
        return None;
    };
    let Comparison { old, new, .. } = comparison;
    let is_new = effects.iter().any(|effect| matches!(effect.effect, Effect::Replaced | Effect::Created));
    let is_same =
        id_text(old, &former.custom_subdomain) == id_text(new, &body.custom_subdomain) && old.cloud == new.cloud;
    let text = if effects.iter().any(|effect| effect.effect == Effect::Left) {
        "its endpoint has another host name: the old account still answers, and clients need the new URL before it is removed"
    } else {
        "its endpoint has another host name: clients need the new URL"
    };
    (is_new && !is_same).then(|| Finding::new(Heading::Interrupts, text, &account::ENDPOINT_HOST))
}

/// Whether a service accepts requests over its public endpoint; none for other resources.
fn accepts_public_requests(body: &Body) -> Option<bool> {
    match body {
        Body::CognitiveAccount(body) => Some(body.public_network_access),
        Body::StorageAccount(body) => Some(body.public_network_access),
        Body::KeyVault(body) => Some(body.public_network_access),
        _ => None,
    }
}

/// Whether what it means that an old resource stays beside the new one applies: two endpoints share DNS records only if they
/// have the same target.
pub(super) fn is_beside_of_same_target(
    comparison: &Comparison<'_>,
    before: Option<&Resource>,
    after: Option<&Resource>,
) -> bool {
    let target = |plan: &ResolvedTopology, resource: Option<&Resource>| match &resource?.body {
        Body::PrivateEndpoint(body) => Some(id_text(plan, &body.target)),
        _ => None,
    };
    target(comparison.old, before) == target(comparison.new, after)
}

/// Whether what a new endpoint means applies: its connection is approved at once where the new topology creates the target.
pub(super) fn meaning_applies(plan: &ResolvedTopology, resource: &Resource, heading: Heading) -> bool {
    let Body::PrivateEndpoint(body) = &resource.body else { return true };
    let is_existing = match &body.target {
        Expr::Attribute(target, _) => plan.find(target).is_some_and(|target| target.existing.is_some()),
        _ => true,
    };
    heading != Heading::Refused || body.manual || is_existing
}

/// What another major version of azurerm does with the security group of a subnet that it assigns in another way.
pub(super) fn other_assignment(
    comparison: &Comparison<'_>,
    engine: Engine,
    before: Option<&Resource>,
    after: Option<&Resource>,
) -> Option<Finding> {
    use SecurityGroupAssignment::{ByAssociation, InSubnet};
    let (before, after) = (before?, after?);
    let of_old = comparison.old.security_group_assignment(before).filter(|_| engine == Engine::Terraform)?;
    let has_table = matches!(&after.body, Body::Subnet(subnet) if subnet.route_table.is_some());
    match (of_old, comparison.new.security_group_assignment(after)?) {
        (ByAssociation, InSubnet) if has_table => {
            let text = "the associations of its network security group and route table are destroyed before azurerm 5 assigns \
                        both: in between, neither applies, unless `removed` blocks forget the associations";
            Some(Finding::new(Heading::ProtectsLess, text, &network::GROUP_AT_CREATION))
        }
        (InSubnet, ByAssociation) if has_table => {
            let text = "azurerm 4 refuses to create the associations of its network security group and route table, which \
                        exist already: import them";
            Some(Finding::new(Heading::Refused, text, &network::GROUP_AT_CREATION))
        }
        (ByAssociation, InSubnet) => {
            let text = "the association of its network security group is destroyed before azurerm 5 assigns the group: in \
                        between, none applies, unless a `removed` block forgets the association";
            Some(Finding::new(Heading::ProtectsLess, text, &network::GROUP_AT_CREATION))
        }
        (InSubnet, ByAssociation) => {
            let text = "azurerm 4 refuses to create the association of its network security group, which exists already: \
                        import it";
            Some(Finding::new(Heading::Refused, text, &network::GROUP_AT_CREATION))
        }
        _ => None,
    }
}

/// Whether a consequence of a property applies to these topologies: without a known user of keys, nothing is interrupted
/// when they are disabled, only an association leaves a subnet without its security group, and a Foundry resource cannot
/// lose its customer-managed key.
pub(super) fn applies(
    comparison: &Comparison<'_>,
    after: &Resource,
    property: &Property,
    consequence: &Consequence,
) -> bool {
    let is_of_key = *consequence.fact == account::ACCOUNT_KEY_LEFT_OUT;
    if is_of_key && managed_resources(comparison.old).any(is_foundry) {
        return false;
    }
    match consequence.condition {
        None => true,
        Some(network::IF_ASSOCIATED) => {
            comparison.new.security_group_assignment(after) == Some(SecurityGroupAssignment::ByAssociation)
        }
        Some(_) => uses_keys(comparison.old, property.field),
    }
}

fn uses_keys(plan: &ResolvedTopology, field: &str) -> bool {
    let is_user = |kind: &CallerKind| match kind {
        CallerKind::CredentialHolder { credential, .. } => {
            (*credential == SharedCredential::AccountKey) == (field == "local_auth")
        }
        _ => false,
    };
    let mut writes_key = false;
    for resource in managed_resources(plan).filter(|_| field == "local_auth") {
        resource.body.each_expr(&mut |expr| {
            writes_key |= matches!(expr, Expr::Attribute(_, Attribute::Key1 | Attribute::Key2));
        });
    }
    writes_key || plan.callers.iter().any(|caller| is_user(&caller.kind))
}
