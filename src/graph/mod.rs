//! The topology as a graph: frames for networks, subnets and groups, boxes for actors and resources, lines for access
//! paths.

mod attachments;
mod colour;
mod dot;
mod labels;
mod mermaid;
mod model;
mod svg;

pub use dot::render_dot;
pub use mermaid::render_mermaid;
pub use model::{GraphEdge, GraphFrame, GraphNode, TopologyGraph};
pub use svg::render_svg;
