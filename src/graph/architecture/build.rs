//! Puts the parts of an architecture into resource groups and subscriptions.

use super::{
    contents::Contents,
    ids::node_id,
    model::{Architecture, GroupFrame, SubscriptionFrame},
    zones::rest_leaf,
};
use crate::{
    analyse::access::{AccessAnalysis, EvaluatedPath},
    graph::scope::Scope,
    order,
    plan::{ResolvedTopology, Resource, ResourceGroup, ResourceKind},
    topology::values::ResourceId,
};

/// The resource group that contains something; none for the target resource group.
type Place = Option<ResourceGroup>;

fn place_of(resource: &Resource) -> Place {
    match &resource.existing {
        Some(id) => Some(place_of_id(id)),
        None => resource.deployment_target.other_group().cloned(),
    }
}

fn place_of_id(id: &ResourceId) -> ResourceGroup {
    ResourceGroup { subscription: id.subscription.clone(), name: id.resource_group.clone() }
}

impl Architecture {
    /// The architecture of a resolved topology with all its access paths.
    #[must_use]
    pub fn new(plan: &ResolvedTopology) -> Self {
        Self::with_scope(plan, &Scope::default())
    }

    /// The architecture with all its access paths, of a part of the file.
    #[must_use]
    pub fn with_scope(plan: &ResolvedTopology, scope: &Scope) -> Self {
        Self::with_paths(plan, AccessAnalysis::new(plan).all_paths(), scope)
    }

    /// The architecture with some access paths: those that a query selects.
    #[must_use]
    pub fn with_paths(plan: &ResolvedTopology, paths: Vec<EvaluatedPath>, scope: &Scope) -> Self {
        let contents = Contents::new(plan, paths);
        let mut groups = Groups { plan, groups: Vec::new() };
        for (resource, leaf) in contents.services() {
            groups.at(place_of(resource)).services.push(leaf);
        }
        if let Some((resource, frame)) = contents.network_frame() {
            groups.at(place_of(resource)).networks.push(frame);
        }
        for network in contents.peered_networks() {
            groups.at(Some(place_of_id(network.id))).peers.push(network.leaf);
        }
        let mut places: Vec<Place> = Vec::new();
        for place in plan.resources.iter().map(|resource| place_of(resource)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        for place in places {
            let here: Vec<&Resource> =
                plan.resources.iter().map(AsRef::as_ref).filter(|resource| place_of(resource) == place).collect();
            let of_kind = |kind: ResourceKind| here.iter().copied().filter(move |resource| resource.kind == kind);
            let zones: Vec<&Resource> = of_kind(ResourceKind::PrivateDnsZone).collect();
            let mut others = contents.zone_leaves(&zones);
            others.extend(
                of_kind(ResourceKind::LogAnalyticsWorkspace).map(|workspace| contents.workspace_leaf(workspace)),
            );
            others.extend(rest_leaf(place.as_ref().map_or("target", |group| group.name.as_str()), &here));
            if !others.is_empty() {
                groups.at(place).others.extend(others);
            }
        }
        Self {
            title: scope.title(plan),
            subtitle: scope.subtitle(),
            outside: contents.outside_frames(),
            subscriptions: groups.into_subscriptions(),
            beyond: contents.site_leaf().into_iter().collect(),
            is_existing: plan.observed().is_some(),
        }
    }
}

struct Groups<'a> {
    plan: &'a ResolvedTopology,
    groups: Vec<(Place, GroupFrame)>,
}

impl Groups<'_> {
    fn at(&mut self, place: Place) -> &mut GroupFrame {
        let position = self.groups.iter().position(|(other, _)| *other == place).unwrap_or_else(|| {
            let frame = match &place {
                None => GroupFrame {
                    id: "group".to_owned(),
                    title: "Target resource group".to_owned(),
                    joined: 1,
                    ..GroupFrame::default()
                },
                Some(group) => GroupFrame {
                    id: node_id(&format!("group {} {}", group.subscription, group.name).to_lowercase()),
                    title: format!("Resource group {}", group.name),
                    existing: true,
                    joined: 1,
                    ..GroupFrame::default()
                },
            };
            self.groups.push((place, frame));
            self.groups.len() - 1
        });
        &mut self.groups[position].1
    }

    /// The subscriptions, the target subscription first.
    fn into_subscriptions(mut self) -> Vec<SubscriptionFrame> {
        let target = self.plan.subscription.clone();
        order::sort_by_key(&mut self.groups, |(place, _)| place.is_some());
        let mut subscriptions: Vec<(Option<String>, SubscriptionFrame)> = Vec::new();
        for (place, group) in self.groups {
            let subscription = place.map(|place| place.subscription.to_lowercase());
            let subscription = subscription.or_else(|| target.as_ref().map(|target| target.to_lowercase()));
            if let Some((_, frame)) = subscriptions.iter_mut().find(|(other, _)| *other == subscription) {
                frame.groups.push(group);
                continue;
            }
            let title = match &subscription {
                Some(id) => format!("Subscription {id}"),
                None => "Target subscription".to_owned(),
            };
            let id = node_id(&format!("subscription {}", subscription.as_deref().unwrap_or("target")));
            subscriptions.push((subscription, SubscriptionFrame { id, title, groups: vec![group] }));
        }
        subscriptions.into_iter().map(|(_, frame)| frame).collect()
    }
}
