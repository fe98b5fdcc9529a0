//! The page: heading, columns, channels and legend.

use std::cmp::{Ordering, Reverse};

use super::{
    blocks::{Block, LINE_HEIGHT, frame_block, placed_text},
    columns::{Columns, Rest, Widths, place_columns, used_columns},
    details::{REDUCTIONS, Reduction, reduce},
    geometry::{LineEnd, LineKind, Mark, Page, PlacedLine, Point},
    rails::{Channel, Side},
};
use crate::{
    analyse::access::{TargetService, Verdict},
    graph::{
        architecture::Architecture,
        font::{Weight, text_width, wrap_to_width},
        labels::conditional_text,
    },
};

/// The printable area of an A4 page in landscape with margins of 10 mm has 277 x 190 mm. A page that is at most this wide
/// and high is printed with letters of at least 8 points.
const MOST_WIDTH: f64 = 1128.0;
const MOST_HEIGHT: f64 = 774.0;
const PAPER_RATIO: f64 = 277.0 / 190.0;
const MARGIN: f64 = 8.0;
/// Space between a channel and what is beside it.
const CLEARANCE: f64 = 9.0;
/// Space for the frames around a column.
const FRAMES: f64 = 12.0;
/// The ratio of width and height from which a page is landscape. Columns of a page that would be narrower are wider.
const LEAST_RATIO: f64 = 1.3;

/// Lays an architecture out: in the arrangement of columns that shows most of it, then in the one that is printed with the
/// largest letters.
#[must_use]
pub(in crate::graph) fn lay_out(architecture: &Architecture) -> Page {
    let rank = |page: &Page| (excess(page) > 1.0, Reverse(count_letters(page)));
    let size = |page: &Page| (page.width.max(page.height * PAPER_RATIO), page.height);
    let pages = Rest::of(architecture).map(|rest| lay_out_reduced(architecture, rest));
    let best = pages.reduce(|best, page| {
        let is_better = match rank(&page).cmp(&rank(&best)) {
            Ordering::Equal => size(&page) < size(&best),
            order => order == Ordering::Less,
        };
        if is_better { page } else { best }
    });
    best.unwrap_or_default()
}

/// How many times larger than paper a page is; 1 for all that fit.
fn excess(page: &Page) -> f64 {
    (page.height / MOST_HEIGHT).max(page.width / MOST_WIDTH).max(1.0)
}

/// The letters in frames and leaves; spaces are where lines break.
fn count_letters(page: &Page) -> usize {
    let in_leaves = page.leaves.iter().flat_map(|leaf| &leaf.texts);
    let all = page.frames.iter().flat_map(|frame| &frame.texts).chain(in_leaves);
    all.map(|text| text.text.chars().filter(|c| !c.is_whitespace()).count()).sum()
}

/// A page with less text if it would be too high.
fn lay_out_reduced(architecture: &Architecture, rest: Rest) -> Page {
    let lay_out = |reductions: &[Reduction]| {
        let mut reduced = architecture.clone();
        reductions.iter().for_each(|reduction| reduce(&mut reduced, *reduction));
        lay_out_landscape(&reduced, rest)
    };
    let (mut page, mut applied) = (lay_out(&[]), Vec::new());
    for reduction in REDUCTIONS {
        if excess(&page) <= 1.0 {
            break;
        }
        applied.push(reduction);
        page = lay_out(&applied);
    }
    // Columns stand side by side: what made a lower one less high stays as it was.
    for reduction in applied.clone().into_iter().rev() {
        let others: Vec<Reduction> = applied.iter().copied().filter(|other| *other != reduction).collect();
        let fuller = lay_out(&others);
        if excess(&fuller) <= excess(&page) {
            (page, applied) = (fuller, others);
        }
    }
    page
}

/// A page that is wide enough for its height, without a blank margin: its columns take the room.
fn lay_out_landscape(architecture: &Architecture, rest: Rest) -> Page {
    let usual = lay_out_columns(architecture, Widths::USUAL, rest);
    let (page, widths) = if usual.width > MOST_WIDTH {
        (lay_out_columns(architecture, Widths::LEAST, rest), Widths::LEAST)
    } else {
        (usual, Widths::USUAL)
    };
    let landscape = (page.height * LEAST_RATIO).ceil();
    let used = used_columns(architecture, rest).into_iter().filter(|used| *used).count();
    let columns = used + usize::from(!architecture.outside.is_empty());
    let widen = |width: f64| {
        let share = (width - page.width) / u32::try_from(columns).map_or(1.0, f64::from);
        lay_out_columns(architecture, widths.wider(share), rest)
    };
    if landscape <= page.width {
        return page;
    }
    // Wider columns may make a page fit that would be too high, and then it is not to be too wide.
    let fitting = widen(landscape.min(MOST_WIDTH));
    if landscape > MOST_WIDTH && fitting.height > MOST_HEIGHT { widen(landscape) } else { fitting }
}

fn lay_out_columns(architecture: &Architecture, widths: Widths, rest: Rest) -> Page {
    let services = architecture.services();
    let order: Vec<TargetService> = services.iter().map(|(service, _)| *service).collect();
    // The width of the page depends on its lines, and these do not depend on where the columns are.
    let (left, _) = place_left(architecture, widths.left, 0.0);
    let left_channel = Channel::new(Side::Left, &left.ports, &order);
    let (unplaced, _) = place_columns(architecture, Columns { lefts: [0.0; 3], widths, rest }, 0.0);
    let right_channel = Channel::new(Side::Right, &unplaced.ports, &order);
    let used = used_columns(architecture, rest);
    let left_right = if left.leaves.is_empty() { MARGIN } else { MARGIN + widths.left + CLEARANCE };
    let near_left = left_right + left_channel.width();
    let first = near_left + CLEARANCE + FRAMES;
    let near_right = first + widths.columns[0] + FRAMES + CLEARANCE;
    let second = near_right + right_channel.width() + CLEARANCE + FRAMES;
    let third = if used[1] { second + widths.columns[1] + 2.0 * FRAMES + 4.0 } else { second };
    let lefts = [first, second, third];
    let last = (0..3).rev().find(|index| used[*index]).unwrap_or_default();
    let width = lefts[last] + widths.columns[last] + FRAMES + MARGIN;
    let mut page = Page { width, ..Page::default() };
    let top = add_title(&mut page, architecture);
    let (left, left_end) = place_left(architecture, widths.left, top);
    let (right, right_end) = place_columns(architecture, Columns { lefts, widths, rest }, top);
    let bottom = left_end.max(right_end);
    page.lines.extend(left_channel.lines(&left.ports, near_left, &with_leaves(&left, &right), &services));
    page.lines.extend(right_channel.lines(&right.ports, near_right, &right.leaves, &services));
    page.frames.extend(left.frames.into_iter().chain(right.frames));
    page.leaves.extend(left.leaves.into_iter().chain(right.leaves));
    page.height = (add_legend(&mut page, architecture, bottom + 10.0) + MARGIN).ceil();
    page
}

/// Writes title and subtitle; returns where the columns start.
fn add_title(page: &mut Page, architecture: &Architecture) -> f64 {
    let width = page.width - 2.0 * MARGIN;
    let title = wrap_to_width(&architecture.title, Weight::Bold, width).into_iter().take(1);
    let subtitle = Some(&architecture.subtitle).filter(|subtitle| !subtitle.is_empty());
    let subtitle = subtitle.into_iter().flat_map(|subtitle| wrap_to_width(subtitle, Weight::Regular, width));
    let lines = title.map(|line| (line, Weight::Bold)).chain(subtitle.map(|line| (line, Weight::Regular)));
    let mut y = MARGIN;
    for (line, weight) in lines {
        page.texts.push(placed_text(Point { x: MARGIN, y: y + LINE_HEIGHT - 3.0 }, line, weight));
        y += LINE_HEIGHT;
    }
    y + 8.0
}

fn with_leaves(left: &Block, right: &Block) -> Vec<super::geometry::PlacedLeaf> {
    left.leaves.iter().chain(&right.leaves).cloned().collect()
}

/// The column of actors outside, and its lower end.
fn place_left(architecture: &Architecture, width: f64, top: f64) -> (Block, f64) {
    let mut placed = Block::default();
    let mut y = top;
    for frame in &architecture.outside {
        let block = frame_block(frame, width, 0);
        let height = block.height;
        placed.place(block, MARGIN, y);
        y += height + 8.0;
    }
    (placed, y)
}

/// Writes the legend in rows, with what is in the page; returns its lower end.
fn add_legend(page: &mut Page, architecture: &Architecture, top: f64) -> f64 {
    let width = page.width;
    let kinds = [
        (LineKind::Access(Verdict::Allowed), "allowed"),
        (LineKind::Access(Verdict::Conditional), conditional_text(architecture.is_existing)),
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
    let has_counts = architecture.leaves().iter().flat_map(|leaf| &leaf.bundles).any(|bundle| bundle.actors > 1);
    // Of an input, everything exists.
    let has_existing = !architecture.is_existing
        && (page.frames.iter().any(|frame| frame.existing) || page.leaves.iter().any(|leaf| leaf.existing));
    let marks = page.frames.iter().flat_map(|frame| &frame.marks);
    let has_steps = marks.chain(page.leaves.iter().flat_map(|leaf| &leaf.marks)).any(|(mark, _)| *mark == Mark::Step);
    let words = [
        (has_counts, "(2): number of actors"),
        (has_existing, "dashed frame: existing resource"),
        (has_steps, "flag: required steps of other teams"),
    ];
    for (_, text) in words.into_iter().filter(|(is_used, _)| *is_used) {
        let at = next(text, 0.0);
        texts.push(placed_text(Point { x: at.x, y: at.y + 10.5 }, text.to_owned(), Weight::Regular));
    }
    page.legend = lines;
    page.texts.extend(texts);
    y + LINE_HEIGHT
}
