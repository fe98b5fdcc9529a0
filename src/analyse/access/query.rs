//! From a statement, or the two ends of one, to the flows that it is about.

use super::{analysis::AccessAnalysis, model::EvaluatedPath, services::TargetService};
use crate::topology::values::{AccessTarget, Actor, Operation, Statement, Verdict};

/// Why nothing is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What there is instead.
    pub help: Option<String>,
}

impl AccessAnalysis<'_> {
    /// The flows that a statement is about; at least one.
    ///
    /// # Errors
    /// If the topology has no such actor or thing, or the actor never wants that.
    pub fn paths_for_statement(&self, statement: &Statement) -> Result<Vec<EvaluatedPath>, QueryError> {
        let Statement { actor, origin: place, operation: verb, target: thing, .. } = statement;
        self.paths_between(actor, place.as_ref(), *verb, thing.as_ref())
    }

    /// The flows from an actor to a thing, with a verb or with any.
    ///
    /// # Errors
    /// If the topology has no such actor or thing, or the actor never wants that.
    pub fn paths_between(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Option<Operation>,
        thing: Option<&AccessTarget>,
    ) -> Result<Vec<EvaluatedPath>, QueryError> {
        self.check_actor_exists(actor)?;
        place.map_or(Ok(()), |place| self.check_actor_exists(place))?;
        thing.map_or(Ok(()), |thing| self.check_target_exists(thing))?;
        let mut flows = Vec::new();
        for (wanted, what) in self.matching_operations(actor, verb, thing) {
            flows.extend(self.evaluate_path(actor, place, wanted, &what));
        }
        if flows.is_empty() {
            let wants: Vec<String> = self
                .possible_operations(actor)
                .iter()
                .map(|(verb, thing)| format!("`{actor} {verb} {thing}`"))
                .collect();
            let help = (!wants.is_empty()).then(|| format!("there is {}", wants.join(", ")));
            return Err(QueryError { message: format!("`{actor}` has no part in this"), help });
        }
        Ok(flows)
    }

    /// The flows of a query: all of them, those of one actor, or those to one thing.
    ///
    /// # Errors
    /// As [`between`](Self::between).
    pub fn paths_for_query(
        &self,
        actor: Option<&Actor>,
        place: Option<&Actor>,
        thing: Option<&AccessTarget>,
    ) -> Result<Vec<EvaluatedPath>, QueryError> {
        match (actor, thing) {
            (None, None) => Ok(self.all_paths()),
            (Some(actor), thing) => self.paths_between(actor, place, None, thing),
            (None, Some(thing)) => {
                let actors = self.actors();
                let each = actors.iter().filter_map(|actor| self.paths_between(actor, None, None, Some(thing)).ok());
                let found: Vec<EvaluatedPath> = each.flatten().collect();
                // What no actor has a part in may not be there at all, which this says.
                if found.is_empty() { self.paths_between(&Actor::Internet, None, None, Some(thing)) } else { Ok(found) }
            }
        }
    }

    /// What an actor might want, of what was asked for.
    fn matching_operations(
        &self,
        actor: &Actor,
        verb: Option<Operation>,
        thing: Option<&AccessTarget>,
    ) -> Vec<(Operation, AccessTarget)> {
        let wants = self.possible_operations(actor);
        let Some(thing) = thing else {
            return wants.into_iter().filter(|(wanted, _)| verb.is_none_or(|verb| verb == *wanted)).collect();
        };
        // A place has one way to a service, whatever is wanted there. What the account fetches is no service.
        let elsewhere = matches!(thing, AccessTarget::Host(_) | AccessTarget::OtherHosts);
        if elsewhere && !wants.iter().any(|(wanted, _)| *wanted == Operation::Fetch) {
            return Vec::new();
        }
        if wants.iter().any(|(wanted, _)| *wanted == Operation::Reach) {
            return wants
                .into_iter()
                .filter(|(_, what)| TargetService::for_target(what) == TargetService::for_target(thing))
                .collect();
        }
        let by_container = wants.iter().any(|(_, what)| matches!(what, AccessTarget::Container(_)));
        let verbs = |what: &AccessTarget| -> Vec<Operation> {
            let mut verbs: Vec<Operation> =
                wants.iter().filter(|(_, other)| is_same_target_kind(what, other)).map(|(verb, _)| *verb).collect();
            verbs.dedup();
            verb.map_or(verbs.clone(), |verb| verbs.into_iter().filter(|wanted| *wanted == verb).collect())
        };
        let things: Vec<AccessTarget> = match thing {
            AccessTarget::Storage if by_container => self.container_names().map(AccessTarget::Container).collect(),
            AccessTarget::Vault => vec![AccessTarget::Secret, AccessTarget::Key],
            other => vec![other.clone()],
        };
        let mut found: Vec<(Operation, AccessTarget)> = Vec::new();
        for what in things {
            for verb in verbs(&what) {
                if !found.contains(&(verb, what.clone())) {
                    found.push((verb, what.clone()));
                }
            }
        }
        found
    }

    fn check_actor_exists(&self, actor: &Actor) -> Result<(), QueryError> {
        let actors = self.actors();
        // Any address can be asked about, and the rest is there in every topology.
        if matches!(actor, Actor::Address(_)) || actors.contains(actor) {
            return Ok(());
        }
        let alike = |other: &&Actor| std::mem::discriminant(*other) == std::mem::discriminant(actor);
        let others: Vec<String> = actors.iter().filter(alike).map(|other| format!("`{other}`")).collect();
        let help = if others.is_empty() {
            let all: Vec<String> = actors.iter().map(|other| format!("`{other}`")).collect();
            format!("it has {}", all.join(", "))
        } else {
            format!("it has {}", others.join(", "))
        };
        Err(QueryError { message: format!("the topology has no `{actor}`"), help: Some(help) })
    }

    fn check_target_exists(&self, thing: &AccessTarget) -> Result<(), QueryError> {
        let vault = self.plan.find(&TargetService::Vault.symbol()).is_some();
        let there = match thing {
            AccessTarget::Container(name) => self.container_names().any(|other| other == *name),
            AccessTarget::Vault => vault,
            AccessTarget::Secret => self.plan.find(&"accountKey".into()).is_some(),
            AccessTarget::Key => self.plan.resources.iter().any(|r| r.kind == crate::plan::ResourceKind::KeyVaultKey),
            AccessTarget::Account | AccessTarget::Storage | AccessTarget::Host(_) | AccessTarget::OtherHosts => true,
        };
        if there {
            return Ok(());
        }
        let containers: Vec<String> = self.container_names().map(|name| format!("`container {name}`")).collect();
        let help = matches!(thing, AccessTarget::Container(_)).then(|| format!("it has {}", containers.join(", ")));
        Err(QueryError { message: format!("the topology has no `{thing}`"), help })
    }
}

fn is_same_target_kind(one: &AccessTarget, other: &AccessTarget) -> bool {
    let blobs = |thing: &AccessTarget| matches!(thing, AccessTarget::Storage | AccessTarget::Container(_));
    let hosts = |thing: &AccessTarget| matches!(thing, AccessTarget::Host(_) | AccessTarget::OtherHosts);
    one == other || (blobs(one) && blobs(other)) || (hosts(one) && hosts(other))
}

/// The verdict on several flows at once: what stops one stops all.
#[must_use]
pub fn combined_verdict(flows: &[EvaluatedPath]) -> Option<Verdict> {
    flows.iter().map(EvaluatedPath::verdict).max()
}
