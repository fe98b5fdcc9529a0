//! The topology as a picture: frames for what lies in something, boxes for what is there, lines for who reaches what.

mod colour;
mod dot;
mod mermaid;
mod model;
mod svg;

pub use dot::render_dot;
pub use mermaid::render_mermaid;
pub use model::{GraphEdge, GraphFrame, GraphNode, TopologyGraph};
pub use svg::render_svg;
