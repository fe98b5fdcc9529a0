//! Small drawings of di-gen's own, each in a square of 14 units. They are strokes in the colour of their surroundings.

use super::{
    architecture::{Firewall, Glyph},
    layout::Mark,
};
use crate::analyse::access::Verdict;

/// The class and the path of a mark.
pub(super) const fn mark_path(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Glyph(glyph) => ("glyph", glyph_path(glyph)),
        Mark::Verdict(Verdict::Allowed) => ("mark allowed", "M2 8L5 11L11 4"),
        Mark::Verdict(Verdict::Conditional) => ("mark conditional", "M2 8C4 4 6 5 7 7C8 9 10 10 12 6"),
        Mark::Verdict(Verdict::Denied) => ("mark denied", "M3 4L10 11M10 4L3 11"),
        Mark::Firewall(state) => ("glyph", firewall_path(state)),
        Mark::Step => ("step", "M3 13V2L11 4.5L3 7.5"),
    }
}

const fn firewall_path(state: Firewall) -> &'static str {
    match state {
        // A closed lock, a lock with a gap, an open lock, and a question.
        Firewall::Closed => "M2 7H10V13H2ZM4 7V4A2 2 0 0 1 8 4V7",
        Firewall::Selected => "M2 7H10V13H2ZM4 7V4A2 2 0 0 1 8 4V7M6 9V11",
        Firewall::Open => "M2 7H10V13H2ZM4 7V3A2 2 0 0 1 8 3",
        Firewall::Unknown => "M3 5A3 3 0 1 1 6 8V9.5M6 11.5V12.5",
    }
}

const fn glyph_path(glyph: Glyph) -> &'static str {
    match glyph {
        Glyph::Blank => "",
        Glyph::Globe => "M1 7A6 6 0 1 1 13 7A6 6 0 1 1 1 7ZM1 7H13M7 1C3 4 3 10 7 13C11 10 11 4 7 1",
        Glyph::People => "M7 1.5A2.5 2.5 0 1 1 7 6.5A2.5 2.5 0 1 1 7 1.5ZM2 13C2 7 12 7 12 13Z",
        Glyph::Identity => "M1 3H13V12H1ZM5 5A1.5 1.5 0 1 1 5 8A1.5 1.5 0 1 1 5 5ZM3 10.5H7M9 6H11.5M9 8.5H11.5",
        Glyph::Browser => "M1 2H13V12H1ZM1 5H13M3 3.5H4M5 3.5H6",
        Glyph::Document => "M2 1H9L12 4V13H2ZM9 1V4H12M4 7H10M4 9H10M4 11H7",
        Glyph::Storage => "M1 2H13V6H1ZM1 8H13V12H1ZM3 4H4M3 10H4",
        Glyph::Key => "M4.5 4A3 3 0 1 1 4.5 10A3 3 0 1 1 4.5 4ZM7.5 7H13V10M10.5 7V9.5",
        Glyph::Network => "M7 1V5M7 5H2V9M7 5H12V9M0.5 9H3.5V13H0.5ZM10.5 9H13.5V13H10.5ZM5.5 9H8.5V13H5.5ZM7 5V9",
        Glyph::Subnet => "M1 7H13M3 3V7M11 3V7M7 7V11M1.5 1H4.5V3H1.5ZM9.5 1H12.5V3H9.5ZM5.5 11H8.5V13H5.5Z",
        Glyph::Endpoint => "M1 7H6M6 4A3 3 0 1 1 6 10ZM9 7H13",
        Glyph::Machine => "M1 2H13V10H1ZM5 13H9M7 10V13",
        Glyph::Gateway => "M1 4H10M8 2L10 4L8 6M13 10H4M6 8L4 10L6 12",
        Glyph::Zone => "M1 3H13V11H1ZM3 9V5H4.5C7 5 7 9 4.5 9ZM8.5 9V5L11.5 9V5",
        Glyph::Logs => "M1 13H13M3 13V8M6 13V4M9 13V6M12 13V2",
        Glyph::Site => "M2 13V3L7 1V13M7 5L12 6V13M1 13H13M4 5V6M4 8V9M9.5 8V9",
        Glyph::Stack => "M7 1L13 4L7 7L1 4ZM1 7L7 10L13 7M1 10L7 13L13 10",
    }
}
