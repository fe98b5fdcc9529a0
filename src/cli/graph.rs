//! `graph`: draws the topology as a graph.

use clap::{Args, ValueEnum};
use di_gen::graph::{TopologyGraph, render_dot, render_mermaid, render_svg};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct GraphArguments {
    #[command(flatten)]
    input: Input,
    /// Select the output format
    #[arg(long, value_enum, default_value_t)]
    format: GraphFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    /// Mermaid, which GitHub and GitLab draw in Markdown
    #[default]
    Mermaid,
    /// DOT, for Graphviz
    Dot,
    /// SVG image, for light and dark backgrounds
    Svg,
}

pub(super) fn print_graph(arguments: &GraphArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    let graph = TopologyGraph::new(&di_gen::plan::lower_topology(&topology));
    console::print_text(&match arguments.format {
        GraphFormat::Mermaid => render_mermaid(&graph),
        GraphFormat::Dot => render_dot(&graph),
        GraphFormat::Svg => render_svg(&graph),
    })
}
