//! Where the parts of an architecture are: one landscape page. Actors stand on the left, services in the middle, networks
//! on the right of them, and what has no access paths at the far right. Access paths run in the channels between these
//! columns, where no leaf stands: from the leaf of an actor straight to the rail of service and verdict, and along it.

mod blocks;
mod columns;
mod details;
mod geometry;
mod linked;
mod page;
mod rails;

pub use geometry::{Area, LineEnd, LineKind, Mark, Page, PlacedFrame, PlacedLeaf, PlacedLine, PlacedText, Point};
pub(super) use page::lay_out;
