//! Linked networks of many resource groups and subscriptions in few frames.

use crate::graph::architecture::{Architecture, Bundle, GroupFrame, Leaf, SubscriptionFrame};

/// Joins the resource groups of a subscription that contain linked networks alone, and then the subscriptions that contain
/// nothing else. Networks with the same access share a leaf.
pub(super) fn join_linked_networks(architecture: &mut Architecture) {
    for subscription in &mut architecture.subscriptions {
        let (linked, others) = subscription.groups.drain(..).partition(has_linked_networks_alone);
        subscription.groups = others;
        subscription.groups.extend(join_groups(linked));
    }
    let is_linked = |subscription: &SubscriptionFrame| subscription.groups.iter().all(has_linked_networks_alone);
    let (linked, others): (Vec<_>, Vec<_>) = architecture.subscriptions.drain(..).partition(is_linked);
    architecture.subscriptions = others;
    let count = linked.len();
    let Some(first) = linked.first() else { return };
    let (id, title) = (first.id.clone(), first.title.clone());
    let title = if count == 1 { title } else { format!("{count} subscriptions") };
    let groups = join_groups(linked.into_iter().flat_map(|subscription| subscription.groups).collect());
    architecture.subscriptions.push(SubscriptionFrame { id, title, groups: groups.into_iter().collect() });
}

fn has_linked_networks_alone(group: &GroupFrame) -> bool {
    !group.peers.is_empty() && group.services.is_empty() && group.networks.is_empty() && group.others.is_empty()
}

fn join_groups(groups: Vec<GroupFrame>) -> Option<GroupFrame> {
    let count: usize = groups.iter().map(|group| group.joined).sum();
    let mut groups = groups.into_iter();
    let mut joined = groups.next()?;
    for leaf in groups.flat_map(|group| group.peers) {
        match joined.peers.iter_mut().find(|other| has_same_access(other, &leaf)) {
            Some(other) => join_leaves(other, leaf),
            None => joined.peers.push(leaf),
        }
    }
    if count > 1 {
        joined.title = format!("{count} resource groups");
        joined.joined = count;
    }
    Some(joined)
}

/// Whether the access paths of two leaves differ in nothing but the number of actors.
fn has_same_access(one: &Leaf, other: &Leaf) -> bool {
    let access = |leaf: &Leaf| -> Vec<Bundle> {
        leaf.bundles.iter().map(|bundle| Bundle { actors: 0, paths: 0, ..bundle.clone() }).collect()
    };
    access(one) == access(other)
}

fn join_leaves(one: &mut Leaf, other: Leaf) {
    let names = |leaf: &Leaf| leaf.details.first().unwrap_or(&leaf.title).clone();
    // Networks of two subscriptions may have one name.
    let (mut all, added) = (names(one), names(&other));
    if !all.split(", ").any(|name| name == added) {
        all = format!("{all}, {added}");
    }
    one.steps += other.steps;
    for (bundle, more) in one.bundles.iter_mut().zip(other.bundles) {
        bundle.actors += more.actors;
        bundle.paths += more.paths;
    }
    let count = one.bundles.iter().map(|bundle| bundle.actors).max().unwrap_or_default();
    one.title = format!("{count} virtual networks");
    one.details = vec![all];
}
