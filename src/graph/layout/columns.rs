//! Subscriptions and resource groups, around the columns of services, networks and the rest.

use super::{
    blocks::{Block, PADDING, frame_block, leaf_block, outer_heading},
    geometry::{Area, PlacedFrame},
};
use crate::graph::architecture::{Architecture, GroupFrame, SubscriptionFrame};

/// The widths of the columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Widths {
    /// Actors outside.
    pub(super) left: f64,
    /// Services, networks and the rest.
    pub(super) columns: [f64; 3],
}

impl Widths {
    /// A line such as `account: public network access disabled` needs no second one.
    pub(super) const USUAL: Self = Self { left: 243.0, columns: [236.0, 238.0, 166.0] };
    /// For a page that would be too wide.
    pub(super) const LEAST: Self = Self { left: 212.0, columns: [211.0, 238.0, 166.0] };

    /// Columns that are each wider.
    pub(super) fn wider(self, by: f64) -> Self {
        Self { left: self.left + by, columns: self.columns.map(|width| width + by) }
    }
}

/// Space between frames that are stacked.
const GAP: f64 = 8.0;
/// The most space that is added between two services.
const MOST_SPREAD: f64 = 70.0;

/// Where the columns are, how wide, and what is in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) lefts: [f64; 3],
    pub(super) widths: Widths,
    pub(super) rest: Rest,
}

/// Columns that follow one another: the first and the last.
type Span = (usize, usize);

/// The content of a resource group, by column.
struct GroupColumns {
    span: Span,
    columns: [Vec<Block>; 3],
}

/// Where private DNS zones, logs and the rest of a resource group are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// In the last column, or beside services without a network.
    Beside,
    /// Below services without a network, so that a network of another group has room beside them.
    BelowLoneServices,
    /// Below services, so that another group has room in the last column.
    BelowServices,
}

impl Rest {
    /// The arrangements in which an architecture differs.
    pub(super) fn of(architecture: &Architecture) -> impl Iterator<Item = Self> {
        let groups = || architecture.subscriptions.iter().flat_map(|subscription| &subscription.groups);
        let places = move |rest: Self| -> Vec<usize> {
            let with_rest = groups().filter(|group| !group.others.is_empty());
            with_rest
                .map(|group| {
                    let has_network = !group.networks.is_empty() || !group.peers.is_empty();
                    rest.column(!group.services.is_empty(), has_network)
                })
                .collect()
        };
        let all = [Self::Beside, Self::BelowLoneServices, Self::BelowServices];
        let is_new = move |at: usize| !all[..at].iter().any(|other| places(*other) == places(all[at]));
        all.into_iter().enumerate().filter(move |(at, _)| is_new(*at)).map(|(_, rest)| rest)
    }

    /// The column in a group.
    const fn column(self, has_services: bool, has_network: bool) -> usize {
        match (self, has_services, has_network) {
            (Self::BelowServices, true, _) | (Self::BelowLoneServices, true, false) => 0,
            (Self::Beside, true, false) => 1,
            _ => 2,
        }
    }
}

fn group_columns(group: &GroupFrame, widths: &Widths, rest: Rest) -> GroupColumns {
    let mut columns: [Vec<Block>; 3] = Default::default();
    columns[0] = group.services.iter().map(|leaf| leaf_block(leaf, widths.columns[0])).collect();
    columns[1] = group.networks.iter().map(|frame| frame_block(frame, widths.columns[1], 2)).collect();
    columns[1].extend(group.peers.iter().map(|leaf| leaf_block(leaf, widths.columns[1])));
    let last = rest.column(!group.services.is_empty(), !columns[1].is_empty());
    columns[last].extend(group.others.iter().map(|leaf| leaf_block(leaf, widths.columns[last])));
    let used = |index: &usize| !columns[*index].is_empty();
    let first = (0..3).find(used).unwrap_or_default();
    let last = (0..3).rev().find(used).unwrap_or_default();
    GroupColumns { span: (first, last), columns }
}

/// The columns that an architecture uses: services, networks, the rest.
pub(super) fn used_columns(architecture: &Architecture, rest: Rest) -> [bool; 3] {
    let mut used = [true, !architecture.beyond.is_empty(), false];
    for group in architecture.subscriptions.iter().flat_map(|subscription| &subscription.groups) {
        let columns = group_columns(group, &Widths::LEAST, rest).columns;
        used.iter_mut().zip(&columns).for_each(|(used, column)| *used |= !column.is_empty());
    }
    used
}

/// Places all columns, whose left ends are given; returns everything in them and the lower end.
pub(super) fn place_columns(architecture: &Architecture, columns: Columns, top: f64) -> (Block, f64) {
    let mut placed = Block::default();
    let mut ends = [top; 3];
    for subscription in &architecture.subscriptions {
        let groups = subscription.groups.iter();
        let groups = groups.map(|group| (group, group_columns(group, &columns.widths, columns.rest))).collect();
        place_subscription(subscription, groups, columns, &mut ends, &mut placed);
    }
    for leaf in &architecture.beyond {
        let block = leaf_block(leaf, columns.widths.columns[1]);
        let end = ends[1] + block.height + GAP;
        placed.place(block, columns.lefts[1], ends[1]);
        ends[1] = end;
    }
    let bottom = ends.into_iter().fold(top, f64::max) - GAP;
    (placed, bottom)
}

fn place_subscription(
    subscription: &SubscriptionFrame,
    groups: Vec<(&GroupFrame, GroupColumns)>,
    grid: Columns,
    ends: &mut [f64; 3],
    placed: &mut Block,
) {
    let first = groups.iter().map(|(_, columns)| columns.span.0).min().unwrap_or_default();
    let last = groups.iter().map(|(_, columns)| columns.span.1).max().unwrap_or_default();
    let top = highest(ends, (first, last));
    let start = placed.frames.len();
    let heading = open_frame(&subscription.id, &subscription.title, (first, last), (grid, 2.0, top), placed);
    let mut inner = [top + heading; 3];
    for (group, columns) in groups {
        let span = columns.span;
        let y = highest(&inner, span);
        let end = place_group(group, columns, grid, y, placed) + PADDING;
        inner[span.0..=span.1].fill(end);
    }
    let bottom = highest(&inner, (first, last));
    placed.frames[start].area.height = bottom - top;
    ends[first..=last].fill(bottom + GAP);
}

/// Returns the lower end of the group.
fn place_group(group: &GroupFrame, columns: GroupColumns, grid: Columns, top: f64, placed: &mut Block) -> f64 {
    let start = placed.frames.len();
    let heading = open_frame(&group.id, &group.title, columns.span, (grid, 1.0, top), placed);
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
            placed.place(block, grid.lefts[index], y);
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
fn open_frame(id: &str, title: &str, span: Span, (grid, level, top): (Columns, f64, f64), placed: &mut Block) -> f64 {
    let Columns { lefts, widths: Widths { columns: widths, .. }, .. } = grid;
    let x = lefts[span.0] - level * PADDING;
    let width = lefts[span.1] + widths[span.1] + level * PADDING - x;
    // At the top of the page, no line is that high.
    let is_first = placed.leaves.is_empty();
    let (mut texts, height) = outer_heading(title, if is_first { width } else { widths[span.0] + level * PADDING });
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
