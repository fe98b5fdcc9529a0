//! Mermaid, as code hosts draw it in Markdown.

use super::model::{Frame, Graph, Node};
use crate::analyse::access::Verdict;

/// A flowchart.
#[must_use]
pub fn mermaid(graph: &Graph) -> String {
    let mut text = format!("---\ntitle: {}\n---\nflowchart LR\n", quoted(&graph.title));
    let mut frames = 0;
    for frame in &graph.callers {
        draw(frame, 1, &mut text, &mut frames);
    }
    text.push_str("  subgraph services [\"Services\"]\n");
    graph.services.iter().for_each(|node| text.push_str(&format!("    {}\n", boxed(node))));
    text.push_str("  end\n");
    for list in &graph.lists {
        draw(list, 1, &mut text, &mut frames);
    }
    let mut denied = Vec::new();
    let mut conditional = Vec::new();
    for (at, (node, line)) in graph.nodes().iter().flat_map(|n| n.lines.iter().map(move |line| (n, line))).enumerate() {
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
        let to = graph.services.get(line.to).map_or("", |service| service.id.as_str());
        text.push_str(&format!("  {} {arrow}|{}| {to}\n", node.id, quoted(&line.text)));
    }
    for (lines, style) in [(conditional, "stroke-dasharray:8 3"), (denied, "stroke:#c0392b,stroke-dasharray:2 4")] {
        if !lines.is_empty() {
            text.push_str(&format!("  linkStyle {} {style}\n", lines.join(",")));
        }
    }
    text
}

fn draw(frame: &Frame, depth: usize, text: &mut String, count: &mut usize) {
    let indent = "  ".repeat(depth);
    *count += 1;
    let own = *count;
    text.push_str(&format!("{indent}subgraph frame{own} [{}]\n", quoted(&frame.title)));
    for node in &frame.nodes {
        text.push_str(&format!("{indent}  {}\n", boxed(node)));
    }
    for inner in &frame.frames {
        draw(inner, depth + 1, text, count);
    }
    // An empty frame would not be drawn.
    if frame.nodes.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty{own}[\" \"]\n"));
    }
    text.push_str(&format!("{indent}end\n"));
}

fn boxed(node: &Node) -> String {
    let lines: Vec<String> = std::iter::once(&node.title).chain(&node.details).map(|line| escaped(line)).collect();
    format!("{}[\"{}\"]", node.id, lines.join("<br/>"))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Mermaid reads entities in quoted text, and HTML.
fn escaped(text: &str) -> String {
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
