//! Access paths of an access assertion, or of an actor and a target.

use super::{analysis::AccessAnalysis, model::EvaluatedPath, services::TargetService};
use crate::{
    diagnostic::{nearest_unique_match, quote},
    topology::values::{AccessTarget, Actor, Operation, Statement, Verdict},
};

/// A query that matches no access path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is invalid, in a sentence without a full stop.
    pub message: String,
    /// The values that the topology has.
    pub help: Option<String>,
    /// A name that the topology does not have, and the one of the topology that alone is near.
    pub meant: Option<(String, String)>,
}

impl AccessAnalysis<'_> {
    /// The access paths of an access assertion; at least one.
    ///
    /// # Errors
    /// If the topology has no such actor or target, or the actor never attempts the operation.
    pub fn paths_for_statement(&self, statement: &Statement) -> Result<Vec<EvaluatedPath>, QueryError> {
        let Statement { actor, origin: from, operation, target, .. } = statement;
        self.paths_between(actor, from.as_ref(), *operation, target.as_ref())
    }

    /// The access paths from an actor to a target, with one operation or with any.
    ///
    /// # Errors
    /// If the topology has no such actor or target, or the actor never attempts the operation.
    pub fn paths_between(
        &self,
        actor: &Actor,
        from: Option<&Actor>,
        operation: Option<Operation>,
        target: Option<&AccessTarget>,
    ) -> Result<Vec<EvaluatedPath>, QueryError> {
        self.check_actor_exists(actor)?;
        from.map_or(Ok(()), |from| self.check_actor_exists(from))?;
        target.map_or(Ok(()), |target| self.check_target_exists(target))?;
        let mut paths = Vec::new();
        for (matching, matching_target) in self.matching_operations(actor, operation, target) {
            paths.extend(self.evaluate_path(actor, from, matching, &matching_target));
        }
        if paths.is_empty() {
            let possible: Vec<String> = self
                .possible_operations(actor)
                .iter()
                .map(|(operation, target)| quote(&format!("{actor} {operation} {target}")))
                .collect();
            return Err(QueryError {
                message: format!("{} has no such access path", quote(&actor.to_string())),
                help: use_one_of(&possible),
                meant: None,
            });
        }
        Ok(paths)
    }

    /// The access paths of a query: all of them, those of one actor, or those to one target.
    ///
    /// # Errors
    /// As [`paths_between`](Self::paths_between).
    pub fn paths_for_query(
        &self,
        actor: Option<&Actor>,
        from: Option<&Actor>,
        target: Option<&AccessTarget>,
    ) -> Result<Vec<EvaluatedPath>, QueryError> {
        match (actor, target) {
            (None, None) => Ok(self.all_paths()),
            (Some(actor), target) => self.paths_between(actor, from, None, target),
            (None, Some(target)) => {
                let actors = self.actor_list();
                let by_actor =
                    actors.iter().filter_map(|actor| self.paths_between(actor, None, None, Some(target)).ok());
                let paths: Vec<EvaluatedPath> = by_actor.flatten().collect();
                if paths.is_empty() {
                    // Without any access path, the topology may lack the target, and this returns that error.
                    self.paths_between(&Actor::Internet, None, None, Some(target))
                } else {
                    Ok(paths)
                }
            }
        }
    }

    /// The operations of an actor that match a query.
    fn matching_operations(
        &self,
        actor: &Actor,
        operation: Option<Operation>,
        target: Option<&AccessTarget>,
    ) -> Vec<(Operation, AccessTarget)> {
        let possible = self.possible_operations(actor);
        let Some(target) = target else {
            let is_wanted = |possible: Operation| operation.is_none_or(|operation| operation == possible);
            return possible.into_iter().filter(|(possible, _)| is_wanted(*possible)).collect();
        };
        // Hosts that the account fetches from are no services.
        let is_host = matches!(target, AccessTarget::Host(_) | AccessTarget::OtherHosts);
        if is_host && !possible.iter().any(|(operation, _)| *operation == Operation::Fetch) {
            return Vec::new();
        }
        // From a network origin, network access to a service is the same for all its targets.
        if possible.iter().any(|(operation, _)| *operation == Operation::Reach) {
            return possible
                .into_iter()
                .filter(|(_, other)| TargetService::for_target(other) == TargetService::for_target(target))
                .collect();
        }
        let by_container = possible.iter().any(|(_, other)| matches!(other, AccessTarget::Container(_)));
        let operations_on = |target: &AccessTarget| -> Vec<Operation> {
            let on_kind = possible.iter().filter(|(_, other)| is_same_target_kind(target, other));
            let mut operations: Vec<Operation> = on_kind.map(|(operation, _)| *operation).collect();
            operations.dedup();
            operations.retain(|other| operation.is_none_or(|operation| operation == *other));
            operations
        };
        let targets: Vec<AccessTarget> = match target {
            AccessTarget::Storage if by_container => self.container_names().map(AccessTarget::Container).collect(),
            AccessTarget::Vault => vec![AccessTarget::Secret, AccessTarget::Key],
            other => vec![other.clone()],
        };
        let mut matching: Vec<(Operation, AccessTarget)> = Vec::new();
        for target in targets {
            for operation in operations_on(&target) {
                if !matching.contains(&(operation, target.clone())) {
                    matching.push((operation, target.clone()));
                }
            }
        }
        matching
    }

    fn check_actor_exists(&self, actor: &Actor) -> Result<(), QueryError> {
        let actors = self.actor_list();
        // A query may contain any IP address; `actors` has all other actors.
        if matches!(actor, Actor::Address(_)) || actors.contains(actor) {
            return Ok(());
        }
        let is_same_kind = |other: &&Actor| std::mem::discriminant(*other) == std::mem::discriminant(actor);
        let mut others: Vec<String> = actors.iter().filter(is_same_kind).map(|other| format!("`{other}`")).collect();
        if others.is_empty() {
            others = actors.iter().map(|other| format!("`{other}`")).collect();
        }
        let names: Vec<String> = actors.iter().filter(is_same_kind).map(ToString::to_string).collect();
        Err(QueryError {
            message: format!("the topology has no {}", quote(&actor.to_string())),
            help: use_one_of(&others),
            meant: nearest_name(&actor.to_string(), &names),
        })
    }

    fn check_target_exists(&self, target: &AccessTarget) -> Result<(), QueryError> {
        let has_vault = self.plan.find(&TargetService::Vault.symbol()).is_some();
        let exists = match target {
            AccessTarget::Container(name) => self.container_names().any(|other| other == *name),
            AccessTarget::Vault => has_vault,
            AccessTarget::Secret => self.plan.find(&"accountKey".into()).is_some(),
            AccessTarget::Key => self.plan.resources.iter().any(|r| r.kind == crate::plan::ResourceKind::KeyVaultKey),
            AccessTarget::Account | AccessTarget::Storage | AccessTarget::Host(_) | AccessTarget::OtherHosts => true,
        };
        if exists {
            return Ok(());
        }
        let is_container = matches!(target, AccessTarget::Container(_));
        let containers: Vec<String> =
            self.container_names().filter(|_| is_container).map(|name| format!("container {name}")).collect();
        Err(QueryError {
            message: format!("the topology has no {}", quote(&target.to_string())),
            help: use_one_of(&containers.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>()),
            meant: nearest_name(&target.to_string(), &containers),
        })
    }
}

/// A name of a phrase such as `client app`, and the nearest one in phrases of the same kind.
fn nearest_name(phrase: &str, others: &[String]) -> Option<(String, String)> {
    let name = |phrase: &str| Some(phrase.split_once(' ')?.1.to_owned());
    let names: Vec<String> = others.iter().filter_map(|other| name(other)).collect();
    let own = name(phrase)?;
    let nearest = nearest_unique_match(&own, &names.iter().map(String::as_str).collect::<Vec<_>>())?.to_owned();
    Some((own, nearest))
}

/// The help that lists valid values, if there are any.
fn use_one_of(values: &[String]) -> Option<String> {
    match values {
        [] => None,
        [value] => Some(format!("use {value}")),
        _ => Some(format!("use one of {}", values.join(", "))),
    }
}

fn is_same_target_kind(one: &AccessTarget, other: &AccessTarget) -> bool {
    let is_blob = |target: &AccessTarget| matches!(target, AccessTarget::Storage | AccessTarget::Container(_));
    let is_host = |target: &AccessTarget| matches!(target, AccessTarget::Host(_) | AccessTarget::OtherHosts);
    one == other || (is_blob(one) && is_blob(other)) || (is_host(one) && is_host(other))
}

/// The verdict on several access paths: the most restrictive one.
#[must_use]
pub fn combined_verdict(paths: &[EvaluatedPath]) -> Option<Verdict> {
    paths.iter().map(EvaluatedPath::verdict).max()
}
