//! From a statement, or the two ends of one, to the flows that it is about.

use super::{analysis::Access, model::Flow, services::Service};
use crate::topology::values::{Actor, Statement, Thing, Verb, Verdict};

/// Why nothing is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is wrong, in a sentence without a full stop.
    pub why: String,
    /// What there is instead.
    pub help: Option<String>,
}

impl Access<'_> {
    /// The flows that a statement is about; at least one.
    ///
    /// # Errors
    /// If the topology has no such actor or thing, or the actor never wants that.
    pub fn about(&self, statement: &Statement) -> Result<Vec<Flow>, Missing> {
        let Statement { actor, place, verb, thing, .. } = statement;
        self.between(actor, place.as_ref(), *verb, thing.as_ref())
    }

    /// The flows from an actor to a thing, with a verb or with any.
    ///
    /// # Errors
    /// If the topology has no such actor or thing, or the actor never wants that.
    pub fn between(
        &self,
        actor: &Actor,
        place: Option<&Actor>,
        verb: Option<Verb>,
        thing: Option<&Thing>,
    ) -> Result<Vec<Flow>, Missing> {
        self.known(actor)?;
        place.map_or(Ok(()), |place| self.known(place))?;
        thing.map_or(Ok(()), |thing| self.has(thing))?;
        let mut flows = Vec::new();
        for (wanted, what) in self.wants_of(actor, verb, thing) {
            flows.extend(self.flow(actor, place, wanted, &what));
        }
        if flows.is_empty() {
            let wants: Vec<String> =
                self.wants(actor).iter().map(|(verb, thing)| format!("`{actor} {verb} {thing}`")).collect();
            let help = (!wants.is_empty()).then(|| format!("there is {}", wants.join(", ")));
            return Err(Missing { why: format!("`{actor}` has no part in this"), help });
        }
        Ok(flows)
    }

    /// The flows of a query: all of them, those of one actor, or those to one thing.
    ///
    /// # Errors
    /// As [`between`](Self::between).
    pub fn matching(
        &self,
        actor: Option<&Actor>,
        place: Option<&Actor>,
        thing: Option<&Thing>,
    ) -> Result<Vec<Flow>, Missing> {
        match (actor, thing) {
            (None, None) => Ok(self.flows()),
            (Some(actor), thing) => self.between(actor, place, None, thing),
            (None, Some(thing)) => {
                let actors = self.actors();
                let each = actors.iter().filter_map(|actor| self.between(actor, None, None, Some(thing)).ok());
                let found: Vec<Flow> = each.flatten().collect();
                // What no actor has a part in may not be there at all, which this says.
                if found.is_empty() { self.between(&Actor::Internet, None, None, Some(thing)) } else { Ok(found) }
            }
        }
    }

    /// What an actor might want, of what was asked for.
    fn wants_of(&self, actor: &Actor, verb: Option<Verb>, thing: Option<&Thing>) -> Vec<(Verb, Thing)> {
        let wants = self.wants(actor);
        let Some(thing) = thing else {
            return wants.into_iter().filter(|(wanted, _)| verb.is_none_or(|verb| verb == *wanted)).collect();
        };
        // A place has one way to a service, whatever is wanted there. What the account fetches is no service.
        let elsewhere = matches!(thing, Thing::Host(_) | Thing::OtherHosts);
        if elsewhere && !wants.iter().any(|(wanted, _)| *wanted == Verb::Fetch) {
            return Vec::new();
        }
        if wants.iter().any(|(wanted, _)| *wanted == Verb::Reach) {
            return wants.into_iter().filter(|(_, what)| Service::of(what) == Service::of(thing)).collect();
        }
        let by_container = wants.iter().any(|(_, what)| matches!(what, Thing::Container(_)));
        let verbs = |what: &Thing| -> Vec<Verb> {
            let mut verbs: Vec<Verb> =
                wants.iter().filter(|(_, other)| same_kind(what, other)).map(|(verb, _)| *verb).collect();
            verbs.dedup();
            verb.map_or(verbs.clone(), |verb| verbs.into_iter().filter(|wanted| *wanted == verb).collect())
        };
        let things: Vec<Thing> = match thing {
            Thing::Storage if by_container => self.containers().map(Thing::Container).collect(),
            Thing::Vault => vec![Thing::Secret, Thing::Key],
            other => vec![other.clone()],
        };
        let mut found: Vec<(Verb, Thing)> = Vec::new();
        for what in things {
            for verb in verbs(&what) {
                if !found.contains(&(verb, what.clone())) {
                    found.push((verb, what.clone()));
                }
            }
        }
        found
    }

    fn known(&self, actor: &Actor) -> Result<(), Missing> {
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
        Err(Missing { why: format!("the topology has no `{actor}`"), help: Some(help) })
    }

    fn has(&self, thing: &Thing) -> Result<(), Missing> {
        let vault = self.plan.find(&Service::Vault.symbol()).is_some();
        let there = match thing {
            Thing::Container(name) => self.containers().any(|other| other == *name),
            Thing::Vault => vault,
            Thing::Secret => self.plan.find(&"accountKey".into()).is_some(),
            Thing::Key => self.plan.resources.iter().any(|r| r.kind == crate::plan::Kind::KeyVaultKey),
            Thing::Account | Thing::Storage | Thing::Host(_) | Thing::OtherHosts => true,
        };
        if there {
            return Ok(());
        }
        let containers: Vec<String> = self.containers().map(|name| format!("`container {name}`")).collect();
        let help = matches!(thing, Thing::Container(_)).then(|| format!("it has {}", containers.join(", ")));
        Err(Missing { why: format!("the topology has no `{thing}`"), help })
    }
}

fn same_kind(one: &Thing, other: &Thing) -> bool {
    let blobs = |thing: &Thing| matches!(thing, Thing::Storage | Thing::Container(_));
    let hosts = |thing: &Thing| matches!(thing, Thing::Host(_) | Thing::OtherHosts);
    one == other || (blobs(one) && blobs(other)) || (hosts(one) && hosts(other))
}

/// The verdict on several flows at once: what stops one stops all.
#[must_use]
pub fn together(flows: &[Flow]) -> Option<Verdict> {
    flows.iter().map(Flow::verdict).max()
}
