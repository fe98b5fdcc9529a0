//! The topology as a picture: frames for what lies in something, boxes for what is there, lines for who reaches what.

mod dot;
mod mermaid;
mod model;
mod svg;

pub use dot::dot;
pub use mermaid::mermaid;
pub use model::{Frame, Graph, Line, Node};
pub use svg::svg;
