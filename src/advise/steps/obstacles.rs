//! What interrupts or refuses a deployment, so that several steps are worth looking for.

use super::occupants::occupants;
use crate::{
    catalog::changes::{Effect, Engine, Heading, account, general, network},
    compare::{Change, Changes, ReportedConsequence, resource_label},
    plan::{ResolvedTopology, ResourceKind},
};

/// The consequences of an engine that another order may avoid, for a deployment over `before`.
pub(super) fn obstacles(changes: &Changes, before: &ResolvedTopology, engine: Engine) -> Vec<ReportedConsequence> {
    let is_obstacle = |consequence: &&ReportedConsequence| {
        consequence.engines.contains(&engine)
            && match consequence.heading {
                // These come with the new file, in whatever order it is deployed.
                Heading::Interrupts => {
                    ![account::ENDPOINT_HOST.name, network::ENDPOINT_IS_REMOVED.name].contains(&consequence.fact.name)
                }
                // What is left is removed afterwards.
                Heading::Refused => {
                    consequence.fact.name != general::LEFT_IN_AZURE.name
                        && concerns_deployment(changes, engine, consequence)
                }
                _ => false,
            }
    };
    let mut found: Vec<ReportedConsequence> = changes.consequences.iter().filter(is_obstacle).cloned().collect();
    for subnet in subnets_for_others(changes, before, engine) {
        if !found.iter().any(|obstacle| obstacle.symbol == subnet.symbol) {
            found.push(subnet);
        }
    }
    found
}

/// Subnets that are deleted, and in which resources may be that the topology does not have.
fn subnets_for_others(changes: &Changes, before: &ResolvedTopology, engine: Engine) -> Vec<ReportedConsequence> {
    let obstacle = |change: &Change| {
        let Change::Removed(removed) = change else { return None };
        let subnet = before.find(&removed.symbol.as_str().into())?;
        let is_deleted = removed.effects[engine as usize].iter().any(|effect| effect.effect == Effect::Destroyed);
        let is_for_others = subnet.kind == ResourceKind::Subnet && occupants(before, &subnet.symbol).is_empty();
        (is_deleted && is_for_others).then(|| ReportedConsequence {
            heading: Heading::Refused,
            engines: vec![engine],
            symbol: removed.symbol.clone(),
            label: resource_label(before, subnet),
            text: "refused with InUseSubnetCannotBeDeleted while a resource is in it".to_owned(),
            code: Some(general::SUBNET_IN_USE),
            fact: &network::SUBNET_IN_USE,
        })
    };
    changes.resources.iter().filter_map(obstacle).collect()
}

/// Whether the deployment itself meets the consequence: what it merely creates or leaves, it can deploy.
fn concerns_deployment(changes: &Changes, engine: Engine, consequence: &ReportedConsequence) -> bool {
    let of_resources = changes.resources.iter().map(Change::resource).map(|r| (&r.symbol, &r.effects));
    let of_roles = changes.role_assignments.iter().map(|role| (&role.symbol, &role.effects));
    let mut effects = of_resources
        .chain(of_roles)
        .filter(|(symbol, _)| **symbol == consequence.symbol)
        .flat_map(|(_, effects)| &effects[engine as usize])
        .peekable();
    let is_unknown = effects.peek().is_none();
    is_unknown
        || effects.any(|effect| effect.condition.is_some() || !matches!(effect.effect, Effect::Created | Effect::Left))
}
