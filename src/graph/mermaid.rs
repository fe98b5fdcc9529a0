//! Mermaid, as code hosts draw it in Markdown.

use super::model::{GraphFrame, GraphNode, TopologyGraph};
use crate::analyse::access::Verdict;

/// A flowchart.
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
    let mut denied = Vec::new();
    let mut conditional = Vec::new();
    for (at, (node, line)) in
        graph.caller_nodes().iter().flat_map(|n| n.edges.iter().map(move |line| (n, line))).enumerate()
    {
        let arrow = match line.verdict {
            Verdict::Allowed => "-->",
            Verdict::Conditional => {
                conditional.push(at.to_string());
                "-->"
            }
            Verdict::Denied => {
                denied.push(at.to_string());
                "-.-x"
            }
        };
        let to = graph.services.get(line.service_index).map_or("", |service| service.id.as_str());
        text.push_str(&format!("  {} {arrow}|{}| {to}\n", node.id, quote_text(&line.label)));
    }
    for (lines, style) in [(conditional, "stroke-dasharray:8 3"), (denied, "stroke:#c0392b,stroke-dasharray:2 4")] {
        if !lines.is_empty() {
            text.push_str(&format!("  linkStyle {} {style}\n", lines.join(",")));
        }
    }
    text
}

fn write_frame(frame: &GraphFrame, depth: usize, text: &mut String, count: &mut usize) {
    let indent = "  ".repeat(depth);
    *count += 1;
    let own = *count;
    text.push_str(&format!("{indent}subgraph frame{own} [{}]\n", quote_text(&frame.title)));
    for node in &frame.nodes {
        text.push_str(&format!("{indent}  {}\n", node_box(node)));
    }
    for inner in &frame.frames {
        write_frame(inner, depth + 1, text, count);
    }
    // An empty frame would not be drawn.
    if frame.nodes.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty{own}[\" \"]\n"));
    }
    text.push_str(&format!("{indent}end\n"));
}

fn node_box(node: &GraphNode) -> String {
    let lines: Vec<String> = std::iter::once(&node.title).chain(&node.details).map(|line| escape_text(line)).collect();
    format!("{}[\"{}\"]", node.id, lines.join("<br/>"))
}

fn quote_text(text: &str) -> String {
    format!("\"{}\"", escape_text(text))
}

/// Mermaid reads entities in quoted text, and HTML.
fn escape_text(text: &str) -> String {
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
