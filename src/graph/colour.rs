//! The colour of each verdict, the same in every notation.

use crate::analyse::access::Verdict;

/// One colour, for light and for dark backgrounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VerdictColour {
    pub(super) on_light: &'static str,
    pub(super) on_dark: &'static str,
}

/// The colour of an access path with this verdict: green, amber or red.
pub(super) const fn verdict_colour(verdict: Verdict) -> VerdictColour {
    match verdict {
        Verdict::Allowed => VerdictColour { on_light: "#1a7f37", on_dark: "#3fb950" },
        Verdict::Conditional => VerdictColour { on_light: "#9a6700", on_dark: "#d29922" },
        Verdict::Denied => VerdictColour { on_light: "#cf222e", on_dark: "#f85149" },
    }
}
