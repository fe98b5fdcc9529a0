//! `graph`: draws the topology as a picture.

use clap::{Args, ValueEnum};
use di_gen::graph::{
    Architecture, Palette, TopologyGraph, render_architecture_dot, render_architecture_mermaid,
    render_architecture_svg, render_dot, render_mermaid, render_svg,
};

use super::{
    access_query::QueryArguments,
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
    /// Select what is drawn
    #[arg(long, value_enum, default_value_t)]
    view: GraphView,
    #[command(flatten)]
    query: QueryArguments,
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
    /// PNG image of the architecture, in light colours
    #[cfg(feature = "png")]
    Png,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum GraphView {
    /// Resource groups, networks, services, and access paths bundled by kind of actor: one landscape page
    #[default]
    Architecture,
    /// Every access path of every actor
    Flows,
}

pub(super) fn print_graph(arguments: &GraphArguments) -> Result<(), Exit> {
    let query = arguments.query.parse("di-gen graph")?;
    let source = input::read_input(&arguments.input)?;
    let topology =
        di_gen::read::read_topology(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    let plan = di_gen::plan::lower_topology(&topology);
    let paths = query.select_paths(&plan)?;
    #[cfg(feature = "png")]
    if arguments.format == GraphFormat::Png {
        let image = di_gen::graph::render_architecture_png(&Architecture::with_paths(&plan, paths));
        return console::print_bytes(&image.unwrap_or_default());
    }
    console::print_text(&match arguments.view {
        GraphView::Architecture => {
            let architecture = Architecture::with_paths(&plan, paths);
            match arguments.format {
                GraphFormat::Mermaid => render_architecture_mermaid(&architecture),
                GraphFormat::Dot => render_architecture_dot(&architecture),
                GraphFormat::Svg => render_architecture_svg(&architecture, Palette::ByPreference),
                #[cfg(feature = "png")]
                GraphFormat::Png => String::new(),
            }
        }
        GraphView::Flows => {
            let graph = TopologyGraph::with_paths(&plan, paths);
            match arguments.format {
                GraphFormat::Mermaid => render_mermaid(&graph),
                GraphFormat::Dot => render_dot(&graph),
                GraphFormat::Svg => render_svg(&graph),
                #[cfg(feature = "png")]
                GraphFormat::Png => String::new(),
            }
        }
    })
}
