//! The architecture in Mermaid, with the grouping of the picture.

use super::{
    architecture::{Architecture, Frame, Leaf},
    mermaid::{escape_text, link_style, quote_text},
};
use crate::analyse::access::Verdict;

/// Writes the architecture as a Mermaid flowchart.
#[must_use]
pub fn render_architecture_mermaid(architecture: &Architecture) -> String {
    let mut text = format!("---\ntitle: {}\n---\nflowchart LR\n", quote_text(&architecture.full_title()));
    let mut existing = Vec::new();
    for frame in &architecture.outline() {
        write_frame(frame, 1, &mut text, &mut existing);
    }
    let lines = architecture.outline_lines();
    for line in &lines {
        let arrow = match line.verdict {
            Some(Verdict::Denied) => "-.-x",
            Some(_) => "-->",
            None => "===",
        };
        let label = if line.label.is_empty() { String::new() } else { format!("|{}|", quote_text(&line.label)) };
        text.push_str(&format!("  {} {arrow}{label} {}\n", line.from, line.to));
    }
    for verdict in Verdict::ALL {
        let with_verdict = lines.iter().enumerate().filter(|(_, line)| line.verdict == Some(verdict));
        let numbers: Vec<String> = with_verdict.map(|(number, _)| number.to_string()).collect();
        if !numbers.is_empty() {
            text.push_str(&format!("  linkStyle {} {}\n", numbers.join(","), link_style(verdict)));
        }
    }
    if !existing.is_empty() {
        text.push_str("  classDef existing stroke-dasharray:5 3\n");
        text.push_str(&format!("  class {} existing\n", existing.join(",")));
    }
    text
}

fn write_frame(frame: &Frame, depth: usize, text: &mut String, existing: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}subgraph frame_{} [{}]\n", frame.id, quote_text(&frame.heading())));
    if frame.existing {
        existing.push(format!("frame_{}", frame.id));
    }
    for leaf in &frame.leaves {
        text.push_str(&format!("{indent}  {}\n", leaf_box(leaf)));
        if leaf.existing {
            existing.push(leaf.id.clone());
        }
    }
    for inner in &frame.frames {
        write_frame(inner, depth + 1, text, existing);
    }
    // Mermaid does not draw an empty frame.
    if frame.leaves.is_empty() && frame.frames.is_empty() {
        text.push_str(&format!("{indent}  empty_{}[\" \"]\n", frame.id));
    }
    text.push_str(&format!("{indent}end\n"));
}

fn leaf_box(leaf: &Leaf) -> String {
    let lines: Vec<String> = leaf.lines().iter().map(|line| escape_text(line)).collect();
    format!("{}[\"{}\"]", leaf.id, lines.join("<br/>"))
}
