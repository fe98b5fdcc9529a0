//! Frames and leaves with their texts: first their size, then their place.

use super::geometry::{Area, Mark, PlacedFrame, PlacedLeaf, PlacedText, Point};
use crate::graph::{
    architecture::{Bundle, Frame, Leaf},
    font::{Weight, shown_text, text_width, wrap_to_width},
};

pub(super) const LINE_HEIGHT: f64 = 13.5;
/// Space around the content of a frame, and between blocks.
pub(super) const PADDING: f64 = 6.0;
const LEAF_PADDING: f64 = 5.0;
const GLYPH_WIDTH: f64 = 18.0;
const MARK_WIDTH: f64 = 15.0;
/// The flag of required steps, before their number.
const FLAG_WIDTH: f64 = 16.0;
/// The baseline of a line of text, from its upper end.
const BASELINE: f64 = 10.5;

/// Blocks with their coordinates relative to their upper left corner; moved to their place at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) height: f64,
    pub(super) frames: Vec<PlacedFrame>,
    pub(super) leaves: Vec<PlacedLeaf>,
    pub(super) ports: Vec<Port>,
}

/// The start of an access path, at the side of a leaf.
#[derive(Debug, Clone)]
pub(super) struct Port {
    pub(super) leaf: String,
    pub(super) title: String,
    pub(super) y: f64,
    pub(super) bundle: PortTarget,
}

#[derive(Debug, Clone)]
pub(super) enum PortTarget {
    Access(Bundle),
    PrivateLink(crate::analyse::access::TargetService),
}

impl Block {
    pub(super) fn move_by(&mut self, x: f64, y: f64) {
        for frame in &mut self.frames {
            move_area(&mut frame.area, x, y);
            move_content(&mut frame.texts, &mut frame.marks, x, y);
        }
        for leaf in &mut self.leaves {
            move_area(&mut leaf.area, x, y);
            move_content(&mut leaf.texts, &mut leaf.marks, x, y);
        }
        self.ports.iter_mut().for_each(|port| port.y += y);
    }

    /// Takes another block in, at a place.
    pub(super) fn place(&mut self, mut other: Self, x: f64, y: f64) {
        other.move_by(x, y);
        self.frames.extend(other.frames);
        self.leaves.extend(other.leaves);
        self.ports.extend(other.ports);
    }
}

fn move_area(area: &mut Area, x: f64, y: f64) {
    area.x += x;
    area.y += y;
}

fn move_content(texts: &mut [PlacedText], marks: &mut [(Mark, Point)], x: f64, y: f64) {
    for at in texts.iter_mut().map(|text| &mut text.at).chain(marks.iter_mut().map(|(_, at)| at)) {
        at.x += x;
        at.y += y;
    }
}

/// Lines of text and marks, one below the other.
struct TextStack {
    x: f64,
    y: f64,
    width: f64,
    texts: Vec<PlacedText>,
    marks: Vec<(Mark, Point)>,
}

impl TextStack {
    fn write(&mut self, text: &str, weight: Weight, indent: f64, reserved: f64) {
        for line in wrap_to_width(text, weight, self.width - indent - reserved) {
            self.texts.push(placed_text(Point { x: self.x + indent, y: self.y + BASELINE }, line, weight));
            self.y += LINE_HEIGHT;
        }
    }

    fn mark(&mut self, mark: Mark, indent: f64) {
        self.marks.push((mark, Point { x: self.x + indent, y: self.y }));
    }

    /// Heading with glyph, and the number of required steps at its end.
    fn write_heading(&mut self, glyph: Mark, title: &str, steps: usize) {
        self.mark(glyph, 0.0);
        let mut reserved = 0.0;
        if steps > 0 {
            let number = steps.to_string();
            reserved = (FLAG_WIDTH + text_width(&number, Weight::Bold) + 3.0).ceil();
            let x = self.x + self.width - reserved;
            self.marks.push((Mark::Step, Point { x: x + 2.0, y: self.y }));
            self.texts.push(placed_text(Point { x: x + FLAG_WIDTH, y: self.y + BASELINE }, number, Weight::Bold));
        }
        self.write(title, Weight::Bold, GLYPH_WIDTH, reserved);
    }
}

pub(super) fn placed_text(at: Point, text: String, weight: Weight) -> PlacedText {
    let width = text_width(&text, weight);
    PlacedText { at, text, weight, soft: weight == Weight::Regular, width }
}

/// The block of a leaf.
pub(super) fn leaf_block(leaf: &Leaf, width: f64) -> Block {
    let mut stack = TextStack {
        x: LEAF_PADDING,
        y: LEAF_PADDING,
        width: width - 2.0 * LEAF_PADDING,
        texts: Vec::new(),
        marks: Vec::new(),
    };
    stack.write_heading(Mark::Glyph(leaf.glyph), &leaf.title, leaf.steps);
    let mut ports = Vec::new();
    let mut port = |y: f64, bundle: PortTarget| {
        ports.push(Port { leaf: leaf.id.clone(), title: shown_text(&leaf.title), y, bundle });
    };
    if let [link] = leaf.links.as_slice() {
        port(stack.y - LINE_HEIGHT / 2.0, PortTarget::PrivateLink(link.service));
    }
    let mut details = leaf.details.iter();
    if let Some(firewall) = leaf.firewall {
        details.by_ref().take(1).for_each(|name| stack.write(name, Weight::Regular, 0.0, 0.0));
        stack.mark(Mark::Firewall(firewall), 0.0);
        stack.write(firewall.label(), Weight::Regular, MARK_WIDTH, 0.0);
    }
    details.for_each(|detail| stack.write(detail, Weight::Regular, 0.0, 0.0));
    for link in leaf.links.iter().filter(|_| leaf.links.len() > 1) {
        port(stack.y + LINE_HEIGHT / 2.0, PortTarget::PrivateLink(link.service));
        stack.write(&link.label, Weight::Regular, 0.0, 0.0);
    }
    for bundle in &leaf.bundles {
        stack.mark(Mark::Verdict(bundle.verdict), 0.0);
        port(stack.y + LINE_HEIGHT / 2.0, PortTarget::Access(bundle.clone()));
        stack.write(&bundle.label(), Weight::Regular, MARK_WIDTH, 0.0);
    }
    let height = stack.y + LEAF_PADDING;
    let placed = PlacedLeaf {
        id: leaf.id.clone(),
        area: Area { x: 0.0, y: 0.0, width, height },
        existing: leaf.existing,
        is_service: leaf.service.is_some(),
        texts: stack.texts,
        marks: stack.marks,
    };
    Block { height, frames: Vec::new(), leaves: vec![placed], ports }
}

/// The heading of a frame, with what is in it below.
pub(super) fn frame_block(frame: &Frame, width: f64, depth: usize) -> Block {
    let inner = width - 2.0 * PADDING;
    let mut block = Block::default();
    let mut y = heading(&mut block, frame, width, depth);
    for child in frame.leaves.iter().map(|leaf| leaf_block(leaf, inner)) {
        let height = child.height;
        block.place(child, PADDING, y);
        y += height + PADDING;
    }
    for child in frame.frames.iter().map(|child| frame_block(child, inner, depth + 1)) {
        let height = child.height;
        block.place(child, PADDING, y);
        y += height + PADDING;
    }
    block.height = y;
    block.frames[0].area.height = y;
    block
}

/// Starts a frame; returns where its content starts.
fn heading(block: &mut Block, frame: &Frame, width: f64, depth: usize) -> f64 {
    let mut stack =
        TextStack { x: PADDING, y: PADDING - 2.0, width: width - 2.0 * PADDING, texts: Vec::new(), marks: Vec::new() };
    stack.write_heading(Mark::Glyph(frame.glyph), &frame.title, frame.steps);
    frame.details.iter().for_each(|detail| stack.write(detail, Weight::Regular, 0.0, 0.0));
    let end = stack.y + 3.0;
    block.frames.push(PlacedFrame {
        id: frame.id.clone(),
        area: Area { x: 0.0, y: 0.0, width, height: end },
        depth,
        existing: frame.existing,
        texts: stack.texts,
        marks: stack.marks,
    });
    end
}

/// The heading of a frame around columns: its texts, and where its content starts.
pub(super) fn outer_heading(title: &str, width: f64) -> (Vec<PlacedText>, f64) {
    let mut stack =
        TextStack { x: PADDING, y: 3.0, width: width - 2.0 * PADDING, texts: Vec::new(), marks: Vec::new() };
    stack.write(title, Weight::Bold, 0.0, 0.0);
    (stack.texts, stack.y + 3.0)
}
