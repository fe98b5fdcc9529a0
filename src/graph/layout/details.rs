//! How much a picture shows: less where a page would be too high, beginning with what is least missed.

use super::linked::join_linked_networks;
use crate::graph::architecture::{Architecture, Frame, Glyph, Leaf};

/// A way to make a page less high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reduction {
    /// The private endpoints of a subnet share a leaf, and what sends no requests is a line of its subnet.
    JoinResources,
    /// Linked networks of many resource groups and subscriptions share frames and leaves.
    JoinLinkedNetworks,
    /// The networks have at most this many lines of details in each leaf and frame.
    Networks(usize),
    /// The same for actors outside.
    Outside(usize),
    /// The same for services.
    Services(usize),
    /// The same for the rest.
    Others(usize),
    /// The same for the rest without private DNS zones, whose names are long and not to be guessed.
    OthersButZones(usize),
}

/// In the order in which they are tried.
pub(super) const REDUCTIONS: [Reduction; 15] = [
    Reduction::JoinResources,
    Reduction::JoinLinkedNetworks,
    Reduction::Others(6),
    Reduction::Networks(4),
    Reduction::Others(3),
    Reduction::Services(4),
    Reduction::Outside(2),
    Reduction::Networks(2),
    Reduction::OthersButZones(1),
    Reduction::Others(1),
    Reduction::Services(2),
    Reduction::Networks(1),
    Reduction::Outside(1),
    Reduction::Services(1),
    Reduction::Networks(0),
];

/// Leaves something out.
pub(super) fn reduce(reduced: &mut Architecture, reduction: Reduction) {
    let groups = reduced.subscriptions.iter_mut().flat_map(|subscription| &mut subscription.groups);
    match reduction {
        Reduction::JoinResources => {
            groups.flat_map(|group| &mut group.networks).for_each(join_resources);
        }
        Reduction::JoinLinkedNetworks => join_linked_networks(reduced),
        Reduction::Networks(lines) => {
            for group in groups {
                group.networks.iter_mut().for_each(|frame| shorten_frame(frame, lines));
                group.peers.iter_mut().for_each(|leaf| shorten(&mut leaf.details, lines));
            }
            reduced.beyond.iter_mut().for_each(|leaf| shorten(&mut leaf.details, lines));
        }
        Reduction::Outside(lines) => reduced.outside.iter_mut().for_each(|frame| shorten_frame(frame, lines)),
        Reduction::Services(lines) => {
            groups.flat_map(|group| &mut group.services).for_each(|leaf| shorten(&mut leaf.details, lines));
        }
        Reduction::OthersButZones(lines) => {
            let others = groups.flat_map(|group| &mut group.others).filter(|leaf| leaf.glyph != Glyph::Zone);
            others.for_each(|leaf| shorten(&mut leaf.details, lines));
        }
        Reduction::Others(lines) => {
            groups.flat_map(|group| &mut group.others).for_each(|leaf| shorten(&mut leaf.details, lines));
        }
    }
}

fn join_resources(frame: &mut Frame) {
    frame.frames.iter_mut().for_each(join_resources);
    let (endpoints, others): (Vec<Leaf>, Vec<Leaf>) = frame.leaves.drain(..).partition(|leaf| !leaf.links.is_empty());
    let (actors, silent): (Vec<Leaf>, Vec<Leaf>) = others.into_iter().partition(|leaf| !leaf.bundles.is_empty());
    frame.details.extend(silent.into_iter().map(|leaf| format!("{} {}", leaf.details.join(", "), leaf.title)));
    let joined = endpoints.first().map(|first| Leaf {
        id: format!("{}s", first.id),
        glyph: Glyph::Endpoint,
        title: if endpoints.len() == 1 { first.title.clone() } else { "Private endpoints".to_owned() },
        steps: endpoints.iter().map(|leaf| leaf.steps).sum(),
        links: endpoints.iter().flat_map(|leaf| leaf.links.clone()).collect(),
        ..Leaf::default()
    });
    frame.leaves.extend(joined);
    frame.leaves.extend(actors);
}

fn shorten_frame(frame: &mut Frame, lines: usize) {
    shorten(&mut frame.details, lines);
    frame.leaves.iter_mut().for_each(|leaf| shorten(&mut leaf.details, lines));
    frame.frames.iter_mut().for_each(|inner| shorten_frame(inner, lines));
}

/// Keeps some lines; the last one has dots where others are left out. A list, such as that of many addresses, is drawn in
/// as many lines at most, and in two at least.
fn shorten(details: &mut Vec<String>, lines: usize) {
    let is_cut = details.len() > lines;
    details.truncate(lines);
    let most = LINE_LENGTH * lines.max(2);
    for detail in details.iter_mut() {
        let end = detail.char_indices().nth(most).map(|(end, _)| end);
        if let Some(end) = end.and_then(|end| detail[..end].rfind(", ")) {
            detail.truncate(end);
            detail.push_str(DOTS);
        }
    }
    if let Some(last) = details.last_mut().filter(|last| is_cut && !last.ends_with(DOTS)) {
        last.push_str(DOTS);
    }
}

/// What is at the end of a list that goes on.
const DOTS: &str = ", \u{2026}";

/// About as many letters as are drawn in a line.
const LINE_LENGTH: usize = 32;
