//! A page as SVG: an element for each frame, leaf and line, with an ID that comes from names. What is in a leaf has
//! coordinates relative to it, so that a leaf that moves changes one line.

use super::{
    architecture::{Architecture, Leaf},
    colour::{VerdictColour, verdict_colour},
    font::{FONT_SIZE, Weight},
    glyphs::mark_path,
    layout::{Area, LineEnd, LineKind, Mark, Page, PlacedFrame, PlacedLeaf, PlacedLine, PlacedText, Point, lay_out},
};
use crate::{analyse::access::Verdict, diagnostic::escape_xml};

/// The colours of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Light, or dark where the reader prefers that.
    ByPreference,
    /// Light only: for paper and raster images.
    Light,
}

/// Draws the architecture as an SVG image.
#[must_use]
pub fn render_architecture_svg(architecture: &Architecture, palette: Palette) -> String {
    let page = lay_out(architecture);
    let (width, height) = (page.width, page.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n{}<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n",
        escape_xml(&architecture.full_title()),
        escape_xml(&describe(architecture)),
        style_element(palette),
    );
    page.frames.iter().for_each(|frame| svg.push_str(&frame_element(frame)));
    page.lines.iter().chain(&page.legend).for_each(|line| svg.push_str(&line_element(line)));
    page.leaves.iter().for_each(|leaf| svg.push_str(&leaf_element(leaf)));
    page.texts.iter().for_each(|text| svg.push_str(&text_element(text, Point { x: 0.0, y: 0.0 })));
    svg.push_str("</svg>\n");
    svg
}

/// The page of an architecture, for tests of its geometry.
#[must_use]
pub fn architecture_page(architecture: &Architecture) -> Page {
    lay_out(architecture)
}

/// What the picture shows, in sentences.
fn describe(architecture: &Architecture) -> String {
    let leaves = architecture.leaves();
    let services = leaves.iter().filter(|leaf| leaf.service.is_some());
    let mut sentences: Vec<String> = services
        .map(|leaf| {
            let firewall = leaf.firewall.map_or("", |firewall| firewall.label());
            format!("{}: {firewall}.", leaf.title)
        })
        .collect();
    sentences.extend(leaves.iter().filter(|leaf| !leaf.bundles.is_empty()).map(|leaf| describe_actor(leaf)));
    sentences.join(" ")
}

fn describe_actor(leaf: &Leaf) -> String {
    let paths: Vec<String> =
        leaf.bundles.iter().map(|bundle| format!("{} {}", bundle.verdict, bundle.label())).collect();
    format!("{}: {}.", leaf.title, paths.join("; "))
}

const STYLE: &str = "text { font: 11.5px Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif; fill: #1b1f24 }
.b { font-weight: bold }
.s { fill: #424a53 }
.paper { fill: #ffffff }
.frame rect { fill: #f6f8fa; stroke: #8c959f }
.frame1 rect { fill: #eef2f6; stroke: #8c959f }
.frame2 rect { fill: #ffffff; stroke: #57606a }
.frame3 rect { fill: #f6f8fa; stroke: #8c959f }
.leaf rect { fill: #ffffff; stroke: #57606a }
.service rect { fill: #ddf4ff; stroke: #0969da; stroke-width: 1.5 }
.existing rect { stroke-dasharray: 5 3 }
path { fill: none; stroke-linejoin: round }
.glyph { stroke: #0969da; stroke-width: 1.1 }
.step { stroke: #8250df; stroke-width: 1.3; fill: #8250df; fill-opacity: .35 }
.mark { stroke-width: 1.8 }
.line { stroke-width: 1.5 }
.line.conditional { stroke-dasharray: 8 3 }
.line.denied { stroke-dasharray: 2 3 }
.line.link { stroke-width: 2.5 }
.end { stroke-width: 1.5 }
.link { stroke: #0969da }
.joint { stroke: none }
.joint.link { fill: #0969da }
";

const DARK_STYLE: &str = "text { fill: #e6edf3 }
.s { fill: #b1bac4 }
.paper { fill: #0d1117 }
.frame rect { fill: #161b22; stroke: #6e7681 }
.frame1 rect { fill: #1c232c; stroke: #6e7681 }
.frame2 rect { fill: #0d1117; stroke: #9198a1 }
.frame3 rect { fill: #161b22; stroke: #6e7681 }
.leaf rect { fill: #0d1117; stroke: #9198a1 }
.service rect { fill: #0b2547; stroke: #58a6ff }
.glyph { stroke: #58a6ff }
.step { stroke: #bc8cff; fill: #bc8cff }
.link { stroke: #58a6ff }
.joint.link { fill: #58a6ff }
";

fn style_element(palette: Palette) -> String {
    let light = verdict_rules(|colour| colour.on_light);
    if palette == Palette::Light {
        return format!("<style>\n{STYLE}{light}</style>\n");
    }
    let dark = verdict_rules(|colour| colour.on_dark);
    format!("<style>\n{STYLE}{light}@media (prefers-color-scheme: dark) {{\n{DARK_STYLE}{dark}}}\n</style>\n")
}

fn verdict_rules(shade: fn(VerdictColour) -> &'static str) -> String {
    let rules = Verdict::ALL.into_iter().map(|verdict| {
        let colour = shade(verdict_colour(verdict));
        format!(".{verdict} {{ stroke: {colour} }}\n.joint.{verdict} {{ stroke: none; fill: {colour} }}\n")
    });
    rules.collect()
}

fn frame_element(frame: &PlacedFrame) -> String {
    let class = match frame.depth {
        0 => "frame".to_owned(),
        depth => format!("frame{}", depth.min(3)),
    };
    group_element(&frame.id, &class, frame.existing, frame.area, (&frame.texts, &frame.marks))
}

fn leaf_element(leaf: &PlacedLeaf) -> String {
    let class = if leaf.is_service { "leaf service" } else { "leaf" };
    group_element(&leaf.id, class, leaf.existing, leaf.area, (&leaf.texts, &leaf.marks))
}

fn group_element(
    id: &str,
    class: &str,
    existing: bool,
    area: Area,
    (texts, marks): (&[PlacedText], &[(Mark, Point)]),
) -> String {
    let existing = if existing { " existing" } else { "" };
    let origin = Point { x: area.x, y: area.y };
    let mut element = format!(
        "<g id=\"{id}\" class=\"{class}{existing}\" transform=\"translate({} {})\">\n<rect width=\"{}\" height=\"{}\" rx=\"3\"/>\n",
        number(area.x),
        number(area.y),
        number(area.width),
        number(area.height)
    );
    for (mark, at) in marks {
        let (class, path) = mark_path(*mark);
        if !path.is_empty() {
            let (x, y) = (number(at.x - origin.x), number(at.y - origin.y));
            element.push_str(&format!("<path class=\"{class}\" transform=\"translate({x} {y})\" d=\"{path}\"/>\n"));
        }
    }
    texts.iter().for_each(|text| element.push_str(&text_element(text, origin)));
    element.push_str("</g>\n");
    element
}

/// A text has the width of its letters in the font of the pictures, also where another font draws it.
fn text_element(text: &PlacedText, origin: Point) -> String {
    if text.text.is_empty() {
        return String::new();
    }
    let class = match (text.weight, text.soft) {
        (Weight::Bold, _) => " class=\"b\"",
        (Weight::Regular, true) => " class=\"s\"",
        (Weight::Regular, false) => "",
    };
    format!(
        "<text{class} x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>\n",
        number(text.at.x - origin.x),
        number(text.at.y - origin.y),
        number(text.width),
        escape_xml(&text.text)
    )
}

fn line_element(line: &PlacedLine) -> String {
    let class = match line.kind {
        LineKind::Access(verdict) => verdict.as_str(),
        LineKind::PrivateLink => "link",
    };
    let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else { return String::new() };
    // A line that arrives ends before the edge: its end is drawn there.
    let backwards = if last.x < first.x { 1.0 } else { -1.0 };
    let stop = match line.end {
        LineEnd::Arrow => 5.0,
        LineEnd::Cross => 8.0,
        LineEnd::Joint | LineEnd::Open => 0.0,
    };
    let mut path = format!("M{} {}", number(first.x), number(first.y));
    for (index, point) in line.points.iter().enumerate().skip(1) {
        let x = if index + 1 == line.points.len() { point.x + backwards * stop } else { point.x };
        path.push_str(&format!("L{} {}", number(x), number(point.y)));
    }
    let title =
        if line.label.is_empty() { String::new() } else { format!("<title>{}</title>", escape_xml(&line.label)) };
    let mut element = format!("<path id=\"{}\" class=\"line {class}\" d=\"{path}\">{title}</path>\n", line.id);
    let (x, y) = (last.x, last.y);
    match line.end {
        LineEnd::Joint => {
            element.push_str(&format!(
                "<circle class=\"joint {class}\" cx=\"{}\" cy=\"{}\" r=\"2.5\"/>\n",
                number(x),
                number(y)
            ));
        }
        LineEnd::Arrow => {
            let back = number(x + backwards * 6.0);
            let (x, above, below) = (number(x + backwards), number(y - 3.5), number(y + 3.5));
            element.push_str(&format!(
                "<path class=\"end {class}\" d=\"M{back} {above}L{x} {}L{back} {below}\"/>\n",
                number(y)
            ));
        }
        LineEnd::Cross => {
            let (near, far) = (number(x + backwards * 3.0), number(x + backwards * 10.0));
            let (above, below) = (number(y - 3.5), number(y + 3.5));
            element.push_str(&format!(
                "<path class=\"end {class}\" d=\"M{near} {above}L{far} {below}M{near} {below}L{far} {above}\"/>\n"
            ));
        }
        LineEnd::Open => {}
    }
    element
}

/// At most one digit after the point.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), ToOwned::to_owned)
}

const _: () = assert!(FONT_SIZE == 11.5, "the style has the size of the font");
