//! The geometry of a page, for the writers of pictures and for tests. One unit is a pixel.

use crate::{
    analyse::access::Verdict,
    graph::{
        architecture::{Firewall, Glyph},
        font::Weight,
    },
};

/// A page: everything that is drawn, with its coordinates.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The heading and the legend.
    pub texts: Vec<PlacedText>,
    /// Frames; outer ones first.
    pub frames: Vec<PlacedFrame>,
    /// Leaves.
    pub leaves: Vec<PlacedLeaf>,
    /// Access paths, the rails that they join, and private links.
    pub lines: Vec<PlacedLine>,
    /// The lines in the legend.
    pub legend: Vec<PlacedLine>,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Area {
    /// Left end.
    pub x: f64,
    /// Upper end.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedText {
    /// Left end of the baseline.
    pub at: Point,
    /// The text, as it is drawn.
    pub text: String,
    /// Its weight.
    pub weight: Weight,
    /// Whether it is drawn in a softer colour.
    pub soft: bool,
    /// Its width.
    pub width: f64,
}

/// A small drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// The kind of a leaf or frame.
    Glyph(Glyph),
    /// The verdict of a line of text.
    Verdict(Verdict),
    /// The state of a firewall.
    Firewall(Firewall),
    /// A required step of another team.
    Step,
}

/// A frame.
#[derive(Debug, Clone)]
pub struct PlacedFrame {
    /// Its ID.
    pub id: String,
    /// Its rectangle.
    pub area: Area,
    /// The number of frames around it.
    pub depth: usize,
    /// Whether it is an existing resource.
    pub existing: bool,
    /// Its heading and details.
    pub texts: Vec<PlacedText>,
    /// Drawings, each with its upper left corner.
    pub marks: Vec<(Mark, Point)>,
}

/// A leaf.
#[derive(Debug, Clone)]
pub struct PlacedLeaf {
    /// Its ID.
    pub id: String,
    /// Its rectangle.
    pub area: Area,
    /// Whether it is an existing resource.
    pub existing: bool,
    /// Whether it is a service.
    pub is_service: bool,
    /// Its texts.
    pub texts: Vec<PlacedText>,
    /// Drawings, each with its upper left corner.
    pub marks: Vec<(Mark, Point)>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Access paths.
    Access(Verdict),
    /// The connection of a private endpoint.
    PrivateLink,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// It joins a rail.
    Joint,
    /// It goes on elsewhere.
    Open,
    /// It arrives.
    Arrow,
    /// It is refused.
    Cross,
}

/// A line of horizontal and vertical parts.
#[derive(Debug, Clone)]
pub struct PlacedLine {
    /// Its ID.
    pub id: String,
    /// What it is.
    pub kind: LineKind,
    /// What it says, for people who hear it.
    pub label: String,
    /// Its corners.
    pub points: Vec<Point>,
    /// Its end.
    pub end: LineEnd,
}

impl Area {
    /// The right end.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower end.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether it contains another one.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }

    /// Whether they have a part in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

impl PlacedText {
    /// The rectangle of its letters.
    #[must_use]
    pub fn area(&self) -> Area {
        Area { x: self.at.x, y: self.at.y - 9.0, width: self.width, height: 11.5 }
    }
}
