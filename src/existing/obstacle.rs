//! What can deny access paths, beside the services and their firewalls.

use crate::{
    analyse::access::{AccessAnalysis, AccessStep, Actor, Aspect, EvaluatedPath, Operation, TargetService},
    plan::{Expr, ResolvedTopology, Symbol},
    topology::values::{AccessTarget, Verdict},
};

/// The virtual network rules of every service.
pub(super) const NETWORK_RULES: &str = "/properties/networkAcls/virtualNetworkRules";

/// An obstacle that the input shows.
#[derive(Debug, Clone)]
pub(super) struct Obstacle {
    pub(super) concern: Concern,
    pub(super) aspect: Aspect,
    pub(super) outcome: Verdict,
    /// In a sentence without a full stop.
    pub(super) reason: String,
    /// The key of what was seen.
    pub(super) key: String,
}

/// The access paths that an obstacle concerns.
#[derive(Debug, Clone)]
pub(super) enum Concern {
    /// Requests to the account with tokens.
    AccountTokens,
    /// Operations of principals on a service, but for those that are excluded.
    Rights { service: Symbol, excluded: Vec<Expr> },
    /// Clients in networks.
    Networks,
    /// Clients in networks that resolve the name of a service privately.
    PrivateName(Symbol),
    /// Access to storage from a subnet by a virtual network rule.
    StorageRuleOf(String),
    /// A client in a subnet.
    ClientInSubnet(String, String),
}

impl Concern {
    fn is_about(&self, plan: &ResolvedTopology, path: &EvaluatedPath) -> bool {
        let service = TargetService::for_target(&path.target).symbol();
        let origin = path.from.as_ref().unwrap_or(&path.actor);
        let is_in_network = matches!(origin, Actor::Subnet(_) | Actor::Network(_));
        match self {
            Self::AccountTokens => path.operation == Operation::Call && path.target == AccessTarget::Account,
            Self::Rights { service: own, excluded } => {
                *own == service
                    && AccessAnalysis::new(plan)
                        .role_principal(&path.actor)
                        .is_some_and(|principal| !excluded.contains(&principal))
            }
            Self::Networks => is_in_network,
            Self::PrivateName(own) => is_in_network && *own == service,
            Self::StorageRuleOf(subnet) => {
                *origin == Actor::Subnet(subnet.clone())
                    && service == TargetService::Storage.symbol()
                    && path.steps.iter().any(|step| step.decided_by.ends_with(NETWORK_RULES))
            }
            Self::ClientInSubnet(client, subnet) => {
                path.actor == Actor::Client(client.clone()) && path.from == Some(Actor::Subnet(subnet.clone()))
            }
        }
    }
}

/// Adds the steps of the obstacles that concern an access path. What only may deny it is of no interest to a path that is
/// denied.
pub(super) fn add_obstacle_steps(path: &mut EvaluatedPath, plan: &ResolvedTopology, obstacles: &[Obstacle]) {
    for obstacle in obstacles {
        let matters = obstacle.outcome == Verdict::Denied || path.verdict() != Verdict::Denied;
        if !matters || !obstacle.concern.is_about(plan, path) {
            continue;
        }
        let step = AccessStep {
            aspect: obstacle.aspect,
            outcome: obstacle.outcome,
            reason: obstacle.reason.clone(),
            decided_by: obstacle.key.clone(),
            error: None,
            unreachable: None,
            parameter: None,
            is_prerequisite: false,
            facts: Vec::new(),
        };
        if obstacle.outcome == Verdict::Denied {
            replace_allowed_step(&mut path.steps, step);
        } else {
            path.steps.push(step);
        }
    }
}

/// What denies takes the place of what allows in the same respect, which would contradict it.
fn replace_allowed_step(steps: &mut Vec<AccessStep>, step: AccessStep) {
    let is_contradicted =
        |other: &AccessStep| other.aspect == step.aspect && other.outcome == Verdict::Allowed && !other.is_prerequisite;
    match steps.iter().position(is_contradicted) {
        Some(position) => {
            steps.retain(|other| !is_contradicted(other));
            steps.insert(position, step);
        }
        None => steps.push(step),
    }
}
