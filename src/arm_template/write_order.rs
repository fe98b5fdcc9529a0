//! Resources that a template writes more than once: which write comes last is known where one depends on the other.
//!
//! Resource Manager deploys what does not depend on each other at the same time. Source: Microsoft Learn, azure-docs
//! `articles/azure-resource-manager/templates/resource-dependency.md`, read 2026-12-01.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{evaluator::Evaluator, member::Members as _, value::fold_case};

/// A resource by its deployment, and its number there.
pub(super) type Place = (usize, usize);

/// Writes of one resource that are compared; more of them are in no known order.
const MOST_WRITES: usize = 8;

impl Evaluator<'_> {
    /// Of each write, by the ID of the resource: whether it comes after all those that are listed before it.
    pub(super) fn are_last_writes(&mut self, writes: &[(Option<String>, Place)]) -> Vec<bool> {
        let mut earlier: HashMap<String, Vec<Place>> = HashMap::new();
        let mut is_last = |(id, place): &(Option<String>, Place)| {
            let Some(id) = id else { return true };
            let writes = earlier.entry(fold_case(id)).or_default();
            let is_last = writes.len() <= MOST_WRITES && writes.iter().all(|other| self.depends_on(*place, *other));
            writes.push(*place);
            is_last
        };
        writes.iter().map(&mut is_last).collect()
    }

    /// Whether a resource is deployed after another one: it depends on it, or a deployment that it is in does.
    fn depends_on(&mut self, later: Place, earlier: Place) -> bool {
        let (later, earlier) = (self.places_around(later), self.places_around(earlier));
        // The first deployments in which they differ are declared in the same template.
        let differing = later.iter().zip(&earlier).find(|(one, other)| one != other);
        let Some((later, earlier)) = differing.filter(|(one, other)| one.0 == other.0) else { return false };
        let (mut open, mut seen) = (vec![later.1], HashSet::new());
        while let Some(number) = open.pop() {
            if number == earlier.1 {
                return true;
            }
            if seen.insert(number) && (number == later.1 || self.is_deployed(later.0, number)) {
                open.extend(self.dependencies(later.0, number));
            }
        }
        false
    }

    /// Whether dependencies lead through a resource: not through one that is not deployed.
    fn is_deployed(&mut self, frame: usize, number: usize) -> bool {
        self.instances(frame).is_some_and(|instances| matches!(self.condition(&instances[number]), Ok(true)))
    }

    /// The resource, after the deployments that it is in.
    fn places_around(&self, place: Place) -> Vec<Place> {
        let mut places = vec![place];
        let mut frame = place.0;
        while let Some(parent) = self.frames[frame].parent {
            let Some((number, _)) = self.frames[parent].children.iter().find(|(_, child)| **child == frame) else {
                break;
            };
            places.insert(0, (parent, *number));
            frame = parent;
        }
        places
    }

    /// The resources of the same template that a resource depends on: by symbolic name, name of a loop, name or ID.
    fn dependencies(&mut self, frame: usize, number: usize) -> Vec<usize> {
        let Some(instances) = self.instances(frame) else { return Vec::new() };
        let instance = &instances[number];
        let mut found: Vec<usize> = instance.parent.into_iter().collect();
        let Some(listed) = instance.json.member("dependsOn").and_then(Json::as_array) else { return found };
        if !self.charge(listed.len() * (instances.len() / 8 + 1)) {
            return found;
        }
        for json in listed {
            let wanted = self.json_value(&instance.environment, json);
            // The ID of a resource depends on where the template is deployed.
            found.extend(self.find_instance(frame, &wanted));
            let Some(text) = wanted.as_text().map(fold_case) else { continue };
            let is_named = |name: Option<&str>| name.is_some_and(|name| fold_case(name) == text);
            let of_loop = instances.iter().enumerate().filter(|(_, other)| {
                let own = other.json.member("copy").and_then(|copy| copy.member("name")).and_then(Json::as_str);
                is_named(other.symbol.as_deref()) || is_named(own)
            });
            found.extend(of_loop.map(|(number, _)| number));
        }
        found
    }
}
