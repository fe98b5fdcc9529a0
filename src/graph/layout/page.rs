//! The page: heading, columns, channels and legend.

use super::{
    blocks::{Block, LINE_HEIGHT, frame_block, placed_text},
    columns::{WIDTHS, place_columns, used_columns},
    details::{REDUCTIONS, reduce},
    geometry::{LineEnd, LineKind, Page, PlacedLine, Point},
    rails::{Channel, Side},
};
use crate::{
    analyse::access::{TargetService, Verdict},
    graph::{
        architecture::Architecture,
        font::{Weight, text_width, wrap_to_width},
    },
};

/// The printable area of an A4 page in landscape with margins of 10 mm has 277 x 190 mm. A page that is at most this wide
/// and high is printed with letters of at least 8 points.
const MOST_HEIGHT: f64 = 767.0;
const MARGIN: f64 = 8.0;
const LEFT_WIDTH: f64 = 190.0;
/// Space between a channel and what is beside it.
const CLEARANCE: f64 = 9.0;
/// Space for the frames around a column.
const FRAMES: f64 = 12.0;
/// The least ratio of width and height.
const LEAST_RATIO: f64 = 1.3;

/// Lays an architecture out; with less text if the page would be too high.
#[must_use]
pub(in crate::graph) fn lay_out(architecture: &Architecture) -> Page {
    let (mut shown, mut page) = (architecture.clone(), lay_out_details(architecture));
    for reduction in REDUCTIONS {
        if page.height <= MOST_HEIGHT {
            break;
        }
        let reduced = reduce(&shown, reduction);
        let smaller = lay_out_details(&reduced);
        // What makes the page no less high stays.
        if smaller.height < page.height {
            (shown, page) = (reduced, smaller);
        }
    }
    page
}

fn lay_out_details(architecture: &Architecture) -> Page {
    let services = architecture.services();
    let order: Vec<TargetService> = services.iter().map(|(service, _)| *service).collect();
    let title_height = MARGIN + LINE_HEIGHT + 8.0;
    let (left, left_end) = place_left(architecture, title_height);
    let left_channel = Channel::new(Side::Left, &left.ports, &order);
    // The lines of the right channel do not depend on where the columns are.
    let (unplaced, _) = place_columns(architecture, [0.0; 3], title_height);
    let right_channel = Channel::new(Side::Right, &unplaced.ports, &order);
    let used = used_columns(architecture);
    let left_right = if left.leaves.is_empty() { MARGIN } else { MARGIN + LEFT_WIDTH + CLEARANCE };
    let near_left = left_right + left_channel.width();
    let first = near_left + CLEARANCE + FRAMES;
    let near_right = first + WIDTHS[0] + FRAMES + CLEARANCE;
    let second = near_right + right_channel.width() + CLEARANCE + FRAMES;
    let third = if used[1] { second + WIDTHS[1] + 2.0 * FRAMES + 4.0 } else { second };
    let lefts = [first, second, third];
    let (right, right_end) = place_columns(architecture, lefts, title_height);
    let last = (0..3).rev().find(|index| used[*index]).unwrap_or_default();
    let content_width = lefts[last] + WIDTHS[last] + FRAMES + MARGIN;
    let bottom = left_end.max(right_end);
    let mut page = Page::default();
    page.lines.extend(left_channel.lines(&left.ports, near_left, &with_leaves(&left, &right), &services));
    page.lines.extend(right_channel.lines(&right.ports, near_right, &right.leaves, &services));
    page.frames.extend(left.frames.into_iter().chain(right.frames));
    page.leaves.extend(left.leaves.into_iter().chain(right.leaves));
    page.height = (add_legend(&mut page, bottom + 10.0, content_width) + MARGIN).ceil();
    page.width = content_width.max((page.height * LEAST_RATIO).ceil());
    let title = wrap_to_width(&architecture.title, Weight::Bold, page.width - 2.0 * MARGIN).into_iter().next();
    let at = Point { x: MARGIN, y: MARGIN + LINE_HEIGHT - 3.0 };
    page.texts.extend(title.map(|title| placed_text(at, title, Weight::Bold)));
    page
}

fn with_leaves(left: &Block, right: &Block) -> Vec<super::geometry::PlacedLeaf> {
    left.leaves.iter().chain(&right.leaves).cloned().collect()
}

/// The column of actors outside, and its lower end.
fn place_left(architecture: &Architecture, top: f64) -> (Block, f64) {
    let mut placed = Block::default();
    let mut y = top;
    for frame in &architecture.outside {
        let block = frame_block(frame, LEFT_WIDTH, 0);
        let height = block.height;
        placed.place(block, MARGIN, y);
        y += height + 8.0;
    }
    (placed, y)
}

/// Writes the legend in rows; returns its lower end.
fn add_legend(page: &mut Page, top: f64, width: f64) -> f64 {
    let kinds = [
        (LineKind::Access(Verdict::Allowed), "allowed"),
        (LineKind::Access(Verdict::Conditional), "conditional: something outside this topology decides"),
        (LineKind::Access(Verdict::Denied), "denied"),
        (LineKind::PrivateLink, "private link"),
    ];
    let used = |kind: &LineKind| page.lines.iter().any(|line| line.kind == *kind);
    let kinds: Vec<(LineKind, &str)> = kinds.into_iter().filter(|(kind, _)| used(kind)).collect();
    let (mut x, mut y) = (MARGIN, top);
    let mut next = |text: &str, sample: f64| {
        let space = sample + text_width(text, Weight::Regular) + 18.0;
        if x > MARGIN && x + space > width {
            x = MARGIN;
            y += LINE_HEIGHT;
        }
        let at = Point { x, y };
        x += space;
        at
    };
    let (mut lines, mut texts) = (Vec::new(), Vec::new());
    for (kind, text) in kinds {
        let at = next(text, 36.0);
        let end = if kind == LineKind::Access(Verdict::Denied) { LineEnd::Cross } else { LineEnd::Arrow };
        let middle = at.y + LINE_HEIGHT / 2.0;
        lines.push(PlacedLine {
            id: format!("legend-{}", lines.len()),
            kind,
            label: String::new(),
            points: vec![Point { x: at.x, y: middle }, Point { x: at.x + 30.0, y: middle }],
            end,
        });
        texts.push(placed_text(Point { x: at.x + 36.0, y: at.y + 10.5 }, text.to_owned(), Weight::Regular));
    }
    for text in ["(2): number of actors", "dashed frame: existing resource", "flag: required steps of other teams"] {
        let at = next(text, 0.0);
        texts.push(placed_text(Point { x: at.x, y: at.y + 10.5 }, text.to_owned(), Weight::Regular));
    }
    page.legend = lines;
    page.texts.extend(texts);
    y + LINE_HEIGHT
}
