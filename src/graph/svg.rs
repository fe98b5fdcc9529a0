//! The graph as SVG, laid out here: actors on the left, services on the right, and rails between them: one for each service and
//! verdict, in its colour. An access path is a row in a box and a line to its rail. Denied paths have no rail: their lines end before
//! those of the service.
//!
//! Nothing overlaps: boxes are stacked, text is wrapped to the width of its box, and lines run where no text is. The
//! font is monospaced, so the width of a text is known.

use super::{
    colour::{VerdictColour, verdict_colour},
    labels::conditional_text,
    model::{GraphEdge, GraphFrame, GraphNode, TopologyGraph},
};
use crate::{
    analyse::access::Verdict,
    diagnostic::{LineBreak, escape_xml, wrap_words},
};

/// Font size, letter width and line height. Letters of monospaced fonts are at most 0.6 of the font size wide; the
/// width has a small reserve.
const FONT_SIZE: f64 = 12.0;
const LETTER_WIDTH: f64 = 7.4;
const LINE_HEIGHT: f64 = 17.0;
/// Space around text in a box, and space between boxes.
const PADDING: f64 = 10.0;
const GAP: f64 = 12.0;
/// The width of the outermost frames.
const LEFT_WIDTH: f64 = 430.0;
const RIGHT_WIDTH: f64 = 430.0;
/// The distance between rails.
const RAIL_SPACING: f64 = 26.0;
const MARGIN: f64 = 24.0;

/// Draws the graph as an SVG image.
#[must_use]
pub fn render_svg(graph: &TopologyGraph) -> String {
    let mut writer = SvgCanvas::default();
    let rails = rails_of(graph);
    let right = rail_x(rails.len()) + RAIL_SPACING;
    let width = right + RIGHT_WIDTH + MARGIN;

    let top = writer.draw_title(&graph.title, width);
    let mut y = top;
    for frame in &graph.callers {
        y = writer.draw_frame(frame, MARGIN, y, LEFT_WIDTH) + GAP;
    }
    let left_end = y;
    let mut y = top;
    let mut ports = Vec::new();
    for service in &graph.services {
        ports.push(y + PADDING + LINE_HEIGHT / 2.0);
        y = writer.draw_node(service, "service", right, y, RIGHT_WIDTH) + GAP;
    }
    for list in &graph.lists {
        y = writer.draw_frame(list, right, y, RIGHT_WIDTH) + GAP;
    }
    y = writer.draw_legend(conditional_text(graph.is_existing), right, y, RIGHT_WIDTH) + GAP;
    let height = left_end.max(y) + MARGIN - GAP;
    writer.draw_rails(&rails, &ports, right);

    let SvgCanvas { shapes, texts, lines, .. } = writer;
    let style = style_element();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n{style}<rect class=\"paper\" x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\"/>\n{shapes}{lines}{texts}</svg>\n",
        escape_xml(&graph.title)
    )
}

/// Access paths to a service with one verdict.
type Rail = (usize, Verdict);

/// The rails of all services, from left to right. One whose paths are all denied has a place without a rail.
fn rails_of(graph: &TopologyGraph) -> Vec<Rail> {
    let nodes = graph.caller_nodes();
    let is_drawn = |(service, verdict): &Rail| {
        nodes.iter().flat_map(|node| &node.edges).any(|edge| edge.service_index == *service && edge.verdict == *verdict)
    };
    let of_service = |service: usize| {
        let drawn = [Verdict::Allowed, Verdict::Conditional].map(|verdict| (service, verdict));
        let drawn: Vec<Rail> = drawn.into_iter().filter(is_drawn).collect();
        if drawn.is_empty() { vec![(service, Verdict::Denied)] } else { drawn }
    };
    (0..graph.services.len()).flat_map(of_service).collect()
}

fn rail_x(place: usize) -> f64 {
    MARGIN + LEFT_WIDTH + RAIL_SPACING * (usize_to_f64(place) + 1.5)
}

const STYLE: &str =
    "text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace; fill: #1b1f24 }
.head { font-weight: bold }
.more { fill: #57606a }
.paper { fill: #ffffff }
.frame0 { fill: #f6f8fa; stroke: #8c959f }
.frame1 { fill: #ffffff; stroke: #8c959f; stroke-dasharray: 4 3 }
.box { fill: #ffffff; stroke: #57606a }
.service { fill: #ddf4ff; stroke: #0969da }
.allowed { fill: none; stroke-width: 1.5 }
.conditional { fill: none; stroke-width: 1.5; stroke-dasharray: 9 4 }
.denied { fill: none; stroke-width: 1.5; stroke-dasharray: 2 4 }
.rail { stroke-width: 2.5 }
.dot { stroke: none }
.ring { fill: #ffffff; stroke-width: 1.5 }
.cross { fill: none; stroke-width: 1.5 }
";

const DARK_STYLE: &str = "text { fill: #e6edf3 }
.more { fill: #9198a1 }
.paper { fill: #0d1117 }
.frame0 { fill: #161b22; stroke: #6e7681 }
.frame1 { fill: #0d1117; stroke: #6e7681 }
.box { fill: #0d1117; stroke: #9198a1 }
.service { fill: #0b2547; stroke: #58a6ff }
.ring { fill: #0d1117 }
";

fn style_element() -> String {
    let light = verdict_rules(|colour| colour.on_light);
    let dark = verdict_rules(|colour| colour.on_dark);
    format!("<style>\n{STYLE}{light}@media (prefers-color-scheme: dark) {{\n{DARK_STYLE}{dark}}}\n</style>\n")
}

/// The rules that colour lines and the marks at their ends.
fn verdict_rules(shade: fn(VerdictColour) -> &'static str) -> String {
    let rules = Verdict::ALL.into_iter().map(|verdict| {
        let colour = shade(verdict_colour(verdict));
        match verdict {
            Verdict::Allowed => format!(".allowed {{ stroke: {colour} }}\n.dot {{ fill: {colour} }}\n"),
            Verdict::Conditional => format!(".conditional, .ring {{ stroke: {colour} }}\n"),
            Verdict::Denied => format!(".denied, .cross {{ stroke: {colour} }}\n"),
        }
    });
    rules.collect()
}

/// The parts of the image: shapes below, lines above them, texts at the front.
#[derive(Default)]
struct SvgCanvas {
    shapes: String,
    lines: String,
    texts: String,
    /// The starts of access paths: x and y, with the access path.
    edge_starts: Vec<(f64, f64, GraphEdge)>,
    depth: usize,
}

impl SvgCanvas {
    fn draw_title(&mut self, title: &str, width: f64) -> f64 {
        let mut y = MARGIN;
        for line in wrap_text(title, width - 2.0 * MARGIN) {
            self.draw_text("head", MARGIN, y + LINE_HEIGHT / 2.0, &line);
            y += LINE_HEIGHT;
        }
        y + GAP
    }

    /// Draws a frame from its upper left corner and returns its lower end.
    fn draw_frame(&mut self, frame: &GraphFrame, x: f64, y: f64, width: f64) -> f64 {
        let start = self.shapes.len();
        let class = if self.depth == 0 { "frame0" } else { "frame1" };
        self.depth += 1;
        let mut below = y + PADDING;
        for line in wrap_text(&frame.title, width - 2.0 * PADDING) {
            self.draw_text("head", x + PADDING, below + LINE_HEIGHT / 2.0, &line);
            below += LINE_HEIGHT;
        }
        below += PADDING / 2.0;
        for node in &frame.nodes {
            below = self.draw_node(node, "box", x + PADDING, below, width - 2.0 * PADDING) + GAP / 2.0;
        }
        for inner in &frame.frames {
            below = self.draw_frame(inner, x + PADDING, below, width - 2.0 * PADDING) + GAP / 2.0;
        }
        self.depth -= 1;
        let end = below + PADDING - GAP / 2.0;
        // The contents were drawn already; the frame goes behind them.
        self.shapes.insert_str(start, &rectangle(class, x, y, width, end - y));
        end
    }

    /// Draws a box from its upper left corner and returns its lower end.
    fn draw_node(&mut self, node: &GraphNode, class: &str, x: f64, y: f64, width: f64) -> f64 {
        let mut below = y + PADDING;
        let text_width = width - 2.0 * PADDING;
        for line in wrap_text(&node.title, text_width) {
            self.draw_text("head", x + PADDING, below + LINE_HEIGHT / 2.0, &line);
            below += LINE_HEIGHT;
        }
        for line in node.details.iter().flat_map(|detail| wrap_text(detail, text_width)) {
            self.draw_text("more", x + PADDING, below + LINE_HEIGHT / 2.0, &line);
            below += LINE_HEIGHT;
        }
        for edge in &node.edges {
            let rows = wrap_text(&edge.label, text_width);
            self.edge_starts.push((x + width, below + LINE_HEIGHT / 2.0, edge.clone()));
            for row in rows {
                self.draw_text("row", x + PADDING, below + LINE_HEIGHT / 2.0, &row);
                below += LINE_HEIGHT;
            }
        }
        let end = below + PADDING;
        self.shapes.push_str(&rectangle(class, x, y, width, end - y));
        end
    }

    fn draw_text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let base = y + FONT_SIZE * 0.35;
        self.texts
            .push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{base:.1}\">{}</text>\n", escape_xml(text)));
    }

    /// Draws the rails, from the first to the last of their access paths and to their service, and the access paths.
    fn draw_rails(&mut self, rails: &[Rail], ports: &[f64], right: f64) {
        let starts = std::mem::take(&mut self.edge_starts);
        for (place, (service, verdict)) in rails.iter().enumerate().filter(|(_, rail)| rail.1 != Verdict::Denied) {
            // Rails of one service end beside each other.
            let before = rails[..place].iter().filter(|(other, _)| other == service).count();
            let port = ports[*service] + RAIL_SPACING / 3.0 * usize_to_f64(before);
            let own = starts.iter().filter(|(_, _, edge)| (edge.service_index, edge.verdict) == (*service, *verdict));
            let (low, high) = own.fold((port, port), |(low, high), (_, y, _)| (low.min(*y), high.max(*y)));
            let x = rail_x(place);
            self.lines.push_str(&format!(
                "<path class=\"rail {verdict}\" d=\"M{x} {low:.1}V{high:.1}M{x} {port:.1}H{right}\"/>\n"
            ));
        }
        for (from, y, edge) in starts {
            let first = || rails.iter().position(|rail| rail.0 == edge.service_index);
            let own = rails.iter().position(|rail| *rail == (edge.service_index, edge.verdict));
            let place = own.or_else(first).unwrap_or_default();
            self.lines.push_str(&edge_shapes(from, y, rail_x(place), edge.verdict));
        }
    }

    fn draw_legend(&mut self, conditional: &str, x: f64, y: f64, width: f64) -> f64 {
        let rows = [
            (Verdict::Allowed, Verdict::Allowed.as_str()),
            (Verdict::Conditional, conditional),
            (Verdict::Denied, Verdict::Denied.as_str()),
        ];
        let mut below = y + PADDING;
        for (verdict, text) in rows {
            self.lines.push_str(&edge_shapes(x + PADDING, below + LINE_HEIGHT / 2.0, x + PADDING + 40.0, verdict));
            for line in wrap_text(text, width - 2.0 * PADDING - 56.0) {
                self.draw_text("row", x + PADDING + 56.0, below + LINE_HEIGHT / 2.0, &line);
                below += LINE_HEIGHT;
            }
        }
        let end = below + PADDING;
        self.shapes.push_str(&rectangle("frame0", x, y, width, end - y));
        end
    }
}

/// A line to a rail: it ends with a dot if allowed, with a ring if conditional, and with a cross if denied.
fn edge_shapes(from: f64, y: f64, to: f64, verdict: Verdict) -> String {
    match verdict {
        Verdict::Allowed => format!(
            "<path class=\"allowed\" d=\"M{from} {y:.1}H{to}\"/>\n<circle class=\"dot\" cx=\"{to}\" cy=\"{y:.1}\" r=\"4\"/>\n"
        ),
        Verdict::Conditional => format!(
            "<path class=\"conditional\" d=\"M{from} {y:.1}H{}\"/>\n<circle class=\"ring\" cx=\"{to}\" cy=\"{y:.1}\" r=\"4\"/>\n",
            to - 4.0
        ),
        Verdict::Denied => {
            let end = to - 10.0;
            format!(
                "<path class=\"denied\" d=\"M{from} {y:.1}H{end}\"/>\n<path class=\"cross\" d=\"M{} {:.1}L{} {:.1}M{} {:.1}L{} {:.1}\"/>\n",
                end - 3.0,
                y - 4.0,
                end + 3.0,
                y + 4.0,
                end - 3.0,
                y + 4.0,
                end + 3.0,
                y - 4.0
            )
        }
    }
}

fn rectangle(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
    format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y:.1}\" width=\"{width}\" height=\"{height:.1}\" rx=\"4\"/>\n")
}

/// A text in lines that fit into the width.
fn wrap_text(text: &str, width: f64) -> Vec<String> {
    wrap_words(text, f64_to_usize(width / LETTER_WIDTH).max(8), "", LineBreak::Anywhere)
}

#[allow(clippy::cast_precision_loss, reason = "a few rails")]
const fn usize_to_f64(number: usize) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of letters")]
const fn f64_to_usize(number: f64) -> usize {
    number as usize
}
