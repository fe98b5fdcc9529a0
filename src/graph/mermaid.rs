//! The graph in Mermaid, which GitHub and GitLab draw in Markdown.

use super::{
    colour::verdict_colour,
    model::{GraphEdge, GraphFrame, GraphNode, TopologyGraph},
};
use crate::analyse::access::Verdict;

/// Writes the graph as a Mermaid flowchart.
#[must_use]
pub fn render_mermaid(graph: &TopologyGraph) -> String {
    let mut text = format!("---\ntitle: {}\n---\nflowchart LR\n", quote_text(&graph.title));
    let mut frames = 0;
    for frame in &graph.callers {
        write_frame(frame, 1, &mut text, &mut frames);
    }
    text.push_str("  subgraph services [\"Services\"]\n");
    graph.services.iter().for_each(|node| text.push_str(&format!("    {}\n", node_box(node))));
    text.push_str("  end\n");
    for list in &graph.lists {
        write_frame(list, 1, &mut text, &mut frames);
    }
    let nodes = graph.caller_nodes();
    let edges: Vec<(&GraphNode, &GraphEdge)> =
        nodes.iter().flat_map(|node| node.edges.iter().map(|edge| (*node, edge))).collect();
    for (node, edge) in &edges {
        let arrow = if edge.verdict == Verdict::Denied { "-.-x" } else { "-->" };
        let service = graph.services.get(edge.service_index).map_or("", |service| service.id.as_str());
        text.push_str(&format!("  {} {arrow}|{}| {service}\n", node.id, quote_text(&edge.label)));
    }
    for verdict in Verdict::ALL {
        let with_verdict = edges.iter().enumerate().filter(|(_, (_, edge))| edge.verdict == verdict);
        let numbers: Vec<String> = with_verdict.map(|(number, _)| number.to_string()).collect();
        if !numbers.is_empty() {
            text.push_str(&format!("  linkStyle {} {}\n", numbers.join(","), link_style(verdict)));
        }
    }
    text
}

pub(super) fn link_style(verdict: Verdict) -> String {
    let dashes = match verdict {
        Verdict::Allowed => "",
        Verdict::Conditional => ",stroke-dasharray:8 3",
        Verdict::Denied => ",stroke-dasharray:2 4",
    };
    format!("stroke:{}{dashes}", verdict_colour(verdict).on_light)
}

fn write_frame(frame: &GraphFrame, depth: usize, text: &mut String, count: &mut usize) {
    let indent = "  ".repeat(depth);
    *count += 1;
    let number = *count;
    text.push_str(&format!("{indent}subgraph frame{number} [{}]\n", quote_text(&frame.title)));
    for node in &frame.nodes {
        text.push_str(&format!("{indent}  {}\n", node_box(node)));
    }
    for inner in &frame.frames {
        write_frame(inner, depth + 1, text, count);
    }
    // Mermaid does not draw an empty frame.
    if frame.nodes.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty{number}[\" \"]\n"));
    }
    text.push_str(&format!("{indent}end\n"));
}

fn node_box(node: &GraphNode) -> String {
    let lines: Vec<String> = std::iter::once(&node.title).chain(&node.details).map(|line| escape_text(line)).collect();
    format!("{}[\"{}\"]", node.id, lines.join("<br/>"))
}

pub(super) fn quote_text(text: &str) -> String {
    format!("\"{}\"", escape_text(text))
}

/// Escapes what Mermaid interprets in quoted text: entities and HTML.
pub(super) fn escape_text(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || " .,:/_-()*@+=".contains(c) || !c.is_ascii() {
            escaped.push(c);
        } else {
            escaped.push_str(&format!("#{};", u32::from(c)));
        }
    }
    escaped
}
