//! The topology as a picture. `architecture` shows resource groups, networks, services and bundled access paths; the
//! view of flows shows every access path of every actor as a line of its own.

mod architecture;
mod architecture_dot;
mod architecture_mermaid;
mod architecture_svg;
mod attachments;
mod colour;
mod dot;
mod font;
mod glyphs;
mod labels;
mod layout;
mod mermaid;
mod model;
mod narrowed;
#[cfg(feature = "png")]
mod png;
mod scope;
mod svg;

pub use architecture::{
    Architecture, Bundle, Firewall, Frame, Glyph, GroupFrame, Leaf, PrivateLink, SubscriptionFrame,
};
pub use architecture_dot::render_architecture_dot;
pub use architecture_mermaid::render_architecture_mermaid;
pub use architecture_svg::{Palette, architecture_page, render_architecture_svg};
pub use dot::render_dot;
pub use font::{FONT_SIZE, Weight, text_width};
pub use layout::{Area, LineEnd, LineKind, Mark, Page, PlacedFrame, PlacedLeaf, PlacedLine, PlacedText, Point};
pub use mermaid::render_mermaid;
pub use model::{GraphEdge, GraphFrame, GraphNode, TopologyGraph};
#[cfg(feature = "png")]
pub use png::render_png;
pub use scope::Scope;
pub use svg::render_svg;
