//! The graph in DOT, for Graphviz.

use super::{
    colour::verdict_colour,
    model::{GraphFrame, GraphNode, TopologyGraph},
};
use crate::{
    analyse::access::Verdict,
    diagnostic::{escape_invisible, escaped_offsets},
};

/// Writes the graph as a DOT digraph.
#[must_use]
pub fn render_dot(graph: &TopologyGraph) -> String {
    let mut text = format!(
        "digraph topology {{\n  label={};\n  labelloc=t;\n  rankdir=LR;\n  compound=true;\n  fontname=\"Helvetica\";\n  node [shape=box, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n",
        quote_lines(&[&graph.title])
    );
    let mut count = 0;
    for frame in &graph.callers {
        write_frame(frame, 1, &mut text, &mut count);
    }
    let services = GraphFrame { title: "Services".to_owned(), nodes: graph.services.clone(), frames: Vec::new() };
    write_frame(&services, 1, &mut text, &mut count);
    for list in &graph.lists {
        write_frame(list, 1, &mut text, &mut count);
    }
    for node in graph.caller_nodes() {
        for edge in &node.edges {
            let style = match edge.verdict {
                Verdict::Allowed => "solid",
                Verdict::Conditional => "\"dashed,bold\"",
                Verdict::Denied => "dotted, arrowhead=tee",
            };
            let service = graph.services.get(edge.service_index).map_or("", |service| service.id.as_str());
            let colour = verdict_colour(edge.verdict).on_light;
            let label = quote_lines(&[&edge.label]);
            text.push_str(&format!("  {} -> {service} [label={label}, color=\"{colour}\", style={style}];\n", node.id));
        }
    }
    text.push_str("}\n");
    text
}

fn write_frame(frame: &GraphFrame, depth: usize, text: &mut String, count: &mut usize) {
    let indent = "  ".repeat(depth);
    *count += 1;
    text.push_str(&format!("{indent}subgraph cluster_{count} {{\n{indent}  label={};\n", quote_lines(&[&frame.title])));
    for node in &frame.nodes {
        text.push_str(&format!("{indent}  {} [label={}];\n", node.id, node_label(node)));
    }
    for inner in &frame.frames {
        write_frame(inner, depth + 1, text, count);
    }
    if frame.nodes.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty{count} [label=\"\", style=invis];\n"));
    }
    text.push_str(&format!("{indent}}}\n"));
}

fn node_label(node: &GraphNode) -> String {
    let lines: Vec<&String> = std::iter::once(&node.title).chain(&node.details).collect();
    quote_lines(&lines)
}

/// Lines of text as one quoted DOT string. Graphviz replaces escapes and entities in it.
pub(super) fn quote_lines(lines: &[&String]) -> String {
    format!("\"{}\"", lines.iter().map(|line| escape_line(line)).collect::<Vec<_>>().join("\\n"))
}

fn escape_line(line: &str) -> String {
    let line = escape_invisible(line, &[]);
    let commands = escaped_offsets(&line);
    let mut escaped = String::with_capacity(line.len());
    for (offset, c) in line.char_indices() {
        match c {
            '\\' | '"' => escaped.extend(['\\', c]),
            '&' => escaped.push_str("&amp;"),
            c if commands.contains(&offset) => escaped.push_str(&format!("&#{};", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_text() {
        let quoted = quote_lines(&[&"a\"];\n\\N".to_owned(), &"&lt; ##vso[b]".to_owned()]);
        assert_eq!(quoted, r#""a\"];\\n\\N\n&amp;lt; &#35;#vso[b]""#);
    }
}
