//! The width of a text in the font of the pictures: Arimo, whose letters are as wide as those of Arial, Helvetica and
//! Liberation Sans. A browser that has none of them draws another font in the same width (`textLength`).

use crate::diagnostic::escape_invisible;

/// Advance widths of the letters from U+0020 to U+007E, in units of 1/2048 of the font size.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    569, 569, 727, 1139, 1139, 1821, 1366, 391, 682, 682, 797, 1196, 569, 682, 569, 569,
    1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 569, 569, 1196, 1196, 1196, 1139,
    2079, 1366, 1366, 1479, 1479, 1366, 1251, 1593, 1479, 569, 1024, 1366, 1139, 1706, 1479, 1593,
    1366, 1593, 1479, 1366, 1251, 1479, 1366, 1933, 1366, 1366, 1251, 569, 569, 569, 961, 1139,
    682, 1139, 1139, 1024, 1139, 1139, 569, 1139, 1139, 455, 455, 1024, 455, 1706, 1139, 1139,
    1139, 1139, 682, 1024, 569, 1139, 1024, 1479, 1024, 1024, 1024, 684, 532, 684, 1196,
];
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    569, 682, 971, 1139, 1139, 1821, 1479, 487, 682, 682, 797, 1196, 569, 682, 569, 569,
    1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 682, 682, 1196, 1196, 1196, 1251,
    1997, 1479, 1479, 1479, 1479, 1366, 1251, 1593, 1479, 569, 1139, 1479, 1251, 1706, 1479, 1593,
    1366, 1593, 1479, 1366, 1251, 1479, 1366, 1933, 1366, 1366, 1251, 682, 569, 682, 1196, 1139,
    682, 1139, 1251, 1139, 1251, 1139, 682, 1251, 1251, 569, 569, 1139, 569, 1821, 1251, 1251,
    1251, 1251, 797, 1139, 682, 1251, 1139, 1593, 1139, 1139, 1024, 797, 573, 797, 1196,
];

/// The width of any other letter; no letter of the font is wider.
const OTHER: u16 = 2048;
const UNITS: f64 = 2048.0;

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Details.
    Regular,
    /// Headings.
    Bold,
}

/// The font size of every text. A page of 1120 units is printed 785 points wide on A4, so this is 8.06 points.
pub const FONT_SIZE: f64 = 11.5;

/// The width of a text at [`FONT_SIZE`].
#[must_use]
pub fn text_width(text: &str, weight: Weight) -> f64 {
    text.chars().map(|c| advance(c, weight)).sum::<f64>() * FONT_SIZE / UNITS
}

fn advance(c: char, weight: Weight) -> f64 {
    let table = match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    };
    let index = u32::from(c).checked_sub(32).and_then(|index| usize::try_from(index).ok());
    f64::from(index.and_then(|index| table.get(index)).copied().unwrap_or(OTHER))
}

/// A text as it is drawn: invisible characters are escaped, and no runner reads a command in it.
pub(super) fn shown_text(text: &str) -> String {
    escape_invisible(text, &[])
}

/// The text in lines that fit: broken after words, after parts of a long word, and anywhere in a long part.
pub(super) fn wrap_to_width(text: &str, weight: Weight, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = shown_text(text);
    let mut rest = shown.as_str();
    loop {
        if text_width(rest, weight) <= width {
            lines.push(rest.to_owned());
            return lines;
        }
        let (mut fits, mut after_word, mut after_part, mut advanced) = (0, 0, 0, 0.0);
        for (offset, c) in rest.char_indices() {
            let end = offset + c.len_utf8();
            advanced += advance(c, weight);
            // A space at the end of a line has no width.
            if fits > 0 && c != ' ' && advanced * FONT_SIZE / UNITS > width {
                break;
            }
            fits = end;
            // The dots at the end of a list stay with its last item.
            let is_before_dots = || rest[end..].trim_start().starts_with('\u{2026}');
            if matches!(c, ' ' | '-' | '.' | '/' | ',' | '_') && !is_before_dots() {
                after_part = end;
                after_word = if c == ' ' { end } else { after_word };
            }
        }
        if fits >= rest.len() {
            lines.push(rest.to_owned());
            return lines;
        }
        // A line that would be mostly empty is filled instead.
        let end = if after_word > fits / 2 {
            after_word
        } else if after_part > fits / 3 {
            after_part
        } else {
            fits
        };
        lines.push(rest[..end].trim_end().to_owned());
        rest = &rest[end..];
    }
}
