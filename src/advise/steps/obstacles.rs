//! What interrupts or refuses a deployment, so that several steps are worth looking for.

use crate::{
    catalog::changes::{Effect, Engine, Heading, account, general, network},
    compare::{Change, Changes, ReportedConsequence},
};

/// The consequences of an engine that another order may avoid.
pub(super) fn obstacles(changes: &Changes, engine: Engine) -> Vec<ReportedConsequence> {
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
    changes.consequences.iter().filter(is_obstacle).cloned().collect()
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
