//! SVG, without any program beside: callers on the left, services on the right, and between them one rail for each
//! service. A flow is a row of a box and a line from it to the rail of its service; a denied one stops short of it.
//!
//! Everything has a place of its own: boxes stand below each other, text is wrapped to the width of its box, and lines
//! run where no text is. Letters have one width, so that the width of a text is known.

use super::model::{Frame, Graph, Line, Node};
use crate::{
    analyse::access::Verdict,
    diagnostic::{Break, wrap_words},
};

/// The size of letters, the width of one, and the height of a line. Letters of monospaced fonts are 0.6 wide, or a
/// little less; a bit more is kept free.
const SIZE: f64 = 12.0;
const LETTER: f64 = 7.4;
const LINE: f64 = 17.0;
/// Space around text in a box, and between boxes.
const PAD: f64 = 10.0;
const GAP: f64 = 12.0;
/// The width of the outermost frames.
const LEFT: f64 = 430.0;
const RIGHT: f64 = 430.0;
/// The distance of rails.
const RAIL: f64 = 26.0;
const MARGIN: f64 = 24.0;

/// Draws a graph.
#[must_use]
pub fn svg(graph: &Graph) -> String {
    let mut pen = Pen::default();
    let rails = graph.services.len();
    let rail = |at: usize| MARGIN + LEFT + RAIL * (usize_to_f64(at) + 1.5);
    let right = rail(rails) + RAIL;
    let width = right + RIGHT + MARGIN;

    let top = pen.title(&graph.title, width);
    let mut y = top;
    for frame in &graph.callers {
        y = pen.frame(frame, MARGIN, y, LEFT) + GAP;
    }
    let left_end = y;
    let mut y = top;
    let mut ports = Vec::new();
    for service in &graph.services {
        ports.push(y + PAD + LINE / 2.0);
        y = pen.boxed(service, "service", right, y, RIGHT) + GAP;
    }
    for list in &graph.lists {
        y = pen.frame(list, right, y, RIGHT) + GAP;
    }
    y = pen.legend(right, y, RIGHT) + GAP;
    let height = left_end.max(y) + MARGIN - GAP;
    pen.rails(&ports, &rail, right);

    let Pen { shapes, words, lines, .. } = pen;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n{STYLE}<rect class=\"paper\" x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\"/>\n{shapes}{lines}{words}</svg>\n",
        escaped(&graph.title)
    )
}

const STYLE: &str = "<style>
text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace; fill: #1b1f24 }
.head { font-weight: bold }
.more { fill: #57606a }
.paper { fill: #ffffff }
.frame0 { fill: #f6f8fa; stroke: #8c959f }
.frame1 { fill: #ffffff; stroke: #8c959f; stroke-dasharray: 4 3 }
.box { fill: #ffffff; stroke: #57606a }
.service { fill: #ddf4ff; stroke: #0969da }
.rail { fill: none; stroke: #0969da; stroke-width: 2 }
.allowed { fill: none; stroke: #1a7f37; stroke-width: 1.5 }
.conditional { fill: none; stroke: #9a6700; stroke-width: 1.5; stroke-dasharray: 9 4 }
.denied { fill: none; stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 2 4 }
.dot { fill: #1a7f37; stroke: none }
.ring { fill: #ffffff; stroke: #9a6700; stroke-width: 1.5 }
.cross { fill: none; stroke: #cf222e; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .more { fill: #9198a1 }
  .paper { fill: #0d1117 }
  .frame0 { fill: #161b22; stroke: #6e7681 }
  .frame1 { fill: #0d1117; stroke: #6e7681 }
  .box { fill: #0d1117; stroke: #9198a1 }
  .service { fill: #0b2547; stroke: #58a6ff }
  .rail { stroke: #58a6ff }
  .allowed { stroke: #3fb950 }
  .conditional { stroke: #d29922 }
  .denied { stroke: #f85149 }
  .dot { fill: #3fb950 }
  .ring { fill: #0d1117; stroke: #d29922 }
  .cross { stroke: #f85149 }
}
</style>
";

/// What is drawn: shapes below, lines above them, words on top.
#[derive(Default)]
struct Pen {
    shapes: String,
    lines: String,
    words: String,
    /// Where flows start: right edge, height, flow.
    starts: Vec<(f64, f64, Line)>,
    depth: usize,
}

impl Pen {
    fn title(&mut self, title: &str, width: f64) -> f64 {
        let mut y = MARGIN;
        for line in wrapped(title, width - 2.0 * MARGIN) {
            self.text("head", MARGIN, y + LINE / 2.0, &line);
            y += LINE;
        }
        y + GAP
    }

    /// A frame from a corner on; gives back where it ends.
    fn frame(&mut self, frame: &Frame, x: f64, y: f64, width: f64) -> f64 {
        let mark = self.shapes.len();
        let class = if self.depth == 0 { "frame0" } else { "frame1" };
        self.depth += 1;
        let mut below = y + PAD;
        for line in wrapped(&frame.title, width - 2.0 * PAD) {
            self.text("head", x + PAD, below + LINE / 2.0, &line);
            below += LINE;
        }
        below += PAD / 2.0;
        for node in &frame.nodes {
            below = self.boxed(node, "box", x + PAD, below, width - 2.0 * PAD) + GAP / 2.0;
        }
        for inner in &frame.frames {
            below = self.frame(inner, x + PAD, below, width - 2.0 * PAD) + GAP / 2.0;
        }
        self.depth -= 1;
        let end = below + PAD - GAP / 2.0;
        // What is inside was drawn already, and lies on top.
        self.shapes.insert_str(mark, &rectangle(class, x, y, width, end - y));
        end
    }

    /// A box from a corner on; gives back where it ends.
    fn boxed(&mut self, node: &Node, class: &str, x: f64, y: f64, width: f64) -> f64 {
        let mut below = y + PAD;
        let room = width - 2.0 * PAD;
        for line in wrapped(&node.title, room) {
            self.text("head", x + PAD, below + LINE / 2.0, &line);
            below += LINE;
        }
        for line in node.details.iter().flat_map(|detail| wrapped(detail, room)) {
            self.text("more", x + PAD, below + LINE / 2.0, &line);
            below += LINE;
        }
        for flow in &node.lines {
            let rows = wrapped(&flow.text, room);
            self.starts.push((x + width, below + LINE / 2.0, flow.clone()));
            for row in rows {
                self.text("row", x + PAD, below + LINE / 2.0, &row);
                below += LINE;
            }
        }
        let end = below + PAD;
        self.shapes.push_str(&rectangle(class, x, y, width, end - y));
        end
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let base = y + SIZE * 0.35;
        self.words.push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{base:.1}\">{}</text>\n", escaped(text)));
    }

    /// The rails with the flows that end at them.
    fn rails(&mut self, ports: &[f64], rail: &dyn Fn(usize) -> f64, right: f64) {
        for (at, port) in ports.iter().enumerate() {
            let ends = self.starts.iter().filter(|(_, _, line)| line.to == at).map(|(_, y, _)| *y);
            let (low, high) = ends.fold((*port, *port), |(low, high), y| (low.min(y), high.max(y)));
            let x = rail(at);
            self.lines
                .push_str(&format!("<path class=\"rail\" d=\"M{x} {low:.1}V{high:.1}M{x} {port:.1}H{right}\"/>\n"));
        }
        for (from, y, line) in std::mem::take(&mut self.starts) {
            let x = rail(line.to);
            self.lines.push_str(&flow(from, y, x, line.verdict));
        }
    }

    fn legend(&mut self, x: f64, y: f64, width: f64) -> f64 {
        let rows = [
            (Verdict::Allowed, "allowed"),
            (Verdict::Conditional, "conditional: on what this topology does not decide"),
            (Verdict::Denied, "denied"),
        ];
        let mut below = y + PAD;
        for (verdict, word) in rows {
            self.lines.push_str(&flow(x + PAD, below + LINE / 2.0, x + PAD + 40.0, verdict));
            for line in wrapped(word, width - 2.0 * PAD - 56.0) {
                self.text("row", x + PAD + 56.0, below + LINE / 2.0, &line);
                below += LINE;
            }
        }
        let end = below + PAD;
        self.shapes.push_str(&rectangle("frame0", x, y, width, end - y));
        end
    }
}

/// A line to a rail: a dot where it arrives, a ring where that depends, a cross where it stops.
fn flow(from: f64, y: f64, to: f64, verdict: Verdict) -> String {
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

/// A text in lines that fit.
fn wrapped(text: &str, width: f64) -> Vec<String> {
    wrap_words(text, f64_to_usize(width / LETTER).max(8), "", Break::Anywhere)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[allow(clippy::cast_precision_loss, reason = "a handful of rails")]
const fn usize_to_f64(number: usize) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of letters")]
const fn f64_to_usize(number: f64) -> usize {
    number as usize
}
