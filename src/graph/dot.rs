//! Graphviz.

use super::model::{Frame, Graph, Node};
use crate::analyse::access::Verdict;

/// A digraph.
#[must_use]
pub fn dot(graph: &Graph) -> String {
    let mut text = format!(
        "digraph topology {{\n  label={};\n  labelloc=t;\n  rankdir=LR;\n  compound=true;\n  fontname=\"Helvetica\";\n  node [shape=box, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n",
        quoted(&[&graph.title])
    );
    let mut count = 0;
    for frame in &graph.callers {
        draw(frame, 1, &mut text, &mut count);
    }
    let services = Frame { title: "Services".to_owned(), nodes: graph.services.clone(), frames: Vec::new() };
    draw(&services, 1, &mut text, &mut count);
    for list in &graph.lists {
        draw(list, 1, &mut text, &mut count);
    }
    for node in graph.nodes() {
        for line in &node.lines {
            let style = match line.verdict {
                Verdict::Allowed => "solid",
                Verdict::Conditional => "\"dashed,bold\"",
                Verdict::Denied => "dotted, color=\"#c0392b\", arrowhead=tee",
            };
            let to = graph.services.get(line.to).map_or("", |service| service.id.as_str());
            text.push_str(&format!("  {} -> {to} [label={}, style={style}];\n", node.id, quoted(&[&line.text])));
        }
    }
    text.push_str("}\n");
    text
}

fn draw(frame: &Frame, depth: usize, text: &mut String, count: &mut usize) {
    let indent = "  ".repeat(depth);
    *count += 1;
    text.push_str(&format!("{indent}subgraph cluster_{count} {{\n{indent}  label={};\n", quoted(&[&frame.title])));
    for node in &frame.nodes {
        text.push_str(&format!("{indent}  {} [label={}];\n", node.id, label(node)));
    }
    for inner in &frame.frames {
        draw(inner, depth + 1, text, count);
    }
    if frame.nodes.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty{count} [label=\"\", style=invis];\n"));
    }
    text.push_str(&format!("{indent}}}\n"));
}

fn label(node: &Node) -> String {
    let lines: Vec<&String> = std::iter::once(&node.title).chain(&node.details).collect();
    quoted(&lines)
}

/// Lines of text as one string.
fn quoted(lines: &[&String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
