//! The architecture as frames in frames, for notations that lay out by themselves.

use super::{
    ids::node_id,
    model::{Architecture, Frame, Leaf, PrivateLink},
};
use crate::analyse::access::{TargetService, Verdict};

/// A line between two leaves.
pub(in crate::graph) struct OutlineLine<'a> {
    /// The ID of the leaf that it leaves.
    pub(in crate::graph) from: &'a str,
    /// The ID of the leaf of the service.
    pub(in crate::graph) to: String,
    /// What decides and how many actors, after the operations that differ; empty for a private link.
    pub(in crate::graph) label: String,
    /// The verdict; none for a private link.
    pub(in crate::graph) verdict: Option<Verdict>,
}

impl Architecture {
    /// All frames, with the grouping of the picture.
    pub(in crate::graph) fn outline(&self) -> Vec<Frame> {
        let subscriptions = self.subscriptions.iter().map(|subscription| Frame {
            id: subscription.id.clone(),
            title: subscription.title.clone(),
            frames: subscription
                .groups
                .iter()
                .map(|group| Frame {
                    id: group.id.clone(),
                    title: group.title.clone(),
                    existing: group.existing,
                    leaves: group.services.iter().chain(&group.peers).chain(&group.others).cloned().collect(),
                    frames: group.networks.clone(),
                    ..Frame::default()
                })
                .collect(),
            ..Frame::default()
        });
        let beyond = Frame {
            id: node_id("beyond"),
            title: "Outside of Azure".to_owned(),
            leaves: self.beyond.clone(),
            ..Frame::default()
        };
        let beyond = Some(beyond).filter(|frame| !frame.leaves.is_empty());
        self.outside.iter().cloned().chain(subscriptions).chain(beyond).collect()
    }

    /// Access paths and private links.
    pub(in crate::graph) fn outline_lines(&self) -> Vec<OutlineLine<'_>> {
        let services = self.services();
        let id_of = |service: TargetService| {
            services.iter().find(|(other, _)| *other == service).map(|(_, id)| id.clone()).unwrap_or_default()
        };
        let lines = |leaf: &'_ Leaf| -> Vec<(String, String, Option<Verdict>)> {
            let links = leaf.links.iter().map(|PrivateLink { service, .. }| (id_of(*service), String::new(), None));
            let bundles = leaf.bundles.iter();
            links
                .chain(bundles.map(|bundle| (id_of(bundle.service), bundle.line_label(), Some(bundle.verdict))))
                .collect()
        };
        let leaves = self.leaves().into_iter();
        leaves
            .flat_map(|leaf| {
                let line = |(to, label, verdict)| OutlineLine { from: &leaf.id, to, label, verdict };
                lines(leaf).into_iter().map(line)
            })
            .collect()
    }
}

impl Leaf {
    /// Its texts: heading, firewall and details.
    pub(in crate::graph) fn lines(&self) -> Vec<String> {
        let firewall = self.firewall.map(|firewall| firewall.label().to_owned());
        let steps = steps_line(self.steps);
        let details = self.details.iter().cloned();
        [self.title.clone()].into_iter().chain(firewall).chain(details).chain(steps).collect()
    }
}

impl Frame {
    /// Its heading in one line.
    pub(in crate::graph) fn heading(&self) -> String {
        let parts = [self.title.clone()].into_iter().chain(self.details.iter().cloned());
        parts.chain(steps_line(self.steps)).collect::<Vec<_>>().join(", ")
    }
}

fn steps_line(steps: usize) -> Option<String> {
    match steps {
        0 => None,
        1 => Some("1 required step of another team".to_owned()),
        _ => Some(format!("{steps} required steps of other teams")),
    }
}
