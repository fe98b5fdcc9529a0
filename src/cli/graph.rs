//! `graph`: draws the topology as a picture.

use std::path::Path;

use clap::{Args, ValueEnum, error::ErrorKind};
use di_gen::{
    analyse::access::EvaluatedPath,
    graph::{
        Architecture, Palette, Scope, TopologyGraph, render_architecture_dot, render_architecture_mermaid,
        render_architecture_svg, render_dot, render_mermaid, render_svg,
    },
    output::{self, PictureNotation},
    plan::ResolvedTopology,
};

use super::{
    access_query::{AccessQuery, QueryArguments},
    console,
    existing::ExistingArguments,
    exit::Exit,
    input::{self, Input},
    page::PageArguments,
    usage,
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env"])))]
pub(super) struct GraphArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    existing: ExistingArguments,
    /// Select the output format; without it, the ending of -o decides, otherwise it is Mermaid
    #[arg(long, value_enum)]
    format: Option<GraphFormat>,
    /// Select what is drawn
    #[arg(long, value_enum, default_value_t)]
    view: GraphView,
    #[command(flatten)]
    query: QueryArguments,
    #[command(flatten)]
    page: PageArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    /// Mermaid, which GitHub and GitLab draw in Markdown
    Mermaid,
    /// DOT, for Graphviz
    Dot,
    /// SVG image, for light and dark backgrounds
    Svg,
    /// PNG image of the architecture, in light colours (programs of a release)
    Png,
}

/// The endings that are named; others of the same formats are accepted.
const ENDINGS: &str = ".svg, .png, .mmd or .dot";

impl GraphFormat {
    /// The format of a file with this name.
    fn of_file(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "mmd" | "mermaid" => Some(Self::Mermaid),
            "dot" | "gv" => Some(Self::Dot),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    const fn notation(self) -> PictureNotation {
        match self {
            Self::Mermaid => PictureNotation::Mermaid,
            Self::Dot => PictureNotation::Dot,
            Self::Svg => PictureNotation::Svg,
            Self::Png => PictureNotation::Png,
        }
    }
}

/// What is said about a path whose ending names no format.
fn message_about_ending(path: &Path) -> String {
    let name = path.display();
    if path.is_dir() {
        format!("{name} is a directory: add the name of a file that ends in {ENDINGS}\n")
    } else {
        format!("the ending of {name} names no format: use {ENDINGS}, or --format\n")
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum GraphView {
    /// Resource groups, networks, services, and access paths bundled by kind of actor: one landscape page
    #[default]
    Architecture,
    /// Every access path of every actor
    Flows,
}

impl GraphArguments {
    /// The format, if this program draws the view in it.
    fn format(&self) -> Result<GraphFormat, Exit> {
        let refuse = |message: &str| Err(usage::report_usage_error(clap::Error::raw(ErrorKind::InvalidValue, message)));
        let format = match (self.format, self.page.file()) {
            (Some(format), _) => format,
            (None, None) => GraphFormat::Mermaid,
            (None, Some(file)) => match GraphFormat::of_file(file) {
                Some(format) => format,
                None => return refuse(&message_about_ending(file)),
            },
        };
        let message = match (format, self.view) {
            (GraphFormat::Png, GraphView::Flows) => {
                "--view flows is drawn as mermaid, dot or svg; png is the format of --view architecture\n"
            }
            (GraphFormat::Png, GraphView::Architecture) if !cfg!(feature = "png") => {
                "this program was built without png: use --format svg, the program of a release archive, or one that is \
                 built with `--features png`\n"
            }
            _ => return Ok(format),
        };
        refuse(message)
    }
}

pub(super) fn print_graph(arguments: &GraphArguments) -> Result<(), Exit> {
    let format = arguments.format()?;
    let query = arguments.query.parse("di-gen graph")?;
    if arguments.existing.is_specified() {
        let existing = arguments.existing.read()?;
        let account = existing.only_account("a picture")?;
        let access =
            query.select_existing(account, &existing.inventory).map_err(|error| query.report_missing(&error))?;
        let image = draw(arguments, format, &query, &account.placed_plan(), account.drawn_paths(access.paths))?;
        let mark = |image: &[u8]| output::mark_picture(format.notation(), image);
        return arguments.page.write_existing(arguments.existing.files(), &image, mark);
    }
    let (source, topology) = input::read_environment(&arguments.input, "a picture")?;
    let plan = di_gen::plan::lower_topology(&topology);
    let paths = query.select_paths(&plan)?;
    let image = draw(arguments, format, &query, &plan, paths)?;
    arguments.page.write(&source, &arguments.input, &image, |image| output::mark_picture(format.notation(), image))
}

/// The picture of a plan with some access paths.
fn draw(
    arguments: &GraphArguments,
    format: GraphFormat,
    query: &AccessQuery,
    plan: &ResolvedTopology,
    paths: Vec<EvaluatedPath>,
) -> Result<Vec<u8>, Exit> {
    let scope = Scope { filter: query.words(), ..Scope::default() };
    let (picture, is_empty) = match arguments.view {
        GraphView::Architecture => {
            let architecture = Architecture::with_paths(plan, paths, &scope);
            (draw_architecture(&architecture, format), !architecture.has_access_paths())
        }
        GraphView::Flows => {
            let graph = TopologyGraph::with_paths(plan, paths, &scope);
            (draw_flows(&graph, format), graph.caller_nodes().iter().all(|node| node.edges.is_empty()))
        }
    };
    if is_empty {
        query.check_drawn()?;
    }
    let text = console::text_for_people(&picture);
    if format == GraphFormat::Png { draw_pixels(&text) } else { Ok(text.into_bytes()) }
}

fn draw_architecture(architecture: &Architecture, format: GraphFormat) -> String {
    match format {
        GraphFormat::Mermaid => render_architecture_mermaid(architecture),
        GraphFormat::Dot => render_architecture_dot(architecture),
        GraphFormat::Svg => render_architecture_svg(architecture, Palette::ByPreference),
        // Pixels are drawn from it.
        GraphFormat::Png => render_architecture_svg(architecture, Palette::Light),
    }
}

fn draw_flows(graph: &TopologyGraph, format: GraphFormat) -> String {
    match format {
        GraphFormat::Mermaid => render_mermaid(graph),
        GraphFormat::Dot => render_dot(graph),
        GraphFormat::Svg | GraphFormat::Png => render_svg(graph),
    }
}

#[cfg(feature = "png")]
fn draw_pixels(svg: &str) -> Result<Vec<u8>, Exit> {
    use di_gen::{
        diagnostic::{Code, Diagnostic},
        source::SourceText,
    };
    di_gen::graph::render_png(svg).ok_or_else(|| {
        let diagnostic = Diagnostic::error(Code::CANNOT_WRITE, "the image would be too large for memory")
            .help("use `--format svg`, or narrow the picture with `--from` or `--to`");
        console::report_errors(&SourceText::new("di-gen graph", ""), &[diagnostic])
    })
}

/// The format was refused before.
#[cfg(not(feature = "png"))]
fn draw_pixels(_: &str) -> Result<Vec<u8>, Exit> {
    Err(Exit::Refused)
}
