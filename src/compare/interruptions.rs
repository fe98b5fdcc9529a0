//! Interruptions that follow from several resources at once.

use super::{
    effects::{Comparison, EffectsBySymbol},
    findings::Finding,
    labels::resource_label,
    managed::managed_resources,
    resource_effect::ResourceEffect,
    resource_ids::id_text,
};
use crate::{
    catalog::changes::{Consequence, Effect, Engine, Heading, account, general, network},
    plan::{
        Attribute, Body, CallerKind, Expr, Property, PropertyTree as _, ResolvedTopology, Resource,
        SecurityGroupAssignment, Symbol,
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
    let text = "its endpoint has another host name: clients need the new URL";
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

/// Whether the meaning of a replacement applies: the connection of an endpoint is approved at once where this topology
/// creates the target.
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
/// when they are disabled, and only an association leaves a subnet without its security group.
pub(super) fn applies(
    comparison: &Comparison<'_>,
    after: &Resource,
    property: &Property,
    consequence: &Consequence,
) -> bool {
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
