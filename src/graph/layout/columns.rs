//! Subscriptions and resource groups, around the columns of services, networks and the rest.

use super::{
    blocks::{Block, PADDING, frame_block, leaf_block, outer_heading},
    geometry::{Area, PlacedFrame},
};
use crate::graph::architecture::{Architecture, GroupFrame, SubscriptionFrame};

/// The widths of the columns of services, networks and the rest.
pub(super) const WIDTHS: [f64; 3] = [198.0, 238.0, 166.0];
/// Space between frames that are stacked.
const GAP: f64 = 8.0;
/// The most space that is added between two services.
const MOST_SPREAD: f64 = 70.0;

/// Columns that follow one another: the first and the last.
type Span = (usize, usize);

/// The content of a resource group, by column.
struct GroupColumns {
    span: Span,
    columns: [Vec<Block>; 3],
}

fn group_columns(group: &GroupFrame) -> GroupColumns {
    let mut columns: [Vec<Block>; 3] = Default::default();
    columns[0] = group.services.iter().map(|leaf| leaf_block(leaf, WIDTHS[0])).collect();
    columns[1] = group.networks.iter().map(|frame| frame_block(frame, WIDTHS[1], 2)).collect();
    columns[1].extend(group.peers.iter().map(|leaf| leaf_block(leaf, WIDTHS[1])));
    // Beside services without a network there is room.
    let last = if columns[1].is_empty() && !group.services.is_empty() { 1 } else { 2 };
    columns[last].extend(group.others.iter().map(|leaf| leaf_block(leaf, WIDTHS[last])));
    let used = |index: &usize| !columns[*index].is_empty();
    let first = (0..3).find(used).unwrap_or_default();
    let last = (0..3).rev().find(used).unwrap_or_default();
    GroupColumns { span: (first, last), columns }
}

/// The columns that an architecture uses: services, networks, the rest.
pub(super) fn used_columns(architecture: &Architecture) -> [bool; 3] {
    let mut used = [true, !architecture.beyond.is_empty(), false];
    for group in architecture.subscriptions.iter().flat_map(|subscription| &subscription.groups) {
        let (_, last) = group_columns(group).span;
        used[1] |= last == 1 || !group.networks.is_empty() || !group.peers.is_empty();
        used[2] |= last == 2;
    }
    used
}

/// Places all columns, whose left ends are given; returns everything in them and the lower end.
pub(super) fn place_columns(architecture: &Architecture, lefts: [f64; 3], top: f64) -> (Block, f64) {
    let mut placed = Block::default();
    let mut ends = [top; 3];
    for subscription in &architecture.subscriptions {
        place_subscription(subscription, lefts, &mut ends, &mut placed);
    }
    for leaf in &architecture.beyond {
        let block = leaf_block(leaf, WIDTHS[1]);
        let end = ends[1] + block.height + GAP;
        placed.place(block, lefts[1], ends[1]);
        ends[1] = end;
    }
    let bottom = ends.into_iter().fold(top, f64::max) - GAP;
    (placed, bottom)
}

fn place_subscription(subscription: &SubscriptionFrame, lefts: [f64; 3], ends: &mut [f64; 3], placed: &mut Block) {
    let groups: Vec<(&GroupFrame, GroupColumns)> =
        subscription.groups.iter().map(|group| (group, group_columns(group))).collect();
    let first = groups.iter().map(|(_, columns)| columns.span.0).min().unwrap_or_default();
    let last = groups.iter().map(|(_, columns)| columns.span.1).max().unwrap_or_default();
    let top = highest(ends, (first, last));
    let start = placed.frames.len();
    let heading = open_frame(&subscription.id, &subscription.title, (first, last), (lefts, 2.0, top), placed);
    let mut inner = [top + heading; 3];
    for (group, columns) in groups {
        let span = columns.span;
        let y = highest(&inner, span);
        let end = place_group(group, columns, lefts, y, placed) + PADDING;
        inner[span.0..=span.1].fill(end);
    }
    let bottom = highest(&inner, (first, last));
    placed.frames[start].area.height = bottom - top;
    ends[first..=last].fill(bottom + GAP);
}

/// Returns the lower end of the group.
fn place_group(group: &GroupFrame, columns: GroupColumns, lefts: [f64; 3], top: f64, placed: &mut Block) -> f64 {
    let start = placed.frames.len();
    let heading = open_frame(&group.id, &group.title, columns.span, (lefts, 1.0, top), placed);
    placed.frames[start].existing = group.existing;
    placed.frames[start].depth = 1;
    let heights: Vec<f64> = columns.columns.iter().map(|blocks| stack_height(blocks)).collect();
    let height = heights.iter().copied().fold(0.0, f64::max);
    for (index, blocks) in columns.columns.into_iter().enumerate() {
        // Services stand across the whole height, since lines come to them from everywhere.
        let spread = if index == 0 { spread(&blocks, height - heights[0]) } else { 0.0 };
        let mut y = top + heading + spread / 2.0;
        for block in blocks {
            let block_height = block.height;
            placed.place(block, lefts[index], y);
            y += block_height + GAP + spread;
        }
    }
    let bottom = top + heading + height + PADDING;
    placed.frames[start].area.height = bottom - top;
    bottom
}

fn spread(blocks: &[Block], room: f64) -> f64 {
    let count = u32::try_from(blocks.len().max(1)).map_or(1.0, f64::from);
    (room / count).clamp(0.0, MOST_SPREAD).floor()
}

fn stack_height(blocks: &[Block]) -> f64 {
    let heights: f64 = blocks.iter().map(|block| block.height + GAP).sum();
    (heights - GAP).max(0.0)
}

fn highest(ends: &[f64; 3], span: Span) -> f64 {
    ends[span.0..=span.1].iter().copied().fold(0.0, f64::max)
}

/// Starts a frame around columns; its heading stays in the first of them, since lines may run beside it. Returns the height
/// of the heading.
fn open_frame(id: &str, title: &str, span: Span, (lefts, level, top): ([f64; 3], f64, f64), placed: &mut Block) -> f64 {
    let x = lefts[span.0] - level * PADDING;
    let width = lefts[span.1] + WIDTHS[span.1] + level * PADDING - x;
    // At the top of the page, no line is that high.
    let is_first = placed.leaves.is_empty();
    let (mut texts, height) = outer_heading(title, if is_first { width } else { WIDTHS[span.0] + level * PADDING });
    for text in &mut texts {
        text.at.x += x;
        text.at.y += top;
    }
    placed.frames.push(PlacedFrame {
        id: id.to_owned(),
        area: Area { x, y: top, width, height },
        depth: 0,
        existing: false,
        texts,
        marks: Vec::new(),
    });
    height
}
