//! `graph`: the topology as a picture.

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
    /// Mermaid for Markdown, DOT for Graphviz, or an SVG that needs neither
    #[arg(long, value_enum, default_value_t)]
    format: GraphFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    /// As code hosts draw it in Markdown
    #[default]
    Mermaid,
    /// Graphviz
    Dot,
    /// A picture, for light and dark
    Svg,
}

pub(super) fn print_graph(arguments: &GraphArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|findings| console::report_errors(&source, &findings))?;
    let graph = TopologyGraph::new(&di_gen::plan::lower_topology(&topology));
    console::print_text(&match arguments.format {
        GraphFormat::Mermaid => render_mermaid(&graph),
        GraphFormat::Dot => render_dot(&graph),
        GraphFormat::Svg => render_svg(&graph),
    })
}
