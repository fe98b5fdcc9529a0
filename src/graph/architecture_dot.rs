//! The architecture in DOT, for Graphviz, with the grouping of the picture.

use super::{
    architecture::{Architecture, Frame, Leaf},
    colour::verdict_colour,
    dot::quote_lines,
};
use crate::analyse::access::Verdict;

/// Writes the architecture as a DOT digraph.
#[must_use]
pub fn render_architecture_dot(architecture: &Architecture) -> String {
    let mut text = format!(
        "digraph topology {{\n  label={};\n  labelloc=t;\n  rankdir=LR;\n  compound=true;\n  fontname=\"Helvetica\";\n  node [shape=box, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n",
        quote_lines(&[&architecture.full_title()])
    );
    for frame in &architecture.outline() {
        write_frame(frame, 1, &mut text);
    }
    for line in architecture.outline_lines() {
        let style = match line.verdict {
            Some(Verdict::Allowed) => "solid",
            Some(Verdict::Conditional) => "\"dashed,bold\"",
            Some(Verdict::Denied) => "dotted, arrowhead=tee",
            None => "bold, dir=none",
        };
        let colour = line.verdict.map_or("#0969da", |verdict| verdict_colour(verdict).on_light);
        let label = quote_lines(&[&line.label]);
        text.push_str(&format!("  {} -> {} [label={label}, color=\"{colour}\", style={style}];\n", line.from, line.to));
    }
    text.push_str("}\n");
    text
}

fn write_frame(frame: &Frame, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let style = if frame.existing { "\n".to_owned() + &indent + "  style=dashed;" } else { String::new() };
    let label = quote_lines(&[&frame.heading()]);
    text.push_str(&format!("{indent}subgraph cluster_{} {{\n{indent}  label={label};{style}\n", frame.id));
    for leaf in &frame.leaves {
        let style = if leaf.existing { ", style=dashed" } else { "" };
        text.push_str(&format!("{indent}  {} [label={}{style}];\n", leaf.id, leaf_label(leaf)));
    }
    for inner in &frame.frames {
        write_frame(inner, depth + 1, text);
    }
    if frame.leaves.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty_{} [label=\"\", style=invis];\n", frame.id));
    }
    text.push_str(&format!("{indent}}}\n"));
}

fn leaf_label(leaf: &Leaf) -> String {
    let lines = leaf.lines();
    quote_lines(&lines.iter().collect::<Vec<_>>())
}
