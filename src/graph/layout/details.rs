//! How much text a picture has: less where a page would be too high.

use crate::graph::architecture::{Architecture, Frame, Leaf};

/// The most lines of details of a leaf or frame, from the most to the least text.
pub(super) const LEVELS: [usize; 4] = [usize::MAX, 4, 2, 1];

/// The architecture with at most `lines` details in each leaf and frame.
pub(super) fn with_fewer_details(architecture: &Architecture, lines: usize) -> Architecture {
    let mut shorter = architecture.clone();
    shorter.outside.iter_mut().chain(&mut shorter.beyond).for_each(|frame| shorten_frame(frame, lines));
    for group in shorter.subscriptions.iter_mut().flat_map(|subscription| &mut subscription.groups) {
        group.networks.iter_mut().for_each(|frame| shorten_frame(frame, lines));
        group.services.iter_mut().chain(&mut group.others).for_each(|leaf| shorten_leaf(leaf, lines));
    }
    shorter
}

fn shorten_frame(frame: &mut Frame, lines: usize) {
    shorten(&mut frame.details, lines);
    frame.leaves.iter_mut().for_each(|leaf| shorten_leaf(leaf, lines));
    frame.frames.iter_mut().for_each(|inner| shorten_frame(inner, lines));
}

fn shorten_leaf(leaf: &mut Leaf, lines: usize) {
    shorten(&mut leaf.details, lines);
}

fn shorten(details: &mut Vec<String>, lines: usize) {
    if details.len() > lines {
        let rest = details.len() + 1 - lines;
        details.truncate(lines - 1);
        details.push(format!("and {rest} more"));
    }
}
